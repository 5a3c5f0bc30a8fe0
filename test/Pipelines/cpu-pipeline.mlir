// RUN: cutedsl-opt %s --cutedsl-cpu-pipeline=cpu=x86-64-v4 -o %t.v4
// RUN: FileCheck %s < %t.v4
// RUN: cutedsl-translate %t.v4 --cpu=x86-64-v4 --emit=asm | FileCheck %s --check-prefix=V4
// RUN: cutedsl-opt %s --cutedsl-cpu-pipeline=cpu=x86-64-v3 | cutedsl-translate --cpu=x86-64-v3 --emit=asm | FileCheck %s --check-prefix=V3
// RUN: cutedsl-translate %t.v4 --cpu=x86-64-v4 --emit=obj | llvm-nm - | FileCheck %s --check-prefix=SYMBOLS
// RUN: not cutedsl-translate %t.v4 --cpu=x86-64 --emit=obj 2>&1 | FileCheck %s --check-prefix=OLD
// RUN: not cutedsl-translate %t.v4 --cpu=z80 --emit=obj 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// OLD: error: expected a CPU with AVX2, FMA and F16C, but 'x86-64' has no avx2
// UNKNOWN: error: expected 'native' or an x86-64 CPU that LLVM knows, such as 'x86-64-v3', but got 'z80'

// CHECK: llvm.func @tanh_square
// CHECK-SAME: tile.messages = [], tile.scratch = 0 : i64

// V4: vmulps {{.*}}%zmm
// V3: vmulps {{.*}}%ymm

// Products are one instruction, whatever contraction the code generator may do.
// V4: product:
// V4: vfmadd231ps {{.*}}%zmm
// V3: product:
// V3: vfmadd231ps {{.*}}%ymm

// Kernels, and nothing but libm from outside, which f64 needs.
// SYMBOLS: T product
// SYMBOLS-NEXT: U tanh
// SYMBOLS-NEXT: T tanh_square
// SYMBOLS-NEXT: T wide
// SYMBOLS-NOT: {{[A-Z]}}

tile.func @tanh_square(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %s0: index)
    grid <()[s0] -> (s0 ceildiv 32)> threads 1 {
  %c32 = arith.constant 32 : index
  %base = arith.muli %i, %c32 : index
  %left = arith.subi %s0, %base : index
  %0 = tile.load %x[%base] strides [1] valid [%left] : !tile.ptr<f32> -> tensor<32xf32>
  %1 = arith.mulf %0, %0 : tensor<32xf32>
  %2 = math.tanh %1 : tensor<32xf32>
  tile.store %2, %y[%base] strides [1] valid [%left] : tensor<32xf32>, !tile.ptr<f32>
  tile.return
}

tile.func @wide(%x: !tile.ptr<f64>, %y: !tile.ptr<f64>) grid <() -> ()> threads 1 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [1] : !tile.ptr<f64> -> tensor<8xf64>
  %1 = math.tanh %0 : tensor<8xf64>
  tile.store %1, %y[%c0] strides [1] : tensor<8xf64>, !tile.ptr<f64>
  tile.return
}

tile.func @product(%x: !tile.ptr<f32>, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> ()> threads 1 {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<4x16xf32>
  %0 = tile.load %x[%c0] strides [4, 1] : !tile.ptr<f32> -> tensor<4x4xf32>
  %1 = tile.load %w[%c0] strides [16, 1] : !tile.ptr<f32> -> tensor<4x16xf32>
  %2 = tile.mma %0, %1, %zero : tensor<4x4xf32>, tensor<4x16xf32>, tensor<4x16xf32>
  tile.store %2, %y[%c0] strides [16, 1] : tensor<4x16xf32>, !tile.ptr<f32>
  tile.return
}
