//===- PersistentKernel.h - Kernels that run many tiles ---------*- C++ -*-===//
//
// What conversions of tile programs to warp-specialised kernels share: the
// function whose only coordinate counts CTAs, tiles in a line and their
// coordinates, rings of stages in shared memory, copies of boxes into them.
//
// Invariants: a ring's state, stage and phase, is carried by loops and advanced
// by compare and select. Operands lie in shared memory in panels of kBoxBytes,
// as products read them.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_TILETOSM90_PERSISTENTKERNEL_H
#define CUTEDSL_LIB_CONVERSION_TILETOSM90_PERSISTENTKERNEL_H

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Mainloop.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"

namespace cutedsl {

/// Position in a ring.
struct RingState {
  mlir::Value stage, phase;
};

/// Stages that the producer fills and consumers hand back.
struct Ring {
  int64_t stages = 0;
  mlir::Value full, empty;
};

/// An operand of products: its map and its stages in shared memory.
struct StagedOperand {
  mlir::Value map, memory;
  int64_t elements = 0; // of one stage
  int64_t bytes = 0;    // of one stage
};

class PersistentKernel {
protected:
  explicit PersistentKernel(tile::FuncOp source)
      : source(source), builder(source.getContext()), loc(source.getLoc()) {}

  /// Begins the kernel, with all tiles of `grid` in one dimension. CTAs of a
  /// cluster of `splits` share a tile; else a CTA runs many.
  void createFunction(mlir::AffineMap grid, int64_t threads,
                      int64_t splits = 1);
  /// `expr` over the program's symbols.
  mlir::Value expand(mlir::AffineExpr expr);
  /// A loop that carries `state`, its body empty: no terminator yet.
  mlir::scf::ForOp createLoop(mlir::Value first, mlir::Value end,
                              mlir::Value step, mlir::ValueRange state);

  /// The coordinates of tile `linear`, the last dimension the fastest but for
  /// `slowest`.
  llvm::SmallVector<mlir::Value>
  decodeInOrder(mlir::Value linear,
                std::optional<unsigned> slowest = std::nullopt);
  /// The same, the last two dimensions in stripes of kRasterRows rows, so that
  /// the CTAs that run at one time read few rows and few columns.
  llvm::SmallVector<mlir::Value> decodeInStripes(mlir::Value linear);

  /// One arrival and the copied bytes fill a stage.
  Ring createRing(int64_t stages, int64_t consumers);
  RingState advance(const Ring &ring, RingState state);
  StagedOperand createOperand(const tile::BoxOperand &operand, int64_t stages);
  /// Starts the copies of one operand, which signal `barrier[stage]`: panel
  /// after panel of the contiguous dimension, each in boxes of rows.
  void load(const tile::BoxOperand &operand, const StagedOperand &memory,
            mlir::Value stage, mlir::Value barrier,
            const mlir::IRMapping &atoms);

  /// Warps with roles, each of which has an empty block. Consumers are
  /// `independent` if each warpgroup runs tiles of its own; `registers` are a
  /// producer's and a consumer's thread's.
  sm90::WarpSpecializeOp createRoles(int64_t consumers, bool independent,
                                     std::pair<int64_t, int64_t> registers);

  mlir::Value index(int64_t value) {
    return mlir::arith::ConstantIndexOp::create(builder, loc, value);
  }
  mlir::Value add(mlir::Value a, int64_t b) {
    return b == 0 ? a : mlir::arith::AddIOp::create(builder, loc, a, index(b));
  }
  mlir::Value mul(mlir::Value a, int64_t b) {
    return b == 1 ? a : mlir::arith::MulIOp::create(builder, loc, a, index(b));
  }

  /// To 32 bits, whose divisions are short, and back.
  mlir::Value narrow(mlir::Value value);
  mlir::Value wide(mlir::Value value);

  tile::FuncOp source, target;
  mlir::OpBuilder builder;
  mlir::Location loc;
  mlir::IRMapping arguments; // buffers and symbols
  llvm::SmallVector<mlir::Value> gridSizes;
  mlir::Value numTiles;

private:
  /// The remainder by `size`; `rest` becomes the quotient. Both of 32 bits.
  mlir::Value split(mlir::Value &rest, mlir::Value size);
};

/// Elements that `operand` takes in shared memory, whole panels.
int64_t getStagedElements(const tile::BoxOperand &operand);
int64_t getStagedBytes(const tile::BoxOperand &operand);

/// How the products read an operand.
sm90::Major getMajor(const tile::BoxOperand &operand);

/// Registers a thread of the producer and of a consumer: the entry's share of
/// the register file, 64 K over all threads in steps of 8, is what they may sum
/// up to. One consumer has all that it can use from the start.
std::pair<int64_t, int64_t> getRegisters(int64_t consumers, int64_t producer);

} // namespace cutedsl

#endif // CUTEDSL_LIB_CONVERSION_TILETOSM90_PERSISTENTKERNEL_H
