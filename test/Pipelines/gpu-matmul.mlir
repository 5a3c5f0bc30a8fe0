// RUN: cutedsl-opt %s --cutedsl-gpu-pipeline=arch=sm_90a | cutedsl-translate --arch=sm_90a | FileCheck %s
// RUN: cutedsl-opt %s --cutedsl-gpu-pipeline=arch=sm_80 | cutedsl-translate --arch=sm_80 | FileCheck %s

// CHECK: .visible .entry linear(
// CHECK: .reqntid 256
// CHECK-NOT: .local
// CHECK: ld.global
// CHECK: st.shared
// CHECK: bar{{(rier)?}}{{.*}}sync
// CHECK: ld.shared.v4.b32
// CHECK: fma.rn.f32
// CHECK: st.global.v4.b32

// y[M,N] = relu(x[M,K] w[N,K]^T + bias) + r
tile.func @linear(%i: index, %j: index, %x: !tile.ptr<f32>, %w: !tile.ptr<f32>, %b: !tile.ptr<f32>, %r: !tile.ptr<f32>, %y: !tile.ptr<f32>, %s0: index)
    grid <()[s0] -> (s0 ceildiv 64, 12)> threads 256 {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %c64 = arith.constant 64 : index
  %c768 = arith.constant 768 : index
  %row = arith.muli %i, %c64 : index
  %col = arith.muli %j, %c64 : index
  %left = arith.subi %s0, %row : index
  %xb = arith.muli %row, %c768 : index
  %wb = arith.muli %col, %c768 : index
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %acc = scf.for %k = %c0 to %c768 step %c16 iter_args(%a = %zero) -> tensor<64x64xf32> {
    %xk = arith.addi %xb, %k : index
    %wk = arith.addi %wb, %k : index
    %0 = tile.load %x[%xk] strides [768, 1] valid [%left, 16] align 16 : !tile.ptr<f32> -> tensor<64x16xf32>
    %1 = tile.load %w[%wk] strides [1, 768] valid [16, 64] align 16 : !tile.ptr<f32> -> tensor<16x64xf32>
    %2 = tile.mma %0, %1, %a : tensor<64x16xf32>, tensor<16x64xf32>, tensor<64x64xf32>
    scf.yield %2 : tensor<64x64xf32>
  }
  %bias = tile.load %b[%col] strides [1, 1] valid [1, 64] align 16 : !tile.ptr<f32> -> tensor<1x64xf32>
  %bb = tile.broadcast %bias : tensor<1x64xf32> -> tensor<64x64xf32>
  %t = arith.addf %acc, %bb : tensor<64x64xf32>
  %z = arith.constant dense<0.0> : tensor<64x64xf32>
  %u = arith.maximumf %t, %z : tensor<64x64xf32>
  %ob = arith.addi %xb, %col : index
  %res = tile.load %r[%ob] strides [768, 1] valid [%left, 64] align 16 : !tile.ptr<f32> -> tensor<64x64xf32>
  %v = arith.addf %u, %res : tensor<64x64xf32>
  tile.store %v, %y[%ob] strides [768, 1] valid [%left, 64] align 16 : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}
