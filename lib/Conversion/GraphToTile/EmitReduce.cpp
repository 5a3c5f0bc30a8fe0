//===- EmitReduce.cpp - Reductions ----------------------------------------===//
//
// A reduction keeps one accumulator for each lane of a chunk, so that a step
// is one vector operation, and folds the lanes once after the loop. Reductions
// of one group share the loop. The order of the fold depends only on the
// schedule, so results repeat bit for bit.
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"
#include "llvm/ADT/APFloat.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

static bool isArg(ReductionKind kind) {
  return kind == ReductionKind::ArgMax || kind == ReductionKind::ArgMin;
}

/// The value that changes nothing.
static TypedAttr getNeutral(ReductionKind kind, Type type) {
  bool isMax = kind == ReductionKind::Max || kind == ReductionKind::ArgMax;
  bool isMin = kind == ReductionKind::Min || kind == ReductionKind::ArgMin;
  if (auto floating = dyn_cast<FloatType>(type)) {
    const llvm::fltSemantics &semantics = floating.getFloatSemantics();
    if (isMax || isMin)
      return FloatAttr::get(type, APFloat::getInf(semantics, isMax));
    return FloatAttr::get(type, kind == ReductionKind::Prod ? 1.0 : 0.0);
  }
  unsigned width = type.getIntOrFloatBitWidth();
  if (width == 1)
    return IntegerAttr::get(type, kind == ReductionKind::All ||
                                      kind == ReductionKind::Prod || isMin);
  if (isMax)
    return IntegerAttr::get(type, APInt::getSignedMinValue(width));
  if (isMin)
    return IntegerAttr::get(type, APInt::getSignedMaxValue(width));
  return IntegerAttr::get(type, kind == ReductionKind::Prod ? 1 : 0);
}

static StringRef getCombiner(ReductionKind kind, Type type) {
  bool isFloat = isa<FloatType>(type), isBool = type.isInteger(1);
  switch (kind) {
  case ReductionKind::Sum:
    return isFloat ? "arith.addf" : "arith.addi";
  case ReductionKind::Prod:
    return isFloat ? "arith.mulf" : "arith.muli";
  case ReductionKind::Max:
    return isFloat ? "arith.maximumf" : isBool ? "arith.ori" : "arith.maxsi";
  case ReductionKind::Min:
    return isFloat ? "arith.minimumf" : isBool ? "arith.andi" : "arith.minsi";
  case ReductionKind::Any:
    return "arith.ori";
  default:
    return "arith.andi";
  }
}

static tile::ReductionKind getTileKind(ReductionKind kind) {
  switch (kind) {
  case ReductionKind::Sum:
    return tile::ReductionKind::Sum;
  case ReductionKind::Prod:
    return tile::ReductionKind::Prod;
  case ReductionKind::Max:
  case ReductionKind::ArgMax:
    return tile::ReductionKind::Max;
  case ReductionKind::Min:
  case ReductionKind::ArgMin:
    return tile::ReductionKind::Min;
  case ReductionKind::Any:
    return tile::ReductionKind::Any;
  case ReductionKind::All:
    return tile::ReductionKind::All;
  }
  llvm_unreachable("no other kind");
}

bool Emitter::isZeroBeyond(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return argument.getOwner() == &kernel.getBody().front();
  Operation *op = value.getDefiningOp();
  if (isa<ViewOp, BitcastOp, arith::ExtFOp, arith::TruncFOp, arith::NegFOp>(op))
    return isZeroBeyond(op->getOperand(0));
  return false;
}

bool Emitter::needsLoop(ArrayRef<unsigned> loops, ArrayRef<AffineExpr> indices,
                        Mask mask) {
  bool clash = false;
  for (AffineExpr index : indices)
    expand(index).walk([&](AffineExpr expr) {
      if (auto dim = dyn_cast<AffineDimExpr>(expr))
        clash |= llvm::is_contained(loops, dim.getPosition());
    });
  Shape shape = getShape(indices);
  if (mask.lanes)
    for (unsigned dim : loops)
      clash |= cast<RankedTensorType>(mask.lanes.getType()).getDimSize(dim) > 1;
  for (unsigned dim : loops)
    clash |= shape[dim] > 1;
  if (!clash)
    return true;
  if (ownLoops)
    refuse(kernel) << "expected reductions that do not depend on their own "
                      "dimensions";
  conflict = true;
  return false;
}

