//===- Passes.td - Passes within one dialect ----------------*- tablegen -*-===//

#ifndef CUTEDSL_TRANSFORMS_PASSES_TD
#define CUTEDSL_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def GraphDropRoundings : Pass<"graph-drop-roundings", "::mlir::ModuleOp"> {
  let summary = "compute in f32 between the loads and stores of a kernel";
  let description = [{
    In each `graph.kernel`, a value that is rounded to bf16 or f16 and widened
    again, perhaps as a part of a concatenation, stays wide, unless
    `graph-keep-roundings` has marked the rounding.
    Not run with `numerics=eager`, which keeps every rounding of PyTorch's op
    sequence.
  }];
}

def GraphFoldProducts : Pass<"graph-fold-products", "::mlir::ModuleOp"> {
  let summary = "two products with frozen matrices as one";
  let description = [{
    `(x A) B` becomes `x (A B)` where A and B are frozen, nothing else reads
    `x A`, and A B has fewer elements than A and B together; A B is computed
    once. The rounding of `x A` is dropped, that of A B is new. Matrices of
    bf16, f32 and f64: in f16, A B may be out of range where A and B are not.

    Not run with `numerics=eager`. What is not folded because it would cost more
    is a remark (category `graph-fold-products`).
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

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
           "cpu (with AVX-512), cpu-avx2, or a GPU architecture such as sm_90a">,
    Option<"threads", "threads", "int64_t", "0",
           "threads of a CTA, 0 for the target's default">];
}

def GraphFuseBackToBack : Pass<"graph-fuse-back-to-back", "::mlir::ModuleOp"> {
  let summary = "two products in one kernel where that is faster";
  let description = [{
    For tensor cores: a product whose left operand is computed pointwise from
    another product, `f(A B) C`, becomes a `graph.attention` with
    `scores_as_weights`, so that what is between the products stays in registers.
    Only where nothing else uses that, where whole rows of A and of the result
    fit a CTA, and where a model of both ways finds it faster. Both times, or why
    it cannot be, are a remark (category `graph-fuse-back-to-back`).
  }];
  let options = [
    Option<"target", "target", "std::string", "\"cpu\"",
           "cpu (with AVX-512), cpu-avx2, or a GPU architecture such as sm_90a">];
}

def GraphDiagonalAttention : Pass<"graph-diagonal-attention", "::mlir::ModuleOp"> {
  let summary = "attention whose mask leaves each row its own key is its value";
  let description = [{
    Where the mask that is added to the scores is the lowest float, or minus
    infinity, for every key but the row's own, the softmax is 1 for that key:
    the result is the value, and query and key are not computed. Series of a
    batch that attend to their group, when each is its own, are such a case.
    Masks may be made of comparisons, conversions, sums and products.

    A row whose own key is masked by a finite number, too, gives all keys one
    weight: its result is the mean of the values, which is selected.

    Run only when it is asked for (`assume-finite`): otherwise a value that is
    not finite spreads to all rows. Holds for scores below 2^76. A rewrite is a
    remark.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def GraphKeepRoundings : Pass<"graph-keep-roundings", "::mlir::ModuleOp"> {
  let summary = "mark the roundings that fusion must not drop";
  let description = [{
    Marks with `graph.round` each `arith.truncf` of a value that is computed
    pointwise from a reduction (a row normalisation's roundings) or that depends
    on no input (a table's).
  }];
}

def GraphKnownArguments : Pass<"graph-known-arguments", "::mlir::ModuleOp"> {
  let summary = "put what arguments are promised to hold in their place";
  let description = [{
    An argument with the attribute `graph.iota` holds 0, 1, 2 and so on: it
    becomes a `graph.iota`. It stays in the signature.
  }];
}

def GraphMergeRows : Pass<"graph-merge-rows", "::mlir::ModuleOp"> {
  let summary = "the same layers of two sets of rows as one";
  let description = [{
    Rows that the same layers compute (products with the same matrices, and
    pointwise ops between them that do not depend on the row) and that then
    become one tensor are put together before: `concat(f(a), f(b))` becomes
    `f(concat(a, b))`, where fewer kernels and weights read once are worth
    putting a and b together. Only the order of sums may change.

    Why that is not done is a remark (category `graph-merge-rows`).
  }];
  let options = [
    Option<"target", "target", "std::string", "\"cpu\"",
           "cpu (with AVX-512), cpu-avx2, or a GPU architecture such as sm_90a">];
}

def GraphMergeSiblings : Pass<"graph-merge-siblings", "::mlir::ModuleOp"> {
  let summary = "multiply rows with several frozen matrices at once";
  let description = [{
    Products with one left operand and frozen right operands, of which only
    attentions read, become one product with the matrices side by side, which
    are joined once. Biases are joined likewise.
  }];
}

def GraphNormalize : Pass<"graph-normalize", "::mlir::ModuleOp"> {
  let summary = "give equal computations one form";
  let description = [{
    Changes no value. Views are composed and simplified with the bounds of their
    indices; pointwise work on elements that a broadcast repeats is done before
    it; a view within one part of a concatenation reads the part; gathers at
    indices that are known expressions, and reductions over one element, are
    views.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def GraphOutlineKernels : Pass<"graph-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "move each kernel's operations into a graph.kernel";
  let description = [{
    Obeys the marks of `graph-form-kernels`. Kernels that are equal but for
    names and locations are one. Bodies are in the coordinates of the kernel's
    domain: a result in another order is one `graph.view` before the return.
  }];
}

def GraphPackWeights : Pass<"graph-pack-weights", "::mlir::ModuleOp"> {
  let summary = "store frozen matrices in the order in which they are read";
  let description = [{
    For the CPU: the right operand of a product, where it is frozen, becomes a
    view of a tensor of panels, `[n / width][k][width]`, marked `graph.store`,
    which is computed once. `width` is the columns of the CPU's tile.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"cpu\"",
           "cpu (with AVX-512), cpu-avx2, or a GPU architecture such as sm_90a">];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def GraphPadOperands : Pass<"graph-pad-operands", "::mlir::ModuleOp"> {
  let summary = "copy operands whose rows the copy engine cannot fetch";
  let description = [{
    For tensor cores: an operand of 16-bit or 8-bit elements whose rows do not begin at
    multiples of 16 bytes becomes a view of a copy with padded rows, marked
    `graph.store`, where the copy takes less time than the product without the
    copy engine would. A frozen operand is copied once.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"cpu\"",
           "cpu (with AVX-512), cpu-avx2, or a GPU architecture such as sm_90a">];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def GraphRaiseIdioms : Pass<"graph-raise-idioms", "::mlir::ModuleOp"> {
  let summary = "recognise attention that is written in its parts";
  let description = [{
    A product whose left operand is a softmax over the keys, of scores that are
    computed pointwise from another product, becomes one `graph.attention`. All
    that lies between the products and depends on the first goes into its
    region: scales, masks made of conditions or added, conversions. Query and
    key may be transposed, repeated for groups of heads, or flattened.

    The softmax is `exp(s - max(s)) / sum(exp(s - max(s)))` as PyTorch
    decomposes it, or by hand: times the reciprocal, with a guarded maximum,
    with zeros in rows that are masked as a whole. Without the maximum it is
    left alone, as it overflows elsewhere, unless `fast-algebra` is set.

    The softmax computes in f32: the rounding of its weights to bf16 or f16 is
    dropped. With `keep-roundings` a softmax that rounds is left alone. So is one
    whose weights or scores are used elsewhere; the reason is a remark (category
    `graph-raise-idioms`).
  }];
  let options = [
    Option<"keepRoundings", "keep-roundings", "bool", "false",
           "raise only where no rounding to a narrow float is dropped">,
    Option<"fastAlgebra", "fast-algebra", "bool", "false",
           "also a softmax that does not subtract its maximum">];
}

def GraphReassociate : Pass<"graph-reassociate", "::mlir::ModuleOp"> {
  let summary = "algebra that changes rounding";
  let description = [{
    Run only when it is asked for (`fast-algebra`). A division by a constant, or
    by one value for several elements, is a product with its inverse; constant
    factors are multiplied with each other. A result moves by a few units in its
    last place; sums, where terms may cancel, are left alone.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def GraphReportKernels : Pass<"graph-report-kernels", "::mlir::ModuleOp"> {
  let summary = "print what was fused and what it saves, as JSON";
  let description = [{
    For a module that went through the graph pipeline: kernels, calls, bytes
    moved against the same operations one by one, flops, peak memory, and the
    fusions that were refused. See KernelReport.h.
  }];
}

def GraphScaleRows : Pass<"graph-scale-rows", "::mlir::ModuleOp"> {
  let summary = "norms as scales of the rows of a product";
  let description = [{
    For tensor cores: a product of few rows and frozen weights whose left operand
    is `x * r * g`, r a factor of each row and g one of each column, becomes a
    product of x with `g * weights`, computed once, and its result is scaled by
    r. The sums over rows that r is computed from become sums of slices of 64
    columns, marked `graph.in_epilogue`: the product that x comes from adds up
    its own. The sum of these sums is marked `graph.recompute`: each kernel that
    scales rows computes it. The norm's roundings are dropped, that of
    `g * weights` is new.

    Not run with `numerics=eager`. Why a norm is not one is a remark (category
    `graph-scale-rows`).
  }];
  let options = [
    Option<"target", "target", "std::string", "\"cpu\"",
           "cpu (with AVX-512), cpu-avx2, or a GPU architecture such as sm_90a">];
}

def GraphSelectSchedule : Pass<"graph-select-schedule", "::mlir::ModuleOp"> {
  let summary = "choose each kernel's archetype and tile sizes";
  let description = [{
    Analytic, from shapes and target. A kernel that already has a schedule keeps
    it. The module's attribute `graph.choices` may name others than the first for
    kernels on tensor cores, which have several, and a library for plain
    products: a dictionary from a kernel's key (a hash of what it computes, of
    the target and of the hints) to one of its schedules, to `"cublaslt"` or, if
    operands are copied in each run for this kernel alone, to
    `"cublaslt-uncopied"`.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"cpu\"",
           "cpu (with AVX-512), cpu-avx2, or a GPU architecture such as sm_90a">,
    Option<"threads", "threads", "int64_t", "0",
           "threads of a CTA, 0 for the target's default">];
}

def GraphSimplify : Pass<"graph-simplify", "::mlir::ModuleOp"> {
  let summary = "exact algebra";
  let description = [{
    Neutral elements go, also where a broadcast hides them; comparisons of index
    expressions and of floats with known ranges are decided; a product summed
    over one element is a product. Attention over one key is its value: the
    softmax of one finite score is 1, so that query and key are dead. (This
    takes the product of query and key to be finite; what the score function
    adds must be shown to be.) A view that reads part of a result moves before
    the operation, so that only that part is computed. Division by a power of
    two is multiplication.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def GraphSpareCopies : Pass<"graph-spare-copies", "::mlir::ModuleOp"> {
  let summary = "give a library what would be copied for a pipeline";
  let description = [{
    A kernel whose library is `"cublaslt-uncopied"` becomes one for `"cublaslt"`
    that takes the tensors which its operands were copies of, and these copies,
    such as those of `graph-pad-operands`, are no longer made. A copy that other
    kernels read too, and one of frozen parameters, which is made once, stays.
  }];
}

def GraphSpecializeSymbols : Pass<"graph-specialize-symbols", "::mlir::ModuleOp"> {
  let summary = "compile for given sizes of dynamic dimensions";
  let description = [{
    Replaces symbols by constants, in captured calls too, so that what depends
    on a size can be decided when compiling: attention over one key, tiles that
    divide evenly. Example: `values=s0=1,s2=34`. Symbols of `hints` stay, but
    the program's `graph.hints` says what they mostly are.
  }];
  let options = [ListOption<"values", "values", "std::string",
                            "symbol=size, separated by commas">,
                 ListOption<"hints", "hints", "std::string",
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

def TileAllocateShared : Pass<"tile-allocate-shared", "::cutedsl::tile::FuncOp"> {
  let summary = "place shared buffers and put barriers between their uses";
  let description = [{
    Gives every `tile.alloc` its offset: buffers whose uses do not overlap in
    time share memory; what ops of sm90 use, which may still be read or written
    later, shares none. A barrier goes before each access that meets an access of
    the same bytes since the last barrier, if either writes; a buffer in global
    memory that the program reads back counts as a whole. The total is the
    attribute `shared_bytes` of the function, what its beginning must be aligned
    to beyond 16 bytes `shared_alignment`.
  }];
  let options = [Option<"maxBytes", "max-bytes", "int64_t", "232448",
                        "shared memory of one CTA">];
}

def TileAssignLayouts : Pass<"tile-assign-layouts", "::cutedsl::tile::FuncOp"> {
  let summary = "decide which thread holds which element of each tile";
  let description = [{
    Gives every tile a `#tile.fragment`. Tiles that elementwise ops tie together
    share one layout, taken from the candidates of their loads and stores
    (16-byte vectors, coalesced), of matrix products (a register block a thread)
    and of tiles settled before; the cheapest by memory transactions, shuffles
    and conversions wins. `tile.convert_layout` is added where layouts meet.
    Constants and iotas are made again wherever another layout needs them.
    First `align` of accesses is completed by what divides their offsets.
  }];
  let options = [Option<"bufferAlignment", "buffer-alignment", "int64_t", "1",
                        "bytes that the address of every buffer is a multiple of">];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def TileExpandFloat8 : Pass<"tile-expand-float8"> {
  let summary = "replace casts of 8-bit floats by arithmetic on their bits";
  let description = [{
    `arith.extf` from f8E4M3FN and f8E5M2, and `arith.truncf` to them from f32,
    f16 and bf16, of scalars, vectors and tensors of static shape. Rounding is
    to nearest even, subnormal numbers are kept. What is too large becomes
    infinity in f8E5M2 and NaN in f8E4M3FN, which has no infinity.

    Example: `%y = arith.extf %x : f8E5M2 to f32` begins with

    ```mlir
    %bits = arith.bitcast %x : f8E5M2 to i8
    %wide = arith.extui %bits : i8 to i32
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect"];
}

def TileExpandMath : Pass<"tile-expand-math"> {
  let summary = "replace elementary functions on f32 by arithmetic";
  let description = [{
    Rewrites the elementary functions of the math dialect on f32 scalars,
    vectors and tensors of static shape into `arith` and `math.fma`, within
    2 ulp for every argument; subnormal numbers and the special values of C's
    Annex F are kept. f16 and bf16 are computed in f32. Fast-math flags are not
    used. f64 is left as it is, for calls of the C library, and so are
    `math.sqrt`, `floor` and other ops that are instructions.

    sin, cos and tan of scalars and vectors branch (`scf.if`) around the exact
    reduction of arguments beyond 65536.

    Example: `%y = math.rsqrt %x : f32` becomes

    ```mlir
    %one = arith.constant 1.0 : f32
    %root = math.sqrt %x : f32
    %y = arith.divf %one, %root : f32
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def TileMaterializeConversions : Pass<"tile-materialize-conversions",
                                      "::cutedsl::tile::FuncOp"> {
  let summary = "layout changes between threads go through shared memory";
  let description = [{
    A `tile.convert_layout` that only renames registers stays. Any other becomes
    a store to and a load from a shared buffer, whose order and padding are
    chosen for the fewest bank conflicts. What is made early and is small is
    stored where the last one before it is: one barrier is for both. A
    `tile.reduce` over elements of several warps is split: within warps, through
    shared memory, within threads.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def TilePackPanels : Pass<"tile-pack-panels", "::cutedsl::tile::FuncOp"> {
  let summary = "transpose right operands into scratch memory once for many tiles";
  let description = [{
    For a product in a loop over k whose right operand has rows along k in
    memory (a linear layer's weight), the panel of all k is transposed into
    scratch memory, unless the tile before used the same one: a tag there says
    so. Grid dimensions that the panel does not depend on become the fastest;
    the number of tiles is the same. For one thread only.

    `tile.zeroed` marks scratch memory that is zero when a range of tiles
    begins.
  }];
  let options = [Option<"maxBytes", "max-bytes", "int64_t", "1048576",
                        "the largest panel: half of a second-level cache">];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

def TilePrefetchPanels : Pass<"tile-prefetch-panels", "::cutedsl::tile::FuncOp"> {
  let summary = "ask for the next panel of a right operand while one is used";
  let description = [{
    For a product in a loop over k whose right operand is stored panel after
    panel (see `graph-pack-weights`): each step of the loop prefetches a share
    of the panel that follows in memory into the second-level cache. Expects
    the order of tiles that `tile-pack-panels` makes. For one thread only.
  }];
  let options = [Option<"maxBytes", "max-bytes", "int64_t", "1048576",
                        "the largest panel: half of a second-level cache">];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def TileRelaxMath : Pass<"tile-relax-math", "::cutedsl::tile::FuncOp"> {
  let summary = "allow approximations whose error vanishes in the rounding to 16 bits";
  let description = [{
    In a tile program whose every result is rounded to bf16 or f16, exp, exp2,
    rsqrt and division in f32 get the fast-math flag `afn`: an error of a few
    units in the last of 24 bits does not reach the 11th. Comparisons within the
    program stay as good as those on any other rounding of the same values.
    `a b + c` that is rounded to be an operand of a product is contracted, and so
    are scores whose exponentials are.
    `1 + erf(x)`, which cancels, becomes a short approximation of erfc(-x).
  }];
}

def TileHoistLoads : Pass<"tile-hoist-loads", "::cutedsl::tile::FuncOp"> {
  let summary = "ask for all operands before the first product waits for one";
  let description = [{
    Where a program multiplies, and its warps have no roles, every load that
    needs nothing but addresses moves before the first product or reduction of
    its block: all are under way at once. Of a block whose products are those of
    warps they move before the first op that needs what was loaded, those of
    constant buffers first, before the wait for another kernel; and what is
    computed from rows and columns, such as a mask of keys, moves before the
    first product. Nothing that writes memory is passed.
  }];
}

def TileShareHalves : Pass<"tile-share-halves", "::cutedsl::tile::FuncOp"> {
  let summary = "read once what is used in both halves of a dimension";
  let description = [{
    Beside products of warps, a load of which only one half along the contiguous
    dimension is used, and that there reads what another load has in the other
    half, becomes `tile.swap_halves` of that one: so with the operand of a
    rotation by halves, which was read three times. Loads come first, see
    `tile-hoist-loads`.
  }];
  let dependentDialects = ["::cutedsl::tile::TileDialect"];
}

def TileSharePairs : Pass<"tile-share-pairs", "::cutedsl::tile::FuncOp"> {
  let summary = "compute once what both of a pair of neighbours take";
  let description = [{
    `tile.duplicate_in_pairs` moves behind elementwise ops and broadcasts whose
    operands all take the same member of each pair, or are the same for both: so
    what is computed before a rotation of neighbours is computed once for each
    element, once equal ops have become one.
  }];
  let dependentDialects = ["::cutedsl::tile::TileDialect"];
}

def TileSelectMma : Pass<"tile-select-mma", "::cutedsl::tile::FuncOp"> {
  let summary = "multiply 16-bit tiles by the tensor cores of whole warps";
  let description = [{
    Products of bf16 or f16 whose sizes are whole units of `mma.sync.m16n8k16`
    get a `#tile.warp_mma`. Its order of k and of columns is that in which the
    operands lie in memory, unless an operand comes from another product, whose
    order it then has. Programs whose warps have roles stay as they are.
  }];
}

def TileFoldScales : Pass<"tile-fold-scales", "::cutedsl::tile::FuncOp"> {
  let summary = "move positive factors out of maxima and into exponents";
  let description = [{
    The maximum of `c x` becomes `c` times that of `x`, which is exactly the same
    for a positive constant; so does a selection between `c x` and a constant
    that the factor does not change. `exp(c x - m)` with the fast-math flag `afn`
    becomes the power of two of one multiply-add, in which `m`, often one for a
    row, is scaled once, if `x` comes from products: the lowest float, with which
    masks in memory are filled, would overflow.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect"];
}

def TileVersionBounds : Pass<"tile-version-bounds", "::cutedsl::tile::FuncOp"> {
  let summary = "clone tile programs for tiles that lie inside their buffers";
  let description = [{
    Extents of accesses that are known before any loop are compared with the
    tile once; where all cover it, a copy of the program without them runs.
  }];
  let options = [Option<"onlyProducts", "only-products", "bool", "false",
                        "leave programs without a product alone">];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

def TileVerifyLayouts : Pass<"tile-verify-layouts", "::cutedsl::tile::FuncOp"> {
  let summary = "check the contract between layouts and the per-thread lowering";
  let description = [{
    Every tile has a fragment of the function's threads that holds each element
    once (copies only in stride-0 thread modes); operands and results of every
    op lie as the op needs; reductions stay within a warp and conversions within
    a thread.
  }];
}

def SM90PrefetchMaps : Pass<"sm90-prefetch-maps", "::cutedsl::tile::FuncOp"> {
  let summary = "fetch tensor maps before their first use";
  let description = [{
    The producer begins by fetching every tensor map of the program
    (`sm90.prefetch_map`), also those that the consumers store through. Programs
    without roles stay as they are.
  }];
  let dependentDialects = ["::cutedsl::sm90::SM90Dialect"];
}

def SM90OverlapLaunches : Pass<"sm90-overlap-launches", "::cutedsl::tile::FuncOp"> {
  let summary = "let a kernel begin before the one before it has ended";
  let description = [{
    Marks a tile program `dependent_launch`: its CTAs may start while those of
    the kernel before are still at work. It waits (`sm90.wait_dependency`) before
    it first reads what a kernel of the run may write, and before it writes, as
    memory that others still read is used again. Reads of `constant_buffers` may
    come before. It lets the next kernel begin (`sm90.launch_dependents`) before
    it waits, or, where the copy engine fetches weights before that, or nothing
    is read after it, after its last read, so that both kernels' weights do not
    compete for memory. Before a product it lets it begin again after the last
    load, as the assembler moves no load over that. With roles each waits for
    itself, and the producer lets the next begin.

    Every program waits, so the wait for one kernel covers those before it.
  }];
  let dependentDialects = ["::cutedsl::sm90::SM90Dialect"];
}

def SM90SinkValues : Pass<"sm90-sink-values", "::mlir::func::FuncOp"> {
  let summary = "compute what roles need where they use it";
  let description = [{
    In a thread's work whose warps have roles, moves ops without effects down to
    the first op with effects that needs them. An epilogue that was written on
    whole tiles then holds the registers of what it writes next, and not of all
    steps for all elements. Values are not moved into regions.
  }];
}

def SM90Verify : Pass<"sm90-verify", "::cutedsl::tile::FuncOp"> {
  let summary = "check the contract of asynchronous hardware";
  let description = [{
    - Accumulators of a `sm90.wgmma` go only into further products, waits and
      loops until a wait has ended it: the numbers of units that may be pending
      are counted against those issued since.
    - With roles, only they have effects after the barriers are ready: outside
      of them stand preparations, and no tile is loaded or stored.
    - The producer is one thread: no tile and no `tile.barrier` in its region.
    - In the program's body `sm90.cluster_arrive` and `sm90.cluster_wait` take
      turns, and a cluster has met before its first `sm90.cluster_reduce`, of
      which each has slots of its own.
    - A program that is launched dependently waits for the kernel before: on
      every way to an access of memory that another kernel of the run may use,
      and once whatever its sizes, so that who waits for this kernel waits for
      all before it.
  }];
}

#endif // CUTEDSL_TRANSFORMS_PASSES_TD
