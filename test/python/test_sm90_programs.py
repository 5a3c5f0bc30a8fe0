"""PyTorch functions compiled for Hopper and interpreted, against float64.

The whole way from the captured graph to PTX: which products get tensor cores,
their tensor maps, rings, roles and epilogues.
"""

import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from cutedsl.capture import capture
from cutedsl.library import library

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/gpu"))

from hopper_interpreter import launch_hopper  # noqa: E402
from interpret_program import Program  # noqa: E402
from make_kernels import evaluate_grid, integer_attribute  # noqa: E402
from ptx_interpreter import PTXError  # noqa: E402

BUILD = Path(os.environ.get("CUTEDSL_BUILD", ROOT / "build/dev"))
pytestmark = pytest.mark.skipif(
    not (BUILD / "bin/cutedsl-run").exists(), reason="needs a build of the tools"
)


def tensor(*shape):
    generator = torch.Generator().manual_seed(sum(shape))
    return (torch.randn(*shape, generator=generator) * shape[-1] ** -0.25).bfloat16()


def gelu_residual(x, w, bias, residual):
    return F.gelu(F.linear(x, w, bias)) + residual


def swiglu(x, w1, w3):
    return F.silu(F.linear(x, w1)) * F.linear(x, w3)


def two_results(x, w):
    y = F.linear(x, w)
    return y, torch.relu(y).sum(-1)


attention = F.scaled_dot_product_attention


def lowest_mask(size):
    mask = torch.zeros(1, 1, size, size)
    mask[..., 5, :] = torch.finfo(torch.bfloat16).min
    return mask.bfloat16()


def masked_attention(q, k, v, mask):
    return attention(q, k, v, attn_mask=mask)


def causal_attention(q, k, v):
    return attention(q, k, v, is_causal=True, enable_gqa=True)


def window_attention(q, k, v):
    """Blocks of keys before the window and after it are skipped."""
    i, j = torch.arange(q.shape[-2])[:, None], torch.arange(k.shape[-2])
    return attention(q, k, v, attn_mask=(i - j < 40) & (j - i <= 30))


def padded_attention(k, lengths, q, v):
    """Keys of each sequence end where memory says. Arguments in order of use."""
    mask = torch.arange(k.shape[-2]) < lengths[:, None, None, None]
    return attention(q, k, v, attn_mask=mask)


def split_heads(x):
    return x.unflatten(-1, (2, -1)).transpose(1, 2)


def rotate(x, cos, sin):
    low, high = x.chunk(2, -1)
    return x * cos + torch.cat([-high, low], -1) * sin


def rotary_attention(q, cos, sin, k, v, mask):
    """Computed on the way into a small attention. Arguments stand in the order in
    which they are used, which is that of the captured graph."""
    return attention(rotate(q, cos, sin), rotate(k, cos, sin), v, attn_mask=mask, scale=1.0)


def projected_attention(q, k, v):
    heads = attention(split_heads(q), split_heads(k), split_heads(v))
    return heads.transpose(1, 2).flatten(2)


def qkv(heads, rows, keys, depth, dtype=torch.bfloat16, key_heads=None):
    shapes = [(heads, rows)] + 2 * [(key_heads or heads, keys)]
    return tuple(tensor(1, *shape, depth).to(dtype) for shape in shapes)


