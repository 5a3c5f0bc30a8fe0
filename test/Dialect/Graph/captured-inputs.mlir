// What the PyTorch frontend wrote is readable without it.
// RUN: cutedsl-opt %S/../../Inputs/captured/mlp.mlir | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/mlp-train-backward.mlir | FileCheck %s --check-prefix=BACKWARD
// RUN: cutedsl-opt %S/../../Inputs/captured/bert.mlir -o /dev/null
// RUN: cutedsl-opt %S/../../Inputs/captured/chronos2-1layer-ragged.mlir | FileCheck %s --check-prefix=DYNAMIC
// RUN: cutedsl-opt %S/../../Inputs/captured/chronos2-2layer-bf16.mlir -o /dev/null
// RUN: cutedsl-opt %S/../../Inputs/captured/llama-train-backward.mlir -o /dev/null
// RUN: cutedsl-opt %S/../../Inputs/captured/vit.mlir -o /dev/null
// RUN: cutedsl-opt %S/../../Inputs/captured/zimage-small-unequal.mlir -o /dev/null

// CHECK: graph.program @main(%{{.*}}: tensor<128x64xf32> {graph.kind = "parameter", graph.name = "up.weight"}
// CHECK: graph.captured "cutedsl.linear.default"
// CHECK: graph.captured "aten.gelu.default"

// BACKWARD: %[[G:.*]]:3 = graph.captured "cutedsl.linear_backward.default"
// BACKWARD: graph.captured "aten.gelu_backward.default"

// DYNAMIC: #[[DIMS:dims.*]] = #graph.dims<()[s0, s1] -> (s0, s1)>
// DYNAMIC: graph.program @main symbols ["s0", "s1"]
// DYNAMIC-SAME: tensor<?x?xf32, #[[DIMS]]> {graph.name = "context"}
