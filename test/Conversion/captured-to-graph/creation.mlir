// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Constants, ranges, triangles.

// CHECK-LABEL: graph.program @aten_full_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V0]], %[[ARG0]] : tensor<2x3xf32>, tensor<1xf32>
graph.program @aten_full_default(%0: tensor<1xf32>) -> (tensor<2x3xf32>, tensor<1xf32>) {
  %v0 = graph.captured "aten.full.default"() args [[2 : i64, 3 : i64], 0.5 : f64] : () -> tensor<2x3xf32>
  graph.return %v0, %0 : tensor<2x3xf32>, tensor<1xf32>
}

// CHECK-LABEL: graph.program @aten_ones_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<2xi64>
// CHECK: graph.return %[[V0]], %[[ARG0]] : tensor<2xi64>, tensor<1xf32>
graph.program @aten_ones_default(%0: tensor<1xf32>) -> (tensor<2xi64>, tensor<1xf32>) {
  %v0 = graph.captured "aten.ones.default"() args [[2 : i64]] kwargs {dtype = i64} : () -> tensor<2xi64>
  graph.return %v0, %0 : tensor<2xi64>, tensor<1xf32>
}

// CHECK-LABEL: graph.program @aten_zeros_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<2xf32>
// CHECK: graph.return %[[V0]], %[[ARG0]] : tensor<2xf32>, tensor<1xf32>
graph.program @aten_zeros_default(%0: tensor<1xf32>) -> (tensor<2xf32>, tensor<1xf32>) {
  %v0 = graph.captured "aten.zeros.default"() args [[2 : i64]] : () -> tensor<2xf32>
  graph.return %v0, %0 : tensor<2xf32>, tensor<1xf32>
}

// CHECK-LABEL: graph.program @aten_scalar_tensor_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.001360e-05> : tensor<bf16>
// CHECK: graph.return %[[CST]], %[[ARG0]] : tensor<bf16>, tensor<1xf32>
graph.program @aten_scalar_tensor_default(%0: tensor<1xf32>) -> (tensor<bf16>, tensor<1xf32>) {
  %v0 = graph.captured "aten.scalar_tensor.default"() args [1.0e-05 : f64] kwargs {dtype = bf16} : () -> tensor<bf16>
  graph.return %v0, %0 : tensor<bf16>, tensor<1xf32>
}

