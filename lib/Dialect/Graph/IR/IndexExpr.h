//===- IndexExpr.h - Index expressions as sums of polynomials ---*- C++ -*-===//
//
// The form in which IndexMap.h's functions simplify: a sum of *atoms* (a
// dimension, a floordiv or a mod that holds one) times polynomials over the
// symbols. Private to the dialect.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_DIALECT_GRAPH_IR_INDEXEXPR_H
#define CUTEDSL_LIB_DIALECT_GRAPH_IR_INDEXEXPR_H

#include "cutedsl/Dialect/Graph/IR/IndexMap.h"

namespace cutedsl::graph::index {

using mlir::AffineConstantExpr;
using mlir::AffineDimExpr;
using mlir::AffineExpr;
using mlir::AffineExprKind;
using mlir::AffineSymbolExpr;

/// A product of atoms, sorted, possibly with repetitions.
using Monomial = llvm::SmallVector<AffineExpr, 2>;

/// An order that does not depend on addresses.
int compare(const Monomial &a, const Monomial &b);

/// Terms with non-zero coefficients, the largest monomial first.
struct Poly {
  llvm::SmallVector<std::pair<Monomial, int64_t>, 2> terms;

  Poly() = default;
  Poly(int64_t constant) {
    if (constant)
      terms.push_back({{}, constant});
  }
  static Poly atom(AffineExpr expr) {
    Poly result;
    result.terms.push_back({{expr}, 1});
    return result;
  }

  bool isZero() const { return terms.empty(); }
  std::optional<int64_t> getConstant() const {
    if (terms.empty())
      return 0;
    if (terms.size() == 1 && terms[0].first.empty())
      return terms[0].second;
    return std::nullopt;
  }
  bool operator==(const Poly &other) const { return terms == other.terms; }

  void add(const Monomial &monomial, int64_t coefficient) {
    auto it = llvm::find_if(
        terms, [&](auto &term) { return compare(term.first, monomial) >= 0; });
    if (it != terms.end() && compare(it->first, monomial) == 0) {
      it->second += coefficient;
      if (it->second == 0)
        terms.erase(it);
    } else if (coefficient) {
      terms.insert(it, {monomial, coefficient});
    }
  }
};

Poly operator+(Poly a, const Poly &b);
Poly operator*(const Poly &a, const Poly &b);
Poly operator-(Poly a, const Poly &b);
/// `a / b` where b divides a.
std::optional<Poly> divide(Poly a, const Poly &b);
AffineExpr toExpr(const Poly &poly, mlir::MLIRContext *context);

/// `sum + constant`; atoms in order of first appearance.
struct Sum {
  llvm::SmallVector<std::pair<AffineExpr, Poly>, 4> terms;
  Poly constant;

  void add(AffineExpr atom, const Poly &coefficient) {
    for (auto it = terms.begin(); it != terms.end(); ++it)
      if (it->first == atom) {
        it->second = it->second + coefficient;
        if (it->second.isZero())
          terms.erase(it);
        return;
      }
    if (!coefficient.isZero())
      terms.push_back({atom, coefficient});
  }
  void add(const Sum &other, const Poly &scale = Poly(1)) {
    for (auto &[atom, coefficient] : other.terms)
      add(atom, coefficient * scale);
    constant = constant + other.constant * scale;
  }
  bool isSymbolic() const { return terms.empty(); }
};

/// Simplifies with 0 <= d_i < sizes[i]; dimensions without a size are only
/// known not to be negative.
class Simplifier {
public:
  Simplifier(llvm::ArrayRef<AffineExpr> sizes) : sizes(sizes) {}

  AffineExpr run(AffineExpr expr) {
    context = expr.getContext();
    return rebuild(flatten(expr));
  }
  Sum flatten(AffineExpr expr);
  Poly toPoly(AffineExpr expr) { return flatten(expr).constant; }
  /// The least and largest value of `sum` over all indices.
  std::optional<std::pair<Poly, Poly>> getBounds(const Sum &sum);
  bool isNonNegative(const Poly &poly);
  void setContext(mlir::MLIRContext *ctx) { context = ctx; }

private:
  AffineExpr rebuild(const Sum &sum);
  Sum floorDiv(const Sum &sum, const Poly &divisor);
  Sum mod(const Sum &sum, const Poly &divisor);
  void merge(Sum &sum);

  /// Splits `sum` into a multiple of `divisor` (returned divided) and a rest.
  std::pair<Sum, Sum> split(const Sum &sum, const Poly &divisor);

  /// True when 0 <= sum < bound for all indices.
  bool isWithin(const Sum &sum, const Poly &bound);
  /// The largest value of an atom, where known; atoms are never negative.
  std::optional<Poly> getMax(AffineExpr atom);
  bool isNonNegativeAtom(AffineExpr atom);

  llvm::ArrayRef<AffineExpr> sizes;
  mlir::MLIRContext *context = nullptr;
};

} // namespace cutedsl::graph::index

#endif // CUTEDSL_LIB_DIALECT_GRAPH_IR_INDEXEXPR_H
