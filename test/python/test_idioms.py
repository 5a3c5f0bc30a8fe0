"""What models write by hand, in PyTorch's own operators, becomes the kernels
that a library call would be."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from conftest import library_is_ready
from torch import Tensor, nn

from cutedsl.backend import Backend
from cutedsl.explain import Explanation, explain_with
from cutedsl.options import Options

pytestmark = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))

BATCH, HEADS, LENGTH, KEYS, WIDTH = 2, 4, 19, 23, 16

Function = Callable[..., Tensor]
FORMS: dict[str, Function] = {}


def form(function: Function) -> Function:
    FORMS[function.__name__] = function
    return function


def causal(scores: Tensor) -> Tensor:
    rows = torch.arange(scores.shape[-2])[:, None]
    return torch.arange(scores.shape[-1])[None, :] <= rows


@form
def scaled_scores(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.softmax(q @ k.transpose(-2, -1) * WIDTH**-0.5, dim=-1) @ v


@form
def divided_scores(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return F.softmax(torch.matmul(q, k.mT) / math.sqrt(WIDTH), dim=-1) @ v


@form
def scaled_query(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.softmax((q * 0.25) @ k.mT, dim=-1) @ v


@form
def scaled_query_and_key(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.softmax((q * 0.5) @ (k * 0.5).mT, dim=-1) @ v


@form
def unscaled(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.softmax(q @ k.mT, dim=-1) @ v


@form
def additive_mask(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    mask = (torch.arange(KEYS) > 17).to(q.dtype) * -10000.0
    return torch.softmax(q @ k.mT * 0.25 + mask[None, None, None, :], dim=-1) @ v


@form
def where_mask(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    scores = q @ k.mT * 0.25
    return torch.softmax(torch.where(causal(scores), scores, -math.inf), dim=-1) @ v


@form
def filled_with_the_lowest(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    scores = q @ k.mT * 0.25
    return scores.masked_fill(~causal(scores), torch.finfo(q.dtype).min).softmax(-1) @ v


@form
def triangle(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    mask = torch.tril(torch.ones(LENGTH, KEYS)).view(1, 1, LENGTH, KEYS)
    scores = (q @ k.mT * 0.25).masked_fill(mask == 0, -math.inf)
    return F.softmax(scores, dim=-1) @ v


@form
def triangle_added(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    mask = torch.full((LENGTH, KEYS), -math.inf).triu(1)
    return F.softmax(q @ k.mT * 0.25 + mask.to(q.dtype), dim=-1) @ v


@form
def first_token(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Of which a classifier reads nothing else."""
    return (torch.softmax(q @ k.mT * 0.25, dim=-1) @ v).transpose(1, 2).flatten(2)[:, 0]


