//===- MainloopKernel.cpp - Warp-specialised products ---------------------===//

#include "MainloopKernel.h"
#include "TensorMaps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace cutedsl;
using tile::BoxOperand;
using tile::Product;

/// Hardware barriers at which the two warpgroups of a ping-pong take turns.
static constexpr int64_t kTurnBarrier = 3, kTurnThreads = 256;

void MainloopKernel::takeTurn(Value whose, bool arrive) {
  sm90::SyncOp::create(builder, loc, kTurnBarrier, whose, kTurnThreads, arrive);
}

void MainloopKernel::decodeTile(Value linear, IRMapping &mapping) {
  mapping = arguments;
  mapping.map(source.getCoordinates(), decodeInStripes(linear));
}

//===----------------------------------------------------------------------===//
// The producer
//===----------------------------------------------------------------------===//

void MainloopKernel::createProducer(Block &block) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&block);
  // Every stage is empty: the phase before the first counts as over.
  RingState state = {index(0), index(1)};
  Value filled = index(0), first = target.getArgument(0);
  if (splits > 1)
    first = arith::DivUIOp::create(builder, loc, first, index(splits));
  for (unsigned i = 0, e = operands.size(); i < e; ++i)
    if (isConstant(i)) {
      std::tie(filled, state) = fill(first);
      break;
    }
  if (splits > 1) {
    createSteps(first, filled, state);
    return;
  }
  Value ctas = sm90::NumCtasOp::create(builder, loc, builder.getIndexType());
  scf::ForOp tiles =
      createLoop(first, numTiles, ctas, {state.stage, state.phase});
  builder.setInsertionPointToEnd(tiles.getBody());
  Value tile = tiles.getInductionVar();
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        tile, first);
  Value begin =
      arith::SelectOp::create(builder, loc, isFirst, filled, index(0));
  RingState next = createSteps(
      tile, begin, {tiles.getRegionIterArg(0), tiles.getRegionIterArg(1)});
  scf::YieldOp::create(builder, loc, ValueRange{next.stage, next.phase});
}

RingState MainloopKernel::createSteps(Value tile, Value first,
                                      RingState state) {
  IRMapping coordinates;
  decodeTile(tile, coordinates);
  scf::ForOp steps =
      createLoop(first, kTiles, index(1), {state.stage, state.phase});
  OpBuilder::InsertionGuard inner(builder);
  builder.setInsertionPointToEnd(steps.getBody());
  RingState now = {steps.getRegionIterArg(0), steps.getRegionIterArg(1)};
  sm90::WaitOp::create(builder, loc, ring.empty, now.stage, now.phase);
  sm90::ExpectBytesOp::create(builder, loc, stageBytes, ring.full, now.stage);
  scf::ForOp loop = mainloop.loop;
  coordinates.map(loop.getInductionVar(), getK(steps.getInductionVar()));
  for (unsigned i = 0, e = operands.size(); i < e; ++i)
    load(mainloop.operands[i], operands[i], now.stage, ring.full, coordinates);
  RingState next = advance(ring, now);
  scf::YieldOp::create(builder, loc, ValueRange{next.stage, next.phase});
  return {steps.getResult(0), steps.getResult(1)};
}

Value MainloopKernel::getK(Value step) {
  if (splits > 1)
    step = arith::AddIOp::create(builder, loc, step, firstStep);
  return mul(step, mainloop.stepK);
}

std::pair<Value, RingState> MainloopKernel::fill(Value tile) {
  Value depth = index(stages);
  Value count = arith::MinUIOp::create(builder, loc, kTiles, depth);
  if (splits == 1) {
    // A CTA may have no tile at all.
    Value exists = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::ult, tile, numTiles);
    count = arith::SelectOp::create(builder, loc, exists, count, index(0));
  }
  IRMapping coordinates;
  decodeTile(tile, coordinates);
  for (bool constants : {true, false}) {
    scf::ForOp steps = createLoop(index(0), count, index(1), {});
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(steps.getBody());
    Value stage = steps.getInductionVar();
    scf::ForOp loop = mainloop.loop;
    coordinates.map(loop.getInductionVar(), getK(stage));
    if (constants)
      sm90::ExpectBytesOp::create(builder, loc, stageBytes, ring.full, stage);
    for (unsigned i = 0, e = operands.size(); i < e; ++i)
      if (isConstant(i) == constants)
        load(mainloop.operands[i], operands[i], stage, ring.full, coordinates);
    scf::YieldOp::create(builder, loc);
  }
  Value isFull = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                       count, depth);
  auto select = [&](Value whole, Value part) -> Value {
    return arith::SelectOp::create(builder, loc, isFull, whole, part);
  };
  return {count, {select(index(0), count), select(index(0), index(1))}};
}

