//===- IndexExpr.cpp - Index expressions as sums of polynomials -----------===//

#include "IndexExpr.h"

using namespace mlir;
using namespace cutedsl::graph;
using namespace cutedsl::graph::index;

//===----------------------------------------------------------------------===//
// A total order of expressions that does not depend on addresses
//===----------------------------------------------------------------------===//

static int compareExprs(AffineExpr a, AffineExpr b) {
  if (a == b)
    return 0;
  if (a.getKind() != b.getKind())
    return a.getKind() < b.getKind() ? -1 : 1;
  switch (a.getKind()) {
  case AffineExprKind::Constant: {
    int64_t x = cast<AffineConstantExpr>(a).getValue();
    int64_t y = cast<AffineConstantExpr>(b).getValue();
    return x < y ? -1 : 1;
  }
  case AffineExprKind::DimId:
    return cast<AffineDimExpr>(a).getPosition() <
                   cast<AffineDimExpr>(b).getPosition()
               ? -1
               : 1;
  case AffineExprKind::SymbolId:
    return cast<AffineSymbolExpr>(a).getPosition() <
                   cast<AffineSymbolExpr>(b).getPosition()
               ? -1
               : 1;
  default: {
    auto x = cast<AffineBinaryOpExpr>(a), y = cast<AffineBinaryOpExpr>(b);
    if (int order = compareExprs(x.getLHS(), y.getLHS()))
      return order;
    return compareExprs(x.getRHS(), y.getRHS());
  }
  }
}

//===----------------------------------------------------------------------===//
// Polynomials over symbolic atoms
//===----------------------------------------------------------------------===//

int index::compare(const Monomial &a, const Monomial &b) {
  if (a.size() != b.size())
    return a.size() > b.size() ? -1 : 1;
  for (auto [x, y] : llvm::zip(a, b))
    if (int order = compareExprs(x, y))
      return order;
  return 0;
}

Poly index::operator+(Poly a, const Poly &b) {
  for (auto &[monomial, coefficient] : b.terms)
    a.add(monomial, coefficient);
  return a;
}

Poly index::operator*(const Poly &a, const Poly &b) {
  Poly result;
  for (auto &[m, x] : a.terms)
    for (auto &[n, y] : b.terms) {
      Monomial product = m;
      product.append(n.begin(), n.end());
      llvm::sort(product, [](AffineExpr p, AffineExpr q) {
        return compareExprs(p, q) < 0;
      });
      result.add(product, x * y);
    }
  return result;
}

Poly index::operator-(Poly a, const Poly &b) {
  return std::move(a) + Poly(-1) * b;
}

/// `a / b` where that is a monomial and exact.
static std::optional<Monomial> divideMonomial(const Monomial &a,
                                              const Monomial &b) {
  Monomial rest = a;
  for (AffineExpr factor : b) {
    auto it = llvm::find(rest, factor);
    if (it == rest.end())
      return std::nullopt;
    rest.erase(it);
  }
  return rest;
}

/// `a / b` where b divides a.
std::optional<Poly> index::divide(Poly a, const Poly &b) {
  if (b.isZero())
    return std::nullopt;
  Poly quotient;
  while (!a.isZero()) {
    auto &[m, x] = a.terms.front();
    auto &[n, y] = b.terms.front();
    std::optional<Monomial> rest = divideMonomial(m, n);
    if (!rest || x % y != 0)
      return std::nullopt;
    Poly term;
    term.add(*rest, x / y);
    quotient = quotient + term;
    a = a - term * b;
  }
  return quotient;
}

AffineExpr index::toExpr(const Poly &poly, MLIRContext *context) {
  AffineExpr sum = getAffineConstantExpr(0, context);
  for (auto &[monomial, coefficient] : poly.terms) {
    AffineExpr product;
    for (AffineExpr factor : monomial)
      product = product ? product * factor : factor;
    sum = sum + (product ? product * coefficient
                         : getAffineConstantExpr(coefficient, context));
  }
  return sum;
}

//===----------------------------------------------------------------------===//
// Simplifier
//===----------------------------------------------------------------------===//

