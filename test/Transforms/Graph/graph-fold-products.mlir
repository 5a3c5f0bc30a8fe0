// Two products with frozen matrices are one with their product, computed once.
// RUN: cutedsl-opt %s --graph-fold-products --cse | FileCheck %s
// RUN: cutedsl-opt %s --graph-fold-products -o /dev/null --remarks-filter=graph-fold-products 2>&1 | FileCheck %s --check-prefix=REMARK

// CHECK-LABEL: graph.program @projections
// CHECK-SAME: (%[[X:.*]]: tensor<?x64xbf16, #{{.*}}>, %[[A:.*]]: tensor<64x96xbf16> {{.*}}, %[[B:.*]]: tensor<96x32xbf16>
graph.program @projections symbols ["s0"] (
    %x: tensor<?x64xbf16, #graph.dims<()[s0] -> (s0, 64)>>,
    %a: tensor<64x96xbf16> {graph.frozen, graph.kind = "parameter"},
    %b: tensor<96x32xbf16> {graph.frozen, graph.kind = "parameter"}) -> (tensor<?x32xf32, #graph.dims<()[s0] -> (s0, 32)>>) {
  // CHECK: %[[AB:.*]] = graph.contract %[[A]], %[[B]] : {{.*}} -> tensor<64x32xf32>
  // CHECK: %[[ROUNDED:.*]] = arith.truncf %[[AB]]
  // CHECK: %[[Y:.*]] = graph.contract %[[X]], %[[ROUNDED]]
  // CHECK-NOT: graph.contract
  // CHECK: graph.return %[[Y]]
  // REMARK: remark: {{.*}}two products are one: 9216 elements of matrices become 2048
  %0 = graph.contract %x, %a : tensor<?x64xbf16, #graph.dims<()[s0] -> (s0, 64)>>, tensor<64x96xbf16> -> tensor<?x96xf32, #graph.dims<()[s0] -> (s0, 96)>>
  %1 = arith.truncf %0 : tensor<?x96xf32, #graph.dims<()[s0] -> (s0, 96)>> to tensor<?x96xbf16, #graph.dims<()[s0] -> (s0, 96)>>
  %2 = graph.contract %1, %b : tensor<?x96xbf16, #graph.dims<()[s0] -> (s0, 96)>>, tensor<96x32xbf16> -> tensor<?x32xf32, #graph.dims<()[s0] -> (s0, 32)>>
  graph.return %2 : tensor<?x32xf32, #graph.dims<()[s0] -> (s0, 32)>>
}

// The columns of A go where B's rows want them.
// CHECK-LABEL: graph.program @interleaved_heads
// CHECK-SAME: %[[X:.*]]: tensor<8x64xf32>, %[[A:.*]]: tensor<64x96xf32> {{.*}}, %[[B:.*]]: tensor<96x32xf32>
graph.program @interleaved_heads(
    %x: tensor<8x64xf32>,
    %a: tensor<64x96xf32> {graph.frozen, graph.kind = "parameter"},
    %b: tensor<96x32xf32> {graph.frozen, graph.kind = "parameter"}) -> (tensor<8x32xf32>) {
  // CHECK: %[[ORDERED:.*]] = graph.view %[[A]] through <(d0, d1) -> (d0, (d1 mod 8) * 12 + d1 floordiv 8)>
  // CHECK: %[[AB:.*]] = graph.contract %[[ORDERED]], %[[B]]
  // CHECK: graph.contract %[[X]], %[[AB]]
  %0 = graph.contract %x, %a : tensor<8x64xf32>, tensor<64x96xf32> -> tensor<8x96xf32>
  %1 = graph.view %0 through <(d0, d1) -> (d0, (d1 mod 8) * 12 + d1 floordiv 8)> : tensor<8x96xf32> -> tensor<8x96xf32>
  %2 = graph.contract %1, %b : tensor<8x96xf32>, tensor<96x32xf32> -> tensor<8x32xf32>
  graph.return %2 : tensor<8x32xf32>
}

