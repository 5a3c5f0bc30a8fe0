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
