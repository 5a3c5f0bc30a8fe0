// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse -split-input-file -verify-diagnostics | FileCheck %s

// What is read twice in whole chunks of a row becomes a pipeline.
// CHECK-LABEL: tile.func @softmax(
// CHECK-SAME: threads 512 attributes {pipeline_stages = 13 : i64}
graph.kernel @softmax(%x: tensor<64x24576xbf16>) -> (tensor<64x24576xbf16>) attributes {
    schedule = #graph.schedule<rows, tile = [1], threads = 512, reduction = [8192], stages = 13>,
    fallback = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [8192]>} {
  %a = arith.extf %x : tensor<64x24576xbf16> to tensor<64x24576xf32>
  %m = graph.reduce sum %a dims [1] : tensor<64x24576xf32> -> tensor<64xf32>
  %mb = graph.view %m through <(d0, d1) -> (d0)> : tensor<64xf32> -> tensor<64x24576xf32>
  %y = arith.divf %a, %mb : tensor<64x24576xf32>
  %r = arith.truncf %y : tensor<64x24576xf32> to tensor<64x24576xbf16>
  graph.return %r : tensor<64x24576xbf16>
}

// -----

// Rows that do not begin at multiples of 16 bytes.
// CHECK-LABEL: tile.func @odd(
// CHECK-SAME: threads 1024 {
// expected-remark @below {{rows are not kept in shared memory: no input has rows, of whole 16 bytes, that are read in two loops over all of them}}
graph.kernel @odd(%a: tensor<64x24577xf32>) -> (tensor<64x24577xf32>) attributes {
    schedule = #graph.schedule<rows, tile = [1], threads = 512, reduction = [4096], stages = 13>,
    fallback = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [8192]>} {
  %m = graph.reduce sum %a dims [1] : tensor<64x24577xf32> -> tensor<64xf32>
  %mb = graph.view %m through <(d0, d1) -> (d0)> : tensor<64xf32> -> tensor<64x24577xf32>
  %y = arith.divf %a, %mb : tensor<64x24577xf32>
  graph.return %y : tensor<64x24577xf32>
}

// -----

// Threads that leave no room for a producer.
// CHECK-LABEL: tile.func @many_threads(
// CHECK-SAME: threads 256 {
// expected-remark @below {{1024 threads are not whole warpgroups that have room for a producer beside them}}
graph.kernel @many_threads(%a: tensor<64x24576xf32>) -> (tensor<64x24576xf32>) attributes {
    schedule = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [4096], stages = 13>,
    fallback = #graph.schedule<rows, tile = [1], threads = 256, reduction = [8192]>} {
  %m = graph.reduce sum %a dims [1] : tensor<64x24576xf32> -> tensor<64xf32>
  %mb = graph.view %m through <(d0, d1) -> (d0)> : tensor<64xf32> -> tensor<64x24576xf32>
  %y = arith.divf %a, %mb : tensor<64x24576xf32>
  graph.return %y : tensor<64x24576xf32>
}
