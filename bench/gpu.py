"""Timing on a GPU, shared by its benchmarks.

Power decides what a large kernel reaches, so each candidate is timed in its own
state. *Sustained*: it runs alone for a while, untimed, then its graph is
replayed; the order of the candidates is reversed each round. *Burst*: a few
milliseconds after the chip was idle. Both replay CUDA graphs, so that the host
does not count, over several sets of operands that together exceed the L2 cache.
"""

import dataclasses
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

WARM_SECONDS = 0.25
IDLE_SECONDS = 0.12
BURST_SECONDS = 0.003


@dataclasses.dataclass
class Timing:
    """Microseconds a call."""

    sustained: float
    low: float
    high: float
    burst: float

    def to_json(self) -> dict[str, float]:
        return {name: round(value, 3) for name, value in dataclasses.asdict(self).items()}


class Recorded:
    """`calls` recorded as one CUDA graph; keeps alive what they return."""

    def __init__(self, calls: Sequence[Callable[[], Any]]):
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(2):
                for call in calls:
                    call()
        torch.cuda.current_stream().wait_stream(stream)
        torch.cuda.synchronize()
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.results = [call() for call in calls]
        self.count = len(calls)

    def seconds(self, at_least: float, call_seconds: float) -> float:
        """Replays for about so long; seconds a call."""
        replays = max(1, int(at_least / (call_seconds * self.count)))
        start, stop = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        for _ in range(replays):
            self.graph.replay()
        stop.record()
        stop.synchronize()
        return start.elapsed_time(stop) * 1e-3 / (replays * self.count)


def time_all(candidates: Mapping[str, Recorded], *, rounds: int = 5) -> dict[str, Timing]:
    estimates = {name: recorded.seconds(1e-3, 1e-4) for name, recorded in candidates.items()}
    sustained: dict[str, list[float]] = {name: [] for name in candidates}
    burst: dict[str, list[float]] = {name: [] for name in candidates}
    order = list(candidates)
    for _ in range(rounds):
        for name in order:
            candidates[name].seconds(WARM_SECONDS, estimates[name])
            sustained[name].append(candidates[name].seconds(0.05, estimates[name]))
        for name in order:
            torch.cuda.synchronize()
            time.sleep(IDLE_SECONDS)
            burst[name].append(candidates[name].seconds(BURST_SECONDS, estimates[name]))
        order.reverse()
    return {
        name: Timing(
            1e6 * statistics.median(sustained[name]),
            1e6 * min(sustained[name]),
            1e6 * max(sustained[name]),
            1e6 * statistics.median(burst[name]),
        )
        for name in candidates
    }


def relative_error(actual: torch.Tensor, exact: torch.Tensor) -> float:
    """Relative L2 distance; infinite if anything is not finite."""
    if not actual.isfinite().all():
        return float("inf")
    return ((actual.double() - exact.double()).norm() / exact.double().norm()).item()


def number_of_sets(set_bytes: int, *, beyond: int = 150_000_000, most: int = 8) -> int:
    """How many sets of operands exceed the cache."""
    return min(most, max(1, -(-beyond // set_bytes)))
