// RUN: cutedsl-opt %s --split-input-file --verify-diagnostics

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %acc = arith.constant dense<0.0> : tensor<64x64xf32>
  // expected-error @+1 {{expected a part of 'tensor<64x64xf32>', but got 'tensor<64xf32>'}}
  %0 = sm90.slice %acc [0, 0] : tensor<64x64xf32> -> tensor<64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %acc = arith.constant dense<0.0> : tensor<64x64xf32>
  // expected-error @+1 {{expected 2 offset(s), but got 1}}
  %0 = sm90.slice %acc [0] : tensor<64x64xf32> -> tensor<64x32xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %acc = arith.constant dense<0.0> : tensor<64x64xf32>
  // expected-error @+1 {{expected a part within 'tensor<64x64xf32>', but got 32 from 48}}
  %0 = sm90.slice %acc [0, 48] : tensor<64x64xf32> -> tensor<64x32xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<64xbf16>
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected a matrix of 16- or 32-bit elements, but got 'tensor<64xbf16>'}}
  %n = sm90.store_tile %v through %s[%c0 of 2] to %m[%c0, %c0] : tensor<64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<64x64xbf16>
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 8192 {alignment = 1024} : !tile.ptr<f16, shared>
  // expected-error @+1 {{expected a map and shared memory of 'bf16', but got}}
  %n = sm90.store_tile %v through %s[%c0 of 2] to %m[%c0, %c0] : tensor<64x64xbf16>, !tile.ptr<f16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<64x64xbf16>
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  %s = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected swizzled boxes of 64 rows, but got '!sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>'}}
  %n = sm90.store_tile %v through %s[%c0 of 2] to %m[%c0, %c0] : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<64x64xbf16>
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 0>
  %s = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected swizzled boxes of 64 rows, but got '!sm90.tensor_map<bf16, box = (64, 64), swizzle = 0>'}}
  %n = sm90.store_tile %v through %s[%c0 of 2] to %m[%c0, %c0] : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 0>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<64x64xbf16>
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected 2 coordinate(s), but got 1}}
  %n = sm90.store_tile %v through %s[%c0 of 2] to %m[%c0] : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 256 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<64x64xbf16>
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected whole boxes of every warpgroup, but got 'tensor<64x64xbf16>'}}
  %n = sm90.store_tile %v through %s[%c0 of 2] to %m[%c0, %c0] : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<64x64xbf16>
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected at least 2 boxes to take turns, but got 1}}
  %n = sm90.store_tile %v through %s[%c0 of 1] to %m[%c0, %c0] : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<64x64xbf16>
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 8192 : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected shared memory aligned to 1024 bytes, but got 16}}
  %n = sm90.store_tile %v through %s[%c0 of 2] to %m[%c0, %c0] : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<64x64xbf16>
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 4096 {alignment = 1024} : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected memory for 8192 elements, but got 4096}}
  %n = sm90.store_tile %v through %s[%c0 of 2] to %m[%c0, %c0] : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<64x64xbf16>
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  sm90.warp_specialize consumers 2 independent registers 0, 0 producer {
  } consumer {
    // expected-error @+1 {{expected memory of each independent warpgroup}}
    %n = sm90.store_tile %v through %s[%c0 of 2] to %m[%c0, %c0] : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<64x64xbf16>
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  sm90.warp_specialize consumers 1 registers 0, 0 producer {
    // expected-error @+1 {{expected whole warpgroups to run it}}
    %n = sm90.store_tile %v through %s[%c0 of 2] to %m[%c0, %c0] : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  } consumer {
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %s = tile.alloc 8192 : !tile.ptr<f16, shared>
  // expected-error @+1 {{expected 16- or 32-bit elements of shared memory, but got}}
  %0 = sm90.load_tile %s[%c0] : !tile.ptr<f16, shared> -> tensor<64x64xbf16>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %s = tile.alloc 8192 : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected a swizzle of 32, 64 or 128 bytes, but got 8}}
  %0 = sm90.load_tile %s[%c0] swizzle 8 : !tile.ptr<bf16, shared> -> tensor<64x64xbf16>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 64 {
  %c0 = arith.constant 0 : index
  %s = tile.alloc 8192 : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected whole warpgroups to run it}}
  %0 = sm90.load_tile %s[%c0] : !tile.ptr<bf16, shared> -> tensor<64x64xbf16>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 256 {
  %c0 = arith.constant 0 : index
  %s = tile.alloc 8192 : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected a matrix of a multiple of 128 rows and of 8 columns, but got 'tensor<64x64xbf16>'}}
  %0 = sm90.load_tile %s[%c0] : !tile.ptr<bf16, shared> -> tensor<64x64xbf16>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %s = tile.alloc 8192 : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected rows of a multiple of 128 bytes, but got 64}}
  %0 = sm90.load_tile %s[%c0] : !tile.ptr<bf16, shared> -> tensor<64x32xbf16>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %s = tile.alloc 512 : !tile.ptr<f32, shared>
  // expected-error @+1 {{expected f32, but got 'tensor<64x8xf16>'}}
  %0 = sm90.receive %s[%i] : !tile.ptr<f32, shared> -> tensor<64x8xf16>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %s = tile.alloc 512 : !tile.ptr<f32, shared>
  %b = tile.alloc 1 : !tile.ptr<i64, shared>
  %v = arith.constant dense<0.0> : tensor<64x4xf32>
  %c = arith.constant 0 : i32
  // expected-error @+1 {{expected a matrix of a multiple of 64 rows and of 8 columns, but got 'tensor<64x4xf32>'}}
  sm90.send %v to %s[%i] of %c signals %b[%i] : tensor<64x4xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 12288 {alignment = 1024} : !tile.ptr<bf16, shared>
  %bar = tile.alloc 3 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected a shape of rows and columns, but got [64]}}
  sm90.fetch_tile [64] of %m[%c0, %c0] to %s[%c0 of 3] pending 1 signals %bar[%c0] : !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 12288 {alignment = 1024} : !tile.ptr<bf16, shared>
  %bar = tile.alloc 3 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected fewer boxes under way than the ring's 3, but got 3}}
  sm90.fetch_tile [64, 64] of %m[%c0, %c0] to %s[%c0 of 3] pending 3 signals %bar[%c0] : !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 12288 {alignment = 1024} : !tile.ptr<bf16, shared>
  %bar = tile.alloc 3 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected whole boxes of every warpgroup, but got 'tensor<64x32xbf16>'}}
  sm90.fetch_tile [64, 32] of %m[%c0, %c0] to %s[%c0 of 3] pending 1 signals %bar[%c0] : !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index) grid <() -> (2)> threads 128 attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<1x1xbf16>
  %s = tile.alloc 2 : !tile.ptr<bf16, shared>
  %b = tile.alloc 1 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected slots of 32- or 64-bit elements like the tile's, but got 'tensor<1x1xbf16>' and '!tile.ptr<bf16, shared>'}}
  %0 = sm90.cluster_reduce sum %v through %s signals %b[%c0] : tensor<1x1xbf16>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %n: index) grid <()[s0] -> (s0)> threads 128 attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %v = arith.constant dense<0.0> : tensor<1x1xf32>
  %s = tile.alloc 2 : !tile.ptr<f32, shared>
  %b = tile.alloc 1 : !tile.ptr<i64, shared>
  scf.for %k = %c0 to %n step %c1 {
    // expected-error @+1 {{expected to stand directly in a tile.func: its barrier has one phase}}
    %0 = sm90.cluster_reduce sum %v through %s signals %b[%c0] : tensor<1x1xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  }
  tile.return
}

// -----

tile.func @f(%i: index) grid <() -> (2)> threads 128 {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<1x1xf32>
  %s = tile.alloc 2 : !tile.ptr<f32, shared>
  %b = tile.alloc 1 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected a tile.func of a cluster of 2 CTAs or more}}
  %0 = sm90.cluster_reduce sum %v through %s signals %b[%c0] : tensor<1x1xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index) grid <() -> (2)> threads 128 attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<0.0> : tensor<4x1xf32>
  %s = tile.alloc 7 : !tile.ptr<f32, shared>
  %b = tile.alloc 1 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected slots for 8 elements, but got 7}}
  %0 = sm90.cluster_reduce sum %v through %s signals %b[%c0] : tensor<4x1xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  tile.return
}
