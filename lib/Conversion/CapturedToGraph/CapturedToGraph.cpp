//===- CapturedToGraph.cpp - What each captured PyTorch call means --------===//

#include "cutedsl/Conversion/Passes.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTCAPTUREDTOGRAPH
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
struct ConvertCapturedToGraph
    : cutedsl::impl::ConvertCapturedToGraphBase<ConvertCapturedToGraph> {
  void runOnOperation() override {
    WalkResult result = getOperation().walk([&](CapturedOp op) {
      op.emitError("unsupported call of ") << op.getTarget();
      return WalkResult::interrupt();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
