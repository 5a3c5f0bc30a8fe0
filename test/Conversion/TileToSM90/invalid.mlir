// RUN: cutedsl-opt %s --convert-tile-to-sm90 --split-input-file --verify-diagnostics

// expected-error @below {{expected a mainloop for tensor cores, but there is no loop over k}}
tile.func @no_loop(%i: index, %y: !tile.ptr<bf16>) grid <() -> (1)> threads 128 attributes {pipeline_stages = 2 : i64} {
  tile.return
}

// -----

// expected-error @below {{expected a mainloop for tensor cores, but a stride of 100 elements is not a multiple of 16 bytes}}
tile.func @odd_pitch(%i: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 attributes {pipeline_stages = 2 : i64} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %acc = scf.for %k = %c0 to %c128 step %c64 iter_args(%c = %zero) -> (tensor<64x64xf32>) {
    %ta = tile.load %a[%k] strides [100, 1] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %tb = tile.load %b[%k] strides [1, 128] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %next = tile.mma %ta, %tb, %c : tensor<64x64xbf16>, tensor<64x64xbf16>, tensor<64x64xf32>
    scf.yield %next : tensor<64x64xf32>
  }
  tile.store %acc, %y[%c0] strides [64, 1] : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// expected-error @below {{expected a mainloop for tensor cores, but an operand is computed, not loaded}}
tile.func @prologue(%i: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 attributes {pipeline_stages = 2 : i64} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %acc = scf.for %k = %c0 to %c128 step %c64 iter_args(%c = %zero) -> (tensor<64x64xf32>) {
    %ta = tile.load %a[%k] strides [128, 1] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %na = arith.negf %ta : tensor<64x64xbf16>
    %tb = tile.load %b[%k] strides [1, 128] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %next = tile.mma %na, %tb, %c : tensor<64x64xbf16>, tensor<64x64xbf16>, tensor<64x64xf32>
    scf.yield %next : tensor<64x64xf32>
  }
  tile.store %acc, %y[%c0] strides [64, 1] : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// expected-error @below {{expected 2 steps known when compiling to be shared by 1 to 8 CTAs, but got 3}}
tile.func @too_many_splits(%i: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 attributes {pipeline_stages = 2 : i64, pipeline_splits = 3 : i64} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %acc = scf.for %k = %c0 to %c128 step %c64 iter_args(%c = %zero) -> (tensor<64x64xf32>) {
    %ta = tile.load %a[%k] strides [128, 1] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %tb = tile.load %b[%k] strides [1, 128] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %next = tile.mma %ta, %tb, %c : tensor<64x64xbf16>, tensor<64x64xbf16>, tensor<64x64xf32>
    scf.yield %next : tensor<64x64xf32>
  }
  tile.store %acc, %y[%c0] strides [64, 1] : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}
