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
                   ArrayRef<int64_t> shape, int64_t warpgroups, int64_t teams)
    : source(source), loop(loop), warpgroups(warpgroups), teams(teams),
      rows(shape[0]), columns(shape[1]) {
  for (Operation *op : findNeeded(source, loop))
    (touchesTiles(op) ? tileOps : scalarOps).push_back(op);
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

/// Whether the copy engine can take a whole tile of `type` to or from `box`.
bool Epilogue::isWholeTile(RankedTensorType type,
                           const tile::BoxOperand &box) const {
  if (box.dims.size() > 5 || type.getNumElements() != rows * columns ||
      box.dims[0].box != columns || box.dims[1].box != rows)
    return false;
  int64_t bits = type.getElementTypeBitWidth();
  bool isAligned =
      llvm::all_of(ArrayRef(box.dims).drop_front(), [&](const BoxDim &dim) {
        return dim.stride.isMultipleOf(128 / bits);
      });
  return isa<FloatType>(type.getElementType()) && (bits == 16 || bits == 32) &&
         isAligned && box.offset * bits / 8 % 16 == 0;
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
        tile::describeAccess(source, store, reason);
    if (succeeded(box) && isWholeTile(type, *box))
      outputs.emplace_back(store, *box);
  }
}

/// An input of a result's type comes into its boxes. In f32 they would take
/// what the ring of stages needs.
void Epilogue::fetchInputs(int64_t slots) {
  this->slots = slots;
  if (warpgroups > 1 && rows != warpgroups * kBoxRows)
    return;
  DenseSet<Operation *> taken;
  for (Output &output : outputs)
    for (Operation *op : tileOps) {
      auto load = dyn_cast<tile::LoadOp>(op);
      if (!load || output.input || taken.contains(op) ||
          load.getType().getElementTypeBitWidth() != 16 ||
          load.getType().getElementType() != output.box.elementType)
        continue;
      std::string reason;
      FailureOr<tile::BoxOperand> box =
          tile::describeAccess(source, load, reason);
      if (failed(box) || !isWholeTile(load.getType(), *box))
        continue;
      taken.insert(op);
      output.input = load;
      output.inputBox = *box;
    }
}

//===----------------------------------------------------------------------===//
// Resources
//===----------------------------------------------------------------------===//

/// Of one warpgroup's rows of a slice.
int64_t Epilogue::getBoxesPerSlice(const Output &output) const {
  return rows / warpgroups / kBoxRows *
         (width / getBoxColumns(output.box.elementType));
}

/// Of one warpgroup's ring.
int64_t Epilogue::getNumBoxes(const Output &output) const {
  return output.input ? slots * getBoxesPerSlice(output) : kBoxes;
}

int64_t Epilogue::getSharedBytes() const {
  int64_t bytes = 0;
  for (const Output &output : outputs)
    bytes += teams * warpgroups * getNumBoxes(output) * kBoxRows * kBoxBytes;
  bool converts = llvm::any_of(tileOps, [&](Operation *op) {
    if (llvm::any_of(outputs, [&](const Output &output) {
          return output.store == op || output.input == op;
        }))
      return false;
    if (auto load = dyn_cast<tile::LoadOp>(op))
      return load.getType().getNumElements() == rows * columns;
    return isa<tile::StoreOp, tile::GatherOp, tile::ScatterOp>(op);
  });
  // In f32, rows padded against bank conflicts.
  constexpr int64_t kPadding = 4, kElementBytes = 4;
  return converts ? bytes + teams * rows * (width + kPadding) * kElementBytes
                  : bytes;
}

void Epilogue::createTensorMaps(OpBuilder &builder,
                                const IRMapping &arguments) {
  auto create = [&](const tile::BoxOperand &box) {
    return createTensorMap(builder, source.getLoc(), box, kBoxRows, arguments,
                           source.getSymbols().size());
  };
  for (Output &output : outputs) {
    output.map = create(output.box);
    if (output.input)
      output.inputMap = create(output.inputBox);
  }
}

