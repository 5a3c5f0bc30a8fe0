// RUN: cutedsl-opt %S/../../Inputs/captured/bert-eager.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/bert-train-backward.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/bert-train-forward.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/bert.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/chronos2-1layer-dynamic.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/chronos2-1layer-ragged.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/chronos2-1layer-train-backward.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/chronos2-1layer-train-forward.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/chronos2-2layer-bf16.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/chronos2-2layer-fp32.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/chronos2-2layer-groups.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/gpt2-dynamic.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/gpt2-eager-dynamic.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/llama-eager-bf16.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/llama-train-backward.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/llama-train-forward.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/llama.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/mlp-bf16.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/mlp-dynamic.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/mlp-train-backward.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/mlp-train-forward.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/mlp.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/qwen3.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/vit.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/vit-eager.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/zimage-small-unequal.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s
// RUN: cutedsl-opt %S/../../Inputs/captured/zimage-small.mlir --convert-captured-to-graph \
// RUN:   --graph-verify-import | FileCheck %s

// Whole models as PyTorch captured them, forward and backward, with sizes fixed
// and dynamic: no call is left.

// CHECK: graph.program @main
// CHECK-NOT: graph.captured
// CHECK: graph.return
