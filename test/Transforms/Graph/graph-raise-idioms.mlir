// RUN: cutedsl-opt %s --split-input-file --graph-raise-idioms --canonicalize | FileCheck %s
// RUN: cutedsl-opt %s --split-input-file --graph-raise-idioms=keep-roundings --canonicalize | FileCheck %s --check-prefix=KEEP
// RUN: cutedsl-opt %s --split-input-file --graph-raise-idioms=fast-algebra --canonicalize | FileCheck %s --check-prefix=FAST
// RUN: cutedsl-opt %s --split-input-file --graph-raise-idioms --remarks-filter=graph-raise-idioms 2>&1 | FileCheck %s --check-prefix=REMARK

// Scale and additive mask; four heads of two batches as one dimension around
// both products.
// CHECK-LABEL: @masked
// CHECK: %[[SCALE:.*]] = arith.constant dense<2.500000e-01>
// CHECK: %[[MASK:.*]] = graph.view %arg3 through <(d0, d1, d2, d3) -> (d0, d3)>
// CHECK: %[[O:.*]] = graph.attention %arg0, %arg1, %arg2 masked_rows nan {
// CHECK: ^bb0(%[[S:.*]]: tensor<2x4x5x7xf32>):
// CHECK:   %[[A:.*]] = arith.mulf %[[S]], %[[SCALE]]
// CHECK:   %[[B:.*]] = arith.addf %[[A]], %[[MASK]]
// CHECK:   graph.yield %[[B]]
// CHECK: graph.view %[[O]] through <(d0, d1, d2) -> (d0 floordiv 4, d0 mod 4, d1, d2)>
// CHECK-NOT: graph.contract
// REMARK: [Passed] attention {{.*}}Function=masked | Remark="raised to graph.attention"
graph.program @masked symbols [] (%q: tensor<2x4x5x16xf32>, %k: tensor<2x4x7x16xf32>, %v: tensor<2x4x7x8xf32>, %mask: tensor<2x7xf32>) -> (tensor<8x5x8xf32>) {
  %qf = graph.view %q through <(d0, d1, d2) -> (d0 floordiv 4, d0 mod 4, d1, d2)> : tensor<2x4x5x16xf32> -> tensor<8x5x16xf32>
  %kf = graph.view %k through <(d0, d1, d2) -> (d0 floordiv 4, d0 mod 4, d2, d1)> : tensor<2x4x7x16xf32> -> tensor<8x16x7xf32>
  %0 = graph.contract %qf, %kf : tensor<8x5x16xf32>, tensor<8x16x7xf32> -> tensor<8x5x7xf32>
  %1 = graph.view %0 through <(d0, d1, d2, d3) -> (d0 * 4 + d1, d2, d3)> : tensor<8x5x7xf32> -> tensor<2x4x5x7xf32>
  %scale = arith.constant dense<2.500000e-01> : tensor<2x4x5x7xf32>
  %2 = arith.mulf %1, %scale : tensor<2x4x5x7xf32>
  %maskb = graph.view %mask through <(d0, d1, d2, d3) -> (d0, d3)> : tensor<2x7xf32> -> tensor<2x4x5x7xf32>
  %3 = arith.addf %2, %maskb : tensor<2x4x5x7xf32>
  %max = graph.reduce max %3 dims [3] : tensor<2x4x5x7xf32> -> tensor<2x4x5xf32>
  %maxb = graph.view %max through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<2x4x5xf32> -> tensor<2x4x5x7xf32>
  %4 = arith.subf %3, %maxb : tensor<2x4x5x7xf32>
  %5 = math.exp %4 : tensor<2x4x5x7xf32>
  %sum = graph.reduce sum %5 dims [3] : tensor<2x4x5x7xf32> -> tensor<2x4x5xf32>
  %sumb = graph.view %sum through <(d0, d1, d2, d3) -> (d0, d1, d2)> : tensor<2x4x5xf32> -> tensor<2x4x5x7xf32>
  %6 = arith.divf %5, %sumb : tensor<2x4x5x7xf32>
  %pf = graph.view %6 through <(d0, d1, d2) -> (d0 floordiv 4, d0 mod 4, d1, d2)> : tensor<2x4x5x7xf32> -> tensor<8x5x7xf32>
  %vf = graph.view %v through <(d0, d1, d2) -> (d0 floordiv 4, d0 mod 4, d1, d2)> : tensor<2x4x7x8xf32> -> tensor<8x7x8xf32>
  %7 = graph.contract %pf, %vf : tensor<8x5x7xf32>, tensor<8x7x8xf32> -> tensor<8x5x8xf32>
  graph.return %7 : tensor<8x5x8xf32>
}

