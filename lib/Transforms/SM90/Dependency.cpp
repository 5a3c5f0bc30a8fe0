//===- Dependency.cpp - What a kernel shares with others of its run -------===//

#include "Dependency.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::sm90;

SmallVector<Block *> sm90::getRoleBlocks(tile::FuncOp func) {
  if (WarpSpecializeOp roles = getRoles(func))
    return {&roles.getProducer().front(), &roles.getConsumer().front()};
  return {&func.getBody().front()};
}

/// The pointer that `op` reads through, or null.
static Value getReadPointer(Operation *op) {
  return TypeSwitch<Operation *, Value>(op)
      .Case<tile::LoadOp, tile::GatherOp, tile::PrefetchOp>(
          [](auto read) { return read.getPtr(); })
      .Case([](CopyOp copy) { return copy.getSource(); })
      .Case<LoadOp, PrefetchOp, FetchTileOp>([](auto copy) -> Value {
        auto map = copy.getMap().template getDefiningOp<TensorMapOp>();
        return map ? map.getBuffer() : Value();
      })
      .Default([](Operation *) { return Value(); });
}

static bool isGlobal(Value ptr) {
  return cast<tile::PtrType>(ptr.getType()).getSpace() ==
         tile::MemorySpace::Global;
}

bool sm90::readsGlobal(Operation *op) {
  if (isa<LoadOp, PrefetchOp, FetchTileOp>(op))
    return true;
  Value ptr = getReadPointer(op);
  return ptr && isGlobal(ptr);
}

bool sm90::needsDependency(tile::FuncOp func, Operation *op) {
  if (readsGlobal(op)) {
    Value ptr = getReadPointer(op);
    return !ptr || !func.isConstantBuffer(ptr);
  }
  return TypeSwitch<Operation *, bool>(op)
      .Case<tile::StoreOp, tile::ScatterOp>(
          [](auto store) { return isGlobal(store.getPtr()); })
      // A failed check is stored where the host reads it.
      .Case<tile::CheckOp, StoreOp, StoreTileOp>([](auto) { return true; })
      .Default([](Operation *) { return false; });
}
