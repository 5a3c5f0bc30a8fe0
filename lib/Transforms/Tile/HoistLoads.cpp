//===- HoistLoads.cpp - All operands at once ------------------------------===//

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEHOISTLOADS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// What `load` needs from `first` on, in order; none if that is more than
/// arithmetic on addresses.
static std::optional<SmallVector<Operation *>> getAddresses(LoadOp load,
                                                            Operation *first) {
  SetVector<Operation *> slice;
  BackwardSliceOptions options;
  options.filter = [&](Operation *op) {
    return op->getBlock() == first->getBlock() && !op->isBeforeInBlock(first);
  };
  if (failed(getBackwardSlice(load.getOperation(), &slice, options)))
    return std::nullopt;
  auto isAddress = [](Operation *op) {
    return op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
           !isa<MmaOp, ReduceOp>(op);
  };
  if (!llvm::all_of(slice, isAddress))
    return std::nullopt;
  return llvm::to_vector(slice);
}

/// The loads of `block`, before its first product or reduction.
static void hoistLoads(Block &block) {
  auto first = llvm::find_if(
      block, [](Operation &op) { return isa<MmaOp, ReduceOp>(op); });
  for (Operation &op : llvm::make_early_inc_range(
           llvm::make_range(std::next(first), block.end()))) {
    auto load = dyn_cast<LoadOp>(op);
    if (!load && !isMemoryEffectFree(&op))
      return;
    std::optional<SmallVector<Operation *>> addresses;
    if (load)
      addresses = getAddresses(load, &*first);
    if (!addresses)
      continue;
    for (Operation *address : *addresses)
      address->moveBefore(&*first);
    load->moveBefore(&*first);
  }
}

namespace {
struct HoistLoads : cutedsl::impl::TileHoistLoadsBase<HoistLoads> {
  void runOnOperation() override {
    FuncOp func = getOperation();
    if (sm90::getRoles(func))
      return;
    llvm::SetVector<Block *> blocks;
    func.walk([&](MmaOp op) { blocks.insert(op->getBlock()); });
    for (Block *block : blocks)
      hoistLoads(*block);
  }
};
} // namespace
