//===- KeyBound.cpp - Keys that no row of a tile looks at -----------------===//
//
// Where the scores of an online softmax are chosen by a comparison of
// positions, as in causal attention, a block in which the comparison fails
// everywhere changes nothing that the loop carries: its largest score is minus
// infinity, its weights are zero, the old sum and output are kept. (A value
// that is not finite would become NaN times zero; keys that are not looked at
// do not count.)
//
//===----------------------------------------------------------------------===//

#include "OperandAnalysis.h"
#include "cutedsl/Transforms/AttentionLoop.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace cutedsl::tile;

//===----------------------------------------------------------------------===//
// The online softmax
//===----------------------------------------------------------------------===//

static Value strip(Value tile) {
  while (isa_and_present<BroadcastOp, ReshapeOp>(tile.getDefiningOp()))
    tile = tile.getDefiningOp()->getOperand(0);
  return tile;
}

static bool isInfinity(Value tile, bool negative) {
  return negative ? matchPattern(tile, m_NegInfFloat())
                  : matchPattern(tile, m_PosInfFloat());
}

/// The other operand of the commutative `OpT` that computes `value` and takes
/// `operand`, or null.
template <typename OpT> static Value getOther(Value value, Value operand) {
  auto op = value ? value.getDefiningOp<OpT>() : OpT();
  if (!op)
    return {};
  if (strip(op.getLhs()) == operand)
    return strip(op.getRhs());
  return strip(op.getRhs()) == operand ? strip(op.getLhs()) : Value();
}

/// What `value = exp(x - shift)` is of, or null.
static Value getExponent(Value value, Value &shift) {
  auto exp = value ? strip(value).getDefiningOp<math::ExpOp>() : math::ExpOp();
  auto difference =
      exp ? exp.getOperand().getDefiningOp<arith::SubFOp>() : arith::SubFOp();
  if (!difference)
    return {};
  shift = strip(difference.getRhs());
  return strip(difference.getLhs());
}

static Value getReduced(Value value, ReductionKind kind) {
  auto reduce = value ? value.getDefiningOp<ReduceOp>() : ReduceOp();
  return reduce && reduce.getKind() == kind ? reduce.getSource() : Value();
}

/// The scores, if the loop carries their running maximum, the sum of weights
/// and the weighted values, and nothing else; else null.
static Value findScores(const AttentionLoop &attention) {
  scf::ForOp loop = attention.loop;
  MmaOp output = attention.output;
  if (loop.getNumRegionIterArgs() != 3)
    return {};
  // Weights exp(scores - shift), rounded.
  Value weights = strip(output.getLhs()), shift, otherShift;
  if (auto round = weights.getDefiningOp<arith::TruncFOp>())
    weights = strip(round.getIn());
  Value scores = getExponent(weights, shift);
  // The old output times exp(old maximum - shift).
  Value alpha = getOther<arith::MulFOp>(
      output.getAcc(), loop.getRegionIterArg(attention.carried));
  Value oldMaximum = getExponent(alpha, otherShift);
  auto argument = dyn_cast_or_null<BlockArgument>(oldMaximum);
  if (!scores || shift != otherShift || !argument ||
      argument.getOwner() != loop.getBody() || argument.getArgNumber() == 0)
    return {};
  // shift is the new maximum, or 0 where that is minus infinity.
  unsigned maximum = argument.getArgNumber() - 1;
  Value newMaximum = loop.getYieldedValues()[maximum];
  auto choice = shift.getDefiningOp<arith::SelectOp>();
  auto isEmpty = choice ? choice.getCondition().getDefiningOp<arith::CmpFOp>()
                        : arith::CmpFOp();
  if (!isEmpty || isEmpty.getPredicate() != arith::CmpFPredicate::OEQ ||
      isEmpty.getLhs() != newMaximum ||
      !isInfinity(isEmpty.getRhs(), /*negative=*/true) ||
      !matchPattern(choice.getTrueValue(), m_AnyZeroFloat()) ||
      choice.getFalseValue() != newMaximum)
    return {};
  if (strip(getReduced(getOther<arith::MaximumFOp>(newMaximum, oldMaximum),
                       ReductionKind::Max)) != scores)
    return {};
  // The sum, scaled alike.
  unsigned sum = 3 - maximum - attention.carried;
  if (sum > 2 || sum == maximum || sum == attention.carried)
    return {};
  auto newSum = loop.getYieldedValues()[sum].getDefiningOp<arith::AddFOp>();
  if (!newSum)
    return {};
  for (auto [scaled, part] : {std::pair(newSum.getLhs(), newSum.getRhs()),
                              std::pair(newSum.getRhs(), newSum.getLhs())})
    if (getOther<arith::MulFOp>(scaled, loop.getRegionIterArg(sum)) == alpha &&
        getReduced(part, ReductionKind::Sum) &&
        strip(getReduced(part, ReductionKind::Sum)) == weights &&
        isInfinity(loop.getInitArgs()[maximum], /*negative=*/true) &&
        matchPattern(loop.getInitArgs()[sum], m_AnyZeroFloat()) &&
        matchPattern(loop.getInitArgs()[attention.carried], m_AnyZeroFloat()))
      return scores;
  return {};
}

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

namespace {
/// All elements lie within `base` + [low, high].
struct Positions {
  IndexSum base;
  int64_t low = 0, high = 0;

  void subtract(const Positions &other) {
    base.add(other.base, -1);
    low -= other.high;
    high -= other.low;
  }
};
} // namespace

