// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Gradients of softmax and norms.

// CHECK-LABEL: graph.program @aten__softmax_backward_data_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>, %[[ARG1:.*]]: tensor<2x4xf32>
// CHECK: %[[V0:.*]] = arith.mulf %[[ARG0]], %[[ARG1]] : tensor<2x4xf32>
// CHECK: %[[V1:.*]] = graph.reduce  sum %[[V0]] dims [1] : tensor<2x4xf32> -> tensor<2xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V4:.*]] = arith.subf %[[ARG0]], %[[V3]] : tensor<2x4xf32>
// CHECK: %[[V5:.*]] = arith.mulf %[[ARG1]], %[[V4]] : tensor<2x4xf32>
// CHECK: graph.return %[[V5]] : tensor<2x4xf32>
graph.program @aten__softmax_backward_data_default(%0: tensor<2x4xf32>, %1: tensor<2x4xf32>) -> (tensor<2x4xf32>) {
  %v0 = graph.captured "aten._softmax_backward_data.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, -1 : i64, f32] : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  graph.return %v0 : tensor<2x4xf32>
}

// CHECK-LABEL: graph.program @aten__log_softmax_backward_data_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>, %[[ARG1:.*]]: tensor<2x4xf32>
// CHECK: %[[V0:.*]] = math.exp %[[ARG1]] : tensor<2x4xf32>
// CHECK: %[[V1:.*]] = graph.reduce  sum %[[ARG0]] dims [1] : tensor<2x4xf32> -> tensor<2xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V4:.*]] = arith.mulf %[[V0]], %[[V3]] : tensor<2x4xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[ARG0]], %[[V4]] : tensor<2x4xf32>
// CHECK: graph.return %[[V5]] : tensor<2x4xf32>
graph.program @aten__log_softmax_backward_data_default(%0: tensor<2x4xf32>, %1: tensor<2x4xf32>) -> (tensor<2x4xf32>) {
  %v0 = graph.captured "aten._log_softmax_backward_data.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, -1 : i64, f32] : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  graph.return %v0 : tensor<2x4xf32>
}

