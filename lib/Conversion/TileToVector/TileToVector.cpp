//===- TileToVector.cpp - Tile programs as code of one thread -------------===//
//
// Walks a tile.func in order and builds the func.func of one thread: scalars
// are cloned, tiles become registers, scf.for and scf.if carry a tile as one
// value a register.
//
//===----------------------------------------------------------------------===//

#include "TileToVector.h"
#include "cutedsl/Conversion/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/TypeSwitch.h"

namespace cutedsl {
#define GEN_PASS_DEF_CONVERTTILETOVECTOR
#include "cutedsl/Conversion/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::vectorize;

static bool isTile(Type type) { return isa<RankedTensorType>(type); }

std::shared_ptr<const TileLayout> FunctionLowering::getLayout(Type type) {
  std::shared_ptr<const TileLayout> &layout = layouts[type];
  if (!layout)
    layout =
        std::make_shared<TileLayout>(cast<RankedTensorType>(type), maxLanes);
  return layout;
}

const RegisterTile &FunctionLowering::tile(Value value) {
  auto it = tiles.find(value);
  assert(it != tiles.end() && "tile used before it is lowered");
  return it->second;
}

void FunctionLowering::setTile(Value value, SmallVector<Value> regs) {
  tiles[value] = {getLayout(value.getType()), std::move(regs)};
}

SmallVector<Value> FunctionLowering::scalarsOf(ValueRange values) {
  return llvm::map_to_vector(values, [&](Value v) { return scalar(v); });
}

SmallVector<Value> FunctionLowering::getThreadCoords(const TileLayout &layout) {
  tile::FragmentAttr fragment = layout.getFragment();
  if (!fragment || fragment.getNumThreads() == 1)
    return {};
  Location loc = source.getLoc();
  RegisterBuilder r(builder, loc);
  SmallVector<Value> coords(layout.getRank());
  int64_t below = 1;
  for (auto [size, stride] :
       llvm::zip_equal(fragment.getThreadShape(), fragment.getThreadStride())) {
    int64_t divisor = below;
    below *= size;
    if (stride == 0 || size == 1)
      continue;
    Value mode = thread;
    if (divisor != 1)
      mode = arith::DivUIOp::create(builder, loc, mode, r.index(divisor));
    if (below != fragment.getNumThreads())
      mode = arith::RemUIOp::create(builder, loc, mode, r.index(size));
    // The innermost dimension whose extent this step does not leave.
    int64_t step = stride, dim = layout.getRank() - 1;
    while (dim > 0 && step % layout.getShape()[dim] == 0)
      step /= layout.getShape()[dim--];
    mode = arith::MulIOp::create(builder, loc, mode, r.index(step));
    coords[dim] = coords[dim]
                      ? arith::AddIOp::create(builder, loc, coords[dim], mode)
                      : mode;
  }
  for (Value &coord : coords)
    if (!coord)
      coord = r.index(0);
  return coords;
}

int64_t FunctionLowering::getAllocBytes(tile::AllocOp op) {
  Type element = cast<tile::PtrType>(op.getPtr().getType()).getElementType();
  return int64_t(op.getCount()) * getMemoryBytes(element);
}

LogicalResult FunctionLowering::run() {
  Block *entry = target.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  ArrayRef<BlockArgument> args = entry->getArguments();
  if (source.getThreads() > 1) {
    thread = args.front();
    args = args.drop_front();
  }
  Block &body = source.getBody().front();
  for (auto [from, to] : llvm::zip(body.getArguments(), args))
    scalars.map(from, to);
  status = args.back();
  scratch = args[args.size() - 2];
  // Zeroed memory comes first, memory of our own after what has its place.
  source.walk([&](tile::AllocOp op) {
    if (op->hasAttr("tile.zeroed"))
      scalars.map(op.getPtr(), allocateScratch(getAllocBytes(op)));
  });
  if (scratchBytes > 0)
    target->setAttr("tile.zeroed", builder.getI64IntegerAttr(scratchBytes));
  source.walk([&](tile::AllocOp op) {
    if (op.getOffset())
      scratchBytes = std::max<int64_t>(scratchBytes, int64_t(*op.getOffset()) +
                                                         getAllocBytes(op));
  });
  if (failed(lowerBlock(body)))
    return failure();
  func::ReturnOp::create(builder, source.getLoc());
  target->setAttr("tile.scratch", builder.getI64IntegerAttr(scratchBytes));
  target->setAttr("tile.messages", builder.getArrayAttr(messages));
  return success();
}

LogicalResult FunctionLowering::lowerBlock(Block &block) {
  for (Operation &op : block)
    if (failed(lowerOp(&op)))
      return failure();
  return success();
}

void FunctionLowering::cloneScalarOp(Operation *op) {
  builder.clone(*op, scalars);
}

LogicalResult FunctionLowering::lowerOp(Operation *op) {
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](tile::LoadOp op) { return lowerLoad(op); })
      .Case([&](tile::StoreOp op) { return lowerStore(op); })
      .Case([&](tile::GatherOp op) { return lowerGather(op); })
      .Case([&](tile::ScatterOp op) { return lowerScatter(op); })
      .Case([&](tile::PrefetchOp op) { return lowerPrefetch(op); })
      .Case([&](tile::AllocOp op) { return lowerAlloc(op); })
      .Case([&](tile::CheckOp op) { return lowerCheck(op); })
      .Case([&](tile::SplatOp op) { return lowerSplat(op); })
      .Case([&](tile::IotaOp op) { return lowerIota(op); })
      .Case([&](tile::BroadcastOp op) { return lowerBroadcast(op); })
      .Case([&](tile::ReshapeOp op) { return lowerReshape(op); })
      .Case([&](tile::TransposeOp op) { return lowerTranspose(op); })
      .Case([&](tile::DuplicateInPairsOp op) { return lowerPairs(op); })
      .Case([&](tile::ExtractOp op) { return lowerExtract(op); })
      .Case([&](tile::ReduceOp op) { return lowerReduce(op); })
      .Case([&](tile::MmaOp op) { return lowerMma(op); })
      .Case([&](scf::ForOp op) { return lowerFor(op); })
      .Case([&](scf::IfOp op) { return lowerIf(op); })
      .Case([&](scf::YieldOp op) { return lowerYield(op); })
      // One thread has nobody to wait for.
      .Case<tile::BarrierOp, tile::ReturnOp>([&](auto) { return success(); })
      .Default([&](Operation *op) -> LogicalResult {
        bool hasTiles = llvm::any_of(op->getOperandTypes(), isTile) ||
                        llvm::any_of(op->getResultTypes(), isTile);
        if (!hasTiles && op->getNumRegions() == 0) {
          cloneScalarOp(op);
          return success();
        }
        if (auto constant = dyn_cast<arith::ConstantOp>(op))
          return lowerConstant(constant);
        if (OpTrait::hasElementwiseMappableTraits(op) &&
            op->getNumResults() == 1)
          return lowerElementwise(op);
        return op->emitOpError("expected an op of one thread, but it has no "
                               "lowering to registers");
      });
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

