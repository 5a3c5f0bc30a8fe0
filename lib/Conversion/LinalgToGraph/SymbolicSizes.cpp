//===- SymbolicSizes.cpp - Sizes of tensors with '?' ----------------------===//

#include "SymbolicSizes.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cutedsl;
using graph::Dims;

SymbolicSizes::SymbolicSizes(func::FuncOp function)
    : function(function), context(function.getContext()) {}

AffineExpr SymbolicSizes::addSymbol() {
  meaning.push_back({});
  return getAffineSymbolExpr(meaning.size() - 1, context);
}

/// `expr` in symbols that stand for themselves.
AffineExpr SymbolicSizes::resolve(AffineExpr expr) {
  if (!expr)
    return expr;
  while (true) {
    SmallVector<AffineExpr> replacements;
    for (auto [index, other] : llvm::enumerate(meaning))
      replacements.push_back(other ? other
                                   : getAffineSymbolExpr(index, context));
    AffineExpr next =
        graph::simplify(expr.replaceDimsAndSymbols({}, replacements));
    if (next == expr)
      return expr;
    expr = next;
  }
}

LogicalResult SymbolicSizes::makeEqual(Operation *op, AffineExpr a,
                                       AffineExpr b) {
  a = resolve(a);
  b = resolve(b);
  if (!a || !b || graph::isEqual(a, b))
    return success();
  // Of two symbols the later goes.
  auto getPosition = [](AffineExpr expr) {
    auto symbol = dyn_cast<AffineSymbolExpr>(expr);
    return symbol ? int64_t(symbol.getPosition()) : -1;
  };
  if (getPosition(a) < getPosition(b))
    std::swap(a, b);
  auto symbol = dyn_cast<AffineSymbolExpr>(a);
  if (!symbol || b.isFunctionOfSymbol(symbol.getPosition()))
    return op->emitError("expected sizes that are equal, but got ")
           << graph::toString(a) << " and " << graph::toString(b);
  meaning[symbol.getPosition()] = b;
  return success();
}

Dims SymbolicSizes::getDims(Value tensor) {
  Dims dims = sizes.lookup(tensor);
  for (AffineExpr &dim : dims)
    dim = resolve(dim);
  return dims;
}

Dims SymbolicSizes::getLoops(linalg::LinalgOp op) {
  Dims dims = loops.lookup(op);
  for (AffineExpr &dim : dims)
    dim = resolve(dim);
  return dims;
}

std::optional<AffineExpr> SymbolicSizes::getIndex(OpFoldResult value) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return getAffineConstantExpr(*constant, context);
  auto index = dyn_cast<Value>(value);
  Operation *op = index ? index.getDefiningOp() : nullptr;
  if (!op)
    return std::nullopt;
  if (auto dim = dyn_cast<tensor::DimOp>(op)) {
    std::optional<int64_t> number = dim.getConstantIndex();
    Dims dims = getDims(dim.getSource());
    if (!number || *number >= int64_t(dims.size()))
      return std::nullopt;
    return dims[*number];
  }
  if (op->getNumOperands() != 2)
    return std::nullopt;
  auto a = getIndex(op->getOperand(0)), b = getIndex(op->getOperand(1));
  if (!a || !b)
    return std::nullopt;
  bool isConstant = isa<AffineConstantExpr>(*b);
  if (isa<arith::AddIOp>(op))
    return resolve(*a + *b);
  if (isa<arith::SubIOp>(op))
    return resolve(*a - *b);
  if (isa<arith::MulIOp>(op))
    return resolve(*a * *b);
  // Sizes are not negative.
  if (isa<arith::DivUIOp, arith::DivSIOp, arith::FloorDivSIOp>(op) &&
      isConstant && cast<AffineConstantExpr>(*b).getValue() > 0)
    return resolve(a->floorDiv(*b));
  return std::nullopt;
}

/// Null where a size is not known.
void SymbolicSizes::setSizes(Value tensor, ArrayRef<OpFoldResult> values) {
  Dims dims;
  for (OpFoldResult value : values)
    dims.push_back(getIndex(value).value_or(AffineExpr()));
  sizes[tensor] = dims;
}

/// Sizes found for the result, which its type must agree with.
LogicalResult SymbolicSizes::setResult(Operation *op, Dims dims) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  for (auto [index, size] : llvm::enumerate(type.getShape())) {
    if (ShapedType::isDynamic(size)) {
      if (!dims[index])
        return op->emitError("expected a size that is known from the sizes of "
                             "arguments");
      continue;
    }
    AffineExpr constant = getAffineConstantExpr(size, context);
    if (failed(makeEqual(op, dims[index], constant)))
      return failure();
    dims[index] = constant;
  }
  sizes[op->getResult(0)] = dims;
  return success();
}

LogicalResult SymbolicSizes::inferStructured(linalg::LinalgOp op) {
  Dims &found = loops[op];
  found.assign(op.getNumLoops(), AffineExpr());
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<RankedTensorType>(operand.get().getType()))
      continue;
    Dims dims = sizes.lookup(operand.get());
    AffineMap map = op.getMatchingIndexingMap(&operand);
    for (auto [size, expr] : llvm::zip_equal(dims, map.getResults())) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      if (!loop)
        continue;
      AffineExpr &known = found[loop.getPosition()];
      if (!known)
        known = size;
      else if (failed(makeEqual(op, known, size)))
        return failure();
    }
  }
  for (AffineExpr loop : found)
    if (!loop)
      return op.emitError("expected the size of every loop to be an operand's");
  for (auto [result, init] : llvm::zip(op->getResults(), op.getDpsInits()))
    sizes[result] = sizes.lookup(init);
  return success();
}

