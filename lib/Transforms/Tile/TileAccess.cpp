//===- TileAccess.cpp - How threads reach memory --------------------------===//

#include "cutedsl/Transforms/TileAccess.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/DenseSet.h"
#include <numeric>

using namespace mlir;
using namespace cutedsl::tile;

/// Divisors beyond this are of no use, and products must not overflow.
static constexpr int64_t kMaxDivisor = 1 << 12;

static int64_t clampDivisor(int64_t value) {
  value = std::abs(value);
  if (value == 0)
    return kMaxDivisor;
  // Only powers of two matter for alignment.
  return std::min<int64_t>(value & -value, kMaxDivisor);
}

int64_t cutedsl::tile::getDivisor(Value value) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return clampDivisor(*constant);
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    if (loop && argument == loop.getInductionVar())
      return std::gcd(getDivisor(loop.getLowerBound()),
                      getDivisor(loop.getStep()));
    return 1;
  }
  Operation *op = value.getDefiningOp();
  if (isa<arith::MulIOp>(op))
    return clampDivisor(getDivisor(op->getOperand(0)) *
                        getDivisor(op->getOperand(1)));
  if (isa<arith::AddIOp, arith::SubIOp, arith::MinSIOp, arith::MaxSIOp>(op))
    return std::gcd(getDivisor(op->getOperand(0)),
                    getDivisor(op->getOperand(1)));
  if (auto select = dyn_cast<arith::SelectOp>(op))
    return std::gcd(getDivisor(select.getTrueValue()),
                    getDivisor(select.getFalseValue()));
  if (isa<arith::IndexCastOp, arith::ExtSIOp>(op))
    return getDivisor(op->getOperand(0));
  if (isa<arith::RemSIOp, arith::RemUIOp>(op))
    return std::gcd(getDivisor(op->getOperand(0)),
                    getDivisor(op->getOperand(1)));
  if (isa<arith::DivSIOp, arith::DivUIOp, arith::FloorDivSIOp>(op)) {
    // Exact only where the constant divides, which powers of two tell.
    std::optional<int64_t> by = getConstantIntValue(op->getOperand(1));
    int64_t known = getDivisor(op->getOperand(0));
    if (by && *by > 0 && llvm::isPowerOf2_64(*by) && known % *by == 0)
      return known / *by;
  }
  return 1;
}

namespace {
/// Positions along one dimension: a number, of which a divisor is known, and
/// the coordinate there, if it `moves`.
struct Line {
  bool moves;
  int64_t divisor;
};
} // namespace

static std::optional<Line> getLine(Value tile, unsigned dim) {
  Operation *op = tile.getDefiningOp();
  APInt constant;
  if (matchPattern(tile, m_ConstantInt(&constant)))
    return Line{false, clampDivisor(constant.getSExtValue())};
  if (auto iota = dyn_cast_if_present<IotaOp>(op))
    return Line{iota.getDim() == dim, kMaxDivisor};
  if (auto splat = dyn_cast_if_present<SplatOp>(op))
    return Line{false, getDivisor(splat.getScalar())};
  if (isa_and_present<arith::IndexCastOp, BroadcastOp>(op))
    return getLine(op->getOperand(0), dim);
  if (!isa_and_present<arith::AddIOp, arith::SubIOp>(op))
    return std::nullopt;
  std::optional<Line> lhs = getLine(op->getOperand(0), dim),
                      rhs = getLine(op->getOperand(1), dim);
  // Backwards, groups begin one further.
  if (!lhs || !rhs || (lhs->moves && rhs->moves) ||
      (rhs->moves && isa<arith::SubIOp>(op)))
    return std::nullopt;
  return Line{lhs->moves || rhs->moves, std::gcd(lhs->divisor, rhs->divisor)};
}

