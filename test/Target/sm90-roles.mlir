// REQUIRES: ptxas
// RUN: cutedsl-opt %s --cutedsl-gpu-pipeline | cutedsl-translate --emit=ptx -o %t.ptx
// RUN: FileCheck %s --check-prefix=PTX < %t.ptx
// RUN: cutedsl-translate %t.ptx --only-ptxas --emit=report | FileCheck %s

// CHECK-COUNT-3: spills 0, stack 0
// CHECK: local memory: no
// CHECK-NOT: slow

// A cluster of two shares what it loads; a consumer releases both CTAs' stages.
// PTX-LABEL: .entry cluster(
// PTX: .param .align 64 .b8 cluster_param_3[128]
// PTX: .reqntid 256
// PTX: .explicitcluster
// PTX: .reqnctapercluster 2, 1, 1
// PTX: mbarrier.init.shared.b64 [cutedsl_shared
// PTX: fence.mbarrier_init.release.cluster
// PTX: prefetch.tensormap
// PTX: barrier.cluster.arrive.aligned
// PTX: barrier.cluster.wait.aligned
// PTX-NOT: setmaxnreg
// PTX: elect.sync
// PTX: griddepcontrol.wait
// PTX: mbarrier.try_wait.parity.shared::cta.b64
// PTX: mbarrier.arrive.expect_tx.shared.b64
// PTX: mov.u32 %r{{[0-9]+}}, %cluster_ctarank
// PTX: cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes.multicast::cluster
// PTX: griddepcontrol.launch_dependents
// PTX: mapa.shared::cluster
// PTX: mbarrier.arrive.shared::cluster.b64
// PTX: barrier.cluster.arrive;
// PTX: barrier.cluster.wait;
tile.func @cluster(%cta: index, %a: !tile.ptr<bf16>, %c: !tile.ptr<bf16>) grid <() -> (16)> threads 128
    attributes {persistent, cluster = 2} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  %ma = sm90.tensor_map %a sizes affine_map<() -> (64, 128)> strides affine_map<() -> (64)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 4096 {alignment = 1024} : !tile.ptr<bf16, shared>
  %full = tile.alloc 1 : !tile.ptr<i64, shared>
  %empty = tile.alloc 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %full count 1 arrivals 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %empty count 1 arrivals 2 : !tile.ptr<i64, shared>
  sm90.prefetch_map %ma : !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  sm90.barriers_ready cluster
  sm90.warp_specialize consumers 1 registers 0, 0 producer {
    %both = arith.constant 3 : i32
    sm90.wait_dependency
    %rank = sm90.cluster_rank
    sm90.wait %empty[%c0] parity %c1 : !tile.ptr<i64, shared>
    sm90.expect_bytes 8192 on %full[%c0] : !tile.ptr<i64, shared>
    %row = arith.muli %rank, %c64 : index
    sm90.load %ma[%c0, %row] to %s[%c0] signals %full[%c0] multicast %both
        : !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
    sm90.launch_dependents
  } consumer {
    %me = arith.constant 0 : i32
    %other = arith.constant 1 : i32
    sm90.wait %full[%c0] parity %c0 : !tile.ptr<i64, shared>
    sm90.arrive %empty[%c0] cta %me : !tile.ptr<i64, shared>
    sm90.arrive %empty[%c0] cta %other : !tile.ptr<i64, shared>
    sm90.cluster_sync
  }
  tile.return
}

// Independent warpgroups take turns at hardware barriers 3 and 4, and each
// stores a box of its own.
// PTX-LABEL: .entry turns(
// PTX: .reqntid 384
// PTX: setmaxnreg.dec.sync.aligned.u32 40
// PTX: setmaxnreg.inc.sync.aligned.u32 232
// PTX: add.s32 %[[ID:r[0-9]+]], %r{{[0-9]+}}, 3;
// PTX: bar.sync %[[ID]], 256;
// PTX: bar.arrive %r{{[0-9]+}}, %r
// PTX: st.shared
// PTX: fence.proxy.async.shared::cta
// PTX: bar{{.*}}.sync
// PTX: cp.async.bulk.tensor.2d.global.shared::cta.tile.bulk_group
// PTX: cp.async.bulk.commit_group
// PTX: cp.async.bulk.wait_group.read 1
// PTX: cp.async.bulk.wait_group 0
tile.func @turns(%cta: index, %c: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  %mc = sm90.tensor_map %c sizes affine_map<() -> (32, 128)> strides affine_map<() -> (32)>
      : !tile.ptr<f32> -> !sm90.tensor_map<f32, box = (32, 64), swizzle = 0>
  sm90.warp_specialize consumers 2 independent registers 40, 232 producer {
  } consumer {
    %out = tile.alloc 2048 {alignment = 128} : !tile.ptr<f32, shared>
    %w = sm90.warpgroup
    sm90.sync id 3 + %w threads 256
    %next = arith.subi %c1, %w : index
    sm90.sync id 3 + %next threads 256 arrive
    %wi = arith.index_cast %w : index to i32
    %wf = arith.sitofp %wi : i32 to f32
    %tile = tile.splat %wf : f32 -> tensor<64x32xf32>
    tile.store %tile, %out[%c0] strides [32, 1] : tensor<64x32xf32>, !tile.ptr<f32, shared>
    sm90.fence_proxy
    tile.barrier
    %row = arith.muli %w, %c64 : index
    sm90.store %out[%c0] to %mc[%c0, %row]
        : !tile.ptr<f32, shared>, !sm90.tensor_map<f32, box = (32, 64), swizzle = 0>
    sm90.store_wait 1 read
    sm90.store_wait 0
  }
  tile.return
}

// 32-bit elements leave two at a time, half a chunk of 16 bytes, into rows whose
// chunks are exchanged.
// PTX-LABEL: .entry words(
// PTX: wgmma.wait_group.sync.aligned 0;
// PTX: xor.b32
// PTX-COUNT-8: st.shared.v2.b32
// PTX: fence.proxy.async.shared::cta
// PTX: cp.async.bulk.wait_group.read 1;
// PTX: bar.sync
// PTX: cp.async.bulk.tensor.2d.global.shared::cta.tile.bulk_group
tile.func @words(%cta: index, %c: !tile.ptr<f32>) grid <() -> (1)> threads 256 {
  %c0 = arith.constant 0 : index
  %map = sm90.tensor_map %c sizes affine_map<() -> (32, 128)> strides affine_map<() -> (32)>
      : !tile.ptr<f32> -> !sm90.tensor_map<f32, box = (32, 64), swizzle = 128>
  %a = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  %out = tile.alloc 12288 {alignment = 1024} : !tile.ptr<f32, shared>
  %zero = arith.constant dense<0.0> : tensor<128x32xf32>
  %0 = sm90.wgmma %a[%c0], %a[%c0], %zero k 64 a k b k init
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x32xf32>
  %1 = sm90.wgmma_wait 0, %0 : tensor<128x32xf32>
  %2 = sm90.store_tile %1 through %out[%c0 of 3] to %map[%c0, %c0]
      : tensor<128x32xf32>, !tile.ptr<f32, shared>, !sm90.tensor_map<f32, box = (32, 64), swizzle = 128>
  sm90.store_wait 0
  tile.return
}
