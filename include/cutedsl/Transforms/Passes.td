//===- Passes.td - Passes within one dialect ----------------*- tablegen -*-===//

#ifndef CUTEDSL_TRANSFORMS_PASSES_TD
#define CUTEDSL_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def GraphVerifyImport : Pass<"graph-verify-import", "::mlir::ModuleOp"> {
  let summary = "check the contract between the importer and the graph passes";
  let description = [{
    After import no `graph.captured` is left, every `?` has a symbolic
    expression, every symbol of a program is some argument's dimension, and only
    `graph`, `arith` and `math` ops occur.
  }];
}

#endif // CUTEDSL_TRANSFORMS_PASSES_TD
