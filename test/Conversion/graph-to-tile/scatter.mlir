// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// A copy, then the updates in order.

// CHECK-LABEL: tile.func @scatter(
// CHECK-SAME: grid <() -> (1)>
// CHECK: scf.for %[[I2:.+]] = %{{.*}} to %{{.*}} step %{{.*}} {
// CHECK: %[[V3:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 0, 1, 0, 0] : <f32> -> tensor<1x1x64x1x1xf32>
// CHECK: tile.store %[[V3]], %{{.*}}[%{{.*}}] strides [0, 0, 1, 0, 0] : tensor<1x1x64x1x1xf32>, <f32>
// CHECK: tile.barrier
// CHECK: scf.for %[[I5:.+]] = %{{.*}} to %{{.*}} step %{{.*}} {
// CHECK: %[[V6:.+]] = tile.load %{{.*}}[%[[I5]]] strides [0, 0, 0, 0, 0] : <i64> -> tensor<1x1x1x1x1xi64>
// CHECK: scf.for %[[I8:.+]] = %{{.*}} to %{{.*}} step %{{.*}} {
// CHECK: %[[V9:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 0, 0, 0, 0] : <f32> -> tensor<1x1x1x1x1xf32>
// CHECK: %[[V10:.+]] = arith.cmpi ult, %{{.*}}, %{{.*}} : tensor<1x1x1x1x1xindex>
// CHECK: tile.check %[[V10]], "index out of bounds" : tensor<1x1x1x1x1xi1>
// CHECK: %[[V11:.+]] = arith.select %[[V10]], %{{.*}}, %{{.*}} : tensor<1x1x1x1x1xi1>, tensor<1x1x1x1x1xindex>
// CHECK: %[[V12:.+]] = tile.extract %[[V11]] : tensor<1x1x1x1x1xindex> -> index
// CHECK: %[[V13:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 0, 0, 0, 0] : <f32> -> tensor<1x1x1x1x1xf32>
// CHECK: tile.store %{{.*}}, %{{.*}}[%{{.*}}] strides [0, 0, 0, 0, 0] mask %[[V10]] : tensor<1x1x1x1x1xi1> : tensor<1x1x1x1x1xf32>, <f32>
graph.kernel @scatter(%t: tensor<1000x64xf32>, %u: tensor<7x64xf32>, %i: tensor<7xi64>) -> (tensor<1000x64xf32>)
    attributes {schedule = #graph.schedule<scatter, tile = [1, 64], threads = 1>} {
  %ib = graph.view %i through <(d0, d1) -> (d0)> : tensor<7xi64> -> tensor<7x64xi64>
  %r = graph.scatter add %t, %u[%ib] dims [0] through <(d0, d1) -> (0, d1)>
        : tensor<1000x64xf32>, tensor<7x64xf32>, tensor<7x64xi64> -> tensor<1000x64xf32>
  graph.return %r : tensor<1000x64xf32>
}
