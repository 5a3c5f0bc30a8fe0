//===- OperandCopies.h - Copies that are made for one product ---*- C++ -*-===//
//
// A product on tensor cores may read copies of the program's tensors, such as
// those with padded rows that `graph-pad-operands` makes. A library takes the
// tensors as they are. Which copies it would spare shows when all kernels are
// outlined: only then it is known what else reads them, what is computed on the
// way, and whether the product is plain.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_GRAPH_OPERANDCOPIES_H
#define CUTEDSL_LIB_TRANSFORMS_GRAPH_OPERANDCOPIES_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "mlir/IR/OwningOpRef.h"

namespace cutedsl::graph {

/// The calls of `kernel` in its module.
llvm::SmallVector<CallOp> getCalls(KernelOp kernel);

/// The kernels that copy operands of `kernel`, by argument, null for one that
/// is not copied. Such a copy is made in each run, for one call of `kernel` and
/// nothing else; all calls have it. Empty unless a library could compute the
/// product of what is copied.
llvm::SmallVector<KernelOp> getSparableCopies(KernelOp kernel);

/// `kernel` and these `copies` as one kernel, of the tensors that are copied.
mlir::OwningOpRef<KernelOp> inlineCopies(KernelOp kernel,
                                         llvm::ArrayRef<KernelOp> copies);

} // namespace cutedsl::graph

#endif // CUTEDSL_LIB_TRANSFORMS_GRAPH_OPERANDCOPIES_H
