//===- Structured.cpp - Structured ops as graph ops -----------------------===//

#include "Structured.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace cutedsl;
using graph::Dims;
using graph::ReductionKind;

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Value cutedsl::createView(OpBuilder &builder, Location loc, Value source,
                          AffineMap map, ArrayRef<AffineExpr> dims) {
  auto type = cast<RankedTensorType>(source.getType());
  RankedTensorType result = graph::getTensorType(dims, type.getElementType());
  map = graph::simplifyInBounds(
      graph::getMap(dims.size(), map.getResults(), builder.getContext()), dims);
  if (result == type && map.isIdentity())
    return source;
  return graph::ViewOp::create(builder, loc, result, source,
                               AffineMapAttr::get(map));
}

Value cutedsl::createConstant(OpBuilder &builder, Location loc,
                              TypedAttr element, ArrayRef<AffineExpr> dims) {
  if (element.getType().isIndex())
    element = builder.getI64IntegerAttr(cast<IntegerAttr>(element).getInt());
  auto type = RankedTensorType::get({}, element.getType());
  Value constant = arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(type, Attribute(element)));
  return createView(builder, loc, constant,
                    AffineMap::get(dims.size(), 0, builder.getContext()), dims);
}

static Type getElement(Value value) {
  return getElementTypeOrSelf(value.getType());
}

static bool isNarrow(Type type) { return isa<BFloat16Type, Float16Type>(type); }

/// `value` in another float type.
static Value convertFloat(OpBuilder &builder, Location loc, Value value,
                          Type element) {
  Type from = getElement(value);
  if (from == element)
    return value;
  Type type =
      graph::withElementType(cast<RankedTensorType>(value.getType()), element);
  if (from.getIntOrFloatBitWidth() < element.getIntOrFloatBitWidth())
    return arith::ExtFOp::create(builder, loc, type, value);
  return arith::TruncFOp::create(builder, loc, type, value);
}

/// `value` in another signed integer type.
static Value convertInteger(OpBuilder &builder, Location loc, Value value,
                            Type element, bool isUnsigned) {
  unsigned from = getElement(value).getIntOrFloatBitWidth();
  unsigned to = element.getIntOrFloatBitWidth();
  if (from == to)
    return value;
  Type type =
      graph::withElementType(cast<RankedTensorType>(value.getType()), element);
  if (from > to)
    return arith::TruncIOp::create(builder, loc, type, value);
  if (isUnsigned)
    return arith::ExtUIOp::create(builder, loc, type, value);
  return arith::ExtSIOp::create(builder, loc, type, value);
}

Value cutedsl::convertElementwise(OpBuilder &builder, Operation *op,
                                  ValueRange operands,
                                  ArrayRef<AffineExpr> dims) {
  Location loc = op->getLoc();
  if (!isa<arith::ArithDialect, math::MathDialect>(op->getDialect()) ||
      op->getNumResults() != 1 || op->getNumRegions()) {
    op->emitError("expected elementwise arith and math ops only, but got ")
        << op->getName();
    return {};
  }
  Type element = getElementTypeOrSelf(op->getResult(0).getType());
  if (element.isIndex())
    element = builder.getI64Type();
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp>(op))
    return convertInteger(builder, loc, operands[0], element,
                          isa<arith::IndexCastUIOp>(op));
  bool isConversion =
      isa<arith::ExtFOp, arith::TruncFOp, arith::SelectOp, arith::BitcastOp>(
          op);
  Type f32 = builder.getF32Type();
  SmallVector<Value> inputs;
  for (Value operand : operands)
    inputs.push_back(!isConversion && isNarrow(getElement(operand))
                         ? convertFloat(builder, loc, operand, f32)
                         : operand);
  Type computed = !isConversion && isNarrow(element) ? f32 : element;
  OperationState state(loc, op->getName(), inputs,
                       graph::getTensorType(dims, computed), op->getAttrs());
  Value result = builder.create(state)->getResult(0);
  return computed == element ? result
                             : convertFloat(builder, loc, result, element);
}

/// The element that `value` repeats, if it is a constant.
static Attribute getSplat(Value value) {
  while (auto view = value.getDefiningOp<graph::ViewOp>())
    value = view.getSource();
  DenseElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) || !elements.isSplat())
    return {};
  return elements.getSplatValue<Attribute>();
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

