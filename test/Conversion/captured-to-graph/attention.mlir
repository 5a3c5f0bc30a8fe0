// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Attention and its gradients.

// CHECK-LABEL: graph.program @aten_scaled_dot_product_attention_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x2x3x8xbf16>, %[[ARG1:.*]]: tensor<1x2x5x8xbf16>, %[[ARG2:.*]]: tensor<1x2x5x8xbf16>, %[[ARG3:.*]]: tensor<1x1x3x5xbf16>
// CHECK: %[[V0:.*]] = graph.attention %[[ARG0]], %[[ARG1]], %[[ARG2]] masked_rows  zero
// CHECK: ^bb0(%[[ARG4:.*]]: tensor<1x2x3x5xf32>):
// CHECK: %[[V2:.*]] = arith.extf %[[ARG3]] : tensor<1x1x3x5xbf16> to tensor<1x1x3x5xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V2]] through <(d0, d1, d2, d3) -> (d0, 0, d2, d3)> : tensor<1x1x3x5xf32> -> tensor<1x2x3x5xf32>
// CHECK: %[[V4:.*]] = arith.addf %[[ARG4]], %[[V3]] : tensor<1x2x3x5xf32>
// CHECK: graph.yield %[[V4]] : tensor<1x2x3x5xf32>
// CHECK: %[[V1:.*]] = arith.truncf %[[V0]] : tensor<1x2x3x8xf32> to tensor<1x2x3x8xbf16>
// CHECK: graph.return %[[V1]] : tensor<1x2x3x8xbf16>
graph.program @aten_scaled_dot_product_attention_default(%0: tensor<1x2x3x8xbf16>, %1: tensor<1x2x5x8xbf16>, %2: tensor<1x2x5x8xbf16>, %3: tensor<1x1x3x5xbf16>) -> (tensor<1x2x3x8xbf16>) {
  %v0 = graph.captured "aten.scaled_dot_product_attention.default"(%0, %1, %2, %3) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>] kwargs {scale = 1.0 : f64} : (tensor<1x2x3x8xbf16>, tensor<1x2x5x8xbf16>, tensor<1x2x5x8xbf16>, tensor<1x1x3x5xbf16>) -> tensor<1x2x3x8xbf16>
  graph.return %v0 : tensor<1x2x3x8xbf16>
}

// CHECK-LABEL: graph.program @aten_scaled_dot_product_attention_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x8xf32>, %[[ARG1:.*]]: tensor<2x5x8xf32>, %[[ARG2:.*]]: tensor<2x5x8xf32>, %[[ARG3:.*]]: tensor<3x5xi1>
// CHECK: %[[CST:.*]] = arith.constant dense<0.353553385> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.attention %[[ARG0]], %[[ARG1]], %[[ARG2]] masked_rows  zero
// CHECK: ^bb0(%[[ARG4:.*]]: tensor<2x3x5xf32>):
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x3x5xf32>
// CHECK: %[[V2:.*]] = arith.mulf %[[ARG4]], %[[V1]] : tensor<2x3x5xf32>
// CHECK: %[[V3:.*]] = graph.view %[[ARG3]] through <(d0, d1, d2) -> (d1, d2)> : tensor<3x5xi1> -> tensor<2x3x5xi1>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V4:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<2x3x5xf32>
// CHECK: %[[V5:.*]] = arith.select %[[V3]], %[[V2]], %[[V4]] : tensor<2x3x5xi1>, tensor<2x3x5xf32>
// CHECK: graph.yield %[[V5]] : tensor<2x3x5xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3x8xf32>
graph.program @aten_scaled_dot_product_attention_default_2(%0: tensor<2x3x8xf32>, %1: tensor<2x5x8xf32>, %2: tensor<2x5x8xf32>, %3: tensor<3x5xi1>) -> (tensor<2x3x8xf32>) {
  %v0 = graph.captured "aten.scaled_dot_product_attention.default"(%0, %1, %2, %3) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>] : (tensor<2x3x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<3x5xi1>) -> tensor<2x3x8xf32>
  graph.return %v0 : tensor<2x3x8xf32>
}

