"""One page of what the benchmarks found: bench/results/report.html.

For each benchmark a picture of how much faster than its best peer each row is, a
table with the numbers and commands behind it, and for work on an H200 how near
it comes to what the chip can do (the roofline: the peak of the tensor cores for a
row that says at what rate it computes, that of memory for one that reads).
"""

from __future__ import annotations

import html
import io
import json
import pathlib
from typing import Any

from bench.harness import RESULTS

# NVIDIA's data sheet of the H200 SXM: dense bf16, and HBM3e.
PEAK_TFLOPS, PEAK_TERABYTES = 989.0, 4.8
INK, OURS, BEHIND = "#30343f", "#0a7f78", "#b5482f"
TITLES = {
    "attention": "Attention on an H200",
    "chronos2-cpu": "Chronos-2 on a CPU (Sapphire Rapids)",
    "chronos2-cpu-zen5": "Chronos-2 on a CPU (Zen 5)",
    "chronos2-h200": "Chronos-2 in float32 on an H200",
    "compile-kernels": "Compiling one kernel for an H200",
    "compile-time": "Compiling Chronos-2",
    "fp8": "Products of 8-bit floats on an H200",
    "few-rows": "Products of few rows on an H200",
    "host": "The host's share of a call",
    "kernels": "Products on an H200",
    "masks": "Attention with changed scores on an H200",
    "mlp": "Multilayer perceptrons on an H200",
    "models": "Models in bf16 on an H200",
    "random-products": "Products of random sizes on an H200",
    "rows": "Norms, softmax and gates on an H200",
    "tuned-products": "Products of random sizes with measured schedules on an H200",
    "tuning": "The model's first tile against the best of all on an H200",
}
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #30343f; background: #fff;
       max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; font-size: 13px; display: block; overflow-x: auto; }
th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #ddd; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
svg { width: 100%; height: auto; } code { font-size: 12px; }
"""


def read(folder: pathlib.Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of each benchmark, by its name."""
    return {
        path.stem: [json.loads(line) for line in path.read_text().splitlines()]
        for path in sorted(folder.glob("*.json"))
    }


def roofline(row: dict[str, Any]) -> float | None:
    """The part of the H200's peak that a row reaches, if it says at what rate
    it computes or reads."""
    if "H200" not in row.get("device", ""):
        return None
    if "tflops" in row:
        # 8-bit floats are twice as fast.
        peak = PEAK_TFLOPS * (2 if row.get("work", "").startswith("fp8") else 1)
        return row["tflops"] / peak
    if "terabytes_per_second" in row:
        return row["terabytes_per_second"] / PEAK_TERABYTES
    return None


def bars(names: list[str], values: list[float], mark: float, text: str, unit: str) -> str:
    """An SVG of horizontal bars, those below `mark` in another colour."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    with matplotlib.rc_context({"svg.hashsalt": "cutedsl", "svg.fonttype": "none"}):
        figure, axes = plt.subplots(figsize=(9, 0.5 + 0.27 * len(names)), layout="constrained")
        colors = [OURS if v >= mark else BEHIND for v in values]
        drawn = axes.barh(range(len(names)), values, color=colors, height=0.7)
        axes.bar_label(drawn, [f"{v:.2f}{unit}" for v in values], padding=4, fontsize=8)
        axes.set_yticks(range(len(names)), names, fontsize=8)
        axes.invert_yaxis()
        axes.axvline(mark, color=INK, linewidth=0.8, linestyle=":")
        axes.set_xlim(0, 1.12 * max(*values, mark))
        axes.set_xlabel(text, fontsize=8)
        axes.tick_params(axis="x", labelsize=8)
        axes.spines[["top", "right"]].set_visible(False)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(figure)
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def table(rows: list[dict[str, Any]]) -> str:
    def number(value: float, unit: str) -> str:
        return f'<td class="number">{value:.4g} {html.escape(unit)}</td>'

    lines = ["<tr><th>work<th>cutedsl<th>peers<th>peer / cutedsl<th>of the peak<th>command</tr>"]
    for row in rows:
        peers = ", ".join(f"{html.escape(n)} {v:.4g}" for n, v in row["peers"].items())
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
        part = roofline(row)
        lines.append(
            f"<tr><td>{html.escape(row['work'])}</td>{number(row['ours'], row['unit'])}"
            f'<td>{peers}</td><td class="number">{ratio}</td>'
            f'<td class="number">{"" if part is None else f"{part:.0%}"}</td>'
            f"<td><code>{html.escape(row['command'])}</code></td></tr>"
        )
    return f"<table>{''.join(lines)}</table>"


def section(name: str, rows: list[dict[str, Any]]) -> str:
    parts = [f'<h2 id="{name}">{html.escape(TITLES.get(name, name))}</h2>']
    compared = [row for row in rows if row["ratio"] is not None]
    if compared:
        works, ratios = [r["work"] for r in compared], [r["ratio"] for r in compared]
        parts.append(bars(works, ratios, 1.0, "time of the best peer / time of cutedsl", "x"))
    reached = {r["work"]: 100 * part for r in rows if (part := roofline(r)) is not None}
    if reached:
        text = "of the H200's peak, in percent"
        parts.append(bars(list(reached), list(reached.values()), 0.0, text, " %"))
    machines = sorted({row.get("device", row["machine"]) for row in rows})
    found = "; ".join(html.escape(m) for m in machines)
    return "".join(parts) + table(rows) + f"<p>On {found}.</p>"


def page(results: dict[str, list[dict[str, Any]]]) -> str:
    links = " · ".join(
        f'<a href="#{name}">{html.escape(TITLES.get(name, name))}</a>' for name in results
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>cutedsl: benchmarks</title>'
        f"<style>{STYLE}</style><h1>cutedsl: benchmarks</h1>"
        "<p>Each row is a median of one process that also timed the peers and compared results. "
        f"Peaks are those of the data sheet: {PEAK_TFLOPS:.0f} TFLOP/s (dense bf16) and "
        f"{PEAK_TERABYTES} TB/s; a chip under load clocks lower.</p><p>{links}</p>"
        + "".join(section(name, rows) for name, rows in results.items())
        + "</html>\n"
    )


def run(arguments) -> None:
    path = arguments.output or RESULTS / "report.html"
    path.write_text(page(read(RESULTS)))
    print(f"wrote {path}")
