//===- SM90Roles.cpp - Warps with roles, and barriers ---------------------===//

#include "ThreadLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::threads;

static constexpr int64_t kWarpsPerGroup =
    sm90::kWarpgroupSize / tile::kWarpSize;

LogicalResult ThreadLowering::lowerSM90(Operation *op) {
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<sm90::WarpSpecializeOp, sm90::InitBarriersOp, sm90::BarriersReadyOp,
            sm90::ExpectBytesOp, sm90::ArriveOp, sm90::WaitOp, sm90::SyncOp,
            sm90::WarpgroupOp, sm90::NumCtasOp, sm90::ClusterRankOp,
            sm90::ClusterSyncOp, sm90::ClusterArriveOp, sm90::ClusterWaitOp,
            sm90::LaunchDependentsOp, sm90::WaitDependencyOp, sm90::TensorMapOp,
            sm90::LoadOp, sm90::CopyOp, sm90::StoreOp, sm90::StoreWaitOp,
            sm90::FenceProxyOp, sm90::PrefetchOp, sm90::PrefetchMapOp,
            sm90::WgmmaOp, sm90::WgmmaRegistersOp, sm90::WgmmaWaitOp,
            sm90::SliceOp, sm90::StoreTileOp, sm90::FetchTileOp,
            sm90::LoadTileOp, sm90::SendOp, sm90::ReceiveOp,
            sm90::ClusterReduceOp>(
          [&](auto concrete) { return lower(concrete); })
      .Default([](Operation *other) {
        return other->emitOpError("expected an op that has instructions");
      });
}

//===----------------------------------------------------------------------===//
// Roles
//===----------------------------------------------------------------------===//

void ThreadLowering::createWarpIndices() {
  Location loc = source.getLoc();
  auto uniform = [&](Value value) -> Value {
    return NVVM::ShflOp::create(builder, loc, value.getType(), constant(-1),
                                value, constant(0), constant(31),
                                NVVM::ShflKind::idx, UnitAttr());
  };
  warp = uniform(arith::DivUIOp::create(builder, loc, ctaThread,
                                        constant(tile::kWarpSize)));
  warpgroup = uniform(arith::DivUIOp::create(builder, loc, ctaThread,
                                             constant(sm90::kWarpgroupSize)));
  if (roles.getIndependent())
    thread = arith::RemUIOp::create(builder, loc, ctaThread,
                                    constant(sm90::kWarpgroupSize));
  entryEnd = &builder.getInsertionBlock()->back();
}

Value ThreadLowering::isFirstThread(int64_t of) {
  OpBuilder::InsertionGuard guard(builder);
  Location loc = source.getLoc();
  setInsertionPointToEntry();
  Value index = ctaThread;
  if (of != 0)
    index = arith::RemUIOp::create(builder, loc, index, constant(of));
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, index,
                               constant(0));
}

Value ThreadLowering::createThreadRead(Location loc) {
  return LLVM::InlineAsmOp::create(
             builder, loc, builder.getI32Type(), ValueRange(),
             "mov.u32 $0, %tid.x;", "=r", /*has_side_effects=*/true,
             /*is_align_stack=*/false, LLVM::TailCallKind::None,
             LLVM::AsmDialectAttr::get(builder.getContext(),
                                       LLVM::AsmDialect::AD_ATT),
             /*operand_attrs=*/ArrayAttr())
      .getRes();
}

void ThreadLowering::inOneThread(Operation *op,
                                 llvm::function_ref<void()> body) {
  std::optional<sm90::Role> role = sm90::getRole(op);
  if (role == sm90::Role::Producer)
    return body();
  int64_t of = 0;
  if (auto arrive = dyn_cast<sm90::ArriveOp>(op); arrive && arrive.getWarps())
    of = tile::kWarpSize;
  else if (isa<sm90::ArriveOp, sm90::StoreWaitOp>(op) ||
           (role && roles.getIndependent()))
    of = sm90::kWarpgroupSize;
  auto branch = scf::IfOp::create(builder, op->getLoc(), isFirstThread(of));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  body();
}

