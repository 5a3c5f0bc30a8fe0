"""What all benchmarks share: interleaved timing and the form of a row.

A row is one JSON object a line: work, ours, unit, peers {name: value},
ratio = best peer / ours (above 1 means faster), command, machine, versions, and
what the benchmark adds. Competitors are timed in turns within one process, so
that a change of the machine's clock hits all of them, and only medians are kept.
"""

import dataclasses
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

RESULTS = pathlib.Path(__file__).parent / "results"


def interleaved_medians(
    functions: Mapping[str, Callable[[], Any]],
    *,
    warmup: int,
    repetitions: int,
    before: Callable[[], Any] = lambda: None,
) -> dict[str, dict[str, float]]:
    """Milliseconds of each function: median, and the quartiles as spread. What
    `before` does ahead of each does not count."""
    for function in functions.values():
        for _ in range(warmup):
            function()
    samples: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(repetitions):
        for name, function in functions.items():
            before()
            begin = time.perf_counter()
            function()
            samples[name].append(1e3 * (time.perf_counter() - begin))
    result = {}
    for name, values in samples.items():
        low, median, high = statistics.quantiles(values, n=4)
        result[name] = {"median": median, "low": low, "high": high}
    return result


def in_process(
    module: str, function: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> Any:
    """What a function returns, as JSON, in a fresh process."""
    call = f"module.{function}(*{list(arguments)!r})"
    code = f"import json, {module} as module; print(json.dumps({call}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **(environment or {})},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def machine() -> str:
    """The processor and how many of its cores this process may use."""
    name = platform.processor() or platform.machine()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        name = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), name)
    return f"{name}, {len(os.sched_getaffinity(0))} cores"


def versions() -> dict[str, str]:
    import torch

    import cutedsl

    return {
        "cutedsl": getattr(cutedsl, "__version__", "unknown"),
        "torch": torch.__version__,
        "python": platform.python_version(),
    }


def command() -> str:
    """What made this run; where its output goes is of no interest later."""
    words = ["./dev bench", *sys.argv[1:]]
    if "--output" in words:
        at = words.index("--output")
        del words[at : at + 2]
    return " ".join(words)


@dataclasses.dataclass
class Row:
    work: str
    ours: float
    unit: str
    peers: dict[str, float]
    extra: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        return min(self.peers.values()) / self.ours if self.peers else None

    def to_json(self) -> dict[str, Any]:
        return {
            "work": self.work,
            "ours": round(self.ours, 4),
            "unit": self.unit,
            "peers": {name: round(value, 4) for name, value in self.peers.items()},
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            **self.extra,
            "command": command(),
            "machine": machine(),
            "versions": versions(),
        }


class Report:
    """Prints rows as they come and keeps them in a file."""

    def __init__(self, name: str, output: pathlib.Path | None):
        self.path = output or RESULTS / f"{name}.json"
        self.rows: list[dict[str, Any]] = []

    def add(self, row: Row) -> None:
        self.rows.append(row.to_json())
        ratio = "" if row.ratio is None else f"  ratio {row.ratio:.2f}"
        peers = ", ".join(f"{name} {value:.3g}" for name, value in row.peers.items())
        print(f"{row.work:48s} {row.ours:10.4g} {row.unit}  ({peers}){ratio}", flush=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text("".join(json.dumps(r) + "\n" for r in self.rows))


def relative_error(actual, exact) -> float:
    """Relative L2 distance of two tensors; infinite if anything is not finite."""
    if not actual.isfinite().all():
        return float("inf")
    return ((actual.double() - exact.double()).norm() / exact.double().norm()).item()