// -----

// Scores [key, query] with the softmax over the first, zeros in rows of only
// minus infinities, times the reciprocal; two query heads a key head.
// CHECK-LABEL: @keys_first
// CHECK-DAG: %[[K:.*]] = graph.view %arg1 through <(d0, d1, d2) -> (d0 floordiv 2, d1, d2)> : tensor<2x7x16xf32> -> tensor<4x7x16xf32>
// CHECK-DAG: %[[V:.*]] = graph.view %arg2 through <(d0, d1, d2) -> (d0 floordiv 2, d1, d2)> : tensor<2x7x8xf32> -> tensor<4x7x8xf32>
// CHECK: graph.attention %arg0, %[[K]], %[[V]] masked_rows zero {
// CHECK-NEXT: ^bb0(%[[S:.*]]: tensor<4x5x7xf32>):
// CHECK-NEXT: graph.yield %[[S]]
graph.program @keys_first symbols [] (%q: tensor<4x5x16xf32>, %k: tensor<2x7x16xf32>, %v: tensor<2x7x8xf32>) -> (tensor<4x5x8xf32>) {
  %qt = graph.view %q through <(d0, d1, d2) -> (d0, d2, d1)> : tensor<4x5x16xf32> -> tensor<4x16x5xf32>
  %kr = graph.view %k through <(d0, d1, d2) -> (d0 floordiv 2, d1, d2)> : tensor<2x7x16xf32> -> tensor<4x7x16xf32>
  %vr = graph.view %v through <(d0, d1, d2) -> (d0 floordiv 2, d1, d2)> : tensor<2x7x8xf32> -> tensor<4x7x8xf32>
  %s = graph.contract %kr, %qt : tensor<4x7x16xf32>, tensor<4x16x5xf32> -> tensor<4x7x5xf32>
  %max = graph.reduce max %s dims [1] : tensor<4x7x5xf32> -> tensor<4x5xf32>
  %maxb = graph.view %max through <(d0, d1, d2) -> (d0, d2)> : tensor<4x5xf32> -> tensor<4x7x5xf32>
  %0 = arith.subf %s, %maxb : tensor<4x7x5xf32>
  %1 = math.exp %0 : tensor<4x7x5xf32>
  %sum = graph.reduce sum %1 dims [1] : tensor<4x7x5xf32> -> tensor<4x5xf32>
  %one = arith.constant dense<1.0> : tensor<4x5xf32>
  %inverse = arith.divf %one, %sum : tensor<4x5xf32>
  %inverseb = graph.view %inverse through <(d0, d1, d2) -> (d0, d2)> : tensor<4x5xf32> -> tensor<4x7x5xf32>
  %2 = arith.mulf %1, %inverseb : tensor<4x7x5xf32>
  %low = arith.constant dense<0xFF800000> : tensor<4x5xf32>
  %masked = arith.cmpf oeq, %max, %low : tensor<4x5xf32>
  %maskedb = graph.view %masked through <(d0, d1, d2) -> (d0, d2)> : tensor<4x5xi1> -> tensor<4x7x5xi1>
  %zero = arith.constant dense<0.0> : tensor<4x7x5xf32>
  %3 = arith.select %maskedb, %zero, %2 : tensor<4x7x5xi1>, tensor<4x7x5xf32>
  %p = graph.view %3 through <(d0, d1, d2) -> (d0, d2, d1)> : tensor<4x7x5xf32> -> tensor<4x5x7xf32>
  %o = graph.contract %p, %vr : tensor<4x5x7xf32>, tensor<4x7x8xf32> -> tensor<4x5x8xf32>
  graph.return %o : tensor<4x5x8xf32>
}

