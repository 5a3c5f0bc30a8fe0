// RUN: cutedsl-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{expected a grid over symbols only}}
tile.func @f(%i: index) grid <(d0) -> (d0)> threads 1 {
  tile.return
}

// -----

// expected-error @+1 {{expected argument 0 to be an index, but got '!tile.ptr<f32>'}}
tile.func @f(%x: !tile.ptr<f32>, %i: index) grid <() -> (1)> threads 1 {
  tile.return
}

// -----

// expected-error @+1 {{expected at least one thread, but got 0}}
tile.func @f(%i: index) grid <() -> (1)> threads 0 {
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  // expected-error @+1 {{expected a tile of 'f32', but got 'tensor<4xi32>'}}
  %0 = tile.load %x[%i] strides [1] : !tile.ptr<f32> -> tensor<4xi32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  // expected-error @+1 {{expected 2 stride(s), but got 1}}
  %0 = tile.load %x[%i] strides [1] : !tile.ptr<f32> -> tensor<4x4xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  // expected-error @+1 {{expected 2 valid extent(s), but got 1}}
  %0 = tile.load %x[%i] strides [4, 1] valid [3] : !tile.ptr<f32> -> tensor<4x4xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>, %m: index) grid <() -> (1)> threads 1 {
  %mask = arith.constant dense<true> : tensor<4x1xi1>
  // expected-error @+1 {{expected a mask of the shape of 'tensor<4x4xf32>'}}
  %0 = tile.load %x[%i] strides [4, 1] mask %mask : tensor<4x1xi1> : !tile.ptr<f32> -> tensor<4x4xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %offsets = tile.iota 0 : tensor<8xindex>
  // expected-error @+1 {{expected offsets and mask of the shape of 'tensor<4xf32>'}}
  %0 = tile.gather %x[%offsets] : !tile.ptr<f32>, tensor<8xindex> -> tensor<4xf32>
  tile.return
}

// -----

tile.func @f(%i: index) grid <() -> (1)> threads 1 {
  // expected-error @+1 {{expected a shared pointer, but got '!tile.ptr<f32>'}}
  %0 = tile.alloc 16 : !tile.ptr<f32>
  tile.return
}

// -----

tile.func @f(%i: index) grid <() -> (1)> threads 1 {
  // expected-error @+1 {{expected at least one element, but got 0}}
  %0 = tile.alloc 0 : !tile.ptr<f32, shared>
  tile.return
}

// -----

tile.func @f(%i: index) grid <() -> (1)> threads 1 {
  // expected-error @+1 {{expected element type 'index', but got 'f32'}}
  %0 = tile.splat %i : index -> tensor<4xf32>
  tile.return
}

// -----

tile.func @f(%i: index) grid <() -> (1)> threads 1 {
  // expected-error @+1 {{expected a dimension below 1, but got 1}}
  %0 = tile.iota 1 : tensor<4xindex>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x4xf32>
  // expected-error @+1 {{expected dimensions of size 1 to grow, but got 'tensor<4x4xf32>' to 'tensor<4x8xf32>'}}
  %1 = tile.broadcast %0 : tensor<4x4xf32> -> tensor<4x8xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x4xf32>
  // expected-error @+1 {{expected 16 elements, but got 15}}
  %1 = tile.reshape %0 : tensor<4x4xf32> -> tensor<15xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x8xf32>
  // expected-error @+1 {{expected a permutation of 2 dimension(s)}}
  %1 = tile.transpose %0 [1, 1] : tensor<4x8xf32> -> tensor<8x8xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x8xf32>
  // expected-error @+1 {{expected dimension 0 of size 8}}
  %1 = tile.transpose %0 [1, 0] : tensor<4x8xf32> -> tensor<4x8xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x7xf32>
  // expected-error @+1 {{expected a dimension below 2, but got 2}}
  %1 = tile.swap_halves %0 dim 2 : tensor<4x7xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x7xf32>
  // expected-error @+1 {{expected an even size, but got 7}}
  %1 = tile.swap_halves %0 dim 1 : tensor<4x7xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x8xf32>
  // expected-error @+1 {{expected member 0 or 1, but got 2}}
  %1 = tile.duplicate_in_pairs %0 dim 1 member 2 : tensor<4x8xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x8xf32>
  // expected-error @+1 {{expected the reduced dimensions of 'tensor<4x8xf32>' to become 1}}
  %1 = tile.reduce sum %0 dims [1] : tensor<4x8xf32> -> tensor<1x8xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x8xf32>
  // expected-error @+1 {{expected 'any' and 'all' of i1, but got 'f32'}}
  %1 = tile.reduce any %0 dims [1] : tensor<4x8xf32> -> tensor<4x1xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x8xf32>
  // expected-error @+1 {{expected m x k, k x n and m x n}}
  %1 = tile.mma %0, %0, %0 : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<bf16>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<bf16> -> tensor<4x4xbf16>
  // expected-error @+1 {{expected an accumulator of 'f32', but got 'bf16'}}
  %1 = tile.mma %0, %0, %0 : tensor<4x4xbf16>, tensor<4x4xbf16>, tensor<4x4xbf16>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<bf16>) grid <() -> (1)> threads 32 {
  %0 = tile.load %x[%i] strides [8, 1] : !tile.ptr<bf16> -> tensor<8x8xbf16>
  %zero = arith.constant dense<0.0> : tensor<8x8xf32>
  // expected-error @+1 {{expected whole units of 16 x 8 x 16 of bf16 or f16 for warps, but got 'tensor<8x8xbf16>'}}
  %1 = tile.mma %0, %0, %zero {warp = #tile.warp_mma<blockedK = true, blockedN = false>} : tensor<8x8xbf16>, tensor<8x8xbf16>, tensor<8x8xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x4xf32>
  // expected-error @+1 {{expected 8-bit floats to accumulate fast, but got 'tensor<4x4xf32>'}}
  %1 = tile.mma %0, %0, %0 {fast_accumulation} : tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %0 = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<4x8xf32>
  // expected-error @+1 {{expected a tile of one element, but got 'tensor<4x8xf32>'}}
  %1 = tile.extract %0 : tensor<4x8xf32> -> f32
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  // expected-error @+1 {{expected locality 0 to 3, but got 4}}
  tile.prefetch %x[%i] locality 4 : !tile.ptr<f32>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  // expected-error @+1 {{expected a power of two as alignment, but got 12}}
  %0 = tile.load %x[%i] strides [4, 1] align 12 : !tile.ptr<f32> -> tensor<4x8xf32>
  tile.return
}

// -----

// expected-error @+1 {{expected a stride for each mode}}
func.func private @f(tensor<32xf32, #tile.fragment<thread = (32) : (1, 2), value = (1) : (0)>>)

// -----

// expected-error @+1 {{expected positive mode sizes, but got 0}}
func.func private @f(tensor<32xf32, #tile.fragment<thread = (0) : (1), value = (1) : (0)>>)
