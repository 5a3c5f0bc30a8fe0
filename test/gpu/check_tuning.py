"""mode="max-autotune" on a GPU against eager PyTorch, from the installed wheel.

    python3 test/gpu/check_tuning.py [--random N] [--output FILE]

Each program is compiled with what was measured, and with choices that are
forced: cuBLASLt wherever it can be used, with copies of operands and without, and
other schedules than the first. Every time the result must repeat bit for bit,
within a CUDA graph too, and be as close to double precision as eager's. Prints a
JSON object a case that is off and a summary; the exit status is 1 if there is one.
"""

from __future__ import annotations

import pathlib
import random
import tempfile
import time
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from check_runner import Case, relative_error, run_checks

from cutedsl.backend import Backend
from cutedsl.compiler import LibraryCompiler, runtime_extension
from cutedsl.options import Options
from cutedsl.tuning import default_store, measure_on_gpu
from cutedsl.tuning_store import Store

# What the clock says is the fastest: what it measured, or a candidate's number.
FORCED = ("measured", "cublaslt", "cublaslt-uncopied", 1, 3)
SHAPES = [(100, 136, 104), (512, 512, 512), (48, 768, 256), (1, 64, 128)]
# Rows are odd, so that tensor cores get copies.
ODD_SHAPES = [(2470, 1341, 69), (8, 5245, 405), (512, 512, 515)]


def tensor(*shape: int, dtype=torch.bfloat16) -> torch.Tensor:
    return torch.randn(*shape, device="cuda").mul_(shape[-1] ** -0.25).to(dtype)


def matmul(x, y):
    return x @ y


def rows_apart(x, w):
    return F.linear(x[:, :64], w)


def heads(x, y):
    return (x.unflatten(-1, (4, -1)).transpose(-2, -3) @ y).transpose(-2, -3)


def mlp(x, w1, b1, w2, b2):
    return F.linear(F.gelu(F.linear(x, w1, b1)), w2, b2) + x


def block(x, w_qkv, w_out, w1, b1, w2, b2):
    q, k, v = F.linear(x, w_qkv).unflatten(-1, (3, 4, -1)).permute(2, 0, 3, 1, 4)
    x = x + F.linear(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2), w_out)
    return mlp(x, w1, b1, w2, b2)


def fixed_cases() -> Iterator[Case]:
    for dtype in (torch.bfloat16, torch.float16, torch.float32):

        def make(*shape, dtype=dtype):
            return tensor(*shape, dtype=dtype)

        for m, n, k in SHAPES if dtype is torch.bfloat16 else SHAPES[:1]:
            yield f"linear {m}x{n}x{k} {dtype}", F.linear, (make(m, k), make(n, k))
            yield f"bias {m}x{n}x{k} {dtype}", F.linear, (make(m, k), make(n, k), make(n))
            yield f"matmul {m}x{n}x{k} {dtype}", matmul, (make(m, k), make(k, n))
            yield (
                f"transposed {m}x{n}x{k} {dtype}",
                lambda x, y: x.t() @ y,
                (make(k, m), make(k, n)),
            )
        yield f"batch {dtype}", matmul, (make(6, 64, 128), make(6, 128, 96))
        yield f"reshaped {dtype}", F.linear, (make(4, 32, 128), make(96, 128), make(96))
        yield f"rows apart {dtype}", rows_apart, (make(128, 96), make(72, 64))
        yield f"heads {dtype}", heads, (make(128, 4 * 64), make(4, 64, 64))
    for m, n, k in ODD_SHAPES:
        yield f"odd linear {m}x{n}x{k}", F.linear, (tensor(m, k), tensor(n, k))
        yield f"odd bias {m}x{n}x{k}", F.linear, (tensor(m, k), tensor(n, k), tensor(n))
        yield f"odd matmul {m}x{n}x{k}", matmul, (tensor(m, k), tensor(k, n))
    width = 256
    weights = (
        tensor(4 * width, width),
        tensor(4 * width),
        tensor(width, 4 * width),
        tensor(width),
    )
    yield "mlp", mlp, (tensor(512, width), *weights)
    yield (
        "transformer block",
        block,
        (tensor(2, 192, width), tensor(3 * width, width), tensor(width, width), *weights),
    )


