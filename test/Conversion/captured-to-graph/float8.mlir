// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// 8-bit floats: casts, moves, and products with scales.

// What is too large for f8E4M3FN becomes its largest number; NaN passes.
// CHECK-LABEL: graph.program @saturates
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
// CHECK-DAG: %[[LOW:.*]] = arith.constant dense<-4.480000e+02>
// CHECK-DAG: %[[HIGH:.*]] = arith.constant dense<4.480000e+02>
// CHECK: %[[LESS:.*]] = arith.cmpf olt, %[[X]], %[[LOWS:.*]] :
// CHECK: %[[ABOVE:.*]] = arith.select %[[LESS]], %[[LOWS]], %[[X]]
// CHECK: %[[MORE:.*]] = arith.cmpf ogt, %[[ABOVE]], %[[HIGHS:.*]] :
// CHECK: %[[WITHIN:.*]] = arith.select %[[MORE]], %[[HIGHS]], %[[ABOVE]]
// CHECK: %[[R:.*]] = arith.truncf %[[WITHIN]] : tensor<4xf32> to tensor<4xf8E4M3FN>
// CHECK: graph.return %[[R]]
graph.program @saturates(%x: tensor<4xf32>) -> (tensor<4xf8E4M3FN>) {
  %0 = graph.captured "prims.convert_element_type.default"(%x) args [#graph.operand<0>, f8E4M3FN] : (tensor<4xf32>) -> tensor<4xf8E4M3FN>
  graph.return %0 : tensor<4xf8E4M3FN>
}

// Up to PyTorch 2.12, NaN.
// CHECK-LABEL: graph.program @overflows
// CHECK-NEXT: %[[R:.*]] = arith.truncf %{{.*}} : tensor<4xf32> to tensor<4xf8E4M3FN>
// CHECK-NEXT: graph.return %[[R]]
graph.program @overflows(%x: tensor<4xf32>) -> (tensor<4xf8E4M3FN>) attributes {graph.float8_overflow = "nan"} {
  %0 = graph.captured "prims.convert_element_type.default"(%x) args [#graph.operand<0>, f8E4M3FN] : (tensor<4xf32>) -> tensor<4xf8E4M3FN>
  graph.return %0 : tensor<4xf8E4M3FN>
}

// f8E5M2 has an infinity. All other types go through f32.
// CHECK-LABEL: graph.program @casts
// CHECK-SAME: %[[H:.*]]: tensor<4xf16>, %[[D:.*]]: tensor<4xf64>, %[[I:.*]]: tensor<4xi64>
// CHECK: %[[WIDE_H:.*]] = arith.extf %[[H]] : tensor<4xf16> to tensor<4xf32>
// CHECK: %[[R0:.*]] = arith.truncf %[[WIDE_H]] : tensor<4xf32> to tensor<4xf8E5M2>
// CHECK: %[[NARROW_D:.*]] = arith.truncf %[[D]] : tensor<4xf64> to tensor<4xf32>
// CHECK: %[[R1:.*]] = arith.truncf %[[NARROW_D]] : tensor<4xf32> to tensor<4xf8E5M2>
// CHECK: %[[F:.*]] = arith.sitofp %[[I]] : tensor<4xi64> to tensor<4xf32>
// CHECK: %[[R2:.*]] = arith.truncf %[[F]] : tensor<4xf32> to tensor<4xf8E5M2>
// CHECK: %[[WIDE:.*]] = arith.extf %[[R0]] : tensor<4xf8E5M2> to tensor<4xf32>
// CHECK: arith.truncf %[[WIDE]] : tensor<4xf32> to tensor<4xbf16>
graph.program @casts(%h: tensor<4xf16>, %d: tensor<4xf64>, %i: tensor<4xi64>) -> (tensor<4xf8E5M2>, tensor<4xf8E5M2>, tensor<4xf8E5M2>, tensor<4xbf16>) {
  %0 = graph.captured "aten._to_copy.default"(%h) args [#graph.operand<0>] kwargs {dtype = f8E5M2} : (tensor<4xf16>) -> tensor<4xf8E5M2>
  %1 = graph.captured "aten._to_copy.default"(%d) args [#graph.operand<0>] kwargs {dtype = f8E5M2} : (tensor<4xf64>) -> tensor<4xf8E5M2>
  %2 = graph.captured "aten._to_copy.default"(%i) args [#graph.operand<0>] kwargs {dtype = f8E5M2} : (tensor<4xi64>) -> tensor<4xf8E5M2>
  %3 = graph.captured "aten._to_copy.default"(%0) args [#graph.operand<0>] kwargs {dtype = bf16} : (tensor<4xf8E5M2>) -> tensor<4xbf16>
  graph.return %0, %1, %2, %3 : tensor<4xf8E5M2>, tensor<4xf8E5M2>, tensor<4xf8E5M2>, tensor<4xbf16>
}

// Moves touch only bits.
// CHECK-LABEL: graph.program @moves
// CHECK: graph.view %{{.*}} through <(d0, d1) -> (d1, d0)> : tensor<4x8xf8E5M2> -> tensor<8x4xf8E5M2>
// CHECK: graph.concat 0(%{{.*}}, %{{.*}}) : (tensor<8x4xf8E5M2>, tensor<8x4xf8E5M2>)
// CHECK-NOT: arith.extf
graph.program @moves(%x: tensor<4x8xf8E5M2>) -> (tensor<16x4xf8E5M2>) {
  %0 = graph.captured "aten.transpose.int"(%x) args [#graph.operand<0>, 0 : i64, 1 : i64] : (tensor<4x8xf8E5M2>) -> tensor<8x4xf8E5M2>
  %1 = graph.captured "aten.cat.default"(%0) args [[#graph.operand<0>, #graph.operand<0>]] : (tensor<8x4xf8E5M2>) -> tensor<16x4xf8E5M2>
  graph.return %1 : tensor<16x4xf8E5M2>
}

// One scale for each operand.
// CHECK-LABEL: graph.program @per_tensor
// CHECK-SAME: %[[A:.*]]: tensor<16x32xf8E4M3FN>, %[[B:.*]]: tensor<32x48xf8E5M2>, %[[SA:.*]]: tensor<f32>, %[[SB:.*]]: tensor<1xf32>
// CHECK: %[[P:.*]] = graph.contract %[[A]], %[[B]] {fast_accumulation} : tensor<16x32xf8E4M3FN>, tensor<32x48xf8E5M2> -> tensor<16x48xf32>
// CHECK: %[[VA:.*]] = graph.view %[[SA]] through <(d0, d1) -> ()>
// CHECK: %[[M1:.*]] = arith.mulf %[[P]], %[[VA]]
// CHECK: %[[M2:.*]] = arith.mulf %[[M1]], %{{.*}}
// CHECK: %[[R:.*]] = arith.truncf %[[M2]] : tensor<16x48xf32> to tensor<16x48xbf16>
// CHECK: graph.return %[[R]]
graph.program @per_tensor(%a: tensor<16x32xf8E4M3FN>, %b: tensor<32x48xf8E5M2>, %sa: tensor<f32>, %sb: tensor<1xf32>) -> (tensor<16x48xbf16>) {
  %0 = graph.captured "aten._scaled_mm.default"(%a, %b, %sa, %sb) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, #graph.none, #graph.none, bf16, true] : (tensor<16x32xf8E4M3FN>, tensor<32x48xf8E5M2>, tensor<f32>, tensor<1xf32>) -> tensor<16x48xbf16>
  graph.return %0 : tensor<16x48xbf16>
}

// A scale for each row of the left operand and each column of the right one, a
// bias, sums that keep f32's precision.
#d = #graph.dims<()[s0] -> (s0, 32)>
#e = #graph.dims<()[s0] -> (s0, 1)>
#f = #graph.dims<()[s0] -> (s0, 48)>
// CHECK-LABEL: graph.program @per_row
// CHECK: %[[P:.*]] = graph.contract %{{.*}}, %{{.*}} : tensor<?x32xf8E4M3FN, #{{.*}}>, tensor<32x48xf8E4M3FN> ->
// CHECK: %[[VA:.*]] = graph.view %{{.*}} through <(d0, d1) -> (d0, 0)>
// CHECK: %[[M1:.*]] = arith.mulf %[[P]], %[[VA]]
// CHECK: %[[VB:.*]] = graph.view %{{.*}} through <(d0, d1) -> (0, d1)>
// CHECK: %[[M2:.*]] = arith.mulf %[[M1]], %[[VB]]
// CHECK: %[[WIDE:.*]] = arith.extf %{{.*}} : tensor<48xbf16> to tensor<48xf32>
// CHECK: %[[BIAS:.*]] = graph.view %[[WIDE]] through <(d0, d1) -> (d1)>
// CHECK: %[[SUM:.*]] = arith.addf %[[M2]], %[[BIAS]]
// CHECK: graph.return %[[SUM]]
graph.program @per_row symbols ["s0"] (%a: tensor<?x32xf8E4M3FN, #d>, %b: tensor<32x48xf8E4M3FN>, %sa: tensor<?x1xf32, #e>, %sb: tensor<1x48xf32>, %bias: tensor<48xbf16>) -> (tensor<?x48xf32, #f>) {
  %0 = graph.captured "aten._scaled_mm.default"(%a, %b, %sa, %sb, %bias) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>] kwargs {bias = #graph.operand<4>, out_dtype = f32} : (tensor<?x32xf8E4M3FN, #d>, tensor<32x48xf8E4M3FN>, tensor<?x1xf32, #e>, tensor<1x48xf32>, tensor<48xbf16>) -> tensor<?x48xf32, #f>
  graph.return %0 : tensor<?x48xf32, #f>
}

// A result of 8 bits saturates, too.
// CHECK-LABEL: graph.program @result_e4m3
// CHECK: arith.cmpf ogt
// CHECK: arith.truncf %{{.*}} : tensor<16x48xf32> to tensor<16x48xf8E4M3FN>
graph.program @result_e4m3(%a: tensor<16x32xf8E4M3FN>, %b: tensor<32x48xf8E4M3FN>, %s: tensor<f32>) -> (tensor<16x48xf8E4M3FN>) {
  %0 = graph.captured "aten._scaled_mm.default"(%a, %b, %s) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<2>] : (tensor<16x32xf8E4M3FN>, tensor<32x48xf8E4M3FN>, tensor<f32>) -> tensor<16x48xf8E4M3FN>
  graph.return %0 : tensor<16x48xf8E4M3FN>
}
