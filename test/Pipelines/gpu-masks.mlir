// RUN: cutedsl-opt %s --cutedsl-graph-pipeline=target=sm_90a | FileCheck %s

// A mask of positions costs less to compute between the products of an attention
// than to read; of a small attention, too, what rotates its operands joins it.
// CHECK-COUNT-2: graph.kernel @
// CHECK-NOT: graph.kernel @
graph.program @main(%q: tensor<1x8x1024x64xbf16> {graph.name = "q"}, %k: tensor<1x8x1024x64xbf16> {graph.name = "k"},
                    %v: tensor<1x8x1024x64xbf16> {graph.name = "v"}, %c: tensor<34x64xf32> {graph.name = "c"},
                    %s: tensor<1x8x34x64xbf16> {graph.name = "s"})
    -> (tensor<1x8x1024x64xf32>, tensor<1x8x34x64xf32>) {
  %i = graph.iota 0 : tensor<1024x1024xi64>
  %j = graph.iota 1 : tensor<1024x1024xi64>
  %near = arith.cmpi sle, %j, %i : tensor<1024x1024xi64>
  %lowest = arith.constant dense<0xFF800000> : tensor<f32>
  %0 = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%score: tensor<1x8x1024x1024xf32>):
    %m = graph.view %near through <(d0, d1, d2, d3) -> (d2, d3)> : tensor<1024x1024xi1> -> tensor<1x8x1024x1024xi1>
    %l = graph.view %lowest through <(d0, d1, d2, d3) -> ()> : tensor<f32> -> tensor<1x8x1024x1024xf32>
    %masked = arith.select %m, %score, %l : tensor<1x8x1024x1024xi1>, tensor<1x8x1024x1024xf32>
    graph.yield %masked : tensor<1x8x1024x1024xf32>
  } : tensor<1x8x1024x64xbf16>, tensor<1x8x1024x64xbf16>, tensor<1x8x1024x64xbf16> -> tensor<1x8x1024x64xf32>
  %wide = arith.extf %s : tensor<1x8x34x64xbf16> to tensor<1x8x34x64xf32>
  %turn = graph.view %c through <(d0, d1, d2, d3) -> (d2, d3)> : tensor<34x64xf32> -> tensor<1x8x34x64xf32>
  %turned = arith.mulf %wide, %turn : tensor<1x8x34x64xf32>
  %narrow = arith.truncf %turned : tensor<1x8x34x64xf32> to tensor<1x8x34x64xbf16>
  %1 = graph.attention %narrow, %narrow, %s masked_rows zero {
  ^bb0(%score: tensor<1x8x34x34xf32>):
    graph.yield %score : tensor<1x8x34x34xf32>
  } : tensor<1x8x34x64xbf16>, tensor<1x8x34x64xbf16>, tensor<1x8x34x64xbf16> -> tensor<1x8x34x64xf32>
  graph.return %0, %1 : tensor<1x8x1024x64xf32>, tensor<1x8x34x64xf32>
}
