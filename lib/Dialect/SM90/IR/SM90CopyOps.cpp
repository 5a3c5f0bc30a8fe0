//===- SM90CopyOps.cpp - Bulk copies --------------------------------------===//

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::sm90;

/// What the copy engine asks of addresses in global memory and of row pitches.
static constexpr int64_t kGlobalAlignment = 16;
/// What it asks of shared memory that is not swizzled.
static constexpr int64_t kSharedAlignment = 128;

LogicalResult TensorMapOp::verify() {
  auto func = dyn_cast<tile::FuncOp>((*this)->getParentOp());
  if (!func)
    return emitOpError("expected to stand directly in a tile.func");
  if (!llvm::is_contained(func.getBuffers(), getBuffer()))
    return emitOpError("expected a buffer of the tile program");
  Type element = cast<tile::PtrType>(getBuffer().getType()).getElementType();
  TensorMapType type = getMap().getType();
  if (element != type.getElementType())
    return emitOpError("expected a map of ") << element << ", but got " << type;
  int64_t rank = type.getBox().size();
  int64_t numSymbols = func.getSymbols().size();
  for (auto [map, results, what] :
       {std::tuple(getSizes(), rank, "sizes"),
        std::tuple(getStrides(), rank - 1, "strides")}) {
    if (map.getNumDims() != 0 || int64_t(map.getNumSymbols()) > numSymbols)
      return emitOpError("expected ")
             << what << " over the symbols of the tile program, but got "
             << AffineMapAttr::get(map);
    if (int64_t(map.getNumResults()) != results)
      return emitOpError("expected ")
             << results << " " << what << ", but got " << map.getNumResults();
  }
  int64_t bytes = element.getIntOrFloatBitWidth() / 8;
  for (AffineExpr stride : getStrides().getResults())
    if (auto constant = dyn_cast<AffineConstantExpr>(stride);
        constant && (constant.getValue() < 1 ||
                     constant.getValue() * bytes % kGlobalAlignment != 0))
      return emitOpError("expected strides of a multiple of ")
             << kGlobalAlignment << " bytes, but got "
             << constant.getValue() * bytes;
  if (int64_t offset = getOffset();
      offset < 0 || offset * bytes % kGlobalAlignment != 0)
    return emitOpError("expected an offset of a multiple of ")
           << kGlobalAlignment << " bytes, but got " << offset * bytes;
  return success();
}

/// The box's place: rank, element type and, where it is visible, alignment.
static LogicalResult verifyBox(Operation *op, TensorMapType map,
                               size_t numCoordinates, Value shared,
                               Value offset) {
  if (numCoordinates != map.getBox().size())
    return op->emitOpError("expected ")
           << map.getBox().size() << " coordinate(s), but got "
           << numCoordinates;
  Type element = cast<tile::PtrType>(shared.getType()).getElementType();
  if (element != map.getElementType())
    return op->emitOpError("expected shared memory of ")
           << map.getElementType() << ", but got " << shared.getType();
  bool isSwizzled = map.getSwizzle() != 0;
  int64_t aligned = isSwizzled ? kSwizzleAlignment : kSharedAlignment;
  auto alloc = shared.getDefiningOp<tile::AllocOp>();
  if (alloc && int64_t(alloc.getAlignment().value_or(16)) < aligned)
    return op->emitOpError("expected shared memory aligned to ")
           << aligned << " bytes, but got "
           << alloc.getAlignment().value_or(16);
  int64_t needed = isSwizzled ? kAtomRows * map.getSwizzle() : kSharedAlignment;
  int64_t bytes = element.getIntOrFloatBitWidth() / 8;
  if (std::optional<int64_t> constant = getConstantIntValue(offset);
      constant && *constant * bytes % needed != 0)
    return op->emitOpError("expected an offset of a multiple of ")
           << needed << " bytes, but got " << *constant * bytes;
  return success();
}

LogicalResult LoadOp::verify() {
  return verifyBox(*this, getMap().getType(), getCoordinates().size(),
                   getDestination(), getOffset());
}

LogicalResult PrefetchOp::verify() {
  if (getCoordinates().size() != getMap().getType().getBox().size())
    return emitOpError("expected ")
           << getMap().getType().getBox().size() << " coordinate(s), but got "
           << getCoordinates().size();
  return success();
}

LogicalResult CopyOp::verify() {
  Type element = getSource().getType().getElementType();
  if (getSource().getType().getSpace() != tile::MemorySpace::Global)
    return emitOpError("expected a source in global memory, but got ")
           << getSource().getType();
  if (getDestination().getType().getElementType() != element)
    return emitOpError("expected shared memory of ")
           << element << ", but got " << getDestination().getType();
  // A bool takes a byte.
  int64_t bytes = getCount() * llvm::divideCeil(element.getIntOrFloatBitWidth(),
                                                uint64_t(8));
  if (bytes < 1 || bytes % kGlobalAlignment != 0)
    return emitOpError("expected a multiple of ")
           << kGlobalAlignment << " bytes, but got " << bytes;
  return success();
}

LogicalResult StoreOp::verify() {
  return verifyBox(*this, getMap().getType(), getCoordinates().size(),
                   getSource(), getOffset());
}
