// RUN: cutedsl-opt %s --split-input-file --graph-simplify --cse | FileCheck %s

#d = #graph.dims<()[s0] -> (s0)>

// x * 1 and x - 0 are x; x + 0 is not, for x = -0.
// CHECK-LABEL: @neutral
// CHECK-NOT: arith.mulf
// CHECK-NOT: arith.subf
// CHECK: %[[A:.*]] = arith.addf %arg0
// CHECK: graph.return %arg0, %[[A]]
graph.program @neutral symbols ["s0"] (%x: tensor<?xf32, #d>) -> (tensor<?xf32, #d>, tensor<?xf32, #d>) {
  %c1 = arith.constant dense<1.0> : tensor<f32>
  %c0 = arith.constant dense<0.0> : tensor<f32>
  %one = graph.view %c1 through <(d0) -> ()> : tensor<f32> -> tensor<?xf32, #d>
  %zero = graph.view %c0 through <(d0) -> ()> : tensor<f32> -> tensor<?xf32, #d>
  %0 = arith.mulf %x, %one : tensor<?xf32, #d>
  %1 = arith.subf %0, %zero : tensor<?xf32, #d>
  %2 = arith.addf %x, %zero : tensor<?xf32, #d>
  graph.return %1, %2 : tensor<?xf32, #d>, tensor<?xf32, #d>
}

// -----

#d = #graph.dims<()[s0] -> (s0)>

// CHECK-LABEL: @integers
// CHECK: %[[F:.*]] = arith.constant dense<false>
// CHECK: %[[T:.*]] = arith.constant dense<true>
// CHECK: %[[TV:.*]] = graph.view %[[T]]
// CHECK: %[[FV:.*]] = graph.view %[[F]]
// CHECK: %[[U:.*]] = arith.cmpi sge
// CHECK: graph.return %[[TV]], %[[FV]], %[[U]]
graph.program @integers symbols ["s0"] (%x: tensor<?xf32, #d>) -> (tensor<?xi1, #d>, tensor<?xi1, #d>, tensor<?xi1, #d>) {
  %i = graph.iota 0 : tensor<?xi64, #d>
  %s = graph.symbol <()[s0] -> (s0)> : tensor<i64>
  %n = graph.view %s through <(d0) -> ()> : tensor<i64> -> tensor<?xi64, #d>
  %c = arith.constant dense<3> : tensor<i64>
  %three = graph.view %c through <(d0) -> ()> : tensor<i64> -> tensor<?xi64, #d>
  %0 = arith.cmpi slt, %i, %n : tensor<?xi64, #d>
  %1 = arith.cmpi eq, %i, %n : tensor<?xi64, #d>
  %2 = arith.cmpi sge, %i, %three : tensor<?xi64, #d>
  graph.return %0, %1, %2 : tensor<?xi1, #d>, tensor<?xi1, #d>, tensor<?xi1, #d>
}

// -----

// A float made of a condition is not NaN, and above zero where it holds.
// CHECK-LABEL: @condition
// CHECK: %[[F:.*]] = arith.constant dense<false>
// CHECK: graph.return %[[F]], %arg0
graph.program @condition symbols [] (%b: tensor<8xi1>) -> (tensor<8xi1>, tensor<8xi1>) {
  %f = arith.uitofp %b : tensor<8xi1> to tensor<8xf32>
  %zero = arith.constant dense<0.0> : tensor<8xf32>
  %0 = arith.cmpf uno, %f, %f : tensor<8xf32>
  %1 = arith.cmpf ogt, %f, %zero : tensor<8xf32>
  graph.return %0, %1 : tensor<8xi1>, tensor<8xi1>
}

// -----

// CHECK-LABEL: @negation
// CHECK: arith.cmpf uge, %arg0, %arg1
// CHECK: arith.cmpf ord, %arg0, %arg0
graph.program @negation symbols [] (%x: tensor<8xf32>, %y: tensor<8xf32>) -> (tensor<8xi1>, tensor<8xi1>) {
  %t = arith.constant dense<true> : tensor<8xi1>
  %0 = arith.cmpf olt, %x, %y : tensor<8xf32>
  %1 = arith.xori %0, %t : tensor<8xi1>
  %2 = arith.cmpf uno, %x, %x : tensor<8xf32>
  %3 = arith.xori %2, %t : tensor<8xi1>
  graph.return %1, %3 : tensor<8xi1>, tensor<8xi1>
}

