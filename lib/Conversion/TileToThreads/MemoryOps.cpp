//===- MemoryOps.cpp - A thread's loads and stores ------------------------===//

#include "ThreadLowering.h"
#include "cutedsl/Dialect/NarrowFloat.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;
using namespace cutedsl::threads;

Type cutedsl::threads::getMemoryType(Type elementType) {
  if (elementType.isInteger(1))
    return IntegerType::get(elementType.getContext(), 8);
  if (elementType.isIndex())
    return IntegerType::get(elementType.getContext(), 64);
  // LLVM has no type for them.
  if (isFloat8(elementType))
    return IntegerType::get(elementType.getContext(), 8);
  return elementType;
}

//===----------------------------------------------------------------------===//
// One instruction
//===----------------------------------------------------------------------===//

static Value toMemory(OpBuilder &builder, Location loc, Value value) {
  Type type = getMemoryType(value.getType());
  if (value.getType().isInteger(1))
    return arith::ExtUIOp::create(builder, loc, type, value);
  if (value.getType().isIndex())
    return arith::IndexCastOp::create(builder, loc, type, value);
  if (isFloat8(value.getType()))
    return arith::BitcastOp::create(builder, loc, type, value);
  return value;
}

static Value fromMemory(OpBuilder &builder, Location loc, Value value,
                        Type elementType) {
  if (elementType.isInteger(1)) {
    // Any byte but 0 is true.
    Value zero = arith::ConstantIntOp::create(builder, loc, 0, 8);
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, value,
                                 zero);
  }
  if (elementType.isIndex())
    return arith::IndexCastOp::create(builder, loc, elementType, value);
  if (isFloat8(elementType))
    return arith::BitcastOp::create(builder, loc, elementType, value);
  return value;
}

static Value getAddress(OpBuilder &builder, Location loc, Value ptr,
                        Type elementType, Value offset) {
  Type i64 = builder.getI64Type();
  return LLVM::GEPOp::create(
      builder, loc, ptr.getType(), getMemoryType(elementType), ptr,
      ValueRange{arith::IndexCastOp::create(builder, loc, i64, offset)});
}

Value ThreadLowering::getElementAddress(Value ptr, Value offset) {
  // By size: LLVM has no type for 8-bit floats.
  int64_t bytes =
      getElementBytes(cast<PtrType>(ptr.getType()).getElementType());
  return getAddress(builder, ptr.getLoc(), scalar(ptr),
                    builder.getIntegerType(8 * bytes), scalar(offset));
}

/// `width` neighbours as they lie in memory.
static Type getLoadedType(Type elementType, int64_t width) {
  Type memory = getMemoryType(elementType);
  return width == 1 ? memory : Type(VectorType::get(width, memory));
}

static Value createLoad(OpBuilder &builder, Location loc, Value address,
                        Type elementType, int64_t width) {
  return LLVM::LoadOp::create(builder, loc, getLoadedType(elementType, width),
                              address, getElementBytes(elementType) * width);
}

/// The elements of what was loaded.
static Registers unpack(OpBuilder &builder, Location loc, Value loaded,
                        Type elementType, int64_t width) {
  if (width == 1)
    return {fromMemory(builder, loc, loaded, elementType)};
  Registers result;
  for (int64_t i = 0; i < width; ++i) {
    Value lane = LLVM::ConstantOp::create(builder, loc, builder.getI32Type(),
                                          builder.getI32IntegerAttr(i));
    result.push_back(
        fromMemory(builder, loc,
                   LLVM::ExtractElementOp::create(builder, loc, loaded, lane),
                   elementType));
  }
  return result;
}

static void createStore(OpBuilder &builder, Location loc, ValueRange values,
                        Value address, Type elementType) {
  Type memory = getMemoryType(elementType);
  int64_t width = values.size();
  int64_t bytes = getElementBytes(elementType) * width;
  Value stored;
  if (width == 1) {
    stored = toMemory(builder, loc, values.front());
  } else {
    stored =
        LLVM::PoisonOp::create(builder, loc, VectorType::get(width, memory));
    for (auto [i, value] : llvm::enumerate(values)) {
      Value lane = LLVM::ConstantOp::create(builder, loc, builder.getI32Type(),
                                            builder.getI32IntegerAttr(i));
      stored = LLVM::InsertElementOp::create(
          builder, loc, stored, toMemory(builder, loc, value), lane);
    }
  }
  LLVM::StoreOp::create(builder, loc, stored, address, bytes);
}

