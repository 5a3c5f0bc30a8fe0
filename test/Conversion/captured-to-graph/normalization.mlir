// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Softmax and norms.

// CHECK-LABEL: graph.program @aten__softmax_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  max %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.subf %[[ARG0]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = math.exp %[[V3]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = graph.reduce  sum %[[V4]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V6:.*]] = graph.view %[[V5]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V7:.*]] = graph.view %[[V6]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V8:.*]] = arith.divf %[[V4]], %[[V7]] : tensor<2x3xf32>
// CHECK: graph.return %[[V8]] : tensor<2x3xf32>
graph.program @aten__softmax_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten._softmax.default"(%0) args [#graph.operand<0>, -1 : i64, false] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten__log_softmax_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  max %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.subf %[[ARG0]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = math.exp %[[V3]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = graph.reduce  sum %[[V4]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V6:.*]] = graph.view %[[V5]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V7:.*]] = graph.view %[[V6]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V8:.*]] = math.log %[[V7]] : tensor<2x3xf32>
// CHECK: %[[V9:.*]] = arith.subf %[[V3]], %[[V8]] : tensor<2x3xf32>
// CHECK: graph.return %[[V9]] : tensor<2x3xf32>
graph.program @aten__log_softmax_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten._log_softmax.default"(%0) args [#graph.operand<0>, -1 : i64, false] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_softmax_int(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xbf16>
// CHECK: %[[V0:.*]] = arith.extf %[[ARG0]] : tensor<2x3xbf16> to tensor<2x3xf32>
// CHECK: %[[V1:.*]] = graph.reduce  max %[[V0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.subf %[[V0]], %[[V3]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = math.exp %[[V4]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = graph.reduce  sum %[[V5]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V7:.*]] = graph.view %[[V6]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V9:.*]] = arith.divf %[[V5]], %[[V8]] : tensor<2x3xf32>
// CHECK: graph.return %[[V9]] : tensor<2x3xf32>
graph.program @aten_softmax_int(%0: tensor<2x3xbf16>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.softmax.int"(%0) args [#graph.operand<0>, -1 : i64, f32] : (tensor<2x3xbf16>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_log_softmax_int(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xbf16>
// CHECK: %[[V0:.*]] = arith.extf %[[ARG0]] : tensor<2x3xbf16> to tensor<2x3xf32>
// CHECK: %[[V1:.*]] = graph.reduce  max %[[V0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V4:.*]] = arith.subf %[[V0]], %[[V3]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = math.exp %[[V4]] : tensor<2x3xf32>
// CHECK: %[[V6:.*]] = graph.reduce  sum %[[V5]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V7:.*]] = graph.view %[[V6]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V9:.*]] = math.log %[[V8]] : tensor<2x3xf32>
// CHECK: %[[V10:.*]] = arith.subf %[[V4]], %[[V9]] : tensor<2x3xf32>
// CHECK: graph.return %[[V10]] : tensor<2x3xf32>
graph.program @aten_log_softmax_int(%0: tensor<2x3xbf16>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.log_softmax.int"(%0) args [#graph.operand<0>, -1 : i64, f32] : (tensor<2x3xbf16>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten__safe_softmax_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.reduce  max %[[ARG0]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V3:.*]] = arith.subf %[[ARG0]], %[[V2]] : tensor<2x3xf32>
// CHECK: %[[V4:.*]] = math.exp %[[V3]] : tensor<2x3xf32>
// CHECK: %[[V5:.*]] = graph.reduce  sum %[[V4]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
// CHECK: %[[V6:.*]] = graph.view %[[V5]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[V7:.*]] = graph.view %[[V6]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x3xf32>
// CHECK: %[[V8:.*]] = arith.divf %[[V4]], %[[V7]] : tensor<2x3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V9:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V10:.*]] = arith.cmpf oeq, %[[V2]], %[[V9]] : tensor<2x3xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V11:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x3xf32>
// CHECK: %[[V12:.*]] = arith.select %[[V10]], %[[V11]], %[[V8]] : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK: graph.return %[[V12]] : tensor<2x3xf32>
graph.program @aten__safe_softmax_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten._safe_softmax.default"(%0) args [#graph.operand<0>, -1 : i64] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_native_layer_norm_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [1] : tensor<2x4xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<4.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = arith.divf %[[V1]], %[[V2]] : tensor<2x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[ARG0]], %[[V4]] : tensor<2x4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V5]] : tensor<2x4xf32>
// CHECK: %[[V7:.*]] = graph.reduce  sum %[[V6]] dims [1] : tensor<2x4xf32> -> tensor<2xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<4.000000e+00> : tensor<f32>
// CHECK: %[[V9:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V10:.*]] = arith.divf %[[V8]], %[[V9]] : tensor<2x1xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<9.99999997E-7> : tensor<f32>
// CHECK: %[[V11:.*]] = graph.view %[[CST_1]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V12:.*]] = arith.addf %[[V10]], %[[V11]] : tensor<2x1xf32>
// CHECK: %[[V13:.*]] = math.rsqrt %[[V12]] : tensor<2x1xf32>
// CHECK: %[[V14:.*]] = graph.view %[[V13]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V15:.*]] = arith.mulf %[[V5]], %[[V14]] : tensor<2x4xf32>
// CHECK: graph.return %[[V15]], %[[V3]], %[[V13]] : tensor<2x4xf32>, tensor<2x1xf32>, tensor<2x1xf32>
graph.program @aten_native_layer_norm_default(%0: tensor<2x4xf32>) -> (tensor<2x4xf32>, tensor<2x1xf32>, tensor<2x1xf32>) {
  %v0:3 = graph.captured "aten.native_layer_norm.default"(%0) args [#graph.operand<0>, [4 : i64], #graph.none, #graph.none, 1.0e-06 : f64] : (tensor<2x4xf32>) -> (tensor<2x4xf32>, tensor<2x1xf32>, tensor<2x1xf32>)
  graph.return %v0#0, %v0#1, %v0#2 : tensor<2x4xf32>, tensor<2x1xf32>, tensor<2x1xf32>
}

// CHECK-LABEL: graph.program @aten_native_layer_norm_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>, %[[ARG1:.*]]: tensor<4xf32>, %[[ARG2:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [1] : tensor<2x4xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<4.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = arith.divf %[[V1]], %[[V2]] : tensor<2x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[ARG0]], %[[V4]] : tensor<2x4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V5]] : tensor<2x4xf32>
// CHECK: %[[V7:.*]] = graph.reduce  sum %[[V6]] dims [1] : tensor<2x4xf32> -> tensor<2xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<4.000000e+00> : tensor<f32>
// CHECK: %[[V9:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V10:.*]] = arith.divf %[[V8]], %[[V9]] : tensor<2x1xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<9.99999974E-6> : tensor<f32>
// CHECK: %[[V11:.*]] = graph.view %[[CST_1]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V12:.*]] = arith.addf %[[V10]], %[[V11]] : tensor<2x1xf32>
// CHECK: %[[V13:.*]] = math.rsqrt %[[V12]] : tensor<2x1xf32>
// CHECK: %[[V14:.*]] = graph.view %[[V13]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V15:.*]] = arith.mulf %[[V5]], %[[V14]] : tensor<2x4xf32>
// CHECK: %[[V16:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<4xf32> -> tensor<2x4xf32>
// CHECK: %[[V17:.*]] = arith.mulf %[[V15]], %[[V16]] : tensor<2x4xf32>
// CHECK: %[[V18:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> (d1)> : tensor<4xf32> -> tensor<2x4xf32>
// CHECK: %[[V19:.*]] = arith.addf %[[V17]], %[[V18]] : tensor<2x4xf32>
// CHECK: graph.return %[[V19]], %[[V3]], %[[V13]] : tensor<2x4xf32>, tensor<2x1xf32>, tensor<2x1xf32>
graph.program @aten_native_layer_norm_default_2(%0: tensor<2x4xf32>, %1: tensor<4xf32>, %2: tensor<4xf32>) -> (tensor<2x4xf32>, tensor<2x1xf32>, tensor<2x1xf32>) {
  %v0:3 = graph.captured "aten.native_layer_norm.default"(%0, %1, %2) args [#graph.operand<0>, [4 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-05 : f64] : (tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<2x4xf32>, tensor<2x1xf32>, tensor<2x1xf32>)
  graph.return %v0#0, %v0#1, %v0#2 : tensor<2x4xf32>, tensor<2x1xf32>, tensor<2x1xf32>
}

// CHECK-LABEL: graph.program @aten_layer_norm_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>, %[[ARG1:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = graph.reduce  sum %[[ARG0]] dims [1] : tensor<2x4xf32> -> tensor<2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<4.000000e+00> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V3:.*]] = arith.divf %[[V1]], %[[V2]] : tensor<2x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V3]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V5:.*]] = arith.subf %[[ARG0]], %[[V4]] : tensor<2x4xf32>
// CHECK: %[[V6:.*]] = arith.mulf %[[V5]], %[[V5]] : tensor<2x4xf32>
// CHECK: %[[V7:.*]] = graph.reduce  sum %[[V6]] dims [1] : tensor<2x4xf32> -> tensor<2xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V7]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<4.000000e+00> : tensor<f32>
// CHECK: %[[V9:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V10:.*]] = arith.divf %[[V8]], %[[V9]] : tensor<2x1xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<9.99999974E-6> : tensor<f32>
// CHECK: %[[V11:.*]] = graph.view %[[CST_1]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V12:.*]] = arith.addf %[[V10]], %[[V11]] : tensor<2x1xf32>
// CHECK: %[[V13:.*]] = math.rsqrt %[[V12]] : tensor<2x1xf32>
// CHECK: %[[V14:.*]] = graph.view %[[V13]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V15:.*]] = arith.mulf %[[V5]], %[[V14]] : tensor<2x4xf32>
// CHECK: %[[V16:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d1)> : tensor<4xf32> -> tensor<2x4xf32>
// CHECK: %[[V17:.*]] = arith.mulf %[[V15]], %[[V16]] : tensor<2x4xf32>
// CHECK: graph.return %[[V17]] : tensor<2x4xf32>
graph.program @aten_layer_norm_default(%0: tensor<2x4xf32>, %1: tensor<4xf32>) -> (tensor<2x4xf32>) {
  %v0 = graph.captured "aten.layer_norm.default"(%0, %1) args [#graph.operand<0>, [4 : i64], #graph.operand<1>] : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  graph.return %v0 : tensor<2x4xf32>
}

// CHECK-LABEL: graph.program @aten_native_group_norm_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4x6xf32>, %[[ARG1:.*]]: tensor<4xf32>, %[[ARG2:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d0, d1 * 2 + d2 floordiv 6, d2 mod 6)> : tensor<2x4x6xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V1:.*]] = graph.reduce  sum %[[V0]] dims [2] : tensor<2x2x12xf32> -> tensor<2x2xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x2xf32> -> tensor<2x2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.200000e+01> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x2x1xf32>
// CHECK: %[[V4:.*]] = arith.divf %[[V2]], %[[V3]] : tensor<2x2x1xf32>
// CHECK: %[[V5:.*]] = graph.view %[[V4]] through <(d0, d1, d2) -> (d0, d1, 0)> : tensor<2x2x1xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V6:.*]] = arith.subf %[[V0]], %[[V5]] : tensor<2x2x12xf32>
// CHECK: %[[V7:.*]] = arith.mulf %[[V6]], %[[V6]] : tensor<2x2x12xf32>
// CHECK: %[[V8:.*]] = graph.reduce  sum %[[V7]] dims [2] : tensor<2x2x12xf32> -> tensor<2x2xf32>
// CHECK: %[[V9:.*]] = graph.view %[[V8]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x2xf32> -> tensor<2x2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.200000e+01> : tensor<f32>
// CHECK: %[[V10:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x2x1xf32>
// CHECK: %[[V11:.*]] = arith.divf %[[V9]], %[[V10]] : tensor<2x2x1xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<9.99999974E-6> : tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[CST_1]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x2x1xf32>
// CHECK: %[[V13:.*]] = arith.addf %[[V11]], %[[V12]] : tensor<2x2x1xf32>
// CHECK: %[[V14:.*]] = math.rsqrt %[[V13]] : tensor<2x2x1xf32>
// CHECK: %[[V15:.*]] = graph.view %[[V14]] through <(d0, d1, d2) -> (d0, d1, 0)> : tensor<2x2x1xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V16:.*]] = arith.mulf %[[V6]], %[[V15]] : tensor<2x2x12xf32>
// CHECK: %[[V17:.*]] = graph.view %[[V16]] through <(d0, d1, d2) -> (d0, (d1 * 6 + d2) floordiv 12, (d1 * 6 + d2) mod 12)> : tensor<2x2x12xf32> -> tensor<2x4x6xf32>
// CHECK: %[[V18:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d0)> : tensor<4xf32> -> tensor<4x1xf32>
// CHECK: %[[V19:.*]] = graph.view %[[V18]] through <(d0, d1, d2) -> (d1, 0)> : tensor<4x1xf32> -> tensor<2x4x6xf32>
// CHECK: %[[V20:.*]] = arith.mulf %[[V17]], %[[V19]] : tensor<2x4x6xf32>
// CHECK: %[[V21:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> (d0)> : tensor<4xf32> -> tensor<4x1xf32>
// CHECK: %[[V22:.*]] = graph.view %[[V21]] through <(d0, d1, d2) -> (d1, 0)> : tensor<4x1xf32> -> tensor<2x4x6xf32>
// CHECK: %[[V23:.*]] = arith.addf %[[V20]], %[[V22]] : tensor<2x4x6xf32>
// CHECK: %[[V24:.*]] = graph.view %[[V4]] through <(d0, d1) -> (d0, d1, 0)> : tensor<2x2x1xf32> -> tensor<2x2xf32>
// CHECK: %[[V25:.*]] = graph.view %[[V14]] through <(d0, d1) -> (d0, d1, 0)> : tensor<2x2x1xf32> -> tensor<2x2xf32>
// CHECK: graph.return %[[V23]], %[[V24]], %[[V25]] : tensor<2x4x6xf32>, tensor<2x2xf32>, tensor<2x2xf32>
graph.program @aten_native_group_norm_default(%0: tensor<2x4x6xf32>, %1: tensor<4xf32>, %2: tensor<4xf32>) -> (tensor<2x4x6xf32>, tensor<2x2xf32>, tensor<2x2xf32>) {
  %v0:3 = graph.captured "aten.native_group_norm.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, 2 : i64, 4 : i64, 6 : i64, 2 : i64, 1.0e-05 : f64] : (tensor<2x4x6xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<2x4x6xf32>, tensor<2x2xf32>, tensor<2x2xf32>)
  graph.return %v0#0, %v0#1, %v0#2 : tensor<2x4x6xf32>, tensor<2x2xf32>, tensor<2x2xf32>
}

// CHECK-LABEL: graph.program @aten_group_norm_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4x6xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d0, d1 * 2 + d2 floordiv 6, d2 mod 6)> : tensor<2x4x6xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V1:.*]] = graph.reduce  sum %[[V0]] dims [2] : tensor<2x2x12xf32> -> tensor<2x2xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x2xf32> -> tensor<2x2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.200000e+01> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x2x1xf32>
// CHECK: %[[V4:.*]] = arith.divf %[[V2]], %[[V3]] : tensor<2x2x1xf32>
// CHECK: %[[V5:.*]] = graph.view %[[V4]] through <(d0, d1, d2) -> (d0, d1, 0)> : tensor<2x2x1xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V6:.*]] = arith.subf %[[V0]], %[[V5]] : tensor<2x2x12xf32>
// CHECK: %[[V7:.*]] = arith.mulf %[[V6]], %[[V6]] : tensor<2x2x12xf32>
// CHECK: %[[V8:.*]] = graph.reduce  sum %[[V7]] dims [2] : tensor<2x2x12xf32> -> tensor<2x2xf32>
// CHECK: %[[V9:.*]] = graph.view %[[V8]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x2xf32> -> tensor<2x2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.200000e+01> : tensor<f32>
// CHECK: %[[V10:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x2x1xf32>
// CHECK: %[[V11:.*]] = arith.divf %[[V9]], %[[V10]] : tensor<2x2x1xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<9.99999974E-6> : tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[CST_1]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x2x1xf32>
// CHECK: %[[V13:.*]] = arith.addf %[[V11]], %[[V12]] : tensor<2x2x1xf32>
// CHECK: %[[V14:.*]] = math.rsqrt %[[V13]] : tensor<2x2x1xf32>
// CHECK: %[[V15:.*]] = graph.view %[[V14]] through <(d0, d1, d2) -> (d0, d1, 0)> : tensor<2x2x1xf32> -> tensor<2x2x12xf32>
// CHECK: %[[V16:.*]] = arith.mulf %[[V6]], %[[V15]] : tensor<2x2x12xf32>
// CHECK: %[[V17:.*]] = graph.view %[[V16]] through <(d0, d1, d2) -> (d0, (d1 * 6 + d2) floordiv 12, (d1 * 6 + d2) mod 12)> : tensor<2x2x12xf32> -> tensor<2x4x6xf32>
// CHECK: graph.return %[[V17]] : tensor<2x4x6xf32>
graph.program @aten_group_norm_default(%0: tensor<2x4x6xf32>) -> (tensor<2x4x6xf32>) {
  %v0 = graph.captured "aten.group_norm.default"(%0) args [#graph.operand<0>, 2 : i64] : (tensor<2x4x6xf32>) -> tensor<2x4x6xf32>
  graph.return %v0 : tensor<2x4x6xf32>
}

// CHECK-LABEL: graph.program @aten_rms_norm_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xbf16>, %[[ARG1:.*]]: tensor<4xbf16>
// CHECK: %[[V0:.*]] = arith.extf %[[ARG0]] : tensor<2x4xbf16> to tensor<2x4xf32>
// CHECK: %[[V1:.*]] = arith.mulf %[[V0]], %[[V0]] : tensor<2x4xf32>
// CHECK: %[[V2:.*]] = graph.reduce  sum %[[V1]] dims [1] : tensor<2x4xf32> -> tensor<2xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1) -> (d0)> : tensor<2xf32> -> tensor<2x1xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<4.000000e+00> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V5:.*]] = arith.divf %[[V3]], %[[V4]] : tensor<2x1xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.1920929E-7> : tensor<f32>
// CHECK: %[[V6:.*]] = graph.view %[[CST_0]] through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x1xf32>
// CHECK: %[[V7:.*]] = arith.addf %[[V5]], %[[V6]] : tensor<2x1xf32>
// CHECK: %[[V8:.*]] = math.rsqrt %[[V7]] : tensor<2x1xf32>
// CHECK: %[[V9:.*]] = graph.view %[[V8]] through <(d0, d1) -> (d0, 0)> : tensor<2x1xf32> -> tensor<2x4xf32>
// CHECK: %[[V10:.*]] = arith.mulf %[[V0]], %[[V9]] : tensor<2x4xf32>
// CHECK: %[[V11:.*]] = arith.extf %[[ARG1]] : tensor<4xbf16> to tensor<4xf32>
// CHECK: %[[V12:.*]] = graph.view %[[V11]] through <(d0, d1) -> (d1)> : tensor<4xf32> -> tensor<2x4xf32>
// CHECK: %[[V13:.*]] = arith.mulf %[[V10]], %[[V12]] : tensor<2x4xf32>
// CHECK: %[[V14:.*]] = arith.truncf %[[V13]] : tensor<2x4xf32> to tensor<2x4xbf16>
// CHECK: graph.return %[[V14]] : tensor<2x4xbf16>
graph.program @aten_rms_norm_default(%0: tensor<2x4xbf16>, %1: tensor<4xbf16>) -> (tensor<2x4xbf16>) {
  %v0 = graph.captured "aten.rms_norm.default"(%0, %1) args [#graph.operand<0>, [4 : i64], #graph.operand<1>] : (tensor<2x4xbf16>, tensor<4xbf16>) -> tensor<2x4xbf16>
  graph.return %v0 : tensor<2x4xbf16>
}

// CHECK-LABEL: graph.program @aten__fused_rms_norm_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>, %[[ARG1:.*]]: tensor<4xf32>
graph.program @aten__fused_rms_norm_default(%0: tensor<2x4xf32>, %1: tensor<4xf32>) -> () {
  %v0:2 = graph.captured "aten._fused_rms_norm.default"(%0, %1) args [#graph.operand<0>, [4 : i64], #graph.operand<1>, 1.0e-06 : f64] : (tensor<2x4xf32>, tensor<4xf32>) -> (tensor<2x4xf32>, tensor<2x1xf32>)
  graph.return
}

// CHECK-LABEL: graph.program @aten__native_batch_norm_legit_no_training_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>, %[[ARG1:.*]]: tensor<3xf32>, %[[ARG2:.*]]: tensor<3xf32>, %[[ARG3:.*]]: tensor<3xf32>, %[[ARG4:.*]]: tensor<3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<9.99999974E-6> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V1:.*]] = arith.addf %[[ARG4]], %[[V0]] : tensor<3xf32>
// CHECK: %[[V2:.*]] = math.sqrt %[[V1]] : tensor<3xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V3:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V4:.*]] = arith.divf %[[V3]], %[[V2]] : tensor<3xf32>
// CHECK: %[[V5:.*]] = graph.view %[[ARG3]] through <(d0, d1) -> (d0)> : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[V6:.*]] = graph.view %[[V5]] through <(d0, d1, d2) -> (d1, 0)> : tensor<3x1xf32> -> tensor<2x3x4xf32>
// CHECK: %[[V7:.*]] = arith.subf %[[ARG0]], %[[V6]] : tensor<2x3x4xf32>
// CHECK: %[[V8:.*]] = graph.view %[[V4]] through <(d0, d1) -> (d0)> : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[V9:.*]] = graph.view %[[V8]] through <(d0, d1, d2) -> (d1, 0)> : tensor<3x1xf32> -> tensor<2x3x4xf32>
// CHECK: %[[V10:.*]] = arith.mulf %[[V7]], %[[V9]] : tensor<2x3x4xf32>
// CHECK: %[[V11:.*]] = graph.view %[[ARG1]] through <(d0, d1) -> (d0)> : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[V12:.*]] = graph.view %[[V11]] through <(d0, d1, d2) -> (d1, 0)> : tensor<3x1xf32> -> tensor<2x3x4xf32>
// CHECK: %[[V13:.*]] = arith.mulf %[[V10]], %[[V12]] : tensor<2x3x4xf32>
// CHECK: %[[V14:.*]] = graph.view %[[ARG2]] through <(d0, d1) -> (d0)> : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[V15:.*]] = graph.view %[[V14]] through <(d0, d1, d2) -> (d1, 0)> : tensor<3x1xf32> -> tensor<2x3x4xf32>
// CHECK: %[[V16:.*]] = arith.addf %[[V13]], %[[V15]] : tensor<2x3x4xf32>
// CHECK: graph.return %[[V16]] : tensor<2x3x4xf32>
graph.program @aten__native_batch_norm_legit_no_training_default(%0: tensor<2x3x4xf32>, %1: tensor<3xf32>, %2: tensor<3xf32>, %3: tensor<3xf32>, %4: tensor<3xf32>) -> (tensor<2x3x4xf32>) {
  %v0:3 = graph.captured "aten._native_batch_norm_legit_no_training.default"(%0, %1, %2, %3, %4) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, #graph.operand<4>, 0.1 : f64, 1.0e-05 : f64] : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<2x3x4xf32>, tensor<0xf32>, tensor<0xf32>)
  graph.return %v0#0 : tensor<2x3x4xf32>
}