LogicalResult FunctionLowering::lowerFor(scf::ForOp op) {
  SmallVector<Value> inits;
  for (Value init : op.getInitArgs()) {
    if (isTile(init.getType()))
      llvm::append_range(inits, tile(init).regs);
    else
      inits.push_back(scalar(init));
  }
  auto loop = scf::ForOp::create(
      builder, op.getLoc(), scalar(op.getLowerBound()),
      scalar(op.getUpperBound()), scalar(op.getStep()), inits);
  loop->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  scalars.map(op.getInductionVar(), loop.getInductionVar());
  auto bind = [&](ValueRange values, ValueRange lowered) {
    for (Value value : values) {
      size_t count = 1;
      if (isTile(value.getType())) {
        count = getLayout(value.getType())->getNumRegisters();
        setTile(value, llvm::to_vector(lowered.take_front(count)));
      } else {
        scalars.map(value, lowered.front());
      }
      lowered = lowered.drop_front(count);
    }
  };
  bind(op.getRegionIterArgs(), loop.getRegionIterArgs());
  OpBuilder::InsertionGuard guard(builder);
  // Without carried values the builder has added the terminator.
  if (inits.empty())
    loop.getBody()->getTerminator()->erase();
  builder.setInsertionPointToEnd(loop.getBody());
  if (failed(lowerBlock(*op.getBody())))
    return failure();
  bind(op.getResults(), loop.getResults());
  return success();
}

