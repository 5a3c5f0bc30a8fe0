// RUN: cutedsl-opt %s --split-input-file --graph-known-arguments --graph-diagonal-attention --canonicalize | FileCheck %s
// RUN: cutedsl-opt %s --split-input-file --graph-known-arguments --graph-diagonal-attention --remarks-filter=graph-diagonal-attention 2>&1 | FileCheck %s --check-prefix=REMARK

// Series that form no groups: the mask is the lowest float for every other
// series, and for a series without a value.
#n = #graph.dims<()[s0] -> (s0)>
#nn = #graph.dims<()[s0] -> (s0, s0)>
#q = #graph.dims<()[s0] -> (s0, 8)>
// REMARK: each row attends to itself alone
// CHECK-LABEL: @groups
// CHECK-SAME: %[[V:arg2]]
// CHECK-NOT: graph.attention
// CHECK-DAG: %[[MASK:.*]] = graph.view %{{.*}} through <(d0, d1) -> (d0, d0)>
// CHECK-DAG: %[[KEPT:.*]] = arith.cmpf ogt, %[[MASK]], %{{.*}}
// CHECK-DAG: %[[SUM:.*]] = graph.reduce sum %[[V]] dims [0]
// CHECK-DAG: %[[COUNT:.*]] = graph.symbol <()[s0] -> (s0)>
// CHECK-DAG: %[[MEAN:.*]] = arith.divf %[[SUM]]
// CHECK: arith.select %[[KEPT]], %[[V]], %{{.*}}
graph.program @groups symbols ["s0"] (%q: tensor<?x8xf32, #q>, %k: tensor<?x8xf32, #q>, %v: tensor<?x8xf32, #q>,
    %seen: tensor<?xi1, #n>, %ids: tensor<?xi64, #n> {graph.iota}) -> (tensor<?x8xf32, #q>) {
  %0 = graph.view %ids through <(d0, d1) -> (d0)> : tensor<?xi64, #n> -> tensor<?x?xi64, #nn>
  %1 = graph.view %ids through <(d0, d1) -> (d1)> : tensor<?xi64, #n> -> tensor<?x?xi64, #nn>
  %2 = arith.cmpi eq, %0, %1 : tensor<?x?xi64, #nn>
  %3 = arith.uitofp %2 : tensor<?x?xi1, #nn> to tensor<?x?xf32, #nn>
  %4 = graph.view %seen through <(d0, d1) -> (d1)> : tensor<?xi1, #n> -> tensor<?x?xi1, #nn>
  %5 = arith.uitofp %4 : tensor<?x?xi1, #nn> to tensor<?x?xf32, #nn>
  %6 = arith.mulf %3, %5 : tensor<?x?xf32, #nn>
  %one = arith.constant dense<1.0> : tensor<f32>
  %7 = graph.view %one through <(d0, d1) -> ()> : tensor<f32> -> tensor<?x?xf32, #nn>
  %8 = arith.subf %7, %6 : tensor<?x?xf32, #nn>
  %lowest = arith.constant dense<-3.40282347E+38> : tensor<f32>
  %9 = graph.view %lowest through <(d0, d1) -> ()> : tensor<f32> -> tensor<?x?xf32, #nn>
  %10 = arith.mulf %8, %9 : tensor<?x?xf32, #nn>
  %11 = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<?x?xf32, #nn>):
    %12 = arith.addf %s, %10 : tensor<?x?xf32, #nn>
    graph.yield %12 : tensor<?x?xf32, #nn>
  } : tensor<?x8xf32, #q>, tensor<?x8xf32, #q>, tensor<?x8xf32, #q> -> tensor<?x8xf32, #q>
  graph.return %11 : tensor<?x8xf32, #q>
}

// -----

// Nothing else is masked: the value itself.
// CHECK-LABEL: @infinite
// CHECK-NOT: graph.attention
// CHECK: graph.return %arg2
graph.program @infinite symbols [] (%q: tensor<6x8xf32>, %k: tensor<6x8xf32>, %v: tensor<6x8xf32>) -> (tensor<6x8xf32>) {
  %0 = graph.iota 0 : tensor<6x6xi64>
  %1 = graph.iota 1 : tensor<6x6xi64>
  %2 = arith.cmpi ne, %0, %1 : tensor<6x6xi64>
  %zero = arith.constant dense<0.0> : tensor<6x6xbf16>
  %none = arith.constant dense<0xFF80> : tensor<6x6xbf16>
  %3 = arith.select %2, %none, %zero : tensor<6x6xi1>, tensor<6x6xbf16>
  %4 = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<6x6xf32>):
    %wide = arith.extf %3 : tensor<6x6xbf16> to tensor<6x6xf32>
    %5 = arith.addf %wide, %s : tensor<6x6xf32>
    graph.yield %5 : tensor<6x6xf32>
  } : tensor<6x8xf32>, tensor<6x8xf32>, tensor<6x8xf32> -> tensor<6x8xf32>
  graph.return %4 : tensor<6x8xf32>
}

// -----

// Not the diagonal; a mask that scores can outweigh; other ids than the row's.
// CHECK-LABEL: @others
// CHECK-COUNT-3: graph.attention
graph.program @others symbols [] (%q: tensor<6x8xf32>, %k: tensor<6x8xf32>, %v: tensor<6x8xf32>, %ids: tensor<6xi64>)
    -> (tensor<6x8xf32>, tensor<6x8xf32>, tensor<6x8xf32>) {
  %0 = graph.iota 0 : tensor<6x6xi64>
  %1 = graph.iota 1 : tensor<6x6xi64>
  %zero = arith.constant dense<0.0> : tensor<6x6xf32>
  %lowest = arith.constant dense<-3.40282347E+38> : tensor<6x6xf32>
  %low = arith.constant dense<-1.0E+4> : tensor<6x6xf32>
  %one = arith.constant dense<1> : tensor<6x6xi64>
  %next = arith.addi %0, %one : tensor<6x6xi64>
  %2 = arith.cmpi ne, %next, %1 : tensor<6x6xi64>
  %3 = arith.select %2, %lowest, %zero : tensor<6x6xi1>, tensor<6x6xf32>
  %4 = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<6x6xf32>):
    %a = arith.addf %s, %3 : tensor<6x6xf32>
    graph.yield %a : tensor<6x6xf32>
  } : tensor<6x8xf32>, tensor<6x8xf32>, tensor<6x8xf32> -> tensor<6x8xf32>
  %5 = arith.cmpi ne, %0, %1 : tensor<6x6xi64>
  %6 = arith.select %5, %low, %zero : tensor<6x6xi1>, tensor<6x6xf32>
  %7 = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<6x6xf32>):
    %a = arith.addf %s, %6 : tensor<6x6xf32>
    graph.yield %a : tensor<6x6xf32>
  } : tensor<6x8xf32>, tensor<6x8xf32>, tensor<6x8xf32> -> tensor<6x8xf32>
  %8 = graph.view %ids through <(d0, d1) -> (d1)> : tensor<6xi64> -> tensor<6x6xi64>
  %9 = arith.cmpi ne, %0, %8 : tensor<6x6xi64>
  %10 = arith.select %9, %lowest, %zero : tensor<6x6xi1>, tensor<6x6xf32>
  %11 = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<6x6xf32>):
    %a = arith.addf %s, %10 : tensor<6x6xf32>
    graph.yield %a : tensor<6x6xf32>
  } : tensor<6x8xf32>, tensor<6x8xf32>, tensor<6x8xf32> -> tensor<6x8xf32>
  graph.return %4, %7, %11 : tensor<6x8xf32>, tensor<6x8xf32>, tensor<6x8xf32>
}
