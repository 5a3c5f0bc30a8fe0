//===- Values.cpp - What is known of values when compiling ----------------===//

#include "Values.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// Deeper expressions are taken as unknown.
constexpr unsigned kMaxDepth = 32;

TypedAttr cutedsl::graph::getSplat(Value value) {
  while (auto view = value.getDefiningOp<ViewOp>())
    value = view.getSource();
  DenseElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) || !elements.isSplat())
    return {};
  return cast<TypedAttr>(elements.getSplatValue<Attribute>());
}

Value cutedsl::graph::createSplat(OpBuilder &builder, Location loc,
                                  TypedAttr element, RankedTensorType type) {
  bool isStatic = type.hasStaticShape();
  auto constantType =
      isStatic ? type : RankedTensorType::get({}, type.getElementType());
  Value constant = arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(constantType, Attribute(element)));
  if (isStatic)
    return constant;
  AffineMap map = AffineMap::get(type.getRank(), 0, type.getContext());
  return ViewOp::create(builder, loc, type, constant, AffineMapAttr::get(map));
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

static std::optional<AffineExpr> getIndexExpr(Value value, unsigned depth) {
  Operation *op = value.getDefiningOp();
  if (!op || depth == kMaxDepth)
    return std::nullopt;
  MLIRContext *context = op->getContext();
  if (auto view = dyn_cast<ViewOp>(op)) {
    auto inner = getIndexExpr(view.getSource(), depth + 1);
    if (!inner)
      return std::nullopt;
    return simplifyInBounds(inner->replaceDims(view.getMap().getResults()),
                            getDims(value));
  }
  if (auto iota = dyn_cast<IotaOp>(op))
    return getAffineDimExpr(iota.getDim(), context);
  if (auto symbol = dyn_cast<SymbolOp>(op))
    return symbol.getMap().getResult(0);
  if (auto splat = dyn_cast_or_null<IntegerAttr>(getSplat(value)))
    return splat.getValue().getSignificantBits() <= 64 &&
                   splat.getType().getIntOrFloatBitWidth() > 1
               ? std::optional(getAffineConstantExpr(
                     splat.getValue().getSExtValue(), context))
               : std::nullopt;
  if (isa<arith::ExtSIOp>(op) &&
      cast<RankedTensorType>(op->getOperand(0).getType())
              .getElementTypeBitWidth() > 1)
    return getIndexExpr(op->getOperand(0), depth + 1);
  if (op->getNumOperands() != 2)
    return std::nullopt;
  auto lhs = getIndexExpr(op->getOperand(0), depth + 1);
  auto rhs = getIndexExpr(op->getOperand(1), depth + 1);
  if (!lhs || !rhs)
    return std::nullopt;
  Dims dims = getDims(value);
  std::optional<AffineExpr> result;
  bool isConstant = isa<AffineConstantExpr>(*rhs);
  bool isPositive = isConstant && cast<AffineConstantExpr>(*rhs).getValue() > 0;
  if (isa<arith::AddIOp>(op))
    result = *lhs + *rhs;
  else if (isa<arith::SubIOp>(op))
    result = *lhs - *rhs;
  else if (isa<arith::MulIOp>(op) &&
           (lhs->isSymbolicOrConstant() || rhs->isSymbolicOrConstant()))
    result = *lhs * *rhs;
  else if (isa<arith::FloorDivSIOp>(op) && isPositive)
    result = lhs->floorDiv(*rhs);
  else if (isa<arith::DivSIOp>(op) && isPositive && isNonNegative(*lhs, dims))
    result = lhs->floorDiv(*rhs);
  else if (isa<arith::RemSIOp>(op) && isPositive && isNonNegative(*lhs, dims))
    result = *lhs % *rhs;
  if (result)
    result = simplifyInBounds(*result, dims);
  return result;
}

std::optional<AffineExpr> cutedsl::graph::getIndexExpr(Value value) {
  return ::getIndexExpr(value, 0);
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

double cutedsl::graph::roundTo(FloatType type, double number) {
  APFloat value(number);
  bool losesInfo;
  value.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                &losesInfo);
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                &losesInfo);
  return value.convertToDouble();
}

/// The interval as `type` holds it, nothing if a bound overflows.
static std::optional<FloatRange> round(FloatRange range, FloatType type) {
  range = {roundTo(type, range.low), roundTo(type, range.high)};
  if (!std::isfinite(range.low) || !std::isfinite(range.high))
    return std::nullopt;
  return range;
}

