//===- TensorCoreSchedule.cpp - Tiles for Hopper's pipelines --------------===//

#include "TensorCoreSchedule.h"
#include "cutedsl/Dialect/NarrowFloat.h"
#include "cutedsl/Dialect/SM90/IR/Limits.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
// What the model knows of the chip; cycles are those of the SM clock.
/// From L2 to one multiprocessor while all read.
constexpr double kBytesACycle = 64;
/// The least that a step takes: two barriers and the products' latency.
constexpr double kStepCycles = 120;
/// Filling the pipeline and handing over to the epilogue.
constexpr double kTileCycles = 2000;
constexpr int64_t kMaxStages = 12;
/// Accumulators: 160 registers of each thread for 128 rows. Where sums are
/// promoted, 96 and as many again.
constexpr int64_t kMaxColumns = 320, kMaxColumnsAlone = 128;
constexpr int64_t kMaxColumnsPromoted = 192, kMaxColumnsPromotedAlone = 64;
/// What a step's products take longer where their sums are added to others.
constexpr double kPromotionCost = 1.25;
/// What a size is taken to be if it is only known at run time: long enough to
/// fill the chip.
constexpr int64_t kUnknown = 8192;
} // namespace

/// Stages that fit beside a result's way out: two boxes of 64 rows of 128 bytes
/// for each warpgroup.
static int64_t getStages(int64_t m, int64_t n, int64_t products) {
  int64_t epilogue = 2 * m * 128;
  int64_t stage = (m + products * n) * kStepBytes;
  return std::min(kMaxStages, (sm90::kPlannedSharedBytes - epilogue) / stage);
}

/// Steps of the loop over k.
static int64_t getNumSteps(const ContractSizes &sizes, int64_t k) {
  return llvm::divideCeil(k * sizes.elementBytes, kStepBytes);
}

/// With `takesTurns` two warpgroups have a tile each, and one's epilogue hides
/// behind the other's products.
static double getCycles(const ContractSizes &sizes, int64_t m, int64_t n,
                        bool takesTurns) {
  auto known = [](int64_t size) { return size > 0 ? size : kUnknown; };
  int64_t tiles = sizes.batch * llvm::divideCeil(known(sizes.m), m) *
                  llvm::divideCeil(known(sizes.n), n);
  int64_t waves = llvm::divideCeil(tiles, sm90::kMultiprocessors);
  int64_t columns = sizes.products * n;
  // In units of 64 rows, one warpgroup's; all share the tensor cores.
  double area = double(m) * columns / 64;
  double products = (kStepBytes / 32) * area * kCyclesAColumn;
  if (sizes.promotes)
    products *= kPromotionCost;
  // Rows beyond the matrix are filled in, not read.
  double rows = std::min(m, known(sizes.m)) +
                sizes.products * std::min(n, known(sizes.n));
  double bytes = rows * kStepBytes / kBytesACycle;
  double steps = getNumSteps(sizes, known(sizes.k));
  // Even where copies hide behind products they cost power.
  double step = std::max({products, bytes, kStepCycles}) + bytes / 4;
  double mainloop = steps * step;
  // Only whole panels leave by the copy engine.
  double epilogue = kTileCycles + (n % kPanel == 0 ? area : 4 * area);
  if (!takesTurns)
    return waves * (mainloop + epilogue);
  return waves * std::max(mainloop, (mainloop + epilogue) / 2) + epilogue;
}

//===----------------------------------------------------------------------===//
// Few rows
//===----------------------------------------------------------------------===//

namespace {
constexpr int64_t kAccumulatorBytes = 4;
constexpr int64_t kMaxSumBytes = 128 * 1024;
/// What one multiprocessor gets from memory while few read.
constexpr double kBytesACycleAlone = 32;
/// Sending partial sums: grows as the root of the senders, by a fit to kernels
/// of 1 to 8, less what hides behind the last products.
constexpr double kExchangeCycles = 3350, kHiddenCycles = 4140;
/// So that the next kernel's CTAs fit beside these while they end.
constexpr int64_t kSharedBytesOfHalf = 110 * 1024;
} // namespace

/// Cycles of a swapped product whose loop over k is `splits` CTAs'.
static double getFewRowsCycles(const ContractSizes &sizes, int64_t rows,
                               int64_t splits) {
  int64_t tiles = sizes.batch * llvm::divideCeil(sizes.n, kSliceColumns);
  int64_t waves = llvm::divideCeil(tiles * splits, sm90::kMultiprocessors);
  int64_t steps = llvm::divideCeil(getNumSteps(sizes, sizes.k), splits);
  double bytes = double(rows + sizes.products * kSliceColumns) * kStepBytes;
  double exchange =
      splits > 1 ? kExchangeCycles * std::sqrt(splits) - kHiddenCycles : 0;
  return waves * steps * bytes / kBytesACycleAlone + exchange;
}

