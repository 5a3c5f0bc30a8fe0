//===- TensorMap.h - What a GPU's copy engine is told -----------*- C++ -*-===//
//
// A bundle holds recipes; planning gives them numbers; an address makes them
// complete. The driver then encodes 128 opaque bytes, which takes it a
// microsecond: for each planned map the last few are kept by address.
//
// What a plan accepts, the copy engine takes; the address, which is only known
// at a launch, is checked then.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_TENSORMAP_H
#define CUTEDSL_RUNTIME_TENSORMAP_H

#include "cutedsl/Runtime/BundleFormat.h"

#include <cstdint>
#include <vector>

namespace cutedsl::runtime {

struct CudaDriver;

/// A kernel's parameter, as the driver makes it.
struct alignas(128) EncodedTensorMap {
  uint8_t bytes[128];
};

/// A recipe with its symbols known.
struct TensorMapPlan {
  struct Entry {
    EncodedTensorMap map;
    uint64_t address;
  };
  static constexpr size_t kMaxEntries = 4;

  uint64_t sizes[kMaxTensorMapRank];
  /// In bytes, of the dimensions after the first.
  uint64_t strides[kMaxTensorMapRank - 1];
  /// In bytes.
  uint64_t offset;
  /// Those encoded so far, and the one that is replaced next; guarded by the
  /// executor that uses the plan.
  mutable std::vector<Entry> entries;
  mutable size_t next = 0;
};

/// Numbers for a recipe that verifies, the kernel's `index`-th, or which of the
/// copy engine's rules they break.
MaybeError planTensorMap(const Kernel &kernel, size_t index,
                         const int64_t *symbols, TensorMapPlan &plan);

/// The map of the buffer at this address; the caller holds the lock that
/// guards the plan.
MaybeError getTensorMap(const CudaDriver &driver, const Kernel &kernel,
                        size_t index, const TensorMapPlan &plan,
                        uint64_t buffer, EncodedTensorMap &map);

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_TENSORMAP_H
