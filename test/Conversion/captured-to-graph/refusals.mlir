// RUN: cutedsl-opt %s --convert-captured-to-graph --split-input-file --verify-diagnostics

// What is known but not supported, and why.

graph.program @dropout(%q: tensor<1x2x4x8xf32>) -> (tensor<1x2x4x8xf32>) {
  // expected-error @below {{expected no dropout, but got a probability of 0.1}}
  %0 = graph.captured "aten.scaled_dot_product_attention.default"(%q) args [#graph.operand<0>, #graph.operand<0>, #graph.operand<0>, #graph.none, 0.1] : (tensor<1x2x4x8xf32>) -> tensor<1x2x4x8xf32>
  graph.return %0 : tensor<1x2x4x8xf32>
}

// -----

graph.program @native_dropout(%x: tensor<4xf32>) -> (tensor<4xf32>) {
  // expected-error @below {{random numbers are drawn by PyTorch, so that seeds agree}}
  %0:2 = graph.captured "aten.native_dropout.default"(%x) args [#graph.operand<0>, 0.5, true] : (tensor<4xf32>) -> (tensor<4xf32>, tensor<4xi1>)
  graph.return %0#0 : tensor<4xf32>
}

// -----

graph.program @mask_and_causal(%q: tensor<2x4x8xf32>, %m: tensor<4x4xi1>) -> (tensor<2x4x8xf32>) {
  // expected-error @below {{expected a mask or causality, but got both}}
  %0 = graph.captured "aten.scaled_dot_product_attention.default"(%q, %m) args [#graph.operand<0>, #graph.operand<0>, #graph.operand<0>, #graph.operand<1>, 0.0, true] : (tensor<2x4x8xf32>, tensor<4x4xi1>) -> tensor<2x4x8xf32>
  graph.return %0 : tensor<2x4x8xf32>
}

// -----

graph.program @heads(%q: tensor<1x3x4x8xf32>, %k: tensor<1x2x4x8xf32>) -> (tensor<1x3x4x8xf32>) {
  // expected-error @below {{expected a multiple of 2 query heads, but got 3}}
  %0 = graph.captured "aten.scaled_dot_product_attention.default"(%q, %k) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<1>] kwargs {enable_gqa = true} : (tensor<1x3x4x8xf32>, tensor<1x2x4x8xf32>) -> tensor<1x3x4x8xf32>
  graph.return %0 : tensor<1x3x4x8xf32>
}

// -----

graph.program @mask_index(%x: tensor<4xf32>, %m: tensor<4xi1>) -> (tensor<4xf32>) {
  // expected-error @below {{expected integer indices of known number, but got i1}}
  %0 = graph.captured "aten.index.Tensor"(%x, %m) args [#graph.operand<0>, [#graph.operand<1>]] : (tensor<4xf32>, tensor<4xi1>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.program @mask_put(%x: tensor<4xf32>, %m: tensor<4xi1>, %v: tensor<2xf32>) -> (tensor<4xf32>) {
  // expected-error @below {{expected one value to put under a mask}}
  %0 = graph.captured "aten.index_put.default"(%x, %m, %v) args [#graph.operand<0>, [#graph.operand<1>], #graph.operand<2>] : (tensor<4xf32>, tensor<4xi1>, tensor<2xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

// int16 is what PyTorch would compute in.
graph.program @promotion(%x: tensor<4xui8>, %y: tensor<4xi8>) -> (tensor<4xi8>) {
  // expected-error @below {{expected types that promote to a supported one}}
  %0 = graph.captured "aten.add.Tensor"(%x, %y) args [#graph.operand<0>, #graph.operand<1>] : (tensor<4xui8>, tensor<4xi8>) -> tensor<4xi8>
  graph.return %0 : tensor<4xi8>
}

// -----

graph.program @complex(%x: tensor<4xcomplex<f32>>) -> (tensor<4xcomplex<f32>>) {
  // expected-error @below {{expected real elements, but got complex<f32>}}
  %0 = graph.captured "aten.exp.default"(%x) args [#graph.operand<0>] : (tensor<4xcomplex<f32>>) -> tensor<4xcomplex<f32>>
  graph.return %0 : tensor<4xcomplex<f32>>
}

// -----

graph.program @empty_extremum(%x: tensor<4x0xf32>) -> (tensor<4xf32>) {
  // expected-error @below {{expected elements to take the extremum of, but dimension 1 is empty}}
  %0 = graph.captured "aten.amax.default"(%x) args [#graph.operand<0>, [1]] : (tensor<4x0xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.program @view_of_strides(%x: tensor<2x3xf32>) -> (tensor<3xf32>) {
  // expected-error @below {{expected a contiguous source that the graph computes}}
  %0 = graph.captured "aten.as_strided.default"(%x) args [#graph.operand<0>, [3], [2]] : (tensor<2x3xf32>) -> tensor<3xf32>
  graph.return %0 : tensor<3xf32>
}

// -----

graph.program @power(%x: tensor<4xi64>) -> (tensor<4xi64>) {
  // expected-error @below {{expected an integer exponent from 0 to 64, but got -1}}
  %0 = graph.captured "aten.pow.Tensor_Scalar"(%x) args [#graph.operand<0>, -1] : (tensor<4xi64>) -> tensor<4xi64>
  graph.return %0 : tensor<4xi64>
}

// -----

graph.program @broadcast(%x: tensor<3xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>) {
  // expected-error @below {{expected size 4, but got 3}}
  %0 = graph.captured "aten.add.Tensor"(%x, %y) args [#graph.operand<0>, #graph.operand<1>] : (tensor<3xf32>, tensor<4xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.program @product(%x: tensor<2x3xf32>, %y: tensor<4x2xf32>) -> (tensor<2x2xf32>) {
  // expected-error @below {{expected a result of shape (3, 2), but computed (4, 2)}}
  %0 = graph.captured "aten.mm.default"(%x, %y) args [#graph.operand<0>, #graph.operand<1>] : (tensor<2x3xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  graph.return %0 : tensor<2x2xf32>
}

// -----

graph.program @reshape(%x: tensor<2x3xf32>) -> (tensor<5xf32>) {
  // expected-error @below {{expected 6 elements in the new shape, but got 5}}
  %0 = graph.captured "aten.view.default"(%x) args [#graph.operand<0>, [5]] : (tensor<2x3xf32>) -> tensor<5xf32>
  graph.return %0 : tensor<5xf32>
}

// -----

graph.program @approximation(%x: tensor<4xf32>) -> (tensor<4xf32>) {
  // expected-error @below {{expected approximate to be none or tanh, but got quick}}
  %0 = graph.captured "aten.gelu.default"(%x) args [#graph.operand<0>] kwargs {approximate = "quick"} : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.program @element(%x: tensor<4xf32>) -> (tensor<4xf64>) {
  // expected-error @below {{expected a result of i64, but computed f32}}
  %0 = graph.captured "aten.exp.default"(%x) args [#graph.operand<0>] : (tensor<4xf32>) -> tensor<4xi64>
  %1 = graph.captured "aten._to_copy.default"(%0) args [#graph.operand<0>] kwargs {dtype = f64} : (tensor<4xi64>) -> tensor<4xf64>
  graph.return %1 : tensor<4xf64>
}

// -----

graph.program @transposed(%g: tensor<1x2x3xf32>, %w: tensor<2x2x3xf32>) -> (tensor<2x2x3xf32>) {
  // expected-error @below {{expected a convolution that is not transposed}}
  %0:3 = graph.captured "aten.convolution_backward.default"(%g, %w) args [#graph.operand<0>, #graph.operand<0>, #graph.operand<1>, [2], [1], [0], [1], true, [0], 1, [false, true, false]] : (tensor<1x2x3xf32>, tensor<2x2x3xf32>) -> (tensor<0xf32>, tensor<2x2x3xf32>, tensor<0xf32>)
  graph.return %0#1 : tensor<2x2x3xf32>
}

// -----

graph.program @scatter_product(%x: tensor<4xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) -> (tensor<4xf32>) {
  // expected-error @below {{expected a sum, but got prod}}
  %0 = graph.captured "aten.scatter_reduce.two"(%x, %i, %u) args [#graph.operand<0>, 0, #graph.operand<1>, #graph.operand<2>, "prod"] : (tensor<4xf32>, tensor<2xi64>, tensor<2xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

// For 2 or 3 rows the first operand repeats, for others it does not fit.
graph.program @either symbols ["s0"] (%x: tensor<?x2xf32, #graph.dims<()[s0] -> (s0 floordiv 2, 2)>>, %y: tensor<?x2xf32, #graph.dims<()[s0] -> (s0, 2)>>) -> (tensor<?x2xf32, #graph.dims<()[s0] -> (s0, 2)>>) {
  // expected-error @below {{expected size s0 or 1, but got s0 floordiv 2, which may be either}}
  %0 = graph.captured "aten.add.Tensor"(%x, %y) args [#graph.operand<0>, #graph.operand<1>] : (tensor<?x2xf32, #graph.dims<()[s0] -> (s0 floordiv 2, 2)>>, tensor<?x2xf32, #graph.dims<()[s0] -> (s0, 2)>>) -> tensor<?x2xf32, #graph.dims<()[s0] -> (s0, 2)>>
  graph.return %0 : tensor<?x2xf32, #graph.dims<()[s0] -> (s0, 2)>>
}