/// The tiles of a product of few rows, the best first; none if it is not one.
static SmallVector<TensorCoreTile>
rankFewRowsTiles(const ContractSizes &sizes) {
  if (!sizes.isHinted || sizes.m < 1 || sizes.m > kFewRows || sizes.n == 0 ||
      sizes.k == 0)
    return {};
  // Rows that lie side by side are fetched 64 at a time; else halves that two
  // CTAs can own.
  int64_t granule = sizes.hasContiguousRows ? kPanel : sizes.m <= 8 ? 8 : 16;
  int64_t rows = llvm::alignTo(sizes.m, granule);
  if (sizes.products * rows > kMaxColumnsAlone)
    return {};
  int64_t steps = getNumSteps(sizes, sizes.k);
  int64_t tileBytes = sizes.products * rows * kSliceColumns * kAccumulatorBytes;
  SmallVector<int64_t> allSplits = {1};
  // Where the epilogue cannot be cut, all sums come to one CTA.
  for (int64_t splits = 2;
       splits <= std::min(sm90::kMaxClusterCtas, kMaxSumBytes / tileBytes);
       ++splits)
    // Everyone must have a share.
    if ((splits - 1) * int64_t(llvm::divideCeil(steps, splits)) < steps)
      allSplits.push_back(splits);
  llvm::stable_sort(allSplits, [&](int64_t a, int64_t b) {
    return getFewRowsCycles(sizes, rows, a) < getFewRowsCycles(sizes, rows, b);
  });
  int64_t stageBytes = (rows + sizes.products * kSliceColumns) * kStepBytes;
  SmallVector<TensorCoreTile> tiles;
  for (int64_t splits : allSplits) {
    // As a rule a CTA is sent as much as the tile has.
    int64_t sumBytes = splits > 1 ? tileBytes : 0;
    int64_t stages = std::min((kSharedBytesOfHalf - sumBytes) / stageBytes,
                              int64_t(llvm::divideCeil(steps, splits)));
    tiles.push_back({rows, kSliceColumns, kStepBytes / sizes.elementBytes,
                     std::max<int64_t>(stages, 2),
                     /*threads=*/2 * kSliceColumns,
                     /*swapped=*/true, splits});
  }
  return tiles;
}

/// All tiles that fit.
static SmallVector<TensorCoreTile> getCandidates(const ContractSizes &sizes) {
  SmallVector<TensorCoreTile> tiles;
  auto consider = [&](int64_t m, int64_t n, bool takesTurns) {
    int64_t stages = getStages(m, n, sizes.products);
    // Accumulators of several products live together; one warpgroup holds all
    // of a tile if it works alone.
    int64_t limit = takesTurns ? kMaxColumnsAlone : kMaxColumns;
    if (sizes.promotes)
      limit = takesTurns ? kMaxColumnsPromotedAlone : kMaxColumnsPromoted;
    if (sizes.products * n > limit || stages < 2 ||
        (sizes.hasContiguousColumns && n % kPanel != 0) ||
        (sizes.addsSlices && n != kSliceColumns))
      return;
    tiles.push_back({m, n, kStepBytes / sizes.elementBytes, stages,
                     takesTurns ? sm90::kWarpgroupSize : m * 2});
  };
  for (int64_t m : {128, 64})
    for (int64_t n : {320, 256, 192, 128, 96, 64, 32, 16, 8})
      consider(m, n, /*takesTurns=*/false);
  for (int64_t n : {128, 64})
    consider(128, n, /*takesTurns=*/true);
  return tiles;
}

SmallVector<TensorCoreTile>
cutedsl::graph::rankTensorCoreTiles(const ContractSizes &sizes) {
  SmallVector<TensorCoreTile> ranked = rankFewRowsTiles(sizes);
  // A number of rows that nobody knows is many: the tile is to be good for all.
  SmallVector<int64_t> rows = {512, 2048, 8192};
  if (sizes.isHinted)
    rows = {sizes.m};
  SmallVector<TensorCoreTile> tiles = getCandidates(sizes);
  SmallVector<double> losses(tiles.size(), 0);
  for (int64_t m : rows) {
    ContractSizes known = sizes;
    known.m = m;
    SmallVector<double> cycles;
    for (const TensorCoreTile &tile : tiles)
      cycles.push_back(getCycles(known, tile.m, tile.n,
                                 /*takesTurns=*/tile.threads < tile.m * 2));
    for (auto [loss, value] : llvm::zip_equal(losses, cycles))
      loss += value / *llvm::min_element(cycles);
  }
  SmallVector<unsigned> order(
      llvm::to_vector(llvm::seq<unsigned>(0, tiles.size())));
  llvm::stable_sort(
      order, [&](unsigned a, unsigned b) { return losses[a] < losses[b]; });
  for (unsigned i : order)
    ranked.push_back(tiles[i]);
  return ranked;
}

std::optional<double>
cutedsl::graph::estimateCycles(const ContractSizes &sizes) {
  SmallVector<TensorCoreTile> tiles = rankTensorCoreTiles(sizes);
  if (tiles.empty())
    return std::nullopt;
  const TensorCoreTile &best = tiles.front();
  if (best.swapped)
    return getFewRowsCycles(sizes, best.m, best.splits);
  return getCycles(sizes, best.m, best.n,
                   /*takesTurns=*/best.threads < best.m * 2);
}

bool cutedsl::graph::suitsTensorCores(ContractOp contract) {
  Type lhs = getElementTypeOrSelf(contract.getLhs()),
       rhs = getElementTypeOrSelf(contract.getRhs());
  return (isFloat8(lhs) && isFloat8(rhs)) ||
         (isa<BFloat16Type, Float16Type>(lhs) && lhs == rhs);
}

bool cutedsl::graph::promotesSums(ContractOp contract) {
  return isFloat8(getElementTypeOrSelf(contract.getLhs())) &&
         !contract.getFastAccumulation();
}
