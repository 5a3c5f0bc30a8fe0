// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(sm90-overlap-launches,sm90-verify))' --split-input-file | FileCheck %s

// A parameter is read before the wait, and what another kernel wrote after it;
// the next kernel may fetch its weights at once.
// CHECK-LABEL: tile.func @rows(
// CHECK-SAME: attributes {constant_buffers = array<i64: 1>, dependent_launch}
// CHECK: tile.load %arg2
// CHECK-NEXT: sm90.launch_dependents
// CHECK-NEXT: sm90.wait_dependency
// CHECK-NEXT: scf.for
// CHECK: tile.load %arg1
// CHECK: tile.store
tile.func @rows(%i: index, %x: !tile.ptr<f32>, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>, %n: index)
    grid <() -> (1)> threads 128 attributes {constant_buffers = array<i64: 1>} {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  %0 = tile.load %w[%c0] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
  %1 = scf.for %k = %c0 to %n step %c128 iter_args(%sum = %0) -> (tensor<128xf32>) {
    %2 = tile.load %x[%k] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
    %3 = arith.addf %sum, %2 : tensor<128xf32>
    scf.yield %3 : tensor<128xf32>
  }
  tile.store %1, %y[%c0] strides [1] : tensor<128xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// Only parameters are read, but memory that is written may still be read.
// CHECK-LABEL: tile.func @writes(
// CHECK: tile.load
// CHECK-NEXT: sm90.launch_dependents
// CHECK-NEXT: sm90.wait_dependency
// CHECK-NEXT: tile.store
tile.func @writes(%i: index, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 attributes {constant_buffers = array<i64: 0>} {
  %c0 = arith.constant 0 : index
  %0 = tile.load %w[%c0] strides [1] : !tile.ptr<f32> -> tensor<128xf32>
  tile.store %0, %y[%c0] strides [1] : tensor<128xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// Each role waits for itself; the producer's copies of a parameter do not.
// CHECK-LABEL: tile.func @roles(
// CHECK: producer {
// CHECK-NEXT: sm90.expect_bytes
// CHECK-NEXT: sm90.load
// CHECK-NEXT: sm90.wait_dependency
// CHECK-NEXT: sm90.load
// CHECK-NEXT: sm90.launch_dependents
// CHECK-NEXT: } consumer {
// CHECK-NEXT: sm90.wait %
// CHECK: sm90.wait_dependency
// CHECK-NEXT: scf.if
// CHECK-NEXT: tile.store
tile.func @roles(%i: index, %x: !tile.ptr<bf16>, %w: !tile.ptr<bf16>, %y: !tile.ptr<f32>, %n: index)
    grid <() -> (1)> threads 128 attributes {constant_buffers = array<i64: 1>} {
  %c0 = arith.constant 0 : index
  %is_first = arith.cmpi eq, %i, %c0 : index
  %value = arith.constant dense<0.0> : tensor<128xf32>
  %mx = sm90.tensor_map %x sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %mw = sm90.tensor_map %w sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %sx = tile.alloc 4096 {alignment = 1024} : !tile.ptr<bf16, shared>
  %sw = tile.alloc 4096 {alignment = 1024} : !tile.ptr<bf16, shared>
  %full = tile.alloc 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %full count 1 arrivals 1 : !tile.ptr<i64, shared>
  sm90.barriers_ready
  sm90.warp_specialize consumers 1 registers 0, 0 producer {
    sm90.expect_bytes 16384 on %full[%c0] : !tile.ptr<i64, shared>
    sm90.load %mw[%c0, %c0] to %sw[%c0] signals %full[%c0]
        : !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
    sm90.load %mx[%c0, %c0] to %sx[%c0] signals %full[%c0]
        : !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
  } consumer {
    sm90.wait %full[%c0] parity %c0 : !tile.ptr<i64, shared>
    scf.if %is_first {
      tile.store %value, %y[%c0] strides [1] : tensor<128xf32>, !tile.ptr<f32>
    }
  }
  tile.return
}

// -----

// Before a product the signal is given again after the last load, which the
// assembler moves nothing over; with parameters alone it is given there only.
// CHECK-LABEL: tile.func @product(
// CHECK: tile.load %arg2
// CHECK-NEXT: sm90.launch_dependents
// CHECK-NEXT: sm90.wait_dependency
// CHECK-NEXT: tile.load %arg1
// CHECK-NEXT: sm90.launch_dependents
// CHECK-NEXT: tile.mma
// CHECK-NOT: sm90.launch_dependents
tile.func @product(%i: index, %x: !tile.ptr<f32>, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 attributes {constant_buffers = array<i64: 1>} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<16x16xf32>
  %0 = tile.load %w[%c0] strides [16, 1] : !tile.ptr<f32> -> tensor<16x16xf32>
  %1 = tile.load %x[%c0] strides [16, 1] : !tile.ptr<f32> -> tensor<16x16xf32>
  %2 = tile.mma %0, %1, %zero : tensor<16x16xf32>, tensor<16x16xf32>, tensor<16x16xf32>
  tile.store %2, %y[%c0] strides [16, 1] : tensor<16x16xf32>, !tile.ptr<f32>
  tile.return
}

// CHECK-LABEL: tile.func @parameters(
// CHECK: tile.load %arg1
// CHECK-NEXT: sm90.launch_dependents
// CHECK-NEXT: tile.mma
// CHECK-NEXT: sm90.wait_dependency
// CHECK-NEXT: tile.store
tile.func @parameters(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 128 attributes {constant_buffers = array<i64: 0>} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<16x16xf32>
  %0 = tile.load %x[%c0] strides [16, 1] : !tile.ptr<f32> -> tensor<16x16xf32>
  %1 = tile.mma %0, %0, %zero : tensor<16x16xf32>, tensor<16x16xf32>, tensor<16x16xf32>
  tile.store %1, %y[%c0] strides [16, 1] : tensor<16x16xf32>, !tile.ptr<f32>
  tile.return
}
