//===- Mma.cpp - Matrix products as outer products of registers -----------===//
//
// acc[i, :] += a[i, k] * b[k, :] for each k: one broadcast of a scalar and one
// fused multiply-add a register of b, with an accumulator a register. Operands
// that are loaded for products alone are read where they are used: a scalar
// from memory is broadcast for free. A deep product is a loop over k for each
// block of rows whose accumulators fit the register file.
//
//===----------------------------------------------------------------------===//

#include "MemoryAccess.h"
#include "TileToVector.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::vectorize;

static Value multiplyAdd(RegisterBuilder &r, Value a, Value b, Value acc) {
  if (!isa<FloatType>(getElementTypeOrSelf(acc.getType())))
    return arith::AddIOp::create(r.b, r.loc, acc,
                                 arith::MulIOp::create(r.b, r.loc, a, b));
  // Not vector.fma: it becomes llvm.fmuladd, which the code generator leaves as
  // two instructions where contraction is off.
  return math::FmaOp::create(r.b, r.loc, a, b, acc);
}

/// `held`, narrow floats widened.
static Value getWide(RegisterBuilder &r, Value held, Type element) {
  return isNarrowFloat(element) ? r.widen(held, element) : held;
}

static RegisterTile getWide(RegisterBuilder &r, RegisterTile tile,
                            Type element) {
  for (Value &reg : tile.regs)
    reg = getWide(r, reg, element);
  return tile;
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
  if (accType.getEncoding() || lhsType.getEncoding())
    return op.emitOpError("expected tiles that one thread holds");
  Type wide = lhsType.getElementType();
  if (isNarrowFloat(wide))
    wide = builder.getF32Type();
  if (wide != accType.getElementType())
    return op.emitOpError("expected an accumulator of ")
           << wide << ", but got " << accType;
  int64_t depth = lhsType.getDimSize(1);
  if (accType.getDimSize(1) == 1) {
    RegisterBuilder r(builder, op.getLoc());
    Type left = lhsType.getElementType(),
         right = getElementTypeOrSelf(op.getRhs().getType());
    setTile(op, multiplyColumn(r, getWide(r, getRegisters(op.getLhs()), left),
                               getWide(r, getRegisters(op.getRhs()), right),
                               tile(op.getAcc()), depth));
    return success();
  }
  bool fits = tile(op.getAcc()).regs.size() < size_t(numRegisters);
  return depth <= 8 && fits ? lowerSmallMma(op) : lowerBlockedMma(op);
}

static std::unique_ptr<StridedAccess>
makeAccess(RegisterBuilder &r, const Matrix &matrix, Value base,
           std::shared_ptr<const TileLayout> layout) {
  SmallVector<OpFoldResult> strides = {matrix.rowStride, matrix.columnStride};
  SmallVector<OpFoldResult> valid;
  if (!matrix.isUnconditional()) {
    auto orAll = [&](OpFoldResult extent, int64_t size) {
      return extent ? extent : OpFoldResult(r.b.getIndexAttr(size));
    };
    valid = {orAll(matrix.validRows, matrix.rows),
             orAll(matrix.validColumns, matrix.columns)};
  }
  return std::make_unique<StridedAccess>(
      r, std::move(layout), matrix.element, matrix.ptr, base, strides, valid,
      ArrayRef<Value>(), getMemoryBytes(matrix.element));
}

