// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Gathers, and scatters of slices.

// CHECK-LABEL: graph.program @aten_embedding_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<5x4xf32>, %[[ARG1:.*]]: tensor<2x3xi64>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x3xi64> -> tensor<2x3x4xi64>
// CHECK: %[[V1:.*]] = graph.gather %[[ARG0]][%[[V0]]] dims [0] through <(d0, d1, d2) -> (0, d2)> : tensor<5x4xf32>, tensor<2x3x4xi64> -> tensor<2x3x4xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3x4xf32>
graph.program @aten_embedding_default(%0: tensor<5x4xf32>, %1: tensor<2x3xi64>) -> (tensor<2x3x4xf32>) {
  %v0 = graph.captured "aten.embedding.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<5x4xf32>, tensor<2x3xi64>) -> tensor<2x3x4xf32>
  graph.return %v0 : tensor<2x3x4xf32>
}

// CHECK-LABEL: graph.program @aten_embedding_dense_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>, %[[ARG1:.*]]: tensor<2x3xi64>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x3xi64> -> tensor<2x3x4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<1> : tensor<i64>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1, d2) -> ()> : tensor<i64> -> tensor<2x3x4xi64>
// CHECK: %[[V2:.*]] = arith.cmpi eq, %[[V0]], %[[V1]] : tensor<2x3x4xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x3x4xf32>
// CHECK: %[[V4:.*]] = arith.select %[[V2]], %[[V3]], %[[ARG0]] : tensor<2x3x4xi1>, tensor<2x3x4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_1]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<5x4xf32>
// CHECK: %[[V6:.*]] = graph.scatter add %[[V5]], %[[V4]][%[[V0]]] dims [0] through <(d0, d1, d2) -> (0, d2)> : tensor<5x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xi64> -> tensor<5x4xf32>
// CHECK: graph.return %[[V6]] : tensor<5x4xf32>
graph.program @aten_embedding_dense_backward_default(%0: tensor<2x3x4xf32>, %1: tensor<2x3xi64>) -> (tensor<5x4xf32>) {
  %v0 = graph.captured "aten.embedding_dense_backward.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>, 5 : i64, 1 : i64, false] : (tensor<2x3x4xf32>, tensor<2x3xi64>) -> tensor<5x4xf32>
  graph.return %v0 : tensor<5x4xf32>
}

