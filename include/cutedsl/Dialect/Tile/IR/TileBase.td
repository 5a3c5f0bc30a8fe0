//===- TileBase.td - The tile dialect -----------------------*- tablegen -*-===//
//
// What one tile of a kernel computes: static-shape tiles as values, loads and
// stores as the only memory accesses. Knows no target.
//
//===----------------------------------------------------------------------===//

#ifndef CUTEDSL_DIALECT_TILE_IR_TILEBASE_TD
#define CUTEDSL_DIALECT_TILE_IR_TILEBASE_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def Tile_Dialect : Dialect {
  let name = "tile";
  let cppNamespace = "::cutedsl::tile";
  let summary = "tile programs: one tile's work, free of target and launch";
  let description = [{
    A value tile is a builtin ranked tensor of static shape, so `arith`, `math`,
    canonicalisation and CSE apply as they are; control flow is `scf`. After
    `tile-assign-layouts` its encoding is a `#tile.fragment`: which thread holds
    which element in which register. On the CPU one thread holds them all.

    A tile program takes its tile coordinates, its buffers and the values of
    the symbols as arguments and never reads a block index itself, so one body
    serves a launch of its own, a loop over tiles, and a persistent kernel.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect"];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let hasConstantMaterializer = 1;
}

class Tile_Op<string mnemonic, list<Trait> traits = []>
    : Op<Tile_Dialect, mnemonic, traits>;

class Tile_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::cutedsl::tile";
  let genSpecializedAttr = 0;
}

def Tile_MemorySpace : Tile_Enum<"MemorySpace", "where a pointer points", [
    I32EnumAttrCase<"Global", 0, "global">,
    // Shared by the threads of one tile program: a CTA's shared memory on a
    // GPU, scratch memory of the calling thread on the CPU.
    I32EnumAttrCase<"Shared", 1, "shared">]>;

def Tile_ReductionKind : Tile_Enum<"ReductionKind", "what a reduction folds with", [
    I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Prod", 1, "prod">,
    I32EnumAttrCase<"Max", 2, "max">, I32EnumAttrCase<"Min", 3, "min">,
    I32EnumAttrCase<"Any", 4, "any">, I32EnumAttrCase<"All", 5, "all">]>;
def Tile_ReductionKindAttr : EnumAttr<Tile_Dialect, Tile_ReductionKind,
                                      "reduction_kind">;

def Tile_FragmentAttr : AttrDef<Tile_Dialect, "Fragment"> {
  let mnemonic = "fragment";
  let summary = "which thread holds which element of a tile, and in which register";
  let description = [{
    The layout maps (thread, value) to the element's row-major index in the
    tile: `thread` gives shape and stride of the thread modes, `value` of the
    value modes, mode 0 fastest, in the notation of the layout library. A
    stride of 0 in a thread mode means that those threads hold copies.

    Example: a 4x64 tile over 32 threads, two neighbours a thread and register:
    `#tile.fragment<thread = (32):(2), value = (2, 4):(1, 64)>`
  }];
  let parameters = (ins
    ArrayRefParameter<"int64_t">:$threadShape,
    ArrayRefParameter<"int64_t">:$threadStride,
    ArrayRefParameter<"int64_t">:$valueShape,
    ArrayRefParameter<"int64_t">:$valueStride);
  let assemblyFormat = [{
    `<` `thread` `=` `(` $threadShape `)` `:` `(` $threadStride `)` `,`
        `value` `=` `(` $valueShape `)` `:` `(` $valueStride `)` `>`
  }];
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getNumThreads() const;
    /// Elements that each thread holds.
    int64_t getNumValues() const;
    /// Row-major index in the tile of value `value` of thread `thread`.
    int64_t getIndex(int64_t thread, int64_t value) const;
  }];
}

def Tile_WarpMmaAttr : AttrDef<Tile_Dialect, "WarpMma"> {
  let mnemonic = "warp_mma";
  let summary = "a product of 16-bit matrices by whole warps";
  let description = [{
    The warps share the accumulators' rows in units of 16, then the columns in
    units of 8, and multiply by `mma.sync.m16n8k16`. The instruction fixes which
    of its rows, columns and k a lane holds, but not which of the tile's these
    are: with `blockedK` a lane's k lie side by side in both operands, up to 8 at
    a time, and with `blockedN` its columns of the right operand do, an eighth
    of the warp's. So operands of either order come from memory in wide loads.
    Otherwise the tile's order is the instruction's, and accumulators of one
    product are, rounded, a left operand of the next.

    Example: `#tile.warp_mma<blockedK = true, blockedN = false>`
  }];
  let parameters = (ins "bool":$blockedK, "bool":$blockedN);
  let assemblyFormat = "`<` struct(params) `>`";
  let extraClassDeclaration = [{
    /// What one instruction multiplies.
    static constexpr int64_t kRows = 16, kColumns = 8, kDepth = 16;
  }];
}

def Tile_PtrType : TypeDef<Tile_Dialect, "Ptr"> {
  let mnemonic = "ptr";
  let summary = "a pointer to elements of one type";
  let description = [{
    An i1 element occupies one byte. Offsets are counted in elements.

    Example: `!tile.ptr<f32>`, `!tile.ptr<bf16, shared>`
  }];
  let parameters = (ins "::mlir::Type":$elementType,
      DefaultValuedParameter<"::cutedsl::tile::MemorySpace",
                             "::cutedsl::tile::MemorySpace::Global">:$space);
  let assemblyFormat = "`<` $elementType (`,` $space^)? `>`";
  let builders = [TypeBuilderWithInferredContext<(ins "::mlir::Type":$elementType), [{
    return $_get(elementType.getContext(), elementType, MemorySpace::Global);
  }]>];
}

#endif // CUTEDSL_DIALECT_TILE_IR_TILEBASE_TD
