//===- SM90Tiles.cpp - Parts of accumulators and their way out ------------===//

#include "ThreadLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::threads;

LogicalResult ThreadLowering::lower(sm90::SliceOp op) {
  auto from = cast<RankedTensorType>(op.getSource().getType());
  auto to = cast<RankedTensorType>(op.getType());
  SmallVector<int64_t> strides = tile::getRowMajorStrides(from.getShape());
  DenseMap<int64_t, int64_t> registerOf = getRegisterOf(from);
  const Registers &source = tiles[op.getSource()];
  Registers result;
  for (int64_t i = 0, e = tile::getFragment(to).getNumValues(); i < e; ++i) {
    int64_t position = 0;
    for (auto [dim, offset] : llvm::enumerate(op.getOffsets()))
      position +=
          (getModes(to).valueCoordinate(i, dim) + offset) * strides[dim];
    result.push_back(source[registerOf.lookup(position)]);
  }
  tiles[op.getResult()] = std::move(result);
  return success();
}

namespace cutedsl::threads {
/// One sm90.store_tile. Registers come as wgmma leaves them: of every 8 columns
/// two of the thread's row and two of the row 8 below.
class TileStore {
public:
  TileStore(ThreadLowering &parent, sm90::StoreTileOp op);
  void run();

private:
  void writeBox16(Value box, ArrayRef<Value> values);
  void writeBox32(Value box, ArrayRef<Value> values);
  void sendBox(Value box, int64_t row, int64_t column);
  Value offset(Value ptr, Value bytes);
  Value shift(Value value, int64_t bits, int64_t mask);
  Value add(Value a, Value b);
  Value multiply(Value a, int64_t b);
  /// `chunk` of 16 bytes in a row whose exchanged bits are `pattern`.
  Value swizzled(int64_t chunk, Value chunkBit, Value pattern);

  ThreadLowering &parent;
  OpBuilder &builder;
  sm90::StoreTileOp op;
  Location loc;
  RankedTensorType type;
  int64_t rowBytes, columns, rows;
  /// The warpgroup among those that share the tile, its first thread, and the
  /// place of a thread in it.
  Value group, isFirst, lane, warpRow;
};
} // namespace cutedsl::threads

TileStore::TileStore(ThreadLowering &parent, sm90::StoreTileOp op)
    : parent(parent), builder(parent.builder), op(op), loc(op.getLoc()),
      type(cast<RankedTensorType>(op.getValue().getType())) {
  sm90::TensorMapType map = op.getMap().getType();
  rowBytes = map.getSwizzle();
  columns = map.getBox()[0];
  int64_t numGroups = sm90::getNumWarpgroups(op);
  rows = type.getDimSize(0) / numGroups;
  group = numGroups == 1 ? parent.constant(0) : parent.getTileWarpgroup();
  isFirst = parent.isFirstThread(sm90::kWarpgroupSize);
  lane = shift(parent.thread, 0, tile::kWarpSize - 1);
  warpRow = multiply(shift(parent.thread, 5, 3), 16);
}

Value TileStore::shift(Value value, int64_t bits, int64_t mask) {
  if (bits != 0)
    value = arith::ShRUIOp::create(builder, loc, value, parent.constant(bits));
  return arith::AndIOp::create(builder, loc, value, parent.constant(mask));
}

Value TileStore::add(Value a, Value b) {
  return arith::AddIOp::create(builder, loc, a, b);
}

Value TileStore::multiply(Value a, int64_t b) {
  return arith::MulIOp::create(builder, loc, a, parent.constant(b));
}

Value TileStore::offset(Value ptr, Value bytes) {
  return LLVM::GEPOp::create(builder, loc, ptr.getType(), builder.getI8Type(),
                             ptr, ValueRange{bytes});
}

Value TileStore::swizzled(int64_t chunk, Value chunkBit, Value pattern) {
  Value plain = add(parent.constant(chunk), chunkBit);
  return multiply(arith::XOrIOp::create(builder, loc, plain, pattern), 16);
}

