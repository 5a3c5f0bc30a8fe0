"""What other compilers got wrong, and what PyTorch really hands a backend: each
hole has a test. `HOLES` and `FINDINGS` say which, here or in another file."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys

import pytest
import torch
import torch.nn.functional as F
from checks import assert_close, check, check_training
from conftest import BUILD, ROOT, Compiled, library_is_ready
from fakes import ReferenceCompiler
from torch import nn

from cutedsl import backend as backend_module
from cutedsl.backend import Backend
from cutedsl.capture import capture
from cutedsl.explain import explain_with
from cutedsl.options import Options

HOLES = {
    # A cache key that is too weak.
    "the key omits scalars": "test_scalars_do_not_share_a_kernel",
    "the key omits keyword arguments": "test_gelu_keeps_its_form",
    "the key omits reduced dimensions": "test_reduced_dimensions",
    "the key omits operand roles": "test_operand_roles",
    "the key omits shapes and launch sizes": "test_weak_keys_sizes_matter",
    "the key holds only names": "NamesAndLocationsDoNot",
    "the key omits an epilogue's body": "test_an_epilogue_is_part_of_the_key",
    "the key omits the architecture": "test_every_option_changes_the_key",
    "the key omits attributes": "EveryAttributeChangesTheKey",
    "the key omits the assembler's version": "EveryVersionChangesTheKey",
    "a bundle from the cache has another's names": (
        "test_a_program_from_the_cache_has_its_own_names"
    ),
    # One that is too strong, or an artifact bound to its machine.
    "the key holds pointers or paths": "test_the_key_is_the_same_in_every_process",
    "an artifact is bound to cuda:0": "test_a_program_names_no_device",
    "a loaded bundle is bound to cuda:0": "RunsOnAnyDevice",
    # Wrong fusions.
    "a vector operand becomes a bias": "test_a_vector_operand_is_not_a_bias",
    "views are stripped from operands": "test_transposed_weights",
    "a transpose between fused calls vanishes": "test_a_transpose_between_fused_calls",
    "alpha is ignored": "test_alpha",
    "broadcast operands are read out of bounds": "test_broadcast_operands_of_a_product",
    "a sliced residual is an undefined pointer": "test_a_sliced_residual",
    "a trailing view gives row 0": "test_a_trailing_view_with_a_consumer_outside",
    "a three-dimensional linear does not fuse": "test_three_dimensional_linear_is_one_program",
    "erf GELU becomes tanh GELU": "test_linear_with_gelu_is_the_exact_one",
    "columns outside enter reductions": "test_columns_beyond_the_edge_do_not_enter_reductions",
    "trial runs accumulate into results": "test_reductions_do_not_accumulate_over_calls",
    # Training.
    "a fused forward raises in the backward": "test_training_a_fused_forward",
    "LayerNorm's backward with dynamic sizes": "test_layer_norm_backward_with_dynamic_sizes",
    # Compilations.
    "every batch size is compiled": "test_many_batch_sizes_are_at_most_two_compilations",
    "a recompilation falls back silently": "test_a_refusal_of_a_recompilation_is_seen",
    "the recompilation limit ends compilation silently": (
        "test_recompilations_keep_working_past_the_limit"
    ),
    # Kernels.
    "attention computes every tile again": "test_attention_computes_each_tile_once",
    "a fused norm reads the weights for each row": "test_weights_are_read_once_a_tile_of_rows",
    "SwiGLU writes three intermediates": "test_a_gated_mlp_writes_two_intermediates",
    "only one row of a norm is right": "test_every_row_of_a_norm_is_right",
    "RoPE ignores the batch's stride": "test_rotations_keep_the_batch_apart",
    # Claims.
    "savings count what never fused": "test_explain_counts_bytes_that_really_move",
    "an equivalence test that nothing can fail": "test_bugs_in_the_graph_are_seen",
    "defaults that nobody measured": "test_results_name_their_peers",
    "33 us of Python a call": "test_a_supported_graph_leaves_nothing_to_pytorch",
}

FINDINGS = {
    "1. one graph for the whole model": (
        "test_whole_model_is_one_graph_for_every_batch_and_length"
    ),
    "1. the pipeline's check of NaN breaks it": (
        "test_finding_1_the_nan_check_breaks_the_graph_and_is_named"
    ),
    "2. linear and attention stay whole, with gradients": (
        "test_finding_2_gradients_of_linear_and_attention_exist"
    ),
    "3. attention is not decomposed one way only": (
        "test_finding_3_attention_is_never_decomposed_one_way_only"
    ),
    "3. gradients of attention": "test_finding_3_gradients_of_attention",
    "4. PyTorch's cache of graphs": "test_finding_4_processes_with_other_options",
    "5. the order of placeholders": "test_finding_5_parameters_come_in_the_order_of_first_use",
    "6. sizes are not specialised": "test_finding_6_sizes_are_not_specialised",
    "7. RoPE's complex table is an argument": "test_finding_7_a_table_of_rotations",
    "8. bf16 masks stay bf16": "test_finding_8_half_masks_stay_half",
}


@pytest.mark.parametrize("list_", [HOLES, FINDINGS], ids=["holes", "findings"])
def test_every_hole_has_its_test(list_):
    sources = [*(ROOT / "test/python").glob("test_*.py"), *(ROOT / "test/unit").rglob("*Test.cpp")]
    found = set()
    for source in sources:
        found |= set(
            re.findall(r"^def (test_\w+)|^TEST\w*\(\w+, (\w+)\)", source.read_text(), re.M)
        )
    names = {name for pair in found for name in pair if name}
    assert not {test for test in list_.values() if test not in names}


def texts(*functions, args):
    found = []
    for function in functions:
        torch._dynamo.reset()
        (graph,) = capture(function, *args)
        # Without locations, which differ between any two lines.
        found.append([line.split(" loc(")[0] for line in graph.text.splitlines()])
    return found


@pytest.mark.parametrize(
    "pair",
    [
        (lambda x: x * 0.5, lambda x: x * 0.25),
        (lambda x: F.gelu(x), lambda x: F.gelu(x, approximate="tanh")),
        (lambda x: x.sum(0), lambda x: x.sum(1)),
        (lambda x: x.sum(1), lambda x: x.sum(1, keepdim=True)),
        (lambda x: x - x.t(), lambda x: x.t() - x),
        (lambda x: torch.add(x, x, alpha=2), lambda x: torch.add(x, x, alpha=3)),
    ],
    ids=["scalar", "keyword", "dimension", "flag", "role", "alpha"],
)
def test_programs_that_differ_have_different_texts(pair):
    a, b = texts(*pair, args=(torch.randn(4, 4),))
    assert a != b


def test_scalars_do_not_share_a_kernel(compiled):
    x = torch.randn(5, 5)
    for function in (lambda x: x * 0.5, lambda x: x * 0.25, lambda x: x * -3):
        torch._dynamo.reset()
        check(compiled, function, x)


def test_operand_roles(compiled):
    for function in (lambda x, y: x - y, lambda x, y: y - x, lambda x, y: x / y - y):
        torch._dynamo.reset()
        check(compiled, function, torch.randn(4, 4), torch.rand(4, 4) + 1)


def test_an_epilogue_is_part_of_the_key(compiled):
    """The same product with other epilogues, in one process and one cache."""
    layer, x = nn.Linear(16, 24), torch.randn(8, 16)
    epilogues = (lambda y: y, torch.relu, torch.tanh, lambda y: y * 2 + 1, lambda y: y * 2 - 1)
    with torch.no_grad():
        for epilogue in epilogues:
            torch._dynamo.reset()
            check(compiled, lambda x, e=epilogue: e(layer(x)), x, factor=4)


def test_gelu_keeps_its_form(compiled):
    x = torch.linspace(-4, 4, 97)
    for approximate in ("none", "tanh"):
        torch._dynamo.reset()
        check(compiled, lambda x, a=approximate: F.gelu(x, approximate=a), x)


def test_linear_with_gelu_is_the_exact_one(compiled):
    layer = nn.Linear(16, 16)
    x = torch.randn(8, 16) * 3
    with torch.no_grad():
        check(compiled, lambda x: F.gelu(layer(x)), x)


def test_reduced_dimensions(compiled):
    x = torch.randn(4, 4, 4)
    for dims in (0, 1, 2, (0, 1), (1, 2), (0, 2)):
        torch._dynamo.reset()
        check(compiled, lambda x, d=dims: x.sum(d), x, factor=4)


def test_a_vector_operand_is_not_a_bias(compiled):
    layer = nn.Linear(8, 8)
    with torch.no_grad():
        check(compiled, lambda x, g: layer(x) * g, torch.randn(4, 8), torch.randn(8))


@pytest.mark.parametrize("shape", [(6, 6), (6, 10)])
def test_transposed_weights(compiled, shape):
    w = torch.randn(shape)
    check(compiled, lambda x: torch.relu(x @ w.t()), torch.randn(4, shape[1]), factor=4)


def test_a_transpose_between_fused_calls(compiled):
    check(compiled, lambda x: torch.exp(torch.relu(x).t()) + x, torch.randn(6, 6))


def test_alpha(compiled):
    check(
        compiled,
        lambda x, y: torch.add(x, y, alpha=3) - torch.sub(y, x, alpha=0.5),
        torch.randn(5),
        torch.randn(5),
    )


@pytest.mark.parametrize("shape", [(1, 9), (7, 1), (1, 1), (9,), ()])
def test_broadcast_operands_of_a_product(compiled, shape):
    layer = nn.Linear(5, 9)
    with torch.no_grad():
        check(
            compiled,
            lambda x, y: layer(x) * y + y,
            torch.randn(7, 5),
            torch.randn(shape),
            factor=4,
        )


def test_a_result_that_depends_on_no_input(compiled):
    check(compiled, lambda x: (x + torch.arange(5), torch.arange(5) < 3), torch.randn(5))


def test_equal_results(compiled):
    check(compiled, lambda x: (torch.exp(x), torch.exp(x), x), torch.randn(5))


def test_a_sliced_residual(compiled):
    layer = nn.Linear(8, 8)
    with torch.no_grad():
        check(compiled, lambda x: x[:, 2:6] + layer(x)[:, 2:6], torch.randn(4, 8), factor=4)


def test_a_trailing_view_with_a_consumer_outside():
    compiled = Compiled(ReferenceCompiler(refused=("cumsum",)))
    check(compiled, lambda x: torch.cumsum(torch.relu(x).view(-1), 0), torch.randn(4, 8))


def test_training_a_fused_forward(compiled):
    model = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))
    check_training(compiled, model, torch.randn(4, 8, requires_grad=True))


def test_many_batch_sizes_are_at_most_two_compilations(compiled):
    model = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))
    run = compiled(model)
    with torch.no_grad():
        for rows in (3, 5, 8, 17, 64):
            x = torch.randn(rows, 8)
            assert_close(run(x), model(x), 4)
    assert len(compiled.programs) <= 2


def test_three_dimensional_linear_is_one_program(compiled):
    model = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))
    with torch.no_grad():
        check(compiled, model, torch.randn(2, 3, 8), factor=4)
    (program,) = compiled.programs
    assert "cutedsl.linear.default" in program.emitted.text
    assert not compiled.refusals


@pytest.mark.parametrize("columns", [1, 7, 16, 33, 257])
def test_columns_beyond_the_edge_do_not_enter_reductions(compiled, columns):
    x = -torch.rand(5, columns) - 1  # a zero from outside would be the maximum
    check(compiled, lambda x: (x.amax(-1), x.sum(-1), x.softmax(-1), x.mean(0)), x, factor=4)


def test_every_row_of_a_norm_is_right(compiled):
    weight = torch.randn(300)

    def rms_norm(x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * weight

    check(compiled, rms_norm, torch.randn(7, 300), factor=4)


def test_rotations_keep_the_batch_apart(compiled):
    def rotate(x, table):
        pairs = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2))
        return torch.view_as_real(pairs * table.unsqueeze(2)).flatten(3)

    angles = torch.randn(3, 5, 4)
    table = torch.polar(torch.ones_like(angles), angles)
    check(compiled, rotate, torch.randn(3, 5, 2, 8), table)


def test_reductions_do_not_accumulate_over_calls(compiled):
    """Nor in the first calls, which the runtime times to choose its threads."""
    run, x = compiled(lambda x: (x.sum(0), x.sum(1), x.sum())), torch.randn(300, 70)
    first = [t.clone() for t in run(x)]
    for got, want in zip(first, (x.sum(0), x.sum(1), x.sum()), strict=True):
        assert_close(got, want, 20)
    for _ in range(20):
        assert all(torch.equal(a, b) for a, b in zip(run(x), first, strict=True))


def test_layer_norm_backward_with_dynamic_sizes(compiled):
    norm = nn.LayerNorm(12)
    run = compiled(norm, dynamic=True)
    for rows in (4, 9, 31):
        x = torch.randn(rows, 12, requires_grad=True)
        y = x.detach().clone().requires_grad_()
        norm.zero_grad()
        (run(x) * torch.arange(12.0)).sum().backward()
        got = [x.grad, norm.weight.grad.clone(), norm.bias.grad.clone()]
        norm.zero_grad()
        (norm(y) * torch.arange(12.0)).sum().backward()
        for g, w in zip(got, [y.grad, norm.weight.grad, norm.bias.grad], strict=True):
            assert_close(g, w, 10)


def test_weak_keys_sizes_matter(compiled):
    """The same operations on other sizes are another program."""
    for shape in ((4, 6), (6, 4), (24, 1)):
        torch._dynamo.reset()
        check(compiled, lambda x: torch.softmax(x, -1) * 2, torch.randn(shape))


def test_recompilations_keep_working_past_the_limit(compiled, caplog):
    """PyTorch then runs the function itself, and says so."""
    run = compiled(lambda x, n: x * n, dynamic=False, fullgraph=False)
    with caplog.at_level(logging.WARNING, "torch._dynamo"):
        for n in range(12):
            x = torch.randn(3)
            assert_close(run(x, n), x * n)
    assert "recompile_limit" in caplog.text
    torch._dynamo.reset()
    run = compiled(lambda x, n: x * n, dynamic=False, fullgraph=True)
    with pytest.raises(torch._dynamo.exc.FailOnRecompileLimitHit):
        for n in range(12):
            run(torch.randn(3), n)


def test_a_refusal_of_a_recompilation_is_seen(caplog):
    backend_module._warned.clear()

    class OnlyFloats(ReferenceCompiler):
        """Refuses what only the second compilation has."""

        def query(self, program, options, target):
            answers = super().query(program, options, target)
            if "f64" in program.text:
                answers = [{"supported": False, "reason": "f64 is refused"} for _ in answers]
            return answers

    def f(x):
        return torch.relu(x) + 1

    compiled = Compiled(OnlyFloats())
    run = compiled(f)
    with caplog.at_level(logging.WARNING, "cutedsl"):
        run(torch.randn(3))
        assert not caplog.records
        x = torch.randn(3, dtype=torch.float64)
        assert_close(run(x), f(x))
    assert "f64 is refused" in caplog.text and "aten.relu.default" in caplog.text
    torch._dynamo.reset()
    run = Compiled(OnlyFloats())(f, strict=True)
    run(torch.randn(3))
    with pytest.raises(torch._dynamo.exc.BackendCompilerFailed, match="f64 is refused"):
        run(x)


def test_a_program_names_no_device():
    """A device's index is in no text, so that one bundle serves every device."""

    def f(x):
        return x + torch.arange(4, device=x.device) + torch.zeros(4, device=x.device)

    (graph,) = capture(f, torch.randn(4))
    assert '"cpu"' in graph.text and "cpu:" not in graph.text


