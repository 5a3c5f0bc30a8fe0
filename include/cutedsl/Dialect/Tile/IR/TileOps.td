//===- TileOps.td - All ops of the tile dialect -------------*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_TILE_IR_TILEOPS_TD
#define CUTEDSL_DIALECT_TILE_IR_TILEOPS_TD

include "cutedsl/Dialect/Tile/IR/TileMemoryOps.td"
include "cutedsl/Dialect/Tile/IR/TileValueOps.td"

#endif // CUTEDSL_DIALECT_TILE_IR_TILEOPS_TD
