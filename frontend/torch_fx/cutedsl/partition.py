"""Which calls of a graph go to the compiler, and how the rest is run.

The result is an outer graph that PyTorch runs, in which each partition is one
call. When all is supported that is a single call.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Mapping, Sequence

import sympy
import torch
from torch import fx
from torch.fx.passes.infra.partitioner import CapabilityBasedPartitioner
from torch.fx.passes.operator_support import OperatorSupportBase
from torch.fx.passes.utils.fuser_utils import fuse_by_partitions

from .emit import is_symbolic_scalar, tensor_of
from .symbolic import expression, stride_expression

_PREFIX = "cutedsl_program_"


@dataclasses.dataclass
class Partitioned:
    module: fx.GraphModule
    # The outer graph's calls, each with the graph that it stands for.
    calls: list[tuple[fx.Node, fx.GraphModule]]


def partition(module: fx.GraphModule, supported: set[fx.Node]) -> Partitioned:
    """Cuts `supported` calls out of `module` into as few graphs as possible."""
    inside = _closed_over_results(module.graph, supported)
    inside -= _left_views(module.graph, inside)
    inside = _drop_unused(module.graph, inside)
    parts = [p for p in _parts(module, inside) if any(_computes(n) for n in p)]
    if not parts:
        return Partitioned(module, [])
    order = {node: i for i, node in enumerate(module.graph.nodes)}
    ordered = [dict.fromkeys(sorted(p, key=order.__getitem__)) for p in parts]
    fused = fuse_by_partitions(module, ordered, prefix=_PREFIX, always_return_tuple=True)
    _erase_dead_scalars(fused.graph)
    calls = [
        (node, getattr(fused, str(node.target)))
        for node in fused.graph.nodes
        if node.op == "call_module" and str(node.target).startswith(_PREFIX)
    ]
    return Partitioned(fused, calls)


def _closed_over_results(graph: fx.Graph, supported: set[fx.Node]) -> set[fx.Node]:
    """Adds the getitems that take apart a supported call's results."""
    closed = set(supported)
    for node in graph.nodes:
        if node.op == "call_function" and node.target is operator.getitem:
            if node.args[0] in closed:
                closed.add(node)
    return closed


def _drop_unused(graph: fx.Graph, inside: set[fx.Node]) -> set[fx.Node]:
    """Without what only dead nodes use."""
    live = set()
    for node in reversed(graph.nodes):
        if node not in inside or any(u in live or u not in inside for u in node.users):
            live.add(node)
    return inside & live


def _parts(module: fx.GraphModule, inside: set[fx.Node]) -> list[set[fx.Node]]:
    # One part, unless something outside stands between its calls.
    after = _reached(inside)
    between = any(
        n.op == "call_function" and n not in inside and any(u in inside for u in n.users)
        for n in after
    )
    if inside and not between:
        return [inside]

    class Support(OperatorSupportBase):
        def is_node_supported(
            self, submodules: Mapping[str, torch.nn.Module], node: fx.Node
        ) -> bool:
            return node in inside

    partitioner = CapabilityBasedPartitioner(module, Support(), allows_single_node_partition=True)
    return [set(p.nodes) for p in partitioner.propose_partitions()]


def _reached(inside: set[fx.Node]) -> set[fx.Node]:
    """What depends on a node inside, itself inside or not."""
    reached: set[fx.Node] = set()
    stack = [u for n in inside for u in n.users if u not in inside]
    while stack:
        node = stack.pop()
        if node not in reached:
            reached.add(node)
            stack.extend(u for u in node.users if u not in inside)
    return reached


# Views that only the caller looks at.


def split_returned_views(graph: fx.Graph) -> None:
    """Gives each view that is both returned and used a twin to be returned, so
    that PyTorch can make the one while the compiler looks through the other."""
    output = next(n for n in graph.nodes if n.op == "output")

    def twin(node: fx.Node) -> fx.Node:
        if node.op != "call_function" or not is_view(node):
            return node
        source = node.args[0]
        with graph.inserting_before(output):
            copy = graph.node_copy(node, lambda n: twin(n) if n is source else n)
        copy.meta = dict(node.meta)
        return copy

    for node in output.all_input_nodes:
        if is_view(node) and set(node.users) != {output}:
            output.replace_input_with(node, twin(node))


