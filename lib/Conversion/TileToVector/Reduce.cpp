//===- Reduce.cpp - Folds over dimensions of a tile -----------------------===//
//
// Registers that differ only in reduced coordinates are folded pairwise, then
// the lanes of what is left. The order depends on the layout alone.
//
//===----------------------------------------------------------------------===//

#include "TileToVector.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include <map>

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::vectorize;

/// Booleans are or-ed or and-ed whatever the fold is called.
static tile::ReductionKind getFold(tile::ReductionKind kind, Type element) {
  if (!element.isInteger(1))
    return kind;
  switch (kind) {
  case tile::ReductionKind::Sum:
  case tile::ReductionKind::Max:
  case tile::ReductionKind::Any:
    return tile::ReductionKind::Any;
  default:
    return tile::ReductionKind::All;
  }
}

static Value combine(RegisterBuilder &r, tile::ReductionKind kind, Value lhs,
                     Value rhs) {
  OpBuilder &b = r.b;
  bool isFloat = isa<FloatType>(getElementTypeOrSelf(lhs.getType()));
  switch (kind) {
  case tile::ReductionKind::Sum:
    return isFloat ? Value(arith::AddFOp::create(b, r.loc, lhs, rhs))
                   : Value(arith::AddIOp::create(b, r.loc, lhs, rhs));
  case tile::ReductionKind::Prod:
    return isFloat ? Value(arith::MulFOp::create(b, r.loc, lhs, rhs))
                   : Value(arith::MulIOp::create(b, r.loc, lhs, rhs));
  case tile::ReductionKind::Max:
    return isFloat ? Value(arith::MaximumFOp::create(b, r.loc, lhs, rhs))
                   : Value(arith::MaxSIOp::create(b, r.loc, lhs, rhs));
  case tile::ReductionKind::Min:
    return isFloat ? Value(arith::MinimumFOp::create(b, r.loc, lhs, rhs))
                   : Value(arith::MinSIOp::create(b, r.loc, lhs, rhs));
  case tile::ReductionKind::Any:
    return arith::OrIOp::create(b, r.loc, lhs, rhs);
  case tile::ReductionKind::All:
    return arith::AndIOp::create(b, r.loc, lhs, rhs);
  }
  llvm_unreachable("covered switch");
}

/// A register of the value that leaves the fold unchanged.
static Value getIdentity(RegisterBuilder &r, tile::ReductionKind kind,
                         Type type) {
  Type element = getElementTypeOrSelf(type);
  bool isMax = kind == tile::ReductionKind::Max;
  switch (kind) {
  case tile::ReductionKind::Sum:
  case tile::ReductionKind::Any:
    return r.zero(type);
  case tile::ReductionKind::All:
    return r.constantInt(type, -1);
  case tile::ReductionKind::Prod:
    return isa<FloatType>(element) ? r.constantFloat(type, 1.0)
                                   : r.constantInt(type, 1);
  case tile::ReductionKind::Max:
  case tile::ReductionKind::Min:
    break;
  }
  if (isa<FloatType>(element)) {
    double infinity = std::numeric_limits<double>::infinity();
    return r.constantFloat(type, isMax ? -infinity : infinity);
  }
  unsigned width = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  APInt limit =
      isMax ? APInt::getSignedMinValue(width) : APInt::getSignedMaxValue(width);
  return r.constantInt(type, limit.getSExtValue());
}

static Value combineAll(RegisterBuilder &r, tile::ReductionKind kind,
                        SmallVector<Value> values) {
  while (values.size() > 1) {
    SmallVector<Value> next;
    for (size_t i = 0; i + 1 < values.size(); i += 2)
      next.push_back(combine(r, kind, values[i], values[i + 1]));
    if (values.size() % 2 != 0)
      next.push_back(values.back());
    values = std::move(next);
  }
  return values.front();
}

/// Folds the lanes of `reg` until `lanes` are left: halves, quarters, ...
static Value combineHalves(RegisterBuilder &r, tile::ReductionKind kind,
                           Value reg, int64_t lanes) {
  for (int64_t half = getLanes(reg.getType()) / 2; half >= lanes; half /= 2) {
    SmallVector<int64_t> low, high;
    for (int64_t lane = 0; lane < half; ++lane) {
      low.push_back(lane);
      high.push_back(lane + half);
    }
    Value left = vector::ShuffleOp::create(r.b, r.loc, reg, reg, low);
    Value right = vector::ShuffleOp::create(r.b, r.loc, reg, reg, high);
    reg = combine(r, kind, left, right);
  }
  return reg;
}

/// Folds all lanes of `reg` to a scalar.
static Value combineLanes(RegisterBuilder &r, tile::ReductionKind kind,
                          Value reg) {
  if (getLanes(reg.getType()) > 1 &&
      getElementTypeOrSelf(reg.getType()).isInteger(1)) {
    auto fold = kind == tile::ReductionKind::All ? vector::CombiningKind::AND
                                                 : vector::CombiningKind::OR;
    return vector::ReductionOp::create(r.b, r.loc, fold, reg);
  }
  return r.extractLane(combineHalves(r, kind, reg, 1), 0);
}

