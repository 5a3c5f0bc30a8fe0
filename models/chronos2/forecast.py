"""Forecast a series from a CSV file: the body of `cutedsl forecast`.

Shows what was compiled, how far the numbers are from eager PyTorch, how long a
forecast takes beside eager and Inductor, and draws the forecast.
"""

from __future__ import annotations

import pathlib
import statistics
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import torch
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from .capture import FORECASTING, PATCH, make_model
from .model import Batch, CuteChronos2Model
from .plot import draw
from .series import Series, read_series
from .weights import calibrate_

SAMPLE = pathlib.Path(__file__).parent / "data/mauna-loa-co2.csv"
MAX_HORIZON = FORECASTING["max_output_patches"] * PATCH
MAX_CONTEXT = FORECASTING["context_length"]
TOLERANCE = 1e-5
REPETITIONS = 7

console = Console()

RANDOM = (
    "No checkpoint was given: the weights are RANDOM (calibrated so that every part of the model "
    "matters). The computation is real, the forecast means nothing. Use --checkpoint FOLDER, or "
    "--checkpoint amazon/chronos-2 with access to the Hugging Face hub, for a real one."
)


def load_models(checkpoint: str | None) -> tuple[torch.nn.Module | None, CuteChronos2Model]:
    """Upstream's model for comparison, where its package is installed, and ours
    on the same weights."""
    try:
        from chronos.chronos2 import Chronos2Pipeline
    except ModuleNotFoundError:
        if checkpoint is None:
            raise SystemExit(
                "error: random weights need the package chronos-forecasting; "
                "install it, or give a --checkpoint"
            ) from None
        return None, CuteChronos2Model.from_pretrained(checkpoint)
    if checkpoint is None:
        upstream = calibrate_(make_model())
        return upstream, CuteChronos2Model.from_upstream(upstream)
    ours = CuteChronos2Model.from_pretrained(checkpoint)
    return Chronos2Pipeline.from_pretrained(checkpoint, dtype=torch.float32).model.eval(), ours


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
    """The kernels of every forecast; what prepares weights runs once."""
    kernels = [k for k in report["kernels"] if k["calls"]]
    launches = sum(k["calls"] for k in kernels)
    prepared = sum(k["prepared"] for k in report["kernels"])
    console.print(
        f"{len(kernels)} kernels, called {launches} times a forecast; "
        f"{prepared} more calls prepare the weights once",
        highlight=False,
    )
    table = Table()
    table.add_column("kernel", overflow="fold")
    table.add_column("calls", justify="right")
    table.add_column("kind")
    table.add_column("made of", overflow="fold")
    for kernel in sorted(kernels, key=lambda k: -k["calls"]):
        ops = Counter(op["op"].rpartition(".")[2] for op in kernel["ops"])
        made_of = ", ".join(f"{n} {name}" if n > 1 else name for name, n in ops.items())
        table.add_row(kernel["name"], str(kernel["calls"]), kernel["archetype"], made_of or "copy")
    console.print(table)


def compare(ours: torch.Tensor, eager: torch.Tensor, level: torch.Tensor) -> None:
    """Apart from the series' mean, beside which any error would look small."""
    ours, eager = ours.double() - level, eager.double() - level
    distance = ((ours - eager).norm() / eager.norm()).item()
    largest = ((ours - eager).abs().max() / eager.abs().max()).item()
    console.print(
        f"distance from eager PyTorch, the series' mean taken off: [bold]{distance:.1e}[/bold] "
        f"relative L2, {largest:.1e} of the largest value at most"
    )
    if not distance < TOLERANCE:
        raise SystemExit(f"error: expected a distance below {TOLERANCE:.0e}")


def describe(series: Series, path: pathlib.Path, context: torch.Tensor, horizon: int) -> None:
    missing = int(context.isnan().sum())
    console.print(
        f"{path.name}: column {series.name!r}, the last {context.shape[1]} of "
        f"{len(series.values)} values ({missing} missing), {horizon} steps ahead",
        highlight=False,
    )


def compile_(model: CuteChronos2Model) -> None:
    with console.status("compiling, or reading the cache"):
        begin = time.perf_counter()
        program = model.program(Batch.SINGLE)
        seconds = time.perf_counter() - begin
    origin = "found in the cache" if program.from_cache else "compiled"
    console.print(f"{origin} in [bold]{seconds:.2f} s[/bold]", highlight=False)
    show_kernels(program.report)


def show_times(functions: dict[str, Callable[[], Any]]) -> None:
    times = median_milliseconds(functions)
    threads = torch.get_num_threads()
    console.print(f"one forecast with {threads} thread(s), weights ready:", highlight=False)
    table = Table()
    table.add_column("")
    table.add_column("median ms", justify="right")
    table.add_column("against cutedsl", justify="right")
    for name, value in times.items():
        table.add_row(name, f"{value:.1f}", f"{value / times['cutedsl']:.2f}x")
    console.print(table)


def check_numbers(horizon: int, context: int) -> None:
    for name, value, most in (("horizon", horizon, MAX_HORIZON), ("context", context, MAX_CONTEXT)):
        if not 0 < value <= most:
            raise SystemExit(f"error: expected a {name} of 1 to {most}, but got {value}")


def forecast(
    input_path: pathlib.Path = SAMPLE,
    horizon: int = 104,
    column: str | None = None,
    checkpoint: str | None = None,
    output: str = "forecast.png",
    compare_inductor: bool = True,
    context_length: int = 512,
) -> None:
    """Forecasts `horizon` steps of a CSV file's series and draws them."""
    check_numbers(horizon, context_length)
    series = read_series(input_path, column)
    context = series.values[None, -context_length:]
    patches = -(-horizon // PATCH)
    console.rule("Chronos-2")
    describe(series, input_path, context, horizon)
    with console.status("loading weights"):
        upstream, model = load_models(checkpoint)
    if checkpoint is None:
        console.print(Panel(RANDOM, style="bold yellow", title="random weights"))
    compile_(model)

    def run_with(run: Callable[..., Any]) -> Callable[[], torch.Tensor]:
        return lambda: run(context=context, num_output_patches=patches).quantile_preds

    functions = {"cutedsl": run_with(model)}
    with torch.no_grad():
        result = functions["cutedsl"]()
        if upstream is None:
            console.print("not compared: the package chronos-forecasting is not installed")
        else:
            functions["eager"] = run_with(upstream)
            compare(result, functions["eager"](), context.nanmean().nan_to_num())
            if compare_inductor:
                functions["Inductor"] = run_with(torch.compile(upstream))
                with console.status("compiling with Inductor, for comparison (a minute or two)"):
                    functions["Inductor"]()
        show_times(functions)
    origin = "random weights: this means nothing" if checkpoint is None else str(checkpoint)
    title = f"{series.name}: {horizon} steps ahead ({origin})"
    draw(series, context[0], result[0], horizon, title, output)
    console.print(f"wrote [bold]{output}[/bold]")
