//===- ValueOps.cpp - Elementwise ops and rearrangements on registers -----===//

#include "TileToVector.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::vectorize;

static Type elementOf(Value value) {
  return getElementTypeOrSelf(value.getType());
}

//===----------------------------------------------------------------------===//
// Constants, scalars
//===----------------------------------------------------------------------===//

/// The bits of a narrow float, or the attribute itself.
static TypedAttr getHeldAttr(Attribute attr) {
  auto value = dyn_cast<FloatAttr>(attr);
  if (!value || !isNarrowFloat(value.getType()))
    return cast<TypedAttr>(attr);
  return IntegerAttr::get(getHeldType(value.getType()),
                          value.getValue().bitcastToAPInt());
}

LogicalResult FunctionLowering::lowerConstant(arith::ConstantOp op) {
  auto elements = dyn_cast<DenseElementsAttr>(op.getValue());
  if (!elements)
    return op.emitOpError("expected a dense constant, but got ")
           << op.getValue();
  std::shared_ptr<const TileLayout> layout = getLayout(op.getType());
  RegisterBuilder r(builder, op.getLoc());
  Type type = getRegisterType(elementOf(op), layout->getNumLanes());
  auto vector = dyn_cast<VectorType>(type);
  if (layout->getFragment() && !elements.isSplat())
    return op.emitOpError("expected a splat constant where threads share a "
                          "tile");
  SmallVector<Attribute> values(elements.getValues<Attribute>());
  SmallVector<Value> regs;
  for (int64_t reg = 0; reg < layout->getNumRegisters(); ++reg) {
    if (elements.isSplat() && reg > 0) {
      regs.push_back(regs.front());
      continue;
    }
    SmallVector<Attribute> lanes;
    for (int64_t lane = 0; lane < layout->getNumLanes(); ++lane)
      lanes.push_back(getHeldAttr(elements.isSplat() ? values.front()
                                  : layout->isPadding(reg, lane)
                                      ? values[layout->getElement(reg, 0)]
                                      : values[layout->getElement(reg, lane)]));
    TypedAttr attr = vector ? cast<TypedAttr>(cast<Attribute>(
                                  DenseElementsAttr::get(vector, lanes)))
                            : cast<TypedAttr>(lanes.front());
    regs.push_back(arith::ConstantOp::create(builder, op.getLoc(), attr));
  }
  setTile(op, std::move(regs));
  return success();
}

LogicalResult FunctionLowering::lowerSplat(tile::SplatOp op) {
  std::shared_ptr<const TileLayout> layout = getLayout(op.getType());
  RegisterBuilder r(builder, op.getLoc());
  Value value = scalar(op.getScalar());
  if (isNarrowFloat(value.getType()))
    value = arith::BitcastOp::create(builder, op.getLoc(),
                                     getHeldType(value.getType()), value);
  Value reg = r.splat(value, layout->getNumLanes());
  setTile(op, SmallVector<Value>(layout->getNumRegisters(), reg));
  return success();
}

LogicalResult FunctionLowering::lowerExtract(tile::ExtractOp op) {
  RegisterBuilder r(builder, op.getLoc());
  Value value = r.extractLane(tile(op.getSource()).regs.front(), 0);
  if (isNarrowFloat(op.getType()))
    value = arith::BitcastOp::create(builder, op.getLoc(), op.getType(), value);
  scalars.map(op.getResult(), value);
  return success();
}

LogicalResult FunctionLowering::lowerIota(tile::IotaOp op) {
  std::shared_ptr<const TileLayout> layout = getLayout(op.getType());
  RegisterBuilder r(builder, op.getLoc());
  SmallVector<Value> threadCoords = getThreadCoords(*layout);
  SmallVector<Value> regs;
  for (int64_t reg = 0; reg < layout->getNumRegisters(); ++reg) {
    SmallVector<int64_t> lanes;
    for (int64_t lane = 0; lane < layout->getNumLanes(); ++lane)
      lanes.push_back(layout->getCoords(reg, lane)[op.getDim()]);
    Value value = r.constantLanes(builder.getIndexType(), lanes);
    if (!threadCoords.empty())
      value = arith::AddIOp::create(
          builder, op.getLoc(), value,
          r.splat(threadCoords[op.getDim()], layout->getNumLanes()));
    regs.push_back(value);
  }
  setTile(op, std::move(regs));
  return success();
}