// CHECK-LABEL: graph.program @aten_native_layer_norm_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>, %[[ARG1:.*]]: tensor<2x4xf32>, %[[ARG2:.*]]: tensor<2x1xf32>, %[[ARG3:.*]]: tensor<2x1xf32>, %[[ARG4:.*]]: tensor<4xf32>, %[[ARG5:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG3]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V2:.*]] = arith.subf %[[ARG1]], %[[V1]] : tensor<2x4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[V2]], %[[V0]] : tensor<2x4xf32>
// CHECK: %[[V4:.*]] = graph.view %[[ARG4]] through <(d0, d1) -> (d1)> : tensor<4xf32> -> tensor<2x4xf32>
// CHECK: %[[V5:.*]] = arith.mulf %[[ARG0]], %[[V4]] : tensor<2x4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V3]] : tensor<2x4xf32>
// CHECK: %[[V7:.*]] = graph.reduce  sum %[[V6]] dims [1] : tensor<2x4xf32> -> tensor<2xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<4.000000e+00> : tensor<f32>
// CHECK: %[[V9:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V10:.*]] = arith.divf %[[V8]], %[[V9]] : tensor<2x1xf32>
// CHECK: %[[V11:.*]] = graph.view %[[V10]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V12:.*]] = arith.mulf %[[V3]], %[[V11]] : tensor<2x4xf32>
// CHECK: %[[V13:.*]] = arith.subf %[[V5]], %[[V12]] : tensor<2x4xf32>
// CHECK: %[[V14:.*]] = graph.reduce  sum %[[V5]] dims [1] : tensor<2x4xf32> -> tensor<2xf32>
// CHECK: %[[V15:.*]] = graph.view %[[V14]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<4.000000e+00> : tensor<f32>
// CHECK: %[[V16:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V17:.*]] = arith.divf %[[V15]], %[[V16]] : tensor<2x1xf32>
// CHECK: %[[V18:.*]] = graph.view %[[V17]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V19:.*]] = arith.subf %[[V13]], %[[V18]] : tensor<2x4xf32>
// CHECK: %[[V20:.*]] = arith.mulf %[[V19]], %[[V0]] : tensor<2x4xf32>
// CHECK: %[[V21:.*]] = arith.mulf %[[ARG0]], %[[V3]] : tensor<2x4xf32>
// CHECK: %[[V22:.*]] = graph.reduce  sum %[[V21]] dims [0] : tensor<2x4xf32> -> tensor<4xf32>
// CHECK: %[[V23:.*]] = graph.reduce  sum %[[ARG0]] dims [0] : tensor<2x4xf32> -> tensor<4xf32>
// CHECK: graph.return %[[V20]], %[[V22]], %[[V23]] : tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>
graph.program @aten_native_layer_norm_backward_default(%0: tensor<2x4xf32>, %1: tensor<2x4xf32>, %2: tensor<2x1xf32>, %3: tensor<2x1xf32>, %4: tensor<4xf32>, %5: tensor<4xf32>) -> (tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %v0:3 = graph.captured "aten.native_layer_norm_backward.default"(%0, %1, %2, %3, %4, %5) args [#graph.operand<0>, #graph.operand<1>, [4 : i64], #graph.operand<2>, #graph.operand<3>, #graph.operand<4>, #graph.operand<5>, [true, true, true]] : (tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x1xf32>, tensor<2x1xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>)
  graph.return %v0#0, %v0#1, %v0#2 : tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_native_group_norm_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4x6xf32>, %[[ARG1:.*]]: tensor<2x4x6xf32>, %[[ARG2:.*]]: tensor<2x2xf32>, %[[ARG3:.*]]: tensor<2x2xf32>, %[[ARG4:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG3]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x2xf32> -> tensor<2x2x1xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1, d2) -> (d0, d1, 0)> : tensor<2x2x1xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V2:.*]] = graph.view %[[ARG1]] through <(d0, d1, d2) -> (d0, d1 * 2 + d2 floordiv 6, d2 mod 6)> : tensor<2x4x6xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V3:.*]] = graph.view %[[ARG2]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x2xf32> -> tensor<2x2x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1, d2) -> (d0, d1, 0)> : tensor<2x2x1xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[V2]], %[[V4]] : tensor<2x2x12xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V1]] : tensor<2x2x12xf32>
// CHECK: %[[V7:.*]] = graph.view %[[ARG4]] through <(d0, d1) -> (d0)> : tensor<4xf32> -> tensor<4x1xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1, d2) -> (d1, 0)> : tensor<4x1xf32> -> tensor<2x4x6xf32>
// CHECK: %[[V9:.*]] = arith.mulf %[[ARG0]], %[[V8]] : tensor<2x4x6xf32>
// CHECK: %[[V10:.*]] = graph.view %[[V9]] through <(d0, d1, d2) -> (d0, d1 * 2 + d2 floordiv 6, d2 mod 6)> : tensor<2x4x6xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V11:.*]] = arith.mulf %[[V10]], %[[V6]] : tensor<2x2x12xf32>
// CHECK: %[[V12:.*]] = graph.reduce  sum %[[V11]] dims [2] : tensor<2x2x12xf32> -> tensor<2x2xf32>
// CHECK: %[[V13:.*]] = graph.view %[[V12]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x2xf32> -> tensor<2x2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.200000e+01> : tensor<f32>
// CHECK: %[[V14:.*]] = graph.view %[[CST]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x2x1xf32>
// CHECK: %[[V15:.*]] = arith.divf %[[V13]], %[[V14]] : tensor<2x2x1xf32>
// CHECK: %[[V16:.*]] = graph.view %[[V15]] through <(d0, d1, d2) -> (d0, d1, 0)> : tensor<2x2x1xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V17:.*]] = arith.mulf %[[V6]], %[[V16]] : tensor<2x2x12xf32>
// CHECK: %[[V18:.*]] = arith.subf %[[V10]], %[[V17]] : tensor<2x2x12xf32>
// CHECK: %[[V19:.*]] = graph.reduce  sum %[[V10]] dims [2] : tensor<2x2x12xf32> -> tensor<2x2xf32>
// CHECK: %[[V20:.*]] = graph.view %[[V19]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x2xf32> -> tensor<2x2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.200000e+01> : tensor<f32>
// CHECK: %[[V21:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x2x1xf32>
// CHECK: %[[V22:.*]] = arith.divf %[[V20]], %[[V21]] : tensor<2x2x1xf32>
// CHECK: %[[V23:.*]] = graph.view %[[V22]] through <(d0, d1, d2) -> (d0, d1, 0)> : tensor<2x2x1xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V24:.*]] = arith.subf %[[V18]], %[[V23]] : tensor<2x2x12xf32>
// CHECK: %[[V25:.*]] = arith.mulf %[[V24]], %[[V1]] : tensor<2x2x12xf32>
// CHECK: %[[V26:.*]] = graph.view %[[V25]] through <(d0, d1, d2) -> (d0, (d1 * 6 + d2) floordiv 12, (d1 * 6 + d2) mod 12)> : tensor<2x2x12xf32> -> tensor<2x4x6xf32>
// CHECK: %[[V27:.*]] = graph.view %[[V6]] through <(d0, d1, d2) -> (d0, (d1 * 6 + d2) floordiv 12, (d1 * 6 + d2) mod 12)> : tensor<2x2x12xf32> -> tensor<2x4x6xf32>
// CHECK: %[[V28:.*]] = arith.mulf %[[ARG0]], %[[V27]] : tensor<2x4x6xf32>
// CHECK: %[[V29:.*]] = graph.reduce  sum %[[V28]] dims [0, 2] : tensor<2x4x6xf32> -> tensor<4xf32>
// CHECK: %[[V30:.*]] = graph.reduce  sum %[[ARG0]] dims [0, 2] : tensor<2x4x6xf32> -> tensor<4xf32>
// CHECK: graph.return %[[V26]], %[[V29]], %[[V30]] : tensor<2x4x6xf32>, tensor<4xf32>, tensor<4xf32>
graph.program @aten_native_group_norm_backward_default(%0: tensor<2x4x6xf32>, %1: tensor<2x4x6xf32>, %2: tensor<2x2xf32>, %3: tensor<2x2xf32>, %4: tensor<4xf32>) -> (tensor<2x4x6xf32>, tensor<4xf32>, tensor<4xf32>) {
  %v0:3 = graph.captured "aten.native_group_norm_backward.default"(%0, %1, %2, %3, %4) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, #graph.operand<4>, 2 : i64, 4 : i64, 6 : i64, 2 : i64, [true, true, true]] : (tensor<2x4x6xf32>, tensor<2x4x6xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<4xf32>) -> (tensor<2x4x6xf32>, tensor<4xf32>, tensor<4xf32>)
  graph.return %v0#0, %v0#1, %v0#2 : tensor<2x4x6xf32>, tensor<4xf32>, tensor<4xf32>
}

// The weight's gradient is not asked for: an empty tensor takes its place.
// CHECK-LABEL: graph.program @aten__fused_rms_norm_backward_default(
// CHECK-SAME: %[[G:.*]]: tensor<2x4xf32>, %[[X:.*]]: tensor<2x4xf32>, %[[RSTD:.*]]: tensor<2x1xf32>, %[[W:.*]]: tensor<4xf32>
// CHECK: %[[R:.*]] = graph.view %[[RSTD]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[N:.*]] = arith.mulf %[[X]], %[[R]]
// CHECK: %[[WS:.*]] = graph.view %[[W]] through <(d0, d1) -> (d1)>
// CHECK: %[[GW:.*]] = arith.mulf %[[G]], %[[WS]]
// CHECK: %[[GWN:.*]] = arith.mulf %[[GW]], %[[N]]
// CHECK: %[[S:.*]] = graph.reduce sum %[[GWN]] dims [1]
// CHECK: arith.divf
// CHECK: %[[T:.*]] = arith.mulf %[[N]], %{{.*}}
// CHECK: %[[D:.*]] = arith.subf %[[GW]], %[[T]]
// CHECK: %[[DX:.*]] = arith.mulf %[[D]], %{{.*}}
// CHECK: graph.return %[[DX]] : tensor<2x4xf32>
graph.program @aten__fused_rms_norm_backward_default(%0: tensor<2x4xf32>, %1: tensor<2x4xf32>, %2: tensor<2x1xf32>, %3: tensor<4xf32>) -> (tensor<2x4xf32>) {
  %v0:2 = graph.captured "aten._fused_rms_norm_backward.default"(%0, %1, %2, %3) args [#graph.operand<0>, #graph.operand<1>, [4], #graph.operand<2>, #graph.operand<3>, [true, false]] : (tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x1xf32>, tensor<4xf32>) -> (tensor<2x4xf32>, tensor<0xf32>)
  graph.return %v0#0 : tensor<2x4xf32>
}
