//===- SM90MatrixOps.cpp - Warpgroup matrix products ----------------------===//

#include "cutedsl/Dialect/NarrowFloat.h"
#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::sm90;

static Type getElement(Value ptr) {
  return cast<tile::PtrType>(ptr.getType()).getElementType();
}

/// Elements of k that one instruction takes: 32 bytes.
static int64_t getStepDepth(Type element) {
  return 256 / element.getIntOrFloatBitWidth();
}

static LogicalResult verifyElements(Operation *op, Type a, Type b) {
  if (isFloat8(a) ? isFloat8(b)
                  : a == b && (a.isBF16() || a.isF16() || a.isF32()))
    return success();
  return op->emitOpError("expected both operands of bf16, f16, f32 or 8-bit "
                         "floats, but got ")
         << a << " and " << b;
}

static LogicalResult verifyAccumulators(Operation *op, RankedTensorType type) {
  if (type.getRank() != 2 || !type.getElementType().isF32())
    return op->emitOpError("expected a matrix of f32 as accumulators, but got ")
           << type;
  int64_t rows = kBlockRows * getNumWarpgroups(op);
  if (rows == 0 || getRole(op) == Role::Producer)
    return op->emitOpError("expected whole warpgroups to run it");
  if (type.getDimSize(0) % rows != 0)
    return op->emitOpError("expected a multiple of ")
           << rows << " rows for the warpgroups, but got " << type;
  if (type.getDimSize(1) % 8 != 0)
    return op->emitOpError("expected a multiple of 8 columns, but got ")
           << type;
  return success();
}

/// An operand in shared memory, `depth` elements of k.
static LogicalResult verifyOperand(Operation *op, Value ptr, Value offset,
                                   int64_t depth, Major major,
                                   int64_t swizzle) {
  Type element = getElement(ptr);
  int64_t bytes = element.getIntOrFloatBitWidth() / 8;
  if (!llvm::is_contained({32, 64, 128}, swizzle))
    return op->emitOpError(
               "expected a swizzle of 32, 64 or 128 bytes, but got ")
           << swizzle;
  if (depth < 1 || depth % getStepDepth(element) != 0)
    return op->emitOpError("expected k to be a multiple of ")
           << getStepDepth(element) << ", but got " << depth;
  if (major == Major::K && depth * bytes % swizzle != 0)
    return op->emitOpError("expected k to fill rows of ")
           << swizzle << " bytes, but got " << depth * bytes;
  if (major == Major::MN && bytes != 2)
    return op->emitOpError("expected 16-bit elements of an operand whose k is "
                           "not contiguous, but got ")
           << element;
  auto alloc = ptr.getDefiningOp<tile::AllocOp>();
  if (alloc && int64_t(alloc.getAlignment().value_or(16)) < kSwizzleAlignment)
    return op->emitOpError("expected shared memory aligned to ")
           << kSwizzleAlignment << " bytes, but got "
           << alloc.getAlignment().value_or(16);
  if (std::optional<int64_t> constant = getConstantIntValue(offset);
      constant && *constant * bytes % (kAtomRows * swizzle) != 0)
    return op->emitOpError("expected an offset of a multiple of ")
           << kAtomRows * swizzle << " bytes, but got " << *constant * bytes;
  return success();
}

LogicalResult WgmmaOp::verify() {
  int64_t depth = getK(), swizzle = getSwizzle();
  if (failed(verifyElements(*this, getElement(getA()), getElement(getB()))) ||
      failed(verifyAccumulators(*this,
                                cast<RankedTensorType>(getAcc().getType()))) ||
      failed(verifyOperand(*this, getA(), getAOffset(), depth, getAMajor(),
                           swizzle)) ||
      failed(verifyOperand(*this, getB(), getBOffset(), depth, getBMajor(),
                           swizzle)))
    return failure();
  return success();
}

LogicalResult WgmmaRegistersOp::verify() {
  auto a = cast<RankedTensorType>(getA().getType()),
       acc = cast<RankedTensorType>(getAcc().getType());
  if (a.getRank() != 2 ||
      !(a.getElementType().isBF16() || a.getElementType().isF16()))
    return emitOpError("expected a matrix of bf16 or f16 as A, but got ") << a;
  if (failed(verifyElements(*this, a.getElementType(), getElement(getB()))) ||
      failed(verifyAccumulators(*this, acc)))
    return failure();
  if (a.getDimSize(0) != acc.getDimSize(0))
    return emitOpError("expected A and the accumulators to have as many rows, "
                       "but got ")
           << a << " and " << acc;
  if (getTurn().has_value() != bool(getTurnOffset()) ||
      (getTurn() && (int64_t(*getTurn()) < 1 || *getTurn() > kLastBarrier)))
    return emitOpError("expected a turn at hardware barrier 1 to 15 and a "
                       "warpgroup's offset, or none");
  return verifyOperand(*this, getB(), getBOffset(), a.getDimSize(1),
                       getBMajor(), getSwizzle());
}

LogicalResult WgmmaWaitOp::verify() {
  if (int64_t(getPending()) < 0 || getPending() > 7)
    return emitOpError("expected at most 0 to 7 pending units, but got ")
           << getPending();
  for (Value acc : getAccs())
    if (failed(
            verifyAccumulators(*this, cast<RankedTensorType>(acc.getType()))))
      return failure();
  return success();
}
