"""Writes the captured programs beside this file, from the models' own packages.

    python test/Inputs/captured/capture.py [NAME...]

Weights are arguments of the programs, so their values do not matter here.
"""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from torch import nn

from cutedsl.capture import CapturedGraph, capture

FOLDER = pathlib.Path(__file__).parent
CAPTURES: dict[str, Callable[[], list[CapturedGraph]]] = {}


def register(function: Callable[[], list[CapturedGraph]]) -> None:
    CAPTURES[function.__name__.replace("_", "-")] = function


def dynamic(tensor: torch.Tensor, *dims: int) -> torch.Tensor:
    for dim in dims:
        torch._dynamo.mark_dynamic(tensor, dim)
    return tensor


class Mlp(nn.Module):
    def __init__(self, width: int = 64, hidden: int = 128) -> None:
        super().__init__()
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.down(F.gelu(self.up(x)) * 0.5 + 0.125)


@register
def mlp() -> list[CapturedGraph]:
    return inference(Mlp(), torch.randn(8, 64))


@register
def mlp_dynamic() -> list[CapturedGraph]:
    return inference(Mlp(), dynamic(torch.randn(2, 4, 64), 0, 1))


@register
def mlp_bf16() -> list[CapturedGraph]:
    return inference(Mlp().bfloat16(), torch.randn(8, 64).bfloat16())


@register
def mlp_train() -> list[CapturedGraph]:
    return training(Mlp(), torch.randn(8, 64, requires_grad=True))


def chronos(layers: int) -> nn.Module:
    from chronos.chronos2 import Chronos2CoreConfig, Chronos2Model

    quantiles = [0.01] + [round(0.05 * i, 2) for i in range(1, 20)] + [0.99]
    config = Chronos2CoreConfig(
        d_model=768,
        d_kv=64,
        d_ff=3072,
        num_layers=layers,
        num_heads=12,
        attn_implementation="sdpa",
        chronos_config=dict(
            context_length=8192,
            input_patch_size=16,
            input_patch_stride=16,
            output_patch_size=16,
            max_output_patches=64,
            quantiles=quantiles,
            use_reg_token=True,
            use_arcsinh=True,
            time_encoding_scale=8192,
        ),
    )
    return Chronos2Model(config).eval()


@register
def chronos2_2layer_fp32() -> list[CapturedGraph]:
    return inference(chronos(2), context=torch.randn(1, 512))


@register
def chronos2_2layer_bf16() -> list[CapturedGraph]:
    return inference(chronos(2).bfloat16(), context=torch.randn(1, 512))


@register
def chronos2_2layer_groups() -> list[CapturedGraph]:
    groups = torch.tensor([0, 0, 0, 1, 1, 2, 2])
    return inference(chronos(2), context=torch.randn(7, 500), group_ids=groups)


@register
def chronos2_1layer_dynamic() -> list[CapturedGraph]:
    return inference(chronos(1), context=dynamic(torch.randn(7, 512), 0, 1))


@register
def chronos2_1layer_ragged() -> list[CapturedGraph]:
    groups = dynamic(torch.arange(7), 0)
    return inference(chronos(1), context=dynamic(torch.randn(7, 500), 0, 1), group_ids=groups)


@register
def chronos2_1layer_train() -> list[CapturedGraph]:
    return training(chronos(1), context=torch.randn(2, 512), future_target=torch.randn(2, 16))


def zimage(captions: list[int]) -> list[CapturedGraph]:
    from diffusers import ZImageTransformer2DModel

    model = ZImageTransformer2DModel(
        dim=256,
        n_layers=1,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=64,
        axes_dims=[32, 48, 48],
        axes_lens=[1536, 512, 512],
    ).eval()
    latents = [torch.randn(16, 1, 12, 12) for _ in captions]
    texts = [torch.randn(n, 64) for n in captions]
    arguments = (latents, torch.full([len(captions)], 0.3), texts)
    with torch.no_grad():
        model(*arguments, return_dict=False)  # builds the table of rotations
    return inference(model, *arguments, return_dict=False)


@register
def zimage_small() -> list[CapturedGraph]:
    return zimage([20])


