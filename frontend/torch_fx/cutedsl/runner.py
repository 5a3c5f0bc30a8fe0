"""Runs a program from a file with tensors from files: `cutedsl run`."""

from __future__ import annotations

import pathlib
import time
from collections.abc import Iterator
from typing import Any

import numpy
import torch

from .compiler import runtime_extension
from .dtypes import DTYPES, FLOAT8
from .errors import CutedslError, UnsupportedError
from .program import Program, load_program


def run_file(
    path: pathlib.Path, inputs: list[pathlib.Path], outputs: list[pathlib.Path]
) -> Iterator[str]:
    """Yields what to print."""
    program = _load(path)
    signature = program.signature
    arguments = [_argument(a, i, inputs) for i, a in enumerate(signature["arguments"])]
    start = time.perf_counter()
    try:
        results = program(*arguments)
    except RuntimeError as error:
        raise CutedslError(str(error)) from None
    milliseconds = 1000 * (time.perf_counter() - start)
    for i, (result, row) in enumerate(zip(results, signature["results"], strict=True)):
        yield f"result {i}: {row['dtype']}{list(result.shape)}"
        if i < len(outputs):
            numpy.save(outputs[i], _storable(result).numpy())
            yield f"  written to {outputs[i]}"
    yield f"ran in {milliseconds:.2f} ms"


def _load(path: pathlib.Path) -> Any:
    if path.suffix == ".mlir":
        loaded: Program = load_program(path.read_text())
        return loaded._loaded
    try:
        return runtime_extension().load_bundle(path.read_bytes())
    except RuntimeError as error:
        raise CutedslError(f"{path}: {error}") from None


def _argument(row: dict[str, Any], index: int, inputs: list[pathlib.Path]) -> torch.Tensor:
    if index < len(inputs):
        try:
            array = torch.from_numpy(numpy.load(inputs[index]))
        except (ValueError, TypeError, EOFError):
            raise CutedslError(f"{inputs[index]}: expected a .npy file of numbers") from None
        return array.to(DTYPES[row["dtype"]])
    sizes = row["sizes"]
    if any(not isinstance(n, int) for n in sizes):
        raise UnsupportedError(
            f"argument {row['name']} has dynamic sizes {sizes}: give it with --input"
        )
    dtype = DTYPES[row["dtype"]]
    if dtype in FLOAT8:
        return torch.randn(sizes).to(dtype)
    if dtype.is_floating_point or dtype.is_complex:
        return torch.randn(sizes, dtype=dtype)
    return torch.zeros(sizes, dtype=dtype)


def _storable(tensor: torch.Tensor) -> torch.Tensor:
    """NumPy has no bfloat16, and no 8-bit floats."""
    return tensor.float() if tensor.dtype in (torch.bfloat16, *FLOAT8) else tensor
