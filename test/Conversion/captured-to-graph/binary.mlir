// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Arithmetic of two tensors.

// CHECK-LABEL: graph.program @aten_add_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V2:.*]] = arith.mulf %[[V0]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.addf %[[ARG0]], %[[V2]] : tensor<2x3xf32>
// CHECK: graph.return %[[V3]] : tensor<2x3xf32>
graph.program @aten_add_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.add.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] kwargs {alpha = 2 : i64} : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_sub_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V2:.*]] = arith.mulf %[[V0]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.subf %[[ARG0]], %[[V2]] : tensor<2x3xf32>
// CHECK: graph.return %[[V3]] : tensor<2x3xf32>
graph.program @aten_sub_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.sub.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] kwargs {alpha = 2 : i64} : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_rsub_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V2:.*]] = arith.mulf %[[ARG0]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.subf %[[V0]], %[[V2]] : tensor<2x3xf32>
// CHECK: graph.return %[[V3]] : tensor<2x3xf32>
graph.program @aten_rsub_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.rsub.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] kwargs {alpha = 2 : i64} : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_mul_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_mul_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.mul.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_div_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.divf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_div_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.div.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_true_divide_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.divf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_true_divide_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.true_divide.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_atan2_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = math.atan2 %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_atan2_default(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.atan2.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_copysign_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = math.copysign %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_copysign_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.copysign.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_hypot_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = math.absf %[[ARG0]] : tensor<2x3xf32>
// CHECK: %[[V2:.*]] = math.absf %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.maximumf %[[V1]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.minimumf %[[V1]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.divf %[[V4]], %[[V3]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V5]] : tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V7:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V8:.*]] = arith.addf %[[V7]], %[[V6]] : tensor<2x3xf32>
// CHECK: %[[V9:.*]] = math.sqrt %[[V8]] : tensor<2x3xf32>
// CHECK: %[[V10:.*]] = arith.mulf %[[V3]], %[[V9]] : tensor<2x3xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V11:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V12:.*]] = arith.cmpf oeq, %[[V1]], %[[V11]] : tensor<2x3xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V13:.*]] = graph.view %[[CST_1]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V14:.*]] = arith.cmpf oeq, %[[V2]], %[[V13]] : tensor<2x3xf32>
// CHECK: %[[V15:.*]] = arith.ori %[[V12]], %[[V14]] : tensor<2x3xi1>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V16:.*]] = graph.view %[[CST_2]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V17:.*]] = arith.cmpf oeq, %[[V3]], %[[V16]] : tensor<2x3xf32>
// CHECK: %[[V18:.*]] = arith.select %[[V17]], %[[V3]], %[[V10]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V19:.*]] = graph.view %[[CST_3]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V20:.*]] = arith.select %[[V15]], %[[V19]], %[[V18]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V20]] : tensor<2x3xf32>
graph.program @aten_hypot_default(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.hypot.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_logaddexp_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.maximumf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V2:.*]] = arith.subf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V3:.*]] = math.absf %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.negf %[[V3]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = math.exp %[[V4]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = math.log1p %[[V5]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = arith.addf %[[V1]], %[[V6]] : tensor<2x3xf32>
// CHECK: %[[V8:.*]] = arith.cmpf oeq, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V9:.*]] = math.absf %[[ARG0]] : tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V10:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V11:.*]] = arith.cmpf oeq, %[[V9]], %[[V10]] : tensor<2x3xf32>
// CHECK: %[[V12:.*]] = arith.andi %[[V8]], %[[V11]] : tensor<2x3xi1>
// CHECK: %[[V13:.*]] = arith.select %[[V12]], %[[ARG0]], %[[V7]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V13]] : tensor<2x3xf32>
graph.program @aten_logaddexp_default(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.logaddexp.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_maximum_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.maximumf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_maximum_default(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.maximum.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_minimum_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.minimumf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_minimum_default(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.minimum.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_fmax_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.maxnumf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_fmax_default(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.fmax.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_fmin_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.minnumf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_fmin_default(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.fmin.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_fmod_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.remf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_fmod_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.fmod.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_remainder_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.remf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.cmpf une, %[[V1]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.cmpf olt, %[[V0]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.cmpf olt, %[[V1]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.xori %[[V4]], %[[V5]] : tensor<2x3xi1>
// CHECK: %[[V7:.*]] = arith.andi %[[V3]], %[[V6]] : tensor<2x3xi1>
// CHECK: %[[V8:.*]] = arith.addf %[[V1]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V9:.*]] = arith.select %[[V7]], %[[V8]], %[[V1]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V9]] : tensor<2x3xf32>
graph.program @aten_remainder_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.remainder.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_floor_divide_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V2:.*]] = arith.remf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.subf %[[ARG0]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.divf %[[V3]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.cmpf olt, %[[V0]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.cmpf olt, %[[V2]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = arith.xori %[[V5]], %[[V6]] : tensor<2x3xi1>
// CHECK: %[[V8:.*]] = arith.cmpf une, %[[V2]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V9:.*]] = arith.andi %[[V8]], %[[V7]] : tensor<2x3xi1>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V10:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V11:.*]] = arith.subf %[[V4]], %[[V10]] : tensor<2x3xf32>
// CHECK: %[[V12:.*]] = arith.select %[[V9]], %[[V11]], %[[V4]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: %[[V13:.*]] = math.floor %[[V12]] : tensor<2x3xf32>
// CHECK: %[[V14:.*]] = arith.subf %[[V12]], %[[V13]] : tensor<2x3xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V15:.*]] = graph.view %[[CST_1]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V16:.*]] = arith.cmpf ogt, %[[V14]], %[[V15]] : tensor<2x3xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V17:.*]] = graph.view %[[CST_2]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V18:.*]] = arith.addf %[[V13]], %[[V17]] : tensor<2x3xf32>
// CHECK: %[[V19:.*]] = arith.select %[[V16]], %[[V18]], %[[V13]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: %[[V20:.*]] = arith.divf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V21:.*]] = math.copysign %[[V1]], %[[V20]] : tensor<2x3xf32>
// CHECK: %[[V22:.*]] = arith.cmpf oeq, %[[V12]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V23:.*]] = arith.select %[[V22]], %[[V21]], %[[V19]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: %[[V24:.*]] = arith.cmpf oeq, %[[V0]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V25:.*]] = arith.divf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V26:.*]] = arith.select %[[V24]], %[[V25]], %[[V23]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V26]] : tensor<2x3xf32>
graph.program @aten_floor_divide_default(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.floor_divide.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_pow_Tensor_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = math.powf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_pow_Tensor_Tensor(%0: tensor<2x3xf32>, %1: tensor<3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.pow.Tensor_Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_add_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.addf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xf32>
graph.program @aten_add_Scalar(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.add.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_sub_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.subf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xf32>
graph.program @aten_sub_Scalar(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.sub.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_rsub_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.subf %[[V0]], %[[ARG0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xf32>
graph.program @aten_rsub_Scalar(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.rsub.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_mul_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xf32>
graph.program @aten_mul_Scalar(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.mul.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_div_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.divf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xf32>
graph.program @aten_div_Scalar(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.div.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_pow_Tensor_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = arith.mulf %[[ARG0]], %[[ARG0]] : tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[V0]], %[[ARG0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xf32>
graph.program @aten_pow_Tensor_Scalar(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.pow.Tensor_Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_remainder_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.remf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.cmpf une, %[[V1]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.cmpf olt, %[[V0]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V5:.*]] = arith.cmpf olt, %[[V1]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.xori %[[V4]], %[[V5]] : tensor<4xi1>
// CHECK: %[[V7:.*]] = arith.andi %[[V3]], %[[V6]] : tensor<4xi1>
// CHECK: %[[V8:.*]] = arith.addf %[[V1]], %[[V0]] : tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.select %[[V7]], %[[V8]], %[[V1]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V9]] : tensor<4xf32>
graph.program @aten_remainder_Scalar(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.remainder.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_fmod_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.remf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xf32>
graph.program @aten_fmod_Scalar(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.fmod.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_floor_divide_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V2:.*]] = arith.remf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.subf %[[ARG0]], %[[V2]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.divf %[[V3]], %[[V0]] : tensor<4xf32>
// CHECK: %[[V5:.*]] = arith.cmpf olt, %[[V0]], %[[V1]] : tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.cmpf olt, %[[V2]], %[[V1]] : tensor<4xf32>
// CHECK: %[[V7:.*]] = arith.xori %[[V5]], %[[V6]] : tensor<4xi1>
// CHECK: %[[V8:.*]] = arith.cmpf une, %[[V2]], %[[V1]] : tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.andi %[[V8]], %[[V7]] : tensor<4xi1>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V10:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V11:.*]] = arith.subf %[[V4]], %[[V10]] : tensor<4xf32>
// CHECK: %[[V12:.*]] = arith.select %[[V9]], %[[V11]], %[[V4]] : tensor<4xi1>, tensor<4xf32>
// CHECK: %[[V13:.*]] = math.floor %[[V12]] : tensor<4xf32>
// CHECK: %[[V14:.*]] = arith.subf %[[V12]], %[[V13]] : tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V15:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V16:.*]] = arith.cmpf ogt, %[[V14]], %[[V15]] : tensor<4xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V17:.*]] = graph.view %[[CST_3]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V18:.*]] = arith.addf %[[V13]], %[[V17]] : tensor<4xf32>
// CHECK: %[[V19:.*]] = arith.select %[[V16]], %[[V18]], %[[V13]] : tensor<4xi1>, tensor<4xf32>
// CHECK: %[[V20:.*]] = arith.divf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[V21:.*]] = math.copysign %[[V1]], %[[V20]] : tensor<4xf32>
// CHECK: %[[V22:.*]] = arith.cmpf oeq, %[[V12]], %[[V1]] : tensor<4xf32>
// CHECK: %[[V23:.*]] = arith.select %[[V22]], %[[V21]], %[[V19]] : tensor<4xi1>, tensor<4xf32>
// CHECK: %[[V24:.*]] = arith.cmpf oeq, %[[V0]], %[[V1]] : tensor<4xf32>
// CHECK: %[[V25:.*]] = arith.divf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[V26:.*]] = arith.select %[[V24]], %[[V25]], %[[V23]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V26]] : tensor<4xf32>
graph.program @aten_floor_divide_Scalar(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.floor_divide.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_copysign_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = math.copysign %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xf32>
graph.program @aten_copysign_Scalar(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.copysign.Scalar"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_pow_Scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = math.powf %[[V0]], %[[ARG0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xf32>
graph.program @aten_pow_Scalar(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.pow.Scalar"(%0) args [2 : i64, #graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_remainder_Scalar_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<7> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1> : tensor<i64>
// CHECK: %[[V1:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V2:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V3:.*]] = arith.cmpi eq, %[[ARG0]], %[[V2]] : tensor<4xi64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<-9223372036854775808> : tensor<i64>
// CHECK: %[[V4:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_3:.*]] = arith.constant dense<-1> : tensor<i64>
// CHECK: %[[V5:.*]] = graph.view %[[CST_3]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V6:.*]] = arith.cmpi eq, %[[ARG0]], %[[V5]] : tensor<4xi64>
// CHECK: %[[V7:.*]] = arith.cmpi eq, %[[V0]], %[[V4]] : tensor<4xi64>
// CHECK: %[[V8:.*]] = arith.andi %[[V6]], %[[V7]] : tensor<4xi1>
// CHECK: %[[V9:.*]] = arith.ori %[[V3]], %[[V8]] : tensor<4xi1>
// CHECK: %[[V10:.*]] = arith.select %[[V9]], %[[V1]], %[[ARG0]] : tensor<4xi1>, tensor<4xi64>
// CHECK: %[[V11:.*]] = arith.remsi %[[V0]], %[[V10]] : tensor<4xi64>
// CHECK: %[[CST_4:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V12:.*]] = graph.view %[[CST_4]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V13:.*]] = arith.cmpi ne, %[[V11]], %[[V12]] : tensor<4xi64>
// CHECK: %[[V14:.*]] = arith.cmpi slt, %[[ARG0]], %[[V12]] : tensor<4xi64>
// CHECK: %[[V15:.*]] = arith.cmpi slt, %[[V11]], %[[V12]] : tensor<4xi64>
// CHECK: %[[V16:.*]] = arith.xori %[[V14]], %[[V15]] : tensor<4xi1>
// CHECK: %[[V17:.*]] = arith.andi %[[V13]], %[[V16]] : tensor<4xi1>
// CHECK: %[[V18:.*]] = arith.addi %[[V11]], %[[ARG0]] : tensor<4xi64>
// CHECK: %[[V19:.*]] = arith.select %[[V17]], %[[V18]], %[[V11]] : tensor<4xi1>, tensor<4xi64>
// CHECK: graph.return %[[V19]] : tensor<4xi64>
graph.program @aten_remainder_Scalar_Tensor(%0: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.remainder.Scalar_Tensor"(%0) args [7 : i64, #graph.operand<0>] : (tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_div_Tensor_mode(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>, %[[ARG1:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<1> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V1:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V2:.*]] = arith.cmpi eq, %[[ARG1]], %[[V1]] : tensor<4xi64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<-9223372036854775808> : tensor<i64>
// CHECK: %[[V3:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<-1> : tensor<i64>
// CHECK: %[[V4:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V5:.*]] = arith.cmpi eq, %[[ARG1]], %[[V4]] : tensor<4xi64>
// CHECK: %[[V6:.*]] = arith.cmpi eq, %[[ARG0]], %[[V3]] : tensor<4xi64>
// CHECK: %[[V7:.*]] = arith.andi %[[V5]], %[[V6]] : tensor<4xi1>
// CHECK: %[[V8:.*]] = arith.ori %[[V2]], %[[V7]] : tensor<4xi1>
// CHECK: %[[V9:.*]] = arith.select %[[V8]], %[[V0]], %[[ARG1]] : tensor<4xi1>, tensor<4xi64>
// CHECK: %[[V10:.*]] = arith.divsi %[[ARG0]], %[[V9]] : tensor<4xi64>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V11:.*]] = graph.view %[[CST_3]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V12:.*]] = arith.muli %[[V10]], %[[ARG1]] : tensor<4xi64>
// CHECK: %[[V13:.*]] = arith.cmpi ne, %[[V12]], %[[ARG0]] : tensor<4xi64>
// CHECK: %[[V14:.*]] = arith.cmpi slt, %[[ARG0]], %[[V11]] : tensor<4xi64>
// CHECK: %[[V15:.*]] = arith.cmpi slt, %[[ARG1]], %[[V11]] : tensor<4xi64>
// CHECK: %[[V16:.*]] = arith.xori %[[V14]], %[[V15]] : tensor<4xi1>
// CHECK: %[[V17:.*]] = arith.andi %[[V13]], %[[V16]] : tensor<4xi1>
// CHECK: %[[CST_4:.*]] = arith.constant dense<1> : tensor<i64>
// CHECK: %[[V18:.*]] = graph.view %[[CST_4]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V19:.*]] = arith.subi %[[V10]], %[[V18]] : tensor<4xi64>
// CHECK: %[[V20:.*]] = arith.select %[[V17]], %[[V19]], %[[V10]] : tensor<4xi1>, tensor<4xi64>
// CHECK: graph.return %[[V20]] : tensor<4xi64>
graph.program @aten_div_Tensor_mode(%0: tensor<4xi64>, %1: tensor<4xi64>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten.div.Tensor_mode"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] kwargs {rounding_mode = "floor"} : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_div_Tensor_mode_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf16>, %[[ARG1:.*]]: tensor<4xf16>
// CHECK: %[[V0:.*]] = arith.extf %[[ARG0]] : tensor<4xf16> to tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.extf %[[ARG1]] : tensor<4xf16> to tensor<4xf32>
// CHECK: %[[V2:.*]] = arith.divf %[[V0]], %[[V1]] : tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.truncf %[[V2]] : tensor<4xf32> to tensor<4xf16>
// CHECK: %[[V4:.*]] = arith.extf %[[V3]] : tensor<4xf16> to tensor<4xf32>
// CHECK: %[[V5:.*]] = math.trunc %[[V4]] : tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.truncf %[[V5]] : tensor<4xf32> to tensor<4xf16>
// CHECK: graph.return %[[V6]] : tensor<4xf16>
graph.program @aten_div_Tensor_mode_2(%0: tensor<4xf16>, %1: tensor<4xf16>) -> (tensor<4xf16>) {
  %v0 = graph.captured "aten.div.Tensor_mode"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] kwargs {rounding_mode = "trunc"} : (tensor<4xf16>, tensor<4xf16>) -> tensor<4xf16>
  graph.return %v0 : tensor<4xf16>
}

// CHECK-LABEL: graph.program @aten_div_Scalar_mode(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.divf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[V2:.*]] = math.trunc %[[V1]] : tensor<4xf32>
// CHECK: graph.return %[[V2]] : tensor<4xf32>
graph.program @aten_div_Scalar_mode(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.div.Scalar_mode"(%0) args [#graph.operand<0>, 3 : i64] kwargs {rounding_mode = "trunc"} : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_copy_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>, %[[ARG1:.*]]: tensor<3xi64>
// CHECK: %[[V0:.*]] = arith.sitofp %[[ARG1]] : tensor<3xi64> to tensor<3xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d1)> : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_copy_default(%0: tensor<2x3xf32>, %1: tensor<3xi64>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.copy.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<3xi64>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_mul_Tensor_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>, %[[ARG1:.*]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0) -> (d0, 0)> : tensor<3x2xf32> -> tensor<3xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG1]] through <(d0) -> (d0, 1)> : tensor<3x2xf32> -> tensor<3xf32>
// CHECK: %[[V2:.*]] = graph.view %[[ARG1]] through <(d0) -> (d0, 0)> : tensor<3x2xf32> -> tensor<3xf32>
// CHECK: %[[V3:.*]] = graph.view %[[ARG1]] through <(d0) -> (d0, 1)> : tensor<3x2xf32> -> tensor<3xf32>
// CHECK: %[[V4:.*]] = arith.mulf %[[V0]], %[[V2]] : tensor<3xf32>
// CHECK: %[[V5:.*]] = arith.mulf %[[V1]], %[[V3]] : tensor<3xf32>
// CHECK: %[[V6:.*]] = arith.subf %[[V4]], %[[V5]] : tensor<3xf32>
// CHECK: %[[V7:.*]] = arith.mulf %[[V0]], %[[V3]] : tensor<3xf32>
// CHECK: %[[V8:.*]] = arith.mulf %[[V1]], %[[V2]] : tensor<3xf32>
// CHECK: %[[V9:.*]] = arith.addf %[[V7]], %[[V8]] : tensor<3xf32>
// CHECK: %[[V10:.*]] = graph.view %[[V6]] through <(d0, d1) -> (d0)> : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[V11:.*]] = graph.view %[[V9]] through <(d0, d1) -> (d0)> : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[V12:.*]] = graph.concat 1(%[[V10]], %[[V11]]) : (tensor<3x1xf32>, tensor<3x1xf32>) -> tensor<3x2xf32>
// CHECK: graph.return %[[V12]] : tensor<3x2xf32>
graph.program @aten_mul_Tensor_2(%0: tensor<3xcomplex<f32>>, %1: tensor<3xcomplex<f32>>) -> (tensor<3xcomplex<f32>>) {
  %v0 = graph.captured "aten.mul.Tensor"(%1) args [#graph.operand<0>, #graph.operand<0>] : (tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>>
  graph.return %v0 : tensor<3xcomplex<f32>>
}

// CHECK-LABEL: graph.program @aten_div_Tensor_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>, %[[ARG1:.*]]: tensor<4xi64>
// CHECK: %[[V0:.*]] = arith.sitofp %[[ARG0]] : tensor<4xi64> to tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.sitofp %[[ARG1]] : tensor<4xi64> to tensor<4xf32>
// CHECK: %[[V2:.*]] = arith.divf %[[V0]], %[[V1]] : tensor<4xf32>
// CHECK: graph.return %[[V2]] : tensor<4xf32>
graph.program @aten_div_Tensor_2(%0: tensor<4xi64>, %1: tensor<4xi64>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.div.Tensor"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_polar_default(
// CHECK: %[[C:.*]] = math.cos
// CHECK: %[[R:.*]] = arith.mulf %{{.*}}, %[[C]] : tensor<2x3xf32>
// CHECK: %[[S:.*]] = math.sin
// CHECK: %[[I:.*]] = arith.mulf %{{.*}}, %[[S]] : tensor<2x3xf32>
// CHECK: graph.concat 2
graph.program @aten_polar_default(%0: tensor<2x1xf32>, %1: tensor<3xf32>) -> (tensor<2x3xcomplex<f32>>) {
  %v0 = graph.captured "aten.polar.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xcomplex<f32>>
  graph.return %v0 : tensor<2x3xcomplex<f32>>
}

// CHECK-LABEL: graph.program @aten_complex_default(
// CHECK: %[[R:.*]] = graph.view %arg0 through <(d0, d1) -> (d0)>
// CHECK: %[[I:.*]] = graph.view %arg1 through <(d0, d1) -> (d0)>
// CHECK: graph.concat 1(%[[R]], %[[I]])
graph.program @aten_complex_default(%0: tensor<3xf64>, %1: tensor<3xf64>) -> (tensor<3xcomplex<f64>>) {
  %v0 = graph.captured "aten.complex.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<3xf64>, tensor<3xf64>) -> tensor<3xcomplex<f64>>
  graph.return %v0 : tensor<3xcomplex<f64>>
}
