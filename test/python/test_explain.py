"""explain and verify."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from conftest import library_is_ready
from fakes import ReferenceCompiler
from torch import nn

from cutedsl.backend import Backend
from cutedsl.compiler import CompiledProgram
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
    assert 0 < found.bytes_compiled < found.bytes_eager
    assert 0 < found.peak <= found.peak_unfused
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


@needs_library
def test_explain_tells_why_not_more_was_fused(tmp_path):
    def model(x):
        return torch.softmax(x, 0) @ x

    with torch.no_grad():
        found = explain_with(Backend(Options(strict=True)), model, torch.randn(16, 16))
    reasons = [r for r in found.remarks if not r.passed]
    assert any("not an epilogue of the columns kernel" in r.text for r in reasons)
    assert all("test_explain.py" in r.location for r in reasons)
    assert "not fused: " in str(found)
    found.save(tmp_path / "kernels.svg")
    assert "Not fused, and why" in (tmp_path / "kernels.svg").read_text()


@needs_library
def test_explain_counts_dynamic_sizes_as_captured():
    def model(x):
        return torch.relu(x) + 1

    x = torch.randn(5, 7)
    torch._dynamo.mark_dynamic(x, 0)
    with torch.no_grad():
        found = explain_with(Backend(Options(strict=True)), model, x)
    (kernel,) = found.kernels
    assert (kernel.bytes_read, kernel.bytes_written) == (140, 140)
