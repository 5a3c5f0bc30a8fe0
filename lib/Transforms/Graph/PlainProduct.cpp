//===- PlainProduct.cpp - Kernels that a library can compute --------------===//

#include "cutedsl/Transforms/PlainProduct.h"
#include "GraphUtils.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
/// An argument of the kernel, read at `map` of the reader's indices.
struct Access {
  BlockArgument argument;
  AffineMap map;
};

class Matcher {
public:
  Matcher(KernelOp kernel, std::string &reason)
      : kernel(kernel), context(kernel.getContext()), reason(reason) {}
  std::optional<PlainProduct> run();

private:
  LogicalResult fail(const Twine &why) {
    reason = why.str();
    return failure();
  }
  AffineExpr getConstant(int64_t value) {
    return getAffineConstantExpr(value, context);
  }
  /// Follows views and parts of concatenations, and one conversion to f32 where
  /// `widens`.
  FailureOr<Access> getAccess(Value value, bool widens);
  /// Steps in memory along each of the `sizes`' dimensions.
  FailureOr<SmallVector<AffineExpr>> getSteps(AffineMap map, Type type,
                                              DimsAttr strides,
                                              ArrayRef<AffineExpr> sizes);
  LogicalResult describe(AffineMap map, Type type, DimsAttr strides,
                         ArrayRef<AffineExpr> sizes, MatrixInMemory &matrix);
  LogicalResult readOperand(Value operand, unsigned &number,
                            MatrixInMemory &matrix);
  LogicalResult readBias(Value value, ArrayRef<AffineExpr> domain);
  LogicalResult readResult(Value value, AffineMap map,
                           ArrayRef<AffineExpr> domain);
  LogicalResult match();

  KernelOp kernel;
  MLIRContext *context;
  std::string &reason;
  PlainProduct product;
};
} // namespace

FailureOr<Access> Matcher::getAccess(Value value, bool widens) {
  Dims sizes = getDims(value);
  Place place = skipViews(getPlace(value), sizes);
  while (Operation *op = place.value.getDefiningOp()) {
    auto concat = dyn_cast<ConcatOp>(op);
    auto widen = dyn_cast<arith::ExtFOp>(op);
    if (auto part = concat ? getPart(concat, place.map, sizes) : std::nullopt)
      place = *part;
    else if (widen && widens)
      place.value = widen.getIn();
    else
      return fail("expected operands that are read as they are, but got " +
                  op->getName().getStringRef());
    place = skipViews(place, sizes);
  }
  return Access{cast<BlockArgument>(place.value), place.map};
}

FailureOr<SmallVector<AffineExpr>>
Matcher::getSteps(AffineMap map, Type type, DimsAttr given,
                  ArrayRef<AffineExpr> sizes) {
  Dims strides = given ? Dims(given.getExprs())
                       : getContiguousStrides(
                             getDims(cast<RankedTensorType>(type)), context);
  AffineExpr place = linearize(map, strides, sizes);
  SmallVector<AffineExpr> steps;
  AffineExpr sum = getConstant(0);
  for (unsigned i = 0, e = sizes.size(); i < e; ++i) {
    SmallVector<AffineExpr> origin(e, getConstant(0)), next = origin;
    next[i] = getConstant(1);
    AffineExpr step =
        simplify(place.replaceDims(next) - place.replaceDims(origin));
    steps.push_back(step);
    sum = sum + getAffineDimExpr(i, context) * step;
  }
  // An offset is not there either.
  if (!isEqual(sum, place))
    return fail("expected matrices with constant steps from their first "
                "element on");
  return steps;
}

LogicalResult Matcher::describe(AffineMap map, Type type, DimsAttr strides,
                                ArrayRef<AffineExpr> sizes,
                                MatrixInMemory &matrix) {
  auto steps = getSteps(map, type, strides, sizes);
  if (failed(steps))
    return failure();
  unsigned rank = sizes.size();
  AffineExpr rows = sizes[rank - 2], columns = sizes[rank - 1];
  AffineExpr row = (*steps)[rank - 2], column = (*steps)[rank - 1];
  // Along a dimension of one element no step is taken.
  auto isUnit = [](AffineExpr step, AffineExpr size) {
    return step == 1 || size == 1;
  };
  AffineExpr inner;
  if (isUnit(column, columns)) {
    matrix.leading = rows == 1 ? columns : row;
    inner = columns;
  } else if (isUnit(row, rows)) {
    matrix.isTransposed = true;
    matrix.leading = columns == 1 ? rows : column;
    inner = rows;
  } else {
    return fail("expected matrices with contiguous rows or columns");
  }
  if (!isNonNegative(simplify(matrix.leading - inner)))
    return fail("expected rows that do not overlap");
  // All dimensions of the batch are one if each continues the next.
  matrix.batchStride = getConstant(0);
  AffineExpr next;
  for (unsigned i = rank - 2; i-- > 0;) {
    if (sizes[i] == 1)
      continue;
    if (!next)
      matrix.batchStride = (*steps)[i];
    else if (!isEqual((*steps)[i], next))
      return fail("expected a batch with one step");
    next = simplify((*steps)[i] * sizes[i]);
  }
  if (!isNonNegative(matrix.batchStride))
    return fail("expected a batch in ascending order");
  return success();
}

