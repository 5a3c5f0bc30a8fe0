//===- RowKernel.h - Warp-specialised, persistent rows ----------*- C++ -*-===//
//
// A tile program that goes over a row several times becomes one that runs many
// rows, and reads each from memory once:
//
//   producer   for each row, for each chunk: wait for an empty stage, announce
//              its bytes, start the copies of the inputs' chunks
//   consumers  for each row: the tile program, which reads these inputs from
//              shared memory. Its first pass waits for each stage, the last one
//              hands it back as soon as it has read it
//
// The ring has room for a row and more, and goes on from row to row, so the
// next row is on its way while this one is computed and stored.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_TILETOSM90_ROWKERNEL_H
#define CUTEDSL_LIB_CONVERSION_TILETOSM90_ROWKERNEL_H

#include "PersistentKernel.h"
#include "cutedsl/Transforms/RowPasses.h"

namespace cutedsl {

class RowKernel : PersistentKernel {
public:
  /// At most `stages` chunks are in shared memory, or as many as fit.
  RowKernel(tile::FuncOp source, const tile::RowPasses &passes, int64_t stages);
  void run();

private:
  /// Deals the rows to as few CTAs as take no more rounds than all would. When
  /// memory is what all wait for, the others do not help, and there is no round
  /// at the end with only some of them.
  void dealRows();
  /// The loop over this CTA's rows.
  mlir::scf::ForOp createRows(mlir::ValueRange state) {
    return createLoop(firstRow, numTiles, step, state);
  }
  void createProducer(mlir::Block &block);
  /// The copies of `count` elements from `begin` of the row on.
  RingState fill(mlir::Value begin, int64_t count, RingState state,
                 const mlir::IRMapping &coordinates);
  /// Where a chunk of `input` lies that begins at `begin` of the row.
  mlir::Value createAddress(const tile::RowInput &input, mlir::Value begin,
                            const mlir::IRMapping &coordinates);
  void createConsumer(mlir::Block &block);
  /// The stage of the chunk that `loop` is at, `row` being that of its first.
  RingState createStage(mlir::scf::ForOp loop, RingState row);
  /// Makes the copy that `mapping` has of each load read its stage.
  void readStages(const mlir::IRMapping &mapping, RingState row);
  /// The position `count` stages on, at most all of the ring.
  RingState skip(RingState state, mlir::Value count);
  void decodeTile(mlir::Value linear, mlir::IRMapping &mapping);

  const tile::RowPasses &passes;
  int64_t stages;
  Ring ring;
  /// This CTA's first row, and the CTAs that have any.
  mlir::Value firstRow, step;
  /// The stages of each input.
  llvm::SmallVector<mlir::Value> memory;
};

} // namespace cutedsl

#endif // CUTEDSL_LIB_CONVERSION_TILETOSM90_ROWKERNEL_H