static std::optional<Positions> getPositions(OperandAnalysis &analysis,
                                             Value tile) {
  Positions result;
  APInt constant;
  if (matchPattern(tile, m_ConstantInt(&constant))) {
    result.base = IndexSum(constant.getSExtValue());
    return result;
  }
  Operation *op = tile.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (auto iota = dyn_cast<IotaOp>(op)) {
    result.high = iota.getType().getDimSize(iota.getDim()) - 1;
    return result;
  }
  if (auto splat = dyn_cast<SplatOp>(op)) {
    std::optional<IndexSum> base = analysis.toSum(splat.getScalar());
    if (!base)
      return std::nullopt;
    result.base = *base;
    return result;
  }
  if (auto cast = dyn_cast<arith::IndexCastOp>(op)) {
    Type narrow = getElementTypeOrSelf(cast.getType());
    if (!narrow.isIndex() && !narrow.isInteger(64))
      return std::nullopt;
    return getPositions(analysis, cast.getIn());
  }
  if (isa<BroadcastOp, ReshapeOp>(op))
    return getPositions(analysis, op->getOperand(0));
  // One number in memory, such as the length of a sequence.
  if (auto load = dyn_cast<LoadOp>(op)) {
    if (load.getType().getNumElements() != 1 || load.getMask() ||
        !load.getMixedValid().empty() || load->getParentOfType<scf::ForOp>())
      return std::nullopt;
    result.base = IndexSum::atom(load.getResult());
    return result;
  }
  if (!isa<arith::AddIOp, arith::SubIOp>(op))
    return std::nullopt;
  std::optional<Positions> lhs = getPositions(analysis, op->getOperand(0));
  std::optional<Positions> rhs = getPositions(analysis, op->getOperand(1));
  if (!lhs || !rhs)
    return std::nullopt;
  if (isa<arith::AddIOp>(op)) {
    lhs->base.add(rhs->base, 1);
    lhs->low += rhs->low;
    lhs->high += rhs->high;
  } else {
    lhs->subtract(*rhs);
  }
  return lhs;
}

namespace {
/// A comparison with a key: `isUpper`, if it holds for small keys.
struct Condition {
  bool isUpper;
  /// With isUpper the first key of a block from which on no element of it
  /// holds, and from which on not all do; else the first key of a block from
  /// which on some may hold, and all do.
  KeyBound none, all;
};
} // namespace

static std::optional<Condition> getCondition(OperandAnalysis &analysis,
                                             scf::ForOp loop,
                                             arith::CmpIOp compare) {
  std::optional<Positions> lhs = getPositions(analysis, compare.getLhs());
  std::optional<Positions> rhs = getPositions(analysis, compare.getRhs());
  if (!lhs || !rhs)
    return std::nullopt;
  using Predicate = arith::CmpIPredicate;
  Predicate predicate = compare.getPredicate();
  // lhs <= rhs, or lhs < rhs.
  if (predicate == Predicate::sge || predicate == Predicate::sgt)
    std::swap(lhs, rhs);
  else if (predicate != Predicate::sle && predicate != Predicate::slt)
    return std::nullopt;
  bool isStrict = predicate == Predicate::slt || predicate == Predicate::sgt;
  lhs->subtract(*rhs);
  // An element holds where it, which is others + [low, high] and the key or
  // less the key, is at most 0, or below 0.
  Value key = loop.getInductionVar();
  int64_t sign = lhs->base.lookup(key);
  if (sign != 1 && sign != -1)
    return std::nullopt;
  Condition result;
  result.isUpper = sign == 1;
  for (const auto &[product, factor] : lhs->base.getTerms()) {
    if (product.size() > 1)
      return std::nullopt;
    if (!product.empty() && product.front() != key)
      result.none.terms.push_back({product.front(), -sign * factor});
  }
  result.all.terms = result.none.terms;
  auto getConstant = [&](int64_t extreme) {
    int64_t border = lhs->base.getConstant() + extreme;
    if (result.isUpper)
      return (isStrict ? 0 : 1) - border;
    return (isStrict ? 1 : 0) + border;
  };
  result.none.constant = getConstant(lhs->low);
  result.all.constant = getConstant(lhs->high);
  return result;
}

/// What must all hold for `condition` to do so.
static SmallVector<Value> getConjuncts(Value condition) {
  condition = strip(condition);
  auto both = condition.getDefiningOp<arith::AndIOp>();
  if (!both)
    return {condition};
  SmallVector<Value> all = getConjuncts(both.getLhs());
  llvm::append_range(all, getConjuncts(both.getRhs()));
  return all;
}

void cutedsl::tile::findKeyBounds(FuncOp func, AttentionLoop &attention) {
  std::string reason;
  OperandAnalysis analysis(func, attention.loop, reason);
  Value scores = findScores(attention);
  while (scores) {
    auto select = strip(scores).getDefiningOp<arith::SelectOp>();
    if (!select || !isInfinity(select.getFalseValue(), /*negative=*/true))
      return;
    ScoreMask mask = {select, {}, {}};
    bool isKnown = true;
    SmallVector<Value> conjuncts = getConjuncts(select.getCondition());
    for (Value conjunct : conjuncts) {
      auto compare = conjunct.getDefiningOp<arith::CmpIOp>();
      std::optional<Condition> found;
      if (compare && !llvm::is_contained(attention.tailConditions, compare))
        found = getCondition(analysis, attention.loop, compare);
      isKnown &= found.has_value();
      if (!found)
        continue;
      (found->isUpper ? attention.keyEnds : attention.keyBegins)
          .push_back(found->none);
      (found->isUpper ? mask.before : mask.from).push_back(found->all);
    }
    if (isKnown)
      attention.masks.push_back(std::move(mask));
    scores = select.getTrueValue();
  }
}
