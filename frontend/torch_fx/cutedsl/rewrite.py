"""Rewrites a Dynamo graph so that linear and attention stay whole."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import fx

from . import operators

_LINEAR = {torch._C._nn.linear, F.linear}
_ATTENTION = {torch._C._nn.scaled_dot_product_attention, F.scaled_dot_product_attention}
_ATTENTION_NAMES = (
    "query",
    "key",
    "value",
    "attn_mask",
    "dropout_p",
    "is_causal",
    "scale",
    "enable_gqa",
)


def keep_whole(module: fx.GraphModule) -> fx.GraphModule:
    """Replaces linear and attention calls by this package's operators, in this
    graph and in the graphs that it calls. What those cannot express (dropout,
    a mask that wants a gradient) is left to PyTorch."""
    changed = False
    for node in module.graph.nodes:
        if node.op == "call_function" and node.target in _LINEAR:
            changed |= _linear(node)
        elif node.op == "call_function" and node.target in _ATTENTION:
            changed |= _attention(node)
        elif node.op == "get_attr":
            inner = getattr(module, str(node.target), None)
            if isinstance(inner, fx.GraphModule):
                keep_whole(inner)
    if changed:
        module.recompile()
    return module


def _linear(node: fx.Node) -> bool:
    bound = dict(zip(("input", "weight", "bias"), node.args, strict=False), **node.kwargs)
    if set(bound) - {"input", "weight", "bias"}:
        return False
    x, w, b = bound.get("input"), bound.get("weight"), bound.get("bias")
    weight = _example(w)
    if not (_is_plain(x) and _is_plain(w) and (b is None or _is_plain(b))):
        return False
    if weight is None or weight.dim() != 2:
        return False
    node.target, node.args, node.kwargs = operators.linear, (x, w, b), {}
    return True


def _attention(node: fx.Node) -> bool:
    bound: dict[str, Any] = dict(zip(_ATTENTION_NAMES, node.args, strict=False), **node.kwargs)
    if set(bound) - set(_ATTENTION_NAMES):
        return False
    q, k, v = (bound.get(n) for n in _ATTENTION_NAMES[:3])
    mask = bound.get("attn_mask")
    if bound.get("dropout_p", 0.0) != 0.0 or not all(_is_plain(n) for n in (q, k, v)):
        return False
    examples = [_example(n) for n in (q, k, v)]
    if any(e.dim() < 3 for e in examples) or len({e.dim() for e in examples}) > 1:
        return False
    if mask is not None:
        example = _example(mask)
        if example is None or example.requires_grad:
            return False
    scale = bound.get("scale")
    flags = bound.get("is_causal", False), bound.get("enable_gqa", False)
    if not all(isinstance(f, bool) for f in flags):
        return False
    if not (scale is None or isinstance(scale, (int, float))):
        return False
    factor = None if scale is None else float(scale)
    node.args = (q, k, v, mask, flags[0], factor, flags[1])
    node.target, node.kwargs = operators.attention, {}
    return True


def _example(value: Any) -> torch.Tensor | None:
    if not isinstance(value, fx.Node):
        return None
    example = value.meta.get("example_value")
    return example if isinstance(example, torch.Tensor) else None


def _is_plain(value: Any) -> bool:
    """A strided floating-point tensor of no special class."""
    example = _example(value)
    return (
        example is not None
        and example.is_floating_point()
        and example.layout is torch.strided
        and not example.is_quantized
        and not torch.utils._python_dispatch.is_traceable_wrapper_subclass(example)
    )
