//===- Attention.cpp - Warp-specialised, persistent attention -------------===//
//
// The tile program's threads are those of 1 to 4 consumer warpgroups, and each
// warpgroup has a tile of 64 rows of its own: neighbours along the rows, which
// share the keys and values that one producer fetches.
//
//   producer   for each group of tiles: the queries of each warpgroup, then for
//              each block the keys and the values, in a ring each
//   consumers  scores = queries x first keys
//              for each block but the last:
//                wait for the scores, compute weights from them
//                output += weights x values
//                scores = queries x next keys
//              the same for the last block, without a next one
//              the rest of the tile program
//
// Scores are in flight from one block to the next. Several warpgroups take
// turns at the tensor cores: one issues its two products while the others
// compute weights. All run the same number of blocks.
//
// What the tile program does to scores, carried values and the output between
// the products is cloned as it is. Blocks before the last have only keys that
// exist, so there the conditions that ask for it are true.
//
//===----------------------------------------------------------------------===//

#include "Attention.h"
#include "AttentionKernel.h"
#include "TensorMaps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace cutedsl;
using tile::AttentionLoop;
using tile::BoxOperand;

/// The first of the hardware barriers at which warpgroups take turns, one for
/// each, which the one before it meets there.
static constexpr int64_t kTurnBarrier = 3;

/// Everything that the carried values and the second product need, but the
/// products themselves and what they fetch.
void AttentionKernel::findBody() {
  DenseSet<Operation *> needed;
  SmallVector<Value> roots;
  tile::MmaOp scores = attention.scores, output = attention.output;
  for (Value value : loop.getYieldedValues())
    roots.push_back(value == output.getResult() ? output.getAcc() : value);
  roots.push_back(output.getLhs());
  llvm::append_range(roots, loop.getInitArgs());
  Block *outer = loop->getBlock();
  while (!roots.empty()) {
    Operation *op = roots.pop_back_val().getDefiningOp();
    if (!op || op == scores.getOperation() || !needed.insert(op).second)
      continue;
    llvm::append_range(roots, op->getOperands());
  }
  for (Operation &op : *outer)
    if (needed.contains(&op))
      preparation.push_back(&op);
  for (Operation &op : *loop.getBody())
    if (needed.contains(&op))
      body.push_back(&op);
}

/// The source's grid, with as many tiles along the rows as fill warpgroups.
AffineMap AttentionKernel::getGrid() {
  AffineMap grid = source.getGrid();
  if (!rowDim)
    return grid;
  SmallVector<AffineExpr> sizes(grid.getResults());
  sizes[*rowDim] = sizes[*rowDim].ceilDiv(consumers);
  return AffineMap::get(0, grid.getNumSymbols(), sizes, source.getContext());
}

/// What the epilogue needs is not known before: it gets by on fewer slots, then
/// the rings on fewer stages.
LogicalResult AttentionKernel::fitShared() {
  int64_t block =
      getStagedBytes(attention.key) + getStagedBytes(attention.value);
  auto getBytes = [&] {
    return consumers * getStagedBytes(attention.query) + stages * block +
           epilogue.getSharedBytes();
  };
  epilogue.fetchInputs();
  if (getBytes() > sm90::kPlannedSharedBytes)
    epilogue.fetchInputs(Epilogue::kFewestSlots);
  while (stages > 1 && getBytes() > sm90::kPlannedSharedBytes)
    --stages;
  if (getBytes() <= sm90::kPlannedSharedBytes)
    return success();
  return source.emitOpError("expected at most ")
         << sm90::kPlannedSharedBytes << " bytes of shared memory, but needs "
         << getBytes();
}

/// Long and short tiles take turns where they differ: the order is that of
/// length, and every other round runs backwards.
Value AttentionKernel::order(Value linear, Value isOdd) {
  if (!isBounded())
    return linear;
  Value cta = target.getArgument(0);
  Value ctas = sm90::NumCtasOp::create(builder, loc, builder.getIndexType());
  Value first = arith::SubIOp::create(builder, loc, linear, cta);
  Value left = arith::SubIOp::create(builder, loc, numTiles, first);
  Value size = arith::MinUIOp::create(builder, loc, left, ctas);
  Value last = arith::AddIOp::create(builder, loc, first, add(size, -1));
  Value backwards = arith::SubIOp::create(builder, loc, last, cta);
  Value isBackwards = arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::ne, isOdd, index(0));
  return arith::SelectOp::create(builder, loc, isBackwards, backwards, linear);
}

