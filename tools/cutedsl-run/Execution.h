//===- Execution.h - Runs a bundle on arrays --------------------*- C++ -*-===//
//
// The part of cutedsl-run that knows the runtime: inputs in, outputs out, on
// the CPU. A thin layer over the C API, so that the tool tests what users call.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TOOLS_CUTEDSL_RUN_EXECUTION_H
#define CUTEDSL_TOOLS_CUTEDSL_RUN_EXECUTION_H

#include "Inputs.h"
#include "cutedsl-c/Runtime.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <memory>

namespace cutedsl {

struct Timing {
  double medianMilliseconds;
  double lowestMilliseconds;
  double highestMilliseconds;
};

/// A loaded bundle, ready to run on this machine.
class Execution {
public:
  /// `threads` includes the caller's; 0 means all processors.
  static runtime::Result<Execution> create(llvm::ArrayRef<uint8_t> bundle,
                                           int threads);
  Execution(Execution &&other);
  Execution &operator=(Execution &&) = delete;
  ~Execution();

  /// The arguments that `run` takes.
  llvm::ArrayRef<ArgumentSpec> getArguments() const { return arguments; }

  /// Runs once. Inputs are in the order of the program's arguments; frozen
  /// arguments keep those of the first run, which must stay in memory.
  runtime::Result<std::vector<Array>> run(llvm::ArrayRef<Array> inputs);

  /// Runs `repetitions` times after a warm-up.
  runtime::Result<Timing> time(llvm::ArrayRef<Array> inputs, int repetitions);

  /// Prints time a kernel over all runs since profiling was switched on.
  void printProfile(llvm::raw_ostream &stream) const;
  void enableProfiling();

private:
  struct Views;
  Execution();
  /// False where the runtime refuses one.
  bool bindFrozen(llvm::ArrayRef<Array> inputs);

  CutedslBundle *bundle = nullptr;
  CutedslProgram *program = nullptr;
  std::vector<ArgumentSpec> arguments;
  /// Of the first run, where arguments are frozen.
  std::unique_ptr<Views> boundViews;
  int threads = 0;
};

/// The compiler's report in a bundle for any target, JSON.
runtime::Result<std::string> readReport(llvm::ArrayRef<uint8_t> bundle);

} // namespace cutedsl

#endif // CUTEDSL_TOOLS_CUTEDSL_RUN_EXECUTION_H
