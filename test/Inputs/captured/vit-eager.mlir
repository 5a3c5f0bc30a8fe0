#d0 = #graph.dims<() -> (1024, 16, 4, 1)>
#d1 = #graph.dims<() -> (1024, 16, 1)>
#d2 = #graph.dims<() -> (1024, 1, 16)>
#d3 = #graph.dims<() -> (1088, 64, 1)>
#d4 = #graph.dims<() -> (1088, 64, 16, 1)>
#d5 = #graph.dims<() -> (1088, 16, 64, 1)>
#d6 = #graph.dims<() -> (1088, 16, 1, 64)>
#d7 = #graph.dims<() -> (1088, 272, 16, 1)>
#d8 = #graph.dims<() -> (1088, 272, 17, 1)>
#d9 = #graph.dims<() -> (1156, 289, 17, 1)>
#d10 = #graph.dims<() -> (1088, 16, 272, 1)>
#d11 = #graph.dims<() -> (2176, 128, 1)>
graph.program @main (
    %0: tensor<2x3x32x32xf32> {graph.name = "kwargs.pixel_values"},
    %1: tensor<64x3x8x8xf32> {graph.name = "embeddings.patch_embeddings.projection.weight", graph.kind = "parameter"},
    %2: tensor<64xf32> {graph.name = "embeddings.patch_embeddings.projection.bias", graph.kind = "parameter"},
    %3: tensor<1x1x64xf32> {graph.name = "embeddings.cls_token", graph.kind = "parameter"},
    %4: tensor<1x17x64xf32> {graph.name = "embeddings.position_embeddings", graph.kind = "parameter"},
    %5: tensor<64xf32> {graph.name = "layers.0.layernorm_before.weight", graph.kind = "parameter"},
    %6: tensor<64xf32> {graph.name = "layers.0.layernorm_before.bias", graph.kind = "parameter"},
    %7: tensor<64x64xf32> {graph.name = "layers.0.attention.q_proj.weight", graph.kind = "parameter"},
    %8: tensor<64xf32> {graph.name = "layers.0.attention.q_proj.bias", graph.kind = "parameter"},
    %9: tensor<64x64xf32> {graph.name = "layers.0.attention.k_proj.weight", graph.kind = "parameter"},
    %10: tensor<64xf32> {graph.name = "layers.0.attention.k_proj.bias", graph.kind = "parameter"},
    %11: tensor<64x64xf32> {graph.name = "layers.0.attention.v_proj.weight", graph.kind = "parameter"},
    %12: tensor<64xf32> {graph.name = "layers.0.attention.v_proj.bias", graph.kind = "parameter"},
    %13: tensor<64x64xf32> {graph.name = "layers.0.attention.o_proj.weight", graph.kind = "parameter"},
    %14: tensor<64xf32> {graph.name = "layers.0.attention.o_proj.bias", graph.kind = "parameter"},
    %15: tensor<64xf32> {graph.name = "layers.0.layernorm_after.weight", graph.kind = "parameter"},
    %16: tensor<64xf32> {graph.name = "layers.0.layernorm_after.bias", graph.kind = "parameter"},
    %17: tensor<128x64xf32> {graph.name = "layers.0.mlp.fc1.weight", graph.kind = "parameter"},
    %18: tensor<128xf32> {graph.name = "layers.0.mlp.fc1.bias", graph.kind = "parameter"},
    %19: tensor<64x128xf32> {graph.name = "layers.0.mlp.fc2.weight", graph.kind = "parameter"},
    %20: tensor<64xf32> {graph.name = "layers.0.mlp.fc2.bias", graph.kind = "parameter"},
    %21: tensor<64xf32> {graph.name = "layers.1.layernorm_before.weight", graph.kind = "parameter"},
    %22: tensor<64xf32> {graph.name = "layers.1.layernorm_before.bias", graph.kind = "parameter"},
    %23: tensor<64x64xf32> {graph.name = "layers.1.attention.q_proj.weight", graph.kind = "parameter"},
    %24: tensor<64xf32> {graph.name = "layers.1.attention.q_proj.bias", graph.kind = "parameter"},
    %25: tensor<64x64xf32> {graph.name = "layers.1.attention.k_proj.weight", graph.kind = "parameter"},
    %26: tensor<64xf32> {graph.name = "layers.1.attention.k_proj.bias", graph.kind = "parameter"},
    %27: tensor<64x64xf32> {graph.name = "layers.1.attention.v_proj.weight", graph.kind = "parameter"},
    %28: tensor<64xf32> {graph.name = "layers.1.attention.v_proj.bias", graph.kind = "parameter"},
    %29: tensor<64x64xf32> {graph.name = "layers.1.attention.o_proj.weight", graph.kind = "parameter"},
    %30: tensor<64xf32> {graph.name = "layers.1.attention.o_proj.bias", graph.kind = "parameter"},
    %31: tensor<64xf32> {graph.name = "layers.1.layernorm_after.weight", graph.kind = "parameter"},
    %32: tensor<64xf32> {graph.name = "layers.1.layernorm_after.bias", graph.kind = "parameter"},
    %33: tensor<128x64xf32> {graph.name = "layers.1.mlp.fc1.weight", graph.kind = "parameter"},
    %34: tensor<128xf32> {graph.name = "layers.1.mlp.fc1.bias", graph.kind = "parameter"},
    %35: tensor<64x128xf32> {graph.name = "layers.1.mlp.fc2.weight", graph.kind = "parameter"},
    %36: tensor<64xf32> {graph.name = "layers.1.mlp.fc2.bias", graph.kind = "parameter"},
    %37: tensor<64xf32> {graph.name = "layernorm.weight", graph.kind = "parameter"},
    %38: tensor<64xf32> {graph.name = "layernorm.bias", graph.kind = "parameter"},
    %39: tensor<64x64xf32> {graph.name = "pooler.dense.weight", graph.kind = "parameter"},
    %40: tensor<64xf32> {graph.name = "pooler.dense.bias", graph.kind = "parameter"})
    -> (tensor<2x17x64xf32>, tensor<2x64xf32>) {
  %v0 = graph.captured "aten.convolution.default"(%0, %1, %2) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, [8 : i64, 8 : i64], [0 : i64, 0 : i64], [1 : i64, 1 : i64], false, [0 : i64, 0 : i64], 1 : i64] strides [#d0] : (tensor<2x3x32x32xf32>, tensor<64x3x8x8xf32>, tensor<64xf32>) -> tensor<2x64x4x4xf32> loc("convolution"("transformers/models/vit/modeling_vit.py":69:0))
  %v1 = graph.captured "aten.view.default"(%v0) args [#graph.operand<0>, [2 : i64, 64 : i64, 16 : i64]] strides [#d1] : (tensor<2x64x4x4xf32>) -> tensor<2x64x16xf32> loc("view"("transformers/models/vit/modeling_vit.py":69:0))
  %v2 = graph.captured "aten.permute.default"(%v1) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64]] strides [#d2] : (tensor<2x64x16xf32>) -> tensor<2x16x64xf32> loc("permute"("transformers/models/vit/modeling_vit.py":69:0))
  %v3 = graph.captured "aten.expand.default"(%3) args [#graph.operand<0>, [2 : i64, -1 : i64, -1 : i64]] strides [#graph.dims<() -> (0, 64, 1)>] : (tensor<1x1x64xf32>) -> tensor<2x1x64xf32> loc("expand"("transformers/models/vit/modeling_vit.py":146:0))
  %v4 = graph.captured "aten.cat.default"(%v3, %v2) args [[#graph.operand<0>, #graph.operand<1>], 1 : i64] strides [#d3] : (tensor<2x1x64xf32>, tensor<2x16x64xf32>) -> tensor<2x17x64xf32> loc("cat"("transformers/models/vit/modeling_vit.py":147:0))
  %v5 = graph.captured "aten.add.Tensor"(%v4, %4) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<2x17x64xf32>, tensor<1x17x64xf32>) -> tensor<2x17x64xf32> loc("add"("transformers/models/vit/modeling_vit.py":157:0))
  %v6 = graph.captured "aten.clone.default"(%v5) args [#graph.operand<0>] strides [#d3] : (tensor<2x17x64xf32>) -> tensor<2x17x64xf32> loc("clone"("transformers/models/vit/modeling_vit.py":159:0))
  %v7:3 = graph.captured "aten.native_layer_norm.default"(%v6, %5, %6) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-12 : f64] strides [#d3, #graph.dims<() -> (17, 1, 1)>, #graph.dims<() -> (17, 1, 1)>] : (tensor<2x17x64xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x17x64xf32>, tensor<2x17x1xf32>, tensor<2x17x1xf32>) loc("native_layer_norm"("transformers/models/vit/modeling_vit.py":274:0))
  %v8 = graph.captured "cutedsl.linear.default"(%v7#0, %7, %8) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d3] : (tensor<2x17x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x17x64xf32> loc("linear"("transformers/models/vit/modeling_vit.py":216:0))
  %v9 = graph.captured "aten.view.default"(%v8) args [#graph.operand<0>, [2 : i64, 17 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x17x64xf32>) -> tensor<2x17x4x16xf32> loc("view_1"("transformers/models/vit/modeling_vit.py":216:0))
  %v10 = graph.captured "aten.permute.default"(%v9) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x17x4x16xf32>) -> tensor<2x4x17x16xf32> loc("permute_1"("transformers/models/vit/modeling_vit.py":216:0))
  %v11 = graph.captured "cutedsl.linear.default"(%v7#0, %9, %10) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d3] : (tensor<2x17x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x17x64xf32> loc("linear_1"("transformers/models/vit/modeling_vit.py":217:0))
  %v12 = graph.captured "aten.view.default"(%v11) args [#graph.operand<0>, [2 : i64, 17 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x17x64xf32>) -> tensor<2x17x4x16xf32> loc("view_2"("transformers/models/vit/modeling_vit.py":217:0))
  %v13 = graph.captured "aten.permute.default"(%v12) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x17x4x16xf32>) -> tensor<2x4x17x16xf32> loc("permute_2"("transformers/models/vit/modeling_vit.py":217:0))
  %v14 = graph.captured "cutedsl.linear.default"(%v7#0, %11, %12) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d3] : (tensor<2x17x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x17x64xf32> loc("linear_2"("transformers/models/vit/modeling_vit.py":218:0))
  %v15 = graph.captured "aten.view.default"(%v14) args [#graph.operand<0>, [2 : i64, 17 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x17x64xf32>) -> tensor<2x17x4x16xf32> loc("view_3"("transformers/models/vit/modeling_vit.py":218:0))
  %v16 = graph.captured "aten.permute.default"(%v15) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x17x4x16xf32>) -> tensor<2x4x17x16xf32> loc("permute_3"("transformers/models/vit/modeling_vit.py":218:0))
  %v17 = graph.captured "aten.permute.default"(%v13) args [#graph.operand<0>, [0 : i64, 1 : i64, 3 : i64, 2 : i64]] strides [#d6] : (tensor<2x4x17x16xf32>) -> tensor<2x4x16x17xf32> loc("permute_4"("transformers/models/vit/modeling_vit.py":178:0))
  %v18 = graph.captured "aten.expand.default"(%v10) args [#graph.operand<0>, [2 : i64, 4 : i64, 17 : i64, 16 : i64]] strides [#d5] : (tensor<2x4x17x16xf32>) -> tensor<2x4x17x16xf32> loc("expand_1"("transformers/models/vit/modeling_vit.py":178:0))
  %v19 = graph.captured "aten.clone.default"(%v18) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d7] : (tensor<2x4x17x16xf32>) -> tensor<2x4x17x16xf32> loc("clone_1"("transformers/models/vit/modeling_vit.py":178:0))
  %v20 = graph.captured "aten.view.default"(%v19) args [#graph.operand<0>, [8 : i64, 17 : i64, 16 : i64]] strides [#graph.dims<() -> (272, 16, 1)>] : (tensor<2x4x17x16xf32>) -> tensor<8x17x16xf32> loc("view_4"("transformers/models/vit/modeling_vit.py":178:0))
  %v21 = graph.captured "aten.expand.default"(%v17) args [#graph.operand<0>, [2 : i64, 4 : i64, 16 : i64, 17 : i64]] strides [#d6] : (tensor<2x4x16x17xf32>) -> tensor<2x4x16x17xf32> loc("expand_2"("transformers/models/vit/modeling_vit.py":178:0))
  %v22 = graph.captured "aten.clone.default"(%v21) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d8] : (tensor<2x4x16x17xf32>) -> tensor<2x4x16x17xf32> loc("clone_2"("transformers/models/vit/modeling_vit.py":178:0))
  %v23 = graph.captured "aten.view.default"(%v22) args [#graph.operand<0>, [8 : i64, 16 : i64, 17 : i64]] strides [#graph.dims<() -> (272, 17, 1)>] : (tensor<2x4x16x17xf32>) -> tensor<8x16x17xf32> loc("view_5"("transformers/models/vit/modeling_vit.py":178:0))
  %v24 = graph.captured "aten.bmm.default"(%v20, %v23) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (289, 17, 1)>] : (tensor<8x17x16xf32>, tensor<8x16x17xf32>) -> tensor<8x17x17xf32> loc("bmm"("transformers/models/vit/modeling_vit.py":178:0))
  %v25 = graph.captured "aten.view.default"(%v24) args [#graph.operand<0>, [2 : i64, 4 : i64, 17 : i64, 17 : i64]] strides [#d9] : (tensor<8x17x17xf32>) -> tensor<2x4x17x17xf32> loc("view_6"("transformers/models/vit/modeling_vit.py":178:0))
  %v26 = graph.captured "aten.mul.Tensor"(%v25) args [#graph.operand<0>, 0.25 : f64] strides [#d9] : (tensor<2x4x17x17xf32>) -> tensor<2x4x17x17xf32> loc("mul"("transformers/models/vit/modeling_vit.py":178:0))
  %v27 = graph.captured "aten._softmax.default"(%v26) args [#graph.operand<0>, -1 : i64, false] strides [#d9] : (tensor<2x4x17x17xf32>) -> tensor<2x4x17x17xf32> loc("_softmax"("transformers/models/vit/modeling_vit.py":183:0))
  %v28 = graph.captured "aten.clone.default"(%v27) args [#graph.operand<0>] strides [#d9] : (tensor<2x4x17x17xf32>) -> tensor<2x4x17x17xf32> loc("clone_3"("transformers/models/vit/modeling_vit.py":184:0))
  %v29 = graph.captured "aten.expand.default"(%v28) args [#graph.operand<0>, [2 : i64, 4 : i64, 17 : i64, 17 : i64]] strides [#d9] : (tensor<2x4x17x17xf32>) -> tensor<2x4x17x17xf32> loc("expand_3"("transformers/models/vit/modeling_vit.py":186:0))
  %v30 = graph.captured "aten.view.default"(%v29) args [#graph.operand<0>, [8 : i64, 17 : i64, 17 : i64]] strides [#graph.dims<() -> (289, 17, 1)>] : (tensor<2x4x17x17xf32>) -> tensor<8x17x17xf32> loc("view_7"("transformers/models/vit/modeling_vit.py":186:0))
  %v31 = graph.captured "aten.expand.default"(%v16) args [#graph.operand<0>, [2 : i64, 4 : i64, 17 : i64, 16 : i64]] strides [#d5] : (tensor<2x4x17x16xf32>) -> tensor<2x4x17x16xf32> loc("expand_4"("transformers/models/vit/modeling_vit.py":186:0))
  %v32 = graph.captured "aten.clone.default"(%v31) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d7] : (tensor<2x4x17x16xf32>) -> tensor<2x4x17x16xf32> loc("clone_4"("transformers/models/vit/modeling_vit.py":186:0))
  %v33 = graph.captured "aten.view.default"(%v32) args [#graph.operand<0>, [8 : i64, 17 : i64, 16 : i64]] strides [#graph.dims<() -> (272, 16, 1)>] : (tensor<2x4x17x16xf32>) -> tensor<8x17x16xf32> loc("view_8"("transformers/models/vit/modeling_vit.py":186:0))
  %v34 = graph.captured "aten.bmm.default"(%v30, %v33) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (272, 16, 1)>] : (tensor<8x17x17xf32>, tensor<8x17x16xf32>) -> tensor<8x17x16xf32> loc("bmm_1"("transformers/models/vit/modeling_vit.py":186:0))
  %v35 = graph.captured "aten.view.default"(%v34) args [#graph.operand<0>, [2 : i64, 4 : i64, 17 : i64, 16 : i64]] strides [#d7] : (tensor<8x17x16xf32>) -> tensor<2x4x17x16xf32> loc("view_9"("transformers/models/vit/modeling_vit.py":186:0))
  %v36 = graph.captured "aten.permute.default"(%v35) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d10] : (tensor<2x4x17x16xf32>) -> tensor<2x17x4x16xf32> loc("permute_5"("transformers/models/vit/modeling_vit.py":187:0))
  %v37 = graph.captured "aten.clone.default"(%v36) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d4] : (tensor<2x17x4x16xf32>) -> tensor<2x17x4x16xf32> loc("clone_5"("transformers/models/vit/modeling_vit.py":187:0))
  %v38 = graph.captured "aten.view.default"(%v37) args [#graph.operand<0>, [2 : i64, 17 : i64, -1 : i64]] strides [#d3] : (tensor<2x17x4x16xf32>) -> tensor<2x17x64xf32> loc("view_10"("transformers/models/vit/modeling_vit.py":235:0))
  %v39 = graph.captured "cutedsl.linear.default"(%v38, %13, %14) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d3] : (tensor<2x17x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x17x64xf32> loc("linear_3"("transformers/models/vit/modeling_vit.py":236:0))
  %v40 = graph.captured "aten.clone.default"(%v39) args [#graph.operand<0>] strides [#d3] : (tensor<2x17x64xf32>) -> tensor<2x17x64xf32> loc("clone_6"("transformers/models/vit/modeling_vit.py":276:0))
  %v41 = graph.captured "aten.add.Tensor"(%v40, %v6) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<2x17x64xf32>, tensor<2x17x64xf32>) -> tensor<2x17x64xf32> loc("add_1"("transformers/models/vit/modeling_vit.py":277:0))
  %v42:3 = graph.captured "aten.native_layer_norm.default"(%v41, %15, %16) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-12 : f64] strides [#d3, #graph.dims<() -> (17, 1, 1)>, #graph.dims<() -> (17, 1, 1)>] : (tensor<2x17x64xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x17x64xf32>, tensor<2x17x1xf32>, tensor<2x17x1xf32>) loc("native_layer_norm_1"("transformers/models/vit/modeling_vit.py":281:0))
  %v43 = graph.captured "cutedsl.linear.default"(%v42#0, %17, %18) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d11] : (tensor<2x17x64xf32>, tensor<128x64xf32>, tensor<128xf32>) -> tensor<2x17x128xf32> loc("linear_4"("transformers/models/vit/modeling_vit.py":250:0))
  %v44 = graph.captured "aten.gelu.default"(%v43) args [#graph.operand<0>] strides [#d11] : (tensor<2x17x128xf32>) -> tensor<2x17x128xf32> loc("gelu"("transformers/activations.py":89:0))
  %v45 = graph.captured "cutedsl.linear.default"(%v44, %19, %20) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d3] : (tensor<2x17x128xf32>, tensor<64x128xf32>, tensor<64xf32>) -> tensor<2x17x64xf32> loc("linear_5"("transformers/models/vit/modeling_vit.py":252:0))
  %v46 = graph.captured "aten.clone.default"(%v45) args [#graph.operand<0>] strides [#d3] : (tensor<2x17x64xf32>) -> tensor<2x17x64xf32> loc("clone_7"("transformers/models/vit/modeling_vit.py":283:0))
  %v47 = graph.captured "aten.add.Tensor"(%v46, %v41) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<2x17x64xf32>, tensor<2x17x64xf32>) -> tensor<2x17x64xf32> loc("add_2"("transformers/models/vit/modeling_vit.py":284:0))
  %v48:3 = graph.captured "aten.native_layer_norm.default"(%v47, %21, %22) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-12 : f64] strides [#d3, #graph.dims<() -> (17, 1, 1)>, #graph.dims<() -> (17, 1, 1)>] : (tensor<2x17x64xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x17x64xf32>, tensor<2x17x1xf32>, tensor<2x17x1xf32>) loc("native_layer_norm_2"("transformers/models/vit/modeling_vit.py":274:0))
  %v49 = graph.captured "cutedsl.linear.default"(%v48#0, %23, %24) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d3] : (tensor<2x17x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x17x64xf32> loc("linear_6"("transformers/models/vit/modeling_vit.py":216:0))
  %v50 = graph.captured "aten.view.default"(%v49) args [#graph.operand<0>, [2 : i64, 17 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x17x64xf32>) -> tensor<2x17x4x16xf32> loc("view_11"("transformers/models/vit/modeling_vit.py":216:0))
  %v51 = graph.captured "aten.permute.default"(%v50) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x17x4x16xf32>) -> tensor<2x4x17x16xf32> loc("permute_6"("transformers/models/vit/modeling_vit.py":216:0))
  %v52 = graph.captured "cutedsl.linear.default"(%v48#0, %25, %26) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d3] : (tensor<2x17x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x17x64xf32> loc("linear_7"("transformers/models/vit/modeling_vit.py":217:0))
  %v53 = graph.captured "aten.view.default"(%v52) args [#graph.operand<0>, [2 : i64, 17 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x17x64xf32>) -> tensor<2x17x4x16xf32> loc("view_12"("transformers/models/vit/modeling_vit.py":217:0))
  %v54 = graph.captured "aten.permute.default"(%v53) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x17x4x16xf32>) -> tensor<2x4x17x16xf32> loc("permute_7"("transformers/models/vit/modeling_vit.py":217:0))
  %v55 = graph.captured "cutedsl.linear.default"(%v48#0, %27, %28) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d3] : (tensor<2x17x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x17x64xf32> loc("linear_8"("transformers/models/vit/modeling_vit.py":218:0))
  %v56 = graph.captured "aten.view.default"(%v55) args [#graph.operand<0>, [2 : i64, 17 : i64, -1 : i64, 16 : i64]] strides [#d4] : (tensor<2x17x64xf32>) -> tensor<2x17x4x16xf32> loc("view_13"("transformers/models/vit/modeling_vit.py":218:0))
  %v57 = graph.captured "aten.permute.default"(%v56) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d5] : (tensor<2x17x4x16xf32>) -> tensor<2x4x17x16xf32> loc("permute_8"("transformers/models/vit/modeling_vit.py":218:0))
  %v58 = graph.captured "aten.permute.default"(%v54) args [#graph.operand<0>, [0 : i64, 1 : i64, 3 : i64, 2 : i64]] strides [#d6] : (tensor<2x4x17x16xf32>) -> tensor<2x4x16x17xf32> loc("permute_9"("transformers/models/vit/modeling_vit.py":178:0))
  %v59 = graph.captured "aten.expand.default"(%v51) args [#graph.operand<0>, [2 : i64, 4 : i64, 17 : i64, 16 : i64]] strides [#d5] : (tensor<2x4x17x16xf32>) -> tensor<2x4x17x16xf32> loc("expand_5"("transformers/models/vit/modeling_vit.py":178:0))
  %v60 = graph.captured "aten.clone.default"(%v59) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d7] : (tensor<2x4x17x16xf32>) -> tensor<2x4x17x16xf32> loc("clone_8"("transformers/models/vit/modeling_vit.py":178:0))
  %v61 = graph.captured "aten.view.default"(%v60) args [#graph.operand<0>, [8 : i64, 17 : i64, 16 : i64]] strides [#graph.dims<() -> (272, 16, 1)>] : (tensor<2x4x17x16xf32>) -> tensor<8x17x16xf32> loc("view_14"("transformers/models/vit/modeling_vit.py":178:0))
  %v62 = graph.captured "aten.expand.default"(%v58) args [#graph.operand<0>, [2 : i64, 4 : i64, 16 : i64, 17 : i64]] strides [#d6] : (tensor<2x4x16x17xf32>) -> tensor<2x4x16x17xf32> loc("expand_6"("transformers/models/vit/modeling_vit.py":178:0))
  %v63 = graph.captured "aten.clone.default"(%v62) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d8] : (tensor<2x4x16x17xf32>) -> tensor<2x4x16x17xf32> loc("clone_9"("transformers/models/vit/modeling_vit.py":178:0))
  %v64 = graph.captured "aten.view.default"(%v63) args [#graph.operand<0>, [8 : i64, 16 : i64, 17 : i64]] strides [#graph.dims<() -> (272, 17, 1)>] : (tensor<2x4x16x17xf32>) -> tensor<8x16x17xf32> loc("view_15"("transformers/models/vit/modeling_vit.py":178:0))
  %v65 = graph.captured "aten.bmm.default"(%v61, %v64) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (289, 17, 1)>] : (tensor<8x17x16xf32>, tensor<8x16x17xf32>) -> tensor<8x17x17xf32> loc("bmm_2"("transformers/models/vit/modeling_vit.py":178:0))
  %v66 = graph.captured "aten.view.default"(%v65) args [#graph.operand<0>, [2 : i64, 4 : i64, 17 : i64, 17 : i64]] strides [#d9] : (tensor<8x17x17xf32>) -> tensor<2x4x17x17xf32> loc("view_16"("transformers/models/vit/modeling_vit.py":178:0))
  %v67 = graph.captured "aten.mul.Tensor"(%v66) args [#graph.operand<0>, 0.25 : f64] strides [#d9] : (tensor<2x4x17x17xf32>) -> tensor<2x4x17x17xf32> loc("mul_1"("transformers/models/vit/modeling_vit.py":178:0))
  %v68 = graph.captured "aten._softmax.default"(%v67) args [#graph.operand<0>, -1 : i64, false] strides [#d9] : (tensor<2x4x17x17xf32>) -> tensor<2x4x17x17xf32> loc("_softmax_1"("transformers/models/vit/modeling_vit.py":183:0))
  %v69 = graph.captured "aten.clone.default"(%v68) args [#graph.operand<0>] strides [#d9] : (tensor<2x4x17x17xf32>) -> tensor<2x4x17x17xf32> loc("clone_10"("transformers/models/vit/modeling_vit.py":184:0))
  %v70 = graph.captured "aten.expand.default"(%v69) args [#graph.operand<0>, [2 : i64, 4 : i64, 17 : i64, 17 : i64]] strides [#d9] : (tensor<2x4x17x17xf32>) -> tensor<2x4x17x17xf32> loc("expand_7"("transformers/models/vit/modeling_vit.py":186:0))
  %v71 = graph.captured "aten.view.default"(%v70) args [#graph.operand<0>, [8 : i64, 17 : i64, 17 : i64]] strides [#graph.dims<() -> (289, 17, 1)>] : (tensor<2x4x17x17xf32>) -> tensor<8x17x17xf32> loc("view_17"("transformers/models/vit/modeling_vit.py":186:0))
  %v72 = graph.captured "aten.expand.default"(%v57) args [#graph.operand<0>, [2 : i64, 4 : i64, 17 : i64, 16 : i64]] strides [#d5] : (tensor<2x4x17x16xf32>) -> tensor<2x4x17x16xf32> loc("expand_8"("transformers/models/vit/modeling_vit.py":186:0))
  %v73 = graph.captured "aten.clone.default"(%v72) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d7] : (tensor<2x4x17x16xf32>) -> tensor<2x4x17x16xf32> loc("clone_11"("transformers/models/vit/modeling_vit.py":186:0))
  %v74 = graph.captured "aten.view.default"(%v73) args [#graph.operand<0>, [8 : i64, 17 : i64, 16 : i64]] strides [#graph.dims<() -> (272, 16, 1)>] : (tensor<2x4x17x16xf32>) -> tensor<8x17x16xf32> loc("view_18"("transformers/models/vit/modeling_vit.py":186:0))
  %v75 = graph.captured "aten.bmm.default"(%v71, %v74) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (272, 16, 1)>] : (tensor<8x17x17xf32>, tensor<8x17x16xf32>) -> tensor<8x17x16xf32> loc("bmm_3"("transformers/models/vit/modeling_vit.py":186:0))
  %v76 = graph.captured "aten.view.default"(%v75) args [#graph.operand<0>, [2 : i64, 4 : i64, 17 : i64, 16 : i64]] strides [#d7] : (tensor<8x17x16xf32>) -> tensor<2x4x17x16xf32> loc("view_19"("transformers/models/vit/modeling_vit.py":186:0))
  %v77 = graph.captured "aten.permute.default"(%v76) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d10] : (tensor<2x4x17x16xf32>) -> tensor<2x17x4x16xf32> loc("permute_10"("transformers/models/vit/modeling_vit.py":187:0))
  %v78 = graph.captured "aten.clone.default"(%v77) args [#graph.operand<0>] kwargs {memory_format = "contiguous_format"} strides [#d4] : (tensor<2x17x4x16xf32>) -> tensor<2x17x4x16xf32> loc("clone_12"("transformers/models/vit/modeling_vit.py":187:0))
  %v79 = graph.captured "aten.view.default"(%v78) args [#graph.operand<0>, [2 : i64, 17 : i64, -1 : i64]] strides [#d3] : (tensor<2x17x4x16xf32>) -> tensor<2x17x64xf32> loc("view_20"("transformers/models/vit/modeling_vit.py":235:0))
  %v80 = graph.captured "cutedsl.linear.default"(%v79, %29, %30) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d3] : (tensor<2x17x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x17x64xf32> loc("linear_9"("transformers/models/vit/modeling_vit.py":236:0))
  %v81 = graph.captured "aten.clone.default"(%v80) args [#graph.operand<0>] strides [#d3] : (tensor<2x17x64xf32>) -> tensor<2x17x64xf32> loc("clone_13"("transformers/models/vit/modeling_vit.py":276:0))
  %v82 = graph.captured "aten.add.Tensor"(%v81, %v47) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<2x17x64xf32>, tensor<2x17x64xf32>) -> tensor<2x17x64xf32> loc("add_3"("transformers/models/vit/modeling_vit.py":277:0))
  %v83:3 = graph.captured "aten.native_layer_norm.default"(%v82, %31, %32) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-12 : f64] strides [#d3, #graph.dims<() -> (17, 1, 1)>, #graph.dims<() -> (17, 1, 1)>] : (tensor<2x17x64xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x17x64xf32>, tensor<2x17x1xf32>, tensor<2x17x1xf32>) loc("native_layer_norm_3"("transformers/models/vit/modeling_vit.py":281:0))
  %v84 = graph.captured "cutedsl.linear.default"(%v83#0, %33, %34) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d11] : (tensor<2x17x64xf32>, tensor<128x64xf32>, tensor<128xf32>) -> tensor<2x17x128xf32> loc("linear_10"("transformers/models/vit/modeling_vit.py":250:0))
  %v85 = graph.captured "aten.gelu.default"(%v84) args [#graph.operand<0>] strides [#d11] : (tensor<2x17x128xf32>) -> tensor<2x17x128xf32> loc("gelu_1"("transformers/activations.py":89:0))
  %v86 = graph.captured "cutedsl.linear.default"(%v85, %35, %36) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d3] : (tensor<2x17x128xf32>, tensor<64x128xf32>, tensor<64xf32>) -> tensor<2x17x64xf32> loc("linear_11"("transformers/models/vit/modeling_vit.py":252:0))
  %v87 = graph.captured "aten.clone.default"(%v86) args [#graph.operand<0>] strides [#d3] : (tensor<2x17x64xf32>) -> tensor<2x17x64xf32> loc("clone_14"("transformers/models/vit/modeling_vit.py":283:0))
  %v88 = graph.captured "aten.add.Tensor"(%v87, %v82) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<2x17x64xf32>, tensor<2x17x64xf32>) -> tensor<2x17x64xf32> loc("add_4"("transformers/models/vit/modeling_vit.py":284:0))
  %v89:3 = graph.captured "aten.native_layer_norm.default"(%v88, %37, %38) args [#graph.operand<0>, [64 : i64], #graph.operand<1>, #graph.operand<2>, 1.0e-12 : f64] strides [#d3, #graph.dims<() -> (17, 1, 1)>, #graph.dims<() -> (17, 1, 1)>] : (tensor<2x17x64xf32>, tensor<64xf32>, tensor<64xf32>) -> (tensor<2x17x64xf32>, tensor<2x17x1xf32>, tensor<2x17x1xf32>) loc("native_layer_norm_4"("transformers/models/vit/modeling_vit.py":385:0))
  %v90 = graph.captured "aten.select.int"(%v89#0) args [#graph.operand<0>, 1 : i64, 0 : i64] strides [#graph.dims<() -> (1088, 1)>] : (tensor<2x17x64xf32>) -> tensor<2x64xf32> loc("select"("transformers/models/vit/modeling_vit.py":298:0))
  %v91 = graph.captured "cutedsl.linear.default"(%v90, %39, %40) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (64, 1)>] : (tensor<2x64xf32>, tensor<64x64xf32>, tensor<64xf32>) -> tensor<2x64xf32> loc("linear_12"("transformers/models/vit/modeling_vit.py":299:0))
  %v92 = graph.captured "aten.tanh.default"(%v91) args [#graph.operand<0>] strides [#graph.dims<() -> (64, 1)>] : (tensor<2x64xf32>) -> tensor<2x64xf32> loc("tanh"("transformers/models/vit/modeling_vit.py":300:0))
  graph.return %v89#0, %v92 : tensor<2x17x64xf32>, tensor<2x64xf32>
}
