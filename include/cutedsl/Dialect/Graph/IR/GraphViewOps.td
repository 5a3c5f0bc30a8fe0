//===- GraphViewOps.td - Views, indexing, assembling --------*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_GRAPH_IR_GRAPHVIEWOPS_TD
#define CUTEDSL_DIALECT_GRAPH_IR_GRAPHVIEWOPS_TD

include "cutedsl/Dialect/Graph/IR/GraphAttrs.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Graph_ViewOp : Graph_Op<"view", [Pure]> {
  let summary = "every view: result index to source index";
  let description = [{
    `result[i] = source[map(i)]`. The map has a dimension for each result
    dimension and a result for each source dimension, and may use the
    program's symbols, `floordiv` and `mod`. Every result index maps in bounds
    (the importer's duty). Broadcast, permute, slice, select, expand, reshape,
    unfold, flip and repeat are all this op, and two in a row are one.

    Example:

    ```mlir
    // W transposed.
    %t = graph.view %w through <(d0, d1) -> (d1, d0)> : tensor<768x48xf32> -> tensor<48x768xf32>
    // A bias broadcast over rows.
    %b = graph.view %bias through <(d0, d1) -> (d1)> : tensor<768xf32> -> tensor<34x768xf32>
    // 34x768 seen as 34x12x64.
    %h = graph.view %x through <(d0, d1, d2) -> (d0, d1 * 64 + d2)> : tensor<34x768xf32> -> tensor<34x12x64xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$source, AffineMapAttr:$map);
  let results = (outs AnyRankedTensor:$result);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Graph_IotaOp : Graph_Op<"iota", [Pure]> {
  let summary = "the coordinate along one dimension";
  let description = [{
    Example: `%i = graph.iota 1 : tensor<4x8xi64>` holds 0..7 in each row.
  }];
  let arguments = (ins I64Attr:$dim);
  let results = (outs RankedTensorOf<[I64]>:$result);
  let assemblyFormat = "$dim attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Graph_SymbolOp : Graph_Op<"symbol", [Pure]> {
  let summary = "a symbolic integer as a rank-0 tensor";
  let description = [{
    Example: `%n = graph.symbol <()[s0] -> (s0 * 2)> : tensor<i64>`
  }];
  let arguments = (ins AffineMapAttr:$map);
  let results = (outs RankedTensorOf<[I64]>:$result);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

def Graph_ConcatOp : Graph_Op<"concat", [Pure]> {
  let summary = "parts joined along one dimension";
  let description = [{
    Padding is a concat with broadcast constants.

    Example: `%r = graph.concat 1 (%a, %b) : (tensor<4x3xf32>, tensor<4x5xf32>) -> tensor<4x8xf32>`
  }];
  let arguments = (ins I64Attr:$dim, Variadic<AnyRankedTensor>:$inputs);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $dim `(` $inputs `)` attr-dict `:` functional-type($inputs, $result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Graph_GatherOp : Graph_Op<"gather", [Pure]> {
  let summary = "elements at computed indices";
  let description = [{
    `result[i] = source[j]`, where `j[d]` is `indices[k][i]` for `d` the k-th
    of `dims`, and `map(i)[d]` otherwise. Each index tensor is i64 with the
    result's shape and is not negative; an index out of bounds is an error that
    the runtime reports.

    Example (an embedding):

    ```mlir
    %r = graph.gather %table[%ids] dims [0] through <(d0, d1) -> (0, d1)>
        : tensor<1000x64xf32>, tensor<7x64xi64> -> tensor<7x64xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$source,
                       Variadic<RankedTensorOf<[I64]>>:$indices,
                       DenseI64ArrayAttr:$dims, AffineMapAttr:$map);
  let results = (outs AnyRankedTensor:$result);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

def Graph_ScatterOp : Graph_Op<"scatter", [Pure]> {
  let summary = "a tensor with elements at computed indices replaced or added to";
  let description = [{
    The result is `init`; then, for each update index `i` in row-major order,
    `result[j]` is set to, or increased by, `updates[i]`, with `j` formed from
    `indices`, `dims` and `map` as `graph.gather` does. The order is fixed, so
    results repeat bit for bit.

    Example (an embedding's gradient):

    ```mlir
    %g = graph.scatter add %zero, %updates[%ids] dims [0] through <(d0, d1) -> (0, d1)>
        : tensor<1000x64xf32>, tensor<7x64xf32>, tensor<7x64xi64> -> tensor<1000x64xf32>
    ```
  }];
  let arguments = (ins Graph_ScatterKindAttr:$kind, AnyRankedTensor:$init,
                       AnyRankedTensor:$updates,
                       Variadic<RankedTensorOf<[I64]>>:$indices,
                       DenseI64ArrayAttr:$dims, AffineMapAttr:$map);
  let results = (outs AnyRankedTensor:$result);
  let hasCustomAssemblyFormat = 1;
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Graph_BitcastOp : Graph_Op<"bitcast", [Pure]> {
  let summary = "the same bits under another element type of the same width";
  let description = [{
    `arith` knows only signless integers; this op stands between `ui8` storage
    and the i8 values that are computed with.

    Example: `%1 = graph.bitcast %0 : tensor<4xui8> -> tensor<4xi8>`
  }];
  let arguments = (ins AnyRankedTensor:$source);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif // CUTEDSL_DIALECT_GRAPH_IR_GRAPHVIEWOPS_TD
