//===- GraphStructureOps.cpp - Programs, kernels, calls, captured calls ---===//

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "mlir/Interfaces/FunctionImplementation.h"

using namespace mlir;
using namespace cutedsl::graph;

//===----------------------------------------------------------------------===//
// ProgramOp, KernelOp
//===----------------------------------------------------------------------===//

template <typename OpT>
static void buildFunction(OpBuilder &builder, OperationState &state,
                          StringRef name, FunctionType type) {
  state.addAttribute(OpT::getSymNameAttrName(state.name),
                     builder.getStringAttr(name));
  state.addAttribute(OpT::getFunctionTypeAttrName(state.name),
                     TypeAttr::get(type));
  Region *body = state.addRegion();
  Block &entry = body->emplaceBlock();
  for (Type input : type.getInputs())
    entry.addArgument(input, state.location);
}

/// Parses `@name`, what `parseExtra` reads, the signature, the attributes and
/// the body.
template <typename OpT>
static ParseResult parseFunction(OpAsmParser &parser, OperationState &result,
                                 function_ref<ParseResult()> parseExtra) {
  StringAttr name;
  if (parser.parseSymbolName(name, OpT::getSymNameAttrName(result.name),
                             result.attributes) ||
      parseExtra())
    return failure();
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Type> resultTypes;
  SmallVector<DictionaryAttr> resultAttrs;
  bool isVariadic = false;
  if (function_interface_impl::parseFunctionSignatureWithArguments(
          parser, /*allowVariadic=*/false, arguments, isVariadic, resultTypes,
          resultAttrs))
    return failure();
  SmallVector<Type> argumentTypes;
  for (const OpAsmParser::Argument &argument : arguments)
    argumentTypes.push_back(argument.type);
  result.addAttribute(OpT::getFunctionTypeAttrName(result.name),
                      TypeAttr::get(parser.getBuilder().getFunctionType(
                          argumentTypes, resultTypes)));
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  call_interface_impl::addArgAndResultAttrs(
      parser.getBuilder(), result, arguments, resultAttrs,
      OpT::getArgAttrsAttrName(result.name),
      OpT::getResAttrsAttrName(result.name));
  return parser.parseRegion(*result.addRegion(), arguments);
}

template <typename OpT>
static void printFunction(OpAsmPrinter &printer, OpT op,
                          ArrayRef<StringRef> elided,
                          function_ref<void()> printExtra) {
  printer << ' ';
  printer.printSymbolName(op.getSymName());
  printExtra();
  function_interface_impl::printFunctionSignature(
      printer, op, op.getArgumentTypes(), /*isVariadic=*/false,
      op.getResultTypes());
  SmallVector<StringRef> hidden(elided);
  llvm::append_values(hidden, op.getSymNameAttrName().getValue(),
                      op.getFunctionTypeAttrName().getValue(),
                      op.getArgAttrsAttrName().getValue(),
                      op.getResAttrsAttrName().getValue());
  printer.printOptionalAttrDictWithKeyword(op->getAttrs(), hidden);
  printer << ' ';
  printer.printRegion(op.getBody(), /*printEntryBlockArgs=*/false);
}

void ProgramOp::build(OpBuilder &builder, OperationState &state, StringRef name,
                      FunctionType type, ArrayRef<StringRef> symbols) {
  buildFunction<ProgramOp>(builder, state, name, type);
  state.addAttribute(getSymbolsAttrName(state.name),
                     builder.getStrArrayAttr(symbols));
}

ParseResult ProgramOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseFunction<ProgramOp>(parser, result, [&]() -> ParseResult {
    ArrayAttr symbols = parser.getBuilder().getArrayAttr({});
    if (succeeded(parser.parseOptionalKeyword("symbols")) &&
        parser.parseAttribute(symbols))
      return failure();
    result.addAttribute(getSymbolsAttrName(result.name), symbols);
    return success();
  });
}

void ProgramOp::print(OpAsmPrinter &printer) {
  printFunction(printer, *this, {getSymbolsAttrName()}, [&] {
    if (!getSymbols().empty())
      printer << " symbols " << getSymbols() << ' ';
  });
}

LogicalResult ProgramOp::verify() {
  unsigned numSymbols = getSymbols().size();
  for (auto [index, type] : llvm::enumerate(getArgumentTypes())) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor)
      return emitOpError("expected argument ")
             << index << " to be a ranked tensor, but got " << type;
    if (auto dims = dyn_cast_or_null<DimsAttr>(tensor.getEncoding()))
      if (dims.getMap().getNumSymbols() > numSymbols)
        return emitOpError("expected argument ")
               << index << " to use at most " << numSymbols
               << " symbol(s), but got " << type;
  }
  return success();
}

void KernelOp::build(OpBuilder &builder, OperationState &state, StringRef name,
                     FunctionType type) {
  buildFunction<KernelOp>(builder, state, name, type);
}

ParseResult KernelOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseFunction<KernelOp>(parser, result,
                                 []() -> ParseResult { return success(); });
}

void KernelOp::print(OpAsmPrinter &printer) {
  printFunction(printer, *this, {}, [] {});
}

//===----------------------------------------------------------------------===//
// CallOp, ReturnOp
//===----------------------------------------------------------------------===//

LogicalResult CallOp::verifySymbolUses(SymbolTableCollection &symbolTable) {
  Operation *callee =
      symbolTable.lookupNearestSymbolFrom(*this, getCalleeAttr());
  auto kernel = dyn_cast_or_null<KernelOp>(callee);
  // A later stage may have replaced the kernel by its code.
  if (!kernel && isa_and_nonnull<FunctionOpInterface>(callee) &&
      !isa<ProgramOp>(callee))
    return success();
  if (!kernel)
    return emitOpError("expected '") << getCallee() << "' to name a kernel";
  auto type =
      FunctionType::get(getContext(), getInputs().getTypes(), getResultTypes());
  if (type != kernel.getFunctionType())
    return emitOpError("expected type ")
           << kernel.getFunctionType() << " of kernel '" << getCallee()
           << "', but got " << type;
  return success();
}

LogicalResult ReturnOp::verify() {
  auto function = cast<FunctionOpInterface>((*this)->getParentOp());
  if (getOperandTypes() != TypeRange(function.getResultTypes()))
    return emitOpError("expected operands of types ")
           << function.getResultTypes() << ", but got " << getOperandTypes();
  return success();
}

//===----------------------------------------------------------------------===//
// CapturedOp
//===----------------------------------------------------------------------===//

LogicalResult CapturedOp::verify() {
  SmallVector<bool> used(getInputs().size());
  auto check = [&](Attribute attr) {
    attr.walk([&](OperandAttr operand) {
      if (operand.getIndex() < used.size())
        used[operand.getIndex()] = true;
    });
    return attr.walk([&](OperandAttr operand) {
      return operand.getIndex() < used.size() ? WalkResult::advance()
                                              : WalkResult::interrupt();
    });
  };
  if (check(getArgs()).wasInterrupted() ||
      (getKwargs() && check(*getKwargs()).wasInterrupted()))
    return emitOpError("expected every #graph.operand to be below ")
           << used.size() << ", the number of operands";
  for (auto [index, isUsed] : llvm::enumerate(used))
    if (!isUsed)
      return emitOpError("expected operand ")
             << index << " to appear among the arguments";
  if (getStrides() && getStrides()->size() != getNumResults())
    return emitOpError("expected strides for ")
           << getNumResults() << " result(s), but got " << getStrides()->size();
  return success();
}
