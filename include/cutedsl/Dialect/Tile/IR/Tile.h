//===- Tile.h - The tile dialect --------------------------------*- C++ -*-===//
//
// Declares the tile dialect: what one tile of a kernel computes, free of
// target and launch. See TileBase.td for what its values mean.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_TILE_IR_TILE_H
#define CUTEDSL_DIALECT_TILE_IR_TILE_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/Attributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

#include "cutedsl/Dialect/Tile/IR/TileDialect.h.inc"
#include "cutedsl/Dialect/Tile/IR/TileEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "cutedsl/Dialect/Tile/IR/TileAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "cutedsl/Dialect/Tile/IR/TileTypes.h.inc"

#define GET_OP_CLASSES
#include "cutedsl/Dialect/Tile/IR/TileOps.h.inc"

namespace cutedsl::tile {

llvm::SmallVector<int64_t> getRowMajorStrides(llvm::ArrayRef<int64_t> shape);

/// A mode to build a fragment from: `dim` -1 for copies.
struct ModeSpec {
  int64_t size;
  int dim;
  int64_t step;
};

/// The fragment with these modes, mode 0 fastest, in coalesced form.
FragmentAttr makeFragment(mlir::MLIRContext *context,
                          llvm::ArrayRef<int64_t> shape,
                          llvm::ArrayRef<ModeSpec> threads,
                          llvm::ArrayRef<ModeSpec> values);

} // namespace cutedsl::tile

#endif // CUTEDSL_DIALECT_TILE_IR_TILE_H
