//===- SharedRows.cpp - Rows that the CTAs of a cluster share -------------===//
//
// The row is the grid's last dimension, with a tile for each CTA of a cluster.
// So the program has no loop, and all CTAs of a cluster, which have the same
// coordinates but for that one, pass the same reductions in the same order.
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// Whether partial results of `op` can be sent and folded by value alone.
static bool isFoldable(Operation *op) {
  auto reduce = dyn_cast<graph::ReduceOp>(op);
  return reduce && reduce.getKind() != ReductionKind::ArgMax &&
         reduce.getKind() != ReductionKind::ArgMin &&
         sm90::ClusterReduceOp::isElement(
             getElementTypeOrSelf(reduce.getSource()));
}

LogicalResult Emitter::checkSharedRows() {
  auto refuseSharing = [&](const Twine &reason) {
    unsharedReason = reason.str();
    return failure();
  };
  int64_t splits = schedule.getSplits();
  if (!shared || schedule.getThreads() == 1 || splits > sm90::kMaxClusterCtas)
    return refuseSharing("they are for a GPU's clusters of up to " +
                         Twine(sm90::kMaxClusterCtas));
  auto extent = dyn_cast<AffineConstantExpr>(space.getExtent(*shared));
  if (!extent || int64_t(llvm::divideCeil(extent.getValue(),
                                          dims[*shared].tile)) != splits)
    return refuseSharing("a part is not for each of " + Twine(splits) +
                         " CTAs");
  // What has loops of its own, or lacks its part of other CTAs' reductions.
  WalkResult others = kernel.walk([&](Operation *op) -> WalkResult {
    return isa<ContractOp, AttentionOp, ScanOp, graph::ScatterOp>(op)
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  if (others.wasInterrupted())
    return refuseSharing("not all that is folded is a reduction");
  for (const Group &group : groups)
    if (group.loops != ArrayRef<unsigned>(*shared) ||
        !llvm::all_of(group.ops, isFoldable))
      return refuseSharing("not all reductions are sums, products or extrema "
                           "of 32- or 64-bit elements of the whole row");
  for (auto [index, result] : llvm::enumerate(results))
    if (!result.loops.empty())
      return refuseSharing("result " + Twine(index) +
                           " has other dimensions than the row's");
  return success();
}

Value Emitter::reduceInCluster(tile::ReductionKind kind, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  auto allocate = [&](Type element, int64_t count) {
    return tile::AllocOp::create(
        builder, loc,
        tile::PtrType::get(context, element, tile::MemorySpace::Shared), count);
  };
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(scopes[0].block);
  Value slots = allocate(type.getElementType(),
                         schedule.getSplits() * type.getNumElements());
  if (!clusterBarriers) {
    clusterBarriers = allocate(builder.getI64Type(), 0);
    clusterInit = sm90::InitBarriersOp::create(builder, loc, clusterBarriers,
                                               /*count=*/uint64_t(0),
                                               /*arrivals=*/uint64_t(1));
    // Others may send here from their wait on. Meanwhile the row is loaded.
    sm90::ClusterArriveOp::create(builder, loc);
    setInsertion(0);
    sm90::ClusterWaitOp::create(builder, loc);
  }
  int64_t number = clusterBarriers.getCount();
  clusterBarriers.setCount(number + 1);
  clusterInit.setCount(number + 1);
  Value stage = indexConstant(number);
  setInsertion(0);
  return sm90::ClusterReduceOp::create(builder, loc, type, kind, value, slots,
                                       clusterBarriers, stage);
}

Mask Emitter::getStoreMask(const Result &result) {
  Mask mask;
  auto isOfRow = [&](AffineExpr index) {
    return expand(index).isFunctionOfDim(*shared);
  };
  if (!shared || llvm::any_of(result.indices, isOfRow))
    return mask;
  Value zero = indexConstant(0);
  setInsertion(0);
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        dims[*shared].coordinate, zero);
  mask.lanes = tile::SplatOp::create(
      builder, loc, RankedTensorType::get(ones(), builder.getI1Type()),
      isFirst);
  return mask;
}