@register
def zimage_small_unequal() -> list[CapturedGraph]:
    return zimage([20, 150])


def transformer(name: str, **config: object) -> nn.Module:
    import transformers

    sizes: dict[str, object] = dict(num_hidden_layers=2, num_attention_heads=4, hidden_size=64)
    if name != "ViT":
        sizes |= dict(vocab_size=96, max_position_embeddings=64)
    kind = getattr(transformers, f"{name}Config")
    return getattr(transformers, f"{name}Model")(kind(**sizes | config)).eval()


def tokens() -> dict[str, torch.Tensor]:
    mask = torch.ones(2, 24, dtype=torch.long)
    mask[1, 18:] = 0
    return dict(input_ids=torch.randint(0, 96, (2, 24)), attention_mask=mask)


def llama_model() -> nn.Module:
    return transformer("Llama", num_key_value_heads=2, intermediate_size=128)


@register
def bert() -> list[CapturedGraph]:
    return inference(transformer("Bert", intermediate_size=128), **tokens())


@register
def bert_train() -> list[CapturedGraph]:
    return training(transformer("Bert", intermediate_size=128), **tokens())


@register
def gpt2_dynamic() -> list[CapturedGraph]:
    texts = {name: dynamic(t, 0, 1) for name, t in tokens().items()}
    return inference(transformer("GPT2"), use_cache=False, **texts)


@register
def llama() -> list[CapturedGraph]:
    return inference(llama_model(), use_cache=False, **tokens())


@register
def llama_train() -> list[CapturedGraph]:
    return training(llama_model(), use_cache=False, **tokens())


@register
def qwen3() -> list[CapturedGraph]:
    model = transformer("Qwen3", num_key_value_heads=2, head_dim=16, intermediate_size=128)
    return inference(model.bfloat16(), use_cache=False, **tokens())


@register
def vit() -> list[CapturedGraph]:
    model = transformer("ViT", intermediate_size=128, image_size=32, patch_size=8)
    return inference(model, pixel_values=torch.randn(2, 3, 32, 32))


# The same with the models' own attention: two products and a softmax.


@register
def bert_eager() -> list[CapturedGraph]:
    model = transformer("Bert", intermediate_size=128, attn_implementation="eager")
    return inference(model, **tokens())


@register
def gpt2_eager_dynamic() -> list[CapturedGraph]:
    texts = {name: dynamic(t, 0, 1) for name, t in tokens().items()}
    model = transformer("GPT2", attn_implementation="eager")
    return inference(model, use_cache=False, **texts)


@register
def llama_eager_bf16() -> list[CapturedGraph]:
    model = transformer(
        "Llama", num_key_value_heads=2, intermediate_size=128, attn_implementation="eager"
    )
    return inference(model.bfloat16(), use_cache=False, **tokens())


@register
def vit_eager() -> list[CapturedGraph]:
    sizes = dict(intermediate_size=128, image_size=32, patch_size=8)
    model = transformer("ViT", attn_implementation="eager", **sizes)
    return inference(model, pixel_values=torch.randn(2, 3, 32, 32))


def inference(model: nn.Module, *args: object, **kwargs: object) -> list[CapturedGraph]:
    with torch.no_grad():
        return capture(model, *args, relative_paths=True, **kwargs)


def training(model: nn.Module, *args: object, **kwargs: object) -> list[CapturedGraph]:
    return capture(model, *args, backward=True, relative_paths=True, **kwargs)


def graphs(name: str) -> Iterator[tuple[str, CapturedGraph]]:
    torch._dynamo.reset()
    torch.manual_seed(0)
    for graph in CAPTURES[name]():
        suffix = f"-{graph.kind.value}" if name.endswith("-train") else ""
        yield name + suffix, graph


def main() -> None:
    for name in sys.argv[1:] or CAPTURES:
        for stem, graph in graphs(name):
            (FOLDER / f"{stem}.mlir").write_text(graph.text)
            print(f"{stem}: {len(graph.program.calls)} calls, {len(graph.text) // 1024} KB")


if __name__ == "__main__":
    main()
