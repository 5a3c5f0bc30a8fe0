//===- GPUPipeline.cpp - From tile programs to the LLVM dialect -----------===//

#include "cutedsl/Conversion/Passes.h"
#include "cutedsl/Conversion/Pipelines.h"
#include "cutedsl/Dialect/SM90/IR/Limits.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace cutedsl;

void cutedsl::buildGPUPipeline(OpPassManager &manager,
                               const GPUPipelineOptions &options) {
  // 0. Mainloops on the asynchronous hardware.
  if (options.arch == "sm_90a")
    manager.addPass(createConvertTileToSM90());
  // 1. Which thread holds what, and how threads exchange it.
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  OpPassManager &tile = manager.nest<tile::FuncOp>();
  tile.addPass(createTileRelaxMath());
  tile.addPass(createTileFoldScales());
  tile.addPass(createTileSelectMma());
  tile.addPass(createTileHoistLoads());
  tile.addPass(createTileShareHalves());
  TileAssignLayoutsOptions layouts;
  layouts.bufferAlignment = kGPUBufferAlignment;
  tile.addPass(createTileAssignLayouts(layouts));
  tile.addPass(createCSEPass());
  tile.addPass(createTileMaterializeConversions());
  tile.addPass(createCSEPass());
  TileAllocateSharedOptions shared;
  shared.maxBytes = getMaxSharedBytes(options.arch);
  tile.addPass(createTileAllocateShared(shared));
  tile.addPass(createTileVerifyLayouts());
  if (options.arch == "sm_90a") {
    tile.addPass(createSM90PrefetchMaps());
    tile.addPass(createSM90OverlapLaunches());
  }
  tile.addPass(createSM90Verify());
  // 2. The registers of one thread, then a kernel around them.
  manager.addPass(createConvertTileToThreads());
  manager.addPass(createConvertRelaxedMathToNVVM());
  // Other targets' casts are arithmetic.
  if (options.arch == "sm_90a")
    manager.addPass(createConvertFloat8ToNVVM());
  manager.addPass(createConvertWidenedPairsToNVVM());
  manager.addPass(createTileExpandMath());
  manager.addPass(createTileExpandFloat8());
  manager.addNestedPass<func::FuncOp>(createSM90SinkValues());
  manager.addPass(createConvertVectorToNVVM());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  // 3. LLVM.
  manager.addPass(createSCFToControlFlowPass());
  manager.addPass(createConvertMathToLLVMPass());
  manager.addPass(createArithToLLVMConversionPass());
  manager.addPass(createConvertControlFlowToLLVMPass());
  manager.addPass(createUBToLLVMConversionPass());
  manager.addPass(createReconcileUnrealizedCastsPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
}

int64_t cutedsl::getMaxSharedBytes(llvm::StringRef arch) {
  // What one block may ask for: 227, 163 and 99 KiB.
  return llvm::StringSwitch<int64_t>(arch)
      .Case("sm_90a", sm90::kSharedBytes)
      .Case("sm_80", 163 * 1024)
      .Default(99 * 1024);
}

void cutedsl::registerGPUPipeline() {
  PassPipelineRegistration<GPUPipelineOptions>(
      "cutedsl-gpu-pipeline",
      "tile programs to kernels of an NVIDIA GPU, in the LLVM dialect",
      buildGPUPipeline);
}
