"""Norms, softmaxes and other work on long rows on a GPU against float64, from
the installed wheel.

    python3 test/gpu/check_rows.py [--random N] [--output FILE]

Rows that stay in registers, that shared memory keeps between the passes over
them, and that are streamed; whole chunks and short ones, rows that begin within
a buffer or at odd places, more rows than multiprocessors and fewer, a dynamic
number of rows. Prints a JSON object a case that is off and a summary; the exit
status is 1 if there is one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from check_gemm import check, tensor
from check_runner import Case, check_dynamic_sizes, run_checks


def softmax(x):
    return x.softmax(-1)


def log_softmax(x):
    return x.log_softmax(-1)


def rms_norm(x, weight):
    return F.rms_norm(x, x.shape[-1:], weight, 1e-6)


def residual_layer_norm(x, residual, weight, bias):
    y = x + residual
    return F.layer_norm(y, y.shape[-1:], weight, bias), y


def shares(x):
    """A result of the rows' size, and two that are one number a row."""
    y = x if x.dtype == torch.float64 else x.float()
    most = y.abs().amax(-1, keepdim=True)
    return y / most, most, (y / most).square().sum(-1)


def masked_softmax(x, mask):
    return x.masked_fill(mask, -30).softmax(-1)


def cases_of(rows: int, length: int, dtype: torch.dtype) -> Iterator[Case]:
    def make(*shape):
        return tensor(*shape, dtype=dtype) * 4

    size = f"{rows}x{length} {dtype}"
    yield f"softmax {size}", softmax, (make(rows, length),)
    yield f"log_softmax {size}", log_softmax, (make(rows, length),)
    yield f"rms_norm {size}", rms_norm, (make(rows, length), make(length))
    yield (
        f"layer_norm {size}",
        residual_layer_norm,
        (make(rows, length), make(rows, length), make(length), make(length)),
    )
    yield f"shares {size}", shares, (make(rows, length),)


def fixed_cases() -> Iterator[Case]:
    for rows, length in [
        (300, 4096),
        (300, 16384),
        (133, 16392),
        (300, 32768),
        (1000, 65536),
        (5, 65536),
        (300, 50000),
        (140, 98304),
        (40, 50001),
        (20, 131072),
    ]:
        yield from cases_of(rows, length, torch.bfloat16)
    for rows, length in [(300, 32768), (140, 49152), (137, 20004), (20, 65536)]:
        yield from cases_of(rows, length, torch.float32)
    yield from cases_of(200, 40000, torch.float16)
    yield "heads", softmax, (tensor(3, 4, 50, 32768),)
    yield "begins within", lambda x: x[:, 8:-8].softmax(-1), (tensor(200, 32784),)
    yield "begins at odd places", lambda x: x[:, 3:].softmax(-1), (tensor(200, 32771),)
    yield "every other", lambda x: x[:, ::2].softmax(-1), (tensor(200, 65536),)
    yield "turned", lambda x, y: (x + y.t()).softmax(-1), (tensor(64, 32768), tensor(32768, 64))
    mask = torch.rand(200, 32768, device="cuda") < 0.2
    yield "masked", lambda x: masked_softmax(x, mask), (tensor(200, 32768),)


def random_cases(count: int) -> Iterator[Case]:
    generator = random.Random(0)
    for _ in range(count):
        length = int(2 ** generator.uniform(13, 17))
        if generator.random() < 0.7:
            length = length // 8 * 8
        rows = int(2 ** generator.uniform(0, 9))
        dtype = generator.choice([torch.bfloat16, torch.float16, torch.float32])
        yield generator.choice(list(cases_of(rows, length, dtype)))


def check_dynamic() -> dict:
    torch._dynamo.reset()
    compiled = torch.compile(softmax, backend="cutedsl", options={"strict": True}, dynamic=True)
    operands = [(tensor(rows, 65536),) for rows in (2, 131, 132, 133, 700)]
    for given in operands:
        torch._dynamo.mark_static(given[0], 1)
    return check_dynamic_sizes(
        "dynamic rows", compiled, lambda x: x.double().softmax(-1), operands, limit=3e-3
    )


if __name__ == "__main__":
    run_checks(
        __doc__.splitlines()[0], fixed_cases, random_cases, check, check_dynamic, num_random=20
    )
