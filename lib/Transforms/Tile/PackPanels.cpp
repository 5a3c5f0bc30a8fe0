//===- PackPanels.cpp - Right operands packed once for many tiles ---------===//
//
// A weight whose rows run along k makes each product transpose what it loads.
// Here the whole panel of a tile (all of k) is transposed into scratch memory
// once, and the tiles that follow it use it again: the grid is reordered so
// that tiles of one panel are neighbours (which serves panels that are in order
// already, too), and a tag in scratch memory, zero
// when a range of tiles begins, says which panel is there.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Dialect/Tile/IR/Tile.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEPACKPANELS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// Rows of k that are transposed at once.
static constexpr int64_t kRows = 16;

/// How far ahead they are asked for.
static constexpr int64_t kPrefetchRows = 128;

namespace {
/// A load of k x n elements inside a loop over k that can come from a panel.
struct Panel {
  MmaOp mma;
  LoadOp load;
  scf::ForOp loop;
  int64_t depth = 0, width = 0;
  int64_t rowStride = 0;
  OpFoldResult columnStride, validColumns;
  /// Columns are side by side: it can stay where it is.
  bool isAdjacent = false;
  /// The coordinates that the panel depends on.
  SmallVector<unsigned> coords;
};
} // namespace

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
      step != type.getDimSize(0) || kRows % *step != 0)
    return std::nullopt;
  panel.depth = *upper;
  panel.width = type.getDimSize(1);
  int64_t bytes = (type.getElementTypeBitWidth() + 7) / 8;
  if (panel.depth <= *step || panel.width == 1 ||
      int64_t(llvm::alignTo(panel.depth, kRows)) * panel.width * bytes >
          maxBytes)
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

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

/// A number above 0 for each combination of `coords`.
static Value makeTag(OpBuilder &b, Location loc, FuncOp func,
                     ArrayRef<unsigned> coords) {
  SmallVector<Value> symbols(func.getSymbols());
  Value tag = arith::ConstantIndexOp::create(b, loc, 0);
  for (unsigned coord : coords) {
    Value size = affine::expandAffineExpr(
        b, loc, func.getGrid().getResult(coord), ValueRange(), symbols);
    tag = arith::MulIOp::create(b, loc, tag, size);
    tag = arith::AddIOp::create(b, loc, tag, func.getCoordinates()[coord]);
  }
  Value one = arith::ConstantIndexOp::create(b, loc, 1);
  tag = arith::AddIOp::create(b, loc, tag, one);
  return arith::IndexCastOp::create(b, loc, b.getI64Type(), tag);
}

/// `base` of the load with `row` in place of the loop's variable.
static Value cloneBase(OpBuilder &b, Value base, scf::ForOp loop, Value row) {
  IRMapping mapping;
  mapping.map(loop.getInductionVar(), row);
  std::function<Value(Value)> clone = [&](Value value) -> Value {
    if (Value known = mapping.lookupOrNull(value))
      return known;
    Operation *op = value.getDefiningOp();
    if (!op || !loop->isAncestor(op))
      return value;
    for (Value operand : op->getOperands())
      mapping.map(operand, clone(operand));
    return b.clone(*op, mapping)->getResult(0);
  };
  return clone(base);
}

