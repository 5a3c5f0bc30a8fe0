//===- SinkValues.cpp - Compute where it is used --------------------------===//

#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseSet.h"

namespace cutedsl {
#define GEN_PASS_DEF_SM90SINKVALUES
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;

static bool isValue(Operation *op) {
  return op->getNumRegions() == 0 && op->getNumResults() != 0 &&
         !op->hasTrait<OpTrait::IsTerminator>() && isMemoryEffectFree(op);
}

namespace {
/// One block: ops with effects stay in order, and before each come the values
/// that it needs and that nothing before it did.
class Sinking {
public:
  explicit Sinking(Block &block) : block(block) {}

  void run() {
    SmallVector<Operation *> order;
    for (Operation &op : block)
      order.push_back(&op);
    for (Operation *op : order)
      if (!isValue(op)) {
        // What its regions use counts as its own.
        op->walk([&](Operation *inner) { sinkOperands(inner, op); });
      }
    // Nobody needs the others, and their operands may now come after them.
    for (Operation *op : llvm::reverse(order))
      if (isValue(op) && !placed.contains(op))
        op->erase();
  }

private:
  /// Places what `user` needs before `anchor`, operands first.
  void sinkOperands(Operation *user, Operation *anchor) {
    for (Value operand : user->getOperands()) {
      Operation *op = operand.getDefiningOp();
      if (!op || op->getBlock() != &block || !isValue(op) ||
          !placed.insert(op).second)
        continue;
      sinkOperands(op, anchor);
      op->moveBefore(anchor);
    }
  }

  Block &block;
  DenseSet<Operation *> placed;
};

struct SinkValues : cutedsl::impl::SM90SinkValuesBase<SinkValues> {
  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (!func->hasAttr("tile.roles"))
      return markAllAnalysesPreserved();
    func.walk([](Block *block) { Sinking(*block).run(); });
  }
};
} // namespace
