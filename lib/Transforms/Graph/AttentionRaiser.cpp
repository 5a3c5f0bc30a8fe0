//===- AttentionRaiser.cpp - Attention from its two products --------------===//

#include "AttentionRaiser.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "cutedsl/Dialect/NarrowFloat.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// Heads beyond this do not stay on chip beside a tile of scores.
constexpr int64_t kMaxHeadSize = 256;

static bool isFunctionOf(ArrayRef<AffineExpr> exprs, unsigned position) {
  return llvm::any_of(
      exprs, [&](AffineExpr expr) { return expr.isFunctionOfDim(position); });
}

bool AttentionRaiser::findSoftmax(const SoftmaxMatcher &matcher,
                                  bool mayOverflow) {
  Value value = product.getLhs();
  Dims dims = getDims(value);
  weightsMap = AffineMap::getMultiDimIdentityMap(dims.size(), getContext());
  while (true) {
    value = matcher.skipRoundings(value);
    auto view = value.getDefiningOp<ViewOp>();
    if (!view)
      break;
    weightsMap = composeMaps(view.getMap(), weightsMap, dims);
    value = view.getSource();
  }
  weights = value;
  softmax = matcher.match(value);
  if (!softmax)
    return false;
  keyDim = softmax->dim;
  score = softmax->scores;
  this->mayOverflow = mayOverflow;
  return true;
}

void AttentionRaiser::takeWeights() {
  weights = product.getLhs();
  unsigned rank = getDims(weights).size();
  weightsMap = AffineMap::getMultiDimIdentityMap(rank, getContext());
  keyDim = rank - 1;
  score = weights;
}

/// True when an index along the weights' keys is the product's k, and nothing
/// else is.
static bool mapsKeys(AffineMap map, int64_t dim) {
  unsigned k = map.getNumDims() - 1;
  for (auto [index, expr] : llvm::enumerate(map.getResults()))
    if (int64_t(index) == dim ? expr != getAffineDimExpr(k, map.getContext())
                              : expr.isFunctionOfDim(k))
      return false;
  return true;
}

/// The weights' own space, if its rows are one to one with the product's: it
/// has the batch dimensions that the model wrote.
std::optional<ScoreSpace> AttentionRaiser::getWeightsSpace() {
  Dims dims = getDims(weights), from = getDims(product.getLhs());
  unsigned rank = dims.size();
  if (rank < 2 || keyDim != int64_t(rank) - 1 || !mapsKeys(weightsMap, keyDim))
    return std::nullopt;
  std::optional<AffineMap> inverse = invertMap(weightsMap, from, dims);
  if (!inverse)
    return std::nullopt;
  SmallVector<AffineExpr> rows(weightsMap.getResults().drop_back());
  return ScoreSpace{dims, AffineMap::getMultiDimIdentityMap(rank, getContext()),
                    simplifyInBounds(*inverse, dims), rows};
}

std::optional<ScoreSpace> AttentionRaiser::getProductSpace() {
  Dims dims = getDims(product.getLhs());
  if (!mapsKeys(weightsMap, keyDim))
    return std::nullopt;
  SmallVector<AffineExpr> rows;
  for (unsigned i = 0; i + 1 < dims.size(); ++i)
    rows.push_back(dim(i));
  return ScoreSpace{
      dims, weightsMap,
      AffineMap::getMultiDimIdentityMap(dims.size(), getContext()), rows};
}

/// The products that the scores are computed from, pointwise and through views.
/// False if an op on the way reads other scores than its own.
bool AttentionRaiser::collectProducts(Value value, AffineMap map) {
  SmallVector<std::pair<Value, AffineMap>> worklist = {{value, map}};
  DenseSet<std::pair<Value, AffineMap>> seen;
  while (!worklist.empty()) {
    auto [current, at] = worklist.pop_back_val();
    if (!seen.insert({current, at}).second)
      continue;
    Operation *op = current.getDefiningOp();
    if (!op)
      continue;
    if (auto contract = dyn_cast<ContractOp>(op)) {
      products.push_back({contract, at, false});
    } else if (auto view = dyn_cast<ViewOp>(op)) {
      worklist.push_back(
          {view.getSource(), composeMaps(view.getMap(), at, space.dims)});
    } else if (isPointwise(op)) {
      for (Value operand : llvm::reverse(op->getOperands()))
        worklist.push_back({operand, at});
    }
  }
  return !products.empty();
}

/// result[b, m, n] = sum_k lhs[b', m', k] rhs[b', k, n'] is a product of a
/// query, which may not depend on n, and a key, which may not depend on m.
bool AttentionRaiser::isUsable(ScoreProduct &candidate) const {
  SmallVector<AffineExpr> left(candidate.map.getResults()), right = left;
  left.pop_back();
  right.erase(right.end() - 2);
  for (bool swap : {false, true}) {
    unsigned m = swap ? space.n() : space.m(), n = swap ? space.m() : space.n();
    candidate.isTransposed = swap;
    if (!isFunctionOf(left, n) && !isFunctionOf(right, m))
      return true;
  }
  return false;
}

