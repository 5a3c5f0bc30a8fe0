//===- SelectSchedule.cpp - How each kernel is cut into tiles -------------===//

#include "CostModel.h"
#include "TensorCoreSchedule.h"
#include "cutedsl/Dialect/SM90/IR/Limits.h"
#include "cutedsl/Transforms/Passes.h"
#include "llvm/Support/MathExtras.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHSELECTSCHEDULE
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// The op that gives the kernel its loops, null for a pointwise one.
static Operation *findAnchor(KernelOp kernel) {
  for (Operation &op : kernel.getBody().front())
    if (isAnchor(&op))
      return &op;
  return nullptr;
}

/// Powers of two from the last dimension up that hold about `elements`.
static SmallVector<int64_t> getPointwiseTile(ArrayRef<AffineExpr> dims,
                                             int64_t elements) {
  SmallVector<int64_t> tile(dims.size(), 1);
  for (int64_t i = dims.size() - 1; i >= 0 && elements > 1; --i) {
    tile[i] = elements;
    if (auto size = dyn_cast<AffineConstantExpr>(dims[i]))
      tile[i] = std::min<int64_t>(
          elements, llvm::PowerOf2Ceil(std::max<int64_t>(size.getValue(), 1)));
    elements /= tile[i];
  }
  return tile;
}

static int64_t getStaticSize(AffineExpr expr, int64_t otherwise) {
  auto constant = dyn_cast_or_null<AffineConstantExpr>(expr);
  return constant ? constant.getValue() : otherwise;
}

/// Whether `size` follows from constants and from hints that were given.
static bool isHinted(AffineExpr size, ArrayRef<int64_t> hints) {
  bool known = true;
  size.walk([&](AffineExpr part) {
    if (auto symbol = dyn_cast<AffineSymbolExpr>(part))
      known &= symbol.getPosition() < hints.size() &&
               hints[symbol.getPosition()] > 0;
  });
  return known;
}

/// Elements of a CTA's tile on a GPU: enough for every thread to have several
/// loads under way, unless that leaves multiprocessors without work.
static int64_t getPointwiseStep(ArrayRef<AffineExpr> dims, int64_t threads,
                                ArrayRef<int64_t> hints) {
  constexpr int64_t kMost = 2048, kUsual = 1024;
  double elements = 1;
  bool known = true;
  for (AffineExpr size : dims) {
    bool isSizeKnown = isHinted(size, hints);
    elements *= isSizeKnown ? evaluate(size, hints) : 64;
    known &= isSizeKnown;
  }
  if (elements >= kMost * sm90::kMultiprocessors * 8)
    return kMost;
  int64_t step = kUsual;
  while (known && step > threads && elements < step * sm90::kMultiprocessors)
    step /= 2;
  return step;
}

/// Threads of a GPU's CTA for rows like `row`, and the elements that they take
/// at a time. A row of up to 32 elements a thread stays in registers. Of longer
/// ones, which are read again, few may be under way at a time, or the second
/// pass misses the L2 cache: so they get as many threads as there can be.
static std::pair<int64_t, int64_t> getRowStep(ArrayRef<AffineExpr> row,
                                              int64_t threads) {
  constexpr int64_t kInRegisters = 32, kStreamed = 8, kMaxThreads = 1024;
  int64_t elements = 1;
  for (AffineExpr size : row) {
    auto constant = dyn_cast<AffineConstantExpr>(size);
    if (!constant)
      return {threads, threads * kStreamed};
    elements *= constant.getValue();
  }
  while (threads < kMaxThreads / 2 && elements > threads * kInRegisters)
    threads *= 2;
  if (elements <= threads * kInRegisters)
    return {threads, threads * kInRegisters};
  return {kMaxThreads, kMaxThreads * kStreamed};
}

/// How many rows like `row` a GPU's CTA takes at a time: short ones are packed,
/// so that every thread has a 16-byte access to make.
static int64_t getPackedRows(ArrayRef<AffineExpr> row, int64_t threads) {
  constexpr int64_t kVector = 8;
  int64_t elements = 1;
  for (AffineExpr size : row) {
    auto constant = dyn_cast<AffineConstantExpr>(size);
    if (!constant)
      return 1;
    elements *= constant.getValue();
  }
  return std::max<int64_t>(
      1, threads * kVector /
             int64_t(llvm::PowerOf2Ceil(std::max<int64_t>(elements, 1))));
}

