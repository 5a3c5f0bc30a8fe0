//===- OneStepLoop.cpp - The loop over a k of one step --------------------===//

#include "OneStepLoop.h"
#include "cutedsl/Transforms/Mainloop.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cutedsl;

namespace {
/// A load that is an operand of a product, and which of its dimensions is k.
struct OperandLoad {
  tile::LoadOp load;
  unsigned k;

  /// How long k is, if that is known.
  std::optional<int64_t> getLength() {
    SmallVector<OpFoldResult> valid = load.getMixedValid();
    int64_t size = load.getType().getDimSize(k);
    if (valid.empty())
      return size;
    std::optional<int64_t> left = getConstantIntValue(valid[k]);
    return left ? std::optional(std::min(*left, size)) : std::nullopt;
  }
};
} // namespace

static std::optional<OperandLoad> findLoad(Value operand, bool isLhs) {
  tile::LoadOp load = tile::findOperandLoad(operand);
  if (!load)
    return std::nullopt;
  SmallVector<unsigned> lanes = tile::getLanes(load.getType());
  // One column is no dimension.
  if (lanes.size() == 1 && !isLhs)
    return OperandLoad{load, lanes[0]};
  if (lanes.size() != 2)
    return std::nullopt;
  return OperandLoad{load, lanes[isLhs]};
}

/// The load, moved along k by `iv`.
static Value moveLoad(OpBuilder &builder, OperandLoad operand, Value iv,
                      Value end) {
  tile::LoadOp load = operand.load;
  Location loc = load.getLoc();
  SmallVector<OpFoldResult> strides = load.getMixedStrides(),
                            valid = load.getMixedValid();
  Value stride =
      getValueOrCreateConstantIndexOp(builder, loc, strides[operand.k]);
  Value step = arith::MulIOp::create(builder, loc, iv, stride);
  Value base = arith::AddIOp::create(builder, loc, load.getBase(), step);
  if (valid.empty())
    for (int64_t size : load.getType().getShape())
      valid.push_back(builder.getIndexAttr(size));
  valid[operand.k] = arith::SubIOp::create(builder, loc, end, iv).getResult();
  SmallVector<Value> dynamicStrides, dynamicValid;
  SmallVector<int64_t> staticStrides, staticValid;
  dispatchIndexOpFoldResults(strides, dynamicStrides, staticStrides);
  dispatchIndexOpFoldResults(valid, dynamicValid, staticValid);
  return tile::LoadOp::create(
      builder, loc, load.getType(), load.getPtr(), base, dynamicStrides,
      dynamicValid, load.getMask(), builder.getDenseI64ArrayAttr(staticStrides),
      builder.getDenseI64ArrayAttr(staticValid), load.getAlignAttr());
}

/// A copy of the reshapes between a load and the product.
static Value copyReshapes(OpBuilder &builder, Value operand,
                          IRMapping &mapping) {
  if (Value known = mapping.lookupOrNull(operand))
    return known;
  Operation *reshape = operand.getDefiningOp();
  copyReshapes(builder, reshape->getOperand(0), mapping);
  return builder.clone(*reshape, mapping)->getResult(0);
}

void cutedsl::restoreOneStepLoop(tile::FuncOp func) {
  SmallVector<tile::MmaOp> products(
      func.getBody().front().getOps<tile::MmaOp>());
  if (products.empty())
    return;
  SmallVector<OperandLoad> loads;
  SmallVector<Value> accumulators;
  for (tile::MmaOp mma : products) {
    std::optional<OperandLoad> lhs = findLoad(mma.getLhs(), /*isLhs=*/true);
    std::optional<OperandLoad> rhs = findLoad(mma.getRhs(), /*isLhs=*/false);
    if (!lhs || !rhs)
      return;
    loads.append({*lhs, *rhs});
    accumulators.push_back(mma.getAcc());
  }
  std::optional<int64_t> length = loads.front().getLength();
  for (OperandLoad &load : loads)
    if (!length || load.getLength() != length)
      return;

  OpBuilder builder(products.back());
  Location loc = products.back().getLoc();
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value end = index(*length);
  int64_t step = loads.front().load.getType().getDimSize(loads.front().k);
  auto body = [&](OpBuilder &b, Location, Value iv, ValueRange carried) {
    IRMapping mapping;
    for (OperandLoad &operand : loads)
      if (!mapping.contains(operand.load.getResult()))
        mapping.map(operand.load.getResult(), moveLoad(b, operand, iv, end));
    SmallVector<Value> next;
    for (auto [mma, acc] : llvm::zip_equal(products, carried))
      next.push_back(tile::MmaOp::create(b, mma.getLoc(),
                                         copyReshapes(b, mma.getLhs(), mapping),
                                         copyReshapes(b, mma.getRhs(), mapping),
                                         acc, mma.getFastAccumulation()));
    scf::YieldOp::create(b, loc, next);
  };
  Value begin = index(0);
  auto loop = scf::ForOp::create(builder, loc, begin, end, index(step),
                                 accumulators, body);
  for (auto [mma, result] : llvm::zip_equal(products, loop.getResults())) {
    mma.replaceAllUsesWith(result);
    mma.erase();
  }
}
