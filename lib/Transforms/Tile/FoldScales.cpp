//===- FoldScales.cpp - Fewer operations from scores to weights -----------===//
//
// A softmax over scaled scores takes the largest of c x, then exp(c x - m). A
// positive factor commutes with a maximum, exactly, because rounding is
// monotonic: so the maximum is of x, and the factor goes into one multiply-add
// before a power of two.
//
// A factor of more than 1 must not overflow: masks are often the lowest float,
// and a row of nothing else has weights that are all equal. So only scores that
// are made of products are scaled, not what is read from memory.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEFOLDSCALES
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

static constexpr double kLog2E = 1.4426950408889634;

/// The f32 that all elements of `value` are, or none.
static std::optional<APFloat> getSplat(Value value) {
  DenseFPElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) || !elements.isSplat() ||
      !elements.getElementType().isF32())
    return std::nullopt;
  return elements.getSplatValue<APFloat>();
}

static Value createSplat(OpBuilder &builder, Location loc, Type type,
                         APFloat value) {
  auto tile = cast<RankedTensorType>(type);
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(tile, value));
}

/// The other factor of `value`, if one is a positive number, `scale`.
static Value getScaled(Value value, APFloat &scale) {
  auto product = value.getDefiningOp<arith::MulFOp>();
  if (!product)
    return {};
  for (auto [other, factor] : {std::pair(product.getLhs(), product.getRhs()),
                               std::pair(product.getRhs(), product.getLhs())})
    if (std::optional<APFloat> constant = getSplat(factor);
        constant && constant->isNormal() && !constant->isNegative()) {
      scale = *constant;
      return other;
    }
  return {};
}

/// Whether `value` times log2(e) is finite where `value` is: sums of products,
/// which PyTorch's own kernels scale, too, f16, and what selections leave.
static bool isModerate(Value value) {
  if (std::optional<APFloat> constant = getSplat(value))
    return abs(*constant) <= APFloat(1e30f) || constant->isInfinity();
  Operation *op = value.getDefiningOp();
  if (auto wide = dyn_cast_if_present<arith::ExtFOp>(op))
    return getElementTypeOrSelf(wide.getIn()).isF16();
  if (auto choice = dyn_cast_if_present<arith::SelectOp>(op))
    return isModerate(choice.getTrueValue()) &&
           isModerate(choice.getFalseValue());
  if (auto branch = dyn_cast_if_present<scf::IfOp>(op))
    return branch.getNumResults() == 1 && !branch.getElseRegion().empty() &&
           isModerate(branch.thenYield().getOperand(0)) &&
           isModerate(branch.elseYield().getOperand(0));
  if (isa_and_present<arith::AddFOp, arith::SubFOp, arith::MulFOp,
                      arith::NegFOp, math::FmaOp, BroadcastOp, ReshapeOp>(op))
    return llvm::all_of(op->getOperands(), isModerate);
  return isa_and_present<MmaOp, sm90::WgmmaWaitOp>(op);
}

namespace {
/// select(p, c x, 0 or an infinity) is c select(p, x, the same).
struct ScaleAfterSelect : OpRewritePattern<arith::SelectOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::SelectOp op,
                                PatternRewriter &rewriter) const override {
    APFloat scale(0.0f);
    Value source = getScaled(op.getTrueValue(), scale);
    std::optional<APFloat> other = getSplat(op.getFalseValue());
    if (!source || !other || !(other->isInfinity() || other->isZero()))
      return failure();
    Value selected = arith::SelectOp::create(
        rewriter, op.getLoc(), op.getCondition(), source, op.getFalseValue());
    rewriter.replaceOpWithNewOp<arith::MulFOp>(
        op, selected, createSplat(rewriter, op.getLoc(), op.getType(), scale));
    return success();
  }
};

