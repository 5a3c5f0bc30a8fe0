// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-assign-layouts),convert-tile-to-threads)' | FileCheck %s

// Two units of columns times two of k. In blocked order the first unit's k of a
// lane are the first four of its eight.
// CHECK-LABEL: func.func @blocked
// CHECK-COUNT-4: nvvm.mma.sync A[{{.*}}] B[{{.*}}] C[{{.*}}] {layoutA = #nvvm.mma_layout<row>, layoutB = #nvvm.mma_layout<col>, multiplicandAPtxType = #nvvm.mma_type<bf16>
// CHECK-NOT: nvvm.mma.sync
tile.func @blocked(%i: index, %x: !tile.ptr<bf16>, %w: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 32 {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<16x16xf32>
  %0 = tile.load %x[%c0] strides [32, 1] align 16 : !tile.ptr<bf16> -> tensor<16x32xbf16>
  %1 = tile.load %w[%c0] strides [1, 32] align 16 : !tile.ptr<bf16> -> tensor<32x16xbf16>
  %2 = tile.mma %0, %1, %zero {warp = #tile.warp_mma<blockedK = true, blockedN = false>} : tensor<16x32xbf16>, tensor<32x16xbf16>, tensor<16x16xf32>
  tile.store %2, %y[%c0] strides [16, 1] : tensor<16x16xf32>, !tile.ptr<f32>
  tile.return
}

// f16 comes in pairs.
// CHECK-LABEL: func.func @half
// CHECK: nvvm.mma.sync {{.*}} : (vector<2xf16>, vector<2xf16>, f32) -> !llvm.struct<(f32, f32, f32, f32)>
tile.func @half(%i: index, %x: !tile.ptr<f16>, %w: !tile.ptr<f16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 32 {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<16x8xf32>
  %0 = tile.load %x[%c0] strides [16, 1] : !tile.ptr<f16> -> tensor<16x16xf16>
  %1 = tile.load %w[%c0] strides [8, 1] : !tile.ptr<f16> -> tensor<16x8xf16>
  %2 = tile.mma %0, %1, %zero {warp = #tile.warp_mma<blockedK = false, blockedN = true>} : tensor<16x16xf16>, tensor<16x8xf16>, tensor<16x8xf32>
  tile.store %2, %y[%c0] strides [8, 1] : tensor<16x8xf32>, !tile.ptr<f32>
  tile.return
}