// -----

// CHECK-LABEL: @outer
// CHECK-NOT: graph.contract
// CHECK: arith.mulf %{{.*}}, %{{.*}} : tensor<4x8xf32>
graph.program @outer symbols [] (%x: tensor<4x1xf32>, %y: tensor<1x8xf32>) -> (tensor<4x8xf32>) {
  %0 = graph.contract %x, %y : tensor<4x1xf32>, tensor<1x8xf32> -> tensor<4x8xf32>
  graph.return %0 : tensor<4x8xf32>
}

// -----

// One key, a mask that is finite: the value.
// CHECK-LABEL: @one_key
// CHECK-NOT: graph.attention
// CHECK: graph.return %arg2
graph.program @one_key symbols [] (%q: tensor<2x1x8xf32>, %k: tensor<2x1x8xf32>, %v: tensor<2x1x8xf32>, %b: tensor<2x1x1xi1>) -> (tensor<2x1x8xf32>) {
  %one = arith.constant dense<1.0> : tensor<2x1x1xf32>
  %min = arith.constant dense<-3.4028234663852886e+38> : tensor<2x1x1xf32>
  %f = arith.uitofp %b : tensor<2x1x1xi1> to tensor<2x1x1xf32>
  %n = arith.subf %one, %f : tensor<2x1x1xf32>
  %mask = arith.mulf %n, %min : tensor<2x1x1xf32>
  %o = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<2x1x1xf32>):
    %0 = arith.addf %s, %mask : tensor<2x1x1xf32>
    graph.yield %0 : tensor<2x1x1xf32>
  } : tensor<2x1x8xf32>, tensor<2x1x8xf32>, tensor<2x1x8xf32> -> tensor<2x1x8xf32>
  graph.return %o : tensor<2x1x8xf32>
}

// -----

// A mask that may hold minus infinity makes the row zero: not the value.
// CHECK-LABEL: @one_masked_key
// CHECK: graph.attention
graph.program @one_masked_key symbols [] (%q: tensor<2x1x8xf32>, %k: tensor<2x1x8xf32>, %v: tensor<2x1x8xf32>, %mask: tensor<2x1x1xf32>) -> (tensor<2x1x8xf32>) {
  %o = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<2x1x1xf32>):
    %0 = arith.addf %s, %mask : tensor<2x1x1xf32>
    graph.yield %0 : tensor<2x1x1xf32>
  } : tensor<2x1x8xf32>, tensor<2x1x8xf32>, tensor<2x1x8xf32> -> tensor<2x1x8xf32>
  graph.return %o : tensor<2x1x8xf32>
}

// -----

#x = #graph.dims<()[s0, s1] -> (s0, s1 + 2, 64)>
#xf = #graph.dims<()[s0, s1] -> (s0 * s1 + s0 * 2, 64)>
#l = #graph.dims<()[s0] -> (s0, 2, 64)>

// Only the last two tokens of each series are read: only they are multiplied.
// CHECK-LABEL: @last_tokens
// CHECK: %[[X:.*]] = graph.view %arg0 through <(d0, d1)[s0, s1] -> (d0 floordiv 2, d0 mod 2 + s1, d1)>
// CHECK: %[[P:.*]] = graph.contract %[[X]], %arg1
// CHECK-SAME: -> tensor<?x64xf32, #[[$D:.*]]>
// CHECK: math.exp
// CHECK-NOT: graph.contract
graph.program @last_tokens symbols ["s0", "s1"] (%x: tensor<?x?x64xf32, #x>, %w: tensor<64x64xf32>, %u: tensor<?xf32, #graph.dims<()[s0, s1] -> (s1)>>) -> (tensor<?x2x64xf32, #l>) {
  %f = graph.view %x through <(d0, d1)[s0, s1] -> (d0 floordiv (s1 + 2), d0 mod (s1 + 2), d1)> : tensor<?x?x64xf32, #x> -> tensor<?x64xf32, #xf>
  %p = graph.contract %f, %w : tensor<?x64xf32, #xf>, tensor<64x64xf32> -> tensor<?x64xf32, #xf>
  %r = graph.view %p through <(d0, d1, d2)[s0, s1] -> (d0 * (s1 + 2) + d1, d2)> : tensor<?x64xf32, #xf> -> tensor<?x?x64xf32, #x>
  %e = math.exp %r : tensor<?x?x64xf32, #x>
  %l = graph.view %e through <(d0, d1, d2)[s0, s1] -> (d0, d1 + s1, d2)> : tensor<?x?x64xf32, #x> -> tensor<?x2x64xf32, #l>
  graph.return %l : tensor<?x2x64xf32, #l>
}

