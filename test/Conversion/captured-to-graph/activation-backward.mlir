// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Gradients of pointwise functions.

// CHECK-LABEL: graph.program @aten_gelu_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.707106769> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[ARG1]], %[[V0]] : tensor<4xf32>
// CHECK: %[[V2:.*]] = math.erf %[[V1]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.addf %[[V3]], %[[V2]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V4]] : tensor<4xf32>
// CHECK: %[[V7:.*]] = arith.mulf %[[ARG1]], %[[ARG1]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<-5.000000e-01> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.mulf %[[V7]], %[[V8]] : tensor<4xf32>
// CHECK: %[[V10:.*]] = math.exp %[[V9]] : tensor<4xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0.398942292> : tensor<f32>
// CHECK: %[[V11:.*]] = graph.view %[[CST_3]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V12:.*]] = arith.mulf %[[V10]], %[[V11]] : tensor<4xf32>
// CHECK: %[[V13:.*]] = arith.mulf %[[ARG1]], %[[V12]] : tensor<4xf32>
// CHECK: %[[V14:.*]] = arith.addf %[[V6]], %[[V13]] : tensor<4xf32>
// CHECK: %[[V15:.*]] = arith.mulf %[[ARG0]], %[[V14]] : tensor<4xf32>
// CHECK: graph.return %[[V15]] : tensor<4xf32>
graph.program @aten_gelu_backward_default(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.gelu_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_silu_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = arith.negf %[[ARG1]] : tensor<4xf32>
// CHECK: %[[V1:.*]] = math.exp %[[V0]] : tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.addf %[[V2]], %[[V1]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V5:.*]] = arith.divf %[[V4]], %[[V3]] : tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[ARG0]], %[[V5]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V7:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V8:.*]] = arith.subf %[[V7]], %[[V5]] : tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.mulf %[[ARG1]], %[[V8]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V10:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V11:.*]] = arith.addf %[[V10]], %[[V9]] : tensor<4xf32>
// CHECK: %[[V12:.*]] = arith.mulf %[[V6]], %[[V11]] : tensor<4xf32>
// CHECK: graph.return %[[V12]] : tensor<4xf32>
graph.program @aten_silu_backward_default(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.silu_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_sigmoid_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.subf %[[V0]], %[[ARG1]] : tensor<4xf32>
// CHECK: %[[V2:.*]] = arith.mulf %[[ARG0]], %[[V1]] : tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[V2]], %[[ARG1]] : tensor<4xf32>
// CHECK: graph.return %[[V3]] : tensor<4xf32>
graph.program @aten_sigmoid_backward_default(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.sigmoid_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_tanh_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = arith.mulf %[[ARG1]], %[[ARG1]] : tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V2:.*]] = arith.subf %[[V1]], %[[V0]] : tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[ARG0]], %[[V2]] : tensor<4xf32>
// CHECK: graph.return %[[V3]] : tensor<4xf32>
graph.program @aten_tanh_backward_default(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.tanh_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_hardswish_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf olt, %[[ARG1]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.divf %[[ARG1]], %[[V2]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V5:.*]] = arith.addf %[[V3]], %[[V4]] : tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[ARG0]], %[[V5]] : tensor<4xf32>
// CHECK: %[[V7:.*]] = arith.select %[[V1]], %[[V6]], %[[ARG0]] : tensor<4xi1>, tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<-3.000000e+00> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.cmpf ole, %[[ARG1]], %[[V8]] : tensor<4xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V10:.*]] = graph.view %[[CST_3]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V11:.*]] = arith.select %[[V9]], %[[V10]], %[[V7]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V11]] : tensor<4xf32>
graph.program @aten_hardswish_backward_default(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.hardswish_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_hardsigmoid_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<-3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf ogt, %[[ARG1]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.cmpf olt, %[[ARG1]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.andi %[[V1]], %[[V3]] : tensor<4xi1>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0.166666672> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[ARG0]], %[[V5]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V7:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V8:.*]] = arith.select %[[V4]], %[[V6]], %[[V7]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V8]] : tensor<4xf32>
graph.program @aten_hardsigmoid_backward_default(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.hardsigmoid_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_gelu_backward_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = arith.mulf %[[ARG1]], %[[ARG1]] : tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[V0]], %[[ARG1]] : tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<4.471500e-02> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[V2]], %[[V1]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.addf %[[ARG1]], %[[V3]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.797884583> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V4]] : tensor<4xf32>
// CHECK: %[[V7:.*]] = math.tanh %[[V6]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.addf %[[V8]], %[[V7]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V10:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V11:.*]] = arith.mulf %[[V10]], %[[V9]] : tensor<4xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[CST_3]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V13:.*]] = arith.mulf %[[V12]], %[[ARG1]] : tensor<4xf32>
// CHECK: %[[V14:.*]] = arith.mulf %[[V7]], %[[V7]] : tensor<4xf32>
// CHECK: %[[CST_4:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V15:.*]] = graph.view %[[CST_4]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V16:.*]] = arith.subf %[[V15]], %[[V14]] : tensor<4xf32>
// CHECK: %[[V17:.*]] = arith.mulf %[[V13]], %[[V16]] : tensor<4xf32>
// CHECK: %[[V18:.*]] = arith.mulf %[[ARG1]], %[[ARG1]] : tensor<4xf32>
// CHECK: %[[CST_5:.*]] = arith.constant dense<1.341450e-01> : tensor<f32>
// CHECK: %[[V19:.*]] = graph.view %[[CST_5]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V20:.*]] = arith.mulf %[[V19]], %[[V18]] : tensor<4xf32>
// CHECK: %[[CST_6:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V21:.*]] = graph.view %[[CST_6]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V22:.*]] = arith.addf %[[V21]], %[[V20]] : tensor<4xf32>
// CHECK: %[[CST_7:.*]] = arith.constant dense<0.797884583> : tensor<f32>
// CHECK: %[[V23:.*]] = graph.view %[[CST_7]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V24:.*]] = arith.mulf %[[V23]], %[[V22]] : tensor<4xf32>
// CHECK: %[[V25:.*]] = arith.mulf %[[V17]], %[[V24]] : tensor<4xf32>
// CHECK: %[[V26:.*]] = arith.addf %[[V11]], %[[V25]] : tensor<4xf32>
// CHECK: %[[V27:.*]] = arith.mulf %[[ARG0]], %[[V26]] : tensor<4xf32>
// CHECK: graph.return %[[V27]] : tensor<4xf32>
graph.program @aten_gelu_backward_default_2(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.gelu_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] kwargs {approximate = "tanh"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_threshold_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf ole, %[[ARG1]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.select %[[V1]], %[[V2]], %[[ARG0]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V3]] : tensor<4xf32>
graph.program @aten_threshold_backward_default(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.threshold_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 0 : i64] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_leaky_relu_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf ogt, %[[ARG1]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e-01> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[ARG0]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.select %[[V1]], %[[ARG0]], %[[V3]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V4]] : tensor<4xf32>
graph.program @aten_leaky_relu_backward_default(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.leaky_relu_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 0.1 : f64, false] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_hardtanh_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<-1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf ole, %[[ARG1]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.cmpf oge, %[[ARG1]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.ori %[[V1]], %[[V3]] : tensor<4xi1>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.select %[[V4]], %[[V5]], %[[ARG0]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V6]] : tensor<4xf32>
graph.program @aten_hardtanh_backward_default(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.hardtanh_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, -1 : i64, 1 : i64] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_softplus_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[ARG1]], %[[V0]] : tensor<4xf32>
// CHECK: %[[V2:.*]] = math.exp %[[V1]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<2.000000e+01> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.cmpf ogt, %[[V1]], %[[V3]] : tensor<4xf32>
// CHECK: %[[V5:.*]] = arith.mulf %[[ARG0]], %[[V2]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V6:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V7:.*]] = arith.addf %[[V2]], %[[V6]] : tensor<4xf32>
// CHECK: %[[V8:.*]] = arith.divf %[[V5]], %[[V7]] : tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.select %[[V4]], %[[ARG0]], %[[V8]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V9]] : tensor<4xf32>
graph.program @aten_softplus_backward_default(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.softplus_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 1 : i64, 20 : i64] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_elu_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[ARG1]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = math.exp %[[V3]] : tensor<4xf32>
// CHECK: %[[V5:.*]] = arith.mulf %[[V1]], %[[V4]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V6:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V7:.*]] = arith.cmpf ole, %[[ARG1]], %[[V6]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.mulf %[[ARG0]], %[[V8]] : tensor<4xf32>
// CHECK: %[[V10:.*]] = arith.select %[[V7]], %[[V5]], %[[V9]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V10]] : tensor<4xf32>
graph.program @aten_elu_backward_default(%0: tensor<4xf32>, %1: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.elu_backward.default"(%0, %1) args [#graph.operand<0>, 1.0 : f64, 1.0 : f64, 1.0 : f64, false, #graph.operand<1>] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_native_dropout_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xi1>
// CHECK: %[[V0:.*]] = arith.uitofp %[[ARG1]] : tensor<4xi1> to tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[V1]], %[[V2]] : tensor<4xf32>
// CHECK: graph.return %[[V3]] : tensor<4xf32>
graph.program @aten_native_dropout_backward_default(%0: tensor<4xf32>, %1: tensor<4xi1>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.native_dropout_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 2.0 : f64] : (tensor<4xf32>, tensor<4xi1>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_native_dropout_default(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
// CHECK: %[[TRUE:.*]] = arith.constant dense<true> : tensor<i1>
// CHECK: %[[MASK:.*]] = graph.view %[[TRUE]]
// CHECK: graph.return %[[X]], %[[MASK]] : tensor<4xf32>, tensor<4xi1>
graph.program @aten_native_dropout_default(%0: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xi1>) {
  %v0:2 = graph.captured "aten.native_dropout.default"(%0) args [#graph.operand<0>, 0.5, false] : (tensor<4xf32>) -> (tensor<4xf32>, tensor<4xi1>)
  graph.return %v0#0, %v0#1 : tensor<4xf32>, tensor<4xi1>
}
