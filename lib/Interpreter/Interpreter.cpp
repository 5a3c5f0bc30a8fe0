//===- Interpreter.cpp - Graph programs one op at a time ------------------===//

#include "cutedsl/Interpreter/Interpreter.h"
#include "Pointwise.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;
using llvm::Error;
using llvm::Expected;

int64_t TensorValue::getNumElements() const {
  int64_t count = 1;
  for (int64_t size : sizes)
    count *= size;
  return count;
}

TensorValue cutedsl::getConstant(DenseElementsAttr elements) {
  TensorValue result;
  result.sizes.assign(elements.getType().getShape().begin(),
                      elements.getType().getShape().end());
  result.isFloat = isa<FloatType>(elements.getElementType());
  if (!result.isFloat) {
    for (const APInt &value : elements.getValues<APInt>())
      result.integers.push_back(value.getSExtValue());
    return result;
  }
  for (APFloat value : elements.getValues<APFloat>()) {
    bool losesInfo;
    value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
    result.floats.push_back(value.convertToDouble());
  }
  return result;
}

static int64_t evaluate(AffineExpr expr, ArrayRef<int64_t> dims,
                        ArrayRef<int64_t> symbols) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue();
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dims[dim.getPosition()];
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return symbols[symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  int64_t a = evaluate(binary.getLHS(), dims, symbols);
  int64_t b = evaluate(binary.getRHS(), dims, symbols);
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return a + b;
  case AffineExprKind::Mul:
    return a * b;
  case AffineExprKind::FloorDiv:
    return llvm::divideFloorSigned(a, b);
  case AffineExprKind::CeilDiv:
    return llvm::divideCeilSigned(a, b);
  default:
    return llvm::mod(a, b);
  }
}

static int64_t getOffset(ArrayRef<int64_t> indices, ArrayRef<int64_t> sizes) {
  int64_t offset = 0;
  for (auto [index, size] : llvm::zip_equal(indices, sizes))
    offset = offset * size + index;
  return offset;
}

/// Calls `body(indices, position)` for every element in row-major order.
static void forEach(ArrayRef<int64_t> sizes,
                    function_ref<void(ArrayRef<int64_t>, int64_t)> body) {
  int64_t count = 1;
  for (int64_t size : sizes)
    count *= size;
  SmallVector<int64_t> indices(sizes.size(), 0);
  for (int64_t position = 0; position < count; ++position) {
    body(indices, position);
    for (size_t dim = sizes.size(); dim-- > 0;) {
      if (++indices[dim] < sizes[dim])
        break;
      indices[dim] = 0;
    }
  }
}

static void copyElement(const TensorValue &from, int64_t source,
                        TensorValue &to, int64_t target) {
  if (to.isFloat)
    to.floats[target] = from.floats[source];
  else
    to.integers[target] = from.integers[source];
}

namespace {
/// One run of one function.
class Run {
public:
  Run(ArrayRef<int64_t> symbols, Precision precision)
      : symbols(symbols), precision(precision) {}

  Error runBlock(Block &block);
  void set(Value value, TensorValue tensor) {
    values[value] = std::move(tensor);
  }
  TensorValue take(Value value) { return values.lookup(value); }

private:
  const TensorValue &get(Value value) { return values.find(value)->second; }
  SmallVector<int64_t> getSizes(Value value);
  TensorValue create(Value value);
  void finish(Value value, TensorValue tensor);
  Error runOp(Operation *op);

  void constant(arith::ConstantOp op);
  void view(ViewOp op);
  void iota(IotaOp op);
  void symbol(SymbolOp op);
  void concat(ConcatOp op);
  void bitcast(BitcastOp op);
  void reduce(ReduceOp op);
  void scan(ScanOp op);
  void contract(ContractOp op);
  Error attention(AttentionOp op);
  Error gather(GatherOp op);
  Error scatter(ScatterOp op);
  Error findTarget(Operation *op, OperandRange tensors, ArrayRef<int64_t> dims,
                   AffineMap map, ArrayRef<int64_t> sizes,
                   ArrayRef<int64_t> indices, int64_t position,
                   int64_t &offset);

