//===- StageRows.cpp - Rows that loops read several times -----------------===//

#include "cutedsl/Transforms/Fragments.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILESTAGEROWS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

namespace {
/// Loops of the body that take the same steps, and one load of the first that
/// others repeat.
struct StagedLoad {
  LoadOp load;
  SmallVector<LoadOp> repeats;
  int64_t steps, elements;

  int64_t getBytes() {
    return steps * elements *
           getElementBytes(getElementTypeOrSelf(load.getType()));
  }
};

struct StageRows : cutedsl::impl::TileStageRowsBase<StageRows> {
  using TileStageRowsBase::TileStageRowsBase;
  void runOnOperation() override;
};
} // namespace

/// The number of steps, if it is known; none for a loop that does not begin at
/// 0.
static std::optional<int64_t> getSteps(scf::ForOp loop) {
  std::optional<int64_t> begin = getConstantIntValue(loop.getLowerBound()),
                         end = getConstantIntValue(loop.getUpperBound()),
                         step = getConstantIntValue(loop.getStep());
  if (!begin || !end || !step || *begin != 0 || *end <= 0)
    return std::nullopt;
  return llvm::divideCeil(*end, *step);
}

/// Whether `a` in the loop `first` is what `b` is in the same step of `second`.
static bool isSame(Value a, Value b, scf::ForOp first, scf::ForOp second) {
  if (a == b)
    return true;
  if (a == first.getInductionVar())
    return b == second.getInductionVar();
  Operation *x = a.getDefiningOp(), *y = b.getDefiningOp();
  if (!x || !y || x->getNumRegions() != 0 || !isMemoryEffectFree(x) ||
      x->getName() != y->getName() ||
      x->getAttrDictionary() != y->getAttrDictionary() ||
      x->getPropertiesAsAttribute() != y->getPropertiesAsAttribute() ||
      a.getType() != b.getType() || x->getNumOperands() != y->getNumOperands())
    return false;
  return llvm::all_of(
      llvm::zip_equal(x->getOperands(), y->getOperands()), [&](auto pair) {
        return isSame(std::get<0>(pair), std::get<1>(pair), first, second);
      });
}

static bool isRepeat(LoadOp load, LoadOp other, scf::ForOp first,
                     scf::ForOp second) {
  return load.getType() == other.getType() && load.getPtr() == other.getPtr() &&
         load->getPropertiesAsAttribute() ==
             other->getPropertiesAsAttribute() &&
         llvm::all_of(
             llvm::zip_equal(load->getOperands(), other->getOperands()),
             [&](auto pair) {
               return isSame(std::get<0>(pair), std::get<1>(pair), first,
                             second);
             });
}

/// Buffers that the program writes.
static llvm::SmallDenseSet<Value> getWritten(FuncOp func) {
  llvm::SmallDenseSet<Value> written;
  func.walk([&](Operation *op) {
    if (auto store = dyn_cast<StoreOp>(op))
      written.insert(store.getPtr());
    else if (auto scatter = dyn_cast<ScatterOp>(op))
      written.insert(scatter.getPtr());
  });
  return written;
}

/// Loads of the earliest loop first.
static SmallVector<StagedLoad> findStagedLoads(FuncOp func) {
  SmallVector<scf::ForOp> loops(func.getBody().front().getOps<scf::ForOp>());
  llvm::SmallDenseSet<Value> written = getWritten(func);
  llvm::SmallDenseSet<Operation *> taken;
  SmallVector<StagedLoad> result;
  for (auto [index, first] : llvm::enumerate(loops)) {
    std::optional<int64_t> steps = getSteps(first);
    if (!steps || *steps < 2)
      continue;
    for (LoadOp load : first.getBody()->getOps<LoadOp>()) {
      // What all tiles share, such as a weight, stays in the cache.
      if (taken.contains(load) || written.contains(load.getPtr()) ||
          load.getMask() || load.getBase() == first.getInductionVar())
        continue;
      StagedLoad staged = {load, {}, *steps, load.getType().getNumElements()};
      for (scf::ForOp second : ArrayRef(loops).drop_front(index + 1)) {
        if (getSteps(second) != steps ||
            getConstantIntValue(second.getStep()) !=
                getConstantIntValue(first.getStep()))
          continue;
        for (LoadOp other : second.getBody()->getOps<LoadOp>())
          if (isRepeat(load, other, first, second))
            staged.repeats.push_back(other);
      }
      if (staged.repeats.empty())
        continue;
      taken.insert_range(staged.repeats);
      result.push_back(staged);
    }
  }
  return result;
}

/// Where a step of `loop` has its part: row-major, one part after the other.
static Value getPart(OpBuilder &builder, scf::ForOp loop, int64_t elements) {
  Location loc = loop.getLoc();
  Value step = arith::DivUIOp::create(builder, loc, loop.getInductionVar(),
                                      loop.getStep());
  return arith::MulIOp::create(
      builder, loc, step,
      arith::ConstantIndexOp::create(builder, loc, elements));
}

static void stage(StagedLoad &staged, FuncOp func) {
  LoadOp load = staged.load;
  RankedTensorType type = load.getType();
  SmallVector<int64_t> strides = getRowMajorStrides(type.getShape());
  OpBuilder builder(func.getContext());
  builder.setInsertionPointToStart(&func.getBody().front());
  Value memory =
      AllocOp::create(builder, load.getLoc(),
                      PtrType::get(func.getContext(), type.getElementType(),
                                   MemorySpace::Shared),
                      staged.steps * staged.elements);
  auto first = cast<scf::ForOp>(load->getParentOp());
  builder.setInsertionPointAfter(load);
  StoreOp::create(builder, load.getLoc(), load.getResult(), memory,
                  getPart(builder, first, staged.elements), ValueRange{},
                  ValueRange{}, Value(), strides, ArrayRef<int64_t>{},
                  IntegerAttr());
  for (LoadOp repeat : staged.repeats) {
    builder.setInsertionPoint(repeat);
    auto loop = cast<scf::ForOp>(repeat->getParentOp());
    Value kept = LoadOp::create(builder, repeat.getLoc(), type, memory,
                                getPart(builder, loop, staged.elements),
                                ValueRange{}, ValueRange{}, Value(), strides,
                                ArrayRef<int64_t>{}, IntegerAttr());
    repeat.getResult().replaceAllUsesWith(kept);
    repeat.erase();
  }
}

void StageRows::runOnOperation() {
  FuncOp func = getOperation();
  int64_t left = maxBytes;
  for (StagedLoad &staged : findStagedLoads(func)) {
    if (staged.getBytes() > left)
      continue;
    left -= staged.getBytes();
    stage(staged, func);
  }
}
