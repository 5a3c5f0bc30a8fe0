// Layers that two sets of rows go through before they become one tensor.
// RUN: cutedsl-opt %s --split-input-file --graph-merge-rows=target=sm_90a --graph-normalize --cse | FileCheck %s
// RUN: cutedsl-opt %s --split-input-file --graph-merge-rows=target=sm_90a -o /dev/null --remarks-filter=graph-merge-rows 2>&1 | FileCheck %s --check-prefix=REMARK

#a = #graph.dims<()[s0] -> (1, s0, 64)>
#b = #graph.dims<()[s0] -> (s0, 64)>
#c = #graph.dims<()[s0] -> (s0 + 3, 64)>
#d = #graph.dims<()[s0] -> (1, s0 + 3, 64)>
// CHECK-DAG: #[[ROWS:.*]] = #graph.dims<()[s0] -> (s0 + 2, 64)>
// CHECK-LABEL: graph.program @embed
// CHECK-SAME: %[[X:.*]]: tensor<?x64xf32, #{{.*}}>, %[[Y:.*]]: tensor<2x64xf32>, %[[TOKEN:.*]]: tensor<1x1x64xf32>, %[[W1:.*]]: tensor<64x64xf32>, %[[W2:.*]]: tensor<64x64xf32>, %[[BIAS:.*]]: tensor<64xf32>
graph.program @embed symbols ["s0"] (%x: tensor<?x64xf32, #b>, %y: tensor<2x64xf32>, %token: tensor<1x1x64xf32>,
    %w1: tensor<64x64xf32>, %w2: tensor<64x64xf32>, %bias: tensor<64xf32>) -> (tensor<1x?x64xf32, #d>) {
  // CHECK: %[[XY:.*]] = graph.concat 0(%[[X]], %[[Y]]) : {{.*}} -> tensor<?x64xf32, #[[ROWS]]>
  // CHECK: %[[FIRST:.*]] = graph.contract %[[XY]], %[[W1]]
  // CHECK: %[[BIASES:.*]] = graph.view %[[BIAS]] through <(d0, d1) -> (d1)> : tensor<64xf32> -> tensor<?x64xf32, #[[ROWS]]>
  // CHECK: %[[SUM:.*]] = arith.addf %[[FIRST]], %[[BIASES]]
  // CHECK: %[[ACT:.*]] = arith.maximumf %[[SUM]]
  // CHECK: %[[SECOND:.*]] = graph.contract %[[ACT]], %[[W2]]
  // CHECK-NOT: graph.contract
  // CHECK: %[[BEGIN:.*]] = graph.view %[[SECOND]] through <(d0, d1, d2) -> (d1, d2)>
  // CHECK: %[[END:.*]] = graph.view %[[SECOND]] through <(d0, d1, d2)[s0] -> (d1 + s0, d2)> : {{.*}} -> tensor<1x2x64xf32>
  // CHECK: graph.concat 1(%[[BEGIN]], %[[TOKEN]], %[[END]])
  // REMARK: remark: {{.*}}the same layers of two sets of rows are computed as one
  %zero = arith.constant dense<0.0> : tensor<f32>
  %x1 = graph.contract %x, %w1 : tensor<?x64xf32, #b>, tensor<64x64xf32> -> tensor<?x64xf32, #b>
  %xv = graph.view %x1 through <(d0, d1, d2) -> (d1, d2)> : tensor<?x64xf32, #b> -> tensor<1x?x64xf32, #a>
  %xb = graph.view %bias through <(d0, d1, d2) -> (d2)> : tensor<64xf32> -> tensor<1x?x64xf32, #a>
  %xs = arith.addf %xv, %xb : tensor<1x?x64xf32, #a>
  %xz = graph.view %zero through <(d0, d1, d2) -> ()> : tensor<f32> -> tensor<1x?x64xf32, #a>
  %xa = arith.maximumf %xs, %xz : tensor<1x?x64xf32, #a>
  %xr = graph.view %xa through <(d0, d1) -> (0, d0, d1)> : tensor<1x?x64xf32, #a> -> tensor<?x64xf32, #b>
  %x2 = graph.contract %xr, %w2 : tensor<?x64xf32, #b>, tensor<64x64xf32> -> tensor<?x64xf32, #b>
  %xe = graph.view %x2 through <(d0, d1, d2) -> (d1, d2)> : tensor<?x64xf32, #b> -> tensor<1x?x64xf32, #a>
  %y1 = graph.contract %y, %w1 : tensor<2x64xf32>, tensor<64x64xf32> -> tensor<2x64xf32>
  %yb = graph.view %bias through <(d0, d1) -> (d1)> : tensor<64xf32> -> tensor<2x64xf32>
  %ys = arith.addf %y1, %yb : tensor<2x64xf32>
  %yz = graph.view %zero through <(d0, d1) -> ()> : tensor<f32> -> tensor<2x64xf32>
  %ya = arith.maximumf %ys, %yz : tensor<2x64xf32>
  %y2 = graph.contract %ya, %w2 : tensor<2x64xf32>, tensor<64x64xf32> -> tensor<2x64xf32>
  %ye = graph.view %y2 through <(d0, d1, d2) -> (d1, d2)> : tensor<2x64xf32> -> tensor<1x2x64xf32>
  %o = graph.concat 1(%xe, %token, %ye) : (tensor<1x?x64xf32, #a>, tensor<1x1x64xf32>, tensor<1x2x64xf32>) -> tensor<1x?x64xf32, #d>
  graph.return %o : tensor<1x?x64xf32, #d>
}

// -----

// Many rows are not worth a copy.
// CHECK-LABEL: graph.program @copies
// CHECK-COUNT-2: graph.contract
// REMARK: remark: {{.*}}to put the rows together costs more
graph.program @copies(%x: tensor<65536x1024xf32>, %y: tensor<65536x1024xf32>, %w: tensor<1024x64xf32>) -> (tensor<131072x64xf32>) {
  %0 = graph.contract %x, %w : tensor<65536x1024xf32>, tensor<1024x64xf32> -> tensor<65536x64xf32>
  %1 = graph.contract %y, %w : tensor<65536x1024xf32>, tensor<1024x64xf32> -> tensor<65536x64xf32>
  %2 = graph.concat 0(%0, %1) : (tensor<65536x64xf32>, tensor<65536x64xf32>) -> tensor<131072x64xf32>
  graph.return %2 : tensor<131072x64xf32>
}

// -----

// The second set comes from the first.
// CHECK-LABEL: graph.program @recurrent
// CHECK-COUNT-4: graph.contract
graph.program @recurrent(%x: tensor<4x64xf32>, %w: tensor<64x64xf32>, %v: tensor<64x64xf32>) -> (tensor<8x64xf32>) {
  %0 = graph.contract %x, %w : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %1 = graph.contract %0, %v : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %2 = graph.contract %1, %w : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %3 = graph.contract %2, %v : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %4 = graph.concat 0(%1, %3) : (tensor<4x64xf32>, tensor<4x64xf32>) -> tensor<8x64xf32>
  graph.return %4 : tensor<8x64xf32>
}

// -----

// Something else reads what lies between.
// CHECK-LABEL: graph.program @apart
// CHECK-COUNT-4: graph.contract
graph.program @apart(%x: tensor<4x64xf32>, %y: tensor<4x64xf32>, %w: tensor<64x64xf32>, %v: tensor<64x64xf32>) -> (tensor<8x64xf32>, tensor<4x64xf32>) {
  %0 = graph.contract %x, %w : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %1 = graph.contract %0, %v : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %2 = graph.contract %y, %w : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %3 = graph.contract %2, %v : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %4 = graph.concat 0(%1, %3) : (tensor<4x64xf32>, tensor<4x64xf32>) -> tensor<8x64xf32>
  graph.return %4, %0 : tensor<8x64xf32>, tensor<4x64xf32>
}

// -----

// Other matrices.
// CHECK-LABEL: graph.program @others
// CHECK-COUNT-4: graph.contract
graph.program @others(%x: tensor<4x64xf32>, %y: tensor<4x64xf32>, %w: tensor<64x64xf32>, %v: tensor<64x64xf32>) -> (tensor<8x64xf32>) {
  %0 = graph.contract %x, %w : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %1 = graph.contract %0, %w : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %2 = graph.contract %y, %v : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %3 = graph.contract %2, %v : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %4 = graph.concat 0(%1, %3) : (tensor<4x64xf32>, tensor<4x64xf32>) -> tensor<8x64xf32>
  graph.return %4 : tensor<8x64xf32>
}

// -----

// What is rounded to two types is put together behind the roundings.
// CHECK-LABEL: graph.program @types
// CHECK-COUNT-2: graph.contract
// CHECK: graph.concat 0(%{{.*}}, %{{.*}}) : (tensor<4x64xf32>, tensor<4x64xf32>)
// CHECK: graph.contract
// CHECK-NOT: graph.contract
graph.program @types(%x: tensor<4x64xbf16>, %y: tensor<4x64xf16>, %r: tensor<4x64xf32>, %w: tensor<64x64xf32>, %v: tensor<64x64xf32>) -> (tensor<8x64xf32>) {
  %a = arith.extf %x : tensor<4x64xbf16> to tensor<4x64xf32>
  %0 = graph.contract %a, %w : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %1 = arith.truncf %0 : tensor<4x64xf32> to tensor<4x64xbf16>
  %2 = arith.extf %1 : tensor<4x64xbf16> to tensor<4x64xf32>
  %3 = graph.contract %2, %v : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %4 = graph.contract %r, %w : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %5 = arith.truncf %4 : tensor<4x64xf32> to tensor<4x64xf16>
  %6 = arith.extf %5 : tensor<4x64xf16> to tensor<4x64xf32>
  %7 = graph.contract %6, %v : tensor<4x64xf32>, tensor<64x64xf32> -> tensor<4x64xf32>
  %8 = graph.concat 0(%3, %7) : (tensor<4x64xf32>, tensor<4x64xf32>) -> tensor<8x64xf32>
  graph.return %8 : tensor<8x64xf32>
}
