//===- PersistentKernel.cpp - Kernels that run many tiles -----------------===//

#include "PersistentKernel.h"
#include "TensorMaps.h"
#include "cutedsl/Transforms/Fragments.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace cutedsl;
using tile::BoxOperand;

/// Tiles of m that are neighbours in time, so that their operands meet in L2.
static constexpr int64_t kRasterRows = 8;

//===----------------------------------------------------------------------===//
// The function and its tiles
//===----------------------------------------------------------------------===//

void PersistentKernel::createFunction(AffineMap grid, int64_t threads,
                                      int64_t splits) {
  AffineExpr total = getAffineConstantExpr(1, source.getContext());
  for (AffineExpr size : grid.getResults())
    total = total * size;
  SmallVector<Type> types = {builder.getIndexType()};
  llvm::append_range(
      types, source.getArgumentTypes().drop_front(source.getGridRank()));
  builder.setInsertionPoint(source);
  target = tile::FuncOp::create(
      builder, loc, source.getName(), builder.getFunctionType(types, {}),
      AffineMap::get(0, grid.getNumSymbols(), total * splits), threads);
  if (splits > 1) {
    target->setAttr("cluster", builder.getI64IntegerAttr(splits));
    target->setAttr("ctas_per_multiprocessor", builder.getI64IntegerAttr(2));
  } else {
    target->setAttr("persistent", builder.getUnitAttr());
  }
  if (Attribute constants = source->getAttr(tile::FuncOp::kConstantBuffers))
    target->setAttr(tile::FuncOp::kConstantBuffers, constants);
  builder.setInsertionPointToStart(&target.getBody().front());
  for (auto [from, to] :
       llvm::zip_equal(source.getArguments().drop_front(source.getGridRank()),
                       target.getArguments().drop_front(1)))
    arguments.map(from, to);
  for (AffineExpr size : grid.getResults())
    gridSizes.push_back(expand(size));
  numTiles = expand(total);
}

Value PersistentKernel::expand(AffineExpr expr) {
  SmallVector<Value> symbols(target.getSymbols());
  return affine::expandAffineExpr(builder, loc, expr, {}, symbols);
}

scf::ForOp PersistentKernel::createLoop(Value first, Value end, Value step,
                                        ValueRange state) {
  return scf::ForOp::create(builder, loc, first, end, step, state,
                            [](OpBuilder &, Location, Value, ValueRange) {});
}

Value PersistentKernel::narrow(Value value) {
  return arith::IndexCastOp::create(builder, loc, builder.getI32Type(), value);
}

Value PersistentKernel::wide(Value value) {
  return arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(),
                                      value);
}

Value PersistentKernel::split(Value &rest, Value size) {
  Value low = arith::RemUIOp::create(builder, loc, rest, size);
  rest = arith::DivUIOp::create(builder, loc, rest, size);
  return low;
}

SmallVector<Value>
PersistentKernel::decodeInOrder(Value linear, std::optional<unsigned> slowest) {
  if (gridSizes.size() == 1)
    return {linear};
  SmallVector<Value> coordinates(gridSizes.size());
  Value rest = narrow(linear);
  for (unsigned dim = gridSizes.size(); dim-- > 0;)
    if (dim != slowest)
      coordinates[dim] = wide(split(rest, narrow(gridSizes[dim])));
  if (slowest)
    coordinates[*slowest] = wide(rest);
  return coordinates;
}

SmallVector<Value> PersistentKernel::decodeInStripes(Value linear) {
  unsigned rank = gridSizes.size();
  if (rank < 2)
    return decodeInOrder(linear);
  SmallVector<Value> coordinates(rank);
  Value rest = narrow(linear);
  Value rows = narrow(gridSizes[rank - 2]);
  Value columns = narrow(gridSizes[rank - 1]);
  Value within = split(
      rest, arith::MulIOp::create(builder, loc, rows, columns).getResult());
  Value stripe = arith::ConstantIntOp::create(builder, loc, kRasterRows, 32);
  Value perStripe = arith::MulIOp::create(builder, loc, columns, stripe);
  Value number = arith::DivUIOp::create(builder, loc, within, perStripe);
  Value inStripe = arith::RemUIOp::create(builder, loc, within, perStripe);
  Value first = arith::MulIOp::create(builder, loc, number, stripe);
  Value left = arith::SubIOp::create(builder, loc, rows, first);
  Value height = arith::MinUIOp::create(builder, loc, left, stripe);
  Value row = arith::RemUIOp::create(builder, loc, inStripe, height);
  coordinates[rank - 2] = wide(arith::AddIOp::create(builder, loc, first, row));
  coordinates[rank - 1] =
      wide(arith::DivUIOp::create(builder, loc, inStripe, height));
  for (unsigned dim = rank - 2; dim-- > 0;)
    coordinates[dim] = wide(split(rest, narrow(gridSizes[dim])));
  return coordinates;
}

