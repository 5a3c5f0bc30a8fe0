// Sizes that are only hinted at decide how many threads share a row.
// RUN: cutedsl-opt %s --graph-select-schedule=target=sm_90a | FileCheck %s

#row = #graph.dims<()[s0] -> (1, s0)>
// CHECK: @one_row{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [8192]>
graph.kernel @one_row(%a: tensor<1x?xf32, #row>) -> (tensor<1xf32>) {
  %0 = graph.reduce sum %a dims [1] : tensor<1x?xf32, #row> -> tensor<1xf32>
  graph.return %0 : tensor<1xf32>
}
#rows = #graph.dims<()[s0] -> (1000, s0)>
// CHECK: @many_rows{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 128, reduction = [1024]>
graph.kernel @many_rows(%a: tensor<1000x?xf32, #rows>) -> (tensor<1000xf32>) {
  %0 = graph.reduce sum %a dims [1] : tensor<1000x?xf32, #rows> -> tensor<1000xf32>
  graph.return %0 : tensor<1000xf32>
}
graph.program @main symbols ["s0"] (%a: tensor<1x?xf32, #row>, %b: tensor<1000x?xf32, #rows>) -> (tensor<1xf32>, tensor<1000xf32>) attributes {graph.hints = array<i64: 8192>} {
  %0 = graph.call @one_row(%a) : (tensor<1x?xf32, #row>) -> tensor<1xf32>
  %1 = graph.call @many_rows(%b) : (tensor<1000x?xf32, #rows>) -> tensor<1000xf32>
  graph.return %0, %1 : tensor<1xf32>, tensor<1000xf32>
}
