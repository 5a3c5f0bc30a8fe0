//===- ShareHalves.cpp - Read once what is used in both halves ------------===//
//
// A rotation by halves (RoPE, "rotate_half" of Su et al., RoFormer, 2021) reads
// its operand at d and at d + n / 2 or d - n / 2: the same elements, of which a
// thread that holds both halves has all.
//
//===----------------------------------------------------------------------===//

#include "OperandAnalysis.h"
#include "cutedsl/Dialect/SM90/IR/SM90.h"
#include "cutedsl/Transforms/Passes.h"
#include "cutedsl/Transforms/TileAccess.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILESHAREHALVES
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// Halves that threads hold both of without narrower accesses: four lanes of 16
/// bytes, as operands of `mma.sync` lie.
static constexpr int64_t kHalfBytes = 64;

/// Whether `condition` holds in the upper half of dimension `dim`, or in the
/// lower, and in no element of the other; none if neither.
static std::optional<bool> selectsUpper(Value condition, int64_t dim,
                                        int64_t half) {
  while (auto broadcast = condition.getDefiningOp<BroadcastOp>())
    condition = broadcast.getSource();
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  auto iota = compare ? compare.getLhs().getDefiningOp<IotaOp>() : IotaOp();
  APInt bound;
  if (!iota || int64_t(iota.getDim()) != dim ||
      !matchPattern(compare.getRhs(), m_ConstantInt(&bound)) ||
      bound.getSExtValue() != half)
    return std::nullopt;
  using Predicate = arith::CmpIPredicate;
  switch (compare.getPredicate()) {
  case Predicate::sge:
  case Predicate::uge:
    return true;
  case Predicate::slt:
  case Predicate::ult:
    return false;
  default:
    return std::nullopt;
  }
}

/// Whether only elements of `tile` in the upper (lower) half matter.
static bool isUsedIn(bool upper, Value tile, int64_t dim, int64_t half) {
  return llvm::all_of(tile.getUses(), [&](OpOperand &use) {
    Operation *user = use.getOwner();
    if (auto select = dyn_cast<arith::SelectOp>(user);
        select && use.getOperandNumber() != 0 &&
        isa<RankedTensorType>(select.getCondition().getType()))
      if (std::optional<bool> isUpper =
              selectsUpper(select.getCondition(), dim, half))
        return (*isUpper == upper) == (use.getOperandNumber() == 1);
    return OpTrait::hasElementwiseMappableTraits(user) &&
           isMemoryEffectFree(user) && user->getNumResults() == 1 &&
           isUsedIn(upper, user->getResult(0), dim, half);
  });
}

/// The dimension along which `load` reads neighbours, all of them; none without
/// one of enough bytes.
static std::optional<int64_t> getRow(LoadOp load) {
  RankedTensorType type = load.getType();
  SmallVector<OpFoldResult> valid = load.getMixedValid();
  for (auto [dim, stride] : llvm::enumerate(load.getMixedStrides())) {
    int64_t size = type.getDimSize(dim);
    if (size == 1 || getConstantIntValue(stride) != 1)
      continue;
    bool isWhole = valid.empty() || getConstantIntValue(valid[dim]) == size;
    int64_t bytes = size * getElementBytes(type.getElementType());
    if (isWhole && size % 2 == 0 && bytes % (2 * kHalfBytes) == 0)
      return dim;
  }
  return std::nullopt;
}

/// Whether both read the same rows of one buffer, from some column on.
static bool readSameRows(LoadOp a, LoadOp b) {
  return a.getPtr() == b.getPtr() && a.getType() == b.getType() &&
         a.getMixedStrides() == b.getMixedStrides() &&
         a.getMixedValid() == b.getMixedValid();
}

/// How far `from` begins behind `to`, if that is known.
static std::optional<int64_t> getShift(FuncOp func, LoadOp from, LoadOp to) {
  std::string reason;
  OperandAnalysis analysis(func, /*loop=*/{}, reason);
  std::optional<IndexSum> first = analysis.toSum(from.getBase()),
                          second = analysis.toSum(to.getBase());
  if (!first || !second)
    return std::nullopt;
  second->add(*first, -1);
  int64_t shift = second->getConstant();
  return *second == IndexSum(shift) ? std::optional(shift) : std::nullopt;
}

/// Whether `load` reads nothing that matters but what `whole` does in the other
/// half.
static bool isOtherHalf(FuncOp func, LoadOp load, LoadOp whole) {
  std::optional<int64_t> dim = getRow(whole);
  if (!dim || load == whole || whole.getMask() || !readSameRows(load, whole))
    return false;
  std::optional<int64_t> shift = getShift(func, whole, load);
  int64_t half = load.getType().getDimSize(*dim) / 2;
  if (!shift || std::abs(*shift) != half)
    return false;
  bool upper = *shift < 0;
  // Another mask may leave zeros in this half, too.
  return (!load.getMask() ||
          selectsUpper(load.getMask(), *dim, half) == upper) &&
         isUsedIn(upper, load.getResult(), *dim, half);
}

static void shareHalves(FuncOp func, Block &block) {
  SmallVector<LoadOp> loads(block.getOps<LoadOp>());
  for (LoadOp load : loads) {
    auto *whole = llvm::find_if(
        loads, [&](LoadOp other) { return isOtherHalf(func, load, other); });
    if (whole == loads.end())
      continue;
    // Where all loads come first, none of them has a user before another.
    Operation *later = load->isBeforeInBlock(*whole) ? *whole : load;
    if (llvm::any_of(load->getUsers(), [&](Operation *user) {
          Operation *ancestor = block.findAncestorOpInBlock(*user);
          return ancestor && ancestor->isBeforeInBlock(later);
        }))
      continue;
    OpBuilder builder(func.getContext());
    builder.setInsertionPointAfter(later);
    Value swapped = SwapHalvesOp::create(
        builder, load.getLoc(), load.getType(), whole->getResult(),
        builder.getI64IntegerAttr(*getRow(*whole)));
    load.replaceAllUsesWith(swapped);
  }
  for (LoadOp load : loads)
    if (load->use_empty())
      load.erase();
}

namespace {
struct ShareHalves : cutedsl::impl::TileShareHalvesBase<ShareHalves> {
  void runOnOperation() override {
    FuncOp func = getOperation();
    if (sm90::getRoles(func))
      return;
    llvm::SetVector<Block *> blocks;
    func.walk([&](MmaOp mma) {
      if (mma.getWarp())
        blocks.insert(mma->getBlock());
    });
    for (Block *block : blocks)
      shareHalves(func, *block);
  }
};
} // namespace
