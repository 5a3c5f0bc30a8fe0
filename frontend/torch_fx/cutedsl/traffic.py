"""How many bytes calls and kernels move, as `explain` counts them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import torch
from torch import fx

from .emit import EmittedProgram, tensor_of
from .partition import is_view
from .symbolic import Size


def eager_bytes(node: fx.Node) -> int:
    """What PyTorch's kernel for one call reads and writes. Views move nothing."""
    if node.op != "call_function" or is_view(node):
        return 0
    values = node.meta.get("val")
    results = values if isinstance(values, (tuple, list)) else [values]
    operands = [tensor_of(n) for n in node.all_input_nodes]
    return sum(memory(t) for t in [*results, *operands] if isinstance(t, torch.Tensor))


def memory(tensor: torch.Tensor) -> int:
    """Bytes of the elements in memory: an expanded dimension is there once.
    Dynamic sizes count as they were when the graph was captured."""
    count = tensor.element_size()
    for size, stride in zip(tensor.shape, tensor.stride(), strict=True):
        if isinstance(stride, torch.SymInt) or stride != 0:
            count *= hint(size)
    return count


def hint(size: Size) -> int:
    """The value at capture, asked for in a way that specialises nothing."""
    value = size.node.hint if isinstance(size, torch.SymInt) else size
    return int(value) if value is not None else 1


def symbol_hints(program: EmittedProgram) -> dict[str, int]:
    """The value at capture of each symbol, by its name in the program's text."""
    values = {}
    for node in program.arguments:
        for size in tensor_of(node).shape:  # type: ignore[union-attr]
            if isinstance(size, torch.SymInt):
                values[size.node.expr] = hint(size)
    return {f"s{i}": values.get(symbol, 1) for i, symbol in enumerate(program.symbols)}


def reported(row: Mapping[str, Any], name: str, symbols: Mapping[str, int]) -> int:
    """A number of the compiler's report, with its symbols at these values."""
    expression = row.get(f"{name}_expr")
    return int(row.get(name, 0)) if expression is None else evaluate(expression, symbols)


def evaluate(expression: str, symbols: Mapping[str, int]) -> int:
    """The value of an affine expression's text."""
    # Python's operators of the same precedence.
    for word, operator in (("floordiv", "//"), ("ceildiv", "@"), ("mod", "%")):
        expression = expression.replace(word, operator)

    def value(node: ast.expr) -> int:
        match node:
            case ast.Constant(value=int(number)):
                return number
            case ast.Name(id=name):
                return symbols[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -value(operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](value(left), value(right))
        raise ValueError(f"expected an affine expression, but got '{expression}'")

    return value(ast.parse(expression, mode="eval").body)


_OPERATORS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.MatMult: lambda a, b: -(-a // b),
    ast.Mod: lambda a, b: a % b,
}
