//===- EmitAccess.cpp - Index tiles, masks, loads and stores --------------===//
//
// A load is strided where its offset changes linearly along each lane. A
// division by c is constant over a tile that never crosses a multiple of c, so
// a 48-wide tile of a matrix packed 48 wide is still a strided load.
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
// Index values
//===----------------------------------------------------------------------===//

Value Emitter::indexConstant(int64_t value) {
  Value &constant = scopes[0].constants[value];
  if (!constant) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(scopes[0].block);
    constant = arith::ConstantIndexOp::create(builder, loc, value);
  }
  return constant;
}

AffineExpr Emitter::expand(AffineExpr expr) const {
  if (space.getNumDims() == rank)
    return expr;
  SmallVector<AffineExpr> replacements;
  for (auto [index, dim] : llvm::enumerate(dims))
    replacements.push_back(dim.alias ? dim.alias : space.dim(index));
  return expr.replaceDims(replacements);
}

static bool isConstant(Value value, int64_t &constant) {
  auto op = value.getDefiningOp<arith::ConstantIndexOp>();
  if (op)
    constant = op.value();
  return bool(op);
}

/// Whether a numerator may be below 0 where its division counts. With an index
/// in it, that is so only in lanes that are masked, unless one is subtracted:
/// (3 - d0) mod 3 is simplified to -d0 mod 3.
bool Emitter::mayBeNegative(AffineExpr numerator) const {
  Sum sum = space.toSum(numerator);
  if (!usesDims(numerator))
    return !space.isNonNegative(sum, 0);
  bool subtracts = llvm::any_of(sum, [](const auto &term) {
    return term.second < 0 && llvm::any_of(term.first, usesDims);
  });
  return subtracts && !space.isNonNegative(sum, 1);
}

/// Division by positive numbers that rounds down below 0, too; of indices or of
/// tiles of them.
Value Emitter::floorDivide(Value lhs, Value rhs) {
  auto constant = [&](int64_t value) -> Value {
    auto type = dyn_cast<RankedTensorType>(lhs.getType());
    return type ? splat(builder.getIndexAttr(value), type.getShape())
                : indexConstant(value);
  };
  Value zero = constant(0), last = constant(-1);
  Value isNegative =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt, lhs, zero);
  Value mirrored = arith::SubIOp::create(builder, loc, last, lhs);
  Value size = arith::SelectOp::create(builder, loc, isNegative, mirrored, lhs);
  Value quotient = arith::DivUIOp::create(builder, loc, size, rhs);
  mirrored = arith::SubIOp::create(builder, loc, last, quotient);
  return arith::SelectOp::create(builder, loc, isNegative, mirrored, quotient);
}

Value Emitter::floorModulo(Value lhs, Value rhs) {
  Value whole = arith::MulIOp::create(builder, loc, floorDivide(lhs, rhs), rhs);
  return arith::SubIOp::create(builder, loc, lhs, whole);
}

