//===- IndexSpace.cpp - Index expressions with known ranges ---------------===//

#include "IndexSpace.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace mlir;

namespace cutedsl::graph {

//===----------------------------------------------------------------------===//
// Order and sums
//===----------------------------------------------------------------------===//

static int compare(AffineExpr a, AffineExpr b) {
  if (a == b)
    return 0;
  if (a.getKind() != b.getKind())
    return a.getKind() < b.getKind() ? -1 : 1;
  if (auto dim = dyn_cast<AffineDimExpr>(a))
    return dim.getPosition() < cast<AffineDimExpr>(b).getPosition() ? -1 : 1;
  if (auto symbol = dyn_cast<AffineSymbolExpr>(a))
    return symbol.getPosition() < cast<AffineSymbolExpr>(b).getPosition() ? -1
                                                                          : 1;
  if (auto constant = dyn_cast<AffineConstantExpr>(a))
    return constant.getValue() < cast<AffineConstantExpr>(b).getValue() ? -1
                                                                        : 1;
  auto x = cast<AffineBinaryOpExpr>(a), y = cast<AffineBinaryOpExpr>(b);
  if (int order = compare(x.getLHS(), y.getLHS()))
    return order;
  return compare(x.getRHS(), y.getRHS());
}

bool ExprLess::operator()(AffineExpr a, AffineExpr b) const {
  return compare(a, b) < 0;
}

bool ProductLess::operator()(const Product &a, const Product &b) const {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      ExprLess());
}

bool usesDims(AffineExpr expr) {
  bool found = false;
  expr.walk([&](AffineExpr e) { found |= isa<AffineDimExpr>(e); });
  return found;
}

void add(Sum &sum, const Product &product, int64_t coefficient) {
  int64_t &value = sum[product];
  value += coefficient;
  if (value == 0)
    sum.erase(product);
}

void add(Sum &sum, const Sum &other, int64_t scale) {
  for (const auto &[product, coefficient] : other)
    add(sum, product, coefficient * scale);
}

Sum multiply(const Sum &a, const Sum &b) {
  Sum result;
  for (const auto &[p, x] : a)
    for (const auto &[q, y] : b) {
      Product product(p);
      product.append(q.begin(), q.end());
      llvm::sort(product, ExprLess());
      add(result, product, x * y);
    }
  return result;
}

Sum constantSum(int64_t value) {
  Sum result;
  add(result, Product(), value);
  return result;
}

/// `product` / `divisor` as a product, if it divides.
static std::optional<Product> cancel(const Product &product,
                                     const Product &divisor) {
  Product result(product);
  for (AffineExpr factor : divisor) {
    auto *it = llvm::find(result, factor);
    if (it == result.end())
      return std::nullopt;
    result.erase(it);
  }
  return result;
}

static std::optional<int64_t> getConstant(const Sum &sum) {
  if (sum.empty())
    return 0;
  if (sum.size() == 1 && sum.begin()->first.empty())
    return sum.begin()->second;
  return std::nullopt;
}

unsigned IndexSpace::addDim(AffineExpr extent) {
  extents.push_back(simplify(extent));
  return extents.size() - 1;
}

Sum IndexSpace::toSum(AffineExpr expr) const {
  Sum result;
  switch (expr.getKind()) {
  case AffineExprKind::Constant:
    add(result, Product(), cast<AffineConstantExpr>(expr).getValue());
    return result;
  case AffineExprKind::DimId:
    // A dimension of size 1 is always 0.
    if (extents[cast<AffineDimExpr>(expr).getPosition()] == constant(1))
      return result;
    add(result, {expr}, 1);
    return result;
  case AffineExprKind::SymbolId:
    add(result, {expr}, 1);
    return result;
  default:
    break;
  }
  auto binary = cast<AffineBinaryOpExpr>(expr);
  Sum lhs = toSum(binary.getLHS()), rhs = toSum(binary.getRHS());
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    add(lhs, rhs);
    recombine(lhs);
    return lhs;
  case AffineExprKind::Mul:
    return multiply(lhs, rhs);
  case AffineExprKind::FloorDiv:
    return divide(lhs, rhs, /*remainder=*/false);
  case AffineExprKind::Mod:
    return divide(lhs, rhs, /*remainder=*/true);
  default: // CeilDiv
    add(lhs, rhs);
    add(lhs, Product(), -1);
    return divide(lhs, rhs, /*remainder=*/false);
  }
}

