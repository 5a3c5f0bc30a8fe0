//===- ScheduleChoices.h - What a kernel's schedule may be ------*- C++ -*-===//
//
// Enumerates the schedules of a kernel on tensor cores; obeying one is a matter
// of `convert-graph-to-tile`.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_GRAPH_SCHEDULECHOICES_H
#define CUTEDSL_LIB_TRANSFORMS_GRAPH_SCHEDULECHOICES_H

#include "CostModel.h"

namespace cutedsl::graph {

/// Elements of a row that a thread of a GPU keeps in registers.
constexpr int64_t kRowInRegisters = 32;

/// The op that gives the kernel its loops, null for a pointwise one.
mlir::Operation *findAnchor(KernelOp kernel);

/// The constant that `expr` is, or `otherwise`.
int64_t getStaticSize(mlir::AffineExpr expr, int64_t otherwise);

/// The schedule that needs nothing but threads.
ScheduleAttr getPortableSchedule(KernelOp kernel, const TargetModel &model,
                                 llvm::ArrayRef<int64_t> hints);

/// All that `kernel` may be on a target with pipelines: its schedules on them,
/// the best by the analytic model first; if it cannot use tensor cores, its
/// portable one and others for a small attention or for long rows, of which
/// those that keep rows in shared memory may come before it; then the name of a
/// library that can compute it, also without copies of its operands. Operands
/// are not looked at: whether they suit the copy engine shows when the kernel
/// is cut into tiles.
llvm::SmallVector<mlir::Attribute> getChoices(KernelOp kernel,
                                              const TargetModel &model,
                                              llvm::ArrayRef<int64_t> hints);

/// See TunableKernel.
std::string getTuningKey(KernelOp kernel, llvm::StringRef target,
                         llvm::ArrayRef<int64_t> hints);

} // namespace cutedsl::graph

#endif // CUTEDSL_LIB_TRANSFORMS_GRAPH_SCHEDULECHOICES_H