M, N, K = 136, 40, 136
CASES = {
    "linear": (F.linear, (tensor(M, K), tensor(N, K))),
    "matmul": (torch.matmul, (tensor(M, K), tensor(K, N))),
    "transposed": (lambda x, w: x.t() @ w, (tensor(K, M), tensor(K, N))),
    "gelu_residual": (gelu_residual, (tensor(M, K), tensor(N, K), tensor(N), tensor(M, N))),
    "swiglu": (swiglu, (tensor(M, K), tensor(N, K), tensor(N, K))),
    "two_results": (two_results, (tensor(M, K), tensor(N, K))),
    "batches": (torch.bmm, (tensor(2, 72, K), tensor(2, K, N))),
    "broadcast": (torch.matmul, (tensor(2, 72, K), tensor(K, N))),
    "long": (F.linear, (tensor(72, 1048), tensor(24, 1048))),
    # A k of one step.
    "short": (F.linear, (tensor(136, 48), tensor(N, 48))),
    "short_matmul": (torch.matmul, (tensor(72, 64), tensor(64, 72))),
    "short_swiglu": (swiglu, (tensor(M, 16), tensor(N, 16), tensor(N, 16))),
    # Ragged queries and keys, more tiles than CTAs, warpgroups without a tile.
    # The residual comes by the copy engine; with three warpgroups of 64 rows it
    # has room for two slices only.
    "attention_residual": (
        lambda q, k, v, x: attention(q, k, v) + x,
        (*qkv(1, 200, 264, 128), tensor(1, 1, 200, 128)),
    ),
    "attention": (attention, qkv(2, 130, 200, 128)),
    # Heads of one tile, whose coordinate could pass for that of rows.
    "attention_heads": (attention, qkv(3, 64, 136, 64)),
    "attention_f16": (attention, qkv(2, 70, 200, 64, torch.float16)),
    "attention_32": (attention, qkv(2, 70, 136, 32)),
    "attention_96": (attention, qkv(1, 70, 136, 96)),
    "attention_256": (attention, qkv(1, 70, 136, 256)),
    "attention_mask": (masked_attention, (*qkv(2, 136, 72, 64), tensor(1, 1, 136, 72))),
    # A query all of whose keys have the lowest float as a bias: equal weights.
    "attention_lowest": (masked_attention, (*qkv(2, 72, 72, 64), lowest_mask(72))),
    "attention_causal": (causal_attention, qkv(4, 160, 160, 64, key_heads=2)),
    "attention_causal_long": (causal_attention, qkv(1, 300, 300, 64)),
    "attention_window": (window_attention, qkv(1, 460, 430, 64)),
    "attention_padded": (
        padded_attention,
        (
            tensor(3, 2, 330, 64),
            torch.tensor([330, 5, 140]),
            *(tensor(3, 2, n, 64) for n in (72, 330)),
        ),
    ),
    "attention_projected": (projected_attention, [tensor(2, n, 128) for n in (72, 136, 136)]),
    # One block of products by warps.
    "small_attention": (attention, qkv(3, 34, 34, 64)),
    "small_attention_f16": (attention, qkv(2, 64, 50, 64, torch.float16)),
    "small_attention_32": (attention, qkv(2, 16, 64, 32)),
    "small_attention_128": (attention, qkv(2, 40, 17, 128)),
    "small_attention_causal": (causal_attention, qkv(4, 48, 48, 64, key_heads=2)),
    "small_attention_mask": (masked_attention, (*qkv(2, 34, 34, 64), tensor(1, 1, 1, 34))),
    "small_attention_lowest": (masked_attention, (*qkv(2, 34, 34, 64), lowest_mask(34))),
    "small_attention_rotary": (
        rotary_attention,
        (
            tensor(1, 2, 34, 64),
            *(tensor(34, 64) for _ in range(2)),
            *(tensor(1, 2, 34, 64) for _ in range(2)),
            tensor(1, 1, 1, 34),
        ),
    ),
    "small_attention_projected": (projected_attention, [tensor(2, 34, 128) for _ in range(3)]),
    # Few rows: transposed, k shared by the CTAs of a cluster.
    "few": (F.linear, (tensor(48, 384), tensor(72, 384))),
    "one_row": (F.linear, (tensor(1, 328), tensor(64, 328))),
    "few_ragged": (F.linear, (tensor(34, 328), tensor(100, 328), tensor(100))),
    "few_matmul": (torch.matmul, (tensor(16, 256), tensor(256, 72))),
    "few_transposed": (lambda x, w: x.t() @ w, (tensor(256, 16), tensor(256, 72))),
    "few_gelu_residual": (
        gelu_residual,
        (tensor(20, 256), tensor(72, 256), tensor(72), tensor(20, 72)),
    ),
    "few_swiglu": (swiglu, (tensor(8, 320), tensor(72, 320), tensor(72, 320))),
    "few_two_results": (two_results, (tensor(40, 256), tensor(72, 256))),
    "few_short": (gelu_residual, (tensor(33, 40), tensor(72, 40), tensor(72), tensor(33, 72))),
    "few_batches": (torch.bmm, (tensor(2, 24, 256), tensor(2, 256, 64))),
}


def to_numpy(value):
    bits = value.view(torch.uint16) if value.dtype == torch.bfloat16 else value
    return bits.numpy().copy()


def leaves(value):
    return value if isinstance(value, tuple) else (value,)


def check(graph, function, arguments):
    program = Program(BUILD, graph)
    assert program.uses_tensor_cores()
    compare(program, function, arguments)


