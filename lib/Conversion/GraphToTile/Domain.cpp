//===- Domain.cpp - The dimensions that a kernel is tiled over ------------===//
//
// An archetype names the kernel's parallel dimensions; its reductions and
// those results that have more dimensions add loops. A result is stored
// wherever the views between it and the anchor (the contraction, the reduced
// row) put the anchor's elements, so those views are inverted here.
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

unsigned Emitter::addLane(AffineExpr extent, int64_t tile) {
  Dim dim;
  dim.tile = space.simplify(extent) == space.constant(1) ? 1 : tile;
  dims.push_back(dim);
  rank = dims.size();
  return space.addDim(extent);
}

int64_t Emitter::getTile(unsigned index, int64_t fallback) {
  ArrayRef<int64_t> tile = schedule.getTile();
  return index < tile.size() ? tile[index] : fallback;
}

/// The step of a loop that the schedule does not mention, at most `limit`.
static int64_t getDefaultStep(AffineExpr extent, int64_t threads,
                              int64_t limit) {
  auto constant = dyn_cast<AffineConstantExpr>(extent);
  if (!constant)
    return limit;
  int64_t size = std::max<int64_t>(constant.getValue(), 1);
  // Whole vectors of one thread; layouts over threads need powers of two.
  size = threads == 1 && size > 16 ? llvm::alignTo(size, 16)
                                   : llvm::PowerOf2Ceil(size);
  return std::min(limit, size);
}

/// A few vectors of one thread, or what a CTA reads at once.
static int64_t getStepLimit(int64_t threads) {
  return threads == 1 ? 64 : 4 * threads;
}

/// The steps of nested loops over `extents`, the last the innermost: one thread
/// takes its vectors from that alone, a CTA several times the innermost.
static SmallVector<int64_t> getDefaultSteps(ArrayRef<AffineExpr> extents,
                                            int64_t threads) {
  SmallVector<int64_t> steps(extents.size());
  int64_t limit = getStepLimit(threads);
  for (int64_t i = int64_t(extents.size()) - 1; i >= 0; --i) {
    steps[i] = getDefaultStep(extents[i], threads, limit);
    limit = threads == 1 ? 1 : std::max<int64_t>(limit / steps[i], 1);
  }
  return steps;
}

int64_t Emitter::getReductionTile(unsigned index, AffineExpr extent) {
  ArrayRef<int64_t> tile = schedule.getReduction();
  return index < tile.size()
             ? tile[index]
             : getDefaultStep(extent, schedule.getThreads(),
                              getStepLimit(schedule.getThreads()));
}

