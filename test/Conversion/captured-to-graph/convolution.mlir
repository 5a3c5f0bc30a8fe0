// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Convolutions and upsampling.

// CHECK-LABEL: graph.program @aten_convolution_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x3x4x4xf32>, %[[ARG1:.*]]: tensor<6x3x2x2xf32>, %[[ARG2:.*]]: tensor<6xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2, d3, d4, d5, d6) -> (d1, d0 * 3 + d4, d2 * 2 + d5, d3 * 2 + d6)> : tensor<1x3x4x4xf32> -> tensor<1x1x2x2x3x2x2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1, d2) -> (0, 0, d1 floordiv 2, d1 mod 2, d2 floordiv 4, (d2 floordiv 2) mod 2, d2 mod 2)> : tensor<1x1x2x2x3x2x2xf32> -> tensor<1x4x12xf32>
// CHECK: %[[V2:.*]] = graph.view %[[ARG1]] through <(d0, d1, d2) -> (d1, d2 floordiv 4, (d2 floordiv 2) mod 2, d2 mod 2)> : tensor<6x3x2x2xf32> -> tensor<1x6x12xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1, d2) -> (d0, d2, d1)> : tensor<1x6x12xf32> -> tensor<1x12x6xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V1]] through <(d0, d1) -> (0, d0, d1)> : tensor<1x4x12xf32> -> tensor<4x12xf32>
// CHECK: %[[V5:.*]] = graph.view %[[V3]] through <(d0, d1) -> (0, d0, d1)> : tensor<1x12x6xf32> -> tensor<12x6xf32>
// CHECK: %[[V6:.*]] = graph.contract %[[V4]], %[[V5]] : tensor<4x12xf32>, tensor<12x6xf32> -> tensor<4x6xf32>
// CHECK: %[[V7:.*]] = graph.view %[[V6]] through <(d0, d1, d2) -> (d1, d2)> : tensor<4x6xf32> -> tensor<1x4x6xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1, d2, d3, d4) -> (0, d2 * 2 + d3, d4)> : tensor<1x4x6xf32> -> tensor<1x1x2x2x6xf32>
// CHECK: %[[V9:.*]] = graph.view %[[V8]] through <(d0, d1, d2, d3, d4) -> (d1, d0, d3, d4, d2)> : tensor<1x1x2x2x6xf32> -> tensor<1x1x6x2x2xf32>
// CHECK: %[[V10:.*]] = graph.view %[[V9]] through <(d0, d1, d2, d3) -> (0, 0, d1, d2, d3)> : tensor<1x1x6x2x2xf32> -> tensor<1x6x2x2xf32>
// CHECK: %[[V11:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> (d0)> : tensor<6xf32> -> tensor<6x1xf32>
// CHECK: %[[V12:.*]] = graph.view %[[V11]] through <(d0, d1, d2) -> (d0, d1)> : tensor<6x1xf32> -> tensor<6x1x1xf32>
// CHECK: %[[V13:.*]] = graph.view %[[V12]] through <(d0, d1, d2, d3) -> (d1, 0, 0)> : tensor<6x1x1xf32> -> tensor<1x6x2x2xf32>
// CHECK: %[[V14:.*]] = arith.addf %[[V10]], %[[V13]] : tensor<1x6x2x2xf32>
// CHECK: graph.return %[[V14]] : tensor<1x6x2x2xf32>
graph.program @aten_convolution_default(%0: tensor<1x3x4x4xf32>, %1: tensor<6x3x2x2xf32>, %2: tensor<6xf32>) -> (tensor<1x6x2x2xf32>) {
  %v0 = graph.captured "aten.convolution.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [2 : i64, 2 : i64], [0 : i64, 0 : i64], [1 : i64, 1 : i64], false, [0 : i64, 0 : i64], 1 : i64] : (tensor<1x3x4x4xf32>, tensor<6x3x2x2xf32>, tensor<6xf32>) -> tensor<1x6x2x2xf32>
  graph.return %v0 : tensor<1x6x2x2xf32>
}

