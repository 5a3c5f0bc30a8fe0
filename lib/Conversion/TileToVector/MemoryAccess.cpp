//===- MemoryAccess.cpp - One strided access of a tile --------------------===//

#include "MemoryAccess.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include <numeric>

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::vectorize;

Value vectorize::toMemory(RegisterBuilder &r, Value reg, Type element) {
  Type type = withLanesOf(reg.getType(), getMemoryType(element));
  if (element.isInteger(1))
    return arith::ExtUIOp::create(r.b, r.loc, type, reg);
  if (element.isIndex())
    return arith::IndexCastOp::create(r.b, r.loc, type, reg);
  return reg;
}

Value vectorize::fromMemory(RegisterBuilder &r, Value reg, Type element) {
  if (element.isInteger(1))
    return arith::CmpIOp::create(r.b, r.loc, arith::CmpIPredicate::ne, reg,
                                 r.zero(reg.getType()));
  if (element.isIndex())
    return arith::IndexCastOp::create(r.b, r.loc,
                                      withLanesOf(reg.getType(), element), reg);
  return reg;
}

StridedAccess::StridedAccess(RegisterBuilder r,
                             std::shared_ptr<const TileLayout> layout,
                             Type element, Value ptr, Value base,
                             ArrayRef<OpFoldResult> strides,
                             ArrayRef<OpFoldResult> valid,
                             ArrayRef<Value> threadCoords, int64_t align)
    : r(r), layout(std::move(layout)), element(element), ptr(ptr),
      strides(strides), align(align) {
  OpBuilder &b = r.b;
  Location loc = r.loc;
  Value offset = base;
  for (auto [dim, coord] : llvm::enumerate(threadCoords)) {
    if (isConstantIntValue(coord, 0))
      continue;
    Value step = getValueOrCreateConstantIndexOp(b, loc, strides[dim]);
    offset = arith::AddIOp::create(b, loc, offset,
                                   arith::MulIOp::create(b, loc, coord, step));
  }
  origin = arith::IndexCastOp::create(b, loc, b.getI64Type(), offset);
  for (auto [dim, extent] : llvm::enumerate(valid)) {
    int64_t size = this->layout->getShape()[dim];
    bool isShared =
        !threadCoords.empty() && !isConstantIntValue(threadCoords[dim], 0);
    if (std::optional<int64_t> constant = getConstantIntValue(extent)) {
      if (*constant >= size)
        continue;
      if (!isShared) {
        staticBounds[dim] = std::max<int64_t>(*constant, 0);
        continue;
      }
    }
    Value bound = getValueOrCreateConstantIndexOp(b, loc, extent);
    if (isShared)
      bound = arith::SubIOp::create(b, loc, bound, threadCoords[dim]);
    bound = arith::MinSIOp::create(b, loc, bound, r.index(size));
    bound = arith::MaxSIOp::create(b, loc, bound, r.index(0));
    bounds[dim] = arith::IndexCastOp::create(b, loc, b.getI32Type(), bound);
  }
}

std::optional<int64_t> StridedAccess::getStride(int64_t dim) const {
  return getConstantIntValue(strides[dim]);
}

std::optional<int64_t> StridedAccess::getLaneStride() const {
  return layout->getLaneDim() == layout->getRank()
             ? 1
             : getStride(layout->getLaneDim());
}

//===----------------------------------------------------------------------===//
// Addresses
//===----------------------------------------------------------------------===//

Value StridedAccess::getAddress(ArrayRef<int64_t> coords) {
  OpBuilder &b = r.b;
  // Dynamic strides first (shared by the registers of a row), constants last,
  // where they fold into the addressing mode.
  int64_t constant = 0, key = 0, scale = 1;
  SmallVector<int64_t> dynamicDims;
  for (auto [dim, coord] : llvm::enumerate(coords)) {
    if (std::optional<int64_t> stride = getStride(dim)) {
      constant += coord * *stride;
    } else if (coord != 0) {
      dynamicDims.push_back(dim);
      key += coord * scale;
    }
    scale *= 2 * layout->getShape()[dim];
  }
  Value &offset = dynamicOffsets[key];
  if (!offset) {
    offset = origin;
    for (int64_t dim : dynamicDims) {
      Value stride = arith::IndexCastOp::create(b, r.loc, b.getI64Type(),
                                                cast<Value>(strides[dim]));
      Value step = arith::MulIOp::create(
          b, r.loc, stride, r.integer(b.getI64Type(), coords[dim]));
      offset = arith::AddIOp::create(b, r.loc, offset, step);
    }
  }
  Type memory = getMemoryType(element);
  Value address = LLVM::GEPOp::create(b, r.loc, ptr.getType(), memory, ptr,
                                      ArrayRef<LLVM::GEPArg>{offset});
  if (constant != 0)
    address = LLVM::GEPOp::create(
        b, r.loc, ptr.getType(), memory, address,
        ArrayRef<LLVM::GEPArg>{LLVM::GEPArg(int32_t(constant))});
  return address;
}