// -----

// An attention whose last query alone is read has one query; causality still
// compares with its true position.
// CHECK-LABEL: @last_query
// CHECK: %[[Q:.*]] = graph.view %arg0 through <(d0, d1, d2) -> (d0, 5, d2)>
// CHECK: graph.attention %[[Q]], %arg1, %arg2
// CHECK: ^bb0(%[[S:.*]]: tensor<2x1x8xf32>):
// CHECK: %[[I:.*]] = graph.iota 2 : tensor<2x8x8xi64>
// CHECK: arith.cmpi sle
// CHECK: tensor<2x1x8xf32>, tensor<2x8x8xf32>, tensor<2x8x8xf32> -> tensor<2x1x8xf32>
graph.program @last_query symbols [] (%q: tensor<2x8x8xf32>, %k: tensor<2x8x8xf32>, %v: tensor<2x8x8xf32>) -> (tensor<2x8xf32>) {
  %inf = arith.constant dense<0xFF800000> : tensor<2x8x8xf32>
  %o = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<2x8x8xf32>):
    %j = graph.iota 2 : tensor<2x8x8xi64>
    %i = graph.iota 1 : tensor<2x8x8xi64>
    %c = arith.cmpi sle, %j, %i : tensor<2x8x8xi64>
    %0 = arith.select %c, %s, %inf : tensor<2x8x8xi1>, tensor<2x8x8xf32>
    graph.yield %0 : tensor<2x8x8xf32>
  } : tensor<2x8x8xf32>, tensor<2x8x8xf32>, tensor<2x8x8xf32> -> tensor<2x8x8xf32>
  %l = graph.view %o through <(d0, d1) -> (d0, 5, d1)> : tensor<2x8x8xf32> -> tensor<2x8xf32>
  graph.return %l : tensor<2x8xf32>
}

// -----

// So has one whose mask is computed for all queries alike.
// CHECK-LABEL: @last_query_of_masked
// CHECK: graph.attention %{{.*}}, %arg1, %arg2
// CHECK: arith.extf %arg3 : tensor<8xbf16> to tensor<8xf32>
// CHECK: arith.addf %{{.*}} : tensor<2x1x8xf32>
graph.program @last_query_of_masked symbols [] (%q: tensor<2x8x8xf32>, %k: tensor<2x8x8xf32>, %v: tensor<2x8x8xf32>, %mask: tensor<8xbf16>) -> (tensor<2x8xf32>) {
  %o = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<2x8x8xf32>):
    %wide = arith.extf %mask : tensor<8xbf16> to tensor<8xf32>
    %all = graph.view %wide through <(d0, d1, d2) -> (d2)> : tensor<8xf32> -> tensor<2x8x8xf32>
    %0 = arith.addf %s, %all : tensor<2x8x8xf32>
    graph.yield %0 : tensor<2x8x8xf32>
  } : tensor<2x8x8xf32>, tensor<2x8x8xf32>, tensor<2x8x8xf32> -> tensor<2x8x8xf32>
  %l = graph.view %o through <(d0, d1) -> (d0, 5, d1)> : tensor<2x8x8xf32> -> tensor<2x8xf32>
  graph.return %l : tensor<2x8xf32>
}

// -----

