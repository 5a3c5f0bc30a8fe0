//===- NarrowFloat.h - Floating-point types below 32 bits -------*- C++ -*-===//
//
// Which element types are stored in 16 or 8 bits and computed in f32. The 8-bit
// ones are those of PyTorch that Hopper's tensor cores multiply, in any
// mixture.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_NARROWFLOAT_H
#define CUTEDSL_DIALECT_NARROWFLOAT_H

#include "mlir/IR/BuiltinTypes.h"

namespace cutedsl {

/// f8E4M3FN, which has no infinity, or f8E5M2.
inline bool isFloat8(mlir::Type element) {
  return mlir::isa<mlir::Float8E4M3FNType, mlir::Float8E5M2Type>(element);
}

/// bf16, f16 or an 8-bit float: a product of two is exact in f32.
inline bool isNarrowFloat(mlir::Type element) {
  return mlir::isa<mlir::BFloat16Type, mlir::Float16Type>(element) ||
         isFloat8(element);
}

/// The type in which products of `element` are summed.
inline mlir::Type getAccumulatorType(mlir::Type element) {
  return isNarrowFloat(element) ? mlir::Float32Type::get(element.getContext())
                                : element;
}

} // namespace cutedsl

#endif // CUTEDSL_DIALECT_NARROWFLOAT_H
