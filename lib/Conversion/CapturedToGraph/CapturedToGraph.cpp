//===- CapturedToGraph.cpp - What each captured PyTorch call means --------===//
//
// Walks each program in order and asks each call's overload for its lowering.
// The captured values stay until the end, so that PyTorch's element types can
// be read off them; `LoweredValues` maps them to what replaced them.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Conversion/CapturedToGraph.h"
#include "Call.h"
#include "cutedsl/Conversion/Passes.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTCAPTUREDTOGRAPH
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;
using namespace cutedsl::graph;

using LoweredValues = DenseMap<Value, Value>;

//===----------------------------------------------------------------------===//
// One call
//===----------------------------------------------------------------------===//

/// Maps the results of `op` to values of the lowered types, whatever they
/// hold, so that later calls can be looked at.
static void mapToDummies(CapturedOp op, OpBuilder &builder,
                         LoweredValues &lowered) {
  Emitter emitter(builder, op.getLoc());
  for (Value result : op.getResults()) {
    auto type = cast<RankedTensorType>(result.getType());
    if (RankedTensorType to = getLoweredType(type))
      lowered[result] =
          emitter.constantInt(0, to.getElementType(), getDims(to)).value;
  }
}

static std::string describe(Type type) {
  std::string text;
  llvm::raw_string_ostream(text)
      << "expected tensors of a supported element type and of symbolic sizes, "
         "but got "
      << type;
  return text;
}

/// Results without elements need no computing, and formulas need not mind them.
static bool lowerEmpty(Call &call) {
  auto isEmpty = [&](unsigned i) {
    RankedTensorType type = call.resultType(i);
    return !call.isUsed(i) || llvm::is_contained(type.getShape(), 0);
  };
  if (!llvm::all_of(llvm::seq(0u, call.getNumResults()), isEmpty))
    return false;
  for (unsigned i = 0; i < call.getNumResults(); ++i)
    if (call.isUsed(i))
      call.result(
          call.constantInt(0, call.resultElement(i), call.resultDims(i)), i);
  return true;
}

/// Why a call may not see 8-bit floats, or an empty string.
static std::string checkFloat8(CapturedOp op) {
  for (TypeRange types :
       {TypeRange(op.getInputs()), TypeRange(op->getResultTypes())})
    for (Type type : types) {
      Type element = getElementTypeOrSelf(type);
      if (!isFloat8(element) || takesFloat8(op.getTarget()))
        continue;
      std::string text;
      llvm::raw_string_ostream(text)
          << "expected a cast, a copy, a view or aten._scaled_mm of " << element
          << ": PyTorch has no other arithmetic on it";
      return text;
    }
  return {};
}

