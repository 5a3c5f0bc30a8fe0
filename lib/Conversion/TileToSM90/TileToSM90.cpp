//===- TileToSM90.cpp - Warp-specialised, persistent mainloops ------------===//
//
// A tile program with a pipelined mainloop becomes one that runs many tiles:
//
//   producer   for each tile, for each k: wait for an empty stage, announce its
//              bytes, start the copies of its boxes
//   consumers  for each tile: for each k wait for a full stage, multiply, hand
//              the stage before back; then the rest of the tile program
//
// The ring of stages goes on from tile to tile, so the producer fetches the
// next tile while the consumers are in the epilogue. Stage and phase are
// carried by the loops and advanced by compare and select.
//
// Where one warpgroup holds a tile of more than 64 rows, two take turns: while
// one multiplies, the other is in its epilogue. Hardware barriers hand the
// tensor cores over, and each jumps over the stages of the other's tiles.
//
//===----------------------------------------------------------------------===//

#include "Attention.h"
#include "Epilogue.h"
#include "PersistentKernel.h"
#include "TensorMaps.h"
#include "cutedsl/Conversion/Passes.h"
#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Mainloop.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTTILETOSM90
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using tile::BoxOperand;
using tile::Mainloop;
using tile::Product;

/// Hardware barriers at which the two warpgroups of a ping-pong take turns.
static constexpr int64_t kTurnBarrier = 3, kTurnThreads = 256;
static constexpr int64_t kAccumulatorBytes = 4;

static ArrayRef<int64_t> getShape(const Mainloop &mainloop) {
  tile::MmaOp mma = mainloop.products.front().mma;
  return mma.getType().getShape();
}

namespace {
/// Rewrites one function.
class Specializer : PersistentKernel {
public:
  Specializer(tile::FuncOp source, const Mainloop &mainloop, int64_t stages,
              int64_t splits)
      : PersistentKernel(source), mainloop(mainloop),
        warpgroups(source.getThreads() / sm90::kWarpgroupSize),
        isPingPong(warpgroups == 1 && getShape(mainloop)[0] > sm90::kBlockRows),
        consumers(isPingPong ? 2 : warpgroups),
        epilogue(source, mainloop.loop, getShape(mainloop), warpgroups,
                 consumers / warpgroups),
        stages(stages), splits(splits) {
    if (splits > 1) {
      owners = epilogue.getNumOwners(splits);
      epilogue.share(owners);
    } else {
      epilogue.fetchInputs();
    }
  }
  void run();

private:
  void limitStages();
  /// Elements of a CTA's part of a result's tile, and the bytes that it is
  /// sent.
  int64_t getPartElements() const {
    RankedTensorType type = getAccumulatorType();
    return type.getDimSize(0) * type.getDimSize(1) / owners;
  }
  int64_t getSumBytes() const {
    return splits * mainloop.products.size() * getPartElements() *
           kAccumulatorBytes;
  }
  /// This CTA's share of the steps along k.
  void createShare();
  void createSums();
  void createProducer(Block &block);
  /// Starts the copies of the first tile's first stages: constants at once, the
  /// others as soon as they are there. How many, and the ring after them.
  std::pair<Value, RingState> fill(Value tile);
  /// The copies of all steps of a tile from `first` on.
  RingState createSteps(Value tile, Value first, RingState state);
  void createConsumer(Block &block);
  void createSplitConsumer(Block &block);
  /// Adds up the CTAs' partial sums of the columns that this one owns.
  void exchange(IRMapping &mapping, Value firstColumn);
  /// Where a warpgroup's first tile begins.
  RingState createFirstState(Value &firstTile, Value &step);
  /// Over the stages of the other warpgroup's tile.
  RingState skipTile(RingState state);
  /// Waits for the turn of `whose` warpgroup, the first if null, or gives it.
  void takeTurn(Value whose, bool arrive) {
    sm90::SyncOp::create(builder, loc, kTurnBarrier, whose, kTurnThreads,
                         arrive);
  }
  /// The coordinates of tile `linear`.
  void decodeTile(Value linear, IRMapping &mapping);
  /// Step `step` of this CTA's share of k.
  Value getK(Value step);
  bool isConstant(unsigned operand);
  void createMainloop(IRMapping &mapping, RingState &state);
  /// Of all products; at least 8 columns.
  RankedTensorType getAccumulatorType() const;
  Value dropPadding(Value acc);
  SmallVector<Value> multiply(ValueRange accs, RingState state, bool init);

