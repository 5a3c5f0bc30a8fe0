// RUN: cutedsl-opt %s --graph-drop-roundings | FileCheck %s

// CHECK-LABEL: @chain
// The first pair goes, through the view; the marked one stays.
// CHECK: %[[E:.*]] = math.exp %arg0
// CHECK-NEXT: %[[V:.*]] = graph.view %[[E]] through <(d0, d1) -> (d1, d0)> : tensor<8x4xf32> -> tensor<4x8xf32>
// CHECK-NEXT: %[[N:.*]] = arith.negf %[[V]]
// CHECK-NEXT: %[[T:.*]] = arith.truncf %[[N]] : tensor<4x8xf32> to tensor<4x8xbf16>
// CHECK-NEXT: %[[X:.*]] = arith.extf %[[T]]
// CHECK-NEXT: math.exp %[[X]]
graph.kernel @chain(%x: tensor<8x4xf32>) -> (tensor<4x8xbf16>) {
  %0 = math.exp %x : tensor<8x4xf32>
  %1 = arith.truncf %0 : tensor<8x4xf32> to tensor<8x4xbf16>
  %2 = graph.view %1 through <(d0, d1) -> (d1, d0)> : tensor<8x4xbf16> -> tensor<4x8xbf16>
  %3 = arith.extf %2 : tensor<4x8xbf16> to tensor<4x8xf32>
  %4 = arith.negf %3 : tensor<4x8xf32>
  %5 = arith.truncf %4 {graph.round} : tensor<4x8xf32> to tensor<4x8xbf16>
  %6 = arith.extf %5 : tensor<4x8xbf16> to tensor<4x8xf32>
  %7 = math.exp %6 : tensor<4x8xf32>
  %8 = arith.truncf %7 : tensor<4x8xf32> to tensor<4x8xbf16>
  graph.return %8 : tensor<4x8xbf16>
}

// What is quantised stays so.
// CHECK-LABEL: @quantised
// CHECK: %[[Q:.*]] = arith.truncf %arg0 : tensor<4xf32> to tensor<4xf8E4M3FN>
// CHECK-NEXT: arith.extf %[[Q]]
graph.kernel @quantised(%x: tensor<4xf32>) -> (tensor<4xf32>) {
  %0 = arith.truncf %x : tensor<4xf32> to tensor<4xf8E4M3FN>
  %1 = arith.extf %0 : tensor<4xf8E4M3FN> to tensor<4xf32>
  %2 = math.exp %1 : tensor<4xf32>
  graph.return %2 : tensor<4xf32>
}

// Parts of a concatenation that were rounded, and those that never were.
// CHECK-LABEL: @parts
// CHECK: %[[N:.*]] = arith.negf %arg0 : tensor<4xf32>
// CHECK: %[[X:.*]] = arith.extf %arg1 : tensor<4xbf16> to tensor<4xf32>
// CHECK: graph.concat 0(%[[N]], %[[X]]) : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
// CHECK-NOT: arith.truncf
graph.kernel @parts(%x: tensor<4xf32>, %y: tensor<4xbf16>) -> (tensor<8xf32>) {
  %0 = arith.negf %x : tensor<4xf32>
  %1 = arith.truncf %0 : tensor<4xf32> to tensor<4xbf16>
  %2 = graph.concat 0(%1, %y) : (tensor<4xbf16>, tensor<4xbf16>) -> tensor<8xbf16>
  %3 = arith.extf %2 : tensor<8xbf16> to tensor<8xf32>
  %4 = math.exp %3 : tensor<8xf32>
  graph.return %4 : tensor<8xf32>
}
