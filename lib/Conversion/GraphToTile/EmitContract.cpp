//===- EmitContract.cpp - Contractions ------------------------------------===//
//
// The domain orders its dimensions batch, m, k, n, so a matrix tile's rows come
// before its columns and a rank-2 view of it moves nothing. A swapped
// contraction has n, k, m: its product is that of the transposed operands, and
// all that follows is in those coordinates.
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"
#include "cutedsl/Dialect/NarrowFloat.h"

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
