"""Matrix products on a GPU against eager PyTorch (cuBLASLt) and Inductor.

Parts: bf16 products at the shapes of Z-Image, of an MLP's layers and of a large
square, plain ("gemm") and with an epilogue, whose peer is cuBLASLt followed by one
kernel of Inductor ("epilogue"); plain ones at shapes drawn at random ("random").
Our own kernels alone, but in "tuned", which is "random" with measured schedules,
cuBLASLt among the candidates; a result is checked against float32 before anything is
timed, with outputs that no earlier run wrote.
"""

import random

import torch.nn.functional as F

from bench.gpu import RandomTensors, compare, competitors
from bench.harness import Report
from cutedsl.timing import number_of_sets

SHAPES = [
    (8192, 8192, 8192),
    (4224, 3840, 3840),
    (4224, 20480, 3840),
    (4224, 3840, 10240),
    (4224, 10240, 3840),
    (16384, 1024, 256),
    (16384, 256, 1024),
    (2048, 4096, 1024),
]
QUICK = [(8192, 8192, 8192), (4224, 3840, 3840), (16384, 1024, 256), (2048, 4096, 1024)]
NUM_RANDOM = 40


def plain(x, w, bias, residual):
    return F.linear(x, w)


def gelu_residual(x, w, bias, residual):
    return F.gelu(F.linear(x, w, bias)) + residual


def measure(
    report: Report,
    shape,
    function,
    name: str,
    inductor_mode: str | None,
    rounds: int,
    mode: str = "default",
) -> None:
    m, n, k = shape
    make = RandomTensors()
    operands = [
        (make(m, k), make(n, k, scale=k**-0.5), make(n), make(m, n))
        for _ in range(number_of_sets((m * k + n * k + m * n) * 2))
    ]
    compare(
        report,
        f"bf16 {m}x{n}x{k} {name}",
        competitors(function, inductor_mode, mode),
        operands,
        function(*(t.float() for t in operands[0])),
        rounds=rounds,
        rate=("tflops", 2e-6 * m * n * k),
    )


def random_shapes() -> list[tuple[int, int, int]]:
    """M from 1 to 16384, N and K from 64 to 16384, each power of two as likely
    as the next; N and K of every third are odd, of the others multiples of 8."""
    generator = random.Random(0)

    def draw(low: int) -> int:
        return round(low * (16384 / low) ** generator.random())

    shapes = []
    for i in range(NUM_RANDOM):
        m, n, k = draw(1), draw(64), draw(64)
        shapes.append((m, n | 1, k | 1) if i % 3 == 2 else (m, n // 8 * 8, k // 8 * 8))
    return shapes


def gemm(report: Report, arguments) -> None:
    for shape in QUICK if arguments.quick else SHAPES:
        measure(report, shape, plain, "plain", None, 3 if arguments.quick else 5)


def epilogue(report: Report, arguments) -> None:
    for shape in QUICK if arguments.quick else SHAPES:
        rounds = 3 if arguments.quick else 5
        measure(report, shape, gelu_residual, "bias + gelu + residual", "default", rounds)


def at_random(report: Report, arguments) -> None:
    for shape in random_shapes()[:: 4 if arguments.quick else 1]:
        measure(report, shape, plain, "at random", None, 2)


def tuned(report: Report, arguments) -> None:
    for shape in random_shapes()[:: 4 if arguments.quick else 1]:
        measure(report, shape, plain, "at random, tuned", None, 2, mode="max-autotune")


# What `--only` chooses from.
PARTS = {"gemm": gemm, "epilogue": epilogue, "random": at_random, "tuned": tuned}


def run(arguments) -> None:
    report = Report("kernels", arguments.output)
    for name, part in PARTS.items():
        if arguments.only in ("", name):
            part(report, arguments)
