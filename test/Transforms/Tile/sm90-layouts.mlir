// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-assign-layouts,cse,tile-materialize-conversions,tile-allocate-shared,tile-verify-layouts))' | FileCheck %s

// Accumulators of 64 x 32 for each of two warpgroups: rows 64 w + 16 v + l / 4
// and 8 below, columns 2 (l mod 4) and the next of every 8.

// CHECK: #[[ACC:.+]] = #tile.fragment<thread = (4, 8, 8) : (2, 32, 512), value = (2, 2, 4) : (1, 256, 8)>
// CHECK: #[[ROW:.+]] = #tile.fragment<thread = (4, 64) : (2, 0), value = (2, 4) : (1, 8)>

// The epilogue's tiles lie as the accumulators do: nothing of theirs goes
// through shared memory, which the ring needs. What a role uses shares memory
// with nothing; alignment is kept.
// CHECK-LABEL: tile.func @gemm
// CHECK-SAME: shared_alignment = 1024 : i64, shared_bytes = 13328 : i64
tile.func @gemm(%cta: index, %bias: !tile.ptr<f32>, %c: !tile.ptr<f32>)
    grid <() -> (1)> threads 256 {
  %c0 = arith.constant 0 : index
  // CHECK: tile.alloc 2 at 13312 : <i64, shared>
  %full = tile.alloc 2 : !tile.ptr<i64, shared>
  // CHECK: tile.alloc 4608 at 0 {alignment = 1024 : i64} : <bf16, shared>
  %a = tile.alloc 4608 {alignment = 1024} : !tile.ptr<bf16, shared>
  // CHECK: tile.alloc 2048 at 9216 {alignment = 1024 : i64} : <bf16, shared>
  %b = tile.alloc 2048 {alignment = 1024} : !tile.ptr<bf16, shared>
  sm90.init_barriers %full count 2 arrivals 1 : !tile.ptr<i64, shared>
  sm90.barriers_ready
  sm90.warp_specialize consumers 2 registers 0, 0 producer {
    sm90.expect_bytes 64 on %full[%c0] : !tile.ptr<i64, shared>
  } consumer {
    %zero = arith.constant dense<0.0> : tensor<128x32xf32>
    // CHECK: sm90.wgmma {{.*}} : <bf16, shared>, <bf16, shared>, tensor<128x32xf32, #[[ACC]]>
    %0 = sm90.wgmma %a[%c0], %b[%c0], %zero k 32 a k b k swizzle 64
        : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x32xf32>
    // CHECK: sm90.wgmma_wait 0, %{{.*}} : tensor<128x32xf32, #[[ACC]]>
    %1 = sm90.wgmma_wait 0, %0 : tensor<128x32xf32>
    // CHECK: tile.load {{.*}} -> tensor<1x32xf32, #[[ROW]]>
    %2 = tile.load %bias[%c0] strides [0, 1] : !tile.ptr<f32> -> tensor<1x32xf32>
    %3 = tile.broadcast %2 : tensor<1x32xf32> -> tensor<128x32xf32>
    %4 = arith.addf %1, %3 : tensor<128x32xf32>
    // CHECK-NOT: tile.alloc
    // CHECK: tile.store {{.*}} : tensor<128x32xf32, #[[ACC]]>, <f32>
    tile.store %4, %c[%c0] strides [32, 1] : tensor<128x32xf32>, !tile.ptr<f32>
  }
  tile.return
}

// Independent warpgroups each have a tile of 128 threads and their own scratch
// memory for what goes through it; barriers stand in their region.
// CHECK-LABEL: tile.func @independent
// CHECK-SAME: shared_bytes = [[BYTES:[0-9]+]]
// CHECK-NOT: tile.alloc
// CHECK: sm90.warp_specialize consumers 2 independent
// CHECK: consumer
// CHECK: tile.alloc {{[0-9]+}} at 0 : <f32, shared>
// CHECK: tile.store
// CHECK: tile.barrier
// CHECK: tile.load
tile.func @independent(%cta: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  sm90.warp_specialize consumers 2 independent registers 0, 0 producer {
  } consumer {
    %0 = tile.load %x[%c0] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
    %1 = tile.reduce sum %0 dims [0] : tensor<128xf32> -> tensor<1xf32>
    tile.store %1, %y[%c0] strides [1] : tensor<1xf32>, !tile.ptr<f32>
  }
  tile.return
}

