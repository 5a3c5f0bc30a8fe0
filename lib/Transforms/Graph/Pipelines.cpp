//===- Pipelines.cpp - The graph passes in order --------------------------===//

#include "cutedsl/Transforms/Pipelines.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;
using namespace cutedsl;

void cutedsl::buildGraphPipeline(OpPassManager &pm,
                                 const GraphPipelineOptions &options) {
  pm.addPass(createGraphVerifyImport());
  GraphFormKernelsOptions form;
  form.target = options.target;
  form.threads = options.threads;
  pm.addPass(createGraphFormKernels(form));
  pm.addPass(createGraphOutlineKernels());
  GraphSelectScheduleOptions schedule;
  schedule.target = options.target;
  schedule.threads = options.threads;
  pm.addPass(createGraphSelectSchedule(schedule));
}

void cutedsl::registerGraphPipeline() {
  PassPipelineRegistration<GraphPipelineOptions>(
      "cutedsl-graph-pipeline",
      "form kernels of imported graphs and choose their schedules",
      buildGraphPipeline);
}
