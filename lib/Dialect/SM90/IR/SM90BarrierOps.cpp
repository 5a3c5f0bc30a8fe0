//===- SM90BarrierOps.cpp - Barriers and roles ----------------------------===//

#include "cutedsl/Dialect/SM90/IR/SM90.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::sm90;

/// One more than what a barrier can count, of arrivals as of bytes.
static constexpr int64_t kMaxCount = 1 << 20;

LogicalResult InitBarriersOp::verify() {
  int64_t count = getCount(), arrivals = getArrivals();
  if (count < 1)
    return emitOpError("expected at least one barrier, but got ") << count;
  if (arrivals < 1 || arrivals >= kMaxCount)
    return emitOpError("expected 1 to ")
           << kMaxCount - 1 << " arrivals, but got " << arrivals;
  auto alloc = getBarriers().getDefiningOp<tile::AllocOp>();
  if (alloc && int64_t(alloc.getCount()) < count)
    return emitOpError("expected memory for ")
           << count << " barriers, but got " << alloc.getCount();
  return success();
}

LogicalResult ExpectBytesOp::verify() {
  int64_t bytes = getBytes();
  if (bytes < 1 || bytes >= kMaxCount)
    return emitOpError("expected 1 to ")
           << kMaxCount - 1 << " bytes, but got " << bytes;
  return success();
}

LogicalResult ArriveOp::verify() {
  if (getWarps() && getRole(*this) == Role::Producer)
    return emitOpError("expected no `warps`: the producer is one thread");
  return success();
}

LogicalResult SyncOp::verify() {
  int64_t id = getId(), threads = getThreads();
  if (id < 1 || id > kLastBarrier)
    return emitOpError("expected a barrier from 1 to ")
           << kLastBarrier << ", but got " << id;
  if (threads < 32 || threads > 1024 || threads % 32 != 0)
    return emitOpError("expected whole warps, at most 1024 threads, but got ")
           << threads;
  auto roles = (*this)->getParentOfType<WarpSpecializeOp>();
  if (!roles)
    return success();
  if (getRole(*this) == Role::Producer)
    return emitOpError("expected to stand in the consumer's region");
  int64_t reserved = kLastBarrier - int64_t(roles.getConsumers());
  if (id == kConsumersBarrier || id > reserved)
    return emitOpError("expected a barrier from 2 to ")
           << reserved << ", which no tile op uses, but got " << id;
  return success();
}

LogicalResult WarpgroupOp::verify() {
  auto roles = (*this)->getParentOfType<WarpSpecializeOp>();
  if (!roles || !roles.getIndependent() || getRole(*this) != Role::Consumer)
    return emitOpError("expected independent consumers around it");
  return success();
}

/// Registers a thread that the assembler may use for a CTA of `threads`, one
/// CTA a multiprocessor.
static int64_t getEntryRegisters(int64_t threads) {
  return std::min(kRegisters / threads, kMaxThreadRegisters) / 8 * 8;
}

/// What roles take over from each other was theirs at entry: what is asked for
/// beyond that never comes.
static LogicalResult verifyRegisters(WarpSpecializeOp op) {
  int64_t consumers = op.getConsumers(), given = op.getProducerRegisters(),
          taken = op.getConsumerRegisters();
  int64_t entry = getEntryRegisters((consumers + 1) * kWarpgroupSize);
  for (int64_t count : {given, taken})
    if (count != 0 && (count < 24 || count > 256 || count % 8 != 0))
      return op.emitOpError("expected 0 or a multiple of 8 registers from 24 "
                            "to 256, but got ")
             << count;
  if (given == 0 && taken == 0)
    return success();
  if (given == 0 || given > entry || (taken != 0 && taken < entry))
    return op.emitOpError("expected a producer that gives of its ")
           << entry << " registers to the consumers, but got " << given << ", "
           << taken;
  int64_t sum = given + consumers * taken, budget = (consumers + 1) * entry;
  if (sum > budget)
    return op.emitOpError("expected at most ")
           << budget << " registers for a thread of each warpgroup, but got "
           << sum;
  return success();
}

LogicalResult WarpSpecializeOp::verify() {
  auto func = dyn_cast<tile::FuncOp>((*this)->getParentOp());
  if (!func)
    return emitOpError("expected to stand directly in a tile.func");
  if (getRoles(func) != *this)
    return emitOpError("expected to be the only one of its tile program");
  int64_t consumers = getConsumers();
  if (consumers < 1 || consumers > 7)
    return emitOpError("expected 1 to 7 consumer warpgroups, but got ")
           << consumers;
  int64_t threads = (getIndependent() ? 1 : consumers) * kWarpgroupSize;
  if (int64_t(func.getThreads()) != threads)
    return emitOpError("expected a tile program of ")
           << threads << " threads, but got " << func.getThreads();
  return verifyRegisters(*this);
}
