"""Upstream's forecasting pipeline over the compiled model.

Reading inputs, batching series of any lengths, covariates, long horizons,
quantiles and data frames are upstream's code; each forward pass is ours.
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from chronos.chronos2 import Chronos2CoreConfig, Chronos2Model, Chronos2Pipeline

from .capture import convert_
from .model import CuteChronos2Model


class CuteChronos2Pipeline(Chronos2Pipeline):
    """`Chronos2Pipeline`, compiled: `predict`, `predict_quantiles`, `predict_df`."""

    def __init__(self, model: CuteChronos2Model) -> None:
        super().__init__(model)  # type: ignore[arg-type]

    @classmethod
    def from_pretrained(cls, path: Any, **arguments: Any) -> CuteChronos2Pipeline:
        """As `CuteChronos2Model.from_pretrained`: a folder or a hub's name, of
        a model or of a LoRA adapter."""
        return cls(CuteChronos2Model.from_pretrained(path, **arguments))

    @classmethod
    def from_upstream(cls, pipeline: Chronos2Pipeline, **arguments: Any) -> CuteChronos2Pipeline:
        """Shares the weights of upstream's pipeline."""
        return cls(CuteChronos2Model.from_upstream(pipeline.model, **arguments))

    def fit(self, *arguments: Any, **keywords: Any) -> CuteChronos2Pipeline:
        """Fine-tunes a copy in upstream's pipeline; the result is compiled, an
        adapter merged."""
        tuned = Chronos2Pipeline(self._upstream()).fit(*arguments, **keywords).model
        if hasattr(tuned, "merge_and_unload"):
            tuned = tuned.merge_and_unload()
        ours: CuteChronos2Model = self.model  # type: ignore[assignment]
        return type(self)(
            CuteChronos2Model.from_upstream(tuned.eval(), device=ours.device, **ours.options)
        )

    def embed(self, *arguments: Any, **keywords: Any) -> Any:
        raise NotImplementedError(
            "the shipped graph returns forecasts only; for embeddings use upstream's pipeline"
        )

    def _upstream(self) -> torch.nn.Module:
        ours: CuteChronos2Model = self.model  # type: ignore[assignment]
        config = Chronos2CoreConfig.from_dict(copy.deepcopy(ours.config))
        config.name_or_path = ours.name_or_path
        model = convert_(Chronos2Model(config), ours.dtype).to(ours.device)
        model.load_state_dict(ours.state_dict())
        return model
