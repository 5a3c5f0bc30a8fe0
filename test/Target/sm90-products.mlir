// REQUIRES: ptxas
// RUN: cutedsl-opt %s --cutedsl-gpu-pipeline | cutedsl-translate --emit=ptx -o %t.ptx
// RUN: FileCheck %s --check-prefix=PTX < %t.ptx
// RUN: cutedsl-translate %t.ptx --only-ptxas --emit=report | FileCheck %s

// Every form of an operand, down to what the assembler says of it.

// CHECK-COUNT-7: spills 0, stack 0
// CHECK: local memory: no
// CHECK-NOT: slow

// K-major in rows of 128 bytes: a step of k is 32 bytes further, two units of
// 16; after four steps the next panel begins, 64 (96) rows of 128 bytes on.
// Descriptors: atoms of 1024 bytes (64 units), swizzle mode 1.
// PTX-LABEL: .entry k_major(
// PTX: wgmma.fence.sync.aligned
// PTX: add.s32 low, %r{{[0-9]+}}, 0;
// PTX-NEXT: mov.b64 a, {low, 1073741888};
// PTX-NEXT: add.s32 low, %r{{[0-9]+}}, 0;
// PTX-NEXT: mov.b64 b, {low, 1073741888};
// PTX-NEXT: wgmma.mma_async.sync.aligned.m64n96k16.f32.bf16.bf16 {{.*}}, a, b, no, 1, 1, 0, 0;
// PTX: add.s32 low, %r{{[0-9]+}}, 2;
// PTX: m64n96k16.f32.bf16.bf16 {{.*}}, a, b, yes, 1, 1, 0, 0;
// PTX: m64n96k16
// PTX: m64n96k16
// PTX: add.s32 low, %r{{[0-9]+}}, 512;
// PTX: add.s32 low, %r{{[0-9]+}}, 768;
// PTX-COUNT-4: m64n96k16
// PTX-NOT: wgmma.mma_async
// PTX: wgmma.commit_group
tile.func @k_major(%cta: index, %c: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %a = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  %b = tile.alloc 12288 {alignment = 1024} : !tile.ptr<bf16, shared>
  %zero = arith.constant dense<0.0> : tensor<64x96xf32>
  %0 = sm90.wgmma %a[%c0], %b[%c0], %zero k 128 a k b k init
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x96xf32>
  %1 = sm90.wgmma_wait 0, %0 : tensor<64x96xf32>
  tile.store %1, %c[%c0] strides [96, 1] align 16 : tensor<64x96xf32>, !tile.ptr<f32>
  tile.return
}

// M- and N-major: a step of k is 16 rows of 128 bytes; panels of 64 elements
// are 32 rows (256 units) apart, which the descriptor's lower half says too
// (bits 16 to 29), and A's second block is its second panel.
// PTX-LABEL: .entry mn_major(
// PTX: wgmma.fence.sync.aligned
// PTX: m64n128k16.f32.f16.f16 {{.*}}, a, b, yes, 1, 1, 1, 1;
// PTX: add.s32 low, %r{{[0-9]+}}, 256;
// PTX: m64n128k16.f32.f16.f16
// PTX: add.s32 low, %r{{[0-9]+}}, 128;
// PTX: m64n128k16.f32.f16.f16
// PTX: add.s32 low, %r{{[0-9]+}}, 384;
// PTX: m64n128k16.f32.f16.f16
// PTX-NOT: wgmma.mma_async
// PTX: wgmma.commit_group
tile.func @mn_major(%cta: index, %c: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %a = tile.alloc 4096 {alignment = 1024} : !tile.ptr<f16, shared>
  %b = tile.alloc 4096 {alignment = 1024} : !tile.ptr<f16, shared>
  %zero = arith.constant dense<0.0> : tensor<128x128xf32>
  %0 = sm90.wgmma %a[%c0], %b[%c0], %zero k 32 a mn b mn
      : !tile.ptr<f16, shared>, !tile.ptr<f16, shared>, tensor<128x128xf32>
  %1 = sm90.wgmma_wait 0, %0 : tensor<128x128xf32>
  tile.store %1, %c[%c0] strides [128, 1] align 16 : tensor<128x128xf32>, !tile.ptr<f32>
  tile.return
}

// More columns than an instruction has: two of 160.
// PTX-LABEL: .entry wide(
// PTX: m64n160k16
// PTX: add.s32 low, %r{{[0-9]+}}, 320;
// PTX: m64n160k16
// PTX-NOT: wgmma.mma_async
// PTX: wgmma.commit_group
tile.func @wide(%cta: index, %c: !tile.ptr<f32>) grid <() -> (1)> threads 256 {
  %c0 = arith.constant 0 : index
  %a = tile.alloc 4096 {alignment = 1024} : !tile.ptr<bf16, shared>
  %b = tile.alloc 10240 {alignment = 1024} : !tile.ptr<bf16, shared>
  %zero = arith.constant dense<0.0> : tensor<128x320xf32>
  %0 = sm90.wgmma %a[%c0], %b[%c0], %zero k 16 a k b k swizzle 32 init
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x320xf32>
  %1 = sm90.wgmma_wait 0, %0 : tensor<128x320xf32>
  tile.store %1, %c[%c0] strides [320, 1] align 16 : tensor<128x320xf32>, !tile.ptr<f32>
  tile.return
}

