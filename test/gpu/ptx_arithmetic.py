"""What PTX's arithmetic instructions compute, for all lanes of a launch at once."""

from __future__ import annotations

import functools
import re

import numpy as np

INT = {
    "b8": np.uint8, "u8": np.uint8, "s8": np.int8,
    "b16": np.uint16, "u16": np.uint16, "s16": np.int16,
    "b32": np.uint32, "u32": np.uint32, "s32": np.int32,
    "b64": np.uint64, "u64": np.uint64, "s64": np.int64,
}  # fmt: skip
FLOAT = {"f16": np.float16, "f32": np.float32, "f64": np.float64}
UNSIGNED = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}
SIGNED = {1: np.int8, 2: np.int16, 4: np.int32, 8: np.int64}


class PTXError(RuntimeError):
    """A kernel that does something it must not, or an unknown instruction."""


@functools.lru_cache
def size_of(kind: str) -> int:
    return int(re.sub(r"\D", "", kind)) // 8


def bf16_to_f32(bits):
    return (bits.astype(np.uint32) << np.uint32(16)).view(np.float32)


def f32_to_bf16(values):
    """Round to nearest even, NaN to the canonical one."""
    bits = np.ascontiguousarray(values, np.float32).view(np.uint32)
    rounded = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
    result = (rounded >> np.uint32(16)).astype(np.uint16)
    return np.where(np.isnan(values), np.uint16(0x7FFF), result)


def float8(bits, kind: str):
    """The numbers of 8-bit floats, "e4m3" or "e5m2"."""
    exponent_bits, bias = (5, 15) if kind == "e5m2" else (4, 7)
    bits = bits.astype(np.int32)
    mantissa_bits = 7 - exponent_bits
    exponent = (bits >> mantissa_bits) & ((1 << exponent_bits) - 1)
    mantissa = bits & ((1 << mantissa_bits) - 1)
    scale = np.where(exponent == 0, 1 - bias, exponent - bias).astype(np.float64)
    value = (mantissa / (1 << mantissa_bits) + (exponent != 0)) * 2.0**scale
    top = exponent == (1 << exponent_bits) - 1
    if kind == "e5m2":
        value = np.where(top, np.where(mantissa == 0, np.inf, np.nan), value)
    else:
        value = np.where(top & (mantissa == (1 << mantissa_bits) - 1), np.nan, value)
    return np.where(bits & 0x80, -value, value)


def to_float8(values, kind: str):
    """Rounded to nearest even; what is too large, to the largest number."""
    codes = np.arange(0x7C if kind == "e5m2" else 0x7F, dtype=np.uint8)
    numbers = float8(codes, kind)
    middles = (numbers[1:] + numbers[:-1]) / 2
    magnitude = np.abs(values.astype(np.float64))
    code = np.searchsorted(middles, magnitude, side="left")
    is_tie = np.append(middles, np.nan)[code] == magnitude
    code = np.where(np.isnan(values), 0x7F, code + (is_tie & (code % 2 == 1)))
    return (code | np.where(np.signbit(values) & ~np.isnan(values), 0x80, 0)).astype(np.uint16)


def cut(values, bits: int):
    """Only the `bits` highest of each mantissa."""
    mantissa, exponent = np.frexp(values)
    return np.ldexp(np.trunc(np.ldexp(mantissa, bits)), exponent - bits)