Value Emitter::scalar(AffineExpr given) {
  AffineExpr expr = expand(given);
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return indexConstant(constant.getValue());
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return symbols[symbol.getPosition()];
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    const Dim &state = dims[dim.getPosition()];
    return dim.getPosition() < rank ? state.origin : state.computed;
  }
  unsigned depth = getDepth({expr});
  if (Value known = scopes[depth].scalars.lookup(expr))
    return known;
  auto binary = cast<AffineBinaryOpExpr>(expr);
  OpBuilder::InsertionGuard guard(builder);
  setInsertion(depth);
  // Origins are multiples of tile sizes.
  if (auto size = dyn_cast<AffineConstantExpr>(binary.getRHS())) {
    auto dim = dyn_cast<AffineDimExpr>(binary.getLHS());
    if (expr.getKind() == AffineExprKind::Mod &&
        getMultiple(binary.getLHS()) % size.getValue() == 0)
      return indexConstant(0);
    if (expr.getKind() == AffineExprKind::FloorDiv && dim &&
        dim.getPosition() < rank && dims[dim.getPosition()].coordinate) {
      const Dim &state = dims[dim.getPosition()];
      if (state.tile % size.getValue() == 0) {
        int64_t count = state.tile / size.getValue();
        if (count == 1)
          return state.coordinate;
        return scopes[depth].scalars[expr] = arith::MulIOp::create(
                   builder, loc, state.coordinate, indexConstant(count));
      }
    }
  }
  Value lhs = scalar(binary.getLHS()), rhs = scalar(binary.getRHS());
  int64_t a = 0, b = 0;
  bool isA = isConstant(lhs, a), isB = isConstant(rhs, b);
  Value result;
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    if (isA && isB)
      result = indexConstant(a + b);
    else if (isA && a == 0)
      result = rhs;
    else if (isB && b == 0)
      result = lhs;
    else if (isB && b < 0)
      result = arith::SubIOp::create(builder, loc, lhs, indexConstant(-b));
    else
      result = arith::AddIOp::create(builder, loc, lhs, rhs);
    break;
  case AffineExprKind::Mul:
    if (isA && isB)
      result = indexConstant(a * b);
    else if ((isA && a == 0) || (isB && b == 1))
      result = lhs;
    else
      result = arith::MulIOp::create(builder, loc, lhs, rhs);
    break;
  case AffineExprKind::FloorDiv:
    if (isA && a == 0)
      result = lhs;
    else if (mayBeNegative(binary.getLHS()))
      result = floorDivide(lhs, rhs);
    else
      result = arith::DivUIOp::create(builder, loc, lhs, rhs);
    break;
  case AffineExprKind::Mod:
    if (isA && a == 0) {
      result = lhs;
    } else if (mayBeNegative(binary.getLHS())) {
      result = floorModulo(lhs, rhs);
    } else {
      result = arith::RemUIOp::create(builder, loc, lhs, rhs);
    }
    break;
  default:
    result = arith::CeilDivUIOp::create(builder, loc, lhs, rhs);
  }
  scopes[depth].scalars[expr] = result;
  return result;
}

Value Emitter::lanes(AffineExpr given) {
  AffineExpr expr = expand(given);
  unsigned depth = getDepth({expr});
  if (Value known = scopes[depth].lanes.lookup(expr))
    return known;
  Type index = builder.getIndexType();
  auto tileOf = [&](ArrayRef<int64_t> shape) {
    return RankedTensorType::get(shape, index);
  };
  OpBuilder::InsertionGuard guard(builder);
  Value result;
  if (auto dim = dyn_cast<AffineDimExpr>(expr);
      dim && dim.getPosition() >= rank &&
      isa<RankedTensorType>(dims[dim.getPosition()].computed.getType()))
    return dims[dim.getPosition()].computed;
  if (std::optional<Steps> steps = getSteps(expr)) {
    // The value at lane 0, and a multiple of the lane's number for each
    // dimension.
    Value base = scalar(expr);
    setInsertion(depth);
    int64_t constant = 0;
    if (isConstant(base, constant))
      result = splat(builder.getIndexAttr(constant), ones());
    else
      result = tile::SplatOp::create(builder, loc, tileOf(ones()), base);
    for (const auto &[position, step] : *steps) {
      Shape shape = ones();
      shape[position] = dims[position].tile;
      setInsertion(depth);
      Value lane = tile::IotaOp::create(builder, loc, tileOf(shape), position);
      AffineExpr factor = space.fromSum(step);
      if (factor != space.constant(1)) {
        Value scale = scalar(factor);
        setInsertion(depth);
        lane =
            binary("arith.muli", lane,
                   tile::SplatOp::create(builder, loc, tileOf(ones()), scale));
      }
      result = isConstant(base, constant) && constant == 0 &&
                       &*steps->begin() == &*steps->find(position)
                   ? lane
                   : binary("arith.addi", result, lane);
    }
  } else {
    auto op = cast<AffineBinaryOpExpr>(expr);
    Value lhs = lanes(op.getLHS()), rhs = lanes(op.getRHS());
    setInsertion(depth);
    Value operands[] = {lhs, rhs};
    unify(operands);
    std::tie(lhs, rhs) = std::tie(operands[0], operands[1]);
    AffineExprKind kind = expr.getKind();
    bool divides =
        kind == AffineExprKind::Mod || kind == AffineExprKind::FloorDiv;
    if (divides && mayBeNegative(op.getLHS()))
      result = kind == AffineExprKind::Mod ? floorModulo(lhs, rhs)
                                           : floorDivide(lhs, rhs);
    else
      result = binary(kind == AffineExprKind::Add   ? "arith.addi"
                      : kind == AffineExprKind::Mul ? "arith.muli"
                      : kind == AffineExprKind::Mod ? "arith.remui"
                                                    : "arith.divui",
                      lhs, rhs);
  }
  scopes[depth].lanes[expr] = result;
  return result;
}

