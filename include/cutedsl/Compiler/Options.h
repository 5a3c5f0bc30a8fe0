//===- Options.h - What a compilation is asked for --------------*- C++ -*-===//
//
// The options of one compilation, read from the JSON object that the C API
// takes. Everything that can change the result is here and nowhere else, so
// that toJSON() is a complete part of the cache key.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_COMPILER_OPTIONS_H
#define CUTEDSL_COMPILER_OPTIONS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>

namespace cutedsl {

struct CompileOptions {
  /// "cpu" or a GPU architecture such as "sm_90a".
  std::string target = "cpu";
  /// For target cpu: an LLVM CPU name ("x86-64-v3", "x86-64-v4", "znver5"), or
  /// "native", which is replaced by the host's level before anything is hashed.
  std::string cpu = "native";
  /// "fused": values stay in f32 within a kernel. "eager": every rounding
  /// point of eager PyTorch is kept.
  std::string numerics = "fused";
  /// Algebra that changes rounding.
  bool fastAlgebra = false;
  /// No NaN or infinity needs to spread: what a zero is multiplied with may be
  /// left out.
  bool assumeFinite = false;
  /// Sizes to compile for, by symbol: {"symbols": {"s0": 1}}.
  std::map<std::string, int64_t> symbols;
  /// Sizes to choose tiles for: what a symbol mostly is. Every other size stays
  /// right: {"hints": {"s1": 32}}.
  std::map<std::string, int64_t> hints;
  /// Schedules for kernels, by the kernel's key (see Tuning.h), in place of
  /// those that the analytic model puts first.
  std::map<std::string, std::string> choices;
  /// Verify the IR after every pass: for finding bugs of this compiler.
  bool verify = false;

  bool isCPU() const { return target == "cpu"; }

  /// Reads a JSON object; "" is {}. An unknown key or value is an error that
  /// lists the known ones.
  static llvm::Expected<CompileOptions> fromJSON(llvm::StringRef text);

  /// Every option, in one canonical form.
  std::string toJSON() const;
};

} // namespace cutedsl

#endif // CUTEDSL_COMPILER_OPTIONS_H
