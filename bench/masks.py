"""Attention whose scores are changed, on a GPU, against FlexAttention and SDPA.

A window that slides, a bias that grows with the distance (ALiBi), sequences of
several lengths padded to one, a bias from memory. Ours computes the mask within
the call; FlexAttention's block mask, and the mask in memory that SDPA's kernels
read, are made before anything is timed.
"""

import dataclasses
import functools
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch.nn.attention.flex_attention import create_block_mask, flex_attention

from bench.attention import on_backends
from bench.gpu import compare
from bench.harness import Report
from cutedsl.timing import number_of_sets

sdpa = F.scaled_dot_product_attention
WINDOW = 256


def positions(length: int):
    place = torch.arange(length, device="cuda")
    return place[:, None], place[None, :]


def is_near(i, j):
    return (i - j <= WINDOW) & (j - i <= WINDOW)


def window(q, k, v, extra):
    return sdpa(q, k, v, attn_mask=is_near(*positions(q.shape[2])))


def alibi(q, k, v, slopes):
    i, j = positions(q.shape[2])
    scores = (q @ k.mT).float() * q.shape[-1] ** -0.5 - slopes[:, None, None] * (i - j).abs()
    return torch.softmax(scores, -1).to(v.dtype) @ v


def alibi_score(slopes, score, batch, head, i, j):
    return score - slopes[head] * (i - j).abs()


def lengths(q, k, v, number_of_keys):
    j = torch.arange(k.shape[2], device="cuda")
    return sdpa(q, k, v, attn_mask=j < number_of_keys[:, None, None, None])


def bias(q, k, v, mask):
    return sdpa(q, k, v, attn_mask=mask)


@dataclasses.dataclass
class Case:
    """`function` of queries, keys, values and what `make_extra` makes; what
    FlexAttention and SDPA need to say the same."""

    function: Callable
    sizes: tuple[int, int, int, int]  # batch, heads, length, depth
    make_extra: Callable[[tuple[int, int, int, int]], torch.Tensor | None]
    score_mod: Callable | None = None
    mask_mod: Callable | None = None

    def flex_arguments(self, extra) -> dict:
        batch, heads, length, _ = self.sizes
        score = self.score_mod and functools.partial(self.score_mod, extra)
        if not self.mask_mod:
            return {"score_mod": score}
        mask = functools.partial(self.mask_mod, extra)
        return {"block_mask": create_block_mask(mask, batch, None, length, length, device="cuda")}

    def mask(self, extra) -> torch.Tensor:
        """What SDPA's kernels read: a bias, or whether a key is looked at."""
        batch, heads, length, _ = self.sizes
        index = [
            torch.arange(n, device="cuda").view([n if i == d else 1 for i in range(4)])
            for d, n in enumerate((batch, heads, length, length))
        ]
        if self.mask_mod:
            shape = (batch, 1, length, length)
            return self.mask_mod(extra, *index).expand(shape).contiguous()
        zero = torch.zeros(1, device="cuda")
        return self.score_mod(extra, zero, *index).expand(batch, heads, length, length).bfloat16()


def make_slopes(sizes):
    return 2.0 ** (-8 * torch.arange(1, sizes[1] + 1, device="cuda") / sizes[1])


def make_lengths(sizes):
    batch, _, length, _ = sizes
    return torch.linspace(length // 8, length, batch, device="cuda").long()


def make_bias(sizes):
    return torch.randn(1, 1, sizes[2], sizes[2], device="cuda").bfloat16()


CASES = {
    "30x4224x128, window of 513": Case(
        window,
        (1, 30, 4224, 128),
        lambda sizes: None,
        mask_mod=lambda extra, b, h, i, j: is_near(i, j),
    ),
    "16x2048x64, ALiBi": Case(
        alibi,
        (1, 16, 2048, 64),
        make_slopes,
        score_mod=alibi_score,
    ),
    "30x4224x128, ALiBi": Case(
        alibi,
        (1, 30, 4224, 128),
        make_slopes,
        score_mod=alibi_score,
    ),
    "8x16x2048x128, lengths 256 to 2048": Case(
        lengths,
        (8, 16, 2048, 128),
        make_lengths,
        mask_mod=lambda number_of_keys, b, h, i, j: j < number_of_keys[b],
    ),
    "30x2048x128, bias from memory": Case(
        bias,
        (1, 30, 2048, 128),
        make_bias,
        score_mod=lambda mask, score, b, h, i, j: score + mask[0, 0, i, j],
    ),
}


def measure(report: Report, name: str, rounds: int) -> None:
    case = CASES[name]
    torch.manual_seed(0)
    extra = case.make_extra(case.sizes)
    operands = [
        (*(torch.randn(case.sizes, device="cuda").bfloat16() for _ in range(3)), extra)
        for _ in range(number_of_sets(8 * torch.Size(case.sizes).numel()))
    ]
    torch._dynamo.reset()
    arguments, mask = case.flex_arguments(extra), case.mask(extra)
    compiled = torch.compile(flex_attention)
    functions = {
        "ours": torch.compile(case.function, backend="cutedsl", options={"strict": True}),
        "flex": lambda q, k, v, extra: compiled(q, k, v, **arguments),
    }
    functions |= on_backends(lambda q, k, v, extra: bias(q, k, v, mask), operands[0])
    q, k, v = (t.float() for t in operands[0][:3])
    compare(
        report,
        f"bf16 attention {name}",
        functions,
        operands,
        case.function(q, k, v, extra.float() if case.function is bias else extra),
        rounds=rounds,
    )


def run(arguments) -> None:
    report = Report("masks", arguments.output)
    for name in CASES:
        measure(report, name, rounds=3 if arguments.quick else 5)
