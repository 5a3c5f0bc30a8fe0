"""Chronos-2 on the shipped graph: neither upstream's package nor Dynamo.

The graph's parameters carry upstream's names, so a checkpoint's tensors are
matched by name, checked by shape, and bound to the compiled program once. Two
programs are compiled, each at its first use or found in the cache: one for any
batch, and one for a single series, where attention across the batch has one key
and much of the model is provably dead.
"""

from __future__ import annotations

import dataclasses
import json
import math
import pathlib
from collections.abc import Mapping
from typing import Any

import torch

from cutedsl.program import Program, load_program

from .capture import PATCH, graph_path

CONTEXT_LENGTH = 8192
# What the shipped graph was captured for; a checkpoint must agree.
ARCHITECTURE = {"d_model": 768, "d_kv": 64, "d_ff": 3072, "num_layers": 12, "num_heads": 12}
# Symbols of the graph: batch, context patches, horizon patches.
BATCH_SYMBOL = "s0"


@dataclasses.dataclass
class Chronos2Output:
    """`quantile_preds`: [batch, quantiles, 16 * patches], float32."""

    quantile_preds: torch.Tensor

    def __getitem__(self, index: int) -> torch.Tensor:
        return (self.quantile_preds,)[index]


class CuteChronos2Model:
    """Chronos-2 base, compiled. Call it as upstream's `Chronos2Model`."""

    def __init__(
        self,
        tensors: Mapping[str, torch.Tensor],
        config: Mapping[str, Any],
        *,
        dtype: torch.dtype = torch.float32,
        options: Mapping[str, Any] | None = None,
    ):
        """`tensors`: a state dict with upstream's names; `config`: the contents
        of upstream's config.json; `options`: options of the compiler."""
        _check_architecture(config)
        self.config = dict(config)
        self.chronos_config = _Namespace(config["chronos_config"])
        self.dtype = dtype
        self.device = torch.device("cpu")
        self._options = dict(options or {})
        self._graph = graph_path(str(dtype).removeprefix("torch.")).read_text()
        self._tensors = {name: t.detach().to(dtype) for name, t in tensors.items()}
        self._add_rotary_buffers()
        self._programs: dict[bool, Program] = {}

    @classmethod
    def from_pretrained(
        cls, path: str | pathlib.Path, *, dtype: torch.dtype = torch.float32, **options: Any
    ) -> CuteChronos2Model:
        """Loads a checkpoint: a folder with `config.json` and
        `model.safetensors`, or a model's name on the Hugging Face hub."""
        from safetensors.torch import load_file

        folder = _find_checkpoint(path)
        config = json.loads((folder / "config.json").read_text())
        tensors = load_file(folder / "model.safetensors")
        return cls(tensors, config, dtype=dtype, options=options)

    @classmethod
    def from_pretrained_compiled(cls, path: str | pathlib.Path, **arguments: Any):
        """`from_pretrained`, with both programs compiled before it returns."""
        model = cls.from_pretrained(path, **arguments)
        for single in (True, False):
            model.program(single)
        return model

    @classmethod
    def from_upstream(cls, model: torch.nn.Module, **options: Any) -> CuteChronos2Model:
        """Shares the weights of upstream's `Chronos2Model`."""
        parameters = dict(model.named_parameters())
        return cls(parameters, model.config.to_dict(), dtype=model.dtype, options=options)

    def program(self, single: bool) -> Program:
        """The compiled program for one series or for any batch."""
        if single not in self._programs:
            options = dict(self._options)
            if single:
                options["symbols"] = {BATCH_SYMBOL: 1}
            program = load_program(self._graph, options)
            program.bind({name: self._lookup(name) for name in program.parameter_names})
            self._programs[single] = program
        return self._programs[single]

    def load_state_dict(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Replaces weights, for example after adapters were merged."""
        for name, tensor in tensors.items():
            self._lookup(name)
            self._tensors[name] = tensor.detach().to(self.dtype)
        for program in self._programs.values():
            program.bind({name: self._lookup(name) for name in program.parameter_names})

    def eval(self) -> CuteChronos2Model:
        return self

    def __call__(
        self,
        context: torch.Tensor,
        context_mask: torch.Tensor | None = None,
        group_ids: torch.Tensor | None = None,
        future_covariates: torch.Tensor | None = None,
        future_covariates_mask: torch.Tensor | None = None,
        num_output_patches: int = 1,
    ) -> Chronos2Output:
        """Arguments as upstream's. context: [batch, length] with NaN where
        missing; group_ids: [batch]; future_covariates: [batch, horizon]. A mask
        may be given only if it says what the NaNs say."""
        _check_mask("context_mask", context, context_mask)
        batch = context.shape[0]
        context = _pad_left(context[:, -CONTEXT_LENGTH:].float())
        if group_ids is None:
            group_ids = torch.arange(batch)
        covariates = torch.full((batch, num_output_patches * PATCH), math.nan)
        if future_covariates is not None:
            _check_mask("future_covariates_mask", future_covariates, future_covariates_mask)
            if future_covariates.shape[1] > covariates.shape[1]:
                raise ValueError(
                    f"expected at most {covariates.shape[1]} future covariates for "
                    f"{num_output_patches} patches, but got {future_covariates.shape[1]}"
                )
            covariates[:, : future_covariates.shape[1]] = future_covariates
        inputs = {
            "context": context.unflatten(1, (-1, PATCH)),
            "group_ids": group_ids.to(torch.int64),
            "future_covariates": covariates.unflatten(1, (-1, PATCH)),
        }
        (result,) = self.program(batch == 1).run(inputs)
        return Chronos2Output(result)

    def _lookup(self, name: str) -> torch.Tensor:
        if name not in self._tensors:
            raise KeyError(f"the checkpoint has no tensor {name!r}")
        return self._tensors[name]

    def _add_rotary_buffers(self) -> None:
        """Inverse frequencies of RoPE (Su et al., 2021, section 3.2.2), which
        checkpoints leave out: theta ** (-2 i / d) for each pair i of a head."""
        size = self.config["d_kv"]
        theta = self.config.get("rope_theta", 10000.0)
        pairs = torch.arange(0, size, 2, dtype=torch.int64).float() / size
        for layer in range(self.config["num_layers"]):
            name = f"encoder.block.{layer}.layer.0.self_attention.rope_embed.inv_freq"
            self._tensors[name] = (1.0 / theta**pairs).to(self.dtype)


class _Namespace:
    def __init__(self, values: Mapping[str, Any]):
        self.__dict__.update(values)


def _check_architecture(config: Mapping[str, Any]) -> None:
    for key, expected in ARCHITECTURE.items():
        if config.get(key) != expected:
            raise ValueError(
                f"expected a Chronos-2 base checkpoint with {key} = {expected}, but got "
                f"{config.get(key)}; use torch.compile(model, backend='cutedsl') for others"
            )


def _find_checkpoint(path: str | pathlib.Path) -> pathlib.Path:
    folder = pathlib.Path(path)
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download

    return pathlib.Path(snapshot_download(str(path)))


def _check_mask(name: str, values: torch.Tensor, mask: torch.Tensor | None) -> None:
    if mask is not None and not torch.equal(mask.bool(), ~values.isnan()):
        raise ValueError(f"expected {name} to be 0 exactly where the values are NaN")


def _pad_left(context: torch.Tensor) -> torch.Tensor:
    """To whole patches, with NaN, as the model itself would."""
    missing = -context.shape[1] % PATCH
    return torch.nn.functional.pad(context, (missing, 0), value=math.nan)
