//===- Pipelines.cpp - The graph passes in order --------------------------===//

#include "cutedsl/Transforms/Pipelines.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace cutedsl;

void cutedsl::buildGraphPipeline(OpPassManager &pm,
                                 const GraphPipelineOptions &options) {
  pm.addPass(createGraphVerifyImport());
  pm.addPass(createGraphKnownArguments());
  // Each simplification may make computations equal, and so lets the next find
  // more; two rounds reach the end in all models tried. Idioms are raised when
  // neutral elements are gone.
  for (int round = 0; round < 2; ++round) {
    pm.addPass(createGraphNormalize());
    pm.addPass(createCSEPass());
    pm.addPass(createGraphSimplify());
    pm.addPass(createCSEPass());
    if (round == 0) {
      GraphRaiseIdiomsOptions idioms;
      idioms.keepRoundings = options.numerics == Numerics::Eager;
      idioms.fastAlgebra = options.fastAlgebra;
      pm.addPass(createGraphRaiseIdioms(idioms));
      if (options.assumeFinite)
        pm.addPass(createGraphDiagonalAttention());
    }
  }
  if (options.fastAlgebra)
    pm.addPass(createGraphReassociate());
  GraphMergeRowsOptions merge;
  merge.target = options.target;
  pm.addPass(createGraphMergeRows(merge));
  if (options.numerics != Numerics::Eager)
    pm.addPass(createGraphFoldProducts());
  pm.addPass(createGraphMergeSiblings());
  pm.addPass(createGraphNormalize());
  pm.addPass(createCSEPass());
  if (options.numerics != Numerics::Eager) {
    GraphScaleRowsOptions scale;
    scale.target = options.target;
    pm.addPass(createGraphScaleRows(scale));
    pm.addPass(createCSEPass());
  }
  pm.addPass(createGraphKeepRoundings());
  GraphPackWeightsOptions pack;
  pack.target = options.target;
  pm.addPass(createGraphPackWeights(pack));
  GraphPadOperandsOptions pad;
  pad.target = options.target;
  pm.addPass(createGraphPadOperands(pad));
  GraphFuseBackToBackOptions backToBack;
  backToBack.target = options.target;
  pm.addPass(createGraphFuseBackToBack(backToBack));
  pm.addPass(createCSEPass());
  GraphFormKernelsOptions form;
  form.target = options.target;
  form.threads = options.threads;
  pm.addPass(createGraphFormKernels(form));
  pm.addPass(createGraphOutlineKernels());
  if (options.numerics != Numerics::Eager)
    pm.addPass(createGraphDropRoundings());
  buildSchedulingPipeline(pm, options);
}

void cutedsl::buildSchedulingPipeline(OpPassManager &pm,
                                      const GraphPipelineOptions &options) {
  GraphSelectScheduleOptions schedule;
  schedule.target = options.target;
  schedule.threads = options.threads;
  pm.addPass(createGraphSelectSchedule(schedule));
  pm.addPass(createGraphSpareCopies());
}

void cutedsl::registerGraphPipeline() {
  PassPipelineRegistration<GraphPipelineOptions>(
      "cutedsl-graph-pipeline",
      "form kernels of imported graphs and choose their schedules",
      buildGraphPipeline);
}
