//===- SplitK.cpp - CTAs of a cluster that share a tile -------------------===//
//
// Each multiplies its share of the steps along k, sends every owner of columns
// its partial sum of them through distributed shared memory, and the owners add
// them up in the order of the CTAs, so that results repeat bit for bit.
//
//===----------------------------------------------------------------------===//

#include "MainloopKernel.h"
#include "TensorMaps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace cutedsl;

void MainloopKernel::createShare() {
  AffineExpr steps = mainloop.k.ceilDiv(mainloop.stepK);
  kTiles = expand(steps.ceilDiv(splits));
  firstStep = index(0);
  if (splits == 1)
    return;
  rank = sm90::ClusterRankOp::create(builder, loc, builder.getIndexType());
  firstStep = arith::MulIOp::create(builder, loc, rank, kTiles);
  auto known = dyn_cast<AffineConstantExpr>(steps);
  if (known && known.getValue() % splits == 0)
    return;
  // The last share is smaller.
  Value left = arith::SubIOp::create(builder, loc, expand(steps), firstStep);
  kTiles = arith::MinUIOp::create(builder, loc, kTiles, left);
}

void MainloopKernel::createSums() {
  sent = createBarriers(builder, loc, /*count=*/1, /*arrivals=*/1);
  auto ptr = tile::PtrType::get(source.getContext(), builder.getF32Type(),
                                tile::MemorySpace::Shared);
  sums = tile::AllocOp::create(
      builder, loc, ptr,
      builder.getI64IntegerAttr(getSumBytes() / kAccumulatorBytes),
      IntegerAttr(), IntegerAttr());
}

/// Each CTA has one tile, so that nobody sends what another still reads, and it
/// leaves only when it has got all that it is sent.
void MainloopKernel::createSplitConsumer(Block &block) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&block);
  IRMapping mapping;
  Value tile = arith::DivUIOp::create(builder, loc, target.getArgument(0),
                                      index(splits));
  decodeTile(tile, mapping);
  Value first = index(0);
  if (owners > 1) {
    first = mul(rank, epilogue.getWidth());
    // Who owns nothing reads something.
    if (owners < splits)
      first = arith::SelectOp::create(builder, loc, createIsOwner(), first,
                                      index(0));
  }
  epilogue.loadOwned(builder, mapping, first);
  RingState state = {index(0), index(0)};
  createMainloop(mapping, state);
  exchange(mapping, first);
}

Value MainloopKernel::createIsOwner() {
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, rank,
                               index(owners));
}

void MainloopKernel::exchange(IRMapping &mapping, Value firstColumn) {
  scf::ForOp loop = mainloop.loop;
  int64_t elements = getPartElements(),
          width = getAccumulatorType().getDimSize(1) / owners;
  Type i32 = builder.getI32Type();
  Value mine = mul(rank, elements);
  auto at = [&](unsigned product) -> Value {
    return index(product * splits * elements);
  };
  RankedTensorType part;
  for (auto [number, product] : llvm::enumerate(mainloop.products)) {
    Value acc = mapping.lookup(loop.getResult(product.carried));
    auto type = cast<RankedTensorType>(acc.getType());
    part = type.clone({type.getDimSize(0), width});
    Value place = arith::AddIOp::create(builder, loc, mine, at(number));
    for (int64_t owner = 0; owner < owners; ++owner) {
      Value slice = sm90::SliceOp::create(builder, loc, part, acc,
                                          ArrayRef<int64_t>{0, owner * width});
      Value cta = arith::ConstantIntOp::create(builder, loc, i32, owner);
      sm90::SendOp::create(builder, loc, slice, sums, place, cta, sent,
                           index(0));
    }
  }
  if (owners < splits) {
    auto branch = scf::IfOp::create(builder, loc, createIsOwner());
    builder.setInsertionPointToStart(branch.thenBlock());
  }
  sm90::ExpectBytesOp::create(builder, loc, getSumBytes(), sent, index(0));
  sm90::WaitOp::create(builder, loc, sent, index(0), index(0),
                       /*cluster=*/true);
  for (auto [number, product] : llvm::enumerate(mainloop.products)) {
    Value sum;
    for (int64_t source = 0; source < splits; ++source) {
      Value place = arith::AddIOp::create(builder, loc, at(number),
                                          index(source * elements));
      Value received = sm90::ReceiveOp::create(builder, loc, part, sums, place);
      sum = sum ? arith::AddFOp::create(builder, loc, sum, received).getResult()
                : received;
    }
    mapping.map(loop.getResult(product.carried), dropPadding(sum));
  }
  epilogue.createOwned(builder, mapping, firstColumn);
}
