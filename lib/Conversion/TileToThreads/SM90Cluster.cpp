//===- SM90Cluster.cpp - What CTAs of a cluster send each other -----------===//
//
// Registers go straight into the other CTA's shared memory, and their bytes
// complete a transaction of a barrier there.
//
//===----------------------------------------------------------------------===//

#include "ThreadLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::threads;

Value ThreadLowering::getRemote(Location loc, Value address, Value cta) {
  auto cluster = LLVM::LLVMPointerType::get(builder.getContext(), ClusterSpace);
  Value remote = NVVM::MapaOp::create(builder, loc, cluster, address, cta);
  return LLVM::PtrToIntOp::create(builder, loc, builder.getI32Type(), remote);
}

//===----------------------------------------------------------------------===//
// Accumulators
//===----------------------------------------------------------------------===//

/// Where a thread's first four registers lie; the next four follow those of all
/// other threads.
Value ThreadLowering::getFragmentAddress(Value ptr, Value offset) {
  Location loc = ptr.getLoc();
  Value bytes =
      arith::MulIOp::create(builder, loc, thread, constant(4 * sizeof(float)));
  Value base = getElementAddress(ptr, offset);
  return LLVM::GEPOp::create(builder, loc, base.getType(), builder.getI8Type(),
                             base, ValueRange{bytes});
}

LogicalResult ThreadLowering::lower(sm90::SendOp op) {
  Location loc = op.getLoc();
  Value cta = scalar(op.getCta());
  Value to =
      getRemote(loc, getFragmentAddress(op.getBuffer(), op.getOffset()), cta);
  Value barrier =
      getRemote(loc, getBarrier(op.getBarrier(), op.getStage()), cta);
  Registers values = tiles.lookup(op.getValue());
  int64_t stride = source.getThreads() * 4 * sizeof(float);
  for (size_t i = 0; i < values.size(); i += 4) {
    Registers operands = {to, barrier};
    operands.append(values.begin() + i, values.begin() + i + 4);
    createAssembly(
        loc,
        ("st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.v4.f32 "
         "[$0+" +
         Twine(i / 4 * stride) + "], {$2, $3, $4, $5}, [$1];")
            .str(),
        "r,r,f,f,f,f,~{memory}", operands);
  }
  return success();
}

