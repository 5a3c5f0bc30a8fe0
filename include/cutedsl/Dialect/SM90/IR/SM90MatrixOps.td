//===- SM90MatrixOps.td - Warpgroup matrix products ---------*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_SM90_IR_SM90MATRIXOPS_TD
#define CUTEDSL_DIALECT_SM90_IR_SM90MATRIXOPS_TD

include "cutedsl/Dialect/SM90/IR/SM90Base.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def SM90_WgmmaOp : SM90_Op<"wgmma", [MemoryEffects<[MemWrite]>,
                                     AllTypesMatch<["acc", "result"]>]> {
  let summary = "acc + A * B on tensor cores, asynchronously";
  let description = [{
    A is `m x k` and B `k x n` in shared memory, as a swizzled `sm90.load` left
    them: rows of `swizzle` bytes (128, 64 or 32) along the contiguous index
    (`major`), one panel after the other: panel p holds `swizzle` bytes of k for
    every m (n), or of m (n) for every k. The accumulators are `m x n`, m = 64
    for each consumer warpgroup or a multiple of it; warpgroup w of W works on
    A's rows from m / W * w. n is a multiple of 8; more than 256 takes several
    instructions. Elements are bf16 or f16, or, K-major only, 8-bit floats or
    f32, whose lower 13 bits are ignored (TF32). Sums of products of 8-bit
    floats keep about 14 bits.

    The op is a whole unit: fence, all products of its k, commit. Its result may
    only be used by further `wgmma` and by the `wgmma_wait` that ends it. With
    `init` what `acc` holds is ignored and zero is taken.

    Example: `%1 = sm90.wgmma %a[%ao], %b[%bo], %0 k 64 a k b k : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x256xf32>`
  }];
  let arguments = (ins Arg<SM90_SharedPtr, "A", [MemRead]>:$a, Index:$aOffset,
      Arg<SM90_SharedPtr, "B", [MemRead]>:$b, Index:$bOffset,
      AnyStaticShapeTensor:$acc, I64Attr:$k, SM90_MajorAttr:$a_major,
      SM90_MajorAttr:$b_major, DefaultValuedOptionalAttr<I64Attr, "128">:$swizzle,
      UnitAttr:$init);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = [{
    $a `[` $aOffset `]` `,` $b `[` $bOffset `]` `,` $acc `k` $k `a` $a_major `b` $b_major
    (`swizzle` $swizzle^)? (`init` $init^)? attr-dict `:` type($a) `,` type($b) `,` type($acc)
  }];
  let hasVerifier = 1;
}

def SM90_WgmmaRegistersOp : SM90_Op<"wgmma_registers", [MemoryEffects<[MemWrite]>,
    AllTypesMatch<["acc", "result"]>]> {
  let summary = "acc + A * B with A in registers";
  let description = [{
    As `wgmma`, but A is a tile of 16-bit elements in the fragment that wgmma
    prescribes for it: that of accumulators.

    With `turn` a warpgroup first meets another one at that hardware barrier, as
    in `sm90.sync`, when it has all that the unit reads from registers: where
    warpgroups take turns at the tensor cores, nothing is computed meanwhile.

    Example: `%1 = sm90.wgmma_registers %p, %v[%vo], %0 b mn : tensor<128x128xbf16>, !tile.ptr<bf16, shared>, tensor<128x64xf32>`
  }];
  let arguments = (ins AnyStaticShapeTensor:$a,
      Arg<SM90_SharedPtr, "B", [MemRead]>:$b, Index:$bOffset,
      AnyStaticShapeTensor:$acc, SM90_MajorAttr:$b_major,
      DefaultValuedOptionalAttr<I64Attr, "128">:$swizzle, UnitAttr:$init,
      OptionalAttr<I64Attr>:$turn, Optional<Index>:$turnOffset);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = [{
    $a `,` $b `[` $bOffset `]` `,` $acc `b` $b_major
    (`swizzle` $swizzle^)? (`init` $init^)? (`turn` $turn^ `+` $turnOffset)? attr-dict
    `:` type($a) `,` type($b) `,` type($acc)
  }];
  let hasVerifier = 1;
}

def SM90_WgmmaWaitOp : SM90_Op<"wgmma_wait", [AllTypesMatch<["accs", "results"]>]> {
  let summary = "waits until at most `pending` wgmma units are unfinished";
  let description = [{
    With `pending` 0 the results are the finished accumulators. With more, they
    may only go into further `wgmma`.

    Example: `%2 = sm90.wgmma_wait 0, %1 : tensor<128x256xf32>`
  }];
  let arguments = (ins I64Attr:$pending, Variadic<AnyStaticShapeTensor>:$accs);
  let results = (outs Variadic<AnyStaticShapeTensor>:$results);
  let assemblyFormat = "$pending `,` $accs attr-dict `:` type($accs)";
  let hasVerifier = 1;
}

#endif // CUTEDSL_DIALECT_SM90_IR_SM90MATRIXOPS_TD
