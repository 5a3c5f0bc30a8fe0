"""GPU kernels without a GPU: their PTX, interpreted, against float64.

The interpreter itself is tested by what it must refuse: a missing barrier, two
threads that write one place, an access beyond a buffer.
"""

import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/gpu"))

import ptx_interpreter  # noqa: E402
import random_kernels  # noqa: E402
from cases import CASES, Case, error  # noqa: E402
from make_kernels import compile_kernel, describe  # noqa: E402

BUILD = Path(os.environ.get("CUTEDSL_BUILD", ROOT / "build/dev"))
pytestmark = pytest.mark.skipif(
    not (BUILD / "bin/cutedsl-translate").exists(), reason="needs a build of the tools"
)


def to_numpy(tensor):
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    return tensor.numpy().copy()


def poison(shape, dtype):
    if dtype.is_floating_point:
        return torch.full(shape, float("nan"), dtype=dtype)
    return torch.full(shape, 1 if dtype == torch.bool else 77, dtype=dtype)


def check(case, arch, text=""):
    lowered, ptx = compile_kernel(BUILD, case, arch, text)
    if "wgmma" in ptx:
        pytest.skip("tensor cores and copies have an interpreter of their own")
    entry = describe(lowered, case)
    results = [to_numpy(poison(*result)) for result in case.results]
    buffers = [to_numpy(x) for x in case.inputs()] + results
    run = ptx_interpreter.launch(
        ptx, case.kernel, entry["grid"], buffers, case.symbols, entry["shared"]
    )
    assert run.status[0] == 0
    actual = [
        torch.from_numpy(r).view(dtype).reshape(shape)
        for r, (shape, dtype) in zip(results, case.results, strict=True)
    ]
    assert error(case, actual) <= case.tolerance


@pytest.mark.parametrize("arch", ["sm_90a", "sm_80"])
@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_kernel(case, arch):
    if arch == "sm_80" and case.name not in ("scale_bf16", "linear_bf16", "row_softmax_7"):
        pytest.skip("one code path for all architectures")
    check(case, arch)


@pytest.mark.parametrize("seed", range(25))
def test_random_kernel(seed):
    text, case = random_kernels.make(seed)
    check(case, "sm_90a", text)


HAND_WRITTEN = ["scaled_scores", "reciprocal", "softcap", "keys_first", "in_float"]


@pytest.mark.parametrize("form", HAND_WRITTEN)
def test_attention_by_hand(form, opt):
    """Attention that was raised from products and a softmax."""
    from test_idioms import FORMS, operands

    from cutedsl.capture import capture

    dtype = torch.bfloat16 if form == "in_float" else torch.float32
    tensors = dict(zip("qkv", operands(dtype), strict=True))
    with torch.no_grad():
        (graph,) = capture(FORMS[form], *tensors.values())
        expected = FORMS[form](*(t.double() for t in tensors.values()))
    text = opt(graph.text, "--convert-captured-to-graph", "--cutedsl-graph-pipeline=target=sm_90a")
    kernels, _, program = text.partition("graph.program")
    names = re.findall(r'graph.name = "(\w)"', program)
    ((kernel, places),) = re.findall(r"graph.call @(\w+)\((.*?)\)", program)
    case = Case(
        kernel,
        "",
        lambda: [tensors[names[int(place)]] for place in re.findall(r"%arg(\d)", places)],
        [(tuple(expected.shape), dtype)],
        lambda *_: [expected],
        tolerance=2e-2 if dtype == torch.bfloat16 else 2e-6,
    )
    check(case, "sm_90a", kernels + "}")


def every_bf16():
    return torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(torch.bfloat16)


def test_relaxed_gelu():
    """The short form of 1 + erf, for every bf16: what it adds to the rounding is
    small beside it, or beside what erf leaves of float32 far below zero."""
    case = Case(
        "gelu_bf16",
        "graph.mlir",
        lambda: [every_bf16()],
        [((65536,), torch.bfloat16)],
        lambda x: [x / 2 * torch.erfc(-x / 2**0.5)],
    )
    lowered, ptx = compile_kernel(BUILD, case, "sm_90a")
    assert "ex2.approx" in ptx
    result = to_numpy(poison(*case.results[0]))
    entry = describe(lowered, case)
    ptx_interpreter.launch(
        ptx, case.kernel, entry["grid"], [to_numpy(every_bf16()), result], [], entry["shared"]
    )
    actual = torch.from_numpy(result).view(torch.bfloat16).double()
    x = every_bf16().double()
    exact = case.reference(x)[0]
    assert torch.equal(actual.isnan(), x.isnan() | (x == -torch.inf))
    finite = x.isfinite()
    allowed = (2**-8 + 2.5e-4) * exact.abs() + 6e-8 * x.abs() + 2**-133
    off = ((actual - exact).abs() > allowed) & finite
    assert not off.any(), (x[off], actual[off], exact[off])
    assert actual[x == torch.inf] == torch.inf


def case_named(name):
    return next(c for c in CASES if c.name == name)


def interpret(ptx, case, entry, inputs=None):
    buffers = inputs or [to_numpy(x) for x in case.inputs()]
    buffers += [to_numpy(poison(*result)) for result in case.results]
    return ptx_interpreter.launch(
        ptx, case.kernel, entry["grid"], buffers, case.symbols, entry["shared"]
    )


@pytest.fixture(scope="module")
def row_softmax():
    case = case_named("row_softmax_7")
    lowered, ptx = compile_kernel(BUILD, case, "sm_90a")
    return case, ptx, describe(lowered, case)


def test_each_barrier_is_needed(row_softmax):
    case, ptx, entry = row_softmax
    lines = ptx.split("\n")
    barriers = [i for i, line in enumerate(lines) if "\tbar" in line]
    assert len(barriers) == 3
    for index in barriers:
        without = "\n".join(lines[:index] + lines[index + 1 :])
        with pytest.raises(ptx_interpreter.PTXError, match="without a barrier"):
            interpret(without, case, entry)


def test_beyond_a_buffer(row_softmax):
    case, ptx, entry = row_softmax
    with pytest.raises(ptx_interpreter.PTXError, match="beyond the end of buffer 0"):
        interpret(ptx, case, entry, [np.zeros((7, 1020), np.float32)])


def test_two_threads_write_one_place(row_softmax):
    case, ptx, entry = row_softmax
    # The second vector of each thread goes where its neighbour's first does.
    everyone = re.sub(r"(st\.global\.v4\.b32\s+\[%rd\d+)\+2048\]", r"\1+16]", ptx)
    assert everyone != ptx
    with pytest.raises(ptx_interpreter.PTXError, match="another thread's write"):
        interpret(everyone, case, entry)


def test_unknown_instruction(row_softmax):
    case, ptx, entry = row_softmax
    with pytest.raises(ptx_interpreter.PTXError, match="unknown instruction"):
        interpret(ptx.replace("div.rn.f32", "lg2.rn.f32"), case, entry)
