//===- DiagonalAttention.cpp - Attention of each row to itself ------------===//
//
// Where a mask leaves a row no key but its own (series of a batch that form no
// groups), the softmax is 1 there and 0 elsewhere, and query and key are not
// needed. Whether it does is computed: the values that the mask can have are
// found once with the key unlike the row and once with the key equal to it.
//
// A mask that adds the lowest float, as most models have, leaves a row whose
// own key is masked too the mean of all values.
//
//===----------------------------------------------------------------------===//

#include "Values.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/TypeSwitch.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHDIAGONALATTENTION
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

//===----------------------------------------------------------------------===//
// The values of a mask
//===----------------------------------------------------------------------===//

namespace {
/// All values that something may have; never NaN. Nothing means unknown.
using ValueSet = std::optional<SmallVector<double, 4>>;
/// The indices of a value as expressions over the scores' indices.
using Indices = std::optional<SmallVector<AffineExpr>>;

/// Finds the values of masks where the key's index equals the row's, or where
/// it does not.
class MaskValues {
public:
  MaskValues(unsigned rank, bool isOnDiagonal)
      : row(rank - 2), isOnDiagonal(isOnDiagonal) {}

  ValueSet get(Value value, const Indices &at, unsigned depth = 0) const;

private:
  ValueSet getCondition(Value value, const Indices &at, unsigned depth) const;
  ValueSet getComparison(arith::CmpIOp op, const Indices &at) const;
  ValueSet combine(Operation *op, const Indices &at, unsigned depth,
                   function_ref<double(ArrayRef<double>)> compute) const;

  unsigned row;
  bool isOnDiagonal;
};
} // namespace

static constexpr unsigned kMaxDepth = 32;
static constexpr size_t kMaxValues = 8;

static ValueSet makeSet(SmallVector<double, 4> values) {
  if (llvm::any_of(values, [](double value) { return std::isnan(value); }))
    return std::nullopt;
  llvm::sort(values);
  values.erase(llvm::unique(values), values.end());
  if (values.size() > kMaxValues)
    return std::nullopt;
  return values;
}

static Indices compose(AffineMap map, const Indices &at) {
  if (!at)
    return std::nullopt;
  SmallVector<AffineExpr> result;
  for (AffineExpr expr : map.getResults())
    result.push_back(expr.replaceDims(*at));
  return result;
}

/// `compute` of every combination of the operands' values.
ValueSet
MaskValues::combine(Operation *op, const Indices &at, unsigned depth,
                    function_ref<double(ArrayRef<double>)> compute) const {
  SmallVector<SmallVector<double, 3>> combinations = {{}};
  for (Value operand : op->getOperands()) {
    ValueSet values = get(operand, at, depth + 1);
    if (!values)
      return std::nullopt;
    SmallVector<SmallVector<double, 3>> longer;
    for (const SmallVector<double, 3> &combination : combinations)
      for (double value : *values) {
        longer.push_back(combination);
        longer.back().push_back(value);
      }
    combinations = std::move(longer);
  }
  auto type = dyn_cast<FloatType>(getElementTypeOrSelf(op->getResult(0)));
  SmallVector<double, 4> results;
  for (const SmallVector<double, 3> &combination : combinations) {
    double result = compute(combination);
    results.push_back(type ? roundTo(type, result) : result);
  }
  return makeSet(std::move(results));
}

/// Decides whether the key's index is the row's, both values or neither where
/// something else is compared.
ValueSet MaskValues::getComparison(arith::CmpIOp op, const Indices &at) const {
  ValueSet either = SmallVector<double, 4>{0, 1};
  bool isEqual = op.getPredicate() == arith::CmpIPredicate::eq;
  if (!at || (!isEqual && op.getPredicate() != arith::CmpIPredicate::ne))
    return either;
  auto lhs = getIndexExpr(op.getLhs()), rhs = getIndexExpr(op.getRhs());
  if (!lhs || !rhs)
    return either;
  MLIRContext *context = op.getContext();
  AffineExpr rowIndex = getAffineDimExpr(row, context),
             keyIndex = getAffineDimExpr(row + 1, context);
  AffineExpr difference = lhs->replaceDims(*at) - rhs->replaceDims(*at);
  auto isZero = [&](AffineExpr expr) {
    return simplify(expr, row + 2) == getAffineConstantExpr(0, context);
  };
  bool isDiagonal = isZero(difference - (rowIndex - keyIndex)) ||
                    isZero(difference - (keyIndex - rowIndex));
  if (!isDiagonal)
    return either;
  return SmallVector<double, 4>{double(isEqual == isOnDiagonal)};
}

