//===- MaterializeConversions.cpp - Layout changes as memory accesses -----===//

#include "cutedsl/Transforms/Passes.h"
#include "cutedsl/Transforms/TileAccess.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEMATERIALIZECONVERSIONS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// Offsets are index values in memory as in registers.
static Value createShared(OpBuilder &builder, Location loc, FuncOp func,
                          Type elementType, int64_t count) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&func.getBody().front());
  auto type =
      PtrType::get(builder.getContext(), elementType, MemorySpace::Shared);
  return AllocOp::create(builder, loc, type, builder.getI64IntegerAttr(count),
                         IntegerAttr());
}

/// Writes the tile to shared memory and reads it back in the other layout.
/// Barriers come later, with the places in memory.
static void convertThroughShared(ConvertLayoutOp op, FuncOp func) {
  RankedTensorType from = op.getSource().getType(),
                   to = op.getResult().getType();
  OpBuilder builder(op);
  Location loc = op.getLoc();
  SharedLayout layout = chooseSharedLayout(
      from.getShape(), getElementBytes(from.getElementType()),
      getFragment(from), getFragment(to));
  Value ptr =
      createShared(builder, loc, func, from.getElementType(), layout.count);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  StoreOp::create(builder, loc, op.getSource(), ptr, zero, ValueRange{},
                  ValueRange{}, Value(), layout.strides, ArrayRef<int64_t>{},
                  IntegerAttr());
  Value loaded = LoadOp::create(builder, loc, to, ptr, zero, ValueRange{},
                                ValueRange{}, Value(), layout.strides,
                                ArrayRef<int64_t>{}, IntegerAttr());
  op.replaceAllUsesWith(loaded);
  op.erase();
}

namespace {
/// A reduction whose source is split over warps: one dimension a stretch of
/// thread or value indices, those over warps apart.
struct SplitShape {
  SmallVector<int64_t> shape;
  /// Dimensions that a warp (and its threads) can fold, and those over warps.
  SmallVector<int64_t> inWarp, overWarps;
};
} // namespace

/// The row-major digits of one dimension of `extent`: cut at every border of a
/// mode. Each digit is marked if a warp's index decides it.
static void splitDimension(int64_t extent, int dim, bool isReduced,
                           const DimModes &modes, SplitShape &result) {
  // (step, size, over warps), ordered from the most significant.
  SmallVector<std::tuple<int64_t, int64_t, bool>> digits;
  for (const DimMode &mode : modes.values)
    if (mode.dim == dim)
      digits.push_back({mode.step, mode.size, false});
  for (const DimMode &mode : modes.threads) {
    if (mode.dim != dim)
      continue;
    int64_t inWarp = std::clamp<int64_t>(kWarpSize / mode.prefix, 1, mode.size);
    if (inWarp > 1)
      digits.push_back({mode.step, inWarp, false});
    if (inWarp < mode.size)
      digits.push_back({mode.step * inWarp, mode.size / inWarp, true});
  }
  llvm::sort(digits, std::greater<>());
  if (digits.empty())
    digits.push_back({1, 1, false});
  for (auto [step, size, overWarps] : digits) {
    if (isReduced)
      (overWarps ? result.overWarps : result.inWarp)
          .push_back(result.shape.size());
    result.shape.push_back(size);
  }
}

static Value createReduce(OpBuilder &builder, ReduceOp op, Value source,
                          ArrayRef<int64_t> dims) {
  auto type = cast<RankedTensorType>(source.getType());
  SmallVector<int64_t> shape(type.getShape());
  for (int64_t dim : dims)
    shape[dim] = 1;
  auto result = RankedTensorType::get(
      shape, type.getElementType(),
      projectFragment(getFragment(type), type.getShape(), shape));
  return ReduceOp::create(builder, op.getLoc(), result, op.getKind(), source,
                          dims);
}

/// Every thread holds all of `shape` along `all`, and of the rest what
/// `fragment` says.
static FragmentAttr gatherAlong(FragmentAttr fragment, ArrayRef<int64_t> shape,
                                ArrayRef<int64_t> all) {
  std::optional<DimModes> modes = getDimModes(fragment, shape);
  SmallVector<ModeSpec> threads, values;
  auto isAll = [&](const DimMode &mode) {
    return llvm::is_contained(all, mode.dim);
  };
  for (const DimMode &mode : modes->threads)
    threads.push_back({mode.size, isAll(mode) ? -1 : mode.dim, mode.step});
  for (int64_t dim : llvm::reverse(all))
    values.push_back({shape[dim], int(dim), 1});
  for (const DimMode &mode : modes->values)
    if (!isAll(mode))
      values.push_back({mode.size, mode.dim, mode.step});
  return makeFragment(fragment.getContext(), shape, threads, values);
}

/// Folds within warps, exchanges one partial result a warp through shared
/// memory, and folds those in every thread.
static LogicalResult splitReduce(ReduceOp op, FuncOp func) {
  RankedTensorType type = op.getSource().getType();
  FragmentAttr fragment = getFragment(type);
  std::optional<DimModes> modes = getDimModes(fragment, type.getShape());
  if (!modes)
    return op.emitOpError("expected a fragment that fits its tile");
  SplitShape split;
  for (auto [dim, extent] : llvm::enumerate(type.getShape()))
    splitDimension(extent, dim, llvm::is_contained(op.getDims(), int64_t(dim)),
                   *modes, split);
  if (split.overWarps.empty())
    return success();
  OpBuilder builder(op);
  Location loc = op.getLoc();
  auto splitType =
      RankedTensorType::get(split.shape, type.getElementType(), fragment);
  if (splitType.getNumElements() != type.getNumElements() ||
      !getDimModes(fragment, split.shape))
    return op.emitOpError("expected a fragment that covers the tile once");
  Value value = ReshapeOp::create(builder, loc, splitType, op.getSource());
  if (!split.inWarp.empty())
    value = createReduce(builder, op, value, split.inWarp);
  auto partial = cast<RankedTensorType>(value.getType());
  FragmentAttr gathered =
      gatherAlong(getFragment(partial), partial.getShape(), split.overWarps);
  auto convert = ConvertLayoutOp::create(
      builder, loc, withFragment(partial, gathered), value);
  value = createReduce(builder, op, convert, split.overWarps);
  FragmentAttr result = getFragment(value.getType());
  value = ReshapeOp::create(
      builder, loc, withFragment(op.getResult().getType(), result), value);
  if (value.getType() != op.getType())
    value = ConvertLayoutOp::create(builder, loc, op.getType(), value);
  op.replaceAllUsesWith(value);
  op.erase();
  convertThroughShared(convert, func);
  return success();
}

namespace {
struct MaterializeConversions
    : cutedsl::impl::TileMaterializeConversionsBase<MaterializeConversions> {
  void runOnOperation() override {
    FuncOp func = getOperation();
    SmallVector<ReduceOp> reduces;
    func.walk([&](ReduceOp op) { reduces.push_back(op); });
    for (ReduceOp op : reduces)
      if (failed(splitReduce(op, func)))
        return signalPassFailure();
    SmallVector<ConvertLayoutOp> conversions;
    func.walk([&](ConvertLayoutOp op) { conversions.push_back(op); });
    for (ConvertLayoutOp op : conversions) {
      FragmentAttr from = getFragment(op.getSource().getType()),
                   to = getFragment(op.getResult().getType());
      if (!from || !to) {
        op.emitOpError("expected fragments on both sides");
        return signalPassFailure();
      }
      if (classifyConversion(from, to).kind == ConversionKind::Shared)
        convertThroughShared(op, func);
    }
  }
};
} // namespace
