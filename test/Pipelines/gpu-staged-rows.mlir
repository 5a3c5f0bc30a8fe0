// Long rows from memory to registers by way of shared memory, once.
// RUN: cutedsl-opt %s --graph-select-schedule=target=sm_90a --cutedsl-tile-pipeline --cutedsl-gpu-pipeline=arch=sm_90a -o %t.mlir
// RUN: cutedsl-translate --arch=sm_90a %t.mlir | FileCheck %s
// RUN: %if ptxas %{ cutedsl-translate --arch=sm_90a --only-ptxas --emit=report %t.mlir | FileCheck %s --check-prefix=REPORT %}

// The producer brings chunks; consumers read them in three passes, wait for
// them in the first and hand them back in the last.
// CHECK: .visible .entry softmax(
// CHECK: .reqntid 640
// CHECK-NOT: .local
// CHECK: mbarrier.init.shared.b64
// CHECK: setmaxnreg.dec.sync.aligned.u32 32
// CHECK: mbarrier.try_wait.parity
// CHECK: mbarrier.arrive.expect_tx.shared.b64
// CHECK: cp.async.bulk.shared::cta.global.mbarrier::complete_tx::bytes
// CHECK: setmaxnreg.inc.sync.aligned.u32 112
// CHECK: mbarrier.try_wait.parity
// CHECK-NOT: ld.global
// CHECK: ld.shared.v4.b32
// CHECK: max.NaN.f32
// CHECK: bar.sync 	1, 512
// CHECK-NOT: mbarrier
// CHECK-NOT: ld.global
// CHECK: ld.shared.v4.b32
// CHECK: ex2.approx.ftz.f32
// CHECK: bar.sync 	1, 512
// CHECK-DAG: bar.warp.sync
// CHECK-DAG: mbarrier.arrive.shared.b64
// CHECK-DAG: st.global.v4.b32
// CHECK-NOT: ld.global

// REPORT: spills 0, stack 0
// REPORT: local memory: no
// REPORT-NOT: warning

graph.kernel @softmax(%x: tensor<4096x65536xbf16>) -> (tensor<4096x65536xbf16>) {
  %a = arith.extf %x : tensor<4096x65536xbf16> to tensor<4096x65536xf32>
  %m = graph.reduce max %a dims [1] : tensor<4096x65536xf32> -> tensor<4096xf32>
  %mb = graph.view %m through <(d0, d1) -> (d0)> : tensor<4096xf32> -> tensor<4096x65536xf32>
  %s = arith.subf %a, %mb : tensor<4096x65536xf32>
  %e = math.exp %s : tensor<4096x65536xf32>
  %z = graph.reduce sum %e dims [1] : tensor<4096x65536xf32> -> tensor<4096xf32>
  %zb = graph.view %z through <(d0, d1) -> (d0)> : tensor<4096xf32> -> tensor<4096x65536xf32>
  %y = arith.divf %e, %zb : tensor<4096x65536xf32>
  %r = arith.truncf %y : tensor<4096x65536xf32> to tensor<4096x65536xbf16>
  graph.return %r : tensor<4096x65536xbf16>
}
