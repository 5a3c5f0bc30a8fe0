// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// Every element on its own; the last tile stores only what is valid.

// CHECK-LABEL: tile.func @add_relu(
// CHECK-SAME: grid <() -> (7)>
// CHECK: %[[V1:.+]] = tile.load %{{.*}}[%{{.*}}] strides [1] valid [%{{.*}}] : <f32> -> tensor<16xf32>
// CHECK: %[[V2:.+]] = tile.load %{{.*}}[%{{.*}}] strides [1] valid [%{{.*}}] : <f32> -> tensor<16xf32>
// CHECK: tile.store %{{.*}}, %{{.*}}[%{{.*}}] strides [1] valid [%{{.*}}] : tensor<16xf32>, <f32>
graph.kernel @add_relu(%a: tensor<100xf32>, %b: tensor<100xf32>) -> (tensor<100xf32>)
    attributes {schedule = #graph.schedule<pointwise, tile = [16], threads = 1>} {
  %0 = arith.addf %a, %b : tensor<100xf32>
  graph.return %0 : tensor<100xf32>
}
