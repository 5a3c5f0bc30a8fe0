"""explain and verify."""

from __future__ import annotations

import dataclasses
import importlib

import pytest
import torch
import torch.nn.functional as F
from conftest import library_is_ready
from fakes import ReferenceCompiler
from torch import nn

import cutedsl
from cutedsl import traffic
from cutedsl.backend import Backend
from cutedsl.compiler import CompiledProgram, LibraryCompiler
from cutedsl.explain import explain_with
from cutedsl.options import Options
from cutedsl.verify import verify_with


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.up = nn.Linear(8, 16)
        self.down = nn.Linear(16, 8)

    def forward(self, x):
        return x + self.down(F.gelu(self.up(self.norm(x))))


class Wrong(ReferenceCompiler):
    """A compiler with a bug in one operator."""

    def __init__(self, op: str) -> None:
        super().__init__()
        self.op = op

    def compile(self, program, module, options, target):
        correct = super().compile(program, module, options, target)

        def run(*tensors):
            values = {}
            reference = type(correct.run)(program, module, observe=values.__setitem__)
            reference(*tensors)
            seen = set()
            out = []
            for node in program.results:
                depends = _depends(node, self.op, seen)
                out.append(values[node] * 1.01 if depends else values[node])
            return tuple(out)

        return CompiledProgram(run, {}, 0.0, False)


def _depends(node, op, seen):
    if op in str(node.target):
        return True
    return any(_depends(n, op, seen) for n in node.all_input_nodes)


def test_verify_accepts_what_is_right():
    found = verify_with(Backend(compiler=ReferenceCompiler()), Block(), torch.randn(4, 8))
    assert found.ok and found.first is None
    ops = [c.op for c in found.comparisons]
    assert ops.count("cutedsl.linear.default") == 2
    assert "all right" in str(found)


def test_verify_names_the_first_value_that_is_off():
    found = verify_with(Backend(compiler=Wrong("gelu")), Block(), torch.randn(4, 8))
    assert not found.ok
    assert found.first.op == "aten.gelu.default"
    assert "test_explain.py" in found.first.where
    assert "aten.gelu.default" in str(found)


def test_explain_tells_what_is_left_to_pytorch():
    found = explain_with(
        Backend(compiler=ReferenceCompiler(refused=("gelu",))), Block(), torch.randn(4, 8)
    )
    (refusal,) = found.refusals
    assert refusal.op == "aten.gelu.default"
    assert "Left to PyTorch" in str(found)
    assert "refused by the test" in str(found)


def test_explain_tells_that_python_runs_between_graphs():
    def f(x):
        y = torch.relu(x)
        return y * 2 if y.sum() > 0 else y * 3

    found = explain_with(Backend(compiler=ReferenceCompiler()), f, torch.ones(4))
    assert "Python runs between 2 graphs" in str(found)
    assert "Nothing is left" not in str(found)


def test_explain_of_training_has_two_graphs():
    found = explain_with(
        Backend(compiler=ReferenceCompiler()),
        Block(),
        torch.randn(4, 8, requires_grad=True),
        backward=True,
    )
    assert [g.kind.value for g in found.graphs] == ["forward", "backward"]


needs_library = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))


@needs_library
def test_explain_lists_kernels(tmp_path):
    with torch.no_grad():
        found = explain_with(Backend(Options(strict=True)), Block(), torch.randn(4, 8))
    assert found.kernels
    assert any("graph.contract" in k.ops for k in found.kernels)
    assert any(k.locations for k in found.kernels)
    text = str(found)
    assert "Nothing is left to PyTorch." in text
    for kernel in found.kernels:
        assert kernel.name[:10] in text
    assert found.bytes_compiled is not None and found.bytes_compiled < found.bytes_eager
    for name in ("kernels.svg", "kernels.html"):
        found.save(tmp_path / name)
        content = (tmp_path / name).read_text()
        assert all(k.name in content for k in found.kernels)
    with pytest.raises(ValueError, match="expected a .svg or .html file"):
        found.save(tmp_path / "kernels.txt")


@needs_library
def test_verify_of_real_kernels():
    found = verify_with(Backend(), Block(), torch.randn(4, 8))
    assert found.ok, str(found)
    assert len(found.comparisons) >= 4
    assert all(c.kernel for c in found.comparisons)


