"""Tensor maps and swizzled memory, as the hardware defines them.

Nothing here is taken from the compiler: a wrong descriptor, box or swizzle there
gives wrong numbers here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from make_kernels import evaluate_map, kernel_line
from ptx_arithmetic import PTXError, bf16_to_f32, float8

ELEMENT_BYTES = {"bf16": 2, "f16": 2, "f32": 4, "f8E4M3FN": 1, "f8E5M2": 1}


def swizzle(address, span: int):
    """Bits 4 and up of an address are exchanged by bits 7 and up: 1, 2 or 3 bits
    for rows of 32, 64 or 128 bytes."""
    mask = span // 16 - 1 if span else 0
    return address ^ (((address >> 7) & mask) << 4)


@dataclass
class TensorMap:
    buffer: int
    element: str
    sizes: list[int]  # The contiguous dimension first.
    strides: list[int]  # In elements; the first, which is 1, included.
    offset: int
    box: list[int]
    swizzle: int

    @property
    def bytes(self) -> int:
        return int(np.prod(self.box)) * ELEMENT_BYTES[self.element]

    def elements(self, coordinates):
        """Bytes in the buffer of each element of the box, and which exist."""
        grids = np.meshgrid(*[np.arange(b) for b in reversed(self.box)], indexing="ij")
        places = [g.reshape(-1) + c for g, c in zip(reversed(grids), coordinates, strict=True)]
        exists = np.ones(len(places[0]), bool)
        offset = np.full(len(places[0]), self.offset, np.int64)
        for place, size, stride in zip(places, self.sizes, self.strides, strict=True):
            exists &= (place >= 0) & (place < size)
            offset += place * stride
        return offset * ELEMENT_BYTES[self.element], exists

    def shared_bytes(self, base: int):
        """Bytes in shared memory, a row for each element of the box."""
        if base % 128 or (self.swizzle and base % (8 * self.swizzle)):
            raise PTXError(f"tensor map: a box of swizzle {self.swizzle} at {base}")
        size = ELEMENT_BYTES[self.element]
        start = base + np.arange(int(np.prod(self.box))) * size
        return swizzle(start, self.swizzle)[:, None] + np.arange(size)


def parse_tensor_maps(lowered: str, kernel: str, symbols) -> list[TensorMap]:
    """The recipes that the compiler left at a kernel, for these symbols."""
    listed = re.search(r"tile\.tensor_maps = \[(.*?)\](?=, tile|\})", kernel_line(lowered, kernel))
    result = []
    for entry in re.findall(r"\{(.*?)\}", listed.group(1)) if listed else []:
        fields = dict(re.findall(r"(\w+) = (#\w+|-?\d+|\w+(?:<[^>]*>)?)", entry))
        box = re.search(r"i64: ([\d, ]+)", fields["box"]).group(1)
        result.append(
            TensorMap(
                int(fields["buffer"]),
                fields["element_type"],
                evaluate_map(lowered, fields["sizes"], symbols),
                [1, *evaluate_map(lowered, fields["strides"], symbols)],
                int(fields["offset"]),
                [int(size) for size in box.split(",")],
                int(fields["swizzle"]),
            )
        )
    return result


def decode(raw, kind: str):
    """Numbers of elements whose bytes are the last dimension."""
    raw = np.ascontiguousarray(raw)
    if kind == "bf16":
        return bf16_to_f32(raw.view(np.uint16)[..., 0]).astype(np.float64)
    if kind == "f16":
        return raw.view(np.float16)[..., 0].astype(np.float64)
    if kind == "tf32":
        return (raw.view(np.uint32)[..., 0] & np.uint32(0xFFFFE000)).view(np.float32).astype(float)
    if kind in ("e4m3", "e5m2"):
        return float8(raw[..., 0], kind)
    raise PTXError(f"unknown element type {kind}")


KIND_BYTES = {"bf16": 2, "f16": 2, "tf32": 4, "e4m3": 1, "e5m2": 1}


class Descriptor:
    """A matrix in shared memory, as an instruction of wgmma names it."""

    def __init__(self, bits: int):
        self.start = (bits & 0x3FFF) << 4
        self.leading = (bits >> 16 & 0x3FFF) << 4
        self.stride = (bits >> 32 & 0x3FFF) << 4
        if bits >> 49 & 7:
            raise PTXError("wgmma: a descriptor with a base offset")
        self.span = {1: 128, 2: 64, 3: 32}.get(bits >> 62 & 3)
        if not self.span:
            raise PTXError("wgmma: a descriptor without a swizzle")

    def bytes(self, extent: int, depth: int, kind: str, transposed: bool):
        """Bytes of element (index of m or n, index of k)."""
        size = KIND_BYTES[kind]
        index, k = np.arange(extent)[:, None], np.arange(depth)[None, :]
        if transposed:
            panel = self.span // size
            offset = (index // panel) * self.leading + (index % panel) * size
            offset = offset + (k // 8) * self.stride + (k % 8) * self.span
        else:
            offset = (index // 8) * self.stride + (index % 8) * self.span + k * size
        return swizzle(self.start + offset, self.span)[..., None] + np.arange(size)
