// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-pack-panels,canonicalize,cse))' -split-input-file | FileCheck %s
// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-pack-panels{max-bytes=1000}))' -split-input-file | FileCheck %s --check-prefix=SMALL

// SMALL-NOT: tile.alloc

// The columns, on which the panel depends, become the slowest grid dimension;
// the panel is transposed unless the tag says that it is there.
// CHECK-LABEL: tile.func @linear
// CHECK-SAME: (%[[J:.*]]: index, %[[I:.*]]: index, %[[X:.*]]: !tile.ptr<f32>, %[[W:.*]]: !tile.ptr<f32>, %[[Y:.*]]: !tile.ptr<f32>, %{{.*}}: index)
// CHECK-SAME: grid <()[s0] -> (2, s0 ceildiv 8)>
// CHECK: %[[TAG:.*]] = tile.alloc 1 {tile.zeroed} : <i64, shared>
// CHECK: %[[PANEL:.*]] = tile.alloc 1536 : <f32, shared>
// CHECK: %[[HELD:.*]] = tile.extract
// CHECK: %[[STALE:.*]] = arith.cmpi ne, %[[HELD]]
// CHECK: scf.if %[[STALE]] {
// CHECK: scf.for %[[K:.*]] = %c0 to %c32 step %c16
// CHECK: tile.load %[[W]][%{{.*}}] strides [1, 24] valid [%{{.*}}, 48] : <f32> -> tensor<16x48xf32>
// CHECK: tile.store %{{.*}}, %[[PANEL]][%{{.*}}] strides [48, 1] : tensor<16x48xf32>
// CHECK: tile.store %{{.*}}, %[[TAG]]
// CHECK: } {tile.once}
// CHECK: scf.for
// CHECK: tile.load %[[PANEL]][%{{.*}}] strides [48, 1] : <f32, shared> -> tensor<4x48xf32>
// CHECK: tile.mma
tile.func @linear(%i: index, %j: index, %x: !tile.ptr<f32>, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>, %m: index)
    grid <()[s0] -> (s0 ceildiv 8, 2)> threads 1 {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c24 = arith.constant 24 : index
  %c48 = arith.constant 48 : index
  %c96 = arith.constant 96 : index
  %zero = arith.constant dense<0.0> : tensor<8x48xf32>
  %row = arith.muli %i, %c8 : index
  %left = arith.subi %m, %row : index
  %column = arith.muli %j, %c48 : index
  %xbase = arith.muli %row, %c24 : index
  %wbase = arith.muli %column, %c24 : index
  %sum = scf.for %k = %c0 to %c24 step %c4 iter_args(%acc = %zero) -> (tensor<8x48xf32>) {
    %xk = arith.addi %xbase, %k : index
    %wk = arith.addi %wbase, %k : index
    %0 = tile.load %x[%xk] strides [24, 1] valid [%left, 4] : !tile.ptr<f32> -> tensor<8x4xf32>
    %1 = tile.load %w[%wk] strides [0, 1, 24] : !tile.ptr<f32> -> tensor<1x4x48xf32>
    %2 = tile.reshape %1 : tensor<1x4x48xf32> -> tensor<4x48xf32>
    %3 = tile.mma %0, %2, %acc : tensor<8x4xf32>, tensor<4x48xf32>, tensor<8x48xf32>
    scf.yield %3 : tensor<8x48xf32>
  }
  %ybase = arith.muli %row, %c96 : index
  %yb = arith.addi %ybase, %column : index
  tile.store %sum, %y[%yb] strides [96, 1] valid [%left, 48] : tensor<8x48xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// Adjacent columns need no transposing; a base that does not follow k cannot
// be read ahead.
// CHECK-LABEL: tile.func @others
// CHECK-NOT: tile.alloc
tile.func @others(%i: index, %x: !tile.ptr<f32>, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (2)> threads 1 {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c24 = arith.constant 24 : index
  %c48 = arith.constant 48 : index
  %zero = arith.constant dense<0.0> : tensor<8x48xf32>
  %sum = scf.for %k = %c0 to %c24 step %c4 iter_args(%acc = %zero) -> (tensor<8x48xf32>) {
    %wk = arith.muli %k, %c48 : index
    %0 = tile.load %x[%k] strides [24, 1] : !tile.ptr<f32> -> tensor<8x4xf32>
    %1 = tile.load %w[%wk] strides [48, 1] : !tile.ptr<f32> -> tensor<4x48xf32>
    %2 = tile.mma %0, %1, %acc : tensor<8x4xf32>, tensor<4x48xf32>, tensor<8x48xf32>
    %3 = tile.load %w[%wk] strides [1, 24] : !tile.ptr<f32> -> tensor<4x48xf32>
    %4 = tile.mma %0, %3, %2 : tensor<8x4xf32>, tensor<4x48xf32>, tensor<8x48xf32>
    scf.yield %4 : tensor<8x48xf32>
  }
  tile.store %sum, %y[%c0] strides [48, 1] : tensor<8x48xf32>, !tile.ptr<f32>
  tile.return
}
