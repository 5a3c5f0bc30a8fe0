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
