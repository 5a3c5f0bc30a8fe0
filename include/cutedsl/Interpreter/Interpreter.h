//===- Interpreter.h - Graph programs one op at a time ----------*- C++ -*-===//
//
// A slow evaluator of the graph dialect: each op on whole tensors, by its
// definition, in double precision. It shares no code with fusion, tiling and
// code generation, so that it can tell whether they are right.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_INTERPRETER_INTERPRETER_H
#define CUTEDSL_INTERPRETER_INTERPRETER_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "llvm/Support/Error.h"
#include <vector>

namespace cutedsl {

/// The elements of a tensor in row-major order: floats of any type as doubles,
/// integers of any type as int64_t, i1 as 0 and 1. The other list is empty.
struct TensorValue {
  llvm::SmallVector<int64_t> sizes;
  bool isFloat = true;
  std::vector<double> floats;
  std::vector<int64_t> integers;

  int64_t getNumElements() const;
};

enum class Precision {
  /// Floats are doubles, whatever their type: nothing is rounded.
  Double,
  /// Each op's result is rounded to its type, as if every op were a kernel.
  Own,
};

/// The program's symbols, read from the sizes of its arguments.
llvm::Expected<llvm::SmallVector<int64_t>>
bindSymbols(graph::ProgramOp program, llvm::ArrayRef<TensorValue> arguments);

/// The results of a `graph.program` without calls, or of a `graph.kernel`.
/// Fails if an index is out of bounds, or at an op that it does not know.
llvm::Expected<std::vector<TensorValue>>
interpret(mlir::FunctionOpInterface function,
          llvm::ArrayRef<TensorValue> arguments,
          llvm::ArrayRef<int64_t> symbols, Precision precision);

TensorValue getConstant(mlir::DenseElementsAttr elements);

} // namespace cutedsl

#endif // CUTEDSL_INTERPRETER_INTERPRETER_H
