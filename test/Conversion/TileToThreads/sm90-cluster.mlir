// RUN: cutedsl-opt %s --convert-tile-to-threads | FileCheck %s

#row = #tile.fragment<thread = (128) : (0), value = (1) : (0)>
#rows = #tile.fragment<thread = (4, 32) : (1, 0), value = (1) : (0)>

// One value of all threads: each CTA gets it from another thread. Who has those
// of all folds them in the order of the CTAs.
// CHECK-LABEL: func.func @reduce(
// CHECK-SAME: %[[THREAD:[a-z0-9]+]]: i32, %{{.*}}: !llvm.ptr<3>, %{{.*}}: !llvm.ptr<1>)
// CHECK: nvvm.cluster.arrive {aligned}
// CHECK: nvvm.cluster.wait {aligned}
// CHECK: scf.if
// CHECK: nvvm.mbarrier.arrive.expect_tx {{.*}} : !llvm.ptr<3>, i32
// CHECK: %[[SENDS:.+]] = arith.cmpi ult, %[[THREAD]], %{{.*}} : i32
// CHECK: scf.if %[[SENDS]]
// CHECK: nvvm.read.ptx.sreg.cluster.ctarank
// CHECK-COUNT-2: nvvm.mapa %{{.*}}, %[[THREAD]]
// CHECK: llvm.inline_asm has_side_effects asm_dialect = att "st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.f32 [$0+0], $2, [$1];", "r,r,f,~{memory}"
// CHECK: llvm.inline_asm {{.*}}mbarrier.try_wait.parity.acquire.cluster
// CHECK-NOT: st.async
// CHECK: %[[A:.+]] = llvm.load {{.*}} : !llvm.ptr<3> -> f32
// CHECK: %[[B:.+]] = llvm.load {{.*}} : !llvm.ptr<3> -> f32
// CHECK: %[[AB:.+]] = arith.addf %[[A]], %[[B]] : f32
// CHECK: %[[C:.+]] = llvm.load {{.*}} : !llvm.ptr<3> -> f32
// CHECK: arith.addf %[[AB]], %[[C]] : f32
// CHECK-NOT: nvvm.cluster
tile.func @reduce(%i: index, %part: index, %x: !tile.ptr<f32>)
    grid <() -> (1, 3)> threads 128 attributes {cluster = 3, shared_bytes = 48} {
  %c0 = arith.constant 0 : index
  %slots = tile.alloc 3 at 0 : !tile.ptr<f32, shared>
  %bar = tile.alloc 1 at 32 : !tile.ptr<i64, shared>
  sm90.init_barriers %bar count 1 arrivals 1 : !tile.ptr<i64, shared>
  sm90.cluster_arrive
  %0 = tile.load %x[%part] strides [0, 0] : !tile.ptr<f32> -> tensor<1x1xf32, #row>
  sm90.cluster_wait
  %1 = sm90.cluster_reduce sum %0 through %slots signals %bar[%c0]
      : tensor<1x1xf32, #row>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  tile.store %1, %x[%part] strides [0, 0] : tensor<1x1xf32, #row>, !tile.ptr<f32>
  tile.return
}

// Several values: the first thread of those that hold one sends it to all.
// CHECK-LABEL: func.func @rows(
// CHECK: nvvm.mbarrier.arrive.expect_tx
// CHECK: scf.if
// CHECK: st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.b64 [$0+0], $2, [$1];", "r,r,l,~{memory}"
// CHECK: st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.b64
// CHECK: mbarrier.try_wait
// CHECK: llvm.load {{.*}} : !llvm.ptr<3> -> i64
// CHECK: arith.maxsi
tile.func @rows(%i: index, %part: index, %x: !tile.ptr<i64>)
    grid <() -> (1, 2)> threads 128 attributes {cluster = 2, shared_bytes = 80} {
  %c0 = arith.constant 0 : index
  %slots = tile.alloc 8 at 0 : !tile.ptr<i64, shared>
  %bar = tile.alloc 1 at 64 : !tile.ptr<i64, shared>
  %0 = tile.load %x[%part] strides [1, 0] : !tile.ptr<i64> -> tensor<4x1xi64, #rows>
  %1 = sm90.cluster_reduce max %0 through %slots signals %bar[%c0]
      : tensor<4x1xi64, #rows>, !tile.ptr<i64, shared>, !tile.ptr<i64, shared>
  tile.store %1, %x[%part] strides [1, 0] : tensor<4x1xi64, #rows>, !tile.ptr<i64>
  tile.return
}
