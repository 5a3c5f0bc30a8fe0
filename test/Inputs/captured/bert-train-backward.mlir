#d0 = #graph.dims<() -> (1536, 16, 64, 1)>
#d1 = #graph.dims<() -> (1536, 64, 1)>
#d2 = #graph.dims<() -> (3072, 128, 1)>
#d3 = #graph.dims<() -> (1536, 64, 16, 1)>
#d4 = #graph.dims<() -> (1536, 384, 16, 1)>
#d5 = #graph.dims<() -> (1536, 16, 384, 1)>
graph.program @main (
    %0: tensor<2x24xi64> {graph.name = "primals_1"},
    %1: tensor<64xf32> {graph.name = "primals_7"},
    %2: tensor<64xf32> {graph.name = "primals_8"},
    %3: tensor<64x64xf32> {graph.name = "primals_10"},
    %4: tensor<64x64xf32> {graph.name = "primals_12"},
    %5: tensor<64x64xf32> {graph.name = "primals_14"},
    %6: tensor<64x64xf32> {graph.name = "primals_16"},
    %7: tensor<64xf32> {graph.name = "primals_18"},
    %8: tensor<64xf32> {graph.name = "primals_19"},
    %9: tensor<128x64xf32> {graph.name = "primals_20"},
    %10: tensor<64x128xf32> {graph.name = "primals_22"},
    %11: tensor<64xf32> {graph.name = "primals_24"},
    %12: tensor<64xf32> {graph.name = "primals_25"},
    %13: tensor<64x64xf32> {graph.name = "primals_26"},
    %14: tensor<64x64xf32> {graph.name = "primals_28"},
    %15: tensor<64x64xf32> {graph.name = "primals_30"},
    %16: tensor<64x64xf32> {graph.name = "primals_32"},
    %17: tensor<64xf32> {graph.name = "primals_34"},
    %18: tensor<64xf32> {graph.name = "primals_35"},
    %19: tensor<128x64xf32> {graph.name = "primals_36"},
    %20: tensor<64x128xf32> {graph.name = "primals_38"},
    %21: tensor<64xf32> {graph.name = "primals_40"},
    %22: tensor<64xf32> {graph.name = "primals_41"},
    %23: tensor<64x64xf32> {graph.name = "primals_42"},
    %24: tensor<1x24xi64> {graph.name = "slice_1", graph.strides = #graph.dims<() -> (64, 1)>},
    %25: tensor<2x24xi64> {graph.name = "expand_1", graph.strides = #graph.dims<() -> (0, 1)>},
    %26: tensor<2x24x64xf32> {graph.name = "add_1"},
    %27: tensor<2x24x1xf32> {graph.name = "getitem_1"},
    %28: tensor<2x24x1xf32> {graph.name = "getitem_2"},
    %29: tensor<2x24x64xf32> {graph.name = "clone"},
    %30: tensor<2x1x24x24xi1> {graph.name = "expand_2"},
    %31: tensor<2x4x24x16xf32> {graph.name = "permute", graph.strides = #d0},
    %32: tensor<2x4x24x16xf32> {graph.name = "permute_1", graph.strides = #d0},
    %33: tensor<2x4x24x16xf32> {graph.name = "permute_2", graph.strides = #d0},
    %34: tensor<2x24x64xf32> {graph.name = "view_4"},
    %35: tensor<2x24x64xf32> {graph.name = "add_4"},
    %36: tensor<2x24x64xf32> {graph.name = "getitem_3"},
    %37: tensor<2x24x1xf32> {graph.name = "getitem_4"},
    %38: tensor<2x24x1xf32> {graph.name = "getitem_5"},
    %39: tensor<2x24x128xf32> {graph.name = "linear_4"},
    %40: tensor<2x24x128xf32> {graph.name = "gelu"},
    %41: tensor<2x24x64xf32> {graph.name = "add_5"},
    %42: tensor<2x24x64xf32> {graph.name = "getitem_6"},
    %43: tensor<2x24x1xf32> {graph.name = "getitem_7"},
    %44: tensor<2x24x1xf32> {graph.name = "getitem_8"},
    %45: tensor<2x4x24x16xf32> {graph.name = "permute_4", graph.strides = #d0},
    %46: tensor<2x4x24x16xf32> {graph.name = "permute_5", graph.strides = #d0},
    %47: tensor<2x4x24x16xf32> {graph.name = "permute_6", graph.strides = #d0},
    %48: tensor<2x24x64xf32> {graph.name = "view_9"},
    %49: tensor<2x24x64xf32> {graph.name = "add_6"},
    %50: tensor<2x24x64xf32> {graph.name = "getitem_9"},
    %51: tensor<2x24x1xf32> {graph.name = "getitem_10"},
    %52: tensor<2x24x1xf32> {graph.name = "getitem_11"},
    %53: tensor<2x24x128xf32> {graph.name = "linear_10"},
    %54: tensor<2x24x128xf32> {graph.name = "gelu_1"},
    %55: tensor<2x24x64xf32> {graph.name = "add_7"},
    %56: tensor<2x24x1xf32> {graph.name = "getitem_13"},
    %57: tensor<2x24x1xf32> {graph.name = "getitem_14"},
    %58: tensor<2x64xf32> {graph.name = "select", graph.strides = #graph.dims<() -> (1536, 1)>},
    %59: tensor<2x64xf32> {graph.name = "alias"},
    %60: tensor<2x24x64xf32> {graph.name = "tangents_1"},
    %61: tensor<2x64xf32> {graph.name = "tangents_2"})
    -> (tensor<96x64xf32>, tensor<2x64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<128x64xf32>, tensor<128xf32>, tensor<64x128xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<128x64xf32>, tensor<128xf32>, tensor<64x128xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>) {
  %v0 = graph.captured "aten.alias.default"(%59) args [#graph.operand<0>] strides [#graph.dims<() -> (64, 1)>] : (tensor<2x64xf32>) -> tensor<2x64xf32> loc("alias_1"("transformers/models/bert/modeling_bert.py":462:0))
  %v1 = graph.captured "aten.tanh_backward.default"(%61, %v0) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (64, 1)>] : (tensor<2x64xf32>, tensor<2x64xf32>) -> tensor<2x64xf32> loc("tanh_backward"("transformers/models/bert/modeling_bert.py":462:0))
  %v2:3 = graph.captured "cutedsl.linear_backward.default"(%v1, %58, %23) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#graph.dims<() -> (64, 1)>, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<2x64xf32>, tensor<2x64xf32>, tensor<64x64xf32>) -> (tensor<2x64xf32>, tensor<64x64xf32>, tensor<64xf32>) loc("linear_backward"("transformers/models/bert/modeling_bert.py":461:0))
  %v3 = graph.captured "aten.full.default"() args [[2 : i64, 24 : i64, 64 : i64], 0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#d1] : () -> tensor<2x24x64xf32> loc("full_1"("transformers/models/bert/modeling_bert.py":460:0))
  %v4 = graph.captured "aten.arange.start_step"() args [0 : i64, 24 : i64] kwargs {layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<24xi64> loc("arange_4"("transformers/models/bert/modeling_bert.py":460:0))
  %v5 = graph.captured "aten.view.default"(%v4) args [#graph.operand<0>, [1 : i64, -1 : i64, 1 : i64]] strides [#graph.dims<() -> (24, 1, 1)>] : (tensor<24xi64>) -> tensor<1x24x1xi64> loc("view_10"("transformers/models/bert/modeling_bert.py":460:0))
  %v6 = graph.captured "aten.eq.Scalar"(%v5) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (24, 1, 1)>] : (tensor<1x24x1xi64>) -> tensor<1x24x1xi1> loc("eq"("transformers/models/bert/modeling_bert.py":460:0))
  %v7 = graph.captured "aten.unsqueeze.default"(%v2#0) args [#graph.operand<0>, 1 : i64] strides [#graph.dims<() -> (64, 64, 1)>] : (tensor<2x64xf32>) -> tensor<2x1x64xf32> loc("unsqueeze_9"("transformers/models/bert/modeling_bert.py":460:0))
  %v8 = graph.captured "aten.expand.default"(%v7) args [#graph.operand<0>, [2 : i64, 24 : i64, 64 : i64]] strides [#graph.dims<() -> (64, 0, 1)>] : (tensor<2x1x64xf32>) -> tensor<2x24x64xf32> loc("expand_3"("transformers/models/bert/modeling_bert.py":460:0))
  %v9 = graph.captured "aten.where.self"(%v6, %v8, %v3) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d1] : (tensor<1x24x1xi1>, tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("where"("transformers/models/bert/modeling_bert.py":460:0))
  %v10 = graph.captured "aten.add.Tensor"(%60, %v9) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_8"("transformers/models/bert/modeling_bert.py":460:0))
  %v11:3 = graph.captured "aten.native_layer_norm_backward.default"(%v10, %55, %56, %57, %21, %22) args [#graph.operand<0>, #graph.operand<1>, [64 : i64], #graph.operand<2>, #graph.operand<3>, #graph.operand<4>, #graph.operand<5>, [true, true, true]] strides [#d1, #graph.dims<() -> (1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<2x24x1xf32>, tensor<2x24x1xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x24x64xf32>, tensor<64xf32>, tensor<64xf32>) loc("native_layer_norm_backward"("transformers/models/bert/modeling_bert.py":350:0))
  %v12:3 = graph.captured "cutedsl.linear_backward.default"(%v11#0, %54, %20) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d2, #graph.dims<() -> (128, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x128xf32>, tensor<64x128xf32>) -> (tensor<2x24x128xf32>, tensor<64x128xf32>, tensor<64xf32>) loc("linear_backward_1"("transformers/models/bert/modeling_bert.py":348:0))
  %v13 = graph.captured "aten.gelu_backward.default"(%v12#0, %53) args [#graph.operand<0>, #graph.operand<1>] strides [#d2] : (tensor<2x24x128xf32>, tensor<2x24x128xf32>) -> tensor<2x24x128xf32> loc("gelu_backward"("transformers/activations.py":89:0))
  %v14:3 = graph.captured "cutedsl.linear_backward.default"(%v13, %50, %19) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d1, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x128xf32>, tensor<2x24x64xf32>, tensor<128x64xf32>) -> (tensor<2x24x64xf32>, tensor<128x64xf32>, tensor<128xf32>) loc("linear_backward_2"("transformers/models/bert/modeling_bert.py":335:0))
  %v15 = graph.captured "aten.add.Tensor"(%v11#0, %v14#0) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_9"("transformers/models/bert/modeling_bert.py":335:0))
  %v16:3 = graph.captured "aten.native_layer_norm_backward.default"(%v15, %49, %51, %52, %17, %18) args [#graph.operand<0>, #graph.operand<1>, [64 : i64], #graph.operand<2>, #graph.operand<3>, #graph.operand<4>, #graph.operand<5>, [true, true, true]] strides [#d1, #graph.dims<() -> (1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<2x24x1xf32>, tensor<2x24x1xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x24x64xf32>, tensor<64xf32>, tensor<64xf32>) loc("native_layer_norm_backward_1"("transformers/models/bert/modeling_bert.py":292:0))
  %v17:3 = graph.captured "cutedsl.linear_backward.default"(%v16#0, %48, %16) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d1, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<64x64xf32>) -> (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) loc("linear_backward_3"("transformers/models/bert/modeling_bert.py":290:0))
  %v18 = graph.captured "aten.view.default"(%v17#0) args [#graph.operand<0>, [2 : i64, 24 : i64, 4 : i64, 16 : i64]] strides [#d3] : (tensor<2x24x64xf32>) -> tensor<2x24x4x16xf32> loc("view_11"("transformers/models/bert/modeling_bert.py":202:0))
  %v19 = graph.captured "aten.permute.default"(%v18) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d0] : (tensor<2x24x4x16xf32>) -> tensor<2x4x24x16xf32> loc("permute_8"("transformers/integrations/sdpa_attention.py":206:0))
  %v20 = graph.captured "aten.view.default"(%v19) args [#graph.operand<0>, [2 : i64, 4 : i64, 24 : i64, 16 : i64]] strides [#d0] : (tensor<2x4x24x16xf32>) -> tensor<2x4x24x16xf32> loc("view_12"("transformers/integrations/sdpa_attention.py":205:0))
  %v21:3 = graph.captured "cutedsl.attention_backward.default"(%v20, %45, %46, %47, %30) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, #graph.operand<4>, false, 0.25 : f64, false] strides [#d4, #d4, #d4] : (tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x1x24x24xi1>) -> (tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>) loc("attention_backward"("transformers/integrations/sdpa_attention.py":193:0))
  %v22 = graph.captured "aten.permute.default"(%v21#2) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x4x24x16xf32>) -> tensor<2x24x4x16xf32> loc("permute_9"("transformers/models/bert/modeling_bert.py":177:0))
  %v23 = graph.captured "aten.clone.default"(%v22) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d3] : (tensor<2x24x4x16xf32>) -> tensor<2x24x4x16xf32> loc("clone_5"("transformers/models/bert/modeling_bert.py":177:0))
  %v24 = graph.captured "aten.view.default"(%v23) args [#graph.operand<0>, [2 : i64, 24 : i64, 64 : i64]] strides [#d1] : (tensor<2x24x4x16xf32>) -> tensor<2x24x64xf32> loc("view_13"("transformers/models/bert/modeling_bert.py":177:0))
  %v25:3 = graph.captured "cutedsl.linear_backward.default"(%v24, %42, %15) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d1, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<64x64xf32>) -> (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) loc("linear_backward_4"("transformers/models/bert/modeling_bert.py":177:0))
  %v26 = graph.captured "aten.add.Tensor"(%v16#0, %v25#0) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_10"("transformers/models/bert/modeling_bert.py":177:0))
  %v27 = graph.captured "aten.permute.default"(%v21#1) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x4x24x16xf32>) -> tensor<2x24x4x16xf32> loc("permute_10"("transformers/models/bert/modeling_bert.py":176:0))
  %v28 = graph.captured "aten.clone.default"(%v27) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d3] : (tensor<2x24x4x16xf32>) -> tensor<2x24x4x16xf32> loc("clone_6"("transformers/models/bert/modeling_bert.py":176:0))
  %v29 = graph.captured "aten.view.default"(%v28) args [#graph.operand<0>, [2 : i64, 24 : i64, 64 : i64]] strides [#d1] : (tensor<2x24x4x16xf32>) -> tensor<2x24x64xf32> loc("view_14"("transformers/models/bert/modeling_bert.py":176:0))
  %v30:3 = graph.captured "cutedsl.linear_backward.default"(%v29, %42, %14) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d1, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<64x64xf32>) -> (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) loc("linear_backward_5"("transformers/models/bert/modeling_bert.py":176:0))
  %v31 = graph.captured "aten.add.Tensor"(%v26, %v30#0) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_11"("transformers/models/bert/modeling_bert.py":176:0))
  %v32 = graph.captured "aten.permute.default"(%v21#0) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x4x24x16xf32>) -> tensor<2x24x4x16xf32> loc("permute_11"("transformers/models/bert/modeling_bert.py":175:0))
  %v33 = graph.captured "aten.clone.default"(%v32) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d3] : (tensor<2x24x4x16xf32>) -> tensor<2x24x4x16xf32> loc("clone_7"("transformers/models/bert/modeling_bert.py":175:0))
  %v34 = graph.captured "aten.view.default"(%v33) args [#graph.operand<0>, [2 : i64, 24 : i64, 64 : i64]] strides [#d1] : (tensor<2x24x4x16xf32>) -> tensor<2x24x64xf32> loc("view_15"("transformers/models/bert/modeling_bert.py":175:0))
  %v35:3 = graph.captured "cutedsl.linear_backward.default"(%v34, %42, %13) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d1, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<64x64xf32>) -> (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) loc("linear_backward_6"("transformers/models/bert/modeling_bert.py":175:0))
  %v36 = graph.captured "aten.add.Tensor"(%v31, %v35#0) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_12"("transformers/models/bert/modeling_bert.py":175:0))
  %v37:3 = graph.captured "aten.native_layer_norm_backward.default"(%v36, %41, %43, %44, %11, %12) args [#graph.operand<0>, #graph.operand<1>, [64 : i64], #graph.operand<2>, #graph.operand<3>, #graph.operand<4>, #graph.operand<5>, [true, true, true]] strides [#d1, #graph.dims<() -> (1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<2x24x1xf32>, tensor<2x24x1xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x24x64xf32>, tensor<64xf32>, tensor<64xf32>) loc("native_layer_norm_backward_2"("transformers/models/bert/modeling_bert.py":350:0))
  %v38:3 = graph.captured "cutedsl.linear_backward.default"(%v37#0, %40, %10) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d2, #graph.dims<() -> (128, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x128xf32>, tensor<64x128xf32>) -> (tensor<2x24x128xf32>, tensor<64x128xf32>, tensor<64xf32>) loc("linear_backward_7"("transformers/models/bert/modeling_bert.py":348:0))
  %v39 = graph.captured "aten.gelu_backward.default"(%v38#0, %39) args [#graph.operand<0>, #graph.operand<1>] strides [#d2] : (tensor<2x24x128xf32>, tensor<2x24x128xf32>) -> tensor<2x24x128xf32> loc("gelu_backward_1"("transformers/activations.py":89:0))
  %v40:3 = graph.captured "cutedsl.linear_backward.default"(%v39, %36, %9) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d1, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x128xf32>, tensor<2x24x64xf32>, tensor<128x64xf32>) -> (tensor<2x24x64xf32>, tensor<128x64xf32>, tensor<128xf32>) loc("linear_backward_8"("transformers/models/bert/modeling_bert.py":335:0))
  %v41 = graph.captured "aten.add.Tensor"(%v37#0, %v40#0) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_13"("transformers/models/bert/modeling_bert.py":335:0))
  %v42:3 = graph.captured "aten.native_layer_norm_backward.default"(%v41, %35, %37, %38, %7, %8) args [#graph.operand<0>, #graph.operand<1>, [64 : i64], #graph.operand<2>, #graph.operand<3>, #graph.operand<4>, #graph.operand<5>, [true, true, true]] strides [#d1, #graph.dims<() -> (1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<2x24x1xf32>, tensor<2x24x1xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x24x64xf32>, tensor<64xf32>, tensor<64xf32>) loc("native_layer_norm_backward_3"("transformers/models/bert/modeling_bert.py":292:0))
  %v43:3 = graph.captured "cutedsl.linear_backward.default"(%v42#0, %34, %6) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d1, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<64x64xf32>) -> (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) loc("linear_backward_9"("transformers/models/bert/modeling_bert.py":290:0))
  %v44 = graph.captured "aten.view.default"(%v43#0) args [#graph.operand<0>, [2 : i64, 24 : i64, 4 : i64, 16 : i64]] strides [#d3] : (tensor<2x24x64xf32>) -> tensor<2x24x4x16xf32> loc("view_16"("transformers/models/bert/modeling_bert.py":202:0))
  %v45 = graph.captured "aten.permute.default"(%v44) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d0] : (tensor<2x24x4x16xf32>) -> tensor<2x4x24x16xf32> loc("permute_12"("transformers/integrations/sdpa_attention.py":206:0))
  %v46 = graph.captured "aten.view.default"(%v45) args [#graph.operand<0>, [2 : i64, 4 : i64, 24 : i64, 16 : i64]] strides [#d0] : (tensor<2x4x24x16xf32>) -> tensor<2x4x24x16xf32> loc("view_17"("transformers/integrations/sdpa_attention.py":205:0))
  %v47:3 = graph.captured "cutedsl.attention_backward.default"(%v46, %31, %32, %33, %30) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, #graph.operand<4>, false, 0.25 : f64, false] strides [#d4, #d4, #d4] : (tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x1x24x24xi1>) -> (tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>, tensor<2x4x24x16xf32>) loc("attention_backward_1"("transformers/integrations/sdpa_attention.py":193:0))
  %v48 = graph.captured "aten.permute.default"(%v47#2) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x4x24x16xf32>) -> tensor<2x24x4x16xf32> loc("permute_13"("transformers/models/bert/modeling_bert.py":177:0))
  %v49 = graph.captured "aten.clone.default"(%v48) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d3] : (tensor<2x24x4x16xf32>) -> tensor<2x24x4x16xf32> loc("clone_8"("transformers/models/bert/modeling_bert.py":177:0))
  %v50 = graph.captured "aten.view.default"(%v49) args [#graph.operand<0>, [2 : i64, 24 : i64, 64 : i64]] strides [#d1] : (tensor<2x24x4x16xf32>) -> tensor<2x24x64xf32> loc("view_18"("transformers/models/bert/modeling_bert.py":177:0))
  %v51:3 = graph.captured "cutedsl.linear_backward.default"(%v50, %29, %5) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d1, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<64x64xf32>) -> (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) loc("linear_backward_10"("transformers/models/bert/modeling_bert.py":177:0))
  %v52 = graph.captured "aten.add.Tensor"(%v42#0, %v51#0) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_14"("transformers/models/bert/modeling_bert.py":177:0))
  %v53 = graph.captured "aten.permute.default"(%v47#1) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x4x24x16xf32>) -> tensor<2x24x4x16xf32> loc("permute_14"("transformers/models/bert/modeling_bert.py":176:0))
  %v54 = graph.captured "aten.clone.default"(%v53) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d3] : (tensor<2x24x4x16xf32>) -> tensor<2x24x4x16xf32> loc("clone_9"("transformers/models/bert/modeling_bert.py":176:0))
  %v55 = graph.captured "aten.view.default"(%v54) args [#graph.operand<0>, [2 : i64, 24 : i64, 64 : i64]] strides [#d1] : (tensor<2x24x4x16xf32>) -> tensor<2x24x64xf32> loc("view_19"("transformers/models/bert/modeling_bert.py":176:0))
  %v56:3 = graph.captured "cutedsl.linear_backward.default"(%v55, %29, %4) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d1, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<64x64xf32>) -> (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) loc("linear_backward_11"("transformers/models/bert/modeling_bert.py":176:0))
  %v57 = graph.captured "aten.add.Tensor"(%v52, %v56#0) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_15"("transformers/models/bert/modeling_bert.py":176:0))
  %v58 = graph.captured "aten.permute.default"(%v47#0) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x4x24x16xf32>) -> tensor<2x24x4x16xf32> loc("permute_15"("transformers/models/bert/modeling_bert.py":175:0))
  %v59 = graph.captured "aten.clone.default"(%v58) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d3] : (tensor<2x24x4x16xf32>) -> tensor<2x24x4x16xf32> loc("clone_10"("transformers/models/bert/modeling_bert.py":175:0))
  %v60 = graph.captured "aten.view.default"(%v59) args [#graph.operand<0>, [2 : i64, 24 : i64, 64 : i64]] strides [#d1] : (tensor<2x24x4x16xf32>) -> tensor<2x24x64xf32> loc("view_20"("transformers/models/bert/modeling_bert.py":175:0))
  %v61:3 = graph.captured "cutedsl.linear_backward.default"(%v60, %29, %3) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [true, true, true]] strides [#d1, #graph.dims<() -> (64, 1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<64x64xf32>) -> (tensor<2x24x64xf32>, tensor<64x64xf32>, tensor<64xf32>) loc("linear_backward_12"("transformers/models/bert/modeling_bert.py":175:0))
  %v62 = graph.captured "aten.add.Tensor"(%v57, %v61#0) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>) -> tensor<2x24x64xf32> loc("add_16"("transformers/models/bert/modeling_bert.py":175:0))
  %v63:3 = graph.captured "aten.native_layer_norm_backward.default"(%v62, %26, %27, %28, %1, %2) args [#graph.operand<0>, #graph.operand<1>, [64 : i64], #graph.operand<2>, #graph.operand<3>, #graph.operand<4>, #graph.operand<5>, [true, true, true]] strides [#d1, #graph.dims<() -> (1)>, #graph.dims<() -> (1)>] : (tensor<2x24x64xf32>, tensor<2x24x64xf32>, tensor<2x24x1xf32>, tensor<2x24x1xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x24x64xf32>, tensor<64xf32>, tensor<64xf32>) loc("native_layer_norm_backward_4"("transformers/models/bert/modeling_bert.py":106:0))
  %v64 = graph.captured "aten.sum.dim_IntList"(%v63#0) args [#graph.operand<0>, [0 : i64], true] strides [#d1] : (tensor<2x24x64xf32>) -> tensor<1x24x64xf32> loc("sum_1"("transformers/models/bert/modeling_bert.py":104:0))
  %v65 = graph.captured "aten.embedding_dense_backward.default"(%v64, %24) args [#graph.operand<0>, #graph.operand<1>, 64 : i64, -1 : i64, false] strides [#graph.dims<() -> (64, 1)>] : (tensor<1x24x64xf32>, tensor<1x24xi64>) -> tensor<64x64xf32> loc("embedding_dense_backward"("transformers/models/bert/modeling_bert.py":103:0))
  %v66 = graph.captured "aten.embedding_dense_backward.default"(%v63#0, %25) args [#graph.operand<0>, #graph.operand<1>, 2 : i64, -1 : i64, false] strides [#graph.dims<() -> (64, 1)>] : (tensor<2x24x64xf32>, tensor<2x24xi64>) -> tensor<2x64xf32> loc("embedding_dense_backward_1"("transformers/models/bert/modeling_bert.py":100:0))
  %v67 = graph.captured "aten.embedding_dense_backward.default"(%v63#0, %0) args [#graph.operand<0>, #graph.operand<1>, 96 : i64, 0 : i64, false] strides [#graph.dims<() -> (64, 1)>] : (tensor<2x24x64xf32>, tensor<2x24xi64>) -> tensor<96x64xf32> loc("embedding_dense_backward_2"("transformers/models/bert/modeling_bert.py":99:0))
  graph.return %v67, %v66, %v65, %v63#1, %v63#2, %v61#1, %v61#2, %v56#1, %v56#2, %v51#1, %v51#2, %v43#1, %v43#2, %v42#1, %v42#2, %v40#1, %v40#2, %v38#1, %v38#2, %v37#1, %v37#2, %v35#1, %v35#2, %v30#1, %v30#2, %v25#1, %v25#2, %v17#1, %v17#2, %v16#1, %v16#2, %v14#1, %v14#2, %v12#1, %v12#2, %v11#1, %v11#2, %v2#1, %v2#2 : tensor<96x64xf32>, tensor<2x64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<128x64xf32>, tensor<128xf32>, tensor<64x128xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<128x64xf32>, tensor<128xf32>, tensor<64x128xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64x64xf32>, tensor<64xf32>
}
