//===- VersionBounds.cpp - A copy of the program for whole tiles ----------===//
//
// Most tiles lie inside their buffers, yet every access of a tile program asks
// how much of it does. Where those extents are known before any loop, the
// program is cloned: one copy runs where all of them cover the tile, without a
// bound, the other where some do not.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEVERSIONBOUNDS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

using Bounds = llvm::SetVector<std::pair<Value, int64_t>>;

/// The dynamic extents of an access that are values of `entry`, with the sizes
/// that they have to cover.
template <typename OpT>
static void collect(OpT op, RankedTensorType type, Block *entry,
                    Bounds &bounds) {
  for (auto [extent, size] : llvm::zip(op.getMixedValid(), type.getShape()))
    if (auto value = dyn_cast<Value>(extent))
      if (value.getParentBlock() == entry)
        bounds.insert({value, size});
}

/// Replaces the extents in `bounds` by constants.
template <typename OpT>
static void makeWhole(OpT op, RankedTensorType type, const Bounds &bounds) {
  SmallVector<OpFoldResult> valid = op.getMixedValid();
  OpBuilder b(op);
  for (auto [extent, size] : llvm::zip(valid, type.getShape()))
    if (auto value = dyn_cast<Value>(extent))
      if (bounds.contains({value, size}))
        extent = b.getIndexAttr(size);
  SmallVector<Value> dynamic;
  SmallVector<int64_t> constant;
  dispatchIndexOpFoldResults(valid, dynamic, constant);
  op.getValidMutable().assign(dynamic);
  op.setStaticValid(constant);
}

static RankedTensorType getTile(LoadOp op) {
  return cast<RankedTensorType>(op.getType());
}
static RankedTensorType getTile(StoreOp op) {
  return cast<RankedTensorType>(op.getValue().getType());
}

/// The op after which the program is split: the last one that a bound or a
/// copy made once for many tiles needs.
static Operation *findSplit(Block &entry, const Bounds &bounds) {
  Operation *last = nullptr;
  for (Operation &op : entry) {
    bool defines = llvm::any_of(op.getResults(), [&](Value result) {
      return llvm::any_of(bounds,
                          [&](auto bound) { return bound.first == result; });
    });
    if (defines || op.hasAttr("tile.once"))
      last = &op;
  }
  return last;
}

namespace {
struct TileVersionBounds
    : cutedsl::impl::TileVersionBoundsBase<TileVersionBounds> {
  using TileVersionBoundsBase::TileVersionBoundsBase;

  void runOnOperation() override {
    FuncOp func = getOperation();
    Block &entry = func.getBody().front();
    bool hasProduct = func.walk([](MmaOp) { return WalkResult::interrupt(); })
                          .wasInterrupted();
    if (!hasProduct && onlyProducts)
      return;
    Bounds bounds;
    func.walk([&](Operation *op) {
      if (auto load = dyn_cast<LoadOp>(op))
        collect(load, getTile(load), &entry, bounds);
      else if (auto store = dyn_cast<StoreOp>(op))
        collect(store, getTile(store), &entry, bounds);
    });
    if (bounds.empty())
      return;
    Operation *split = findSplit(entry, bounds);
    OpBuilder b(func.getContext());
    if (split)
      b.setInsertionPointAfter(split);
    else
      b.setInsertionPointToStart(&entry);
    Location loc = func.getLoc();
    SmallVector<Operation *> rest;
    for (auto it = b.getInsertionPoint(); !isa<ReturnOp>(*it); ++it)
      rest.push_back(&*it);
    Value isWhole;
    for (auto [value, size] : bounds) {
      Value limit = arith::ConstantIndexOp::create(b, loc, size);
      Value covers = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge,
                                           value, limit);
      isWhole = isWhole ? Value(arith::AndIOp::create(b, loc, isWhole, covers))
                        : covers;
    }
    auto branch = scf::IfOp::create(b, loc, isWhole, /*withElseRegion=*/true);
    IRMapping mapping;
    b.setInsertionPointToStart(branch.elseBlock());
    for (Operation *op : rest)
      b.clone(*op, mapping);
    Operation *end = branch.thenBlock()->getTerminator();
    for (Operation *op : rest)
      op->moveBefore(end);
    branch.getThenRegion().walk([&](Operation *op) {
      if (auto load = dyn_cast<LoadOp>(op))
        makeWhole(load, getTile(load), bounds);
      else if (auto store = dyn_cast<StoreOp>(op))
        makeWhole(store, getTile(store), bounds);
    });
  }
};
} // namespace
