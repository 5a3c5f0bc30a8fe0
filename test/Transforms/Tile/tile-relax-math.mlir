// RUN: cutedsl-opt %s --tile-relax-math | FileCheck %s

// Results of 16 bits: an approximation is as good, also where the copy engine
// writes them.
// CHECK-LABEL: tile.func @narrow
// CHECK: math.exp {{.*}} fastmath<afn>
tile.func @narrow(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [64, 1] : !tile.ptr<f32> -> tensor<64x64xf32>
  %1 = math.exp %0 : tensor<64x64xf32>
  %2 = arith.truncf %1 : tensor<64x64xf32> to tensor<64x64xbf16>
  tile.store %2, %y[%c0] strides [64, 1] : tensor<64x64xbf16>, !tile.ptr<bf16>
  tile.return
}
// CHECK-LABEL: tile.func @by_copies
// CHECK: math.exp {{.*}} fastmath<afn>
tile.func @by_copies(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %map = sm90.tensor_map %y sizes affine_map<() -> (64, 64)> strides affine_map<() -> (64)>
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %boxes = tile.alloc 8192 {alignment = 1024} : !tile.ptr<bf16, shared>
  %0 = tile.load %x[%c0] strides [64, 1] : !tile.ptr<f32> -> tensor<64x64xf32>
  %1 = math.exp %0 : tensor<64x64xf32>
  %2 = arith.truncf %1 : tensor<64x64xf32> to tensor<64x64xbf16>
  %next = sm90.store_tile %2 through %boxes[%c0 of 2] to %map[%c0, %c0]
      : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  tile.return
}
// CHECK-LABEL: tile.func @wide
// CHECK: math.exp %{{[^ ]+}} :
tile.func @wide(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %z: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [64, 1] : !tile.ptr<f32> -> tensor<64x64xf32>
  %1 = math.exp %0 : tensor<64x64xf32>
  %2 = arith.truncf %1 : tensor<64x64xf32> to tensor<64x64xbf16>
  tile.store %2, %z[%c0] strides [64, 1] : tensor<64x64xbf16>, !tile.ptr<bf16>
  tile.store %1, %y[%c0] strides [64, 1] : tensor<64x64xf32>, !tile.ptr<f32>
  tile.return
}

// Everything leaves as bf16: approximations are marked, and the factor of an
// exact GELU is a short one.
// CHECK-LABEL: tile.func @gelu
// CHECK: %[[EXP:.+]] = math.exp %{{.*}} fastmath<afn>
// CHECK: %[[A:.+]] = math.absf %[[EXP]]
// CHECK-COUNT-4: math.fma
// CHECK: %[[POWER:.+]] = arith.mulf %[[A]], %{{.*}} : tensor<64xf32>
// CHECK: %[[TAIL:.+]] = math.exp2 %[[POWER]] fastmath<afn>
// CHECK: %[[NEGATIVE:.+]] = arith.cmpf olt, %[[EXP]]
// CHECK: %[[REST:.+]] = arith.subf %{{.*}}, %[[TAIL]]
// CHECK: %[[FACTOR:.+]] = arith.select %[[NEGATIVE]], %[[TAIL]], %[[REST]]
// CHECK: arith.mulf %[[EXP]], %[[FACTOR]]
tile.func @gelu(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<bf16>)
    grid <() -> (4)> threads 32 {
  %c64 = arith.constant 64 : index
  %one = arith.constant dense<1.0> : tensor<64xf32>
  %base = arith.muli %i, %c64 : index
  %0 = tile.load %x[%base] strides [1] : !tile.ptr<f32> -> tensor<64xf32>
  %1 = math.exp %0 : tensor<64xf32>
  %2 = math.erf %1 : tensor<64xf32>
  %3 = arith.addf %2, %one : tensor<64xf32>
  %4 = arith.mulf %1, %3 : tensor<64xf32>
  %5 = arith.truncf %4 : tensor<64xf32> to tensor<64xbf16>
  tile.store %5, %y[%base] strides [1] : tensor<64xbf16>, !tile.ptr<bf16>
  tile.return
}

