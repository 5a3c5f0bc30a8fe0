//===- Float8.h - 8-bit floating-point types --------------------*- C++ -*-===//
//
// Which element types are 8-bit floats: those of PyTorch that Hopper's tensor
// cores multiply, in any mixture.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_FLOAT8_H
#define CUTEDSL_DIALECT_FLOAT8_H

#include "mlir/IR/BuiltinTypes.h"

namespace cutedsl {

/// f8E4M3FN, which has no infinity, or f8E5M2.
inline bool isFloat8(mlir::Type element) {
  return mlir::isa<mlir::Float8E4M3FNType, mlir::Float8E5M2Type>(element);
}

} // namespace cutedsl

#endif // CUTEDSL_DIALECT_FLOAT8_H
