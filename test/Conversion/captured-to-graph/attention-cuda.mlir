// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Attention as autograd spells it on a GPU. The state of random numbers is
// among the results and may stay unread.

!t = tensor<1x2x4x8xf32>

// CHECK-LABEL: graph.program @efficient(
// CHECK-SAME: %[[Q:.*]]: tensor<1x2x4x8xf32>, %[[B:.*]]: tensor<1x1x4x4xf32>)
graph.program @efficient(%q: !t, %b: tensor<1x1x4x4xf32>)
    -> (!t, tensor<1x2x4xf32>) {
  // CHECK: %[[O:.*]] = graph.attention %[[Q]], %[[Q]], %[[Q]] masked_rows zero
  // CHECK: graph.view %[[B]] through <(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
  // CHECK: graph.yield
  // CHECK: graph.contract
  // CHECK: graph.reduce max
  // CHECK: math.exp
  // CHECK: graph.reduce sum
  // CHECK: math.log
  // CHECK: graph.return %[[O]]
  %0:4 = graph.captured "aten._scaled_dot_product_efficient_attention.default"(%q, %b)
      args [#graph.operand<0>, #graph.operand<0>, #graph.operand<0>, #graph.operand<1>, true]
      : (!t, tensor<1x1x4x4xf32>) -> (!t, tensor<1x2x4xf32>, tensor<i64>, tensor<i64>)
  graph.return %0#0, %0#1 : !t, tensor<1x2x4xf32>
}

// CHECK-LABEL: graph.program @flash(
graph.program @flash(%q: !t) -> (!t) {
  // CHECK: graph.attention
  // CHECK: arith.cmpi sle
  // CHECK-NOT: graph.reduce
  // CHECK: graph.return
  %0:2 = graph.captured "aten._scaled_dot_product_flash_attention.default"(%q)
      args [#graph.operand<0>, #graph.operand<0>, #graph.operand<0>, 0.0, true]
      : (!t) -> (!t, tensor<1x2x4xf32>)
  graph.return %0#0 : !t
}
