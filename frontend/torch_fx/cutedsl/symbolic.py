"""Symbolic integers as affine expressions.

PyTorch describes a dynamic size as a sympy expression over the symbols of its
shape environment. The compiler wants affine expressions over the program's
symbols, numbered in the order in which the program first uses them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sympy
import torch
from torch.utils._sympy.functions import (
    CleanDiv,
    FloorDiv,
    Identity,
    Max,
    Mod,
    ModularIndexing,
    PythonMod,
)

from .errors import UnsupportedError

Size = int | torch.SymInt

_INT64_MAX = 2**63 - 1


def expression(size: Size) -> sympy.Expr:
    """The sympy expression of a size, never its value: `int()` would make
    PyTorch specialise the graph to today's value."""
    if isinstance(size, torch.SymInt):
        return sympy.sympify(size.node.expr)
    return sympy.Integer(size)


class SymbolTable:
    """Numbers the symbols of one program in the order of their first use."""

    def __init__(self) -> None:
        self._index: dict[sympy.Symbol, int] = {}

    @property
    def symbols(self) -> list[sympy.Symbol]:
        return list(self._index)

    def names(self) -> list[str]:
        return [f"s{i}" for i in range(len(self._index))]

    def add(self, symbol: sympy.Symbol) -> int:
        if symbol.name.startswith(("u", "zuf")):
            raise UnsupportedError(f"the size {symbol} depends on data")
        if not symbol.is_integer:
            raise UnsupportedError(f"the symbolic float {symbol}")
        return self._index.setdefault(symbol, len(self._index))

    def map(self, exprs: Sequence[sympy.Expr]) -> str:
        """The affine map `()[s0, ...] -> (...)`. It holds as many symbols as
        the highest one used, so that equal shapes are equal attributes."""
        text = [self.affine(e) for e in exprs]
        used = [self._index[s] for e in exprs for s in _ordered_symbols(e)]
        symbols = ", ".join(f"s{i}" for i in range(max(used) + 1)) if used else ""
        head = f"()[{symbols}]" if symbols else "()"
        return f"{head} -> ({', '.join(text)})"

    def affine(self, expr: sympy.Expr) -> str:
        """`expr` as the text of an affine expression."""
        for symbol in _ordered_symbols(expr):
            self.add(symbol)
        return self._text(canonical(expr))

    def _text(self, expr: sympy.Expr) -> str:
        if isinstance(expr, (sympy.Integer, int)):
            if abs(int(expr)) > _INT64_MAX:
                raise UnsupportedError(f"the size {expr} does not fit 64 bits")
            return str(int(expr))
        if isinstance(expr, sympy.Symbol):
            return f"s{self._index[expr]}"
        if isinstance(expr, Identity):
            return self._text(expr.args[0])
        if isinstance(expr, sympy.Add):
            return " + ".join(self._factors(expr))
        if isinstance(expr, sympy.Mul):
            return " * ".join(self._factors(expr))
        if isinstance(expr, sympy.Pow) and isinstance(expr.exp, sympy.Integer) and expr.exp > 0:
            return " * ".join([self._factor(expr.base)] * int(expr.exp))
        if isinstance(expr, (FloorDiv, CleanDiv)):
            return f"{self._factor(expr.args[0])} floordiv {self._divisor(expr.args[1])}"
        raise UnsupportedError(f"the symbolic size {expr} is not an affine expression")

    def _factors(self, expr: sympy.Expr) -> list[str]:
        """In the order in which MLIR's simplification leaves a sum: multiples of
        symbols, then the rest, then the constant."""

        def order(term: sympy.Expr) -> tuple[bool, int, str]:
            coefficient, rest = term.as_coeff_Mul()
            index = self._index[rest] if rest.is_Symbol else len(self._index)
            return bool(term.is_Integer), index, self._factor(rest)

        return [self._factor(a) for a in sorted(expr.args, key=order)]

    def _factor(self, expr: sympy.Expr) -> str:
        text = self._text(expr)
        return text if expr.is_Symbol or expr.is_Integer else f"({text})"

    def _divisor(self, expr: sympy.Expr) -> str:
        if not expr.is_positive:
            raise UnsupportedError(f"a division of sizes by {expr}")
        return self._factor(expr)


def stride_expression(stride: Size) -> sympy.Expr:
    """As `expression`, for a stride. PyTorch writes `Max(1, n)` to be right for
    empty tensors, whose strides are never used."""
    expr = expression(stride)
    if expr.has(Max):
        expr = expr.replace(
            lambda e: isinstance(e, Max) and len(e.args) == 2 and sympy.Integer(1) in e.args,
            lambda e: next(a for a in e.args if a != 1),
        )
    return expr


def canonical(expr: sympy.Expr) -> sympy.Expr:
    """As the compiler's own simplification leaves it, so that equal sizes are
    equal texts. Remainders are written as divisions: `n + 16 - n % 16` is
    `16 * (n // 16) + 16`. Of a numerator, whole multiples are taken out:
    `-n // 16` is `15 * n // 16 - n`."""

    def remainder(base: sympy.Expr, modulus: sympy.Expr) -> sympy.Expr:
        if not modulus.is_positive:
            raise UnsupportedError(f"a division of sizes by {modulus}")
        return base - modulus * FloorDiv(base, modulus)

    for function in (Mod, PythonMod, sympy.Mod):
        expr = expr.replace(function, remainder)
    expr = expr.replace(ModularIndexing, lambda b, d, m: remainder(FloorDiv(b, d), m))
    if not expr.has(FloorDiv):
        return expr
    return sympy.expand(expr.replace(FloorDiv, _without_multiples))


def _without_multiples(base: sympy.Expr, divisor: sympy.Expr) -> sympy.Expr:
    if not divisor.is_Integer or divisor <= 0:
        return FloorDiv(base, divisor)
    whole = sympy.Integer(0)
    for term in sympy.Add.make_args(sympy.expand(base)):
        coefficient, rest = term.as_coeff_Mul()
        if coefficient.is_Integer:
            whole += (coefficient // divisor) * rest
    return whole + FloorDiv(sympy.expand(base - whole * divisor), divisor)


def _ordered_symbols(expr: sympy.Expr) -> Iterable[sympy.Symbol]:
    return sorted(expr.free_symbols, key=_symbol_order)


def _symbol_order(symbol: sympy.Symbol) -> tuple[int, str]:
    digits = "".join(c for c in symbol.name if c.isdigit())
    return (int(digits) if digits else 0, symbol.name)
