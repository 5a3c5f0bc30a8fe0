//===- MathTrigonometry.cpp - Circular functions and their inverses -------===//

#include "MathCoefficients.h"
#include "MathExpansions.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace cutedsl::expand;
using namespace mlir;
namespace coefficients = cutedsl::coefficients;

static constexpr double infinity = std::numeric_limits<double>::infinity();
static constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

//===----------------------------------------------------------------------===//
// Reduction by pi/2
//===----------------------------------------------------------------------===//

/// x = quadrant * pi/2 + rest + low modulo 2 pi, with |rest| <= pi/4 and a bit;
/// low is what the rounding of rest has lost.
namespace {
struct Angle {
  Expr rest, low, quadrant;
};
} // namespace

/// The rounded sum, and the error that rounding has made.
static std::pair<Expr, Expr> addExactly(Expr a, Expr b) {
  Expr sum = a + b, partB = sum - a, partA = sum - partB;
  return {sum, (a - partA) + (b - partB)};
}

/// The greatest argument that reduceSmall takes.
static constexpr double largestSmall = 0x1p16;

/// Subtracts the multiple of pi/2 in three parts. The first difference is
/// exact: a multiple of 2^-23 below 1, or x itself.
static Angle reduceSmall(Expr x) {
  Rounded k = roundScaled(x, 0x1.45f306p-1);
  Expr exact = fma(k.number, -0x1.921fb6p+0, x);
  Expr second = k.number * 0x1.777a5cp-25;
  Expr lost = fma(k.number, 0x1.777a5cp-25, -second);
  auto [rest, error] = addExactly(exact, second);
  return {rest, fma(k.number, 0x1.ee59dap-50, error + lost), k.integer};
}

/// The words `index` to `index + 3` of 1/(2 pi), 32 bits each, the integer part
/// first.
static std::array<Expr, 4> wordsOfReciprocal(Expr index) {
  static constexpr int64_t words[] = {0x00000000, 0x28be60db, 0x9391054a,
                                      0x7f09d5f4, 0x7d4d3770, 0x36d8a566,
                                      0x4f10e410, 0x7f9458ea};
  auto word = [&](int64_t offset) {
    Expr result = index.constant(words[offset]);
    for (int64_t i = 1; i <= 4; ++i)
      result = select(compare(arith::CmpIPredicate::eq, index, i),
                      index.constant(words[i + offset]), result);
    return result;
  };
  return {word(0), word(1), word(2), word(3)};
}

/// Payne and Hanek: multiplies the mantissa with those 96 bits of 1/(2 pi) that
/// decide the fraction of a turn, in integers. For |x| >= 2^16 and finite.
static Angle reduceLarge(Expr x) {
  Builder &builder = x.getBuilder();
  Type i64 = builder.getI64Type();
  Type f32 = builder.getF32Type(), f64 = builder.getF64Type();
  auto widen = [&](Expr word) { return word.castTo<arith::ExtUIOp>(i64); };
  Expr bits = bitsOf(x) & bitsOf(x).constant(0x7fffffff);
  // x = mantissa * 2^(exponent - 32) with 32 bits of mantissa.
  Expr exponent = (bits >> 23) - 126;
  Expr mantissa = widen((bits << 8) | bits.constant(int64_t(0x80000000)));
  auto [word0, word1, word2, word3] = wordsOfReciprocal(exponent >> 5);
  Expr shift = exponent & exponent.constant(31);
  Expr back = shift.constant(31) - shift;
  auto window = [&](Expr upper, Expr lower) {
    return (upper << shift) |
           shiftRight(shiftRight(lower, lower.constant(1)), back);
  };
  Expr product = mantissa * widen(window(word2, word3));
  product = mantissa * widen(window(word1, word2)) +
            shiftRight(product, product.constant(32));
  product = (mantissa * widen(window(word0, word1)) << 32) + product;
  // The top two bits are the quadrant; rounding it leaves a signed fraction.
  Expr half = product.constant(int64_t(1) << 61);
  Expr quadrant = shiftRight(product + half, product.constant(62));
  Expr fraction = product - (quadrant << 62);
  Expr exact = fraction.castTo<arith::SIToFPOp>(f64) * 0x1.921fb54442d18p-62;
  Expr rest = exact.castTo<arith::TruncFOp>(f32);
  Expr low =
      (exact - rest.castTo<arith::ExtFOp>(f64)).castTo<arith::TruncFOp>(f32);
  quadrant = quadrant.castTo<arith::TruncIOp>(builder.getI32Type());
  Expr negative = x < 0.0;
  Expr zero = quadrant.constant(0);
  return {select(negative, -rest, rest), select(negative, -low, low),
          select(negative, zero - quadrant, quadrant)};
}