/// How many neighbours of `mask` along `dim` agree, see `maskGranules`.
static int64_t getMaskGranule(Value mask, unsigned dim) {
  Operation *op = mask.getDefiningOp();
  if (cast<RankedTensorType>(mask.getType()).getDimSize(dim) == 1)
    return kMaxDivisor;
  if (auto broadcast = dyn_cast_if_present<BroadcastOp>(op))
    return getMaskGranule(broadcast.getSource(), dim);
  if (isa_and_present<arith::AndIOp, arith::OrIOp>(op))
    return std::gcd(getMaskGranule(op->getOperand(0), dim),
                    getMaskGranule(op->getOperand(1), dim));
  auto compare = dyn_cast_if_present<arith::CmpIOp>(op);
  if (!compare)
    return 1;
  std::optional<Line> lhs = getLine(compare.getLhs(), dim),
                      rhs = getLine(compare.getRhs(), dim);
  if (!lhs || !rhs || (lhs->moves && rhs->moves))
    return 1;
  if (!lhs->moves && !rhs->moves)
    return kMaxDivisor;
  // The bit changes at the bound itself, not behind it.
  using Predicate = arith::CmpIPredicate;
  Predicate predicate = compare.getPredicate();
  bool isAtBound =
      lhs->moves ? predicate == Predicate::slt || predicate == Predicate::sge
                 : predicate == Predicate::sle || predicate == Predicate::sgt;
  return isAtBound ? std::gcd(lhs->divisor, rhs->divisor) : 1;
}

template <typename OpT>
static StridedAccess getStrided(OpT op, RankedTensorType tile) {
  StridedAccess access;
  access.shape.assign(tile.getShape().begin(), tile.getShape().end());
  for (OpFoldResult stride : op.getMixedStrides()) {
    std::optional<int64_t> constant = getConstantIntValue(stride);
    access.strides.push_back(constant.value_or(ShapedType::kDynamic));
    access.strideDivisors.push_back(constant ? clampDivisor(*constant)
                                             : getDivisor(cast<Value>(stride)));
  }
  auto ptr = cast<PtrType>(op.getPtr().getType());
  access.isShared = ptr.getSpace() == MemorySpace::Shared;
  access.elementBytes = getElementBytes(tile.getElementType());
  access.alignment = op.getAlign().value_or(access.elementBytes);
  // Every alloc begins at a multiple of 16 bytes.
  if (access.isShared && op.getPtr().template getDefiningOp<AllocOp>())
    access.alignment = std::max<int64_t>(
        access.alignment,
        std::min<int64_t>(16, getDivisor(op.getBase()) * access.elementBytes));
  if (Value mask = op.getMask())
    for (int64_t dim = 0; dim < tile.getRank(); ++dim)
      access.maskGranules.push_back(getMaskGranule(mask, dim));
  return access;
}

StridedAccess StridedAccess::get(LoadOp load) {
  return getStrided(load, cast<RankedTensorType>(load.getType()));
}

StridedAccess StridedAccess::get(StoreOp store) {
  return getStrided(store, cast<RankedTensorType>(store.getValue().getType()));
}

VectorAccess cutedsl::tile::getVectorAccess(const StridedAccess &access,
                                            const DimModes &modes) {
  VectorAccess result;
  const DimMode *contiguous = nullptr;
  for (const DimMode &mode : modes.values)
    if (mode.step == 1 && access.strides[mode.dim] == 1)
      contiguous = &mode;
  if (!contiguous)
    return result;
  int64_t width = 16 / access.elementBytes;
  width = std::gcd(width, contiguous->size);
  width = std::gcd(
      width, std::max<int64_t>(1, access.alignment / access.elementBytes));
  if (!access.maskGranules.empty())
    width = std::gcd(width, access.maskGranules[contiguous->dim]);
  // Every other mode must move by whole vectors.
  for (ArrayRef<DimMode> list :
       {ArrayRef<DimMode>(modes.threads), ArrayRef<DimMode>(modes.values)})
    for (const DimMode &mode : list)
      if (mode.dim >= 0 && &mode != contiguous)
        width = std::gcd(
            width, clampDivisor(mode.step * access.strideDivisors[mode.dim]));
  if (width <= 1)
    return result;
  result.width = width;
  result.prefix = contiguous->prefix;
  result.dim = contiguous->dim;
  return result;
}

/// The element offset of (thread, value); unknown strides count as far apart.
static int64_t getOffset(const StridedAccess &access, const DimModes &modes,
                         int64_t thread, int64_t value) {
  int64_t offset = 0;
  for (unsigned dim = 0; dim < access.shape.size(); ++dim) {
    int64_t stride = access.strides[dim];
    if (ShapedType::isDynamic(stride))
      stride = (1 << 20) * (dim + 1);
    offset += stride * (modes.threadCoordinate(thread, dim) +
                        modes.valueCoordinate(value, dim));
  }
  return offset;
}

