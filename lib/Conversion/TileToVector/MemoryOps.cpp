//===- MemoryOps.cpp - Memory accesses of a tile program ------------------===//

#include "MemoryAccess.h"
#include "TileToVector.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::vectorize;

/// A dimension whose elements are adjacent in memory although the lanes run
/// along another one: loading along it and transposing registers beats picking
/// single elements.
static std::optional<int64_t> findAdjacentDim(const TileLayout &layout,
                                              ArrayRef<OpFoldResult> strides) {
  int64_t laneDim = layout.getLaneDim();
  if (layout.getFragment() || laneDim == layout.getRank())
    return std::nullopt;
  std::optional<int64_t> laneStride = getConstantIntValue(strides[laneDim]);
  if (laneStride == 0 || laneStride == 1)
    return std::nullopt;
  for (int64_t dim = 0; dim < layout.getRank(); ++dim)
    if (dim != laneDim && layout.getShape()[dim] >= 4 &&
        getConstantIntValue(strides[dim]) == 1)
      return dim;
  return std::nullopt;
}

namespace {
/// A tile with two dimensions exchanged, and where its elements come from.
struct Exchange {
  RankedTensorType type;
  SmallVector<OpFoldResult> strides, valid;
  int64_t dimA, dimB;

  Exchange(RankedTensorType from, ArrayRef<OpFoldResult> fromStrides,
           ArrayRef<OpFoldResult> fromValid, int64_t a, int64_t b)
      : strides(fromStrides), valid(fromValid), dimA(a), dimB(b) {
    SmallVector<int64_t> shape(from.getShape());
    std::swap(shape[a], shape[b]);
    std::swap(strides[a], strides[b]);
    if (!valid.empty())
      std::swap(valid[a], valid[b]);
    type = from.clone(shape);
  }

  /// The element with the two coordinates exchanged: of a tile of shape `to`,
  /// given one of `from`.
  static int64_t map(int64_t element, ArrayRef<int64_t> from,
                     ArrayRef<int64_t> to, int64_t a, int64_t b) {
    SmallVector<int64_t> coords(from.size());
    for (int64_t dim = int64_t(from.size()) - 1; dim >= 0; --dim) {
      coords[dim] = element % from[dim];
      element /= from[dim];
    }
    std::swap(coords[a], coords[b]);
    int64_t result = 0;
    for (size_t dim = 0; dim < to.size(); ++dim)
      result = result * to[dim] + coords[dim];
    return result;
  }
};
} // namespace

static SmallVector<OpFoldResult> lowered(ArrayRef<OpFoldResult> values,
                                         const IRMapping &scalars) {
  return llvm::map_to_vector(values, [&](OpFoldResult value) {
    if (auto dynamic = dyn_cast<Value>(value))
      return OpFoldResult(scalars.lookup(dynamic));
    return value;
  });
}

template <typename OpT> static int64_t getAlign(OpT op, Type element) {
  return op.getAlign() ? int64_t(*op.getAlign()) : getMemoryBytes(element);
}

LogicalResult FunctionLowering::lowerLoad(tile::LoadOp op) {
  if (canDefer(op))
    deferred.insert(op);
  else
    loadHere(op);
  return success();
}

void FunctionLowering::loadHere(tile::LoadOp op) {
  auto type = cast<RankedTensorType>(op.getType());
  std::shared_ptr<const TileLayout> layout = getLayout(type);
  RegisterBuilder r(builder, op.getLoc());
  SmallVector<OpFoldResult> strides = lowered(op.getMixedStrides(), scalars);
  SmallVector<OpFoldResult> valid = lowered(op.getMixedValid(), scalars);
  Type element = type.getElementType();
  int64_t align = getAlign(op, element);
  Value ptr = scalar(op.getPtr()), base = scalar(op.getBase());
  std::optional<int64_t> adjacent = findAdjacentDim(*layout, strides);
  if (!adjacent || op.getMask()) {
    StridedAccess access(r, layout, element, ptr, base, strides, valid,
                         getThreadCoords(*layout), align);
    if (op.getMask())
      access.setMask(tile(op.getMask()).regs);
    setTile(op, access.load());
    return;
  }
  int64_t a = *adjacent, b = layout->getLaneDim();
  Exchange exchange(type, strides, valid, a, b);
  RegisterTile rows{getLayout(exchange.type), {}};
  StridedAccess access(r, rows.layout, element, ptr, base, exchange.strides,
                       exchange.valid, {}, align);
  rows.regs = access.load();
  setTile(op, r.rearrange(rows, *layout, [&](int64_t index) {
    return Exchange::map(index, type.getShape(), exchange.type.getShape(), a,
                         b);
  }));
}

