//===- WarpFragments.cpp - What each lane of mma.sync holds ---------------===//
//
// PTX ISA, "Matrix Fragments for mma.m16n8k16": of lane 4 g + t, the
// accumulators are in rows g and g + 8 and columns 2 t and 2 t + 1, the left
// operand's k are 2 t, 2 t + 1, 2 t + 8 and 2 t + 9, the right operand's too,
// in column g.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Transforms/Fragments.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;
using namespace cutedsl::tile;

namespace {
/// How the warps share an m x n tile: along the rows first, so that a row has
/// as few warps as possible; the rest holds copies.
struct Warps {
  int64_t alongM, alongN, copies;

  Warps(int64_t m, int64_t n, int64_t threads) {
    int64_t warps = threads / kWarpSize;
    auto take = [&](int64_t units) {
      int64_t taken = std::min<int64_t>(units & -units, warps);
      warps /= taken;
      return taken;
    };
    alongM = take(m / WarpMmaAttr::kRows);
    alongN = take(n / WarpMmaAttr::kColumns);
    copies = warps;
  }
};
} // namespace

/// The modes of the warps, which come after those of a warp's lanes.
static void addWarps(SmallVectorImpl<ModeSpec> &threads, const Warps &warps,
                     int rowDim, int columnDim, int64_t columns) {
  threads.push_back({warps.alongM, rowDim, WarpMmaAttr::kRows});
  threads.push_back({warps.alongN, columnDim, columns});
  threads.push_back({warps.copies, -1, 0});
}

FragmentAttr cutedsl::tile::getWarpAccumulatorFragment(WarpMmaAttr warp,
                                                       int64_t m, int64_t n,
                                                       int64_t threads) {
  Warps warps(m, n, threads);
  int64_t columns = n / warps.alongN, units = columns / WarpMmaAttr::kColumns;
  int64_t step = warp.getBlockedN() ? units : 1;
  SmallVector<ModeSpec> lanes = {{4, 1, 2 * step}, {8, 0, 1}};
  addWarps(lanes, warps, 0, 1, columns);
  SmallVector<ModeSpec> values = {
      {2, 1, step},
      {2, 0, 8},
      {units, 1, warp.getBlockedN() ? 1 : WarpMmaAttr::kColumns},
      {m / (WarpMmaAttr::kRows * warps.alongM), 0,
       WarpMmaAttr::kRows * warps.alongM}};
  return makeFragment(warp.getContext(), {m, n}, lanes, values);
}

int64_t cutedsl::tile::getWarpVector(int64_t k) {
  return std::gcd<int64_t>(8, k / 4);
}

FragmentAttr cutedsl::tile::getWarpOperandFragment(WarpMmaAttr warp, int64_t m,
                                                   int64_t n, int64_t k,
                                                   int64_t threads,
                                                   bool isLhs) {
  Warps warps(m, n, threads);
  int64_t columns = n / warps.alongN, units = columns / WarpMmaAttr::kColumns;
  int along = isLhs ? 1 : 0;
  int64_t vector = warp.getBlockedK() ? getWarpVector(k) : 2;
  SmallVector<ModeSpec> lanes = {{4, along, vector}};
  SmallVector<ModeSpec> values = {{vector, along, 1}};
  if (warp.getBlockedK())
    values.push_back({k / (4 * vector), along, 4 * vector});
  if (isLhs) {
    lanes.push_back({8, 0, 1});
    values.push_back({2, 0, 8});
    addWarps(lanes, warps, 0, -1, 0);
  } else {
    lanes.push_back({8, 1, warp.getBlockedN() ? units : 1});
    addWarps(lanes, warps, -1, 1, columns);
  }
  if (!warp.getBlockedK())
    values.push_back({k / 8, along, 8});
  if (isLhs)
    values.push_back({m / (WarpMmaAttr::kRows * warps.alongM), 0,
                      WarpMmaAttr::kRows * warps.alongM});
  else
    values.push_back(
        {units, 1, warp.getBlockedN() ? 1 : WarpMmaAttr::kColumns});
  SmallVector<int64_t> shape =
      isLhs ? SmallVector<int64_t>{m, k} : SmallVector<int64_t>{k, n};
  return makeFragment(warp.getContext(), shape, lanes, values);
}
