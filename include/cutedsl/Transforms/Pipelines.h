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

struct GraphPipelineOptions : mlir::PassPipelineOptions<GraphPipelineOptions> {
  Option<std::string> target{
      *this, "target",
      llvm::cl::desc("cpu, or a GPU architecture such as sm_90a"),
      llvm::cl::init("cpu")};
  Option<int64_t> threads{
      *this, "threads",
      llvm::cl::desc("threads of a CTA, 0 for the target's default"),
      llvm::cl::init(0)};
};

/// From imported graphs to kernels with schedules, in this order: check the
/// import, form kernels, outline them, choose their schedules.
void buildGraphPipeline(mlir::OpPassManager &pm,
                        const GraphPipelineOptions &options);

/// Registers `cutedsl-graph-pipeline`.
void registerGraphPipeline();

} // namespace cutedsl

#endif // CUTEDSL_TRANSFORMS_PIPELINES_H
