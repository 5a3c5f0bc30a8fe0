// RUN: cutedsl-opt %s --convert-captured-to-graph --cutedsl-graph-pipeline=target=sm_90a --cutedsl-tile-pipeline --convert-tile-to-sm90 --canonicalize --cse | FileCheck %s
// RUN: cutedsl-run %s --target=sm_90a --emit=cubin -o %t.cubin
// RUN: cutedsl-run %s --target=sm_90a --emit=ptx | FileCheck %s --check-prefix=PTX

// Causal attention: producer and consumers end at the last block that a row of
// the group looks at, and tiles come longest first, forth and back.
// CHECK: tile.func @attention{{.*}}persistent
// CHECK: sm90.warp_specialize consumers 2 independent
// CHECK: arith.xori
// CHECK: %[[TILE:.+]] = arith.select
// CHECK: sm90.load
// CHECK: %[[KEYS:.+]] = arith.maxsi %{{.*}}, %c1
// CHECK: %[[ROUNDED:.+]] = arith.addi %[[KEYS]], %c127
// CHECK: %[[NEEDED:.+]] = arith.divui %[[ROUNDED]], %c128
// CHECK: %[[BLOCKS:.+]] = arith.minui %[[NEEDED]], %c16
// CHECK: scf.for %{{.*}} = %c0 to %[[BLOCKS]]
// CHECK: } consumer {
// CHECK: %[[MINE:.+]] = arith.minui %{{.*}}, %c16
// CHECK: %[[LAST:.+]] = arith.addi %[[MINE]], %c-1
// CHECK: scf.for %{{.*}} = %c0 to %[[LAST]]
// PTX: wgmma.mma_async.sync.aligned.m64n128k16.f32.bf16.bf16
// PTX-NOT: .local
graph.program @main(%q: tensor<1x32x2048x128xbf16> {graph.name = "q"}, %k: tensor<1x32x2048x128xbf16> {graph.name = "k"},
                    %v: tensor<1x32x2048x128xbf16> {graph.name = "v"}) -> (tensor<1x32x2048x128xbf16>) {
  %0 = graph.captured "cutedsl.attention.default"(%q, %k, %v) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.none, true, #graph.none, false]
      : (tensor<1x32x2048x128xbf16>, tensor<1x32x2048x128xbf16>, tensor<1x32x2048x128xbf16>) -> tensor<1x32x2048x128xbf16>
  graph.return %0 : tensor<1x32x2048x128xbf16>
}
