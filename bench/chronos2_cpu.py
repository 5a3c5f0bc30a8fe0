"""Chronos-2 base in float32 on the CPU against eager PyTorch and Inductor.

One process, in turns. Inductor compiles the model itself with freezing on: when
the model is an argument of the compiled function, freezing silently does
nothing. Every result is checked against eager before anything is timed.
"""

import time

import torch
import torch._inductor.config as inductor_config

from bench.harness import Report, Row, interleaved_medians, relative_error
from cutedsl.models.chronos2.capture import make_model
from cutedsl.models.chronos2.model import Batch, CuteChronos2Model
from cutedsl.models.chronos2.weights import calibrate_, make_series

LENGTH = 512
TOLERANCE = 1e-5
# 2 * multiply-adds of a series with 34 tokens, without the Q and K of attention
# across the batch, which are dead.
GFLOP_PER_SERIES = 7.9


def compile_peers(upstream: torch.nn.Module):
    inductor_config.freezing = True
    return torch.compile(upstream, dynamic=False)


def measure(report: Report, batch: int, threads: int, repetitions: int) -> None:
    torch.set_num_threads(threads)
    torch._dynamo.reset()
    upstream = calibrate_(make_model())
    ours = CuteChronos2Model.from_upstream(upstream)
    inductor = compile_peers(upstream)
    context = make_series(batch, LENGTH)
    begin = time.perf_counter()
    program = ours.program(Batch.of(batch, None))
    ready = time.perf_counter() - begin
    functions = {
        "ours": lambda: ours(context).quantile_preds,
        "eager": lambda: upstream(context=context).quantile_preds,
        "inductor frozen": lambda: inductor(context=context).quantile_preds,
    }
    expected = functions["eager"]()
    errors = {
        name: relative_error(f(), expected) for name, f in functions.items() if name != "eager"
    }
    if not errors["ours"] < TOLERANCE:
        raise SystemExit(f"error: relative L2 {errors['ours']:.2e} from eager")
    times = interleaved_medians(functions, warmup=2, repetitions=repetitions)
    ours_ms = times.pop("ours")
    report.add(
        Row(
            f"chronos2-base fp32 B={batch} L={LENGTH}, {threads} threads",
            ours_ms["median"],
            "ms",
            {name: value["median"] for name, value in times.items()},
            {
                "spread": {"ours": ours_ms, **times},
                "relative_l2": errors,
                "gflops": round(GFLOP_PER_SERIES * batch / ours_ms["median"] * 1e3, 1),
                "kernels": len(program.report.get("kernels", [])),
                "launches": sum(k["calls"] for k in program.report.get("kernels", [])),
                "peak_bytes": program.peak_bytes,
                "seconds_to_ready": round(ready, 3),
                "from_cache": program.from_cache,
                "compile_milliseconds": program.report.get("milliseconds", {}),
            },
        )
    )


def run(arguments) -> None:
    report = Report("chronos2-cpu", arguments.output)
    repetitions = 5 if arguments.quick else 15
    with torch.no_grad():
        for threads in arguments.threads or (1, 2):
            for batch in (1,) if arguments.quick else (1, 8):
                measure(report, batch, threads, repetitions)
