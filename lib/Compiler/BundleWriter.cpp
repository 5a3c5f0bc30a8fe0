//===- BundleWriter.cpp - From a module to a bundle -----------------------===//

#include "cutedsl/Compiler/BundleWriter.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "cutedsl/Transforms/PlainProduct.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace cutedsl;
using runtime::ExprBuilder;
using runtime::Operand;
using runtime::OperandKind;

runtime::Expr cutedsl::convertExpr(AffineExpr expr) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return ExprBuilder::constant(constant.getValue());
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return ExprBuilder::symbol(symbol.getPosition());
  auto binary = cast<AffineBinaryOpExpr>(expr);
  runtime::Expr lhs = convertExpr(binary.getLHS());
  runtime::Expr rhs = convertExpr(binary.getRHS());
  switch (binary.getKind()) {
  case AffineExprKind::Add:
    return ExprBuilder::add(lhs, rhs);
  case AffineExprKind::Mul:
    return ExprBuilder::mul(lhs, rhs);
  case AffineExprKind::FloorDiv:
    return ExprBuilder::floorDiv(lhs, rhs);
  case AffineExprKind::CeilDiv:
    return ExprBuilder::ceilDiv(lhs, rhs);
  case AffineExprKind::Mod:
    return ExprBuilder::mod(lhs, rhs);
  default:
    llvm_unreachable("an expression over symbols has no dimension");
  }
}

static std::vector<runtime::Expr> convertExprs(ArrayRef<AffineExpr> exprs) {
  std::vector<runtime::Expr> result;
  for (AffineExpr expr : exprs)
    result.push_back(convertExpr(expr));
  return result;
}

std::optional<runtime::DType> cutedsl::convertType(Type type) {
  using runtime::DType;
  return TypeSwitch<Type, std::optional<DType>>(type)
      .Case<Float64Type>([](auto) { return DType::F64; })
      .Case<Float32Type>([](auto) { return DType::F32; })
      .Case<Float16Type>([](auto) { return DType::F16; })
      .Case<BFloat16Type>([](auto) { return DType::BF16; })
      .Case<Float8E4M3FNType>([](auto) { return DType::F8E4M3FN; })
      .Case<Float8E5M2Type>([](auto) { return DType::F8E5M2; })
      .Case<IntegerType>([](IntegerType type) -> std::optional<DType> {
        switch (type.getWidth()) {
        case 1:
          return DType::Bool;
        case 8:
          return type.isUnsigned() ? DType::U8 : DType::I8;
        case 16:
          return DType::I16;
        case 32:
          return DType::I32;
        case 64:
          return DType::I64;
        default:
          return std::nullopt;
        }
      })
      .Default([](Type) { return std::nullopt; });
}

/// Bytes of one element in memory; an i1 takes a whole one.
static int64_t getElementBytes(Type type) {
  return (type.getIntOrFloatBitWidth() + 7) / 8;
}

static runtime::Expr getBytes(RankedTensorType type) {
  AffineExpr count =
      graph::getNumElements(graph::getDims(type), type.getContext());
  return ExprBuilder::mul(
      convertExpr(count),
      ExprBuilder::constant(getElementBytes(type.getElementType())));
}

/// The bytes of a constant as a kernel reads them.
static std::vector<uint8_t> getConstantBytes(DenseElementsAttr elements) {
  Type type = elements.getElementType();
  int64_t size = getElementBytes(type);
  std::vector<uint8_t> bytes;
  bytes.reserve(elements.getNumElements() * size);
  auto append = [&](const APInt &value) {
    APInt wide = value.zext(std::max<unsigned>(value.getBitWidth(), 8));
    for (int64_t i = 0; i < size; ++i)
      bytes.push_back(wide.extractBitsAsZExtValue(8, 8 * i));
  };
  if (isa<FloatType>(type)) {
    for (const APFloat &value : elements.getValues<APFloat>())
      append(value.bitcastToAPInt());
  } else {
    for (const APInt &value : elements.getValues<APInt>())
      append(value);
  }
  return bytes;
}

namespace {
/// Writes one program; `operands` maps each tensor to where it lives.
class Writer {
public:
  explicit Writer(graph::ProgramOp program)
      : program(program), module(program->getParentOfType<ModuleOp>()) {}

  FailureOr<runtime::Bundle> write();

private:
  LogicalResult writeSpec(Type type, DictionaryAttr attrs,
                          runtime::TensorSpec &spec);
  LogicalResult writeSymbols();
  LogicalResult writeArguments();
  LogicalResult writeResults(graph::ReturnOp op);
  LogicalResult writeConstant(arith::ConstantOp op);
  LogicalResult writeCall(graph::CallOp call);
  FailureOr<uint32_t> getKernel(graph::CallOp call);
  LogicalResult writeProduct(graph::KernelOp kernel, runtime::Kernel &written);
  runtime::ProductMatrix writeMatrix(const MatrixInMemory &matrix,
                                     unsigned buffer);

