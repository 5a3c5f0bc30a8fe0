//===- LinalgToGraph.cpp - linalg on tensors to graph programs ------------===//
//
// A function on tensors becomes a `graph.program`: structured ops become graph
// ops, whatever moves elements becomes a view.
//
//===----------------------------------------------------------------------===//

#include "Structured.h"
#include "SymbolicSizes.h"
#include "cutedsl/Conversion/Passes.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTLINALGTOGRAPH
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using graph::Dims;

namespace {
class FunctionConverter {
public:
  explicit FunctionConverter(func::FuncOp function)
      : function(function), sizes(function), builder(function) {}

  LogicalResult run();

private:
  LogicalResult checkFunction();
  RankedTensorType getType(Value tensor) {
    auto type = cast<RankedTensorType>(tensor.getType());
    return graph::getTensorType(sizes.getDims(tensor), type.getElementType());
  }
  graph::ProgramOp createProgram();
  LogicalResult convertOp(Operation *op);
  FailureOr<Value> convertTensorOp(Operation *op);
  FailureOr<Value> slice(tensor::ExtractSliceOp op);
  FailureOr<Value> pad(tensor::PadOp op);
  Value reshape(Operation *op, Value source);
  Value getValue(Value tensor) { return values.lookup(tensor); }

  func::FuncOp function;
  SymbolicSizes sizes;
  OpBuilder builder;
  DenseMap<Value, Value> values;
};
} // namespace

LogicalResult FunctionConverter::checkFunction() {
  if (!llvm::hasSingleElement(function.getBody()))
    return function.emitError("expected a function of one block");
  for (Type type : function.getResultTypes())
    if (!isa<RankedTensorType>(type))
      return function.emitError("expected ranked tensors as results, but got ")
             << type;
  return success();
}

graph::ProgramOp FunctionConverter::createProgram() {
  Block &body = function.getBody().front();
  SmallVector<Type> inputs, results;
  for (Value argument : body.getArguments())
    inputs.push_back(getType(argument));
  for (Value result : body.getTerminator()->getOperands())
    results.push_back(getType(result));
  SmallVector<std::string> names;
  for (unsigned i = 0; i < sizes.getNumSymbols(); ++i)
    names.push_back("s" + std::to_string(i));
  auto program = graph::ProgramOp::create(
      builder, function.getLoc(), function.getSymName(),
      builder.getFunctionType(inputs, results),
      SmallVector<StringRef>(names.begin(), names.end()));
  Block *entry = program.getBody().empty() ? &program.getBody().emplaceBlock()
                                           : &program.getBody().front();
  if (entry->getNumArguments() == 0)
    for (auto [type, argument] : llvm::zip_equal(inputs, body.getArguments()))
      entry->addArgument(type, argument.getLoc());
  for (auto [from, to] :
       llvm::zip_equal(body.getArguments(), entry->getArguments()))
    values[from] = to;
  builder.setInsertionPointToEnd(entry);
  return program;
}

/// The same elements in row-major order under the result's sizes.
Value FunctionConverter::reshape(Operation *op, Value source) {
  Dims from = graph::getDims(source), to = sizes.getDims(op->getResult(0));
  MLIRContext *context = builder.getContext();
  AffineExpr linear = builder.getAffineConstantExpr(0);
  for (auto [index, size] : llvm::enumerate(to))
    linear = linear * size + builder.getAffineDimExpr(index);
  SmallVector<AffineExpr> exprs(from.size());
  AffineExpr step = builder.getAffineConstantExpr(1);
  for (size_t i = from.size(); i-- > 0;) {
    exprs[i] = linear.floorDiv(step);
    if (i > 0)
      exprs[i] = exprs[i] % from[i];
    step = step * from[i];
  }
  return createView(builder, op->getLoc(), source,
                    graph::getMap(to.size(), exprs, context), to);
}

FailureOr<Value> FunctionConverter::slice(tensor::ExtractSliceOp op) {
  Dims dims = sizes.getDims(op.getResult());
  llvm::SmallBitVector dropped = op.getDroppedDims();
  SmallVector<AffineExpr> exprs;
  unsigned kept = 0;
  for (auto [index, offset, stride] :
       llvm::enumerate(op.getMixedOffsets(), op.getMixedStrides())) {
    auto start = sizes.getIndex(offset), step = sizes.getIndex(stride);
    if (!start || !step)
      return op.emitError("expected offsets and strides that are known from "
                          "the sizes of arguments");
    exprs.push_back(dropped.test(index)
                        ? *start
                        : *start + builder.getAffineDimExpr(kept++) * *step);
  }
  return createView(builder, op.getLoc(), getValue(op.getSource()),
                    graph::getMap(dims.size(), exprs, builder.getContext()),
                    dims);
}