/// Both reductions, each where it applies.
static Angle reduceBoth(Expr x, Expr large) {
  Angle near = reduceSmall(x), far = reduceLarge(x);
  Expr rest = select(abs(x) < infinity, far.rest, notANumber);
  return {select(large, rest, near.rest), select(large, far.low, near.low),
          select(large, far.quadrant, near.quadrant)};
}

/// Whether any lane is set, for types that a branch can look at.
static std::optional<Value> anyOf(Expr mask) {
  ImplicitLocOpBuilder &builder = mask.getBuilder();
  if (!isa<ShapedType>(mask.getType()))
    return Value(mask);
  auto type = dyn_cast<VectorType>(mask.getType());
  if (!type || type.isScalable() || type.getRank() == 0)
    return std::nullopt;
  Value flat = mask;
  if (type.getRank() != 1)
    flat = vector::ShapeCastOp::create(
        builder, VectorType::get(type.getNumElements(), type.getElementType()),
        flat);
  return vector::ReductionOp::create(builder, vector::CombiningKind::OR, flat)
      .getResult();
}

/// Large arguments are rare: a scalar or a vector branches around them.
static Angle reduceAngle(Expr x) {
  ImplicitLocOpBuilder &builder = x.getBuilder();
  // True for infinities and false for NaN, whose rest is NaN either way.
  Expr large = abs(x) > largestSmall;
  std::optional<Value> any = anyOf(large);
  if (!any)
    return reduceBoth(x, large);
  auto yield = [&](Angle angle) {
    scf::YieldOp::create(builder,
                         ValueRange{angle.rest, angle.low, angle.quadrant});
  };
  Type quadrantType = x.typeWith(builder.getI32Type());
  SmallVector<Type> types{x.getType(), x.getType(), quadrantType};
  auto branch = scf::IfOp::create(builder, types, *any,
                                  /*addThenBlock=*/true, /*addElseBlock=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  yield(reduceBoth(x, large));
  builder.setInsertionPointToStart(branch.elseBlock());
  yield(reduceSmall(x));
  return {Expr(branch.getResult(0), builder),
          Expr(branch.getResult(1), builder),
          Expr(branch.getResult(2), builder)};
}

//===----------------------------------------------------------------------===//
// Circular functions
//===----------------------------------------------------------------------===//

static Expr sineOfRest(const Angle &angle) {
  Expr r = angle.rest, u = r * r;
  return r + fma(r * u, polynomial(u, coefficients::sin), angle.low);
}

static Expr cosineOfRest(const Angle &angle) {
  Expr r = angle.rest, u = r * r;
  Expr tail = fma(u, polynomial(u, coefficients::cos), u.constant(-0.5));
  return fma(u, tail, u.constant(1.0));
}

static Expr hasBit(Expr integer, int64_t bit) {
  return compare(arith::CmpIPredicate::ne, integer & integer.constant(bit), 0);
}

/// Sine of `quadrant` quarter turns and the rest.
static Expr sineOf(Expr sine, Expr cosine, Expr quadrant) {
  Expr result = select(hasBit(quadrant, 1), cosine, sine);
  return select(hasBit(quadrant, 2), -result, result);
}

/// sin(x) = x to within half an ulp below; keeps the sign of zero.
static Expr sineOrTiny(Expr x, Expr sine) {
  return select(abs(x) < 0x1p-13, x, sine);
}

std::pair<Expr, Expr> cutedsl::expand::expandSincos(Expr x) {
  Angle angle = reduceAngle(x);
  Expr sine = sineOfRest(angle), cosine = cosineOfRest(angle);
  return {sineOrTiny(x, sineOf(sine, cosine, angle.quadrant)),
          sineOf(sine, cosine, angle.quadrant + 1)};
}

Expr cutedsl::expand::expandSin(Expr x) { return expandSincos(x).first; }
Expr cutedsl::expand::expandCos(Expr x) { return expandSincos(x).second; }

Expr cutedsl::expand::expandTan(Expr x) {
  Angle angle = reduceAngle(x);
  Expr r = angle.rest, u = r * r;
  // The tangent's slope is 1 + tan^2; low is small, so 1 + 2u serves.
  Expr low = fma(angle.low * u, 2.0, angle.low);
  Expr tangent = r + fma(r * u, polynomial(u, coefficients::tan), low);
  Expr result = select(hasBit(angle.quadrant, 1), -1.0 / tangent, tangent);
  return select(abs(x) < 0x1p-13, x, result);
}

//===----------------------------------------------------------------------===//
// Inverse functions
//===----------------------------------------------------------------------===//

static constexpr double halfPiHigh = 0x1.921fb6p+0, halfPiLow = -0x1.777a5cp-25;

/// asin(s) given s and s^2 <= 1/4.
static Expr asinOfSmall(Expr s, Expr square) {
  return fma(s * square, polynomial(square, coefficients::asin), s);
}

Expr cutedsl::expand::expandAsin(Expr x) {
  // Above 1/2: asin(a) = pi/2 - 2 asin(sqrt((1 - a) / 2)).
  Expr a = abs(x);
  Expr large = a > 0.5;
  Expr square = select(large, 0.5 * (1.0 - a), a * a);
  Expr s = select(large, sqrt(square), a);
  Expr tail = s * square * polynomial(square, coefficients::asin);
  Expr rest = fma(s, -2.0, halfPiHigh);
  Expr lost = fma(s, -2.0, halfPiHigh - rest);
  rest = rest + (fma(tail, -2.0, halfPiLow) + lost);
  return copySign(select(large, rest, s + tail), x);
}

Expr cutedsl::expand::expandAcos(Expr x) {
  Expr a = abs(x);
  Expr large = a > 0.5;
  Expr square = select(large, 0.5 * (1.0 - a), a * a);
  Expr part = asinOfSmall(select(large, sqrt(square), x), square);
  Expr twice = 2.0 * part;
  Expr outer = select(x < 0.0, (2 * halfPiLow - twice) + 2 * halfPiHigh, twice);
  return select(large, outer, (halfPiLow - part) + halfPiHigh);
}

/// atan of 0 <= a <= 1.
static Expr atanOfSmall(Expr a) {
  Expr u = a * a;
  return fma(a * u, polynomial(u, coefficients::atan), a);
}

Expr cutedsl::expand::expandAtan(Expr x) {
  Expr a = abs(x);
  Expr large = a > 1.0;
  Expr part = atanOfSmall(select(large, 1.0 / a, a));
  return copySign(select(large, (halfPiLow - part) + halfPiHigh, part), x);
}

Expr cutedsl::expand::expandAtan2(Expr y, Expr x) {
  Expr a = abs(x), b = abs(y);
  Expr steep = b > a;
  Expr small = select(steep, a, b), great = select(steep, b, a);
  Expr quotient = small / great;
  // 0/0 and inf/inf are directions all the same.
  quotient = select(equal(great, 0.0), 0.0, quotient);
  quotient = select(equal(small, infinity), 1.0, quotient);
  Expr angle = atanOfSmall(quotient);
  angle = select(steep, (halfPiLow - angle) + halfPiHigh, angle);
  // By the sign bit: -0 points left too.
  Expr left = compare(arith::CmpIPredicate::slt, bitsOf(x), 0);
  angle = select(left, (2 * halfPiLow - angle) + 2 * halfPiHigh, angle);
  angle = select(isNaN(x) | isNaN(y), notANumber, angle);
  return copySign(angle, y);
}
