//===- AttentionLoop.cpp - Attention in a tile program --------------------===//

#include "cutedsl/Transforms/AttentionLoop.h"
#include "OperandAnalysis.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace cutedsl::tile;

/// What the loop does besides the products: values and reads.
static LogicalResult checkBody(scf::ForOp loop, std::string &reason) {
  for (Operation &op : loop.getBody()->without_terminator()) {
    if (op.getNumRegions() != 0)
      reason = "the loop over keys has a region in it";
    else if (!isMemoryEffectFree(&op) && !isa<LoadOp, GatherOp>(op))
      reason = "the loop over keys does more than read";
    else
      continue;
    return failure();
  }
  return success();
}

/// Whether all elements of `tile` are `scalar`.
static bool isSplatOf(Value tile, Value scalar) {
  while (auto broadcast = tile.getDefiningOp<BroadcastOp>())
    tile = broadcast.getSource();
  if (auto splat = tile.getDefiningOp<SplatOp>())
    return splat.getScalar() == scalar;
  std::optional<int64_t> constant = getConstantIntValue(scalar);
  APInt value;
  return constant && matchPattern(tile, m_ConstantInt(&value)) &&
         value.getSExtValue() == *constant;
}

/// Whether `tile` counts up from `first`, for no more than `count` elements.
static bool countsFrom(Value tile, Value first, int64_t count) {
  auto sum = tile.getDefiningOp<arith::AddIOp>();
  if (!sum)
    return false;
  for (auto [from, steps] : {std::pair(sum.getLhs(), sum.getRhs()),
                             std::pair(sum.getRhs(), sum.getLhs())})
    if (auto iota = steps.getDefiningOp<IotaOp>())
      return isSplatOf(from, first) &&
             iota.getType().getDimSize(iota.getDim()) <= count;
  return false;
}

static SmallVector<arith::CmpIOp> findTailConditions(scf::ForOp loop,
                                                     int64_t block) {
  SmallVector<arith::CmpIOp> result;
  for (auto compare : loop.getBody()->getOps<arith::CmpIOp>())
    if (compare.getPredicate() == arith::CmpIPredicate::slt &&
        countsFrom(compare.getLhs(), loop.getInductionVar(), block) &&
        isSplatOf(compare.getRhs(), loop.getUpperBound()))
      result.push_back(compare);
  return result;
}

static bool movesWith(const BoxOperand &operand, Value coordinate) {
  return llvm::any_of(operand.dims, [&](const BoxDim &dim) {
    return dim.coordinate.atom == coordinate;
  });
}

/// Heads of as many queries as a tile has rows look like rows, too; but each
/// has keys of its own.
static std::optional<unsigned>
findRowCoordinate(const AttentionLoop &attention) {
  const BoxOperand &query = attention.query;
  Value atom = query.dims[query.isKMajor ? 1 : 0].coordinate.atom;
  if (!atom || movesWith(attention.key, atom) ||
      movesWith(attention.value, atom))
    return std::nullopt;
  return cast<BlockArgument>(atom).getArgNumber();
}

FailureOr<AttentionLoop> cutedsl::tile::findAttentionLoop(FuncOp func,
                                                          std::string &reason) {
  auto refuse = [&](const Twine &why) {
    reason = why.str();
    return failure();
  };
  AttentionLoop result;
  scf::ForOp loop = result.loop = findProductLoop(func, reason);
  if (!loop || failed(checkBody(loop, reason)))
    return failure();
  SmallVector<MmaOp> products(loop.getBody()->getOps<MmaOp>());
  if (products.size() != 2)
    return refuse("the loop has " + Twine(products.size()) +
                  " products, not those with keys and with values");
  result.scores = products[0];
  result.output = products[1];
  if (!matchPattern(result.scores.getAcc(), m_AnyZeroFloat()))
    return refuse("scores do not begin at zero");
  OpOperand *use =
      result.output->hasOneUse() ? &*result.output->getUses().begin() : nullptr;
  if (!use || !isa<scf::YieldOp>(use->getOwner()))
    return refuse("the product with values is not what the loop carries");
  result.carried = use->getOperandNumber();

  OperandAnalysis analysis(func, loop, reason);
  FailureOr<BoxOperand> query =
      analysis.describeOperand(result.scores.getLhs(), /*isLhs=*/true,
                               Movement::Coordinate, Movement::None);
  if (failed(query))
    return failure();
  FailureOr<BoxOperand> key = analysis.describeOperand(
      result.scores.getRhs(), /*isLhs=*/false, Movement::Loop, Movement::None);
  if (failed(key))
    return failure();
  FailureOr<BoxOperand> value = analysis.describeOperand(
      result.output.getRhs(), /*isLhs=*/false, Movement::None, Movement::Loop);
  if (failed(value))
    return failure();
  std::tie(result.query, result.key, result.value) =
      std::tie(*query, *key, *value);
  result.rowCoordinate = findRowCoordinate(result);
  std::optional<AffineExpr> keys = analysis.toExpr(loop.getUpperBound());
  if (!keys)
    return refuse("the number of keys is not an expression over symbols");
  result.keys = *keys;
  result.block = key->mn;
  if (getConstantIntValue(loop.getStep()) != result.block ||
      value->k != result.block)
    return refuse("the loop does not take a block of keys at a time");
  result.tailConditions = findTailConditions(loop, result.block);
  findKeyBounds(func, result);
  return result;
}

LogicalResult cutedsl::tile::checkTensorCores(const AttentionLoop &attention,
                                              std::string &reason) {
  auto refuse = [&](const Twine &why) {
    reason = why.str();
    return failure();
  };
  constexpr int64_t kRows = 64, kDepth = 16, kMaxColumns = 256, kPanel = 64;
  for (const BoxOperand *operand :
       {&attention.query, &attention.key, &attention.value}) {
    if (failed(checkBoxes(*operand, reason)))
      return failure();
    // What is beyond a panel's last column must count as zero.
    const BoxDim &row = operand->dims.front();
    if (row.box % kPanel != 0 && row.coordinate.atom)
      return refuse("a tile of " + Twine(row.box) +
                    " contiguous columns is not a multiple of 64");
  }
  MmaOp scores = attention.scores, output = attention.output;
  auto element = [](Value tile) { return getElementTypeOrSelf(tile); };
  if (element(scores.getLhs()) != element(scores.getRhs()) ||
      element(output.getLhs()) != element(output.getRhs()))
    return refuse("two operands of a product are not of one type");
  if (!element(scores).isF32() || !element(output).isF32())
    return refuse("the accumulator is not f32");
  int64_t rows = output.getType().getDimSize(0),
          columns = output.getType().getDimSize(1), depth = attention.query.k;
  if (rows != kRows || attention.query.mn != kRows)
    return refuse("a tile has " + Twine(rows) + " rows, not 64");
  if (columns % kColumns != 0 || columns > kMaxColumns || depth % kDepth != 0 ||
      depth > kMaxColumns || attention.block % kDepth != 0 ||
      attention.block > kMaxColumns)
    return refuse("heads of " + Twine(depth) + " and " + Twine(columns) +
                  " in blocks of " + Twine(attention.block) +
                  " do not fill tensor cores");
  return success();
}
