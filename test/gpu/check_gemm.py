"""Matrix products on a GPU against float32, from the installed wheel.

    python3 test/gpu/check_gemm.py [--random N] [--output FILE]

Shapes with ragged edges, both orders of both operands, batches, strides that
the copy engine refuses, a dynamic number of rows, and epilogues. Prints a JSON
object a case that is off and a summary; the exit status is 1 if there is one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from check_runner import Case, check_dynamic_sizes, relative_error, run_checks


def tensor(*shape: int, dtype=torch.bfloat16) -> torch.Tensor:
    return torch.randn(*shape, device="cuda").mul_(shape[-1] ** -0.25).to(dtype)


def linear(x, w):
    return F.linear(x, w)


def gelu_residual(x, w, bias, residual):
    return F.gelu(F.linear(x, w, bias)) + residual


def swiglu(x, w1, w3):
    return F.silu(F.linear(x, w1)) * F.linear(x, w3)


def two_results(x, w):
    y = F.linear(x, w)
    return y, torch.relu(y).sum(-1)


def fixed_cases() -> Iterator[Case]:
    for m, n, k in [
        (128, 128, 128),
        (128, 256, 64),
        (256, 512, 192),
        (4224, 3840, 3840),
        (100, 136, 104),
        (1, 768, 768),
        (34, 2304, 768),
        (48, 768, 3072),
        (129, 257, 136),
        (300, 200, 72),
        (33, 33, 33),
        (1000, 64, 4096),
        (16384, 1024, 256),
    ]:
        for dtype in (torch.bfloat16, torch.float16):
            yield (
                f"linear {m}x{n}x{k} {dtype}",
                linear,
                (tensor(m, k, dtype=dtype), tensor(n, k, dtype=dtype)),
            )
        yield f"matmul {m}x{n}x{k}", torch.matmul, (tensor(m, k), tensor(k, n))
        yield f"transposed {m}x{n}x{k}", lambda x, w: x.t() @ w, (tensor(k, m), tensor(k, n))
        yield (
            f"gelu {m}x{n}x{k}",
            gelu_residual,
            (tensor(m, k), tensor(n, k), tensor(n), tensor(m, n)),
        )
        yield f"swiglu {m}x{n}x{k}", swiglu, (tensor(m, k), tensor(n, k), tensor(n, k))
        yield f"two results {m}x{n}x{k}", two_results, (tensor(m, k), tensor(n, k))
    yield from few_rows_cases()
    for batch, m, n, k in [
        (3, 128, 128, 128),
        (5, 100, 72, 136),
        (12, 34, 64, 64),
        (2, 257, 40, 200),
    ]:
        yield f"bmm {batch}x{m}x{n}x{k}", torch.bmm, (tensor(batch, m, k), tensor(batch, k, n))
        yield (
            f"bmm transposed {batch}x{m}x{n}x{k}",
            lambda x, y: x @ y.transpose(-1, -2),
            (tensor(batch, m, k), tensor(batch, n, k)),
        )
        yield f"broadcast {batch}x{m}x{n}x{k}", torch.matmul, (tensor(batch, m, k), tensor(k, n))
    yield "slice", lambda x, w: F.linear(x[8:136, 64:192], w), (tensor(200, 256), tensor(96, 128))
    yield "row pitch", lambda x, w: F.linear(x[:, :120], w), (tensor(200, 136), tensor(96, 120))
    yield "odd pitch", lambda x, w: F.linear(x[:, :121], w), (tensor(200, 131), tensor(96, 121))


def few_rows_cases() -> Iterator[Case]:
    for m in (1, 2, 7, 8, 16, 34, 48, 64):
        for n, k in [(768, 768), (2304, 768), (768, 3072), (4096, 4096), (100, 328), (72, 136)]:
            yield (
                f"few rows {m}x{n}x{k}",
                gelu_residual,
                (tensor(m, k), tensor(n, k), tensor(n), tensor(m, n)),
            )
        yield f"few rows matmul {m}x264x512", torch.matmul, (tensor(m, 512), tensor(512, 264))
        yield (
            f"few rows transposed {m}x264x512",
            lambda x, w: x.t() @ w,
            (tensor(512, m), tensor(512, 264)),
        )
        yield (
            f"few rows swiglu {m}x200x512",
            swiglu,
            (tensor(m, 512), tensor(200, 512), tensor(200, 512)),
        )
        yield (
            f"few rows bmm {m}x72x256",
            torch.bmm,
            (tensor(3, m, 256), tensor(3, 256, 72)),
        )


def random_cases(count: int) -> Iterator[Case]:
    generator = random.Random(0)
    for i in range(count):
        m = int(2 ** generator.uniform(0, 14))
        n, k = (int(2 ** generator.uniform(6, 12.5)) for _ in range(2))
        if i % 3:
            n, k = (max(8, v // 8 * 8) for v in (n, k))
        yield f"random {m}x{n}x{k}", linear, (tensor(m, k), tensor(n, k))


def check(case: Case) -> dict:
    name, function, operands = case
    torch._dynamo.reset()
    exact = function(*(t.double() for t in operands))
    eager = function(*operands)
    compiled = torch.compile(function, backend="cutedsl", options={"strict": True}, dynamic=False)
    actual = compiled(*operands)
    again = compiled(*operands)
    row = {"name": name, "ok": True}

    def leaves(value):
        return value if isinstance(value, tuple) else (value,)

    for a, b, e, x in zip(*map(leaves, (actual, again, eager, exact)), strict=True):
        error = relative_error(a, x)
        own = relative_error(e, x)
        row |= {"error": error, "eager": own, "repeats": torch.equal(a, b)}
        row["ok"] &= error <= 1.1 * own + 1e-6 and row["repeats"]
    return row


def check_dynamic() -> dict:
    torch._dynamo.reset()
    w = tensor(768, 512)
    compiled = torch.compile(linear, backend="cutedsl", options={"strict": True}, dynamic=True)
    operands = ((tensor(m, 512), w) for m in (2, 17, 64, 129, 1000, 4097))

    def exact(x, w):
        return x.double() @ w.double().t()

    return check_dynamic_sizes("dynamic rows", compiled, exact, operands, limit=3e-3)


if __name__ == "__main__":
    run_checks(
        __doc__.splitlines()[0], fixed_cases, random_cases, check, check_dynamic, num_random=40
    )