// -----

// Roundings of the scores stay; the one of the weights is dropped, if it may
// be.
// CHECK-LABEL: @rounded
// CHECK: graph.attention %arg0, %{{.*}}, %arg2 masked_rows nan {
// CHECK: ^bb0(%[[S:.*]]: tensor<4x5x7xf32>):
// CHECK:   %[[A:.*]] = arith.truncf %[[S]]
// CHECK:   %[[B:.*]] = arith.extf %[[A]]
// CHECK:   graph.yield %[[B]]
// CHECK: : tensor<4x5x16xbf16>, tensor<4x7x16xbf16>, tensor<4x7x8xbf16> -> tensor<4x5x8xf32>
// KEEP-LABEL: @rounded
// KEEP-NOT: = graph.attention
graph.program @rounded symbols [] (%q: tensor<4x5x16xbf16>, %k: tensor<4x16x7xbf16>, %v: tensor<4x7x8xbf16>) -> (tensor<4x5x8xf32>) {
  %s = graph.contract %q, %k : tensor<4x5x16xbf16>, tensor<4x16x7xbf16> -> tensor<4x5x7xf32>
  %sr = arith.truncf %s : tensor<4x5x7xf32> to tensor<4x5x7xbf16>
  %sw = arith.extf %sr : tensor<4x5x7xbf16> to tensor<4x5x7xf32>
  %max = graph.reduce max %sw dims [2] : tensor<4x5x7xf32> -> tensor<4x5xf32>
  %maxb = graph.view %max through <(d0, d1, d2) -> (d0, d1)> : tensor<4x5xf32> -> tensor<4x5x7xf32>
  %0 = arith.subf %sw, %maxb : tensor<4x5x7xf32>
  %1 = math.exp %0 : tensor<4x5x7xf32>
  %sum = graph.reduce sum %1 dims [2] : tensor<4x5x7xf32> -> tensor<4x5xf32>
  %sumb = graph.view %sum through <(d0, d1, d2) -> (d0, d1)> : tensor<4x5xf32> -> tensor<4x5x7xf32>
  %2 = arith.divf %1, %sumb : tensor<4x5x7xf32>
  %p = arith.truncf %2 : tensor<4x5x7xf32> to tensor<4x5x7xbf16>
  %o = graph.contract %p, %v : tensor<4x5x7xbf16>, tensor<4x7x8xbf16> -> tensor<4x5x8xf32>
  graph.return %o : tensor<4x5x8xf32>
}

// -----

// Nothing is rounded here: raised whatever the numerics.
// KEEP-LABEL: @float
// KEEP: graph.attention
// CHECK-LABEL: @float
// CHECK: graph.attention
graph.program @float symbols ["s0"] (%q: tensor<?x16xf64, #graph.dims<()[s0] -> (s0, 16)>>, %k: tensor<16x7xf64>, %v: tensor<7x8xf64>) -> (tensor<?x8xf64, #graph.dims<()[s0] -> (s0, 8)>>) {
  %s = graph.contract %q, %k : tensor<?x16xf64, #graph.dims<()[s0] -> (s0, 16)>>, tensor<16x7xf64> -> tensor<?x7xf64, #graph.dims<()[s0] -> (s0, 7)>>
  %max = graph.reduce max %s dims [1] : tensor<?x7xf64, #graph.dims<()[s0] -> (s0, 7)>> -> tensor<?xf64, #graph.dims<()[s0] -> (s0)>>
  %maxb = graph.view %max through <(d0, d1) -> (d0)> : tensor<?xf64, #graph.dims<()[s0] -> (s0)>> -> tensor<?x7xf64, #graph.dims<()[s0] -> (s0, 7)>>
  %0 = arith.subf %s, %maxb : tensor<?x7xf64, #graph.dims<()[s0] -> (s0, 7)>>
  %1 = math.exp %0 : tensor<?x7xf64, #graph.dims<()[s0] -> (s0, 7)>>
  %sum = graph.reduce sum %1 dims [1] : tensor<?x7xf64, #graph.dims<()[s0] -> (s0, 7)>> -> tensor<?xf64, #graph.dims<()[s0] -> (s0)>>
  %sumb = graph.view %sum through <(d0, d1) -> (d0)> : tensor<?xf64, #graph.dims<()[s0] -> (s0)>> -> tensor<?x7xf64, #graph.dims<()[s0] -> (s0, 7)>>
  %p = arith.divf %1, %sumb : tensor<?x7xf64, #graph.dims<()[s0] -> (s0, 7)>>
  %o = graph.contract %p, %v : tensor<?x7xf64, #graph.dims<()[s0] -> (s0, 7)>>, tensor<7x8xf64> -> tensor<?x8xf64, #graph.dims<()[s0] -> (s0, 8)>>
  graph.return %o : tensor<?x8xf64, #graph.dims<()[s0] -> (s0, 8)>>
}

