//===- SoftmaxMatcher.cpp - A softmax written in its parts ----------------===//

#include "SoftmaxMatcher.h"
#include "Values.h"
#include "cutedsl/Dialect/NarrowFloat.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
/// A value seen through views: `result[i] = value[map(i)]`, `i` an index of the
/// scores.
struct Located {
  Value value;
  AffineMap map;
};

/// The search for one softmax.
class Search {
public:
  explicit Search(const SoftmaxMatcher &matcher) : matcher(matcher) {}
  std::optional<Softmax> run(Value value);

private:
  Value skip(Value value) const { return matcher.skipRoundings(value); }
  template <typename OpTy> OpTy getOp(Value value) const {
    return skip(value).template getDefiningOp<OpTy>();
  }
  Located locate(Value value, AffineMap map) const;
  Located locate(Value value) const {
    return locate(value, AffineMap::getMultiDimIdentityMap(dims.size(),
                                                           value.getContext()));
  }
  std::optional<ReduceOp> getRowFold(Located row, ReductionKind kind) const;
  bool isFoldOfScores(Located row, ReductionKind kind) const;
  bool isMaximum(Located row) const;
  bool isSum(Located row, Value terms) const;
  bool isMasked(Located condition, bool negated) const;
  Value getUnmasked(arith::SelectOp select) const;
  bool matchQuotient(Value value);
  bool matchNumerator(Value terms);

  const SoftmaxMatcher &matcher;
  Dims dims;
  Value scores;
  std::optional<int64_t> dim;
  bool subtractsMaximum = false;
};
} // namespace

static bool isSplatOf(Value value, double number) {
  auto splat = dyn_cast_or_null<FloatAttr>(getSplat(value));
  return splat && splat.getValueAsDouble() == number;
}

static const double kInf = std::numeric_limits<double>::infinity();

Located Search::locate(Value value, AffineMap map) const {
  while (true) {
    value = skip(value);
    auto view = value.getDefiningOp<ViewOp>();
    if (!view)
      return {value, map};
    map = composeMaps(view.getMap(), map, dims);
    value = view.getSource();
  }
}

/// The reduction over `dim` of which `row` repeats each result along `dim`.
std::optional<ReduceOp> Search::getRowFold(Located row,
                                           ReductionKind kind) const {
  auto fold = row.value.getDefiningOp<ReduceOp>();
  if (!fold || fold.getKind() != kind || fold.getDims().size() != 1)
    return std::nullopt;
  int64_t over = fold.getDims()[0];
  if (getDims(fold.getSource()) != dims || (dim && *dim != over))
    return std::nullopt;
  SmallVector<AffineExpr> kept;
  for (int64_t i = 0, rank = dims.size(); i < rank; ++i)
    if (i != over)
      kept.push_back(getAffineDimExpr(i, fold.getContext()));
  AffineMap expected =
      simplifyInBounds(getMap(dims.size(), kept, fold.getContext()), dims);
  if (simplifyInBounds(row.map, dims) != expected)
    return std::nullopt;
  return fold;
}

bool Search::isFoldOfScores(Located row, ReductionKind kind) const {
  std::optional<ReduceOp> fold = getRowFold(row, kind);
  return fold && skip(fold->getSource()) == skip(scores);
}

/// max(s), or 0 where that is infinite: both leave rows of only minus
/// infinities NaN, and rows with an infinity too.
bool Search::isMaximum(Located row) const {
  if (isFoldOfScores(row, ReductionKind::Max))
    return true;
  auto select = row.value.getDefiningOp<arith::SelectOp>();
  if (!select || !isSplatOf(select.getTrueValue(), 0) ||
      !isFoldOfScores(locate(select.getFalseValue(), row.map),
                      ReductionKind::Max))
    return false;
  Located condition = locate(select.getCondition(), row.map);
  auto compare = condition.value.getDefiningOp<arith::CmpFOp>();
  if (!compare || compare.getPredicate() != arith::CmpFPredicate::OEQ)
    return false;
  Located compared = locate(compare.getLhs(), condition.map);
  if (auto abs = compared.value.getDefiningOp<math::AbsFOp>())
    return isSplatOf(compare.getRhs(), kInf) &&
           isFoldOfScores(locate(abs.getOperand(), compared.map),
                          ReductionKind::Max);
  return isSplatOf(compare.getRhs(), -kInf) &&
         isFoldOfScores(compared, ReductionKind::Max);
}

bool Search::isSum(Located row, Value terms) const {
  std::optional<ReduceOp> fold = getRowFold(row, ReductionKind::Sum);
  return fold && skip(fold->getSource()) == terms;
}

