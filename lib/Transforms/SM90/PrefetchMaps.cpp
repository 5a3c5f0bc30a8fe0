//===- PrefetchMaps.cpp - Tensor maps before they are needed --------------===//
//
// The first copy through a tensor map waits for the map. Most are first used
// after the kernel before has ended, with nothing left to hide that behind.
//
//===----------------------------------------------------------------------===//

#include "Dependency.h"
#include "cutedsl/Transforms/Passes.h"

namespace cutedsl {
#define GEN_PASS_DEF_SM90PREFETCHMAPS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::sm90;

namespace {
struct PrefetchMaps : cutedsl::impl::SM90PrefetchMapsBase<PrefetchMaps> {
  void runOnOperation() override {
    tile::FuncOp func = getOperation();
    SmallVector<TensorMapOp> maps(func.getBody().front().getOps<TensorMapOp>());
    Block *producer = getRoleBlocks(func).front();
    if (producer == &func.getBody().front())
      return;
    OpBuilder builder = OpBuilder::atBlockBegin(producer);
    for (TensorMapOp map : maps)
      PrefetchMapOp::create(builder, map.getLoc(), map);
  }
};
} // namespace
