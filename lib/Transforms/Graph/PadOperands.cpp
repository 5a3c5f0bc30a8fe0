//===- PadOperands.cpp - Operands that the copy engine can fetch ----------===//
//
// The copy engine wants rows that begin at multiples of 16 bytes. An operand of
// a product on tensor cores whose rows do not, because a dimension is odd or a
// slice begins anywhere, is copied into rows that are padded, if that is faster
// than a product without the copy engine. What is frozen is copied once.
//
//===----------------------------------------------------------------------===//

#include "CostModel.h"
#include "TensorCoreSchedule.h"
#include "Values.h"
#include "cutedsl/Dialect/Graph/IR/IndexMap.h"
#include "cutedsl/Dialect/SM90/IR/Limits.h"
#include "cutedsl/Transforms/Passes.h"
#include "llvm/Support/MathExtras.h"

namespace cutedsl {
#define GEN_PASS_DEF_GRAPHPADOPERANDS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::graph;

/// Elements of `value` in the 16 bytes that the copy engine counts in.
static int64_t getGranule(Value value) {
  return 16 / getElementBytes(getElementTypeOrSelf(value));
}

/// CTAs that a multiprocessor runs at a time where each thread multiplies.
static constexpr double kTilesAtOnce = 4;

namespace {
/// Where the elements of an operand lie in the tensor that it is a view of.
struct Placement {
  Value base;
  AffineMap map; // from the operand's indices to the base's
  SmallVector<int64_t> strides;
  int64_t offset = 0;
};

struct PadOperands : cutedsl::impl::GraphPadOperandsBase<PadOperands> {
  using GraphPadOperandsBase::GraphPadOperandsBase;

  void runOnOperation() override {
    model = TargetModel::get(target, 0);
    if (!model.hasTensorPipelines)
      return;
    for (auto program : getOperation().getOps<ProgramOp>()) {
      SizeModel sizes(program);
      FrozenValues frozen(program);
      SmallVector<ContractOp> contracts;
      for (auto op : program.getBody().getOps<ContractOp>())
        if (suitsTensorCores(op))
          contracts.push_back(op);
      DenseMap<Value, Value> padded;
      for (ContractOp op : contracts)
        pad(op, sizes, frozen, padded);
    }
  }

  void pad(ContractOp op, const SizeModel &sizes, FrozenValues &frozen,
           DenseMap<Value, Value> &padded);
  double getSecondsWithout(ContractOp op, const SizeModel &sizes);

  TargetModel model;
};
} // namespace

/// The strides of `value` in memory: an argument's own, else row-major.
static Dims getStrides(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto program = cast<ProgramOp>(argument.getOwner()->getParentOp());
    if (auto strides = program.getArgAttrOfType<DimsAttr>(
            argument.getArgNumber(), "graph.strides"))
      return Dims(strides.getMap().getResults());
  }
  return getContiguousStrides(getDims(value), value.getContext());
}

/// None if the address is not a sum of constants times the operand's indices.
static std::optional<Placement> getPlacement(Value operand) {
  Placement result;
  Dims dims = getDims(operand);
  unsigned rank = dims.size();
  Place place = skipViews(getPlace(operand), dims);
  result.base = place.value;
  result.map = place.map;
  AffineExpr address = linearize(result.map, getStrides(result.base), dims);
  if (!isLinear(graph::getMap(rank, address, operand.getContext())))
    return std::nullopt;
  auto evaluateAt = [&](unsigned dim) -> std::optional<int64_t> {
    SmallVector<AffineExpr> point(
        rank, getAffineConstantExpr(0, operand.getContext()));
    if (dim < rank)
      point[dim] = getAffineConstantExpr(1, operand.getContext());
    auto value =
        dyn_cast<AffineConstantExpr>(simplify(address.replaceDims(point)));
    return value ? std::optional(value.getValue()) : std::nullopt;
  };
  std::optional<int64_t> offset = evaluateAt(rank);
  if (!offset)
    return std::nullopt;
  result.offset = *offset;
  for (unsigned dim = 0; dim < rank; ++dim) {
    std::optional<int64_t> value = evaluateAt(dim);
    if (!value)
      return std::nullopt;
    auto size = dyn_cast<AffineConstantExpr>(dims[dim]);
    bool isOne = size && size.getValue() == 1;
    result.strides.push_back(isOne ? 0 : *value - *offset);
  }
  return result;
}

/// Which of the last two dimensions lies side by side in memory; the last of
/// them if neither does.
static unsigned getContiguousDim(const Placement &placement, bool isLhs) {
  unsigned rank = placement.strides.size();
  unsigned k = isLhs ? rank - 1 : rank - 2, other = isLhs ? rank - 2 : rank - 1;
  return placement.strides[k] != 1 && placement.strides[other] == 1 ? other : k;
}

static bool suitsCopyEngine(const Placement &placement, unsigned contiguous) {
  int64_t granule = getGranule(placement.base);
  if (placement.strides[contiguous] > 1 || placement.offset % granule != 0)
    return false;
  for (auto [dim, stride] : llvm::enumerate(placement.strides))
    if (dim != contiguous && stride % granule != 0)
      return false;
  return true;
}