@form
def last_tokens(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    scores = q @ k.mT * 0.25
    return (torch.softmax(torch.where(causal(scores), scores, -math.inf), dim=-1) @ v)[:, :, -3:]


@form
def softmax_by_hand(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    scores = q @ k.mT * 0.25
    weights = torch.exp(scores - scores.max(dim=-1, keepdim=True).values)
    return (weights / weights.sum(dim=-1, keepdim=True)) @ v


@form
def reciprocal(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    scores = q @ k.mT * 0.25
    weights = torch.exp(scores - scores.amax(dim=-1, keepdim=True))
    return (weights * (1.0 / weights.sum(dim=-1, keepdim=True))) @ v


@form
def guarded_softmax(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Rows that see nothing give zeros."""
    scores = (q @ k.mT * 0.25).masked_fill((torch.arange(LENGTH) % 5 == 0)[:, None], -math.inf)
    empty = (scores == -math.inf).all(dim=-1, keepdim=True)
    return torch.where(empty, 0.0, torch.softmax(scores, dim=-1)) @ v


@form
def in_float(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """As in the eager attention of Hugging Face's models."""
    scores = torch.matmul(q, k.transpose(2, 3)) * WIDTH**-0.5
    scores = scores + torch.zeros(BATCH, 1, LENGTH, KEYS, dtype=q.dtype)
    weights = F.softmax(scores, dim=-1, dtype=torch.float32).to(q.dtype)
    return torch.matmul(F.dropout(weights, p=0.1, training=False), v).transpose(1, 2).contiguous()


@form
def float_scores(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    weights = torch.softmax(q.float() @ k.float().mT, dim=-1)
    return weights.to(v.dtype) @ v


@form
def float_weights(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return (torch.softmax((q @ k.mT).float() * 0.25, dim=-1) @ v.float()).to(v.dtype)


@form
def shared_keys(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Two query heads a key head."""

    def repeat(x: Tensor) -> Tensor:
        batch, heads, length, width = x.shape
        x = x[:, :, None].expand(batch, heads, 2, length, width)
        return x.reshape(batch, heads * 2, length, width)

    k, v = repeat(k[:, ::2]), repeat(v[:, ::2])
    return torch.softmax(q @ k.mT * 0.25, dim=-1) @ v


@form
def repeated_keys(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    k, v = (x[:, :2].repeat_interleave(2, dim=1) for x in (k, v))
    return torch.softmax(q @ k.mT * 0.25, dim=-1) @ v


@form
def one_key_head(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.softmax(q @ k[:, :1].mT * 0.25, dim=-1) @ v[:, :1]


@form
def softcap(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.softmax(torch.tanh(q @ k.mT * 0.25 / 30.0) * 30.0, dim=-1) @ v


@form
def linear_bias(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    slopes = 2.0 ** -torch.arange(1, HEADS + 1, dtype=torch.float32).to(q.dtype)
    distance = torch.arange(KEYS)[None, :] - torch.arange(LENGTH)[:, None]
    bias = slopes[:, None, None] * distance.to(q.dtype)
    return torch.softmax(q @ k.mT * 0.25 + bias, dim=-1) @ v


@form
def biased_product(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """As in Bloom and Megatron."""
    q, k, v = (x.flatten(0, 1) for x in (q, k, v))
    bias = torch.arange(KEYS, dtype=torch.float32).to(q.dtype).expand(len(q), LENGTH, KEYS)
    scores = torch.baddbmm(bias, q, k.transpose(1, 2), beta=0.5, alpha=0.25)
    return torch.bmm(torch.softmax(scores, dim=-1), v)


@form
def positions_by_a_second_product(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    scores = q @ k.mT + (q * 0.5) @ v.mT
    return torch.softmax(scores * 0.25, dim=-1) @ v


@form
def einsum(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    q, k, v = (x.transpose(1, 2) for x in (q, k, v))
    weights = torch.softmax(torch.einsum("bqhd,bkhd->bhqk", q, k) * 0.25, dim=-1)
    return torch.einsum("bhqk,bkhd->bqhd", weights, v)


@form
def keys_first(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Scores [key, query], normalised over the first."""
    return torch.softmax(k @ q.mT * 0.25, dim=-2).mT @ v


@form
def flat_heads(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    q, k, v = (x.reshape(BATCH * HEADS, -1, WIDTH) for x in (q, k, v))
    return torch.bmm(torch.softmax(torch.bmm(q, k.mT), dim=-1), v).view(BATCH, HEADS, -1, WIDTH)


@form
def one_query(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.softmax(q[:, :, -1:] @ torch.cat([k, k[:, :, :1]], 2).mT, dim=-1) @ torch.cat(
        [v, v[:, :, 1:2]], 2
    )


def operands(dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor, Tensor]:
    def random(length: int) -> Tensor:
        return torch.randn(BATCH, HEADS, length, WIDTH).to(dtype)

    return random(LENGTH), random(KEYS), random(KEYS)


def explain(function: Callable, *args: Tensor, **kwargs: object) -> Explanation:
    options = Options.parse({"strict": True} | kwargs.pop("options", {}))
    with torch.no_grad():
        return explain_with(Backend(options), function, *args, **kwargs)


def archetypes(found: Explanation) -> list[str]:
    """One for each launch; what is computed once does not count."""
    return [k.archetype for k in found.kernels for _ in range(k.calls)]


def assert_close(function: Callable, *args: Tensor, factor: float = 3) -> None:
    """Not further from double precision than `factor` times eager is."""
    wide = [x.double() if x.is_floating_point() else x for x in args]
    exact = function(*wide)
    with torch.no_grad():
        eager = function(*args)
        actual = torch.compile(function, backend="cutedsl", options={"strict": True})(*args)
    assert actual.dtype == eager.dtype and actual.shape == eager.shape
    assert torch.equal(actual.isfinite(), eager.isfinite())
    scale = exact[exact.isfinite()].norm()

    def error(value: Tensor) -> float:
        return ((value.double() - exact)[exact.isfinite()].norm() / scale).item()

    assert error(actual) <= factor * error(eager) + 1e-7


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("name", FORMS)
def test_attention_by_hand_is_one_kernel(name, dtype):
    args = operands(dtype)
    kernels = archetypes(explain(FORMS[name], *args))
    assert kernels.count("attention") == 1
    extra = ["contract"] if name == "positions_by_a_second_product" else []
    assert [k for k in kernels if k not in ("attention", "pointwise")] == extra
    torch._dynamo.reset()
    assert_close(FORMS[name], *args, factor=1.1 if dtype == torch.bfloat16 else 3)
