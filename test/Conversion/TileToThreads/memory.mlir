// RUN: cutedsl-opt %s --convert-tile-to-threads | FileCheck %s

#lane4 = #tile.fragment<thread = (32) : (4), value = (4) : (1)>
#lane1 = #tile.fragment<thread = (32) : (1), value = (4) : (32)>
#copies = #tile.fragment<thread = (8, 4) : (1, 0), value = (1) : (0)>

// Aligned neighbours move together.
// CHECK-LABEL: func.func @vector(
// CHECK-SAME: tile.buffers = 2 : i64, tile.grid = #{{.+}}, tile.messages = [], tile.scratch = 0 : i64, tile.threads = 32 : i64
// CHECK: llvm.load %{{.*}} {alignment = 16 : i64} : !llvm.ptr<1> -> vector<4xf32>
// CHECK: llvm.store %{{.*}} {alignment = 16 : i64} : vector<4xf32>, !llvm.ptr<1>
tile.func @vector(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (4)> threads 32 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [1] align 16 : !tile.ptr<f32> -> tensor<128xf32, #lane4>
  tile.store %0, %y[%c0] strides [1] align 16 : tensor<128xf32, #lane4>, !tile.ptr<f32>
  tile.return
}

// Without a known alignment they do not.
// CHECK-LABEL: func.func @unaligned(
// CHECK-COUNT-4: llvm.load %{{.*}} {alignment = 4 : i64} : !llvm.ptr<1> -> f32
tile.func @unaligned(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (4)> threads 32 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [1] : !tile.ptr<f32> -> tensor<128xf32, #lane4>
  tile.store %0, %y[%c0] strides [1] align 16 : tensor<128xf32, #lane4>, !tile.ptr<f32>
  tile.return
}

// A ragged edge: vectors where the tile is whole, else one by one.
// CHECK-LABEL: func.func @ragged(
// CHECK: %[[WHOLE:.+]] = arith.cmpi sge, %arg3, %c128
// CHECK: scf.if %[[WHOLE]]
// CHECK: llvm.load %{{.*}} -> vector<4xf32>
// CHECK: } else {
// CHECK-COUNT-4: llvm.load %{{.*}} -> f32
tile.func @ragged(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %n: index) grid <()[n] -> (n)> threads 32 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [1] valid [%n] align 16 : !tile.ptr<f32> -> tensor<128xf32, #lane4>
  tile.store %0, %y[%c0] strides [1] align 16 : tensor<128xf32, #lane4>, !tile.ptr<f32>
  tile.return
}

// Rows in bounds share one branch; a bound that vectors divide needs no second
// version.
// CHECK-LABEL: func.func @rows(
// CHECK: scf.if
// CHECK-NEXT: llvm.load %{{.*}} -> vector<4xf32>
// CHECK-NOT: -> f32
// CHECK: return
#rows = #tile.fragment<thread = (32) : (4), value = (4, 2) : (1, 128)>
tile.func @rows(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %n: index) grid <()[n] -> (n)> threads 32 {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %left = arith.muli %n, %c8 : index
  %0 = tile.load %x[%c0] strides [128, 1] valid [%n, %left] align 16 : !tile.ptr<f32> -> tensor<2x128xf32, #rows>
  tile.store %0, %y[%c0] strides [128, 1] valid [%n, %left] align 16 : tensor<2x128xf32, #rows>, !tile.ptr<f32>
  tile.return
}

// Of the threads that hold copies one stores.
// CHECK-LABEL: func.func @copies(
// CHECK: %[[DIGIT:.+]] = arith.divui %arg2, %c8_i32
// CHECK: %[[FIRST:.+]] = arith.cmpi eq, %[[DIGIT]], %c0_i32
// CHECK: scf.if %[[FIRST]]
// CHECK-NEXT: llvm.store
tile.func @copies(%i: index, %y: !tile.ptr<f32>) grid <() -> (4)> threads 32 {
  %c0 = arith.constant 0 : index
  %0 = arith.constant dense<1.0> : tensor<8xf32, #copies>
  tile.store %0, %y[%c0] strides [1] : tensor<8xf32, #copies>, !tile.ptr<f32>
  tile.return
}

// Bools are bytes; masks guard each element; checks report.
// CHECK-LABEL: func.func @indexed(
// CHECK-SAME: tile.messages = ["negative"]
// CHECK: llvm.load %{{.*}} : !llvm.ptr<1> -> i8
// CHECK: scf.if
// CHECK-NEXT: %[[CODE:.+]] = arith.constant 1 : i32
// CHECK-NEXT: llvm.store %[[CODE]], %{{.*}} : i32
// CHECK: scf.if
// CHECK: llvm.load %{{.*}} -> f32
tile.func @indexed(%i: index, %m: !tile.ptr<i1>, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (4)> threads 32 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %m[%c0] strides [1] : !tile.ptr<i1> -> tensor<128xi1, #lane1>
  tile.check %0, "negative" : tensor<128xi1, #lane1>
  %1 = tile.iota 0 : tensor<128xindex, #lane1>
  %2 = tile.gather %x[%1] mask %0 : !tile.ptr<f32>, tensor<128xindex, #lane1>, tensor<128xi1, #lane1> -> tensor<128xf32, #lane1>
  tile.scatter %2, %y[%1] mask %0 : tensor<128xf32, #lane1>, !tile.ptr<f32>, tensor<128xindex, #lane1>, tensor<128xi1, #lane1>
  tile.return
}

// A mask that is the same for all elements of a vector, as the bound is a
// multiple of their number, leaves them together.
// CHECK-LABEL: func.func @masked_vector(
// CHECK: scf.if %{{.*}} -> (vector<4xf32>)
// CHECK-NEXT: llvm.load %{{.*}} {alignment = 16 : i64} : !llvm.ptr<1> -> vector<4xf32>
// CHECK-LABEL: func.func @masked_elements(
// CHECK-COUNT-4: llvm.load %{{.*}} {alignment = 4 : i64} : !llvm.ptr<1> -> f32
tile.func @masked_vector(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (4)> threads 32 {
  %c0 = arith.constant 0 : index
  %bound = arith.constant dense<64> : tensor<128xindex, #lane4>
  %k = tile.iota 0 : tensor<128xindex, #lane4>
  %mask = arith.cmpi slt, %k, %bound : tensor<128xindex, #lane4>
  %0 = tile.load %x[%c0] strides [1] mask %mask : tensor<128xi1, #lane4> align 16 : !tile.ptr<f32> -> tensor<128xf32, #lane4>
  tile.store %0, %y[%c0] strides [1] align 16 : tensor<128xf32, #lane4>, !tile.ptr<f32>
  tile.return
}
tile.func @masked_elements(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (4)> threads 32 {
  %c0 = arith.constant 0 : index
  %bound = arith.constant dense<63> : tensor<128xindex, #lane4>
  %k = tile.iota 0 : tensor<128xindex, #lane4>
  %mask = arith.cmpi slt, %k, %bound : tensor<128xindex, #lane4>
  %0 = tile.load %x[%c0] strides [1] mask %mask : tensor<128xi1, #lane4> align 16 : !tile.ptr<f32> -> tensor<128xf32, #lane4>
  tile.store %0, %y[%c0] strides [1] align 16 : tensor<128xf32, #lane4>, !tile.ptr<f32>
  tile.return
}
