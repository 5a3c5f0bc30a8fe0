// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Choices, clamps, functions of three tensors.

// CHECK-LABEL: graph.program @aten_where_self(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xi1>, %[[ARG1:.*]]: tensor<2x3xf32>, %[[ARG2:.*]]: tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.select %[[ARG0]], %[[ARG1]], %[[V0]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_where_self(%0: tensor<2x3xi1>, %1: tensor<2x3xf32>, %2: tensor<f32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.where.self"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] : (tensor<2x3xi1>, tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_where_ScalarOther(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xi1>, %[[ARG1:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.select %[[ARG0]], %[[ARG1]], %[[V0]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_where_ScalarOther(%0: tensor<2x3xi1>, %1: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.where.ScalarOther"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 2.0 : f64] : (tensor<2x3xi1>, tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_where_ScalarSelf(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xi1>, %[[ARG1:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.select %[[ARG0]], %[[V0]], %[[ARG1]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_where_ScalarSelf(%0: tensor<2x3xi1>, %1: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.where.ScalarSelf"(%0, %1) args [#graph.operand<0>, 1 : i64, #graph.operand<1>] : (tensor<2x3xi1>, tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_where_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xi1>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V2:.*]] = arith.select %[[ARG0]], %[[V0]], %[[V1]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V2]] : tensor<2x3xf32>
graph.program @aten_where_Scalar(%0: tensor<2x3xi1>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.where.Scalar"(%0) args [#graph.operand<0>, 1.0 : f64, 2.0 : f64] : (tensor<2x3xi1>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_masked_fill_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<2x3xi1>
// CHECK: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.select %[[ARG1]], %[[V0]], %[[ARG0]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_masked_fill_Scalar(%0: tensor<2x3xf32>, %1: tensor<2x3xi1>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.masked_fill.Scalar"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 2.0 : f64] : (tensor<2x3xf32>, tensor<2x3xi1>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_masked_fill_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<2x3xi1>, %[[ARG2:.*]]: tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.select %[[ARG1]], %[[V0]], %[[ARG0]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_masked_fill_Tensor(%0: tensor<2x3xf32>, %1: tensor<2x3xi1>, %2: tensor<f32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.masked_fill.Tensor"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] : (tensor<2x3xf32>, tensor<2x3xi1>, tensor<f32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_clamp_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.minimumf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_clamp_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.clamp.default"(%0) args [#graph.operand<0>, #graph.none, 0.5 : f64] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_clamp_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<5> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.maxsi %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V3:.*]] = arith.minsi %[[V1]], %[[V2]] : tensor<4xi64>
// CHECK: graph.return %[[V3]] : tensor<4xi64>
graph.program @aten_clamp_default_2(%0: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.clamp.default"(%0) args [#graph.operand<0>, 2 : i64, 5 : i64] : (tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_clamp_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>, %[[ARG2:.*]]: tensor<2x1xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.maximumf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V2:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.minimumf %[[V1]], %[[V2]] : tensor<2x3xf32>
// CHECK: graph.return %[[V3]] : tensor<2x3xf32>
graph.program @aten_clamp_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>, %2: tensor<2x1xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.clamp.Tensor"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] : (tensor<2x3xf32>, tensor<3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_clamp_max_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e-01> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.minimumf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_clamp_max_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.clamp_max.default"(%0) args [#graph.operand<0>, 0.1 : f64] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_clamp_min_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e-01> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.maximumf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_clamp_min_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.clamp_min.default"(%0) args [#graph.operand<0>, 0.1 : f64] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_clamp_max_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.minimumf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_clamp_max_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.clamp_max.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_clamp_min_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.maximumf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_clamp_min_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.clamp_min.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_lerp_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>, %[[ARG2:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = math.absf %[[ARG2]] : tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.cmpf olt, %[[V1]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.subf %[[V0]], %[[ARG0]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.mulf %[[ARG2]], %[[V4]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.addf %[[ARG0]], %[[V5]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = arith.subf %[[V0]], %[[ARG0]] : tensor<2x3xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V9:.*]] = arith.subf %[[V8]], %[[ARG2]] : tensor<2x3xf32>
// CHECK: %[[V10:.*]] = arith.mulf %[[V7]], %[[V9]] : tensor<2x3xf32>
// CHECK: %[[V11:.*]] = arith.subf %[[V0]], %[[V10]] : tensor<2x3xf32>
// CHECK: %[[V12:.*]] = arith.select %[[V3]], %[[V6]], %[[V11]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V12]] : tensor<2x3xf32>
graph.program @aten_lerp_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>, %2: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.lerp.Tensor"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] : (tensor<2x3xf32>, tensor<3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_lerp_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e-01> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V2:.*]] = math.absf %[[V1]] : tensor<2x3xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.cmpf olt, %[[V2]], %[[V3]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[V0]], %[[ARG0]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V1]], %[[V5]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = arith.addf %[[ARG0]], %[[V6]] : tensor<2x3xf32>
// CHECK: %[[V8:.*]] = arith.subf %[[V0]], %[[ARG0]] : tensor<2x3xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V9:.*]] = graph.view %[[CST_1]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V10:.*]] = arith.subf %[[V9]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V11:.*]] = arith.mulf %[[V8]], %[[V10]] : tensor<2x3xf32>
// CHECK: %[[V12:.*]] = arith.subf %[[V0]], %[[V11]] : tensor<2x3xf32>
// CHECK: %[[V13:.*]] = arith.select %[[V4]], %[[V7]], %[[V12]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V13]] : tensor<2x3xf32>
graph.program @aten_lerp_Scalar(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.lerp.Scalar"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 0.3 : f64] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_addcmul_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>, %[[ARG2:.*]]: tensor<2x1xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[V0]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.mulf %[[V3]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.addf %[[ARG0]], %[[V4]] : tensor<2x3xf32>
// CHECK: graph.return %[[V5]] : tensor<2x3xf32>
graph.program @aten_addcmul_default(%0: tensor<2x3xf32>, %1: tensor<3xf32>, %2: tensor<2x1xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.addcmul.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] kwargs {value = 0.5 : f64} : (tensor<2x3xf32>, tensor<3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_addcdiv_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>, %[[ARG2:.*]]: tensor<2x1xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[V0]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.divf %[[V3]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.addf %[[ARG0]], %[[V4]] : tensor<2x3xf32>
// CHECK: graph.return %[[V5]] : tensor<2x3xf32>
graph.program @aten_addcdiv_default(%0: tensor<2x3xf32>, %1: tensor<3xf32>, %2: tensor<2x1xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.addcdiv.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] kwargs {value = 0.5 : f64} : (tensor<2x3xf32>, tensor<3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_where_self_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3xi1>, %[[ARG1:.*]]: tensor<3x2xf32>, %[[ARG2:.*]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0)> : tensor<3xi1> -> tensor<3x2xi1>
// CHECK: %[[V1:.*]] = arith.select %[[V0]], %[[ARG2]], %[[ARG2]] : tensor<3x2xi1>, tensor<3x2xf32>
// CHECK: graph.return %[[V1]] : tensor<3x2xf32>
graph.program @aten_where_self_2(%0: tensor<3xi1>, %1: tensor<3xcomplex<f32>>, %2: tensor<3xcomplex<f32>>) -> (tensor<3xcomplex<f32>>) {
  %v0 = graph.captured "aten.where.self"(%0, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<1>] : (tensor<3xi1>, tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>>
  graph.return %v0 : tensor<3xcomplex<f32>>
}