// CHECK-LABEL: graph.program @aten_scaled_dot_product_attention_default_3(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x4x3x8xf32>, %[[ARG1:.*]]: tensor<1x2x5x8xf32>, %[[ARG2:.*]]: tensor<1x2x5x8xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG1]] through <(d0, d1, d2, d3) -> (d0, d1 floordiv 2, d2, d3)> : tensor<1x2x5x8xf32> -> tensor<1x4x5x8xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG2]] through <(d0, d1, d2, d3) -> (d0, d1 floordiv 2, d2, d3)> : tensor<1x2x5x8xf32> -> tensor<1x4x5x8xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.353553385> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.attention %[[ARG0]], %[[V0]], %[[V1]] masked_rows  zero
// CHECK: ^bb0(%[[ARG3:.*]]: tensor<1x4x3x5xf32>):
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x4x3x5xf32>
// CHECK: %[[V4:.*]] = arith.mulf %[[ARG3]], %[[V3]] : tensor<1x4x3x5xf32>
// CHECK: %[[V5:.*]] = graph.iota 3 : tensor<1x4x3x5xi64>
// CHECK: %[[V6:.*]] = graph.iota 2 : tensor<1x4x3x5xi64>
// CHECK: %[[V7:.*]] = arith.cmpi sle, %[[V5]], %[[V6]] : tensor<1x4x3x5xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x4x3x5xf32>
// CHECK: %[[V9:.*]] = arith.select %[[V7]], %[[V4]], %[[V8]] : tensor<1x4x3x5xi1>, tensor<1x4x3x5xf32>
// CHECK: graph.yield %[[V9]] : tensor<1x4x3x5xf32>
// CHECK: graph.return %[[V2]] : tensor<1x4x3x8xf32>
graph.program @aten_scaled_dot_product_attention_default_3(%0: tensor<1x4x3x8xf32>, %1: tensor<1x2x5x8xf32>, %2: tensor<1x2x5x8xf32>) -> (tensor<1x4x3x8xf32>) {
  %v0 = graph.captured "aten.scaled_dot_product_attention.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] kwargs {is_causal = true, enable_gqa = true} : (tensor<1x4x3x8xf32>, tensor<1x2x5x8xf32>, tensor<1x2x5x8xf32>) -> tensor<1x4x3x8xf32>
  graph.return %v0 : tensor<1x4x3x8xf32>
}

