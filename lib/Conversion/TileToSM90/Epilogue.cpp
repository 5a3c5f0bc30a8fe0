//===- Epilogue.cpp - What follows a mainloop, in slices ------------------===//

#include "Epilogue.h"
#include "TensorMaps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace cutedsl;
using tile::BoxDim;

static constexpr int64_t kSliceColumns = 64;
/// Rows of a box, which one warpgroup writes.
static constexpr int64_t kBoxRows = 64;
/// Boxes that a warpgroup can have under way.
static constexpr int64_t kBoxes = 2;

static bool isTile(Type type) { return isa<RankedTensorType>(type); }

static bool touchesTiles(Operation *op) {
  return llvm::any_of(op->getOperandTypes(), isTile) ||
         llvm::any_of(op->getResultTypes(), isTile);
}

/// The ops around `loop` that are effects, or needed for one.
static SmallVector<Operation *> findNeeded(tile::FuncOp source,
                                           scf::ForOp loop) {
  DenseSet<Operation *> needed;
  SmallVector<Operation *> result;
  for (Operation &op :
       llvm::reverse(source.getBody().front().without_terminator())) {
    if (&op == loop.getOperation())
      continue;
    bool isUsed = llvm::any_of(
        op.getUsers(), [&](Operation *user) { return needed.contains(user); });
    if (!isUsed &&
        (isMemoryEffectFree(&op) || isa<tile::LoadOp, tile::GatherOp>(op)))
      continue;
    needed.insert(&op);
    result.push_back(&op);
  }
  return SmallVector<Operation *>(llvm::reverse(result));
}

Epilogue::Epilogue(tile::FuncOp source, scf::ForOp loop,
                   ArrayRef<int64_t> shape)
    : source(source), loop(loop), rows(shape[0]), columns(shape[1]) {
  for (Operation *op : findNeeded(source, loop))
    (touchesTiles(op) ? tileOps : scalarOps).push_back(op);
  width = canSlice() ? kSliceColumns : columns;
  if (columns % kSliceColumns == 0)
    findOutputs();
}

//===----------------------------------------------------------------------===//
// What can be done
//===----------------------------------------------------------------------===//

/// Whether the last dimension, which is that of the columns, is whole.
bool Epilogue::isWide(Type type) const {
  auto tile = dyn_cast<RankedTensorType>(type);
  return tile && tile.getRank() > 0 && tile.getShape().back() == columns;
}

RankedTensorType Epilogue::getSliced(Type type) const {
  auto tile = cast<RankedTensorType>(type);
  if (!isWide(tile))
    return tile;
  SmallVector<int64_t> shape(tile.getShape());
  shape.back() = width;
  return tile.clone(shape);
}

/// Columns must stay columns: an op may not mix them with anything.
bool Epilogue::canSlice(Operation *op) const {
  auto isNarrow = [](Type type) {
    auto tile = dyn_cast<RankedTensorType>(type);
    return !tile || tile.getRank() == 0 || tile.getShape().back() == 1;
  };
  auto fits = [&](Type type) { return isNarrow(type) || isWide(type); };
  if (!llvm::all_of(op->getOperandTypes(), fits) ||
      !llvm::all_of(op->getResultTypes(), fits))
    return false;
  if (auto load = dyn_cast<tile::LoadOp>(op))
    return !load.getMask();
  if (auto store = dyn_cast<tile::StoreOp>(op))
    return !store.getMask();
  if (auto reshape = dyn_cast<tile::ReshapeOp>(op))
    return isWide(reshape.getSource().getType()) == isWide(reshape.getType());
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return isa<SplatElementsAttr>(constant.getValue());
  if (auto reduce = dyn_cast<tile::ReduceOp>(op))
    return isWide(reduce.getSource().getType()) == isWide(reduce.getType());
  return isa<tile::BroadcastOp, tile::SplatOp, tile::IotaOp>(op) ||
         (OpTrait::hasElementwiseMappableTraits(op) &&
          op->getNumResults() == 1);
}

bool Epilogue::canSlice() {
  if (columns % kSliceColumns != 0 || columns == kSliceColumns)
    return false;
  return llvm::all_of(tileOps, [&](Operation *op) { return canSlice(op); });
}

