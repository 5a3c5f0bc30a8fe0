// REQUIRES: ptxas
// RUN: cutedsl-opt %S/gpu-softmax.mlir --cutedsl-gpu-pipeline | cutedsl-translate --only-ptxas --emit=report | FileCheck %s
// RUN: cutedsl-opt %S/gpu-matmul.mlir --cutedsl-gpu-pipeline | cutedsl-translate --only-ptxas --emit=report | FileCheck %s

// CHECK: spills 0, stack 0
// CHECK: local memory: no
// CHECK-NOT: warning