def compare(program, function, arguments):
    eager = leaves(function(*arguments))
    exact = leaves(function(*(a.double() for a in arguments)))
    runs = [program([to_numpy(a) for a in arguments], seed) for seed in range(2)]
    for first, second in zip(*runs, strict=True):
        assert first.tobytes() == second.tobytes()
    for actual, rounded, wanted in zip(runs[0], eager, exact, strict=True):
        actual = torch.from_numpy(actual).view(rounded.dtype).double()
        error = (actual.reshape(wanted.shape) - wanted).norm() / wanted.norm()
        own = (rounded.double() - wanted).norm() / wanted.norm()
        assert error <= 1.1 * own + 1e-6


@pytest.mark.parametrize("name", CASES)
def test_program(name):
    function, arguments = CASES[name]
    torch._dynamo.reset()
    (graph,) = capture(function, *arguments)
    check(graph.text, function, arguments)


def residual_layer_norm(x, residual, weight, bias):
    y = x + residual
    return F.layer_norm(y, y.shape[-1:], weight, bias)


def scaled_rms_norm(x, weight):
    """The scale is one value a row: one CTA of the cluster stores it."""
    scale = torch.rsqrt(x.float().square().mean(-1) + 1e-6)
    return (x * scale[:, None]).to(x.dtype) * weight, scale


def reductions(x):
    """Siblings; elements of 64 bits; a result that is a single number."""
    return x.float().amax(-1), x.float().amin(-1), x.double().sum(-1)


def with_choices(text, choices):
    """A program whose kernels of these keys have these schedules."""
    given = ", ".join(f'"{key}" = {choice}' for key, choice in choices.items())
    head, brace, rest = text.partition("graph.program")
    assert "module" not in head, "a program alone"
    return f"{head}module attributes {{graph.choices = {{{given}}}}} {{\n{brace}{rest}\n}}"


# Rows too long for a CTA's registers: a cluster can share each. The last CTA has
# few elements, or as many as the others.
LONG_ROWS = {
    "softmax": (lambda x: x.softmax(-1), (tensor(2, 16392),)),
    "softmax_odd": (lambda x: x.softmax(-1), (tensor(1, 20003),)),
    "softmax_whole": (lambda x: x.softmax(-1), (tensor(3, 24576),)),
    "rms_norm": (scaled_rms_norm, (tensor(2, 17000), tensor(17000))),
    "layer_norm": (
        residual_layer_norm,
        (tensor(2, 16392), tensor(2, 16392) * 2, tensor(16392), tensor(16392)),
    ),
    "reductions": (reductions, (tensor(2, 24000),)),
    "sum": (lambda x: x.sum(), (tensor(33000),)),
}


def capture_long_rows(name):
    function, arguments = LONG_ROWS[name]
    torch._dynamo.reset()
    (graph,) = capture(function, *arguments)
    shared = {
        kernel["key"]: next(c for c in kernel["choices"] if "splits" in c)
        for kernel in library().tunables(graph.text, '{"target": "sm_90a"}')
    }
    program = Program(BUILD, with_choices(graph.text, shared))
    assert "st.async" in program.ptx
    return program, function, arguments


@pytest.mark.parametrize("name", LONG_ROWS)
def test_long_rows(name):
    compare(*capture_long_rows(name))


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (
            r"mbarrier\.try_wait\.parity\.acquire\.cluster.*\n@p bra\.uni done;\nbra\.uni again;",
            "meets a (read|write) that it does not wait for",
        ),
        (r"barrier\.cluster\.wait\.aligned;", "no barrier at|initialisation nobody has waited for"),
        (r"mbarrier\.arrive\.expect_tx.*;", "nobody can go on"),
    ],
)
def test_refuses_long_rows(pattern, message):
    """What the interpreter finds if CTAs do not wait for what others send, for their
    start, or announce too little."""
    program, _, arguments = capture_long_rows("softmax")
    program.ptx, count = re.subn(pattern, "", program.ptx)
    assert count
    with pytest.raises(PTXError, match=message):
        for seed in range(4):
            program([to_numpy(a) for a in arguments], seed)


