//===- IndexMap.cpp - Index maps with known bounds ------------------------===//

#include "IndexExpr.h"

using namespace mlir;
using namespace cutedsl::graph;
using namespace cutedsl::graph::index;

//===----------------------------------------------------------------------===//
// Public functions
//===----------------------------------------------------------------------===//

bool cutedsl::graph::isEqual(AffineExpr a, AffineExpr b) {
  if (a == b)
    return true;
  Simplifier simplifier({});
  Sum difference = simplifier.flatten(a);
  difference.add(simplifier.flatten(b), Poly(-1));
  return difference.isSymbolic() && difference.constant.isZero();
}

bool cutedsl::graph::isEqual(ArrayRef<AffineExpr> a, ArrayRef<AffineExpr> b) {
  return a.size() == b.size() && llvm::all_of(llvm::zip(a, b), [](auto pair) {
           return isEqual(std::get<0>(pair), std::get<1>(pair));
         });
}

bool cutedsl::graph::isNonNegative(AffineExpr expr,
                                   ArrayRef<AffineExpr> sizes) {
  Simplifier simplifier(sizes);
  auto bounds = simplifier.getBounds(simplifier.flatten(expr));
  return bounds && simplifier.isNonNegative(bounds->first);
}

std::optional<std::pair<AffineExpr, AffineExpr>>
cutedsl::graph::getBounds(AffineExpr expr, ArrayRef<AffineExpr> sizes) {
  Simplifier simplifier(sizes);
  auto bounds = simplifier.getBounds(simplifier.flatten(expr));
  if (!bounds)
    return std::nullopt;
  return std::make_pair(toExpr(bounds->first, expr.getContext()),
                        toExpr(bounds->second, expr.getContext()));
}

AffineExpr cutedsl::graph::linearize(AffineMap map,
                                     ArrayRef<AffineExpr> strides,
                                     ArrayRef<AffineExpr> sizes) {
  AffineExpr offset = getAffineConstantExpr(0, map.getContext());
  for (auto [index, stride] : llvm::zip(map.getResults(), strides))
    offset = offset + index * stride;
  return simplifyInBounds(offset, sizes);
}

AffineExpr cutedsl::graph::simplifyInBounds(AffineExpr expr,
                                            ArrayRef<AffineExpr> sizes) {
  return Simplifier(sizes).run(expr);
}

AffineMap cutedsl::graph::simplifyInBounds(AffineMap map,
                                           ArrayRef<AffineExpr> sizes) {
  SmallVector<AffineExpr> exprs;
  for (AffineExpr expr : map.getResults())
    exprs.push_back(simplifyInBounds(expr, sizes));
  return getMap(map.getNumDims(), exprs, map.getContext());
}

AffineMap cutedsl::graph::composeMaps(AffineMap outer, AffineMap inner,
                                      ArrayRef<AffineExpr> sizes) {
  SmallVector<AffineExpr> exprs;
  for (AffineExpr expr : outer.getResults())
    exprs.push_back(
        simplifyInBounds(expr.replaceDims(inner.getResults()), sizes));
  return getMap(inner.getNumDims(), exprs, outer.getContext());
}

bool cutedsl::graph::isIdentity(AffineMap map, ArrayRef<AffineExpr> sizes) {
  if (map.getNumResults() != sizes.size() || map.getNumDims() != sizes.size())
    return false;
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    bool isOnly = expr == 0 && sizes[dim] == 1;
    auto position = dyn_cast<AffineDimExpr>(expr);
    if (!isOnly && (!position || position.getPosition() != dim))
      return false;
  }
  return true;
}

bool cutedsl::graph::isLinear(AffineMap map) {
  bool linear = true;
  for (AffineExpr expr : map.getResults())
    expr.walk([&](AffineExpr e) {
      if (auto binary = dyn_cast<AffineBinaryOpExpr>(e))
        if (binary.getKind() != AffineExprKind::Add &&
            binary.getKind() != AffineExprKind::Mul)
          linear &= e.isSymbolicOrConstant();
    });
  return linear;
}

//===----------------------------------------------------------------------===//
// Inversion by digits
//===----------------------------------------------------------------------===//

namespace {
/// `(d_dim floordiv low) mod extent`: some mixed-radix digits of an index.
struct Digit {
  unsigned dim;
  Poly low, extent;
  /// Where the digit goes: `coefficient` times it is part of `target`.
  unsigned target = 0;
  Poly coefficient;
};

class Inverter {
public:
  Inverter(ArrayRef<AffineExpr> from, MLIRContext *context)
      : from(from), simplifier(from), context(context) {
    simplifier.setContext(context);
  }
  std::optional<Bijection> run(AffineMap map, ArrayRef<AffineExpr> to);

private:
  std::optional<Digit> parseDigit(AffineExpr atom);
  bool collect(unsigned target, AffineExpr expr, AffineExpr size);
  bool fillGaps(unsigned dim, SmallVectorImpl<Digit> &gaps);
  AffineExpr getDigit(AffineExpr value, const Poly &low, const Poly &extent,
                      AffineExpr size);

  ArrayRef<AffineExpr> from;
  Simplifier simplifier;
  MLIRContext *context;
  SmallVector<Digit, 1> digits;
};
} // namespace

