graph.program @main (
    %0: tensor<128x64xf32> {graph.name = "primals_1"},
    %1: tensor<8x64xf32> {graph.name = "primals_3"},
    %2: tensor<64x128xf32> {graph.name = "primals_4"},
    %3: tensor<8x128xf32> {graph.name = "linear"},
    %4: tensor<8x128xf32> {graph.name = "add"},
    %5: tensor<8x64xf32> {graph.name = "tangents_1"})
    -> (tensor<128x64xf32>, tensor<128xf32>, tensor<8x64xf32>, tensor<64x128xf32>, tensor<64xf32>) {
  %v0:3 = graph.captured "cutedsl.linear_backward.default"(%5, %4, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#graph.dims<() -> (128, 1)>, #graph.dims<() -> (128, 1)>, #graph.dims<() -> (1)>] : (tensor<8x64xf32>, tensor<8x128xf32>, tensor<64x128xf32>) -> (tensor<8x128xf32>, tensor<64x128xf32>, tensor<64xf32>) loc("linear_backward"("capture.py":40:0))
  %v1 = graph.captured "aten.mul.Tensor"(%v0#0) args [#graph.operand<0>, 0.5 : f64] strides [#graph.dims<() -> (128, 1)>] : (tensor<8x128xf32>) -> tensor<8x128xf32> loc("mul_1"("capture.py":40:0))
  %v2 = graph.captured "aten.gelu_backward.default"(%v1, %3) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (128, 1)>] : (tensor<8x128xf32>, tensor<8x128xf32>) -> tensor<8x128xf32> loc("gelu_backward"("capture.py":40:0))
  %v3:3 = graph.captured "cutedsl.linear_backward.default"(%v2, %1, %0) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#graph.dims<() -> (64, 1)>, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<8x128xf32>, tensor<8x64xf32>, tensor<128x64xf32>) -> (tensor<8x64xf32>, tensor<128x64xf32>, tensor<128xf32>) loc("linear_backward_1"("capture.py":40:0))
  %v4 = graph.captured "aten.add.Tensor"(%5, %v3#0) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (64, 1)>] : (tensor<8x64xf32>, tensor<8x64xf32>) -> tensor<8x64xf32> loc("add_2"("capture.py":40:0))
  graph.return %v3#1, %v3#2, %v4, %v0#1, %v0#2 : tensor<128x64xf32>, tensor<128xf32>, tensor<8x64xf32>, tensor<64x128xf32>, tensor<64xf32>
}
