// RUN: cutedsl-opt %s -convert-graph-to-tile | FileCheck %s

// What no kernel of a run writes: arguments, constants, and for the calls of a
// run what was prepared before it. A kernel that is called with several kinds
// of operands has only what is constant in all calls.

// CHECK-LABEL: tile.func @add
// CHECK-SAME: attributes {constant_buffers = array<i64: 1>}
graph.kernel @add(%a: tensor<256xf32>, %b: tensor<256xf32>) -> (tensor<256xf32>)
    attributes {schedule = #graph.schedule<pointwise, tile = [256], threads = 128>} {
  %0 = arith.addf %a, %b : tensor<256xf32>
  graph.return %0 : tensor<256xf32>
}

// The second call reads what the first prepares in the same run.
// CHECK-LABEL: tile.func @negate
// CHECK-NOT: constant_buffers
// CHECK: tile.return
graph.kernel @negate(%a: tensor<256xf32>) -> (tensor<256xf32>)
    attributes {schedule = #graph.schedule<pointwise, tile = [256], threads = 128>} {
  %0 = arith.negf %a : tensor<256xf32>
  graph.return %0 : tensor<256xf32>
}

// CHECK-LABEL: tile.func @one_thread
// CHECK-NOT: constant_buffers
// CHECK: tile.return
graph.kernel @one_thread(%a: tensor<256xf32>) -> (tensor<256xf32>)
    attributes {schedule = #graph.schedule<pointwise, tile = [256], threads = 1>} {
  %0 = math.exp %a : tensor<256xf32>
  graph.return %0 : tensor<256xf32>
}

graph.program @main(%x: tensor<256xf32>, %w: tensor<256xf32> {graph.frozen, graph.kind = "parameter"})
    -> (tensor<256xf32>) {
  %0 = graph.call @negate(%w) {graph.prepare} : (tensor<256xf32>) -> tensor<256xf32>
  %1 = graph.call @negate(%0) {graph.prepare} : (tensor<256xf32>) -> tensor<256xf32>
  %2 = graph.call @add(%x, %1) : (tensor<256xf32>, tensor<256xf32>) -> tensor<256xf32>
  %3 = graph.call @one_thread(%x) : (tensor<256xf32>) -> tensor<256xf32>
  %4 = graph.call @add(%3, %1) : (tensor<256xf32>, tensor<256xf32>) -> tensor<256xf32>
  %5 = graph.call @add(%2, %x) : (tensor<256xf32>, tensor<256xf32>) -> tensor<256xf32>
  graph.return %5 : tensor<256xf32>
}
