graph.program @main (
    %0: tensor<128x64xf32> {graph.name = "up.weight", graph.kind = "parameter"},
    %1: tensor<128xf32> {graph.name = "up.bias", graph.kind = "parameter"},
    %2: tensor<8x64xf32> {graph.name = "x"},
    %3: tensor<64x128xf32> {graph.name = "down.weight", graph.kind = "parameter"},
    %4: tensor<64xf32> {graph.name = "down.bias", graph.kind = "parameter"})
    -> (tensor<8x64xf32>, tensor<8x128xf32>, tensor<8x128xf32>) {
  %v0 = graph.captured "cutedsl.linear.default"(%2, %0, %1) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (128, 1)>] : (tensor<8x64xf32>, tensor<128x64xf32>, tensor<128xf32>) -> tensor<8x128xf32> loc("linear"("capture.py":40:0))
  %v1 = graph.captured "aten.gelu.default"(%v0) args [#graph.operand<0>] strides [#graph.dims<() -> (128, 1)>] : (tensor<8x128xf32>) -> tensor<8x128xf32> loc("gelu"("capture.py":40:0))
  %v2 = graph.captured "aten.mul.Tensor"(%v1) args [#graph.operand<0>, 0.5 : f64] strides [#graph.dims<() -> (128, 1)>] : (tensor<8x128xf32>) -> tensor<8x128xf32> loc("mul"("capture.py":40:0))
  %v3 = graph.captured "aten.add.Tensor"(%v2) args [#graph.operand<0>, 0.125 : f64] strides [#graph.dims<() -> (128, 1)>] : (tensor<8x128xf32>) -> tensor<8x128xf32> loc("add"("capture.py":40:0))
  %v4 = graph.captured "cutedsl.linear.default"(%v3, %3, %4) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (64, 1)>] : (tensor<8x128xf32>, tensor<64x128xf32>, tensor<64xf32>) -> tensor<8x64xf32> loc("linear_1"("capture.py":40:0))
  %v5 = graph.captured "aten.add.Tensor"(%2, %v4) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (64, 1)>] : (tensor<8x64xf32>, tensor<8x64xf32>) -> tensor<8x64xf32> loc("add_1"("capture.py":40:0))
  graph.return %v5, %v0, %v3 : tensor<8x64xf32>, tensor<8x128xf32>, tensor<8x128xf32>
}
