//===- Indexing.cpp - Gathers and scatters --------------------------------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;
using graph::ScatterKind;

namespace {
/// Where advanced indexing reads: the domain's sizes, the index tensors over
/// it, the source dimensions that they index, and the place of the others.
struct Indexing {
  Dims domain;
  SmallVector<Tensor> indices;
  SmallVector<int64_t> dims;
  SmallVector<AffineExpr> map;
};
} // namespace

static SmallVector<AffineExpr> getIdentity(Call &call, unsigned rank,
                                           unsigned first = 0) {
  SmallVector<AffineExpr> exprs;
  for (unsigned i = 0; i < rank; ++i)
    exprs.push_back(call.d(first + i));
  return exprs;
}

/// `index` over the dimensions from `first` on of the domain.
static Tensor spreadIndex(Call &call, Tensor index, int64_t first,
                          ArrayRef<AffineExpr> domain) {
  return call.view(index, getIdentity(call, index.rank(), first), domain);
}

/// PyTorch's rule: index tensors broadcast; their dimensions stand where the
/// first of them stood if they are neighbours, else in front.
static Indexing getIndexing(Call &call, Tensor self, ArrayRef<Tensor> list) {
  Indexing result;
  SmallVector<Dims> shapes;
  for (auto [dim, index] : llvm::enumerate(list)) {
    if (!index)
      continue;
    if (!isInteger(index.element) || isUnsigned(index.element) ||
        int64_t(dim) >= self.rank()) {
      call.refuse() << "expected integer indices of known number, but got "
                    << index.element;
      return result;
    }
    result.dims.push_back(dim);
    shapes.push_back(index.dims());
  }
  if (result.dims.empty()) {
    call.refuse() << "expected at least one index";
    return result;
  }
  Dims common = call.broadcastDims(shapes);
  bool areNeighbours =
      result.dims.back() - result.dims.front() + 1 == int64_t(shapes.size());
  int64_t place = areNeighbours ? result.dims.front() : 0;
  for (int64_t dim = 0; dim < self.rank(); ++dim) {
    if (int64_t(result.domain.size()) == place)
      result.domain.append(common);
    if (llvm::is_contained(result.dims, dim)) {
      result.map.push_back(call.c(0));
      continue;
    }
    result.map.push_back(call.d(result.domain.size()));
    result.domain.push_back(self.dim(dim));
  }
  if (int64_t(result.domain.size()) == place)
    result.domain.append(common);
  for (int64_t dim : result.dims) {
    Tensor index = call.indexTensor(list[dim], self.dim(dim), /*wrap=*/true);
    result.indices.push_back(
        spreadIndex(call, call.broadcast(index, common), place, result.domain));
  }
  return result;
}

static void lowerIndex(Call &call) {
  Tensor self = call.tensor("self");
  Indexing at = getIndexing(call, self, call.tensors("indices"));
  if (!call.failed())
    call.result(call.gather(self, at.indices, at.dims, at.map, at.domain));
}

/// Scatters in the type that sums are taken in.
static Tensor scatterInto(Call &call, ScatterKind kind, Tensor init,
                          Tensor updates, ArrayRef<Tensor> indices,
                          ArrayRef<int64_t> dims, ArrayRef<AffineExpr> map) {
  updates = call.convert(updates, init.element);
  if (kind == ScatterKind::Set)
    return call.scatter(kind, init, updates, indices, dims, map);
  if (isBool(init.element)) {
    call.refuse() << "expected numbers to add, but got bools";
    return init;
  }
  return call.scatter(kind, call.widen(init), call.widen(updates), indices,
                      dims, map);
}

/// A mask that selects where one value goes is a choice.
static void lowerMaskedPut(Call &call, Tensor self, Tensor mask,
                           Tensor values) {
  bool isOne =
      getConstant(graph::getNumElements(values.dims(), call.getContext())) == 1;
  if (!isOne || mask.rank() > self.rank() || call.flag("accumulate", false)) {
    call.refuse() << "expected one value to put under a mask";
    return;
  }
  while (mask.rank() < self.rank())
    mask = call.unsqueeze(mask, mask.rank());
  Tensor value = call.reshape(call.convert(values, self.element), {});
  call.result(select(call.broadcast(mask, self.dims()),
                     call.broadcast(value, self.dims()), self));
}

static void lowerIndexPut(Call &call) {
  Tensor self = call.tensor("self"), values = call.tensor("values");
  SmallVector<Tensor> list = call.tensors("indices");
  if (list.size() == 1 && list[0] && isBool(list[0].element))
    return lowerMaskedPut(call, self, list[0], values);
  Indexing at = getIndexing(call, self, list);
  if (call.failed())
    return;
  auto kind =
      call.flag("accumulate", false) ? ScatterKind::Add : ScatterKind::Set;
  call.result(scatterInto(call, kind, self, call.broadcast(values, at.domain),
                          at.indices, at.dims, at.map));
}

