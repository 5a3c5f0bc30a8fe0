// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// Each half of the result reads under the mask of its lanes.

// CHECK-LABEL: tile.func @rot(
// CHECK-SAME: grid <() -> (34, 1)>
// CHECK: %[[V1:.+]] = arith.cmpi slt, %{{.*}}, %{{.*}} : tensor<1x64xindex>
// CHECK: %[[V2:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 1] mask %[[V1]] : tensor<1x64xi1> : <f32> -> tensor<1x64xf32>
// CHECK: %[[V3:.+]] = arith.cmpi sge, %{{.*}}, %{{.*}} : tensor<1x64xindex>
// CHECK: %[[V4:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 1] mask %[[V3]] : tensor<1x64xi1> : <f32> -> tensor<1x64xf32>
// CHECK: %[[V5:.+]] = arith.select %[[V3]], %[[V4]], %{{.*}} : tensor<1x64xi1>, tensor<1x64xf32>
// CHECK: tile.store %[[V5]], %{{.*}}[%{{.*}}] strides [0, 1] : tensor<1x64xf32>, <f32>
graph.kernel @rot(%a: tensor<34x64xf32>) -> (tensor<34x64xf32>)
    attributes {schedule = #graph.schedule<pointwise, tile = [1, 64], threads = 1>} {
  %l = graph.view %a through <(d0, d1) -> (d0, d1)> : tensor<34x64xf32> -> tensor<34x32xf32>
  %r = graph.view %a through <(d0, d1) -> (d0, d1+32)> : tensor<34x64xf32> -> tensor<34x32xf32>
  %n = arith.negf %r : tensor<34x32xf32>
  %c = graph.concat 1 (%n, %l) : (tensor<34x32xf32>, tensor<34x32xf32>) -> tensor<34x64xf32>
  graph.return %c : tensor<34x64xf32>
}

// What a concatenation asks of its columns says nothing about a row's sum: that
// is computed once, not for every column.
// CHECK-LABEL: tile.func @normalized_pairs
// CHECK: tile.reduce {{.*}}: tensor<4x8x1x1xf32> -> tensor<4x1x1x1xf32>
// CHECK-NOT: tile.reduce
graph.kernel @normalized_pairs(%x: tensor<64x8xf32>) -> (tensor<64x4x2xf32>) attributes {schedule = #graph.schedule<rows, tile = [4], threads = 32, reduction = [8]>} {
  %0 = graph.reduce sum %x dims [1] : tensor<64x8xf32> -> tensor<64xf32>
  %1 = graph.view %0 through <(d0, d1) -> (d0)> : tensor<64xf32> -> tensor<64x8xf32>
  %2 = arith.mulf %x, %1 : tensor<64x8xf32>
  %3 = graph.view %2 through <(d0, d1, d2) -> (d0, d1 * 2)> : tensor<64x8xf32> -> tensor<64x4x1xf32>
  %4 = graph.view %2 through <(d0, d1, d2) -> (d0, d1 * 2 + 1)> : tensor<64x8xf32> -> tensor<64x4x1xf32>
  %5 = arith.negf %4 : tensor<64x4x1xf32>
  %6 = graph.concat 2(%5, %3) : (tensor<64x4x1xf32>, tensor<64x4x1xf32>) -> tensor<64x4x2xf32>
  graph.return %6 : tensor<64x4x2xf32>
}
