// RUN: cutedsl-opt %s --split-input-file --graph-pad-operands=target=sm_90a | FileCheck %s
// RUN: cutedsl-opt %s --split-input-file --graph-pad-operands=target=sm_80 | FileCheck %s --check-prefix=OTHER
// OTHER-NOT: graph.store

// Rows of 515 elements get pitches of 520; one copy serves both products.
// CHECK-LABEL: @odd
// CHECK: %[[Z:.*]] = arith.constant dense<0.000000e+00> : tensor<1024x5xbf16>
// CHECK: %[[C:.*]] = graph.concat 1(%arg0, %[[Z]])
// CHECK: %[[S:.*]] = graph.view %[[C]] through <(d0, d1) -> (d0, d1)> {graph.store} : tensor<1024x520xbf16> -> tensor<1024x520xbf16>
// CHECK: %[[X:.*]] = graph.view %[[S]] through <(d0, d1) -> (d0, d1)> : tensor<1024x520xbf16> -> tensor<1024x515xbf16>
// CHECK-NOT: graph.store
// CHECK: graph.contract %[[X]], %arg1
// CHECK: graph.contract %[[X]], %arg2
graph.program @odd symbols [] (%x: tensor<1024x515xbf16>, %w: tensor<515x2048xbf16>, %v: tensor<515x2048xbf16>) -> (tensor<1024x2048xf32>, tensor<1024x2048xf32>) {
  %0 = graph.contract %x, %w : tensor<1024x515xbf16>, tensor<515x2048xbf16> -> tensor<1024x2048xf32>
  %1 = graph.contract %x, %v : tensor<1024x515xbf16>, tensor<515x2048xbf16> -> tensor<1024x2048xf32>
  graph.return %0, %1 : tensor<1024x2048xf32>, tensor<1024x2048xf32>
}

// -----

// A right operand whose columns lie along k is copied so; a batch that repeats
// it is not.
// CHECK-LABEL: @transposed
// CHECK: graph.concat 1(%{{.*}}, %{{.*}}) : (tensor<1030x1021xbf16>, tensor<1030x3xbf16>)
// CHECK: {graph.store} : tensor<1030x1024xbf16> -> tensor<1030x1024xbf16>
// CHECK: graph.view %{{.*}} through <(d0, d1, d2) -> (d2, d1)> : tensor<1030x1024xbf16> -> tensor<4x1021x1030xbf16>
graph.program @transposed symbols [] (%x: tensor<4x1024x1024xbf16>, %w: tensor<1030x1021xbf16>) -> (tensor<4x1024x1030xf32>) {
  %0 = graph.view %x through <(d0, d1, d2) -> (d0, d1, d2)> : tensor<4x1024x1024xbf16> -> tensor<4x1024x1021xbf16>
  %1 = graph.view %w through <(d0, d1, d2) -> (d2, d1)> : tensor<1030x1021xbf16> -> tensor<4x1021x1030xbf16>
  %2 = graph.contract %0, %1 : tensor<4x1024x1021xbf16>, tensor<4x1021x1030xbf16> -> tensor<4x1024x1030xf32>
  graph.return %2 : tensor<4x1024x1030xf32>
}

// -----

// A slice that begins anywhere; strides as the caller says; too little to do.
// CHECK-LABEL: @slices
// CHECK: graph.view %arg1 through <(d0, d1) -> (d0, d1)> {graph.store} : tensor<1024x512xbf16>
// CHECK: %[[V:.*]] = graph.view %arg0 through <(d0, d1) -> (d0, d1 + 3)> : tensor
// CHECK: graph.view %[[V]] through <(d0, d1) -> (d0, d1)> {graph.store} : tensor<1024x512xbf16>
// CHECK-NOT: graph.store
graph.program @slices symbols [] (%x: tensor<1024x600xbf16>, %y: tensor<1024x512xbf16> {graph.strides = #graph.dims<() -> (515, 1)>}, %w: tensor<512x2048xbf16>, %small: tensor<16x19xbf16>, %v: tensor<19x64xbf16>) -> (tensor<1024x2048xf32>, tensor<1024x2048xf32>, tensor<16x64xf32>) {
  %0 = graph.view %x through <(d0, d1) -> (d0, d1 + 3)> : tensor<1024x600xbf16> -> tensor<1024x512xbf16>
  %1 = graph.contract %0, %w : tensor<1024x512xbf16>, tensor<512x2048xbf16> -> tensor<1024x2048xf32>
  %2 = graph.contract %y, %w : tensor<1024x512xbf16>, tensor<512x2048xbf16> -> tensor<1024x2048xf32>
  %3 = graph.contract %small, %v : tensor<16x19xbf16>, tensor<19x64xbf16> -> tensor<16x64xf32>
  graph.return %1, %2, %3 : tensor<1024x2048xf32>, tensor<1024x2048xf32>, tensor<16x64xf32>
}

// -----

// 16 elements of 8 bits in 16 bytes; a right operand whose columns lie side by
// side is turned.
// CHECK-LABEL: @float8
// CHECK: %[[T:.*]] = graph.view %arg1 through <(d0, d1) -> (d1, d0)> : tensor<1032x2048xf8E4M3FN> -> tensor<2048x1032xf8E4M3FN>
// CHECK: graph.concat 1(%[[T]], %{{.*}}) : (tensor<2048x1032xf8E4M3FN>, tensor<2048x8xf8E4M3FN>)
// CHECK: {graph.store} : tensor<2048x1040xf8E4M3FN>
// CHECK: graph.concat 1(%arg0, %{{.*}}) : (tensor<1024x1032xf8E4M3FN>, tensor<1024x8xf8E4M3FN>)
// CHECK: {graph.store} : tensor<1024x1040xf8E4M3FN>
graph.program @float8 symbols [] (%x: tensor<1024x1032xf8E4M3FN>, %w: tensor<1032x2048xf8E4M3FN>) -> (tensor<1024x2048xf32>) {
  %0 = graph.contract %x, %w : tensor<1024x1032xf8E4M3FN>, tensor<1032x2048xf8E4M3FN> -> tensor<1024x2048xf32>
  graph.return %0 : tensor<1024x2048xf32>
}