void AttentionKernel::decodeTile(Value tile, Value warpgroup,
                                 IRMapping &mapping, Value *exists) {
  SmallVector<Value> coordinates;
  if (isBounded()) {
    // Along the rows last, from the last on: the longest first.
    coordinates = decodeInOrder(tile, *rowDim);
    Value &row = coordinates[*rowDim];
    row = arith::SubIOp::create(builder, loc, add(gridSizes[*rowDim], -1), row);
  } else {
    coordinates = decodeInOrder(tile);
  }
  if (numRowTiles) {
    Value &row = coordinates[*rowDim];
    row = arith::AddIOp::create(builder, loc, mul(row, consumers), warpgroup);
    if (exists)
      *exists = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                      row, numRowTiles);
    // A warpgroup too many does the last tile again and keeps it to itself.
    Value last = arith::SubIOp::create(builder, loc, numRowTiles, index(1));
    row = arith::MinUIOp::create(builder, loc, row, last);
  } else if (exists) {
    *exists = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                    warpgroup, index(0));
  }
  mapping = arguments;
  mapping.map(source.getCoordinates(), coordinates);
}

//===----------------------------------------------------------------------===//
// The producer
//===----------------------------------------------------------------------===//

void AttentionKernel::createProducer(Block &block) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&block);
  Value ctas = sm90::NumCtasOp::create(builder, loc, builder.getIndexType());
  // Every stage is empty: the phase before the first counts as over.
  scf::ForOp tiles = createLoop(target.getArgument(0), numTiles, ctas,
                                {index(0), index(1), index(1)});
  builder.setInsertionPointToEnd(tiles.getBody());
  Value queryPhase = tiles.getRegionIterArg(2);
  Value flipped = arith::XOrIOp::create(builder, loc, queryPhase, index(1));
  Value tile = order(tiles.getInductionVar(), flipped);
  IRMapping atoms;
  for (int64_t i = 0; i < consumers; ++i) {
    decodeTile(tile, index(i), atoms, /*exists=*/nullptr);
    waitFor(queryBarriers.empty, {index(i), queryPhase});
    sm90::ExpectBytesOp::create(builder, loc, query.bytes, queryBarriers.full,
                                index(i));
    load(attention.query, query, index(i), queryBarriers.full, atoms);
  }
  Blocks looked = findBlocks(tile);
  scf::ForOp blocks = createLoop(looked.first, looked.end, index(1),
                                 tiles.getRegionIterArgs().take_front(2));
  {
    OpBuilder::InsertionGuard inner(builder);
    builder.setInsertionPointToEnd(blocks.getBody());
    RingState at = {blocks.getRegionIterArg(0), blocks.getRegionIterArg(1)};
    atoms.map(loop.getInductionVar(),
              mul(blocks.getInductionVar(), attention.block));
    auto fetch = [&](const BoxOperand &operand, const StagedOperand &memory,
                     const Ring &ring) {
      waitFor(ring.empty, at);
      sm90::ExpectBytesOp::create(builder, loc, memory.bytes, ring.full,
                                  at.stage);
      load(operand, memory, at.stage, ring.full, atoms);
    };
    fetch(attention.key, key, keyRing);
    fetch(attention.value, value, valueRing);
    RingState next = advance(keyRing, at);
    scf::YieldOp::create(builder, loc, ValueRange{next.stage, next.phase});
  }
  scf::YieldOp::create(
      builder, loc,
      ValueRange{blocks.getResult(0), blocks.getResult(1), flipped});
}

//===----------------------------------------------------------------------===//
// The consumers
//===----------------------------------------------------------------------===//

/// Gives the next warpgroup its turn.
void AttentionKernel::passTurn() {
  if (consumers == 1)
    return;
  Value next = add(warpgroup, 1);
  Value wraps = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                      next, index(consumers));
  next = arith::SelectOp::create(builder, loc, wraps, index(0), next);
  sm90::SyncOp::create(builder, loc, kTurnBarrier, next,
                       2 * sm90::kWarpgroupSize, /*arrive=*/true);
}

Value AttentionKernel::createScores(RingState at) {
  tile::MmaOp mma = attention.scores;
  Value zero = arith::ConstantOp::create(builder, loc,
                                         builder.getZeroAttr(mma.getType()));
  const BoxOperand &lhs = attention.query;
  // Whole panels: what is beyond the heads' depth is zero.
  int64_t depth = llvm::alignTo(lhs.k, kBoxBytes / 2);
  return sm90::WgmmaOp::create(
      builder, loc, mma.getType(), query.memory, mul(warpgroup, query.elements),
      key.memory, mul(at.stage, key.elements), zero, depth, getMajor(lhs),
      getMajor(attention.key), kBoxBytes, /*init=*/true);
}

