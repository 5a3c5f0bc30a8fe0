"""One compilation serves all sizes of a dynamic dimension."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from checks import assert_all_close, assert_close
from torch import nn


def serve(compiled, function, sizes, make, *, dims=((0, 0),), factor=4.0):
    """Calls `function` with every size after marking dimensions dynamic;
    expects a single graph."""
    run = compiled(function)
    for size in sizes:
        args = make(size)
        for argument, dim in dims:
            torch._dynamo.mark_dynamic(args[argument], dim)
        with torch.no_grad():
            assert_all_close(run(*args), function(*args), factor)
    assert len(compiled.graphs) == 1
    assert not compiled.refusals


def test_rows(compiled):
    model = nn.Sequential(nn.Linear(6, 12), nn.GELU(), nn.Linear(12, 6))
    serve(compiled, model, (2, 3, 7, 64, 1000), lambda n: (torch.randn(n, 6),))


def test_columns_are_reduced(compiled):
    serve(
        compiled,
        lambda x: (x.softmax(-1), x.sum(-1), x.mean(-1), x.amax(-1)),
        (2, 7, 16, 33, 500),
        lambda n: (torch.randn(4, n),),
        dims=((0, 1),),
    )


def test_two_dimensions(compiled):
    def f(x, y):
        return torch.relu(x @ y) + x.sum(-1, keepdim=True)

    serve(
        compiled,
        f,
        ((2, 3), (5, 7), (16, 48), (33, 2)),
        lambda n: (torch.randn(n[0], n[1]), torch.randn(n[1], 8)),
        dims=((0, 0), (0, 1), (1, 0)),
    )


def test_sizes_are_values(compiled):
    serve(
        compiled,
        lambda x: (x / x.shape[0] + x.shape[0] * 2, torch.arange(x.shape[0])),
        (2, 3, 10),
        lambda n: (torch.randn(n, 3),),
    )


def test_reshapes(compiled):
    def f(x):
        n, m, _ = x.shape
        heads = x.view(n, m, 2, 4).transpose(1, 2)
        return heads.reshape(n * 2, m, 4), x.reshape(n * m, 8).t() * 2

    serve(
        compiled,
        f,
        ((2, 3), (5, 4), (3, 9)),
        lambda n: (torch.randn(*n, 8),),
        dims=((0, 0), (0, 1)),
    )


def test_division_of_sizes(compiled):
    def f(x):
        return x.unfold(-1, 4, 4).sum(-1) + x.shape[1] // 4

    serve(compiled, f, (8, 12, 40), lambda n: (torch.randn(2, n),), dims=((0, 1),))


NEGATIVE = {
    "filled up to a multiple, in front": lambda x: F.pad(x, (-x.shape[1] % 12, 0), value=3.0) * 2,
    "filled up and reshaped": lambda x: (
        F.pad(x, (0, -x.shape[1] % 5)).unflatten(1, (-1, 5)).sum(-1)
    ),
    "rounded up by a negative division": lambda x: x * -(-x.shape[1] // 16),
    "below zero": lambda x: x * ((x.shape[1] - 30) // 16) + (x.shape[1] - 31) % 12,
    "a size that passes below zero": lambda x: torch.cat(
        [x, torch.ones(2, (x.shape[1] - 20) // 16 + 3)], 1
    ),
    "below zero by another size": lambda x: x * ((x.shape[1] - 40) // x.shape[0]) + x.shape[0],
}


@pytest.mark.parametrize("name", NEGATIVE)
def test_sizes_that_are_divided_below_zero(compiled, name):
    dims = ((0, 1), (0, 0)) if "another" in name else ((0, 1),)
    serve(
        compiled,
        NEGATIVE[name],
        (37, 7, 200, 48, 16, 33, 9, 12, 24, 60),
        lambda n: (torch.randn(2, n),),
        dims=dims,
    )


def test_concatenation_and_padding(compiled):
    def f(x):
        front = torch.full((x.shape[0], 3), float("nan"))
        return torch.cat([front, x, x[:, :1]], 1), F.pad(x, (2, 1), value=5.0)

    serve(compiled, f, (2, 5, 11), lambda n: (torch.randn(n, 4),))


def test_attention_over_a_dynamic_length(compiled):
    def f(x):
        q = x.unflatten(-1, (2, 4)).transpose(1, 2)
        return F.scaled_dot_product_attention(q, q, q, is_causal=True).transpose(1, 2)

    serve(compiled, f, (2, 5, 17, 40), lambda n: (torch.randn(2, n, 8),), dims=((0, 1),))


def test_groups_compared_by_identity(compiled):
    """A mask from comparing ids, whose size is the dynamic one twice."""

    def f(x, ids):
        same = (ids[:, None] == ids[None, :]).float()
        return same @ x

    serve(
        compiled,
        f,
        (2, 5, 17),
        lambda n: (torch.randn(n, 3), torch.arange(n) // 2),
        dims=((0, 0), (1, 0)),
    )


def test_finding_6_sizes_are_not_specialised(compiled):
    """mark_dynamic raises if anything asked for the value of a size."""
    x = torch.randn(7, 4)
    torch._dynamo.mark_dynamic(x, 0)
    compiled(lambda x: x.softmax(0) * x.shape[0])(x)


def test_automatic_dynamic(compiled):
    run = compiled(lambda x: torch.exp(x) + x.sum(0))
    for n in (3, 4, 5, 100):
        x = torch.randn(n, 4)
        assert_close(run(x), torch.exp(x) + x.sum(0), 4)
    assert len(compiled.graphs) == 2


def test_dynamic_backward(compiled):
    model = nn.Sequential(nn.Linear(6, 8), nn.GELU(), nn.LayerNorm(8), nn.Linear(8, 6))
    run = compiled(model, dynamic=True)
    for n in (3, 5, 40):
        x = torch.randn(n, 6, requires_grad=True)
        y = x.detach().clone().requires_grad_()
        run(x).square().sum().backward()
        got = [x.grad] + [p.grad.clone() for p in model.parameters()]
        model.zero_grad()
        model(y).square().sum().backward()
        want = [y.grad] + [p.grad.clone() for p in model.parameters()]
        model.zero_grad()
        for g, w in zip(got, want, strict=True):
            assert_close(g, w, 10)
    assert len(compiled.graphs) == 2


def test_a_size_that_is_no_argument_s_dimension(compiled):
    """The gradient of a sum knows the size only as an integer."""
    run = compiled(lambda x: (x * 2).sum(0), dynamic=True)
    for n in (3, 5):
        x = torch.randn(n, 4, requires_grad=True)
        run(x).sum().backward()
        assert_close(x.grad, torch.full((n, 4), 2.0))
    backward = [p for p in compiled.programs if p.emitted.carried]
    assert backward, "this test no longer needs a carrier"


@pytest.mark.parametrize("n", [0, 1])
def test_sizes_that_pytorch_specialises(compiled, n):
    run = compiled(lambda x: torch.relu(x) + 1)
    for rows in (5, n, 3, n):
        x = torch.randn(rows, 4)
        assert_close(run(x), torch.relu(x) + 1)


@pytest.mark.parametrize("size", [(2, 0), (0, 3), (0,)])
def test_nothing_to_gather(size):
    """Indices in a dimension of size 0 are divided by nothing."""
    torch._dynamo.reset()
    x, index = torch.randn((2, 3)[: len(size)]), torch.zeros(size, dtype=torch.int64)

    def function(x, index):
        return torch.gather(x, len(size) - 1, index) * 2

    run = torch.compile(function, backend="cutedsl", options={"strict": True, "isolate": False})
    assert run(x, index).shape == size


def test_keys_and_values_of_two_names(compiled):
    def tensors(n):
        return torch.randn(1, 2, n, 16), torch.randn(1, 2, n + 3, 16), torch.randn(1, 2, n + 3, 16)

    dims = ((0, 2), (1, 2), (2, 2))
    serve(compiled, F.scaled_dot_product_attention, (9, 17, 64), tensors, dims=dims)
