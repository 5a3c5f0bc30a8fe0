//===- Unary.cpp - Pointwise functions of one tensor ----------------------===//

#include "Call.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

/// The operand in the type that PyTorch computes in; integers become float32.
static Tensor getFloatOperand(Call &call) {
  Tensor x = call.tensor("self");
  if (!isComplex(x.element))
    return call.compute(x, call.promoteToFloat({x}));
  call.refuse() << "expected real elements, but got " << x.element;
  return call.constant(0, call.f32(), call.resultDims());
}

template <Tensor (*function)(Tensor)> static void floatUnary(Call &call) {
  call.result(function(getFloatOperand(call)));
}

/// Integers are their own rounding.
template <typename OpT> static void rounding(Call &call) {
  Tensor x = call.tensor("self");
  if (isInteger(x.element) || isBool(x.element))
    return call.result(x);
  call.result(apply<OpT>(getFloatOperand(call)));
}

static void lowerRoundDecimals(Call &call) {
  Tensor x = call.tensor("self");
  int64_t decimals = call.integer("decimals", 0);
  if (!isFloat(x.element))
    return call.result(x);
  double scale = std::pow(10.0, std::abs(double(decimals)));
  x = call.widen(x);
  x = decimals >= 0 ? x * scale : x / scale;
  x = apply<math::RoundEvenOp>(x);
  call.result(decimals >= 0 ? x / scale : x * scale);
}

static void lowerIdentity(Call &call) { call.result(call.tensor("self")); }

static void lowerCast(Call &call) {
  Tensor x = call.tensor("self");
  call.result(call.convert(x, call.dtype("dtype", x.element)));
}

static void lowerAbs(Call &call) {
  Tensor x = call.tensor("self");
  if (isComplex(x.element)) {
    auto [re, im] = call.parts(x);
    return call.result(hypot(re, im));
  }
  if (isFloat(x.element))
    return call.result(absf(call.widen(x)));
  call.result(isUnsigned(x.element) ? x : apply<math::AbsIOp>(x));
}

static void lowerNeg(Call &call) {
  call.result(-call.widen(call.tensor("self")));
}

static void lowerSign(Call &call) {
  Tensor x = call.widen(call.tensor("self"));
  if (isBool(x.element))
    return call.result(x);
  Tensor zero = constantLike(0, x), one = constantLike(1, x);
  Tensor negative =
      isUnsigned(x.element)
          ? zero
          : select(compare(Compare::Lt, x, zero), zero - one, zero);
  call.result(select(compare(Compare::Gt, x, zero), one, negative));
}

/// A test that no integer passes, or every one.
template <Tensor (*test)(Tensor), bool ofIntegers>
static void floatTest(Call &call) {
  Tensor x = call.tensor("self");
  if (isComplex(x.element)) {
    call.refuse() << "expected real elements, but got " << x.element;
    return;
  }
  if (!isFloat(x.element))
    return call.result(call.constantInt(ofIntegers, call.i1(), x.dims()));
  call.result(test(call.widen(x)));
}

static const double kInf = std::numeric_limits<double>::infinity();

static Tensor isInf(Tensor x) { return compare(Compare::Eq, absf(x), kInf); }
static Tensor isFinite(Tensor x) { return compare(Compare::Lt, absf(x), kInf); }
static Tensor isPosInf(Tensor x) { return compare(Compare::Eq, x, kInf); }
static Tensor isNegInf(Tensor x) { return compare(Compare::Eq, x, -kInf); }

static void lowerLogicalNot(Call &call) {
  Tensor x = call.widen(call.tensor("self"));
  Tensor isZero =
      isBool(x.element) ? logicalNot(x) : compare(Compare::Eq, x, 0.0);
  call.result(call.convert(isZero, call.resultElement()));
}

static void lowerBitwiseNot(Call &call) {
  Tensor x = call.tensor("self");
  if (isFloat(x.element) || isComplex(x.element))
    call.refuse() << "expected integers, but got " << x.element;
  else
    call.result(x ^ constantLike(isBool(x.element) ? 1 : -1, x));
}

static Tensor reciprocal(Tensor x) { return 1.0 / x; }
static Tensor fraction(Tensor x) { return x - trunc(x); }