Value AttentionKernel::wait(Value product) {
  return sm90::WgmmaWaitOp::create(builder, loc, TypeRange(product.getType()),
                                   0, product)
      .getResult(0);
}

AttentionKernel::State AttentionKernel::createBlock(const IRMapping &outer,
                                                    Value block,
                                                    const State &state,
                                                    bool isLast) {
  tile::MmaOp scores = attention.scores, output = attention.output;
  IRMapping mapping = outer;
  mapping.map(loop.getInductionVar(), mul(block, attention.block));
  mapping.map(loop.getRegionIterArgs(), state.carried);
  mapping.map(scores.getResult(), wait(state.scores));
  arriveAt(keyRing.empty, state.ring.stage);
  if (isLast)
    arriveAt(queryBarriers.empty, warpgroup);
  for (Operation *op : body) {
    auto compare = dyn_cast<arith::CmpIOp>(op);
    if (!isLast && llvm::is_contained(attention.tailConditions, compare)) {
      auto type = cast<ShapedType>(compare.getType());
      mapping.map(compare.getResult(),
                  arith::ConstantOp::create(
                      builder, loc,
                      DenseElementsAttr::get(type, builder.getBoolAttr(true))));
      continue;
    }
    auto mask = masks.find(op);
    if (mask != masks.end())
      createMask(mask->second, mapping.lookup(loop.getInductionVar()), mapping);
    else
      builder.clone(*op, mapping);
  }

  waitFor(valueRing.full, state.ring);
  IntegerAttr turn;
  if (consumers > 1)
    turn = builder.getI64IntegerAttr(kTurnBarrier);
  Value product = sm90::WgmmaRegistersOp::create(
      builder, loc, output.getType(), mapping.lookup(output.getLhs()),
      value.memory, mul(state.ring.stage, value.elements),
      mapping.lookup(output.getAcc()), getMajor(attention.value), kBoxBytes,
      /*init=*/false, turn, turn ? warpgroup : Value());
  State next;
  next.ring = advance(keyRing, state.ring);
  if (!isLast) {
    waitFor(keyRing.full, next.ring);
    product = wait(product);
    next.scores = createScores(next.ring);
    passTurn();
  } else {
    passTurn();
    product = wait(product);
  }
  arriveAt(valueRing.empty, state.ring.stage);
  for (Value value : loop.getYieldedValues())
    next.carried.push_back(
        value == output.getResult() ? product : mapping.lookupOrDefault(value));
  return next;
}

void AttentionKernel::createTile(Blocks looked, Value queryPhase,
                                 IRMapping &mapping, RingState &ring) {
  IRMapping inner = mapping;
  for (Operation *op : preparation)
    builder.clone(*op, inner);
  State state;
  state.ring = ring;
  for (Value init : loop.getInitArgs())
    state.carried.push_back(inner.lookup(init));
  waitFor(queryBarriers.full, {warpgroup, queryPhase});
  waitFor(keyRing.full, ring);
  state.scores = createScores(ring);

  auto flatten = [](const State &state) {
    SmallVector<Value> values(state.carried);
    llvm::append_range(
        values, ValueRange{state.ring.stage, state.ring.phase, state.scores});
    return values;
  };
  auto unflatten = [](ValueRange values) {
    State state;
    llvm::append_range(state.carried, values.drop_back(3));
    values = values.take_back(3);
    state.ring = {values[0], values[1]};
    state.scores = values[2];
    return state;
  };
  Value last = add(looked.end, -1);
  scf::ForOp blocks = createLoop(looked.first, last, index(1), flatten(state));
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(blocks.getBody());
    State next = createBlock(inner, blocks.getInductionVar(),
                             unflatten(blocks.getRegionIterArgs()),
                             /*isLast=*/false);
    scf::YieldOp::create(builder, loc, flatten(next));
  }
  state = createBlock(inner, last, unflatten(blocks.getResults()),
                      /*isLast=*/true);
  ring = state.ring;
  mapping.map(loop.getResults(), state.carried);
}

