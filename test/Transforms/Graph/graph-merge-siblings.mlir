// RUN: cutedsl-opt %s --split-input-file --graph-merge-siblings | FileCheck %s

// Query, key and value with biases: one product, three slices.
// CHECK-LABEL: @qkv
// CHECK-DAG: %[[W:.*]] = graph.concat 1(%arg1, %arg2, %arg3) : {{.*}} -> tensor<8x24xf32>
// CHECK-DAG: %[[P:.*]] = graph.contract %arg0, %[[W]] : {{.*}} -> tensor<4x24xf32>
// CHECK-DAG: %[[R:.*]] = graph.view %[[P]] through <(d0, d1, d2) -> (d0 * 2 + d1, d2)> : tensor<4x24xf32> -> tensor<2x2x24xf32>
// CHECK-DAG: %[[B:.*]] = graph.concat 0(%arg4, %arg5, %arg6) : {{.*}} -> tensor<24xf32>
// CHECK-DAG: %[[S:.*]] = arith.addf %[[R]], %{{.*}} : tensor<2x2x24xf32>
// CHECK-DAG: %[[Q:.*]] = graph.view %[[S]] through <(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: %[[K:.*]] = graph.view %[[S]] through <(d0, d1, d2) -> (d0, d1, d2 + 8)>
// CHECK-DAG: %[[V:.*]] = graph.view %[[S]] through <(d0, d1, d2) -> (d0, d1, d2 + 16)>
// CHECK: graph.attention %[[Q]], %[[K]], %[[V]]
graph.program @qkv symbols [] (%x: tensor<4x8xf32>,
    %q: tensor<8x8xf32> {graph.frozen}, %k: tensor<8x8xf32> {graph.frozen}, %v: tensor<8x8xf32> {graph.frozen},
    %qb: tensor<8xf32> {graph.frozen}, %kb: tensor<8xf32> {graph.frozen}, %vb: tensor<8xf32> {graph.frozen}) -> (tensor<2x2x8xf32>) {
  %0 = graph.contract %x, %q : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32>
  %1 = graph.contract %x, %k : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32>
  %2 = graph.contract %x, %v : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32>
  %3 = graph.view %0 through <(d0, d1, d2) -> (d0 * 2 + d1, d2)> : tensor<4x8xf32> -> tensor<2x2x8xf32>
  %4 = graph.view %1 through <(d0, d1, d2) -> (d0 * 2 + d1, d2)> : tensor<4x8xf32> -> tensor<2x2x8xf32>
  %5 = graph.view %2 through <(d0, d1, d2) -> (d0 * 2 + d1, d2)> : tensor<4x8xf32> -> tensor<2x2x8xf32>
  %6 = graph.view %qb through <(d0, d1, d2) -> (d2)> : tensor<8xf32> -> tensor<2x2x8xf32>
  %7 = graph.view %kb through <(d0, d1, d2) -> (d2)> : tensor<8xf32> -> tensor<2x2x8xf32>
  %8 = graph.view %vb through <(d0, d1, d2) -> (d2)> : tensor<8xf32> -> tensor<2x2x8xf32>
  %9 = arith.addf %3, %6 : tensor<2x2x8xf32>
  %10 = arith.addf %4, %7 : tensor<2x2x8xf32>
  %11 = arith.addf %5, %8 : tensor<2x2x8xf32>
  %o = graph.attention %9, %10, %11 masked_rows zero {
  ^bb0(%s: tensor<2x2x2xf32>):
    graph.yield %s : tensor<2x2x2xf32>
  } : tensor<2x2x8xf32>, tensor<2x2x8xf32>, tensor<2x2x8xf32> -> tensor<2x2x8xf32>
  graph.return %o : tensor<2x2x8xf32>
}

// -----

// Weights that may change stay apart, and so do siblings with epilogues.
// CHECK-LABEL: @apart
// CHECK-NOT: graph.concat
graph.program @apart symbols [] (%x: tensor<4x8xf32>, %a: tensor<8x8xf32> {graph.frozen}, %b: tensor<8x8xf32> {graph.frozen}) -> (tensor<4x8xf32>) {
  %0 = graph.contract %x, %a : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32>
  %1 = graph.contract %x, %b : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32>
  %2 = arith.mulf %0, %1 : tensor<4x8xf32>
  graph.return %2 : tensor<4x8xf32>
}

