//===- AssignLayouts.cpp - Gives every tile its fragment ------------------===//

#include "LayoutAssignment.h"
#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEASSIGNLAYOUTS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

namespace {
/// Writes an assignment into the types of a function and adds conversions where
/// two layouts meet.
class Applier {
public:
  Applier(FuncOp func, const LayoutAssignment &assignment)
      : func(func), assignment(assignment) {}

  LogicalResult run();

private:
  void setTypes(SmallVectorImpl<Operation *> &ops);
  LogicalResult fixOperands(Operation *op);
  void fixAccess(Operation *op, Value tile);
  LogicalResult fixReshape(ReshapeOp op);
  /// Makes `operand` come in `layout`.
  void require(OpOperand &operand, FragmentAttr layout);
  Value rematerialize(Value value, FragmentAttr layout);

  FuncOp func;
  const LayoutAssignment &assignment;
  DenseMap<std::pair<Value, FragmentAttr>, Value> made;
};
} // namespace

static bool isTile(Value value) {
  return isa<RankedTensorType>(value.getType());
}

Value Applier::rematerialize(Value value, FragmentAttr layout) {
  if (!isTile(value))
    return value;
  auto [it, inserted] = made.try_emplace({value, layout}, Value());
  if (!inserted)
    return it->second;
  Operation *op = value.getDefiningOp();
  RankedTensorType type = withFragment(value.getType(), layout);
  OpBuilder builder(op);
  Value result;
  if (op->hasTrait<OpTrait::ConstantLike>()) {
    auto constant = cast<arith::ConstantOp>(op);
    auto elements = cast<DenseElementsAttr>(constant.getValue());
    result = arith::ConstantOp::create(
        builder, op->getLoc(),
        DenseElementsAttr::get(type, elements.getSplatValue<Attribute>()));
  } else {
    IRMapping mapping;
    for (auto [index, operand] : llvm::enumerate(op->getOperands())) {
      FragmentAttr wanted =
          isa<BroadcastOp>(op) ? getDemanded(op, index, layout) : layout;
      mapping.map(operand, rematerialize(operand, wanted));
    }
    builder.setInsertionPoint(op);
    Operation *copy = builder.clone(*op, mapping);
    copy->getResult(0).setType(type);
    result = copy->getResult(0);
  }
  made[{value, layout}] = result;
  return result;
}

void Applier::require(OpOperand &operand, FragmentAttr layout) {
  Value value = operand.get();
  if (isRematerializable(value)) {
    operand.set(rematerialize(value, layout));
    return;
  }
  if (getFragment(value.getType()) == layout)
    return;
  OpBuilder builder(operand.getOwner());
  operand.set(ConvertLayoutOp::create(
      builder, value.getLoc(), withFragment(value.getType(), layout), value));
}

/// Uses of `result`, which `op` leaves in `provided`, see the component's
/// layout.
static void convertResult(Operation *op, FragmentAttr provided,
                          FragmentAttr layout) {
  Value result = op->getResult(0);
  if (provided == layout)
    return;
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  result.setType(withFragment(result.getType(), provided));
  auto convert = ConvertLayoutOp::create(
      builder, op->getLoc(), withFragment(result.getType(), layout), result);
  result.replaceAllUsesExcept(convert, convert);
}

void Applier::fixAccess(Operation *op, Value tile) {
  FragmentAttr layout = assignment.getAccessLayout(op);
  if (!layout)
    layout = isRematerializable(tile)
                 ? assignment.getDefaultLayout(tile.getType())
                 : getFragment(tile.getType());
  bool isLoad = op->getNumResults() == 1;
  for (OpOperand &operand : op->getOpOperands())
    if (isTile(operand.get()))
      require(operand, layout);
  if (isLoad)
    convertResult(op, layout, assignment.getLayout(tile));
}

