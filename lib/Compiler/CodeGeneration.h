//===- CodeGeneration.h - From lowered kernels to machine code --*- C++ -*-===//
//
// The last step of a compilation, a case for each kind of target.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_COMPILER_CODEGENERATION_H
#define CUTEDSL_LIB_COMPILER_CODEGENERATION_H

#include "cutedsl/Compiler/Options.h"
#include "cutedsl/Compiler/Session.h"
#include "cutedsl/Runtime/BundleFormat.h"

namespace cutedsl {

/// Generates code for a module of lowered kernels and fills in `program`: its
/// target and code, and each kernel's code and launch properties.
mlir::LogicalResult emitCode(Session &session, mlir::ModuleOp module,
                             const CompileOptions &options,
                             runtime::TargetProgram &program);

/// The code as text: x86-64 assembly or PTX.
mlir::FailureOr<std::string> emitAssembly(Session &session,
                                          mlir::ModuleOp module,
                                          const CompileOptions &options);

/// The code alone: one relocatable object or a cubin.
mlir::FailureOr<std::string> emitBinary(Session &session, mlir::ModuleOp module,
                                        const CompileOptions &options);

/// The assembler for GPU code and its version; empty where there is none, in
/// which case nothing can be compiled for a GPU.
const std::string &getAssemblerVersion();

} // namespace cutedsl

#endif // CUTEDSL_LIB_COMPILER_CODEGENERATION_H
