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
