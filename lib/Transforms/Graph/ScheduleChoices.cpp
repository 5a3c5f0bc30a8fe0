//===- ScheduleChoices.cpp - What a kernel's schedule may be --------------===//

#include "ScheduleChoices.h"
#include "OperandCopies.h"
#include "TensorCoreSchedule.h"
#include "cutedsl/Dialect/SM90/IR/Limits.h"
#include "cutedsl/Transforms/PlainProduct.h"
#include "cutedsl/Transforms/Tuning.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

Operation *cutedsl::graph::findAnchor(KernelOp kernel) {
  for (Operation &op : kernel.getBody().front())
    if (isAnchor(&op))
      return &op;
  return nullptr;
}

int64_t cutedsl::graph::getStaticSize(AffineExpr expr, int64_t otherwise) {
  auto constant = dyn_cast_or_null<AffineConstantExpr>(expr);
  return constant ? constant.getValue() : otherwise;
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

/// The pipelined schedules of a contraction that tensor cores can compute.
static SmallVector<Attribute> rankContractions(KernelOp kernel,
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
  sizes.addsSlices =
      llvm::any_of(kernel.getBody().front().getOps<ReduceOp>(),
                   [](ReduceOp op) { return op->hasAttr(kInEpilogueAttr); });
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
  SmallVector<Attribute> choices;
  for (const TensorCoreTile &chosen : rankTensorCoreTiles(sizes)) {
    SmallVector<int64_t> tile(domain.size(), 1);
    tile[domain.size() - 2] = chosen.m;
    tile[domain.size() - 1] = chosen.n;
    choices.push_back(ScheduleAttr::get(
        kernel.getContext(), Archetype::Contract, tile, chosen.threads,
        {chosen.k}, chosen.stages, chosen.swapped, chosen.splits));
  }
  return choices;
}

/// The pipelined schedules of an attention that tensor cores can compute:
/// tiles of 64 rows, as many side by side as the threads are warpgroups.
static SmallVector<Attribute> rankAttentions(KernelOp kernel,
                                             ArrayRef<int64_t> hints) {
  auto attention = dyn_cast_or_null<AttentionOp>(findAnchor(kernel));
  if (!attention || !suitsTensorCores(attention))
    return {};
  constexpr int64_t kRows = 64, kWarpgroup = 128;
  Dims domain = getAnchorDomain(attention);
  Dims keys = getDims(attention.getKey());
  // Sizes that are not known decide only speed.
  AttentionSizes sizes;
  for (AffineExpr batch : ArrayRef(domain).drop_back(2))
    sizes.batch *= isHinted(batch, hints) ? getHintedSize(batch, hints) : 1;
  sizes.rows = getHintedSize(domain[domain.size() - 2], hints);
  sizes.keys = getHintedSize(keys[keys.size() - 2], hints);
  sizes.isKeysConstant = isa<AffineConstantExpr>(keys[keys.size() - 2]);
  sizes.depth = getStaticSize(keys.back(), 0);
  sizes.columns = getStaticSize(domain.back(), 0);
  if (!sizes.depth || !sizes.columns ||
      isSmallAttention(sizes.rows, sizes.keys))
    return {};
  sizes.hasBias = hasBias(attention);
  SmallVector<Attribute> choices;
  SmallVector<int64_t> tile(domain.size() - 1, 1);
  tile.back() = kRows;
  for (const AttentionTile &chosen : rankAttentionTiles(sizes))
    choices.push_back(ScheduleAttr::get(
        kernel.getContext(), Archetype::Attention, tile,
        chosen.warpgroups * kWarpgroup, {chosen.keys}, chosen.stages,
        /*swapped=*/false, /*splits=*/1));
  return choices;
}

/// Threads of a CTA that runs rows beside others.
static constexpr int64_t kRowThreads = 512;

/// The reduction of rows, along one dimension, that are too long for the
/// registers of kRowThreads; null if the kernel has none.
static ReduceOp findLongRows(KernelOp kernel) {
  auto anchor = dyn_cast_or_null<ReduceOp>(findAnchor(kernel));
  if (!anchor || !reducesRows(anchor) || anchor.getDims().size() != 1 ||
      getStaticSize(getDims(anchor.getSource()).back(), 0) <=
          kRowThreads * kRowInRegisters)
    return {};
  return anchor;
}

/// Schedules in which a cluster shares each row, where that is too long for one
/// CTA's registers: memory is read once, but CTAs wait for each other. Whether
/// results allow it shows when the kernel is cut into tiles.
static void addSharedRows(KernelOp kernel,
                          SmallVectorImpl<Attribute> &choices) {
  ReduceOp anchor = findLongRows(kernel);
  if (!anchor)
    return;
  int64_t elements = getStaticSize(getDims(anchor.getSource()).back(), 0);
  for (auto other : kernel.getBody().front().getOps<ReduceOp>())
    if (other.getDims() != anchor.getDims() ||
        getDims(other.getSource()) != getDims(anchor.getSource()) ||
        other.getKind() == ReductionKind::ArgMax ||
        other.getKind() == ReductionKind::ArgMin)
      return;
  SmallVector<int64_t> tile(getAnchorDomain(anchor).size(), 1);
  // Small CTAs first: while some of a multiprocessor's wait, others load.
  for (int64_t threads : {256, 512}) {
    int64_t share = threads * kRowInRegisters;
    int64_t ctas = llvm::divideCeil(elements, share);
    if (ctas <= sm90::kMaxClusterCtas)
      choices.push_back(ScheduleAttr::get(
          kernel.getContext(), Archetype::Rows, tile, threads, {share},
          /*stages=*/0, /*swapped=*/false, /*splits=*/ctas));
  }
}

/// Bytes of an element of the kernel's rows in memory: the most of its
/// arguments that have rows like those of `source`, or longer ones of which
/// they are a part; of f32 if there are none.
static int64_t getRowElementBytes(KernelOp kernel, Value source) {
  Dims row = getDims(source);
  int64_t length = getStaticSize(row.back(), 0), bytes = 0;
  for (BlockArgument argument : kernel.getBody().getArguments()) {
    Dims sizes = getDims(argument);
    bool hasRows =
        sizes.size() >= row.size() && llvm::any_of(sizes, [&](AffineExpr size) {
          return getStaticSize(size, 0) >= length;
        });
    if (hasRows)
      bytes = std::max(bytes, getElementBytes(getElementTypeOrSelf(argument)));
  }
  return bytes ? bytes : 4;
}

/// Registers of the accumulators of a lane, if all reductions shared a loop.
static int64_t getAccumulatorRegisters(KernelOp kernel) {
  constexpr int64_t kRegisterBytes = 4, kIndexRegisters = 2;
  int64_t registers = 0;
  for (auto reduce : kernel.getBody().front().getOps<ReduceOp>()) {
    registers += llvm::divideCeil(
        getElementBytes(getElementTypeOrSelf(reduce.getSource())),
        kRegisterBytes);
    if (reduce.getKind() == ReductionKind::ArgMax ||
        reduce.getKind() == ReductionKind::ArgMin)
      registers += kIndexRegisters;
  }
  return registers;
}

/// Whether the rows that `anchor` reduces are gone over more than once: by a
/// reduction that needs another one's result, or for a result of their size.
static bool hasSeveralPasses(KernelOp kernel, ReduceOp anchor) {
  MLIRContext *context = kernel.getContext();
  AffineExpr all = getNumElements(getDims(anchor.getSource()), context);
  Block &body = kernel.getBody().front();
  if (llvm::any_of(body.getTerminator()->getOperands(), [&](Value result) {
        return getNumElements(getDims(result), context) == all;
      }))
    return true;
  return llvm::any_of(body.getOps<ReduceOp>(), [](ReduceOp reduce) {
    llvm::SetVector<Operation *> slice;
    return failed(getBackwardSlice(reduce.getOperation(), &slice)) ||
           llvm::any_of(slice, llvm::IsaPred<ReduceOp>);
  });
}

/// Schedules in which rows that are too long for registers stay in shared
/// memory between the passes over them, while the next ones come in. They come
/// first where rows that are read again from memory, two for each
/// multiprocessor, would fill the L2 cache. Whether operands allow it shows
/// when the kernel is cut into tiles.
static void addStagedRows(KernelOp kernel,
                          SmallVectorImpl<Attribute> &choices) {
  constexpr int64_t kLeastLanes = 8, kMaxRegisters = 64;
  constexpr int64_t kCacheBytes = 24 << 20, kRowsUnderWay = 2;
  ReduceOp anchor = findLongRows(kernel);
  if (!anchor || !hasSeveralPasses(kernel, anchor))
    return;
  SmallVector<Attribute> staged;
  int64_t elements = getStaticSize(getDims(anchor.getSource()).back(), 0);
  int64_t bytes = getRowElementBytes(kernel, anchor.getSource()),
          registers = getAccumulatorRegisters(kernel);
  SmallVector<int64_t> tile(getAnchorDomain(anchor).size(), 1);
  // Large stages first: each thread has more accesses under way.
  for (int64_t stageBytes : {32 * 1024, 16 * 1024}) {
    int64_t lanes = stageBytes / bytes / kRowThreads;
    while (lanes > kLeastLanes && lanes * registers > kMaxRegisters)
      lanes /= 2;
    int64_t chunk = lanes * kRowThreads,
            stages = sm90::kRowSharedBytes / (chunk * bytes);
    // A row and a chunk more.
    if (int64_t(llvm::divideCeil(elements, chunk)) >= stages)
      continue;
    auto schedule = ScheduleAttr::get(kernel.getContext(), Archetype::Rows,
                                      tile, kRowThreads, {chunk}, stages,
                                      /*swapped=*/false, /*splits=*/1);
    if (!llvm::is_contained(staged, Attribute(schedule)))
      staged.push_back(schedule);
  }
  bool missesCache =
      kRowsUnderWay * sm90::kMultiprocessors * elements * bytes > kCacheBytes;
  choices.insert(missesCache ? choices.begin() : choices.end(), staged.begin(),
                 staged.end());
}

/// Other rows of a small attention's tile than `first` has: with fewer, more
/// multiprocessors fetch keys, and each prepares all of them.
static void addOtherRows(KernelOp kernel, ScheduleAttr first,
                         SmallVectorImpl<Attribute> &choices) {
  constexpr int64_t kWarpRows = 16, kWarpSize = 32, kMaxRows = 64;
  auto attention = dyn_cast_or_null<AttentionOp>(findAnchor(kernel));
  if (!attention || !suitsTensorCores(attention))
    return;
  Dims domain = getAnchorDomain(attention);
  int64_t all = getStaticSize(domain[domain.size() - 2], kMaxRows);
  for (int64_t rows = kWarpRows; rows <= kMaxRows; rows *= 2) {
    SmallVector<int64_t> tile(first.getTile());
    if (rows == tile.back() || rows / 2 >= all)
      continue;
    tile.back() = rows;
    choices.push_back(
        ScheduleAttr::get(kernel.getContext(), Archetype::Attention, tile,
                          rows / kWarpRows * kWarpSize, first.getReduction()));
  }
}

SmallVector<Attribute> cutedsl::graph::getChoices(KernelOp kernel,
                                                  const TargetModel &model,
                                                  ArrayRef<int64_t> hints) {
  SmallVector<Attribute> choices;
  if (model.hasTensorPipelines) {
    choices = rankContractions(kernel, hints);
    if (choices.empty())
      choices = rankAttentions(kernel, hints);
  }
  if (choices.empty()) {
    ScheduleAttr portable = getPortableSchedule(kernel, model, hints);
    choices.push_back(portable);
    if (model.hasTensorPipelines) {
      addStagedRows(kernel, choices);
      addOtherRows(kernel, portable, choices);
      addSharedRows(kernel, choices);
    }
  }
  std::string reason;
  if (model.hasTensorPipelines && matchPlainProduct(kernel, reason)) {
    choices.push_back(StringAttr::get(kernel.getContext(), kCublasLt));
    if (!getSparableCopies(kernel).empty())
      choices.push_back(
          StringAttr::get(kernel.getContext(), kCublasLtUncopied));
  }
  return choices;
}

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

/// The program's symbols that the kernel's types mention, in order.
static SmallVector<unsigned> getSymbols(KernelOp kernel) {
  llvm::SmallSetVector<unsigned, 4> found;
  auto visit = [&](Value value) {
    for (AffineExpr size : getDims(value))
      size.walk([&](AffineExpr part) {
        if (auto symbol = dyn_cast<AffineSymbolExpr>(part))
          found.insert(symbol.getPosition());
      });
  };
  llvm::for_each(kernel.getBody().getArguments(), visit);
  kernel.getBody().walk(
      [&](Operation *op) { llvm::for_each(op->getResults(), visit); });
  SmallVector<unsigned> symbols = found.takeVector();
  llvm::sort(symbols);
  return symbols;
}

std::string cutedsl::graph::getTuningKey(KernelOp kernel, StringRef target,
                                         ArrayRef<int64_t> hints) {
  // Copies that could be spared count: they are measured, too.
  OwningOpRef<KernelOp> copy = inlineCopies(kernel, getSparableCopies(kernel));
  copy->removeScheduleAttr();
  copy->removeFallbackAttr();
  copy->removeLibraryAttr();
  copy->setSymName("");
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << target << '\n';
  for (unsigned symbol : getSymbols(kernel))
    stream << 's' << symbol << " = "
           << (symbol < hints.size() ? hints[symbol] : 0) << '\n';
  copy->getOperation()->print(
      stream, OpPrintingFlags().printGenericOpForm().useLocalScope());
  llvm::SHA256 hash;
  hash.update(text);
  return llvm::toHex(hash.final(), /*LowerCase=*/true).substr(0, 32);
}

//===----------------------------------------------------------------------===//
// Modules
//===----------------------------------------------------------------------===//

ArrayRef<int64_t> cutedsl::getHints(ModuleOp module) {
  for (auto program : module.getOps<ProgramOp>())
    if (ArrayRef<int64_t> given = graph::getHints(program); !given.empty())
      return given;
  return {};
}

SmallVector<TunableKernel> cutedsl::getTunableKernels(ModuleOp module,
                                                      StringRef target) {
  TargetModel model = TargetModel::get(target, /*threads=*/0);
  ArrayRef<int64_t> hints = getHints(module);
  SmallVector<TunableKernel> tunable;
  for (auto kernel : module.getOps<KernelOp>()) {
    SmallVector<Attribute> choices = getChoices(kernel, model, hints);
    if (choices.size() > 1)
      tunable.push_back({kernel, getTuningKey(kernel, target, hints),
                         std::move(choices), getSymbols(kernel),
                         getSparableCopies(kernel)});
  }
  return tunable;
}