static Value createZero(OpBuilder &builder, Location loc, Type type) {
  return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
}

//===----------------------------------------------------------------------===//
// Strided accesses
//===----------------------------------------------------------------------===//

namespace cutedsl::threads {
/// One load or store: addresses, bounds and the order of instructions.
class StridedLowering {
public:
  template <typename OpT>
  StridedLowering(ThreadLowering &parent, OpT op, RankedTensorType type)
      : parent(parent), builder(parent.builder), loc(op.getLoc()), type(type),
        modes(parent.getModes(type)), access(StridedAccess::get(op)),
        vector(getVectorAccess(access, modes)),
        coordinates(parent.getThreadCoordinates(type)) {
    prepare(parent.scalar(op.getPtr()), parent.scalar(op.getBase()),
            op.getMixedStrides(), op.getMixedValid());
    if (op.getMask())
      mask = parent.tiles.lookup(op.getMask());
  }

  /// Calls `emit(registers, predicate)` for each instruction, or twice under a
  /// branch on whether the whole tile is in bounds; `predicate` may be null.
  Registers load();
  void store(ValueRange values, Value onlyIf);

private:
  /// An instruction: its first register, how many, and its predicate.
  struct Part {
    SmallVector<int64_t> registers;
    Value predicate;
  };

  void prepare(Value ptr, Value base, ArrayRef<OpFoldResult> strideValues,
               ArrayRef<OpFoldResult> validValues);
  SmallVector<Part> getParts(int64_t width, bool checked);
  Value getPredicate(int64_t reg);
  Value getPartAddress(int64_t reg);
  /// True if a vector may lie partly out of bounds.
  bool isRagged() const;
  Registers loadParts(ArrayRef<Part> parts);
  void storeParts(ArrayRef<Part> parts, ValueRange values, Value onlyIf);

  ThreadLowering &parent;
  OpBuilder &builder;
  Location loc;
  RankedTensorType type;
  const DimModes &modes;
  StridedAccess access;
  VectorAccess vector;
  SmallVector<Value> coordinates;
  Registers mask;
  /// The address of the thread's coordinates.
  Value address;
  SmallVector<OpFoldResult> strides;
  /// For each dimension that needs a check, the extent and what is left of it
  /// from the thread's coordinate.
  SmallVector<OpFoldResult> valid;
  SmallVector<Value> slack;
  DenseMap<std::pair<int64_t, int64_t>, Value> conditions;
};
} // namespace cutedsl::threads

void StridedLowering::prepare(Value ptr, Value base,
                              ArrayRef<OpFoldResult> strideValues,
                              ArrayRef<OpFoldResult> validValues) {
  strides.assign(strideValues.begin(), strideValues.end());
  valid.resize(type.getRank());
  slack.resize(type.getRank());
  Value offset = base;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    if (type.getDimSize(dim) != 1) {
      Value stride = parent.scalar(strides[dim], loc);
      Value step =
          arith::MulIOp::create(builder, loc, coordinates[dim], stride);
      offset = arith::AddIOp::create(builder, loc, offset, step);
    }
    if (validValues.empty())
      continue;
    std::optional<int64_t> constant = getConstantIntValue(validValues[dim]);
    if (constant && *constant >= type.getDimSize(dim))
      continue;
    valid[dim] = validValues[dim];
    slack[dim] = arith::SubIOp::create(
        builder, loc, parent.scalar(valid[dim], loc), coordinates[dim]);
  }
  address = getAddress(builder, loc, ptr, type.getElementType(), offset);
}

bool StridedLowering::isRagged() const {
  if (vector.width == 1 || !slack[vector.dim])
    return false;
  OpFoldResult extent = valid[vector.dim];
  if (std::optional<int64_t> constant = getConstantIntValue(extent))
    return *constant % vector.width != 0;
  return getDivisor(cast<Value>(extent)) % vector.width != 0;
}

