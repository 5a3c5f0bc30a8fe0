//===- NormalizationBackward.cpp - Gradients of softmax and norms ---------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

template <bool isLog> static void lowerSoftmaxBackward(Call &call) {
  Tensor grad = call.widen(call.tensor("grad_output"));
  Tensor output = call.convert(call.tensor("output"), grad.element);
  SmallVector<int64_t> dims;
  if (grad.rank() > 0)
    dims.push_back(call.dimension("dim", -1, grad.rank()));
  auto sum = [&](Tensor terms) {
    return call.broadcast(call.reduce(ReductionKind::Sum, terms, dims, true),
                          grad.dims());
  };
  if (isLog)
    return call.result(grad - exp(output) * sum(grad));
  call.result(output * (grad - sum(grad * output)));
}

//===----------------------------------------------------------------------===//
// Norms
//===----------------------------------------------------------------------===//

/// Whether the call's mask asks for a gradient.
static bool isWanted(Call &call, unsigned index) {
  SmallVector<bool> mask = call.flags("output_mask");
  return index < mask.size() && mask[index] && call.isUsed(index);
}

/// Sums of `terms` over all dimensions but `kept`.
static Tensor sumBut(Call &call, Tensor terms, ArrayRef<int64_t> kept) {
  SmallVector<int64_t> dims;
  for (int64_t dim = 0; dim < terms.rank(); ++dim)
    if (!llvm::is_contained(kept, dim))
      dims.push_back(dim);
  return call.reduce(ReductionKind::Sum, terms, dims);
}

/// The gradient of (x - mean) * rstd, whose value is `normal`, by x.
static Tensor getInputGradient(Call &call, Tensor grad, Tensor normal,
                               Tensor rstd, ArrayRef<int64_t> dims,
                               bool hasMean) {
  auto mean = [&](Tensor terms) {
    return call.broadcast(call.mean(terms, dims), grad.dims());
  };
  Tensor inner = grad - normal * mean(grad * normal);
  if (hasMean)
    inner = inner - mean(grad);
  return inner * call.broadcast(rstd, grad.dims());
}

/// Layer norm, and RMS norm if `mean` is null: over trailing dimensions.
static void lowerTrailingNorm(Call &call, bool hasMean) {
  Tensor grad = call.widen(call.tensor("grad_out"));
  Tensor x = call.convert(call.tensor("input"), grad.element);
  int64_t rank = x.rank(), count = call.sizes("normalized_shape").size();
  if (count > rank || !isFloat(grad.element)) {
    call.refuse() << "expected floats of rank at least " << count;
    return;
  }
  auto trailing = llvm::to_vector(llvm::seq<int64_t>(rank - count, rank));
  auto spread = [&](StringRef name) {
    return call.broadcast(call.convert(call.tensor(name), grad.element),
                          x.dims());
  };
  Tensor rstd = spread("rstd");
  Tensor normal = (hasMean ? x - spread("mean") : x) * rstd;
  if (isWanted(call, 0)) {
    Tensor scaled = call.has("weight") ? grad * spread("weight") : grad;
    call.result(getInputGradient(call, scaled, normal, rstd, trailing, hasMean),
                0);
  }
  if (isWanted(call, 1))
    call.result(sumBut(call, grad * normal, trailing), 1);
  if (hasMean && isWanted(call, 2))
    call.result(sumBut(call, grad, trailing), 2);
}

static void lowerLayerNormBackward(Call &call) {
  lowerTrailingNorm(call, true);
}

static void lowerRmsNormBackward(Call &call) { lowerTrailingNorm(call, false); }

static void lowerGroupNormBackward(Call &call) {
  Tensor grad = call.widen(call.tensor("grad_out"));
  Tensor x = call.convert(call.tensor("input"), grad.element);
  int64_t groups = call.integer("group", 1);
  if (x.rank() < 2 || groups < 1 || !isFloat(grad.element)) {
    call.refuse() << "expected batches of channels, but got rank " << x.rank();
    return;
  }
  AffineExpr rest = x.dim(1).floorDiv(groups);
  for (AffineExpr size : llvm::drop_begin(x.dims(), 2))
    rest = rest * size;
  Dims grouped = {x.dim(0), call.c(groups), graph::simplify(rest)};
  auto statistic = [&](StringRef name) {
    Tensor t = call.convert(call.tensor(name), grad.element);
    return call.broadcast(
        call.reshape(t, {x.dim(0), call.c(groups), call.c(1)}), grouped);
  };
  Tensor rstd = statistic("rstd");
  Tensor normal = (call.reshape(x, grouped) - statistic("mean")) * rstd;
  if (isWanted(call, 0)) {
    Tensor scaled = grad;
    if (Tensor weight = call.optionalTensor("weight")) {
      weight = call.convert(weight, grad.element);
      for (int64_t i = 2; i < x.rank(); ++i)
        weight = call.unsqueeze(weight, weight.rank());
      scaled = grad * call.broadcast(weight, grad.dims());
    }
    Tensor gradient = getInputGradient(call, call.reshape(scaled, grouped),
                                       normal, rstd, {2}, true);
    call.result(call.reshape(gradient, x.dims()), 0);
  }
  if (isWanted(call, 1))
    call.result(sumBut(call, grad * call.reshape(normal, x.dims()), {1}), 1);
  if (isWanted(call, 2))
    call.result(sumBut(call, grad, {1}), 2);
}

static constexpr Overload kOverloads[] = {
    {"aten._fused_rms_norm_backward.default",
     "grad_out input normalized_shape rstd weight output_mask",
     lowerRmsNormBackward, "gradients of input and weight"},
    {"aten._log_softmax_backward_data.default",
     "grad_output output dim input_dtype", lowerSoftmaxBackward<true>,
     "gradient of log_softmax"},
    {"aten.native_group_norm_backward.default",
     "grad_out input mean rstd weight N C HxW group output_mask",
     lowerGroupNormBackward, "gradients of input, weight and bias"},
    {"aten.native_layer_norm_backward.default",
     "grad_out input normalized_shape mean rstd weight bias output_mask",
     lowerLayerNormBackward, "gradients of input, weight and bias"},
    {"aten._softmax_backward_data.default",
     "grad_output output dim input_dtype", lowerSoftmaxBackward<false>,
     "gradient of softmax"},
};

llvm::ArrayRef<Overload> captured::getNormalizationBackwardOverloads() {
  return kOverloads;
}
