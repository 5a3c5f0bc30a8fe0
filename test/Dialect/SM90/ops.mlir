// RUN: cutedsl-opt %s | cutedsl-opt | FileCheck %s

// Every op of the dialect round-trips.

// CHECK: #[[SIZES:.+]] = affine_map<()[s0] -> (768, s0)>
// CHECK: #[[STRIDES:.+]] = affine_map<() -> (768)>
// CHECK-LABEL: tile.func @roles
// CHECK-SAME: threads 256 attributes {cluster = 2 : i64, persistent}
tile.func @roles(%cta: index, %a: !tile.ptr<bf16>, %c: !tile.ptr<bf16>, %s0: index)
    grid <()[s0] -> (s0 ceildiv 128)> threads 256 attributes {persistent, cluster = 2} {
  %zero = arith.constant 0 : index
  // CHECK: sm90.tensor_map %{{.*}} sizes #[[SIZES]] strides #[[STRIDES]] offset 64 : <bf16> -> <bf16, box = (64, 128), swizzle = 128>
  %map = sm90.tensor_map %a sizes affine_map<()[s0] -> (768, s0)> strides affine_map<() -> (768)> offset 64
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  // CHECK: sm90.tensor_map %{{.*}} sizes #[[SIZES]] strides #[[STRIDES]] : <bf16> -> <bf16, box = (64, 64), swizzle = 128>
  %out = sm90.tensor_map %c sizes affine_map<()[s0] -> (768, s0)> strides affine_map<() -> (768)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  // CHECK: tile.alloc 32768 {alignment = 1024 : i64} : <bf16, shared>
  %shared = tile.alloc 32768 {alignment = 1024} : !tile.ptr<bf16, shared>
  %full = tile.alloc 4 : !tile.ptr<i64, shared>
  %empty = tile.alloc 4 : !tile.ptr<i64, shared>
  // CHECK: sm90.init_barriers %{{.*}} count 4 arrivals 1 : <i64, shared>
  sm90.init_barriers %full count 4 arrivals 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %empty count 4 arrivals 4 : !tile.ptr<i64, shared>
  // CHECK: sm90.prefetch_map %{{.*}} : <bf16, box = (64, 128), swizzle = 128>
  sm90.prefetch_map %map : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  // CHECK: sm90.barriers_ready cluster
  sm90.barriers_ready cluster
  // CHECK: sm90.barriers_ready{{$}}
  sm90.barriers_ready
  // CHECK: sm90.num_ctas
  %ctas = sm90.num_ctas
  // CHECK: sm90.cluster_rank
  %rank = sm90.cluster_rank
  // CHECK: sm90.warp_specialize consumers 2 registers 40, 232 producer {
  sm90.warp_specialize consumers 2 registers 40, 232 producer {
    %mask = arith.constant 3 : i32
    // CHECK: sm90.prefetch %{{.*}}[%{{.*}}, %{{.*}}] : <bf16, box = (64, 128), swizzle = 128>
    sm90.prefetch %map[%zero, %zero] : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
    // CHECK: sm90.wait_dependency
    sm90.wait_dependency
    // CHECK: sm90.wait %{{.*}}[%{{.*}}] parity %{{.*}} : <i64, shared>
    sm90.wait %empty[%zero] parity %zero : !tile.ptr<i64, shared>
    // CHECK: sm90.wait %{{.*}}[%{{.*}}] parity %{{.*}} cluster : <i64, shared>
    sm90.wait %empty[%zero] parity %zero cluster : !tile.ptr<i64, shared>
    // CHECK: sm90.expect_bytes 32768 on %{{.*}}[%{{.*}}] : <i64, shared>
    sm90.expect_bytes 32768 on %full[%zero] : !tile.ptr<i64, shared>
    // CHECK: sm90.load %{{.*}}[%{{.*}}, %{{.*}}] to %{{.*}}[%{{.*}}] signals %{{.*}}[%{{.*}}] : <bf16, box = (64, 128), swizzle = 128>, <bf16, shared>, <i64, shared>
    sm90.load %map[%zero, %zero] to %shared[%zero] signals %full[%zero]
        : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
    // CHECK: sm90.load {{.*}} multicast %{{.*}} :
    sm90.load %map[%zero, %zero] to %shared[%zero] signals %full[%zero] multicast %mask
        : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
    // CHECK: sm90.copy 4096 of %{{.*}}[%{{.*}}] to %{{.*}}[%{{.*}}] signals %{{.*}}[%{{.*}}] : <bf16>, <bf16, shared>, <i64, shared>
    sm90.copy 4096 of %a[%zero] to %shared[%zero] signals %full[%zero]
        : !tile.ptr<bf16>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
    // CHECK: sm90.launch_dependents
    sm90.launch_dependents
  // CHECK: } consumer {
  } consumer {
    %cta1 = arith.constant 1 : i32
    %acc = arith.constant dense<0.0> : tensor<128x256xf32>
    // CHECK: sm90.wgmma %{{.*}}[%{{.*}}], %{{.*}}[%{{.*}}], %{{.*}} k 64 a k b k init : <bf16, shared>, <bf16, shared>, tensor<128x256xf32>
    %0 = sm90.wgmma %shared[%zero], %shared[%zero], %acc k 64 a k b k init
        : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x256xf32>
    // CHECK: sm90.wgmma {{.*}} k 32 a mn b mn swizzle 64 : <bf16, shared>
    %1 = sm90.wgmma %shared[%zero], %shared[%zero], %0 k 32 a mn b mn swizzle 64
        : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<128x256xf32>
    // CHECK: %{{.*}}:2 = sm90.wgmma_wait 0, %{{.*}}, %{{.*}} : tensor<128x256xf32>, tensor<128x256xf32>
    %2:2 = sm90.wgmma_wait 0, %1, %1 : tensor<128x256xf32>, tensor<128x256xf32>
    %p = arith.truncf %2#0 : tensor<128x256xf32> to tensor<128x256xbf16>
    // CHECK: sm90.wgmma_registers %{{.*}}, %{{.*}}[%{{.*}}], %{{.*}} b mn : tensor<128x256xbf16>, <bf16, shared>, tensor<128x256xf32>
    %3 = sm90.wgmma_registers %p, %shared[%zero], %2#1 b mn
        : tensor<128x256xbf16>, !tile.ptr<bf16, shared>, tensor<128x256xf32>
    // CHECK: sm90.wgmma_registers %{{.*}}, %{{.*}}[%{{.*}}], %{{.*}} b mn turn 3 + %{{.*}} :
    %turned = sm90.wgmma_registers %p, %shared[%zero], %2#1 b mn turn 3 + %zero
        : tensor<128x256xbf16>, !tile.ptr<bf16, shared>, tensor<128x256xf32>
    // CHECK: sm90.arrive %{{.*}}[%{{.*}}] : <i64, shared>
    sm90.arrive %empty[%zero] : !tile.ptr<i64, shared>
    // CHECK: sm90.arrive %{{.*}}[%{{.*}}] warps : <i64, shared>
    sm90.arrive %empty[%zero] warps : !tile.ptr<i64, shared>
    // CHECK: sm90.arrive %{{.*}}[%{{.*}}] cta %{{.*}} : <i64, shared>
    sm90.arrive %empty[%zero] cta %cta1 : !tile.ptr<i64, shared>
    // CHECK: sm90.fence_proxy
    sm90.fence_proxy
    // CHECK: sm90.sync id 3 threads 256{{$}}
    sm90.sync id 3 threads 256
    // CHECK: sm90.sync id 4 threads 256 arrive
    sm90.sync id 4 threads 256 arrive
    // CHECK: sm90.store %{{.*}}[%{{.*}}] to %{{.*}}[%{{.*}}, %{{.*}}] : <bf16, shared>, <bf16, box = (64, 64), swizzle = 128>
    sm90.store %shared[%zero] to %out[%zero, %zero]
        : !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
    // CHECK: sm90.store_wait 1 read
    sm90.store_wait 1 read
    // CHECK: sm90.store_wait 0{{$}}
    sm90.store_wait 0
    // CHECK: sm90.slice %{{.*}} [0, 64] : tensor<128x256xbf16> -> tensor<128x128xbf16>
    %part = sm90.slice %p [0, 64] : tensor<128x256xbf16> -> tensor<128x128xbf16>
    // CHECK: sm90.store_tile %{{.*}} through %{{.*}}[%{{.*}} of 2] to %{{.*}}[%{{.*}}, %{{.*}}] : tensor<128x128xbf16>, <bf16, shared>, <bf16, box = (64, 64), swizzle = 128>
    %next = sm90.store_tile %part through %shared[%zero of 2] to %out[%zero, %zero]
        : tensor<128x128xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
    // CHECK: sm90.fetch_tile [128, 64] of %{{.*}}[%{{.*}}, %{{.*}}] to %{{.*}}[%{{.*}} of 3] pending 1 signals %{{.*}}[%{{.*}}] : <bf16, box = (64, 64), swizzle = 128>, <bf16, shared>, <i64, shared>
    sm90.fetch_tile [128, 64] of %out[%zero, %zero] to %shared[%zero of 3] pending 1 signals %full[%zero]
        : !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
    // CHECK: sm90.store {{.*}} add :
    sm90.store %shared[%zero] to %out[%zero, %zero] add
        : !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
    // CHECK: sm90.load_tile %{{.*}}[%{{.*}}] : <bf16, shared> -> tensor<128x64xbf16>
    %loaded = sm90.load_tile %shared[%zero] : !tile.ptr<bf16, shared> -> tensor<128x64xbf16>
    // CHECK: sm90.load_tile %{{.*}}[%{{.*}}] swizzle 64 : <bf16, shared> -> tensor<128x32xbf16>
    %narrow = sm90.load_tile %shared[%zero] swizzle 64 : !tile.ptr<bf16, shared> -> tensor<128x32xbf16>
    %words = tile.alloc 32768 : !tile.ptr<f32, shared>
    // CHECK: sm90.send %{{.*}} to %{{.*}}[%{{.*}}] of %{{.*}} signals %{{.*}}[%{{.*}}] : tensor<128x256xf32>, <f32, shared>, <i64, shared>
    sm90.send %2#0 to %words[%zero] of %cta1 signals %full[%zero]
        : tensor<128x256xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
    // CHECK: sm90.receive %{{.*}}[%{{.*}}] : <f32, shared> -> tensor<128x256xf32>
    %received = sm90.receive %words[%zero] : !tile.ptr<f32, shared> -> tensor<128x256xf32>
    // CHECK: sm90.cluster_sync
    sm90.cluster_sync
  }
  tile.return
}

