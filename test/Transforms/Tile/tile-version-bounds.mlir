// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-version-bounds))' | FileCheck %s
// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(tile.func(tile-version-bounds{only-products=true}))' | FileCheck %s --check-prefix=PRODUCTS

// PRODUCTS-NOT: scf.if

// CHECK-LABEL: tile.func @copy
// CHECK: %[[LEFT:.*]] = arith.subi
// CHECK: %[[WHOLE:.*]] = arith.cmpi sge, %[[LEFT]], %c64
// CHECK: scf.if %[[WHOLE]] {
// CHECK: tile.load %{{.*}} strides [1] valid [64]
// CHECK: tile.store %{{.*}} strides [1] valid [64]
// CHECK: } else {
// CHECK: tile.load %{{.*}} strides [1] valid [%[[LEFT]]]
// CHECK: tile.store %{{.*}} strides [1] valid [%[[LEFT]]]
// CHECK: }
// CHECK-NEXT: tile.return
tile.func @copy(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %s0: index)
    grid <()[s0] -> (s0 ceildiv 64)> threads 1 {
  %c64 = arith.constant 64 : index
  %base = arith.muli %i, %c64 : index
  %left = arith.subi %s0, %base : index
  %0 = tile.load %x[%base] strides [1] valid [%left] : !tile.ptr<f32> -> tensor<64xf32>
  tile.store %0, %y[%base] strides [1] valid [%left] : tensor<64xf32>, !tile.ptr<f32>
  tile.return
}