namespace {
/// A result `combine(accumulator, term)`.
struct Reduction {
  Operation *combine;
  Value term;
  ReductionKind kind;
};
} // namespace

static std::optional<ReductionKind> getKind(Operation *op) {
  bool isBool = getElementTypeOrSelf(op->getResult(0).getType()).isInteger(1);
  if (isa<arith::AddFOp>(op) || (isa<arith::AddIOp>(op) && !isBool))
    return ReductionKind::Sum;
  if (isa<arith::MulFOp>(op) || (isa<arith::MulIOp>(op) && !isBool))
    return ReductionKind::Prod;
  if (isa<arith::MaximumFOp>(op) || (isa<arith::MaxSIOp>(op) && !isBool))
    return ReductionKind::Max;
  if (isa<arith::MinimumFOp>(op) || (isa<arith::MinSIOp>(op) && !isBool))
    return ReductionKind::Min;
  if (isBool && isa<arith::OrIOp, arith::MaxUIOp>(op))
    return ReductionKind::Any;
  if (isBool && isa<arith::AndIOp, arith::MinUIOp>(op))
    return ReductionKind::All;
  return std::nullopt;
}

static std::optional<Reduction> matchReduction(Value yielded,
                                               BlockArgument accumulator) {
  Operation *op = yielded.getDefiningOp();
  if (!op || op->getNumOperands() != 2 || !accumulator.hasOneUse())
    return std::nullopt;
  std::optional<ReductionKind> kind = getKind(op);
  unsigned place = op->getOperand(0) == accumulator ? 0 : 1;
  if (!kind || op->getOperand(place) != accumulator)
    return std::nullopt;
  return Reduction{op, op->getOperand(1 - place), *kind};
}

/// True when combining with `element` changes nothing.
static bool isNeutral(Attribute element, ReductionKind kind) {
  if (auto number = dyn_cast_or_null<FloatAttr>(element)) {
    const APFloat &value = number.getValue();
    switch (kind) {
    case ReductionKind::Sum:
      return value.isZero();
    case ReductionKind::Prod:
      return value.isExactlyValue(1.0);
    case ReductionKind::Max:
      return value.isInfinity() && value.isNegative();
    default:
      return value.isInfinity() && !value.isNegative();
    }
  }
  auto number = dyn_cast_or_null<IntegerAttr>(element);
  if (!number)
    return false;
  const APInt &value = number.getValue();
  switch (kind) {
  case ReductionKind::Sum:
  case ReductionKind::Any:
    return value.isZero();
  case ReductionKind::Prod:
    return value.isOne();
  case ReductionKind::All:
    return value.isAllOnes();
  case ReductionKind::Max:
    return value.isMinSignedValue();
  default:
    return value.isMaxSignedValue();
  }
}

//===----------------------------------------------------------------------===//
// The conversion
//===----------------------------------------------------------------------===//

namespace {
class Converter {
public:
  Converter(OpBuilder &builder, linalg::LinalgOp op, ArrayRef<AffineExpr> loops,
            Lookup lookup)
      : builder(builder), op(op), loops(loops), lookup(lookup),
        loc(op.getLoc()) {}

  FailureOr<SmallVector<Value>> run();

private:
  AffineExpr dim(unsigned i) { return builder.getAffineDimExpr(i); }
  Value emit(Value scalar);
  Value emitOperand(OpOperand &operand);
  Value emitExtract(tensor::ExtractOp extract);
  Value reduce(OpOperand &init, const Reduction &reduction);
  Value combine(OpOperand &init, const Reduction &reduction, Value value);
  Value contract(OpOperand &init, const Reduction &reduction);
  Value toOutput(OpOperand &init, Value value);

  OpBuilder &builder;
  linalg::LinalgOp op;
  Dims loops;
  Lookup lookup;
  Location loc;
  DenseMap<Value, Value> values;
};
} // namespace

/// An operand's elements at every point of the loops.
Value Converter::emitOperand(OpOperand &operand) {
  if (isa<RankedTensorType>(operand.get().getType()))
    return createView(builder, loc, lookup(operand.get()),
                      op.getMatchingIndexingMap(&operand), loops);
  TypedAttr constant;
  if (matchPattern(operand.get(), m_Constant(&constant)))
    return createConstant(builder, loc, constant, loops);
  op.emitError("expected scalar operands to be constants, but got ")
      << operand.get();
  return {};
}

