//===- GraphToTile.cpp - One tile program a kernel ------------------------===//

#include "Emitter.h"
#include "cutedsl/Conversion/Passes.h"
#include "cutedsl/Transforms/AttentionLoop.h"
#include "cutedsl/Transforms/Mainloop.h"
#include "cutedsl/Transforms/RowPasses.h"
#include "llvm/ADT/BitVector.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTGRAPHTOTILE
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// On failure `unshared` says why a cluster cannot share the rows, if that is
/// why.
static FailureOr<tile::FuncOp> emit(KernelOp kernel, ScheduleAttr schedule,
                                    std::string &unshared) {
  for (bool ownLoops : {false, true}) {
    Emitter emitter(kernel, schedule, ownLoops);
    FailureOr<tile::FuncOp> function = emitter.run();
    if (succeeded(function) || !emitter.hasConflict()) {
      unshared = emitter.getUnsharedReason();
      return function;
    }
  }
  return failure();
}

/// Whether the tile program of a pipelined schedule has what a pipeline needs.
static LogicalResult checkPipeline(tile::FuncOp function, ScheduleAttr schedule,
                                   std::string &reason) {
  if (schedule.getArchetype() == Archetype::Rows)
    return tile::findRowPasses(function, sm90::kRowSharedBytes, reason);
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
/// fetched as boxes, or rows that are read in several passes; a cluster that
/// shares rows nothing but their reductions. Where it turns out that it is not
/// so, the fallback is taken, with a remark.
static FailureOr<tile::FuncOp> convert(KernelOp kernel) {
  ScheduleAttr schedule = kernel.getScheduleAttr();
  std::string reason;
  FailureOr<tile::FuncOp> function = emit(kernel, schedule, reason);
  if (failed(function) && !reason.empty()) {
    if (!kernel.getFallback())
      return kernel.emitOpError("expected rows that a cluster can share, but ")
             << reason;
    kernel.emitRemark("a cluster does not share its rows: ") << reason;
    return emit(kernel, *kernel.getFallback(), reason);
  }
  if (failed(function) || !schedule || schedule.getStages() == 0)
    return function;
  if (succeeded(checkPipeline(*function, schedule, reason))) {
    Builder builder(kernel.getContext());
    (*function)->setAttr("pipeline_stages",
                         builder.getI64IntegerAttr(schedule.getStages()));
    if (schedule.getSplits() > 1)
      (*function)->setAttr("pipeline_splits",
                           builder.getI64IntegerAttr(schedule.getSplits()));
    return function;
  }
  if (!kernel.getFallback())
    return function;
  function->erase();
  kernel.emitRemark(schedule.getArchetype() == Archetype::Rows
                        ? "rows are not kept in shared memory: "
                        : "not on tensor cores: ")
      << reason;
  return emit(kernel, *kernel.getFallback(), reason);
}

/// Whether no kernel of the run that `call` is part of writes `input`: runs
/// write temporaries and results only.
static bool isConstantInRun(CallOp call, Value input) {
  auto producer = input.getDefiningOp<CallOp>();
  return !producer || (producer->hasAttr("graph.prepare") &&
                       !call->hasAttr("graph.prepare"));
}

/// For each kernel that is called, its operands that are constant in all calls.
static llvm::StringMap<llvm::BitVector> findConstants(ModuleOp module) {
  llvm::StringMap<llvm::BitVector> result;
  for (auto program : module.getOps<ProgramOp>())
    program.walk([&](CallOp call) {
      llvm::BitVector constant(call.getInputs().size());
      for (auto [index, input] : llvm::enumerate(call.getInputs()))
        constant[index] = isConstantInRun(call, input);
      auto [entry, isNew] = result.try_emplace(call.getCallee(), constant);
      if (!isNew)
        entry->second &= constant;
    });
  return result;
}

namespace {
struct ConvertGraphToTile
    : cutedsl::impl::ConvertGraphToTileBase<ConvertGraphToTile> {
  void runOnOperation() override {
    llvm::StringMap<llvm::BitVector> constants = findConstants(getOperation());
    SmallVector<KernelOp> kernels(getOperation().getOps<KernelOp>());
    for (KernelOp kernel : kernels) {
      // A library's product has no code.
      if (kernel.getLibrary())
        continue;
      FailureOr<tile::FuncOp> function = convert(kernel);
      if (failed(function))
        return signalPassFailure();
      // What may be read before the kernel before has ended. Only launches
      // overlap.
      SmallVector<int64_t> numbers;
      for (unsigned number : constants.lookup(kernel.getSymName()).set_bits())
        numbers.push_back(number);
      if (function->getThreads() > 1 && !numbers.empty())
        (*function)->setAttr(tile::FuncOp::kConstantBuffers,
                             DenseI64ArrayAttr::get(&getContext(), numbers));
      kernel.erase();
    }
  }
};
} // namespace
