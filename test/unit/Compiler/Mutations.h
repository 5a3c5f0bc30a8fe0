//===- Mutations.h - Attributes that differ from a given one ----*- C++ -*-===//
//
// For tests of what depends on attributes. The attributes of an operation are
// enumerated, not listed, so that a new one cannot be forgotten; a new *kind*
// of attribute has no mutation and fails the test that meets it.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_TEST_UNIT_COMPILER_MUTATIONS_H
#define CUTEDSL_TEST_UNIT_COMPILER_MUTATIONS_H

#include "mlir/IR/Attributes.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace cutedsl {

/// Says of an entry of a dictionary that it is only a name.
using IsName = llvm::function_ref<bool(llvm::StringRef key)>;

/// Attributes of the same kind, each differing from `attr` in one place.
/// Entries that are names stay as they are.
llvm::SmallVector<mlir::Attribute> getMutations(mlir::Attribute attr,
                                                IsName isName);

} // namespace cutedsl

#endif // CUTEDSL_TEST_UNIT_COMPILER_MUTATIONS_H