/// The same register order must make sense in both shapes; else the source goes
/// through a layout that does.
LogicalResult Applier::fixReshape(ReshapeOp op) {
  FragmentAttr result = assignment.getLayout(op.getResult());
  FragmentAttr source = isRematerializable(op.getSource())
                            ? FragmentAttr()
                            : getFragment(op.getSource().getType());
  FragmentAttr between = source ? getProvided(op, source) : FragmentAttr();
  if (!between)
    between = getDemanded(op, 0, result);
  if (!between) {
    // Every thread holds everything: fits every shape.
    ArrayRef<int64_t> shape = op.getSource().getType().getShape();
    SmallVector<ModeSpec> values;
    for (int dim = shape.size() - 1; dim >= 0; --dim)
      values.push_back({shape[dim], dim, 1});
    between = makeFragment(op.getContext(), shape,
                           {{int64_t(func.getThreads()), -1, 0}}, values);
  }
  require(op->getOpOperand(0), between);
  convertResult(op, between, result);
  return success();
}

/// Operands are asked for the layout in their types: a conversion that was
/// added is not part of the assignment.
LogicalResult Applier::fixOperands(Operation *op) {
  auto layoutOr = [&](Value value) {
    return isRematerializable(value)
               ? assignment.getDefaultLayout(value.getType())
               : getFragment(value.getType());
  };
  if (isa<LoadOp, GatherOp>(op)) {
    fixAccess(op, op->getResult(0));
    return success();
  }
  if (auto store = dyn_cast<StoreOp>(op)) {
    fixAccess(op, store.getValue());
    return success();
  }
  if (auto scatter = dyn_cast<ScatterOp>(op)) {
    Value leader = scatter.getValue();
    for (Value operand : {leader, Value(scatter.getOffsets())})
      if (isTile(operand) && !isRematerializable(operand))
        leader = operand;
    fixAccess(op, leader);
    return success();
  }
  if (auto reshape = dyn_cast<ReshapeOp>(op))
    return fixReshape(reshape);
  if (FragmentAttr prescribed = getPrescribedSource(op)) {
    require(op->getOpOperand(0), prescribed);
    return success();
  }
  if (isa<ReduceOp, TransposeOp, sm90::SliceOp>(op)) {
    FragmentAttr source = layoutOr(op->getOperand(0));
    require(op->getOpOperand(0), source);
    FragmentAttr provided = getProvided(op, source);
    if (!provided)
      return op->emitOpError("expected a layout of its source that fits");
    convertResult(op, provided, assignment.getLayout(op->getResult(0)));
    return success();
  }
  if (auto reduce = dyn_cast<sm90::ClusterReduceOp>(op)) {
    require(reduce.getValueMutable(), assignment.getLayout(reduce.getResult()));
    return success();
  }
  if (auto wait = dyn_cast<sm90::WgmmaWaitOp>(op)) {
    for (auto [operand, result] :
         llvm::zip_equal(op->getOpOperands(), op->getResults()))
      require(operand, assignment.getLayout(result));
    return success();
  }
  if (isa<BroadcastOp, MmaOp, sm90::WgmmaOp, sm90::WgmmaRegistersOp>(op)) {
    FragmentAttr result = assignment.getLayout(op->getResult(0));
    for (auto [index, operand] : llvm::enumerate(op->getOpOperands())) {
      if (!isTile(operand.get()))
        continue;
      FragmentAttr demanded = getDemanded(op, index, result);
      if (!demanded)
        return op->emitOpError("expected a layout of its result that fits");
      require(operand, demanded);
    }
    return success();
  }
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    for (auto [init, arg] :
         llvm::zip_equal(loop.getInitArgsMutable(), loop.getRegionIterArgs()))
      if (isTile(arg))
        require(init, getFragment(arg.getType()));
    return success();
  }
  if (isa<scf::YieldOp>(op)) {
    for (auto [operand, result] :
         llvm::zip_equal(op->getOpOperands(), op->getParentOp()->getResults()))
      if (isTile(result))
        require(operand, assignment.getLayout(result));
    return success();
  }
  bool isElementwise = isa<SwapHalvesOp, DuplicateInPairsOp>(op) ||
                       (OpTrait::hasElementwiseMappableTraits(op) &&
                        op->getNumResults() == 1 && isTile(op->getResult(0)));
  if (!isElementwise && !isa<CheckOp, ExtractOp>(op)) {
    for (Value operand : op->getOperands())
      if (isTile(operand))
        return op->emitOpError("expected an op that works on fragments");
    return success();
  }
  for (OpOperand &operand : op->getOpOperands())
    if (isTile(operand.get()))
      require(operand, isElementwise ? assignment.getLayout(op->getResult(0))
                                     : layoutOr(operand.get()));
  return success();
}

