"""Which ATen operators AOTAutograd takes apart before the compiler sees them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
from torch._decomp import core_aten_decompositions

# Operators that the compiler understands whole.
_WHOLE = [
    "linear",
    "addmm",
    "mm",
    "bmm",
    "baddbmm",
    "matmul",
    "gelu",
    "gelu_backward",
    "silu",
    "silu_backward",
    "_softmax",
    "_softmax_backward_data",
    "softmax",
    "_log_softmax",
    "_log_softmax_backward_data",
    "native_layer_norm",
    "native_layer_norm_backward",
    "layer_norm",
    "native_group_norm",
    "native_group_norm_backward",
    "group_norm",
    "_fused_rms_norm",
    "_fused_rms_norm_backward",
    "rms_norm",
    "scaled_dot_product_attention",
    "convolution",
    "convolution_backward",
    "upsample_nearest2d",
    "upsample_bilinear2d",
    "native_dropout",
    "native_dropout_backward",
    "embedding",
    "embedding_dense_backward",
    "sinh",
    "asinh",
    "nan_to_num",
    "rsqrt",
    "sigmoid",
    "sigmoid_backward",
    "tanh",
    "tanh_backward",
    "threshold_backward",
]


@cache
def _table() -> dict[Any, Callable[..., Any]]:
    table = dict(core_aten_decompositions())
    for name in _WHOLE:
        packet = getattr(torch.ops.aten, name, None)
        for overload in packet.overloads() if packet is not None else ():
            table.pop(getattr(packet, overload), None)
    # The core table takes the fused attention forward apart, but leaves its
    # backward whole: the gradients are then silently wrong.
    for op in list(table):
        if "_scaled_dot_product" in str(op) or "_safe_softmax" in str(op):
            del table[op]
    return table


def decomposition_table() -> dict[Any, Callable[..., Any]]:
    """A fresh copy of the table, for `aot_autograd(decompositions=...)`."""
    return dict(_table())
