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

static bool isProduct(Operation &op) { return isa<MmaOp, ReduceOp>(op); }

static bool multipliesByWarps(Block &block) {
  return llvm::any_of(block.getOps<MmaOp>(),
                      [](MmaOp mma) { return bool(mma.getWarp()); });
}

/// The first op of `block` that waits for one of its loads.
static Operation *findFirstUser(Block &block) {
  return &*llvm::find_if(block, [&](Operation &op) {
    return isProduct(op) || llvm::any_of(op.getOperands(), [&](Value operand) {
             auto load = operand.getDefiningOp<LoadOp>();
             return load && load->getBlock() == &block;
           });
  });
}

/// Moves `load` and what it needs before `first`, if it can.
static void moveBefore(LoadOp load, Operation *first) {
  std::optional<SmallVector<Operation *>> addresses = getAddresses(load, first);
  if (!addresses || load == first)
    return;
  for (Operation *address : *addresses)
    address->moveBefore(first);
  load->moveBefore(first);
}

/// The loads of `block`, before the first op that waits for one: those that
/// need not wait for the kernel before this one, then the others. A thread that
/// multiplies by itself has no registers for more than what comes after the
/// first product.
static void hoistLoads(FuncOp func, Block &block) {
  bool byWarps = multipliesByWarps(block);
  Operation *first =
      byWarps ? findFirstUser(block) : &*llvm::find_if(block, isProduct);
  SmallVector<LoadOp> constant, others;
  for (Operation &op : block) {
    auto load = dyn_cast<LoadOp>(op);
    if (load && (byWarps || first->isBeforeInBlock(load)))
      (func.isConstantBuffer(load.getPtr()) ? constant : others)
          .push_back(load);
    if (load || isMemoryEffectFree(&op))
      continue;
    // Nothing passes what may write.
    if (first->isBeforeInBlock(&op))
      break;
    constant.clear();
    others.clear();
  }
  for (LoadOp load : llvm::concat<LoadOp>(constant, others))
    moveBefore(load, first);
}

/// Whether `type` is of one row or column.
static bool isVector(Type type) {
  auto tile = dyn_cast<RankedTensorType>(type);
  return tile && llvm::count_if(tile.getShape(),
                                [](int64_t size) { return size != 1; }) <= 1;
}

/// What is computed from rows and columns, such as a mask of keys, before the
/// first product, where threads exchange its operands, too.
static void hoistVectors(Block &block) {
  if (!multipliesByWarps(block))
    return;
  auto first = llvm::find_if(block, isProduct);
  auto isMade = [&](Value operand) {
    Operation *op = operand.getDefiningOp();
    return !op || op->getBlock() != &block || op->isBeforeInBlock(&*first);
  };
  for (Operation &op : llvm::make_early_inc_range(
           llvm::make_range(std::next(first), block.end()))) {
    if (!isMemoryEffectFree(&op))
      return;
    if (op.getNumRegions() == 0 && op.getNumResults() == 1 &&
        isVector(op.getResult(0).getType()) && !isProduct(op) &&
        llvm::all_of(op.getOperands(), isMade))
      op.moveBefore(&*first);
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
    for (Block *block : blocks) {
      hoistLoads(func, *block);
      hoistVectors(*block);
    }
  }
};
} // namespace
