//===- Registration.h - Dialects and passes of the compiler -----*- C++ -*-===//
//
// One list of what the compiler is made of, shared by the library, cutedsl-opt
// and cutedsl-run. Upstream parts are registered one by one, since
// registerAllDialects() would link dialects and targets that nobody uses.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_COMPILER_REGISTRATION_H
#define CUTEDSL_COMPILER_REGISTRATION_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace cutedsl {

/// All dialects that a module may hold at any stage, with the interfaces and
/// translations needed to lower it.
void registerDialects(mlir::DialectRegistry &registry);

/// All passes and pipelines, for tools that take a pipeline as text.
void registerPasses();

} // namespace cutedsl

#endif // CUTEDSL_COMPILER_REGISTRATION_H
