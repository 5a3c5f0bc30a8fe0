//===- PTX.h - LLVM dialect to PTX ------------------------------*- C++ -*-===//
//
// Code generation for NVIDIA GPUs, in process, on a machine that needs no GPU.
//
// Invariants: the PTX calls nothing that it does not define (no libdevice, no
// external function), the target is checked before LLVM sees the module, and
// assembly statements with effects stay under the conditions that they had.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_CONVERSION_PTX_H
#define CUTEDSL_CONVERSION_PTX_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace cutedsl {

/// The GPU architectures that the compiler knows.
llvm::ArrayRef<llvm::StringRef> getKnownGPUArchs();

/// Fails with the list of what is known unless `arch` is a known architecture
/// and `ptxVersion` one that LLVM writes (86 is PTX 8.6).
llvm::Error verifyGPUTarget(llvm::StringRef arch, int ptxVersion);

struct PTXOptions {
  std::string arch = "sm_90a";
  int ptxVersion = 86;
};

/// Translates a module of the LLVM dialect, whose kernels carry `nvvm.kernel`,
/// to PTX at -O3.
llvm::Expected<std::string> emitPTX(mlir::ModuleOp module,
                                    const PTXOptions &options);

/// The LLVM IR that emitPTX would generate code for, unoptimised, as text.
llvm::Expected<std::string> emitGPULLVMIR(mlir::ModuleOp module,
                                          const PTXOptions &options);

/// True if the PTX keeps anything in local memory: an array that was not
/// promoted to registers. ptxas does not report this as a spill.
bool ptxUsesLocalMemory(llvm::StringRef ptx);

} // namespace cutedsl

#endif // CUTEDSL_CONVERSION_PTX_H
