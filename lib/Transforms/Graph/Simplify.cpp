//===- Simplify.cpp - Exact algebra ---------------------------------------===//
//
// Rewrites whose results are equal bit for bit for finite scores: neutral
// elements, comparisons that are decided by index algebra or ranges, products
// over one element, attention over one key.
//
//===----------------------------------------------------------------------===//

#include "Simplify.h"
#include "Values.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHSIMPLIFY
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

static void replaceWithBool(PatternRewriter &rewriter, Operation *op,
                            bool value) {
  rewriter.replaceOp(
      op, createSplat(rewriter, op->getLoc(), rewriter.getBoolAttr(value),
                      cast<RankedTensorType>(op->getResult(0).getType())));
}

namespace {

/// Lets an op fold with a constant that it sees through a broadcast: `x * 1`,
/// `select true`.
struct FoldWithSplat : RewritePattern {
  FoldWithSplat(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isPointwise(op) || isa<BitcastOp>(op))
      return failure();
    SmallVector<Attribute> constants;
    unsigned count = 0;
    for (Value operand : op->getOperands()) {
      TypedAttr splat = getSplat(operand);
      auto element = getElementTypeOrSelf(operand.getType());
      constants.push_back(
          splat ? DenseElementsAttr::get(RankedTensorType::get({}, element),
                                         Attribute(splat))
                : Attribute());
      count += bool(splat);
    }
    // All constant is for normalisation, which computes on one element.
    if (count == 0 || count == op->getNumOperands())
      return failure();
    SmallVector<OpFoldResult> results;
    if (failed(op->fold(constants, results)))
      return failure();
    // Operands were put in canonical order.
    if (results.empty()) {
      rewriter.modifyOpInPlace(op, [] {});
      return success();
    }
    if (auto value = dyn_cast<Value>(results[0])) {
      if (value == op->getResult(0) ||
          value.getType() != op->getResult(0).getType())
        return failure();
      rewriter.replaceOp(op, value);
      return success();
    }
    auto splat =
        dyn_cast_or_null<SplatElementsAttr>(cast<Attribute>(results[0]));
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    if (!splat || splat.getElementType() != type.getElementType())
      return failure();
    rewriter.replaceOp(
        op,
        createSplat(rewriter, op->getLoc(),
                    cast<TypedAttr>(splat.getSplatValue<Attribute>()), type));
    return success();
  }
};

/// Comparisons of integers that hold, or fail, for all indices.
struct DecideIntegers : OpRewritePattern<arith::CmpIOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::CmpIOp op,
                                PatternRewriter &rewriter) const override {
    if (!isa<RankedTensorType>(op.getType()))
      return failure();
    auto lhs = getIndexExpr(op.getLhs()), rhs = getIndexExpr(op.getRhs());
    if (!lhs || !rhs)
      return failure();
    Dims dims = getDims(op.getResult());
    auto isLess = [&](AffineExpr a, AffineExpr b) {
      return isNonNegative(b - a - 1, dims);
    };
    auto isAtMost = [&](AffineExpr a, AffineExpr b) {
      return isNonNegative(b - a, dims);
    };
    bool same = isEqual(simplifyInBounds(*lhs - *rhs, dims),
                        rewriter.getAffineConstantExpr(0));
    bool differ = isLess(*lhs, *rhs) || isLess(*rhs, *lhs);
    std::optional<bool> result;
    auto decide = [&](bool holds, bool fails) {
      if (holds || fails)
        result = holds;
    };
    switch (op.getPredicate()) {
    case arith::CmpIPredicate::eq:
      decide(same, differ);
      break;
    case arith::CmpIPredicate::ne:
      decide(differ, same);
      break;
    case arith::CmpIPredicate::slt:
      decide(isLess(*lhs, *rhs), isAtMost(*rhs, *lhs));
      break;
    case arith::CmpIPredicate::sle:
      decide(isAtMost(*lhs, *rhs), isLess(*rhs, *lhs));
      break;
    case arith::CmpIPredicate::sgt:
      decide(isLess(*rhs, *lhs), isAtMost(*lhs, *rhs));
      break;
    case arith::CmpIPredicate::sge:
      decide(isAtMost(*rhs, *lhs), isLess(*lhs, *rhs));
      break;
    default:
      break;
    }
    if (!result)
      return failure();
    replaceWithBool(rewriter, op, *result);
    return success();
  }
};

static bool compareNumbers(arith::CmpFPredicate pred, double a, double b) {
  return arith::applyCmpPredicate(pred, APFloat(a), APFloat(b));
}

