//===- Reduction.cpp - Sums, extrema, moments, prefix sums ----------------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

/// How many elements each fold takes, as a rank-0 f64.
static Tensor getCount(Call &call, Tensor x, ArrayRef<int64_t> dims) {
  AffineExpr count = call.c(1);
  for (int64_t dim : dims)
    count = count * x.dim(dim);
  return call.convert(call.symbol(graph::simplify(count)), call.f64());
}

/// `value` (rank 0) as a tensor like `like`.
static Tensor spread(Call &call, Tensor value, Tensor like) {
  return call.broadcast(call.convert(value, like.element), like.dims());
}

/// The operand in the type that PyTorch accumulates: the result's, widened.
static Tensor getAccumulated(Call &call) {
  Tensor x = call.tensor("self");
  return call.widen(call.convert(x, call.resultElement()));
}

template <ReductionKind kind> static void lowerFold(Call &call) {
  Tensor x = getAccumulated(call);
  if (isComplex(x.element) && kind != ReductionKind::Sum) {
    call.refuse() << "expected real elements, but got " << x.element;
    return;
  }
  if (isBool(x.element)) {
    call.refuse() << "expected a result of numbers, but got bools";
    return;
  }
  call.result(call.reduce(kind, x, call.dimensions("dim", x.rank()),
                          call.flag("keepdim", false)));
}

static void lowerMean(Call &call) {
  Tensor x = getAccumulated(call);
  if (!isFloat(x.element)) {
    call.refuse() << "expected a mean of floats, but got " << x.element;
    return;
  }
  call.result(call.mean(x, call.dimensions("dim", x.rank()),
                        call.flag("keepdim", false)));
}

/// The operand in a signed type of the same order; null for complex numbers.
static Tensor getOrdered(Call &call) {
  Tensor x = call.widen(call.tensor("self"));
  if (isComplex(x.element)) {
    call.refuse() << "expected real elements, but got " << x.element;
    return call.constant(0, call.f32(), x.dims());
  }
  return isUnsigned(x.element)
             ? call.convert(x, call.builder.getIntegerType(32))
             : x;
}

template <ReductionKind kind> static void lowerExtremum(Call &call) {
  Tensor x = getOrdered(call);
  Tensor result = call.reduce(kind, x, call.dimensions("dim", x.rank()),
                              call.flag("keepdim", false));
  call.result(call.convert(result, call.resultElement()));
}

/// Values and the indices of the first extremum.
template <ReductionKind kind, ReductionKind indexKind>
static void lowerExtremumWithIndex(Call &call) {
  Tensor x = getOrdered(call);
  bool keep = call.flag("keepdim", false);
  SmallVector<int64_t> dims;
  if (x.rank() > 0)
    dims.push_back(call.dimension("dim", 0, x.rank()));
  if (call.isUsed(0))
    call.result(
        call.convert(call.reduce(kind, x, dims, keep), call.resultElement()));
  if (call.isUsed(1))
    call.result(dims.empty() ? call.constantInt(0, call.i64(), {})
                             : call.reduce(indexKind, x, dims, keep),
                1);
}

template <ReductionKind kind> static void lowerArgExtremum(Call &call) {
  Tensor x = getOrdered(call);
  if (x.rank() == 0)
    return call.result(call.constantInt(0, call.i64(), {}));
  if (call.has("dim"))
    return call.result(call.reduce(kind, x,
                                   {call.dimension("dim", 0, x.rank())},
                                   call.flag("keepdim", false)));
  AffineExpr count = graph::getNumElements(x.dims(), call.getContext());
  Tensor index = call.reduce(kind, call.reshape(x, {count}), {0});
  call.result(call.reshape(index, call.resultDims()));
}

template <ReductionKind kind> static void lowerLogicalFold(Call &call) {
  Tensor x = call.convert(call.tensor("self"), call.i1());
  Tensor result = call.reduce(kind, x, call.dimensions("dim", x.rank()),
                              call.flag("keepdim", false));
  // Of uint8, PyTorch gives uint8.
  call.result(call.convert(result, call.resultElement()));
}

//===----------------------------------------------------------------------===//
// Moments
//===----------------------------------------------------------------------===//

