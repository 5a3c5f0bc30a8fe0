// RUN: cutedsl-opt %s --cutedsl-gpu-pipeline=arch=sm_90a | cutedsl-translate --arch=sm_90a | FileCheck %s
// RUN: cutedsl-opt %s --cutedsl-gpu-pipeline=arch=sm_80 | cutedsl-translate --arch=sm_80 | FileCheck %s

// A row over four warps: 16-byte accesses, shuffles, one exchange a reduction.
// CHECK: .visible .entry softmax(
// CHECK: .reqntid 128
// CHECK-NOT: .local
// CHECK: ld.global.v4.b32
// CHECK: max.NaN.f32
// CHECK: shfl.sync.bfly.b32
// CHECK: st.shared.b32
// CHECK: bar{{(rier)?}}{{.*}}sync
// CHECK: ld.shared.v4.b32
// CHECK: fma.rn.f32
// CHECK: st.global.v4.b32

tile.func @softmax(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %s0: index)
    grid <()[s0] -> (s0)> threads 128 {
  %c4 = arith.constant 1 : index
  %c1024 = arith.constant 1024 : index
  %row = arith.muli %i, %c4 : index
  %base = arith.muli %row, %c1024 : index
  %left = arith.subi %s0, %row : index
  %0 = tile.load %x[%base] strides [1024, 1] valid [%left, 1024] align 16 : !tile.ptr<f32> -> tensor<1x1024xf32>
  %m = tile.reduce max %0 dims [1] : tensor<1x1024xf32> -> tensor<1x1xf32>
  %mb = tile.broadcast %m : tensor<1x1xf32> -> tensor<1x1024xf32>
  %d = arith.subf %0, %mb : tensor<1x1024xf32>
  %c = arith.constant dense<1.44269504> : tensor<1x1024xf32>
  %d2 = arith.mulf %d, %c : tensor<1x1024xf32>
  %e = math.exp2 %d2 : tensor<1x1024xf32>
  %s = tile.reduce sum %e dims [1] : tensor<1x1024xf32> -> tensor<1x1xf32>
  %sb = tile.broadcast %s : tensor<1x1xf32> -> tensor<1x1024xf32>
  %r = arith.divf %e, %sb : tensor<1x1024xf32>
  tile.store %r, %y[%base] strides [1024, 1] valid [%left, 1024] align 16 : tensor<1x1024xf32>, !tile.ptr<f32>
  tile.return
}
