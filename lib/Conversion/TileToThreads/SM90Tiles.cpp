//===- SM90Tiles.cpp - Accumulators' fragment and shared memory -----------===//
//
// Registers come as wgmma leaves them: of every 8 columns two of the thread's
// row and two of the row 8 below.
//
//===----------------------------------------------------------------------===//

#include "ThreadLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::threads;

/// Bytes of a chunk, which swizzling leaves whole.
static constexpr int64_t kChunkBytes = 16;

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

//===----------------------------------------------------------------------===//
// Blocks of 64 swizzled rows
//===----------------------------------------------------------------------===//

namespace cutedsl::threads {
/// A warpgroup's access to blocks of 64 rows of `rowBytes`, whose chunks of 16
/// bytes are exchanged by the bits of the row.
class TileAccess {
public:
  TileAccess(ThreadLowering &parent, Operation *op, Type element,
             int64_t rowBytes);

  /// Registers of a block are `rowBytes / element bytes / 2` a thread.
  void write(Value block, ArrayRef<Value> values);
  Registers read(Value block);

protected:
  /// Calls `emit(address, chunk, lower)` for every instruction: of 16-bit
  /// elements 16 columns each, of 32-bit elements 8 columns of one row.
  void forEach(Value block,
               llvm::function_ref<void(Value, int64_t, int64_t)> emit);
  Value offset(Value ptr, Value bytes);
  Value shift(Value value, int64_t bits, int64_t mask);
  Value add(Value a, Value b);
  Value multiply(Value a, int64_t b);

  ThreadLowering &parent;
  OpBuilder &builder;
  Location loc;
  Type element;
  int64_t rowBytes;
  bool is16Bit;
  Value lane, warpRow;
};
} // namespace cutedsl::threads

TileAccess::TileAccess(ThreadLowering &parent, Operation *op, Type element,
                       int64_t rowBytes)
    : parent(parent), builder(parent.builder), loc(op->getLoc()),
      element(element), rowBytes(rowBytes),
      is16Bit(element.getIntOrFloatBitWidth() == 16) {
  // Read here, in a way that no loop can be left with: the addresses that
  // follow from it would take a dozen registers from the loops before this
  // access.
  Value thread = parent.createThreadRead(loc);
  lane = shift(thread, 0, tile::kWarpSize - 1);
  warpRow = multiply(shift(thread, 5, 3), 16);
}

Value TileAccess::shift(Value value, int64_t bits, int64_t mask) {
  if (bits != 0)
    value = arith::ShRUIOp::create(builder, loc, value, parent.constant(bits));
  return arith::AndIOp::create(builder, loc, value, parent.constant(mask));
}

Value TileAccess::add(Value a, Value b) {
  return arith::AddIOp::create(builder, loc, a, b);
}

Value TileAccess::multiply(Value a, int64_t b) {
  return arith::MulIOp::create(builder, loc, a, parent.constant(b));
}

Value TileAccess::offset(Value ptr, Value bytes) {
  return LLVM::GEPOp::create(builder, loc, ptr.getType(), builder.getI8Type(),
                             ptr, ValueRange{bytes});
}

void TileAccess::forEach(
    Value block, llvm::function_ref<void(Value, int64_t, int64_t)> emit) {
  // Matrix instructions: lane l names row l mod 8 of matrix l / 8, which are
  // the upper and lower 8 rows, then the same of the next 8 columns. Others:
  // the thread's own two columns, half a chunk.
  Value half = is16Bit ? shift(lane, 4, 1) : shift(lane, 1, 1);
  for (int64_t lower = 0; lower < (is16Bit ? 1 : 2); ++lower) {
    Value row = is16Bit ? shift(lane, 0, 15)
                        : add(shift(lane, 2, 7), parent.constant(8 * lower));
    row = add(warpRow, row);
    Value rowOffset = multiply(row, rowBytes);
    Value pattern = shift(rowOffset, 7, rowBytes / kChunkBytes - 1);
    if (!is16Bit)
      rowOffset = add(rowOffset, multiply(shift(lane, 0, 1), kChunkBytes / 2));
    Value rowPtr = offset(block, rowOffset);
    for (int64_t chunk = 0; chunk < rowBytes / kChunkBytes; chunk += 2) {
      Value place = arith::XOrIOp::create(
          builder, loc, add(parent.constant(chunk), half), pattern);
      emit(offset(rowPtr, multiply(place, kChunkBytes)), chunk, lower);
    }
  }
}

static NVVM::LdStMatrixShapeAttr getMatrixShape(OpBuilder &builder) {
  return NVVM::LdStMatrixShapeAttr::get(builder.getContext(), 8, 8);
}

