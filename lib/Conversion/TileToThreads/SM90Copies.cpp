//===- SM90Copies.cpp - Bulk copies ---------------------------------------===//

#include "ThreadLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::threads;

LogicalResult ThreadLowering::lower(sm90::TensorMapOp op) {
  if (tensorMaps.empty())
    return op.emitOpError("expected a parameter for the map");
  scalars.map(op.getMap(), tensorMaps.front());
  tensorMaps.erase(tensorMaps.begin());
  return success();
}

SmallVector<Value> ThreadLowering::narrowAll(ValueRange values) {
  SmallVector<Value> result;
  for (Value value : values)
    result.push_back(narrow(value));
  return result;
}

LogicalResult ThreadLowering::lower(sm90::LoadOp op) {
  Location loc = op.getLoc();
  inOneThread(op, [&] {
    Value destination = getElementAddress(op.getDestination(), op.getOffset());
    Value mask;
    if (op.getMulticast()) {
      // In every CTA of the mask the copy goes to the same place.
      auto cluster =
          LLVM::LLVMPointerType::get(builder.getContext(), ClusterSpace);
      destination =
          LLVM::AddrSpaceCastOp::create(builder, loc, cluster, destination);
      mask = arith::TruncIOp::create(builder, loc, builder.getI16Type(),
                                     scalar(op.getMulticast()));
    }
    NVVM::CpAsyncBulkTensorGlobalToSharedClusterOp::create(
        builder, loc, destination, scalar(op.getMap()),
        narrowAll(op.getCoordinates()),
        getBarrier(op.getBarrier(), op.getStage()),
        /*im2colOffsets=*/ValueRange(), mask, /*l2CacheHint=*/Value(),
        NVVM::TMALoadMode::TILE, /*isCTAOnly=*/!mask, NVVM::CTAGroupKindAttr(),
        /*predicate=*/Value());
  });
  return success();
}

LogicalResult ThreadLowering::lower(sm90::CopyOp op) {
  Location loc = op.getLoc();
  inOneThread(op, [&] {
    Type element = op.getSource().getType().getElementType();
    int64_t bytes = op.getCount() * tile::getElementBytes(element);
    NVVM::CpAsyncBulkGlobalToSharedClusterOp::create(
        builder, loc, getElementAddress(op.getDestination(), op.getOffset()),
        getElementAddress(op.getSource(), op.getBase()),
        getBarrier(op.getBarrier(), op.getStage()), constant(bytes),
        /*multicastMask=*/Value(), /*l2CacheHint=*/Value());
  });
  return success();
}

LogicalResult ThreadLowering::lower(sm90::StoreOp op) {
  Location loc = op.getLoc();
  inOneThread(op, [&] {
    Value from = getElementAddress(op.getSource(), op.getOffset());
    SmallVector<Value> coordinates = narrowAll(op.getCoordinates());
    if (op.getAdd())
      NVVM::CpAsyncBulkTensorReduceOp::create(
          builder, loc, scalar(op.getMap()), from, NVVM::TMAReduxKind::ADD,
          NVVM::TMAStoreMode::TILE, coordinates, /*l2CacheHint=*/Value());
    else
      NVVM::CpAsyncBulkTensorSharedCTAToGlobalOp::create(
          builder, loc, scalar(op.getMap()), from, coordinates,
          /*l2CacheHint=*/Value(), NVVM::TMAStoreMode::TILE,
          /*predicate=*/Value());
    NVVM::CpAsyncBulkCommitGroupOp::create(builder, loc);
  });
  return success();
}

LogicalResult ThreadLowering::lower(sm90::StoreWaitOp op) {
  inOneThread(op, [&] {
    NVVM::CpAsyncBulkWaitGroupOp::create(builder, op.getLoc(), op.getPending(),
                                         op.getRead() ? builder.getUnitAttr()
                                                      : UnitAttr());
  });
  return success();
}

LogicalResult ThreadLowering::lower(sm90::FenceProxyOp op) {
  NVVM::FenceProxyOp::create(
      builder, op.getLoc(), NVVM::ProxyKind::async_shared,
      NVVM::SharedSpaceAttr::get(builder.getContext(),
                                 NVVM::SharedSpace::shared_cta));
  return success();
}

LogicalResult ThreadLowering::lower(sm90::PrefetchOp op) {
  inOneThread(op, [&] {
    NVVM::CpAsyncBulkTensorPrefetchOp::create(
        builder, op.getLoc(), scalar(op.getMap()),
        narrowAll(op.getCoordinates()), /*im2colOffsets=*/ValueRange(),
        NVVM::TMALoadMode::TILE, /*l2CacheHint=*/Value());
  });
  return success();
}

LogicalResult ThreadLowering::lower(sm90::PrefetchMapOp op) {
  inOneThread(op, [&] {
    NVVM::PrefetchOp::create(
        builder, op.getLoc(), NVVM::PrefetchCacheLevelAttr(),
        NVVM::CacheEvictionPriorityAttr(), scalar(op.getMap()),
        /*predicate=*/Value(), builder.getUnitAttr());
  });
  return success();
}
