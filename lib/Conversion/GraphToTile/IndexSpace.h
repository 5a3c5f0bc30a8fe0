//===- IndexSpace.h - Index expressions with known ranges -------*- C++ -*-===//
//
// Reshapes compose to expressions such as (d0 * 64 + d1) floordiv 64. An index
// space knows that 0 <= d_i < extent_i and so reduces that to d0. Expressions
// are affine expressions over the space's dimensions and the program's symbols
// (sizes, never negative); products of two of them, and division by a symbolic
// size, are allowed.
//
// A simplified expression is a sum of products whose factors are dimensions,
// symbols, or divisions that the ranges do not resolve. Equal inputs give
// identical results in every process.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_CONVERSION_GRAPHTOTILE_INDEXSPACE_H
#define CUTEDSL_CONVERSION_GRAPHTOTILE_INDEXSPACE_H

#include "mlir/IR/AffineExpr.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <map>
#include <optional>

namespace cutedsl::graph {

/// Orders expressions by structure, so that the order is the same in every
/// process.
struct ExprLess {
  bool operator()(mlir::AffineExpr a, mlir::AffineExpr b) const;
};

/// The factors of a product, sorted; none for a constant.
using Product = llvm::SmallVector<mlir::AffineExpr, 2>;
struct ProductLess {
  bool operator()(const Product &a, const Product &b) const;
};

/// A sum of products with integer coefficients, none of which is zero.
using Sum = std::map<Product, int64_t, ProductLess>;

void add(Sum &sum, const Product &product, int64_t coefficient);
void add(Sum &sum, const Sum &other, int64_t scale = 1);
Sum multiply(const Sum &a, const Sum &b);
Sum constantSum(int64_t value);

class IndexSpace {
public:
  explicit IndexSpace(mlir::MLIRContext *context) : context(context) {}

  /// Adds a dimension with values in [0, extent); extent is over symbols only.
  unsigned addDim(mlir::AffineExpr extent);
  unsigned getNumDims() const { return extents.size(); }
  mlir::AffineExpr getExtent(unsigned dim) const { return extents[dim]; }

  mlir::AffineExpr constant(int64_t value) const {
    return mlir::getAffineConstantExpr(value, context);
  }
  mlir::AffineExpr dim(unsigned index) const {
    return mlir::getAffineDimExpr(index, context);
  }

  mlir::AffineExpr simplify(mlir::AffineExpr expr) const {
    return fromSum(toSum(expr));
  }

  /// The normal form, and back.
  Sum toSum(mlir::AffineExpr expr) const;
  mlir::AffineExpr fromSum(const Sum &sum) const;

  /// Whether lower <= expr and expr < upper for all values of the dimensions.
  /// Symbols count as at least `minSymbol`: 1 for simplifying (code for an
  /// empty dimension never runs), 0 where memory safety depends on the answer.
  bool isWithin(mlir::AffineExpr expr, mlir::AffineExpr lower,
                mlir::AffineExpr upper, int64_t minSymbol = 0) const;
  /// Whether expr >= 0 everywhere.
  bool isNonNegative(const Sum &sum, int64_t minSymbol,
                     llvm::ArrayRef<mlir::AffineExpr> positive = {}) const;

  /// Inverts `map`, which gives the coordinates of one space (`sizes`) as
  /// functions of coordinates of another (`extents` of its dimensions): for
  /// each of the latter, an expression over dimensions of this space
  /// (`coordinates`, one for each result of `map`). What `map` does not depend
  /// on is a further dimension, numbered from `getNumDims()`, of a size in
  /// `missing`. Nothing if `map` is not of that kind.
  std::optional<llvm::SmallVector<mlir::AffineExpr>>
  invert(llvm::ArrayRef<mlir::AffineExpr> map,
         llvm::ArrayRef<mlir::AffineExpr> extents,
         llvm::ArrayRef<mlir::AffineExpr> coordinates,
         llvm::ArrayRef<mlir::AffineExpr> sizes,
         llvm::SmallVectorImpl<mlir::AffineExpr> &missing) const;

private:
  Sum divide(const Sum &sum, const Sum &divisor, bool remainder) const;
  Sum divideByConstant(const Sum &sum, int64_t divisor, bool remainder) const;
  Sum opaqueDivision(const Sum &sum, const Sum &divisor, bool remainder) const;
  void recombine(Sum &sum) const;
  bool isBelow(const Sum &sum, const Sum &upper, int64_t minSymbol,
               llvm::ArrayRef<mlir::AffineExpr> positive = {}) const;
  std::optional<int64_t>
  getLowest(mlir::AffineExpr factor, int64_t minSymbol,
            llvm::ArrayRef<mlir::AffineExpr> positive) const;
  Sum boundDivisions(Sum sum, int64_t minSymbol,
                     llvm::ArrayRef<mlir::AffineExpr> positive) const;
  bool isSymbolicNonNegative(const Sum &sum, int64_t minSymbol,
                             llvm::ArrayRef<mlir::AffineExpr> positive) const;
  /// A bound over symbols only, or nothing.
  std::optional<Sum> bound(const Sum &sum, bool upper) const;
  std::optional<Sum> boundFactor(mlir::AffineExpr factor, bool upper) const;

  mlir::MLIRContext *context;
  llvm::SmallVector<mlir::AffineExpr> extents;
};

/// Whether `expr` uses a dimension at all.
bool usesDims(mlir::AffineExpr expr);

} // namespace cutedsl::graph

#endif // CUTEDSL_CONVERSION_GRAPHTOTILE_INDEXSPACE_H
