//===- RelaxMath.cpp - Where a fast approximation is as good --------------===//

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILERELAXMATH
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// Whether every float that leaves `func` has 16 bits, and no float becomes a
/// decision that others see: an integer or a bool in memory, an address.
static bool storesOnlyNarrowFloats(FuncOp func) {
  bool found = false;
  WalkResult result = func.walk([&](Operation *op) {
    if (isa<arith::FPToSIOp, arith::FPToUIOp>(op))
      return WalkResult::interrupt();
    Value stored;
    if (auto store = dyn_cast<StoreOp>(op))
      stored = store.getValue();
    else if (auto scatter = dyn_cast<ScatterOp>(op))
      stored = scatter.getValue();
    else if (auto store = dyn_cast<sm90::StoreTileOp>(op))
      stored = store.getValue();
    if (!stored)
      return WalkResult::advance();
    found = true;
    return isa<BFloat16Type, Float16Type>(getElementTypeOrSelf(stored))
               ? WalkResult::advance()
               : WalkResult::interrupt();
  });
  return found && !result.wasInterrupted();
}

namespace {
struct RelaxMath : cutedsl::impl::TileRelaxMathBase<RelaxMath> {
  void runOnOperation() override {
    FuncOp func = getOperation();
    if (!storesOnlyNarrowFloats(func))
      return;
    func.walk([](arith::ArithFastMathInterface op) {
      if (!isa<math::ExpOp, math::Exp2Op, math::RsqrtOp, arith::DivFOp>(
              op.getOperation()) ||
          !getElementTypeOrSelf(op->getResult(0)).isF32())
        return;
      arith::FastMathFlagsAttr attr = op.getFastMathFlagsAttr();
      arith::FastMathFlags flags =
          attr ? attr.getValue() : arith::FastMathFlags::none;
      op->setAttr(op.getFastMathAttrName(),
                  arith::FastMathFlagsAttr::get(
                      op->getContext(), flags | arith::FastMathFlags::afn));
    });
  }
};
} // namespace
