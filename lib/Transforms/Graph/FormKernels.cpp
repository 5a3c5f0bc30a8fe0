//===- FormKernels.cpp - Which operations share a kernel ------------------===//

#include "KernelFormation.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/IR/Remarks.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHFORMKERNELS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// Gives every result of the program a value of its own to be stored: an
/// argument that is returned, and a value that is returned twice, are copied.
static void separateResults(ProgramOp program) {
  auto ret = cast<ReturnOp>(program.getBody().front().getTerminator());
  OpBuilder builder(ret);
  DenseSet<Value> seen;
  for (OpOperand &operand : ret->getOpOperands()) {
    Value value = operand.get();
    if (!isa<BlockArgument>(value) && seen.insert(value).second)
      continue;
    unsigned rank = getDims(value).size();
    operand.set(
        ViewOp::create(builder, ret.getLoc(), value.getType(), value,
                       AffineMapAttr::get(AffineMap::getMultiDimIdentityMap(
                           rank, builder.getContext()))));
  }
}

static void emitRemarks(ProgramOp program, const KernelFormation &formation) {
  auto options = getRemarkOptions(program, "fusion", "graph-form-kernels");
  for (const Refusal &refusal : formation.getRefusals())
    remark::missed(refusal.op->getLoc(), options)
        << (refusal.op->getName().getStringRef() + ": " + refusal.reason).str();
}

namespace {
struct FormKernels : cutedsl::impl::GraphFormKernelsBase<FormKernels> {
  using GraphFormKernelsBase::GraphFormKernelsBase;

  void runOnOperation() override {
    TargetModel model = TargetModel::get(target, threads);
    for (auto program : getOperation().getOps<ProgramOp>())
      form(program, model);
  }

  void form(ProgramOp program, const TargetModel &model) {
    separateResults(program);
    KernelFormation formation(program, model);
    formation.run();
    Builder builder(&getContext());
    // Numbers that follow program order, without gaps.
    DenseMap<unsigned, unsigned> numbers;
    for (Value value : formation.getStoredValues()) {
      unsigned group = *formation.getStoringGroup(value);
      unsigned number =
          numbers.try_emplace(group, numbers.size()).first->second;
      Operation *op = value.getDefiningOp();
      op->setAttr("graph.kernel", builder.getI64IntegerAttr(number));
      if (formation.getGroups()[group].archetype != Archetype::Contract)
        op->removeAttr(kInEpilogueAttr);
    }
    emitRemarks(program, formation);
    addRefusals(program, formation.getRefusals());
  }
};
} // namespace
