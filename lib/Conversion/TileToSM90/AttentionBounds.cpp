//===- AttentionBounds.cpp - The keys that a tile looks at ----------------===//
//
// Blocks of keys that no row of a group of tiles looks at are not fetched, and
// masks are applied only in blocks where they change something.
//
//===----------------------------------------------------------------------===//

#include "AttentionKernel.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace cutedsl;

Value AttentionKernel::getKey(const tile::KeyBound &bound, Value tile,
                              bool wantsMost) {
  Value result;
  // A bound is linear in the row: the first or the last tile has the extreme.
  for (int64_t warpgroup : {int64_t(0), consumers - 1}) {
    IRMapping mapping;
    decodeTile(tile, index(warpgroup), mapping, /*exists=*/nullptr);
    Value key = getKey(bound, mapping);
    if (!result)
      result = key;
    else if (wantsMost)
      result = arith::MaxSIOp::create(builder, loc, result, key);
    else
      result = arith::MinSIOp::create(builder, loc, result, key);
  }
  return result;
}

Value AttentionKernel::getKey(const tile::KeyBound &bound, IRMapping &mapping) {
  Value key = index(bound.constant);
  for (auto [atom, factor] : bound.terms)
    key = arith::AddIOp::create(builder, loc, key,
                                mul(getTerm(atom, mapping), factor));
  return key;
}

/// Clones what computes `value`, unless `mapping` knows it.
static void makeKnown(OpBuilder &builder, Value value, IRMapping &mapping) {
  if (mapping.contains(value))
    return;
  Operation *op = value.getDefiningOp();
  for (Value operand : op->getOperands())
    makeKnown(builder, operand, mapping);
  builder.clone(*op, mapping);
}

Value AttentionKernel::getTerm(Value atom, IRMapping &mapping) {
  makeKnown(builder, atom, mapping);
  Value value = mapping.lookup(atom);
  if (auto tile = dyn_cast<RankedTensorType>(value.getType()))
    value = tile::ExtractOp::create(builder, loc, tile.getElementType(), value);
  if (value.getType().isIndex())
    return value;
  return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                    value);
}

AttentionKernel::Blocks AttentionKernel::findBlocks(Value tile) {
  Blocks blocks = {index(0), numBlocks};
  auto countUpTo = [&](Value key) {
    return arith::DivUIOp::create(builder, loc, add(key, attention.block - 1),
                                  index(attention.block));
  };
  for (const tile::KeyBound &bound : attention.keyEnds) {
    // At least one block, which may be all masked.
    Value most = getKey(bound, tile, /*wantsMost=*/true);
    most = arith::MaxSIOp::create(builder, loc, most, index(1));
    blocks.end =
        arith::MinUIOp::create(builder, loc, blocks.end, countUpTo(most));
  }
  Value last = add(blocks.end, -1);
  for (const tile::KeyBound &bound : attention.keyBegins) {
    Value least = getKey(bound, tile, /*wantsMost=*/false);
    least = arith::MaxSIOp::create(builder, loc, least, index(0));
    blocks.first =
        arith::MaxUIOp::create(builder, loc, blocks.first, countUpTo(least));
  }
  if (!attention.keyBegins.empty())
    blocks.first = arith::MinUIOp::create(builder, loc, blocks.first, last);
  return blocks;
}

/// Conditions are computed where they are needed: under a mask's branch.
void AttentionKernel::findMasks() {
  DenseSet<Operation *> moved;
  for (const tile::ScoreMask &mask : attention.masks) {
    Operation *select = tile::ScoreMask(mask).select;
    SmallVector<Operation *> &ops = (masks[select] = {&mask, {}}).conditions;
    DenseSet<Operation *> slice;
    auto isForCondition = [&](OpOperand &use) {
      return slice.contains(use.getOwner()) ||
             (use.getOwner() == select && use.getOperandNumber() == 0);
    };
    // Users come after what they use.
    for (Operation *op : llvm::reverse(body)) {
      if (!isMemoryEffectFree(op) || op->getNumRegions() != 0 ||
          op->use_empty() || !llvm::all_of(op->getUses(), isForCondition))
        continue;
      slice.insert(op);
      ops.push_back(op);
    }
    std::reverse(ops.begin(), ops.end());
    moved.insert(ops.begin(), ops.end());
  }
  llvm::erase_if(body, [&](Operation *op) { return moved.contains(op); });
}

void AttentionKernel::createMask(const Mask &mask, Value key,
                                 IRMapping &mapping) {
  arith::SelectOp select = mask.bounds->select;
  Value isWhole;
  auto require = [&](const tile::KeyBound &bound,
                     arith::CmpIPredicate predicate) {
    Value holds = arith::CmpIOp::create(builder, loc, predicate, key,
                                        getKey(bound, mapping));
    isWhole =
        isWhole
            ? arith::AndIOp::create(builder, loc, isWhole, holds).getResult()
            : holds;
  };
  for (const tile::KeyBound &bound : mask.bounds->from)
    require(bound, arith::CmpIPredicate::sge);
  for (const tile::KeyBound &bound : mask.bounds->before)
    require(bound, arith::CmpIPredicate::slt);
  auto branch = scf::IfOp::create(builder, loc, TypeRange(select.getType()),
                                  isWhole, /*addThenBlock=*/true,
                                  /*addElseBlock=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  scf::YieldOp::create(builder, loc, mapping.lookup(select.getTrueValue()));
  builder.setInsertionPointToStart(branch.elseBlock());
  IRMapping inner = mapping;
  for (Operation *op : mask.conditions)
    builder.clone(*op, inner);
  Operation *copy = builder.clone(*select.getOperation(), inner);
  scf::YieldOp::create(builder, loc, copy->getResults());
  mapping.map(select.getResult(), branch.getResult(0));
}