// CHECK-LABEL: graph.program @aten__scaled_dot_product_flash_attention_for_cpu_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x2x4x8xf32>, %[[ARG1:.*]]: tensor<1x2x4x8xf32>, %[[ARG2:.*]]: tensor<1x2x4x8xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.353553385> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.attention %[[ARG0]], %[[ARG1]], %[[ARG2]] masked_rows  zero
// CHECK: ^bb0(%[[ARG3:.*]]: tensor<1x2x4x4xf32>):
// CHECK: %[[V24:.*]] = graph.view %[[CST]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V25:.*]] = arith.mulf %[[ARG3]], %[[V24]] : tensor<1x2x4x4xf32>
// CHECK: %[[V26:.*]] = graph.iota 3 : tensor<1x2x4x4xi64>
// CHECK: %[[V27:.*]] = graph.iota 2 : tensor<1x2x4x4xi64>
// CHECK: %[[V28:.*]] = arith.cmpi sle, %[[V26]], %[[V27]] : tensor<1x2x4x4xi64>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V29:.*]] = graph.view %[[CST_3]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V30:.*]] = arith.select %[[V28]], %[[V25]], %[[V29]] : tensor<1x2x4x4xi1>, tensor<1x2x4x4xf32>
// CHECK: graph.yield %[[V30]] : tensor<1x2x4x4xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG1]] through <(d0, d1, d2, d3) -> (d0, d1, d3, d2)> : tensor<1x2x4x8xf32> -> tensor<1x2x8x4xf32>
// CHECK: %[[V2:.*]] = graph.contract %[[ARG0]], %[[V1]] : tensor<1x2x4x8xf32>, tensor<1x2x8x4xf32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V3:.*]] = graph.view %[[CST]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V4:.*]] = arith.mulf %[[V2]], %[[V3]] : tensor<1x2x4x4xf32>
// CHECK: %[[V5:.*]] = graph.iota 3 : tensor<1x2x4x4xi64>
// CHECK: %[[V6:.*]] = graph.iota 2 : tensor<1x2x4x4xi64>
// CHECK: %[[V7:.*]] = arith.cmpi sle, %[[V5]], %[[V6]] : tensor<1x2x4x4xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V9:.*]] = arith.select %[[V7]], %[[V4]], %[[V8]] : tensor<1x2x4x4xi1>, tensor<1x2x4x4xf32>
// CHECK: %[[V10:.*]] = graph.reduce  max %[[V9]] dims [3] : tensor<1x2x4x4xf32> -> tensor<1x2x4xf32>
// CHECK: %[[V11:.*]] = graph.view %[[V10]] through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<1x2x4xf32> -> tensor<1x2x4x1xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[CST_1]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x4x1xf32>
// CHECK: %[[V13:.*]] = arith.cmpf oeq, %[[V11]], %[[V12]] : tensor<1x2x4x1xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V14:.*]] = graph.view %[[CST_2]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x4x1xf32>
// CHECK: %[[V15:.*]] = arith.select %[[V13]], %[[V14]], %[[V11]] : tensor<1x2x4x1xi1>, tensor<1x2x4x1xf32>
// CHECK: %[[V16:.*]] = graph.view %[[V15]] through <(d0, d1, d2, d3) -> (d0, d1, d2, 0)> : tensor<1x2x4x1xf32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V17:.*]] = arith.subf %[[V9]], %[[V16]] : tensor<1x2x4x4xf32>
// CHECK: %[[V18:.*]] = math.exp %[[V17]] : tensor<1x2x4x4xf32>
// CHECK: %[[V19:.*]] = graph.reduce  sum %[[V18]] dims [3] : tensor<1x2x4x4xf32> -> tensor<1x2x4xf32>
// CHECK: %[[V20:.*]] = graph.view %[[V19]] through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<1x2x4xf32> -> tensor<1x2x4x1xf32>
// CHECK: %[[V21:.*]] = math.log %[[V20]] : tensor<1x2x4x1xf32>
// CHECK: %[[V22:.*]] = arith.addf %[[V21]], %[[V15]] : tensor<1x2x4x1xf32>
// CHECK: %[[V23:.*]] = graph.view %[[V22]] through <(d0, d1, d2) -> (d0, d1, d2, 0)> : tensor<1x2x4x1xf32> -> tensor<1x2x4xf32>
// CHECK: graph.return %[[V0]], %[[V23]] : tensor<1x2x4x8xf32>, tensor<1x2x4xf32>
graph.program @aten__scaled_dot_product_flash_attention_for_cpu_default(%0: tensor<1x2x4x8xf32>, %1: tensor<1x2x4x8xf32>, %2: tensor<1x2x4x8xf32>) -> (tensor<1x2x4x8xf32>, tensor<1x2x4xf32> {graph.strides = #graph.dims<() -> (8, 1, 2)>}) {
  %v0:2 = graph.captured "aten._scaled_dot_product_flash_attention_for_cpu.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, 0.0 : f64, true] : (tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>) -> (tensor<1x2x4x8xf32>, tensor<1x2x4xf32>)
  graph.return %v0#0, %v0#1 : tensor<1x2x4x8xf32>, tensor<1x2x4xf32>
}

// CHECK-LABEL: graph.program @aten__scaled_dot_product_flash_attention_for_cpu_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x2x4x8xf32>, %[[ARG1:.*]]: tensor<1x2x4x8xf32>, %[[ARG2:.*]]: tensor<1x2x4x8xf32>, %[[ARG3:.*]]: tensor<1x2x4x8xf32>, %[[ARG4:.*]]: tensor<1x2x4x8xf32>, %[[ARG5:.*]]: tensor<1x2x4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.353553385> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG2]] through <(d0, d1, d2, d3) -> (d0, d1, d3, d2)> : tensor<1x2x4x8xf32> -> tensor<1x2x8x4xf32>
// CHECK: %[[V1:.*]] = graph.contract %[[ARG1]], %[[V0]] : tensor<1x2x4x8xf32>, tensor<1x2x8x4xf32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V2:.*]] = graph.view %[[CST]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V3:.*]] = arith.mulf %[[V1]], %[[V2]] : tensor<1x2x4x4xf32>
// CHECK: %[[V4:.*]] = graph.iota 3 : tensor<1x2x4x4xi64>
// CHECK: %[[V5:.*]] = graph.iota 2 : tensor<1x2x4x4xi64>
// CHECK: %[[V6:.*]] = arith.cmpi sle, %[[V4]], %[[V5]] : tensor<1x2x4x4xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V7:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V8:.*]] = arith.select %[[V6]], %[[V3]], %[[V7]] : tensor<1x2x4x4xi1>, tensor<1x2x4x4xf32>
// CHECK: %[[V9:.*]] = graph.view %[[ARG5]] through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<1x2x4xf32> -> tensor<1x2x4x1xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V10:.*]] = graph.view %[[CST_1]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x4x1xf32>
// CHECK: %[[V11:.*]] = arith.cmpf oeq, %[[V9]], %[[V10]] : tensor<1x2x4x1xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[CST_2]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x4x1xf32>
// CHECK: %[[V13:.*]] = arith.select %[[V11]], %[[V12]], %[[V9]] : tensor<1x2x4x1xi1>, tensor<1x2x4x1xf32>
// CHECK: %[[V14:.*]] = graph.view %[[V13]] through <(d0, d1, d2, d3) -> (d0, d1, d2, 0)> : tensor<1x2x4x1xf32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V15:.*]] = arith.subf %[[V8]], %[[V14]] : tensor<1x2x4x4xf32>
// CHECK: %[[V16:.*]] = math.exp %[[V15]] : tensor<1x2x4x4xf32>
// CHECK: %[[V17:.*]] = arith.mulf %[[ARG0]], %[[ARG4]] : tensor<1x2x4x8xf32>
// CHECK: %[[V18:.*]] = graph.reduce  sum %[[V17]] dims [3] : tensor<1x2x4x8xf32> -> tensor<1x2x4xf32>
// CHECK: %[[V19:.*]] = graph.view %[[V18]] through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<1x2x4xf32> -> tensor<1x2x4x1xf32>
// CHECK: %[[V20:.*]] = graph.view %[[ARG3]] through <(d0, d1, d2, d3) -> (d0, d1, d3, d2)> : tensor<1x2x4x8xf32> -> tensor<1x2x8x4xf32>
// CHECK: %[[V21:.*]] = graph.contract %[[ARG0]], %[[V20]] : tensor<1x2x4x8xf32>, tensor<1x2x8x4xf32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V22:.*]] = graph.view %[[V19]] through <(d0, d1, d2, d3) -> (d0, d1, d2, 0)> : tensor<1x2x4x1xf32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V23:.*]] = arith.subf %[[V21]], %[[V22]] : tensor<1x2x4x4xf32>
// CHECK: %[[V24:.*]] = arith.mulf %[[V16]], %[[V23]] : tensor<1x2x4x4xf32>
// CHECK: %[[V25:.*]] = graph.view %[[CST]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V26:.*]] = arith.mulf %[[V24]], %[[V25]] : tensor<1x2x4x4xf32>
// CHECK: %[[V27:.*]] = graph.contract %[[V26]], %[[ARG2]] : tensor<1x2x4x4xf32>, tensor<1x2x4x8xf32> -> tensor<1x2x4x8xf32>
// CHECK: %[[V28:.*]] = graph.view %[[V26]] through <(d0, d1, d2, d3) -> (d0, d1, d3, d2)> : tensor<1x2x4x4xf32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V29:.*]] = graph.contract %[[V28]], %[[ARG1]] : tensor<1x2x4x4xf32>, tensor<1x2x4x8xf32> -> tensor<1x2x4x8xf32>
// CHECK: %[[V30:.*]] = graph.view %[[V16]] through <(d0, d1, d2, d3) -> (d0, d1, d3, d2)> : tensor<1x2x4x4xf32> -> tensor<1x2x4x4xf32>
// CHECK: %[[V31:.*]] = graph.contract %[[V30]], %[[ARG0]] : tensor<1x2x4x4xf32>, tensor<1x2x4x8xf32> -> tensor<1x2x4x8xf32>
// CHECK: graph.return %[[V27]], %[[V29]], %[[V31]] : tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>
#aten__scaled_dot_product_flash_attention_for_cpu_backward_default_d0 = #graph.dims<() -> (64, 8, 16, 1)>
graph.program @aten__scaled_dot_product_flash_attention_for_cpu_backward_default(%0: tensor<1x2x4x8xf32>, %1: tensor<1x2x4x8xf32>, %2: tensor<1x2x4x8xf32>, %3: tensor<1x2x4x8xf32>, %4: tensor<1x2x4x8xf32>, %5: tensor<1x2x4xf32> {graph.strides = #graph.dims<() -> (8, 1, 2)>}) -> (tensor<1x2x4x8xf32> {graph.strides = #aten__scaled_dot_product_flash_attention_for_cpu_backward_default_d0}, tensor<1x2x4x8xf32> {graph.strides = #aten__scaled_dot_product_flash_attention_for_cpu_backward_default_d0}, tensor<1x2x4x8xf32> {graph.strides = #aten__scaled_dot_product_flash_attention_for_cpu_backward_default_d0}) {
  %v0:3 = graph.captured "aten._scaled_dot_product_flash_attention_for_cpu_backward.default"(%0, %1, %2, %3, %4, %5) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, #graph.operand<4>, #graph.operand<5>, 0.0 : f64, true] : (tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>, tensor<1x2x4xf32>) -> (tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>)
  graph.return %v0#0, %v0#1, %v0#2 : tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>, tensor<1x2x4x8xf32>
}

// CHECK-LABEL: graph.program @cutedsl_attention_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x2x3x8xf32>, %[[ARG1:.*]]: tensor<1x2x5x8xf32>, %[[ARG2:.*]]: tensor<1x2x5x8xf32>, %[[ARG3:.*]]: tensor<3x5xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.attention %[[ARG0]], %[[ARG1]], %[[ARG2]] masked_rows  zero
// CHECK: ^bb0(%[[ARG4:.*]]: tensor<1x2x3x5xf32>):
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x2x3x5xf32>
// CHECK: %[[V2:.*]] = arith.mulf %[[ARG4]], %[[V1]] : tensor<1x2x3x5xf32>
// CHECK: %[[V3:.*]] = graph.view %[[ARG3]] through <(d0, d1, d2, d3) -> (d2, d3)> : tensor<3x5xf32> -> tensor<1x2x3x5xf32>
// CHECK: %[[V4:.*]] = arith.addf %[[V2]], %[[V3]] : tensor<1x2x3x5xf32>
// CHECK: graph.yield %[[V4]] : tensor<1x2x3x5xf32>
// CHECK: graph.return %[[V0]] : tensor<1x2x3x8xf32>
graph.program @cutedsl_attention_default(%0: tensor<1x2x3x8xf32>, %1: tensor<1x2x5x8xf32>, %2: tensor<1x2x5x8xf32>, %3: tensor<3x5xf32>) -> (tensor<1x2x3x8xf32>) {
  %v0 = graph.captured "cutedsl.attention.default"(%0, %1, %2, %3) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, false, 0.5 : f64, false] : (tensor<1x2x3x8xf32>, tensor<1x2x5x8xf32>, tensor<1x2x5x8xf32>, tensor<3x5xf32>) -> tensor<1x2x3x8xf32>
  graph.return %v0 : tensor<1x2x3x8xf32>
}

// CHECK-LABEL: graph.program @cutedsl_attention_backward_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x4x3x8xf32>, %[[ARG1:.*]]: tensor<1x4x3x8xf32>, %[[ARG2:.*]]: tensor<1x2x5x8xf32>, %[[ARG3:.*]]: tensor<1x2x5x8xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG2]] through <(d0, d1, d2, d3) -> (d0, d1 floordiv 2, d2, d3)> : tensor<1x2x5x8xf32> -> tensor<1x4x5x8xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG3]] through <(d0, d1, d2, d3) -> (d0, d1 floordiv 2, d2, d3)> : tensor<1x2x5x8xf32> -> tensor<1x4x5x8xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.353553385> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[V0]] through <(d0, d1, d2, d3) -> (d0, d1, d3, d2)> : tensor<1x4x5x8xf32> -> tensor<1x4x8x5xf32>
// CHECK: %[[V3:.*]] = graph.contract %[[ARG1]], %[[V2]] : tensor<1x4x3x8xf32>, tensor<1x4x8x5xf32> -> tensor<1x4x3x5xf32>
// CHECK: %[[V4:.*]] = graph.view %[[CST]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x4x3x5xf32>
// CHECK: %[[V5:.*]] = arith.mulf %[[V3]], %[[V4]] : tensor<1x4x3x5xf32>
// CHECK: %[[V6:.*]] = graph.iota 3 : tensor<1x4x3x5xi64>
// CHECK: %[[V7:.*]] = graph.iota 2 : tensor<1x4x3x5xi64>
// CHECK: %[[V8:.*]] = arith.cmpi sle, %[[V6]], %[[V7]] : tensor<1x4x3x5xi64>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V9:.*]] = graph.view %[[CST_0]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x4x3x5xf32>
// CHECK: %[[V10:.*]] = arith.select %[[V8]], %[[V5]], %[[V9]] : tensor<1x4x3x5xi1>, tensor<1x4x3x5xf32>
// CHECK: %[[V11:.*]] = graph.reduce  max %[[V10]] dims [3] : tensor<1x4x3x5xf32> -> tensor<1x4x3xf32>
// CHECK: %[[V12:.*]] = graph.view %[[V11]] through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<1x4x3xf32> -> tensor<1x4x3x1xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V13:.*]] = graph.view %[[CST_1]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x4x3x1xf32>
// CHECK: %[[V14:.*]] = arith.cmpf oeq, %[[V12]], %[[V13]] : tensor<1x4x3x1xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V15:.*]] = graph.view %[[CST_2]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x4x3x1xf32>
// CHECK: %[[V16:.*]] = arith.select %[[V14]], %[[V15]], %[[V12]] : tensor<1x4x3x1xi1>, tensor<1x4x3x1xf32>
// CHECK: %[[V17:.*]] = graph.view %[[V16]] through <(d0, d1, d2, d3) -> (d0, d1, d2, 0)> : tensor<1x4x3x1xf32> -> tensor<1x4x3x5xf32>
// CHECK: %[[V18:.*]] = arith.subf %[[V10]], %[[V17]] : tensor<1x4x3x5xf32>
// CHECK: %[[V19:.*]] = math.exp %[[V18]] : tensor<1x4x3x5xf32>
// CHECK: %[[V20:.*]] = graph.reduce  sum %[[V19]] dims [3] : tensor<1x4x3x5xf32> -> tensor<1x4x3xf32>
// CHECK: %[[V21:.*]] = graph.view %[[V20]] through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<1x4x3xf32> -> tensor<1x4x3x1xf32>
// CHECK: %[[V22:.*]] = math.log %[[V21]] : tensor<1x4x3x1xf32>
// CHECK: %[[V23:.*]] = arith.addf %[[V22]], %[[V16]] : tensor<1x4x3x1xf32>
// CHECK: %[[V24:.*]] = graph.view %[[V23]] through <(d0, d1, d2) -> (d0, d1, d2, 0)> : tensor<1x4x3x1xf32> -> tensor<1x4x3xf32>
// CHECK: %[[V25:.*]] = graph.view %[[V24]] through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<1x4x3xf32> -> tensor<1x4x3x1xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V26:.*]] = graph.view %[[CST_3]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x4x3x1xf32>
// CHECK: %[[V27:.*]] = arith.cmpf oeq, %[[V25]], %[[V26]] : tensor<1x4x3x1xf32>
// CHECK: %[[CST_4:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V28:.*]] = graph.view %[[CST_4]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x4x3x1xf32>
// CHECK: %[[V29:.*]] = arith.select %[[V27]], %[[V28]], %[[V25]] : tensor<1x4x3x1xi1>, tensor<1x4x3x1xf32>
// CHECK: %[[V30:.*]] = graph.view %[[V29]] through <(d0, d1, d2, d3) -> (d0, d1, d2, 0)> : tensor<1x4x3x1xf32> -> tensor<1x4x3x5xf32>
// CHECK: %[[V31:.*]] = arith.subf %[[V10]], %[[V30]] : tensor<1x4x3x5xf32>
// CHECK: %[[V32:.*]] = math.exp %[[V31]] : tensor<1x4x3x5xf32>
// CHECK: %[[V33:.*]] = graph.view %[[V1]] through <(d0, d1, d2, d3) -> (d0, d1, d3, d2)> : tensor<1x4x5x8xf32> -> tensor<1x4x8x5xf32>
// CHECK: %[[V34:.*]] = graph.contract %[[ARG0]], %[[V33]] : tensor<1x4x3x8xf32>, tensor<1x4x8x5xf32> -> tensor<1x4x3x5xf32>
// CHECK: %[[V35:.*]] = arith.mulf %[[V32]], %[[V34]] : tensor<1x4x3x5xf32>
// CHECK: %[[V36:.*]] = graph.reduce  sum %[[V35]] dims [3] : tensor<1x4x3x5xf32> -> tensor<1x4x3xf32>
// CHECK: %[[V37:.*]] = graph.view %[[V36]] through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<1x4x3xf32> -> tensor<1x4x3x1xf32>
// CHECK: %[[V38:.*]] = graph.view %[[V37]] through <(d0, d1, d2, d3) -> (d0, d1, d2, 0)> : tensor<1x4x3x1xf32> -> tensor<1x4x3x5xf32>
// CHECK: %[[V39:.*]] = arith.subf %[[V34]], %[[V38]] : tensor<1x4x3x5xf32>
// CHECK: %[[V40:.*]] = arith.mulf %[[V32]], %[[V39]] : tensor<1x4x3x5xf32>
// CHECK: %[[V41:.*]] = graph.view %[[CST]] through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x4x3x5xf32>
// CHECK: %[[V42:.*]] = arith.mulf %[[V40]], %[[V41]] : tensor<1x4x3x5xf32>
// CHECK: %[[V43:.*]] = graph.contract %[[V42]], %[[V0]] : tensor<1x4x3x5xf32>, tensor<1x4x5x8xf32> -> tensor<1x4x3x8xf32>
// CHECK: %[[V44:.*]] = graph.view %[[V42]] through <(d0, d1, d2, d3) -> (d0, d1, d3, d2)> : tensor<1x4x3x5xf32> -> tensor<1x4x5x3xf32>
// CHECK: %[[V45:.*]] = graph.contract %[[V44]], %[[ARG1]] : tensor<1x4x5x3xf32>, tensor<1x4x3x8xf32> -> tensor<1x4x5x8xf32>
// CHECK: %[[V46:.*]] = graph.view %[[V45]] through <(d0, d1, d2, d3, d4) -> (0, d1 * 2 + d2, d3, d4)> : tensor<1x4x5x8xf32> -> tensor<1x2x2x5x8xf32>
// CHECK: %[[V47:.*]] = graph.reduce  sum %[[V46]] dims [2] : tensor<1x2x2x5x8xf32> -> tensor<1x2x5x8xf32>
// CHECK: %[[V48:.*]] = graph.view %[[V32]] through <(d0, d1, d2, d3) -> (d0, d1, d3, d2)> : tensor<1x4x3x5xf32> -> tensor<1x4x5x3xf32>
// CHECK: %[[V49:.*]] = graph.contract %[[V48]], %[[ARG0]] : tensor<1x4x5x3xf32>, tensor<1x4x3x8xf32> -> tensor<1x4x5x8xf32>
// CHECK: %[[V50:.*]] = graph.view %[[V49]] through <(d0, d1, d2, d3, d4) -> (0, d1 * 2 + d2, d3, d4)> : tensor<1x4x5x8xf32> -> tensor<1x2x2x5x8xf32>
// CHECK: %[[V51:.*]] = graph.reduce  sum %[[V50]] dims [2] : tensor<1x2x2x5x8xf32> -> tensor<1x2x5x8xf32>
// CHECK: graph.return %[[V43]], %[[V47]], %[[V51]] : tensor<1x4x3x8xf32>, tensor<1x2x5x8xf32>, tensor<1x2x5x8xf32>
graph.program @cutedsl_attention_backward_default(%0: tensor<1x4x3x8xf32>, %1: tensor<1x4x3x8xf32>, %2: tensor<1x2x5x8xf32>, %3: tensor<1x2x5x8xf32>) -> (tensor<1x4x3x8xf32>, tensor<1x2x5x8xf32>, tensor<1x2x5x8xf32>) {
  %v0:3 = graph.captured "cutedsl.attention_backward.default"(%0, %1, %2, %3) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, #graph.none, true, #graph.none, true] : (tensor<1x4x3x8xf32>, tensor<1x4x3x8xf32>, tensor<1x2x5x8xf32>, tensor<1x2x5x8xf32>) -> (tensor<1x4x3x8xf32>, tensor<1x2x5x8xf32>, tensor<1x2x5x8xf32>)
  graph.return %v0#0, %v0#1, %v0#2 : tensor<1x4x3x8xf32>, tensor<1x2x5x8xf32>, tensor<1x2x5x8xf32>
}