LogicalResult ThreadLowering::lower(sm90::WarpSpecializeOp op) {
  Location loc = op.getLoc();
  auto isEqual = [&](Value index, int64_t value) -> Value {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, index,
                                 constant(value));
  };
  auto setRegisters = [&](int64_t count, NVVM::SetMaxRegisterAction action) {
    if (count != 0)
      NVVM::SetMaxRegisterOp::create(builder, loc, count, action);
  };
  int64_t consumers = op.getConsumers();
  auto branch = scf::IfOp::create(builder, loc, isEqual(warpgroup, consumers),
                                  /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(builder);
  // One thread of the producer's first warp; the warp decides first, so that
  // the others do not take part in the election.
  builder.setInsertionPointToStart(branch.thenBlock());
  setRegisters(op.getProducerRegisters(), NVVM::SetMaxRegisterAction::decrease);
  auto firstWarp = scf::IfOp::create(builder, loc,
                                     isEqual(warp, consumers * kWarpsPerGroup));
  builder.setInsertionPointToStart(firstWarp.thenBlock());
  Value isElected = NVVM::ElectSyncOp::create(builder, loc, builder.getI1Type(),
                                              /*membermask=*/Value());
  auto elected = scf::IfOp::create(builder, loc, isElected);
  builder.setInsertionPointToStart(elected.thenBlock());
  if (failed(lowerBlock(op.getProducer().front())))
    return failure();

  builder.setInsertionPointToStart(branch.elseBlock());
  setRegisters(op.getConsumerRegisters(), NVVM::SetMaxRegisterAction::increase);
  return lowerBlock(op.getConsumer().front());
}

LogicalResult ThreadLowering::lower(sm90::WarpgroupOp op) {
  scalars.map(op.getIndex(),
              arith::IndexCastUIOp::create(builder, op.getLoc(),
                                           builder.getIndexType(), warpgroup));
  return success();
}

LogicalResult ThreadLowering::lower(sm90::NumCtasOp op) {
  Value count =
      NVVM::GridDimXOp::create(builder, op.getLoc(), builder.getI32Type());
  scalars.map(op.getCount(),
              arith::IndexCastUIOp::create(builder, op.getLoc(),
                                           builder.getIndexType(), count));
  return success();
}

//===----------------------------------------------------------------------===//
// Barriers
//===----------------------------------------------------------------------===//

Value ThreadLowering::getBarrier(Value barriers, Value stage) {
  return getElementAddress(barriers, stage);
}

LogicalResult ThreadLowering::lower(sm90::InitBarriersOp op) {
  Location loc = op.getLoc();
  inOneThread(op, [&] {
    Value arrivals = constant(op.getArrivals());
    for (int64_t i = 0, e = op.getCount(); i < e; ++i) {
      Value address =
          LLVM::GEPOp::create(builder, loc, shared.getType(),
                              builder.getI64Type(), scalar(op.getBarriers()),
                              ArrayRef<LLVM::GEPArg>{LLVM::GEPArg(int32_t(i))});
      NVVM::MBarrierInitOp::create(builder, loc, address, arrivals,
                                   /*predicate=*/Value());
    }
    NVVM::FenceMbarrierInitOp::create(builder, loc);
  });
  return success();
}

/// Inside roles nobody promises that the threads of a warp come together.
static UnitAttr isAligned(OpBuilder &builder, Operation *op) {
  return sm90::getRole(op) ? UnitAttr() : builder.getUnitAttr();
}

/// All threads of the cluster.
static void createClusterBarrier(OpBuilder &builder, Operation *op) {
  Location loc = op->getLoc();
  NVVM::ClusterArriveOp::create(builder, loc, isAligned(builder, op));
  NVVM::ClusterWaitOp::create(builder, loc, isAligned(builder, op));
}

LogicalResult ThreadLowering::lower(sm90::BarriersReadyOp op) {
  if (op.getCluster())
    createClusterBarrier(builder, op);
  else
    NVVM::Barrier0Op::create(builder, op.getLoc());
  return success();
}

LogicalResult ThreadLowering::lower(sm90::ExpectBytesOp op) {
  inOneThread(op, [&] {
    NVVM::MBarrierArriveExpectTxOp::create(
        builder, op.getLoc(), /*res=*/Type(),
        getBarrier(op.getBarrier(), op.getStage()), constant(op.getBytes()),
        NVVM::MemScopeKind::CTA, /*relaxed=*/false, /*predicate=*/Value());
  });
  return success();
}

LogicalResult ThreadLowering::lower(sm90::ArriveOp op) {
  Location loc = op.getLoc();
  // What the warp's other threads have read comes before the arrival of one.
  if (op.getWarps())
    NVVM::SyncWarpOp::create(builder, loc, constant(-1));
  inOneThread(op, [&] {
    Value address = getBarrier(op.getBarrier(), op.getStage());
    if (!op.getCta()) {
      NVVM::MBarrierArriveOp::create(builder, loc, builder.getI64Type(),
                                     address, /*count=*/Value());
      return;
    }
    auto cluster =
        LLVM::LLVMPointerType::get(builder.getContext(), ClusterSpace);
    Value remote = NVVM::MapaOp::create(builder, loc, cluster, address,
                                        scalar(op.getCta()));
    NVVM::MBarrierArriveOp::create(builder, loc, /*res=*/Type(), remote,
                                   /*count=*/Value());
  });
  return success();
}

