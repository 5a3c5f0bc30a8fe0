// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// A bias and a scattered result as epilogue; a normalisation as prologue.

// CHECK-LABEL: tile.func @linear(
// CHECK-SAME: grid <() -> (5, 36)>
// CHECK: %[[V1:.+]] = scf.for %[[I4:.+]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[V3:.+]] = %{{.*}}) -> (tensor<8x64xf32>) {
// CHECK: %[[V5:.+]] = tile.load %{{.*}}[%{{.*}}] strides [768, 1, 0] valid [%{{.*}}, 4, 1] : <f32> -> tensor<8x4x1xf32>
// CHECK: %[[V6:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 1, 768] : <f32> -> tensor<1x4x64xf32>
// CHECK: %[[V7:.+]] = tile.mma %{{.*}}, %{{.*}}, %[[V3]] : tensor<8x4xf32>, tensor<4x64xf32>, tensor<8x64xf32>
// CHECK: scf.yield %[[V7]] : tensor<8x64xf32>
// CHECK: %[[V8:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 0, 1] : <f32> -> tensor<1x1x64xf32>
// CHECK: tile.store %{{.*}}, %{{.*}}[%{{.*}}] strides [64, 0, 1] valid [%{{.*}}, 1, 64] : tensor<8x1x64xf32>, <f32>
graph.kernel @linear(%x: tensor<34x768xf32>, %w: tensor<2304x768xf32>, %b: tensor<2304xf32>) -> (tensor<3x12x34x64xf32>)
    attributes {schedule = #graph.schedule<contract, tile = [8, 64], threads = 1, reduction = [4]>} {
  %t = graph.view %w through <(d0, d1) -> (d1, d0)> : tensor<2304x768xf32> -> tensor<768x2304xf32>
  %c = graph.contract %x, %t : tensor<34x768xf32>, tensor<768x2304xf32> -> tensor<34x2304xf32>
  %v = graph.view %b through <(d0, d1) -> (d1)> : tensor<2304xf32> -> tensor<34x2304xf32>
  %0 = arith.addf %c, %v : tensor<34x2304xf32>
  %r = graph.view %0 through <(d0, d1, d2, d3) -> (d2, d0 * 768 + d1 * 64 + d3)> : tensor<34x2304xf32> -> tensor<3x12x34x64xf32>
  graph.return %r : tensor<3x12x34x64xf32>
}

// CHECK-LABEL: tile.func @norm_linear(
// CHECK-SAME: grid <() -> (5, 12)>
// CHECK: %[[V9:.+]] = scf.for %[[I12:.+]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[V11:.+]] = %{{.*}}) -> (tensor<8x4x1xf32>) {
// CHECK: %[[V13:.+]] = tile.load %{{.*}}[%{{.*}}] strides [768, 1, 0] valid [%{{.*}}, 4, 1] : <f32> -> tensor<8x4x1xf32>
// CHECK: scf.yield %{{.*}} : tensor<8x4x1xf32>
// CHECK: %[[V14:.+]] = tile.reduce sum %[[V9]] dims [1] : tensor<8x4x1xf32> -> tensor<8x1x1xf32>
// CHECK: %[[V15:.+]] = math.rsqrt %[[V14]] : tensor<8x1x1xf32>
// CHECK: %[[V16:.+]] = scf.for %[[I19:.+]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[V18:.+]] = %{{.*}}) -> (tensor<8x64xf32>) {
// CHECK: %[[V20:.+]] = tile.load %{{.*}}[%{{.*}}] strides [768, 1, 0] valid [%{{.*}}, 4, 1] : <f32> -> tensor<8x4x1xf32>
// CHECK: %[[V21:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 768, 1] : <f32> -> tensor<1x4x64xf32>
// CHECK: %[[V22:.+]] = tile.mma %{{.*}}, %{{.*}}, %[[V18]] : tensor<8x4xf32>, tensor<4x64xf32>, tensor<8x64xf32>
// CHECK: scf.yield %[[V22]] : tensor<8x64xf32>
// CHECK: %[[V23:.+]] = tile.load %{{.*}}[%{{.*}}] strides [768, 0, 1] valid [%{{.*}}, 1, 64] : <f32> -> tensor<8x1x64xf32>
// CHECK: tile.store %{{.*}}, %{{.*}}[%{{.*}}] strides [768, 0, 1] valid [%{{.*}}, 1, 64] : tensor<8x1x64xf32>, <f32>
graph.kernel @norm_linear(%x: tensor<34x768xf32>, %w: tensor<768x768xf32>, %res: tensor<34x768xf32>) -> (tensor<34x768xf32>)
    attributes {schedule = #graph.schedule<contract, tile = [8, 64], threads = 1, reduction = [4]>} {
  %x2 = arith.mulf %x, %x : tensor<34x768xf32>
  %ss = graph.reduce sum %x2 dims [1] : tensor<34x768xf32> -> tensor<34xf32>
  %rs = math.rsqrt %ss : tensor<34xf32>
  %rb = graph.view %rs through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x768xf32>
  %xn = arith.mulf %x, %rb : tensor<34x768xf32>
  %c = graph.contract %xn, %w : tensor<34x768xf32>, tensor<768x768xf32> -> tensor<34x768xf32>
  %r = arith.addf %c, %res : tensor<34x768xf32>
  graph.return %r : tensor<34x768xf32>
}

