//===- SM90CopyOps.td - Bulk copies -------------------------*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_SM90_IR_SM90COPYOPS_TD
#define CUTEDSL_DIALECT_SM90_IR_SM90COPYOPS_TD

include "cutedsl/Dialect/SM90/IR/SM90Base.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def SM90_TensorMapOp : SM90_Op<"tensor_map", [Pure]> {
  let summary = "describes a buffer to the copy engine";
  let description = [{
    Evaluated by the host before the launch, so it stands directly in the body
    of a `tile.func` and takes one of its buffers. `sizes` and `strides` are
    over the program's symbols, in elements, the contiguous dimension first;
    the first stride is 1 and is left out. Elements outside `sizes` are read as
    zero and are not written. `offset` elements are added to the address.

    Example:
    ```mlir
    %map = sm90.tensor_map %a sizes affine_map<()[s0] -> (768, s0)> strides affine_map<()[s0] -> (768)>
        : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
    ```
  }];
  let arguments = (ins Tile_PtrType:$buffer, AffineMapAttr:$sizes, AffineMapAttr:$strides,
                       DefaultValuedOptionalAttr<I64Attr, "0">:$offset);
  let results = (outs SM90_TensorMapType:$map);
  let assemblyFormat = [{
    $buffer `sizes` $sizes `strides` $strides
    (`offset` $offset^)? attr-dict `:` type($buffer) `->` type($map)
  }];
  let hasVerifier = 1;
}

def SM90_LoadOp : SM90_Op<"load", [AttrSizedOperandSegments]> {
  let summary = "starts a copy of a box into shared memory";
  let description = [{
    Run by one thread: the producer's, or the first of the consumers, or of each
    independent warpgroup. The box's first element is at `coordinates`, the
    contiguous dimension first; its bytes, at ragged edges too, complete a
    transaction of `barrier[stage]`. With `multicast` every CTA of the cluster
    in the mask receives the box at the same place.

    Example: `sm90.load %map[%k, %m] to %a[%offset] signals %full[%stage] : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>`
  }];
  let arguments = (ins SM90_TensorMapType:$map, Variadic<Index>:$coordinates,
      Arg<SM90_SharedPtr, "destination", [MemWrite]>:$destination, Index:$offset,
      Arg<SM90_BarrierPtr, "barrier", [MemWrite]>:$barrier, Index:$stage,
      Optional<I32>:$multicast);
  let assemblyFormat = [{
    $map `[` $coordinates `]` `to` $destination `[` $offset `]`
    `signals` $barrier `[` $stage `]` (`multicast` $multicast^)? attr-dict
    `:` type($map) `,` type($destination) `,` type($barrier)
  }];
  let hasVerifier = 1;
}

def SM90_CopyOp : SM90_Op<"copy"> {
  let summary = "starts a copy of neighbours in memory into shared memory";
  let description = [{
    Run by one thread, as `sm90.load`. `count` elements from `source[base]` on
    go to `destination[offset]`; their bytes complete a transaction of
    `barrier[stage]`. Both addresses and the number of bytes are multiples of
    16.

    Example: `sm90.copy 8192 of %x[%base] to %row[%offset] signals %full[%stage] : !tile.ptr<bf16>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>`
  }];
  let arguments = (ins I64Attr:$count,
      Arg<Tile_PtrType, "source", [MemRead]>:$source, Index:$base,
      Arg<SM90_SharedPtr, "destination", [MemWrite]>:$destination, Index:$offset,
      Arg<SM90_BarrierPtr, "barrier", [MemWrite]>:$barrier, Index:$stage);
  let assemblyFormat = [{
    $count `of` $source `[` $base `]` `to` $destination `[` $offset `]`
    `signals` $barrier `[` $stage `]` attr-dict
    `:` type($source) `,` type($destination) `,` type($barrier)
  }];
  let hasVerifier = 1;
}

def SM90_StoreOp : SM90_Op<"store", [MemoryEffects<[MemWrite]>]> {
  let summary = "starts a copy of a box from shared memory";
  let description = [{
    Run by one thread, as `sm90.load`, after `sm90.fence_proxy` of those that
    wrote the box and a barrier. What lies outside the tensor is not written.
    With `add` the elements are added to what is there; if several add to one
    element, nobody promises their order. Ends a bulk group.

    Example: `sm90.store %c[%offset] to %map[%n, %m] : !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>`
  }];
  let arguments = (ins Arg<SM90_SharedPtr, "source", [MemRead]>:$source, Index:$offset,
      SM90_TensorMapType:$map, Variadic<Index>:$coordinates, UnitAttr:$add);
  let assemblyFormat = [{
    $source `[` $offset `]` `to` $map `[` $coordinates `]` (`add` $add^)? attr-dict
    `:` type($source) `,` type($map)
  }];
  let hasVerifier = 1;
}

def SM90_StoreWaitOp : SM90_Op<"store_wait"> {
  let summary = "waits until at most `pending` stores still read their source";
  let description = [{
    By the threads that start them, the first of each warpgroup. Without `read`, until they are written.

    Example: `sm90.store_wait 1 read`
  }];
  let arguments = (ins I64Attr:$pending, UnitAttr:$read);
  let assemblyFormat = "$pending (`read` $read^)? attr-dict";
}

def SM90_FenceProxyOp : SM90_Op<"fence_proxy"> {
  let summary = "a thread's shared accesses come before those of the copy engine and of wgmma";
  let description = [{
    What the thread wrote is visible to them, and what it read is read before
    they overwrite it, if they wait for an arrival or barrier after the fence.

    Example: `sm90.fence_proxy`
  }];
  let assemblyFormat = "attr-dict";
}

def SM90_PrefetchOp : SM90_Op<"prefetch", [MemoryEffects<[MemWrite]>]> {
  let summary = "fetches a box into the second-level cache";
  let description = [{
    By one thread, as `sm90.load`.

    Example: `sm90.prefetch %map[%k, %n] : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>`
  }];
  let arguments = (ins SM90_TensorMapType:$map, Variadic<Index>:$coordinates);
  let assemblyFormat = "$map `[` $coordinates `]` attr-dict `:` type($map)";
  let hasVerifier = 1;
}

def SM90_PrefetchMapOp : SM90_Op<"prefetch_map"> {
  let summary = "fetches a tensor map ahead of its first use";
  let description = [{ Example: `sm90.prefetch_map %map : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>` }];
  let arguments = (ins SM90_TensorMapType:$map);
  let assemblyFormat = "$map attr-dict `:` type($map)";
}

#endif // CUTEDSL_DIALECT_SM90_IR_SM90COPYOPS_TD
