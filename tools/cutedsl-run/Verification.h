//===- Verification.h - Kernels against double precision --------*- C++ -*-===//
//
// Runs a program with every value that passes between kernels returned, and
// compares each kernel's results with the interpreter's on the kernel's own
// inputs: so an error is found where it is made and not where it shows. The
// program's results are compared with the interpreter's of the imported graph,
// which no pass has rewritten.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TOOLS_CUTEDSL_RUN_VERIFICATION_H
#define CUTEDSL_TOOLS_CUTEDSL_RUN_VERIFICATION_H

#include "Inputs.h"
#include "cutedsl/Compiler/Compile.h"

namespace cutedsl {

/// One tensor that was compared.
struct Comparison {
  /// `kernel 'name', call 3` or `result 0`.
  std::string what;
  /// Source line of the kernel, if it is known.
  std::string location;
  /// The largest difference, relative to the largest element.
  double error = 0;
  double limit = 0;
  /// The element that is off the most.
  std::string worst;

  bool isRight() const { return error <= limit; }
};

/// How far `actual`, of type `dtype`, is from both the double-precision result
/// and the one whose every op was rounded to its type. What the two differ by
/// is allowed several times over, and comparisons may go either way.
Comparison compare(const TensorValue &actual, const TensorValue &exact,
                   const TensorValue &rounded, runtime::DType dtype);

/// The module's interpreted results; nothing but the interpreter runs.
llvm::Expected<std::vector<TensorValue>>
interpretProgram(Session &session, mlir::ModuleOp module,
                 const CompileOptions &options, llvm::ArrayRef<Array> inputs);

/// All comparisons, kernels in the order of their calls, then the results.
/// Fails with a message.
llvm::Expected<std::vector<Comparison>>
verifyProgram(Session &session, mlir::ModuleOp module,
              const CompileOptions &options, llvm::ArrayRef<Array> inputs,
              int threads);

} // namespace cutedsl

#endif // CUTEDSL_TOOLS_CUTEDSL_RUN_VERIFICATION_H
