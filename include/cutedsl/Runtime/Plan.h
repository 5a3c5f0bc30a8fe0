//===- Plan.h - A program with its symbols known ----------------*- C++ -*-===//
//
// Everything that follows from the values of the symbols and from nothing
// else: sizes, strides, grids, and where each temporary lies. Made once for
// each binding of the symbols and kept.
//
// Temporaries are placed by live range, largest first, each in the tightest
// gap that is free during all calls from its first use to its last.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_RUNTIME_PLAN_H
#define CUTEDSL_RUNTIME_PLAN_H

#include "cutedsl/Runtime/TensorMap.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <tuple>
#include <vector>

namespace cutedsl::runtime {

/// Alignment of temporaries; enough for vectors, for GPU transactions and for
/// tensor maps.
constexpr uint64_t kBufferAlignment = 256;

/// A ProductMatrix with its symbols known.
struct MatrixPlan {
  int64_t leading = 0, batchStride = 0;
  bool operator<(const MatrixPlan &other) const {
    return std::tie(leading, batchStride) <
           std::tie(other.leading, other.batchStride);
  }
};

/// A Product with its symbols known.
struct ProductPlan {
  int64_t batch = 0, m = 0, n = 0, k = 0;
  MatrixPlan lhs, rhs, result;
  bool operator<(const ProductPlan &other) const {
    return std::tie(batch, m, n, k, lhs, rhs, result) <
           std::tie(other.batch, other.m, other.n, other.k, other.lhs,
                    other.rhs, other.result);
  }
};

/// A list of calls with their grids and their temporaries' places.
struct Schedule {
  struct CallPlan {
    int64_t tiles = 0;
    /// The kernel's symbols.
    std::vector<int64_t> symbols;
    /// By tensor map of the kernel; empty where there are no tiles.
    std::vector<TensorMapPlan> tensorMaps;
    /// Of a kernel that is a library's product.
    ProductPlan product;
    /// Nanoseconds on one thread, learned by the CPU executor; negative means
    /// unknown.
    mutable std::atomic<float> nanoseconds{-1};
  };

  size_t numCalls = 0;
  std::unique_ptr<CallPlan[]> calls;
  /// By temporary: its offset in the arena.
  std::vector<uint64_t> offsets;
  uint64_t arenaBytes = 0;
};

/// A tensor's sizes and strides in elements.
struct Shape {
  std::vector<int64_t> sizes, strides;
  bool isEmpty() const;
};

struct Plan {
  std::vector<int64_t> symbols;
  /// By argument and by result.
  std::vector<Shape> arguments, results;
  Schedule schedule;
};

/// Plans `calls` of `program` for these values of the bundle's symbols.
MaybeError planCalls(const TargetProgram &program,
                     const std::vector<Call> &calls,
                     const std::vector<int64_t> &symbols, Schedule &schedule);

/// Plans a whole run. Fails where an assumption does not hold, a size is
/// negative, or something overflows.
Result<std::shared_ptr<const Plan>> makePlan(const Bundle &bundle,
                                             const TargetProgram &program,
                                             std::vector<int64_t> symbols);

} // namespace cutedsl::runtime

#endif // CUTEDSL_RUNTIME_PLAN_H
