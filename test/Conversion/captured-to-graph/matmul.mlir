// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Matrix products.

// CHECK-LABEL: graph.program @aten_mm_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3x4xf32>
// CHECK: %[[V0:.*]] = graph.contract %[[ARG0]], %[[ARG1]] : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
// CHECK: graph.return %[[V0]] : tensor<2x4xf32>
graph.program @aten_mm_default(%0: tensor<2x3xf32>, %1: tensor<3x4xf32>) -> (tensor<2x4xf32>) {
  %v0 = graph.captured "aten.mm.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  graph.return %v0 : tensor<2x4xf32>
}

// CHECK-LABEL: graph.program @aten_matmul_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3x4xf32>
// CHECK: %[[V0:.*]] = graph.contract %[[ARG0]], %[[ARG1]] : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
// CHECK: graph.return %[[V0]] : tensor<2x4xf32>
graph.program @aten_matmul_default(%0: tensor<2x3xf32>, %1: tensor<3x4xf32>) -> (tensor<2x4xf32>) {
  %v0 = graph.captured "aten.matmul.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  graph.return %v0 : tensor<2x4xf32>
}

// CHECK-LABEL: graph.program @aten_bmm_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>, %[[ARG1:.*]]: tensor<2x4x5xf32>
// CHECK: %[[V0:.*]] = graph.contract %[[ARG0]], %[[ARG1]] : tensor<2x3x4xf32>, tensor<2x4x5xf32> -> tensor<2x3x5xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3x5xf32>
graph.program @aten_bmm_default(%0: tensor<2x3x4xf32>, %1: tensor<2x4x5xf32>) -> (tensor<2x3x5xf32>) {
  %v0 = graph.captured "aten.bmm.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  graph.return %v0 : tensor<2x3x5xf32>
}

// CHECK-LABEL: graph.program @aten_matmul_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>, %[[ARG1:.*]]: tensor<2x4x5xf32>
// CHECK: %[[V0:.*]] = graph.contract %[[ARG0]], %[[ARG1]] : tensor<2x3x4xf32>, tensor<2x4x5xf32> -> tensor<2x3x5xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3x5xf32>
graph.program @aten_matmul_default_2(%0: tensor<2x3x4xf32>, %1: tensor<2x4x5xf32>) -> (tensor<2x3x5xf32>) {
  %v0 = graph.captured "aten.matmul.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  graph.return %v0 : tensor<2x3x5xf32>
}

// CHECK-LABEL: graph.program @aten_matmul_default_3(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d0)> : tensor<4xf32> -> tensor<4x1xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0 floordiv 3, d0 mod 3, d1)> : tensor<2x3x4xf32> -> tensor<6x4xf32>
// CHECK: %[[V2:.*]] = graph.contract %[[V1]], %[[V0]] : tensor<6x4xf32>, tensor<4x1xf32> -> tensor<6x1xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1, d2) -> (d0 * 3 + d1, 0)> : tensor<6x1xf32> -> tensor<2x3x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1) -> (d0, d1, 0)> : tensor<2x3x1xf32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V4]] : tensor<2x3xf32>
graph.program @aten_matmul_default_3(%0: tensor<2x3x4xf32>, %1: tensor<4xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.matmul.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3x4xf32>, tensor<4xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_matmul_default_4(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x1x3x4xf32>, %[[ARG1:.*]]: tensor<5x4x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2, d3) -> (d0, 0, d2, d3)> : tensor<2x1x3x4xf32> -> tensor<2x5x3x4xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG1]] through <(d0, d1, d2, d3) -> (d1, d2, d3)> : tensor<5x4x3xf32> -> tensor<2x5x4x3xf32>
// CHECK: %[[V2:.*]] = graph.contract %[[V0]], %[[V1]] : tensor<2x5x3x4xf32>, tensor<2x5x4x3xf32> -> tensor<2x5x3x3xf32>
// CHECK: graph.return %[[V2]] : tensor<2x5x3x3xf32>
graph.program @aten_matmul_default_4(%0: tensor<2x1x3x4xf32>, %1: tensor<5x4x3xf32>) -> (tensor<2x5x3x3xf32>) {
  %v0 = graph.captured "aten.matmul.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x1x3x4xf32>, tensor<5x4x3xf32>) -> tensor<2x5x3x3xf32>
  graph.return %v0 : tensor<2x5x3x3xf32>
}

