//===- Emitter.cpp - The recursion, scopes and loops ----------------------===//

#include "Emitter.h"
#include "cutedsl/Dialect/Graph/IR/Hints.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

Emitter::Emitter(KernelOp kernel, ScheduleAttr schedule, bool ownLoops)
    : kernel(kernel), schedule(schedule), context(kernel.getContext()),
      builder(kernel), loc(kernel.getLoc()), ownLoops(ownLoops),
      space(context) {}

FailureOr<tile::FuncOp> Emitter::run() {
  if (failed(plan()) || failed(createFunction()))
    return failure();
  LogicalResult result = success();
  switch (schedule.getArchetype()) {
  case Archetype::Scan:
    result = emitScan();
    break;
  case Archetype::Scatter:
    result = emitScatter();
    break;
  default:
    result = emitResults();
  }
  if (failed(result)) {
    function.erase();
    return failure();
  }
  builder.setInsertionPointToEnd(scopes[0].block);
  tile::ReturnOp::create(builder, loc);
  return function;
}

InFlightDiagnostic Emitter::refuse(Operation *op) {
  reported = true;
  return op->emitOpError("in kernel '") << kernel.getSymName() << "' ";
}

/// Storage of unsigned bytes is computed with as i8.
static Type getStorageType(Type element) {
  if (auto integer = dyn_cast<IntegerType>(element))
    return IntegerType::get(element.getContext(), integer.getWidth());
  return element;
}

LogicalResult Emitter::createFunction() {
  unsigned numSymbols = 0;
  auto count = [&](AffineMap map) {
    numSymbols = std::max(numSymbols, map.getNumSymbols());
  };
  auto countIn = [&](Attribute attr) {
    attr.walk([&](AffineMapAttr map) { count(map.getValue()); });
    attr.walk([&](DimsAttr dims) { count(dims.getMap()); });
  };
  kernel->walk([&](Operation *op) {
    countIn(op->getAttrDictionary());
    for (Type type : op->getResultTypes())
      if (auto tensor = dyn_cast<RankedTensorType>(type))
        if (auto dims = dyn_cast_or_null<DimsAttr>(tensor.getEncoding()))
          count(dims.getMap());
  });
  auto countTypes = [&](TypeRange types) {
    for (Type type : types)
      if (auto dims = dyn_cast_or_null<DimsAttr>(
              cast<RankedTensorType>(type).getEncoding()))
        count(dims.getMap());
  };
  countTypes(kernel.getArgumentTypes());
  countTypes(kernel.getResultTypes());
  // Every kernel takes all symbols of the program: what is passed after them
  // would else be found in another place.
  if (auto module = kernel->getParentOfType<ModuleOp>())
    for (auto program : module.getOps<ProgramOp>())
      numSymbols = std::max<unsigned>(numSymbols, program.getSymbols().size());

  SmallVector<Type> types(grid.size(), builder.getIndexType());
  auto addBuffer = [&](Type type, DimsAttr strides,
                       SmallVector<Buffer> &buffers) {
    auto tensor = cast<RankedTensorType>(type);
    types.push_back(
        tile::PtrType::get(getStorageType(tensor.getElementType())));
    Dims sizes = getDims(tensor);
    buffers.push_back({Value(), sizes,
                       strides ? Dims(strides.getExprs())
                               : getContiguousStrides(sizes, context)});
  };
  for (auto [index, type] : llvm::enumerate(kernel.getArgumentTypes()))
    addBuffer(type, kernel.getArgAttrOfType<DimsAttr>(index, "graph.strides"),
              arguments);
  for (auto [index, type] : llvm::enumerate(kernel.getResultTypes()))
    addBuffer(type,
              kernel.getResultAttrOfType<DimsAttr>(index, "graph.strides"),
              outputs);
  types.append(numSymbols, builder.getIndexType());

  SmallVector<AffineExpr> counts;
  for (unsigned dim : grid)
    counts.push_back(
        space.simplify(space.getExtent(dim).ceilDiv(dims[dim].tile)));
  function = tile::FuncOp::create(
      builder, loc, kernel.getSymName(), builder.getFunctionType(types, {}),
      AffineMap::get(0, numSymbols, counts, context), schedule.getThreads());
  if (shared)
    function->setAttr("cluster",
                      builder.getI64IntegerAttr(schedule.getSplits()));
  for (auto [value, buffer] : llvm::zip(
           function.getBuffers(), llvm::concat<Buffer>(arguments, outputs)))
    buffer.ptr = value;
  symbols.assign(function.getSymbols().begin(), function.getSymbols().end());

  scopes.emplace_back();
  scopes[0].block = &function.getBody().front();
  for (unsigned dim : whole) {
    dims[dim].origin = indexConstant(0);
    dims[dim].multiple = 0;
  }
  for (auto [coordinate, dim] : llvm::zip(function.getCoordinates(), grid)) {
    setInsertion(0);
    if (space.getExtent(dim) == space.constant(1) || isSingleTile(dim)) {
      dims[dim].origin = indexConstant(0);
      dims[dim].multiple = 0;
      continue;
    }
    dims[dim].multiple = dims[dim].tile;
    dims[dim].coordinate = coordinate;
    dims[dim].origin =
        dims[dim].tile == 1
            ? Value(coordinate)
            : arith::MulIOp::create(builder, loc, coordinate,
                                    indexConstant(dims[dim].tile));
  }
  for (const auto &[op, sum] : sliceSums)
    if (Value coordinate = dims[sum.columns].coordinate) {
      dims[sum.slice].origin = dims[sum.slice].coordinate = coordinate;
      dims[sum.slice].multiple = 1;
    }
  return success();
}

