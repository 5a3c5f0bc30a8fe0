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

def ConvertTileToVector : Pass<"convert-tile-to-vector", "::mlir::ModuleOp"> {
  let summary = "turn tile programs into the code of one thread on registers";
  let description = [{
    Each `tile.func` becomes a `func.func` on scalars and 1-D vectors: a tile is
    one value a register, loop-carried ones too. Arguments are those of the
    `tile.func` with pointers as `!llvm.ptr`, then the scratch memory and the
    status word; with more than one thread the thread's index comes first.

    `tile.grid`, `tile.buffers`, `tile.scratch` (bytes) and `tile.messages` (of
    the checks) stay as attributes.
  }];
  let options = [Option<"vectorBits", "vector-bits", "int64_t", "512",
                        "bits of the widest vector register">];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def ConvertVectorToCPU : Pass<"convert-vector-to-cpu", "::mlir::ModuleOp"> {
  let summary = "add the CPU's kernel around the code of a tile";
  let description = [{
    Every function with a `tile.grid` becomes internal, and a kernel of its name
    in the CPU's ABI runs it for a range of the linear grid.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::LLVM::LLVMDialect", "::mlir::scf::SCFDialect"];
}

def ConvertGraphToTile : Pass<"convert-graph-to-tile", "::mlir::ModuleOp"> {
  let summary = "turn each kernel into a tile program";
  let description = [{
    Replaces every `graph.kernel`, which must have a schedule, by a `tile.func`
    of the same name. Programs and their calls stay. A kernel that its schedule's
    archetype cannot compute is an error that gives the reason.
  }];
  let dependentDialects = ["::cutedsl::tile::TileDialect"];
}

#endif // CUTEDSL_CONVERSION_PASSES_TD
