"""Runs an emitted program's graph with PyTorch, operator by operator: what a
compiled program is compared with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
import torch
from torch import fx

from .emit import EmittedProgram, tensor_of
from .symbolic import expression, stride_expression


class Reference:
    """Called as the compiled program is: the tensors of `program.arguments`,
    then the carriers of sizes. `transform` is applied to every argument and
    `observe(node, value)` sees every value."""

    def __init__(
        self,
        program: EmittedProgram,
        module: fx.GraphModule,
        *,
        transform: Callable[[torch.Tensor], torch.Tensor] | None = None,
        observe: Callable[[fx.Node, Any], None] | None = None,
    ) -> None:
        self.program = program
        self.module = module
        self.transform = transform
        self.observe = observe

    def __call__(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        values = self.sizes(*tensors)
        given = dict(zip(self.program.arguments, tensors, strict=False))
        if self.transform is not None:
            given = {node: self.transform(t) for node, t in given.items()}
        inputs = []
        for node in self.module.graph.nodes:
            if node.op != "placeholder":
                continue
            if node in given:
                inputs.append(given[node])
            elif isinstance(node.meta.get("val"), torch.SymInt):
                inputs.append(evaluate(expression(node.meta["val"]), values))
            else:
                inputs.append(None)
        found: dict[fx.Node, Any] = {}
        interpreter = _Interpreter(self.module, found, self.observe)
        with torch.no_grad():
            interpreter.run(*inputs, enable_io_processing=False)
        return tuple(_restrided(found[n], n, values) for n in self.program.results)

    def sizes(self, *tensors: torch.Tensor) -> dict[sympy.Symbol, int]:
        """The value of each symbol in this call."""
        values: dict[sympy.Symbol, int] = {}
        count = len(self.program.arguments)
        for node, tensor in zip(self.program.arguments, tensors, strict=False):
            meta = tensor_of(node)
            assert meta is not None
            for size, actual in zip(meta.shape, tensor.shape, strict=True):
                if expression(size).is_Symbol:
                    values[expression(size)] = actual
        for symbol, tensor in zip(self.program.carried, tensors[count:], strict=True):
            values[symbol] = tensor.shape[0]
        return values


class _Interpreter(fx.Interpreter):
    def __init__(
        self,
        module: fx.GraphModule,
        found: dict[fx.Node, Any],
        observe: Callable[[fx.Node, Any], None] | None,
    ) -> None:
        super().__init__(module, garbage_collect_values=observe is not None)
        self.found = found
        self.observe = observe

    def run_node(self, n: fx.Node) -> Any:
        value = super().run_node(n)
        self.found[n] = value
        if self.observe is not None:
            self.observe(n, value)
        return value


def evaluate(expr: sympy.Expr, values: dict[sympy.Symbol, int]) -> int:
    return int(expr.subs(values))


def _restrided(
    tensor: torch.Tensor, node: fx.Node, values: dict[sympy.Symbol, int]
) -> torch.Tensor:
    """With exactly the strides that PyTorch expects; kernels of different
    devices and versions choose their own."""
    meta = tensor_of(node)
    assert meta is not None
    strides = tuple(evaluate(stride_expression(s), values) for s in meta.stride())
    if tensor.stride() == strides:
        return tensor
    out = torch.empty_strided(tensor.shape, strides, dtype=tensor.dtype, device=tensor.device)
    return out.copy_(tensor)
