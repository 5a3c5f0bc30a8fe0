//===- RegisterTile.cpp - Tiles as the registers of one thread ------------===//

#include "TileToVector.h"
#include "llvm/Support/MathExtras.h"
#include <map>

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::vectorize;

//===----------------------------------------------------------------------===//
// TileLayout
//===----------------------------------------------------------------------===//

TileLayout::TileLayout(RankedTensorType type, int64_t maxLanes)
    : shape(type.getShape()), strides(type.getRank(), 1),
      fragment(dyn_cast_if_present<tile::FragmentAttr>(type.getEncoding())) {
  for (int64_t dim = getRank() - 2; dim >= 0; --dim)
    strides[dim] = strides[dim + 1] * shape[dim + 1];
  laneDim = getRank();
  if (fragment) {
    int64_t values = fragment.getNumValues();
    // Vectors of the contiguous first value mode.
    if (!fragment.getValueShape().empty() &&
        fragment.getValueStride().front() == 1)
      lanes = std::min(maxLanes, fragment.getValueShape().front());
    while (!llvm::isPowerOf2_64(lanes) || values % lanes != 0)
      --lanes;
    if (lanes > 1)
      laneDim = getRank() - 1;
    for (int64_t value = 0; value < values; ++value)
      elements.push_back(fragment.getIndex(0, value));
    return;
  }
  for (int64_t dim = 0; dim < getRank(); ++dim)
    if (shape[dim] > 1)
      laneDim = dim;
  if (laneDim == getRank()) {
    elements.push_back(0);
    return;
  }
  int64_t width = shape[laneDim];
  lanes = std::min<int64_t>(maxLanes, llvm::PowerOf2Ceil(width));
  int64_t padded = llvm::alignTo(width, lanes);
  for (int64_t row = 0, rows = getNumElements() / width; row < rows; ++row)
    for (int64_t lane = 0; lane < padded; ++lane)
      elements.push_back(lane < width ? row * width + lane : -1);
}