// A causal mask made as ones and zeros is the comparison that it was made from.
// CHECK-LABEL: @choice
// CHECK-DAG: %[[T:.*]] = arith.constant dense<true> : tensor<4x8xi1>
// CHECK-DAG: %[[C:.*]] = arith.cmpi sgt, %{{.*}}, %{{.*}} : tensor<4x8xi64>
// CHECK-DAG: %[[V:.*]] = graph.view %{{.*}} through <(d0, d1) -> (d1, d0)> : tensor<4x8xi1> -> tensor<8x4xi1>
// CHECK: graph.return %[[C]], %[[V]], %[[T]]
graph.program @choice symbols [] (%x: tensor<f32>) -> (tensor<4x8xi1>, tensor<8x4xi1>, tensor<4x8xi1>) {
  %i = graph.iota 0 : tensor<4x8xi64>
  %j = graph.iota 1 : tensor<4x8xi64>
  %seen = arith.cmpi sle, %j, %i : tensor<4x8xi64>
  %one = arith.constant dense<1.0> : tensor<4x8xf32>
  %zero = arith.constant dense<0.0> : tensor<4x8xf32>
  %mask = arith.select %seen, %one, %zero : tensor<4x8xi1>, tensor<4x8xf32>
  %0 = arith.cmpf oeq, %mask, %zero : tensor<4x8xf32>
  %t = graph.view %mask through <(d0, d1) -> (d1, d0)> : tensor<4x8xf32> -> tensor<8x4xf32>
  %zt = arith.constant dense<0.0> : tensor<8x4xf32>
  %1 = arith.cmpf une, %t, %zt : tensor<8x4xf32>
  %2 = arith.cmpf oge, %mask, %zero : tensor<4x8xf32>
  graph.return %0, %1, %2 : tensor<4x8xi1>, tensor<8x4xi1>, tensor<4x8xi1>
}

// -----

// Division by a power of two is exact; by another number, it is not.
// CHECK-LABEL: @division
// CHECK-DAG: %[[E:.*]] = arith.constant dense<1.250000e-01>
// CHECK-DAG: %[[D:.*]] = arith.constant dense<3.000000e+00>
// CHECK-DAG: arith.mulf %arg0, %[[E]]
// CHECK-DAG: arith.divf %arg0, %[[D]]
graph.program @division symbols [] (%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %8 = arith.constant dense<8.0> : tensor<4xf32>
  %3 = arith.constant dense<3.0> : tensor<4xf32>
  %0 = arith.divf %x, %8 : tensor<4xf32>
  %1 = arith.divf %x, %3 : tensor<4xf32>
  graph.return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// -----

// Distances of small indices are those of floats, converted for each row and
// column; larger ones, and indices whose size is not known, stay integers.
// CHECK-LABEL: @distances
// CHECK: %[[I:.*]] = arith.sitofp %{{.*}} {tile.exact} : tensor<{{.*}}xi64> to tensor<{{.*}}xf32>
// CHECK: %[[D:.*]] = arith.subf
// CHECK: %[[A:.*]] = math.absf %[[D]] : tensor<4x8xf32>
// CHECK: %[[L:.*]] = arith.sitofp %{{.*}} : tensor<33554432x2xi64> to tensor<33554432x2xf32>
// CHECK: %[[U:.*]] = arith.sitofp %{{.*}} : tensor<?x8xi64, #{{.*}}> to tensor<?x8xf32, #{{.*}}>
// CHECK: graph.return %[[A]], %[[L]], %[[U]]
#u = #graph.dims<()[s0] -> (s0, 8)>
graph.program @distances symbols ["s0"] (%x: tensor<?x8xf32, #u>) -> (tensor<4x8xf32>, tensor<33554432x2xf32>, tensor<?x8xf32, #u>) {
  %i = graph.iota 0 : tensor<4x8xi64>
  %j = graph.iota 1 : tensor<4x8xi64>
  %d = arith.subi %i, %j : tensor<4x8xi64>
  %m = math.absi %d : tensor<4x8xi64>
  %f = arith.sitofp %m : tensor<4x8xi64> to tensor<4x8xf32>
  %li = graph.iota 0 : tensor<33554432x2xi64>
  %lj = graph.iota 1 : tensor<33554432x2xi64>
  %ld = arith.subi %li, %lj : tensor<33554432x2xi64>
  %lf = arith.sitofp %ld : tensor<33554432x2xi64> to tensor<33554432x2xf32>
  %ui = graph.iota 0 : tensor<?x8xi64, #u>
  %uj = graph.iota 1 : tensor<?x8xi64, #u>
  %ud = arith.subi %ui, %uj : tensor<?x8xi64, #u>
  %uf = arith.sitofp %ud : tensor<?x8xi64, #u> to tensor<?x8xf32, #u>
  graph.return %f, %lf, %uf : tensor<4x8xf32>, tensor<33554432x2xf32>, tensor<?x8xf32, #u>
}
