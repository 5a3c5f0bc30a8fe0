"""Compares each kernel of a model with a run of the same graph in double
precision, and names the first that is off."""

from __future__ import annotations

import dataclasses
import math
import operator
from collections.abc import Callable
from typing import Any

import torch
from torch import fx

from .backend import Backend, GraphReport, ProgramReport
from .dtypes import FLOAT8
from .emit import EmittedProgram, emit, tensor_of
from .locations import describe
from .options import Options
from .partition import is_view
from .reference import Reference

Run = Callable[..., tuple[torch.Tensor, ...]]


# How far a value may be from double precision, relative to the largest of its
# tensor: what PyTorch's own kernels reach, times a margin.
_LIMITS = {
    torch.float64: 1e-11,
    torch.float32: 2e-5,
    torch.float16: 1e-2,
    torch.bfloat16: 6e-2,
    torch.complex64: 2e-5,
    torch.float8_e4m3fn: 0.125,
    torch.float8_e5m2: 0.25,
}


@dataclasses.dataclass(frozen=True)
class Comparison:
    """One value of the graph: where it is made, and how far off it is."""

    graph: int
    op: str
    where: str
    # The kernel that wrote it.
    kernel: str
    # Largest difference, relative to the largest value.
    error: float
    # The same for PyTorch's own kernels in the graph's own types.
    eager: float
    limit: float

    @property
    def ok(self) -> bool:
        return self.error <= max(self.limit, 4 * self.eager)

    def __str__(self) -> str:
        verdict = "ok" if self.ok else "WRONG"
        return (
            f"{verdict}: {self.op} at {self.where}, kernel {self.kernel or 'unknown'}: "
            f"off by {self.error:.2e}, eager by {self.eager:.2e}"
        )


@dataclasses.dataclass
class Verification:
    comparisons: list[Comparison]

    @property
    def ok(self) -> bool:
        return all(c.ok for c in self.comparisons)

    @property
    def first(self) -> Comparison | None:
        """The first value that is off, in the order of the graph."""
        return next((c for c in self.comparisons if not c.ok), None)

    def __str__(self) -> str:
        checked = f"{len(self.comparisons)} values compared with double precision"
        if self.first is None:
            worst = max((c.error for c in self.comparisons), default=0.0)
            return f"{checked}: all right, the worst off by {worst:.2e}"
        wrong = sum(not c.ok for c in self.comparisons)
        return f"{checked}: {wrong} off; the first is\n  {self.first}"


def verify(
    model: Callable[..., Any],
    *args: Any,
    options: dict[str, Any] | None = None,
    dynamic: bool | None = None,
    show: bool = True,
    **kwargs: Any,
) -> Verification:
    """Runs `model` compiled and checks every kernel's results.

    Each value that crosses from one kernel to another is returned as well,
    which asks nothing of the kernels themselves: a kernel's arguments are the
    compiled ones, so an error is found where it is made and not where it shows.
    """
    found = verify_with(Backend(Options.parse(options)), model, *args, dynamic=dynamic, **kwargs)
    if show:
        print(found)
    return found


def verify_with(
    backend: Backend,
    model: Callable[..., Any],
    *args: Any,
    dynamic: bool | None = None,
    **kwargs: Any,
) -> Verification:
    """As `verify`, with a backend of one's own; prints nothing."""
    comparisons: list[Comparison] = []
    graphs: list[GraphReport] = []

    def checked(program: ProgramReport, run: Run) -> Run:
        return _Checked(backend, len(graphs), program, run, comparisons)

    backend.observer, backend.wrap = graphs.append, checked
    torch._dynamo.reset()
    compiled = torch.compile(model, backend=backend, dynamic=dynamic)
    with torch.no_grad():
        compiled(*args, **kwargs)
    return Verification(comparisons)


