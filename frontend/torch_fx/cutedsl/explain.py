"""Which kernels a model becomes, what is in each, and what is left out."""

from __future__ import annotations

import dataclasses
import html
import pathlib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import torch

from .backend import Backend, GraphReport, Refusal
from .capture import GraphKind, total
from .compiler import LibraryCompiler
from .options import Options
from .traffic import eager_bytes, reported, symbol_hints


@dataclasses.dataclass(frozen=True)
class Kernel:
    """One kernel: its place among the captured graphs, and the compiler's row
    about it."""

    name: str
    graph: int
    archetype: str
    ops: tuple[str, ...]
    locations: tuple[str, ...]
    tile: tuple[int, ...]
    # In each run, and once before the first.
    calls: int
    prepared: int
    # Of one call, with dynamic sizes as they were at capture.
    bytes_read: int
    bytes_written: int
    # What its operations would move one by one.
    bytes_unfused: int

    @property
    def bytes_moved(self) -> int:
        return self.bytes_read + self.bytes_written


@dataclasses.dataclass(frozen=True)
class Remark:
    """A decision of the compiler: a fusion refused, and why."""

    location: str
    text: str


@dataclasses.dataclass
class Explanation:
    """What `explain` found; `str()` of it is the printed text."""

    graphs: list[GraphReport]
    kernels: list[Kernel]
    remarks: list[Remark]
    refusals: list[Refusal]
    # Bytes of tensors that eager mode reads and writes, and that the kernels
    # do. Both hold what is left to PyTorch, so that their ratio is that of the
    # whole model.
    bytes_eager: int
    bytes_compiled: int
    # The most bytes of temporaries alive at once in a program, the same with
    # every operator's result in memory. None with dynamic sizes.
    peak_bytes: int | None = None
    unfused_peak_bytes: int | None = None

    def __str__(self) -> str:
        from io import StringIO

        from rich.console import Console

        text = StringIO()
        print_explanation(self, Console(file=text, width=110, no_color=True))
        return text.getvalue()

    def save(self, path: str | pathlib.Path) -> None:
        """Writes a picture of the kernels: `.svg` or `.html`."""
        from .picture import svg

        path = pathlib.Path(path)
        picture = svg(self)
        if path.suffix == ".html":
            title = "<!doctype html><meta charset='utf-8'><title>cutedsl kernels</title>"
            picture = f"{title}<body>{picture}<pre>{html.escape(str(self))}</pre></body>\n"
        elif path.suffix != ".svg":
            raise ValueError(f"expected a .svg or .html file, but got '{path}'")
        path.write_text(picture)


def explain(
    model: Callable[..., Any],
    *args: Any,
    options: dict[str, Any] | None = None,
    dynamic: bool | None = None,
    backward: bool = False,
    show: bool = True,
    **kwargs: Any,
) -> Explanation:
    """Compiles `model` for these arguments and tells what was made of it.

    With `backward`, also of the gradient of its results' sum."""
    found = explain_with(
        fresh_backend(options), model, *args, dynamic=dynamic, backward=backward, **kwargs
    )
    if show:
        from rich.console import Console

        print_explanation(found, Console())
    return found


def fresh_backend(options: dict[str, Any] | None) -> Backend:
    """A backend that compiles anew: a program from the cache may tell where other
    source was."""
    return Backend(Options.parse(options), compiler=LibraryCompiler(reuse=False))


def explain_with(
    backend: Backend,
    model: Callable[..., Any],
    *args: Any,
    dynamic: bool | None = None,
    backward: bool = False,
    **kwargs: Any,
) -> Explanation:
    """As `explain`, with a backend of one's own; prints nothing."""
    graphs: list[GraphReport] = []
    backend.observer = graphs.append
    torch._dynamo.reset()
    compiled = torch.compile(model, backend=backend, dynamic=dynamic)
    with torch.set_grad_enabled(backward and torch.is_grad_enabled()):
        results = compiled(*args, **kwargs)
        if backward:
            total(results).backward()
    return summarise(graphs)


def explain_program(text: str, options: str) -> Explanation:
    """As `explain`, for a program's text and the compiler's own options."""
    from .library import library

    _, report = library().compile(text, options)
    kernels = [_kernel(row, -1, _Defaults()) for row in report.get("kernels", ())]
    found = Explanation([], kernels, _remarks(report), [], 0, 0)
    found.bytes_eager = sum(k.calls * k.bytes_unfused for k in kernels)
    found.bytes_compiled = sum(k.calls * k.bytes_moved for k in kernels)
    if not any("flops_expr" in row for row in report["kernels"]):
        found.peak_bytes = report["totals"]["peak_bytes"]
        found.unfused_peak_bytes = report["totals"]["unfused_peak_bytes"]
    return found


class _Defaults(dict[str, int]):
    """Sizes of a program that was never called: 64, as the cost model has it."""

    def __missing__(self, name: str) -> int:
        return 64