static void lowerSquare(Call &call) {
  Tensor x = call.widen(call.tensor("self"));
  call.result(x * x);
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

static void lowerRelu(Call &call) {
  Tensor x = call.widen(call.tensor("self"));
  call.result(maximum(x, constantLike(0, x)));
}

static Tensor silu(Tensor x) { return x / (1.0 + exp(-x)); }
static Tensor log1p(Tensor x) { return apply<math::Log1pOp>(x); }
static Tensor expm1(Tensor x) { return apply<math::ExpM1Op>(x); }
static Tensor mish(Tensor x) { return x * tanh(log1p(exp(x))); }

static void lowerGelu(Call &call) {
  Tensor x = getFloatOperand(call);
  StringRef approximate = call.string("approximate", "none");
  if (approximate == "none") {
    constexpr double sqrtHalf = 0.70710678118654752440;
    return call.result(x * 0.5 * (1.0 + erf(x * sqrtHalf)));
  }
  if (approximate != "tanh") {
    call.refuse() << "expected approximate to be none or tanh, but got "
                  << approximate;
    return;
  }
  constexpr double beta = 0.79788456080286535588; // sqrt(2 / pi)
  Tensor inner = (x + x * x * x * 0.044715) * beta;
  call.result(x * 0.5 * (1.0 + tanh(inner)));
}

static void lowerSoftplus(Call &call) {
  Tensor x = getFloatOperand(call);
  double beta = call.number("beta", 1),
         threshold = call.number("threshold", 20);
  Tensor scaled = x * beta;
  call.result(select(compare(Compare::Gt, scaled, threshold), x,
                     log1p(exp(scaled)) / beta));
}

static Tensor elu(Tensor x, double alpha, double scale, double inputScale) {
  return select(compare(Compare::Le, x, 0.0),
                expm1(x * inputScale) * (alpha * scale), x * scale);
}

static void lowerElu(Call &call) {
  call.result(elu(getFloatOperand(call), call.number("alpha", 1),
                  call.number("scale", 1), call.number("input_scale", 1)));
}

static void lowerSelu(Call &call) {
  call.result(elu(getFloatOperand(call), 1.6732632423543772848170429916717,
                  1.0507009873554804934193349852946, 1));
}

static void lowerCelu(Call &call) {
  double alpha = call.number("alpha", 1);
  call.result(elu(getFloatOperand(call), alpha, 1, 1 / alpha));
}

static void lowerLeakyRelu(Call &call) {
  Tensor x = getFloatOperand(call);
  call.result(select(compare(Compare::Gt, x, 0.0), x,
                     x * call.number("negative_slope", 0.01)));
}

static Tensor clampTo(Tensor x, double low, double high) {
  return minimum(maximum(x, constantLike(low, x)), constantLike(high, x));
}

static void lowerHardtanh(Call &call) {
  Tensor x = call.widen(call.tensor("self"));
  call.result(
      clampTo(x, call.number("min_val", -1), call.number("max_val", 1)));
}

static void lowerRelu6(Call &call) {
  call.result(clampTo(call.widen(call.tensor("self")), 0, 6));
}

static Tensor hardsigmoid(Tensor x) { return clampTo(x + 3.0, 0, 6) / 6.0; }
static Tensor hardswish(Tensor x) { return x * clampTo(x + 3.0, 0, 6) / 6.0; }

static void lowerLogSigmoid(Call &call) {
  Tensor x = getFloatOperand(call);
  Tensor z = exp(-absf(x));
  call.result(minimum(x, constantLike(0, x)) - log1p(z));
  if (call.getNumResults() > 1)
    call.result(z, 1);
}

static void lowerSoftshrink(Call &call) {
  Tensor x = getFloatOperand(call);
  double lambda = call.number("lambd", 0.5);
  // NaN compares false twice and must stay NaN.
  Tensor inner = select(isNaN(x), x, constantLike(0, x));
  Tensor below = select(compare(Compare::Lt, x, -lambda), x + lambda, inner);
  call.result(select(compare(Compare::Gt, x, lambda), x - lambda, below));
}

static void lowerHardshrink(Call &call) {
  Tensor x = getFloatOperand(call);
  double lambda = call.number("lambd", 0.5);
  Tensor inside =
      compare(Compare::Ge, x, -lambda) & compare(Compare::Le, x, lambda);
  call.result(select(inside, constantLike(0, x), x));
}

static void lowerThreshold(Call &call) {
  Tensor x = call.widen(call.tensor("self"));
  Tensor limit = constantLike(call.number("threshold", 0), x);
  call.result(select(compare(Compare::Le, x, limit),
                     constantLike(call.number("value", 0), x), x));
}

static void lowerLogit(Call &call) {
  Tensor x = getFloatOperand(call);
  if (call.has("eps")) {
    double eps = call.number("eps", 0);
    x = clampTo(x, eps, 1 - eps);
  }
  call.result(log(x / (1.0 - x)));
}

static void lowerNanToNum(Call &call) {
  Tensor x = call.tensor("self");
  auto type = dyn_cast<FloatType>(x.element);
  if (!type) {
    if (isComplex(x.element))
      call.refuse() << "expected real elements, but got " << x.element;
    return call.result(x);
  }
  double largest =
      APFloat::getLargest(type.getFloatSemantics()).convertToDouble();
  // The substitutes are rounded to the tensor's own type.
  auto substitute = [&](StringRef name, double absent) {
    return call.widen(
        call.constant(call.number(name, absent), x.element, x.dims()));
  };
  Tensor nan = substitute("nan", 0), posInf = substitute("posinf", largest),
         negInf = substitute("neginf", -largest);
  x = call.widen(x);
  Tensor result = select(isNaN(x), nan, x);
  result = select(isPosInf(x), posInf, result);
  call.result(select(isNegInf(x), negInf, result));
}

static void lowerConj(Call &call) {
  Tensor x = call.tensor("self");
  if (!isComplex(x.element))
    return call.result(x);
  auto [re, im] = call.parts(x);
  call.result(call.makeComplex(re, -im));
}

static void lowerReal(Call &call) {
  Tensor x = call.tensor("self");
  call.result(isComplex(x.element) ? call.parts(x).first : x);
}

static void lowerImag(Call &call) {
  call.result(call.parts(call.tensor("self")).second);
}

static constexpr Overload kOverloads[] = {
    {"aten.abs.default", "self", lowerAbs, "absolute value"},
    {"aten.acos.default", "self", floatUnary<apply<math::AcosOp>>,
     "arc cosine"},
    {"aten.acosh.default", "self", floatUnary<apply<math::AcoshOp>>,
     "inverse hyperbolic cosine"},
    {"aten.alias.default", "self", lowerIdentity, "the tensor itself"},
    {"aten.asin.default", "self", floatUnary<apply<math::AsinOp>>, "arc sine"},
    {"aten.asinh.default", "self", floatUnary<apply<math::AsinhOp>>,
     "inverse hyperbolic sine"},
    {"aten.atan.default", "self", floatUnary<apply<math::AtanOp>>,
     "arc tangent"},
    {"aten.atanh.default", "self", floatUnary<apply<math::AtanhOp>>,
     "inverse hyperbolic tangent"},
    {"aten.bitwise_not.default", "self", lowerBitwiseNot,
     "bits flipped; negation of bools"},
    {"aten.ceil.default", "self", rounding<math::CeilOp>, "rounded up"},
    {"aten.celu.default", "self alpha", lowerCelu, "continuous ELU"},
    {"aten.clone.default", "self memory_format", lowerIdentity, "a copy"},
    {"aten.conj_physical.default", "self", lowerConj, "complex conjugate"},
    {"aten.contiguous.default", "self memory_format", lowerIdentity,
     "the same values, contiguous"},
    {"aten.cos.default", "self", floatUnary<apply<math::CosOp>>, "cosine"},
    {"aten.cosh.default", "self", floatUnary<apply<math::CoshOp>>,
     "hyperbolic cosine"},
    {"aten.detach.default", "self", lowerIdentity, "the tensor itself"},
    {"aten.elu.default", "self alpha scale input_scale", lowerElu,
     "exponential linear unit"},
    {"aten.erf.default", "self", floatUnary<captured::erf>, "error function"},
    {"aten.erfc.default", "self", floatUnary<apply<math::ErfcOp>>,
     "complementary error function"},
    {"aten.exp.default", "self", floatUnary<captured::exp>, "exponential"},
    {"aten.exp2.default", "self", floatUnary<apply<math::Exp2Op>>,
     "power of two"},
    {"aten.expm1.default", "self", floatUnary<::expm1>, "exp(x) - 1"},
    {"aten.floor.default", "self", rounding<math::FloorOp>, "rounded down"},
    {"aten.frac.default", "self", floatUnary<fraction>, "fractional part"},
    {"aten.gelu.default", "self approximate", lowerGelu,
     "GELU, by erf or by tanh"},
    {"aten.hardshrink.default", "self lambd", lowerHardshrink,
     "zero within lambd"},
    {"aten.hardsigmoid.default", "self", floatUnary<hardsigmoid>,
     "piecewise linear sigmoid"},
    {"aten.hardswish.default", "self", floatUnary<hardswish>,
     "x times hardsigmoid"},
    {"aten.hardtanh.default", "self min_val max_val", lowerHardtanh,
     "clamped to a range"},
    {"aten.imag.default", "self", lowerImag, "imaginary part"},
    {"aten.isfinite.default", "self", floatTest<isFinite, true>,
     "neither infinite nor NaN"},
    {"aten.isinf.default", "self", floatTest<isInf, false>, "is infinite"},
    {"aten.isnan.default", "self", floatTest<captured::isNaN, false>, "is NaN"},
    {"aten.isneginf.default", "self", floatTest<isNegInf, false>,
     "is minus infinity"},
    {"aten.isposinf.default", "self", floatTest<isPosInf, false>,
     "is plus infinity"},
    {"aten.leaky_relu.default", "self negative_slope", lowerLeakyRelu,
     "ReLU with a slope below zero"},
    {"aten.lift.default", "self", lowerIdentity, "the tensor itself"},
    {"aten.lift_fresh.default", "self", lowerIdentity, "the tensor itself"},
    {"aten.lift_fresh_copy.default", "self", lowerIdentity,
     "a copy of a constant"},
    {"aten.log.default", "self", floatUnary<captured::log>,
     "natural logarithm"},
    {"aten.log10.default", "self", floatUnary<apply<math::Log10Op>>,
     "decimal logarithm"},
    {"aten.log1p.default", "self", floatUnary<::log1p>, "log(1 + x)"},
    {"aten.log2.default", "self", floatUnary<apply<math::Log2Op>>,
     "binary logarithm"},
    {"aten.log_sigmoid_forward.default", "self", lowerLogSigmoid,
     "log of the sigmoid; its buffer is exp(-|x|)"},
    {"aten.logical_not.default", "self", lowerLogicalNot, "is zero"},
    {"aten.logit.default", "self eps", lowerLogit, "log(x / (1 - x))"},
    {"aten.mish.default", "self", floatUnary<mish>, "x tanh(softplus(x))"},
    {"aten.nan_to_num.default", "self nan posinf neginf", lowerNanToNum,
     "NaN and infinities replaced"},
    {"aten.neg.default", "self", lowerNeg, "negation"},
    {"aten.positive.default", "self", lowerIdentity, "the tensor itself"},
    {"aten.real.default", "self", lowerReal, "real part"},
    {"aten.reciprocal.default", "self", floatUnary<reciprocal>, "1 / x"},
    {"aten.relu.default", "self", lowerRelu, "maximum with zero"},
    {"aten.relu6.default", "self", lowerRelu6, "clamped to [0, 6]"},
    {"aten.resolve_conj.default", "self", lowerIdentity, "the tensor itself"},
    {"aten.resolve_neg.default", "self", lowerIdentity, "the tensor itself"},
    {"aten.round.decimals", "self decimals", lowerRoundDecimals,
     "rounded half to even at a decimal"},
    {"aten.round.default", "self", rounding<math::RoundEvenOp>,
     "rounded half to even"},
    {"aten.rsqrt.default", "self", floatUnary<captured::rsqrt>, "1 / sqrt(x)"},
    {"aten.selu.default", "self", lowerSelu, "scaled ELU"},
    {"aten.sgn.default", "self", lowerSign, "sign of real numbers"},
    {"aten.sigmoid.default", "self", floatUnary<sigmoid>, "logistic function"},
    {"aten.sign.default", "self", lowerSign, "-1, 0 or 1; 0 for NaN"},
    {"aten.silu.default", "self", floatUnary<silu>, "x times its sigmoid"},
    {"aten.sin.default", "self", floatUnary<apply<math::SinOp>>, "sine"},
    {"aten.sinh.default", "self", floatUnary<apply<math::SinhOp>>,
     "hyperbolic sine"},
    {"aten.softplus.default", "self beta threshold", lowerSoftplus,
     "log(1 + exp(beta x)) / beta"},
    {"aten.softshrink.default", "self lambd", lowerSoftshrink,
     "shrunk towards zero"},
    {"aten.sqrt.default", "self", floatUnary<captured::sqrt>, "square root"},
    {"aten.square.default", "self", lowerSquare, "x times x"},
    {"aten.tan.default", "self", floatUnary<apply<math::TanOp>>, "tangent"},
    {"aten.tanh.default", "self", floatUnary<captured::tanh>,
     "hyperbolic tangent"},
    {"aten.threshold.default", "self threshold value", lowerThreshold,
     "x above the threshold, else the value"},
    {"aten._to_copy.default",
     "self dtype layout device pin_memory non_blocking memory_format",
     lowerCast, "cast to another element type"},
    {"aten.to.dtype", "self dtype non_blocking copy memory_format", lowerCast,
     "cast to another element type"},
    {"aten.trunc.default", "self", rounding<math::TruncOp>,
     "rounded towards zero"},
    {"prims.convert_element_type.default", "self dtype", lowerCast,
     "cast to another element type"},
};

llvm::ArrayRef<Overload> captured::getUnaryOverloads() { return kOverloads; }
