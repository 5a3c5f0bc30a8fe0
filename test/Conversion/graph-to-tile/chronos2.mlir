// RUN: cutedsl-opt %S/../../../models/chronos2/chronos2-base-float32.mlir \
// RUN:   --convert-captured-to-graph --canonicalize --cse \
// RUN:   --cutedsl-graph-pipeline --convert-graph-to-tile | FileCheck %s

// Every kernel of the model becomes a tile program.

// CHECK-NOT: graph.kernel
// CHECK: tile.func
// CHECK-NOT: graph.kernel
// CHECK: graph.call
// CHECK-NOT: graph.kernel
