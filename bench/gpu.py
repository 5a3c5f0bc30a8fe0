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

from bench.harness import Report, Row, relative_error
from cutedsl.timing import Calls, Recorded, sustained

WARM_SECONDS = 0.25
IDLE_SECONDS = 0.12
BURST_SECONDS = 0.003


class RandomTensors:
    """Normally distributed tensors of `dtype`, the same ones in each run."""

    def __init__(self, dtype: torch.dtype = torch.bfloat16):
        self.dtype = dtype
        self.generator = torch.Generator("cuda").manual_seed(0)

    def __call__(self, *sizes: int, scale: float = 1.0) -> torch.Tensor:
        numbers = torch.randn(*sizes, device="cuda", generator=self.generator)
        return numbers.mul_(scale).to(self.dtype)


@dataclasses.dataclass
class Timing:
    """Microseconds a call."""

    sustained: float
    low: float
    high: float
    burst: float

    def to_json(self) -> dict[str, float]:
        return {name: round(value, 3) for name, value in dataclasses.asdict(self).items()}


def time_all(candidates: Mapping[str, Calls], *, rounds: int = 5) -> dict[str, Timing]:
    burst: dict[str, list[float]] = {name: [] for name in candidates}

    def time_burst(order: Sequence[str], estimates: Mapping[str, float]) -> None:
        for name in order:
            torch.cuda.synchronize()
            time.sleep(IDLE_SECONDS)
            burst[name].append(candidates[name].seconds(BURST_SECONDS, estimates[name]))

    samples = sustained(
        candidates, rounds=rounds, warm=WARM_SECONDS, timed=0.05, after_round=time_burst
    )
    return {
        name: Timing(
            1e6 * statistics.median(samples[name]),
            1e6 * min(samples[name]),
            1e6 * max(samples[name]),
            1e6 * statistics.median(burst[name]),
        )
        for name in candidates
    }


def competitors(
    function: Callable[..., Any], inductor_mode: str | None, mode: str = "default"
) -> dict[str, Callable]:
    """`function` compiled by this project in `mode`, eager, and, if a mode of it is
    named, compiled by Inductor."""
    torch._dynamo.reset()
    functions = {
        "ours": torch.compile(function, backend="cutedsl", options={"strict": True, "mode": mode}),
        "eager": function,
    }
    if inductor_mode:
        functions["inductor"] = torch.compile(function, mode=inductor_mode)
    return functions


def compare(
    report: Report,
    work: str,
    functions: Mapping[str, Callable[..., torch.Tensor]],
    operands: Sequence[Sequence[torch.Tensor]],
    exact: torch.Tensor,
    *,
    rounds: int,
    rate: tuple[str, float] | None = None,
    unrecorded: Sequence[str] = (),
) -> None:
    """Times "ours" of `functions` against the others over all sets of operands.

    Nothing is timed unless our result repeats bit for bit and its error against
    `exact`, the result for the first set in a wider type, is at most 1.1 times
    the others'. `rate` is a name and the work of a call in units of 1e6: the row gets
    that many 1e12 units a second. CUDA graphs hold the calls but for functions
    named in `unrecorded`, which no graph can hold.
    """
    errors, seconds = {}, {}
    with torch.no_grad():
        for name, run in functions.items():
            begin = time.perf_counter()
            result = run(*operands[0])
            torch.cuda.synchronize()
            seconds[name] = round(time.perf_counter() - begin, 2)
            errors[name] = relative_error(result, exact)
            if name == "ours" and not torch.equal(result, run(*operands[0])):
                errors[name] = float("inf")
        del exact, result
        if not errors["ours"] <= 1.1 * max(e for name, e in errors.items() if name != "ours"):
            print(f"WRONG {work}: {errors}", flush=True)
            return
        candidates = {
            name: (Calls if name in unrecorded else Recorded)(
                [lambda run=run, args=args: run(*args) for args in operands]
            )
            for name, run in functions.items()
        }
        timings = time_all(candidates, rounds=rounds)
    ours = timings.pop("ours")
    best_burst = min(t.burst for t in timings.values())
    report.add(
        Row(
            work,
            ours.sustained,
            "us",
            {name: t.sustained for name, t in timings.items()},
            {"ratio_burst": round(best_burst / ours.burst, 3)}
            | ({rate[0]: round(rate[1] / ours.sustained, 2)} if rate else {})
            | {
                "timings": {"ours": ours.to_json()}
                | {name: t.to_json() for name, t in timings.items()},
                "relative_error": errors,
                "first_call_seconds": seconds,
                "device": torch.cuda.get_device_name(),
            },
        )
    )
