// RUN: cutedsl-opt %s --split-input-file --graph-form-kernels --graph-outline-kernels | FileCheck %s

// Equal kernels are one, whatever their locations; the residual is added in
// the product's coordinates and the result reordered at the end.
// CHECK-LABEL: graph.kernel @contract_addf
// CHECK-SAME: (%[[X:.*]]: tensor<2x17x64xf32>, %[[H:.*]]: tensor<34x64xf32>, %[[W:.*]]: tensor<64x64xf32>) -> tensor<2x17x64xf32>
// CHECK: %[[XV:.*]] = graph.view %[[X]] through <(d0, d1) -> (d0 floordiv 17, d0 mod 17, d1)>
// CHECK: %[[P:.*]] = graph.contract %[[H]], %[[W]]
// CHECK: %[[S:.*]] = arith.addf %[[XV]], %[[P]] : tensor<34x64xf32>
// CHECK: %[[R:.*]] = graph.view %[[S]] through <(d0, d1, d2) -> (d0 * 17 + d1, d2)>
// CHECK: graph.return %[[R]]
// CHECK-NOT: graph.kernel
// CHECK-LABEL: graph.program @residual
// CHECK: %[[A:.*]] = graph.call @contract_addf(%arg0, %arg1, %arg2)
// CHECK: %[[B:.*]] = graph.call @contract_addf(%[[A]], %arg1, %arg2)
// CHECK: graph.return %[[B]]
graph.program @residual symbols [] (%x: tensor<2x17x64xf32>, %h: tensor<34x64xf32>, %w: tensor<64x64xf32>) -> (tensor<2x17x64xf32>) {
  %p = graph.contract %h, %w : tensor<34x64xf32>, tensor<64x64xf32> -> tensor<34x64xf32>
  %v = graph.view %p through <(d0, d1, d2) -> (d0 * 17 + d1, d2)> : tensor<34x64xf32> -> tensor<2x17x64xf32>
  %y = arith.addf %x, %v : tensor<2x17x64xf32>
  %p2 = graph.contract %h, %w : tensor<34x64xf32>, tensor<64x64xf32> -> tensor<34x64xf32>
  %v2 = graph.view %p2 through <(d0, d1, d2) -> (d0 * 17 + d1, d2)> : tensor<34x64xf32> -> tensor<2x17x64xf32>
  %y2 = arith.addf %y, %v2 : tensor<2x17x64xf32>
  graph.return %y2 : tensor<2x17x64xf32>
}

// -----

// Strides go with the values.
// CHECK-LABEL: graph.kernel @pointwise_exp
// CHECK-SAME: (%arg0: tensor<8x8xf32> {graph.strides = #dims}) -> (tensor<8x8xf32> {graph.strides = #dims})
graph.program @strides symbols [] (%x: tensor<8x8xf32> {graph.strides = #graph.dims<() -> (1, 8)>}) -> (tensor<8x8xf32> {graph.strides = #graph.dims<() -> (1, 8)>}) {
  %e = math.exp %x : tensor<8x8xf32>
  graph.return %e : tensor<8x8xf32>
}

// -----

// What the score function reads becomes an operand of the attention's kernel,
// and the heads are joined when the result is stored.
// CHECK-LABEL: graph.kernel @attention
// CHECK-SAME: -> tensor<2x34x768xf32>
// CHECK: graph.attention
// CHECK: graph.view %{{.*}} through <(d0, d1, d2) -> (d0, d2 floordiv 64, d1, d2 mod 64)>
graph.program @heads symbols ["s0"] (%q: tensor<2x12x34x64xf32>, %m: tensor<2x34xf32>, %w: tensor<2x768x768xf32>) -> (tensor<2x34x768xf32>) {
  %mb = graph.view %m through <(d0, d1, d2, d3) -> (d0, d3)> : tensor<2x34xf32> -> tensor<2x12x34x34xf32>
  %o = graph.attention %q, %q, %q masked_rows zero {
  ^bb0(%s: tensor<2x12x34x34xf32>):
    %0 = arith.addf %s, %mb : tensor<2x12x34x34xf32>
    graph.yield %0 : tensor<2x12x34x34xf32>
  } : tensor<2x12x34x64xf32>, tensor<2x12x34x64xf32>, tensor<2x12x34x64xf32> -> tensor<2x12x34x64xf32>
  %v = graph.view %o through <(d0, d1, d2) -> (d0, d2 floordiv 64, d1, d2 mod 64)> : tensor<2x12x34x64xf32> -> tensor<2x34x768xf32>
  %p = graph.contract %v, %w : tensor<2x34x768xf32>, tensor<2x768x768xf32> -> tensor<2x34x768xf32>
  graph.return %p : tensor<2x34x768xf32>
}

// -----

// A table is computed once, but not one that is returned.
// CHECK-LABEL: graph.program @table
// CHECK: %[[A:.*]] = graph.call @{{.*}}() : () -> tensor<8xf32>
// CHECK: %[[B:.*]] = graph.call @{{.*}}(%arg0, %[[A]]) :
// CHECK: graph.return %[[B]], %[[A]]
graph.program @table symbols [] (%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %i = graph.iota 0 : tensor<8xi64>
  %f = arith.sitofp %i : tensor<8xi64> to tensor<8xf32>
  %t = math.exp %f : tensor<8xf32>
  %y = arith.addf %x, %t : tensor<8xf32>
  graph.return %y, %t : tensor<8xf32>, tensor<8xf32>
}

// -----

// Scatters of one element are stored as they are.
// CHECK-LABEL: graph.kernel @scatter
// CHECK: %[[R:.*]] = graph.scatter
// CHECK-NEXT: graph.return %[[R]]
graph.program @one_element symbols [] (%x: tensor<f32>, %i: tensor<i64>, %u: tensor<f32>) -> (tensor<f32>) {
  %0 = graph.view %x through <(d0) -> ()> : tensor<f32> -> tensor<1xf32>
  %1 = graph.view %u through <(d0) -> ()> : tensor<f32> -> tensor<1xf32>
  %2 = graph.view %i through <(d0) -> ()> : tensor<i64> -> tensor<1xi64>
  %3 = graph.scatter add %0, %1[%2] dims [0] through <(d0) -> (0)> : tensor<1xf32>, tensor<1xf32>, tensor<1xi64> -> tensor<1xf32>
  %4 = graph.view %3 through <() -> (0)> : tensor<1xf32> -> tensor<f32>
  graph.return %4 : tensor<f32>
}

// -----

// A value that is stored and used further is computed once, also where a
// dimension of one lets its indices be written in two ways.
// CHECK-LABEL: graph.kernel @attention
// CHECK: graph.attention
// CHECK-NOT: graph.attention
// CHECK: arith.maximumf
graph.program @stored_and_used symbols [] (%x: tensor<8x5x5x1xf32>) -> (tensor<8x5x5x1xf32>, tensor<8x5x5x1xf32>) {
  %0 = graph.attention %x, %x, %x masked_rows zero {
  ^bb0(%s: tensor<8x5x5x5xf32>):
    graph.yield %s : tensor<8x5x5x5xf32>
  } : tensor<8x5x5x1xf32>, tensor<8x5x5x1xf32>, tensor<8x5x5x1xf32> -> tensor<8x5x5x1xf32>
  %1 = arith.maximumf %0, %x : tensor<8x5x5x1xf32>
  graph.return %0, %1 : tensor<8x5x5x1xf32>, tensor<8x5x5x1xf32>
}