// -----

// FAST-LABEL: @no_maximum
// FAST: = graph.attention
// CHECK-LABEL: @no_maximum
// CHECK-NOT: = graph.attention
// REMARK: [Missed] attention {{.*}}Function=no_maximum | Remark="not raised to graph.attention: the softmax does not subtract its maximum, so that it overflows where an attention does not"
graph.program @no_maximum symbols [] (%q: tensor<5x16xf32>, %k: tensor<16x7xf32>, %v: tensor<7x8xf32>) -> (tensor<5x8xf32>) {
  %s = graph.contract %q, %k : tensor<5x16xf32>, tensor<16x7xf32> -> tensor<5x7xf32>
  %1 = math.exp %s : tensor<5x7xf32>
  %sum = graph.reduce sum %1 dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %sumb = graph.view %sum through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %p = arith.divf %1, %sumb : tensor<5x7xf32>
  %o = graph.contract %p, %v : tensor<5x7xf32>, tensor<7x8xf32> -> tensor<5x8xf32>
  graph.return %o : tensor<5x8xf32>
}

// -----

// The softmax is not of its own scores, so it is none: no remark either.
// CHECK-LABEL: @other_maximum
// CHECK-NOT: = graph.attention
// REMARK-NOT: Function=other_maximum
graph.program @other_maximum symbols [] (%q: tensor<5x16xf32>, %k: tensor<16x7xf32>, %v: tensor<7x8xf32>, %other: tensor<5x7xf32>) -> (tensor<5x8xf32>) {
  %s = graph.contract %q, %k : tensor<5x16xf32>, tensor<16x7xf32> -> tensor<5x7xf32>
  %1 = math.exp %s : tensor<5x7xf32>
  %sum = graph.reduce sum %other dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %sumb = graph.view %sum through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %p = arith.divf %1, %sumb : tensor<5x7xf32>
  %o = graph.contract %p, %v : tensor<5x7xf32>, tensor<7x8xf32> -> tensor<5x8xf32>
  graph.return %o : tensor<5x8xf32>
}

// -----

// CHECK-LABEL: @weights_returned
// CHECK-NOT: = graph.attention
// REMARK: [Missed] attention {{.*}}Function=weights_returned | Remark="not raised to graph.attention: arith.divf between the two products is used elsewhere, too"
graph.program @weights_returned symbols [] (%q: tensor<5x16xf32>, %k: tensor<16x7xf32>, %v: tensor<7x8xf32>) -> (tensor<5x8xf32>, tensor<5x7xf32>) {
  %s = graph.contract %q, %k : tensor<5x16xf32>, tensor<16x7xf32> -> tensor<5x7xf32>
  %max = graph.reduce max %s dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %maxb = graph.view %max through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %0 = arith.subf %s, %maxb : tensor<5x7xf32>
  %1 = math.exp %0 : tensor<5x7xf32>
  %sum = graph.reduce sum %1 dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %sumb = graph.view %sum through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %p = arith.divf %1, %sumb : tensor<5x7xf32>
  %o = graph.contract %p, %v : tensor<5x7xf32>, tensor<7x8xf32> -> tensor<5x8xf32>
  graph.return %o, %p : tensor<5x8xf32>, tensor<5x7xf32>
}

