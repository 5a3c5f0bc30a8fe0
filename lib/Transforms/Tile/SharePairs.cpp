//===- SharePairs.cpp - Compute once what both of a pair take -------------===//
//
// A rotation of neighbours (RoPE, Su et al., RoFormer, 2021, as complex
// numbers) takes, for each of a pair, both elements of what is computed before:
// f(first), f(second). Where f treats each element alike, that is computed for
// all elements once, and first and second are taken of it.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILESHAREPAIRS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// Whether all elements of `tile` along `dim` are the same.
static bool isUniform(Value tile, int64_t dim) {
  auto type = cast<RankedTensorType>(tile.getType());
  if (type.getDimSize(dim) == 1 || tile.getDefiningOp<SplatOp>())
    return true;
  DenseElementsAttr constant;
  if (matchPattern(tile, m_Constant(&constant)))
    return constant.isSplat();
  auto broadcast = tile.getDefiningOp<BroadcastOp>();
  return broadcast && isUniform(broadcast.getSource(), dim);
}

/// The first operand that takes one of each pair.
static DuplicateInPairsOp findPairs(Operation *op) {
  for (Value operand : op->getOperands())
    if (auto pairs = operand.getDefiningOp<DuplicateInPairsOp>())
      return pairs;
  return {};
}

/// What `operand` takes of each pair as `like` does, or what is the same for
/// both; null for anything else.
static Value getWhole(Value operand, DuplicateInPairsOp like) {
  if (auto pairs = operand.getDefiningOp<DuplicateInPairsOp>();
      pairs && pairs.getDim() == like.getDim() &&
      pairs.getMember() == like.getMember())
    return pairs.getSource();
  return isUniform(operand, like.getDim()) ? operand : Value();
}

namespace {
/// f(pairs(x)) is pairs(f(x)).
struct TakeAfterwards : RewritePattern {
  explicit TakeAfterwards(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (op->getNumResults() != 1 || !isMemoryEffectFree(op) ||
        !(OpTrait::hasElementwiseMappableTraits(op) || isa<BroadcastOp>(op)))
      return failure();
    auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    DuplicateInPairsOp pairs = findPairs(op);
    // Conditions are left where they are: they are cheap, and lanes of masks.
    if (!type || !pairs || type.getElementType().isInteger(1))
      return failure();
    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      operands.push_back(getWhole(operand, pairs));
      if (!operands.back())
        return failure();
    }
    OperationState state(op->getLoc(), op->getName(), operands, type,
                         op->getAttrs());
    rewriter.replaceOpWithNewOp<DuplicateInPairsOp>(
        op, rewriter.create(state)->getResult(0), pairs.getDimAttr(),
        pairs.getMemberAttr());
    return success();
  }
};

struct SharePairs : cutedsl::impl::TileSharePairsBase<SharePairs> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<TakeAfterwards>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
