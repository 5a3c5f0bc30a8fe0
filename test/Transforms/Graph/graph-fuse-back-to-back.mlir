// RUN: cutedsl-opt %s --split-input-file --graph-fuse-back-to-back=target=sm_90a --canonicalize | FileCheck %s
// RUN: cutedsl-opt %s --split-input-file --graph-fuse-back-to-back=target=sm_90a --remarks-filter=graph-fuse-back-to-back 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: cutedsl-opt %s --split-input-file --graph-fuse-back-to-back=target=sm_80 | FileCheck %s --check-prefix=OTHER
// OTHER-NOT: graph.attention

// Both layers of an MLP: what is between them depends on the bias, too. Weights
// that are stored with k last are the keys as they are.
// CHECK-LABEL: @mlp
// CHECK-NOT: graph.contract
// CHECK: %[[B:.*]] = graph.view %arg2 through <(d0, d1) -> (d1)> : tensor<1024xf32> -> tensor<16384x1024xf32>
// CHECK: %[[V:.*]] = graph.view %arg3 through <(d0, d1) -> (d1, d0)> : tensor<256x1024xbf16> -> tensor<1024x256xbf16>
// CHECK: graph.attention %arg0, %arg1, %[[V]] masked_rows nan {
// CHECK: ^bb0(%[[S:.*]]: tensor<16384x1024xf32>):
// CHECK:   %[[A:.*]] = arith.addf %[[S]], %[[B]]
// CHECK:   %[[T:.*]] = math.tanh %[[A]]
// CHECK:   %[[R:.*]] = arith.truncf %[[T]]
// CHECK:   %[[E:.*]] = arith.extf %[[R]]
// CHECK:   graph.yield %[[E]]
// CHECK: } {scores_as_weights}
// REMARK: [Passed] back-to-back {{.*}}Function=mlp | Remark="in one kernel {{.*}} us, in two {{.*}} us"
graph.program @mlp symbols [] (%x: tensor<16384x256xbf16>, %w1: tensor<1024x256xbf16>, %b1: tensor<1024xf32>, %w2: tensor<256x1024xbf16>) -> (tensor<16384x256xf32>) {
  %k = graph.view %w1 through <(d0, d1) -> (d1, d0)> : tensor<1024x256xbf16> -> tensor<256x1024xbf16>
  %0 = graph.contract %x, %k : tensor<16384x256xbf16>, tensor<256x1024xbf16> -> tensor<16384x1024xf32>
  %b = graph.view %b1 through <(d0, d1) -> (d1)> : tensor<1024xf32> -> tensor<16384x1024xf32>
  %1 = arith.addf %0, %b : tensor<16384x1024xf32>
  %2 = math.tanh %1 : tensor<16384x1024xf32>
  %3 = arith.truncf %2 : tensor<16384x1024xf32> to tensor<16384x1024xbf16>
  %v = graph.view %w2 through <(d0, d1) -> (d1, d0)> : tensor<256x1024xbf16> -> tensor<1024x256xbf16>
  %4 = graph.contract %3, %v : tensor<16384x1024xbf16>, tensor<1024x256xbf16> -> tensor<16384x256xf32>
  graph.return %4 : tensor<16384x256xf32>
}

// -----

// Rows that are two dimensions between the products and one in them.
// CHECK-LABEL: @folded
// CHECK: graph.attention
// CHECK: ^bb0(%[[S:.*]]: tensor<16384x1024xf32>):
// CHECK:   math.tanh %[[S]] : tensor<16384x1024xf32>
graph.program @folded symbols [] (%x: tensor<16384x256xbf16>, %w1: tensor<256x1024xbf16>, %w2: tensor<1024x256xbf16>) -> (tensor<16384x256xf32>) {
  %0 = graph.contract %x, %w1 : tensor<16384x256xbf16>, tensor<256x1024xbf16> -> tensor<16384x1024xf32>
  %1 = graph.view %0 through <(d0, d1, d2) -> (d0 * 2048 + d1, d2)> : tensor<16384x1024xf32> -> tensor<8x2048x1024xf32>
  %2 = math.tanh %1 : tensor<8x2048x1024xf32>
  %3 = arith.truncf %2 : tensor<8x2048x1024xf32> to tensor<8x2048x1024xbf16>
  %4 = graph.view %3 through <(d0, d1) -> (d0 floordiv 2048, d0 mod 2048, d1)> : tensor<8x2048x1024xbf16> -> tensor<16384x1024xbf16>
  %5 = graph.contract %4, %w2 : tensor<16384x1024xbf16>, tensor<1024x256xbf16> -> tensor<16384x256xf32>
  graph.return %5 : tensor<16384x256xf32>
}

