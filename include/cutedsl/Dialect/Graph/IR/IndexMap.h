//===- IndexMap.h - Index maps with known bounds ----------------*- C++ -*-===//
//
// Algebra of the maps of `graph.view`: composition, simplification that knows
// that `0 <= d_i < size_i` and that symbols are not negative, and inversion.
//
// Expressions are handled as sums of polynomials over the symbols times *atoms*
// (a dimension, a floordiv or a mod), so that symbolic strides such as
// `d0 * s1 + d1` simplify as constant ones do. Results do not depend on
// addresses: equal inputs give equal outputs in every process.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_GRAPH_IR_INDEXMAP_H
#define CUTEDSL_DIALECT_GRAPH_IR_INDEXMAP_H

#include "cutedsl/Dialect/Graph/IR/Shape.h"
#include <optional>

namespace cutedsl::graph {

/// True when `a == b` for all values of the symbols (and dimensions).
bool isEqual(mlir::AffineExpr a, mlir::AffineExpr b);
bool isEqual(llvm::ArrayRef<mlir::AffineExpr> a,
             llvm::ArrayRef<mlir::AffineExpr> b);

/// True when `expr >= 0` can be shown, its dimension `i` being in
/// `[0, sizes[i])` and symbols not being negative.
bool isNonNegative(mlir::AffineExpr expr,
                   llvm::ArrayRef<mlir::AffineExpr> sizes = {});

/// The least and the largest value of `expr` over all indices, as expressions
/// over symbols, where they are known.
std::optional<std::pair<mlir::AffineExpr, mlir::AffineExpr>>
getBounds(mlir::AffineExpr expr, llvm::ArrayRef<mlir::AffineExpr> sizes);

/// The offset in elements that `map`'s results have with these strides, over
/// the map's dimensions: the one place where a reshape between contiguous
/// tensors is seen to be nothing.
mlir::AffineExpr linearize(mlir::AffineMap map,
                           llvm::ArrayRef<mlir::AffineExpr> strides,
                           llvm::ArrayRef<mlir::AffineExpr> sizes);

/// `expr` simplified, its dimension `i` being in `[0, sizes[i])`.
mlir::AffineExpr simplifyInBounds(mlir::AffineExpr expr,
                                  llvm::ArrayRef<mlir::AffineExpr> sizes);
mlir::AffineMap simplifyInBounds(mlir::AffineMap map,
                                 llvm::ArrayRef<mlir::AffineExpr> sizes);

/// The map `i -> outer(inner(i))`, simplified; `sizes` bound inner's
/// dimensions. Symbols of both are the program's.
mlir::AffineMap composeMaps(mlir::AffineMap outer, mlir::AffineMap inner,
                            llvm::ArrayRef<mlir::AffineExpr> sizes);

/// A one-to-one map between two index spaces, both ways.
struct Bijection {
  /// Sizes of the target space.
  Dims sizes;
  mlir::AffineMap map, inverse;
};

/// Extends `map`, from an index space of sizes `from` onto one of sizes `to`,
/// to a bijection: the target space gets more dimensions, after those of `to`,
/// for what the map leaves free. Works on maps that permute, split and merge
/// dimensions; nothing when the map is not one of these.
std::optional<Bijection>
completeToBijection(mlir::AffineMap map, llvm::ArrayRef<mlir::AffineExpr> from,
                    llvm::ArrayRef<mlir::AffineExpr> to);

/// The inverse of a map that permutes, splits and merges dimensions.
std::optional<mlir::AffineMap> invertMap(mlir::AffineMap map,
                                         llvm::ArrayRef<mlir::AffineExpr> from,
                                         llvm::ArrayRef<mlir::AffineExpr> to);

/// True when `map` gives each index of a space of these sizes itself: in a
/// dimension of size 1 there is only index 0.
bool isIdentity(mlir::AffineMap map, llvm::ArrayRef<mlir::AffineExpr> sizes);

/// True when no result holds a floordiv or mod: steps are constant.
bool isLinear(mlir::AffineMap map);

} // namespace cutedsl::graph

#endif // CUTEDSL_DIALECT_GRAPH_IR_INDEXMAP_H
