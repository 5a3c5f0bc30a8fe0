// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-prefetch-panels,canonicalize,cse))' -split-input-file | FileCheck %s

// A step of 4 rows of 48 elements is 12 lines, of which each of the first four
// tiles of a panel asks for 3 of the next panel; later tiles for the last ones.
// CHECK-LABEL: tile.func @packed
// CHECK-SAME: (%[[J:.*]]: index, %[[I:.*]]: index, %{{[a-z0-9]*}}: !tile.ptr<f32>, %[[W:[a-z0-9]*]]: !tile.ptr<f32>
// CHECK-DAG: %[[PANEL:.*]] = arith.muli %[[J]], %c1152
// CHECK-DAG: %[[NEXT:.*]] = arith.addi %[[PANEL]], %c1152
// CHECK-DAG: %[[FIRST:.*]] = arith.muli %[[I]], %c24
// CHECK: scf.for %[[K:.*]] = %c0 to %c24 step %c4
// CHECK: %[[ROWS:.*]] = arith.addi %[[FIRST]], %[[K]]
// CHECK: %[[AT:.*]] = arith.muli %[[ROWS]], %c12
// CHECK: %[[LAST:.*]] = arith.minsi %[[AT]], %c1104
// CHECK: %[[LINE:.*]] = arith.addi %[[NEXT]], %[[LAST]]
// CHECK: tile.prefetch %[[W]][%[[LINE]]] locality 2
// CHECK: tile.prefetch %[[W]]
// CHECK: tile.prefetch %[[W]]
// CHECK-NOT: tile.prefetch
// CHECK: tile.mma
tile.func @packed(%j: index, %i: index, %x: !tile.ptr<f32>, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>, %m: index)
    grid <()[s0] -> (2, s0 ceildiv 8)> threads 1 {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c24 = arith.constant 24 : index
  %c48 = arith.constant 48 : index
  %c96 = arith.constant 96 : index
  %c1152 = arith.constant 1152 : index
  %zero = arith.constant dense<0.0> : tensor<8x48xf32>
  %row = arith.muli %i, %c8 : index
  %left = arith.subi %m, %row : index
  %xbase = arith.muli %row, %c24 : index
  %wbase = arith.muli %j, %c1152 : index
  %sum = scf.for %k = %c0 to %c24 step %c4 iter_args(%acc = %zero) -> (tensor<8x48xf32>) {
    %xk = arith.addi %xbase, %k : index
    %along = arith.muli %k, %c48 : index
    %wk = arith.addi %wbase, %along : index
    %0 = tile.load %x[%xk] strides [24, 1] valid [%left, 4] : !tile.ptr<f32> -> tensor<8x4xf32>
    %1 = tile.load %w[%wk] strides [48, 1] : !tile.ptr<f32> -> tensor<4x48xf32>
    %2 = tile.mma %0, %1, %acc : tensor<8x4xf32>, tensor<4x48xf32>, tensor<8x48xf32>
    scf.yield %2 : tensor<8x48xf32>
  }
  %column = arith.muli %j, %c48 : index
  %ybase = arith.muli %row, %c96 : index
  %yb = arith.addi %ybase, %column : index
  tile.store %sum, %y[%yb] strides [96, 1] valid [%left, 48] : tensor<8x48xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// Rows that lie apart are not one stream.
// CHECK-LABEL: tile.func @wide
// CHECK-NOT: tile.prefetch
tile.func @wide(%i: index, %x: !tile.ptr<f32>, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (2)> threads 1 {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c24 = arith.constant 24 : index
  %c96 = arith.constant 96 : index
  %zero = arith.constant dense<0.0> : tensor<8x48xf32>
  %sum = scf.for %k = %c0 to %c24 step %c4 iter_args(%acc = %zero) -> (tensor<8x48xf32>) {
    %wk = arith.muli %k, %c96 : index
    %0 = tile.load %x[%k] strides [24, 1] : !tile.ptr<f32> -> tensor<8x4xf32>
    %1 = tile.load %w[%wk] strides [96, 1] : !tile.ptr<f32> -> tensor<4x48xf32>
    %2 = tile.mma %0, %1, %acc : tensor<8x4xf32>, tensor<4x48xf32>, tensor<8x48xf32>
    scf.yield %2 : tensor<8x48xf32>
  }
  tile.store %sum, %y[%c0] strides [96, 1] : tensor<8x48xf32>, !tile.ptr<f32>
  tile.return
}
