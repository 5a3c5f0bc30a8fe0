"""Comparisons with eager PyTorch."""

from __future__ import annotations

import copy

import torch
from torch.utils._pytree import tree_flatten, tree_map

TOLERANCE = {
    torch.float64: 1e-12,
    torch.float32: 2e-6,
    torch.float16: 2e-3,
    torch.bfloat16: 1.6e-2,
    torch.complex64: 2e-6,
}


def significant_strides(tensor: torch.Tensor) -> list[int]:
    """The strides that say where elements are."""
    if not tensor.numel():
        return []
    return [tensor.stride(i) for i, n in enumerate(tensor.shape) if n > 1]


def assert_close(actual: torch.Tensor, expected: torch.Tensor, factor: float = 1.0) -> None:
    """Same type, shape and strides; values within `factor` times what the type
    allows, relative to the largest; NaN and infinities in the same places."""
    assert actual.dtype == expected.dtype
    assert actual.shape == expected.shape
    assert significant_strides(actual) == significant_strides(expected), (
        f"strides {actual.stride()} instead of {expected.stride()}"
    )
    if actual.numel() == 0:
        return
    if not (expected.is_floating_point() or expected.is_complex()):
        assert torch.equal(actual, expected)
        return
    wide = torch.complex128 if expected.is_complex() else torch.float64
    a, e = actual.detach().to(wide), expected.detach().to(wide)
    finite = e.isfinite()
    assert torch.equal(a.isfinite(), finite), "infinities or NaN in other places"
    if not expected.is_complex():
        assert torch.equal(a.isnan(), e.isnan())
        assert torch.equal(a[e.isinf()], e[e.isinf()])
    if not finite.any():
        return
    difference = (a - e)[finite].abs().max().item()
    scale = max(e[finite].abs().max().item(), 1e-3)
    limit = TOLERANCE[expected.dtype] * factor * scale
    assert difference <= limit, f"off by {difference:.3g}, allowed {limit:.3g}"


def assert_within(actual, eager, exact, eps: float, what: str, nearby=None) -> None:
    """`actual` is no further from `exact`, computed in wider types, than a few
    times what `eager` is, or than `eps` and eager's type allow; or than a few
    times what `nearby` is, which is `exact` with other roundings."""
    assert (actual is None) == (eager is None), what
    if eager is None:
        return
    assert actual.dtype == eager.dtype and actual.shape == eager.shape, what
    if eager.is_complex():
        actual, eager, exact, nearby = (
            None if t is None else torch.view_as_real(t.resolve_conj())
            for t in (actual, eager, exact, nearby)
        )
    if not eager.is_floating_point():
        assert torch.equal(actual, eager), what
        return
    if eager.numel() == 0:
        return
    wide = exact.double()
    finite = wide.isfinite() & eager.isfinite()
    assert torch.equal(actual.isnan(), eager.isnan()), f"{what}: NaN elsewhere"
    if not finite.any():
        return
    # Nothing is wider than double: what its last bit does to 1 - tanh(x)**2 is
    # not seen in eager's own error.
    least = 1.0 if eager.dtype == torch.float64 else 1e-2
    scale = wide[finite].abs().max().item() + least
    own = (eager.double() - wide)[finite].abs().max().item()
    ours = (actual.double() - wide)[finite].abs().max().item()
    limit = 3 * own + 16 * max(eps, torch.finfo(eager.dtype).eps) * scale
    if nearby is not None:
        limit += 4 * (nearby.double() - wide)[finite].abs().nan_to_num().max().item()
        # What an operator rounds within itself is of the size of what it reads.
        limit += 16 * min(torch.finfo(eager.dtype).eps, torch.finfo(torch.float32).eps)
    assert ours <= limit, f"{what}: off by {ours:.3g}, eager by {own:.3g}, allowed {limit:.3g}"


def assert_all_close(actual, expected, factor: float = 1.0) -> None:
    a, a_spec = tree_flatten(actual)
    e, e_spec = tree_flatten(expected)
    assert a_spec == e_spec
    for x, y in zip(a, e, strict=True):
        if isinstance(y, torch.Tensor):
            assert_close(x, y, factor)
        else:
            assert x == y


def fresh(values):
    """Copies of tensors with their strides and whether they want gradients."""

    def one(value):
        if not isinstance(value, torch.Tensor):
            return value
        storage = value.detach().untyped_storage().clone()
        out = torch.empty(0, dtype=value.dtype, device=value.device)
        out.set_(storage, value.storage_offset(), value.shape, value.stride())
        return out.requires_grad_(value.requires_grad)

    return tree_map(one, values)


def check(compiled, model, *args, factor: float = 1.0, **options) -> None:
    """Results of the compiled model are eager's."""
    run = compiled(model, **options)
    expected = model(*fresh(args))
    actual = run(*fresh(args))
    assert_all_close(actual, expected, factor)


def gradients(model, args, run=None):
    """Results, gradients of inputs and of parameters, for a fixed tangent."""
    args = fresh(args)
    results = (model if run is None else run)(*args)
    leaves = [t for t in tree_flatten(results)[0] if isinstance(t, torch.Tensor)]
    leaves = [t for t in leaves if t.requires_grad]
    generator = torch.Generator().manual_seed(1)
    tangents = [torch.randn(t.shape, generator=generator).to(t.dtype) for t in leaves]
    torch.autograd.backward(leaves, tangents)
    inputs = [a.grad for a in tree_flatten(args)[0] if isinstance(a, torch.Tensor)]
    parameters = []
    if isinstance(model, torch.nn.Module):
        parameters = [p.grad for p in model.parameters()]
        model.zero_grad(set_to_none=True)
    return [t.detach() for t in leaves], inputs, parameters


def check_training(compiled, model, *args, factor: float = 4.0, **options) -> None:
    """Results and all gradients of the compiled model are eager's."""
    expected = gradients(model, args)
    twin = copy.deepcopy(model) if isinstance(model, torch.nn.Module) else model
    actual = gradients(twin, args, compiled(twin, **options))
    for got, want in zip(actual, expected, strict=True):
        assert [g is None for g in got] == [w is None for w in want], "a gradient is missing"
        for g, w in zip(got, want, strict=True):
            if w is not None:
                assert_close(g.contiguous(), w.contiguous(), factor)
