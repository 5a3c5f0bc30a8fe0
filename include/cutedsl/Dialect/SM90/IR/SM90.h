//===- SM90.h - The sm90 dialect --------------------------------*- C++ -*-===//
//
// Declares the sm90 dialect: Hopper's asynchronous hardware around tile
// programs. See SM90Base.td for its invariants.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_SM90_IR_SM90_H
#define CUTEDSL_DIALECT_SM90_IR_SM90_H

#include "cutedsl/Dialect/SM90/IR/Limits.h"
#include "cutedsl/Dialect/Tile/IR/Tile.h"

#include "cutedsl/Dialect/SM90/IR/SM90Dialect.h.inc"
#include "cutedsl/Dialect/SM90/IR/SM90Enums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "cutedsl/Dialect/SM90/IR/SM90Attrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "cutedsl/Dialect/SM90/IR/SM90Types.h.inc"

#define GET_OP_CLASSES
#include "cutedsl/Dialect/SM90/IR/SM90Ops.h.inc"

namespace cutedsl::sm90 {

/// Rows of one instruction's accumulators.
inline constexpr int64_t kBlockRows = 64;
/// Rows after which a swizzle's pattern begins anew.
inline constexpr int64_t kAtomRows = 8;
/// Bytes that swizzled shared memory must begin at a multiple of.
inline constexpr int64_t kSwizzleAlignment = 1024;

/// The fragment of wgmma's m x n accumulators over warpgroups that hold
/// `blocks` blocks of 64 rows each: thread modes (4, 8, 4, warpgroups), value
/// modes (2, 2, n / 8, blocks) of the row-major tile (PTX ISA, "Register
/// fragments and shared memory matrix layouts").
tile::FragmentAttr getAccumulatorFragment(mlir::MLIRContext *context, int64_t m,
                                          int64_t n, int64_t blocks = 1);
/// The fragment of an m x k operand A of 16-bit elements in registers.
tile::FragmentAttr getOperandFragment(mlir::MLIRContext *context, int64_t m,
                                      int64_t k, int64_t blocks = 1);

/// Warpgroups that share the value tiles of the tile program around `op`.
int64_t getNumWarpgroups(mlir::Operation *op);

enum class Role { Producer, Consumer };
/// Whose region `op` stands in; none outside `sm90.warp_specialize`.
std::optional<Role> getRole(mlir::Operation *op);
/// The roles of a tile program, or null.
WarpSpecializeOp getRoles(tile::FuncOp func);

/// Hardware barriers inside roles: of all consumers, and of one consumer
/// warpgroup. `sm90.sync` may use the others.
inline constexpr int64_t kConsumersBarrier = 1, kLastBarrier = 15;
inline int64_t getWarpgroupBarrier(int64_t warpgroup) {
  return kLastBarrier - warpgroup;
}

} // namespace cutedsl::sm90

#endif // CUTEDSL_DIALECT_SM90_IR_SM90_H
