//===- CPUPipeline.cpp - From tile programs to the LLVM dialect -----------===//

#include "cutedsl/Conversion/CPUObject.h"
#include "cutedsl/Conversion/Passes.h"
#include "cutedsl/Conversion/Pipelines.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace cutedsl;

void cutedsl::buildCPUPipeline(OpPassManager &manager,
                               const CPUPipelineOptions &options) {
  ConvertTileToVectorOptions vectors;
  vectors.vectorBits = CPUTarget::getVectorBits(options.cpu);

  // 1. What a thread does with a tile, then its registers.
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  TileVersionBoundsOptions versions;
  // Masked accesses of AVX-512 cost little, those of AVX2 do not.
  versions.onlyProducts = vectors.vectorBits >= 512;
  OpPassManager &programs = manager.nest<tile::FuncOp>();
  programs.addPass(createTilePackPanels());
  programs.addPass(createTilePrefetchPanels());
  programs.addPass(createTileVersionBounds(versions));
  programs.addPass(createCanonicalizerPass());
  programs.addPass(createCSEPass());
  manager.addPass(createConvertTileToVector(vectors));
  manager.addPass(createTileExpandMath());
  manager.addPass(createTileExpandFloat8());
  if (vectors.vectorBits < 512)
    manager.addPass(createConvertMaskedLoadsToAVX2());
  // 2. The runtime's entry point.
  // (Only what shrinks the module: LLVM folds the rest in less time.)
  manager.addPass(createConvertVectorToCPU());
  manager.addPass(createCSEPass());
  // 3. LLVM. Math with an LLVM intrinsic goes there, the rest to libm.
  manager.addPass(arith::createArithExpandOpsPass());
  manager.addPass(createConvertMathToLLVMPass());
  manager.addPass(createConvertMathToLibmPass());
  // Before there are blocks: the patterns of this pass also merge blocks that
  // are alike, and each merger of many small ones makes more arguments for the
  // next.
  manager.addPass(createConvertVectorToLLVMPass());
  manager.addPass(createSCFToControlFlowPass());
  manager.addPass(createArithToLLVMConversionPass());
  manager.addPass(createConvertControlFlowToLLVMPass());
  manager.addPass(createConvertFuncToLLVMPass());
  manager.addPass(createUBToLLVMConversionPass());
  manager.addPass(createReconcileUnrealizedCastsPass());
}

void cutedsl::registerCPUPipeline() {
  PassPipelineRegistration<CPUPipelineOptions>(
      "cutedsl-cpu-pipeline",
      "tile programs to kernels of the CPU, in the LLVM dialect",
      buildCPUPipeline);
}
