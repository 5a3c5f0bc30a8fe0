//===- Selection.cpp - Choices, clamps and functions of three tensors -----===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

static Tensor getCondition(Call &call, StringRef name) {
  Tensor condition = call.convert(call.tensor(name), call.i1());
  return call.broadcast(condition, call.resultDims());
}

static void lowerWhere(Call &call) {
  Tensor a = call.tensor("self"), b = call.tensor("other");
  Type common = call.promote({a, b});
  // Nothing is computed: narrow floats stay narrow.
  auto choice = [&](Tensor x) {
    return call.broadcast(call.convert(x, common), call.resultDims());
  };
  call.result(select(getCondition(call, "condition"), choice(a), choice(b)));
}

static void lowerMaskedFill(Call &call) {
  Tensor self = call.tensor("self");
  Tensor value = call.convert(call.tensor("value"), self.element);
  Dims dims = call.resultDims();
  call.result(select(getCondition(call, "mask"), call.broadcast(value, dims),
                     call.broadcast(self, dims)));
}

static void lowerClamp(Call &call) {
  Tensor x = call.tensor("self"), low = call.optionalTensor("min"),
         high = call.optionalTensor("max");
  SmallVector<Tensor> operands = {x};
  for (Tensor bound : {low, high})
    if (bound)
      operands.push_back(bound);
  Type common = call.promote(operands);
  if (isComplex(common)) {
    call.refuse() << "expected real numbers, but got " << common;
    return;
  }
  Tensor result = call.compute(x, common);
  if (low)
    result = maximum(result, call.compute(low, common));
  if (high)
    result = minimum(result, call.compute(high, common));
  call.result(result);
}

/// From the nearer end, as PyTorch does.
static void lowerLerp(Call &call) {
  Tensor a = call.tensor("self"), b = call.tensor("end"),
         w = call.tensor("weight");
  Type common = call.promote({a, b});
  if (!isFloat(common)) {
    call.refuse() << "expected floats, but got " << common;
    return;
  }
  a = call.compute(a, common);
  b = call.compute(b, common);
  w = call.compute(w, common, ScalarRounding::None);
  Tensor isNearStart = compare(Compare::Lt, absf(w), 0.5);
  call.result(select(isNearStart, a + w * (b - a), b - (b - a) * (1.0 - w)));
}

template <bool isQuotient> static void lowerAddcOp(Call &call) {
  Tensor self = call.tensor("self"), a = call.tensor("tensor1"),
         b = call.tensor("tensor2");
  Type common = call.promote({self, a, b});
  if (isComplex(common) || isBool(common) || (isQuotient && !isFloat(common))) {
    call.refuse() << "expected " << (isQuotient ? "floats" : "real numbers")
                  << ", but got " << common;
    return;
  }
  self = call.compute(self, common);
  a = call.compute(a, common);
  b = call.compute(b, common);
  if (isFloat(common)) {
    double value = call.number("value", 1);
    Tensor scaled = value == 1 ? a : a * value;
    return call.result(self + (isQuotient ? scaled / b : scaled * b));
  }
  int64_t value = call.integer("value", 1);
  call.result(self + a * b * call.constantInt(value, common, a.dims()));
}

static constexpr Overload kOverloads[] = {
    {"aten.addcdiv.default", "self tensor1 tensor2 value", lowerAddcOp<true>,
     "self + value tensor1 / tensor2"},
    {"aten.addcmul.default", "self tensor1 tensor2 value", lowerAddcOp<false>,
     "self + value tensor1 tensor2"},
    {"aten.clamp.default", "self min max", lowerClamp,
     "clamped to bounds, either of which may be None"},
    {"aten.clamp.Tensor", "self min max", lowerClamp,
     "clamped to bounds, either of which may be None"},
    {"aten.clamp_max.default", "self max", lowerClamp, "clamped from above"},
    {"aten.clamp_max.Tensor", "self max", lowerClamp, "clamped from above"},
    {"aten.clamp_min.default", "self min", lowerClamp, "clamped from below"},
    {"aten.clamp_min.Tensor", "self min", lowerClamp, "clamped from below"},
    {"aten.lerp.Scalar", "self end weight", lowerLerp, "linear interpolation"},
    {"aten.lerp.Tensor", "self end weight", lowerLerp, "linear interpolation"},
    {"aten.masked_fill.Scalar", "self mask value", lowerMaskedFill,
     "value where mask"},
    {"aten.masked_fill.Tensor", "self mask value", lowerMaskedFill,
     "value where mask"},
    {"aten.where.Scalar", "condition self other", lowerWhere,
     "self where condition, else other"},
    {"aten.where.ScalarOther", "condition self other", lowerWhere,
     "self where condition, else other"},
    {"aten.where.ScalarSelf", "condition self other", lowerWhere,
     "self where condition, else other"},
    {"aten.where.self", "condition self other", lowerWhere,
     "self where condition, else other"},
};

llvm::ArrayRef<Overload> captured::getSelectionOverloads() {
  return kOverloads;
}
