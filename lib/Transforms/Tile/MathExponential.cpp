//===- MathExponential.cpp - exp, log and what is made of them ------------===//

#include "MathCoefficients.h"
#include "MathExpansions.h"

using namespace cutedsl::expand;
namespace coefficients = cutedsl::coefficients;

static constexpr double infinity = std::numeric_limits<double>::infinity();
static constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

// ln(2), its f32 rounding split off: products with it in an fma are exact.
static constexpr double ln2High = 0x1.62e43p-1;
static constexpr double ln2Low = -0x1.05c61p-29;

//===----------------------------------------------------------------------===//
// Exponentials
//===----------------------------------------------------------------------===//

/// x = exponent * ln(2) + rest with |rest| <= ln(2)/2.
namespace {
struct Reduced {
  Expr rest, exponent;
};
} // namespace

static Reduced reduceByLn2(Expr x) {
  Rounded k = roundScaled(x, 0x1.715476p+0);
  Expr rest = fma(k.number, -ln2High, x);
  return {fma(k.number, -ln2Low, rest), k.integer};
}

/// x * 2^n; in two steps, so that neither factor leaves the normal range and
/// only the last one rounds.
static Expr scaleBy(Expr x, Expr n) {
  Expr half = n >> 1;
  return x * powerOfTwo(half) * powerOfTwo(n - half);
}

/// exp of the rest of a reduction, about 1.
static Expr expOfRest(Expr r) {
  return fma(r * r, polynomial(r, coefficients::exp), r) + 1.0;
}

/// exp(x) where neither x nor the result is extreme: |x| < 87.
static Expr expModerate(Expr x) {
  Reduced reduced = reduceByLn2(x);
  return expOfRest(reduced.rest) * powerOfTwo(reduced.exponent);
}

/// exp(x) / 2, which overflows only where exp(x) / 2 does.
static Expr halfExp(Expr x) {
  Reduced reduced = reduceByLn2(x);
  return scaleBy(expOfRest(reduced.rest), reduced.exponent - 1);
}

Expr cutedsl::expand::expandExp(Expr x) {
  // Beyond these the result is 0 or infinity as well.
  Reduced reduced = reduceByLn2(clamp(x, -104.0, 89.0));
  return scaleBy(expOfRest(reduced.rest), reduced.exponent);
}

Expr cutedsl::expand::expandExp2(Expr x) {
  Expr clamped = clamp(x, -151.0, 129.0);
  Rounded k = roundScaled(clamped, 1.0);
  Expr r = clamped - k.number;
  return scaleBy(fma(r, polynomial(r, coefficients::exp2), r.constant(1.0)),
                 k.integer);
}

Expr cutedsl::expand::expandExpm1(Expr x) {
  Reduced reduced = reduceByLn2(clamp(x, -25.0, 89.0));
  Expr r = reduced.rest, n = reduced.exponent;
  Expr small = fma(r * r, polynomial(r, coefficients::expm1), r);
  // 2^n small + 2^n - 1, all halved: 2^128 is not a float.
  Expr scale = powerOfTwo(n - 1);
  Expr large = 2.0 * fma(small, scale, scale - 0.5);
  Expr zero = compare(mlir::arith::CmpIPredicate::eq, n, 0);
  return copySign(select(zero, small, large), x);
}

Expr cutedsl::expand::expandSinh(Expr x) {
  Expr a = abs(x), u = x * x;
  Expr small = fma(x * u, polynomial(u, coefficients::sinh), x);
  Expr half = halfExp(clamp(a, 0.0, 90.0));
  return copySign(select(a < 1.0, small, half - 0.25 / half), x);
}

Expr cutedsl::expand::expandCosh(Expr x) {
  Expr half = halfExp(clamp(abs(x), 0.0, 90.0));
  return half + 0.25 / half;
}

Expr cutedsl::expand::expandTanh(Expr x) {
  Expr a = abs(x), u = x * x;
  Expr small = fma(x * u, polynomial(u, coefficients::tanh), x);
  Expr twice = clamp(a, 0.0, 10.0) * 2.0;
  Expr large = 1.0 - 2.0 / (expModerate(twice) + 1.0);
  return copySign(select(a < 0.7, small, large), x);
}

Expr cutedsl::expand::expandErf(Expr x) {
  Expr a = abs(x), u = x * x;
  Expr small = fma(x, polynomial(u, coefficients::erfSmall), x);
  Expr exponent = polynomial(clamp(a, 1.0, 4.0) - 2.0, coefficients::erfLarge);
  return copySign(select(a < 1.0, small, 1.0 - expModerate(exponent)), x);
}

//===----------------------------------------------------------------------===//
// Logarithms
//===----------------------------------------------------------------------===//

/// x = 2^exponent (1 + fraction) with -1/4 <= fraction < 1/2; exponent in f32.
namespace {
struct Split {
  Expr fraction, exponent;
};
} // namespace

/// Bits of 0.75: what lies above it in steps of 2^23 is the exponent.
static constexpr int64_t threeQuarters = 0x3f400000;

static Split splitFloat(Expr x) {
  mlir::Type f32 = x.getBuilder().getF32Type();
  Expr subnormal = x < 0x1p-126;
  Expr bits = bitsOf(select(subnormal, x * 0x1p23, x));
  Expr exponent = (bits - threeQuarters) >> 23;
  Expr fraction = floatOf(bits - (exponent << 23)) - 1.0;
  Expr number = exponent.castTo<mlir::arith::SIToFPOp>(f32);
  return {fraction, select(subnormal, number - 23.0, number)};
}

