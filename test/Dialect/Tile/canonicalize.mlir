// RUN: cutedsl-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: tile.func @folds
tile.func @folds(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  // CHECK: %[[A:.+]] = tile.load
  %a = tile.load %x[%i] strides [8, 1] : !tile.ptr<f32> -> tensor<4x8xf32>
  // Shapes that do not change.
  %0 = tile.broadcast %a : tensor<4x8xf32> -> tensor<4x8xf32>
  %1 = tile.reshape %0 : tensor<4x8xf32> -> tensor<4x8xf32>
  %2 = tile.convert_layout %1 : tensor<4x8xf32> -> tensor<4x8xf32>
  %3 = tile.transpose %2 [0, 1] : tensor<4x8xf32> -> tensor<4x8xf32>
  // CHECK: tile.store %[[A]]
  tile.store %3, %y[%i] strides [8, 1] : tensor<4x8xf32>, !tile.ptr<f32>

  // Two in a row are one, or none.
  // CHECK: %[[R:.+]] = tile.reshape %[[A]] : tensor<4x8xf32> -> tensor<2x16xf32>
  // CHECK: tile.store %[[R]]
  %4 = tile.reshape %a : tensor<4x8xf32> -> tensor<32xf32>
  %5 = tile.reshape %4 : tensor<32xf32> -> tensor<2x16xf32>
  tile.store %5, %y[%i] strides [16, 1] : tensor<2x16xf32>, !tile.ptr<f32>
  // CHECK: tile.store %[[A]]
  %6 = tile.transpose %a [1, 0] : tensor<4x8xf32> -> tensor<8x4xf32>
  %7 = tile.transpose %6 [1, 0] : tensor<8x4xf32> -> tensor<4x8xf32>
  tile.store %7, %y[%i] strides [8, 1] : tensor<4x8xf32>, !tile.ptr<f32>
  // CHECK: %[[B:.+]] = tile.load
  // CHECK: %[[C:.+]] = tile.broadcast %[[B]] : tensor<1x1xf32> -> tensor<4x8xf32>
  // CHECK: tile.store %[[C]]
  %b = tile.load %x[%i] strides [0, 0] : !tile.ptr<f32> -> tensor<1x1xf32>
  %8 = tile.broadcast %b : tensor<1x1xf32> -> tensor<4x1xf32>
  %9 = tile.broadcast %8 : tensor<4x1xf32> -> tensor<4x8xf32>
  tile.store %9, %y[%i] strides [8, 1] : tensor<4x8xf32>, !tile.ptr<f32>
  tile.return
}

// CHECK-LABEL: tile.func @constants
tile.func @constants(%i: index, %y: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  // CHECK-DAG: %[[S:.+]] = arith.constant dense<1.000000e+00> : tensor<4x8xf32>
  // CHECK-DAG: %[[D:.+]] = arith.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00]]> : tensor<1x2xf32>
  %c = arith.constant dense<1.0> : tensor<1x1xf32>
  %0 = tile.broadcast %c : tensor<1x1xf32> -> tensor<4x8xf32>
  // CHECK: tile.store %[[S]]
  tile.store %0, %y[%i] strides [8, 1] : tensor<4x8xf32>, !tile.ptr<f32>
  %d = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = tile.reshape %d : tensor<2xf32> -> tensor<1x2xf32>
  // CHECK: tile.store %[[D]]
  tile.store %1, %y[%i] strides [2, 1] : tensor<1x2xf32>, !tile.ptr<f32>
  %one = arith.constant 1.0 : f32
  %2 = tile.splat %one : f32 -> tensor<4x8xf32>
  // CHECK: tile.store %[[S]]
  tile.store %2, %y[%i] strides [8, 1] : tensor<4x8xf32>, !tile.ptr<f32>
  %3 = tile.splat %one : f32 -> tensor<4x1xf32>
  %4 = tile.reduce max %3 dims [] : tensor<4x1xf32> -> tensor<4x1xf32>
  %5 = tile.broadcast %4 : tensor<4x1xf32> -> tensor<4x8xf32>
  // CHECK: tile.store %[[S]]
  tile.store %5, %y[%i] strides [8, 1] : tensor<4x8xf32>, !tile.ptr<f32>
  tile.return
}

// Masks and extents that exclude nothing go.
// CHECK-LABEL: tile.func @accesses
tile.func @accesses(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (1)> threads 1 {
  %true = arith.constant dense<true> : tensor<4x8xi1>
  // CHECK: tile.load %{{.*}}[%{{.*}}] strides [8, 1] : <f32>
  %0 = tile.load %x[%i] strides [8, 1] valid [4, 9] mask %true : tensor<4x8xi1> : !tile.ptr<f32> -> tensor<4x8xf32>
  // CHECK: tile.store %{{.*}}, %{{.*}}[%{{.*}}] strides [8, 1] valid [3, 8] : tensor
  tile.store %0, %y[%i] strides [8, 1] valid [3, 8] mask %true : tensor<4x8xi1> : tensor<4x8xf32>, !tile.ptr<f32>
  // CHECK-NOT: tile.check
  tile.check %true, "never" : tensor<4x8xi1>
  // CHECK: tile.return
  tile.return
}
