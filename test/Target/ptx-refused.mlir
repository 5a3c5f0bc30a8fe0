// RUN: split-file %s %t
// RUN: not cutedsl-translate %t/math.mlir 2>&1 | FileCheck %s --check-prefix=MATH
// RUN: not cutedsl-translate %t/extern.mlir 2>&1 | FileCheck %s --check-prefix=EXTERN
// RUN: not cutedsl-translate %t/select.mlir 2>&1 | FileCheck %s --check-prefix=SELECT

//--- math.mlir
// MATH: error: expected expanded math, but got a call of 'llvm.exp.f32'
llvm.func @k(%x: f32, %y: !llvm.ptr<1>) attributes {nvvm.kernel} {
  %0 = llvm.intr.exp(%x) : (f32) -> f32
  llvm.store %0, %y : f32, !llvm.ptr<1>
  llvm.return
}

//--- extern.mlir
// EXTERN: error: expected a kernel without external calls, but got a call of '__nv_expf'
llvm.func @__nv_expf(f32) -> f32
llvm.func @k(%x: f32, %y: !llvm.ptr<1>) attributes {nvvm.kernel} {
  %0 = llvm.call @__nv_expf(%x) : (f32) -> f32
  llvm.store %0, %y : f32, !llvm.ptr<1>
  llvm.return
}

//--- select.mlir
// LLVM ends the process on an instruction that it cannot select; here it is an
// error like any other.
// SELECT: error: NVPTX code generation failed: Cannot select
llvm.func @k(%y: !llvm.ptr<1>) attributes {nvvm.kernel} {
  %0 = llvm.call_intrinsic "llvm.x86.rdtsc"() : () -> i64
  llvm.store %0, %y : i64, !llvm.ptr<1>
  llvm.return
}