LogicalResult ThreadLowering::lower(sm90::ReceiveOp op) {
  Location loc = op.getLoc();
  Value address = getFragmentAddress(op.getBuffer(), op.getOffset());
  auto quad = VectorType::get(4, builder.getF32Type());
  int64_t count = tile::getFragment(op.getType()).getNumValues();
  int64_t stride = source.getThreads() * 4 * sizeof(float);
  Registers result;
  for (int64_t i = 0; i < count; i += 4) {
    Value from = LLVM::GEPOp::create(
        builder, loc, address.getType(), builder.getI8Type(), address,
        ArrayRef<LLVM::GEPArg>{LLVM::GEPArg(int32_t(i / 4 * stride))});
    Value loaded =
        LLVM::LoadOp::create(builder, loc, quad, from, 4 * sizeof(float));
    for (int64_t j = 0; j < 4; ++j)
      result.push_back(
          LLVM::ExtractElementOp::create(builder, loc, loaded, constant(j)));
  }
  tiles[op.getResult()] = std::move(result);
  return success();
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

namespace cutedsl::threads {
/// One reduction over the CTAs of a cluster. In the slots the tile of each CTA
/// lies as a row-major array.
class ClusterReduce {
public:
  ClusterReduce(ThreadLowering &parent, sm90::ClusterReduceOp op);

  /// Announces what this CTA is going to get, and sends what it has.
  void send(const Registers &values);
  /// Waits for what all have sent, and folds it.
  Registers fold();

private:
  Value createBase();
  Value offset(Value address, LLVM::GEPArg bytes);
  /// Bytes from the thread's first value to value `index`.
  int64_t getPlace(int64_t index);
  void sendTo(Value cta, const Registers &values);

  ThreadLowering &parent;
  OpBuilder &builder;
  sm90::ClusterReduceOp op;
  Location loc;
  RankedTensorType type;
  int64_t numCtas, elementBytes, tileBytes;
  SmallVector<int64_t> strides;
  /// The thread's first value in the slot of CTA 0, and the barrier.
  Value base, barrier;
};
} // namespace cutedsl::threads

ClusterReduce::ClusterReduce(ThreadLowering &parent, sm90::ClusterReduceOp op)
    : parent(parent), builder(parent.builder), op(op), loc(op.getLoc()),
      type(cast<RankedTensorType>(op.getType())), numCtas(op.getNumCtas()),
      elementBytes(tile::getElementBytes(type.getElementType())),
      tileBytes(type.getNumElements() * elementBytes),
      strides(tile::getRowMajorStrides(type.getShape())), base(createBase()),
      barrier(parent.getBarrier(op.getBarrier(), op.getStage())) {}

Value ClusterReduce::offset(Value address, LLVM::GEPArg bytes) {
  return LLVM::GEPOp::create(builder, loc, address.getType(),
                             builder.getI8Type(), address,
                             ArrayRef<LLVM::GEPArg>{bytes});
}

Value ClusterReduce::createBase() {
  Value result = parent.scalar(op.getSlots());
  SmallVector<Value> coordinates = parent.getThreadCoordinates(type);
  for (auto [dim, coordinate] : llvm::enumerate(coordinates)) {
    if (type.getDimSize(dim) == 1)
      continue;
    Value number = arith::IndexCastUIOp::create(
        builder, loc, builder.getI32Type(), coordinate);
    Value bytes = arith::MulIOp::create(
        builder, loc, number, parent.constant(strides[dim] * elementBytes));
    result = offset(result, bytes);
  }
  return result;
}

int64_t ClusterReduce::getPlace(int64_t index) {
  int64_t position = 0;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    position +=
        parent.getModes(type).valueCoordinate(index, dim) * strides[dim];
  return position * elementBytes;
}

void ClusterReduce::sendTo(Value cta, const Registers &values) {
  Type element = type.getElementType();
  bool isWide = elementBytes == 8, isFloat = isa<FloatType>(element);
  StringRef kind = isFloat ? (isWide ? "f64" : "f32") : isWide ? "b64" : "b32";
  StringRef constraint = isFloat ? (isWide ? "d" : "f") : isWide ? "l" : "r";
  Value rank = NVVM::ClusterId::create(builder, loc, builder.getI32Type());
  Value mine =
      arith::MulIOp::create(builder, loc, rank, parent.constant(tileBytes));
  Value to = parent.getRemote(loc, offset(base, mine), cta);
  Value remoteBarrier = parent.getRemote(loc, barrier, cta);
  for (auto [index, value] : llvm::enumerate(values))
    parent.createAssembly(
        loc,
        ("st.async.weak.shared::cluster.mbarrier::complete_tx::bytes." + kind +
         " [$0+" + Twine(getPlace(index)) + "], $2, [$1];")
            .str(),
        ("r,r," + constraint + ",~{memory}").str(), {to, remoteBarrier, value});
}

void ClusterReduce::send(const Registers &values) {
  parent.inOneThread(op, [&] {
    NVVM::MBarrierArriveExpectTxOp::create(
        builder, loc, /*res=*/Type(), barrier,
        parent.constant(numCtas * tileBytes), NVVM::MemScopeKind::CTA,
        /*relaxed=*/false, /*predicate=*/Value());
  });
  OpBuilder::InsertionGuard guard(builder);
  auto branchTo = [&](Value condition) {
    auto branch = scf::IfOp::create(builder, loc, condition);
    builder.setInsertionPointToStart(branch.thenBlock());
  };
  // What all threads hold goes to each CTA from another thread.
  if (type.getNumElements() == 1) {
    branchTo(arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                   parent.thread, parent.constant(numCtas)));
    return sendTo(parent.thread, values);
  }
  if (Value isFirst = parent.isFirstCopy(type))
    branchTo(isFirst);
  for (int64_t cta = 0; cta < numCtas; ++cta)
    sendTo(parent.constant(cta), values);
}

Registers ClusterReduce::fold() {
  parent.createWait(loc, barrier, /*parity=*/parent.constant(0),
                    /*isOfCluster=*/true);
  Registers result;
  int64_t count = tile::getFragment(type).getNumValues();
  for (int64_t index = 0; index < count; ++index) {
    Value sum;
    for (int64_t cta = 0; cta < numCtas; ++cta) {
      Value from = offset(base, int32_t(cta * tileBytes + getPlace(index)));
      Value value = LLVM::LoadOp::create(builder, loc, type.getElementType(),
                                         from, elementBytes);
      sum = sum ? parent.combine(op.getKind(), sum, value) : value;
    }
    result.push_back(sum);
  }
  return result;
}

LogicalResult ThreadLowering::lower(sm90::ClusterReduceOp op) {
  ClusterReduce reduce(*this, op);
  reduce.send(tiles.lookup(op.getValue()));
  tiles[op.getResult()] = reduce.fold();
  return success();
}
