//===- OverlapLaunches.cpp - Begin before the kernel before has ended -----===//

#include "Dependency.h"
#include "cutedsl/Transforms/Passes.h"

namespace cutedsl {
#define GEN_PASS_DEF_SM90OVERLAPLAUNCHES
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::sm90;

static bool holds(Operation &op, function_ref<bool(Operation *)> matches) {
  return op
      .walk([&](Operation *inner) {
        return matches(inner) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Ops directly in `block` stay whole: a wait in a loop would be one in each
/// iteration, and one in a branch might be passed by.
static void addWait(tile::FuncOp func, Block &block) {
  auto needs = [&](Operation *op) { return needsDependency(func, op); };
  auto first =
      llvm::find_if(block, [&](Operation &op) { return holds(op, needs); });
  if (first == block.end())
    return;
  OpBuilder builder(&block, first);
  WaitDependencyOp::create(builder, first->getLoc());
}

/// The next kernel begins by fetching its weights. Where this one fetches some,
/// too, it lets the next one begin after the last op that reads, so that they
/// do not compete for memory; else at once, so that they are there in time.
static void addLaunch(Block &block) {
  Operation *wait = nullptr, *last = nullptr, *beforeProduct = nullptr;
  bool fetchesAhead = false, multiplies = false;
  for (Operation &op : block) {
    multiplies |=
        holds(op, [](Operation *inner) { return isa<tile::MmaOp>(inner); });
    if (isa<WaitDependencyOp>(op)) {
      wait = &op;
    } else if (holds(op, readsGlobal)) {
      last = &op;
      if (!multiplies)
        beforeProduct = &op;
      if (!wait)
        fetchesAhead |= holds(
            op, [](Operation *inner) { return isa<LoadOp, CopyOp>(inner); });
    }
  }
  if (!last && !wait)
    return;
  auto launchAfter = [&](Operation *op) {
    OpBuilder builder(op->getContext());
    builder.setInsertionPointAfter(op);
    LaunchDependentsOp::create(builder, op->getLoc());
  };
  bool waitsToRead = wait && (!last || wait->isBeforeInBlock(last));
  if (last && (!waitsToRead || fetchesAhead))
    return launchAfter(last);
  OpBuilder builder(wait);
  LaunchDependentsOp::create(builder, wait->getLoc());
  // The assembler moves no load over the signal: where a product waits for what
  // was read, it is given again, lest some loads begin only after the product.
  if (multiplies && beforeProduct && wait->isBeforeInBlock(beforeProduct))
    launchAfter(beforeProduct);
}

namespace {
struct OverlapLaunches
    : cutedsl::impl::SM90OverlapLaunchesBase<OverlapLaunches> {
  void runOnOperation() override {
    tile::FuncOp func = getOperation();
    SmallVector<Block *> blocks = getRoleBlocks(func);
    for (Block *block : blocks)
      addWait(func, *block);
    // The producer reads what the consumers multiply.
    addLaunch(*blocks.front());
    func->setAttr(kDependentLaunch, UnitAttr::get(&getContext()));
  }
};
} // namespace