static ScheduleAttr select(KernelOp kernel, const TargetModel &model,
                           ArrayRef<int64_t> hints) {
  MLIRContext *context = kernel.getContext();
  auto make = [&](Archetype archetype, ArrayRef<int64_t> tile,
                  ArrayRef<int64_t> reduction) {
    return ScheduleAttr::get(context, archetype, tile, model.threads,
                             reduction);
  };
  Operation *anchor = findAnchor(kernel);
  if (!anchor) {
    Dims dims =
        getDims(kernel.getBody().front().getTerminator()->getOperand(0));
    int64_t step =
        model.isGpu ? getPointwiseStep(dims, model.threads, hints) : 64;
    return make(Archetype::Pointwise, getPointwiseTile(dims, step), {});
  }
  Archetype archetype = getAnchorArchetype(anchor);
  Dims domain = getAnchorDomain(anchor);
  SmallVector<int64_t> tile(domain.size(), 1);
  switch (archetype) {
  case Archetype::Rows: {
    auto reduce = cast<ReduceOp>(anchor);
    Dims source = getDims(reduce.getSource());
    ArrayRef<AffineExpr> row = ArrayRef(source).drop_front(domain.size());
    auto [threads, step] =
        model.isGpu ? getRowStep(row, model.threads) : std::pair(1l, 64l);
    if (model.isGpu)
      tile = getPointwiseTile(domain, getPackedRows(row, threads));
    return ScheduleAttr::get(context, archetype, tile, threads,
                             getPointwiseTile(row, step));
  }
  case Archetype::Columns: {
    auto reduce = cast<ReduceOp>(anchor);
    return make(archetype,
                getPointwiseTile(domain, model.isGpu ? model.threads : 64),
                SmallVector<int64_t>(reduce.getDims().size(), 1));
  }
  case Archetype::Contract: {
    tile[domain.size() - 2] = model.tileM;
    tile[domain.size() - 1] = model.tileN;
    return make(archetype, tile, {model.tileK});
  }
  case Archetype::Attention: {
    tile.pop_back();
    // Fewer rows than a tile holds: one tile, so that keys are read once.
    int64_t rows = getStaticSize(domain[domain.size() - 2], model.attentionM);
    tile.back() = std::min<int64_t>(model.attentionM, llvm::PowerOf2Ceil(rows));
    // Scores, accumulators and the prologues of three operands live at once:
    // more threads, fewer registers each.
    int64_t threads = model.isGpu ? std::min<int64_t>(2 * model.threads, 1024)
                                  : model.threads;
    return ScheduleAttr::get(context, archetype, tile, threads,
                             {model.attentionN});
  }
  default: {
    // In order, as one tile.
    return make(archetype, tile, {});
  }
  }
}

/// The strides of a kernel's argument; null if it is contiguous.
static DimsAttr getStrides(BlockArgument argument) {
  auto kernel = cast<KernelOp>(argument.getOwner()->getParentOp());
  return kernel.getArgAttrOfType<DimsAttr>(argument.getArgNumber(),
                                           "graph.strides");
}

/// Whether neighbours along dimension `dim` of `operand`, counted from the
/// last, are neighbours in the kernel's argument that it is a view of.
static bool isContiguous(Value operand, unsigned dim) {
  unsigned rank = cast<RankedTensorType>(operand.getType()).getRank();
  AffineExpr along = getAffineDimExpr(rank - 1 - dim, operand.getContext());
  AffineMap map = AffineMap::getMultiDimIdentityMap(rank, operand.getContext());
  while (auto view = operand.getDefiningOp<ViewOp>()) {
    map = view.getMap().compose(map);
    operand = view.getSource();
  }
  unsigned position = cast<AffineDimExpr>(along).getPosition();
  if (auto argument = dyn_cast<BlockArgument>(operand))
    if (auto strides = getStrides(argument)) {
      AffineExpr one = getAffineConstantExpr(1, operand.getContext());
      for (auto [stride, index] :
           llvm::zip_equal(strides.getExprs(), map.getResults()))
        if (stride == one && index.isFunctionOfDim(position))
          return true;
      return false;
    }
  return map.getNumResults() > 0 &&
         map.getResults().back().isFunctionOfDim(position);
}