static std::optional<FloatRange> getFloatRange(Value value, unsigned depth) {
  Operation *op = value.getDefiningOp();
  auto type = dyn_cast<FloatType>(getElementTypeOrSelf(value.getType()));
  if (!op || !type || depth == kMaxDepth)
    return std::nullopt;
  if (auto splat = dyn_cast_or_null<FloatAttr>(getSplat(value))) {
    if (!splat.getValue().isFinite())
      return std::nullopt;
    double number = splat.getValueAsDouble();
    return FloatRange{number, number};
  }
  if (isa<arith::UIToFPOp>(op) &&
      getElementTypeOrSelf(op->getOperand(0).getType()).isInteger(1))
    return FloatRange{0, 1};
  if (isa<arith::SIToFPOp>(op) &&
      (type.isF32() || type.isF64() || type.isBF16()))
    return FloatRange{-0x1p63, 0x1p63};
  SmallVector<FloatRange, 3> inputs;
  for (Value operand : op->getOperands()) {
    if (isa<arith::SelectOp>(op) && operand == op->getOperand(0))
      continue;
    std::optional<FloatRange> range = getFloatRange(operand, depth + 1);
    if (!range)
      return std::nullopt;
    inputs.push_back(*range);
  }
  auto hull = [&] {
    FloatRange all = inputs[0];
    for (FloatRange range : inputs)
      all = {std::min(all.low, range.low), std::max(all.high, range.high)};
    return all;
  };
  std::optional<FloatRange> result;
  llvm::TypeSwitch<Operation *>(op)
      .Case<ViewOp, ConcatOp, arith::SelectOp, arith::MaximumFOp,
            arith::MinimumFOp, arith::ExtFOp, arith::TruncFOp>(
          [&](auto) { result = hull(); })
      .Case([&](arith::NegFOp) {
        result = FloatRange{-inputs[0].high, -inputs[0].low};
      })
      .Case([&](arith::AddFOp) {
        result = FloatRange{inputs[0].low + inputs[1].low,
                            inputs[0].high + inputs[1].high};
      })
      .Case([&](arith::SubFOp) {
        result = FloatRange{inputs[0].low - inputs[1].high,
                            inputs[0].high - inputs[1].low};
      })
      .Case([&](arith::MulFOp) {
        double corners[] = {
            inputs[0].low * inputs[1].low, inputs[0].low * inputs[1].high,
            inputs[0].high * inputs[1].low, inputs[0].high * inputs[1].high};
        result = FloatRange{*std::min_element(corners, corners + 4),
                            *std::max_element(corners, corners + 4)};
      });
  if (!result)
    return std::nullopt;
  return round(*result, type);
}

std::optional<FloatRange> cutedsl::graph::getFloatRange(Value value) {
  return ::getFloatRange(value, 0);
}

bool cutedsl::graph::keepsFinite(Value value, Value score) {
  if (value == score || getFloatRange(value))
    return true;
  Operation *op = value.getDefiningOp();
  if (!op || !isa<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::NegFOp,
                  ViewOp, arith::SelectOp>(op))
    return false;
  for (auto [index, operand] : llvm::enumerate(op->getOperands())) {
    bool isCondition = isa<arith::SelectOp>(op) && index == 0;
    if (!isCondition && !keepsFinite(operand, score))
      return false;
  }
  return true;
}

Value cutedsl::graph::getCondition(Value value) {
  Operation *op = value.getDefiningOp();
  if (isa_and_nonnull<arith::UIToFPOp>(op) &&
      getElementTypeOrSelf(op->getOperand(0).getType()).isInteger(1))
    return op->getOperand(0);
  return {};
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

bool cutedsl::graph::isBroadcast(AffineMap map, ArrayRef<AffineExpr> dims) {
  for (auto [index, size] : llvm::enumerate(dims))
    if (!map.isFunctionOfDim(index) &&
        size != getAffineConstantExpr(1, map.getContext()))
      return true;
  return false;
}

bool cutedsl::graph::isSmaller(ArrayRef<AffineExpr> a, ArrayRef<AffineExpr> b,
                               MLIRContext *context) {
  AffineExpr first = getNumElements(a, context),
             second = getNumElements(b, context);
  return !isEqual(first, second) && isNonNegative(second - first);
}
