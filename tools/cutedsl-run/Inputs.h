//===- Inputs.h - Arrays as programs want them ------------------*- C++ -*-===//
//
// Inputs from files or random, in the arguments' element types, and arrays as
// the interpreter's tensors and back.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TOOLS_CUTEDSL_RUN_INPUTS_H
#define CUTEDSL_TOOLS_CUTEDSL_RUN_INPUTS_H

#include "Npy.h"
#include "cutedsl/Interpreter/Interpreter.h"
#include <optional>

namespace cutedsl {

/// An argument as the bundle's signature describes it.
struct ArgumentSpec {
  /// In quotes, or its number.
  std::string name;
  runtime::DType dtype;
  /// Nothing where one depends on a symbol.
  std::vector<std::optional<int64_t>> sizes, strides;
  /// Bound before the first run; what is computed from it alone is kept.
  bool isFrozen = false;
};

/// The arguments of a bundle, from its signature.
runtime::Result<std::vector<ArgumentSpec>>
parseArguments(llvm::StringRef signature);

/// One array an argument: from its file, narrowed to the argument's float type
/// if NumPy has none, else random numbers (zeros for integers). Each of
/// `inputs` is FILE, for the next argument, or NAME=FILE.
runtime::Result<std::vector<Array>>
readInputs(llvm::ArrayRef<ArgumentSpec> arguments,
           llvm::ArrayRef<std::string> inputs);

TensorValue toTensor(const Array &array);
Array toArray(const TensorValue &tensor, runtime::DType dtype);

} // namespace cutedsl

#endif // CUTEDSL_TOOLS_CUTEDSL_RUN_INPUTS_H