LogicalResult FunctionLowering::lowerIf(scf::IfOp op) {
  SmallVector<Type> types;
  for (Type type : op.getResultTypes()) {
    if (!isTile(type)) {
      types.push_back(type);
      continue;
    }
    std::shared_ptr<const TileLayout> layout = getLayout(type);
    types.append(
        layout->getNumRegisters(),
        getRegisterType(getElementTypeOrSelf(type), layout->getNumLanes()));
  }
  bool hasElse = !op.getElseRegion().empty();
  auto branch =
      scf::IfOp::create(builder, op.getLoc(), types, scalar(op.getCondition()),
                        /*addThenBlock=*/true, /*addElseBlock=*/hasElse);
  for (auto [from, to] : llvm::zip(op->getRegions(), branch->getRegions())) {
    if (from.empty())
      continue;
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(&to.front());
    if (failed(lowerBlock(from.front())))
      return failure();
  }
  ValueRange lowered = branch.getResults();
  for (Value result : op.getResults()) {
    size_t count = 1;
    if (isTile(result.getType())) {
      count = getLayout(result.getType())->getNumRegisters();
      setTile(result, llvm::to_vector(lowered.take_front(count)));
    } else {
      scalars.map(result, lowered.front());
    }
    lowered = lowered.drop_front(count);
  }
  return success();
}

LogicalResult FunctionLowering::lowerYield(scf::YieldOp op) {
  SmallVector<Value> values;
  for (Value value : op.getOperands()) {
    if (isTile(value.getType()))
      llvm::append_range(values, tile(value).regs);
    else
      values.push_back(scalar(value));
  }
  scf::YieldOp::create(builder, op.getLoc(), values);
  return success();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// Lanes of the natural vector: those of the widest float in use, or 32 bits.
static int64_t getMaxLanes(tile::FuncOp func, int64_t vectorBits) {
  int64_t bits = 32;
  func.walk([&](Operation *op) {
    for (Type type : op->getResultTypes())
      if (isTile(type) && getElementTypeOrSelf(type).isF64())
        bits = 64;
  });
  return std::max<int64_t>(1, vectorBits / bits);
}

namespace {
struct ConvertTileToVector
    : cutedsl::impl::ConvertTileToVectorBase<ConvertTileToVector> {
  using ConvertTileToVectorBase::ConvertTileToVectorBase;

  void runOnOperation() override {
    if (vectorBits < 64 || !llvm::isPowerOf2_64(vectorBits)) {
      getOperation().emitError("expected vector-bits to be a power of two of "
                               "at least 64, but got ")
          << vectorBits;
      return signalPassFailure();
    }
    SmallVector<tile::FuncOp> funcs(getOperation().getOps<tile::FuncOp>());
    for (tile::FuncOp func : funcs)
      if (failed(lower(func)))
        return signalPassFailure();
  }

  LogicalResult lower(tile::FuncOp func) {
    OpBuilder builder(func);
    auto ptr = LLVM::LLVMPointerType::get(&getContext());
    SmallVector<Type> types;
    if (func.getThreads() > 1)
      types.push_back(builder.getIndexType());
    for (Type type : func.getArgumentTypes())
      types.push_back(isa<tile::PtrType>(type) ? Type(ptr) : type);
    types.append({ptr, ptr}); // Scratch and status.
    auto target = func::FuncOp::create(builder, func.getLoc(), func.getName(),
                                       builder.getFunctionType(types, {}));
    target->setAttr("tile.grid", func.getGridAttr());
    target->setAttr("tile.buffers",
                    builder.getI64IntegerAttr(func.getNumBuffers()));
    // AVX-512 doubles the registers with their width.
    FunctionLowering lowering(func, target, getMaxLanes(func, vectorBits),
                              vectorBits >= 512 ? 32 : 16);
    if (failed(lowering.run()))
      return failure();
    func.erase();
    return success();
  }
};
} // namespace
