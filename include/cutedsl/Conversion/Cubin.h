//===- Cubin.h - PTX to cubin -----------------------------------*- C++ -*-===//
//
// Assembles PTX: with a ptxas process where there is one, else in process with
// nvJitLink, whose code for tensor cores is slow. Neither needs a GPU.
//
// Invariants: the search for an assembler is the caller's decision (paths come
// in by options, no environment variable is read), and the assembler's name and
// version are part of the result, because they belong in every cache key.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_CONVERSION_CUBIN_H
#define CUTEDSL_CONVERSION_CUBIN_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace cutedsl {

struct CubinOptions {
  /// Names or paths for dlopen, tried in order. Empty: never nvJitLink.
  std::vector<std::string> nvJitLink = {"libnvJitLink.so.13",
                                        "libnvJitLink.so.12"};
  /// Names (looked up on the search path) or paths of ptxas, tried in order.
  std::vector<std::string> ptxas = {"ptxas", "/usr/local/cuda/bin/ptxas"};
};

/// What the assembler says of one kernel.
struct KernelResources {
  std::string name;
  int64_t registers = 0;
  /// Static shared memory in bytes.
  int64_t sharedBytes = 0;
  int64_t spillStoreBytes = 0;
  int64_t spillLoadBytes = 0;
  int64_t stackBytes = 0;
  int64_t barriers = 0;
};

struct Cubin {
  std::string bytes;
  std::vector<KernelResources> kernels;
  /// Warnings of the assembler, one a line, and its notes on warpgroup products
  /// that it had to serialise.
  std::string warnings;
  /// For example "nvJitLink 13.0" or "ptxas 13.0.88".
  std::string assembler;
};

/// Which assembler assembleCubin would use, or an error that lists what was
/// tried.
llvm::Expected<std::string> findAssembler(const CubinOptions &options);

/// Assembles `ptx` for `arch` at -O3.
llvm::Expected<Cubin> assembleCubin(llvm::StringRef ptx, llvm::StringRef arch,
                                    const CubinOptions &options = {});

/// Reads the verbose report of ptxas or nvJitLink.
std::vector<KernelResources> parseResourceReport(llvm::StringRef report);

/// What makes kernels with warpgroup products slow: products that were
/// serialised, spills, and anything in local memory. One message each.
std::vector<std::string> findSlowProducts(llvm::StringRef ptx,
                                          const Cubin &cubin);

} // namespace cutedsl

#endif // CUTEDSL_CONVERSION_CUBIN_H
