// RUN: cutedsl-opt %s --graph-pack-weights | FileCheck %s
// RUN: cutedsl-opt %s --graph-pack-weights=target=sm_90a | FileCheck %s --check-prefix=GPU
// RUN: cutedsl-opt %s --graph-pack-weights --graph-form-kernels --graph-outline-kernels | FileCheck %s --check-prefix=CALL

// The last panel of a width of 48 is filled with zeros; what is not frozen is
// read as it is.
// CHECK-LABEL: @linear
// CHECK: %[[Z:.*]] = arith.constant dense<0.000000e+00> : tensor<64x36xf32>
// CHECK: %[[C:.*]] = graph.concat 1(%arg1, %[[Z]])
// CHECK: %[[P:.*]] = graph.view %[[C]] through <(d0, d1, d2) -> (d1, d0 * 48 + d2)> {graph.store} : tensor<64x96xf32> -> tensor<2x64x48xf32>
// CHECK: %[[W:.*]] = graph.view %[[P]] through <(d0, d1) -> (d1 floordiv 48, d0, d1 mod 48)> : tensor<2x64x48xf32> -> tensor<64x60xf32>
// CHECK: graph.contract %arg0, %[[W]]
// CHECK: graph.contract %arg0, %arg2
// GPU-NOT: graph.store

// The panels are made once.
// CALL-LABEL: graph.program @linear
// CALL: %[[P:.*]] = graph.call @pointwise_concat(%arg1) {graph.prepare} : (tensor<64x60xf32>) -> tensor<2x64x48xf32>
// CALL: graph.call @contract(%arg0, %[[P]]) : (
graph.program @linear symbols [] (%x: tensor<4x64xf32>, %w: tensor<64x60xf32> {graph.frozen}, %u: tensor<64x60xf32>) -> (tensor<4x60xf32>, tensor<4x60xf32>) {
  %0 = graph.contract %x, %w : tensor<4x64xf32>, tensor<64x60xf32> -> tensor<4x60xf32>
  %1 = graph.contract %x, %u : tensor<4x64xf32>, tensor<64x60xf32> -> tensor<4x60xf32>
  graph.return %0, %1 : tensor<4x60xf32>, tensor<4x60xf32>
}
