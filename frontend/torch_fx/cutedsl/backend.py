"""The TorchDynamo backend `cutedsl`."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import operator
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import fx

from .boxed import boxed
from .capture import Arguments, GraphKind, aot_compile
from .compiler import CompiledProgram, Compiler, LibraryCompiler, target_of
from .emit import Argument, EmittedProgram, emit, tensor_of
from .errors import CompileError, UnsupportedError
from .frozen import FrozenProgram, frozen_indices
from .locations import describe
from .options import Options
from .partition import Partitioned, partition, size_source, split_returned_views
from .traffic import eager_bytes

log = logging.getLogger("cutedsl")


@dataclasses.dataclass(frozen=True)
class Refusal:
    """One call that is left to PyTorch."""

    op: str
    reason: str
    where: str
    node: str
    # What PyTorch's kernel for it moves.
    bytes: int = 0

    @classmethod
    def of(cls, node: fx.Node, reason: str) -> Refusal:
        return cls(str(node.target), reason, describe(node), node.name, eager_bytes(node))

    def __str__(self) -> str:
        return f"{self.op} at {self.where}: {self.reason}"


@dataclasses.dataclass
class GraphReport:
    """What became of one graph."""

    kind: GraphKind
    programs: list[ProgramReport] = dataclasses.field(default_factory=list)
    refusals: list[Refusal] = dataclasses.field(default_factory=list)
    calls: int = 0
    # What this package took for the graph, PyTorch's capture not counted.
    seconds: float = 0.0


@dataclasses.dataclass
class ProgramReport:
    emitted: EmittedProgram
    module: fx.GraphModule
    arguments: Mapping[fx.Node, Argument]
    compiled: CompiledProgram
    target: str


Observer = Callable[[GraphReport], None]
Run = Callable[..., tuple[torch.Tensor, ...]]


def compile_graph(
    module: fx.GraphModule,
    inputs: list[Any],
    *,
    mode: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> Callable[..., Any]:
    """What `torch.compile(model, backend="cutedsl")` calls for each graph."""
    return Backend(Options.parse(options, mode))(module, inputs)


class Backend:
    """A configured backend, for `torch.compile(model, backend=Backend(...))`.
    `observer` is told about every graph."""

    def __init__(
        self,
        options: Options | None = None,
        *,
        compiler: Compiler | None = None,
        observer: Observer | None = None,
    ) -> None:
        self.options = options or Options()
        self.compiler = compiler or LibraryCompiler()
        self.observer = observer
        # Puts something in a program's place, for `verify`.
        self.wrap: Callable[[ProgramReport, Run], Run] | None = None

    def __call__(self, module: fx.GraphModule, inputs: list[Any]) -> Callable[..., Any]:
        # PyTorch's cache of AOTAutograd results knows neither the table of
        # decompositions nor the compiler: the tag keeps configurations apart.
        tag = torch.compiler.config.cache_key_tag + self.tag()
        with torch.compiler.config.patch(cache_key_tag=tag):
            return aot_compile(module, inputs, self.compile_one, frozen=self.options.freeze)

    def tag(self) -> str:
        text = self.compiler.version() + self.options.digest()
        return "cutedsl-" + hashlib.sha256(text.encode()).hexdigest()[:16]

    def compile_one(
        self,
        module: fx.GraphModule,
        inputs: list[Any],
        kind: GraphKind,
        arguments: Arguments,
    ) -> Callable[[list[Any]], Any]:
        begin = time.perf_counter()
        report = GraphReport(kind)
        target = _target(module)
        split_returned_views(module.graph)
        supported = self.query(module, arguments, target, report)
        if self.options.strict and report.refusals:
            raise UnsupportedError(_strict_message(report))
        _warn_once(report)
        parts = partition(module, supported)
        for node, inner in parts.calls:
            self.compile_part(parts, node, inner, arguments, target, report)
        parts.module.graph.lint()
        run = _direct(parts) or boxed(parts.module)
        report.seconds = time.perf_counter() - begin
        if self.observer is not None:
            self.observer(report)
        return run

    def query(
        self, module: fx.GraphModule, arguments: Arguments, target: str, report: GraphReport
    ) -> set[fx.Node]:
        """The calls that the compiler takes; the others go into the report."""
        emitted = emit(module.graph, arguments)
        refused = dict(emitted.refused)
        answers: list[dict[str, Any]] = []
        if target and emitted.calls:
            answers = self.ask(emitted, target)
        for node, answer in zip(emitted.calls, answers, strict=bool(target)):
            if not answer["supported"]:
                refused[node] = answer["reason"]
        if not target:
            refused |= {n: "the graph's device has no compiler" for n in emitted.calls}
        report.calls = len(emitted.calls)
        for node, reason in refused.items():
            if node.op == "call_function" and node.target is not operator.getitem:
                report.refusals.append(Refusal.of(node, reason))
        return {n for n in emitted.calls if n not in refused}

    def ask(self, emitted: EmittedProgram, target: str) -> list[dict[str, Any]]:
        try:
            return self.compiler.query(emitted, self.options, target)
        except CompileError as error:
            if self.options.strict:
                raise
            return [{"supported": False, "reason": str(error)} for _ in emitted.calls]

    def compile_part(
        self,
        parts: Partitioned,
        node: fx.Node,
        inner: fx.GraphModule,
        arguments: Arguments,
        target: str,
        report: GraphReport,
    ) -> None:
        """Replaces the call of a graph by the call of its compiled program."""
        outer = parts.module.graph
        placeholders = [n for n in inner.graph.nodes if n.op == "placeholder"]
        given = dict(zip(placeholders, node.args, strict=True))
        by_name = {n.name: argument for n, argument in arguments.items()}
        for n in outer.nodes:
            if n.op == "get_attr":
                by_name[n.name] = Argument(str(n.target), "constant")
        known = {
            p: by_name[a.name]
            for p, a in given.items()
            if isinstance(a, fx.Node) and a.name in by_name
        }
        emitted = emit(inner.graph, known, results=_results(inner))
        try:
            compiled = self.compiler.compile(emitted, inner, self.options, target)
        except CompileError as error:
            if self.options.strict:
                raise
            log.warning("left a graph of %d calls to PyTorch: %s", len(emitted.calls), error)
            report.refusals += [Refusal.of(call, str(error)) for call in emitted.calls]
            return
        program = ProgramReport(emitted, inner, known, compiled, target)
        report.programs.append(program)
        run = compiled.run
        if frozen := frozen_indices(emitted, known):
            run = FrozenProgram(run, frozen, len(emitted.arguments) + len(emitted.carried))
        if self.wrap is not None:
            run = self.wrap(program, run)
        tensors = [given[n] for n in emitted.arguments]
        with outer.inserting_before(node):
            carriers = [_carrier(outer, node, symbol, tensors) for symbol in emitted.carried]
            call = outer.call_function(
                _named(run, f"program_{len(report.programs)}"),
                (*tensors, *carriers),
            )
        call.meta = dict(node.meta)
        call.meta["cutedsl"] = emitted
        node.replace_all_uses_with(call)
        outer.erase_node(node)


def _target(module: fx.GraphModule) -> str:
    """What to compile for, or nothing when the graph spans several devices."""
    devices: Counter[torch.device] = Counter()
    for node in module.graph.nodes:
        tensor = tensor_of(node)
        if tensor is not None and (tensor.dim() > 0 or tensor.device.type != "cpu"):
            devices[tensor.device] += 1
    if not devices:
        return "cpu"
    if len(devices) > 1:
        return ""
    return target_of(next(iter(devices)))


def _results(inner: fx.GraphModule) -> list[fx.Node]:
    """In the order in which the outer graph takes them apart, repeats kept."""
    output = next(n for n in inner.graph.nodes if n.op == "output")
    values = output.args[0]
    return list(values) if isinstance(values, (tuple, list)) else [values]


def _carrier(outer: fx.Graph, before: fx.Node, symbol: Any, tensors: list[fx.Node]) -> fx.Node:
    """A tensor of the symbol's size, one byte of memory, for a program that
    has no argument with that dimension."""
    earlier = []
    for node in outer.nodes:
        if node is before:
            break
        earlier.append(node)
    source = size_source(outer, symbol, earlier)
    if source is None:
        raise CompileError(f"the size {symbol} is not an argument's")
    node, dim = source
    if dim is not None:
        node = outer.call_function(torch.ops.aten.sym_size.int, (node, dim))
    like = next((t for t in tensors if isinstance(t, fx.Node)), None)
    device = tensor_of(like).device if like is not None else torch.device("cpu")  # type: ignore[union-attr]
    return outer.call_function(_sized, (node, device))


def _sized(size: int, device: torch.device) -> torch.Tensor:
    return torch.empty(1, dtype=torch.int8, device=device).expand(size)


def _named(run: Callable[..., Any], name: str) -> Callable[..., Any]:
    """FX writes the graph as Python source, so a callee needs a name."""

    def call(*tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return run(*tensors)

    call.__name__ = call.__qualname__ = name
    call.__module__ = "cutedsl.programs"
    call.run = run  # type: ignore[attr-defined]
    return call


def _direct(parts: Partitioned) -> Callable[[list[Any]], Any] | None:
    """The callable of an outer graph that is one call, its results returned as
    they are; nothing of FX is left on that path."""
    placeholders = [n for n in parts.module.graph.nodes if n.op == "placeholder"]
    calls = [n for n in parts.module.graph.nodes if n.op in ("call_function", "call_module")]
    programs = [n for n in calls if "cutedsl" in n.meta]
    items = [n for n in calls if n not in programs]
    if len(programs) != 1 or any(n.args[0] is not programs[0] for n in items):
        return None
    (program,) = programs
    if any(n.op == "get_attr" for n in parts.module.graph.nodes):
        return None
    output = next(n for n in parts.module.graph.nodes if n.op == "output")
    returned = output.args[0]
    if not isinstance(returned, (tuple, list)):
        return None
    where: list[int] = []
    for value in returned:
        if not isinstance(value, fx.Node) or value not in items:
            return None
        where.append(int(value.args[1]))
    positions = [placeholders.index(a) for a in program.args]
    run = program.target.run  # type: ignore[union-attr]
    same_arguments = positions == list(range(len(placeholders)))
    count = len(program.meta["cutedsl"].results)
    same_results = where == list(range(count))

    def call(args: list[Any]) -> Any:
        tensors = args[:] if same_arguments else [args[i] for i in positions]
        args.clear()
        results = run(*tensors)
        return results if same_results else [results[i] for i in where]

    call._boxed_call = True  # type: ignore[attr-defined]
    return call


def _strict_message(report: GraphReport) -> str:
    lines = "\n".join(f"  {refusal}" for refusal in report.refusals)
    return (
        f"{len(report.refusals)} of {report.calls} calls of the {report.kind.value} graph "
        f"are not supported, and strict is set:\n{lines}"
    )


_warned: set[tuple[str, str]] = set()


def _warn_once(report: GraphReport) -> None:
    for refusal in report.refusals:
        key = (refusal.op, refusal.reason)
        if key not in _warned:
            _warned.add(key)
            log.warning("left to PyTorch: %s", refusal)