Value StridedLowering::getPartAddress(int64_t reg) {
  Value offset;
  int64_t constant = 0;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    int64_t coordinate = modes.valueCoordinate(reg, dim);
    if (coordinate == 0)
      continue;
    if (std::optional<int64_t> stride = getConstantIntValue(strides[dim])) {
      constant += coordinate * *stride;
      continue;
    }
    Value step =
        arith::MulIOp::create(builder, loc, parent.scalar(strides[dim], loc),
                              parent.index(coordinate));
    offset = offset
                 ? arith::AddIOp::create(builder, loc, offset, step).getResult()
                 : step;
  }
  Value result = address;
  if (offset)
    result = getAddress(builder, loc, result, type.getElementType(), offset);
  if (constant != 0)
    result = getAddress(builder, loc, result, type.getElementType(),
                        parent.index(constant));
  return result;
}

Value StridedLowering::getPredicate(int64_t reg) {
  Value result;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    if (!slack[dim])
      continue;
    int64_t coordinate = modes.valueCoordinate(reg, dim);
    Value &condition = conditions[{dim, coordinate}];
    if (!condition)
      condition = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt,
                                        slack[dim], parent.index(coordinate));
    result = parent.both(result, condition);
  }
  return mask.empty() ? result : parent.both(result, mask[reg]);
}

SmallVector<StridedLowering::Part> StridedLowering::getParts(int64_t width,
                                                             bool checked) {
  SmallVector<Part> parts;
  // Conditions that an earlier call made may lie in a branch of their own.
  conditions.clear();
  for (int64_t reg = 0, e = getFragment(type).getNumValues(); reg < e; ++reg) {
    if (reg / vector.prefix % width != 0)
      continue;
    Part part;
    for (int64_t i = 0; i < width; ++i)
      part.registers.push_back(reg + i * vector.prefix);
    if (checked)
      part.predicate = getPredicate(reg);
    else if (!mask.empty())
      part.predicate = mask[reg];
    parts.push_back(std::move(part));
  }
  return parts;
}

/// Parts with the same predicate go under one branch. Predicates are compared
/// by what they check: `getPredicate` shares conditions, but not conjunctions.
static bool samePredicate(Value a, Value b) {
  if (a == b)
    return true;
  auto left = a ? a.getDefiningOp<arith::AndIOp>() : nullptr;
  auto right = b ? b.getDefiningOp<arith::AndIOp>() : nullptr;
  return left && right && samePredicate(left.getLhs(), right.getLhs()) &&
         samePredicate(left.getRhs(), right.getRhs());
}

Registers StridedLowering::loadParts(ArrayRef<Part> parts) {
  Type element = type.getElementType();
  Registers result(getFragment(type).getNumValues());
  int64_t width = parts.empty() ? 1 : parts.front().registers.size();
  auto read = [&](ArrayRef<Part> group) {
    Registers values;
    for (const Part &part : group)
      values.push_back(createLoad(
          builder, loc, getPartAddress(part.registers[0]), element, width));
    return values;
  };
  while (!parts.empty()) {
    size_t count = 1;
    while (count < parts.size() &&
           samePredicate(parts[count].predicate, parts[0].predicate))
      ++count;
    ArrayRef<Part> group = parts.take_front(count);
    parts = parts.drop_front(count);
    Registers values;
    if (!group[0].predicate) {
      values = read(group);
    } else {
      // What is loaded leaves the branch as it is: a branch that also converted
      // it would wait for it, each for its own.
      Type type = getLoadedType(element, width);
      auto branch =
          scf::IfOp::create(builder, loc, SmallVector<Type>(count, type),
                            group[0].predicate, /*withElse=*/true);
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(branch.thenBlock());
      scf::YieldOp::create(builder, loc, read(group));
      builder.setInsertionPointToStart(branch.elseBlock());
      Value zero = LLVM::ZeroOp::create(builder, loc, type);
      scf::YieldOp::create(builder, loc, SmallVector<Value>(count, zero));
      llvm::append_range(values, branch.getResults());
    }
    for (auto [part, loaded] : llvm::zip_equal(group, values))
      for (auto [reg, value] : llvm::zip_equal(
               part.registers, unpack(builder, loc, loaded, element, width)))
        result[reg] = value;
  }
  return result;
}

