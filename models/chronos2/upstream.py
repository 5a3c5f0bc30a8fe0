"""Upstream's own model, prepared for `torch.compile`.

pipeline = Chronos2Pipeline.from_pretrained(...)
remove_nan_check(pipeline.model)
pipeline.model.compile(backend="cutedsl")
"""

import math
import types
from typing import Any

import torch
import torch.nn.functional as F
from torch.overrides import TorchFunctionMode


class _AnyIsFalse(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        if func is torch.Tensor.any:
            return False
        return func(*args, **(kwargs or {}))


def _prepare_patched_future(
    self: torch.nn.Module, future_covariates: Any, future_covariates_mask: Any, **others: Any
) -> Any:
    prepare = type(self)._prepare_patched_future
    if future_covariates_mask is not None:
        return prepare(self, future_covariates, future_covariates_mask, **others)
    with _AnyIsFalse():
        return prepare(self, future_covariates, None, **others)


def remove_nan_check(model: torch.nn.Module) -> torch.nn.Module:
    """Leaves out, in upstream's `Chronos2Model`, a check that breaks the graph.

    Upstream raises if a covariate is NaN where its mask says that it is known.
    That is a branch on data, at which Dynamo cuts the graph in several. Where no
    mask is given it is made from the NaNs, and the check can never fire: there
    it is left out, so that the model is one graph. With a mask it stays.
    """
    model._prepare_patched_future = types.MethodType(_prepare_patched_future, model)
    return model


def _forward_padded(
    self: torch.nn.Module, context: torch.Tensor, context_mask: Any = None, **others: Any
) -> Any:
    if context_mask is None:
        missing = -context.shape[1] % self.chronos_config.input_patch_size
        context = F.pad(context, (missing, 0), value=math.nan)
    return type(self).forward(self, context, context_mask, **others)


def prepare_for_compile(model: torch.nn.Module) -> torch.nn.Module:
    """Changes upstream's `Chronos2Model` so that few graphs serve all calls.

    The check that breaks the graph goes, and every context is padded to whole
    patches, by nothing where it has them: upstream's branch on the length makes
    two graphs. Results stay the same but for the order of the sums in the mean.
    """
    model.forward = types.MethodType(_forward_padded, model)
    return remove_nan_check(model)
