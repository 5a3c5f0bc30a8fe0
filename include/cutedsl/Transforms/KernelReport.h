//===- KernelReport.h - What was fused, and what it saves -------*- C++ -*-===//
//
// The facts behind `explain`, read off a module that went through the graph
// pipeline. Sizes are expressions over the program's symbols, and numbers at
// the program's hints.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TRANSFORMS_KERNELREPORT_H
#define CUTEDSL_TRANSFORMS_KERNELREPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/JSON.h"
#include <string>

namespace cutedsl {

/// An object with
/// - `kernels`: for each its `name`, `archetype` and `tile`, or the `library`
///   that computes it, `calls` (those of every run), `prepared` calls (once),
///   the program's `results` that they write, `ops` (each an `op` and its
///   `location`), and for one call `bytes_read`, `bytes_written`,
///   `unfused_bytes` that its ops would move one by one, `flops`;
/// - `refused`: `op`, `reason`, `location` of each fusion that was not done;
/// - `totals` of every run: `kernels`, `bytes`, `unfused_bytes`, `flops`,
///   `peak_bytes` of temporaries alive at once, and `unfused_peak_bytes`.
/// `bytes_read_expr` and the like give the expression where it is symbolic.
llvm::json::Object getKernelReport(mlir::ModuleOp module);

/// `file:line:column`, or the location's name, or nothing.
std::string getLocationText(mlir::Location location);

} // namespace cutedsl

#endif // CUTEDSL_TRANSFORMS_KERNELREPORT_H