// -----

// Scores are centred before the softmax: each depends on its row.
// CHECK-LABEL: @centred
// CHECK-NOT: = graph.attention
// REMARK: [Missed] attention {{.*}}Function=centred | Remark="not raised to graph.attention: a score depends on other scores before it is a weight"
graph.program @centred symbols [] (%q: tensor<5x16xf32>, %k: tensor<16x7xf32>, %v: tensor<7x8xf32>) -> (tensor<5x8xf32>) {
  %raw = graph.contract %q, %k : tensor<5x16xf32>, tensor<16x7xf32> -> tensor<5x7xf32>
  %mean = graph.reduce sum %raw dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %meanb = graph.view %mean through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %s = arith.subf %raw, %meanb : tensor<5x7xf32>
  %max = graph.reduce max %s dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %maxb = graph.view %max through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %0 = arith.subf %s, %maxb : tensor<5x7xf32>
  %1 = math.exp %0 : tensor<5x7xf32>
  %sum = graph.reduce sum %1 dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %sumb = graph.view %sum through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %p = arith.divf %1, %sumb : tensor<5x7xf32>
  %o = graph.contract %p, %v : tensor<5x7xf32>, tensor<7x8xf32> -> tensor<5x8xf32>
  graph.return %o : tensor<5x8xf32>
}

// -----

// The softmax is over the queries: a sum of values with other weights.
// CHECK-LABEL: @over_queries
// CHECK-NOT: = graph.attention
// REMARK: [Missed] attention {{.*}}Function=over_queries | Remark="not raised to graph.attention: the softmax is not over the keys alone"
graph.program @over_queries symbols [] (%q: tensor<5x16xf32>, %k: tensor<16x7xf32>, %v: tensor<7x8xf32>) -> (tensor<5x8xf32>) {
  %s = graph.contract %q, %k : tensor<5x16xf32>, tensor<16x7xf32> -> tensor<5x7xf32>
  %max = graph.reduce max %s dims [0] : tensor<5x7xf32> -> tensor<7xf32>
  %maxb = graph.view %max through <(d0, d1) -> (d1)> : tensor<7xf32> -> tensor<5x7xf32>
  %0 = arith.subf %s, %maxb : tensor<5x7xf32>
  %1 = math.exp %0 : tensor<5x7xf32>
  %sum = graph.reduce sum %1 dims [0] : tensor<5x7xf32> -> tensor<7xf32>
  %sumb = graph.view %sum through <(d0, d1) -> (d1)> : tensor<7xf32> -> tensor<5x7xf32>
  %p = arith.divf %1, %sumb : tensor<5x7xf32>
  %o = graph.contract %p, %v : tensor<5x7xf32>, tensor<7x8xf32> -> tensor<5x8xf32>
  graph.return %o : tensor<5x8xf32>
}

// -----

// CHECK-LABEL: @wide_heads
// CHECK-NOT: = graph.attention
// REMARK: [Missed] attention {{.*}}Function=wide_heads | Remark="not raised to graph.attention: expected head sizes of at most 256, but got 512"
graph.program @wide_heads symbols [] (%q: tensor<5x16xf32>, %k: tensor<16x7xf32>, %v: tensor<7x512xf32>) -> (tensor<5x512xf32>) {
  %s = graph.contract %q, %k : tensor<5x16xf32>, tensor<16x7xf32> -> tensor<5x7xf32>
  %max = graph.reduce max %s dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %maxb = graph.view %max through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %0 = arith.subf %s, %maxb : tensor<5x7xf32>
  %1 = math.exp %0 : tensor<5x7xf32>
  %sum = graph.reduce sum %1 dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %sumb = graph.view %sum through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %p = arith.divf %1, %sumb : tensor<5x7xf32>
  %o = graph.contract %p, %v : tensor<5x7xf32>, tensor<7x512xf32> -> tensor<5x512xf32>
  graph.return %o : tensor<5x512xf32>
}

