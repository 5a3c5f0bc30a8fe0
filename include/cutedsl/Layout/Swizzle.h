//===- Swizzle.h - Address bits xored into others ---------------*- C++ -*-===//
//
// Swizzle<B,M,S> xors B bits of an address, |S| places away, into the B bits
// that start at bit M (for S < 0, at bit M + |S|). It is an involution, a
// bijection and linear over GF(2). A memory layout keeps it in *byte* address
// bits, as the hardware does, whatever the element type.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LAYOUT_SWIZZLE_H
#define CUTEDSL_LAYOUT_SWIZZLE_H

#include "cutedsl/Layout/BitMatrix.h"
#include "cutedsl/Layout/Layout.h"

namespace cutedsl::layout {

class Swizzle {
public:
  /// The identity.
  Swizzle() = default;
  /// Requires |shift| >= bits >= 0, base >= 0, and at most 62 address bits.
  static Result<Swizzle> get(int bits, int base, int shift);

  int bits() const { return numBits; }
  int base() const { return lowBit; }
  int shift() const { return distance; }
  bool isIdentity() const { return numBits == 0; }

  int64_t operator()(int64_t address) const;
  /// The same function on addresses of `addressBits` bits.
  BitMatrix matrix(unsigned addressBits) const;

  bool operator==(const Swizzle &other) const {
    return numBits == other.numBits && lowBit == other.lowBit &&
           distance == other.distance;
  }
  std::string str() const;

private:
  int numBits = 0, lowBit = 4, distance = 3;
};

/// Coordinates to elements in memory: a layout in elements, then a swizzle of
/// byte addresses.
struct MemoryLayout {
  Layout layout;
  Swizzle swizzle;

  /// Byte address of an element; requires a base aligned to the swizzle.
  int64_t byteAddress(int64_t index, int64_t elementBytes) const {
    return swizzle(layout(index) * elementBytes);
  }
  bool operator==(const MemoryLayout &other) const {
    return layout == other.layout && swizzle == other.swizzle;
  }
  /// `(8,64):(64,1), swizzle<3,4,3>`, without the swizzle for the identity.
  std::string str() const;
  static Result<MemoryLayout> parse(std::string_view text);
};

} // namespace cutedsl::layout

#endif // CUTEDSL_LAYOUT_SWIZZLE_H