// -----

// What all of them round is rounded once, before it is stored.
// CHECK-LABEL: @rounded
// CHECK: %[[P:.*]] = graph.contract %arg0, %{{.*}} -> tensor<4x16xf32>
// CHECK: %[[R:.*]] = arith.truncf %[[P]] : tensor<4x16xf32> to tensor<4x16xbf16>
// CHECK-DAG: %[[Q:.*]] = graph.view %[[R]] through <(d0, d1) -> (d0, d1)> : tensor<4x16xbf16> -> tensor<4x8xbf16>
// CHECK-DAG: %[[K:.*]] = graph.view %[[R]] through <(d0, d1) -> (d0, d1 + 8)> : tensor<4x16xbf16> -> tensor<4x8xbf16>
// CHECK-DAG: %[[B:.*]] = graph.view %[[K]] through <(d0, d1, d2) -> (d1, d2)> : tensor<4x8xbf16> -> tensor<1x4x8xbf16>
// CHECK-NOT: arith.truncf
graph.program @rounded symbols [] (%x: tensor<4x8xbf16>,
    %q: tensor<8x8xbf16> {graph.frozen}, %k: tensor<8x8xbf16> {graph.frozen}) -> (tensor<1x4x8xf32>) {
  %0 = graph.contract %x, %q : tensor<4x8xbf16>, tensor<8x8xbf16> -> tensor<4x8xf32>
  %1 = graph.contract %x, %k : tensor<4x8xbf16>, tensor<8x8xbf16> -> tensor<4x8xf32>
  %2 = arith.truncf %0 : tensor<4x8xf32> to tensor<4x8xbf16>
  %3 = graph.view %2 through <(d0, d1, d2) -> (d1, d2)> : tensor<4x8xbf16> -> tensor<1x4x8xbf16>
  %4 = graph.view %1 through <(d0, d1, d2) -> (d1, d2)> : tensor<4x8xf32> -> tensor<1x4x8xf32>
  %5 = arith.truncf %4 : tensor<1x4x8xf32> to tensor<1x4x8xbf16>
  %o = graph.attention %3, %5, %5 masked_rows zero {
  ^bb0(%s: tensor<1x4x4xf32>):
    graph.yield %s : tensor<1x4x4xf32>
  } : tensor<1x4x8xbf16>, tensor<1x4x8xbf16>, tensor<1x4x8xbf16> -> tensor<1x4x8xf32>
  graph.return %o : tensor<1x4x8xf32>
}

// -----

// Products of 8-bit floats only with those of the same types and accumulation.
// CHECK-LABEL: @float8
// CHECK: graph.concat 1(%arg1, %arg2)
// CHECK-NOT: graph.concat
// CHECK-DAG: graph.contract %arg0, %{{.*}} {fast_accumulation} : tensor<4x8xf8E4M3FN>, tensor<8x16xf8E4M3FN>
// CHECK-DAG: graph.contract %arg0, %arg3 : tensor<4x8xf8E4M3FN>, tensor<8x8xf8E4M3FN>
graph.program @float8 symbols [] (%x: tensor<4x8xf8E4M3FN>, %q: tensor<8x8xf8E4M3FN> {graph.frozen},
    %k: tensor<8x8xf8E4M3FN> {graph.frozen}, %v: tensor<8x8xf8E4M3FN> {graph.frozen}) -> (tensor<4x8xf32>) {
  %0 = graph.contract %x, %q {fast_accumulation} : tensor<4x8xf8E4M3FN>, tensor<8x8xf8E4M3FN> -> tensor<4x8xf32>
  %1 = graph.contract %x, %k {fast_accumulation} : tensor<4x8xf8E4M3FN>, tensor<8x8xf8E4M3FN> -> tensor<4x8xf32>
  %2 = graph.contract %x, %v : tensor<4x8xf8E4M3FN>, tensor<8x8xf8E4M3FN> -> tensor<4x8xf32>
  %o = graph.attention %0, %1, %2 masked_rows zero {
  ^bb0(%s: tensor<4x4xf32>):
    graph.yield %s : tensor<4x4xf32>
  } : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32> -> tensor<4x8xf32>
  graph.return %o : tensor<4x8xf32>
}
