//===- Views.cpp - Overloads that only move indices -----------------------===//

#include "Call.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

/// PyTorch's own result shape, whatever the arguments said of it.
static void lowerReshape(Call &call) {
  call.result(call.reshape(call.tensor("self"), call.resultDims()));
}

static void lowerPermute(Call &call) {
  Tensor x = call.tensor("self");
  SmallVector<int64_t> order;
  for (int64_t dim : call.integers("dims"))
    order.push_back(call.wrapDimension(dim, x.rank()));
  call.result(call.permute(x, order));
}

static void lowerTranspose(Call &call) {
  Tensor x = call.tensor("self");
  if (x.rank() == 0)
    return call.result(x);
  call.result(call.transpose(x, call.dimension("dim0", 0, x.rank()),
                             call.dimension("dim1", 1, x.rank())));
}

static void lowerT(Call &call) {
  Tensor x = call.tensor("self");
  call.result(x.rank() < 2 ? x : call.transpose(x, 0, 1));
}

static void lowerMoveDim(Call &call) {
  Tensor x = call.tensor("self");
  int64_t rank = x.rank();
  SmallVector<int64_t> order(rank, -1), rest;
  SmallVector<int64_t> from = call.integers("source"),
                       to = call.integers("destination");
  if (from.size() != to.size()) {
    call.refuse() << "expected as many sources as destinations";
    return;
  }
  for (auto [source, destination] : llvm::zip(from, to)) {
    source = call.wrapDimension(source, rank);
    order[call.wrapDimension(destination, rank)] = source;
  }
  for (int64_t dim = 0; dim < rank; ++dim)
    if (!llvm::is_contained(from, dim))
      rest.push_back(dim);
  auto *next = rest.begin();
  for (int64_t &dim : order)
    if (dim < 0 && next != rest.end())
      dim = *next++;
  call.result(call.permute(x, order));
}

static void lowerExpand(Call &call) {
  call.result(call.broadcast(call.tensor("self"), call.resultDims()));
}

static void lowerUnsqueeze(Call &call) {
  Tensor x = call.tensor("self");
  call.result(call.unsqueeze(x, call.dimension("dim", 0, x.rank() + 1)));
}

