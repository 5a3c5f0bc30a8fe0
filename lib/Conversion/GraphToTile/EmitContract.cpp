//===- EmitContract.cpp - Contractions and attention ----------------------===//
//
// The domain orders its dimensions batch, m, k, n (attention: batch, m, d, n,
// e), so a matrix tile's rows come before its columns and a rank-2 view of it
// moves nothing. A swapped contraction has n, k, m: its product is that of the
// transposed operands, and all that follows is in those coordinates.
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"
#include "cutedsl/Dialect/NarrowFloat.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

int64_t Emitter::getTileOf(AffineExpr index) const {
  auto dim = dyn_cast<AffineDimExpr>(index);
  return dim ? dims[dim.getPosition()].tile : 1;
}

/// Whether `index` is a dimension of the domain, or always 0.
bool Emitter::isCoordinate(AffineExpr index) const {
  if (auto dim = dyn_cast<AffineDimExpr>(index))
    return dim.getPosition() < rank;
  return isa<AffineConstantExpr>(index);
}

Value Emitter::emitMatrix(Value value, ArrayRef<AffineExpr> indices, Mask mask,
                          ArrayRef<unsigned> zeroBeyond, int64_t rows,
                          int64_t columns, AffineExpr row, AffineExpr column) {
  Value tile = emit(value, indices, mask);
  if (!tile)
    return {};
  OpBuilder::InsertionGuard guard(builder);
  Indices all(indices);
  setInsertion(std::max(getDepth(all), mask.depth));
  auto type = cast<RankedTensorType>(tile.getType());
  // Loads give zeros beyond the extent; anything computed is masked.
  bool isWhole = llvm::all_of(zeroBeyond, [&](unsigned dim) {
    return type.getDimSize(dim) == dims[dim].tile;
  });
  if (!isWhole || !isZeroBeyond(value))
    tile = fillBeyond(tile, zeroBeyond,
                      builder.getZeroAttr(type.getElementType()));
  Shape shape = ones();
  if (auto dim = dyn_cast<AffineDimExpr>(row))
    shape[dim.getPosition()] = rows;
  if (auto dim = dyn_cast<AffineDimExpr>(column))
    shape[dim.getPosition()] = columns;
  return reshape(broadcast(tile, shape), {rows, columns});
}