class Sabotaged(LibraryCompiler):
    """Compiles another program than the one that it was given."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__()
        self.change = old, new

    def compile(self, program, module, options, target):
        old, new = self.change
        assert old in program.text
        changed = dataclasses.replace(program, text=program.text.replace(old, new))
        return super().compile(changed, module, options, target)


@needs_library
@pytest.mark.parametrize(
    ("old", "new", "op"),
    [
        ("x", "x", None),
        ("1.0e-05", "1.0e-01", "aten.native_layer_norm.default"),
        ('"aten.gelu.default"', '"aten.silu.default"', "aten.gelu.default"),
        ('"aten.add.Tensor"', '"aten.sub.Tensor"', "aten.add.Tensor"),
    ],
    ids=["nothing", "norm", "gelu", "residual"],
)
def test_verify_names_the_kernel_with_a_planted_bug(old, new, op):
    found = verify_with(Backend(compiler=Sabotaged(old, new)), Block(), torch.randn(4, 8))
    if op is None:
        assert found.ok, str(found)
        return
    assert found.first.op == op
    assert found.first.kernel and found.first.kernel in str(found)
    # What comes before is right.
    ops = [c.op for c in found.comparisons]
    assert all(c.ok for c in found.comparisons[: ops.index(op)])


@needs_library
def test_explain_says_why_a_fusion_was_refused():
    def f(x):
        y = torch.cumsum(torch.exp(x), 0)
        return y + 1

    found = explain_with(Backend(), f, torch.randn(40, 30))
    (remark,) = [r for r in found.remarks if "scan" in r.text]
    assert "arith.addf: not an epilogue" in remark.text
    assert "test_explain.py" in remark.location
    assert "Fusions refused:" in str(found) and remark.text in str(found)


@needs_library
def test_explain_counts_bytes_that_really_move():
    """Each tensor that a kernel reads or writes once, what is left to PyTorch
    on both sides of the comparison, and nothing for a fusion that was refused."""

    def fused(x, y):
        return torch.relu(x * y + 1)

    x, y = torch.randn(64, 32), torch.randn(32)
    big, small = x.nbytes, y.nbytes
    found = explain_with(Backend(), fused, x, y)
    assert found.bytes_compiled == 2 * big + small
    assert found.bytes_eager == (2 * big + small) + 2 * big + 2 * big

    def apart(x, y):
        return torch.cumsum(x * y, 0) + 1

    found = explain_with(Backend(), apart, x, y)
    assert [k.archetype for k in found.kernels] == ["scan", "pointwise"]
    assert found.bytes_compiled == (2 * big + small) + 2 * big
    assert found.bytes_eager == found.bytes_compiled + 2 * big

    def left(x, y):
        return torch.linalg.matrix_exp(x[:32] * y + 1)

    found = explain_with(Backend(), left, x, y)
    (refusal,) = found.refusals
    square = big // 2
    assert refusal.bytes == 2 * square
    assert found.bytes_compiled == refusal.bytes + 2 * square + small
    assert found.bytes_eager == refusal.bytes + (2 * square + small) + 2 * square


@needs_library
def test_explain_counts_dynamic_sizes_as_they_were():
    def f(x):
        return torch.relu(x + 1).sum(1)

    x = torch.randn(48, 20)
    static = explain_with(Backend(), f, x)
    dynamic = explain_with(Backend(), f, x, dynamic=True)
    assert dynamic.bytes_compiled == static.bytes_compiled == x.nbytes + 48 * 4
    assert dynamic.bytes_eager == static.bytes_eager == 5 * x.nbytes + 48 * 4
    assert dynamic.peak_bytes is None and static.peak_bytes is not None


def test_an_expanded_tensor_moves_its_memory_once():
    assert traffic.memory(torch.randn(1, 8).expand(100, 8)) == 32
    assert traffic.memory(torch.randn(8, 8).t()) == 256


def test_sizes_of_the_report_are_evaluated():
    sizes = {"s0": 5, "s1": 7}
    for text, value in {
        "s0 * 36": 180,
        "(s0 * s1) * 256 + 512": 35 * 256 + 512,
        "s0 floordiv 2 + s1 ceildiv 2": 6,
        "-(s0 mod 3) + 4": 2,
    }.items():
        assert traffic.evaluate(text, sizes) == value
    with pytest.raises(ValueError, match="expected an affine expression"):
        traffic.evaluate("s0 ** 2", sizes)


@needs_library
def test_explain_reads_no_location_of_an_earlier_compilation():
    """The same program from another line is the same cache entry."""
    rows = [cutedsl.explain(f, torch.randn(7, 5), show=False) for f in (TWINS[0], TWINS[1])]
    found = [{line for k in r.kernels for line in k.locations} for r in rows]
    assert found[0] and found[0].isdisjoint(found[1])


def test_importing_a_module_does_not_hide_the_function():
    for name in ("capture", "explain", "verify"):
        importlib.import_module(f"cutedsl.{name}")
        assert callable(getattr(cutedsl, name))


TWINS = [
    lambda x: torch.cos(x) * 3,
    lambda x: torch.cos(x) * 3,
]
