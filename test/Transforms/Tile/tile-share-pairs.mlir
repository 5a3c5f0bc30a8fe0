// A rotation of neighbours: what it takes of each pair is computed once.
// RUN: cutedsl-opt %s --tile-share-pairs --cse | FileCheck %s

// CHECK-LABEL: tile.func @rotate
// CHECK: %[[X:.+]] = tile.load %arg1
// CHECK: %[[W:.+]] = tile.load %arg2
// CHECK: %[[WIDE:.+]] = arith.extf %[[X]]
// CHECK: %[[BELOW:.+]] = tile.broadcast %[[W]]
// CHECK: %[[P:.+]] = arith.mulf %[[WIDE]], %[[BELOW]]
// CHECK-DAG: %[[A:.+]] = tile.duplicate_in_pairs %[[P]] dim 1 member 0 : tensor<4x64xf32>
// CHECK-DAG: %[[B:.+]] = tile.duplicate_in_pairs %[[P]] dim 1 member 1 : tensor<4x64xf32>
// CHECK: arith.subf %[[A]], %[[B]]
tile.func @rotate(%i: index, %x: !tile.ptr<bf16>, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [64, 1] : <bf16> -> tensor<4x64xbf16>
  %1 = tile.load %w[%c0] strides [0, 1] : <f32> -> tensor<1x64xf32>
  %a = tile.duplicate_in_pairs %0 dim 1 member 0 : tensor<4x64xbf16>
  %aw = arith.extf %a : tensor<4x64xbf16> to tensor<4x64xf32>
  %wa = tile.duplicate_in_pairs %1 dim 1 member 0 : tensor<1x64xf32>
  %was = tile.broadcast %wa : tensor<1x64xf32> -> tensor<4x64xf32>
  %pa = arith.mulf %aw, %was : tensor<4x64xf32>
  %b = tile.duplicate_in_pairs %0 dim 1 member 1 : tensor<4x64xbf16>
  %bw = arith.extf %b : tensor<4x64xbf16> to tensor<4x64xf32>
  %wb = tile.duplicate_in_pairs %1 dim 1 member 1 : tensor<1x64xf32>
  %wbs = tile.broadcast %wb : tensor<1x64xf32> -> tensor<4x64xf32>
  %pb = arith.mulf %bw, %wbs : tensor<4x64xf32>
  %r = arith.subf %pa, %pb : tensor<4x64xf32>
  tile.store %r, %y[%c0] strides [64, 1] : tensor<4x64xf32>, <f32>
  tile.return
}

// Other members, and what differs within a pair.
// CHECK-LABEL: tile.func @other
// CHECK: %[[A:.+]] = tile.duplicate_in_pairs
// CHECK: %[[B:.+]] = tile.duplicate_in_pairs
// CHECK: arith.mulf %[[A]], %[[B]]
// CHECK: arith.addf %[[A]], %{{.+}} : tensor<4x64xf32>
tile.func @other(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [64, 1] : <f32> -> tensor<4x64xf32>
  %a = tile.duplicate_in_pairs %0 dim 1 member 0 : tensor<4x64xf32>
  %b = tile.duplicate_in_pairs %0 dim 1 member 1 : tensor<4x64xf32>
  %p = arith.mulf %a, %b : tensor<4x64xf32>
  %q = arith.addf %a, %0 : tensor<4x64xf32>
  %r = arith.addf %p, %q : tensor<4x64xf32>
  tile.store %r, %y[%c0] strides [64, 1] : tensor<4x64xf32>, <f32>
  tile.return
}