std::optional<Digit> Inverter::parseDigit(AffineExpr atom) {
  Digit digit;
  if (auto dim = dyn_cast<AffineDimExpr>(atom)) {
    digit.dim = dim.getPosition();
    digit.low = Poly(1);
    digit.extent = simplifier.toPoly(from[digit.dim]);
    return digit;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(atom);
  if (!binary || !binary.getRHS().isSymbolicOrConstant())
    return std::nullopt;
  std::optional<Digit> inner = parseDigit(binary.getLHS());
  if (!inner)
    return std::nullopt;
  Poly by = simplifier.toPoly(binary.getRHS());
  std::optional<Poly> rest = divide(inner->extent, by);
  if (!rest)
    return std::nullopt;
  if (atom.getKind() == AffineExprKind::Mod) {
    inner->extent = by;
  } else if (atom.getKind() == AffineExprKind::FloorDiv) {
    inner->low = inner->low * by;
    inner->extent = *rest;
  } else {
    return std::nullopt;
  }
  return inner;
}

/// Reads `expr` as digits that together count up to `size`.
bool Inverter::collect(unsigned target, AffineExpr expr, AffineExpr size) {
  Sum sum = simplifier.flatten(expr);
  if (!sum.constant.isZero())
    return false;
  SmallVector<std::pair<AffineExpr, Poly>> terms(sum.terms.begin(),
                                                 sum.terms.end());
  Poly weight(1);
  while (!terms.empty()) {
    auto it =
        llvm::find_if(terms, [&](auto &term) { return term.second == weight; });
    if (it == terms.end())
      return false;
    std::optional<Digit> digit = parseDigit(it->first);
    if (!digit)
      return false;
    digit->target = target;
    digit->coefficient = weight;
    weight = weight * digit->extent;
    digits.push_back(*digit);
    terms.erase(it);
  }
  return weight == simplifier.toPoly(size);
}

/// Checks that the digits of `dim` do not overlap and adds those that no
/// target holds.
bool Inverter::fillGaps(unsigned dim, SmallVectorImpl<Digit> &gaps) {
  Poly size = simplifier.toPoly(from[dim]), low(1);
  SmallVector<Digit *> rest;
  for (Digit &digit : digits)
    if (digit.dim == dim)
      rest.push_back(&digit);
  SmallVector<Digit, 1> found;
  while (!(low == size) || !rest.empty()) {
    // The lowest of the rest: the one that divides all others.
    Digit *next = nullptr;
    for (Digit *candidate : rest)
      if (llvm::all_of(rest, [&](Digit *other) {
            return bool(divide(other->low, candidate->low));
          }))
        next = candidate;
    if (!next && !rest.empty())
      return false;
    Poly end = next ? next->low : size;
    if (!(low == end)) {
      std::optional<Poly> extent = divide(end, low);
      if (!extent)
        return false;
      found.push_back({dim, low, *extent, 0, Poly()});
      low = end;
    }
    if (next) {
      low = next->low * next->extent;
      rest.erase(llvm::find(rest, next));
    }
  }
  gaps.append(found.rbegin(), found.rend());
  return true;
}

AffineExpr Inverter::getDigit(AffineExpr value, const Poly &low,
                              const Poly &extent, AffineExpr size) {
  AffineExpr result = value;
  if (!(low == Poly(1)))
    result = result.floorDiv(toExpr(low, context));
  if (!(low * extent == simplifier.toPoly(size)))
    result = result % toExpr(extent, context);
  return result;
}

std::optional<Bijection> Inverter::run(AffineMap map, ArrayRef<AffineExpr> to) {
  for (auto [index, expr] : llvm::enumerate(map.getResults()))
    if (!collect(index, expr, to[index]))
      return std::nullopt;
  SmallVector<Digit, 1> gaps;
  for (unsigned dim = 0; dim < from.size(); ++dim)
    if (!fillGaps(dim, gaps))
      return std::nullopt;
  Bijection result;
  result.sizes.assign(to.begin(), to.end());
  SmallVector<AffineExpr> forward;
  for (AffineExpr expr : map.getResults())
    forward.push_back(simplifier.run(expr));
  for (Digit &gap : gaps) {
    gap.target = result.sizes.size();
    gap.coefficient = Poly(1);
    result.sizes.push_back(toExpr(gap.extent, context));
    forward.push_back(getDigit(getAffineDimExpr(gap.dim, context), gap.low,
                               gap.extent, from[gap.dim]));
    digits.push_back(gap);
  }
  SmallVector<AffineExpr> backward(from.size(),
                                   getAffineConstantExpr(0, context));
  for (Digit &digit : digits) {
    AffineExpr value =
        getDigit(getAffineDimExpr(digit.target, context), digit.coefficient,
                 digit.extent, result.sizes[digit.target]);
    backward[digit.dim] =
        backward[digit.dim] + value * toExpr(digit.low, context);
  }
  result.map = getMap(from.size(), forward, context);
  result.inverse = simplifyInBounds(
      getMap(result.sizes.size(), backward, context), result.sizes);
  return result;
}

std::optional<Bijection>
cutedsl::graph::completeToBijection(AffineMap map, ArrayRef<AffineExpr> from,
                                    ArrayRef<AffineExpr> to) {
  return Inverter(from, map.getContext()).run(map, to);
}

std::optional<AffineMap> cutedsl::graph::invertMap(AffineMap map,
                                                   ArrayRef<AffineExpr> from,
                                                   ArrayRef<AffineExpr> to) {
  std::optional<Bijection> found = completeToBijection(map, from, to);
  if (!found || found->sizes.size() != to.size())
    return std::nullopt;
  return found->inverse;
}