/// Folds the lanes of `rows`, a power of two of registers of as many lanes or
/// more, to one register whose lane i is the fold of row i.
static Value combineRows(RegisterBuilder &r, tile::ReductionKind kind,
                         SmallVector<Value> rows) {
  // Each step folds pairs of rows: half of a register's lanes go to one row,
  // half to the other.
  int64_t count = rows.size();
  SmallVector<Value> current = rows;
  for (int64_t stride = 1; stride < count; stride *= 2) {
    int64_t lanes = getLanes(current.front().getType());
    SmallVector<Value> next;
    for (size_t pair = 0; pair < current.size(); pair += 2) {
      SmallVector<int64_t> even, odd;
      for (int64_t lane = 0; lane < lanes; lane += 2 * stride)
        for (int64_t row = 0; row < 2; ++row)
          for (int64_t i = 0; i < stride; ++i) {
            even.push_back(row * lanes + lane + i);
            odd.push_back(row * lanes + lane + stride + i);
          }
      Value left = vector::ShuffleOp::create(r.b, r.loc, current[pair],
                                             current[pair + 1], even);
      Value right = vector::ShuffleOp::create(r.b, r.loc, current[pair],
                                              current[pair + 1], odd);
      next.push_back(combine(r, kind, left, right));
    }
    current = std::move(next);
  }
  // More lanes than rows: those of one row are `count` apart.
  return combineHalves(r, kind, current.front(), count);
}

Value vectorize::foldRows(RegisterBuilder &r, tile::ReductionKind kind,
                          ArrayRef<Value> rows) {
  Type type = rows.front().getType();
  int64_t count = rows.size();
  if (count > 1 && getLanes(type) >= count &&
      !getElementTypeOrSelf(type).isInteger(1))
    return combineRows(r, kind, llvm::to_vector(rows));
  SmallVector<Value> scalars;
  for (Value row : rows)
    scalars.push_back(combineLanes(r, kind, row));
  if (count == 1)
    return scalars.front();
  return vector::FromElementsOp::create(
      r.b, r.loc, VectorType::get({count}, scalars.front().getType()), scalars);
}

LogicalResult FunctionLowering::lowerReduce(tile::ReduceOp op) {
  const RegisterTile &from = tile(op.getSource());
  const TileLayout &source = *from.layout;
  std::shared_ptr<const TileLayout> layout = getLayout(op.getType());
  Type element = getElementTypeOrSelf(op.getType());
  if (source.getFragment() || layout->getFragment())
    return op.emitOpError("expected a tile that one thread holds");
  tile::ReductionKind kind = getFold(op.getKind(), element);
  RegisterBuilder r(builder, op.getLoc());
  bool isNarrow = isNarrowFloat(element);
  auto isReduced = [&](int64_t dim) {
    return llvm::is_contained(op.getDims(), dim);
  };
  int64_t laneDim = source.getLaneDim();
  bool foldsLanes = laneDim < source.getRank() && isReduced(laneDim);

  // Registers by the element of the result that they belong to.
  std::map<int64_t, SmallVector<Value>> groups;
  for (auto [reg, held] : llvm::enumerate(from.regs)) {
    Value value = isNarrow ? r.widen(held, element) : held;
    if (foldsLanes && source.hasPadding(reg)) {
      SmallVector<bool> real;
      for (int64_t lane = 0; lane < source.getNumLanes(); ++lane)
        real.push_back(!source.isPadding(reg, lane));
      value =
          arith::SelectOp::create(builder, op.getLoc(), r.constantMask(real),
                                  value, getIdentity(r, kind, value.getType()));
    }
    SmallVector<int64_t> coords = source.getCoords(reg, 0);
    int64_t key = 0;
    for (int64_t dim = 0; dim < source.getRank(); ++dim)
      key = key * layout->getShape()[dim] + (isReduced(dim) ? 0 : coords[dim]);
    groups[key].push_back(value);
  }
  SmallVector<Value> folded;
  SmallVector<int64_t> keys;
  for (auto &[key, values] : groups) {
    folded.push_back(combineAll(r, kind, std::move(values)));
    keys.push_back(key);
  }
  auto finish = [&](Value value) {
    return isNarrow ? r.narrow(value, element) : value;
  };
  SmallVector<Value> regs;
  if (!foldsLanes) {
    // The lanes are those of the result.
    for (Value value : folded)
      regs.push_back(finish(value));
    setTile(op, std::move(regs));
    return success();
  }
  // One element a group: the lanes of the result are groups in order.
  int64_t lanes = layout->getNumLanes();
  for (int64_t reg = 0; reg < layout->getNumRegisters(); ++reg) {
    SmallVector<Value> rows;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      int64_t key = layout->isPadding(reg, lane)
                        ? layout->getElement(reg, 0)
                        : layout->getElement(reg, lane);
      rows.push_back(folded[llvm::find(keys, key) - keys.begin()]);
    }
    regs.push_back(finish(foldRows(r, kind, rows)));
  }
  setTile(op, std::move(regs));
  return success();
}