int64_t StridedAccess::getAlignment(ArrayRef<int64_t> coords) const {
  int64_t bytes = getMemoryBytes(element);
  int64_t alignment = align;
  // A thread's own offset is a multiple of the strides only.
  bool hasThreads = layout->getFragment() != nullptr;
  for (auto [dim, coord] : llvm::enumerate(coords)) {
    std::optional<int64_t> stride = getStride(dim);
    if (layout->getShape()[dim] == 1)
      continue;
    if (!stride)
      return bytes;
    int64_t step = hasThreads && int64_t(dim) == layout->getLaneDim()
                       ? layout->getNumLanes()
                       : (hasThreads ? 1 : coord);
    alignment = std::gcd(alignment, step * *stride * bytes);
  }
  return std::max<int64_t>(std::min<int64_t>(alignment, 64), bytes);
}

/// The addresses of all lanes of a register.
Value StridedAccess::getPointers(int64_t reg) {
  OpBuilder &b = r.b;
  int64_t lanes = layout->getNumLanes();
  Value first = getAddress(layout->getCoords(reg, 0));
  SmallVector<int64_t> steps;
  std::optional<int64_t> stride = getLaneStride();
  for (int64_t lane = 0; lane < lanes; ++lane)
    steps.push_back(lane * stride.value_or(1));
  Value offsets = r.constantLanes(b.getI64Type(), steps);
  if (!stride) {
    Value step = arith::IndexCastOp::create(
        b, r.loc, b.getI64Type(), cast<Value>(strides[layout->getLaneDim()]));
    offsets = arith::MulIOp::create(b, r.loc, offsets, r.splat(step, lanes));
  }
  return LLVM::GEPOp::create(b, r.loc, VectorType::get({lanes}, ptr.getType()),
                             getMemoryType(element), first,
                             ArrayRef<LLVM::GEPArg>{offsets});
}

//===----------------------------------------------------------------------===//
// Predicates
//===----------------------------------------------------------------------===//

Predicate StridedAccess::getPredicate(int64_t reg) {
  OpBuilder &b = r.b;
  int64_t lanes = layout->getNumLanes();
  Predicate result;
  auto conjoin = [&](Value &to, Value condition) {
    to = to ? Value(arith::AndIOp::create(b, r.loc, to, condition)) : condition;
  };
  SmallVector<bool> constant;
  for (int64_t lane = 0; lane < lanes; ++lane) {
    SmallVector<int64_t> coords = layout->getCoords(reg, lane);
    bool inside = !layout->isPadding(reg, lane);
    for (auto [dim, bound] : staticBounds)
      inside &= coords[dim] < bound;
    constant.push_back(inside);
  }
  if (llvm::is_contained(constant, false)) {
    if (lanes == 1)
      conjoin(result.scalar, r.constantMask(constant));
    else
      conjoin(result.lanes, r.constantMask(constant));
  }
  for (int64_t dim = 0; dim < layout->getRank(); ++dim) {
    Value bound = bounds.lookup(dim);
    if (!bound)
      continue;
    SmallVector<int64_t> coords;
    for (int64_t lane = 0; lane < lanes; ++lane)
      coords.push_back(layout->getCoords(reg, lane)[dim]);
    bool same = llvm::all_equal(coords);
    Value position = same ? r.integer(b.getI32Type(), coords.front())
                          : r.constantLanes(b.getI32Type(), coords);
    Value limit = same ? bound : r.splat(bound, lanes);
    Value inside = arith::CmpIOp::create(b, r.loc, arith::CmpIPredicate::slt,
                                         position, limit);
    conjoin(same ? result.scalar : result.lanes, inside);
  }
  if (!mask.empty())
    conjoin(lanes == 1 ? result.scalar : result.lanes, mask[reg]);
  return result;
}

Value StridedAccess::foldToScalar(Predicate predicate) {
  if (!predicate.lanes)
    return predicate.scalar;
  Value any = vector::ReductionOp::create(r.b, r.loc, vector::CombiningKind::OR,
                                          predicate.lanes);
  return predicate.scalar
             ? Value(arith::AndIOp::create(r.b, r.loc, predicate.scalar, any))
             : any;
}

Value StridedAccess::foldToLanes(Predicate predicate) {
  if (!predicate.scalar)
    return predicate.lanes;
  Value all = r.splat(predicate.scalar, layout->getNumLanes());
  return predicate.lanes
             ? Value(arith::AndIOp::create(r.b, r.loc, all, predicate.lanes))
             : all;
}

//===----------------------------------------------------------------------===//
// Registers
//===----------------------------------------------------------------------===//

