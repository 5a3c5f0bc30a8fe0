//===- Pipelines.h - Pipelines from tile programs to code -------*- C++ -*-===//
//
// One definition of each pipeline, shared by cutedsl-opt, cutedsl-run and the
// compiler library.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_CONVERSION_PIPELINES_H
#define CUTEDSL_CONVERSION_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace cutedsl {

struct CPUPipelineOptions : mlir::PassPipelineOptions<CPUPipelineOptions> {
  Option<std::string> cpu{
      *this, "cpu",
      llvm::cl::desc("the CPU to generate code for: native, x86-64-v3, "
                     "x86-64-v4 or another of LLVM's names"),
      llvm::cl::init("native")};
};

struct GPUPipelineOptions : mlir::PassPipelineOptions<GPUPipelineOptions> {
  Option<std::string> arch{
      *this, "arch",
      llvm::cl::desc("the GPU to generate code for: sm_80, sm_89, sm_90a"),
      llvm::cl::init("sm_90a")};
};

/// graph.kernel with schedules to tile.func, which know no target: so the one
/// pipeline without options.
void buildTilePipeline(mlir::OpPassManager &manager);

/// tile.func to LLVM functions of the CPU's kernel ABI (docs/architecture.md).
/// Each kernel keeps the attributes `tile.scratch` (bytes for one thread) and
/// `tile.messages` (those of its checks, in the order of their status).
void buildCPUPipeline(mlir::OpPassManager &manager,
                      const CPUPipelineOptions &options);

/// Every buffer that a GPU kernel gets begins at a multiple of so many bytes:
/// the bundle states it as the alignment of arguments, and temporaries obey.
inline constexpr int64_t kGPUBufferAlignment = 16;

/// tile.func to kernels of the GPU's ABI (docs/architecture.md), for emitPTX.
/// Each keeps the attributes `tile.grid`, `tile.threads`, `tile.scratch` (bytes
/// of dynamic shared memory) and `tile.messages`.
void buildGPUPipeline(mlir::OpPassManager &manager,
                      const GPUPipelineOptions &options);

/// Dynamic shared memory that one block of `arch` may ask for.
int64_t getMaxSharedBytes(llvm::StringRef arch);

/// Registers cutedsl-tile-pipeline.
void registerTilePipeline();

/// Registers cutedsl-cpu-pipeline.
void registerCPUPipeline();

/// Registers cutedsl-gpu-pipeline.
void registerGPUPipeline();

} // namespace cutedsl

#endif // CUTEDSL_CONVERSION_PIPELINES_H
