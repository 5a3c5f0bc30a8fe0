//===- Binary.cpp - Pointwise functions of two tensors --------------------===//
//
// Each takes `.Tensor` and `.Scalar` forms alike: a Python number reads as a
// wrapped rank-0 tensor, which is weak in promotion.
//
//===----------------------------------------------------------------------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

namespace {
struct Operands {
  Tensor a, b;
  /// The type that PyTorch computes in, before widening.
  Type common;
};
} // namespace

static bool isIntegral(Type element) {
  return isInteger(element) || isBool(element);
}

/// Both operands in one type and the result's shape.
static Operands getOperands(Call &call,
                            ScalarRounding rounding = ScalarRounding::Common,
                            bool toFloat = false) {
  Tensor a = call.tensor("self"), b = call.tensor("other");
  Type common = toFloat ? call.promoteToFloat({a, b}) : call.promote({a, b});
  return {call.compute(a, common), call.compute(b, common, rounding), common};
}

static Operands getFloatOperands(Call &call) {
  Operands operands = getOperands(call, ScalarRounding::Common, true);
  if (isComplex(operands.common)) {
    call.refuse() << "expected real elements, but got " << operands.common;
    operands.a = operands.b = call.constant(0, call.f32(), call.resultDims());
  }
  return operands;
}

