//===- PlainProduct.h - Kernels that a library can compute ------*- C++ -*-===//
//
// Recognises kernels that are nothing but a matrix product of their arguments,
// perhaps with a bias: those that a library of products computes, too.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TRANSFORMS_PLAINPRODUCT_H
#define CUTEDSL_TRANSFORMS_PLAINPRODUCT_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "mlir/IR/AffineExpr.h"
#include <optional>

namespace cutedsl {

/// Values of KernelOp's `library`, and the choices that lead to them: the
/// product as it is, and that of the tensors which its operands are copies of.
inline constexpr llvm::StringLiteral kCublasLt = "cublaslt";
inline constexpr llvm::StringLiteral kCublasLtUncopied = "cublaslt-uncopied";

/// A matrix in memory: rows follow each other after `leading` elements, whose
/// elements lie side by side; of a transposed one, columns. The matrices of the
/// batch follow each other after `batchStride` elements, 0 if there is only
/// one. Expressions are over the program's symbols.
struct MatrixInMemory {
  bool isTransposed = false;
  mlir::AffineExpr leading, batchStride;
};

/// `batch` products result[m, n] = sum_k lhs[m, k] rhs[k, n] + bias[n].
struct PlainProduct {
  /// Of operands and result: f32, f16 or bf16. Sums are f32.
  mlir::Type elementType;
  /// Numbers of the kernel's arguments.
  unsigned lhs = 0, rhs = 0;
  std::optional<unsigned> bias;
  mlir::AffineExpr batch, m, n, k;
  MatrixInMemory lhsMatrix, rhsMatrix, resultMatrix;
};

/// The product that `kernel` is; nothing, with why in `reason`, if it is more
/// or its matrices are not as a library takes them.
std::optional<PlainProduct> matchPlainProduct(graph::KernelOp kernel,
                                              std::string &reason);

} // namespace cutedsl

#endif // CUTEDSL_TRANSFORMS_PLAINPRODUCT_H
