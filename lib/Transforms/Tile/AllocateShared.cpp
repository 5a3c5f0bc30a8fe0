//===- AllocateShared.cpp - Places and barriers of shared memory ----------===//

#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Fragments.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEALLOCATESHARED
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

namespace {
/// One alloc: its bytes, and the span of ops in which its contents matter. Or,
/// with no alloc, an argument in global memory that the program hands from
/// thread to thread.
struct Buffer {
  Value ptr;
  AllocOp alloc;
  int64_t bytes = 0, alignment = 16;
  int64_t first = 0, last = -1;
  int64_t offset = 0;

  bool livesWith(const Buffer &other) const {
    return first <= other.last && other.first <= last;
  }
  bool overlaps(const Buffer &other) const {
    if (!alloc || !other.alloc)
      return this == &other;
    return offset < other.offset + other.bytes && other.offset < offset + bytes;
  }
};

/// Accesses since the last barrier.
struct Pending {
  SmallPtrSet<const Buffer *, 4> reads, writes;

  void clear() {
    reads.clear();
    writes.clear();
  }
  void merge(const Pending &other) {
    reads.insert(other.reads.begin(), other.reads.end());
    writes.insert(other.writes.begin(), other.writes.end());
  }
};
} // namespace

/// The pointer that an op reads or writes through.
static Value getAccessed(Operation *op, bool &isWrite) {
  Value ptr;
  if (auto access = dyn_cast<LoadOp>(op))
    ptr = access.getPtr();
  else if (auto access = dyn_cast<GatherOp>(op))
    ptr = access.getPtr();
  else if (auto access = dyn_cast<StoreOp>(op))
    ptr = access.getPtr();
  else if (auto access = dyn_cast<ScatterOp>(op))
    ptr = access.getPtr();
  isWrite = isa<StoreOp, ScatterOp>(op);
  return ptr;
}

/// True if what one thread writes through `ptr` another may read or overwrite
/// later: there are reads and writes, several writes, or scatters, which meet
/// themselves in a loop.
static bool isHandedOver(Value ptr) {
  int64_t reads = 0, writes = 0;
  for (Operation *user : ptr.getUsers()) {
    bool isWrite;
    if (getAccessed(user, isWrite) != ptr)
      continue;
    (isWrite ? writes : reads) += isa<ScatterOp>(user) ? 2 : 1;
  }
  return writes > 1 || (writes > 0 && reads > 0);
}

/// The op of `block` that holds `op`, or null.
static Operation *getAncestor(Operation *op, Block *block) {
  while (op && op->getBlock() != block)
    op = op->getParentOp();
  return op;
}

/// The span of a buffer's uses, as ops of the innermost block that holds them
/// all. Where the first is a write, nothing lives on to that block's next run;
/// else the span covers the whole op of the function's body around it.
static void
setSpan(Buffer &buffer, FuncOp func,
        const DenseMap<Operation *, std::pair<int64_t, int64_t>> &numbers) {
  SmallVector<Operation *> users(buffer.alloc->getUsers());
  if (users.empty())
    return;
  // Asynchronous accesses go on until some barrier says so.
  if (llvm::any_of(users, [](Operation *user) {
        return isa<sm90::SM90Dialect>(user->getDialect());
      })) {
    std::tie(buffer.first, buffer.last) = numbers.lookup(func);
    return;
  }
  Block *block = users.front()->getBlock();
  auto holdsAll = [&](Block *candidate) {
    return llvm::all_of(
        users, [&](Operation *op) { return getAncestor(op, candidate); });
  };
  while (!holdsAll(block))
    block = block->getParentOp()->getBlock();
  Operation *first = *llvm::min_element(users, [&](auto *a, auto *b) {
    return numbers.lookup(a).first < numbers.lookup(b).first;
  });
  if (first->getBlock() != block || !isa<StoreOp, ScatterOp>(first))
    block = &func.getBody().front();
  buffer.first = std::numeric_limits<int64_t>::max();
  for (Operation *user : users) {
    auto [from, to] = numbers.lookup(getAncestor(user, block));
    buffer.first = std::min(buffer.first, from);
    buffer.last = std::max(buffer.last, to);
  }
}

/// First fit, in order of size; returns the bytes used.
static int64_t place(MutableArrayRef<Buffer> buffers) {
  SmallVector<Buffer *> order, placed;
  for (Buffer &buffer : buffers)
    order.push_back(&buffer);
  llvm::stable_sort(order,
                    [](Buffer *a, Buffer *b) { return a->bytes > b->bytes; });
  int64_t total = 0;
  for (Buffer *buffer : order) {
    bool moved = true;
    while (moved) {
      moved = false;
      for (Buffer *other : placed)
        if (buffer->livesWith(*other) && buffer->overlaps(*other)) {
          buffer->offset =
              llvm::alignTo(other->offset + other->bytes, buffer->alignment);
          moved = true;
        }
    }
    placed.push_back(buffer);
    total = std::max(total, buffer->offset + buffer->bytes);
  }
  return total;
}