/// exp(s - max(s)), or exp(s); finds the scores.
bool Search::matchNumerator(Value terms) {
  auto exponential = terms.getDefiningOp<math::ExpOp>();
  if (!exponential)
    return false;
  if (auto shifted = getOp<arith::SubFOp>(exponential.getOperand())) {
    scores = shifted.getLhs();
    subtractsMaximum = isMaximum(locate(shifted.getRhs()));
  }
  if (!subtractsMaximum)
    scores = exponential.getOperand();
  return true;
}

/// e / sum(e), or e * (1 / sum(e)).
bool Search::matchQuotient(Value value) {
  // The sum says along which dimension; the maximum must agree.
  auto match = [&](Value terms, Located row) {
    terms = skip(terms);
    auto fold = row.value.getDefiningOp<ReduceOp>();
    if (!fold || fold.getDims().size() != 1 || !isSum(row, terms))
      return false;
    dim = fold.getDims()[0];
    return matchNumerator(terms);
  };
  if (auto quotient = value.getDefiningOp<arith::DivFOp>())
    return match(quotient.getLhs(), locate(quotient.getRhs()));
  auto product = value.getDefiningOp<arith::MulFOp>();
  if (!product)
    return false;
  for (unsigned side : {0, 1}) {
    Located factor = locate(product.getOperand(1 - side));
    auto inverse = factor.value.getDefiningOp<arith::DivFOp>();
    if (inverse && isSplatOf(inverse.getLhs(), 1) &&
        match(product.getOperand(side), locate(inverse.getRhs(), factor.map)))
      return true;
  }
  return false;
}

/// True when `condition` holds exactly in rows of only minus infinities;
/// `negated`: exactly in the others, where no score is NaN.
bool Search::isMasked(Located condition, bool negated) const {
  Value value = condition.value;
  if (auto flip = value.getDefiningOp<arith::XOrIOp>()) {
    auto one = dyn_cast_or_null<IntegerAttr>(getSplat(flip.getRhs()));
    return one && one.getValue().isOne() &&
           isMasked(locate(flip.getLhs(), condition.map), !negated);
  }
  using P = arith::CmpFPredicate;
  auto compares = [&](Value compared, P predicate) {
    auto op = compared.getDefiningOp<arith::CmpFOp>();
    return op && op.getPredicate() == predicate && isSplatOf(op.getRhs(), -kInf)
               ? op
               : arith::CmpFOp();
  };
  // Of the maximum.
  if (auto op = compares(value, negated ? P::UNE : P::OEQ))
    if (isFoldOfScores(locate(op.getLhs(), condition.map), ReductionKind::Max))
      return true;
  // Of each score.
  auto fold =
      getRowFold(condition, negated ? ReductionKind::Any : ReductionKind::All);
  if (!fold)
    return false;
  auto op = compares(fold->getSource(), negated ? P::UNE : P::OEQ);
  return op && skip(op.getLhs()) == skip(scores);
}

/// The branch of `select` that a softmax may be, the other being zero.
Value Search::getUnmasked(arith::SelectOp select) const {
  if (isSplatOf(select.getTrueValue(), 0))
    return select.getFalseValue();
  return isSplatOf(select.getFalseValue(), 0) ? select.getTrueValue() : Value();
}

std::optional<Softmax> Search::run(Value value) {
  value = skip(value);
  if (!isa<FloatType>(getElementTypeOrSelf(value.getType())))
    return std::nullopt;
  dims = getDims(value);
  auto select = value.getDefiningOp<arith::SelectOp>();
  Value weights = select ? getUnmasked(select) : value;
  if (!weights || !matchQuotient(skip(weights)))
    return std::nullopt;
  if (!select)
    return Softmax{scores, *dim, subtractsMaximum, MaskedRows::NaN};
  bool negated = weights == select.getTrueValue();
  if (!isMasked(locate(select.getCondition()), negated))
    return std::nullopt;
  return Softmax{scores, *dim, subtractsMaximum, MaskedRows::Zero};
}

/// True for a conversion between f32 and a narrower float, but not one of 8
/// bits: a program that quantises means it.
static bool isRounding(Operation *op) {
  if (!isa<arith::ExtFOp, arith::TruncFOp>(op))
    return false;
  Type a = getElementTypeOrSelf(op->getOperand(0).getType());
  Type b = getElementTypeOrSelf(op->getResult(0).getType());
  return !a.isF64() && !b.isF64() && !isFloat8(a) && !isFloat8(b);
}

Value SoftmaxMatcher::skipRoundings(Value value) const {
  while (Operation *op = dropsRoundings ? value.getDefiningOp() : nullptr) {
    if (!isRounding(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

std::optional<Softmax> SoftmaxMatcher::match(Value value) const {
  return Search(*this).run(value);
}
