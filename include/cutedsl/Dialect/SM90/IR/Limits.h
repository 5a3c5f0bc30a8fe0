//===- Limits.h - What a multiprocessor of Hopper has -----------*- C++ -*-===//
//
// Numbers that choosing a configuration and obeying it must agree on. No MLIR.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_SM90_IR_LIMITS_H
#define CUTEDSL_DIALECT_SM90_IR_LIMITS_H

#include <cstdint>

namespace cutedsl::sm90 {

inline constexpr int64_t kMultiprocessors = 132;
inline constexpr int64_t kWarpgroupSize = 128;
/// The most CTAs of a cluster that every GPU runs.
inline constexpr int64_t kMaxClusterCtas = 8;
/// Registers of a multiprocessor, and the most that a thread can have.
inline constexpr int64_t kRegisters = 65536, kMaxThreadRegisters = 255;
/// The most shared memory that a CTA may ask for.
inline constexpr int64_t kSharedBytes = 227 * 1024;
/// What of it a pipeline plans with: the rest is for barriers and alignment.
inline constexpr int64_t kPlannedSharedBytes = kSharedBytes - 2048;
/// What of that stages of rows take: warps exchange what they reduce, too.
inline constexpr int64_t kRowSharedBytes = kPlannedSharedBytes - 6144;

} // namespace cutedsl::sm90

#endif // CUTEDSL_DIALECT_SM90_IR_LIMITS_H
