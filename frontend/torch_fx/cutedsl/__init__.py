"""Kernel-fusion compiler for PyTorch.

    compiled = torch.compile(model, backend="cutedsl")

needs nothing imported. `explain` shows which kernels a model becomes, `verify`
compares each with a run in double precision, `capture` writes a model down as
MLIR text.
"""

from __future__ import annotations

import importlib
import sys
import types
from typing import Any

__version__ = "0.1.0"

# Imported on first use, so that the command line starts without PyTorch.
_EXPORTS = {
    "capture": "capture",
    "explain": "explain",
    "verify": "verify",
    "CutedslError": "errors",
    "OptionError": "errors",
    "UnsupportedError": "errors",
    "CompileError": "errors",
    "LibraryNotFound": "errors",
}
__all__ = sorted(_EXPORTS)


def __getattr__(name: str) -> Any:
    if name not in _EXPORTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_EXPORTS[name]}", __name__), name)
    globals()[name] = value
    return value


class _Package(types.ModuleType):
    """Keeps `cutedsl.explain` the function when the module of that name is
    imported, which Python would put in its place."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _EXPORTS and isinstance(value, types.ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
