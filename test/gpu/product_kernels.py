"""Tile programs of one warpgroup product, in every form that it has.

One CTA copies both operands into shared memory, multiplies them once, and
stores the accumulators: what is wrong with a box, a swizzle, a descriptor or a
fragment shows in the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ptx_arithmetic import f32_to_bf16
from tensor_maps import KIND_BYTES, decode

MLIR_TYPES = {"bf16": "bf16", "f16": "f16", "tf32": "f32", "e4m3": "f8E4M3FN", "e5m2": "f8E5M2"}


@dataclass(frozen=True)
class Product:
    kind: str = "bf16"
    kind_b: str = ""
    m: int = 64
    n: int = 64
    k: int = 64
    a_major: str = "k"
    b_major: str = "k"
    swizzle: int = 128
    warpgroups: int = 1
    a_in_registers: bool = False
    init: bool = True

    def __str__(self):
        kinds = self.kind + (f"_{self.kind_b}" if self.kind_b else "")
        extra = "_registers" if self.a_in_registers else ""
        extra += "" if self.init else "_onto"
        return (
            f"{kinds}_{self.m}x{self.n}x{self.k}_{self.a_major}{self.b_major}_"
            f"{self.swizzle}_{self.warpgroups}{extra}"
        )


def _operand(name: str, buffer: str, kind: str, extent: int, product: Product, major: str):
    """Ops that copy an operand panel by panel, and its bytes."""
    element, size = MLIR_TYPES[kind], KIND_BYTES[kind]
    panel = product.swizzle // size
    inner, outer = (product.k, extent) if major == "k" else (extent, product.k)
    boxes = next(b for b in range(-(-outer // 256), outer) if outer % (8 * b) == 0)
    rows = outer // boxes
    sizes, stride = f"({inner}, {outer})", inner
    kind_map = f"!sm90.tensor_map<{element}, box = ({panel}, {rows}), swizzle = {product.swizzle}>"
    pointer = f"!tile.ptr<{element}, shared>"
    panels = -(-inner // panel)
    head = [
        f"%m{name} = sm90.tensor_map {buffer} sizes affine_map<() -> {sizes}> "
        f"strides affine_map<() -> ({stride})> : !tile.ptr<{element}> -> {kind_map}",
        f"%s{name} = tile.alloc {panels * outer * panel} {{alignment = 1024}} : {pointer}",
    ]
    loads = []
    for p in range(panels):
        for b in range(boxes):
            at = f"{name}{p}_{b}"
            loads += [
                f"%x{at} = arith.constant {p * panel} : index",
                f"%y{at} = arith.constant {b * rows} : index",
                f"%o{at} = arith.constant {(p * outer + b * rows) * panel} : index",
                f"sm90.load %m{name}[%x{at}, %y{at}] to %s{name}[%o{at}] signals %full[%c0] "
                f": {kind_map}, {pointer}, !tile.ptr<i64, shared>",
            ]
    return head, loads, panels * outer * panel * size


def source(product: Product) -> str:
    kind_b = product.kind_b or product.kind
    element_a, element_b = MLIR_TYPES[product.kind], MLIR_TYPES[kind_b]
    acc = f"tensor<{product.m}x{product.n}xf32>"
    lines, loads, total = ["%c0 = arith.constant 0 : index"], [], 0
    operands = [("b", "%b", kind_b, product.n, product.b_major)]
    if not product.a_in_registers:
        operands.append(("a", "%a", product.kind, product.m, product.a_major))
    for name, buffer, kind, extent, major in operands:
        head, more, size = _operand(name, buffer, kind, extent, product, major)
        lines += head
        loads += more
        total += size
    value = "0.0" if product.init else "1.0"
    lines += [
        "%full = tile.alloc 1 : !tile.ptr<i64, shared>",
        "sm90.init_barriers %full count 1 arrivals 1 : !tile.ptr<i64, shared>",
        "sm90.barriers_ready",
        f"sm90.expect_bytes {total} on %full[%c0] : !tile.ptr<i64, shared>",
        *loads,
        "sm90.wait %full[%c0] parity %c0 : !tile.ptr<i64, shared>",
        f"%zero = arith.constant dense<{value}> : {acc}",
    ]
    init = " init" if product.init else ""
    swizzle = f" swizzle {product.swizzle}{init}"
    if product.a_in_registers:
        left = f"tensor<{product.m}x{product.k}x{element_a}>"
        lines += [
            f"%left = tile.load %a[%c0] strides [{product.k}, 1] "
            f": !tile.ptr<{element_a}> -> {left}",
            f"%sum = sm90.wgmma_registers %left, %sb[%c0], %zero b {product.b_major}{swizzle} "
            f": {left}, !tile.ptr<{element_b}, shared>, {acc}",
        ]
    else:
        lines.append(
            f"%sum = sm90.wgmma %sa[%c0], %sb[%c0], %zero k {product.k} a {product.a_major} "
            f"b {product.b_major}{swizzle} "
            f": !tile.ptr<{element_a}, shared>, !tile.ptr<{element_b}, shared>, {acc}"
        )
    lines += [
        f"%done = sm90.wgmma_wait 0, %sum : {acc}",
        f"tile.store %done, %c[%c0] strides [{product.n}, 1] : {acc}, !tile.ptr<f32>",
        "tile.return",
    ]
    body = "\n  ".join(lines)
    return (
        f"tile.func @product(%cta: index, %a: !tile.ptr<{element_a}>, "
        f"%b: !tile.ptr<{element_b}>, %c: !tile.ptr<f32>) grid <() -> (1)> "
        f"threads {128 * product.warpgroups} {{\n  {body}\n}}\n"
    )


def _values(random, kind: str, shape):
    """Bytes of random elements, and their numbers."""
    if KIND_BYTES[kind] == 1:
        raw = random.integers(0, 256, shape, np.uint8)
        # No NaN, and of a size that sums well.
        raw = np.where(raw & 0x40, raw & 0xBF, raw).astype(np.uint8)[..., None]
    elif kind == "bf16":
        raw = f32_to_bf16(random.standard_normal(shape).astype(np.float32)).view(np.uint8)
    else:
        dtype = {"f16": np.float16, "tf32": np.float32}[kind]
        raw = random.standard_normal(shape).astype(dtype).view(np.uint8)
    raw = np.ascontiguousarray(raw).reshape(*shape, KIND_BYTES[kind])
    return raw, decode(raw, kind)


def inputs(product: Product, seed: int = 0):
    """Both operands as bytes in memory, and the product in float64."""
    random = np.random.default_rng(seed)
    raw_a, a = _values(random, product.kind, (product.m, product.k))
    raw_b, b = _values(random, product.kind_b or product.kind, (product.n, product.k))
    if product.a_major == "mn":
        raw_a = raw_a.transpose(1, 0, 2)
    if product.b_major == "mn":
        raw_b = raw_b.transpose(1, 0, 2)
    expected = a @ b.T + (0.0 if product.init else 1.0)
    return np.ascontiguousarray(raw_a), np.ascontiguousarray(raw_b), expected


PRODUCTS = [
    Product(),
    Product(k=192, n=8),
    Product(n=96, k=32, swizzle=64),
    Product(n=24, k=16, swizzle=32),
    Product(m=128, n=40, warpgroups=2, init=False),
    Product(m=256, n=16, warpgroups=2, k=128),
    Product(m=128, n=264, k=64),
    Product(n=320, k=16, swizzle=32, m=128, warpgroups=2),
    Product(b_major="mn", n=128, k=64),
    Product(b_major="mn", n=96, k=32, swizzle=64),
    Product(b_major="mn", n=320, k=64, kind="f16"),
    Product(a_major="mn", m=128, k=64, n=16),
    Product(a_major="mn", m=128, k=96, n=16, warpgroups=2, swizzle=64),
    Product(a_major="mn", b_major="mn", m=64, k=64, n=64, kind="f16"),
    Product(a_major="mn", b_major="mn", m=64, k=16, n=32, swizzle=32),
    Product(kind="tf32", k=32, n=24),
    Product(kind="tf32", k=32, n=24, swizzle=64),
    Product(kind="e4m3", k=128, n=16),
    Product(kind="e4m3", kind_b="e5m2", k=128, n=16, swizzle=64),
    Product(kind="e5m2", kind_b="e4m3", k=64, n=16, swizzle=64, m=128),
    Product(a_in_registers=True, n=64, k=64, b_major="mn"),
    Product(a_in_registers=True, n=40, k=128, m=128, warpgroups=2),
    Product(a_in_registers=True, n=128, k=32, m=128, b_major="mn", kind="f16", init=False),
]
