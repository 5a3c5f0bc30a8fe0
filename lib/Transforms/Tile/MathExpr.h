//===- MathExpr.h - Formulas that build IR ----------------------*- C++ -*-===//
//
// Expr is an SSA value whose operators build arith and math ops, so that an
// approximation reads as its formula. Every op works elementwise at the value's
// own shape: a scalar, a vector, or a tensor of static shape. Integers wrap.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_TILE_MATHEXPR_H
#define CUTEDSL_LIB_TRANSFORMS_TILE_MATHEXPR_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace cutedsl::expand {

class Expr {
public:
  Expr(mlir::Value value, mlir::ImplicitLocOpBuilder &builder)
      : value(value), builder(&builder) {}

  operator mlir::Value() const { return value; }
  mlir::Type getType() const { return value.getType(); }
  mlir::ImplicitLocOpBuilder &getBuilder() const { return *builder; }
  bool isFloat() const {
    return mlir::isa<mlir::FloatType>(getElementTypeOrSelf(value.getType()));
  }

  /// The type of this shape with another element type.
  mlir::Type typeWith(mlir::Type element) const {
    if (auto shaped = mlir::dyn_cast<mlir::ShapedType>(value.getType()))
      return shaped.clone(element);
    return element;
  }

  /// A constant of this value's type; integers are truncated to its width.
  Expr constant(double number) const { return constantOf(getType(), number); }
  Expr constant(int64_t number) const { return constantOf(getType(), number); }
  Expr constant(int number) const { return constant(int64_t(number)); }
  /// A constant of this shape and another element type.
  template <typename Number>
  Expr constant(mlir::Type element, Number number) const {
    return constantOf(typeWith(element), number);
  }

  template <typename Op, typename... Args> Expr make(Args &&...args) const {
    return Expr(Op::create(*builder, std::forward<Args>(args)...)->getResult(0),
                *builder);
  }
  /// `Op` to this shape and another element type.
  template <typename Op> Expr castTo(mlir::Type element) const {
    return make<Op>(typeWith(element), value);
  }

private:
  Expr constantOf(mlir::Type type, double number) const {
    auto element = mlir::cast<mlir::FloatType>(getElementTypeOrSelf(type));
    llvm::APFloat exact(number);
    bool losesInfo;
    exact.convert(element.getFloatSemantics(),
                  llvm::APFloat::rmNearestTiesToEven, &losesInfo);
    return constantOf(type, mlir::FloatAttr::get(element, exact));
  }
  Expr constantOf(mlir::Type type, int64_t number) const {
    auto element = mlir::cast<mlir::IntegerType>(getElementTypeOrSelf(type));
    llvm::APInt exact(64, number, /*isSigned=*/true);
    return constantOf(
        type,
        mlir::IntegerAttr::get(element, exact.sextOrTrunc(element.getWidth())));
  }
  Expr constantOf(mlir::Type type, mlir::TypedAttr number) const {
    if (auto shaped = mlir::dyn_cast<mlir::ShapedType>(type))
      number = mlir::DenseElementsAttr::get(shaped, mlir::Attribute(number));
    return make<mlir::arith::ConstantOp>(number);
  }

  mlir::Value value;
  mlir::ImplicitLocOpBuilder *builder;
};

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

#define CUTEDSL_EXPR_OPERATOR(OPERATOR, FLOAT_OP, INT_OP)                      \
  inline Expr operator OPERATOR(Expr a, Expr b) {                              \
    return a.isFloat() ? a.make<mlir::arith::FLOAT_OP>(a, b)                   \
                       : a.make<mlir::arith::INT_OP>(a, b);                    \
  }                                                                            \
  template <typename Number,                                                   \
            typename = std::enable_if_t<std::is_arithmetic_v<Number>>>         \
  Expr operator OPERATOR(Expr a, Number b) {                                   \
    return a OPERATOR a.constant(b);                                           \
  }                                                                            \
  template <typename Number,                                                   \
            typename = std::enable_if_t<std::is_arithmetic_v<Number>>>         \
  Expr operator OPERATOR(Number a, Expr b) {                                   \
    return b.constant(a) OPERATOR b;                                           \
  }
CUTEDSL_EXPR_OPERATOR(+, AddFOp, AddIOp)
CUTEDSL_EXPR_OPERATOR(-, SubFOp, SubIOp)
CUTEDSL_EXPR_OPERATOR(*, MulFOp, MulIOp)
// Integers only by constants: a vector has no integer division of its own.
CUTEDSL_EXPR_OPERATOR(/, DivFOp, DivUIOp)
#undef CUTEDSL_EXPR_OPERATOR

inline Expr operator-(Expr a) { return a.make<mlir::arith::NegFOp>(a); }
inline Expr operator&(Expr a, Expr b) {
  return a.make<mlir::arith::AndIOp>(a, b);
}
inline Expr operator|(Expr a, Expr b) {
  return a.make<mlir::arith::OrIOp>(a, b);
}
inline Expr operator^(Expr a, Expr b) {
  return a.make<mlir::arith::XOrIOp>(a, b);
}
inline Expr operator<<(Expr a, Expr b) {
  return a.make<mlir::arith::ShLIOp>(a, b);
}
inline Expr operator<<(Expr a, int b) { return a << a.constant(b); }
/// Shifts in zeros.
inline Expr shiftRight(Expr a, Expr b) {
  return a.make<mlir::arith::ShRUIOp>(a, b);
}
/// Shifts in the sign.
inline Expr operator>>(Expr a, int b) {
  return a.make<mlir::arith::ShRSIOp>(a, a.constant(b));
}