// CHECK-LABEL: graph.program @aten_full_like_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_full_like_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.full_like.default"(%0) args [#graph.operand<0>, 2 : i64] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_ones_like_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_ones_like_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.ones_like.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_zeros_like_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_zeros_like_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.zeros_like.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_new_full_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: graph.return %[[V0]] : tensor<4xf32>
graph.program @aten_new_full_default(%0: tensor<2x3xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.new_full.default"(%0) args [#graph.operand<0>, [4 : i64], 1.0 : f64] : (tensor<2x3xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_new_ones_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: graph.return %[[V0]] : tensor<4xf32>
graph.program @aten_new_ones_default(%0: tensor<2x3xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.new_ones.default"(%0) args [#graph.operand<0>, [4 : i64]] : (tensor<2x3xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_new_zeros_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: graph.return %[[V0]] : tensor<4xf32>
graph.program @aten_new_zeros_default(%0: tensor<2x3xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.new_zeros.default"(%0) args [#graph.operand<0>, [4 : i64]] : (tensor<2x3xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_fill_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_fill_Scalar(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.fill.Scalar"(%0) args [#graph.operand<0>, 2 : i64] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_fill_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_fill_Tensor(%0: tensor<2x3xf32>, %1: tensor<f32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.fill.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_arange_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1xf32>
// CHECK: %[[V0:.*]] = graph.iota 0 : tensor<5xi64>
// CHECK: graph.return %[[V0]], %[[ARG0]] : tensor<5xi64>, tensor<1xf32>
graph.program @aten_arange_default(%0: tensor<1xf32>) -> (tensor<5xi64>, tensor<1xf32>) {
  %v0 = graph.captured "aten.arange.default"() args [5 : i64] : () -> tensor<5xi64>
  graph.return %v0, %0 : tensor<5xi64>, tensor<1xf32>
}

// CHECK-LABEL: graph.program @aten_arange_start(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1xf32>
// CHECK: %[[V0:.*]] = graph.iota 0 : tensor<5xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<-2> : tensor<i64>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<5xi64>
// CHECK: %[[V2:.*]] = arith.addi %[[V0]], %[[V1]] : tensor<5xi64>
// CHECK: %[[V3:.*]] = arith.sitofp %[[V2]] : tensor<5xi64> to tensor<5xf32>
// CHECK: graph.return %[[V3]], %[[ARG0]] : tensor<5xf32>, tensor<1xf32>
graph.program @aten_arange_start(%0: tensor<1xf32>) -> (tensor<5xf32>, tensor<1xf32>) {
  %v0 = graph.captured "aten.arange.start"() args [-2 : i64, 3 : i64] kwargs {dtype = f32} : () -> tensor<5xf32>
  graph.return %v0, %0 : tensor<5xf32>, tensor<1xf32>
}

// CHECK-LABEL: graph.program @aten_arange_start_step(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1xf32>
// CHECK: %[[V0:.*]] = graph.iota 0 : tensor<5xi64>
// CHECK: %[[V1:.*]] = arith.sitofp %[[V0]] : tensor<5xi64> to tensor<5xf64>
// CHECK: %[[CST:.*]] = arith.constant dense<5.000000e-01> : tensor<f64>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f64> -> tensor<5xf64>
// CHECK: %[[V3:.*]] = arith.mulf %[[V1]], %[[V2]] : tensor<5xf64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<5.000000e-01> : tensor<f64>
// CHECK: %[[V4:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f64> -> tensor<5xf64>
// CHECK: %[[V5:.*]] = arith.addf %[[V3]], %[[V4]] : tensor<5xf64>
// CHECK: %[[V6:.*]] = arith.truncf %[[V5]] : tensor<5xf64> to tensor<5xf32>
// CHECK: graph.return %[[V6]], %[[ARG0]] : tensor<5xf32>, tensor<1xf32>
graph.program @aten_arange_start_step(%0: tensor<1xf32>) -> (tensor<5xf32>, tensor<1xf32>) {
  %v0 = graph.captured "aten.arange.start_step"() args [0.5 : f64, 3 : i64, 0.5 : f64] : () -> tensor<5xf32>
  graph.return %v0, %0 : tensor<5xf32>, tensor<1xf32>
}

// CHECK-LABEL: graph.program @aten_linspace_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1xf32>
// CHECK: %[[V0:.*]] = graph.iota 0 : tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.sitofp %[[V0]] : tensor<4xi64> to tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.subf %[[V3]], %[[V2]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.divf %[[V4]], %[[V5]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V7:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V8:.*]] = arith.subf %[[V7]], %[[V1]] : tensor<4xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK: %[[V9:.*]] = graph.view %[[CST_3]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V10:.*]] = arith.cmpi slt, %[[V0]], %[[V9]] : tensor<4xi64>
// CHECK: %[[V11:.*]] = arith.mulf %[[V6]], %[[V1]] : tensor<4xf32>
// CHECK: %[[V12:.*]] = arith.addf %[[V2]], %[[V11]] : tensor<4xf32>
// CHECK: %[[V13:.*]] = arith.mulf %[[V6]], %[[V8]] : tensor<4xf32>
// CHECK: %[[V14:.*]] = arith.subf %[[V3]], %[[V13]] : tensor<4xf32>
// CHECK: %[[V15:.*]] = arith.select %[[V10]], %[[V12]], %[[V14]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V15]], %[[ARG0]] : tensor<4xf32>, tensor<1xf32>
graph.program @aten_linspace_default(%0: tensor<1xf32>) -> (tensor<4xf32>, tensor<1xf32>) {
  %v0 = graph.captured "aten.linspace.default"() args [0 : i64, 1 : i64, 4 : i64] : () -> tensor<4xf32>
  graph.return %v0, %0 : tensor<4xf32>, tensor<1xf32>
}

// CHECK-LABEL: graph.program @aten_eye_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1xf32>
// CHECK: %[[V0:.*]] = graph.iota 1 : tensor<3x3xi64>
// CHECK: %[[V1:.*]] = graph.iota 0 : tensor<3x3xi64>
// CHECK: %[[V2:.*]] = arith.subi %[[V0]], %[[V1]] : tensor<3x3xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<3x3xi64>
// CHECK: %[[V4:.*]] = arith.cmpi eq, %[[V2]], %[[V3]] : tensor<3x3xi64>
// CHECK: %[[V5:.*]] = arith.uitofp %[[V4]] : tensor<3x3xi1> to tensor<3x3xf32>
// CHECK: graph.return %[[V5]], %[[ARG0]] : tensor<3x3xf32>, tensor<1xf32>
graph.program @aten_eye_default(%0: tensor<1xf32>) -> (tensor<3x3xf32>, tensor<1xf32>) {
  %v0 = graph.captured "aten.eye.default"() args [3 : i64] : () -> tensor<3x3xf32>
  graph.return %v0, %0 : tensor<3x3xf32>, tensor<1xf32>
}

// CHECK-LABEL: graph.program @aten_eye_m(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1xf32>
// CHECK: %[[V0:.*]] = graph.iota 1 : tensor<2x3xi64>
// CHECK: %[[V1:.*]] = graph.iota 0 : tensor<2x3xi64>
// CHECK: %[[V2:.*]] = arith.subi %[[V0]], %[[V1]] : tensor<2x3xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<2x3xi64>
// CHECK: %[[V4:.*]] = arith.cmpi eq, %[[V2]], %[[V3]] : tensor<2x3xi64>
// CHECK: %[[V5:.*]] = arith.extui %[[V4]] : tensor<2x3xi1> to tensor<2x3xi64>
// CHECK: graph.return %[[V5]], %[[ARG0]] : tensor<2x3xi64>, tensor<1xf32>
graph.program @aten_eye_m(%0: tensor<1xf32>) -> (tensor<2x3xi64>, tensor<1xf32>) {
  %v0 = graph.captured "aten.eye.m"() args [2 : i64, 3 : i64] kwargs {dtype = i64} : () -> tensor<2x3xi64>
  graph.return %v0, %0 : tensor<2x3xi64>, tensor<1xf32>
}

// CHECK-LABEL: graph.program @aten_tril_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x3xf32>
// CHECK: %[[V0:.*]] = graph.iota 1 : tensor<3x3xi64>
// CHECK: %[[V1:.*]] = graph.iota 0 : tensor<3x3xi64>
// CHECK: %[[V2:.*]] = arith.subi %[[V0]], %[[V1]] : tensor<3x3xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<1> : tensor<i64>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<3x3xi64>
// CHECK: %[[V4:.*]] = arith.cmpi sle, %[[V2]], %[[V3]] : tensor<3x3xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<3x3xf32>
// CHECK: %[[V6:.*]] = arith.select %[[V4]], %[[ARG0]], %[[V5]] : tensor<3x3xi1>, tensor<3x3xf32>
// CHECK: graph.return %[[V6]] : tensor<3x3xf32>
graph.program @aten_tril_default(%0: tensor<3x3xf32>) -> (tensor<3x3xf32>) {
  %v0 = graph.captured "aten.tril.default"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<3x3xf32>) -> tensor<3x3xf32>
  graph.return %v0 : tensor<3x3xf32>
}

// CHECK-LABEL: graph.program @aten_triu_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x3xf32>
// CHECK: %[[V0:.*]] = graph.iota 1 : tensor<3x3xi64>
// CHECK: %[[V1:.*]] = graph.iota 0 : tensor<3x3xi64>
// CHECK: %[[V2:.*]] = arith.subi %[[V0]], %[[V1]] : tensor<3x3xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<1> : tensor<i64>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<3x3xi64>
// CHECK: %[[V4:.*]] = arith.cmpi sge, %[[V2]], %[[V3]] : tensor<3x3xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<3x3xf32>
// CHECK: %[[V6:.*]] = arith.select %[[V4]], %[[ARG0]], %[[V5]] : tensor<3x3xi1>, tensor<3x3xf32>
// CHECK: graph.return %[[V6]] : tensor<3x3xf32>
graph.program @aten_triu_default(%0: tensor<3x3xf32>) -> (tensor<3x3xf32>) {
  %v0 = graph.captured "aten.triu.default"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<3x3xf32>) -> tensor<3x3xf32>
  graph.return %v0 : tensor<3x3xf32>
}
