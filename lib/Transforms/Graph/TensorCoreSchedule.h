//===- TensorCoreSchedule.h - Tiles for Hopper's pipelines ------*- C++ -*-===//
//
// Ranks the tiles of a contraction, or of an attention, on tensor cores by an
// analytic model: whole waves of CTAs first, then the larger of products and
// bytes of a step. Few rows are multiplied transposed, and share the loop over
// k between CTAs, so that all multiprocessors fetch the right operand.
//
// Invariants: only from sizes and types; every tile fits shared memory, and
// that of an attention the registers.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_GRAPH_TENSORCORESCHEDULE_H
#define CUTEDSL_LIB_TRANSFORMS_GRAPH_TENSORCORESCHEDULE_H

#include "GraphUtils.h"

namespace cutedsl::graph {

/// Cycles of the SM clock a column of wgmma's 64 rows and 32 bytes of k, which
/// takes N / 2.
inline constexpr double kCyclesAColumn = 0.5;
/// Bytes of k that a step of the loop takes of each row.
inline constexpr int64_t kStepBytes = 128;
/// Columns of 16 bits that lie side by side are fetched so many at a time.
inline constexpr int64_t kPanel = 64;
/// The most rows that are few, and the right operand's columns that a CTA then
/// has: twice as many were slower at every size tried.
inline constexpr int64_t kFewRows = 64, kSliceColumns = 64;

/// Sizes of `batch` products m x k times k x n; 0 where only known at run time.
struct ContractSizes {
  int64_t batch = 1, m = 0, n = 0, k = 0;
  /// Of one element of an operand: 2 or 1.
  int64_t elementBytes = 2;
  /// Whether the sums of each step are added to others in f32, which takes
  /// registers for both.
  bool promotes = false;
  /// Right operands that share the left one in the kernel's loop.
  int64_t products = 1;
  /// Whether the right operand's columns lie side by side in memory, where they
  /// are fetched 64 at a time.
  bool hasContiguousColumns = false;
  /// The same of the left operand's rows.
  bool hasContiguousRows = false;
  /// Whether the epilogue adds up slices of kSliceColumns columns, as many as a
  /// tile then has.
  bool addsSlices = false;
  /// Whether m is what it will be, or what it was said to be as a rule.
  bool isHinted = false;
};

struct TensorCoreTile {
  int64_t m, n, k, stages, threads;
  /// See ScheduleAttr.
  bool swapped = false;
  int64_t splits = 1;
};

/// All tiles that fit, the best by the model first.
llvm::SmallVector<TensorCoreTile>
rankTensorCoreTiles(const ContractSizes &sizes);

/// Sizes of `batch` attentions of `rows` queries over `keys`; 0 where only
/// known at run time.
struct AttentionSizes {
  int64_t batch = 1, rows = 0, keys = 0;
  /// Whether the number of keys is a constant and not only what to expect.
  bool isKeysConstant = false;
  /// Of queries and keys, and of values.
  int64_t depth = 0, columns = 0;
  /// Whether scores are changed by values from memory.
  bool hasBias = false;
};

/// Tiles of 64 rows, `warpgroups` of them side by side, and keys of a block.
struct AttentionTile {
  int64_t warpgroups, keys, stages;
};

/// All tiles that fit, the best by the model first.
llvm::SmallVector<AttentionTile>
rankAttentionTiles(const AttentionSizes &sizes);

/// Cycles of the SM clock, by the model, with the best tile; nothing if no tile
/// fits.
std::optional<double> estimateCycles(const ContractSizes &sizes);
std::optional<double> estimateCycles(const AttentionSizes &sizes);

/// Whether an attention of so many rows and keys (0: not known) is over before
/// a pipeline would be filled. It then runs as one block of products by warps,
/// with prologues.
bool isSmallAttention(int64_t rows, int64_t keys);

/// Whether the scores of `attention` meet anything but constants.
bool hasBias(AttentionOp attention);

/// Whether `attention` could run on sm_90's tensor cores, as far as types tell.
bool suitsTensorCores(AttentionOp attention);

/// Whether the products of `contract` could run on sm_90's tensor cores, as far
/// as types tell.
bool suitsTensorCores(ContractOp contract);

/// Whether sums of `contract` may not stay in tensor cores from step to step,
/// where those of 8-bit floats lose precision.
bool promotesSums(ContractOp contract);

} // namespace cutedsl::graph

#endif // CUTEDSL_LIB_TRANSFORMS_GRAPH_TENSORCORESCHEDULE_H
