// RUN: cutedsl-opt %s --convert-captured-to-graph --split-input-file --verify-diagnostics

graph.program @add(%x: tensor<4xf8E4M3FN>) -> (tensor<4xf8E4M3FN>) {
  // expected-error @below {{expected a cast, a copy, a view or aten._scaled_mm of f8E4M3FN: PyTorch has no other arithmetic on it}}
  %0 = graph.captured "aten.add.Tensor"(%x) args [#graph.operand<0>, #graph.operand<0>] : (tensor<4xf8E4M3FN>) -> tensor<4xf8E4M3FN>
  graph.return %0 : tensor<4xf8E4M3FN>
}

// -----

graph.program @sum(%x: tensor<4xf8E5M2>) -> (tensor<f32>) {
  // expected-error @below {{expected a cast, a copy, a view or aten._scaled_mm of f8E5M2}}
  %0 = graph.captured "aten.sum.default"(%x) args [#graph.operand<0>] kwargs {dtype = f32} : (tensor<4xf8E5M2>) -> tensor<f32>
  graph.return %0 : tensor<f32>
}

// -----

graph.program @mm(%x: tensor<4x4xf8E5M2>) -> (tensor<4x4xf8E5M2>) {
  // expected-error @below {{expected a cast, a copy, a view or aten._scaled_mm of f8E5M2}}
  %0 = graph.captured "aten.mm.default"(%x) args [#graph.operand<0>, #graph.operand<0>] : (tensor<4x4xf8E5M2>) -> tensor<4x4xf8E5M2>
  graph.return %0 : tensor<4x4xf8E5M2>
}

// -----

graph.program @promotes(%x: tensor<4xf8E5M2>, %y: tensor<4xf32>, %c: tensor<4xi1>) -> (tensor<4xf32>) {
  // expected-error @below {{expected types that promote to a supported one}}
  %0 = graph.captured "aten.where.self"(%c, %x, %y) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] : (tensor<4xi1>, tensor<4xf8E5M2>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.program @full() -> (tensor<4xf8E4M3FN>) {
  // expected-error @below {{expected a number within the range of f8E4M3FN, but got 4.490000e+02}}
  %0 = graph.captured "aten.full.default"() args [[4 : i64], 449.0 : f64] kwargs {dtype = f8E4M3FN} : () -> tensor<4xf8E4M3FN>
  graph.return %0 : tensor<4xf8E4M3FN>
}

// -----

graph.program @factors(%a: tensor<16x32xbf16>, %s: tensor<f32>) -> (tensor<16x16xbf16>) {
  %b = graph.captured "aten.t.default"(%a) args [#graph.operand<0>] : (tensor<16x32xbf16>) -> tensor<32x16xbf16>
  // expected-error @below {{expected factors of 8-bit floats, but got bf16 and bf16}}
  %0 = graph.captured "aten._scaled_mm.default"(%a, %b, %s) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<2>] : (tensor<16x32xbf16>, tensor<32x16xbf16>, tensor<f32>) -> tensor<16x16xbf16>
  graph.return %0 : tensor<16x16xbf16>
}

// -----

graph.program @scale_result(%a: tensor<16x32xf8E4M3FN>, %b: tensor<32x48xf8E4M3FN>, %s: tensor<f32>) -> (tensor<16x48xbf16>) {
  // expected-error @below {{expected no scale of the result}}
  %0 = graph.captured "aten._scaled_mm.default"(%a, %b, %s) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<2>, #graph.none, #graph.operand<2>, bf16] : (tensor<16x32xf8E4M3FN>, tensor<32x48xf8E4M3FN>, tensor<f32>) -> tensor<16x48xbf16>
  graph.return %0 : tensor<16x48xbf16>
}

// -----

// Blocks of 128 elements of k with a scale each.
graph.program @blocks(%a: tensor<16x256xf8E4M3FN>, %b: tensor<256x48xf8E4M3FN>, %sa: tensor<16x2xf32>, %sb: tensor<1x48xf32>) -> (tensor<16x48xbf16>) {
  // expected-error @below {{expected one element in 'scale_a', or one for each row of the result, but got sizes tensor<16x2xf32>}}
  %0 = graph.captured "aten._scaled_mm.default"(%a, %b, %sa, %sb) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, #graph.none, #graph.none, bf16] : (tensor<16x256xf8E4M3FN>, tensor<256x48xf8E4M3FN>, tensor<16x2xf32>, tensor<1x48xf32>) -> tensor<16x48xbf16>
  graph.return %0 : tensor<16x48xbf16>
}

// -----

graph.program @scale_type(%a: tensor<16x32xf8E4M3FN>, %b: tensor<32x48xf8E4M3FN>, %s: tensor<bf16>) -> (tensor<16x48xbf16>) {
  // expected-error @below {{expected f32 elements in 'scale_a', but got bf16}}
  %0 = graph.captured "aten._scaled_mm.default"(%a, %b, %s) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<2>, #graph.none, #graph.none, bf16] : (tensor<16x32xf8E4M3FN>, tensor<32x48xf8E4M3FN>, tensor<bf16>) -> tensor<16x48xbf16>
  graph.return %0 : tensor<16x48xbf16>
}

// -----

graph.program @result_e5m2(%a: tensor<16x32xf8E5M2>, %b: tensor<32x48xf8E4M3FN>, %s: tensor<f32>) -> (tensor<16x48xf8E5M2>) {
  // expected-error @below {{expected a result of at least 16 bits, or one of f8E4M3FN that saturates, but got f8E5M2}}
  %0 = graph.captured "aten._scaled_mm.default"(%a, %b, %s) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<2>] : (tensor<16x32xf8E5M2>, tensor<32x48xf8E4M3FN>, tensor<f32>) -> tensor<16x48xf8E5M2>
  graph.return %0 : tensor<16x48xf8E5M2>
}

// -----

graph.program @overflow(%a: tensor<16x32xf8E4M3FN>, %b: tensor<32x48xf8E4M3FN>, %s: tensor<f32>) -> (tensor<16x48xf8E4M3FN>) attributes {graph.float8_overflow = "nan"} {
  // expected-error @below {{expected a result of at least 16 bits, or one of f8E4M3FN that saturates, but got f8E4M3FN}}
  %0 = graph.captured "aten._scaled_mm.default"(%a, %b, %s) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<2>] : (tensor<16x32xf8E4M3FN>, tensor<32x48xf8E4M3FN>, tensor<f32>) -> tensor<16x48xf8E4M3FN>
  graph.return %0 : tensor<16x48xf8E4M3FN>
}

// -----

graph.program @bias(%a: tensor<16x32xf8E4M3FN>, %b: tensor<32x48xf8E4M3FN>, %s: tensor<f32>, %bias: tensor<48xi64>) -> (tensor<16x48xbf16>) {
  // expected-error @below {{expected a bias of floats of at least 16 bits, but got i64}}
  %0 = graph.captured "aten._scaled_mm.default"(%a, %b, %s, %bias) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<2>, #graph.operand<3>, #graph.none, bf16] : (tensor<16x32xf8E4M3FN>, tensor<32x48xf8E4M3FN>, tensor<f32>, tensor<48xi64>) -> tensor<16x48xbf16>
  graph.return %0 : tensor<16x48xbf16>
}
