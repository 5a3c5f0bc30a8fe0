// RUN: cutedsl-opt %s --graph-select-schedule | cutedsl-opt | FileCheck %s
// RUN: cutedsl-opt %s --graph-select-schedule=target=cpu-avx2 | FileCheck %s --check-prefix=AVX2
// RUN: cutedsl-opt %s --graph-select-schedule=target=sm_90a | FileCheck %s --check-prefix=GPU

// CHECK: @pointwise{{.*}}schedule = #graph.schedule<pointwise, tile = [4, 16], threads = 1>
// GPU: @pointwise{{.*}}schedule = #graph.schedule<pointwise, tile = [8, 16], threads = 128>
graph.kernel @pointwise(%a: tensor<128x16xf32>) -> (tensor<128x16xf32>) {
  %0 = math.exp %a : tensor<128x16xf32>
  graph.return %0 : tensor<128x16xf32>
}
// CHECK: @rows{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 1, reduction = [64]>
// GPU: @rows{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 128, reduction = [1024]>
graph.kernel @rows(%a: tensor<34x768xf32>) -> (tensor<34xf32>) {
  %0 = graph.reduce sum %a dims [1] : tensor<34x768xf32> -> tensor<34xf32>
  graph.return %0 : tensor<34xf32>
}
// A row that is too long for the registers of one CTA is read several times.
// CHECK: @long_rows{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 1, reduction = [64]>
// GPU: @long_rows{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [8192]>
graph.kernel @long_rows(%a: tensor<34x65536xf32>) -> (tensor<34xf32>) {
  %0 = graph.reduce sum %a dims [1] : tensor<34x65536xf32> -> tensor<34xf32>
  graph.return %0 : tensor<34xf32>
}
// Longer ones are read several times, and so are those of two dimensions, or
// with the index of an extremum.
// GPU: @longest_rows{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [8192]>
graph.kernel @longest_rows(%a: tensor<34x131080xf32>) -> (tensor<34xf32>) {
  %0 = graph.reduce sum %a dims [1] : tensor<34x131080xf32> -> tensor<34xf32>
  graph.return %0 : tensor<34xf32>
}
// One that is read in several passes, and fits, stays in shared memory: chunks
// of 32 KB, or of as much as the reductions' accumulators allow.
// CHECK: @staged_rows{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 1, reduction = [64]>
// GPU: @staged_rows{{.*}}fallback = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [8192]>
// GPU-SAME: schedule = #graph.schedule<rows, tile = [1], threads = 512, reduction = [16384], stages = 6>
graph.kernel @staged_rows(%a: tensor<34x65536xbf16>) -> (tensor<34xf32>) {
  %w = arith.extf %a : tensor<34x65536xbf16> to tensor<34x65536xf32>
  %0 = graph.reduce max %w dims [1] : tensor<34x65536xf32> -> tensor<34xf32>
  %1 = graph.view %0 through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x65536xf32>
  %2 = arith.subf %w, %1 : tensor<34x65536xf32>
  %3 = math.exp %2 : tensor<34x65536xf32>
  %4 = graph.reduce sum %3 dims [1] : tensor<34x65536xf32> -> tensor<34xf32>
  graph.return %4 : tensor<34xf32>
}
// What the second-level cache holds is read again from there.
// GPU: @cached_rows{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [8192]>
graph.kernel @cached_rows(%a: tensor<340x20000xbf16>) -> (tensor<340xf32>) {
  %w = arith.extf %a : tensor<340x20000xbf16> to tensor<340x20000xf32>
  %0 = graph.reduce max %w dims [1] : tensor<340x20000xf32> -> tensor<340xf32>
  %1 = graph.view %0 through <(d0, d1) -> (d0)> : tensor<340xf32> -> tensor<340x20000xf32>
  %2 = arith.subf %w, %1 : tensor<340x20000xf32>
  %3 = math.exp %2 : tensor<340x20000xf32>
  %4 = graph.reduce sum %3 dims [1] : tensor<340x20000xf32> -> tensor<340xf32>
  graph.return %4 : tensor<340xf32>
}
// A part of longer rows.
// GPU: @staged_parts{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 512, reduction = [16384], stages = 6>
graph.kernel @staged_parts(%a: tensor<34x80000xf16>, %b: tensor<65536xf32>) -> (tensor<34x65536xf32>) {
  %p = graph.view %a through <(d0, d1) -> (d0, d1 + 64)> : tensor<34x80000xf16> -> tensor<34x65536xf16>
  %w = arith.extf %p : tensor<34x65536xf16> to tensor<34x65536xf32>
  %0 = graph.reduce max %w dims [1] : tensor<34x65536xf32> -> tensor<34xf32>
  %1 = graph.view %0 through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x65536xf32>
  %2 = arith.subf %w, %1 : tensor<34x65536xf32>
  %3 = graph.view %b through <(d0, d1) -> (d1)> : tensor<65536xf32> -> tensor<34x65536xf32>
  %4 = arith.mulf %2, %3 : tensor<34x65536xf32>
  graph.return %4 : tensor<34x65536xf32>
}
// GPU: @staged_places{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 512, reduction = [4096], stages = 27>
graph.kernel @staged_places(%a: tensor<34x65536xbf16>) -> (tensor<34xi64>, tensor<34xi64>, tensor<34x65536xf32>) {
  %w = arith.extf %a : tensor<34x65536xbf16> to tensor<34x65536xf32>
  %0 = graph.reduce argmax %w dims [1] : tensor<34x65536xf32> -> tensor<34xi64>
  %1 = graph.reduce argmin %w dims [1] : tensor<34x65536xf32> -> tensor<34xi64>
  graph.return %0, %1, %w : tensor<34xi64>, tensor<34xi64>, tensor<34x65536xf32>
}
// GPU: @two_dimensions{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [{{[0-9]+}}, 256]>
graph.kernel @two_dimensions(%a: tensor<34x256x256xf32>) -> (tensor<34xf32>) {
  %0 = graph.reduce sum %a dims [1, 2] : tensor<34x256x256xf32> -> tensor<34xf32>
  graph.return %0 : tensor<34xf32>
}
// GPU: @argmax_rows{{.*}}schedule = #graph.schedule<rows, tile = [1], threads = 1024, reduction = [8192]>
graph.kernel @argmax_rows(%a: tensor<34x65536xf32>) -> (tensor<34xi64>) {
  %0 = graph.reduce argmax %a dims [1] : tensor<34x65536xf32> -> tensor<34xi64>
  graph.return %0 : tensor<34xi64>
}
// CHECK: @columns{{.*}}schedule = #graph.schedule<columns, tile = [64], threads = 1, reduction = [1]>
graph.kernel @columns(%a: tensor<34x768xf32>) -> (tensor<768xf32>) {
  %0 = graph.reduce sum %a dims [0] : tensor<34x768xf32> -> tensor<768xf32>
  graph.return %0 : tensor<768xf32>
}
// CHECK: @contract{{.*}}schedule = #graph.schedule<contract, tile = [9, 48], threads = 1, reduction = [4]>
// AVX2: @contract{{.*}}schedule = #graph.schedule<contract, tile = [6, 16], threads = 1, reduction = [4]>
// GPU: @contract{{.*}}schedule = #graph.schedule<contract, tile = [64, 64], threads = 128, reduction = [16]>
graph.kernel @contract(%a: tensor<34x768xf32>, %b: tensor<768x768xf32>) -> (tensor<34x768xf32>) {
  %0 = graph.contract %a, %b : tensor<34x768xf32>, tensor<768x768xf32> -> tensor<34x768xf32>
  graph.return %0 : tensor<34x768xf32>
}
// CHECK: @given{{.*}}schedule = #graph.schedule<pointwise, tile = [2], threads = 1>
graph.kernel @given(%a: tensor<8xf32>) -> (tensor<8xf32>) attributes {schedule = #graph.schedule<pointwise, tile = [2], threads = 1>} {
  graph.return %a : tensor<8xf32>
}
// CHECK: @whole{{.*}}schedule = #graph.schedule<rows, tile = [], threads = 1, reduction = [1, 64]>
graph.kernel @whole(%a: tensor<34x768xf32>) -> (tensor<f32>) {
  %0 = graph.reduce sum %a dims [0, 1] : tensor<34x768xf32> -> tensor<f32>
  graph.return %0 : tensor<f32>
}
// Tensor cores: three warpgroups with 64 rows each where the waves are whole,
// one where there are few tiles.
// CHECK: @attention{{.*}}schedule = #graph.schedule<attention, tile = [1, 16], threads = 1, reduction = [48]>
// GPU: @attention{{.*}}fallback = #graph.schedule<attention,
// GPU-SAME: schedule = #graph.schedule<attention, tile = [1, 64], threads = 384, reduction = [128], stages = 2>
graph.kernel @attention(%q: tensor<30x4224x128xbf16>, %k: tensor<30x4224x128xbf16>, %v: tensor<30x4224x128xbf16>) -> (tensor<30x4224x128xf32>) {
  %0 = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<30x4224x4224xf32>):
    graph.yield %s : tensor<30x4224x4224xf32>
  } : tensor<30x4224x128xbf16>, tensor<30x4224x128xbf16>, tensor<30x4224x128xbf16> -> tensor<30x4224x128xf32>
  graph.return %0 : tensor<30x4224x128xf32>
}
// GPU: @wide{{.*}}schedule = #graph.schedule<attention, tile = [1, 64], threads = 128, reduction = [64], stages = 2>
graph.kernel @wide(%q: tensor<8x100x256xbf16>, %k: tensor<8x1000x256xbf16>, %v: tensor<8x1000x256xbf16>) -> (tensor<8x100x256xf32>) {
  %0 = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<8x100x1000xf32>):
    graph.yield %s : tensor<8x100x1000xf32>
  } : tensor<8x100x256xbf16>, tensor<8x1000x256xbf16>, tensor<8x1000x256xbf16> -> tensor<8x100x256xf32>
  graph.return %0 : tensor<8x100x256xf32>
}
// Few rows of 16-bit operands are swapped, and k is shared by a cluster.
// GPU: @few_rows{{.*}}schedule = #graph.schedule<contract, tile = [48, 64], threads = 128, reduction = [64], stages = 6, swapped, splits = 2>
graph.kernel @few_rows(%a: tensor<34x768xbf16>, %b: tensor<768x768xbf16>) -> (tensor<34x768xf32>) {
  %0 = graph.view %b through <(d0, d1) -> (d1, d0)> : tensor<768x768xbf16> -> tensor<768x768xbf16>
  %1 = graph.contract %a, %0 : tensor<34x768xbf16>, tensor<768x768xbf16> -> tensor<34x768xf32>
  graph.return %1 : tensor<34x768xf32>
}
// Rows that are contiguous in memory are fetched 64 at a time.
// GPU: @few_columns{{.*}}schedule = #graph.schedule<contract, tile = [64, 64], {{.*}}swapped
graph.kernel @few_columns(%a: tensor<768x40xbf16>, %b: tensor<768x768xbf16>) -> (tensor<40x768xf32>) {
  %0 = graph.view %a through <(d0, d1) -> (d1, d0)> : tensor<768x40xbf16> -> tensor<40x768xbf16>
  %1 = graph.contract %0, %b : tensor<40x768xbf16>, tensor<768x768xbf16> -> tensor<40x768xf32>
  graph.return %1 : tensor<40x768xf32>
}
// How many there are is only a hint that nobody gave.
// GPU: @any_rows{{.*}}schedule = #graph.schedule<contract
// GPU-NOT: swapped
#rows = #graph.dims<()[s0] -> (s0, 768)>
graph.kernel @any_rows(%a: tensor<?x768xbf16, #rows>, %b: tensor<768x768xbf16>) -> (tensor<?x768xf32, #rows>) {
  %0 = graph.contract %a, %b : tensor<?x768xbf16, #rows>, tensor<768x768xbf16> -> tensor<?x768xf32, #rows>
  graph.return %0 : tensor<?x768xf32, #rows>
}

