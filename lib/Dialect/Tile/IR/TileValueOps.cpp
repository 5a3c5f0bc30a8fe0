//===- TileValueOps.cpp - Operations on value tiles -----------------------===//

#include "cutedsl/Dialect/NarrowFloat.h"
#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using cutedsl::isFloat8;
using namespace cutedsl::tile;

static RankedTensorType tensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static LogicalResult verifySameElementType(Operation *op, Type expected,
                                           Type actual) {
  if (expected == actual)
    return success();
  return op->emitOpError("expected element type ")
         << expected << ", but got " << actual;
}

LogicalResult SplatOp::verify() {
  return verifySameElementType(*this, getScalar().getType(),
                               tensorType(getResult()).getElementType());
}

OpFoldResult SplatOp::fold(FoldAdaptor adaptor) {
  if (Attribute scalar = adaptor.getScalar())
    if (isa<FloatAttr, IntegerAttr>(scalar))
      return SplatElementsAttr::get(tensorType(getResult()), scalar);
  return {};
}

LogicalResult IotaOp::verify() {
  int64_t rank = tensorType(getResult()).getRank();
  if (int64_t(getDim()) < 0 || int64_t(getDim()) >= rank)
    return emitOpError("expected a dimension below ")
           << rank << ", but got " << getDim();
  return success();
}

LogicalResult BroadcastOp::verify() {
  RankedTensorType from = tensorType(getSource()), to = tensorType(getResult());
  bool fits = from.getRank() == to.getRank();
  for (auto [a, b] : llvm::zip(from.getShape(), to.getShape()))
    fits &= a == b || a == 1;
  if (!fits)
    return emitOpError("expected dimensions of size 1 to grow, but got ")
           << from << " to " << to;
  return verifySameElementType(*this, from.getElementType(),
                               to.getElementType());
}

OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (getSource().getType() == getResult().getType())
    return getSource();
  if (auto splat = dyn_cast_or_null<SplatElementsAttr>(adaptor.getSource()))
    return splat.resizeSplat(cast<ShapedType>(getResult().getType()));
  // Layouts of the steps in between do not matter once they are assigned
  // together; before that there are none.
  if (auto inner = getSource().getDefiningOp<BroadcastOp>())
    if (!tensorType(getResult()).getEncoding()) {
      getSourceMutable().assign(inner.getSource());
      return getResult();
    }
  return {};
}

LogicalResult ReshapeOp::verify() {
  RankedTensorType from = tensorType(getSource()), to = tensorType(getResult());
  if (from.getNumElements() != to.getNumElements())
    return emitOpError("expected ")
           << from.getNumElements() << " elements, but got "
           << to.getNumElements();
  return verifySameElementType(*this, from.getElementType(),
                               to.getElementType());
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getSource().getType() == getResult().getType())
    return getSource();
  if (auto elements = dyn_cast_or_null<DenseElementsAttr>(adaptor.getSource()))
    return elements.reshape(cast<ShapedType>(getResult().getType()));
  if (auto inner = getSource().getDefiningOp<ReshapeOp>())
    if (!tensorType(getResult()).getEncoding()) {
      getSourceMutable().assign(inner.getSource());
      return getResult();
    }
  return {};
}

LogicalResult TransposeOp::verify() {
  RankedTensorType from = tensorType(getSource()), to = tensorType(getResult());
  SmallVector<int64_t> sorted(getPermutation());
  llvm::sort(sorted);
  if (sorted != llvm::to_vector(llvm::seq<int64_t>(0, from.getRank())) ||
      to.getRank() != from.getRank())
    return emitOpError("expected a permutation of ")
           << from.getRank() << " dimension(s)";
  for (auto [index, dim] : llvm::enumerate(getPermutation()))
    if (to.getDimSize(index) != from.getDimSize(dim))
      return emitOpError("expected dimension ")
             << index << " of size " << from.getDimSize(dim) << ", but got "
             << to;
  return verifySameElementType(*this, from.getElementType(),
                               to.getElementType());
}

OpFoldResult TransposeOp::fold(FoldAdaptor) {
  ArrayRef<int64_t> permutation = getPermutation();
  if (getSource().getType() == getResult().getType() &&
      llvm::equal(permutation, llvm::seq<int64_t>(0, permutation.size())))
    return getSource();
  auto inner = getSource().getDefiningOp<TransposeOp>();
  if (!inner || tensorType(getResult()).getEncoding())
    return {};
  SmallVector<int64_t> composed;
  for (int64_t dim : permutation)
    composed.push_back(inner.getPermutation()[dim]);
  setPermutation(composed);
  getSourceMutable().assign(inner.getSource());
  return getResult();
}