class Arithmetic:
    """An instruction is a method: its words, its type, and `get`, which reads an
    operand by number, as another type if that is given."""

    def op_mov(self, op, kind, get):
        return get(1)

    def op_add(self, op, kind, get):
        return get(1) + get(2)

    def op_sub(self, op, kind, get):
        return get(1) - get(2)

    def op_neg(self, op, kind, get):
        return -get(1)

    def op_abs(self, op, kind, get):
        return np.abs(get(1))

    def op_mul(self, op, kind, get):
        a, b = get(1), get(2)
        if "wide" in op:
            wide = kind[0] + str(16 * size_of(kind))
            return a.astype(INT[wide]) * b.astype(INT[wide])
        if "hi" in op:
            if size_of(kind) == 8:
                product = [int(x) * int(y) >> 64 for x, y in zip(a, b, strict=True)]
                return np.array(product, np.int64 if kind[0] == "s" else np.uint64)
            wide = kind[0] + "64"
            product = a.astype(INT[wide]) * b.astype(INT[wide])
            return (product >> (8 * size_of(kind))).astype(INT[kind])
        return a * b

    def op_mad(self, op, kind, get):
        if "wide" in op:
            wide = kind[0] + str(16 * size_of(kind))
            return get(1).astype(INT[wide]) * get(2).astype(INT[wide]) + get(3, wide)
        return get(1) * get(2) + get(3)

    def op_fma(self, op, kind, get):
        if kind == "f32":
            exact = get(1).astype(np.float64) * get(2).astype(np.float64)
            return (exact + get(3).astype(np.float64)).astype(np.float32)
        if kind == "bf16":
            a, b, c = (bf16_to_f32(get(i)).astype(np.float64) for i in (1, 2, 3))
            return f32_to_bf16((a * b + c).astype(np.float32))
        wide = np.longdouble if kind == "f64" else np.float64
        return (get(1).astype(wide) * get(2) + get(3)).astype(FLOAT[kind])

    def op_div(self, op, kind, get):
        a, b = get(1), get(2)
        if kind in FLOAT:
            return a / b
        # PTX leaves division by zero open.
        safe = np.where(b == 0, 1, b).astype(b.dtype)
        quotient = np.abs(a.astype(object)) // np.abs(safe.astype(object))
        sign = np.where((a < 0) ^ (safe < 0), -1, 1)
        return (quotient * sign).astype(a.dtype)

    def op_rem(self, op, kind, get):
        a, b = get(1), get(2)
        safe = np.where(b == 0, 1, b).astype(b.dtype)
        remainder = np.abs(a.astype(object)) % np.abs(safe.astype(object))
        return (remainder * np.where(a < 0, -1, 1)).astype(a.dtype)

    def op_rcp(self, op, kind, get):
        return (1 / get(1)).astype(FLOAT[kind])

    def op_sqrt(self, op, kind, get):
        return np.sqrt(get(1))

    def op_rsqrt(self, op, kind, get):
        return (1 / np.sqrt(get(1).astype(np.float64))).astype(FLOAT[kind])

    def op_ex2(self, op, kind, get):
        return np.exp2(get(1).astype(np.float64)).astype(FLOAT[kind])

    def op_max(self, op, kind, get):
        a, b = get(1), get(2)
        return np.maximum(a, b) if "NaN" in op or kind in INT else np.fmax(a, b)

    def op_min(self, op, kind, get):
        a, b = get(1), get(2)
        return np.minimum(a, b) if "NaN" in op or kind in INT else np.fmin(a, b)

    def op_and(self, op, kind, get):
        return get(1) & get(2)

    def op_or(self, op, kind, get):
        return get(1) | get(2)

    def op_xor(self, op, kind, get):
        return get(1) ^ get(2)

    def op_not(self, op, kind, get):
        return ~get(1)

    def _shift(self, kind, get):
        bits = 8 * size_of(kind)
        count = get(2, "u32")
        return get(1), np.minimum(count, bits - 1).astype(INT[kind]), count >= bits

    def op_shl(self, op, kind, get):
        value, count, all_out = self._shift(kind, get)
        return np.where(all_out, 0, value << count).astype(value.dtype)

    def op_shr(self, op, kind, get):
        value, count, all_out = self._shift(kind, get)
        shifted = value >> count
        return shifted if kind[0] == "s" else np.where(all_out, 0, shifted).astype(value.dtype)

    def op_shf(self, op, kind, get):
        if op[1:] != ["l", "wrap", "b32"]:
            raise PTXError("unknown instruction " + ".".join(op))
        both = get(2).astype(np.uint64) << np.uint64(32) | get(1)
        count = (get(3, "u32") & np.uint32(31)).astype(np.uint64)
        return (both << count >> np.uint64(32)).astype(np.uint32)

    def op_bfe(self, op, kind, get):
        value, start, length = get(1), get(2, "u32"), get(3, "u32")
        bits = INT[kind]((1 << int(length[0])) - 1)
        return (value >> start.astype(value.dtype)) & bits

    def op_prmt(self, op, kind, get):
        a, b, select = (get(i).astype(np.uint64) for i in (1, 2, 3))
        both = a | (b << np.uint64(32))
        result = np.zeros_like(both)
        for i in range(4):
            nibble = (select >> np.uint64(4 * i)) & np.uint64(7)
            byte = (both >> (nibble * np.uint64(8))) & np.uint64(0xFF)
            result |= byte << np.uint64(8 * i)
        return result.astype(np.uint32)

    def op_selp(self, op, kind, get):
        return np.where(get(3, "pred"), get(1), get(2))

    def op_setp(self, op, kind, get):
        a, b = get(1), get(2)
        compare = op[1]
        if compare == "nan":
            return np.isnan(a) | np.isnan(b)
        if compare == "num":
            return ~(np.isnan(a) | np.isnan(b))
        unordered = kind in FLOAT and len(compare) == 3 and compare.endswith("u")
        functions = {
            "eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal,
            "gt": np.greater, "ge": np.greater_equal,
        }  # fmt: skip
        if compare[:2] not in functions:
            raise PTXError("unknown comparison " + ".".join(op))
        result = functions[compare[:2]](a, b)
        if kind in FLOAT:
            nan = np.isnan(a) | np.isnan(b)
            result = result | nan if unordered else result & ~nan
        return result

    def op_copysign(self, op, kind, get):
        return np.copysign(get(2), get(1))

    def op_testp(self, op, kind, get):
        return np.isinf(get(1)) if op[1] == "infinite" else np.isfinite(get(1))

    def op_cvt(self, op, kind, get):
        to, source = op[-2], op[-1]
        rounding = op[1] if len(op) > 3 else ""
        if source == "bf16":
            value = bf16_to_f32(get(1, "u16"))
        elif to == "bf16x2":
            low, high = f32_to_bf16(get(2, "f32")), f32_to_bf16(get(1, "f32"))
            return low.astype(np.uint32) | (high.astype(np.uint32) << np.uint32(16))
        elif to in ("e4m3x2", "e5m2x2"):
            if source != "f32" or "satfinite" not in op:
                raise PTXError("unknown instruction " + ".".join(op))
            low, high = (to_float8(get(i, "f32"), to[:4]) for i in (2, 1))
            return low | (high << np.uint16(8))
        elif source in ("e4m3x2", "e5m2x2"):
            halves = get(1, "u16").view(np.uint8).reshape(-1, 2)
            return float8(halves, source[:4]).astype(np.float16).view(np.uint32).reshape(-1)
        elif to == "f16x2":
            low = get(2, "f32").astype(np.float16).view(np.uint16)
            high = get(1, "f32").astype(np.float16).view(np.uint16)
            return low.astype(np.uint32) | (high.astype(np.uint32) << np.uint32(16))
        else:
            value = get(1, source)
        if to == "bf16":
            return f32_to_bf16(value.astype(np.float32))
        if to in FLOAT:
            if rounding.endswith("i"):
                value = self._round(rounding, value)
            return value.astype(FLOAT[to])
        if value.dtype.kind == "f":
            value = np.nan_to_num(self._round(rounding, value), nan=0.0)
            info = np.iinfo(INT[to])
            big = value.astype(np.float64)
            result = np.clip(big, float(info.min), float(info.max))
            exact = np.where(big >= float(info.max), 0, result).astype(INT[to])
            return np.where(big >= float(info.max), info.max, exact).astype(INT[to])
        return value.astype(INT[to])

    @staticmethod
    def _round(mode, value):
        functions = {"rni": np.rint, "rzi": np.trunc, "rmi": np.floor, "rpi": np.ceil}
        return functions[mode](value)
