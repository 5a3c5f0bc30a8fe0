"""Random graphs for comparison with eager PyTorch.

A graph is a list of steps, each an operator number and a few integers. Every
list means something: operands are chosen modulo what there is, and a step that
does not apply is skipped. So hypothesis can shrink freely.

Values that went through rounding are kept away from comparisons and
roundings-down, where a last bit decides; `exact` tells which did not.
"""

from __future__ import annotations

import dataclasses
import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import fx

Step = tuple[int, int, int, int]

MAX_ELEMENTS = 20_000


@dataclasses.dataclass
class Value:
    node: fx.Node
    tensor: torch.Tensor
    exact: bool


class Builder:
    """Runs steps on real tensors and writes them down as an FX graph, as
    Dynamo would."""

    def __init__(self, inputs: Sequence[torch.Tensor]) -> None:
        self.graph = fx.Graph()
        self.values: list[Value] = []
        for i, tensor in enumerate(inputs):
            node = self.graph.placeholder(f"x{i}")
            node.meta["example_value"] = tensor
            self.values.append(Value(node, tensor, True))

    def call(self, function: Callable, *args: Any, exact: bool = False, **kwargs: Any) -> bool:
        """Adds a call; `Value`s among the arguments are operands."""

        def given(pick: Callable[[Value], Any]) -> tuple[Any, Any]:
            def one(a: Any) -> Any:
                if isinstance(a, Value):
                    return pick(a)
                return type(a)(one(x) for x in a) if isinstance(a, (list, tuple)) else a

            return one(args), {k: one(v) for k, v in kwargs.items()}

        tensor_args, tensor_kwargs = given(lambda v: v.tensor)
        result = function(*tensor_args, **tensor_kwargs)
        node_args, node_kwargs = given(lambda v: v.node)
        node = self.graph.call_function(function, node_args, node_kwargs)
        node.meta["example_value"] = result
        if isinstance(result, torch.Tensor):
            self.values.append(Value(node, result, exact))
            return True
        for i, part in enumerate(result):
            if isinstance(part, torch.Tensor):
                item = self.graph.call_function(operator.getitem, (node, i))
                item.meta["example_value"] = part
                self.values.append(Value(item, part, exact))
        return True

    def run(self, steps: Sequence[Step]) -> None:
        for number, *choices in steps:
            operators = list(OPERATORS.values())
            operators[number % len(operators)](self, *choices)

    def finish(self, outputs: Sequence[int]) -> fx.GraphModule:
        """The module that returns the last value and the chosen ones."""
        chosen = [self.values[-1]] + [self.values[i % len(self.values)] for i in outputs]
        self.graph.output(tuple(v.node for v in chosen))
        return fx.GraphModule(torch.nn.Module(), self.graph)

    # Choosing operands.

    def pick(self, index: int) -> Value:
        # The latest values first, so that graphs are deep.
        return self.values[-1 - index % len(self.values)]

    def floating(self, index: int) -> Value | None:
        found = [v for v in self.values if v.tensor.is_floating_point()]
        return found[-1 - index % len(found)] if found else None

    def matching(self, index: int, like: torch.Tensor) -> Value:
        """A value that broadcasts with `like`; at worst `like` itself."""
        found = []
        for v in self.values:
            try:
                shape = torch.broadcast_shapes(v.tensor.shape, like.shape)
            except RuntimeError:
                continue
            if torch.Size(shape).numel() <= max(MAX_ELEMENTS, like.numel()):
                found.append(v)
        return found[-1 - index % len(found)]


OPERATORS: dict[str, Callable[[Builder, int, int, int], Any]] = {}


def step(function: Callable[[Builder, int, int, int], Any]) -> None:
    OPERATORS[function.__name__] = function


# Pointwise.

_UNARY = [torch.tanh, torch.sigmoid, F.silu, F.gelu, torch.sin, torch.cos, torch.erf]
_EXACT_UNARY = [torch.neg, torch.abs, torch.relu]


@step
def unary(b: Builder, i: int, j: int, k: int) -> None:
    if (x := b.floating(i)) is not None:
        b.call(_UNARY[j % len(_UNARY)], x)


