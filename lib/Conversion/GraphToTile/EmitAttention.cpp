//===- EmitAttention.cpp - Attention, with and without a softmax ----------===//
//
// The domain orders its dimensions batch, m, d, n, e, so a matrix tile's rows
// come before its columns and a rank-2 view of it moves nothing. The loop runs
// over blocks of n, the keys. It carries the weighted values, and with a
// softmax the maximum and the sum of each row so far (Milakov and Gimelshein,
// Online normalizer calculation for softmax, 2018).
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// One attention at one tile of its rows.
struct Emitter::AttentionTile {
  AttentionOp op;
  Mask mask;
  /// [batch..., m] of the tile.
  Indices rows;
  AffineExpr m, n, d, e;
  /// Dimensions of the domain: the keys, and what the first product sums over.
  unsigned keyDim, depthDim;
  int64_t tileM, tileN, tileD, tileE;
  Type element;
  Attribute zero, lowest;
  /// Of one number for each row.
  Shape rowShape;
  /// No block of keys comes before: nothing is to be scaled.
  bool isFirst;

  /// [batch..., m or n, last].
  Indices at(AffineExpr row, AffineExpr last) const {
    Indices indices(rows);
    indices.back() = row;
    indices.push_back(last);
    return indices;
  }
  Shape getScoreShape() const {
    Shape shape(rowShape);
    shape[keyDim] = tileN;
    return shape;
  }
};

/// What the region yields for the block of keys that the loop is at.
Value Emitter::emitScores(const AttentionTile &t) {
  unsigned inner = scopes.size() - 1;
  AttentionOp op = t.op;
  Value q = emitMatrix(op.getQuery(), t.at(t.m, t.d), t.mask, t.depthDim,
                       t.tileM, t.tileD, t.m, t.d);
  Value k = q ? emitMatrix(op.getKey(), t.at(t.n, t.d), t.mask, t.depthDim,
                           t.tileD, t.tileN, t.d, t.n)
              : Value();
  if (!k)
    return {};
  setInsertion(inner);
  Value raw = tile::MmaOp::create(builder, loc, q, k,
                                  splat(t.zero, {t.tileM, t.tileN}));
  Indices score = t.at(t.m, t.n);
  unsigned depth = std::max(getDepth(score), t.mask.depth);
  Block &region = op.getScore().front();
  // Other tiles of scores are known under the same indices only here.
  bind(region.getArgument(0), score, t.mask, depth,
       reshape(raw, t.getScoreShape()));
  Value yielded = cast<YieldOp>(region.getTerminator()).getValue();
  return emit(yielded, score, t.mask);
}

/// The values of the block of keys that the loop is at.
Value Emitter::emitValues(const AttentionTile &t) {
  AttentionOp op = t.op;
  return emitMatrix(op.getValue(), t.at(t.n, t.e), t.mask, t.keyDim, t.tileN,
                    t.tileE, t.n, t.e);
}

/// `acc` and the weights times the values.
Value Emitter::addWeighted(const AttentionTile &t, Value weights, Value v,
                           Value acc) {
  weights = reshape(weights, {t.tileM, t.tileN});
  Type valueElement = getElementTypeOrSelf(v);
  if (valueElement != t.element) {
    // Tensor cores take two operands of one narrow type; a thread's vectors
    // are as fast in f32.
    bool narrows = schedule.getThreads() > 1;
    auto type = cast<RankedTensorType>((narrows ? weights : v).getType());
    if (narrows)
      weights = arith::TruncFOp::create(builder, loc, type.clone(valueElement),
                                        weights);
    else
      v = arith::ExtFOp::create(builder, loc, type.clone(t.element), v);
  }
  return tile::MmaOp::create(builder, loc, weights, v, acc);
}

/// One block of an online softmax; `state` is the rows' maximum, their sum and
/// the weighted values.
LogicalResult Emitter::emitSoftmaxBlock(const AttentionTile &t,
                                        ValueRange state,
                                        SmallVectorImpl<Value> &next) {
  unsigned inner = scopes.size() - 1;
  Value s = emitScores(t);
  if (!s)
    return failure();
  setInsertion(inner);
  s = broadcast(fillBeyond(s, t.keyDim, t.lowest), t.getScoreShape());
  auto fold = [&](tile::ReductionKind kind, Value tile) -> Value {
    if (t.tileN == 1)
      return tile;
    return tile::ReduceOp::create(
        builder, loc, RankedTensorType::get(t.rowShape, t.element), kind, tile,
        builder.getDenseI64ArrayAttr({int64_t(t.keyDim)}));
  };
  Value top = fold(tile::ReductionKind::Max, s);
  if (!t.isFirst)
    top = binary("arith.maximumf", state[0], top);
  // A row of only minus infinities has weights exp(-inf - 0) = 0.
  Value isEmpty = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ,
                                        top, splat(t.lowest, t.rowShape));
  Value shift = arith::SelectOp::create(builder, loc, isEmpty,
                                        splat(t.zero, t.rowShape), top);
  Value p = math::ExpOp::create(builder, loc, binary("arith.subf", s, shift));
  Value sum = fold(tile::ReductionKind::Sum, p), acc = state[2];
  Value v = emitValues(t);
  if (!v)
    return failure();
  setInsertion(inner);
  if (!t.isFirst) {
    Value alpha = math::ExpOp::create(builder, loc,
                                      binary("arith.subf", state[0], shift));
    sum = binary("arith.addf", binary("arith.mulf", state[1], alpha), sum);
    Value scale = broadcast(reshape(alpha, {t.tileM, 1}), {t.tileM, t.tileE});
    acc = arith::MulFOp::create(builder, loc, acc, scale);
  }
  llvm::append_range(next, ValueRange{top, sum, addWeighted(t, p, v, acc)});
  return success();
}

