"""Compares models on a GPU with eager PyTorch, from the installed wheel.

    python3 test/gpu/check_models.py [--bundle FILE] [--chronos-dtype float32] [--output FILE]

Small models go through torch.compile, forward and backward. Chronos-2 base runs
from its shipped graph, or from a bundle that another machine compiled with

    cutedsl-run models/chronos2/chronos2-base-float32.mlir --target=sm_90a --emit=bundle

Prints a JSON object a case; the exit status is 1 if one is off. Needs PyTorch
for CUDA and, for Chronos-2, upstream's package as the reference.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

# Of a float32 result's norm.
TOLERANCE = 1e-5


class Attention(nn.Module):
    def __init__(self, size: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.norm = nn.LayerNorm(size)

    def forward(self, x):
        q, k, v = self.qkv(self.norm(x)).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        return x + self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class Pointwise(nn.Module):
    def forward(self, x):
        return torch.softmax(x * 2 - x.mean(-1, keepdim=True), -1) + x.tanh()


def small_models() -> dict[str, tuple[nn.Module, torch.Tensor]]:
    mlp = nn.Sequential(nn.Linear(256, 1024), nn.GELU(), nn.Linear(1024, 256))
    return {
        "pointwise": (Pointwise(), torch.randn(64, 1000)),
        "mlp": (mlp, torch.randn(33, 256)),
        "attention": (Attention(256, 4), torch.randn(2, 50, 256)),
    }


def distance(actual: torch.Tensor, expected: torch.Tensor) -> float:
    if not actual.isfinite().all():
        return math.inf
    return ((actual.double() - expected.double()).norm() / expected.double().norm()).item()


def train(function, x):
    x = x.clone().requires_grad_()
    y = function(x)
    y.square().mean().backward()
    return y.detach(), x.grad


def check_small(name: str, model: nn.Module, x: torch.Tensor, dtype: torch.dtype):
    model, x = model.to("cuda", dtype), x.to("cuda", dtype)
    exact, exact_grad = train(nn.Module.double(model), x.double())
    model = model.to(dtype)
    eager, eager_grad = train(model, x)
    torch._dynamo.reset()
    actual, grad = train(torch.compile(model, backend="cutedsl", options={"strict": True}), x)
    case = {
        "name": f"{name} {str(dtype).removeprefix('torch.')}",
        "error": distance(actual, exact),
        "eager": distance(eager, exact),
        "gradient_error": distance(grad, exact_grad),
        "eager_gradient": distance(eager_grad, exact_grad),
    }
    case["ok"] = all(
        case[a] <= max(TOLERANCE, 1.25 * case[b])
        for a, b in (("error", "eager"), ("gradient_error", "eager_gradient"))
    )
    return case


def host_microseconds(function, repetitions: int = 20) -> float:
    """What a call takes on the host while the GPU has room in its queue."""
    samples = []
    for _ in range(repetitions):
        torch.cuda.synchronize()
        begin = time.perf_counter()
        function()
        samples.append(1e6 * (time.perf_counter() - begin))
    torch.cuda.synchronize()
    return statistics.median(samples)


def milliseconds(function, repetitions: int = 20) -> float:
    for _ in range(3):
        function()
    start, stop = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    start.record()
    for _ in range(repetitions):
        function()
    stop.record()
    stop.synchronize()
    return start.elapsed_time(stop) / repetitions


def chronos_cases():
    from cutedsl.models.chronos2.weights import make_series

    covariates = torch.randn(7, 32, generator=torch.Generator().manual_seed(2))
    covariates[0] = math.nan
    groups = torch.tensor([0, 0, 0, 1, 1, 2, 2])
    return {
        "B=1 L=512": dict(context=make_series(1, 512)),
        "B=7 L=500 ragged": dict(context=make_series(7, 500)),
        "B=7 groups, covariates": dict(
            context=make_series(7, 320),
            group_ids=groups,
            future_covariates=covariates,
            num_output_patches=2,
        ),
        "B=64 L=512 groups": dict(context=make_series(64, 512), group_ids=torch.arange(64) // 4),
    }


def check_chronos(bundle: Path | None, dtype: torch.dtype):
    from cutedsl.models.chronos2.capture import make_model
    from cutedsl.models.chronos2.model import CuteChronos2Model
    from cutedsl.models.chronos2.weights import calibrate_

    reference = calibrate_(make_model()).to(dtype)
    model = CuteChronos2Model.from_upstream(reference, device="cuda")
    begin = time.perf_counter()
    if bundle is not None:
        model.load_bundle(bundle)
    exact_model = calibrate_(make_model()).to(dtype).double().cuda()
    reference = reference.cuda()
    for name, case in chronos_cases().items():
        case = {k: v.cuda() if isinstance(v, torch.Tensor) else v for k, v in case.items()}
        with torch.no_grad():
            eager = reference(**case).quantile_preds
            exact = exact_model(**case).quantile_preds.float()

            def run(case=case):
                return model(**case).quantile_preds

            actual = run()
            seconds = time.perf_counter() - begin
            row = {
                "name": f"Chronos-2 base {str(dtype).removeprefix('torch.')} {name}",
                "from_bundle": bundle is not None,
                "from_eager": distance(actual, eager),
                "max_over_scale": ((actual - eager).abs().max() / eager.abs().max()).item(),
                "error": distance(actual, exact),
                "eager": distance(eager, exact),
                "repeats": torch.equal(actual, run()),
                "ms": milliseconds(run),
                "eager_ms": milliseconds(lambda case=case: reference(**case)),
                "host_us": host_microseconds(run),
                "ready_s": seconds,
            }
        if dtype == torch.float32:
            close = row["from_eager"] < TOLERANCE and row["max_over_scale"] < 1e-4
        else:
            close = row["error"] <= 1.1 * row["eager"]
        row["ok"] = close and row["repeats"]
        yield row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bundle", type=Path, help="a bundle of Chronos-2 for this GPU")
    parser.add_argument("--chronos-dtype", nargs="*", default=["float32"])
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    rows = []

    def add(row) -> None:
        rows.append(row | {"device": torch.cuda.get_device_name(), "torch": torch.__version__})
        print(json.dumps(row), flush=True)

    for name, (model, x) in small_models().items():
        for dtype in (torch.float32, torch.bfloat16):
            try:
                add(check_small(name, model, x, dtype))
            except Exception as error:  # noqa: BLE001 - the other cases still count
                add({"name": f"{name} {dtype}", "ok": False, "exception": str(error)[:2000]})
    for dtype in arguments.chronos_dtype:
        bundle = arguments.bundle if dtype == "float32" else None
        for row in check_chronos(bundle, getattr(torch, dtype)):
            add(row)
    if arguments.output:
        arguments.output.write_text("".join(json.dumps(row) + "\n" for row in rows))
    sys.exit(0 if all(row["ok"] for row in rows) else 1)


if __name__ == "__main__":
    main()
