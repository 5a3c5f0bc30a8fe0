//===- Mainloop.h - The pipelined loop of a tile program --------*- C++ -*-===//
//
// Recognises the loop over k of a tile program whose products read their
// operands straight from memory, and describes each operand as a box of a
// strided tensor: what a copy engine needs to fetch it on its own.
//
// Invariants: the analysis changes nothing. A described operand has, within its
// buffer, a stride for each dimension that no tile changes, stride 1 for the
// first, and a box whose every element outside the sizes counts as zero. A
// program that does not fit gives the reason.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TRANSFORMS_MAINLOOP_H
#define CUTEDSL_TRANSFORMS_MAINLOOP_H

#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace cutedsl::tile {

/// `atom / divisor * factor`, where the atom is a tile coordinate or the loop's
/// induction variable; a null atom is 0.
struct BoxCoordinate {
  mlir::Value atom;
  int64_t factor = 1;
  int64_t divisor = 1;
};

/// One dimension of the tensor that an operand's boxes are cut from.
struct BoxDim {
  /// Elements, over the program's symbols.
  mlir::AffineExpr size;
  /// In elements, over the program's symbols; 1 for the first dimension.
  mlir::AffineExpr stride;
  /// Elements of the box.
  int64_t box = 1;
  BoxCoordinate coordinate;
};

/// An access, of a product's operand or of a result, as boxes.
struct BoxOperand {
  /// The load or store.
  mlir::Operation *access = nullptr;
  mlir::Value buffer;
  mlir::Type elementType;
  /// The contiguous dimension first.
  llvm::SmallVector<BoxDim> dims;
  /// Elements from the buffer's start to the tensor's.
  int64_t offset = 0;
  /// Of an operand: whether k is the contiguous dimension, or the rows
  /// (columns) of the tile.
  bool isKMajor = true;
  /// The tile's rows (of A) or columns (of B), and its share of k.
  int64_t mn = 0, k = 0;
};

/// One `acc + lhs * rhs` of the loop.
struct Product {
  MmaOp mma;
  /// Indices in Mainloop::operands.
  unsigned lhs = 0, rhs = 0;
  /// Index among the loop's carried values.
  unsigned carried = 0;
};

struct Mainloop {
  mlir::scf::ForOp loop;
  /// How long the loop is, over the program's symbols, and a step of it.
  mlir::AffineExpr k;
  int64_t stepK = 0;
  llvm::SmallVector<BoxOperand> operands;
  llvm::SmallVector<Product> products;
};

/// The load that a product's operand is, but for reshapes; null if it is
/// computed.
LoadOp findOperandLoad(mlir::Value operand);

/// Whether the sums of `mainloop` must leave tensor cores after each step:
/// those of 8-bit floats lose precision there, and a step is 128 elements of k.
bool promotesSums(const Mainloop &mainloop);

/// Dimensions of more than one element.
llvm::SmallVector<unsigned> getLanes(mlir::RankedTensorType tile);

/// The mainloop of `func`, or why it has none.
mlir::FailureOr<Mainloop> findMainloop(FuncOp func, std::string &reason);

/// The boxes of a load or a store outside the loop, of a tile whose last
/// dimension is contiguous in memory; or why it cannot be so described.
mlir::FailureOr<BoxOperand> describeAccess(FuncOp func, LoadOp load,
                                           std::string &reason);
mlir::FailureOr<BoxOperand> describeAccess(FuncOp func, StoreOp store,
                                           std::string &reason);

/// Whether a copy engine with 16-byte granules and boxes of up to 256 elements
/// a side can fetch every operand, and tensor cores can multiply them; else the
/// reason.
mlir::LogicalResult checkTensorCores(const Mainloop &mainloop,
                                     std::string &reason);

} // namespace cutedsl::tile

#endif // CUTEDSL_TRANSFORMS_MAINLOOP_H