/// What a formula made of wide floats or integers, as PyTorch's result.
static void setResult(Call &call, Tensor value, Type common) {
  if (isIntegral(value.element) && value.element != call.resultElement())
    call.refuse() << "expected a result of " << common << ", but got "
                  << call.resultElement();
  call.result(value);
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// alpha * value, alpha a Python number.
static Tensor scaleBy(Call &call, Tensor value, StringRef name) {
  if (isFloat(value.element) || isComplex(value.element)) {
    double alpha = call.number(name, 1);
    return alpha == 1 ? value : value * alpha;
  }
  int64_t alpha = call.integer(name, 1);
  if (alpha == 1)
    return value;
  if (isBool(value.element))
    return value & call.constantInt(alpha, value.element, value.dims());
  return value * call.constantInt(alpha, value.element, value.dims());
}

static void lowerAdd(Call &call) {
  auto [a, b, common] = getOperands(call, ScalarRounding::None);
  b = scaleBy(call, b, "alpha");
  setResult(call, isBool(a.element) ? a | b : a + b, common);
}

static void lowerSub(Call &call) {
  auto [a, b, common] = getOperands(call, ScalarRounding::None);
  setResult(call, a - scaleBy(call, b, "alpha"), common);
}

static void lowerRsub(Call &call) {
  auto [a, b, common] = getOperands(call);
  setResult(call, b - scaleBy(call, a, "alpha"), common);
}

static void lowerMul(Call &call) {
  auto [a, b, common] = getOperands(call, ScalarRounding::None);
  setResult(call, isBool(a.element) ? a & b : a * b, common);
}

static Tensor divideComplex(Call &call, Tensor a, Tensor b) {
  auto [ar, ai] = call.parts(a);
  auto [br, bi] = call.parts(b);
  Tensor norm = br * br + bi * bi;
  return call.makeComplex((ar * br + ai * bi) / norm,
                          (ai * br - ar * bi) / norm);
}

/// True division; of integers, in float32.
static void lowerTrueDivide(Call &call) {
  auto [a, b, common] = getOperands(call, ScalarRounding::None, true);
  call.result(isComplex(common) ? divideComplex(call, a, b) : a / b);
}

/// Rounded down, exact where a / b is not: PyTorch's div_floor.
static Tensor floorDivideFloat(Tensor a, Tensor b) {
  Tensor zero = constantLike(0, a);
  Tensor mod = apply<arith::RemFOp>(a, b);
  Tensor quotient = (a - mod) / b;
  Tensor signsDiffer =
      compare(Compare::Lt, b, zero) ^ compare(Compare::Lt, mod, zero);
  Tensor adjust = compare(Compare::Ne, mod, zero) & signsDiffer;
  quotient = select(adjust, quotient - 1.0, quotient);
  Tensor floored = floor(quotient);
  floored = select(compare(Compare::Gt, quotient - floored, 0.5), floored + 1.0,
                   floored);
  // A quotient of zero keeps the sign of a / b.
  Tensor zeroQuotient = apply<math::CopySignOp>(zero, a / b);
  Tensor result =
      select(compare(Compare::Eq, quotient, zero), zeroQuotient, floored);
  return select(compare(Compare::Eq, b, zero), a / b, result);
}

/// `b` where dividing by it is defined, else 1. Division by zero, an exception
/// in PyTorch, must not trap here; the least integer over -1 wraps to itself.
static Tensor getSafeDivisor(Tensor a, Tensor b) {
  Tensor one = constantLike(1, b);
  Tensor unsafe = compare(Compare::Eq, b, 0.0);
  if (!isUnsigned(a.element)) {
    unsigned width = getStorageElement(a.element).getIntOrFloatBitWidth();
    Emitter &e = *a.emitter;
    Tensor least = e.constantInt(APInt::getSignedMinValue(width).getSExtValue(),
                                 a.element, a.dims());
    unsafe = unsafe |
             (compare(Compare::Eq, b, -1.0) & compare(Compare::Eq, a, least));
  }
  return select(unsafe, one, b);
}

/// The integer quotient rounded towards zero.
static Tensor truncDivideInteger(Tensor a, Tensor b) {
  b = getSafeDivisor(a, b);
  if (isUnsigned(a.element))
    return apply<arith::DivUIOp>(a, b);
  return apply<arith::DivSIOp>(a, b);
}

static Tensor remainderTruncInteger(Tensor a, Tensor b) {
  b = getSafeDivisor(a, b);
  if (isUnsigned(a.element))
    return apply<arith::RemUIOp>(a, b);
  return apply<arith::RemSIOp>(a, b);
}

static Tensor floorDivideInteger(Tensor a, Tensor b) {
  if (isUnsigned(a.element))
    return truncDivideInteger(a, b);
  Tensor quotient = truncDivideInteger(a, b), zero = constantLike(0, a);
  Tensor inexact = compare(Compare::Ne, quotient * b, a);
  Tensor negative =
      compare(Compare::Lt, a, zero) ^ compare(Compare::Lt, b, zero);
  return select(inexact & negative, quotient - 1.0, quotient);
}

static void refuseBool(Call &call, Type common) {
  if (isBool(common) || isComplex(common))
    call.refuse() << "expected real numbers, but got " << common;
}

static void lowerFloorDivide(Call &call) {
  auto [a, b, common] = getOperands(call, ScalarRounding::None);
  refuseBool(call, common);
  if (call.failed())
    return;
  setResult(call,
            isIntegral(common) ? floorDivideInteger(a, b)
                               : floorDivideFloat(a, b),
            common);
}

static void lowerDivideMode(Call &call) {
  StringRef mode = call.string("rounding_mode", "");
  if (mode.empty())
    return lowerTrueDivide(call);
  if (mode == "floor")
    return lowerFloorDivide(call);
  if (mode != "trunc") {
    call.refuse() << "expected rounding mode floor or trunc, but got " << mode;
    return;
  }
  auto [a, b, common] = getOperands(call, ScalarRounding::None);
  refuseBool(call, common);
  if (call.failed())
    return;
  if (isIntegral(common))
    return setResult(call, truncDivideInteger(a, b), common);
  // PyTorch rounds the quotient to its type before it drops the fraction.
  call.result(trunc(call.widen(call.convert(a / b, common))));
}

/// The remainder with the sign of the divisor, as in Python.
static void lowerRemainder(Call &call) {
  auto [a, b, common] = getOperands(call);
  refuseBool(call, common);
  if (call.failed())
    return;
  bool integral = isIntegral(common);
  Tensor mod =
      integral ? remainderTruncInteger(a, b) : apply<arith::RemFOp>(a, b);
  if (isUnsigned(common))
    return setResult(call, mod, common);
  Tensor zero = constantLike(0, a);
  Tensor adjust =
      compare(Compare::Ne, mod, zero) &
      (compare(Compare::Lt, b, zero) ^ compare(Compare::Lt, mod, zero));
  setResult(call, select(adjust, mod + b, mod), common);
}

/// The remainder with the sign of the dividend, as in C.
static void lowerFmod(Call &call) {
  auto [a, b, common] = getOperands(call);
  refuseBool(call, common);
  if (call.failed())
    return;
  setResult(call,
            isIntegral(common) ? remainderTruncInteger(a, b)
                               : apply<arith::RemFOp>(a, b),
            common);
}

//===----------------------------------------------------------------------===//
// Powers
//===----------------------------------------------------------------------===//

/// x * x * ... by squaring; exact for integers, which wrap.
static Tensor integerPower(Tensor x, int64_t exponent) {
  Tensor result = constantLike(1, x);
  bool isFirst = true;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) {
      result = isFirst ? x : result * x;
      isFirst = false;
    }
    if (exponent > 1)
      x = x * x;
  }
  return result;
}