/// Takes the lanes of `value` that come before the best so far.
static void updateArg(OpBuilder &builder, Location loc, bool isMax, Value value,
                      Value index, Value &best, Value &bestIndex) {
  Value better;
  if (isa<FloatType>(getElementTypeOrSelf(value))) {
    auto compare = [&](arith::CmpFPredicate predicate, Value a, Value b) {
      return arith::CmpFOp::create(builder, loc, predicate, a, b);
    };
    better =
        compare(isMax ? arith::CmpFPredicate::OGT : arith::CmpFPredicate::OLT,
                value, best);
    // The first NaN beats every number.
    Value isNaN = compare(arith::CmpFPredicate::UNO, value, value);
    Value isNumber = compare(arith::CmpFPredicate::ORD, best, best);
    Value wins = arith::AndIOp::create(builder, loc, isNaN, isNumber);
    better = arith::OrIOp::create(builder, loc, better, wins);
  } else {
    better = arith::CmpIOp::create(builder, loc,
                                   isMax ? arith::CmpIPredicate::sgt
                                         : arith::CmpIPredicate::slt,
                                   value, best);
  }
  best = arith::SelectOp::create(builder, loc, better, value, best);
  bestIndex = arith::SelectOp::create(builder, loc, better, index, bestIndex);
}

Value Emitter::emitSliceSum(graph::ReduceOp op, const SliceSum &sum) {
  auto view = op.getSource().getDefiningOp<ViewOp>();
  Value value = emit(view.getSource(), sum.point, Mask());
  if (!value)
    return {};
  setInsertion(getDepth(sum.point));
  Shape shape = getShape(sum.point);
  value = broadcast(value, shape);
  auto type = cast<RankedTensorType>(value.getType());
  shape[sum.columns] = 1;
  return tile::ReduceOp::create(
      builder, loc, type.clone(shape), getTileKind(op.getKind()), value,
      builder.getDenseI64ArrayAttr({int64_t(sum.columns)}));
}

