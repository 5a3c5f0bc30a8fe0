"""The operator `cutedsl::run_bundle`: a compiled bundle as a part of a PyTorch
program, so that torch.export, LibTorch and other compilers see one call."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import torch

from .compiler import runtime_extension
from .dtypes import DTYPES
from .library import find_library


def _evaluate(code: Sequence[int], symbols: Sequence[Any]) -> Any:
    """The value of postfix code, as in cutedsl/Runtime/Expr.h."""
    stack: list[Any] = []
    words = iter(code)
    for op in words:
        if op == 0:
            stack.append(next(words))
            continue
        if op == 1:
            stack.append(symbols[next(words)])
            continue
        right, left = stack.pop(), stack.pop()
        if op == 2:
            value = left + right
        elif op == 3:
            value = left * right
        elif op == 4:
            value = left // right
        elif op == 5:
            value = -(-left // right)
        elif op == 6:
            value = left % right
        elif op == 7:
            value = torch.sym_min(left, right)
        else:
            value = torch.sym_max(left, right)
        stack.append(value)
    return stack[0]


def _fake(bundle: torch.Tensor, signature: str, inputs: list[torch.Tensor]) -> list[torch.Tensor]:
    """What the results look like; nothing is computed."""
    described = json.loads(signature)
    read = {"size": torch.Tensor.size, "stride": torch.Tensor.stride}
    symbols = [
        read[s["source"]](inputs[s["argument"]], s["dimension"]) for s in described["symbols"]
    ]
    device = inputs[0].device if inputs else torch.device("cpu")
    return [
        torch.empty_strided(
            [_evaluate(code, symbols) for code in result["size_code"]],
            [_evaluate(code, symbols) for code in result["stride_code"]],
            dtype=DTYPES[result["dtype"]],
            device=device,
        )
        for result in described["results"]
    ]


@cache
def load_operator() -> Any:
    """Registers the operator and returns it."""
    torch.ops.load_library(str(find_library("libcutedsl_torch.so")))
    torch.library.register_fake("cutedsl::run_bundle", _fake)
    return torch.ops.cutedsl.run_bundle.default


class BundleModule(torch.nn.Module):
    """A bundle as a module. Its bytes are a buffer and are exported with it.
    Parameters are arguments like any other; scalars are not supported."""

    def __init__(self, bundle: bytes) -> None:
        super().__init__()
        load_operator()
        described = runtime_extension().load_bundle(bundle).signature
        scalars = [a["name"] for a in described["arguments"] if a["kind"] == "scalar"]
        if scalars:
            raise ValueError(f"expected no scalar arguments, but got {', '.join(scalars)}")
        needed = {key: described[key] for key in ("symbols", "results")}
        self.signature = json.dumps(needed)
        data = torch.frombuffer(bytearray(bundle), dtype=torch.uint8)
        self.register_buffer("bundle", data, persistent=True)

    def forward(self, *inputs: torch.Tensor) -> list[torch.Tensor]:
        return torch.ops.cutedsl.run_bundle(self.bundle, self.signature, list(inputs))
