//===- Fingerprint.h - The key under which a result is cached ---*- C++ -*-===//
//
// The fingerprint is SHA-256 over everything that may change the result and
// nothing else: the module's bytecode without locations and names (it holds
// every constant, attribute and operand role), all options, and the versions of
// this compiler, of LLVM and of the assembler. No path, pointer or time.
//
// Since names are left out, two programs that differ only in them share a
// bundle: whoever takes one from the cache gives it the names of its own
// program, which getNames lists.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_COMPILER_FINGERPRINT_H
#define CUTEDSL_COMPILER_FINGERPRINT_H

#include "cutedsl/Compiler/Options.h"
#include "mlir/IR/BuiltinOps.h"
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace cutedsl {

/// The tools whose change may change the result.
struct ToolVersions {
  std::string compiler;
  std::string llvm;
  /// Of GPU code; empty for the CPU, whose code this library itself encodes.
  std::string assembler;

  static ToolVersions get(const CompileOptions &options);
};

/// 32 bytes. Not hashed: locations, the names of arguments and results
/// (`graph.name`) and of symbols, and the module's and program's own names.
std::array<uint8_t, 32> computeFingerprint(mlir::ModuleOp module,
                                           const CompileOptions &options,
                                           const ToolVersions &versions);

/// The names of the arguments, results and symbols, in this order, that the
/// bundle of `module` has; empty where they are always the same, as for linalg.
std::vector<std::string> getNames(mlir::ModuleOp module,
                                  const CompileOptions &options);

/// 64 lower-case hexadecimal digits.
std::string toHex(const std::array<uint8_t, 32> &digest);

/// Identifies this build of the compiler: version and a hash of its sources.
llvm::StringRef getBuildId();

} // namespace cutedsl

#endif // CUTEDSL_COMPILER_FINGERPRINT_H
