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

// One of each pair of neighbours for both: all are read, side by side, unless
// the last has no neighbour.

// CHECK-LABEL: tile.func @pairs(
// CHECK: %[[V1:.+]] = tile.load %{{.*}}[%{{.*}}] strides [1] : <f32> -> tensor<64xf32>
// CHECK-DAG: tile.duplicate_in_pairs %[[V1]] dim 0 member 0
// CHECK-DAG: tile.duplicate_in_pairs %[[V1]] dim 0 member 1
// CHECK: tile.gather
graph.kernel @pairs(%x: tensor<128xf32>, %y: tensor<127xf32>) -> (tensor<128xf32>)
    attributes {schedule = #graph.schedule<pointwise, tile = [64], threads = 1>} {
  %a = graph.view %x through <(d0) -> (d0 floordiv 2 * 2)> : tensor<128xf32> -> tensor<128xf32>
  %b = graph.view %x through <(d0) -> (d0 floordiv 2 * 2 + 1)> : tensor<128xf32> -> tensor<128xf32>
  %c = graph.view %y through <(d0) -> (d0 floordiv 2 * 2)> : tensor<127xf32> -> tensor<128xf32>
  %d = arith.mulf %a, %b : tensor<128xf32>
  %e = arith.mulf %d, %c : tensor<128xf32>
  graph.return %e : tensor<128xf32>
}

// Beside a product an operand's layout may part the pair.

// CHECK-LABEL: tile.func @operand_pairs(
// CHECK: tile.gather
// CHECK-NOT: tile.duplicate_in_pairs
graph.kernel @operand_pairs(%x: tensor<64x64xf32>, %w: tensor<64x64xf32>) -> (tensor<64x64xf32>)
    attributes {schedule = #graph.schedule<contract, tile = [64, 64], threads = 128, reduction = [16]>} {
  %a = graph.view %x through <(d0, d1) -> (d0, d1 floordiv 2 * 2)> : tensor<64x64xf32> -> tensor<64x64xf32>
  %c = graph.contract %a, %w : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  graph.return %c : tensor<64x64xf32>
}
