//===- Assembly.cpp - Tensors put together from others --------------------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

/// Joins what is not empty.
static Tensor join(Call &call, int64_t dim, ArrayRef<Tensor> parts) {
  SmallVector<Tensor> proper;
  for (Tensor part : parts)
    if (getConstant(part.dim(dim)) != 0)
      proper.push_back(part);
  return proper.empty() ? parts.front() : call.concat(dim, proper);
}

static void lowerCat(Call &call) {
  SmallVector<Tensor> parts;
  for (Tensor part : call.tensors("tensors")) {
    // PyTorch lets an empty vector stand beside tensors of any rank.
    bool isEmptyVector = part && part.rank() == 1 &&
                         getConstant(part.dim(0)) == 0 &&
                         call.resultDims().size() != 1;
    if (part && !isEmptyVector)
      parts.push_back(call.convert(part, call.resultElement()));
  }
  int64_t rank = call.resultDims().size();
  int64_t dim = call.dimension("dim", 0, rank);
  for (Tensor part : parts)
    if (part.rank() != rank || rank == 0) {
      call.refuse() << "expected parts of rank " << rank << ", but got "
                    << part.rank();
      return;
    }
  if (parts.empty())
    return call.result(
        call.constantInt(0, call.resultElement(), call.resultDims()));
  call.result(join(call, dim, parts));
}

static void lowerStack(Call &call) {
  int64_t dim = call.dimension("dim", 0, call.resultDims().size());
  SmallVector<Tensor> parts;
  for (Tensor part : call.tensors("tensors"))
    parts.push_back(
        call.unsqueeze(call.convert(part, call.resultElement()), dim));
  if (parts.empty()) {
    call.refuse() << "expected at least one tensor to stack";
    return;
  }
  call.result(call.concat(dim, parts));
}

static void lowerConstantPad(Call &call) {
  Tensor x = call.tensor("self");
  SmallVector<AffineExpr> pad = call.sizes("pad");
  if (pad.size() % 2 || int64_t(pad.size()) > 2 * x.rank()) {
    call.refuse() << "expected a pair of paddings for up to " << x.rank()
                  << " dimensions, but got " << pad.size() << " numbers";
    return;
  }
  Tensor value = call.has("value") ? call.tensor("value")
                                   : call.constant(0, call.f64(), {});
  // The first pair belongs to the last dimension.
  for (size_t i = 0; i < pad.size(); i += 2)
    x = call.pad(x, x.rank() - 1 - i / 2, pad[i], pad[i + 1], value);
  call.result(x);
}

/// self with self[start:end:step] replaced by src.
static Tensor scatterSlice(Call &call, Tensor self, Tensor src, int64_t dim,
                           int64_t start, int64_t step) {
  int64_t rank = self.rank();
  AffineExpr size = self.dim(dim), count = src.dim(dim);
  if (step == 1) {
    AffineExpr end = graph::simplify(count + start);
    return join(call, dim,
                {call.slice(self, dim, call.c(0), call.c(start)), src,
                 call.slice(self, dim, end, graph::simplify(size - end))});
  }
  if (getConstant(count) == 0)
    return self;
  // Every index reads some place of src, only the stepped ones keep it.
  SmallVector<AffineExpr> indices;
  for (int64_t i = 0; i < rank; ++i)
    indices.push_back(call.d(i));
  indices[dim] = (call.d(dim) - start).floorDiv(step) % count;
  Tensor spread = call.view(src, indices, self.dims());
  Tensor place = call.iota(dim, self.dims());
  Tensor steps = place - double(start);
  Tensor last = call.broadcast(call.symbol(count * step), self.dims());
  Tensor phase = apply<arith::RemSIOp>(steps, constantLike(step, steps));
  Tensor isReplaced = compare(Compare::Ge, steps, 0.0) &
                      compare(Compare::Lt, steps, last) &
                      compare(Compare::Eq, phase, 0.0);
  return captured::select(isReplaced, spread, self);
}

static void lowerSliceScatter(Call &call) {
  Tensor self = call.tensor("self");
  Tensor src = call.convert(call.tensor("src"), self.element);
  int64_t dim = call.dimension("dim", 0, self.rank());
  int64_t step = call.integer("step", 1), start = call.integer("start", 0);
  if (self.rank() == 0 || src.rank() != self.rank() || step < 1) {
    call.refuse() << "expected tensors of one rank and a positive step";
    return;
  }
  std::optional<int64_t> size = getConstant(self.dim(dim));
  if (start < 0 && !size) {
    call.refuse() << "expected a start that is not negative, but got " << start;
    return;
  }
  if (start < 0)
    start = std::max<int64_t>(0, start + *size);
  if (size)
    start = std::min(start, *size);
  Dims dims = self.dims();
  dims[dim] = src.dim(dim);
  src = call.restate(src, dims);
  call.result(scatterSlice(call, self, src, dim, start, step));
}

static void lowerSelectScatter(Call &call) {
  Tensor self = call.tensor("self");
  Tensor src = call.convert(call.tensor("src"), self.element);
  int64_t dim = call.dimension("dim", 0, self.rank());
  int64_t index = call.integer("index", 0);
  std::optional<int64_t> size = getConstant(self.dim(dim));
  if (index < 0 && size)
    index += *size;
  if (index < 0 || self.rank() == 0) {
    call.refuse() << "expected an index that is not negative, but got "
                  << index;
    return;
  }
  call.result(
      scatterSlice(call, self, call.unsqueeze(src, dim), dim, index, 1));
}

/// self with its diagonal replaced by src.
static void lowerDiagonalScatter(Call &call) {
  Tensor self = call.tensor("self");
  Tensor src = call.convert(call.tensor("src"), self.element);
  int64_t rank = self.rank();
  int64_t first = call.dimension("dim1", 0, rank),
          second = call.dimension("dim2", 1, rank),
          offset = call.integer("offset", 0);
  if (rank < 2 || src.rank() != rank - 1 || first == second) {
    call.refuse() << "expected two dimensions of a matrix";
    return;
  }
  AffineExpr count = src.dim(rank - 2);
  if (getConstant(count) == 0)
    return call.result(self);
  SmallVector<AffineExpr> indices;
  for (int64_t i = 0; i < rank; ++i)
    if (i != first && i != second)
      indices.push_back(call.d(i));
  indices.push_back((call.d(first) + std::min<int64_t>(offset, 0)) % count);
  Tensor spread = call.view(src, indices, self.dims());
  Tensor difference =
      call.iota(second, self.dims()) - call.iota(first, self.dims());
  call.result(captured::select(compare(Compare::Eq, difference, double(offset)),
                               spread, self));
}

static constexpr Overload kOverloads[] = {
    {"aten.cat.default", "tensors dim", lowerCat, "joined along a dimension"},
    {"aten.constant_pad_nd.default", "self pad value", lowerConstantPad,
     "padded with a constant, or cut"},
    {"aten.diagonal_scatter.default", "self src offset dim1 dim2",
     lowerDiagonalScatter, "a diagonal replaced"},
    {"aten.select_scatter.default", "self src dim index", lowerSelectScatter,
     "one index of a dimension replaced"},
    {"aten.slice_scatter.default", "self src dim start end step",
     lowerSliceScatter, "a range with a step replaced, at a constant start"},
    {"aten.stack.default", "tensors dim", lowerStack,
     "joined along a new dimension"},
};

llvm::ArrayRef<Overload> captured::getAssemblyOverloads() { return kOverloads; }
