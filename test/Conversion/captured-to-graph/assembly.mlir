// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Tensors put together from others.

// CHECK-LABEL: graph.program @aten_cat_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<2x4xf32>
// CHECK: %[[V0:.*]] = graph.concat 1(%[[ARG0]], %[[ARG1]]) : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<2x7xf32>
// CHECK: graph.return %[[V0]] : tensor<2x7xf32>
graph.program @aten_cat_default(%0: tensor<2x3xf32>, %1: tensor<2x4xf32>) -> (tensor<2x7xf32>) {
  %v0 = graph.captured "aten.cat.default"(%0, %1) args [[#graph.operand<0>, #graph.operand<1>], -1 : i64] : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<2x7xf32>
  graph.return %v0 : tensor<2x7xf32>
}

// CHECK-LABEL: graph.program @aten_stack_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d0, d2)> : tensor<2x3xf32> -> tensor<2x1x3xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG1]] through <(d0, d1, d2) -> (d0, d2)> : tensor<2x3xf32> -> tensor<2x1x3xf32>
// CHECK: %[[V2:.*]] = graph.concat 1(%[[V0]], %[[V1]]) : (tensor<2x1x3xf32>, tensor<2x1x3xf32>) -> tensor<2x2x3xf32>
// CHECK: graph.return %[[V2]] : tensor<2x2x3xf32>
graph.program @aten_stack_default(%0: tensor<2x3xf32>, %1: tensor<2x3xf32>) -> (tensor<2x2x3xf32>) {
  %v0 = graph.captured "aten.stack.default"(%0, %1) args [[#graph.operand<0>, #graph.operand<1>], 1 : i64] : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x2x3xf32>
  graph.return %v0 : tensor<2x2x3xf32>
}

// CHECK-LABEL: graph.program @aten_constant_pad_nd_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, d1)> : tensor<2x3xf32> -> tensor<2x2xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = graph.concat 1(%[[V1]], %[[V0]]) : (tensor<2x1xf32>, tensor<2x2xf32>) -> tensor<2x3xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V4:.*]] = graph.concat 0(%[[V2]], %[[V3]]) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<4x3xf32>
// CHECK: graph.return %[[V4]] : tensor<4x3xf32>
graph.program @aten_constant_pad_nd_default(%0: tensor<2x3xf32>) -> (tensor<4x3xf32>) {
  %v0 = graph.captured "aten.constant_pad_nd.default"(%0) args [#graph.operand<0>, [1 : i64, -1 : i64, 0 : i64, 2 : i64], 0.5 : f64] : (tensor<2x3xf32>) -> tensor<4x3xf32>
  graph.return %v0 : tensor<4x3xf32>
}

// CHECK-LABEL: graph.program @aten_slice_scatter_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<6x2xf32>, %[[ARG1:.*]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, d1)> : tensor<6x2xf32> -> tensor<1x2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0 + 4, d1)> : tensor<6x2xf32> -> tensor<2x2xf32>
// CHECK: %[[V2:.*]] = graph.concat 0(%[[V0]], %[[ARG1]], %[[V1]]) : (tensor<1x2xf32>, tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<6x2xf32>
// CHECK: graph.return %[[V2]] : tensor<6x2xf32>
graph.program @aten_slice_scatter_default(%0: tensor<6x2xf32>, %1: tensor<3x2xf32>) -> (tensor<6x2xf32>) {
  %v0 = graph.captured "aten.slice_scatter.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 0 : i64, 1 : i64, 4 : i64] : (tensor<6x2xf32>, tensor<3x2xf32>) -> tensor<6x2xf32>
  graph.return %v0 : tensor<6x2xf32>
}

// CHECK-LABEL: graph.program @aten_slice_scatter_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<6x2xf32>, %[[ARG1:.*]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> ((d0 floordiv 2) mod 3, d1)> : tensor<3x2xf32> -> tensor<6x2xf32>
// CHECK: %[[V1:.*]] = graph.iota 0 : tensor<6x2xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<6x2xi64>
// CHECK: %[[V3:.*]] = arith.subi %[[V1]], %[[V2]] : tensor<6x2xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<6> : tensor<i64>
// CHECK: %[[V4:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<6x2xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<6x2xi64>
// CHECK: %[[V6:.*]] = arith.remsi %[[V3]], %[[V5]] : tensor<6x2xi64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V7:.*]] = graph.view %[[CST_2]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<6x2xi64>
// CHECK: %[[V8:.*]] = arith.cmpi sge, %[[V3]], %[[V7]] : tensor<6x2xi64>
// CHECK: %[[V9:.*]] = arith.cmpi slt, %[[V3]], %[[V4]] : tensor<6x2xi64>
// CHECK: %[[V10:.*]] = arith.andi %[[V8]], %[[V9]] : tensor<6x2xi1>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V11:.*]] = graph.view %[[CST_3]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<6x2xi64>
// CHECK: %[[V12:.*]] = arith.cmpi eq, %[[V6]], %[[V11]] : tensor<6x2xi64>
// CHECK: %[[V13:.*]] = arith.andi %[[V10]], %[[V12]] : tensor<6x2xi1>
// CHECK: %[[V14:.*]] = arith.select %[[V13]], %[[V0]], %[[ARG0]] : tensor<6x2xi1>, tensor<6x2xf32>
// CHECK: graph.return %[[V14]] : tensor<6x2xf32>
graph.program @aten_slice_scatter_default_2(%0: tensor<6x2xf32>, %1: tensor<3x2xf32>) -> (tensor<6x2xf32>) {
  %v0 = graph.captured "aten.slice_scatter.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 0 : i64, 0 : i64, 6 : i64, 2 : i64] : (tensor<6x2xf32>, tensor<3x2xf32>) -> tensor<6x2xf32>
  graph.return %v0 : tensor<6x2xf32>
}

// CHECK-LABEL: graph.program @aten_select_scatter_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>, %[[ARG1:.*]]: tensor<2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<2xf32> -> tensor<1x2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, d1)> : tensor<3x2xf32> -> tensor<2x2xf32>
// CHECK: %[[V2:.*]] = graph.concat 0(%[[V1]], %[[V0]]) : (tensor<2x2xf32>, tensor<1x2xf32>) -> tensor<3x2xf32>
// CHECK: graph.return %[[V2]] : tensor<3x2xf32>
graph.program @aten_select_scatter_default(%0: tensor<3x2xf32>, %1: tensor<2xf32>) -> (tensor<3x2xf32>) {
  %v0 = graph.captured "aten.select_scatter.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 0 : i64, -1 : i64] : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  graph.return %v0 : tensor<3x2xf32>
}

// CHECK-LABEL: graph.program @aten_diagonal_scatter_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x4xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d0 mod 3)> : tensor<3xf32> -> tensor<3x4xf32>
// CHECK: %[[V1:.*]] = graph.iota 1 : tensor<3x4xi64>
// CHECK: %[[V2:.*]] = graph.iota 0 : tensor<3x4xi64>
// CHECK: %[[V3:.*]] = arith.subi %[[V1]], %[[V2]] : tensor<3x4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<1> : tensor<i64>
// CHECK: %[[V4:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<3x4xi64>
// CHECK: %[[V5:.*]] = arith.cmpi eq, %[[V3]], %[[V4]] : tensor<3x4xi64>
// CHECK: %[[V6:.*]] = arith.select %[[V5]], %[[V0]], %[[ARG0]] : tensor<3x4xi1>, tensor<3x4xf32>
// CHECK: graph.return %[[V6]] : tensor<3x4xf32>
graph.program @aten_diagonal_scatter_default(%0: tensor<3x4xf32>, %1: tensor<3xf32>) -> (tensor<3x4xf32>) {
  %v0 = graph.captured "aten.diagonal_scatter.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 1 : i64] : (tensor<3x4xf32>, tensor<3xf32>) -> tensor<3x4xf32>
  graph.return %v0 : tensor<3x4xf32>
}