//===----------------------------------------------------------------------===//
// Along one dimension
//===----------------------------------------------------------------------===//

static void lowerEmbedding(Call &call) {
  Tensor weight = call.tensor("weight"), indices = call.tensor("indices");
  if (weight.rank() != 2) {
    call.refuse() << "expected a table of rank 2, but got " << weight.rank();
    return;
  }
  Dims dims = indices.dims();
  int64_t last = dims.size();
  dims.push_back(weight.dim(1));
  Tensor index = call.indexTensor(indices, weight.dim(0), /*wrap=*/false);
  call.result(call.gather(weight, spreadIndex(call, index, 0, dims), {0},
                          {call.c(0), call.d(last)}, dims));
}

/// The padding row gets no gradient.
static void lowerEmbeddingBackward(Call &call) {
  Tensor grad = call.tensor("grad_output"), indices = call.tensor("indices");
  Dims dims = call.resultDims(), domain = grad.dims();
  if (call.flag("scale_grad_by_freq", false) || dims.size() != 2 ||
      grad.rank() != indices.rank() + 1) {
    call.refuse() << "expected gradients that are not scaled by frequency";
    return;
  }
  Tensor index =
      spreadIndex(call, call.indexTensor(indices, dims[0], false), 0, domain);
  Tensor updates = call.widen(grad);
  int64_t padding = call.integer("padding_idx", -1);
  if (padding >= 0)
    updates = select(compare(Compare::Eq, index, double(padding)),
                     constantLike(0, updates), updates);
  Tensor zero = call.constant(0, updates.element, dims);
  call.result(call.scatter(ScatterKind::Add, zero, updates, index, {0},
                           {call.c(0), call.d(grad.rank() - 1)}));
}

/// A scalar is a vector of one.
static Tensor atLeastVector(Call &call, Tensor tensor) {
  return tensor.rank() == 0 ? call.unsqueeze(tensor, 0) : tensor;
}

/// self[..., index[j], ...], `index` of rank 0 or 1.
static void lowerIndexSelect(Call &call) {
  Tensor self = atLeastVector(call, call.tensor("self"));
  Tensor index = atLeastVector(call, call.tensor("index"));
  int64_t dim = call.dimension("dim", 0, self.rank());
  if (index.rank() > 1) {
    call.refuse() << "expected a vector of indices, but got one of rank "
                  << index.rank();
    return;
  }
  Dims dims = self.dims();
  dims[dim] = index.dim(0);
  index = spreadIndex(call, call.indexTensor(index, self.dim(dim), false), dim,
                      dims);
  SmallVector<AffineExpr> map = getIdentity(call, dims.size());
  map[dim] = call.c(0);
  Tensor result = call.gather(self, index, {dim}, map, dims);
  call.result(call.reshape(result, call.resultDims()));
}

/// What scatters along one dimension at the places of a vector of indices.
static void scatterSlices(Call &call, ScatterKind kind, Tensor updates) {
  Tensor self = atLeastVector(call, call.tensor("self"));
  Tensor index = atLeastVector(call, call.tensor("index"));
  updates = atLeastVector(call, updates);
  int64_t dim = call.dimension("dim", 0, self.rank());
  if (index.rank() != 1 || updates.rank() != self.rank()) {
    call.refuse() << "expected a vector of indices and slices of rank "
                  << self.rank() << ", but got ranks " << index.rank()
                  << " and " << updates.rank();
    return;
  }
  Dims dims = updates.dims();
  index = spreadIndex(call, call.indexTensor(index, self.dim(dim), false), dim,
                      dims);
  SmallVector<AffineExpr> map = getIdentity(call, dims.size());
  map[dim] = call.c(0);
  Tensor result = scatterInto(call, kind, self, updates, index, {dim}, map);
  call.result(call.reshape(result, call.resultDims()));
}

static void lowerIndexAdd(Call &call) {
  Tensor self = call.tensor("self");
  Tensor source = call.widen(call.convert(call.tensor("source"), self.element));
  double alpha = call.number("alpha", 1);
  scatterSlices(call, ScatterKind::Add, alpha == 1 ? source : source * alpha);
}

static void lowerIndexCopy(Call &call) {
  scatterSlices(call, ScatterKind::Set, call.tensor("source"));
}

static void lowerIndexFill(Call &call) {
  Tensor self = atLeastVector(call, call.tensor("self"));
  Tensor index = atLeastVector(call, call.tensor("index"));
  Dims dims = self.dims();
  dims[call.dimension("dim", 0, self.rank())] = index.dim(0);
  scatterSlices(
      call, ScatterKind::Set,
      call.broadcast(call.convert(call.tensor("value"), self.element), dims));
}

//===----------------------------------------------------------------------===//
// An index for each element
//===----------------------------------------------------------------------===//

