"""Products of 8-bit floats on a GPU against torch._scaled_mm (cuBLASLt).

Both are asked for the same accumulation. A result is checked against float32
before anything is timed.
"""

import torch

from bench.gpu import RandomTensors, compare, competitors
from bench.harness import Report
from cutedsl.timing import number_of_sets

SHAPES = [(8192, 8192, 8192)]


def multiply(fast: bool):
    def scaled_mm(a, b, scale_a, scale_b):
        return torch._scaled_mm(
            a, b.t(), scale_a, scale_b, out_dtype=torch.bfloat16, use_fast_accum=fast
        )

    return scaled_mm


def measure(report: Report, shape, *, per_row: bool, fast: bool, rounds: int) -> None:
    m, n, k = shape
    make = RandomTensors(torch.float8_e4m3fn)

    def scale(*sizes):
        return torch.rand(*sizes, device="cuda", generator=make.generator).add_(0.5)

    scales = (scale(m, 1), scale(1, n)) if per_row else (scale(()), scale(()))
    scales = (scales[0], scales[1] * k**-0.5)
    operands = [
        (make(m, k), make(n, k), *scales) for _ in range(number_of_sets(m * k + n * k + 2 * m * n))
    ]
    a, b, scale_a, scale_b = operands[0]
    expected = (a.float() @ b.float().t()) * scale_a * scale_b
    kind = "scales per row" if per_row else "scales per tensor"
    compare(
        report,
        f"fp8 e4m3 {m}x{n}x{k} {kind}, {'fast' if fast else 'f32'} accumulation",
        competitors(multiply(fast), None),
        operands,
        expected,
        rounds=rounds,
        rate=("tflops", 2e-6 * m * n * k),
    )


def run(arguments) -> None:
    report = Report("fp8", arguments.output)
    for fast in (True, False):
        for per_row in (False, True):
            for shape in SHAPES:
                measure(
                    report,
                    shape,
                    per_row=per_row,
                    fast=fast,
                    rounds=3 if arguments.quick else 5,
                )
