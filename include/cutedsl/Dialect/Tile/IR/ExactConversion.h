//===- ExactConversion.h - A mark on conversions of indices -----*- C++ -*-===//
//
// Who knows sizes marks, on tensors or tiles, what lets a lowering convert once
// and add offsets in floats.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_TILE_IR_EXACTCONVERSION_H
#define CUTEDSL_DIALECT_TILE_IR_EXACTCONVERSION_H

#include "llvm/ADT/StringRef.h"

namespace cutedsl::tile {

/// Marks an `arith.sitofp` of integers that the float type holds, they and
/// their sums with any offset within a tile: below 2^16 in magnitude.
inline constexpr llvm::StringLiteral kExactAttr = "tile.exact";
inline constexpr int64_t kMostOffset = 1 << 16;

} // namespace cutedsl::tile

#endif // CUTEDSL_DIALECT_TILE_IR_EXACTCONVERSION_H