namespace {
struct Moments {
  Tensor variance, mean;
};
} // namespace

/// The variance by two passes, with the correction that the call asks for:
/// `correction`, or `unbiased`, or 1.
static Moments getMoments(Call &call) {
  Tensor x = call.widen(call.tensor("self"));
  SmallVector<int64_t> dims = call.dimensions("dim", x.rank());
  bool keep = call.flag("keepdim", false);
  double correction =
      call.number("correction", call.flag("unbiased", true) ? 1 : 0);
  if (!isFloat(x.element)) {
    call.refuse() << "expected floats, but got " << x.element;
    return {x, x};
  }
  Tensor center = call.mean(x, dims, true);
  Tensor deviation = x - call.broadcast(center, x.dims());
  Tensor sum =
      call.reduce(ReductionKind::Sum, deviation * deviation, dims, keep);
  Tensor count = getCount(call, x, dims);
  // Never below zero, as in PyTorch: 0 / 0 is NaN, x / 0 infinite.
  Tensor divisor = maximum(count - correction, constantLike(0, count));
  Tensor average = keep ? center : call.mean(x, dims, false);
  return {sum / spread(call, divisor, sum), average};
}

static void lowerVar(Call &call) { call.result(getMoments(call).variance); }

static void lowerStd(Call &call) {
  call.result(sqrt(getMoments(call).variance));
}

static void lowerVarMean(Call &call) {
  Moments moments = getMoments(call);
  call.results({moments.variance, moments.mean});
}

static void lowerStdMean(Call &call) {
  Moments moments = getMoments(call);
  call.results({sqrt(moments.variance), moments.mean});
}

static void lowerVectorNorm(Call &call) {
  Tensor x = call.tensor("self");
  double order = call.number("ord", 2);
  SmallVector<int64_t> dims = call.dimensions("dim", x.rank());
  bool keep = call.flag("keepdim", false);
  if (!isFloat(x.element)) {
    call.refuse() << "expected floats, but got " << x.element;
    return;
  }
  x = absf(call.widen(call.convert(x, call.dtype("dtype", x.element))));
  auto sum = [&](Tensor terms) {
    return call.reduce(ReductionKind::Sum, terms, dims, keep);
  };
  if (order == 2)
    return call.result(sqrt(sum(x * x)));
  if (order == 1)
    return call.result(sum(x));
  if (order == 0)
    return call.result(
        sum(call.convert(compare(Compare::Ne, x, 0.0), x.element)));
  if (std::isinf(order))
    return call.result(call.reduce(
        order > 0 ? ReductionKind::Max : ReductionKind::Min, x, dims, keep));
  Tensor powers = sum(apply<math::PowFOp>(x, constantLike(order, x)));
  call.result(apply<math::PowFOp>(powers, constantLike(1 / order, powers)));
}

static void lowerLogSumExp(Call &call) {
  Tensor x = call.tensor("self");
  x = call.widen(isFloat(x.element) ? x : call.convert(x, call.f32()));
  SmallVector<int64_t> dims = call.dimensions("dim", x.rank());
  Tensor largest = call.reduce(ReductionKind::Max, x, dims, true);
  // An infinite maximum must not be subtracted from itself.
  Tensor isInfinite = compare(Compare::Eq, absf(largest),
                              std::numeric_limits<double>::infinity());
  Tensor shift = select(isInfinite, constantLike(0, largest), largest);
  Tensor sum = call.reduce(
      ReductionKind::Sum, exp(x - call.broadcast(shift, x.dims())), dims, true);
  Tensor result = log(sum) + shift;
  call.result(call.flag("keepdim", false) ? result
                                          : call.squeeze(result, dims));
}

template <graph::ScanKind kind> static void lowerScan(Call &call) {
  Tensor x = getAccumulated(call);
  if (isComplex(x.element) || isBool(x.element)) {
    call.refuse() << "expected real numbers, but got " << x.element;
    return;
  }
  if (x.rank() == 0)
    return call.result(x);
  Value scanned =
      graph::ScanOp::create(call.builder, call.loc, x.value.getType(), kind,
                            x.value, call.dimension("dim", 0, x.rank()));
  call.result(call.wrap(scanned, x.element));
}

