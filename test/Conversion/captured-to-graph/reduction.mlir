// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Sums, extrema, moments, prefix sums.

// CHECK-LABEL: graph.program @aten_sum_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
// CHECK: graph.return %[[V0]] : tensor<f32>
graph.program @aten_sum_default(%0: tensor<2x3xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.sum.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_mean_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
// CHECK: %[[CST:.*]] = arith.constant dense<6.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = arith.divf %[[V0]], %[[CST]] : tensor<f32>
// CHECK: graph.return %[[V1]] : tensor<f32>
graph.program @aten_mean_default(%0: tensor<2x3xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.mean.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_prod_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  prod %[[ARG0]] dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
// CHECK: graph.return %[[V0]] : tensor<f32>
graph.program @aten_prod_default(%0: tensor<2x3xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.prod.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_max_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  max %[[ARG0]] dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
// CHECK: graph.return %[[V0]] : tensor<f32>
graph.program @aten_max_default(%0: tensor<2x3xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.max.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_min_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  min %[[ARG0]] dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
// CHECK: graph.return %[[V0]] : tensor<f32>
graph.program @aten_min_default(%0: tensor<2x3xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.min.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_argmax_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0 floordiv 3, d0 mod 3)> : tensor<2x3xf32> -> tensor<6xf32>
// CHECK: %[[V1:.*]] = graph.reduce  argmax %[[V0]] dims [0] : tensor<6xf32> -> tensor<i64>
// CHECK: graph.return %[[V1]] : tensor<i64>
graph.program @aten_argmax_default(%0: tensor<2x3xf32>) -> (tensor<i64>) {
  %v0 = graph.captured "aten.argmax.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<i64>
  graph.return %v0 : tensor<i64>
}

// CHECK-LABEL: graph.program @aten_argmin_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0 floordiv 3, d0 mod 3)> : tensor<2x3xf32> -> tensor<6xf32>
// CHECK: %[[V1:.*]] = graph.reduce  argmin %[[V0]] dims [0] : tensor<6xf32> -> tensor<i64>
// CHECK: graph.return %[[V1]] : tensor<i64>
graph.program @aten_argmin_default(%0: tensor<2x3xf32>) -> (tensor<i64>) {
  %v0 = graph.captured "aten.argmin.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<i64>
  graph.return %v0 : tensor<i64>
}

// CHECK-LABEL: graph.program @aten_std_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0) -> ()> : tensor<f32> -> tensor<1xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1) -> (d0)> : tensor<1xf32> -> tensor<1x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<6.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<1x1xf32>
// CHECK: %[[V4:.*]] = arith.divf %[[V2]], %[[V3]] : tensor<1x1xf32>
// CHECK: %[[V5:.*]] = graph.view %[[V4]] through <(d0, d1) -> (0, 0)> : tensor<1x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.subf %[[ARG0]], %[[V5]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = arith.mulf %[[V6]], %[[V6]] : tensor<2x3xf32>
// CHECK: %[[V8:.*]] = graph.reduce  sum %[[V7]] dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<6.000000e+00> : tensor<f64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f64>
// CHECK: %[[V9:.*]] = arith.subf %[[CST_0]], %[[CST_1]] : tensor<f64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V10:.*]] = arith.maximumf %[[V9]], %[[CST_2]] : tensor<f64>
// CHECK: %[[V11:.*]] = arith.truncf %[[V10]] : tensor<f64> to tensor<f32>
// CHECK: %[[V12:.*]] = arith.divf %[[V8]], %[[V11]] : tensor<f32>
// CHECK: %[[V13:.*]] = math.sqrt %[[V12]] : tensor<f32>
// CHECK: graph.return %[[V13]] : tensor<f32>
graph.program @aten_std_default(%0: tensor<2x3xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.std.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_var_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0) -> ()> : tensor<f32> -> tensor<1xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1) -> (d0)> : tensor<1xf32> -> tensor<1x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<6.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<1x1xf32>
// CHECK: %[[V4:.*]] = arith.divf %[[V2]], %[[V3]] : tensor<1x1xf32>
// CHECK: %[[V5:.*]] = graph.view %[[V4]] through <(d0, d1) -> (0, 0)> : tensor<1x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.subf %[[ARG0]], %[[V5]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = arith.mulf %[[V6]], %[[V6]] : tensor<2x3xf32>
// CHECK: %[[V8:.*]] = graph.reduce  sum %[[V7]] dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<6.000000e+00> : tensor<f64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f64>
// CHECK: %[[V9:.*]] = arith.subf %[[CST_0]], %[[CST_1]] : tensor<f64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V10:.*]] = arith.maximumf %[[V9]], %[[CST_2]] : tensor<f64>
// CHECK: %[[V11:.*]] = arith.truncf %[[V10]] : tensor<f64> to tensor<f32>
// CHECK: %[[V12:.*]] = arith.divf %[[V8]], %[[V11]] : tensor<f32>
// CHECK: graph.return %[[V12]] : tensor<f32>
graph.program @aten_var_default(%0: tensor<2x3xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.var.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_amax_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  max %[[ARG0]] dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
// CHECK: graph.return %[[V0]] : tensor<f32>
graph.program @aten_amax_default(%0: tensor<2x3xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.amax.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_amin_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  min %[[ARG0]] dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
// CHECK: graph.return %[[V0]] : tensor<f32>
graph.program @aten_amin_default(%0: tensor<2x3xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.amin.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_sum_dim_IntList(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [1, 2] : tensor<2x3x4xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x1xf32> -> tensor<2x1x1xf32>
// CHECK: graph.return %[[V2]] : tensor<2x1x1xf32>
graph.program @aten_sum_dim_IntList(%0: tensor<2x3x4xf32>) -> (tensor<2x1x1xf32>) {
  %v0 = graph.captured "aten.sum.dim_IntList"(%0) args [#graph.operand<0>, [1 : i64, -1 : i64], true] : (tensor<2x3x4xf32>) -> tensor<2x1x1xf32>
  graph.return %v0 : tensor<2x1x1xf32>
}

// CHECK-LABEL: graph.program @aten_mean_dim(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [1, 2] : tensor<2x3x4xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x1xf32> -> tensor<2x1x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.200000e+01> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x1x1xf32>
// CHECK: %[[V4:.*]] = arith.divf %[[V2]], %[[V3]] : tensor<2x1x1xf32>
// CHECK: graph.return %[[V4]] : tensor<2x1x1xf32>
graph.program @aten_mean_dim(%0: tensor<2x3x4xf32>) -> (tensor<2x1x1xf32>) {
  %v0 = graph.captured "aten.mean.dim"(%0) args [#graph.operand<0>, [1 : i64, -1 : i64], true] : (tensor<2x3x4xf32>) -> tensor<2x1x1xf32>
  graph.return %v0 : tensor<2x1x1xf32>
}

// CHECK-LABEL: graph.program @aten_amax_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>
// CHECK: %[[V0:.*]] = graph.reduce  max %[[ARG0]] dims [1, 2] : tensor<2x3x4xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x1xf32> -> tensor<2x1x1xf32>
// CHECK: graph.return %[[V2]] : tensor<2x1x1xf32>
graph.program @aten_amax_default_2(%0: tensor<2x3x4xf32>) -> (tensor<2x1x1xf32>) {
  %v0 = graph.captured "aten.amax.default"(%0) args [#graph.operand<0>, [1 : i64, -1 : i64], true] : (tensor<2x3x4xf32>) -> tensor<2x1x1xf32>
  graph.return %v0 : tensor<2x1x1xf32>
}

// CHECK-LABEL: graph.program @aten_amin_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>
// CHECK: %[[V0:.*]] = graph.reduce  min %[[ARG0]] dims [1, 2] : tensor<2x3x4xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x1xf32> -> tensor<2x1x1xf32>
// CHECK: graph.return %[[V2]] : tensor<2x1x1xf32>
graph.program @aten_amin_default_2(%0: tensor<2x3x4xf32>) -> (tensor<2x1x1xf32>) {
  %v0 = graph.captured "aten.amin.default"(%0) args [#graph.operand<0>, [1 : i64, -1 : i64], true] : (tensor<2x3x4xf32>) -> tensor<2x1x1xf32>
  graph.return %v0 : tensor<2x1x1xf32>
}

// CHECK-LABEL: graph.program @aten_prod_dim_int(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  prod %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: graph.return %[[V0]] : tensor<2xf32>
graph.program @aten_prod_dim_int(%0: tensor<2x3xf32>) -> (tensor<2xf32>) {
  %v0 = graph.captured "aten.prod.dim_int"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<2x3xf32>) -> tensor<2xf32>
  graph.return %v0 : tensor<2xf32>
}

// CHECK-LABEL: graph.program @aten_max_dim(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  max %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.reduce  argmax %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xi64>
// CHECK: graph.return %[[V0]], %[[V1]] : tensor<2xf32>, tensor<2xi64>
graph.program @aten_max_dim(%0: tensor<2x3xf32>) -> (tensor<2xf32>, tensor<2xi64>) {
  %v0:2 = graph.captured "aten.max.dim"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<2x3xf32>) -> (tensor<2xf32>, tensor<2xi64>)
  graph.return %v0#0, %v0#1 : tensor<2xf32>, tensor<2xi64>
}

// CHECK-LABEL: graph.program @aten_min_dim(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  min %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.reduce  argmin %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xi64>
// CHECK: graph.return %[[V0]], %[[V1]] : tensor<2xf32>, tensor<2xi64>
graph.program @aten_min_dim(%0: tensor<2x3xf32>) -> (tensor<2xf32>, tensor<2xi64>) {
  %v0:2 = graph.captured "aten.min.dim"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<2x3xf32>) -> (tensor<2xf32>, tensor<2xi64>)
  graph.return %v0#0, %v0#1 : tensor<2xf32>, tensor<2xi64>
}

// CHECK-LABEL: graph.program @aten_argmax_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  argmax %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xi64>
// CHECK: graph.return %[[V0]] : tensor<2xi64>
graph.program @aten_argmax_default_2(%0: tensor<2x3xf32>) -> (tensor<2xi64>) {
  %v0 = graph.captured "aten.argmax.default"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<2x3xf32>) -> tensor<2xi64>
  graph.return %v0 : tensor<2xi64>
}

// CHECK-LABEL: graph.program @aten_argmin_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  argmin %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xi64>
// CHECK: graph.return %[[V0]] : tensor<2xi64>
graph.program @aten_argmin_default_2(%0: tensor<2x3xf32>) -> (tensor<2xi64>) {
  %v0 = graph.captured "aten.argmin.default"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<2x3xf32>) -> tensor<2xi64>
  graph.return %v0 : tensor<2xi64>
}

// CHECK-LABEL: graph.program @aten_sum_dim_IntList_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xi1>
// CHECK: %[[V0:.*]] = arith.extui %[[ARG0]] : tensor<2x3xi1> to tensor<2x3xi64>
// CHECK: %[[V1:.*]] = graph.reduce  sum %[[V0]] dims [1] : tensor<2x3xi64> -> tensor<2xi64>
// CHECK: graph.return %[[V1]] : tensor<2xi64>
graph.program @aten_sum_dim_IntList_2(%0: tensor<2x3xi1>) -> (tensor<2xi64>) {
  %v0 = graph.captured "aten.sum.dim_IntList"(%0) args [#graph.operand<0>, [1 : i64]] : (tensor<2x3xi1>) -> tensor<2xi64>
  graph.return %v0 : tensor<2xi64>
}

// CHECK-LABEL: graph.program @aten_sum_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xbf16>
// CHECK: %[[V0:.*]] = arith.extf %[[ARG0]] : tensor<4xbf16> to tensor<4xf32>
// CHECK: %[[V1:.*]] = graph.reduce  sum %[[V0]] dims [0] : tensor<4xf32> -> tensor<f32>
// CHECK: %[[V2:.*]] = arith.truncf %[[V1]] : tensor<f32> to tensor<bf16>
// CHECK: graph.return %[[V2]] : tensor<bf16>
graph.program @aten_sum_default_2(%0: tensor<4xbf16>) -> (tensor<bf16>) {
  %v0 = graph.captured "aten.sum.default"(%0) args [#graph.operand<0>] : (tensor<4xbf16>) -> tensor<bf16>
  graph.return %v0 : tensor<bf16>
}

// CHECK-LABEL: graph.program @aten_any_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xi1>
// CHECK: %[[V0:.*]] = graph.reduce  any %[[ARG0]] dims [0, 1] : tensor<2x3xi1> -> tensor<i1>
// CHECK: graph.return %[[V0]] : tensor<i1>
graph.program @aten_any_default(%0: tensor<2x3xi1>) -> (tensor<i1>) {
  %v0 = graph.captured "aten.any.default"(%0) args [#graph.operand<0>] : (tensor<2x3xi1>) -> tensor<i1>
  graph.return %v0 : tensor<i1>
}

// CHECK-LABEL: graph.program @aten_all_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xi1>
// CHECK: %[[V0:.*]] = graph.reduce  all %[[ARG0]] dims [0, 1] : tensor<2x3xi1> -> tensor<i1>
// CHECK: graph.return %[[V0]] : tensor<i1>
graph.program @aten_all_default(%0: tensor<2x3xi1>) -> (tensor<i1>) {
  %v0 = graph.captured "aten.all.default"(%0) args [#graph.operand<0>] : (tensor<2x3xi1>) -> tensor<i1>
  graph.return %v0 : tensor<i1>
}

// CHECK-LABEL: graph.program @aten_any_dim(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<2x3xi64>
// CHECK: %[[V1:.*]] = arith.cmpi ne, %[[ARG0]], %[[V0]] : tensor<2x3xi64>
// CHECK: %[[V2:.*]] = graph.reduce  any %[[V1]] dims [1] : tensor<2x3xi1> -> tensor<2xi1>
// CHECK: graph.return %[[V2]] : tensor<2xi1>
graph.program @aten_any_dim(%0: tensor<2x3xi64>) -> (tensor<2xi1>) {
  %v0 = graph.captured "aten.any.dim"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<2x3xi64>) -> tensor<2xi1>
  graph.return %v0 : tensor<2xi1>
}

// CHECK-LABEL: graph.program @aten_all_dim(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<i64> -> tensor<2x3xi64>
// CHECK: %[[V1:.*]] = arith.cmpi ne, %[[ARG0]], %[[V0]] : tensor<2x3xi64>
// CHECK: %[[V2:.*]] = graph.reduce  all %[[V1]] dims [1] : tensor<2x3xi1> -> tensor<2xi1>
// CHECK: graph.return %[[V2]] : tensor<2xi1>
graph.program @aten_all_dim(%0: tensor<2x3xi64>) -> (tensor<2xi1>) {
  %v0 = graph.captured "aten.all.dim"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<2x3xi64>) -> tensor<2xi1>
  graph.return %v0 : tensor<2xi1>
}

// CHECK-LABEL: graph.program @aten_any_dims(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.cmpf une, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V2:.*]] = graph.reduce  any %[[V1]] dims [0, 1] : tensor<2x3xi1> -> tensor<i1>
// CHECK: graph.return %[[V2]] : tensor<i1>
graph.program @aten_any_dims(%0: tensor<2x3xf32>) -> (tensor<i1>) {
  %v0 = graph.captured "aten.any.dims"(%0) args [#graph.operand<0>, [0 : i64, 1 : i64]] : (tensor<2x3xf32>) -> tensor<i1>
  graph.return %v0 : tensor<i1>
}

// CHECK-LABEL: graph.program @aten_all_dims(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.cmpf une, %[[ARG0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V2:.*]] = graph.reduce  all %[[V1]] dims [0, 1] : tensor<2x3xi1> -> tensor<i1>
// CHECK: graph.return %[[V2]] : tensor<i1>
graph.program @aten_all_dims(%0: tensor<2x3xf32>) -> (tensor<i1>) {
  %v0 = graph.captured "aten.all.dims"(%0) args [#graph.operand<0>, [0 : i64, 1 : i64]] : (tensor<2x3xf32>) -> tensor<i1>
  graph.return %v0 : tensor<i1>
}

// CHECK-LABEL: graph.program @aten_var_correction(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = arith.divf %[[V1]], %[[V2]] : tensor<2x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[ARG0]], %[[V4]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V5]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = graph.reduce  sum %[[V6]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<3.000000e+00> : tensor<f64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V9:.*]] = arith.subf %[[CST_0]], %[[CST_1]] : tensor<f64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V10:.*]] = arith.maximumf %[[V9]], %[[CST_2]] : tensor<f64>
// CHECK: %[[V11:.*]] = arith.truncf %[[V10]] : tensor<f64> to tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[V11]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V13:.*]] = arith.divf %[[V8]], %[[V12]] : tensor<2x1xf32>
// CHECK: graph.return %[[V13]] : tensor<2x1xf32>
graph.program @aten_var_correction(%0: tensor<2x3xf32>) -> (tensor<2x1xf32>) {
  %v0 = graph.captured "aten.var.correction"(%0) args [#graph.operand<0>, [1 : i64]] kwargs {correction = 0 : i64, keepdim = true} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  graph.return %v0 : tensor<2x1xf32>
}

// CHECK-LABEL: graph.program @aten_std_correction(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = arith.divf %[[V1]], %[[V2]] : tensor<2x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[ARG0]], %[[V4]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V5]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = graph.reduce  sum %[[V6]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<3.000000e+00> : tensor<f64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V9:.*]] = arith.subf %[[CST_0]], %[[CST_1]] : tensor<f64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V10:.*]] = arith.maximumf %[[V9]], %[[CST_2]] : tensor<f64>
// CHECK: %[[V11:.*]] = arith.truncf %[[V10]] : tensor<f64> to tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[V11]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V13:.*]] = arith.divf %[[V8]], %[[V12]] : tensor<2x1xf32>
// CHECK: %[[V14:.*]] = math.sqrt %[[V13]] : tensor<2x1xf32>
// CHECK: graph.return %[[V14]] : tensor<2x1xf32>
graph.program @aten_std_correction(%0: tensor<2x3xf32>) -> (tensor<2x1xf32>) {
  %v0 = graph.captured "aten.std.correction"(%0) args [#graph.operand<0>, [1 : i64]] kwargs {correction = 0 : i64, keepdim = true} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  graph.return %v0 : tensor<2x1xf32>
}

// CHECK-LABEL: graph.program @aten_var_mean_correction(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = arith.divf %[[V1]], %[[V2]] : tensor<2x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[ARG0]], %[[V4]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V5]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = graph.reduce  sum %[[V6]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<3.000000e+00> : tensor<f64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V9:.*]] = arith.subf %[[CST_0]], %[[CST_1]] : tensor<f64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V10:.*]] = arith.maximumf %[[V9]], %[[CST_2]] : tensor<f64>
// CHECK: %[[V11:.*]] = arith.truncf %[[V10]] : tensor<f64> to tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[V11]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V13:.*]] = arith.divf %[[V8]], %[[V12]] : tensor<2x1xf32>
// CHECK: graph.return %[[V13]], %[[V3]] : tensor<2x1xf32>, tensor<2x1xf32>
graph.program @aten_var_mean_correction(%0: tensor<2x3xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>) {
  %v0:2 = graph.captured "aten.var_mean.correction"(%0) args [#graph.operand<0>, [1 : i64]] kwargs {correction = 0 : i64, keepdim = true} : (tensor<2x3xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>)
  graph.return %v0#0, %v0#1 : tensor<2x1xf32>, tensor<2x1xf32>
}

// CHECK-LABEL: graph.program @aten_std_mean_correction(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = arith.divf %[[V1]], %[[V2]] : tensor<2x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[ARG0]], %[[V4]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V5]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = graph.reduce  sum %[[V6]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<3.000000e+00> : tensor<f64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V9:.*]] = arith.subf %[[CST_0]], %[[CST_1]] : tensor<f64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V10:.*]] = arith.maximumf %[[V9]], %[[CST_2]] : tensor<f64>
// CHECK: %[[V11:.*]] = arith.truncf %[[V10]] : tensor<f64> to tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[V11]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V13:.*]] = arith.divf %[[V8]], %[[V12]] : tensor<2x1xf32>
// CHECK: %[[V14:.*]] = math.sqrt %[[V13]] : tensor<2x1xf32>
// CHECK: graph.return %[[V14]], %[[V3]] : tensor<2x1xf32>, tensor<2x1xf32>
graph.program @aten_std_mean_correction(%0: tensor<2x3xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>) {
  %v0:2 = graph.captured "aten.std_mean.correction"(%0) args [#graph.operand<0>, [1 : i64]] kwargs {correction = 0 : i64, keepdim = true} : (tensor<2x3xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>)
  graph.return %v0#0, %v0#1 : tensor<2x1xf32>, tensor<2x1xf32>
}

// CHECK-LABEL: graph.program @aten_var_dim(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = arith.divf %[[V1]], %[[V2]] : tensor<2x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[ARG0]], %[[V4]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V5]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = graph.reduce  sum %[[V6]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<3.000000e+00> : tensor<f64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f64>
// CHECK: %[[V8:.*]] = arith.subf %[[CST_0]], %[[CST_1]] : tensor<f64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V9:.*]] = arith.maximumf %[[V8]], %[[CST_2]] : tensor<f64>
// CHECK: %[[V10:.*]] = arith.truncf %[[V9]] : tensor<f64> to tensor<f32>
// CHECK: %[[V11:.*]] = graph.view %[[V10]] through <(d0) -> ()> : tensor<f32> -> tensor<2xf32>
// CHECK: %[[V12:.*]] = arith.divf %[[V7]], %[[V11]] : tensor<2xf32>
// CHECK: graph.return %[[V12]] : tensor<2xf32>
graph.program @aten_var_dim(%0: tensor<2x3xf32>) -> (tensor<2xf32>) {
  %v0 = graph.captured "aten.var.dim"(%0) args [#graph.operand<0>, [1 : i64], true] : (tensor<2x3xf32>) -> tensor<2xf32>
  graph.return %v0 : tensor<2xf32>
}

// CHECK-LABEL: graph.program @aten_std_dim(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = arith.divf %[[V1]], %[[V2]] : tensor<2x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[ARG0]], %[[V4]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V5]] : tensor<2x3xf32>
// CHECK: %[[V7:.*]] = graph.reduce  sum %[[V6]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<3.000000e+00> : tensor<f64>
// CHECK: %[[CST_1:.*]] = arith.constant dense<1.000000e+00> : tensor<f64>
// CHECK: %[[V8:.*]] = arith.subf %[[CST_0]], %[[CST_1]] : tensor<f64>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: %[[V9:.*]] = arith.maximumf %[[V8]], %[[CST_2]] : tensor<f64>
// CHECK: %[[V10:.*]] = arith.truncf %[[V9]] : tensor<f64> to tensor<f32>
// CHECK: %[[V11:.*]] = graph.view %[[V10]] through <(d0) -> ()> : tensor<f32> -> tensor<2xf32>
// CHECK: %[[V12:.*]] = arith.divf %[[V7]], %[[V11]] : tensor<2xf32>
// CHECK: %[[V13:.*]] = math.sqrt %[[V12]] : tensor<2xf32>
// CHECK: graph.return %[[V13]] : tensor<2xf32>
graph.program @aten_std_dim(%0: tensor<2x3xf32>) -> (tensor<2xf32>) {
  %v0 = graph.captured "aten.std.dim"(%0) args [#graph.operand<0>, [1 : i64], true] : (tensor<2x3xf32>) -> tensor<2xf32>
  graph.return %v0 : tensor<2xf32>
}

// CHECK-LABEL: graph.program @aten_logsumexp_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  max %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = math.absf %[[V1]] : tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V4:.*]] = arith.cmpf oeq, %[[V2]], %[[V3]] : tensor<2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V6:.*]] = arith.select %[[V4]], %[[V5]], %[[V1]] : tensor<2x1xi1>, tensor<2x1xf32>
// CHECK: %[[V7:.*]] = graph.view %[[V6]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V8:.*]] = arith.subf %[[ARG0]], %[[V7]] : tensor<2x3xf32>
// CHECK: %[[V9:.*]] = math.exp %[[V8]] : tensor<2x3xf32>
// CHECK: %[[V10:.*]] = graph.reduce  sum %[[V9]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V11:.*]] = graph.view %[[V10]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V12:.*]] = math.log %[[V11]] : tensor<2x1xf32>
// CHECK: %[[V13:.*]] = arith.addf %[[V12]], %[[V6]] : tensor<2x1xf32>
// CHECK: %[[V14:.*]] = graph.view %[[V13]] through <(d0) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2xf32>
// CHECK: graph.return %[[V14]] : tensor<2xf32>
graph.program @aten_logsumexp_default(%0: tensor<2x3xf32>) -> (tensor<2xf32>) {
  %v0 = graph.captured "aten.logsumexp.default"(%0) args [#graph.operand<0>, [1 : i64]] : (tensor<2x3xf32>) -> tensor<2xf32>
  graph.return %v0 : tensor<2xf32>
}

// CHECK-LABEL: graph.program @aten_linalg_vector_norm_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.absf %[[ARG0]] : tensor<2x3xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[V0]], %[[V0]] : tensor<2x3xf32>
// CHECK: %[[V2:.*]] = graph.reduce  sum %[[V1]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V3:.*]] = math.sqrt %[[V2]] : tensor<2xf32>
// CHECK: graph.return %[[V3]] : tensor<2xf32>
graph.program @aten_linalg_vector_norm_default(%0: tensor<2x3xf32>) -> (tensor<2xf32>) {
  %v0 = graph.captured "aten.linalg_vector_norm.default"(%0) args [#graph.operand<0>, 2 : i64, [1 : i64]] : (tensor<2x3xf32>) -> tensor<2xf32>
  graph.return %v0 : tensor<2xf32>
}

// CHECK-LABEL: graph.program @aten_linalg_vector_norm_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = math.absf %[[ARG0]] : tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V2:.*]] = math.powf %[[V0]], %[[V1]] : tensor<4xf32>
// CHECK: %[[V3:.*]] = graph.reduce  sum %[[V2]] dims [0] : tensor<4xf32> -> tensor<f32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.333333343> : tensor<f32>
// CHECK: %[[V4:.*]] = math.powf %[[V3]], %[[CST_0]] : tensor<f32>
// CHECK: graph.return %[[V4]] : tensor<f32>
graph.program @aten_linalg_vector_norm_default_2(%0: tensor<4xf32>) -> (tensor<f32>) {
  %v0 = graph.captured "aten.linalg_vector_norm.default"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<4xf32>) -> tensor<f32>
  graph.return %v0 : tensor<f32>
}

// CHECK-LABEL: graph.program @aten_cumsum_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xi64>
// CHECK: %[[V0:.*]] = graph.scan  sum %[[ARG0]] dim 1 : tensor<2x3xi64>
// CHECK: graph.return %[[V0]] : tensor<2x3xi64>
graph.program @aten_cumsum_default(%0: tensor<2x3xi64>) -> (tensor<2x3xi64>) {
  %v0 = graph.captured "aten.cumsum.default"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<2x3xi64>) -> tensor<2x3xi64>
  graph.return %v0 : tensor<2x3xi64>
}

// CHECK-LABEL: graph.program @aten_cumprod_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.scan  prod %[[ARG0]] dim 1 : tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_cumprod_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.cumprod.default"(%0) args [#graph.operand<0>, -1 : i64] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}
