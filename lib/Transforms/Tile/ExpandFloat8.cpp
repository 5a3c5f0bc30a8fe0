//===- ExpandFloat8.cpp - Casts of 8-bit floats as arithmetic -------------===//
//
// A cast to or from an 8-bit float becomes arithmetic on its bits as an integer
// of 32. Only f32 is cast directly: 16-bit floats go through it, which is exact
// on the way there, and f64 has no way to an 8-bit float that rounds once.
//
//===----------------------------------------------------------------------===//

#include "MathExpr.h"
#include "cutedsl/Dialect/NarrowFloat.h"
#include "cutedsl/Transforms/Passes.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEEXPANDFLOAT8
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::expand;

static constexpr int kMantissaBits = 23, kBias = 127;
static constexpr int64_t kSignBit = 0x80000000, kInfinity = 0x7f800000;
static constexpr int64_t kQuietNaN = 0x7fc00000;

namespace {
/// An 8-bit float: sign, exponent, mantissa from the highest bit down.
struct Format {
  int mantissaBits;
  int bias;
  bool hasInfinity;

  explicit Format(Type type)
      : mantissaBits(isa<Float8E5M2Type>(type) ? 2 : 3),
        bias(isa<Float8E5M2Type>(type) ? 15 : 7),
        hasInfinity(isa<Float8E5M2Type>(type)) {}

  /// From this mantissa's last bit to that of f32.
  int shift() const { return kMantissaBits - mantissaBits; }
  /// What an exponent of f32 is more by.
  int rebias() const { return kBias - bias; }
  /// The smallest number whose mantissa has a leading one, as bits.
  int64_t leastNormal() const { return int64_t(1) << mantissaBits; }
  /// The bits of infinity, or of the only NaN; above it are NaNs.
  int64_t special() const { return hasInfinity ? 0x7c : 0x7f; }
};
} // namespace

/// `value`, an 8-bit float, as f32.
static Expr widen(Expr value) {
  Format format(getElementTypeOrSelf(value.getType()));
  Builder &builder = value.getBuilder();
  Expr bits = bitsOf(value).castTo<arith::ExtUIOp>(builder.getI32Type());
  Expr magnitude = bits & bits.constant(0x7f);
  Expr sign = (bits & bits.constant(0x80)) << 24;
  Expr normal = (magnitude << format.shift()) +
                (int64_t(format.rebias()) << kMantissaBits);
  // Below the least normal number the bits count steps of its last place.
  double step = std::ldexp(1.0, 1 - format.bias - format.mantissaBits);
  Expr subnormal =
      bitsOf(magnitude.castTo<arith::UIToFPOp>(builder.getF32Type()) * step);
  Expr result = select(
      compare(arith::CmpIPredicate::ult, magnitude, format.leastNormal()),
      subnormal, normal);
  Expr isSpecial =
      compare(arith::CmpIPredicate::uge, magnitude, format.special());
  Expr special = format.hasInfinity
                     ? (magnitude << format.shift()) | bits.constant(kInfinity)
                     : bits.constant(kQuietNaN);
  return floatOf(select(isSpecial, special, result) | sign);
}

/// `value`, f32, rounded to nearest even. What is too large becomes infinity,
/// or NaN where there is none.
static Expr narrow(Expr value, Type type) {
  Format format(type);
  Builder &builder = value.getBuilder();
  Expr bits = bitsOf(value);
  Expr magnitude = bits & bits.constant(~kSignBit);
  Expr sign = shiftRight(bits & bits.constant(kSignBit), bits.constant(24));
  // Rounds the mantissa half to even; a carry goes on into the exponent.
  int shift = format.shift();
  Expr odd = shiftRight(magnitude, bits.constant(shift)) & bits.constant(1);
  Expr normal = magnitude - (int64_t(format.rebias()) << kMantissaBits) +
                ((int64_t(1) << (shift - 1)) - 1) + odd;
  normal = shiftRight(normal, bits.constant(shift));
  // Added to a number whose last place is the subnormal step, f32's own
  // rounding leaves the count of steps in the low bits.
  double magic =
      std::ldexp(1.0, kMantissaBits + 1 - format.bias - format.mantissaBits);
  Expr shifted = floatOf(magnitude) + magic;
  Expr subnormal = bitsOf(shifted) - bitsOf(value.constant(magic));
  int64_t leastNormal = int64_t(format.rebias() + 1) << kMantissaBits;
  Expr result =
      select(compare(arith::CmpIPredicate::ult, magnitude, leastNormal),
             subnormal, normal);
  // From the first power of two on that has no exponent, or no such mantissa.
  int64_t tooLarge =
      (format.special() << shift) + (int64_t(format.rebias()) << kMantissaBits);
  result = select(compare(arith::CmpIPredicate::uge, magnitude, tooLarge),
                  bits.constant(format.special()), result);
  if (format.hasInfinity)
    result = select(compare(arith::CmpIPredicate::ugt, magnitude, kInfinity),
                    bits.constant(0x7f), result);
  return (result | sign)
      .castTo<arith::TruncIOp>(builder.getI8Type())
      .castTo<arith::BitcastOp>(type);
}

namespace {
struct ExpandFloat8 : cutedsl::impl::TileExpandFloat8Base<ExpandFloat8> {
  void runOnOperation() override {
    SmallVector<Operation *> casts;
    getOperation()->walk([&](Operation *op) {
      if (isa<arith::ExtFOp, arith::TruncFOp>(op) &&
          (isFloat8(getElementTypeOrSelf(op->getOperand(0))) ||
           isFloat8(getElementTypeOrSelf(op->getResult(0)))))
        casts.push_back(op);
    });
    for (Operation *op : casts)
      if (failed(expand(op)))
        signalPassFailure();
  }

  static LogicalResult expand(Operation *op) {
    ImplicitLocOpBuilder builder(op->getLoc(), op);
    Type f32 = builder.getF32Type();
    Expr value(op->getOperand(0), builder);
    Type from = getElementTypeOrSelf(value.getType()),
         to = getElementTypeOrSelf(op->getResult(0).getType());
    if (isFloat8(from))
      value = widen(value);
    else if (from.isF16() || from.isBF16())
      value = value.castTo<arith::ExtFOp>(f32);
    else if (!from.isF32())
      return op->emitOpError("expected an 8-bit float to be rounded from f32, "
                             "f16 or bf16, but got ")
             << from;
    if (isFloat8(to))
      value = narrow(value, to);
    else if (to.isF64())
      value = value.castTo<arith::ExtFOp>(to);
    else if (!to.isF32())
      value = value.castTo<arith::TruncFOp>(to);
    op->getResult(0).replaceAllUsesWith(value);
    op->erase();
    return success();
  }
};
} // namespace
