"""Single kernels on a GPU against eager PyTorch (cuBLASLt) and Inductor.

Rows: bf16 GEMM at the shapes of Z-Image, of FuseML's presets and of a large
square, plain and with an epilogue. Our own kernels alone; a result is checked
against float32 before anything is timed, with outputs that no earlier run wrote.
"""

import torch
import torch.nn.functional as F

from bench.gpu import compare, competitors
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


def plain(x, w, bias, residual):
    return F.linear(x, w)


def gelu_residual(x, w, bias, residual):
    return F.gelu(F.linear(x, w, bias)) + residual


EPILOGUES = {"plain": plain, "bias + gelu + residual": gelu_residual}


def measure(report: Report, shape, epilogue: str, *, inductor: bool, rounds: int) -> None:
    m, n, k = shape
    generator = torch.Generator("cuda").manual_seed(0)

    def make(*sizes, scale=1.0):
        return torch.randn(*sizes, device="cuda", generator=generator).mul_(scale).bfloat16()

    function = EPILOGUES[epilogue]
    operands = [
        (make(m, k), make(n, k, scale=k**-0.5), make(n), make(m, n))
        for _ in range(number_of_sets((m * k + n * k + m * n) * 2))
    ]
    compare(
        report,
        f"bf16 {m}x{n}x{k} {epilogue}",
        competitors(function, "max-autotune-no-cudagraphs" if inductor else None),
        operands,
        function(*(t.float() for t in operands[0])),
        rounds=rounds,
        rate=("tflops", 2e-6 * m * n * k),
    )


def run(arguments) -> None:
    report = Report("kernels", arguments.output)
    shapes = QUICK if arguments.quick else SHAPES
    for epilogue in EPILOGUES:
        for shape in shapes:
            measure(
                report,
                shape,
                epilogue,
                inductor=not arguments.quick,
                rounds=3 if arguments.quick else 5,
            )
