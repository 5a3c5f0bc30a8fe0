// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// Keys that are one block as a rule: the first block comes before the loop over
// the others, and scales nothing.

#q = #graph.dims<()[s0] -> (2, s0, 64)>
#s = #graph.dims<()[s0] -> (2, s0, s0)>

// CHECK-LABEL: tile.func @attention(
// CHECK-NOT: scf.for
// CHECK: %[[S:.+]] = tile.mma
// CHECK: %[[TOP:.+]] = tile.reduce max
// CHECK-NOT: arith.maximumf
// CHECK: %[[SUM:.+]] = tile.reduce sum
// CHECK: %[[O:.+]] = tile.mma
// CHECK: scf.for %{{.*}} = %c64 to %{{.*}} step %c64 iter_args(%{{.*}} = %[[TOP]], %{{.*}} = %[[SUM]], %{{.*}} = %[[O]])
// CHECK: arith.maximumf
// CHECK: scf.yield
// CHECK-NOT: scf.for

// More keys than a block has.
// CHECK-LABEL: tile.func @longer(
// CHECK-NOT: tile.mma
// CHECK: scf.for %{{.*}} = %c0 to
module {
  graph.program @main symbols ["length"] (%x: tensor<2x?x64xbf16, #q>) -> (tensor<2x?x64xf32, #q>)
      attributes {graph.hints = array<i64: 34>} {
    %0 = graph.call @attention(%x) : (tensor<2x?x64xbf16, #q>) -> tensor<2x?x64xf32, #q>
    graph.return %0 : tensor<2x?x64xf32, #q>
  }
  graph.kernel @attention(%x: tensor<2x?x64xbf16, #q>) -> (tensor<2x?x64xf32, #q>)
      attributes {schedule = #graph.schedule<attention, tile = [1, 64], threads = 128, reduction = [64]>} {
    %o = graph.attention %x, %x, %x masked_rows nan {
    ^bb0(%s: tensor<2x?x?xf32, #s>):
      graph.yield %s : tensor<2x?x?xf32, #s>
    } : tensor<2x?x64xbf16, #q>, tensor<2x?x64xbf16, #q>, tensor<2x?x64xbf16, #q> -> tensor<2x?x64xf32, #q>
    graph.return %o : tensor<2x?x64xf32, #q>
  }
  graph.kernel @longer(%x: tensor<2x?x64xbf16, #q>) -> (tensor<2x?x64xf32, #q>)
      attributes {schedule = #graph.schedule<attention, tile = [1, 32], threads = 64, reduction = [32]>} {
    %o = graph.attention %x, %x, %x masked_rows nan {
    ^bb0(%s: tensor<2x?x?xf32, #s>):
      graph.yield %s : tensor<2x?x?xf32, #s>
    } : tensor<2x?x64xbf16, #q>, tensor<2x?x64xbf16, #q>, tensor<2x?x64xbf16, #q> -> tensor<2x?x64xf32, #q>
    graph.return %o : tensor<2x?x64xf32, #q>
  }
}
