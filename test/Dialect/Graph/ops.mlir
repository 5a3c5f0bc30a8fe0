// RUN: cutedsl-opt %s | cutedsl-opt | FileCheck %s

// CHECK-DAG: #[[DIMS:.+]] = #graph.dims<()[s0] -> (s0, 8)>
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
