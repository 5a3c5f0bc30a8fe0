// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-hoist-loads))' | FileCheck %s

// The second operand is asked for before the first product; what depends on it,
// and what comes after a store, stays.
// CHECK-LABEL: tile.func @chain
// CHECK: tile.load %arg1
// CHECK: %[[AT:.+]] = arith.muli
// CHECK: tile.load %arg2[%[[AT]]]
// CHECK: tile.mma
// CHECK: tile.extract
// CHECK: tile.load %arg2
// CHECK: tile.store
// CHECK: tile.load %arg1
tile.func @chain(%i: index, %x: !tile.ptr<f32>, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (4)> threads 32 {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant dense<0.0> : tensor<8x8xf32>
  %a = tile.load %x[%c0] strides [8, 1] : !tile.ptr<f32> -> tensor<8x8xf32>
  %0 = tile.mma %a, %a, %zero : tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>
  %at = arith.muli %i, %c64 : index
  %b = tile.load %w[%at] strides [8, 1] : !tile.ptr<f32> -> tensor<8x8xf32>
  %1 = tile.mma %0, %b, %zero : tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>
  %top = tile.reduce max %1 dims [0, 1] : tensor<8x8xf32> -> tensor<1x1xf32>
  %s = tile.extract %top : tensor<1x1xf32> -> f32
  %n = arith.fptosi %s : f32 to i64
  %m = arith.index_cast %n : i64 to index
  %c = tile.load %w[%m] strides [8, 1] : !tile.ptr<f32> -> tensor<8x8xf32>
  tile.store %1, %y[%at] strides [8, 1] : tensor<8x8xf32>, !tile.ptr<f32>
  %d = tile.load %x[%at] strides [8, 1] : !tile.ptr<f32> -> tensor<8x8xf32>
  %2 = arith.addf %c, %d : tensor<8x8xf32>
  tile.store %2, %y[%c0] strides [8, 1] : tensor<8x8xf32>, !tile.ptr<f32>
  tile.return
}

// Warps have room for all operands: what is read before the wait for another
// kernel comes first, and nothing is computed in between. The mask of the
// columns is made before the product, whose operands threads exchange.
// CHECK-LABEL: tile.func @warps
// CHECK: tile.load %arg2
// CHECK-NEXT: tile.load %arg1
// CHECK-NEXT: tile.load %arg3
// CHECK-NEXT: arith.extf
// CHECK: arith.negf %{{.*}} : tensor<1x16xf32>
// CHECK-NEXT: tile.mma
tile.func @warps(%i: index, %x: !tile.ptr<bf16>, %w: !tile.ptr<bf16>, %m: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (4)> threads 32 attributes {constant_buffers = array<i64: 1>} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<16x16xf32>
  %0 = tile.load %x[%c0] strides [16, 1] : !tile.ptr<bf16> -> tensor<16x16xbf16>
  %1 = arith.extf %0 : tensor<16x16xbf16> to tensor<16x16xf32>
  %2 = math.absf %1 : tensor<16x16xf32>
  %3 = arith.truncf %2 : tensor<16x16xf32> to tensor<16x16xbf16>
  %4 = tile.load %w[%c0] strides [1, 16] : !tile.ptr<bf16> -> tensor<16x16xbf16>
  %5 = tile.mma %3, %4, %zero {warp = #tile.warp_mma<blockedK = true, blockedN = false>} : tensor<16x16xbf16>, tensor<16x16xbf16>, tensor<16x16xf32>
  %6 = tile.load %m[%c0] strides [0, 1] : !tile.ptr<f32> -> tensor<1x16xf32>
  %7 = arith.negf %6 : tensor<1x16xf32>
  %8 = tile.broadcast %7 : tensor<1x16xf32> -> tensor<16x16xf32>
  %9 = arith.addf %5, %8 : tensor<16x16xf32>
  tile.store %9, %y[%c0] strides [16, 1] : tensor<16x16xf32>, !tile.ptr<f32>
  tile.return
}
