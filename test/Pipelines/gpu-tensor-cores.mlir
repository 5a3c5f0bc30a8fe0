// RUN: cutedsl-opt %s --convert-captured-to-graph --cutedsl-graph-pipeline=target=sm_90a --convert-graph-to-tile 2>&1 | FileCheck %s
// RUN: cutedsl-run %s --target=sm_90a --emit=ptx | FileCheck %s --check-prefix=PTX

// A product of 16-bit operands gets a pipeline; one whose rows do not begin at
// multiples of 16 bytes gets ordinary threads, with a remark.
// CHECK: remark: {{.*}}not on tensor cores: a stride of 100 elements is not a multiple of 16 bytes
// CHECK: pipeline_stages
// CHECK-NOT: pipeline_stages
// PTX: wgmma.mma_async
graph.program @main(%x: tensor<256x128xbf16> {graph.name = "x"}, %w: tensor<512x128xbf16> {graph.name = "w"},
                    %u: tensor<256x100xbf16> {graph.name = "u"}, %v: tensor<64x100xbf16> {graph.name = "v"})
    -> (tensor<256x512xbf16>, tensor<256x64xbf16>) {
  %0 = graph.captured "cutedsl.linear.default"(%x, %w) args [#graph.operand<0>, #graph.operand<1>, #graph.none]
      : (tensor<256x128xbf16>, tensor<512x128xbf16>) -> tensor<256x512xbf16>
  %1 = graph.captured "cutedsl.linear.default"(%u, %v) args [#graph.operand<0>, #graph.operand<1>, #graph.none]
      : (tensor<256x100xbf16>, tensor<64x100xbf16>) -> tensor<256x64xbf16>
  graph.return %0, %1 : tensor<256x512xbf16>, tensor<256x64xbf16>
}
