// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-share-halves))' | FileCheck %s
// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-share-halves,tile-assign-layouts{buffer-alignment=16},cse,tile-materialize-conversions,tile-allocate-shared,tile-verify-layouts))' | FileCheck %s --check-prefix=LAYOUT

// The rotated operand is read once: x * cos + (d < 32 ? -x[d + 32] : x[d - 32]).
// CHECK-LABEL: tile.func @rotate
// CHECK: %[[X:.+]] = tile.load %arg1
// CHECK: %[[S:.+]] = tile.swap_halves %[[X]] dim 1 : tensor<16x64xbf16>
// CHECK-NOT: tile.load %arg1
// CHECK: %[[N:.+]] = arith.negf
// CHECK: arith.select %{{.*}}, %{{.*}}, %[[N]] : tensor<16x64xi1>, tensor<16x64xf32>

// A lane of the operand's fragment holds both halves: nothing moves.
// LAYOUT-DAG: #[[LHS:.+]] = #tile.fragment<thread = (4, 8) : (8, 64), value = (8, 2, 2) : (1, 32, 512)>
// LAYOUT-LABEL: tile.func @rotate
// LAYOUT: tile.load %arg1{{.*}} align 16 : <bf16> -> tensor<16x64xbf16, #[[LHS]]>
// LAYOUT: tile.swap_halves %{{.*}} dim 1 : tensor<16x64xbf16, #[[LHS]]>
// LAYOUT-NOT: tile.store
// LAYOUT: tile.mma
tile.func @rotate(%i: index, %x: !tile.ptr<bf16>, %cos: !tile.ptr<bf16>, %w: !tile.ptr<bf16>, %y: !tile.ptr<f32>)
    grid <() -> (1)> threads 32 {
  %c32 = arith.constant 32 : index
  %c1024 = arith.constant 1024 : index
  %half = arith.constant dense<32> : tensor<16x64xindex>
  %zero = arith.constant dense<0.0> : tensor<16x16xf32>
  %base = arith.muli %i, %c1024 : index
  %below = arith.subi %base, %c32 : index
  %above = arith.addi %base, %c32 : index
  %at = tile.iota 1 : tensor<16x64xindex>
  %upper = arith.cmpi sge, %at, %half : tensor<16x64xindex>
  %0 = tile.load %x[%base] strides [64, 1] valid [9, 64] : !tile.ptr<bf16> -> tensor<16x64xbf16>
  %1 = tile.load %x[%above] strides [64, 1] valid [9, 64] : !tile.ptr<bf16> -> tensor<16x64xbf16>
  %2 = tile.load %x[%below] strides [64, 1] valid [9, 64] mask %upper : tensor<16x64xi1> : !tile.ptr<bf16> -> tensor<16x64xbf16>
  %3 = tile.load %w[%base] strides [1, 64] : !tile.ptr<bf16> -> tensor<64x16xbf16>
  %4 = tile.load %cos[%base] strides [64, 1] : !tile.ptr<bf16> -> tensor<16x64xbf16>
  %5 = arith.extf %0 : tensor<16x64xbf16> to tensor<16x64xf32>
  %6 = arith.extf %1 : tensor<16x64xbf16> to tensor<16x64xf32>
  %7 = arith.negf %6 : tensor<16x64xf32>
  %8 = arith.extf %2 : tensor<16x64xbf16> to tensor<16x64xf32>
  %9 = arith.select %upper, %8, %7 : tensor<16x64xi1>, tensor<16x64xf32>
  %10 = arith.extf %4 : tensor<16x64xbf16> to tensor<16x64xf32>
  %11 = arith.mulf %5, %10 : tensor<16x64xf32>
  %12 = arith.addf %11, %9 : tensor<16x64xf32>
  %13 = arith.truncf %12 : tensor<16x64xf32> to tensor<16x64xbf16>
  %14 = tile.mma %13, %3, %zero {warp = #tile.warp_mma<blockedK = true, blockedN = false>} : tensor<16x64xbf16>, tensor<64x16xbf16>, tensor<16x16xf32>
  tile.store %14, %y[%base] strides [16, 1] : tensor<16x16xf32>, !tile.ptr<f32>
  tile.return
}

// What is used in the other half, too, and rows that differ, are read.
// CHECK-LABEL: tile.func @others
// CHECK-NOT: tile.swap_halves
tile.func @others(%i: index, %x: !tile.ptr<bf16>, %n: index)
    grid <() -> (1)> threads 32 {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %half = arith.constant dense<32> : tensor<16x64xindex>
  %zero = arith.constant dense<0.0> : tensor<16x64xf32>
  %at = tile.iota 1 : tensor<16x64xindex>
  %upper = arith.cmpi sge, %at, %half : tensor<16x64xindex>
  %0 = tile.load %x[%c0] strides [64, 1] : !tile.ptr<bf16> -> tensor<16x64xbf16>
  %1 = tile.load %x[%c32] strides [64, 1] : !tile.ptr<bf16> -> tensor<16x64xbf16>
  %2 = tile.load %x[%c32] strides [64, 1] valid [9, 64] : !tile.ptr<bf16> -> tensor<16x64xbf16>
  %3 = tile.load %x[%c0] strides [1, 64] : !tile.ptr<bf16> -> tensor<64x64xbf16>
  %4 = arith.select %upper, %1, %0 : tensor<16x64xi1>, tensor<16x64xbf16>
  %5 = arith.select %upper, %0, %2 : tensor<16x64xi1>, tensor<16x64xbf16>
  %6 = arith.addf %4, %5 : tensor<16x64xbf16>
  %7 = tile.mma %6, %3, %zero {warp = #tile.warp_mma<blockedK = true, blockedN = false>} : tensor<16x64xbf16>, tensor<64x64xbf16>, tensor<16x64xf32>
  %8 = arith.truncf %7 : tensor<16x64xf32> to tensor<16x64xbf16>
  tile.store %8, %x[%c0] strides [64, 1] : tensor<16x64xbf16>, !tile.ptr<bf16>
  tile.return
}
