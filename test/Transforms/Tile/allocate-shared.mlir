// RUN: cutedsl-opt %s --split-input-file --pass-pipeline='builtin.module(tile.func(tile-allocate-shared))' | FileCheck %s
// RUN: not cutedsl-opt %s --split-input-file --pass-pipeline='builtin.module(tile.func(tile-allocate-shared{max-bytes=200}))' 2>&1 | FileCheck %s --check-prefix=LIMIT

#a = #tile.fragment<thread = (32) : (1), value = (1) : (0)>

// Buffers of separate times share memory; a barrier goes wherever bytes are
// handed over, at the loop's back edge too, and nowhere else.
// LIMIT: expected at most 200 bytes of shared memory, but got 256
// CHECK-LABEL: tile.func @loop
// CHECK-SAME: shared_bytes = 256
// CHECK: tile.alloc 32 at 0
// CHECK: tile.alloc 32 at 0
// CHECK: tile.alloc 32 at 128
// CHECK: tile.store
// CHECK-NEXT: tile.barrier
// CHECK-NEXT: tile.load
// CHECK-NEXT: scf.for
// CHECK-NEXT: tile.barrier
// CHECK-NEXT: tile.store
// CHECK-NEXT: tile.store
// CHECK-NEXT: tile.barrier
// CHECK-NEXT: tile.load
// CHECK-NEXT: tile.load
// CHECK-NEXT: }
// CHECK-NEXT: tile.return
tile.func @loop(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 32 {
  %s0 = tile.alloc 32 : !tile.ptr<f32, shared>
  %s1 = tile.alloc 32 : !tile.ptr<f32, shared>
  %s2 = tile.alloc 32 : !tile.ptr<f32, shared>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %v = tile.load %x[%c0] strides [1] : !tile.ptr<f32> -> tensor<32xf32, #a>
  tile.store %v, %s0[%c0] strides [1] : tensor<32xf32, #a>, !tile.ptr<f32, shared>
  %w = tile.load %s0[%c0] strides [1] : !tile.ptr<f32, shared> -> tensor<32xf32, #a>
  scf.for %k = %c0 to %i step %c1 {
    tile.store %w, %s1[%c0] strides [1] : tensor<32xf32, #a>, !tile.ptr<f32, shared>
    tile.store %w, %s2[%c0] strides [1] : tensor<32xf32, #a>, !tile.ptr<f32, shared>
    %0 = tile.load %s1[%c0] strides [1] : !tile.ptr<f32, shared> -> tensor<32xf32, #a>
    %1 = tile.load %s2[%c0] strides [1] : !tile.ptr<f32, shared> -> tensor<32xf32, #a>
  }
  tile.return
}

// -----

#a = #tile.fragment<thread = (32) : (1), value = (1) : (0)>

// What a loop carries in memory lives through the whole loop.
// CHECK-LABEL: tile.func @carried
// CHECK-SAME: shared_bytes = 256
tile.func @carried(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 32 {
  %s0 = tile.alloc 32 : !tile.ptr<f32, shared>
  %s1 = tile.alloc 32 : !tile.ptr<f32, shared>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %k = %c0 to %i step %c1 {
    %0 = tile.load %s0[%c0] strides [1] : !tile.ptr<f32, shared> -> tensor<32xf32, #a>
    tile.store %0, %s1[%c0] strides [1] : tensor<32xf32, #a>, !tile.ptr<f32, shared>
    %1 = tile.load %s1[%c0] strides [1] : !tile.ptr<f32, shared> -> tensor<32xf32, #a>
    tile.store %1, %s0[%c0] strides [1] : tensor<32xf32, #a>, !tile.ptr<f32, shared>
  }
  tile.return
}

// -----

#a = #tile.fragment<thread = (32) : (1), value = (1) : (0)>

// What a program reads back from global memory, its threads hand over.
// CHECK-LABEL: tile.func @global
// CHECK: tile.store %{{.*}}, %arg2
// CHECK-NEXT: scf.for
// CHECK-NEXT: tile.load %arg1
// CHECK-NEXT: tile.barrier
// CHECK-NEXT: tile.load %arg2
// CHECK: tile.barrier
// CHECK-NEXT: tile.store %{{.*}}, %arg2
// CHECK-NEXT: tile.store %{{.*}}, %arg3
// CHECK-NEXT: }
tile.func @global(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %z: !tile.ptr<f32>) grid <() -> (1)> threads 32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %v = arith.constant dense<0.0> : tensor<32xf32, #a>
  tile.store %v, %y[%c0] strides [1] : tensor<32xf32, #a>, !tile.ptr<f32>
  scf.for %k = %c0 to %i step %c1 {
    %0 = tile.load %x[%c0] strides [1] : !tile.ptr<f32> -> tensor<32xf32, #a>
    %1 = tile.load %y[%k] strides [1] : !tile.ptr<f32> -> tensor<32xf32, #a>
    %2 = arith.addf %0, %1 : tensor<32xf32, #a>
    tile.store %2, %y[%c0] strides [1] : tensor<32xf32, #a>, !tile.ptr<f32>
    tile.store %2, %z[%c0] strides [1] : tensor<32xf32, #a>, !tile.ptr<f32>
  }
  tile.return
}