// -----

// A mixture of rows by given weights has no query and key.
// CHECK-LABEL: @given_scores
// CHECK-NOT: = graph.attention
// REMARK: [Missed] attention {{.*}}Function=given_scores | Remark="not raised to graph.attention: the scores are not computed from a product"
graph.program @given_scores symbols [] (%s: tensor<5x7xf32>, %v: tensor<7x8xf32>) -> (tensor<5x8xf32>) {
  %max = graph.reduce max %s dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %maxb = graph.view %max through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %0 = arith.subf %s, %maxb : tensor<5x7xf32>
  %1 = math.exp %0 : tensor<5x7xf32>
  %sum = graph.reduce sum %1 dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %sumb = graph.view %sum through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %p = arith.divf %1, %sumb : tensor<5x7xf32>
  %o = graph.contract %p, %v : tensor<5x7xf32>, tensor<7x8xf32> -> tensor<5x8xf32>
  graph.return %o : tensor<5x8xf32>
}

// -----

// CHECK-LABEL: @float8_scores
// CHECK-NOT: = graph.attention
// REMARK: [Missed] attention {{.*}}Function=float8_scores | Remark="not raised to graph.attention: expected queries and keys of at least 16 bits, but got f8E4M3FN"
graph.program @float8_scores symbols [] (%q: tensor<5x16xf8E4M3FN>, %k: tensor<16x7xf8E4M3FN>, %v: tensor<7x8xbf16>) -> (tensor<5x8xf32>) {
  %s = graph.contract %q, %k : tensor<5x16xf8E4M3FN>, tensor<16x7xf8E4M3FN> -> tensor<5x7xf32>
  %max = graph.reduce max %s dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %maxb = graph.view %max through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %0 = arith.subf %s, %maxb : tensor<5x7xf32>
  %1 = math.exp %0 : tensor<5x7xf32>
  %sum = graph.reduce sum %1 dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %sumb = graph.view %sum through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %p = arith.divf %1, %sumb : tensor<5x7xf32>
  %w = arith.truncf %p : tensor<5x7xf32> to tensor<5x7xbf16>
  %o = graph.contract %w, %v : tensor<5x7xbf16>, tensor<7x8xbf16> -> tensor<5x8xf32>
  graph.return %o : tensor<5x8xf32>
}

// -----

// Quantised weights stay quantised.
// CHECK-LABEL: @float8_weights
// CHECK-NOT: = graph.attention
graph.program @float8_weights symbols [] (%q: tensor<5x16xbf16>, %k: tensor<16x7xbf16>, %v: tensor<7x8xbf16>) -> (tensor<5x8xf32>) {
  %s = graph.contract %q, %k : tensor<5x16xbf16>, tensor<16x7xbf16> -> tensor<5x7xf32>
  %max = graph.reduce max %s dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %maxb = graph.view %max through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %0 = arith.subf %s, %maxb : tensor<5x7xf32>
  %1 = math.exp %0 : tensor<5x7xf32>
  %sum = graph.reduce sum %1 dims [1] : tensor<5x7xf32> -> tensor<5xf32>
  %sumb = graph.view %sum through <(d0, d1) -> (d0)> : tensor<5xf32> -> tensor<5x7xf32>
  %p = arith.divf %1, %sumb : tensor<5x7xf32>
  %w = arith.truncf %p : tensor<5x7xf32> to tensor<5x7xf8E4M3FN>
  %x = arith.extf %w : tensor<5x7xf8E4M3FN> to tensor<5x7xf32>
  %y = arith.truncf %x : tensor<5x7xf32> to tensor<5x7xbf16>
  %o = graph.contract %y, %v : tensor<5x7xbf16>, tensor<7x8xbf16> -> tensor<5x8xf32>
  graph.return %o : tensor<5x8xf32>
}
