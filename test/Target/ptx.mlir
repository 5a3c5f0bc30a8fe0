// RUN: cutedsl-translate %s --arch=sm_90a | FileCheck %s
// RUN: cutedsl-translate %s --arch=sm_80 | FileCheck %s --check-prefix=SM80
// RUN: not cutedsl-translate %s --arch=sm_91 2>&1 | FileCheck %s --check-prefix=ARCH
// RUN: not cutedsl-translate %s --ptx=83 2>&1 | FileCheck %s --check-prefix=VERSION

// ARCH: error: expected one of the architectures sm_80, sm_89, sm_90a, but got 'sm_91'
// VERSION: error: expected a PTX version of 86, 87, 88 or 90, but got 83

// CHECK: .version 8.6
// CHECK: .target sm_90a
// CHECK: .visible .entry copy(
// CHECK: .maxntid 128
// CHECK: ld.global.v4.b32
// CHECK: st.global.v4.b32
// SM80: .target sm_80
llvm.func @copy(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>)
    attributes {nvvm.kernel, nvvm.maxntid = array<i32: 128>} {
  %tid = nvvm.read.ptx.sreg.tid.x : i32
  %i = llvm.zext nneg %tid : i32 to i64
  %px = llvm.getelementptr inbounds %x[%i] : (!llvm.ptr<1>, i64) -> !llvm.ptr<1>, vector<4xf32>
  %py = llvm.getelementptr inbounds %y[%i] : (!llvm.ptr<1>, i64) -> !llvm.ptr<1>, vector<4xf32>
  %v = llvm.load %px {alignment = 16 : i64} : !llvm.ptr<1> -> vector<4xf32>
  llvm.store %v, %py {alignment = 16 : i64} : vector<4xf32>, !llvm.ptr<1>
  llvm.return
}
