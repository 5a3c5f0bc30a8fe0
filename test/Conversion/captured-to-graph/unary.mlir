// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Copies, casts and tests of one tensor.

// CHECK-LABEL: graph.program @aten_alias_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: graph.return %[[ARG0]] : tensor<4xf32>
graph.program @aten_alias_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.alias.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_clone_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: graph.return %[[ARG0]] : tensor<4xf32>
graph.program @aten_clone_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.clone.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_contiguous_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: graph.return %[[ARG0]] : tensor<4xf32>
graph.program @aten_contiguous_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.contiguous.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_detach_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: graph.return %[[ARG0]] : tensor<4xf32>
graph.program @aten_detach_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.detach.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_positive_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: graph.return %[[ARG0]] : tensor<4xf32>
graph.program @aten_positive_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.positive.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_lift_fresh_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: graph.return %[[ARG0]] : tensor<4xf32>
graph.program @aten_lift_fresh_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.lift_fresh.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_lift_fresh_copy_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: graph.return %[[ARG0]] : tensor<4xf32>
graph.program @aten_lift_fresh_copy_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.lift_fresh_copy.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_lift_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: graph.return %[[ARG0]] : tensor<4xf32>
graph.program @aten_lift_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.lift.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_resolve_conj_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: graph.return %[[ARG0]] : tensor<4xf32>
graph.program @aten_resolve_conj_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.resolve_conj.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_resolve_neg_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: graph.return %[[ARG0]] : tensor<4xf32>
graph.program @aten_resolve_neg_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.resolve_neg.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_isnan_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = arith.cmpf uno, %[[ARG0]], %[[ARG0]] : tensor<4xf32>
// CHECK: graph.return %[[V0]] : tensor<4xi1>
graph.program @aten_isnan_default(%0: tensor<4xf32>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.isnan.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_isinf_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = math.absf %[[ARG0]] : tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V2:.*]] = arith.cmpf oeq, %[[V0]], %[[V1]] : tensor<4xf32>
// CHECK: graph.return %[[V2]] : tensor<4xi1>
graph.program @aten_isinf_default(%0: tensor<4xf32>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.isinf.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_isfinite_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = math.absf %[[ARG0]] : tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V2:.*]] = arith.cmpf olt, %[[V0]], %[[V1]] : tensor<4xf32>
// CHECK: graph.return %[[V2]] : tensor<4xi1>
graph.program @aten_isfinite_default(%0: tensor<4xf32>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.isfinite.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_isneginf_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf oeq, %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xi1>
graph.program @aten_isneginf_default(%0: tensor<4xf32>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.isneginf.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_isposinf_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V1:.*]] = arith.cmpf oeq, %[[ARG0]], %[[V0]] : tensor<4xf32>
// CHECK: graph.return %[[V1]] : tensor<4xi1>
graph.program @aten_isposinf_default(%0: tensor<4xf32>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.isposinf.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_nan_to_num_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<3.40282347E+38> : tensor<f32>
// CHECK: %[[V1:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<-3.40282347E+38> : tensor<f32>
// CHECK: %[[V2:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V3:.*]] = arith.cmpf uno, %[[ARG0]], %[[ARG0]] : tensor<4xf32>
// CHECK: %[[V4:.*]] = arith.select %[[V3]], %[[V0]], %[[ARG0]] : tensor<4xi1>, tensor<4xf32>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V5:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V6:.*]] = arith.cmpf oeq, %[[ARG0]], %[[V5]] : tensor<4xf32>
// CHECK: %[[V7:.*]] = arith.select %[[V6]], %[[V1]], %[[V4]] : tensor<4xi1>, tensor<4xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0xFF800000> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST_3]] through <(d0) -> ()> : tensor<f32> -> tensor<4xf32>
// CHECK: %[[V9:.*]] = arith.cmpf oeq, %[[ARG0]], %[[V8]] : tensor<4xf32>
// CHECK: %[[V10:.*]] = arith.select %[[V9]], %[[V2]], %[[V7]] : tensor<4xi1>, tensor<4xf32>
// CHECK: graph.return %[[V10]] : tensor<4xf32>
graph.program @aten_nan_to_num_default(%0: tensor<4xf32>) -> (tensor<4xf32>) {
  %v0 = graph.captured "aten.nan_to_num.default"(%0) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_logical_not_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[CST:.*]] = arith.constant dense<0> : tensor<i64>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i64> -> tensor<4xi64>
// CHECK: %[[V1:.*]] = arith.cmpi eq, %[[ARG0]], %[[V0]] : tensor<4xi64>
// CHECK: graph.return %[[V1]] : tensor<4xi1>
graph.program @aten_logical_not_default(%0: tensor<4xi64>) -> (tensor<4xi1>) {
  %v0 = graph.captured "aten.logical_not.default"(%0) args [#graph.operand<0>] : (tensor<4xi64>) -> tensor<4xi1>
  graph.return %v0 : tensor<4xi1>
}

// CHECK-LABEL: graph.program @aten_bitwise_not_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi32>
// CHECK: %[[CST:.*]] = arith.constant dense<-1> : tensor<i32>
// CHECK: %[[V0:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<i32> -> tensor<4xi32>
// CHECK: %[[V1:.*]] = arith.xori %[[ARG0]], %[[V0]] : tensor<4xi32>
// CHECK: graph.return %[[V1]] : tensor<4xi32>
graph.program @aten_bitwise_not_default(%0: tensor<4xi32>) -> (tensor<4xi32>) {
  %v0 = graph.captured "aten.bitwise_not.default"(%0) args [#graph.operand<0>] : (tensor<4xi32>) -> tensor<4xi32>
  graph.return %v0 : tensor<4xi32>
}

// CHECK-LABEL: graph.program @aten__to_copy_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = arith.fptosi %[[ARG0]] : tensor<4xf32> to tensor<4xi64>
// CHECK: graph.return %[[V0]] : tensor<4xi64>
graph.program @aten__to_copy_default(%0: tensor<4xf32>) -> (tensor<4xi64>) {
  %v0 = graph.captured "aten._to_copy.default"(%0) args [#graph.operand<0>] kwargs {dtype = i64} : (tensor<4xf32>) -> tensor<4xi64>
  graph.return %v0 : tensor<4xi64>
}

// CHECK-LABEL: graph.program @aten_to_dtype(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>
// CHECK: %[[V0:.*]] = arith.truncf %[[ARG0]] : tensor<4xf32> to tensor<4xbf16>
// CHECK: graph.return %[[V0]] : tensor<4xbf16>
graph.program @aten_to_dtype(%0: tensor<4xf32>) -> (tensor<4xbf16>) {
  %v0 = graph.captured "aten.to.dtype"(%0) args [#graph.operand<0>, bf16] : (tensor<4xf32>) -> tensor<4xbf16>
  graph.return %v0 : tensor<4xbf16>
}

// CHECK-LABEL: graph.program @prims_convert_element_type_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xi64>
// CHECK: %[[V0:.*]] = arith.sitofp %[[ARG0]] : tensor<4xi64> to tensor<4xf32>
// CHECK: graph.return %[[V0]] : tensor<4xf32>
graph.program @prims_convert_element_type_default(%0: tensor<4xi64>) -> (tensor<4xf32>) {
  %v0 = graph.captured "prims.convert_element_type.default"(%0) args [#graph.operand<0>, f32] : (tensor<4xi64>) -> tensor<4xf32>
  graph.return %v0 : tensor<4xf32>
}

// CHECK-LABEL: graph.program @aten_conj_physical_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0, 0)> : tensor<3x2xf32> -> tensor<3xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0, 1)> : tensor<3x2xf32> -> tensor<3xf32>
// CHECK: %[[V2:.*]] = arith.negf %[[V1]] : tensor<3xf32>
// CHECK: %[[V3:.*]] = graph.view %[[V0]] through <(d0, d1) -> (d0)> : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[V4:.*]] = graph.view %[[V2]] through <(d0, d1) -> (d0)> : tensor<3xf32> -> tensor<3x1xf32>
// CHECK: %[[V5:.*]] = graph.concat 1(%[[V3]], %[[V4]]) : (tensor<3x1xf32>, tensor<3x1xf32>) -> tensor<3x2xf32>
// CHECK: graph.return %[[V5]] : tensor<3x2xf32>
graph.program @aten_conj_physical_default(%0: tensor<3xcomplex<f32>>) -> (tensor<3xcomplex<f32>>) {
  %v0 = graph.captured "aten.conj_physical.default"(%0) args [#graph.operand<0>] : (tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>>
  graph.return %v0 : tensor<3xcomplex<f32>>
}

// CHECK-LABEL: graph.program @aten_real_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0, 0)> : tensor<3x2xf32> -> tensor<3xf32>
// CHECK: graph.return %[[V0]] : tensor<3xf32>
graph.program @aten_real_default(%0: tensor<3xcomplex<f32>>) -> (tensor<3xf32> {graph.strides = #graph.dims<() -> (2)>}) {
  %v0 = graph.captured "aten.real.default"(%0) args [#graph.operand<0>] : (tensor<3xcomplex<f32>>) -> tensor<3xf32>
  graph.return %v0 : tensor<3xf32>
}

// CHECK-LABEL: graph.program @aten_imag_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0, 1)> : tensor<3x2xf32> -> tensor<3xf32>
// CHECK: graph.return %[[V0]] : tensor<3xf32>
graph.program @aten_imag_default(%0: tensor<3xcomplex<f32>>) -> (tensor<3xf32> {graph.strides = #graph.dims<() -> (2)>}) {
  %v0 = graph.captured "aten.imag.default"(%0) args [#graph.operand<0>] : (tensor<3xcomplex<f32>>) -> tensor<3xf32>
  graph.return %v0 : tensor<3xf32>
}

// CHECK-LABEL: graph.program @aten_abs_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0, 0)> : tensor<3x2xf32> -> tensor<3xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0, 1)> : tensor<3x2xf32> -> tensor<3xf32>
// CHECK: %[[V2:.*]] = math.absf %[[V0]] : tensor<3xf32>
// CHECK: %[[V3:.*]] = math.absf %[[V1]] : tensor<3xf32>
// CHECK: %[[V4:.*]] = arith.maximumf %[[V2]], %[[V3]] : tensor<3xf32>
// CHECK: %[[V5:.*]] = arith.minimumf %[[V2]], %[[V3]] : tensor<3xf32>
// CHECK: %[[V6:.*]] = arith.divf %[[V5]], %[[V4]] : tensor<3xf32>
// CHECK: %[[V7:.*]] = arith.mulf %[[V6]], %[[V6]] : tensor<3xf32>
// CHECK: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[V8:.*]] = graph.view %[[CST]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V9:.*]] = arith.addf %[[V8]], %[[V7]] : tensor<3xf32>
// CHECK: %[[V10:.*]] = math.sqrt %[[V9]] : tensor<3xf32>
// CHECK: %[[V11:.*]] = arith.mulf %[[V4]], %[[V10]] : tensor<3xf32>
// CHECK: %[[CST_0:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V12:.*]] = graph.view %[[CST_0]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V13:.*]] = arith.cmpf oeq, %[[V2]], %[[V12]] : tensor<3xf32>
// CHECK: %[[CST_1:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V14:.*]] = graph.view %[[CST_1]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V15:.*]] = arith.cmpf oeq, %[[V3]], %[[V14]] : tensor<3xf32>
// CHECK: %[[V16:.*]] = arith.ori %[[V13]], %[[V15]] : tensor<3xi1>
// CHECK: %[[CST_2:.*]] = arith.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[V17:.*]] = graph.view %[[CST_2]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V18:.*]] = arith.cmpf oeq, %[[V4]], %[[V17]] : tensor<3xf32>
// CHECK: %[[V19:.*]] = arith.select %[[V18]], %[[V4]], %[[V11]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[CST_3:.*]] = arith.constant dense<0x7F800000> : tensor<f32>
// CHECK: %[[V20:.*]] = graph.view %[[CST_3]] through <(d0) -> ()> : tensor<f32> -> tensor<3xf32>
// CHECK: %[[V21:.*]] = arith.select %[[V16]], %[[V20]], %[[V19]] : tensor<3xi1>, tensor<3xf32>
// CHECK: graph.return %[[V21]] : tensor<3xf32>
graph.program @aten_abs_default(%0: tensor<3xcomplex<f32>>) -> (tensor<3xf32>) {
  %v0 = graph.captured "aten.abs.default"(%0) args [#graph.operand<0>] : (tensor<3xcomplex<f32>>) -> tensor<3xf32>
  graph.return %v0 : tensor<3xf32>
}

// CHECK-LABEL: graph.program @aten_neg_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>
// CHECK: %[[V0:.*]] = arith.negf %[[ARG0]] : tensor<3x2xf32>
// CHECK: graph.return %[[V0]] : tensor<3x2xf32>
graph.program @aten_neg_default(%0: tensor<3xcomplex<f32>>) -> (tensor<3xcomplex<f32>>) {
  %v0 = graph.captured "aten.neg.default"(%0) args [#graph.operand<0>] : (tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>>
  graph.return %v0 : tensor<3xcomplex<f32>>
}
