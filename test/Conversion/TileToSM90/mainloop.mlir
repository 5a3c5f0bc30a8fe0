// RUN: cutedsl-opt %s --convert-tile-to-sm90 --canonicalize --cse --split-input-file | FileCheck %s

// Ragged rows and columns, k of whole steps, an epilogue with a bias.
// CHECK: #[[SIZES_A:.+]] = affine_map<()[s0] -> (192, s0)>
// CHECK: #[[SIZES_B:.+]] = affine_map<()[s0] -> (192, 200)>
// CHECK-LABEL: tile.func @linear(
// CHECK-SAME: %[[CTA:.+]]: index, %[[A:.+]]: !tile.ptr<bf16>, %[[B:.+]]: !tile.ptr<bf16>, %[[BIAS:.+]]: !tile.ptr<bf16>, %[[Y:.+]]: !tile.ptr<bf16>, %[[S0:.+]]: index)
// CHECK-SAME: threads 256 attributes {persistent}
// CHECK: %[[MAP_A:.+]] = sm90.tensor_map %[[A]] sizes #[[SIZES_A]]
// CHECK-SAME: box = (64, 128), swizzle = 128
// CHECK: %[[RING_A:.+]] = tile.alloc 32768 {alignment = 1024 : i64} : <bf16, shared>
// CHECK: %[[MAP_B:.+]] = sm90.tensor_map %[[B]] sizes #[[SIZES_B]]
// CHECK-SAME: box = (64, 128), swizzle = 128
// CHECK: sm90.init_barriers %[[FULL:.+]] count 4 arrivals 1
// CHECK: sm90.init_barriers %[[EMPTY:.+]] count 4 arrivals 2
// CHECK: sm90.barriers_ready
// CHECK: sm90.warp_specialize consumers 2 registers 40, 232 producer {
// CHECK: scf.for %{{.*}} = %[[CTA]] to %{{.*}} step
// CHECK: sm90.wait %[[EMPTY]]
// CHECK: sm90.expect_bytes 32768 on %[[FULL]]
// CHECK: sm90.load %[[MAP_A]]
// CHECK: sm90.load %[[MAP_B]]
// CHECK: } consumer {
// CHECK: sm90.wait %[[FULL]]
// CHECK: sm90.wgmma {{.*}} k 64 a  k b  k init
// CHECK: scf.for
// CHECK:   sm90.wait %[[FULL]]
// CHECK:   %[[UNIT:.+]] = sm90.wgmma {{.*}} k 64 a  k b  k :
// CHECK:   sm90.wgmma_wait 1, %[[UNIT]]
// CHECK:   sm90.arrive %[[EMPTY]]
// CHECK: %[[ACC:.+]] = sm90.wgmma_wait 0
// CHECK: sm90.arrive %[[EMPTY]]
// Two slices of 64 columns.
// CHECK: sm90.slice %[[ACC]]
// CHECK-SAME: tensor<128x128xf32> -> tensor<128x64xf32>
// CHECK: tile.load %[[BIAS]]{{.*}} -> tensor<1x64xbf16>
// CHECK: sm90.store_tile
// CHECK: sm90.slice %[[ACC]]
// CHECK: sm90.store_tile
// CHECK: sm90.store_wait 0
tile.func @linear(%i: index, %j: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %bias: !tile.ptr<bf16>, %y: !tile.ptr<bf16>, %s0: index)
    grid <()[s0] -> (s0 ceildiv 128, 2)> threads 256 attributes {pipeline_stages = 4 : i64} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %c192 = arith.constant 192 : index
  %c200 = arith.constant 200 : index
  %zero = arith.constant dense<0.0> : tensor<128x128xf32>
  %row = arith.muli %i, %c128 : index
  %column = arith.muli %j, %c128 : index
  %rows = arith.subi %s0, %row : index
  %columns = arith.subi %c200, %column : index
  %ra = arith.muli %row, %c192 : index
  %rb = arith.muli %column, %c192 : index
  %acc = scf.for %k = %c0 to %c192 step %c64 iter_args(%c = %zero) -> (tensor<128x128xf32>) {
    %oa = arith.addi %ra, %k : index
    %ob = arith.addi %rb, %k : index
    %ta = tile.load %a[%oa] strides [192, 1] valid [%rows, 64] : !tile.ptr<bf16> -> tensor<128x64xbf16>
    %tb = tile.load %b[%ob] strides [1, 192] valid [64, %columns] : !tile.ptr<bf16> -> tensor<64x128xbf16>
    %next = tile.mma %ta, %tb, %c : tensor<128x64xbf16>, tensor<64x128xbf16>, tensor<128x128xf32>
    scf.yield %next : tensor<128x128xf32>
  }
  %tbias = tile.load %bias[%column] strides [0, 1] valid [1, %columns] : !tile.ptr<bf16> -> tensor<1x128xbf16>
  %wide = arith.extf %tbias : tensor<1x128xbf16> to tensor<1x128xf32>
  %all = tile.broadcast %wide : tensor<1x128xf32> -> tensor<128x128xf32>
  %sum = arith.addf %acc, %all : tensor<128x128xf32>
  %narrow = arith.truncf %sum : tensor<128x128xf32> to tensor<128x128xbf16>
  %ry = arith.muli %row, %c200 : index
  %oy = arith.addi %ry, %column : index
  tile.store %narrow, %y[%oy] strides [200, 1] valid [%rows, %columns] : tensor<128x128xbf16>, !tile.ptr<bf16>
  tile.return
}

