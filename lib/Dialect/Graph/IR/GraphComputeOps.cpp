//===- GraphComputeOps.cpp - Reductions, contractions, attention ----------===//

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "cutedsl/Dialect/NarrowFloat.h"

using namespace mlir;
using cutedsl::isFloat8;
using namespace cutedsl::graph;

static RankedTensorType tensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

//===----------------------------------------------------------------------===//
// ReduceOp, ScanOp
//===----------------------------------------------------------------------===//

LogicalResult ReduceOp::verify() {
  RankedTensorType source = tensorType(getSource()), result = getType();
  Dims expected;
  ArrayRef<int64_t> dims = getDims();
  for (auto [index, dim] : llvm::enumerate(cutedsl::graph::getDims(source)))
    if (!llvm::is_contained(dims, int64_t(index)))
      expected.push_back(dim);
  for (auto [index, dim] : llvm::enumerate(dims))
    if (dim < 0 || dim >= source.getRank() ||
        (index > 0 && dims[index - 1] >= dim))
      return emitOpError("expected ascending dimensions below ")
             << source.getRank() << ", but got " << getDimsAttr();
  if (expected != cutedsl::graph::getDims(result))
    return emitOpError("expected the shape that is left of ")
           << source << ", but got " << result;
  bool isArg =
      getKind() == ReductionKind::ArgMax || getKind() == ReductionKind::ArgMin;
  if (isArg && dims.size() != 1)
    return emitOpError("expected one dimension to find an index along, but "
                       "got ")
           << dims.size();
  bool isLogical =
      getKind() == ReductionKind::Any || getKind() == ReductionKind::All;
  if (isLogical && !source.getElementType().isInteger(1))
    return emitOpError("expected i1 elements, but got ")
           << source.getElementType();
  Type element =
      isArg ? IntegerType::get(getContext(), 64) : source.getElementType();
  if (result.getElementType() != element)
    return emitOpError("expected result element type ")
           << element << ", but got " << result.getElementType();
  return success();
}

LogicalResult ScanOp::verify() {
  int64_t rank = getType().getRank();
  if (int64_t(getDim()) < 0 || int64_t(getDim()) >= rank)
    return emitOpError("expected a dimension below ")
           << rank << ", but got " << getDim();
  return success();
}

//===----------------------------------------------------------------------===//
// ContractOp, AttentionOp
//===----------------------------------------------------------------------===//

static LogicalResult checkShape(Operation *op, StringRef what, Value value,
                                ArrayRef<AffineExpr> expected) {
  Dims dims = getDims(value);
  if (ArrayRef<AffineExpr>(dims) == expected)
    return success();
  InFlightDiagnostic diag = op->emitOpError("expected ")
                            << what << " of shape (";
  llvm::interleave(
      expected, [&](AffineExpr dim) { diag << toString(dim); },
      [&] { diag << ", "; });
  return diag << "), but got " << value.getType();
}

LogicalResult ContractOp::verify() {
  RankedTensorType lhs = tensorType(getLhs()), rhs = tensorType(getRhs());
  if (lhs.getRank() < 2 || rhs.getRank() != lhs.getRank())
    return emitOpError("expected two operands of one rank of at least 2, but "
                       "got ")
           << lhs << " and " << rhs;
  if (lhs.getElementType() != rhs.getElementType() &&
      !(isFloat8(lhs.getElementType()) && isFloat8(rhs.getElementType())))
    return emitOpError("expected operands of one element type, but got ")
           << lhs.getElementType() << " and " << rhs.getElementType();
  if (getFastAccumulation() && !isFloat8(lhs.getElementType()))
    return emitOpError("expected 8-bit floats to accumulate fast, but got ")
           << lhs;
  Dims a = getDims(lhs), b = getDims(rhs);
  AffineExpr m = a[a.size() - 2], n = b.back(), k = a.back();
  Dims expected(a);
  expected[a.size() - 2] = k;
  expected.back() = n;
  if (failed(checkShape(*this, "a right operand", getRhs(), expected)))
    return failure();
  expected[a.size() - 2] = m;
  if (failed(checkShape(*this, "a result", getResult(), expected)))
    return failure();
  Type element = getAccumulatorType(lhs.getElementType());
  if (getType().getElementType() != element)
    return emitOpError("expected result element type ")
           << element << ", but got " << getType().getElementType();
  return success();
}

LogicalResult AttentionOp::verify() {
  RankedTensorType query = tensorType(getQuery());
  if (query.getRank() < 2)
    return emitOpError("expected a query of rank at least 2, but got ")
           << query;
  Dims q = getDims(getQuery()), k = getDims(getKey()), v = getDims(getValue());
  if (k.size() != q.size() || v.size() != q.size())
    return emitOpError("expected query, key and value of one rank, but got ")
           << getQuery().getType() << ", " << getKey().getType() << " and "
           << getValue().getType();
  size_t rows = q.size() - 2;
  AffineExpr m = q[rows], n = k[rows], e = v.back();
  Dims expected(q);
  expected[rows] = n;
  if (failed(checkShape(*this, "a key", getKey(), expected)))
    return failure();
  expected.back() = e;
  if (failed(checkShape(*this, "a value", getValue(), expected)))
    return failure();
  expected[rows] = m;
  if (failed(checkShape(*this, "a result", getResult(), expected)))
    return failure();
  Type element = getAccumulatorType(query.getElementType());
  expected.back() = n;
  RankedTensorType scores = getTensorType(expected, element);
  Block &body = getScore().front();
  if (body.getNumArguments() != 1 || body.getArgument(0).getType() != scores)
    return emitOpError("expected a region with one argument of type ")
           << scores;
  auto yield = dyn_cast<YieldOp>(body.back());
  if (!yield || yield.getValue().getType() != scores)
    return emitOpError("expected the region to yield ") << scores;
  if (getType().getElementType() != element)
    return emitOpError("expected result element type ")
           << element << ", but got " << getType().getElementType();
  return success();
}