static void pack(Panel &panel, FuncOp func, Value tagPtr) {
  OpBuilder b(panel.loop);
  Location loc = panel.load.getLoc();
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  Type element = cast<PtrType>(panel.load.getPtr().getType()).getElementType();
  auto shared = PtrType::get(func.getContext(), element, MemorySpace::Shared);
  int64_t rows = llvm::alignTo(panel.depth, kRows);
  Value memory = AllocOp::create(b, loc, shared, rows * panel.width);
  SmallVector<OpFoldResult> unit = {b.getIndexAttr(1)};
  auto makeLoad = [&](RankedTensorType type, Value ptr, Value base,
                      ArrayRef<OpFoldResult> strides,
                      ArrayRef<OpFoldResult> valid) -> Value {
    SmallVector<int64_t> staticStrides, staticValid;
    SmallVector<Value> dynamicStrides, dynamicValid;
    dispatchIndexOpFoldResults(strides, dynamicStrides, staticStrides);
    dispatchIndexOpFoldResults(valid, dynamicValid, staticValid);
    return LoadOp::create(b, loc, type, ptr, base, dynamicStrides, dynamicValid,
                          /*mask=*/Value(), staticStrides, staticValid,
                          /*align=*/IntegerAttr());
  };
  auto makeStore = [&](Value value, Value ptr, Value base,
                       ArrayRef<int64_t> strides) {
    StoreOp::create(b, loc, value, ptr, base, ValueRange(), ValueRange(),
                    /*mask=*/Value(), strides, ArrayRef<int64_t>(),
                    /*align=*/IntegerAttr());
  };
  auto tagType = RankedTensorType::get({1}, b.getI64Type());
  Value tag = makeTag(b, loc, func, panel.coords);
  Value held = ExtractOp::create(b, loc, b.getI64Type(),
                                 makeLoad(tagType, tagPtr, index(0), unit, {}));
  Value isStale =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, held, tag);
  auto branch = scf::IfOp::create(b, loc, isStale, /*withElseRegion=*/false);
  branch->setAttr("tile.once", b.getUnitAttr());
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    auto loop = scf::ForOp::create(b, loc, index(0), index(rows), index(kRows));
    makeStore(SplatOp::create(b, loc, tagType, tag), tagPtr, index(0), {1});
    b.setInsertionPointToStart(loop.getBody());
    Value row = loop.getInductionVar();
    Value base = cloneBase(b, panel.load.getBase(), panel.loop, row);
    // Each column is a stream of its own, more than a prefetcher follows.
    Value step = getValueOrCreateConstantIndexOp(b, loc, panel.columnStride);
    for (int64_t column = 0; column < panel.width; ++column) {
      Value ahead = arith::AddIOp::create(
          b, loc, arith::MulIOp::create(b, loc, step, index(column)),
          index(kPrefetchRows * panel.rowStride));
      ahead = arith::AddIOp::create(b, loc, base, ahead);
      PrefetchOp::create(b, loc, panel.load.getPtr(), ahead, /*locality=*/3);
    }
    SmallVector<OpFoldResult> valid;
    if (rows != panel.depth || panel.validColumns) {
      OpFoldResult left = b.getIndexAttr(kRows);
      if (rows != panel.depth)
        left =
            arith::SubIOp::create(b, loc, index(panel.depth), row).getResult();
      valid = {left, panel.validColumns
                         ? panel.validColumns
                         : OpFoldResult(b.getIndexAttr(panel.width))};
    }
    auto type = RankedTensorType::get({kRows, panel.width}, element);
    Value block =
        makeLoad(type, panel.load.getPtr(), base,
                 {b.getIndexAttr(panel.rowStride), panel.columnStride}, valid);
    Value at = arith::MulIOp::create(b, loc, row, index(panel.width));
    makeStore(block, memory, at, {panel.width, 1});
  }
  b.setInsertionPoint(panel.mma);
  Value at = arith::MulIOp::create(b, loc, panel.loop.getInductionVar(),
                                   index(panel.width));
  panel.mma.getRhsMutable().assign(
      makeLoad(cast<RankedTensorType>(panel.mma.getRhs().getType()), memory, at,
               {b.getIndexAttr(panel.width), b.getIndexAttr(1)}, {}));
}

/// Puts `first` before the other grid dimensions, which vary faster then.
static void reorderGrid(FuncOp func, ArrayRef<unsigned> first) {
  unsigned rank = func.getGridRank();
  SmallVector<unsigned> order(first);
  for (unsigned dim = 0; dim < rank; ++dim)
    if (!llvm::is_contained(first, dim))
      order.push_back(dim);
  AffineMap grid = func.getGrid();
  SmallVector<AffineExpr> sizes;
  for (unsigned dim : order)
    sizes.push_back(grid.getResult(dim));
  func.setGridAttr(AffineMapAttr::get(
      AffineMap::get(0, grid.getNumSymbols(), sizes, func.getContext())));
  // Coordinates have one type: exchanging their uses renames them.
  Block &entry = func.getBody().front();
  SmallVector<SmallVector<OpOperand *>> uses(rank);
  for (unsigned dim = 0; dim < rank; ++dim)
    for (OpOperand &use : entry.getArgument(dim).getUses())
      uses[dim].push_back(&use);
  for (auto [position, dim] : llvm::enumerate(order))
    for (OpOperand *use : uses[dim])
      use->set(entry.getArgument(position));
}

namespace {
struct TilePackPanels : cutedsl::impl::TilePackPanelsBase<TilePackPanels> {
  using TilePackPanelsBase::TilePackPanelsBase;

  void runOnOperation() override {
    FuncOp func = getOperation();
    if (func.getThreads() != 1 || func.getGridRank() == 0)
      return;
    SmallVector<Panel> panels;
    func.walk([&](MmaOp mma) {
      std::optional<Panel> panel = match(mma, func, maxBytes);
      if (panel && (panels.empty() || panels[0].coords == panel->coords))
        panels.push_back(*panel);
    });
    if (panels.empty())
      return;
    for (Panel &panel : panels) {
      if (panel.isAdjacent)
        continue;
      OpBuilder b = OpBuilder::atBlockBegin(&func.getBody().front());
      auto type =
          PtrType::get(&getContext(), b.getI64Type(), MemorySpace::Shared);
      auto tag = AllocOp::create(b, panel.load.getLoc(), type, 1);
      tag->setAttr("tile.zeroed", b.getUnitAttr());
      pack(panel, func, tag);
    }
    reorderGrid(func, panels[0].coords);
  }
};
} // namespace