/// The exponents that PyTorch's kernel computes without pow.
static Tensor floatPower(Tensor x, double exponent) {
  if (exponent == 0)
    return constantLike(1, x);
  if (exponent == 1)
    return x;
  if (exponent == 0.5)
    return sqrt(x);
  if (exponent == 2)
    return x * x;
  if (exponent == 3)
    return x * x * x;
  if (exponent == -0.5)
    return 1.0 / sqrt(x);
  if (exponent == -1)
    return 1.0 / x;
  if (exponent == -2)
    return 1.0 / (x * x);
  return apply<math::PowFOp>(x, constantLike(exponent, x));
}

static void lowerPowScalar(Call &call) {
  Tensor base = call.tensor("self"), exponent = call.tensor("exponent");
  Type common = call.promote({base, exponent});
  Attribute literal = call.get("exponent");
  if (isa<graph::ExprAttr>(literal) || isComplex(common)) {
    call.refuse() << "expected a constant real exponent";
    return;
  }
  Tensor x = call.compute(base, common);
  if (!isIntegral(common)) {
    // Narrow types round the exponent to their own.
    double value = call.number("exponent", 1);
    APFloat rounded(value);
    bool ignored;
    rounded.convert(cast<FloatType>(common).getFloatSemantics(),
                    APFloat::rmNearestTiesToEven, &ignored);
    return call.result(floatPower(x, rounded.convertToDouble()));
  }
  int64_t value = call.integer("exponent", 1);
  if (isBool(common) || value < 0 || value > 64) {
    call.refuse() << "expected an integer exponent from 0 to 64, but got "
                  << value;
    return;
  }
  setResult(call, integerPower(x, value), common);
}

static void lowerPow(Call &call) {
  Tensor base = call.tensor("self"), exponent = call.tensor("exponent");
  Type common = call.promote({base, exponent});
  if (!isFloat(common)) {
    call.refuse() << "expected a power of floats, but got " << common;
    return;
  }
  call.result(apply<math::PowFOp>(call.compute(base, common),
                                  call.compute(exponent, common)));
}

//===----------------------------------------------------------------------===//
// Comparisons, extrema, logic
//===----------------------------------------------------------------------===//

template <Compare kind> static void comparison(Call &call) {
  auto [a, b, common] = getOperands(call);
  if (isComplex(common)) {
    call.refuse() << "expected real numbers to compare, but got " << common;
    return;
  }
  call.result(compare(kind, a, b));
}

template <Tensor (*function)(Tensor, Tensor)> static void extremum(Call &call) {
  auto [a, b, common] = getOperands(call);
  if (isComplex(common)) {
    call.refuse() << "expected real numbers to compare, but got " << common;
    return;
  }
  setResult(call, function(a, b), common);
}

/// fmax and fmin take the number where one operand is NaN.
template <typename FloatOp, Tensor (*function)(Tensor, Tensor)>
static void numberExtremum(Call &call) {
  auto [a, b, common] = getOperands(call);
  refuseBool(call, common);
  if (call.failed())
    return;
  setResult(call, isIntegral(common) ? function(a, b) : apply<FloatOp>(a, b),
            common);
}

template <Tensor (*function)(Tensor, Tensor)> static void bitwise(Call &call) {
  auto [a, b, common] = getOperands(call);
  if (!isIntegral(common)) {
    call.refuse() << "expected integers or bools, but got " << common;
    return;
  }
  setResult(call, function(a, b), common);
}

template <Tensor (*function)(Tensor, Tensor)> static void logical(Call &call) {
  auto truth = [&](StringRef name) {
    return call.broadcast(call.convert(call.tensor(name), call.i1()),
                          call.resultDims());
  };
  call.result(function(truth("self"), truth("other")));
}