  const Mainloop &mainloop;
  /// That share a tile.
  int64_t warpgroups;
  /// Whether consumer warpgroups take turns, each with a tile of its own.
  bool isPingPong;
  int64_t consumers;
  Epilogue epilogue;
  int64_t stages;
  /// CTAs that share a tile's steps of k, and those that write a part of it.
  int64_t splits, owners = 1;

  Ring ring;
  /// `kTiles` steps are this CTA's, from `firstStep` on.
  Value kTiles, firstStep;
  /// With splits: the CTA's place among them, and the sums that it is sent.
  Value rank, sums, sent;
  SmallVector<StagedOperand> operands;
  int64_t stageBytes = 0;
  // For ping-pong: this warpgroup and the other.
  Value warpgroup, other;
};
} // namespace

void Specializer::decodeTile(Value linear, IRMapping &mapping) {
  mapping = arguments;
  mapping.map(source.getCoordinates(), decodeInStripes(linear));
}

//===----------------------------------------------------------------------===//
// The producer
//===----------------------------------------------------------------------===//

void Specializer::createProducer(Block &block) {
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

RingState Specializer::createSteps(Value tile, Value first, RingState state) {
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

Value Specializer::getK(Value step) {
  if (splits > 1)
    step = arith::AddIOp::create(builder, loc, step, firstStep);
  return mul(step, mainloop.stepK);
}

bool Specializer::isConstant(unsigned operand) {
  auto constants = source->getAttrOfType<DenseI64ArrayAttr>("constant_buffers");
  int64_t number =
      cast<BlockArgument>(mainloop.operands[operand].buffer).getArgNumber();
  return constants &&
         llvm::is_contained(constants.asArrayRef(),
                            number - int64_t(source.getGridRank()));
}

std::pair<Value, RingState> Specializer::fill(Value tile) {
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

SmallVector<Value> Specializer::multiply(ValueRange accs, RingState state,
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

/// The first step takes no accumulators; of the others each hands back the
/// stage of the step before it, whose products are finished by then.
void Specializer::createMainloop(IRMapping &mapping, RingState &state) {
  SmallVector<Value> accs;
  for (size_t i = 0; i < mainloop.products.size(); ++i)
    accs.push_back(arith::ConstantOp::create(
        builder, loc, builder.getZeroAttr(getAccumulatorType())));
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

RankedTensorType Specializer::getAccumulatorType() const {
  tile::MmaOp mma = mainloop.products.front().mma;
  RankedTensorType type = mma.getType();
  const BoxOperand &rhs = mainloop.operands[mainloop.products.front().rhs];
  return type.clone({type.getDimSize(0), rhs.mn});
}

/// The tile's columns of accumulators that have more: of what was multiplied
/// with zeros nothing may be kept, as it can be infinite.
Value Specializer::dropPadding(Value acc) {
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

RingState Specializer::createFirstState(Value &firstTile, Value &step) {
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

RingState Specializer::skipTile(RingState state) {
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
void Specializer::createConsumer(Block &block) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&block);
  // What is allocated here is one for each warpgroup that works alone.
  Value first, step;
  RingState start = createFirstState(first, step);
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
// CTAs that share a tile
//===----------------------------------------------------------------------===//

void Specializer::createShare() {
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

void Specializer::createSums() {
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
void Specializer::createSplitConsumer(Block &block) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&block);
  IRMapping mapping;
  Value tile = arith::DivUIOp::create(builder, loc, target.getArgument(0),
                                      index(splits));
  decodeTile(tile, mapping);
  Value first = index(0);
  if (owners > 1) {
    // Who owns nothing reads something.
    Value isOwner = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::ult, rank, index(owners));
    first = mul(rank, epilogue.getWidth());
    if (owners < splits)
      first = arith::SelectOp::create(builder, loc, isOwner, first, index(0));
  }
  epilogue.loadOwned(builder, mapping, first);
  RingState state = {index(0), index(0)};
  createMainloop(mapping, state);
  exchange(mapping, first);
}

void Specializer::exchange(IRMapping &mapping, Value firstColumn) {
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
    Value isOwner = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::ult, rank, index(owners));
    auto branch = scf::IfOp::create(builder, loc, isOwner);
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

/// As many stages as asked for, or as fit beside the epilogue.
void Specializer::limitStages() {
  for (const BoxOperand &operand : mainloop.operands)
    stageBytes += getStagedBytes(operand);
  int64_t left = kPlannedSharedBytes - epilogue.getSharedBytes() -
                 (splits > 1 ? getSumBytes() : 0);
  stages = std::max<int64_t>(2, std::min(stages, left / stageBytes));
}

void Specializer::run() {
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
  auto [producerRegisters, consumerRegisters] =
      getRegisters(splits > 1 ? 1 : consumers, kProducerRegisters);
  auto roles =
      sm90::WarpSpecializeOp::create(builder, loc, consumers, isPingPong,
                                     producerRegisters, consumerRegisters);
  for (Region *region : {&roles.getProducer(), &roles.getConsumer()})
    if (region->empty())
      region->emplaceBlock();
  createProducer(roles.getProducer().front());
  if (splits > 1)
    createSplitConsumer(roles.getConsumer().front());
  else
    createConsumer(roles.getConsumer().front());
  builder.setInsertionPointAfter(roles);
  tile::ReturnOp::create(builder, loc);
  source.erase();
}

/// Every CTA of a cluster must have a share of k.
static LogicalResult checkSplits(tile::FuncOp func, const Mainloop &mainloop,
                                 int64_t splits) {
  constexpr int64_t kMaxCluster = 8;
  auto k = dyn_cast<AffineConstantExpr>(mainloop.k);
  int64_t steps = k ? llvm::divideCeil(k.getValue(), mainloop.stepK) : 0;
  if (splits == 1 ||
      (splits > 1 && splits <= kMaxCluster &&
       (splits - 1) * int64_t(llvm::divideCeil(steps, splits)) < steps))
    return success();
  return func.emitOpError("expected ")
         << steps << " steps known when compiling to be shared by 1 to "
         << kMaxCluster << " CTAs, but got " << splits;
}

namespace {
struct ConvertTileToSM90
    : cutedsl::impl::ConvertTileToSM90Base<ConvertTileToSM90> {
  void runOnOperation() override {
    SmallVector<tile::FuncOp> funcs;
    for (auto func : getOperation().getOps<tile::FuncOp>())
      if (func->hasAttr("pipeline_stages"))
        funcs.push_back(func);
    for (tile::FuncOp func : funcs)
      if (failed(convert(func)))
        return signalPassFailure();
  }

  LogicalResult convert(tile::FuncOp func) {
    int64_t stages =
        func->getAttrOfType<IntegerAttr>("pipeline_stages").getInt();
    std::string reason, otherReason;
    FailureOr<Mainloop> mainloop = tile::findMainloop(func, reason);
    if (succeeded(mainloop) &&
        succeeded(tile::checkTensorCores(*mainloop, reason))) {
      auto attr = func->getAttrOfType<IntegerAttr>("pipeline_splits");
      int64_t splits = attr ? attr.getInt() : 1;
      if (failed(checkSplits(func, *mainloop, splits)))
        return failure();
      Specializer(func, *mainloop, stages, splits).run();
      return success();
    }
    FailureOr<tile::AttentionLoop> attention =
        tile::findAttentionLoop(func, otherReason);
    if (succeeded(attention) &&
        succeeded(tile::checkTensorCores(*attention, otherReason)))
      return convertAttention(func, *attention, stages);
    return func.emitOpError("expected a mainloop for tensor cores, but ")
           << reason << "; or attention, but " << otherReason;
  }
};
} // namespace