BACK_TO_BACK = """
graph.program @mlp symbols [] (%x: tensor<200x80xbf16>, %w1: tensor<72x80xbf16>,
    %b1: tensor<72xbf16>, %w2: tensor<96x72xbf16>, %y: tensor<200x96xbf16>)
    -> (tensor<200x96xbf16>) {
  %w2t = graph.view %w2 through <(d0, d1) -> (d1, d0)> : tensor<96x72xbf16> -> tensor<72x96xbf16>
  %b = arith.extf %b1 : tensor<72xbf16> to tensor<72xf32>
  %bias = graph.view %b through <(d0, d1) -> (d1)> : tensor<72xf32> -> tensor<200x72xf32>
  %o = graph.attention %x, %w1, %w2t masked_rows nan {
  ^bb0(%s: tensor<200x72xf32>):
    %0 = arith.addf %s, %bias : tensor<200x72xf32>
    %1 = math.absf %0 : tensor<200x72xf32>
    %2 = math.log %1 : tensor<200x72xf32>
    graph.yield %2 : tensor<200x72xf32>
  } {scores_as_weights} : tensor<200x80xbf16>, tensor<72x80xbf16>, tensor<72x96xbf16>
    -> tensor<200x96xf32>
  %residual = arith.extf %y : tensor<200x96xbf16> to tensor<200x96xf32>
  %sum = arith.addf %o, %residual : tensor<200x96xf32>
  %r = arith.truncf %sum : tensor<200x96xf32> to tensor<200x96xbf16>
  graph.return %r : tensor<200x96xbf16>
}
"""


def test_products_back_to_back():
    """The logarithm of what is beyond the last of 72 columns is minus infinity."""
    arguments = tensor(200, 80), tensor(72, 80), tensor(72), tensor(96, 72), tensor(200, 96)
    check(
        BACK_TO_BACK,
        lambda x, w1, b1, w2, y: F.linear(F.linear(x, w1, b1).abs().log(), w2) + y,
        arguments,
    )


ROTARY = """
#x = #graph.dims<()[s0] -> (2, s0, 64)>
#half = #graph.dims<()[s0] -> (2, s0, 32)>
#table = #graph.dims<()[s0] -> (s0, 64)>
#scores = #graph.dims<()[s0] -> (2, s0, s0)>
!x = tensor<2x?x64xbf16, #x>
!wide = tensor<2x?x64xf32, #x>
!half = tensor<2x?x32xf32, #half>
!table = tensor<?x64xbf16, #table>
!wide_table = tensor<?x64xf32, #table>
!scores = tensor<2x?x?xf32, #scores>
graph.program @main symbols ["length"] (%q: !x, %cos: !table, %sin: !table, %k: !x, %v: !x)
    -> (!x) attributes {graph.hints = array<i64: 34>} {
  %c0 = arith.extf %cos : !table to !wide_table
  %s0 = arith.extf %sin : !table to !wide_table
  %c = graph.view %c0 through <(d0, d1, d2) -> (d1, d2)> : !wide_table -> !wide
  %s = graph.view %s0 through <(d0, d1, d2) -> (d1, d2)> : !wide_table -> !wide
ROTATIONS
  %o = graph.attention %qr, %kr, %v masked_rows nan {
  ^bb0(%scores: !scores):
    graph.yield %scores : !scores
  } : !x, !x, !x -> !wide
  %r = arith.truncf %o : !wide to !x
  graph.return %r : !x
}
"""
ROTATION = """
  %x0 = arith.extf %x : !x to !wide
  %x1 = arith.mulf %x0, %c : !wide
  %x2 = graph.view %x0 through <(d0, d1, d2) -> (d0, d1, d2 + 32)> : !wide -> !half
  %x3 = arith.negf %x2 : !half
  %x4 = graph.view %x0 through <(d0, d1, d2) -> (d0, d1, d2)> : !wide -> !half
  %x5 = graph.concat 2(%x3, %x4) : (!half, !half) -> !wide
  %x6 = arith.mulf %x5, %s : !wide
  %x7 = arith.addf %x1, %x6 : !wide
  %xr = arith.truncf %x7 : !wide to !x
"""


@pytest.mark.parametrize("length", [1, 34, 64, 100])
def test_first_block_of_keys(length):
    """Keys are one block as a rule: its loads come before the loop over others."""
    rotations = ROTATION.replace("%x", "%q") + ROTATION.replace("%x", "%k")
    program = Program(BUILD, ROTARY.replace("ROTATIONS", rotations))
    (name,) = re.findall(r"\.entry (attention\w*)", program.ptx)
    q, k, v = (tensor(2, length, 64 + i)[..., :64].contiguous() for i in range(3))
    cos, sin = (tensor(length, 64 + i)[:, :64].contiguous() for i in (3, 4))
    # In order of use.
    arguments = q, cos, sin, k, v
    exact = [a.double() for a in arguments]
    wanted = attention(*(rotate(x, *exact[1:3]) for x in (exact[0], exact[3])), exact[4], scale=1.0)
    results = []
    for seed in range(2):
        result = np.full((2, length, 64), 0x7FC1, np.uint16)
        shared = integer_attribute(program.lowered, name, "tile.scratch")
        grid = evaluate_grid(program.lowered, name, [length])
        buffers = [*(to_numpy(a) for a in arguments), result]
        constants = program.constants[name]
        launch_hopper(program.ptx, name, grid, buffers, [length], shared, (), seed, constants)
        results.append(result)
    assert (results[0] == results[1]).all()
    actual = torch.from_numpy(results[0]).view(torch.bfloat16).double()
    assert (actual - wanted).norm() <= 6e-3 * wanted.norm()


