"""What a random graph's results should be, and how far off they may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import fx
from torch.utils._pytree import tree_map_only


class Wide(fx.Interpreter):
    """Evaluates the graph in double precision, what is made of integers too."""

    def call_function(self, target: Any, args: Any, kwargs: Any) -> Any:
        def widen(a: Any) -> Any:
            return torch.float64 if isinstance(a, torch.dtype) and a.is_floating_point else a

        result = super().call_function(target, tuple(widen(a) for a in args), kwargs)
        return tree_map_only(
            torch.Tensor, lambda t: t.double() if t.is_floating_point() else t, result
        )


class Perturbed(Wide):
    """The same, with every value off by up to what its own type rounds it to:
    how far a right result may be from the exact one."""

    def __init__(self, module: fx.GraphModule, seed: int) -> None:
        super().__init__(module)
        self.generator = torch.Generator().manual_seed(seed)

    def run_node(self, n: fx.Node) -> Any:
        def perturb(value: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
            if not value.is_floating_point() or not dtype.is_floating_point:
                return value
            noise = torch.rand(value.shape, generator=self.generator, dtype=value.dtype)
            return value * (1 + torch.finfo(dtype).eps * (2 * noise - 1))

        result = super().run_node(n)
        example = n.meta.get("example_value")
        if isinstance(result, torch.Tensor) and isinstance(example, torch.Tensor):
            return perturb(result, example.dtype)
        return result


def widened(tensor: torch.Tensor) -> torch.Tensor:
    if not tensor.is_floating_point():
        return tensor
    return tensor.detach().double().requires_grad_(tensor.requires_grad)


def lowest_precision(tensors: Sequence[torch.Tensor]) -> float:
    eps = [torch.finfo(t.dtype).eps for t in tensors if t.is_floating_point()]
    return max(eps, default=0.0)
