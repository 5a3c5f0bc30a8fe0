//===- Layout.h - Shape and stride, and their algebra -----------*- C++ -*-===//
//
// A layout `S:D` is the function from indices to offsets
//
//   c_0 = i mod s_0, i /= s_0, c_1 = i mod s_1, ...   (the last not reduced)
//   L(i) = sum c_k d_k
//
// over the flat modes (s_k:d_k), mode 0 the fastest. Invariants: shape and
// stride are congruent, sizes are positive, strides are not negative, size and
// cosize fit 63 bits. Text form: `(8,64):(64,1)`.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LAYOUT_LAYOUT_H
#define CUTEDSL_LAYOUT_LAYOUT_H

#include "cutedsl/Layout/IntTuple.h"

namespace cutedsl::layout {

/// One flat mode of a layout.
struct Mode {
  int64_t size;
  int64_t stride;
  bool operator==(const Mode &other) const {
    return size == other.size && stride == other.stride;
  }
};

class Layout {
public:
  /// The layout `1:0`.
  Layout() : Layout(IntTuple(1), IntTuple(0)) {}

  static Result<Layout> get(IntTuple shape, IntTuple stride);
  /// The compact layout of `shape`, mode 0 the fastest.
  static Result<Layout> get(IntTuple shape);
  /// A flat layout; `1:0` for no modes, an integer mode for one.
  static Result<Layout> get(const std::vector<Mode> &modes);
  static Result<Layout> parse(std::string_view text);

  const IntTuple &shape() const { return shapeTuple; }
  const IntTuple &stride() const { return strideTuple; }
  /// The flat modes, mode 0 first.
  const std::vector<Mode> &modes() const { return flatModes; }

  /// Number of top-level modes.
  unsigned rank() const { return shapeTuple.rank(); }
  /// A top-level mode.
  Layout mode(unsigned index) const {
    return Layout(shapeTuple[index], strideTuple[index]);
  }

  /// Number of indices.
  int64_t size() const { return numIndices; }
  /// One more than the largest offset.
  int64_t cosize() const { return numOffsets; }

  /// The offset of `index` >= 0, which may exceed the size.
  int64_t operator()(int64_t index) const;
  /// The offset of one index for each top-level mode.
  int64_t at(const std::vector<int64_t> &indices) const;

  bool operator==(const Layout &other) const {
    return shapeTuple == other.shapeTuple && strideTuple == other.strideTuple;
  }
  bool operator!=(const Layout &other) const { return !(*this == other); }

  std::string str() const { return shapeTuple.str() + ":" + strideTuple.str(); }

private:
  Layout(IntTuple shape, IntTuple stride);

  IntTuple shapeTuple, strideTuple;
  std::vector<Mode> flatModes;
  int64_t numIndices = 1, numOffsets = 1;
};

/// The layout with top-level modes `layouts`.
Result<Layout> concat(const std::vector<Layout> &layouts);

/// The same function on [0, size) in the fewest flat modes: size-1 modes are
/// dropped, `s0:d0, s1:s0*d0` becomes `s0*s1:d0`. Idempotent.
Layout coalesce(const Layout &layout);

/// Whether `b`'s modes, sorted by stride, nest: each stride is a multiple of
/// the extent (size x stride) of the one before. Broadcast modes do not count.
/// Only then do b's digits never carry into one another, which composition
/// needs; that b be injective is not enough: see composition.
bool hasNestedModes(const Layout &b);

/// `R(i) = a(b(i))`, R's shape a refinement of b's.
///
/// Refused unless b's modes nest and cut a's modes evenly. With
/// a = (6,5):(1,4) and b = (6,3):(3,2), b is injective and every mode of b
/// divides evenly, but the mode-by-mode result is wrong at 13 because b's
/// digits carry across a's. For powers of two, injective and nesting are one.
Result<Layout> composition(const Layout &a, const Layout &b);
/// Mode by mode: tiler i is composed into mode i; further modes stay.
Result<Layout> composition(const Layout &a, const std::vector<Layout> &tiler);

/// The ordered layout of the offsets that `a` leaves out: for injective a,
/// (a, complement) is a bijection onto [0, its size), which is at least
/// `cosize`.
Result<Layout> complement(const Layout &a, int64_t cosize);

/// `a o (b, complement(b, size a))`: mode 0 is a tile, mode 1 the tiles. A
/// permutation of a where the tile divides a; else it reaches past a's end.
Result<Layout> logicalDivide(const Layout &a, const Layout &b);

/// Divides mode i by tiler i and gathers: `((tile...), (rest...))`. Modes
/// without a tiler go to the rest. Mode 0 is composition(a, tiler).
Result<Layout> zippedDivide(const Layout &a, const std::vector<Layout> &tiler);

/// `(a, complement(a, size a * cosize b) o b)`: copies of a laid out as b.
Result<Layout> logicalProduct(const Layout &a, const Layout &b);

/// The largest R that the modes give with `layout(R(i)) = i`.
Result<Layout> rightInverse(const Layout &layout);

/// R with `R(layout(i)) = i`; requires modes that nest.
Result<Layout> leftInverse(const Layout &layout);

} // namespace cutedsl::layout

#endif // CUTEDSL_LAYOUT_LAYOUT_H
