"""Norms and softmax over rows on a GPU against eager PyTorch and Inductor.

Bandwidth counts each input read once and each output written once.
"""

import torch
import torch.nn.functional as F

from bench.gpu import Recorded, number_of_sets, relative_error, time_all
from bench.harness import Report, Row

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


def measure(report: Report, name: str, shape, *, inductor: bool, rounds: int) -> None:
    function = FUNCTIONS[name]
    generator = torch.Generator("cuda").manual_seed(0)
    read = shape[0] * shape[1] * 2
    sets = number_of_sets(read)
    weight = torch.randn(shape[1], device="cuda", generator=generator).bfloat16()
    operands = [
        (torch.randn(shape, device="cuda", generator=generator).bfloat16(), weight)
        for _ in range(sets)
    ]
    torch._dynamo.reset()
    functions = {
        "ours": torch.compile(function, backend="cutedsl", options={"strict": True}),
        "eager": function,
    }
    if inductor:
        functions["inductor"] = torch.compile(function)
    with torch.no_grad():
        exact = function(*(t.float() for t in operands[0]))
        results = {name: run(*operands[0]) for name, run in functions.items()}
        errors = {name: relative_error(result, exact) for name, result in results.items()}
        if not errors["ours"] <= 1.1 * errors["eager"]:
            print(f"WRONG {name} {shape}: {errors}", flush=True)
            return
        written = results["ours"].numel() * 2
        del exact, results
        recorded = {
            name: Recorded([lambda run=run, args=args: run(*args) for args in operands])
            for name, run in functions.items()
        }
        timings = time_all(recorded, rounds=rounds)
    ours = timings.pop("ours")
    report.add(
        Row(
            f"bf16 {name} {shape[0]}x{shape[1]}",
            ours.sustained,
            "us",
            {name: t.sustained for name, t in timings.items()},
            {
                "terabytes_per_second": round((read + written) / ours.sustained * 1e-6, 2),
                "timings": {"ours": ours.to_json()}
                | {name: t.to_json() for name, t in timings.items()},
                "relative_error": errors,
                "device": torch.cuda.get_device_name(),
            },
        )
    )


def run(arguments) -> None:
    report = Report("rows", arguments.output)
    for name in FUNCTIONS:
        for shape in SHAPES:
            measure(report, name, shape, inductor=True, rounds=3 if arguments.quick else 5)