ValueSet MaskValues::getCondition(Value value, const Indices &at,
                                  unsigned depth) const {
  ValueSet either = SmallVector<double, 4>{0, 1};
  Operation *op = value.getDefiningOp();
  if (!op)
    return either;
  return llvm::TypeSwitch<Operation *, ValueSet>(op)
      .Case([&](arith::CmpIOp op) { return getComparison(op, at); })
      .Case([&](ViewOp op) {
        return get(op.getSource(), compose(op.getMap(), at), depth + 1);
      })
      .Case([&](arith::AndIOp op) {
        return combine(op, at, depth, [](auto v) { return v[0] * v[1]; });
      })
      .Case([&](arith::OrIOp op) {
        return combine(op, at, depth,
                       [](auto v) { return std::max(v[0], v[1]); });
      })
      .Case([&](arith::XOrIOp op) {
        return combine(op, at, depth,
                       [](auto v) { return double(v[0] != v[1]); });
      })
      .Default([&](Operation *) { return either; });
}

ValueSet MaskValues::get(Value value, const Indices &at, unsigned depth) const {
  Type element = getElementTypeOrSelf(value.getType());
  if (depth == kMaxDepth)
    return std::nullopt;
  TypedAttr splat = getSplat(value);
  if (auto number = dyn_cast_or_null<FloatAttr>(splat))
    return makeSet({number.getValueAsDouble()});
  if (element.isInteger(1)) {
    if (auto flag = dyn_cast_or_null<IntegerAttr>(splat))
      return SmallVector<double, 4>{double(!flag.getValue().isZero())};
    return getCondition(value, at, depth);
  }
  Operation *op = value.getDefiningOp();
  if (!op || !isa<FloatType>(element))
    return std::nullopt;
  auto apply = [&](function_ref<double(ArrayRef<double>)> compute) {
    return combine(op, at, depth, compute);
  };
  return llvm::TypeSwitch<Operation *, ValueSet>(op)
      .Case([&](ViewOp op) {
        return get(op.getSource(), compose(op.getMap(), at), depth + 1);
      })
      .Case([&](ConcatOp op) {
        SmallVector<double, 4> all;
        for (Value input : op.getInputs()) {
          ValueSet values = get(input, std::nullopt, depth + 1);
          if (!values)
            return ValueSet();
          llvm::append_range(all, *values);
        }
        return makeSet(std::move(all));
      })
      .Case<arith::UIToFPOp>([&](auto op) -> ValueSet {
        // Numbers of other integers are not followed.
        if (!getElementTypeOrSelf(op.getIn().getType()).isInteger(1))
          return std::nullopt;
        return apply([](auto v) { return v[0]; });
      })
      .Case<arith::ExtFOp, arith::TruncFOp>(
          [&](auto) { return apply([](auto v) { return v[0]; }); })
      .Case([&](arith::NegFOp) { return apply([](auto v) { return -v[0]; }); })
      .Case([&](arith::AddFOp) {
        return apply([](auto v) { return v[0] + v[1]; });
      })
      .Case([&](arith::SubFOp) {
        return apply([](auto v) { return v[0] - v[1]; });
      })
      .Case([&](arith::MulFOp) {
        return apply([](auto v) { return v[0] * v[1]; });
      })
      .Case([&](arith::SelectOp) {
        return apply([](auto v) { return v[0] != 0 ? v[1] : v[2]; });
      })
      .Default([](Operation *) { return std::nullopt; });
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

/// What a mask must be below: scores under 2^76 vanish beside it, and so does
/// what they differ by in the softmax.
static double getLimit(Type score) {
  auto element = cast<FloatType>(getElementTypeOrSelf(score));
  return -std::ldexp(1.0, 76 + element.getFPMantissaWidth());
}

namespace {
/// What is added to the scores: a value from outside the attention's region
/// and where in it the indices of a score lie.
struct Mask {
  Value value;
  AffineMap map;
  /// What it holds off the diagonal.
  double masked = 0;
  /// Whether it may hold that on the diagonal.
  bool masksDiagonal = false;
};
} // namespace

static std::optional<Mask> findMask(AttentionOp op) {
  if (op.getScoresAsWeights())
    return std::nullopt;
  Block &body = op.getScore().front();
  Value score = body.getArgument(0);
  unsigned rank = getDims(score).size();
  double limit = getLimit(score.getType());
  auto sum = cast<YieldOp>(body.getTerminator())
                 .getValue()
                 .getDefiningOp<arith::AddFOp>();
  if (!sum)
    return std::nullopt;
  for (auto [scored, added] : {std::pair(sum.getLhs(), sum.getRhs()),
                               std::pair(sum.getRhs(), sum.getLhs())}) {
    if (!keepsFinite(scored, score))
      continue;
    Mask mask = {added,
                 AffineMap::getMultiDimIdentityMap(rank, op.getContext())};
    // Widening changes no value.
    for (Operation *def = added.getDefiningOp();
         def && def->getBlock() == &body; def = mask.value.getDefiningOp()) {
      if (auto view = dyn_cast<ViewOp>(def))
        mask.map = view.getMap().compose(mask.map);
      else if (!isa<arith::ExtFOp>(def))
        break;
      mask.value = def->getOperand(0);
    }
    if (mask.value.getParentBlock() == &body)
      continue;
    Indices at = SmallVector<AffineExpr>(mask.map.getResults());
    ValueSet others = MaskValues(rank, false).get(mask.value, at);
    ValueSet own = MaskValues(rank, true).get(mask.value, at);
    if (!others || !own || others->size() != 1 || others->front() > limit)
      continue;
    mask.masked = others->front();
    mask.masksDiagonal = llvm::is_contained(*own, mask.masked);
    bool isEither = llvm::all_of(*own, [&](double value) {
      return value == mask.masked ||
             (value > mask.masked / 2 && value < -limit);
    });
    // Minus infinity leaves a row that is masked as a whole no weights at all.
    if (isEither && !(mask.masksDiagonal && std::isinf(mask.masked)))
      return mask;
  }
  return std::nullopt;
}

/// The mean of all values, for every row of the result.
static Value createMean(OpBuilder &builder, Location loc, Value value,
                        ArrayRef<AffineExpr> dims) {
  MLIRContext *context = builder.getContext();
  unsigned rank = dims.size();
  AffineExpr count = getDims(value)[rank - 2];
  SmallVector<AffineExpr> kept(dims), exprs;
  kept.erase(kept.begin() + rank - 2);
  for (unsigned i = 0; i < rank; ++i)
    if (i != rank - 2)
      exprs.push_back(getAffineDimExpr(i, context));
  Type element = cast<RankedTensorType>(value.getType()).getElementType();
  RankedTensorType type = getTensorType(kept, element);
  Value sum = ReduceOp::create(builder, loc, type, ReductionKind::Sum, value,
                               ArrayRef<int64_t>{rank - 2});
  auto symbol = SymbolOp::create(
      builder, loc, RankedTensorType::get({}, builder.getI64Type()),
      getMap(0, {count}, context));
  Value number = arith::SIToFPOp::create(
      builder, loc, RankedTensorType::get({}, element), symbol);
  number =
      createView(builder, loc, number, getMap(kept.size(), {}, context), kept);
  Value mean = arith::DivFOp::create(builder, loc, sum, number);
  return createView(builder, loc, mean, getMap(rank, exprs, context), dims);
}

static void rewrite(AttentionOp op, const Mask &mask, IRRewriter &rewriter) {
  rewriter.setInsertionPoint(op);
  Location loc = op.getLoc();
  Dims dims = getDims(op.getResult());
  unsigned rank = dims.size();
  Value value = op.getValue();
  if (value.getType() != op.getType())
    value = arith::ExtFOp::create(rewriter, loc, op.getType(), value);
  if (!mask.masksDiagonal) {
    rewriter.replaceOp(op, value);
    return;
  }
  SmallVector<AffineExpr> diagonal;
  for (unsigned i = 0; i < rank - 1; ++i)
    diagonal.push_back(rewriter.getAffineDimExpr(i));
  diagonal.push_back(diagonal.back());
  SmallVector<AffineExpr> exprs;
  for (AffineExpr expr : mask.map.getResults())
    exprs.push_back(expr.replaceDims(diagonal));
  Value own = createView(rewriter, loc, mask.value,
                         getMap(rank, exprs, op.getContext()), dims);
  auto maskType = cast<RankedTensorType>(own.getType());
  Value limit = createSplat(
      rewriter, loc,
      rewriter.getFloatAttr(maskType.getElementType(), mask.masked / 2),
      maskType);
  Value isKept = arith::CmpFOp::create(rewriter, loc, arith::CmpFPredicate::OGT,
                                       own, limit);
  Value mean = createMean(rewriter, loc, value, dims);
  rewriter.replaceOpWithNewOp<arith::SelectOp>(op, isKept, value, mean);
}

namespace {
struct DiagonalAttention
    : cutedsl::impl::GraphDiagonalAttentionBase<DiagonalAttention> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<AttentionOp> attentions;
    getOperation().walk([&](AttentionOp op) { attentions.push_back(op); });
    for (AttentionOp op : attentions) {
      Dims scores = getDims(op.getScore().getArgument(0));
      unsigned rank = scores.size();
      if (scores[rank - 2] != scores[rank - 1])
        continue;
      std::optional<Mask> mask = findMask(op);
      if (!mask)
        continue;
      remark::passed(op.getLoc(), remark::RemarkOpts::name("attention")
                                      .category("graph-diagonal-attention"))
          << "each row attends to itself alone";
      rewrite(op, *mask, rewriter);
    }
  }
};
} // namespace
