"""A program from .mlir text: found in the cache or compiled, its parameters
bound once. This is how the built-in models run, with no Dynamo anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import torch

from .compiler import load
from .library import library


class Program:
    """A loaded program. Arguments are known by their `graph.name`."""

    def __init__(self, loaded: Any, report: dict[str, Any], from_cache: bool):
        self._loaded = loaded
        self.report = report
        self.from_cache = from_cache
        self._names = [argument["name"] for argument in loaded.signature["arguments"]]
        kinds = [argument["kind"] for argument in loaded.signature["arguments"]]
        # What stays between calls, and what each call brings.
        self.parameter_names = [
            n for n, k in zip(self._names, kinds, strict=True) if k in ("parameter", "buffer")
        ]
        self.input_names = [n for n in self._names if n not in set(self.parameter_names)]

    def bind(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Gives every parameter its tensor. What was computed from frozen ones
        is computed anew, now and whenever a tensor is changed in place."""
        for name, tensor in tensors.items():
            self._loaded.bind(self._names.index(name), tensor.contiguous())

    def run(self, inputs: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
        # No guards of Dynamo's here: what is lazily negated would be misread.
        return self._loaded(*(inputs[name].resolve_neg() for name in self.input_names))

    @property
    def peak_bytes(self) -> int:
        """Memory for temporaries in the largest run so far."""
        return self._loaded.peak_bytes


def load_program(text: str, options: Mapping[str, Any] | None = None) -> Program:
    """Compiles `text` with the compiler's `options`, or finds it in the cache."""
    flags = json.dumps(dict(options or {}), sort_keys=True)
    return Program(*load(text, flags, library()))
