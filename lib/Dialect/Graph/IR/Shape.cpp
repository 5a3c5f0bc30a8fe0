//===- Shape.cpp - Symbolic shapes of graph values ------------------------===//

#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "mlir/IR/AffineExprVisitor.h"

using namespace mlir;

namespace cutedsl::graph {

Dims getDims(RankedTensorType type) {
  if (auto dims = dyn_cast_or_null<DimsAttr>(type.getEncoding()))
    return Dims(dims.getExprs());
  Dims result;
  for (int64_t size : type.getShape())
    result.push_back(ShapedType::isDynamic(size)
                         ? AffineExpr()
                         : getAffineConstantExpr(size, type.getContext()));
  return result;
}

Dims getDims(Value value) {
  return getDims(cast<RankedTensorType>(value.getType()));
}

RankedTensorType getTensorType(ArrayRef<AffineExpr> dims, Type elementType) {
  SmallVector<int64_t> shape;
  Dims exprs;
  bool isStatic = true;
  for (AffineExpr dim : dims) {
    exprs.push_back(simplify(dim));
    auto constant = dyn_cast<AffineConstantExpr>(exprs.back());
    shape.push_back(constant ? constant.getValue() : ShapedType::kDynamic);
    isStatic &= bool(constant);
  }
  Attribute encoding;
  if (!isStatic)
    encoding = DimsAttr::get(elementType.getContext(), exprs);
  return RankedTensorType::get(shape, elementType, encoding);
}

RankedTensorType withElementType(RankedTensorType type, Type elementType) {
  return RankedTensorType::get(type.getShape(), elementType,
                               type.getEncoding());
}

Dims getContiguousStrides(ArrayRef<AffineExpr> dims, MLIRContext *context) {
  Dims strides(dims.size());
  AffineExpr stride = getAffineConstantExpr(1, context);
  for (int64_t i = dims.size() - 1; i >= 0; --i) {
    strides[i] = stride;
    stride = simplify(stride * dims[i]);
  }
  return strides;
}

AffineExpr getNumElements(ArrayRef<AffineExpr> dims, MLIRContext *context) {
  AffineExpr count = getAffineConstantExpr(1, context);
  for (AffineExpr dim : dims)
    count = count * dim;
  return simplify(count);
}

static unsigned getNumSymbolsUsed(ArrayRef<AffineExpr> exprs) {
  unsigned count = 0;
  for (AffineExpr expr : exprs)
    expr.walk([&](AffineExpr e) {
      if (auto symbol = dyn_cast<AffineSymbolExpr>(e))
        count = std::max(count, symbol.getPosition() + 1);
    });
  return count;
}

AffineExpr simplify(AffineExpr expr, unsigned numDims) {
  // Upstream writes `d0 mod 2` as `d0 - (d0 floordiv 2) * 2`, which hides what
  // an index does.
  if (numDims)
    return simplifyInBounds(expr, {});
  return simplifyAffineExpr(expr, numDims, getNumSymbolsUsed({expr}));
}

AffineMap getMap(unsigned numDims, ArrayRef<AffineExpr> exprs,
                 MLIRContext *context) {
  return AffineMap::get(numDims, getNumSymbolsUsed(exprs), exprs, context);
}

std::string toString(AffineExpr expr) {
  std::string text;
  llvm::raw_string_ostream(text) << expr;
  return text;
}

} // namespace cutedsl::graph
