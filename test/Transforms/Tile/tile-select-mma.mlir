// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-select-mma,tile-assign-layouts,cse,tile-materialize-conversions,tile-allocate-shared,tile-verify-layouts))' | FileCheck %s

// The accumulators of m16n8k16 for each of two warps.
// CHECK-DAG: #[[ACC:.+]] = #tile.fragment<thread = (4, 8, 2) : (2, 32, 512), value = (2, 2, 4) : (1, 256, 8)>

// Rows of both operands lie side by side along k: a lane loads 16 bytes of each.
// CHECK-LABEL: tile.func @contiguous_k
// CHECK: tile.load {{.*}} -> tensor<32x32xbf16, #[[LHS:.+]]>
// CHECK: tile.load {{.*}} -> tensor<32x32xbf16, #[[RHS:.+]]>
// CHECK: tile.mma {{.*}} {warp = #tile.warp_mma<blockedK = true, blockedN = false>} : tensor<32x32xbf16, #[[LHS]]>, tensor<32x32xbf16, #[[RHS]]>, tensor<32x32xf32, #[[ACC]]>
tile.func @contiguous_k(%i: index, %x: !tile.ptr<bf16>, %w: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 64 {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<32x32xf32>
  %0 = tile.load %x[%c0] strides [32, 1] align 16 : !tile.ptr<bf16> -> tensor<32x32xbf16>
  %1 = tile.load %w[%c0] strides [1, 32] align 16 : !tile.ptr<bf16> -> tensor<32x32xbf16>
  %2 = tile.mma %0, %1, %zero : tensor<32x32xbf16>, tensor<32x32xbf16>, tensor<32x32xf32>
  tile.store %2, %y[%c0] strides [32, 1] : tensor<32x32xf32>, !tile.ptr<f32>
  tile.return
}

// A product of a product: no conversion between the two, and the second one's
// right operand is read along its columns.
// CHECK-LABEL: tile.func @chain
// CHECK: tile.mma {{.*}} {warp = #tile.warp_mma<blockedK = true, blockedN = false>}
// CHECK-NOT: tile.store
// CHECK: tile.load {{.*}} align 16 : <bf16> -> tensor<16x64xbf16, #[[V:.+]]>
// CHECK-NOT: tile.store
// CHECK: tile.mma {{.*}} {warp = #tile.warp_mma<blockedK = false, blockedN = true>} : tensor<16x16xbf16, #{{.+}}>, tensor<16x64xbf16, #[[V]]>
tile.func @chain(%i: index, %x: !tile.ptr<bf16>, %w: !tile.ptr<bf16>, %v: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 32 {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<16x16xf32>
  %wide = arith.constant dense<0.0> : tensor<16x64xf32>
  %0 = tile.load %x[%c0] strides [32, 1] align 16 : !tile.ptr<bf16> -> tensor<16x32xbf16>
  %1 = tile.load %w[%c0] strides [1, 32] align 16 : !tile.ptr<bf16> -> tensor<32x16xbf16>
  %2 = tile.mma %0, %1, %zero : tensor<16x32xbf16>, tensor<32x16xbf16>, tensor<16x16xf32>
  %3 = math.exp %2 : tensor<16x16xf32>
  %4 = arith.truncf %3 : tensor<16x16xf32> to tensor<16x16xbf16>
  %5 = tile.load %v[%c0] strides [64, 1] align 16 : !tile.ptr<bf16> -> tensor<16x64xbf16>
  %6 = tile.mma %4, %5, %wide : tensor<16x16xbf16>, tensor<16x64xbf16>, tensor<16x64xf32>
  tile.store %6, %y[%c0] strides [64, 1] : tensor<16x64xf32>, !tile.ptr<f32>
  tile.return
}

// Whole units only, and 16 bits: else each thread computes by itself.
// CHECK-LABEL: tile.func @not_units
// CHECK-NOT: warp_mma
tile.func @not_units(%i: index, %x: !tile.ptr<bf16>, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 32 {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<16x8xf32>
  %0 = tile.load %x[%c0] strides [8, 1] : !tile.ptr<bf16> -> tensor<16x8xbf16>
  %1 = tile.load %x[%c0] strides [1, 8] : !tile.ptr<bf16> -> tensor<8x8xbf16>
  %2 = tile.mma %0, %1, %zero : tensor<16x8xbf16>, tensor<8x8xbf16>, tensor<16x8xf32>
  %3 = tile.load %w[%c0] strides [16, 1] : !tile.ptr<f32> -> tensor<16x16xf32>
  %4 = tile.load %w[%c0] strides [1, 16] : !tile.ptr<f32> -> tensor<16x8xf32>
  %5 = tile.mma %3, %4, %2 : tensor<16x16xf32>, tensor<16x8xf32>, tensor<16x8xf32>
  tile.store %5, %y[%c0] strides [8, 1] : tensor<16x8xf32>, !tile.ptr<f32>
  tile.return
}
