//===- Panels.cpp - The right operand of a product, all of k --------------===//

#include "Panels.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

int64_t Panel::getBytes() const {
  auto type = cast<RankedTensorType>(LoadOp(load).getType());
  int64_t bytes = (type.getElementTypeBitWidth() + 7) / 8;
  return llvm::alignTo(depth, kPanelRows) * width * bytes;
}

Value Panel::createBase(OpBuilder &builder, Value row) const {
  scf::ForOp from = loop;
  IRMapping mapping;
  mapping.map(from.getInductionVar(), row);
  std::function<Value(Value)> clone = [&](Value value) -> Value {
    if (Value known = mapping.lookupOrNull(value))
      return known;
    Operation *op = value.getDefiningOp();
    if (!op || !from->isAncestor(op))
      return value;
    for (Value operand : op->getOperands())
      mapping.map(operand, clone(operand));
    return builder.clone(*op, mapping)->getResult(0);
  };
  return clone(LoadOp(load).getBase());
}

/// How much `value` grows when `iv` grows by 1, if that is a constant.
static std::optional<int64_t> getCoefficient(Value value, Value iv) {
  if (value == iv)
    return 1;
  Operation *op = value.getDefiningOp();
  auto loop = cast<scf::ForOp>(iv.getParentBlock()->getParentOp());
  if (!op || !loop->isAncestor(op))
    return value.getParentBlock() == iv.getParentBlock() && !op
               ? std::nullopt
               : std::optional<int64_t>(0);
  if (!isa<arith::AddIOp, arith::SubIOp, arith::MulIOp>(op))
    return std::nullopt;
  std::optional<int64_t> lhs = getCoefficient(op->getOperand(0), iv);
  std::optional<int64_t> rhs = getCoefficient(op->getOperand(1), iv);
  if (!lhs || !rhs)
    return std::nullopt;
  if (isa<arith::AddIOp>(op))
    return *lhs + *rhs;
  if (isa<arith::SubIOp>(op))
    return *lhs - *rhs;
  if (*lhs == 0 && *rhs == 0)
    return 0;
  std::optional<int64_t> factor =
      getConstantIntValue(op->getOperand(*rhs == 0 ? 1 : 0));
  if (!factor || (*lhs != 0 && *rhs != 0))
    return std::nullopt;
  return *factor * (*lhs + *rhs);
}

/// Collects the coordinates that `value` is computed from; false if it also
/// depends on memory or on a loop other than `loop`.
static bool collectCoords(Value value, FuncOp func, scf::ForOp loop,
                          SmallVectorImpl<unsigned> &coords) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    if (argument.getOwner() != &func.getBody().front())
      return argument == loop.getInductionVar();
    if (argument.getArgNumber() < func.getGridRank() &&
        !llvm::is_contained(coords, argument.getArgNumber()))
      coords.push_back(argument.getArgNumber());
    return true;
  }
  Operation *op = value.getDefiningOp();
  return isPure(op) && op->getNumRegions() == 0 &&
         llvm::all_of(op->getOperands(), [&](Value operand) {
           return collectCoords(operand, func, loop, coords);
         });
}

static bool isWritten(FuncOp func, Value ptr) {
  return func
      .walk([&](Operation *op) {
        Value written;
        if (auto store = dyn_cast<StoreOp>(op))
          written = store.getPtr();
        else if (auto scatter = dyn_cast<ScatterOp>(op))
          written = scatter.getPtr();
        return written == ptr ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

static std::optional<Panel> match(MmaOp mma, FuncOp func, int64_t maxBytes) {
  Panel panel;
  panel.mma = mma;
  Value rhs = mma.getRhs();
  if (auto reshape = rhs.getDefiningOp<ReshapeOp>())
    rhs = reshape.getSource();
  panel.load = rhs.getDefiningOp<LoadOp>();
  panel.loop = dyn_cast<scf::ForOp>(mma->getParentOp());
  auto type = cast<RankedTensorType>(mma.getRhs().getType());
  if (!panel.load || !panel.loop || panel.loop->getParentOp() != func ||
      panel.load->getParentOp() != panel.loop || panel.load.getMask() ||
      type.getEncoding() || isWritten(func, panel.load.getPtr()))
    return std::nullopt;
  std::optional<int64_t> upper =
      getConstantIntValue(panel.loop.getUpperBound());
  std::optional<int64_t> step = getConstantIntValue(panel.loop.getStep());
  if (!isConstantIntValue(panel.loop.getLowerBound(), 0) || !upper ||
      step != type.getDimSize(0) || kPanelRows % *step != 0)
    return std::nullopt;
  panel.depth = *upper;
  panel.width = type.getDimSize(1);
  panel.step = *step;
  if (panel.depth <= *step || panel.width == 1 || panel.getBytes() > maxBytes)
    return std::nullopt;

  // The dimensions of more than one element are k, then n.
  auto loaded = cast<RankedTensorType>(panel.load.getType());
  SmallVector<OpFoldResult> strides = panel.load.getMixedStrides(),
                            valid = panel.load.getMixedValid();
  SmallVector<int64_t> dims;
  for (int64_t dim = 0; dim < loaded.getRank(); ++dim) {
    if (loaded.getDimSize(dim) > 1)
      dims.push_back(dim);
    else if (!valid.empty() && getConstantIntValue(valid[dim]).value_or(0) < 1)
      return std::nullopt;
  }
  if (*step == 1)
    return std::nullopt;
  if (dims.size() != 2 || loaded.getDimSize(dims[0]) != *step)
    return std::nullopt;
  std::optional<int64_t> rowStride = getConstantIntValue(strides[dims[0]]);
  panel.columnStride = strides[dims[1]];
  panel.isAdjacent = isConstantIntValue(panel.columnStride, 1);
  if (!rowStride || getCoefficient(panel.load.getBase(),
                                   panel.loop.getInductionVar()) != rowStride)
    return std::nullopt;
  panel.rowStride = *rowStride;
  if (!valid.empty() &&
      getConstantIntValue(valid[dims[1]]).value_or(0) < panel.width)
    panel.validColumns = valid[dims[1]];

  SmallVector<Value> sources = {panel.load.getBase()};
  for (OpFoldResult value : {panel.columnStride, panel.validColumns})
    if (auto dynamic = dyn_cast_if_present<Value>(value)) {
      // It must be known before the loop.
      if (panel.loop->isAncestor(dynamic.getParentBlock()->getParentOp()))
        return std::nullopt;
      sources.push_back(dynamic);
    }
  for (Value source : sources)
    if (!collectCoords(source, func, panel.loop, panel.coords))
      return std::nullopt;
  llvm::sort(panel.coords);
  return panel;
}

SmallVector<Panel> tile::findPanels(FuncOp func, int64_t maxBytes) {
  SmallVector<Panel> panels;
  func.walk([&](MmaOp mma) {
    std::optional<Panel> panel = match(mma, func, maxBytes);
    if (panel && (panels.empty() || panels[0].coords == panel->coords))
      panels.push_back(*panel);
  });
  return panels;
}

Value tile::linearize(OpBuilder &builder, Location loc, FuncOp func,
                      ArrayRef<unsigned> coords) {
  SmallVector<Value> symbols(func.getSymbols());
  Value number = arith::ConstantIndexOp::create(builder, loc, 0);
  for (unsigned coord : coords) {
    Value size = affine::expandAffineExpr(
        builder, loc, func.getGrid().getResult(coord), ValueRange(), symbols);
    number = arith::MulIOp::create(builder, loc, number, size);
    number = arith::AddIOp::create(builder, loc, number,
                                   func.getCoordinates()[coord]);
  }
  return number;
}