def test_masked_rows_of_attention_are_zero(compiled):
    q = torch.randn(1, 2, 4, 8)
    mask = torch.ones(4, 4, dtype=torch.bool)
    mask[1] = False
    check(
        compiled,
        lambda q: F.scaled_dot_product_attention(q, q, q, attn_mask=mask),
        q,
        factor=4,
    )


# Kernels that do work twice. Bytes are those of explain; what really runs is
# counted in the interpreter of GPU kernels.

needs_library = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))


def work_of(case):
    """Lanes that execute each instruction, and bytes read of each buffer."""
    sys.path.insert(0, str(ROOT / "test/gpu"))
    import ptx_interpreter
    from make_kernels import compile_kernel, describe

    if not (BUILD / "bin/cutedsl-translate").exists():
        pytest.skip("needs a build of the tools")
    lowered, ptx = compile_kernel(BUILD, case, "sm_90a")
    entry = describe(lowered, case)
    buffers = [x.numpy().copy() for x in case.inputs()]
    buffers += [torch.zeros(shape, dtype=dtype).numpy() for shape, dtype in case.results]
    run = ptx_interpreter.launch(
        ptx, case.kernel, entry["grid"], buffers, case.symbols, entry["shared"]
    )
    return run.executed, run.bytes_read, entry


