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

static ArrayRef<int64_t> getShape(const Mainloop &mainloop) {
  tile::MmaOp mma = mainloop.products.front().mma;
  return mma.getType().getShape();
}

namespace {
/// Rewrites one function.
class Specializer : PersistentKernel {
public:
  Specializer(tile::FuncOp source, const Mainloop &mainloop, int64_t stages)
      : PersistentKernel(source), mainloop(mainloop),
        warpgroups(source.getThreads() / sm90::kWarpgroupSize),
        isPingPong(warpgroups == 1 && getShape(mainloop)[0] > sm90::kBlockRows),
        consumers(isPingPong ? 2 : warpgroups),
        epilogue(source, mainloop.loop, getShape(mainloop), warpgroups,
                 consumers / warpgroups),
        stages(stages) {
    epilogue.fetchInputs();
  }
  void run();

private:
  void limitStages();
  void createProducer(Block &block);
  void createConsumer(Block &block);
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
  void createMainloop(IRMapping &mapping, RingState &state);
  SmallVector<Value> multiply(ValueRange accs, RingState state, bool init);

  const Mainloop &mainloop;
  /// That share a tile.
  int64_t warpgroups;
  /// Whether consumer warpgroups take turns, each with a tile of its own.
  bool isPingPong;
  int64_t consumers;
  Epilogue epilogue;
  int64_t stages;

  Ring ring;
  Value kTiles;
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
  Value ctas = sm90::NumCtasOp::create(builder, loc, builder.getIndexType());
  scf::ForOp tiles =
      createLoop(target.getArgument(0), numTiles, ctas, {index(0), index(1)});
  builder.setInsertionPointToEnd(tiles.getBody());
  IRMapping coordinates;
  decodeTile(tiles.getInductionVar(), coordinates);
  scf::ForOp steps =
      createLoop(index(0), kTiles, index(1), tiles.getRegionIterArgs());
  {
    OpBuilder::InsertionGuard inner(builder);
    builder.setInsertionPointToEnd(steps.getBody());
    RingState state = {steps.getRegionIterArg(0), steps.getRegionIterArg(1)};
    sm90::WaitOp::create(builder, loc, ring.empty, state.stage, state.phase);
    sm90::ExpectBytesOp::create(builder, loc, stageBytes, ring.full,
                                state.stage);
    scf::ForOp loop = mainloop.loop;
    coordinates.map(loop.getInductionVar(),
                    mul(steps.getInductionVar(), mainloop.stepK));
    for (unsigned i = 0, e = operands.size(); i < e; ++i)
      load(mainloop.operands[i], operands[i], state.stage, ring.full,
           coordinates);
    RingState next = advance(ring, state);
    scf::YieldOp::create(builder, loc, ValueRange{next.stage, next.phase});
  }
  scf::YieldOp::create(builder, loc, steps.getResults());
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
  for (const Product &product : mainloop.products) {
    tile::MmaOp mma = product.mma;
    accs.push_back(arith::ConstantOp::create(
        builder, loc, builder.getZeroAttr(mma.getType())));
  }
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
  epilogue.create(builder, mapping, boxes);
  SmallVector<Value> next = {state.stage, state.phase};
  llvm::append_range(next, boxes);
  scf::YieldOp::create(builder, loc, next);
  builder.setInsertionPointToEnd(&block);
  epilogue.finish(builder);
}

/// As many stages as asked for, or as fit beside the epilogue.
void Specializer::limitStages() {
  for (const BoxOperand &operand : mainloop.operands)
    stageBytes += getStagedBytes(operand);
  int64_t left = kPlannedSharedBytes - epilogue.getSharedBytes();
  stages = std::max<int64_t>(2, std::min(stages, left / stageBytes));
}

void Specializer::run() {
  limitStages();
  createFunction(source.getGrid(), source.getThreads());
  kTiles = expand(mainloop.k.ceilDiv(mainloop.stepK));
  for (const BoxOperand &operand : mainloop.operands)
    operands.push_back(createOperand(operand, stages));
  ring = createRing(stages, warpgroups);
  epilogue.createBarriers(builder);
  sm90::BarriersReadyOp::create(builder, loc, /*cluster=*/false);
  epilogue.createTensorMaps(builder, arguments);
  constexpr int64_t kProducerRegisters = 40;
  auto [producerRegisters, consumerRegisters] =
      getRegisters(consumers, kProducerRegisters);
  auto roles =
      sm90::WarpSpecializeOp::create(builder, loc, consumers, isPingPong,
                                     producerRegisters, consumerRegisters);
  for (Region *region : {&roles.getProducer(), &roles.getConsumer()})
    if (region->empty())
      region->emplaceBlock();
  createProducer(roles.getProducer().front());
  createConsumer(roles.getConsumer().front());
  builder.setInsertionPointAfter(roles);
  tile::ReturnOp::create(builder, loc);
  source.erase();
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
      Specializer(func, *mainloop, stages).run();
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