// CHECK-LABEL: graph.program @aten_mv_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d0)> : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[V1:.*]] = graph.contract %[[ARG0]], %[[V0]] : tensor<2x3xf32>, tensor<3x1xf32> -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2xf32>
// CHECK: graph.return %[[V2]] : tensor<2xf32>
graph.program @aten_mv_default(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2xf32>) {
  %v0 = graph.captured "aten.mv.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2xf32>
  graph.return %v0 : tensor<2xf32>
}

// CHECK-LABEL: graph.program @aten_dot_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<1x3xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d0)> : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[V2:.*]] = graph.contract %[[V0]], %[[V1]] : tensor<1x3xf32>, tensor<3x1xf32> -> tensor<1x1xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <() -> (0, 0)> : tensor<1x1xf32> -> tensor<f32>
// CHECK: graph.return %[[V3]] : tensor<f32>
graph.program @aten_dot_default(%0: tensor<3xf32>, %1: tensor<3xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.dot.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_linear_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xbf16>, %[[ARG1:.*]]: tensor<5x4xbf16>, %[[ARG2:.*]]: tensor<5xbf16>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1, d0)> : tensor<5x4xbf16> -> tensor<4x5xbf16>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0 floordiv 3, d0 mod 3, d1)> : tensor<2x3x4xbf16> -> tensor<6x4xbf16>
// CHECK: %[[V2:.*]] = graph.contract %[[V1]], %[[V0]] : tensor<6x4xbf16>, tensor<4x5xbf16> -> tensor<6x5xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1, d2) -> (d0 * 3 + d1, d2)> : tensor<6x5xf32> -> tensor<2x3x5xf32>
// CHECK: %[[V4:.*]] = arith.extf %[[ARG2]] : tensor<5xbf16> to tensor<5xf32>
// CHECK: %[[V5:.*]] = graph.view %[[V4]] through <(d0, d1, d2) -> (d2)> : tensor<5xf32> -> tensor<2x3x5xf32>
// CHECK: %[[V6:.*]] = arith.addf %[[V3]], %[[V5]] : tensor<2x3x5xf32>
// CHECK: %[[V7:.*]] = arith.truncf %[[V6]] : tensor<2x3x5xf32> to tensor<2x3x5xbf16>
// CHECK: graph.return %[[V7]] : tensor<2x3x5xbf16>
graph.program @aten_linear_default(%0: tensor<2x3x4xbf16>, %1: tensor<5x4xbf16>, %2: tensor<5xbf16>) -> (tensor<2x3x5xbf16>) {
  %v0 = graph.captured "aten.linear.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] : (tensor<2x3x4xbf16>, tensor<5x4xbf16>, tensor<5xbf16>) -> tensor<2x3x5xbf16>
  graph.return %v0 : tensor<2x3x5xbf16>
}

// CHECK-LABEL: graph.program @aten_addmm_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<2x3xf32>, %[[ARG2:.*]]: tensor<3x4xf32>
// CHECK: %[[V0:.*]] = graph.contract %[[ARG1]], %[[ARG2]] : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x4xf32>
// CHECK: %[[V2:.*]] = arith.mulf %[[V0]], %[[V1]] : tensor<2x4xf32>
// CHECK: %[[V3:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d1)> : tensor<4xf32> -> tensor<2x4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x4xf32>
// CHECK: %[[V5:.*]] = arith.mulf %[[V3]], %[[V4]] : tensor<2x4xf32>
// CHECK: %[[V6:.*]] = arith.addf %[[V5]], %[[V2]] : tensor<2x4xf32>
// CHECK: graph.return %[[V6]] : tensor<2x4xf32>
graph.program @aten_addmm_default(%0: tensor<4xf32>, %1: tensor<2x3xf32>, %2: tensor<3x4xf32>) -> (tensor<2x4xf32>) {
  %v0 = graph.captured "aten.addmm.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] kwargs {beta = 0.5 : f64, alpha = 2 : i64} : (tensor<4xf32>, tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  graph.return %v0 : tensor<2x4xf32>
}

