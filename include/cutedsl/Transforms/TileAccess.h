//===- TileAccess.h - How threads reach memory ------------------*- C++ -*-===//
//
// The memory side of a fragment: how many elements one instruction moves, how
// often each address is divisible, and what an access costs.
//
// Invariants: the vector width found here is what the per-thread lowering
// emits, so that the cost model and the code agree; a width above 1 is proven
// from `align`, strides and the fragment, never assumed.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TRANSFORMS_TILEACCESS_H
#define CUTEDSL_TRANSFORMS_TILEACCESS_H

#include "cutedsl/Transforms/Fragments.h"

namespace cutedsl::tile {

/// A number that divides `value` in every run; large powers of two for 0.
int64_t getDivisor(mlir::Value value);

/// A strided access, of a load or a store.
struct StridedAccess {
  llvm::SmallVector<int64_t> shape;
  /// Elements, `ShapedType::kDynamic` where only known at run time.
  llvm::SmallVector<int64_t> strides;
  /// A divisor of each stride.
  llvm::SmallVector<int64_t> strideDivisors;
  int64_t elementBytes;
  /// Bytes that the address at the tile's first element is a multiple of.
  int64_t alignment;
  bool isShared;
  /// With a mask, for each dimension how many neighbours, in groups that begin
  /// at multiples of their number, have the same bit.
  llvm::SmallVector<int64_t> maskGranules;

  static StridedAccess get(LoadOp load);
  static StridedAccess get(StoreOp store);
};

/// Consecutive registers `r, r + step, ...` of the fragment that one
/// instruction moves.
struct VectorAccess {
  /// Elements an instruction.
  int64_t width = 1;
  /// Of the value mode that walks the contiguous dimension.
  int64_t prefix = 1;
  /// The contiguous dimension, -1 if width is 1.
  int dim = -1;
};
VectorAccess getVectorAccess(const StridedAccess &access,
                             const DimModes &modes);

/// Instructions and memory transactions of all warps, in units of one 32-byte
/// sector.
int64_t getAccessCost(const StridedAccess &access, FragmentAttr fragment);

/// A shared-memory copy of a tile: element strides, and the number of elements
/// to allocate.
struct SharedLayout {
  llvm::SmallVector<int64_t> strides;
  int64_t count = 0;
  /// Of the store and the load that convert through it.
  int64_t cost = 0;
};

/// The order and padding of a tile of `shape` in shared memory that make
/// storing from `from` and loading to `to` cheapest.
SharedLayout chooseSharedLayout(llvm::ArrayRef<int64_t> shape,
                                int64_t elementBytes, FragmentAttr from,
                                FragmentAttr to);

} // namespace cutedsl::tile

#endif // CUTEDSL_TRANSFORMS_TILEACCESS_H
