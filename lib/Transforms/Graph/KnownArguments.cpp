//===- KnownArguments.cpp - Arguments whose values were promised ----------===//

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "cutedsl/Transforms/Passes.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHKNOWNARGUMENTS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
struct KnownArguments : cutedsl::impl::GraphKnownArgumentsBase<KnownArguments> {
  void runOnOperation() override {
    for (auto program : getOperation().getOps<ProgramOp>())
      for (BlockArgument argument : program.getBody().getArguments())
        if (program.getArgAttr(argument.getArgNumber(), "graph.iota"))
          if (failed(replace(program, argument)))
            return signalPassFailure();
  }

  static LogicalResult replace(ProgramOp program, BlockArgument argument) {
    auto type = cast<RankedTensorType>(argument.getType());
    if (type.getRank() != 1 || !type.getElementType().isInteger(64))
      return program.emitError("expected an argument that is graph.iota to be "
                               "one dimension of i64, but got ")
             << type;
    OpBuilder builder = OpBuilder::atBlockBegin(argument.getOwner());
    argument.replaceAllUsesWith(
        IotaOp::create(builder, program.getLoc(), type, /*dim=*/0));
    return success();
  }
};
} // namespace
