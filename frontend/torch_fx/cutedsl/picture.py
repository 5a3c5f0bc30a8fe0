"""Draws the kernels of an explanation as SVG."""

from __future__ import annotations

import html
import pathlib
from collections import Counter

from .explain import Explanation, Kernel, count_ops, format_bytes, totals

_COLOURS = {
    "pointwise": "#4292c6",
    "rows": "#41ab5d",
    "columns": "#74c476",
    "contract": "#f16913",
    "attention": "#807dba",
    "scan": "#969696",
    "scatter": "#ef3b2c",
}
_WIDTH, _MARGIN = 1000, 20
_BAR = 620
# Characters that fit into the width at each font size.
_FITS = {11: 165, 12: 150, 13: 125}


class _Page:
    """Elements from top to bottom."""

    def __init__(self) -> None:
        self.elements: list[str] = []
        self.y = _MARGIN

    def text(
        self, text: str, size: int = 12, colour: str = "#333", weight: str = "normal", x: int = 0
    ) -> None:
        self.y += size + 4
        self.elements.append(
            f'<text x="{_MARGIN + x}" y="{self.y}" font-size="{size}" fill="{colour}" '
            f'font-weight="{weight}">{html.escape(_shorten(text, _FITS.get(size, 120)))}</text>'
        )

    def bars(self, whole: float, part: float, colour: str, label: str) -> None:
        """A pale bar of the whole, and the part in front of it."""
        self.y += 6
        for width, opacity in ((whole, 0.25), (part, 1.0)):
            self.elements.append(
                f'<rect x="{_MARGIN}" y="{self.y}" width="{max(2.0, width):.1f}" height="14" '
                f'rx="2" fill="{colour}" fill-opacity="{opacity}"/>'
            )
        self.elements.append(
            f'<text x="{_MARGIN + max(whole, part) + 8:.1f}" y="{self.y + 11}" font-size="11" '
            f'fill="#333">{html.escape(label)}</text>'
        )
        self.y += 14

    def svg(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{self.y + 20}" '
            f'font-family="Helvetica, Arial, sans-serif">'
            f'<rect width="100%" height="100%" fill="#fff"/>{"".join(self.elements)}</svg>\n'
        )


def svg(explanation: Explanation) -> str:
    """The kernels in order of launch. A bar is as long as the bytes that all
    calls move, before the bytes that their operations would move one by one."""
    page = _Page()
    page.text("Kernels", 18, weight="bold")
    for total in totals(explanation):
        page.text(total)
    _draw_legend(page, explanation)
    kernels = explanation.kernels
    longest = max((max(k.bytes_unfused, k.bytes_moved) * _times(k) for k in kernels), default=0)
    scale = _BAR / max(longest, 1)
    graph = -1
    for kernel in kernels:
        if kernel.graph != graph:
            graph = kernel.graph
            page.y += 10
            page.text(f"Graph {graph}, {explanation.graphs[graph].kind.value}", 14, weight="bold")
        _draw_kernel(page, kernel, scale)
    _draw_list(page, "Fusions refused", [r.text for r in explanation.remarks], "#333")
    _draw_list(page, "Left to PyTorch", [str(r) for r in explanation.refusals], "#b00")
    return page.svg()


def _times(kernel: Kernel) -> int:
    return kernel.calls or kernel.prepared


def _draw_legend(page: _Page, explanation: Explanation) -> None:
    page.y += 12
    x = _MARGIN
    used = dict.fromkeys(k.archetype for k in explanation.kernels)
    for archetype in [*used, "its operations one by one"]:
        colour, opacity = _COLOURS.get(archetype, "#969696"), 1.0 if archetype in used else 0.25
        page.elements.append(
            f'<rect x="{x}" y="{page.y}" width="12" height="12" rx="2" fill="{colour}" '
            f'fill-opacity="{opacity}"/><text x="{x + 17}" y="{page.y + 10}" font-size="11" '
            f'fill="#333">{html.escape(archetype)}</text>'
        )
        x += 34 + 7 * len(archetype)
    page.y += 14


def _draw_kernel(page: _Page, kernel: Kernel, scale: float) -> None:
    page.y += 8
    calls = f"{kernel.calls} calls" if kernel.calls != 1 else "1 call"
    if not kernel.calls:
        calls = "once, before the first run"
    page.text(f"{kernel.name}: {calls}", 13, weight="bold")
    page.bars(
        kernel.bytes_unfused * _times(kernel) * scale,
        kernel.bytes_moved * _times(kernel) * scale,
        _COLOURS.get(kernel.archetype, "#969696"),
        f"{format_bytes(kernel.bytes_moved * _times(kernel))} instead of "
        f"{format_bytes(kernel.bytes_unfused * _times(kernel))}",
    )
    page.text(count_ops(kernel.ops), 11, "#333")
    page.text(_places(kernel.locations), 11, "#888")


def _draw_list(page: _Page, title: str, rows: list[str], colour: str) -> None:
    if not rows:
        return
    page.y += 14
    page.text(title, 14, weight="bold")
    for row, count in Counter(rows).most_common(20):
        page.text(f"{row} ({count} times)" if count > 1 else row, 11, colour)


def _places(locations: tuple[str, ...]) -> str:
    """Lines of each file, without folders."""
    lines: dict[str, list[int]] = {}
    for location in locations:
        path, _, rest = location.partition(":")
        if number := rest.partition(":")[0]:
            lines.setdefault(pathlib.PurePath(path).name, []).append(int(number))
    return "; ".join(
        f"{name}: {', '.join(str(n) for n in sorted(set(numbers)))}"
        for name, numbers in lines.items()
    )


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 3] + "..."
