// RUN: cutedsl-opt %s --convert-tile-to-vector -split-input-file --canonicalize --cse | FileCheck %s
// RUN: cutedsl-opt %s --convert-tile-to-vector=vector-bits=256 -split-input-file --canonicalize --cse | FileCheck %s --check-prefix=AVX2

// A tile is 1-D vectors; the tail is masked; the grid stays as an attribute.
// CHECK-LABEL: func.func @scale
// CHECK-SAME: (%[[I:.*]]: index, %[[X:.*]]: !llvm.ptr, %[[Y:.*]]: !llvm.ptr, %[[N:.*]]: index, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr)
// CHECK-SAME: tile.buffers = 2 : i64, tile.grid = #map, tile.messages = [], tile.scratch = 0 : i64
// CHECK: %[[MASK:.*]] = arith.cmpi {{.*}} : vector<16xi32>
// CHECK: llvm.intr.masked.load %{{.*}}, %[[MASK]], %{{.*}} : (!llvm.ptr, vector<16xi1>, vector<16xf32>) -> vector<16xf32>
// CHECK: llvm.intr.masked.load
// CHECK-NOT: llvm.intr.masked.load
// CHECK-COUNT-2: arith.mulf {{.*}} : vector<16xf32>
// CHECK-COUNT-2: llvm.intr.masked.store
// AVX2-LABEL: func.func @scale
// AVX2-COUNT-4: arith.mulf {{.*}} : vector<8xf32>
tile.func @scale(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %s0: index)
    grid <()[s0] -> (s0 ceildiv 32)> threads 1 {
  %c32 = arith.constant 32 : index
  %base = arith.muli %i, %c32 : index
  %left = arith.subi %s0, %base : index
  %0 = tile.load %x[%base] strides [1] valid [%left] : !tile.ptr<f32> -> tensor<32xf32>
  %1 = arith.mulf %0, %0 : tensor<32xf32>
  tile.store %1, %y[%base] strides [1] valid [%left] : tensor<32xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// One loop-carried value a register; the product is broadcast and fma.
// CHECK-LABEL: func.func @product
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>)
// CHECK: %[[A:.*]] = vector.broadcast %{{.*}} : f32 to vector<16xf32>
// CHECK: math.fma %[[A]], %{{.*}} : vector<16xf32>
// CHECK: math.fma %[[A]], %{{.*}} : vector<16xf32>
// CHECK: scf.yield {{.*}} : vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>
tile.func @product(%a: !tile.ptr<f32>, %b: !tile.ptr<f32>, %c: !tile.ptr<f32>, %k: index)
    grid <()[s0] -> ()> threads 1 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant dense<0.0> : tensor<2x32xf32>
  %c32 = arith.constant 32 : index
  %sum = scf.for %i = %c0 to %k step %c1 iter_args(%acc = %zero) -> (tensor<2x32xf32>) {
    %bi = arith.muli %i, %c32 : index
    %0 = tile.load %a[%i] strides [%k, 1] : !tile.ptr<f32> -> tensor<2x1xf32>
    %1 = tile.load %b[%bi] strides [32, 1] : !tile.ptr<f32> -> tensor<1x32xf32>
    %2 = tile.mma %0, %1, %acc : tensor<2x1xf32>, tensor<1x32xf32>, tensor<2x32xf32>
    scf.yield %2 : tensor<2x32xf32>
  }
  tile.store %sum, %c[%c0] strides [32, 1] : tensor<2x32xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// Adjacent elements along another dimension: rows are loaded, registers
// transposed.
// CHECK-LABEL: func.func @columns
// CHECK-COUNT-4: llvm.load {{.*}} -> vector<4xf32>
// CHECK-NOT: llvm.load
// CHECK-COUNT-8: vector.shuffle
// CHECK-NOT: vector.shuffle
// CHECK-COUNT-4: llvm.store
tile.func @columns(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %ld: index)
    grid <()[s0] -> ()> threads 1 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [1, %ld] : !tile.ptr<f32> -> tensor<4x4xf32>
  tile.store %0, %y[%c0] strides [4, 1] : tensor<4x4xf32>, !tile.ptr<f32>
  tile.return
}

// -----

// 16-bit floats are held as i16 and computed in f32; booleans are bytes in
// memory; a failed check sets the status; scratch is counted.
// CHECK-LABEL: func.func @types
// CHECK-SAME: tile.messages = ["negative"], tile.scratch = 320 : i64
// CHECK: llvm.load {{.*}} -> vector<16xi16>
// CHECK: arith.extui {{.*}} : vector<16xi16> to vector<16xi32>
// CHECK: arith.bitcast {{.*}} : vector<16xi32> to vector<16xf32>
// CHECK: vector.reduction <and>
// CHECK: scf.if
// CHECK: llvm.store %{{.*}} : i32, !llvm.ptr
// CHECK: arith.extui {{.*}} : vector<16xi1> to vector<16xi8>
tile.func @types(%x: !tile.ptr<bf16>, %y: !tile.ptr<i1>) grid <() -> ()> threads 1 {
  %c0 = arith.constant 0 : index
  %a = tile.alloc 3 : !tile.ptr<f32, shared>
  %b = tile.alloc 64 : !tile.ptr<f32, shared>
  %0 = tile.load %x[%c0] strides [1] : !tile.ptr<bf16> -> tensor<16xbf16>
  %1 = arith.extf %0 : tensor<16xbf16> to tensor<16xf32>
  tile.store %1, %b[%c0] strides [1] : tensor<16xf32>, !tile.ptr<f32, shared>
  %z = arith.constant dense<0.0> : tensor<16xf32>
  %2 = arith.cmpf oge, %1, %z : tensor<16xf32>
  tile.check %2, "negative" : tensor<16xi1>
  tile.store %2, %y[%c0] strides [1] : tensor<16xi1>, !tile.ptr<i1>
  tile.return
}

// -----

// A deep product is a loop over k for each block of rows whose accumulators fit
// the registers; elements of the left operand are read where they are used.
// Rows that may be out of bounds are copied to scratch memory first.
// CHECK-LABEL: func.func @deep
// CHECK-SAME: tile.scratch = 12288 : i64
// CHECK: scf.for
// CHECK: llvm.intr.masked.load
// CHECK: llvm.store
// CHECK: scf.for {{.*}} -> (vector<16xf32>, {{.*}}) {
// CHECK: llvm.load {{.*}} -> vector<16xf32>
// CHECK: %[[X:.*]] = llvm.load {{.*}} -> f32
// CHECK: vector.broadcast %[[X]]
// CHECK: math.fma
// CHECK: scf.yield
// CHECK: scf.for {{.*}} -> (vector<16xf32>, {{.*}}) {
// CHECK-NOT: scf.for
tile.func @deep(%a: !tile.ptr<f32>, %b: !tile.ptr<f32>, %c: !tile.ptr<f32>, %k: index)
    grid <()[s0] -> ()> threads 1 {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<16x48xf32>
  %0 = tile.load %a[%c0] strides [64, 1] : !tile.ptr<f32> -> tensor<16x64xf32>
  %1 = tile.load %b[%c0] strides [48, 1] valid [%k, 48] : !tile.ptr<f32> -> tensor<64x48xf32>
  %2 = tile.mma %0, %1, %zero : tensor<16x64xf32>, tensor<64x48xf32>, tensor<16x48xf32>
  tile.store %2, %c[%c0] strides [48, 1] : tensor<16x48xf32>, !tile.ptr<f32>
  tile.return
}
