// RUN: cutedsl-opt %s --split-input-file --graph-form-kernels=target=sm_90a | FileCheck %s

// A gate and what it gates multiply the same rows: one kernel, no intermediate.
// CHECK-LABEL: @gated
// CHECK-NOT: graph.kernel
// CHECK: arith.truncf {{.*}}{graph.kernel = 0 : i64}
// CHECK-NOT: graph.kernel
graph.program @gated symbols [] (%x: tensor<512x64xbf16>, %w: tensor<64x96xbf16>, %v: tensor<64x96xbf16>) -> (tensor<512x96xbf16>) {
  %0 = graph.contract %x, %w : tensor<512x64xbf16>, tensor<64x96xbf16> -> tensor<512x96xf32>
  %1 = math.tanh %0 : tensor<512x96xf32>
  %2 = graph.contract %x, %v : tensor<512x64xbf16>, tensor<64x96xbf16> -> tensor<512x96xf32>
  %3 = arith.mulf %1, %2 : tensor<512x96xf32>
  %4 = arith.truncf %3 : tensor<512x96xf32> to tensor<512x96xbf16>
  graph.return %4 : tensor<512x96xbf16>
}

// -----

// Another left operand is another pipeline.
// CHECK-LABEL: @two_inputs
// CHECK: graph.contract {{.*}}{graph.kernel = 0 : i64}
// CHECK: arith.mulf {{.*}}{graph.kernel = 1 : i64}
graph.program @two_inputs symbols [] (%x: tensor<512x64xbf16>, %y: tensor<512x64xbf16>, %w: tensor<64x96xbf16>) -> (tensor<512x96xf32>) {
  %0 = graph.contract %x, %w : tensor<512x64xbf16>, tensor<64x96xbf16> -> tensor<512x96xf32>
  %1 = graph.contract %y, %w : tensor<512x64xbf16>, tensor<64x96xbf16> -> tensor<512x96xf32>
  %2 = arith.mulf %0, %1 : tensor<512x96xf32>
  graph.return %2 : tensor<512x96xf32>
}

// -----

// The second product's weights are made from the first product: no one kernel.
// CHECK-LABEL: @dependent
// CHECK: graph.contract {{.*}}{graph.kernel = 0 : i64}
// CHECK: arith.truncf {{.*}}{graph.kernel = 0 : i64}
// CHECK: arith.mulf {{.*}}{graph.kernel = 1 : i64}
graph.program @dependent symbols [] (%x: tensor<64x64xbf16>, %w: tensor<64x64xbf16>) -> (tensor<64x64xf32>) {
  %0 = graph.contract %x, %w : tensor<64x64xbf16>, tensor<64x64xbf16> -> tensor<64x64xf32>
  %1 = arith.truncf %0 : tensor<64x64xf32> to tensor<64x64xbf16>
  %2 = graph.contract %x, %1 : tensor<64x64xbf16>, tensor<64x64xbf16> -> tensor<64x64xf32>
  %3 = arith.mulf %0, %2 : tensor<64x64xf32>
  graph.return %3 : tensor<64x64xf32>
}

// -----

// What no product can compute on the way, and gets a kernel of its own, is
// stored in the order in which the product reads it: heads side by side.
// CHECK-LABEL: @heads
// CHECK-NOT: graph.kernel
// CHECK: graph.view {{.*}}floordiv{{.*}}{graph.kernel = 0 : i64}
// CHECK: graph.contract {{.*}}{graph.kernel = 1 : i64}
graph.program @heads symbols [] (%x: tensor<2x12x34x64xf32>, %p: tensor<2x12x34x64xi1>, %w: tensor<768x96xbf16>) -> (tensor<68x96xf32>) {
  %0 = arith.mulf %x, %x : tensor<2x12x34x64xf32>
  %1 = arith.select %p, %0, %x : tensor<2x12x34x64xi1>, tensor<2x12x34x64xf32>
  %2 = arith.truncf %1 : tensor<2x12x34x64xf32> to tensor<2x12x34x64xbf16>
  %3 = graph.view %2 through <(d0, d1) -> (d0 floordiv 34, d1 floordiv 64, d0 mod 34, d1 mod 64)> : tensor<2x12x34x64xbf16> -> tensor<68x768xbf16>
  %4 = graph.contract %3, %w : tensor<68x768xbf16>, tensor<768x96xbf16> -> tensor<68x96xf32>
  graph.return %4 : tensor<68x96xf32>
}

