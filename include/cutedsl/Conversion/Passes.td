//===- Passes.td - Passes between dialects ------------------*- tablegen -*-===//

#ifndef CUTEDSL_CONVERSION_PASSES_TD
#define CUTEDSL_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertCapturedToGraph : Pass<"convert-captured-to-graph", "::mlir::ModuleOp"> {
  let summary = "decide what each captured PyTorch call means";
  let description = [{
    Replaces every `graph.captured` by graph, arith and math ops. A call that is
    not supported is an error that names the call and the reason.
  }];
  let dependentDialects = ["::cutedsl::graph::GraphDialect"];
}

#endif // CUTEDSL_CONVERSION_PASSES_TD
