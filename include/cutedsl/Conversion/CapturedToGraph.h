//===- CapturedToGraph.h - Which PyTorch calls are supported ----*- C++ -*-===//
//
// The support query behind partitioning, and the table behind the
// documentation. Both answer from the lowerings themselves.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_CONVERSION_CAPTUREDTOGRAPH_H
#define CUTEDSL_CONVERSION_CAPTUREDTOGRAPH_H

#include "cutedsl/Dialect/Graph/IR/Graph.h"

namespace cutedsl {

struct SupportAnswer {
  bool supported;
  /// Why not; empty if supported.
  std::string reason;
};

/// Whether `convert-captured-to-graph` can lower `op`. Leaves the IR as it is;
/// only results with uses are considered, unless none has one.
SupportAnswer querySupport(graph::CapturedOp op);

/// Writes a Markdown table of the supported overloads, family by family.
void listSupportedOverloads(llvm::raw_ostream &os);

} // namespace cutedsl

#endif // CUTEDSL_CONVERSION_CAPTUREDTOGRAPH_H
