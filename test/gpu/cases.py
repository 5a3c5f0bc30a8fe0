"""What the kernels under Inputs/ are given and must compute.

Every case makes its inputs from a fixed seed and its expected results in
float64 (or exactly), so that the interpreter and a GPU are held to the same bar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import torch


@dataclass
class Case:
    kernel: str
    file: str
    inputs: Callable[[], list[torch.Tensor]]
    results: list[tuple[tuple[int, ...], torch.dtype]]
    reference: Callable[..., list[torch.Tensor]]
    symbols: list[int] = field(default_factory=list)
    #: Largest error against float64, relative to the largest expected value.
    tolerance: float = 2e-6
    name: str = ""

    def __post_init__(self):
        self.name = self.name or self.kernel


def rand(*shape, seed=0, dtype=torch.float32):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator).to(dtype)


def wide(tensor):
    return tensor.double() if tensor.is_floating_point() else tensor


def linear_case(rows):
    return Case(
        "linear",
        "graph.mlir",
        lambda: [rand(rows, 96), rand(200, 96, seed=1), rand(200, seed=2), rand(rows, 200, seed=3)],
        [((rows, 200), torch.float32)],
        lambda x, w, b, r: [torch.relu(x @ w.T + b) + r],
        [rows],
        name=f"linear_{rows}",
    )


def attention(q, k, v, mask):
    scores = q @ k.transpose(-1, -2) + mask
    return [(scores.softmax(-1) @ v).transpose(0, 1).reshape(34, 768)]


def rotate(x, table):
    pairs = torch.view_as_complex((x / x.norm(dim=-1, keepdim=True)).unflatten(-1, (64, 2)))
    return [torch.view_as_real(pairs * torch.view_as_complex(table)).flatten(-2)]


def attention_mask():
    mask = torch.zeros(34)
    mask[20:] = -torch.inf
    return mask


def scatter_add(t, u, i):
    return [t.index_add(0, i, u)]


bf16 = torch.bfloat16
f32 = torch.float32

CASES = [
    *(
        Case(
            "add_relu",
            "graph.mlir",
            lambda n=n: [rand(n), rand(n, seed=1)],
            [((n,), f32)],
            lambda a, b: [torch.relu(a + b)],
            [n],
            name=f"add_relu_{n}",
        )
        for n in (1, 1000, 4096)
    ),
    Case(
        "scale_bf16",
        "graph.mlir",
        lambda: [rand(5, 768, dtype=bf16), rand(768, seed=1, dtype=bf16)],
        [((5, 768), bf16)],
        lambda a, b: [a * b],
        [5],
        tolerance=4e-3,
    ),
    Case("softmax", "graph.mlir", lambda: [rand(34, 600)], [((34, 600), f32)],
         lambda a: [a.softmax(-1)]),
    *(
        Case(
            "layernorm",
            "graph.mlir",
            lambda n=n: [rand(n, 768), rand(768, seed=1), rand(768, seed=2)],
            [((n, 768), f32)],
            lambda x, w, b: [torch.nn.functional.layer_norm(x, (768,), w, b)],
            [n],
            name=f"layernorm_{n}",
        )
        for n in (1, 9)
    ),
    Case(
        "rotate",
        "graph.mlir",
        lambda: [rand(34, 128, dtype=bf16), rand(34, 64, 2, seed=1)],
        [((34, 128), bf16)],
        rotate,
        tolerance=4e-3,
    ),
    Case("argmax", "graph.mlir", lambda: [rand(34, 600)], [((34,), torch.int64)],
         lambda a: [a.argmax(-1)]),
    Case("columns", "graph.mlir", lambda: [rand(100, 768)], [((768,), f32)],
         lambda a: [a.sum(0)]),
    linear_case(1),
    linear_case(64),
    linear_case(100),
    Case(
        "linear_bf16",
        "graph.mlir",
        lambda: [rand(70, 96, dtype=bf16), rand(96, 128, seed=1, dtype=bf16)],
        [((70, 128), bf16)],
        lambda x, w: [x @ w],
        [70],
        tolerance=4e-3,
    ),
    Case(
        "attention",
        "graph.mlir",
        lambda: [rand(12, 34, 64), rand(12, 34, 64, seed=1), rand(12, 34, 64, seed=2),
                 attention_mask()],
        [((34, 768), f32)],
        attention,
    ),
    Case(
        "embedding",
        "graph.mlir",
        lambda: [rand(1000, 64), torch.tensor([0, 999, 5, 5, 700, 1, 31])],
        [((7, 64), f32)],
        lambda t, i: [t[i]],
        tolerance=0,
    ),
    Case("rotate_half", "graph.mlir", lambda: [rand(34, 64)], [((34, 64), f32)],
         lambda a: [torch.cat([-a[:, 32:], a[:, :32]], 1)], tolerance=0),
    Case("transpose", "graph.mlir", lambda: [rand(70, 100)], [((100, 70), f32)],
         lambda a: [-a.T], tolerance=0),
    Case(
        "is_nan",
        "graph.mlir",
        lambda: [torch.where(rand(1000) > 0, rand(1000), torch.nan)],
        [((1000,), torch.bool)],
        lambda a: [a.isnan()],
        tolerance=0,
    ),
    Case("scan", "graph.mlir", lambda: [rand(4, 100)], [((4, 100), f32)],
         lambda a: [a.cumsum(1)]),
    Case(
        "scatter_add",
        "graph.mlir",
        lambda: [rand(50, 64), rand(7, 64, seed=1), torch.tensor([3, 49, 3, 0, 7, 3, 49])],
        [((50, 64), f32)],
        scatter_add,
    ),
    *(
        Case(
            "row_softmax",
            "tile.mlir",
            lambda n=n: [rand(n, 1024)],
            [((n, 1024), f32)],
            lambda a: [a.softmax(-1)],
            [n],
            tolerance=4e-6,
            name=f"row_softmax_{n}",
        )
        for n in (1, 7)
    ),
]  # fmt: skip


def expected(case: Case) -> list[torch.Tensor]:
    return case.reference(*[wide(x) for x in case.inputs()])


def error(case: Case, results) -> float:
    """The largest difference over the largest expected value."""
    worst = 0.0
    for actual, wanted in zip(results, expected(case), strict=True):
        actual, wanted = actual.cpu().double(), wanted.double()
        if (actual.isnan() != wanted.isnan()).any():
            return float("inf")
        scale = wanted.abs().max().clamp(min=1e-30)
        worst = max(worst, ((actual - wanted).abs().max() / scale).item())
    return worst
