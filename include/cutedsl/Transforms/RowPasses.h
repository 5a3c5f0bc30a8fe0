//===- RowPasses.h - Passes over a long row ---------------------*- C++ -*-===//
//
// Recognises the loops of a tile program that go over one row, chunk by chunk,
// several times, and the inputs whose row is read in more than one of them:
// what is worth keeping in shared memory between the passes.
//
// Invariants: the analysis changes nothing. Of a described input, each chunk is
// a stretch of memory that begins at a multiple of 16 bytes, is read whole by
// every tile program and holds a multiple of 16 bytes, the last one, too. A
// program that does not fit gives the reason.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TRANSFORMS_ROWPASSES_H
#define CUTEDSL_TRANSFORMS_ROWPASSES_H

#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/Support/MathExtras.h"

namespace cutedsl::tile {

/// An input whose row is read in several passes.
struct RowInput {
  mlir::Value buffer;
  mlir::Type elementType;
  /// In order; those of one loop read the same chunk.
  llvm::SmallVector<LoadOp> loads;
  /// Whether the row depends on the tile's coordinates.
  bool moves = false;

  /// The loop that a load of it stands in.
  static mlir::scf::ForOp getLoop(LoadOp load) {
    return mlir::cast<mlir::scf::ForOp>(load->getParentOp());
  }
};

struct RowPasses {
  /// Elements of a row, and those that a step of each loop takes.
  int64_t length = 0, chunk = 0;
  llvm::SmallVector<RowInput> inputs;

  int64_t getNumChunks() const { return llvm::divideCeil(length, chunk); }
  /// Elements of the last chunk.
  int64_t getTail() const { return length - (getNumChunks() - 1) * chunk; }
  /// Of `count` elements of all inputs.
  int64_t getBytes(int64_t count) const;
  /// Those that read any input, in order.
  llvm::SmallVector<mlir::scf::ForOp> getLoops() const;
};

/// The passes of `func` over rows that fit, with a chunk to spare, into
/// `sharedBytes`. Of several inputs those that save the most reads are taken.
/// Or the reason why there are none.
mlir::FailureOr<RowPasses> findRowPasses(FuncOp func, int64_t sharedBytes,
                                         std::string &reason);

} // namespace cutedsl::tile

#endif // CUTEDSL_TRANSFORMS_ROWPASSES_H
