//===- MathWide.cpp - Functions that need f64 inside ----------------------===//
//
// The power function and erfc lose more in f32 than 2 ulp allow: an error of
// the logarithm, or of the square, is multiplied by up to 128.
//
//===----------------------------------------------------------------------===//

#include "MathCoefficients.h"
#include "MathExpansions.h"

using namespace cutedsl::expand;
using mlir::arith::ExtFOp;
using mlir::arith::SIToFPOp;
using mlir::arith::TruncFOp;
namespace coefficients = cutedsl::coefficients;

static constexpr double infinity = std::numeric_limits<double>::infinity();
static constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

static Expr widen(Expr x) {
  return x.castTo<ExtFOp>(x.getBuilder().getF64Type());
}
static Expr narrow(Expr x) {
  return x.castTo<TruncFOp>(x.getBuilder().getF32Type());
}

/// 2^x in f64, for the range of f32.
static Expr exp2Wide(Expr x) {
  x = clamp(x, -180.0, 130.0);
  Rounded k = roundScaled(x, 1.0);
  return polynomial(x - k.number, coefficients::exp2Wide) *
         powerOfTwo(k.integer);
}

/// log2(x) in f64 for a widened f32 x >= 0.
static Expr log2Wide(Expr x) {
  mlir::Type f64 = x.getBuilder().getF64Type();
  constexpr int64_t threeQuarters = 0x3fe8000000000000;
  Expr bits = bitsOf(x);
  Expr exponent = (bits - threeQuarters) >> 52;
  Expr m = floatOf(bits - (exponent << 52));
  Expr s = (m - 1.0) / (m + 1.0);
  Expr result = fma(s, polynomial(s * s, coefficients::log2Wide),
                    exponent.castTo<SIToFPOp>(f64));
  result = select(x < infinity, result, x);
  return select(equal(x, 0.0), -infinity, result);
}

Expr cutedsl::expand::expandPow(Expr x, Expr y) {
  mlir::Type f64 = x.getBuilder().getF64Type();
  if (!getElementTypeOrSelf(y.getType()).isF64())
    y = widen(y);
  Expr a = widen(abs(x));
  Expr exponent = y * log2Wide(a);
  // |x| = 1 gives 1 for y = infinity too.
  exponent = select(equal(a, 1.0) & equal(y, y), 0.0, exponent);
  Expr magnitude = narrow(exp2Wide(exponent));

  Expr half = y * 0.5;
  Expr integral = equal(floor(y), y);
  Expr even = equal(floor(half), half);
  Expr odd = select(integral, select(even, half.constant(0.0), 1.0), 0.0) > 0.5;
  Expr negative = compare(mlir::arith::CmpIPredicate::slt, bitsOf(x), 0);
  Expr result = select(negative & odd, -magnitude, magnitude);

  Expr finiteNegative = (x < 0.0) & (x > -infinity);
  Expr wrong =
      finiteNegative & compare(mlir::arith::CmpFPredicate::UNE, floor(y), y);
  result = select(wrong, notANumber, result);
  result = select(isNaN(y), notANumber, result);
  Expr one = equal(x, 1.0) | equal(y, y.constant(f64, 0.0));
  return select(one, 1.0, result);
}

Expr cutedsl::expand::expandErfc(Expr x) {
  // erfc(10.5) is less than half the least subnormal number.
  Expr a = widen(clamp(abs(x), 0.0, 10.5));
  Expr q = (a - 2.0) / (a + 2.0);
  Expr scale = polynomial(q, coefficients::erfc) / (2.0 * a + 1.0);
  Expr tail = scale * exp2Wide(a * a * -0x1.71547652b82fep+0);
  return narrow(select(widen(x) < 0.0, 2.0 - tail, tail));
}