/// The pipelined schedule of a contraction that tensor cores can compute, or
/// null. Operands are not looked at: whether they suit the copy engine shows
/// when the kernel is cut into tiles.
static ScheduleAttr selectTensorCores(KernelOp kernel,
                                      ArrayRef<int64_t> hints) {
  auto contract = dyn_cast_or_null<ContractOp>(findAnchor(kernel));
  if (!contract || !suitsTensorCores(contract))
    return {};
  Dims domain = getAnchorDomain(contract);
  ContractSizes sizes;
  for (AffineExpr batch : ArrayRef(domain).drop_back(2))
    sizes.batch *= getStaticSize(batch, 1);
  // Rows are often not known; what they are taken to be decides only speed.
  AffineExpr m = domain[domain.size() - 2];
  sizes.m = std::llround(evaluate(m, hints));
  sizes.isHinted = isHinted(m, hints);
  sizes.n = getStaticSize(domain.back(), 0);
  sizes.k = getStaticSize(getDims(contract.getLhs()).back(), 0);
  sizes.hasContiguousColumns = isContiguous(contract.getRhs(), 0);
  sizes.hasContiguousRows = isContiguous(contract.getLhs(), 1);
  sizes.products = 0;
  for (auto op : kernel.getBody().front().getOps<ContractOp>()) {
    ++sizes.products;
    sizes.promotes |= promotesSums(op);
  }
  sizes.elementBytes = getElementBytes(getElementTypeOrSelf(contract.getLhs()));
  if (sizes.elementBytes == 1) {
    if (!isContiguous(contract.getLhs(), 0) ||
        !isContiguous(contract.getRhs(), 1)) {
      kernel.emitRemark("not on tensor cores: 8-bit elements are not "
                        "contiguous along k");
      return {};
    }
    sizes.hasContiguousColumns = sizes.hasContiguousRows = false;
  }
  TensorCoreTile best = chooseTensorCoreTile(sizes);
  if (!best.m)
    return {};
  SmallVector<int64_t> tile(domain.size(), 1);
  tile[domain.size() - 2] = best.m;
  tile[domain.size() - 1] = best.n;
  return ScheduleAttr::get(kernel.getContext(), Archetype::Contract, tile,
                           best.threads, {best.k}, best.stages, best.swapped,
                           best.splits);
}

/// The pipelined schedule of an attention that tensor cores can compute, or
/// null: tiles of 64 rows, as many side by side as the threads are warpgroups.
static ScheduleAttr selectAttention(KernelOp kernel, ArrayRef<int64_t> hints) {
  auto attention = dyn_cast_or_null<AttentionOp>(findAnchor(kernel));
  if (!attention || !suitsTensorCores(attention))
    return {};
  constexpr int64_t kRows = 64, kWarpgroup = 128;
  Dims domain = getAnchorDomain(attention);
  Dims keys = getDims(attention.getKey());
  // Sizes that are not known decide only speed.
  auto getSize = [&](AffineExpr size, int64_t otherwise) {
    return isHinted(size, hints) ? std::llround(evaluate(size, hints))
                                 : otherwise;
  };
  AttentionSizes sizes;
  for (AffineExpr batch : ArrayRef(domain).drop_back(2))
    sizes.batch *= getSize(batch, 1);
  sizes.rows = getSize(domain[domain.size() - 2], 0);
  sizes.keys = getSize(keys[keys.size() - 2], 0);
  sizes.isKeysConstant = isa<AffineConstantExpr>(keys[keys.size() - 2]);
  sizes.depth = getStaticSize(keys.back(), 0);
  sizes.columns = getStaticSize(domain.back(), 0);
  if (!sizes.depth || !sizes.columns)
    return {};
  sizes.hasBias = hasBias(attention);
  AttentionTile best = chooseAttentionTile(sizes);
  if (!best.warpgroups)
    return {};
  SmallVector<int64_t> tile(domain.size() - 1, 1);
  tile.back() = kRows;
  return ScheduleAttr::get(kernel.getContext(), Archetype::Attention, tile,
                           best.warpgroups * kWarpgroup, {best.keys},
                           best.stages, /*swapped=*/false, /*splits=*/1);
}

namespace {
struct SelectSchedule : cutedsl::impl::GraphSelectScheduleBase<SelectSchedule> {
  using GraphSelectScheduleBase::GraphSelectScheduleBase;

  void runOnOperation() override {
    TargetModel model = TargetModel::get(target, threads);
    // Symbols are those of the program.
    ArrayRef<int64_t> hints;
    for (auto program : getOperation().getOps<ProgramOp>())
      if (auto given = program->getAttrOfType<DenseI64ArrayAttr>("graph.hints"))
        hints = given.asArrayRef();
    for (auto kernel : getOperation().getOps<KernelOp>()) {
      if (kernel.getSchedule())
        continue;
      kernel.setScheduleAttr(select(kernel, model, hints));
      ScheduleAttr pipelined;
      if (model.hasTensorPipelines) {
        pipelined = selectTensorCores(kernel, hints);
        if (!pipelined)
          pipelined = selectAttention(kernel, hints);
      }
      if (!pipelined)
        continue;
      kernel.setFallbackAttr(kernel.getScheduleAttr());
      kernel.setScheduleAttr(pipelined);
    }
  }
};
} // namespace
