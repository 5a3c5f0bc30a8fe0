"""PyTorch functions compiled for Hopper and interpreted, against float64.

The whole way from the captured graph to PTX: which products get tensor cores,
their tensor maps, rings, roles and epilogues.
"""

import os
import sys
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from cutedsl.capture import capture

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/gpu"))

from interpret_program import Program  # noqa: E402
from ptx_interpreter import PTXError  # noqa: E402

BUILD = Path(os.environ.get("CUTEDSL_BUILD", ROOT / "build/dev"))
pytestmark = pytest.mark.skipif(
    not (BUILD / "bin/cutedsl-run").exists(), reason="needs a build of the tools"
)


def tensor(*shape):
    generator = torch.Generator().manual_seed(sum(shape))
    return (torch.randn(*shape, generator=generator) * shape[-1] ** -0.25).bfloat16()


def gelu_residual(x, w, bias, residual):
    return F.gelu(F.linear(x, w, bias)) + residual


def swiglu(x, w1, w3):
    return F.silu(F.linear(x, w1)) * F.linear(x, w3)


def two_results(x, w):
    y = F.linear(x, w)
    return y, torch.relu(y).sum(-1)


M, N, K = 136, 40, 136
CASES = {
    "linear": (F.linear, (tensor(M, K), tensor(N, K))),
    "matmul": (torch.matmul, (tensor(M, K), tensor(K, N))),
    "transposed": (lambda x, w: x.t() @ w, (tensor(K, M), tensor(K, N))),
    "gelu_residual": (gelu_residual, (tensor(M, K), tensor(N, K), tensor(N), tensor(M, N))),
    "swiglu": (swiglu, (tensor(M, K), tensor(N, K), tensor(N, K))),
    "two_results": (two_results, (tensor(M, K), tensor(N, K))),
    "batches": (torch.bmm, (tensor(2, 72, K), tensor(2, K, N))),
    "broadcast": (torch.matmul, (tensor(2, 72, K), tensor(K, N))),
    "long": (F.linear, (tensor(72, 1048), tensor(24, 1048))),
    # Few rows: transposed, k shared by the CTAs of a cluster.
    "few": (F.linear, (tensor(48, 384), tensor(72, 384))),
    "one_row": (F.linear, (tensor(1, 328), tensor(64, 328))),
    "few_ragged": (F.linear, (tensor(34, 328), tensor(100, 328), tensor(100))),
    "few_matmul": (torch.matmul, (tensor(16, 256), tensor(256, 72))),
    "few_transposed": (lambda x, w: x.t() @ w, (tensor(256, 16), tensor(256, 72))),
    "few_gelu_residual": (
        gelu_residual,
        (tensor(20, 256), tensor(72, 256), tensor(72), tensor(20, 72)),
    ),
    "few_swiglu": (swiglu, (tensor(8, 320), tensor(72, 320), tensor(72, 320))),
    "few_two_results": (two_results, (tensor(40, 256), tensor(72, 256))),
    "few_batches": (torch.bmm, (tensor(2, 24, 256), tensor(2, 256, 64))),
}


def to_numpy(value):
    bits = value.view(torch.uint16) if value.dtype == torch.bfloat16 else value
    return bits.numpy().copy()


def leaves(value):
    return value if isinstance(value, tuple) else (value,)


@pytest.mark.parametrize("name", CASES)
def test_program(name):
    function, arguments = CASES[name]
    torch._dynamo.reset()
    (graph,) = capture(function, *arguments)
    program = Program(BUILD, graph.text)
    assert program.uses_tensor_cores()
    eager = leaves(function(*arguments))
    exact = leaves(function(*(a.double() for a in arguments)))
    runs = [program([to_numpy(a) for a in arguments], seed) for seed in range(2)]
    for first, second in zip(*runs, strict=True):
        assert (first.view("u1") == second.view("u1")).all()
    for actual, rounded, wanted in zip(runs[0], eager, exact, strict=True):
        actual = torch.from_numpy(actual).view(rounded.dtype).double()
        error = (actual.reshape(wanted.shape) - wanted).norm() / wanted.norm()
        own = (rounded.double() - wanted).norm() / wanted.norm()
        assert error <= 1.1 * own + 1e-6


def test_early_read_is_found():
    """Weights are fetched before the wait: wrong if a kernel of the run wrote them."""
    function, arguments = CASES["few"]
    torch._dynamo.reset()
    (graph,) = capture(function, *arguments)
    program = Program(BUILD, graph.text)
    program.constants.clear()
    with pytest.raises(PTXError, match="an access before griddepcontrol.wait"):
        program([to_numpy(a) for a in arguments])
