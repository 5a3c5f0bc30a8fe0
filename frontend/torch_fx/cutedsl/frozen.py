"""Programs whose parameters are constants until they change."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import torch
from torch import fx

from .emit import Argument, EmittedProgram
from .errors import UnsupportedError


class FrozenProgram:
    """Called with all arguments, as any program. Frozen ones are handed to the
    runtime once; it watches their versions and addresses, so that what was
    folded or packed is made again after an optimiser's step or a load."""

    def __init__(self, loaded: Any, indices: list[int], count: int) -> None:
        self._loaded = loaded
        self._frozen = indices
        self._others = [i for i in range(count) if i not in set(indices)]
        self._bound: dict[int, torch.Tensor] = {}
        self._lock = threading.Lock()

    def __call__(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        # One call at a time: another's run must not meet a new binding.
        with self._lock:
            for i in self._frozen:
                if tensors[i] is not self._bound.get(i):
                    self._bind(i, tensors[i])
            return self._loaded(*(tensors[i] for i in self._others))

    def _bind(self, index: int, tensor: torch.Tensor) -> None:
        if tensor.is_inference():
            raise UnsupportedError(
                "freeze needs parameters whose changes are counted, but this one was made in "
                "inference mode; make the model outside torch.inference_mode()"
            )
        self._loaded.bind(index, tensor)
        self._bound[index] = tensor


def frozen_indices(program: EmittedProgram, arguments: Mapping[fx.Node, Argument]) -> list[int]:
    return [
        i
        for i, node in enumerate(program.arguments)
        if node in arguments and arguments[node].frozen and not node.meta["val"].is_complex()
    ]
