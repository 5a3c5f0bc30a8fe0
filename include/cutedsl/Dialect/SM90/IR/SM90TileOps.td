//===- SM90TileOps.td - Parts of accumulators and their way out -*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_SM90_IR_SM90TILEOPS_TD
#define CUTEDSL_DIALECT_SM90_IR_SM90TILEOPS_TD

include "cutedsl/Dialect/SM90/IR/SM90Base.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def SM90_SliceOp : SM90_Op<"slice", [Pure]> {
  let summary = "a part of a tile, where its threads hold it";
  let description = [{
    Rows and columns from `offsets` on. An epilogue over slices of accumulators
    needs registers for one slice at a time.

    Example: `%1 = sm90.slice %0 [0, 64] : tensor<128x256xf32> -> tensor<128x64xf32>`
  }];
  let arguments = (ins AnyStaticShapeTensor:$source, DenseI64ArrayAttr:$offsets);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "$source $offsets attr-dict `:` type($source) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def SM90_StoreTileOp : SM90_Op<"store_tile", [MemoryEffects<[MemWrite]>]> {
  let summary = "writes a tile in accumulators' fragment through shared memory";
  let description = [{
    The tile's first element goes to `coordinates`, the contiguous dimension
    first; what lies outside the tensor is not written. Each warpgroup passes its
    rows on alone, a box of 64 rows at a time, those of the same columns first:
    through a ring of `count` boxes of its own, at least 2, into the copy engine,
    which reads them while the warpgroup goes on. `slot` is the ring's next box
    and the result the one after the last; loops carry it. In each slot `buffers`
    holds a box for each warpgroup that shares the tile, one after the other.
    Before the program ends, its writers wait with `sm90.store_wait`, as the same
    threads do here.

    Elements have 16 or 32 bits. In the map the box has as many columns as
    `swizzle` bytes and 64 rows.

    Example:
    ```mlir
    %next = sm90.store_tile %t through %out[%slot of 2] to %map[%n, %m]
        : tensor<128x256xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
    ```
  }];
  let arguments = (ins AnyStaticShapeTensor:$value,
      Arg<SM90_SharedPtr, "boxes", [MemRead, MemWrite]>:$buffers, Index:$slot,
      I64Attr:$count, SM90_TensorMapType:$map, Variadic<Index>:$coordinates);
  let results = (outs Index:$next);
  let assemblyFormat = [{
    $value `through` $buffers `[` $slot `of` $count `]` `to` $map `[` $coordinates `]`
    attr-dict `:` type($value) `,` type($buffers) `,` type($map)
  }];
  let hasVerifier = 1;
}

def SM90_FetchTileOp : SM90_Op<"fetch_tile"> {
  let summary = "starts copying a tile to where another will be stored from";
  let description = [{
    The mirror of `sm90.store_tile`, ahead of it: each warpgroup copies its own
    rows of the tile of `shape` at `coordinates` into the boxes of its ring from
    `slot` on, and announces their bytes at `barrier[stage]`, where one thread of
    each warpgroup arrives. Before that it waits until at most `pending` of the
    boxes that it stored last may still be read.

    Where no warpgroup has more than 64 rows, or only one works on the tile, and
    the ring does not wrap, `sm90.load_tile` then finds the tile at the slot; its
    successor in registers can take the same place.

    Example:
    ```mlir
    sm90.fetch_tile [128, 64] of %in[%n, %m] to %boxes[%slot of 3] pending 1 signals %full[%slot]
        : !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
    ```
  }];
  let arguments = (ins DenseI64ArrayAttr:$shape, SM90_TensorMapType:$map,
      Variadic<Index>:$coordinates,
      Arg<SM90_SharedPtr, "boxes", [MemWrite]>:$buffers, Index:$slot, I64Attr:$count,
      I64Attr:$pending, Arg<SM90_BarrierPtr, "barrier", [MemWrite]>:$barrier, Index:$stage);
  let assemblyFormat = [{
    $shape `of` $map `[` $coordinates `]` `to` $buffers `[` $slot `of` $count `]`
    `pending` $pending `signals` $barrier `[` $stage `]`
    attr-dict `:` type($map) `,` type($buffers) `,` type($barrier)
  }];
  let hasVerifier = 1;
}

