"""What models write by hand, in PyTorch's own operators, becomes the kernels
that a library call would be."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from conftest import ROOT, library_is_ready
from torch import Tensor

from cutedsl.backend import Backend, GraphReport
from cutedsl.explain import summarise
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


def run(function: Callable, *args: Tensor, dynamic: bool | None = None, **options: object):
    """The results, and the archetype of each launch; what runs once is none."""
    graphs: list[GraphReport] = []
    backend = Backend(Options.parse({"strict": True} | options), observer=graphs.append)
    compiled = torch.compile(function, backend=backend, dynamic=dynamic)
    with torch.no_grad():
        result = compiled(*args)
    return result, [k.archetype for k in summarise(graphs).kernels for _ in range(k.calls)]


def assert_close(actual: Tensor, function: Callable, *args: Tensor, factor: float) -> None:
    """Not further from double precision than `factor` times eager is."""
    with torch.no_grad():
        eager = function(*args)
        exact = function(*[x.double() if x.is_floating_point() else x for x in args])
    assert actual.dtype == eager.dtype and actual.shape == eager.shape
    assert torch.equal(actual.isfinite(), eager.isfinite())
    finite = exact.isfinite()

    def error(value: Tensor) -> float:
        return ((value.double() - exact)[finite].norm() / exact[finite].norm()).item()

    assert error(actual) <= factor * error(eager) + 1e-7


@pytest.mark.parametrize("name", FORMS)
def test_attention_by_hand_is_one_kernel(name):
    args = operands()
    result, kernels = run(FORMS[name], *args)
    extra = ["contract"] if name == "positions_by_a_second_product" else []
    assert sorted(k for k in kernels if k != "pointwise") == ["attention"] + extra
    assert_close(result, FORMS[name], *args, factor=3)


ROUNDED = ["in_float", "float_scores", "float_weights", "softmax_by_hand", "scaled_query"]
ROUNDED += ["filled_with_the_lowest", "guarded_softmax", "biased_product"]


@pytest.mark.parametrize("name", ROUNDED)
def test_narrow_attention_by_hand_is_one_kernel(name):
    args = operands(torch.bfloat16)
    result, kernels = run(FORMS[name], *args)
    assert [k for k in kernels if k != "pointwise"] == ["attention"]
    assert_close(result, FORMS[name], *args, factor=1.1)


def test_attention_by_hand_with_dynamic_sizes():
    def model(x: Tensor) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = x.view(batch, length, 3, HEADS, WIDTH).permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-2, -1) / math.sqrt(WIDTH)
        scores = scores.masked_fill(~causal(scores), -math.inf)
        return (torch.softmax(scores, dim=-1) @ v).transpose(1, 2).reshape(batch, length, -1)

    graphs: list[GraphReport] = []
    backend = Backend(Options.parse({"strict": True}), observer=graphs.append)
    compiled = torch.compile(model, backend=backend, dynamic=True)
    with torch.no_grad():
        for batch, length in [(2, 19), (3, 70), (5, 2)]:
            x = torch.randn(batch, length, 3 * HEADS * WIDTH)
            assert_close(compiled(x), model, x, factor=3)
    kernels = [k.archetype for k in summarise(graphs).kernels]
    assert [k for k in kernels if k != "pointwise"] == ["attention"]


def test_rows_that_see_nothing_and_values_that_are_not_finite():
    q, k, v = operands()
    k[0, 0, 3, 1], k[0, 1, 4, 2] = math.nan, math.inf
    v[1, 0, 5, 0], v[1, 1, 6, 1] = math.inf, math.nan

    def model(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        scores = q @ k.mT
        hidden = (torch.arange(LENGTH) == 7)[:, None] | (torch.arange(KEYS) == 6)
        return torch.softmax(scores.masked_fill(hidden, -math.inf), dim=-1) @ v

    result, kernels = run(model, q, k, v)
    assert kernels.count("attention") == 1
    expected = model(q, k, v)
    assert torch.equal(result.isnan(), expected.isnan())
    assert torch.equal(result.isinf(), expected.isinf())
    assert result[0, 0].isnan().all() and result[:, :, 7].isnan().all()
    torch.testing.assert_close(result, expected, equal_nan=True, rtol=1e-4, atol=1e-5)


def test_eager_numerics_keep_the_rounding_of_the_weights():
    args = operands(torch.bfloat16)
    _, kernels = run(in_float, *args, numerics="eager")
    assert "attention" not in kernels
    _, kernels = run(in_float, *operands(), numerics="eager")
    assert "attention" in kernels


@pytest.mark.parametrize("assume_finite", [True, False])
@pytest.mark.parametrize("dynamic", [True, False])
def test_rows_that_see_only_themselves(assume_finite, dynamic):
    """Each series of a batch its own group, as in Chronos-2: query and key are
    not needed. A row that is masked as well sees the mean of all."""
    hidden = torch.zeros(LENGTH, dtype=torch.bool)
    hidden[[3, 7]] = True

    def values(x: Tensor) -> tuple[Tensor, ...]:
        batch, length, _ = x.shape
        return x.view(batch, length, 3, HEADS, WIDTH).permute(2, 0, 3, 1, 4).unbind(0)

    def model(x: Tensor, hidden: Tensor) -> Tensor:
        q, k, v = values(x)
        ids = torch.arange(q.shape[-2])
        seen = (ids[:, None] == ids[None, :]).to(q.dtype) * (~hidden).to(q.dtype)
        mask = (1.0 - seen) * torch.finfo(q.dtype).min
        return torch.softmax(q @ k.mT + mask, dim=-1) @ v

    x = torch.randn(BATCH, LENGTH, 3 * HEADS * WIDTH)
    result, kernels = run(model, x, hidden, dynamic=dynamic, assume_finite=assume_finite)
    assert ("attention" in kernels) != assume_finite and "contract" not in kernels
    torch.testing.assert_close(result, model(x, hidden))
    assert not torch.allclose(result, values(x)[2])


def test_gradients_of_attention_by_hand():
    args = [x.requires_grad_() for x in operands()]
    compiled = torch.compile(where_mask, backend="cutedsl", options={"strict": True})
    expected = torch.autograd.grad(where_mask(*args).square().sum(), args)
    actual = torch.autograd.grad(compiled(*args).square().sum(), args)
    for a, e in zip(actual, expected, strict=True):
        torch.testing.assert_close(a, e, rtol=1e-4, atol=1e-4)


# What only looks like attention.


def no_maximum(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    weights = torch.exp(q @ k.mT)
    return (weights / weights.sum(dim=-1, keepdim=True)) @ v


def test_fast_algebra_takes_a_softmax_without_its_maximum():
    args = operands()
    result, kernels = run(no_maximum, *args, fast_algebra=True)
    assert kernels == ["attention"]
    torch.testing.assert_close(result, no_maximum(*args), rtol=1e-4, atol=1e-5)


def over_queries(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.softmax(q @ k.mT, dim=-2) @ v


def over_heads(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.softmax(q @ k.mT, dim=1) @ v


def masked_weights(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return (torch.softmax(q @ k.mT, dim=-1) * (torch.arange(KEYS) < 9)) @ v


def centred_scores(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    scores = q @ k.mT
    return torch.softmax(scores / scores.std(dim=-1, keepdim=True), dim=-1) @ v


def weights_for_the_caller(q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    weights = torch.softmax(q @ k.mT, dim=-1)
    return weights @ v, weights


def a_key_for_each_query(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    keys = k[:, :, None] + q[:, :, :, None]
    scores = (q[:, :, :, None] @ keys.mT).squeeze(-2)
    return torch.softmax(scores, dim=-1) @ v


LOOKALIKES = [no_maximum, over_queries, over_heads, masked_weights, centred_scores]
LOOKALIKES += [weights_for_the_caller, a_key_for_each_query]


@pytest.mark.parametrize("function", LOOKALIKES, ids=lambda f: f.__name__)
def test_what_is_not_attention_stays(function):
    args = operands()
    result, kernels = run(function, *args)
    assert "attention" not in kernels
    torch.testing.assert_close(result, function(*args), rtol=1e-4, atol=1e-5)


# Norms, softmaxes and rotations, which need no raising: what shares its rows is
# one kernel, whatever the formula.

ROWS: dict[str, Function] = {}


def rows(function: Function) -> Function:
    ROWS[function.__name__] = function
    return function


def mean(x: Tensor) -> Tensor:
    return x.mean(-1, keepdim=True)


@rows
def rms_norm(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return w * (x * torch.rsqrt(mean(x.pow(2)) + 1e-6))


@rows
def rms_norm_in_float(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    h = x.to(torch.float32)
    h = h * torch.rsqrt(mean(h.pow(2)) + 1e-6)
    return w * h.to(x.dtype)


@rows
def rms_norm_by_length(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return x / (x.norm(dim=-1, keepdim=True) * x.shape[-1] ** -0.5 + 1e-6) * w


@rows
def layer_norm(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return (x - mean(x)) / torch.sqrt(mean((x - mean(x)) ** 2) + 1e-5) * w + b


@rows
def layer_norm_by_variance(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    variance = x.var(-1, keepdim=True, unbiased=False)
    return (x - mean(x)) / torch.sqrt(variance + 1e-5) * w + b


@rows
def layer_norm_by_deviation(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return w * (x - mean(x)) / (x.std(-1, keepdim=True) + 1e-6) + b


@rows
def layer_norm_by_moments(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    variance = mean(x * x) - mean(x) * mean(x)
    return (x - mean(x)) * torch.rsqrt(variance + 1e-5) * w + b


@rows
def norm_of_a_residual(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return layer_norm(x + F.gelu(x * w), w, b)


@rows
def group_norm(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    groups = x.view(*x.shape[:-1], 4, -1)
    center = groups - mean(groups)
    return (center * torch.rsqrt(mean(center * center) + 1e-5)).view(x.shape) * w + b


@rows
def unit_length(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return x / x.norm(dim=-1, keepdim=True).clamp_min(1e-12)


@rows
def softmax(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    e = torch.exp(x - x.max(-1, keepdim=True).values)
    return e / e.sum(-1, keepdim=True)


@rows
def log_softmax(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    shifted = x - x.amax(-1, keepdim=True)
    return shifted - shifted.exp().sum(-1, keepdim=True).log()


@rows
def log_softmax_by_logsumexp(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return x - torch.logsumexp(x, -1, keepdim=True)


@rows
def rotated_norm(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """A norm of heads with the rotation after it, as in Qwen3."""
    h = rms_norm(x, w, b)
    return h * w + torch.cat((-h[..., 32:], h[..., :32]), -1) * b


@pytest.mark.parametrize("name", ROWS)
def test_row_formulas_are_one_kernel(name):
    args = torch.randn(2, 5, 64), torch.randn(64), torch.randn(64)
    result, kernels = run(ROWS[name], *args)
    assert kernels == ["rows"]
    assert_close(result, ROWS[name], *args, factor=3)


def rotate_half(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    return x * cos[:, None] + torch.cat((-x[..., half:], x[..., :half]), -1) * sin[:, None]


def rotate_pairs(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    c, s = cos[:, None, ::2], sin[:, None, ::2]
    a, b = x[..., ::2], x[..., 1::2]
    return torch.stack((a * c - b * s, a * s + b * c), -1).flatten(-2)


def rotate_complex(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    angles = torch.outer(torch.arange(7.0), 10000.0 ** (torch.arange(0, WIDTH, 2) / -WIDTH))
    turns = torch.polar(torch.ones_like(angles), angles)
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2))
    return torch.view_as_real(pairs * turns[:, None]).flatten(3)


ROTATIONS = [rotate_half, rotate_pairs, rotate_complex]


@pytest.mark.parametrize("rotate", ROTATIONS, ids=lambda f: f.__name__)
def test_rotations_are_one_kernel_and_join_their_neighbours(rotate):
    args = torch.randn(2, 7, HEADS, WIDTH), torch.randn(7, WIDTH), torch.randn(7, WIDTH)
    result, kernels = run(rotate, *args)
    assert kernels == ["pointwise"]
    torch.testing.assert_close(result, rotate(*args))

    def attention(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        q, k = (rotate(y, cos, sin).transpose(1, 2) for y in (x, x * 0.5))
        return torch.softmax(q @ k.mT * 0.25, dim=-1) @ x.transpose(1, 2)

    torch._dynamo.reset()
    result, kernels = run(attention, *args)
    assert kernels == ["attention"]
    torch.testing.assert_close(result, attention(*args), rtol=1e-4, atol=1e-5)


def test_norms_stay_beside_products():
    weight = torch.randn(64, 64) / 8

    def model(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        return layer_norm(x + F.gelu(rms_norm(x, w, b) @ weight), w, b)

    args = torch.randn(2, 5, 64), torch.randn(64), torch.randn(64)
    result, kernels = run(model, *args)
    assert kernels == ["rows", "contract", "rows"]
    torch.testing.assert_close(result, model(*args), rtol=1e-4, atol=1e-4)


# Whole models.

CAPTURED = ROOT / "test/Inputs/captured"


def inputs(name: str) -> dict[str, Tensor]:
    if name == "ViT":
        return dict(pixel_values=torch.randn(2, 3, 32, 32))
    mask = torch.ones(2, 24, dtype=torch.long)
    mask[1, 18:] = 0
    return dict(input_ids=torch.randint(0, 96, (2, 24)), attention_mask=mask)


@pytest.mark.parametrize("name", ["Bert", "GPT2", "Llama", "ViT"])
def test_models_with_their_own_attention(name):
    spec = importlib.util.spec_from_file_location("captured", CAPTURED / "capture.py")
    captured = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(captured)
    sizes = dict(attn_implementation="eager")
    sizes |= dict(intermediate_size=128) if name != "GPT2" else {}
    sizes |= dict(num_key_value_heads=2) if name == "Llama" else {}
    sizes |= dict(image_size=32, patch_size=8) if name == "ViT" else {}
    model = captured.transformer(name, **sizes)

    def run_model(*args: Tensor) -> Tensor:
        return model(**dict(zip(names, args, strict=True))).last_hidden_state

    names, args = zip(*inputs(name).items(), strict=True)
    result, kernels = run(run_model, *args)
    assert kernels.count("attention") == 2
    torch.testing.assert_close(result, run_model(*args), rtol=1e-4, atol=1e-4)