void AttentionKernel::beginEpilogue(const IRMapping &mapping, Value exists,
                                    ValueRange slots) {
  OpBuilder::InsertionGuard guard(builder);
  if (exists) {
    auto branch = scf::IfOp::create(builder, loc, exists);
    builder.setInsertionPointToStart(branch.thenBlock());
  }
  epilogue.begin(builder, mapping, slots);
}

void AttentionKernel::createEpilogue(const IRMapping &mapping, Value exists,
                                     SmallVectorImpl<Value> &slots) {
  if (!exists)
    return epilogue.create(builder, mapping, slots);
  auto branch =
      scf::IfOp::create(builder, loc, ValueRange(slots).getTypes(), exists,
                        /*addThenBlock=*/true, /*addElseBlock=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(builder, loc, slots);
  builder.setInsertionPointToStart(branch.thenBlock());
  epilogue.create(builder, mapping, slots);
  scf::YieldOp::create(builder, loc, slots);
  slots.assign(branch.getResults().begin(), branch.getResults().end());
}

void AttentionKernel::createConsumer(Block &block) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&block);
  // What is allocated here is one for each warpgroup.
  warpgroup = sm90::WarpgroupOp::create(builder, loc, builder.getIndexType());
  epilogue.createBuffers(builder, warpgroup);
  if (consumers > 1) {
    // The first warpgroup begins: as if the last had given it the turn.
    Value isLast = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                         warpgroup, index(consumers - 1));
    auto branch = scf::IfOp::create(builder, loc, isLast);
    OpBuilder::InsertionGuard inner(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    passTurn();
  }
  Value ctas = sm90::NumCtasOp::create(builder, loc, builder.getIndexType());
  SmallVector<Value> carried = {index(0), index(0), index(0)};
  llvm::append_range(carried, epilogue.getInitialState(builder));
  scf::ForOp tiles = createLoop(target.getArgument(0), numTiles, ctas, carried);
  builder.setInsertionPointToEnd(tiles.getBody());
  RingState ring = {tiles.getRegionIterArg(0), tiles.getRegionIterArg(1)};
  Value queryPhase = tiles.getRegionIterArg(2), exists;
  IRMapping mapping;
  Value tile = order(tiles.getInductionVar(), queryPhase);
  decodeTile(tile, warpgroup, mapping, consumers > 1 ? &exists : nullptr);
  SmallVector<Value> slots(tiles.getRegionIterArgs().drop_front(3));
  beginEpilogue(mapping, exists, slots);
  createTile(findBlocks(tile), queryPhase, mapping, ring);
  createEpilogue(mapping, exists, slots);
  SmallVector<Value> next = {
      ring.stage, ring.phase,
      arith::XOrIOp::create(builder, loc, queryPhase, index(1))};
  llvm::append_range(next, slots);
  scf::YieldOp::create(builder, loc, next);
  builder.setInsertionPointToEnd(&block);
  epilogue.finish(builder);
}

LogicalResult AttentionKernel::run() {
  if (failed(fitShared()))
    return failure();
  AffineMap grid = getGrid();
  createFunction(grid, sm90::kWarpgroupSize);
  if (rowDim)
    numRowTiles = expand(source.getGrid().getResult(*rowDim));
  // At least one block: of no keys, all of it is masked.
  numBlocks = arith::MaxUIOp::create(
      builder, loc, expand(attention.keys.ceilDiv(attention.block)), index(1));
  query = createOperand(attention.query, consumers);
  key = createOperand(attention.key, stages);
  value = createOperand(attention.value, stages);
  queryBarriers = createRing(consumers, /*consumers=*/1);
  keyRing = createRing(stages, consumers);
  valueRing = createRing(stages, consumers);
  epilogue.createBarriers(builder);
  sm90::BarriersReadyOp::create(builder, loc, /*cluster=*/false);
  epilogue.createTensorMaps(builder, arguments);
  constexpr int64_t kProducerOfTwo = 24, kProducerOfMore = 32;
  sm90::WarpSpecializeOp roles =
      createRoles(consumers, /*independent=*/true,
                  getRegisters(consumers, consumers == 2 ? kProducerOfTwo
                                                         : kProducerOfMore));
  createProducer(roles.getProducer().front());
  createConsumer(roles.getConsumer().front());
  builder.setInsertionPointAfter(roles);
  tile::ReturnOp::create(builder, loc);
  source.erase();
  return success();
}

LogicalResult cutedsl::convertAttention(tile::FuncOp source,
                                        const AttentionLoop &attention,
                                        int64_t stages) {
  return AttentionKernel(source, attention, stages).run();
}