def SM90_LoadTileOp : SM90_Op<"load_tile"> {
  let summary = "reads a tile in accumulators' fragment from where a copy left it";
  let description = [{
    The tile lies in shared memory as an operand of `sm90.wgmma` would: rows of
    `swizzle` bytes, one panel of all rows after the other. Elements have 16 or
    32 bits.

    Example: `%t = sm90.load_tile %boxes[%offset] : !tile.ptr<bf16, shared> -> tensor<128x64xbf16>`
  }];
  let arguments = (ins Arg<SM90_SharedPtr, "boxes", [MemRead]>:$boxes, Index:$offset,
                       DefaultValuedOptionalAttr<I64Attr, "128">:$swizzle);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = [{
    $boxes `[` $offset `]` (`swizzle` $swizzle^)? attr-dict
    `:` type($boxes) `->` type($result)
  }];
  let hasVerifier = 1;
}

def SM90_SendOp : SM90_Op<"send", [MemoryEffects<[MemWrite]>]> {
  let summary = "writes a tile into the shared memory of a CTA of the cluster";
  let description = [{
    The tile, f32 in accumulators' fragment, goes to `buffer[offset]` of CTA
    `cta`, where `sm90.receive` finds it; its bytes complete a transaction of
    that CTA's `barrier[stage]`.

    Example: `sm90.send %t to %partial[%offset] of %owner signals %bar[%c0] : tensor<64x16xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>`
  }];
  let arguments = (ins AnyStaticShapeTensor:$value, SM90_SharedPtr:$buffer, Index:$offset,
                       I32:$cta, SM90_BarrierPtr:$barrier, Index:$stage);
  let assemblyFormat = [{
    $value `to` $buffer `[` $offset `]` `of` $cta `signals` $barrier `[` $stage `]`
    attr-dict `:` type($value) `,` type($buffer) `,` type($barrier)
  }];
  let hasVerifier = 1;
}

def SM90_ReceiveOp : SM90_Op<"receive"> {
  let summary = "reads a tile that was sent";
  let description = [{
    After a wait, with `cluster`, on the barrier that its bytes complete.

    Example: `%t = sm90.receive %partial[%offset] : !tile.ptr<f32, shared> -> tensor<64x16xf32>`
  }];
  let arguments = (ins Arg<SM90_SharedPtr, "sent tile", [MemRead]>:$buffer, Index:$offset);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "$buffer `[` $offset `]` attr-dict `:` type($buffer) `->` type($result)";
  let hasVerifier = 1;
}

def SM90_ClusterReduceOp : SM90_Op<"cluster_reduce", [AllTypesMatch<["value", "result"]>]> {
  let summary = "a fold of the tiles that the CTAs of a cluster hold, in each of them";
  let description = [{
    Element by element, in the order of the CTAs, so that all get the same bits
    and results repeat. Each CTA sends its tile to `slots` of all, the tile of
    CTA r to the place of element r times the tile's size, and waits at
    `barrier[stage]` for those of all: the first phase of that barrier, which has
    one arrival. So no two of these ops share slots or a barrier, and none stands
    in a loop or a branch. All CTAs of the cluster run before the first one:
    there is an `sm90.cluster_wait` behind the initialisation of the barrier.

    Who got everything may end: nothing is sent to it any more. Elements have 32
    or 64 bits.

    Example:
    ```mlir
    %all = sm90.cluster_reduce sum %mine through %slots signals %bar[%c0]
        : tensor<1x1xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
    ```
  }];
  let arguments = (ins Tile_ReductionKindAttr:$kind, AnyStaticShapeTensor:$value,
                       Arg<SM90_SharedPtr, "slots", [MemRead, MemWrite]>:$slots,
                       Arg<SM90_BarrierPtr, "barrier", [MemRead, MemWrite]>:$barrier,
                       Index:$stage);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = [{
    $kind $value `through` $slots `signals` $barrier `[` $stage `]` attr-dict
    `:` type($value) `,` type($slots) `,` type($barrier)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Whether elements of this type can be sent.
    static bool isElement(::mlir::Type type);
    /// The CTAs of the cluster.
    int64_t getNumCtas();
  }];
}

#endif // CUTEDSL_DIALECT_SM90_IR_SM90TILEOPS_TD
