// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse -split-input-file -verify-diagnostics | FileCheck %s

// Each CTA of a cluster has its part of the row; partial results meet in each.
// The last part is smaller. The cluster's first CTA stores what is one value a
// row.

// CHECK-LABEL: tile.func @norm(
// CHECK-SAME: %[[ROW:.+]]: index, %[[PART:.+]]: index,
// CHECK-SAME: grid <()[s0] -> (s0, 3)> threads 256 attributes {cluster = 3 : i64}
// CHECK-DAG: %[[SLOTS1:.+]] = tile.alloc 3 : <f32, shared>
// CHECK-DAG: %[[SLOTS0:.+]] = tile.alloc 3 : <f32, shared>
// CHECK-DAG: %[[BARRIERS:.+]] = tile.alloc 2 : <i64, shared>
// CHECK: sm90.init_barriers %[[BARRIERS]] count 2 arrivals 1
// CHECK-NEXT: sm90.cluster_arrive
// CHECK: %[[START:.+]] = arith.muli %[[PART]], %c4096 : index
// CHECK: %[[LEFT:.+]] = arith.subi %c10000, %[[START]] : index
// CHECK: %[[X:.+]] = tile.load %{{.*}} strides [0, 1] valid [1, %[[LEFT]]] : <f32> -> tensor<1x4096xf32>
// CHECK-NOT: scf.for
// CHECK: %[[SUM:.+]] = tile.reduce sum %[[X]] dims [1]
// CHECK: sm90.cluster_wait
// CHECK-NEXT: %[[MEAN:.+]] = sm90.cluster_reduce sum %[[SUM]] through %{{.*}} signals %[[BARRIERS]][%c0] : tensor<1x1xf32>, <f32, shared>, <i64, shared>
// CHECK-NOT: sm90.cluster_wait
// CHECK: %[[SQUARES:.+]] = tile.reduce sum %{{.*}} dims [1]
// CHECK: %[[ALL:.+]] = sm90.cluster_reduce sum %[[SQUARES]] through %{{.*}} signals %[[BARRIERS]][%c1] :
// CHECK: tile.store %{{.*}}, %{{.*}} strides [0, 1] valid [1, %[[LEFT]]] : tensor<1x4096xf32>, <f32>
// CHECK: %[[FIRST:.+]] = arith.cmpi eq, %[[PART]], %c0 : index
// CHECK: %[[MASK:.+]] = tile.splat %[[FIRST]] : i1 -> tensor<1x1xi1>
// CHECK: tile.store %[[ALL]], %{{.*}}[%[[ROW]]] {{.*}}mask %[[MASK]]
#rows = #graph.dims<()[s0] -> (s0, 10000)>
#kept = #graph.dims<()[s0] -> (s0)>
graph.kernel @norm(%a: tensor<?x10000xf32, #rows>) -> (tensor<?x10000xf32, #rows>, tensor<?xf32, #kept>)
    attributes {schedule = #graph.schedule<rows, tile = [1], threads = 256, reduction = [4096], splits = 3>} {
  %s = graph.reduce sum %a dims [1] : tensor<?x10000xf32, #rows> -> tensor<?xf32, #kept>
  %sb = graph.view %s through <(d0, d1) -> (d0)> : tensor<?xf32, #kept> -> tensor<?x10000xf32, #rows>
  %d = arith.subf %a, %sb : tensor<?x10000xf32, #rows>
  %q = arith.mulf %d, %d : tensor<?x10000xf32, #rows>
  %v = graph.reduce sum %q dims [1] : tensor<?x10000xf32, #rows> -> tensor<?xf32, #kept>
  %vb = graph.view %v through <(d0, d1) -> (d0)> : tensor<?xf32, #kept> -> tensor<?x10000xf32, #rows>
  %y = arith.divf %d, %vb : tensor<?x10000xf32, #rows>
  graph.return %y, %v : tensor<?x10000xf32, #rows>, tensor<?xf32, #kept>
}

// -----

// A whole tensor is one row.
// CHECK-LABEL: tile.func @all(
// CHECK-SAME: grid <() -> (1, 2)> threads 128 attributes {cluster = 2 : i64}
// CHECK: sm90.cluster_reduce max
graph.kernel @all(%a: tensor<5000xi32>) -> (tensor<i32>)
    attributes {schedule = #graph.schedule<rows, tile = [], threads = 128, reduction = [4096], splits = 2>} {
  %m = graph.reduce max %a dims [0] : tensor<5000xi32> -> tensor<i32>
  graph.return %m : tensor<i32>
}

// -----

// A result that repeats each row's value elsewhere.
// CHECK-LABEL: tile.func @repeats(
// CHECK-SAME: grid <() -> (34)> threads 1024 {
// CHECK-NOT: sm90
// expected-remark @+1 {{a cluster does not share its rows: result 0 has other dimensions than the row's}}
graph.kernel @repeats(%a: tensor<34x10000xf32>) -> (tensor<34x7xf32>)
    attributes {schedule = #graph.schedule<rows, tile = [1], threads = 256, reduction = [4096], splits = 3>,
                fallback = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [8192]>} {
  %s = graph.reduce sum %a dims [1] : tensor<34x10000xf32> -> tensor<34xf32>
  %sb = graph.view %s through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x7xf32>
  graph.return %sb : tensor<34x7xf32>
}

// -----

// Each element of the row needs the reduction of another row: its own loop.
// CHECK-LABEL: tile.func @transposed(
// CHECK-SAME: grid <() -> (5000)> threads 1024 {
// CHECK-NOT: sm90
// expected-remark @+1 {{a cluster does not share its rows: not all reductions are sums, products or extrema of 32- or 64-bit elements of the whole row}}
graph.kernel @transposed(%a: tensor<5000x5000xf32>) -> (tensor<5000x5000xf32>)
    attributes {schedule = #graph.schedule<rows, tile = [1], threads = 128, reduction = [4096], splits = 2>,
                fallback = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [8192]>} {
  %s = graph.reduce sum %a dims [1] : tensor<5000x5000xf32> -> tensor<5000xf32>
  %r = graph.view %s through <(d0, d1) -> (d0)> : tensor<5000xf32> -> tensor<5000x5000xf32>
  %c = graph.view %s through <(d0, d1) -> (d1)> : tensor<5000xf32> -> tensor<5000x5000xf32>
  %y = arith.addf %r, %c : tensor<5000x5000xf32>
  graph.return %y : tensor<5000x5000xf32>
}

// -----

// expected-error @+1 {{expected rows that a cluster can share, but a part is not for each of 4 CTAs}}
graph.kernel @parts(%a: tensor<34x10000xf32>) -> (tensor<34xf32>)
    attributes {schedule = #graph.schedule<rows, tile = [1], threads = 256, reduction = [4096], splits = 4>} {
  %s = graph.reduce sum %a dims [1] : tensor<34x10000xf32> -> tensor<34xf32>
  graph.return %s : tensor<34xf32>
}

// -----

// expected-error @+1 {{expected rows that a cluster can share, but not all reductions are sums}}
graph.kernel @argmax(%a: tensor<34x10000xf32>) -> (tensor<34xi64>)
    attributes {schedule = #graph.schedule<rows, tile = [1], threads = 256, reduction = [4096], splits = 3>} {
  %s = graph.reduce argmax %a dims [1] : tensor<34x10000xf32> -> tensor<34xi64>
  graph.return %s : tensor<34xi64>
}

// -----

// expected-error @+1 {{expected rows that a cluster can share, but they are for a GPU's clusters of up to 8}}
graph.kernel @cpu(%a: tensor<34x10000xf32>) -> (tensor<34xf32>)
    attributes {schedule = #graph.schedule<rows, tile = [1], threads = 1, reduction = [4096], splits = 3>} {
  %s = graph.reduce sum %a dims [1] : tensor<34x10000xf32> -> tensor<34xf32>
  graph.return %s : tensor<34xf32>
}
