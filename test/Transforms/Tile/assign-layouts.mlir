// RUN: cutedsl-opt %s --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(tile.func(tile-assign-layouts))' | FileCheck %s
// RUN: cutedsl-opt %s --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(tile.func(tile-assign-layouts{buffer-alignment=16}))' | FileCheck %s --check-prefix=ALIGN

// A row a warp, 16 bytes a thread and access: no reduction leaves its warp.
// CHECK: [[ROW:#.+]] = #tile.fragment<thread = (32, 4) : (4, 1024), value = (4, 8) : (1, 128)>
// CHECK: [[STAT:#.+]] = #tile.fragment<thread = (32, 4) : (0, 1), value = (1) : (0)>
// CHECK-LABEL: tile.func @rows
// CHECK: tile.load {{.*}} -> tensor<4x1024xf32, [[ROW]]>
// CHECK: tile.reduce sum {{.*}} -> tensor<4x1xf32, [[STAT]]>
// CHECK-NOT: convert_layout
tile.func @rows(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (8)> threads 128 {
  %c4096 = arith.constant 4096 : index
  %base = arith.muli %i, %c4096 : index
  %0 = tile.load %x[%base] strides [1024, 1] align 16 : !tile.ptr<f32> -> tensor<4x1024xf32>
  %m = tile.reduce sum %0 dims [1] : tensor<4x1024xf32> -> tensor<4x1xf32>
  %mb = tile.broadcast %m : tensor<4x1xf32> -> tensor<4x1024xf32>
  %d = arith.divf %0, %mb : tensor<4x1024xf32>
  tile.store %d, %y[%base] strides [1024, 1] align 16 : tensor<4x1024xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// A transposed copy: 16 bytes a thread along one side, whole sectors along the
// other.
// CHECK: [[BOTH:#.+]] = #tile.fragment<thread = (8, 16) : (128, 1), value = (4, 2) : (32, 16)>
// CHECK-LABEL: tile.func @transpose
// CHECK: %[[V:.+]] = tile.load {{.*}} -> tensor<32x32xf32, [[BOTH]]>
// CHECK-NEXT: tile.store %[[V]],
tile.func @transpose(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (8)> threads 128 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [1, 1024] align 16 : !tile.ptr<f32> -> tensor<32x32xf32>
  tile.store %0, %y[%c0] strides [1024, 1] align 16 : tensor<32x32xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// The accumulator is the anchor; the bias is loaded as the broadcast wants it
// and constants are made where they are used.
// CHECK: [[ACC:#.+]] = #tile.fragment<thread = (8, 4, 2, 4) : (4, 256, 32, 1024), value = (4, 4) : (1, 64)>
// CHECK-LABEL: tile.func @product
// CHECK: scf.for {{.*}} -> (tensor<64x64xf32, [[ACC]]>)
// CHECK: tile.convert_layout
// CHECK: tile.mma {{.*}}, {{.*}}, {{.*}} : tensor<64x16xf32, {{#.+}}>, tensor<16x64xf32, {{#.+}}>, tensor<64x64xf32, [[ACC]]>
// CHECK: %[[B:.+]] = tile.load {{.*}} -> tensor<1x64xf32, [[BIAS:#.+]]>
// CHECK-NEXT: tile.broadcast %[[B]] : tensor<1x64xf32, [[BIAS]]> -> tensor<64x64xf32, [[ACC]]>
tile.func @product(%i: index, %x: !tile.ptr<f32>, %w: !tile.ptr<f32>, %b: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (8)> threads 256 {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %c768 = arith.constant 768 : index
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %acc = scf.for %k = %c0 to %c768 step %c16 iter_args(%a = %zero) -> tensor<64x64xf32> {
    %0 = tile.load %x[%k] strides [768, 1] align 16 : !tile.ptr<f32> -> tensor<64x16xf32>
    %1 = tile.load %w[%k] strides [1, 768] align 16 : !tile.ptr<f32> -> tensor<16x64xf32>
    %2 = tile.mma %0, %1, %a : tensor<64x16xf32>, tensor<16x64xf32>, tensor<64x64xf32>
    scf.yield %2 : tensor<64x64xf32>
  }
  %bias = tile.load %b[%c0] strides [1, 1] align 16 : !tile.ptr<f32> -> tensor<1x64xf32>
  %bb = tile.broadcast %bias : tensor<1x64xf32> -> tensor<64x64xf32>
  %t = arith.addf %acc, %bb : tensor<64x64xf32>
  tile.store %t, %y[%c0] strides [768, 1] align 16 : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// expected-error @+1 {{expected 1 or a power of two from 32 to 1024 threads, but got 96}}
tile.func @threads(%i: index) grid <() -> (8)> threads 96 {
  tile.return
}

// -----

// Offsets of whole vectors keep what the pass is told of buffers.
// ALIGN-LABEL: tile.func @alignment
// ALIGN: tile.load %{{.*}} align 16
// ALIGN: tile.load %{{.*}} align 8
// ALIGN: tile.load %{{.*}} strides [1] : <f32>
tile.func @alignment(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (8)> threads 32 {
  %c12 = arith.constant 12 : index
  %c6 = arith.constant 6 : index
  %0 = arith.muli %i, %c12 : index
  %1 = arith.addi %0, %c6 : index
  %2 = tile.load %x[%0] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
  %3 = tile.load %x[%1] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
  %4 = tile.load %x[%i] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
  %5 = arith.addf %2, %3 : tensor<128xf32>
  %6 = arith.addf %5, %4 : tensor<128xf32>
  tile.store %6, %y[%0] strides [1] : tensor<128xf32>, !tile.ptr<f32>
  tile.return
}

// The load is read in another layout than its component's, so the fold's source
// is a conversion, which stands in no component.
// CHECK-LABEL: tile.func @converted_source
// CHECK: tile.load
// CHECK: tile.convert_layout
// CHECK: tile.reduce sum
tile.func @converted_source(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
  %1 = tile.reduce sum %0 dims [0] : tensor<128xf32> -> tensor<1xf32>
  tile.store %1, %y[%c0] strides [1] : tensor<1xf32>, !tile.ptr<f32>
  tile.return
}