/// Lane l names row l mod 8 of matrix l / 8: the upper and lower 8 rows, then
/// the same of the next 8 columns.
void TileStore::writeBox16(Value box, ArrayRef<Value> values) {
  Value row = add(warpRow, shift(lane, 0, 15));
  Value half = shift(lane, 4, 1);
  Value pattern = shift(multiply(row, rowBytes), 7, rowBytes / 16 - 1);
  Value rowPtr = offset(box, multiply(row, rowBytes));
  for (int64_t chunk = 0; chunk < rowBytes / 16; chunk += 2) {
    Registers pairs = parent.packPairs(Registers(values.slice(4 * chunk, 8)));
    NVVM::StMatrixOp::create(
        builder, loc, offset(rowPtr, swizzled(chunk, half, pattern)), pairs,
        NVVM::MMALayout::row,
        NVVM::LdStMatrixShapeAttr::get(builder.getContext(), 8, 8),
        NVVM::LdStMatrixEltType::B16);
  }
}

/// Two neighbours a thread, half a chunk.
void TileStore::writeBox32(Value box, ArrayRef<Value> values) {
  Value half = shift(lane, 1, 1), inChunk = multiply(shift(lane, 0, 1), 8);
  for (int64_t lower : {0, 1}) {
    Value row =
        add(add(warpRow, shift(lane, 2, 7)), parent.constant(8 * lower));
    Value pattern = shift(multiply(row, rowBytes), 7, rowBytes / 16 - 1);
    Value rowPtr = offset(box, add(multiply(row, rowBytes), inChunk));
    for (int64_t chunk = 0; chunk < rowBytes / 16; chunk += 2) {
      ArrayRef<Value> pair = values.slice(2 * chunk + 2 * lower, 2);
      Value both = LLVM::PoisonOp::create(
          builder, loc, VectorType::get(2, type.getElementType()));
      for (int64_t i : {0, 1})
        both = LLVM::InsertElementOp::create(builder, loc, both, pair[i],
                                             parent.constant(i));
      LLVM::StoreOp::create(builder, loc, both,
                            offset(rowPtr, swizzled(chunk, half, pattern)), 8);
    }
  }
}

/// All threads of the warpgroup have written the box, and the next one is free:
/// one barrier tells both.
void TileStore::sendBox(Value box, int64_t row, int64_t column) {
  NVVM::FenceProxyOp::create(
      builder, loc, NVVM::ProxyKind::async_shared,
      NVVM::SharedSpaceAttr::get(builder.getContext(),
                                 NVVM::SharedSpace::shared_cta));
  auto branch = scf::IfOp::create(builder, loc, isFirst);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    NVVM::CpAsyncBulkWaitGroupOp::create(builder, loc, op.getCount() - 2,
                                         builder.getUnitAttr());
  }
  parent.createWarpgroupBarrier(loc);
  branch = scf::IfOp::create(builder, loc, isFirst);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  SmallVector<Value> coordinates = parent.narrowAll(op.getCoordinates());
  coordinates[0] = add(coordinates[0], parent.constant(column));
  coordinates[1] =
      add(coordinates[1], add(multiply(group, rows), parent.constant(row)));
  NVVM::CpAsyncBulkTensorSharedCTAToGlobalOp::create(
      builder, loc, parent.scalar(op.getMap()), box, coordinates,
      /*l2CacheHint=*/Value(), NVVM::TMAStoreMode::TILE, /*predicate=*/Value());
  NVVM::CpAsyncBulkCommitGroupOp::create(builder, loc);
}

void TileStore::run() {
  int64_t boxBytes = rowBytes * sm90::kBlockRows, count = op.getCount();
  Value base =
      offset(parent.scalar(op.getBuffers()), multiply(group, count * boxBytes));
  Value slot = parent.narrow(op.getSlot());
  Registers values = parent.tiles.lookup(op.getValue());
  ArrayRef<Value> left = values;
  bool is16Bit = type.getElementType().getIntOrFloatBitWidth() == 16;
  for (int64_t row = 0; row < rows; row += sm90::kBlockRows)
    for (int64_t column = 0; column < type.getDimSize(1); column += columns) {
      Value box = offset(base, multiply(slot, boxBytes));
      ArrayRef<Value> boxValues = left.take_front(columns / 2);
      left = left.drop_front(columns / 2);
      if (is16Bit)
        writeBox16(box, boxValues);
      else
        writeBox32(box, boxValues);
      sendBox(box, row, column);
      Value next = add(slot, parent.constant(1));
      Value wraps = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::eq, next, parent.constant(count));
      slot = arith::SelectOp::create(builder, loc, wraps, parent.constant(0),
                                     next);
    }
  parent.scalars.map(
      op.getNext(),
      arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(), slot));
}

LogicalResult ThreadLowering::lower(sm90::StoreTileOp op) {
  TileStore(*this, op).run();
  return success();
}
