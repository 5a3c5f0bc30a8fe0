"""Norms and softmax over rows on a GPU against eager PyTorch and Inductor.

Bandwidth counts each input read once and each output written once.
"""

import torch
import torch.nn.functional as F

from bench.gpu import RandomTensors, compare, competitors
from bench.harness import Report
from cutedsl.timing import number_of_sets

SHAPES = [(65536, 4096), (4096, 65536)]


def rms_norm(x, weight):
    return F.rms_norm(x, x.shape[-1:], weight, 1e-6)


def layer_norm(x, weight):
    return F.layer_norm(x, x.shape[-1:], weight, None, 1e-5)


def softmax(x, weight):
    return torch.softmax(x, -1)


def silu_mul(x, weight):
    a, b = x.chunk(2, -1)
    return F.silu(a) * b


FUNCTIONS = {f.__name__: f for f in (rms_norm, layer_norm, softmax, silu_mul)}


def measure(report: Report, name: str, shape, *, rounds: int) -> None:
    function = FUNCTIONS[name]
    make = RandomTensors()
    weight = make(shape[1])
    read = shape[0] * shape[1] * 2
    operands = [(make(*shape), weight) for _ in range(number_of_sets(read))]
    written = read // 2 if function is silu_mul else read
    compare(
        report,
        f"bf16 {name} {shape[0]}x{shape[1]}",
        competitors(function, "default"),
        operands,
        function(*(t.float() for t in operands[0])),
        rounds=rounds,
        rate=("terabytes_per_second", 1e-6 * (read + written)),
    )


def run(arguments) -> None:
    report = Report("rows", arguments.output)
    for name in FUNCTIONS:
        for shape in SHAPES:
            measure(report, name, shape, rounds=3 if arguments.quick else 5)
