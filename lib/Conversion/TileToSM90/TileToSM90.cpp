//===- TileToSM90.cpp - Warp-specialised, persistent kernels --------------===//

#include "Attention.h"
#include "MainloopKernel.h"
#include "OneStepLoop.h"
#include "RowKernel.h"
#include "cutedsl/Conversion/Passes.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTTILETOSM90
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using tile::Mainloop;

/// Every CTA of a cluster must have a share of k.
static LogicalResult checkSplits(tile::FuncOp func, const Mainloop &mainloop,
                                 int64_t splits) {
  auto k = dyn_cast<AffineConstantExpr>(mainloop.k);
  int64_t steps = k ? llvm::divideCeil(k.getValue(), mainloop.stepK) : 0;
  if (splits == 1 ||
      (splits > 1 && splits <= sm90::kMaxClusterCtas &&
       (splits - 1) * int64_t(llvm::divideCeil(steps, splits)) < steps))
    return success();
  return func.emitOpError("expected ")
         << steps << " steps known when compiling to be shared by 1 to "
         << sm90::kMaxClusterCtas << " CTAs, but got " << splits;
}

namespace {
struct ConvertTileToSM90
    : cutedsl::impl::ConvertTileToSM90Base<ConvertTileToSM90> {
  void runOnOperation() override {
    SmallVector<tile::FuncOp> funcs;
    for (auto func : getOperation().getOps<tile::FuncOp>())
      if (func->hasAttr("pipeline_stages"))
        funcs.push_back(func);
    for (tile::FuncOp func : funcs)
      if (failed(convert(func)))
        return signalPassFailure();
  }

  LogicalResult convert(tile::FuncOp func) {
    int64_t stages =
        func->getAttrOfType<IntegerAttr>("pipeline_stages").getInt();
    restoreOneStepLoop(func);
    std::string reason, otherReason, rowReason;
    FailureOr<Mainloop> mainloop = tile::findMainloop(func, reason);
    if (succeeded(mainloop) &&
        succeeded(tile::checkTensorCores(*mainloop, reason))) {
      auto attr = func->getAttrOfType<IntegerAttr>("pipeline_splits");
      int64_t splits = attr ? attr.getInt() : 1;
      if (failed(checkSplits(func, *mainloop, splits)))
        return failure();
      MainloopKernel(func, *mainloop, stages, splits).run();
      return success();
    }
    FailureOr<tile::AttentionLoop> attention =
        tile::findAttentionLoop(func, otherReason);
    if (succeeded(attention) &&
        succeeded(tile::checkTensorCores(*attention, otherReason)))
      return convertAttention(func, *attention, stages);
    FailureOr<tile::RowPasses> rows =
        tile::findRowPasses(func, sm90::kRowSharedBytes, rowReason);
    if (succeeded(rows)) {
      RowKernel(func, *rows, stages).run();
      return success();
    }
    return func.emitOpError("expected a mainloop for tensor cores, but ")
           << reason << "; or attention, but " << otherReason
           << "; or passes over rows, but " << rowReason;
  }
};
} // namespace
