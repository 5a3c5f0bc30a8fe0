// REQUIRES: ptxas
// RUN: cutedsl-opt %s --cutedsl-gpu-pipeline | cutedsl-translate --emit=ptx -o %t.ptx
// RUN: FileCheck %s --check-prefix=PTX < %t.ptx
// RUN: cutedsl-translate %t.ptx --only-ptxas --emit=report | FileCheck %s

// The GEMM of sm90-gemm.mlir with a bias and a residual, 64 columns at a time,
// and stores by the copy engine: 4 matrices of 8 x 8 an instruction into swizzled
// boxes, two of which take turns in each warpgroup, with one barrier a box.

// PTX: wgmma.wait_group.sync.aligned 0;
// PTX-COUNT-4: stmatrix.sync.aligned.m8n8.x4.shared.b16
// PTX: fence.proxy.async.shared::cta
// PTX: cp.async.bulk.wait_group.read 0;
// PTX: bar.sync %r{{[0-9]+}}, 128;
// PTX: cp.async.bulk.tensor.2d.global.shared::cta.tile.bulk_group
// PTX: cp.async.bulk.commit_group
// PTX-COUNT-12: stmatrix.sync.aligned.m8n8.x4.shared.b16
// PTX-NOT: stmatrix
// PTX-NOT: st.global
// PTX: cp.async.bulk.wait_group 0;

