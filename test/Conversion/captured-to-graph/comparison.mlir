// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Comparisons, logic and bits.

// CHECK-LABEL: graph.program @aten_eq_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.cmpf oeq, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xi1>
graph.program @aten_eq_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xi1>) {
  %v0 = graph.captured "aten.eq.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  graph.return %v0 : tensor<2x3xi1>
}

// CHECK-LABEL: graph.program @aten_ne_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.cmpf une, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xi1>
graph.program @aten_ne_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xi1>) {
  %v0 = graph.captured "aten.ne.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  graph.return %v0 : tensor<2x3xi1>
}

// CHECK-LABEL: graph.program @aten_lt_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.cmpf olt, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xi1>
graph.program @aten_lt_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xi1>) {
  %v0 = graph.captured "aten.lt.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  graph.return %v0 : tensor<2x3xi1>
}

// CHECK-LABEL: graph.program @aten_le_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.cmpf ole, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xi1>
graph.program @aten_le_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xi1>) {
  %v0 = graph.captured "aten.le.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  graph.return %v0 : tensor<2x3xi1>
}

// CHECK-LABEL: graph.program @aten_gt_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.cmpf ogt, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xi1>
graph.program @aten_gt_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xi1>) {
  %v0 = graph.captured "aten.gt.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  graph.return %v0 : tensor<2x3xi1>
}

// CHECK-LABEL: graph.program @aten_ge_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.cmpf oge, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xi1>
graph.program @aten_ge_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xi1>) {
  %v0 = graph.captured "aten.ge.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  graph.return %v0 : tensor<2x3xi1>
}

