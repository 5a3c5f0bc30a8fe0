//===- MemoryAccess.h - One strided access of a tile ------------*- C++ -*-===//
//
// What tile.load and tile.store share: the address and the predicate of each
// register, and the instruction that fits its lanes.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_TILETOVECTOR_MEMORYACCESS_H
#define CUTEDSL_LIB_CONVERSION_TILETOVECTOR_MEMORYACCESS_H

#include "TileToVector.h"

namespace cutedsl::vectorize {

/// Which lanes of a register are accessed: `scalar` holds for all of them,
/// `lanes` for each. Null means true.
struct Predicate {
  mlir::Value scalar;
  mlir::Value lanes;
  bool isTrue() const { return !scalar && !lanes; }
};

/// A strided tile in memory. All values are lowered scalars.
class StridedAccess {
public:
  StridedAccess(RegisterBuilder r, std::shared_ptr<const TileLayout> layout,
                mlir::Type element, mlir::Value ptr, mlir::Value base,
                llvm::ArrayRef<mlir::OpFoldResult> strides,
                llvm::ArrayRef<mlir::OpFoldResult> valid,
                llvm::ArrayRef<mlir::Value> threadCoords, int64_t align);

  /// The registers of `mask` take lanes away.
  void setMask(llvm::ArrayRef<mlir::Value> regs) {
    mask = llvm::to_vector(regs);
  }

  llvm::SmallVector<mlir::Value> load();
  void store(llvm::ArrayRef<mlir::Value> regs);

  mlir::Value loadRegister(int64_t reg);
  void storeRegister(int64_t reg, mlir::Value value);

  /// The address of the element at `coords`.
  mlir::Value getAddress(llvm::ArrayRef<int64_t> coords);
  /// The one element at `coords`, which must be in bounds.
  mlir::Value loadScalar(llvm::ArrayRef<int64_t> coords);
  /// The stride of a dimension if it is a constant.
  std::optional<int64_t> getStride(int64_t dim) const;

private:
  mlir::Value loadMemory(int64_t reg);
  void storeMemory(int64_t reg, mlir::Value value);
  Predicate getPredicate(int64_t reg);
  /// All lanes as one condition for a single access.
  mlir::Value foldToScalar(Predicate predicate);
  mlir::Value foldToLanes(Predicate predicate);
  int64_t getAlignment(llvm::ArrayRef<int64_t> coords) const;
  mlir::Value getPointers(int64_t reg);
  /// Stride along the lanes; nothing if it is dynamic.
  std::optional<int64_t> getLaneStride() const;

  RegisterBuilder r;
  std::shared_ptr<const TileLayout> layout;
  mlir::Type element;
  mlir::Value ptr;
  llvm::SmallVector<mlir::OpFoldResult> strides;
  /// Extents as i32, clamped to the tile, where they may cut it.
  llvm::SmallDenseMap<int64_t, mlir::Value> bounds;
  /// Constant extents that cut the tile.
  llvm::SmallDenseMap<int64_t, int64_t> staticBounds;
  llvm::SmallVector<mlir::Value> mask;
  mlir::Value origin;
  llvm::DenseMap<int64_t, mlir::Value> dynamicOffsets;
  int64_t align;
};

/// A register as memory holds it, and back (i1 is a byte).
mlir::Value toMemory(RegisterBuilder &r, mlir::Value reg, mlir::Type element);
mlir::Value fromMemory(RegisterBuilder &r, mlir::Value reg, mlir::Type element);

} // namespace cutedsl::vectorize

#endif // CUTEDSL_LIB_CONVERSION_TILETOVECTOR_MEMORYACCESS_H
