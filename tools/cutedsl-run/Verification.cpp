//===- Verification.cpp - Kernels against double precision ----------------===//

#include "Verification.h"
#include "Execution.h"
#include "cutedsl/Transforms/KernelReport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;
using namespace cutedsl;
using llvm::Error;
using llvm::Expected;
using runtime::DType;

//===----------------------------------------------------------------------===//
// Comparing
//===----------------------------------------------------------------------===//

/// What a kernel may be off, relative to the largest element.
static double getLimit(DType dtype) {
  switch (dtype) {
  case DType::F64:
    return 1e-11;
  case DType::F16:
    return 1e-2;
  case DType::BF16:
    return 6e-2;
  case DType::F8E4M3FN:
    return 0.125;
  case DType::F8E5M2:
    return 0.25;
  case DType::F32:
    return 2e-5;
  default:
    return 0;
  }
}

/// Rounding errors of the ops themselves count this many times.
constexpr double kMargin = 4;

/// NaN without its sign, which means nothing.
static double getElement(const TensorValue &tensor, int64_t index) {
  if (tensor.isFloat && std::isnan(tensor.floats[index]))
    return std::numeric_limits<double>::quiet_NaN();
  return tensor.isFloat ? tensor.floats[index] : double(tensor.integers[index]);
}

/// |a - b|, infinite where only one is a number.
static double getDistance(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b)))
    return 0;
  double distance = std::fabs(a - b);
  return std::isnan(distance) ? std::numeric_limits<double>::infinity()
                              : distance;
}