def _left_views(graph: fx.Graph, inside: set[fx.Node]) -> set[fx.Node]:
    """Views whose only purpose is to be returned, of something that exists in
    memory anyway: an argument, another result, or one tensor with several such
    views. PyTorch makes them without copying; so aliases stay aliases."""
    output = next(n for n in graph.nodes if n.op == "output")
    returned = set(output.all_input_nodes)
    tails: set[fx.Node] = set()
    for node in reversed(graph.nodes):
        if node in inside and is_view(node) and node.users:
            if all(u is output or u in tails for u in node.users):
                tails.add(node)
    # One of several views is left only with the call that makes them all.
    tails -= {n for n in tails if n.target is operator.getitem and n.args[0] not in tails}
    leaves: dict[fx.Node, list[fx.Node]] = {}
    for node in tails:
        if node in returned:
            leaves.setdefault(_root(node, tails), []).append(node)
    kept: set[fx.Node] = set()
    for root, views in leaves.items():
        exists = root not in inside or root in returned
        if exists or len(views) > 1 or not all(_is_dense(v) for v in views):
            for view in views:
                node = view
                while node is not root:
                    kept.add(node)
                    node = node.all_input_nodes[0]
    return kept


def is_view(node: fx.Node) -> bool:
    """Whether the call returns an alias of its first argument, or several, or
    takes one of these."""
    if node.target is operator.getitem:
        source = node.args[0]
        return isinstance(source, fx.Node) and _aliases_first(source) and tensor_of(source) is None
    return _aliases_first(node)


def _aliases_first(node: fx.Node) -> bool:
    if not isinstance(node.target, torch._ops.OpOverload):
        return False
    schema = node.target._schema
    return (
        len(schema.returns) == 1
        and schema.returns[0].alias_info is not None
        and not schema.is_mutable
        and isinstance(node.args[0], fx.Node)
        and tensor_of(node.args[0]) is not None
    )


def _root(node: fx.Node, tails: set[fx.Node]) -> fx.Node:
    while node in tails:
        node = node.all_input_nodes[0]
    return node


def _is_dense(node: fx.Node) -> bool:
    """Whether the result fills its memory without gaps or overlaps."""
    tensor = tensor_of(node)
    assert tensor is not None
    left = [
        (expression(size), stride_expression(stride))
        for size, stride in zip(tensor.shape, tensor.stride(), strict=True)
        if expression(size) != 1
    ]
    expected: sympy.Expr = sympy.Integer(1)
    while left:
        found = next((d for d in left if sympy.expand(d[1] - expected) == 0), None)
        if found is None:
            return False
        left.remove(found)
        expected = expected * found[0]
    return True


_CHEAP = ("alias", "detach", "lift_fresh_copy", "clone", "full", "empty", "scalar_tensor", "arange")


def _computes(node: fx.Node) -> bool:
    """Whether a graph of such calls would be worth a kernel."""
    if node.target is operator.getitem or is_view(node):
        return False
    name = getattr(getattr(node.target, "_schema", None), "name", "")
    return name.removeprefix("aten::") not in _CHEAP


def _erase_dead_scalars(graph: fx.Graph) -> None:
    for node in reversed(graph.nodes):
        if node.op == "call_function" and not node.users and is_symbolic_scalar(node):
            if isinstance(node.target, torch._ops.OpOverload) and not node.target._schema.returns:
                continue
            graph.erase_node(node)


# Symbols.


def size_source(
    outer: fx.Graph, symbol: sympy.Symbol, candidates: Sequence[fx.Node]
) -> tuple[fx.Node, int | None] | None:
    """A node of the outer graph that holds the symbol's value: a symbolic
    integer, or a tensor and one of its dimensions."""
    for node in candidates:
        value = node.meta.get("val")
        if isinstance(value, torch.SymInt) and expression(value) == symbol:
            return node, None
    for node in candidates:
        tensor = tensor_of(node)
        for dim, size in enumerate(tensor.shape if tensor is not None else ()):
            if expression(size) == symbol:
                return node, dim
    return None
