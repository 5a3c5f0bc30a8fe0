//===- Pointwise.cpp - Scalar functions of arith and math -----------------===//

#include "Pointwise.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace cutedsl;

double cutedsl::roundToType(double value, Type type) {
  if (type.isF32())
    return float(value);
  if (type.isF64())
    return value;
  APFloat number(value);
  bool losesInfo;
  number.convert(cast<FloatType>(type).getFloatSemantics(),
                 APFloat::rmNearestTiesToEven, &losesInfo);
  return number.convertToDouble();
}

int64_t cutedsl::wrapToType(int64_t value, Type type) {
  unsigned width = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  if (width == 1)
    return value & 1;
  if (type.isUnsignedInteger())
    return width < 64 ? value & llvm::maskTrailingOnes<uint64_t>(width) : value;
  return width < 64 ? llvm::SignExtend64(uint64_t(value), width) : value;
}

//===----------------------------------------------------------------------===//
// Functions by name
//===----------------------------------------------------------------------===//

using FloatUnary = double (*)(double);
using FloatBinary = double (*)(double, double);
/// Also given the width in bits.
using IntegerBinary = int64_t (*)(int64_t, int64_t, unsigned);

static double maximum(double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return std::nan("");
  return a == b ? (std::signbit(a) ? b : a) : std::max(a, b);
}

static double minimum(double a, double b) { return -maximum(-a, -b); }

static const llvm::StringMap<FloatUnary> &getFloatUnary() {
  static const llvm::StringMap<FloatUnary> functions = {
      {"arith.negf", [](double x) { return -x; }},
      {"math.absf", [](double x) { return std::fabs(x); }},
      {"math.acos", [](double x) { return std::acos(x); }},
      {"math.acosh", [](double x) { return std::acosh(x); }},
      {"math.asin", [](double x) { return std::asin(x); }},
      {"math.asinh", [](double x) { return std::asinh(x); }},
      {"math.atan", [](double x) { return std::atan(x); }},
      {"math.atanh", [](double x) { return std::atanh(x); }},
      {"math.cbrt", [](double x) { return std::cbrt(x); }},
      {"math.ceil", [](double x) { return std::ceil(x); }},
      {"math.cos", [](double x) { return std::cos(x); }},
      {"math.cosh", [](double x) { return std::cosh(x); }},
      {"math.erf", [](double x) { return std::erf(x); }},
      {"math.erfc", [](double x) { return std::erfc(x); }},
      {"math.exp", [](double x) { return std::exp(x); }},
      {"math.exp2", [](double x) { return std::exp2(x); }},
      {"math.expm1", [](double x) { return std::expm1(x); }},
      {"math.floor", [](double x) { return std::floor(x); }},
      {"math.log", [](double x) { return std::log(x); }},
      {"math.log10", [](double x) { return std::log10(x); }},
      {"math.log1p", [](double x) { return std::log1p(x); }},
      {"math.log2", [](double x) { return std::log2(x); }},
      {"math.round", [](double x) { return std::round(x); }},
      {"math.roundeven", [](double x) { return std::nearbyint(x); }},
      {"math.rsqrt", [](double x) { return 1 / std::sqrt(x); }},
      {"math.sin", [](double x) { return std::sin(x); }},
      {"math.sinh", [](double x) { return std::sinh(x); }},
      {"math.sqrt", [](double x) { return std::sqrt(x); }},
      {"math.tan", [](double x) { return std::tan(x); }},
      {"math.tanh", [](double x) { return std::tanh(x); }},
      {"math.trunc", [](double x) { return std::trunc(x); }},
  };
  return functions;
}

static const llvm::StringMap<FloatBinary> &getFloatBinary() {
  static const llvm::StringMap<FloatBinary> functions = {
      {"arith.addf", [](double a, double b) { return a + b; }},
      {"arith.subf", [](double a, double b) { return a - b; }},
      {"arith.mulf", [](double a, double b) { return a * b; }},
      {"arith.divf", [](double a, double b) { return a / b; }},
      {"arith.remf", [](double a, double b) { return std::fmod(a, b); }},
      {"arith.maximumf", maximum},
      {"arith.minimumf", minimum},
      {"arith.maxnumf", [](double a, double b) { return std::fmax(a, b); }},
      {"arith.minnumf", [](double a, double b) { return std::fmin(a, b); }},
      {"math.atan2", [](double a, double b) { return std::atan2(a, b); }},
      {"math.copysign", [](double a, double b) { return std::copysign(a, b); }},
      {"math.powf", [](double a, double b) { return std::pow(a, b); }},
  };
  return functions;
}

/// The bits of `x` as an unsigned number of this width.
static uint64_t toUnsigned(int64_t x, unsigned width) {
  return width < 64 ? uint64_t(x) & llvm::maskTrailingOnes<uint64_t>(width)
                    : uint64_t(x);
}

/// Division by zero is not defined; here it is 0.
static int64_t divide(int64_t a, int64_t b) {
  if (b == 0)
    return 0;
  return b == -1 ? int64_t(-uint64_t(a)) : a / b;
}

