//===- EmitAccess.cpp - Shapes, masks, loads and stores -------------------===//
//
// A load is strided where its offset changes linearly along each lane.
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"
#include <numeric>

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

static RankedTensorType tensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

Value Emitter::broadcast(Value tile, ArrayRef<int64_t> shape) {
  RankedTensorType type = tensorType(tile);
  if (type.getShape() == shape)
    return tile;
  return tile::BroadcastOp::create(builder, loc, type.clone(shape), tile);
}

void Emitter::unify(MutableArrayRef<Value> tiles) {
  Shape shape = ones();
  for (Value tile : tiles)
    for (auto [size, other] : llvm::zip(shape, tensorType(tile).getShape()))
      size = std::max(size, other);
  for (Value &tile : tiles)
    tile = broadcast(tile, shape);
}

Value Emitter::reshape(Value tile, ArrayRef<int64_t> shape) {
  RankedTensorType type = tensorType(tile);
  if (type.getShape() == shape)
    return tile;
  return tile::ReshapeOp::create(builder, loc, type.clone(shape), tile);
}

Value Emitter::splat(Attribute scalar, ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, cast<TypedAttr>(scalar).getType());
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(type, scalar));
}

Value Emitter::binary(StringRef name, Value a, Value b) {
  Value operands[] = {a, b};
  unify(operands);
  OperationState state(loc, name, operands, {operands[0].getType()});
  return builder.create(state)->getResult(0);
}

Value Emitter::both(Value a, Value b) {
  if (!a || !b)
    return a ? a : b;
  return a == b ? a : binary("arith.andi", a, b);
}

Mask Emitter::restrict(const Mask &mask, Mask::Condition condition) {
  Mask result = mask;
  result.lanes = both(mask.lanes, condition.lanes);
  result.depth = std::max(mask.depth, condition.depth);
  result.conditions.push_back(condition);
  return result;
}

Mask Emitter::relax(const Mask &mask, ArrayRef<AffineExpr> indices) {
  auto isAbout = [&](const Mask::Condition &condition) {
    if (!condition.index)
      return true;
    bool shares = false;
    expand(condition.index).walk([&](AffineExpr expr) {
      if (auto dim = dyn_cast<AffineDimExpr>(expr))
        shares |= llvm::any_of(indices, [&](AffineExpr index) {
          return expand(index).isFunctionOfDim(dim.getPosition());
        });
    });
    return shares;
  };
  if (llvm::all_of(mask.conditions, isAbout))
    return mask;
  Mask result;
  for (const Mask::Condition &condition : mask.conditions)
    if (isAbout(condition)) {
      setInsertion(std::max(result.depth, condition.depth));
      result = restrict(result, condition);
    }
  return result;
}

