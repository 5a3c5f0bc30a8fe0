//===- Hints.cpp - What symbols mostly are --------------------------------===//

#include "cutedsl/Dialect/Graph/IR/Hints.h"

using namespace mlir;
using namespace cutedsl::graph;

ArrayRef<int64_t> cutedsl::graph::getHints(ProgramOp program) {
  auto given = program->getAttrOfType<DenseI64ArrayAttr>(kHintsAttr);
  return given ? given.asArrayRef() : ArrayRef<int64_t>();
}

bool cutedsl::graph::isHinted(AffineExpr size, ArrayRef<int64_t> hints) {
  bool known = true;
  size.walk([&](AffineExpr part) {
    if (auto symbol = dyn_cast<AffineSymbolExpr>(part))
      known &= symbol.getPosition() < hints.size() &&
               hints[symbol.getPosition()] > 0;
  });
  return known;
}

double cutedsl::graph::evaluate(AffineExpr expr, ArrayRef<int64_t> hints) {
  if (!expr)
    return kDefaultHint;
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue();
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return symbol.getPosition() < hints.size() ? hints[symbol.getPosition()]
                                               : kDefaultHint;
  if (isa<AffineDimExpr>(expr))
    return 0;
  auto binary = cast<AffineBinaryOpExpr>(expr);
  double lhs = evaluate(binary.getLHS(), hints);
  double rhs = evaluate(binary.getRHS(), hints);
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return lhs + rhs;
  case AffineExprKind::Mul:
    return lhs * rhs;
  case AffineExprKind::FloorDiv:
    return rhs == 0 ? 0 : std::floor(lhs / rhs);
  case AffineExprKind::CeilDiv:
    return rhs == 0 ? 0 : std::ceil(lhs / rhs);
  default:
    return rhs == 0 ? 0 : lhs - std::floor(lhs / rhs) * rhs;
  }
}

int64_t cutedsl::graph::getHintedSize(AffineExpr size,
                                      ArrayRef<int64_t> hints) {
  return size && isHinted(size, hints) ? std::llround(evaluate(size, hints))
                                       : 0;
}
