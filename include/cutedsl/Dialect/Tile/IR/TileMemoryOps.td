//===- TileMemoryOps.td - Tile programs and memory accesses -*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_TILE_IR_TILEMEMORYOPS_TD
#define CUTEDSL_DIALECT_TILE_IR_TILEMEMORYOPS_TD

include "cutedsl/Dialect/Tile/IR/TileBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Tile_FuncOp : Tile_Op<"func", [FunctionOpInterface, IsolatedFromAbove, Symbol]> {
  let summary = "a tile program";
  let description = [{
    Arguments in order: one index per grid dimension (the tile coordinates),
    one `!tile.ptr` per buffer (the kernel's operands, then its results), one
    index per symbol. `grid` gives the number of tiles in each grid dimension
    over the symbols; `threads` is the size of the CTA that runs one tile.

    Example:

    ```mlir
    tile.func @exp(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %s0: index)
        grid <()[s0] -> (s0 ceildiv 64)> threads 1 {
      %c64 = arith.constant 64 : index
      %base = arith.muli %i, %c64 : index
      %left = arith.subi %s0, %base : index
      %0 = tile.load %x[%base] strides [1] valid [%left] : !tile.ptr<f32> -> tensor<64xf32>
      %1 = math.exp %0 : tensor<64xf32>
      tile.store %1, %y[%base] strides [1] valid [%left] : tensor<64xf32>, !tile.ptr<f32>
      tile.return
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
                       TypeAttrOf<FunctionType>:$function_type,
                       AffineMapAttr:$grid, I64Attr:$threads,
                       OptionalAttr<DictArrayAttr>:$arg_attrs,
                       OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region AnyRegion:$body);
  let hasCustomAssemblyFormat = 1;
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name,
      "::mlir::FunctionType":$type, "::mlir::AffineMap":$grid, "int64_t":$threads)>];
  let extraClassDeclaration = [{
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() {
      return getFunctionType().getInputs();
    }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() {
      return getFunctionType().getResults();
    }
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    unsigned getGridRank() { return getGrid().getNumResults(); }
    unsigned getNumBuffers();
    /// The arguments by role.
    ::mlir::Block::BlockArgListType getCoordinates();
    ::mlir::Block::BlockArgListType getBuffers();
    ::mlir::Block::BlockArgListType getSymbols();
    /// The place of argument `buffer` among the buffers.
    int64_t getBufferNumber(::mlir::Value buffer);
    /// Buffers, by number, that no kernel of the run writes.
    static constexpr ::llvm::StringLiteral kConstantBuffers = "constant_buffers";
    /// Whether `ptr` is one of them.
    bool isConstantBuffer(::mlir::Value ptr);
  }];
  let hasVerifier = 1;
}

def Tile_ReturnOp : Tile_Op<"return", [Pure, Terminator, ReturnLike, HasParent<"FuncOp">]> {
  let summary = "ends a tile program";
  let description = [{ Example: `tile.return` }];
  let assemblyFormat = "attr-dict";
}

class Tile_StridedAccess<string mnemonic, list<Trait> traits>
    : Tile_Op<mnemonic, !listconcat([AttrSizedOperandSegments], traits)> {
  code accessDeclarations = [{
    /// Strides and extents, constants as index attributes.
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedStrides();
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedValid();
  }];
  let extraClassDeclaration = accessDeclarations;
}

def Tile_LoadOp : Tile_StridedAccess<"load", []> {
  let summary = "reads a strided tile";
  let description = [{
    Element `(i, j, ...)` is at `ptr[base + i * strides[0] + j * strides[1]...]`.
    `valid` gives, for each dimension, how many indices from 0 are in bounds
    (possibly more than the tile has, or less than 1); the default is all.
    `mask` takes away more. Elements that are not read are zero. `align` is the
    guaranteed alignment of the address at `base` in bytes.

    Example: `%t = tile.load %p[%base] strides [%ld, 1] valid [%m, 64] : !tile.ptr<f32> -> tensor<9x64xf32>`
  }];
  let arguments = (ins Arg<Tile_PtrType, "read", [MemRead]>:$ptr, Index:$base,
      Variadic<Index>:$strides, Variadic<Index>:$valid,
      Optional<RankedTensorOf<[I1]>>:$mask,
      DenseI64ArrayAttr:$static_strides, DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$static_valid,
      OptionalAttr<I64Attr>:$align);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = [{
    $ptr `[` $base `]` `strides` custom<DynamicIndexList>($strides, $static_strides)
    (`valid` custom<DynamicIndexList>($valid, $static_valid)^)?
    (`mask` $mask^ `:` type($mask))? (`align` $align^)? attr-dict
    `:` type($ptr) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def Tile_StoreOp : Tile_StridedAccess<"store", []> {
  let summary = "writes a strided tile";
  let description = [{
    The mirror of `tile.load`: elements outside `valid` or `mask` are not
    written.

    Example: `tile.store %t, %p[%base] strides [%ld, 1] valid [%m, 64] : tensor<9x64xf32>, !tile.ptr<f32>`
  }];
  let arguments = (ins AnyStaticShapeTensor:$value,
      Arg<Tile_PtrType, "written", [MemWrite]>:$ptr, Index:$base,
      Variadic<Index>:$strides, Variadic<Index>:$valid,
      Optional<RankedTensorOf<[I1]>>:$mask,
      DenseI64ArrayAttr:$static_strides, DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$static_valid,
      OptionalAttr<I64Attr>:$align);
  let assemblyFormat = [{
    $value `,` $ptr `[` $base `]`
    `strides` custom<DynamicIndexList>($strides, $static_strides)
    (`valid` custom<DynamicIndexList>($valid, $static_valid)^)?
    (`mask` $mask^ `:` type($mask))? (`align` $align^)? attr-dict
    `:` type($value) `,` type($ptr)
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def Tile_GatherOp : Tile_Op<"gather", []> {
  let summary = "reads elements at computed offsets";
  let description = [{
    Elements whose mask is false are not read and are zero.

    Example: `%t = tile.gather %p[%offsets] mask %m : !tile.ptr<f32>, tensor<1x64xindex>, tensor<1x64xi1> -> tensor<1x64xf32>`
  }];
  let arguments = (ins Arg<Tile_PtrType, "read", [MemRead]>:$ptr,
                       RankedTensorOf<[Index]>:$offsets,
                       Optional<RankedTensorOf<[I1]>>:$mask);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = [{
    $ptr `[` $offsets `]` (`mask` $mask^)? attr-dict
    `:` type($ptr) `,` type($offsets) (`,` type($mask)^)? `->` type($result)
  }];
  let hasVerifier = 1;
}

def Tile_ScatterOp : Tile_Op<"scatter", []> {
  let summary = "writes elements at computed offsets";
  let description = [{
    Elements whose mask is false are not written. Two elements of one tile
    never share an offset.

    Example: `tile.scatter %t, %p[%offsets] : tensor<1x64xf32>, !tile.ptr<f32>, tensor<1x64xindex>`
  }];
  let arguments = (ins AnyStaticShapeTensor:$value,
      Arg<Tile_PtrType, "written", [MemWrite]>:$ptr,
                       RankedTensorOf<[Index]>:$offsets,
                       Optional<RankedTensorOf<[I1]>>:$mask);
  let assemblyFormat = [{
    $value `,` $ptr `[` $offsets `]` (`mask` $mask^)? attr-dict
    `:` type($value) `,` type($ptr) `,` type($offsets) (`,` type($mask)^)?
  }];
  let hasVerifier = 1;
}

def Tile_PrefetchOp : Tile_Op<"prefetch", []> {
  let summary = "asks for a cache line ahead of its use";
  let description = [{
    A hint: `ptr[base]` may be out of bounds. `locality` is 0 (once) to 3 (keep
    close).

    Example: `tile.prefetch %p[%base] locality 2 : !tile.ptr<f32>`
  }];
  let arguments = (ins Tile_PtrType:$ptr, Index:$base, I64Attr:$locality);
  let assemblyFormat = "$ptr `[` $base `]` `locality` $locality attr-dict `:` type($ptr)";
  let hasVerifier = 1;
}

def Tile_AllocOp : Tile_Op<"alloc", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "scratch memory for the tile program's whole run";
  let description = [{
    `tile-allocate-shared` gives every alloc its place, at a multiple of
    `alignment` bytes, or of 16.

    Example: `%s = tile.alloc 1024 : !tile.ptr<f32, shared>` (1024 elements)
  }];
  let arguments = (ins I64Attr:$count, OptionalAttr<I64Attr>:$offset,
                       OptionalAttr<I64Attr>:$alignment);
  let results = (outs Tile_PtrType:$ptr);
  let builders = [OpBuilder<(ins "PtrType":$type, "int64_t":$count), [{
    build($_builder, $_state, type, $_builder.getI64IntegerAttr(count),
          /*offset=*/nullptr, /*alignment=*/nullptr);
  }]>];
  let assemblyFormat = "$count (`at` $offset^)? attr-dict `:` type($ptr)";
  let hasVerifier = 1;
}

def Tile_BarrierOp : Tile_Op<"barrier", []> {
  let summary = "all threads of the tile program meet; shared writes are seen";
  let description = [{ Nothing on the CPU. Example: `tile.barrier` }];
  let assemblyFormat = "attr-dict";
}

def Tile_CheckOp : Tile_Op<"check", []> {
  let summary = "reports an error when a lane is false";
  let description = [{
    The kernel goes on; the runtime reports the message after the run.

    Example: `tile.check %ok, "index out of bounds" : tensor<1x64xi1>`
  }];
  let arguments = (ins RankedTensorOf<[I1]>:$condition, StrAttr:$message);
  let assemblyFormat = "$condition `,` $message attr-dict `:` type($condition)";
  let hasCanonicalizer = 1;
}

#endif // CUTEDSL_DIALECT_TILE_IR_TILEMEMORYOPS_TD