/// All of k unrolled.
LogicalResult FunctionLowering::lowerSmallMma(tile::MmaOp op) {
  auto lhsType = cast<RankedTensorType>(op.getLhs().getType());
  auto rhsType = cast<RankedTensorType>(op.getRhs().getType());
  // Those of 8 bits may differ.
  Type left = lhsType.getElementType(), right = rhsType.getElementType();
  int64_t rows = lhsType.getDimSize(0), depth = lhsType.getDimSize(1);
  RegisterBuilder r(builder, op.getLoc());
  SmallVector<Value> regs(tile(op.getAcc()).regs);
  int64_t lanes = tile(op.getAcc()).layout->getNumLanes();
  int64_t perRow = regs.size() / rows;

  // Operands in memory, or their registers.
  std::unique_ptr<StridedAccess> lhsMemory, rhsMemory;
  RegisterTile lhs, rhs;
  if (tile::LoadOp load = getDeferred(op.getLhs()))
    if (Matrix matrix = *getMatrix(load, lhsType); matrix.isUnconditional())
      lhsMemory = makeAccess(r, matrix, matrix.base, getLayout(lhsType));
  if (!lhsMemory)
    lhs = getWide(r, getRegisters(op.getLhs()), left);
  if (tile::LoadOp load = getDeferred(op.getRhs()))
    if (Matrix matrix = *getMatrix(load, rhsType);
        isConstantIntValue(matrix.columnStride, 1))
      rhsMemory = makeAccess(r, matrix, matrix.base, getLayout(rhsType));
  if (!rhsMemory)
    rhs = getWide(r, getRegisters(op.getRhs()), right);

  for (int64_t k = 0; k < depth; ++k) {
    SmallVector<Value> row;
    for (int64_t q = 0; q < perRow; ++q)
      row.push_back(
          rhsMemory ? getWide(r, rhsMemory->loadRegister(k * perRow + q), right)
                    : rhs.regs[k * perRow + q]);
    for (int64_t i = 0; i < rows; ++i) {
      Value scalar;
      if (lhsMemory) {
        scalar = getWide(r, lhsMemory->loadScalar({i, k}), left);
      } else {
        LaneRef ref = lhs.layout->find(i * depth + k);
        scalar = r.extractLane(lhs.regs[ref.reg], ref.lane);
      }
      Value a = r.splat(scalar, lanes);
      for (int64_t q = 0; q < perRow; ++q) {
        Value &sum = regs[i * perRow + q];
        sum = multiplyAdd(r, a, row[q], sum);
      }
    }
  }
  setTile(op, std::move(regs));
  return success();
}

/// base + index * stride, in elements.
static Value advance(RegisterBuilder &r, Value base, Value index,
                     OpFoldResult stride) {
  Value step = getValueOrCreateConstantIndexOp(r.b, r.loc, stride);
  return arith::AddIOp::create(r.b, r.loc, base,
                               arith::MulIOp::create(r.b, r.loc, index, step));
}

LogicalResult FunctionLowering::lowerBlockedMma(tile::MmaOp op) {
  Matrix lhs = getAddressable(op.getLhs(), /*isRhs=*/false);
  Matrix rhs = getAddressable(op.getRhs(), /*isRhs=*/true);
  RegisterBuilder r(builder, op.getLoc());
  auto accType = cast<RankedTensorType>(op.getType());
  SmallVector<Value> regs(tile(op.getAcc()).regs);
  int64_t lanes = tile(op.getAcc()).layout->getNumLanes();
  int64_t rows = accType.getDimSize(0), perRow = regs.size() / rows;
  int64_t depth = lhs.columns;
  int64_t unroll = depth % 4 == 0 ? 4 : depth % 2 == 0 ? 2 : 1;
  // One row of rhs and a broadcast live beside the accumulators.
  int64_t most = std::max<int64_t>(1, (numRegisters - perRow - 2) / perRow);
  int64_t blocks = llvm::divideCeil(rows, most);
  for (int64_t block = 0; block < blocks; ++block) {
    int64_t begin = block * rows / blocks, end = (block + 1) * rows / blocks;
    int64_t count = end - begin;
    Value lhsBase = advance(r, lhs.base, r.index(begin), lhs.rowStride);
    SmallVector<Value> inits(regs.begin() + begin * perRow,
                             regs.begin() + end * perRow);
    auto loop = scf::ForOp::create(builder, op.getLoc(), r.index(0),
                                   r.index(depth), r.index(unroll), inits);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(loop.getBody());
    SmallVector<Value> sums(loop.getRegionIterArgs());
    Value k = loop.getInductionVar();
    auto lhsLayout =
        getLayout(RankedTensorType::get({count, unroll}, lhs.element));
    auto rhsLayout =
        getLayout(RankedTensorType::get({unroll, rhs.columns}, rhs.element));
    auto lhsMemory =
        makeAccess(r, lhs, advance(r, lhsBase, k, lhs.columnStride), lhsLayout);
    auto rhsMemory =
        makeAccess(r, rhs, advance(r, rhs.base, k, rhs.rowStride), rhsLayout);
    for (int64_t u = 0; u < unroll; ++u) {
      SmallVector<Value> row;
      for (int64_t q = 0; q < perRow; ++q)
        row.push_back(
            getWide(r, rhsMemory->loadRegister(u * perRow + q), rhs.element));
      for (int64_t i = 0; i < count; ++i) {
        Value a = r.splat(
            getWide(r, lhsMemory->loadScalar({i, u}), lhs.element), lanes);
        for (int64_t q = 0; q < perRow; ++q) {
          Value &sum = sums[i * perRow + q];
          sum = multiplyAdd(r, a, row[q], sum);
        }
      }
    }
    scf::YieldOp::create(builder, op.getLoc(), sums);
    llvm::copy(loop.getResults(), regs.begin() + begin * perRow);
  }
  setTile(op, std::move(regs));
  return success();
}