void StridedLowering::storeParts(ArrayRef<Part> parts, ValueRange values,
                                 Value onlyIf) {
  auto write = [&](ArrayRef<Part> group) {
    for (const Part &part : group) {
      Registers vector;
      for (int64_t reg : part.registers)
        vector.push_back(values[reg]);
      createStore(builder, loc, vector, getPartAddress(part.registers[0]),
                  type.getElementType());
    }
  };
  while (!parts.empty()) {
    size_t count = 1;
    while (count < parts.size() &&
           samePredicate(parts[count].predicate, parts[0].predicate))
      ++count;
    Value predicate = parent.both(onlyIf, parts[0].predicate);
    if (!predicate) {
      write(parts.take_front(count));
    } else {
      auto branch = scf::IfOp::create(builder, loc, predicate);
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(branch.thenBlock());
      write(parts.take_front(count));
    }
    parts = parts.drop_front(count);
  }
}

/// True if the whole tile is in bounds: the same for all threads.
static Value isWholeTile(OpBuilder &builder, Location loc,
                         ThreadLowering &parent, ArrayRef<int64_t> shape,
                         ArrayRef<Value> extents) {
  Value result;
  for (auto [extent, size] : llvm::zip_equal(extents, shape)) {
    if (!extent)
      continue;
    Value bound = arith::ConstantIndexOp::create(builder, loc, size);
    Value fits = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sge,
                                       extent, bound);
    result = result
                 ? arith::AndIOp::create(builder, loc, result, fits).getResult()
                 : fits;
  }
  return result;
}

Registers StridedLowering::load() {
  if (!isRagged())
    return loadParts(getParts(vector.width, /*checked=*/true));
  SmallVector<Value> extents;
  for (auto [dim, value] : llvm::enumerate(valid))
    extents.push_back(slack[dim] ? parent.scalar(value, loc) : Value());
  Value whole = isWholeTile(builder, loc, parent, type.getShape(), extents);
  auto branch =
      scf::IfOp::create(builder, loc,
                        SmallVector<Type>(getFragment(type).getNumValues(),
                                          type.getElementType()),
                        whole, /*withElse=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  scf::YieldOp::create(builder, loc,
                       loadParts(getParts(vector.width, /*checked=*/false)));
  builder.setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(builder, loc,
                       loadParts(getParts(/*width=*/1, /*checked=*/true)));
  return Registers(branch.getResults());
}

void StridedLowering::store(ValueRange values, Value onlyIf) {
  if (!isRagged()) {
    storeParts(getParts(vector.width, /*checked=*/true), values, onlyIf);
    return;
  }
  SmallVector<Value> extents;
  for (auto [dim, value] : llvm::enumerate(valid))
    extents.push_back(slack[dim] ? parent.scalar(value, loc) : Value());
  Value whole = isWholeTile(builder, loc, parent, type.getShape(), extents);
  auto branch = scf::IfOp::create(builder, loc, whole, /*withElse=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  storeParts(getParts(vector.width, /*checked=*/false), values, onlyIf);
  builder.setInsertionPointToStart(branch.elseBlock());
  storeParts(getParts(/*width=*/1, /*checked=*/true), values, onlyIf);
}

LogicalResult ThreadLowering::lower(LoadOp op) {
  StridedLowering lowering(*this, op, cast<RankedTensorType>(op.getType()));
  tiles[op.getResult()] = lowering.load();
  return success();
}

LogicalResult ThreadLowering::lower(StoreOp op) {
  auto type = cast<RankedTensorType>(op.getValue().getType());
  StridedLowering lowering(*this, op, type);
  lowering.store(tiles.lookup(op.getValue()), isFirstCopy(type));
  return success();
}

//===----------------------------------------------------------------------===//
// Indexed accesses
//===----------------------------------------------------------------------===//

