"""The options of `torch.compile(..., backend="cutedsl", options={...})`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from .errors import OptionError

# Without CUDA graphs is all the same: a caller makes them, or nobody does.
MODES = ("default", "max-autotune", "max-autotune-no-cudagraphs")
CPU_LEVELS = ("native", "x86-64-v3", "x86-64-v4")
NUMERICS = ("fused", "eager")


@dataclasses.dataclass(frozen=True)
class Options:
    """What a user may ask for. Every field may change the result or the
    refusals, so all of them are part of the tag on PyTorch's own caches."""

    # Raise instead of leaving anything to PyTorch.
    strict: bool = False
    # Treat parameters as constants: fold and pack them once, again when they
    # change.
    freeze: bool = False
    # Compile in a child process, which a fatal error cannot leave.
    isolate: bool = True
    # "fused" keeps f32 within a kernel, "eager" every rounding of eager mode.
    numerics: str = "fused"
    # Algebra that changes rounding.
    fast_algebra: bool = False
    # No NaN or infinity needs to spread.
    assume_finite: bool = False
    # The processor to compile for.
    cpu: str = "native"
    # "max-autotune" measures a kernel's schedules and takes the fastest.
    mode: str = "default"

    @classmethod
    def parse(cls, options: Mapping[str, Any] | None, mode: str | None = None) -> Options:
        known = {f.name: f for f in dataclasses.fields(cls)}
        given = dict(options or {})
        if mode is not None:
            given["mode"] = mode
        for key, value in given.items():
            if key not in known:
                raise OptionError(
                    f"unknown option {key!r}; known options are {', '.join(sorted(known))}"
                )
            expected = type(known[key].default)
            if not isinstance(value, expected):
                raise OptionError(
                    f"expected option {key!r} to be a {expected.__name__}, but got {value!r}"
                )
        for key, choices in (("numerics", NUMERICS), ("cpu", CPU_LEVELS), ("mode", MODES)):
            if given.get(key, choices[0]) not in choices:
                raise OptionError(
                    f"expected option {key!r} to be one of {', '.join(choices)}, "
                    f"but got {given[key]!r}"
                )
        return cls(**given)

    @property
    def tunes(self) -> bool:
        return self.mode.startswith("max-autotune")

    def for_compiler(self, target: str) -> str:
        """The JSON object that the compiler library takes."""
        options: dict[str, Any] = {
            "target": target,
            "numerics": self.numerics,
            "fast_algebra": self.fast_algebra,
            "assume_finite": self.assume_finite,
        }
        if target == "cpu":
            options["cpu"] = self.cpu
        return json.dumps(options, sort_keys=True)

    def digest(self) -> str:
        return json.dumps(dataclasses.asdict(self), sort_keys=True)
