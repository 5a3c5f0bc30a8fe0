//===- Verify.cpp - The contract of asynchronous hardware -----------------===//

#include "Dependency.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Dominance.h"

namespace cutedsl {
#define GEN_PASS_DEF_SM90VERIFY
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::sm90;

static bool isTile(Type type) { return isa<RankedTensorType>(type); }

//===----------------------------------------------------------------------===//
// Accumulators in flight
//===----------------------------------------------------------------------===//

namespace {
/// Follows accumulators from the product that writes them to the wait that
/// hands them over. Loops are taken as if every carried accumulator that is
/// written in flight were the latest unit when an iteration begins.
class InFlight {
public:
  explicit InFlight(Block &block) : block(block) {}
  LogicalResult verify() { return runOnBlock(block); }

private:
  LogicalResult runOnBlock(Block &block) {
    for (Operation &op : block)
      if (failed(runOnOp(&op)))
        return failure();
    return success();
  }

  LogicalResult runOnOp(Operation *op) {
    if (isa<WgmmaOp, WgmmaRegistersOp>(op)) {
      if (auto registers = dyn_cast<WgmmaRegistersOp>(op))
        if (unitOf.count(registers.getA()))
          return refuse(op, registers.getA());
      unitOf[op->getResult(0)] = ++issued;
      return success();
    }
    if (auto wait = dyn_cast<WgmmaWaitOp>(op)) {
      int64_t finished = issued - int64_t(wait.getPending());
      for (auto [acc, result] :
           llvm::zip_equal(wait.getAccs(), wait.getResults()))
        if (auto it = unitOf.find(acc);
            it != unitOf.end() && it->second > finished)
          unitOf[result] = it->second;
        else
          unitOf.erase(result);
      return success();
    }
    if (auto loop = dyn_cast<scf::ForOp>(op))
      return runOnLoop(loop);
    if (auto branch = dyn_cast<scf::IfOp>(op))
      return runOnBranch(branch);
    if (isa<scf::YieldOp>(op))
      return success();
    for (Value operand : op->getOperands())
      if (unitOf.count(operand))
        return refuse(op, operand);
    for (Region &region : op->getRegions())
      for (Block &inner : region)
        if (failed(runOnBlock(inner)))
          return failure();
    return success();
  }

  LogicalResult runOnLoop(scf::ForOp loop) {
    // Twice: the second run knows what the first yields in flight.
    for (int run = 0; run < 2; ++run) {
      for (auto [index, arg] : llvm::enumerate(loop.getRegionIterArgs()))
        if (unitOf.count(loop.getInitArgs()[index]) ||
            (run == 1 && unitOf.count(loop.getYieldedValues()[index])))
          unitOf[arg] = issued;
      if (failed(runOnBlock(*loop.getBody())))
        return failure();
    }
    for (auto [index, result] : llvm::enumerate(loop.getResults()))
      if (unitOf.count(loop.getRegionIterArg(index)) ||
          unitOf.count(loop.getYieldedValues()[index]))
        unitOf[result] = issued;
    return success();
  }

  LogicalResult runOnBranch(scf::IfOp branch) {
    for (Region &region : branch->getRegions())
      for (Block &inner : region)
        if (failed(runOnBlock(inner)))
          return failure();
    for (auto [index, result] : llvm::enumerate(branch.getResults()))
      if (unitOf.count(branch.thenYield().getOperand(index)) ||
          unitOf.count(branch.elseYield().getOperand(index)))
        unitOf[result] = issued;
    return success();
  }

  LogicalResult refuse(Operation *op, Value value) {
    InFlightDiagnostic diag =
        op->emitOpError("expected finished accumulators, but got some that a "
                        "product may still write");
    if (Operation *source = value.getDefiningOp())
      diag.attachNote(source->getLoc()) << "see here";
    return diag;
  }

