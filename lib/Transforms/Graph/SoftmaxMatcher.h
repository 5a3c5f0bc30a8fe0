//===- SoftmaxMatcher.h - A softmax written in its parts --------*- C++ -*-===//
//
// Recognises `exp(s - max(s)) / sum(exp(s - max(s)))` over one dimension, in
// the forms that models write: division or multiplication by the reciprocal, a
// maximum that is guarded against minus infinity, a result that is set to zero
// in rows of only minus infinities.
//
// Roundings to bf16 or f16 between the parts are seen through only if asked:
// the softmax that is found then computes in f32 throughout.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_LIB_TRANSFORMS_GRAPH_SOFTMAXMATCHER_H
#define CUTEDSL_LIB_TRANSFORMS_GRAPH_SOFTMAXMATCHER_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"
#include <optional>

namespace cutedsl::graph {

struct Softmax {
  mlir::Value scores;
  /// The dimension of `scores` that the weights sum to 1 along.
  int64_t dim;
  /// False for exp(s) / sum(exp(s)), which overflows for large scores.
  bool subtractsMaximum;
  /// What a row of only minus infinities gives.
  MaskedRows maskedRows;
};

class SoftmaxMatcher {
public:
  explicit SoftmaxMatcher(bool dropsRoundings)
      : dropsRoundings(dropsRoundings) {}

  /// The softmax that `value` is the result of, if it is one's.
  std::optional<Softmax> match(mlir::Value value) const;

  /// `value` before conversions between f32 and a narrower float, if they are
  /// seen through.
  mlir::Value skipRoundings(mlir::Value value) const;

private:
  bool dropsRoundings;
};

} // namespace cutedsl::graph

#endif // CUTEDSL_LIB_TRANSFORMS_GRAPH_SOFTMAXMATCHER_H
