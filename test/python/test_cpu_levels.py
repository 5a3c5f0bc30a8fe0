"""Whole graphs with AVX2 and with AVX-512, whichever of them this machine has.

The level is chosen when a program is compiled: by default the machine's own,
which the other tests have.
"""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from checks import check, check_training
from conftest import Compiled, library_is_ready
from cpu_kernels import CPUS
from torch import nn

from cutedsl.compiler import LibraryCompiler

pytestmark = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))


@pytest.fixture(params=CPUS)
def level(request):
    return request.param


@pytest.fixture
def compiled():
    return Compiled(LibraryCompiler())


def targets(compiled):
    runs = [p.compiled.run for p in compiled.programs]
    return [t["target"] for run in runs for t in run.signature["targets"]]


def test_the_code_needs_no_more_than_its_level(compiled, level):
    check(compiled, lambda x: torch.exp(x) + 1, torch.randn(5, 70), cpu=level)
    (target,) = targets(compiled)
    assert ("avx512" in target) == (level == "x86-64-v4") and "avx2" in target


def test_native_is_the_best_level(compiled):
    check(compiled, lambda x: torch.exp(x) + 1, torch.randn(5, 70))
    (target,) = targets(compiled)
    assert ("avx512" in target) == (CPUS[-1] == "x86-64-v4")


class Layer(nn.Module):
    def __init__(self, width: int = 48, heads: int = 3):
        super().__init__()
        self.norm, self.heads = nn.LayerNorm(width), heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 100), nn.Linear(100, width)

    def forward(self, x):
        parts = self.qkv(self.norm(x)).chunk(3, -1)
        q, k, v = (t.unflatten(-1, (self.heads, -1)).transpose(1, 2) for t in parts)
        h = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(h.transpose(1, 2).flatten(2))
        return x + self.down(F.gelu(self.up(x)))


@pytest.mark.parametrize("rows", [1, 33])
def test_a_layer(compiled, level, rows):
    with torch.no_grad():
        check(compiled, Layer(), torch.randn(2, rows, 48), factor=10, cpu=level, strict=True)


@pytest.mark.parametrize("freeze", [False, True])
def test_frozen_weights_are_packed(compiled, level, freeze):
    layer = nn.Linear(37, 51)
    with torch.no_grad():
        for rows in (1, 7, 40):
            torch._dynamo.reset()
            check(compiled, layer, torch.randn(rows, 37), factor=4, cpu=level, freeze=freeze)


def test_gradients_of_a_layer(compiled, level):
    x = torch.randn(2, 9, 48, requires_grad=True)
    check_training(compiled, Layer(), x, factor=40, cpu=level)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64])
def test_other_types(compiled, level, dtype):
    x = torch.randn(3, 37).to(dtype)
    layer = nn.Linear(37, 19, dtype=dtype)
    with torch.no_grad():
        check(compiled, lambda x: torch.tanh(layer(x)).softmax(-1), x, factor=2, cpu=level)


@pytest.mark.parametrize("columns", [1, 15, 16, 17, 31, 200])
def test_reductions(compiled, level, columns):
    x = torch.randn(13, columns)
    x[3, 0] = torch.nan
    check(
        compiled,
        lambda x: (x.amax(-1), x.sum(-1), x.argmax(-1), x.nan_to_num().softmax(-1), x.sum(0)),
        x,
        factor=4,
        cpu=level,
    )


def test_integers_and_indices(compiled, level):
    x = torch.randint(-100, 100, (9, 23))
    table, picks = torch.randn(50, 21), torch.randint(0, 50, (3, 7))

    def f(x, table, picks):
        return x // 7 + x % 5, (x > 3) & (x < 9), table[picks] * 2, x.to(torch.int8)

    check(compiled, f, x, table, picks, cpu=level)


def test_levels_do_not_share_a_cache_entry(compiled):
    for level in CPUS:
        torch._dynamo.reset()
        check(compiled, lambda x: torch.sin(x), torch.randn(100), cpu=level)
    assert len(set(targets(compiled))) == len(CPUS)
