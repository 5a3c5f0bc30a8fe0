//===- Reassociate.cpp - Algebra that changes rounding --------------------===//
//
// Products only: each rewrite replaces one correctly rounded operation by
// others, so a result moves by a few units in its last place. Sums are left
// alone, where terms may cancel.
//
//===----------------------------------------------------------------------===//

#include "Values.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHREASSOCIATE
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// A factor that loses nothing: neither infinite nor so small that it has few
/// digits.
static bool isGoodFactor(const APFloat &value) { return value.isNormal(); }

namespace {

/// x / c is x * (1 / c).
struct DivideByConstant : OpRewritePattern<arith::DivFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<RankedTensorType>(op.getType());
    auto divisor = dyn_cast_or_null<FloatAttr>(getSplat(op.getRhs()));
    if (!type || !divisor || !isGoodFactor(divisor.getValue()))
      return failure();
    APFloat factor(divisor.getValue().getSemantics(), 1);
    factor.divide(divisor.getValue(), APFloat::rmNearestTiesToEven);
    if (!isGoodFactor(factor))
      return failure();
    Value splat =
        createSplat(rewriter, op.getLoc(),
                    FloatAttr::get(type.getElementType(), factor), type);
    rewriter.replaceOpWithNewOp<arith::MulFOp>(op, op.getLhs(), splat);
    return success();
  }
};

/// x / y, where y is one value for several of x, is x * (1 / y): one division
/// for all of them.
struct DivideByBroadcast : OpRewritePattern<arith::DivFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    auto view = op.getRhs().getDefiningOp<ViewOp>();
    if (!view || getSplat(op.getRhs()) || getSplat(op.getLhs()) ||
        !isBroadcast(view.getMap(), getDims(op.getResult())))
      return failure();
    auto type = cast<RankedTensorType>(view.getSource().getType());
    Value one = createSplat(rewriter, op.getLoc(),
                            FloatAttr::get(type.getElementType(), 1.0), type);
    Value inverse =
        arith::DivFOp::create(rewriter, op.getLoc(), one, view.getSource());
    Value spread = ViewOp::create(rewriter, op.getLoc(), op.getType(), inverse,
                                  view.getMapAttr());
    rewriter.replaceOpWithNewOp<arith::MulFOp>(op, op.getLhs(), spread);
    return success();
  }
};

/// (x * a) * b is x * (a * b).
struct MultiplyConstants : OpRewritePattern<arith::MulFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::MulFOp op,
                                PatternRewriter &rewriter) const override {
    auto inner = op.getLhs().getDefiningOp<arith::MulFOp>();
    auto outer = dyn_cast_or_null<FloatAttr>(getSplat(op.getRhs()));
    if (!inner || !outer || !inner->hasOneUse())
      return failure();
    auto type = cast<RankedTensorType>(op.getType());
    auto factor = dyn_cast_or_null<FloatAttr>(getSplat(inner.getRhs()));
    if (!factor)
      return failure();
    APFloat product = factor.getValue();
    product.multiply(outer.getValue(), APFloat::rmNearestTiesToEven);
    if (!isGoodFactor(factor.getValue()) || !isGoodFactor(outer.getValue()) ||
        !isGoodFactor(product))
      return failure();
    Value splat =
        createSplat(rewriter, op.getLoc(),
                    FloatAttr::get(type.getElementType(), product), type);
    rewriter.replaceOpWithNewOp<arith::MulFOp>(op, inner.getLhs(), splat);
    return success();
  }
};

struct Reassociate : cutedsl::impl::GraphReassociateBase<Reassociate> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<DivideByConstant, DivideByBroadcast, MultiplyConstants>(
        &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
