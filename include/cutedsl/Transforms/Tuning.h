//===- Tuning.h - Kernels whose schedule can be measured --------*- C++ -*-===//
//
// `graph-select-schedule` takes the first of a kernel's choices, or the one
// that the module's `graph.choices` names under the kernel's key. Who measures
// them is no matter of the compiler: it lists them and obeys.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TRANSFORMS_TUNING_H
#define CUTEDSL_TRANSFORMS_TUNING_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace cutedsl {

/// A module's attribute: a dictionary from keys of kernels to choices.
inline constexpr llvm::StringLiteral kChoicesAttr = "graph.choices";

/// A kernel that has more than one choice.
struct TunableKernel {
  graph::KernelOp kernel;
  /// 32 hexadecimal digits over what the kernel and its copies compute, the
  /// target, and the sizes that its symbols are taken to have: equal kernels of
  /// different programs share what was learned.
  std::string key;
  /// Schedules, the best by the model first, then "cublaslt" where that library
  /// can compute the kernel, "cublaslt-uncopied" where it could spare `copies`.
  llvm::SmallVector<mlir::Attribute> choices;
  /// The program's symbols that it depends on.
  llvm::SmallVector<unsigned> symbols;
  /// The kernels that copy its operands in each run for it alone, by argument,
  /// null for one that is not copied; empty unless a choice spares them.
  llvm::SmallVector<graph::KernelOp> copies;
};

/// The kernels of `module`, outlined, that have more than one choice for
/// `target`, an architecture such as "sm_90a".
llvm::SmallVector<TunableKernel> getTunableKernels(mlir::ModuleOp module,
                                                   llvm::StringRef target);

/// The program's `graph.hints`, by symbol; 0 where a size is not known.
llvm::ArrayRef<int64_t> getHints(mlir::ModuleOp module);

} // namespace cutedsl

#endif // CUTEDSL_TRANSFORMS_TUNING_H