/// Builds the lowering of `op` at the builder's position. Returns why not, or
/// an empty string.
static std::string lowerCall(CapturedOp op, OpBuilder &builder,
                             LoweredValues &lowered) {
  const Overload *overload = findOverload(op.getTarget());
  if (!overload)
    return "no lowering is known for it";
  SmallVector<Value> inputs;
  for (Value input : op.getInputs()) {
    inputs.push_back(lowered.lookup(input));
    if (!inputs.back())
      return describe(input.getType());
  }
  for (Value result : op.getResults())
    if (!getLoweredType(cast<RankedTensorType>(result.getType())) &&
        Call::isResultUsed(result))
      return describe(result.getType());
  if (std::string reason = checkFloat8(op); !reason.empty())
    return reason;
  Call call(builder, op, *overload, inputs);
  if (!call.failed() && !lowerEmpty(call))
    overload->lower(call);
  for (unsigned i = 0; i < call.getNumResults() && !call.failed(); ++i) {
    if (Tensor result = call.getResults()[i])
      lowered[op->getResult(i)] = result.value;
    else if (call.isUsed(i))
      call.refuse() << "result " << i << " is not computed";
  }
  return call.getReason();
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

/// A value of PyTorch's type as a value of the lowered type.
static Value enter(OpBuilder &builder, Location loc, Value value, Type type) {
  auto lowered = getLoweredType(cast<RankedTensorType>(type));
  if (!lowered || lowered == value.getType())
    return value;
  return BitcastOp::create(builder, loc, lowered, value);
}

/// The type of a program's argument or result: complex tensors are pairs,
/// unsigned bytes stay what they are.
static Type getBoundaryType(RankedTensorType type) {
  return isComplex(type.getElementType()) ? getLoweredType(type) : type;
}

/// Strides count elements, and a complex element is now two of them.
static void rewriteStrides(SmallVectorImpl<Attribute> &attrs, unsigned index,
                           MLIRContext *context) {
  auto dict = cast<DictionaryAttr>(attrs[index]);
  auto strides = dict.getAs<DimsAttr>("graph.strides");
  if (!strides)
    return;
  Dims doubled;
  for (AffineExpr stride : strides.getExprs())
    doubled.push_back(graph::simplify(stride * 2));
  doubled.push_back(getAffineConstantExpr(1, context));
  NamedAttrList list(dict);
  list.set("graph.strides", DimsAttr::get(context, doubled));
  attrs[index] = list.getDictionary(context);
}

/// Gives `program` the boundary types. Fails where a type is not supported.
static LogicalResult rewriteSignature(ProgramOp program,
                                      LoweredValues &lowered) {
  MLIRContext *context = program.getContext();
  Block &body = program.getBody().front();
  SmallVector<Type> inputs, results;
  auto convert = [&](Type type, SmallVectorImpl<Type> &types,
                     std::optional<ArrayAttr> attrs,
                     SmallVectorImpl<Attribute> &newAttrs) -> LogicalResult {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || !getLoweredType(tensor))
      return program.emitError()
             << (tensor ? describe(type) : "expected ranked tensors only");
    types.push_back(getBoundaryType(tensor));
    newAttrs.push_back(attrs ? (*attrs)[types.size() - 1]
                             : Attribute(DictionaryAttr::get(context)));
    if (types.back() != type)
      rewriteStrides(newAttrs, newAttrs.size() - 1, context);
    return success();
  };
  SmallVector<Attribute> argAttrs, resAttrs;
  for (Type type : program.getArgumentTypes())
    if (failed(convert(type, inputs, program.getArgAttrs(), argAttrs)))
      return failure();
  for (Type type : program.getResultTypes())
    if (failed(convert(type, results, program.getResAttrs(), resAttrs)))
      return failure();
  if (program.getArgAttrs())
    program.setArgAttrsAttr(ArrayAttr::get(context, argAttrs));
  if (program.getResAttrs())
    program.setResAttrsAttr(ArrayAttr::get(context, resAttrs));
  program.setFunctionType(FunctionType::get(context, inputs, results));
  // The old arguments stay, behind the new ones, until nothing reads them.
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  for (unsigned i = 0, count = inputs.size(); i < count; ++i) {
    BlockArgument old = body.getArgument(i);
    Value argument = body.addArgument(inputs[i], old.getLoc());
    lowered[old] = enter(builder, old.getLoc(), argument, old.getType());
  }
  return success();
}

/// What is not a call passes through with its operands replaced.
static void lowerOther(Operation *op, ArrayRef<Type> resultTypes,
                       LoweredValues &lowered) {
  OpBuilder builder(op);
  bool isReturn = isa<ReturnOp>(op);
  for (OpOperand &operand : op->getOpOperands()) {
    Value value = lowered.lookup(operand.get());
    if (!value)
      continue;
    if (isReturn && resultTypes[operand.getOperandNumber()] != value.getType())
      value = BitcastOp::create(builder, op->getLoc(),
                                resultTypes[operand.getOperandNumber()], value);
    operand.set(value);
  }
  for (Value result : op->getResults())
    lowered[result] = result;
}

/// Constants and views that no result needs.
static void eraseDeadOps(Block &body) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

