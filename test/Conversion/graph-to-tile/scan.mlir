// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// One step at a time.

// CHECK-LABEL: tile.func @scan(
// CHECK-SAME: grid <() -> (4)>
// CHECK: %[[V1:.+]] = scf.for %[[I4:.+]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[V3:.+]] = %{{.*}}) -> (tensor<1x1xf32>) {
// CHECK: %[[V5:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 0] : <f32> -> tensor<1x1xf32>
// CHECK: tile.store %{{.*}}, %{{.*}}[%{{.*}}] strides [0, 0] : tensor<1x1xf32>, <f32>
// CHECK: scf.yield %{{.*}} : tensor<1x1xf32>
graph.kernel @scan(%a: tensor<4x100xf32>) -> (tensor<4x100xf32>)
    attributes {schedule = #graph.schedule<scan, tile = [1], threads = 1>} {
  %0 = graph.scan sum %a dim 1 : tensor<4x100xf32>
  %1 = arith.negf %0 : tensor<4x100xf32>
  graph.return %1 : tensor<4x100xf32>
}