def random_cases(count: int) -> Iterator[Case]:
    generator = random.Random(1)
    for _ in range(count):
        m = int(2 ** generator.uniform(0, 12))
        n, k = (int(2 ** generator.uniform(6, 12)) for _ in range(2))
        yield f"random {m}x{n}x{k}", F.linear, (tensor(m, k), tensor(n, k), tensor(n))


class Preferring:
    """A clock that finds what it is told to find, where there is such a candidate."""

    def __init__(self, wanted: str | int) -> None:
        self.wanted = wanted
        self.found = 0

    def __call__(self, kernel, programs):
        names = list(programs)
        if isinstance(self.wanted, int):
            best = names[min(self.wanted, len(names) - 1)]
        else:
            best = self.wanted if self.wanted in programs else names[0]
        self.found += best == self.wanted
        return {name: 1e-6 if name == best else 1e-3 for name in names}


def check_one(function, operands, exact, eager, forced) -> dict:
    torch._dynamo.reset()
    clock = measure_on_gpu if forced == "measured" else Preferring(forced)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.of(pathlib.Path(folder), default_store().made_for)
        compiler = LibraryCompiler(measure=clock, store=lambda: store)
        backend = Backend(Options(strict=True, mode="max-autotune"), compiler=compiler)
        compiled = torch.compile(function, backend=backend, dynamic=False)
        with torch.no_grad():
            first, second = (compiled(*operands) for _ in range(2))
            graph = torch.cuda.CUDAGraph()
            torch.cuda.synchronize()
            with torch.cuda.graph(graph):
                recorded = compiled(*operands)
            recorded.fill_(float("nan"))
            graph.replay()
            torch.cuda.synchronize()
    error = relative_error(first, exact)
    own = relative_error(eager, exact)
    repeats = torch.equal(first, second) and torch.equal(first, recorded)
    row = {"error": error, "eager": own, "repeats": repeats}
    if isinstance(clock, Preferring):
        row["chosen"] = clock.found
    return row | {"ok": error <= 1.1 * own + 1e-6 and repeats}


def check(case: Case) -> dict:
    name, function, operands = case
    with torch.no_grad():
        exact = function(*(t.double() for t in operands))
        eager = function(*operands)
    rows = {str(f): check_one(function, operands, exact, eager, f) for f in FORCED}
    return {"name": name, "ok": all(row["ok"] for row in rows.values()), "choices": rows}


def check_more() -> dict:
    """Through torch.compile itself: dynamic rows, and nothing measured twice."""
    torch._dynamo.reset()
    x, w, b = tensor(512, 256), tensor(256, 256), tensor(256)
    seconds, errors = [], []
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        made_for = default_store().made_for
        for _ in range(2):
            torch._dynamo.reset()
            compiler = LibraryCompiler(store=lambda: Store.of(pathlib.Path(folder), made_for))
            backend = Backend(Options(strict=True, mode="max-autotune"), compiler=compiler)
            compiled = torch.compile(F.linear, backend=backend, dynamic=True)
            begin = time.perf_counter()
            compiled(x, w, b)
            torch.cuda.synchronize()
            seconds.append(time.perf_counter() - begin)
            for m in (2, 64, 129, 1000):
                y = tensor(m, 256)
                exact = F.linear(y.double(), w.double(), b.double())
                errors.append(relative_error(compiled(y, w, b), exact))
        compiled = torch.compile(F.linear, backend="cutedsl", mode="max-autotune")
        exact = F.linear(x.double(), w.double(), b.double())
        errors.append(relative_error(compiled(x, w, b), exact))
    version = runtime_extension().cublaslt_version()
    ok = all(error < 4e-3 for error in errors) and seconds[1] < seconds[0] and version > 0
    return {
        "name": "dynamic rows, and a store",
        "error": max(errors),
        "seconds": seconds,
        "cublaslt": version,
        "ok": ok,
    }


if __name__ == "__main__":
    run_checks(__doc__.splitlines()[0], fixed_cases, random_cases, check, check_more, num_random=6)
