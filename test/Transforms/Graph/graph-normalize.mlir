// RUN: cutedsl-opt %s --split-input-file --graph-normalize | FileCheck %s

#d = #graph.dims<()[s0] -> (s0, 64)>
#f = #graph.dims<()[s0] -> (s0 * 64)>

// Splitting and joining a dimension is nothing, also where the size is symbolic.
// CHECK-LABEL: @reshape
// CHECK-NOT: graph.view
// CHECK: math.exp %arg0
graph.program @reshape symbols ["s0"] (%x: tensor<?x64xf32, #d>) -> (tensor<?x64xf32, #d>) {
  %0 = graph.view %x through <(d0) -> (d0 floordiv 64, d0 mod 64)> : tensor<?x64xf32, #d> -> tensor<?xf32, #f>
  %1 = graph.view %0 through <(d0, d1) -> (d0 * 64 + d1)> : tensor<?xf32, #f> -> tensor<?x64xf32, #d>
  %2 = math.exp %1 : tensor<?x64xf32, #d>
  graph.return %2 : tensor<?x64xf32, #d>
}

// -----

#b = #graph.dims<()[s0, s1] -> (s0, s1, 64)>
#m = #graph.dims<()[s0, s1] -> (s0 * s1, 64)>

// CHECK-LABEL: @symbolic_stride
// CHECK-NOT: graph.view
// CHECK: math.exp %arg0
graph.program @symbolic_stride symbols ["s0", "s1"] (%x: tensor<?x?x64xf32, #b>) -> (tensor<?x?x64xf32, #b>) {
  %0 = graph.view %x through <(d0, d1)[s0, s1] -> (d0 floordiv s1, d0 mod s1, d1)> : tensor<?x?x64xf32, #b> -> tensor<?x64xf32, #m>
  %1 = graph.view %0 through <(d0, d1, d2)[s0, s1] -> (d0 * s1 + d1, d2)> : tensor<?x64xf32, #m> -> tensor<?x?x64xf32, #b>
  %2 = math.exp %1 : tensor<?x?x64xf32, #b>
  graph.return %2 : tensor<?x?x64xf32, #b>
}

// -----

// CHECK-LABEL: @broadcast
// CHECK: %[[N:.*]] = arith.negf %arg0 : tensor<8xf32>
// CHECK: graph.view %[[N]] through <(d0, d1) -> (d1)> : tensor<8xf32> -> tensor<4x8xf32>
graph.program @broadcast symbols [] (%x: tensor<8xf32>) -> (tensor<4x8xf32>) {
  %0 = graph.view %x through <(d0, d1) -> (d1)> : tensor<8xf32> -> tensor<4x8xf32>
  %1 = arith.negf %0 : tensor<4x8xf32>
  graph.return %1 : tensor<4x8xf32>
}

// -----

#d = #graph.dims<()[s0] -> (s0)>

// Constants of symbolic shape are computed as scalars.
// CHECK-LABEL: @constants
// CHECK: %[[C:.*]] = arith.constant dense<3.000000e+00> : tensor<f32>
// CHECK: %[[V:.*]] = graph.view %[[C]]
// CHECK: arith.addf %arg0, %[[V]]
graph.program @constants symbols ["s0"] (%x: tensor<?xf32, #d>) -> (tensor<?xf32, #d>) {
  %c1 = arith.constant dense<1.0> : tensor<f32>
  %c2 = arith.constant dense<2.0> : tensor<f32>
  %0 = graph.view %c1 through <(d0) -> ()> : tensor<f32> -> tensor<?xf32, #d>
  %1 = graph.view %c2 through <(d0) -> ()> : tensor<f32> -> tensor<?xf32, #d>
  %2 = arith.addf %0, %1 : tensor<?xf32, #d>
  %3 = arith.addf %x, %2 : tensor<?xf32, #d>
  graph.return %3 : tensor<?xf32, #d>
}

// -----

// A slice of one part reads it; one across two parts stays.
// CHECK-LABEL: @parts
// CHECK: %[[C:.*]] = graph.concat
// CHECK: %[[A:.*]] = graph.view %arg1 through <(d0) -> (d0 + 1)>
// CHECK: %[[B:.*]] = graph.view %[[C]] through <(d0) -> (d0 + 3)>
// CHECK: graph.return %[[A]], %[[B]]
graph.program @parts symbols [] (%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %c = graph.concat 0 (%x, %y) : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  %0 = graph.view %c through <(d0) -> (d0 + 5)> : tensor<8xf32> -> tensor<2xf32>
  %1 = graph.view %c through <(d0) -> (d0 + 3)> : tensor<8xf32> -> tensor<2xf32>
  graph.return %0, %1 : tensor<2xf32>, tensor<2xf32>
}

// -----

// A gather at computed but known indices is a view; one that may be out of
// bounds stays, to be reported when running.
// CHECK-LABEL: @gather
// CHECK: graph.view %arg0 through <(d0, d1) -> (d0 + 2, d1)>
// CHECK: graph.gather
graph.program @gather symbols [] (%t: tensor<8x4xf32>) -> (tensor<3x4xf32>, tensor<3x4xf32>) {
  %i = graph.iota 0 : tensor<3x4xi64>
  %two = arith.constant dense<2> : tensor<3x4xi64>
  %six = arith.constant dense<6> : tensor<3x4xi64>
  %a = arith.addi %i, %two : tensor<3x4xi64>
  %b = arith.addi %i, %six : tensor<3x4xi64>
  %0 = graph.gather %t[%a] dims [0] through <(d0, d1) -> (0, d1)> : tensor<8x4xf32>, tensor<3x4xi64> -> tensor<3x4xf32>
  %1 = graph.gather %t[%b] dims [0] through <(d0, d1) -> (0, d1)> : tensor<8x4xf32>, tensor<3x4xi64> -> tensor<3x4xf32>
  graph.return %0, %1 : tensor<3x4xf32>, tensor<3x4xf32>
}

// -----

// CHECK-LABEL: @trivial_reduction
// CHECK-NOT: graph.reduce
// CHECK: graph.view %arg0 through <(d0) -> (d0, 0)>
graph.program @trivial_reduction symbols [] (%x: tensor<8x1xf32>) -> (tensor<8xf32>) {
  %0 = graph.reduce sum %x dims [1] : tensor<8x1xf32> -> tensor<8xf32>
  graph.return %0 : tensor<8xf32>
}