void Epilogue::createBarriers(OpBuilder &builder) {
  for (Output &output : outputs)
    if (output.input)
      output.barriers = cutedsl::createBarriers(builder, source.getLoc(),
                                                teams * slots, warpgroups);
}

void Epilogue::createBuffers(OpBuilder &builder, Value number) {
  team = number;
  for (Output &output : outputs) {
    Type element = output.box.elementType;
    int64_t count =
        warpgroups * getNumBoxes(output) * kBoxRows * getBoxColumns(element);
    output.buffers = allocateBoxes(builder, source.getLoc(), element, count);
  }
}

SmallVector<Value> Epilogue::getInitialState(OpBuilder &builder) {
  Value zero = arith::ConstantIndexOp::create(builder, source.getLoc(), 0);
  for (Output &output : outputs)
    output.slot = output.phase = zero;
  return getState();
}

SmallVector<Value> Epilogue::getState() const {
  SmallVector<Value> state;
  for (const Output &output : outputs) {
    state.push_back(output.slot);
    if (output.input)
      state.push_back(output.phase);
  }
  return state;
}

void Epilogue::setState(ValueRange state) {
  for (Output &output : outputs) {
    output.slot = state.front();
    state = state.drop_front();
    if (!output.input)
      continue;
    output.phase = state.front();
    state = state.drop_front();
  }
}

void Epilogue::finish(OpBuilder &builder) {
  if (!outputs.empty())
    sm90::StoreWaitOp::create(builder, source.getLoc(), 0, /*read=*/false);
}

//===----------------------------------------------------------------------===//
// CTAs that own a slice each
//===----------------------------------------------------------------------===//

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
  createSlice(builder, mapping, first);
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

void Epilogue::begin(OpBuilder &builder, const IRMapping &mapping,
                     ValueRange state) {
  setState(state);
  for (const Output &output : outputs) {
    if (!output.input)
      continue;
    // What was stored from the next slot is as many slices old as there are
    // others.
    int64_t boxes = getBoxesPerSlice(output);
    fetchInput(builder, output, mapping, 0, output.slot, (slots - 1) * boxes);
    if (columns > width)
      fetchInput(builder, output, mapping, width,
                 advance(builder, output.slot, 1), (slots - 2) * boxes);
  }
}

void Epilogue::create(OpBuilder &builder, IRMapping mapping,
                      SmallVectorImpl<Value> &state) {
  setState(state);
  for (Operation *op : scalarOps)
    builder.clone(*op, mapping);
  for (int64_t first = 0; first < columns; first += width) {
    IRMapping slice = mapping;
    if (width != columns)
      for (Value result : loop.getResults()) {
        if (!isWide(result.getType()))
          continue;
        Value acc = mapping.lookup(result);
        slice.map(result, sm90::SliceOp::create(builder, source.getLoc(),
                                                getSliced(acc.getType()), acc,
                                                ArrayRef<int64_t>{0, first}));
      }
    createSlice(builder, slice, builder.getIndexAttr(first));
  }
  state = getState();
}

