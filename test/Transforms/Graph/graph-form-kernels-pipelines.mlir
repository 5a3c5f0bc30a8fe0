// RUN: cutedsl-opt %s --split-input-file --graph-form-kernels=target=sm_90a | FileCheck %s

// A gate and what it gates multiply the same rows: one kernel, no intermediate.
// CHECK-LABEL: @gated
// CHECK-NOT: graph.kernel
// CHECK: arith.truncf {{.*}}{graph.kernel = 0 : i64}
// CHECK-NOT: graph.kernel
graph.program @gated symbols [] (%x: tensor<512x64xbf16>, %w: tensor<64x96xbf16>, %v: tensor<64x96xbf16>) -> (tensor<512x96xbf16>) {
  %0 = graph.contract %x, %w : tensor<512x64xbf16>, tensor<64x96xbf16> -> tensor<512x96xf32>
  %1 = math.tanh %0 : tensor<512x96xf32>
  %2 = graph.contract %x, %v : tensor<512x64xbf16>, tensor<64x96xbf16> -> tensor<512x96xf32>
  %3 = arith.mulf %1, %2 : tensor<512x96xf32>
  %4 = arith.truncf %3 : tensor<512x96xf32> to tensor<512x96xbf16>
  graph.return %4 : tensor<512x96xbf16>
}

// -----

// Another left operand is another pipeline.
// CHECK-LABEL: @two_inputs
// CHECK: graph.contract {{.*}}{graph.kernel = 0 : i64}
// CHECK: arith.mulf {{.*}}{graph.kernel = 1 : i64}
graph.program @two_inputs symbols [] (%x: tensor<512x64xbf16>, %y: tensor<512x64xbf16>, %w: tensor<64x96xbf16>) -> (tensor<512x96xf32>) {
  %0 = graph.contract %x, %w : tensor<512x64xbf16>, tensor<64x96xbf16> -> tensor<512x96xf32>
  %1 = graph.contract %y, %w : tensor<512x64xbf16>, tensor<64x96xbf16> -> tensor<512x96xf32>
  %2 = arith.mulf %0, %1 : tensor<512x96xf32>
  graph.return %2 : tensor<512x96xf32>
}

// -----

// The second product's weights are made from the first product: no one kernel.
// CHECK-LABEL: @dependent
// CHECK: graph.contract {{.*}}{graph.kernel = 0 : i64}
// CHECK: arith.truncf {{.*}}{graph.kernel = 0 : i64}
// CHECK: arith.mulf {{.*}}{graph.kernel = 1 : i64}
graph.program @dependent symbols [] (%x: tensor<64x64xbf16>, %w: tensor<64x64xbf16>) -> (tensor<64x64xf32>) {
  %0 = graph.contract %x, %w : tensor<64x64xbf16>, tensor<64x64xbf16> -> tensor<64x64xf32>
  %1 = arith.truncf %0 : tensor<64x64xf32> to tensor<64x64xbf16>
  %2 = graph.contract %x, %1 : tensor<64x64xbf16>, tensor<64x64xbf16> -> tensor<64x64xf32>
  %3 = arith.mulf %0, %2 : tensor<64x64xf32>
  graph.return %3 : tensor<64x64xf32>
}

// -----

// What no product can compute on the way, and gets a kernel of its own, is
// stored in the order in which the product reads it: heads side by side.
// CHECK-LABEL: @heads
// CHECK-NOT: graph.kernel
// CHECK: graph.view {{.*}}floordiv{{.*}}{graph.kernel = 0 : i64}
// CHECK: graph.contract {{.*}}{graph.kernel = 1 : i64}
graph.program @heads symbols [] (%x: tensor<2x12x34x64xf32>, %p: tensor<2x12x34x64xi1>, %w: tensor<768x96xbf16>) -> (tensor<68x96xf32>) {
  %0 = arith.mulf %x, %x : tensor<2x12x34x64xf32>
  %1 = arith.select %p, %0, %x : tensor<2x12x34x64xi1>, tensor<2x12x34x64xf32>
  %2 = arith.truncf %1 : tensor<2x12x34x64xf32> to tensor<2x12x34x64xbf16>
  %3 = graph.view %2 through <(d0, d1) -> (d0 floordiv 34, d1 floordiv 64, d0 mod 34, d1 mod 64)> : tensor<2x12x34x64xbf16> -> tensor<68x768xbf16>
  %4 = graph.contract %3, %w : tensor<68x768xbf16>, tensor<768x96xbf16> -> tensor<68x96xf32>
  graph.return %4 : tensor<68x96xf32>
}
