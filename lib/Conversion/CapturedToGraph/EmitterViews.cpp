//===- EmitterViews.cpp - Views as index maps -----------------------------===//

#include "Emitter.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::captured;

bool Emitter::mayBeEqual(AffineExpr a, AffineExpr b) {
  std::optional<int64_t> difference = getConstant(graph::simplify(a - b));
  return !difference || *difference == 0;
}

Tensor Emitter::view(Tensor source, ArrayRef<AffineExpr> indices,
                     ArrayRef<AffineExpr> dims) {
  unsigned rank = dims.size();
  SmallVector<AffineExpr> exprs;
  for (AffineExpr index : indices)
    exprs.push_back(graph::simplify(index, rank));
  Dims sizes(dims);
  if (isComplex(source.element)) {
    exprs.push_back(d(rank++));
    sizes.push_back(c(2));
  }
  RankedTensorType type =
      graph::getTensorType(sizes, getStorageElement(source.element));
  AffineMap map = graph::getMap(rank, exprs, getContext());
  if (type == source.value.getType() && map.isIdentity())
    return source;
  return wrap(graph::ViewOp::create(builder, loc, type, source.value, map),
              source.element);
}

Dims Emitter::broadcastDims(ArrayRef<Dims> shapes) {
  size_t rank = 0;
  for (const Dims &dims : shapes)
    rank = std::max(rank, dims.size());
  Dims result(rank, c(1));
  for (const Dims &dims : shapes) {
    size_t skipped = rank - dims.size();
    for (auto [index, size] : llvm::enumerate(dims)) {
      AffineExpr &common = result[skipped + index];
      if (getConstant(size) == 1)
        continue;
      if (getConstant(common) == 1)
        common = size;
      else if (!mayBeEqual(size, common))
        refuse() << "expected shapes that broadcast, but got sizes " << size
                 << " and " << common;
      else if (getConstant(size))
        common = size;
    }
  }
  return result;
}

Tensor Emitter::broadcast(Tensor source, ArrayRef<AffineExpr> dims) {
  Dims from = source.dims();
  SmallVector<AffineExpr> indices;
  if (from.size() > dims.size()) {
    refuse() << "expected a rank of at most " << dims.size() << ", but got "
             << from.size();
    return wrap(constant(0, source.element, dims).value, source.element);
  }
  size_t skipped = dims.size() - from.size();
  for (auto [index, size] : llvm::enumerate(from)) {
    AffineExpr to = dims[skipped + index];
    bool repeats = getConstant(size) == 1;
    // A size that equals for some symbols may be 1 for others, where it
    // repeats.
    if (!repeats && !mayBeEqual(size, to))
      refuse() << "expected size " << to << ", but got " << size;
    else if (!repeats && !graph::isEqual(size, to))
      refuse() << "expected size " << to << " or 1, but got " << size
               << ", which may be either";
    indices.push_back(repeats ? c(0) : d(skipped + index));
  }
  // A dimension of size 1 that stays is better read as itself.
  for (auto [index, size] : llvm::enumerate(from))
    if (getConstant(size) == 1 && getConstant(dims[skipped + index]) == 1)
      indices[index] = d(skipped + index);
  return view(source, indices, dims);
}

Tensor Emitter::restate(Tensor source, ArrayRef<AffineExpr> dims) {
  Dims from = source.dims();
  if (from == Dims(dims))
    return source;
  bool same = from.size() == dims.size();
  SmallVector<AffineExpr> indices;
  for (unsigned i = 0; same && i < from.size(); ++i) {
    same &= mayBeEqual(from[i], dims[i]);
    indices.push_back(d(i));
  }
  if (!same) {
    Refusal refusal = refuse();
    auto print = [&](ArrayRef<AffineExpr> sizes) {
      refusal << "(";
      llvm::interleave(
          sizes, [&](AffineExpr size) { refusal << size; },
          [&] { refusal << ", "; });
      refusal << ")";
    };
    refusal << "expected a result of shape ";
    print(dims);
    refusal << ", but computed ";
    print(from);
    return constant(0, source.element, dims);
  }
  return view(source, indices, dims);
}

