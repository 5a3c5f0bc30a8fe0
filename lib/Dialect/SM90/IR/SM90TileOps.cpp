//===- SM90TileOps.cpp - Parts of accumulators and their way out ----------===//

#include "cutedsl/Dialect/SM90/IR/SM90.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::sm90;

LogicalResult SliceOp::verify() {
  auto source = cast<RankedTensorType>(getSource().getType()),
       result = cast<RankedTensorType>(getResult().getType());
  if (source.getElementType() != result.getElementType() ||
      source.getRank() != result.getRank())
    return emitOpError("expected a part of ")
           << source << ", but got " << result;
  if (int64_t(getOffsets().size()) != source.getRank())
    return emitOpError("expected ")
           << source.getRank() << " offset(s), but got " << getOffsets().size();
  for (auto [offset, size, extent] :
       llvm::zip_equal(getOffsets(), result.getShape(), source.getShape()))
    if (offset < 0 || offset + size > extent)
      return emitOpError("expected a part within ")
             << source << ", but got " << size << " from " << offset;
  return success();
}

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  if (getSource().getType() == getType())
    return getSource();
  if (auto elements =
          dyn_cast_if_present<SplatElementsAttr>(adaptor.getSource()))
    return elements.resizeSplat(cast<ShapedType>(getType()));
  return {};
}

/// Whole blocks of accumulators for every warpgroup, in role and shape.
static LogicalResult verifyFragment(Operation *op, RankedTensorType type) {
  int64_t rows = kBlockRows * getNumWarpgroups(op);
  if (rows == 0 || getRole(op) == Role::Producer)
    return op->emitOpError("expected whole warpgroups to run it");
  if (type.getRank() != 2 || type.getDimSize(0) % rows != 0 ||
      type.getDimSize(1) % 8 != 0)
    return op->emitOpError("expected a matrix of a multiple of ")
           << rows << " rows and of 8 columns, but got " << type;
  return success();
}

static Type getElement(Value ptr) {
  return cast<tile::PtrType>(ptr.getType()).getElementType();
}

LogicalResult LoadTileOp::verify() {
  auto type = cast<RankedTensorType>(getType());
  Type element = getElement(getBoxes());
  if (type.getElementType() != element || !element.isIntOrFloat() ||
      !llvm::is_contained({16u, 32u}, element.getIntOrFloatBitWidth()))
    return emitOpError("expected 16- or 32-bit elements of shared memory, but "
                       "got ")
           << getBoxes().getType() << " and " << type;
  if (!llvm::is_contained({32, 64, 128}, int64_t(getSwizzle())))
    return emitOpError("expected a swizzle of 32, 64 or 128 bytes, but got ")
           << getSwizzle();
  if (failed(verifyFragment(*this, type)))
    return failure();
  int64_t rowBytes = type.getDimSize(1) * element.getIntOrFloatBitWidth() / 8;
  if (rowBytes % int64_t(getSwizzle()) != 0)
    return emitOpError("expected rows of a multiple of ")
           << getSwizzle() << " bytes, but got " << rowBytes;
  return success();
}

static LogicalResult verifySent(Operation *op, RankedTensorType type,
                                Value buffer) {
  if (!type.getElementType().isF32() || !getElement(buffer).isF32())
    return op->emitOpError("expected f32, but got ")
           << type << " and " << buffer.getType();
  return verifyFragment(op, type);
}

LogicalResult SendOp::verify() {
  return verifySent(*this, cast<RankedTensorType>(getValue().getType()),
                    getBuffer());
}

LogicalResult ReceiveOp::verify() {
  return verifySent(*this, cast<RankedTensorType>(getType()), getBuffer());
}

bool ClusterReduceOp::isElement(Type type) {
  return type.isIntOrFloat() &&
         llvm::is_contained({32u, 64u}, type.getIntOrFloatBitWidth());
}

int64_t ClusterReduceOp::getNumCtas() {
  auto func = (*this)->getParentOfType<tile::FuncOp>();
  auto cluster = func ? func->getAttrOfType<IntegerAttr>("cluster") : nullptr;
  return cluster ? cluster.getInt() : 1;
}

