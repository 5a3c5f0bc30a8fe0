//===- LayoutCandidates.cpp - Fragments worth considering -----------------===//

#include "LayoutAssignment.h"
#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include <numeric>

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// The largest power of two that divides `extent` and is at most `limit`.
static int64_t powerOfTwoPart(int64_t extent, int64_t limit) {
  int64_t part = extent & -extent;
  while (part > limit)
    part /= 2;
  return part;
}

FragmentAttr cutedsl::tile::makeBlockedFragment(MLIRContext *context,
                                                ArrayRef<int64_t> shape,
                                                int64_t threads, int dim,
                                                int64_t vector, bool warpOnly) {
  SmallVector<int64_t> rest(shape), step(shape.size(), 1);
  SmallVector<ModeSpec> threadModes, values;
  auto take = [&](SmallVectorImpl<ModeSpec> &modes, int along, int64_t size) {
    modes.push_back({size, along, step[along]});
    rest[along] /= size;
    step[along] *= size;
  };
  int64_t left = threads;
  auto takeThreads = [&](int along, int64_t limit) {
    int64_t size = powerOfTwoPart(rest[along], std::min(left, limit));
    take(threadModes, along, size);
    left /= size;
  };
  if (!shape.empty()) {
    take(values, dim, std::gcd(vector, shape[dim]));
    takeThreads(dim, warpOnly ? kWarpSize : threads);
    for (int other = shape.size() - 1; other >= 0; --other)
      if (other != dim)
        takeThreads(other, threads);
    takeThreads(dim, threads);
    take(values, dim, rest[dim]);
    for (int other = shape.size() - 1; other >= 0; --other)
      take(values, other, rest[other]);
  }
  threadModes.push_back({left, -1, 0});
  return makeFragment(context, shape, threadModes, values);
}

FragmentAttr cutedsl::tile::makeAccumulatorFragment(MLIRContext *context,
                                                    int64_t m, int64_t n,
                                                    int64_t threads) {
  int64_t lanes = std::min(threads, kWarpSize), warps = threads / lanes;
  int64_t bestCost = std::numeric_limits<int64_t>::max();
  SmallVector<ModeSpec> bestThreads, bestValues;
  for (int64_t lanesN = 1; lanesN <= lanes; lanesN *= 2) {
    for (int64_t warpsN = 1; warpsN <= warps; warpsN *= 2) {
      int64_t lanesM = lanes / lanesN, warpsM = warps / warpsN;
      if (n % (lanesN * warpsN) != 0 || m % (lanesM * warpsM) != 0)
        continue;
      int64_t rowsPerThread = m / (lanesM * warpsM),
              columnsPerThread = n / (lanesN * warpsN);
      int64_t vectorM = std::gcd<int64_t>(4, rowsPerThread),
              vectorN = std::gcd<int64_t>(4, columnsPerThread);
      // Operand elements a thread reads for each k, then whole sectors a row,
      // then wide stores.
      int64_t cost = 64 * (rowsPerThread + columnsPerThread) +
                     (lanesN * vectorN < 32 ? 8 : 0) + (vectorN < 4 ? 8 : 0) +
                     std::abs(lanesN - 8);
      if (cost >= bestCost)
        continue;
      bestCost = cost;
      bestThreads = {{lanesN, 1, vectorN},
                     {lanesM, 0, vectorM},
                     {warpsN, 1, vectorN * lanesN},
                     {warpsM, 0, vectorM * lanesM}};
      bestValues = {{vectorN, 1, 1},
                    {columnsPerThread / vectorN, 1, vectorN * lanesN * warpsN},
                    {vectorM, 0, 1},
                    {rowsPerThread / vectorM, 0, vectorM * lanesM * warpsM}};
    }
  }
  if (bestThreads.empty())
    return makeBlockedFragment(context, {m, n}, threads, 1, 4,
                               /*warpOnly=*/true);
  return makeFragment(context, {m, n}, bestThreads, bestValues);
}

static FragmentAttr getWgmmaFragment(Operation *op, RankedTensorType type) {
  int64_t m = type.getDimSize(0);
  int64_t blocks = m / (sm90::kBlockRows * sm90::getNumWarpgroups(op));
  return sm90::getAccumulatorFragment(op->getContext(), m, type.getDimSize(1),
                                      blocks);
}

FragmentAttr cutedsl::tile::getPrescribed(Operation *op) {
  if (auto mma = dyn_cast<MmaOp>(op); mma && mma.getWarp()) {
    ArrayRef<int64_t> shape = mma.getResult().getType().getShape();
    return getWarpAccumulatorFragment(
        mma.getWarpAttr(), shape[0], shape[1],
        op->getParentOfType<FuncOp>().getThreads());
  }
  if (!isa<sm90::WgmmaOp, sm90::WgmmaRegistersOp, sm90::LoadTileOp,
           sm90::ReceiveOp>(op))
    return {};
  return getWgmmaFragment(op,
                          cast<RankedTensorType>(op->getResult(0).getType()));
}

