//===- Compile.h - From a module to a bundle --------------------*- C++ -*-===//
//
// The compiler as functions: run the pipelines in order, generate code, write
// the bundle and the report. The C API, cutedsl-run and the tests all come
// here.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_COMPILER_COMPILE_H
#define CUTEDSL_COMPILER_COMPILE_H

#include "cutedsl/Compiler/Options.h"
#include "cutedsl/Compiler/Session.h"
#include <vector>

namespace cutedsl {

/// How far to compile; each stage contains those before it.
enum class Stage {
  /// Captured calls and linalg as graph, arith and math ops.
  Graph,
  /// Kernels, calls and schedules.
  Kernels,
  /// Tile programs.
  Tile,
  /// The target's functions in the LLVM dialect.
  LLVM,
  /// Assembly: x86-64 or PTX.
  Assembly,
  /// A relocatable object or a cubin.
  Binary,
};

/// graph, kernels, tile or llvm; asm or obj for a CPU; ptx or cubin for a GPU.
std::optional<Stage> symbolizeStage(llvm::StringRef name, bool isCPU);

/// Lowers `module` in place up to `stage` (at most LLVM); fails with messages
/// in the session.
mlir::LogicalResult lower(Session &session, mlir::ModuleOp module,
                          const CompileOptions &options, Stage stage);

/// The module after `stage` as text; of the last two, the code.
mlir::FailureOr<std::string> emitStage(Session &session, mlir::ModuleOp module,
                                       const CompileOptions &options,
                                       Stage stage);

struct CompileResult {
  /// A serialised runtime::Bundle.
  std::vector<uint8_t> bundle;
  /// JSON: kernels with what was fused into each, refusals with their reasons,
  /// milliseconds a stage. See Report.h.
  std::string report;
};

/// Compiles the module's program, which is left in some lowered form. A module
/// that was lowered before says up to where. Kernels that a module already has
/// stay as they are.
mlir::FailureOr<CompileResult>
compile(Session &session, mlir::ModuleOp module, const CompileOptions &options,
        std::optional<Stage> reached = std::nullopt);

} // namespace cutedsl

#endif // CUTEDSL_COMPILER_COMPILE_H