int64_t TileLayout::getNumElements() const {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

bool TileLayout::hasPadding(int64_t reg) const {
  // Padding is always at the end of a register.
  return isPadding(reg, lanes - 1);
}

SmallVector<int64_t> TileLayout::getCoords(int64_t reg, int64_t lane) const {
  int64_t back = 0;
  while (isPadding(reg, lane - back))
    ++back;
  int64_t element = getElement(reg, lane - back);
  SmallVector<int64_t> coords;
  for (auto [size, stride] : llvm::zip_equal(shape, strides))
    coords.push_back(element / stride % size);
  if (back > 0)
    coords[laneDim] += back;
  return coords;
}

LaneRef TileLayout::find(int64_t element) const {
  if (laneDim == getRank())
    return {};
  int64_t width = shape[laneDim];
  int64_t registersPerRow = llvm::divideCeil(width, lanes);
  return {element / width * registersPerRow + element % width / lanes,
          element % width % lanes};
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

Type vectorize::getHeldType(Type element) {
  Builder builder(element.getContext());
  if (isNarrowFloat(element))
    return builder.getIntegerType(element.getIntOrFloatBitWidth());
  if (auto type = dyn_cast<IntegerType>(element); type && !type.isSignless())
    return builder.getIntegerType(type.getWidth());
  return element;
}

Type vectorize::getMemoryType(Type element) {
  Builder builder(element.getContext());
  if (element.isInteger(1))
    return builder.getI8Type();
  if (element.isIndex())
    return builder.getI64Type();
  return getHeldType(element);
}

int64_t vectorize::getMemoryBytes(Type element) {
  return getMemoryType(element).getIntOrFloatBitWidth() / 8;
}

Type vectorize::getRegisterType(Type element, int64_t lanes) {
  Type held = getHeldType(element);
  return lanes == 1 ? held : VectorType::get({lanes}, held);
}

Type vectorize::withLanesOf(Type like, Type element) {
  if (auto vector = dyn_cast<VectorType>(like))
    return vector.clone(element);
  return element;
}

int64_t vectorize::getLanes(Type type) {
  auto vector = dyn_cast<VectorType>(type);
  return vector ? vector.getNumElements() : 1;
}

//===----------------------------------------------------------------------===//
// RegisterBuilder: constants
//===----------------------------------------------------------------------===//

Value RegisterBuilder::index(int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

Value RegisterBuilder::integer(Type type, int64_t value) {
  return arith::ConstantOp::create(b, loc, b.getIntegerAttr(type, value));
}

/// A constant of `type` whose lanes are all `value`.
static Value splatConstant(RegisterBuilder &r, Type type, TypedAttr value) {
  if (auto vector = dyn_cast<VectorType>(type))
    value = cast<TypedAttr>(
        cast<Attribute>(DenseElementsAttr::get(vector, Attribute(value))));
  return arith::ConstantOp::create(r.b, r.loc, value);
}

Value RegisterBuilder::constantInt(Type type, int64_t value) {
  return splatConstant(*this, type,
                       b.getIntegerAttr(getElementTypeOrSelf(type), value));
}

Value RegisterBuilder::constantFloat(Type type, double value) {
  return splatConstant(*this, type,
                       b.getFloatAttr(getElementTypeOrSelf(type), value));
}

Value RegisterBuilder::zero(Type type) {
  return isa<FloatType>(getElementTypeOrSelf(type)) ? constantFloat(type, 0.0)
                                                    : constantInt(type, 0);
}

Value RegisterBuilder::constantMask(ArrayRef<bool> lanes) {
  if (lanes.size() == 1)
    return integer(b.getI1Type(), lanes.front());
  auto type = VectorType::get({int64_t(lanes.size())}, b.getI1Type());
  return arith::ConstantOp::create(b, loc, DenseElementsAttr::get(type, lanes));
}

Value RegisterBuilder::constantLanes(Type element, ArrayRef<int64_t> values) {
  if (values.size() == 1)
    return integer(element, values.front());
  SmallVector<Attribute> attrs;
  for (int64_t value : values)
    attrs.push_back(b.getIntegerAttr(element, value));
  auto type = VectorType::get({int64_t(values.size())}, element);
  return arith::ConstantOp::create(b, loc, DenseElementsAttr::get(type, attrs));
}

//===----------------------------------------------------------------------===//
// RegisterBuilder: lanes
//===----------------------------------------------------------------------===//

Value RegisterBuilder::splat(Value scalar, int64_t lanes) {
  if (lanes == 1)
    return scalar;
  return vector::BroadcastOp::create(
      b, loc, VectorType::get({lanes}, scalar.getType()), scalar);
}

Value RegisterBuilder::extractLane(Value reg, int64_t lane) {
  if (!isa<VectorType>(reg.getType()))
    return reg;
  return vector::ExtractOp::create(b, loc, reg, lane);
}

Value RegisterBuilder::gatherLanes(ArrayRef<Value> source,
                                   ArrayRef<LaneRef> lanes) {
  int64_t count = lanes.size();
  LaneRef first = lanes.front();
  if (llvm::all_of(lanes, [&](LaneRef lane) { return lane == first; }))
    return splat(extractLane(source[first.reg], first.lane), count);

  SmallVector<int64_t> used;
  for (LaneRef lane : lanes)
    if (!llvm::is_contained(used, lane.reg))
      used.push_back(lane.reg);
  int64_t width = getLanes(source[first.reg].getType());
  if (width == 1) {
    SmallVector<Value> scalars;
    for (LaneRef lane : lanes)
      scalars.push_back(source[lane.reg]);
    return vector::FromElementsOp::create(
        b, loc, VectorType::get({count}, scalars.front().getType()), scalars);
  }
  if (used.size() <= 2) {
    SmallVector<int64_t> mask;
    bool identity = used.size() == 1 && width == count;
    for (auto [position, lane] : llvm::enumerate(lanes)) {
      mask.push_back(lane.lane + (lane.reg == used.front() ? 0 : width));
      identity &= mask.back() == int64_t(position);
    }
    if (identity)
      return source[first.reg];
    return vector::ShuffleOp::create(b, loc, source[used.front()],
                                     source[used.back()], mask);
  }
  // More sources: halve them, each half gathered into place, then blend.
  SmallVector<bool> fromLeft;
  size_t half = used.size() / 2;
  ArrayRef<int64_t> left = ArrayRef(used).take_front(half);
  SmallVector<LaneRef> halves[2];
  std::optional<LaneRef> anyOf[2];
  for (LaneRef lane : lanes) {
    fromLeft.push_back(llvm::is_contained(left, lane.reg));
    std::optional<LaneRef> &any = anyOf[fromLeft.back() ? 0 : 1];
    if (!any)
      any = lane;
  }
  for (auto [position, lane] : llvm::enumerate(lanes))
    for (int side : {0, 1})
      halves[side].push_back(fromLeft[position] == (side == 0) ? lane
                                                               : *anyOf[side]);
  Value leftValue = gatherLanes(source, halves[0]);
  Value rightValue = gatherLanes(source, halves[1]);
  SmallVector<int64_t> mask;
  for (auto [position, isLeft] : llvm::enumerate(fromLeft))
    mask.push_back(isLeft ? position : count + position);
  return vector::ShuffleOp::create(b, loc, leftValue, rightValue, mask);
}

SmallVector<Value> RegisterBuilder::transpose(ArrayRef<Value> regs) {
  int64_t count = regs.size();
  SmallVector<Value> current(regs), next(regs);
  // Swaps off-diagonal blocks of 1, 2, 4... lanes between register pairs.
  for (int64_t block = 1; block < count; block *= 2) {
    for (int64_t reg = 0; reg < count; ++reg) {
      bool high = reg & block;
      SmallVector<int64_t> mask;
      // The lower register of the pair is always the first operand.
      for (int64_t lane = 0; lane < count; ++lane) {
        bool keep = bool(lane & block) == high;
        int64_t from = keep ? lane : lane ^ block;
        bool second = keep ? high : !high;
        mask.push_back(from + (second ? count : 0));
      }
      next[reg] = vector::ShuffleOp::create(b, loc, current[reg & ~block],
                                            current[reg | block], mask);
    }
    current = next;
  }
  return current;
}

/// `reg` with `lanes` lanes from lane `from` on; lanes beyond its own repeat.
static Value resizeLanes(RegisterBuilder &r, Value reg, int64_t from,
                         int64_t lanes) {
  int64_t width = getLanes(reg.getType());
  if (width == lanes)
    return reg;
  if (width == 1)
    return r.splat(reg, lanes);
  SmallVector<int64_t> mask;
  for (int64_t lane = 0; lane < lanes; ++lane)
    mask.push_back((from + lane) % width);
  return vector::ShuffleOp::create(r.b, r.loc, reg, reg, mask);
}

SmallVector<Value>
RegisterBuilder::rearrange(const RegisterTile &source, const TileLayout &result,
                           function_ref<int64_t(int64_t)> element) {
  int64_t width = source.layout->getNumLanes(), count = result.getNumLanes();
  // Transposed squares by their source registers and first lane.
  std::map<std::vector<int64_t>, SmallVector<Value>> squares;
  SmallVector<Value> regs;
  for (int64_t reg = 0; reg < result.getNumRegisters(); ++reg) {
    SmallVector<LaneRef> lanes;
    for (int64_t lane = 0; lane < count; ++lane)
      lanes.push_back(
          result.isPadding(reg, lane)
              ? lanes.back()
              : source.layout->find(element(result.getElement(reg, lane))));
    // A column of a square: another register for each lane, one lane in all.
    bool isColumn = count > 2 && width > 1;
    for (int64_t lane = 1; lane < count; ++lane)
      isColumn &= lanes[lane].lane == lanes[0].lane &&
                  (lanes[lane].reg != lanes[lane - 1].reg ||
                   result.isPadding(reg, lane));
    if (!isColumn) {
      regs.push_back(gatherLanes(source.regs, lanes));
      continue;
    }
    int64_t from = lanes[0].lane / count * count;
    std::vector<int64_t> key{from};
    SmallVector<Value> rows;
    for (LaneRef lane : lanes)
      key.push_back(lane.reg);
    SmallVector<Value> &square = squares[key];
    if (square.empty()) {
      for (LaneRef lane : lanes)
        rows.push_back(resizeLanes(*this, source.regs[lane.reg], from, count));
      square = transpose(rows);
    }
    regs.push_back(square[lanes[0].lane - from]);
  }
  return regs;
}

//===----------------------------------------------------------------------===//
// RegisterBuilder: narrow floats
//===----------------------------------------------------------------------===//

Value RegisterBuilder::widen(Value held, Type element) {
  Type f32 = withLanesOf(held.getType(), b.getF32Type());
  if (!element.isBF16()) {
    Value half = arith::BitcastOp::create(
        b, loc, withLanesOf(held.getType(), element), held);
    return arith::ExtFOp::create(b, loc, f32, half);
  }
  Type i32 = withLanesOf(held.getType(), b.getI32Type());
  Value bits = arith::ExtUIOp::create(b, loc, i32, held);
  bits = arith::ShLIOp::create(b, loc, bits, constantInt(i32, 16));
  return arith::BitcastOp::create(b, loc, f32, bits);
}

Value RegisterBuilder::narrow(Value value, Type element) {
  Type type = value.getType();
  if (!element.isBF16()) {
    Value rounded =
        arith::TruncFOp::create(b, loc, withLanesOf(type, element), value);
    return arith::BitcastOp::create(
        b, loc, withLanesOf(type, getHeldType(element)), rounded);
  }
  Type i16 = withLanesOf(type, b.getI16Type());
  // Round to nearest even; the hardware's instruction flushes denormals.
  Type i32 = withLanesOf(type, b.getI32Type());
  Value bits = arith::BitcastOp::create(b, loc, i32, value);
  Value sixteen = constantInt(i32, 16);
  Value odd = arith::AndIOp::create(
      b, loc, arith::ShRUIOp::create(b, loc, bits, sixteen),
      constantInt(i32, 1));
  Value rounded = arith::AddIOp::create(
      b, loc, arith::AddIOp::create(b, loc, bits, constantInt(i32, 0x7fff)),
      odd);
  Value high = arith::ShRUIOp::create(b, loc, rounded, sixteen);
  Value isNaN =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, value, value);
  high = arith::SelectOp::create(b, loc, isNaN, constantInt(i32, 0x7fc0), high);
  return arith::TruncIOp::create(b, loc, i16, high);
}
