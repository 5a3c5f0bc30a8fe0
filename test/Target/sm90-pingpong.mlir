// REQUIRES: ptxas
// RUN: cutedsl-opt %s --cutedsl-gpu-pipeline | cutedsl-translate --emit=ptx -o %t.ptx
// RUN: FileCheck %s --check-prefix=PTX < %t.ptx
// RUN: cutedsl-translate %t.ptx --only-ptxas --emit=report | FileCheck %s

// Two warpgroups with a tile of 128 x 128 each, which take turns: while one
// multiplies, the other writes its tile. Hardware barriers 3 and 4 hand the
// tensor cores over; of the ring each takes the stages of its own tile and jumps
// over the other's.

// PTX: .reqntid 384
// PTX: setmaxnreg.inc.sync.aligned.u32 232
// PTX: bar.sync %r{{[0-9]+}}, 256;
// PTX-COUNT-16: wgmma.mma_async.sync.aligned.m64n128k16.f32.bf16.bf16
// PTX-NOT: wgmma.mma_async
// PTX: bar.arrive
// PTX-COUNT-16: stmatrix.sync.aligned.m8n8.x4.shared.b16
// PTX-NOT: stmatrix
// PTX-NOT: st.global

// CHECK: gemm: registers 168, shared 0, spills 0, stack 0
// CHECK: local memory: no
// CHECK-NOT: slow
tile.func @gemm(%cta: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %c: !tile.ptr<bf16>,
                %m: index, %n: index, %k: index)
    grid <()[m, n, k] -> ((m ceildiv 128) * (n ceildiv 128))> threads 128
    attributes {persistent} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %c127 = arith.constant 127 : index
  %c128 = arith.constant 128 : index
  %c8192 = arith.constant 8192 : index
  %ma = sm90.tensor_map %a sizes affine_map<()[m, n, k] -> (k, m)> strides affine_map<()[m, n, k] -> (k)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  %mb = sm90.tensor_map %b sizes affine_map<()[m, n, k] -> (k, n)> strides affine_map<()[m, n, k] -> (k)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  %mc = sm90.tensor_map %c sizes affine_map<()[m, n, k] -> (n, m)> strides affine_map<()[m, n, k] -> (n)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %as = tile.alloc 32768 {alignment = 1024} : !tile.ptr<bf16, shared>
  %bs = tile.alloc 32768 {alignment = 1024} : !tile.ptr<bf16, shared>
  %full = tile.alloc 4 : !tile.ptr<i64, shared>
  %empty = tile.alloc 4 : !tile.ptr<i64, shared>
  sm90.init_barriers %full count 4 arrivals 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %empty count 4 arrivals 1 : !tile.ptr<i64, shared>
  sm90.barriers_ready
  %ctas = sm90.num_ctas
  %m1 = arith.addi %m, %c127 : index
  %mt = arith.divui %m1, %c128 : index
  %n1 = arith.addi %n, %c127 : index
  %nt = arith.divui %n1, %c128 : index
  %k1 = arith.addi %k, %c63 : index
  %kt = arith.divui %k1, %c64 : index
  %tiles = arith.muli %mt, %nt : index
  %jump = arith.remui %kt, %c4 : index
  %laps = arith.divui %kt, %c4 : index
  %flips = arith.remui %laps, %c2 : index
  sm90.warp_specialize consumers 2 independent registers 40, 232 producer {
    scf.for %t = %cta to %tiles step %ctas iter_args(%s0 = %c0, %p0 = %c1) -> (index, index) {
      %ti = arith.divui %t, %nt : index
      %tj = arith.remui %t, %nt : index
      %row = arith.muli %ti, %c128 : index
      %column = arith.muli %tj, %c128 : index
      %end:2 = scf.for %kk = %c0 to %k step %c64 iter_args(%s = %s0, %p = %p0) -> (index, index) {
        sm90.wait %empty[%s] parity %p : !tile.ptr<i64, shared>
        sm90.expect_bytes 32768 on %full[%s] : !tile.ptr<i64, shared>
        %o = arith.muli %s, %c8192 : index
        sm90.load %ma[%kk, %row] to %as[%o] signals %full[%s]
            : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
        sm90.load %mb[%kk, %column] to %bs[%o] signals %full[%s]
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
    %zero = arith.constant dense<0.0> : tensor<128x128xf32>
    %out = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
    %w = sm90.warpgroup
    %other = arith.subi %c1, %w : index
    %isSecond = arith.cmpi eq, %w, %c1 : index
    // The second warpgroup's tile is one further, and so is its part of the ring.
    %skip = arith.muli %w, %ctas : index
    %firstTile = arith.addi %cta, %skip : index
    %step = arith.muli %ctas, %c2 : index
    %s0 = arith.select %isSecond, %jump, %c0 : index
    %p0 = arith.select %isSecond, %flips, %c0 : index
    scf.if %isSecond {
      sm90.sync id 3 threads 256 arrive
    }
    scf.for %t = %firstTile to %tiles step %step iter_args(%s1 = %s0, %p1 = %p0, %slot = %c0) -> (index, index, index) {
      %ti = arith.divui %t, %nt : index
      %tj = arith.remui %t, %nt : index
      %row = arith.muli %ti, %c128 : index
      %column = arith.muli %tj, %c128 : index
      sm90.sync id 3 + %w threads 256
      sm90.wait %full[%s1] parity %p1 : !tile.ptr<i64, shared>
      %o0 = arith.muli %s1, %c8192 : index
      %first = sm90.wgmma %as[%o0], %bs[%o0], %zero k 64 a k b k init
          : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x128xf32>
      %s2 = arith.addi %s1, %c1 : index
      %wraps0 = arith.cmpi eq, %s2, %c4 : index
      %s3 = arith.select %wraps0, %c0, %s2 : index
      %p2 = arith.subi %c1, %p1 : index
      %p3 = arith.select %wraps0, %p2, %p1 : index
      %end:4 = scf.for %kk = %c64 to %k step %c64
          iter_args(%acc = %first, %s = %s3, %p = %p3, %previous = %s1)
          -> (tensor<128x128xf32>, index, index, index) {
        sm90.wait %full[%s] parity %p : !tile.ptr<i64, shared>
        %o = arith.muli %s, %c8192 : index
        %next = sm90.wgmma %as[%o], %bs[%o], %acc k 64 a k b k
            : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x128xf32>
        %flying = sm90.wgmma_wait 1, %next : tensor<128x128xf32>
        sm90.arrive %empty[%previous] : !tile.ptr<i64, shared>
        %s4 = arith.addi %s, %c1 : index
        %wraps = arith.cmpi eq, %s4, %c4 : index
        %s5 = arith.select %wraps, %c0, %s4 : index
        %p4 = arith.subi %c1, %p : index
        %p5 = arith.select %wraps, %p4, %p : index
        scf.yield %flying, %s5, %p5, %s : tensor<128x128xf32>, index, index, index
      }
      sm90.sync id 3 + %other threads 256 arrive
      %sum = sm90.wgmma_wait 0, %end#0 : tensor<128x128xf32>
      sm90.arrive %empty[%end#3] : !tile.ptr<i64, shared>
      %rounded = arith.truncf %sum : tensor<128x128xf32> to tensor<128x128xbf16>
      %nextSlot = sm90.store_tile %rounded through %out[%slot of 2] to %mc[%column, %row]
          : tensor<128x128xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
      %s6 = arith.addi %end#1, %jump : index
      %beyond = arith.cmpi uge, %s6, %c4 : index
      %s7 = arith.subi %s6, %c4 : index
      %s8 = arith.select %beyond, %s7, %s6 : index
      %p6 = arith.addi %end#2, %flips : index
      %one = arith.select %beyond, %c1, %c0 : index
      %p7 = arith.addi %p6, %one : index
      %p8 = arith.remui %p7, %c2 : index
      scf.yield %s8, %p8, %nextSlot : index, index, index
    }
    sm90.store_wait 0
  }
  tile.return
}
