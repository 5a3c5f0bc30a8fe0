"""Which kernels a model becomes, what is in each, and what is left out."""

from __future__ import annotations

import dataclasses
import html
import pathlib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import torch

from .backend import Backend, GraphReport, ProgramReport, Refusal
from .emit import tensor_of
from .options import Options


@dataclasses.dataclass(frozen=True)
class Kernel:
    """One kernel: its place among the captured graphs, and the compiler's row
    about it. Bytes are those of one call; dynamic sizes are as captured."""

    name: str
    graph: int
    archetype: str
    ops: tuple[str, ...]
    locations: tuple[str, ...]
    tile: tuple[int, ...]
    # In each run, and once before the first.
    calls: int
    prepared: int
    bytes_read: int
    bytes_written: int
    # What its operations would move one by one.
    bytes_unfused: int

    @property
    def bytes_moved(self) -> int:
        return self.bytes_read + self.bytes_written


@dataclasses.dataclass(frozen=True)
class Remark:
    """A decision of the compiler: a rewrite made or a fusion refused, and why."""

    location: str
    passed: bool
    text: str


@dataclasses.dataclass
class Explanation:
    """What `explain` found; `str()` of it is the printed text."""

    graphs: list[GraphReport]
    kernels: list[Kernel]
    remarks: list[Remark]
    refusals: list[Refusal]
    # Bytes that one run reads and writes, and that the operations would move
    # one by one.
    bytes_compiled: int
    bytes_eager: int
    # The most bytes of temporaries alive at once, and the same with each
    # operation's result in memory.
    peak: int
    peak_unfused: int

    @property
    def launches(self) -> int:
        return sum(k.calls for k in self.kernels)

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
    backend = Backend(Options.parse(options))
    found = explain_with(backend, model, *args, dynamic=dynamic, backward=backward, **kwargs)
    if show:
        from rich.console import Console

        print_explanation(found, Console())
    return found


def explain_with(
    backend: Backend,
    model: Callable[..., Any],
    *args: Any,
    dynamic: bool | None = None,
    backward: bool = False,
    **kwargs: Any,
) -> Explanation:
    """As `explain`, with a backend of one's own; prints nothing."""
    from .capture import total

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
    kernels = [_kernel(row, -1, {}) for row in report["kernels"]]
    eager = sum(k.calls * k.bytes_unfused for k in kernels)
    return _total([], kernels, [report], eager)


def summarise(graphs: list[GraphReport]) -> Explanation:
    kernels, reports = [], []
    bytes_eager = 0
    for index, graph in enumerate(graphs):
        for program in graph.programs:
            reports.append(program.compiled.report)
            sizes = _captured_sizes(program)
            rows = program.compiled.report.get("kernels", ())
            kernels += [_kernel(row, index, sizes) for row in rows]
            bytes_eager += _eager_bytes(program)
    return _total(graphs, kernels, reports, bytes_eager)


def _total(
    graphs: list[GraphReport],
    kernels: list[Kernel],
    reports: list[dict[str, Any]],
    bytes_eager: int,
) -> Explanation:
    remarks = [Remark(**row) for report in reports for row in report.get("remarks", ())]
    totals = [report["totals"] for report in reports if "totals" in report]
    return Explanation(
        graphs,
        kernels,
        remarks,
        [r for g in graphs for r in g.refusals],
        sum(k.calls * k.bytes_moved for k in kernels),
        bytes_eager,
        max((t["peak_bytes"] for t in totals), default=0),
        max((t["unfused_peak_bytes"] for t in totals), default=0),
    )


def _kernel(row: dict[str, Any], graph: int, sizes: Mapping[str, int]) -> Kernel:
    ops = row["ops"]
    return Kernel(
        name=row["name"],
        graph=graph,
        archetype=row.get("archetype", "?"),
        ops=tuple(op["op"] for op in ops),
        locations=tuple(dict.fromkeys(op["location"] for op in ops if op["location"])),
        tile=tuple(row.get("tile", ())),
        calls=row["calls"],
        prepared=row["prepared"],
        bytes_read=_bytes_of(row, "bytes_read", sizes),
        bytes_written=_bytes_of(row, "bytes_written", sizes),
        bytes_unfused=_bytes_of(row, "unfused_bytes", sizes),
    )


