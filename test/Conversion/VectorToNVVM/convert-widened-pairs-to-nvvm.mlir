// RUN: cutedsl-opt %s --convert-widened-pairs-to-nvvm --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @pairs
// CHECK-SAME: %[[V:.*]]: vector<4xbf16>
// CHECK-DAG: %[[C16:.*]] = llvm.mlir.constant(16 : i32)
// CHECK-DAG: %[[UPPER:.*]] = llvm.mlir.constant(-65536 : i32)
// CHECK: %[[WORDS:.*]] = llvm.bitcast %[[V]] : vector<4xbf16> to vector<2xi32>
// CHECK: %[[WORD:.*]] = llvm.extractelement %[[WORDS]]
// CHECK: %[[LOW:.*]] = llvm.shl %[[WORD]], %[[C16]]
// CHECK: llvm.bitcast %[[LOW]] : i32 to f32
// CHECK: llvm.and %{{.*}}, %[[UPPER]]
func.func @pairs(%v: vector<4xbf16>) -> (f32, f32) {
  %c2 = llvm.mlir.constant(2 : i32) : i32
  %c3 = llvm.mlir.constant(3 : i32) : i32
  %0 = llvm.extractelement %v[%c2 : i32] : vector<4xbf16>
  %1 = llvm.extractelement %v[%c3 : i32] : vector<4xbf16>
  %2 = arith.extf %0 : bf16 to f32
  %3 = arith.extf %1 : bf16 to f32
  return %2, %3 : f32, f32
}

// CHECK-LABEL: func.func @alone
// CHECK: arith.extf
func.func @alone(%x: bf16) -> f32 {
  %0 = arith.extf %x : bf16 to f32
  return %0 : f32
}

// LLVM multiplies in bf16 what is rounded at once.
// CHECK-LABEL: func.func @narrow
// CHECK: arith.extf
// CHECK: arith.mulf
func.func @narrow(%v: vector<2xbf16>, %x: bf16) -> bf16 {
  %c1 = llvm.mlir.constant(1 : i32) : i32
  %0 = llvm.extractelement %v[%c1 : i32] : vector<2xbf16>
  %1 = arith.extf %0 : bf16 to f32
  %2 = arith.extf %x : bf16 to f32
  %3 = arith.mulf %1, %2 : f32
  %4 = arith.truncf %3 : f32 to bf16
  return %4 : bf16
}