// CHECK-LABEL: graph.program @aten_convolution_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4x6xf32>, %[[ARG1:.*]]: tensor<2x2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x4x1xf32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x4x1xf32>
// CHECK: %[[V2:.*]] = graph.concat 2(%[[V0]], %[[ARG0]], %[[V1]]) : (tensor<2x4x1xf32>, tensor<2x4x6xf32>, tensor<2x4x1xf32>) -> tensor<2x4x8xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1, d2, d3, d4) -> (d1, d0 * 2 + d3, d2 + d4 * 2)> : tensor<2x4x8xf32> -> tensor<2x2x4x2x3xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1, d2) -> (d0, d1 floordiv 4, d1 mod 4, d2 floordiv 3, d2 mod 3)> : tensor<2x2x4x2x3xf32> -> tensor<2x8x6xf32>
// CHECK: %[[V5:.*]] = graph.view %[[ARG1]] through <(d0, d1, d2) -> (d0, d2 floordiv 3, d2 mod 3)> : tensor<2x2x3xf32> -> tensor<2x1x6xf32>
// CHECK: %[[V6:.*]] = graph.view %[[V5]] through <(d0, d1, d2) -> (d0, d2, d1)> : tensor<2x1x6xf32> -> tensor<2x6x1xf32>
// CHECK: %[[V7:.*]] = graph.contract %[[V4]], %[[V6]] : tensor<2x8x6xf32>, tensor<2x6x1xf32> -> tensor<2x8x1xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1, d2, d3) -> (d0, d1 * 4 + d2, 0)> : tensor<2x8x1xf32> -> tensor<2x2x4x1xf32>
// CHECK: %[[V9:.*]] = graph.view %[[V8]] through <(d0, d1, d2, d3) -> (d1, d0, d3, d2)> : tensor<2x2x4x1xf32> -> tensor<2x2x1x4xf32>
// CHECK: %[[V10:.*]] = graph.view %[[V9]] through <(d0, d1, d2) -> (d0, d1, 0, d2)> : tensor<2x2x1x4xf32> -> tensor<2x2x4xf32>
// CHECK: graph.return %[[V10]] : tensor<2x2x4xf32>
graph.program @aten_convolution_default_2(%0: tensor<2x4x6xf32>, %1: tensor<2x2x3xf32>) -> (tensor<2x2x4xf32>) {
  %v0 = graph.captured "aten.convolution.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, #graph.none, [1 : i64], [1 : i64], [2 : i64], false, [0 : i64], 2 : i64] : (tensor<2x4x6xf32>, tensor<2x2x3xf32>) -> tensor<2x2x4xf32>
  graph.return %v0 : tensor<2x2x4xf32>
}

