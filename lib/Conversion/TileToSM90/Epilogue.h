//===- Epilogue.h - What follows a mainloop, in slices ----------*- C++ -*-===//
//
// The epilogue of a tile program, all that its stores need beside the loop with
// the products, works on whole tiles. Over the accumulators of tensor cores
// that would take several registers for each of them, so it is written again
// and again for slices of 64 columns. Results go through shared memory to the
// copy engine where their rows are contiguous. An input as large as the tile, a
// residual, comes the other way into the place from which the result will
// leave, two slices ahead.
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
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include <vector>

namespace cutedsl {

class Epilogue {
public:
  /// What `source` does with the results of `loop`, among which are
  /// accumulators of `shape`. A tile's rows are shared by `warpgroups`, and
  /// `teams` of those work on tiles of their own.
  Epilogue(tile::FuncOp source, mlir::scf::ForOp loop,
           llvm::ArrayRef<int64_t> shape, int64_t warpgroups, int64_t teams);

  /// Slices whose inputs and results share the boxes: one on its way out, one
  /// at hand, one on its way in. With two, the last waits for the first.
  static constexpr int64_t kSlots = 3, kFewestSlots = 2;

  /// Lets inputs as large as the tile come by the copy engine: the kernel then
  /// calls begin() for each tile.
  void fetchInputs(int64_t slots = kSlots);

  /// Bytes of shared memory that the epilogue may need: its boxes, and tiles of
  /// a slice that change their layout on the way to or from memory.
  int64_t getSharedBytes() const;

  /// Creates the tensor maps that the epilogue needs, at the builder's place in
  /// the new program, whose buffers and symbols `arguments` gives.
  void createTensorMaps(mlir::OpBuilder &builder,
                        const mlir::IRMapping &arguments);
  /// Creates the barriers at which inputs are announced, before all roles.
  void createBarriers(mlir::OpBuilder &builder);
  /// Creates a team's boxes, in its own region; `team` is its number, null if
  /// there is one.
  void createBuffers(mlir::OpBuilder &builder, mlir::Value team);
  /// What the loop over tiles carries for the epilogue.
  llvm::SmallVector<mlir::Value> getInitialState(mlir::OpBuilder &builder);
  /// Begins what can be begun before the mainloop of a tile, whose coordinates
  /// `mapping` gives.
  void begin(mlir::OpBuilder &builder, const mlir::IRMapping &mapping,
             mlir::ValueRange state);
  /// Writes the epilogue of one tile. `mapping` gives the tile's coordinates
  /// and the loop's results; `state` is replaced by the next one.
  void create(mlir::OpBuilder &builder, mlir::IRMapping mapping,
              llvm::SmallVectorImpl<mlir::Value> &state);
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
    Output(tile::StoreOp store, const tile::BoxOperand &box)
        : store(store), box(box) {}

    tile::StoreOp store;
    tile::BoxOperand box;
    /// The input that comes into the result's boxes, if there is one.
    tile::LoadOp input;
    tile::BoxOperand inputBox;
    mlir::Value map, buffers, inputMap, barriers;
    /// The state of its ring: the next box, and for an input the phase of the
    /// slot that it is in.
    mlir::Value slot, phase;
  };

  bool canSlice() const;
  bool canSlice(mlir::Operation *op) const;
  bool isWholeTile(mlir::RankedTensorType type,
                   const tile::BoxOperand &box) const;
  void findOutputs();
  int64_t getNumBoxes(const Output &output) const;
  int64_t getBoxesPerSlice(const Output &output) const;
  mlir::RankedTensorType getSliced(mlir::Type type) const;
  bool isWide(mlir::Type type) const;
  void createSlice(mlir::OpBuilder &builder, mlir::IRMapping &mapping,
                   mlir::OpFoldResult first);
  void cloneSliced(mlir::OpBuilder &builder, mlir::Operation *op,
                   mlir::IRMapping &mapping, mlir::OpFoldResult first);
  void storeOutput(mlir::OpBuilder &builder, Output &output,
                   mlir::IRMapping &mapping, mlir::OpFoldResult first);
  void fetchInput(mlir::OpBuilder &builder, const Output &output,
                  const mlir::IRMapping &mapping, int64_t first,
                  mlir::Value slot, int64_t pending);
  void loadInput(mlir::OpBuilder &builder, const Output &output,
                 mlir::IRMapping &mapping);
  mlir::Value getStage(mlir::OpBuilder &builder, mlir::Value slot);
  mlir::Value advance(mlir::OpBuilder &builder, mlir::Value slot,
                      int64_t slices);
  mlir::Value scale(mlir::OpBuilder &builder, mlir::Value value,
                    int64_t factor);
  llvm::SmallVector<mlir::Value> getState() const;
  void setState(mlir::ValueRange state);
  llvm::SmallVector<mlir::Value> getCoordinates(mlir::OpBuilder &builder,
                                                const tile::BoxOperand &box,
                                                const mlir::IRMapping &mapping,
                                                mlir::OpFoldResult first);

  tile::FuncOp source;
  mlir::scf::ForOp loop;
  /// What stores need beside the loop: of tiles, and of scalars.
  llvm::SmallVector<mlir::Operation *> tileOps, scalarOps;
  int64_t warpgroups, teams;
  mlir::Value team;
  int64_t rows = 0, columns = 0;
  /// Columns of a slice; all where the epilogue is not sliced.
  int64_t width = 0;
  int64_t slots = kSlots;
  std::vector<Output> outputs;
};

} // namespace cutedsl

#endif // CUTEDSL_LIB_CONVERSION_TILETOSM90_EPILOGUE_H