static void lowerGather(Call &call) {
  Tensor self = call.tensor("self"), index = call.tensor("index");
  Dims dims = index.dims();
  if (self.rank() == 0)
    return call.result(call.broadcast(self, dims));
  int64_t dim = call.dimension("dim", 0, self.rank());
  if (index.rank() != self.rank()) {
    call.refuse() << "expected indices of rank " << self.rank() << ", but got "
                  << index.rank();
    return;
  }
  SmallVector<AffineExpr> map = getIdentity(call, dims.size());
  map[dim] = call.c(0);
  call.result(call.gather(self, call.indexTensor(index, self.dim(dim), false),
                          {dim}, map, dims));
}

static void scatterElements(Call &call, ScatterKind kind, Tensor updates) {
  Tensor self = call.tensor("self"), index = call.tensor("index");
  Dims shape = self.dims();
  bool isOneValue =
      updates.isWrapped || (updates.rank() == 0 && !shape.empty());
  self = atLeastVector(call, self);
  index = atLeastVector(call, index);
  int64_t dim = call.dimension("dim", 0, self.rank());
  if (!isOneValue)
    updates = atLeastVector(call, updates);
  if (index.rank() != self.rank() ||
      (!isOneValue && updates.rank() != self.rank())) {
    call.refuse() << "expected indices of rank " << self.rank() << ", but got "
                  << index.rank();
    return;
  }
  Dims dims = index.dims();
  // Updates beyond the indices are not read.
  if (isOneValue)
    updates = call.broadcast(call.convert(updates, self.element), dims);
  else
    updates = call.view(updates, getIdentity(call, dims.size()), dims);
  SmallVector<AffineExpr> map = getIdentity(call, dims.size());
  map[dim] = call.c(0);
  Tensor result =
      scatterInto(call, kind, self, updates,
                  call.indexTensor(index, self.dim(dim), false), {dim}, map);
  call.result(call.reshape(result, shape));
}

/// Sums only: other folds have no op.
static void lowerScatterReduce(Call &call) {
  StringRef reduce = call.string("reduce", "");
  if (reduce != (call.has("value") ? "add" : "sum") && reduce != "add") {
    call.refuse() << "expected a sum, but got " << reduce;
    return;
  }
  if (!call.flag("include_self", true)) {
    call.refuse() << "expected a sum that includes the old value";
    return;
  }
  scatterElements(call, ScatterKind::Add,
                  call.tensor(call.has("value") ? "value" : "src"));
}

static void lowerScatter(Call &call) {
  scatterElements(call, ScatterKind::Set, call.tensor("src"));
}

static void lowerScatterValue(Call &call) {
  scatterElements(call, ScatterKind::Set, call.tensor("value"));
}

static void lowerScatterAdd(Call &call) {
  scatterElements(call, ScatterKind::Add, call.tensor("src"));
}

static constexpr Overload kOverloads[] = {
    {"aten.embedding.default",
     "weight indices padding_idx scale_grad_by_freq sparse", lowerEmbedding,
     "rows of a table"},
    {"aten.embedding_dense_backward.default",
     "grad_output indices num_weights padding_idx scale_grad_by_freq",
     lowerEmbeddingBackward, "gradient of the table"},
    {"aten.gather.default", "self dim index sparse_grad", lowerGather,
     "elements at indices along a dimension"},
    {"aten.index.Tensor", "self indices", lowerIndex,
     "advanced indexing by integers"},
    {"aten._unsafe_index.Tensor", "self indices", lowerIndex,
     "advanced indexing by integers"},
    {"aten.index_add.default", "self dim index source alpha", lowerIndexAdd,
     "slices added at indices"},
    {"aten.index_copy.default", "self dim index source", lowerIndexCopy,
     "slices put at indices"},
    {"aten.index_fill.int_Scalar", "self dim index value", lowerIndexFill,
     "slices at indices filled"},
    {"aten.index_fill.int_Tensor", "self dim index value", lowerIndexFill,
     "slices at indices filled"},
    {"aten.index_put.default", "self indices values accumulate", lowerIndexPut,
     "values put or added at integer indices, or one under a mask"},
    {"aten._unsafe_index_put.default", "self indices values accumulate",
     lowerIndexPut,
     "values put or added at integer indices, or one under a mask"},
    {"aten.index_select.default", "self dim index", lowerIndexSelect,
     "slices at indices"},
    {"aten.scatter.src", "self dim index src", lowerScatter,
     "elements put at indices along a dimension"},
    {"aten.scatter.value", "self dim index value", lowerScatterValue,
     "one value put at indices along a dimension"},
    {"aten.scatter.reduce", "self dim index src reduce", lowerScatterReduce,
     "elements added at indices along a dimension"},
    {"aten.scatter.value_reduce", "self dim index value reduce",
     lowerScatterReduce, "one value added at indices along a dimension"},
    {"aten.scatter_reduce.two", "self dim index src reduce include_self",
     lowerScatterReduce, "elements added at indices along a dimension"},
    {"aten.scatter_add.default", "self dim index src", lowerScatterAdd,
     "elements added at indices along a dimension"},
};

llvm::ArrayRef<Overload> captured::getIndexingOverloads() { return kOverloads; }
