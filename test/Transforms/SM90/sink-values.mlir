// RUN: cutedsl-opt %s --pass-pipeline='builtin.module(func.func(sm90-sink-values))' | FileCheck %s

// Both sums are computed where they are stored, and what only a region needs
// stays outside of it. What nobody needs goes.
// CHECK-LABEL: func.func @roles
// CHECK: %[[A:.+]] = arith.addf %arg0, %arg0
// CHECK-NEXT: %[[B:.+]] = arith.mulf %[[A]], %arg1
// CHECK-NEXT: llvm.store %[[B]]
// CHECK-NEXT: %[[C:.+]] = arith.addf %arg1, %arg1
// CHECK-NEXT: scf.if
// CHECK-NEXT: %[[D:.+]] = arith.mulf %[[C]], %arg0
// CHECK-NEXT: llvm.store %[[D]]
func.func @roles(%x: f32, %y: f32, %p: !llvm.ptr<1>, %c: i1) attributes {tile.roles} {
  %a = arith.addf %x, %x : f32
  %2 = arith.addf %y, %y : f32
  %unused = arith.truncf %a : f32 to bf16
  %b = arith.mulf %a, %y : f32
  llvm.store %b, %p : f32, !llvm.ptr<1>
  scf.if %c {
    %d = arith.mulf %2, %x : f32
    llvm.store %d, %p : f32, !llvm.ptr<1>
  }
  return
}

// CHECK-LABEL: func.func @others
// CHECK: arith.addf %arg0, %arg0
// CHECK-NEXT: arith.addf %arg1, %arg1
// CHECK-NEXT: llvm.store
func.func @others(%x: f32, %y: f32, %p: !llvm.ptr<1>) {
  %a = arith.addf %x, %x : f32
  %b = arith.addf %y, %y : f32
  llvm.store %a, %p : f32, !llvm.ptr<1>
  llvm.store %b, %p : f32, !llvm.ptr<1>
  return
}