/// Bank cycles of one access of a warp: the words of `width` elements a lane,
/// served in groups of lanes that together move 128 bytes.
static int64_t countBankCycles(ArrayRef<int64_t> byteAddresses, int64_t bytes) {
  int64_t lanesPerGroup =
      std::max<int64_t>(1, std::min<int64_t>(kWarpSize, 128 / bytes));
  int64_t cycles = 0;
  for (size_t first = 0; first < byteAddresses.size(); first += lanesPerGroup) {
    SmallVector<SmallVector<int64_t, 2>> banks(32);
    int64_t worst = 1;
    for (int64_t address : byteAddresses.slice(
             first,
             std::min<size_t>(lanesPerGroup, byteAddresses.size() - first)))
      for (int64_t byte = 0; byte < bytes; byte += 4) {
        int64_t word = (address + byte) / 4;
        auto &bank = banks[word % 32];
        if (!llvm::is_contained(bank, word))
          bank.push_back(word);
        worst = std::max<int64_t>(worst, bank.size());
      }
    cycles += worst;
  }
  return cycles;
}

int64_t cutedsl::tile::getAccessCost(const StridedAccess &access,
                                     FragmentAttr fragment) {
  std::optional<DimModes> modes = getDimModes(fragment, access.shape);
  if (!modes)
    return std::numeric_limits<int64_t>::max() / 4;
  VectorAccess vector = getVectorAccess(access, *modes);
  int64_t threads = fragment.getNumThreads();
  int64_t lanes = std::min(threads, kWarpSize);
  int64_t bytes = vector.width * access.elementBytes;
  int64_t cost = 0;
  for (int64_t value = 0; value < fragment.getNumValues(); ++value) {
    if (value / vector.prefix % vector.width != 0)
      continue;
    SmallVector<int64_t> addresses;
    for (int64_t lane = 0; lane < lanes; ++lane)
      addresses.push_back(getOffset(access, *modes, lane, value) *
                          access.elementBytes);
    if (access.isShared) {
      cost += 2 + countBankCycles(addresses, bytes);
      continue;
    }
    DenseSet<int64_t> sectors;
    for (int64_t address : addresses)
      for (int64_t byte = 0; byte < bytes; byte += 32)
        sectors.insert((address + byte) / 32);
    cost += 2 + sectors.size();
  }
  return cost * std::max<int64_t>(1, threads / kWarpSize);
}

SharedLayout cutedsl::tile::chooseSharedLayout(ArrayRef<int64_t> shape,
                                               int64_t elementBytes,
                                               FragmentAttr from,
                                               FragmentAttr to) {
  // Candidates: each dimension as the contiguous one, the others in order,
  // with the row pitch padded by up to one vector, or by four, as lanes of an
  // operand of `mma.sync` read 64 bytes of a row.
  SharedLayout best;
  best.cost = std::numeric_limits<int64_t>::max();
  for (int fastest = shape.size() - 1; fastest >= 0; --fastest) {
    if (shape[fastest] == 1 && fastest > 0 && best.count)
      continue;
    for (int64_t padBytes : {0, 4, 8, 16, 64}) {
      if (padBytes % elementBytes != 0)
        continue;
      SharedLayout layout;
      layout.strides.assign(shape.size(), 1);
      int64_t pitch = shape[fastest] + padBytes / elementBytes;
      for (int dim = shape.size() - 1; dim >= 0; --dim) {
        if (dim == fastest)
          continue;
        layout.strides[dim] = pitch;
        pitch *= shape[dim];
      }
      layout.count = pitch;
      StridedAccess access;
      access.shape.assign(shape.begin(), shape.end());
      access.strides = layout.strides;
      for (int64_t stride : layout.strides)
        access.strideDivisors.push_back(clampDivisor(stride));
      access.elementBytes = elementBytes;
      access.alignment = 16;
      access.isShared = true;
      layout.cost = getAccessCost(access, from) + getAccessCost(access, to);
      if (layout.cost < best.cost)
        best = layout;
    }
  }
  return best;
}
