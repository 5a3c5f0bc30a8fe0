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

Epilogue::Epilogue(tile::FuncOp source, const tile::Mainloop &mainloop)
    : source(source), mainloop(mainloop) {
  scf::ForOp loop = mainloop.loop;
  for (Operation &op : source.getBody().front().without_terminator())
    if (&op != loop.getOperation())
      (touchesTiles(&op) ? tileOps : scalarOps).push_back(&op);
  tile::MmaOp mma = mainloop.products.front().mma;
  rows = mma.getType().getDimSize(0);
  columns = mma.getType().getDimSize(1);
  bool isLong = columns % kSliceColumns == 0 && columns != kSliceColumns;
  width = isLong && canSlice() ? kSliceColumns : columns;
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

bool Epilogue::canSlice() const {
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

int64_t Epilogue::getNumOwners(int64_t ctas) const {
  // What the fragment of accumulators cannot cut.
  constexpr int64_t kColumns = 8;
  int64_t owners = canSlice() ? std::min(ctas, columns / kColumns) : 1;
  owners = std::max<int64_t>(owners, 1);
  while (columns / kColumns % owners != 0)
    --owners;
  return owners;
}

void Epilogue::share(int64_t owners) {
  width = columns / owners;
  outputs.clear();
}

void Epilogue::loadOwned(OpBuilder &builder, IRMapping &mapping, Value first) {
  for (Operation *op : scalarOps)
    builder.clone(*op, mapping);
  for (Operation *op : tileOps)
    if (auto load = dyn_cast<tile::LoadOp>(op); load && !load.getMask())
      cloneSliced(builder, op, mapping, first);
}

void Epilogue::createOwned(OpBuilder &builder, IRMapping &mapping,
                           Value first) {
  SmallVector<Value> slots;
  createSlice(builder, mapping, first, slots);
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
    scf::ForOp loop = mainloop.loop;
    if (width != columns)
      for (Value result : loop.getResults()) {
        Value acc = mapping.lookup(result);
        slice.map(result, sm90::SliceOp::create(builder, source.getLoc(),
                                                getSliced(acc.getType()), acc,
                                                ArrayRef<int64_t>{0, first}));
      }
    createSlice(builder, slice, builder.getIndexAttr(first), slots);
  }
}

void Epilogue::createSlice(OpBuilder &builder, IRMapping &mapping,
                           OpFoldResult first, SmallVectorImpl<Value> &slots) {
  for (Operation *op : tileOps) {
    auto *output = llvm::find_if(outputs, [&](const Output &candidate) {
      return candidate.box.access == op;
    });
    if (isa<tile::LoadOp>(op) && mapping.contains(op->getResult(0)))
      continue;
    if (output != outputs.end())
      storeOutput(builder, *output, mapping, first,
                  slots[output - outputs.begin()]);
    else if (width == columns)
      builder.clone(*op, mapping);
    else
      cloneSliced(builder, op, mapping, first);
  }
}

/// The last of `values` less `step`.
static void moveLast(OpBuilder &builder, Location loc,
                     SmallVector<OpFoldResult> &values, OpFoldResult step) {
  if (values.empty())
    return;
  OpFoldResult &last = values.back();
  std::optional<int64_t> constant = getConstantIntValue(last),
                         by = getConstantIntValue(step);
  if (constant && by) {
    last = builder.getIndexAttr(*constant - *by);
    return;
  }
  if (by)
    step = builder.getIndexAttr(-*by);
  Value value = getValueOrCreateConstantIndexOp(builder, loc, last);
  Value move = getValueOrCreateConstantIndexOp(builder, loc, step);
  if (by)
    last = arith::AddIOp::create(builder, loc, value, move).getResult();
  else
    last = arith::SubIOp::create(builder, loc, value, move).getResult();
}

/// `access` of the columns from `first` on.
template <typename OpT, typename CreateFn>
static void moveAccess(OpBuilder &builder, OpT access, IRMapping &mapping,
                       bool isWide, OpFoldResult first, CreateFn create) {
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
  if (isWide && !isZeroInteger(first)) {
    moveLast(builder, loc, valid, first);
    Value stride =
        getValueOrCreateConstantIndexOp(builder, loc, strides.back());
    Value step = arith::MulIOp::create(
        builder, loc, stride,
        getValueOrCreateConstantIndexOp(builder, loc, first));
    base = arith::AddIOp::create(builder, loc, base, step);
  }
  SmallVector<Value> dynamicStrides, dynamicValid;
  SmallVector<int64_t> staticStrides, staticValid;
  dispatchIndexOpFoldResults(strides, dynamicStrides, staticStrides);
  dispatchIndexOpFoldResults(valid, dynamicValid, staticValid);
  create(base, dynamicStrides, dynamicValid, staticStrides, staticValid);
}

/// `first` in every element of a tile of integers or indices.
static Value createStart(OpBuilder &builder, Location loc,
                         RankedTensorType type, OpFoldResult first) {
  Type element = type.getElementType();
  if (std::optional<int64_t> constant = getConstantIntValue(first))
    return arith::ConstantOp::create(
        builder, loc,
        DenseElementsAttr::get(type,
                               builder.getIntegerAttr(element, *constant)));
  Value value = cast<Value>(first);
  if (!element.isIndex())
    value = arith::IndexCastOp::create(builder, loc, element, value);
  return tile::SplatOp::create(builder, loc, type, value);
}

void Epilogue::cloneSliced(OpBuilder &builder, Operation *op,
                           IRMapping &mapping, OpFoldResult first) {
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
  if (!iota || isZeroInteger(first) || !isWide(iota.getType()) ||
      int64_t(iota.getDim()) != iota.getType().getRank() - 1)
    return;
  // Counting goes on where the slice before ended.
  RankedTensorType type = getSliced(iota.getType());
  Value start = createStart(builder, loc, type, first);
  mapping.map(iota.getResult(),
              arith::AddIOp::create(builder, loc, copy->getResult(0), start));
}

void Epilogue::storeOutput(OpBuilder &builder, const Output &output,
                           IRMapping &mapping, OpFoldResult first,
                           Value &slot) {
  tile::StoreOp store = output.store;
  Location loc = store.getLoc();
  Value value = mapping.lookup(store.getValue());
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() != 2)
    value =
        tile::ReshapeOp::create(builder, loc, type.clone({rows, width}), value);
  SmallVector<Value> coordinates =
      createCoordinates(builder, loc, output.box, mapping);
  if (!isZeroInteger(first))
    coordinates[0] = arith::AddIOp::create(
        builder, loc, coordinates[0],
        getValueOrCreateConstantIndexOp(builder, loc, first));
  slot = sm90::StoreTileOp::create(builder, loc, builder.getIndexType(), value,
                                   output.buffers, slot, kBoxes, output.map,
                                   coordinates);
}