Value Emitter::emitContract(ContractOp op, ArrayRef<AffineExpr> indices,
                            Mask mask) {
  auto found = groupOf.find(op);
  if (found == groupOf.end() || !llvm::all_of(indices, [&](AffineExpr index) {
        return isCoordinate(index);
      })) {
    refuse(op) << "expected a contraction at the kernel's own tile";
    return {};
  }
  const Group group = groups[found->second];
  unsigned k = group.loops[0];
  if (!needsLoop(group.loops, indices, mask))
    return {};
  unsigned depth = std::max(getDepth(indices), mask.depth);
  AffineExpr m = indices[indices.size() - 2], n = indices.back();
  bool swapped = schedule.getSwapped();
  AffineExpr rows = swapped ? n : m, columns = swapped ? m : n;
  int64_t tileRows = getTileOf(rows), tileColumns = getTileOf(columns),
          tileK = dims[k].tile;
  for (AffineExpr batch : ArrayRef(indices).drop_back(2))
    if (getTileOf(batch) != 1) {
      refuse(op) << "expected tiles of one matrix, but got "
                 << getTileOf(batch);
      return {};
    }

  SmallVector<Value> carried;
  for (Operation *member : group.ops) {
    Type element =
        getAccumulatorType(getElementTypeOrSelf(member->getOperand(0)));
    setInsertion(depth);
    carried.push_back(
        splat(builder.getZeroAttr(element), {tileRows, tileColumns}));
  }
  auto body = [&](ValueRange state,
                  SmallVectorImpl<Value> &next) -> LogicalResult {
    for (auto [member, acc] : llvm::zip_equal(group.ops, state)) {
      auto contract = cast<ContractOp>(member);
      Indices left(indices), right(indices);
      AffineExpr kIndex = space.simplify(space.dim(k));
      left.back() = kIndex;
      right[right.size() - 2] = kIndex;
      Value a = contract.getLhs(), b = contract.getRhs();
      if (swapped) {
        std::swap(a, b);
        std::swap(left, right);
      }
      Value lhs = emitMatrix(a, left, mask, k, tileRows, tileK, rows, kIndex);
      Value rhs = lhs ? emitMatrix(b, right, mask, k, tileK, tileColumns,
                                   kIndex, columns)
                      : Value();
      if (!rhs)
        return failure();
      setInsertion(scopes.size() - 1);
      next.push_back(tile::MmaOp::create(builder, loc, lhs, rhs, acc,
                                         contract.getFastAccumulation()));
    }
    return success();
  };
  if (failed(loopOver(group.loops, depth, carried, body)))
    return {};

  setInsertion(depth);
  Shape shape = ones();
  if (auto dim = dyn_cast<AffineDimExpr>(rows))
    shape[dim.getPosition()] = tileRows;
  if (auto dim = dyn_cast<AffineDimExpr>(columns))
    shape[dim.getPosition()] = tileColumns;
  Value result;
  for (auto [member, acc] : llvm::zip_equal(group.ops, carried)) {
    Value tile = reshape(acc, shape);
    bind(member->getResult(0), indices, mask, depth, tile);
    if (member == op)
      result = tile;
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

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
  AffineExpr m = indices[indices.size() - 2], e = indices.back();
  AffineExpr nIndex = space.simplify(space.dim(n)),
             dIndex = space.simplify(space.dim(d));
  int64_t tileM = getTileOf(m), tileE = getTileOf(e), tileN = dims[n].tile,
          tileD = dims[d].tile;
  Type element = getElementTypeOrSelf(op.getType());
  Indices rows(indices);
  rows.pop_back();

  // Running maximum and sum of each row, and the weighted values.
  Shape rowShape = ones();
  if (auto dim = dyn_cast<AffineDimExpr>(m))
    rowShape[dim.getPosition()] = tileM;
  Attribute lowest = FloatAttr::get(
      element,
      APFloat::getInf(cast<FloatType>(element).getFloatSemantics(), true));
  Attribute zero = builder.getZeroAttr(element);
  bool isSingle = isSingleTile(n);
  setInsertion(depth);
  SmallVector<Value> carried = {splat(lowest, rowShape), splat(zero, rowShape),
                                splat(zero, {tileM, tileE})};

  auto body = [&](ValueRange state,
                  SmallVectorImpl<Value> &next) -> LogicalResult {
    unsigned inner = scopes.size() - 1;
    Indices query(rows), key(rows), value(rows), score(rows);
    query.push_back(dIndex);
    key.back() = nIndex;
    key.push_back(dIndex);
    value.back() = nIndex;
    value.push_back(e);
    score.push_back(nIndex);
    Value q =
        emitMatrix(op.getQuery(), query, mask, d, tileM, tileD, m, dIndex);
    Value k =
        q ? emitMatrix(op.getKey(), key, mask, d, tileD, tileN, dIndex, nIndex)
          : Value();
    if (!k)
      return failure();
    setInsertion(inner);
    Value raw =
        tile::MmaOp::create(builder, loc, q, k, splat(zero, {tileM, tileN}));
    Shape scoreShape(rowShape);
    scoreShape[n] = tileN;
    unsigned scoreDepth = std::max(getDepth(score), mask.depth);
    Block &region = op.getScore().front();
    // Other tiles of scores are known under the same indices only here.
    bind(region.getArgument(0), score, mask, scoreDepth,
         reshape(raw, scoreShape));
    Value s =
        emit(cast<YieldOp>(region.getTerminator()).getValue(), score, mask);
    if (!s)
      return failure();
    setInsertion(inner);
    s = broadcast(fillBeyond(s, n, lowest), scoreShape);

    auto fold = [&](tile::ReductionKind kind, Value tile) -> Value {
      if (tileN == 1)
        return tile;
      return tile::ReduceOp::create(
          builder, loc, RankedTensorType::get(rowShape, element), kind, tile,
          builder.getDenseI64ArrayAttr({int64_t(n)}));
    };
    Value top = fold(tile::ReductionKind::Max, s);
    if (!isSingle)
      top = binary("arith.maximumf", state[0], top);
    // A row of only minus infinities has weights exp(-inf - 0) = 0.
    Value isEmpty = arith::CmpFOp::create(
        builder, loc, arith::CmpFPredicate::OEQ, top, splat(lowest, rowShape));
    Value shift = arith::SelectOp::create(builder, loc, isEmpty,
                                          splat(zero, rowShape), top);
    Value p = math::ExpOp::create(builder, loc, binary("arith.subf", s, shift));
    Value sum = fold(tile::ReductionKind::Sum, p);

    Value v =
        emitMatrix(op.getValue(), value, mask, n, tileN, tileE, nIndex, e);
    if (!v)
      return failure();
    setInsertion(inner);
    Type valueElement = getElementTypeOrSelf(v);
    Value weights = reshape(p, {tileM, tileN});
    if (valueElement != element) {
      // Tensor cores take two operands of one narrow type; a thread's vectors
      // are as fast in f32.
      auto type = cast<RankedTensorType>(
          (schedule.getThreads() > 1 ? weights : v).getType());
      if (schedule.getThreads() > 1)
        weights = arith::TruncFOp::create(builder, loc,
                                          type.clone(valueElement), weights);
      else
        v = arith::ExtFOp::create(builder, loc, type.clone(element), v);
    }
    Value acc = state[2];
    if (!isSingle) {
      Value alpha = math::ExpOp::create(builder, loc,
                                        binary("arith.subf", state[0], shift));
      sum = binary("arith.addf", binary("arith.mulf", state[1], alpha), sum);
      Value scale = broadcast(reshape(alpha, {tileM, 1}), {tileM, tileE});
      acc = arith::MulFOp::create(builder, loc, acc, scale);
    }
    next.push_back(top);
    next.push_back(sum);
    next.push_back(tile::MmaOp::create(builder, loc, weights, v, acc));
    return success();
  };
  if (failed(loopOver(n, depth, carried, body)))
    return {};

  setInsertion(depth);
  Shape shape(rowShape);
  if (auto dim = dyn_cast<AffineDimExpr>(e))
    shape[dim.getPosition()] = tileE;
  Value one = splat(builder.getFloatAttr(element, 1.0), rowShape);
  Value inverse = binary("arith.divf", one, carried[1]);
  Value result = binary("arith.mulf", reshape(carried[2], shape), inverse);
  if (op.getMaskedRows() == MaskedRows::Zero) {
    // 0 * (1 / 0) is the NaN that PyTorch's math path gives.
    Value isEmpty =
        arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ,
                              carried[1], splat(zero, rowShape));
    Value operands[] = {isEmpty, splat(zero, ones()), result};
    unify(operands);
    result = arith::SelectOp::create(builder, loc, operands[0], operands[1],
                                     operands[2]);
  }
  return result;
}
