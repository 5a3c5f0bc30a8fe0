"""Timing on a GPU.

What a kernel takes depends on how warm and how busy the chip was before, so
each candidate is timed in its own state: it runs alone for a while, untimed,
then its CUDA graph is replayed between two events. The graph holds a call for
each of several sets of operands that together exceed the L2 cache.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch


class Calls:
    """`calls`, made one after the other by the host."""

    def __init__(self, calls: Sequence[Callable[[], Any]]):
        self.calls = calls
        for call in calls:
            call()
        torch.cuda.synchronize()

    def launch(self) -> None:
        for call in self.calls:
            call()

    def seconds(self, at_least: float, call_seconds: float) -> float:
        """Repeats all calls for about so long; seconds a call."""
        count = len(self.calls)
        repetitions = max(1, int(at_least / (call_seconds * count)))
        start, stop = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        for _ in range(repetitions):
            self.launch()
        stop.record()
        stop.synchronize()
        return start.elapsed_time(stop) * 1e-3 / (repetitions * count)


class Recorded(Calls):
    """`calls` recorded as one CUDA graph; keeps alive what they return."""

    def __init__(self, calls: Sequence[Callable[[], Any]]):
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(2):
                super().__init__(calls)
        torch.cuda.current_stream().wait_stream(stream)
        torch.cuda.synchronize()
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.results = [call() for call in calls]

    def launch(self) -> None:
        self.graph.replay()


def number_of_sets(set_bytes: int, *, beyond: int = 150_000_000, most: int = 8) -> int:
    """How many sets of operands exceed the cache."""
    return min(most, max(1, -(-beyond // max(set_bytes, 1))))


def sustained(
    candidates: Mapping[str, Calls],
    *,
    rounds: int,
    warm: float,
    timed: float,
    after_round: Callable[[Sequence[str], Mapping[str, float]], None] | None = None,
) -> dict[str, list[float]]:
    """Seconds a call of each candidate, a number a round: after it ran alone
    for `warm` seconds, it is timed for `timed`. Each round reverses the order.
    `after_round` is given the order, and about how many seconds each takes."""
    estimates = {name: calls.seconds(1e-3, 1e-4) for name, calls in candidates.items()}
    samples: dict[str, list[float]] = {name: [] for name in candidates}
    order = list(candidates)
    for _ in range(rounds):
        for name in order:
            candidates[name].seconds(warm, estimates[name])
            samples[name].append(candidates[name].seconds(timed, estimates[name]))
        if after_round:
            after_round(order, estimates)
        order.reverse()
    return samples


def medians(samples: Mapping[str, Sequence[float]]) -> dict[str, float]:
    return {name: statistics.median(values) for name, values in samples.items()}
