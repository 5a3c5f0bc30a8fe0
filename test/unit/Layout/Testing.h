//===- Testing.h - Random layouts for property tests ------------*- C++ -*-===//
//
// Laws are checked by brute force on many small random cases; the seed is
// fixed, so that a failure can be repeated.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TEST_UNIT_LAYOUT_TESTING_H
#define CUTEDSL_TEST_UNIT_LAYOUT_TESTING_H

#include "cutedsl/Layout/Layout.h"
#include <algorithm>
#include <random>
#include <vector>

namespace cutedsl::layout {

inline Layout parseLayout(const char *text) { return *Layout::parse(text); }

/// All offsets in index order.
inline std::vector<int64_t> offsetsOf(const Layout &layout) {
  std::vector<int64_t> offsets(layout.size());
  for (int64_t i = 0; i < layout.size(); ++i)
    offsets[i] = layout(i);
  return offsets;
}

inline std::vector<int64_t> sortedOffsetsOf(const Layout &layout) {
  std::vector<int64_t> offsets = offsetsOf(layout);
  std::sort(offsets.begin(), offsets.end());
  return offsets;
}

inline bool isInjective(const Layout &layout) {
  std::vector<int64_t> offsets = sortedOffsetsOf(layout);
  return std::adjacent_find(offsets.begin(), offsets.end()) == offsets.end();
}

class Random {
public:
  explicit Random(unsigned seed) : engine(seed) {}

  /// Uniform in [low, high].
  int64_t pick(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(engine);
  }
  int64_t pick(const std::vector<int64_t> &values) {
    return values[pick(0, values.size() - 1)];
  }

  /// A few modes with sizes and strides likely to divide one another, often
  /// nested in tuples.
  Layout layout(bool powersOfTwo = false) {
    std::vector<int64_t> sizes{1, 2, 2, 3, 4, 4, 5, 6, 8},
        strides{0, 1, 1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 48};
    if (powersOfTwo) {
      sizes = {1, 2, 2, 4, 8};
      strides = {0, 1, 2, 4, 8, 16, 32, 64};
    }
    std::vector<Mode> modes(pick(1, 4));
    for (Mode &mode : modes)
      mode = {pick(sizes), pick(strides)};
    return nest(modes);
  }

  /// Modes that nest, in random order: injective, with gaps.
  Layout nestedLayout() {
    std::vector<Mode> modes(pick(1, 4));
    int64_t extent = 1;
    for (Mode &mode : modes) {
      mode = {pick({1, 2, 3, 4, 5, 8}), extent * pick({1, 1, 2, 3})};
      extent = mode.size * mode.stride;
    }
    std::shuffle(modes.begin(), modes.end(), engine);
    return nest(modes);
  }

  /// The flat layout, or with its first two modes as one tuple.
  Layout nest(const std::vector<Mode> &modes) {
    Layout flat = *Layout::get(modes);
    if (modes.size() < 3 || pick(0, 1))
      return flat;
    std::vector<IntTuple> shape{{modes[0].size, modes[1].size}},
        stride{{modes[0].stride, modes[1].stride}};
    for (size_t k = 2; k < modes.size(); ++k) {
      shape.push_back(modes[k].size);
      stride.push_back(modes[k].stride);
    }
    return *Layout::get(IntTuple(shape), IntTuple(stride));
  }

  std::mt19937 engine;
};

} // namespace cutedsl::layout

#endif // CUTEDSL_TEST_UNIT_LAYOUT_TESTING_H
