//===- SelectMma.cpp - Which products the warps' tensor cores compute -----===//

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Passes.h"
#include "cutedsl/Transforms/TileAccess.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILESELECTMMA
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

static ArrayRef<int64_t> getShape(Value tile) {
  return cast<RankedTensorType>(tile.getType()).getShape();
}

static bool isSuitable(MmaOp mma, int64_t threads) {
  Type element = getElementTypeOrSelf(mma.getLhs());
  // Of two products in a row each could want another order of the columns.
  return threads >= kWarpSize && isa<BFloat16Type, Float16Type>(element) &&
         getShape(mma.getAcc())[0] % WarpMmaAttr::kRows == 0 &&
         getShape(mma.getAcc())[1] % WarpMmaAttr::kColumns == 0 &&
         getShape(mma.getLhs())[1] % WarpMmaAttr::kDepth == 0 &&
         !mma.getAcc().getDefiningOp<MmaOp>();
}

/// What `operand` is computed from, element by element: loads, and whether a
/// product is among it.
static void findSources(Value operand, SmallVectorImpl<LoadOp> &loads,
                        bool &hasProduct) {
  SmallVector<Value> worklist = {operand};
  llvm::SmallDenseSet<Value> seen;
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    Operation *op = value.getDefiningOp();
    if (!op || !seen.insert(value).second)
      continue;
    if (auto load = dyn_cast<LoadOp>(op))
      loads.push_back(load);
    else if (isa<MmaOp>(op))
      hasProduct = true;
    else if (isa<ReshapeOp, TransposeOp, BroadcastOp, SwapHalvesOp,
                 DuplicateInPairsOp>(op) ||
             OpTrait::hasElementwiseMappableTraits(op))
      llvm::append_range(worklist, op->getOperands());
  }
}

/// Whether most of what `operand` is made from lies side by side in memory
/// along the operand's dimension `dim`, as far as its loads keep both.
static bool isContiguous(Value operand, unsigned dim) {
  SmallVector<LoadOp> loads;
  bool hasProduct = false;
  findSources(operand, loads, hasProduct);
  int64_t along = 0, others = 0;
  for (LoadOp load : loads) {
    StridedAccess access = StridedAccess::get(load);
    // The operand's dimensions among those that are more than one element.
    SmallVector<int64_t> strides;
    for (auto [size, stride] : llvm::zip_equal(access.shape, access.strides))
      if (size > 1)
        strides.push_back(stride);
    if (strides.size() == 2)
      (strides[dim] == 1 ? along : others) += 1;
  }
  return along > others;
}

namespace {
struct SelectMma : cutedsl::impl::TileSelectMmaBase<SelectMma> {
  void runOnOperation() override {
    FuncOp func = getOperation();
    // Warps with roles have products of their own.
    if (sm90::getRoles(func))
      return;
    func.walk([&](MmaOp mma) {
      if (!isSuitable(mma, func.getThreads()))
        return;
      SmallVector<LoadOp> loads;
      bool hasProduct = false;
      for (Value operand : {mma.getLhs(), mma.getRhs()})
        findSources(operand, loads, hasProduct);
      bool blockedK = !hasProduct && isContiguous(mma.getLhs(), 1) &&
                      isContiguous(mma.getRhs(), 0);
      bool blockedN = isContiguous(mma.getRhs(), 1);
      mma.setWarpAttr(WarpMmaAttr::get(&getContext(), blockedK, blockedN));
    });
  }
};
} // namespace
