//===- RowKernel.cpp - Warp-specialised, persistent rows ------------------===//

#include "RowKernel.h"
#include "TensorMaps.h"
#include "cutedsl/Transforms/Fragments.h"

using namespace mlir;
using namespace cutedsl;
using tile::RowInput;

RowKernel::RowKernel(tile::FuncOp source, const tile::RowPasses &passes,
                     int64_t stages)
    : PersistentKernel(source), passes(passes),
      stages(
          std::clamp(stages, passes.getNumChunks() + 1,
                     sm90::kRowSharedBytes / passes.getBytes(passes.chunk))) {}

void RowKernel::decodeTile(Value linear, IRMapping &mapping) {
  mapping = arguments;
  mapping.map(source.getCoordinates(), decodeInOrder(linear));
}

RingState RowKernel::skip(RingState state, Value count) {
  Value next = arith::AddIOp::create(builder, loc, state.stage, count);
  Value depth = index(stages);
  Value wraps = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::uge,
                                      next, depth);
  Value wrapped = arith::SubIOp::create(builder, loc, next, depth);
  Value flipped = arith::XOrIOp::create(builder, loc, state.phase, index(1));
  return {arith::SelectOp::create(builder, loc, wraps, wrapped, next),
          arith::SelectOp::create(builder, loc, wraps, flipped, state.phase)};
}

//===----------------------------------------------------------------------===//
// The producer
//===----------------------------------------------------------------------===//

/// A copy of the arithmetic that `value` is made by.
static Value copyIndex(OpBuilder &builder, Value value, IRMapping &mapping) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  for (Value operand : op->getOperands())
    copyIndex(builder, operand, mapping);
  return builder.clone(*op, mapping)
      ->getResult(cast<OpResult>(value).getResultNumber());
}

Value RowKernel::createAddress(const RowInput &input, Value begin,
                               const IRMapping &coordinates) {
  tile::LoadOp load = input.loads.front();
  IRMapping mapping = coordinates;
  mapping.map(RowInput::getLoop(load).getInductionVar(), begin);
  return copyIndex(builder, load.getBase(), mapping);
}

RingState RowKernel::fill(Value begin, int64_t count, RingState state,
                          const IRMapping &coordinates) {
  sm90::WaitOp::create(builder, loc, ring.empty, state.stage, state.phase);
  sm90::ExpectBytesOp::create(builder, loc, passes.getBytes(count), ring.full,
                              state.stage);
  for (auto [input, ptr] : llvm::zip_equal(passes.inputs, memory)) {
    Value address = createAddress(input, begin, coordinates);
    sm90::CopyOp::create(builder, loc, count, arguments.lookup(input.buffer),
                         address, ptr, mul(state.stage, passes.chunk),
                         ring.full, state.stage);
  }
  return advance(ring, state);
}

void RowKernel::createProducer(Block &block) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&block);
  // Every stage is empty: the phase before the first counts as over.
  scf::ForOp rows = createRows({index(0), index(1)});
  builder.setInsertionPointToEnd(rows.getBody());
  IRMapping coordinates;
  decodeTile(rows.getInductionVar(), coordinates);
  // The last chunk has fewer elements, or is one like the others.
  int64_t whole = passes.length / passes.chunk * passes.chunk;
  scf::ForOp chunks =
      createLoop(index(0), index(whole), index(passes.chunk),
                 {rows.getRegionIterArg(0), rows.getRegionIterArg(1)});
  {
    OpBuilder::InsertionGuard inner(builder);
    builder.setInsertionPointToEnd(chunks.getBody());
    RingState next = fill(
        chunks.getInductionVar(), passes.chunk,
        {chunks.getRegionIterArg(0), chunks.getRegionIterArg(1)}, coordinates);
    scf::YieldOp::create(builder, loc, ValueRange{next.stage, next.phase});
  }
  RingState state = {chunks.getResult(0), chunks.getResult(1)};
  if (whole < passes.length)
    state = fill(index(whole), passes.length - whole, state, coordinates);
  scf::YieldOp::create(builder, loc, ValueRange{state.stage, state.phase});
}

//===----------------------------------------------------------------------===//
// The consumers
//===----------------------------------------------------------------------===//

RingState RowKernel::createStage(scf::ForOp loop, RingState row) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Value chunk = arith::DivUIOp::create(builder, loc, loop.getInductionVar(),
                                       index(passes.chunk));
  return skip(row, chunk);
}