Tensor Emitter::permute(Tensor source, ArrayRef<int64_t> order) {
  Dims from = source.dims(), dims;
  SmallVector<AffineExpr> indices(from.size());
  SmallVector<int64_t> sorted(order);
  llvm::sort(sorted);
  for (auto [index, dim] : llvm::enumerate(sorted))
    if (order.size() != from.size() || dim != int64_t(index)) {
      refuse() << "expected a permutation of " << from.size()
               << " dimension(s)";
      return source;
    }
  for (auto [index, dim] : llvm::enumerate(order)) {
    dims.push_back(from[dim]);
    indices[dim] = d(index);
  }
  return view(source, indices, dims);
}

Tensor Emitter::transpose(Tensor source, int64_t a, int64_t b) {
  SmallVector<int64_t> order(
      llvm::to_vector(llvm::seq<int64_t>(0, source.rank())));
  if (std::max(a, b) < int64_t(order.size()))
    std::swap(order[a], order[b]);
  return permute(source, order);
}

Tensor Emitter::unsqueeze(Tensor source, int64_t dim) {
  Dims dims = source.dims();
  SmallVector<AffineExpr> indices;
  for (int64_t i = 0, rank = dims.size(); i < rank; ++i)
    indices.push_back(d(i < dim ? i : i + 1));
  dims.insert(dims.begin() + dim, c(1));
  return view(source, indices, dims);
}

Tensor Emitter::squeeze(Tensor source, ArrayRef<int64_t> squeezed) {
  Dims from = source.dims(), dims;
  SmallVector<AffineExpr> indices;
  for (auto [index, size] : llvm::enumerate(from)) {
    if (getConstant(size) == 1 &&
        llvm::is_contained(squeezed, int64_t(index))) {
      indices.push_back(c(0));
      continue;
    }
    indices.push_back(d(dims.size()));
    dims.push_back(size);
  }
  return view(source, indices, dims);
}

Tensor Emitter::select(Tensor source, int64_t dim, AffineExpr index) {
  Dims dims = source.dims();
  SmallVector<AffineExpr> indices;
  for (int64_t i = 0, rank = dims.size(); i < rank; ++i)
    indices.push_back(i == dim ? index : d(i < dim ? i : i - 1));
  dims.erase(dims.begin() + dim);
  return view(source, indices, dims);
}

Tensor Emitter::slice(Tensor source, int64_t dim, AffineExpr start,
                      AffineExpr size, int64_t step) {
  Dims dims = source.dims();
  SmallVector<AffineExpr> indices;
  for (unsigned i = 0; i < dims.size(); ++i)
    indices.push_back(d(i));
  indices[dim] = start + d(dim) * step;
  dims[dim] = size;
  return view(source, indices, dims);
}

Tensor Emitter::concat(int64_t dim, ArrayRef<Tensor> parts) {
  if (parts.size() == 1)
    return parts.front();
  Dims dims = parts.front().dims();
  AffineExpr sum = c(0);
  for (Tensor part : parts)
    sum = sum + part.dim(dim);
  dims[dim] = graph::simplify(sum);
  SmallVector<Value> values;
  for (Tensor part : parts) {
    Dims sizes = dims;
    sizes[dim] = part.dim(dim);
    values.push_back(restate(part, sizes).value);
  }
  if (isComplex(parts.front().element))
    dims.push_back(c(2));
  Type element = parts.front().element;
  return wrap(graph::ConcatOp::create(
                  builder, loc,
                  graph::getTensorType(dims, getStorageElement(element)), dim,
                  values),
              element);
}

Tensor Emitter::pad(Tensor source, int64_t dim, AffineExpr before,
                    AffineExpr after, Tensor value) {
  auto cut = [](AffineExpr amount) {
    std::optional<int64_t> constant = getConstant(amount);
    return constant && *constant < 0 ? -*constant : 0;
  };
  int64_t cutBefore = cut(before), cutAfter = cut(after);
  if (cutBefore + cutAfter > 0)
    source = slice(source, dim, c(cutBefore),
                   graph::simplify(source.dim(dim) - cutBefore - cutAfter));
  SmallVector<Tensor> parts;
  auto add = [&](AffineExpr amount, bool isCut) {
    if (isCut || getConstant(amount) == 0)
      return;
    Dims dims = source.dims();
    dims[dim] = amount;
    parts.push_back(broadcast(convert(value, source.element), dims));
  };
  add(before, cutBefore);
  if (getConstant(source.dim(dim)) != 0)
    parts.push_back(source);
  add(after, cutAfter);
  return parts.empty() ? source : concat(dim, parts);
}

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

