//===- Hints.h - What symbols mostly are ------------------------*- C++ -*-===//
//
// A program's `graph.hints`: a number for each of its symbols, what it is as a
// rule, or 0 where nobody said. Hints decide speed, never what is right.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_GRAPH_IR_HINTS_H
#define CUTEDSL_DIALECT_GRAPH_IR_HINTS_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include "mlir/IR/AffineExpr.h"

namespace cutedsl::graph {

inline constexpr llvm::StringLiteral kHintsAttr = "graph.hints";

/// Those of the program; none if it has none.
llvm::ArrayRef<int64_t> getHints(ProgramOp program);

/// Whether `size` follows from constants and from hints that were given (above
/// 0).
bool isHinted(mlir::AffineExpr size, llvm::ArrayRef<int64_t> hints);

/// What a size is taken to be when it is not known.
constexpr int64_t kDefaultHint = 64;

/// `expr` with every symbol at its hint.
double evaluate(mlir::AffineExpr expr, llvm::ArrayRef<int64_t> hints);

/// What `size` is by constants and hints that were given, else 0.
int64_t getHintedSize(mlir::AffineExpr size, llvm::ArrayRef<int64_t> hints);

} // namespace cutedsl::graph

#endif // CUTEDSL_DIALECT_GRAPH_IR_HINTS_H
