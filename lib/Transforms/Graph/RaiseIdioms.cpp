//===- RaiseIdioms.cpp - Attention from its parts -------------------------===//
//
// softmax(score(Q K^T)) V, written as two products with a softmax and pointwise
// ops between them, becomes one `graph.attention`.
//
// Norms, softmaxes on their own, and rotations need no raising: reductions over
// the same rows share a kernel, whatever formula they are part of.
//
//===----------------------------------------------------------------------===//

#include "AttentionRaiser.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/IR/Remarks.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHRAISEIDIOMS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
struct RaiseIdioms : cutedsl::impl::GraphRaiseIdiomsBase<RaiseIdioms> {
  using GraphRaiseIdiomsBase::GraphRaiseIdiomsBase;

  void runOnOperation() override {
    for (auto program : getOperation().getOps<ProgramOp>())
      raise(program);
  }

  void raise(ProgramOp program) {
    SoftmaxMatcher matcher(/*dropsRoundings=*/!keepRoundings);
    auto options = getRemarkOptions(program, "attention", "graph-raise-idioms");
    IRRewriter rewriter(&getContext());
    SmallVector<Refusal> refusals;
    SmallVector<ContractOp> products(program.getBody().getOps<ContractOp>());
    for (ContractOp product : products) {
      AttentionRaiser raiser(product);
      if (!raiser.findSoftmax(matcher, fastAlgebra))
        continue;
      Location loc = product.getLoc();
      if (raiser.plan()) {
        raiser.rewrite(rewriter);
        remark::passed(loc, options) << "raised to graph.attention";
        continue;
      }
      std::string reason = "not raised to graph.attention: " + raiser.reason;
      remark::missed(loc, options) << reason;
      refusals.push_back({product, reason});
    }
    addRefusals(program, refusals);
  }
};
} // namespace
