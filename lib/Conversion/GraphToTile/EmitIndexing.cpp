//===- EmitIndexing.cpp - Concat, gather, coordinates ---------------------===//

#include "Emitter.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// Selects between the parts. Each part is computed as if it were alone, under
/// a mask of the lanes that it provides, with its own index as a dimension of
/// the part's size, so that reshapes inside it simplify.
Value Emitter::emitConcat(ConcatOp op, ArrayRef<AffineExpr> indices,
                          Mask mask) {
  unsigned depth = std::max(getDepth(indices), mask.depth);
  AffineExpr index = indices[op.getDim()], start = space.constant(0);
  Value result;
  for (Value part : op.getInputs()) {
    AffineExpr size = getDims(part)[op.getDim()];
    AffineExpr end = space.simplify(start + size);
    AffineExpr low = start;
    start = end;
    // Parts that no index reaches, or that hold every index.
    if (space.isNonNegative(space.toSum(index - end), 0) ||
        space.isNonNegative(space.toSum(low - index - 1), 0))
      continue;
    Indices inner(indices);
    if (space.isWithin(index, low, end)) {
      inner[op.getDim()] = space.simplify(index - low);
      return emit(part, inner, mask);
    }
    Value inside = inRange(index, low, end);
    AffineExpr shifted = space.simplify(expand(index) - low);
    if (!isa<AffineConstantExpr>(shifted)) {
      auto [it, isNew] = aliases.try_emplace({shifted, size}, 0);
      if (isNew) {
        it->second = space.addDim(size);
        dims.emplace_back();
        dims.back().alias = shifted;
      }
      shifted = space.dim(it->second);
    }
    inner[op.getDim()] = shifted;
    Mask within = restrict(mask, {inside, depth, index});
    Value tile = emit(part, inner, within);
    if (!tile)
      return {};
    if (!result) {
      result = tile;
      continue;
    }
    Value operands[] = {inside, tile, result};
    unify(operands);
    result = arith::SelectOp::create(builder, loc, operands[0], operands[1],
                                     operands[2]);
  }
  if (!result)
    refuse(op) << "expected a part that is not empty";
  return result;
}

FailureOr<Indices> Emitter::getIndexing(Operation *op, ValueRange tensors,
                                        ArrayRef<int64_t> positions,
                                        AffineMap map,
                                        ArrayRef<AffineExpr> sizes,
                                        ArrayRef<AffineExpr> indices,
                                        Mask &mask) {
  unsigned depth = std::max(getDepth(indices), mask.depth);
  Indices result;
  for (AffineExpr expr : map.getResults())
    result.push_back(space.simplify(expr.replaceDims(indices)));
  for (auto [tensor, position] : llvm::zip_equal(tensors, positions)) {
    Value tile = emit(tensor, indices, mask);
    if (!tile)
      return failure();
    auto type = cast<RankedTensorType>(tile.getType());
    auto indexType = type.clone(builder.getIndexType());
    tile = arith::IndexCastOp::create(builder, loc, indexType, tile);
    AffineExpr size = sizes[position];
    // Unsigned, so that a negative index is also too large.
    Value limit[] = {tile, lanes(size)};
    setInsertion(depth);
    unify(limit);
    Value inside = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::ult, limit[0], limit[1]);
    SmallVector<unsigned> used;
    for (auto [dim, lane] : llvm::enumerate(type.getShape()))
      if (lane > 1)
        used.push_back(dim);
    Value condition = inside;
    if (Value active = both(mask.lanes, inExtent(used))) {
      // Lanes that do not matter are in order.
      setInsertion(depth);
      Value ignored = binary("arith.xori", active,
                             splat(builder.getBoolAttr(true), ones()));
      condition = binary("arith.ori", condition, ignored);
    }
    setInsertion(depth);
    tile::CheckOp::create(builder, loc, condition, "index out of bounds");
    // Go on inside the source; an empty one is not read at all.
    Value zero = splat(builder.getIndexAttr(0), ones());
    Value choices[] = {inside, limit[0], zero};
    unify(choices);
    tile = arith::SelectOp::create(builder, loc, choices[0], choices[1],
                                   choices[2]);
    auto constant = dyn_cast<AffineConstantExpr>(size);
    if (!constant || constant.getValue() < 1 || isa<graph::ScatterOp>(op)) {
      mask = restrict(mask, {inside, depth, AffineExpr()});
    }
    Dim dim;
    dim.depth = depth;
    dim.computed = tile;
    if (type.getNumElements() == 1)
      dim.computed =
          tile::ExtractOp::create(builder, loc, builder.getIndexType(), tile);
    dims.push_back(dim);
    result[position] = space.dim(space.addDim(size));
  }
  return result;
}

Value Emitter::emitGather(graph::GatherOp op, ArrayRef<AffineExpr> indices,
                          Mask mask) {
  Dims sizes = getDims(op.getSource());
  FailureOr<Indices> inner = getIndexing(op, op.getIndices(), op.getDims(),
                                         op.getMap(), sizes, indices, mask);
  if (failed(inner))
    return {};
  return emit(op.getSource(), *inner, mask);
}

Value Emitter::emitIota(graph::IotaOp op, ArrayRef<AffineExpr> indices) {
  Value tile = lanes(indices[op.getDim()]);
  setInsertion(getDepth(indices));
  auto type = cast<RankedTensorType>(tile.getType());
  return arith::IndexCastOp::create(builder, loc,
                                    type.clone(builder.getI64Type()), tile);
}

Value Emitter::emitSymbol(SymbolOp op) {
  Value tile = lanes(op.getMap().getResult(0));
  setInsertion(0);
  auto type = cast<RankedTensorType>(tile.getType());
  return arith::IndexCastOp::create(builder, loc,
                                    type.clone(builder.getI64Type()), tile);
}