AffineExpr IndexSpace::fromSum(const Sum &sum) const {
  AffineExpr result;
  int64_t offset = 0;
  for (const auto &[product, coefficient] : sum) {
    if (product.empty()) {
      offset = coefficient;
      continue;
    }
    AffineExpr term = product[0];
    for (AffineExpr factor : llvm::drop_begin(product))
      term = term * factor;
    term = term * coefficient;
    result = result ? result + term : term;
  }
  if (!result)
    return constant(offset);
  return offset ? result + offset : result;
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

std::optional<Sum> IndexSpace::boundFactor(AffineExpr factor,
                                           bool upper) const {
  Sum result;
  if (auto dim = dyn_cast<AffineDimExpr>(factor)) {
    if (upper) {
      result = toSum(extents[dim.getPosition()]);
      add(result, Product(), -1);
    }
    return result;
  }
  if (!usesDims(factor)) {
    add(result, {factor}, 1);
    return result;
  }
  auto binary = cast<AffineBinaryOpExpr>(factor);
  Sum divisor = toSum(binary.getRHS());
  if (factor.getKind() == AffineExprKind::Mod) {
    if (upper) {
      result = divisor;
      add(result, Product(), -1);
    }
    return result;
  }
  std::optional<Sum> numerator = bound(toSum(binary.getLHS()), upper);
  if (!numerator)
    return std::nullopt;
  return divide(*numerator, divisor, /*remainder=*/false);
}

std::optional<Sum> IndexSpace::bound(const Sum &sum, bool upper) const {
  Sum result;
  for (const auto &[product, coefficient] : sum) {
    Sum term = constantSum(1);
    for (AffineExpr factor : product) {
      std::optional<Sum> limit =
          boundFactor(factor, upper == (coefficient > 0));
      // Products of bounds are bounds only where no factor is negative.
      if (!limit)
        return std::nullopt;
      if (usesDims(factor) && isa<AffineBinaryOpExpr>(factor) &&
          factor.getKind() == AffineExprKind::FloorDiv) {
        std::optional<Sum> low = boundFactor(factor, /*upper=*/false);
        if (!low || (product.size() > 1 && !isNonNegative(*low, 1)))
          return std::nullopt;
      }
      term = multiply(term, *limit);
    }
    add(result, term, coefficient);
  }
  return result;
}

/// A number that a factor over symbols is never below, if one is known: those
/// of `positive` are at least 1, symbols at least `minSymbol`.
std::optional<int64_t>
IndexSpace::getLowest(AffineExpr factor, int64_t minSymbol,
                      ArrayRef<AffineExpr> positive) const {
  if (llvm::is_contained(positive, factor))
    return 1;
  if (isa<AffineSymbolExpr>(factor))
    return minSymbol;
  auto binary = cast<AffineBinaryOpExpr>(factor);
  if (factor.getKind() == AffineExprKind::Mod ||
      (isSymbolicNonNegative(toSum(binary.getLHS()), minSymbol, positive) &&
       isSymbolicNonNegative(toSum(binary.getRHS()), minSymbol, positive)))
    return 0;
  return std::nullopt;
}

/// A sum that is not negative only if `sum` is not: divisions that are
/// subtracted give way to their bounds. x mod c is at most c - 1, and c * (x
/// floordiv c) at most x. That scales the sum by c; an integer is not negative
/// if c times it is at least 1 - c.
Sum IndexSpace::boundDivisions(Sum sum, int64_t minSymbol,
                               ArrayRef<AffineExpr> positive) const {
  constexpr int64_t kMaxDivisor = 1 << 16; // so that nothing overflows
  auto getDivisor = [](AffineExpr factor) -> int64_t {
    auto binary = dyn_cast<AffineBinaryOpExpr>(factor);
    auto constant = binary ? dyn_cast<AffineConstantExpr>(binary.getRHS())
                           : AffineConstantExpr();
    return constant && constant.getValue() <= kMaxDivisor ? constant.getValue()
                                                          : 0;
  };
  int64_t scale = 1;
  for (unsigned count = 0; count < 2; ++count) {
    auto term = llvm::find_if(sum, [&](const auto &entry) {
      return entry.second < 0 && llvm::any_of(entry.first, getDivisor);
    });
    if (term == sum.end())
      break;
    auto [product, coefficient] = *term;
    AffineExpr factor = *llvm::find_if(product, getDivisor);
    int64_t divisor = getDivisor(factor);
    Product rest = *cancel(product, {factor});
    if (!llvm::all_of(rest, [&](AffineExpr other) {
          return getLowest(other, minSymbol, positive).value_or(-1) >= 0;
        }))
      break;
    Sum others;
    add(others, rest, coefficient);
    add(sum, product, -coefficient);
    if (factor.getKind() == AffineExprKind::Mod) {
      add(sum, others, divisor - 1);
      continue;
    }
    scale *= divisor;
    sum = multiply(sum, constantSum(divisor));
    add(sum,
        multiply(others, toSum(cast<AffineBinaryOpExpr>(factor).getLHS())));
  }
  add(sum, Product(), scale - 1);
  return sum;
}

/// Whether a sum without dimensions is never negative.
bool IndexSpace::isSymbolicNonNegative(const Sum &sum, int64_t minSymbol,
                                       ArrayRef<AffineExpr> positive) const {
  Sum shifted;
  for (const auto &[product, coefficient] :
       boundDivisions(sum, minSymbol, positive)) {
    Sum term = constantSum(coefficient);
    for (AffineExpr factor : product) {
      std::optional<int64_t> lowest = getLowest(factor, minSymbol, positive);
      if (!lowest)
        return false;
      Sum value;
      add(value, {factor}, 1);
      add(value, Product(), *lowest);
      term = multiply(term, value);
    }
    add(shifted, term);
  }
  return llvm::all_of(shifted, [](auto &term) { return term.second >= 0; });
}

bool IndexSpace::isNonNegative(const Sum &sum, int64_t minSymbol,
                               ArrayRef<AffineExpr> positive) const {
  std::optional<Sum> low = bound(sum, /*upper=*/false);
  if (!low)
    return false;
  recombine(*low);
  return isSymbolicNonNegative(*low, minSymbol, positive);
}

bool IndexSpace::isBelow(const Sum &sum, const Sum &upper, int64_t minSymbol,
                         ArrayRef<AffineExpr> positive) const {
  Sum slack = upper;
  add(slack, sum, -1);
  add(slack, Product(), -1);
  return isNonNegative(slack, minSymbol, positive);
}

bool IndexSpace::isWithin(AffineExpr expr, AffineExpr lower, AffineExpr upper,
                          int64_t minSymbol) const {
  Sum value = toSum(expr), above = value;
  add(above, toSum(lower), -1);
  return isNonNegative(above, minSymbol) &&
         isBelow(value, toSum(upper), minSymbol);
}

//===----------------------------------------------------------------------===//
// Division
//===----------------------------------------------------------------------===//

/// `sum` divided by `divisor` as an expression that the ranges do not resolve.
Sum IndexSpace::opaqueDivision(const Sum &sum, const Sum &divisor,
                               bool remainder) const {
  AffineExpr lhs = fromSum(sum), rhs = fromSum(divisor);
  AffineExpr expr = remainder ? lhs % rhs : lhs.floorDiv(rhs);
  auto kind = remainder ? AffineExprKind::Mod : AffineExprKind::FloorDiv;
  Sum result;
  // The construction folds what it can; anything else it made is simpler.
  if (expr.getKind() == kind && cast<AffineBinaryOpExpr>(expr).getLHS() == lhs)
    add(result, {expr}, 1);
  else
    result = toSum(expr);
  return result;
}

Sum IndexSpace::divideByConstant(const Sum &sum, int64_t divisor,
                                 bool remainder) const {
  // sum = quotient * divisor + rest, where rest holds what does not divide.
  Sum quotient, rest;
  for (const auto &[product, coefficient] : sum) {
    int64_t part = llvm::divideFloorSigned(coefficient, divisor);
    if (!product.empty() && coefficient % divisor != 0)
      part = 0;
    add(quotient, product, part);
    add(rest, product, coefficient - part * divisor);
  }
  if (isNonNegative(rest, 1) && isBelow(rest, constantSum(divisor), 1))
    return remainder ? rest : quotient;

  // Of products of sizes take whole multiples: what is left is not negative,
  // so that (-s0) floordiv 16 is (15 * s0) floordiv 16 - s0. Types have it so.
  for (const auto &[product, coefficient] : Sum(rest)) {
    if (product.empty() || llvm::any_of(product, usesDims))
      continue;
    int64_t part = llvm::divideFloorSigned(coefficient, divisor);
    add(quotient, product, part);
    add(rest, product, -part * divisor);
  }

  // g * a + b over g * c, with 0 <= b < g, is a over c.
  SmallVector<int64_t> candidates;
  for (const auto &[product, coefficient] : rest)
    if (!product.empty())
      candidates.push_back(std::gcd(coefficient, divisor));
  llvm::sort(candidates, std::greater<>());
  candidates.erase(llvm::unique(candidates), candidates.end());
  for (int64_t gcd : candidates) {
    if (gcd == 1)
      break;
    Sum high, low;
    for (const auto &[product, coefficient] : rest) {
      int64_t part = llvm::divideFloorSigned(coefficient, gcd);
      if (!product.empty() && coefficient % gcd != 0)
        part = 0;
      add(high, product, part);
      add(low, product, coefficient - part * gcd);
    }
    if (!isNonNegative(low, 1) || !isBelow(low, constantSum(gcd), 1))
      continue;
    Sum result = divideByConstant(high, divisor / gcd, remainder);
    if (remainder) {
      Sum scaled;
      add(scaled, result, gcd);
      add(scaled, low);
      recombine(scaled);
      return scaled;
    }
    add(quotient, result);
    return quotient;
  }

  // Chains of divisions: (y mod a*c) by c, and (y floordiv a) floordiv c.
  if (rest.size() == 1 && rest.begin()->second == 1 &&
      rest.begin()->first.size() == 1)
    if (auto inner = dyn_cast<AffineBinaryOpExpr>(rest.begin()->first.front()))
      if (auto size = dyn_cast<AffineConstantExpr>(inner.getRHS());
          // Nothing has an index in a dimension of size 0.
          size && size.getValue() > 0) {
        Sum base = toSum(inner.getLHS());
        if (inner.getKind() == AffineExprKind::Mod &&
            size.getValue() % divisor == 0) {
          Sum result = divideByConstant(base, divisor, remainder);
          if (remainder)
            return result;
          add(quotient,
              divideByConstant(result, size.getValue() / divisor, true));
          return quotient;
        }
        if (inner.getKind() == AffineExprKind::FloorDiv && !remainder) {
          add(quotient,
              divideByConstant(base, size.getValue() * divisor, false));
          return quotient;
        }
      }
  Sum result = opaqueDivision(rest, constantSum(divisor), remainder);
  if (remainder)
    return result;
  add(quotient, result);
  return quotient;
}

Sum IndexSpace::divide(const Sum &sum, const Sum &divisor,
                       bool remainder) const {
  if (std::optional<int64_t> constant = getConstant(divisor)) {
    if (*constant > 0)
      return divideByConstant(sum, *constant, remainder);
    return opaqueDivision(sum, divisor, remainder);
  }
  // Long division by the divisor's largest product.
  const auto &leading = *std::max_element(
      divisor.begin(), divisor.end(), [](const auto &a, const auto &b) {
        return a.first.size() < b.first.size();
      });
  Sum quotient, rest = sum;
  for (bool changed = true; changed && quotient.size() < 16;) {
    changed = false;
    for (const auto &[product, coefficient] : rest) {
      std::optional<Product> factor = cancel(product, leading.first);
      if (!factor || coefficient % leading.second != 0)
        continue;
      Sum step;
      add(step, *factor, coefficient / leading.second);
      add(quotient, step);
      add(rest, multiply(step, divisor), -1);
      changed = true;
      break;
    }
  }
  // The factors of a product that divides are not 0.
  ArrayRef<AffineExpr> positive;
  if (divisor.size() == 1)
    positive = divisor.begin()->first;
  auto isRemainder = [&](const Sum &value) {
    return isNonNegative(value, 1, positive) &&
           isBelow(value, divisor, 1, positive);
  };
  if (isRemainder(rest))
    return remainder ? rest : quotient;
  // A rest just below 0 belongs to the quotient below.
  Sum wrapped = rest;
  add(wrapped, divisor);
  if (isRemainder(wrapped)) {
    add(quotient, Product(), -1);
    return remainder ? wrapped : quotient;
  }
  // Sums whose quotient makes the rest negative are left whole.
  if (!isNonNegative(rest, 1)) {
    quotient.clear();
    rest = sum;
  }
  Sum result = opaqueDivision(rest, divisor, remainder);
  if (remainder)
    return result;
  add(quotient, result);
  return quotient;
}

/// Folds c * (x floordiv c) + x mod c to x, and
/// c * ((x floordiv c) mod b) + x mod c to x mod (c * b).
void IndexSpace::recombine(Sum &sum) const {
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto &term : Sum(sum)) {
      const Product &product = term.first;
      int64_t coefficient = term.second;
      for (AffineExpr factor : product) {
        auto mod = dyn_cast<AffineBinaryOpExpr>(factor);
        if (!mod || mod.getKind() != AffineExprKind::Mod)
          continue;
        // What multiplies the mod.
        Sum scale;
        Product others = *cancel(product, {factor});
        add(scale, others, coefficient);
        Sum base = toSum(mod.getLHS()), divisor = toSum(mod.getRHS());
        Sum quotient = divide(base, divisor, /*remainder=*/false);
        auto tryReplace = [&](const Sum &high, const Sum &whole) {
          Sum partner = multiply(scale, multiply(divisor, high));
          if (partner.empty())
            return false;
          for (const auto &[p, c] : partner) {
            auto it = sum.find(p);
            if (it == sum.end() || it->second != c)
              return false;
          }
          add(sum, partner, -1);
          add(sum, product, -coefficient);
          add(sum, multiply(scale, whole));
          return true;
        };
        changed = tryReplace(quotient, base);
        std::optional<int64_t> size = getConstant(divisor);
        if (changed || !size)
          break;
        for (const auto &[p, c] : Sum(sum)) {
          for (AffineExpr other : p) {
            auto outer = dyn_cast<AffineBinaryOpExpr>(other);
            if (!outer || outer.getKind() != AffineExprKind::Mod)
              continue;
            auto outerSize = dyn_cast<AffineConstantExpr>(outer.getRHS());
            if (!outerSize || toSum(outer.getLHS()) != quotient)
              continue;
            Sum high;
            add(high, {other}, 1);
            changed = tryReplace(
                high, divideByConstant(base, *size * outerSize.getValue(),
                                       /*remainder=*/true));
            break;
          }
          if (changed)
            break;
        }
        break;
      }
      if (changed)
        break;
    }
  }
}

} // namespace cutedsl::graph