// Three in a row.
// CHECK-LABEL: graph.program @three
// CHECK-SAME: %[[X:.*]]: tensor<8x64xf32>, %[[A:.*]]: tensor<64x64xf32> {{.*}}, %[[B:.*]]: tensor<64x64xf32> {{.*}}, %[[C:.*]]: tensor<64x64xf32>
graph.program @three(
    %x: tensor<8x64xf32>,
    %a: tensor<64x64xf32> {graph.frozen, graph.kind = "parameter"},
    %b: tensor<64x64xf32> {graph.frozen, graph.kind = "parameter"},
    %c: tensor<64x64xf32> {graph.frozen, graph.kind = "parameter"}) -> (tensor<8x64xf32>) {
  // CHECK: %[[AB:.*]] = graph.contract %[[A]], %[[B]]
  // CHECK: %[[ABC:.*]] = graph.contract %[[AB]], %[[C]]
  // CHECK: graph.contract %[[X]], %[[ABC]]
  %0 = graph.contract %x, %a : tensor<8x64xf32>, tensor<64x64xf32> -> tensor<8x64xf32>
  %1 = graph.contract %0, %b : tensor<8x64xf32>, tensor<64x64xf32> -> tensor<8x64xf32>
  %2 = graph.contract %1, %c : tensor<8x64xf32>, tensor<64x64xf32> -> tensor<8x64xf32>
  graph.return %2 : tensor<8x64xf32>
}

// A matrix of low rank is worth two products.
// CHECK-LABEL: graph.program @low_rank
graph.program @low_rank(
    %x: tensor<8x64xf32>,
    %a: tensor<64x16xf32> {graph.frozen, graph.kind = "parameter"},
    %b: tensor<16x64xf32> {graph.frozen, graph.kind = "parameter"}) -> (tensor<8x64xf32>) {
  // CHECK-COUNT-2: graph.contract
  // REMARK: remark: {{.*}}the product of both matrices has 4096 elements, they have 2048
  %0 = graph.contract %x, %a : tensor<8x64xf32>, tensor<64x16xf32> -> tensor<8x16xf32>
  %1 = graph.contract %0, %b : tensor<8x16xf32>, tensor<16x64xf32> -> tensor<8x64xf32>
  graph.return %1 : tensor<8x64xf32>
}

// Read by something else, weights that change, half floats, a rounding to fewer
// bits on the way, rows that become columns.
// CHECK-LABEL: graph.program @not_folded
graph.program @not_folded(
    %x: tensor<64x64xf32>, %y: tensor<64x64xf32>, %changing: tensor<64x64xf32>,
    %h: tensor<64x64xf16>,
    %a: tensor<64x64xf32> {graph.frozen, graph.kind = "parameter"},
    %b: tensor<64x64xf32> {graph.frozen, graph.kind = "parameter"},
    %c: tensor<64x64xf16> {graph.frozen, graph.kind = "parameter"}) -> (tensor<64x64xf32>, tensor<64x64xf32>, tensor<64x64xf32>, tensor<64x64xf32>, tensor<64x64xf32>, tensor<64x64xf32>) {
  // CHECK-COUNT-10: graph.contract
  %0 = graph.contract %x, %a : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  %1 = graph.contract %0, %b : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  %2 = graph.contract %x, %changing : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  %3 = graph.contract %2, %b : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  %4 = graph.contract %h, %c : tensor<64x64xf16>, tensor<64x64xf16> -> tensor<64x64xf32>
  %5 = arith.truncf %4 : tensor<64x64xf32> to tensor<64x64xf16>
  %6 = graph.contract %5, %c : tensor<64x64xf16>, tensor<64x64xf16> -> tensor<64x64xf32>
  %7 = graph.contract %y, %a : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  %8 = arith.truncf %7 : tensor<64x64xf32> to tensor<64x64xbf16>
  %9 = arith.extf %8 : tensor<64x64xbf16> to tensor<64x64xf32>
  %10 = graph.contract %9, %b : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  %11 = graph.contract %changing, %a : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  %12 = graph.view %11 through <(d0, d1) -> (d1, d0)> : tensor<64x64xf32> -> tensor<64x64xf32>
  %13 = graph.contract %12, %b : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  graph.return %0, %1, %3, %6, %10, %13 : tensor<64x64xf32>, tensor<64x64xf32>, tensor<64x64xf32>, tensor<64x64xf32>, tensor<64x64xf32>, tensor<64x64xf32>
}