/// Stores of whole rows of boxes.
void Epilogue::findOutputs() {
  for (Operation *op : tileOps) {
    auto store = dyn_cast<tile::StoreOp>(op);
    if (!store)
      continue;
    auto type = cast<RankedTensorType>(store.getValue().getType());
    std::string reason;
    FailureOr<tile::BoxOperand> box =
        tile::describeStore(source, store, reason);
    if (failed(box) || box->dims.size() > 5 ||
        type.getNumElements() != rows * columns ||
        box->dims[0].box != columns || box->dims[1].box != rows)
      continue;
    int64_t bits = type.getElementTypeBitWidth();
    bool isAligned =
        llvm::all_of(ArrayRef(box->dims).drop_front(), [&](const BoxDim &dim) {
          return dim.stride * bits / 8 % 16 == 0;
        });
    if (!isa<FloatType>(type.getElementType()) || (bits != 16 && bits != 32) ||
        !isAligned || box->offset * bits / 8 % 16 != 0)
      continue;
    outputs.push_back({store, *box, Value(), Value()});
  }
}

//===----------------------------------------------------------------------===//
// Resources
//===----------------------------------------------------------------------===//

int64_t Epilogue::getSharedBytes() const {
  int64_t bytes = outputs.size() * rows * kBoxes * kBoxBytes;
  bool converts = llvm::any_of(tileOps, [&](Operation *op) {
    if (auto load = dyn_cast<tile::LoadOp>(op))
      return load.getType().getNumElements() == rows * columns;
    return isa<tile::StoreOp, tile::GatherOp, tile::ScatterOp>(op) &&
           llvm::none_of(outputs, [&](const Output &output) {
             return output.box.access == op;
           });
  });
  // In f32, rows padded against bank conflicts.
  constexpr int64_t kPadding = 4, kElementBytes = 4;
  return converts ? bytes + rows * (width + kPadding) * kElementBytes : bytes;
}

void Epilogue::createTensorMaps(OpBuilder &builder,
                                const IRMapping &arguments) {
  for (Output &output : outputs)
    output.map = createTensorMap(builder, source.getLoc(), output.box, kBoxRows,
                                 arguments, source.getSymbols().size());
}

void Epilogue::createBuffers(OpBuilder &builder, int64_t warpgroups) {
  for (Output &output : outputs) {
    Type element = output.box.elementType;
    int64_t count = warpgroups * kBoxes * kBoxRows * getBoxColumns(element);
    output.buffers = allocateBoxes(builder, source.getLoc(), element, count);
  }
}

SmallVector<Value> Epilogue::getInitialSlots(OpBuilder &builder) {
  SmallVector<Value> slots;
  for (size_t i = 0; i < outputs.size(); ++i)
    slots.push_back(
        arith::ConstantIndexOp::create(builder, source.getLoc(), 0));
  return slots;
}

