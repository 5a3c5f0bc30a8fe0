// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(sm90-verify))' --split-input-file --verify-diagnostics

// What is allowed: products that feed each other, a ring that leaves one unit
// pending, and an accumulator that is read while a later unit is in flight.
tile.func @fine(%cta: index, %p: !tile.ptr<f32>, %n: index) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %s = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %0 = sm90.wgmma %s[%c0], %s[%c0], %zero k 64 a k b k init
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  %1 = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %0) -> (tensor<64x64xf32>) {
    %2 = sm90.wgmma %s[%c0], %s[%c0], %acc k 64 a k b k
        : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
    %3 = sm90.wgmma_wait 1, %2 : tensor<64x64xf32>
    scf.yield %3 : tensor<64x64xf32>
  }
  %4 = sm90.wgmma %s[%c0], %s[%c0], %zero k 64 a k b k init
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  %5 = sm90.wgmma_wait 1, %1 : tensor<64x64xf32>
  %6 = arith.addf %5, %5 : tensor<64x64xf32>
  %7 = sm90.wgmma_wait 0, %4 : tensor<64x64xf32>
  %8 = arith.addf %6, %7 : tensor<64x64xf32>
  tile.store %8, %p[%c0] strides [64, 1] : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}

// -----

tile.func @no_wait(%cta: index, %p: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %s = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  // expected-note @+1 {{see here}}
  %0 = sm90.wgmma %s[%c0], %s[%c0], %zero k 64 a k b k init
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  // expected-error @+1 {{expected finished accumulators}}
  %1 = arith.addf %0, %0 : tensor<64x64xf32>
  tile.return
}

// -----

tile.func @one_pending(%cta: index, %p: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %s = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %0 = sm90.wgmma %s[%c0], %s[%c0], %zero k 64 a k b k init
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  // expected-note @+1 {{see here}}
  %1 = sm90.wgmma_wait 1, %0 : tensor<64x64xf32>
  // expected-error @+1 {{expected finished accumulators}}
  tile.store %1, %p[%c0] strides [64, 1] : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}

// -----

tile.func @loop(%cta: index, %p: !tile.ptr<f32>, %n: index) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %s = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %zero) -> (tensor<64x64xf32>) {
    // Of the iteration before: nothing has waited.
    // expected-error @+1 {{expected finished accumulators}}
    %1 = arith.negf %acc : tensor<64x64xf32>
    %2 = sm90.wgmma %s[%c0], %s[%c0], %1 k 64 a k b k
        : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
    scf.yield %2 : tensor<64x64xf32>
  }
  tile.return
}

// -----

tile.func @operand(%cta: index, %p: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %s = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  // expected-note @+1 {{see here}}
  %0 = sm90.wgmma %s[%c0], %s[%c0], %zero k 64 a k b k init
      : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  // expected-error @+1 {{expected finished accumulators}}
  %1 = arith.truncf %0 : tensor<64x64xf32> to tensor<64x64xbf16>
  tile.return
}

// -----

tile.func @load_outside(%cta: index, %p: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  // expected-error @+1 {{expected to stand in the consumer's region}}
  %0 = tile.load %p[%cta] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
  sm90.warp_specialize consumers 1 registers 40, 256 producer {
  } consumer {
  }
  tile.return
}

// -----

tile.func @tile_in_producer(%cta: index, %p: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  sm90.warp_specialize consumers 1 registers 40, 256 producer {
    // expected-error @+1 {{expected no tile in the region of one thread}}
    %0 = tile.load %p[%cta] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
  } consumer {
  }
  tile.return
}

// -----

tile.func @barrier_in_producer(%cta: index, %p: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  sm90.warp_specialize consumers 1 registers 40, 256 producer {
    // expected-error @+1 {{expected no tile in the region of one thread}}
    tile.barrier
  } consumer {
  }
  tile.return
}

// -----

tile.func @after(%cta: index, %p: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  sm90.warp_specialize consumers 1 registers 40, 256 producer {
  } consumer {
  }
  // expected-error @+1 {{expected nothing after the roles}}
  sm90.launch_dependents
  tile.return
}

// -----

