"""Gradients through compiled graphs are eager's."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from checks import assert_close, check_training
from torch import nn


def leaf(*shape, dtype=torch.float32):
    return torch.randn(shape, dtype=dtype).requires_grad_()


class Mlp(nn.Module):
    def __init__(self, bias: bool = True) -> None:
        super().__init__()
        self.up = nn.Linear(8, 16, bias=bias)
        self.down = nn.Linear(16, 8, bias=bias)

    def forward(self, x):
        return x + self.down(F.gelu(self.up(x)) * 0.5 + 0.125)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", [(5, 8), (2, 3, 8), (8,)])
def test_mlp(compiled, bias, shape):
    check_training(compiled, Mlp(bias), leaf(*shape))
    assert [g.kind.value for g in compiled.graphs] == ["forward", "backward"]
    assert not compiled.refusals


def test_an_input_without_gradient(compiled):
    check_training(compiled, Mlp(), torch.randn(5, 8))


def test_frozen_layers(compiled):
    model = Mlp()
    model.up.requires_grad_(False)
    check_training(compiled, model, leaf(5, 8))
    model.up.weight.requires_grad_(True)


def test_frozen_weight_with_a_trained_bias(compiled):
    model = nn.Linear(8, 8)
    model.weight.requires_grad_(False)
    check_training(compiled, model, leaf(5, 8))


def test_half_precision(compiled):
    check_training(compiled, Mlp().bfloat16(), leaf(5, 8, dtype=torch.bfloat16))


def test_double(compiled):
    check_training(compiled, Mlp().double(), leaf(5, 8, dtype=torch.float64))


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("mask", [None, "float", "bool"])
@pytest.mark.parametrize("scale", [None, 1.0])
def test_attention(compiled, causal, mask, scale):
    if causal and mask:
        pytest.skip("PyTorch takes one of the two")
    bias = None
    if mask == "float":
        bias = torch.randn(1, 1, 5, 5)
    elif mask == "bool":
        bias = torch.rand(2, 1, 5, 5) > 0.3
        bias[..., 0] = True

    def f(q, k, v):
        return F.scaled_dot_product_attention(
            q, k, v, attn_mask=bias, is_causal=causal, scale=scale
        )

    check_training(compiled, f, leaf(2, 3, 5, 4), leaf(2, 3, 5, 4), leaf(2, 3, 5, 4), factor=10)
    texts = [p.emitted.text for p in compiled.programs]
    assert any("cutedsl.attention_backward" in t for t in texts)


def test_attention_whose_key_heads_are_shared(compiled):
    def f(q, k, v):
        return F.scaled_dot_product_attention(q, k, v, enable_gqa=True)

    check_training(compiled, f, leaf(2, 4, 5, 4), leaf(2, 2, 7, 4), leaf(2, 2, 7, 4), factor=10)


def test_attention_over_another_length(compiled):
    check_training(
        compiled,
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v),
        leaf(2, 3, 5, 4),
        leaf(2, 3, 9, 4),
        leaf(2, 3, 9, 6),
        factor=10,
    )


def test_a_mask_that_wants_a_gradient_is_left_to_pytorch(compiled):
    def f(q, mask):
        return F.scaled_dot_product_attention(q, q, q, attn_mask=mask)

    check_training(compiled, f, leaf(1, 2, 5, 4), leaf(1, 1, 5, 5), factor=10)
    assert not any("cutedsl.attention" in p.emitted.text for p in compiled.programs)


def test_fully_masked_rows_give_zero_gradients(compiled):
    mask = torch.ones(5, 5, dtype=torch.bool)
    mask[2] = False

    def f(q, k, v):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)

    check_training(compiled, f, leaf(1, 2, 5, 4), leaf(1, 2, 5, 4), leaf(1, 2, 5, 4), factor=10)


def test_tangents_of_any_strides(compiled):
    model = Mlp()
    run = compiled(model)
    for transpose in (False, True):
        x = leaf(2, 8, 8)
        y = x.detach().clone().requires_grad_()
        tangent = torch.randn(2, 8, 8)
        tangent = tangent.transpose(1, 2) if transpose else tangent
        run(x).backward(tangent)
        model(y).backward(tangent)
        assert_close(x.grad, y.grad, 10)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x.softmax(-1),
        lambda x: x.log_softmax(-1),
        lambda x: F.layer_norm(x, (8,)),
        lambda x: x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6),
        lambda x: F.silu(x) * torch.sigmoid(x) + torch.tanh(x),
        lambda x: x.relu().sum(0) + x.mean(1).exp().sum(),
        lambda x: torch.cat([x, x * 2], 1)[:, 3:11],
        lambda x: x.unflatten(1, (2, 4)).transpose(1, 2).reshape(5, 8) * x,
        lambda x: x.amax(-1),
        lambda x: torch.where(x > 0, x, 0.1 * x),
        lambda x: x @ x.t(),
        lambda x: F.cross_entropy(x, torch.arange(5)),
        lambda x: torch.sinh(x) + torch.asinh(x) + torch.sqrt(x.abs() + 1),
    ],
)
def test_functions(compiled, function):
    check_training(compiled, function, leaf(5, 8), factor=10)


def test_embedding(compiled):
    table = nn.Embedding(11, 4)
    check_training(compiled, table, torch.tensor([[1, 5, 1], [10, 0, 5]]))


def test_a_transformer_layer(compiled):
    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm = nn.LayerNorm(8)
            self.qkv = nn.Linear(8, 24)
            self.out = nn.Linear(8, 8)
            self.mlp = Mlp()

        def forward(self, x):
            q, k, v = (
                t.unflatten(-1, (2, 4)).transpose(1, 2) for t in self.qkv(self.norm(x)).chunk(3, -1)
            )
            h = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.out(h.transpose(1, 2).flatten(2))
            return self.mlp(x)

    check_training(compiled, Layer(), leaf(2, 6, 8), factor=20)


def test_dropout_draws_the_same_mask_twice(compiled):
    """The backward must use the forward's mask."""
    run = compiled(lambda x: F.dropout(x, 0.5))
    x = leaf(1000)
    y = run(x)
    y.sum().backward()
    kept = y.detach() != 0
    assert 300 < kept.sum() < 700
    assert torch.equal(x.grad, kept * 2.0)