void Epilogue::finish(OpBuilder &builder) {
  if (!outputs.empty())
    sm90::StoreWaitOp::create(builder, source.getLoc(), 0, /*read=*/false);
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

void Epilogue::create(OpBuilder &builder, IRMapping mapping,
                      SmallVectorImpl<Value> &slots) {
  for (Operation *op : scalarOps)
    builder.clone(*op, mapping);
  for (int64_t first = 0; first < columns; first += width) {
    IRMapping slice = mapping;
    createSlice(builder, slice, first, slots);
  }
}

void Epilogue::createSlice(OpBuilder &builder, IRMapping &mapping,
                           int64_t first, SmallVectorImpl<Value> &slots) {
  Location loc = source.getLoc();
  if (width != columns)
    for (Value result : loop.getResults()) {
      if (!isWide(result.getType()))
        continue;
      Value acc = mapping.lookup(result);
      mapping.map(result,
                  sm90::SliceOp::create(builder, loc, getSliced(acc.getType()),
                                        acc, ArrayRef<int64_t>{0, first}));
    }
  for (Operation *op : tileOps) {
    auto *output = llvm::find_if(outputs, [&](const Output &candidate) {
      return candidate.box.access == op;
    });
    if (output != outputs.end())
      storeOutput(builder, *output, mapping, first,
                  slots[output - outputs.begin()]);
    else if (width == columns)
      builder.clone(*op, mapping);
    else
      cloneSliced(builder, op, mapping, first);
  }
}

/// The last of `values` moved by `step`.
static void moveLast(OpBuilder &builder, Location loc,
                     SmallVector<OpFoldResult> &values, int64_t step) {
  if (values.empty())
    return;
  OpFoldResult &last = values.back();
  if (std::optional<int64_t> constant = getConstantIntValue(last)) {
    last = builder.getIndexAttr(*constant + step);
    return;
  }
  Value by = arith::ConstantIndexOp::create(builder, loc, step);
  last = arith::AddIOp::create(builder, loc, cast<Value>(last), by).getResult();
}

/// `access` of the columns from `first` on.
template <typename OpT, typename CreateFn>
static void moveAccess(OpBuilder &builder, OpT access, IRMapping &mapping,
                       bool isWide, int64_t first, CreateFn create) {
  Location loc = access.getLoc();
  auto mapAll = [&](SmallVector<OpFoldResult> values) {
    for (OpFoldResult &value : values)
      if (auto dynamic = dyn_cast<Value>(value))
        value = mapping.lookupOrDefault(dynamic);
    return values;
  };
  SmallVector<OpFoldResult> strides = mapAll(access.getMixedStrides());
  SmallVector<OpFoldResult> valid = mapAll(access.getMixedValid());
  Value base = mapping.lookupOrDefault(access.getBase());
  if (isWide && first != 0) {
    moveLast(builder, loc, valid, -first);
    Value stride =
        getValueOrCreateConstantIndexOp(builder, loc, strides.back());
    Value step = arith::MulIOp::create(
        builder, loc, stride,
        arith::ConstantIndexOp::create(builder, loc, first));
    base = arith::AddIOp::create(builder, loc, base, step);
  }
  SmallVector<Value> dynamicStrides, dynamicValid;
  SmallVector<int64_t> staticStrides, staticValid;
  dispatchIndexOpFoldResults(strides, dynamicStrides, staticStrides);
  dispatchIndexOpFoldResults(valid, dynamicValid, staticValid);
  create(base, dynamicStrides, dynamicValid, staticStrides, staticValid);
}

void Epilogue::cloneSliced(OpBuilder &builder, Operation *op,
                           IRMapping &mapping, int64_t first) {
  Location loc = op->getLoc();
  if (auto load = dyn_cast<tile::LoadOp>(op)) {
    moveAccess(
        builder, load, mapping, isWide(load.getType()), first,
        [&](Value base, ValueRange strides, ValueRange valid,
            ArrayRef<int64_t> staticStrides, ArrayRef<int64_t> staticValid) {
          mapping.map(load.getResult(),
                      tile::LoadOp::create(
                          builder, loc, getSliced(load.getType()),
                          mapping.lookup(load.getPtr()), base, strides, valid,
                          Value(), staticStrides, staticValid, IntegerAttr()));
        });
    return;
  }
  if (auto store = dyn_cast<tile::StoreOp>(op)) {
    moveAccess(
        builder, store, mapping, isWide(store.getValue().getType()), first,
        [&](Value base, ValueRange strides, ValueRange valid,
            ArrayRef<int64_t> staticStrides, ArrayRef<int64_t> staticValid) {
          tile::StoreOp::create(builder, loc, mapping.lookup(store.getValue()),
                                mapping.lookup(store.getPtr()), base, strides,
                                valid, Value(), staticStrides, staticValid,
                                IntegerAttr());
        });
    return;
  }
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    auto splat = cast<SplatElementsAttr>(constant.getValue());
    mapping.map(constant.getResult(),
                arith::ConstantOp::create(
                    builder, loc,
                    DenseElementsAttr::get(getSliced(constant.getType()),
                                           splat.getSplatValue<Attribute>())));
    return;
  }
  Operation *copy = builder.clone(*op, mapping);
  for (Value result : copy->getResults())
    if (isTile(result.getType()))
      result.setType(getSliced(result.getType()));
  auto iota = dyn_cast<tile::IotaOp>(op);
  if (!iota || first == 0 || !isWide(iota.getType()) ||
      int64_t(iota.getDim()) != iota.getType().getRank() - 1)
    return;
  // Counting goes on where the slice before ended.
  RankedTensorType type = getSliced(iota.getType());
  Value start = arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(
          type, builder.getIntegerAttr(type.getElementType(), first)));
  mapping.map(iota.getResult(),
              arith::AddIOp::create(builder, loc, copy->getResult(0), start));
}

void Epilogue::storeOutput(OpBuilder &builder, const Output &output,
                           IRMapping &mapping, int64_t first, Value &slot) {
  tile::StoreOp store = output.store;
  Location loc = store.getLoc();
  Value value = mapping.lookup(store.getValue());
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() != 2)
    value =
        tile::ReshapeOp::create(builder, loc, type.clone({rows, width}), value);
  SmallVector<Value> coordinates =
      createCoordinates(builder, loc, output.box, mapping);
  if (first != 0)
    coordinates[0] = arith::AddIOp::create(
        builder, loc, coordinates[0],
        arith::ConstantIndexOp::create(builder, loc, first));
  slot = sm90::StoreTileOp::create(builder, loc, builder.getIndexType(), value,
                                   output.buffers, slot, kBoxes, output.map,
                                   coordinates);
}