void TileAccess::write(Value block, ArrayRef<Value> values) {
  forEach(block, [&](Value address, int64_t chunk, int64_t lower) {
    if (is16Bit) {
      NVVM::StMatrixOp::create(
          builder, loc, address,
          parent.packPairs(Registers(values.slice(4 * chunk, 8))),
          NVVM::MMALayout::row, getMatrixShape(builder),
          NVVM::LdStMatrixEltType::B16);
      return;
    }
    Value pair =
        LLVM::PoisonOp::create(builder, loc, VectorType::get(2, element));
    for (int64_t i : {0, 1})
      pair = LLVM::InsertElementOp::create(builder, loc, pair,
                                           values[2 * (chunk + lower) + i],
                                           parent.constant(i));
    LLVM::StoreOp::create(builder, loc, pair, address, kChunkBytes / 2);
  });
}

Registers TileAccess::read(Value block) {
  Registers result(rowBytes * 4 / element.getIntOrFloatBitWidth());
  auto unpack = [&](Value pair, int64_t first) {
    for (int64_t i : {0, 1})
      result[first + i] = LLVM::ExtractElementOp::create(builder, loc, pair,
                                                         parent.constant(i));
  };
  auto pairType = VectorType::get(2, element);
  forEach(block, [&](Value address, int64_t chunk, int64_t lower) {
    if (!is16Bit) {
      unpack(LLVM::LoadOp::create(builder, loc, pairType, address,
                                  kChunkBytes / 2),
             2 * (chunk + lower));
      return;
    }
    SmallVector<Type> types(4, builder.getI32Type());
    Value matrices = NVVM::LdMatrixOp::create(
        builder, loc,
        LLVM::LLVMStructType::getLiteral(builder.getContext(), types), address,
        /*num=*/4, NVVM::MMALayout::row, getMatrixShape(builder),
        NVVM::LdStMatrixEltType::B16);
    for (int64_t i = 0; i < 4; ++i)
      unpack(LLVM::BitcastOp::create(
                 builder, loc, pairType,
                 LLVM::ExtractValueOp::create(builder, loc, matrices, i)),
             4 * chunk + 2 * i);
  });
  return result;
}

LogicalResult ThreadLowering::lower(sm90::LoadTileOp op) {
  Location loc = op.getLoc();
  auto type = cast<RankedTensorType>(op.getType());
  int64_t rowBytes = op.getSwizzle(), m = type.getDimSize(0);
  int64_t rows = m / sm90::getNumWarpgroups(op);
  TileAccess access(*this, op, type.getElementType(), rowBytes);
  Value base = getElementAddress(op.getBoxes(), op.getOffset());
  auto at = [&](Value ptr, Value bytes) -> Value {
    return LLVM::GEPOp::create(builder, loc, ptr.getType(), builder.getI8Type(),
                               ptr, ValueRange{bytes});
  };
  base = at(base, arith::MulIOp::create(builder, loc, getTileWarpgroup(),
                                        constant(rows * rowBytes)));
  int64_t numPanels = type.getDimSize(1) *
                      tile::getElementBytes(type.getElementType()) / rowBytes;
  Registers result;
  for (int64_t row = 0; row < rows; row += sm90::kBlockRows)
    for (int64_t panel = 0; panel < numPanels; ++panel)
      llvm::append_range(
          result,
          access.read(at(base, constant((panel * m + row) * rowBytes))));
  tiles[op.getResult()] = std::move(result);
  return success();
}

//===----------------------------------------------------------------------===//
// Rings of boxes
//===----------------------------------------------------------------------===//

namespace cutedsl::threads {
/// A warpgroup's boxes between the tile that it holds rows of and the copy
/// engine.
class BoxRing : protected TileAccess {
public:
  template <typename OpT>
  BoxRing(ThreadLowering &parent, OpT op, ArrayRef<int64_t> shape)
      : TileAccess(parent, op, op.getMap().getType().getElementType(),
                   op.getMap().getType().getSwizzle()),
        warpgroups(sm90::getNumWarpgroups(op)),
        columns(op.getMap().getType().getBox()[0]), rows(shape[0] / warpgroups),
        width(shape[1]), count(op.getCount()), map(parent.scalar(op.getMap())),
        coordinates(op.getCoordinates()),
        buffers(parent.scalar(op.getBuffers())),
        slot(parent.narrow(op.getSlot())), group(parent.getTileWarpgroup()),
        isFirst(parent.isFirstThread(sm90::kWarpgroupSize)) {}

protected:
  int64_t boxBytes() const { return rowBytes * sm90::kBlockRows; }
  int64_t numBoxes() const {
    return rows / sm90::kBlockRows * (width / columns);
  }
  /// Calls `emit(box, row, column)` for every box of the tile; the slot after
  /// the last.
  Value forEachBox(llvm::function_ref<void(Value, int64_t, int64_t)> emit);
  /// Where the box at `row` and `column` of the warpgroup's rows lies.
  SmallVector<Value> coordinatesOf(int64_t row, int64_t column);
  void inFirstThread(llvm::function_ref<void()> emit);
  void waitForStores(int64_t pending) {
    NVVM::CpAsyncBulkWaitGroupOp::create(builder, loc, pending,
                                         builder.getUnitAttr());
  }

