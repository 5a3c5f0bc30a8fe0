"""Computes the polynomials of tile-expand-math and writes MathCoefficients.h.

Each is a minimax fit (Remez exchange) of the error relative to the function.
Coefficients are rounded one after the other, lowest degree first, and the rest
is fitted again after each, so that rounding costs next to nothing.

Usage: python math_coefficients.py > MathCoefficients.h
"""

import mpmath as mp
import numpy as np

mp.mp.prec = 120


def solve_minimax(points, target, weight, basis):
    """Coefficients of `basis` columns that minimise max |weight * error|."""
    n = basis.shape[1]
    # Start from Chebyshev-like reference points.
    chosen = np.unique(
        np.round((1 - np.cos(np.pi * np.arange(n + 1) / n)) / 2 * (len(points) - 1)).astype(int)
    )
    best = None
    for _ in range(40):
        matrix = mp.matrix(n + 1, n + 1)
        right = mp.matrix(n + 1, 1)
        for row, i in enumerate(chosen):
            for k in range(n):
                matrix[row, k] = basis[i, k]
            matrix[row, n] = (-1) ** row / weight[i]
            right[row] = target[i]
        solution = mp.lu_solve(matrix, right)
        coefficients = np.array([solution[k] for k in range(n)], dtype=object)
        error = weight * (basis.dot(coefficients) - target)
        worst = max(abs(e) for e in error)
        if best is None or worst < best[0]:
            best = (worst, coefficients)
        if worst <= abs(solution[n]) * mp.mpf("1.0001"):
            break
        chosen = exchange(error, n + 1)
        if chosen is None:
            break
    return best[1], best[0]


def exchange(error, count):
    """The extremum of each run of one sign; `count` of them, the largest."""
    extrema = []
    for i, e in enumerate(error):
        if extrema and (e > 0) == (error[extrema[-1]] > 0):
            if abs(e) > abs(error[extrema[-1]]):
                extrema[-1] = i
        else:
            extrema.append(i)
    while len(extrema) > count:
        if abs(error[extrema[0]]) < abs(error[extrema[-1]]):
            extrema.pop(0)
        else:
            extrema.pop()
    return extrema if len(extrema) == count else None


def fit(function, low, high, count, weight, dtype=np.float32, grid=1200):
    """`count` coefficients of a polynomial for `function` on [low, high].

    `weight(x)` turns an error of the polynomial into a relative error of what
    is computed from it. Returns the coefficients and the largest such error.
    """
    angles = np.pi * (np.arange(grid) + 0.5) / grid
    points = [mp.mpf((low + high) / 2 - (high - low) / 2 * np.cos(a)) for a in angles]
    target = np.array([function(x) for x in points], dtype=object)
    scale = np.array([abs(mp.mpf(weight(x))) for x in points], dtype=object)
    powers = np.array([[x**k for k in range(count)] for x in points], dtype=object)
    result = []
    rest = target
    for k in range(count):
        coefficients, _ = solve_minimax(points, rest, scale, powers[:, k:])
        rounded = dtype(float(coefficients[0]))
        result.append(rounded)
        rest = rest - powers[:, k] * mp.mpf(float(rounded))
    return result, max(abs(e) for e in scale * rest)


def odd(function):
    """P with function(x) = x + x^3 P(x^2), as a function of u = x^2."""
    return lambda u: (function(mp.sqrt(u)) - mp.sqrt(u)) / mp.sqrt(u) ** 3


def odd_weight(function):
    return lambda u: mp.sqrt(u) ** 3 / function(mp.sqrt(u))


def fit_log(base):
    """log(1+f) in a base, less its linear term."""
    scale = 1 / mp.log(base)
    return fit(
        lambda f: (mp.log1p(f) - f) * scale / f**2,
        -0.25,
        0.5,
        9,
        lambda f: f**2 / mp.log1p(f) / scale,
    )


