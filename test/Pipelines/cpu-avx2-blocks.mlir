// RUN: timeout 60 cutedsl-run %s --emit=llvm --options='{"cpu": "x86-64-v3"}' | FileCheck %s

// AVX2 tests each lane of a strided, ragged access in a block of its own. A pass
// that merged blocks which are alike did not come to an end with these.
// CHECK: llvm.func @{{.*}}cos
graph.program @main (
    %0: tensor<33x3x3xf32> {graph.name = "x", graph.strides = #graph.dims<() -> (72, 12, 2)>})
    -> (tensor<33x3x3xf32>, tensor<33x3x3xf32>) {
  %v0 = graph.captured "aten.sub.Tensor"(%0) args [#graph.operand<0>, #graph.operand<0>] kwargs {alpha = -1 : i64} strides [#graph.dims<() -> (9, 3, 1)>] : (tensor<33x3x3xf32>) -> tensor<33x3x3xf32>
  %v1 = graph.captured "aten.cos.default"(%v0) args [#graph.operand<0>] strides [#graph.dims<() -> (9, 3, 1)>] : (tensor<33x3x3xf32>) -> tensor<33x3x3xf32>
  %v2 = graph.captured "aten.sigmoid.default"(%v1) args [#graph.operand<0>] strides [#graph.dims<() -> (9, 3, 1)>] : (tensor<33x3x3xf32>) -> tensor<33x3x3xf32>
  graph.return %v0, %v2 : tensor<33x3x3xf32>, tensor<33x3x3xf32>
}