void Applier::setTypes(SmallVectorImpl<Operation *> &ops) {
  auto set = [&](Value value) {
    if (isTile(value) && !isRematerializable(value))
      value.setType(withFragment(value.getType(), assignment.getLayout(value)));
  };
  // Post order would lose rematerializable ops' users; collect first.
  func.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op != func.getOperation())
      ops.push_back(op);
  });
  for (Operation *op : ops) {
    for (Region &region : op->getRegions())
      for (Block &block : region)
        llvm::for_each(block.getArguments(), set);
    llvm::for_each(op->getResults(), set);
  }
}

LogicalResult Applier::run() {
  SmallVector<Operation *> ops;
  setTypes(ops);
  auto isOwn = [](Operation *op) {
    return op->getNumResults() != 1 || !isTile(op->getResult(0)) ||
           !isRematerializable(op->getResult(0));
  };
  for (Operation *op : ops)
    if (isOwn(op) && failed(fixOperands(op)))
      return failure();
  // What was made again for each use is dead now.
  for (Operation *op : llvm::reverse(ops))
    if (!isOwn(op) && op->use_empty())
      op->erase();
  return success();
}

/// Writes down what is known of the address of each access of a buffer that
/// begins at a multiple of `bufferAlignment` bytes.
template <typename OpT>
static void inferAlignment(OpT op, Type elementType, int64_t bufferAlignment) {
  if (op.getAlign() || !isa<BlockArgument>(op.getPtr()))
    return;
  int64_t bytes = getElementBytes(elementType);
  int64_t known = std::min(bufferAlignment, getDivisor(op.getBase()) * bytes);
  if (known > bytes)
    op.setAlign(known);
}

static LogicalResult checkTarget(FuncOp func) {
  int64_t threads = func.getThreads();
  // Roles may have any number of warpgroups.
  bool isWhole = sm90::getRoles(func) ? threads % sm90::kWarpgroupSize == 0
                                      : llvm::isPowerOf2_64(threads);
  if (!isWhole || threads > 1024 || (threads > 1 && threads < kWarpSize))
    return func.emitOpError("expected 1 or a power of two from 32 to 1024 "
                            "threads, but got ")
           << threads;
  WalkResult result = func.walk([](Operation *op) {
    auto constant = dyn_cast<arith::ConstantOp>(op);
    auto elements = constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                             : DenseElementsAttr();
    if (!elements || elements.isSplat())
      return WalkResult::advance();
    op->emitOpError("expected a constant tile with one value");
    return WalkResult::interrupt();
  });
  return success(!result.wasInterrupted());
}

namespace {
struct AssignLayouts : cutedsl::impl::TileAssignLayoutsBase<AssignLayouts> {
  using TileAssignLayoutsBase::TileAssignLayoutsBase;

  void runOnOperation() override {
    FuncOp func = getOperation();
    if (failed(checkTarget(func)))
      return signalPassFailure();
    func.walk([&](LoadOp op) {
      inferAlignment(op, getElementTypeOrSelf(op.getType()), bufferAlignment);
    });
    func.walk([&](StoreOp op) {
      inferAlignment(op, getElementTypeOrSelf(op.getValue().getType()),
                     bufferAlignment);
    });
    LayoutAssignment assignment(func);
    if (failed(Applier(func, assignment).run()))
      signalPassFailure();
  }
};
} // namespace