//===----------------------------------------------------------------------===//
// The consumers
//===----------------------------------------------------------------------===//

SmallVector<Value> MainloopKernel::multiply(ValueRange accs, RingState state,
                                            bool init) {
  SmallVector<Value> results(accs);
  for (const Product &product : mainloop.products) {
    const StagedOperand &a = operands[product.lhs], &b = operands[product.rhs];
    const BoxOperand &lhs = mainloop.operands[product.lhs];
    Value &acc = results[product.carried];
    acc = sm90::WgmmaOp::create(
        builder, loc, acc.getType(), a.memory, mul(state.stage, a.elements),
        b.memory, mul(state.stage, b.elements), acc, lhs.k, getMajor(lhs),
        getMajor(mainloop.operands[product.rhs]), kBoxBytes, init);
  }
  return results;
}

SmallVector<Value> MainloopKernel::createZeros() {
  Value zero = arith::ConstantOp::create(
      builder, loc, builder.getZeroAttr(getAccumulatorType()));
  return SmallVector<Value>(mainloop.products.size(), zero);
}

/// No step's products overlap those of the next, which need the same registers,
/// but other warpgroups' do.
void MainloopKernel::createPromotedMainloop(IRMapping &mapping,
                                            RingState &state) {
  SmallVector<Value> zeros = createZeros(), carried = zeros;
  unsigned count = zeros.size();
  if (isPingPong)
    takeTurn(warpgroup, /*arrive=*/false);
  llvm::append_range(carried, ValueRange{state.stage, state.phase});
  scf::ForOp steps = createLoop(index(0), kTiles, index(1), carried);
  {
    OpBuilder::InsertionGuard inner(builder);
    builder.setInsertionPointToEnd(steps.getBody());
    ValueRange sums = steps.getRegionIterArgs().take_front(count);
    RingState now = {steps.getRegionIterArg(count),
                     steps.getRegionIterArg(count + 1)};
    sm90::WaitOp::create(builder, loc, ring.full, now.stage, now.phase);
    SmallVector<Value> parts = multiply(zeros, now, /*init=*/true);
    SmallVector<Type> types = llvm::to_vector(ValueRange(parts).getTypes());
    auto wait = sm90::WgmmaWaitOp::create(builder, loc, types, 0, parts);
    sm90::ArriveOp::create(builder, loc, ring.empty, now.stage, Value());
    SmallVector<Value> yielded;
    for (auto [sum, part] : llvm::zip_equal(sums, wait.getResults()))
      yielded.push_back(arith::AddFOp::create(builder, loc, sum, part));
    RingState next = advance(ring, now);
    llvm::append_range(yielded, ValueRange{next.stage, next.phase});
    scf::YieldOp::create(builder, loc, yielded);
  }
  if (isPingPong)
    takeTurn(other, /*arrive=*/true);
  state = {steps.getResult(count), steps.getResult(count + 1)};
  scf::ForOp loop = mainloop.loop;
  for (const Product &product : mainloop.products)
    mapping.map(loop.getResult(product.carried),
                steps.getResult(product.carried));
}