  Block &block;
  /// Units so far, and the one that last wrote each value in flight.
  int64_t issued = 0;
  DenseMap<Value, int64_t> unitOf;
};
} // namespace

//===----------------------------------------------------------------------===//
// Roles
//===----------------------------------------------------------------------===//

static bool touchesTiles(Operation *op) {
  return llvm::any_of(op->getOperandTypes(), isTile) ||
         llvm::any_of(op->getResultTypes(), isTile);
}

/// Outside of roles all threads run, those of the producer too, which hold no
/// tiles: only values that any thread can make again may be tiles there.
static LogicalResult verifyPreparation(Operation *op) {
  if (isa<tile::BarrierOp>(op) || (touchesTiles(op) && !isMemoryEffectFree(op)))
    return op->emitOpError("expected to stand in the consumer's region");
  return success();
}

/// A load of one number is the same in one thread as in all.
static bool isScalarWork(Operation *op) {
  auto isScalar = [](Type type) {
    auto tile = dyn_cast<RankedTensorType>(type);
    return !tile || tile.getNumElements() == 1;
  };
  return (isa<tile::LoadOp>(op) || isMemoryEffectFree(op)) &&
         llvm::all_of(op->getOperandTypes(), isScalar) &&
         llvm::all_of(op->getResultTypes(), isScalar);
}

static LogicalResult verifyRoles(tile::FuncOp func, WarpSpecializeOp roles) {
  WalkResult result = func.walk([&](Operation *op) -> WalkResult {
    if (op == func || op == roles)
      return WalkResult::advance();
    std::optional<Role> role = getRole(op);
    if (!role)
      return verifyPreparation(op);
    if (role == Role::Producer && !isScalarWork(op) &&
        (touchesTiles(op) || isa<tile::BarrierOp>(op)))
      return op->emitOpError("expected no tile in the region of one thread");
    return WalkResult::advance();
  });
  if (result.wasInterrupted())
    return failure();
  for (Operation *op = roles->getNextNode(); op; op = op->getNextNode())
    if (!isa<tile::ReturnOp>(op) && !isMemoryEffectFree(op))
      return op->emitOpError("expected nothing after the roles: the producer's "
                             "other threads have ended");
  return success();
}

//===----------------------------------------------------------------------===//
// Clusters
//===----------------------------------------------------------------------===//

/// All stand in the body; those inside of roles, which meet in other ways, are
/// not looked at.
static LogicalResult verifyCluster(tile::FuncOp func) {
  bool hasArrived = false, hasMet = false;
  llvm::SmallPtrSet<Value, 4> slots;
  for (Operation &op : func.getBody().front()) {
    if (isa<ClusterArriveOp>(op)) {
      if (hasArrived)
        return op.emitOpError("expected sm90.cluster_wait before the next "
                              "sm90.cluster_arrive");
      hasArrived = true;
    } else if (isa<ClusterWaitOp>(op)) {
      if (!hasArrived)
        return op.emitOpError("expected sm90.cluster_arrive before it");
      hasArrived = false;
      hasMet = true;
    } else if (auto ready = dyn_cast<BarriersReadyOp>(op)) {
      hasMet |= ready.getCluster();
    } else if (auto reduce = dyn_cast<ClusterReduceOp>(op)) {
      if (!hasMet)
        return op.emitOpError("expected the cluster to have met: other CTAs "
                              "may not run yet");
      if (!slots.insert(reduce.getSlots()).second)
        return op.emitOpError("expected slots of its own: some CTA may still "
                              "read these");
    }
  }
  if (hasArrived)
    return func.emitOpError("expected sm90.cluster_wait after "
                            "sm90.cluster_arrive");
  return success();
}

//===----------------------------------------------------------------------===//
// Dependent launches
//===----------------------------------------------------------------------===//

/// Threads of another role wait for themselves: what one has waited for,
/// another may not have seen.
static LogicalResult verifyDependency(tile::FuncOp func) {
  DominanceInfo dominance(func);
  bool waits = false;
  for (Block *block : getRoleBlocks(func)) {
    SmallVector<Operation *> found;
    block->walk([&](WaitDependencyOp op) {
      found.push_back(op);
      waits |= op->getBlock() == block;
    });
    WalkResult result = block->walk([&](Operation *op) -> WalkResult {
      if (!needsDependency(func, op) ||
          llvm::any_of(found, [&](Operation *wait) {
            return dominance.properlyDominates(wait, op);
          }))
        return WalkResult::advance();
      return op->emitOpError("expected sm90.wait_dependency before an access "
                             "of what another kernel may use");
    });
    if (result.wasInterrupted())
      return failure();
  }
  if (!waits)
    return func.emitOpError("expected sm90.wait_dependency outside of loops "
                            "and branches in a program that is launched "
                            "dependently");
  return success();
}

namespace {
struct Verify : cutedsl::impl::SM90VerifyBase<Verify> {
  void runOnOperation() override {
    tile::FuncOp func = getOperation();
    WarpSpecializeOp roles = getRoles(func);
    if ((roles && failed(verifyRoles(func, roles))) ||
        failed(InFlight(func.getBody().front()).verify()) ||
        failed(verifyCluster(func)) ||
        (func->hasAttr(kDependentLaunch) && failed(verifyDependency(func))))
      return signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace
