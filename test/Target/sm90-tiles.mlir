// REQUIRES: ptxas
// RUN: cutedsl-opt %s --cutedsl-gpu-pipeline | cutedsl-translate --emit=ptx -o %t.ptx
// RUN: FileCheck %s --check-prefix=PTX < %t.ptx
// RUN: cutedsl-translate %t.ptx --only-ptxas --emit=report | FileCheck %s

// CHECK-COUNT-3: spills 0, stack 0
// CHECK: local memory: no
// CHECK-NOT: slow

// A residual that a copy left in swizzled rows comes into accumulators' fragment
// by matrix loads: a warp's 16 rows, 16 columns each.
// PTX-LABEL: .entry residual(
// PTX: xor.b32
// PTX-COUNT-8: ldmatrix.sync.aligned.m8n8.x4.shared.b16
// PTX-NOT: ldmatrix
// PTX-COUNT-8: stmatrix.sync.aligned.m8n8.x4.shared.b16
tile.func @residual(%cta: index, %c: !tile.ptr<bf16>) grid <() -> (1)> threads 256 {
  %c0 = arith.constant 0 : index
  %map = sm90.tensor_map %c sizes affine_map<() -> (128, 128)> strides affine_map<() -> (128)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %boxes = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %out = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %0 = sm90.load_tile %boxes[%c0] : !tile.ptr<bf16, shared> -> tensor<128x128xbf16>
  %1 = arith.addf %0, %0 : tensor<128x128xbf16>
  %2 = sm90.store_tile %1 through %out[%c0 of 2] to %map[%c0, %c0]
      : tensor<128x128xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  sm90.store_wait 0
  tile.return
}

// 32-bit elements two at a time.
// PTX-LABEL: .entry words(
// PTX-COUNT-8: ld.shared.v2.b32
tile.func @words(%cta: index, %c: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %boxes = tile.alloc 2048 {alignment = 1024} : !tile.ptr<f32, shared>
  %0 = sm90.load_tile %boxes[%c0] : !tile.ptr<f32, shared> -> tensor<64x32xf32>
  tile.store %0, %c[%c0] strides [32, 1] align 16 : tensor<64x32xf32>, !tile.ptr<f32>
  tile.return
}

// Partial sums go to the owner's shared memory, 16 bytes a thread and statement,
// and it adds them in the order of their senders.
// PTX-LABEL: .entry partial(
// PTX: prefetch.tensor.2d.L2.global.tile
// PTX: cp.reduce.async.bulk.tensor.2d.global.shared::cta.add.tile.bulk_group
// PTX: mapa.shared::cluster
// PTX: st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.v4.f32 [%r{{[0-9]+}}+0]
// PTX: st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.v4.f32 [%r{{[0-9]+}}+2048]
// PTX: mbarrier.try_wait.parity.acquire.cluster
// PTX-COUNT-4: ld.shared.v4.b32
tile.func @partial(%cta: index, %x: !tile.ptr<f32>, %c: !tile.ptr<f32>) grid <() -> (2)> threads 128
    attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  %c1024 = arith.constant 1024 : index
  %owner = arith.constant 0 : i32
  %map = sm90.tensor_map %x sizes affine_map<() -> (16, 64)> strides affine_map<() -> (16)>
      : !tile.ptr<f32> -> !sm90.tensor_map<f32, box = (16, 64), swizzle = 0>
  %sums = tile.alloc 2048 {alignment = 128} : !tile.ptr<f32, shared>
  %full = tile.alloc 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %full count 1 arrivals 1 : !tile.ptr<i64, shared>
  sm90.barriers_ready cluster
  sm90.expect_bytes 8192 on %full[%c0] : !tile.ptr<i64, shared>
  sm90.prefetch %map[%c0, %c0] : !sm90.tensor_map<f32, box = (16, 64), swizzle = 0>
  sm90.store %sums[%c0] to %map[%c0, %c0] add
      : !tile.ptr<f32, shared>, !sm90.tensor_map<f32, box = (16, 64), swizzle = 0>
  %rank = sm90.cluster_rank
  %at = arith.muli %rank, %c1024 : index
  %0 = tile.load %x[%at] strides [16, 1] align 16 : !tile.ptr<f32> -> tensor<64x16xf32>
  sm90.send %0 to %sums[%at] of %owner signals %full[%c0]
      : tensor<64x16xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  %isOwner = arith.cmpi eq, %rank, %c0 : index
  scf.if %isOwner {
    sm90.wait %full[%c0] parity %c0 cluster : !tile.ptr<i64, shared>
    %1 = sm90.receive %sums[%c0] : !tile.ptr<f32, shared> -> tensor<64x16xf32>
    %2 = sm90.receive %sums[%c1024] : !tile.ptr<f32, shared> -> tensor<64x16xf32>
    %3 = arith.addf %1, %2 : tensor<64x16xf32>
    tile.store %3, %c[%c0] strides [16, 1] align 16 : tensor<64x16xf32>, !tile.ptr<f32>
  }
  sm90.cluster_sync
  tile.return
}