/// The first step takes no accumulators; of the others each hands back the
/// stage of the step before it, whose products are finished by then.
void MainloopKernel::createMainloop(IRMapping &mapping, RingState &state) {
  if (tile::promotesSums(mainloop))
    return createPromotedMainloop(mapping, state);
  SmallVector<Value> accs = createZeros();
  if (isPingPong)
    takeTurn(warpgroup, /*arrive=*/false);
  sm90::WaitOp::create(builder, loc, ring.full, state.stage, state.phase);
  accs = multiply(accs, state, /*init=*/true);
  RingState next = advance(ring, state);
  SmallVector<Value> carried = accs;
  llvm::append_range(carried, ValueRange{next.stage, next.phase, state.stage});
  scf::ForOp steps = createLoop(index(1), kTiles, index(1), carried);
  unsigned count = accs.size();
  {
    OpBuilder::InsertionGuard inner(builder);
    builder.setInsertionPointToEnd(steps.getBody());
    ValueRange state = steps.getRegionIterArgs();
    RingState now = {state[count], state[count + 1]};
    sm90::WaitOp::create(builder, loc, ring.full, now.stage, now.phase);
    SmallVector<Value> results =
        multiply(state.take_front(count), now, /*init=*/false);
    SmallVector<Type> types = llvm::to_vector(ValueRange(results).getTypes());
    auto wait = sm90::WgmmaWaitOp::create(builder, loc, types, count, results);
    sm90::ArriveOp::create(builder, loc, ring.empty, state[count + 2], Value());
    RingState next = advance(ring, now);
    SmallVector<Value> yielded(wait.getResults());
    llvm::append_range(yielded, ValueRange{next.stage, next.phase, now.stage});
    scf::YieldOp::create(builder, loc, yielded);
  }
  // The tensor cores are the other warpgroup's.
  if (isPingPong)
    takeTurn(other, /*arrive=*/true);
  ValueRange results = steps.getResults();
  SmallVector<Type> types =
      llvm::to_vector(results.take_front(count).getTypes());
  auto wait = sm90::WgmmaWaitOp::create(builder, loc, types, 0,
                                        results.take_front(count));
  sm90::ArriveOp::create(builder, loc, ring.empty, results[count + 2], Value());
  state = {results[count], results[count + 1]};
  scf::ForOp loop = mainloop.loop;
  for (const Product &product : mainloop.products)
    mapping.map(loop.getResult(product.carried),
                wait.getResult(product.carried));
}

RankedTensorType MainloopKernel::getAccumulatorType() const {
  tile::MmaOp mma = mainloop.products.front().mma;
  RankedTensorType type = mma.getType();
  const BoxOperand &rhs = mainloop.operands[mainloop.products.front().rhs];
  return type.clone({type.getDimSize(0), rhs.mn});
}

/// The tile's columns of accumulators that have more: of what was multiplied
/// with zeros nothing may be kept, as it can be infinite.
Value MainloopKernel::dropPadding(Value acc) {
  auto type = cast<RankedTensorType>(acc.getType());
  tile::MmaOp mma = mainloop.products.front().mma;
  if (mma.getType().getDimSize(1) != 1)
    return acc;
  auto counts =
      RankedTensorType::get({1, type.getDimSize(1)}, builder.getIndexType());
  auto constant = [&](Attribute value) -> Value {
    return arith::ConstantOp::create(builder, loc, cast<TypedAttr>(value));
  };
  Value column = tile::IotaOp::create(builder, loc, counts, 1);
  Value zero = constant(builder.getZeroAttr(counts));
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        column, zero);
  isFirst = tile::BroadcastOp::create(
      builder, loc, RankedTensorType::get(type.getShape(), builder.getI1Type()),
      isFirst);
  acc = arith::SelectOp::create(builder, loc, isFirst, acc,
                                constant(builder.getZeroAttr(type)));
  return tile::ReduceOp::create(
      builder, loc, type.clone({type.getDimSize(0), 1}),
      tile::ReductionKind::Sum, acc, builder.getDenseI64ArrayAttr({1}));
}

RingState MainloopKernel::createFirstState(Value &firstTile, Value &step) {
  Value cta = target.getArgument(0);
  Value ctas = sm90::NumCtasOp::create(builder, loc, builder.getIndexType());
  firstTile = cta;
  step = ctas;
  if (!isPingPong)
    return {index(0), index(0)};
  warpgroup = sm90::WarpgroupOp::create(builder, loc, builder.getIndexType());
  other = arith::SubIOp::create(builder, loc, index(1), warpgroup);
  Value skipped = arith::MulIOp::create(builder, loc, warpgroup, ctas);
  firstTile = arith::AddIOp::create(builder, loc, cta, skipped);
  step = mul(ctas, 2);
  Value isSecond = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                         warpgroup, index(1));
  // The first warpgroup begins: as if the second had just multiplied.
  auto branch = scf::IfOp::create(builder, loc, isSecond);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&branch.getThenRegion().front());
    takeTurn(Value(), /*arrive=*/true);
  }
  RingState second = skipTile({index(0), index(0)});
  auto choose = [&](Value value) -> Value {
    return arith::SelectOp::create(builder, loc, isSecond, value, index(0));
  };
  return {choose(second.stage), choose(second.phase)};
}

