//===- AttentionKernel.h - Attention by warps with roles --------*- C++ -*-===//
//
// The rewriting of one tile program into a producer and consumers; see
// Attention.cpp for what they do.
//
// Invariants: producer and consumers compute the same tiles in the same order
// and for each the same blocks of keys.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_TILETOSM90_ATTENTIONKERNEL_H
#define CUTEDSL_LIB_CONVERSION_TILETOSM90_ATTENTIONKERNEL_H

#include "Epilogue.h"
#include "PersistentKernel.h"
#include "cutedsl/Transforms/AttentionLoop.h"

namespace cutedsl {

/// Rewrites one function.
class AttentionKernel : PersistentKernel {
public:
  AttentionKernel(tile::FuncOp source, const tile::AttentionLoop &attention,
                  int64_t stages)
      : PersistentKernel(source), attention(attention), loop(attention.loop),
        stages(stages), consumers(source.getThreads() / sm90::kWarpgroupSize),
        rowDim(attention.rowCoordinate),
        epilogue(source, loop,
                 tile::MmaOp(attention.output).getType().getShape(),
                 /*warpgroups=*/1, /*teams=*/consumers) {
    findBody();
    findMasks();
  }
  mlir::LogicalResult run();

private:
  /// What one block hands to the next: the loop's carried values, the place of
  /// its stages.
  struct State {
    llvm::SmallVector<mlir::Value> carried;
    RingState ring;
    /// Of this block, in flight.
    mlir::Value scores;
  };

  /// From `first` to before `end`.
  struct Blocks {
    mlir::Value first, end;
  };

  /// A mask under a branch, and what of the body only its condition needs.
  struct Mask {
    const tile::ScoreMask *bounds;
    llvm::SmallVector<mlir::Operation *> conditions;
  };

  void findBody();
  void findMasks();
  mlir::AffineMap getGrid();
  mlir::LogicalResult fitShared();
  void createProducer(mlir::Block &block);
  void createConsumer(mlir::Block &block);
  void createTile(Blocks looked, mlir::Value queryPhase,
                  mlir::IRMapping &mapping, RingState &ring);
  /// Tile `linear`'s place in the order in which tiles are taken; `isOdd` tells
  /// every other one of a CTA's.
  mlir::Value order(mlir::Value linear, mlir::Value isOdd);
  /// The coordinates of a warpgroup's tile; whether there is such a tile.
  void decodeTile(mlir::Value tile, mlir::Value warpgroup,
                  mlir::IRMapping &mapping, mlir::Value *exists);
  /// The blocks that the group around `tile` looks at: at least one.
  Blocks findBlocks(mlir::Value tile);
  /// Clones the mask, under a branch on whether it changes anything in the
  /// block whose first key is `key`.
  void createMask(const Mask &mask, mlir::Value key, mlir::IRMapping &mapping);
  /// A bound at the tile that `mapping` knows.
  mlir::Value getKey(const tile::KeyBound &bound, mlir::IRMapping &mapping);
  /// A term of a bound at the tile that `mapping` knows, as an index; what it
  /// is computed from is cloned.
  mlir::Value getTerm(mlir::Value atom, mlir::IRMapping &mapping);
  /// The least, or with `wantsMost` the most, of a bound for the tiles of the
  /// group around `tile`.
  mlir::Value getKey(const tile::KeyBound &bound, mlir::Value tile,
                     bool wantsMost);
  /// Block number `block`, whose scores are in flight.
  State createBlock(const mlir::IRMapping &mapping, mlir::Value block,
                    const State &state, bool isLast);
  void beginEpilogue(const mlir::IRMapping &mapping, mlir::Value exists,
                     mlir::ValueRange slots);
  void createEpilogue(const mlir::IRMapping &mapping, mlir::Value exists,
                      llvm::SmallVectorImpl<mlir::Value> &slots);
  mlir::Value createScores(RingState at);
  mlir::Value wait(mlir::Value product);
  void passTurn();

  /// Whether tiles along the rows differ in the keys that they look at.
  bool isBounded() const { return rowDim && !attention.keyEnds.empty(); }
  void waitFor(mlir::Value barriers, RingState at) {
    sm90::WaitOp::create(builder, loc, barriers, at.stage, at.phase);
  }
  void arriveAt(mlir::Value barriers, mlir::Value stage) {
    sm90::ArriveOp::create(builder, loc, barriers, stage, mlir::Value());
  }

  const tile::AttentionLoop &attention;
  mlir::scf::ForOp loop;
  int64_t stages, consumers;
  /// The grid's dimension along the rows, if there are several tiles.
  const std::optional<unsigned> &rowDim;
  Epilogue epilogue;
  /// What a block computes, and what that needs from before the loop.
  llvm::SmallVector<mlir::Operation *> body, preparation;
  /// By their selections.
  llvm::DenseMap<mlir::Operation *, Mask> masks;

  /// Tiles along the rows; null where there is only one.
  mlir::Value numRowTiles;
  mlir::Value numBlocks;
  Ring keyRing, valueRing;
  StagedOperand query, key, value;
  /// One stage for each warpgroup.
  Ring queryBarriers;
  mlir::Value warpgroup;
};

} // namespace cutedsl

#endif // CUTEDSL_LIB_CONVERSION_TILETOSM90_ATTENTIONKERNEL_H
