"""The tile that the analytic model puts first, against all there are.

For each product every schedule that fits is built and timed as
mode="max-autotune" does it. The ratio is the best one's time over that of the
model's first: 1 where the model was right. cuBLASLt's time for the same product
stands beside it, and does not count.

./dev bench tuning
./dev bench tuning --quick
"""

import random
import statistics

import torch
import torch.nn.functional as F

from bench import kernels
from bench.harness import Report, Row
from cutedsl.capture import capture
from cutedsl.compiler import load, target_of
from cutedsl.library import library
from cutedsl.tuning import Builder, Kernel, is_schedule, measure_on_gpu

NUM_RANDOM = 12
QUICK_RANDOM = 4


def random_shapes(count: int) -> list[tuple[int, int, int]]:
    """M from 1 to 16384, N and K from 64 on, multiples of 8: each power of two
    is as likely as the next."""
    generator = random.Random(0)

    def draw(low: int, step: int) -> int:
        exponent = generator.uniform(0, 14 - low.bit_length() + 1)
        return max(low, round(low * 2**exponent) // step * step)

    return [(draw(1, 1), draw(64, 8), draw(64, 8)) for _ in range(count)]


def measure(report: Report, builder: Builder, shape: tuple[int, int, int]) -> float | None:
    m, n, k = shape
    x, w = (torch.empty(*sizes, dtype=torch.bfloat16) for sizes in ((m, k), (n, k)))
    torch._dynamo.reset()  # or the sizes would be taken for dynamic ones
    (graph,) = capture(F.linear, x, w)
    flags = f'{{"target": "{target_of(torch.device("cuda"))}"}}'
    (listed,) = library().tunables(graph.text, flags)
    kernel = Kernel.of(listed)
    programs = builder.build(kernel, flags, load, most=len(kernel.choices))
    us = {name: 1e6 * s for name, s in measure_on_gpu(kernel, programs).items()}
    first = kernel.choices[0]
    if first not in us:
        print(f"WRONG {shape}: the model's first choice, {first}, does not run", flush=True)
        return None
    schedules = {name: time for name, time in us.items() if is_schedule(name)}
    best = min(schedules, key=schedules.__getitem__)
    report.add(
        Row(
            f"bf16 {m}x{n}x{k}",
            us[first],
            "us",
            {"best": us[best]},
            {
                "tflops": round(2e-6 * m * n * k / us[first], 2),
                "first": first,
                "best": best,
                "microseconds": {name: round(time, 3) for name, time in us.items()},
                "device": torch.cuda.get_device_name(),
            },
        )
    )
    return us[best] / us[first]


def run(arguments) -> None:
    report = Report("tuning", arguments.output)
    count = QUICK_RANDOM if arguments.quick else NUM_RANDOM
    shapes = (kernels.QUICK if arguments.quick else kernels.SHAPES) + random_shapes(count)
    with Builder(isolate=True) as builder:
        ratios = [measure(report, builder, shape) for shape in shapes]
    known = [ratio for ratio in ratios if ratio is not None]
    print(
        f"the model's first choice reaches {statistics.mean(known):.1%} of the best on average "
        f"over {len(known)} products, {min(known):.1%} at least"
    )