void Epilogue::createSlice(OpBuilder &builder, IRMapping &mapping,
                           OpFoldResult first) {
  for (Operation *op : tileOps) {
    if (isa<tile::LoadOp>(op) && mapping.contains(op->getResult(0)))
      continue;
    auto output = llvm::find_if(outputs, [&](const Output &candidate) {
      return candidate.store == op || candidate.input == op;
    });
    if (output != outputs.end() && output->store == op)
      storeOutput(builder, *output, mapping, first);
    else if (output != outputs.end())
      loadInput(builder, *output, mapping);
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

//===----------------------------------------------------------------------===//
// Tiles by boxes
//===----------------------------------------------------------------------===//

SmallVector<Value> Epilogue::getCoordinates(OpBuilder &builder,
                                            const tile::BoxOperand &box,
                                            const IRMapping &mapping,
                                            OpFoldResult first) {
  Location loc = source.getLoc();
  SmallVector<Value> coordinates =
      createCoordinates(builder, loc, box, mapping);
  if (!isZeroInteger(first))
    coordinates[0] = arith::AddIOp::create(
        builder, loc, coordinates[0],
        getValueOrCreateConstantIndexOp(builder, loc, first));
  return coordinates;
}

/// The slot of a slice that comes `slices` later.
Value Epilogue::advance(OpBuilder &builder, Value slot, int64_t slices) {
  Location loc = source.getLoc();
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value next = arith::AddIOp::create(builder, loc, slot, index(slices));
  Value wraps = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::uge,
                                      next, index(slots));
  Value wrapped = arith::SubIOp::create(builder, loc, next, index(slots));
  return arith::SelectOp::create(builder, loc, wraps, wrapped, next);
}

Value Epilogue::scale(OpBuilder &builder, Value value, int64_t factor) {
  Location loc = source.getLoc();
  return arith::MulIOp::create(
      builder, loc, value,
      arith::ConstantIndexOp::create(builder, loc, factor));
}

/// The barrier of `slot`, of which every team has its own.
Value Epilogue::getStage(OpBuilder &builder, Value slot) {
  if (!team)
    return slot;
  return arith::AddIOp::create(builder, source.getLoc(), slot,
                               scale(builder, team, slots));
}

/// Starts the copies of the input's columns from `first` on into `slot`, once
/// at most `pending` boxes that were stored since it was used are being read.
void Epilogue::fetchInput(OpBuilder &builder, const Output &output,
                          const IRMapping &mapping, int64_t first, Value slot,
                          int64_t pending) {
  int64_t boxes = getBoxesPerSlice(output);
  sm90::FetchTileOp::create(builder, output.input->getLoc(),
                            ArrayRef<int64_t>{rows, width}, output.inputMap,
                            getCoordinates(builder, output.inputBox, mapping,
                                           builder.getIndexAttr(first)),
                            output.buffers, scale(builder, slot, boxes),
                            slots * boxes, pending, output.barriers,
                            getStage(builder, slot));
}

/// Waits for the slice's part of the input and reads it.
void Epilogue::loadInput(OpBuilder &builder, const Output &output,
                         IRMapping &mapping) {
  tile::LoadOp load = output.input;
  Location loc = load.getLoc();
  sm90::WaitOp::create(builder, loc, output.barriers,
                       getStage(builder, output.slot), output.phase);
  auto type = RankedTensorType::get({rows, width}, output.box.elementType);
  Value value =
      sm90::LoadTileOp::create(builder, loc, type, output.buffers,
                               scale(builder, output.slot, rows * width));
  RankedTensorType sliced = getSliced(load.getType());
  if (sliced != type)
    value = tile::ReshapeOp::create(builder, loc, sliced, value);
  mapping.map(load.getResult(), value);
}

/// Stores a slice of a result. Where an input comes into the same boxes, that
/// of the next slice but one then begins to.
void Epilogue::storeOutput(OpBuilder &builder, Output &output,
                           IRMapping &mapping, OpFoldResult first) {
  tile::StoreOp store = output.store;
  Location loc = store.getLoc();
  Value value = mapping.lookup(store.getValue());
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() != 2)
    value =
        tile::ReshapeOp::create(builder, loc, type.clone({rows, width}), value);
  int64_t boxes = getBoxesPerSlice(output);
  Value box = output.input ? scale(builder, output.slot, boxes) : output.slot;
  Value next = sm90::StoreTileOp::create(
      builder, loc, builder.getIndexType(), value, output.buffers, box,
      getNumBoxes(output), output.map,
      getCoordinates(builder, output.box, mapping, first));
  if (!output.input) {
    output.slot = next;
    return;
  }
  // Inputs come only to whole tiles, whose slices are known.
  int64_t later = *getConstantIntValue(first) + 2 * width;
  if (later < columns)
    fetchInput(builder, output, mapping, later,
               advance(builder, output.slot, 2), (slots - 2) * boxes);
  output.slot = advance(builder, output.slot, 1);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value wraps = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                      output.slot, zero);
  Value flipped = arith::XOrIOp::create(builder, loc, output.phase, one);
  output.phase =
      arith::SelectOp::create(builder, loc, wraps, flipped, output.phase);
}