/// `result` for 0 < x < infinity, and the values of a logarithm elsewhere.
static Expr logOrSpecial(Expr x, Expr result) {
  Expr special = select(x < 0.0, notANumber, x);
  special = select(equal(x, 0.0), -infinity, special);
  return select((x > 0.0) & (x < infinity), result, special);
}

/// ln(2^exponent (1 + fraction)).
static Expr logOfSplit(Split split) {
  Expr f = split.fraction;
  Expr tail =
      fma(f * f, polynomial(f, coefficients::log), split.exponent * ln2Low);
  return fma(split.exponent, ln2High, f + tail);
}

Expr cutedsl::expand::expandLog(Expr x) {
  return logOrSpecial(x, logOfSplit(splitFloat(x)));
}

Expr cutedsl::expand::expandLog2(Expr x) {
  auto [f, exponent] = splitFloat(x);
  Expr tail = fma(f, 0x1.4ae0cp-26, f * f * polynomial(f, coefficients::log2));
  return logOrSpecial(x, fma(f, 0x1.715476p+0, tail) + exponent);
}

Expr cutedsl::expand::expandLog10(Expr x) {
  auto [f, exponent] = splitFloat(x);
  // log10(e) and log10(2), each in two parts.
  Expr tail =
      fma(f, -0x1.5b235ep-27, f * f * polynomial(f, coefficients::log10));
  tail = fma(exponent, -0x1.ec10cp-27, tail);
  return logOrSpecial(
      x, fma(exponent, 0x1.344136p-2, fma(f, 0x1.bcb7b2p-2, tail)));
}

/// ln(1 + x) + extra ln(2) for x > -1, and the special values of log1p.
static Expr log1pPlus(Expr x, std::optional<Expr> extra) {
  mlir::Type f32 = x.getBuilder().getF32Type();
  // The exponent of 1 + x, rounded; x and 1 are scaled by it before they are
  // added, so that x keeps all its bits.
  Expr exponent = (bitsOf(x + 1.0) - threeQuarters) >> 23;
  Expr shift = exponent << 23;
  Expr scaled = floatOf(bitsOf(x) - shift);
  Expr one = floatOf(shift.constant(0x40800000) - shift); // 4 * 2^-exponent
  Expr fraction = fma(one, 0.25, -1.0) + scaled;
  Expr number = exponent.castTo<mlir::arith::SIToFPOp>(f32);
  Expr result = logOfSplit({fraction, extra ? number + *extra : number});
  Expr special = select(x < -1.0, notANumber, x);
  special = select(equal(x, -1.0), -infinity, special);
  return select((x > -1.0) & (x < infinity), copySign(result, x), special);
}

Expr cutedsl::expand::expandLog1p(Expr x) { return log1pPlus(x, std::nullopt); }

/// From here on squares would overflow, and 1 no longer counts beside x.
static constexpr double huge = 0x1p30;

Expr cutedsl::expand::expandAsinh(Expr x) {
  // ln(a + sqrt(a^2 + 1)) = log1p(a + a^2 / (1 + sqrt(a^2 + 1))).
  Expr a = abs(x), square = a * a;
  Expr more = a + square / (1.0 + sqrt(square + 1.0));
  Expr large = a > huge;
  Expr extra = select(large, 1.0, a.constant(0.0));
  return copySign(log1pPlus(select(large, a, more), extra), x);
}

Expr cutedsl::expand::expandAcosh(Expr x) {
  // ln(x + sqrt(x^2 - 1)) = log1p(t + sqrt(t^2 + 2t)) with t = x - 1; near 1
  // the errors of its steps would add up.
  Expr t = x - 1.0;
  Expr root = sqrt(2.0 * t);
  Expr small = fma(root * t, polynomial(t, coefficients::acosh), root);
  Expr more = t + sqrt(fma(t, t, 2.0 * t));
  Expr large = x > huge;
  Expr extra = select(large, 1.0, x.constant(0.0));
  Expr result = log1pPlus(select(large, x, more), extra);
  result = select(t < 0.5, small, result);
  return select(x < 1.0, notANumber, result);
}

Expr cutedsl::expand::expandAtanh(Expr x) {
  Expr a = abs(x), u = x * x;
  Expr small = fma(x * u, polynomial(u, coefficients::atanh), x);
  // 1 - a is exact from 1/2 on.
  Expr large = 0.5 * log1pPlus(2.0 * a / (1.0 - a), std::nullopt);
  return copySign(select(a < 0.5, small, large), x);
}

//===----------------------------------------------------------------------===//
// Roots
//===----------------------------------------------------------------------===//

Expr cutedsl::expand::expandRsqrt(Expr x) { return 1.0 / sqrt(x); }

Expr cutedsl::expand::expandCbrt(Expr x) {
  Expr a = abs(x);
  Expr subnormal = a < 0x1p-126;
  Expr scaled = select(subnormal, a * 0x1p24, a);
  // Newton for scaled^(-1/3), which needs no division; each step squares the
  // error of the first guess, about 3 %.
  Expr r = floatOf(0x548c2b4b - bitsOf(scaled) / 3);
  for (int step = 0; step < 3; ++step) {
    Expr error = fma(scaled * r, -(r * r), r.constant(1.0));
    r = fma(r * (1.0 / 3), error, r);
  }
  Expr root = scaled * r * r;
  Expr error = fma(root * root, -root, scaled);
  root = fma(error * (1.0 / 3), r * r, root);
  root = select(subnormal, root * 0x1p-8, root);
  return select((a > 0.0) & (a < infinity), copySign(root, x), x);
}