/// What is known to divide the value of `expr` at lane 0; 0 if it is 0.
int64_t Emitter::getMultiple(AffineExpr expr) const {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return std::abs(constant.getValue());
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dim.getPosition() < rank ? dims[dim.getPosition()].multiple : 1;
  if (isa<AffineSymbolExpr>(expr))
    return 1;
  auto op = cast<AffineBinaryOpExpr>(expr);
  int64_t a = getMultiple(op.getLHS()), b = getMultiple(op.getRHS());
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return std::gcd(a, b);
  case AffineExprKind::Mul:
    return a * b;
  case AffineExprKind::Mod:
    return std::gcd(a, b);
  case AffineExprKind::FloorDiv:
    if (auto size = dyn_cast<AffineConstantExpr>(op.getRHS()))
      if (a % size.getValue() == 0)
        return a / size.getValue();
    return a == 0 ? 0 : 1;
  default:
    return 1;
  }
}

std::optional<Emitter::Steps> Emitter::getSteps(AffineExpr expr) const {
  Steps steps;
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    unsigned position = dim.getPosition();
    if (position < rank) {
      if (dims[position].tile > 1)
        steps[position][Product()] = 1;
    } else if (dims[position].alias) {
      return getSteps(dims[position].alias);
    } else if (isa<RankedTensorType>(dims[position].computed.getType())) {
      return std::nullopt;
    }
    return steps;
  }
  auto op = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!op)
    return steps;
  std::optional<Steps> a = getSteps(op.getLHS()), b = getSteps(op.getRHS());
  if (!a || !b)
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::Add) {
    for (const auto &[position, step] : *b) {
      Sum &sum = (*a)[position];
      sum = space.toSum(space.fromSum(sum) + space.fromSum(step));
      if (sum.empty())
        a->erase(position);
    }
    return a;
  }
  if (expr.getKind() == AffineExprKind::Mul) {
    if (!a->empty() && !b->empty())
      return std::nullopt;
    bool isLeft = b->empty();
    AffineExpr factor = isLeft ? op.getRHS() : op.getLHS();
    // A factor that changes from tile to tile is not a stride.
    if (!(isLeft ? *a : *b).empty() && usesDims(factor))
      return std::nullopt;
    for (auto &[position, step] : isLeft ? *a : *b)
      steps[position] = space.toSum(space.fromSum(step) * factor);
    return steps;
  }
  if (!b->empty())
    return std::nullopt;
  if (a->empty())
    return steps;
  // Divisions: all lanes between two multiples of the divisor?
  auto size = dyn_cast<AffineConstantExpr>(op.getRHS());
  if (!size || expr.getKind() == AffineExprKind::CeilDiv)
    return std::nullopt;
  int64_t span = 0;
  for (const auto &[position, step] : *a) {
    auto constant = dyn_cast<AffineConstantExpr>(space.fromSum(step));
    if (!constant || constant.getValue() < 0)
      return std::nullopt;
    span += constant.getValue() * (dims[position].tile - 1);
  }
  int64_t block = std::gcd(getMultiple(op.getLHS()), size.getValue());
  if (span >= block)
    return std::nullopt;
  return expr.getKind() == AffineExprKind::Mod ? *a : steps;
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

void Emitter::getOperands(const Access &access,
                          SmallVectorImpl<OpFoldResult> &strides,
                          SmallVectorImpl<OpFoldResult> &valid) {
  auto fold = [&](Value value) -> OpFoldResult {
    int64_t constant;
    if (isConstant(value, constant))
      return builder.getIndexAttr(constant);
    return value;
  };
  bool overruns = false;
  for (unsigned dim = 0; dim < rank; ++dim) {
    auto step = access.steps->find(dim);
    if (step == access.steps->end()) {
      strides.push_back(builder.getIndexAttr(0));
      valid.push_back(builder.getIndexAttr(1));
      continue;
    }
    strides.push_back(fold(scalar(space.fromSum(step->second))));
    if (!mayOverrun(dim)) {
      valid.push_back(builder.getIndexAttr(access.shape[dim]));
      continue;
    }
    overruns = true;
    if (dims[dim].multiple == 0) {
      valid.push_back(fold(scalar(space.getExtent(dim))));
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
  return tile::LoadOp::create(
      builder, loc, type, ptr, base, dynamicSteps, dynamicValid, access.mask,
      builder.getDenseI64ArrayAttr(staticSteps),
      builder.getDenseI64ArrayAttr(staticValid), IntegerAttr());
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