void RowKernel::readStages(const IRMapping &mapping, RingState row) {
  SmallVector<scf::ForOp> loops = passes.getLoops();
  for (scf::ForOp loop : loops) {
    RingState state;
    Operation *first = nullptr, *last = nullptr;
    for (tile::LoadOp load : loop.getOps<tile::LoadOp>())
      for (auto [input, ptr] : llvm::zip_equal(passes.inputs, memory)) {
        if (!llvm::is_contained(input.loads, load))
          continue;
        auto copy =
            mapping.lookup(load.getResult()).getDefiningOp<tile::LoadOp>();
        if (!first) {
          first = copy;
          state = createStage(cast<scf::ForOp>(copy->getParentOp()), row);
        }
        last = copy;
        OpBuilder::InsertionGuard guard(builder);
        builder.setInsertionPoint(copy);
        copy.getPtrMutable().assign(ptr);
        copy.getBaseMutable().assign(mul(state.stage, passes.chunk));
      }
    OpBuilder::InsertionGuard guard(builder);
    if (loop == loops.front()) {
      builder.setInsertionPoint(first);
      sm90::WaitOp::create(builder, loc, ring.full, state.stage, state.phase);
    }
    if (loop == loops.back()) {
      builder.setInsertionPointAfter(last);
      // Without it the copy engine may overwrite what is still being read: an
      // arrival does not wait for loads whose results nobody needs yet.
      sm90::FenceProxyOp::create(builder, loc);
      sm90::ArriveOp::create(builder, loc, ring.empty, state.stage,
                             /*cta=*/Value(), /*warps=*/true);
    }
  }
}

void RowKernel::createConsumer(Block &block) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&block);
  scf::ForOp rows = createRows({index(0), index(0)});
  builder.setInsertionPointToEnd(rows.getBody());
  IRMapping mapping;
  decodeTile(rows.getInductionVar(), mapping);
  RingState row = {rows.getRegionIterArg(0), rows.getRegionIterArg(1)};
  // Computed before the program that uses them.
  RingState next = skip(row, index(passes.getNumChunks()));
  for (Operation &op : source.getBody().front().without_terminator())
    builder.clone(op, mapping);
  readStages(mapping, row);
  scf::YieldOp::create(builder, loc, ValueRange{next.stage, next.phase});
}

//===----------------------------------------------------------------------===//
// The kernel
//===----------------------------------------------------------------------===//

void RowKernel::dealRows() {
  auto divideCeil = [&](Value a, Value b) -> Value {
    Value one = arith::ConstantIntOp::create(builder, loc, 1, 32);
    Value less = arith::SubIOp::create(builder, loc, b, one);
    Value sum = arith::AddIOp::create(builder, loc, a, less);
    return arith::DivUIOp::create(builder, loc, sum, b);
  };
  Value ctas = sm90::NumCtasOp::create(builder, loc, builder.getIndexType());
  Value rows = narrow(numTiles);
  Value rounds = divideCeil(rows, narrow(ctas));
  step = wide(divideCeil(rows, rounds));
  Value cta = target.getArgument(0);
  Value isDealt =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, cta, step);
  firstRow = arith::SelectOp::create(builder, loc, isDealt, cta, numTiles);
}

void RowKernel::run() {
  constexpr int64_t kProducerRegisters = 32, kAlignment = 128;
  int64_t consumers = source.getThreads() / sm90::kWarpgroupSize;
  createFunction(source.getGrid(), source.getThreads());
  dealRows();
  for (const RowInput &input : passes.inputs) {
    auto type = tile::PtrType::get(builder.getContext(), input.elementType,
                                   tile::MemorySpace::Shared);
    memory.push_back(tile::AllocOp::create(
        builder, loc, type, builder.getI64IntegerAttr(stages * passes.chunk),
        /*offset=*/IntegerAttr(), builder.getI64IntegerAttr(kAlignment)));
  }
  // Each consumer warp hands back what it has read.
  ring = createRing(stages, source.getThreads() / tile::kWarpSize);
  sm90::BarriersReadyOp::create(builder, loc, /*cluster=*/false);
  sm90::WarpSpecializeOp roles =
      createRoles(consumers, /*independent=*/false,
                  getRegisters(consumers, kProducerRegisters));
  createProducer(roles.getProducer().front());
  createConsumer(roles.getConsumer().front());
  builder.setInsertionPointAfter(roles);
  tile::ReturnOp::create(builder, loc);
  source.erase();
}
