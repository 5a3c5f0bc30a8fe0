// RUN: cutedsl-opt %s --convert-captured-to-graph --split-input-file --verify-diagnostics

graph.program @unknown(%x: tensor<4xf32>) -> (tensor<4xf32>) {
  // expected-error @below {{unsupported call of aten.frobnicate.default: no lowering is known for it}}
  %0 = graph.captured "aten.frobnicate.default"(%x) args [#graph.operand<0>]
      : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.program @argument(%x: tensor<4xf32>) -> (tensor<4xf32>) {
  // expected-error @below {{unsupported call of aten.relu.default: unexpected argument 'slope'}}
  %0 = graph.captured "aten.relu.default"(%x) args [#graph.operand<0>]
      kwargs {slope = 1.0} : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.program @too_many(%x: tensor<4xf32>) -> (tensor<4xf32>) {
  // expected-error @below {{expected at most 1 argument(s), but got 2}}
  %0 = graph.captured "aten.relu.default"(%x) args [#graph.operand<0>, 1]
      : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.program @shape(%x: tensor<4xf32>) -> (tensor<5xf32>) {
  // expected-error @below {{expected a result of shape (5), but computed (4)}}
  %0 = graph.captured "aten.relu.default"(%x) args [#graph.operand<0>]
      : (tensor<4xf32>) -> tensor<5xf32>
  graph.return %0 : tensor<5xf32>
}

// -----

// expected-error @below {{expected tensors of a supported element type and of symbolic sizes, but got tensor<4xi16>}}
graph.program @result(%x: tensor<4xf32>) -> (tensor<4xi16>) {
  %0 = graph.captured "aten._to_copy.default"(%x) args [#graph.operand<0>]
      kwargs {dtype = i16} : (tensor<4xf32>) -> tensor<4xi16>
  graph.return %0 : tensor<4xi16>
}

// -----

// Every unsupported call is named, not only the first.
graph.program @two(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // expected-error @below {{unsupported call of aten.one.default}}
  %0 = graph.captured "aten.one.default"(%x) args [#graph.operand<0>]
      : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error @below {{unsupported call of aten.two.default}}
  %1 = graph.captured "aten.two.default"(%0) args [#graph.operand<0>]
      : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %0, %1 : tensor<4xf32>, tensor<4xf32>
}