/// Comparisons of floats with known ranges with a constant; those of a float
/// made of a condition are the condition.
struct DecideFloats : OpRewritePattern<arith::CmpFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::CmpFOp op,
                                PatternRewriter &rewriter) const override {
    if (!isa<RankedTensorType>(op.getType()))
      return failure();
    std::optional<FloatRange> lhs = getFloatRange(op.getLhs());
    if (!lhs)
      return failure();
    if (op.getLhs() == op.getRhs()) {
      replaceWithBool(rewriter, op, compareNumbers(op.getPredicate(), 0, 0));
      return success();
    }
    auto splat = dyn_cast_or_null<FloatAttr>(getSplat(op.getRhs()));
    if (!splat || splat.getValue().isNaN())
      return failure();
    double bound = splat.getValueAsDouble();
    bool low = compareNumbers(op.getPredicate(), lhs->low, bound);
    bool high = compareNumbers(op.getPredicate(), lhs->high, bound);
    // Order predicates are monotone; equality is decided only from outside.
    bool isOutside = bound < lhs->low || bound > lhs->high;
    bool isMonotone = op.getPredicate() != arith::CmpFPredicate::OEQ &&
                      op.getPredicate() != arith::CmpFPredicate::UEQ &&
                      op.getPredicate() != arith::CmpFPredicate::ONE &&
                      op.getPredicate() != arith::CmpFPredicate::UNE;
    if (low == high && (isMonotone || isOutside || lhs->low == lhs->high)) {
      replaceWithBool(rewriter, op, low);
      return success();
    }
    Value condition = getCondition(op.getLhs());
    if (!condition)
      return failure();
    bool ifFalse = compareNumbers(op.getPredicate(), 0, bound);
    bool ifTrue = compareNumbers(op.getPredicate(), 1, bound);
    if (ifFalse == ifTrue) {
      replaceWithBool(rewriter, op, ifTrue);
    } else if (ifTrue) {
      rewriter.replaceOp(op, condition);
    } else {
      Value one = createSplat(rewriter, op.getLoc(), rewriter.getBoolAttr(true),
                              cast<RankedTensorType>(op.getType()));
      rewriter.replaceOpWithNewOp<arith::XOrIOp>(op, condition, one);
    }
    return success();
  }
};

/// The predicate that holds exactly where `pred` does not.
static arith::CmpFPredicate negate(arith::CmpFPredicate pred) {
  using P = arith::CmpFPredicate;
  static constexpr std::pair<P, P> kPairs[] = {
      {P::OEQ, P::UNE}, {P::OGT, P::ULE},
      {P::OGE, P::ULT}, {P::OLT, P::UGE},
      {P::OLE, P::UGT}, {P::ONE, P::UEQ},
      {P::ORD, P::UNO}, {P::AlwaysFalse, P::AlwaysTrue}};
  for (auto [a, b] : kPairs) {
    if (pred == a)
      return b;
    if (pred == b)
      return a;
  }
  llvm_unreachable("every predicate has an opposite");
}

/// Comparisons of a choice between two constants with a constant: a mask that
/// is made as ones and zeros is the condition that it was made from.
struct CompareChoice : RewritePattern {
  CompareChoice(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isa<arith::CmpFOp, arith::CmpIOp>(op) ||
        !isa<RankedTensorType>(op->getResult(0).getType()))
      return failure();
    TypedAttr bound = getSplat(op->getOperand(1));
    // The choice, seen through a view.
    Value value = op->getOperand(0);
    auto view = value.getDefiningOp<ViewOp>();
    auto choice =
        (view ? view.getSource() : value).getDefiningOp<arith::SelectOp>();
    if (!bound || !choice)
      return failure();
    std::optional<bool> ifTrue = compare(op, choice.getTrueValue(), bound);
    std::optional<bool> ifFalse = compare(op, choice.getFalseValue(), bound);
    if (!ifTrue || !ifFalse)
      return failure();
    if (*ifTrue == *ifFalse) {
      replaceWithBool(rewriter, op, *ifTrue);
      return success();
    }
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    Value condition = choice.getCondition();
    if (view)
      condition = ViewOp::create(rewriter, op->getLoc(), type, condition,
                                 view.getMapAttr());
    if (*ifTrue) {
      rewriter.replaceOp(op, condition);
      return success();
    }
    Value one =
        createSplat(rewriter, op->getLoc(), rewriter.getBoolAttr(true), type);
    rewriter.replaceOpWithNewOp<arith::XOrIOp>(op, condition, one);
    return success();
  }

  /// `op` with the constant `value` as its left operand.
  static std::optional<bool> compare(Operation *op, Value value,
                                     TypedAttr bound) {
    TypedAttr splat = getSplat(value);
    if (!splat)
      return std::nullopt;
    if (auto cmp = dyn_cast<arith::CmpIOp>(op))
      return arith::applyCmpPredicate(cmp.getPredicate(),
                                      cast<IntegerAttr>(splat).getValue(),
                                      cast<IntegerAttr>(bound).getValue());
    return arith::applyCmpPredicate(cast<arith::CmpFOp>(op).getPredicate(),
                                    cast<FloatAttr>(splat).getValue(),
                                    cast<FloatAttr>(bound).getValue());
  }
};

