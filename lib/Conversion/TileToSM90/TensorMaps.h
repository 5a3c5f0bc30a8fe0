//===- TensorMaps.h - Boxes for the copy engine -----------------*- C++ -*-===//
//
// From the boxes of a tile program's accesses to what the copy engine is told:
// a tensor map before the launch, coordinates for each copy. Rows of a box are
// the 128 bytes that the swizzle exchanges chunks within.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_TILETOSM90_TENSORMAPS_H
#define CUTEDSL_LIB_CONVERSION_TILETOSM90_TENSORMAPS_H

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Mainloop.h"
#include "mlir/IR/IRMapping.h"

namespace cutedsl {

/// Bytes of a box's row, and of the swizzle.
inline constexpr int64_t kBoxBytes = 128;

/// Elements of a box's row.
int64_t getBoxColumns(mlir::Type element);

/// The map of `tensor`, of which boxes of `rows` rows are copied. `arguments`
/// gives the buffers of the new program, which has `numSymbols` symbols.
mlir::Value createTensorMap(mlir::OpBuilder &builder, mlir::Location loc,
                            const tile::BoxOperand &tensor, int64_t rows,
                            const mlir::IRMapping &arguments,
                            unsigned numSymbols);

/// `count` elements of shared memory that boxes can be copied to.
mlir::Value allocateBoxes(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::Type element, int64_t count);

/// `count` barriers in shared memory, a phase of which `arrivals` complete.
mlir::Value createBarriers(mlir::OpBuilder &builder, mlir::Location loc,
                           int64_t count, int64_t arrivals);

/// Where the tile's first box lies in `tensor`; `atoms` gives what the
/// coordinates are made of.
llvm::SmallVector<mlir::Value> createCoordinates(mlir::OpBuilder &builder,
                                                 mlir::Location loc,
                                                 const tile::BoxOperand &tensor,
                                                 const mlir::IRMapping &atoms);

} // namespace cutedsl

#endif // CUTEDSL_LIB_CONVERSION_TILETOSM90_TENSORMAPS_H
