//===- Epilogue.h - What follows a mainloop, in slices ----------*- C++ -*-===//
//
// The epilogue of a tile program works on whole tiles. Over the accumulators of
// tensor cores that would take several registers for each of them, so it is
// written again and again for slices of 64 columns. Results go through shared
// memory to the copy engine where their rows are contiguous.
//
// CTAs that share a tile write a slice each, in ordinary stores.
//
// Invariants: slices compute what the whole would. An epilogue that looks at
// several columns at once is not sliced.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_TILETOSM90_EPILOGUE_H
#define CUTEDSL_LIB_CONVERSION_TILETOSM90_EPILOGUE_H

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Mainloop.h"
#include "mlir/IR/IRMapping.h"

namespace cutedsl {

class Epilogue {
public:
  Epilogue(tile::FuncOp source, const tile::Mainloop &mainloop);

  /// Bytes of shared memory that the epilogue may need: its boxes, and tiles of
  /// a slice that change their layout on the way to or from memory.
  int64_t getSharedBytes() const;

  /// Creates the tensor maps that the epilogue needs, at the builder's place in
  /// the new program, whose buffers and symbols `arguments` gives.
  void createTensorMaps(mlir::OpBuilder &builder,
                        const mlir::IRMapping &arguments);
  /// Creates the boxes through which `warpgroups` write a tile together.
  void createBuffers(mlir::OpBuilder &builder, int64_t warpgroups);
  /// What the loop over tiles carries for the epilogue.
  llvm::SmallVector<mlir::Value> getInitialSlots(mlir::OpBuilder &builder);
  /// Writes the epilogue of one tile. `mapping` gives the tile's coordinates
  /// and the mainloop's results; `slots` are replaced by the next ones.
  void create(mlir::OpBuilder &builder, mlir::IRMapping mapping,
              llvm::SmallVectorImpl<mlir::Value> &slots);
  /// How many of `ctas` that share a tile can own a slice of it, alike and of
  /// a multiple of 8 columns.
  int64_t getNumOwners(int64_t ctas) const;
  /// Lets `owners` write a slice each; before anything is asked for.
  void share(int64_t owners);
  /// Columns that are written at a time.
  int64_t getWidth() const { return width; }
  /// Reads what the slice from column `first` on needs, an index, into
  /// `mapping`: early, as none of it depends on the mainloop.
  void loadOwned(mlir::OpBuilder &builder, mlir::IRMapping &mapping,
                 mlir::Value first);
  /// Writes that slice; `mapping` gives the mainloop's results there, too.
  void createOwned(mlir::OpBuilder &builder, mlir::IRMapping &mapping,
                   mlir::Value first);
  /// Ends the copies that are under way.
  void finish(mlir::OpBuilder &builder);

private:
  /// A result that the copy engine writes.
  struct Output {
    tile::StoreOp store;
    tile::BoxOperand box;
    mlir::Value map, buffers;
  };

  bool canSlice() const;
  bool canSlice(mlir::Operation *op) const;
  void findOutputs();
  mlir::RankedTensorType getSliced(mlir::Type type) const;
  bool isWide(mlir::Type type) const;
  void createSlice(mlir::OpBuilder &builder, mlir::IRMapping &mapping,
                   mlir::OpFoldResult first,
                   llvm::SmallVectorImpl<mlir::Value> &slots);
  void cloneSliced(mlir::OpBuilder &builder, mlir::Operation *op,
                   mlir::IRMapping &mapping, mlir::OpFoldResult first);
  void storeOutput(mlir::OpBuilder &builder, const Output &output,
                   mlir::IRMapping &mapping, mlir::OpFoldResult first,
                   mlir::Value &slot);

  tile::FuncOp source;
  const tile::Mainloop &mainloop;
  /// Everything but the mainloop: of tiles, and of scalars.
  llvm::SmallVector<mlir::Operation *> tileOps, scalarOps;
  int64_t rows = 0, columns = 0;
  /// Columns of a slice; all where the epilogue is not sliced.
  int64_t width = 0;
  llvm::SmallVector<Output> outputs;
};

} // namespace cutedsl

#endif // CUTEDSL_LIB_CONVERSION_TILETOSM90_EPILOGUE_H
