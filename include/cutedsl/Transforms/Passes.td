//===- Passes.td - Passes within one dialect ----------------*- tablegen -*-===//

#ifndef CUTEDSL_TRANSFORMS_PASSES_TD
#define CUTEDSL_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def GraphFormKernels : Pass<"graph-form-kernels", "::mlir::ModuleOp"> {
  let summary = "decide which operations share a kernel";
  let description = [{
    Marks each value that a kernel stores with `graph.kernel`, its kernel's
    number. All that is not stored is computed in the kernels that use it:
    pointwise chains, broadcasts and views always can be; reductions,
    contractions and attentions are computed once. A value is stored or computed
    again, whichever a model of the target's bandwidth, arithmetic and launches
    finds cheaper. Each op that cannot be an epilogue of what it uses, or a
    prologue of what uses it, is a remark (category `graph-form-kernels`) with
    the reason.

    Sizes that are symbolic are taken at the program's `graph.hints` (one
    integer for each symbol), else at 64.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"cpu\"",
           "cpu, or a GPU architecture such as sm_90a">,
    Option<"threads", "threads", "int64_t", "0",
           "threads of a CTA, 0 for the target's default">];
}

def GraphOutlineKernels : Pass<"graph-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "move each kernel's operations into a graph.kernel";
  let description = [{
    Obeys the marks of `graph-form-kernels`. Kernels that are equal but for
    names and locations are one. Bodies are in the coordinates of the kernel's
    domain: a result in another order is one `graph.view` before the return.
  }];
}

def GraphSelectSchedule : Pass<"graph-select-schedule", "::mlir::ModuleOp"> {
  let summary = "choose each kernel's archetype and tile sizes";
  let description = [{
    Analytic, from shapes and target. A kernel that already has a schedule keeps
    it.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"cpu\"",
           "cpu, or a GPU architecture such as sm_90a">,
    Option<"threads", "threads", "int64_t", "0",
           "threads of a CTA, 0 for the target's default">];
}

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
