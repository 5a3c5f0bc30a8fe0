"""Writes an FX graph as the text of a `graph.program`.

One `graph.captured` a call, with every argument as PyTorch wrote it; what a
call means is decided by the compiler. Python integers that PyTorch computes
from sizes do not appear: each use of one is an affine expression over the
program's symbols.

A call that cannot be written down (its reason is in `EmittedProgram.refused`)
becomes an argument of the program, so that the rest can still be asked about.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Mapping
from typing import Any

import sympy
import torch
from torch import fx
from torch._subclasses.fake_tensor import FakeTensor

from . import literals
from .errors import UnsupportedError
from .locations import Locations
from .symbolic import SymbolTable, canonical, expression, stride_expression

ARGUMENT_KINDS = ("input", "parameter", "buffer", "constant")


@dataclasses.dataclass(frozen=True)
class Argument:
    """What is known of a placeholder besides its tensor metadata."""

    name: str
    kind: str = "input"
    frozen: bool = False


@dataclasses.dataclass
class EmittedProgram:
    """A program's text, and how its parts relate to the FX graph."""

    text: str
    # The FX node of each program argument, in order. A node that is not a
    # placeholder is the result of a refused call.
    arguments: list[fx.Node]
    # Symbols that no argument has as a dimension. For each, the program has a
    # further argument of that size after `arguments`, which it does not read.
    carried: list[sympy.Symbol]
    results: list[fx.Node]
    # The FX node of each captured op, in order.
    calls: list[fx.Node]
    # Why a call could not be written.
    refused: dict[fx.Node, str]
    symbols: list[sympy.Symbol]


def tensor_of(node: fx.Node) -> torch.Tensor | None:
    value = node.meta.get("val")
    return value if isinstance(value, torch.Tensor) else None


def is_symbolic_scalar(node: fx.Node) -> bool:
    value = node.meta.get("val")
    return isinstance(value, (torch.SymInt, torch.SymFloat, torch.SymBool, int, float, bool))


def emit(
    graph: fx.Graph,
    arguments: Mapping[fx.Node, Argument] | None = None,
    *,
    results: list[fx.Node] | None = None,
    name: str = "main",
    relative_paths: bool = False,
) -> EmittedProgram:
    """Writes `graph`. `results` are the nodes to return: by default the tensors
    that the graph computes and returns, each once."""
    return _Emitter(graph, arguments or {}, results, relative_paths).run(name)


