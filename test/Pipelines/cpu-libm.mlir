// RUN: cutedsl-run %s --emit=llvm | FileCheck %s

// What the library computes element by element leaves no vector op behind.
// CHECK-NOT: vector.extract
// CHECK: llvm.call @erf(
// CHECK-NOT: vector.extract
graph.program @main (%0: tensor<2xf64> {graph.name = "x"}) -> (tensor<2xf64>) {
  %v0 = graph.captured "aten.gelu.default"(%0) args [#graph.operand<0>] : (tensor<2xf64>) -> tensor<2xf64>
  graph.return %v0 : tensor<2xf64>
}
