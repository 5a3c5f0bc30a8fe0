//===- MaterializeConversions.cpp - Layout changes as memory accesses -----===//

#include "cutedsl/Dialect/SM90/IR/SM90.h"
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

/// Offsets are index values in memory as in registers. Independent warpgroups
/// each need their own buffer, which one in their region is.
static Value createShared(OpBuilder &builder, Location loc, FuncOp func,
                          Type elementType, int64_t count) {
  OpBuilder::InsertionGuard guard(builder);
  auto roles = sm90::getRoles(func);
  Region &region =
      roles && roles.getIndependent() ? roles.getConsumer() : func.getBody();
  builder.setInsertionPointToStart(&region.front());
  auto type =
      PtrType::get(builder.getContext(), elementType, MemorySpace::Shared);
  return AllocOp::create(builder, loc, type, count);
}

/// Elements of both operands of a product that a thread holds at once: those of
/// warps are two in a register.
static constexpr int64_t kMaxOperandElements = 64, kMaxWarpElements = 192;

static Value createZero(OpBuilder &builder, Location loc) {
  return arith::ConstantIndexOp::create(builder, loc, 0);
}

namespace {
/// An operand of a product in shared memory.
struct SharedOperand {
  Value ptr;
  SmallVector<int64_t> strides;
};
} // namespace

/// The last write to shared memory before `user` after which `source` may be
/// written, too, so that one barrier is for both; null if there is none, or no
/// room for both.
static Operation *findEarlierStore(Operation *user, Value source,
                                   const SharedLayout &layout) {
  constexpr int64_t kMaxBytes = 16 * 1024;
  int64_t bytes = layout.count * getElementBytes(getElementTypeOrSelf(source));
  if (bytes > kMaxBytes)
    return nullptr;
  Operation *made = source.getDefiningOp();
  if (auto reshape = dyn_cast_if_present<ReshapeOp>(made))
    made = reshape.getSource().getDefiningOp();
  if (!made || made->getBlock() != user->getBlock())
    return nullptr;
  Operation *last = nullptr;
  for (Operation &op :
       llvm::make_range(made->getIterator(), user->getIterator()))
    if (auto store = dyn_cast<StoreOp>(op);
        store && store.getPtr().getDefiningOp<AllocOp>())
      last = store;
  return last;
}

/// Sets where `builder` writes `source`, which `user` needs.
static void moveToEarlierStore(OpBuilder &builder, Operation *user,
                               Value source, const SharedLayout &layout) {
  Operation *earlier = findEarlierStore(user, source, layout);
  if (!earlier)
    return;
  auto reshape = source.getDefiningOp<ReshapeOp>();
  if (reshape && earlier->isBeforeInBlock(reshape))
    reshape->moveBefore(earlier);
  builder.setInsertionPointAfter(earlier);
}

/// Writes an operand to shared memory: where it is made, if the product runs
/// more often, else before the product.
static SharedOperand storeOperand(MmaOp mma, Value source, FragmentAttr to,
                                  FuncOp func) {
  auto type = cast<RankedTensorType>(source.getType());
  SharedLayout layout = chooseSharedLayout(
      type.getShape(), getElementBytes(type.getElementType()),
      getFragment(type), to);
  OpBuilder builder(mma);
  if (source.getParentBlock() != mma->getBlock())
    builder.setInsertionPointAfterValue(source);
  else
    moveToEarlierStore(builder, mma, source, layout);
  Location loc = mma.getLoc();
  Value ptr =
      createShared(builder, loc, func, type.getElementType(), layout.count);
  StoreOp::create(builder, loc, source, ptr, createZero(builder, loc),
                  ValueRange{}, ValueRange{}, Value(), layout.strides,
                  ArrayRef<int64_t>{}, IntegerAttr());
  return {ptr, layout.strides};
}

