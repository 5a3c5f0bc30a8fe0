"""The backend's contract with torch.compile."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

import pytest
import torch
import torch.nn.functional as F
from checks import assert_all_close, assert_close, check
from conftest import Compiled, library_is_ready
from fakes import ReferenceCompiler
from torch import nn

from cutedsl import backend as backend_module
from cutedsl.backend import Backend
from cutedsl.capture import capture
from cutedsl.compiler import LibraryCompiler
from cutedsl.decompositions import decomposition_table
from cutedsl.errors import CompileError, UnsupportedError
from cutedsl.options import Options
from cutedsl.verify import verify_with

needs_library = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))


class Mlp(nn.Module):
    def __init__(self, width: int = 16, hidden: int = 32, approximate: str = "none") -> None:
        super().__init__()
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)
        self.approximate = approximate

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.down(F.gelu(self.up(x), approximate=self.approximate) * 0.5 + 0.125)


@pytest.mark.parametrize("shape", [(8, 16), (2, 4, 16), (16,), (1, 16)])
def test_mlp(compiled, shape):
    with torch.no_grad():
        check(compiled, Mlp(), torch.randn(shape), factor=4)
    assert not compiled.refusals
    assert len(compiled.programs) == 1


def test_a_supported_graph_leaves_nothing_to_pytorch(compiler):
    compiled = Compiled(compiler)
    run = compiled(lambda x, y: (x + y, x * y))
    x, y = torch.randn(3), torch.randn(3)
    run(x, y)
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        run(x, y)
    calls = {e.name for e in profile.events() if e.name.startswith("aten::")}
    expected = {"aten::add", "aten::mul"} if isinstance(compiler, ReferenceCompiler) else set()
    assert calls - {"aten::empty", "aten::empty_strided"} == expected


@pytest.mark.parametrize("mode", ["no_grad", "inference_mode"])
def test_grad_modes(compiled, mode):
    model, x = Mlp(), torch.randn(4, 16)
    with getattr(torch, mode)():
        run = compiled(model)
        assert_close(run(x), model(x), 4)
        assert_close(run(x + 1), model(x + 1), 4)


def test_parameters_are_read_at_every_call(compiled):
    model, x = Mlp(), torch.randn(4, 16)
    run = compiled(model)
    with torch.no_grad():
        run(x)
        for p in model.parameters():
            p.add_(1.0)
        assert_close(run(x), model(x), 4)
        model.load_state_dict({k: v * 0.5 for k, v in model.state_dict().items()})
        assert_close(run(x), model(x), 4)
        model.up.weight = nn.Parameter(torch.randn(32, 16))
        assert_close(run(x), model(x), 4)


def test_frozen_parameters_are_read_again_when_they_change(compiled):
    model, x = Mlp(), torch.randn(4, 16)
    run = compiled(model, freeze=True)
    with torch.no_grad():
        for _ in range(2):
            assert_close(run(x), model(x), 4)
        for p in model.parameters():
            p.mul_(0.5)
        assert_close(run(x), model(x), 4)
        model.load_state_dict({k: v + 0.25 for k, v in model.state_dict().items()})
        assert_close(run(x), model(x), 4)
        model.up.weight = nn.Parameter(torch.randn(32, 16))
        assert_close(run(x), model(x), 4)
        model.up.weight.data = torch.randn(32, 16)
        assert_close(run(x), model(x), 4)
    assert "graph.frozen" in compiled.programs[0].emitted.text


def test_buffers_are_read_at_every_call(compiled):
    model = nn.BatchNorm1d(5).eval()
    run, x = compiled(model), torch.randn(4, 5)
    with torch.no_grad():
        run(x)
        model.running_mean.fill_(3.0)
        assert_close(run(x), model(x), 4)


def test_tensors_of_the_graph_itself(compiled):
    def f(x):
        return x * torch.tensor(3.0) + torch.tensor([1.0, 2.0, 3.0])

    check(compiled, f, torch.randn(4, 3))


def test_results_that_are_not_tensors(compiled):
    def f(x):
        return {"a": x + 1, "b": [x * 2, None, 5, "text"]}

    check(compiled, f, torch.randn(3))


def test_a_result_returned_twice_is_one_tensor(compiled):
    def f(x):
        y = x + 1
        return y, y

    a, b = compiled(f)(torch.randn(3))
    assert a is b or a.data_ptr() == b.data_ptr()


def test_graph_that_computes_nothing(compiled):
    check(compiled, lambda x: x, torch.randn(3))
    check(compiled, lambda x: x.view(2, 3), torch.randn(6))


def test_unsupported_calls_run_in_pytorch(caplog):
    backend_module._warned.clear()
    compiled = Compiled(ReferenceCompiler(refused=("cumsum",)))

    def f(x):
        return torch.cumsum(x * 2, 0) + 1

    with caplog.at_level(logging.WARNING, "cutedsl"):
        check(compiled, f, torch.randn(5))
        torch._dynamo.reset()
        check(compiled, f, torch.randn(6))
    (first, second) = compiled.refusals
    assert first.op == "aten.cumsum.default"
    assert first.reason == "refused by the test"
    assert "test_backend.py:" in first.where
    assert [len(g.programs) for g in compiled.graphs] == [2, 2]
    messages = [r.getMessage() for r in caplog.records if "cumsum" in r.getMessage()]
    assert len(messages) == 1, "each refusal is logged once"


def test_strict_lists_every_refusal():
    compiled = Compiled(ReferenceCompiler(refused=("cumsum", "sin")))

    def f(x):
        return torch.cumsum(torch.sin(x), 0)

    with pytest.raises(torch._dynamo.exc.BackendCompilerFailed) as error:
        compiled(f, strict=True)(torch.randn(3))
    assert isinstance(error.value.inner_exception, UnsupportedError)
    text = str(error.value)
    assert "aten.cumsum.default" in text and "aten.sin.default" in text
    assert text.count("refused by the test") == 2
    assert text.count("test_backend.py:") >= 2


def test_a_failed_compilation_leaves_the_graph_to_pytorch(caplog):
    compiled = Compiled(ReferenceCompiler(fail=CompileError("it broke")))
    with caplog.at_level(logging.WARNING, "cutedsl"):
        check(compiled, lambda x: torch.relu(x) + 1, torch.randn(3))
    assert "it broke" in caplog.text
    assert not compiled.programs
    assert {r.reason for r in compiled.refusals} == {"it broke"}


def test_a_failed_compilation_is_an_error_when_strict():
    compiled = Compiled(ReferenceCompiler(fail=CompileError("it broke")))
    with pytest.raises(torch._dynamo.exc.BackendCompilerFailed, match="it broke"):
        compiled(lambda x: torch.relu(x) + 1, strict=True)(torch.randn(3))


def test_dependence_between_programs_keeps_order():
    """Something unsupported between supported calls, in several shapes."""
    compiled = Compiled(ReferenceCompiler(refused=("cumsum",)))

    def f(x):
        a = x + 1
        b = torch.cumsum(a, 0)
        c = a * b
        d = torch.cumsum(x * 3, 0)
        return c + d, a, torch.cumsum(c, 0)

    check(compiled, f, torch.randn(5))


def test_views_of_an_unsupported_call():
    compiled = Compiled(ReferenceCompiler(refused=("cumsum",)))
    check(compiled, lambda x: torch.cumsum(x, 0).t() + x.t(), torch.randn(4, 5))


def test_the_result_of_a_multi_result_call_left_to_pytorch():
    compiled = Compiled(ReferenceCompiler(refused=("topk",)))

    def f(x):
        values, indices = torch.topk(x * 2, 3)
        return values + 1, indices

    check(compiled, f, torch.randn(4, 8))


def test_graph_breaks(compiled):
    def f(x):
        y = x * 2
        if y.sum() > 0:
            return y + 1
        return y - 1

    check(compiled, f, torch.ones(3), fullgraph=False)
    check(compiled, f, -torch.ones(3), fullgraph=False)


def test_data_dependent_sizes_are_left_to_pytorch(compiled):
    def f(x):
        return x[x > 0] * 2 + 1

    with torch._dynamo.config.patch(capture_dynamic_output_shape_ops=True):
        check(compiled, f, torch.randn(20))
    assert any("depends on data" in r.reason for r in compiled.refusals)


def test_random_numbers_follow_pytorch_s_seed(compiled):
    def f(x):
        return F.dropout(x * 2, 0.5) + torch.rand_like(x)

    x = torch.randn(50)
    torch.manual_seed(7)
    expected = f(x)
    run = compiled(f)
    run(x)
    torch.manual_seed(7)
    assert_close(run(x), expected)


def test_threads(compiled):
    model = Mlp()
    run = compiled(model)
    inputs = [torch.randn(4, 16) for _ in range(4)]
    with torch.no_grad():
        run(inputs[0])
        expected = [model(x) for x in inputs]
    failures = []

    def work(index):
        try:
            with torch.no_grad():
                for _ in range(50):
                    assert_close(run(inputs[index]), expected[index], 4)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


@pytest.mark.parametrize("inside", [True, False])
def test_autocast(compiled, inside):
    model = Mlp()
    query = nn.Linear(16, 16)

    def f(x):
        h = query(model(x))
        return F.scaled_dot_product_attention(h, h, h).float() + x

    def inner(x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return f(x)

    x = torch.randn(2, 2, 4, 16)
    with torch.no_grad():
        if inside:
            run, eager = compiled(inner), inner
        else:
            bare = compiled(f)
            run, eager = (torch.autocast("cpu", dtype=torch.bfloat16)(g) for g in (bare, f))
        expected = eager(x)
        assert_close(run(x), expected, 10_000)
    (program,) = compiled.programs
    assert "bf16" in program.emitted.text
    line = next(x for x in program.emitted.text.splitlines() if "cutedsl.linear" in x)
    assert line.split(" -> ")[-1].startswith("tensor<2x2x4x32xbf16>")


@needs_library
def test_fast_algebra_changes_rounding_only():
    def f(x):
        y = x / x.abs().amax(-1, keepdim=True) * 3
        return y / 7, y * 5

    x = torch.randn(9, 50)
    divisions = []
    for fast in (False, True):
        compiled = Compiled(LibraryCompiler())
        torch._dynamo.reset()
        check(compiled, f, x, factor=2, fast_algebra=fast)
        (program,) = compiled.programs
        ops = [op["op"] for k in program.compiled.report["kernels"] for op in k["ops"]]
        divisions.append(ops.count("arith.divf"))
    assert divisions == [2, 1]
    found = verify_with(Backend(Options(fast_algebra=True)), f, x)
    assert found.ok, str(found)


def test_finding_2_gradients_of_linear_and_attention_exist(compiled):
    layer = nn.Linear(8, 8)

    def f(x):
        h = layer(x)
        return F.scaled_dot_product_attention(h, h, h)

    x = torch.randn(1, 2, 4, 8, requires_grad=True)
    compiled(f)(x).sum().backward()
    assert x.grad is not None and layer.weight.grad is not None and layer.bias.grad is not None
    texts = " ".join(p.emitted.text for p in compiled.programs)
    assert "cutedsl.linear_backward" in texts and "cutedsl.attention_backward" in texts


def test_finding_3_attention_is_never_decomposed_one_way_only():
    names = [str(op) for op in decomposition_table()]
    assert not [n for n in names if "_scaled_dot_product" in n or "_safe_softmax" in n]


def test_finding_4_the_tag_tells_configurations_apart():
    tags = {
        Backend(options, compiler=ReferenceCompiler()).tag()
        for options in (
            Options(),
            Options(numerics="eager"),
            Options(freeze=True),
            Options(fast_algebra=True),
        )
    }
    assert len(tags) == 4


def test_finding_4_the_tag_is_set_while_pytorch_looks_into_its_cache():
    seen = []

    class Spy(ReferenceCompiler):
        def query(self, program, options, target):
            seen.append(torch.compiler.config.cache_key_tag)
            return super().query(program, options, target)

    Compiled(Spy())(lambda x: x + 1)(torch.randn(2))
    assert seen and all(s.startswith("cutedsl-") for s in seen)
    assert torch.compiler.config.cache_key_tag == ""


def test_finding_5_parameters_come_in_the_order_of_first_use():
    with torch.no_grad():
        (graph,) = capture(Mlp(), torch.randn(2, 16))
    kinds = [graph.arguments[n].kind for n in graph.program.arguments]
    names = [graph.arguments[n].name for n in graph.program.arguments]
    assert names == ["up.weight", "up.bias", "x", "down.weight", "down.bias"]
    assert kinds == ["parameter", "parameter", "input", "parameter", "parameter"]


def test_finding_8_half_masks_stay_half(compiled):
    q = torch.randn(1, 2, 4, 8, dtype=torch.bfloat16)
    mask = torch.zeros(1, 1, 4, 4, dtype=torch.bfloat16)
    mask[..., 2:] = torch.finfo(torch.bfloat16).min

    def f(q, mask):
        return F.scaled_dot_product_attention(q, q, q, attn_mask=mask)

    check(compiled, f, q, mask)
    (program,) = compiled.programs
    assert "tensor<1x1x4x4xbf16>" in program.emitted.text


def test_attention_keeps_pytorch_s_strides(compiled):
    """User code takes a view of the result without a copy."""

    def f(x):
        q = x.view(2, 5, 3, 4).transpose(1, 2)
        return F.scaled_dot_product_attention(q, q, q).transpose(1, 2).view(2, 5, 12)

    check(compiled, f, torch.randn(2, 5, 12), factor=4)


UNIMPORTED = """
import sys
import torch
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU())
assert not [name for name in sys.modules if name.startswith("cutedsl")]
run = torch.compile(model, backend="cutedsl", options={"strict": True})
x = torch.randn(3, 4)
torch.testing.assert_close(run(x), model(x))
run(x.requires_grad_()).sum().backward()
assert x.grad is not None and "cutedsl.backend" in sys.modules
"""


@needs_library
def test_the_entry_point_needs_no_import():
    done = subprocess.run([sys.executable, "-c", UNIMPORTED], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@needs_library
def test_strict_names_source_lines_and_the_compiler_s_reasons():
    def f(x):
        y = torch.linalg.matrix_exp(x)
        return torch.relu(y) + 1

    with pytest.raises(torch._dynamo.exc.BackendCompilerFailed) as error:
        Compiled(LibraryCompiler())(f, strict=True)(torch.randn(3, 3))
    line = f.__code__.co_firstlineno + 1
    assert f"aten.linalg_matrix_exp.default at {__file__}:{line}: no lowering" in str(error.value)
    assert "relu" not in str(error.value)


@needs_library
def test_freezing_what_does_not_count_its_changes_is_refused():
    with torch.inference_mode():
        layer = nn.Linear(4, 4)
        run = Compiled(LibraryCompiler())(layer, freeze=True)
        with pytest.raises(UnsupportedError, match="made in inference mode"):
            run(torch.randn(2, 4))


def test_threads_compile_at_once(compiled):
    functions = [lambda x, i=i: torch.relu(x) * i + 1 for i in range(4)]
    runs = [compiled(f) for f in functions]
    failures = []

    def work(index):
        try:
            for rows in (2, 3):
                x = torch.randn(rows, 5)
                assert_close(runs[index](x), functions[index](x))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_compile_uses_the_entry_point_s_function(monkeypatch):
    monkeypatch.setattr(backend_module, "LibraryCompiler", ReferenceCompiler)
    run = torch.compile(lambda x: x + 1, backend=backend_module.compile_graph)
    assert_all_close(run(torch.ones(2)), torch.full((2,), 2.0))