namespace {
/// Adds a barrier before each access that meets an unfinished one of the same
/// bytes. Loop bodies are run over until what reaches their start is stable.
class BarrierInsertion {
public:
  explicit BarrierInsertion(ArrayRef<Buffer> buffers) {
    for (const Buffer &buffer : buffers)
      byPointer[buffer.ptr] = &buffer;
  }

  void runOnBlock(Block &block, Pending &pending) {
    for (Operation &op : llvm::make_early_inc_range(block))
      runOnOp(&op, pending);
  }

private:
  void runOnOp(Operation *op, Pending &pending) {
    if (isa<BarrierOp>(op))
      return pending.clear();
    if (isa<LoopLikeOpInterface>(op)) {
      // Twice: the second run sees what the first leaves at the back edge.
      for (int run = 0; run < 2; ++run) {
        Pending body = pending;
        for (Region &region : op->getRegions())
          for (Block &block : region)
            runOnBlock(block, body);
        pending.merge(body);
      }
      return;
    }
    if (op->getNumRegions() != 0) {
      Pending after = op->getRegions().back().empty() ? pending : Pending();
      for (Region &region : op->getRegions()) {
        Pending branch = pending;
        for (Block &block : region)
          runOnBlock(block, branch);
        after.merge(branch);
      }
      pending = after;
      return;
    }
    bool isWrite;
    Value ptr = getAccessed(op, isWrite);
    const Buffer *buffer = ptr ? byPointer.lookup(ptr) : nullptr;
    if (!buffer)
      return;
    auto hits = [&](const SmallPtrSetImpl<const Buffer *> &set) {
      return llvm::any_of(
          set, [&](const Buffer *other) { return other->overlaps(*buffer); });
    };
    if (hits(pending.writes) || (isWrite && hits(pending.reads))) {
      OpBuilder builder(op);
      BarrierOp::create(builder, op->getLoc());
      pending.clear();
    }
    (isWrite ? pending.writes : pending.reads).insert(buffer);
  }

  DenseMap<Value, const Buffer *> byPointer;
};

struct AllocateShared : cutedsl::impl::TileAllocateSharedBase<AllocateShared> {
  using TileAllocateSharedBase::TileAllocateSharedBase;

  void runOnOperation() override {
    FuncOp func = getOperation();
    DenseMap<Operation *, std::pair<int64_t, int64_t>> numbers;
    int64_t next = 0;
    number(func, next, numbers);
    SmallVector<Buffer> buffers;
    int64_t alignment = 16;
    func.walk([&](AllocOp alloc) {
      Buffer buffer;
      buffer.ptr = alloc.getPtr();
      buffer.alloc = alloc;
      Type element = cast<PtrType>(alloc.getPtr().getType()).getElementType();
      buffer.alignment =
          std::max<int64_t>(16, alloc.getAlignment().value_or(16));
      buffer.bytes = llvm::alignTo(alloc.getCount() * getElementBytes(element),
                                   buffer.alignment) *
                     getNumCopies(alloc);
      alignment = std::max(alignment, buffer.alignment);
      setSpan(buffer, func, numbers);
      buffers.push_back(buffer);
    });
    int64_t total = place(buffers);
    OpBuilder builder(func);
    for (Buffer &buffer : buffers)
      buffer.alloc.setOffset(buffer.offset);
    func->setAttr("shared_bytes", builder.getI64IntegerAttr(total));
    if (alignment > 16)
      func->setAttr("shared_alignment", builder.getI64IntegerAttr(alignment));
    if (total > maxBytes) {
      func.emitOpError("expected at most ")
          << maxBytes.getValue() << " bytes of shared memory, but got "
          << total;
      return signalPassFailure();
    }
    for (Value ptr : func.getBuffers()) {
      Buffer buffer;
      buffer.ptr = ptr;
      if (isHandedOver(ptr))
        buffers.push_back(buffer);
    }
    Pending pending;
    BarrierInsertion(buffers).runOnBlock(func.getBody().front(), pending);
  }

private:
  /// One for each independent warpgroup that runs the alloc.
  static int64_t getNumCopies(AllocOp alloc) {
    auto roles = alloc->getParentOfType<sm90::WarpSpecializeOp>();
    return roles && roles.getIndependent() ? roles.getConsumers() : 1;
  }

  /// Numbers ops so that an op with regions spans its body.
  static void number(Operation *op, int64_t &next,
                     DenseMap<Operation *, std::pair<int64_t, int64_t>> &out) {
    int64_t first = next++;
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (Operation &inner : block)
          number(&inner, next, out);
    out[op] = {first, next++};
  }
};
} // namespace