// -----

// The sum of slices of 64 columns is an epilogue of the product. Their own sum is
// whole only in the next kernel, which computes it.
// CHECK-LABEL: @slices
// CHECK: arith.truncf {{.*}}{graph.kernel = 0 : i64}
// CHECK: graph.reduce sum {{.*}}{graph.in_epilogue, graph.kernel = 0 : i64}
// CHECK: graph.reduce sum {{.*}}{graph.recompute} :
// CHECK-NOT: graph.kernel
// CHECK: arith.mulf {{.*}}{graph.kernel = 1 : i64}
graph.program @slices symbols [] (%x: tensor<34x96xbf16>, %w: tensor<96x128xbf16>, %v: tensor<128x96xbf16>) -> (tensor<34x96xf32>) {
  %0 = graph.contract %x, %w : tensor<34x96xbf16>, tensor<96x128xbf16> -> tensor<34x128xf32>
  %1 = arith.truncf %0 : tensor<34x128xf32> to tensor<34x128xbf16>
  %2 = arith.mulf %0, %0 : tensor<34x128xf32>
  %3 = graph.view %2 through <(d0, d1, d2) -> (d0, d1 * 64 + d2)> : tensor<34x128xf32> -> tensor<34x2x64xf32>
  %4 = graph.reduce sum %3 dims [2] {graph.in_epilogue} : tensor<34x2x64xf32> -> tensor<34x2xf32>
  %7 = graph.reduce sum %4 dims [1] {graph.recompute} : tensor<34x2xf32> -> tensor<34xf32>
  %8 = graph.contract %1, %v : tensor<34x128xbf16>, tensor<128x96xbf16> -> tensor<34x96xf32>
  %9 = graph.view %7 through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x96xf32>
  %10 = arith.mulf %8, %9 : tensor<34x96xf32>
  graph.return %10 : tensor<34x96xf32>
}

// -----

// Slices of 32 columns are no tiles: their sums are rows of a kernel of its own.
// CHECK-LABEL: @other_slices
// CHECK: graph.reduce sum {{.*}}dims [2] {graph.kernel = 1 : i64}
graph.program @other_slices symbols [] (%x: tensor<34x96xbf16>, %w: tensor<96x128xbf16>) -> (tensor<34x4xf32>) {
  %0 = graph.contract %x, %w : tensor<34x96xbf16>, tensor<96x128xbf16> -> tensor<34x128xf32>
  %1 = graph.view %0 through <(d0, d1, d2) -> (d0, d1 * 32 + d2)> : tensor<34x128xf32> -> tensor<34x4x32xf32>
  %2 = graph.reduce sum %1 dims [2] {graph.in_epilogue} : tensor<34x4x32xf32> -> tensor<34x4xf32>
  graph.return %2 : tensor<34x4xf32>
}

// -----

// One row keeps one multiprocessor busy: what is much to compute from its sum
// is another kernel. With as many rows as multiprocessors it is not.
// CHECK-LABEL: @one_row
// CHECK: graph.reduce sum {{.*}}{graph.kernel = 0 : i64}
// CHECK: arith.divf {{.*}}{graph.kernel = 1 : i64}
graph.program @one_row symbols [] (%x: tensor<1x32768xf32>) -> (tensor<1x32768xf32>) {
  %e = math.exp %x : tensor<1x32768xf32>
  %s = graph.reduce sum %e dims [1] : tensor<1x32768xf32> -> tensor<1xf32>
  %b = graph.view %s through <(d0, d1) -> (d0)> : tensor<1xf32> -> tensor<1x32768xf32>
  %r = arith.divf %e, %b : tensor<1x32768xf32>
  graph.return %r : tensor<1x32768xf32>
}

// -----

// CHECK-LABEL: @many_rows
// CHECK-NOT: graph.kernel
// CHECK: arith.divf {{.*}}{graph.kernel = 0 : i64}
graph.program @many_rows symbols [] (%x: tensor<1024x32768xf32>) -> (tensor<1024x32768xf32>) {
  %e = math.exp %x : tensor<1024x32768xf32>
  %s = graph.reduce sum %e dims [1] : tensor<1024x32768xf32> -> tensor<1024xf32>
  %b = graph.view %s through <(d0, d1) -> (d0)> : tensor<1024xf32> -> tensor<1024x32768xf32>
  %r = arith.divf %e, %b : tensor<1024x32768xf32>
  graph.return %r : tensor<1024x32768xf32>
}
