//===- Emitter.cpp - Constants, folds, products, indexing -----------------===//

#include "Emitter.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

Refusal::~Refusal() {
  if (emitter.reason.empty())
    emitter.reason = text;
}

Dims Tensor::dims() const {
  Dims dims = graph::getDims(value);
  if (isComplex(element))
    dims.pop_back();
  return dims;
}

int64_t Tensor::rank() const { return dims().size(); }

AffineExpr Tensor::dim(int64_t index) const {
  Dims sizes = dims();
  if (index >= 0 && index < int64_t(sizes.size()))
    return sizes[index];
  emitter->refuse() << "expected a dimension below " << sizes.size()
                    << ", but got " << index;
  return emitter->c(1);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Tensor Emitter::rank0(TypedAttr attr, Type element) {
  auto type = RankedTensorType::get({}, attr.getType());
  Value value = arith::ConstantOp::create(builder, loc,
                                          DenseElementsAttr::get(type, attr));
  return wrap(value, element);
}

/// Whether PyTorch lets a Python number become one of `element`.
static bool canHold(Type element, double value) {
  if (std::isnan(value) || (std::isinf(value) && isa<Float8E5M2Type>(element)))
    return true;
  auto largest =
      APFloat::getLargest(cast<FloatType>(element).getFloatSemantics());
  return std::abs(value) <= largest.convertToDouble();
}

Tensor Emitter::constant(double value, Type element,
                         ArrayRef<AffineExpr> dims) {
  if (auto complex = dyn_cast<ComplexType>(element)) {
    Tensor real = constant(value, complex.getElementType(), {});
    Tensor imaginary = constant(0.0, complex.getElementType(), {});
    return broadcast(makeComplex(real, imaginary), dims);
  }
  if (!isFloat(element))
    return constantInt(int64_t(value), element, dims);
  // As PyTorch casts a double: through f32 to a narrow type.
  APFloat number(value);
  bool ignored;
  if (isNarrowFloat(element))
    number.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven,
                   &ignored);
  number.convert(cast<FloatType>(element).getFloatSemantics(),
                 APFloat::rmNearestTiesToEven, &ignored);
  if (isFloat8(element) && !canHold(element, value))
    refuse() << "expected a number within the range of " << element
             << ", but got " << value;
  return broadcast(rank0(FloatAttr::get(element, number), element), dims);
}

Tensor Emitter::constantInt(int64_t value, Type element,
                            ArrayRef<AffineExpr> dims) {
  if (!isInteger(element) && !isBool(element))
    return constant(double(value), element, dims);
  Type storage = getStorageElement(element);
  APInt bits(64, isBool(element) ? value != 0 : value);
  auto attr =
      IntegerAttr::get(storage, bits.trunc(storage.getIntOrFloatBitWidth()));
  return broadcast(rank0(attr, element), dims);
}

Tensor Emitter::symbol(AffineExpr expr) {
  if (std::optional<int64_t> value = getConstant(expr))
    return constantInt(*value, i64(), {});
  AffineMap map = graph::getMap(0, {expr}, getContext());
  return wrap(graph::SymbolOp::create(builder, loc,
                                      RankedTensorType::get({}, i64()), map),
              i64());
}

Tensor Emitter::iota(int64_t dim, ArrayRef<AffineExpr> dims) {
  return wrap(graph::IotaOp::create(builder, loc,
                                    graph::getTensorType(dims, i64()), dim),
              i64());
}

//===----------------------------------------------------------------------===//
// Folds and products
//===----------------------------------------------------------------------===//

Tensor Emitter::reduce(ReductionKind kind, Tensor source,
                       ArrayRef<int64_t> dims, bool keep) {
  if (dims.empty())
    return source;
  SmallVector<int64_t> order(dims);
  llvm::sort(order);
  Dims sizes = source.dims(), left;
  bool isExtremum = kind == ReductionKind::Max || kind == ReductionKind::Min ||
                    kind == ReductionKind::ArgMax ||
                    kind == ReductionKind::ArgMin;
  for (auto [index, size] : llvm::enumerate(sizes)) {
    if (!llvm::is_contained(order, int64_t(index)))
      left.push_back(size);
    else if (isExtremum && getConstant(size) == 0)
      refuse() << "expected elements to take the extremum of, but dimension "
               << index << " is empty";
  }
  if (std::adjacent_find(order.begin(), order.end()) != order.end() ||
      (!order.empty() &&
       (order.front() < 0 || order.back() >= int64_t(sizes.size())))) {
    refuse() << "expected different dimensions below " << sizes.size();
    return source;
  }
  bool isIndex = kind == ReductionKind::ArgMax || kind == ReductionKind::ArgMin;
  Type element = isIndex ? i64() : source.element;
  if (isComplex(source.element))
    left.push_back(c(2));
  Tensor result = wrap(
      graph::ReduceOp::create(
          builder, loc, graph::getTensorType(left, getStorageElement(element)),
          kind, source.value, order),
      element);
  if (keep)
    for (int64_t dim : order)
      result = unsqueeze(result, dim);
  return result;
}

