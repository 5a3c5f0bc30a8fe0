// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(sm90-prefetch-maps))' | FileCheck %s

// What is loaded and what is stored through, by the producer.
// CHECK-LABEL: tile.func @roles(
// CHECK: %[[X:.+]] = sm90.tensor_map %arg1
// CHECK: %[[Y:.+]] = sm90.tensor_map %arg2
// CHECK: producer {
// CHECK-NEXT: sm90.prefetch_map %[[X]]
// CHECK-NEXT: sm90.prefetch_map %[[Y]]
// CHECK-NEXT: sm90.expect_bytes
tile.func @roles(%i: index, %x: !tile.ptr<bf16>, %y: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %mx = sm90.tensor_map %x sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %my = sm90.tensor_map %y sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %sx = tile.alloc 4096 {alignment = 1024} : !tile.ptr<bf16, shared>
  %full = tile.alloc 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %full count 1 arrivals 1 : !tile.ptr<i64, shared>
  sm90.barriers_ready
  sm90.warp_specialize consumers 1 registers 0, 0 producer {
    sm90.expect_bytes 8192 on %full[%c0] : !tile.ptr<i64, shared>
    sm90.load %mx[%c0, %c0] to %sx[%c0] signals %full[%c0]
        : !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
  } consumer {
    sm90.wait %full[%c0] parity %c0 : !tile.ptr<i64, shared>
    sm90.store %sx[%c0] to %my[%c0, %c0]
        : !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  }
  tile.return
}

// CHECK-LABEL: tile.func @no_roles(
// CHECK-NOT: prefetch_map
tile.func @no_roles(%i: index, %x: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  tile.return
}
