//===- IndexInversion.cpp - Where a kernel's elements are stored ----------===//

#include "IndexSpace.h"

using namespace mlir;

namespace cutedsl::graph {

namespace {
/// (dim floordiv low) mod size: part of a dimension. A null size means that
/// all above `low` belongs to it.
struct Digit {
  unsigned dim;
  AffineExpr low, size, value;
};
} // namespace

static std::optional<Digit> getDigit(AffineExpr expr) {
  MLIRContext *context = expr.getContext();
  AffineExpr one = getAffineConstantExpr(1, context);
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return Digit{dim.getPosition(), one, AffineExpr(), AffineExpr()};
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return std::nullopt;
  std::optional<Digit> inner = getDigit(binary.getLHS());
  if (!inner || inner->size)
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::Mod)
    inner->size = binary.getRHS();
  else if (expr.getKind() == AffineExprKind::FloorDiv)
    inner->low = inner->low * binary.getRHS();
  else
    return std::nullopt;
  return inner;
}

std::optional<SmallVector<AffineExpr>>
IndexSpace::invert(ArrayRef<AffineExpr> map, ArrayRef<AffineExpr> extents,
                   ArrayRef<AffineExpr> coordinates, ArrayRef<AffineExpr> sizes,
                   SmallVectorImpl<AffineExpr> &missing) const {
  IndexSpace from(context);
  for (AffineExpr extent : extents)
    from.addDim(extent);
  SmallVector<SmallVector<Digit>> digits(extents.size());
  auto sizeOf = [&](const Digit &digit) {
    if (digit.size)
      return digit.size;
    return simplify(extents[digit.dim].ceilDiv(digit.low));
  };

  for (unsigned i = 0; i < map.size(); ++i) {
    AffineExpr coordinate = coordinates[i], size = sizes[i];
    // The value is an offset and digits, each scaled by the sizes below it.
    Sum sum = from.toSum(map[i]);
    int64_t offset = 0;
    SmallVector<std::pair<Sum, Digit>> terms;
    for (const auto &[product, coefficient] : sum) {
      if (product.empty()) {
        offset = coefficient;
        continue;
      }
      Sum scale = constantSum(coefficient);
      std::optional<Digit> digit;
      for (AffineExpr factor : product) {
        if (!usesDims(factor)) {
          Sum symbol;
          add(symbol, {factor}, 1);
          scale = multiply(scale, symbol);
        } else if (digit) {
          return std::nullopt;
        } else if (!(digit = getDigit(factor))) {
          return std::nullopt;
        }
      }
      if (!digit)
        return std::nullopt;
      // Scales of several symbolic terms belong to one digit.
      Digit found = *digit;
      auto *same = llvm::find_if(terms, [&](auto &term) {
        return term.second.dim == found.dim && term.second.low == found.low &&
               term.second.size == found.size;
      });
      if (same != terms.end())
        add(same->first, scale);
      else
        terms.push_back({scale, *digit});
    }
    if (terms.empty()) {
      if (simplify(size) != constant(1))
        return std::nullopt;
      continue;
    }
    Sum scale = constantSum(1);
    AffineExpr value = simplify(coordinate - offset);
    while (!terms.empty()) {
      auto *next =
          llvm::find_if(terms, [&](auto &term) { return term.first == scale; });
      if (next == terms.end())
        return std::nullopt;
      Digit digit = next->second;
      terms.erase(next);
      digit.value = value.floorDiv(fromSum(scale));
      if (!terms.empty())
        digit.value = digit.value % sizeOf(digit);
      digit.value = simplify(digit.value);
      scale = multiply(scale, toSum(sizeOf(digit)));
      digits[digit.dim].push_back(digit);
    }
    // All of the result must be reached.
    Sum room = toSum(size);
    add(room, scale, -1);
    add(room, Product(), -offset);
    if (offset < 0 || !isNonNegative(room, 0))
      return std::nullopt;
  }

  // A dimension is its digits; a gap between them is a missing coordinate.
  missing.clear();
  SmallVector<AffineExpr> result;
  for (auto [dim, parts] : llvm::enumerate(digits)) {
    AffineExpr extent = simplify(extents[dim]);
    AffineExpr value = constant(0), scale = constant(1);
    SmallVector<std::pair<AffineExpr, AffineExpr>> terms; // scale, value
    while (!isNonNegative(toSum(scale - extent), 0)) {
      auto *next = llvm::find_if(parts, [&](const Digit &digit) {
        return simplify(digit.low) == scale;
      });
      if (next != parts.end()) {
        terms.push_back({scale, next->value});
        scale = simplify(scale * sizeOf(*next));
        parts.erase(next);
        continue;
      }
      if (parts.size() > 1)
        return std::nullopt;
      AffineExpr end = parts.empty() ? extent : simplify(parts[0].low);
      AffineExpr gap = simplify(end.floorDiv(scale));
      if (simplify(gap * scale - end) != constant(0) || gap == constant(1))
        return std::nullopt;
      terms.push_back({scale, AffineExpr()});
      missing.push_back(gap);
      scale = end;
    }
    if (!parts.empty())
      return std::nullopt;
    // Gaps of this dimension were found lowest first.
    unsigned count =
        llvm::count_if(terms, [](const auto &term) { return !term.second; });
    std::reverse(missing.end() - count, missing.end());
    unsigned position = getNumDims() + missing.size();
    for (auto [factor, part] : terms) {
      if (!part)
        part = getAffineDimExpr(--position, context);
      value = value + part * factor;
    }
    result.push_back(value);
  }
  return result;
}

} // namespace cutedsl::graph