static int64_t remainder(int64_t a, int64_t b) {
  return b == 0 || b == -1 ? 0 : a % b;
}

static int64_t floorDivide(int64_t a, int64_t b) {
  int64_t quotient = divide(a, b);
  return remainder(a, b) != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

static int64_t ceilDivide(int64_t a, int64_t b) {
  int64_t quotient = divide(a, b);
  return remainder(a, b) != 0 && (a < 0) == (b < 0) ? quotient + 1 : quotient;
}

static int64_t integerPower(int64_t base, int64_t exponent, unsigned) {
  if (exponent < 0)
    return base == 1 ? 1 : base == -1 ? (exponent % 2 ? -1 : 1) : 0;
  uint64_t result = 1, factor = base;
  for (; exponent; exponent >>= 1, factor *= factor)
    if (exponent & 1)
      result *= factor;
  return result;
}

static const llvm::StringMap<IntegerBinary> &getIntegerBinary() {
  using I = int64_t;
  using U = unsigned;
  static const llvm::StringMap<IntegerBinary> functions = {
      {"arith.addi", [](I a, I b, U) { return I(uint64_t(a) + uint64_t(b)); }},
      {"arith.subi", [](I a, I b, U) { return I(uint64_t(a) - uint64_t(b)); }},
      {"arith.muli", [](I a, I b, U) { return I(uint64_t(a) * uint64_t(b)); }},
      {"arith.divsi", [](I a, I b, U) { return divide(a, b); }},
      {"arith.remsi", [](I a, I b, U) { return remainder(a, b); }},
      {"arith.floordivsi", [](I a, I b, U) { return floorDivide(a, b); }},
      {"arith.ceildivsi", [](I a, I b, U) { return ceilDivide(a, b); }},
      {"arith.divui",
       [](I a, I b, U w) {
         uint64_t d = toUnsigned(b, w);
         return d ? I(toUnsigned(a, w) / d) : 0;
       }},
      {"arith.remui",
       [](I a, I b, U w) {
         uint64_t d = toUnsigned(b, w);
         return d ? I(toUnsigned(a, w) % d) : 0;
       }},
      {"arith.ceildivui",
       [](I a, I b, U w) {
         uint64_t d = toUnsigned(b, w);
         return d ? I(llvm::divideCeil(toUnsigned(a, w), d)) : 0;
       }},
      {"arith.andi", [](I a, I b, U) { return a & b; }},
      {"arith.ori", [](I a, I b, U) { return a | b; }},
      {"arith.xori", [](I a, I b, U) { return a ^ b; }},
      {"arith.maxsi", [](I a, I b, U) { return std::max(a, b); }},
      {"arith.minsi", [](I a, I b, U) { return std::min(a, b); }},
      {"arith.maxui",
       [](I a, I b, U w) {
         return toUnsigned(a, w) < toUnsigned(b, w) ? b : a;
       }},
      {"arith.minui",
       [](I a, I b, U w) {
         return toUnsigned(b, w) < toUnsigned(a, w) ? b : a;
       }},
      {"arith.shli",
       [](I a, I b, U w) { return b < I(w) ? I(uint64_t(a) << b) : 0; }},
      {"arith.shrsi", [](I a, I b, U w) { return a >> std::min<I>(b, w - 1); }},
      {"arith.shrui",
       [](I a, I b, U w) { return b < I(w) ? I(toUnsigned(a, w) >> b) : 0; }},
      {"math.ipowi", integerPower},
  };
  return functions;
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

static bool compareFloats(arith::CmpFPredicate predicate, double a, double b) {
  return arith::applyCmpPredicate(predicate, APFloat(a), APFloat(b));
}

static bool compareIntegers(arith::CmpIPredicate predicate, int64_t a,
                            int64_t b) {
  return arith::applyCmpPredicate(predicate, APInt(64, a, true),
                                  APInt(64, b, true));
}

/// With its sign: a true i1 is -1.
static int64_t toSigned(int64_t value, Type type) {
  return type.isInteger(1) ? -value : value;
}

static double toFloat(int64_t value, bool isUnsigned, Type from) {
  return isUnsigned ? double(toUnsigned(value, from.getIntOrFloatBitWidth()))
                    : double(toSigned(value, from));
}

/// Towards zero; out of range is not defined, and here the nearest.
static int64_t toInteger(double value) {
  if (std::isnan(value))
    return 0;
  if (value >= 0x1p63)
    return std::numeric_limits<int64_t>::max();
  return value <= -0x1p63 ? std::numeric_limits<int64_t>::min()
                          : int64_t(value);
}

/// The same bits as a number of another kind and equal width.
static void bitcast(Type from, Type to, const TensorValue &source,
                    TensorValue &result) {
  unsigned width = from.getIntOrFloatBitWidth();
  for (int64_t i = 0, e = result.getNumElements(); i < e; ++i) {
    if (source.isFloat == result.isFloat) {
      if (source.isFloat)
        result.floats[i] = source.floats[i];
      else
        result.integers[i] = source.integers[i];
    } else if (source.isFloat) {
      APFloat number(source.floats[i]);
      bool losesInfo;
      number.convert(cast<FloatType>(from).getFloatSemantics(),
                     APFloat::rmNearestTiesToEven, &losesInfo);
      result.integers[i] = number.bitcastToAPInt().getSExtValue();
    } else {
      APFloat number(cast<FloatType>(to).getFloatSemantics(),
                     APInt(width, toUnsigned(source.integers[i], width)));
      bool losesInfo;
      number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                     &losesInfo);
      result.floats[i] = number.convertToDouble();
    }
  }
}

/// Conversions; false if `op` is none.
static bool interpretConversion(Operation *op, const TensorValue &source,
                                TensorValue &result) {
  Type from = getElementTypeOrSelf(op->getOperand(0).getType());
  bool isUnsigned = isa<arith::UIToFPOp, arith::ExtUIOp>(op);
  if (isa<arith::BitcastOp>(op)) {
    bitcast(from, getElementTypeOrSelf(op->getResult(0).getType()), source,
            result);
    return true;
  }
  for (int64_t i = 0, e = result.getNumElements(); i < e; ++i) {
    if (isa<arith::ExtFOp, arith::TruncFOp>(op))
      result.floats[i] = source.floats[i];
    else if (isa<arith::SIToFPOp, arith::UIToFPOp>(op))
      result.floats[i] = toFloat(source.integers[i], isUnsigned, from);
    else if (isa<arith::FPToSIOp, arith::FPToUIOp>(op))
      result.integers[i] = toInteger(source.floats[i]);
    else if (isa<arith::ExtUIOp>(op))
      result.integers[i] =
          toUnsigned(source.integers[i], from.getIntOrFloatBitWidth());
    else if (isa<arith::ExtSIOp>(op))
      result.integers[i] = toSigned(source.integers[i], from);
    else if (isa<arith::TruncIOp, arith::IndexCastOp>(op))
      result.integers[i] = source.integers[i];
    else
      return false;
  }
  return true;
}

/// Comparisons, choices and ops of mixed types; false if `op` is none.
static bool interpretOther(Operation *op, ArrayRef<const TensorValue *> in,
                           TensorValue &result) {
  int64_t count = result.getNumElements();
  if (auto compare = dyn_cast<arith::CmpFOp>(op)) {
    for (int64_t i = 0; i < count; ++i)
      result.integers[i] = compareFloats(compare.getPredicate(),
                                         in[0]->floats[i], in[1]->floats[i]);
  } else if (auto compare = dyn_cast<arith::CmpIOp>(op)) {
    Type type = getElementTypeOrSelf(compare.getLhs().getType());
    for (int64_t i = 0; i < count; ++i)
      result.integers[i] = compareIntegers(compare.getPredicate(),
                                           toSigned(in[0]->integers[i], type),
                                           toSigned(in[1]->integers[i], type));
  } else if (isa<arith::SelectOp>(op)) {
    for (int64_t i = 0; i < count; ++i) {
      const TensorValue &chosen = in[0]->integers[i] ? *in[1] : *in[2];
      if (result.isFloat)
        result.floats[i] = chosen.floats[i];
      else
        result.integers[i] = chosen.integers[i];
    }
  } else if (isa<math::FPowIOp>(op)) {
    for (int64_t i = 0; i < count; ++i)
      result.floats[i] = std::pow(in[0]->floats[i], in[1]->integers[i]);
  } else if (isa<math::FmaOp>(op)) {
    for (int64_t i = 0; i < count; ++i)
      result.floats[i] =
          std::fma(in[0]->floats[i], in[1]->floats[i], in[2]->floats[i]);
  } else if (isa<math::AbsIOp>(op)) {
    for (int64_t i = 0; i < count; ++i)
      result.integers[i] = std::abs(in[0]->integers[i]);
  } else {
    return false;
  }
  return true;
}

llvm::Error cutedsl::interpretPointwise(Operation *op,
                                        ArrayRef<const TensorValue *> operands,
                                        TensorValue &result) {
  StringRef name = op->getName().getStringRef();
  int64_t count = result.getNumElements();
  if (FloatUnary function = getFloatUnary().lookup(name)) {
    for (int64_t i = 0; i < count; ++i)
      result.floats[i] = function(operands[0]->floats[i]);
    return llvm::Error::success();
  }
  if (FloatBinary function = getFloatBinary().lookup(name)) {
    for (int64_t i = 0; i < count; ++i)
      result.floats[i] =
          function(operands[0]->floats[i], operands[1]->floats[i]);
    return llvm::Error::success();
  }
  if (IntegerBinary function = getIntegerBinary().lookup(name)) {
    Type type = getElementTypeOrSelf(op->getResult(0).getType());
    unsigned width = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
    for (int64_t i = 0; i < count; ++i)
      result.integers[i] =
          function(toSigned(operands[0]->integers[i], type),
                   toSigned(operands[1]->integers[i], type), width);
    return llvm::Error::success();
  }
  if (interpretOther(op, operands, result) ||
      (operands.size() == 1 && interpretConversion(op, *operands[0], result)))
    return llvm::Error::success();
  return llvm::createStringError("expected an op that the interpreter knows, "
                                 "but got " +
                                 name);
}
