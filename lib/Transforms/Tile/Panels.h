//===- Panels.h - The right operand of a product, all of k ------*- C++ -*-===//
//
// A product in a loop over k reads a panel of its right operand: as many
// columns as the tile has, all of k. Tiles of other rows read it again.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_TILE_PANELS_H
#define CUTEDSL_LIB_TRANSFORMS_TILE_PANELS_H

#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include <optional>

namespace cutedsl::tile {

/// Rows of k that are transposed at once; the loop's step divides it.
constexpr int64_t kPanelRows = 16;

/// A load of k x n elements inside a loop over k that can come from a panel.
struct Panel {
  MmaOp mma;
  LoadOp load;
  mlir::scf::ForOp loop;
  int64_t depth = 0, width = 0;
  /// Rows that a step of the loop takes.
  int64_t step = 0;
  int64_t rowStride = 0;
  mlir::OpFoldResult columnStride, validColumns;
  /// Columns are side by side: it can stay where it is.
  bool isAdjacent = false;
  /// The coordinates that the panel depends on.
  llvm::SmallVector<unsigned> coords;

  /// Of all rows, the last ones padded.
  int64_t getBytes() const;
  /// The load's base with `row` in place of the loop's variable.
  mlir::Value createBase(mlir::OpBuilder &builder, mlir::Value row) const;
};

/// The panels of `func`'s products that hold at most `maxBytes` and depend on
/// the same coordinates.
llvm::SmallVector<Panel> findPanels(FuncOp func, int64_t maxBytes);

/// The number of a tile among those that differ in `coords`, of which the last
/// varies fastest.
mlir::Value linearize(mlir::OpBuilder &builder, mlir::Location loc, FuncOp func,
                      llvm::ArrayRef<unsigned> coords);

} // namespace cutedsl::tile

#endif // CUTEDSL_LIB_TRANSFORMS_TILE_PANELS_H