/// a * b + c, rounded once.
inline Expr fma(Expr a, Expr b, Expr c) {
  return a.make<mlir::math::FmaOp>(a, b, c);
}
inline Expr fma(Expr a, double b, Expr c) { return fma(a, a.constant(b), c); }
inline Expr fma(Expr a, double b, double c) {
  return fma(a, a.constant(b), a.constant(c));
}
inline Expr abs(Expr a) { return a.make<mlir::math::AbsFOp>(a); }
inline Expr sqrt(Expr a) { return a.make<mlir::math::SqrtOp>(a); }
inline Expr floor(Expr a) { return a.make<mlir::math::FloorOp>(a); }
/// `a` with the sign of `sign`.
inline Expr copySign(Expr a, Expr sign) {
  return a.make<mlir::math::CopySignOp>(a, sign);
}

/// The polynomial with these coefficients, lowest degree first, by Horner.
template <size_t N> Expr polynomial(Expr x, const double (&coefficients)[N]) {
  Expr result = x.constant(coefficients[N - 1]);
  for (size_t k = N - 1; k-- > 0;)
    result = fma(result, x, x.constant(coefficients[k]));
  return result;
}

//===----------------------------------------------------------------------===//
// Comparisons; false where an operand is NaN
//===----------------------------------------------------------------------===//

inline Expr compare(mlir::arith::CmpFPredicate predicate, Expr a, Expr b) {
  return a.make<mlir::arith::CmpFOp>(predicate, a, b);
}
inline Expr compare(mlir::arith::CmpIPredicate predicate, Expr a, int64_t b) {
  return a.make<mlir::arith::CmpIOp>(predicate, a, a.constant(b));
}
inline Expr operator<(Expr a, double b) {
  return compare(mlir::arith::CmpFPredicate::OLT, a, a.constant(b));
}
inline Expr operator>(Expr a, double b) {
  return compare(mlir::arith::CmpFPredicate::OGT, a, a.constant(b));
}
inline Expr operator>(Expr a, Expr b) {
  return compare(mlir::arith::CmpFPredicate::OGT, a, b);
}
inline Expr equal(Expr a, Expr b) {
  return compare(mlir::arith::CmpFPredicate::OEQ, a, b);
}
inline Expr equal(Expr a, double b) { return equal(a, a.constant(b)); }
inline Expr isNaN(Expr a) {
  return compare(mlir::arith::CmpFPredicate::UNO, a, a);
}
inline Expr select(Expr condition, Expr a, Expr b) {
  return a.make<mlir::arith::SelectOp>(condition, a, b);
}
inline Expr select(Expr condition, double a, Expr b) {
  return select(condition, b.constant(a), b);
}
inline Expr select(Expr condition, Expr a, double b) {
  return select(condition, a, a.constant(b));
}
/// Within [low, high]; NaN stays.
inline Expr clamp(Expr x, double low, double high) {
  x = select(x < low, low, x);
  return select(x > high, high, x);
}

//===----------------------------------------------------------------------===//
// Representations
//===----------------------------------------------------------------------===//

/// The bits as an integer of the same width.
inline Expr bitsOf(Expr x) {
  unsigned width = getElementTypeOrSelf(x.getType()).getIntOrFloatBitWidth();
  return x.castTo<mlir::arith::BitcastOp>(x.getBuilder().getIntegerType(width));
}
/// A float of the same width with these bits.
inline Expr floatOf(Expr bits) {
  mlir::Builder &builder = bits.getBuilder();
  bool wide = getElementTypeOrSelf(bits.getType()).isInteger(64);
  return bits.castTo<mlir::arith::BitcastOp>(
      wide ? mlir::Type(builder.getF64Type()) : builder.getF32Type());
}

/// The nearest integer of a float of moderate size, as a float and as an
/// integer; an arbitrary integer for NaN and infinities.
struct Rounded {
  Expr number, integer;
};
/// Rounds `x * scale`.
inline Rounded roundScaled(Expr x, double scale) {
  // Adding 1.5 * 2^mantissa leaves the integer in the low bits.
  bool wide = getElementTypeOrSelf(x.getType()).isF64();
  double magic = wide ? 0x1.8p52 : 0x1.8p23;
  int64_t magicBits = wide ? 0x4338000000000000 : 0x4b400000;
  Expr shifted = fma(x, scale, magic);
  return {shifted - magic, bitsOf(shifted) - magicBits};
}

/// 2^n in f32 for -126 <= n <= 127, in f64 for i64 n in its range.
inline Expr powerOfTwo(Expr n) {
  if (getElementTypeOrSelf(n.getType()).isInteger(64))
    return floatOf((n + 1023) << 52);
  return floatOf((n + 127) << 23);
}

} // namespace cutedsl::expand

#endif // CUTEDSL_LIB_TRANSFORMS_TILE_MATHEXPR_H
