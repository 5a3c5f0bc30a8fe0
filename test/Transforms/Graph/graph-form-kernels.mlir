// RUN: cutedsl-opt %s --split-input-file --graph-form-kernels | FileCheck %s
// RUN: cutedsl-opt %s --split-input-file --graph-form-kernels --remarks-filter=graph-form-kernels 2>&1 | FileCheck %s --check-prefix=REMARK

// A norm is one kernel: its statistics are not stored.
// CHECK-LABEL: @norm
graph.program @norm symbols [] (%x: tensor<34x768xf32>, %w: tensor<768xf32>) -> (tensor<34x768xf32>) {
  %sq = arith.mulf %x, %x : tensor<34x768xf32>
  // CHECK: graph.reduce sum %{{.*}} dims [1] :
  %s = graph.reduce sum %sq dims [1] : tensor<34x768xf32> -> tensor<34xf32>
  %r = math.rsqrt %s : tensor<34xf32>
  // CHECK: math.rsqrt %{{.*}} : tensor
  %rb = graph.view %r through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x768xf32>
  %n = arith.mulf %x, %rb : tensor<34x768xf32>
  %wb = graph.view %w through <(d0, d1) -> (d1)> : tensor<768xf32> -> tensor<34x768xf32>
  // CHECK: arith.mulf %{{.*}} {graph.kernel = 0 : i64}
  // CHECK-NOT: graph.kernel
  %h = arith.mulf %n, %wb : tensor<34x768xf32>
  graph.return %h : tensor<34x768xf32>
}

// -----

// Two statistics of the same rows, one of which needs the other, are one
// kernel; what a contraction reads is stored, since it would be computed again
// for every panel.
// CHECK-LABEL: @layer_norm
graph.program @layer_norm symbols [] (%x: tensor<34x768xf32>, %w: tensor<768x64xf32>, %b: tensor<64xf32>) -> (tensor<34x64xf32>) {
  %s = graph.reduce sum %x dims [1] : tensor<34x768xf32> -> tensor<34xf32>
  %sb = graph.view %s through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x768xf32>
  // CHECK: arith.subf %{{.*}}, %{{.*}} : tensor
  %c = arith.subf %x, %sb : tensor<34x768xf32>
  %c2 = arith.mulf %c, %c : tensor<34x768xf32>
  // CHECK: graph.reduce sum %{{.*}} dims [1] :
  %v = graph.reduce sum %c2 dims [1] : tensor<34x768xf32> -> tensor<34xf32>
  %r = math.rsqrt %v : tensor<34xf32>
  %rb = graph.view %r through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x768xf32>
  // CHECK: arith.mulf %{{.*}} {graph.kernel = 0 : i64}
  %h = arith.mulf %c, %rb : tensor<34x768xf32>
  // CHECK: graph.contract %{{.*}}, %{{.*}} :
  %y = graph.contract %h, %w : tensor<34x768xf32>, tensor<768x64xf32> -> tensor<34x64xf32>
  %bb = graph.view %b through <(d0, d1) -> (d1)> : tensor<64xf32> -> tensor<34x64xf32>
  // CHECK: arith.addf %{{.*}}, %{{.*}} : tensor
  %z = arith.addf %y, %bb : tensor<34x64xf32>
  %zero = arith.constant dense<0.0> : tensor<34x64xf32>
  // CHECK: arith.maximumf %{{.*}} {graph.kernel = 1 : i64}
  %relu = arith.maximumf %z, %zero : tensor<34x64xf32>
  graph.return %relu : tensor<34x64xf32>
}

// -----

// A value that is one kernel's epilogue cannot be in it when another operand
// comes from a kernel that needs it.
// CHECK-LABEL: @cycle
graph.program @cycle symbols [] (%x: tensor<8x8xf32>, %w: tensor<8x8xf32>) -> (tensor<8x8xf32>) {
  // CHECK: graph.contract %{{.*}} {graph.kernel = 0 : i64}
  %a = graph.contract %x, %w : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  // CHECK: graph.contract %{{.*}}, %{{.*}} :
  %b = graph.contract %a, %w : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  // Both are operands: the later one's kernel takes it.
  // CHECK: arith.addf %{{.*}} {graph.kernel = 1 : i64}
  %c = arith.addf %a, %b : tensor<8x8xf32>
  graph.return %c : tensor<8x8xf32>
}

// -----

// An epilogue that reads other elements of the product is not one.
// CHECK-LABEL: @slice
graph.program @slice symbols [] (%x: tensor<8x8xf32>, %w: tensor<8x8xf32>) -> (tensor<8x8xf32>) {
  // CHECK: graph.contract %{{.*}} {graph.kernel = 0 : i64}
  %a = graph.contract %x, %w : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  %v = graph.view %a through <(d0, d1) -> (0, d1)> : tensor<8x8xf32> -> tensor<8x8xf32>
  // REMARK: graph.view: not an epilogue of the contract kernel that it reads: its index map is not one to one with the kernel's tile
  // CHECK: arith.addf %{{.*}} {graph.kernel = 1 : i64}
  // REMARK: arith.addf: not an epilogue of the contract kernel that it reads: an operand comes from a kernel that must run after it
  %c = arith.addf %a, %v : tensor<8x8xf32>
  graph.return %c : tensor<8x8xf32>
}

// -----

// Pointwise results that share what they read are one kernel. An argument that
// is returned is copied.
// CHECK-LABEL: @siblings
graph.program @siblings symbols [] (%x: tensor<1024xf32>) -> (tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>) {
  // CHECK: math.cos %{{.*}} {graph.kernel = 0 : i64}
  %c = math.cos %x : tensor<1024xf32>
  // CHECK: math.sin %{{.*}} {graph.kernel = 0 : i64}
  %s = math.sin %x : tensor<1024xf32>
  // CHECK: graph.view %{{.*}} {graph.kernel = 0 : i64}
  graph.return %c, %s, %x : tensor<1024xf32>, tensor<1024xf32>, tensor<1024xf32>
}

// -----

// What two kernels read widened is stored narrow.
// CHECK-LABEL: @narrow
// CHECK: arith.truncf {{.*}}{graph.kernel = 0 : i64}
// CHECK: arith.extf %{{[0-9]+}} : tensor<64x64xbf16>
graph.program @narrow symbols [] (%x: tensor<64x64xbf16>, %w: tensor<64x64xbf16>) -> (tensor<64xf32>, tensor<64xf32>) {
  %0 = graph.contract %x, %w : tensor<64x64xbf16>, tensor<64x64xbf16> -> tensor<64x64xf32>
  %1 = arith.truncf %0 : tensor<64x64xf32> to tensor<64x64xbf16>
  %2 = arith.extf %1 : tensor<64x64xbf16> to tensor<64x64xf32>
  %3 = graph.reduce sum %2 dims [1] : tensor<64x64xf32> -> tensor<64xf32>
  %4 = graph.reduce sum %2 dims [0] : tensor<64x64xf32> -> tensor<64xf32>
  graph.return %3, %4 : tensor<64xf32>, tensor<64xf32>
}

// -----

// Each result has memory of its own.
// CHECK-LABEL: @twice
// CHECK: %[[E:.*]] = math.exp %arg0 {graph.kernel = 0 : i64}
// CHECK: %[[V:.*]] = graph.view %[[E]] through <(d0) -> (d0)> {graph.kernel = 0 : i64}
// CHECK: graph.return %[[E]], %[[V]]
graph.program @twice symbols [] (%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %0 = math.exp %x : tensor<8xf32>
  graph.return %0, %0 : tensor<8xf32>, tensor<8xf32>
}