// CHECK-LABEL: graph.program @aten_convolution_default_3(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x2x3xf32>, %[[ARG1:.*]]: tensor<2x2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<1x2x3xf32> -> tensor<1x2x3x1xf32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x3x1xf32>
// CHECK: %[[V2:.*]] = graph.concat 3(%[[V0]], %[[V1]]) : (tensor<1x2x3x1xf32>, tensor<1x2x3x1xf32>) -> tensor<1x2x3x2xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1, d2) -> (0, d1, d2 floordiv 2, d2 mod 2)> : tensor<1x2x3x2xf32> -> tensor<1x2x6xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1, d2) -> (d0, d1, d2)> : tensor<1x2x6xf32> -> tensor<1x2x5xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x2x1xf32>
// CHECK: %[[V6:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x2x2xf32>
// CHECK: %[[V7:.*]] = graph.concat 2(%[[V5]], %[[V4]], %[[V6]]) : (tensor<1x2x1xf32>, tensor<1x2x5xf32>, tensor<1x2x2xf32>) -> tensor<1x2x8xf32>
// CHECK: %[[V8:.*]] = graph.view %[[ARG1]] through <(d0, d1, d2, d3) -> (d1, d2, d3)> : tensor<2x2x3xf32> -> tensor<1x2x2x3xf32>
// CHECK: %[[V9:.*]] = graph.view %[[V8]] through <(d0, d1, d2, d3) -> (d0, d2, d1, d3)> : tensor<1x2x2x3xf32> -> tensor<1x2x2x3xf32>
// CHECK: %[[V10:.*]] = graph.view %[[V9]] through <(d0, d1, d2) -> (0, d0, d1, d2)> : tensor<1x2x2x3xf32> -> tensor<2x2x3xf32>
// CHECK: %[[V11:.*]] = graph.view %[[V10]] through <(d0, d1, d2) -> (d0, d1, -d2 + 2)> : tensor<2x2x3xf32> -> tensor<2x2x3xf32>
// CHECK: %[[V12:.*]] = graph.view %[[V7]] through <(d0, d1, d2, d3, d4) -> (d1, d0 * 2 + d3, d2 + d4)> : tensor<1x2x8xf32> -> tensor<1x1x6x2x3xf32>
// CHECK: %[[V13:.*]] = graph.view %[[V12]] through <(d0, d1, d2) -> (0, 0, d1, d2 floordiv 3, d2 mod 3)> : tensor<1x1x6x2x3xf32> -> tensor<1x6x6xf32>
// CHECK: %[[V14:.*]] = graph.view %[[V11]] through <(d0, d1, d2) -> (d1, d2 floordiv 3, d2 mod 3)> : tensor<2x2x3xf32> -> tensor<1x2x6xf32>
// CHECK: %[[V15:.*]] = graph.view %[[V14]] through <(d0, d1, d2) -> (d0, d2, d1)> : tensor<1x2x6xf32> -> tensor<1x6x2xf32>
// CHECK: %[[V16:.*]] = graph.view %[[V13]] through <(d0, d1) -> (0, d0, d1)> : tensor<1x6x6xf32> -> tensor<6x6xf32>
// CHECK: %[[V17:.*]] = graph.view %[[V15]] through <(d0, d1) -> (0, d0, d1)> : tensor<1x6x2xf32> -> tensor<6x2xf32>
// CHECK: %[[V18:.*]] = graph.contract %[[V16]], %[[V17]] : tensor<6x6xf32>, tensor<6x2xf32> -> tensor<6x2xf32>
// CHECK: %[[V19:.*]] = graph.view %[[V18]] through <(d0, d1, d2) -> (d1, d2)> : tensor<6x2xf32> -> tensor<1x6x2xf32>
// CHECK: %[[V20:.*]] = graph.view %[[V19]] through <(d0, d1, d2, d3) -> (0, d2, d3)> : tensor<1x6x2xf32> -> tensor<1x1x6x2xf32>
// CHECK: %[[V21:.*]] = graph.view %[[V20]] through <(d0, d1, d2, d3) -> (d1, d0, d3, d2)> : tensor<1x1x6x2xf32> -> tensor<1x1x2x6xf32>
// CHECK: %[[V22:.*]] = graph.view %[[V21]] through <(d0, d1, d2) -> (0, 0, d1, d2)> : tensor<1x1x2x6xf32> -> tensor<1x2x6xf32>
// CHECK: graph.return %[[V22]] : tensor<1x2x6xf32>
graph.program @aten_convolution_default_3(%0: tensor<1x2x3xf32>, %1: tensor<2x2x3xf32>) -> (tensor<1x2x6xf32>) {
  %v0 = graph.captured "aten.convolution.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, #graph.none, [2 : i64], [1 : i64], [1 : i64], true, [1 : i64], 1 : i64] : (tensor<1x2x3xf32>, tensor<2x2x3xf32>) -> tensor<1x2x6xf32>
  graph.return %v0 : tensor<1x2x6xf32>
}