  int64_t warpgroups, columns, rows, width, count;
  Value map;
  ValueRange coordinates;
  Value buffers, slot;
  /// The warpgroup among those that share the tile, and its first thread.
  Value group, isFirst;
};

/// One sm90.store_tile.
class TileStore : BoxRing {
public:
  TileStore(ThreadLowering &parent, sm90::StoreTileOp op)
      : BoxRing(parent, op,
                cast<RankedTensorType>(op.getValue().getType()).getShape()) {}
  Value run(ArrayRef<Value> values);

private:
  void send(Value box, int64_t row, int64_t column);
};

/// One sm90.fetch_tile.
class TileFetch : BoxRing {
public:
  TileFetch(ThreadLowering &parent, sm90::FetchTileOp op)
      : BoxRing(parent, op, op.getShape()) {}
  void run(Value barrier, int64_t pending);
};
} // namespace cutedsl::threads

Value BoxRing::forEachBox(
    llvm::function_ref<void(Value, int64_t, int64_t)> emit) {
  Value base = offset(buffers, multiply(group, boxBytes()));
  Value at = slot;
  for (int64_t column = 0; column < width; column += columns)
    for (int64_t row = 0; row < rows; row += sm90::kBlockRows) {
      emit(offset(base, multiply(at, warpgroups * boxBytes())), row, column);
      Value next = add(at, parent.constant(1));
      Value wraps = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::eq, next, parent.constant(count));
      at = arith::SelectOp::create(builder, loc, wraps, parent.constant(0),
                                   next);
    }
  return at;
}

SmallVector<Value> BoxRing::coordinatesOf(int64_t row, int64_t column) {
  SmallVector<Value> result = parent.narrowAll(coordinates);
  result[0] = add(result[0], parent.constant(column));
  result[1] = add(result[1], add(multiply(group, rows), parent.constant(row)));
  return result;
}

void BoxRing::inFirstThread(llvm::function_ref<void()> emit) {
  auto branch = scf::IfOp::create(builder, loc, isFirst);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  emit();
}

/// All threads of the warpgroup have written the box, and the next one is free:
/// one barrier tells both.
void TileStore::send(Value box, int64_t row, int64_t column) {
  NVVM::FenceProxyOp::create(
      builder, loc, NVVM::ProxyKind::async_shared,
      NVVM::SharedSpaceAttr::get(builder.getContext(),
                                 NVVM::SharedSpace::shared_cta));
  inFirstThread([&] { waitForStores(count - 2); });
  parent.createWarpgroupBarrier(loc);
  inFirstThread([&] {
    NVVM::CpAsyncBulkTensorSharedCTAToGlobalOp::create(
        builder, loc, map, box, coordinatesOf(row, column),
        /*l2CacheHint=*/Value(), NVVM::TMAStoreMode::TILE,
        /*predicate=*/Value());
    NVVM::CpAsyncBulkCommitGroupOp::create(builder, loc);
  });
}

Value TileStore::run(ArrayRef<Value> values) {
  return forEachBox([&](Value box, int64_t row, int64_t column) {
    // Values are those of 64 rows after those of the 64 above.
    int64_t first = row / sm90::kBlockRows * (width / 2) + column / 2;
    write(box, values.slice(first, columns / 2));
    send(box, row, column);
  });
}

LogicalResult ThreadLowering::lower(sm90::StoreTileOp op) {
  Registers values = tiles.lookup(op.getValue());
  Value next = TileStore(*this, op).run(values);
  scalars.map(op.getNext(),
              arith::IndexCastUIOp::create(builder, op.getLoc(),
                                           builder.getIndexType(), next));
  return success();
}

void TileFetch::run(Value barrier, int64_t pending) {
  inFirstThread([&] {
    waitForStores(pending);
    NVVM::MBarrierArriveExpectTxOp::create(
        builder, loc, /*res=*/Type(), barrier,
        parent.constant(numBoxes() * boxBytes()), NVVM::MemScopeKind::CTA,
        /*relaxed=*/false, /*predicate=*/Value());
    forEachBox([&](Value box, int64_t row, int64_t column) {
      NVVM::CpAsyncBulkTensorGlobalToSharedClusterOp::create(
          builder, loc, box, map, coordinatesOf(row, column), barrier,
          /*im2colOffsets=*/ValueRange(), /*multicastMask=*/Value(),
          /*l2CacheHint=*/Value(), NVVM::TMALoadMode::TILE, /*isCTAOnly=*/true,
          NVVM::CTAGroupKindAttr(), /*predicate=*/Value());
    });
  });
}

LogicalResult ThreadLowering::lower(sm90::FetchTileOp op) {
  TileFetch(*this, op).run(getBarrier(op.getBarrier(), op.getStage()),
                           op.getPending());
  return success();
}