def _bytes_of(row: dict[str, Any], key: str, sizes: Mapping[str, int]) -> int:
    """A number of bytes, where it is symbolic at these sizes."""
    text = row.get(f"{key}_expr")
    if text is None or not all(name in sizes for name in re.findall(r"s\d+", text)):
        return row[key]
    if not re.fullmatch(r"(s\d+|\d+|floordiv|mod|[-+*() ])*", text):
        return row[key]
    text = text.replace("floordiv", "//").replace("mod", "%")
    return int(eval(text, {"__builtins__": {}}, dict(sizes)))


def _captured_sizes(program: ProgramReport) -> dict[str, int]:
    """The program's symbols as they were when it was captured."""
    names = {symbol: f"s{i}" for i, symbol in enumerate(program.emitted.symbols)}
    sizes = {}
    for node in program.emitted.arguments:
        tensor = tensor_of(node)
        for size in tensor.shape if tensor is not None else ():
            if isinstance(size, torch.SymInt) and size.node.expr in names:
                sizes[names[size.node.expr]] = int(size.node.hint)
    return sizes


def _eager_bytes(program: ProgramReport) -> int:
    """What one kernel an operator would read and write. Views move nothing."""
    from .partition import is_view

    moved = 0
    for node in program.emitted.calls:
        if is_view(node):
            continue
        values = node.meta.get("val")
        results = values if isinstance(values, (tuple, list)) else [values]
        operands = [tensor_of(n) for n in node.all_input_nodes]
        moved += sum(_size(t) for t in [*results, *operands] if isinstance(t, torch.Tensor))
    return moved


def _size(tensor: torch.Tensor) -> int:
    """In bytes, dynamic sizes as they were when the graph was captured."""
    count = 1
    for size in tensor.shape:
        hint = size.node.hint if isinstance(size, torch.SymInt) else size
        count *= int(hint) if hint is not None else 1
    return count * tensor.element_size()


# Text.


def print_explanation(explanation: Explanation, console: Any) -> None:
    def line(text: str) -> None:
        console.print(text, highlight=False, markup=False, soft_wrap=True)

    for index, graph in enumerate(explanation.graphs):
        line(_graph_line(index, graph))
        _print_kernels([k for k in explanation.kernels if k.graph == index], console)
    _print_kernels([k for k in explanation.kernels if k.graph < 0], console)
    line(headline(explanation))
    for title, rows in (
        ("Decisions", [_decision(r) for r in explanation.remarks]),
        ("Left to PyTorch", [str(r) for r in explanation.refusals]),
    ):
        if rows:
            line(f"{title}:")
        for row, count in Counter(rows).items():
            line(f"  {row}" + (f" ({count} times)" if count > 1 else ""))
    if explanation.graphs and not explanation.refusals:
        line("Nothing is left to PyTorch.")


def headline(explanation: Explanation) -> str:
    """The totals in a sentence."""
    moved, eager = explanation.bytes_compiled, explanation.bytes_eager
    share = f" ({1 - moved / eager:.0%} less)" if 0 < moved < eager else ""
    return (
        f"{explanation.launches} launches of {len(explanation.kernels)} kernels; bytes moved: "
        f"{format_bytes(moved)} against {format_bytes(eager)} operator by operator{share}; "
        f"temporaries: {format_bytes(explanation.peak)} at most, against "
        f"{format_bytes(explanation.peak_unfused)}"
    )


def _decision(remark: Remark) -> str:
    where = f"{remark.location}: " if remark.location else ""
    return f"{where}{'' if remark.passed else 'not fused: '}{remark.text}"


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


def format_bytes(amount: float) -> str:
    for unit in ("B", "KB", "MB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GB"


def count_ops(ops: tuple[str, ...]) -> str:
    """Names without their dialect, each with how often it occurs."""
    counts = Counter(op.partition(".")[2] for op in ops)
    return ", ".join(f"{n} {name}" if n > 1 else name for name, n in counts.items())
