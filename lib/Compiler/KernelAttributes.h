//===- KernelAttributes.h - What lowered kernels say ------------*- C++ -*-===//
//
// The lowering to LLVM leaves on each kernel's `llvm.func` what its launch
// needs:
//
//   tile.grid              a map over the symbols: tiles, or their CTAs
//   tile.scratch           i64: shared memory or scratch, in bytes
//   tile.messages          strings of the checks
//   tile.threads           i64: threads of a block, instead of the schedule's
//   tile.cluster           i64: blocks of a cluster
//   tile.persistent        unit
//   tile.dependent_launch  unit
//   tile.tensor_maps       for each {buffer = i64, element_type = type,
//                          sizes, strides = maps over the kernel's symbols,
//                          offset = i64, box = array<i64: ...>, swizzle = i64}
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_COMPILER_KERNELATTRIBUTES_H
#define CUTEDSL_LIB_COMPILER_KERNELATTRIBUTES_H

#include "cutedsl/Runtime/BundleFormat.h"
#include "mlir/IR/BuiltinOps.h"

namespace cutedsl {

/// Adds what the module's functions say to the kernels of their names; an
/// attribute of another form is an error on its function.
mlir::LogicalResult readKernelAttributes(mlir::ModuleOp module,
                                         runtime::TargetProgram &program);

} // namespace cutedsl

#endif // CUTEDSL_LIB_COMPILER_KERNELATTRIBUTES_H