LogicalResult Emitter::emitResults() {
  auto yield = cast<ReturnOp>(kernel.getBody().front().getTerminator());
  // Results that need the same loops share them.
  SmallVector<bool> done(results.size());
  for (unsigned first = 0; first < results.size(); ++first) {
    if (done[first])
      continue;
    SmallVector<Value> carried;
    LogicalResult status =
        loopOver(results[first].loops, 0, carried,
                 [&](ValueRange, SmallVectorImpl<Value> &) -> LogicalResult {
                   for (unsigned i = first; i < results.size(); ++i) {
                     if (results[i].loops != results[first].loops)
                       continue;
                     done[i] = true;
                     Value tile =
                         emit(yield.getOperand(i), results[i].indices, Mask());
                     if (!tile)
                       return failure();
                     setInsertion(scopes.size() - 1);
                     emitStore(tile, outputs[i].ptr, results[i].indices,
                               outputs[i].sizes, outputs[i].strides,
                               getStoreMask(results[i]));
                   }
                   return success();
                 });
    if (failed(status))
      return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Scopes and loops
//===----------------------------------------------------------------------===//

void Emitter::setInsertion(unsigned depth) {
  Scope &scope = scopes[depth];
  if (scope.before)
    builder.setInsertionPoint(scope.before);
  else
    builder.setInsertionPointToEnd(scope.block);
}

unsigned Emitter::getDepth(ArrayRef<AffineExpr> indices) const {
  unsigned depth = 0;
  for (AffineExpr index : indices)
    expand(index).walk([&](AffineExpr expr) {
      if (auto dim = dyn_cast<AffineDimExpr>(expr))
        depth = std::max(depth, dims[dim.getPosition()].depth);
    });
  return depth;
}

bool Emitter::isSingleTile(unsigned dim) const {
  auto extent = dyn_cast<AffineConstantExpr>(space.getExtent(dim));
  return extent && extent.getValue() <= dims[dim].tile;
}

bool Emitter::isOneStep(unsigned dim) const {
  return dim == shared || isSingleTile(dim);
}

bool Emitter::isUsuallySingleTile(unsigned dim, AffineExpr extent) const {
  auto module = KernelOp(kernel)->getParentOfType<ModuleOp>();
  for (auto program : module.getOps<ProgramOp>()) {
    ArrayRef<int64_t> hints = getHints(program);
    if (hints.empty() || !isHinted(extent, hints))
      continue;
    return evaluate(extent, hints) <= dims[dim].tile;
  }
  return false;
}

bool Emitter::mayOverrun(unsigned dim) const {
  if (dims[dim].tile == 1)
    return false;
  auto extent = dyn_cast<AffineConstantExpr>(space.getExtent(dim));
  return space.getExtent(dim) != space.constant(dims[dim].tile) &&
         (!extent || extent.getValue() % dims[dim].tile != 0) &&
         space.simplify(space.getExtent(dim) % dims[dim].tile) !=
             space.constant(0);
}

LogicalResult Emitter::loopOver(ArrayRef<unsigned> loops, unsigned depth,
                                SmallVectorImpl<Value> &carried, BodyFn body,
                                Part part) {
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Scope> inner;
  while (scopes.size() > depth + 1)
    inner.push_back(scopes.pop_back_val());
  SmallVector<Dim> saved;
  for (unsigned dim : loops)
    saved.push_back(dims[dim]);
  LogicalResult result = openLoops(loops, carried, body, part);
  for (auto [dim, state] : llvm::zip(loops, saved))
    dims[dim] = state;
  while (!inner.empty())
    scopes.push_back(inner.pop_back_val());
  return result;
}

LogicalResult Emitter::openLoops(ArrayRef<unsigned> loops,
                                 SmallVectorImpl<Value> &carried, BodyFn body,
                                 Part part) {
  if (loops.empty()) {
    setInsertion(scopes.size() - 1);
    SmallVector<Value> next;
    if (failed(body(carried, next)))
      return failure();
    carried.assign(next);
    return success();
  }
  if (loops[0] == shared)
    return openLoops(loops.drop_front(), carried, body);
  Dim &dim = dims[loops[0]];
  // A product's pipeline is made of a loop, of one step or more.
  bool isPipeline = schedule.getStages() > 0 &&
                    schedule.getArchetype() == Archetype::Contract;
  if (isSingleTile(loops[0]) && !isPipeline) {
    dim.origin = indexConstant(0);
    dim.multiple = 0;
    dim.depth = 0;
    return openLoops(loops.drop_front(), carried, body);
  }
  Value step = indexConstant(dim.tile);
  Value lower = part == Part::Others ? step : indexConstant(0);
  // A loop of one step, which is inlined, keeps its tiles apart.
  Value upper = part == Part::First ? step : scalar(space.getExtent(loops[0]));
  unsigned depth = scopes.size() - 1;
  setInsertion(depth);
  auto loop =
      scf::ForOp::create(builder, loc, lower, upper, step, carried,
                         [](OpBuilder &, Location, Value, ValueRange) {});
  Operation *before = scopes[depth].before;
  scopes[depth].before = loop;
  Scope scope;
  scope.block = loop.getBody();
  scopes.push_back(std::move(scope));
  dim.origin = loop.getInductionVar();
  dim.multiple = dim.tile;
  dim.depth = scopes.size() - 1;
  SmallVector<Value> next(loop.getRegionIterArgs());
  LogicalResult result = openLoops(loops.drop_front(), next, body);
  if (succeeded(result)) {
    builder.setInsertionPointToEnd(loop.getBody());
    scf::YieldOp::create(builder, loc, next);
  }
  scopes.pop_back();
  scopes[depth].before = before;
  carried.assign(loop.getResults().begin(), loop.getResults().end());
  return result;
}

//===----------------------------------------------------------------------===//
// The recursion
//===----------------------------------------------------------------------===//

/// A key that does not depend on how many dimensions exist by now.
static AffineMap getKey(ArrayRef<AffineExpr> indices, MLIRContext *context) {
  return AffineMap::get(1 << 20, 1 << 20, indices, context);
}

void Emitter::bind(Value value, ArrayRef<AffineExpr> indices, Mask mask,
                   unsigned depth, Value tile) {
  scopes[depth].tiles[{value, {getKey(indices, context), mask.lanes}}] = tile;
}

Value Emitter::emit(Value value, ArrayRef<AffineExpr> given, Mask mask) {
  OpBuilder::InsertionGuard guard(builder);
  Indices indices;
  for (AffineExpr index : given)
    indices.push_back(space.simplify(index));
  // A reduction is the same for all lanes that share its row.
  if (value.getDefiningOp<graph::ReduceOp>())
    mask = relax(mask, indices);
  unsigned depth = std::max(getDepth(indices), mask.depth);
  std::pair<Value, std::pair<AffineMap, Value>> key = {
      value, {getKey(indices, context), mask.lanes}};
  if (Value tile = scopes[depth].tiles.lookup(key))
    return tile;
  // A value that is known everywhere is known under a mask.
  if (mask.lanes) {
    key.second.second = Value();
    for (Scope &scope : scopes)
      if (Value tile = scope.tiles.lookup(key))
        return tile;
    key.second.second = mask.lanes;
  }
  setInsertion(depth);

  Value tile;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    if (argument.getOwner() != &kernel.getBody().front()) {
      refuse(argument.getOwner()->getParentOp())
          << "expected its scores at their own indices only";
      return {};
    }
    Buffer &buffer = arguments[argument.getArgNumber()];
    tile = emitLoad(buffer.ptr, indices, buffer.sizes, buffer.strides, mask);
  } else {
    Operation *op = value.getDefiningOp();
    tile = TypeSwitch<Operation *, Value>(op)
               .Case([&](ViewOp view) -> Value {
                 Indices source;
                 for (AffineExpr expr : view.getMap().getResults())
                   source.push_back(space.simplify(expr.replaceDims(indices)));
                 return emit(view.getSource(), source, mask);
               })
               .Case([&](ConcatOp op) { return emitConcat(op, indices, mask); })
               .Case([&](graph::GatherOp op) {
                 return emitGather(op, indices, mask);
               })
               .Case([&](graph::IotaOp op) { return emitIota(op, indices); })
               .Case([&](SymbolOp op) { return emitSymbol(op); })
               .Case([&](graph::ReduceOp op) {
                 return emitReduce(op, indices, mask);
               })
               .Case([&](ContractOp op) {
                 return emitContract(op, indices, mask);
               })
               .Case([&](AttentionOp op) {
                 return emitAttention(op, indices, mask);
               })
               .Default([&](Operation *op) {
                 return emitPointwise(op, indices, mask);
               });
  }
  if (tile)
    scopes[depth].tiles[key] = tile;
  return tile;
}

Value Emitter::emitPointwise(Operation *op, ArrayRef<AffineExpr> indices,
                             Mask mask) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  Type element = getStorageType(type.getElementType());
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    auto elements = dyn_cast<SplatElementsAttr>(constant.getValue());
    if (!elements) {
      refuse(op) << "expected a splat, since other constants are operands";
      return {};
    }
    if (auto integer = dyn_cast<IntegerType>(elements.getElementType()))
      return splat(IntegerAttr::get(element, elements.getSplatValue<APInt>()),
                   ones());
    return splat(elements.getSplatValue<Attribute>(), ones());
  }
  bool isCast = isa<BitcastOp>(op);
  if (!isCast &&
      (!isa<arith::ArithDialect, math::MathDialect>(op->getDialect()) ||
       op->getNumResults() != 1)) {
    refuse(op) << "expected an operation that a "
               << stringifyArchetype(schedule.getArchetype())
               << " kernel computes element by element";
    return {};
  }
  SmallVector<Value> operands;
  for (Value operand : op->getOperands()) {
    operands.push_back(emit(operand, indices, mask));
    if (!operands.back())
      return {};
  }
  unify(operands);
  auto result = RankedTensorType::get(
      cast<RankedTensorType>(operands[0].getType()).getShape(), element);
  if (isCast) {
    if (operands[0].getType() == result)
      return operands[0];
    return arith::BitcastOp::create(builder, loc, result, operands[0]);
  }
  Operation *copy = builder.insert(op->cloneWithoutRegions());
  copy->setOperands(operands);
  copy->getResult(0).setType(result);
  return copy->getResult(0);
}
