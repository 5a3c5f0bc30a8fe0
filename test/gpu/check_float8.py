"""8-bit floats on a GPU, from the installed wheel: casts against PyTorch's, and
scaled products against float64.

    python3 test/gpu/check_float8.py [--random N] [--output FILE]

Both types and mixtures of them, ragged edges, few rows, strides that the copy
engine refuses, scales of all kinds, epilogues, both accumulations, a dynamic
number of rows. Prints a JSON object a case that is off and a summary; the exit
status is 1 if there is one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from check_runner import Case, check_dynamic_sizes, relative_error, run_checks

E4M3, E5M2 = torch.float8_e4m3fn, torch.float8_e5m2
# What tensor cores' own accumulators keep of a sum of 32 products.
FAST_BITS = 13


def tensor(*shape: int, dtype=E4M3) -> torch.Tensor:
    return torch.randn(*shape, device="cuda").to(dtype)


def scales(m: int, n: int, per_row: bool) -> tuple[torch.Tensor, torch.Tensor]:
    shapes = ((m, 1), (1, n)) if per_row else ((), ())
    first, second = (torch.rand(s, device="cuda").add_(0.5) for s in shapes)
    return first, second / 16


class Product:
    """A function whose `exact` form takes what it takes, in float64."""

    def __init__(self, fast: bool, out=torch.bfloat16, epilogue: bool = False):
        self.fast, self.out, self.epilogue = fast, out, epilogue
        self.__name__ = "scaled_mm"

    def __call__(self, a, b, scale_a, scale_b, bias=None, residual=None):
        y = torch._scaled_mm(
            a, b.t(), scale_a, scale_b, bias, out_dtype=self.out, use_fast_accum=self.fast
        )
        return F.gelu(y) + residual if self.epilogue else y

    def exact(self, a, b, scale_a, scale_b, bias=None, residual=None):
        y = (a.double() @ b.double().t()) * scale_a.double() * scale_b.double()
        if bias is not None:
            y = y + bias.double()
        return F.gelu(y) + residual.double() if self.epilogue else y


def product_case(name, shape, *, fast, per_row=False, kinds=(E4M3, E4M3), epilogue=False):
    m, n, k = shape
    operands = (tensor(m, k, dtype=kinds[0]), tensor(n, k, dtype=kinds[1]), *scales(m, n, per_row))
    if epilogue:
        operands += (torch.randn(n, device="cuda").bfloat16(),)
        operands += (torch.randn(m, n, device="cuda").bfloat16(),)
    what = f"{name} {m}x{n}x{k} {'fast' if fast else 'f32'}"
    return what, Product(fast, epilogue=epilogue), operands


def fixed_cases() -> Iterator[Case]:
    for shape in [
        (128, 128, 128),
        (256, 512, 384),
        (8192, 8192, 8192),
        (4224, 3840, 3840),
        (112, 144, 208),
        (304, 208, 80),
        (1008, 64, 4096),
        (16, 768, 768),
        (48, 768, 3072),
        (34, 2304, 768),
        (1, 4096, 4096),
        (33, 32, 4112),
    ]:
        for fast in (True, False):
            yield product_case("per tensor", shape, fast=fast)
            yield product_case("per row", shape, fast=fast, per_row=True)
            yield product_case("mixed", shape, fast=fast, kinds=(E5M2, E4M3))
            yield product_case("mixed", shape, fast=fast, kinds=(E4M3, E5M2))
            yield product_case("epilogue", shape, fast=fast, per_row=True, epilogue=True)
    for shape in [(512, 384, 8192), (16, 384, 8192)]:
        m, n, k = shape
        a, b = (torch.rand(s, k, device="cuda").add_(1).to(E4M3) for s in (m, n))
        product = Product(False, out=torch.float32)
        yield f"promoted sums {m}x{n}x{k}", product, (a, b, *scales(m, n, False))
    x = torch.randn(1 << 20, device="cuda").mul_(100)
    special = torch.tensor([448, 464, 465, 480, 61440, 65536, 1e9, torch.inf, torch.nan])
    x[:9], x[9:18] = special, -special
    x[18 : 18 + 65536] = torch.arange(-(1 << 15), 1 << 15).to(torch.int16).view(torch.bfloat16)
    for dtype in (E4M3, E5M2):
        for wide in (torch.float32, torch.bfloat16, torch.float16):
            yield f"{wide} to {dtype}", lambda t, d=dtype: t.to(d), (x.to(wide),)
            yield f"{dtype} to {wide}", lambda t, w=wide: t.to(w), (x.to(dtype),)
        yield (
            f"moves of {dtype}",
            lambda t: torch.cat([t.t(), t.t()]),
            (tensor(80, 48, dtype=dtype),),
        )


def random_cases(count: int) -> Iterator[Case]:
    generator = random.Random(0)
    for i in range(count):
        m = int(2 ** generator.uniform(0, 13))
        n, k = (max(16, int(2 ** generator.uniform(4, 12)) // 16 * 16) for _ in range(2))
        yield product_case("random", (m, n, k), fast=i % 2 == 0, per_row=i % 3 == 0)


def check(case: Case) -> dict:
    name, function, operands = case
    torch._dynamo.reset()
    compiled = torch.compile(function, backend="cutedsl", options={"strict": True}, dynamic=False)
    actual, again = compiled(*operands), compiled(*operands)
    row = {"name": name, "ok": True, "repeats": _equal(actual, again)}
    row["ok"] = row["repeats"]
    if not isinstance(function, Product):
        row["ok"] &= _equal(actual, function(*operands))
        return row
    exact = function.exact(*operands)
    row["error"] = relative_error(actual, exact)
    # Rounding to bf16, and what accumulators cut off: errors of one direction
    # in sums of random terms, of 128 of k or of all.
    steps = operands[0].shape[1] / 32 if function.fast else 4
    row["limit"] = 2.5e-3 + steps**0.5 * 2.0**-FAST_BITS
    if function.out is torch.float32:
        # Factors of one sign: each of the four steps cuts off.
        row["limit"] = 2.5 * 2.0**-FAST_BITS
    row["ok"] &= row["error"] <= row["limit"]
    return row


def _equal(a: torch.Tensor, b: torch.Tensor) -> bool:
    """Bit for bit, but for NaN's sign."""
    x, y = a.double(), b.double()
    same = torch.equal(x.isnan(), y.isnan()) and torch.equal(x.nan_to_num(0), y.nan_to_num(0))
    return same and torch.equal(x.signbit() & ~x.isnan(), y.signbit() & ~y.isnan())


def check_dynamic() -> dict:
    torch._dynamo.reset()
    function = Product(fast=False)
    compiled = torch.compile(function, backend="cutedsl", options={"strict": True}, dynamic=True)
    operands = (
        (tensor(m, 512), tensor(768, 512), *scales(m, 768, True))
        for m in (2, 17, 64, 129, 1000, 4097)
    )
    return check_dynamic_sizes("dynamic rows", compiled, function.exact, operands, limit=3e-3)


if __name__ == "__main__":
    run_checks(
        __doc__.splitlines()[0], fixed_cases, random_cases, check, check_dynamic, num_random=40
    )
