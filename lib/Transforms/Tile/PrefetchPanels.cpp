//===- PrefetchPanels.cpp - The next panel while this one is used ---------===//
//
// A panel that is stored row after row is read from memory by the first tile of
// its rows and from the second-level cache by the others. Left to itself the
// memory idles while those compute. So the steps of the first few tiles each
// ask for their share of the panel that comes next in memory.
//
//===----------------------------------------------------------------------===//

#include "Panels.h"
#include "cutedsl/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

namespace cutedsl {
#define GEN_PASS_DEF_TILEPREFETCHPANELS
#include "cutedsl/Transforms/Passes.h.inc"
} // namespace cutedsl

using namespace mlir;
using namespace cutedsl;
using namespace cutedsl::tile;

static constexpr int64_t kLineBytes = 64;

/// A panel is asked for by this many tiles: fewer would want it faster than
/// memory delivers.
static constexpr int64_t kTiles = 4;

/// The coordinates in which the tiles of one panel differ.
static SmallVector<unsigned> getOtherCoords(const Panel &panel, FuncOp func) {
  SmallVector<unsigned> others;
  for (unsigned coord = 0; coord < func.getGridRank(); ++coord)
    if (!llvm::is_contained(panel.coords, coord))
      others.push_back(coord);
  return others;
}

static void prefetch(const Panel &panel, FuncOp func) {
  LoadOp load = panel.load;
  scf::ForOp loop = panel.loop;
  auto type = cast<RankedTensorType>(load.getType());
  int64_t line = kLineBytes * 8 / type.getElementTypeBitWidth();
  int64_t stepElements = panel.width * panel.step;
  int64_t lines =
      llvm::divideCeil(llvm::divideCeil(stepElements, line), kTiles);
  int64_t share = lines * line;
  if (share % panel.step != 0)
    return;

  OpBuilder b(loop);
  Location loc = load.getLoc();
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  int64_t elements = panel.depth * panel.width;
  Value next = arith::AddIOp::create(
      b, loc, panel.createBase(b, loop.getLowerBound()), index(elements));
  Value tile = linearize(b, loc, func, getOtherCoords(panel, func));
  Value first = arith::MulIOp::create(b, loc, tile, index(panel.depth));
  b.setInsertionPointToStart(loop.getBody());
  Value rows = arith::AddIOp::create(b, loc, first, loop.getInductionVar());
  Value at = arith::MulIOp::create(b, loc, rows, index(share / panel.step));
  // Later tiles ask for the last share again, which costs nothing.
  at = arith::MinSIOp::create(b, loc, at, index(elements - share));
  at = arith::AddIOp::create(b, loc, next, at);
  for (int64_t i = 0; i < lines; ++i)
    PrefetchOp::create(b, loc, load.getPtr(),
                       arith::AddIOp::create(b, loc, at, index(i * line)),
                       /*locality=*/2);
}

namespace {
struct TilePrefetchPanels
    : cutedsl::impl::TilePrefetchPanelsBase<TilePrefetchPanels> {
  using TilePrefetchPanelsBase::TilePrefetchPanelsBase;

  void runOnOperation() override {
    FuncOp func = getOperation();
    if (func.getThreads() != 1 || func.getGridRank() == 0)
      return;
    for (const Panel &panel : findPanels(func, maxBytes)) {
      auto ptr = cast<PtrType>(LoadOp(panel.load).getPtr().getType());
      if (panel.isAdjacent && panel.rowStride == panel.width &&
          ptr.getSpace() == MemorySpace::Global)
        prefetch(panel, func);
    }
  }
};
} // namespace
