// RUN: cutedsl-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: graph.kernel @views
// CHECK-SAME: %[[X:.+]]: tensor<34x768xf32>
graph.kernel @views(%x: tensor<34x768xf32>) -> (tensor<34x768xf32>, tensor<12x34x64xf32>, tensor<34x768xf32>) {
  %same = graph.view %x through <(d0, d1) -> (d0, d1)> : tensor<34x768xf32> -> tensor<34x768xf32>
  // Two views are one.
  // CHECK: %[[H:.+]] = graph.view %[[X]] through <(d0, d1, d2) -> (d1, d0 * 64 + d2)> : tensor<34x768xf32> -> tensor<12x34x64xf32>
  %0 = graph.view %same through <(d0, d1, d2) -> (d0, d1 * 64 + d2)> : tensor<34x768xf32> -> tensor<34x12x64xf32>
  %1 = graph.view %0 through <(d0, d1, d2) -> (d1, d0, d2)> : tensor<34x12x64xf32> -> tensor<12x34x64xf32>
  %2 = graph.concat 0 (%x) : (tensor<34x768xf32>) -> tensor<34x768xf32>
  // CHECK: graph.return %[[X]], %[[H]], %[[X]]
  graph.return %same, %1, %2 : tensor<34x768xf32>, tensor<12x34x64xf32>, tensor<34x768xf32>
}

// Of a dimension of size 1 there is only element 0.
// CHECK-LABEL: graph.kernel @only_element
// CHECK-SAME: %[[X:.+]]: tensor<2x1x3xf32>
graph.kernel @only_element(%x: tensor<2x1x3xf32>) -> (tensor<2x1x3xf32>, tensor<2x1x3xf32>) {
  %same = graph.view %x through <(d0, d1, d2) -> (d0, 0, d2)> : tensor<2x1x3xf32> -> tensor<2x1x3xf32>
  // CHECK: %[[FIRST:.+]] = graph.view %[[X]] through <(d0, d1, d2) -> (0, d1, d2)>
  %first = graph.view %x through <(d0, d1, d2) -> (0, d1, d2)> : tensor<2x1x3xf32> -> tensor<2x1x3xf32>
  // CHECK: graph.return %[[X]], %[[FIRST]]
  graph.return %same, %first : tensor<2x1x3xf32>, tensor<2x1x3xf32>
}

// Nothing is put anywhere.
// CHECK-LABEL: graph.kernel @no_updates
// CHECK-SAME: %[[X:.+]]: tensor<5xf32>
graph.kernel @no_updates(%x: tensor<5xf32>, %u: tensor<0xf32>, %i: tensor<0xi64>) -> tensor<5xf32> {
  %0 = graph.scatter add %x, %u[%i] dims [0] through <(d0) -> (0)> : tensor<5xf32>, tensor<0xf32>, tensor<0xi64> -> tensor<5xf32>
  // CHECK: graph.return %[[X]]
  graph.return %0 : tensor<5xf32>
}

// CHECK-LABEL: graph.kernel @casts
// CHECK-SAME: %[[X:.+]]: tensor<4xui8>
graph.kernel @casts(%x: tensor<4xui8>) -> (tensor<4xui8>, tensor<4xui8>) {
  %0 = graph.bitcast %x : tensor<4xui8> -> tensor<4xi8>
  %1 = graph.bitcast %0 : tensor<4xi8> -> tensor<4xui8>
  %2 = graph.bitcast %x : tensor<4xui8> -> tensor<4xui8>
  // CHECK: graph.return %[[X]], %[[X]]
  graph.return %1, %2 : tensor<4xui8>, tensor<4xui8>
}