bool Simplifier::isNonNegativeAtom(AffineExpr atom) {
  if (isa<AffineDimExpr, AffineSymbolExpr>(atom))
    return true;
  auto binary = cast<AffineBinaryOpExpr>(atom);
  Poly divisor = toPoly(binary.getRHS());
  if (atom.getKind() == AffineExprKind::Mod)
    return true;
  if (atom.getKind() != AffineExprKind::FloorDiv || !isNonNegative(divisor))
    return false;
  Sum numerator = flatten(binary.getLHS());
  for (auto &[inner, coefficient] : numerator.terms)
    if (!isNonNegative(coefficient) || !isNonNegativeAtom(inner))
      return false;
  return isNonNegative(numerator.constant);
}

bool Simplifier::isNonNegative(const Poly &poly) {
  // Terms with positive coefficients are at least 0; of the negative ones, a
  // constant and `x mod c` have known bounds.
  int64_t low = 0;
  for (auto &[monomial, coefficient] : poly.terms) {
    if (!llvm::all_of(monomial,
                      [&](AffineExpr e) { return isNonNegativeAtom(e); }))
      return false;
    if (monomial.empty()) {
      low += coefficient;
      continue;
    }
    if (coefficient >= 0)
      continue;
    std::optional<Poly> max;
    if (monomial.size() == 1)
      max = getMax(monomial[0]);
    std::optional<int64_t> constant;
    if (max)
      constant = max->getConstant();
    if (!constant)
      return false;
    low += coefficient * *constant;
  }
  return low >= 0;
}