// A slice lies as accumulators of its shape, whatever is done to it, and what a
// store by boxes takes lies so too.
// CHECK-LABEL: tile.func @slices
tile.func @slices(%cta: index, %x: !tile.ptr<bf16>, %c: !tile.ptr<bf16>)
    grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %map = sm90.tensor_map %c sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (32, 64), swizzle = 64>
  %b = tile.alloc 4096 {alignment = 1024} : !tile.ptr<bf16, shared>
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  // CHECK: sm90.wgmma {{.*}} tensor<64x64xf32, #[[WHOLE:.+]]>
  %0 = sm90.wgmma %b[%c0], %b[%c0], %zero k 64 a k b k
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  %1 = sm90.wgmma_wait 0, %0 : tensor<64x64xf32>
  // CHECK: sm90.slice %{{.*}} [0, 32] : tensor<64x64xf32, #[[WHOLE]]> -> tensor<64x32xf32, #[[PART:.+]]>
  %2 = sm90.slice %1 [0, 32] : tensor<64x64xf32> -> tensor<64x32xf32>
  // CHECK-NOT: tile.convert_layout
  %3 = tile.load %x[%c0] strides [64, 1] : !tile.ptr<bf16> -> tensor<64x32xbf16>
  %4 = arith.extf %3 : tensor<64x32xbf16> to tensor<64x32xf32>
  %5 = arith.addf %2, %4 : tensor<64x32xf32>
  %6 = arith.truncf %5 : tensor<64x32xf32> to tensor<64x32xbf16>
  // CHECK: sm90.store_tile {{.*}} : tensor<64x32xbf16, #[[PART]]>
  %7 = sm90.store_tile %6 through %b[%c0 of 2] to %map[%c0, %c0]
      : tensor<64x32xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (32, 64), swizzle = 64>
  tile.return
}

// A in registers lies as accumulators of its own shape.
// CHECK-LABEL: tile.func @registers
tile.func @registers(%cta: index, %x: !tile.ptr<bf16>, %c: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %b = tile.alloc 4096 {alignment = 1024} : !tile.ptr<bf16, shared>
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %p = tile.load %x[%c0] strides [64, 1] : !tile.ptr<bf16> -> tensor<64x64xbf16>
  // CHECK: sm90.wgmma_registers {{.*}} b mn : tensor<64x64xbf16, #[[P:.+]]>, <bf16, shared>, tensor<64x64xf32, #[[P]]>
  %0 = sm90.wgmma_registers %p, %b[%c0], %zero b mn
      : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  %1 = sm90.wgmma_wait 0, %0 : tensor<64x64xf32>
  tile.store %1, %c[%c0] strides [64, 1] : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}

// A reduction over a cluster leaves its tile as it lies. Its slots share memory
// with nothing: other CTAs send at any time.
// CHECK-LABEL: tile.func @cluster
// CHECK-SAME: shared_bytes = 48 : i64
tile.func @cluster(%row: index, %part: index, %x: !tile.ptr<f32>)
    grid <() -> (1, 2)> threads 128 attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  // CHECK-DAG: tile.alloc 2 at {{[0-9]+}} : <f32, shared>
  // CHECK-DAG: tile.alloc 1 at {{[0-9]+}} : <i64, shared>
  // CHECK-DAG: tile.alloc 4 at {{[0-9]+}} : <f32, shared>
  %slots = tile.alloc 2 : !tile.ptr<f32, shared>
  %bar = tile.alloc 1 : !tile.ptr<i64, shared>
  %0 = tile.load %x[%part] strides [0, 1] : !tile.ptr<f32> -> tensor<1x512xf32>
  %1 = tile.reduce sum %0 dims [1] : tensor<1x512xf32> -> tensor<1x1xf32>
  // CHECK: sm90.cluster_reduce sum %{{.*}} : tensor<1x1xf32, #[[ONE:[a-z0-9]+]]>, <f32, shared>, <i64, shared>
  // CHECK-NEXT: tile.store %{{.*}} : tensor<1x1xf32, #[[ONE]]>, <f32>
  %2 = sm90.cluster_reduce sum %1 through %slots signals %bar[%c0]
      : tensor<1x1xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  tile.store %2, %x[%c0] strides [0, 0] : tensor<1x1xf32>, !tile.ptr<f32>
  tile.return
}
