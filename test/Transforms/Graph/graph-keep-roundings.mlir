// RUN: cutedsl-opt %s --graph-keep-roundings | FileCheck %s

// CHECK-LABEL: @kinds
graph.program @kinds symbols [] (%x: tensor<4x8xf32> {graph.kind = "input"}, %f: tensor<8xf32> {graph.kind = "buffer"}) -> (tensor<4x8xbf16>, tensor<4x8xbf16>, tensor<8xbf16>) {
  // Plain pointwise work.
  // CHECK: arith.truncf %{{[0-9]+}} : tensor<4x8xf32>
  %e = math.exp %x : tensor<4x8xf32>
  %0 = arith.truncf %e : tensor<4x8xf32> to tensor<4x8xbf16>
  // A normalisation.
  %s = graph.reduce sum %e dims [1] : tensor<4x8xf32> -> tensor<4xf32>
  %sb = graph.view %s through <(d0, d1) -> (d0)> : tensor<4xf32> -> tensor<4x8xf32>
  %n = arith.mulf %x, %sb : tensor<4x8xf32>
  // CHECK: arith.truncf %{{[0-9]+}} {graph.round}
  %1 = arith.truncf %n : tensor<4x8xf32> to tensor<4x8xbf16>
  // A table.
  %c = math.cos %f : tensor<8xf32>
  // CHECK: arith.truncf %{{[0-9]+}} {graph.round}
  %2 = arith.truncf %c : tensor<8xf32> to tensor<8xbf16>
  graph.return %0, %1, %2 : tensor<4x8xbf16>, tensor<4x8xbf16>, tensor<8xbf16>
}
