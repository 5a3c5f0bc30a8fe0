//===- CostModel.h - What fusing saves and costs ----------------*- C++ -*-===//
//
// A roofline of the target, precise enough to choose between storing a value
// and computing it again where it is used. Sizes that are symbolic are taken at
// their hints.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_GRAPH_COSTMODEL_H
#define CUTEDSL_LIB_TRANSFORMS_GRAPH_COSTMODEL_H

#include "GraphUtils.h"
#include "cutedsl/Dialect/Graph/IR/Hints.h"

namespace cutedsl::graph {

/// Rates in units per second.
struct TargetModel {
  bool isGpu = false;
  /// Threads of a CTA; 1 on the CPU.
  int64_t threads = 1;
  double bytesPerSecond = 15e9;
  double flopsPerSecond = 80e9;
  double launchSeconds = 2e-6;
  /// The tile of a contraction and of an attention. On the CPU the accumulators
  /// live in registers: with AVX-512, 27 of 32.
  int64_t tileM = 9, tileN = 48, tileK = 4;
  int64_t attentionM = 16, attentionN = 48;
  /// Flops that a contraction may spend on each element it loads of its left
  /// operand. On the CPU every element is loaded once for each panel.
  double contractPrologueFlops = 0;
  /// Contractions of 16-bit operands are pipelines whose operands a copy engine
  /// fetches: nothing can be computed on the way.
  bool hasTensorPipelines = false;

  /// Steps along k of a contraction on threads: on a GPU warps multiply 16-bit
  /// operands, and fetch as much of them at a time as their registers hold.
  int64_t getTileK(mlir::Type operandType) const;

  /// The model of `target`: "cpu" (which has AVX-512), "cpu-avx2", or "sm_80"
  /// and up.
  static TargetModel get(llvm::StringRef target, int64_t threads);
};

/// Evaluates sizes of one program.
class SizeModel {
public:
  explicit SizeModel(ProgramOp program);
  double getSize(mlir::AffineExpr expr) const { return evaluate(expr, hints); }
  int64_t getHintedSize(mlir::AffineExpr size) const {
    return graph::getHintedSize(size, given);
  }
  /// How many matrices `value` is: all but its last two dimensions.
  double getNumMatrices(mlir::Value value) const;
  double getNumElements(mlir::Value value) const;
  double getBytes(mlir::Value value) const;

private:
  /// With a guess for what was not given.
  llvm::SmallVector<int64_t> hints;
  llvm::ArrayRef<int64_t> given;
};

/// Flops an element that `op` itself costs, in additions.
double getPointwiseFlops(mlir::Operation *op);

} // namespace cutedsl::graph

#endif // CUTEDSL_LIB_TRANSFORMS_GRAPH_COSTMODEL_H
