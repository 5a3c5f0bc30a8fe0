// REQUIRES: ptxas
// RUN: cutedsl-opt %s --convert-graph-to-tile --cutedsl-gpu-pipeline | cutedsl-translate --emit=ptx -o %t.ptx
// RUN: FileCheck %s --check-prefix=PTX < %t.ptx
// RUN: cutedsl-translate %t.ptx --only-ptxas --emit=report | FileCheck %s

// A residual comes by the copy engine into the boxes from which the result
// leaves: two slices before the mainloop, the others two slices ahead. Nothing
// else reads or writes global memory, and the largest tile has no spills.

// PTX-COUNT-2: cp.async.bulk.tensor.2d.shared::cta.global
// PTX: wgmma.mma_async
// PTX: wgmma.wait_group.sync.aligned 0;
// PTX: mbarrier.try_wait
// PTX: ldmatrix.sync.aligned.m8n8.x4.shared.b16
// PTX: stmatrix.sync.aligned.m8n8.x4.shared.b16
// PTX: cp.async.bulk.tensor.2d.global.shared::cta
// PTX: cp.async.bulk.tensor.2d.shared::cta.global
// PTX-NOT: {{(ld|st)}}.global

// CHECK: residual: registers 168, shared 0, spills 0, stack 0
// CHECK: local memory: no
// CHECK-NOT: slow
graph.kernel @residual(%x: tensor<4224x3840xbf16>, %w: tensor<3840x3840xbf16>, %r: tensor<4224x3840xbf16>) -> (tensor<4224x3840xbf16>)
    attributes {schedule = #graph.schedule<contract, tile = [128, 320], threads = 256, reduction = [64], stages = 3>} {
  %0 = graph.view %w through <(d0, d1) -> (d1, d0)> : tensor<3840x3840xbf16> -> tensor<3840x3840xbf16>
  %1 = graph.contract %x, %0 : tensor<4224x3840xbf16>, tensor<3840x3840xbf16> -> tensor<4224x3840xf32>
  %2 = arith.extf %r : tensor<4224x3840xbf16> to tensor<4224x3840xf32>
  %3 = arith.addf %1, %2 : tensor<4224x3840xf32>
  %4 = arith.truncf %3 : tensor<4224x3840xf32> to tensor<4224x3840xbf16>
  graph.return %4 : tensor<4224x3840xbf16>
}
