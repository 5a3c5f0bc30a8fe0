//===- PackWeights.cpp - Frozen matrices in the order they are read -------===//
//
// The CPU's product reads its right operand in panels of as many columns as a
// tile has, one row of a panel after the other. A matrix that is frozen is
// stored so once: as a tensor of panels, of which the product reads a view. The
// columns missing in the last panel are zeros.
//
//===----------------------------------------------------------------------===//

#include "CostModel.h"
#include "Values.h"
#include "cutedsl/Transforms/Passes.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHPACKWEIGHTS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// The panels of `matrix`, k by n.
static Value createPanels(OpBuilder &builder, Location loc, Value matrix,
                          int64_t width) {
  auto type = cast<RankedTensorType>(matrix.getType());
  MLIRContext *context = builder.getContext();
  int64_t k = type.getDimSize(0), n = type.getDimSize(1);
  int64_t panels = llvm::divideCeil(n, width);
  if (int64_t missing = panels * width - n) {
    Type element = type.getElementType();
    Value zeros =
        createSplat(builder, loc, cast<TypedAttr>(builder.getZeroAttr(element)),
                    RankedTensorType::get({k, missing}, element));
    matrix = ConcatOp::create(
        builder, loc, RankedTensorType::get({k, panels * width}, element), 1,
        ValueRange{matrix, zeros});
  }
  AffineExpr panel, row, column;
  bindDims(context, panel, row, column);
  auto stored = ViewOp::create(
      builder, loc,
      RankedTensorType::get({panels, k, width}, type.getElementType()), matrix,
      AffineMapAttr::get(
          AffineMap::get(3, 0, {row, panel * width + column}, context)));
  stored->setAttr("graph.store", builder.getUnitAttr());
  return stored;
}

namespace {
struct PackWeights : cutedsl::impl::GraphPackWeightsBase<PackWeights> {
  using GraphPackWeightsBase::GraphPackWeightsBase;

  void runOnOperation() override {
    TargetModel model = TargetModel::get(target, 0);
    // A GPU's loads want no panels.
    if (model.isGpu)
      return;
    for (auto program : getOperation().getOps<ProgramOp>()) {
      FrozenValues frozen(program);
      DenseMap<Value, Value> packed;
      for (auto op : program.getBody().getOps<ContractOp>()) {
        Value matrix = op.getRhs();
        if (op.getType().getRank() != 2 || !frozen.contains(matrix))
          continue;
        pack(op, matrix, packed[matrix], model.tileN);
      }
    }
  }

  static void pack(ContractOp op, Value matrix, Value &panels, int64_t width) {
    OpBuilder builder(op);
    if (!panels) {
      if (Operation *def = matrix.getDefiningOp())
        builder.setInsertionPointAfter(def);
      else
        builder.setInsertionPointToStart(op->getBlock());
      panels = createPanels(builder, op.getLoc(), matrix, width);
    }
    builder.setInsertionPoint(op);
    AffineExpr row, column;
    bindDims(op.getContext(), row, column);
    op.getRhsMutable().assign(ViewOp::create(
        builder, op.getLoc(), cast<RankedTensorType>(matrix.getType()), panels,
        AffineMapAttr::get(
            AffineMap::get(2, 0, {column.floorDiv(width), row, column % width},
                           op.getContext()))));
  }
};
} // namespace