// CHECK-LABEL: graph.program @aten_addmv_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2xf32>, %[[ARG1:.*]]: tensor<2x3xf32>, %[[ARG2:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> (d0)> : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[V1:.*]] = graph.contract %[[ARG1]], %[[V0]] : tensor<2x3xf32>, tensor<3x1xf32> -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2xf32>
// CHECK: %[[V3:.*]] = arith.addf %[[ARG0]], %[[V2]] : tensor<2xf32>
// CHECK: graph.return %[[V3]] : tensor<2xf32>
graph.program @aten_addmv_default(%0: tensor<2xf32>, %1: tensor<2x3xf32>, %2: tensor<3xf32>) -> (tensor<2xf32>) {
  %v0 = graph.captured "aten.addmv.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] : (tensor<2xf32>, tensor<2x3xf32>, tensor<3xf32>) -> tensor<2xf32>
  graph.return %v0 : tensor<2xf32>
}

// CHECK-LABEL: graph.program @aten_baddbmm_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x5xf32>, %[[ARG1:.*]]: tensor<2x3x4xf32>, %[[ARG2:.*]]: tensor<2x4x5xf32>
// CHECK: %[[V0:.*]] = graph.contract %[[ARG1]], %[[ARG2]] : tensor<2x3x4xf32>, tensor<2x4x5xf32> -> tensor<2x3x5xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3x5xf32>
graph.program @aten_baddbmm_default(%0: tensor<2x3x5xf32>, %1: tensor<2x3x4xf32>, %2: tensor<2x4x5xf32>) -> (tensor<2x3x5xf32>) {
  %v0 = graph.captured "aten.baddbmm.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] kwargs {beta = 0 : i64} : (tensor<2x3x5xf32>, tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  graph.return %v0 : tensor<2x3x5xf32>
}

// CHECK-LABEL: graph.program @aten_mm_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xi64>, %[[ARG1:.*]]: tensor<3x2xi64>
// CHECK: %[[V0:.*]] = graph.contract %[[ARG0]], %[[ARG1]] : tensor<2x3xi64>, tensor<3x2xi64> -> tensor<2x2xi64>
// CHECK: graph.return %[[V0]] : tensor<2x2xi64>
graph.program @aten_mm_default_2(%0: tensor<2x3xi64>, %1: tensor<3x2xi64>) -> (tensor<2x2xi64>) {
  %v0 = graph.captured "aten.mm.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xi64>, tensor<3x2xi64>) -> tensor<2x2xi64>
  graph.return %v0 : tensor<2x2xi64>
}

// CHECK-LABEL: graph.program @cutedsl_linear_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>, %[[ARG1:.*]]: tensor<5x4xf32>, %[[ARG2:.*]]: tensor<5xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1, d0)> : tensor<5x4xf32> -> tensor<4x5xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0 floordiv 3, d0 mod 3, d1)> : tensor<2x3x4xf32> -> tensor<6x4xf32>
// CHECK: %[[V2:.*]] = graph.contract %[[V1]], %[[V0]] : tensor<6x4xf32>, tensor<4x5xf32> -> tensor<6x5xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1, d2) -> (d0 * 3 + d1, d2)> : tensor<6x5xf32> -> tensor<2x3x5xf32>
// CHECK: %[[V4:.*]] = graph.view %[[ARG2]] through <(d0, d1, d2) -> (d2)> : tensor<5xf32> -> tensor<2x3x5xf32>
// CHECK: %[[V5:.*]] = arith.addf %[[V3]], %[[V4]] : tensor<2x3x5xf32>
// CHECK: graph.return %[[V5]] : tensor<2x3x5xf32>
graph.program @cutedsl_linear_default(%0: tensor<2x3x4xf32>, %1: tensor<5x4xf32>, %2: tensor<5xf32>) -> (tensor<2x3x5xf32>) {
  %v0 = graph.captured "cutedsl.linear.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] : (tensor<2x3x4xf32>, tensor<5x4xf32>, tensor<5xf32>) -> tensor<2x3x5xf32>
  graph.return %v0 : tensor<2x3x5xf32>
}

