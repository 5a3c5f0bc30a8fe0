// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// Online softmax; keys beyond the extent score minus infinity.

// CHECK-LABEL: tile.func @attn(
// CHECK-SAME: grid <() -> (12, 5)>
// CHECK: %[[V1:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 64, 1, 0, 0] valid [1, %{{.*}}, 64, 1, 1] : <f32> -> tensor<1x8x64x1x1xf32>
// CHECK: %[[V2:.+]]:3 = scf.for %[[I7:.+]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[V4:.+]] = %{{.*}}, %[[V5:.+]] = %{{.*}}, %[[V6:.+]] = %{{.*}}) -> (tensor<1x8x1x1x1xf32>, tensor<1x8x1x1x1xf32>, tensor<8x64xf32>) {
// CHECK: %[[V8:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 0, 1, 64, 0] valid [1, 1, 64, %{{.*}}, 1] : <f32> -> tensor<1x1x64x16x1xf32>
// CHECK: %[[V9:.+]] = tile.mma %{{.*}}, %{{.*}}, %{{.*}} : tensor<8x64xf32>, tensor<64x16xf32>, tensor<8x16xf32>
// CHECK: %[[V10:.+]] = tile.load %{{.*}}[%[[I7]]] strides [0, 0, 0, 1, 0] valid [1, 1, 1, %{{.*}}, 1] : <f32> -> tensor<1x1x1x16x1xf32>
// CHECK: %[[V11:.+]] = arith.cmpi slt, %{{.*}}, %{{.*}} : tensor<1x1x1x16x1xindex>
// CHECK: %[[V12:.+]] = arith.select %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x8x1x16x1xi1>, tensor<1x8x1x16x1xf32>
// CHECK: %[[V13:.+]] = tile.reduce max %[[V12]] dims [3] : tensor<1x8x1x16x1xf32> -> tensor<1x8x1x1x1xf32>
// CHECK: %[[V14:.+]] = arith.maximumf %[[V4]], %[[V13]] : tensor<1x8x1x1x1xf32>
// CHECK: %[[V15:.+]] = arith.select %{{.*}}, %{{.*}}, %[[V14]] : tensor<1x8x1x1x1xi1>, tensor<1x8x1x1x1xf32>
// CHECK: %[[V16:.+]] = math.exp %{{.*}} : tensor<1x8x1x16x1xf32>
// CHECK: %[[V17:.+]] = tile.reduce sum %[[V16]] dims [3] : tensor<1x8x1x16x1xf32> -> tensor<1x8x1x1x1xf32>
// CHECK: %[[V18:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 0, 0, 64, 1] valid [1, 1, 1, %{{.*}}, 64] : <f32> -> tensor<1x1x1x16x64xf32>
// CHECK: %[[V19:.+]] = math.exp %{{.*}} : tensor<1x8x1x1x1xf32>
// CHECK: %[[V20:.+]] = tile.mma %{{.*}}, %{{.*}}, %{{.*}} : tensor<8x16xf32>, tensor<16x64xf32>, tensor<8x64xf32>
// CHECK: scf.yield %[[V14]], %{{.*}}, %[[V20]] : tensor<1x8x1x1x1xf32>, tensor<1x8x1x1x1xf32>, tensor<8x64xf32>
// CHECK: %[[V21:.+]] = arith.select %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x8x1x1x64xi1>, tensor<1x8x1x1x64xf32>
// CHECK: tile.store %[[V21]], %{{.*}}[%{{.*}}] strides [0, 768, 0, 0, 1] valid [1, %{{.*}}, 1, 1, 64] : tensor<1x8x1x1x64xf32>, <f32>
graph.kernel @attn(%q: tensor<12x34x64xf32>, %k: tensor<12x34x64xf32>, %v: tensor<12x34x64xf32>, %mask: tensor<34xf32>) -> (tensor<34x768xf32>)
    attributes {schedule = #graph.schedule<attention, tile = [1, 8], threads = 1, reduction = [16]>} {
    %o = graph.attention %q, %k, %v masked_rows zero {
    ^bb0(%s: tensor<12x34x34xf32>):
      %mb = graph.view %mask through <(d0, d1, d2) -> (d2)> : tensor<34xf32> -> tensor<12x34x34xf32>
      %0 = arith.addf %s, %mb : tensor<12x34x34xf32>
      graph.yield %0 : tensor<12x34x34xf32>
    } : tensor<12x34x64xf32>, tensor<12x34x64xf32>, tensor<12x34x64xf32> -> tensor<12x34x64xf32>
    %r = graph.view %o through <(d0, d1) -> (d1 floordiv 64, d0, d1 mod 64)> : tensor<12x34x64xf32> -> tensor<34x768xf32>
  graph.return %r : tensor<34x768xf32>
}

// Two products back to back: no maximum, no sum; weights beyond the extent are 0.

// CHECK-LABEL: tile.func @back_to_back(
// CHECK: scf.for {{.*}} iter_args(%[[ACC:.+]] = %{{.*}}) -> (tensor<8x32xf32>) {
// CHECK: tile.mma
// CHECK: %[[E:.+]] = math.exp
// CHECK-NOT: tile.reduce
// CHECK: %[[IN:.+]] = arith.cmpi slt
// CHECK: %[[W:.+]] = arith.select %{{.*}}, %[[E]], %{{.*}}
// CHECK: %[[P:.+]] = tile.reshape %[[W]]
// CHECK: %[[O:.+]] = tile.mma %[[P]], %{{.*}}, %[[ACC]]
// CHECK: scf.yield %[[O]] : tensor<8x32xf32>
// CHECK-NOT: arith.divf
graph.kernel @back_to_back(%x: tensor<34x64xf32>, %w1: tensor<100x64xf32>, %w2: tensor<100x32xf32>) -> (tensor<34x32xf32>)
    attributes {schedule = #graph.schedule<attention, tile = [8], threads = 1, reduction = [16]>} {
  %o = graph.attention %x, %w1, %w2 masked_rows nan {
  ^bb0(%s: tensor<34x100xf32>):
    %0 = math.exp %s : tensor<34x100xf32>
    graph.yield %0 : tensor<34x100xf32>
  } {scores_as_weights} : tensor<34x64xf32>, tensor<100x64xf32>, tensor<100x32xf32> -> tensor<34x32xf32>
  graph.return %o : tensor<34x32xf32>
}
