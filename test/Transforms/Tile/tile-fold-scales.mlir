// RUN: cutedsl-opt %s --tile-fold-scales --cse | FileCheck %s

// 0.125 log2(e), log2(e) and the row's maximum.
// CHECK-LABEL: tile.func @softmax
// CHECK-DAG: %[[LOWEST:.+]] = arith.constant dense<0xFF800000> : tensor<64x64xf32>
// CHECK-DAG: %[[SCALE:.+]] = arith.constant dense<0.180336878> : tensor<64x64xf32>
// CHECK-DAG: %[[EIGHTH:.+]] = arith.constant dense<1.250000e-01> : tensor<64x1xf32>
// CHECK-DAG: %[[LOG:.+]] = arith.constant dense<-1.44269502> : tensor<64x1xf32>
// CHECK: %[[S:.+]] = tile.mma
// CHECK: %[[MASKED:.+]] = arith.select %{{.*}}, %[[S]], %[[LOWEST]]
// CHECK: %[[TOP:.+]] = tile.reduce max %[[MASKED]]
// CHECK: %[[SCALED:.+]] = arith.mulf %[[TOP]], %[[EIGHTH]]
// CHECK: %[[ROW:.+]] = arith.mulf %[[SCALED]], %[[LOG]]
// CHECK: %[[SHIFT:.+]] = tile.broadcast %[[ROW]]
// CHECK: %[[POWER:.+]] = math.fma %[[MASKED]], %[[SCALE]], %[[SHIFT]]
// CHECK: math.exp2 %[[POWER]] fastmath<afn>
tile.func @softmax(%i: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %m: !tile.ptr<i1>, %y: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %scale = arith.constant dense<0.125> : tensor<64x64xf32>
  %lowest = arith.constant dense<0xFF800000> : tensor<64x64xf32>
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %q = tile.load %a[%c0] strides [64, 1] : !tile.ptr<bf16> -> tensor<64x64xbf16>
  %k = tile.load %b[%c0] strides [1, 64] : !tile.ptr<bf16> -> tensor<64x64xbf16>
  %s = tile.mma %q, %k, %zero : tensor<64x64xbf16>, tensor<64x64xbf16>, tensor<64x64xf32>
  %mask = tile.load %m[%c0] strides [64, 1] : !tile.ptr<i1> -> tensor<64x64xi1>
  %0 = arith.mulf %s, %scale : tensor<64x64xf32>
  %1 = arith.select %mask, %0, %lowest : tensor<64x64xi1>, tensor<64x64xf32>
  %2 = tile.reduce max %1 dims [1] : tensor<64x64xf32> -> tensor<64x1xf32>
  %3 = tile.broadcast %2 : tensor<64x1xf32> -> tensor<64x64xf32>
  %4 = arith.subf %1, %3 : tensor<64x64xf32>
  %5 = math.exp %4 fastmath<afn> : tensor<64x64xf32>
  %6 = arith.truncf %5 : tensor<64x64xf32> to tensor<64x64xbf16>
  tile.store %6, %y[%c0] strides [64, 1] : tensor<64x64xbf16>, !tile.ptr<bf16>
  tile.return
}

// A negative factor turns the order around; an exact exponential stays; a sum
// has no common factor.
// CHECK-LABEL: tile.func @stays
// CHECK: %[[N:.+]] = arith.mulf
// CHECK: tile.reduce max %[[N]]
// CHECK: %[[P:.+]] = arith.mulf
// CHECK: tile.reduce sum %[[P]]
// CHECK: %[[D:.+]] = arith.subf
// CHECK: math.exp %[[D]] :
tile.func @stays(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %negative = arith.constant dense<-0.125> : tensor<64x64xf32>
  %positive = arith.constant dense<0.125> : tensor<64x64xf32>
  %s = tile.load %x[%c0] strides [64, 1] : !tile.ptr<f32> -> tensor<64x64xf32>
  %0 = arith.mulf %s, %negative : tensor<64x64xf32>
  %1 = tile.reduce max %0 dims [1] : tensor<64x64xf32> -> tensor<64x1xf32>
  %2 = arith.mulf %s, %positive : tensor<64x64xf32>
  %3 = tile.reduce sum %2 dims [1] : tensor<64x64xf32> -> tensor<64x1xf32>
  %4 = arith.subf %1, %3 : tensor<64x1xf32>
  %5 = math.exp %4 : tensor<64x1xf32>
  tile.store %5, %y[%c0] strides [1, 1] : tensor<64x1xf32>, !tile.ptr<f32>
  tile.return
}

// Read from memory, a row may hold nothing but the lowest float, which does not
// bear a factor.
// CHECK-LABEL: tile.func @lowest
// CHECK: %[[D:.+]] = arith.subf
// CHECK: math.exp %[[D]] fastmath<afn>
tile.func @lowest(%i: index, %x: !tile.ptr<bf16>, %y: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [64, 1] : !tile.ptr<bf16> -> tensor<64x64xbf16>
  %1 = arith.extf %0 : tensor<64x64xbf16> to tensor<64x64xf32>
  %2 = tile.reduce max %1 dims [1] : tensor<64x64xf32> -> tensor<64x1xf32>
  %3 = tile.broadcast %2 : tensor<64x1xf32> -> tensor<64x64xf32>
  %4 = arith.subf %1, %3 : tensor<64x64xf32>
  %5 = math.exp %4 fastmath<afn> : tensor<64x64xf32>
  %6 = arith.truncf %5 : tensor<64x64xf32> to tensor<64x64xbf16>
  tile.store %6, %y[%c0] strides [64, 1] : tensor<64x64xbf16>, !tile.ptr<bf16>
  tile.return
}

// A mask under a branch: the factor leaves both ways.
// CHECK-LABEL: tile.func @branch
// CHECK: %[[X:.+]] = tile.load
// CHECK: %[[IF:.+]] = scf.if %{{.*}} -> (tensor<64x64xf32>) {
// CHECK-NEXT: scf.yield %[[X]]
// CHECK: %[[SELECTED:.+]] = arith.select %{{.*}}, %[[X]], %{{.*}}
// CHECK: scf.yield %[[SELECTED]]
// CHECK: %[[TOP:.+]] = tile.reduce max %[[IF]]
// CHECK: arith.mulf %[[TOP]]
tile.func @branch(%i: index, %x: !tile.ptr<f32>, %m: !tile.ptr<i1>, %y: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %scale = arith.constant dense<0.125> : tensor<64x64xf32>
  %lowest = arith.constant dense<0xFF800000> : tensor<64x64xf32>
  %0 = tile.load %x[%c0] strides [64, 1] : !tile.ptr<f32> -> tensor<64x64xf32>
  %1 = arith.mulf %0, %scale : tensor<64x64xf32>
  %isWhole = arith.cmpi slt, %i, %c0 : index
  %2 = scf.if %isWhole -> tensor<64x64xf32> {
    scf.yield %1 : tensor<64x64xf32>
  } else {
    %mask = tile.load %m[%c0] strides [64, 1] : !tile.ptr<i1> -> tensor<64x64xi1>
    %4 = arith.select %mask, %1, %lowest : tensor<64x64xi1>, tensor<64x64xf32>
    scf.yield %4 : tensor<64x64xf32>
  }
  %3 = tile.reduce max %2 dims [1] : tensor<64x64xf32> -> tensor<64x1xf32>
  tile.store %3, %y[%c0] strides [1, 1] : tensor<64x1xf32>, !tile.ptr<f32>
  tile.return
}