def case_named(name):
    sys.path.insert(0, str(ROOT / "test/gpu"))
    from cases import CASES

    return next(c for c in CASES if c.name == name)


def test_attention_computes_each_tile_once():
    executed, read, entry = work_of(case_named("attention"))
    heads, rows, width = 12, 34, 64
    assert entry["grid"] == heads, "one tile of queries a head"
    tile = 64 * 64
    products = heads * tile * 2 * width
    assert executed["fma"] >= products
    # The exponential of each score is a polynomial.
    assert executed["fma"] - products <= 10 * heads * tile
    for q_k_or_v in range(3):
        assert read[q_k_or_v] == heads * rows * width * 4, "read once"


def test_weights_are_read_once_a_tile_of_rows():
    for rows in (64, 100):
        executed, read, entry = work_of(case_named(f"linear_{rows}"))
        row_tiles = -(-rows // 64)
        assert read[1] == row_tiles * 200 * 96 * 4
        assert executed["fma"] <= row_tiles * 64 * 256 * 96 * 1.01


@needs_library
def test_a_norm_is_not_computed_again_for_each_tile_of_a_product():
    class NormQKV(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm = nn.RMSNorm(64)
            self.q, self.k, self.v = (nn.Linear(64, 64, bias=False) for _ in range(3))

        def forward(self, x):
            h = self.norm(x)
            return self.q(h), self.k(h), self.v(h)

    with torch.no_grad():
        found = explain_with(Backend(Options(strict=True)), NormQKV(), torch.randn(32, 64))
    norms = [k for k in found.kernels if "math.rsqrt" in k.ops]
    assert [k.calls for k in norms] == [1] and "graph.contract" not in norms[0].ops
    for kernel in found.kernels:
        if kernel.archetype == "contract":
            # The height of a register tile: 9 with AVX-512, 6 with AVX2.
            assert kernel.tile[-2] >= 6, "a row at a time would read all weights for each"


@needs_library
def test_a_gated_mlp_writes_two_intermediates():
    """Of hidden size; in the seed, three: both products and the activation."""
    rows, width, hidden = 32, 64, 256

    class Gated(nn.Module):
        def __init__(self):
            super().__init__()
            self.gate, self.up = (nn.Linear(width, hidden, bias=False) for _ in range(2))
            self.down = nn.Linear(hidden, width, bias=False)

        def forward(self, x):
            return self.down(F.silu(self.gate(x)) * self.up(x))

    with torch.no_grad():
        found = explain_with(Backend(Options(strict=True)), Gated(), torch.randn(rows, width))
    written = sum(k.calls * k.bytes_written for k in found.kernels)
    assert written <= 2 * rows * hidden * 4 + rows * width * 4


# What PyTorch hands a backend.


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_finding_3_gradients_of_attention(compiled, dtype):
    """Decomposing the forward alone gave gradients that were off by 358 times,
    with the right loss."""

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.qkv = nn.Linear(8, 24, dtype=dtype)

        def forward(self, x, mask):
            q, k, v = (t.unflatten(-1, (2, 4)).transpose(1, 2) for t in self.qkv(x).chunk(3, -1))
            h = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=1.0)
            return h.transpose(1, 2).flatten(2).square().sum(-1)

    x = torch.randn(2, 6, 8).to(dtype).requires_grad_()
    mask = torch.zeros(1, 1, 6, 6, dtype=dtype)
    mask[..., 4:] = torch.finfo(dtype).min
    check_training(compiled, Model(), x, mask, factor=20 if dtype == torch.float32 else 4)


@pytest.mark.parametrize("size,step", [(2, 1), (3, 2), (2, 2)])
@pytest.mark.parametrize("dynamic", [False, True])
def test_gradients_of_results_that_overlap(compiled, size, step, dynamic):
    """PyTorch copied the given gradient to the windows' own strides, over itself."""

    def function(x):
        return torch.tanh(x).unfold(-1, size, step)

    check_training(compiled, function, torch.randn(3, 9, requires_grad=True), dynamic=dynamic)


WITH_PYTORCH_S_CACHE = """
import sys
sys.path.insert(0, {here!r})
import conftest
import torch
import torch._functorch.config
from cutedsl.backend import Backend
from cutedsl.options import Options
from fakes import ReferenceCompiler

torch._functorch.config.enable_autograd_cache = True
torch._functorch.config.bundled_autograd_cache = True
graphs = []
options = Options.parse(eval(sys.argv[1]))
backend = Backend(options, compiler=ReferenceCompiler(), observer=graphs.append)
torch.manual_seed(0)
model = torch.nn.Linear(4, 4)
run = torch.compile(model, backend=backend)
x = torch.ones(2, 4, requires_grad=True)
run(x).sum().backward()
print(len(graphs), [t for t in backend.compiler.texts if "graph.frozen" in t] != [])
"""


def test_finding_4_processes_with_other_options(tmp_path):
    """PyTorch's cache of AOTAutograd's results lives on disk. Whatever is set,
    every process compiles its own graphs with its own options."""
    environment = os.environ | {
        "TORCHINDUCTOR_CACHE_DIR": str(tmp_path),
        "TORCHINDUCTOR_AUTOGRAD_CACHE": "1",
        "TORCHINDUCTOR_FX_GRAPH_CACHE": "1",
    }
    script = WITH_PYTORCH_S_CACHE.format(here=str(ROOT / "test/python"))
    for options in ({}, {"freeze": True}):
        done = subprocess.run(
            [sys.executable, "-c", script, repr(options)],
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == ["2", str("freeze" in options)]


@pytest.mark.parametrize("name", ["scatter_add", "index_add", "index_copy"])
def test_no_updates_are_not_read(compiled, name):
    x, index = torch.randn(5), torch.zeros(0, dtype=torch.int64)
    run = compiled(lambda x, index, updates: getattr(x, name)(0, index, updates))
    assert torch.equal(run(x, index, torch.zeros(0)), x)


@pytest.mark.parametrize("size", [3, 4, 7, 17])
def test_indices_that_count_down_wrap_around(compiled, size):
    """`(size - i) % size` became `-i % size`, computed without a sign."""
    x = torch.randn(3, size)
    for shift in (1, 2):
        check(compiled, lambda x, n=shift: torch.flip(torch.roll(x, n, 1), [1]), x)
        check(compiled, lambda x, n=shift: torch.flip(torch.roll(x, n, 0), [0]), x)


def test_finding_7_a_table_of_rotations(compiled):
    """Z-Image's: built before, complex, picked from by int32 positions."""
    angles = torch.outer(torch.arange(32.0), 0.5 ** torch.arange(4.0))
    table = torch.polar(torch.ones_like(angles), angles)

    def rotate(x, table, positions):
        turns = torch.cat([table[positions[..., i]] for i in range(2)], -1)
        pairs = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2))
        return torch.view_as_real(pairs * turns.unsqueeze(2)).flatten(3).type_as(x)

    for dtype in (torch.float32, torch.bfloat16):
        torch._dynamo.reset()
        x = torch.randn(2, 5, 3, 16).to(dtype)
        positions = torch.randint(0, 32, (2, 5, 2), dtype=torch.int32)
        check(compiled, rotate, x, table, positions, factor=4)
    assert not compiled.refusals
    assert all(len(g.programs) == 1 for g in compiled.graphs)
    assert any("complex<f32>" in p.emitted.text for p in compiled.programs)
