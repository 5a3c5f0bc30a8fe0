//===- GraphToTile.cpp - One tile program a kernel ------------------------===//

#include "Emitter.h"
#include "cutedsl/Conversion/Passes.h"
#include "cutedsl/Transforms/AttentionLoop.h"
#include "cutedsl/Transforms/Mainloop.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTGRAPHTOTILE
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

static FailureOr<tile::FuncOp> emit(KernelOp kernel, ScheduleAttr schedule) {
  Emitter shared(kernel, schedule, /*ownLoops=*/false);
  FailureOr<tile::FuncOp> function = shared.run();
  if (succeeded(function) || !shared.hasConflict())
    return function;
  return Emitter(kernel, schedule, /*ownLoops=*/true).run();
}

/// Whether the tile program of a pipelined schedule has what a pipeline needs.
static LogicalResult checkTensorCores(tile::FuncOp function,
                                      ScheduleAttr schedule,
                                      std::string &reason) {
  if (schedule.getArchetype() == Archetype::Attention) {
    FailureOr<tile::AttentionLoop> attention =
        tile::findAttentionLoop(function, reason);
    return failure(failed(attention) ||
                   failed(tile::checkTensorCores(*attention, reason)));
  }
  FailureOr<tile::Mainloop> mainloop = tile::findMainloop(function, reason);
  return failure(failed(mainloop) ||
                 failed(tile::checkTensorCores(*mainloop, reason)));
}

/// The kernel as its schedule says. A pipeline needs operands that can be
/// fetched as boxes; where it turns out that they are not, the fallback is
/// taken, with a remark.
static FailureOr<tile::FuncOp> convert(KernelOp kernel) {
  ScheduleAttr schedule = kernel.getScheduleAttr();
  FailureOr<tile::FuncOp> function = emit(kernel, schedule);
  if (failed(function) || !schedule || schedule.getStages() == 0)
    return function;
  std::string reason;
  if (succeeded(checkTensorCores(*function, schedule, reason))) {
    (*function)->setAttr(
        "pipeline_stages",
        IntegerAttr::get(IntegerType::get(kernel.getContext(), 64),
                         schedule.getStages()));
    return function;
  }
  if (!kernel.getFallback())
    return function;
  function->erase();
  kernel.emitRemark("not on tensor cores: ") << reason;
  return emit(kernel, *kernel.getFallback());
}

namespace {
struct ConvertGraphToTile
    : cutedsl::impl::ConvertGraphToTileBase<ConvertGraphToTile> {
  void runOnOperation() override {
    SmallVector<KernelOp> kernels(getOperation().getOps<KernelOp>());
    for (KernelOp kernel : kernels) {
      if (failed(convert(kernel)))
        return signalPassFailure();
      kernel.erase();
    }
  }
};
} // namespace
