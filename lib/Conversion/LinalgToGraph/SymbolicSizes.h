//===- SymbolicSizes.h - Sizes of tensors with '?' --------------*- C++ -*-===//
//
// Gives every tensor of a function its sizes as expressions over symbols. Each
// `?` of an argument is a symbol of its own, until an op demands that two sizes
// agree: then they are one, or the constant that one of them is. What the
// source left to be checked when running, the compiled program checks on entry.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_LINALGTOGRAPH_SYMBOLICSIZES_H
#define CUTEDSL_LIB_CONVERSION_LINALGTOGRAPH_SYMBOLICSIZES_H

#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace cutedsl {

class SymbolicSizes {
public:
  explicit SymbolicSizes(mlir::func::FuncOp function);

  /// Reads every op. Fails after an error.
  mlir::LogicalResult infer();

  graph::Dims getDims(mlir::Value tensor);
  /// An integer of type index, if it is known as an expression.
  std::optional<mlir::AffineExpr> getIndex(mlir::OpFoldResult value);
  /// The sizes of a structured op's loops.
  graph::Dims getLoops(mlir::linalg::LinalgOp op);
  unsigned getNumSymbols() const { return numSymbols; }

private:
  mlir::LogicalResult inferOp(mlir::Operation *op);
  mlir::LogicalResult inferStructured(mlir::linalg::LinalgOp op);
  void setSizes(mlir::Value tensor, llvm::ArrayRef<mlir::OpFoldResult> sizes);
  mlir::LogicalResult setResult(mlir::Operation *op, graph::Dims dims);
  mlir::LogicalResult makeEqual(mlir::Operation *op, mlir::AffineExpr a,
                                mlir::AffineExpr b);
  mlir::AffineExpr resolve(mlir::AffineExpr expr);
  mlir::AffineExpr addSymbol();
  void renumber();

  mlir::func::FuncOp function;
  mlir::MLIRContext *context;
  llvm::DenseMap<mlir::Value, graph::Dims> sizes;
  llvm::DenseMap<mlir::Operation *, graph::Dims> loops;
  /// What each symbol stands for; null for itself.
  llvm::SmallVector<mlir::AffineExpr> meaning;
  unsigned numSymbols = 0;
};

} // namespace cutedsl

#endif // CUTEDSL_LIB_CONVERSION_LINALGTOGRAPH_SYMBOLICSIZES_H
