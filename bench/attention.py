"""Attention on a GPU against PyTorch's cuDNN and FlashAttention kernels.

Long and short sequences, heads of 64 and 128,
ragged, causal, heads that share keys, a bias from memory, the attention of
Chronos-2 (12 heads, unscaled, masked). A result is checked against float32
before anything is timed.
"""

import functools
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

from bench.gpu import compare
from bench.harness import Report
from cutedsl.timing import number_of_sets

sdpa = F.scaled_dot_product_attention
causal = functools.partial(sdpa, is_causal=True)
grouped_causal = functools.partial(sdpa, is_causal=True, enable_gqa=True)


def biased(q, k, v, mask):
    return sdpa(q, k, v, attn_mask=mask)


def unscaled(q, k, v, mask):
    return sdpa(q, k, v, attn_mask=mask, scale=1.0)


# Name: function, (batch, heads, key heads, queries, keys, depth), share of the
# products that the mask leaves, whether there is a mask.
CASES = {
    "30x4224x128": (sdpa, (1, 30, 30, 4224, 4224, 128), 1, False),
    "16x8192x128": (sdpa, (1, 16, 16, 8192, 8192, 128), 1, False),
    "30x4200x128": (sdpa, (1, 30, 30, 4200, 4200, 128), 1, False),
    "32x4096x64": (sdpa, (1, 32, 32, 4096, 4096, 64), 1, False),
    "27x1280(2048)x128": (sdpa, (1, 27, 27, 1280, 2048, 128), 1, False),
    "64x1024x128": (sdpa, (1, 64, 64, 1024, 1024, 128), 1, False),
    "30x4224x128 causal": (causal, (1, 30, 30, 4224, 4224, 128), 0.5, False),
    "32(8)x4096x128 causal": (grouped_causal, (1, 32, 8, 4096, 4096, 128), 0.5, False),
    "30x2048x128 bias": (biased, (1, 30, 30, 2048, 2048, 128), 1, True),
    "16x4096x256": (sdpa, (1, 16, 16, 4096, 4096, 256), 1, False),
    "12x34x64 mask": (unscaled, (1, 12, 12, 34, 34, 64), 1, True),
    "12x64x64 mask": (unscaled, (1, 12, 12, 64, 64, 64), 1, True),
    "64x12x64x64 mask": (unscaled, (64, 12, 12, 64, 64, 64), 1, True),
}
QUICK = ["30x4224x128", "32x4096x64", "30x4224x128 causal", "30x2048x128 bias", "12x64x64 mask"]
BACKENDS = {
    "cudnn": SDPBackend.CUDNN_ATTENTION,
    "flash": SDPBackend.FLASH_ATTENTION,
    "efficient": SDPBackend.EFFICIENT_ATTENTION,
}


def make_operands(sizes, has_mask: bool):
    batch, heads, key_heads, rows, keys, depth = sizes
    shapes = [(heads, rows)] + 2 * [(key_heads, keys)]
    q, k, v = (torch.randn(batch, *shape, depth, device="cuda").bfloat16() for shape in shapes)
    if has_mask:
        return q, k, v, torch.randn(batch, 1, rows, keys, device="cuda").bfloat16()
    return q, k, v


def on_backend(function, backend, *operands):
    with sdpa_kernel(backend):
        return function(*operands)


def on_backends(function, operands) -> dict[str, Callable]:
    """`function` on each of SDPA's backends that takes such operands."""
    functions = {}
    for name, backend in BACKENDS.items():
        run = functools.partial(on_backend, function, backend)
        try:
            run(*operands)
        except RuntimeError:
            continue
        functions[name] = run
    return functions


def measure(report: Report, name: str, rounds: int) -> None:
    function, sizes, share, has_mask = CASES[name]
    batch, heads, key_heads, rows, keys, depth = sizes
    torch.manual_seed(0)
    elements = batch * depth * 2 * (heads * rows + key_heads * keys)
    operands = [make_operands(sizes, has_mask) for _ in range(number_of_sets(elements * 2))]
    torch._dynamo.reset()
    ours = torch.compile(function, backend="cutedsl", options={"strict": True})
    functions = {"ours": ours} | on_backends(function, operands[0])
    flops = 4 * share * batch * heads * rows * keys * depth
    compare(
        report,
        f"bf16 attention {name}",
        functions,
        operands,
        function(*(t.float() for t in operands[0])),
        rounds=rounds,
        rate=("tflops", 1e-6 * flops),
    )


def run(arguments) -> None:
    report = Report("attention", arguments.output)
    for name in QUICK if arguments.quick else CASES:
        measure(report, name, rounds=3 if arguments.quick else 5)
