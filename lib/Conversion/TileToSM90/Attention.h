//===- Attention.h - Warp-specialised, persistent attention -----*- C++ -*-===//
//
// Rewrites a tile program with an attention loop for Hopper's asynchronous
// hardware; Attention.cpp tells how.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_TILETOSM90_ATTENTION_H
#define CUTEDSL_LIB_CONVERSION_TILETOSM90_ATTENTION_H

#include "cutedsl/Transforms/AttentionLoop.h"

namespace cutedsl {

/// Replaces `source` by a kernel whose rings hold `stages` blocks of keys and
/// as many of values; fails with a diagnostic if shared memory does not.
mlir::LogicalResult convertAttention(tile::FuncOp source,
                                     const tile::AttentionLoop &attention,
                                     int64_t stages);

} // namespace cutedsl

#endif // CUTEDSL_LIB_CONVERSION_TILETOSM90_ATTENTION_H