/// An element at computed indices.
Value Converter::emitExtract(tensor::ExtractOp extract) {
  Value source = lookup(extract.getTensor());
  if (!source)
    return {};
  SmallVector<Value> indices;
  SmallVector<int64_t> places;
  for (Value index : extract.getIndices()) {
    places.push_back(indices.size());
    indices.push_back(emit(index));
    if (!indices.back())
      return {};
  }
  SmallVector<AffineExpr> zeros(indices.size(),
                                builder.getAffineConstantExpr(0));
  AffineMap map = graph::getMap(loops.size(), zeros, builder.getContext());
  if (indices.empty())
    return createView(builder, loc, source, map, loops);
  return graph::GatherOp::create(
      builder, loc, graph::getTensorType(loops, getElement(source)), source,
      indices, builder.getDenseI64ArrayAttr(places), AffineMapAttr::get(map));
}

/// A scalar of the body at every point of the loops; null after an error.
Value Converter::emit(Value scalar) {
  Value &known = values[scalar];
  if (known)
    return known;
  auto argument = dyn_cast<BlockArgument>(scalar);
  if (argument && argument.getOwner() == op.getBlock()) {
    OpOperand &operand = op->getOpOperand(argument.getArgNumber());
    if (op.isDpsInit(&operand) && op.getNumReductionLoops()) {
      op.emitError("expected a reduction's terms not to use its outputs");
      return {};
    }
    return values[scalar] = emitOperand(operand);
  }
  Operation *def = scalar.getDefiningOp();
  TypedAttr constant;
  if (def && matchPattern(scalar, m_Constant(&constant)))
    return values[scalar] = createConstant(builder, loc, constant, loops);
  if (!def || def->getBlock() != op.getBlock()) {
    op.emitError("expected the body to use constants and its arguments only, "
                 "but got ")
        << scalar;
    return {};
  }
  if (auto index = dyn_cast<linalg::IndexOp>(def))
    return values[scalar] = graph::IotaOp::create(
               builder, loc, graph::getTensorType(loops, builder.getI64Type()),
               index.getDim());
  if (auto extract = dyn_cast<tensor::ExtractOp>(def)) {
    Value result = emitExtract(extract);
    return values[scalar] = result;
  }
  SmallVector<Value> operands;
  for (Value operand : def->getOperands()) {
    operands.push_back(emit(operand));
    if (!operands.back())
      return {};
  }
  Value result = convertElementwise(builder, def, operands, loops);
  return values[scalar] = result;
}

/// `value`, over the parallel loops in their order, as the output has them.
Value Converter::toOutput(OpOperand &init, Value value) {
  AffineMap map = op.getMatchingIndexingMap(&init);
  SmallVector<unsigned> parallel;
  op.getParallelDims(parallel);
  SmallVector<AffineExpr> exprs;
  for (unsigned loop : parallel)
    exprs.push_back(dim(*map.getResultPosition(dim(loop))));
  Dims dims;
  for (AffineExpr expr : map.getResults())
    dims.push_back(loops[cast<AffineDimExpr>(expr).getPosition()]);
  return createView(builder, loc, value,
                    graph::getMap(dims.size(), exprs, builder.getContext()),
                    dims);
}

/// `value`, in the output's order and at least in f32, combined with the
/// initial value.
Value Converter::combine(OpOperand &init, const Reduction &reduction,
                         Value value) {
  Value initial = lookup(init.get());
  Type element = getElement(initial);
  if (!isNeutral(getSplat(initial), reduction.kind)) {
    Value other = isa<FloatType>(element)
                      ? convertFloat(builder, loc, initial, getElement(value))
                      : initial;
    OperationState state(loc, reduction.combine->getName(), {other, value},
                         value.getType(), reduction.combine->getAttrs());
    value = builder.create(state)->getResult(0);
  }
  return isa<FloatType>(element) ? convertFloat(builder, loc, value, element)
                                 : value;
}

