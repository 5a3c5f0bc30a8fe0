// REQUIRES: ptxas
// Every kernel of a captured model becomes a cubin that spills nothing.
// RUN: cutedsl-run %S/../Inputs/captured/chronos2-1layer-dynamic.mlir --target=sm_90a --emit=ptx -o %t.ptx
// RUN: cutedsl-translate %t.ptx --only-ptxas --emit=report | FileCheck %s

// CHECK-NOT: spills {{[1-9]}}
// CHECK-NOT: stack {{[1-9]}}
// CHECK: attention{{.*}}: registers {{[0-9]+}}, shared 0, spills 0, stack 0
// CHECK-NOT: spills {{[1-9]}}
// CHECK-NOT: stack {{[1-9]}}
// CHECK: local memory: no
// CHECK-NOT: warning
