// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// Sizes over symbols; a flattened batch is divided and recombined.

#rows = #graph.dims<()[s0] -> (s0, 8)>
#d = #graph.dims<()[s0, s1] -> (s0, s1, 768)>
#h = #graph.dims<()[s0, s1] -> (s0, s1, 12, 64)>
#m = #graph.dims<()[s0, s1] -> (s0 * s1, 768)>

// CHECK-LABEL: tile.func @dyn(
// CHECK-SAME: grid <()[s0] -> ((s0 + 3) floordiv 4, 1)>
// CHECK: %[[V1:.+]] = tile.load %{{.*}}[%{{.*}}] strides [8, 1] valid [%{{.*}}, 8] : <f32> -> tensor<4x8xf32>
// CHECK: %[[V2:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 1] : <f32> -> tensor<1x8xf32>
// CHECK: tile.store %{{.*}}, %{{.*}}[%{{.*}}] strides [8, 1] valid [%{{.*}}, 8] : tensor<4x8xf32>, <f32>
graph.kernel @dyn(%a: tensor<?x8xf32, #rows>, %b: tensor<8xf32>) -> (tensor<?x8xf32, #rows>)
    attributes {schedule = #graph.schedule<pointwise, tile = [4, 8], threads = 1>} {
  %v = graph.view %b through <(d0, d1) -> (d1)> : tensor<8xf32> -> tensor<?x8xf32, #rows>
  %0 = arith.addf %a, %v : tensor<?x8xf32, #rows>
  graph.return %0 : tensor<?x8xf32, #rows>
}

// CHECK-LABEL: tile.func @qkv(
// CHECK-SAME: grid <()[s0, s1] -> ((s0 * s1 + 7) floordiv 8, 12)>
// CHECK: %[[V3:.+]] = scf.for %[[I6:.+]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[V5:.+]] = %{{.*}}) -> (tensor<8x64xf32>) {
// CHECK: %[[V7:.+]] = tile.load %{{.*}}[%{{.*}}] strides [768, 1, 0] valid [%{{.*}}, 4, 1] : <f32> -> tensor<8x4x1xf32>
// CHECK: %[[V8:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 768, 1] : <f32> -> tensor<1x4x64xf32>
// CHECK: %[[V9:.+]] = tile.mma %{{.*}}, %{{.*}}, %[[V5]] : tensor<8x4xf32>, tensor<4x64xf32>, tensor<8x64xf32>
// CHECK: scf.yield %[[V9]] : tensor<8x64xf32>
// CHECK: tile.store %{{.*}}, %{{.*}}[%{{.*}}] strides [768, 0, 1] valid [%{{.*}}, 1, 64] : tensor<8x1x64xf32>, <f32>
graph.kernel @qkv(%x: tensor<?x?x768xf32, #d>, %w: tensor<768x768xf32>) -> (tensor<?x?x12x64xf32, #h>)
    attributes {schedule = #graph.schedule<contract, tile = [8, 64], threads = 1, reduction = [4]>} {
  %xx = graph.view %x through <(d0, d1)[s0, s1] -> (d0 floordiv s1, d0 mod s1, d1)> : tensor<?x?x768xf32, #d> -> tensor<?x768xf32, #m>
  %c = graph.contract %xx, %w : tensor<?x768xf32, #m>, tensor<768x768xf32> -> tensor<?x768xf32, #m>
  %r = graph.view %c through <(d0, d1, d2, d3)[s0, s1] -> (d0 * s1 + d1, d2 * 64 + d3)> : tensor<?x768xf32, #m> -> tensor<?x?x12x64xf32, #h>
  graph.return %r : tensor<?x?x12x64xf32, #h>
}

// Filled up to whole dozens. The filler may be empty, and its size is divided
// below zero where it is written so; the grid covers what is not negative.

#x = #graph.dims<()[s0] -> (s0)>
#filler = #graph.dims<()[s0] -> ((-s0) mod 12)>
#full = #graph.dims<()[s0] -> (((-s0) floordiv 12) * -12)>

// CHECK-LABEL: tile.func @fill(
// CHECK-SAME: grid <()[s0] -> (((s0 * 11) floordiv 12 + s0 * 3 + 3) floordiv 4 - (s0 * 11) floordiv 12)>
// CHECK: %[[S:.+]] = arith.muli %arg3, %c11
// CHECK: %[[FILLER:.+]] = arith.remui %[[S]], %c12
// CHECK: %[[LANES:.+]] = tile.splat %[[FILLER]]
// CHECK: %[[AT:.+]] = tile.broadcast %[[LANES]]
// CHECK: %[[IN:.+]] = arith.cmpi sge, %{{.*}}, %[[AT]]
// CHECK: tile.load %arg1[%{{.*}}] strides [1] valid [%[[LEFT:.+]]] mask %[[IN]]
// CHECK: tile.store %{{.*}}, %arg2[%{{.*}}] strides [1] valid [%[[LEFT]]]
graph.kernel @fill(%a: tensor<?xf32, #x>) -> (tensor<?xf32, #full>)
    attributes {schedule = #graph.schedule<pointwise, tile = [16], threads = 1>} {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %f = graph.view %zero through <(d0) -> ()> : tensor<f32> -> tensor<?xf32, #filler>
  %c = graph.concat 0 (%f, %a) : (tensor<?xf32, #filler>, tensor<?xf32, #x>) -> tensor<?xf32, #full>
  graph.return %c : tensor<?xf32, #full>
}
