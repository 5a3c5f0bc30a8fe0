// RUN: cutedsl-opt %s --cutedsl-tile-pipeline --cutedsl-gpu-pipeline=arch=sm_90a | cutedsl-translate --arch=sm_90a | FileCheck %s

// A row over two CTAs of a cluster: read once, while the cluster starts; an
// exchange within the CTA, then one between CTAs, for each reduction.
// CHECK: .visible .entry softmax(
// CHECK: .reqntid 256
// CHECK: .reqnctapercluster 2, 1, 1
// CHECK-NOT: .local
// CHECK: mbarrier.init.shared.b64
// CHECK: mbarrier.init.shared.b64
// CHECK: fence.mbarrier_init.release.cluster
// CHECK: barrier.cluster.arrive.aligned
// CHECK-COUNT-4: ld.global.v4.b32
// CHECK-NOT: ld.global
// CHECK: bar{{(rier)?}}{{.*}}sync
// CHECK: barrier.cluster.wait.aligned
// CHECK: mapa.shared::cluster
// CHECK: st.async{{.*}}f32
// CHECK: mbarrier.try_wait.parity.acquire.cluster
// CHECK: ld.shared.v2.b32
// CHECK-NOT: barrier.cluster
// CHECK: st.async{{.*}}f32
// CHECK: mbarrier.try_wait.parity.acquire.cluster
// CHECK: ld.shared.v2.b32
// CHECK-NOT: ld.global
// CHECK: st.global.v4.b32

graph.kernel @softmax(%x: tensor<64x16384xbf16>) -> (tensor<64x16384xbf16>)
    attributes {schedule = #graph.schedule<rows, tile = [1], threads = 256, reduction = [8192], splits = 2>} {
  %a = arith.extf %x : tensor<64x16384xbf16> to tensor<64x16384xf32>
  %m = graph.reduce max %a dims [1] : tensor<64x16384xf32> -> tensor<64xf32>
  %mb = graph.view %m through <(d0, d1) -> (d0)> : tensor<64xf32> -> tensor<64x16384xf32>
  %s = arith.subf %a, %mb : tensor<64x16384xf32>
  %e = math.exp %s : tensor<64x16384xf32>
  %z = graph.reduce sum %e dims [1] : tensor<64x16384xf32> -> tensor<64xf32>
  %zb = graph.view %z through <(d0, d1) -> (d0)> : tensor<64xf32> -> tensor<64x16384xf32>
  %y = arith.divf %e, %zb : tensor<64x16384xf32>
  %r = arith.truncf %y : tensor<64x16384xf32> to tensor<64x16384xbf16>
  graph.return %r : tensor<64x16384xbf16>
}
