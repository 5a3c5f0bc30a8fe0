"""Calls of PyTorch's operators as its own tests make them.

`torch.testing` has samples of every public function (`op_db`). Each is run, and
differentiated where that is possible, under a dispatch mode that notes which
overloads it calls and with what.
"""

from __future__ import annotations

import dataclasses
import itertools
import warnings
from collections.abc import Callable, Collection, Iterator
from typing import Any

import torch
from torch.testing._internal.common_methods_invocations import op_db
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_leaves, tree_map_only, tree_unflatten

# Samples of a function for each type; gradients of some of those of float32.
SAMPLES = {
    torch.float32: 10,
    torch.bfloat16: 3,
    torch.float16: 2,
    torch.int64: 3,
    torch.int32: 1,
    torch.uint8: 1,
    torch.bool: 2,
    torch.complex64: 2,
}
GRADIENTS = 6
# Calls that are kept of an overload, those of equal types, and their size.
MOST_CALLS, MOST_ALIKE, MOST_ELEMENTS = 8, 3, 4096
# Families without an overload that a compiler of kernels would take.
LEFT_OUT = ("linalg.", "fft.", "sparse.", "signal.", "special.", "masked.", "jiterator", "ops.")


@dataclasses.dataclass
class Call:
    overload: torch._ops.OpOverload
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def __post_init__(self) -> None:
        leaves, self.spec = tree_flatten((self.args, self.kwargs))
        self.leaves = [x.clone() if isinstance(x, torch.Tensor) else x for x in leaves]

    @property
    def tensors(self) -> list[torch.Tensor]:
        return [x for x in self.leaves if isinstance(x, torch.Tensor)]

    def __call__(self, *tensors: torch.Tensor) -> Any:
        given = iter(tensors)
        leaves = [next(given) if isinstance(x, torch.Tensor) else x for x in self.leaves]
        args, kwargs = tree_unflatten(leaves, self.spec)
        return self.overload(*args, **kwargs)

    @property
    def types(self) -> tuple[torch.dtype, ...]:
        return tuple(t.dtype for t in self.tensors)

    def __str__(self) -> str:
        def show(x: Any) -> Any:
            if not isinstance(x, torch.Tensor):
                return x
            name = str(x.dtype).removeprefix("torch.")
            return f"{name}{list(x.shape)}{'' if x.is_contiguous() else x.stride()}"

        shown = [show(x) for x in self.leaves]
        return f"{self.overload}{tree_unflatten(shown, self.spec)}"


class Recorder(TorchDispatchMode):
    """Keeps some of the calls of `wanted`."""

    def __init__(self, wanted: Collection[torch._ops.OpOverload]) -> None:
        super().__init__()
        self.calls: dict[torch._ops.OpOverload, dict[str, Call]] = {f: {} for f in wanted}

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func in self.calls:
            self.record(func, args, kwargs)
        return func(*args, **kwargs)

    def record(self, func, args, kwargs) -> None:
        known = self.calls[func]
        if len(known) >= MOST_CALLS:
            return
        tensors = [x for x in tree_leaves((args, kwargs)) if isinstance(x, torch.Tensor)]
        if any(t.layout != torch.strided or t.numel() > MOST_ELEMENTS for t in tensors):
            return
        args, kwargs = tree_map_only(torch.Tensor, torch.Tensor.detach, (args, kwargs))
        call = Call(func, args, kwargs)
        alike = sum(call.types == other.types for other in known.values())
        if alike < MOST_ALIKE:
            known.setdefault(str(call), call)


def functions() -> Iterator[tuple[Callable[..., Any], Any]]:
    """Every function with one sample of its arguments."""
    for info in op_db:
        if info.name.startswith(LEFT_OUT):
            continue
        types = info.supported_dtypes("cpu")
        for dtype, count in SAMPLES.items():
            if dtype not in types:
                continue
            for gradient in (False, True):
                if gradient and not (info.supports_autograd and dtype == torch.float32):
                    continue
                samples = info.sample_inputs("cpu", dtype, requires_grad=gradient)
                yield from (
                    (info.op, sample)
                    for sample in itertools.islice(samples, GRADIENTS if gradient else count)
                )


def differentiate(result: Any) -> None:
    leaves = [t for t in tree_leaves(result) if isinstance(t, torch.Tensor) and t.requires_grad]
    if leaves:
        torch.autograd.backward(leaves, [torch.randn_like(t) for t in leaves])


def collect(wanted: Collection[torch._ops.OpOverload]) -> dict[torch._ops.OpOverload, list[Call]]:
    """Some calls of each of `wanted`, none where no sample makes one."""
    torch.manual_seed(0)
    recorder = Recorder(wanted)
    with warnings.catch_warnings(), recorder:
        warnings.simplefilter("ignore")
        for function, sample in functions():
            try:
                differentiate(function(sample.input, *sample.args, **sample.kwargs))
            except (RuntimeError, TypeError, ValueError, NotImplementedError):
                continue  # a sample that needs a library which is not here
    return {overload: list(calls.values()) for overload, calls in recorder.calls.items()}
