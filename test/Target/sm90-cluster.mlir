// REQUIRES: ptxas
// RUN: cutedsl-opt %s --cutedsl-gpu-pipeline | cutedsl-translate --emit=ptx -o %t.ptx
// RUN: FileCheck %s --check-prefix=PTX < %t.ptx
// RUN: cutedsl-translate %t.ptx --only-ptxas --emit=report | FileCheck %s

// The GEMM of sm90-gemm.mlir on clusters of two CTAs with one tile below the
// other: each loads half of B's rows for both. A stage is free when the consumers
// of both CTAs say so, and nobody leaves while the other may still write here.

// PTX: .reqnctapercluster 2, 1, 1
// PTX: barrier.cluster.wait.aligned
// PTX: cp.async.bulk.tensor.2d.shared::cta.global.tile
// PTX: cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes.multicast::cluster
// PTX-COUNT-8: wgmma.mma_async.sync.aligned.m64n256k16.f32.bf16.bf16
// PTX-NOT: wgmma.mma_async
// PTX: barrier.cluster.arrive;

// CHECK: gemm: registers 168, shared 0, spills 0, stack 0
// CHECK: local memory: no
// CHECK-NOT: slow
tile.func @gemm(%cta: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %c: !tile.ptr<bf16>,
                %m: index, %n: index, %k: index)
    grid <()[m, n, k] -> ((m ceildiv 256) * (n ceildiv 256) * 2)> threads 256
    attributes {persistent, cluster = 2} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %c2 = arith.constant 2 : index
  %both = arith.constant 3 : i32
  %first = arith.constant 0 : i32
  %second = arith.constant 1 : i32
  %c128 = arith.constant 128 : index
  %c255 = arith.constant 255 : index
  %c256 = arith.constant 256 : index
  %c8192 = arith.constant 8192 : index
  %c16384 = arith.constant 16384 : index
  %ma = sm90.tensor_map %a sizes affine_map<()[m, n, k] -> (k, m)> strides affine_map<()[m, n, k] -> (k)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  %mb = sm90.tensor_map %b sizes affine_map<()[m, n, k] -> (k, n)> strides affine_map<()[m, n, k] -> (k)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  %as = tile.alloc 32768 {alignment = 1024} : !tile.ptr<bf16, shared>
  %bs = tile.alloc 65536 {alignment = 1024} : !tile.ptr<bf16, shared>
  %full = tile.alloc 4 : !tile.ptr<i64, shared>
  %empty = tile.alloc 4 : !tile.ptr<i64, shared>
  sm90.init_barriers %full count 4 arrivals 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %empty count 4 arrivals 4 : !tile.ptr<i64, shared>
  sm90.prefetch_map %ma : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  sm90.prefetch_map %mb : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  sm90.barriers_ready cluster
  %ctas = sm90.num_ctas
  %rank = sm90.cluster_rank
  %pair = arith.divui %cta, %c2 : index
  %pairs = arith.divui %ctas, %c2 : index
  %m1 = arith.addi %m, %c255 : index
  %mt = arith.divui %m1, %c256 : index
  %n1 = arith.addi %n, %c255 : index
  %nt = arith.divui %n1, %c256 : index
  %tiles = arith.muli %mt, %nt : index
  sm90.warp_specialize consumers 2 registers 40, 232 producer {
    scf.for %t = %pair to %tiles step %pairs iter_args(%s0 = %c0, %p0 = %c1) -> (index, index) {
      %ti = arith.divui %t, %nt : index
      %tj = arith.remui %t, %nt : index
      %row0 = arith.muli %ti, %c256 : index
      %half = arith.muli %rank, %c128 : index
      %row = arith.addi %row0, %half : index
      %column = arith.muli %tj, %c256 : index
      %end:2 = scf.for %kk = %c0 to %k step %c64 iter_args(%s = %s0, %p = %p0) -> (index, index) {
        sm90.wait %empty[%s] parity %p : !tile.ptr<i64, shared>
        sm90.expect_bytes 49152 on %full[%s] : !tile.ptr<i64, shared>
        %ao = arith.muli %s, %c8192 : index
        %bo0 = arith.muli %s, %c16384 : index
        %bhalf = arith.muli %rank, %c8192 : index
        %bo = arith.addi %bo0, %bhalf : index
        %brow = arith.addi %column, %half : index
        sm90.load %ma[%kk, %row] to %as[%ao] signals %full[%s]
            : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
        sm90.load %mb[%kk, %brow] to %bs[%bo] signals %full[%s] multicast %both
            : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
        %s1 = arith.addi %s, %c1 : index
        %wraps = arith.cmpi eq, %s1, %c4 : index
        %s2 = arith.select %wraps, %c0, %s1 : index
        %p1 = arith.subi %c1, %p : index
        %p2 = arith.select %wraps, %p1, %p : index
        scf.yield %s2, %p2 : index, index
      }
      scf.yield %end#0, %end#1 : index, index
    }
  } consumer {
    %zero = arith.constant dense<0.0> : tensor<128x256xf32>
    scf.for %t = %pair to %tiles step %pairs iter_args(%s0 = %c0, %p0 = %c0) -> (index, index) {
      %ti = arith.divui %t, %nt : index
      %tj = arith.remui %t, %nt : index
      %row0 = arith.muli %ti, %c256 : index
      %half = arith.muli %rank, %c128 : index
      %row = arith.addi %row0, %half : index
      %column = arith.muli %tj, %c256 : index
      sm90.wait %full[%s0] parity %p0 : !tile.ptr<i64, shared>
      %ao0 = arith.muli %s0, %c8192 : index
      %bo0 = arith.muli %s0, %c16384 : index
      %acc0 = sm90.wgmma %as[%ao0], %bs[%bo0], %zero k 64 a k b k init
          : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x256xf32>
      %s1 = arith.addi %s0, %c1 : index
      %wraps = arith.cmpi eq, %s1, %c4 : index
      %s2 = arith.select %wraps, %c0, %s1 : index
      %p1 = arith.subi %c1, %p0 : index
      %p2 = arith.select %wraps, %p1, %p0 : index
      %end:4 = scf.for %kk = %c64 to %k step %c64
          iter_args(%acc = %acc0, %s = %s2, %p = %p2, %previous = %s0)
          -> (tensor<128x256xf32>, index, index, index) {
        sm90.wait %full[%s] parity %p : !tile.ptr<i64, shared>
        %ao = arith.muli %s, %c8192 : index
        %bo = arith.muli %s, %c16384 : index
        %next = sm90.wgmma %as[%ao], %bs[%bo], %acc k 64 a k b k
            : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x256xf32>
        %flying = sm90.wgmma_wait 1, %next : tensor<128x256xf32>
        sm90.arrive %empty[%previous] cta %first : !tile.ptr<i64, shared>
        sm90.arrive %empty[%previous] cta %second : !tile.ptr<i64, shared>
        %s3 = arith.addi %s, %c1 : index
        %wraps1 = arith.cmpi eq, %s3, %c4 : index
        %s4 = arith.select %wraps1, %c0, %s3 : index
        %p3 = arith.subi %c1, %p : index
        %p4 = arith.select %wraps1, %p3, %p : index
        scf.yield %flying, %s4, %p4, %s : tensor<128x256xf32>, index, index, index
      }
      %sum = sm90.wgmma_wait 0, %end#0 : tensor<128x256xf32>
      sm90.arrive %empty[%end#3] cta %first : !tile.ptr<i64, shared>
      sm90.arrive %empty[%end#3] cta %second : !tile.ptr<i64, shared>
      %rounded = arith.truncf %sum : tensor<128x256xf32> to tensor<128x256xbf16>
      %rows = arith.subi %m, %row : index
      %columns = arith.subi %n, %column : index
      %offset = arith.muli %row, %n : index
      %base = arith.addi %offset, %column : index
      tile.store %rounded, %c[%base] strides [%n, 1] valid [%rows, %columns]
          : tensor<128x256xbf16>, !tile.ptr<bf16>
      scf.yield %end#1, %end#2 : index, index
    }
    sm90.cluster_sync
  }
  tile.return
}