Comparison cutedsl::compare(const TensorValue &actual, const TensorValue &exact,
                            const TensorValue &rounded, DType dtype) {
  Comparison result;
  double scale = 0, own = 0, worst = -1;
  int64_t count = exact.getNumElements(), at = 0;
  for (int64_t i = 0; i < count; ++i) {
    double value = getElement(exact, i);
    if (!std::isfinite(value))
      continue;
    scale = std::max(scale, std::fabs(value));
    double other = getElement(rounded, i);
    if (std::isfinite(other))
      own = std::max(own, std::fabs(other - value));
  }
  for (int64_t i = 0; i < count; ++i) {
    double value = getElement(actual, i);
    double distance = std::min(getDistance(value, getElement(exact, i)),
                               getDistance(value, getElement(rounded, i)));
    if (distance > worst) {
      worst = distance;
      at = i;
    }
  }
  if (scale == 0)
    scale = 1;
  result.error = std::max(worst, 0.0) / scale;
  result.limit =
      std::max(getLimit(dtype), exact.isFloat ? kMargin * own / scale : 0.0);
  if (count) {
    llvm::raw_string_ostream text(result.worst);
    text << "element " << at << " is "
         << llvm::format("%.7g instead of %.7g", getElement(actual, at),
                         getElement(exact, at));
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Interpreting
//===----------------------------------------------------------------------===//

static Error fail(Session &session) {
  return llvm::createStringError(session.getMessages());
}

static std::vector<TensorValue> toTensors(ArrayRef<Array> arrays) {
  std::vector<TensorValue> tensors;
  for (const Array &array : arrays)
    tensors.push_back(toTensor(array));
  return tensors;
}

static graph::ProgramOp getProgram(ModuleOp module) {
  return *module.getOps<graph::ProgramOp>().begin();
}

/// The interpreter's results of the imported graph, exact and rounded.
static Error interpretImported(Session &session, ModuleOp module,
                               const CompileOptions &options,
                               ArrayRef<TensorValue> inputs,
                               std::vector<TensorValue> &exact,
                               std::vector<TensorValue> *rounded) {
  if (failed(lower(session, module, options, Stage::Graph)))
    return fail(session);
  graph::ProgramOp program = getProgram(module);
  auto symbols = bindSymbols(program, inputs);
  if (!symbols)
    return symbols.takeError();
  auto run = [&](Precision precision,
                 std::vector<TensorValue> &results) -> Error {
    auto found = interpret(program, inputs, *symbols, precision);
    if (!found)
      return found.takeError();
    results = std::move(*found);
    return Error::success();
  };
  if (Error error = run(Precision::Double, exact))
    return error;
  return rounded ? run(Precision::Own, *rounded) : Error::success();
}

Expected<std::vector<TensorValue>>
cutedsl::interpretProgram(Session &session, ModuleOp module,
                          const CompileOptions &options,
                          ArrayRef<Array> inputs) {
  std::vector<TensorValue> results;
  if (Error error = interpretImported(session, module, options,
                                      toTensors(inputs), results, nullptr))
    return std::move(error);
  return results;
}

//===----------------------------------------------------------------------===//
// Verifying
//===----------------------------------------------------------------------===//

namespace {
/// A program of kernels and what it computed.
class KernelCheck {
public:
  KernelCheck(Session &session, ModuleOp module, const CompileOptions &options)
      : session(session), module(module), options(options) {}

  Error run(ArrayRef<Array> inputs, int threads);
  Error compareCalls(std::vector<Comparison> &comparisons);
  const Array &getResult(unsigned index) { return results[index]; }
  unsigned getNumResults() { return numResults; }

private:
  void returnEveryValue();
  Error compareCall(graph::CallOp call, unsigned number,
                    std::vector<Comparison> &comparisons);
  TensorValue getTensor(Value value);

  Session &session;
  ModuleOp module;
  const CompileOptions &options;
  unsigned numResults = 0;
  std::vector<TensorValue> arguments;
  SmallVector<int64_t> symbols;
  std::vector<Array> results;
  /// Where each call's result is among the program's.
  DenseMap<Value, unsigned> places;
};
} // namespace

/// Makes each call's results the program's, after its own: nothing is asked of
/// the kernels themselves.
void KernelCheck::returnEveryValue() {
  graph::ProgramOp program = getProgram(module);
  auto end = cast<graph::ReturnOp>(program.getBody().front().getTerminator());
  SmallVector<Value> values(end.getValues());
  SmallVector<DictionaryAttr> attributes;
  Builder builder(module.getContext());
  for (auto [index, value] : llvm::enumerate(values)) {
    places[value] = index;
    DictionaryAttr given = program.getResultAttrDict(index);
    attributes.push_back(given ? given : builder.getDictionaryAttr({}));
  }
  numResults = values.size();
  SymbolTable symbols(module);
  for (auto call : program.getBody().getOps<graph::CallOp>()) {
    // A prepared call's results cannot be returned.
    call->removeAttr("graph.prepare");
    auto kernel = symbols.lookup<graph::KernelOp>(call.getCallee());
    for (auto [index, value] : llvm::enumerate(call.getResults())) {
      if (!places.try_emplace(value, values.size()).second)
        continue;
      values.push_back(value);
      DictionaryAttr given = kernel.getResultAttrDict(index);
      attributes.push_back(given ? given : builder.getDictionaryAttr({}));
    }
  }
  end.getValuesMutable().assign(values);
  program.setFunctionType(builder.getFunctionType(
      program.getArgumentTypes(), ValueRange(values).getTypes()));
  program.setAllResultAttrs(attributes);
}

Error KernelCheck::run(ArrayRef<Array> inputs, int threads) {
  if (failed(lower(session, module, options, Stage::Kernels)))
    return fail(session);
  returnEveryValue();
  OwningOpRef<ModuleOp> copy = module.clone();
  auto compiled = compile(session, *copy, options, Stage::Kernels);
  if (failed(compiled))
    return fail(session);
  auto execution = Execution::create(compiled->bundle, threads);
  if (!execution)
    return llvm::createStringError(execution.error().message);
  arguments = toTensors(inputs);
  auto found = bindSymbols(getProgram(module), arguments);
  if (!found)
    return found.takeError();
  symbols = *found;
  auto arrays = execution->run(inputs);
  if (!arrays)
    return llvm::createStringError(arrays.error().message);
  results = std::move(*arrays);
  return Error::success();
}

/// A call's operand as the run had it.
TensorValue KernelCheck::getTensor(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return arguments[argument.getArgNumber()];
  if (auto constant = value.getDefiningOp<arith::ConstantOp>()) {
    TensorValue tensor =
        getConstant(cast<DenseElementsAttr>(constant.getValue()));
    // An i1 is stored as 0 or 1.
    for (int64_t &element : tensor.integers)
      if (getElementTypeOrSelf(value.getType()).isInteger(1))
        element &= 1;
    return tensor;
  }
  return toTensor(results[places.lookup(value)]);
}

Error KernelCheck::compareCall(graph::CallOp call, unsigned number,
                               std::vector<Comparison> &comparisons) {
  auto kernel = module.lookupSymbol<graph::KernelOp>(call.getCallee());
  std::vector<TensorValue> operands;
  for (Value input : call.getInputs())
    operands.push_back(getTensor(input));
  auto exact = interpret(kernel, operands, symbols, Precision::Double);
  if (!exact)
    return exact.takeError();
  auto rounded = interpret(kernel, operands, symbols, Precision::Own);
  if (!rounded)
    return rounded.takeError();
  for (auto [index, value] : llvm::enumerate(call.getResults())) {
    const Array &actual = results[places.lookup(value)];
    Comparison found = compare(toTensor(actual), (*exact)[index],
                               (*rounded)[index], actual.dtype);
    found.what =
        llvm::formatv("kernel '{0}', call {1}", call.getCallee(), number);
    Operation *maker = kernel.getBody()
                           .front()
                           .getTerminator()
                           ->getOperand(index)
                           .getDefiningOp();
    if (maker)
      found.location = getLocationText(maker->getLoc());
    comparisons.push_back(std::move(found));
  }
  return Error::success();
}

Error KernelCheck::compareCalls(std::vector<Comparison> &comparisons) {
  unsigned number = 0;
  for (auto call : getProgram(module).getBody().getOps<graph::CallOp>())
    if (Error error = compareCall(call, number++, comparisons))
      return error;
  return Error::success();
}

Expected<std::vector<Comparison>>
cutedsl::verifyProgram(Session &session, ModuleOp module,
                       const CompileOptions &options, ArrayRef<Array> inputs,
                       int threads) {
  OwningOpRef<ModuleOp> imported = module.clone();
  std::vector<TensorValue> exact, rounded;
  if (Error error = interpretImported(session, *imported, options,
                                      toTensors(inputs), exact, &rounded))
    return std::move(error);
  KernelCheck check(session, module, options);
  std::vector<Comparison> comparisons;
  if (Error error = check.run(inputs, threads))
    return std::move(error);
  if (Error error = check.compareCalls(comparisons))
    return std::move(error);
  for (unsigned index = 0; index < check.getNumResults(); ++index) {
    const Array &actual = check.getResult(index);
    Comparison found =
        compare(toTensor(actual), exact[index], rounded[index], actual.dtype);
    found.what = llvm::formatv("result {0}", index);
    comparisons.push_back(std::move(found));
  }
  return comparisons;
}