class _Emitter:
    def __init__(
        self,
        graph: fx.Graph,
        arguments: Mapping[fx.Node, Argument],
        results: list[fx.Node] | None,
        relative_paths: bool,
    ) -> None:
        self.graph = graph
        self.known = arguments
        self.wanted = results
        self.symbols = SymbolTable()
        self.locations = Locations(relative_paths)
        self.values: dict[fx.Node, str] = {}
        self.tuples: dict[fx.Node, str] = {}
        self.signature: list[str] = []
        self.body: list[str] = []
        self.aliases: dict[str, str] = {}
        self.out = EmittedProgram("", [], [], [], [], {}, [])

    def run(self, name: str) -> EmittedProgram:
        output: fx.Node | None = None
        for node in self.graph.nodes:
            if node.op == "output":
                output = node
            elif node.op == "placeholder":
                if tensor_of(node) is not None:
                    self.placeholder(node)
            elif node.op == "get_attr":
                self.attribute(node)
            elif node.op == "call_function":
                self.call(node)
            else:
                self.refuse(node, f"a node of kind {node.op}")
        returned = self.wanted if self.wanted is not None else _returned_tensors(output)
        self.out.results = [n for n in returned if n in self.values]
        result_types = [self.result_type(n) for n in self.out.results]
        self.add_carriers()
        self.out.symbols = self.symbols.symbols
        self.out.text = self.text(name, result_types)
        return self.out

    # Arguments.

    def placeholder(self, node: fx.Node) -> None:
        known = self.known.get(node) or Argument(node.name)
        if known.frozen and node.meta["val"].is_complex():
            known = dataclasses.replace(known, frozen=False)
        self.argument(node, known)

    def argument(self, node: fx.Node, known: Argument) -> None:
        tensor = tensor_of(node)
        assert tensor is not None
        try:
            _check_strided(tensor)
            attributes = [f"graph.name = {literals.string(known.name)}"]
            if known.kind != "input":
                attributes.append(f"graph.kind = {literals.string(known.kind)}")
            if known.frozen:
                attributes.append("graph.frozen")
            if not _is_contiguous(tensor):
                attributes.append(f"graph.strides = {self.strides(tensor)}")
            value = f"%{len(self.values)}"
            self.signature.append(
                f"{value}: {self.tensor_type(tensor)} {{{', '.join(attributes)}}}"
            )
        except UnsupportedError as error:
            self.out.refused[node] = str(error)
            return
        self.values[node] = value
        self.out.arguments.append(node)

    def attribute(self, node: fx.Node) -> None:
        """A tensor that the graph itself holds."""
        if tensor_of(node) is not None:
            self.argument(node, Argument(str(node.target), "constant"))

    def add_carriers(self) -> None:
        sized = {
            expression(size)
            for node in self.out.arguments
            for size in tensor_of(node).shape  # type: ignore[union-attr]
        }
        for symbol in self.symbols.symbols:
            if symbol in sized:
                continue
            dims = self.dims([symbol])
            index = len(self.out.arguments) + len(self.out.carried)
            self.signature.append(
                f"%size{index}: tensor<?xi8, {dims}> "
                f'{{graph.name = "size{index}", graph.strides = #graph.dims<() -> (0)>}}'
            )
            self.out.carried.append(symbol)

    # Calls.

    def call(self, node: fx.Node) -> None:
        if node.target is _GETITEM:
            self.getitem(node)
            return
        if is_symbolic_scalar(node):
            return
        try:
            self.write_call(node)
        except UnsupportedError as error:
            self.refuse(node, str(error))

    def getitem(self, node: fx.Node) -> None:
        source, index = node.args
        if source in self.tuples and tensor_of(node) is not None:
            self.values[node] = f"{self.tuples[source]}#{index}"
        elif source in self.out.refused and tensor_of(node) is not None:
            self.refuse(node, self.out.refused[source])

    def refuse(self, node: fx.Node, reason: str) -> None:
        self.out.refused[node] = reason
        if tensor_of(node) is not None:
            stays = self.out.refused
            self.argument(node, Argument(node.name))
            stays[node] = reason

    def write_call(self, node: fx.Node) -> None:
        _check_target(node.target)
        operands = _Operands(self, node)
        args = operands.attribute_list(node.args)
        kwargs = [f"{k} = {operands.attribute(v)}" for k, v in node.kwargs.items()]
        results = node.meta.get("val")
        is_tuple = isinstance(results, (tuple, list))
        tensors = list(results) if is_tuple else [results]
        if not any(isinstance(t, torch.Tensor) for t in tensors):
            raise UnsupportedError("a call that returns no tensor")
        types, strides = [], []
        for tensor in tensors:
            types.append(self.tensor_type(tensor) if tensor is not None else _NO_TENSOR)
            strides.append(self.strides(tensor) if tensor is not None else "#graph.dims<() -> (1)>")
        _check_devices(node, operands.nodes, tensors)
        value = f"%v{len(self.out.calls)}"
        count = f":{len(types)}" if len(types) > 1 else ""
        inputs = ", ".join(self.values[n] for n in operands.nodes)
        input_types = ", ".join(self.type_of(n) for n in operands.nodes)
        result_types = types[0] if len(types) == 1 else f"({', '.join(types)})"
        keywords = f" kwargs {{{', '.join(kwargs)}}}" if kwargs else ""
        self.body.append(
            f"  {value}{count} = graph.captured {literals.string(str(node.target))}({inputs})"
            f" args {args}{keywords} strides [{', '.join(strides)}]"
            f" : ({input_types}) -> {result_types} {self.locations.of(node)}"
        )
        self.out.calls.append(node)
        if is_tuple:
            self.tuples[node] = value
        else:
            self.values[node] = value

    # Types.

    def type_of(self, node: fx.Node) -> str:
        tensor = tensor_of(node)
        assert tensor is not None
        return self.tensor_type(tensor)

    def tensor_type(self, tensor: Any) -> str:
        if not isinstance(tensor, torch.Tensor):
            raise UnsupportedError(f"a result of type {type(tensor).__name__}")
        _check_strided(tensor)
        # What only simplifies to a number is one, as it is for the compiler.
        exprs = [canonical(expression(size)) for size in tensor.shape]
        shape = "".join(f"{e}x" if e.is_Integer else "?x" for e in exprs)
        dims = "" if all(e.is_Integer for e in exprs) else f", {self.dims(exprs)}"
        return f"tensor<{shape}{literals.element_type(tensor.dtype)}{dims}>"

    def strides(self, tensor: torch.Tensor) -> str:
        return self.dims([stride_expression(s) for s in tensor.stride()])

    def dims(self, exprs: list[sympy.Expr]) -> str:
        text = f"#graph.dims<{self.symbols.map(exprs)}>"
        if "s0" not in text and len(text) < 32:
            return text
        return self.aliases.setdefault(text, f"#d{len(self.aliases)}")

    def result_type(self, node: fx.Node) -> str:
        tensor = tensor_of(node)
        assert tensor is not None
        text = self.tensor_type(tensor)
        if not _is_contiguous(tensor):
            text += f" {{graph.strides = {self.strides(tensor)}}}"
        return text

    def text(self, name: str, result_types: list[str]) -> str:
        lines = [f"{alias} = {text}" for text, alias in self.aliases.items()]
        symbols = ""
        if self.symbols.symbols:
            names = ", ".join(literals.string(s) for s in self.symbols.names())
            symbols = f" symbols [{names}]"
        arguments = (",\n    ").join(self.signature)
        results = f"({', '.join(result_types)})"
        written = "\n".join([arguments, results, *self.body])
        attributes = ""
        if "f8E4M3FN" in written and not literals.float8_saturates():
            attributes = ' attributes {graph.float8_overflow = "nan"}'
        lines.append(
            f"graph.program @{name}{symbols} (\n    {arguments})\n    -> {results}{attributes} {{"
        )
        lines += self.body
        values = ", ".join(self.values[n] for n in self.out.results)
        types = ", ".join(self.type_of(n) for n in self.out.results)
        lines.append(f"  graph.return {values} : {types}" if values else "  graph.return")
        lines.append("}")
        return "\n".join(lines) + "\n"


