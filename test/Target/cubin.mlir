// REQUIRES: ptxas
// RUN: cutedsl-translate %S/ptx.mlir --arch=sm_90a --only-ptxas --emit=report | FileCheck %s
// RUN: cutedsl-translate %S/ptx.mlir --arch=sm_90a --only-ptxas --emit=cubin -o %t.cubin
// RUN: head -c 4 %t.cubin | FileCheck %s --check-prefix=ELF
// RUN: not cutedsl-translate %S/ptx.mlir --nvjitlink=libabsent.so --arch=sm_92 2>&1 | FileCheck %s --check-prefix=ARCH

// CHECK: assembler: ptxas {{[0-9]+\.[0-9]+}}
// CHECK: copy: registers {{[1-9][0-9]*}}, shared 0, spills 0, stack 0
// CHECK: local memory: no
// ELF: ELF
// ARCH: but got 'sm_92'
