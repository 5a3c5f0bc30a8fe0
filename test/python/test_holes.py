"""What other compilers got wrong, one test each."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from checks import assert_close, check, check_training
from torch import nn

from cutedsl.capture import capture


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


def test_a_sliced_residual(compiled):
    layer = nn.Linear(8, 8)
    with torch.no_grad():
        check(compiled, lambda x: x[:, 2:6] + layer(x)[:, 2:6], torch.randn(4, 8), factor=4)


def test_a_trailing_view_with_a_consumer_outside():
    from conftest import Compiled
    from fakes import ReferenceCompiler

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
    run, x = compiled(lambda x: x.sum(0)), torch.randn(100, 7)
    first = run(x).clone()
    for _ in range(5):
        assert torch.equal(run(x), first)


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


def test_recompilations_keep_working_past_the_limit(compiled):
    run = compiled(lambda x, n: x * n, dynamic=False, fullgraph=False)
    for n in range(12):
        x = torch.randn(3)
        assert_close(run(x, n), x * n)


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
