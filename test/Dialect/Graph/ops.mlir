// RUN: cutedsl-opt %s | cutedsl-opt | FileCheck %s

// CHECK-DAG: #[[DIMS:.+]] = #graph.dims<()[s0] -> (s0, 8)>
// CHECK-DAG: #[[T:.+]] = #graph.dims<() -> (1, 4)>
#d = #graph.dims<()[s0] -> (s0, 8)>

// CHECK-LABEL: graph.program @main symbols ["s0"]
graph.program @main symbols ["s0"] (%x: tensor<?x8xf32, #d> {graph.name = "x"})
    -> (tensor<?x8xf32, #d>) {
  // CHECK: math.exp %{{.*}} : tensor<?x8xf32, #[[DIMS]]>
  %0 = math.exp %x : tensor<?x8xf32, #d>
  // CHECK: graph.captured "aten.add.Tensor"(%{{.*}}) args [#graph.operand<0>, #graph.none, #graph.expr<()[s0] -> (s0 * 2)>] kwargs {alpha = 2 : i64}
  %1 = graph.captured "aten.add.Tensor"(%0)
      args [#graph.operand<0>, #graph.none, #graph.expr<()[s0] -> (s0 * 2)>]
      kwargs {alpha = 2 : i64} : (tensor<?x8xf32, #d>) -> tensor<?x8xf32, #d>
  graph.return %1 : tensor<?x8xf32, #d>
}

// Every optional attribute.
// CHECK-LABEL: graph.program @attributes
// CHECK-SAME: {graph.frozen, graph.kind = "parameter", graph.name = "w", graph.strides = #[[T]]}
// CHECK-SAME: -> (tensor<4x8xf32> {graph.strides = #[[T]]})
graph.program @attributes(
    %w: tensor<4x8xf32> {graph.frozen, graph.kind = "parameter", graph.name = "w",
                         graph.strides = #graph.dims<() -> (1, 4)>})
    -> (tensor<4x8xf32> {graph.strides = #graph.dims<() -> (1, 4)>}) {
  // CHECK: graph.captured "aten.full_like.default"
  // CHECK-SAME: args [#graph.operand<0>, 5.000000e-01] kwargs {device = "cpu", dtype = f32, layout = [1, true]} strides [#[[T]]]
  %0 = graph.captured "aten.full_like.default"(%w)
      args [#graph.operand<0>, 0.5]
      kwargs {device = "cpu", dtype = f32, layout = [1, true]}
      strides [#graph.dims<() -> (1, 4)>]
      : (tensor<4x8xf32>) -> tensor<4x8xf32>
  graph.return %0 : tensor<4x8xf32>
}

// CHECK-LABEL: graph.kernel @strided
// CHECK-SAME: {graph.strides = #[[T]]}
// CHECK-SAME: -> (tensor<4x8xf32> {graph.strides = #[[T]]})
// CHECK-SAME: fallback = #graph.schedule<contract, tile = [2, 2], threads = 128, reduction = [2]>
// CHECK-SAME: schedule = #graph.schedule<contract, tile = [4, 8], threads = 128, reduction = [2], stages = 3, swapped, splits = 2>
graph.kernel @strided(%x: tensor<4x8xf32> {graph.strides = #graph.dims<() -> (1, 4)>})
    -> (tensor<4x8xf32> {graph.strides = #graph.dims<() -> (1, 4)>})
    attributes {fallback = #graph.schedule<contract, tile = [2, 2], threads = 128, reduction = [2]>,
                schedule = #graph.schedule<contract, tile = [4, 8], threads = 128, reduction = [2], stages = 3, swapped, splits = 2>} {
  %c = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %0 = math.exp %x : tensor<4x8xf32>
  graph.return %0 : tensor<4x8xf32>
}

// CHECK-LABEL: graph.kernel @library
// CHECK-SAME: attributes {library = "cublaslt"}
graph.kernel @library(%a: tensor<4x8xf32>, %b: tensor<8x4xf32>) -> (tensor<4x4xf32>)
    attributes {library = "cublaslt"} {
  %0 = graph.contract %a, %b : tensor<4x8xf32>, tensor<8x4xf32> -> tensor<4x4xf32>
  graph.return %0 : tensor<4x4xf32>
}
