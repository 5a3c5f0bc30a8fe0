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

#include "Panels.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEPACKPANELS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

/// How far ahead they are asked for.
static constexpr int64_t kPrefetchRows = 128;

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

/// A number above 0 for each combination of `coords`.
static Value makeTag(OpBuilder &b, Location loc, FuncOp func,
                     ArrayRef<unsigned> coords) {
  Value one = arith::ConstantIndexOp::create(b, loc, 1);
  Value tag =
      arith::AddIOp::create(b, loc, linearize(b, loc, func, coords), one);
  return arith::IndexCastOp::create(b, loc, b.getI64Type(), tag);
}

static void pack(Panel &panel, FuncOp func, Value tagPtr) {
  OpBuilder b(panel.loop);
  Location loc = panel.load.getLoc();
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  Type element = cast<PtrType>(panel.load.getPtr().getType()).getElementType();
  auto shared = PtrType::get(func.getContext(), element, MemorySpace::Shared);
  int64_t rows = llvm::alignTo(panel.depth, kPanelRows);
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
    auto loop =
        scf::ForOp::create(b, loc, index(0), index(rows), index(kPanelRows));
    makeStore(SplatOp::create(b, loc, tagType, tag), tagPtr, index(0), {1});
    b.setInsertionPointToStart(loop.getBody());
    Value row = loop.getInductionVar();
    Value base = panel.createBase(b, row);
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
      OpFoldResult left = b.getIndexAttr(kPanelRows);
      if (rows != panel.depth)
        left =
            arith::SubIOp::create(b, loc, index(panel.depth), row).getResult();
      valid = {left, panel.validColumns
                         ? panel.validColumns
                         : OpFoldResult(b.getIndexAttr(panel.width))};
    }
    auto type = RankedTensorType::get({kPanelRows, panel.width}, element);
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
    SmallVector<Panel> panels = findPanels(func, maxBytes);
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