// CHECK-LABEL: tile.func @shared_rows
tile.func @shared_rows(%row: index, %part: index) grid <() -> (4, 2)> threads 128
    attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  %mine = arith.constant dense<1.0> : tensor<1x1xf32>
  %slots = tile.alloc 2 : !tile.ptr<f32, shared>
  %bar = tile.alloc 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %bar count 1 arrivals 1 : !tile.ptr<i64, shared>
  // CHECK: sm90.cluster_arrive
  sm90.cluster_arrive
  // CHECK: sm90.cluster_wait
  sm90.cluster_wait
  // CHECK: sm90.cluster_reduce sum %{{.*}} through %{{.*}} signals %{{.*}}[%{{.*}}] : tensor<1x1xf32>, <f32, shared>, <i64, shared>
  %all = sm90.cluster_reduce sum %mine through %slots signals %bar[%c0]
      : tensor<1x1xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  tile.return
}

// CHECK-LABEL: tile.func @independent
tile.func @independent(%cta: index) grid <() -> (1)> threads 128 {
  // CHECK: sm90.warp_specialize consumers 3 independent registers 32, 160 producer {
  sm90.warp_specialize consumers 3 independent registers 32, 160 producer {
  } consumer {
    // CHECK: %[[W:.+]] = sm90.warpgroup
    %w = sm90.warpgroup
    // CHECK: sm90.sync id 3 + %[[W]] threads 256 arrive
    sm90.sync id 3 + %w threads 256 arrive
  }
  tile.return
}