static constexpr Overload kOverloads[] = {
    {"aten.all.default", "self", lowerLogicalFold<ReductionKind::All>,
     "all nonzero"},
    {"aten.all.dim", "self dim keepdim", lowerLogicalFold<ReductionKind::All>,
     "all nonzero along a dimension"},
    {"aten.all.dims", "self dim keepdim", lowerLogicalFold<ReductionKind::All>,
     "all nonzero along dimensions"},
    {"aten.amax.default", "self dim keepdim", lowerExtremum<ReductionKind::Max>,
     "largest; NaN over a number"},
    {"aten.amin.default", "self dim keepdim", lowerExtremum<ReductionKind::Min>,
     "smallest; NaN over a number"},
    {"aten.any.default", "self", lowerLogicalFold<ReductionKind::Any>,
     "any nonzero"},
    {"aten.any.dim", "self dim keepdim", lowerLogicalFold<ReductionKind::Any>,
     "any nonzero along a dimension"},
    {"aten.any.dims", "self dim keepdim", lowerLogicalFold<ReductionKind::Any>,
     "any nonzero along dimensions"},
    {"aten.argmax.default", "self dim keepdim",
     lowerArgExtremum<ReductionKind::ArgMax>, "index of the first largest"},
    {"aten.argmin.default", "self dim keepdim",
     lowerArgExtremum<ReductionKind::ArgMin>, "index of the first smallest"},
    {"aten.cumprod.default", "self dim dtype", lowerScan<graph::ScanKind::Prod>,
     "prefix products"},
    {"aten.cumsum.default", "self dim dtype", lowerScan<graph::ScanKind::Sum>,
     "prefix sums"},
    {"aten.linalg_vector_norm.default", "self ord dim keepdim dtype",
     lowerVectorNorm, "norm of vectors, of any order"},
    {"aten.logsumexp.default", "self dim keepdim", lowerLogSumExp,
     "log of the sum of exponentials"},
    {"aten.max.default", "self", lowerExtremum<ReductionKind::Max>,
     "largest of all"},
    {"aten.max.dim", "self dim keepdim",
     (lowerExtremumWithIndex<ReductionKind::Max, ReductionKind::ArgMax>),
     "largest and its first index"},
    {"aten.mean.default", "self dtype", lowerMean, "mean of all"},
    {"aten.mean.dim", "self dim keepdim dtype", lowerMean,
     "mean along dimensions"},
    {"aten.min.default", "self", lowerExtremum<ReductionKind::Min>,
     "smallest of all"},
    {"aten.min.dim", "self dim keepdim",
     (lowerExtremumWithIndex<ReductionKind::Min, ReductionKind::ArgMin>),
     "smallest and its first index"},
    {"aten.prod.default", "self dtype", lowerFold<ReductionKind::Prod>,
     "product of all"},
    {"aten.prod.dim_int", "self dim keepdim dtype",
     lowerFold<ReductionKind::Prod>, "product along a dimension"},
    {"aten.std.correction", "self dim correction keepdim", lowerStd,
     "standard deviation"},
    {"aten.std.default", "self unbiased", lowerStd,
     "standard deviation of all"},
    {"aten.std.dim", "self dim unbiased keepdim", lowerStd,
     "standard deviation"},
    {"aten.std_mean.correction", "self dim correction keepdim", lowerStdMean,
     "standard deviation and mean"},
    {"aten.sum.default", "self dtype", lowerFold<ReductionKind::Sum>,
     "sum of all"},
    {"aten.sum.dim_IntList", "self dim keepdim dtype",
     lowerFold<ReductionKind::Sum>, "sum along dimensions"},
    {"aten.var.correction", "self dim correction keepdim", lowerVar,
     "variance"},
    {"aten.var.default", "self unbiased", lowerVar, "variance of all"},
    {"aten.var.dim", "self dim unbiased keepdim", lowerVar, "variance"},
    {"aten.var_mean.correction", "self dim correction keepdim", lowerVarMean,
     "variance and mean"},
};

llvm::ArrayRef<Overload> captured::getReductionOverloads() {
  return kOverloads;
}
