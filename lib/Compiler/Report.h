//===- Report.h - What a compilation did, as JSON ---------------*- C++ -*-===//
//
// Collects what `explain` shows: the kernels (see KernelReport.h), each remark
// of the fusion with its reason, milliseconds a stage.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_COMPILER_REPORT_H
#define CUTEDSL_LIB_COMPILER_REPORT_H

#include "cutedsl/Compiler/Session.h"
#include "llvm/Support/JSON.h"
#include <chrono>

namespace cutedsl {

class Report {
public:
  /// Runs `function` and notes its time under `stage`.
  template <typename F> auto time(llvm::StringRef stage, F function) {
    auto begin = std::chrono::steady_clock::now();
    auto result = function();
    std::chrono::duration<double, std::milli> spent =
        std::chrono::steady_clock::now() - begin;
    milliseconds[stage] = spent.count();
    return result;
  }

  /// Reads kernels and calls of a module that holds graph.kernels.
  void addKernels(mlir::ModuleOp module);

  /// All of it, with the remarks that the session collected.
  std::string toJSON(const Session &session) const;

private:
  llvm::json::Object object, milliseconds;
};

} // namespace cutedsl

#endif // CUTEDSL_LIB_COMPILER_REPORT_H
