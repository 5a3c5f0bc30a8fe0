//===- TileValueOps.td - Operations on value tiles ----------*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_TILE_IR_TILEVALUEOPS_TD
#define CUTEDSL_DIALECT_TILE_IR_TILEVALUEOPS_TD

include "cutedsl/Dialect/Tile/IR/TileBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Tile_SplatOp : Tile_Op<"splat", [Pure]> {
  let summary = "a tile filled with one scalar";
  let description = [{ Example: `%t = tile.splat %s : f32 -> tensor<1x64xf32>` }];
  let arguments = (ins AnyType:$scalar);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "$scalar attr-dict `:` type($scalar) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Tile_IotaOp : Tile_Op<"iota", [Pure]> {
  let summary = "the coordinate in the tile along one dimension";
  let description = [{ Example: `%i = tile.iota 1 : tensor<1x64xindex>` }];
  let arguments = (ins I64Attr:$dim);
  let results = (outs RankedTensorOf<[Index]>:$result);
  let assemblyFormat = "$dim attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Tile_BroadcastOp : Tile_Op<"broadcast", [Pure]> {
  let summary = "dimensions of size 1 repeated";
  let description = [{ Example: `%b = tile.broadcast %t : tensor<4x1xf32> -> tensor<4x64xf32>` }];
  let arguments = (ins AnyStaticShapeTensor:$source);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Tile_ReshapeOp : Tile_Op<"reshape", [Pure]> {
  let summary = "the same elements in row-major order under another shape";
  let description = [{ Example: `%r = tile.reshape %t : tensor<1x4x64xf32> -> tensor<4x64xf32>` }];
  let arguments = (ins AnyStaticShapeTensor:$source);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Tile_TransposeOp : Tile_Op<"transpose", [Pure]> {
  let summary = "dimensions permuted";
  let description = [{
    Result dimension `i` is source dimension `permutation[i]`.

    Example: `%r = tile.transpose %t [1, 0] : tensor<4x64xf32> -> tensor<64x4xf32>`
  }];
  let arguments = (ins AnyStaticShapeTensor:$source, DenseI64ArrayAttr:$permutation);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "$source $permutation attr-dict `:` type($source) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Tile_SwapHalvesOp : Tile_Op<"swap_halves", [Pure, SameOperandsAndResultType]> {
  let summary = "the halves of a tile along one dimension exchanged";
  let description = [{
    The dimension has an even size. Fragments keep both halves in one thread, so
    nothing moves.

    Example: `%r = tile.swap_halves %t dim 1 : tensor<4x64xf32>`
  }];
  let arguments = (ins AnyStaticShapeTensor:$source, I64Attr:$dim);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "$source `dim` $dim attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Tile_DuplicateInPairsOp : Tile_Op<"duplicate_in_pairs", [Pure, SameOperandsAndResultType]> {
  let summary = "one element of each pair of neighbours, twice";
  let description = [{
    Element i along `dim`, of even size, becomes element `i / 2 * 2 + member`;
    `member` is 0 or 1. Fragments keep both of a pair in one thread, so nothing
    moves.

    Example: `%r = tile.duplicate_in_pairs %t dim 1 member 0 : tensor<4x64xf32>`
  }];
  let arguments = (ins AnyStaticShapeTensor:$source, I64Attr:$dim, I64Attr:$member);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "$source `dim` $dim `member` $member attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Tile_ReduceOp : Tile_Op<"reduce", [Pure]> {
  let summary = "a fold over dimensions of a tile, which become size 1";
  let description = [{
    Max and min propagate NaN. The order of the fold is fixed by the layout, so
    results repeat bit for bit.

    Example: `%s = tile.reduce sum %t dims [1] : tensor<4x64xf32> -> tensor<4x1xf32>`
  }];
  let arguments = (ins Tile_ReductionKindAttr:$kind, AnyStaticShapeTensor:$source,
                       DenseI64ArrayAttr:$dims);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "$kind $source `dims` $dims attr-dict `:` type($source) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Tile_MmaOp : Tile_Op<"mma", [Pure, AllTypesMatch<["acc", "result"]>]> {
  let summary = "acc + lhs * rhs on matrices";
  let description = [{
    `lhs` is m x k, `rhs` k x n, `acc` and the result m x n. Narrow floats, of
    which those of 8 bits may be mixed, are widened exactly; the accumulator is
    f32 (f64 for f64). `fast_accumulation` is that of `graph.contract`. With
    `warp` the warps' tensor cores compute it, else each thread by itself.

    Example: `%c = tile.mma %a, %b, %acc : tensor<9x4xf32>, tensor<4x48xf32>, tensor<9x48xf32>`
  }];
  let arguments = (ins AnyStaticShapeTensor:$lhs, AnyStaticShapeTensor:$rhs,
                       AnyStaticShapeTensor:$acc, UnitAttr:$fast_accumulation,
                       OptionalAttr<Tile_WarpMmaAttr>:$warp);
  let builders = [
    OpBuilder<(ins "::mlir::Value":$lhs, "::mlir::Value":$rhs,
                   "::mlir::Value":$acc,
                   CArg<"bool", "false">:$fastAccumulation), [{
      build($_builder, $_state, lhs, rhs, acc, fastAccumulation, WarpMmaAttr());
    }]>];
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `,` $acc attr-dict `:` type($lhs) `,` type($rhs) `,` type($acc)
  }];
  let hasVerifier = 1;
}

def Tile_ExtractOp : Tile_Op<"extract", [Pure]> {
  let summary = "the scalar of a one-element tile";
  let description = [{ Example: `%s = tile.extract %t : tensor<1x1xf32> -> f32` }];
  let arguments = (ins AnyStaticShapeTensor:$source);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasVerifier = 1;
}

def Tile_ConvertLayoutOp : Tile_Op<"convert_layout", [Pure]> {
  let summary = "the same tile under another fragment layout";
  let description = [{
    Example: `%r = tile.convert_layout %t : tensor<64xf32, #a> -> tensor<64xf32, #b>`
  }];
  let arguments = (ins AnyStaticShapeTensor:$source);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif // CUTEDSL_DIALECT_TILE_IR_TILEVALUEOPS_TD