Tensor Emitter::mean(Tensor source, ArrayRef<int64_t> dims, bool keep) {
  Tensor sum = reduce(ReductionKind::Sum, source, dims, keep);
  AffineExpr count = c(1);
  for (int64_t dim : dims)
    count = count * source.dim(dim);
  Tensor divisor = convert(symbol(graph::simplify(count)), source.element);
  return sum / broadcast(divisor, sum.dims());
}

Tensor Emitter::contract(Tensor lhs, Tensor rhs, bool fastAccumulation) {
  Dims dims = lhs.dims();
  Dims expected = dims;
  if (lhs.rank() < 2 || rhs.rank() != lhs.rank()) {
    refuse() << "expected factors of one rank of at least 2, but got "
             << lhs.rank() << " and " << rhs.rank();
    return lhs;
  }
  if (isComplex(lhs.element)) {
    refuse() << "expected real factors, but got " << lhs.element;
    return lhs;
  }
  if (isBool(lhs.element)) {
    refuse() << "expected numbers to multiply, but got bools";
    return lhs;
  }
  expected[dims.size() - 2] = dims.back();
  expected.back() = rhs.dims().back();
  rhs = restate(rhs, expected);
  dims.back() = expected.back();
  Type element = getComputeType(lhs.element);
  return wrap(graph::ContractOp::create(
                  builder, loc,
                  graph::getTensorType(dims, getStorageElement(element)),
                  lhs.value, rhs.value, fastAccumulation),
              element);
}

//===----------------------------------------------------------------------===//
// Indexing
//===----------------------------------------------------------------------===//

Tensor Emitter::indexTensor(Tensor indices, AffineExpr size, bool wrap) {
  if (!isInteger(indices.element))
    refuse() << "expected integer indices, but got " << indices.element;
  Tensor wide = convert(indices, i64());
  if (!wrap)
    return wide;
  Tensor shifted = wide + broadcast(symbol(size), wide.dims());
  return captured::select(compare(Compare::Lt, wide, 0.0), shifted, wide);
}

/// `map` for a source whose pair dimension is written out.
static AffineMap getIndexMap(Emitter &e, ArrayRef<AffineExpr> map,
                             unsigned rank, bool isComplex) {
  SmallVector<AffineExpr> exprs;
  for (AffineExpr expr : map)
    exprs.push_back(graph::simplify(expr, rank));
  if (isComplex)
    exprs.push_back(e.d(rank));
  return graph::getMap(rank + isComplex, exprs, e.getContext());
}

/// Repeats indices for both parts of complex elements.
static SmallVector<Value> getIndexValues(Emitter &e, ArrayRef<Tensor> indices,
                                         bool isComplex) {
  SmallVector<Value> values;
  for (Tensor index : indices) {
    if (isComplex) {
      Dims dims = index.dims();
      SmallVector<AffineExpr> same;
      for (unsigned i = 0; i < dims.size(); ++i)
        same.push_back(e.d(i));
      dims.push_back(e.c(2));
      index = e.view(index, same, dims);
    }
    values.push_back(index.value);
  }
  return values;
}

Tensor Emitter::gather(Tensor source, ArrayRef<Tensor> indices,
                       ArrayRef<int64_t> dims, ArrayRef<AffineExpr> map,
                       ArrayRef<AffineExpr> resultDims) {
  bool pairs = isComplex(source.element);
  Dims sizes(resultDims);
  if (pairs)
    sizes.push_back(c(2));
  Value value = graph::GatherOp::create(
      builder, loc,
      graph::getTensorType(sizes, getStorageElement(source.element)),
      source.value, getIndexValues(*this, indices, pairs), dims,
      getIndexMap(*this, map, resultDims.size(), pairs));
  return wrap(value, source.element);
}

Tensor Emitter::scatter(graph::ScatterKind kind, Tensor init, Tensor updates,
                        ArrayRef<Tensor> indices, ArrayRef<int64_t> dims,
                        ArrayRef<AffineExpr> map) {
  bool pairs = isComplex(init.element);
  Value value = graph::ScatterOp::create(
      builder, loc, init.value.getType(), kind, init.value, updates.value,
      getIndexValues(*this, indices, pairs), dims,
      getIndexMap(*this, map, updates.rank(), pairs));
  return wrap(value, init.element);
}
