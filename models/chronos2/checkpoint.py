"""Checkpoints of Chronos-2: where they are, what they must say, what is in them."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Mapping
from typing import Any

import torch

from .adapters import base_of, is_adapter, merge_adapter
from .capture import BASE, FORECASTING, QUANTILES

# The rest of what the shipped graph was captured with, with upstream's defaults
# for a configuration that leaves them out.
_CORE = {"feed_forward_proj": ("relu", "relu"), "layer_norm_epsilon": (1e-6, 1e-6)}
_FORECASTING_DEFAULTS = {"use_reg_token": False, "use_arcsinh": False}
# A fine-tuned model may have more of these; the graph holds for any number.
_FREE = ("context_length", "max_output_patches", "quantiles")


def load_checkpoint(
    path: str | pathlib.Path, revision: str | None = None
) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """The tensors and configuration of a folder or of a model on the Hugging
    Face hub. An adapter is merged into the base that it names."""
    from safetensors.torch import load_file

    folder = _find(path, revision)
    if is_adapter(folder):
        tensors, config = load_checkpoint(*base_of(folder))
        merge_adapter(tensors, folder)
        return tensors, config | {"_name_or_path": ""}
    weights = folder / "model.safetensors"
    if not weights.exists():
        raise FileNotFoundError(f"expected {weights}, but there is no such file")
    config = json.loads((folder / "config.json").read_text())
    return load_file(weights), config | {"_name_or_path": str(path)}


def check_config(config: Mapping[str, Any]) -> None:
    """Raises unless the shipped graph computes what `config` describes."""
    forecasting = config.get("chronos_config")
    if forecasting is None:
        raise ValueError("expected the configuration of a Chronos-2 model, with chronos_config")
    for key, expected in BASE.items():
        _check(key, expected, config.get(key))
    for key, (expected, default) in _CORE.items():
        _check(key, expected, config.get(key, default))
    for key, expected in FORECASTING.items():
        if key in _FREE:
            continue
        default = _FORECASTING_DEFAULTS.get(key)
        if key == "time_encoding_scale":
            default = forecasting.get("context_length")
        given = forecasting.get(key)
        _check(f"chronos_config.{key}", expected, default if given is None else given)
    count = len(forecasting.get("quantiles", ()))
    _check("the number of quantiles", len(QUANTILES), count)


def _check(key: str, expected: Any, actual: Any) -> None:
    if actual != expected:
        raise ValueError(
            f"expected a Chronos-2 base checkpoint with {key} = {expected}, but got {actual}; "
            "use torch.compile(model, backend='cutedsl') for others"
        )


def _find(path: str | pathlib.Path, revision: str | None) -> pathlib.Path:
    folder = pathlib.Path(path)
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download

    files = ["*.json", "*.safetensors"]
    return pathlib.Path(snapshot_download(str(path), revision=revision, allow_patterns=files))
