//===- CPUObject.h - LLVM dialect to x86-64 object code ---------*- C++ -*-===//
//
// Code generation for the CPU, in process.
//
// Invariants: an object refers only to functions of libm and libc's memory
// functions, by name; everything else it defines. The same module and target
// give the same bytes, whatever the number of threads.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_CONVERSION_CPUOBJECT_H
#define CUTEDSL_CONVERSION_CPUOBJECT_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace cutedsl {

/// A CPU to generate code for.
struct CPUTarget {
  /// LLVM's name of the CPU, e.g. "x86-64-v4".
  std::string cpu;
  /// LLVM's feature string, e.g. "+avx512f,-amx-tile"; may be empty.
  std::string features;
  /// Bits of the widest vectors to use: 512, 256 or 128.
  unsigned vectorBits = 256;

  /// Reads "native" (this machine) or an LLVM name of an x86-64 CPU that has
  /// AVX2, FMA and F16C.
  static llvm::Expected<CPUTarget> get(llvm::StringRef name);

  /// The vector bits of the CPU of this name; 512 for one that is unknown,
  /// which is reported where code is generated.
  static unsigned getVectorBits(llvm::StringRef name);

  /// "x86_64:avx2,f16c,fma...": what a machine must have to run the code, in
  /// the form of the bundle's target.
  std::string toString() const;
};

/// One relocatable object and the kernels that it defines.
struct CPUObject {
  std::vector<uint8_t> bytes;
  std::vector<std::string> kernels;
};

/// Generates code at -O3 for a module of the LLVM dialect, some kernels an
/// object, on at most `threads` threads (0: as many as the machine has).
llvm::Expected<std::vector<CPUObject>> emitCPUObjects(mlir::ModuleOp module,
                                                      const CPUTarget &target,
                                                      unsigned threads = 0);

/// All kernels in one object.
llvm::Expected<std::vector<uint8_t>> emitCPUObject(mlir::ModuleOp module,
                                                   const CPUTarget &target);

enum class CPUText { LLVMIR, OptimizedLLVMIR, Assembly };

/// What the code generator sees or writes, as text.
llvm::Expected<std::string> emitCPUText(mlir::ModuleOp module,
                                        const CPUTarget &target, CPUText kind);

/// The interfaces that translate what cutedsl-cpu-pipeline leaves to LLVM IR.
void registerCPUTranslations(mlir::DialectRegistry &registry);

} // namespace cutedsl

#endif // CUTEDSL_CONVERSION_CPUOBJECT_H
