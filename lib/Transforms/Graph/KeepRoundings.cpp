//===- KeepRoundings.cpp - Roundings that fusion must not drop ------------===//
//
// Between pointwise ops a fused kernel computes in f32 and drops the roundings
// of a bf16 model. Two kinds are part of what the model was trained with, and
// stay:
// - those of a row normalisation: a value computed pointwise from a reduction
//   (RMSNorm rounds before it multiplies by its weight, and after);
// - those of a table: a value that depends on no input (RoPE's sines).
//
//===----------------------------------------------------------------------===//

#include "GraphUtils.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHKEEPROUNDINGS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// True for a value that belongs to one of the two kinds.
static bool isKept(Value value, ProgramOp program) {
  bool dependsOnInput = false, dependsOnReduction = false;
  DenseSet<Value> seen;
  SmallVector<Value> worklist = {value};
  while (!worklist.empty()) {
    Value current = worklist.pop_back_val();
    if (!seen.insert(current).second)
      continue;
    Operation *op = current.getDefiningOp();
    if (!op) {
      auto argument = cast<BlockArgument>(current);
      auto kind = program.getArgAttrOfType<StringAttr>(argument.getArgNumber(),
                                                       "graph.kind");
      dependsOnInput |= !kind || kind.getValue() == "input";
    } else if (isa<ReduceOp>(op)) {
      dependsOnReduction = true;
    } else if (isAnchor(op)) {
      dependsOnInput = true;
    } else {
      llvm::append_range(worklist, op->getOperands());
    }
  }
  return dependsOnReduction || !dependsOnInput;
}

namespace {
struct KeepRoundings : cutedsl::impl::GraphKeepRoundingsBase<KeepRoundings> {
  void runOnOperation() override {
    for (auto program : getOperation().getOps<ProgramOp>())
      for (auto op : program.getBody().getOps<arith::TruncFOp>())
        if (isKept(op.getIn(), program))
          op->setAttr("graph.round", UnitAttr::get(&getContext()));
  }
};
} // namespace