// CHECK-LABEL: graph.program @aten_eq_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.cmpi eq, %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: graph.return %[[V1]] : tensor<4xi1>
graph.program @aten_eq_Scalar(%0: tensor<4xi64>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.eq.Scalar"(%0) args [#graph.operand<0>, 2 : i64] : (tensor<4xi64>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_ne_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.cmpi ne, %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: graph.return %[[V1]] : tensor<4xi1>
graph.program @aten_ne_Scalar(%0: tensor<4xi64>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.ne.Scalar"(%0) args [#graph.operand<0>, 2 : i64] : (tensor<4xi64>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_lt_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.cmpi slt, %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: graph.return %[[V1]] : tensor<4xi1>
graph.program @aten_lt_Scalar(%0: tensor<4xi64>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.lt.Scalar"(%0) args [#graph.operand<0>, 2 : i64] : (tensor<4xi64>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_le_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.cmpi sle, %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: graph.return %[[V1]] : tensor<4xi1>
graph.program @aten_le_Scalar(%0: tensor<4xi64>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.le.Scalar"(%0) args [#graph.operand<0>, 2 : i64] : (tensor<4xi64>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_gt_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.cmpi sgt, %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: graph.return %[[V1]] : tensor<4xi1>
graph.program @aten_gt_Scalar(%0: tensor<4xi64>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.gt.Scalar"(%0) args [#graph.operand<0>, 2 : i64] : (tensor<4xi64>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_ge_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<2> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.cmpi sge, %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: graph.return %[[V1]] : tensor<4xi1>
graph.program @aten_ge_Scalar(%0: tensor<4xi64>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.ge.Scalar"(%0) args [#graph.operand<0>, 2 : i64] : (tensor<4xi64>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_lt_Scalar_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xui8>
// CHECK: %[[V0:.*]] = graph.bitcast %[[ARG0]] : tensor<4xui8> -> tensor<4xi8>
// CHECK: %[[CST:.*]] = arith.constant dense<2> : tensor<i8>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i8> -> tensor<4xi8>
// CHECK: %[[V2:.*]] = arith.cmpi ult, %[[V0]], %[[V1]] : tensor<4xi8>
// CHECK: graph.return %[[V2]] : tensor<4xi1>
graph.program @aten_lt_Scalar_2(%0: tensor<4xui8>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.lt.Scalar"(%0) args [#graph.operand<0>, 2 : i64] : (tensor<4xui8>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_logical_and_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>, %[[ARG1:.*]]: tensor<4xi1>
// CHECK: %[[CST:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.cmpi ne, %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: %[[V2:.*]] = arith.andi %[[V1]], %[[ARG1]] : tensor<4xi1>
// CHECK: graph.return %[[V2]] : tensor<4xi1>
graph.program @aten_logical_and_default(%0: tensor<4xi64>, %1: tensor<4xi1>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.logical_and.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xi64>, tensor<4xi1>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_logical_or_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>, %[[ARG1:.*]]: tensor<4xi1>
// CHECK: %[[CST:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.cmpi ne, %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: %[[V2:.*]] = arith.ori %[[V1]], %[[ARG1]] : tensor<4xi1>
// CHECK: graph.return %[[V2]] : tensor<4xi1>
graph.program @aten_logical_or_default(%0: tensor<4xi64>, %1: tensor<4xi1>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.logical_or.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xi64>, tensor<4xi1>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_logical_xor_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>, %[[ARG1:.*]]: tensor<4xi1>
// CHECK: %[[CST:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.cmpi ne, %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: %[[V2:.*]] = arith.xori %[[V1]], %[[ARG1]] : tensor<4xi1>
// CHECK: graph.return %[[V2]] : tensor<4xi1>
graph.program @aten_logical_xor_default(%0: tensor<4xi64>, %1: tensor<4xi1>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.logical_xor.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xi64>, tensor<4xi1>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_bitwise_and_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>, %[[ARG1:.*]]: tensor<4xi64>
// CHECK: %[[V0:.*]] = arith.andi %[[ARG0]], %[[ARG1]] : tensor<4xi64>
// CHECK: graph.return %[[V0]] : tensor<4xi64>
graph.program @aten_bitwise_and_Tensor(%0: tensor<4xi64>, %1: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.bitwise_and.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_bitwise_or_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>, %[[ARG1:.*]]: tensor<4xi64>
// CHECK: %[[V0:.*]] = arith.ori %[[ARG0]], %[[ARG1]] : tensor<4xi64>
// CHECK: graph.return %[[V0]] : tensor<4xi64>
graph.program @aten_bitwise_or_Tensor(%0: tensor<4xi64>, %1: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.bitwise_or.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_bitwise_xor_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>, %[[ARG1:.*]]: tensor<4xi64>
// CHECK: %[[V0:.*]] = arith.xori %[[ARG0]], %[[ARG1]] : tensor<4xi64>
// CHECK: graph.return %[[V0]] : tensor<4xi64>
graph.program @aten_bitwise_xor_Tensor(%0: tensor<4xi64>, %1: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.bitwise_xor.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_bitwise_left_shift_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>, %[[ARG1:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<63> : tensor<i64>
// CHECK: %[[V1:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<64> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V3:.*]] = arith.cmpi sge, %[[ARG1]], %[[V2]] : tensor<4xi64>
// CHECK: %[[V4:.*]] = arith.cmpi slt, %[[ARG1]], %[[V0]] : tensor<4xi64>
// CHECK: %[[V5:.*]] = arith.ori %[[V3]], %[[V4]] : tensor<4xi1>
// CHECK: %[[V6:.*]] = arith.select %[[V5]], %[[V1]], %[[ARG1]] : tensor<4xi1>, tensor<4xi64>
// CHECK: %[[V7:.*]] = arith.shli %[[ARG0]], %[[V6]] : tensor<4xi64>
// CHECK: %[[V8:.*]] = arith.select %[[V5]], %[[V0]], %[[V7]] : tensor<4xi1>, tensor<4xi64>
// CHECK: graph.return %[[V8]] : tensor<4xi64>
graph.program @aten_bitwise_left_shift_Tensor(%0: tensor<4xi64>, %1: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.bitwise_left_shift.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_bitwise_right_shift_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>, %[[ARG1:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<63> : tensor<i64>
// CHECK: %[[V1:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<64> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V3:.*]] = arith.cmpi sge, %[[ARG1]], %[[V2]] : tensor<4xi64>
// CHECK: %[[V4:.*]] = arith.cmpi slt, %[[ARG1]], %[[V0]] : tensor<4xi64>
// CHECK: %[[V5:.*]] = arith.ori %[[V3]], %[[V4]] : tensor<4xi1>
// CHECK: %[[V6:.*]] = arith.select %[[V5]], %[[V1]], %[[ARG1]] : tensor<4xi1>, tensor<4xi64>
// CHECK: %[[V7:.*]] = arith.shrsi %[[ARG0]], %[[V6]] : tensor<4xi64>
// CHECK: %[[V8:.*]] = arith.select %[[V5]], %[[V7]], %[[V7]] : tensor<4xi1>, tensor<4xi64>
// CHECK: graph.return %[[V8]] : tensor<4xi64>
graph.program @aten_bitwise_right_shift_Tensor(%0: tensor<4xi64>, %1: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.bitwise_right_shift.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_bitwise_and_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<3> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.andi %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: graph.return %[[V1]] : tensor<4xi64>
graph.program @aten_bitwise_and_Scalar(%0: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.bitwise_and.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_bitwise_or_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<3> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.ori %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: graph.return %[[V1]] : tensor<4xi64>
graph.program @aten_bitwise_or_Scalar(%0: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.bitwise_or.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_bitwise_xor_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<3> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.xori %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: graph.return %[[V1]] : tensor<4xi64>
graph.program @aten_bitwise_xor_Scalar(%0: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.bitwise_xor.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_bitwise_left_shift_Tensor_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<3> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V1:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<63> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<64> : tensor<i64>
// CHECK: %[[V3:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V4:.*]] = arith.cmpi sge, %[[V0]], %[[V3]] : tensor<4xi64>
// CHECK: %[[V5:.*]] = arith.cmpi slt, %[[V0]], %[[V1]] : tensor<4xi64>
// CHECK: %[[V6:.*]] = arith.ori %[[V4]], %[[V5]] : tensor<4xi1>
// CHECK: %[[V7:.*]] = arith.select %[[V6]], %[[V2]], %[[V0]] : tensor<4xi1>, tensor<4xi64>
// CHECK: %[[V8:.*]] = arith.shli %[[ARG0]], %[[V7]] : tensor<4xi64>
// CHECK: %[[V9:.*]] = arith.select %[[V6]], %[[V1]], %[[V8]] : tensor<4xi1>, tensor<4xi64>
// CHECK: graph.return %[[V9]] : tensor<4xi64>
graph.program @aten_bitwise_left_shift_Tensor_Scalar(%0: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.bitwise_left_shift.Tensor_Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_bitwise_right_shift_Tensor_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<3> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V1:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<63> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<64> : tensor<i64>
// CHECK: %[[V3:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V4:.*]] = arith.cmpi sge, %[[V0]], %[[V3]] : tensor<4xi64>
// CHECK: %[[V5:.*]] = arith.cmpi slt, %[[V0]], %[[V1]] : tensor<4xi64>
// CHECK: %[[V6:.*]] = arith.ori %[[V4]], %[[V5]] : tensor<4xi1>
// CHECK: %[[V7:.*]] = arith.select %[[V6]], %[[V2]], %[[V0]] : tensor<4xi1>, tensor<4xi64>
// CHECK: %[[V8:.*]] = arith.shrsi %[[ARG0]], %[[V7]] : tensor<4xi64>
// CHECK: %[[V9:.*]] = arith.select %[[V6]], %[[V8]], %[[V8]] : tensor<4xi1>, tensor<4xi64>
// CHECK: graph.return %[[V9]] : tensor<4xi64>
graph.program @aten_bitwise_right_shift_Tensor_Scalar(%0: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.bitwise_right_shift.Tensor_Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_bitwise_and_Scalar_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<5> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.andi %[[V0]], %[[ARG0]] : tensor<4xi64>
// CHECK: graph.return %[[V1]] : tensor<4xi64>
graph.program @aten_bitwise_and_Scalar_Tensor(%0: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.bitwise_and.Scalar_Tensor"(%0) args [5 : i64, #graph.operand<0>] : (tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}