// 8-bit floats: steps of 128 elements of k; accumulators and sums in f32 of 192
// columns where they are promoted; k must be contiguous.
// GPU: @float8_fast{{.*}}schedule = #graph.schedule<contract, tile = [128, 256], threads = 256, reduction = [128], stages = 4>
graph.kernel @float8_fast(%a: tensor<8192x8192xf8E4M3FN>, %b: tensor<8192x8192xf8E4M3FN> {graph.strides = #graph.dims<() -> (1, 8192)>}) -> (tensor<8192x8192xf32>) {
  %0 = graph.contract %a, %b {fast_accumulation} : tensor<8192x8192xf8E4M3FN>, tensor<8192x8192xf8E4M3FN> -> tensor<8192x8192xf32>
  graph.return %0 : tensor<8192x8192xf32>
}
// GPU: @float8{{.*}}schedule = #graph.schedule<contract, tile = [128, 192], threads = 256, reduction = [128], stages = 4>
graph.kernel @float8(%a: tensor<8192x8192xf8E5M2>, %w: tensor<8192x8192xf8E4M3FN>) -> (tensor<8192x8192xf32>) {
  %b = graph.view %w through <(d0, d1) -> (d1, d0)> : tensor<8192x8192xf8E4M3FN> -> tensor<8192x8192xf8E4M3FN>
  %0 = graph.contract %a, %b : tensor<8192x8192xf8E5M2>, tensor<8192x8192xf8E4M3FN> -> tensor<8192x8192xf32>
  graph.return %0 : tensor<8192x8192xf32>
}
// GPU: @float8_columns{{.*}}schedule = #graph.schedule<contract, tile = [64, 64], threads = 128, reduction = [16]>
graph.kernel @float8_columns(%a: tensor<8192x8192xf8E4M3FN>, %b: tensor<8192x8192xf8E4M3FN>) -> (tensor<8192x8192xf32>) {
  %0 = graph.contract %a, %b {fast_accumulation} : tensor<8192x8192xf8E4M3FN>, tensor<8192x8192xf8E4M3FN> -> tensor<8192x8192xf32>
  graph.return %0 : tensor<8192x8192xf32>
}
