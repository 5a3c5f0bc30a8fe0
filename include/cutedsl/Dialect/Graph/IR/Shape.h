//===- Shape.h - Symbolic shapes of graph values ----------------*- C++ -*-===//
//
// A graph value's shape is a list of affine expressions over the program's
// symbols: constants for static dimensions, the encoding's expressions for the
// others. These functions are the only readers and writers of that encoding.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_GRAPH_IR_SHAPE_H
#define CUTEDSL_DIALECT_GRAPH_IR_SHAPE_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "mlir/IR/AffineExpr.h"

namespace cutedsl::graph {

using Dims = llvm::SmallVector<mlir::AffineExpr, 4>;

/// The size of each dimension of `type`. A `?` without an encoding has no
/// expression: the result then holds a null AffineExpr there.
Dims getDims(mlir::RankedTensorType type);
Dims getDims(mlir::Value value);

/// The tensor type with the sizes `dims`: constants become static dimensions,
/// anything else `?` with an encoding.
mlir::RankedTensorType getTensorType(llvm::ArrayRef<mlir::AffineExpr> dims,
                                     mlir::Type elementType);

/// `type` with another element type.
mlir::RankedTensorType withElementType(mlir::RankedTensorType type,
                                       mlir::Type elementType);

/// Row-major strides in elements of a tensor of these sizes.
Dims getContiguousStrides(llvm::ArrayRef<mlir::AffineExpr> dims,
                          mlir::MLIRContext *context);

/// The number of elements.
mlir::AffineExpr getNumElements(llvm::ArrayRef<mlir::AffineExpr> dims,
                                mlir::MLIRContext *context);

/// `expr` simplified; equal expressions mostly become identical.
mlir::AffineExpr simplify(mlir::AffineExpr expr, unsigned numDims = 0);

/// The map with `numDims` dimensions, `exprs` as results and as many symbols as
/// the highest one used: the canonical form of every map in this dialect.
mlir::AffineMap getMap(unsigned numDims, llvm::ArrayRef<mlir::AffineExpr> exprs,
                       mlir::MLIRContext *context);

/// `expr` as text, for diagnostics.
std::string toString(mlir::AffineExpr expr);

} // namespace cutedsl::graph

#endif // CUTEDSL_DIALECT_GRAPH_IR_SHAPE_H
