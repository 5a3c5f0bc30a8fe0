// RUN: cutedsl-opt %S/../../../models/chronos2/chronos2-base-float32.mlir \
// RUN:   --convert-captured-to-graph --graph-verify-import | FileCheck %s

// The whole model as captured: every call is supported.

// CHECK: graph.program @main symbols
// CHECK-NOT: graph.captured
// CHECK-COUNT-24: graph.attention
// CHECK-NOT: graph.captured
// CHECK: graph.return