/// Padding is a concatenation with a constant, a dimension after the other.
FailureOr<Value> FunctionConverter::pad(tensor::PadOp op) {
  TypedAttr constant;
  Value padding = op.getConstantPaddingValue();
  if (!padding || !matchPattern(padding, m_Constant(&constant)))
    return op.emitError("expected padding with a constant");
  Value value = getValue(op.getSource());
  auto element = cast<RankedTensorType>(value.getType()).getElementType();
  for (auto [index, low, high] :
       llvm::enumerate(op.getMixedLowPad(), op.getMixedHighPad())) {
    size_t dim = index;
    auto before = sizes.getIndex(low), after = sizes.getIndex(high);
    if (!before || !after || !graph::isNonNegative(*before) ||
        !graph::isNonNegative(*after))
      return op.emitError("expected a padding that is known from the sizes of "
                          "arguments and not negative");
    Dims dims = graph::getDims(value);
    SmallVector<Value> parts;
    auto add = [&](AffineExpr size) {
      if (size == builder.getAffineConstantExpr(0))
        return;
      Dims part = dims;
      part[dim] = size;
      parts.push_back(createConstant(builder, op.getLoc(), constant, part));
    };
    add(*before);
    parts.push_back(value);
    add(*after);
    if (parts.size() == 1)
      continue;
    dims[dim] = graph::simplify(dims[dim] + *before + *after);
    value = graph::ConcatOp::create(
        builder, op.getLoc(), graph::getTensorType(dims, element), dim, parts);
  }
  return value;
}

FailureOr<Value> FunctionConverter::convertTensorOp(Operation *op) {
  using Result = FailureOr<Value>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](tensor::EmptyOp op) -> Result {
        // Its elements mean nothing.
        return createConstant(
            builder, op.getLoc(),
            cast<TypedAttr>(builder.getZeroAttr(op.getType().getElementType())),
            sizes.getDims(op.getResult()));
      })
      .Case<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(
          [&](auto op) -> Result { return reshape(op, getValue(op.getSrc())); })
      .Case([&](tensor::ExtractSliceOp op) { return slice(op); })
      .Case([&](tensor::PadOp op) { return pad(op); })
      .Case(
          [&](tensor::CastOp op) -> Result { return getValue(op.getSource()); })
      .Case([&](tensor::ConcatOp op) -> Result {
        SmallVector<Value> inputs;
        for (Value input : op.getInputs())
          inputs.push_back(getValue(input));
        return Value(graph::ConcatOp::create(builder, op.getLoc(),
                                             getType(op.getResult()),
                                             op.getDim(), inputs));
      })
      .Default([](Operation *op) -> Result {
        llvm_unreachable("the inference of sizes knows every op");
      });
}

LogicalResult FunctionConverter::convertOp(Operation *op) {
  auto lookup = [&](Value tensor) { return getValue(tensor); };
  if (auto structured = dyn_cast<linalg::LinalgOp>(op)) {
    if (!structured.hasPureTensorSemantics())
      return op->emitError("expected operands that are tensors");
    auto results = convertStructured(builder, structured,
                                     sizes.getLoops(structured), lookup);
    if (failed(results))
      return failure();
    for (auto [from, to] : llvm::zip_equal(op->getResults(), *results))
      values[from] = to;
    return success();
  }
  // Scalars are read by their users.
  if (llvm::none_of(op->getResultTypes(), llvm::IsaPred<RankedTensorType>))
    return isMemoryEffectFree(op) && op->getNumRegions() == 0
               ? success()
               : op->emitError("expected ops on tensors, but got ")
                     << op->getName();
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    if (!isa<DenseElementsAttr>(constant.getValue()))
      return op->emitError("expected constants with all elements");
    values[constant] = builder.clone(*op)->getResult(0);
    return success();
  }
  if (isa<arith::ArithDialect, math::MathDialect>(op->getDialect())) {
    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      operands.push_back(getValue(operand));
      if (!operands.back())
        return op->emitError("expected operands that are tensors");
    }
    values[op->getResult(0)] = convertElementwise(
        builder, op, operands, sizes.getDims(op->getResult(0)));
    return success(values[op->getResult(0)] != nullptr);
  }
  FailureOr<Value> result = convertTensorOp(op);
  if (failed(result))
    return failure();
  values[op->getResult(0)] = *result;
  return success();
}

LogicalResult FunctionConverter::run() {
  if (failed(checkFunction()) || failed(sizes.infer()))
    return failure();
  graph::ProgramOp program = createProgram();
  Block &body = function.getBody().front();
  for (Operation &op : body.without_terminator())
    if (failed(convertOp(&op)))
      return failure();
  SmallVector<Value> results;
  for (Value result : body.getTerminator()->getOperands())
    results.push_back(getValue(result));
  graph::ReturnOp::create(builder, body.getTerminator()->getLoc(), results);
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(program.getBody().front())))
    if (isOpTriviallyDead(&op))
      op.erase();
  function.erase();
  return success();
}

namespace {
struct ConvertLinalgToGraph
    : cutedsl::impl::ConvertLinalgToGraphBase<ConvertLinalgToGraph> {
  void runOnOperation() override {
    for (auto function :
         llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
      if (!function.isExternal() && failed(FunctionConverter(function).run()))
        return signalPassFailure();
  }
};
} // namespace