// CHECK-LABEL: graph.program @aten_gather_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x4xf32>, %[[ARG1:.*]]: tensor<3x2xi64>
// CHECK: %[[V0:.*]] = graph.gather %[[ARG0]][%[[ARG1]]] dims [1] through <(d0, d1) -> (d0, 0)> : tensor<3x4xf32>, tensor<3x2xi64> -> tensor<3x2xf32>
// CHECK: graph.return %[[V0]] : tensor<3x2xf32>
graph.program @aten_gather_default(%0: tensor<3x4xf32>, %1: tensor<3x2xi64>) -> (tensor<3x2xf32>) {
  %v0 = graph.captured "aten.gather.default"(%0, %1) args [#graph.operand<0>, 1 : i64, #graph.operand<1>] : (tensor<3x4xf32>, tensor<3x2xi64>) -> tensor<3x2xf32>
  graph.return %v0 : tensor<3x2xf32>
}

// CHECK-LABEL: graph.program @aten_index_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>, %[[ARG1:.*]]: tensor<5x1xi64>, %[[ARG2:.*]]: tensor<2xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<3> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<5x1xi64>
// CHECK: %[[V1:.*]] = arith.addi %[[ARG1]], %[[V0]] : tensor<5x1xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<5x1xi64>
// CHECK: %[[V3:.*]] = arith.cmpi slt, %[[ARG1]], %[[V2]] : tensor<5x1xi64>
// CHECK: %[[V4:.*]] = arith.select %[[V3]], %[[V1]], %[[ARG1]] : tensor<5x1xi1>, tensor<5x1xi64>
// CHECK: %[[V5:.*]] = graph.view %[[V4]] through <(d0, d1) -> (d0, 0)> : tensor<5x1xi64> -> tensor<5x2xi64>
// CHECK: %[[V6:.*]] = graph.view %[[V5]] through <(d0, d1, d2) -> (d1, d2)> : tensor<5x2xi64> -> tensor<2x5x2xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<4> : tensor<i64>
// CHECK: %[[V7:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<i64> -> tensor<2xi64>
// CHECK: %[[V8:.*]] = arith.addi %[[ARG2]], %[[V7]] : tensor<2xi64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V9:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<i64> -> tensor<2xi64>
// CHECK: %[[V10:.*]] = arith.cmpi slt, %[[ARG2]], %[[V9]] : tensor<2xi64>
// CHECK: %[[V11:.*]] = arith.select %[[V10]], %[[V8]], %[[ARG2]] : tensor<2xi1>, tensor<2xi64>
// CHECK: %[[V12:.*]] = graph.view %[[V11]] through <(d0, d1) -> (d1)> : tensor<2xi64> -> tensor<5x2xi64>
// CHECK: %[[V13:.*]] = graph.view %[[V12]] through <(d0, d1, d2) -> (d1, d2)> : tensor<5x2xi64> -> tensor<2x5x2xi64>
// CHECK: %[[V14:.*]] = graph.gather %[[ARG0]][%[[V6]], %[[V13]]] dims [1, 2] through <(d0, d1, d2) -> (d0, 0, 0)> : tensor<2x3x4xf32>, tensor<2x5x2xi64>, tensor<2x5x2xi64> -> tensor<2x5x2xf32>
// CHECK: graph.return %[[V14]] : tensor<2x5x2xf32>
graph.program @aten_index_Tensor(%0: tensor<2x3x4xf32>, %1: tensor<5x1xi64>, %2: tensor<2xi64>) -> (tensor<2x5x2xf32>) {
  %v0 = graph.captured "aten.index.Tensor"(%0, %1, %2) args [#graph.operand<0>, [#graph.none, #graph.operand<1>, #graph.operand<2>]] : (tensor<2x3x4xf32>, tensor<5x1xi64>, tensor<2xi64>) -> tensor<2x5x2xf32>
  graph.return %v0 : tensor<2x5x2xf32>
}

// CHECK-LABEL: graph.program @aten_index_Tensor_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>, %[[ARG1:.*]]: tensor<5xi64>, %[[ARG2:.*]]: tensor<5xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<5xi64>
// CHECK: %[[V1:.*]] = arith.addi %[[ARG1]], %[[V0]] : tensor<5xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<5xi64>
// CHECK: %[[V3:.*]] = arith.cmpi slt, %[[ARG1]], %[[V2]] : tensor<5xi64>
// CHECK: %[[V4:.*]] = arith.select %[[V3]], %[[V1]], %[[ARG1]] : tensor<5xi1>, tensor<5xi64>
// CHECK: %[[V5:.*]] = graph.view %[[V4]] through <(d0, d1) -> (d0)> : tensor<5xi64> -> tensor<5x3xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<4> : tensor<i64>
// CHECK: %[[V6:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<i64> -> tensor<5xi64>
// CHECK: %[[V7:.*]] = arith.addi %[[ARG2]], %[[V6]] : tensor<5xi64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V8:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<i64> -> tensor<5xi64>
// CHECK: %[[V9:.*]] = arith.cmpi slt, %[[ARG2]], %[[V8]] : tensor<5xi64>
// CHECK: %[[V10:.*]] = arith.select %[[V9]], %[[V7]], %[[ARG2]] : tensor<5xi1>, tensor<5xi64>
// CHECK: %[[V11:.*]] = graph.view %[[V10]] through <(d0, d1) -> (d0)> : tensor<5xi64> -> tensor<5x3xi64>
// CHECK: %[[V12:.*]] = graph.gather %[[ARG0]][%[[V5]], %[[V11]]] dims [0, 2] through <(d0, d1) -> (0, d1, 0)> : tensor<2x3x4xf32>, tensor<5x3xi64>, tensor<5x3xi64> -> tensor<5x3xf32>
// CHECK: graph.return %[[V12]] : tensor<5x3xf32>
graph.program @aten_index_Tensor_2(%0: tensor<2x3x4xf32>, %1: tensor<5xi64>, %2: tensor<5xi64>) -> (tensor<5x3xf32>) {
  %v0 = graph.captured "aten.index.Tensor"(%0, %1, %2) args [#graph.operand<0>, [#graph.operand<1>, #graph.none, #graph.operand<2>]] : (tensor<2x3x4xf32>, tensor<5xi64>, tensor<5xi64>) -> tensor<5x3xf32>
  graph.return %v0 : tensor<5x3xf32>
}

// CHECK-LABEL: graph.program @aten__unsafe_index_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>, %[[ARG1:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<3> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.addi %[[ARG1]], %[[V0]] : tensor<4xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V3:.*]] = arith.cmpi slt, %[[ARG1]], %[[V2]] : tensor<4xi64>
// CHECK: %[[V4:.*]] = arith.select %[[V3]], %[[V1]], %[[ARG1]] : tensor<4xi1>, tensor<4xi64>
// CHECK: %[[V5:.*]] = graph.view %[[V4]] through <(d0, d1) -> (d0)> : tensor<4xi64> -> tensor<4x2xi64>
// CHECK: %[[V6:.*]] = graph.gather %[[ARG0]][%[[V5]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<3x2xf32>, tensor<4x2xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V6]] : tensor<4x2xf32>
graph.program @aten__unsafe_index_Tensor(%0: tensor<3x2xf32>, %1: tensor<4xi64>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten._unsafe_index.Tensor"(%0, %1) args [#graph.operand<0>, [#graph.operand<1>]] : (tensor<3x2xf32>, tensor<4xi64>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}

// CHECK-LABEL: graph.program @aten_index_Tensor_3(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>, %[[ARG1:.*]]: tensor<4xi32>
// CHECK: %[[V0:.*]] = arith.extsi %[[ARG1]] : tensor<4xi32> to tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<3> : tensor<i64>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V2:.*]] = arith.addi %[[V0]], %[[V1]] : tensor<4xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V3:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V4:.*]] = arith.cmpi slt, %[[V0]], %[[V3]] : tensor<4xi64>
// CHECK: %[[V5:.*]] = arith.select %[[V4]], %[[V2]], %[[V0]] : tensor<4xi1>, tensor<4xi64>
// CHECK: %[[V6:.*]] = graph.view %[[V5]] through <(d0, d1) -> (d0)> : tensor<4xi64> -> tensor<4x2xi64>
// CHECK: %[[V7:.*]] = graph.gather %[[ARG0]][%[[V6]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<3x2xf32>, tensor<4x2xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V7]] : tensor<4x2xf32>
graph.program @aten_index_Tensor_3(%0: tensor<3xcomplex<f32>>, %1: tensor<4xi32>) -> (tensor<4xcomplex<f32>>) {
  %v0 = graph.captured "aten.index.Tensor"(%0, %1) args [#graph.operand<0>, [#graph.operand<1>]] : (tensor<3xcomplex<f32>>, tensor<4xi32>) -> tensor<4xcomplex<f32>>
  graph.return %v0 : tensor<4xcomplex<f32>>
}

// CHECK-LABEL: graph.program @aten_index_add_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>, %[[ARG1:.*]]: tensor<2xi64>, %[[ARG2:.*]]: tensor<2x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d0)> : tensor<2xi64> -> tensor<2x2xi64>
// CHECK: %[[V1:.*]] = graph.scatter add %[[ARG0]], %[[ARG2]][%[[V0]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<4x2xf32>, tensor<2x2xf32>, tensor<2x2xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V1]] : tensor<4x2xf32>
graph.program @aten_index_add_default(%0: tensor<4x2xf32>, %1: tensor<2xi64>, %2: tensor<2x2xf32>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten.index_add.default"(%0, %1, %2) args [#graph.operand<0>, 0 : i64, #graph.operand<1>, #graph.operand<2>] : (tensor<4x2xf32>, tensor<2xi64>, tensor<2x2xf32>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}

// CHECK-LABEL: graph.program @aten_index_copy_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>, %[[ARG1:.*]]: tensor<2xi64>, %[[ARG2:.*]]: tensor<2x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d0)> : tensor<2xi64> -> tensor<2x2xi64>
// CHECK: %[[V1:.*]] = graph.scatter set %[[ARG0]], %[[ARG2]][%[[V0]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<4x2xf32>, tensor<2x2xf32>, tensor<2x2xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V1]] : tensor<4x2xf32>
graph.program @aten_index_copy_default(%0: tensor<4x2xf32>, %1: tensor<2xi64>, %2: tensor<2x2xf32>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten.index_copy.default"(%0, %1, %2) args [#graph.operand<0>, 0 : i64, #graph.operand<1>, #graph.operand<2>] : (tensor<4x2xf32>, tensor<2xi64>, tensor<2x2xf32>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}

// CHECK-LABEL: graph.program @aten_index_fill_int_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>, %[[ARG1:.*]]: tensor<2xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<2xi64> -> tensor<2x2xi64>
// CHECK: %[[V2:.*]] = graph.scatter set %[[ARG0]], %[[V0]][%[[V1]]] dims [1] through <(d0, d1) -> (d0, 0)> : tensor<2x4xf32>, tensor<2x2xf32>, tensor<2x2xi64> -> tensor<2x4xf32>
// CHECK: graph.return %[[V2]] : tensor<2x4xf32>
graph.program @aten_index_fill_int_Scalar(%0: tensor<2x4xf32>, %1: tensor<2xi64>) -> (tensor<2x4xf32>) {
  %v0 = graph.captured "aten.index_fill.int_Scalar"(%0, %1) args [#graph.operand<0>, 1 : i64, #graph.operand<1>, 2.0 : f64] : (tensor<2x4xf32>, tensor<2xi64>) -> tensor<2x4xf32>
  graph.return %v0 : tensor<2x4xf32>
}

// CHECK-LABEL: graph.program @aten_index_fill_int_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>, %[[ARG1:.*]]: tensor<2xi64>, %[[ARG2:.*]]: tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<2xi64> -> tensor<2x2xi64>
// CHECK: %[[V2:.*]] = graph.scatter set %[[ARG0]], %[[V0]][%[[V1]]] dims [1] through <(d0, d1) -> (d0, 0)> : tensor<2x4xf32>, tensor<2x2xf32>, tensor<2x2xi64> -> tensor<2x4xf32>
// CHECK: graph.return %[[V2]] : tensor<2x4xf32>
graph.program @aten_index_fill_int_Tensor(%0: tensor<2x4xf32>, %1: tensor<2xi64>, %2: tensor<f32>) -> (tensor<2x4xf32>) {
  %v0 = graph.captured "aten.index_fill.int_Tensor"(%0, %1, %2) args [#graph.operand<0>, 1 : i64, #graph.operand<1>, #graph.operand<2>] : (tensor<2x4xf32>, tensor<2xi64>, tensor<f32>) -> tensor<2x4xf32>
  graph.return %v0 : tensor<2x4xf32>
}

// CHECK-LABEL: graph.program @aten_index_select_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>, %[[ARG1:.*]]: tensor<3xi64>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xi64> -> tensor<2x3xi64>
// CHECK: %[[V1:.*]] = graph.gather %[[ARG0]][%[[V0]]] dims [1] through <(d0, d1) -> (d0, 0)> : tensor<2x4xf32>, tensor<2x3xi64> -> tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_index_select_default(%0: tensor<2x4xf32>, %1: tensor<3xi64>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.index_select.default"(%0, %1) args [#graph.operand<0>, 1 : i64, #graph.operand<1>] : (tensor<2x4xf32>, tensor<3xi64>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_index_put_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>, %[[ARG1:.*]]: tensor<2xi64>, %[[ARG2:.*]]: tensor<2xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<4> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<2xi64>
// CHECK: %[[V1:.*]] = arith.addi %[[ARG1]], %[[V0]] : tensor<2xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<2xi64>
// CHECK: %[[V3:.*]] = arith.cmpi slt, %[[ARG1]], %[[V2]] : tensor<2xi64>
// CHECK: %[[V4:.*]] = arith.select %[[V3]], %[[V1]], %[[ARG1]] : tensor<2xi1>, tensor<2xi64>
// CHECK: %[[V5:.*]] = graph.view %[[V4]] through <(d0, d1) -> (d0)> : tensor<2xi64> -> tensor<2x2xi64>
// CHECK: %[[V6:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> (d1)> : tensor<2xf32> -> tensor<2x2xf32>
// CHECK: %[[V7:.*]] = graph.scatter set %[[ARG0]], %[[V6]][%[[V5]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<4x2xf32>, tensor<2x2xf32>, tensor<2x2xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V7]] : tensor<4x2xf32>
graph.program @aten_index_put_default(%0: tensor<4x2xf32>, %1: tensor<2xi64>, %2: tensor<2xf32>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten.index_put.default"(%0, %1, %2) args [#graph.operand<0>, [#graph.operand<1>], #graph.operand<2>] : (tensor<4x2xf32>, tensor<2xi64>, tensor<2xf32>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}

// CHECK-LABEL: graph.program @aten_index_put_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>, %[[ARG1:.*]]: tensor<3xi64>, %[[ARG2:.*]]: tensor<4x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<3xi64>
// CHECK: %[[V1:.*]] = arith.addi %[[ARG1]], %[[V0]] : tensor<3xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<3xi64>
// CHECK: %[[V3:.*]] = arith.cmpi slt, %[[ARG1]], %[[V2]] : tensor<3xi64>
// CHECK: %[[V4:.*]] = arith.select %[[V3]], %[[V1]], %[[ARG1]] : tensor<3xi1>, tensor<3xi64>
// CHECK: %[[V5:.*]] = graph.view %[[V4]] through <(d0, d1) -> (d1)> : tensor<3xi64> -> tensor<4x3xi64>
// CHECK: %[[V6:.*]] = graph.scatter add %[[ARG0]], %[[ARG2]][%[[V5]]] dims [1] through <(d0, d1) -> (d0, 0)> : tensor<4x2xf32>, tensor<4x3xf32>, tensor<4x3xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V6]] : tensor<4x2xf32>
graph.program @aten_index_put_default_2(%0: tensor<4x2xf32>, %1: tensor<3xi64>, %2: tensor<4x3xf32>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten.index_put.default"(%0, %1, %2) args [#graph.operand<0>, [#graph.none, #graph.operand<1>], #graph.operand<2>, true] : (tensor<4x2xf32>, tensor<3xi64>, tensor<4x3xf32>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}

// CHECK-LABEL: graph.program @aten_index_put_default_3(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>, %[[ARG1:.*]]: tensor<4xi1>, %[[ARG2:.*]]: tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d0)> : tensor<4xi1> -> tensor<4x1xi1>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0, 0)> : tensor<4x1xi1> -> tensor<4x2xi1>
// CHECK: %[[V2:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<4x2xf32>
// CHECK: %[[V3:.*]] = arith.select %[[V1]], %[[V2]], %[[ARG0]] : tensor<4x2xi1>, tensor<4x2xf32>
// CHECK: graph.return %[[V3]] : tensor<4x2xf32>
graph.program @aten_index_put_default_3(%0: tensor<4x2xf32>, %1: tensor<4xi1>, %2: tensor<f32>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten.index_put.default"(%0, %1, %2) args [#graph.operand<0>, [#graph.operand<1>], #graph.operand<2>] : (tensor<4x2xf32>, tensor<4xi1>, tensor<f32>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}

// CHECK-LABEL: graph.program @aten__unsafe_index_put_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>, %[[ARG1:.*]]: tensor<2xi64>, %[[ARG2:.*]]: tensor<2x2xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<4> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<2xi64>
// CHECK: %[[V1:.*]] = arith.addi %[[ARG1]], %[[V0]] : tensor<2xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<2xi64>
// CHECK: %[[V3:.*]] = arith.cmpi slt, %[[ARG1]], %[[V2]] : tensor<2xi64>
// CHECK: %[[V4:.*]] = arith.select %[[V3]], %[[V1]], %[[ARG1]] : tensor<2xi1>, tensor<2xi64>
// CHECK: %[[V5:.*]] = graph.view %[[V4]] through <(d0, d1) -> (d0)> : tensor<2xi64> -> tensor<2x2xi64>
// CHECK: %[[V6:.*]] = graph.scatter set %[[ARG0]], %[[ARG2]][%[[V5]]] dims [0] through <(d0, d1) -> (0, d1)> : tensor<4x2xf32>, tensor<2x2xf32>, tensor<2x2xi64> -> tensor<4x2xf32>
// CHECK: graph.return %[[V6]] : tensor<4x2xf32>
graph.program @aten__unsafe_index_put_default(%0: tensor<4x2xf32>, %1: tensor<2xi64>, %2: tensor<2x2xf32>) -> (tensor<4x2xf32>) {
  %v0 = graph.captured "aten._unsafe_index_put.default"(%0, %1, %2) args [#graph.operand<0>, [#graph.operand<1>], #graph.operand<2>] : (tensor<4x2xf32>, tensor<2xi64>, tensor<2x2xf32>) -> tensor<4x2xf32>
  graph.return %v0 : tensor<4x2xf32>
}