class _Operands:
    """One call's arguments as attributes, its tensors collected in order."""

    def __init__(self, emitter: _Emitter, node: fx.Node) -> None:
        self.emitter = emitter
        self.node = node
        self.nodes: list[fx.Node] = []

    def attribute(self, value: Any) -> str:
        if value is None:
            return "#graph.none"
        if isinstance(value, fx.Node):
            return self.from_node(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int):
            return literals.integer(value)
        if isinstance(value, float):
            return literals.double(value)
        if isinstance(value, torch.SymInt):
            return self.symbolic(value)
        if isinstance(value, str):
            return literals.string(value)
        if isinstance(value, torch.dtype):
            return literals.element_type(value)
        if isinstance(value, torch.device):
            # Not the index: one bundle serves every device of a kind.
            return literals.string(value.type)
        if isinstance(value, (torch.layout, torch.memory_format)):
            return literals.string(str(value).removeprefix("torch."))
        if isinstance(value, (list, tuple)):
            return self.attribute_list(value)
        raise UnsupportedError(f"an argument of type {type(value).__name__}")

    def attribute_list(self, values: Any) -> str:
        return f"[{', '.join(self.attribute(v) for v in values)}]"

    def from_node(self, node: fx.Node) -> str:
        if tensor_of(node) is not None:
            if node not in self.emitter.values:
                reason = self.emitter.out.refused.get(node, "a tensor from outside")
                raise UnsupportedError(f"an operand that cannot be written: {reason}")
            if node not in self.nodes:
                self.nodes.append(node)
            return f"#graph.operand<{self.nodes.index(node)}>"
        value = node.meta.get("val")
        if isinstance(value, (bool, int, float)):
            return self.attribute(value)
        if isinstance(value, torch.SymInt):
            return self.symbolic(value)
        raise UnsupportedError(f"an argument of type {type(value).__name__}")

    def symbolic(self, value: torch.SymInt) -> str:
        expr = expression(value)
        if expr.is_Integer:
            return literals.integer(int(expr))
        return f"#graph.expr<{self.emitter.symbols.map([expr])}>"


_GETITEM = operator.getitem
# Stands for a None among a call's results, so that the others keep their
# numbers.
_NO_TENSOR = "tensor<0xf32>"


def _returned_tensors(output: fx.Node | None) -> list[fx.Node]:
    found: dict[fx.Node, None] = {}
    if output is not None:
        fx.node.map_arg(output.args, lambda n: found.setdefault(n))
    return [n for n in found if tensor_of(n) is not None and n.op == "call_function"]


def _check_target(target: Any) -> None:
    if isinstance(target, torch._ops.HigherOrderOperator):
        raise UnsupportedError("a call of a higher-order operator")
    if not isinstance(target, torch._ops.OpOverload):
        raise UnsupportedError(f"a call of {getattr(target, '__name__', target)}")
    if target._schema.is_mutable:
        raise UnsupportedError("a call that changes its argument in place")
    # Attention carries the tag for its dropout; whether it drops is an argument
    # that the compiler reads.
    draws = torch.Tag.nondeterministic_seeded in target.tags
    if draws and "scaled_dot_product" not in target.name():
        raise UnsupportedError("random numbers are drawn by PyTorch, so that seeds agree")
    if target in (torch.ops.aten._conj.default, torch.ops.aten._neg_view.default):
        raise UnsupportedError("a lazily conjugated or negated tensor")


def _check_strided(tensor: torch.Tensor) -> None:
    if tensor.layout is not torch.strided:
        raise UnsupportedError(f"a tensor of layout {tensor.layout}")
    if type(tensor) not in (torch.Tensor, torch.nn.Parameter, torch.nn.Buffer, FakeTensor):
        raise UnsupportedError(f"a tensor of class {type(tensor).__name__}")
    if tensor.is_quantized or tensor.is_conj() or tensor.is_neg():
        raise UnsupportedError("a quantized, conjugated or negated tensor")


def _check_devices(node: fx.Node, operands: list[fx.Node], results: list[Any]) -> None:
    tensors = [tensor_of(n) for n in operands] + results
    devices = {t.device for t in tensors if isinstance(t, torch.Tensor)}
    if len(devices) > 1:
        names = ", ".join(sorted(str(d) for d in devices))
        raise UnsupportedError(f"a call over several devices ({names})")


def _is_contiguous(tensor: torch.Tensor) -> bool:
    """Whether the strides are exactly the row-major ones, decided on
    expressions alone: asking the tensor may add a guard."""
    stride: sympy.Expr = sympy.Integer(1)
    for size, actual in zip(reversed(tensor.shape), reversed(tensor.stride()), strict=True):
        if sympy.expand(stride_expression(actual) - stride) != 0:
            return False
        stride = stride * expression(size)
    return True