Shape Emitter::getShape(ArrayRef<AffineExpr> indices) const {
  Shape shape = ones();
  for (AffineExpr index : indices)
    expand(index).walk([&](AffineExpr expr) {
      auto dim = dyn_cast<AffineDimExpr>(expr);
      if (!dim)
        return;
      unsigned position = dim.getPosition();
      if (position < rank)
        shape[position] = dims[position].tile;
      else if (auto tensor = dyn_cast<RankedTensorType>(
                   dims[position].computed.getType()))
        for (auto [size, other] : llvm::zip(shape, tensor.getShape()))
          size = std::max(size, other);
    });
  return shape;
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

Value Emitter::inExtent(ArrayRef<unsigned> loops) {
  Value result;
  for (unsigned dim : loops)
    if (mayOverrun(dim))
      result = both(
          result, inRange(space.dim(dim), AffineExpr(), space.getExtent(dim)));
  return result;
}

Value Emitter::inRange(AffineExpr expr, AffineExpr lower, AffineExpr upper) {
  auto compare = [&](arith::CmpIPredicate predicate, AffineExpr limit) {
    Value operands[] = {lanes(expr), lanes(limit)};
    OpBuilder::InsertionGuard guard(builder);
    setInsertion(getDepth({expr, limit}));
    unify(operands);
    return arith::CmpIOp::create(builder, loc, predicate, operands[0],
                                 operands[1]);
  };
  Value result;
  if (lower && !space.isNonNegative(space.toSum(expr - lower), 0))
    result = compare(arith::CmpIPredicate::sge, lower);
  // Lanes beyond an extent count, so `upper` is compared even where the
  // dimension's extent is that.
  bool isExtent = !lower;
  if (isExtent || !space.isNonNegative(space.toSum(upper - expr - 1), 0)) {
    Value below = compare(arith::CmpIPredicate::slt, upper);
    OpBuilder::InsertionGuard guard(builder);
    setInsertion(getDepth({expr, upper}));
    result = both(result, below);
  }
  return result;
}

Value Emitter::fillBeyond(Value tile, ArrayRef<unsigned> loops,
                          Attribute neutral) {
  Value inside = inExtent(loops);
  if (!inside)
    return tile;
  Value operands[] = {inside, tile, splat(neutral, ones())};
  unify(operands);
  return arith::SelectOp::create(builder, loc, operands[0], operands[1],
                                 operands[2]);
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

Emitter::Access Emitter::getAccess(ArrayRef<AffineExpr> indices,
                                   ArrayRef<AffineExpr> sizes,
                                   ArrayRef<AffineExpr> strides, Mask mask) {
  Access access;
  access.offset = space.constant(0);
  bool inBounds = true;
  for (auto [index, size, stride] : llvm::zip_equal(indices, sizes, strides)) {
    AffineExpr expanded = space.simplify(expand(index));
    access.offset = access.offset + expanded * stride;
    inBounds &= space.isWithin(expanded, space.constant(0), size);
  }
  access.offset = space.simplify(access.offset);
  access.steps = getSteps(access.offset);
  access.shape = getShape({access.offset});
  if (access.steps)
    for (auto [position, size] : llvm::enumerate(access.shape))
      if (!access.steps->count(position))
        size = 1;
  if (!inBounds)
    access.mask = mask.lanes;
  return access;
}

std::optional<Emitter::Pairs>
Emitter::widenToPairs(Access &access, ArrayRef<AffineExpr> sizes,
                      ArrayRef<AffineExpr> strides) {
  // Beside products operands have prescribed layouts, which may part a pair.
  if (access.steps || access.mask ||
      (schedule.getArchetype() != Archetype::Rows &&
       schedule.getArchetype() != Archetype::Pointwise))
    return std::nullopt;
  AffineExpr end = space.constant(1);
  for (auto [size, stride] : llvm::zip_equal(sizes, strides))
    end = end + (size - 1) * stride;
  Sum sum = space.toSum(access.offset);
  for (unsigned dim = 0; dim < rank; ++dim) {
    // `sum` is `step * (dim floordiv 2)`, and something without `dim`.
    auto pair = sum.find({space.dim(dim).floorDiv(2)});
    if (pair == sum.end() || pair->second % 2 != 0 || mayOverrun(dim) ||
        dims[dim].tile % 2 != 0 || dims[dim].multiple % 2 != 0)
      continue;
    int64_t step = pair->second / 2;
    Sum rest = sum;
    rest.erase(pair->first);
    if (space.fromSum(rest).isFunctionOfDim(dim))
      continue;
    // An odd offset is that of the second.
    auto constant = rest.find({});
    int64_t member = constant != rest.end() && constant->second / step % 2 != 0;
    AffineExpr offset =
        space.simplify(space.fromSum(rest) + (space.dim(dim) - member) * step);
    if (!space.isWithin(offset, space.constant(0), end))
      continue;
    access.offset = offset;
    access.steps = getSteps(offset);
    if (access.steps)
      return Pairs{dim, member};
    return std::nullopt;
  }
  return std::nullopt;
}

void Emitter::getOperands(const Access &access,
                          SmallVectorImpl<OpFoldResult> &strides,
                          SmallVectorImpl<OpFoldResult> &valid) {
  bool overruns = false;
  for (unsigned dim = 0; dim < rank; ++dim) {
    auto step = access.steps->find(dim);
    if (step == access.steps->end()) {
      strides.push_back(builder.getIndexAttr(0));
      valid.push_back(builder.getIndexAttr(1));
      continue;
    }
    strides.push_back(getAsOpFoldResult(scalar(space.fromSum(step->second))));
    if (!mayOverrun(dim)) {
      valid.push_back(builder.getIndexAttr(access.shape[dim]));
      continue;
    }
    overruns = true;
    if (dims[dim].multiple == 0) {
      valid.push_back(getAsOpFoldResult(scalar(space.getExtent(dim))));
      continue;
    }
    Value extent = scalar(space.getExtent(dim));
    OpBuilder::InsertionGuard guard(builder);
    setInsertion(dims[dim].depth);
    Value &left = scopes[dims[dim].depth].left[dim];
    if (!left)
      left = arith::SubIOp::create(builder, loc, extent, dims[dim].origin);
    valid.push_back(left);
  }
  if (!overruns)
    valid.clear();
}

Value Emitter::getOffsetMask(const Access &access) {
  SmallVector<unsigned> used;
  for (auto [position, size] : llvm::enumerate(access.shape))
    if (size > 1)
      used.push_back(position);
  return both(access.mask, inExtent(used));
}

Value Emitter::emitLoad(Value ptr, ArrayRef<AffineExpr> indices,
                        ArrayRef<AffineExpr> sizes,
                        ArrayRef<AffineExpr> strides, Mask mask) {
  Access access = getAccess(indices, sizes, strides, mask);
  // A mask that depends on more: a lane is read if any of those needs it.
  if (access.mask) {
    RankedTensorType type = tensorType(access.mask);
    SmallVector<int64_t> surplus;
    Shape shape(type.getShape());
    for (unsigned dim = 0; dim < rank; ++dim)
      if (shape[dim] > 1 && access.shape[dim] == 1) {
        surplus.push_back(dim);
        shape[dim] = 1;
      }
    if (!surplus.empty())
      access.mask = tile::ReduceOp::create(
          builder, loc, type.clone(shape), tile::ReductionKind::Any,
          access.mask, builder.getDenseI64ArrayAttr(surplus));
  }
  std::optional<Pairs> pairs = widenToPairs(access, sizes, strides);
  auto type = RankedTensorType::get(
      access.shape, cast<tile::PtrType>(ptr.getType()).getElementType());
  if (!access.steps) {
    Value offsets = broadcast(lanes(access.offset), access.shape);
    Value active = getOffsetMask(access);
    if (active)
      active = broadcast(active, access.shape);
    return tile::GatherOp::create(builder, loc, type, ptr, offsets, active);
  }
  SmallVector<OpFoldResult> steps, valid;
  Value base = scalar(access.offset);
  getOperands(access, steps, valid);
  if (access.mask)
    access.mask = broadcast(access.mask, access.shape);
  SmallVector<Value> dynamicSteps, dynamicValid;
  SmallVector<int64_t> staticSteps, staticValid;
  dispatchIndexOpFoldResults(steps, dynamicSteps, staticSteps);
  dispatchIndexOpFoldResults(valid, dynamicValid, staticValid);
  Value loaded = tile::LoadOp::create(
      builder, loc, type, ptr, base, dynamicSteps, dynamicValid, access.mask,
      builder.getDenseI64ArrayAttr(staticSteps),
      builder.getDenseI64ArrayAttr(staticValid), IntegerAttr());
  if (!pairs)
    return loaded;
  return tile::DuplicateInPairsOp::create(
      builder, loc, loaded, builder.getI64IntegerAttr(pairs->dim),
      builder.getI64IntegerAttr(pairs->member));
}

void Emitter::emitStore(Value tile, Value ptr, ArrayRef<AffineExpr> indices,
                        ArrayRef<AffineExpr> sizes,
                        ArrayRef<AffineExpr> strides, Mask mask) {
  Access access = getAccess(indices, sizes, strides, mask);
  access.mask = mask.lanes;
  for (auto [index, size] : llvm::zip(indices, sizes))
    access.mask = both(access.mask, inRange(index, space.constant(0), size));
  tile = broadcast(tile, access.shape);
  if (!access.steps) {
    Value offsets = broadcast(lanes(access.offset), access.shape);
    Value active = getOffsetMask(access);
    if (active)
      active = broadcast(active, access.shape);
    tile::ScatterOp::create(builder, loc, tile, ptr, offsets, active);
    return;
  }
  SmallVector<OpFoldResult> steps, valid;
  Value base = scalar(access.offset);
  getOperands(access, steps, valid);
  if (access.mask)
    access.mask = broadcast(access.mask, access.shape);
  SmallVector<Value> dynamicSteps, dynamicValid;
  SmallVector<int64_t> staticSteps, staticValid;
  dispatchIndexOpFoldResults(steps, dynamicSteps, staticSteps);
  dispatchIndexOpFoldResults(valid, dynamicValid, staticValid);
  tile::StoreOp::create(
      builder, loc, tile, ptr, base, dynamicSteps, dynamicValid, access.mask,
      builder.getDenseI64ArrayAttr(staticSteps),
      builder.getDenseI64ArrayAttr(staticValid), IntegerAttr());
}