def table():
    ln2 = mp.log(2)
    half = 0.3467
    yield (
        "exp",
        "exp(r) = 1 + r + r^2 P(r), |r| <= ln(2)/2",
        fit(lambda r: (mp.expm1(r) - r) / r**2, -half, half, 5, lambda r: r**2 / mp.exp(r)),
    )
    yield (
        "expm1",
        "exp(r) - 1 = r + r^2 P(r), |r| <= ln(2)/2",
        fit(lambda r: (mp.expm1(r) - r) / r**2, -half, half, 6, lambda r: r**2 / mp.expm1(r)),
    )
    yield (
        "exp2",
        "2^r = 1 + r P(r), |r| <= 1/2",
        fit(lambda r: mp.expm1(r * ln2) / r, -0.5, 0.5, 6, lambda r: r / mp.power(2, r)),
    )
    yield ("log", "log(1+f) = f + f^2 P(f), -1/4 <= f <= 1/2", fit_log(mp.e))
    yield ("log2", "log2(1+f) = f/ln(2) + f^2 P(f), -1/4 <= f <= 1/2", fit_log(2))
    yield ("log10", "log10(1+f) = f/ln(10) + f^2 P(f), -1/4 <= f <= 1/2", fit_log(10))
    quarter = 0.7860**2
    yield (
        "sin",
        "sin(r) = r + r^3 P(r^2), |r| <= pi/4",
        fit(odd(mp.sin), 1e-9, quarter, 3, odd_weight(mp.sin)),
    )
    yield (
        "cos",
        "cos(r) = 1 - r^2/2 + r^4 P(r^2), |r| <= pi/4",
        fit(
            lambda u: (mp.cos(mp.sqrt(u)) - 1 + u / 2) / u**2,
            1e-6,
            quarter,
            3,
            lambda u: u**2 / mp.cos(mp.sqrt(u)),
        ),
    )
    yield (
        "tan",
        "tan(r) = r + r^3 P(r^2), |r| <= pi/4",
        fit(odd(mp.tan), 1e-9, quarter, 7, odd_weight(mp.tan)),
    )
    yield (
        "asin",
        "asin(s) = s + s^3 P(s^2), s <= 1/2",
        fit(odd(mp.asin), 1e-9, 0.25, 6, odd_weight(mp.asin)),
    )
    yield (
        "atan",
        "atan(a) = a + a^3 P(a^2), a <= 1",
        fit(odd(mp.atan), 1e-9, 1.0, 9, odd_weight(mp.atan)),
    )
    yield (
        "sinh",
        "sinh(x) = x + x^3 P(x^2), x <= 1",
        fit(odd(mp.sinh), 1e-9, 1.0, 4, odd_weight(mp.sinh)),
    )
    yield (
        "tanh",
        "tanh(x) = x + x^3 P(x^2), x <= 0.7",
        fit(odd(mp.tanh), 1e-9, 0.49, 7, odd_weight(mp.tanh)),
    )
    yield (
        "acosh",
        "acosh(1+t) = sqrt(2t) (1 + t P(t)), t <= 1/2",
        fit(
            lambda t: (mp.acosh(1 + t) / mp.sqrt(2 * t) - 1) / t,
            1e-6,
            0.5,
            6,
            lambda t: t * mp.sqrt(2 * t) / mp.acosh(1 + t),
        ),
    )
    yield (
        "atanh",
        "atanh(x) = x + x^3 P(x^2), x <= 1/2",
        fit(odd(mp.atanh), 1e-9, 0.25, 7, odd_weight(mp.atanh)),
    )
    yield (
        "erfSmall",
        "erf(x) = x + x P(x^2), x <= 1",
        fit(
            lambda u: mp.erf(mp.sqrt(u)) / mp.sqrt(u) - 1,
            1e-9,
            1.0,
            7,
            lambda u: mp.sqrt(u) / mp.erf(mp.sqrt(u)),
        ),
    )
    yield (
        "erfLarge",
        "erf(x) = 1 - exp(P(x - 2)), 1 <= x <= 4",
        fit(
            lambda t: mp.log(mp.erfc(t + 2)),
            -1.0,
            2.0,
            9,
            lambda t: mp.erfc(t + 2) / mp.erf(t + 2),
        ),
    )
    yield (
        "erfc",
        "erfc(a) = exp(-a^2) / (1 + 2a) P((a - 2) / (a + 2)), f64",
        fit(
            lambda q: scaled_erfc(2 * (1 + q) / (1 - q)),
            -1.0,
            0.68,
            15,
            lambda q: 1 / scaled_erfc(2 * (1 + q) / (1 - q)),
            np.float64,
        ),
    )
    yield (
        "erfcShort",
        "erfc(a) = 2^(a P(a)), a <= 3.5; negative and falling beyond",
        fit(
            lambda a: mp.log(mp.erfc(a), 2) / a,
            1e-6,
            3.5,
            5,
            lambda a: a * ln2,
        ),
    )
    yield (
        "log2Wide",
        "log2((1+s)/(1-s)) = s P(s^2), |s| <= 1/5, f64",
        fit(
            lambda u: 2 * mp.atanh(mp.sqrt(u)) / mp.sqrt(u) / ln2,
            1e-12,
            0.0401,
            7,
            lambda u: mp.sqrt(u) * ln2 / 2 / mp.atanh(mp.sqrt(u)),
            np.float64,
        ),
    )
    yield (
        "exp2Wide",
        "2^r = P(r), |r| <= 1/2, f64",
        fit(lambda r: mp.power(2, r), -0.5, 0.5, 9, lambda r: 1 / mp.power(2, r), np.float64),
    )


def scaled_erfc(a):
    return (1 + 2 * a) * mp.exp(a * a) * mp.erfc(a)


HEADER = """\
//===- MathCoefficients.h - Generated by math_coefficients.py ---*- C++ -*-===//
//
// Polynomials, lowest degree first, with the largest error relative to the
// function that their use above exact arithmetic would have.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_TILE_MATHCOEFFICIENTS_H
#define CUTEDSL_LIB_TRANSFORMS_TILE_MATHCOEFFICIENTS_H

namespace cutedsl::coefficients {
"""

FOOTER = """\

} // namespace cutedsl::coefficients

#endif // CUTEDSL_LIB_TRANSFORMS_TILE_MATHCOEFFICIENTS_H"""


def main():
    print(HEADER, end="")
    for name, formula, (values, error) in table():
        print(f"\n/// {formula}; error 2^{float(mp.log(error, 2)):.1f}.")
        body = ", ".join(float(v).hex() for v in values)
        print(f"inline constexpr double {name}[] = {{{body}}};")
    print(FOOTER)


if __name__ == "__main__":
    main()