class _Checked:
    """Stands for a compiled program and checks it on its first call."""

    def __init__(
        self,
        backend: Backend,
        graph: int,
        program: ProgramReport,
        run: Run,
        comparisons: list[Comparison],
    ) -> None:
        self.backend, self.graph = backend, graph
        self.program, self.run, self.comparisons = program, run, comparisons
        self.checked = False

    def __call__(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        if not self.checked:
            self.checked = True
            self.check(*tensors)
        return self.run(*tensors)

    def check(self, *tensors: torch.Tensor) -> None:
        module = self.program.module
        nodes = boundaries(self.program, module)
        emitted = emit(module.graph, self.program.arguments, results=nodes)
        target = self.program.target
        compiled = self.backend.compiler.compile(emitted, module, self.backend.options, target)
        given = _arguments_for(emitted, self.program.emitted, tensors)
        actual = dict(zip(nodes, compiled.run(*given), strict=True))
        exact = _run(emitted, module, given, None if _has_float8(module) else _widen)
        eager = _run(emitted, module, given, None)
        kernels = {
            result: row["name"]
            for row in compiled.report.get("kernels", ())
            for result in row["results"]
        }
        for index, node in enumerate(nodes):
            wide = _widen(exact[node])
            scale = _largest(wide)
            self.comparisons.append(
                Comparison(
                    self.graph,
                    _operator(node),
                    describe(node),
                    kernels.get(index, ""),
                    _difference(actual[node], wide, scale),
                    _difference(eager[node], wide, scale),
                    _LIMITS.get(actual[node].dtype, 0.0),
                )
            )


def boundaries(program: ProgramReport, module: fx.GraphModule) -> list[fx.Node]:
    """What to compare: the results, and every value with several uses or whose
    user is not pointwise, which are the places where kernels end."""
    found = []
    for node in module.graph.nodes:
        tensor = tensor_of(node)
        if node.op != "call_function" or tensor is None or is_view(node):
            continue
        result = node in program.emitted.results
        heavy = any(not _is_pointwise(user) for user in node.users)
        if result or heavy or not _is_pointwise(node):
            found.append(node)
    return found


def _operator(node: fx.Node) -> str:
    """The operator that made a value, or one of several values."""
    source = node.args[0] if node.target is operator.getitem else node
    return str(source.target)  # type: ignore[union-attr]


def _is_pointwise(node: fx.Node) -> bool:
    tags = getattr(node.target, "tags", ())
    return torch.Tag.pointwise in tags


def _arguments_for(
    emitted: EmittedProgram, original: EmittedProgram, tensors: tuple[torch.Tensor, ...]
) -> list[torch.Tensor]:
    count = len(original.arguments)
    by_node = dict(zip(original.arguments, tensors[:count], strict=True))
    by_symbol = dict(zip(original.carried, tensors[count:], strict=True))
    return [by_node[n] for n in emitted.arguments] + [by_symbol[s] for s in emitted.carried]


def _has_float8(module: fx.GraphModule) -> bool:
    """PyTorch has no products of 8-bit floats in double precision."""
    tensors = (tensor_of(node) for node in module.graph.nodes)
    return any(t is not None and t.dtype in FLOAT8 for t in tensors)


def _widen(tensor: torch.Tensor) -> torch.Tensor:
    if tensor.is_complex():
        return tensor.to(torch.complex128)
    return tensor.double() if tensor.is_floating_point() else tensor


def _run(
    emitted: EmittedProgram,
    module: fx.GraphModule,
    given: list[torch.Tensor],
    transform: Callable[[torch.Tensor], torch.Tensor] | None,
) -> dict[fx.Node, torch.Tensor]:
    values: dict[fx.Node, torch.Tensor] = {}
    wanted = set(emitted.results)

    def observe(node: fx.Node, value: Any) -> None:
        if node in wanted:
            values[node] = value

    Reference(emitted, module, transform=transform, observe=observe)(*given)
    return values


def _largest(tensor: torch.Tensor) -> float:
    finite = tensor[tensor.isfinite()] if tensor.is_floating_point() else tensor
    return max(finite.abs().max().item(), 1e-30) if finite.numel() else 1.0


def _difference(actual: torch.Tensor, exact: torch.Tensor, scale: float) -> float:
    a, e = _widen(actual), _widen(exact)
    if not (e.is_floating_point() or e.is_complex()):
        return 0.0 if torch.equal(a, e) else math.inf
    if not torch.equal(a.isfinite(), e.isfinite()):
        return math.inf
    same = e.isfinite()
    return ((a - e)[same].abs().max().item() / scale) if same.any() else 0.0
