//===- Algebra.cpp - Operations on layouts --------------------------------===//
//
// The definitions are in Layout.h; each is tested against its law by brute
// force in test/unit/Layout.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Layout/Layout.h"
#include <algorithm>
#include <tuple>

using namespace cutedsl::layout;

/// The modes that move, the smallest stride first.
static std::vector<Mode> sortedByStride(const Layout &layout) {
  std::vector<Mode> modes;
  for (const Mode &mode : layout.modes())
    if (mode.size != 1 && mode.stride != 0)
      modes.push_back(mode);
  std::sort(modes.begin(), modes.end(), [](const Mode &a, const Mode &b) {
    return std::tie(a.stride, a.size) < std::tie(b.stride, b.size);
  });
  return modes;
}

/// Merges modes into the fewest that give the same function on *all* indices,
/// beyond the size too: a last mode of size 1 stays where its stride matters.
static std::vector<Mode> mergeModes(const std::vector<Mode> &modes) {
  std::vector<Mode> result;
  for (size_t k = 0; k < modes.size(); ++k) {
    Mode mode = modes[k];
    if (mode.size == 1 && k + 1 != modes.size())
      continue;
    int64_t next = 0;
    if (!result.empty() &&
        !__builtin_mul_overflow(result.back().size, result.back().stride,
                                &next) &&
        next == mode.stride)
      result.back().size *= mode.size;
    else
      result.push_back(mode);
  }
  return result;
}

Layout cutedsl::layout::coalesce(const Layout &layout) {
  std::vector<Mode> modes = mergeModes(layout.modes());
  if (!modes.empty() && modes.back().size == 1)
    modes.pop_back();
  return *Layout::get(modes);
}

