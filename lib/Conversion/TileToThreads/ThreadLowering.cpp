//===- ThreadLowering.cpp - One thread's share of a tile program ----------===//

#include "ThreadLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;
using namespace cutedsl::threads;

ThreadLowering::ThreadLowering(FuncOp source, func::FuncOp target)
    : source(source), target(target), builder(source.getContext()),
      roles(sm90::getRoles(source)) {}

LogicalResult ThreadLowering::run() {
  Block *entry = target.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  ArrayRef<BlockArgument> arguments = entry->getArguments();
  Block &body = source.getBody().front();
  for (auto [from, to] : llvm::zip(body.getArguments(), arguments))
    scalars.map(from, to);
  arguments = arguments.drop_front(body.getNumArguments());
  thread = ctaThread = arguments[0];
  shared = arguments[1];
  status = arguments[2];
  tensorMaps.assign(arguments.begin() + 3, arguments.end());
  if (roles)
    createWarpIndices();
  if (failed(lowerBlock(body)))
    return failure();
  func::ReturnOp::create(builder, source.getLoc());
  return success();
}

LogicalResult ThreadLowering::lowerBlock(Block &block) {
  for (Operation &op : block)
    if (failed(lowerOp(&op)))
      return failure();
  return success();
}

static bool touchesTiles(Operation *op) {
  auto isTile = [](Type type) { return isa<RankedTensorType>(type); };
  return llvm::any_of(op->getOperandTypes(), isTile) ||
         llvm::any_of(op->getResultTypes(), isTile);
}

