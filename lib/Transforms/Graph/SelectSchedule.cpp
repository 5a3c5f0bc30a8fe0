//===- SelectSchedule.cpp - How each kernel is cut into tiles -------------===//

#include "ScheduleChoices.h"
#include "TensorCoreSchedule.h"
#include "cutedsl/Dialect/SM90/IR/Limits.h"
#include "cutedsl/Transforms/Passes.h"
#include "cutedsl/Transforms/Tuning.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MathExtras.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHSELECTSCHEDULE
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

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
/// pass misses the L2 cache: so they get as many threads as there can be. So do
/// rows of symbolic size where there are fewer than multiprocessors.
static std::pair<int64_t, int64_t> getRowStep(ArrayRef<AffineExpr> domain,
                                              ArrayRef<AffineExpr> row,
                                              int64_t threads,
                                              ArrayRef<int64_t> hints) {
  constexpr int64_t kStreamed = 8, kMaxThreads = 1024;
  if (!llvm::all_of(row, llvm::IsaPred<AffineConstantExpr>)) {
    double rows = 1, elements = 1;
    for (AffineExpr size : domain)
      rows *= evaluate(size, hints);
    for (AffineExpr size : row)
      elements *= evaluate(size, hints);
    bool isKnown =
        llvm::all_of(llvm::concat<const AffineExpr>(domain, row),
                     [&](AffineExpr size) { return isHinted(size, hints); });
    while (isKnown && rows <= sm90::kMultiprocessors && threads < kMaxThreads &&
           elements > threads * kStreamed)
      threads *= 2;
    return {threads, threads * kStreamed};
  }
  int64_t elements = 1;
  for (AffineExpr size : row)
    elements *= cast<AffineConstantExpr>(size).getValue();
  while (threads < kMaxThreads / 2 && elements > threads * kRowInRegisters)
    threads *= 2;
  if (elements <= threads * kRowInRegisters)
    return {threads, threads * kRowInRegisters};
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

/// Whether `value` is read as it lies in memory.
static bool isRead(Value value) {
  while (auto view = value.getDefiningOp<ViewOp>())
    value = view.getSource();
  return isa<BlockArgument>(value);
}

/// Rows of a CTA's tile, and its threads.
static std::pair<int64_t, int64_t> getAttentionRows(AttentionOp attention,
                                                    ArrayRef<AffineExpr> domain,
                                                    const TargetModel &model,
                                                    ArrayRef<int64_t> hints) {
  constexpr int64_t kWarpRows = 16, kWarpSize = 32;
  AffineExpr all = domain[domain.size() - 2];
  // Fewer rows than a tile holds: one tile, so that keys are read once.
  int64_t rows = std::min<int64_t>(
      model.attentionM,
      llvm::PowerOf2Ceil(getStaticSize(all, model.attentionM)));
  if (!model.isGpu)
    return {rows, model.threads};
  // Scores, accumulators and the prologues of three operands live at once: more
  // threads, fewer registers each.
  if (!suitsTensorCores(attention))
    return {rows, std::min<int64_t>(2 * model.threads, 1024)};
  bool isKnown = isHinted(all, hints);
  double tiles = std::ceil(evaluate(all, hints) / rows);
  for (AffineExpr heads : domain.drop_back(2)) {
    isKnown &= isHinted(heads, hints);
    tiles *= evaluate(heads, hints);
  }
  // Warps have 16 rows each. Where few CTAs would read what nothing changes on
  // the way, each warp is one: more multiprocessors fetch.
  bool isPlain = isRead(attention.getQuery()) && isRead(attention.getKey()) &&
                 isRead(attention.getValue());
  if (isPlain && isKnown && 2 * tiles <= sm90::kMultiprocessors)
    rows = std::min(rows, kWarpRows);
  return {rows, std::max<int64_t>(rows / kWarpRows, 1) * kWarpSize};
}

ScheduleAttr cutedsl::graph::getPortableSchedule(KernelOp kernel,
                                                 const TargetModel &model,
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
    auto [threads, step] = model.isGpu
                               ? getRowStep(domain, row, model.threads, hints)
                               : std::pair(1l, 64l);
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
    return make(archetype, tile,
                {model.getTileK(cast<ContractOp>(anchor).getLhs().getType())});
  }
  case Archetype::Attention: {
    tile.pop_back();
    auto [rows, threads] =
        getAttentionRows(cast<AttentionOp>(anchor), domain, model, hints);
    tile.back() = rows;
    return ScheduleAttr::get(context, archetype, tile, threads,
                             {model.attentionN});
  }
  default: {
    // In order, as one tile.
    return make(archetype, tile, {});
  }
  }
}

/// The choice that `given` names under `key`, or the first of `choices`.
static FailureOr<Attribute> choose(KernelOp kernel, StringRef key,
                                   ArrayRef<Attribute> choices,
                                   DictionaryAttr given) {
  Attribute wanted = given ? given.get(key) : Attribute();
  if (!wanted)
    return choices.front();
  if (llvm::is_contained(choices, wanted))
    return wanted;
  InFlightDiagnostic error =
      kernel.emitError("expected the choice for this kernel to be one of ");
  llvm::interleaveComma(choices, error);
  return error << ", but got " << wanted;
}

namespace {
struct SelectSchedule : cutedsl::impl::GraphSelectScheduleBase<SelectSchedule> {
  using GraphSelectScheduleBase::GraphSelectScheduleBase;

  void runOnOperation() override {
    TargetModel model = TargetModel::get(target, threads);
    ArrayRef<int64_t> hints = getHints(getOperation());
    auto given = getOperation()->getAttrOfType<DictionaryAttr>(kChoicesAttr);
    llvm::StringSet<> keys;
    for (auto kernel : getOperation().getOps<KernelOp>()) {
      if (kernel.getSchedule() || kernel.getLibrary())
        continue;
      SmallVector<Attribute> choices = getChoices(kernel, model, hints);
      std::string key;
      if (given)
        keys.insert(key = getTuningKey(kernel, target, hints));
      FailureOr<Attribute> choice = choose(kernel, key, choices, given);
      if (failed(choice))
        return signalPassFailure();
      obey(kernel, *choice, getPortableSchedule(kernel, model, hints));
    }
    if (failed(checkKeys(given, keys)))
      signalPassFailure();
  }

private:
  void obey(KernelOp kernel, Attribute choice, ScheduleAttr portable) {
    if (auto library = dyn_cast<StringAttr>(choice))
      return kernel.setLibraryAttr(library);
    kernel.setScheduleAttr(cast<ScheduleAttr>(choice));
    ScheduleAttr schedule = kernel.getScheduleAttr();
    if (schedule.getStages() > 0 || schedule.getSplits() > 1)
      kernel.setFallbackAttr(portable);
  }

  /// A choice for a kernel that is not here was learned from something else.
  LogicalResult checkKeys(DictionaryAttr given, const llvm::StringSet<> &keys) {
    for (NamedAttribute choice :
         given ? given.getValue() : ArrayRef<NamedAttribute>()) {
      if (keys.contains(choice.getName().getValue()))
        continue;
      SmallVector<StringRef> known(keys.keys());
      llvm::sort(known);
      return getOperation().emitError("expected a choice to be for a kernel of "
                                      "this program, whose keys are ")
             << llvm::join(known, ", ") << ", but got one for "
             << choice.getName().getValue();
    }
    return success();
  }
};
} // namespace
