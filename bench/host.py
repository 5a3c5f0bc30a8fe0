"""What a call costs on the host: a graph of ten tensors, so small that its
kernels take no time.

Through the extension alone, and through torch.compile with Dynamo's guards. For
scale, each row also has an empty Python function and one torch.add.
"""

from collections.abc import Callable
from typing import Any

import torch

from bench.harness import Report, Row, interleaved_medians
from cutedsl.program import load_program

ROWS, COLUMNS = 2, 4
CALLS = 1000
LIMIT_US = 5.0

_TYPE = f"tensor<{ROWS}x{COLUMNS}xf32>"
PROGRAM = f"""
graph.program @ten({", ".join(f"%x{i}: {_TYPE}" for i in range(7))}) -> ({_TYPE}, {_TYPE}, {_TYPE}) {{
  %0 = arith.addf %x0, %x1 : {_TYPE}
  %1 = arith.mulf %x2, %x3 : {_TYPE}
  %2 = arith.addf %x4, %x5 : {_TYPE}
  %3 = arith.mulf %2, %x6 : {_TYPE}
  graph.return %0, %1, %3 : {_TYPE}, {_TYPE}, {_TYPE}
}}
"""  # noqa: E501


def graph(a, b, c, d, e, f, g):
    return a + b, c * d, (e + f) * g


def empty(a, b, c, d, e, f, g):
    return None


def many(function: Callable[..., Any], *arguments: Any) -> Callable[[], None]:
    def run() -> None:
        for _ in range(CALLS):
            function(*arguments)

    return run


def measure(report: Report, work: str, functions: dict[str, Callable[..., Any]], repetitions: int):
    """Microseconds a call of `ours` and of its peers."""
    tensors = [torch.randn(ROWS, COLUMNS) for _ in range(7)]
    for got, want in zip(functions["ours"](*tensors), graph(*tensors), strict=True):
        torch.testing.assert_close(got, want)
    timed = {name: many(function, *tensors) for name, function in functions.items()}
    timed["empty function"] = many(empty, *tensors)
    timed["torch.add"] = many(torch.add, *tensors[:2])
    medians = interleaved_medians(timed, warmup=3, repetitions=repetitions)
    spread = {
        name: {key: round(1e3 * value / CALLS, 3) for key, value in times.items()}
        for name, times in medians.items()
    }
    us = {name: times["median"] for name, times in spread.items()}
    scale = {name: us.pop(name) for name in ("empty function", "torch.add")}
    ours = us.pop("ours")
    report.add(Row(work, ours, "us", us, {"scale": scale, "spread": spread}))


def run(arguments) -> None:
    report = Report("host", arguments.output)
    torch.set_num_threads(1)
    repetitions = 10 if arguments.quick else 50
    with torch.no_grad():
        loaded = load_program(PROGRAM)._loaded
        measure(
            report,
            "ten tensors through the extension",
            {"ours": loaded.run, "eager": graph},
            repetitions,
        )
        if report.rows[0]["ours"] > LIMIT_US:
            print(f"error: expected at most {LIMIT_US} us through the extension")
            raise SystemExit(1)
        functions = {
            "ours": torch.compile(graph, backend="cutedsl", options={"strict": True}),
            "eager": graph,
            "inductor": torch.compile(graph),
        }
        measure(report, "ten tensors through torch.compile", functions, repetitions)
