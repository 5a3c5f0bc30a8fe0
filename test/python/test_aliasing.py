"""Views, aliases, strides and mutation."""

from __future__ import annotations

import pytest
import torch
from checks import assert_close, check, fresh
from conftest import Compiled
from fakes import ReferenceCompiler

# The tensors that parametrise the tests are the same in every run.
torch.manual_seed(0)


def strided(*shape, order=None, step=1):
    """A tensor whose memory order or steps are unusual."""
    x = torch.randn([n * step for n in shape])
    x = x[tuple(slice(None, None, step) for _ in shape)]
    return x if order is None else x.permute(order)


@pytest.mark.parametrize(
    "x",
    [
        strided(4, 6),
        strided(4, 6, order=(1, 0)),
        strided(4, 6, step=2),
        strided(2, 3, 4, order=(2, 0, 1)),
        torch.randn(4, 1).expand(4, 6),
        torch.randn(10, 6)[3:7],
        torch.randn(6)[::2],
        torch.randn(()),
        torch.randn(0, 4),
        torch.randn(2, 3, 4, 4).contiguous(memory_format=torch.channels_last),
    ],
    ids=lambda x: f"{tuple(x.shape)}{x.stride()}",
)
def test_results_have_eager_s_strides(compiled, x):
    # A sum of squares: one of both signs may cancel, and then eager is off too.
    check(compiled, lambda x: (torch.exp(x), x + 1, x * (x * x).sum()), x, factor=4)


@pytest.mark.parametrize(
    "view",
    [
        lambda x: x.t(),
        lambda x: x.view(-1),
        lambda x: x[1],
        lambda x: x[:, 1:3],
        lambda x: x[:, ::2],
        lambda x: x.unsqueeze(0),
        lambda x: x.flatten().unflatten(0, (2, -1)),
        lambda x: x.expand(3, 4, 6),
        lambda x: x.unfold(1, 3, 1),
        lambda x: x.diagonal(),
        lambda x: x.split(2, 1),
        lambda x: x.chunk(2),
        lambda x: x.unbind(0),
        lambda x: x,
    ],
)
def test_a_view_of_an_argument_stays_one(compiled, view):
    run = compiled(lambda x: (view(x), x + 1))
    x = torch.randn(4, 6)
    views, _ = run(x)
    expected = view(x)
    views = views if isinstance(views, (tuple, list)) else [views]
    expected = expected if isinstance(expected, (tuple, list)) else [expected]
    for got, want in zip(views, expected, strict=True):
        assert_close(got, want)
        assert got.data_ptr() == want.data_ptr()
        assert got.storage_offset() == want.storage_offset()


@pytest.mark.parametrize("dynamic", [False, True])
@pytest.mark.parametrize(
    "part",
    [
        lambda x: torch.chunk(x, 2)[1],
        lambda x: x.split(3)[-1],
        lambda x: x.split([2, x.shape[0] - 2])[1],
        lambda x: x.unbind(0)[1],
    ],
    ids=["chunk", "split", "sizes", "unbind"],
)
def test_one_of_several_views_of_an_argument_stays_one(part, dynamic):
    """PyTorch makes the alias from what is returned: its offset must be right."""
    torch._dynamo.reset()
    x = torch.randn(6, 4)
    options = {"isolate": False}
    result = torch.compile(part, backend="cutedsl", dynamic=dynamic, options=options)(x)
    assert torch.equal(result, part(x))
    assert result.storage_offset() == part(x).storage_offset()
    assert result.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()


def test_one_of_several_views_is_used_and_another_returned(compiled):
    def function(x):
        first, second = x.split(2)
        return second, first.sum()

    x = torch.randn(4, 3)
    view, total = compiled(function)(x)
    assert torch.equal(view, x[2:])
    assert_close(total, x[:2].sum())


@pytest.mark.parametrize(
    "view",
    [lambda y: y.t(), lambda y: y[1:3], lambda y: y.view(-1)[::2], lambda y: y.expand(2, 4, 6)],
)
def test_a_view_of_a_result_aliases_it(compiled, view):
    def f(x):
        y = x * 2
        return y, view(y)

    base, alias = compiled(f)(torch.randn(4, 6))
    assert alias.untyped_storage().data_ptr() == base.untyped_storage().data_ptr()
    base.fill_(7.0)
    assert torch.equal(alias, torch.full_like(alias, 7.0))


