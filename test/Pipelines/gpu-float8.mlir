// RUN: cutedsl-opt %s --convert-captured-to-graph --cutedsl-graph-pipeline=target=sm_90a --convert-graph-to-tile 2>&1 | FileCheck %s
// RUN: cutedsl-run %s --target=sm_90a --emit=ptx | FileCheck %s --check-prefix=PTX

// A product of 8-bit floats gets a pipeline, its scales in the epilogue. One
// whose rows do not begin at multiples of 16 bytes, or lie across k, and which is
// not worth copies, gets ordinary threads, with a remark, and sums in f32.
// CHECK-DAG: remark: {{.*}}not on tensor cores: 8-bit elements are not contiguous along k
// CHECK-DAG: remark: {{.*}}not on tensor cores: a stride of 8 elements is not a multiple of 16 bytes
// CHECK: tile.func @{{.*}} attributes {{.*}}pipeline_stages
// CHECK: tile.mma {{.*}} {fast_accumulation}
// CHECK: arith.mulf
// CHECK: arith.truncf {{.*}} to tensor<{{.*}}xbf16>
// CHECK-NOT: pipeline_stages
// PTX: wgmma.mma_async{{.*}}f32.e4m3.e4m3
#b = #graph.dims<() -> (1, 128)>
#c = #graph.dims<() -> (1, 8)>
graph.program @main(%a: tensor<256x128xf8E4M3FN> {graph.name = "a"},
                    %b: tensor<128x512xf8E4M3FN> {graph.name = "b", graph.strides = #b},
                    %u: tensor<256x8xf8E4M3FN> {graph.name = "u"},
                    %v: tensor<8x64xf8E4M3FN> {graph.name = "v", graph.strides = #c},
                    %x: tensor<256x16xf8E4M3FN> {graph.name = "x"},
                    %w: tensor<16x64xf8E4M3FN> {graph.name = "w"}, %s: tensor<f32> {graph.name = "s"})
    -> (tensor<256x512xbf16>, tensor<256x64xbf16>, tensor<256x64xbf16>) {
  %0 = graph.captured "aten._scaled_mm.default"(%a, %b, %s) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<2>, #graph.none, #graph.none, bf16, true]
      : (tensor<256x128xf8E4M3FN>, tensor<128x512xf8E4M3FN>, tensor<f32>) -> tensor<256x512xbf16>
  %1 = graph.captured "aten._scaled_mm.default"(%u, %v, %s) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<2>, #graph.none, #graph.none, bf16]
      : (tensor<256x8xf8E4M3FN>, tensor<8x64xf8E4M3FN>, tensor<f32>) -> tensor<256x64xbf16>
  %2 = graph.captured "aten._scaled_mm.default"(%x, %w, %s) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<2>, #graph.none, #graph.none, bf16]
      : (tensor<256x16xf8E4M3FN>, tensor<16x64xf8E4M3FN>, tensor<f32>) -> tensor<256x64xbf16>
  graph.return %0, %1, %2 : tensor<256x512xbf16>, tensor<256x64xbf16>, tensor<256x64xbf16>
}