LogicalResult ThreadLowering::lower(GatherOp op) {
  Location loc = op.getLoc();
  Type element = cast<RankedTensorType>(op.getType()).getElementType();
  Registers result, mask;
  if (op.getMask())
    mask = tiles.lookup(op.getMask());
  for (auto [i, offset] : llvm::enumerate(tiles.lookup(op.getOffsets()))) {
    auto read = [&, offset = offset]() {
      Value address =
          getAddress(builder, loc, scalar(op.getPtr()), element, offset);
      return fromMemory(builder, loc,
                        createLoad(builder, loc, address, element, 1), element);
    };
    if (mask.empty()) {
      result.push_back(read());
      continue;
    }
    auto branch = scf::IfOp::create(builder, loc, TypeRange(element), mask[i],
                                    /*withElse=*/true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    scf::YieldOp::create(builder, loc, read());
    builder.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(builder, loc, createZero(builder, loc, element));
    result.push_back(branch.getResult(0));
  }
  tiles[op.getResult()] = std::move(result);
  return success();
}

LogicalResult ThreadLowering::lower(ScatterOp op) {
  Location loc = op.getLoc();
  auto type = cast<RankedTensorType>(op.getValue().getType());
  Registers values = tiles.lookup(op.getValue()), mask;
  if (op.getMask())
    mask = tiles.lookup(op.getMask());
  Value first = isFirstCopy(type);
  for (auto [i, offset] : llvm::enumerate(tiles.lookup(op.getOffsets()))) {
    Value predicate = both(first, mask.empty() ? Value() : mask[i]);
    OpBuilder::InsertionGuard guard(builder);
    if (predicate)
      builder.setInsertionPointToStart(
          scf::IfOp::create(builder, loc, predicate).thenBlock());
    Value address = getAddress(builder, loc, scalar(op.getPtr()),
                               type.getElementType(), offset);
    createStore(builder, loc, values[i], address, type.getElementType());
  }
  return success();
}

//===----------------------------------------------------------------------===//
// The rest
//===----------------------------------------------------------------------===//

LogicalResult ThreadLowering::lower(AllocOp op) {
  if (!op.getOffset())
    return op.emitOpError("expected a place in shared memory");
  Location loc = op.getLoc();
  Value ptr = LLVM::GEPOp::create(
      builder, loc, shared.getType(), builder.getI8Type(), shared,
      ArrayRef<LLVM::GEPArg>{LLVM::GEPArg(int32_t(*op.getOffset()))});
  if (roles && roles.getIndependent() && sm90::getRole(op)) {
    // One for each warpgroup.
    Type element = cast<PtrType>(op.getPtr().getType()).getElementType();
    int64_t bytes =
        llvm::alignTo(op.getCount() * getElementBytes(element),
                      std::max<int64_t>(16, op.getAlignment().value_or(16)));
    Value offset =
        arith::MulIOp::create(builder, loc, warpgroup, constant(bytes));
    ptr = LLVM::GEPOp::create(builder, loc, ptr.getType(), builder.getI8Type(),
                              ptr, ValueRange{offset});
  }
  scalars.map(op.getPtr(), ptr);
  return success();
}

LogicalResult ThreadLowering::lower(BarrierOp op) {
  Location loc = op.getLoc();
  if (!sm90::getRole(op)) {
    NVVM::Barrier0Op::create(builder, loc);
    return success();
  }
  if (roles.getIndependent())
    createWarpgroupBarrier(loc);
  else
    createNamedBarrier(loc, constant(sm90::kConsumersBarrier),
                       constant(source.getThreads()));
  return success();
}

LogicalResult ThreadLowering::lower(PrefetchOp op) {
  // A hint for the caches of a CPU; a GPU hides latency by other warps.
  return success();
}

LogicalResult ThreadLowering::lower(CheckOp op) {
  Location loc = op.getLoc();
  auto *known = llvm::find(messages, op.getMessageAttr());
  int64_t code = 1 + (known - messages.begin());
  if (known == messages.end())
    messages.push_back(op.getMessageAttr());
  Value all;
  for (Value lane : tiles.lookup(op.getCondition()))
    all = both(all, lane);
  Value bad = arith::XOrIOp::create(
      builder, loc, all, arith::ConstantIntOp::create(builder, loc, 1, 1));
  auto branch = scf::IfOp::create(builder, loc, bad);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  LLVM::StoreOp::create(builder, loc,
                        arith::ConstantIntOp::create(builder, loc, code, 32),
                        status, 4);
  return success();
}