RingState MainloopKernel::skipTile(RingState state) {
  if (!isPingPong)
    return state;
  Value depth = index(stages), two = index(2);
  Value jump = arith::RemUIOp::create(builder, loc, kTiles, depth);
  Value laps = arith::DivUIOp::create(builder, loc, kTiles, depth);
  Value stage = arith::AddIOp::create(builder, loc, state.stage, jump);
  Value wraps = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::uge,
                                      stage, depth);
  Value wrapped = arith::SubIOp::create(builder, loc, stage, depth);
  Value lap = arith::SelectOp::create(builder, loc, wraps, index(1), index(0));
  Value phase = arith::AddIOp::create(builder, loc, state.phase, laps);
  phase = arith::AddIOp::create(builder, loc, phase, lap);
  return {arith::SelectOp::create(builder, loc, wraps, wrapped, stage),
          arith::RemUIOp::create(builder, loc, phase, two)};
}

/// The whole program but its loop comes after the mainloop, what stood before
/// it too: nothing that it computes may take registers from the accumulators.
void MainloopKernel::createConsumer(Block &block) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&block);
  Value first, step;
  RingState start = createFirstState(first, step);
  // What is allocated here is one for each warpgroup that works alone.
  epilogue.createBuffers(builder, warpgroup);
  SmallVector<Value> carried = {start.stage, start.phase};
  llvm::append_range(carried, epilogue.getInitialState(builder));
  scf::ForOp tiles = createLoop(first, numTiles, step, carried);
  builder.setInsertionPointToEnd(tiles.getBody());
  IRMapping mapping;
  decodeTile(tiles.getInductionVar(), mapping);
  RingState state = {tiles.getRegionIterArg(0), tiles.getRegionIterArg(1)};
  SmallVector<Value> boxes(tiles.getRegionIterArgs().drop_front(2));
  epilogue.begin(builder, mapping, boxes);
  createMainloop(mapping, state);
  state = skipTile(state);
  for (Value result : mainloop.loop->getResults())
    mapping.map(result, dropPadding(mapping.lookup(result)));
  epilogue.create(builder, mapping, boxes);
  SmallVector<Value> next = {state.stage, state.phase};
  llvm::append_range(next, boxes);
  scf::YieldOp::create(builder, loc, next);
  builder.setInsertionPointToEnd(&block);
  epilogue.finish(builder);
}

//===----------------------------------------------------------------------===//
// The kernel
//===----------------------------------------------------------------------===//

/// As many stages as asked for, or as fit beside the epilogue.
void MainloopKernel::limitStages() {
  for (const BoxOperand &operand : mainloop.operands)
    stageBytes += getStagedBytes(operand);
  int64_t left = sm90::kPlannedSharedBytes - epilogue.getSharedBytes() -
                 (splits > 1 ? getSumBytes() : 0);
  stages = std::max<int64_t>(2, std::min(stages, left / stageBytes));
}

void MainloopKernel::run() {
  limitStages();
  createFunction(source.getGrid(), source.getThreads(), splits);
  createShare();
  for (const BoxOperand &operand : mainloop.operands)
    operands.push_back(createOperand(operand, stages));
  ring = createRing(stages, warpgroups);
  epilogue.createBarriers(builder);
  if (splits > 1)
    createSums();
  sm90::BarriersReadyOp::create(builder, loc, /*cluster=*/splits > 1);
  epilogue.createTensorMaps(builder, arguments);
  constexpr int64_t kProducerRegisters = 40;
  // Accumulators of CTAs that share a tile are few.
  sm90::WarpSpecializeOp roles =
      createRoles(consumers, isPingPong,
                  getRegisters(splits > 1 ? 1 : consumers, kProducerRegisters));
  createProducer(roles.getProducer().front());
  if (splits > 1)
    createSplitConsumer(roles.getConsumer().front());
  else
    createConsumer(roles.getConsumer().front());
  builder.setInsertionPointAfter(roles);
  tile::ReturnOp::create(builder, loc);
  source.erase();
}