//===----------------------------------------------------------------------===//
// Rearrangements
//===----------------------------------------------------------------------===//

/// Row-major strides.
static SmallVector<int64_t> getStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (int64_t dim = int64_t(shape.size()) - 2; dim >= 0; --dim)
    strides[dim] = strides[dim + 1] * shape[dim + 1];
  return strides;
}

LogicalResult
FunctionLowering::lowerRearrange(Operation *op,
                                 function_ref<int64_t(int64_t)> element) {
  const RegisterTile &from = tile(op->getOperand(0));
  Value result = op->getResult(0);
  std::shared_ptr<const TileLayout> layout = getLayout(result.getType());
  if (from.layout->getFragment() || layout->getFragment())
    return op->emitOpError("expected a tile that one thread holds");
  RegisterBuilder r(builder, op->getLoc());
  setTile(result, r.rearrange(from, *layout, element));
  return success();
}

LogicalResult FunctionLowering::lowerBroadcast(tile::BroadcastOp op) {
  ArrayRef<int64_t> from =
      cast<ShapedType>(op.getSource().getType()).getShape();
  ArrayRef<int64_t> to = cast<ShapedType>(op.getType()).getShape();
  SmallVector<int64_t> fromStrides = getStrides(from),
                       toStrides = getStrides(to);
  return lowerRearrange(op, [&](int64_t element) {
    int64_t source = 0;
    for (size_t dim = 0; dim < to.size(); ++dim)
      source +=
          element / toStrides[dim] % to[dim] % from[dim] * fromStrides[dim];
    return source;
  });
}

LogicalResult FunctionLowering::lowerReshape(tile::ReshapeOp op) {
  // A product will read the memory behind it.
  if (getDeferred(op.getResult()))
    return success();
  return lowerRearrange(op, [](int64_t element) { return element; });
}

LogicalResult FunctionLowering::lowerTranspose(tile::TransposeOp op) {
  ArrayRef<int64_t> to = cast<ShapedType>(op.getType()).getShape();
  SmallVector<int64_t> fromStrides =
      getStrides(cast<ShapedType>(op.getSource().getType()).getShape());
  SmallVector<int64_t> toStrides = getStrides(to);
  return lowerRearrange(op, [&](int64_t element) {
    int64_t source = 0;
    for (auto [dim, from] : llvm::enumerate(op.getPermutation()))
      source += element / toStrides[dim] % to[dim] * fromStrides[from];
    return source;
  });
}

LogicalResult FunctionLowering::lowerPairs(tile::DuplicateInPairsOp op) {
  SmallVector<int64_t> strides =
      getStrides(cast<ShapedType>(op.getType()).getShape());
  int64_t stride = strides[op.getDim()];
  return lowerRearrange(op, [&](int64_t element) {
    int64_t member = element / stride % 2;
    return element + (int64_t(op.getMember()) - member) * stride;
  });
}

//===----------------------------------------------------------------------===//
// Elementwise ops
//===----------------------------------------------------------------------===//

/// `divisor` without the values on which the hardware traps: 0, which padding
/// and lanes that were not read may hold, and -1 for signed division of the
/// least integer (x / -1 is computed as -x by the caller).
static Value makeSafeDivisor(RegisterBuilder &r, Value divisor, bool isSigned,
                             Value &isMinusOne) {
  Type type = divisor.getType();
  Value one = r.constantInt(type, 1);
  Value isZero = arith::CmpIOp::create(r.b, r.loc, arith::CmpIPredicate::eq,
                                       divisor, r.constantInt(type, 0));
  Value safe = arith::SelectOp::create(r.b, r.loc, isZero, one, divisor);
  if (!isSigned)
    return safe;
  isMinusOne = arith::CmpIOp::create(r.b, r.loc, arith::CmpIPredicate::eq,
                                     divisor, r.constantInt(type, -1));
  return arith::SelectOp::create(r.b, r.loc, isMinusOne, one, safe);
}

static bool isSignedDivision(Operation *op) {
  return isa<arith::DivSIOp, arith::RemSIOp, arith::FloorDivSIOp,
             arith::CeilDivSIOp>(op);
}

