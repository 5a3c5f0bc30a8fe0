// RUN: cutedsl-opt %s --convert-vector-to-cpu | FileCheck %s

// The code of a tile becomes internal; the kernel walks a range of the grid
// with one counter a dimension, the last fastest.

// CHECK: func.func @k(%[[BUFFERS:.*]]: !llvm.ptr {llvm.noalias}, %[[SYMBOLS:.*]]: !llvm.ptr {llvm.noalias}, %[[BEGIN:.*]]: i64, %[[END:.*]]: i64, %[[SCRATCH:.*]]: !llvm.ptr {llvm.noalias}, %[[STATUS:.*]]: !llvm.ptr {llvm.noalias}) attributes {tile.messages = ["m"], tile.scratch = 64 : i64}
// CHECK: %[[X:.*]] = llvm.load %[[BUFFERS]]
// CHECK: %[[S:.*]] = arith.index_cast
// CHECK: arith.divsi
// CHECK: %[[ROWS:.*]] = arith.maxsi
// CHECK: arith.remui
// CHECK: arith.divui
// CHECK: scf.for {{.*}} iter_args(%[[I:.*]] = %{{.*}}, %[[J:.*]] = %{{.*}}) -> (index, index)
// CHECK: func.call @k.tile(%[[I]], %[[J]], %[[X]], %[[S]], %[[SCRATCH]], %[[STATUS]])
// CHECK: arith.addi %[[J]]
// CHECK: arith.addi %[[I]]
// CHECK: scf.yield

// CHECK: func.func private @k.tile(%{{.*}}: index, %{{.*}}: index, %{{.*}}: !llvm.ptr {llvm.noalias}, %{{.*}}: index
// CHECK-SAME: llvm.linkage = #llvm.linkage<internal>, passthrough = ["alwaysinline"]
// CHECK-NOT: tile.grid
func.func @k(%i: index, %j: index, %x: !llvm.ptr, %s: index, %scratch: !llvm.ptr, %status: !llvm.ptr)
    attributes {tile.grid = affine_map<()[s0] -> (s0 ceildiv 4, 3)>, tile.buffers = 1 : i64,
                tile.scratch = 64 : i64, tile.messages = ["m"]} {
  return
}