// -----

// One CTA would go through all weights alone.
// CHECK-LABEL: @few_rows
// CHECK-COUNT-2: graph.contract
// REMARK: [Missed] back-to-back {{.*}}Function=few_rows | Remark="not one kernel with the product before it: in one kernel {{.*}} us, in two {{.*}} us"
graph.program @few_rows symbols [] (%x: tensor<128x256xbf16>, %w1: tensor<256x1024xbf16>, %w2: tensor<1024x256xbf16>) -> (tensor<128x256xf32>) {
  %0 = graph.contract %x, %w1 : tensor<128x256xbf16>, tensor<256x1024xbf16> -> tensor<128x1024xf32>
  %1 = arith.truncf %0 : tensor<128x1024xf32> to tensor<128x1024xbf16>
  %2 = graph.contract %1, %w2 : tensor<128x1024xbf16>, tensor<1024x256xbf16> -> tensor<128x256xf32>
  graph.return %2 : tensor<128x256xf32>
}

// -----

// CHECK-LABEL: @other_use
// CHECK-COUNT-2: graph.contract
// REMARK: [Missed] back-to-back {{.*}}Function=other_use | Remark="not one kernel with the product before it: arith.truncf between the two products is used elsewhere, too"
graph.program @other_use symbols [] (%x: tensor<16384x256xbf16>, %w1: tensor<256x1024xbf16>, %w2: tensor<1024x256xbf16>) -> (tensor<16384x1024xbf16>, tensor<16384x256xf32>) {
  %0 = graph.contract %x, %w1 : tensor<16384x256xbf16>, tensor<256x1024xbf16> -> tensor<16384x1024xf32>
  %1 = arith.truncf %0 : tensor<16384x1024xf32> to tensor<16384x1024xbf16>
  %2 = graph.contract %1, %w2 : tensor<16384x1024xbf16>, tensor<1024x256xbf16> -> tensor<16384x256xf32>
  graph.return %1, %2 : tensor<16384x1024xbf16>, tensor<16384x256xf32>
}

// -----

// CHECK-LABEL: @wide
// CHECK-COUNT-2: graph.contract
// REMARK: [Missed] back-to-back {{.*}}Function=wide | Remark="not one kernel with the product before it: expected head sizes of at most 256, but got 512"
graph.program @wide symbols [] (%x: tensor<16384x512xbf16>, %w1: tensor<512x1024xbf16>, %w2: tensor<1024x256xbf16>) -> (tensor<16384x256xf32>) {
  %0 = graph.contract %x, %w1 : tensor<16384x512xbf16>, tensor<512x1024xbf16> -> tensor<16384x1024xf32>
  %1 = arith.truncf %0 : tensor<16384x1024xf32> to tensor<16384x1024xbf16>
  %2 = graph.contract %1, %w2 : tensor<16384x1024xbf16>, tensor<1024x256xbf16> -> tensor<16384x256xf32>
  graph.return %2 : tensor<16384x256xf32>
}

// -----

// A gate beside the first product has no place in the loop.
// CHECK-LABEL: @gated
// CHECK-COUNT-3: graph.contract
// REMARK: [Missed] back-to-back {{.*}}Function=gated | Remark="not one kernel with the product before it: between them it reads as much as the first one gives"
graph.program @gated symbols [] (%x: tensor<16384x256xbf16>, %w1: tensor<256x1024xbf16>, %w3: tensor<256x1024xbf16>, %w2: tensor<1024x256xbf16>) -> (tensor<16384x256xf32>) {
  %0 = graph.contract %x, %w1 : tensor<16384x256xbf16>, tensor<256x1024xbf16> -> tensor<16384x1024xf32>
  %1 = graph.contract %x, %w3 : tensor<16384x256xbf16>, tensor<256x1024xbf16> -> tensor<16384x1024xf32>
  %2 = arith.mulf %0, %1 : tensor<16384x1024xf32>
  %3 = arith.truncf %2 : tensor<16384x1024xf32> to tensor<16384x1024xbf16>
  %4 = graph.contract %3, %w2 : tensor<16384x1024xbf16>, tensor<1024x256xbf16> -> tensor<16384x256xf32>
  graph.return %4 : tensor<16384x256xf32>
}
