//===- Conversion.h - From one fragment layout to another -------*- C++ -*-===//
//
// The same tile held as fragment F1 and wanted as F2: C = F1^-1 o F2 says
// which (thread, value) of F1 holds what a (thread, value) of F2 wants. Index
// bits are (value, lane, warp), the value's lowest. Which bits move decides
// what the conversion costs: only value bits, a renaming of registers; lane
// bits, shuffles; warp bits, a trip through shared memory.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LAYOUT_CONVERSION_H
#define CUTEDSL_LAYOUT_CONVERSION_H

#include "cutedsl/Layout/Atoms.h"

namespace cutedsl::layout {

/// What a conversion must cross, the dearest of its bits.
enum class Tier { None, Registers, Lanes, Warps };

struct Conversion {
  /// Of source and destination: (value, lane, warp) bits, value bits lowest.
  /// Factors other than powers of two are the same on both sides and left out.
  BitMatrix sourceOfDestination;
  unsigned sourceValueBits, destinationValueBits;
  unsigned laneBits, warpBits;
  Tier tier;

  /// Bytes times tier: what layouts are assigned by.
  int64_t cost(int64_t bytes) const {
    return bytes * static_cast<int64_t>(tier);
  }
};

/// Both fragments must have modes that nest (copies aside), the same number of
/// threads, a power of two, and hold the same elements.
Result<Conversion> analyzeConversion(const Fragment &source,
                                     const Fragment &destination,
                                     int64_t warpSize = 32);

/// Passes over shared memory's 32 banks of 4 bytes that the first warp needs
/// for one access of `accessBytes` a thread at each of its values, summed;
/// `offsets` in elements. The least possible is bytes moved / 128.
int64_t countBankPasses(const Fragment &offsets, const Swizzle &swizzle,
                        int64_t elementBytes, int64_t accessBytes);

/// An access to shared memory that a swizzle should suit.
struct SharedAccess {
  Fragment offsets;
  int64_t accessBytes;
};

/// The swizzle Swizzle<0..3,M,S> with the fewest bank passes over all
/// accesses that leaves each access whole; the smallest of equals.
Swizzle searchSwizzle(const std::vector<SharedAccess> &accesses,
                      int64_t elementBytes);

} // namespace cutedsl::layout

#endif // CUTEDSL_LAYOUT_CONVERSION_H
