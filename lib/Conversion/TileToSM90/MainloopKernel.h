//===- MainloopKernel.h - Warp-specialised products -------------*- C++ -*-===//
//
// A tile program with a pipelined mainloop becomes one that runs many tiles:
//
//   producer   for each tile, for each k: wait for an empty stage, announce its
//              bytes, start the copies of its boxes
//   consumers  for each tile: for each k wait for a full stage, multiply, hand
//              the stage before back; then the rest of the tile program
//
// The ring of stages goes on from tile to tile, so the producer fetches the
// next tile while the consumers are in the epilogue. Stage and phase are
// carried by the loops and advanced by compare and select.
//
// Where one warpgroup holds a tile of more than 64 rows, two take turns: while
// one multiplies, the other is in its epilogue. Hardware barriers hand the
// tensor cores over, and each jumps over the stages of the other's tiles.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_TILETOSM90_MAINLOOPKERNEL_H
#define CUTEDSL_LIB_CONVERSION_TILETOSM90_MAINLOOPKERNEL_H

#include "Epilogue.h"
#include "PersistentKernel.h"

namespace cutedsl {

/// Of one accumulator, f32.
inline constexpr int64_t kAccumulatorBytes = 4;

/// Rows and columns of the products' tile.
inline llvm::ArrayRef<int64_t> getTileShape(const tile::Mainloop &mainloop) {
  tile::MmaOp mma = mainloop.products.front().mma;
  return mma.getType().getShape();
}

/// Rewrites one tile program with a pipelined mainloop.
class MainloopKernel : PersistentKernel {
public:
  MainloopKernel(tile::FuncOp source, const tile::Mainloop &mainloop,
                 int64_t stages, int64_t splits)
      : PersistentKernel(source), mainloop(mainloop),
        warpgroups(source.getThreads() / sm90::kWarpgroupSize),
        isPingPong(warpgroups == 1 &&
                   getTileShape(mainloop)[0] > sm90::kBlockRows),
        consumers(isPingPong ? 2 : warpgroups),
        epilogue(source, mainloop.loop, getTileShape(mainloop), warpgroups,
                 consumers / warpgroups),
        stages(stages), splits(splits) {
    if (splits > 1) {
      owners = epilogue.getNumOwners(splits);
      epilogue.share(owners);
    } else {
      epilogue.fetchInputs();
    }
  }
  void run();

private:
  void limitStages();
  /// Elements of a CTA's part of a result's tile, and the bytes that it is
  /// sent.
  int64_t getPartElements() const {
    mlir::RankedTensorType type = getAccumulatorType();
    return type.getDimSize(0) * type.getDimSize(1) / owners;
  }
  int64_t getSumBytes() const {
    return splits * mainloop.products.size() * getPartElements() *
           kAccumulatorBytes;
  }
  /// This CTA's share of the steps along k.
  void createShare();
  void createSums();
  void createProducer(mlir::Block &block);
  /// Starts the copies of the first tile's first stages: constants at once, the
  /// others as soon as they are there. How many, and the ring after them.
  std::pair<mlir::Value, RingState> fill(mlir::Value tile);
  /// The copies of all steps of a tile from `first` on.
  RingState createSteps(mlir::Value tile, mlir::Value first, RingState state);
  void createConsumer(mlir::Block &block);
  void createSplitConsumer(mlir::Block &block);
  /// Whether this CTA owns columns of the result.
  mlir::Value createIsOwner();
  /// Adds up the CTAs' partial sums of the columns that this one owns.
  void exchange(mlir::IRMapping &mapping, mlir::Value firstColumn);
  /// Where a warpgroup's first tile begins.
  RingState createFirstState(mlir::Value &firstTile, mlir::Value &step);
  /// Over the stages of the other warpgroup's tile.
  RingState skipTile(RingState state);
  /// Waits for the turn of `whose` warpgroup, the first if null, or gives it.
  void takeTurn(mlir::Value whose, bool arrive);
  /// The coordinates of tile `linear`.
  void decodeTile(mlir::Value linear, mlir::IRMapping &mapping);
  /// Step `step` of this CTA's share of k.
  mlir::Value getK(mlir::Value step);
  bool isConstant(unsigned operand) {
    return source.isConstantBuffer(mainloop.operands[operand].buffer);
  }
  void createMainloop(mlir::IRMapping &mapping, RingState &state);
  /// The same where the sums of each step are added to those before in f32.
  void createPromotedMainloop(mlir::IRMapping &mapping, RingState &state);
  /// Zero accumulators of all products.
  llvm::SmallVector<mlir::Value> createZeros();
  /// Of all products; at least 8 columns.
  mlir::RankedTensorType getAccumulatorType() const;
  mlir::Value dropPadding(mlir::Value acc);
  llvm::SmallVector<mlir::Value> multiply(mlir::ValueRange accs,
                                          RingState state, bool init);

  const tile::Mainloop &mainloop;
  /// That share a tile.
  int64_t warpgroups;
  /// Whether consumer warpgroups take turns, each with a tile of its own.
  bool isPingPong;
  int64_t consumers;
  Epilogue epilogue;
  int64_t stages;
  /// CTAs that share a tile's steps of k, and those that write a part of it.
  int64_t splits, owners = 1;

  Ring ring;
  /// `kTiles` steps are this CTA's, from `firstStep` on.
  mlir::Value kTiles, firstStep;
  /// With splits: the CTA's place among them, and the sums that it is sent.
  mlir::Value rank, sums, sent;
  llvm::SmallVector<StagedOperand> operands;
  int64_t stageBytes = 0;
  // For ping-pong: this warpgroup and the other.
  mlir::Value warpgroup, other;
};

} // namespace cutedsl

#endif // CUTEDSL_LIB_CONVERSION_TILETOSM90_MAINLOOPKERNEL_H