def summarise(graphs: list[GraphReport]) -> Explanation:
    kernels: list[Kernel] = []
    remarks: list[Remark] = []
    refusals = [r for g in graphs for r in g.refusals]
    left = sum(r.bytes for r in refusals)
    bytes_eager = bytes_compiled = left
    totals: list[dict[str, Any]] = []
    dynamic = False
    for index, graph in enumerate(graphs):
        for program in graph.programs:
            report = program.compiled.report
            sizes = symbol_hints(program.emitted)
            dynamic |= bool(sizes)
            rows = [_kernel(row, index, sizes) for row in report.get("kernels", ())]
            kernels += rows
            remarks += _remarks(report)
            totals += [report["totals"]] if "totals" in report else []
            bytes_eager += sum(eager_bytes(n) for n in program.emitted.calls)
            bytes_compiled += sum(k.calls * k.bytes_moved for k in rows)
    found = Explanation(graphs, kernels, remarks, refusals, bytes_eager, bytes_compiled)
    if totals and not dynamic:
        found.peak_bytes = max(t["peak_bytes"] for t in totals)
        found.unfused_peak_bytes = max(t["unfused_peak_bytes"] for t in totals)
    return found


def _kernel(row: dict[str, Any], graph: int, sizes: Mapping[str, int]) -> Kernel:
    ops = row.get("ops", ())
    return Kernel(
        name=row["name"],
        graph=graph,
        archetype=row.get("archetype", row.get("library", "?")),
        ops=tuple(op["op"] for op in ops),
        locations=tuple(dict.fromkeys(op["location"] for op in ops if op["location"])),
        tile=tuple(row.get("tile", ())),
        calls=row["calls"],
        prepared=row["prepared"],
        bytes_read=reported(row, "bytes_read", sizes),
        bytes_written=reported(row, "bytes_written", sizes),
        bytes_unfused=reported(row, "unfused_bytes", sizes),
    )


def _remarks(report: dict[str, Any]) -> list[Remark]:
    refused = [
        Remark(row["location"], f"{row['op']}: {row['reason']}")
        for row in report.get("refused", ())
    ]
    return refused + [Remark(row["location"], row["text"]) for row in report.get("remarks", ())]


# Text.


def print_explanation(explanation: Explanation, console: Any) -> None:
    def line(text: str) -> None:
        console.print(text, highlight=False, markup=False, soft_wrap=True)

    for index, graph in enumerate(explanation.graphs):
        line(_graph_line(index, graph))
        _print_kernels([k for k in explanation.kernels if k.graph == index], console)
    _print_kernels([k for k in explanation.kernels if k.graph < 0], console)
    for text in totals(explanation):
        line(text)
    for title, rows in (
        ("Fusions refused", [f"{r.location}: {r.text}" for r in explanation.remarks]),
        ("Left to PyTorch", [str(r) for r in explanation.refusals]),
    ):
        if rows:
            line(f"{title}:")
        for row, count in Counter(rows).items():
            line(f"  {row}" + (f" ({count} times)" if count > 1 else ""))
    captured = sum(graph.kind is not GraphKind.BACKWARD for graph in explanation.graphs)
    if captured > 1:
        line(
            f"Python runs between {captured} graphs, into which Dynamo cut the model; "
            "torch.compile(..., fullgraph=True) says where."
        )
    elif captured and not explanation.refusals:
        line("Nothing is left to PyTorch.")


def totals(explanation: Explanation) -> list[str]:
    """Launches and memory, a line each."""
    rows = []
    launches = sum(k.calls for k in explanation.kernels)
    moved, eager = explanation.bytes_compiled, explanation.bytes_eager
    if explanation.kernels:
        rows.append(f"Launches: {launches} of {len(explanation.kernels)} kernels")
    if explanation.kernels and eager:
        rows.append(
            f"Bytes moved: {format_bytes(moved)} against {format_bytes(eager)} "
            f"operator by operator ({1 - moved / eager:.0%} less)"
        )
    if explanation.peak_bytes is not None:
        rows.append(
            f"Temporaries: {format_bytes(explanation.peak_bytes)} at most, against "
            f"{format_bytes(explanation.unfused_peak_bytes or 0)} operator by operator"
        )
    return rows


def _graph_line(index: int, graph: GraphReport) -> str:
    programs = graph.programs
    calls = sum(len(p.emitted.calls) for p in programs)
    symbols = sorted({str(s) for p in programs for s in p.emitted.symbols})
    dynamic = f", dynamic sizes {', '.join(symbols)}" if symbols else ""
    seconds = sum(p.compiled.seconds for p in programs)
    cached = programs and all(p.compiled.from_cache for p in programs)
    origin = "read from the cache" if cached else "compiled"
    return (
        f"Graph {index} ({graph.kind.value}): {calls} of {graph.calls} calls in "
        f"{len(programs)} program(s){dynamic}; {origin} in {seconds:.2f} s"
    )


def _print_kernels(kernels: list[Kernel], console: Any) -> None:
    from rich.table import Table

    if not kernels:
        return
    table = Table(show_edge=False, pad_edge=False)
    for title in ("kernel", "kind", "calls", "tile", "reads", "writes", "made of"):
        table.add_column(title, overflow="fold")
    for kernel in kernels:
        table.add_row(
            kernel.name,
            kernel.archetype,
            str(kernel.calls) if kernel.calls else "once",
            "x".join(map(str, kernel.tile)),
            format_bytes(kernel.bytes_read),
            format_bytes(kernel.bytes_written),
            count_ops(kernel.ops),
        )
    console.print(table)


def format_bytes(number: int) -> str:
    amount = float(number)
    for unit in ("B", "KB", "MB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GB"


def count_ops(ops: tuple[str, ...]) -> str:
    """Names without their dialect, each with how often it occurs."""
    counts = Counter(op.partition(".")[2] for op in ops)
    return ", ".join(f"{n} {name}" if n > 1 else name for name, n in counts.items())