// Swapped: columns of n come first, and the result is stored transposed.
// CHECK-LABEL: tile.func @swapped(
// CHECK-SAME: grid <() -> (36, 3)>
// CHECK: iter_args({{.*}}) -> (tensor<64x16xf32>)
// CHECK: %[[W:.+]] = tile.load %{{.*}} strides [768, 1, 0] : <f32> -> tensor<64x4x1xf32>
// CHECK: %[[X:.+]] = tile.load %{{.*}} strides [0, 1, 768] valid [1, 4, %{{.*}}] : <f32> -> tensor<1x4x16xf32>
// CHECK: tile.mma %{{.*}}, %{{.*}}, %{{.*}} : tensor<64x4xf32>, tensor<4x16xf32>, tensor<64x16xf32>
// CHECK: tile.load %{{.*}} strides [1, 0, 0] : <f32> -> tensor<64x1x1xf32>
// CHECK: tile.store %{{.*}} strides [1, 0, 2304] valid [64, 1, %{{.*}}] : tensor<64x1x16xf32>, <f32>
graph.kernel @swapped(%x: tensor<34x768xf32>, %w: tensor<2304x768xf32>, %b: tensor<2304xf32>) -> (tensor<34x2304xf32>)
    attributes {schedule = #graph.schedule<contract, tile = [16, 64], threads = 1, reduction = [4], swapped>} {
  %t = graph.view %w through <(d0, d1) -> (d1, d0)> : tensor<2304x768xf32> -> tensor<768x2304xf32>
  %c = graph.contract %x, %t : tensor<34x768xf32>, tensor<768x2304xf32> -> tensor<34x2304xf32>
  %v = graph.view %b through <(d0, d1) -> (d1)> : tensor<2304xf32> -> tensor<34x2304xf32>
  %0 = arith.addf %c, %v : tensor<34x2304xf32>
  graph.return %0 : tensor<34x2304xf32>
}

// The sum of a tile's columns is another result, one for each row and tile.
// CHECK-LABEL: tile.func @slices(
// CHECK-SAME: %[[N:[a-z0-9]+]]: index, %[[M:[a-z0-9]+]]: index,
// CHECK-SAME: %[[Y:[a-z0-9]+]]: !tile.ptr<f32>, %[[S:[a-z0-9]+]]: !tile.ptr<f32>) grid <() -> (2, 3)>
// CHECK: %[[ACC:.+]] = scf.for
// CHECK: %[[T:.+]] = tile.reshape %[[ACC]] : tensor<64x16xf32> -> tensor<1x64x1x16xf32>
// CHECK: tile.store %[[T]], %[[Y]][%{{.*}}] strides [0, 1, 0, 128]
// CHECK: %[[R:.+]] = tile.reduce sum %[[T]] dims [1] : tensor<1x64x1x16xf32> -> tensor<1x1x1x16xf32>
// CHECK: %[[ROW:.+]] = arith.muli %[[M]], %{{.*}}
// CHECK: %[[AT:.+]] = arith.addi %[[N]], %[[ROW]]
// CHECK: tile.store %[[R]], %[[S]][%[[AT]]] strides [0, 0, 0, 2] valid [1, 1, 1, %{{.*}}]
graph.kernel @slices(%x: tensor<34x768xf32>, %w: tensor<768x128xf32>) -> (tensor<34x128xf32>, tensor<34x1x2xf32>)
    attributes {schedule = #graph.schedule<contract, tile = [16, 64], threads = 1, reduction = [4], swapped>} {
  %c = graph.contract %x, %w : tensor<34x768xf32>, tensor<768x128xf32> -> tensor<34x128xf32>
  %s = graph.view %c through <(d0, d1, d2, d3) -> (d0, d2 * 64 + d3)> : tensor<34x128xf32> -> tensor<34x1x2x64xf32>
  %r = graph.reduce sum %s dims [3] {graph.in_epilogue} : tensor<34x1x2x64xf32> -> tensor<34x1x2xf32>
  graph.return %c, %r : tensor<34x128xf32>, tensor<34x1x2xf32>
}

// What is summed again has no loop, and lies before the columns.
// CHECK-LABEL: tile.func @recomputed(
// CHECK: tile.load %{{.*}} strides [2, 0, 0, 4] valid [2, 1, 1, %{{.*}}] : <f32> -> tensor<2x1x1x16xf32>
// CHECK: tile.reduce sum %{{.*}} dims [0] : tensor<2x1x1x16xf32> -> tensor<1x1x1x16xf32>
graph.kernel @recomputed(%x: tensor<34x768xf32>, %w: tensor<768x128xf32>, %s: tensor<34x2x2xf32>) -> (tensor<34x128xf32>)
    attributes {schedule = #graph.schedule<contract, tile = [16, 64], threads = 1, reduction = [4], swapped>} {
  %c = graph.contract %x, %w : tensor<34x768xf32>, tensor<768x128xf32> -> tensor<34x128xf32>
  %v = graph.view %s through <(d0, d1) -> (d0, d1, 1)> : tensor<34x2x2xf32> -> tensor<34x2xf32>
  %r = graph.reduce sum %v dims [1] {graph.recompute} : tensor<34x2xf32> -> tensor<34xf32>
  %b = graph.view %r through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x128xf32>
  %y = arith.mulf %c, %b : tensor<34x128xf32>
  graph.return %y : tensor<34x128xf32>
}
