// RUN: cutedsl-opt %s --split-input-file --graph-spare-copies | FileCheck %s

// Both copies go. A kernel that is called elsewhere, too, stays, as does the
// stride of what is copied.
// CHECK-NOT: @pad_x
// CHECK: graph.kernel @pad_w(
// CHECK: graph.kernel @product(%arg0: tensor<6x5xbf16> {graph.strides = #graph.dims<() -> (7, 1)>}, %arg1: tensor<10x5xbf16>) -> tensor<6x10xbf16> attributes {library = "cublaslt"} {
// CHECK: graph.concat 1(%arg0,
// CHECK: graph.concat 1(%arg1,
// CHECK: graph.contract
// CHECK: graph.program @main(%arg0: tensor<6x5xbf16> {{.*}}, %arg1: tensor<10x5xbf16>, %arg2: tensor<10x5xbf16>)
// CHECK-NEXT: %[[K:.*]] = graph.call @pad_w(%arg2)
// CHECK-NEXT: %[[P:.*]] = graph.call @product(%arg0, %arg1) : (tensor<6x5xbf16>, tensor<10x5xbf16>)
// CHECK-NEXT: graph.return %[[P]], %[[K]]
graph.kernel @pad_x(%a: tensor<6x5xbf16> {graph.strides = #graph.dims<() -> (7, 1)>}) -> (tensor<6x8xbf16>) {
  %z = arith.constant dense<0.0> : tensor<6x3xbf16>
  %0 = graph.concat 1(%a, %z) : (tensor<6x5xbf16>, tensor<6x3xbf16>) -> tensor<6x8xbf16>
  graph.return %0 : tensor<6x8xbf16>
}
graph.kernel @pad_w(%a: tensor<10x5xbf16>) -> (tensor<10x8xbf16>) {
  %z = arith.constant dense<0.0> : tensor<10x3xbf16>
  %0 = graph.concat 1(%a, %z) : (tensor<10x5xbf16>, tensor<10x3xbf16>) -> tensor<10x8xbf16>
  graph.return %0 : tensor<10x8xbf16>
}
graph.kernel @product(%a: tensor<6x8xbf16>, %b: tensor<10x8xbf16>) -> (tensor<6x10xbf16>) attributes {library = "cublaslt-uncopied"} {
  %0 = graph.view %a through <(d0, d1) -> (d0, d1)> : tensor<6x8xbf16> -> tensor<6x5xbf16>
  %1 = graph.view %b through <(d0, d1) -> (d1, d0)> : tensor<10x8xbf16> -> tensor<5x10xbf16>
  %2 = graph.contract %0, %1 : tensor<6x5xbf16>, tensor<5x10xbf16> -> tensor<6x10xf32>
  %3 = arith.truncf %2 : tensor<6x10xf32> to tensor<6x10xbf16>
  graph.return %3 : tensor<6x10xbf16>
}
graph.program @main symbols [] (%x: tensor<6x5xbf16> {graph.strides = #graph.dims<() -> (7, 1)>}, %w: tensor<10x5xbf16>, %v: tensor<10x5xbf16>) -> (tensor<6x10xbf16>, tensor<10x8xbf16>) {
  %0 = graph.call @pad_x(%x) : (tensor<6x5xbf16>) -> tensor<6x8xbf16>
  %1 = graph.call @pad_w(%w) : (tensor<10x5xbf16>) -> tensor<10x8xbf16>
  %2 = graph.call @pad_w(%v) : (tensor<10x5xbf16>) -> tensor<10x8xbf16>
  %3 = graph.call @product(%0, %1) : (tensor<6x8xbf16>, tensor<10x8xbf16>) -> tensor<6x10xbf16>
  graph.return %3, %2 : tensor<6x10xbf16>, tensor<10x8xbf16>
}

// -----

// What was copied once, from frozen parameters, stays: it costs nothing.
// CHECK: graph.kernel @product(%arg0: tensor<6x5xbf16>, %arg1: tensor<10x8xbf16>)
// CHECK: graph.program
// CHECK-NEXT: %[[W:.*]] = graph.call @pad_w(%arg1) {graph.prepare}
// CHECK-NEXT: graph.call @product(%arg0, %[[W]])
graph.kernel @pad_x(%a: tensor<6x5xbf16>) -> (tensor<6x8xbf16>) {
  %z = arith.constant dense<0.0> : tensor<6x3xbf16>
  %0 = graph.concat 1(%a, %z) : (tensor<6x5xbf16>, tensor<6x3xbf16>) -> tensor<6x8xbf16>
  graph.return %0 : tensor<6x8xbf16>
}
graph.kernel @pad_w(%a: tensor<10x5xbf16>) -> (tensor<10x8xbf16>) {
  %z = arith.constant dense<0.0> : tensor<10x3xbf16>
  %0 = graph.concat 1(%a, %z) : (tensor<10x5xbf16>, tensor<10x3xbf16>) -> tensor<10x8xbf16>
  graph.return %0 : tensor<10x8xbf16>
}
graph.kernel @product(%a: tensor<6x8xbf16>, %b: tensor<10x8xbf16>) -> (tensor<6x10xbf16>) attributes {library = "cublaslt-uncopied"} {
  %0 = graph.view %a through <(d0, d1) -> (d0, d1)> : tensor<6x8xbf16> -> tensor<6x5xbf16>
  %1 = graph.view %b through <(d0, d1) -> (d1, d0)> : tensor<10x8xbf16> -> tensor<5x10xbf16>
  %2 = graph.contract %0, %1 : tensor<6x5xbf16>, tensor<5x10xbf16> -> tensor<6x10xf32>
  %3 = arith.truncf %2 : tensor<6x10xf32> to tensor<6x10xbf16>
  graph.return %3 : tensor<6x10xbf16>
}
graph.program @main symbols [] (%x: tensor<6x5xbf16>, %w: tensor<10x5xbf16> {graph.frozen}) -> (tensor<6x10xbf16>) {
  %0 = graph.call @pad_x(%x) : (tensor<6x5xbf16>) -> tensor<6x8xbf16>
  %1 = graph.call @pad_w(%w) {graph.prepare} : (tensor<10x5xbf16>) -> tensor<10x8xbf16>
  %2 = graph.call @product(%0, %1) : (tensor<6x8xbf16>, tensor<10x8xbf16>) -> tensor<6x10xbf16>
  graph.return %2 : tensor<6x10xbf16>
}
