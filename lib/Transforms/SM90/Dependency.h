//===- Dependency.h - What a kernel shares with others of its run -*- C++ -*-=//
//
// A kernel that is launched dependently begins before the kernel before it has
// ended. Which accesses must wait: all of global memory, but reads of buffers
// that no kernel of the run writes (`constant_buffers` of the tile program).
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_SM90_DEPENDENCY_H
#define CUTEDSL_LIB_TRANSFORMS_SM90_DEPENDENCY_H

#include "cutedsl/Dialect/SM90/IR/SM90.h"

namespace cutedsl::sm90 {

/// The attribute of a tile program that is launched dependently.
inline constexpr llvm::StringLiteral kDependentLaunch = "dependent_launch";

/// The blocks whose ops one kind of threads runs in order: the roles', or the
/// body of a program without roles.
llvm::SmallVector<mlir::Block *> getRoleBlocks(tile::FuncOp func);

/// Whether `op` itself, not what its regions hold, must wait.
bool needsDependency(tile::FuncOp func, mlir::Operation *op);

/// Whether `op` itself reads global memory.
bool readsGlobal(mlir::Operation *op);

} // namespace cutedsl::sm90

#endif // CUTEDSL_LIB_TRANSFORMS_SM90_DEPENDENCY_H