Value Converter::reduce(OpOperand &init, const Reduction &reduction) {
  Value term = emit(reduction.term);
  if (!term)
    return {};
  if (isNarrow(getElement(term)))
    term = convertFloat(builder, loc, term, builder.getF32Type());
  SmallVector<unsigned> reduced;
  op.getReductionDims(reduced);
  Dims kept;
  for (auto [index, size] : llvm::enumerate(loops))
    if (!llvm::is_contained(reduced, index))
      kept.push_back(size);
  Value result = graph::ReduceOp::create(
      builder, loc, graph::getTensorType(kept, getElement(term)),
      reduction.kind, term,
      builder.getDenseI64ArrayAttr(llvm::to_vector_of<int64_t>(reduced)));
  return combine(init, reduction, toOutput(init, result));
}

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

namespace {
/// One factor of a sum of products.
struct Factor {
  OpOperand *operand;
  /// Widening between the operand and the product; null if there is none.
  Operation *widening;
};
} // namespace

static std::optional<Factor> matchFactor(linalg::LinalgOp op, Value value) {
  Operation *widening = nullptr;
  if (isa_and_nonnull<arith::ExtFOp, arith::ExtSIOp, arith::ExtUIOp>(
          value.getDefiningOp())) {
    widening = value.getDefiningOp();
    value = widening->getOperand(0);
  }
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument || argument.getOwner() != op.getBlock())
    return std::nullopt;
  OpOperand &operand = op->getOpOperand(argument.getArgNumber());
  if (!op.isDpsInput(&operand) ||
      !isa<RankedTensorType>(operand.get().getType()) ||
      !op.getMatchingIndexingMap(&operand).isProjectedPermutation())
    return std::nullopt;
  return Factor{&operand, widening};
}

/// The index of each of `group` in one dimension that holds them all.
static void splitIndex(ArrayRef<unsigned> group, ArrayRef<AffineExpr> loops,
                       AffineExpr index, MutableArrayRef<AffineExpr> places) {
  AffineExpr step = getAffineConstantExpr(1, index.getContext());
  for (unsigned loop : llvm::reverse(group)) {
    AffineExpr rest = index.floorDiv(step);
    places[loop] = loop == group.front() ? rest : rest % loops[loop];
    step = step * loops[loop];
  }
}

/// One index for all of `group`.
static AffineExpr joinIndex(ArrayRef<unsigned> group,
                            ArrayRef<AffineExpr> loops,
                            ArrayRef<AffineExpr> places, MLIRContext *context) {
  AffineExpr index = getAffineConstantExpr(0, context);
  for (unsigned loop : group)
    index = index * loops[loop] + places[loop];
  return index;
}

static AffineExpr getSize(ArrayRef<unsigned> group, ArrayRef<AffineExpr> loops,
                          MLIRContext *context) {
  AffineExpr size = getAffineConstantExpr(1, context);
  for (unsigned loop : group)
    size = size * loops[loop];
  return graph::simplify(size);
}

