#d0 = #graph.dims<() -> (1536, 64, 1)>
#d1 = #graph.dims<() -> (24, 24, 1, 1)>
#d2 = #graph.dims<() -> (24, 24, 24, 1)>
#d3 = #graph.dims<() -> (576, 576, 24, 1)>
#d4 = #graph.dims<() -> (1536, 64, 16, 1)>
#d5 = #graph.dims<() -> (1536, 16, 64, 1)>
#d6 = #graph.dims<() -> (3072, 128, 1)>
graph.program @main (
    %0: tensor<2x24xi64> {graph.name = "kwargs.input_ids"},
    %1: tensor<1x64xi64> {graph.name = "embeddings.position_ids", graph.kind = "buffer"},
    %2: tensor<1x64xi64> {graph.name = "embeddings.token_type_ids", graph.kind = "buffer"},
    %3: tensor<96x64xf32> {graph.name = "embeddings.word_embeddings.weight", graph.kind = "parameter"},
    %4: tensor<2x64xf32> {graph.name = "embeddings.token_type_embeddings.weight", graph.kind = "parameter"},
    %5: tensor<64x64xf32> {graph.name = "embeddings.position_embeddings.weight", graph.kind = "parameter"},
    %6: tensor<64xf32> {graph.name = "embeddings.LayerNorm.weight", graph.kind = "parameter"},
    %7: tensor<64xf32> {graph.name = "embeddings.LayerNorm.bias", graph.kind = "parameter"},
    %8: tensor<2x24xi64> {graph.name = "kwargs.attention_mask"},
    %9: tensor<64x64xf32> {graph.name = "encoder.layer.0.attention.self.query.weight", graph.kind = "parameter"},
    %10: tensor<64xf32> {graph.name = "encoder.layer.0.attention.self.query.bias", graph.kind = "parameter"},
    %11: tensor<64x64xf32> {graph.name = "encoder.layer.0.attention.self.key.weight", graph.kind = "parameter"},
    %12: tensor<64xf32> {graph.name = "encoder.layer.0.attention.self.key.bias", graph.kind = "parameter"},
    %13: tensor<64x64xf32> {graph.name = "encoder.layer.0.attention.self.value.weight", graph.kind = "parameter"},
    %14: tensor<64xf32> {graph.name = "encoder.layer.0.attention.self.value.bias", graph.kind = "parameter"},
    %15: tensor<64x64xf32> {graph.name = "encoder.layer.0.attention.output.dense.weight", graph.kind = "parameter"},
    %16: tensor<64xf32> {graph.name = "encoder.layer.0.attention.output.dense.bias", graph.kind = "parameter"},
    %17: tensor<64xf32> {graph.name = "encoder.layer.0.attention.output.LayerNorm.weight", graph.kind = "parameter"},
    %18: tensor<64xf32> {graph.name = "encoder.layer.0.attention.output.LayerNorm.bias", graph.kind = "parameter"},
    %19: tensor<128x64xf32> {graph.name = "encoder.layer.0.intermediate.dense.weight", graph.kind = "parameter"},
    %20: tensor<128xf32> {graph.name = "encoder.layer.0.intermediate.dense.bias", graph.kind = "parameter"},
    %21: tensor<64x128xf32> {graph.name = "encoder.layer.0.output.dense.weight", graph.kind = "parameter"},
    %22: tensor<64xf32> {graph.name = "encoder.layer.0.output.dense.bias", graph.kind = "parameter"},
    %23: tensor<64xf32> {graph.name = "encoder.layer.0.output.LayerNorm.weight", graph.kind = "parameter"},
    %24: tensor<64xf32> {graph.name = "encoder.layer.0.output.LayerNorm.bias", graph.kind = "parameter"},
    %25: tensor<64x64xf32> {graph.name = "encoder.layer.1.attention.self.query.weight", graph.kind = "parameter"},
    %26: tensor<64xf32> {graph.name = "encoder.layer.1.attention.self.query.bias", graph.kind = "parameter"},
    %27: tensor<64x64xf32> {graph.name = "encoder.layer.1.attention.self.key.weight", graph.kind = "parameter"},
    %28: tensor<64xf32> {graph.name = "encoder.layer.1.attention.self.key.bias", graph.kind = "parameter"},
    %29: tensor<64x64xf32> {graph.name = "encoder.layer.1.attention.self.value.weight", graph.kind = "parameter"},
    %30: tensor<64xf32> {graph.name = "encoder.layer.1.attention.self.value.bias", graph.kind = "parameter"},
    %31: tensor<64x64xf32> {graph.name = "encoder.layer.1.attention.output.dense.weight", graph.kind = "parameter"},
    %32: tensor<64xf32> {graph.name = "encoder.layer.1.attention.output.dense.bias", graph.kind = "parameter"},
    %33: tensor<64xf32> {graph.name = "encoder.layer.1.attention.output.LayerNorm.weight", graph.kind = "parameter"},
    %34: tensor<64xf32> {graph.name = "encoder.layer.1.attention.output.LayerNorm.bias", graph.kind = "parameter"},
    %35: tensor<128x64xf32> {graph.name = "encoder.layer.1.intermediate.dense.weight", graph.kind = "parameter"},
    %36: tensor<128xf32> {graph.name = "encoder.layer.1.intermediate.dense.bias", graph.kind = "parameter"},
    %37: tensor<64x128xf32> {graph.name = "encoder.layer.1.output.dense.weight", graph.kind = "parameter"},
    %38: tensor<64xf32> {graph.name = "encoder.layer.1.output.dense.bias", graph.kind = "parameter"},
    %39: tensor<64xf32> {graph.name = "encoder.layer.1.output.LayerNorm.weight", graph.kind = "parameter"},
    %40: tensor<64xf32> {graph.name = "encoder.layer.1.output.LayerNorm.bias", graph.kind = "parameter"},
    %41: tensor<64x64xf32> {graph.name = "pooler.dense.weight", graph.kind = "parameter"},
    %42: tensor<64xf32> {graph.name = "pooler.dense.bias", graph.kind = "parameter"})
    -> (tensor<2x24x64xf32>, tensor<2x64xf32>) {
  %v0 = graph.captured "aten.slice.Tensor"(%1) args [#graph.operand<0>, 1 : i64, 0 : i64, 24 : i64] strides [#graph.dims<() -> (64, 1)>] : (tensor<1x64xi64>) -> tensor<1x24xi64> loc("slice_1"("transformers/models/bert/modeling_bert.py":84:0))
  %v1 = graph.captured "aten.expand.default"(%2) args [#graph.operand<0>, [1 : i64, -1 : i64]] strides [#graph.dims<() -> (64, 1)>] : (tensor<1x64xi64>) -> tensor<1x64xi64> loc("expand"("transformers/models/bert/modeling_bert.py":92:0))
  %v2 = graph.captured "aten.gather.default"(%v1, %v0) args [#graph.operand<0>, 1 : i64, #graph.operand<1>] strides [#graph.dims<() -> (24, 1)>] : (tensor<1x64xi64>, tensor<1x24xi64>) -> tensor<1x24xi64> loc("gather"("transformers/models/bert/modeling_bert.py":93:0))
  %v3 = graph.captured "aten.expand.default"(%v2) args [#graph.operand<0>, [2 : i64, 24 : i64]] strides [#graph.dims<() -> (0, 1)>] : (tensor<1x24xi64>) -> tensor<2x24xi64> loc("expand_1"("transformers/models/bert/modeling_bert.py":94:0))
  %v4 = graph.captured "aten.embedding.default"(%3, %0) args [#graph.operand<0>, #graph.operand<1>, 0 : i64] strides [#d0] : (tensor<96x64xf32>, tensor<2x24xi64>) -> tensor<2x24x64xf32> loc("embedding"("transformers/models/bert/modeling_bert.py":99:0))
  %v5 = graph.captured "aten.embedding.default"(%4, %v3) args [#graph.operand<0>, #graph.operand<1>] strides [#d0] : (tensor<2x64xf32>, tensor<2x24xi64>) -> tensor<2x24x64xf32> loc("embedding_1"("transformers/models/bert/modeling_bert.py":100:0))
  %v6 = graph.captured "aten.add.Tensor"(%v4, %v5) args [#graph.operand<0>, #graph.operand<1>] strides [#d0] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add"("transformers/models/bert/modeling_bert.py":101:0))
  %v7 = graph.captured "aten.embedding.default"(%5, %v0) args [#graph.operand<0>, #graph.operand<1>] strides [#d0] : (tensor<64x64xf32>, tensor<1x24xi64>) -> tensor<1x24x64xf32> loc("embedding_2"("transformers/models/bert/modeling_bert.py":103:0))
  %v8 = graph.captured "aten.add.Tensor"(%v6, %v7) args [#graph.operand<0>, #graph.operand<1>] strides [#d0] : (tensor<2x24x64xf32>, tensor<1x24x64xf32>) -> tensor<2x24x64xf32> loc("add_1"("transformers/models/bert/modeling_bert.py":104:0))
  %v9:3 = graph.captured "aten.native_layer_norm.default"(%v8, %6, %7) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-12 : f64] strides [#d0, #graph.dims<() -> (24, 1, 1)>, #graph.dims<() -> (24, 1, 1)>] : (tensor<2x24x64xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x24x64xf32>, tensor<2x24x1xf32>, tensor<2x24x1xf32>) loc("native_layer_norm"("transformers/models/bert/modeling_bert.py":106:0))
  %v10 = graph.captured "aten.clone.default"(%v9#0) args [#graph.operand<0>] strides [#d0] : (tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("clone"("transformers/models/bert/modeling_bert.py":107:0))
  %v11 = graph.captured "aten._to_copy.default"(%8) args [#graph.operand<0>] kwargs {dtype = i1, device = "cpu"} strides [#graph.dims<() -> (24, 1)>] : (tensor<2x24xi64>) -> tensor<2x24xi1> loc("_to_copy"("transformers/masking_utils.py":846:0))
  %v12 = graph.captured "aten.arange.start_step"() args [0 : i64, 2 : i64] kwargs {layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<2xi64> loc("arange"("transformers/masking_utils.py":543:0))
  %v13 = graph.captured "aten.arange.start_step"() args [0 : i64, 24 : i64] kwargs {layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<24xi64> loc("arange_2"("transformers/masking_utils.py":545:0))
  %v14 = graph.captured "aten.add.Tensor"(%v13) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (1)>] : (tensor<24xi64>) -> tensor<24xi64> loc("add_2"("transformers/masking_utils.py":545:0))
  %v15 = graph.captured "aten.arange.start_step"() args [0 : i64, 24 : i64] kwargs {layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<24xi64> loc("arange_3"("transformers/masking_utils.py":546:0))
  %v16 = graph.captured "aten.add.Tensor"(%v15) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (1)>] : (tensor<24xi64>) -> tensor<24xi64> loc("add_3"("transformers/masking_utils.py":546:0))
  %v17 = graph.captured "aten.unsqueeze.default"(%v12) args [#graph.operand<0>, 1 : i64] strides [#graph.dims<() -> (1, 1)>] : (tensor<2xi64>) -> tensor<2x1xi64> loc("unsqueeze"("transformers/masking_utils.py":403:0))
  %v18 = graph.captured "aten.unsqueeze.default"(%v17) args [#graph.operand<0>, 2 : i64] strides [#graph.dims<() -> (1, 1, 1)>] : (tensor<2x1xi64>) -> tensor<2x1x1xi64> loc("unsqueeze_1"("transformers/masking_utils.py":403:0))
  %v19 = graph.captured "aten.unsqueeze.default"(%v18) args [#graph.operand<0>, 3 : i64] strides [#graph.dims<() -> (1, 1, 1, 1)>] : (tensor<2x1x1xi64>) -> tensor<2x1x1x1xi64> loc("unsqueeze_2"("transformers/masking_utils.py":403:0))
  %v20 = graph.captured "aten.unsqueeze.default"(%v14) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (24, 1)>] : (tensor<24xi64>) -> tensor<1x24xi64> loc("unsqueeze_3"("transformers/masking_utils.py":405:0))
  %v21 = graph.captured "aten.unsqueeze.default"(%v20) args [#graph.operand<0>, 1 : i64] strides [#graph.dims<() -> (24, 24, 1)>] : (tensor<1x24xi64>) -> tensor<1x1x24xi64> loc("unsqueeze_4"("transformers/masking_utils.py":405:0))
  %v22 = graph.captured "aten.unsqueeze.default"(%v21) args [#graph.operand<0>, 3 : i64] strides [#d1] : (tensor<1x1x24xi64>) -> tensor<1x1x24x1xi64> loc("unsqueeze_5"("transformers/masking_utils.py":405:0))
  %v23 = graph.captured "aten.unsqueeze.default"(%v16) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (24, 1)>] : (tensor<24xi64>) -> tensor<1x24xi64> loc("unsqueeze_6"("transformers/masking_utils.py":406:0))
  %v24 = graph.captured "aten.unsqueeze.default"(%v23) args [#graph.operand<0>, 1 : i64] strides [#graph.dims<() -> (24, 24, 1)>] : (tensor<1x24xi64>) -> tensor<1x1x24xi64> loc("unsqueeze_7"("transformers/masking_utils.py":406:0))
  %v25 = graph.captured "aten.unsqueeze.default"(%v24) args [#graph.operand<0>, 2 : i64] strides [#d2] : (tensor<1x1x24xi64>) -> tensor<1x1x1x24xi64> loc("unsqueeze_8"("transformers/masking_utils.py":406:0))
  %v26 = graph.captured "aten.full.default"() args [[], true] kwargs {dtype = i1, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> ()>] : () -> tensor<i1> loc("full"("transformers/masking_utils.py":50:0))
  %v27 = graph.captured "aten.ge.Scalar"(%v22) args [#graph.operand<0>, 0 : i64] strides [#d1] : (tensor<1x1x24x1xi64>) -> tensor<1x1x24x1xi1> loc("ge"("transformers/masking_utils.py":85:0))
  %v28 = graph.captured "aten.bitwise_and.Tensor"(%v26, %v27) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<i1>, tensor<1x1x24x1xi1>) -> tensor<1x1x24x1xi1> loc("bitwise_and"("transformers/masking_utils.py":52:0))
  %v29 = graph.captured "aten.index.Tensor"(%v11, %v19, %v25) args [#graph.operand<0>, [#graph.operand<1>, #graph.operand<2>]] strides [#d2] : (tensor<2x24xi1>, tensor<2x1x1x1xi64>, tensor<1x1x1x24xi64>) -> tensor<2x1x1x24xi1> loc("index"("transformers/masking_utils.py":173:0))
  %v30 = graph.captured "aten.bitwise_and.Tensor"(%v28, %v29) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<1x1x24x1xi1>, tensor<2x1x1x24xi1>) -> tensor<2x1x24x24xi1> loc("bitwise_and_1"("transformers/masking_utils.py":52:0))
  %v31 = graph.captured "aten.expand.default"(%v30) args [#graph.operand<0>, [2 : i64, -1 : i64, 24 : i64, 24 : i64]] strides [#d3] : (tensor<2x1x24x24xi1>) -> tensor<2x1x24x24xi1> loc("expand_2"("transformers/masking_utils.py":554:0))
  %v32 = graph.captured "cutedsl.linear.default"(%v10, %9, %10) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d0] : (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x24x64xf32> loc("linear"("transformers/models/bert/modeling_bert.py":175:0))
  %v33 = graph.captured "aten.view.default"(%v32) args [#graph.operand<0>, [2 : i64, 24 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x24x64xf32>) -> tensor<2x24x4x16xf32> loc("view"("transformers/models/bert/modeling_bert.py":175:0))
  %v34 = graph.captured "aten.permute.default"(%v33) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x24x4x16xf32>) -> tensor<2x4x24x16xf32> loc("permute"("transformers/models/bert/modeling_bert.py":175:0))
  %v35 = graph.captured "cutedsl.linear.default"(%v10, %11, %12) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d0] : (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x24x64xf32> loc("linear_1"("transformers/models/bert/modeling_bert.py":176:0))
  %v36 = graph.captured "aten.view.default"(%v35) args [#graph.operand<0>, [2 : i64, 24 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x24x64xf32>) -> tensor<2x24x4x16xf32> loc("view_1"("transformers/models/bert/modeling_bert.py":176:0))
  %v37 = graph.captured "aten.permute.default"(%v36) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x24x4x16xf32>) -> tensor<2x4x24x16xf32> loc("permute_1"("transformers/models/bert/modeling_bert.py":176:0))
  %v38 = graph.captured "cutedsl.linear.default"(%v10, %13, %14) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d0] : (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x24x64xf32> loc("linear_2"("transformers/models/bert/modeling_bert.py":177:0))
  %v39 = graph.captured "aten.view.default"(%v38) args [#graph.operand<0>, [2 : i64, 24 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x24x64xf32>) -> tensor<2x24x4x16xf32> loc("view_2"("transformers/models/bert/modeling_bert.py":177:0))
  %v40 = graph.captured "aten.permute.default"(%v39) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x24x4x16xf32>) -> tensor<2x4x24x16xf32> loc("permute_2"("transformers/models/bert/modeling_bert.py":177:0))
  %v41 = graph.captured "cutedsl.attention.default"(%v34, %v37, %v40, %v31) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, false, 0.25 : f64, false] strides [#d5] : (tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x1x24x24xi1>) -> tensor<2x4x24x16xf32> loc("attention"("transformers/integrations/sdpa_attention.py":193:0))
  %v42 = graph.captured "aten.view.default"(%v41) args [#graph.operand<0>, [2 : i64, 4 : i64, 24 : i64, 16 : i64]] strides [#d5] : (tensor<2x4x24x16xf32>) -> tensor<2x4x24x16xf32> loc("view_3"("transformers/integrations/sdpa_attention.py":205:0))
  %v43 = graph.captured "aten.permute.default"(%v42) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d4] : (tensor<2x4x24x16xf32>) -> tensor<2x24x4x16xf32> loc("permute_3"("transformers/integrations/sdpa_attention.py":206:0))
  %v44 = graph.captured "aten.view.default"(%v43) args [#graph.operand<0>, [2 : i64, 24 : i64, -1 : i64]] strides [#d0] : (tensor<2x24x4x16xf32>) -> tensor<2x24x64xf32> loc("view_4"("transformers/models/bert/modeling_bert.py":202:0))
  %v45 = graph.captured "cutedsl.linear.default"(%v44, %15, %16) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d0] : (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x24x64xf32> loc("linear_3"("transformers/models/bert/modeling_bert.py":290:0))
  %v46 = graph.captured "aten.clone.default"(%v45) args [#graph.operand<0>] strides [#d0] : (tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("clone_1"("transformers/models/bert/modeling_bert.py":291:0))
  %v47 = graph.captured "aten.add.Tensor"(%v46, %v10) args [#graph.operand<0>, #graph.operand<1>] strides [#d0] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_4"("transformers/models/bert/modeling_bert.py":292:0))
  %v48:3 = graph.captured "aten.native_layer_norm.default"(%v47, %17, %18) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-12 : f64] strides [#d0, #graph.dims<() -> (24, 1, 1)>, #graph.dims<() -> (24, 1, 1)>] : (tensor<2x24x64xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x24x64xf32>, tensor<2x24x1xf32>, tensor<2x24x1xf32>) loc("native_layer_norm_1"("transformers/models/bert/modeling_bert.py":292:0))
  %v49 = graph.captured "cutedsl.linear.default"(%v48#0, %19, %20) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d6] : (tensor<2x24x64xf32>, tensor<128x64xf32>, tensor<128xf32>) -> tensor<2x24x128xf32> loc("linear_4"("transformers/models/bert/modeling_bert.py":335:0))
  %v50 = graph.captured "aten.gelu.default"(%v49) args [#graph.operand<0>] strides [#d6] : (tensor<2x24x128xf32>) -> tensor<2x24x128xf32> loc("gelu"("transformers/activations.py":89:0))
  %v51 = graph.captured "cutedsl.linear.default"(%v50, %21, %22) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d0] : (tensor<2x24x128xf32>, tensor<64x128xf32>, tensor<64xf32>) -> tensor<2x24x64xf32> loc("linear_5"("transformers/models/bert/modeling_bert.py":348:0))
  %v52 = graph.captured "aten.clone.default"(%v51) args [#graph.operand<0>] strides [#d0] : (tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("clone_2"("transformers/models/bert/modeling_bert.py":349:0))
  %v53 = graph.captured "aten.add.Tensor"(%v52, %v48#0) args [#graph.operand<0>, #graph.operand<1>] strides [#d0] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_5"("transformers/models/bert/modeling_bert.py":350:0))
  %v54:3 = graph.captured "aten.native_layer_norm.default"(%v53, %23, %24) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-12 : f64] strides [#d0, #graph.dims<() -> (24, 1, 1)>, #graph.dims<() -> (24, 1, 1)>] : (tensor<2x24x64xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x24x64xf32>, tensor<2x24x1xf32>, tensor<2x24x1xf32>) loc("native_layer_norm_2"("transformers/models/bert/modeling_bert.py":350:0))
  %v55 = graph.captured "cutedsl.linear.default"(%v54#0, %25, %26) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d0] : (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x24x64xf32> loc("linear_6"("transformers/models/bert/modeling_bert.py":175:0))
  %v56 = graph.captured "aten.view.default"(%v55) args [#graph.operand<0>, [2 : i64, 24 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x24x64xf32>) -> tensor<2x24x4x16xf32> loc("view_5"("transformers/models/bert/modeling_bert.py":175:0))
  %v57 = graph.captured "aten.permute.default"(%v56) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x24x4x16xf32>) -> tensor<2x4x24x16xf32> loc("permute_4"("transformers/models/bert/modeling_bert.py":175:0))
  %v58 = graph.captured "cutedsl.linear.default"(%v54#0, %27, %28) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d0] : (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x24x64xf32> loc("linear_7"("transformers/models/bert/modeling_bert.py":176:0))
  %v59 = graph.captured "aten.view.default"(%v58) args [#graph.operand<0>, [2 : i64, 24 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x24x64xf32>) -> tensor<2x24x4x16xf32> loc("view_6"("transformers/models/bert/modeling_bert.py":176:0))
  %v60 = graph.captured "aten.permute.default"(%v59) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x24x4x16xf32>) -> tensor<2x4x24x16xf32> loc("permute_5"("transformers/models/bert/modeling_bert.py":176:0))
  %v61 = graph.captured "cutedsl.linear.default"(%v54#0, %29, %30) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d0] : (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x24x64xf32> loc("linear_8"("transformers/models/bert/modeling_bert.py":177:0))
  %v62 = graph.captured "aten.view.default"(%v61) args [#graph.operand<0>, [2 : i64, 24 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x24x64xf32>) -> tensor<2x24x4x16xf32> loc("view_7"("transformers/models/bert/modeling_bert.py":177:0))
  %v63 = graph.captured "aten.permute.default"(%v62) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x24x4x16xf32>) -> tensor<2x4x24x16xf32> loc("permute_6"("transformers/models/bert/modeling_bert.py":177:0))
  %v64 = graph.captured "cutedsl.attention.default"(%v57, %v60, %v63, %v31) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, false, 0.25 : f64, false] strides [#d5] : (tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x1x24x24xi1>) -> tensor<2x4x24x16xf32> loc("attention_1"("transformers/integrations/sdpa_attention.py":193:0))
  %v65 = graph.captured "aten.view.default"(%v64) args [#graph.operand<0>, [2 : i64, 4 : i64, 24 : i64, 16 : i64]] strides [#d5] : (tensor<2x4x24x16xf32>) -> tensor<2x4x24x16xf32> loc("view_8"("transformers/integrations/sdpa_attention.py":205:0))
  %v66 = graph.captured "aten.permute.default"(%v65) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d4] : (tensor<2x4x24x16xf32>) -> tensor<2x24x4x16xf32> loc("permute_7"("transformers/integrations/sdpa_attention.py":206:0))
  %v67 = graph.captured "aten.view.default"(%v66) args [#graph.operand<0>, [2 : i64, 24 : i64, -1 : i64]] strides [#d0] : (tensor<2x24x4x16xf32>) -> tensor<2x24x64xf32> loc("view_9"("transformers/models/bert/modeling_bert.py":202:0))
  %v68 = graph.captured "cutedsl.linear.default"(%v67, %31, %32) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d0] : (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x24x64xf32> loc("linear_9"("transformers/models/bert/modeling_bert.py":290:0))
  %v69 = graph.captured "aten.clone.default"(%v68) args [#graph.operand<0>] strides [#d0] : (tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("clone_3"("transformers/models/bert/modeling_bert.py":291:0))
  %v70 = graph.captured "aten.add.Tensor"(%v69, %v54#0) args [#graph.operand<0>, #graph.operand<1>] strides [#d0] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_6"("transformers/models/bert/modeling_bert.py":292:0))
  %v71:3 = graph.captured "aten.native_layer_norm.default"(%v70, %33, %34) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-12 : f64] strides [#d0, #graph.dims<() -> (24, 1, 1)>, #graph.dims<() -> (24, 1, 1)>] : (tensor<2x24x64xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x24x64xf32>, tensor<2x24x1xf32>, tensor<2x24x1xf32>) loc("native_layer_norm_3"("transformers/models/bert/modeling_bert.py":292:0))
  %v72 = graph.captured "cutedsl.linear.default"(%v71#0, %35, %36) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d6] : (tensor<2x24x64xf32>, tensor<128x64xf32>, tensor<128xf32>) -> tensor<2x24x128xf32> loc("linear_10"("transformers/models/bert/modeling_bert.py":335:0))
  %v73 = graph.captured "aten.gelu.default"(%v72) args [#graph.operand<0>] strides [#d6] : (tensor<2x24x128xf32>) -> tensor<2x24x128xf32> loc("gelu_1"("transformers/activations.py":89:0))
  %v74 = graph.captured "cutedsl.linear.default"(%v73, %37, %38) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d0] : (tensor<2x24x128xf32>, tensor<64x128xf32>, tensor<64xf32>) -> tensor<2x24x64xf32> loc("linear_11"("transformers/models/bert/modeling_bert.py":348:0))
  %v75 = graph.captured "aten.clone.default"(%v74) args [#graph.operand<0>] strides [#d0] : (tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("clone_4"("transformers/models/bert/modeling_bert.py":349:0))
  %v76 = graph.captured "aten.add.Tensor"(%v75, %v71#0) args [#graph.operand<0>, #graph.operand<1>] strides [#d0] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_7"("transformers/models/bert/modeling_bert.py":350:0))
  %v77:3 = graph.captured "aten.native_layer_norm.default"(%v76, %39, %40) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-12 : f64] strides [#d0, #graph.dims<() -> (24, 1, 1)>, #graph.dims<() -> (24, 1, 1)>] : (tensor<2x24x64xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x24x64xf32>, tensor<2x24x1xf32>, tensor<2x24x1xf32>) loc("native_layer_norm_4"("transformers/models/bert/modeling_bert.py":350:0))
  %v78 = graph.captured "aten.select.int"(%v77#0) args [#graph.operand<0>, 1 : i64, 0 : i64] strides [#graph.dims<() -> (1536, 1)>] : (tensor<2x24x64xf32>) -> tensor<2x64xf32> loc("select"("transformers/models/bert/modeling_bert.py":460:0))
  %v79 = graph.captured "cutedsl.linear.default"(%v78, %41, %42) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (64, 1)>] : (tensor<2x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x64xf32> loc("linear_12"("transformers/models/bert/modeling_bert.py":461:0))
  %v80 = graph.captured "aten.tanh.default"(%v79) args [#graph.operand<0>] strides [#graph.dims<() -> (64, 1)>] : (tensor<2x64xf32>) -> tensor<2x64xf32> loc("tanh"("transformers/models/bert/modeling_bert.py":462:0))
  graph.return %v77#0, %v80 : tensor<2x24x64xf32>, tensor<2x64xf32>
}
