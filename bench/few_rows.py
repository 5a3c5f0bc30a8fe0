"""Products of few rows, as one token at a time asks for them.

A chain of layers with a bias each, every one of which reads what the one before
made, in a CUDA graph; against `torch.addmm` (cuBLASLt) in a graph. The layers'
weights exceed the L2 cache together.
"""

import statistics
from collections.abc import Callable

import torch
import torch.nn.functional as F

from bench.gpu import RandomTensors
from bench.harness import Report, Row, relative_error
from cutedsl.timing import Recorded

# N x K of the layers that are repeated: a layer reads the first K columns.
CHAINS = [
    [(768, 768)],
    [(2304, 768)],
    [(3072, 768)],
    [(3072, 768), (768, 3072)],
    [(4096, 4096)],
]
ROWS = [1, 8, 16, 34, 48, 64]
QUICK_ROWS = [1, 16, 48]
BEYOND_CACHE = 150_000_000
MOST_LAYERS = 48
ROUNDS = 7


def chain(linear: Callable) -> Callable:
    def run(x, weights, biases):
        results = []
        for w, b in zip(weights, biases, strict=True):
            x = linear(x[:, : w.shape[1]], w, b)
            results.append(x)
        return results

    return run


def addmm(x, w, b):
    return torch.addmm(b, x, w.t())


def check(results, x, weights, biases) -> float:
    """The worst relative error of a layer, given what it read."""
    worst = 0.0
    for result, w, b in zip(results, weights, biases, strict=True):
        exact = F.linear(x[:, : w.shape[1]].double(), w.double(), b.double())
        worst = max(worst, relative_error(result, exact))
        x = result
    return worst


def measure(report: Report, rows: int, shapes: list[tuple[int, int]]) -> None:
    size = sum(2 * n * k for n, k in shapes)
    repeats = min(MOST_LAYERS // len(shapes), max(4, -(-BEYOND_CACHE // size)))
    make = RandomTensors()
    x = make(rows, shapes[0][1])
    weights = [make(n, k, scale=k**-0.5) for n, k in shapes * repeats]
    biases = [make(n) for n, _ in shapes * repeats]
    torch._dynamo.reset()
    ours = torch.compile(chain(F.linear), backend="cutedsl", options={"strict": True})
    functions = {"ours": ours, "cublas": chain(addmm)}
    errors = {
        name: check(run(x, weights, biases), x, weights, biases) for name, run in functions.items()
    }
    first, second = (ours(x, weights, biases) for _ in range(2))
    if not all(map(torch.equal, first, second)):
        errors["ours"] = float("inf")
    if not errors["ours"] <= 1.1 * errors["cublas"] + 1e-4:
        print(f"WRONG {rows} rows {shapes}: {errors}", flush=True)
        return
    recorded = {
        name: Recorded([lambda run=run: run(x, weights, biases)]) for name, run in functions.items()
    }
    samples: dict[str, list[float]] = {name: [] for name in recorded}
    estimate = repeats * (len(shapes) * 2e-6 + size / 4e12)
    for _ in range(ROUNDS):
        for name, graph in recorded.items():
            graph.seconds(0.003, estimate)
            samples[name].append(1e6 * graph.seconds(0.006, estimate) / repeats)
    us = {name: statistics.median(values) for name, values in samples.items()}
    layers = " then ".join(f"{n}x{k}" for n, k in shapes)
    report.add(
        Row(
            f"bf16 {rows} row(s), layers of N x K = {layers} in a chain",
            us["ours"],
            "us",
            {"cublas": us["cublas"]},
            {
                "terabytes_per_second": round(size / us["ours"] * 1e-6, 3),
                "relative_error": errors,
                "spread": [round(min(samples["ours"]), 3), round(max(samples["ours"]), 3)],
                "device": torch.cuda.get_device_name(),
            },
        )
    )


def run(arguments) -> None:
    report = Report("few-rows", arguments.output)
    for shapes in CHAINS:
        for rows in QUICK_ROWS if arguments.quick else ROWS:
            measure(report, rows, shapes)
