// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Mathematical functions of one tensor.

// CHECK-LABEL: graph.program @aten_acos_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.acos %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_acos_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.acos.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_asin_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.asin %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_asin_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.asin.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_atanh_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.atanh %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_atanh_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.atanh.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_acosh_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.acosh %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_acosh_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.acosh.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_abs_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.absf %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_abs_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.abs.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_asinh_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.asinh %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_asinh_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.asinh.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_atan_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.atan %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_atan_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.atan.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_cos_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.cos %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_cos_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.cos.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_cosh_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.cosh %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_cosh_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.cosh.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_erf_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.erf %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_erf_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.erf.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_erfc_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.erfc %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_erfc_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.erfc.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_exp_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.exp %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_exp_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.exp.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_exp2_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.exp2 %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_exp2_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.exp2.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_expm1_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.expm1 %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_expm1_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.expm1.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_log_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.log %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_log_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.log.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_log10_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.log10 %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_log10_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.log10.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_log1p_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.log1p %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_log1p_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.log1p.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_log2_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.log2 %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_log2_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.log2.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_neg_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = arith.negf %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_neg_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.neg.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_reciprocal_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.divf %[[V0]], %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_reciprocal_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.reciprocal.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_rsqrt_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.rsqrt %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_rsqrt_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.rsqrt.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_sigmoid_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = arith.negf %[[ARG0]] : tensor<2x3xf32>
// CHECK: %[[V1:.*]] = math.exp %[[V0]] : tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.addf %[[V2]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.divf %[[V4]], %[[V3]] : tensor<2x3xf32>
// CHECK: graph.return %[[V5]] : tensor<2x3xf32>
graph.program @aten_sigmoid_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.sigmoid.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_sign_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V2:.*]] = arith.cmpf olt, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.subf %[[V0]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.select %[[V2]], %[[V3]], %[[V0]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.cmpf ogt, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.select %[[V5]], %[[V1]], %[[V4]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V6]] : tensor<2x3xf32>
graph.program @aten_sign_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.sign.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_sgn_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V2:.*]] = arith.cmpf olt, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.subf %[[V0]], %[[V1]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.select %[[V2]], %[[V3]], %[[V0]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.cmpf ogt, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.select %[[V5]], %[[V1]], %[[V4]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V6]] : tensor<2x3xf32>
graph.program @aten_sgn_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.sgn.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_sin_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.sin %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_sin_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.sin.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_sinh_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.sinh %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_sinh_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.sinh.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_sqrt_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.sqrt %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_sqrt_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.sqrt.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_square_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = arith.mulf %[[ARG0]], %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_square_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.square.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_tan_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.tan %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_tan_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.tan.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_tanh_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.tanh %[[ARG0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_tanh_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.tanh.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_frac_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.trunc %[[ARG0]] : tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.subf %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: graph.return %[[V1]] : tensor<2x3xf32>
graph.program @aten_frac_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.frac.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_ceil_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = math.ceil %[[ARG0]] : tensor<4xf32>
// CHECK: graph.return %[[V0]] : tensor<4xf32>
graph.program @aten_ceil_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.ceil.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_floor_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = math.floor %[[ARG0]] : tensor<4xf32>
// CHECK: graph.return %[[V0]] : tensor<4xf32>
graph.program @aten_floor_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.floor.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_round_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = math.roundeven %[[ARG0]] : tensor<4xf32>
// CHECK: graph.return %[[V0]] : tensor<4xf32>
graph.program @aten_round_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.round.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_trunc_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = math.trunc %[[ARG0]] : tensor<4xf32>
// CHECK: graph.return %[[V0]] : tensor<4xf32>
graph.program @aten_trunc_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.trunc.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_round_decimals(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+01> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[V2:.*]] = math.roundeven %[[V1]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+01> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.divf %[[V2]], %[[V3]] : tensor<4xf32>
// CHECK: graph.return %[[V4]] : tensor<4xf32>
graph.program @aten_round_decimals(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.round.decimals"(%0) args [#graph.operand<0>] kwargs {decimals = 1 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_logit_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e-03> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.maximumf %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<9.990000e-01> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.minimumf %[[V1]], %[[V2]] : tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[V4]], %[[V3]] : tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.divf %[[V3]], %[[V5]] : tensor<4xf32>
// CHECK: %[[V7:.*]] = math.log %[[V6]] : tensor<4xf32>
// CHECK: graph.return %[[V7]] : tensor<4xf32>
graph.program @aten_logit_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.logit.default"(%0) args [#graph.operand<0>, 0.001 : f64] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}
