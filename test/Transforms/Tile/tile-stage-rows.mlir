// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-stage-rows,cse))' | FileCheck %s
// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-stage-rows{max-bytes=8191}))' | FileCheck %s --check-prefix=SMALL
// SMALL-NOT: shared

// The second loop reads the row from shared memory, but the weight, which all
// rows share, from the cache.
// CHECK-LABEL: tile.func @norm
// CHECK: %[[ROW:.+]] = tile.alloc 4096 : <bf16, shared>
// CHECK: scf.for %[[I:[^ ]+]] =
// CHECK: %[[X:.+]] = tile.load %arg1
// CHECK: %[[STEP:.+]] = arith.divui %[[I]]
// CHECK: %[[PART:.+]] = arith.muli %[[STEP]]
// CHECK: tile.store %[[X]], %[[ROW]][%[[PART]]] strides [1024, 1] : tensor<1x1024xbf16>, <bf16, shared>
// CHECK: scf.for
// CHECK-NOT: tile.load %arg1
// CHECK: tile.load %[[ROW]]
// CHECK: tile.load %arg2
tile.func @norm(%i: index, %x: !tile.ptr<bf16>, %w: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (8)> threads 128 {
  %c0 = arith.constant 0 : index
  %c1024 = arith.constant 1024 : index
  %c4096 = arith.constant 4096 : index
  %zero = arith.constant dense<0.0> : tensor<1x1024xbf16>
  %row = arith.muli %i, %c4096 : index
  %sum = scf.for %k = %c0 to %c4096 step %c1024 iter_args(%acc = %zero) -> tensor<1x1024xbf16> {
    %at = arith.addi %row, %k : index
    %0 = tile.load %x[%at] strides [0, 1] : !tile.ptr<bf16> -> tensor<1x1024xbf16>
    %1 = arith.addf %acc, %0 : tensor<1x1024xbf16>
    %u = tile.load %w[%k] strides [0, 1] : !tile.ptr<bf16> -> tensor<1x1024xbf16>
    %2 = arith.addf %1, %u : tensor<1x1024xbf16>
    scf.yield %2 : tensor<1x1024xbf16>
  }
  scf.for %k = %c0 to %c4096 step %c1024 {
    %at = arith.addi %row, %k : index
    %0 = tile.load %x[%at] strides [0, 1] : !tile.ptr<bf16> -> tensor<1x1024xbf16>
    %1 = arith.subf %0, %sum : tensor<1x1024xbf16>
    %u = tile.load %w[%k] strides [0, 1] : !tile.ptr<bf16> -> tensor<1x1024xbf16>
    %2 = arith.mulf %1, %u : tensor<1x1024xbf16>
    %3 = arith.extf %2 : tensor<1x1024xbf16> to tensor<1x1024xf32>
    tile.store %3, %y[%at] strides [0, 1] : tensor<1x1024xf32>, !tile.ptr<f32>
  }
  tile.return
}

// Other places, and a buffer that is written.
// CHECK-LABEL: tile.func @different
// CHECK-NOT: shared
tile.func @different(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (8)> threads 128 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c256 = arith.constant 256 : index
  %c512 = arith.constant 512 : index
  %zero = arith.constant dense<0.0> : tensor<256xf32>
  %row = arith.muli %i, %c512 : index
  %sum = scf.for %k = %c0 to %c512 step %c256 iter_args(%acc = %zero) -> tensor<256xf32> {
    %at = arith.addi %row, %k : index
    %0 = tile.load %x[%at] strides [1] : !tile.ptr<f32> -> tensor<256xf32>
    %1 = tile.load %y[%at] strides [1] : !tile.ptr<f32> -> tensor<256xf32>
    %2 = arith.addf %0, %1 : tensor<256xf32>
    %3 = arith.addf %acc, %2 : tensor<256xf32>
    scf.yield %3 : tensor<256xf32>
  }
  scf.for %k = %c0 to %c512 step %c256 {
    %at = arith.addi %row, %k : index
    %next = arith.addi %at, %c1 : index
    %0 = tile.load %x[%next] strides [1] : !tile.ptr<f32> -> tensor<256xf32>
    %1 = tile.load %y[%at] strides [1] : !tile.ptr<f32> -> tensor<256xf32>
    %2 = arith.addf %0, %1 : tensor<256xf32>
    tile.store %2, %y[%at] strides [1] : tensor<256xf32>, !tile.ptr<f32>
  }
  tile.return
}
