"""How long one kernel takes from tile program to cubin, for an H200.

One core, nothing cached, no GPU needed: a kernel of each kind is captured from
PyTorch and compiled for sm_90a in a fresh process. The row is the time of the
stages after tiles are chosen; what precedes them is given beside it.
"""

import json
import os

import torch
import torch.nn.functional as F

from bench.harness import Report, Row, in_process
from bench.kernels import gelu_residual, plain
from bench.rows import FUNCTIONS

ROUNDS = 5
OPTIONS = json.dumps({"target": "sm_90a"})
GEMM = [(4224, 3840), (3840, 3840), (3840,), (4224, 3840)]
ROWS = [(65536, 4096), (4096,)]
KERNELS = {
    "GEMM 4224x3840x3840": (plain, GEMM),
    "GEMM + bias, exact GELU, residual": (gelu_residual, GEMM),
    "attention, 30 heads of 128": (F.scaled_dot_product_attention, [(1, 30, 4224, 128)] * 3),
    "rms_norm, rows of 4096": (FUNCTIONS["rms_norm"], ROWS),
    "softmax, rows of 4096": (FUNCTIONS["softmax"], ROWS),
    "silu_mul, rows of 4096": (FUNCTIONS["silu_mul"], ROWS),
}


def capture(function, shapes) -> str:
    """The program that computes `function` of bf16 tensors of these shapes."""
    from cutedsl.decompositions import decomposition_table
    from cutedsl.emit import Argument, emit

    class Model(torch.nn.Module):
        def forward(self, *args):
            return function(*args)

    example = tuple(torch.empty(s, dtype=torch.bfloat16, device="meta") for s in shapes)
    exported = torch.export.export(Model(), example).run_decompositions(decomposition_table())
    graph = exported.graph_module.graph
    arguments = {n: Argument(n.name) for n in graph.find_nodes(op="placeholder")}
    program = emit(graph, arguments)
    if program.refused:
        raise RuntimeError(f"some calls could not be captured: {program.refused}")
    return program.text


def compile_once(name: str) -> dict[str, float]:
    """Milliseconds of each stage, on one core."""
    from cutedsl.library import library

    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    text = capture(*KERNELS[name])
    _, report = library().compile(text, OPTIONS)
    assert len(report["kernels"]) == 1, [k["name"] for k in report["kernels"]]
    return report["milliseconds"]


def run(arguments) -> None:
    report = Report("compile-kernels", arguments.output)
    for name in KERNELS:
        rounds = 1 if arguments.quick else ROUNDS
        stages = [in_process("bench.compile_kernels", "compile_once", name) for _ in range(rounds)]
        stages.sort(key=to_cubin)
        median = stages[len(stages) // 2]
        report.add(
            Row(f"{name}, tile program to cubin", to_cubin(median), "ms", {}, {"stages_ms": median})
        )


def to_cubin(stages: dict[str, float]) -> float:
    return stages["lower"] + stages["emit"]
