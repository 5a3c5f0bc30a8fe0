//===- Passes.h ---------------------------------------------------*- C++
//-*-===//
//
// Declares the passes of Passes.td: create*Pass() and register*Passes().
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TRANSFORMS_PASSES_H
#define CUTEDSL_TRANSFORMS_PASSES_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace cutedsl {

#define GEN_PASS_DECL
#include "cutedsl/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "cutedsl/Transforms/Passes.h.inc"

} // namespace cutedsl

#endif // CUTEDSL_TRANSFORMS_PASSES_H
