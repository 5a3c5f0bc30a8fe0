// RUN: cutedsl-opt %s --graph-specialize-symbols=values=batch=1 | FileCheck %s
// RUN: cutedsl-opt %s '--graph-specialize-symbols=values=batch=1 hints=batch=3,length=32' | FileCheck %s --check-prefixes=CHECK,HINT
// RUN: not cutedsl-opt %s --graph-specialize-symbols=values=batch=x 2>&1 | FileCheck %s --check-prefix=BAD

// BAD: error: expected symbol=size, but got 'batch=x'

#d = #graph.dims<()[s0, s1] -> (s0, s1, 8)>
#b = #graph.dims<()[s0] -> (s0, 8)>

// The second symbol becomes the first.
// CHECK: #[[DIMS:.+]] = #graph.dims<()[s0] -> (1, s0, 8)>
// CHECK-LABEL: graph.program @main symbols ["length"]
// CHECK-SAME: tensor<1x?x8xf32, #[[DIMS]]>
// CHECK-SAME: tensor<1x8xf32>
// HINT-SAME: attributes {graph.hints = array<i64: 32>}
graph.program @main symbols ["batch", "length"] (%x: tensor<?x?x8xf32, #d>, %y: tensor<?x8xf32, #b>)
    -> (tensor<?x?x8xf32, #d>) {
  // CHECK: graph.view %{{.*}} through <(d0, d1, d2) -> (d0, d2)>
  %v = graph.view %y through <(d0, d1, d2)[s0, s1] -> (d0 + s0 - 1 - s0 + 1, d2)>
      : tensor<?x8xf32, #b> -> tensor<?x?x8xf32, #d>
  // CHECK: args [#graph.operand<0>, [1, #graph.expr<()[s0] -> (s0)>]]
  %0 = graph.captured "aten.x"(%v) args [#graph.operand<0>,
      [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>]]
      : (tensor<?x?x8xf32, #d>) -> tensor<?x?x8xf32, #d>
  graph.return %0 : tensor<?x?x8xf32, #d>
}