@step
def exact_unary(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    if x.tensor.dtype != torch.bool:
        b.call(_EXACT_UNARY[j % len(_EXACT_UNARY)], x, exact=x.exact)


@step
def guarded(b: Builder, i: int, j: int, k: int) -> None:
    """Functions of a restricted domain, kept inside it."""
    if (x := b.floating(i)) is None:
        return
    b.call(torch.clamp, x, min=0.25, max=4.0)
    function = [torch.log, torch.sqrt, torch.rsqrt, torch.exp, torch.reciprocal][j % 5]
    b.call(function, b.values[-1])


@step
def binary(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    y = b.matching(j, x.tensor)
    if torch.bool in (x.tensor.dtype, y.tensor.dtype):
        return
    function = [torch.add, torch.sub, torch.mul][k % 3]
    b.call(function, x, y)
    if b.values[-1].tensor.is_floating_point() and k % 3 == 2:
        b.call(torch.tanh, b.values[-1])


@step
def scaled_sum(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    y = b.matching(j, x.tensor)
    if torch.bool not in (x.tensor.dtype, y.tensor.dtype):
        b.call([torch.add, torch.sub][k % 2], x, y, alpha=k % 5 - 2)


@step
def divide(b: Builder, i: int, j: int, k: int) -> None:
    x = b.floating(i)
    if x is None:
        return
    y = b.matching(j, x.tensor)
    if not y.tensor.is_floating_point():
        return
    b.call(torch.abs, y)
    b.call(torch.add, b.values[-1], 0.5)
    b.call(torch.div, x, b.values[-1])


@step
def extremum(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    y = b.matching(j, x.tensor)
    if x.tensor.dtype == y.tensor.dtype != torch.bool:
        function = [torch.maximum, torch.minimum][k % 2]
        b.call(function, x, y, exact=x.exact and y.exact)


@step
def with_scalar(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    if x.tensor.dtype == torch.bool:
        return
    number = [2, -1, 0.5, 3.25, 0, 1e-3][j % 6]
    b.call([torch.add, torch.sub, torch.mul][k % 3], x, number)


@step
def power(b: Builder, i: int, j: int, k: int) -> None:
    if (x := b.floating(i)) is not None:
        b.call(torch.tanh, x)
        b.call(torch.pow, b.values[-1], 2 + k % 2)


@step
def compare_and_select(b: Builder, i: int, j: int, k: int) -> None:
    exact = [v for v in b.values if v.exact and v.tensor.dtype != torch.bool]
    if not exact:
        return
    x = exact[i % len(exact)]
    function = [torch.gt, torch.le, torch.eq, torch.ne][k % 4]
    b.call(function, x, 0, exact=True)
    condition = b.values[-1]
    y = b.matching(j, condition.tensor)
    if y.tensor.dtype != torch.bool:
        b.call(torch.where, condition, y, 0.5)


@step
def logic(b: Builder, i: int, j: int, k: int) -> None:
    bools = [v for v in b.values if v.tensor.dtype == torch.bool]
    if not bools:
        return
    x = bools[i % len(bools)]
    b.call(torch.logical_not, x, exact=True)
    y = b.matching(j, x.tensor)
    if y.tensor.dtype == torch.bool:
        b.call([torch.logical_and, torch.logical_or][k % 2], x, y, exact=True)


@step
def cast(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    wide = [torch.float32, torch.float64, torch.float32, torch.bfloat16, torch.float16]
    dtype = wide[j % len(wide)]
    if x.tensor.dtype == torch.bool or not x.tensor.is_floating_point():
        dtype = torch.float32
    b.call(torch.Tensor.to, x, dtype, exact=x.exact and dtype in (torch.float32, torch.float64))


# Views.


@step
def permute(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    rank = x.tensor.dim()
    if rank >= 2:
        b.call(torch.transpose, x, j % rank, k % rank, exact=x.exact)


@step
def flatten(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    rank = x.tensor.dim()
    if rank >= 2:
        first = j % (rank - 1)
        last = first + 1 + k % (rank - first - 1)
        b.call(torch.flatten, x, first, last, exact=x.exact)


@step
def unflatten(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    if not 1 <= x.tensor.dim() <= 3:
        return
    dim = j % x.tensor.dim()
    factor = [2, 3, 4, 1][k % 4]
    if x.tensor.shape[dim] % factor == 0 and x.tensor.shape[dim]:
        sizes = (-1, factor) if k % 8 < 4 else (factor, -1)
        b.call(torch.unflatten, x, dim, sizes, exact=x.exact)


@step
def unsqueeze(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    if x.tensor.dim() <= 3:
        b.call(torch.unsqueeze, x, j % (x.tensor.dim() + 1), exact=x.exact)


@step
def squeeze(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    ones = [d for d, n in enumerate(x.tensor.shape) if n == 1]
    if ones:
        b.call(torch.squeeze, x, ones[j % len(ones)], exact=x.exact)


@step
def take_slice(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    if x.tensor.dim() == 0:
        return
    dim = j % x.tensor.dim()
    size = x.tensor.shape[dim]
    choices = [
        slice(1, None),
        slice(None, -1),
        slice(None, None, 2),
        slice(1, None, 2),
        slice(-2, None),
        slice(0, 2),
    ]
    index = (slice(None),) * dim + (choices[k % len(choices)],)
    if size >= 2:
        b.call(operator.getitem, x, index, exact=x.exact)


@step
def select(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    if x.tensor.dim() >= 1:
        dim = j % x.tensor.dim()
        if x.tensor.shape[dim] >= 2:
            b.call(torch.select, x, dim, [0, 1, -1][k % 3], exact=x.exact)


@step
def expand(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    if x.tensor.dim() <= 3 and x.tensor.numel() * 3 <= MAX_ELEMENTS:
        b.call(torch.Tensor.expand, x, (2 + k % 2, *[-1] * x.tensor.dim()), exact=x.exact)


@step
def rearrange(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    if x.tensor.dim() == 0:
        return
    dim = j % x.tensor.dim()
    if k % 3 == 0:
        b.call(torch.flip, x, [dim], exact=x.exact)
    elif k % 3 == 1:
        b.call(torch.roll, x, 1 + k % 2, dim, exact=x.exact)
    elif x.tensor.numel() * 2 <= MAX_ELEMENTS:
        b.call(torch.repeat_interleave, x, 2, dim, exact=x.exact)


@step
def split(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    if x.tensor.dim() >= 1 and x.tensor.shape[j % x.tensor.dim()] >= 2:
        b.call(torch.chunk, x, 2 + k % 2, j % x.tensor.dim(), exact=x.exact)


@step
def concatenate(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    if x.tensor.dim() == 0 or x.tensor.numel() * 2 > MAX_ELEMENTS:
        return
    dim = k % x.tensor.dim()
    shape = list(x.tensor.shape)
    fits = [
        v
        for v in b.values
        if v.tensor.dim() == x.tensor.dim()
        and v.tensor.dtype == x.tensor.dtype
        and [n for d, n in enumerate(v.tensor.shape) if d != dim]
        == [n for d, n in enumerate(shape) if d != dim]
        and v.tensor.numel() <= MAX_ELEMENTS // 2
    ]
    y = fits[j % len(fits)]
    b.call(torch.cat, [x, y], dim, exact=x.exact and y.exact)


@step
def pad(b: Builder, i: int, j: int, k: int) -> None:
    x = b.floating(i)
    if x is not None and x.tensor.dim() >= 1:
        b.call(F.pad, x, (j % 3, k % 3), value=1.5, exact=x.exact)


@step
def windows(b: Builder, i: int, j: int, k: int) -> None:
    x = b.pick(i)
    if 1 <= x.tensor.dim() <= 3 and x.tensor.shape[-1] >= 3:
        b.call(torch.Tensor.unfold, x, -1, 2 + k % 2, 1 + j % 3, exact=x.exact)


# Reductions.


def _dims(x: torch.Tensor, j: int) -> list[int]:
    rank = x.dim()
    subsets = [[d] for d in range(rank)] + [list(range(rank))]
    subsets += [[0, rank - 1]] if rank >= 3 else []
    return subsets[j % len(subsets)]


@step
def reduce(b: Builder, i: int, j: int, k: int) -> None:
    x = b.floating(i)
    if x is None or x.tensor.dim() == 0 or x.tensor.numel() == 0:
        return
    dims, keep = _dims(x.tensor, j), bool(k & 1)
    function = [torch.mean, torch.sum, torch.amax, torch.amin][(k >> 1) % 4]
    b.call(function, x, dims, keep, exact=x.exact and function in (torch.amax, torch.amin))
    if function is torch.sum:
        b.call(torch.tanh, b.values[-1])


@step
def variance(b: Builder, i: int, j: int, k: int) -> None:
    x = b.floating(i)
    if x is not None and x.tensor.dim() >= 1 and x.tensor.shape[-1] >= 2:
        b.call(torch.var, x, [-1], correction=k % 2, keepdim=bool(j & 1))


@step
def softmax(b: Builder, i: int, j: int, k: int) -> None:
    x = b.floating(i)
    if x is not None and x.tensor.dim() >= 1 and x.tensor.numel():
        function = [torch.softmax, torch.log_softmax][k % 2]
        b.call(function, x, j % x.tensor.dim())


@step
def norm(b: Builder, i: int, j: int, k: int) -> None:
    x = b.floating(i)
    if x is None or x.tensor.dim() < 1 or x.tensor.shape[-1] < 2:
        return
    if k % 2:
        b.call(F.layer_norm, x, (x.tensor.shape[-1],), eps=1e-2)
        return
    b.call(torch.pow, x, 2)
    b.call(torch.mean, b.values[-1], [-1], True)
    b.call(torch.add, b.values[-1], 1e-2)
    b.call(torch.rsqrt, b.values[-1])
    b.call(torch.mul, x, b.values[-1])


@step
def truth(b: Builder, i: int, j: int, k: int) -> None:
    bools = [v for v in b.values if v.tensor.dtype == torch.bool and v.tensor.dim()]
    if bools:
        x = bools[i % len(bools)]
        function = [torch.any, torch.all, torch.sum][k % 3]
        b.call(function, x, j % x.tensor.dim(), exact=True)


@step
def prefix_sum(b: Builder, i: int, j: int, k: int) -> None:
    x = b.floating(i)
    if x is not None and x.tensor.dim() >= 1 and x.tensor.shape[j % x.tensor.dim()] <= 64:
        b.call(torch.cumsum, x, j % x.tensor.dim())
        b.call(torch.tanh, b.values[-1])


# Products.


@step
def matmul(b: Builder, i: int, j: int, k: int) -> None:
    x = b.floating(i)
    if x is None or not 2 <= x.tensor.dim() <= 3 or x.tensor.numel() == 0:
        return
    columns = x.tensor.shape[-1]
    fits = [
        v
        for v in b.values
        if v.tensor.dtype == x.tensor.dtype
        and v.tensor.dim() in (2, x.tensor.dim())
        and columns in v.tensor.shape[-2:]
        and (v.tensor.dim() == 2 or v.tensor.shape[:-2] == x.tensor.shape[:-2])
    ]
    y = fits[j % len(fits)]
    if y.tensor.shape[-2] != columns:
        b.call(torch.transpose, y, -1, -2)
        y = b.values[-1]
    if x.tensor.numel() // columns * y.tensor.shape[-1] <= MAX_ELEMENTS:
        b.call(torch.matmul, x, y)
        b.call(torch.div, b.values[-1], float(columns))


@step
def linear(b: Builder, i: int, j: int, k: int) -> None:
    x = b.floating(i)
    if x is None or x.tensor.dim() < 1:
        return
    columns = x.tensor.shape[-1]
    weights = [
        v
        for v in b.values
        if v.tensor.dim() == 2
        and v.tensor.shape[1] == columns
        and v.tensor.dtype == x.tensor.dtype
        and x.tensor.numel() // max(columns, 1) * v.tensor.shape[0] <= MAX_ELEMENTS
    ]
    if not weights or columns == 0:
        return
    w = weights[j % len(weights)]
    biases = [
        v
        for v in b.values
        if v.tensor.shape == w.tensor.shape[:1] and v.tensor.dtype == w.tensor.dtype
    ]
    bias = biases[k % len(biases)] if biases and k % 2 else None
    b.call(torch._C._nn.linear, x, w, bias)
    b.call(torch.div, b.values[-1], float(columns))


@step
def attention(b: Builder, i: int, j: int, k: int) -> None:
    x = b.floating(i)
    if x is None or x.tensor.dim() != 4 or x.tensor.numel() == 0:
        return
    options = {"is_causal": bool(k & 1), "scale": [None, 1.0][k // 2 % 2]}
    b.call(torch._C._nn.scaled_dot_product_attention, x, x, x, **options)


# Inputs.

SIZES = [2, 3, 4, 5, 7, 8, 16, 17, 33]


@dataclasses.dataclass(frozen=True)
class Input:
    """How an argument is made: sizes by index into a table of sizes, a memory
    layout, an element type."""

    dims: tuple[int, ...]
    layout: int
    dtype: int


DTYPES = [
    torch.float32,
    torch.float32,
    torch.float32,
    torch.float64,
    torch.bfloat16,
    torch.float16,
    torch.int64,
    torch.int32,
    torch.bool,
]


def make_input(
    spec: Input, sizes: Sequence[int], generator: torch.Generator, gradient: bool
) -> torch.Tensor:
    shape: list[int] = []
    for d in spec.dims:
        size = 1 if d < 0 else sizes[d % len(sizes)]
        shape.append(size if math.prod(shape) * size <= MAX_ELEMENTS // 4 else 3)
    dtype = DTYPES[spec.dtype % len(DTYPES)]
    layout = spec.layout % 4
    base = (
        list(reversed(shape)) if layout == 1 else [2 * n for n in shape] if layout == 2 else shape
    )
    if dtype == torch.bool:
        x = torch.rand(base, generator=generator) > 0.5
    elif dtype.is_floating_point:
        x = torch.randn(base, generator=generator).to(dtype)
    else:
        x = torch.randint(-4, 5, base, generator=generator, dtype=dtype)
    if layout == 1:
        x = x.permute(list(reversed(range(len(shape)))))
    elif layout == 2:
        x = x[tuple(slice(None, None, 2) for _ in shape)]
    elif layout == 3 and len(shape) >= 2:
        x = x[:1].expand(shape)
    return x.detach().requires_grad_(gradient and dtype.is_floating_point)
