//===- Fingerprint.h - The key under which a result is cached ---*- C++ -*-===//
//
// The fingerprint is SHA-256 over everything that may change the result and
// nothing else: the module's bytecode without locations (it holds every
// constant, attribute and operand role), all options, and the versions of this
// compiler, of LLVM and of the assembler. No path, pointer or time.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_COMPILER_FINGERPRINT_H
#define CUTEDSL_COMPILER_FINGERPRINT_H

#include "cutedsl/Compiler/Options.h"
#include "mlir/IR/BuiltinOps.h"
#include <array>
#include <cstdint>

namespace cutedsl {

/// 32 bytes. Leaves `module` as it was, apart from its locations being ignored:
/// names given to arguments (`graph.name`) and the module's and program's own
/// names are not hashed either.
std::array<uint8_t, 32> computeFingerprint(mlir::ModuleOp module,
                                           const CompileOptions &options);

/// 64 lower-case hexadecimal digits.
std::string toHex(const std::array<uint8_t, 32> &digest);

/// Identifies this build of the compiler: version and a hash of its sources.
llvm::StringRef getBuildId();

} // namespace cutedsl

#endif // CUTEDSL_COMPILER_FINGERPRINT_H
