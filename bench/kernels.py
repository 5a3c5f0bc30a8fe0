"""Single kernels on a GPU against eager PyTorch (cuBLASLt) and Inductor.

Rows: bf16 GEMM at the shapes of Z-Image, of FuseML's presets and of a large
square, plain and with an epilogue. Our own kernels alone; a result is checked
against float32 before anything is timed, with outputs that no earlier run wrote.
"""

import time

import torch
import torch.nn.functional as F

from bench import attention
from bench.gpu import Recorded, number_of_sets, relative_error, time_all
from bench.harness import Report, Row

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
    function = EPILOGUES[epilogue]
    sets = number_of_sets((m * k + n * k + m * n) * 2)
    generator = torch.Generator("cuda").manual_seed(0)

    def make(*sizes, scale=1.0):
        return torch.randn(*sizes, device="cuda", generator=generator).mul_(scale).bfloat16()

    operands = [(make(m, k), make(n, k, scale=k**-0.5), make(n), make(m, n)) for _ in range(sets)]
    torch._dynamo.reset()
    functions = {"ours": torch.compile(function, backend="cutedsl", options={"strict": True})}
    functions["eager"] = function
    if inductor:
        functions["inductor"] = torch.compile(function, mode="max-autotune-no-cudagraphs")
    exact = function(*(t.float() for t in operands[0]))
    errors, seconds = {}, {}
    for name, run in functions.items():
        begin = time.perf_counter()
        result = run(*operands[0])
        seconds[name] = round(time.perf_counter() - begin, 2)
        errors[name] = relative_error(result, exact)
        if name == "ours" and not torch.equal(result, run(*operands[0])):
            errors[name] = float("inf")
    if not errors["ours"] <= 1.1 * errors["eager"]:
        print(f"WRONG {shape} {epilogue}: {errors}", flush=True)
        return
    recorded = {
        name: Recorded([lambda run=run, args=args: run(*args) for args in operands])
        for name, run in functions.items()
    }
    timings = time_all(recorded, rounds=rounds)
    ours = timings.pop("ours")
    flops = 2 * m * n * k
    best_burst = min(t.burst for t in timings.values())
    report.add(
        Row(
            f"bf16 {m}x{n}x{k} {epilogue}",
            ours.sustained,
            "us",
            {name: t.sustained for name, t in timings.items()},
            {
                "ratio_burst": round(best_burst / ours.burst, 3),
                "tflops": round(flops / ours.sustained * 1e-6, 1),
                "timings": {"ours": ours.to_json()}
                | {name: t.to_json() for name, t in timings.items()},
                "relative_error": errors,
                "first_call_seconds": seconds,
                "device": torch.cuda.get_device_name(),
            },
        )
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
    attention.run(report, quick=arguments.quick)