// CHECK: gemm: registers 168, shared 0, spills 0, stack 0
// CHECK: local memory: no
// CHECK-NOT: slow
tile.func @gemm(%cta: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %bias: !tile.ptr<f32>,
                %residual: !tile.ptr<bf16>, %c: !tile.ptr<bf16>, %m: index, %n: index, %k: index)
    grid <()[m, n, k] -> ((m ceildiv 128) * (n ceildiv 256))> threads 256
    attributes {persistent} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %columns0 = arith.constant 0 : index
  %columns1 = arith.constant 64 : index
  %columns2 = arith.constant 128 : index
  %columns3 = arith.constant 192 : index
  %c127 = arith.constant 127 : index
  %c128 = arith.constant 128 : index
  %c255 = arith.constant 255 : index
  %c256 = arith.constant 256 : index
  %c8192 = arith.constant 8192 : index
  %c16384 = arith.constant 16384 : index
  %ma = sm90.tensor_map %a sizes affine_map<()[m, n, k] -> (k, m)> strides affine_map<()[m, n, k] -> (k)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  %mb = sm90.tensor_map %b sizes affine_map<()[m, n, k] -> (k, n)> strides affine_map<()[m, n, k] -> (k)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 256), swizzle = 128>
  %mc = sm90.tensor_map %c sizes affine_map<()[m, n, k] -> (n, m)> strides affine_map<()[m, n, k] -> (n)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %out = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %as = tile.alloc 32768 {alignment = 1024} : !tile.ptr<bf16, shared>
  %bs = tile.alloc 65536 {alignment = 1024} : !tile.ptr<bf16, shared>
  %full = tile.alloc 4 : !tile.ptr<i64, shared>
  %empty = tile.alloc 4 : !tile.ptr<i64, shared>
  sm90.init_barriers %full count 4 arrivals 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %empty count 4 arrivals 2 : !tile.ptr<i64, shared>
  sm90.prefetch_map %ma : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  sm90.prefetch_map %mb : !sm90.tensor_map<bf16, box = (64, 256), swizzle = 128>
  sm90.barriers_ready
  %ctas = sm90.num_ctas
  %m1 = arith.addi %m, %c127 : index
  %mt = arith.divui %m1, %c128 : index
  %n1 = arith.addi %n, %c255 : index
  %nt = arith.divui %n1, %c256 : index
  %tiles = arith.muli %mt, %nt : index
  sm90.warp_specialize consumers 2 registers 40, 232 producer {
    scf.for %t = %cta to %tiles step %ctas iter_args(%s0 = %c0, %p0 = %c1) -> (index, index) {
      %ti = arith.divui %t, %nt : index
      %tj = arith.remui %t, %nt : index
      %row = arith.muli %ti, %c128 : index
      %column = arith.muli %tj, %c256 : index
      %end:2 = scf.for %kk = %c0 to %k step %c64 iter_args(%s = %s0, %p = %p0) -> (index, index) {
        sm90.wait %empty[%s] parity %p : !tile.ptr<i64, shared>
        sm90.expect_bytes 49152 on %full[%s] : !tile.ptr<i64, shared>
        %ao = arith.muli %s, %c8192 : index
        %bo = arith.muli %s, %c16384 : index
        sm90.load %ma[%kk, %row] to %as[%ao] signals %full[%s]
            : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
        sm90.load %mb[%kk, %column] to %bs[%bo] signals %full[%s]
            : !sm90.tensor_map<bf16, box = (64, 256), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
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
    scf.for %t = %cta to %tiles step %ctas iter_args(%s0 = %c0, %p0 = %c0, %o0 = %c0) -> (index, index, index) {
      %ti = arith.divui %t, %nt : index
      %tj = arith.remui %t, %nt : index
      %row = arith.muli %ti, %c128 : index
      %column = arith.muli %tj, %c256 : index
      sm90.wait %full[%s0] parity %p0 : !tile.ptr<i64, shared>
      %ao0 = arith.muli %s0, %c8192 : index
      %bo0 = arith.muli %s0, %c16384 : index
      %first = sm90.wgmma %as[%ao0], %bs[%bo0], %zero k 64 a k b k init
          : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x256xf32>
      %s1 = arith.addi %s0, %c1 : index
      %wraps = arith.cmpi eq, %s1, %c4 : index
      %s2 = arith.select %wraps, %c0, %s1 : index
      %p1 = arith.subi %c1, %p0 : index
      %p2 = arith.select %wraps, %p1, %p0 : index
      %end:4 = scf.for %kk = %c64 to %k step %c64
          iter_args(%acc = %first, %s = %s2, %p = %p2, %previous = %s0)
          -> (tensor<128x256xf32>, index, index, index) {
        sm90.wait %full[%s] parity %p : !tile.ptr<i64, shared>
        %ao = arith.muli %s, %c8192 : index
        %bo = arith.muli %s, %c16384 : index
        %next = sm90.wgmma %as[%ao], %bs[%bo], %acc k 64 a k b k
            : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x256xf32>
        %flying = sm90.wgmma_wait 1, %next : tensor<128x256xf32>
        sm90.arrive %empty[%previous] : !tile.ptr<i64, shared>
        %s3 = arith.addi %s, %c1 : index
        %wraps1 = arith.cmpi eq, %s3, %c4 : index
        %s4 = arith.select %wraps1, %c0, %s3 : index
        %p3 = arith.subi %c1, %p : index
        %p4 = arith.select %wraps1, %p3, %p : index
        scf.yield %flying, %s4, %p4, %s : tensor<128x256xf32>, index, index, index
      }
      %sum = sm90.wgmma_wait 0, %end#0 : tensor<128x256xf32>
      sm90.arrive %empty[%end#3] : !tile.ptr<i64, shared>
      %rows = arith.subi %m, %row : index
      %offset = arith.muli %row, %n : index
      %column0 = arith.addi %column, %columns0 : index
      %left0 = arith.subi %n, %column0 : index
      %base0 = arith.addi %offset, %column0 : index
      %acc0 = sm90.slice %sum [0, 0] : tensor<128x256xf32> -> tensor<128x64xf32>
      %bias0 = tile.load %bias[%column0] strides [0, 1] valid [1, %left0] : !tile.ptr<f32> -> tensor<1x64xf32>
      %all0 = tile.broadcast %bias0 : tensor<1x64xf32> -> tensor<128x64xf32>
      %biased0 = arith.addf %acc0, %all0 : tensor<128x64xf32>
      %half0 = tile.load %residual[%base0] strides [%n, 1] valid [%rows, %left0] : !tile.ptr<bf16> -> tensor<128x64xbf16>
      %wide0 = arith.extf %half0 : tensor<128x64xbf16> to tensor<128x64xf32>
      %full0 = arith.addf %biased0, %wide0 : tensor<128x64xf32>
      %rounded0 = arith.truncf %full0 : tensor<128x64xf32> to tensor<128x64xbf16>
      %o1 = sm90.store_tile %rounded0 through %out[%o0 of 2] to %mc[%column0, %row]
          : tensor<128x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
      %column1 = arith.addi %column, %columns1 : index
      %left1 = arith.subi %n, %column1 : index
      %base1 = arith.addi %offset, %column1 : index
      %acc1 = sm90.slice %sum [0, 64] : tensor<128x256xf32> -> tensor<128x64xf32>
      %bias1 = tile.load %bias[%column1] strides [0, 1] valid [1, %left1] : !tile.ptr<f32> -> tensor<1x64xf32>
      %all1 = tile.broadcast %bias1 : tensor<1x64xf32> -> tensor<128x64xf32>
      %biased1 = arith.addf %acc1, %all1 : tensor<128x64xf32>
      %half1 = tile.load %residual[%base1] strides [%n, 1] valid [%rows, %left1] : !tile.ptr<bf16> -> tensor<128x64xbf16>
      %wide1 = arith.extf %half1 : tensor<128x64xbf16> to tensor<128x64xf32>
      %full1 = arith.addf %biased1, %wide1 : tensor<128x64xf32>
      %rounded1 = arith.truncf %full1 : tensor<128x64xf32> to tensor<128x64xbf16>
      %o2 = sm90.store_tile %rounded1 through %out[%o1 of 2] to %mc[%column1, %row]
          : tensor<128x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
      %column2 = arith.addi %column, %columns2 : index
      %left2 = arith.subi %n, %column2 : index
      %base2 = arith.addi %offset, %column2 : index
      %acc2 = sm90.slice %sum [0, 128] : tensor<128x256xf32> -> tensor<128x64xf32>
      %bias2 = tile.load %bias[%column2] strides [0, 1] valid [1, %left2] : !tile.ptr<f32> -> tensor<1x64xf32>
      %all2 = tile.broadcast %bias2 : tensor<1x64xf32> -> tensor<128x64xf32>
      %biased2 = arith.addf %acc2, %all2 : tensor<128x64xf32>
      %half2 = tile.load %residual[%base2] strides [%n, 1] valid [%rows, %left2] : !tile.ptr<bf16> -> tensor<128x64xbf16>
      %wide2 = arith.extf %half2 : tensor<128x64xbf16> to tensor<128x64xf32>
      %full2 = arith.addf %biased2, %wide2 : tensor<128x64xf32>
      %rounded2 = arith.truncf %full2 : tensor<128x64xf32> to tensor<128x64xbf16>
      %o3 = sm90.store_tile %rounded2 through %out[%o2 of 2] to %mc[%column2, %row]
          : tensor<128x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
      %column3 = arith.addi %column, %columns3 : index
      %left3 = arith.subi %n, %column3 : index
      %base3 = arith.addi %offset, %column3 : index
      %acc3 = sm90.slice %sum [0, 192] : tensor<128x256xf32> -> tensor<128x64xf32>
      %bias3 = tile.load %bias[%column3] strides [0, 1] valid [1, %left3] : !tile.ptr<f32> -> tensor<1x64xf32>
      %all3 = tile.broadcast %bias3 : tensor<1x64xf32> -> tensor<128x64xf32>
      %biased3 = arith.addf %acc3, %all3 : tensor<128x64xf32>
      %half3 = tile.load %residual[%base3] strides [%n, 1] valid [%rows, %left3] : !tile.ptr<bf16> -> tensor<128x64xbf16>
      %wide3 = arith.extf %half3 : tensor<128x64xbf16> to tensor<128x64xf32>
      %full3 = arith.addf %biased3, %wide3 : tensor<128x64xf32>
      %rounded3 = arith.truncf %full3 : tensor<128x64xf32> to tensor<128x64xbf16>
      %o4 = sm90.store_tile %rounded3 through %out[%o3 of 2] to %mc[%column3, %row]
          : tensor<128x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
      scf.yield %end#1, %end#2, %o4 : index, index, index
    }
    sm90.store_wait 0
  }
  tile.return
}