  ArrayRef<int64_t> symbols;
  Precision precision;
  llvm::DenseMap<Value, TensorValue> values;
};
} // namespace

SmallVector<int64_t> Run::getSizes(Value value) {
  SmallVector<int64_t> sizes;
  for (AffineExpr dim : getDims(value))
    sizes.push_back(evaluate(dim, {}, symbols));
  return sizes;
}

/// A tensor like `value`, all zero.
TensorValue Run::create(Value value) {
  TensorValue tensor;
  tensor.sizes = getSizes(value);
  tensor.isFloat = isa<FloatType>(getElementTypeOrSelf(value.getType()));
  if (tensor.isFloat)
    tensor.floats.resize(tensor.getNumElements());
  else
    tensor.integers.resize(tensor.getNumElements());
  return tensor;
}

/// Brings elements to the range of their type and keeps the tensor.
void Run::finish(Value value, TensorValue tensor) {
  Type type = getElementTypeOrSelf(value.getType());
  if (!tensor.isFloat)
    for (int64_t &element : tensor.integers)
      element = wrapToType(element, type);
  else if (precision == Precision::Own)
    for (double &element : tensor.floats)
      element = roundToType(element, type);
  values[value] = std::move(tensor);
}

//===----------------------------------------------------------------------===//
// Indexing
//===----------------------------------------------------------------------===//

void Run::constant(arith::ConstantOp op) {
  TensorValue result = getConstant(cast<DenseElementsAttr>(op.getValue()));
  finish(op, std::move(result));
}

void Run::view(ViewOp op) {
  const TensorValue &source = get(op.getSource());
  TensorValue result = create(op);
  auto getSource = [&](ArrayRef<int64_t> indices) {
    SmallVector<int64_t> at;
    for (AffineExpr expr : op.getMap().getResults())
      at.push_back(evaluate(expr, indices, symbols));
    return getOffset(at, source.sizes);
  };
  if (!isLinear(op.getMap())) {
    forEach(result.sizes, [&](ArrayRef<int64_t> indices, int64_t position) {
      copyElement(source, getSource(indices), result, position);
    });
    return finish(op.getResult(), std::move(result));
  }
  // The offset is linear: its steps are found by trying.
  SmallVector<int64_t> unit(result.sizes.size(), 0), steps;
  int64_t start = getSource(unit);
  for (int64_t &index : unit) {
    index = 1;
    steps.push_back(getSource(unit) - start);
    index = 0;
  }
  forEach(result.sizes, [&](ArrayRef<int64_t> indices, int64_t position) {
    int64_t offset = start;
    for (auto [index, step] : llvm::zip(indices, steps))
      offset += index * step;
    copyElement(source, offset, result, position);
  });
  finish(op.getResult(), std::move(result));
}

void Run::iota(IotaOp op) {
  TensorValue result = create(op);
  forEach(result.sizes, [&](ArrayRef<int64_t> indices, int64_t position) {
    result.integers[position] = indices[op.getDim()];
  });
  finish(op, std::move(result));
}

void Run::symbol(SymbolOp op) {
  TensorValue result = create(op);
  result.integers[0] = evaluate(op.getMap().getResult(0), {}, symbols);
  finish(op, std::move(result));
}

void Run::concat(ConcatOp op) {
  TensorValue result = create(op);
  int64_t start = 0;
  for (Value input : op.getInputs()) {
    const TensorValue &part = get(input);
    forEach(part.sizes, [&](ArrayRef<int64_t> indices, int64_t position) {
      SmallVector<int64_t> at(indices);
      at[op.getDim()] += start;
      copyElement(part, position, result, getOffset(at, result.sizes));
    });
    start += part.sizes[op.getDim()];
  }
  finish(op, std::move(result));
}

void Run::bitcast(BitcastOp op) { finish(op, get(op.getSource())); }

