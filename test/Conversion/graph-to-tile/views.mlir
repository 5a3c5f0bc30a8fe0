// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// A panel of packed weights is a strided load, since a tile never crosses a
// panel.

// CHECK-LABEL: tile.func @packed(
// CHECK-SAME: grid <() -> (4, 16)>
// CHECK: %[[V1:.+]] = scf.for %[[I4:.+]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[V3:.+]] = %{{.*}}) -> (tensor<9x48xf32>) {
// CHECK: %[[V5:.+]] = tile.load %{{.*}}[%{{.*}}] strides [768, 1, 0] valid [%{{.*}}, 4, 1] : <f32> -> tensor<9x4x1xf32>
// CHECK: %[[V6:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 48, 1] : <f32> -> tensor<1x4x48xf32>
// CHECK: %[[V7:.+]] = tile.mma %{{.*}}, %{{.*}}, %[[V3]] : tensor<9x4xf32>, tensor<4x48xf32>, tensor<9x48xf32>
// CHECK: scf.yield %[[V7]] : tensor<9x48xf32>
// CHECK: tile.store %{{.*}}, %{{.*}}[%{{.*}}] strides [768, 0, 1] valid [%{{.*}}, 1, 48] : tensor<9x1x48xf32>, <f32>
graph.kernel @packed(%x: tensor<34x768xf32>, %w: tensor<16x768x48xf32>) -> (tensor<34x768xf32>)
    attributes {schedule = #graph.schedule<contract, tile = [9, 48], threads = 1, reduction = [4]>} {
  %t = graph.view %w through <(d0, d1) -> (d1 floordiv 48, d0, d1 mod 48)> : tensor<16x768x48xf32> -> tensor<768x768xf32>
  %c = graph.contract %x, %t : tensor<34x768xf32>, tensor<768x768xf32> -> tensor<34x768xf32>
  graph.return %c : tensor<34x768xf32>
}
