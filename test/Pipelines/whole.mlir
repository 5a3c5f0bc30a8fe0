// The pipelines follow one another, from what PyTorch or others wrote to code.

// RUN: cutedsl-opt %S/../Inputs/captured/mlp-dynamic.mlir --convert-captured-to-graph --cutedsl-graph-pipeline --cutedsl-tile-pipeline | FileCheck %s --check-prefix=TILE
// RUN: cutedsl-opt %S/../Inputs/captured/mlp.mlir --convert-captured-to-graph --cutedsl-graph-pipeline=numerics=eager --cutedsl-tile-pipeline --cutedsl-cpu-pipeline=cpu=x86-64-v3 | FileCheck %s --check-prefix=CPU
// RUN: cutedsl-opt %S/../Inputs/captured/mlp.mlir --convert-captured-to-graph --cutedsl-graph-pipeline=target=sm_90a --cutedsl-tile-pipeline --cutedsl-gpu-pipeline=arch=sm_90a | FileCheck %s --check-prefix=GPU
// RUN: cutedsl-opt %S/../Inputs/linalg/attention.mlir --convert-linalg-to-graph --cutedsl-graph-pipeline --cutedsl-tile-pipeline --cutedsl-cpu-pipeline=cpu=x86-64-v4 | FileCheck %s --check-prefix=LINALG

// TILE-NOT: graph.kernel
// TILE: tile.func @contract_addf_mulf_erf
// TILE: graph.program @main symbols ["s0", "s1"]
// TILE: graph.call @contract_addf_mulf_erf

// CPU: llvm.func @contract_addf_mulf_erf
// CPU-NOT: tile.load

// GPU: llvm.func @contract_addf_mulf_erf
// GPU-SAME: nvvm.kernel

// LINALG: llvm.func @attention

// A failing pass leaves a module to repeat it with.
// RUN: not cutedsl-opt %S/../Conversion/graph-to-tile/Inputs/no-schedule.mlir --cutedsl-tile-pipeline --mlir-pass-pipeline-crash-reproducer=%t.mlir
// RUN: FileCheck %s --check-prefix=REPRODUCER < %t.mlir
// REPRODUCER: graph.kernel @none
// REPRODUCER: {-#
// REPRODUCER: pipeline: "builtin.module(convert-graph-to-tile,