/// The offset in a tensor of `sizes` that a gather or scatter reaches from
/// `indices`.
Error Run::findTarget(Operation *op, OperandRange tensors,
                      ArrayRef<int64_t> dims, AffineMap map,
                      ArrayRef<int64_t> sizes, ArrayRef<int64_t> indices,
                      int64_t position, int64_t &offset) {
  SmallVector<int64_t> at;
  for (AffineExpr expr : map.getResults())
    at.push_back(evaluate(expr, indices, symbols));
  for (auto [dim, tensor] : llvm::zip_equal(dims, tensors)) {
    at[dim] = get(tensor).integers[position];
    if (at[dim] < 0 || at[dim] >= sizes[dim])
      return llvm::createStringError(
          op->getName().getStringRef() + ": expected an index below " +
          Twine(sizes[dim]) + ", but got " + Twine(at[dim]));
  }
  offset = getOffset(at, sizes);
  return Error::success();
}

Error Run::gather(GatherOp op) {
  const TensorValue &source = get(op.getSource());
  TensorValue result = create(op);
  Error error = Error::success();
  forEach(result.sizes, [&](ArrayRef<int64_t> indices, int64_t position) {
    int64_t offset = 0;
    if (error)
      return;
    error = findTarget(op, op.getIndices(), op.getDims(), op.getMap(),
                       source.sizes, indices, position, offset);
    if (!error)
      copyElement(source, offset, result, position);
  });
  if (error)
    return error;
  finish(op.getResult(), std::move(result));
  return Error::success();
}

