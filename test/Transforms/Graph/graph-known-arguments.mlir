// RUN: cutedsl-opt %s --split-input-file --verify-diagnostics --graph-known-arguments | FileCheck %s

// The argument stays, its uses do not.
// CHECK-LABEL: graph.program @ids
// CHECK-SAME: %[[IDS:.*]]: tensor<?xi64, #{{.*}}> {graph.iota}
// CHECK: %[[IOTA:.*]] = graph.iota 0
// CHECK-NOT: %[[IDS]]
// CHECK: arith.addi %[[IOTA]], %[[IOTA]]
#n = #graph.dims<()[s0] -> (s0)>
graph.program @ids symbols ["s0"] (%ids: tensor<?xi64, #n> {graph.iota}) -> (tensor<?xi64, #n>) {
  %0 = arith.addi %ids, %ids : tensor<?xi64, #n>
  graph.return %0 : tensor<?xi64, #n>
}

// -----

// expected-error @below {{expected an argument that is graph.iota to be one dimension of i64, but got 'tensor<4xf32>'}}
graph.program @floats symbols [] (%ids: tensor<4xf32> {graph.iota}) -> (tensor<4xf32>) {
  graph.return %ids : tensor<4xf32>
}
