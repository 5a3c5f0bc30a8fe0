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
