//===- Normalization.cpp - Softmax and norms, forward ---------------------===//
//
// Written out as reductions and pointwise ops in f32; raising them back to
// fused row kernels is the fusion's business.
//
//===----------------------------------------------------------------------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

namespace {
/// One softmax's operand and dimension.
struct Rows {
  Tensor x;
  SmallVector<int64_t> dims;

  Tensor fold(ReductionKind kind, Tensor value) const {
    return x.emitter->broadcast(x.emitter->reduce(kind, value, dims, true),
                                x.dims());
  }
};
} // namespace

static Rows getRows(Call &call) {
  Tensor x = call.tensor("self");
  x = call.widen(call.convert(x, call.dtype("dtype", x.element)));
  if (!isFloat(x.element)) {
    call.refuse() << "expected floats, but got " << x.element;
    x = call.constant(0, call.f32(), x.dims());
  }
  SmallVector<int64_t> dims;
  if (x.rank() > 0)
    dims.push_back(call.dimension("dim", -1, x.rank()));
  return {x, dims};
}

static void lowerSoftmax(Call &call) {
  Rows rows = getRows(call);
  Tensor e = exp(rows.x - rows.fold(ReductionKind::Max, rows.x));
  call.result(e / rows.fold(ReductionKind::Sum, e));
}

/// Rows of only minus infinities become zero.
static void lowerSafeSoftmax(Call &call) {
  Rows rows = getRows(call);
  Tensor largest = rows.fold(ReductionKind::Max, rows.x);
  Tensor e = exp(rows.x - largest);
  Tensor result = e / rows.fold(ReductionKind::Sum, e);
  Tensor isMasked =
      compare(Compare::Eq, largest, -std::numeric_limits<double>::infinity());
  call.result(select(isMasked, constantLike(0, result), result));
}

static void lowerLogSoftmax(Call &call) {
  Rows rows = getRows(call);
  Tensor shifted = rows.x - rows.fold(ReductionKind::Max, rows.x);
  call.result(shifted - log(rows.fold(ReductionKind::Sum, exp(shifted))));
}

//===----------------------------------------------------------------------===//
// Norms
//===----------------------------------------------------------------------===//

/// The last `count` dimensions of `x`.
static SmallVector<int64_t> getTrailing(Tensor x, size_t count) {
  int64_t rank = x.rank();
  return llvm::to_vector(
      llvm::seq<int64_t>(std::max<int64_t>(0, rank - count), rank));
}

namespace {
struct Normalized {
  Tensor value, mean, rstd;
};
} // namespace

/// (x - mean) / sqrt(variance + eps) over `dims`.
static Normalized normalize(Call &call, Tensor x, ArrayRef<int64_t> dims,
                            double eps) {
  Tensor mean = call.mean(x, dims);
  Tensor deviation = x - call.broadcast(mean, x.dims());
  Tensor variance = call.mean(deviation * deviation, dims);
  Tensor rstd = rsqrt(variance + eps);
  return {deviation * call.broadcast(rstd, x.dims()), mean, rstd};
}

/// `value` times the weight plus the bias, where they are given. Both are
/// aligned to the dimension `first` of `value`.
static Tensor applyAffine(Call &call, Tensor value, int64_t first) {
  auto parameter = [&](StringRef name) -> Tensor {
    Tensor p = call.optionalTensor(name);
    if (!p)
      return {};
    p = call.convert(p, value.element);
    while (p && p.rank() < value.rank() - first && !call.failed())
      p = call.unsqueeze(p, p.rank());
    return call.broadcast(p, value.dims());
  };
  if (Tensor weight = parameter("weight"))
    value = value * weight;
  if (Tensor bias = parameter("bias"))
    value = value + bias;
  return value;
}

static Tensor getNormOperand(Call &call) {
  Tensor x = call.widen(call.tensor("input"));
  if (isFloat(x.element))
    return x;
  call.refuse() << "expected floats, but got " << x.element;
  return call.constant(0, call.f32(), x.dims());
}

/// Also gives the mean and 1 / deviation where results ask for them.
static void lowerLayerNorm(Call &call) {
  Tensor x = getNormOperand(call);
  SmallVector<int64_t> dims =
      getTrailing(x, call.sizes("normalized_shape").size());
  Normalized norm = normalize(call, x, dims, call.number("eps", 1e-5));
  int64_t first = x.rank() - dims.size();
  call.result(applyAffine(call, norm.value, first));
  if (call.getNumResults() == 1)
    return;
  call.result(norm.mean, 1);
  call.result(norm.rstd, 2);
}

