//===- Loss.cpp - Losses and their gradients ------------------------------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

/// PyTorch's Reduction enum.
enum LossReduction { None = 0, Mean = 1, Sum = 2 };

static void reduceLoss(Call &call, Tensor loss) {
  auto all = llvm::to_vector(llvm::seq<int64_t>(0, loss.rank()));
  switch (call.integer("reduction", Mean)) {
  case None:
    return call.result(loss);
  case Mean:
    return call.result(call.mean(loss, all, false));
  default:
    return call.result(call.reduce(ReductionKind::Sum, loss, all));
  }
}

static void lowerMseLoss(Call &call) {
  Tensor a = call.tensor("self"), b = call.tensor("target");
  Type common = call.promote({a, b});
  if (!isFloat(common)) {
    call.refuse() << "expected floats, but got " << common;
    return;
  }
  Dims dims = call.broadcastDims({a.dims(), b.dims()});
  auto operand = [&](Tensor t) {
    return call.broadcast(call.widen(call.convert(t, common)), dims);
  };
  Tensor difference = operand(a) - operand(b);
  reduceLoss(call, difference * difference);
}

namespace {
/// Rows of log probabilities, a class for each, and what each row weighs.
struct Classes {
  /// Class indices that are safe to read, broadcast nowhere.
  Tensor index;
  /// The class's weight, zero where the target is ignored.
  Tensor weight;
  Tensor isIgnored;
  int64_t dim;
};
} // namespace

/// The class dimension is the last of a vector or matrix, else the second.
static Classes getClasses(Call &call, Tensor self, Tensor target, Type type) {
  int64_t dim = self.rank() == 1 ? 0 : 1;
  Tensor index = call.indexTensor(target, self.dim(dim), false);
  Tensor isIgnored =
      compare(Compare::Eq, index, double(call.integer("ignore_index", -100)));
  index = select(isIgnored, constantLike(0, index), index);
  Tensor weight = call.constant(1, type, index.dims());
  if (Tensor table = call.optionalTensor("weight"))
    weight = call.convert(
        call.gather(table, index, {0}, {call.c(0)}, index.dims()), type);
  weight = select(isIgnored, constantLike(0, weight), weight);
  return {index, weight, isIgnored, dim};
}

/// Where `index` with its class dimension put back reads `self`.
static SmallVector<AffineExpr> getClassMap(Call &call, int64_t rank,
                                           int64_t dim) {
  SmallVector<AffineExpr> map;
  for (int64_t i = 0; i < rank; ++i)
    map.push_back(i == dim ? call.c(0) : call.d(i < dim ? i : i - 1));
  return map;
}

static void lowerNllLoss(Call &call) {
  Tensor self = call.widen(call.tensor("self"));
  if (!isFloat(self.element) || self.rank() == 0) {
    call.refuse() << "expected floats for classes, but got " << self.element;
    return;
  }
  Classes classes = getClasses(call, self, call.tensor("target"), self.element);
  Tensor chosen = call.gather(self, classes.index, {classes.dim},
                              getClassMap(call, self.rank(), classes.dim),
                              classes.index.dims());
  // A row that is ignored counts as zero, whatever it holds.
  Tensor zero = constantLike(0, chosen);
  Tensor loss = select(classes.isIgnored, zero, -(classes.weight * chosen));
  auto all = llvm::to_vector(llvm::seq<int64_t>(0, loss.rank()));
  Tensor total = call.reduce(ReductionKind::Sum, classes.weight, all);
  int64_t reduction = call.integer("reduction", Mean);
  if (reduction == None) {
    call.result(loss, 0);
    return call.result(call.constantInt(0, call.resultElement(1), {}), 1);
  }
  Tensor sum = call.reduce(ReductionKind::Sum, loss, all);
  call.result(reduction == Mean ? sum / total : sum, 0);
  call.result(total, 1);
}

static void lowerNllLossBackward(Call &call) {
  Tensor self = call.tensor("self");
  Tensor grad = call.widen(call.tensor("grad_output"));
  if (!isFloat(grad.element) || self.rank() == 0) {
    call.refuse() << "expected floats for classes, but got " << grad.element;
    return;
  }
  Classes classes = getClasses(call, self, call.tensor("target"), grad.element);
  grad = call.broadcast(grad, classes.index.dims());
  Tensor update = -(classes.weight * grad);
  if (call.integer("reduction", Mean) == Mean) {
    Tensor total = call.convert(call.tensor("total_weight"), grad.element);
    update = update / call.broadcast(total, update.dims());
  }
  update = select(classes.isIgnored, constantLike(0, update), update);
  Tensor zero = call.constant(0, update.element, self.dims());
  call.result(call.scatter(graph::ScatterKind::Add, zero, update, classes.index,
                           {classes.dim},
                           getClassMap(call, self.rank(), classes.dim)));
}

static constexpr Overload kOverloads[] = {
    {"aten.mse_loss.default", "self target reduction", lowerMseLoss,
     "squared differences"},
    {"aten.nll_loss2d_backward.default",
     "grad_output self target weight reduction ignore_index total_weight",
     lowerNllLossBackward, "gradient of nll_loss"},
    {"aten.nll_loss2d_forward.default",
     "self target weight reduction ignore_index", lowerNllLoss,
     "negative log likelihood and the total weight"},
    {"aten.nll_loss_backward.default",
     "grad_output self target weight reduction ignore_index total_weight",
     lowerNllLossBackward, "gradient of nll_loss"},
    {"aten.nll_loss_forward.default",
     "self target weight reduction ignore_index", lowerNllLoss,
     "negative log likelihood and the total weight"},
};

llvm::ArrayRef<Overload> captured::getLossOverloads() { return kOverloads; }
