//===- Passes.h ---------------------------------------------------*- C++
//-*-===//
//
// Declares the passes of Passes.td: create*Pass() and register*Passes().
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_CONVERSION_PASSES_H
#define CUTEDSL_CONVERSION_PASSES_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace cutedsl {

#define GEN_PASS_DECL
#include "cutedsl/Conversion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "cutedsl/Conversion/Passes.h.inc"

} // namespace cutedsl

#endif // CUTEDSL_CONVERSION_PASSES_H