Value Emitter::emitReduce(graph::ReduceOp op, ArrayRef<AffineExpr> indices,
                          Mask mask) {
  if (auto sum = sliceSums.find(op); sum != sliceSums.end())
    return emitSliceSum(op, sum->second);
  const Group group = groups[groupOf.lookup(op)];
  if (!needsLoop(group.loops, indices, mask))
    return {};
  unsigned depth = std::max(getDepth(indices), mask.depth);
  // Siblings are read at the same indices only if their own dims agree.
  Indices all(indices);
  for (unsigned dim : group.loops)
    all.push_back(space.dim(dim));
  Shape shape = getShape(all);
  if (mask.lanes)
    for (auto [size, other] : llvm::zip(
             shape, cast<RankedTensorType>(mask.lanes.getType()).getShape()))
      size = std::max(size, other);

  auto sourceOf = [](Operation *member) {
    return cast<graph::ReduceOp>(member).getSource();
  };
  auto elementOf = [&](Operation *member) {
    return getElementTypeOrSelf(sourceOf(member));
  };
  setInsertion(depth);
  SmallVector<Value> carried;
  for (Operation *member : group.ops) {
    ReductionKind kind = cast<graph::ReduceOp>(member).getKind();
    carried.push_back(splat(getNeutral(kind, elementOf(member)), shape));
    if (isArg(kind)) {
      // Lane l starts with index l, right if nothing beats the neutral value.
      Shape lane = ones();
      lane[group.loops[0]] = dims[group.loops[0]].tile;
      auto type = RankedTensorType::get(lane, builder.getIndexType());
      Value first = tile::IotaOp::create(builder, loc, type, group.loops[0]);
      first = arith::IndexCastOp::create(
          builder, loc, type.clone(builder.getI64Type()), first);
      carried.push_back(broadcast(first, shape));
    }
  }

  auto body = [&](ValueRange state,
                  SmallVectorImpl<Value> &next) -> LogicalResult {
    unsigned position = 0;
    for (Operation *member : group.ops) {
      auto reduce = cast<graph::ReduceOp>(member);
      Indices source(indices);
      for (auto [dim, loop] : llvm::zip_equal(reduce.getDims(), group.loops))
        source.insert(source.begin() + dim, space.dim(loop));
      Value value = emit(reduce.getSource(), source, mask);
      if (!value)
        return failure();
      setInsertion(scopes.size() - 1);
      bool isWhole = llvm::all_of(group.loops, [&](unsigned dim) {
        return cast<RankedTensorType>(value.getType()).getDimSize(dim) ==
               dims[dim].tile;
      });
      ReductionKind kind = reduce.getKind();
      Attribute neutral = getNeutral(kind, elementOf(reduce));
      if (kind != ReductionKind::Sum || !isWhole ||
          !isZeroBeyond(reduce.getSource()))
        value = fillBeyond(value, group.loops, neutral);
      value = broadcast(value, shape);
      Value best = state[position++];
      if (isArg(kind)) {
        Value bestIndex = state[position++];
        Value index = lanes(space.dim(group.loops[0]));
        setInsertion(scopes.size() - 1);
        index = arith::IndexCastOp::create(
            builder, loc,
            cast<RankedTensorType>(index.getType()).clone(builder.getI64Type()),
            index);
        updateArg(builder, loc, kind == ReductionKind::ArgMax, value,
                  broadcast(index, shape), best, bestIndex);
        next.push_back(best);
        next.push_back(bestIndex);
        continue;
      }
      bool isFirst = llvm::all_of(group.loops,
                                  [&](unsigned dim) { return isOneStep(dim); });
      next.push_back(
          isFirst ? value
                  : binary(getCombiner(kind, elementOf(reduce)), best, value));
    }
    return success();
  };
  if (failed(loopOver(group.loops, depth, carried, body)))
    return {};

  setInsertion(depth);
  SmallVector<int64_t> folded;
  Shape left(shape);
  for (unsigned dim : group.loops)
    if (shape[dim] > 1) {
      folded.push_back(dim);
      left[dim] = 1;
    }
  llvm::sort(folded);
  auto fold = [&](tile::ReductionKind kind, Value value) -> Value {
    if (folded.empty())
      return value;
    auto type = cast<RankedTensorType>(value.getType());
    return tile::ReduceOp::create(builder, loc, type.clone(left), kind, value,
                                  builder.getDenseI64ArrayAttr(folded));
  };
  Value result;
  unsigned position = 0;
  for (Operation *member : group.ops) {
    ReductionKind kind = cast<graph::ReduceOp>(member).getKind();
    Value best = carried[position++];
    Value tile = fold(getTileKind(kind), best);
    if (shared)
      tile = reduceInCluster(getTileKind(kind), tile);
    if (isArg(kind)) {
      // The smallest index among the lanes that hold the extremum; if that is
      // NaN, among the NaNs.
      Value index = carried[position++], extremum = broadcast(tile, shape);
      Value isBest;
      if (isa<FloatType>(elementOf(member))) {
        isBest = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UEQ,
                                       best, extremum);
        Value isNaN = arith::CmpFOp::create(
            builder, loc, arith::CmpFPredicate::UNO, extremum, extremum);
        Value isLaneNaN = arith::CmpFOp::create(
            builder, loc, arith::CmpFPredicate::UNO, best, best);
        isBest =
            arith::SelectOp::create(builder, loc, isNaN, isLaneNaN, isBest);
      } else {
        isBest = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                       best, extremum);
      }
      Value never =
          splat(builder.getI64IntegerAttr(std::numeric_limits<int64_t>::max()),
                shape);
      index = arith::SelectOp::create(builder, loc, isBest, index, never);
      tile = fold(tile::ReductionKind::Min, index);
    }
    bind(member->getResult(0), indices, mask, depth, tile);
    if (member == op)
      result = tile;
  }
  return result;
}