/// `depth` columns (rows) of an operand from `k` on, as a product like `mma`
/// with `warp` takes them.
static Value loadOperand(OpBuilder &builder, MmaOp mma, WarpMmaAttr warp,
                         const SharedOperand &operand, Value k, int64_t depth,
                         bool isLhs) {
  Location loc = mma.getLoc();
  auto acc = cast<RankedTensorType>(mma.getType());
  auto full =
      cast<RankedTensorType>((isLhs ? mma.getLhs() : mma.getRhs()).getType());
  int64_t m = acc.getDimSize(0), n = acc.getDimSize(1);
  SmallVector<int64_t> shape =
      isLhs ? SmallVector<int64_t>{m, depth} : SmallVector<int64_t>{depth, n};
  auto type = RankedTensorType::get(
      shape, full.getElementType(),
      getMmaOperandFragment(warp, getFragment(acc), m, n, depth, isLhs));
  Value base = k;
  if (int64_t stride = operand.strides[isLhs ? 1 : 0]; stride != 1)
    base = arith::MulIOp::create(
        builder, loc, k, arith::ConstantIndexOp::create(builder, loc, stride));
  return LoadOp::create(builder, loc, type, operand.ptr, base, ValueRange{},
                        ValueRange{}, Value(), operand.strides,
                        ArrayRef<int64_t>{}, IntegerAttr());
}

/// Feeds a product from shared memory where its operands come from other
/// threads, in steps of k that leave room in the registers.
static void feedProduct(MmaOp mma, FuncOp func) {
  int64_t depth = cast<RankedTensorType>(mma.getLhs().getType()).getDimSize(1);
  SmallVector<Value> sources(2);
  SmallVector<FragmentAttr> wanted(2);
  SmallVector<bool> viaShared(2);
  int64_t registers = 0;
  for (unsigned i : {0, 1}) {
    Value operand = mma->getOperand(i);
    wanted[i] = getFragment(operand.getType());
    sources[i] = operand;
    registers += wanted[i].getNumValues();
    auto convert = operand.getDefiningOp<ConvertLayoutOp>();
    if (!convert)
      continue;
    viaShared[i] = classifyConversion(
                       getFragment(convert.getSource().getType()), wanted[i])
                       .kind == ConversionKind::Shared;
    if (viaShared[i])
      sources[i] = convert.getSource();
  }
  WarpMmaAttr warp = mma.getWarpAttr();
  int64_t step = depth, least = warp ? WarpMmaAttr::kDepth : 1,
          most = warp ? kMaxWarpElements : kMaxOperandElements;
  while (registers / depth * step > most && step % (2 * least) == 0)
    step /= 2;
  if (step < depth)
    viaShared = {true, true};
  if (!viaShared[0] && !viaShared[1])
    return;

  SmallVector<SharedOperand> shared(2);
  for (unsigned i : {0, 1})
    if (viaShared[i])
      shared[i] = storeOperand(mma, sources[i], wanted[i], func);
  OpBuilder builder(mma);
  Location loc = mma.getLoc();
  Value zero = createZero(builder, loc);
  if (step == depth) {
    for (unsigned i : {0, 1})
      if (viaShared[i])
        mma->setOperand(
            i, loadOperand(builder, mma, warp, shared[i], zero, depth, i == 0));
    return;
  }
  auto loop = scf::ForOp::create(
      builder, loc, zero, arith::ConstantIndexOp::create(builder, loc, depth),
      arith::ConstantIndexOp::create(builder, loc, step),
      ValueRange{mma.getAcc()});
  builder.setInsertionPointToStart(loop.getBody());
  Value k = loop.getInductionVar();
  Value lhs =
      loadOperand(builder, mma, warp, shared[0], k, step, /*isLhs=*/true);
  Value rhs =
      loadOperand(builder, mma, warp, shared[1], k, step, /*isLhs=*/false);
  Value sum = MmaOp::create(builder, loc, lhs, rhs, loop.getRegionIterArg(0),
                            mma.getFastAccumulation(), warp);
  scf::YieldOp::create(builder, loc, sum);
  mma.replaceAllUsesWith(loop.getResult(0));
  mma.erase();
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
  {
    OpBuilder::InsertionGuard guard(builder);
    moveToEarlierStore(builder, op, op.getSource(), layout);
    StoreOp::create(builder, loc, op.getSource(), ptr, createZero(builder, loc),
                    ValueRange{}, ValueRange{}, Value(), layout.strides,
                    ArrayRef<int64_t>{}, IntegerAttr());
  }
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
    SmallVector<MmaOp> products;
    func.walk([&](MmaOp op) { products.push_back(op); });
    for (MmaOp op : products)
      feedProduct(op, func);
    SmallVector<ConvertLayoutOp> conversions;
    func.walk([&](ConvertLayoutOp op) { conversions.push_back(op); });
    for (ConvertLayoutOp op : conversions) {
      if (op->use_empty()) {
        op.erase();
        continue;
      }
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
