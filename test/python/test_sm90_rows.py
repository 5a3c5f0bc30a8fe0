"""Rows that stay in shared memory between the passes over them, interpreted.

A persistent kernel: bulk copies bring chunks of the next row while this one is
computed. Kernels run under adversarial schedules, as in test_sm90_programs.py.
"""

import re
import sys

import numpy as np
import pytest
import torch
from conftest import ROOT, library_is_ready

sys.path.insert(0, str(ROOT / "test/gpu"))

from hopper_interpreter import launch_hopper  # noqa: E402
from interpret_program import Program  # noqa: E402
from make_kernels import integer_attribute  # noqa: E402
from ptx_interpreter import PTXError  # noqa: E402
from test_sm90_programs import (  # noqa: E402
    BUILD,
    compare,
    residual_layer_norm,
    tensor,
    to_numpy,
    with_choices,
)

from cutedsl.capture import capture  # noqa: E402
from cutedsl.library import library  # noqa: E402

pytestmark = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))


def softmax(x):
    return x.softmax(-1)


def rms_norm(x, weight):
    return torch.rms_norm(x, x.shape[-1:], weight, 1e-6)


def slice_of_rows(x):
    """Rows that begin within those of a buffer."""
    return x[:, 8:-8].log_softmax(-1)


def normed_twice(x, weight):
    """The weight is read in two passes, but is the same for all rows."""
    y = x * weight
    return y - y.amax(-1, keepdim=True)


def places(x):
    """An index of a row's extremum, and where the row is beyond a share of it."""
    y = x.float()
    return y.argmax(-1).float(), (y > 0.5 * y.amax(-1, keepdim=True)).float()


# With two CTAs: rows whose last chunk is short, rings that begin anew within a
# row, CTAs with different numbers of rows. (So few rows with more work after a
# sum would be two kernels.)
CASES = {
    "softmax": (softmax, (tensor(5, 16392),)),
    "softmax_f32": (softmax, (tensor(3, 24584).float(),)),
    "softmax_heads": (softmax, (tensor(2, 2, 24576),)),
    "slice": (slice_of_rows, (tensor(3, 16512),)),
    "rms_norm": (rms_norm, (tensor(3, 17000), tensor(17000))),
    "layer_norm": (
        residual_layer_norm,
        (tensor(3, 16392), tensor(3, 16392) * 2, tensor(16392), tensor(16392)),
    ),
    "normed_twice": (normed_twice, (tensor(3, 16640), tensor(16640))),
    "places": (places, (tensor(2, 17408),)),
}


def staged(text: str) -> Program:
    """The program with each kernel's schedule that stages rows."""
    choices = {
        kernel["key"]: next(c for c in kernel["choices"] if "stages" in c)
        for kernel in library().tunables(text, '{"target": "sm_90a"}')
    }
    program = Program(BUILD, with_choices(text, choices))
    assert "cp.async.bulk.shared::cta.global" in program.ptx
    return program


def compiled(name):
    function, arguments = CASES[name]
    torch._dynamo.reset()
    (graph,) = capture(function, *arguments)
    return staged(graph.text), function, arguments


@pytest.mark.parametrize("name", CASES)
def test_rows(name):
    compare(*compiled(name))


DYNAMIC = """
#x = #graph.dims<()[s0] -> (s0, 16392)>
#row = #graph.dims<()[s0] -> (s0)>
!x = tensor<?x16392xf32, #x>
!row = tensor<?xf32, #row>
graph.program @main symbols ["rows"] (%x: !x) -> (!x) attributes {graph.hints = array<i64: 4096>} {
  %m = graph.reduce max %x dims [1] : !x -> !row
  %mb = graph.view %m through <(d0, d1) -> (d0)> : !row -> !x
  %s = arith.subf %x, %mb : !x
  %e = math.exp %s : !x
  %z = graph.reduce sum %e dims [1] : !x -> !row
  %zb = graph.view %z through <(d0, d1) -> (d0)> : !row -> !x
  %y = arith.divf %e, %zb : !x
  graph.return %y : !x
}
"""


@pytest.mark.parametrize(("rows", "ctas"), [(1, 2), (5, 2), (4, 3)])
def test_dynamic_number_of_rows(rows, ctas):
    """One CTA has no row where there is only one, or where two take as many
    rounds as three."""
    program = staged(DYNAMIC)
    (name,) = re.findall(r"\.entry (\w+)", program.ptx)
    shared = integer_attribute(program.lowered, name, "tile.scratch")
    x = tensor(rows, 16392).float()
    result = np.full((rows, 16392), np.nan, np.float32)
    buffers = [x.numpy().copy(), result]
    constants = program.constants[name]
    launch_hopper(program.ptx, name, ctas, buffers, [rows], shared, constants=constants)
    wanted = x.double().softmax(-1)
    assert (torch.from_numpy(result) - wanted).norm() <= 1e-6 * wanted.norm()


@pytest.mark.parametrize(
    ("pattern", "instead", "message"),
    [
        # Nobody waits; nobody hands a stage back; one warp does so for all.
        (r"mbarrier\.try_wait.*\n@p bra\.uni done;\nbra\.uni again;", "", "meets a"),
        (r"mbarrier\.arrive\.shared\.b64.*;", "", "nobody can go on"),
        (r"(mov\.b32 \t%r\d+), 16;", r"\1, 1;", "meets a read|more arrivals"),
    ],
    ids=["waits", "arrivals", "counts"],
)
def test_refuses(pattern, instead, message):
    """What the interpreter finds if consumers or the producer do not wait."""
    program, _, arguments = compiled("softmax_f32")
    program.ptx, count = re.subn(pattern, instead, program.ptx)
    assert count
    with pytest.raises(PTXError, match=message):
        for seed in range(4):
            program([to_numpy(a) for a in arguments], seed)
