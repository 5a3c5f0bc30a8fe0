//===- FuseBackToBack.cpp - Two products in one kernel --------------------===//
//
// f(A B) C, two products with pointwise ops between them, such as both layers
// of an MLP, becomes a `graph.attention` whose scores are its weights. The
// values between the products then stay in registers. That asks for few columns
// of A and of C, as a CTA has whole rows of both; and for rows enough that each
// CTA goes through all of B and C. So both ways are modelled.
//
//===----------------------------------------------------------------------===//

#include "AttentionRaiser.h"
#include "CostModel.h"
#include "TensorCoreSchedule.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/FormatVariadic.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHFUSEBACKTOBACK
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// Hertz of the SM clock.
constexpr double kClock = 1.7e9;
/// What kernels took beside the models of their loops: 16384 x 256 -> 1024 ->
/// 256 with an exact GELU was 32.1 us in one, whose first product has both
/// operands in shared memory, and 43.5 us in two.
constexpr double kTogetherFactor = 1.4, kApartFactor = 1.5;

/// What `value` is computed from, pointwise and through views; no constants.
static SetVector<Value> getSources(Value value) {
  SetVector<Value> sources;
  SmallVector<Value> worklist = {value};
  DenseSet<Value> seen;
  while (!worklist.empty()) {
    Value current = worklist.pop_back_val();
    if (!seen.insert(current).second)
      continue;
    Operation *op = current.getDefiningOp();
    if (op && (isPointwise(op) || isa<ViewOp>(op)))
      llvm::append_range(worklist, op->getOperands());
    else if (!op || !op->hasTrait<OpTrait::ConstantLike>())
      sources.insert(current);
  }
  return sources;
}

/// Whether all that the kernel reads between the products is less than what the
/// first one gives.
static bool areSmall(const SetVector<Value> &sources, ContractOp first,
                     const SizeModel &sizes, std::string &reason) {
  for (Value source : sources)
    if (source != first.getResult() &&
        sizes.getNumElements(source) >=
            sizes.getNumElements(first.getResult())) {
      reason = "between them it reads as much as the first one gives";
      return false;
    }
  return true;
}

namespace {
struct FuseBackToBack : cutedsl::impl::GraphFuseBackToBackBase<FuseBackToBack> {
  using GraphFuseBackToBackBase::GraphFuseBackToBackBase;

  void runOnOperation() override {
    model = TargetModel::get(target, 0);
    if (!model.hasTensorPipelines)
      return;
    for (auto program : getOperation().getOps<ProgramOp>())
      fuse(program);
  }

private:
  void fuse(ProgramOp program) {
    auto options =
        getRemarkOptions(program, "back-to-back", "graph-fuse-back-to-back");
    SizeModel sizes(program);
    IRRewriter rewriter(&getContext());
    SmallVector<Refusal> refusals;
    SmallVector<ContractOp> products(program.getBody().getOps<ContractOp>());
    for (ContractOp product : products) {
      SetVector<Value> sources = getSources(product.getLhs());
      if (!suitsTensorCores(product) || llvm::none_of(sources, [](Value value) {
            return value.getDefiningOp<ContractOp>();
          }))
        continue;
      AttentionRaiser raiser(product);
      raiser.takeWeights();
      bool isPlanned = raiser.plan();
      std::string reason = raiser.reason;
      if (isPlanned && areSmall(sources, raiser.getFirst(), sizes, reason) &&
          isFaster(raiser.getFirst(), product, sizes, reason)) {
        remark::passed(product.getLoc(), options) << reason;
        raiser.rewrite(rewriter);
        continue;
      }
      reason = "not one kernel with the product before it: " + reason;
      remark::missed(product.getLoc(), options) << reason;
      // Most products that follow another are nothing like this one.
      if (isPlanned)
        refusals.push_back({product, reason});
    }
    addRefusals(program, refusals);
  }

  double getSeconds(ContractOp op, const SizeModel &sizes);
  bool isFaster(ContractOp first, ContractOp second, const SizeModel &sizes,
                std::string &reason);

  TargetModel model;
};
} // namespace

/// Of one product in a kernel of its own, with its results as the operands of
/// the next.
double FuseBackToBack::getSeconds(ContractOp op, const SizeModel &sizes) {
  Dims dims = getDims(op.getResult());
  ContractSizes known;
  known.batch = std::llround(sizes.getNumMatrices(op.getResult()));
  known.m = std::llround(sizes.getSize(dims[dims.size() - 2]));
  known.n = std::llround(sizes.getSize(dims.back()));
  known.k = std::llround(sizes.getSize(getDims(op.getLhs()).back()));
  known.isHinted = true;
  double elements = sizes.getNumElements(op.getResult());
  double bytes =
      sizes.getBytes(op.getLhs()) +
      elements * getElementBytes(getElementTypeOrSelf(op.getLhs().getType()));
  return std::max(*estimateCycles(known) / kClock,
                  bytes / model.bytesPerSecond);
}

bool FuseBackToBack::isFaster(ContractOp first, ContractOp second,
                              const SizeModel &sizes, std::string &reason) {
  Dims dims = getDims(second.getResult());
  AttentionSizes both;
  both.batch = std::llround(sizes.getNumMatrices(second.getResult()));
  both.rows = sizes.getHintedSize(dims[dims.size() - 2]);
  both.keys = sizes.getHintedSize(getDims(second.getLhs()).back());
  both.depth = sizes.getHintedSize(getDims(first.getLhs()).back());
  both.columns = sizes.getHintedSize(dims.back());
  both.hasBias = true;
  if (!suitsTensorCores(first) || both.rows == 0 || both.keys == 0) {
    reason = "its operands are not of 16 bits, or their sizes are not known";
    return false;
  }
  std::optional<double> cycles = estimateCycles(both);
  if (!cycles || isSmallAttention(both.rows, both.keys)) {
    reason = "whole rows of both products do not fit a CTA";
    return false;
  }
  double together = kTogetherFactor * *cycles / kClock;
  double apart =
      kApartFactor * (getSeconds(first, sizes) + getSeconds(second, sizes));
  reason = llvm::formatv("in one kernel {0:f2} us, in two {1:f2} us",
                         together * 1e6, apart * 1e6);
  return together < apart;
}
