//===- AttentionSchedule.cpp - Tiles for attention on Hopper --------------===//

#include "TensorCoreSchedule.h"
#include "cutedsl/Dialect/SM90/IR/Limits.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
// What the model knows of the chip; cycles are those of the SM clock.
/// Rows of a warpgroup's tile.
constexpr int64_t kRows = 64;
/// From scores to weights: a thread's instructions for each of its N / 2.
constexpr double kCyclesAWeight = 14;
/// From the end of one warpgroup's products to the start of the next one's.
constexpr double kHandOverCycles = 100;
/// Filling the pipeline and the way of the result out.
constexpr double kTileCycles = 2500;
/// Registers beside the output and the scores of a thread.
constexpr int64_t kOtherRegisters = 26;
/// What values that come from memory beside the scores take.
constexpr int64_t kBiasRegisters = 24;
constexpr int64_t kStages = 2;
/// What a size is taken to be if it is only known at run time.
constexpr int64_t kUnknown = 2048;
} // namespace

/// Registers of a consumer's thread beside a producer.
static int64_t getRegisters(int64_t warpgroups) {
  return warpgroups >= 3 ? 160 : 240;
}

static bool fits(const AttentionSizes &sizes, int64_t warpgroups,
                 int64_t keys) {
  int64_t registers = (sizes.columns + keys) * kRows / 128 + kOtherRegisters +
                      (sizes.hasBias ? kBiasRegisters : 0);
  if (registers > getRegisters(warpgroups))
    return false;
  int64_t depth = llvm::alignTo(sizes.depth, kPanel),
          columns = llvm::alignTo(sizes.columns, kPanel);
  // The result leaves through two boxes of 64 rows of 128 bytes.
  int64_t bytes = warpgroups * (kRows * depth * 2 + 2 * kRows * 128) +
                  kStages * keys * (depth + columns) * 2;
  return bytes <= sm90::kPlannedSharedBytes;
}

static double getCycles(const AttentionSizes &sizes, int64_t warpgroups,
                        int64_t keys) {
  auto known = [](int64_t size) { return size > 0 ? size : kUnknown; };
  int64_t tiles =
      sizes.batch * llvm::divideCeil(known(sizes.rows), warpgroups * kRows);
  int64_t waves = llvm::divideCeil(tiles, sm90::kMultiprocessors);
  double products = (double(llvm::alignTo(sizes.depth, kPanel)) * keys +
                     double(keys) * sizes.columns) /
                    16 * kCyclesAColumn;
  double weights = kCyclesAWeight * keys * kRows / 128;
  // Products of one warpgroup hide the weights of the others.
  double block = std::max(warpgroups * (products + kHandOverCycles),
                          products + weights + kHandOverCycles);
  return waves *
         (llvm::divideCeil(known(sizes.keys), keys) * block + kTileCycles);
}

std::optional<double>
cutedsl::graph::estimateCycles(const AttentionSizes &sizes) {
  SmallVector<AttentionTile> tiles = rankAttentionTiles(sizes);
  if (tiles.empty())
    return std::nullopt;
  return getCycles(sizes, tiles.front().warpgroups, tiles.front().keys);
}

SmallVector<AttentionTile>
cutedsl::graph::rankAttentionTiles(const AttentionSizes &sizes) {
  SmallVector<AttentionTile> tiles;
  for (int64_t warpgroups : {3, 2, 1})
    for (int64_t keys : {128, 96, 64, 32}) {
      if (sizes.rows && (warpgroups - 1) * kRows >= sizes.rows)
        continue;
      // A loop over keys of a known number has more than one block.
      if (!fits(sizes, warpgroups, keys) ||
          (sizes.isKeysConstant && sizes.keys <= keys))
        continue;
      tiles.push_back({warpgroups, keys, kStages});
    }
  llvm::stable_sort(tiles, [&](const AttentionTile &a, const AttentionTile &b) {
    return getCycles(sizes, a.warpgroups, a.keys) <
           getCycles(sizes, b.warpgroups, b.keys);
  });
  return tiles;
}

bool cutedsl::graph::isSmallAttention(int64_t rows, int64_t keys) {
  constexpr int64_t kSmall = 64;
  return rows > 0 && rows <= kSmall && keys > 0 && keys <= kSmall;
}

bool cutedsl::graph::hasBias(AttentionOp attention) {
  Region &region = attention.getScore();
  WalkResult result = region.walk([&](Operation *op) {
    for (Value operand : op->getOperands()) {
      if (region.isAncestor(operand.getParentRegion()))
        continue;
      while (auto view = operand.getDefiningOp<ViewOp>())
        operand = view.getSource();
      Operation *source = operand.getDefiningOp();
      if (!source || !source->hasTrait<OpTrait::ConstantLike>())
        return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return result.wasInterrupted();
}

bool cutedsl::graph::suitsTensorCores(AttentionOp attention) {
  Type query = getElementTypeOrSelf(attention.getQuery());
  return isa<BFloat16Type, Float16Type>(query) &&
         query == getElementTypeOrSelf(attention.getKey()) &&
         isa<BFloat16Type, Float16Type>(
             getElementTypeOrSelf(attention.getValue())) &&
         getElementTypeOrSelf(attention.getType()).isF32();
}