def test_two_views_of_one_tensor_alias_each_other(compiled):
    def f(x):
        y = x * 2
        return y[:2], y[1:]

    a, b = compiled(f)(torch.randn(4, 6))
    b[0] = 5.0
    assert torch.equal(a[1], torch.full((6,), 5.0))


def test_parts_of_one_product(compiled):
    """Q, K and V of one linear: views, not copies."""
    layer = torch.nn.Linear(4, 12)
    with torch.no_grad():
        check(compiled, lambda x: layer(x).chunk(3, -1), torch.randn(5, 4), factor=4)


def test_a_new_tensor_does_not_alias_the_argument(compiled):
    x = torch.randn(4)
    y = compiled(lambda x: x.clone())(x)
    y.fill_(0.0)
    assert not torch.equal(x, y)


def test_saved_views_of_parameters_are_not_copied():
    """The backward keeps the transposed weight: a view of the parameter."""
    compiled = Compiled(ReferenceCompiler())
    w = torch.nn.Parameter(torch.randn(4, 4))
    x = torch.randn(3, 4, requires_grad=True)
    compiled(lambda x: torch.relu(x @ w.t()))(x).sum().backward()
    forward = compiled.programs[0]
    for node in forward.emitted.results:
        assert "permute" not in str(node.target)


# Mutation.


@pytest.mark.parametrize(
    "mutate",
    [
        lambda x: x.add_(1),
        lambda x: x.mul_(2).add_(1),
        lambda x: x[0].fill_(3.0),
        lambda x: x[:, 1:3].copy_(x[:, 2:4] * 2),
        lambda x: x.t().add_(1),
        lambda x: x.zero_(),
        lambda x: x.copy_(torch.exp(x)),
        lambda x: torch.relu_(x),
        lambda x: x.masked_fill_(x > 0, -1.0),
    ],
)
def test_mutation_of_an_argument(compiled, mutate):
    def f(x):
        mutate(x)
        return x * 2

    run = compiled(f)
    x = torch.randn(4, 6)
    y = x.clone()
    assert_close(run(x), f(y))
    assert_close(x, y)


def test_mutation_through_a_view_is_seen_by_the_base(compiled):
    def f(x):
        y = x * 1.0
        y[:, 0] = 9.0
        return y + y.sum()

    check(compiled, f, torch.randn(3, 4), factor=4)


def test_mutation_of_a_buffer(compiled):
    class Counter(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("count", torch.zeros(3))

        def forward(self, x):
            self.count += x.sum()
            return x + self.count

    eager, model = Counter(), Counter()
    run = compiled(model)
    for _ in range(3):
        x = torch.randn(3)
        assert_close(run(x), eager(x), 4)
    assert_close(model.count, eager.count, 4)


def test_arguments_that_alias_each_other(compiled):
    def f(a, b):
        a.add_(1)
        return a * b

    run = compiled(f)
    base, twin = torch.randn(4), None
    twin = base.clone()
    assert_close(run(base, base), f(twin, twin))
    assert_close(base, twin)
    base = torch.randn(6)
    twin = base.clone()
    assert_close(run(base[:4], base[2:]), f(twin[:4], twin[2:]))
    assert_close(base, twin)


def test_batch_norm_updates_its_statistics(compiled):
    import copy

    model = torch.nn.BatchNorm1d(4).train()
    twin = copy.deepcopy(model)
    run = compiled(model)
    for _ in range(2):
        x = torch.randn(8, 4)
        (y,) = fresh([x])
        assert_close(run(x), twin(y), 10)
    assert_close(model.running_mean, twin.running_mean, 10)
    assert_close(model.running_var, twin.running_var, 10)
    assert torch.equal(model.num_batches_tracked, twin.num_batches_tracked)


def test_lazily_conjugated_arguments(compiled):
    x = torch.randn(3, dtype=torch.complex64)
    run = compiled(lambda x: x * 2, fullgraph=False)
    assert_close(run(x), x * 2)
    assert_close(run(x.conj()).resolve_conj(), (x.conj() * 2).resolve_conj())
