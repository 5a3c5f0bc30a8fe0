//===- Values.h - What is known of values when compiling --------*- C++ -*-===//
//
// Constants seen through views, integers as index expressions, floats as
// intervals: the facts on which exact algebra rests. Everything unknown is
// "nothing".
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_GRAPH_VALUES_H
#define CUTEDSL_LIB_TRANSFORMS_GRAPH_VALUES_H

#include "GraphUtils.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include <optional>

namespace cutedsl::graph {

/// The element that `value` holds everywhere, if it is a constant, seen through
/// views.
mlir::TypedAttr getSplat(mlir::Value value);

/// A tensor of `type` that holds `element` everywhere.
mlir::Value createSplat(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::TypedAttr element, mlir::RankedTensorType type);

/// The integers of `value` as an expression over its indices and the program's
/// symbols: `iota 1` is `d1`.
std::optional<mlir::AffineExpr> getIndexExpr(mlir::Value value);

/// `number` as `type` holds it: infinite where it overflows.
double roundTo(mlir::FloatType type, double number);

/// Finite numbers between two bounds: no NaN, no infinity.
struct FloatRange {
  double low, high;
};
std::optional<FloatRange> getFloatRange(mlir::Value value);

/// True when `value`, computed from `score`, is finite where that is: it is
/// scaled by, and added to, what is known to be finite. (A sum that overflows
/// would need scores near the largest float.)
bool keepsFinite(mlir::Value value, mlir::Value score);

/// For a float that is 0 where an i1 tensor is false and 1 where it is true:
/// that tensor, of the same shape.
mlir::Value getCondition(mlir::Value value);

/// True when `map`, from an index space of sizes `dims`, leaves a dimension of
/// more than one index unused: elements repeat.
bool isBroadcast(mlir::AffineMap map, llvm::ArrayRef<mlir::AffineExpr> dims);

/// True when a tensor of sizes `a` has provably fewer elements than one of `b`,
/// or as many for some sizes.
bool isSmaller(llvm::ArrayRef<mlir::AffineExpr> a,
               llvm::ArrayRef<mlir::AffineExpr> b, mlir::MLIRContext *context);

} // namespace cutedsl::graph

#endif // CUTEDSL_LIB_TRANSFORMS_GRAPH_VALUES_H