/// Sizes of groups of dimensions that become one.
static Dims collapse(ArrayRef<AffineExpr> dims,
                     ArrayRef<ReassociationIndices> groups,
                     MLIRContext *context) {
  Dims result;
  for (const ReassociationIndices &group : groups) {
    AffineExpr size = getAffineConstantExpr(1, context);
    for (int64_t dim : group)
      size = size * dims[dim];
    result.push_back(size);
  }
  return result;
}

LogicalResult SymbolicSizes::inferOp(Operation *op) {
  if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    return inferStructured(structured);
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](tensor::EmptyOp op) {
        setSizes(op, op.getMixedSizes());
        return setResult(op, sizes[op]);
      })
      .Case([&](tensor::ExpandShapeOp op) -> LogicalResult {
        setSizes(op, op.getMixedOutputShape());
        Dims groups =
            collapse(sizes[op], op.getReassociationIndices(), context);
        for (auto [group, size] : llvm::zip(groups, getDims(op.getSrc())))
          if (failed(makeEqual(op, size, group)))
            return failure();
        return setResult(op, sizes[op]);
      })
      .Case([&](tensor::CollapseShapeOp op) {
        return setResult(op, collapse(getDims(op.getSrc()),
                                      op.getReassociationIndices(), context));
      })
      .Case([&](tensor::ExtractSliceOp op) {
        setSizes(op, op.getMixedSizes());
        Dims kept;
        llvm::SmallBitVector dropped = op.getDroppedDims();
        for (auto [index, size] : llvm::enumerate(sizes[op]))
          if (!dropped.test(index))
            kept.push_back(size);
        return setResult(op, kept);
      })
      .Case([&](tensor::ConcatOp op) -> LogicalResult {
        Dims dims = getDims(op.getInputs()[0]);
        for (Value input : op.getInputs().drop_front())
          for (auto [index, size] : llvm::enumerate(getDims(input))) {
            if (index == op.getDim())
              dims[index] = dims[index] + size;
            else if (failed(makeEqual(op, dims[index], size)))
              return failure();
          }
        return setResult(op, dims);
      })
      .Case([&](tensor::PadOp op) {
        Dims dims = getDims(op.getSource());
        for (auto [size, low, high] :
             llvm::zip(dims, op.getMixedLowPad(), op.getMixedHighPad())) {
          auto before = getIndex(low), after = getIndex(high);
          size = before && after ? size + *before + *after : AffineExpr();
        }
        return setResult(op, dims);
      })
      .Case([&](tensor::CastOp op) {
        return setResult(op, getDims(op.getSource()));
      })
      .Default([&](Operation *op) -> LogicalResult {
        if (op->getNumResults() != 1 ||
            !isa<RankedTensorType>(op->getResult(0).getType()))
          return success();
        if (!isa<arith::ArithDialect, math::MathDialect>(op->getDialect()))
          return op->emitError("expected structured ops of linalg, elementwise "
                               "ops, and views of tensors, but got ")
                 << op->getName();
        // A constant, or elementwise work on tensors of one shape.
        auto type = cast<RankedTensorType>(op->getResult(0).getType());
        Dims dims(type.getRank(), AffineExpr());
        for (Value operand : op->getOperands()) {
          auto other = dyn_cast<RankedTensorType>(operand.getType());
          if (!other || other.getRank() != type.getRank())
            continue;
          for (auto [known, size] : llvm::zip(dims, getDims(operand))) {
            if (!known)
              known = size;
            else if (failed(makeEqual(op, known, size)))
              return failure();
          }
        }
        return setResult(op, dims);
      });
}

/// Numbers the symbols that are left without gaps.
void SymbolicSizes::renumber() {
  SmallVector<AffineExpr> places(meaning.size(),
                                 getAffineConstantExpr(0, context));
  for (unsigned i = 0; i < meaning.size(); ++i)
    if (!meaning[i])
      places[i] = getAffineSymbolExpr(numSymbols++, context);
  auto rename = [&](Dims &dims) {
    for (AffineExpr &dim : dims) {
      dim = resolve(dim);
      if (dim)
        dim = graph::simplify(dim.replaceDimsAndSymbols({}, places));
    }
  };
  for (auto &entry : sizes)
    rename(entry.second);
  for (auto &entry : loops)
    rename(entry.second);
  // What was read is final.
  meaning.assign(numSymbols, AffineExpr());
}

LogicalResult SymbolicSizes::infer() {
  for (Value argument : function.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type)
      return function.emitError(
                 "expected ranked tensors as arguments, but got ")
             << argument.getType();
    Dims dims;
    for (int64_t size : type.getShape())
      dims.push_back(ShapedType::isDynamic(size)
                         ? addSymbol()
                         : getAffineConstantExpr(size, context));
    sizes[argument] = dims;
  }
  for (Operation &op : function.getBody().front().without_terminator())
    if (failed(inferOp(&op)))
      return failure();
  renumber();
  return success();
}
