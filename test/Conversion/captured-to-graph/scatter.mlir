// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Scatters of elements.

// CHECK-LABEL: graph.program @aten_scatter_src(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>, %[[ARG1:.*]]: tensor<2x2xi64>, %[[ARG2:.*]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> (d0, d1)> : tensor<3x2xf32> -> tensor<2x2xf32>
// CHECK: %[[V1:.*]] = graph.scatter set %[[ARG0]], %[[V0]][%[[ARG1]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<4x2xf32>, tensor<2x2xf32>, tensor<2x2xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V1]] : tensor<4x2xf32>
graph.program @aten_scatter_src(%0: tensor<4x2xf32>, %1: tensor<2x2xi64>, %2: tensor<3x2xf32>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten.scatter.src"(%0, %1, %2) args [#graph.operand<0>, 0 : i64, #graph.operand<1>, #graph.operand<2>] : (tensor<4x2xf32>, tensor<2x2xi64>, tensor<3x2xf32>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}

// CHECK-LABEL: graph.program @aten_scatter_value(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>, %[[ARG1:.*]]: tensor<1x2xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<1.500000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<1x2xf32>
// CHECK: %[[V1:.*]] = graph.scatter set %[[ARG0]], %[[V0]][%[[ARG1]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<4x2xf32>, tensor<1x2xf32>, tensor<1x2xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V1]] : tensor<4x2xf32>
graph.program @aten_scatter_value(%0: tensor<4x2xf32>, %1: tensor<1x2xi64>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten.scatter.value"(%0, %1) args [#graph.operand<0>, 0 : i64, #graph.operand<1>, 1.5 : f64] : (tensor<4x2xf32>, tensor<1x2xi64>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}

// CHECK-LABEL: graph.program @aten_scatter_add_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xbf16>, %[[ARG1:.*]]: tensor<2x2xi64>, %[[ARG2:.*]]: tensor<2x2xbf16>
// CHECK: %[[V0:.*]] = arith.extf %[[ARG0]] : tensor<4x2xbf16> to tensor<4x2xf32>
// CHECK: %[[V1:.*]] = arith.extf %[[ARG2]] : tensor<2x2xbf16> to tensor<2x2xf32>
// CHECK: %[[V2:.*]] = graph.scatter add %[[V0]], %[[V1]][%[[ARG1]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<4x2xf32>, tensor<2x2xf32>, tensor<2x2xi64> -> tensor<4x2xf32>
// CHECK: %[[V3:.*]] = arith.truncf %[[V2]] : tensor<4x2xf32> to tensor<4x2xbf16>
// CHECK: graph.return %[[V3]] : tensor<4x2xbf16>
graph.program @aten_scatter_add_default(%0: tensor<4x2xbf16>, %1: tensor<2x2xi64>, %2: tensor<2x2xbf16>) -> (tensor<4x2xbf16>) {
  %v0 = graph.captured "aten.scatter_add.default"(%0, %1, %2) args [#graph.operand<0>, 0 : i64, #graph.operand<1>, #graph.operand<2>] : (tensor<4x2xbf16>, tensor<2x2xi64>, tensor<2x2xbf16>) -> tensor<4x2xbf16>
  graph.return %v0 : tensor<4x2xbf16>
}

// CHECK-LABEL: graph.program @aten_scatter_reduce(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>, %[[ARG1:.*]]: tensor<2x2xi64>, %[[ARG2:.*]]: tensor<2x2xf32>
// CHECK: %[[V0:.*]] = graph.scatter add %[[ARG0]], %[[ARG2]][%[[ARG1]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<4x2xf32>, tensor<2x2xf32>, tensor<2x2xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V0]] : tensor<4x2xf32>
graph.program @aten_scatter_reduce(%0: tensor<4x2xf32>, %1: tensor<2x2xi64>, %2: tensor<2x2xf32>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten.scatter.reduce"(%0, %1, %2) args [#graph.operand<0>, 0 : i64, #graph.operand<1>, #graph.operand<2>] kwargs {reduce = "add"} : (tensor<4x2xf32>, tensor<2x2xi64>, tensor<2x2xf32>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}

// CHECK-LABEL: graph.program @aten_scatter_value_reduce(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>, %[[ARG1:.*]]: tensor<1x2xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<1x2xf32>
// CHECK: %[[V1:.*]] = graph.scatter add %[[ARG0]], %[[V0]][%[[ARG1]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<4x2xf32>, tensor<1x2xf32>, tensor<1x2xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V1]] : tensor<4x2xf32>
graph.program @aten_scatter_value_reduce(%0: tensor<4x2xf32>, %1: tensor<1x2xi64>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten.scatter.value_reduce"(%0, %1) args [#graph.operand<0>, 0 : i64, #graph.operand<1>, 1.0 : f64] kwargs {reduce = "add"} : (tensor<4x2xf32>, tensor<1x2xi64>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}

// CHECK-LABEL: graph.program @aten_scatter_reduce_two(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>, %[[ARG1:.*]]: tensor<2x2xi64>, %[[ARG2:.*]]: tensor<2x2xf32>
// CHECK: %[[V0:.*]] = graph.scatter add %[[ARG0]], %[[ARG2]][%[[ARG1]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<4x2xf32>, tensor<2x2xf32>, tensor<2x2xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V0]] : tensor<4x2xf32>
graph.program @aten_scatter_reduce_two(%0: tensor<4x2xf32>, %1: tensor<2x2xi64>, %2: tensor<2x2xf32>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten.scatter_reduce.two"(%0, %1, %2) args [#graph.operand<0>, 0 : i64, #graph.operand<1>, #graph.operand<2>, "sum"] : (tensor<4x2xf32>, tensor<2x2xi64>, tensor<2x2xf32>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}

// CHECK-LABEL: graph.program @aten_scatter_add_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<f32>, %[[ARG1:.*]]: tensor<i64>, %[[ARG2:.*]]: tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> ()> : tensor<f32> -> tensor<1xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG1]] through <(d0) -> ()> : tensor<i64> -> tensor<1xi64>
// CHECK: %[[V2:.*]] = graph.view %[[ARG2]] through <(d0) -> ()> : tensor<f32> -> tensor<1xf32>
// CHECK: %[[V3:.*]] = graph.scatter add %[[V0]], %[[V2]][%[[V1]]] dims [0] through <(d0) -> (0)> : tensor<1xf32>, tensor<1xf32>, tensor<1xi64> -> tensor<1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <() -> (0)> : tensor<1xf32> -> tensor<f32>
// CHECK: graph.return %[[V4]] : tensor<f32>
graph.program @aten_scatter_add_default_2(%0: tensor<f32>, %1: tensor<i64>, %2: tensor<f32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.scatter_add.default"(%0, %1, %2) args [#graph.operand<0>, 0 : i64, #graph.operand<1>, #graph.operand<2>] : (tensor<f32>, tensor<i64>, tensor<f32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}
