//===- BundleWriter.h - From a module to a bundle ---------------*- C++ -*-===//
//
// Reads a program that has been cut into tile programs (graph.program with
// graph.calls to tile.funcs) and writes down what the runtime must know of it:
// signatures, symbols, buffers, calls, grids. Machine code is added by the
// caller, who knows the target.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_COMPILER_BUNDLEWRITER_H
#define CUTEDSL_COMPILER_BUNDLEWRITER_H

#include "cutedsl/Runtime/BundleFormat.h"
#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/BuiltinOps.h"

namespace cutedsl {

/// The bundle of the module's only program. `programs` holds one entry whose
/// kernels have everything but code and what their lowering decides. Fails
/// with a diagnostic on the op that cannot be written.
mlir::FailureOr<runtime::Bundle> writeBundle(mlir::ModuleOp module);

/// The runtime's form of an expression over symbols.
runtime::Expr convertExpr(mlir::AffineExpr expr);

/// The runtime's name of an element type, where it can be passed in memory.
std::optional<runtime::DType> convertType(mlir::Type type);

} // namespace cutedsl

#endif // CUTEDSL_COMPILER_BUNDLEWRITER_H
