//===- Pointwise.h - Scalar functions of arith and math ---------*- C++ -*-===//

#ifndef CUTEDSL_LIB_INTERPRETER_POINTWISE_H
#define CUTEDSL_LIB_INTERPRETER_POINTWISE_H

#include "cutedsl/Interpreter/Interpreter.h"

namespace cutedsl {

/// `op`, one of `arith` or `math` on tensors of one shape, element by element.
/// `result` has its sizes and kind, and elements to be overwritten.
llvm::Error interpretPointwise(mlir::Operation *op,
                               llvm::ArrayRef<const TensorValue *> operands,
                               TensorValue &result);

/// `value` as a float of `type` holds it.
double roundToType(double value, mlir::Type type);

/// `value` with the bits of an integer of `type` only, with its sign.
int64_t wrapToType(int64_t value, mlir::Type type);

} // namespace cutedsl

#endif // CUTEDSL_LIB_INTERPRETER_POINTWISE_H
