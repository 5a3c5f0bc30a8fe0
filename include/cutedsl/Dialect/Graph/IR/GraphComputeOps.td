//===- GraphComputeOps.td - Reductions, contractions, attention *- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_GRAPH_IR_GRAPHCOMPUTEOPS_TD
#define CUTEDSL_DIALECT_GRAPH_IR_GRAPHCOMPUTEOPS_TD

include "cutedsl/Dialect/Graph/IR/GraphAttrs.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Graph_ReduceOp : Graph_Op<"reduce", [Pure]> {
  let summary = "a fold over some dimensions, which vanish";
  let description = [{
    The result has the input's element type, except that `argmax` and `argmin`
    give i64 and reduce exactly one dimension. Sums of bf16 or f16 are imported
    as sums of f32. `any` and `all` take i1. An empty sum is 0, an empty
    product 1; an empty max or min is refused on import.

    Example: `%s = graph.reduce sum %x dims [1] : tensor<4x8xf32> -> tensor<4xf32>`
  }];
  let arguments = (ins Graph_ReductionKindAttr:$kind, AnyRankedTensor:$source,
                       DenseI64ArrayAttr:$dims);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $kind $source `dims` $dims attr-dict `:` type($source) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Graph_ScanOp : Graph_Op<"scan", [Pure, SameOperandsAndResultType]> {
  let summary = "inclusive prefix fold along one dimension";
  let description = [{
    Example: `%c = graph.scan sum %x dim 1 : tensor<4x8xf32>`
  }];
  let arguments = (ins Graph_ScanKindAttr:$kind, AnyRankedTensor:$source,
                       I64Attr:$dim);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $kind $source `dim` $dim attr-dict `:` type($source)
  }];
  let hasVerifier = 1;
}

def Graph_ContractOp : Graph_Op<"contract", [Pure]> {
  let summary = "a batched matrix product";
  let description = [{
    `result[b..., m, n] = sum_k lhs[b..., m, k] * rhs[b..., k, n]`. Both
    operands have the same batch dimensions (broadcast by `graph.view`) and
    element type, but that 8-bit floats may be mixed; transposed operands are
    views. Narrow floats accumulate in f32, and the result is f32: rounding back
    is an `arith.truncf` that fuses as an epilogue. f32 is f32, never TF32.

    `fast_accumulation`, of 8-bit floats only, lets sums be kept in the
    precision of the hardware's own accumulators for these: on Hopper, some 14
    bits. Without it a sum leaves them for f32 at least every 128 elements of k.

    Example: `%c = graph.contract %a, %b : tensor<34x768xf32>, tensor<768x3072xf32> -> tensor<34x3072xf32>`
  }];
  let arguments = (ins AnyRankedTensor:$lhs, AnyRankedTensor:$rhs,
                       UnitAttr:$fast_accumulation);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Graph_AttentionOp : Graph_Op<"attention", [Pure, SingleBlock]> {
  let summary = "softmax(score(Q K^T)) V with any pointwise score function";
  let description = [{
    `query` is `[b..., m, d]`, `key` `[b..., n, d]`, `value` `[b..., n, e]`,
    the result `[b..., m, e]` in f32 (f64 for f64). The region gets the f32
    scores `[b..., m, n]` and yields what the softmax sees: scale, bias and mask
    are ordinary tensor ops in it, and may use values from outside. The softmax
    runs over n. `masked_rows` says what a row of only minus infinities gives.

    With `scores_as_weights` there is no softmax, and the region yields the
    weights: `f(Q K^T) V`, two products back to back with anything pointwise
    between them, such as both layers of an MLP.

    Example (unscaled, additive mask):

    ```mlir
    %o = graph.attention %q, %k, %v masked_rows zero {
    ^bb0(%s: tensor<1x12x34x34xf32>):
      %0 = arith.addf %s, %mask : tensor<1x12x34x34xf32>
      graph.yield %0 : tensor<1x12x34x34xf32>
    } : tensor<1x12x34x64xf32>, tensor<1x12x34x64xf32>, tensor<1x12x34x64xf32> -> tensor<1x12x34x64xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$query, AnyRankedTensor:$key,
                       AnyRankedTensor:$value, Graph_MaskedRowsAttr:$masked_rows,
                       UnitAttr:$scores_as_weights);
  let results = (outs AnyRankedTensor:$result);
  let regions = (region SizedRegion<1>:$score);
  let assemblyFormat = [{
    $query `,` $key `,` $value `masked_rows` $masked_rows $score attr-dict `:`
    type($query) `,` type($key) `,` type($value) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Graph_YieldOp : Graph_Op<"yield", [Pure, Terminator, ReturnLike,
    ParentOneOf<["AttentionOp"]>]> {
  let summary = "the modified scores of an attention";
  let description = [{ Example: `graph.yield %0 : tensor<1x12x34x34xf32>` }];
  let arguments = (ins AnyRankedTensor:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

#endif // CUTEDSL_DIALECT_GRAPH_IR_GRAPHCOMPUTEOPS_TD