/// x of [N, C, ...] normalised over each of `groups` groups of channels.
static void normalizeGroups(Call &call, AffineExpr batch, AffineExpr channels,
                            int64_t groups) {
  Tensor x = getNormOperand(call);
  AffineExpr count = graph::getNumElements(x.dims(), call.getContext());
  Dims grouped = {batch, call.c(groups)};
  // The rest of the elements: channels of a group times the places.
  AffineExpr rest = channels.floorDiv(groups);
  for (AffineExpr size :
       llvm::drop_begin(x.dims(), std::min<int64_t>(2, x.rank())))
    rest = rest * size;
  grouped.push_back(graph::simplify(rest));
  (void)count;
  Normalized norm =
      normalize(call, call.reshape(x, grouped), {2}, call.number("eps", 1e-5));
  call.result(applyAffine(call, call.reshape(norm.value, x.dims()), 1));
  if (call.getNumResults() == 1)
    return;
  call.result(call.squeeze(norm.mean, {2}), 1);
  call.result(call.squeeze(norm.rstd, {2}), 2);
}

static void lowerGroupNorm(Call &call) {
  Tensor x = call.tensor("input");
  int64_t groups =
      call.integer(call.getNumResults() == 1 ? "num_groups" : "group", 1);
  if (x.rank() < 2 || groups < 1) {
    call.refuse() << "expected batches of channels, but got rank " << x.rank();
    return;
  }
  normalizeGroups(call, x.dim(0), x.dim(1), groups);
}

/// The result is rounded once, after the weight.
static void lowerRmsNorm(Call &call) {
  Tensor x = getNormOperand(call);
  SmallVector<int64_t> dims =
      getTrailing(x, call.sizes("normalized_shape").size());
  auto type = dyn_cast<FloatType>(x.element);
  double smallest =
      type ? std::ldexp(1.0, 1 - int(type.getFPMantissaWidth())) : 0;
  Tensor rstd = rsqrt(call.mean(x * x, dims) + call.number("eps", smallest));
  Tensor value = x * call.broadcast(rstd, x.dims());
  call.result(applyAffine(call, value, x.rank() - dims.size()));
  if (call.getNumResults() > 1)
    call.result(rstd, 1);
}

/// The running statistics are constants of the call.
static void lowerBatchNormInference(Call &call) {
  Tensor x = getNormOperand(call);
  if (x.rank() < 2) {
    call.refuse() << "expected batches of channels, but got rank " << x.rank();
    return;
  }
  auto channel = [&](Tensor p) {
    p = call.convert(p, x.element);
    for (int64_t i = 2; i < x.rank(); ++i)
      p = call.unsqueeze(p, p.rank());
    return call.broadcast(p, x.dims());
  };
  Tensor variance = call.convert(call.tensor("running_var"), x.element);
  Tensor rstd = 1.0 / sqrt(variance + call.number("eps", 1e-5));
  Tensor mean = channel(call.tensor("running_mean"));
  call.result(applyAffine(call, (x - mean) * channel(rstd), 1));
  for (unsigned i = 1; i < call.getNumResults(); ++i)
    call.result(call.constantInt(0, call.resultElement(i), call.resultDims(i)),
                i);
}

static constexpr Overload kOverloads[] = {
    {"aten._fused_rms_norm.default", "input normalized_shape weight eps",
     lowerRmsNorm, "x / rms(x) times weight, and 1 / rms"},
    {"aten.group_norm.default",
     "input num_groups weight bias eps cudnn_enabled", lowerGroupNorm,
     "normalised over groups of channels"},
    {"aten.layer_norm.default",
     "input normalized_shape weight bias eps cudnn_enable", lowerLayerNorm,
     "normalised over trailing dimensions"},
    {"aten._log_softmax.default", "self dim half_to_float", lowerLogSoftmax,
     "log of the softmax"},
    {"aten.log_softmax.int", "self dim dtype", lowerLogSoftmax,
     "log of the softmax"},
    {"aten._native_batch_norm_legit_no_training.default",
     "input weight bias running_mean running_var momentum eps",
     lowerBatchNormInference, "normalised by running statistics"},
    {"aten.native_group_norm.default", "input weight bias N C HxW group eps",
     lowerGroupNorm, "normalised over groups of channels, mean, 1 / deviation"},
    {"aten.native_layer_norm.default", "input normalized_shape weight bias eps",
     lowerLayerNorm,
     "normalised over trailing dimensions, mean, 1 / deviation"},
    {"aten.rms_norm.default", "input normalized_shape weight eps", lowerRmsNorm,
     "x / rms(x) times weight"},
    {"aten._safe_softmax.default", "self dim dtype", lowerSafeSoftmax,
     "softmax; zero for rows of minus infinities"},
    {"aten._softmax.default", "self dim half_to_float", lowerSoftmax,
     "softmax"},
    {"aten.softmax.int", "self dim dtype", lowerSoftmax, "softmax"},
};

llvm::ArrayRef<Overload> captured::getNormalizationOverloads() {
  return kOverloads;
}
