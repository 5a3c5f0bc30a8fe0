// RUN: cutedsl-opt %s --convert-vector-to-nvvm | FileCheck %s

// The linear block index becomes coordinates, the last fastest.
// CHECK: llvm.mlir.global external @cutedsl_shared() {addr_space = 3 : i32, alignment = 16 : i64} : !llvm.array<0 x i8>
// CHECK: llvm.func @work(%[[X:.+]]: !llvm.ptr<1>, %[[N:.+]]: i64, %[[STATUS:.+]]: !llvm.ptr<1>)
// CHECK-SAME: nvvm.kernel, nvvm.reqntid = array<i32: 64>
// CHECK-SAME: tile.messages = ["bad"], tile.scratch = 128 : i64, tile.threads = 64 : i64
// CHECK: llvm.mlir.addressof @cutedsl_shared
// CHECK: %[[S:.+]] = arith.index_cast %[[N]] : i64 to index
// CHECK: %[[B:.+]] = nvvm.read.ptx.sreg.ctaid.x
// CHECK: arith.divsi
// CHECK: %[[SIZE:.+]] = arith.index_cast %{{.*}} : index to i32
// CHECK: %[[J:.+]] = arith.remui %[[B]], %[[SIZE]]
// CHECK: %[[I:.+]] = arith.divui %[[B]], %[[SIZE]]
// CHECK: nvvm.read.ptx.sreg.tid.x
// CHECK: llvm.return
func.func @work(%i: index, %j: index, %x: !llvm.ptr<1>, %n: index, %thread: i32, %shared: !llvm.ptr<3>, %status: !llvm.ptr<1>)
    attributes {tile.grid = affine_map<()[s0] -> (4, s0 ceildiv 16)>, tile.buffers = 1 : i64,
                tile.threads = 64 : i64, tile.scratch = 128 : i64, tile.messages = ["bad"]} {
  %0 = arith.addi %i, %j : index
  %1 = arith.index_cast %0 : index to i32
  %2 = arith.addi %1, %thread : i32
  llvm.store %2, %status : i32, !llvm.ptr<1>
  llvm.store %2, %shared : i32, !llvm.ptr<3>
  return
}
