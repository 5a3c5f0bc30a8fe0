// RUN: cutedsl-opt %s --convert-tile-to-threads | FileCheck %s

#row = #tile.fragment<thread = (16, 2) : (1, 32), value = (2) : (16)>
#stat = #tile.fragment<thread = (16, 2) : (0, 1), value = (1) : (0)>

// 16 lanes a row: four butterflies, none over the two rows of the warp.
// CHECK-LABEL: func.func @reduce
// CHECK: arith.maximumf
// CHECK: nvvm.shfl.sync bfly %{{.*}}, %{{.*}}, %c1_i32
// CHECK: nvvm.shfl.sync bfly %{{.*}}, %{{.*}}, %c2_i32
// CHECK: nvvm.shfl.sync bfly %{{.*}}, %{{.*}}, %c4_i32
// CHECK: nvvm.shfl.sync bfly %{{.*}}, %{{.*}}, %c8_i32
// CHECK-NOT: nvvm.shfl
tile.func @reduce(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (4)> threads 32 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [32, 1] : !tile.ptr<f32> -> tensor<2x32xf32, #row>
  %1 = tile.reduce max %0 dims [1] : tensor<2x32xf32, #row> -> tensor<2x1xf32, #stat>
  tile.store %1, %y[%c0] strides [1, 1] : tensor<2x1xf32, #stat>, !tile.ptr<f32>
  tile.return
}

#acc = #tile.fragment<thread = (32) : (2), value = (2, 4) : (1, 64)>
#lhs = #tile.fragment<thread = (32) : (0), value = (4, 2) : (2, 1)>
#rhs = #tile.fragment<thread = (32) : (2), value = (2, 2) : (1, 64)>

// CHECK-LABEL: func.func @product
// CHECK-COUNT-16: math.fma %{{.*}}, %{{.*}}, %{{.*}} : f32
// CHECK-NOT: math.fma
tile.func @product(%i: index, %x: !tile.ptr<bf16>, %w: !tile.ptr<bf16>, %y: !tile.ptr<f32>) grid <() -> (4)> threads 32 {
  %c0 = arith.constant 0 : index
  %a = tile.load %x[%c0] strides [2, 1] : !tile.ptr<bf16> -> tensor<4x2xbf16, #lhs>
  %b = tile.load %w[%c0] strides [64, 1] : !tile.ptr<bf16> -> tensor<2x64xbf16, #rhs>
  %z = arith.constant dense<0.0> : tensor<4x64xf32, #acc>
  %0 = tile.mma %a, %b, %z : tensor<4x2xbf16, #lhs>, tensor<2x64xbf16, #rhs>, tensor<4x64xf32, #acc>
  tile.store %0, %y[%c0] strides [64, 1] : tensor<4x64xf32, #acc>, !tile.ptr<f32>
  tile.return
}

// CHECK-LABEL: func.func @loop
// CHECK: scf.for {{.*}} -> (f32, f32, index)
// CHECK: scf.yield %{{.*}}, %{{.*}}, %{{.*}} : f32, f32, index
#v = #tile.fragment<thread = (32) : (1), value = (2) : (32)>
tile.func @loop(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %n: index) grid <()[n] -> (n)> threads 32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant dense<0.0> : tensor<64xf32, #v>
  %0, %1 = scf.for %k = %c0 to %n step %c1 iter_args(%a = %z, %p = %c0) -> (tensor<64xf32, #v>, index) {
    %l = tile.load %x[%p] strides [1] : !tile.ptr<f32> -> tensor<64xf32, #v>
    %s = arith.addf %a, %l : tensor<64xf32, #v>
    %q = arith.addi %p, %i : index
    scf.yield %s, %q : tensor<64xf32, #v>, index
  }
  tile.store %0, %y[%1] strides [1] : tensor<64xf32, #v>, !tile.ptr<f32>
  tile.return
}

// Other registers of the same thread.
// CHECK-LABEL: func.func @halves
// CHECK-COUNT-2: llvm.load
// CHECK-NOT: nvvm.shfl
// CHECK: llvm.store
#halves = #tile.fragment<thread = (32) : (1), value = (2) : (32)>
tile.func @halves(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (1)> threads 32 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [1] : !tile.ptr<f32> -> tensor<64xf32, #halves>
  %1 = tile.swap_halves %0 dim 0 : tensor<64xf32, #halves>
  tile.store %1, %y[%c0] strides [1] : tensor<64xf32, #halves>, !tile.ptr<f32>
  tile.return
}

// CHECK-LABEL: func.func @pairs
// CHECK: %[[V:.+]] = llvm.load
// CHECK-NOT: nvvm.shfl
// CHECK: llvm.store
#pairs = #tile.fragment<thread = (32) : (2), value = (2) : (1)>
tile.func @pairs(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (1)> threads 32 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [1] : !tile.ptr<f32> -> tensor<64xf32, #pairs>
  %1 = tile.duplicate_in_pairs %0 dim 0 member 1 : tensor<64xf32, #pairs>
  tile.store %1, %y[%c0] strides [1] : tensor<64xf32, #pairs>, !tile.ptr<f32>
  tile.return
}

// Indices that floats hold: one conversion, and offsets in floats.
// CHECK-LABEL: func.func @exact
// CHECK: llvm.call_intrinsic "llvm.nvvm.i2f.rz"
// CHECK-NOT: llvm.call_intrinsic
// CHECK: arith.addf %{{.*}}, %{{.*}} : f32
// CHECK-NOT: arith.sitofp
#four = #tile.fragment<thread = (32) : (4), value = (4) : (1)>
tile.func @exact(%i: index, %y: !tile.ptr<f32>) grid <() -> (1)> threads 32 {
  %c0 = arith.constant 0 : index
  %0 = tile.iota 0 : tensor<128xindex, #four>
  %1 = tile.splat %i : index -> tensor<128xindex, #four>
  %2 = arith.addi %1, %0 : tensor<128xindex, #four>
  %3 = arith.index_cast %2 : tensor<128xindex, #four> to tensor<128xi64, #four>
  %4 = arith.sitofp %3 {tile.exact} : tensor<128xi64, #four> to tensor<128xf32, #four>
  tile.store %4, %y[%c0] strides [1] : tensor<128xf32, #four>, !tile.ptr<f32>
  tile.return
}
