// REQUIRES: ptxas
// RUN: cutedsl-opt %s --cutedsl-gpu-pipeline | cutedsl-translate --emit=ptx -o %t.ptx
// RUN: FileCheck %s --check-prefix=PTX < %t.ptx
// RUN: FileCheck %s --check-prefix=ADDS < %t.ptx
// RUN: cutedsl-translate %t.ptx --only-ptxas --emit=report | FileCheck %s

// Products of 8-bit floats: 128 elements of k a step, four products of 32.

// CHECK: exact: registers 168, shared 0, spills 0, stack 0
// CHECK: fast: registers 168, shared 0, spills 0, stack 0
// CHECK: local memory: no
// CHECK-NOT: slow

// Sums stay in the accumulators.
// PTX-LABEL: .entry fast(
// PTX: m64n256k32.f32.e4m3.e4m3 {{.*}}, a, b, no, 1, 1;
// PTX-COUNT-3: m64n256k32.f32.e4m3.e4m3 {{.*}}, a, b, yes, 1, 1;
// PTX: wgmma.commit_group
// PTX-COUNT-4: m64n256k32.f32.e4m3.e4m3 {{.*}}, a, b, yes, 1, 1;
// PTX: wgmma.commit_group
// PTX-NOT: wgmma.mma_async
// PTX: cvt.rn.bf16x2.f32
tile.func @fast(%i: index, %j: index, %a: !tile.ptr<f8E4M3FN>, %b: !tile.ptr<f8E4M3FN>, %sa: !tile.ptr<f32>, %sb: !tile.ptr<f32>, %y: !tile.ptr<bf16>)
    grid <() -> (64, 32)> threads 256 attributes {pipeline_stages = 4 : i64} {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  %c256 = arith.constant 256 : index
  %c8192 = arith.constant 8192 : index
  %zero = arith.constant dense<0.0> : tensor<128x256xf32>
  %row = arith.muli %i, %c128 : index
  %column = arith.muli %j, %c256 : index
  %ra = arith.muli %row, %c8192 : index
  %rb = arith.muli %column, %c8192 : index
  %acc = scf.for %k = %c0 to %c8192 step %c128 iter_args(%c = %zero) -> (tensor<128x256xf32>) {
    %oa = arith.addi %ra, %k : index
    %ob = arith.addi %rb, %k : index
    %ta = tile.load %a[%oa] strides [8192, 1] : !tile.ptr<f8E4M3FN> -> tensor<128x128xf8E4M3FN>
    %tb = tile.load %b[%ob] strides [1, 8192] : !tile.ptr<f8E4M3FN> -> tensor<128x256xf8E4M3FN>
    %next = tile.mma %ta, %tb, %c {fast_accumulation} : tensor<128x128xf8E4M3FN>, tensor<128x256xf8E4M3FN>, tensor<128x256xf32>
    scf.yield %next : tensor<128x256xf32>
  }
  %rows = tile.load %sa[%row] strides [1, 0] : !tile.ptr<f32> -> tensor<128x1xf32>
  %columns = tile.load %sb[%column] strides [0, 1] : !tile.ptr<f32> -> tensor<1x256xf32>
  %scale_a = tile.broadcast %rows : tensor<128x1xf32> -> tensor<128x256xf32>
  %scale_b = tile.broadcast %columns : tensor<1x256xf32> -> tensor<128x256xf32>
  %once = arith.mulf %acc, %scale_a : tensor<128x256xf32>
  %twice = arith.mulf %once, %scale_b : tensor<128x256xf32>
  %narrow = arith.truncf %twice : tensor<128x256xf32> to tensor<128x256xbf16>
  %ry = arith.muli %row, %c8192 : index
  %oy = arith.addi %ry, %column : index
  tile.store %narrow, %y[%oy] strides [8192, 1] : tensor<128x256xbf16>, !tile.ptr<bf16>
  tile.return
}

// Each step begins anew and its sums are added to those before.
// PTX-LABEL: .entry exact(
// PTX: m64n192k32.f32.e5m2.e4m3 {{.*}}, a, b, no, 1, 1;
// PTX-COUNT-3: m64n192k32.f32.e5m2.e4m3 {{.*}}, a, b, yes, 1, 1;
// PTX: wgmma.commit_group
// PTX: wgmma.wait_group.sync.aligned 0;
// PTX-NOT: wgmma.mma_async
// ADDS-LABEL: .entry exact(
// ADDS-COUNT-96: add.rn.f32
tile.func @exact(%i: index, %j: index, %a: !tile.ptr<f8E5M2>, %b: !tile.ptr<f8E4M3FN>, %y: !tile.ptr<f32>)
    grid <() -> (64, 43)> threads 256 attributes {pipeline_stages = 4 : i64} {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  %c192 = arith.constant 192 : index
  %c8192 = arith.constant 8192 : index
  %zero = arith.constant dense<0.0> : tensor<128x192xf32>
  %row = arith.muli %i, %c128 : index
  %column = arith.muli %j, %c192 : index
  %left = arith.subi %c8192, %column : index
  %ra = arith.muli %row, %c8192 : index
  %rb = arith.muli %column, %c8192 : index
  %acc = scf.for %k = %c0 to %c8192 step %c128 iter_args(%c = %zero) -> (tensor<128x192xf32>) {
    %oa = arith.addi %ra, %k : index
    %ob = arith.addi %rb, %k : index
    %ta = tile.load %a[%oa] strides [8192, 1] : !tile.ptr<f8E5M2> -> tensor<128x128xf8E5M2>
    %tb = tile.load %b[%ob] strides [1, 8192] valid [128, %left] : !tile.ptr<f8E4M3FN> -> tensor<128x192xf8E4M3FN>
    %next = tile.mma %ta, %tb, %c : tensor<128x128xf8E5M2>, tensor<128x192xf8E4M3FN>, tensor<128x192xf32>
    scf.yield %next : tensor<128x192xf32>
  }
  %ry = arith.muli %row, %c8192 : index
  %oy = arith.addi %ry, %column : index
  tile.store %acc, %y[%oy] strides [8192, 1] valid [128, %left] : tensor<128x192xf32>, !tile.ptr<f32>
  tile.return
}
