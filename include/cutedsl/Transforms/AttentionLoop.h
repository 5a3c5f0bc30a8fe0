//===- AttentionLoop.h - Attention in a tile program ------------*- C++ -*-===//
//
// Recognises the loop over keys of a tile program: queries times keys, any
// arithmetic on the scores, the weights' product with values. It describes the
// three operands as boxes, as Mainloop.h does for a contraction.
//
// Invariants: the analysis changes nothing. Each block of the loop takes as
// many keys as values; what it carries and how scores become weights is left
// open. A program that does not fit gives the reason.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TRANSFORMS_ATTENTIONLOOP_H
#define CUTEDSL_TRANSFORMS_ATTENTIONLOOP_H

#include "cutedsl/Transforms/Mainloop.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace cutedsl::tile {

/// A sum of tile coordinates, symbols and numbers that are loaded before the
/// loop (tiles of one element), times constants.
struct KeyBound {
  llvm::SmallVector<std::pair<mlir::Value, int64_t>> terms;
  int64_t constant = 0;
};

/// A selection between scores and minus infinity that does nothing in a block
/// whose first key is at or after all of `from` and before all of `before`.
struct ScoreMask {
  mlir::arith::SelectOp select;
  llvm::SmallVector<KeyBound> from, before;
};

struct AttentionLoop {
  mlir::scf::ForOp loop;
  /// Keys, over the program's symbols, and those of a block.
  mlir::AffineExpr keys;
  int64_t block = 0;
  /// Rows x depth; its box is the same for all blocks of a tile.
  BoxOperand query;
  /// Depth x keys and keys x columns.
  BoxOperand key, value;
  /// The coordinate along the rows, which keys and values do not move with;
  /// none if there is one tile of rows.
  std::optional<unsigned> rowCoordinate;
  MmaOp scores, output;
  /// The output's index among the carried values.
  unsigned carried = 0;
  /// "This key is one of the keys": true in every block but the last.
  llvm::SmallVector<mlir::arith::CmpIOp> tailConditions;
  /// No row of the tile looks at a block that begins at one of these keys or
  /// after it: the loop may end there.
  llvm::SmallVector<KeyBound> keyEnds;
  /// No row of the tile looks at a block that begins before one of these keys:
  /// the loop may begin there.
  llvm::SmallVector<KeyBound> keyBegins;
  /// Masks whose every condition is one on positions.
  llvm::SmallVector<ScoreMask> masks;
};

/// The attention of `func`, or why it has none.
mlir::FailureOr<AttentionLoop> findAttentionLoop(FuncOp func,
                                                 std::string &reason);

/// Fills in `keyEnds`, `keyBegins` and `masks`.
void findKeyBounds(FuncOp func, AttentionLoop &attention);

/// Whether the copy engine can fetch the operands and tensor cores multiply
/// them, one warpgroup a tile; else the reason.
mlir::LogicalResult checkTensorCores(const AttentionLoop &attention,
                                     std::string &reason);

} // namespace cutedsl::tile

#endif // CUTEDSL_TRANSFORMS_ATTENTIONLOOP_H