LogicalResult FunctionLowering::lowerStore(tile::StoreOp op) {
  auto type = cast<RankedTensorType>(op.getValue().getType());
  const RegisterTile &value = tile(op.getValue());
  RegisterBuilder r(builder, op.getLoc());
  SmallVector<OpFoldResult> strides = lowered(op.getMixedStrides(), scalars);
  SmallVector<OpFoldResult> valid = lowered(op.getMixedValid(), scalars);
  Type element = type.getElementType();
  int64_t align = getAlign(op, element);
  Value ptr = scalar(op.getPtr()), base = scalar(op.getBase());
  std::optional<int64_t> adjacent = findAdjacentDim(*value.layout, strides);
  if (!adjacent || op.getMask()) {
    StridedAccess access(r, value.layout, element, ptr, base, strides, valid,
                         getThreadCoords(*value.layout), align);
    if (op.getMask())
      access.setMask(tile(op.getMask()).regs);
    access.store(value.regs);
    return success();
  }
  int64_t a = *adjacent, b = value.layout->getLaneDim();
  Exchange exchange(type, strides, valid, a, b);
  std::shared_ptr<const TileLayout> layout = getLayout(exchange.type);
  SmallVector<Value> regs = r.rearrange(value, *layout, [&](int64_t index) {
    return Exchange::map(index, exchange.type.getShape(), type.getShape(), a,
                         b);
  });
  StridedAccess access(r, layout, element, ptr, base, exchange.strides,
                       exchange.valid, {}, align);
  access.store(regs);
  return success();
}

//===----------------------------------------------------------------------===//
// Gather, scatter
//===----------------------------------------------------------------------===//

/// The lanes of a register that are elements and that `mask` selects; null if
/// all are.
static Value getLaneMask(RegisterBuilder &r, const TileLayout &layout,
                         int64_t reg, Value mask) {
  if (!layout.hasPadding(reg))
    return mask;
  SmallVector<bool> real;
  for (int64_t lane = 0; lane < layout.getNumLanes(); ++lane)
    real.push_back(!layout.isPadding(reg, lane));
  Value constant = r.constantMask(real);
  return mask ? Value(arith::AndIOp::create(r.b, r.loc, mask, constant))
              : constant;
}

/// The address, or vector of addresses, of the elements at `offsets`.
static Value getAddresses(RegisterBuilder &r, Value ptr, Value offsets,
                          Type element) {
  Value wide = arith::IndexCastOp::create(
      r.b, r.loc, withLanesOf(offsets.getType(), r.b.getI64Type()), offsets);
  return LLVM::GEPOp::create(
      r.b, r.loc, withLanesOf(offsets.getType(), ptr.getType()),
      getMemoryType(element), ptr, ArrayRef<LLVM::GEPArg>{wide});
}

LogicalResult FunctionLowering::lowerGather(tile::GatherOp op) {
  std::shared_ptr<const TileLayout> layout = getLayout(op.getType());
  RegisterBuilder r(builder, op.getLoc());
  Type element = cast<RankedTensorType>(op.getType()).getElementType();
  Type memory = getMemoryType(element);
  Value ptr = scalar(op.getPtr());
  int64_t lanes = layout->getNumLanes(), bytes = getMemoryBytes(element);
  SmallVector<Value> regs;
  for (int64_t reg = 0; reg < layout->getNumRegisters(); ++reg) {
    Value offsets = tile(op.getOffsets()).regs[reg];
    Value mask = op.getMask() ? tile(op.getMask()).regs[reg] : Value();
    mask = getLaneMask(r, *layout, reg, mask);
    Value value;
    if (lanes > 1 && mask) {
      Type type = VectorType::get({lanes}, memory);
      value = LLVM::masked_gather::create(
          builder, op.getLoc(), type, getAddresses(r, ptr, offsets, element),
          mask, ValueRange{r.zero(type)}, builder.getI32IntegerAttr(bytes));
    } else {
      SmallVector<Value> values;
      for (int64_t lane = 0; lane < lanes; ++lane) {
        Value address =
            getAddresses(r, ptr, r.extractLane(offsets, lane), element);
        auto load = [&](OpBuilder &, Location) {
          return LLVM::LoadOp::create(builder, op.getLoc(), memory, address,
                                      bytes);
        };
        if (!mask) {
          values.push_back(load(builder, op.getLoc()));
          continue;
        }
        auto branch = scf::IfOp::create(
            builder, op.getLoc(), mask,
            [&](OpBuilder &b, Location loc) {
              scf::YieldOp::create(b, loc,
                                   ValueRange{LLVM::LoadOp::create(
                                       b, loc, memory, address, bytes)});
            },
            [&](OpBuilder &b, Location loc) {
              scf::YieldOp::create(b, loc,
                                   RegisterBuilder(b, loc).zero(memory));
            });
        values.push_back(branch.getResult(0));
      }
      value = lanes == 1 ? values.front()
                         : Value(vector::FromElementsOp::create(
                               builder, op.getLoc(),
                               VectorType::get({lanes}, memory), values));
    }
    regs.push_back(fromMemory(r, value, element));
  }
  setTile(op, std::move(regs));
  return success();
}