bool AttentionRaiser::dependsOnScores(Value value) {
  if (value == scores.op.getResult())
    return true;
  auto it = dependent.find(value);
  if (it != dependent.end())
    return it->second;
  Operation *op = value.getDefiningOp();
  bool result = op && llvm::any_of(getInputs(op), [&](Value input) {
                  return dependsOnScores(input);
                });
  return dependent[value] = result;
}

/// True when all that depends on the scores is pointwise, and reads them where
/// they are computed.
bool AttentionRaiser::isPulledIn(Value value, AffineMap map) {
  if (!dependsOnScores(value) || !checked.insert({value, map}).second)
    return true;
  if (value == scores.op.getResult())
    return map == scores.map;
  Operation *op = value.getDefiningOp();
  if (auto view = dyn_cast<ViewOp>(op))
    return isPulledIn(view.getSource(),
                      composeMaps(view.getMap(), map, space.dims));
  return isPointwise(op) && llvm::all_of(op->getOperands(), [&](Value operand) {
           return isPulledIn(operand, map);
         });
}

bool AttentionRaiser::planIn(const ScoreSpace &candidate) {
  space = candidate;
  SmallVector<AffineExpr> value(space.toProduct.getResults());
  value.erase(value.end() - 2);
  if (value.back() != dim(space.n()) || isFunctionOf(value, space.m())) {
    reason = "the values depend on the query";
    return false;
  }
  products.clear();
  if (!collectProducts(score, space.toWeights)) {
    reason = "the scores are not computed from a product";
    return false;
  }
  reason = "no product among the scores is one of a query, which is the same "
           "for all keys, and a key, which is the same for all queries";
  for (ScoreProduct &found : products) {
    if (!isUsable(found))
      continue;
    scores = found;
    dependent.clear();
    checked.clear();
    if (isPulledIn(score, space.toWeights))
      return true;
    reason = "a score depends on other scores before it is a weight";
  }
  return false;
}

bool AttentionRaiser::hasTypes() {
  Type element = product.getType().getElementType();
  // An attention has no way to keep the precision of their sums.
  Type query = scores.op.getLhs().getType().getElementType();
  if (isFloat8(query)) {
    llvm::raw_string_ostream(reason)
        << "expected queries and keys of at least 16 bits, but got " << query;
    return false;
  }
  for (Value value : {score, Value(scores.op.getResult())}) {
    Type other = getElementTypeOrSelf(value.getType());
    // The attention rounds its weights for the second product itself.
    bool isRounded =
        !softmax && other == getElementTypeOrSelf(product.getRhs());
    if (other == element || isRounded)
      continue;
    llvm::raw_string_ostream(reason)
        << "expected scores of type " << element << ", but got " << other;
    return false;
  }
  return true;
}

bool AttentionRaiser::hasHeadSizes() {
  for (AffineExpr size :
       {getDims(scores.op.getLhs()).back(), getDims(product.getRhs()).back()}) {
    auto constant = dyn_cast<AffineConstantExpr>(size);
    if (constant && constant.getValue() >= 1 &&
        constant.getValue() <= kMaxHeadSize)
      continue;
    reason = "expected head sizes of at most " + std::to_string(kMaxHeadSize) +
             ", but got " + toString(size);
    return false;
  }
  return true;
}

/// What depends on the first product must have no other use than the second:
/// attention leaves nothing else behind.
bool AttentionRaiser::hasOtherUses() {
  DenseSet<Operation *> members = {product};
  SmallVector<Value> worklist = {product.getLhs()};
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    if (!dependsOnScores(value) ||
        !members.insert(value.getDefiningOp()).second)
      continue;
    if (value != scores.op.getResult())
      llvm::append_range(worklist, getInputs(value.getDefiningOp()));
  }
  for (Operation *member : members) {
    if (member == product)
      continue;
    for (Operation *user : member->getUsers())
      if (!members.contains(user)) {
        reason = (member->getName().getStringRef() +
                  " between the two products is used elsewhere, too")
                     .str();
        return true;
      }
  }
  return false;
}

bool AttentionRaiser::plan() {
  if (softmax && !softmax->subtractsMaximum && !mayOverflow) {
    reason = "the softmax does not subtract its maximum, so that it overflows "
             "where an attention does not";
    return false;
  }
  std::optional<ScoreSpace> candidates[] = {getWeightsSpace(),
                                            getProductSpace()};
  reason = softmax ? "the softmax is not over the keys alone"
                   : "the left operand has other rows than the product";
  bool found = llvm::any_of(candidates, [&](auto &candidate) {
    return candidate && planIn(*candidate);
  });
  if (!found)
    return false;
  reason.clear();
  return hasTypes() && hasHeadSizes() && !hasOtherUses();
}

