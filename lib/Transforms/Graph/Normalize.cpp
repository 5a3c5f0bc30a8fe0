//===- Normalize.cpp - One form for equal graphs --------------------------===//
//
// Rewrites that change no value, only how it is said: views are composed and
// simplified with known bounds, work on repeated elements is done before it is
// repeated, what only moves indices becomes a view. Afterwards equal
// computations look equal, which common subexpression elimination, the idioms
// and kernel sharing rely on.
//
//===----------------------------------------------------------------------===//

#include "Values.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHNORMALIZE
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

static ViewOp replaceWithView(PatternRewriter &rewriter, Operation *op,
                              Value source, ArrayRef<AffineExpr> exprs) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  Dims dims = getDims(type);
  AffineMap map =
      simplifyInBounds(getMap(dims.size(), exprs, rewriter.getContext()), dims);
  return rewriter.replaceOpWithNewOp<ViewOp>(op, type, source,
                                             AffineMapAttr::get(map));
}

namespace {

/// Uses the bounds of the result's indices to simplify a view's map.
struct SimplifyView : OpRewritePattern<ViewOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ViewOp op,
                                PatternRewriter &rewriter) const override {
    Dims dims = getDims(op.getResult());
    AffineMap map = simplifyInBounds(op.getMap(), dims);
    if (map == op.getMap())
      return failure();
    rewriter.modifyOpInPlace(op,
                             [&] { op.setMapAttr(AffineMapAttr::get(map)); });
    return success();
  }
};

/// A view of an iota that keeps its dimension is an iota.
struct ViewOfIota : OpRewritePattern<ViewOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ViewOp op,
                                PatternRewriter &rewriter) const override {
    auto iota = op.getSource().getDefiningOp<IotaOp>();
    if (!iota)
      return failure();
    AffineExpr expr = op.getMap().getResult(iota.getDim());
    if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
      rewriter.replaceOpWithNewOp<IotaOp>(op, op.getType(), dim.getPosition());
      return success();
    }
    auto constant = dyn_cast<AffineConstantExpr>(expr);
    if (!constant)
      return failure();
    rewriter.replaceOp(
        op, createSplat(rewriter, op.getLoc(),
                        rewriter.getI64IntegerAttr(constant.getValue()),
                        op.getType()));
    return success();
  }
};

/// A view that stays within one part of a concatenation reads that part.
struct ViewOfConcat : OpRewritePattern<ViewOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ViewOp op,
                                PatternRewriter &rewriter) const override {
    auto concat = op.getSource().getDefiningOp<ConcatOp>();
    if (!concat)
      return failure();
    std::optional<Place> part =
        getPart(concat, op.getMap(), getDims(op.getResult()));
    if (!part)
      return failure();
    replaceWithView(rewriter, op, part->value, part->map.getResults());
    return success();
  }
};

/// Parts of parts along the same dimension are parts; empty parts go.
struct FlattenConcat : OpRewritePattern<ConcatOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConcatOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<Value> parts;
    for (Value input : op.getInputs()) {
      auto inner = input.getDefiningOp<ConcatOp>();
      if (inner && inner.getDim() == op.getDim() && inner->hasOneUse())
        llvm::append_range(parts, inner.getInputs());
      else if (getDims(input)[op.getDim()] != rewriter.getAffineConstantExpr(0))
        parts.push_back(input);
    }
    if (parts.empty() || parts == SmallVector<Value>(op.getInputs()))
      return failure();
    if (parts.size() == 1 && parts[0].getType() == op.getType())
      rewriter.replaceOp(op, parts[0]);
    else
      rewriter.replaceOpWithNewOp<ConcatOp>(op, op.getType(), op.getDim(),
                                            parts);
    return success();
  }
};

/// Parts that all repeat one constant are that constant.
struct ConcatOfSplat : OpRewritePattern<ConcatOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConcatOp op,
                                PatternRewriter &rewriter) const override {
    TypedAttr splat = getSplat(op.getInputs()[0]);
    if (!splat || !llvm::all_of(op.getInputs(), [&](Value input) {
          return getSplat(input) == splat;
        }))
      return failure();
    rewriter.replaceOp(op,
                       createSplat(rewriter, op.getLoc(), splat, op.getType()));
    return success();
  }
};