bool cutedsl::layout::hasNestedModes(const Layout &b) {
  int64_t extent = 1;
  for (const Mode &mode : sortedByStride(b)) {
    if (mode.stride % extent != 0)
      return false;
    // The cosize fits, so only the last extent can overflow.
    if (__builtin_mul_overflow(mode.size, mode.stride, &extent))
      extent = INT64_MAX;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Composition
//===----------------------------------------------------------------------===//

/// The modes of `a` that the indices `i * mode.stride` run through.
static Result<std::vector<Mode>> composeMode(const std::vector<Mode> &a,
                                             Mode mode) {
  if (mode.size == 1 || mode.stride == 0)
    return std::vector<Mode>{{mode.size, 0}};
  std::vector<Mode> result;
  auto [size, stride] = mode;
  for (size_t k = 0; k + 1 < a.size() && size != 1; ++k) {
    if (stride % a[k].size == 0) {
      stride /= a[k].size;
      continue;
    }
    if (a[k].size % stride != 0)
      return Error{"expected stride " + std::to_string(mode.stride) +
                   " to divide evenly into the left layout, but it leaves " +
                   std::to_string(stride) + " of a mode of size " +
                   std::to_string(a[k].size)};
    int64_t room = a[k].size / stride;
    if (size > room && size % room != 0)
      return Error{"expected size " + std::to_string(mode.size) +
                   " to fill the left layout's modes evenly, but got " +
                   std::to_string(size) + " over " + std::to_string(room)};
    int64_t taken = std::min(room, size);
    result.push_back({taken, stride * a[k].stride});
    size /= taken;
    stride = 1;
  }
  if (size != 1) {
    int64_t last = 0;
    if (__builtin_mul_overflow(stride, a.back().stride, &last))
      return Error{"expected strides to fit 63 bits"};
    result.push_back({size, last});
  }
  return result;
}

/// A layout as its two tuples, while it is being built.
namespace {
struct Tuples {
  IntTuple shape, stride;
};
} // namespace

static Result<Tuples> composeTuple(const std::vector<Mode> &a,
                                   const IntTuple &shape,
                                   const IntTuple &stride) {
  std::vector<IntTuple> shapes, strides;
  if (shape.isInt()) {
    Result<std::vector<Mode>> modes =
        composeMode(a, {shape.value(), stride.value()});
    if (!modes)
      return modes.error();
    if (modes->size() == 1)
      return Tuples{(*modes)[0].size, (*modes)[0].stride};
    for (const Mode &mode : *modes) {
      shapes.push_back(mode.size);
      strides.push_back(mode.stride);
    }
    return Tuples{std::move(shapes), std::move(strides)};
  }
  for (unsigned i = 0; i < shape.rank(); ++i) {
    Result<Tuples> element = composeTuple(a, shape[i], stride[i]);
    if (!element)
      return element;
    shapes.push_back(element->shape);
    strides.push_back(element->stride);
  }
  return Tuples{std::move(shapes), std::move(strides)};
}

Result<Layout> cutedsl::layout::composition(const Layout &a, const Layout &b) {
  if (!hasNestedModes(b))
    return Error{"expected a right layout whose modes nest, but got " +
                 b.str()};
  std::vector<Mode> modes = mergeModes(a.modes());
  if (modes.empty())
    modes.push_back({1, 0});
  Result<Tuples> result = composeTuple(modes, b.shape(), b.stride());
  if (!result)
    return result.error();
  return Layout::get(result->shape, result->stride);
}

static Error tooManyTilers(const Layout &a, size_t numTilers) {
  return {"expected at most " + std::to_string(a.rank()) +
          " tiler(s), but got " + std::to_string(numTilers)};
}

Result<Layout> cutedsl::layout::composition(const Layout &a,
                                            const std::vector<Layout> &tiler) {
  if (tiler.size() > a.rank())
    return tooManyTilers(a, tiler.size());
  std::vector<Layout> modes;
  for (unsigned i = 0; i < a.rank(); ++i) {
    Result<Layout> mode = i < tiler.size() ? composition(a.mode(i), tiler[i])
                                           : Result<Layout>(a.mode(i));
    if (!mode)
      return mode;
    modes.push_back(*mode);
  }
  return concat(modes);
}

//===----------------------------------------------------------------------===//
// Complement, divisions, products, inverses
//===----------------------------------------------------------------------===//

Result<Layout> cutedsl::layout::complement(const Layout &a, int64_t cosize) {
  if (cosize < 1)
    return Error{"expected a positive cosize, but got " +
                 std::to_string(cosize)};
  std::vector<Mode> result;
  int64_t extent = 1;
  for (const Mode &mode : sortedByStride(a)) {
    if (mode.stride % extent != 0)
      return Error{"expected a layout whose modes nest, but got " + a.str()};
    if (mode.stride != extent)
      result.push_back({mode.stride / extent, extent});
    if (__builtin_mul_overflow(mode.size, mode.stride, &extent))
      return Error{"expected extents to fit 63 bits, but got " + a.str()};
  }
  int64_t rest = (cosize - 1) / extent + 1;
  if (rest != 1)
    result.push_back({rest, extent});
  Result<Layout> layout = Layout::get(result);
  return layout ? coalesce(*layout) : layout;
}

Result<Layout> cutedsl::layout::logicalDivide(const Layout &a,
                                              const Layout &b) {
  Result<Layout> rest = complement(b, a.size());
  if (!rest)
    return rest;
  Result<Layout> both = concat({b, *rest});
  return both ? composition(a, *both) : both;
}

Result<Layout> cutedsl::layout::zippedDivide(const Layout &a,
                                             const std::vector<Layout> &tiler) {
  if (tiler.size() > a.rank())
    return tooManyTilers(a, tiler.size());
  std::vector<Layout> tiles, rests;
  for (unsigned i = 0; i < a.rank(); ++i) {
    if (i >= tiler.size()) {
      rests.push_back(a.mode(i));
      continue;
    }
    Result<Layout> divided = logicalDivide(a.mode(i), tiler[i]);
    if (!divided)
      return divided;
    tiles.push_back(divided->mode(0));
    rests.push_back(divided->mode(1));
  }
  Result<Layout> tile = concat(tiles), rest = concat(rests);
  if (!tile || !rest)
    return tile ? rest : tile;
  return concat({*tile, *rest});
}

Result<Layout> cutedsl::layout::logicalProduct(const Layout &a,
                                               const Layout &b) {
  int64_t cosize = 0;
  if (__builtin_mul_overflow(a.size(), b.cosize(), &cosize))
    return Error{"expected size times cosize to fit 63 bits"};
  Result<Layout> rest = complement(a, cosize);
  if (!rest)
    return rest;
  Result<Layout> copies = composition(*rest, b);
  return copies ? concat({a, *copies}) : copies;
}

Result<Layout> cutedsl::layout::rightInverse(const Layout &layout) {
  struct Digit {
    Mode mode;
    int64_t weight; // of the mode's index within the layout's index
  };
  std::vector<Digit> digits;
  int64_t weight = 1;
  for (const Mode &mode : mergeModes(layout.modes())) {
    if (mode.size != 1)
      digits.push_back({mode, weight});
    weight *= mode.size;
  }
  std::sort(digits.begin(), digits.end(), [](const Digit &a, const Digit &b) {
    return std::tie(a.mode.stride, a.weight) <
           std::tie(b.mode.stride, b.weight);
  });
  std::vector<Mode> result;
  int64_t extent = 1;
  for (const Digit &digit : digits) {
    if (digit.mode.stride == 0)
      continue;
    if (digit.mode.stride != extent)
      break;
    result.push_back({digit.mode.size, digit.weight});
    extent *= digit.mode.size;
  }
  Result<Layout> inverse = Layout::get(result);
  return inverse ? coalesce(*inverse) : inverse;
}

Result<Layout> cutedsl::layout::leftInverse(const Layout &layout) {
  for (const Mode &mode : layout.modes())
    if (mode.stride == 0 && mode.size != 1)
      return Error{"expected no broadcast mode, but got " + layout.str()};
  Result<Layout> rest = complement(layout, layout.cosize());
  if (!rest)
    return rest;
  Result<Layout> both = concat({layout, *rest});
  return both ? rightInverse(*both) : both;
}