//===----------------------------------------------------------------------===//
// Rings
//===----------------------------------------------------------------------===//

sm90::WarpSpecializeOp
PersistentKernel::createRoles(int64_t consumers, bool independent,
                              std::pair<int64_t, int64_t> registers) {
  auto roles = sm90::WarpSpecializeOp::create(
      builder, loc, consumers, independent, registers.first, registers.second);
  for (Region *region : {&roles.getProducer(), &roles.getConsumer()})
    if (region->empty())
      region->emplaceBlock();
  return roles;
}

Ring PersistentKernel::createRing(int64_t stages, int64_t consumers) {
  Ring ring;
  ring.stages = stages;
  ring.full = createBarriers(builder, loc, stages, 1);
  ring.empty = createBarriers(builder, loc, stages, consumers);
  return ring;
}

RingState PersistentKernel::advance(const Ring &ring, RingState state) {
  // Of two stages without a compare, which would keep 64 bits of both alive.
  if (ring.stages == 2)
    return {arith::XOrIOp::create(builder, loc, state.stage, index(1)),
            arith::XOrIOp::create(builder, loc, state.phase, state.stage)};
  Value next = add(state.stage, 1);
  Value wraps = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                      next, index(ring.stages));
  Value flipped = arith::XOrIOp::create(builder, loc, state.phase, index(1));
  return {arith::SelectOp::create(builder, loc, wraps, index(0), next),
          arith::SelectOp::create(builder, loc, wraps, flipped, state.phase)};
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

int64_t cutedsl::getStagedElements(const BoxOperand &operand) {
  return llvm::alignTo(operand.dims[0].box,
                       getBoxColumns(operand.elementType)) *
         operand.dims[1].box;
}

int64_t cutedsl::getStagedBytes(const BoxOperand &operand) {
  return getStagedElements(operand) *
         tile::getElementBytes(operand.elementType);
}

sm90::Major cutedsl::getMajor(const BoxOperand &operand) {
  return operand.isKMajor ? sm90::Major::K : sm90::Major::MN;
}

/// A box has at most 256 rows; more are cut into equal parts.
static int64_t getBoxRows(int64_t rows) {
  constexpr int64_t kMaxRows = 256;
  return rows / llvm::divideCeil(rows, kMaxRows);
}

StagedOperand PersistentKernel::createOperand(const BoxOperand &operand,
                                              int64_t stages) {
  StagedOperand result;
  result.map =
      createTensorMap(builder, loc, operand, getBoxRows(operand.dims[1].box),
                      arguments, source.getSymbols().size());
  result.elements = getStagedElements(operand);
  result.bytes = getStagedBytes(operand);
  result.memory = allocateBoxes(builder, loc, operand.elementType,
                                stages * result.elements);
  return result;
}

void PersistentKernel::load(const BoxOperand &operand,
                            const StagedOperand &memory, Value stage,
                            Value barrier, const IRMapping &atoms) {
  SmallVector<Value> at = createCoordinates(builder, loc, operand, atoms);
  Value offset = mul(stage, memory.elements);
  int64_t width = operand.dims[0].box, rows = operand.dims[1].box;
  int64_t boxRows = getBoxRows(rows),
          panel = getBoxColumns(operand.elementType);
  for (int64_t column = 0; column < width; column += panel)
    for (int64_t row = 0; row < rows; row += boxRows) {
      SmallVector<Value> corner = at;
      corner[0] = add(at[0], column);
      corner[1] = add(at[1], row);
      Value place = add(offset, column * rows + row * panel);
      sm90::LoadOp::create(builder, loc, memory.map, corner, memory.memory,
                           place, barrier, stage, /*multicast=*/Value());
    }
}

std::pair<int64_t, int64_t> cutedsl::getRegisters(int64_t consumers,
                                                  int64_t producer) {
  constexpr int64_t kMost = 240;
  if (consumers == 1)
    return {0, 0};
  int64_t entry =
      sm90::kRegisters / ((consumers + 1) * sm90::kWarpgroupSize) / 8 * 8;
  int64_t left = (consumers + 1) * entry - producer;
  return {producer, std::min(left / consumers / 8 * 8, kMost)};
}