LogicalResult FunctionLowering::lowerScatter(tile::ScatterOp op) {
  const RegisterTile &value = tile(op.getValue());
  const TileLayout &layout = *value.layout;
  RegisterBuilder r(builder, op.getLoc());
  Type element =
      cast<RankedTensorType>(op.getValue().getType()).getElementType();
  Value ptr = scalar(op.getPtr());
  int64_t lanes = layout.getNumLanes(), bytes = getMemoryBytes(element);
  for (int64_t reg = 0; reg < layout.getNumRegisters(); ++reg) {
    Value offsets = tile(op.getOffsets()).regs[reg];
    Value mask = op.getMask() ? tile(op.getMask()).regs[reg] : Value();
    mask = getLaneMask(r, layout, reg, mask);
    Value memory = toMemory(r, value.regs[reg], element);
    if (lanes > 1 && mask) {
      LLVM::masked_scatter::create(builder, op.getLoc(), memory,
                                   getAddresses(r, ptr, offsets, element), mask,
                                   builder.getI32IntegerAttr(bytes));
      continue;
    }
    for (int64_t lane = 0; lane < lanes; ++lane) {
      Value address =
          getAddresses(r, ptr, r.extractLane(offsets, lane), element);
      Value one = r.extractLane(memory, lane);
      if (!mask) {
        LLVM::StoreOp::create(builder, op.getLoc(), one, address, bytes);
        continue;
      }
      scf::IfOp::create(builder, op.getLoc(), mask,
                        [&](OpBuilder &b, Location loc) {
                          LLVM::StoreOp::create(b, loc, one, address, bytes);
                          scf::YieldOp::create(b, loc);
                        });
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// The rest
//===----------------------------------------------------------------------===//

LogicalResult FunctionLowering::lowerPrefetch(tile::PrefetchOp op) {
  Type element = cast<tile::PtrType>(op.getPtr().getType()).getElementType();
  RegisterBuilder r(builder, op.getLoc());
  Value address =
      getAddresses(r, scalar(op.getPtr()), scalar(op.getBase()), element);
  LLVM::Prefetch::create(builder, op.getLoc(), address, /*rw=*/0,
                         int32_t(op.getLocality()), /*cache=*/1);
  return success();
}

Value FunctionLowering::getScratchAddress(int64_t offset) {
  return LLVM::GEPOp::create(
      builder, source.getLoc(), scratch.getType(), builder.getI8Type(), scratch,
      ArrayRef<LLVM::GEPArg>{LLVM::GEPArg(int32_t(offset))});
}

Value FunctionLowering::allocateScratch(int64_t bytes) {
  int64_t offset = llvm::alignTo(scratchBytes, 64);
  scratchBytes = offset + bytes;
  return getScratchAddress(offset);
}

LogicalResult FunctionLowering::lowerAlloc(tile::AllocOp op) {
  // Has its place already.
  if (op->hasAttr("tile.zeroed"))
    return success();
  int64_t bytes = getAllocBytes(op);
  scalars.map(op.getPtr(), op.getOffset()
                               ? getScratchAddress(int64_t(*op.getOffset()))
                               : allocateScratch(bytes));
  return success();
}

LogicalResult FunctionLowering::lowerCheck(tile::CheckOp op) {
  const RegisterTile &condition = tile(op.getCondition());
  const TileLayout &layout = *condition.layout;
  RegisterBuilder r(builder, op.getLoc());
  Value all;
  for (auto [reg, value] : llvm::enumerate(condition.regs)) {
    Value lanes = value;
    if (layout.hasPadding(reg)) {
      SmallVector<bool> padding;
      for (int64_t lane = 0; lane < layout.getNumLanes(); ++lane)
        padding.push_back(layout.isPadding(reg, lane));
      lanes = arith::OrIOp::create(builder, op.getLoc(), lanes,
                                   r.constantMask(padding));
    }
    all = all ? Value(arith::AndIOp::create(builder, op.getLoc(), all, lanes))
              : lanes;
  }
  if (isa<VectorType>(all.getType()))
    all = vector::ReductionOp::create(builder, op.getLoc(),
                                      vector::CombiningKind::AND, all);
  Attribute message = op.getMessageAttr();
  auto it = llvm::find(messages, message);
  int64_t index = it - messages.begin();
  if (it == messages.end())
    messages.push_back(message);
  Value failed = arith::XOrIOp::create(builder, op.getLoc(), all,
                                       r.integer(builder.getI1Type(), 1));
  scf::IfOp::create(
      builder, op.getLoc(), failed, [&](OpBuilder &b, Location loc) {
        Value code =
            arith::ConstantIntOp::create(b, loc, b.getI32Type(), index + 1);
        LLVM::StoreOp::create(b, loc, code, status, 4);
        scf::YieldOp::create(b, loc);
      });
  return success();
}
