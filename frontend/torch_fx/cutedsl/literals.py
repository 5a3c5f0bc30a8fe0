"""MLIR text of Python values: numbers, strings, types."""

from __future__ import annotations

import functools
import math
import struct

import torch
from torch._subclasses.fake_tensor import unset_fake_temporarily

from .errors import UnsupportedError

ELEMENT_TYPES: dict[torch.dtype, str] = {
    torch.float64: "f64",
    torch.float32: "f32",
    torch.float16: "f16",
    torch.bfloat16: "bf16",
    torch.complex64: "complex<f32>",
    torch.complex128: "complex<f64>",
    torch.int64: "i64",
    torch.int32: "i32",
    torch.int16: "i16",
    torch.int8: "i8",
    torch.uint8: "ui8",
    torch.bool: "i1",
    torch.float8_e4m3fn: "f8E4M3FN",
    torch.float8_e5m2: "f8E5M2",
}


def element_type(dtype: torch.dtype) -> str:
    try:
        return ELEMENT_TYPES[dtype]
    except KeyError:
        raise UnsupportedError(f"the data type {str(dtype).removeprefix('torch.')}") from None


@functools.cache
def float8_saturates() -> bool:
    """Whether this PyTorch casts what is too large for float8_e4m3fn to its
    largest number, as from 2.13 on, and not to NaN."""
    with unset_fake_temporarily():
        return not torch.tensor(1e9).to(torch.float8_e4m3fn).float().isnan().item()


def integer(value: int) -> str:
    if not -(2**63) <= value < 2**63:
        raise UnsupportedError(f"the integer {value}, which does not fit 64 bits")
    return f"{value} : i64"


def double(value: float) -> str:
    """Exact: `repr` is the shortest text that reads back as the same double;
    MLIR wants a dot in it. What has no decimal text is given by its bits."""
    if math.isfinite(value):
        mantissa, exponent, power = repr(value).partition("e")
        if "." not in mantissa:
            mantissa += ".0"
        return f"{mantissa}{exponent}{power} : f64"
    (bits,) = struct.unpack("<Q", struct.pack("<d", value))
    return f"0x{bits:016X} : f64"


def string(value: str) -> str:
    """MLIR reads a backslash and two hexadecimal digits as one byte."""
    out = []
    for byte in value.encode():
        char = chr(byte)
        plain = 0x20 <= byte < 0x7F and char not in '"\\'
        out.append(char if plain else f"\\{byte:02X}")
    return f'"{"".join(out)}"'
