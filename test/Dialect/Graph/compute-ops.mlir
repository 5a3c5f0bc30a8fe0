// RUN: cutedsl-opt %s | cutedsl-opt | FileCheck %s

// Every op but the program's structure round-trips.

#d = #graph.dims<()[s0, s1] -> (s0, s1 floordiv 16 + 2)>

// CHECK-LABEL: graph.kernel @views
// CHECK-SAME: schedule = #graph.schedule<pointwise, tile = [1, 64], threads = 1>
graph.kernel @views(%x: tensor<34x768xf32>, %y: tensor<?x?xf32, #d>)
    -> (tensor<34x12x64xf32>, tensor<?x?xf32, #d>)
    attributes {schedule = #graph.schedule<pointwise, tile = [1, 64], threads = 1>} {
  // CHECK: graph.view %{{.*}} through <(d0, d1, d2) -> (d0, d1 * 64 + d2)> : tensor<34x768xf32> -> tensor<34x12x64xf32>
  %0 = graph.view %x through <(d0, d1, d2) -> (d0, d1 * 64 + d2)>
      : tensor<34x768xf32> -> tensor<34x12x64xf32>
  // CHECK: graph.iota 1 : tensor<4x8xi64>
  %1 = graph.iota 1 : tensor<4x8xi64>
  // CHECK: graph.symbol <()[s0] -> (s0 * 2)> : tensor<i64>
  %2 = graph.symbol <()[s0] -> (s0 * 2)> : tensor<i64>
  // CHECK: graph.concat 1(%{{.*}}, %{{.*}}) : (tensor<4x8xi64>, tensor<4x8xi64>) -> tensor<4x16xi64>
  %3 = graph.concat 1 (%1, %1) : (tensor<4x8xi64>, tensor<4x8xi64>) -> tensor<4x16xi64>
  // CHECK: graph.gather %{{.*}}[%{{.*}}] dims [1] through <(d0, d1) -> (d0, 0)> : tensor<34x768xf32>, tensor<4x8xi64> -> tensor<4x8xf32>
  %4 = graph.gather %x[%1] dims [1] through <(d0, d1) -> (d0, 0)>
      : tensor<34x768xf32>, tensor<4x8xi64> -> tensor<4x8xf32>
  // CHECK: graph.scatter add %{{.*}}, %{{.*}}[%{{.*}}] dims [1] through <(d0, d1) -> (d0, 0)> : tensor<34x768xf32>, tensor<4x8xf32>, tensor<4x8xi64> -> tensor<34x768xf32>
  %5 = graph.scatter add %x, %4[%1] dims [1] through <(d0, d1) -> (d0, 0)>
      : tensor<34x768xf32>, tensor<4x8xf32>, tensor<4x8xi64> -> tensor<34x768xf32>
  // CHECK: graph.scatter set
  %6 = graph.scatter set %x, %4[%1] dims [1] through <(d0, d1) -> (d0, 0)>
      : tensor<34x768xf32>, tensor<4x8xf32>, tensor<4x8xi64> -> tensor<34x768xf32>
  // CHECK: graph.bitcast %{{.*}} : tensor<4x8xf32> -> tensor<4x8xi32>
  %7 = graph.bitcast %4 : tensor<4x8xf32> -> tensor<4x8xi32>
  graph.return %0, %y : tensor<34x12x64xf32>, tensor<?x?xf32, #d>
}

// CHECK-LABEL: graph.kernel @compute
graph.kernel @compute(%x: tensor<4x8xf32>, %q: tensor<2x4x8xbf16>, %k: tensor<2x6x8xbf16>)
    -> tensor<2x4x8xf32> {
  // CHECK: graph.reduce argmax %{{.*}} dims [1] : tensor<4x8xf32> -> tensor<4xi64>
  %0 = graph.reduce argmax %x dims [1] : tensor<4x8xf32> -> tensor<4xi64>
  // CHECK: graph.scan sum %{{.*}} dim 1 : tensor<4x8xf32>
  %1 = graph.scan sum %x dim 1 : tensor<4x8xf32>
  %kt = graph.view %k through <(d0, d1, d2) -> (d0, d2, d1)> : tensor<2x6x8xbf16> -> tensor<2x8x6xbf16>
  // CHECK: graph.contract %{{.*}}, %{{.*}} : tensor<2x4x8xbf16>, tensor<2x8x6xbf16> -> tensor<2x4x6xf32>
  %2 = graph.contract %q, %kt : tensor<2x4x8xbf16>, tensor<2x8x6xbf16> -> tensor<2x4x6xf32>
  // CHECK: graph.attention %{{.*}}, %{{.*}}, %{{.*}} masked_rows nan {
  // CHECK: graph.yield %{{.*}} : tensor<2x4x6xf32>
  %3 = graph.attention %q, %k, %k masked_rows nan {
  ^bb0(%s: tensor<2x4x6xf32>):
    %4 = arith.addf %s, %2 : tensor<2x4x6xf32>
    graph.yield %4 : tensor<2x4x6xf32>
  } : tensor<2x4x8xbf16>, tensor<2x6x8xbf16>, tensor<2x6x8xbf16> -> tensor<2x4x8xf32>
  // CHECK: graph.attention
  // CHECK: } {scores_as_weights} : tensor<2x4x8xbf16>
  %5 = graph.attention %q, %k, %k masked_rows nan {
  ^bb0(%s: tensor<2x4x6xf32>):
    graph.yield %s : tensor<2x4x6xf32>
  } {scores_as_weights} : tensor<2x4x8xbf16>, tensor<2x6x8xbf16>, tensor<2x6x8xbf16> -> tensor<2x4x8xf32>
  %6 = arith.addf %3, %5 : tensor<2x4x8xf32>
  // CHECK: graph.return
  graph.return %6 : tensor<2x4x8xf32>
}

// CHECK-LABEL: graph.kernel @float8
graph.kernel @float8(%a: tensor<4x8xf8E4M3FN>, %b: tensor<8x6xf8E5M2>) -> tensor<4x6xf32> {
  // CHECK: graph.contract %{{.*}}, %{{.*}} {fast_accumulation} : tensor<4x8xf8E4M3FN>, tensor<8x6xf8E5M2> -> tensor<4x6xf32>
  %0 = graph.contract %a, %b {fast_accumulation} : tensor<4x8xf8E4M3FN>, tensor<8x6xf8E5M2> -> tensor<4x6xf32>
  graph.return %0 : tensor<4x6xf32>
}

// CHECK-LABEL: graph.program @calls
graph.program @calls(%x: tensor<4x8xf32>, %q: tensor<2x4x8xbf16>, %k: tensor<2x6x8xbf16>)
    -> tensor<2x4x8xf32> {
  // CHECK: graph.call @compute(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<4x8xf32>, tensor<2x4x8xbf16>, tensor<2x6x8xbf16>) -> tensor<2x4x8xf32>
  %0 = graph.call @compute(%x, %q, %k)
      : (tensor<4x8xf32>, tensor<2x4x8xbf16>, tensor<2x6x8xbf16>) -> tensor<2x4x8xf32>
  graph.return %0 : tensor<2x4x8xf32>
}