// CHECK-LABEL: graph.program @cutedsl_linear_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x5xf32>, %[[ARG1:.*]]: tensor<2x3x4xf32>, %[[ARG2:.*]]: tensor<5x4xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0 floordiv 3, d0 mod 3, d1)> : tensor<2x3x5xf32> -> tensor<6x5xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0 floordiv 3, d0 mod 3, d1)> : tensor<2x3x5xf32> -> tensor<6x5xf32>
// CHECK: %[[V2:.*]] = graph.contract %[[V1]], %[[ARG2]] : tensor<6x5xf32>, tensor<5x4xf32> -> tensor<6x4xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1, d2) -> (d0 * 3 + d1, d2)> : tensor<6x4xf32> -> tensor<2x3x4xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d1, d0)> : tensor<6x5xf32> -> tensor<5x6xf32>
// CHECK: %[[V5:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d0 floordiv 3, d0 mod 3, d1)> : tensor<2x3x4xf32> -> tensor<6x4xf32>
// CHECK: %[[V6:.*]] = graph.contract %[[V4]], %[[V5]] : tensor<5x6xf32>, tensor<6x4xf32> -> tensor<5x4xf32>
// CHECK: %[[V7:.*]] = graph.reduce  sum %[[V0]] dims [0] : tensor<6x5xf32> -> tensor<5xf32>
// CHECK: graph.return %[[V3]], %[[V6]], %[[V7]] : tensor<2x3x4xf32>, tensor<5x4xf32>, tensor<5xf32>
graph.program @cutedsl_linear_backward_default(%0: tensor<2x3x5xf32>, %1: tensor<2x3x4xf32>, %2: tensor<5x4xf32>) -> (tensor<2x3x4xf32>, tensor<5x4xf32>, tensor<5xf32>) {
  %v0:3 = graph.captured "cutedsl.linear_backward.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] : (tensor<2x3x5xf32>, tensor<2x3x4xf32>, tensor<5x4xf32>) -> (tensor<2x3x4xf32>, tensor<5x4xf32>, tensor<5xf32>)
  graph.return %v0#0, %v0#1, %v0#2 : tensor<2x3x4xf32>, tensor<5x4xf32>, tensor<5xf32>
}

// CHECK-LABEL: graph.program @cutedsl_linear_backward_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x5xf32>, %[[ARG1:.*]]: tensor<2x4xf32>, %[[ARG2:.*]]: tensor<5x4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<0xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d1, d0)> : tensor<2x5xf32> -> tensor<5x2xf32>
// CHECK: %[[V2:.*]] = graph.contract %[[V1]], %[[ARG1]] : tensor<5x2xf32>, tensor<2x4xf32> -> tensor<5x4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<0xf32>
// CHECK: graph.return %[[V0]], %[[V2]], %[[V3]] : tensor<0xf32>, tensor<5x4xf32>, tensor<0xf32>
graph.program @cutedsl_linear_backward_default_2(%0: tensor<2x5xf32>, %1: tensor<2x4xf32>, %2: tensor<5x4xf32>) -> (tensor<0xf32>, tensor<5x4xf32>, tensor<0xf32>) {
  %v0:3 = graph.captured "cutedsl.linear_backward.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [false, true, false]] : (tensor<2x5xf32>, tensor<2x4xf32>, tensor<5x4xf32>) -> (tensor<0xf32>, tensor<5x4xf32>, tensor<0xf32>)
  graph.return %v0#0, %v0#1, %v0#2 : tensor<0xf32>, tensor<5x4xf32>, tensor<0xf32>
}
