//===- Formulas.cpp - Arithmetic on tensors of one shape ------------------===//

#include "Emitter.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

/// Complex numbers add like pairs of floats.
static bool isFloatArithmetic(Tensor a) {
  return isFloat(a.element) || isComplex(a.element);
}

template <typename FloatOp, typename IntOp>
static Tensor arithmetic(Tensor a, Tensor b) {
  if (isFloatArithmetic(a))
    return apply<FloatOp>(a, b);
  return apply<IntOp>(a, b);
}

static Tensor multiplyComplex(Tensor a, Tensor b) {
  auto [ar, ai] = a.emitter->parts(a);
  auto [br, bi] = b.emitter->parts(b);
  return a.emitter->makeComplex(ar * br - ai * bi, ar * bi + ai * br);
}

Tensor captured::operator+(Tensor a, Tensor b) {
  return arithmetic<arith::AddFOp, arith::AddIOp>(a, b);
}
Tensor captured::operator-(Tensor a, Tensor b) {
  return arithmetic<arith::SubFOp, arith::SubIOp>(a, b);
}
Tensor captured::operator*(Tensor a, Tensor b) {
  if (isComplex(a.element))
    return multiplyComplex(a, b);
  return arithmetic<arith::MulFOp, arith::MulIOp>(a, b);
}
Tensor captured::operator/(Tensor a, Tensor b) {
  return apply<arith::DivFOp>(a, b);
}
Tensor captured::operator-(Tensor a) {
  if (isFloatArithmetic(a))
    return apply<arith::NegFOp>(a);
  return constantLike(0, a) - a;
}
Tensor captured::operator+(Tensor a, double b) {
  return a + constantLike(b, a);
}
Tensor captured::operator-(Tensor a, double b) {
  return a - constantLike(b, a);
}
Tensor captured::operator*(Tensor a, double b) {
  return a * constantLike(b, a);
}
Tensor captured::operator/(Tensor a, double b) {
  return a / constantLike(b, a);
}
Tensor captured::operator+(double a, Tensor b) {
  return constantLike(a, b) + b;
}
Tensor captured::operator-(double a, Tensor b) {
  return constantLike(a, b) - b;
}
Tensor captured::operator*(double a, Tensor b) {
  return constantLike(a, b) * b;
}
Tensor captured::operator/(double a, Tensor b) {
  return constantLike(a, b) / b;
}
Tensor captured::operator&(Tensor a, Tensor b) {
  return apply<arith::AndIOp>(a, b);
}
Tensor captured::operator|(Tensor a, Tensor b) {
  return apply<arith::OrIOp>(a, b);
}
Tensor captured::operator^(Tensor a, Tensor b) {
  return apply<arith::XOrIOp>(a, b);
}
Tensor captured::logicalNot(Tensor a) { return a ^ constantLike(1, a); }

Tensor captured::constantLike(double value, Tensor like) {
  return like.emitter->constant(value, like.element, like.dims());
}

static Tensor compareFloat(Compare kind, Tensor a, Tensor b) {
  static constexpr arith::CmpFPredicate predicates[] = {
      arith::CmpFPredicate::OEQ, arith::CmpFPredicate::UNE,
      arith::CmpFPredicate::OLT, arith::CmpFPredicate::OLE,
      arith::CmpFPredicate::OGT, arith::CmpFPredicate::OGE};
  Emitter &e = *a.emitter;
  Value value = arith::CmpFOp::create(e.builder, e.loc, predicates[int(kind)],
                                      a.value, b.value);
  return e.wrap(value, e.i1());
}

Tensor captured::compare(Compare kind, Tensor a, Tensor b) {
  if (isFloat(a.element))
    return compareFloat(kind, a, b);
  static constexpr arith::CmpIPredicate predicates[][2] = {
      {arith::CmpIPredicate::eq, arith::CmpIPredicate::eq},
      {arith::CmpIPredicate::ne, arith::CmpIPredicate::ne},
      {arith::CmpIPredicate::slt, arith::CmpIPredicate::ult},
      {arith::CmpIPredicate::sle, arith::CmpIPredicate::ule},
      {arith::CmpIPredicate::sgt, arith::CmpIPredicate::ugt},
      {arith::CmpIPredicate::sge, arith::CmpIPredicate::uge}};
  Emitter &e = *a.emitter;
  Value value = arith::CmpIOp::create(
      e.builder, e.loc, predicates[int(kind)][isUnsigned(a.element)], a.value,
      b.value);
  return e.wrap(value, e.i1());
}

Tensor captured::compare(Compare kind, Tensor a, double b) {
  return compare(kind, a, constantLike(b, a));
}

Tensor captured::select(Tensor condition, Tensor a, Tensor b) {
  Emitter &e = *a.emitter;
  if (isComplex(a.element)) {
    // Each condition holds for both parts.
    Dims dims = condition.dims();
    SmallVector<AffineExpr> indices;
    for (unsigned i = 0; i < dims.size(); ++i)
      indices.push_back(e.d(i));
    dims.push_back(e.c(2));
    condition = e.view(condition, indices, dims);
  }
  return e.build<arith::SelectOp>(a, {condition.value, a.value, b.value});
}

Tensor captured::maximum(Tensor a, Tensor b) {
  if (isFloat(a.element))
    return apply<arith::MaximumFOp>(a, b);
  if (isUnsigned(a.element))
    return apply<arith::MaxUIOp>(a, b);
  return apply<arith::MaxSIOp>(a, b);
}

Tensor captured::minimum(Tensor a, Tensor b) {
  if (isFloat(a.element))
    return apply<arith::MinimumFOp>(a, b);
  if (isUnsigned(a.element))
    return apply<arith::MinUIOp>(a, b);
  return apply<arith::MinSIOp>(a, b);
}

Tensor captured::isNaN(Tensor a) {
  Emitter &e = *a.emitter;
  Value value = arith::CmpFOp::create(
      e.builder, e.loc, arith::CmpFPredicate::UNO, a.value, a.value);
  return e.wrap(value, e.i1());
}

Tensor captured::hypot(Tensor a, Tensor b) {
  Tensor x = absf(a), y = absf(b);
  Tensor large = maximum(x, y), small = minimum(x, y);
  Tensor ratio = small / large;
  Tensor scaled = large * sqrt(1.0 + ratio * ratio);
  double infinity = std::numeric_limits<double>::infinity();
  Tensor isInfinite =
      compare(Compare::Eq, x, infinity) | compare(Compare::Eq, y, infinity);
  scaled = select(compare(Compare::Eq, large, 0.0), large, scaled);
  return select(isInfinite, constantLike(infinity, scaled), scaled);
}
