//===- Mma.cpp - Matrix products as outer products of registers -----------===//
//
// acc[i, :] += a[i, k] * b[k, :] for each k: one broadcast of a scalar and one
// fused multiply-add a register of b, with an accumulator a register.
//
//===----------------------------------------------------------------------===//

#include "TileToVector.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::vectorize;

static Value multiplyAdd(RegisterBuilder &r, Value a, Value b, Value acc) {
  if (!isa<FloatType>(getElementTypeOrSelf(acc.getType())))
    return arith::AddIOp::create(r.b, r.loc, acc,
                                 arith::MulIOp::create(r.b, r.loc, a, b));
  if (isa<VectorType>(acc.getType()))
    return vector::FMAOp::create(r.b, r.loc, a, b, acc);
  return math::FmaOp::create(r.b, r.loc, a, b, acc);
}

/// The registers of an operand, 16-bit floats widened.
static RegisterTile getWide(RegisterBuilder &r, const RegisterTile &tile,
                            Type element) {
  RegisterTile wide = tile;
  if (element.isBF16() || element.isF16())
    for (Value &reg : wide.regs)
      reg = r.widen(reg, element);
  return wide;
}

/// One column of results: dot products along the lanes.
static SmallVector<Value> multiplyColumn(RegisterBuilder &r,
                                         const RegisterTile &lhs,
                                         const RegisterTile &rhs,
                                         const RegisterTile &acc, int64_t k) {
  const TileLayout &layout = *acc.layout;
  SmallVector<Value> regs;
  if (k == 1) {
    Value b = r.splat(rhs.regs.front(), layout.getNumLanes());
    for (auto [a, c] : llvm::zip_equal(lhs.regs, acc.regs))
      regs.push_back(multiplyAdd(r, a, b, c));
    return regs;
  }
  int64_t registersPerRow = rhs.regs.size();
  for (int64_t reg = 0; reg < layout.getNumRegisters(); ++reg) {
    SmallVector<Value> rows;
    for (int64_t lane = 0; lane < layout.getNumLanes(); ++lane) {
      int64_t row = layout.isPadding(reg, lane) ? layout.getElement(reg, 0)
                                                : layout.getElement(reg, lane);
      Value sum =
          r.zero(withLanesOf(rhs.regs.front().getType(),
                             getElementTypeOrSelf(acc.regs.front().getType())));
      for (int64_t i = 0; i < registersPerRow; ++i) {
        Value a = lhs.regs[row * registersPerRow + i], b = rhs.regs[i];
        Value next = multiplyAdd(r, a, b, sum);
        if (rhs.layout->hasPadding(i)) {
          SmallVector<bool> real;
          for (int64_t j = 0; j < rhs.layout->getNumLanes(); ++j)
            real.push_back(!rhs.layout->isPadding(i, j));
          next = arith::SelectOp::create(r.b, r.loc, r.constantMask(real), next,
                                         sum);
        }
        sum = next;
      }
      rows.push_back(sum);
    }
    Value dot = foldRows(r, tile::ReductionKind::Sum, rows);
    bool isFloat = isa<FloatType>(getElementTypeOrSelf(dot.getType()));
    regs.push_back(
        isFloat ? Value(arith::AddFOp::create(r.b, r.loc, acc.regs[reg], dot))
                : Value(arith::AddIOp::create(r.b, r.loc, acc.regs[reg], dot)));
  }
  return regs;
}

LogicalResult FunctionLowering::lowerMma(tile::MmaOp op) {
  auto lhsType = cast<RankedTensorType>(op.getLhs().getType());
  auto accType = cast<RankedTensorType>(op.getType());
  Type element = lhsType.getElementType();
  RegisterBuilder r(builder, op.getLoc());
  if (accType.getEncoding() || lhsType.getEncoding())
    return op.emitOpError("expected tiles that one thread holds");
  RegisterTile lhs = getWide(r, tile(op.getLhs()), element);
  RegisterTile rhs = getWide(r, tile(op.getRhs()), element);
  const RegisterTile &acc = tile(op.getAcc());
  Type wide = getElementTypeOrSelf(rhs.regs.front().getType());
  if (wide != accType.getElementType())
    return op.emitOpError("expected an accumulator of ")
           << wide << ", but got " << accType;
  int64_t m = accType.getDimSize(0), n = accType.getDimSize(1);
  int64_t depth = lhsType.getDimSize(1);
  if (n == 1) {
    setTile(op, multiplyColumn(r, lhs, rhs, acc, depth));
    return success();
  }
  SmallVector<Value> regs(acc.regs);
  int64_t lanes = acc.layout->getNumLanes(), perRow = regs.size() / m;
  for (int64_t k = 0; k < depth; ++k)
    for (int64_t i = 0; i < m; ++i) {
      LaneRef ref = lhs.layout->find(i * depth + k);
      Value a = r.splat(r.extractLane(lhs.regs[ref.reg], ref.lane), lanes);
      for (int64_t q = 0; q < perRow; ++q) {
        Value &sum = regs[i * perRow + q];
        sum = multiplyAdd(r, a, rhs.regs[k * perRow + q], sum);
      }
    }
  setTile(op, std::move(regs));
  return success();
}