/// A dimension of even size.
static LogicalResult verifyEven(Operation *op, int64_t dim) {
  RankedTensorType type = tensorType(op->getResult(0));
  if (dim < 0 || dim >= type.getRank())
    return op->emitOpError("expected a dimension below ")
           << type.getRank() << ", but got " << dim;
  if (type.getDimSize(dim) % 2 != 0)
    return op->emitOpError("expected an even size, but got ")
           << type.getDimSize(dim);
  return success();
}

LogicalResult SwapHalvesOp::verify() { return verifyEven(*this, getDim()); }

LogicalResult DuplicateInPairsOp::verify() {
  if (getMember() != 0 && getMember() != 1)
    return emitOpError("expected member 0 or 1, but got ") << getMember();
  return verifyEven(*this, getDim());
}

OpFoldResult ReduceOp::fold(FoldAdaptor) {
  return getSource().getType() == getResult().getType() ? getSource()
                                                        : OpFoldResult();
}

LogicalResult ReduceOp::verify() {
  RankedTensorType from = tensorType(getSource()), to = tensorType(getResult());
  SmallVector<int64_t> expected(from.getShape());
  for (int64_t dim : getDims()) {
    if (dim < 0 || dim >= from.getRank())
      return emitOpError("expected dimensions below ")
             << from.getRank() << ", but got " << dim;
    expected[dim] = 1;
  }
  if (to.getShape() != ArrayRef<int64_t>(expected))
    return emitOpError("expected the reduced dimensions of ")
           << from << " to become 1, but got " << to;
  bool isLogical =
      getKind() == ReductionKind::Any || getKind() == ReductionKind::All;
  if (isLogical && !from.getElementType().isInteger(1))
    return emitOpError("expected 'any' and 'all' of i1, but got ")
           << from.getElementType();
  return verifySameElementType(*this, from.getElementType(),
                               to.getElementType());
}

LogicalResult MmaOp::verify() {
  RankedTensorType lhs = tensorType(getLhs()), rhs = tensorType(getRhs()),
                   acc = tensorType(getAcc());
  if (lhs.getRank() != 2 || rhs.getRank() != 2 || acc.getRank() != 2 ||
      lhs.getDimSize(1) != rhs.getDimSize(0) ||
      acc.getDimSize(0) != lhs.getDimSize(0) ||
      acc.getDimSize(1) != rhs.getDimSize(1))
    return emitOpError("expected m x k, k x n and m x n, but got ")
           << lhs << ", " << rhs << " and " << acc;
  if (lhs.getElementType() != rhs.getElementType() &&
      !(isFloat8(lhs.getElementType()) && isFloat8(rhs.getElementType())))
    return emitOpError("expected operands of one element type, but got ")
           << lhs.getElementType() << " and " << rhs.getElementType();
  if (getFastAccumulation() && !isFloat8(lhs.getElementType()))
    return emitOpError("expected 8-bit floats to accumulate fast, but got ")
           << lhs;
  Type element = lhs.getElementType();
  bool isNarrow = isa<BFloat16Type, Float16Type>(element);
  if (isNarrow || isFloat8(element))
    element = Float32Type::get(getContext());
  if (getWarp() && (!isNarrow || acc.getDimSize(0) % WarpMmaAttr::kRows != 0 ||
                    acc.getDimSize(1) % WarpMmaAttr::kColumns != 0 ||
                    lhs.getDimSize(1) % WarpMmaAttr::kDepth != 0))
    return emitOpError("expected whole units of 16 x 8 x 16 of bf16 or f16 for "
                       "warps, but got ")
           << lhs << " and " << rhs;
  if (acc.getElementType() != element)
    return emitOpError("expected an accumulator of ")
           << element << ", but got " << acc.getElementType();
  return success();
}

LogicalResult ExtractOp::verify() {
  RankedTensorType from = tensorType(getSource());
  if (from.getNumElements() != 1)
    return emitOpError("expected a tile of one element, but got ") << from;
  return verifySameElementType(*this, from.getElementType(),
                               getResult().getType());
}

LogicalResult ConvertLayoutOp::verify() {
  RankedTensorType from = tensorType(getSource()), to = tensorType(getResult());
  if (from.getShape() != to.getShape())
    return emitOpError("expected the shape of ") << from << ", but got " << to;
  return verifySameElementType(*this, from.getElementType(),
                               to.getElementType());
}

OpFoldResult ConvertLayoutOp::fold(FoldAdaptor) {
  return getSource().getType() == getResult().getType() ? getSource()
                                                        : OpFoldResult();
}