Error Run::scatter(ScatterOp op) {
  TensorValue result = get(op.getInit());
  const TensorValue &updates = get(op.getUpdates());
  Error error = Error::success();
  forEach(updates.sizes, [&](ArrayRef<int64_t> indices, int64_t position) {
    int64_t offset = 0;
    if (error)
      return;
    error = findTarget(op, op.getIndices(), op.getDims(), op.getMap(),
                       result.sizes, indices, position, offset);
    if (error)
      return;
    if (op.getKind() == ScatterKind::Set)
      copyElement(updates, position, result, offset);
    else if (result.isFloat)
      result.floats[offset] += updates.floats[position];
    else
      result.integers[offset] += updates.integers[position];
  });
  if (error)
    return error;
  finish(op.getResult(), std::move(result));
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Folds
//===----------------------------------------------------------------------===//

/// True when `candidate` replaces `best`: larger (smaller if not `isMax`), or
/// the first NaN.
static bool isBetter(double candidate, double best, bool isMax) {
  if (std::isnan(best))
    return false;
  return std::isnan(candidate) || (isMax ? candidate > best : candidate < best);
}

static bool isBetter(int64_t candidate, int64_t best, bool isMax) {
  return isMax ? candidate > best : candidate < best;
}

template <typename T>
static void foldInto(ReductionKind kind, T element, bool isFirst, T &state) {
  switch (kind) {
  case ReductionKind::Sum:
    state += element;
    return;
  case ReductionKind::Prod:
    state = isFirst ? element : state * element;
    return;
  case ReductionKind::Any:
    state = (isFirst ? 0 : int64_t(state)) | int64_t(element);
    return;
  case ReductionKind::All:
    state = (isFirst ? 1 : int64_t(state)) & int64_t(element);
    return;
  default:
    bool isMax = kind == ReductionKind::Max || kind == ReductionKind::ArgMax;
    if (isFirst || isBetter(element, state, isMax))
      state = element;
  }
}

void Run::reduce(ReduceOp op) {
  const TensorValue &source = get(op.getSource());
  TensorValue result = create(op);
  ReductionKind kind = op.getKind();
  bool isArg = kind == ReductionKind::ArgMax || kind == ReductionKind::ArgMin;
  int64_t count = result.getNumElements();
  std::vector<int64_t> seen(count, 0);
  // Of an argmax, the extremum.
  TensorValue state = result;
  state.isFloat = source.isFloat;
  state.floats.resize(source.isFloat ? count : 0);
  state.integers.resize(source.isFloat ? 0 : count);
  // What an empty one gives.
  if (kind == ReductionKind::Prod) {
    llvm::fill(state.floats, 1);
    llvm::fill(state.integers, 1);
  } else if (kind == ReductionKind::All) {
    llvm::fill(state.integers, 1);
  }
  forEach(source.sizes, [&](ArrayRef<int64_t> indices, int64_t position) {
    SmallVector<int64_t> kept;
    for (auto [dim, index] : llvm::enumerate(indices))
      if (!llvm::is_contained(op.getDims(), int64_t(dim)))
        kept.push_back(index);
    int64_t at = getOffset(kept, result.sizes);
    bool isFirst = seen[at]++ == 0;
    bool isMax = kind == ReductionKind::ArgMax;
    auto update = [&](auto element, auto &best) {
      if (isArg && (isFirst || isBetter(element, best, isMax)))
        result.integers[at] = indices[op.getDims()[0]];
      foldInto(kind, element, isFirst, best);
    };
    if (source.isFloat)
      update(source.floats[position], state.floats[at]);
    else
      update(source.integers[position], state.integers[at]);
  });
  finish(op, isArg ? std::move(result) : std::move(state));
}

void Run::scan(ScanOp op) {
  TensorValue result = get(op.getSource());
  int64_t step = 1;
  for (int64_t dim = op.getDim() + 1; dim < int64_t(result.sizes.size()); ++dim)
    step *= result.sizes[dim];
  bool isProd = op.getKind() == ScanKind::Prod;
  forEach(result.sizes, [&](ArrayRef<int64_t> indices, int64_t position) {
    if (indices[op.getDim()] == 0)
      return;
    auto update = [&](auto &elements) {
      auto &element = elements[position];
      element = isProd ? elements[position - step] * element
                       : elements[position - step] + element;
    };
    if (result.isFloat)
      update(result.floats);
    else
      update(result.integers);
  });
  finish(op, std::move(result));
}

/// result[b, m, n] += lhs[b, m, k] * rhs[b, k, n]; `k` and `n` of `rhs` are
/// swapped in memory if `isTransposed`.
template <typename T>
static void multiply(ArrayRef<T> lhs, ArrayRef<T> rhs,
                     MutableArrayRef<T> result, int64_t m, int64_t k, int64_t n,
                     bool isTransposed) {
  if (m * n == 0 || k == 0)
    return;
  int64_t batches = result.size() / (m * n);
  for (int64_t b = 0; b < batches; ++b)
    for (int64_t i = 0; i < m; ++i)
      for (int64_t p = 0; p < k; ++p) {
        T factor = lhs[(b * m + i) * k + p];
        for (int64_t j = 0; j < n; ++j)
          result[(b * m + i) * n + j] +=
              factor * rhs[b * k * n + (isTransposed ? j * k + p : p * n + j)];
      }
}

void Run::contract(ContractOp op) {
  const TensorValue &lhs = get(op.getLhs()), &rhs = get(op.getRhs());
  TensorValue result = create(op);
  int64_t m = result.sizes.end()[-2], n = result.sizes.back();
  int64_t k = lhs.sizes.back();
  if (result.isFloat)
    multiply<double>(lhs.floats, rhs.floats, result.floats, m, k, n, false);
  else
    multiply<int64_t>(lhs.integers, rhs.integers, result.integers, m, k, n,
                      false);
  finish(op, std::move(result));
}

/// The softmax of one row, in place.
static void softmax(MutableArrayRef<double> row, MaskedRows maskedRows) {
  double largest = -std::numeric_limits<double>::infinity();
  for (double score : row)
    if (isBetter(score, largest, true))
      largest = score;
  bool isMasked = largest == -std::numeric_limits<double>::infinity();
  if (isMasked && maskedRows == MaskedRows::Zero) {
    llvm::fill(row, 0);
    return;
  }
  double sum = 0;
  for (double &score : row)
    sum += score = std::exp(score - largest);
  for (double &score : row)
    score /= sum;
}

Error Run::attention(AttentionOp op) {
  const TensorValue &query = get(op.getQuery()), &key = get(op.getKey());
  Block &body = op.getScore().front();
  Value raw = body.getArgument(0);
  TensorValue scores = create(raw);
  int64_t m = scores.sizes.end()[-2], n = scores.sizes.back();
  multiply<double>(query.floats, key.floats, scores.floats, m,
                   query.sizes.back(), n, /*isTransposed=*/true);
  finish(raw, std::move(scores));
  if (Error error = runBlock(body))
    return error;
  TensorValue weights =
      take(cast<graph::YieldOp>(body.getTerminator()).getValue());
  MutableArrayRef<double> rows(weights.floats);
  bool hasSoftmax = !op.getScoresAsWeights();
  for (; hasSoftmax && n > 0 && !rows.empty(); rows = rows.drop_front(n))
    softmax(rows.take_front(n), op.getMaskedRows());
  TensorValue result = create(op);
  multiply<double>(weights.floats, get(op.getValue()).floats, result.floats, m,
                   n, result.sizes.back(), false);
  finish(op, std::move(result));
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

Error Run::runOp(Operation *op) {
  return llvm::TypeSwitch<Operation *, Error>(op)
      .Case(
          [&](arith::ConstantOp op) { return constant(op), Error::success(); })
      .Case([&](ViewOp op) { return view(op), Error::success(); })
      .Case([&](IotaOp op) { return iota(op), Error::success(); })
      .Case([&](SymbolOp op) { return symbol(op), Error::success(); })
      .Case([&](ConcatOp op) { return concat(op), Error::success(); })
      .Case([&](BitcastOp op) { return bitcast(op), Error::success(); })
      .Case([&](graph::ReduceOp op) { return reduce(op), Error::success(); })
      .Case([&](ScanOp op) { return scan(op), Error::success(); })
      .Case([&](ContractOp op) { return contract(op), Error::success(); })
      .Case([&](AttentionOp op) { return attention(op); })
      .Case([&](GatherOp op) { return gather(op); })
      .Case([&](graph::ScatterOp op) { return scatter(op); })
      .Default([&](Operation *op) -> Error {
        SmallVector<const TensorValue *> operands;
        for (Value operand : op->getOperands())
          operands.push_back(&get(operand));
        if (op->getNumResults() != 1)
          return llvm::createStringError("expected an op that the interpreter "
                                         "knows, but got " +
                                         op->getName().getStringRef());
        TensorValue result = create(op->getResult(0));
        if (Error error = interpretPointwise(op, operands, result))
          return error;
        finish(op->getResult(0), std::move(result));
        return Error::success();
      });
}

Error Run::runBlock(Block &block) {
  for (Operation &op : block.without_terminator()) {
    if (Error error = runOp(&op))
      return error;
    // What no later op reads is not kept.
    for (Value operand : op.getOperands()) {
      bool isDead = llvm::all_of(operand.getUsers(), [&](Operation *user) {
        Operation *ancestor = block.findAncestorOpInBlock(*user);
        return ancestor && (ancestor == &op || ancestor->isBeforeInBlock(&op));
      });
      if (isDead)
        values.erase(operand);
    }
  }
  return Error::success();
}

Expected<SmallVector<int64_t>>
cutedsl::bindSymbols(ProgramOp program, ArrayRef<TensorValue> arguments) {
  SmallVector<int64_t> symbols(program.getSymbols().size(), -1);
  for (auto [type, argument] :
       llvm::zip_equal(program.getArgumentTypes(), arguments))
    for (auto [dim, size] :
         llvm::zip_equal(getDims(cast<RankedTensorType>(type)), argument.sizes))
      if (auto symbol = dyn_cast<AffineSymbolExpr>(dim))
        symbols[symbol.getPosition()] = size;
  if (llvm::is_contained(symbols, -1))
    return llvm::createStringError(
        "expected every symbol to be the size of some argument's dimension");
  return symbols;
}

Expected<std::vector<TensorValue>>
cutedsl::interpret(FunctionOpInterface function,
                   ArrayRef<TensorValue> arguments, ArrayRef<int64_t> symbols,
                   Precision precision) {
  Run run(symbols, precision);
  Block &body = function.getFunctionBody().front();
  for (auto [value, argument] : llvm::zip_equal(body.getArguments(), arguments))
    run.set(value, argument);
  if (Error error = run.runBlock(body))
    return std::move(error);
  std::vector<TensorValue> results;
  for (Value value : body.getTerminator()->getOperands())
    results.push_back(run.take(value));
  return results;
}
