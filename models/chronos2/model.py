"""Chronos-2 on the shipped graph: neither upstream's package nor Dynamo.

The graph's parameters carry upstream's names, so a checkpoint's tensors are
matched by name, checked by shape, and bound to the compiled program once. There
are programs for three kinds of batches, each compiled at its first use or found
in the cache: where a series is alone, or in no group, attention across the batch
is its own value, and its query and key are not computed.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import math
import pathlib
from collections.abc import Callable, Mapping
from typing import Any

import torch

from cutedsl.compiler import runtime_extension, target_of
from cutedsl.program import Program, load_program

from .capture import DTYPES, PATCH, graph_path
from .checkpoint import check_config, load_checkpoint

# The graph's symbol for the size of the batch.
BATCH_SYMBOL = "s0"
# What a GPU's tiles are chosen for: patches of a context of 512 values, and of a
# horizon within one; in a batch, some series.
HINTS = {"s1": 32, "s2": 1}
BATCH_HINTS = HINTS | {BATCH_SYMBOL: 64}


class Batch(enum.Enum):
    """What a program is compiled for."""

    SINGLE = "one series"
    UNGROUPED = "series that are each a group of their own"
    GROUPED = "any groups"

    @classmethod
    def of(cls, size: int, group_ids: torch.Tensor | None) -> Batch:
        if size == 1:
            return cls.SINGLE
        return cls.UNGROUPED if group_ids is None else cls.GROUPED


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
        device: torch.device | str = "cpu",
        options: Mapping[str, Any] | None = None,
    ):
        """`tensors`: a state dict with upstream's names; `config`: the contents
        of upstream's config.json; `options`: options of the compiler."""
        check_config(config)
        self.config = dict(config)
        self.chronos_config = _Namespace(config["chronos_config"])
        # Where the weights came from, as upstream names it; an adapter that is
        # trained on them refers to it.
        self.name_or_path = ""
        self.dtype = dtype
        self.device = _with_index(torch.device(device))
        self.options = dict(options or {})
        self._graph = _read_graph(dtype)
        self._target = _target(self.device)
        self._tensors: dict[str, torch.Tensor] = {}
        self._constants: dict[str, tuple[tuple[Any, ...], torch.Tensor]] = {}
        self._add_rotary_buffers()
        self._set(tensors)
        self._programs: dict[Batch, Program] = {}

    @classmethod
    def from_pretrained(
        cls,
        path: str | pathlib.Path,
        *,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
        **options: Any,
    ) -> CuteChronos2Model:
        """Loads a checkpoint: a folder with `config.json` and
        `model.safetensors`, or a model's name on the Hugging Face hub; or a
        LoRA adapter as `peft` writes it, merged into the base that it names."""
        tensors, config = load_checkpoint(path)
        name = config.pop("_name_or_path")
        model = cls(tensors, config, dtype=dtype, device=device, options=options)
        model.name_or_path = name
        return model

    @classmethod
    def from_pretrained_compiled(
        cls, path: str | pathlib.Path, **arguments: Any
    ) -> CuteChronos2Model:
        """`from_pretrained`, with all programs compiled before it returns."""
        model = cls.from_pretrained(path, **arguments)
        for batch in Batch:
            model.program(batch)
        return model

    @classmethod
    def from_upstream(
        cls,
        model: torch.nn.Module,
        *,
        device: torch.device | str | None = None,
        **options: Any,
    ) -> CuteChronos2Model:
        """Shares the weights of upstream's `Chronos2Model`."""
        tensors = dict(model.named_parameters())
        tensors |= {name: t for name, t in model.named_buffers() if _is_rotary(name)}
        ours = cls(
            tensors,
            model.config.to_dict(),
            dtype=model.dtype,
            device=device or model.device,
            options=options,
        )
        ours.name_or_path = model.name_or_path
        return ours

    def program(self, batch: Batch) -> Program:
        """The compiled program for batches of a kind."""
        if batch not in self._programs:
            # A series that overflows need not spoil the others.
            options = {"target": self._target, "assume_finite": True} | self.options
            if batch == Batch.SINGLE:
                options["symbols"] = {BATCH_SYMBOL: 1}
            if self._target != "cpu":
                options["hints"] = HINTS if batch == Batch.SINGLE else BATCH_HINTS
            graph = _ungrouped(self._graph) if batch == Batch.UNGROUPED else self._graph
            program = load_program(graph, options)
            program.bind({name: self._lookup(name) for name in program.parameter_names})
            self._programs[batch] = program
        return self._programs[batch]

    def load_bundle(self, path: str | pathlib.Path) -> None:
        """Takes the program that another machine compiled from the shipped graph
        for this model's kind of device; it serves every batch."""
        loaded = runtime_extension().load_bundle(pathlib.Path(path).read_bytes())
        program = Program(loaded, loaded.report, from_cache=False)
        program.bind({name: self._lookup(name) for name in program.parameter_names})
        self._programs = dict.fromkeys(Batch, program)

    def state_dict(self) -> dict[str, torch.Tensor]:
        """The weights, with upstream's names."""
        return {name: t for name, t in self._tensors.items() if not _is_rotary(name)}

    def load_state_dict(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Replaces weights, all or some."""
        for name in tensors:
            self._lookup(name)
        self._set(tensors)
        for program in self._programs.values():
            program.bind({name: self._lookup(name) for name in program.parameter_names})

    def save_pretrained(self, folder: str | pathlib.Path) -> None:
        """Writes a checkpoint that this class and upstream's can load."""
        from safetensors.torch import save_file

        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        dtype = str(self.dtype).removeprefix("torch.")
        config = self.config | {"architectures": ["Chronos2Model"], "dtype": dtype}
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
        tensors = {name: t.cpu().contiguous() for name, t in self.state_dict().items()}
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})

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
        missing, and a mask only if it says the same; group_ids: [batch];
        future_covariates: [batch, horizon] with NaN or a mask where unknown."""
        _check_shapes(context, group_ids, future_covariates, num_output_patches)
        batch = context.shape[0]
        context = context.to(self.device, torch.float32)
        _check_context_mask(context, context_mask)
        context = _pad_left(context[:, -self.chronos_config.context_length :])
        kind = Batch.of(batch, group_ids)
        if group_ids is None:
            group_ids = self._constant("group_ids", torch.arange, batch)
        size = (batch, num_output_patches * PATCH)
        covariates = self._constant("future_covariates", torch.full, size, math.nan)
        if future_covariates is not None:
            known = _masked(future_covariates, future_covariates_mask)
            covariates = covariates.clone()
            covariates[:, : known.shape[1]] = known
        inputs = {
            "context": context.unflatten(1, (-1, PATCH)),
            "group_ids": group_ids.to(self.device, torch.int64),
            "future_covariates": covariates.unflatten(1, (-1, PATCH)),
        }
        (result,) = self.program(kind).run(inputs)
        return Chronos2Output(result)

    def _constant(self, name: str, make: Callable[..., torch.Tensor], *args: Any) -> torch.Tensor:
        """What stands for an argument that was not given: made once for calls
        of one size. What a CUDA graph makes is its own."""
        kept = self._constants.get(name)
        if kept is not None and kept[0] == args:
            return kept[1]
        tensor = make(*args, device=self.device)
        if self.device.type != "cuda" or not torch.cuda.is_current_stream_capturing():
            self._constants[name] = (args, tensor)
        return tensor

    def _lookup(self, name: str) -> torch.Tensor:
        if name not in self._tensors:
            raise KeyError(f"the checkpoint has no tensor {name!r}")
        return self._tensors[name]

    def _set(self, tensors: Mapping[str, torch.Tensor]) -> None:
        for name, tensor in tensors.items():
            dtype = torch.float32 if _is_rotary(name) else self.dtype
            self._tensors[name] = tensor.detach().to(self.device, dtype)

    def _add_rotary_buffers(self) -> None:
        """Inverse frequencies of RoPE (Su et al., 2021, section 3.2.2), which
        checkpoints leave out: theta ** (-2 i / d) for each pair i of a head."""
        size = self.config["d_kv"]
        theta = self.config.get("rope_theta", 10000.0)
        pairs = torch.arange(0, size, 2, dtype=torch.int64).float() / size
        for layer in range(self.config["num_layers"]):
            name = f"encoder.block.{layer}.layer.0.self_attention.{_ROTARY}inv_freq"
            self._set({name: 1.0 / theta**pairs})


_ROTARY = "rope_embed."


def _is_rotary(name: str) -> bool:
    return _ROTARY in name


class _Namespace:
    def __init__(self, values: Mapping[str, Any]):
        self.__dict__.update(values)


def _read_graph(dtype: torch.dtype) -> str:
    if dtype not in DTYPES.values():
        raise ValueError(f"expected dtype to be one of {', '.join(DTYPES)}, but got {dtype}")
    return graph_path(str(dtype).removeprefix("torch.")).read_text()


def _ungrouped(graph: str) -> str:
    """The graph with the promise that each series is a group of its own."""
    name = 'graph.name = "group_ids"'
    if graph.count(name) != 1:
        raise ValueError("expected a graph with one argument 'group_ids'")
    return graph.replace(name, f"graph.iota, {name}")


def _with_index(device: torch.device) -> torch.device:
    """`cuda` alone is whatever is current; weights and inputs must agree."""
    if device.type == "cuda" and device.index is None:
        return torch.device("cuda", torch.cuda.current_device())
    return device


def _target(device: torch.device) -> str:
    target = target_of(device)
    if not target:
        raise ValueError(
            f"expected the CPU or a GPU of compute capability 8.0 or higher, but got {device}"
        )
    return target


def _check_shapes(
    context: torch.Tensor,
    group_ids: torch.Tensor | None,
    future_covariates: torch.Tensor | None,
    num_output_patches: int,
) -> None:
    if context.dim() != 2:
        raise ValueError(f"expected context to be [batch, length], but got {list(context.shape)}")
    batch = context.shape[0]
    if group_ids is not None and group_ids.shape != (batch,):
        raise ValueError(f"expected group_ids to be [{batch}], but got {list(group_ids.shape)}")
    if future_covariates is None:
        return
    shape, most = future_covariates.shape, num_output_patches * PATCH
    if len(shape) != 2 or shape[0] != batch or shape[1] > most:
        raise ValueError(
            f"expected future_covariates to be [{batch}, at most {most}] for "
            f"{num_output_patches} patches, but got {list(shape)}"
        )


def _check_context_mask(context: torch.Tensor, mask: torch.Tensor | None) -> None:
    """A value that is masked but not NaN would still count in upstream's mean."""
    if mask is not None and not torch.equal(mask.to(context.device) > 0, ~context.isnan()):
        raise ValueError("expected context_mask to be 0 exactly where the context is NaN")


def _masked(covariates: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
    """Covariates with NaN where they are unknown."""
    if mask is None:
        return covariates
    known = mask > 0
    if mask.shape != covariates.shape or not torch.equal(known, mask != 0):
        raise ValueError("expected future_covariates_mask of 0 and 1, of future_covariates' shape")
    if (covariates.isnan() & known).any():
        raise ValueError("expected values where future_covariates_mask is 1, but got NaN")
    return covariates.masked_fill(~known, math.nan)


def _pad_left(context: torch.Tensor) -> torch.Tensor:
    """To whole patches, with NaN, as the model itself would."""
    missing = -context.shape[1] % PATCH
    return torch.nn.functional.pad(context, (missing, 0), value=math.nan)
