// RUN: cutedsl-opt %s --convert-masked-loads-to-avx2 --canonicalize | FileCheck %s

// CHECK-LABEL: func @two_registers
// CHECK-SAME: %[[P:.+]]: !llvm.ptr, %[[MASK:.+]]: vector<8xi1>
func.func @two_registers(%p: !llvm.ptr, %mask: vector<8xi1>) -> vector<8xi64> {
  %off = arith.constant dense<0> : vector<8xi64>
  // CHECK: %[[SIGNS:.+]] = arith.extsi %[[MASK]] : vector<8xi1> to vector<8xi64>
  // CHECK: %[[LOWER:.+]] = vector.extract_strided_slice %[[SIGNS]] {offsets = [0], sizes = [4]
  // CHECK: llvm.call_intrinsic "llvm.x86.avx2.maskload.q.256"(%[[P]], %[[LOWER]])
  // CHECK: %[[NEXT:.+]] = llvm.getelementptr %[[P]][4]
  // CHECK: %[[UPPER:.+]] = vector.extract_strided_slice %[[SIGNS]] {offsets = [4], sizes = [4]
  // CHECK: llvm.call_intrinsic "llvm.x86.avx2.maskload.q.256"(%[[NEXT]], %[[UPPER]])
  // CHECK: vector.insert_strided_slice
  %0 = llvm.intr.masked.load %p, %mask, %off {alignment = 8 : i32} : (!llvm.ptr, vector<8xi1>, vector<8xi64>) -> vector<8xi64>
  return %0 : vector<8xi64>
}

// CHECK-LABEL: func @one_register
// CHECK: llvm.call_intrinsic "llvm.x86.avx.maskload.ps.256"({{.*}}) : (!llvm.ptr, vector<8xi32>) -> vector<8xf32>
// CHECK: llvm.call_intrinsic "llvm.x86.avx.maskload.pd"({{.*}}) : (!llvm.ptr, vector<2xi64>) -> vector<2xf64>
func.func @one_register(%p: !llvm.ptr, %mask: vector<8xi1>, %two: vector<2xi1>) -> (vector<8xf32>, vector<2xf64>) {
  %off = arith.constant dense<0.0> : vector<8xf32>
  %off2 = arith.constant dense<0.0> : vector<2xf64>
  %0 = llvm.intr.masked.load %p, %mask, %off {alignment = 4 : i32} : (!llvm.ptr, vector<8xi1>, vector<8xf32>) -> vector<8xf32>
  %1 = llvm.intr.masked.load %p, %two, %off2 {alignment = 8 : i32} : (!llvm.ptr, vector<2xi1>, vector<2xf64>) -> vector<2xf64>
  return %0, %1 : vector<8xf32>, vector<2xf64>
}

// There is no instruction for bytes, nor one that gives other values.
// CHECK-LABEL: func @none
// CHECK-COUNT-2: llvm.intr.masked.load
func.func @none(%p: !llvm.ptr, %mask: vector<8xi1>, %off: vector<8xf32>) -> (vector<8xi8>, vector<8xf32>) {
  %zero = arith.constant dense<0> : vector<8xi8>
  %0 = llvm.intr.masked.load %p, %mask, %zero {alignment = 1 : i32} : (!llvm.ptr, vector<8xi1>, vector<8xi8>) -> vector<8xi8>
  %1 = llvm.intr.masked.load %p, %mask, %off {alignment = 4 : i32} : (!llvm.ptr, vector<8xi1>, vector<8xf32>) -> vector<8xf32>
  return %0, %1 : vector<8xi8>, vector<8xf32>
}
