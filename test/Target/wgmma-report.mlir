// REQUIRES: ptxas
// RUN: cutedsl-translate %S/Inputs/serialised.ptx --only-ptxas --emit=report | FileCheck %s

// Accumulators are read before the wait: the assembler waits itself.

// CHECK: k: registers
// CHECK: C7519
// CHECK: slow: (C7519)
// CHECK: slow: (C7517) warpgroup.wait is injected {{.*}} in function 'k'