/// A shift by the width or more gives 0, or the sign when shifting right.
template <bool isLeft> static void shift(Call &call) {
  auto [a, b, common] = getOperands(call);
  if (!isInteger(common)) {
    call.refuse() << "expected integers, but got " << common;
    return;
  }
  double width = getStorageElement(common).getIntOrFloatBitWidth();
  Tensor zero = constantLike(0, a), most = constantLike(width - 1, a);
  Tensor tooFar = compare(Compare::Ge, b, width);
  if (!isUnsigned(common))
    tooFar = tooFar | compare(Compare::Lt, b, zero);
  Tensor amount = select(tooFar, most, b);
  Tensor shifted, beyond = zero;
  if (isLeft) {
    shifted = apply<arith::ShLIOp>(a, amount);
  } else if (isUnsigned(common)) {
    shifted = apply<arith::ShRUIOp>(a, amount);
  } else {
    shifted = apply<arith::ShRSIOp>(a, amount);
    beyond = shifted;
  }
  setResult(call, select(tooFar, beyond, shifted), common);
}

static Tensor bitAnd(Tensor a, Tensor b) { return a & b; }
static Tensor bitOr(Tensor a, Tensor b) { return a | b; }
static Tensor bitXor(Tensor a, Tensor b) { return a ^ b; }

static void lowerAtan2(Call &call) {
  auto [a, b, common] = getFloatOperands(call);
  call.result(apply<math::Atan2Op>(a, b));
}

static void lowerCopySign(Call &call) {
  auto [a, b, common] = getFloatOperands(call);
  call.result(apply<math::CopySignOp>(a, b));
}

static void lowerHypot(Call &call) {
  auto [a, b, common] = getFloatOperands(call);
  call.result(hypot(a, b));
}

static void lowerComplex(Call &call) {
  auto [real, imaginary, common] = getFloatOperands(call);
  call.result(call.makeComplex(real, imaginary));
}

static void lowerPolar(Call &call) {
  auto [length, angle, common] = getFloatOperands(call);
  call.result(call.makeComplex(length * apply<math::CosOp>(angle),
                               length * apply<math::SinOp>(angle)));
}

/// log(exp(a) + exp(b)), the larger taken out.
static void lowerLogAddExp(Call &call) {
  auto [a, b, common] = getFloatOperands(call);
  Tensor large = maximum(a, b);
  Tensor difference = -absf(a - b);
  Tensor sum = large + apply<math::Log1pOp>(exp(difference));
  Tensor bothInfinite =
      compare(Compare::Eq, a, b) &
      compare(Compare::Eq, absf(a), std::numeric_limits<double>::infinity());
  call.result(select(bothInfinite, a, sum));
}

/// The old value is broadcast to; only its shape and type matter.
static void lowerCopy(Call &call) {
  Tensor source = call.convert(call.tensor("src"), call.resultElement());
  call.result(call.broadcast(source, call.resultDims()));
}

#define TENSOR_AND_SCALAR(name, arguments, lower, doc)                         \
  {"aten." name ".Tensor", arguments, lower, doc}, {                           \
    "aten." name ".Scalar", arguments, lower, doc                              \
  }