/// not (x < y) is x >= y, or unordered if they are floats.
struct NegateComparison : OpRewritePattern<arith::XOrIOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::XOrIOp op,
                                PatternRewriter &rewriter) const override {
    auto one = dyn_cast_or_null<IntegerAttr>(getSplat(op.getRhs()));
    if (!one || !one.getType().isInteger(1) || one.getValue().isZero())
      return failure();
    if (auto compare = op.getLhs().getDefiningOp<arith::CmpFOp>()) {
      rewriter.replaceOpWithNewOp<arith::CmpFOp>(
          op, negate(compare.getPredicate()), compare.getLhs(),
          compare.getRhs());
      return success();
    }
    auto compare = op.getLhs().getDefiningOp<arith::CmpIOp>();
    if (!compare)
      return failure();
    rewriter.replaceOpWithNewOp<arith::CmpIOp>(
        op, arith::invertPredicate(compare.getPredicate()), compare.getLhs(),
        compare.getRhs());
    return success();
  }
};

/// x / c is x * (1 / c), bit for bit, where c is a power of two.
struct DivideByPowerOfTwo : OpRewritePattern<arith::DivFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<RankedTensorType>(op.getType());
    auto splat = dyn_cast_or_null<FloatAttr>(getSplat(op.getRhs()));
    if (!type || !splat || getSplat(op.getLhs()))
      return failure();
    APFloat inverse(splat.getValue().getSemantics(), 1);
    if (!splat.getValue().getExactInverse(&inverse))
      return failure();
    Value factor = createSplat(rewriter, op.getLoc(),
                               FloatAttr::get(splat.getType(), inverse), type);
    rewriter.replaceOpWithNewOp<arith::MulFOp>(op, op.getLhs(), factor);
    return success();
  }
};

/// A product summed over one element is a product.
struct ContractOverOne : OpRewritePattern<ContractOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ContractOp op,
                                PatternRewriter &rewriter) const override {
    Dims lhs = getDims(op.getLhs()), dims = getDims(op.getResult());
    if (lhs.back() != rewriter.getAffineConstantExpr(1))
      return failure();
    unsigned rank = dims.size();
    SmallVector<AffineExpr> left, right;
    for (unsigned i = 0; i < rank; ++i) {
      left.push_back(rewriter.getAffineDimExpr(i));
      right.push_back(rewriter.getAffineDimExpr(i));
    }
    left[rank - 1] = right[rank - 2] = rewriter.getAffineConstantExpr(0);
    auto spread = [&](Value value, ArrayRef<AffineExpr> exprs) -> Value {
      Type element = cast<RankedTensorType>(value.getType()).getElementType();
      Value view = ViewOp::create(
          rewriter, op.getLoc(), getTensorType(dims, element), value,
          AffineMapAttr::get(getMap(rank, exprs, op.getContext())));
      if (element != op.getType().getElementType())
        view = arith::ExtFOp::create(rewriter, op.getLoc(), op.getType(), view);
      return view;
    };
    Value a = spread(op.getLhs(), left), b = spread(op.getRhs(), right);
    if (isa<FloatType>(op.getType().getElementType()))
      rewriter.replaceOpWithNewOp<arith::MulFOp>(op, a, b);
    else
      rewriter.replaceOpWithNewOp<arith::MulIOp>(op, a, b);
    return success();
  }
};

/// The softmax over one key is 1, so that its query and key are not needed:
/// the result is the value. Holds where the score is finite; what the score
/// function adds must be shown to be.
struct AttentionOverOneKey : OpRewritePattern<AttentionOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AttentionOp op,
                                PatternRewriter &rewriter) const override {
    Dims key = getDims(op.getKey()), dims = getDims(op.getResult());
    unsigned rank = dims.size();
    if (key[rank - 2] != rewriter.getAffineConstantExpr(1) ||
        op.getScoresAsWeights())
      return failure();
    Block &body = op.getScore().front();
    Value score = cast<YieldOp>(body.getTerminator()).getValue();
    if (!keepsFinite(score, body.getArgument(0)))
      return rewriter.notifyMatchFailure(
          op, "a score may be infinite, so that the softmax is not 1");
    SmallVector<AffineExpr> exprs;
    for (unsigned i = 0; i < rank; ++i)
      exprs.push_back(rewriter.getAffineDimExpr(i));
    exprs[rank - 2] = rewriter.getAffineConstantExpr(0);
    Type element =
        cast<RankedTensorType>(op.getValue().getType()).getElementType();
    Value value = ViewOp::create(
        rewriter, op.getLoc(), getTensorType(dims, element), op.getValue(),
        AffineMapAttr::get(getMap(rank, exprs, op.getContext())));
    if (element != op.getType().getElementType())
      value = arith::ExtFOp::create(rewriter, op.getLoc(), op.getType(), value);
    rewriter.replaceOp(op, value);
    return success();
  }
};

struct Simplify : cutedsl::impl::GraphSimplifyBase<Simplify> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    patterns.add<FoldWithSplat, DecideIntegers, DecideFloats, NegateComparison,
                 CompareChoice, DivideByPowerOfTwo, ContractOverOne,
                 AttentionOverOneKey>(context);
    populateNarrowingPatterns(patterns);
    populateFloatIndexPatterns(patterns);
    ViewOp::getCanonicalizationPatterns(patterns, context);
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    if (failed(
            applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
