// Schedules that are asked for, under a kernel's key.
// RUN: split-file %s %t
// RUN: cutedsl-opt %t/given.mlir --graph-select-schedule=target=sm_90a | FileCheck %s
// RUN: not cutedsl-opt %t/impossible.mlir --graph-select-schedule=target=sm_90a 2>&1 | FileCheck %s --check-prefix=IMPOSSIBLE
// RUN: not cutedsl-opt %t/unknown.mlir --graph-select-schedule=target=sm_90a 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// RUN: cutedsl-opt %t/library.mlir --graph-select-schedule=target=sm_90a | FileCheck %s --check-prefix=LIBRARY

// Copies for one product alone count in its key, and may be spared; others not.
// RUN: cutedsl-opt %t/copied.mlir --graph-select-schedule=target=sm_90a | FileCheck %s --check-prefix=COPIED
// RUN: not cutedsl-opt %t/shared.mlir --graph-select-schedule=target=sm_90a 2>&1 | FileCheck %s --check-prefix=SHARED

// The key depends on neither names nor schedules.
// RUN: sed -e s/@product/@other/ %t/given.mlir | cutedsl-opt --graph-select-schedule=target=sm_90a | FileCheck %s

// CHECK: graph.kernel
// CHECK-SAME: fallback = #graph.schedule<contract, tile = [64, 64], threads = 128, reduction = [64]>
// CHECK-SAME: schedule = #graph.schedule<contract, tile = [64, 192], threads = 128, reduction = [64], stages = 6>

// LIBRARY: graph.kernel @plain{{.*}} attributes {library = "cublaslt"} {

// COPIED: graph.kernel @plain{{.*}} attributes {library = "cublaslt-uncopied"} {

// SHARED: error: expected the choice for this kernel to be one of #graph.schedule<{{.*}}, "cublaslt", but got "cublaslt-uncopied"

// IMPOSSIBLE: error: expected the choice for this kernel to be one of #graph.schedule<contract, {{.*}}, but got #graph.schedule<contract, tile = [64, 192], threads = 128, reduction = [64], stages = 60>

// UNKNOWN: error: expected a choice to be for a kernel of this program, whose keys are e747638f6faa6a0d2fe7fe2b2149b47c, but got one for 00

