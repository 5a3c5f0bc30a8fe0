//===- Fragments.h - Reasoning about fragment layouts -----------*- C++ -*-===//
//
// What the layout passes and the per-thread lowering need to know about a
// `#tile.fragment`: which dimension each of its modes walks, how it changes
// under broadcast, reduction and transposition, and how two of them differ.
//
// Invariants: a fragment is used only where each of its modes, after splitting
// at the tile's dimension borders, stays within one dimension and the digits of
// a dimension never carry into the next. Then the coordinate of (thread, value)
// is, in each dimension, the sum of a part that only depends on the thread and
// a part that only depends on the value. Fragments are built by
// makeFragment(), whose coalesced form makes equal layouts equal attributes.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TRANSFORMS_FRAGMENTS_H
#define CUTEDSL_TRANSFORMS_FRAGMENTS_H

#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include <optional>

namespace cutedsl::tile {

inline constexpr int64_t kWarpSize = 32;

/// A stretch of thread or value indices that walks one dimension.
struct DimMode {
  int64_t size;
  /// The product of the sizes of the modes before it of the same kind: its
  /// digit is `index / prefix % size`.
  int64_t prefix;
  /// The dimension, or -1 where a thread mode holds copies.
  int dim;
  /// How far one digit moves in that dimension.
  int64_t step;
};

/// A fragment's modes against the dimensions of a shape.
struct DimModes {
  llvm::SmallVector<DimMode> threads, values;

  /// The part of the coordinate in `dim` that `value` decides.
  int64_t valueCoordinate(int64_t value, unsigned dim) const;
  int64_t threadCoordinate(int64_t thread, unsigned dim) const;
  /// The value parts of all coordinates.
  llvm::SmallVector<int64_t> valueCoordinates(int64_t value,
                                              unsigned rank) const;
};

/// Splits the modes of `fragment` at dimension borders; none if that is not
/// possible or a digit would carry.
std::optional<DimModes> getDimModes(FragmentAttr fragment,
                                    llvm::ArrayRef<int64_t> shape);

/// The fragment that results when dimensions of `from` become 1 in `to`:
/// thread modes along them hold copies, value modes along them disappear. This
/// is what a reduction leaves, and what a broadcast asks of its source.
FragmentAttr projectFragment(FragmentAttr fragment,
                             llvm::ArrayRef<int64_t> from,
                             llvm::ArrayRef<int64_t> to);

/// The fragment after `tile.transpose` of a tile of `shape`.
FragmentAttr transposeFragment(FragmentAttr fragment,
                               llvm::ArrayRef<int64_t> shape,
                               llvm::ArrayRef<int64_t> permutation);

/// Whether each thread holds, with an element of a tile of `shape`, the one
/// half the size away along `dim`.
bool holdsHalves(FragmentAttr fragment, llvm::ArrayRef<int64_t> shape,
                 unsigned dim);

/// Whether each thread holds both of each pair of neighbours along `dim`.
bool holdsPairs(FragmentAttr fragment, llvm::ArrayRef<int64_t> shape,
                unsigned dim);

/// What `tile.mma` with accumulators in `acc` reads: where each thread computes
/// by itself, the operands' fragments hold its rows (columns) with all of k.
FragmentAttr getMmaOperandFragment(WarpMmaAttr warp, FragmentAttr acc,
                                   int64_t m, int64_t n, int64_t k, bool isLhs);

/// The accumulators of an m x n product by the tensor cores of `threads`.
FragmentAttr getWarpAccumulatorFragment(WarpMmaAttr warp, int64_t m, int64_t n,
                                        int64_t threads);

/// With a blocked k of `k` elements, how many neighbours a lane holds at a
/// time: 16 bytes, so that four lanes read 64 bytes that lie side by side.
int64_t getWarpVector(int64_t k);

/// The left (m x k) or right (k x n) operand of such a product.
FragmentAttr getWarpOperandFragment(WarpMmaAttr warp, int64_t m, int64_t n,
                                    int64_t k, int64_t threads, bool isLhs);

/// The encoding of a tile, or null.
FragmentAttr getFragment(mlir::Type type);
mlir::RankedTensorType withFragment(mlir::Type type, FragmentAttr fragment);

/// True if some thread mode holds copies.
bool hasCopies(FragmentAttr fragment);

/// The cheapest way between two fragments of one shape.
enum class ConversionKind { Identity, Registers, Shared };

/// How to convert, and for Registers the source register of each result
/// register.
struct Conversion {
  ConversionKind kind;
  llvm::SmallVector<int64_t> registers;
};
Conversion classifyConversion(FragmentAttr from, FragmentAttr to);

/// The bytes that an element occupies in memory.
int64_t getElementBytes(mlir::Type elementType);

} // namespace cutedsl::tile

#endif // CUTEDSL_TRANSFORMS_FRAGMENTS_H