namespace {
/// A product as a constant and the multiset of its symbolic factors, for
/// telling which sizes group together.
struct Product {
  int64_t constant = 1;
  SmallVector<AffineExpr> factors;

  void multiply(AffineExpr expr) {
    if (auto value = getConstant(expr)) {
      constant *= *value;
      return;
    }
    auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
    if (binary && binary.getKind() == AffineExprKind::Mul) {
      multiply(binary.getLHS());
      multiply(binary.getRHS());
      return;
    }
    // 2 * s0 + 4 is 2 * (s0 + 2).
    int64_t divisor = expr.getLargestKnownDivisor();
    if (divisor > 1) {
      constant *= divisor;
      return multiply(graph::simplify(expr.floorDiv(divisor)));
    }
    factors.push_back(expr);
  }
  bool divides(const Product &other) const {
    if (constant == 0 || other.constant % constant != 0)
      return false;
    SmallVector<AffineExpr> rest(other.factors);
    for (AffineExpr factor : factors) {
      auto *it = llvm::find(rest, factor);
      if (it == rest.end())
        return false;
      rest.erase(it);
    }
    return true;
  }
};

/// Consecutive dimensions of both sides with the same number of elements.
struct Group {
  SmallVector<unsigned> from, to;
};
} // namespace

static Product getProduct(ArrayRef<AffineExpr> dims, ArrayRef<unsigned> group) {
  Product product;
  for (unsigned index : group)
    product.multiply(dims[index]);
  return product;
}

/// The dimensions of `dims` that are not 1.
static SmallVector<unsigned> getProperDims(ArrayRef<AffineExpr> dims) {
  SmallVector<unsigned> proper;
  for (auto [index, size] : llvm::enumerate(dims))
    if (getConstant(size) != 1)
      proper.push_back(index);
  return proper;
}

static SmallVector<Group> getGroups(ArrayRef<AffineExpr> from,
                                    ArrayRef<AffineExpr> to) {
  SmallVector<unsigned> a = getProperDims(from), b = getProperDims(to);
  SmallVector<Group> groups;
  unsigned i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    Group group;
    if (i < a.size())
      group.from.push_back(a[i++]);
    if (j < b.size())
      group.to.push_back(b[j++]);
    while (true) {
      Product left = getProduct(from, group.from),
              right = getProduct(to, group.to);
      bool leftDivides = left.divides(right),
           rightDivides = right.divides(left);
      if ((leftDivides && rightDivides) || (i == a.size() && j == b.size()))
        break;
      // Extend the smaller side; both when neither is.
      bool extendLeft = i < a.size() && (!rightDivides || j == b.size());
      bool extendRight = j < b.size() && (!leftDivides || i == a.size());
      if (extendLeft)
        group.from.push_back(a[i++]);
      if (extendRight)
        group.to.push_back(b[j++]);
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

Tensor Emitter::reshape(Tensor source, ArrayRef<AffineExpr> dims) {
  Dims from = source.dims();
  if (from == Dims(dims))
    return source;
  SmallVector<AffineExpr> indices(from.size(), c(0));
  AffineExpr countFrom = graph::getNumElements(from, getContext()),
             countTo = graph::getNumElements(dims, getContext());
  if (!mayBeEqual(countFrom, countTo)) {
    refuse() << "expected " << countFrom << " elements in the new shape, but "
             << "got " << countTo;
    return constant(0, source.element, dims);
  }
  if (getConstant(countFrom) == 0)
    return view(source, indices, dims);
  for (const Group &group : getGroups(from, dims)) {
    AffineExpr linear = c(0), stride = c(1);
    for (unsigned dim : llvm::reverse(group.to)) {
      linear = d(dim) * stride + linear;
      stride = graph::simplify(stride * dims[dim]);
    }
    stride = c(1);
    for (unsigned dim : llvm::reverse(group.from)) {
      AffineExpr index = linear.floorDiv(stride);
      // The outermost index needs no wrap.
      if (dim != group.from.front())
        index = index % from[dim];
      indices[dim] = index;
      stride = graph::simplify(stride * from[dim]);
    }
  }
  return view(source, indices, dims);
}
