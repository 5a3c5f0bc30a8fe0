//===- SM90Dialect.cpp - The sm90 dialect, its types and fragments --------===//

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::sm90;

#include "cutedsl/Dialect/SM90/IR/SM90Dialect.cpp.inc"
#include "cutedsl/Dialect/SM90/IR/SM90Enums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "cutedsl/Dialect/SM90/IR/SM90Attrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "cutedsl/Dialect/SM90/IR/SM90Types.cpp.inc"

#define GET_OP_CLASSES
#include "cutedsl/Dialect/SM90/IR/SM90Ops.cpp.inc"

void SM90Dialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "cutedsl/Dialect/SM90/IR/SM90Attrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "cutedsl/Dialect/SM90/IR/SM90Types.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "cutedsl/Dialect/SM90/IR/SM90Ops.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// TensorMapType
//===----------------------------------------------------------------------===//

static int64_t getWidth(Type elementType) {
  return elementType.getIntOrFloatBitWidth() / 8;
}

LogicalResult
TensorMapType::verify(function_ref<InFlightDiagnostic()> emitError,
                      Type elementType, ArrayRef<int64_t> box,
                      int64_t swizzle) {
  if (!elementType.isIntOrFloat() ||
      !llvm::is_contained({8u, 16u, 32u, 64u},
                          elementType.getIntOrFloatBitWidth()))
    return emitError() << "expected elements of 8, 16, 32 or 64 bits, but got "
                       << elementType;
  if (box.empty() || box.size() > 5)
    return emitError() << "expected a box of 1 to 5 dimensions, but got "
                       << box.size();
  for (int64_t size : box)
    if (size < 1 || size > 256)
      return emitError() << "expected 1 to 256 elements in each dimension of a "
                            "box, but got "
                         << size;
  if (!llvm::is_contained({0, 32, 64, 128}, swizzle))
    return emitError() << "expected a swizzle of 0, 32, 64 or 128 bytes, but "
                          "got "
                       << swizzle;
  int64_t rowBytes = box.front() * getWidth(elementType);
  if (swizzle != 0 && rowBytes != swizzle)
    return emitError() << "expected rows of " << swizzle
                       << " bytes, the swizzle, but got " << rowBytes;
  if (rowBytes % 16 != 0)
    return emitError() << "expected rows of a multiple of 16 bytes, but got "
                       << rowBytes;
  return success();
}

int64_t TensorMapType::getBytes() const {
  int64_t bytes = getWidth(getElementType());
  for (int64_t size : getBox())
    bytes *= size;
  return bytes;
}

//===----------------------------------------------------------------------===//
// Fragments
//===----------------------------------------------------------------------===//

/// Thread t of a warpgroup, lane l of warp w, holds rows 16 w + l / 4 and 8
/// below it, columns 2 (l mod 4) and the next, of every 8 columns.
static tile::FragmentAttr getWarpgroupFragment(MLIRContext *context, int64_t m,
                                               int64_t n, int64_t warpgroups) {
  int64_t rows = m / warpgroups;
  return tile::makeFragment(
      context, {m, n},
      {{4, 1, 2}, {8, 0, 1}, {4, 0, 16}, {warpgroups, 0, rows}},
      {{2, 1, 1},
       {2, 0, 8},
       {n / 8, 1, 8},
       {rows / kBlockRows, 0, kBlockRows}});
}

tile::FragmentAttr sm90::getAccumulatorFragment(MLIRContext *context, int64_t m,
                                                int64_t n, int64_t blocks) {
  return getWarpgroupFragment(context, m, n, m / (kBlockRows * blocks));
}

tile::FragmentAttr sm90::getOperandFragment(MLIRContext *context, int64_t m,
                                            int64_t k, int64_t blocks) {
  return getWarpgroupFragment(context, m, k, m / (kBlockRows * blocks));
}

//===----------------------------------------------------------------------===//
// Context
//===----------------------------------------------------------------------===//

int64_t sm90::getNumWarpgroups(Operation *op) {
  auto func = op->getParentOfType<tile::FuncOp>();
  return func ? func.getThreads() / kWarpgroupSize : 0;
}

std::optional<Role> sm90::getRole(Operation *op) {
  while (Operation *parent = op->getParentOp()) {
    if (auto roles = dyn_cast<WarpSpecializeOp>(parent))
      return op->getParentRegion() == &roles.getProducer() ? Role::Producer
                                                           : Role::Consumer;
    op = parent;
  }
  return std::nullopt;
}

WarpSpecializeOp sm90::getRoles(tile::FuncOp func) {
  for (auto roles : func.getBody().getOps<WarpSpecializeOp>())
    return roles;
  return {};
}
