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
  Operation *wait = nullptr, *last = nullptr;
  bool fetchesAhead = false;
  for (Operation &op : block) {
    if (isa<WaitDependencyOp>(op))
      wait = &op;
    else if (!holds(op, readsGlobal))
      continue;
    else if (!wait)
      fetchesAhead |=
          holds(op, [](Operation *inner) { return isa<LoadOp>(inner); });
    last = &op;
  }
  if (!last)
    return;
  bool isEarly = wait && !fetchesAhead;
  OpBuilder builder(isEarly ? wait : last);
  if (!isEarly)
    builder.setInsertionPointAfter(last);
  LaunchDependentsOp::create(builder, last->getLoc());
  // The assembler moves no load over the signal: where one product waits for
  // all loads, it is given again, lest some begin only after the product.
  auto product =
      llvm::find_if(block, [](Operation &op) { return isa<tile::MmaOp>(op); });
  if (isEarly && product != block.end() && last->isBeforeInBlock(&*product)) {
    builder.setInsertionPointAfter(last);
    LaunchDependentsOp::create(builder, last->getLoc());
  }
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
