"""Multilayer perceptrons on a GPU against eager PyTorch and Inductor.

Rows: two products with an exact GELU between them and a residual ("mlp"), the
same with more pointwise work after the GELU ("activation-heavy"), both at four
sizes of M x D -> I -> D; and the gated product of SwiGLU at the size of Z-Image.
"""

import torch.nn.functional as F

from bench.gpu import RandomTensors, compare, competitors
from bench.harness import Report
from cutedsl.timing import number_of_sets

# M, D, I.
PRESETS = {
    "small": (128, 256, 1024),
    "medium": (2048, 1024, 4096),
    "memory-bound": (16384, 256, 1024),
    "large": (16384, 4096, 16384),
}
QUICK_PRESETS = ["small", "memory-bound"]
GATED = (4224, 3840, 10240)


def mlp(x, w1, b1, w2, b2):
    return F.linear(F.gelu(F.linear(x, w1, b1)), w2, b2) + x


def activation_heavy(x, w1, b1, w2, b2):
    return F.linear(F.gelu(F.linear(x, w1, b1)) * 0.5 + 0.125, w2, b2) + x


def gated(x, w1, w3):
    return F.silu(F.linear(x, w1)) * F.linear(x, w3)


def measure(report: Report, name: str, function, operands, flops: float, arguments) -> None:
    compare(
        report,
        name,
        competitors(function, "default" if arguments.quick else "max-autotune-no-cudagraphs"),
        operands,
        function(*(t.float() for t in operands[0])),
        rounds=3 if arguments.quick else 5,
        rate=("tflops", 1e-6 * flops),
    )


def presets(report: Report, arguments) -> None:
    for function in (mlp, activation_heavy):
        for name in QUICK_PRESETS if arguments.quick else PRESETS:
            m, d, i = PRESETS[name]
            make = RandomTensors()
            operands = [
                (make(m, d), make(i, d, scale=d**-0.5), make(i), make(d, i, scale=i**-0.5), make(d))
                for _ in range(number_of_sets(2 * (3 * m * d + 2 * m * i + 2 * d * i)))
            ]
            title = f"bf16 {function.__name__.replace('_', '-')} {name}, {m}x{d}->{i}->{d}"
            measure(report, title, function, operands, 4 * m * d * i, arguments)


def swiglu(report: Report, arguments) -> None:
    m, k, n = GATED
    make = RandomTensors()
    operands = [(make(m, k), make(n, k, scale=k**-0.5), make(n, k, scale=k**-0.5))]
    measure(report, f"bf16 SwiGLU {m}x{k}->2x{n}", gated, operands, 4 * m * k * n, arguments)


# What `--only` chooses from.
PARTS = {"presets": presets, "swiglu": swiglu}


def run(arguments) -> None:
    report = Report("mlp", arguments.output)
    for name, part in PARTS.items():
        if arguments.only in ("", name):
            part(report, arguments)
