"""Forecast a series from a CSV file: the body of `cutedsl forecast`.

Shows what was compiled, how far the numbers are from eager PyTorch, how long a
forecast takes beside eager and Inductor, and draws the forecast.
"""

from __future__ import annotations

import dataclasses
import pathlib
import statistics
import time
from collections.abc import Callable
from typing import Any

import torch
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from .capture import PATCH, QUANTILES, make_model
from .model import CuteChronos2Model
from .weights import calibrate_

SAMPLE = pathlib.Path(__file__).parent / "data/mauna-loa-co2.csv"
CONTEXT = 512
MAX_HORIZON = 64 * PATCH
REPETITIONS = 7

console = Console()


@dataclasses.dataclass
class Series:
    name: str
    times: Any  # pandas index
    values: torch.Tensor  # [length] float32, NaN where missing


def read_series(path: pathlib.Path, column: str | None) -> Series:
    """The named column of a CSV file, or its last; the first column is time."""
    import pandas

    try:
        frame = pandas.read_csv(path)
    except FileNotFoundError:
        raise SystemExit(f"error: {path}: no such file") from None
    except ValueError as error:
        raise SystemExit(f"error: {path}: expected a CSV file: {error}") from None
    name = column or frame.columns[-1]
    if name not in frame.columns:
        raise SystemExit(f"error: {path} has no column {name!r}; it has {', '.join(frame.columns)}")
    times = pandas.to_datetime(frame[frame.columns[0]], errors="coerce")
    try:
        values = torch.tensor(frame[name].to_numpy(dtype="float32"))
    except ValueError:
        raise SystemExit(f"error: {path}: expected numbers in column {name!r}") from None
    return Series(name, times if not times.isna().any() else frame.index, values)


def load_models(checkpoint: str | None) -> tuple[torch.nn.Module, CuteChronos2Model, bool]:
    """Upstream's model for comparison, ours on the same weights, and whether
    the weights are a real checkpoint's."""
    upstream = make_model()
    if checkpoint is None:
        calibrate_(upstream)
        return upstream, CuteChronos2Model.from_upstream(upstream), False
    ours = CuteChronos2Model.from_pretrained(checkpoint)
    from chronos.chronos2 import Chronos2Model

    return Chronos2Model.from_pretrained(checkpoint).eval(), ours, True