// -----

// Columns of B are contiguous, so its boxes are panels of 64 columns; a
// reduction over columns keeps the epilogue whole; batches are one dimension
// more.
// CHECK-LABEL: tile.func @row_sums(
// CHECK: sm90.tensor_map {{.*}} box = (64, 64, 1), swizzle = 128
// CHECK: sm90.tensor_map {{.*}} box = (64, 64, 1), swizzle = 128
// CHECK: sm90.expect_bytes 24576
// CHECK-COUNT-3: sm90.load
// CHECK: sm90.wgmma {{.*}} a  k b  mn init
// CHECK: %[[ACC:.+]] = sm90.wgmma_wait 0
// CHECK-NOT: sm90.slice
// CHECK: tile.reduce sum %[[ACC]]
tile.func @row_sums(%batch: index, %i: index, %j: index, %a: !tile.ptr<f16>, %b: !tile.ptr<f16>, %y: !tile.ptr<f32>)
    grid <() -> (3, 2, 1)> threads 128 attributes {pipeline_stages = 2 : i64} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %c16384 = arith.constant 16384 : index
  %c8192 = arith.constant 8192 : index
  %zero = arith.constant dense<0.0> : tensor<64x128xf32>
  %row = arith.muli %i, %c64 : index
  %ra = arith.muli %row, %c128 : index
  %ba = arith.muli %batch, %c16384 : index
  %origin = arith.addi %ra, %ba : index
  %acc = scf.for %k = %c0 to %c128 step %c64 iter_args(%c = %zero) -> (tensor<64x128xf32>) {
    %oa = arith.addi %origin, %k : index
    %rk = arith.muli %k, %c128 : index
    %ob = arith.addi %ba, %rk : index
    %ta = tile.load %a[%oa] strides [128, 1] : !tile.ptr<f16> -> tensor<64x64xf16>
    %tb = tile.load %b[%ob] strides [128, 1] : !tile.ptr<f16> -> tensor<64x128xf16>
    %next = tile.mma %ta, %tb, %c : tensor<64x64xf16>, tensor<64x128xf16>, tensor<64x128xf32>
    scf.yield %next : tensor<64x128xf32>
  }
  %sums = tile.reduce sum %acc dims [1] : tensor<64x128xf32> -> tensor<64x1xf32>
  %bo = arith.muli %batch, %c128 : index
  %oy = arith.addi %bo, %row : index
  tile.store %sums, %y[%oy] strides [1, 1] : tensor<64x1xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// A length along k that is a product of symbols.
