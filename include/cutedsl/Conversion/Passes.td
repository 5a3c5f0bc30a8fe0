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

def ConvertLinalgToGraph : Pass<"convert-linalg-to-graph", "::mlir::ModuleOp"> {
  let summary = "programs that others wrote as linalg on tensors";
  let description = [{
    Each function on ranked tensors becomes a `graph.program`. Structured ops,
    named or generic, become views, elementwise ops, reductions and
    contractions; `tensor.extract` in their bodies a gather. Of the tensor
    dialect: empty, cast, dim, concat, pad with a constant, slices, and reshapes.
    A `?` becomes a symbol; sizes that must agree become one.

    Sums of products accumulate in f32 at least, and other work on bf16 and f16
    computes in f32 and rounds its result.

    Anything else is an error that names the op.
  }];
  let dependentDialects = ["::cutedsl::graph::GraphDialect"];
}

def ConvertTileToSM90 : Pass<"convert-tile-to-sm90", "::mlir::ModuleOp"> {
  let summary = "tile programs to warp-specialised, persistent kernels";
  let description = [{
    Each `tile.func` with the attribute `pipeline_stages` becomes one whose only
    coordinate is its first tile and which steps through all by the number of
    CTAs. A producer warp copies the operands of the products into a ring of so
    many stages; the consumer warpgroups multiply and run the rest of the tile
    program. An attention's loop over keys has two rings, of keys and of values,
    and gives each warpgroup a tile of its own. A program that goes over a row
    several times has a ring of chunks of rows, as many as the row and more, so
    that each row comes from memory once and the next one meanwhile. Programs
    without the attribute stay as they are.
  }];
  let dependentDialects = ["::cutedsl::sm90::SM90Dialect",
                           "::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

def ConvertFloat8ToNVVM : Pass<"convert-float8-to-nvvm", "::mlir::ModuleOp"> {
  let summary = "casts of 8-bit floats become the GPU's instructions";
  let description = [{
    Scalar `arith.extf` from f8E4M3FN and f8E5M2 and `arith.truncf` to them from
    f32 become `cvt`, which GPUs have from sm_89 on. It saturates: where the op
    does not, a comparison puts that right, which goes with a clamp to the
    largest number before the op.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::LLVM::LLVMDialect",
                           "::mlir::math::MathDialect"];
}

def ConvertWidenedPairsToNVVM : Pass<"convert-widened-pairs-to-nvvm", "::mlir::ModuleOp"> {
  let summary = "bf16 that lie two in a register are widened there";
  let description = [{
    `arith.extf` from bf16 of an element of a vector becomes a shift or a mask of
    the 32 bits that the element is half of.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def ConvertRelaxedMathToNVVM : Pass<"convert-relaxed-math-to-nvvm", "::mlir::ModuleOp"> {
  let summary = "functions that may be approximated become the GPU's instructions";
  let description = [{
    Scalar f32 exp, exp2, rsqrt and division with the fast-math flag `afn`
    become `ex2.approx`, `rsqrt.approx` and `div.full`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::LLVM::LLVMDialect"];
}

def ConvertTileToThreads : Pass<"convert-tile-to-threads", "::mlir::ModuleOp"> {
  let summary = "tile programs to the work of one thread of a CTA";
  let description = [{
    Each `tile.func` whose tiles have fragments becomes a `func.func` of one
    thread: a tile is the scalars that the thread holds. Accesses move up to 16
    bytes at once where alignment is known; bounds are branches, one for all
    accesses that share a condition; reductions over lanes are butterfly
    shuffles. Arguments are those of the program, then the thread's index (i32),
    shared memory, the status and the tensor maps. Attributes: `tile.grid`,
    `tile.buffers`, `tile.threads`, `tile.scratch` (bytes of shared memory),
    `tile.messages`, and where there are any `tile.scratch_alignment`,
    `tile.persistent`, `tile.cluster` (CTAs) and `tile.tensor_maps`: for each
    map the buffer's number, element type, sizes and strides over the symbols,
    offset, box and swizzle.

    Ops of sm90 become instructions of Hopper. A `sm90.wgmma` is one assembly
    statement: fence, products and commit, which nothing can come between.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect",
                           "::mlir::LLVM::LLVMDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::NVVM::NVVMDialect",
                           "::mlir::scf::SCFDialect"];
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

def ConvertMaskedLoadsToAVX2
    : Pass<"convert-masked-loads-to-avx2", "::mlir::ModuleOp"> {
  let summary = "masked loads become AVX2's instructions";
  let description = [{
    Each `llvm.intr.masked.load` of 32-bit or 64-bit elements becomes one
    `vmaskmov` a register; LLVM loads without the mask where it finds late that
    all lanes of a register are off. Only for CPUs without AVX-512, on which
    LLVM does this.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::vector::VectorDialect"];
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
  let dependentDialects = ["::cutedsl::sm90::SM90Dialect",
                           "::cutedsl::tile::TileDialect"];
}

def ConvertVectorToNVVM : Pass<"convert-vector-to-nvvm", "::mlir::ModuleOp"> {
  let summary = "one thread's work to a kernel of the GPU's ABI";
  let description = [{
    Each function that `convert-tile-to-threads` made becomes an `llvm.func`
    with `nvvm.kernel`: parameters are the buffers, the symbols (i64), the
    status and the tensor maps (128 bytes each, by value); the tile coordinates
    come from blockIdx.x, the last fastest. A persistent program (`tile.persistent`)
    has one coordinate, its CTA's number, and its own loop over tiles.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::LLVM::LLVMDialect",
                           "::mlir::NVVM::NVVMDialect"];
}

#endif // CUTEDSL_CONVERSION_PASSES_TD