def test_checkpointed_layers(compiled):
    from torch.utils.checkpoint import checkpoint

    model = Mlp()

    def f(x):
        return checkpoint(model, x, use_reentrant=False)

    run = compiled(f, fullgraph=False)
    x = leaf(5, 8)
    y = x.detach().clone().requires_grad_()
    run(x).sum().backward()
    got = [p.grad.clone() for p in model.parameters()]
    model.zero_grad()
    f(y).sum().backward()
    assert_close(x.grad, y.grad, 10)
    for g, p in zip(got, model.parameters(), strict=True):
        assert_close(g, p.grad, 10)


def test_training_and_inference_of_one_model(compiled):
    model = Mlp()
    run = compiled(model)
    x = leaf(5, 8)
    trained = run(x)
    with torch.no_grad():
        plain = run(x)
    assert_close(trained.detach(), plain, 4)
    trained.sum().backward()
    assert x.grad is not None


def test_an_optimiser_s_steps_are_seen(compiled):
    torch.manual_seed(3)
    models = [Mlp(), Mlp()]
    models[1].load_state_dict(models[0].state_dict())
    runs = [compiled(models[0]), models[1]]
    losses = []
    for model, run in zip(models, runs, strict=True):
        optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
        torch.manual_seed(5)
        for _ in range(5):
            optimiser.zero_grad()
            loss = (run(torch.randn(5, 8)) - 1).square().mean()
            loss.backward()
            optimiser.step()
        losses.append(loss.detach())
    assert_close(losses[0], losses[1], 20)


def test_gradients_under_autocast(compiled):
    model = Mlp()

    def f(x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return model(x).float()

    run = compiled(f)
    x = leaf(5, 8)
    y = x.detach().clone().requires_grad_()
    run(x).sum().backward()
    got = model.up.weight.grad.clone()
    model.zero_grad()
    f(y).sum().backward()
    assert_close(got, model.up.weight.grad, 20_000)
    assert got.dtype == torch.float32
