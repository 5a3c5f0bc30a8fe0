// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// One row of a table: its index is checked, then the row is a strided load.

// CHECK-LABEL: tile.func @emb(
// CHECK-SAME: grid <() -> (7, 1)>
// CHECK: %[[V1:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 0] : <i64> -> tensor<1x1xi64>
// CHECK: %[[V2:.+]] = arith.cmpi ult, %{{.*}}, %{{.*}} : tensor<1x1xindex>
// CHECK: tile.check %[[V2]], "index out of bounds" : tensor<1x1xi1>
// CHECK: %[[V3:.+]] = arith.select %[[V2]], %{{.*}}, %{{.*}} : tensor<1x1xi1>, tensor<1x1xindex>
// CHECK: %[[V4:.+]] = tile.extract %[[V3]] : tensor<1x1xindex> -> index
// CHECK: %[[V5:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 1] : <f32> -> tensor<1x64xf32>
// CHECK: tile.store %[[V5]], %{{.*}}[%{{.*}}] strides [0, 1] : tensor<1x64xf32>, <f32>
graph.kernel @emb(%t: tensor<1000x64xf32>, %i: tensor<7xi64>) -> (tensor<7x64xf32>)
    attributes {schedule = #graph.schedule<pointwise, tile = [1, 64], threads = 1>} {
  %ib = graph.view %i through <(d0, d1) -> (d0)> : tensor<7xi64> -> tensor<7x64xi64>
  %r = graph.gather %t[%ib] dims [0] through <(d0, d1) -> (0, d1)>
        : tensor<1000x64xf32>, tensor<7x64xi64> -> tensor<7x64xf32>
  graph.return %r : tensor<7x64xf32>
}
