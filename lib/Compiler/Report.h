//===- Report.h - What a compilation did, as JSON ---------------*- C++ -*-===//
//
// Collects what `explain` shows: the facts about the kernels and the fusions
// that were refused (KernelReport.h), remarks, and milliseconds a stage.
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

  /// The remarks that the session collected.
  void addRemarks(const Session &session);

  std::string toJSON(bool withTimes) const;

private:
  llvm::json::Object milliseconds;
  llvm::json::Object facts;
  llvm::json::Array remarks;
};

} // namespace cutedsl

#endif // CUTEDSL_LIB_COMPILER_REPORT_H
