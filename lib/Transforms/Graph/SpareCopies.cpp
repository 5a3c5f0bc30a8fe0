//===- SpareCopies.cpp - A library reads what would be copied -------------===//

#include "OperandCopies.h"
#include "cutedsl/Transforms/Passes.h"
#include "cutedsl/Transforms/PlainProduct.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHSPARECOPIES
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// Gives the calls of `kernel` the tensors that `copies` copy, and erases what
/// copied them.
static void passOriginals(KernelOp kernel, ArrayRef<KernelOp> copies) {
  for (CallOp call : getCalls(kernel))
    for (auto [i, copy] : llvm::enumerate(copies))
      if (copy) {
        auto made = call.getInputs()[i].getDefiningOp<CallOp>();
        call->setOperand(i, made.getInputs().front());
        made.erase();
      }
}

namespace {
struct SpareCopies : cutedsl::impl::GraphSpareCopiesBase<SpareCopies> {
  using GraphSpareCopiesBase::GraphSpareCopiesBase;

  void runOnOperation() override {
    llvm::SmallSetVector<KernelOp, 4> spared;
    for (auto kernel : llvm::to_vector(getOperation().getOps<KernelOp>())) {
      if (kernel.getLibrary() != StringRef(kCublasLtUncopied))
        continue;
      SmallVector<KernelOp> copies = getSparableCopies(kernel);
      KernelOp whole = inlineCopies(kernel, copies).release();
      whole.setLibrary(kCublasLt);
      passOriginals(kernel, copies);
      OpBuilder(kernel).insert(whole);
      kernel.erase();
      for (KernelOp copy : copies)
        if (copy)
          spared.insert(copy);
    }
    for (KernelOp copy : spared)
      if (getCalls(copy).empty())
        copy.erase();
  }
};
} // namespace