static LogicalResult lowerProgram(ProgramOp program) {
  LoweredValues lowered;
  if (failed(rewriteSignature(program, lowered)))
    return failure();
  Block &body = program.getBody().front();
  SmallVector<CapturedOp> calls;
  bool ok = true;
  for (Operation &op : llvm::make_early_inc_range(body)) {
    auto call = dyn_cast<CapturedOp>(op);
    if (!call) {
      lowerOther(&op, SmallVector<Type>(program.getResultTypes()), lowered);
      continue;
    }
    calls.push_back(call);
    OpBuilder builder(call);
    std::string reason = lowerCall(call, builder, lowered);
    if (reason.empty())
      continue;
    call.emitError("unsupported call of ")
        << call.getTarget() << ": " << reason;
    ok = false;
    mapToDummies(call, builder, lowered);
  }
  if (!ok)
    return failure();
  for (CapturedOp call : llvm::reverse(calls))
    call.erase();
  body.eraseArguments(0, body.getNumArguments() / 2);
  eraseDeadOps(body);
  return success();
}

namespace {
struct ConvertCapturedToGraph
    : cutedsl::impl::ConvertCapturedToGraphBase<ConvertCapturedToGraph> {
  void runOnOperation() override {
    for (auto program : getOperation().getOps<ProgramOp>())
      if (failed(lowerProgram(program)))
        signalPassFailure();
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// The support query
//===----------------------------------------------------------------------===//

/// The names of the enclosing program's symbols, or as many as `op`'s types
/// and arguments could use.
static SmallVector<StringRef> getSymbols(CapturedOp op) {
  SmallVector<StringRef> symbols;
  if (auto program = op->getParentOfType<ProgramOp>())
    for (Attribute name : program.getSymbols())
      symbols.push_back(cast<StringAttr>(name).getValue());
  return symbols;
}

SupportAnswer cutedsl::querySupport(CapturedOp op) {
  MLIRContext *context = op.getContext();
  for (Type type : op.getOperandTypes())
    if (!getLoweredType(cast<RankedTensorType>(type)))
      return {false, describe(type)};
  // A program that does nothing but this call, in a module of its own.
  OwningOpRef<ModuleOp> module = ModuleOp::create(op.getLoc());
  OpBuilder builder(context);
  builder.setInsertionPointToEnd(module->getBody());
  SmallVector<Value> used;
  for (Value result : op.getResults())
    if (Call::isResultUsed(result))
      used.push_back(result);
  auto program =
      ProgramOp::create(builder, op.getLoc(), "query",
                        FunctionType::get(context, op.getOperandTypes(),
                                          ValueRange(used).getTypes()),
                        getSymbols(op));
  Block &body = program.getBody().front();
  builder.setInsertionPointToEnd(&body);
  IRMapping mapping;
  auto clone = cast<CapturedOp>(builder.clone(*op, mapping));
  for (OpOperand &operand : clone->getOpOperands())
    operand.set(body.getArgument(operand.getOperandNumber()));
  for (Value &value : used)
    value = clone->getResult(cast<OpResult>(value).getResultNumber());
  ReturnOp::create(builder, op.getLoc(), used);
  // Errors are the answer, not something to print.
  std::string reason;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    if (reason.empty())
      reason = diagnostic.str();
    return success();
  });
  bool supported =
      succeeded(lowerProgram(program)) && succeeded(verify(module.get()));
  std::string prefix = "unsupported call of " + op.getTarget().str() + ": ";
  StringRef text = reason;
  text.consume_front(prefix);
  return {supported, text.str()};
}

void cutedsl::listSupportedOverloads(llvm::raw_ostream &os) {
  os << "| overload | arguments | meaning |\n|---|---|---|\n";
  auto cell = [](StringRef text) {
    std::string escaped;
    for (char c : text)
      escaped += c == '|' ? "\\|" : std::string(1, c);
    return escaped;
  };
  for (ArrayRef<Overload> family : getFamilies())
    for (const Overload &overload : family)
      os << "| `" << overload.target << "` | " << overload.arguments << " | "
         << cell(overload.doc) << " |\n";
}