FragmentAttr cutedsl::tile::getPrescribedSource(Operation *op) {
  if (!isa<sm90::StoreTileOp, sm90::SendOp>(op))
    return {};
  return getWgmmaFragment(op,
                          cast<RankedTensorType>(op->getOperand(0).getType()));
}

/// Where a slice lies: the outermost digit of each cut dimension must be one of
/// registers, and the cut at its borders.
static FragmentAttr sliceFragment(FragmentAttr fragment, sm90::SliceOp op) {
  auto from = cast<RankedTensorType>(op.getSource().getType()).getShape();
  auto to = cast<RankedTensorType>(op.getType()).getShape();
  std::optional<DimModes> modes = getDimModes(fragment, from);
  if (!modes)
    return {};
  SmallVector<ModeSpec> threads, values;
  for (const DimMode &mode : modes->threads) {
    if (mode.dim >= 0 && mode.step * mode.size > to[mode.dim])
      return {};
    threads.push_back({mode.size, mode.dim, mode.step});
  }
  for (const DimMode &mode : modes->values) {
    int64_t size = mode.size;
    if (mode.step * size > to[mode.dim]) {
      if (to[mode.dim] % mode.step != 0 ||
          op.getOffsets()[mode.dim] % mode.step != 0)
        return {};
      size = to[mode.dim] / mode.step;
    }
    if (size > 0)
      values.push_back({size, mode.dim, mode.step});
  }
  // A digit below the cut that the offset does not begin anew would differ.
  for (ArrayRef<DimMode> list :
       {ArrayRef<DimMode>(modes->threads), ArrayRef<DimMode>(modes->values)})
    for (const DimMode &mode : list)
      if (mode.dim >= 0 && mode.step * mode.size <= to[mode.dim] &&
          op.getOffsets()[mode.dim] % (mode.step * mode.size) != 0)
        return {};
  return makeFragment(fragment.getContext(), to, threads, values);
}

bool cutedsl::tile::isRematerializable(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  if (isa<SplatOp, IotaOp>(op) || op->hasTrait<OpTrait::ConstantLike>())
    return true;
  if (auto broadcast = dyn_cast<BroadcastOp>(op))
    return isRematerializable(broadcast.getSource());
  if (!OpTrait::hasElementwiseMappableTraits(op) || op->getNumResults() != 1)
    return false;
  return llvm::all_of(op->getOperands(), [](Value operand) {
    return !isa<RankedTensorType>(operand.getType()) ||
           isRematerializable(operand);
  });
}

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

FragmentAttr cutedsl::tile::getProvided(Operation *op, FragmentAttr source) {
  Value operand = op->getOperand(0), result = op->getResult(0);
  if (isa<ReduceOp>(op))
    return projectFragment(source, shapeOf(operand), shapeOf(result));
  if (auto transpose = dyn_cast<TransposeOp>(op))
    return transposeFragment(source, shapeOf(operand),
                             transpose.getPermutation());
  if (isa<ReshapeOp>(op))
    return getDimModes(source, shapeOf(result)) ? source : FragmentAttr();
  if (auto slice = dyn_cast<sm90::SliceOp>(op))
    return sliceFragment(source, slice);
  return {};
}

FragmentAttr cutedsl::tile::getDemanded(Operation *op, unsigned operand,
                                        FragmentAttr result) {
  if (isa<BroadcastOp>(op))
    return projectFragment(result, shapeOf(op->getResult(0)),
                           shapeOf(op->getOperand(0)));
  if (isa<ReshapeOp>(op))
    return getDimModes(result, shapeOf(op->getOperand(0))) ? result
                                                           : FragmentAttr();
  if (auto transpose = dyn_cast<TransposeOp>(op)) {
    SmallVector<int64_t> inverse(transpose.getPermutation().size());
    for (auto [index, dim] : llvm::enumerate(transpose.getPermutation()))
      inverse[dim] = index;
    return transposeFragment(result, shapeOf(transpose.getResult()), inverse);
  }
  if (auto wgmma = dyn_cast<sm90::WgmmaRegistersOp>(op))
    return op->getOperand(operand) == wgmma.getA()
               ? getWgmmaFragment(
                     op, cast<RankedTensorType>(wgmma.getA().getType()))
               : result;
  if (isa<sm90::WgmmaOp>(op))
    return result;
  if (auto mma = dyn_cast<MmaOp>(op)) {
    if (operand == 2)
      return result;
    ArrayRef<int64_t> lhs = shapeOf(mma.getLhs()), rhs = shapeOf(mma.getRhs());
    return getMmaOperandFragment(mma.getWarpAttr(), result, lhs[0], rhs[1],
                                 lhs[1], /*isLhs=*/operand == 0);
  }
  return {};
}
