//===- TilePipeline.cpp - From kernels to tile programs -------------------===//

#include "cutedsl/Conversion/Passes.h"
#include "cutedsl/Conversion/Pipelines.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace cutedsl;

void cutedsl::buildTilePipeline(OpPassManager &manager) {
  manager.addPass(createConvertGraphToTile());
  // Equal addresses and bounds of different accesses become one.
  manager.addPass(createCanonicalizerPass());
  manager.addNestedPass<tile::FuncOp>(createTileSharePairs());
  manager.addPass(createCSEPass());
}

void cutedsl::registerTilePipeline() {
  PassPipelineRegistration<>("cutedsl-tile-pipeline",
                             "kernels with schedules to tile programs",
                             buildTilePipeline);
}
