"""LoRA adapters (Hu et al., 2021) as `peft` writes them, merged into weights.

What changes the meaning of an adapter beyond `W + scale * B A` is refused, and
so is a tensor that has no place in the model.
"""

from __future__ import annotations

import json
import math
import pathlib
from typing import Any

import torch

_CONFIG = "adapter_config.json"
_WEIGHTS = "adapter_model.safetensors"
_PREFIX = "base_model.model."
_A, _B = ".lora_A.weight", ".lora_B.weight"

# What an adapter's configuration may say: it is read here, or the tensors show
# it, or it says only how they were made. Whatever else is set is refused.
_KNOWN = {
    "auto_mapping",
    "base_model_name_or_path",
    "bias",
    "ensure_weight_tying",
    "eva_config",
    "exclude_modules",
    "inference_mode",
    "init_lora_weights",
    "layers_pattern",
    "layers_to_transform",
    "lora_alpha",
    "lora_dropout",
    "megatron_core",
    "modules_to_save",
    "peft_type",
    "peft_version",
    "qalora_group_size",
    "r",
    "rank_pattern",
    "revision",
    "target_modules",
    "task_type",
    "use_rslora",
}
# Initialisations that leave the base as it was; others change it, too.
_INITIALISATIONS = (True, False, "gaussian", "orthogonal", "eva")


def is_adapter(folder: pathlib.Path) -> bool:
    return (folder / _CONFIG).exists()


def base_of(folder: pathlib.Path) -> tuple[str, str | None]:
    """The checkpoint that the adapter was trained on, and its revision."""
    config = _read_config(folder)
    base = config.get("base_model_name_or_path")
    if not base:
        raise ValueError(f"{folder / _CONFIG} does not name the base model")
    return base, config.get("revision")


def merge_adapter(tensors: dict[str, torch.Tensor], folder: pathlib.Path) -> None:
    """Adds the adapter in `folder` to the state dict it was trained on."""
    from safetensors.torch import load_file

    config = _read_config(folder)
    if config.get("peft_type") != "LORA":
        raise ValueError(f"expected a LORA adapter, but got {config.get('peft_type')}")
    for key, value in config.items():
        if value and key not in _KNOWN:
            raise ValueError(f"adapters with {key} are not supported; merge it with peft first")
    if config.get("init_lora_weights", True) not in _INITIALISATIONS:
        raise ValueError(
            f"adapters with init_lora_weights = {config['init_lora_weights']!r} change their "
            "base and are not supported; merge it with peft first"
        )
    adapter = {name.removeprefix(_PREFIX): t for name, t in load_file(folder / _WEIGHTS).items()}
    for name, tensor in adapter.items():
        if name.endswith(_A):
            module = name.removesuffix(_A)
            _add(tensors, module + ".weight", tensor, _other_half(adapter, module + _B), config)
        elif name.endswith(_B):
            _other_half(adapter, name.removesuffix(_B) + _A)
        elif name in tensors:  # a module that was trained as a whole
            tensors[name] = tensor
        else:
            raise ValueError(f"the adapter's tensor {name!r} has no place in the model")


def _read_config(folder: pathlib.Path) -> dict[str, Any]:
    return json.loads((folder / _CONFIG).read_text())


def _other_half(adapter: dict[str, torch.Tensor], name: str) -> torch.Tensor:
    if name not in adapter:
        raise ValueError(f"the adapter has half of a product, but not {name!r}")
    return adapter[name]


def _add(
    tensors: dict[str, torch.Tensor],
    name: str,
    a: torch.Tensor,
    b: torch.Tensor,
    config: dict[str, Any],
) -> None:
    if name not in tensors:
        raise ValueError(f"the adapter is for {name!r}, which the model does not have")
    weight = tensors[name]
    if (b.shape[0], a.shape[1]) != tuple(weight.shape) or a.shape[0] != b.shape[1]:
        raise ValueError(
            f"expected halves of an adapter for {name!r} of {list(weight.shape)}, "
            f"but got {list(b.shape)} and {list(a.shape)}"
        )
    rank = a.shape[0]
    scale = config["lora_alpha"] / (math.sqrt(rank) if config.get("use_rslora") else rank)
    tensors[name] = (weight.float() + scale * (b.float() @ a.float())).to(weight.dtype)
