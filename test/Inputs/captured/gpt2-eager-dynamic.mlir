#d0 = #graph.dims<()[s0, s1] -> (s0, s1)>
#d1 = #graph.dims<()[s0, s1] -> (s1, 1)>
#d2 = #graph.dims<()[s0, s1] -> (s0, s1, 64)>
#d3 = #graph.dims<()[s0, s1] -> (s1 * 64, 64, 1)>
#d4 = #graph.dims<()[s0, s1] -> (s1)>
#d5 = #graph.dims<()[s0, s1] -> (1, s1)>
#d6 = #graph.dims<()[s0, s1] -> (1, s1, 64)>
#d7 = #graph.dims<()[s0] -> (s0)>
#d8 = #graph.dims<()[s0] -> (s0, 1)>
#d9 = #graph.dims<()[s0] -> (s0, 1, 1)>
#d10 = #graph.dims<()[s0] -> (s0, 1, 1, 1)>
#d11 = #graph.dims<()[s0, s1] -> (1, 1, s1)>
#d12 = #graph.dims<()[s0, s1] -> (s1, s1, 1)>
#d13 = #graph.dims<()[s0, s1] -> (1, 1, s1, 1)>
#d14 = #graph.dims<()[s0, s1] -> (s1, s1, 1, 1)>
#d15 = #graph.dims<()[s0, s1] -> (1, 1, 1, s1)>
#d16 = #graph.dims<()[s0, s1] -> (s1, s1, s1, 1)>
#d17 = #graph.dims<()[s0, s1] -> (1, 1, s1, s1)>
#d18 = #graph.dims<()[s0, s1] -> (s1 * s1, s1 * s1, s1, 1)>
#d19 = #graph.dims<()[s0, s1] -> (s0, 1, 1, s1)>
#d20 = #graph.dims<()[s0, s1] -> (s0, 1, s1, s1)>
#d21 = #graph.dims<()[s0, s1] -> (s0, s1, 1)>
#d22 = #graph.dims<()[s0, s1] -> (s1, 1, 1)>
#d23 = #graph.dims<()[s0, s1] -> (s0 * s1, 64)>
#d24 = #graph.dims<()[s0, s1] -> (s0 * s1, 192)>
#d25 = #graph.dims<()[s0, s1] -> (s0, s1, 192)>
#d26 = #graph.dims<()[s0, s1] -> (s1 * 192, 192, 1)>
#d27 = #graph.dims<()[s0, s1] -> (s0, s1, 4, 16)>
#d28 = #graph.dims<()[s0, s1] -> (s1 * 192, 192, 16, 1)>
#d29 = #graph.dims<()[s0, s1] -> (s0, 4, s1, 16)>
#d30 = #graph.dims<()[s0, s1] -> (s1 * 192, 16, 192, 1)>
#d31 = #graph.dims<()[s0, s1] -> (s0, 4, 16, s1)>
#d32 = #graph.dims<()[s0, s1] -> (s1 * 192, 16, 1, 192)>
#d33 = #graph.dims<()[s0, s1] -> (s1 * 64, s1 * 16, 16, 1)>
#d34 = #graph.dims<()[s0, s1] -> (s0 * 4, s1, 16)>
#d35 = #graph.dims<()[s0, s1] -> (s1 * 16, 16, 1)>
#d36 = #graph.dims<()[s0, s1] -> (s1 * 64, s1 * 16, s1, 1)>
#d37 = #graph.dims<()[s0, s1] -> (s0 * 4, 16, s1)>
#d38 = #graph.dims<()[s0, s1] -> (s1 * 16, s1, 1)>
#d39 = #graph.dims<()[s0, s1] -> (s0 * 4, s1, s1)>
#d40 = #graph.dims<()[s0, s1] -> (s1 * s1, s1, 1)>
#d41 = #graph.dims<()[s0, s1] -> (s0, 4, s1, s1)>
#d42 = #graph.dims<()[s0, s1] -> ((s1 * s1) * 4, s1 * s1, s1, 1)>
#d43 = #graph.dims<()[s0, s1] -> (s1 * 64, 16, s1 * 16, 1)>
#d44 = #graph.dims<()[s0, s1] -> (s1 * 64, 64, 16, 1)>
#d45 = #graph.dims<()[s0, s1] -> (s0 * s1, 256)>
#d46 = #graph.dims<()[s0, s1] -> (s0, s1, 256)>
#d47 = #graph.dims<()[s0, s1] -> (s1 * 256, 256, 1)>
graph.program @main symbols ["s0", "s1"] (
    %0: tensor<?x?xi64, #d0> {graph.name = "kwargs.input_ids"},
    %1: tensor<96x64xf32> {graph.name = "wte.weight", graph.kind = "parameter"},
    %2: tensor<64x64xf32> {graph.name = "wpe.weight", graph.kind = "parameter"},
    %3: tensor<?x?xi64, #d0> {graph.name = "kwargs.attention_mask"},
    %4: tensor<64xf32> {graph.name = "h.0.ln_1.weight", graph.kind = "parameter"},
    %5: tensor<64xf32> {graph.name = "h.0.ln_1.bias", graph.kind = "parameter"},
    %6: tensor<192xf32> {graph.name = "h.0.attn.c_attn.bias", graph.kind = "parameter"},
    %7: tensor<64x192xf32> {graph.name = "h.0.attn.c_attn.weight", graph.kind = "parameter"},
    %8: tensor<64xf32> {graph.name = "h.0.attn.c_proj.bias", graph.kind = "parameter"},
    %9: tensor<64x64xf32> {graph.name = "h.0.attn.c_proj.weight", graph.kind = "parameter"},
    %10: tensor<64xf32> {graph.name = "h.0.ln_2.weight", graph.kind = "parameter"},
    %11: tensor<64xf32> {graph.name = "h.0.ln_2.bias", graph.kind = "parameter"},
    %12: tensor<256xf32> {graph.name = "h.0.mlp.c_fc.bias", graph.kind = "parameter"},
    %13: tensor<64x256xf32> {graph.name = "h.0.mlp.c_fc.weight", graph.kind = "parameter"},
    %14: tensor<64xf32> {graph.name = "h.0.mlp.c_proj.bias", graph.kind = "parameter"},
    %15: tensor<256x64xf32> {graph.name = "h.0.mlp.c_proj.weight", graph.kind = "parameter"},
    %16: tensor<64xf32> {graph.name = "h.1.ln_1.weight", graph.kind = "parameter"},
    %17: tensor<64xf32> {graph.name = "h.1.ln_1.bias", graph.kind = "parameter"},
    %18: tensor<192xf32> {graph.name = "h.1.attn.c_attn.bias", graph.kind = "parameter"},
    %19: tensor<64x192xf32> {graph.name = "h.1.attn.c_attn.weight", graph.kind = "parameter"},
    %20: tensor<64xf32> {graph.name = "h.1.attn.c_proj.bias", graph.kind = "parameter"},
    %21: tensor<64x64xf32> {graph.name = "h.1.attn.c_proj.weight", graph.kind = "parameter"},
    %22: tensor<64xf32> {graph.name = "h.1.ln_2.weight", graph.kind = "parameter"},
    %23: tensor<64xf32> {graph.name = "h.1.ln_2.bias", graph.kind = "parameter"},
    %24: tensor<256xf32> {graph.name = "h.1.mlp.c_fc.bias", graph.kind = "parameter"},
    %25: tensor<64x256xf32> {graph.name = "h.1.mlp.c_fc.weight", graph.kind = "parameter"},
    %26: tensor<64xf32> {graph.name = "h.1.mlp.c_proj.bias", graph.kind = "parameter"},
    %27: tensor<256x64xf32> {graph.name = "h.1.mlp.c_proj.weight", graph.kind = "parameter"},
    %28: tensor<64xf32> {graph.name = "ln_f.weight", graph.kind = "parameter"},
    %29: tensor<64xf32> {graph.name = "ln_f.bias", graph.kind = "parameter"})
    -> (tensor<?x?x64xf32, #d2>) {
  %v0 = graph.captured "aten.view.default"(%0) args [#graph.operand<0>, [-1 : i64, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d1] : (tensor<?x?xi64, #d0>) -> tensor<?x?xi64, #d0> loc("view"("transformers/models/gpt2/modeling_gpt2.py":547:0))
  %v1 = graph.captured "aten.embedding.default"(%1, %v0) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<96x64xf32>, tensor<?x?xi64, #d0>) -> tensor<?x?x64xf32, #d2> loc("embedding"("transformers/models/gpt2/modeling_gpt2.py":567:0))
  %v2 = graph.captured "aten.arange.start_step"() args [0 : i64, #graph.expr<()[s0, s1] -> (s1)>] kwargs {layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<?xi64, #d4> loc("arange"("transformers/models/gpt2/modeling_gpt2.py":571:0))
  %v3 = graph.captured "aten.add.Tensor"(%v2) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (1)>] : (tensor<?xi64, #d4>) -> tensor<?xi64, #d4> loc("add_9"("transformers/models/gpt2/modeling_gpt2.py":571:0))
  %v4 = graph.captured "aten.unsqueeze.default"(%v3) args [#graph.operand<0>, 0 : i64] strides [#d1] : (tensor<?xi64, #d4>) -> tensor<1x?xi64, #d5> loc("unsqueeze"("transformers/models/gpt2/modeling_gpt2.py":572:0))
  %v5 = graph.captured "aten.embedding.default"(%2, %v4) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<64x64xf32>, tensor<1x?xi64, #d5>) -> tensor<1x?x64xf32, #d6> loc("embedding_1"("transformers/models/gpt2/modeling_gpt2.py":574:0))
  %v6 = graph.captured "aten.add.Tensor"(%v1, %v5) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<?x?x64xf32, #d2>, tensor<1x?x64xf32, #d6>) -> tensor<?x?x64xf32, #d2> loc("add_17"("transformers/models/gpt2/modeling_gpt2.py":575:0))
  %v7 = graph.captured "aten.view.default"(%3) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, -1 : i64]] strides [#d1] : (tensor<?x?xi64, #d0>) -> tensor<?x?xi64, #d0> loc("view_1"("transformers/models/gpt2/modeling_gpt2.py":579:0))
  %v8 = graph.captured "aten._to_copy.default"(%v7) args [#graph.operand<0>] kwargs {dtype = i1, device = "cpu"} strides [#d1] : (tensor<?x?xi64, #d0>) -> tensor<?x?xi1, #d0> loc("_to_copy"("transformers/masking_utils.py":846:0))
  %v9 = graph.captured "aten.arange.start_step"() args [0 : i64, #graph.expr<()[s0] -> (s0)>] kwargs {layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<?xi64, #d7> loc("arange_1"("transformers/masking_utils.py":543:0))
  %v10 = graph.captured "aten.arange.start_step"() args [0 : i64, #graph.expr<()[s0, s1] -> (s1)>] kwargs {layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<?xi64, #d4> loc("arange_3"("transformers/masking_utils.py":545:0))
  %v11 = graph.captured "aten.add.Tensor"(%v10) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (1)>] : (tensor<?xi64, #d4>) -> tensor<?xi64, #d4> loc("add_32"("transformers/masking_utils.py":545:0))
  %v12 = graph.captured "aten.arange.start_step"() args [0 : i64, #graph.expr<()[s0, s1] -> (s1)>] kwargs {layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<?xi64, #d4> loc("arange_4"("transformers/masking_utils.py":546:0))
  %v13 = graph.captured "aten.add.Tensor"(%v12) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (1)>] : (tensor<?xi64, #d4>) -> tensor<?xi64, #d4> loc("add_37"("transformers/masking_utils.py":546:0))
  %v14 = graph.captured "aten.slice.Tensor"(%v9) args [#graph.operand<0>, 0 : i64, 0 : i64, 9223372036854775807 : i64] strides [#graph.dims<() -> (1)>] : (tensor<?xi64, #d7>) -> tensor<?xi64, #d7> loc("slice_1"("transformers/masking_utils.py":403:0))
  %v15 = graph.captured "aten.unsqueeze.default"(%v14) args [#graph.operand<0>, 1 : i64] strides [#graph.dims<() -> (1, 1)>] : (tensor<?xi64, #d7>) -> tensor<?x1xi64, #d8> loc("unsqueeze_1"("transformers/masking_utils.py":403:0))
  %v16 = graph.captured "aten.unsqueeze.default"(%v15) args [#graph.operand<0>, 2 : i64] strides [#graph.dims<() -> (1, 1, 1)>] : (tensor<?x1xi64, #d8>) -> tensor<?x1x1xi64, #d9> loc("unsqueeze_2"("transformers/masking_utils.py":403:0))
  %v17 = graph.captured "aten.unsqueeze.default"(%v16) args [#graph.operand<0>, 3 : i64] strides [#graph.dims<() -> (1, 1, 1, 1)>] : (tensor<?x1x1xi64, #d9>) -> tensor<?x1x1x1xi64, #d10> loc("unsqueeze_3"("transformers/masking_utils.py":403:0))
  %v18 = graph.captured "aten.unsqueeze.default"(%v11) args [#graph.operand<0>, 0 : i64] strides [#d1] : (tensor<?xi64, #d4>) -> tensor<1x?xi64, #d5> loc("unsqueeze_4"("transformers/masking_utils.py":405:0))
  %v19 = graph.captured "aten.unsqueeze.default"(%v18) args [#graph.operand<0>, 1 : i64] strides [#d12] : (tensor<1x?xi64, #d5>) -> tensor<1x1x?xi64, #d11> loc("unsqueeze_5"("transformers/masking_utils.py":405:0))
  %v20 = graph.captured "aten.slice.Tensor"(%v19) args [#graph.operand<0>, 2 : i64, 0 : i64, 9223372036854775807 : i64] strides [#d12] : (tensor<1x1x?xi64, #d11>) -> tensor<1x1x?xi64, #d11> loc("slice_2"("transformers/masking_utils.py":405:0))
  %v21 = graph.captured "aten.unsqueeze.default"(%v20) args [#graph.operand<0>, 3 : i64] strides [#d14] : (tensor<1x1x?xi64, #d11>) -> tensor<1x1x?x1xi64, #d13> loc("unsqueeze_6"("transformers/masking_utils.py":405:0))
  %v22 = graph.captured "aten.unsqueeze.default"(%v13) args [#graph.operand<0>, 0 : i64] strides [#d1] : (tensor<?xi64, #d4>) -> tensor<1x?xi64, #d5> loc("unsqueeze_7"("transformers/masking_utils.py":406:0))
  %v23 = graph.captured "aten.unsqueeze.default"(%v22) args [#graph.operand<0>, 1 : i64] strides [#d12] : (tensor<1x?xi64, #d5>) -> tensor<1x1x?xi64, #d11> loc("unsqueeze_8"("transformers/masking_utils.py":406:0))
  %v24 = graph.captured "aten.unsqueeze.default"(%v23) args [#graph.operand<0>, 2 : i64] strides [#d16] : (tensor<1x1x?xi64, #d11>) -> tensor<1x1x1x?xi64, #d15> loc("unsqueeze_9"("transformers/masking_utils.py":406:0))
  %v25 = graph.captured "aten.slice.Tensor"(%v24) args [#graph.operand<0>, 3 : i64, 0 : i64, 9223372036854775807 : i64] strides [#d16] : (tensor<1x1x1x?xi64, #d15>) -> tensor<1x1x1x?xi64, #d15> loc("slice_3"("transformers/masking_utils.py":406:0))
  %v26 = graph.captured "aten.full.default"() args [[], true] kwargs {dtype = i1, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> ()>] : () -> tensor<i1> loc("full"("transformers/masking_utils.py":50:0))
  %v27 = graph.captured "aten.le.Tensor"(%v25, %v21) args [#graph.operand<0>, #graph.operand<1>] strides [#d18] : (tensor<1x1x1x?xi64, #d15>, tensor<1x1x?x1xi64, #d13>) -> tensor<1x1x?x?xi1, #d17> loc("le_3"("transformers/masking_utils.py":76:0))
  %v28 = graph.captured "aten.bitwise_and.Tensor"(%v26, %v27) args [#graph.operand<0>, #graph.operand<1>] strides [#d18] : (tensor<i1>, tensor<1x1x?x?xi1, #d17>) -> tensor<1x1x?x?xi1, #d17> loc("bitwise_and"("transformers/masking_utils.py":52:0))
  %v29 = graph.captured "aten.index.Tensor"(%v8, %v17, %v25) args [#graph.operand<0>, [#graph.operand<1>, #graph.operand<2>]] strides [#d16] : (tensor<?x?xi1, #d0>, tensor<?x1x1x1xi64, #d10>, tensor<1x1x1x?xi64, #d15>) -> tensor<?x1x1x?xi1, #d19> loc("index"("transformers/masking_utils.py":173:0))
  %v30 = graph.captured "aten.bitwise_and.Tensor"(%v28, %v29) args [#graph.operand<0>, #graph.operand<1>] strides [#d18] : (tensor<1x1x?x?xi1, #d17>, tensor<?x1x1x?xi1, #d19>) -> tensor<?x1x?x?xi1, #d20> loc("bitwise_and_1"("transformers/masking_utils.py":52:0))
  %v31 = graph.captured "aten.expand.default"(%v30) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, -1 : i64, #graph.expr<()[s0, s1] -> (s1)>, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d18] : (tensor<?x1x?x?xi1, #d20>) -> tensor<?x1x?x?xi1, #d20> loc("expand"("transformers/masking_utils.py":554:0))
  %v32 = graph.captured "aten.full.default"() args [[], 0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> ()>] : () -> tensor<f32> loc("full_1"("transformers/masking_utils.py":632:0))
  %v33 = graph.captured "aten.scalar_tensor.default"() args [-3.4028234663852886e+38 : f64] kwargs {dtype = f32, layout = "strided", device = "cpu"} strides [#graph.dims<() -> ()>] : () -> tensor<f32> loc("scalar_tensor"("transformers/masking_utils.py":632:0))
  %v34 = graph.captured "aten.where.self"(%v31, %v32, %v33) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d18] : (tensor<?x1x?x?xi1, #d20>, tensor<f32>, tensor<f32>) -> tensor<?x1x?x?xf32, #d20> loc("where"("transformers/masking_utils.py":632:0))
  %v35 = graph.captured "aten.clone.default"(%v6) args [#graph.operand<0>] strides [#d3] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x64xf32, #d2> loc("clone"("transformers/models/gpt2/modeling_gpt2.py":601:0))
  %v36:3 = graph.captured "aten.native_layer_norm.default"(%v35, %4, %5) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-05 : f64] strides [#d3, #d22, #d22] : (tensor<?x?x64xf32, #d2>, tensor<64xf32>, tensor<64xf32>) -> (tensor<?x?x64xf32, #d2>, tensor<?x?x1xf32, #d21>, tensor<?x?x1xf32, #d21>) loc("native_layer_norm"("transformers/models/gpt2/modeling_gpt2.py":273:0))
  %v37 = graph.captured "aten.view.default"(%v36#0) args [#graph.operand<0>, [-1 : i64, 64 : i64]] strides [#graph.dims<() -> (64, 1)>] : (tensor<?x?x64xf32, #d2>) -> tensor<?x64xf32, #d23> loc("view_2"("transformers/pytorch_utils.py":119:0))
  %v38 = graph.captured "aten.addmm.default"(%6, %v37, %7) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (192, 1)>] : (tensor<192xf32>, tensor<?x64xf32, #d23>, tensor<64x192xf32>) -> tensor<?x192xf32, #d24> loc("addmm"("transformers/pytorch_utils.py":119:0))
  %v39 = graph.captured "aten.view.default"(%v38) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, 192 : i64]] strides [#d26] : (tensor<?x192xf32, #d24>) -> tensor<?x?x192xf32, #d25> loc("view_3"("transformers/pytorch_utils.py":120:0))
  %v40:3 = graph.captured "aten.split_with_sizes.default"(%v39) args [#graph.operand<0>, [64 : i64, 64 : i64, 64 : i64], 2 : i64] strides [#d26, #d26, #d26] : (tensor<?x?x192xf32, #d25>) -> (tensor<?x?x64xf32, #d2>, tensor<?x?x64xf32, #d2>, tensor<?x?x64xf32, #d2>) loc("split_with_sizes"("transformers/models/gpt2/modeling_gpt2.py":185:0))
  %v41 = graph.captured "aten.view.default"(%v40#1) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, -1 : i64, 16 : i64]] strides [#d28] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x4x16xf32, #d27> loc("view_4"("transformers/models/gpt2/modeling_gpt2.py":187:0))
  %v42 = graph.captured "aten.permute.default"(%v41) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d30] : (tensor<?x?x4x16xf32, #d27>) -> tensor<?x4x?x16xf32, #d29> loc("permute"("transformers/models/gpt2/modeling_gpt2.py":187:0))
  %v43 = graph.captured "aten.view.default"(%v40#2) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, -1 : i64, 16 : i64]] strides [#d28] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x4x16xf32, #d27> loc("view_5"("transformers/models/gpt2/modeling_gpt2.py":188:0))
  %v44 = graph.captured "aten.permute.default"(%v43) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d30] : (tensor<?x?x4x16xf32, #d27>) -> tensor<?x4x?x16xf32, #d29> loc("permute_1"("transformers/models/gpt2/modeling_gpt2.py":188:0))
  %v45 = graph.captured "aten.view.default"(%v40#0) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, -1 : i64, 16 : i64]] strides [#d28] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x4x16xf32, #d27> loc("view_6"("transformers/models/gpt2/modeling_gpt2.py":191:0))
  %v46 = graph.captured "aten.permute.default"(%v45) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d30] : (tensor<?x?x4x16xf32, #d27>) -> tensor<?x4x?x16xf32, #d29> loc("permute_2"("transformers/models/gpt2/modeling_gpt2.py":191:0))
  %v47 = graph.captured "aten.permute.default"(%v42) args [#graph.operand<0>, [0 : i64, 1 : i64, 3 : i64, 2 : i64]] strides [#d32] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x4x16x?xf32, #d31> loc("permute_3"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v48 = graph.captured "aten.expand.default"(%v46) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, #graph.expr<()[s0, s1] -> (s1)>, 16 : i64]] strides [#d30] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x4x?x16xf32, #d29> loc("expand_1"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v49 = graph.captured "aten.clone.default"(%v48) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d33] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x4x?x16xf32, #d29> loc("clone_1"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v50 = graph.captured "aten.view.default"(%v49) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0 * 4)>, #graph.expr<()[s0, s1] -> (s1)>, 16 : i64]] strides [#d35] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x?x16xf32, #d34> loc("view_7"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v51 = graph.captured "aten.expand.default"(%v47) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, 16 : i64, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d32] : (tensor<?x4x16x?xf32, #d31>) -> tensor<?x4x16x?xf32, #d31> loc("expand_2"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v52 = graph.captured "aten.clone.default"(%v51) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d36] : (tensor<?x4x16x?xf32, #d31>) -> tensor<?x4x16x?xf32, #d31> loc("clone_2"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v53 = graph.captured "aten.view.default"(%v52) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0 * 4)>, 16 : i64, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d38] : (tensor<?x4x16x?xf32, #d31>) -> tensor<?x16x?xf32, #d37> loc("view_8"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v54 = graph.captured "aten.bmm.default"(%v50, %v53) args [#graph.operand<0>, #graph.operand<1>] strides [#d40] : (tensor<?x?x16xf32, #d34>, tensor<?x16x?xf32, #d37>) -> tensor<?x?x?xf32, #d39> loc("bmm"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v55 = graph.captured "aten.view.default"(%v54) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, #graph.expr<()[s0, s1] -> (s1)>, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d42] : (tensor<?x?x?xf32, #d39>) -> tensor<?x4x?x?xf32, #d41> loc("view_9"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v56 = graph.captured "aten.mul.Tensor"(%v55) args [#graph.operand<0>, 0.25 : f64] strides [#d42] : (tensor<?x4x?x?xf32, #d41>) -> tensor<?x4x?x?xf32, #d41> loc("mul_196"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v57 = graph.captured "aten.add.Tensor"(%v56, %v34) args [#graph.operand<0>, #graph.operand<1>] strides [#d42] : (tensor<?x4x?x?xf32, #d41>, tensor<?x1x?x?xf32, #d20>) -> tensor<?x4x?x?xf32, #d41> loc("add_212"("transformers/models/gpt2/modeling_gpt2.py":61:0))
  %v58 = graph.captured "aten._softmax.default"(%v57) args [#graph.operand<0>, -1 : i64, false] strides [#d42] : (tensor<?x4x?x?xf32, #d41>) -> tensor<?x4x?x?xf32, #d41> loc("_softmax"("transformers/models/gpt2/modeling_gpt2.py":63:0))
  %v59 = graph.captured "aten.clone.default"(%v58) args [#graph.operand<0>] strides [#d42] : (tensor<?x4x?x?xf32, #d41>) -> tensor<?x4x?x?xf32, #d41> loc("clone_3"("transformers/models/gpt2/modeling_gpt2.py":67:0))
  %v60 = graph.captured "aten.expand.default"(%v59) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, #graph.expr<()[s0, s1] -> (s1)>, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d42] : (tensor<?x4x?x?xf32, #d41>) -> tensor<?x4x?x?xf32, #d41> loc("expand_3"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v61 = graph.captured "aten.view.default"(%v60) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0 * 4)>, #graph.expr<()[s0, s1] -> (s1)>, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d40] : (tensor<?x4x?x?xf32, #d41>) -> tensor<?x?x?xf32, #d39> loc("view_10"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v62 = graph.captured "aten.expand.default"(%v44) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, #graph.expr<()[s0, s1] -> (s1)>, 16 : i64]] strides [#d30] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x4x?x16xf32, #d29> loc("expand_4"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v63 = graph.captured "aten.clone.default"(%v62) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d33] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x4x?x16xf32, #d29> loc("clone_4"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v64 = graph.captured "aten.view.default"(%v63) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0 * 4)>, #graph.expr<()[s0, s1] -> (s1)>, 16 : i64]] strides [#d35] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x?x16xf32, #d34> loc("view_11"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v65 = graph.captured "aten.bmm.default"(%v61, %v64) args [#graph.operand<0>, #graph.operand<1>] strides [#d35] : (tensor<?x?x?xf32, #d39>, tensor<?x?x16xf32, #d34>) -> tensor<?x?x16xf32, #d34> loc("bmm_1"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v66 = graph.captured "aten.view.default"(%v65) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, #graph.expr<()[s0, s1] -> (s1)>, 16 : i64]] strides [#d33] : (tensor<?x?x16xf32, #d34>) -> tensor<?x4x?x16xf32, #d29> loc("view_12"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v67 = graph.captured "aten.permute.default"(%v66) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d43] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x?x4x16xf32, #d27> loc("permute_4"("transformers/models/gpt2/modeling_gpt2.py":70:0))
  %v68 = graph.captured "aten.clone.default"(%v67) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d44] : (tensor<?x?x4x16xf32, #d27>) -> tensor<?x?x4x16xf32, #d27> loc("clone_5"("transformers/models/gpt2/modeling_gpt2.py":222:0))
  %v69 = graph.captured "aten.view.default"(%v68) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, 64 : i64]] strides [#d3] : (tensor<?x?x4x16xf32, #d27>) -> tensor<?x?x64xf32, #d2> loc("view_13"("transformers/models/gpt2/modeling_gpt2.py":222:0))
  %v70 = graph.captured "aten.view.default"(%v69) args [#graph.operand<0>, [-1 : i64, 64 : i64]] strides [#graph.dims<() -> (64, 1)>] : (tensor<?x?x64xf32, #d2>) -> tensor<?x64xf32, #d23> loc("view_14"("transformers/pytorch_utils.py":119:0))
  %v71 = graph.captured "aten.addmm.default"(%8, %v70, %9) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (64, 1)>] : (tensor<64xf32>, tensor<?x64xf32, #d23>, tensor<64x64xf32>) -> tensor<?x64xf32, #d23> loc("addmm_1"("transformers/pytorch_utils.py":119:0))
  %v72 = graph.captured "aten.view.default"(%v71) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, 64 : i64]] strides [#d3] : (tensor<?x64xf32, #d23>) -> tensor<?x?x64xf32, #d2> loc("view_15"("transformers/pytorch_utils.py":120:0))
  %v73 = graph.captured "aten.clone.default"(%v72) args [#graph.operand<0>] strides [#d3] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x64xf32, #d2> loc("clone_6"("transformers/models/gpt2/modeling_gpt2.py":224:0))
  %v74 = graph.captured "aten.add.Tensor"(%v73, %v35) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<?x?x64xf32, #d2>, tensor<?x?x64xf32, #d2>) -> tensor<?x?x64xf32, #d2> loc("add_288"("transformers/models/gpt2/modeling_gpt2.py":282:0))
  %v75:3 = graph.captured "aten.native_layer_norm.default"(%v74, %10, %11) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-05 : f64] strides [#d3, #d22, #d22] : (tensor<?x?x64xf32, #d2>, tensor<64xf32>, tensor<64xf32>) -> (tensor<?x?x64xf32, #d2>, tensor<?x?x1xf32, #d21>, tensor<?x?x1xf32, #d21>) loc("native_layer_norm_1"("transformers/models/gpt2/modeling_gpt2.py":304:0))
  %v76 = graph.captured "aten.view.default"(%v75#0) args [#graph.operand<0>, [-1 : i64, 64 : i64]] strides [#graph.dims<() -> (64, 1)>] : (tensor<?x?x64xf32, #d2>) -> tensor<?x64xf32, #d23> loc("view_16"("transformers/pytorch_utils.py":119:0))
  %v77 = graph.captured "aten.addmm.default"(%12, %v76, %13) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (256, 1)>] : (tensor<256xf32>, tensor<?x64xf32, #d23>, tensor<64x256xf32>) -> tensor<?x256xf32, #d45> loc("addmm_2"("transformers/pytorch_utils.py":119:0))
  %v78 = graph.captured "aten.view.default"(%v77) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, 256 : i64]] strides [#d47] : (tensor<?x256xf32, #d45>) -> tensor<?x?x256xf32, #d46> loc("view_17"("transformers/pytorch_utils.py":120:0))
  %v79 = graph.captured "aten.mul.Tensor"(%v78) args [#graph.operand<0>, 0.5 : f64] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("mul_336"("transformers/activations.py":66:0))
  %v80 = graph.captured "aten.pow.Tensor_Scalar"(%v78) args [#graph.operand<0>, 3.0 : f64] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("pow_1"("transformers/activations.py":66:0))
  %v81 = graph.captured "aten.mul.Tensor"(%v80) args [#graph.operand<0>, 0.044715 : f64] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("mul_343"("transformers/activations.py":66:0))
  %v82 = graph.captured "aten.add.Tensor"(%v78, %v81) args [#graph.operand<0>, #graph.operand<1>] strides [#d47] : (tensor<?x?x256xf32, #d46>, tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("add_327"("transformers/activations.py":66:0))
  %v83 = graph.captured "aten.mul.Tensor"(%v82) args [#graph.operand<0>, 0.7978845608028654 : f64] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("mul_350"("transformers/activations.py":66:0))
  %v84 = graph.captured "aten.tanh.default"(%v83) args [#graph.operand<0>] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("tanh"("transformers/activations.py":66:0))
  %v85 = graph.captured "aten.add.Tensor"(%v84) args [#graph.operand<0>, 1.0 : f64] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("add_340"("transformers/activations.py":66:0))
  %v86 = graph.captured "aten.mul.Tensor"(%v79, %v85) args [#graph.operand<0>, #graph.operand<1>] strides [#d47] : (tensor<?x?x256xf32, #d46>, tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("mul_360"("transformers/activations.py":66:0))
  %v87 = graph.captured "aten.view.default"(%v86) args [#graph.operand<0>, [-1 : i64, 256 : i64]] strides [#graph.dims<() -> (256, 1)>] : (tensor<?x?x256xf32, #d46>) -> tensor<?x256xf32, #d45> loc("view_18"("transformers/pytorch_utils.py":119:0))
  %v88 = graph.captured "aten.addmm.default"(%14, %v87, %15) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (64, 1)>] : (tensor<64xf32>, tensor<?x256xf32, #d45>, tensor<256x64xf32>) -> tensor<?x64xf32, #d23> loc("addmm_3"("transformers/pytorch_utils.py":119:0))
  %v89 = graph.captured "aten.view.default"(%v88) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, 64 : i64]] strides [#d3] : (tensor<?x64xf32, #d23>) -> tensor<?x?x64xf32, #d2> loc("view_19"("transformers/pytorch_utils.py":120:0))
  %v90 = graph.captured "aten.clone.default"(%v89) args [#graph.operand<0>] strides [#d3] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x64xf32, #d2> loc("clone_7"("transformers/models/gpt2/modeling_gpt2.py":242:0))
  %v91 = graph.captured "aten.add.Tensor"(%v74, %v90) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<?x?x64xf32, #d2>, tensor<?x?x64xf32, #d2>) -> tensor<?x?x64xf32, #d2> loc("add_363"("transformers/models/gpt2/modeling_gpt2.py":307:0))
  %v92:3 = graph.captured "aten.native_layer_norm.default"(%v91, %16, %17) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-05 : f64] strides [#d3, #d22, #d22] : (tensor<?x?x64xf32, #d2>, tensor<64xf32>, tensor<64xf32>) -> (tensor<?x?x64xf32, #d2>, tensor<?x?x1xf32, #d21>, tensor<?x?x1xf32, #d21>) loc("native_layer_norm_2"("transformers/models/gpt2/modeling_gpt2.py":273:0))
  %v93 = graph.captured "aten.view.default"(%v92#0) args [#graph.operand<0>, [-1 : i64, 64 : i64]] strides [#graph.dims<() -> (64, 1)>] : (tensor<?x?x64xf32, #d2>) -> tensor<?x64xf32, #d23> loc("view_20"("transformers/pytorch_utils.py":119:0))
  %v94 = graph.captured "aten.addmm.default"(%18, %v93, %19) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (192, 1)>] : (tensor<192xf32>, tensor<?x64xf32, #d23>, tensor<64x192xf32>) -> tensor<?x192xf32, #d24> loc("addmm_4"("transformers/pytorch_utils.py":119:0))
  %v95 = graph.captured "aten.view.default"(%v94) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, 192 : i64]] strides [#d26] : (tensor<?x192xf32, #d24>) -> tensor<?x?x192xf32, #d25> loc("view_21"("transformers/pytorch_utils.py":120:0))
  %v96:3 = graph.captured "aten.split_with_sizes.default"(%v95) args [#graph.operand<0>, [64 : i64, 64 : i64, 64 : i64], 2 : i64] strides [#d26, #d26, #d26] : (tensor<?x?x192xf32, #d25>) -> (tensor<?x?x64xf32, #d2>, tensor<?x?x64xf32, #d2>, tensor<?x?x64xf32, #d2>) loc("split_with_sizes_1"("transformers/models/gpt2/modeling_gpt2.py":185:0))
  %v97 = graph.captured "aten.view.default"(%v96#1) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, -1 : i64, 16 : i64]] strides [#d28] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x4x16xf32, #d27> loc("view_22"("transformers/models/gpt2/modeling_gpt2.py":187:0))
  %v98 = graph.captured "aten.permute.default"(%v97) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d30] : (tensor<?x?x4x16xf32, #d27>) -> tensor<?x4x?x16xf32, #d29> loc("permute_5"("transformers/models/gpt2/modeling_gpt2.py":187:0))
  %v99 = graph.captured "aten.view.default"(%v96#2) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, -1 : i64, 16 : i64]] strides [#d28] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x4x16xf32, #d27> loc("view_23"("transformers/models/gpt2/modeling_gpt2.py":188:0))
  %v100 = graph.captured "aten.permute.default"(%v99) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d30] : (tensor<?x?x4x16xf32, #d27>) -> tensor<?x4x?x16xf32, #d29> loc("permute_6"("transformers/models/gpt2/modeling_gpt2.py":188:0))
  %v101 = graph.captured "aten.view.default"(%v96#0) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, -1 : i64, 16 : i64]] strides [#d28] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x4x16xf32, #d27> loc("view_24"("transformers/models/gpt2/modeling_gpt2.py":191:0))
  %v102 = graph.captured "aten.permute.default"(%v101) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d30] : (tensor<?x?x4x16xf32, #d27>) -> tensor<?x4x?x16xf32, #d29> loc("permute_7"("transformers/models/gpt2/modeling_gpt2.py":191:0))
  %v103 = graph.captured "aten.permute.default"(%v98) args [#graph.operand<0>, [0 : i64, 1 : i64, 3 : i64, 2 : i64]] strides [#d32] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x4x16x?xf32, #d31> loc("permute_8"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v104 = graph.captured "aten.expand.default"(%v102) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, #graph.expr<()[s0, s1] -> (s1)>, 16 : i64]] strides [#d30] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x4x?x16xf32, #d29> loc("expand_5"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v105 = graph.captured "aten.clone.default"(%v104) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d33] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x4x?x16xf32, #d29> loc("clone_8"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v106 = graph.captured "aten.view.default"(%v105) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0 * 4)>, #graph.expr<()[s0, s1] -> (s1)>, 16 : i64]] strides [#d35] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x?x16xf32, #d34> loc("view_25"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v107 = graph.captured "aten.expand.default"(%v103) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, 16 : i64, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d32] : (tensor<?x4x16x?xf32, #d31>) -> tensor<?x4x16x?xf32, #d31> loc("expand_6"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v108 = graph.captured "aten.clone.default"(%v107) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d36] : (tensor<?x4x16x?xf32, #d31>) -> tensor<?x4x16x?xf32, #d31> loc("clone_9"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v109 = graph.captured "aten.view.default"(%v108) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0 * 4)>, 16 : i64, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d38] : (tensor<?x4x16x?xf32, #d31>) -> tensor<?x16x?xf32, #d37> loc("view_26"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v110 = graph.captured "aten.bmm.default"(%v106, %v109) args [#graph.operand<0>, #graph.operand<1>] strides [#d40] : (tensor<?x?x16xf32, #d34>, tensor<?x16x?xf32, #d37>) -> tensor<?x?x?xf32, #d39> loc("bmm_2"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v111 = graph.captured "aten.view.default"(%v110) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, #graph.expr<()[s0, s1] -> (s1)>, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d42] : (tensor<?x?x?xf32, #d39>) -> tensor<?x4x?x?xf32, #d41> loc("view_27"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v112 = graph.captured "aten.mul.Tensor"(%v111) args [#graph.operand<0>, 0.25 : f64] strides [#d42] : (tensor<?x4x?x?xf32, #d41>) -> tensor<?x4x?x?xf32, #d41> loc("mul_500"("transformers/models/gpt2/modeling_gpt2.py":58:0))
  %v113 = graph.captured "aten.add.Tensor"(%v112, %v34) args [#graph.operand<0>, #graph.operand<1>] strides [#d42] : (tensor<?x4x?x?xf32, #d41>, tensor<?x1x?x?xf32, #d20>) -> tensor<?x4x?x?xf32, #d41> loc("add_479"("transformers/models/gpt2/modeling_gpt2.py":61:0))
  %v114 = graph.captured "aten._softmax.default"(%v113) args [#graph.operand<0>, -1 : i64, false] strides [#d42] : (tensor<?x4x?x?xf32, #d41>) -> tensor<?x4x?x?xf32, #d41> loc("_softmax_1"("transformers/models/gpt2/modeling_gpt2.py":63:0))
  %v115 = graph.captured "aten.clone.default"(%v114) args [#graph.operand<0>] strides [#d42] : (tensor<?x4x?x?xf32, #d41>) -> tensor<?x4x?x?xf32, #d41> loc("clone_10"("transformers/models/gpt2/modeling_gpt2.py":67:0))
  %v116 = graph.captured "aten.expand.default"(%v115) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, #graph.expr<()[s0, s1] -> (s1)>, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d42] : (tensor<?x4x?x?xf32, #d41>) -> tensor<?x4x?x?xf32, #d41> loc("expand_7"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v117 = graph.captured "aten.view.default"(%v116) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0 * 4)>, #graph.expr<()[s0, s1] -> (s1)>, #graph.expr<()[s0, s1] -> (s1)>]] strides [#d40] : (tensor<?x4x?x?xf32, #d41>) -> tensor<?x?x?xf32, #d39> loc("view_28"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v118 = graph.captured "aten.expand.default"(%v100) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, #graph.expr<()[s0, s1] -> (s1)>, 16 : i64]] strides [#d30] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x4x?x16xf32, #d29> loc("expand_8"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v119 = graph.captured "aten.clone.default"(%v118) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d33] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x4x?x16xf32, #d29> loc("clone_11"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v120 = graph.captured "aten.view.default"(%v119) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0 * 4)>, #graph.expr<()[s0, s1] -> (s1)>, 16 : i64]] strides [#d35] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x?x16xf32, #d34> loc("view_29"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v121 = graph.captured "aten.bmm.default"(%v117, %v120) args [#graph.operand<0>, #graph.operand<1>] strides [#d35] : (tensor<?x?x?xf32, #d39>, tensor<?x?x16xf32, #d34>) -> tensor<?x?x16xf32, #d34> loc("bmm_3"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v122 = graph.captured "aten.view.default"(%v121) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 4 : i64, #graph.expr<()[s0, s1] -> (s1)>, 16 : i64]] strides [#d33] : (tensor<?x?x16xf32, #d34>) -> tensor<?x4x?x16xf32, #d29> loc("view_30"("transformers/models/gpt2/modeling_gpt2.py":69:0))
  %v123 = graph.captured "aten.permute.default"(%v122) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d43] : (tensor<?x4x?x16xf32, #d29>) -> tensor<?x?x4x16xf32, #d27> loc("permute_9"("transformers/models/gpt2/modeling_gpt2.py":70:0))
  %v124 = graph.captured "aten.clone.default"(%v123) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d44] : (tensor<?x?x4x16xf32, #d27>) -> tensor<?x?x4x16xf32, #d27> loc("clone_12"("transformers/models/gpt2/modeling_gpt2.py":222:0))
  %v125 = graph.captured "aten.view.default"(%v124) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, 64 : i64]] strides [#d3] : (tensor<?x?x4x16xf32, #d27>) -> tensor<?x?x64xf32, #d2> loc("view_31"("transformers/models/gpt2/modeling_gpt2.py":222:0))
  %v126 = graph.captured "aten.view.default"(%v125) args [#graph.operand<0>, [-1 : i64, 64 : i64]] strides [#graph.dims<() -> (64, 1)>] : (tensor<?x?x64xf32, #d2>) -> tensor<?x64xf32, #d23> loc("view_32"("transformers/pytorch_utils.py":119:0))
  %v127 = graph.captured "aten.addmm.default"(%20, %v126, %21) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (64, 1)>] : (tensor<64xf32>, tensor<?x64xf32, #d23>, tensor<64x64xf32>) -> tensor<?x64xf32, #d23> loc("addmm_5"("transformers/pytorch_utils.py":119:0))
  %v128 = graph.captured "aten.view.default"(%v127) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, 64 : i64]] strides [#d3] : (tensor<?x64xf32, #d23>) -> tensor<?x?x64xf32, #d2> loc("view_33"("transformers/pytorch_utils.py":120:0))
  %v129 = graph.captured "aten.clone.default"(%v128) args [#graph.operand<0>] strides [#d3] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x64xf32, #d2> loc("clone_13"("transformers/models/gpt2/modeling_gpt2.py":224:0))
  %v130 = graph.captured "aten.add.Tensor"(%v129, %v91) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<?x?x64xf32, #d2>, tensor<?x?x64xf32, #d2>) -> tensor<?x?x64xf32, #d2> loc("add_555"("transformers/models/gpt2/modeling_gpt2.py":282:0))
  %v131:3 = graph.captured "aten.native_layer_norm.default"(%v130, %22, %23) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-05 : f64] strides [#d3, #d22, #d22] : (tensor<?x?x64xf32, #d2>, tensor<64xf32>, tensor<64xf32>) -> (tensor<?x?x64xf32, #d2>, tensor<?x?x1xf32, #d21>, tensor<?x?x1xf32, #d21>) loc("native_layer_norm_3"("transformers/models/gpt2/modeling_gpt2.py":304:0))
  %v132 = graph.captured "aten.view.default"(%v131#0) args [#graph.operand<0>, [-1 : i64, 64 : i64]] strides [#graph.dims<() -> (64, 1)>] : (tensor<?x?x64xf32, #d2>) -> tensor<?x64xf32, #d23> loc("view_34"("transformers/pytorch_utils.py":119:0))
  %v133 = graph.captured "aten.addmm.default"(%24, %v132, %25) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (256, 1)>] : (tensor<256xf32>, tensor<?x64xf32, #d23>, tensor<64x256xf32>) -> tensor<?x256xf32, #d45> loc("addmm_6"("transformers/pytorch_utils.py":119:0))
  %v134 = graph.captured "aten.view.default"(%v133) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, 256 : i64]] strides [#d47] : (tensor<?x256xf32, #d45>) -> tensor<?x?x256xf32, #d46> loc("view_35"("transformers/pytorch_utils.py":120:0))
  %v135 = graph.captured "aten.mul.Tensor"(%v134) args [#graph.operand<0>, 0.5 : f64] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("mul_640"("transformers/activations.py":66:0))
  %v136 = graph.captured "aten.pow.Tensor_Scalar"(%v134) args [#graph.operand<0>, 3.0 : f64] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("pow_2"("transformers/activations.py":66:0))
  %v137 = graph.captured "aten.mul.Tensor"(%v136) args [#graph.operand<0>, 0.044715 : f64] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("mul_647"("transformers/activations.py":66:0))
  %v138 = graph.captured "aten.add.Tensor"(%v134, %v137) args [#graph.operand<0>, #graph.operand<1>] strides [#d47] : (tensor<?x?x256xf32, #d46>, tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("add_594"("transformers/activations.py":66:0))
  %v139 = graph.captured "aten.mul.Tensor"(%v138) args [#graph.operand<0>, 0.7978845608028654 : f64] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("mul_654"("transformers/activations.py":66:0))
  %v140 = graph.captured "aten.tanh.default"(%v139) args [#graph.operand<0>] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("tanh_1"("transformers/activations.py":66:0))
  %v141 = graph.captured "aten.add.Tensor"(%v140) args [#graph.operand<0>, 1.0 : f64] strides [#d47] : (tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("add_607"("transformers/activations.py":66:0))
  %v142 = graph.captured "aten.mul.Tensor"(%v135, %v141) args [#graph.operand<0>, #graph.operand<1>] strides [#d47] : (tensor<?x?x256xf32, #d46>, tensor<?x?x256xf32, #d46>) -> tensor<?x?x256xf32, #d46> loc("mul_664"("transformers/activations.py":66:0))
  %v143 = graph.captured "aten.view.default"(%v142) args [#graph.operand<0>, [-1 : i64, 256 : i64]] strides [#graph.dims<() -> (256, 1)>] : (tensor<?x?x256xf32, #d46>) -> tensor<?x256xf32, #d45> loc("view_36"("transformers/pytorch_utils.py":119:0))
  %v144 = graph.captured "aten.addmm.default"(%26, %v143, %27) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (64, 1)>] : (tensor<64xf32>, tensor<?x256xf32, #d45>, tensor<256x64xf32>) -> tensor<?x64xf32, #d23> loc("addmm_7"("transformers/pytorch_utils.py":119:0))
  %v145 = graph.captured "aten.view.default"(%v144) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> (s1)>, 64 : i64]] strides [#d3] : (tensor<?x64xf32, #d23>) -> tensor<?x?x64xf32, #d2> loc("view_37"("transformers/pytorch_utils.py":120:0))
  %v146 = graph.captured "aten.clone.default"(%v145) args [#graph.operand<0>] strides [#d3] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x64xf32, #d2> loc("clone_14"("transformers/models/gpt2/modeling_gpt2.py":242:0))
  %v147 = graph.captured "aten.add.Tensor"(%v130, %v146) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<?x?x64xf32, #d2>, tensor<?x?x64xf32, #d2>) -> tensor<?x?x64xf32, #d2> loc("add_630"("transformers/models/gpt2/modeling_gpt2.py":307:0))
  %v148:3 = graph.captured "aten.native_layer_norm.default"(%v147, %28, %29) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-05 : f64] strides [#d3, #d22, #d22] : (tensor<?x?x64xf32, #d2>, tensor<64xf32>, tensor<64xf32>) -> (tensor<?x?x64xf32, #d2>, tensor<?x?x1xf32, #d21>, tensor<?x?x1xf32, #d21>) loc("native_layer_norm_4"("transformers/models/gpt2/modeling_gpt2.py":617:0))
  %v149 = graph.captured "aten.view.default"(%v148#0) args [#graph.operand<0>, [-1 : i64, #graph.expr<()[s0, s1] -> (s1)>, 64 : i64]] strides [#d3] : (tensor<?x?x64xf32, #d2>) -> tensor<?x?x64xf32, #d2> loc("view_38"("transformers/models/gpt2/modeling_gpt2.py":619:0))
  graph.return %v149 : tensor<?x?x64xf32, #d2>
}