/// One block where scores are the weights.
LogicalResult Emitter::emitScoresBlock(const AttentionTile &t, ValueRange state,
                                       SmallVectorImpl<Value> &next) {
  unsigned inner = scopes.size() - 1;
  Value s = emitScores(t);
  if (!s)
    return failure();
  setInsertion(inner);
  s = broadcast(fillBeyond(s, t.keyDim, t.zero), t.getScoreShape());
  Value v = emitValues(t);
  if (!v)
    return failure();
  setInsertion(inner);
  next.push_back(addWeighted(t, s, v, state[0]));
  return success();
}

/// The weighted values over the rows' sums.
Value Emitter::normalize(const AttentionTile &t, Value sum, Value weighted) {
  Value one = splat(FloatAttr::get(t.element, 1.0), t.rowShape);
  Value inverse = binary("arith.divf", one, sum);
  Value result = binary("arith.mulf", weighted, inverse);
  AttentionOp op = t.op;
  // 0 * (1 / 0) is the NaN that PyTorch's math path gives.
  if (op.getMaskedRows() != MaskedRows::Zero)
    return result;
  Value isEmpty = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ,
                                        sum, splat(t.zero, t.rowShape));
  Value operands[] = {isEmpty, splat(t.zero, ones()), result};
  unify(operands);
  return arith::SelectOp::create(builder, loc, operands[0], operands[1],
                                 operands[2]);
}

/// All blocks of keys. Of a loop nothing is fetched before it begins: where
/// there is one block as a rule, and warps multiply, it comes before the loop
/// over the others.
LogicalResult Emitter::emitBlocks(AttentionTile &t, unsigned depth,
                                  SmallVectorImpl<Value> &carried) {
  AttentionOp op = t.op;
  auto emitPart = [&](Part part) {
    return loopOver(
        t.keyDim, depth, carried,
        [&](ValueRange state, SmallVectorImpl<Value> &next) {
          return op.getScoresAsWeights() ? emitScoresBlock(t, state, next)
                                         : emitSoftmaxBlock(t, state, next);
        },
        part);
  };
  bool byWarps =
      schedule.getThreads() > 1 && schedule.getStages() == 0 &&
      isa<BFloat16Type, Float16Type>(getElementTypeOrSelf(op.getKey()));
  if (t.isFirst || !byWarps ||
      !isUsuallySingleTile(t.keyDim, getDims(op.getKey()).rbegin()[1]))
    return emitPart(Part::All);
  t.isFirst = true;
  if (failed(emitPart(Part::First)))
    return failure();
  t.isFirst = false;
  return emitPart(Part::Others);
}

Value Emitter::emitAttention(AttentionOp op, ArrayRef<AffineExpr> indices,
                             Mask mask) {
  auto found = groupOf.find(op);
  if (found == groupOf.end() || !llvm::all_of(indices, [&](AffineExpr index) {
        return isCoordinate(index);
      })) {
    refuse(op) << "expected an attention at the kernel's own tile";
    return {};
  }
  const Group group = groups[found->second];
  unsigned n = group.loops[0], d = group.loops[1];
  if (!needsLoop(n, indices, mask))
    return {};
  unsigned depth = std::max(getDepth(indices), mask.depth);
  AttentionTile t;
  t.op = op;
  t.mask = mask;
  t.rows = Indices(indices.drop_back());
  t.m = t.rows.back();
  t.e = indices.back();
  t.n = space.simplify(space.dim(n));
  t.d = space.simplify(space.dim(d));
  t.keyDim = n;
  t.depthDim = d;
  t.tileM = getTileOf(t.m);
  t.tileE = getTileOf(t.e);
  t.tileN = dims[n].tile;
  t.tileD = dims[d].tile;
  auto element = cast<FloatType>(getElementTypeOrSelf(op.getType()));
  t.element = element;
  t.zero = builder.getZeroAttr(element);
  t.lowest = FloatAttr::get(
      element, APFloat::getInf(element.getFloatSemantics(), /*Negative=*/true));
  t.rowShape = ones();
  if (auto dim = dyn_cast<AffineDimExpr>(t.m))
    t.rowShape[dim.getPosition()] = t.tileM;
  t.isFirst = isSingleTile(n);

  setInsertion(depth);
  SmallVector<Value> carried;
  if (!op.getScoresAsWeights())
    carried = {splat(t.lowest, t.rowShape), splat(t.zero, t.rowShape)};
  carried.push_back(splat(t.zero, {t.tileM, t.tileE}));
  if (failed(emitBlocks(t, depth, carried)))
    return {};

  setInsertion(depth);
  Shape shape(t.rowShape);
  if (auto dim = dyn_cast<AffineDimExpr>(t.e))
    shape[dim.getPosition()] = t.tileE;
  Value result = reshape(carried.back(), shape);
  return op.getScoresAsWeights() ? result : normalize(t, carried[1], result);
}