void ThreadLowering::createAssembly(Location loc, StringRef text,
                                    StringRef constraints,
                                    ValueRange operands) {
  LLVM::InlineAsmOp::create(
      builder, loc, /*res=*/Type(), operands, text, constraints,
      /*has_side_effects=*/true, /*is_align_stack=*/false,
      LLVM::TailCallKind::None,
      LLVM::AsmDialectAttr::get(builder.getContext(), LLVM::AsmDialect::AD_ATT),
      /*operand_attrs=*/ArrayAttr());
}

void ThreadLowering::createWait(Location loc, Value barrier, Value parity,
                                bool isOfCluster) {
  // The loop is within the statement, so that there is no control flow around
  // accumulators. Each try sleeps for a while in hardware.
  StringRef scope = isOfCluster ? ".acquire.cluster" : "";
  std::string text = ("{\n"
                      ".reg .pred p;\n"
                      "again:\n"
                      "mbarrier.try_wait.parity" +
                      scope +
                      ".shared::cta.b64 p, [$0], $1, 10000000;\n"
                      "@p bra.uni done;\n"
                      "bra.uni again;\n"
                      "done:\n"
                      "}")
                         .str();
  createAssembly(loc, text, "l,r,~{memory}", {barrier, parity});
}

LogicalResult ThreadLowering::lower(sm90::WaitOp op) {
  createWait(op.getLoc(), getBarrier(op.getBarrier(), op.getStage()),
             narrow(op.getParity()), op.getCluster());
  return success();
}

void ThreadLowering::createNamedBarrier(Location loc, Value id, Value threads) {
  NVVM::BarrierOp::create(builder, loc, /*res=*/Type(), id, threads,
                          NVVM::BarrierReductionAttr(),
                          /*reductionPredicate=*/Value());
}

void ThreadLowering::createWarpgroupBarrier(Location loc) {
  Value group = roles ? warpgroup : getTileWarpgroup();
  Value id =
      arith::SubIOp::create(builder, loc, constant(sm90::kLastBarrier), group);
  createNamedBarrier(loc, id, constant(sm90::kWarpgroupSize));
}

Value ThreadLowering::getTileWarpgroup() {
  if (source.getThreads() == sm90::kWarpgroupSize)
    return constant(0);
  if (roles && !roles.getIndependent())
    return warpgroup;
  return arith::DivUIOp::create(builder, source.getLoc(), thread,
                                constant(sm90::kWarpgroupSize));
}

LogicalResult ThreadLowering::lower(sm90::SyncOp op) {
  Location loc = op.getLoc();
  Value id = constant(op.getId()), threads = constant(op.getThreads());
  if (op.getOffset())
    id = arith::AddIOp::create(builder, loc, id, narrow(op.getOffset()));
  if (op.getArrive())
    createAssembly(loc, "bar.arrive $0, $1;", "r,r,~{memory}", {id, threads});
  else
    createNamedBarrier(loc, id, threads);
  return success();
}

//===----------------------------------------------------------------------===//
// Clusters and launches
//===----------------------------------------------------------------------===//

LogicalResult ThreadLowering::lower(sm90::ClusterRankOp op) {
  Value rank =
      NVVM::ClusterId::create(builder, op.getLoc(), builder.getI32Type());
  scalars.map(op.getRank(),
              arith::IndexCastUIOp::create(builder, op.getLoc(),
                                           builder.getIndexType(), rank));
  return success();
}

LogicalResult ThreadLowering::lower(sm90::ClusterSyncOp op) {
  createClusterBarrier(builder, op);
  return success();
}

LogicalResult ThreadLowering::lower(sm90::ClusterArriveOp op) {
  NVVM::ClusterArriveOp::create(builder, op.getLoc(), isAligned(builder, op));
  return success();
}

LogicalResult ThreadLowering::lower(sm90::ClusterWaitOp op) {
  NVVM::ClusterWaitOp::create(builder, op.getLoc(), isAligned(builder, op));
  return success();
}

/// LLVM takes the intrinsics of both for ops that no access depends on, and
/// moves loads over them. A statement that may touch memory keeps its place.
LogicalResult ThreadLowering::lower(sm90::LaunchDependentsOp op) {
  createAssembly(op.getLoc(), "griddepcontrol.launch_dependents;", "~{memory}",
                 {});
  return success();
}

LogicalResult ThreadLowering::lower(sm90::WaitDependencyOp op) {
  createAssembly(op.getLoc(), "griddepcontrol.wait;", "~{memory}", {});
  return success();
}