def median_milliseconds(functions: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """In turns, so that all see the same machine."""
    samples: dict[str, list[float]] = {name: [] for name in functions}
    for function in functions.values():
        function()
    for _ in range(REPETITIONS):
        for name, function in functions.items():
            begin = time.perf_counter()
            function()
            samples[name].append(1e3 * (time.perf_counter() - begin))
    return {name: statistics.median(values) for name, values in samples.items()}


def show_kernels(report: dict[str, Any]) -> None:
    table = Table(title="Kernels", title_justify="left")
    for column in ("kernel", "calls", "archetype", "fused operations"):
        table.add_column(column, justify="right" if column == "calls" else "left")
    for kernel in report.get("kernels", []):
        counts: dict[str, int] = {}
        for op in kernel["ops"]:
            name = op["op"].split(".")[-1]
            counts[name] = counts.get(name, 0) + 1
        ops = ", ".join(f"{n} x{c}" if c > 1 else n for n, c in counts.items())
        table.add_row(kernel["name"], str(kernel["calls"]), kernel.get("archetype", ""), ops)
    console.print(table)


def compare(upstream: torch.nn.Module, ours: torch.Tensor, eager: torch.Tensor) -> None:
    difference = (ours.double() - eager.double()).norm() / eager.double().norm()
    console.print(f"relative L2 distance from eager PyTorch: [bold]{difference:.2e}[/bold]")
    if not difference < 1e-5:
        raise SystemExit("error: expected a distance below 1e-5")


def draw(series: Series, quantiles: torch.Tensor, horizon: int, title: str, path: str) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import pandas

    history = series.values[-CONTEXT:]
    times = series.times[-len(history) :]
    if isinstance(times, pandas.Series) and len(times) > 1:
        step = times.iloc[-1] - times.iloc[-2]
        future = [times.iloc[-1] + step * (i + 1) for i in range(horizon)]
    else:
        future = list(range(len(series.values), len(series.values) + horizon))
    figure, axes = plt.subplots(figsize=(11, 4.5), layout="constrained")
    axes.plot(times, history, color="#30343f", linewidth=1.2, label=series.name)
    level = {q: i for i, q in enumerate(QUANTILES)}
    for low, high, alpha in ((0.05, 0.95, 0.15), (0.25, 0.75, 0.3)):
        axes.fill_between(
            future,
            quantiles[level[low], :horizon],
            quantiles[level[high], :horizon],
            color="#0a7f78",
            alpha=alpha,
            linewidth=0,
            label=f"{low:.0%} to {high:.0%}",
        )
    axes.plot(future, quantiles[level[0.5], :horizon], color="#0a7f78", label="median")
    axes.set_title(title, loc="left", fontsize=11)
    axes.legend(frameon=False, loc="upper left", ncols=4, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=130)
    plt.close(figure)


def forecast(
    input_path: pathlib.Path = SAMPLE,
    horizon: int = 104,
    column: str | None = None,
    checkpoint: str | None = None,
    output: str = "forecast.png",
    compare_inductor: bool = True,
) -> None:
    """Forecasts `horizon` steps of a CSV file's series and draws them."""
    if not 0 < horizon <= MAX_HORIZON:
        raise SystemExit(f"error: expected a horizon of 1 to {MAX_HORIZON}, but got {horizon}")
    series = read_series(input_path, column)
    context = series.values[None, -CONTEXT:]
    patches = -(-horizon // PATCH)
    missing = int(context.isnan().sum())
    console.rule("Chronos-2")
    console.print(
        f"{input_path.name}: column {series.name!r}, the last {context.shape[1]} of "
        f"{len(series.values)} values ({missing} missing), {horizon} steps ahead"
    )
    with console.status("loading weights"):
        upstream, model, real = load_models(checkpoint)
    if not real:
        console.print(
            Panel(
                "No checkpoint was given: the weights are RANDOM (calibrated so that every part "
                "of the model matters). The computation is real, the forecast means nothing. "
                "Use --checkpoint FOLDER for a real one.",
                style="bold yellow",
                title="random weights",
            )
        )
    with console.status("compiling, or reading the cache"):
        begin = time.perf_counter()
        program = model.program(single=True)
        seconds = time.perf_counter() - begin
    origin = "found in the cache" if program.from_cache else "compiled"
    console.print(f"{origin} in {seconds:.2f} s")
    show_kernels(program.report)

    def run_ours():
        return model(context, num_output_patches=patches).quantile_preds

    def run_eager():
        return upstream(context=context, num_output_patches=patches).quantile_preds

    with torch.no_grad():
        result = run_ours()
        compare(upstream, result, run_eager())
        competitors = {"cutedsl": run_ours, "eager": run_eager}
        if compare_inductor:
            inductor = torch.compile(upstream)
            competitors["Inductor"] = lambda: (
                inductor(context=context, num_output_patches=patches).quantile_preds
            )
            with console.status("compiling with Inductor, for comparison (a minute or two)"):
                competitors["Inductor"]()
        times = median_milliseconds(competitors)
    table = Table(title=f"One forecast, {torch.get_num_threads()} threads", title_justify="left")
    table.add_column("")
    table.add_column("median ms", justify="right")
    for name, value in times.items():
        table.add_row(name, f"{value:.1f}")
    console.print(table)
    weights = "" if real else " (random weights)"
    draw(series, result[0], horizon, f"{series.name}: {horizon} steps ahead{weights}", output)
    console.print(f"wrote [bold]{output}[/bold]")
