// Models that write their attention as two products and a softmax: each layer
// is one attention, and no softmax is left.

// RUN: cutedsl-opt %S/../Inputs/captured/bert-eager.mlir --convert-captured-to-graph --cutedsl-graph-pipeline | FileCheck %s
// RUN: cutedsl-opt %S/../Inputs/captured/gpt2-eager-dynamic.mlir --convert-captured-to-graph --cutedsl-graph-pipeline | FileCheck %s
// RUN: cutedsl-opt %S/../Inputs/captured/llama-eager-bf16.mlir --convert-captured-to-graph --cutedsl-graph-pipeline | FileCheck %s
// RUN: cutedsl-opt %S/../Inputs/captured/llama-eager-bf16.mlir --convert-captured-to-graph --cutedsl-graph-pipeline=target=sm_90a | FileCheck %s
// RUN: cutedsl-opt %S/../Inputs/captured/vit-eager.mlir --convert-captured-to-graph --cutedsl-graph-pipeline | FileCheck %s

// The roundings of the weights are kept on request, and the softmax with them.
// RUN: cutedsl-opt %S/../Inputs/captured/llama-eager-bf16.mlir --convert-captured-to-graph --cutedsl-graph-pipeline=numerics=eager | FileCheck %s --check-prefix=EAGER

// CHECK-NOT: math.exp
// CHECK-NOT: graph.reduce max
// CHECK: graph.attention
// CHECK-NOT: graph.reduce max
// CHECK: graph.program @main
// CHECK-COUNT-2: graph.call @attention

// EAGER-NOT: graph.attention
// EAGER: graph.reduce max
// EAGER-NOT: graph.attention
// EAGER: graph.program @main
