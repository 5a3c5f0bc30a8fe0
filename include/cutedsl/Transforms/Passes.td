//===- Passes.td - Passes within one dialect ----------------*- tablegen -*-===//

#ifndef CUTEDSL_TRANSFORMS_PASSES_TD
#define CUTEDSL_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def GraphSpecializeSymbols : Pass<"graph-specialize-symbols", "::mlir::ModuleOp"> {
  let summary = "compile for given sizes of dynamic dimensions";
  let description = [{
    Replaces symbols by constants, in captured calls too, so that what depends
    on a size can be decided when compiling: attention over one key, tiles that
    divide evenly. Example: `values=s0=1,s2=34`.
  }];
  let options = [ListOption<"values", "values", "std::string",
                            "symbol=size, separated by commas">];
}

def GraphVerifyImport : Pass<"graph-verify-import", "::mlir::ModuleOp"> {
  let summary = "check the contract between the importer and the graph passes";
  let description = [{
    After import no `graph.captured` is left, every `?` has a symbolic
    expression, every symbol of a program is some argument's dimension, and only
    `graph`, `arith` and `math` ops occur.
  }];
}

#endif // CUTEDSL_TRANSFORMS_PASSES_TD
