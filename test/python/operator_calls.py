"""Calls of overloads that none of PyTorch's samples makes: what PyTorch takes
apart before it dispatches, what only other devices call, operators of ours."""

from __future__ import annotations

import torch
import torch.nn.functional as F

import cutedsl.operators  # noqa: F401 - defines the operators

_generator = torch.Generator().manual_seed(1)


def r(*sizes: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.randn(sizes, generator=_generator).to(dtype)


def n(*sizes: int, low: int = -9, high: int = 9) -> torch.Tensor:
    return torch.randint(low, high, sizes, generator=_generator)


def eight(*sizes: int) -> torch.Tensor:
    return r(*sizes).to(torch.float8_e4m3fn)


def b(*sizes: int) -> torch.Tensor:
    return r(*sizes) > 0


x = r(4, 6)
q, k, v = r(2, 3, 7, 8), r(2, 3, 9, 8), r(2, 3, 9, 8)
half = r(3, 5, dtype=torch.bfloat16)
# No bias, no scale of the result, its type.
scaled_to = (None, None, torch.bfloat16)
# Arguments of each call; a dictionary at the end holds those with names.
CALLS: dict[str, list[tuple]] = {
    "aten._fused_rms_norm.default": [(x, [6], r(6), 1e-5), (half, [5], None, None)],
    "aten._fused_rms_norm_backward.default": [
        (x, r(4, 6), [6], r(4, 1).abs() + 0.5, r(6), [True, True]),
    ],
    "aten._native_batch_norm_legit_no_training.default": [
        (r(2, 3, 4), r(3), r(3), r(3), r(3).abs() + 0.5, 0.1, 1e-5),
    ],
    "aten._scaled_dot_product_efficient_attention.default": [(q, k, v, None, False)],
    "aten._scaled_dot_product_flash_attention.default": [(q, k, v), (q, q, q, 0.0, True)],
    "aten._scaled_dot_product_flash_attention_for_cpu_backward.default": [],
    "aten._scaled_mm.default": [
        (eight(16, 32), eight(48, 32).t(), torch.tensor(0.5), torch.tensor(2.0), *scaled_to),
        (eight(16, 32), eight(48, 32).t(), r(16, 1).abs(), r(1, 48).abs(), *scaled_to, True),
    ],
    "aten._unsafe_index.Tensor": [(x, [n(3, low=0, high=4)]), (x, [None, n(3, low=0, high=6)])],
    "aten._unsafe_index_put.default": [
        (x, [n(3, low=0, high=4)], r(3, 6), True),
        (x, [None, torch.tensor([5, 1])], r(4, 2), False),
    ],
    "aten.bitwise_and.Scalar": [(n(3, 4), 6), (b(5), True)],
    "aten.bitwise_and.Scalar_Tensor": [(6, n(3, 4))],
    "aten.bitwise_left_shift.Tensor_Scalar": [(n(3, 4, low=0), 2)],
    "aten.bitwise_or.Scalar": [(n(3, 4), 6)],
    "aten.bitwise_right_shift.Tensor_Scalar": [(n(3, 4), 1)],
    "aten.bitwise_xor.Scalar": [(n(3, 4), 6)],
    "aten.chunk.default": [(x, 3, 1)],
    "aten.clamp_max.default": [(x, 0.25), (n(3, 4), 2)],
    "aten.conj_physical.default": [(torch.complex(r(3), r(3)),), (x,)],
    "aten.contiguous.default": [(x.t(),)],
    "aten.copy.default": [(x, r(6)), (n(4, 6), x)],
    "aten.div.Scalar_mode": [
        (x, 0.7, {"rounding_mode": "floor"}),
        (n(3, 4), 4, {"rounding_mode": "trunc"}),
    ],
    "aten.expand_as.default": [(r(1, 6), x)],
    "aten.fill.Tensor": [(x, torch.tensor(2.5))],
    "aten.flatten.using_ints": [(r(2, 3, 4), 1, 2)],
    "aten.floor_divide.Scalar": [(n(3, 4), 4), (x, 0.7)],
    "aten.fmod.Scalar": [(x, 0.7), (n(3, 4), -4)],
    "aten.group_norm.default": [(r(2, 6, 5), 3, r(6), r(6), 1e-5)],
    "aten.imag.default": [(torch.complex(r(3), r(3)),)],
    "aten.isfinite.default": [(torch.tensor([1.0, torch.inf, torch.nan]),)],
    "aten.layer_norm.default": [(x, [6], r(6), r(6), 1e-5), (half, [5])],
    "aten.lift.default": [(x,)],
    "aten.lift_fresh_copy.default": [(x,)],
    "aten.linear.default": [(x, r(5, 6), r(5)), (half, r(2, 5, dtype=torch.bfloat16))],
    "aten.log_softmax.int": [(x, 1), (half, 0)],
    "aten.matmul.default": [(x, r(6, 5)), (r(2, 3, 4), r(4)), (r(5, 1, 3, 4), r(2, 4, 3))],
    "aten.movedim.int": [(r(2, 3, 4), 0, 2)],
    "aten.movedim.intlist": [(r(2, 3, 4), [0, 1], [2, 0])],
    "aten.narrow.default": [(x, 1, 2, 3)],
    "aten.native_dropout.default": [(x, 0.5, True), (x, 0.5, False)],
    "aten.positive.default": [(x,)],
    "aten.real.default": [(torch.complex(r(3), r(3)),), (x,)],
    "aten.relu6.default": [(x * 6,)],
    "aten.remainder.Scalar_Tensor": [(7, n(3, 4, low=1)), (2.5, x)],
    "aten.reshape.default": [(x.t(), [3, 8]), (x, [-1])],
    "aten.resolve_conj.default": [(x,)],
    "aten.resolve_neg.default": [(x,)],
    "aten.rms_norm.default": [(x, [6], r(6), 1e-5), (half, [5])],
    "aten.scaled_dot_product_attention.default": [
        (q, k, v),
        (q, k, v, r(7, 9)),
        (q, k, v, b(2, 1, 7, 9)),
        (q, q, q, None, 0.0, True),
        (q, k, v, None, 0.0, False, {"scale": 1.0}),
    ],
    "aten.scatter.value_reduce": [
        (x, 1, n(4, 2, low=0, high=6), 1.5, {"reduce": "add"}),
        (x, 0, n(2, 6, low=0, high=4), 0.5, {"reduce": "multiply"}),
    ],
    "aten.selu.default": [(x,)],
    "aten.slice_scatter.default": [(x, r(4, 2), 1, 1, 5, 2), (x, r(2, 6), 0, 2)],
    "aten.softmax.int": [(x, 1), (half, 0), (half, 1, torch.float32)],
    "aten.square.default": [(x,), (n(3, 4),)],
    "aten.std.default": [(x,), (x, False)],
    "aten.std.dim": [(x, [1], True, True)],
    "aten.to.dtype": [(x, torch.bfloat16), (x * 9, torch.int64), (n(3), torch.bool)],
    "aten.true_divide.Tensor": [(x, r(6)), (n(3, 4), n(4, low=1))],
    "aten.unflatten.int": [(x, 1, [2, 3])],
    "aten.upsample_nearest1d.vec": [(r(1, 2, 5), [8], None), (r(1, 2, 5), None, [2.0])],
    "aten.upsample_nearest2d.vec": [
        (r(1, 2, 5, 4), [8, 3], None),
        (r(1, 2, 5, 4), None, [2.0, 1.5]),
    ],
    "aten.var.default": [(x,), (x, False)],
    "aten.var.dim": [(x, [1], True, True), (x, None, False, False)],
    "aten.view_as.default": [(x, r(3, 8))],
    "aten.where.Scalar": [(b(4, 6), 1.5, 2.5), (b(3), 1, 2)],
    "aten.where.ScalarOther": [(b(4, 6), x, 2.5)],
    "aten.where.ScalarSelf": [(b(4, 6), 2.5, x)],
    "cutedsl.attention.default": [
        (q, k, v, None, False, None, False),
        (q, k, v, r(7, 9), False, 0.5, False),
        (r(2, 6, 7, 8), k, v, None, False, None, True),
    ],
    "cutedsl.attention_backward.default": [
        (r(2, 3, 7, 8), q, k, v, None, False, None, False),
        (r(2, 3, 7, 8), q, q, q, None, True, 0.5, False),
    ],
    "cutedsl.linear.default": [(x, r(5, 6), r(5)), (r(2, 3, 6), r(5, 6))],
    "cutedsl.linear_backward.default": [(r(4, 5), x, r(5, 6), [True, True, True])],
    "prims.convert_element_type.default": [(x, torch.bfloat16), (x * 9, torch.int32)],
}


def _for_cpu_backward() -> tuple:
    function = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu.default
    out, logsumexp = function(q, k, v)
    return (r(2, 3, 7, 8), q, k, v, out, logsumexp, 0.0, False)


CALLS["aten._scaled_dot_product_flash_attention_for_cpu_backward.default"].append(
    _for_cpu_backward()
)


def _attention(query, key, value, bias=None, causal=False):
    return F.scaled_dot_product_attention(query, key, value, bias, is_causal=causal)


def _rms_norm_backward(grad, x, shape, rstd, weight, mask):
    """For the deviations of `x`'s rows that are given, not those it has."""
    gradient = grad * weight * rstd
    mean = (gradient * x * rstd).mean(-1, keepdim=True)
    return gradient - x * rstd * mean


def _scaled_mm(a, b, scale_a, scale_b, bias, scale, dtype, fast=False):
    result = a.double() @ b.double() * scale_a.double() * scale_b.double()
    return result if a.dtype == torch.float64 else result.to(dtype)


# What overloads that the CPU lacks compute; only their first result.
EQUIVALENTS = {
    "aten._fused_rms_norm_backward.default": _rms_norm_backward,
    "aten._scaled_mm.default": _scaled_mm,
    "aten._scaled_dot_product_efficient_attention.default": lambda q, k, v, bias, lse: _attention(
        q, k, v, bias
    ),
    "aten._scaled_dot_product_flash_attention.default": lambda q, k, v, p=0.0, causal=False: (
        _attention(q, k, v, None, causal)
    ),
}
