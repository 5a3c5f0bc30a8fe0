// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Activation functions.

// CHECK-LABEL: graph.program @aten_relu_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.maximumf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xf32>
graph.program @aten_relu_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.relu.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_relu6_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.maximumf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<6.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.minimumf %[[V1]], %[[V2]] : tensor<4xf32>
// CHECK: graph.return %[[V3]] : tensor<4xf32>
graph.program @aten_relu6_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.relu6.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_silu_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = arith.negf %[[ARG0]] : tensor<4xf32>
// CHECK: %[[V1:.*]] = math.exp %[[V0]] : tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.addf %[[V2]], %[[V1]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.divf %[[ARG0]], %[[V3]] : tensor<4xf32>
// CHECK: graph.return %[[V4]] : tensor<4xf32>
graph.program @aten_silu_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.silu.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_mish_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = math.exp %[[ARG0]] : tensor<4xf32>
// CHECK: %[[V1:.*]] = math.log1p %[[V0]] : tensor<4xf32>
// CHECK: %[[V2:.*]] = math.tanh %[[V1]] : tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[ARG0]], %[[V2]] : tensor<4xf32>
// CHECK: graph.return %[[V3]] : tensor<4xf32>
graph.program @aten_mish_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.mish.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_selu_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf ole, %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[ARG0]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = math.expm1 %[[V3]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.75809932> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V4]], %[[V5]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<1.05070102> : tensor<f32>
// CHECK: %[[V7:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V8:.*]] = arith.mulf %[[ARG0]], %[[V7]] : tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.select %[[V1]], %[[V6]], %[[V8]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V9]] : tensor<4xf32>
graph.program @aten_selu_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.selu.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_celu_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf ole, %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[ARG0]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = math.expm1 %[[V3]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V4]], %[[V5]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V7:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V8:.*]] = arith.mulf %[[ARG0]], %[[V7]] : tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.select %[[V1]], %[[V6]], %[[V8]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V9]] : tensor<4xf32>
graph.program @aten_celu_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.celu.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_elu_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf ole, %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[ARG0]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = math.expm1 %[[V3]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V4]], %[[V5]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V7:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V8:.*]] = arith.mulf %[[ARG0]], %[[V7]] : tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.select %[[V1]], %[[V6]], %[[V8]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V9]] : tensor<4xf32>
graph.program @aten_elu_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.elu.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_gelu_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.707106769> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[ARG0]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = math.erf %[[V3]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.addf %[[V5]], %[[V4]] : tensor<4xf32>
// CHECK: %[[V7:.*]] = arith.mulf %[[V1]], %[[V6]] : tensor<4xf32>
// CHECK: graph.return %[[V7]] : tensor<4xf32>
graph.program @aten_gelu_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.gelu.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_hardsigmoid_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.addf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.maximumf %[[V1]], %[[V2]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<6.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V5:.*]] = arith.minimumf %[[V3]], %[[V4]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<6.000000e+00> : tensor<f32>
// CHECK: %[[V6:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V7:.*]] = arith.divf %[[V5]], %[[V6]] : tensor<4xf32>
// CHECK: graph.return %[[V7]] : tensor<4xf32>
graph.program @aten_hardsigmoid_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.hardsigmoid.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_hardswish_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.addf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.maximumf %[[V1]], %[[V2]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<6.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V5:.*]] = arith.minimumf %[[V3]], %[[V4]] : tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[ARG0]], %[[V5]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<6.000000e+00> : tensor<f32>
// CHECK: %[[V7:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V8:.*]] = arith.divf %[[V6]], %[[V7]] : tensor<4xf32>
// CHECK: graph.return %[[V8]] : tensor<4xf32>
graph.program @aten_hardswish_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.hardswish.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_hardtanh_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<-1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.maximumf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.minimumf %[[V1]], %[[V2]] : tensor<4xf32>
// CHECK: graph.return %[[V3]] : tensor<4xf32>
graph.program @aten_hardtanh_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.hardtanh.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_hardshrink_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<-5.000000e-01> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf oge, %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.cmpf ole, %[[ARG0]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.andi %[[V1]], %[[V3]] : tensor<4xi1>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.select %[[V4]], %[[V5]], %[[ARG0]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V6]] : tensor<4xf32>
graph.program @aten_hardshrink_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.hardshrink.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_softshrink_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = arith.cmpf uno, %[[ARG0]], %[[ARG0]] : tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V2:.*]] = arith.select %[[V0]], %[[ARG0]], %[[V1]] : tensor<4xi1>, tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<-5.000000e-01> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.cmpf olt, %[[ARG0]], %[[V3]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.addf %[[ARG0]], %[[V5]] : tensor<4xf32>
// CHECK: %[[V7:.*]] = arith.select %[[V4]], %[[V6]], %[[V2]] : tensor<4xi1>, tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.cmpf ogt, %[[ARG0]], %[[V8]] : tensor<4xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V10:.*]] = graph.view %[[CST_3]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V11:.*]] = arith.subf %[[ARG0]], %[[V10]] : tensor<4xf32>
// CHECK: %[[V12:.*]] = arith.select %[[V9]], %[[V11]], %[[V7]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V12]] : tensor<4xf32>
graph.program @aten_softshrink_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.softshrink.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_leaky_relu_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf ogt, %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.00999999977> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[ARG0]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.select %[[V1]], %[[ARG0]], %[[V3]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V4]] : tensor<4xf32>
graph.program @aten_leaky_relu_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.leaky_relu.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_softplus_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<2.000000e+01> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.cmpf ogt, %[[V1]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = math.exp %[[V1]] : tensor<4xf32>
// CHECK: %[[V5:.*]] = math.log1p %[[V4]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V6:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V7:.*]] = arith.divf %[[V5]], %[[V6]] : tensor<4xf32>
// CHECK: %[[V8:.*]] = arith.select %[[V3]], %[[ARG0]], %[[V7]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V8]] : tensor<4xf32>
graph.program @aten_softplus_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.softplus.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_log_sigmoid_forward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = math.absf %[[ARG0]] : tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.negf %[[V0]] : tensor<4xf32>
// CHECK: %[[V2:.*]] = math.exp %[[V1]] : tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.minimumf %[[ARG0]], %[[V3]] : tensor<4xf32>
// CHECK: %[[V5:.*]] = math.log1p %[[V2]] : tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.subf %[[V4]], %[[V5]] : tensor<4xf32>
// CHECK: graph.return %[[V6]], %[[V2]] : tensor<4xf32>, tensor<4xf32>
graph.program @aten_log_sigmoid_forward_default(%0: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %v0:2 = graph.captured "aten.log_sigmoid_forward.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  graph.return %v0#0, %v0#1 : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_gelu_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xbf16>
// CHECK: %[[V0:.*]] = arith.extf %[[ARG0]] : tensor<4xbf16> to tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[V0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[V2:.*]] = arith.mulf %[[V1]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<4.471500e-02> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.mulf %[[V2]], %[[V3]] : tensor<4xf32>
// CHECK: %[[V5:.*]] = arith.addf %[[V0]], %[[V4]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.797884583> : tensor<f32>
// CHECK: %[[V6:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V7:.*]] = arith.mulf %[[V5]], %[[V6]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.mulf %[[V0]], %[[V8]] : tensor<4xf32>
// CHECK: %[[V10:.*]] = math.tanh %[[V7]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V11:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V12:.*]] = arith.addf %[[V11]], %[[V10]] : tensor<4xf32>
// CHECK: %[[V13:.*]] = arith.mulf %[[V9]], %[[V12]] : tensor<4xf32>
// CHECK: %[[V14:.*]] = arith.truncf %[[V13]] : tensor<4xf32> to tensor<4xbf16>
// CHECK: graph.return %[[V14]] : tensor<4xbf16>
graph.program @aten_gelu_default_2(%0: tensor<4xbf16>) -> (tensor<4xbf16>) {
  %v0 = graph.captured "aten.gelu.default"(%0) args [#graph.operand<0>] kwargs {approximate = "tanh"} : (tensor<4xbf16>) -> tensor<4xbf16>
  graph.return %v0 : tensor<4xbf16>
}

// CHECK-LABEL: graph.program @aten_threshold_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e-01> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf ole, %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<2.000000e+01> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.select %[[V1]], %[[V2]], %[[ARG0]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V3]] : tensor<4xf32>
graph.program @aten_threshold_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.threshold.default"(%0) args [#graph.operand<0>, 0.1 : f64, 20.0 : f64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}
