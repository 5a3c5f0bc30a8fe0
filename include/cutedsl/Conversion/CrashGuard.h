//===- CrashGuard.h - Survives a fatal error inside LLVM --------*- C++ -*-===//
//
// LLVM's code generators report some failures by ending the process ("Cannot
// select", an invalid instruction). A compiler that lives in a user's process
// may not do that, so code generation runs under this guard.
//
// Invariants: what ran under a failed guard is abandoned, not unwound: the
// caller must leak every LLVM object that the function touched (its
// LLVMContext included) and must not hand it objects that outlive the call in a
// half-changed state.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_CONVERSION_CRASHGUARD_H
#define CUTEDSL_CONVERSION_CRASHGUARD_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace cutedsl {

/// Runs `function` on a thread of its own with a large stack. A fatal error of
/// LLVM, an abort or a memory fault inside it becomes an error that starts with
/// `what`, and the process goes on.
///
/// While any guard is active, LLVM's crash recovery owns the handlers of the
/// fatal signals; a fault in a thread without a guard is passed on to the
/// handlers that were there before.
llvm::Error runGuarded(llvm::StringRef what,
                       llvm::function_ref<void()> function);

} // namespace cutedsl

#endif // CUTEDSL_CONVERSION_CRASHGUARD_H