  graph::ProgramOp program;
  ModuleOp module;
  runtime::Bundle bundle;
  llvm::DenseMap<Value, Operand> operands;
  llvm::StringMap<uint32_t> kernels;
};
} // namespace

LogicalResult Writer::writeSpec(Type type, DictionaryAttr attrs,
                                runtime::TensorSpec &spec) {
  auto tensor = cast<RankedTensorType>(type);
  std::optional<runtime::DType> dtype = convertType(tensor.getElementType());
  if (!dtype)
    return program.emitOpError("expected an element type that can be passed "
                               "in memory, but got ")
           << tensor;
  graph::Dims dims = graph::getDims(tensor);
  graph::Dims strides = graph::getContiguousStrides(dims, type.getContext());
  if (attrs) {
    if (auto given = attrs.getAs<graph::DimsAttr>("graph.strides"))
      strides = graph::Dims(given.getExprs());
    if (auto name = attrs.getAs<StringAttr>("graph.name"))
      spec.name = name.str();
  }
  spec.dtype = *dtype;
  spec.sizes = convertExprs(dims);
  spec.strides = convertExprs(strides);
  return success();
}

LogicalResult Writer::writeSymbols() {
  for (auto [index, name] :
       llvm::enumerate(program.getSymbols().getAsRange<StringAttr>())) {
    runtime::Symbol symbol;
    symbol.name = name.str();
    AffineExpr wanted = getAffineSymbolExpr(index, program.getContext());
    bool found = false;
    for (auto [argument, type] : llvm::enumerate(program.getArgumentTypes())) {
      graph::Dims dims = graph::getDims(cast<RankedTensorType>(type));
      auto *at = llvm::find(dims, wanted);
      if (found || at == dims.end())
        continue;
      found = true;
      symbol.argument = argument;
      symbol.dimension = at - dims.begin();
    }
    if (!found)
      return program.emitOpError("expected symbol '")
             << symbol.name << "' to be the size of some argument's dimension";
    bundle.symbols.push_back(symbol);
  }
  return success();
}

LogicalResult Writer::writeArguments() {
  for (BlockArgument value : program.getBody().getArguments()) {
    unsigned index = value.getArgNumber();
    runtime::Argument argument;
    DictionaryAttr attrs = program.getArgAttrDict(index);
    if (failed(writeSpec(value.getType(), attrs, argument)))
      return failure();
    if (attrs) {
      if (auto kind = attrs.getAs<StringAttr>("graph.kind"))
        argument.kind = llvm::StringSwitch<runtime::ArgumentKind>(kind)
                            .Case("parameter", runtime::ArgumentKind::Parameter)
                            .Case("buffer", runtime::ArgumentKind::Buffer)
                            .Case("constant", runtime::ArgumentKind::Constant)
                            .Default(runtime::ArgumentKind::Input);
      argument.frozen = attrs.contains("graph.frozen");
    }
    operands[value] = {OperandKind::Argument, index};
    bundle.arguments.push_back(std::move(argument));
  }
  return success();
}

LogicalResult Writer::writeResults(graph::ReturnOp op) {
  for (auto [index, value] : llvm::enumerate(op.getValues())) {
    runtime::TensorSpec spec;
    if (failed(
            writeSpec(value.getType(), program.getResultAttrDict(index), spec)))
      return failure();
    bundle.results.push_back(std::move(spec));
    auto call = value.getDefiningOp<graph::CallOp>();
    if (!call)
      return op.emitOpError("expected result ")
             << index << " to come from a call";
    if (call->hasAttr("graph.prepare"))
      return op.emitOpError("expected result ")
             << index << " not to come from a prepared call";
    if (!operands
             .try_emplace(value, Operand{OperandKind::Result, uint32_t(index)})
             .second)
      return op.emitOpError("expected each value to be returned once, but "
                            "result ")
             << index << " repeats one";
  }
  return success();
}

LogicalResult Writer::writeConstant(arith::ConstantOp op) {
  auto elements = dyn_cast<DenseElementsAttr>(op.getValue());
  if (!elements)
    return op.emitOpError("expected dense elements");
  operands[op.getResult()] = {OperandKind::Constant,
                              uint32_t(bundle.constants.size())};
  bundle.constants.push_back({runtime::Blob(getConstantBytes(elements))});
  return success();
}

runtime::ProductMatrix Writer::writeMatrix(const MatrixInMemory &matrix,
                                           unsigned buffer) {
  return {buffer, matrix.isTransposed, convertExpr(matrix.leading),
          convertExpr(matrix.batchStride)};
}

