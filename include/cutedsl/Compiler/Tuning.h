//===- Tuning.h - A program's kernels, one by one, to measure ---*- C++ -*-===//
//
// Lists the kernels of a program whose schedule can be chosen by measuring, and
// writes a program of each that does nothing else. The choices that were made
// come back as the option `choices`.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_COMPILER_TUNING_H
#define CUTEDSL_COMPILER_TUNING_H

#include "cutedsl/Compiler/Options.h"
#include "cutedsl/Compiler/Session.h"

namespace cutedsl {

/// A JSON array with an object for each kernel that every run calls and that
/// has more than one choice, equal kernels once:
/// - `name`, and `key` (TunableKernel);
/// - `choices`: texts for the option `choices`, the best by the model first;
/// - `program`: a module that compiles, with the same options but `symbols` and
///   `hints`, to this kernel alone, and the copies that one of the choices
///   spares;
/// - `arguments` of that program, each with its `dtype`, and `sizes` and
///   `strides` in elements at the program's hints;
/// - `reason`: why it cannot be measured, in place of `arguments`.
/// `module` is lowered to kernels.
mlir::FailureOr<std::string> listTunables(Session &session,
                                          mlir::ModuleOp module,
                                          const CompileOptions &options);

/// Sets the module's choices to those of the options; fails with a diagnostic
/// on a text that is no choice.
mlir::LogicalResult setChoices(mlir::ModuleOp module,
                               const CompileOptions &options);

} // namespace cutedsl

#endif // CUTEDSL_COMPILER_TUNING_H
