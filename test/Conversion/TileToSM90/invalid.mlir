// RUN: cutedsl-opt %s --convert-tile-to-sm90 --split-input-file --verify-diagnostics

// expected-error @below {{or passes over rows, but no input has rows, of whole 16 bytes, that are read in two loops over all of them}}
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

// expected-error @below {{or attention, but the product with values is not what the loop carries}}
tile.func @used_twice(%i: index, %q: !tile.ptr<bf16>, %k: !tile.ptr<bf16>, %v: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 attributes {pipeline_stages = 2 : i64} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %tq = tile.load %q[%c0] strides [64, 1] : !tile.ptr<bf16> -> tensor<64x64xbf16>
  %acc = scf.for %n = %c0 to %c128 step %c64 iter_args(%c = %zero) -> (tensor<64x64xf32>) {
    %at = arith.muli %n, %c64 : index
    %tk = tile.load %k[%at] strides [1, 64] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %s = tile.mma %tq, %tk, %zero : tensor<64x64xbf16>, tensor<64x64xbf16>, tensor<64x64xf32>
    %p = arith.truncf %s : tensor<64x64xf32> to tensor<64x64xbf16>
    %tv = tile.load %v[%at] strides [64, 1] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %o = tile.mma %p, %tv, %c : tensor<64x64xbf16>, tensor<64x64xbf16>, tensor<64x64xf32>
    %d = arith.addf %o, %o : tensor<64x64xf32>
    scf.yield %d : tensor<64x64xf32>
  }
  tile.store %acc, %y[%c0] strides [64, 1] : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// expected-error @below {{or attention, but an address depends on more than tile coordinates}}
tile.func @queries_move(%i: index, %q: !tile.ptr<bf16>, %k: !tile.ptr<bf16>, %v: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 attributes {pipeline_stages = 2 : i64} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %acc = scf.for %n = %c0 to %c128 step %c64 iter_args(%c = %zero) -> (tensor<64x64xf32>) {
    %at = arith.muli %n, %c64 : index
    %tq = tile.load %q[%at] strides [64, 1] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %tk = tile.load %k[%at] strides [1, 64] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %s = tile.mma %tq, %tk, %zero : tensor<64x64xbf16>, tensor<64x64xbf16>, tensor<64x64xf32>
    %p = arith.truncf %s : tensor<64x64xf32> to tensor<64x64xbf16>
    %tv = tile.load %v[%at] strides [64, 1] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %o = tile.mma %p, %tv, %c : tensor<64x64xbf16>, tensor<64x64xbf16>, tensor<64x64xf32>
    scf.yield %o : tensor<64x64xf32>
  }
  tile.store %acc, %y[%c0] strides [64, 1] : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// expected-error @below {{expected at most 230400 bytes of shared memory, but needs}}
tile.func @too_large(%i: index, %q: !tile.ptr<bf16>, %k: !tile.ptr<bf16>, %v: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 384 attributes {pipeline_stages = 8 : i64} {
  %c0 = arith.constant 0 : index
  %c256 = arith.constant 256 : index
  %c512 = arith.constant 512 : index
  %zero = arith.constant dense<0.0> : tensor<64x256xf32>
  %tq = tile.load %q[%c0] strides [256, 1] : !tile.ptr<bf16> -> tensor<64x256xbf16>
  %acc = scf.for %n = %c0 to %c512 step %c256 iter_args(%c = %zero) -> (tensor<64x256xf32>) {
    %at = arith.muli %n, %c256 : index
    %tk = tile.load %k[%at] strides [1, 256] : !tile.ptr<bf16> -> tensor<256x256xbf16>
    %s = tile.mma %tq, %tk, %zero : tensor<64x256xbf16>, tensor<256x256xbf16>, tensor<64x256xf32>
    %p = arith.truncf %s : tensor<64x256xf32> to tensor<64x256xbf16>
    %tv = tile.load %v[%at] strides [256, 1] : !tile.ptr<bf16> -> tensor<256x256xbf16>
    %o = tile.mma %p, %tv, %c : tensor<64x256xbf16>, tensor<256x256xbf16>, tensor<64x256xf32>
    scf.yield %o : tensor<64x256xf32>
  }
  tile.store %acc, %y[%c0] strides [256, 1] : tensor<64x256xf32>, !tile.ptr<f32>
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
