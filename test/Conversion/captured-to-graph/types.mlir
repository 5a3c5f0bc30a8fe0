// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// What becomes of each kind of PyTorch type, and of symbolic shapes.

#d = #graph.dims<()[s0] -> (s0, 8)>
#e = #graph.dims<()[s0] -> (s0, 4, 2)>
#f = #graph.dims<()[s0, s1] -> (s0, s1, 16)>

// CHECK-LABEL: graph.program @promotes
// CHECK-SAME: (%[[X:.*]]: tensor<?x8xbf16, #[[D:.*]]>, %[[Y:.*]]: tensor<8xf32>)
graph.program @promotes symbols ["s0"]
    (%x: tensor<?x8xbf16, #d>, %y: tensor<8xf32>) -> (tensor<?x8xf32, #d>) {
  // CHECK: %[[WIDE:.*]] = arith.extf %[[X]]
  // CHECK: %[[B:.*]] = graph.view %[[Y]] through <(d0, d1) -> (d1)> : tensor<8xf32> -> tensor<?x8xf32, #[[D]]>
  // CHECK: %[[TWO:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
  // CHECK: %[[TWOS:.*]] = graph.view %[[TWO]]
  // CHECK: %[[SCALED:.*]] = arith.mulf %[[B]], %[[TWOS]]
  // CHECK: %[[SUM:.*]] = arith.addf %[[WIDE]], %[[SCALED]]
  // CHECK: graph.return %[[SUM]]
  %1 = graph.captured "aten.add.Tensor"(%x, %y)
      args [#graph.operand<0>, #graph.operand<1>] kwargs {alpha = 2 : i64}
      : (tensor<?x8xbf16, #d>, tensor<8xf32>) -> tensor<?x8xf32, #d>
  graph.return %1 : tensor<?x8xf32, #d>
}

// CHECK-LABEL: graph.program @bytes(%{{.*}}: tensor<4xui8>) -> tensor<4xui8>
graph.program @bytes(%u: tensor<4xui8>) -> (tensor<4xui8>) {
  // CHECK: %[[I:.*]] = graph.bitcast %{{.*}} : tensor<4xui8> -> tensor<4xi8>
  // CHECK: %[[S:.*]] = arith.addi %[[I]], %{{.*}} : tensor<4xi8>
  // CHECK: graph.bitcast %[[S]] : tensor<4xi8> -> tensor<4xui8>
  %0 = graph.captured "aten.add.Tensor"(%u) args [#graph.operand<0>, 1 : i64]
      : (tensor<4xui8>) -> tensor<4xui8>
  graph.return %0 : tensor<4xui8>
}

// CHECK-LABEL: graph.program @pairs
// CHECK-SAME: (%[[Z:.*]]: tensor<2x3x2xf32> {graph.name = "z", graph.strides = #graph.dims<() -> (2, 4, 1)>})
graph.program @pairs(%z: tensor<2x3xcomplex<f32>>
    {graph.name = "z", graph.strides = #graph.dims<() -> (1, 2)>})
    -> (tensor<2x3xcomplex<f32>>) {
  // CHECK: graph.view %[[Z]] through <(d0, d1) -> (d0, d1, 0)>
  // CHECK: graph.view %[[Z]] through <(d0, d1) -> (d0, d1, 1)>
  // CHECK-COUNT-2: arith.mulf
  // CHECK: arith.subf
  // CHECK-COUNT-2: arith.mulf
  // CHECK: arith.addf
  // CHECK: graph.concat 2(%{{.*}}) : (tensor<2x3x1xf32>, tensor<2x3x1xf32>) -> tensor<2x3x2xf32>
  %0 = graph.captured "aten.mul.Tensor"(%z)
      args [#graph.operand<0>, #graph.operand<0>]
      : (tensor<2x3xcomplex<f32>>) -> tensor<2x3xcomplex<f32>>
  graph.return %0 : tensor<2x3xcomplex<f32>>
}

// CHECK-LABEL: graph.program @linear
// CHECK-SAME: (%[[X:.*]]: tensor<?x?x16xf32, #{{.*}}>, %[[W:.*]]: tensor<24x16xf32>
#g = #graph.dims<()[s0, s1] -> (s0, s1, 24)>
graph.program @linear symbols ["s0", "s1"]
    (%x: tensor<?x?x16xf32, #f>, %w: tensor<24x16xf32>, %b: tensor<24xf32>)
    -> (tensor<?x?x24xf32, #g>) {
  // CHECK: %[[T:.*]] = graph.view %[[W]] through <(d0, d1) -> (d1, d0)>
  // CHECK: %[[ROWS:.*]] = graph.view %[[X]] through <(d0, d1)[s0, s1] -> (d0 floordiv s1, d0 mod s1, d1)>
  // CHECK: %[[P:.*]] = graph.contract %[[ROWS]], %[[T]]
  // CHECK: %[[R:.*]] = graph.view %[[P]] through <(d0, d1, d2)[s0, s1] -> (d0 * s1 + d1, d2)>
  // CHECK: %[[B:.*]] = graph.view %{{.*}} through <(d0, d1, d2) -> (d2)>
  // CHECK: arith.addf %[[R]], %[[B]]
  %0 = graph.captured "aten.linear.default"(%x, %w, %b)
      args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>]
      : (tensor<?x?x16xf32, #f>, tensor<24x16xf32>, tensor<24xf32>)
      -> tensor<?x?x24xf32, #g>
  graph.return %0 : tensor<?x?x24xf32, #g>
}

// CHECK-LABEL: graph.program @narrow_once
graph.program @narrow_once(%x: tensor<4xbf16>) -> (tensor<4xbf16>) {
  // CHECK: arith.extf
  // CHECK-NOT: arith.truncf
  // CHECK: arith.divf
  // CHECK: arith.truncf %{{.*}} : tensor<4xf32> to tensor<4xbf16>
  %0 = graph.captured "aten.silu.default"(%x) args [#graph.operand<0>]
      : (tensor<4xbf16>) -> tensor<4xbf16>
  graph.return %0 : tensor<4xbf16>
}
