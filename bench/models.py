"""Whole models in bf16 on a GPU, against eager PyTorch and Inductor.

Chronos-2 base runs from its shipped graph; a block of Z-Image's transformer, and
a whole step of it (1024 x 1024 pixels, a caption of 77 tokens), through
torch.compile on upstream's modules. Ours and Inductor's are replayed as CUDA
graphs; eager is too where it can be recorded.
"""

import copy

import torch

from bench.gpu import compare, competitors
from bench.harness import Report

LENGTH = 512
TOKENS = 4192


def chronos2(report: Report, *, inductor: bool, rounds: int) -> None:
    from cutedsl.models.chronos2.capture import make_model
    from cutedsl.models.chronos2.model import CuteChronos2Model
    from cutedsl.models.chronos2.weights import calibrate_, make_series

    upstream = calibrate_(make_model()).bfloat16().cuda()
    ours = CuteChronos2Model.from_upstream(upstream)
    wide = copy.deepcopy(upstream).double()
    for batch in (1, 64):
        context = make_series(batch, LENGTH).cuda()
        torch._dynamo.reset()
        functions = {
            "ours": lambda x: ours(x).quantile_preds,
            "eager": lambda x: upstream(context=x).quantile_preds,
        }
        if inductor:
            peer = torch.compile(upstream, mode="max-autotune-no-cudagraphs", dynamic=False)
            functions["inductor"] = lambda x, peer=peer: peer(context=x).quantile_preds
        with torch.no_grad():
            exact = wide(context=context).quantile_preds
        compare(
            report,
            f"Chronos-2 base bf16 B={batch} L={LENGTH}",
            functions,
            [(context,)],
            exact,
            rounds=rounds,
            unrecorded=("eager",),
        )


def zimage_block(report: Report, *, inductor: bool, rounds: int) -> None:
    from diffusers.models.transformers.transformer_z_image import (
        ADALN_EMBED_DIM,
        ZImageTransformerBlock,
    )

    torch.manual_seed(0)
    dim, heads = 3840, 30
    with torch.device("cuda"):
        block = ZImageTransformerBlock(0, dim, heads, heads, 1e-5, qk_norm=True).eval()
        x, condition = torch.randn(1, TOKENS, dim), torch.randn(1, ADALN_EMBED_DIM)
        angles = torch.rand(1, TOKENS, dim // heads // 2) * 6.28
        rotations = torch.polar(torch.ones_like(angles), angles)
    with torch.no_grad():
        exact = block(x, None, rotations, condition)
    block.bfloat16()

    def function(x, condition):
        return block(x, None, rotations, condition)

    compare(
        report,
        f"Z-Image block bf16, {TOKENS} tokens",
        competitors(function, "max-autotune-no-cudagraphs" if inductor else None),
        [(x.bfloat16(), condition.bfloat16())],
        exact,
        rounds=rounds,
    )


def zimage_step(report: Report, *, inductor: bool, rounds: int) -> None:
    from diffusers import ZImageTransformer2DModel

    torch.manual_seed(0)
    with torch.device("cuda"):
        model = ZImageTransformer2DModel(axes_lens=[1536, 512, 512]).eval()
        # A time that bf16 holds: it is multiplied by 1000 before its sine is taken.
        latent, time = torch.randn(16, 1, 128, 128), torch.full([1], 0.25)
        caption = torch.randn(77, 2560)
    with torch.no_grad():
        exact = model([latent], time, [caption], return_dict=False)[0][0]
    model.bfloat16()

    def function(latent, time, caption):
        return model([latent], time, [caption], return_dict=False)[0][0]

    # Upstream asks for values of tensors on the way, which no recording allows.
    functions = competitors(function, "max-autotune-no-cudagraphs" if inductor else None)
    compare(
        report,
        "Z-Image transformer bf16, a step at 1024x1024, 77 tokens of caption",
        functions,
        [(latent.bfloat16(), time.bfloat16(), caption.bfloat16())],
        exact,
        rounds=rounds,
        unrecorded=tuple(functions),
    )


# What `--only` chooses from.
PARTS = {"chronos2": chronos2, "zimage-block": zimage_block, "zimage-step": zimage_step}


def run(arguments) -> None:
    report = Report("models", arguments.output)
    for name, part in PARTS.items():
        if arguments.only in ("", name):
            part(report, inductor=not arguments.quick, rounds=3 if arguments.quick else 5)
