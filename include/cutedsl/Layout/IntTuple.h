//===- IntTuple.h - Integers and nested tuples of them ----------*- C++ -*-===//
//
// IntTuple = int | tuple of IntTuple. A layout's shape and stride are two of
// these with the same nesting. Text form: `(8,(2,4))`.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LAYOUT_INTTUPLE_H
#define CUTEDSL_LAYOUT_INTTUPLE_H

#include "cutedsl/Layout/Result.h"
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace cutedsl::layout {

class IntTuple {
public:
  /// An integer.
  IntTuple(int64_t value) : integer(value) {}
  /// A tuple. `IntTuple{4}` is the tuple `(4)`, `IntTuple(4)` the integer.
  IntTuple(std::initializer_list<IntTuple> elements)
      : leaf(false), elements(elements) {}
  IntTuple(std::vector<IntTuple> elements)
      : leaf(false), elements(std::move(elements)) {}

  bool isInt() const { return leaf; }
  /// The integer; requires isInt().
  int64_t value() const {
    assert(leaf && "a tuple has no value");
    return integer;
  }
  /// Number of elements; an integer counts as one.
  unsigned rank() const { return leaf ? 1 : elements.size(); }
  /// An element; an integer is its own element 0.
  const IntTuple &operator[](unsigned index) const {
    return leaf ? *this : elements[index];
  }

  /// The integers in order.
  std::vector<int64_t> flatten() const;
  /// The product of all integers; requires that it fits.
  int64_t product() const;

  bool operator==(const IntTuple &other) const;
  bool operator!=(const IntTuple &other) const { return !(*this == other); }

  std::string str() const;
  static Result<IntTuple> parse(std::string_view text);

private:
  bool leaf = true;
  int64_t integer = 0;
  std::vector<IntTuple> elements;
};

/// Same nesting, whatever the integers.
bool isCongruent(const IntTuple &a, const IntTuple &b);

/// `fine` refines `coarse`: replacing some of its tuples by their products
/// gives `coarse`, so that coordinates of `coarse` are coordinates of `fine`.
bool isCompatible(const IntTuple &coarse, const IntTuple &fine);

/// Reads an IntTuple off the front of `text` and removes it from there.
Result<IntTuple> consumeIntTuple(std::string_view &text);

} // namespace cutedsl::layout

#endif // CUTEDSL_LAYOUT_INTTUPLE_H