static constexpr Overload kOverloads[] = {
    TENSOR_AND_SCALAR("add", "self other alpha", lowerAdd,
                      "self + alpha other"),
    {"aten.atan2.default", "self other", lowerAtan2, "angle of (other, self)"},
    TENSOR_AND_SCALAR("bitwise_and", "self other", bitwise<bitAnd>,
                      "bitwise and"),
    {"aten.bitwise_and.Scalar_Tensor", "self other", bitwise<bitAnd>,
     "bitwise and"},
    {"aten.bitwise_left_shift.Tensor", "self other", shift<true>,
     "shifted left"},
    {"aten.bitwise_left_shift.Tensor_Scalar", "self other", shift<true>,
     "shifted left"},
    TENSOR_AND_SCALAR("bitwise_or", "self other", bitwise<bitOr>, "bitwise or"),
    {"aten.bitwise_right_shift.Tensor", "self other", shift<false>,
     "shifted right, by sign"},
    {"aten.bitwise_right_shift.Tensor_Scalar", "self other", shift<false>,
     "shifted right, by sign"},
    TENSOR_AND_SCALAR("bitwise_xor", "self other", bitwise<bitXor>,
                      "bitwise exclusive or"),
    {"aten.copy.default", "self src non_blocking", lowerCopy,
     "src in self's shape and type"},
    {"aten.copysign.Scalar", "self other", lowerCopySign,
     "self with other's sign"},
    {"aten.copysign.Tensor", "self other", lowerCopySign,
     "self with other's sign"},
    TENSOR_AND_SCALAR("div", "self other", lowerTrueDivide,
                      "true division; integers in float32"),
    {"aten.div.Scalar_mode", "self other rounding_mode", lowerDivideMode,
     "division rounded down or towards zero"},
    {"aten.div.Tensor_mode", "self other rounding_mode", lowerDivideMode,
     "division rounded down or towards zero"},
    TENSOR_AND_SCALAR("eq", "self other", comparison<Compare::Eq>, "equal"),
    {"aten.floor_divide.default", "self other", lowerFloorDivide,
     "division rounded down"},
    {"aten.floor_divide.Scalar", "self other", lowerFloorDivide,
     "division rounded down"},
    {"aten.fmax.default", "self other",
     (numberExtremum<arith::MaxNumFOp, captured::maximum>),
     "the larger; a number over NaN"},
    {"aten.fmin.default", "self other",
     (numberExtremum<arith::MinNumFOp, captured::minimum>),
     "the smaller; a number over NaN"},
    TENSOR_AND_SCALAR("fmod", "self other", lowerFmod,
                      "remainder with the dividend's sign"),
    TENSOR_AND_SCALAR("ge", "self other", comparison<Compare::Ge>,
                      "greater or equal"),
    TENSOR_AND_SCALAR("gt", "self other", comparison<Compare::Gt>, "greater"),
    {"aten.complex.default", "self/real other/imag", lowerComplex,
     "a complex number from its parts"},
    {"aten.hypot.default", "self other", lowerHypot, "length of (self, other)"},
    TENSOR_AND_SCALAR("le", "self other", comparison<Compare::Le>,
                      "less or equal"),
    {"aten.logaddexp.default", "self other", lowerLogAddExp,
     "log(exp(self) + exp(other))"},
    {"aten.logical_and.default", "self other", logical<bitAnd>, "both nonzero"},
    {"aten.logical_or.default", "self other", logical<bitOr>, "either nonzero"},
    {"aten.logical_xor.default", "self other", logical<bitXor>,
     "one of the two nonzero"},
    TENSOR_AND_SCALAR("lt", "self other", comparison<Compare::Lt>, "less"),
    {"aten.maximum.default", "self other", extremum<captured::maximum>,
     "the larger; NaN over a number"},
    {"aten.minimum.default", "self other", extremum<captured::minimum>,
     "the smaller; NaN over a number"},
    TENSOR_AND_SCALAR("mul", "self other", lowerMul,
                      "product, also of complex numbers"),
    TENSOR_AND_SCALAR("ne", "self other", comparison<Compare::Ne>, "not equal"),
    {"aten.polar.default", "self/abs other/angle", lowerPolar,
     "a complex number from length and angle"},
    {"aten.pow.Scalar", "self exponent", lowerPow, "power of floats"},
    {"aten.pow.Tensor_Scalar", "self exponent", lowerPowScalar,
     "power; of integers from 0 to 64"},
    {"aten.pow.Tensor_Tensor", "self exponent", lowerPow, "power of floats"},
    TENSOR_AND_SCALAR("remainder", "self other", lowerRemainder,
                      "remainder with the divisor's sign"),
    {"aten.remainder.Scalar_Tensor", "self other", lowerRemainder,
     "remainder with the divisor's sign"},
    TENSOR_AND_SCALAR("rsub", "self other alpha", lowerRsub,
                      "other - alpha self"),
    TENSOR_AND_SCALAR("sub", "self other alpha", lowerSub,
                      "self - alpha other"),
    {"aten.true_divide.Tensor", "self other", lowerTrueDivide,
     "true division; integers in float32"},
};

llvm::ArrayRef<Overload> captured::getBinaryOverloads() { return kOverloads; }
