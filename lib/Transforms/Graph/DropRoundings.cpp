//===- DropRoundings.cpp - Keep f32 inside a kernel -----------------------===//
//
// A value that is rounded to a narrow float and widened again within one kernel
// keeps its width, as what a kernel stores is rounded when it is stored.
// Roundings that `graph-keep-roundings` has marked stay, and all to 8-bit
// floats: a program that quantises means it.
//
//===----------------------------------------------------------------------===//

#include "GraphUtils.h"
#include "cutedsl/Dialect/NarrowFloat.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHDROPROUNDINGS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

static Value getUnrounded(OpBuilder &builder, Value value, Type wide);

/// The parts before they were rounded, and the others as wide; nothing if none
/// was. The operand of a rotation by halves is of such parts.
static Value getUnroundedParts(OpBuilder &builder, ConcatOp op, Type wide) {
  SmallVector<Value> parts;
  for (Value part : op.getInputs())
    parts.push_back(getUnrounded(builder, part, wide));
  if (llvm::none_of(parts, [](Value part) { return bool(part); }))
    return {};
  auto widen = [&](Type type) {
    return cast<RankedTensorType>(type).clone(wide);
  };
  for (auto [part, narrow] : llvm::zip_equal(parts, op.getInputs()))
    if (!part)
      part = arith::ExtFOp::create(builder, op.getLoc(),
                                   widen(narrow.getType()), narrow);
  return ConcatOp::create(builder, op.getLoc(), widen(op.getType()),
                          op.getDimAttr(), parts);
}

/// `value` before it was rounded, seen through what only moves it; nothing if
/// it was not.
static Value getUnrounded(OpBuilder &builder, Value value, Type wide) {
  if (auto round = value.getDefiningOp<arith::TruncFOp>()) {
    bool isSameWidth = getElementTypeOrSelf(round.getIn().getType()) == wide;
    bool isQuantised = isFloat8(getElementTypeOrSelf(round.getType()));
    return isSameWidth && !isQuantised && !round->hasAttr("graph.round")
               ? round.getIn()
               : Value();
  }
  if (auto concat = value.getDefiningOp<ConcatOp>())
    return getUnroundedParts(builder, concat, wide);
  auto view = value.getDefiningOp<ViewOp>();
  if (!view)
    return {};
  Value source = getUnrounded(builder, view.getSource(), wide);
  if (!source)
    return {};
  return createView(builder, view.getLoc(), source, view.getMap(),
                    getDims(view.getResult()));
}

namespace {
struct DropRoundings : cutedsl::impl::GraphDropRoundingsBase<DropRoundings> {
  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<KernelOp>()) {
      SmallVector<arith::ExtFOp> widenings;
      kernel.getBody().walk([&](arith::ExtFOp op) { widenings.push_back(op); });
      for (arith::ExtFOp op : widenings) {
        OpBuilder builder(op);
        Type wide = getElementTypeOrSelf(op.getType());
        if (Value value = getUnrounded(builder, op.getIn(), wide)) {
          op.replaceAllUsesWith(value);
          op.erase();
        }
      }
      eraseDead(kernel.getBody().front());
      kernel.getBody().walk(
          [](arith::TruncFOp op) { op->removeAttr("graph.round"); });
    }
  }

  static void eraseDead(Block &block) {
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (op.use_empty() && !op.hasTrait<OpTrait::IsTerminator>())
        op.erase();
  }
};
} // namespace