LogicalResult ClusterReduceOp::verify() {
  auto type = cast<RankedTensorType>(getType());
  Type element = type.getElementType();
  if (!isElement(element) || element != getElement(getSlots()))
    return emitOpError("expected slots of 32- or 64-bit elements like the "
                       "tile's, but got ")
           << type << " and " << getSlots().getType();
  if (!isa<tile::FuncOp>((*this)->getParentOp()))
    return emitOpError("expected to stand directly in a tile.func: its barrier "
                       "has one phase");
  int64_t ctas = getNumCtas();
  if (ctas < 2)
    return emitOpError("expected a tile.func of a cluster of 2 CTAs or more");
  auto alloc = getSlots().getDefiningOp<tile::AllocOp>();
  int64_t needed = ctas * type.getNumElements();
  if (alloc && int64_t(alloc.getCount()) < needed)
    return emitOpError("expected slots for ")
           << needed << " elements, but got " << alloc.getCount();
  return success();
}

/// A ring of boxes between a tile and the copy engine.
template <typename OpT>
static LogicalResult verifyRing(OpT op, RankedTensorType type) {
  TensorMapType map = op.getMap().getType();
  Type element = type.getElementType();
  if (type.getRank() != 2 || !element.isIntOrFloat() ||
      !llvm::is_contained({16u, 32u}, element.getIntOrFloatBitWidth()))
    return op.emitOpError("expected a matrix of 16- or 32-bit elements, but "
                          "got ")
           << type;
  if (getRole(op) == Role::Producer)
    return op.emitOpError("expected whole warpgroups to run it");
  if (element != map.getElementType() || element != getElement(op.getBuffers()))
    return op.emitOpError("expected a map and shared memory of ")
           << element << ", but got " << map << " and "
           << op.getBuffers().getType();
  ArrayRef<int64_t> box = map.getBox();
  if (map.getSwizzle() == 0 || box.size() < 2 || box[1] != kBlockRows ||
      llvm::any_of(box.drop_front(2), [](int64_t size) { return size != 1; }))
    return op.emitOpError("expected swizzled boxes of ")
           << kBlockRows << " rows, but got " << map;
  if (op.getCoordinates().size() != box.size())
    return op.emitOpError("expected ")
           << box.size() << " coordinate(s), but got "
           << op.getCoordinates().size();
  int64_t rows = kBlockRows * getNumWarpgroups(op);
  if (rows == 0 || type.getDimSize(0) % rows != 0 ||
      type.getDimSize(1) % box[0] != 0)
    return op.emitOpError("expected whole boxes of every warpgroup, but got ")
           << type;
  if (int64_t(op.getCount()) < 2)
    return op.emitOpError("expected at least 2 boxes to take turns, but got ")
           << op.getCount();
  auto alloc = op.getBuffers().template getDefiningOp<tile::AllocOp>();
  if (!alloc)
    return success();
  if (int64_t(alloc.getAlignment().value_or(16)) < kSwizzleAlignment)
    return op.emitOpError("expected shared memory aligned to ")
           << kSwizzleAlignment << " bytes, but got "
           << alloc.getAlignment().value_or(16);
  int64_t needed =
      int64_t(op.getCount()) * box[0] * kBlockRows * getNumWarpgroups(op);
  if (int64_t(alloc.getCount()) < needed)
    return op.emitOpError("expected memory for ")
           << needed << " elements, but got " << alloc.getCount();
  auto roles = op->template getParentOfType<WarpSpecializeOp>();
  if (roles && roles.getIndependent() &&
      !roles.getConsumer().isAncestor(alloc->getParentRegion()))
    return op.emitOpError("expected memory of each independent warpgroup: a "
                          "tile.alloc in their region");
  return success();
}

LogicalResult StoreTileOp::verify() {
  return verifyRing(*this, cast<RankedTensorType>(getValue().getType()));
}

LogicalResult FetchTileOp::verify() {
  if (getShape().size() != 2 || getShape()[0] < 1 || getShape()[1] < 1)
    return emitOpError("expected a shape of rows and columns, but got [")
           << getShape() << "]";
  if (int64_t(getPending()) < 0 || getPending() >= getCount())
    return emitOpError("expected fewer boxes under way than the ring's ")
           << getCount() << ", but got " << getPending();
  return verifyRing(
      *this, RankedTensorType::get(getShape(), getElement(getBuffers())));
}