//--- given.mlir
module attributes {graph.choices = {"e747638f6faa6a0d2fe7fe2b2149b47c" = #graph.schedule<contract, tile = [64, 192], threads = 128, reduction = [64], stages = 6>}} {
graph.kernel @product(%a: tensor<4096x512xbf16>, %b: tensor<512x768xbf16>) -> (tensor<4096x768xf32>) {
  %0 = graph.contract %a, %b : tensor<4096x512xbf16>, tensor<512x768xbf16> -> tensor<4096x768xf32>
  graph.return %0 : tensor<4096x768xf32>
}
}

//--- impossible.mlir
module attributes {graph.choices = {"e747638f6faa6a0d2fe7fe2b2149b47c" = #graph.schedule<contract, tile = [64, 192], threads = 128, reduction = [64], stages = 60>}} {
graph.kernel @product(%a: tensor<4096x512xbf16>, %b: tensor<512x768xbf16>) -> (tensor<4096x768xf32>) {
  %0 = graph.contract %a, %b : tensor<4096x512xbf16>, tensor<512x768xbf16> -> tensor<4096x768xf32>
  graph.return %0 : tensor<4096x768xf32>
}
}

//--- unknown.mlir
module attributes {graph.choices = {"00" = #graph.schedule<contract, tile = [64, 192], threads = 128, reduction = [64], stages = 6>}} {
graph.kernel @product(%a: tensor<4096x512xbf16>, %b: tensor<512x768xbf16>) -> (tensor<4096x768xf32>) {
  %0 = graph.contract %a, %b : tensor<4096x512xbf16>, tensor<512x768xbf16> -> tensor<4096x768xf32>
  graph.return %0 : tensor<4096x768xf32>
}
}

//--- library.mlir
module attributes {graph.choices = {"b7b3568c8c59370fb14859663d82d396" = "cublaslt"}} {
graph.kernel @plain(%a: tensor<4096x512xbf16>, %b: tensor<512x768xbf16>) -> (tensor<4096x768xbf16>) {
  %0 = graph.contract %a, %b : tensor<4096x512xbf16>, tensor<512x768xbf16> -> tensor<4096x768xf32>
  %1 = arith.truncf %0 : tensor<4096x768xf32> to tensor<4096x768xbf16>
  graph.return %1 : tensor<4096x768xbf16>
}
}

//--- copied.mlir
module attributes {graph.choices = {"d300fb2ffbe8fa67ce68e75324249eed" = "cublaslt-uncopied"}} {
graph.kernel @pad(%a: tensor<4096x509xbf16>) -> (tensor<4096x512xbf16>) {
  %z = arith.constant dense<0.0> : tensor<4096x3xbf16>
  %0 = graph.concat 1(%a, %z) : (tensor<4096x509xbf16>, tensor<4096x3xbf16>) -> tensor<4096x512xbf16>
  graph.return %0 : tensor<4096x512xbf16>
}
graph.kernel @plain(%a: tensor<4096x512xbf16>, %b: tensor<509x768xbf16>) -> (tensor<4096x768xbf16>) {
  %v = graph.view %a through <(d0, d1) -> (d0, d1)> : tensor<4096x512xbf16> -> tensor<4096x509xbf16>
  %0 = graph.contract %v, %b : tensor<4096x509xbf16>, tensor<509x768xbf16> -> tensor<4096x768xf32>
  %1 = arith.truncf %0 : tensor<4096x768xf32> to tensor<4096x768xbf16>
  graph.return %1 : tensor<4096x768xbf16>
}
graph.program @main symbols [] (%x: tensor<4096x509xbf16>, %w: tensor<509x768xbf16>) -> (tensor<4096x768xbf16>) {
  %0 = graph.call @pad(%x) : (tensor<4096x509xbf16>) -> tensor<4096x512xbf16>
  %1 = graph.call @plain(%0, %w) : (tensor<4096x512xbf16>, tensor<509x768xbf16>) -> tensor<4096x768xbf16>
  graph.return %1 : tensor<4096x768xbf16>
}
}

//--- shared.mlir
module attributes {graph.choices = {"c21b6ccc56b31374ce3163657b2dc729" = "cublaslt-uncopied"}} {
graph.kernel @pad(%a: tensor<4096x509xbf16>) -> (tensor<4096x512xbf16>) {
  %z = arith.constant dense<0.0> : tensor<4096x3xbf16>
  %0 = graph.concat 1(%a, %z) : (tensor<4096x509xbf16>, tensor<4096x3xbf16>) -> tensor<4096x512xbf16>
  graph.return %0 : tensor<4096x512xbf16>
}
graph.kernel @plain(%a: tensor<4096x512xbf16>, %b: tensor<509x768xbf16>) -> (tensor<4096x768xbf16>) {
  %v = graph.view %a through <(d0, d1) -> (d0, d1)> : tensor<4096x512xbf16> -> tensor<4096x509xbf16>
  %0 = graph.contract %v, %b : tensor<4096x509xbf16>, tensor<509x768xbf16> -> tensor<4096x768xf32>
  %1 = arith.truncf %0 : tensor<4096x768xf32> to tensor<4096x768xbf16>
  graph.return %1 : tensor<4096x768xbf16>
}
graph.program @main symbols [] (%x: tensor<4096x509xbf16>, %w: tensor<509x768xbf16>, %v: tensor<509x768xbf16>) -> (tensor<4096x768xbf16>, tensor<4096x768xbf16>) {
  %0 = graph.call @pad(%x) : (tensor<4096x509xbf16>) -> tensor<4096x512xbf16>
  %1 = graph.call @plain(%0, %w) : (tensor<4096x512xbf16>, tensor<509x768xbf16>) -> tensor<4096x768xbf16>
  %2 = graph.call @plain(%0, %v) : (tensor<4096x512xbf16>, tensor<509x768xbf16>) -> tensor<4096x768xbf16>
  graph.return %1, %2 : tensor<4096x768xbf16>, tensor<4096x768xbf16>
}
}
