//===- ActivationBackward.cpp - Gradients of pointwise functions ----------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

namespace {
/// The incoming gradient and what the forward left, wide and of one shape.
struct Saved {
  Tensor grad, saved;
};
} // namespace

static Saved getSaved(Call &call) {
  Tensor grad = call.tensor("grad_output"), saved = call.tensor("saved");
  Type common = call.promoteToFloat({grad, saved});
  if (isComplex(common)) {
    call.refuse() << "expected real elements, but got " << common;
    common = call.f32();
    return {call.constant(0, common, call.resultDims()),
            call.constant(0, common, call.resultDims())};
  }
  return {call.compute(grad, common), call.compute(saved, common)};
}

static void lowerGeluBackward(Call &call) {
  auto [g, x] = getSaved(call);
  if (call.string("approximate", "none") == "none") {
    constexpr double sqrtHalf = 0.70710678118654752440;
    constexpr double density = 0.39894228040143267794; // 1 / sqrt(2 pi)
    Tensor cdf = 0.5 * (1.0 + erf(x * sqrtHalf));
    Tensor pdf = exp(x * x * -0.5) * density;
    return call.result(g * (cdf + x * pdf));
  }
  constexpr double beta = 0.79788456080286535588, kappa = 0.044715;
  Tensor t = tanh(beta * (x + kappa * (x * x * x)));
  Tensor left = 0.5 * (1.0 + t);
  Tensor right = 0.5 * x * (1.0 - t * t) * (beta * (1.0 + 3 * kappa * (x * x)));
  call.result(g * (left + right));
}

static void lowerSiluBackward(Call &call) {
  auto [g, x] = getSaved(call);
  Tensor s = sigmoid(x);
  call.result(g * s * (1.0 + x * (1.0 - s)));
}

static void lowerSigmoidBackward(Call &call) {
  auto [g, y] = getSaved(call);
  call.result(g * (1.0 - y) * y);
}

static void lowerTanhBackward(Call &call) {
  auto [g, y] = getSaved(call);
  call.result(g * (1.0 - y * y));
}

static void lowerThresholdBackward(Call &call) {
  auto [g, x] = getSaved(call);
  call.result(select(compare(Compare::Le, x, call.number("threshold", 0)),
                     constantLike(0, g), g));
}

static void lowerLeakyReluBackward(Call &call) {
  auto [g, x] = getSaved(call);
  call.result(select(compare(Compare::Gt, x, 0.0), g,
                     g * call.number("negative_slope", 0.01)));
}

static void lowerHardtanhBackward(Call &call) {
  auto [g, x] = getSaved(call);
  Tensor outside = compare(Compare::Le, x, call.number("min_val", -1)) |
                   compare(Compare::Ge, x, call.number("max_val", 1));
  call.result(select(outside, constantLike(0, g), g));
}

static void lowerEluBackward(Call &call) {
  auto [g, x] = getSaved(call);
  double scale = call.number("scale", 1),
         inputScale = call.number("input_scale", 1),
         negative = call.number("alpha", 1) * scale;
  // From the result or from the operand, as `is_result` says.
  Tensor below = call.flag("is_result", false)
                     ? g * inputScale * (x + negative)
                     : g * (inputScale * negative) * exp(x * inputScale);
  call.result(select(compare(Compare::Le, x, 0.0), below, g * scale));
}

static void lowerSoftplusBackward(Call &call) {
  auto [g, x] = getSaved(call);
  Tensor scaled = x * call.number("beta", 1);
  Tensor z = exp(scaled);
  call.result(select(compare(Compare::Gt, scaled, call.number("threshold", 20)),
                     g, g * z / (z + 1.0)));
}

static void lowerHardswishBackward(Call &call) {
  auto [g, x] = getSaved(call);
  Tensor inner = select(compare(Compare::Lt, x, 3.0), g * (x / 3.0 + 0.5), g);
  call.result(select(compare(Compare::Le, x, -3.0), constantLike(0, g), inner));
}

static void lowerHardsigmoidBackward(Call &call) {
  auto [g, x] = getSaved(call);
  Tensor inside = compare(Compare::Gt, x, -3.0) & compare(Compare::Lt, x, 3.0);
  call.result(select(inside, g * (1.0 / 6.0), constantLike(0, g)));
}

/// Without dropping anything: what drops is left to PyTorch.
static void lowerDropout(Call &call) {
  if (call.flag("train", true) && call.number("p", 0) != 0) {
    call.refuse() << "random numbers are drawn by PyTorch, so that seeds agree";
    return;
  }
  call.result(call.tensor("input"), 0);
  call.result(call.constantInt(1, call.resultElement(1), call.resultDims(1)),
              1);
}

static void lowerDropoutBackward(Call &call) {
  Tensor grad = call.widen(call.tensor("grad_output"));
  Tensor mask = call.convert(call.tensor("mask"), grad.element);
  call.result(grad * call.broadcast(mask, grad.dims()) *
              call.number("scale", 1));
}

static constexpr Overload kOverloads[] = {
    {"aten.elu_backward.default",
     "grad_output alpha scale input_scale is_result saved/self_or_result",
     lowerEluBackward, "gradient of elu"},
    {"aten.gelu_backward.default", "grad_output saved/self approximate",
     lowerGeluBackward, "gradient of gelu"},
    {"aten.hardsigmoid_backward.default", "grad_output saved/self",
     lowerHardsigmoidBackward, "gradient of hardsigmoid"},
    {"aten.hardswish_backward.default", "grad_output saved/self",
     lowerHardswishBackward, "gradient of hardswish"},
    {"aten.hardtanh_backward.default", "grad_output saved/self min_val max_val",
     lowerHardtanhBackward, "gradient of hardtanh"},
    {"aten.leaky_relu_backward.default",
     "grad_output saved/self negative_slope self_is_result",
     lowerLeakyReluBackward, "gradient of leaky_relu"},
    {"aten.native_dropout.default", "input p train", lowerDropout,
     "dropout that drops nothing"},
    {"aten.native_dropout_backward.default", "grad_output mask scale",
     lowerDropoutBackward, "gradient of dropout"},
    {"aten.sigmoid_backward.default", "grad_output saved/output",
     lowerSigmoidBackward, "gradient of sigmoid"},
    {"aten.silu_backward.default", "grad_output saved/self", lowerSiluBackward,
     "gradient of silu"},
    {"aten.softplus_backward.default", "grad_output saved/self beta threshold",
     lowerSoftplusBackward, "gradient of softplus"},
    {"aten.tanh_backward.default", "grad_output saved/output",
     lowerTanhBackward, "gradient of tanh"},
    {"aten.threshold_backward.default", "grad_output saved/self threshold",
     lowerThresholdBackward, "gradient of relu and threshold"},
};

llvm::ArrayRef<Overload> captured::getActivationBackwardOverloads() {
  return kOverloads;
}