SmallVector<unsigned> Emitter::getLoops(ArrayRef<AffineExpr> extents,
                                        bool own) {
  for (ArrayRef<unsigned> loops : sharedLoops)
    if (!own && llvm::equal(loops, extents, [&](unsigned dim, AffineExpr e) {
          return space.getExtent(dim) == space.simplify(e);
        }))
      return SmallVector<unsigned>(loops);
  SmallVector<unsigned> loops;
  for (auto [extent, step] : llvm::zip_equal(
           extents, getDefaultSteps(extents, schedule.getThreads())))
    loops.push_back(addLane(extent, step));
  sharedLoops.push_back(loops);
  return loops;
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

void Emitter::addGroup(ArrayRef<Operation *> ops, ArrayRef<unsigned> loops) {
  for (Operation *op : ops)
    groupOf[op] = groups.size();
  groups.push_back(
      {SmallVector<Operation *>(ops), SmallVector<unsigned>(loops)});
}

/// How many ops of the kind of `op` lie on a path to it, itself included.
static unsigned getLevel(Operation *op, TypeID kind,
                         DenseMap<Operation *, unsigned> &levels) {
  auto [it, isNew] = levels.try_emplace(op, 0);
  if (!isNew)
    return it->second;
  unsigned level = 0;
  auto visit = [&](Operation *user) {
    for (Value operand : user->getOperands())
      if (Operation *def = operand.getDefiningOp())
        if (def != op)
          level = std::max(level, getLevel(def, kind, levels));
  };
  visit(op);
  for (Region &region : op->getRegions())
    region.walk(visit);
  level += op->getName().getTypeID() == kind;
  levels[op] = level;
  return level;
}

static SmallVector<AffineExpr> getReduced(graph::ReduceOp op) {
  SmallVector<AffineExpr> extents;
  Dims sizes = getDims(op.getSource());
  for (int64_t dim : op.getDims())
    extents.push_back(sizes[dim]);
  return extents;
}

void Emitter::planReductions() {
  DenseMap<Operation *, unsigned> levels;
  SmallVector<SmallVector<Operation *>> found;
  auto areSiblings = [&](graph::ReduceOp a, graph::ReduceOp b) {
    return getLevel(a, a->getName().getTypeID(), levels) ==
               getLevel(b, b->getName().getTypeID(), levels) &&
           a.getDims() == b.getDims() &&
           getDims(a.getSource()) == getDims(b.getSource());
  };
  kernel.walk([&](graph::ReduceOp op) {
    if (sliceSums.contains(op) || groupOf.contains(op))
      return;
    for (auto &ops : found)
      if (areSiblings(cast<graph::ReduceOp>(ops[0]), op)) {
        ops.push_back(op);
        return;
      }
    found.push_back({op});
  });
  for (ArrayRef<Operation *> ops : found)
    addGroup(ops,
             getLoops(getReduced(cast<graph::ReduceOp>(ops[0])), ownLoops));
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

bool Emitter::findAnchor(
    Value result, function_ref<bool(Value, ArrayRef<AffineExpr>)> found) {
  IndexSpace from(context);
  Indices identity;
  for (AffineExpr extent : getDims(result))
    identity.push_back(from.dim(from.addDim(extent)));
  llvm::SmallDenseSet<Value> visited;
  std::function<bool(Value, ArrayRef<AffineExpr>)> visit =
      [&](Value value, ArrayRef<AffineExpr> indices) {
        if (!visited.insert(value).second)
          return false;
        if (found(value, indices))
          return true;
        Operation *op = value.getDefiningOp();
        if (!op)
          return false;
        if (auto view = dyn_cast<ViewOp>(op)) {
          Indices source;
          for (AffineExpr expr : view.getMap().getResults())
            source.push_back(from.simplify(expr.replaceDims(indices)));
          return visit(view.getSource(), source);
        }
        if (auto concat = dyn_cast<ConcatOp>(op)) {
          AffineExpr start = from.constant(0);
          for (Value part : concat.getInputs()) {
            Indices source(indices);
            AffineExpr size = getDims(part)[concat.getDim()];
            // Within the part, which may have one place only.
            source[concat.getDim()] =
                size == 1 ? from.constant(0)
                          : from.simplify(indices[concat.getDim()] - start);
            start = start + size;
            if (visit(part, source))
              return true;
          }
          return false;
        }
        if (!isa<arith::ArithDialect, math::MathDialect>(op->getDialect()) &&
            !isa<BitcastOp>(op))
          return false;
        return llvm::any_of(op->getOperands(), [&](Value operand) {
          return visit(operand, indices);
        });
      };
  return visit(result, identity);
}

bool Emitter::setResult(unsigned index, ArrayRef<AffineExpr> map,
                        ArrayRef<unsigned> coordinates, bool mayLoop) {
  auto yield = cast<ReturnOp>(kernel.getBody().front().getTerminator());
  Dims extents = getDims(yield.getOperand(index));
  Indices points, sizes;
  for (unsigned dim : coordinates) {
    points.push_back(space.simplify(space.dim(dim)));
    sizes.push_back(space.getExtent(dim));
  }
  Indices missing;
  std::optional<SmallVector<AffineExpr>> indices =
      space.invert(map, extents, points, sizes, missing);
  if (!indices || (!missing.empty() && !mayLoop))
    return false;
  unsigned first = space.getNumDims();
  SmallVector<unsigned> loops;
  if (!missing.empty())
    loops = getLoops(missing, /*own=*/false);
  SmallVector<AffineExpr> replacements;
  for (unsigned dim = 0; dim < first; ++dim)
    replacements.push_back(space.dim(dim));
  for (unsigned dim : loops)
    replacements.push_back(space.dim(dim));
  for (AffineExpr &expr : *indices)
    expr = space.simplify(expr.replaceDims(replacements));
  Result &result = results[index];
  result.indices.assign(indices->begin(), indices->end());
  for (unsigned dim = 0; dim < rank; ++dim) {
    bool isUsed = false;
    for (AffineExpr expr : result.indices)
      isUsed |= expr.isFunctionOfDim(dim);
    if (isUsed && !llvm::is_contained(grid, dim) &&
        !llvm::is_contained(whole, dim))
      result.loops.push_back(dim);
  }
  return true;
}

/// Whether a value's sizes are those of these dimensions. Extents are in the
/// index space's normal form, which is not that of types.
bool Emitter::hasExtents(Value value, ArrayRef<unsigned> dims) const {
  Dims sizes = getDims(value);
  return llvm::equal(sizes, dims, [&](AffineExpr size, unsigned dim) {
    return space.simplify(size) == space.getExtent(dim);
  });
}

LogicalResult Emitter::planResults(ValueRange anchors,
                                   ArrayRef<unsigned> coordinates,
                                   StringRef what) {
  auto yield = cast<ReturnOp>(kernel.getBody().front().getTerminator());
  for (unsigned index = 0; index < results.size(); ++index) {
    Value value = yield.getOperand(index);
    if (sliceSums.contains(value.getDefiningOp()))
      continue;
    if (findAnchor(value, [&](Value at, ArrayRef<AffineExpr> map) {
          return llvm::is_contained(anchors, at) &&
                 setResult(index, map, coordinates, /*mayLoop=*/false);
        }))
      continue;
    Indices identity;
    for (unsigned dim = 0; dim < coordinates.size(); ++dim)
      identity.push_back(getAffineDimExpr(dim, context));
    if (hasExtents(value, coordinates) &&
        setResult(index, identity, coordinates, /*mayLoop=*/false))
      continue;
    return refuse(kernel) << "expected result " << index
                          << " to rearrange the elements of the " << what;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Archetypes
//===----------------------------------------------------------------------===//

LogicalResult Emitter::plan() {
  if (!schedule)
    return refuse(kernel) << "expected a schedule";
  for (int64_t size : schedule.getTile())
    if (size < 1)
      return refuse(kernel) << "expected positive tile sizes, but got " << size;
  for (int64_t size : schedule.getReduction())
    if (size < 1)
      return refuse(kernel) << "expected positive tile sizes, but got " << size;
  results.resize(kernel.getNumResults());
  if (results.empty())
    return refuse(kernel) << "expected a result";
  auto first = [&](auto op) {
    using OpT = decltype(op);
    kernel.walk([&](OpT found) {
      op = found;
      return WalkResult::interrupt();
    });
    return op;
  };
  switch (schedule.getArchetype()) {
  case Archetype::Pointwise:
    return planPointwise();
  case Archetype::Rows:
  case Archetype::Columns:
    if (auto anchor = first(graph::ReduceOp()))
      return planRows(anchor);
    return planPointwise();
  case Archetype::Contract:
    if (first(ContractOp()))
      return planContract();
    return refuse(kernel) << "expected a contraction";
  case Archetype::Attention:
    if (first(AttentionOp()))
      return planAttention();
    return refuse(kernel) << "expected an attention";
  case Archetype::Scan:
    if (first(ScanOp()))
      return planScan();
    return refuse(kernel) << "expected a scan";
  case Archetype::Scatter:
    return planScatter();
  }
  llvm_unreachable("no other archetype");
}

LogicalResult Emitter::planPointwise() {
  auto yield = cast<ReturnOp>(kernel.getBody().front().getTerminator());
  Dims extents = getDims(yield.getOperand(0));
  if (extents.empty())
    extents.push_back(space.constant(1));
  Indices point;
  AffineExpr linear = space.constant(0);
  for (auto [index, extent] : llvm::enumerate(extents)) {
    grid.push_back(addLane(extent, getTile(index, 1)));
    linear = linear * extent + space.dim(grid.back());
  }
  planReductions();
  for (unsigned index = 0; index < results.size(); ++index) {
    Value value = yield.getOperand(index);
    Dims own = getDims(value);
    if (space.simplify(getNumElements(own, context)) !=
        space.simplify(getNumElements(extents, context)))
      return refuse(kernel)
             << "expected results of one size, but got " << value.getType()
             << " beside " << yield.getOperand(0).getType();
    // Other shapes of as many elements: by row-major position.
    bool isSame = llvm::equal(own, extents);
    AffineExpr left = linear;
    Indices &indices = results[index].indices;
    indices.resize(own.size());
    for (int64_t dim = own.size() - 1; dim >= 0; --dim) {
      indices[dim] = space.simplify(isSame     ? space.dim(dim)
                                    : dim == 0 ? left
                                               : left % own[dim]);
      left = space.simplify(left.floorDiv(own[dim]));
    }
  }
  return success();
}

LogicalResult Emitter::planRows(graph::ReduceOp anchor) {
  auto yield = cast<ReturnOp>(kernel.getBody().front().getTerminator());
  // In the source's order, so that lanes lie as they do in memory.
  Dims extents = getDims(anchor.getSource());
  SmallVector<unsigned> all, kept, reduced;
  for (auto [index, extent] : llvm::enumerate(extents)) {
    bool isReduced = llvm::is_contained(anchor.getDims(), int64_t(index));
    int64_t tile = isReduced ? getReductionTile(reduced.size(), extent)
                             : getTile(kept.size(), 1);
    all.push_back(addLane(extent, tile));
    (isReduced ? reduced : kept).push_back(all.back());
  }
  if (all.empty())
    addLane(space.constant(1), 1);
  grid = kept;
  if (grid.empty())
    grid.push_back(addLane(space.constant(1), 1));
  sharedLoops.push_back(reduced);
  if (schedule.getSplits() > 1 && !reduced.empty()) {
    shared = reduced.back();
    grid.push_back(*shared);
  }
  planReductions();

  for (unsigned index = 0; index < results.size(); ++index) {
    Value value = yield.getOperand(index);
    auto match = [&](Value at, ArrayRef<AffineExpr> map) {
      if (at.getDefiningOp<graph::ReduceOp>() && hasExtents(at, kept))
        return setResult(index, map, kept, /*mayLoop=*/true);
      return llvm::equal(getDims(at), extents) &&
             setResult(index, map, all, /*mayLoop=*/false);
    };
    if (findAnchor(value, match))
      continue;
    Indices identity;
    for (unsigned dim = 0; dim < kept.size(); ++dim)
      identity.push_back(getAffineDimExpr(dim, context));
    // A value of the rows that uses no reduction of its own.
    if (hasExtents(value, kept) &&
        setResult(index, identity, kept, /*mayLoop=*/false))
      continue;
    return refuse(kernel) << "expected result " << index
                          << " to have the rows that are reduced";
  }
  return schedule.getSplits() > 1 ? checkSharedRows() : success();
}

LogicalResult Emitter::planContract() {
  SmallVector<Operation *> ops;
  SmallVector<Value> anchors;
  DenseMap<Operation *, unsigned> levels;
  kernel.walk([&](ContractOp op) {
    auto isLike = [&](Operation *other) {
      auto first = cast<ContractOp>(other);
      TypeID kind = op->getName().getTypeID();
      return getDims(first.getLhs()) == getDims(op.getLhs()) &&
             getDims(first.getRhs()) == getDims(op.getRhs()) &&
             getLevel(first, kind, levels) == getLevel(op, kind, levels);
    };
    if (!ops.empty() && !isLike(ops[0]))
      return;
    ops.push_back(op);
    anchors.push_back(op.getResult());
  });
  auto first = cast<ContractOp>(ops[0]);
  Dims lhs = getDims(first.getLhs());
  AffineExpr n = getDims(first.getRhs()).back();
  unsigned batch = lhs.size() - 2;
  SmallVector<unsigned> point;
  for (unsigned dim = 0; dim < batch; ++dim)
    point.push_back(addLane(lhs[dim], getTile(dim, 1)));
  // All others before the columns, which are a tile's last dimension.
  std::optional<unsigned> slice;
  Operation *yield = kernel.getBody().front().getTerminator();
  if (llvm::any_of(yield->getOperands(), [](Value value) {
        return value.getDefiningOp<graph::ReduceOp>();
      }))
    slice = addLane(n.ceilDiv(getTile(batch + 1, 32)), 1);
  kernel.walk([&](graph::ReduceOp op) {
    if (op->hasAttr(kRecomputeAttr))
      addGroup({op}, getLoops(getReduced(op), /*own=*/false));
  });
  auto addM = [&] { return addLane(lhs[batch], getTile(batch, 8)); };
  auto addN = [&] { return addLane(n, getTile(batch + 1, 32)); };
  bool swapped = schedule.getSwapped();
  unsigned rows = swapped ? addN() : addM();
  unsigned k = addLane(lhs[batch + 1], getReductionTile(0, lhs[batch + 1]));
  unsigned columns = swapped ? addM() : addN();
  grid = point;
  grid.append({rows, columns});
  point.append({swapped ? columns : rows, swapped ? rows : columns});
  addGroup(ops, k);
  sharedLoops.push_back({k});
  if (slice && failed(planSliceSums(point, *slice)))
    return failure();
  planReductions();
  return planResults(anchors, point, "contraction");
}

/// `point` is the product's batch, m and n; the sums' last index is `slice`.
LogicalResult Emitter::planSliceSums(ArrayRef<unsigned> point, unsigned slice) {
  unsigned columns = point.back();
  int64_t width = dims[columns].tile;
  whole.push_back(slice);
  SmallVector<unsigned> coordinates(point);
  coordinates.back() = slice;
  Indices indices;
  for (unsigned dim : point)
    indices.push_back(space.simplify(space.dim(dim)));
  auto yield = cast<ReturnOp>(kernel.getBody().front().getTerminator());
  for (auto [index, value] : llvm::enumerate(yield.getOperands())) {
    auto op = value.getDefiningOp<graph::ReduceOp>();
    if (!op)
      continue;
    auto view = op.getSource().getDefiningOp<ViewOp>();
    Dims sizes = getDims(op.getSource());
    unsigned last = sizes.size() - 1;
    AffineExpr j = getAffineDimExpr(last - 1, context),
               column = getAffineDimExpr(last, context);
    bool isSum = view && op.getDims() == ArrayRef<int64_t>{int64_t(last)} &&
                 sizes[last] == width && !mayOverrun(columns) &&
                 hasExtents(view.getSource(), point) &&
                 view.getMap().getResults().back() == j * width + column;
    if (!isSum)
      return refuse(op) << "expected a sum of slices of " << width
                        << " columns, as many as a tile has";
    Indices map(view.getMap().getResults());
    map.back() = j;
    if (!setResult(index, map, coordinates, /*mayLoop=*/false))
      return refuse(op) << "expected a sum for each row and slice";
    sliceSums[op] = {indices, columns, slice};
  }
  return success();
}

LogicalResult Emitter::planAttention() {
  AttentionOp op;
  kernel.walk([&](AttentionOp found) {
    if (!op)
      op = found;
  });
  Dims query = getDims(op.getQuery()), value = getDims(op.getValue());
  unsigned batch = query.size() - 2;
  SmallVector<int64_t> widths;
  for (AffineExpr width : {query.back(), value.back()}) {
    auto constant = dyn_cast<AffineConstantExpr>(width);
    if (!constant || constant.getValue() < 1)
      return refuse(op) << "expected head sizes known when compiling, but got "
                        << toString(width);
    widths.push_back(constant.getValue());
  }
  SmallVector<unsigned> point;
  for (unsigned dim = 0; dim < batch; ++dim)
    point.push_back(addLane(query[dim], 1));
  point.push_back(addLane(query[batch], getTile(batch, 8)));
  grid = point;
  unsigned d = addLane(query.back(), widths[0]);
  unsigned n = addLane(value[batch], getReductionTile(0, value[batch]));
  unsigned e = addLane(value.back(), widths[1]);
  point.push_back(e);
  whole = {d, e};
  addGroup({op}, {n, d});
  sharedLoops.push_back({n});
  planReductions();
  return planResults(op.getResult(), point, "attention");
}

LogicalResult Emitter::planScan() {
  SmallVector<Operation *> ops;
  SmallVector<Value> anchors;
  kernel.walk([&](ScanOp op) {
    if (!ops.empty() &&
        (getDims(ops[0]->getResult(0)) != getDims(op.getResult()) ||
         cast<ScanOp>(ops[0]).getDim() != op.getDim()))
      return;
    ops.push_back(op);
    anchors.push_back(op.getResult());
  });
  auto first = cast<ScanOp>(ops[0]);
  Dims extents = getDims(first.getResult());
  SmallVector<unsigned> point;
  unsigned kept = extents.size() - 1;
  for (auto [index, extent] : llvm::enumerate(extents)) {
    bool isScanned = index == first.getDim();
    int64_t tile = schedule.getTile().size() == kept && !isScanned
                       ? getTile(grid.size(), 1)
                       : 1;
    point.push_back(addLane(extent, tile));
    if (!isScanned)
      grid.push_back(point.back());
  }
  if (grid.empty())
    grid.push_back(addLane(space.constant(1), 1));
  planReductions();
  addGroup(ops, point[first.getDim()]);
  return planResults(anchors, point, "scan");
}

LogicalResult Emitter::planScatter() {
  auto yield = cast<ReturnOp>(kernel.getBody().front().getTerminator());
  grid.push_back(addLane(space.constant(1), 1));
  for (unsigned index = 0; index < results.size(); ++index) {
    Value value = yield.getOperand(index);
    auto op = value.getDefiningOp<graph::ScatterOp>();
    if (!op)
      return refuse(kernel)
             << "expected result " << index << " to be a scatter";
    Dims extents = getDims(value);
    for (auto [extent, step] : llvm::zip_equal(
             extents, getDefaultSteps(extents, schedule.getThreads()))) {
      results[index].loops.push_back(addLane(extent, step));
      results[index].indices.push_back(space.dim(results[index].loops.back()));
    }
    SmallVector<unsigned> updates;
    for (AffineExpr extent : getDims(op.getUpdates()))
      updates.push_back(addLane(extent, 1));
    addGroup({op}, updates);
  }
  planReductions();
  return success();
}