static Value lowerDivision(RegisterBuilder &r, Operation *op, Value lhs,
                           Value rhs) {
  bool isSigned = isSignedDivision(op);
  Value isMinusOne;
  Value divisor = makeSafeDivisor(r, rhs, isSigned, isMinusOne);
  OperationState state(op->getLoc(), op->getName(), {lhs, divisor},
                       {lhs.getType()}, op->getAttrs());
  Value result = r.b.create(state)->getResult(0);
  if (!isSigned)
    return result;
  Value zero = r.zero(lhs.getType());
  Value exact = isa<arith::RemSIOp>(op)
                    ? zero
                    : Value(arith::SubIOp::create(r.b, r.loc, zero, lhs));
  return arith::SelectOp::create(r.b, r.loc, isMinusOne, exact, result);
}

/// Whether op divides by something that may be 0 (or -1) in some lane.
static bool mayTrap(Operation *op) {
  if (!isSignedDivision(op) &&
      !isa<arith::DivUIOp, arith::RemUIOp, arith::CeilDivUIOp>(op))
    return false;
  DenseElementsAttr divisor;
  if (!matchPattern(op->getOperand(1), m_Constant(&divisor)) ||
      !divisor.isSplat())
    return true;
  APInt value = divisor.getSplatValue<APInt>();
  return value.isZero() || value.isAllOnes();
}

Value FunctionLowering::lowerElementwiseRegister(Operation *op,
                                                 ArrayRef<Value> operands) {
  RegisterBuilder r(builder, op->getLoc());
  Type resultElement = elementOf(op->getResult(0));
  int64_t lanes = 1;
  for (Value operand : operands)
    lanes = std::max(lanes, getLanes(operand.getType()));

  // Conversions that only change how the bits are held.
  if (isa<arith::BitcastOp>(op) &&
      getHeldType(elementOf(op->getOperand(0))) == getHeldType(resultElement))
    return operands[0];
  if (auto select = dyn_cast<arith::SelectOp>(op))
    return arith::SelectOp::create(builder, op->getLoc(), operands[0],
                                   operands[1], operands[2]);
  if (mayTrap(op))
    return lowerDivision(r, op, operands[0], operands[1]);

  // Narrow floats are computed in f32. A bitcast sees their bits.
  SmallVector<Value> wide(operands);
  if (!isa<arith::BitcastOp>(op))
    for (auto [value, operand] : llvm::zip_equal(wide, op->getOperands()))
      if (isNarrowFloat(elementOf(operand)))
        value = r.widen(value, elementOf(operand));
  Type element = resultElement;
  if (isNarrowFloat(element) && !isa<arith::BitcastOp>(op))
    element = builder.getF32Type();
  Value result;
  if (isa<arith::ExtFOp, arith::TruncFOp>(op) &&
      elementOf(wide[0]) == element) {
    result = wide[0];
  } else {
    OperationState state(op->getLoc(), op->getName(), wide,
                         {getRegisterType(element, lanes)}, op->getAttrs());
    result = builder.create(state)->getResult(0);
  }
  if (element != resultElement && isNarrowFloat(resultElement))
    result = r.narrow(result, resultElement);
  return result;
}

LogicalResult FunctionLowering::lowerElementwise(Operation *op) {
  Value result = op->getResult(0);
  std::shared_ptr<const TileLayout> layout = getLayout(result.getType());
  RegisterBuilder r(builder, op->getLoc());
  SmallVector<Value> regs;
  for (int64_t reg = 0; reg < layout->getNumRegisters(); ++reg) {
    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      // arith.select also takes one condition for the whole tile.
      if (!isa<RankedTensorType>(operand.getType())) {
        operands.push_back(r.splat(scalar(operand), layout->getNumLanes()));
        continue;
      }
      const RegisterTile &from = tile(operand);
      if (from.layout->getNumLanes() != layout->getNumLanes() ||
          from.regs.size() != size_t(layout->getNumRegisters()))
        return op->emitOpError("expected operands and result of one layout");
      operands.push_back(from.regs[reg]);
    }
    regs.push_back(lowerElementwiseRegister(op, operands));
  }
  setTile(result, std::move(regs));
  return success();
}
