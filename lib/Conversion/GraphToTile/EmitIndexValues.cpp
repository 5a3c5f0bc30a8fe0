//===- EmitIndexValues.cpp - Indices as values and as tiles ---------------===//
//
// A division by c is constant over a tile that never crosses a multiple of c,
// so a 48-wide tile of a matrix packed 48 wide is still a strided load.
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"
#include <numeric>

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

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
    AffineExprKind kind = expr.getKind();
    bool divides =
        kind == AffineExprKind::Mod || kind == AffineExprKind::FloorDiv;
    if (divides && mayBeNegative(op.getLHS())) {
      Value operands[] = {lhs, rhs};
      unify(operands);
      result = kind == AffineExprKind::Mod
                   ? floorModulo(operands[0], operands[1])
                   : floorDivide(operands[0], operands[1]);
    } else {
      StringRef name = kind == AffineExprKind::Add   ? "arith.addi"
                       : kind == AffineExprKind::Mul ? "arith.muli"
                       : kind == AffineExprKind::Mod ? "arith.remui"
                                                     : "arith.divui";
      result = binary(name, lhs, rhs);
    }
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
