//===- Pipelines.h - The graph passes in order ------------------*- C++ -*-===//
//
// Pipelines as functions, and registered by name for the tools.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TRANSFORMS_PIPELINES_H
#define CUTEDSL_TRANSFORMS_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace cutedsl {

/// Where bf16 and f16 values are rounded.
enum class Numerics {
  /// Where a kernel stores them, and where the model was trained to.
  Fused,
  /// Wherever PyTorch's op sequence rounds.
  Eager,
};

struct GraphPipelineOptions : mlir::PassPipelineOptions<GraphPipelineOptions> {
  Option<std::string> target{
      *this, "target",
      llvm::cl::desc("cpu (with AVX-512), cpu-avx2, or a GPU "
                     "architecture such as sm_90a"),
      llvm::cl::init("cpu")};
  Option<int64_t> threads{
      *this, "threads",
      llvm::cl::desc("threads of a CTA, 0 for the target's default"),
      llvm::cl::init(0)};
  Option<Numerics> numerics{
      *this, "numerics",
      llvm::cl::desc("where bf16 and f16 values are rounded"),
      llvm::cl::init(Numerics::Fused),
      llvm::cl::values(
          clEnumValN(Numerics::Fused, "fused", "when a kernel stores them"),
          clEnumValN(Numerics::Eager, "eager", "wherever PyTorch rounds"))};
  Option<bool> fastAlgebra{*this, "fast-algebra",
                           llvm::cl::desc("algebra that changes rounding"),
                           llvm::cl::init(false)};
  Option<bool> assumeFinite{
      *this, "assume-finite",
      llvm::cl::desc("no NaN or infinity needs to spread"),
      llvm::cl::init(false)};
};

/// From imported graphs to kernels with schedules, in this order: check the
/// import, normalize, simplify, raise idioms, merge sibling products, scale
/// rows, pack frozen weights, pad operands, join products back to back, form
/// kernels, outline them, schedule them.
void buildGraphPipeline(mlir::OpPassManager &pm,
                        const GraphPipelineOptions &options);

/// The last part of it, for kernels that are formed: choose, and spare copies
/// where a library is chosen that needs none.
void buildSchedulingPipeline(mlir::OpPassManager &pm,
                             const GraphPipelineOptions &options);

/// Registers `cutedsl-graph-pipeline`.
void registerGraphPipeline();

} // namespace cutedsl

#endif // CUTEDSL_TRANSFORMS_PIPELINES_H