/// Pointwise work on elements that a broadcast repeats is done before: all
/// operands are constants, or views through one map.
struct ComputeBeforeBroadcast : RewritePattern {
  ComputeBeforeBroadcast(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isPointwise(op) || isa<BitcastOp>(op) || op->getNumOperands() == 0)
      return failure();
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    Dims dims = getDims(type);
    ViewOp view;
    bool allSplat = true;
    for (Value operand : op->getOperands()) {
      if (getSplat(operand))
        continue;
      allSplat = false;
      auto other = operand.getDefiningOp<ViewOp>();
      if (!other || !isBroadcast(other.getMap(), dims))
        return failure();
      if (view && (view.getMap() != other.getMap() ||
                   getDims(view.getSource()) != getDims(other.getSource())))
        return failure();
      view = other;
    }
    if (allSplat && type.getRank() == 0)
      return failure();
    Dims small = allSplat ? Dims() : getDims(view.getSource());
    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      auto operandType = cast<RankedTensorType>(operand.getType());
      if (TypedAttr splat = getSplat(operand))
        operands.push_back(
            createSplat(rewriter, op->getLoc(), splat,
                        getTensorType(small, operandType.getElementType())));
      else
        operands.push_back(operand.getDefiningOp<ViewOp>().getSource());
    }
    OperationState state(op->getLoc(), op->getName(), operands,
                         getTensorType(small, type.getElementType()),
                         op->getAttrs());
    Operation *before = rewriter.create(state);
    AffineMap map = allSplat
                        ? AffineMap::get(type.getRank(), 0, op->getContext())
                        : view.getMap();
    rewriter.replaceOpWithNewOp<ViewOp>(op, type, before->getResult(0),
                                        AffineMapAttr::get(map));
    return success();
  }
};

/// A gather at indices that are known as expressions is a view.
struct GatherToView : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(GatherOp op,
                                PatternRewriter &rewriter) const override {
    Dims source = getDims(op.getSource()), dims = getDims(op.getResult());
    SmallVector<AffineExpr> exprs(op.getMap().getResults());
    for (auto [dim, index] : llvm::zip(op.getDims(), op.getIndices())) {
      std::optional<AffineExpr> expr = getIndexExpr(index);
      if (!expr)
        return failure();
      auto bounds = getBounds(*expr, dims);
      // An index that may be out of bounds must be reported when running.
      if (!bounds || !isNonNegative(bounds->first) ||
          !isNonNegative(source[dim] - 1 - bounds->second))
        return failure();
      exprs[dim] = *expr;
    }
    replaceWithView(rewriter, op, op.getSource(), exprs);
    return success();
  }
};

/// A reduction over dimensions of size 1 only drops them.
struct TrivialReduction : OpRewritePattern<ReduceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceOp op,
                                PatternRewriter &rewriter) const override {
    Dims source = getDims(op.getSource());
    AffineExpr one = rewriter.getAffineConstantExpr(1);
    for (int64_t dim : op.getDims())
      if (source[dim] != one)
        return failure();
    if (op.getKind() == ReductionKind::ArgMax ||
        op.getKind() == ReductionKind::ArgMin) {
      rewriter.replaceOp(op, createSplat(rewriter, op.getLoc(),
                                         rewriter.getI64IntegerAttr(0),
                                         op.getType()));
      return success();
    }
    SmallVector<AffineExpr> exprs;
    unsigned kept = 0;
    for (unsigned dim = 0; dim < source.size(); ++dim)
      exprs.push_back(llvm::is_contained(op.getDims(), int64_t(dim))
                          ? rewriter.getAffineConstantExpr(0)
                          : rewriter.getAffineDimExpr(kept++));
    replaceWithView(rewriter, op, op.getSource(), exprs);
    return success();
  }
};

struct Normalize : cutedsl::impl::GraphNormalizeBase<Normalize> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    patterns.add<SimplifyView, ViewOfIota, ViewOfConcat, FlattenConcat,
                 ConcatOfSplat, ComputeBeforeBroadcast, GatherToView,
                 TrivialReduction>(context);
    ViewOp::getCanonicalizationPatterns(patterns, context);
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    if (failed(
            applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