// f32 is read as TF32, 8 elements a step.
// PTX-LABEL: .entry tf32(
// PTX-COUNT-4: m64n8k8.f32.tf32.tf32 {{.*}}, a, b, yes, 1, 1;
// PTX: wgmma.commit_group
tile.func @tf32(%cta: index, %c: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %a = tile.alloc 4096 {alignment = 1024} : !tile.ptr<f32, shared>
  %zero = arith.constant dense<0.0> : tensor<64x8xf32>
  %0 = sm90.wgmma %a[%c0], %a[%c0], %zero k 32 a k b k
      : !tile.ptr<f32, shared>, !tile.ptr<f32, shared>, tensor<64x8xf32>
  %1 = sm90.wgmma_wait 0, %0 : tensor<64x8xf32>
  tile.store %1, %c[%c0] strides [8, 1] align 16 : tensor<64x8xf32>, !tile.ptr<f32>
  tile.return
}

// 8-bit floats, of two kinds.
// PTX-LABEL: .entry f8(
// PTX-COUNT-2: m64n64k32.f32.e4m3.e5m2 {{.*}}, a, b, yes, 1, 1;
// PTX: wgmma.commit_group
tile.func @f8(%cta: index, %c: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %a = tile.alloc 4096 {alignment = 1024} : !tile.ptr<f8E4M3FN, shared>
  %b = tile.alloc 4096 {alignment = 1024} : !tile.ptr<f8E5M2, shared>
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %0 = sm90.wgmma %a[%c0], %b[%c0], %zero k 64 a k b k swizzle 64
      : !tile.ptr<f8E4M3FN, shared>, !tile.ptr<f8E5M2, shared>, tensor<64x64xf32>
  %1 = sm90.wgmma_wait 0, %0 : tensor<64x64xf32>
  tile.store %1, %c[%c0] strides [64, 1] align 16 : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}

// Accumulators become the left operand of the next product where they lie, two
// in a register: no shuffle and no shared memory.
// PTX-LABEL: .entry registers(
// PTX-NOT: bar.sync
// PTX-NOT: shfl
// PTX: wgmma.wait_group.sync.aligned 0;
// PTX-COUNT-16: cvt.rn.bf16x2.f32
// PTX: wgmma.fence.sync.aligned
// PTX: m64n128k16.f32.bf16.bf16 {{.*}}, {{[{]%r[0-9]+, %r[0-9]+, %r[0-9]+, %r[0-9]+[}]}}, b, no, 1, 1, 1;
// PTX-COUNT-3: m64n128k16.f32.bf16.bf16 {{.*}}, b, yes, 1, 1, 1;
// PTX-NOT: wgmma.mma_async
// PTX: wgmma.commit_group
tile.func @registers(%cta: index, %c: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %q = tile.alloc 4096 {alignment = 1024} : !tile.ptr<bf16, shared>
  %v = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %none = arith.constant dense<0.0> : tensor<64x128xf32>
  %0 = sm90.wgmma %q[%c0], %q[%c0], %zero k 64 a k b k init
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  %1 = sm90.wgmma_wait 0, %0 : tensor<64x64xf32>
  %2 = arith.truncf %1 : tensor<64x64xf32> to tensor<64x64xbf16>
  %3 = sm90.wgmma_registers %2, %v[%c0], %none b mn init
      : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, tensor<64x128xf32>
  %4 = sm90.wgmma_wait 0, %3 : tensor<64x128xf32>
  tile.store %4, %c[%c0] strides [128, 1] align 16 : tensor<64x128xf32>, !tile.ptr<f32>
  tile.return
}

// One product is read while the next is in flight: only its accumulators are
// tied to the wait.
// PTX-LABEL: .entry overlap(
// PTX-COUNT-2: wgmma.commit_group
// PTX: wgmma.wait_group.sync.aligned 1;
// PTX-COUNT-4: add.{{(rn.)?}}f32
// PTX: wgmma.wait_group.sync.aligned 0;
tile.func @overlap(%cta: index, %c: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %q = tile.alloc 4096 {alignment = 1024} : !tile.ptr<bf16, shared>
  %zero = arith.constant dense<0.0> : tensor<64x8xf32>
  %0 = sm90.wgmma %q[%c0], %q[%c0], %zero k 64 a k b k init
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x8xf32>
  %1 = sm90.wgmma %q[%c0], %q[%c0], %zero k 64 a k b k init
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x8xf32>
  %2 = sm90.wgmma_wait 1, %0 : tensor<64x8xf32>
  %3 = arith.addf %2, %2 : tensor<64x8xf32>
  tile.store %3, %c[%c0] strides [8, 1] align 16 : tensor<64x8xf32>, !tile.ptr<f32>
  %4 = sm90.wgmma_wait 0, %1 : tensor<64x8xf32>
  tile.store %4, %c[%c0] strides [8, 1] align 16 : tensor<64x8xf32>, !tile.ptr<f32>
  tile.return
}
