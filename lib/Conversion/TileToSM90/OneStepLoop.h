//===- OneStepLoop.h - The loop over a k of one step ------------*- C++ -*-===//
//
// Canonicalisation takes a loop apart that runs once. A pipeline is made of a
// loop, so a product whose k is one step gets it back.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_CONVERSION_TILETOSM90_ONESTEPLOOP_H
#define CUTEDSL_LIB_CONVERSION_TILETOSM90_ONESTEPLOOP_H

#include "cutedsl/Dialect/Tile/IR/Tile.h"

namespace cutedsl {

/// Puts the products of `func`, none of which is in a loop, and their loads
/// into one from 0 to k; changes nothing where operands are not loaded.
void restoreOneStepLoop(tile::FuncOp func);

} // namespace cutedsl

#endif // CUTEDSL_LIB_CONVERSION_TILETOSM90_ONESTEPLOOP_H