/// Loads one element where `condition` holds (null: always), else zero.
static Value loadWhere(RegisterBuilder &r, Type memory, Value address,
                       Value condition, int64_t align) {
  if (!condition)
    return LLVM::LoadOp::create(r.b, r.loc, memory, address, align);
  auto branch = scf::IfOp::create(r.b, r.loc, TypeRange{memory}, condition,
                                  /*addThenBlock=*/true, /*addElseBlock=*/true);
  OpBuilder::InsertionGuard guard(r.b);
  r.b.setInsertionPointToEnd(branch.thenBlock());
  Value value = LLVM::LoadOp::create(r.b, r.loc, memory, address, align);
  scf::YieldOp::create(r.b, r.loc, value);
  r.b.setInsertionPointToEnd(branch.elseBlock());
  Value zero = r.zero(memory);
  scf::YieldOp::create(r.b, r.loc, zero);
  return branch.getResult(0);
}

Value StridedAccess::loadScalar(ArrayRef<int64_t> coords) {
  Value value =
      LLVM::LoadOp::create(r.b, r.loc, getMemoryType(element),
                           getAddress(coords), getMemoryBytes(element));
  return fromMemory(r, value, element);
}

Value StridedAccess::loadMemory(int64_t reg) {
  OpBuilder &b = r.b;
  int64_t lanes = layout->getNumLanes(), bytes = getMemoryBytes(element);
  Type memory = getMemoryType(element);
  SmallVector<int64_t> coords = layout->getCoords(reg, 0);
  Predicate predicate = getPredicate(reg);
  std::optional<int64_t> stride = getLaneStride();
  if (lanes == 1)
    return loadWhere(r, memory, getAddress(coords), predicate.scalar,
                     getAlignment(coords));
  Type type = VectorType::get({lanes}, memory);
  if (stride == 1) {
    Value address = getAddress(coords);
    int64_t alignment = getAlignment(coords);
    if (predicate.isTrue())
      return LLVM::LoadOp::create(b, r.loc, type, address, alignment);
    return LLVM::MaskedLoadOp::create(b, r.loc, type, address,
                                      foldToLanes(predicate), r.zero(type),
                                      b.getI32IntegerAttr(bytes), UnitAttr());
  }
  if (stride == 0) {
    Value value = r.splat(loadWhere(r, memory, getAddress(coords),
                                    foldToScalar(predicate), bytes),
                          lanes);
    if (!predicate.lanes)
      return value;
    return arith::SelectOp::create(b, r.loc, predicate.lanes, value,
                                   r.zero(type));
  }
  if (predicate.isTrue()) {
    SmallVector<Value> values;
    for (int64_t lane = 0; lane < lanes; ++lane)
      values.push_back(LLVM::LoadOp::create(
          b, r.loc, memory, getAddress(layout->getCoords(reg, lane)), bytes));
    return vector::FromElementsOp::create(b, r.loc, cast<VectorType>(type),
                                          values);
  }
  return LLVM::masked_gather::create(
      b, r.loc, type, getPointers(reg), foldToLanes(predicate),
      ValueRange{r.zero(type)}, b.getI32IntegerAttr(bytes));
}

void StridedAccess::storeMemory(int64_t reg, Value value) {
  OpBuilder &b = r.b;
  int64_t lanes = layout->getNumLanes(), bytes = getMemoryBytes(element);
  SmallVector<int64_t> coords = layout->getCoords(reg, 0);
  Predicate predicate = getPredicate(reg);
  auto storeOne = [&](Value one, Value address, int64_t alignment) {
    LLVM::StoreOp::create(b, r.loc, one, address, alignment);
  };
  if (lanes == 1) {
    int64_t alignment = getAlignment(coords);
    Value address = getAddress(coords);
    if (predicate.isTrue())
      return storeOne(value, address, alignment);
    auto branch = scf::IfOp::create(b, r.loc, predicate.scalar,
                                    /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    return storeOne(value, address, alignment);
  }
  if (getLaneStride() == 1) {
    Value address = getAddress(coords);
    if (predicate.isTrue())
      return storeOne(value, address, getAlignment(coords));
    LLVM::MaskedStoreOp::create(b, r.loc, value, address,
                                foldToLanes(predicate),
                                b.getI32IntegerAttr(bytes));
    return;
  }
  if (predicate.isTrue()) {
    for (int64_t lane = 0; lane < lanes; ++lane)
      storeOne(r.extractLane(value, lane),
               getAddress(layout->getCoords(reg, lane)), bytes);
    return;
  }
  LLVM::masked_scatter::create(b, r.loc, value, getPointers(reg),
                               foldToLanes(predicate),
                               b.getI32IntegerAttr(bytes));
}

Value StridedAccess::loadRegister(int64_t reg) {
  return fromMemory(r, loadMemory(reg), element);
}

void StridedAccess::storeRegister(int64_t reg, Value value) {
  storeMemory(reg, toMemory(r, value, element));
}

SmallVector<Value> StridedAccess::load() {
  SmallVector<Value> regs;
  for (int64_t reg = 0; reg < layout->getNumRegisters(); ++reg)
    regs.push_back(loadRegister(reg));
  return regs;
}

void StridedAccess::store(ArrayRef<Value> regs) {
  for (auto [reg, value] : llvm::enumerate(regs))
    storeRegister(reg, value);
}