def test_keys_outside_a_window_are_not_read():
    """Blocks of 128 keys of which no row of a tile looks at any."""
    q, k, v = qkv(1, 64, 640, 64)

    def window(q, k, v):
        i, j = torch.arange(64)[:, None] + 300, torch.arange(640)
        return attention(q, k, v, attn_mask=(i - j < 40) & (j - i <= 30))

    executed = []
    for function in (attention, window):
        torch._dynamo.reset()
        (graph,) = capture(function, q, k, v)
        program = Program(BUILD, graph.text)
        program([to_numpy(a) for a in (q, k, v)])
        executed.append(program.executed["wgmma"])
    assert 0 < executed[1] <= executed[0] / 2


@pytest.mark.parametrize(
    ("function", "weight"),
    [
        (lambda x, weight: x[:, :131] @ weight.t(), tensor(40, 131)),
        (lambda x, weight: x @ weight, tensor(136, 43)),
        (lambda x, weight: x.relu() @ weight[:, 3:], tensor(136, 67)),
    ],
    ids=["odd rows", "odd columns", "a slice"],
)
def test_padded_weights(function, weight):
    """Rows of frozen weights that do not begin at multiples of 16 bytes."""
    torch._dynamo.reset()
    (graph,) = capture(function, tensor(M, K), weight)
    frozen = graph.text.replace('graph.name = "weight"', 'graph.frozen, graph.name = "weight"')
    assert frozen != graph.text
    check(frozen, function, (tensor(M, K), weight))


def normed(h, w1, x, weight, w2):
    """A norm between two products, each of which has a residual or a ReLU."""
    y = F.linear(h, w1) + x
    return y, torch.relu(F.linear(F.rms_norm(y, (y.shape[-1],), weight), w2))


@pytest.mark.parametrize("rows", [(1,), (33,), (1, 20)], ids=str)
def test_norm_scales_rows(rows):
    """No kernel stands between the products: the first adds up squares, the second
    scales its rows by them."""
    sizes = (*rows, 136), (128, 136), (*rows, 128), (128,), (200, 128)
    arguments = tuple(tensor(*size) for size in sizes)
    torch._dynamo.reset()
    (graph,) = capture(normed, *arguments)
    text = graph.text
    for name in ("weight", "w2"):
        text = text.replace(f'graph.name = "{name}"', f'graph.frozen, graph.name = "{name}"')
    program = Program(BUILD, text)
    kernels = [line for line in program.lines if "graph.call" in line]
    assert sum("graph.prepare" not in line for line in kernels) == 2
    check(text, normed, arguments)


def test_early_read_is_found():
    """Weights are fetched before the wait: wrong if a kernel of the run wrote them."""
    function, arguments = CASES["few"]
    torch._dynamo.reset()
    (graph,) = capture(function, *arguments)
    program = Program(BUILD, graph.text)
    program.constants.clear()
    with pytest.raises(PTXError, match="an access before griddepcontrol.wait"):
        program([to_numpy(a) for a in arguments])


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (r"wgmma\.wait_group\.sync\.aligned 0;", "touched while a product may write it|ends while"),
        (r"mbarrier\.arrive\.shared\.b64.*;", "nobody can go on"),
        (r"fence\.proxy\.async\.shared::cta;", "without a proxy fence"),
    ],
)
def test_refuses_attention(pattern, message):
    """What the interpreter finds if an attention lacks a wait, a hand-over, a proxy fence."""
    function, arguments = CASES["attention"]
    torch._dynamo.reset()
    (graph,) = capture(function, *arguments)
    program = Program(BUILD, graph.text)
    program.ptx, count = re.subn(pattern, "", program.ptx)
    assert count
    with pytest.raises(PTXError, match=message):
        program([to_numpy(a) for a in arguments])