tile.func @early_read(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 attributes {dependent_launch} {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{expected sm90.wait_dependency before an access}}
  %0 = tile.load %x[%c0] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
  sm90.wait_dependency
  tile.store %0, %y[%c0] strides [1] : tensor<128xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// What a parameter holds may be read, but memory may not be written.
tile.func @early_write(%i: index, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 attributes {constant_buffers = array<i64: 0>, dependent_launch} {
  %c0 = arith.constant 0 : index
  %0 = tile.load %w[%c0] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
  // expected-error @+1 {{expected sm90.wait_dependency before an access}}
  tile.store %0, %y[%c0] strides [1] : tensor<128xf32>, !tile.ptr<f32>
  sm90.wait_dependency
  tile.return
}

// -----

// A wait that a branch may skip covers what is in it, but no kernel before.
// expected-error @+1 {{expected sm90.wait_dependency outside of loops}}
tile.func @may_skip(%i: index, %y: !tile.ptr<f32>)
    grid <() -> (2)> threads 128 attributes {dependent_launch} {
  %c0 = arith.constant 0 : index
  %value = arith.constant dense<0.0> : tensor<128xf32>
  %is_first = arith.cmpi eq, %i, %c0 : index
  scf.if %is_first {
    sm90.wait_dependency
    tile.store %value, %y[%c0] strides [1] : tensor<128xf32>, !tile.ptr<f32>
  }
  tile.return
}

// -----

tile.func @not_met(%row: index, %part: index) grid <() -> (4, 2)> threads 128 attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %mine = arith.constant dense<1.0> : tensor<1x1xf32>
  %slots = tile.alloc 2 : !tile.ptr<f32, shared>
  %bar = tile.alloc 2 : !tile.ptr<i64, shared>
  sm90.init_barriers %bar count 2 arrivals 1 : !tile.ptr<i64, shared>
  sm90.cluster_arrive
  // expected-error @+1 {{expected the cluster to have met}}
  %0 = sm90.cluster_reduce sum %mine through %slots signals %bar[%c0]
      : tensor<1x1xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  sm90.cluster_wait
  tile.return
}

// -----

tile.func @same_slots(%row: index, %part: index) grid <() -> (4, 2)> threads 128 attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %mine = arith.constant dense<1.0> : tensor<1x1xf32>
  %slots = tile.alloc 2 : !tile.ptr<f32, shared>
  %bar = tile.alloc 2 : !tile.ptr<i64, shared>
  sm90.init_barriers %bar count 2 arrivals 1 : !tile.ptr<i64, shared>
  sm90.cluster_arrive
  sm90.cluster_wait
  %0 = sm90.cluster_reduce sum %mine through %slots signals %bar[%c0]
      : tensor<1x1xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  // expected-error @+1 {{expected slots of its own}}
  %1 = sm90.cluster_reduce sum %mine through %slots signals %bar[%c1]
      : tensor<1x1xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @no_arrival(%row: index, %part: index) grid <() -> (4, 2)> threads 128 attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %mine = arith.constant dense<1.0> : tensor<1x1xf32>
  %slots = tile.alloc 2 : !tile.ptr<f32, shared>
  %bar = tile.alloc 2 : !tile.ptr<i64, shared>
  sm90.init_barriers %bar count 2 arrivals 1 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected sm90.cluster_arrive before it}}
  sm90.cluster_wait
  tile.return
}

// -----

tile.func @two_arrivals(%row: index, %part: index) grid <() -> (4, 2)> threads 128 attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %mine = arith.constant dense<1.0> : tensor<1x1xf32>
  %slots = tile.alloc 2 : !tile.ptr<f32, shared>
  %bar = tile.alloc 2 : !tile.ptr<i64, shared>
  sm90.init_barriers %bar count 2 arrivals 1 : !tile.ptr<i64, shared>
  sm90.cluster_arrive
  // expected-error @+1 {{expected sm90.cluster_wait before the next}}
  sm90.cluster_arrive
  sm90.cluster_wait
  tile.return
}

// -----

// expected-error @+1 {{expected sm90.cluster_wait after}}
tile.func @no_cluster_wait(%row: index, %part: index) grid <() -> (4, 2)> threads 128 attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %mine = arith.constant dense<1.0> : tensor<1x1xf32>
  %slots = tile.alloc 2 : !tile.ptr<f32, shared>
  %bar = tile.alloc 2 : !tile.ptr<i64, shared>
  sm90.init_barriers %bar count 2 arrivals 1 : !tile.ptr<i64, shared>
  sm90.cluster_arrive
  tile.return
}