/// A branch that leaves c x either way leaves x.
struct ScaleAfterBranch : OpRewritePattern<scf::IfOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(scf::IfOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getNumResults() != 1 || op.getElseRegion().empty() ||
        !isa<RankedTensorType>(op.getType(0)))
      return failure();
    APFloat scale(0.0f), otherScale(0.0f);
    Value then = getScaled(op.thenYield().getOperand(0), scale),
          otherwise = getScaled(op.elseYield().getOperand(0), otherScale);
    if (!then || !otherwise || scale != otherScale)
      return failure();
    for (auto [yield, value] : {std::pair(op.thenYield(), then),
                                std::pair(op.elseYield(), otherwise)})
      rewriter.modifyOpInPlace(yield, [value = value, yield = yield]() mutable {
        yield->setOperand(0, value);
      });
    rewriter.setInsertionPointAfter(op);
    Value result = op.getResult(0);
    auto scaled = arith::MulFOp::create(
        rewriter, op.getLoc(), result,
        createSplat(rewriter, op.getLoc(), result.getType(), scale));
    rewriter.replaceAllUsesExcept(result, scaled, scaled);
    return success();
  }
};

/// max(c x) is c max(x).
struct ScaleAfterMaximum : OpRewritePattern<ReduceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceOp op,
                                PatternRewriter &rewriter) const override {
    APFloat scale(0.0f);
    if (op.getKind() != ReductionKind::Max)
      return failure();
    Value source = getScaled(op.getSource(), scale);
    if (!source)
      return failure();
    Operation *reduced = rewriter.clone(*op);
    reduced->setOperand(0, source);
    rewriter.replaceOpWithNewOp<arith::MulFOp>(
        op, reduced->getResult(0),
        createSplat(rewriter, op.getLoc(), op.getType(), scale));
    return success();
  }
};

/// exp(c x - m), where it may be approximated, is 2^(c log2(e) x - m log2(e)).
struct ScaleInExponent : OpRewritePattern<math::ExpOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::ExpOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = dyn_cast<RankedTensorType>(op.getType());
    auto difference = op.getOperand().getDefiningOp<arith::SubFOp>();
    if (!type || !type.getElementType().isF32() || !difference ||
        !arith::bitEnumContainsAny(op.getFastmath(), arith::FastMathFlags::afn))
      return failure();
    APFloat scale(1.0f), log2E(float{kLog2E});
    Value source = getScaled(difference.getLhs(), scale);
    if (!source) {
      source = difference.getLhs();
      scale = APFloat(1.0f);
    }
    if (!isModerate(source))
      return failure();
    scale.multiply(log2E, APFloat::rmNearestTiesToEven);
    APFloat negative = log2E;
    negative.changeSign();
    // The subtrahend is often one for each row: it is scaled before it spreads.
    Value shift = difference.getRhs();
    auto broadcast = shift.getDefiningOp<BroadcastOp>();
    if (broadcast)
      shift = broadcast.getSource();
    shift = arith::MulFOp::create(
        rewriter, loc, shift,
        createSplat(rewriter, loc, shift.getType(), negative));
    if (broadcast)
      shift = BroadcastOp::create(rewriter, loc, type, shift);
    Value power = math::FmaOp::create(
        rewriter, loc, source, createSplat(rewriter, loc, type, scale), shift);
    rewriter.replaceOpWithNewOp<math::Exp2Op>(op, power, op.getFastmath());
    return success();
  }
};

struct FoldScales : cutedsl::impl::TileFoldScalesBase<FoldScales> {
  void runOnOperation() override {
    // Exponents last: by then factors are where they are taken from.
    RewritePatternSet moves(&getContext()), exponents(&getContext());
    moves.add<ScaleAfterBranch, ScaleAfterSelect, ScaleAfterMaximum>(
        &getContext());
    exponents.add<ScaleInExponent>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(moves))) ||
        failed(applyPatternsGreedily(getOperation(), std::move(exponents))))
      signalPassFailure();
  }
};
} // namespace
