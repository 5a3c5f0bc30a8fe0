"""Operators that stay whole through AOTAutograd, forward and backward.

`aten.linear` and `aten.scaled_dot_product_attention` are taken apart by
AOTAutograd whatever the decomposition table says, and overriding that loses
their gradients without an error. So the Dynamo graph is rewritten to these
operators, which compute the same: with PyTorch where they run eagerly, and
known to the compiler as linear and attention.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

_LIBRARY = torch.library.Library("cutedsl", "FRAGMENT")
_LIBRARY.define("linear(Tensor x, Tensor w, Tensor? b=None) -> Tensor")
_LIBRARY.define(
    "linear_backward(Tensor g, Tensor x, Tensor w, bool[3] mask) -> (Tensor, Tensor, Tensor)"
)
_LIBRARY.define(
    "attention(Tensor q, Tensor k, Tensor v, Tensor? mask, bool is_causal, float? scale, "
    "bool enable_gqa) -> Tensor"
)
_LIBRARY.define(
    "attention_backward(Tensor g, Tensor q, Tensor k, Tensor v, Tensor? mask, bool is_causal, "
    "float? scale, bool enable_gqa) -> (Tensor, Tensor, Tensor)"
)

linear = torch.ops.cutedsl.linear.default
linear_backward = torch.ops.cutedsl.linear_backward.default
attention = torch.ops.cutedsl.attention.default
attention_backward = torch.ops.cutedsl.attention_backward.default


# Linear.


def _linear(x: Tensor, w: Tensor, b: Tensor | None = None) -> Tensor:
    return F.linear(x, w, b)


def _linear_fake(x: Tensor, w: Tensor, b: Tensor | None = None) -> Tensor:
    return x.new_empty((*x.shape[:-1], w.shape[0]))


def _linear_backward(
    g: Tensor, x: Tensor, w: Tensor, mask: list[bool]
) -> tuple[Tensor, Tensor, Tensor]:
    rows, sources = g.reshape(-1, w.shape[0]), x.reshape(-1, w.shape[1])
    return (
        torch.matmul(g, w).contiguous() if mask[0] else g.new_empty(0),
        torch.mm(rows.t(), sources).contiguous() if mask[1] else g.new_empty(0),
        rows.sum(0) if mask[2] else g.new_empty(0),
    )


def _linear_backward_fake(
    g: Tensor, x: Tensor, w: Tensor, mask: list[bool]
) -> tuple[Tensor, Tensor, Tensor]:
    return (
        g.new_empty(x.shape) if mask[0] else g.new_empty(0),
        g.new_empty(w.shape) if mask[1] else g.new_empty(0),
        g.new_empty(w.shape[0]) if mask[2] else g.new_empty(0),
    )


def _linear_save(ctx, inputs, output) -> None:  # type: ignore[no-untyped-def]
    x, w, b = inputs
    ctx.save_for_backward(x, w)
    ctx.has_bias = b is not None


def _linear_gradients(ctx, g: Tensor):  # type: ignore[no-untyped-def]
    x, w = ctx.saved_tensors
    need = ctx.needs_input_grad
    mask = [need[0], need[1], ctx.has_bias and need[2]]
    grads = linear_backward(g, x, w, mask)
    return tuple(grad if wanted else None for grad, wanted in zip(grads, mask, strict=True))


# Attention.


def _attention(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    mask: Tensor | None,
    is_causal: bool,
    scale: float | None,
    enable_gqa: bool,
) -> Tensor:
    return F.scaled_dot_product_attention(
        q, k, v, attn_mask=mask, is_causal=is_causal, scale=scale, enable_gqa=enable_gqa
    )


def _attention_fake(q, k, v, mask, is_causal, scale, enable_gqa):  # type: ignore[no-untyped-def]
    """PyTorch's own choice of kernel decides the result's strides, and user
    code that calls `view` on the result relies on them. It does not say that
    keys and values are equally many, so with sizes of two names this must."""
    torch._check(k.shape[-2] == v.shape[-2], lambda: "expected as many keys as values")
    like = _attention(q, k, v, mask, is_causal, scale, enable_gqa)
    return torch.empty_strided(like.shape, like.stride(), dtype=like.dtype, device=like.device)


def _attention_backward(
    g: Tensor,
    q: Tensor,
    k: Tensor,
    v: Tensor,
    mask: Tensor | None,
    is_causal: bool,
    scale: float | None,
    enable_gqa: bool,
) -> tuple[Tensor, Tensor, Tensor]:
    wide = torch.float64 if q.dtype == torch.float64 else torch.float32
    gw, qw, kw, vw = (t.to(wide) for t in (g, q, k, v))
    if enable_gqa:
        kw = kw.repeat_interleave(q.shape[-3] // k.shape[-3], -3)
        vw = vw.repeat_interleave(q.shape[-3] // v.shape[-3], -3)
    factor = 1.0 / math.sqrt(q.shape[-1]) if scale is None else scale
    scores = (qw * factor) @ kw.transpose(-1, -2)
    if is_causal:
        keep = torch.ones(scores.shape[-2:], dtype=torch.bool, device=q.device).tril()
        scores = scores.masked_fill(~keep, -math.inf)
    if mask is not None:
        if mask.dtype == torch.bool:
            scores = scores.masked_fill(~mask, -math.inf)
        else:
            scores = scores + mask.to(wide)
    # A row of only minus infinities gives zeros, as in PyTorch's forward.
    empty = (scores == -math.inf).all(-1, keepdim=True)
    weights = torch.softmax(scores, -1).masked_fill(empty, 0.0)
    grad_v = weights.transpose(-1, -2) @ gw
    grad_w = gw @ vw.transpose(-1, -2)
    grad_s = weights * (grad_w - (grad_w * weights).sum(-1, keepdim=True))
    grad_q = grad_s @ kw * factor
    grad_k = grad_s.transpose(-1, -2) @ qw * factor
    return (
        _sum_to(grad_q, q.shape).to(q.dtype).contiguous(),
        _sum_to_heads(grad_k, k, enable_gqa).to(k.dtype).contiguous(),
        _sum_to_heads(grad_v, v, enable_gqa).to(v.dtype).contiguous(),
    )


def _sum_to(grad: Tensor, shape: torch.Size) -> Tensor:
    return grad if grad.shape == shape else grad.sum_to_size(shape)


def _sum_to_heads(grad: Tensor, like: Tensor, enable_gqa: bool) -> Tensor:
    """The gradient of keys or values that several query heads share."""
    if enable_gqa:
        heads = like.shape[-3]
        grad = grad.unflatten(-3, (heads, grad.shape[-3] // heads)).sum(-3)
    return _sum_to(grad, like.shape)


def _attention_backward_fake(g, q, k, v, mask, is_causal, scale, enable_gqa):  # type: ignore[no-untyped-def]
    return q.new_empty(q.shape), k.new_empty(k.shape), v.new_empty(v.shape)


def _attention_save(ctx, inputs, output) -> None:  # type: ignore[no-untyped-def]
    q, k, v, mask, *rest = inputs
    ctx.save_for_backward(q, k, v, mask)
    ctx.rest = rest


def _attention_gradients(ctx, g: Tensor):  # type: ignore[no-untyped-def]
    q, k, v, mask = ctx.saved_tensors
    grads = attention_backward(g, q, k, v, mask, *ctx.rest)
    return (*grads, None, None, None, None)


# Autocast: the same cast that PyTorch's own two operators get.


def _autocast(op, device: str, key: torch._C.DispatchKey):  # type: ignore[no-untyped-def]
    def cast(value, dtype):  # type: ignore[no-untyped-def]
        eligible = (
            isinstance(value, Tensor)
            and value.is_floating_point()
            and value.dtype != torch.float64
            and value.device.type == device
        )
        return value.to(dtype) if eligible else value

    def call(*args, **kwargs):  # type: ignore[no-untyped-def]
        dtype = torch.get_autocast_dtype(device)
        with torch._C._ExcludeDispatchKeyGuard(torch._C.DispatchKeySet(key)):
            return op(
                *(cast(a, dtype) for a in args), **{k: cast(a, dtype) for k, a in kwargs.items()}
            )

    return call


def _register() -> None:
    for name, eager, fake in (
        ("linear", _linear, _linear_fake),
        ("linear_backward", _linear_backward, _linear_backward_fake),
        ("attention", _attention, _attention_fake),
        ("attention_backward", _attention_backward, _attention_backward_fake),
    ):
        _LIBRARY.impl(name, eager, "CompositeExplicitAutograd")
        torch.library.register_fake(f"cutedsl::{name}", fake, lib=_LIBRARY)
    for name, gradients, save in (
        ("linear", _linear_gradients, _linear_save),
        ("attention", _attention_gradients, _attention_save),
    ):
        torch.library.register_autograd(
            f"cutedsl::{name}", gradients, setup_context=save, lib=_LIBRARY
        )
    for op in (linear, attention):
        name = op._schema.name.split("::")[1]
        for device, key in (
            ("cpu", torch._C.DispatchKey.AutocastCPU),
            ("cuda", torch._C.DispatchKey.AutocastCUDA),
        ):
            _LIBRARY.impl(name, _autocast(op, device, key), key.name)


_register()
