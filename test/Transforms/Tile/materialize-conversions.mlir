// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-materialize-conversions))' | FileCheck %s

#row = #tile.fragment<thread = (32) : (1), value = (32) : (32)>
#column = #tile.fragment<thread = (32) : (32), value = (32) : (1)>
#reversed = #tile.fragment<thread = (32) : (1), value = (16, 2) : (64, 32)>
#warps = #tile.fragment<thread = (128) : (1), value = (4) : (128)>
#all = #tile.fragment<thread = (128) : (0), value = (1) : (0)>

// CHECK-LABEL: tile.func @convert
// CHECK: %[[S:.+]] = tile.alloc 1152 : <f32, shared>
// CHECK: tile.store %{{.*}}, %[[S]][%{{.*}}] strides [36, 1]
// CHECK: tile.load %[[S]][%{{.*}}] strides [36, 1]
// CHECK: tile.convert_layout
tile.func @convert(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 32 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [32, 1] : !tile.ptr<f32> -> tensor<32x32xf32, #row>
  %1 = tile.convert_layout %0 : tensor<32x32xf32, #row> -> tensor<32x32xf32, #column>
  tile.store %1, %x[%c0] strides [1, 32] : tensor<32x32xf32, #column>, !tile.ptr<f32>
  %2 = tile.convert_layout %0 : tensor<32x32xf32, #row> -> tensor<32x32xf32, #reversed>
  tile.store %2, %x[%c0] strides [1, 32] : tensor<32x32xf32, #reversed>, !tile.ptr<f32>
  tile.return
}

// Four warps hold the row: fold in each, meet in shared memory, fold again.
// CHECK-LABEL: tile.func @reduce
// CHECK: tile.alloc 4 : <f32, shared>
// CHECK: tile.reshape %{{.*}} -> tensor<1x4x4x32xf32, {{.*}}>
// CHECK: tile.reduce max %{{.*}} dims [1, 3] : {{.*}} -> tensor<1x1x4x1xf32,
// CHECK: tile.store
// CHECK: tile.load
// CHECK: tile.reduce max %{{.*}} dims [2]
// CHECK: tile.reshape %{{.*}} -> tensor<1x1xf32,
tile.func @reduce(%i: index, %x: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [512, 1] : !tile.ptr<f32> -> tensor<1x512xf32, #warps>
  %1 = tile.reduce max %0 dims [1] : tensor<1x512xf32, #warps> -> tensor<1x1xf32, #all>
  tile.store %1, %x[%c0] strides [1, 1] : tensor<1x1xf32, #all>, !tile.ptr<f32>
  tile.return
}

// The right operand of the second product is written where that of the first
// is: one barrier is for both.
#acc = #tile.fragment<thread = (4, 8, 2) : (2, 32, 512), value = (2, 2, 4) : (1, 256, 8)>
#lhs = #tile.fragment<thread = (4, 8, 2) : (8, 32, 512), value = (8, 2) : (1, 256)>
#rhs = #tile.fragment<thread = (4, 8, 2) : (256, 1, 0), value = (8, 4) : (32, 8)>
#flat = #tile.fragment<thread = (4, 16) : (8, 32), value = (8, 2) : (1, 512)>
#left = #tile.fragment<thread = (4, 8, 2) : (2, 32, 512), value = (2, 2, 4) : (1, 256, 8)>
#right = #tile.fragment<thread = (4, 8, 2) : (64, 1, 0), value = (2, 4, 4) : (32, 256, 8)>

// CHECK-LABEL: tile.func @products
// CHECK: tile.store %{{.*}} : tensor<32x32xbf16, {{.*}}>, <bf16, shared>
// CHECK-NOT: tile.load
// CHECK: tile.store %{{.*}} : tensor<32x32xbf16, {{.*}}>, <bf16, shared>
// CHECK: tile.load %{{.*}} : <bf16, shared>
// CHECK: tile.mma
// CHECK-NOT: tile.store
// CHECK: tile.mma
tile.func @products(%i: index, %x: !tile.ptr<bf16>, %k: !tile.ptr<bf16>, %v: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 64 {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<32x32xf32, #acc>
  %0 = tile.load %x[%c0] strides [32, 1] : !tile.ptr<bf16> -> tensor<32x32xbf16, #lhs>
  %1 = tile.load %k[%c0] strides [1, 32] : !tile.ptr<bf16> -> tensor<32x32xbf16, #flat>
  %2 = tile.load %v[%c0] strides [32, 1] : !tile.ptr<bf16> -> tensor<32x32xbf16, #flat>
  %3 = tile.convert_layout %1 : tensor<32x32xbf16, #flat> -> tensor<32x32xbf16, #rhs>
  %4 = tile.mma %0, %3, %zero {warp = #tile.warp_mma<blockedK = true, blockedN = false>} : tensor<32x32xbf16, #lhs>, tensor<32x32xbf16, #rhs>, tensor<32x32xf32, #acc>
  %5 = arith.truncf %4 : tensor<32x32xf32, #acc> to tensor<32x32xbf16, #acc>
  %6 = tile.convert_layout %2 : tensor<32x32xbf16, #flat> -> tensor<32x32xbf16, #right>
  %7 = tile.mma %5, %6, %zero {warp = #tile.warp_mma<blockedK = false, blockedN = false>} : tensor<32x32xbf16, #left>, tensor<32x32xbf16, #right>, tensor<32x32xf32, #acc>
  tile.store %7, %y[%c0] strides [32, 1] : tensor<32x32xf32, #acc>, !tile.ptr<f32>
  tile.return
}