// An f32 result shows every bit.
// CHECK-LABEL: tile.func @exact_gelu
// CHECK-NOT: fastmath
// CHECK: math.erf
// CHECK-NEXT: arith.addf
tile.func @exact_gelu(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>)
    grid <() -> (4)> threads 32 {
  %c64 = arith.constant 64 : index
  %one = arith.constant dense<1.0> : tensor<64xf32>
  %base = arith.muli %i, %c64 : index
  %0 = tile.load %x[%base] strides [1] : !tile.ptr<f32> -> tensor<64xf32>
  %1 = math.exp %0 : tensor<64xf32>
  %2 = math.erf %1 : tensor<64xf32>
  %3 = arith.addf %one, %2 : tensor<64xf32>
  tile.store %3, %y[%base] strides [1] : tensor<64xf32>, !tile.ptr<f32>
  tile.return
}

// So does an index made of a float.
// CHECK-LABEL: tile.func @decides
// CHECK-NOT: fastmath
tile.func @decides(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<bf16>)
    grid <() -> (4)> threads 32 {
  %c64 = arith.constant 64 : index
  %base = arith.muli %i, %c64 : index
  %0 = tile.load %x[%base] strides [1] : !tile.ptr<f32> -> tensor<64xf32>
  %1 = math.exp %0 : tensor<64xf32>
  %2 = arith.fptosi %1 : tensor<64xf32> to tensor<64xi32>
  %3 = arith.sitofp %2 : tensor<64xi32> to tensor<64xbf16>
  tile.store %3, %y[%base] strides [1] : tensor<64xbf16>, !tile.ptr<bf16>
  tile.return
}

// What is rounded to be an operand of a product is contracted; other sums are
// rounded as they are written.
// CHECK-LABEL: tile.func @contract
// CHECK: %[[P:.+]] = arith.mulf
// CHECK: %[[F:.+]] = math.fma %{{.*}}, %{{.*}}, %[[P]]
// CHECK: arith.truncf %[[F]]
// CHECK: tile.mma
// CHECK: arith.mulf
// CHECK: arith.addf
tile.func @contract(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<16x16xf32>
  %0 = tile.load %x[%c0] strides [16, 1] : !tile.ptr<f32> -> tensor<16x16xf32>
  %1 = math.absf %0 : tensor<16x16xf32>
  %2 = arith.mulf %0, %1 : tensor<16x16xf32>
  %3 = arith.mulf %1, %1 : tensor<16x16xf32>
  %4 = arith.addf %2, %3 : tensor<16x16xf32>
  %5 = arith.truncf %4 : tensor<16x16xf32> to tensor<16x16xbf16>
  %6 = tile.mma %5, %5, %zero : tensor<16x16xbf16>, tensor<16x16xbf16>, tensor<16x16xf32>
  %7 = arith.mulf %6, %0 : tensor<16x16xf32>
  %8 = arith.addf %7, %1 : tensor<16x16xf32>
  %9 = arith.truncf %8 : tensor<16x16xf32> to tensor<16x16xbf16>
  tile.store %9, %y[%c0] strides [16, 1] : tensor<16x16xbf16>, !tile.ptr<bf16>
  tile.return
}

// So are scores whose exponentials are: a bias that is subtracted.
// CHECK-LABEL: tile.func @scores
// CHECK: %[[S:.+]] = arith.mulf
// CHECK: %[[N:.+]] = arith.negf
// CHECK: %[[X:.+]] = math.fma %[[N]], %{{.*}}, %[[S]]
// CHECK: arith.subf %[[X]], %{{.*}}
// CHECK: math.exp
tile.func @scores(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<16x16xf32>
  %0 = tile.load %x[%c0] strides [16, 1] : !tile.ptr<f32> -> tensor<16x16xf32>
  %1 = math.absf %0 : tensor<16x16xf32>
  %2 = arith.mulf %0, %0 : tensor<16x16xf32>
  %3 = arith.mulf %0, %1 : tensor<16x16xf32>
  %4 = arith.subf %2, %3 : tensor<16x16xf32>
  %5 = arith.subf %4, %1 : tensor<16x16xf32>
  %6 = math.exp %5 : tensor<16x16xf32>
  %7 = arith.truncf %6 : tensor<16x16xf32> to tensor<16x16xbf16>
  %8 = tile.mma %7, %7, %zero : tensor<16x16xbf16>, tensor<16x16xbf16>, tensor<16x16xf32>
  %9 = arith.truncf %8 : tensor<16x16xf32> to tensor<16x16xbf16>
  tile.store %9, %y[%c0] strides [16, 1] : tensor<16x16xbf16>, !tile.ptr<bf16>
  tile.return
}
