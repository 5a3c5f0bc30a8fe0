//===- TileDialect.cpp - The tile dialect, its attributes and types -------===//

#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cutedsl::tile;

#include "cutedsl/Dialect/Tile/IR/TileDialect.cpp.inc"
#include "cutedsl/Dialect/Tile/IR/TileEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "cutedsl/Dialect/Tile/IR/TileAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "cutedsl/Dialect/Tile/IR/TileTypes.cpp.inc"

#define GET_OP_CLASSES
#include "cutedsl/Dialect/Tile/IR/TileOps.cpp.inc"

namespace {
struct TileAsmInterface : OpAsmDialectInterface {
  using OpAsmDialectInterface::OpAsmDialectInterface;
  AliasResult getAlias(Attribute attr, raw_ostream &os) const override {
    if (!isa<FragmentAttr>(attr))
      return AliasResult::NoAlias;
    os << "fragment";
    return AliasResult::OverridableAlias;
  }
};
} // namespace

void TileDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "cutedsl/Dialect/Tile/IR/TileAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "cutedsl/Dialect/Tile/IR/TileTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "cutedsl/Dialect/Tile/IR/TileOps.cpp.inc"
      >();
  addInterfaces<TileAsmInterface>();
}

Operation *TileDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                            Type type, Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

//===----------------------------------------------------------------------===//
// FragmentAttr
//===----------------------------------------------------------------------===//

LogicalResult FragmentAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                   ArrayRef<int64_t> threadShape,
                                   ArrayRef<int64_t> threadStride,
                                   ArrayRef<int64_t> valueShape,
                                   ArrayRef<int64_t> valueStride) {
  if (threadShape.size() != threadStride.size() ||
      valueShape.size() != valueStride.size())
    return emitError() << "expected a stride for each mode";
  for (ArrayRef<int64_t> shape : {threadShape, valueShape})
    for (int64_t size : shape)
      if (size < 1)
        return emitError() << "expected positive mode sizes, but got " << size;
  return success();
}

static int64_t product(ArrayRef<int64_t> shape) {
  int64_t result = 1;
  for (int64_t size : shape)
    result *= size;
  return result;
}

int64_t FragmentAttr::getNumThreads() const {
  return product(getThreadShape());
}
int64_t FragmentAttr::getNumValues() const { return product(getValueShape()); }

/// The layout function: colexicographic index to offset.
static int64_t evaluate(ArrayRef<int64_t> shape, ArrayRef<int64_t> stride,
                        int64_t index) {
  int64_t offset = 0;
  for (auto [size, step] : llvm::zip_equal(shape, stride)) {
    offset += index % size * step;
    index /= size;
  }
  return offset;
}

int64_t FragmentAttr::getIndex(int64_t thread, int64_t value) const {
  return evaluate(getThreadShape(), getThreadStride(), thread) +
         evaluate(getValueShape(), getValueStride(), value);
}

SmallVector<int64_t>
cutedsl::tile::getRowMajorStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

/// Appends a mode, merging it with the one before where the two are one.
static void appendMode(int64_t size, int64_t stride,
                       SmallVectorImpl<int64_t> &sizes,
                       SmallVectorImpl<int64_t> &strides) {
  if (size == 1)
    return;
  if (!sizes.empty() &&
      (stride == 0 ? strides.back() == 0
                   : strides.back() * sizes.back() == stride)) {
    sizes.back() *= size;
    return;
  }
  sizes.push_back(size);
  strides.push_back(stride);
}

FragmentAttr cutedsl::tile::makeFragment(MLIRContext *context,
                                         ArrayRef<int64_t> shape,
                                         ArrayRef<ModeSpec> threads,
                                         ArrayRef<ModeSpec> values) {
  SmallVector<int64_t> rowMajor = getRowMajorStrides(shape);
  auto build = [&](ArrayRef<ModeSpec> modes, SmallVectorImpl<int64_t> &sizes,
                   SmallVectorImpl<int64_t> &strides) {
    for (const ModeSpec &mode : modes)
      appendMode(mode.size, mode.dim < 0 ? 0 : rowMajor[mode.dim] * mode.step,
                 sizes, strides);
    if (sizes.empty()) {
      sizes.push_back(1);
      strides.push_back(0);
    }
  };
  SmallVector<int64_t> threadShape, threadStride, valueShape, valueStride;
  build(threads, threadShape, threadStride);
  build(values, valueShape, valueStride);
  return FragmentAttr::get(context, threadShape, threadStride, valueShape,
                           valueStride);
}
