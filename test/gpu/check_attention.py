"""Attention on a GPU against float64, from the installed wheel.

    python3 test/gpu/check_attention.py [--random N] [--output FILE]

Head sizes, ragged and unequal lengths, masks, causal attention, heads that share
keys, projected layouts, a dynamic length, large scores. Results go where NaN
was. Prints a JSON object a case that is off and a summary; the exit status is 1
if there is one.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from check_runner import Case, check_dynamic_sizes, relative_error, run_checks

attention = F.scaled_dot_product_attention


def qkv(batch, heads, rows, keys, depth, *, dtype=torch.bfloat16, key_heads=None, scale=1.0):
    shapes = [(heads, rows)] + 2 * [(key_heads or heads, keys)]
    return tuple(
        torch.randn(batch, *shape, depth, device="cuda").mul_(scale).to(dtype) for shape in shapes
    )


def masked(q, k, v, mask):
    return attention(q, k, v, attn_mask=mask)


causal = functools.partial(attention, is_causal=True)
grouped = functools.partial(attention, enable_gqa=True)
grouped_causal = functools.partial(attention, is_causal=True, enable_gqa=True)
unscaled = functools.partial(attention, scale=1.0)


def projected(heads: int, q, k, v):
    q, k, v = (x.unflatten(-1, (heads, -1)).transpose(1, 2) for x in (q, k, v))
    return attention(q, k, v).transpose(1, 2).flatten(2)


def residual(q, k, v, x):
    return attention(q, k, v) + x


def fixed_cases() -> Iterator[Case]:
    for depth in (32, 64, 96, 128, 192, 256):
        for rows, keys in [(64, 256), (200, 136), (192, 1024), (1, 300), (1000, 1001), (640, 72)]:
            yield f"{rows}x{keys}x{depth}", attention, qkv(2, 3, rows, keys, depth)
        yield f"f16 {depth}", attention, qkv(2, 3, 200, 300, depth, dtype=torch.float16)
        yield f"causal {depth}", causal, qkv(1, 4, 600, 600, depth)
        mask = torch.randn(1, 1, 300, 520, device="cuda").bfloat16()
        mask[..., 100:] = -torch.inf
        mask[..., 7, :] = -torch.inf
        mask[..., 7, 3] = 0
        yield f"mask {depth}", masked, (*qkv(2, 2, 300, 520, depth), mask)
        yield (
            f"residual {depth}",
            residual,
            (
                *qkv(2, 2, 300, 520, depth),
                torch.randn(2, 2, 300, depth, device="cuda").bfloat16(),
            ),
        )
        yield f"groups {depth}", grouped, qkv(2, 8, 300, 520, depth, key_heads=2)
        yield f"groups causal {depth}", grouped_causal, qkv(2, 8, 520, 520, depth, key_heads=2)
        yield (
            f"projected {depth}",
            functools.partial(projected, 4),
            tuple(torch.randn(2, n, 4 * depth, device="cuda").bfloat16() for n in (300, 520, 520)),
        )
    boolean = torch.rand(2, 1, 300, 520, device="cuda") < 0.3
    boolean[..., 0] = True
    yield "boolean mask", masked, (*qkv(2, 2, 300, 520, 64), boolean)
    for length in (34, 48, 64, 65, 100):
        yield f"short {length}", unscaled, qkv(2, 12, length, length, 64, scale=0.35)
    yield "large scores", attention, qkv(1, 4, 500, 700, 128, scale=3.0)
    yield "long", attention, qkv(1, 30, 4224, 4224, 128)
    yield "long ragged", attention, qkv(1, 30, 4200, 4200, 128)
    yield "long causal", causal, qkv(1, 16, 4096, 4096, 128)


def random_cases(count: int) -> Iterator[Case]:
    generator = random.Random(0)
    for _ in range(count):
        rows, keys = (int(2 ** generator.uniform(0, 11)) for _ in range(2))
        depth = generator.choice((32, 64, 80, 96, 128, 160, 256))
        batch, heads = generator.randint(1, 3), generator.randint(1, 9)
        yield (
            f"random {batch}x{heads}x{rows}x{keys}x{depth}",
            attention,
            qkv(batch, heads, rows, keys, depth),
        )


def poison(like: torch.Tensor) -> None:
    """Leaves NaN in memory that the next result of this size may get."""
    torch.full_like(like, float("nan"))


def check(case: Case) -> dict:
    name, function, operands = case
    torch._dynamo.reset()
    exact = function(*(t.double() if t.is_floating_point() else t for t in operands))
    eager = function(*operands)
    compiled = torch.compile(function, backend="cutedsl", options={"strict": True}, dynamic=False)
    compiled(*operands)
    poison(eager)
    actual = compiled(*operands)
    poison(eager)
    repeats = torch.equal(actual, compiled(*operands))
    error = relative_error(actual, exact)
    own = relative_error(eager, exact)
    ok = error <= 1.2 * own + 1e-6 and repeats
    return {"name": name, "ok": ok, "error": error, "eager": own, "repeats": repeats}


def check_dynamic() -> dict:
    torch._dynamo.reset()
    compiled = torch.compile(attention, backend="cutedsl", options={"strict": True})

    def operands():
        for length in (1000, 17, 64, 129, 65, 2049):
            given = qkv(1, 4, length, length + 3, 64)
            for tensor in given:
                torch._dynamo.mark_dynamic(tensor, 2)
            yield given

    def exact(*given):
        return attention(*(t.double() for t in given))

    return check_dynamic_sizes("dynamic length", compiled, exact, operands(), limit=4e-3)


if __name__ == "__main__":
    run_checks(
        __doc__.splitlines()[0], fixed_cases, random_cases, check, check_dynamic, num_random=20
    )
