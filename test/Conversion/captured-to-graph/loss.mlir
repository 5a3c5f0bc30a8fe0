// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Losses.

// CHECK-LABEL: graph.program @aten_mse_loss_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>, %[[ARG1:.*]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = arith.subf %[[ARG0]], %[[ARG1]] : tensor<3x2xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[V0]], %[[V0]] : tensor<3x2xf32>
// CHECK: %[[V2:.*]] = graph.reduce  sum %[[V1]] dims [0, 1] : tensor<3x2xf32> -> tensor<f32>
// CHECK: %[[CST:.*]] = arith.constant dense<6.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = arith.divf %[[V2]], %[[CST]] : tensor<f32>
// CHECK: graph.return %[[V3]] : tensor<f32>
graph.program @aten_mse_loss_default(%0: tensor<3x2xf32>, %1: tensor<3x2xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.mse_loss.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_nll_loss_forward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>, %[[ARG1:.*]]: tensor<3xi64>, %[[ARG2:.*]]: tensor<2xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<-100> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<3xi64>
// CHECK: %[[V1:.*]] = arith.cmpi eq, %[[ARG1]], %[[V0]] : tensor<3xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<3xi64>
// CHECK: %[[V3:.*]] = arith.select %[[V1]], %[[V2]], %[[ARG1]] : tensor<3xi1>, tensor<3xi64>
// CHECK: %[[V4:.*]] = graph.gather %[[ARG2]][%[[V3]]] dims [0] through <(d0) -> (0)> : tensor<2xf32>, tensor<3xi64> -> tensor<3xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V6:.*]] = arith.select %[[V1]], %[[V5]], %[[V4]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[V7:.*]] = graph.gather %[[ARG0]][%[[V3]]] dims [1] through <(d0) -> (d0, 0)> : tensor<3x2xf32>, tensor<3xi64> -> tensor<3xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V9:.*]] = arith.mulf %[[V6]], %[[V7]] : tensor<3xf32>
// CHECK: %[[V10:.*]] = arith.negf %[[V9]] : tensor<3xf32>
// CHECK: %[[V11:.*]] = arith.select %[[V1]], %[[V8]], %[[V10]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[V12:.*]] = graph.reduce  sum %[[V6]] dims [0] : tensor<3xf32> -> tensor<f32>
// CHECK: %[[V13:.*]] = graph.reduce  sum %[[V11]] dims [0] : tensor<3xf32> -> tensor<f32>
// CHECK: %[[V14:.*]] = arith.divf %[[V13]], %[[V12]] : tensor<f32>
// CHECK: graph.return %[[V14]], %[[V12]] : tensor<f32>, tensor<f32>
graph.program @aten_nll_loss_forward_default(%0: tensor<3x2xf32>, %1: tensor<3xi64>, %2: tensor<2xf32>) -> (tensor<f32>, tensor<f32>) {
  %v0:2 = graph.captured "aten.nll_loss_forward.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, 1 : i64, -100 : i64] : (tensor<3x2xf32>, tensor<3xi64>, tensor<2xf32>) -> (tensor<f32>, tensor<f32>)
  graph.return %v0#0, %v0#1 : tensor<f32>, tensor<f32>
}

// CHECK-LABEL: graph.program @aten_nll_loss_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<f32>, %[[ARG1:.*]]: tensor<3x2xf32>, %[[ARG2:.*]]: tensor<3xi64>, %[[ARG3:.*]]: tensor<f32>
// CHECK: %[[CST:.*]] = arith.constant dense<-100> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<3xi64>
// CHECK: %[[V1:.*]] = arith.cmpi eq, %[[ARG2]], %[[V0]] : tensor<3xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<3xi64>
// CHECK: %[[V3:.*]] = arith.select %[[V1]], %[[V2]], %[[ARG2]] : tensor<3xi1>, tensor<3xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V6:.*]] = arith.select %[[V1]], %[[V5]], %[[V4]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[V7:.*]] = graph.view %[[ARG0]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V8:.*]] = arith.mulf %[[V6]], %[[V7]] : tensor<3xf32>
// CHECK: %[[V9:.*]] = arith.negf %[[V8]] : tensor<3xf32>
// CHECK: %[[V10:.*]] = graph.view %[[ARG3]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V11:.*]] = arith.divf %[[V9]], %[[V10]] : tensor<3xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[CST_3]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V13:.*]] = arith.select %[[V1]], %[[V12]], %[[V11]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[CST_4:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V14:.*]] = graph.view %[[CST_4]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<3x2xf32>
// CHECK: %[[V15:.*]] = graph.scatter add %[[V14]], %[[V13]][%[[V3]]] dims [1] through <(d0) -> (d0, 0)> : tensor<3x2xf32>, tensor<3xf32>, tensor<3xi64> -> tensor<3x2xf32>
// CHECK: graph.return %[[V15]] : tensor<3x2xf32>
graph.program @aten_nll_loss_backward_default(%0: tensor<f32>, %1: tensor<3x2xf32>, %2: tensor<3xi64>, %3: tensor<f32>) -> (tensor<3x2xf32>) {
  %v0 = graph.captured "aten.nll_loss_backward.default"(%0, %1, %2, %3) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.none, 1 : i64, -100 : i64, #graph.operand<3>] : (tensor<f32>, tensor<3x2xf32>, tensor<3xi64>, tensor<f32>) -> tensor<3x2xf32>
  graph.return %v0 : tensor<3x2xf32>
}

// CHECK-LABEL: graph.program @aten_nll_loss2d_forward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x3x2x2xf32>, %[[ARG1:.*]]: tensor<1x2x2xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<-100> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1, d2) -> ()> : tensor<i64> -> tensor<1x2x2xi64>
// CHECK: %[[V1:.*]] = arith.cmpi eq, %[[ARG1]], %[[V0]] : tensor<1x2x2xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2) -> ()> : tensor<i64> -> tensor<1x2x2xi64>
// CHECK: %[[V3:.*]] = arith.select %[[V1]], %[[V2]], %[[ARG1]] : tensor<1x2x2xi1>, tensor<1x2x2xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST_1]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x2x2xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_2]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x2x2xf32>
// CHECK: %[[V6:.*]] = arith.select %[[V1]], %[[V5]], %[[V4]] : tensor<1x2x2xi1>, tensor<1x2x2xf32>
// CHECK: %[[V7:.*]] = graph.gather %[[ARG0]][%[[V3]]] dims [1] through <(d0, d1, d2) -> (d0, 0, d1, d2)> : tensor<1x3x2x2xf32>, tensor<1x2x2xi64> -> tensor<1x2x2xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_3]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x2x2xf32>
// CHECK: %[[V9:.*]] = arith.mulf %[[V6]], %[[V7]] : tensor<1x2x2xf32>
// CHECK: %[[V10:.*]] = arith.negf %[[V9]] : tensor<1x2x2xf32>
// CHECK: %[[V11:.*]] = arith.select %[[V1]], %[[V8]], %[[V10]] : tensor<1x2x2xi1>, tensor<1x2x2xf32>
// CHECK: %[[V12:.*]] = graph.reduce  sum %[[V6]] dims [0, 1, 2] : tensor<1x2x2xf32> -> tensor<f32>
// CHECK: %[[V13:.*]] = graph.reduce  sum %[[V11]] dims [0, 1, 2] : tensor<1x2x2xf32> -> tensor<f32>
// CHECK: graph.return %[[V13]], %[[V12]] : tensor<f32>, tensor<f32>
graph.program @aten_nll_loss2d_forward_default(%0: tensor<1x3x2x2xf32>, %1: tensor<1x2x2xi64>) -> (tensor<f32>, tensor<f32>) {
  %v0:2 = graph.captured "aten.nll_loss2d_forward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, #graph.none, 2 : i64, -100 : i64] : (tensor<1x3x2x2xf32>, tensor<1x2x2xi64>) -> (tensor<f32>, tensor<f32>)
  graph.return %v0#0, %v0#1 : tensor<f32>, tensor<f32>
}

// CHECK-LABEL: graph.program @aten_nll_loss2d_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<f32>, %[[ARG1:.*]]: tensor<1x3x2x2xf32>, %[[ARG2:.*]]: tensor<1x2x2xi64>, %[[ARG3:.*]]: tensor<f32>
// CHECK: %[[CST:.*]] = arith.constant dense<-100> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1, d2) -> ()> : tensor<i64> -> tensor<1x2x2xi64>
// CHECK: %[[V1:.*]] = arith.cmpi eq, %[[ARG2]], %[[V0]] : tensor<1x2x2xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2) -> ()> : tensor<i64> -> tensor<1x2x2xi64>
// CHECK: %[[V3:.*]] = arith.select %[[V1]], %[[V2]], %[[ARG2]] : tensor<1x2x2xi1>, tensor<1x2x2xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST_1]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x2x2xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_2]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x2x2xf32>
// CHECK: %[[V6:.*]] = arith.select %[[V1]], %[[V5]], %[[V4]] : tensor<1x2x2xi1>, tensor<1x2x2xf32>
// CHECK: %[[V7:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x2x2xf32>
// CHECK: %[[V8:.*]] = arith.mulf %[[V6]], %[[V7]] : tensor<1x2x2xf32>
// CHECK: %[[V9:.*]] = arith.negf %[[V8]] : tensor<1x2x2xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V10:.*]] = graph.view %[[CST_3]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x2x2xf32>
// CHECK: %[[V11:.*]] = arith.select %[[V1]], %[[V10]], %[[V9]] : tensor<1x2x2xi1>, tensor<1x2x2xf32>
// CHECK: %[[CST_4:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[CST_4]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x3x2x2xf32>
// CHECK: %[[V13:.*]] = graph.scatter add %[[V12]], %[[V11]][%[[V3]]] dims [1] through <(d0, d1, d2) -> (d0, 0, d1, d2)> : tensor<1x3x2x2xf32>, tensor<1x2x2xf32>, tensor<1x2x2xi64> -> tensor<1x3x2x2xf32>
// CHECK: graph.return %[[V13]] : tensor<1x3x2x2xf32>
graph.program @aten_nll_loss2d_backward_default(%0: tensor<f32>, %1: tensor<1x3x2x2xf32>, %2: tensor<1x2x2xi64>, %3: tensor<f32>) -> (tensor<1x3x2x2xf32>) {
  %v0 = graph.captured "aten.nll_loss2d_backward.default"(%0, %1, %2, %3) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.none, 2 : i64, -100 : i64, #graph.operand<3>] : (tensor<f32>, tensor<1x3x2x2xf32>, tensor<1x2x2xi64>, tensor<f32>) -> tensor<1x3x2x2xf32>
  graph.return %v0 : tensor<1x3x2x2xf32>
}