static void lowerSqueeze(Call &call) {
  Tensor x = call.tensor("self");
  SmallVector<int64_t> dims;
  if (call.has("dim"))
    for (int64_t dim : call.integers("dim"))
      dims.push_back(call.wrapDimension(dim, x.rank()));
  else
    llvm::append_range(dims, llvm::seq<int64_t>(0, x.rank()));
  call.result(call.squeeze(x, dims));
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

/// Whether `expr` is negative for all sizes: its value where every symbol is 2
/// and where every symbol is large agree. Null if they do not.
static std::optional<bool> isNegative(AffineExpr expr) {
  auto evaluate = [&](int64_t size) {
    MLIRContext *context = expr.getContext();
    SmallVector<AffineExpr> symbols;
    unsigned count = graph::getMap(0, {expr}, context).getNumSymbols();
    symbols.assign(count, getAffineConstantExpr(size, context));
    return getConstant(graph::simplify(expr.replaceSymbols(symbols)));
  };
  std::optional<int64_t> small = evaluate(2), large = evaluate(1 << 20);
  if (!small || !large || (*small < 0) != (*large < 0))
    return std::nullopt;
  return *small < 0;
}

/// A bound of a slice: counted from the end if negative, kept within
/// [0, size] as far as can be told.
static AffineExpr clampBound(Call &call, AffineExpr bound, AffineExpr size) {
  std::optional<bool> negative = isNegative(bound);
  if (!negative) {
    call.refuse() << "expected a bound of known sign, but got " << bound;
    return bound;
  }
  if (*negative)
    bound = graph::simplify(size + bound);
  std::optional<int64_t> value = getConstant(bound), length = getConstant(size);
  if (value && *value < 0)
    return call.c(0);
  return value && length ? call.c(std::min(*value, *length)) : bound;
}

/// The place of `self[start:end:step]` within `x`.
static std::pair<AffineExpr, AffineExpr>
getSliceBounds(Call &call, AffineExpr size, AffineExpr count, int64_t step) {
  AffineExpr start = call.size("start"), end = call.size("end");
  bool isOpen = !end || getConstant(end) == std::numeric_limits<int64_t>::max();
  end = isOpen ? size : clampBound(call, end, size);
  if (!start)
    return {call.c(0), end};
  // What runs to the end is found from its size, which PyTorch has clamped.
  if (isOpen && step == 1)
    return {graph::simplify(size - count), end};
  return {clampBound(call, start, size), end};
}

static void lowerSlice(Call &call) {
  Tensor x = call.tensor("self");
  int64_t dim = call.dimension("dim", 0, x.rank());
  int64_t step = call.integer("step", 1);
  Dims dims = call.resultDims();
  if (x.rank() == 0 || int64_t(dims.size()) != x.rank() || step < 1) {
    call.refuse() << "expected a slice of a positive step, but got step "
                  << step << " of rank " << x.rank();
    return;
  }
  AffineExpr size = x.dim(dim);
  auto [start, end] = getSliceBounds(call, size, dims[dim], step);
  // With all bounds known the size follows; a symbolic one is PyTorch's.
  auto first = getConstant(start), last = getConstant(end);
  if (first && last && getConstant(size)) {
    int64_t count = std::max<int64_t>(0, *last - *first);
    dims[dim] = call.c(llvm::divideCeil(count, step));
  }
  call.result(call.slice(x, dim, start, dims[dim], step));
}

static void lowerNarrow(Call &call) {
  Tensor x = call.tensor("self");
  int64_t dim = call.dimension("dim", 0, x.rank());
  AffineExpr start = call.size("start"), length = call.size("length");
  call.result(call.slice(x, dim, clampBound(call, start, x.dim(dim)), length));
}

static void lowerSelect(Call &call) {
  Tensor x = call.tensor("self");
  int64_t dim = call.dimension("dim", 0, x.rank());
  AffineExpr size = x.dim(dim), index = call.size("index");
  if (std::optional<int64_t> value = getConstant(index); value && *value < 0)
    index = graph::simplify(size + *value);
  if (!call.failed())
    call.result(call.select(x, dim, index));
}

/// Consecutive pieces whose sizes along `dim` are those of the results.
static void splitByResults(Call &call) {
  Tensor x = call.tensor("self");
  int64_t dim = call.dimension("dim", 0, x.rank());
  AffineExpr start = call.c(0);
  for (unsigned i = 0; i < call.getNumResults(); ++i) {
    Dims dims = call.resultDims(i);
    if (int64_t(dims.size()) != x.rank() || x.rank() == 0) {
      call.refuse() << "expected results of rank " << x.rank();
      return;
    }
    call.result(call.slice(x, dim, start, dims[dim]), i);
    start = graph::simplify(start + dims[dim]);
  }
  if (!call.mayBeEqual(start, x.dim(dim)))
    call.refuse() << "expected pieces that add up to " << x.dim(dim)
                  << ", but got " << start;
}

static void lowerUnbind(Call &call) {
  Tensor x = call.tensor("self");
  int64_t dim = call.dimension("dim", 0, x.rank());
  if (!call.mayBeEqual(x.dim(dim), call.c(call.getNumResults())))
    call.refuse() << "expected " << x.dim(dim) << " results, but got "
                  << call.getNumResults();
  for (unsigned i = 0; i < call.getNumResults() && !call.failed(); ++i)
    call.result(call.select(x, dim, call.c(i)), i);
}

/// result[..., i, ..., j] = self[..., i * step + j, ...]
static void lowerUnfold(Call &call) {
  Tensor x = call.tensor("self");
  int64_t step = call.integer("step", 1);
  AffineExpr size = call.size("size");
  if (x.rank() == 0)
    return call.result(call.unsqueeze(x, 0));
  int64_t dim = call.dimension("dimension", 0, x.rank());
  Dims dims = x.dims();
  SmallVector<AffineExpr> indices;
  for (unsigned i = 0; i < dims.size(); ++i)
    indices.push_back(call.d(i));
  indices[dim] = call.d(dim) * step + call.d(dims.size());
  dims[dim] = graph::simplify((dims[dim] - size).floorDiv(call.c(step)) + 1);
  dims.push_back(size);
  call.result(call.view(x, indices, dims));
}

static void lowerFlip(Call &call) {
  Tensor x = call.tensor("self");
  Dims dims = x.dims();
  SmallVector<AffineExpr> indices;
  for (unsigned i = 0; i < dims.size(); ++i)
    indices.push_back(call.d(i));
  for (int64_t dim : call.integers("dims"))
    if (x.rank() > 0) {
      dim = call.wrapDimension(dim, x.rank());
      indices[dim] = dims[dim] - 1 - call.d(dim);
    }
  call.result(call.view(x, indices, dims));
}

static void lowerRepeat(Call &call) {
  Tensor x = call.tensor("self");
  Dims from = x.dims(), dims = call.resultDims();
  SmallVector<AffineExpr> repeats = call.sizes("repeats");
  if (repeats.size() != dims.size() || dims.size() < from.size()) {
    call.refuse() << "expected repeats for each of " << from.size()
                  << " dimension(s)";
    return;
  }
  size_t skipped = dims.size() - from.size();
  SmallVector<AffineExpr> indices;
  for (auto [index, size] : llvm::enumerate(from)) {
    AffineExpr i = call.d(skipped + index);
    if (getConstant(repeats[skipped + index]) == 1)
      indices.push_back(i);
    else if (getConstant(size) == 0)
      indices.push_back(call.c(0));
    else
      indices.push_back(i % size);
  }
  Dims computed(repeats.begin(), repeats.end());
  for (auto [index, size] : llvm::enumerate(from))
    computed[skipped + index] =
        graph::simplify(computed[skipped + index] * size);
  call.result(call.view(x, indices, computed));
}

static void lowerRoll(Call &call) {
  Tensor x = call.tensor("self");
  SmallVector<AffineExpr> shifts = call.sizes("shifts");
  SmallVector<int64_t> rolled = call.integers("dims");
  bool isFlat = rolled.empty() && x.rank() != 1;
  Tensor source = x;
  if (isFlat)
    source =
        call.reshape(x, {graph::getNumElements(x.dims(), call.getContext())});
  if (rolled.empty())
    rolled = {0};
  if (shifts.size() != rolled.size()) {
    call.refuse() << "expected a shift for each dimension";
    return;
  }
  Dims dims = source.dims();
  SmallVector<AffineExpr> indices;
  for (unsigned i = 0; i < dims.size(); ++i)
    indices.push_back(call.d(i));
  for (auto [shift, dim] : llvm::zip(shifts, rolled)) {
    dim = call.wrapDimension(dim, dims.size());
    if (getConstant(dims[dim]) != 0)
      indices[dim] = (indices[dim] - shift) % dims[dim];
  }
  Tensor result = call.view(source, indices, dims);
  call.result(isFlat ? call.reshape(result, x.dims()) : result);
}

static void lowerDiagonal(Call &call) {
  Tensor x = call.tensor("self");
  int64_t first = call.dimension("dim1", 0, x.rank()),
          second = call.dimension("dim2", 1, x.rank()),
          offset = call.integer("offset", 0);
  Dims dims = call.resultDims();
  if (x.rank() < 2 || first == second || int64_t(dims.size()) != x.rank() - 1) {
    call.refuse() << "expected two dimensions of a matrix";
    return;
  }
  AffineExpr along = call.d(dims.size() - 1);
  SmallVector<AffineExpr> indices;
  unsigned next = 0;
  for (int64_t i = 0; i < x.rank(); ++i) {
    if (i == first)
      indices.push_back(along + std::max<int64_t>(0, -offset));
    else if (i == second)
      indices.push_back(along + std::max<int64_t>(0, offset));
    else
      indices.push_back(call.d(next++));
  }
  call.result(call.view(x, indices, dims));
}

/// Whether `value` fills a storage of its own, row-major: known of what a call
/// that makes new tensors gave.
static bool isFreshContiguous(Value value) {
  auto producer = value.getDefiningOp<graph::CapturedOp>();
  if (!producer || !producer.getStrides())
    return false;
  for (const Overload &overload : getViewOverloads())
    if (overload.target == producer.getTarget())
      return false;
  static constexpr StringLiteral aliases[] = {"aten.alias.default",
                                              "aten.contiguous.default",
                                              "aten.detach.default",
                                              "aten.lift.default",
                                              "aten.lift_fresh.default",
                                              "aten.positive.default",
                                              "aten.real.default",
                                              "aten.imag.default",
                                              "aten.resolve_conj.default",
                                              "aten.resolve_neg.default",
                                              "aten.to.dtype"};
  if (llvm::is_contained(aliases, producer.getTarget()))
    return false;
  unsigned index = cast<OpResult>(value).getResultNumber();
  auto strides = dyn_cast<graph::DimsAttr>((*producer.getStrides())[index]);
  return strides && Dims(strides.getExprs()) ==
                        graph::getContiguousStrides(graph::getDims(value),
                                                    value.getContext());
}

/// Reads through the linear index of a tensor whose layout is known.
static void lowerAsStrided(Call &call) {
  Tensor x = call.tensor("self");
  SmallVector<AffineExpr> strides = call.sizes("stride");
  AffineExpr linear = call.size("storage_offset");
  linear = linear ? linear : call.c(0);
  Dims dims = call.resultDims();
  if (!isFreshContiguous(call.op.getInputs()[0]) || isComplex(x.element) ||
      strides.size() != dims.size()) {
    call.refuse() << "expected a contiguous source that the graph computes";
    return;
  }
  for (auto [index, stride] : llvm::enumerate(strides))
    linear = linear + call.d(index) * stride;
  AffineExpr count = graph::getNumElements(x.dims(), call.getContext());
  Tensor flat = call.reshape(x, {count});
  call.result(call.view(flat, {linear}, dims));
}

/// Complex tensors are real ones with a trailing pair already.
static void lowerViewAsReal(Call &call) {
  Tensor x = call.tensor("self");
  if (auto type = dyn_cast<ComplexType>(x.element))
    return call.result(call.wrap(x.value, type.getElementType()));
  call.refuse() << "expected complex elements, but got " << x.element;
}

static void lowerViewAsComplex(Call &call) {
  Tensor x = call.tensor("self");
  if (x.rank() == 0 || getConstant(x.dim(x.rank() - 1)) != 2 ||
      !(x.element.isF32() || x.element.isF64())) {
    call.refuse() << "expected pairs of f32 or f64";
    return;
  }
  call.result(call.wrap(x.value, ComplexType::get(x.element)));
}

static constexpr Overload kOverloads[] = {
    {"aten.as_strided.default", "self size stride storage_offset",
     lowerAsStrided, "elements by strides, of a tensor made in the graph"},
    {"aten.chunk.default", "self chunks dim", splitByResults,
     "nearly equal pieces"},
    {"aten.diagonal.default", "self offset dim1 dim2", lowerDiagonal,
     "a diagonal, as the last dimension"},
    {"aten.expand.default", "self size implicit", lowerExpand,
     "dimensions of size 1 repeated"},
    {"aten.expand_as.default", "self other", lowerExpand,
     "dimensions of size 1 repeated"},
    {"aten.flatten.using_ints", "self start_dim end_dim", lowerReshape,
     "dimensions merged"},
    {"aten.flip.default", "self dims", lowerFlip, "reversed along dimensions"},
    {"aten.movedim.int", "self source destination", lowerMoveDim,
     "dimensions moved"},
    {"aten.movedim.intlist", "self source destination", lowerMoveDim,
     "dimensions moved"},
    {"aten.narrow.default", "self dim start length", lowerNarrow,
     "a range along a dimension"},
    {"aten.permute.default", "self dims", lowerPermute, "dimensions reordered"},
    {"aten.repeat.default", "self repeats", lowerRepeat, "tiled"},
    {"aten.reshape.default", "self shape", lowerReshape,
     "another shape, row-major"},
    {"aten.roll.default", "self shifts dims", lowerRoll,
     "rotated along dimensions"},
    {"aten.select.int", "self dim index", lowerSelect,
     "one index of a dimension"},
    {"aten.slice.Tensor", "self dim start end step", lowerSlice,
     "a range with a step along a dimension"},
    {"aten.split.Tensor", "self split_size dim", splitByResults,
     "pieces of one size"},
    {"aten.split_with_sizes.default", "self split_sizes dim", splitByResults,
     "pieces of given sizes"},
    {"aten.squeeze.default", "self", lowerSqueeze,
     "dimensions of size 1 dropped"},
    {"aten.squeeze.dim", "self dim", lowerSqueeze,
     "a dimension of size 1 dropped"},
    {"aten.squeeze.dims", "self dim", lowerSqueeze,
     "dimensions of size 1 dropped"},
    {"aten.t.default", "self", lowerT, "a matrix transposed"},
    {"aten.transpose.int", "self dim0 dim1", lowerTranspose,
     "two dimensions swapped"},
    {"aten.unbind.int", "self dim", lowerUnbind, "all indices of a dimension"},
    {"aten.unflatten.int", "self dim sizes", lowerReshape, "a dimension split"},
    {"aten.unfold.default", "self dimension size step", lowerUnfold,
     "windows along a dimension"},
    {"aten._unsafe_view.default", "self size", lowerReshape,
     "another shape, row-major"},
    {"aten.unsqueeze.default", "self dim", lowerUnsqueeze,
     "a dimension of size 1 added"},
    {"aten.view.default", "self size", lowerReshape,
     "another shape, row-major"},
    {"aten.view_as.default", "self other", lowerReshape,
     "another shape, row-major"},
    {"aten.view_as_complex.default", "self", lowerViewAsComplex,
     "pairs as complex numbers"},
    {"aten.view_as_real.default", "self", lowerViewAsReal,
     "complex numbers as pairs"},
};

llvm::ArrayRef<Overload> captured::getViewOverloads() { return kOverloads; }
