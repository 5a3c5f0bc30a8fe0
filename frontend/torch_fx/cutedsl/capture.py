"""From a Dynamo graph to AOTAutograd's graphs, with what is known of each
argument; and `capture`, which only records them."""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import fx
from torch._dynamo.backends.common import aot_autograd
from torch._guards import TracingContext
from torch._subclasses.fake_tensor import unset_fake_temporarily
from torch.utils._pytree import tree_leaves

from .boxed import boxed
from .decompositions import decomposition_table
from .emit import Argument, EmittedProgram, emit
from .rewrite import keep_whole


class GraphKind(enum.Enum):
    INFERENCE = "inference"
    FORWARD = "forward"
    BACKWARD = "backward"


Arguments = Mapping[fx.Node, Argument]
# Makes the callable that stands for one graph. It takes one list of arguments,
# which it empties.
GraphCompiler = Callable[
    [fx.GraphModule, list[Any], GraphKind, Arguments], Callable[[list[Any]], Any]
]


def aot_compile(
    module: fx.GraphModule,
    inputs: list[Any],
    compile_graph: GraphCompiler,
    *,
    frozen: bool = False,
) -> Callable[..., Any]:
    """Runs AOTAutograd over a Dynamo graph and compiles its graphs."""
    sources = [_source(n) for n in module.graph.nodes if n.op == "placeholder"]
    keep_whole(module)

    def compiler(kind: GraphKind) -> Callable[[fx.GraphModule, list[Any]], Any]:
        def compile_one(graph_module: fx.GraphModule, example_inputs: list[Any]) -> Any:
            inline_constants(graph_module)
            arguments = _arguments(graph_module, kind, sources, frozen)
            return compile_graph(graph_module, example_inputs, kind, arguments)

        return compile_one

    backend = aot_autograd(
        fw_compiler=compiler(GraphKind.FORWARD),
        bw_compiler=compiler(GraphKind.BACKWARD),
        inference_compiler=compiler(GraphKind.INFERENCE),
        decompositions=decomposition_table(),
    )
    with torch._functorch.config.patch(**_tangents(module)):
        return backend(module, inputs)


def _tangents(module: fx.GraphModule) -> dict[str, Any]:
    """PyTorch copies a result's gradient to the result's own strides, which loses
    most of it where the result's elements overlap in memory, as those of
    `unfold` do. It then must not guess."""
    results = tree_leaves([n.args for n in module.graph.nodes if n.op == "output"])
    values = [n.meta.get("example_value") for n in results if isinstance(n, fx.Node)]
    overlap = any(isinstance(v, torch.Tensor) and may_overlap(v) for v in values)
    return {"guess_tangent_strides_as_outputs": False} if overlap else {}


def may_overlap(tensor: torch.Tensor) -> bool:
    """Whether two indices of a strided tensor may be one place in memory; never
    for one with symbolic sizes, whose gradients PyTorch does not copy so."""
    if tensor.layout != torch.strided or tensor._has_symbolic_sizes_strides:
        return False
    reach = 0
    dims = zip(tensor.stride(), tensor.shape, strict=True)
    for stride, size in sorted(d for d in dims if d[1] != 1):
        if stride <= reach:
            return tensor.numel() > 0
        reach += stride * (size - 1)
    return False


@dataclasses.dataclass(frozen=True)
class _Source:
    name: str
    is_parameter: bool


_TOKEN = re.compile(r"\['([^']+)'\]|\[(\d+)\]|\.([A-Za-z_]\w*)")
_HIDDEN = {"_modules", "_parameters", "_buffers", "__dict__"}


def _source(node: fx.Node) -> _Source:
    """What the user calls this input of the Dynamo graph."""
    argument = node.meta.get("grapharg")
    text = getattr(getattr(argument, "source", None), "name", node.name)
    text = text() if callable(text) else text
    tokens = ["".join(groups) for groups in _TOKEN.findall(str(text))]
    words = [t for t in tokens if t not in _HIDDEN]
    if len(words) > 1 and words[0] in ("self", "fn"):
        words = words[1:]
    example = node.meta.get("example_value")
    return _Source(".".join(words) or node.name, isinstance(example, torch.nn.Parameter))


def _arguments(
    module: fx.GraphModule, kind: GraphKind, sources: list[_Source], frozen: bool
) -> dict[fx.Node, Argument]:
    placeholders = [n for n in module.graph.nodes if n.op == "placeholder"]
    context = TracingContext.try_get()
    metadata = getattr(context, "fw_metadata", None)
    if kind is GraphKind.BACKWARD or metadata is None:
        return {}
    static = set(metadata.static_input_indices or ())
    named = len(sources) == len(placeholders)
    found = {}
    for index, node in enumerate(placeholders):
        source = sources[index] if named else _Source(node.name, False)
        if index not in static:
            found[node] = Argument(source.name)
            continue
        role = "parameter" if source.is_parameter or not named else "buffer"
        found[node] = Argument(source.name, role, frozen and role == "parameter")
    return found


def inline_constants(module: fx.GraphModule) -> None:
    """Writes tensors of one element that the graph holds as calls of `full`, so
    that the compiler sees their values."""
    graph = module.graph
    for node in graph.nodes:
        if node.op != "get_attr":
            continue
        value = getattr(module, str(node.target), None)
        if not isinstance(value, torch.Tensor):
            continue
        node.meta.setdefault("val", value)
        if type(value) is not torch.Tensor or value.numel() != 1 or value.is_complex():
            continue
        with unset_fake_temporarily():
            number = value.item()
        with graph.inserting_before(node):
            full = graph.call_function(
                torch.ops.aten.full.default,
                (list(value.shape), number),
                {"dtype": value.dtype, "device": value.device},
            )
        full.meta = dict(node.meta)
        node.replace_all_uses_with(full)
        graph.erase_node(node)
    module.recompile()


# Recording.


@dataclasses.dataclass
class CapturedGraph:
    kind: GraphKind
    module: fx.GraphModule
    arguments: Arguments
    program: EmittedProgram

    @property
    def text(self) -> str:
        return self.program.text


def capture(
    model: Callable[..., Any],
    *args: Any,
    dynamic: bool | None = None,
    backward: bool = False,
    fullgraph: bool = True,
    relative_paths: bool = False,
    **kwargs: Any,
) -> list[CapturedGraph]:
    """Runs `model` once and returns the graphs that PyTorch captured, without
    compiling them. With `backward`, also the gradient of the sum of its
    floating-point results."""
    graphs: list[CapturedGraph] = []

    def record(
        module: fx.GraphModule, inputs: list[Any], kind: GraphKind, arguments: Arguments
    ) -> Any:
        program = emit(module.graph, arguments, relative_paths=relative_paths)
        graphs.append(CapturedGraph(kind, module, arguments, program))
        return boxed(module)

    def backend(module: fx.GraphModule, inputs: list[Any]) -> Any:
        return aot_compile(module, inputs, record)

    compiled = torch.compile(model, backend=backend, dynamic=dynamic, fullgraph=fullgraph)
    with torch._functorch.config.patch(enable_autograd_cache=False):
        results = compiled(*args, **kwargs)
        if backward:
            total(results).backward()
    return graphs


def total(results: Any) -> torch.Tensor:
    leaves = tree_leaves(results)
    sums = [t.sum() for t in leaves if isinstance(t, torch.Tensor) and t.requires_grad]
    return torch.stack(sums).sum()