/// Reads `operand` from a copy whose rows are padded. Dimensions along which
/// the operand repeats are not copied.
static Value createPadded(OpBuilder &builder, Location loc, Value operand,
                          const Placement &placement, unsigned contiguous) {
  MLIRContext *context = operand.getContext();
  Dims dims = getDims(operand);
  unsigned rank = dims.size();
  // The copy's dimensions, the contiguous one last.
  SmallVector<unsigned> kept;
  for (unsigned dim = 0; dim < rank; ++dim)
    if (dim != contiguous && placement.strides[dim] != 0)
      kept.push_back(dim);
  kept.push_back(contiguous);
  Dims sizes;
  SmallVector<AffineExpr> toOperand(rank, getAffineConstantExpr(0, context));
  SmallVector<AffineExpr> toCopy;
  for (auto [position, dim] : llvm::enumerate(kept)) {
    sizes.push_back(dims[dim]);
    toOperand[dim] = getAffineDimExpr(position, context);
    toCopy.push_back(getAffineDimExpr(dim, context));
  }
  Value copy =
      createView(builder, loc, operand,
                 graph::getMap(kept.size(), toOperand, context), sizes);
  Type element = getElementTypeOrSelf(operand);
  int64_t width = cast<AffineConstantExpr>(sizes.back()).getValue();
  if (int64_t missing = llvm::alignTo(width, getGranule(operand)) - width) {
    sizes.back() = getAffineConstantExpr(missing, context);
    Value zeros =
        createSplat(builder, loc, cast<TypedAttr>(builder.getZeroAttr(element)),
                    getTensorType(sizes, element));
    sizes.back() = getAffineConstantExpr(width + missing, context);
    copy = ConcatOp::create(builder, loc, getTensorType(sizes, element),
                            kept.size() - 1, ValueRange{copy, zeros});
  }
  auto stored =
      ViewOp::create(builder, loc, getTensorType(sizes, element), copy,
                     AffineMapAttr::get(AffineMap::getMultiDimIdentityMap(
                         kept.size(), context)));
  stored->setAttr("graph.store", builder.getUnitAttr());
  return createView(builder, loc, stored, graph::getMap(rank, toCopy, context),
                    dims);
}

/// What the product takes without the copy engine. Nothing is fetched ahead
/// there: each step of a tile waits for memory.
double PadOperands::getSecondsWithout(ContractOp op, const SizeModel &sizes) {
  constexpr double kStepSeconds = 1.5e-6;
  Dims dims = getDims(op.getResult());
  double k = sizes.getSize(getDims(op.getLhs()).back());
  double tiles = sizes.getNumMatrices(op.getResult()) *
                 std::ceil(sizes.getSize(dims.back()) / model.tileN) *
                 std::ceil(sizes.getSize(dims[dims.size() - 2]) / model.tileM);
  double waves = std::ceil(tiles / (kTilesAtOnce * sm90::kMultiprocessors));
  double flops = 2 * sizes.getNumElements(op.getResult()) * k;
  return std::max(flops / model.flopsPerSecond,
                  waves * std::ceil(k / model.getTileK(op.getLhs().getType())) *
                      kStepSeconds);
}

void PadOperands::pad(ContractOp op, const SizeModel &sizes,
                      FrozenValues &frozen, DenseMap<Value, Value> &padded) {
  struct Candidate {
    OpOperand *operand;
    Placement placement;
    unsigned contiguous;
  };
  SmallVector<Candidate> candidates;
  double copying = 0;
  for (auto [operand, isLhs] :
       {std::pair(&op.getLhsMutable(), true), {&op.getRhsMutable(), false}}) {
    std::optional<Placement> placement = getPlacement(operand->get());
    if (!placement)
      return;
    unsigned contiguous = getContiguousDim(*placement, isLhs);
    // Of 8-bit elements tensor cores want k side by side.
    unsigned rank = placement->strides.size();
    if (getElementBytes(getElementTypeOrSelf(operand->get())) == 1)
      contiguous = isLhs ? rank - 1 : rank - 2;
    if (suitsCopyEngine(*placement, contiguous))
      continue;
    Value value = operand->get();
    if (!isa<AffineConstantExpr>(getDims(value)[contiguous]))
      return;
    candidates.push_back({operand, *placement, contiguous});
    if (!frozen.contains(value) && !padded.contains(value))
      copying += 2 * sizes.getBytes(value) / model.bytesPerSecond +
                 model.launchSeconds;
  }
  // Tensor cores are so much faster that only what they save counts.
  if (candidates.empty() || copying > getSecondsWithout(op, sizes))
    return;
  for (Candidate &candidate : candidates) {
    Value value = candidate.operand->get();
    Value &copy = padded[value];
    if (!copy) {
      OpBuilder builder(op);
      if (Operation *def = value.getDefiningOp())
        builder.setInsertionPointAfter(def);
      else
        builder.setInsertionPointToStart(op->getBlock());
      copy = createPadded(builder, op.getLoc(), value, candidate.placement,
                          candidate.contiguous);
    }
    candidate.operand->set(copy);
  }
}