LogicalResult Matcher::readOperand(Value operand, unsigned &number,
                                   MatrixInMemory &matrix) {
  FailureOr<Access> access = getAccess(operand, /*widens=*/false);
  if (failed(access))
    return failure();
  number = access->argument.getArgNumber();
  return describe(access->map, access->argument.getType(),
                  kernel.getArgAttrOfType<DimsAttr>(number, "graph.strides"),
                  getDims(operand), matrix);
}

LogicalResult Matcher::readBias(Value value, ArrayRef<AffineExpr> domain) {
  FailureOr<Access> access = getAccess(value, /*widens=*/true);
  if (failed(access))
    return failure();
  unsigned number = access->argument.getArgNumber();
  Type type = access->argument.getType();
  if (getElementTypeOrSelf(type) != product.elementType)
    return fail("expected a bias of the result's type");
  auto steps = getSteps(
      access->map, type,
      kernel.getArgAttrOfType<DimsAttr>(number, "graph.strides"), domain);
  if (failed(steps))
    return failure();
  for (auto [i, step] : llvm::enumerate(*steps)) {
    int64_t wanted = i + 1 == domain.size();
    if (domain[i] != 1 && step != wanted)
      return fail("expected a bias that each row has");
  }
  product.bias = number;
  return success();
}

LogicalResult Matcher::readResult(Value value, AffineMap map,
                                  ArrayRef<AffineExpr> domain) {
  // From the result's indices to the product's, and back.
  auto inverse = invertMap(map, getDims(value), domain);
  if (!inverse)
    return fail("expected a result that is stored in some order");
  if (failed(describe(*inverse, value.getType(),
                      kernel.getResultAttrOfType<DimsAttr>(0, "graph.strides"),
                      domain, product.resultMatrix)))
    return failure();
  if (product.resultMatrix.isTransposed)
    return fail("expected a result with contiguous rows");
  return success();
}

LogicalResult Matcher::match() {
  Operation *end = kernel.getBody().front().getTerminator();
  if (end->getNumOperands() != 1)
    return fail("expected one result");
  Value result = end->getOperand(0), value = result;
  product.elementType = getElementTypeOrSelf(result.getType());
  if (!isa<Float32Type, Float16Type, BFloat16Type>(product.elementType))
    return fail("expected a product of f32, f16 or bf16");
  AffineMap map =
      AffineMap::getMultiDimIdentityMap(getDims(result).size(), context);
  while (auto view = value.getDefiningOp<ViewOp>()) {
    map = composeMaps(view.getMap(), map, getDims(result));
    value = view.getSource();
  }
  if (auto narrow = value.getDefiningOp<arith::TruncFOp>())
    value = narrow.getIn();
  if (!getElementTypeOrSelf(value.getType()).isF32())
    return fail("expected sums in f32");
  Value bias;
  if (auto add = value.getDefiningOp<arith::AddFOp>()) {
    bool isFirst = bool(add.getLhs().getDefiningOp<ContractOp>());
    value = isFirst ? add.getLhs() : add.getRhs();
    bias = isFirst ? add.getRhs() : add.getLhs();
  }
  auto contract = value.getDefiningOp<ContractOp>();
  if (!contract)
    return fail("expected nothing but a product and a bias");
  for (Value operand : contract->getOperands())
    if (getElementTypeOrSelf(operand.getType()) != product.elementType)
      return fail("expected operands of the result's type");
  Dims domain = getDims(contract), lhs = getDims(contract.getLhs());
  product.batch = getNumElements(ArrayRef(domain).drop_back(2), context);
  product.m = domain[domain.size() - 2];
  product.n = domain.back();
  product.k = lhs.back();
  auto sum = dyn_cast<AffineConstantExpr>(product.k);
  if (!sum || sum.getValue() < 1)
    return fail("expected a sum over a known number of elements");
  if (failed(readOperand(contract.getLhs(), product.lhs, product.lhsMatrix)) ||
      failed(readOperand(contract.getRhs(), product.rhs, product.rhsMatrix)) ||
      (bias && failed(readBias(bias, domain))))
    return failure();
  return readResult(result, map, domain);
}

std::optional<PlainProduct> Matcher::run() {
  if (failed(match()))
    return std::nullopt;
  return product;
}

std::optional<PlainProduct> cutedsl::matchPlainProduct(KernelOp kernel,
                                                       std::string &reason) {
  return Matcher(kernel, reason).run();
}