/// source[exprs] as a matrix [batch..., rows, columns] for each batch; `exprs`
/// are over the attention's dimensions, the last two being rows and columns.
Value AttentionRaiser::createMatrix(OpBuilder &builder, Value source,
                                    ArrayRef<AffineExpr> exprs, AffineExpr rows,
                                    AffineExpr columns) {
  Dims dims(ArrayRef<AffineExpr>(space.dims).drop_back(2));
  dims.push_back(rows);
  dims.push_back(columns);
  AffineMap map =
      simplifyInBounds(getMap(dims.size(), exprs, getContext()), dims);
  return createView(builder, product.getLoc(), source, map, dims);
}

/// The query [batch..., m, k] or the key [batch..., n, k] from the operand of
/// the first product that holds it.
Value AttentionRaiser::createOperand(OpBuilder &builder, bool isKey) {
  bool isLeft = isKey == scores.isTransposed;
  Value source = isLeft ? scores.op.getLhs() : scores.op.getRhs();
  SmallVector<AffineExpr> place;
  for (unsigned i = 0; i < space.dims.size(); ++i)
    place.push_back(dim(i));
  if (isKey)
    place[space.n()] = dim(space.m());
  SmallVector<AffineExpr> exprs;
  for (AffineExpr expr : scores.map.getResults())
    exprs.push_back(expr.replaceDims(place));
  exprs[exprs.size() - (isLeft ? 1 : 2)] = dim(space.n());
  return createMatrix(builder, source, exprs,
                      space.dims[isKey ? space.n() : space.m()],
                      getDims(scores.op.getLhs()).back());
}

/// The values [batch..., n, e] of the second product.
Value AttentionRaiser::createValues(OpBuilder &builder) {
  SmallVector<AffineExpr> exprs(space.toProduct.getResults().drop_back(2));
  exprs.push_back(dim(space.m()));
  exprs.push_back(dim(space.n()));
  return createMatrix(builder, product.getRhs(), exprs, space.dims[space.n()],
                      getDims(product.getRhs()).back());
}

/// `value` at `map` of the score space: cloned `inside` the region if it
/// depends on the first product, else a view of it from `outside`.
Value AttentionRaiser::pullBack(OpBuilder &outside, OpBuilder &inside,
                                Value value, AffineMap map) {
  Value &result = pulled[{value, map}];
  if (result)
    return result;
  if (!dependsOnScores(value)) {
    result = createView(outside, value.getLoc(), value, map, space.dims);
    return result;
  }
  Operation *op = value.getDefiningOp();
  if (auto view = dyn_cast<ViewOp>(op)) {
    Value source = pullBack(outside, inside, view.getSource(),
                            composeMaps(view.getMap(), map, space.dims));
    return pulled[{value, map}] = source;
  }
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(pullBack(outside, inside, operand, map));
  OperationState state(
      op->getLoc(), op->getName(), operands,
      getTensorType(space.dims, getElementTypeOrSelf(value.getType())),
      op->getAttrs());
  return pulled[{value, map}] = inside.create(state)->getResult(0);
}

void AttentionRaiser::rewrite(IRRewriter &rewriter) {
  rewriter.setInsertionPoint(product);
  Location loc = rewriter.getFusedLoc(
      {scores.op.getLoc(), weights.getLoc(), product.getLoc()});
  Value query = createOperand(rewriter, /*isKey=*/false);
  Value key = createOperand(rewriter, /*isKey=*/true);
  Value value = createValues(rewriter);
  Type element = product.getType().getElementType();
  AffineExpr width = getDims(value).back();
  Dims dims = space.dims;
  dims.back() = width;
  auto attention = AttentionOp::create(
      rewriter, loc, getTensorType(dims, element), query, key, value,
      softmax ? softmax->maskedRows : MaskedRows::NaN,
      /*scores_as_weights=*/!softmax);
  Block *body = new Block();
  attention.getScore().push_back(body);
  Value raw = body->addArgument(getTensorType(space.dims, element), loc);
  OpBuilder outside(attention), inside = OpBuilder::atBlockEnd(body);
  pulled[{scores.op.getResult(), scores.map}] = raw;
  Value seen = pullBack(outside, inside, score, space.toWeights);
  if (getElementTypeOrSelf(seen) != element)
    seen = arith::ExtFOp::create(inside, loc, raw.getType(), seen);
  YieldOp::create(inside, loc, seen);

  Dims results = getDims(product.getResult());
  SmallVector<AffineExpr> exprs = space.rowsOfProduct;
  exprs.push_back(dim(results.size() - 1));
  AffineMap map =
      simplifyInBounds(getMap(results.size(), exprs, getContext()), results);
  rewriter.setInsertionPointAfter(attention);
  rewriter.replaceOp(
      product, createView(rewriter, loc, attention.getResult(), map, results));
}
