//===- GraphToTile.cpp - One tile program a kernel ------------------------===//

#include "Emitter.h"
#include "cutedsl/Conversion/Passes.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTGRAPHTOTILE
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

namespace {
struct ConvertGraphToTile
    : cutedsl::impl::ConvertGraphToTileBase<ConvertGraphToTile> {
  void runOnOperation() override {
    SmallVector<KernelOp> kernels(getOperation().getOps<KernelOp>());
    for (KernelOp kernel : kernels) {
      Emitter shared(kernel, /*ownLoops=*/false);
      FailureOr<tile::FuncOp> function = shared.run();
      if (failed(function) && shared.hasConflict()) {
        Emitter own(kernel, /*ownLoops=*/true);
        function = own.run();
      }
      if (failed(function))
        return signalPassFailure();
      kernel.erase();
    }
  }
};
} // namespace