/// A sum of products as one `graph.contract`; null where it is none.
Value Converter::contract(OpOperand &init, const Reduction &reduction) {
  Operation *product = reduction.term.getDefiningOp();
  if (reduction.kind != ReductionKind::Sum ||
      !isa_and_nonnull<arith::MulFOp, arith::MulIOp>(product))
    return {};
  auto left = matchFactor(op, product->getOperand(0));
  auto right = matchFactor(op, product->getOperand(1));
  if (!left || !right)
    return {};
  MLIRContext *context = builder.getContext();
  AffineMap leftMap = op.getMatchingIndexingMap(left->operand);
  AffineMap rightMap = op.getMatchingIndexingMap(right->operand);
  AffineMap outMap = op.getMatchingIndexingMap(&init);
  SmallVector<unsigned> batch, m, n, k;
  for (unsigned loop = 0; loop < loops.size(); ++loop) {
    bool isLeft = leftMap.isFunctionOfDim(loop);
    bool isRight = rightMap.isFunctionOfDim(loop);
    if (!isLeft && !isRight)
      return {};
    bool isParallel = outMap.isFunctionOfDim(loop);
    if (!isParallel && !(isLeft && isRight))
      return {};
    (!isParallel         ? k
     : isLeft && isRight ? batch
     : isLeft            ? m
                         : n)
        .push_back(loop);
  }
  unsigned rank = batch.size() + 2;
  // An operand as [batch..., rows, columns].
  auto emitMatrix = [&](Factor factor, AffineMap map, ArrayRef<unsigned> rows,
                        ArrayRef<unsigned> columns) {
    SmallVector<AffineExpr> places(loops.size(),
                                   builder.getAffineConstantExpr(0));
    Dims dims;
    for (auto [index, loop] : llvm::enumerate(batch)) {
      places[loop] = dim(index);
      dims.push_back(loops[loop]);
    }
    splitIndex(rows, loops, dim(rank - 2), places);
    splitIndex(columns, loops, dim(rank - 1), places);
    dims.push_back(getSize(rows, loops, context));
    dims.push_back(getSize(columns, loops, context));
    SmallVector<AffineExpr> exprs;
    for (AffineExpr expr : map.getResults())
      exprs.push_back(places[cast<AffineDimExpr>(expr).getPosition()]);
    Value value = createView(builder, loc, lookup(factor.operand->get()),
                             graph::getMap(rank, exprs, context), dims);
    // Products of narrow floats are exact in f32, in which they are summed.
    Type element = getElementTypeOrSelf(product->getResult(0).getType());
    if (isNarrow(getElement(value)) && element.isF32())
      return value;
    if (isa<FloatType>(element))
      return convertFloat(builder, loc, value, element);
    return convertInteger(builder, loc, value, element,
                          isa_and_nonnull<arith::ExtUIOp>(factor.widening));
  };
  Value lhs = emitMatrix(*left, leftMap, m, k);
  Value rhs = emitMatrix(*right, rightMap, k, n);
  if (getElement(lhs) != getElement(rhs)) {
    lhs = convertFloat(builder, loc, lhs, builder.getF32Type());
    rhs = convertFloat(builder, loc, rhs, builder.getF32Type());
  }
  Type element =
      isNarrow(getElement(lhs)) ? Type(builder.getF32Type()) : getElement(lhs);
  Dims dims = graph::getDims(lhs);
  dims.back() = getSize(n, loops, context);
  Value result = graph::ContractOp::create(
      builder, loc, graph::getTensorType(dims, element), lhs, rhs);
  // Back to the output's order.
  SmallVector<AffineExpr> places(loops.size());
  Dims outDims;
  for (auto [index, expr] : llvm::enumerate(outMap.getResults())) {
    unsigned loop = cast<AffineDimExpr>(expr).getPosition();
    places[loop] = dim(index);
    outDims.push_back(loops[loop]);
  }
  SmallVector<AffineExpr> exprs;
  for (unsigned loop : batch)
    exprs.push_back(places[loop]);
  exprs.push_back(joinIndex(m, loops, places, context));
  exprs.push_back(joinIndex(n, loops, places, context));
  result = createView(builder, loc, result,
                      graph::getMap(outDims.size(), exprs, context), outDims);
  return combine(init, reduction, result);
}

FailureOr<SmallVector<Value>> Converter::run() {
  SmallVector<unsigned> reduced;
  op.getReductionDims(reduced);
  Block *body = op.getBlock();
  SmallVector<Value> results;
  for (OpOperand &init : op.getDpsInitsMutable()) {
    AffineMap map = op.getMatchingIndexingMap(&init);
    if (!map.isProjectedPermutation() ||
        map.getNumResults() + reduced.size() != loops.size())
      return op.emitError("expected every output to have all parallel loops, "
                          "each once");
    BlockArgument accumulator = body->getArgument(init.getOperandNumber());
    Value yielded = body->getTerminator()->getOperand(init.getOperandNumber() -
                                                      op.getNumDpsInputs());
    Value result;
    if (reduced.empty()) {
      result = emit(yielded);
      if (result)
        result = toOutput(init, result);
    } else {
      std::optional<Reduction> reduction = matchReduction(yielded, accumulator);
      if (!reduction)
        return op.emitError("expected the body to add to, multiply, or take "
                            "the larger or smaller of, its output's element "
                            "and a term that does not use it");
      result = contract(init, *reduction);
      if (!result)
        result = reduce(init, *reduction);
    }
    if (!result)
      return failure();
    results.push_back(result);
  }
  return results;
}

FailureOr<SmallVector<Value>>
cutedsl::convertStructured(OpBuilder &builder, linalg::LinalgOp op,
                           ArrayRef<AffineExpr> loops, Lookup lookup) {
  return Converter(builder, op, loops, lookup).run();
}
