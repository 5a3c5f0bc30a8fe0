// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// The kept dimension is the vector.

// CHECK-LABEL: tile.func @columns(
// CHECK-SAME: grid <() -> (12)>
// CHECK: %[[V1:.+]] = scf.for %[[I4:.+]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[V3:.+]] = %{{.*}}) -> (tensor<1x64xf32>) {
// CHECK: %[[V5:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 1] : <f32> -> tensor<1x64xf32>
// CHECK: scf.yield %{{.*}} : tensor<1x64xf32>
// CHECK: tile.store %[[V1]], %{{.*}}[%{{.*}}] strides [0, 1] : tensor<1x64xf32>, <f32>
graph.kernel @columns(%a: tensor<100x768xf32>) -> (tensor<768xf32>)
    attributes {schedule = #graph.schedule<columns, tile = [64], threads = 1, reduction = [1]>} {
  %m = graph.reduce sum %a dims [0] : tensor<100x768xf32> -> tensor<768xf32>
  graph.return %m : tensor<768xf32>
}