std::optional<Poly> Simplifier::getMax(AffineExpr atom) {
  if (auto dim = dyn_cast<AffineDimExpr>(atom)) {
    if (dim.getPosition() >= sizes.size() || !sizes[dim.getPosition()])
      return std::nullopt;
    return toPoly(sizes[dim.getPosition()]) - Poly(1);
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(atom);
  if (!binary)
    return std::nullopt;
  Poly divisor = toPoly(binary.getRHS());
  if (atom.getKind() == AffineExprKind::Mod)
    return divisor - Poly(1);
  if (atom.getKind() != AffineExprKind::FloorDiv)
    return std::nullopt;
  // The largest numerator of the form q * divisor - 1 or below.
  Sum numerator = flatten(binary.getLHS());
  Poly max = numerator.constant;
  for (auto &[inner, coefficient] : numerator.terms) {
    std::optional<Poly> innerMax = getMax(inner);
    if (!innerMax || !isNonNegative(coefficient))
      return std::nullopt;
    max = max + coefficient * *innerMax;
  }
  if (auto quotient = divide(max + Poly(1), divisor))
    return *quotient - Poly(1);
  std::optional<int64_t> top = max.getConstant(), by = divisor.getConstant();
  if (top && by && *by > 0 && *top >= 0)
    return Poly(*top / *by);
  return std::nullopt;
}

std::optional<std::pair<Poly, Poly>> Simplifier::getBounds(const Sum &sum) {
  Poly low = sum.constant, high = sum.constant;
  for (auto &[atom, coefficient] : sum.terms) {
    if (!isNonNegativeAtom(atom))
      return std::nullopt;
    std::optional<Poly> max = getMax(atom);
    if (!max)
      return std::nullopt;
    if (isNonNegative(coefficient))
      high = high + coefficient * *max;
    else if (isNonNegative(Poly(-1) * coefficient))
      low = low + coefficient * *max;
    else
      return std::nullopt;
  }
  return std::make_pair(low, high);
}

bool Simplifier::isWithin(const Sum &sum, const Poly &bound) {
  auto bounds = getBounds(sum);
  return bounds && isNonNegative(bounds->first) &&
         isNonNegative(bound - Poly(1) - bounds->second);
}

std::pair<Sum, Sum> Simplifier::split(const Sum &sum, const Poly &divisor) {
  Sum quotient, rest;
  for (auto &[atom, coefficient] : sum.terms) {
    if (auto by = divide(coefficient, divisor))
      quotient.add(atom, *by);
    else
      rest.add(atom, coefficient);
  }
  // Of the constant, take whole multiples so that the rest lies in [0, c).
  for (auto &[monomial, coefficient] : sum.constant.terms) {
    Poly term;
    term.add(monomial, coefficient);
    std::optional<int64_t> by = divisor.getConstant();
    if (auto q = divide(term, divisor)) {
      quotient.constant = quotient.constant + *q;
    } else if (by && *by > 0) {
      int64_t q0 = llvm::divideFloorSigned(coefficient, *by);
      quotient.constant.add(monomial, q0);
      rest.constant.add(monomial, coefficient - q0 * *by);
    } else {
      rest.constant = rest.constant + term;
    }
  }
  return {quotient, rest};
}

Sum Simplifier::floorDiv(const Sum &sum, const Poly &divisor) {
  auto [quotient, rest] = split(sum, divisor);
  if (isWithin(rest, divisor))
    return quotient;
  // A constant rest of several terms may still be a whole multiple.
  if (rest.isSymbolic())
    if (auto q = divide(rest.constant, divisor)) {
      quotient.constant = quotient.constant + *q;
      return quotient;
    }
  // (g * x + low) floordiv (g * c) is x floordiv c for 0 <= low < g.
  for (auto &[atom, coefficient] : rest.terms) {
    std::optional<Poly> reduced = divide(divisor, coefficient);
    if (!reduced || coefficient == Poly(1) || !isNonNegative(coefficient))
      continue;
    auto [high, low] = split(rest, coefficient);
    if (!isWithin(low, coefficient))
      continue;
    quotient.add(floorDiv(high, *reduced));
    return quotient;
  }
  // (x floordiv a) floordiv c is x floordiv (a * c).
  if (rest.terms.size() == 1 && rest.constant.isZero() &&
      rest.terms[0].second == Poly(1) &&
      rest.terms[0].first.getKind() == AffineExprKind::FloorDiv) {
    auto inner = cast<AffineBinaryOpExpr>(rest.terms[0].first);
    Poly product = toPoly(inner.getRHS()) * divisor;
    quotient.add(
        rebuild(flatten(inner.getLHS())).floorDiv(toExpr(product, context)),
        Poly(1));
    return quotient;
  }
  AffineExpr atom = rebuild(rest).floorDiv(toExpr(divisor, context));
  if (rest.isSymbolic())
    quotient.constant = quotient.constant + Poly::atom(atom);
  else
    quotient.add(atom, Poly(1));
  return quotient;
}

Sum Simplifier::mod(const Sum &sum, const Poly &divisor) {
  auto [quotient, rest] = split(sum, divisor);
  if (isWithin(rest, divisor))
    return rest;
  // (g * x + low) mod (g * c) is g * (x mod c) + low for 0 <= low < g.
  for (auto &[atom, coefficient] : rest.terms) {
    std::optional<Poly> reduced = divide(divisor, coefficient);
    if (!reduced || coefficient == Poly(1) || !isNonNegative(coefficient))
      continue;
    auto [high, low] = split(rest, coefficient);
    if (!isWithin(low, coefficient))
      continue;
    Sum result = low;
    result.add(mod(high, *reduced), coefficient);
    return result;
  }
  // (x mod (k * c)) mod c is x mod c.
  if (rest.terms.size() == 1 && rest.constant.isZero() &&
      rest.terms[0].second == Poly(1) &&
      rest.terms[0].first.getKind() == AffineExprKind::Mod) {
    auto inner = cast<AffineBinaryOpExpr>(rest.terms[0].first);
    if (divide(toPoly(inner.getRHS()), divisor))
      return mod(flatten(inner.getLHS()), divisor);
  }
  Sum result;
  AffineExpr atom = rebuild(rest) % toExpr(divisor, context);
  if (rest.isSymbolic())
    result.constant = Poly::atom(atom);
  else
    result.add(atom, Poly(1));
  return result;
}

/// (x floordiv c) * c * a + (x mod c) * a is x * a.
void Simplifier::merge(Sum &sum) {
  for (unsigned i = 0; i < sum.terms.size(); ++i) {
    if (sum.terms[i].first.getKind() != AffineExprKind::Mod)
      continue;
    auto mod = cast<AffineBinaryOpExpr>(sum.terms[i].first);
    Poly scale = sum.terms[i].second;
    Poly wanted = scale * toPoly(mod.getRHS());
    for (unsigned j = 0; j < sum.terms.size(); ++j) {
      if (sum.terms[j].first.getKind() != AffineExprKind::FloorDiv ||
          !(sum.terms[j].second == wanted))
        continue;
      auto div = cast<AffineBinaryOpExpr>(sum.terms[j].first);
      if (div.getLHS() != mod.getLHS() || div.getRHS() != mod.getRHS())
        continue;
      sum.terms.erase(sum.terms.begin() + std::max(i, j));
      sum.terms.erase(sum.terms.begin() + std::min(i, j));
      sum.add(flatten(mod.getLHS()), scale);
      return merge(sum);
    }
    // (x floordiv a) mod b with x floordiv (a * b): the same one level up.
    auto inner = dyn_cast<AffineBinaryOpExpr>(mod.getLHS());
    if (!inner || inner.getKind() != AffineExprKind::FloorDiv)
      continue;
    Poly both = toPoly(inner.getRHS()) * toPoly(mod.getRHS());
    for (unsigned j = 0; j < sum.terms.size(); ++j) {
      if (sum.terms[j].first.getKind() != AffineExprKind::FloorDiv ||
          !(sum.terms[j].second == wanted))
        continue;
      auto div = cast<AffineBinaryOpExpr>(sum.terms[j].first);
      if (div.getLHS() != inner.getLHS() || !(toPoly(div.getRHS()) == both))
        continue;
      sum.terms.erase(sum.terms.begin() + std::max(i, j));
      sum.terms.erase(sum.terms.begin() + std::min(i, j));
      sum.add(inner, scale);
      return merge(sum);
    }
  }
}

Sum Simplifier::flatten(AffineExpr expr) {
  context = expr.getContext();
  Sum result;
  switch (expr.getKind()) {
  case AffineExprKind::Constant:
    result.constant = Poly(cast<AffineConstantExpr>(expr).getValue());
    return result;
  case AffineExprKind::SymbolId:
    result.constant = Poly::atom(expr);
    return result;
  case AffineExprKind::DimId: {
    unsigned position = cast<AffineDimExpr>(expr).getPosition();
    // The only index of a dimension of size 1 is 0.
    if (position < sizes.size() && sizes[position] &&
        sizes[position] == getAffineConstantExpr(1, context))
      return result;
    result.add(expr, Poly(1));
    return result;
  }
  default:
    break;
  }
  auto binary = cast<AffineBinaryOpExpr>(expr);
  Sum lhs = flatten(binary.getLHS()), rhs = flatten(binary.getRHS());
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    lhs.add(rhs);
    merge(lhs);
    return lhs;
  case AffineExprKind::Mul:
    if (lhs.isSymbolic())
      std::swap(lhs, rhs);
    if (rhs.isSymbolic()) {
      result.add(lhs, rhs.constant);
      return result;
    }
    result.add(rebuild(lhs) * rebuild(rhs), Poly(1));
    return result;
  case AffineExprKind::FloorDiv:
  case AffineExprKind::Mod:
    if (rhs.isSymbolic() && !rhs.constant.isZero())
      return expr.getKind() == AffineExprKind::Mod
                 ? mod(lhs, rhs.constant)
                 : floorDiv(lhs, rhs.constant);
    break;
  case AffineExprKind::CeilDiv:
    // ceil(x / c) is floor((x + c - 1) / c).
    if (rhs.isSymbolic() && !rhs.constant.isZero()) {
      lhs.constant = lhs.constant + rhs.constant - Poly(1);
      return floorDiv(lhs, rhs.constant);
    }
    break;
  default:
    break;
  }
  result.add(expr, Poly(1));
  return result;
}

AffineExpr Simplifier::rebuild(const Sum &sum) {
  AffineExpr result = getAffineConstantExpr(0, context);
  for (auto &[atom, coefficient] : sum.terms)
    result = result + atom * toExpr(coefficient, context);
  return result + toExpr(sum.constant, context);
}
