//===- TensorMaps.cpp - Boxes for the copy engine -------------------------===//

#include "TensorMaps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace cutedsl;
using tile::BoxDim;

int64_t cutedsl::getBoxColumns(Type element) {
  return kBoxBytes * 8 / element.getIntOrFloatBitWidth();
}

Value cutedsl::createTensorMap(OpBuilder &builder, Location loc,
                               const tile::BoxOperand &tensor, int64_t rows,
                               const IRMapping &arguments,
                               unsigned numSymbols) {
  MLIRContext *context = builder.getContext();
  SmallVector<AffineExpr> sizes, strides;
  SmallVector<int64_t> box(tensor.dims.size(), 1);
  box[0] = getBoxColumns(tensor.elementType);
  box[1] = rows;
  for (const BoxDim &dim : tensor.dims) {
    sizes.push_back(dim.size);
    strides.push_back(dim.stride);
  }
  // The first stride is 1 and goes without saying.
  return sm90::TensorMapOp::create(
      builder, loc,
      sm90::TensorMapType::get(context, tensor.elementType, box, kBoxBytes),
      arguments.lookup(tensor.buffer),
      AffineMap::get(0, numSymbols, sizes, context),
      AffineMap::get(0, numSymbols, ArrayRef(strides).drop_front(), context),
      tensor.offset);
}

Value cutedsl::allocateBoxes(OpBuilder &builder, Location loc, Type element,
                             int64_t count) {
  auto ptr = tile::PtrType::get(builder.getContext(), element,
                                tile::MemorySpace::Shared);
  return tile::AllocOp::create(
      builder, loc, ptr, builder.getI64IntegerAttr(count), IntegerAttr(),
      builder.getI64IntegerAttr(sm90::kSwizzleAlignment));
}

Value cutedsl::createBarriers(OpBuilder &builder, Location loc, int64_t count,
                              int64_t arrivals) {
  auto type = tile::PtrType::get(builder.getContext(), builder.getI64Type(),
                                 tile::MemorySpace::Shared);
  Value barriers = tile::AllocOp::create(builder, loc, type,
                                         builder.getI64IntegerAttr(count),
                                         IntegerAttr(), IntegerAttr());
  sm90::InitBarriersOp::create(builder, loc, barriers, uint64_t(count),
                               uint64_t(arrivals));
  return barriers;
}

SmallVector<Value> cutedsl::createCoordinates(OpBuilder &builder, Location loc,
                                              const tile::BoxOperand &tensor,
                                              const IRMapping &atoms) {
  SmallVector<Value> coordinates;
  for (const BoxDim &dim : tensor.dims) {
    const tile::BoxCoordinate &from = dim.coordinate;
    auto constant = [&](int64_t value) -> Value {
      return arith::ConstantIndexOp::create(builder, loc, value);
    };
    if (!from.atom) {
      coordinates.push_back(constant(0));
      continue;
    }
    Value atom = atoms.lookup(from.atom);
    if (from.divisor != 1)
      atom = arith::DivUIOp::create(builder, loc, atom, constant(from.divisor));
    coordinates.push_back(
        arith::MulIOp::create(builder, loc, atom, constant(from.factor)));
  }
  return coordinates;
}
