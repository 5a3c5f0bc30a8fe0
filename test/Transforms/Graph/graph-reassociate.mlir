// RUN: cutedsl-opt %s --split-input-file --graph-reassociate --canonicalize --cse | FileCheck %s
// RUN: cutedsl-opt %s --split-input-file --cutedsl-graph-pipeline=fast-algebra=true | FileCheck %s --check-prefix=FAST
// RUN: cutedsl-opt %s --split-input-file --cutedsl-graph-pipeline | FileCheck %s --check-prefix=EXACT

// ((x / 4) * 3) / 3 is x * 0.25, with one constant.
// CHECK-LABEL: graph.program @constants
// CHECK: arith.constant dense<2.500000e-01>
// CHECK: arith.mulf
// CHECK-NOT: arith.mulf
// CHECK-NOT: arith.divf
// CHECK: graph.return
// FAST-LABEL: graph.kernel
// FAST-NOT: arith.divf
// FAST: graph.return
// EXACT-LABEL: graph.kernel
// EXACT-COUNT-2: arith.divf
graph.program @constants (%x: tensor<8xf32>) -> (tensor<8xf32>) {
  %c4 = arith.constant dense<4.0> : tensor<f32>
  %c3 = arith.constant dense<3.0> : tensor<f32>
  %four = graph.view %c4 through <(d0) -> ()> : tensor<f32> -> tensor<8xf32>
  %three = graph.view %c3 through <(d0) -> ()> : tensor<f32> -> tensor<8xf32>
  %0 = arith.divf %x, %four : tensor<8xf32>
  %1 = arith.mulf %0, %three : tensor<8xf32>
  %2 = arith.divf %1, %three : tensor<8xf32>
  graph.return %2 : tensor<8xf32>
}

// -----

// One division a row.
// CHECK-LABEL: graph.program @rows
// CHECK: %[[R:.*]] = arith.divf %{{.*}}, %arg1 : tensor<4xf32>
// CHECK: %[[V:.*]] = graph.view %[[R]] through <(d0, d1) -> (d0)>
// CHECK: arith.mulf %arg0, %[[V]]
graph.program @rows (%x: tensor<4x8xf32>, %y: tensor<4xf32>) -> (tensor<4x8xf32>) {
  %b = graph.view %y through <(d0, d1) -> (d0)> : tensor<4xf32> -> tensor<4x8xf32>
  %0 = arith.divf %x, %b : tensor<4x8xf32>
  graph.return %0 : tensor<4x8xf32>
}

// -----

// What has no good inverse, repeats nothing, or is a sum stays.
// CHECK-LABEL: graph.program @kept
// CHECK: arith.divf %arg0, %{{.*}} : tensor<4xf32>
// CHECK: arith.divf %{{.*}}, %arg1 : tensor<4xf32>
// CHECK: arith.addf
// CHECK: arith.addf
graph.program @kept (%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>) {
  %tiny = arith.constant dense<1.0e-44> : tensor<4xf32>
  %one = arith.constant dense<1.0e8> : tensor<4xf32>
  %two = arith.constant dense<-1.0e8> : tensor<4xf32>
  %0 = arith.divf %x, %tiny : tensor<4xf32>
  %1 = arith.divf %0, %y : tensor<4xf32>
  %2 = arith.addf %1, %one : tensor<4xf32>
  %3 = arith.addf %2, %two : tensor<4xf32>
  graph.return %3 : tensor<4xf32>
}