LogicalResult ThreadLowering::lowerOp(Operation *op) {
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<LoadOp, StoreOp, GatherOp, ScatterOp, AllocOp, BarrierOp,
            PrefetchOp, CheckOp, SplatOp, IotaOp, BroadcastOp, ReshapeOp,
            TransposeOp, SwapHalvesOp, DuplicateInPairsOp, ReduceOp, MmaOp,
            ExtractOp, ConvertLayoutOp, scf::ForOp, scf::IfOp>(
          [&](auto concrete) { return lower(concrete); })
      .Case<ReturnOp>([](auto) { return success(); })
      .Default([&](Operation *other) -> LogicalResult {
        if (isa<sm90::SM90Dialect>(other->getDialect()))
          return lowerSM90(other);
        if (!touchesTiles(other)) {
          if (other->getNumRegions() != 0)
            return other->emitOpError("expected scf.for or scf.if");
          builder.clone(*other, scalars);
          return success();
        }
        if (other->hasTrait<OpTrait::ConstantLike>())
          return lowerConstant(other);
        if (OpTrait::hasElementwiseMappableTraits(other) &&
            other->getNumResults() == 1)
          return lowerElementwise(other);
        return other->emitOpError("expected an op that threads can share");
      });
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

Registers ThreadLowering::flatten(ValueRange values) {
  Registers result;
  for (Value value : values) {
    if (isa<RankedTensorType>(value.getType()))
      llvm::append_range(result, tiles.lookup(value));
    else
      result.push_back(scalar(value));
  }
  return result;
}

SmallVector<Type> ThreadLowering::flattenTypes(TypeRange types) {
  SmallVector<Type> result;
  for (Type type : types) {
    auto tile = dyn_cast<RankedTensorType>(type);
    result.append(tile ? getFragment(tile).getNumValues() : 1,
                  tile ? tile.getElementType() : type);
  }
  return result;
}

void ThreadLowering::unflatten(ValueRange values, ValueRange parts) {
  for (Value value : values) {
    auto tile = dyn_cast<RankedTensorType>(value.getType());
    if (!tile) {
      scalars.map(value, parts.front());
      parts = parts.drop_front();
      continue;
    }
    int64_t count = getFragment(tile).getNumValues();
    tiles[value] = Registers(parts.take_front(count));
    parts = parts.drop_front(count);
  }
}

LogicalResult ThreadLowering::lower(scf::ForOp op) {
  auto loop =
      scf::ForOp::create(builder, op.getLoc(), scalar(op.getLowerBound()),
                         scalar(op.getUpperBound()), scalar(op.getStep()),
                         flatten(op.getInitArgs()));
  scalars.map(op.getInductionVar(), loop.getInductionVar());
  unflatten(op.getRegionIterArgs(), loop.getRegionIterArgs());
  {
    OpBuilder::InsertionGuard guard(builder);
    // Without loop-carried values the builder has made the terminator.
    if (!loop.getBody()->empty())
      loop.getBody()->getTerminator()->erase();
    builder.setInsertionPointToEnd(loop.getBody());
    for (Operation &inner : op.getBody()->without_terminator())
      if (failed(lowerOp(&inner)))
        return failure();
    scf::YieldOp::create(builder, op.getLoc(), flatten(op.getYieldedValues()));
  }
  unflatten(op.getResults(), loop.getResults());
  return success();
}

LogicalResult ThreadLowering::lower(scf::IfOp op) {
  bool hasElse = !op.getElseRegion().empty();
  auto branch =
      scf::IfOp::create(builder, op.getLoc(), flattenTypes(op.getResultTypes()),
                        scalar(op.getCondition()), hasElse);
  for (auto [from, to] : llvm::zip(op->getRegions(), branch->getRegions())) {
    if (from.empty())
      continue;
    OpBuilder::InsertionGuard guard(builder);
    Block &block = to.front();
    if (!block.empty())
      block.getTerminator()->erase();
    builder.setInsertionPointToEnd(&block);
    for (Operation &inner : from.front().without_terminator())
      if (failed(lowerOp(&inner)))
        return failure();
    scf::YieldOp::create(builder, op.getLoc(),
                         flatten(from.front().getTerminator()->getOperands()));
  }
  unflatten(op.getResults(), branch.getResults());
  return success();
}

//===----------------------------------------------------------------------===//
// Fragments
//===----------------------------------------------------------------------===//

ThreadLowering::LayoutKey ThreadLowering::getKey(RankedTensorType type) {
  return RankedTensorType::get(type.getShape(), builder.getI1Type(),
                               type.getEncoding());
}

const DimModes &ThreadLowering::getModes(RankedTensorType type) {
  auto [it, inserted] = modes.try_emplace(getKey(type));
  if (inserted)
    it->second = std::make_unique<DimModes>(
        *getDimModes(getFragment(type), type.getShape()));
  return *it->second;
}

/// `thread / prefix % size`, without what is known to do nothing.
static Value getDigit(OpBuilder &builder, Location loc, Value thread,
                      const DimMode &mode, int64_t threads) {
  auto constant = [&](int64_t value) {
    return arith::ConstantIntOp::create(builder, loc, value, 32);
  };
  Value digit = thread;
  if (mode.prefix != 1)
    digit = arith::DivUIOp::create(builder, loc, digit, constant(mode.prefix));
  if (mode.prefix * mode.size != threads)
    digit = arith::RemUIOp::create(builder, loc, digit, constant(mode.size));
  return digit;
}

SmallVector<Value> ThreadLowering::getThreadCoordinates(RankedTensorType type) {
  auto [it, inserted] = coordinates.try_emplace(getKey(type));
  if (!inserted)
    return it->second;
  const DimModes &dims = getModes(type);
  Location loc = source.getLoc();
  OpBuilder::InsertionGuard guard(builder);
  setInsertionPointToEntry();
  SmallVector<Value> result(type.getRank());
  for (const DimMode &mode : dims.threads) {
    if (mode.dim < 0)
      continue;
    Value part = getDigit(builder, loc, thread, mode, source.getThreads());
    if (mode.step != 1)
      part = arith::MulIOp::create(
          builder, loc, part,
          arith::ConstantIntOp::create(builder, loc, mode.step, 32));
    Value &sum = result[mode.dim];
    sum = sum ? arith::AddIOp::create(builder, loc, sum, part) : part;
  }
  for (Value &value : result)
    value = value ? arith::IndexCastUIOp::create(builder, loc,
                                                 builder.getIndexType(), value)
                  : Value(arith::ConstantIndexOp::create(builder, loc, 0));
  return coordinates[getKey(type)] = result;
}

Value ThreadLowering::isFirstCopy(RankedTensorType type) {
  auto [it, inserted] = firstCopies.try_emplace(getKey(type), Value());
  if (!inserted)
    return it->second;
  Location loc = source.getLoc();
  OpBuilder::InsertionGuard guard(builder);
  setInsertionPointToEntry();
  Value result;
  for (const DimMode &mode : getModes(type).threads) {
    if (mode.dim >= 0)
      continue;
    Value zero = arith::ConstantIntOp::create(builder, loc, 0, 32);
    Value isZero = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::eq,
        getDigit(builder, loc, thread, mode, source.getThreads()), zero);
    result = both(result, isZero);
  }
  return firstCopies[getKey(type)] = result;
}

void ThreadLowering::setInsertionPointToEntry() {
  if (entryEnd)
    builder.setInsertionPointAfter(entryEnd);
  else
    builder.setInsertionPointToStart(&target.getBody().front());
}

DenseMap<int64_t, int64_t>
ThreadLowering::getRegisterOf(RankedTensorType type) {
  FragmentAttr fragment = getFragment(type);
  DenseMap<int64_t, int64_t> result;
  for (int64_t value = 0; value < fragment.getNumValues(); ++value)
    result[fragment.getIndex(0, value)] = value;
  return result;
}

Value ThreadLowering::index(int64_t value) {
  return arith::ConstantIndexOp::create(builder, source.getLoc(), value);
}

Value ThreadLowering::scalar(OpFoldResult value, Location loc) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return index(*constant);
  return scalar(cast<Value>(value));
}

Value ThreadLowering::constant(int64_t value, unsigned width) {
  return arith::ConstantIntOp::create(builder, source.getLoc(), value, width);
}

Value ThreadLowering::narrow(Value value) {
  return arith::IndexCastOp::create(builder, source.getLoc(),
                                    builder.getI32Type(), scalar(value));
}

Value ThreadLowering::both(Value a, Value b) {
  if (!a || !b)
    return a ? a : b;
  return arith::AndIOp::create(builder, source.getLoc(), a, b);
}