// CHECK-LABEL: graph.program @aten_convolution_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x4x3xf32>, %[[ARG1:.*]]: tensor<1x2x6xf32>, %[[ARG2:.*]]: tensor<4x1x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<1x4x3xf32> -> tensor<1x4x3x1xf32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x4x3x1xf32>
// CHECK: %[[V2:.*]] = graph.concat 3(%[[V0]], %[[V1]]) : (tensor<1x4x3x1xf32>, tensor<1x4x3x1xf32>) -> tensor<1x4x3x2xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1, d2) -> (0, d1, d2 floordiv 2, d2 mod 2)> : tensor<1x4x3x2xf32> -> tensor<1x4x6xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1, d2) -> (d0, d1, d2)> : tensor<1x4x6xf32> -> tensor<1x4x5xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x4x1xf32>
// CHECK: %[[V6:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x4x2xf32>
// CHECK: %[[V7:.*]] = graph.concat 2(%[[V5]], %[[V4]], %[[V6]]) : (tensor<1x4x1xf32>, tensor<1x4x5xf32>, tensor<1x4x2xf32>) -> tensor<1x4x8xf32>
// CHECK: %[[V8:.*]] = graph.view %[[ARG2]] through <(d0, d1, d2, d3) -> (d0 * 2 + d1, 0, d3)> : tensor<4x1x3xf32> -> tensor<2x2x1x3xf32>
// CHECK: %[[V9:.*]] = graph.view %[[V8]] through <(d0, d1, d2, d3) -> (d0, d2, d1, d3)> : tensor<2x2x1x3xf32> -> tensor<2x1x2x3xf32>
// CHECK: %[[V10:.*]] = graph.view %[[V9]] through <(d0, d1, d2) -> (d0, 0, d1, d2)> : tensor<2x1x2x3xf32> -> tensor<2x2x3xf32>
// CHECK: %[[V11:.*]] = graph.view %[[V10]] through <(d0, d1, d2) -> (d0, d1, -d2 + 2)> : tensor<2x2x3xf32> -> tensor<2x2x3xf32>
// CHECK: %[[V12:.*]] = graph.view %[[V7]] through <(d0, d1, d2, d3, d4) -> (d1, d0 * 2 + d3, d2 + d4)> : tensor<1x4x8xf32> -> tensor<2x1x6x2x3xf32>
// CHECK: %[[V13:.*]] = graph.view %[[V12]] through <(d0, d1, d2) -> (d0, 0, d1, d2 floordiv 3, d2 mod 3)> : tensor<2x1x6x2x3xf32> -> tensor<2x6x6xf32>
// CHECK: %[[V14:.*]] = graph.view %[[V11]] through <(d0, d1, d2) -> (d0, d2 floordiv 3, d2 mod 3)> : tensor<2x2x3xf32> -> tensor<2x1x6xf32>
// CHECK: %[[V15:.*]] = graph.view %[[V14]] through <(d0, d1, d2) -> (d0, d2, d1)> : tensor<2x1x6xf32> -> tensor<2x6x1xf32>
// CHECK: %[[V16:.*]] = graph.contract %[[V13]], %[[V15]] : tensor<2x6x6xf32>, tensor<2x6x1xf32> -> tensor<2x6x1xf32>
// CHECK: %[[V17:.*]] = graph.view %[[V16]] through <(d0, d1, d2, d3) -> (d0, d2, 0)> : tensor<2x6x1xf32> -> tensor<2x1x6x1xf32>
// CHECK: %[[V18:.*]] = graph.view %[[V17]] through <(d0, d1, d2, d3) -> (d1, d0, d3, d2)> : tensor<2x1x6x1xf32> -> tensor<1x2x1x6xf32>
// CHECK: %[[V19:.*]] = graph.view %[[V18]] through <(d0, d1, d2) -> (0, d1, 0, d2)> : tensor<1x2x1x6xf32> -> tensor<1x2x6xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V20:.*]] = graph.view %[[CST_1]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x2x1xf32>
// CHECK: %[[V21:.*]] = graph.view %[[CST_1]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x2x1xf32>
// CHECK: %[[V22:.*]] = graph.concat 2(%[[V20]], %[[ARG1]], %[[V21]]) : (tensor<1x2x1xf32>, tensor<1x2x6xf32>, tensor<1x2x1xf32>) -> tensor<1x2x8xf32>
// CHECK: %[[V23:.*]] = graph.view %[[V22]] through <(d0, d1, d2, d3, d4) -> (d1, d0 + d3, d2 * 2 + d4)> : tensor<1x2x8xf32> -> tensor<2x1x3x1x3xf32>
// CHECK: %[[V24:.*]] = graph.view %[[V23]] through <(d0, d1, d2) -> (d0, 0, d1, 0, d2)> : tensor<2x1x3x1x3xf32> -> tensor<2x3x3xf32>
// CHECK: %[[V25:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2, d3) -> (0, d1 * 2 + d2, d3)> : tensor<1x4x3xf32> -> tensor<1x2x2x3xf32>
// CHECK: %[[V26:.*]] = graph.view %[[V25]] through <(d0, d1, d2, d3) -> (d2, d0, d1, d3)> : tensor<1x2x2x3xf32> -> tensor<2x2x1x3xf32>
// CHECK: %[[V27:.*]] = graph.view %[[V26]] through <(d0, d1, d2) -> (d0, d1, 0, d2)> : tensor<2x2x1x3xf32> -> tensor<2x2x3xf32>
// CHECK: %[[V28:.*]] = graph.contract %[[V27]], %[[V24]] : tensor<2x2x3xf32>, tensor<2x3x3xf32> -> tensor<2x2x3xf32>
// CHECK: %[[V29:.*]] = graph.view %[[V28]] through <(d0, d1, d2) -> (d0 floordiv 2, d0 mod 2, d2)> : tensor<2x2x3xf32> -> tensor<4x1x3xf32>
// CHECK: %[[V30:.*]] = graph.reduce  sum %[[ARG0]] dims [0, 2] : tensor<1x4x3xf32> -> tensor<4xf32>
// CHECK: graph.return %[[V19]], %[[V29]], %[[V30]] : tensor<1x2x6xf32>, tensor<4x1x3xf32>, tensor<4xf32>
graph.program @aten_convolution_backward_default(%0: tensor<1x4x3xf32>, %1: tensor<1x2x6xf32>, %2: tensor<4x1x3xf32>) -> (tensor<1x2x6xf32>, tensor<4x1x3xf32>, tensor<4xf32>) {
  %v0:3 = graph.captured "aten.convolution_backward.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [4 : i64], [2 : i64], [1 : i64], [1 : i64], false, [0 : i64], 2 : i64, [true, true, true]] : (tensor<1x4x3xf32>, tensor<1x2x6xf32>, tensor<4x1x3xf32>) -> (tensor<1x2x6xf32>, tensor<4x1x3xf32>, tensor<4xf32>)
  graph.return %v0#0, %v0#1, %v0#2 : tensor<1x2x6xf32>, tensor<4x1x3xf32>, tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_upsample_nearest2d_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x2x2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2, d3) -> (d0, d1, d2 floordiv 2, d3 floordiv 2)> : tensor<1x2x2x3xf32> -> tensor<1x2x4x6xf32>
// CHECK: graph.return %[[V0]] : tensor<1x2x4x6xf32>
graph.program @aten_upsample_nearest2d_default(%0: tensor<1x2x2x3xf32>) -> (tensor<1x2x4x6xf32>) {
  %v0 = graph.captured "aten.upsample_nearest2d.default"(%0) args [#graph.operand<0>, [4 : i64, 6 : i64]] : (tensor<1x2x2x3xf32>) -> tensor<1x2x4x6xf32>
  graph.return %v0 : tensor<1x2x4x6xf32>
}

// CHECK-LABEL: graph.program @aten_upsample_nearest2d_vec(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x2x2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2, d3) -> (d0, d1, d2 floordiv 2, d3 floordiv 2)> : tensor<1x2x2x3xf32> -> tensor<1x2x4x6xf32>
// CHECK: graph.return %[[V0]] : tensor<1x2x4x6xf32>
graph.program @aten_upsample_nearest2d_vec(%0: tensor<1x2x2x3xf32>) -> (tensor<1x2x4x6xf32>) {
  %v0 = graph.captured "aten.upsample_nearest2d.vec"(%0) args [#graph.operand<0>, #graph.none, [2.0 : f64, 2.0 : f64]] : (tensor<1x2x2x3xf32>) -> tensor<1x2x4x6xf32>
  graph.return %v0 : tensor<1x2x4x6xf32>
}

// CHECK-LABEL: graph.program @aten_upsample_nearest1d_vec(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d0, d1, (d2 * 3) floordiv 5)> : tensor<1x2x3xf32> -> tensor<1x2x5xf32>
// CHECK: graph.return %[[V0]] : tensor<1x2x5xf32>
graph.program @aten_upsample_nearest1d_vec(%0: tensor<1x2x3xf32>) -> (tensor<1x2x5xf32>) {
  %v0 = graph.captured "aten.upsample_nearest1d.vec"(%0) args [#graph.operand<0>, [5 : i64], #graph.none] : (tensor<1x2x3xf32>) -> tensor<1x2x5xf32>
  graph.return %v0 : tensor<1x2x5xf32>
}