// CHECK: #[[SIZES_A:.+]] = affine_map<()[s0, s1] -> (64, s0 * s1 + s0)>
// CHECK: #[[SIZES_B:.+]] = affine_map<()[s0, s1] -> (128, s0 * s1 + s0)>
// CHECK-LABEL: tile.func @dynamic_k
// CHECK: sm90.tensor_map %{{.*}} sizes #[[SIZES_A]]
// CHECK: sm90.tensor_map %{{.*}} sizes #[[SIZES_B]]
// CHECK: sm90.warp_specialize
tile.func @dynamic_k(%i: index, %j: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %y: !tile.ptr<f32>, %s0: index, %s1: index)
    grid <()[s0, s1] -> (1, 1)> threads 128 attributes {pipeline_stages = 4 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %zero = arith.constant dense<0.0> : tensor<64x128xf32>
  %more = arith.addi %s1, %c1 : index
  %end = arith.muli %s0, %more : index
  %acc = scf.for %k = %c0 to %end step %c64 iter_args(%c = %zero) -> (tensor<64x128xf32>) {
    %left = arith.subi %end, %k : index
    %oa = arith.muli %k, %c64 : index
    %ob = arith.muli %k, %c128 : index
    %ta = tile.load %a[%oa] strides [1, 64] valid [64, %left] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %tb = tile.load %b[%ob] strides [128, 1] valid [%left, 128] : !tile.ptr<bf16> -> tensor<64x128xbf16>
    %next = tile.mma %ta, %tb, %c : tensor<64x64xbf16>, tensor<64x128xbf16>, tensor<64x128xf32>
    scf.yield %next : tensor<64x128xf32>
  }
  tile.store %acc, %y[%c0] strides [128, 1] : tensor<64x128xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// Strides over symbols: s0 rows a matrix, and columns from every s1-th row.
// CHECK: #[[SIZES_A:.+]] = affine_map<()[s0, s1] -> (128, s0, 12)>
// CHECK: #[[STRIDES_A:.+]] = affine_map<()[s0, s1] -> (128, s0 * 128)>
// CHECK: #[[STRIDES_B:.+]] = affine_map<()[s0, s1] -> (s1 * 64)>
// CHECK-LABEL: tile.func @dynamic_strides
// CHECK: sm90.tensor_map %{{.*}} sizes #[[SIZES_A]] strides #[[STRIDES_A]]
// CHECK: sm90.tensor_map %{{.*}} strides #[[STRIDES_B]]
// CHECK: sm90.warp_specialize
tile.func @dynamic_strides(%batch: index, %i: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %y: !tile.ptr<f32>, %s0: index, %s1: index)
    grid <()[s0, s1] -> (12, s0 ceildiv 64)> threads 128 attributes {pipeline_stages = 4 : i64} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %zero = arith.constant dense<0.0> : tensor<64x128xf32>
  %row = arith.muli %i, %c64 : index
  %left = arith.subi %s0, %row : index
  %rows = arith.muli %batch, %s0 : index
  %first = arith.addi %rows, %row : index
  %origin = arith.muli %first, %c128 : index
  %pitch = arith.muli %s1, %c64 : index
  %acc = scf.for %k = %c0 to %c128 step %c64 iter_args(%c = %zero) -> (tensor<64x128xf32>) {
    %oa = arith.addi %origin, %k : index
    %ob = arith.muli %k, %pitch : index
    %ta = tile.load %a[%oa] strides [128, 1] valid [%left, 64] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %tb = tile.load %b[%ob] strides [%pitch, 1] : !tile.ptr<bf16> -> tensor<64x128xbf16>
    %next = tile.mma %ta, %tb, %c : tensor<64x64xbf16>, tensor<64x128xbf16>, tensor<64x128xf32>
    scf.yield %next : tensor<64x128xf32>
  }
  %oy = arith.muli %first, %c128 : index
  tile.store %acc, %y[%oy] strides [128, 1] valid [%left, 128] : tensor<64x128xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// Two CTAs share k, and each writes half of the columns: partial sums go to
// their owner, which adds them in order. Weights are constant in the run, so
// their first stages are filled before what depends on the kernel before.
// CHECK-LABEL: tile.func @split(
// CHECK-SAME: grid <() -> (4)> threads 128 attributes {cluster = 2 : i64, constant_buffers = array<i64: 0>
// CHECK: %[[RANK:.+]] = sm90.cluster_rank
// CHECK: %[[MAP_W:.+]] = sm90.tensor_map %arg1
// CHECK: %[[MAP_X:.+]] = sm90.tensor_map %arg2
// CHECK: sm90.init_barriers %[[SENT:.+]] count 1 arrivals 1
// CHECK: %[[SUMS:.+]] = tile.alloc 1024 : <f32, shared>
// CHECK: sm90.barriers_ready cluster
// CHECK: producer {
// CHECK: scf.for
// CHECK: sm90.expect_bytes
// CHECK: sm90.load %[[MAP_W]]
// CHECK-NOT: sm90.load
// CHECK: scf.for
// CHECK: sm90.load %[[MAP_X]]
// CHECK: scf.for
// CHECK: sm90.wait
// CHECK: sm90.load %[[MAP_W]]
// CHECK: sm90.load %[[MAP_X]]
// CHECK: } consumer {
// CHECK: %[[ACC:.+]] = sm90.wgmma_wait 0
// CHECK: %[[A:.+]] = sm90.slice %[[ACC]] [0, 0]
// CHECK: sm90.send %[[A]] to %[[SUMS]]
// CHECK: %[[B:.+]] = sm90.slice %[[ACC]] [0, 8]
// CHECK: sm90.send %[[B]] to %[[SUMS]]
// CHECK: sm90.expect_bytes 4096 on %[[SENT]]
// CHECK: sm90.wait %[[SENT]]{{.*}} cluster
// CHECK: %[[C:.+]] = sm90.receive %[[SUMS]]
// CHECK: %[[D:.+]] = sm90.receive %[[SUMS]]
// CHECK: %[[SUM:.+]] = arith.addf %[[C]], %[[D]]
// CHECK: tile.store %[[SUM]]{{.*}} strides [1, 128] : tensor<64x8xf32>
tile.func @split(%i: index, %w: !tile.ptr<bf16>, %x: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (2)> threads 128
    attributes {constant_buffers = array<i64: 0>, pipeline_stages = 2 : i64, pipeline_splits = 2 : i64} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c512 = arith.constant 512 : index
  %zero = arith.constant dense<0.0> : tensor<64x16xf32>
  %row = arith.muli %i, %c64 : index
  %rw = arith.muli %row, %c512 : index
  %acc = scf.for %k = %c0 to %c512 step %c64 iter_args(%c = %zero) -> (tensor<64x16xf32>) {
    %ow = arith.addi %rw, %k : index
    %tw = tile.load %w[%ow] strides [512, 1] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %tx = tile.load %x[%k] strides [1, 512] : !tile.ptr<bf16> -> tensor<64x16xbf16>
    %next = tile.mma %tw, %tx, %c : tensor<64x64xbf16>, tensor<64x16xbf16>, tensor<64x16xf32>
    scf.yield %next : tensor<64x16xf32>
  }
  tile.store %acc, %y[%row] strides [1, 128] : tensor<64x16xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// One step of k, whose loop is gone.
// CHECK: #[[SIZES:.+]] = affine_map<() -> (48, 64)>
// CHECK-LABEL: tile.func @one_step(
// CHECK: sm90.tensor_map %arg2 sizes #[[SIZES]]
// CHECK: producer {
// CHECK: sm90.load
// CHECK: } consumer {
// CHECK: sm90.wgmma {{.*}} k 64
tile.func @one_step(%i: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (2)> threads 128 attributes {pipeline_stages = 2 : i64} {
  %c0 = arith.constant 0 : index
  %c3072 = arith.constant 3072 : index
  %c4096 = arith.constant 4096 : index
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %oa = arith.muli %i, %c3072 : index
  %ta = tile.load %a[%oa] strides [48, 1] valid [64, 48] : !tile.ptr<bf16> -> tensor<64x64xbf16>
  %tb = tile.load %b[%c0] strides [1, 48] valid [48, 64] : !tile.ptr<bf16> -> tensor<64x64xbf16>
  %0 = tile.mma %ta, %tb, %zero : tensor<64x64xbf16>, tensor<64x64xbf16>, tensor<64x64xf32>
  %oy = arith.muli %i, %c4096 : index
  tile.store %0, %y[%oy] strides [64, 1] : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// 8-bit floats, k of 128 elements a step: sums leave the tensor cores after each.
// CHECK-LABEL: tile.func @float8(
// CHECK: %[[ZERO:.+]] = arith.constant dense<0.000000e+00> : tensor<128x192xf32>
// CHECK: sm90.tensor_map {{.*}} box = (128, 128), swizzle = 128
// CHECK: tile.alloc 65536 {alignment = 1024 : i64} : <f8E4M3FN, shared>
// CHECK: sm90.tensor_map {{.*}} box = (128, 192), swizzle = 128
// CHECK: sm90.expect_bytes 40960
// CHECK: } consumer {
// CHECK: scf.for {{.*}} iter_args(%[[SUM:.+]] = %[[ZERO]],
// CHECK:   sm90.wait
// CHECK:   %[[UNIT:.+]] = sm90.wgmma {{.*}}, %[[ZERO]] k 128 a  k b  k init : <f8E4M3FN, shared>, <f8E5M2, shared>
// CHECK:   %[[PART:.+]] = sm90.wgmma_wait 0, %[[UNIT]]
// CHECK:   sm90.arrive
// CHECK:   %[[NEXT:.+]] = arith.addf %[[SUM]], %[[PART]]
// CHECK:   scf.yield %[[NEXT]],
// CHECK-NOT: sm90.wgmma
tile.func @float8(%i: index, %j: index, %a: !tile.ptr<f8E4M3FN>, %b: !tile.ptr<f8E5M2>, %y: !tile.ptr<f32>)
    grid <() -> (2, 2)> threads 256 attributes {pipeline_stages = 4 : i64} {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  %c192 = arith.constant 192 : index
  %c384 = arith.constant 384 : index
  %c512 = arith.constant 512 : index
  %zero = arith.constant dense<0.0> : tensor<128x192xf32>
  %row = arith.muli %i, %c128 : index
  %column = arith.muli %j, %c192 : index
  %ra = arith.muli %row, %c512 : index
  %rb = arith.muli %column, %c512 : index
  %acc = scf.for %k = %c0 to %c512 step %c128 iter_args(%c = %zero) -> (tensor<128x192xf32>) {
    %oa = arith.addi %ra, %k : index
    %ob = arith.addi %rb, %k : index
    %ta = tile.load %a[%oa] strides [512, 1] : !tile.ptr<f8E4M3FN> -> tensor<128x128xf8E4M3FN>
    %tb = tile.load %b[%ob] strides [1, 512] : !tile.ptr<f8E5M2> -> tensor<128x192xf8E5M2>
    %next = tile.mma %ta, %tb, %c : tensor<128x128xf8E4M3FN>, tensor<128x192xf8E5M2>, tensor<128x192xf32>
    scf.yield %next : tensor<128x192xf32>
  }
  %ry = arith.muli %row, %c384 : index
  %oy = arith.addi %ry, %column : index
  tile.store %acc, %y[%oy] strides [384, 1] : tensor<128x192xf32>, !tile.ptr<f32>
  tile.return
}
