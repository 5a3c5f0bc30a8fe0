//===- Matrix.cpp - Operands of products that stay in memory --------------===//
//
// A load that feeds products alone is not done where it stands: the product
// reads what it needs, element by element or row by row, at addresses that a
// loop can compute. What cannot be read so (bounds, columns apart, values that
// were computed) is copied to scratch memory first, by a loop.
//
//===----------------------------------------------------------------------===//

#include "MemoryAccess.h"
#include "TileToVector.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::vectorize;

//===----------------------------------------------------------------------===//
// Which loads can wait
//===----------------------------------------------------------------------===//

/// Whether `op` or anything in it may write where `ptr` points.
static bool mayWrite(Operation *op, Value ptr) {
  bool isShared = cast<tile::PtrType>(ptr.getType()).getSpace() ==
                  tile::MemorySpace::Shared;
  return op
      ->walk([&](Operation *nested) {
        Value written;
        if (auto store = dyn_cast<tile::StoreOp>(nested))
          written = store.getPtr();
        else if (auto scatter = dyn_cast<tile::ScatterOp>(nested))
          written = scatter.getPtr();
        if (!written)
          return WalkResult::advance();
        // Scratch memory may be reused under another name.
        bool writesShared = cast<tile::PtrType>(written.getType()).getSpace() ==
                            tile::MemorySpace::Shared;
        return written == ptr || (isShared && writesShared)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

bool FunctionLowering::isSafeAt(tile::LoadOp op, Operation *user) {
  if (!mayWrite(source, op.getPtr()))
    return true;
  if (op->getBlock() != user->getBlock())
    return false;
  for (Operation *next = op->getNextNode(); next != user;
       next = next->getNextNode())
    if (mayWrite(next, op.getPtr()))
      return false;
  return true;
}

bool FunctionLowering::canDefer(tile::LoadOp op) {
  auto isProduct = [&](OpOperand &use) {
    auto mma = dyn_cast<tile::MmaOp>(use.getOwner());
    if (!mma || use.get() == mma.getAcc())
      return false;
    auto type = cast<RankedTensorType>(use.get().getType());
    auto result = cast<RankedTensorType>(mma.getType());
    return !type.getEncoding() && result.getDimSize(1) > 1 &&
           getMatrix(op, type) && isSafeAt(op, mma);
  };
  if (op->use_empty())
    return false;
  return llvm::all_of(op->getUses(), [&](OpOperand &use) {
    auto reshape = dyn_cast<tile::ReshapeOp>(use.getOwner());
    return reshape ? llvm::all_of(reshape->getUses(), isProduct)
                   : isProduct(use);
  });
}

tile::LoadOp FunctionLowering::getDeferred(Value operand) {
  if (auto reshape = operand.getDefiningOp<tile::ReshapeOp>())
    operand = reshape.getSource();
  auto load = operand.getDefiningOp<tile::LoadOp>();
  return load && deferred.contains(load) ? load : tile::LoadOp();
}

RegisterTile FunctionLowering::getRegisters(Value operand) {
  tile::LoadOp load = getDeferred(operand);
  if (!load)
    return tile(operand);
  // The registers serve this place only: others may not be dominated by it.
  loadHere(load);
  RegisterTile loaded = tiles.lookup(load.getResult());
  tiles.erase(load.getResult());
  if (operand == load.getResult())
    return loaded;
  RegisterBuilder r(builder, load.getLoc());
  std::shared_ptr<const TileLayout> layout = getLayout(operand.getType());
  SmallVector<Value> regs =
      r.rearrange(loaded, *layout, [](int64_t element) { return element; });
  return {layout, regs};
}

std::optional<Matrix> FunctionLowering::getMatrix(tile::LoadOp op,
                                                  RankedTensorType type) {
  auto loaded = cast<RankedTensorType>(op.getType());
  if (op.getMask() || loaded.getEncoding() || type.getRank() != 2)
    return std::nullopt;
  SmallVector<OpFoldResult> strides = op.getMixedStrides(),
                            valid = op.getMixedValid();
  auto toLowered = [&](OpFoldResult value) -> OpFoldResult {
    if (auto dynamic = dyn_cast<Value>(value))
      return scalars.lookupOrNull(dynamic);
    return value;
  };
  Matrix matrix;
  matrix.rows = type.getDimSize(0);
  matrix.columns = type.getDimSize(1);
  matrix.element = type.getElementType();
  OpBuilder b(op.getContext());
  matrix.rowStride = matrix.columnStride = b.getIndexAttr(0);
  // Dimensions of more than one element, in order, are the matrix's.
  SmallVector<int64_t> wanted;
  for (int64_t dim : {0, 1})
    if (type.getDimSize(dim) > 1)
      wanted.push_back(dim);
  size_t found = 0;
  for (int64_t dim = 0; dim < loaded.getRank(); ++dim) {
    int64_t size = loaded.getDimSize(dim);
    OpFoldResult extent = valid.empty() ? OpFoldResult() : valid[dim];
    std::optional<int64_t> constant =
        extent ? getConstantIntValue(extent) : std::optional<int64_t>(size);
    bool isWhole = constant && *constant >= size;
    if (size == 1) {
      if (!isWhole)
        return std::nullopt;
      continue;
    }
    if (found == wanted.size() || type.getDimSize(wanted[found]) != size)
      return std::nullopt;
    bool isRow = wanted[found++] == 0;
    (isRow ? matrix.rowStride : matrix.columnStride) = toLowered(strides[dim]);
    if (!isWhole)
      (isRow ? matrix.validRows : matrix.validColumns) = toLowered(extent);
  }
  if (found != wanted.size())
    return std::nullopt;
  matrix.ptr = scalars.lookupOrNull(op.getPtr());
  matrix.base = scalars.lookupOrNull(op.getBase());
  return matrix;
}

//===----------------------------------------------------------------------===//
// Copies in scratch memory
//===----------------------------------------------------------------------===//

static Type getWideElement(Type element) {
  if (isNarrowFloat(element))
    return Float32Type::get(element.getContext());
  return element;
}

static Value subtract(RegisterBuilder &r, OpFoldResult from, Value amount) {
  return arith::SubIOp::create(
      r.b, r.loc, getValueOrCreateConstantIndexOp(r.b, r.loc, from), amount);
}

static Value multiplyAdd(RegisterBuilder &r, Value base, Value index,
                         OpFoldResult stride) {
  Value step = getValueOrCreateConstantIndexOp(r.b, r.loc, stride);
  return arith::AddIOp::create(r.b, r.loc, base,
                               arith::MulIOp::create(r.b, r.loc, index, step));
}

/// A matrix of `rows` x `columns` in scratch memory, rows `ld` apart.
static Matrix makeScratch(RegisterBuilder &r, Value ptr, Type element,
                          int64_t rows, int64_t columns, int64_t ld) {
  Matrix matrix;
  matrix.ptr = ptr;
  matrix.base = r.index(0);
  matrix.rowStride = r.b.getIndexAttr(ld);
  matrix.columnStride = r.b.getIndexAttr(1);
  matrix.element = element;
  matrix.rows = rows;
  matrix.columns = columns;
  return matrix;
}

Matrix FunctionLowering::packRows(const Matrix &from, Location loc) {
  RegisterBuilder r(builder, loc);
  Type element = getWideElement(from.element);
  auto layout =
      getLayout(RankedTensorType::get({1, from.columns}, from.element));
  int64_t ld = layout->getNumRegisters() * layout->getNumLanes();
  Matrix to =
      makeScratch(r, allocateScratch(from.rows * ld * getMemoryBytes(element)),
                  element, from.rows, from.columns, ld);
  auto loop = scf::ForOp::create(builder, loc, r.index(0), r.index(from.rows),
                                 r.index(1));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Value row = loop.getInductionVar();
  SmallVector<OpFoldResult> strides = {from.rowStride, from.columnStride};
  SmallVector<OpFoldResult> valid;
  if (!from.isUnconditional()) {
    valid = {from.validRows ? OpFoldResult(subtract(r, from.validRows, row))
                            : OpFoldResult(builder.getIndexAttr(1)),
             from.validColumns
                 ? from.validColumns
                 : OpFoldResult(builder.getIndexAttr(from.columns))};
  }
  StridedAccess source(r, layout, from.element, from.ptr,
                       multiplyAdd(r, from.base, row, from.rowStride), strides,
                       valid, {}, getMemoryBytes(from.element));
  SmallVector<Value> regs = source.load();
  if (element != from.element)
    for (Value &reg : regs)
      reg = r.widen(reg, from.element);
  auto padded = getLayout(RankedTensorType::get({1, ld}, element));
  StridedAccess target(r, padded, element, to.ptr,
                       multiplyAdd(r, to.base, row, to.rowStride),
                       {to.rowStride, to.columnStride}, {}, {},
                       std::gcd(64, ld * getMemoryBytes(element)));
  target.store(regs);
  return to;
}

Matrix FunctionLowering::packColumns(const Matrix &from, Location loc) {
  RegisterBuilder r(builder, loc);
  Type element = getWideElement(from.element);
  // Blocks of columns x rows, as memory has them.
  int64_t width = std::min<int64_t>(maxLanes, llvm::PowerOf2Ceil(from.columns));
  int64_t depth = std::min<int64_t>(maxLanes, llvm::PowerOf2Ceil(from.rows));
  int64_t ld = llvm::alignTo(from.columns, width);
  int64_t rows = llvm::alignTo(from.rows, depth);
  Matrix to =
      makeScratch(r, allocateScratch(rows * ld * getMemoryBytes(element)),
                  element, from.rows, from.columns, ld);
  OpBuilder::InsertionGuard guard(builder);
  auto columnLoop =
      scf::ForOp::create(builder, loc, r.index(0), r.index(ld), r.index(width));
  builder.setInsertionPointToStart(columnLoop.getBody());
  auto rowLoop = scf::ForOp::create(builder, loc, r.index(0), r.index(rows),
                                    r.index(depth));
  builder.setInsertionPointToStart(rowLoop.getBody());
  Value column = columnLoop.getInductionVar(), row = rowLoop.getInductionVar();

  auto rest = [&](OpFoldResult extent, int64_t size, int64_t padded,
                  Value index, int64_t block) -> OpFoldResult {
    if (extent) {
      Value limit = getValueOrCreateConstantIndexOp(builder, loc, extent);
      if (size != padded)
        limit = arith::MinSIOp::create(builder, loc, limit, r.index(size));
      return subtract(r, limit, index);
    }
    if (size != padded)
      return subtract(r, builder.getIndexAttr(size), index);
    return builder.getIndexAttr(block);
  };
  SmallVector<OpFoldResult> valid = {
      rest(from.validColumns, from.columns, ld, column, width),
      rest(from.validRows, from.rows, rows, row, depth)};
  Value base = multiplyAdd(r, from.base, column, from.columnStride);
  base = multiplyAdd(r, base, row, from.rowStride);
  RegisterTile block{
      getLayout(RankedTensorType::get({width, depth}, from.element)), {}};
  StridedAccess source(r, block.layout, from.element, from.ptr, base,
                       {from.columnStride, from.rowStride}, valid, {},
                       getMemoryBytes(from.element));
  block.regs = source.load();
  if (element != from.element)
    for (Value &reg : block.regs)
      reg = r.widen(reg, from.element);
  auto layout = getLayout(RankedTensorType::get({depth, width}, element));
  SmallVector<Value> regs = r.rearrange(block, *layout, [&](int64_t index) {
    return index % width * depth + index / width;
  });
  Value target = multiplyAdd(r, column, row, to.rowStride);
  StridedAccess(r, layout, element, to.ptr, target,
                {to.rowStride, to.columnStride}, {}, {},
                std::gcd(64, width * getMemoryBytes(element)))
      .store(regs);
  return to;
}

Matrix FunctionLowering::spill(const RegisterTile &tile, RankedTensorType type,
                               Location loc) {
  RegisterBuilder r(builder, loc);
  Type element = getWideElement(type.getElementType());
  int64_t rows = type.getDimSize(0), columns = type.getDimSize(1);
  int64_t lanes = tile.layout->getNumLanes(), count = tile.regs.size();
  Value ptr = allocateScratch(count * lanes * getMemoryBytes(element));
  Matrix to = makeScratch(r, ptr, element, rows, columns, count * lanes / rows);
  // One column: the lanes run along the rows.
  if (columns == 1)
    to.rowStride = builder.getIndexAttr(1);
  auto layout = getLayout(RankedTensorType::get({count, lanes}, element));
  StridedAccess target(r, layout, element, ptr, to.base,
                       {builder.getIndexAttr(lanes), builder.getIndexAttr(1)},
                       {}, {}, 64);
  for (auto [index, reg] : llvm::enumerate(tile.regs))
    target.storeRegister(index, element == type.getElementType()
                                    ? reg
                                    : r.widen(reg, type.getElementType()));
  return to;
}

Matrix FunctionLowering::getAddressable(Value operand, bool isRhs) {
  auto type = cast<RankedTensorType>(operand.getType());
  Location loc = operand.getLoc();
  tile::LoadOp load = getDeferred(operand);
  if (!load)
    return spill(tile(operand), type, loc);
  Matrix matrix = *getMatrix(load, type);
  bool isAdjacent = isConstantIntValue(matrix.columnStride, 1);
  if (matrix.isUnconditional() && (isAdjacent || !isRhs))
    return matrix;
  if (!isAdjacent && isConstantIntValue(matrix.rowStride, 1))
    return packColumns(matrix, loc);
  return packRows(matrix, loc);
}
