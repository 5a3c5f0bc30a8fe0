// RUN: cutedsl-opt %s --convert-tile-to-threads | FileCheck %s
// RUN: cutedsl-opt %s --convert-tile-to-threads --convert-vector-to-nvvm | FileCheck %s --check-prefix=KERNEL

// Tensor maps are parameters after the status; their recipes stay as an
// attribute, with buffers counted without coordinates. Threads of the launch are
// the program's and the producer's.
// CHECK-LABEL: func.func @roles(
// CHECK-SAME: %{{.*}}: index, %{{.*}}: !llvm.ptr<1>, %{{.*}}: !llvm.ptr<1>, %{{.*}}: index, %[[THREAD:.+]]: i32, %{{.*}}: !llvm.ptr<3>, %{{.*}}: !llvm.ptr<1>, %[[MAP:.+]]: !llvm.ptr)
// CHECK-SAME: tile.cluster = 2 : i64
// CHECK-SAME: tile.persistent
// CHECK-SAME: tile.roles
// CHECK-SAME: tile.scratch_alignment = 1024 : i64
// CHECK-SAME: tile.tensor_maps = [{box = array<i64: 64, 64>, buffer = 1 : i64, element_type = bf16, offset = 64 : i64, sizes = #{{.*}}, strides = #{{.*}}, swizzle = 128 : i64}]
// CHECK-SAME: tile.threads = 256 : i64
// KERNEL: llvm.mlir.global external @cutedsl_shared() {addr_space = 3 : i32, alignment = 1024 : i64}
// KERNEL-LABEL: llvm.func @roles(
// KERNEL-SAME: %{{.*}}: !llvm.ptr<1>, %{{.*}}: !llvm.ptr<1>, %{{.*}}: i64, %{{.*}}: !llvm.ptr<1>, %{{.*}}: !llvm.ptr {llvm.align = 64 : i64, llvm.byval = !llvm.array<128 x i8>, nvvm.grid_constant})
// KERNEL-SAME: nvvm.cluster_dim = array<i32: 2, 1, 1>
// KERNEL-SAME: nvvm.minctasm = 1 : i32
// KERNEL-SAME: nvvm.reqntid = array<i32: 256>
// KERNEL-SAME: tile.cluster = 2 : i64
// KERNEL-SAME: tile.persistent
// KERNEL-SAME: tile.tensor_maps
// KERNEL-SAME: tile.threads = 256 : i64
tile.func @roles(%cta: index, %a: !tile.ptr<bf16>, %b: !tile.ptr<bf16>, %s0: index)
    grid <()[s0] -> (s0)> threads 128
    attributes {persistent, cluster = 2, shared_bytes = 8208, shared_alignment = 1024} {
  %c0 = arith.constant 0 : index
  %map = sm90.tensor_map %b sizes affine_map<()[s0] -> (64, s0)> strides affine_map<()[s0] -> (64)> offset 64
      : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>
  %s = tile.alloc 4096 at 0 {alignment = 1024} : !tile.ptr<bf16, shared>
  %bar = tile.alloc 2 at 8192 : !tile.ptr<i64, shared>
  // Warps learn their place from lane 0, so that it is known to be uniform.
  // CHECK: %[[WARP:.+]] = nvvm.shfl.sync idx
  // CHECK: %[[GROUP:.+]] = nvvm.shfl.sync idx
  // CHECK: scf.if
  // CHECK: nvvm.mbarrier.init
  // CHECK: nvvm.mbarrier.init
  // CHECK: nvvm.fence.mbarrier.init
  sm90.init_barriers %bar count 2 arrivals 1 : !tile.ptr<i64, shared>
  // CHECK: nvvm.barrier0
  sm90.barriers_ready
  // CHECK: arith.cmpi eq, %[[GROUP]], %{{.*}} : i32
  // CHECK: scf.if
  // CHECK: nvvm.setmaxregister decrease 40
  // CHECK: arith.cmpi eq, %[[WARP]], %{{.*}} : i32
  // CHECK: scf.if
  // CHECK: nvvm.elect.sync
  // CHECK: scf.if
  sm90.warp_specialize consumers 1 registers 40, 256 producer {
    // One thread runs here: no more conditions.
    // CHECK-NOT: scf.if
    // CHECK: llvm.inline_asm has_side_effects asm_dialect = att "{{.*}}mbarrier.try_wait.parity{{.*}}", "l,r,~{memory}"
    sm90.wait %bar[%c0] parity %c0 : !tile.ptr<i64, shared>
    // CHECK: nvvm.mbarrier.arrive.expect_tx
    sm90.expect_bytes 8192 on %bar[%c0] : !tile.ptr<i64, shared>
    // CHECK: nvvm.cp.async.bulk.tensor.shared.cluster.global %{{.*}}, %[[MAP]], %{{.*}}, box[%{{.*}}, %{{.*}}] {isCTAOnly = true}
    sm90.load %map[%c0, %c0] to %s[%c0] signals %bar[%c0]
        : !sm90.tensor_map<bf16, box = (64, 64), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
    // CHECK: nvvm.cp.async.bulk.shared.cluster.global %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : !llvm.ptr<3>, <1>
    sm90.copy 64 of %a[%c0] to %s[%c0] signals %bar[%c0]
        : !tile.ptr<bf16>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
  // CHECK: } else {
  // CHECK: nvvm.setmaxregister increase 256
  } consumer {
    // CHECK: nvvm.barrier id = %{{.*}} number_of_threads = %{{.*}}
    tile.barrier
    // CHECK: scf.if
    // CHECK: nvvm.mbarrier.arrive
    sm90.arrive %bar[%c0] : !tile.ptr<i64, shared>
    // CHECK: nvvm.bar.warp.sync
    // CHECK: scf.if
    // CHECK: nvvm.mbarrier.arrive
    sm90.arrive %bar[%c0] warps : !tile.ptr<i64, shared>
  }
  tile.return
}