LogicalResult Writer::writeProduct(graph::KernelOp kernel,
                                   runtime::Kernel &written) {
  std::string reason;
  std::optional<PlainProduct> product = matchPlainProduct(kernel, reason);
  if (!product || kernel.getLibrary() != StringRef(kCublasLt))
    return kernel.emitOpError("expected a product for ")
           << kCublasLt << ", but " << reason;
  unsigned result = kernel.getNumArguments();
  runtime::Product made;
  made.dtype = *convertType(product->elementType);
  made.lhs = writeMatrix(product->lhsMatrix, product->lhs);
  made.rhs = writeMatrix(product->rhsMatrix, product->rhs);
  made.result = writeMatrix(product->resultMatrix, result);
  made.hasBias = product->bias.has_value();
  made.bias = product->bias.value_or(0);
  made.workspace = result + 1;
  made.batch = convertExpr(product->batch);
  made.m = convertExpr(product->m);
  made.n = convertExpr(product->n);
  made.k = convertExpr(product->k);
  written.products.push_back(std::move(made));
  return success();
}

FailureOr<uint32_t> Writer::getKernel(graph::CallOp call) {
  runtime::TargetProgram &target = bundle.programs.front();
  auto [entry, isNew] =
      kernels.try_emplace(call.getCallee(), target.kernels.size());
  if (!isNew)
    return entry->second;
  if (auto library = module.lookupSymbol<graph::KernelOp>(call.getCallee())) {
    runtime::Kernel kernel;
    kernel.symbol = call.getCallee().str();
    if (failed(writeProduct(library, kernel)))
      return failure();
    target.kernels.push_back(std::move(kernel));
    return entry->second;
  }
  auto tile = module.lookupSymbol<tile::FuncOp>(call.getCallee());
  if (!tile)
    return call.emitOpError("expected '")
           << call.getCallee() << "' to be a tile program";
  runtime::Kernel kernel;
  kernel.symbol = call.getCallee().str();
  kernel.grid = convertExprs(tile.getGrid().getResults());
  kernel.threads = tile.getThreads();
  target.kernels.push_back(std::move(kernel));
  return entry->second;
}

LogicalResult Writer::writeCall(graph::CallOp call) {
  runtime::TargetProgram &target = bundle.programs.front();
  FailureOr<uint32_t> kernel = getKernel(call);
  if (failed(kernel))
    return failure();
  runtime::Call written;
  written.kernel = *kernel;
  for (Value input : call.getInputs()) {
    auto at = operands.find(input);
    if (at == operands.end())
      return call.emitOpError("expected operands to be arguments, constants or "
                              "results of calls");
    written.operands.push_back(at->second);
  }
  bool isPrepare = call->hasAttr("graph.prepare");
  std::vector<runtime::Expr> &buffers =
      isPrepare ? target.prepared : target.temporaries;
  for (Value result : call.getResults()) {
    auto [at, isNew] =
        operands.try_emplace(result, Operand{isPrepare ? OperandKind::Prepared
                                                       : OperandKind::Temporary,
                                             uint32_t(buffers.size())});
    if (isNew)
      buffers.push_back(getBytes(cast<RankedTensorType>(result.getType())));
    written.operands.push_back(at->second);
  }
  if (!target.kernels[*kernel].products.empty()) {
    written.operands.push_back(
        {OperandKind::Temporary, uint32_t(target.temporaries.size())});
    target.temporaries.push_back(
        ExprBuilder::constant(runtime::kProductWorkspaceBytes));
  }
  (isPrepare ? target.prepareCalls : target.calls).push_back(written);
  return success();
}

FailureOr<runtime::Bundle> Writer::write() {
  bundle.name = program.getSymName().str();
  bundle.programs.emplace_back();
  Block &body = program.getBody().front();
  auto end = cast<graph::ReturnOp>(body.getTerminator());
  // Results first: a call then writes to the caller's memory at once.
  if (failed(writeSymbols()) || failed(writeArguments()) ||
      failed(writeResults(end)))
    return failure();
  for (Operation &op : body.without_terminator()) {
    LogicalResult written =
        TypeSwitch<Operation *, LogicalResult>(&op)
            .Case<arith::ConstantOp>(
                [&](auto constant) { return writeConstant(constant); })
            .Case<graph::CallOp>([&](auto call) { return writeCall(call); })
            .Default([&](Operation *other) {
              return other->emitOpError(
                  "expected only constants and calls in a compiled program");
            });
    if (failed(written))
      return failure();
  }
  return std::move(bundle);
}

FailureOr<runtime::Bundle> cutedsl::writeBundle(ModuleOp module) {
  auto programs = module.getOps<graph::ProgramOp>();
  if (!llvm::hasSingleElement(programs))
    return module.emitError("expected one graph.program in the module");
  return Writer(*programs.begin()).write();
}
