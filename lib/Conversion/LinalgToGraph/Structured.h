//===- Structured.h - Structured ops as graph ops ---------------*- C++ -*-===//
//
// A structured op of linalg, named or generic, is its body on tensors of the
// shape of its loops: every operand is a view there. Then come reductions over
// loops that no result has; a sum of products of two operands is a contraction.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_LINALGTOGRAPH_STRUCTURED_H
#define CUTEDSL_LIB_CONVERSION_LINALGTOGRAPH_STRUCTURED_H

#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Builders.h"

namespace cutedsl {

using Lookup = llvm::function_ref<mlir::Value(mlir::Value)>;

/// The graph values of the results of `op`, whose loops have these sizes;
/// `lookup` gives those of tensors. Fails after an error.
mlir::FailureOr<llvm::SmallVector<mlir::Value>>
convertStructured(mlir::OpBuilder &builder, mlir::linalg::LinalgOp op,
                  llvm::ArrayRef<mlir::AffineExpr> loops, Lookup lookup);

/// `op` of arith or math on tensors of the sizes `dims`, its operands given:
/// integers of type index are i64, narrow floats are computed with in f32. Null
/// after an error.
mlir::Value convertElementwise(mlir::OpBuilder &builder, mlir::Operation *op,
                               mlir::ValueRange operands,
                               llvm::ArrayRef<mlir::AffineExpr> dims);

/// A tensor that holds `element` everywhere.
mlir::Value createConstant(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::TypedAttr element,
                           llvm::ArrayRef<mlir::AffineExpr> dims);

/// `source[map]` with the sizes `dims`.
mlir::Value createView(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value source, mlir::AffineMap map,
                       llvm::ArrayRef<mlir::AffineExpr> dims);

} // namespace cutedsl

#endif // CUTEDSL_LIB_CONVERSION_LINALGTOGRAPH_STRUCTURED_H
