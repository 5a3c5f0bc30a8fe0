//===- Simplify.h - Pattern sets of exact algebra ---------------*- C++ -*-===//
//
// Patterns that `graph-simplify` is made of, by theme.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_GRAPH_SIMPLIFY_H
#define CUTEDSL_LIB_TRANSFORMS_GRAPH_SIMPLIFY_H

#include "mlir/IR/PatternMatch.h"

namespace cutedsl::graph {

/// A view that reads only some elements of a result moves to the operands, so
/// that only those are computed.
void populateNarrowingPatterns(mlir::RewritePatternSet &patterns);

/// Floats of small sums of indices are sums of floats.
void populateFloatIndexPatterns(mlir::RewritePatternSet &patterns);

} // namespace cutedsl::graph

#endif // CUTEDSL_LIB_TRANSFORMS_GRAPH_SIMPLIFY_H
