#d0 = #graph.dims<()[s0, s1] -> (s0, s1)>
#d1 = #graph.dims<()[s0, s1] -> (s1, 1)>
#d2 = #graph.dims<()[s0] -> (s0, 1)>
#d3 = #graph.dims<()[s0, s1] -> (s0, s1 floordiv 16, 16)>
#d4 = #graph.dims<()[s0, s1] -> (s1, 16, 1)>
#d5 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) * 16, 16, 1)>
#d6 = #graph.dims<()[s0, s1] -> (s0, s1 floordiv 16)>
#d7 = #graph.dims<()[s0, s1] -> (s1 floordiv 16, 1)>
#d8 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) * 16)>
#d9 = #graph.dims<()[s0, s1] -> (s1 floordiv 16, 16)>
#d10 = #graph.dims<()[s0, s1] -> (1, s1 floordiv 16, 16)>
#d11 = #graph.dims<()[s0, s1] -> (s0, s1 floordiv 16, 48)>
#d12 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) * 48, 48, 1)>
#d13 = #graph.dims<()[s0, s1] -> (s0, s1 floordiv 16, 3072)>
#d14 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) * 3072, 3072, 1)>
#d15 = #graph.dims<()[s0, s1] -> (s0, s1 floordiv 16, 768)>
#d16 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) * 768, 768, 1)>
#d17 = #graph.dims<()[s0] -> (s0, 1, 768)>
#d18 = #graph.dims<() -> (768, 768, 1)>
#d19 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 1, 768)>
#d20 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 768) + 768, 768, 1)>
#d21 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 1)>
#d22 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 1, 1)>
#d23 = #graph.dims<()[s0] -> (s0, 1, 16)>
#d24 = #graph.dims<()[s0] -> (s0, 1, 48)>
#d25 = #graph.dims<()[s0] -> (s0, 1, 3072)>
#d26 = #graph.dims<() -> (3072, 3072, 1)>
#d27 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 2, 768)>
#d28 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 768) + 1536, 768, 1)>
#d29 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 2)>
#d30 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2, 1)>
#d31 = #graph.dims<()[s0] -> (s0)>
#d32 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2)>
#d33 = #graph.dims<()[s0, s1] -> (1, (s1 floordiv 16) + 2)>
#d34 = #graph.dims<()[s0, s1] -> (s0, 1, (s1 floordiv 16) + 2)>
#d35 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2, (s1 floordiv 16) + 2, 1)>
#d36 = #graph.dims<()[s0, s1] -> (s0, 1, 1, (s1 floordiv 16) + 2)>
#d37 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2, (s1 floordiv 16) + 2, (s1 floordiv 16) + 2, 1)>
#d38 = #graph.dims<()[s0] -> (1, s0)>
#d39 = #graph.dims<()[s0] -> (s0, s0)>
#d40 = #graph.dims<()[s0] -> (s0, s0, 1)>
#d41 = #graph.dims<()[s0] -> (s0, 1, 1)>
#d42 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 2, 1)>
#d43 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2, 1, 1)>
#d44 = #graph.dims<()[s0, s1] -> (1, s0, (s1 floordiv 16) + 2)>
#d45 = #graph.dims<()[s0, s1] -> (1, (s1 floordiv 16) + 2, 1)>
#d46 = #graph.dims<()[s0, s1] -> (s0, s0, (s1 floordiv 16) + 2)>
#d47 = #graph.dims<()[s0, s1] -> (s0 * ((s1 floordiv 16) + 2), (s1 floordiv 16) + 2, 1)>
#d48 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2, s0, s0)>
#d49 = #graph.dims<()[s0, s1] -> (1, s0 * ((s1 floordiv 16) + 2), (s1 floordiv 16) + 2)>
#d50 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2, 1, s0, s0)>
#d51 = #graph.dims<()[s0, s1] -> (1, ((s1 floordiv 16) + 2) * (s0 * s0), s0 * ((s1 floordiv 16) + 2), (s1 floordiv 16) + 2)>
#d52 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 2, 12, 64)>
#d53 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 768) + 1536, 768, 64, 1)>
#d54 = #graph.dims<()[s0, s1] -> (s0, 12, (s1 floordiv 16) + 2, 64)>
#d55 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 768) + 1536, 64, 768, 1)>
#d56 = #graph.dims<()[s0, s1] -> (1, 1, (s1 floordiv 16) + 2)>
#d57 = #graph.dims<()[s0, s1] -> (1, 32, (s1 floordiv 16) + 2)>
#d58 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 32) + 64, (s1 floordiv 16) + 2, 1)>
#d59 = #graph.dims<()[s0, s1] -> (1, (s1 floordiv 16) + 2, 32)>
#d60 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 32) + 64, 1, (s1 floordiv 16) + 2)>
#d61 = #graph.dims<()[s0, s1] -> (1, (s1 floordiv 16) + 2, 64)>
#d62 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 64) + 128, 64, 1)>
#d63 = #graph.dims<()[s0, s1] -> (1, 1, (s1 floordiv 16) + 2, 64)>
#d64 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 64) + 128, ((s1 floordiv 16) * 64) + 128, 64, 1)>
#d65 = #graph.dims<()[s0, s1] -> (s0, 12, (s1 floordiv 16) + 2, 32)>
#d66 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 384) + 768, 32, 384, 1)>
#d67 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 768) + 1536, ((s1 floordiv 16) * 64) + 128, 64, 1)>
#d68 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2, s0, 768)>
#d69 = #graph.dims<()[s0, s1] -> (768, ((s1 floordiv 16) * 768) + 1536, 1)>
#d70 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2, s0, 1)>
#d71 = #graph.dims<()[s0] -> (s0 * 768, 768, 1)>
#d72 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2, s0, 12, 64)>
#d73 = #graph.dims<()[s0] -> (s0 * 768, 768, 64, 1)>
#d74 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2, 12, s0, 64)>
#d75 = #graph.dims<()[s0] -> (s0 * 768, 64, 768, 1)>
#d76 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 2, 3072)>
#d77 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 3072) + 6144, 3072, 1)>
#d78 = #graph.dims<()[s0] -> (s0, 1, 336)>
#d79 = #graph.dims<() -> (336, 336, 1)>
#d80 = #graph.dims<()[s0] -> (s0, 1, 21, 16)>
#d81 = #graph.dims<() -> (336, 336, 16, 1)>
#d82 = #graph.dims<()[s0] -> (s0, 21, 1, 16)>
#d83 = #graph.dims<() -> (336, 16, 336, 1)>
#d84 = #graph.dims<()[s0] -> (s0, 21, 16)>
#d85 = #graph.dims<()[s0] -> (s0, 336)>
graph.program @main symbols ["s0", "s1"] (
    %0: tensor<?x?xf32, #d0> {graph.name = "context"},
    %1: tensor<2x768xf32> {graph.name = "shared.weight", graph.kind = "parameter"},
    %2: tensor<3072x48xf32> {graph.name = "input_patch_embedding.hidden_layer.weight", graph.kind = "parameter"},
    %3: tensor<3072xf32> {graph.name = "input_patch_embedding.hidden_layer.bias", graph.kind = "parameter"},
    %4: tensor<768x3072xf32> {graph.name = "input_patch_embedding.output_layer.weight", graph.kind = "parameter"},
    %5: tensor<768xf32> {graph.name = "input_patch_embedding.output_layer.bias", graph.kind = "parameter"},
    %6: tensor<768x48xf32> {graph.name = "input_patch_embedding.residual_layer.weight", graph.kind = "parameter"},
    %7: tensor<768xf32> {graph.name = "input_patch_embedding.residual_layer.bias", graph.kind = "parameter"},
    %8: tensor<768xf32> {graph.name = "encoder.block.0.layer.0.layer_norm.weight", graph.kind = "parameter"},
    %9: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.0.self_attention.q.weight", graph.kind = "parameter"},
    %10: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.0.self_attention.k.weight", graph.kind = "parameter"},
    %11: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.0.self_attention.v.weight", graph.kind = "parameter"},
    %12: tensor<32xf32> {graph.name = "encoder.block.0.layer.0.self_attention.rope_embed.inv_freq", graph.kind = "buffer"},
    %13: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.0.self_attention.o.weight", graph.kind = "parameter"},
    %14: tensor<768xf32> {graph.name = "encoder.block.0.layer.1.layer_norm.weight", graph.kind = "parameter"},
    %15: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.1.self_attention.q.weight", graph.kind = "parameter"},
    %16: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.1.self_attention.k.weight", graph.kind = "parameter"},
    %17: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.1.self_attention.v.weight", graph.kind = "parameter"},
    %18: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.1.self_attention.o.weight", graph.kind = "parameter"},
    %19: tensor<768xf32> {graph.name = "encoder.block.0.layer.2.layer_norm.weight", graph.kind = "parameter"},
    %20: tensor<3072x768xf32> {graph.name = "encoder.block.0.layer.2.mlp.wi.weight", graph.kind = "parameter"},
    %21: tensor<768x3072xf32> {graph.name = "encoder.block.0.layer.2.mlp.wo.weight", graph.kind = "parameter"},
    %22: tensor<768xf32> {graph.name = "encoder.final_layer_norm.weight", graph.kind = "parameter"},
    %23: tensor<3072x768xf32> {graph.name = "output_patch_embedding.hidden_layer.weight", graph.kind = "parameter"},
    %24: tensor<3072xf32> {graph.name = "output_patch_embedding.hidden_layer.bias", graph.kind = "parameter"},
    %25: tensor<336x3072xf32> {graph.name = "output_patch_embedding.output_layer.weight", graph.kind = "parameter"},
    %26: tensor<336xf32> {graph.name = "output_patch_embedding.output_layer.bias", graph.kind = "parameter"},
    %27: tensor<336x768xf32> {graph.name = "output_patch_embedding.residual_layer.weight", graph.kind = "parameter"},
    %28: tensor<336xf32> {graph.name = "output_patch_embedding.residual_layer.bias", graph.kind = "parameter"})
    -> (tensor<?x21x16xf32, #d84>) {
  %v0 = graph.captured "aten.isnan.default"(%0) args [#graph.operand<0>] strides [#d1] : (tensor<?x?xf32, #d0>) -> tensor<?x?xi1, #d0> loc("isnan"("chronos/chronos2/model.py":398:0))
  %v1 = graph.captured "aten.logical_not.default"(%v0) args [#graph.operand<0>] strides [#d1] : (tensor<?x?xi1, #d0>) -> tensor<?x?xi1, #d0> loc("logical_not"("chronos/chronos2/model.py":398:0))
  %v2 = graph.captured "aten._to_copy.default"(%v1) args [#graph.operand<0>] kwargs {dtype = f32} strides [#d1] : (tensor<?x?xi1, #d0>) -> tensor<?x?xf32, #d0> loc("_to_copy"("chronos/chronos2/model.py":398:0))
  %v3 = graph.captured "aten.alias.default"(%0) args [#graph.operand<0>] strides [#d1] : (tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("alias"("chronos/chronos_bolt.py":111:0))
  %v4 = graph.captured "aten.ne.Tensor"(%v3) args [#graph.operand<0>, #graph.operand<0>] strides [#d1] : (tensor<?x?xf32, #d0>) -> tensor<?x?xi1, #d0> loc("ne"("chronos/chronos_bolt.py":111:0))
  %v5 = graph.captured "aten.logical_not.default"(%v4) args [#graph.operand<0>] strides [#d1] : (tensor<?x?xi1, #d0>) -> tensor<?x?xi1, #d0> loc("logical_not_1"("chronos/chronos_bolt.py":111:0))
  %v6 = graph.captured "aten.sum.dim_IntList"(%v5) args [#graph.operand<0>, [-1 : i64], true] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x?xi1, #d0>) -> tensor<?x1xi64, #d2> loc("sum_1"("chronos/chronos_bolt.py":111:0))
  %v7 = graph.captured "aten.isnan.default"(%0) args [#graph.operand<0>] strides [#d1] : (tensor<?x?xf32, #d0>) -> tensor<?x?xi1, #d0> loc("isnan_1"("chronos/chronos_bolt.py":111:0))
  %v8 = graph.captured "aten.scalar_tensor.default"() args [0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu"} strides [#graph.dims<() -> ()>] : () -> tensor<f32> loc("scalar_tensor"("chronos/chronos_bolt.py":111:0))
  %v9 = graph.captured "aten.where.self"(%v7, %v8, %0) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d1] : (tensor<?x?xi1, #d0>, tensor<f32>, tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("where"("chronos/chronos_bolt.py":111:0))
  %v10 = graph.captured "aten.sum.dim_IntList"(%v9) args [#graph.operand<0>, [-1 : i64], true] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x?xf32, #d0>) -> tensor<?x1xf32, #d2> loc("sum_2"("chronos/chronos_bolt.py":111:0))
  %v11 = graph.captured "aten.div.Tensor"(%v10, %v6) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d2>, tensor<?x1xi64, #d2>) -> tensor<?x1xf32, #d2> loc("div"("chronos/chronos_bolt.py":111:0))
  %v12 = graph.captured "aten.nan_to_num.default"(%v11) args [#graph.operand<0>, 0.0 : f64] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d2>) -> tensor<?x1xf32, #d2> loc("nan_to_num"("chronos/chronos_bolt.py":111:0))
  %v13 = graph.captured "aten.sub.Tensor"(%0, %v12) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<?x?xf32, #d0>, tensor<?x1xf32, #d2>) -> tensor<?x?xf32, #d0> loc("sub_18"("chronos/chronos_bolt.py":112:0))
  %v14 = graph.captured "aten.pow.Tensor_Scalar"(%v13) args [#graph.operand<0>, 2 : i64] strides [#d1] : (tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("pow_1"("chronos/chronos_bolt.py":112:0))
  %v15 = graph.captured "aten.alias.default"(%v14) args [#graph.operand<0>] strides [#d1] : (tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("alias_1"("chronos/chronos_bolt.py":112:0))
  %v16 = graph.captured "aten.ne.Tensor"(%v15) args [#graph.operand<0>, #graph.operand<0>] strides [#d1] : (tensor<?x?xf32, #d0>) -> tensor<?x?xi1, #d0> loc("ne_1"("chronos/chronos_bolt.py":112:0))
  %v17 = graph.captured "aten.logical_not.default"(%v16) args [#graph.operand<0>] strides [#d1] : (tensor<?x?xi1, #d0>) -> tensor<?x?xi1, #d0> loc("logical_not_2"("chronos/chronos_bolt.py":112:0))
  %v18 = graph.captured "aten.sum.dim_IntList"(%v17) args [#graph.operand<0>, [-1 : i64], true] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x?xi1, #d0>) -> tensor<?x1xi64, #d2> loc("sum_3"("chronos/chronos_bolt.py":112:0))
  %v19 = graph.captured "aten.isnan.default"(%v14) args [#graph.operand<0>] strides [#d1] : (tensor<?x?xf32, #d0>) -> tensor<?x?xi1, #d0> loc("isnan_2"("chronos/chronos_bolt.py":112:0))
  %v20 = graph.captured "aten.scalar_tensor.default"() args [0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu"} strides [#graph.dims<() -> ()>] : () -> tensor<f32> loc("scalar_tensor_1"("chronos/chronos_bolt.py":112:0))
  %v21 = graph.captured "aten.where.self"(%v19, %v20, %v14) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d1] : (tensor<?x?xi1, #d0>, tensor<f32>, tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("where_1"("chronos/chronos_bolt.py":112:0))
  %v22 = graph.captured "aten.sum.dim_IntList"(%v21) args [#graph.operand<0>, [-1 : i64], true] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x?xf32, #d0>) -> tensor<?x1xf32, #d2> loc("sum_4"("chronos/chronos_bolt.py":112:0))
  %v23 = graph.captured "aten.div.Tensor"(%v22, %v18) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d2>, tensor<?x1xi64, #d2>) -> tensor<?x1xf32, #d2> loc("div_1"("chronos/chronos_bolt.py":112:0))
  %v24 = graph.captured "aten.sqrt.default"(%v23) args [#graph.operand<0>] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d2>) -> tensor<?x1xf32, #d2> loc("sqrt"("chronos/chronos_bolt.py":112:0))
  %v25 = graph.captured "aten.nan_to_num.default"(%v24) args [#graph.operand<0>, 1.0 : f64] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d2>) -> tensor<?x1xf32, #d2> loc("nan_to_num_1"("chronos/chronos_bolt.py":112:0))
  %v26 = graph.captured "aten.eq.Scalar"(%v25) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d2>) -> tensor<?x1xi1, #d2> loc("eq_35"("chronos/chronos_bolt.py":113:0))
  %v27 = graph.captured "aten.scalar_tensor.default"() args [1.0e-05 : f64] kwargs {dtype = f32, layout = "strided", device = "cpu"} strides [#graph.dims<() -> ()>] : () -> tensor<f32> loc("scalar_tensor_2"("chronos/chronos_bolt.py":113:0))
  %v28 = graph.captured "aten.where.self"(%v26, %v27, %v25) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xi1, #d2>, tensor<f32>, tensor<?x1xf32, #d2>) -> tensor<?x1xf32, #d2> loc("where_2"("chronos/chronos_bolt.py":113:0))
  %v29 = graph.captured "aten.sub.Tensor"(%0, %v12) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<?x?xf32, #d0>, tensor<?x1xf32, #d2>) -> tensor<?x?xf32, #d0> loc("sub_38"("chronos/chronos_bolt.py":117:0))
  %v30 = graph.captured "aten.div.Tensor"(%v29, %v28) args [#graph.operand<0>, #graph.operand<1>] strides [#d1] : (tensor<?x?xf32, #d0>, tensor<?x1xf32, #d2>) -> tensor<?x?xf32, #d0> loc("div_2"("chronos/chronos_bolt.py":117:0))
  %v31 = graph.captured "aten.asinh.default"(%v30) args [#graph.operand<0>] strides [#d1] : (tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("asinh"("chronos/chronos_bolt.py":120:0))
  %v32 = graph.captured "aten.unfold.default"(%v31) args [#graph.operand<0>, -1 : i64, 16 : i64, 16 : i64] strides [#d4] : (tensor<?x?xf32, #d0>) -> tensor<?x?x16xf32, #d3> loc("unfold"("chronos/chronos_bolt.py":91:0))
  %v33 = graph.captured "aten.unfold.default"(%v2) args [#graph.operand<0>, -1 : i64, 16 : i64, 16 : i64] strides [#d4] : (tensor<?x?xf32, #d0>) -> tensor<?x?x16xf32, #d3> loc("unfold_1"("chronos/chronos_bolt.py":91:0))
  %v34 = graph.captured "aten.nan_to_num.default"(%v33) args [#graph.operand<0>, 0.0 : f64] strides [#d5] : (tensor<?x?x16xf32, #d3>) -> tensor<?x?x16xf32, #d3> loc("nan_to_num_2"("chronos/chronos2/model.py":416:0))
  %v35 = graph.captured "aten.gt.Scalar"(%v34) args [#graph.operand<0>, 0.0 : f64] strides [#d5] : (tensor<?x?x16xf32, #d3>) -> tensor<?x?x16xi1, #d3> loc("gt"("chronos/chronos2/model.py":417:0))
  %v36 = graph.captured "aten.scalar_tensor.default"() args [0.0 : f64] kwargs {dtype = f32, layout = "strided", device = "cpu"} strides [#graph.dims<() -> ()>] : () -> tensor<f32> loc("scalar_tensor_3"("chronos/chronos2/model.py":417:0))
  %v37 = graph.captured "aten.where.self"(%v35, %v32, %v36) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d5] : (tensor<?x?x16xi1, #d3>, tensor<?x?x16xf32, #d3>, tensor<f32>) -> tensor<?x?x16xf32, #d3> loc("where_3"("chronos/chronos2/model.py":417:0))
  %v38 = graph.captured "aten.sum.dim_IntList"(%v34) args [#graph.operand<0>, [-1 : i64]] strides [#d7] : (tensor<?x?x16xf32, #d3>) -> tensor<?x?xf32, #d6> loc("sum_5"("chronos/chronos2/model.py":420:0))
  %v39 = graph.captured "aten.gt.Scalar"(%v38) args [#graph.operand<0>, 0 : i64] strides [#d7] : (tensor<?x?xf32, #d6>) -> tensor<?x?xi1, #d6> loc("gt_1"("chronos/chronos2/model.py":420:0))
  %v40 = graph.captured "aten.arange.start_step"() args [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) * -16)>, 0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<?xf32, #d8> loc("arange"("chronos/chronos2/model.py":426:0))
  %v41 = graph.captured "aten.view.default"(%v40) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> (s1 floordiv 16)>, 16 : i64]] strides [#graph.dims<() -> (16, 1)>] : (tensor<?xf32, #d8>) -> tensor<?x16xf32, #d9> loc("view"("einops/_backends.py":96:0))
  %v42 = graph.captured "aten.unsqueeze.default"(%v41) args [#graph.operand<0>, 0 : i64] strides [#d5] : (tensor<?x16xf32, #d9>) -> tensor<1x?x16xf32, #d10> loc("unsqueeze"("einops/_backends.py":280:0))
  %v43 = graph.captured "aten.expand.default"(%v42) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, -1 : i64, -1 : i64]] strides [#graph.dims<() -> (0, 16, 1)>] : (tensor<1x?x16xf32, #d10>) -> tensor<?x?x16xf32, #d3> loc("expand"("einops/_backends.py":271:0))
  %v44 = graph.captured "aten.div.Tensor"(%v43) args [#graph.operand<0>, 8192 : i64] strides [#d5] : (tensor<?x?x16xf32, #d3>) -> tensor<?x?x16xf32, #d3> loc("div_3"("chronos/chronos2/model.py":435:0))
  %v45 = graph.captured "aten.cat.default"(%v44, %v37, %v34) args [[#graph.operand<0>, #graph.operand<1>, #graph.operand<2>], -1 : i64] strides [#d12] : (tensor<?x?x16xf32, #d3>, tensor<?x?x16xf32, #d3>, tensor<?x?x16xf32, #d3>) -> tensor<?x?x48xf32, #d11> loc("cat"("chronos/chronos2/model.py":440:0))
  %v46 = graph.captured "cutedsl.linear.default"(%v45, %2, %3) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d14] : (tensor<?x?x48xf32, #d11>, tensor<3072x48xf32>, tensor<3072xf32>) -> tensor<?x?x3072xf32, #d13> loc("linear"("chronos/chronos2/layers.py":439:0))
  %v47 = graph.captured "aten.relu.default"(%v46) args [#graph.operand<0>] strides [#d14] : (tensor<?x?x3072xf32, #d13>) -> tensor<?x?x3072xf32, #d13> loc("relu"("chronos/chronos2/layers.py":439:0))
  %v48 = graph.captured "cutedsl.linear.default"(%v47, %4, %5) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d16] : (tensor<?x?x3072xf32, #d13>, tensor<768x3072xf32>, tensor<768xf32>) -> tensor<?x?x768xf32, #d15> loc("linear_1"("chronos/chronos2/layers.py":440:0))
  %v49 = graph.captured "aten.clone.default"(%v48) args [#graph.operand<0>] strides [#d16] : (tensor<?x?x768xf32, #d15>) -> tensor<?x?x768xf32, #d15> loc("clone"("chronos/chronos2/layers.py":440:0))
  %v50 = graph.captured "cutedsl.linear.default"(%v45, %6, %7) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d16] : (tensor<?x?x48xf32, #d11>, tensor<768x48xf32>, tensor<768xf32>) -> tensor<?x?x768xf32, #d15> loc("linear_2"("chronos/chronos2/layers.py":441:0))
  %v51 = graph.captured "aten.add.Tensor"(%v49, %v50) args [#graph.operand<0>, #graph.operand<1>] strides [#d16] : (tensor<?x?x768xf32, #d15>, tensor<?x?x768xf32, #d15>) -> tensor<?x?x768xf32, #d15> loc("add_146"("chronos/chronos2/layers.py":443:0))
  %v52 = graph.captured "aten.full.default"() args [[#graph.expr<()[s0] -> (s0)>, 1 : i64], 1 : i64] kwargs {device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1, 1)>] : () -> tensor<?x1xi64, #d2> loc("full"("chronos/chronos2/model.py":602:0))
  %v53 = graph.captured "aten.embedding.default"(%1, %v52) args [#graph.operand<0>, #graph.operand<1>] strides [#d18] : (tensor<2x768xf32>, tensor<?x1xi64, #d2>) -> tensor<?x1x768xf32, #d17> loc("embedding"("chronos/chronos2/model.py":603:0))
  %v54 = graph.captured "aten.cat.default"(%v51, %v53) args [[#graph.operand<0>, #graph.operand<1>], -2 : i64] strides [#d20] : (tensor<?x?x768xf32, #d15>, tensor<?x1x768xf32, #d17>) -> tensor<?x?x768xf32, #d19> loc("cat_1"("chronos/chronos2/model.py":604:0))
  %v55 = graph.captured "aten._to_copy.default"(%v39) args [#graph.operand<0>] kwargs {dtype = f32} strides [#d7] : (tensor<?x?xi1, #d6>) -> tensor<?x?xf32, #d6> loc("_to_copy_1"("chronos/chronos2/model.py":606:0))
  %v56 = graph.captured "aten.full_like.default"(%v52) args [#graph.operand<0>, 1 : i64] kwargs {pin_memory = false, memory_format = "preserve_format"} strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xi64, #d2>) -> tensor<?x1xi64, #d2> loc("full_like"("chronos/chronos2/model.py":606:0))
  %v57 = graph.captured "aten._to_copy.default"(%v56) args [#graph.operand<0>] kwargs {dtype = f32} strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xi64, #d2>) -> tensor<?x1xf32, #d2> loc("_to_copy_2"("chronos/chronos2/model.py":606:0))
  %v58 = graph.captured "aten.cat.default"(%v55, %v57) args [[#graph.operand<0>, #graph.operand<1>], -1 : i64] strides [#d22] : (tensor<?x?xf32, #d6>, tensor<?x1xf32, #d2>) -> tensor<?x?xf32, #d21> loc("cat_2"("chronos/chronos2/model.py":605:0))
  %v59 = graph.captured "aten.full.default"() args [[#graph.expr<()[s0] -> (s0)>, 1 : i64, 16 : i64], 0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (16, 16, 1)>] : () -> tensor<?x1x16xf32, #d23> loc("full_1"("chronos/chronos2/model.py":489:0))
  %v60 = graph.captured "aten.full.default"() args [[#graph.expr<()[s0] -> (s0)>, 1 : i64, 16 : i64], 0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (16, 16, 1)>] : () -> tensor<?x1x16xf32, #d23> loc("full_2"("chronos/chronos2/model.py":492:0))
  %v61 = graph.captured "aten.arange.start_step"() args [0 : i64, 16 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<16xf32> loc("arange_1"("chronos/chronos2/model.py":499:0))
  %v62 = graph.captured "aten.view.default"(%v61) args [#graph.operand<0>, [1 : i64, 16 : i64]] strides [#graph.dims<() -> (16, 1)>] : (tensor<16xf32>) -> tensor<1x16xf32> loc("view_1"("einops/_backends.py":96:0))
  %v63 = graph.captured "aten.unsqueeze.default"(%v62) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (16, 16, 1)>] : (tensor<1x16xf32>) -> tensor<1x1x16xf32> loc("unsqueeze_1"("einops/_backends.py":280:0))
  %v64 = graph.captured "aten.expand.default"(%v63) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, -1 : i64, -1 : i64]] strides [#graph.dims<() -> (0, 16, 1)>] : (tensor<1x1x16xf32>) -> tensor<?x1x16xf32, #d23> loc("expand_1"("einops/_backends.py":271:0))
  %v65 = graph.captured "aten.div.Tensor"(%v64) args [#graph.operand<0>, 8192 : i64] strides [#graph.dims<() -> (16, 16, 1)>] : (tensor<?x1x16xf32, #d23>) -> tensor<?x1x16xf32, #d23> loc("div_4"("chronos/chronos2/model.py":508:0))
  %v66 = graph.captured "aten.cat.default"(%v65, %v59, %v60) args [[#graph.operand<0>, #graph.operand<1>, #graph.operand<2>], -1 : i64] strides [#graph.dims<() -> (48, 48, 1)>] : (tensor<?x1x16xf32, #d23>, tensor<?x1x16xf32, #d23>, tensor<?x1x16xf32, #d23>) -> tensor<?x1x48xf32, #d24> loc("cat_3"("chronos/chronos2/model.py":512:0))
  %v67 = graph.captured "aten.full.default"() args [[#graph.expr<()[s0] -> (s0)>, 1 : i64], 1 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1, 1)>] : () -> tensor<?x1xf32, #d2> loc("full_3"("chronos/chronos2/model.py":616:0))
  %v68 = graph.captured "cutedsl.linear.default"(%v66, %2, %3) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d26] : (tensor<?x1x48xf32, #d24>, tensor<3072x48xf32>, tensor<3072xf32>) -> tensor<?x1x3072xf32, #d25> loc("linear_3"("chronos/chronos2/layers.py":439:0))
  %v69 = graph.captured "aten.relu.default"(%v68) args [#graph.operand<0>] strides [#d26] : (tensor<?x1x3072xf32, #d25>) -> tensor<?x1x3072xf32, #d25> loc("relu_1"("chronos/chronos2/layers.py":439:0))
  %v70 = graph.captured "cutedsl.linear.default"(%v69, %4, %5) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d18] : (tensor<?x1x3072xf32, #d25>, tensor<768x3072xf32>, tensor<768xf32>) -> tensor<?x1x768xf32, #d17> loc("linear_4"("chronos/chronos2/layers.py":440:0))
  %v71 = graph.captured "aten.clone.default"(%v70) args [#graph.operand<0>] strides [#d18] : (tensor<?x1x768xf32, #d17>) -> tensor<?x1x768xf32, #d17> loc("clone_1"("chronos/chronos2/layers.py":440:0))
  %v72 = graph.captured "cutedsl.linear.default"(%v66, %6, %7) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d18] : (tensor<?x1x48xf32, #d24>, tensor<768x48xf32>, tensor<768xf32>) -> tensor<?x1x768xf32, #d17> loc("linear_5"("chronos/chronos2/layers.py":441:0))
  %v73 = graph.captured "aten.add.Tensor"(%v71, %v72) args [#graph.operand<0>, #graph.operand<1>] strides [#d18] : (tensor<?x1x768xf32, #d17>, tensor<?x1x768xf32, #d17>) -> tensor<?x1x768xf32, #d17> loc("add_213"("chronos/chronos2/layers.py":443:0))
  %v74 = graph.captured "aten.cat.default"(%v54, %v73) args [[#graph.operand<0>, #graph.operand<1>], -2 : i64] strides [#d28] : (tensor<?x?x768xf32, #d19>, tensor<?x1x768xf32, #d17>) -> tensor<?x?x768xf32, #d27> loc("cat_4"("chronos/chronos2/model.py":622:0))
  %v75 = graph.captured "aten.cat.default"(%v58, %v67) args [[#graph.operand<0>, #graph.operand<1>], -1 : i64] strides [#d30] : (tensor<?x?xf32, #d21>, tensor<?x1xf32, #d2>) -> tensor<?x?xf32, #d29> loc("cat_5"("chronos/chronos2/model.py":623:0))
  %v76 = graph.captured "aten.arange.start_step"() args [0 : i64, #graph.expr<()[s0] -> (s0)>] kwargs {dtype = i64, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<?xi64, #d31> loc("arange_2"("chronos/chronos2/model.py":627:0))
  %v77 = graph.captured "aten.arange.start_step"() args [0 : i64, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>] kwargs {dtype = i64, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<?xi64, #d32> loc("arange_3"("chronos/chronos2/model.py":156:0))
  %v78 = graph.captured "aten.unsqueeze.default"(%v77) args [#graph.operand<0>, 0 : i64] strides [#d30] : (tensor<?xi64, #d32>) -> tensor<1x?xi64, #d33> loc("unsqueeze_2"("chronos/chronos2/model.py":156:0))
  %v79 = graph.captured "aten.slice.Tensor"(%v75) args [#graph.operand<0>, 0 : i64, 0 : i64, 9223372036854775807 : i64] strides [#d30] : (tensor<?x?xf32, #d29>) -> tensor<?x?xf32, #d29> loc("slice_1"("chronos/chronos2/model.py":115:0))
  %v80 = graph.captured "aten.unsqueeze.default"(%v79) args [#graph.operand<0>, 1 : i64] strides [#d35] : (tensor<?x?xf32, #d29>) -> tensor<?x1x?xf32, #d34> loc("unsqueeze_3"("chronos/chronos2/model.py":115:0))
  %v81 = graph.captured "aten.unsqueeze.default"(%v80) args [#graph.operand<0>, 2 : i64] strides [#d37] : (tensor<?x1x?xf32, #d34>) -> tensor<?x1x1x?xf32, #d36> loc("unsqueeze_4"("chronos/chronos2/model.py":115:0))
  %v82 = graph.captured "aten.sub.Tensor"(%v81) args [1.0 : f64, #graph.operand<0>] strides [#d37] : (tensor<?x1x1x?xf32, #d36>) -> tensor<?x1x1x?xf32, #d36> loc("sub_115"("chronos/chronos2/model.py":119:0))
  %v83 = graph.captured "aten.mul.Tensor"(%v82) args [#graph.operand<0>, -3.4028234663852886e+38 : f64] strides [#d37] : (tensor<?x1x1x?xf32, #d36>) -> tensor<?x1x1x?xf32, #d36> loc("mul_141"("chronos/chronos2/model.py":119:0))
  %v84 = graph.captured "aten.slice.Tensor"(%v76) args [#graph.operand<0>, 0 : i64, 0 : i64, 9223372036854775807 : i64] strides [#graph.dims<() -> (1)>] : (tensor<?xi64, #d31>) -> tensor<?xi64, #d31> loc("slice_2"("chronos/chronos2/model.py":128:0))
  %v85 = graph.captured "aten.unsqueeze.default"(%v84) args [#graph.operand<0>, 1 : i64] strides [#graph.dims<() -> (1, 1)>] : (tensor<?xi64, #d31>) -> tensor<?x1xi64, #d2> loc("unsqueeze_5"("chronos/chronos2/model.py":128:0))
  %v86 = graph.captured "aten.unsqueeze.default"(%v76) args [#graph.operand<0>, 0 : i64] strides [#d2] : (tensor<?xi64, #d31>) -> tensor<1x?xi64, #d38> loc("unsqueeze_6"("chronos/chronos2/model.py":128:0))
  %v87 = graph.captured "aten.slice.Tensor"(%v86) args [#graph.operand<0>, 1 : i64, 0 : i64, 9223372036854775807 : i64] strides [#d2] : (tensor<1x?xi64, #d38>) -> tensor<1x?xi64, #d38> loc("slice_3"("chronos/chronos2/model.py":128:0))
  %v88 = graph.captured "aten.eq.Tensor"(%v85, %v87) args [#graph.operand<0>, #graph.operand<1>] strides [#d2] : (tensor<?x1xi64, #d2>, tensor<1x?xi64, #d38>) -> tensor<?x?xi1, #d39> loc("eq_124"("chronos/chronos2/model.py":128:0))
  %v89 = graph.captured "aten.unsqueeze.default"(%v88) args [#graph.operand<0>, 2 : i64] strides [#d41] : (tensor<?x?xi1, #d39>) -> tensor<?x?x1xi1, #d40> loc("unsqueeze_7"("chronos/chronos2/model.py":132:0))
  %v90 = graph.captured "aten.permute.default"(%v89) args [#graph.operand<0>, [0 : i64, 1 : i64, 2 : i64]] strides [#d41] : (tensor<?x?x1xi1, #d40>) -> tensor<?x?x1xi1, #d40> loc("permute"("chronos/chronos2/model.py":132:0))
  %v91 = graph.captured "aten.unsqueeze.default"(%v75) args [#graph.operand<0>, 2 : i64] strides [#d43] : (tensor<?x?xf32, #d29>) -> tensor<?x?x1xf32, #d42> loc("unsqueeze_8"("chronos/chronos2/model.py":132:0))
  %v92 = graph.captured "aten.permute.default"(%v91) args [#graph.operand<0>, [2 : i64, 0 : i64, 1 : i64]] strides [#d45] : (tensor<?x?x1xf32, #d42>) -> tensor<1x?x?xf32, #d44> loc("permute_1"("chronos/chronos2/model.py":132:0))
  %v93 = graph.captured "aten.mul.Tensor"(%v90, %v92) args [#graph.operand<0>, #graph.operand<1>] strides [#d47] : (tensor<?x?x1xi1, #d40>, tensor<1x?x?xf32, #d44>) -> tensor<?x?x?xf32, #d46> loc("mul_159"("chronos/chronos2/model.py":132:0))
  %v94 = graph.captured "aten.permute.default"(%v93) args [#graph.operand<0>, [2 : i64, 0 : i64, 1 : i64]] strides [#d49] : (tensor<?x?x?xf32, #d46>) -> tensor<?x?x?xf32, #d48> loc("permute_2"("einops/_backends.py":261:0))
  %v95 = graph.captured "aten.view.default"(%v94) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>, 1 : i64, #graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0] -> (s0)>]] strides [#d51] : (tensor<?x?x?xf32, #d48>) -> tensor<?x1x?x?xf32, #d50> loc("view_2"("einops/_backends.py":96:0))
  %v96 = graph.captured "aten.sub.Tensor"(%v95) args [1.0 : f64, #graph.operand<0>] strides [#d51] : (tensor<?x1x?x?xf32, #d50>) -> tensor<?x1x?x?xf32, #d50> loc("sub_143"("chronos/chronos2/model.py":140:0))
  %v97 = graph.captured "aten.mul.Tensor"(%v96) args [#graph.operand<0>, -3.4028234663852886e+38 : f64] strides [#d51] : (tensor<?x1x?x?xf32, #d50>) -> tensor<?x1x?x?xf32, #d50> loc("mul_188"("chronos/chronos2/model.py":140:0))
  %v98 = graph.captured "aten.clone.default"(%v74) args [#graph.operand<0>] strides [#d28] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("clone_2"("chronos/chronos2/model.py":170:0))
  %v99 = graph.captured "aten.pow.Tensor_Scalar"(%v98) args [#graph.operand<0>, 2 : i64] strides [#d28] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("pow_2"("chronos/chronos2/layers.py":139:0))
  %v100 = graph.captured "aten.mean.dim"(%v99) args [#graph.operand<0>, [-1 : i64], true] strides [#d43] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x1xf32, #d42> loc("mean"("chronos/chronos2/layers.py":139:0))
  %v101 = graph.captured "aten.add.Tensor"(%v100) args [#graph.operand<0>, 1.0e-06 : f64] strides [#d43] : (tensor<?x?x1xf32, #d42>) -> tensor<?x?x1xf32, #d42> loc("add_315"("chronos/chronos2/layers.py":140:0))
  %v102 = graph.captured "aten.rsqrt.default"(%v101) args [#graph.operand<0>] strides [#d43] : (tensor<?x?x1xf32, #d42>) -> tensor<?x?x1xf32, #d42> loc("rsqrt"("chronos/chronos2/layers.py":140:0))
  %v103 = graph.captured "aten.mul.Tensor"(%v98, %v102) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<?x?x768xf32, #d27>, tensor<?x?x1xf32, #d42>) -> tensor<?x?x768xf32, #d27> loc("mul_205"("chronos/chronos2/layers.py":140:0))
  %v104 = graph.captured "aten.mul.Tensor"(%8, %v103) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<768xf32>, tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("mul_209"("chronos/chronos2/layers.py":146:0))
  %v105 = graph.captured "cutedsl.linear.default"(%v104, %9) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<?x?x768xf32, #d27>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d27> loc("linear_6"("chronos/chronos2/layers.py":311:0))
  %v106 = graph.captured "aten.view.default"(%v105) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>, 12 : i64, 64 : i64]] strides [#d53] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x12x64xf32, #d52> loc("view_3"("einops/_backends.py":96:0))
  %v107 = graph.captured "aten.permute.default"(%v106) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d55] : (tensor<?x?x12x64xf32, #d52>) -> tensor<?x12x?x64xf32, #d54> loc("permute_3"("einops/_backends.py":261:0))
  %v108 = graph.captured "cutedsl.linear.default"(%v104, %10) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<?x?x768xf32, #d27>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d27> loc("linear_7"("chronos/chronos2/layers.py":319:0))
  %v109 = graph.captured "aten.view.default"(%v108) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>, 12 : i64, 64 : i64]] strides [#d53] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x12x64xf32, #d52> loc("view_4"("einops/_backends.py":96:0))
  %v110 = graph.captured "aten.permute.default"(%v109) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d55] : (tensor<?x?x12x64xf32, #d52>) -> tensor<?x12x?x64xf32, #d54> loc("permute_4"("einops/_backends.py":261:0))
  %v111 = graph.captured "cutedsl.linear.default"(%v104, %11) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<?x?x768xf32, #d27>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d27> loc("linear_8"("chronos/chronos2/layers.py":320:0))
  %v112 = graph.captured "aten.view.default"(%v111) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>, 12 : i64, 64 : i64]] strides [#d53] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x12x64xf32, #d52> loc("view_5"("einops/_backends.py":96:0))
  %v113 = graph.captured "aten.permute.default"(%v112) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d55] : (tensor<?x?x12x64xf32, #d52>) -> tensor<?x12x?x64xf32, #d54> loc("permute_5"("einops/_backends.py":261:0))
  %v114 = graph.captured "aten.unsqueeze.default"(%12) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (32, 1)>] : (tensor<32xf32>) -> tensor<1x32xf32> loc("unsqueeze_9"("chronos/chronos2/layers.py":81:0))
  %v115 = graph.captured "aten.unsqueeze.default"(%v114) args [#graph.operand<0>, 2 : i64] strides [#graph.dims<() -> (32, 1, 1)>] : (tensor<1x32xf32>) -> tensor<1x32x1xf32> loc("unsqueeze_10"("chronos/chronos2/layers.py":81:0))
  %v116 = graph.captured "aten.expand.default"(%v115) args [#graph.operand<0>, [1 : i64, -1 : i64, 1 : i64]] strides [#graph.dims<() -> (32, 1, 1)>] : (tensor<1x32x1xf32>) -> tensor<1x32x1xf32> loc("expand_2"("chronos/chronos2/layers.py":81:0))
  %v117 = graph.captured "aten.unsqueeze.default"(%v78) args [#graph.operand<0>, 1 : i64] strides [#d35] : (tensor<1x?xi64, #d33>) -> tensor<1x1x?xi64, #d56> loc("unsqueeze_11"("chronos/chronos2/layers.py":82:0))
  %v118 = graph.captured "aten._to_copy.default"(%v117) args [#graph.operand<0>] kwargs {dtype = f32} strides [#d35] : (tensor<1x1x?xi64, #d56>) -> tensor<1x1x?xf32, #d56> loc("_to_copy_3"("chronos/chronos2/layers.py":82:0))
  %v119 = graph.captured "aten.expand.default"(%v116) args [#graph.operand<0>, [1 : i64, 32 : i64, 1 : i64]] strides [#graph.dims<() -> (32, 1, 1)>] : (tensor<1x32x1xf32>) -> tensor<1x32x1xf32> loc("expand_3"("chronos/chronos2/layers.py":88:0))
  %v120 = graph.captured "aten.view.default"(%v119) args [#graph.operand<0>, [1 : i64, 32 : i64, 1 : i64]] strides [#graph.dims<() -> (32, 1, 1)>] : (tensor<1x32x1xf32>) -> tensor<1x32x1xf32> loc("view_6"("chronos/chronos2/layers.py":88:0))
  %v121 = graph.captured "aten.expand.default"(%v118) args [#graph.operand<0>, [1 : i64, 1 : i64, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>]] strides [#d35] : (tensor<1x1x?xf32, #d56>) -> tensor<1x1x?xf32, #d56> loc("expand_4"("chronos/chronos2/layers.py":88:0))
  %v122 = graph.captured "aten.view.default"(%v121) args [#graph.operand<0>, [1 : i64, 1 : i64, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>]] strides [#d35] : (tensor<1x1x?xf32, #d56>) -> tensor<1x1x?xf32, #d56> loc("view_7"("chronos/chronos2/layers.py":88:0))
  %v123 = graph.captured "aten.bmm.default"(%v120, %v122) args [#graph.operand<0>, #graph.operand<1>] strides [#d58] : (tensor<1x32x1xf32>, tensor<1x1x?xf32, #d56>) -> tensor<1x32x?xf32, #d57> loc("bmm"("chronos/chronos2/layers.py":88:0))
  %v124 = graph.captured "aten.view.default"(%v123) args [#graph.operand<0>, [1 : i64, 32 : i64, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>]] strides [#d58] : (tensor<1x32x?xf32, #d57>) -> tensor<1x32x?xf32, #d57> loc("view_8"("chronos/chronos2/layers.py":88:0))
  %v125 = graph.captured "aten.permute.default"(%v124) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64]] strides [#d60] : (tensor<1x32x?xf32, #d57>) -> tensor<1x?x32xf32, #d59> loc("permute_6"("chronos/chronos2/layers.py":88:0))
  %v126 = graph.captured "aten.cat.default"(%v125) args [[#graph.operand<0>, #graph.operand<0>], -1 : i64] strides [#d62] : (tensor<1x?x32xf32, #d59>) -> tensor<1x?x64xf32, #d61> loc("cat_6"("chronos/chronos2/layers.py":89:0))
  %v127 = graph.captured "aten.cos.default"(%v126) args [#graph.operand<0>] strides [#d62] : (tensor<1x?x64xf32, #d61>) -> tensor<1x?x64xf32, #d61> loc("cos"("chronos/chronos2/layers.py":90:0))
  %v128 = graph.captured "aten.mul.Tensor"(%v127) args [#graph.operand<0>, 1.0 : f64] strides [#d62] : (tensor<1x?x64xf32, #d61>) -> tensor<1x?x64xf32, #d61> loc("mul_285"("chronos/chronos2/layers.py":90:0))
  %v129 = graph.captured "aten.sin.default"(%v126) args [#graph.operand<0>] strides [#d62] : (tensor<1x?x64xf32, #d61>) -> tensor<1x?x64xf32, #d61> loc("sin"("chronos/chronos2/layers.py":91:0))
  %v130 = graph.captured "aten.mul.Tensor"(%v129) args [#graph.operand<0>, 1.0 : f64] strides [#d62] : (tensor<1x?x64xf32, #d61>) -> tensor<1x?x64xf32, #d61> loc("mul_292"("chronos/chronos2/layers.py":91:0))
  %v131 = graph.captured "aten.unsqueeze.default"(%v128) args [#graph.operand<0>, 1 : i64] strides [#d64] : (tensor<1x?x64xf32, #d61>) -> tensor<1x1x?x64xf32, #d63> loc("unsqueeze_12"("chronos/chronos2/layers.py":122:0))
  %v132 = graph.captured "aten.unsqueeze.default"(%v130) args [#graph.operand<0>, 1 : i64] strides [#d64] : (tensor<1x?x64xf32, #d61>) -> tensor<1x1x?x64xf32, #d63> loc("unsqueeze_13"("chronos/chronos2/layers.py":123:0))
  %v133 = graph.captured "aten.mul.Tensor"(%v107, %v131) args [#graph.operand<0>, #graph.operand<1>] strides [#d55] : (tensor<?x12x?x64xf32, #d54>, tensor<1x1x?x64xf32, #d63>) -> tensor<?x12x?x64xf32, #d54> loc("mul_304"("chronos/chronos2/layers.py":124:0))
  %v134 = graph.captured "aten.slice.Tensor"(%v107) args [#graph.operand<0>, 3 : i64, 0 : i64, 32 : i64] strides [#d55] : (tensor<?x12x?x64xf32, #d54>) -> tensor<?x12x?x32xf32, #d65> loc("slice_4"("chronos/chronos2/layers.py":97:0))
  %v135 = graph.captured "aten.slice.Tensor"(%v107) args [#graph.operand<0>, 3 : i64, 32 : i64, 9223372036854775807 : i64] strides [#d55] : (tensor<?x12x?x64xf32, #d54>) -> tensor<?x12x?x32xf32, #d65> loc("slice_5"("chronos/chronos2/layers.py":98:0))
  %v136 = graph.captured "aten.neg.default"(%v135) args [#graph.operand<0>] strides [#d66] : (tensor<?x12x?x32xf32, #d65>) -> tensor<?x12x?x32xf32, #d65> loc("neg_1"("chronos/chronos2/layers.py":99:0))
  %v137 = graph.captured "aten.cat.default"(%v136, %v134) args [[#graph.operand<0>, #graph.operand<1>], -1 : i64] strides [#d67] : (tensor<?x12x?x32xf32, #d65>, tensor<?x12x?x32xf32, #d65>) -> tensor<?x12x?x64xf32, #d54> loc("cat_7"("chronos/chronos2/layers.py":99:0))
  %v138 = graph.captured "aten.mul.Tensor"(%v137, %v132) args [#graph.operand<0>, #graph.operand<1>] strides [#d67] : (tensor<?x12x?x64xf32, #d54>, tensor<1x1x?x64xf32, #d63>) -> tensor<?x12x?x64xf32, #d54> loc("mul_321"("chronos/chronos2/layers.py":124:0))
  %v139 = graph.captured "aten.add.Tensor"(%v133, %v138) args [#graph.operand<0>, #graph.operand<1>] strides [#d55] : (tensor<?x12x?x64xf32, #d54>, tensor<?x12x?x64xf32, #d54>) -> tensor<?x12x?x64xf32, #d54> loc("add_442"("chronos/chronos2/layers.py":124:0))
  %v140 = graph.captured "aten.mul.Tensor"(%v110, %v131) args [#graph.operand<0>, #graph.operand<1>] strides [#d55] : (tensor<?x12x?x64xf32, #d54>, tensor<1x1x?x64xf32, #d63>) -> tensor<?x12x?x64xf32, #d54> loc("mul_329"("chronos/chronos2/layers.py":125:0))
  %v141 = graph.captured "aten.slice.Tensor"(%v110) args [#graph.operand<0>, 3 : i64, 0 : i64, 32 : i64] strides [#d55] : (tensor<?x12x?x64xf32, #d54>) -> tensor<?x12x?x32xf32, #d65> loc("slice_6"("chronos/chronos2/layers.py":97:0))
  %v142 = graph.captured "aten.slice.Tensor"(%v110) args [#graph.operand<0>, 3 : i64, 32 : i64, 9223372036854775807 : i64] strides [#d55] : (tensor<?x12x?x64xf32, #d54>) -> tensor<?x12x?x32xf32, #d65> loc("slice_7"("chronos/chronos2/layers.py":98:0))
  %v143 = graph.captured "aten.neg.default"(%v142) args [#graph.operand<0>] strides [#d66] : (tensor<?x12x?x32xf32, #d65>) -> tensor<?x12x?x32xf32, #d65> loc("neg_2"("chronos/chronos2/layers.py":99:0))
  %v144 = graph.captured "aten.cat.default"(%v143, %v141) args [[#graph.operand<0>, #graph.operand<1>], -1 : i64] strides [#d67] : (tensor<?x12x?x32xf32, #d65>, tensor<?x12x?x32xf32, #d65>) -> tensor<?x12x?x64xf32, #d54> loc("cat_8"("chronos/chronos2/layers.py":99:0))
  %v145 = graph.captured "aten.mul.Tensor"(%v144, %v132) args [#graph.operand<0>, #graph.operand<1>] strides [#d67] : (tensor<?x12x?x64xf32, #d54>, tensor<1x1x?x64xf32, #d63>) -> tensor<?x12x?x64xf32, #d54> loc("mul_346"("chronos/chronos2/layers.py":125:0))
  %v146 = graph.captured "aten.add.Tensor"(%v140, %v145) args [#graph.operand<0>, #graph.operand<1>] strides [#d55] : (tensor<?x12x?x64xf32, #d54>, tensor<?x12x?x64xf32, #d54>) -> tensor<?x12x?x64xf32, #d54> loc("add_478"("chronos/chronos2/layers.py":125:0))
  %v147 = graph.captured "cutedsl.attention.default"(%v139, %v146, %v113, %v83) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, false, 1.0 : f64, false] strides [#d55] : (tensor<?x12x?x64xf32, #d54>, tensor<?x12x?x64xf32, #d54>, tensor<?x12x?x64xf32, #d54>, tensor<?x1x1x?xf32, #d36>) -> tensor<?x12x?x64xf32, #d54> loc("attention"("chronos/chronos2/layers.py":259:0))
  %v148 = graph.captured "aten.permute.default"(%v147) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d53] : (tensor<?x12x?x64xf32, #d54>) -> tensor<?x?x12x64xf32, #d52> loc("permute_7"("einops/_backends.py":261:0))
  %v149 = graph.captured "aten.view.default"(%v148) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>, 768 : i64]] strides [#d28] : (tensor<?x?x12x64xf32, #d52>) -> tensor<?x?x768xf32, #d27> loc("view_9"("einops/_backends.py":96:0))
  %v150 = graph.captured "cutedsl.linear.default"(%v149, %13) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<?x?x768xf32, #d27>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d27> loc("linear_9"("chronos/chronos2/layers.py":334:0))
  %v151 = graph.captured "aten.clone.default"(%v150) args [#graph.operand<0>] strides [#d28] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("clone_3"("chronos/chronos2/layers.py":357:0))
  %v152 = graph.captured "aten.add.Tensor"(%v98, %v151) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<?x?x768xf32, #d27>, tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("add_506"("chronos/chronos2/layers.py":357:0))
  %v153 = graph.captured "aten.permute.default"(%v152) args [#graph.operand<0>, [1 : i64, 0 : i64, 2 : i64]] strides [#d69] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d68> loc("permute_8"("einops/_backends.py":261:0))
  %v154 = graph.captured "aten.pow.Tensor_Scalar"(%v153) args [#graph.operand<0>, 2 : i64] strides [#d69] : (tensor<?x?x768xf32, #d68>) -> tensor<?x?x768xf32, #d68> loc("pow_3"("chronos/chronos2/layers.py":139:0))
  %v155 = graph.captured "aten.mean.dim"(%v154) args [#graph.operand<0>, [-1 : i64], true] strides [#d41] : (tensor<?x?x768xf32, #d68>) -> tensor<?x?x1xf32, #d70> loc("mean_1"("chronos/chronos2/layers.py":139:0))
  %v156 = graph.captured "aten.add.Tensor"(%v155) args [#graph.operand<0>, 1.0e-06 : f64] strides [#d41] : (tensor<?x?x1xf32, #d70>) -> tensor<?x?x1xf32, #d70> loc("add_523"("chronos/chronos2/layers.py":140:0))
  %v157 = graph.captured "aten.rsqrt.default"(%v156) args [#graph.operand<0>] strides [#d41] : (tensor<?x?x1xf32, #d70>) -> tensor<?x?x1xf32, #d70> loc("rsqrt_1"("chronos/chronos2/layers.py":140:0))
  %v158 = graph.captured "aten.mul.Tensor"(%v153, %v157) args [#graph.operand<0>, #graph.operand<1>] strides [#d69] : (tensor<?x?x768xf32, #d68>, tensor<?x?x1xf32, #d70>) -> tensor<?x?x768xf32, #d68> loc("mul_391"("chronos/chronos2/layers.py":140:0))
  %v159 = graph.captured "aten.mul.Tensor"(%14, %v158) args [#graph.operand<0>, #graph.operand<1>] strides [#d69] : (tensor<768xf32>, tensor<?x?x768xf32, #d68>) -> tensor<?x?x768xf32, #d68> loc("mul_395"("chronos/chronos2/layers.py":146:0))
  %v160 = graph.captured "cutedsl.linear.default"(%v159, %15) args [#graph.operand<0>, #graph.operand<1>] strides [#d71] : (tensor<?x?x768xf32, #d68>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d68> loc("linear_10"("chronos/chronos2/layers.py":311:0))
  %v161 = graph.captured "aten.view.default"(%v160) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>, #graph.expr<()[s0] -> (s0)>, 12 : i64, 64 : i64]] strides [#d73] : (tensor<?x?x768xf32, #d68>) -> tensor<?x?x12x64xf32, #d72> loc("view_10"("einops/_backends.py":96:0))
  %v162 = graph.captured "aten.permute.default"(%v161) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d75] : (tensor<?x?x12x64xf32, #d72>) -> tensor<?x12x?x64xf32, #d74> loc("permute_9"("einops/_backends.py":261:0))
  %v163 = graph.captured "cutedsl.linear.default"(%v159, %16) args [#graph.operand<0>, #graph.operand<1>] strides [#d71] : (tensor<?x?x768xf32, #d68>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d68> loc("linear_11"("chronos/chronos2/layers.py":319:0))
  %v164 = graph.captured "aten.view.default"(%v163) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>, #graph.expr<()[s0] -> (s0)>, 12 : i64, 64 : i64]] strides [#d73] : (tensor<?x?x768xf32, #d68>) -> tensor<?x?x12x64xf32, #d72> loc("view_11"("einops/_backends.py":96:0))
  %v165 = graph.captured "aten.permute.default"(%v164) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d75] : (tensor<?x?x12x64xf32, #d72>) -> tensor<?x12x?x64xf32, #d74> loc("permute_10"("einops/_backends.py":261:0))
  %v166 = graph.captured "cutedsl.linear.default"(%v159, %17) args [#graph.operand<0>, #graph.operand<1>] strides [#d71] : (tensor<?x?x768xf32, #d68>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d68> loc("linear_12"("chronos/chronos2/layers.py":320:0))
  %v167 = graph.captured "aten.view.default"(%v166) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>, #graph.expr<()[s0] -> (s0)>, 12 : i64, 64 : i64]] strides [#d73] : (tensor<?x?x768xf32, #d68>) -> tensor<?x?x12x64xf32, #d72> loc("view_12"("einops/_backends.py":96:0))
  %v168 = graph.captured "aten.permute.default"(%v167) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d75] : (tensor<?x?x12x64xf32, #d72>) -> tensor<?x12x?x64xf32, #d74> loc("permute_11"("einops/_backends.py":261:0))
  %v169 = graph.captured "cutedsl.attention.default"(%v162, %v165, %v168, %v97) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, false, 1.0 : f64, false] strides [#d75] : (tensor<?x12x?x64xf32, #d74>, tensor<?x12x?x64xf32, #d74>, tensor<?x12x?x64xf32, #d74>, tensor<?x1x?x?xf32, #d50>) -> tensor<?x12x?x64xf32, #d74> loc("attention_1"("chronos/chronos2/layers.py":259:0))
  %v170 = graph.captured "aten.permute.default"(%v169) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d73] : (tensor<?x12x?x64xf32, #d74>) -> tensor<?x?x12x64xf32, #d72> loc("permute_12"("einops/_backends.py":261:0))
  %v171 = graph.captured "aten.view.default"(%v170) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 2)>, #graph.expr<()[s0] -> (s0)>, 768 : i64]] strides [#d71] : (tensor<?x?x12x64xf32, #d72>) -> tensor<?x?x768xf32, #d68> loc("view_13"("einops/_backends.py":96:0))
  %v172 = graph.captured "cutedsl.linear.default"(%v171, %18) args [#graph.operand<0>, #graph.operand<1>] strides [#d71] : (tensor<?x?x768xf32, #d68>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d68> loc("linear_13"("chronos/chronos2/layers.py":334:0))
  %v173 = graph.captured "aten.clone.default"(%v172) args [#graph.operand<0>] strides [#d71] : (tensor<?x?x768xf32, #d68>) -> tensor<?x?x768xf32, #d68> loc("clone_4"("chronos/chronos2/layers.py":407:0))
  %v174 = graph.captured "aten.add.Tensor"(%v153, %v173) args [#graph.operand<0>, #graph.operand<1>] strides [#d69] : (tensor<?x?x768xf32, #d68>, tensor<?x?x768xf32, #d68>) -> tensor<?x?x768xf32, #d68> loc("add_604"("chronos/chronos2/layers.py":407:0))
  %v175 = graph.captured "aten.permute.default"(%v174) args [#graph.operand<0>, [1 : i64, 0 : i64, 2 : i64]] strides [#d28] : (tensor<?x?x768xf32, #d68>) -> tensor<?x?x768xf32, #d27> loc("permute_13"("einops/_backends.py":261:0))
  %v176 = graph.captured "aten.pow.Tensor_Scalar"(%v175) args [#graph.operand<0>, 2 : i64] strides [#d28] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("pow_4"("chronos/chronos2/layers.py":139:0))
  %v177 = graph.captured "aten.mean.dim"(%v176) args [#graph.operand<0>, [-1 : i64], true] strides [#d43] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x1xf32, #d42> loc("mean_2"("chronos/chronos2/layers.py":139:0))
  %v178 = graph.captured "aten.add.Tensor"(%v177) args [#graph.operand<0>, 1.0e-06 : f64] strides [#d43] : (tensor<?x?x1xf32, #d42>) -> tensor<?x?x1xf32, #d42> loc("add_621"("chronos/chronos2/layers.py":140:0))
  %v179 = graph.captured "aten.rsqrt.default"(%v178) args [#graph.operand<0>] strides [#d43] : (tensor<?x?x1xf32, #d42>) -> tensor<?x?x1xf32, #d42> loc("rsqrt_2"("chronos/chronos2/layers.py":140:0))
  %v180 = graph.captured "aten.mul.Tensor"(%v175, %v179) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<?x?x768xf32, #d27>, tensor<?x?x1xf32, #d42>) -> tensor<?x?x768xf32, #d27> loc("mul_481"("chronos/chronos2/layers.py":140:0))
  %v181 = graph.captured "aten.mul.Tensor"(%19, %v180) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<768xf32>, tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("mul_485"("chronos/chronos2/layers.py":146:0))
  %v182 = graph.captured "cutedsl.linear.default"(%v181, %20) args [#graph.operand<0>, #graph.operand<1>] strides [#d77] : (tensor<?x?x768xf32, #d27>, tensor<3072x768xf32>) -> tensor<?x?x3072xf32, #d76> loc("linear_14"("chronos/chronos2/layers.py":162:0))
  %v183 = graph.captured "aten.relu.default"(%v182) args [#graph.operand<0>] strides [#d77] : (tensor<?x?x3072xf32, #d76>) -> tensor<?x?x3072xf32, #d76> loc("relu_2"("chronos/chronos2/layers.py":163:0))
  %v184 = graph.captured "aten.clone.default"(%v183) args [#graph.operand<0>] strides [#d77] : (tensor<?x?x3072xf32, #d76>) -> tensor<?x?x3072xf32, #d76> loc("clone_5"("chronos/chronos2/layers.py":164:0))
  %v185 = graph.captured "cutedsl.linear.default"(%v184, %21) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<?x?x3072xf32, #d76>, tensor<768x3072xf32>) -> tensor<?x?x768xf32, #d27> loc("linear_15"("chronos/chronos2/layers.py":165:0))
  %v186 = graph.captured "aten.clone.default"(%v185) args [#graph.operand<0>] strides [#d28] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("clone_6"("chronos/chronos2/layers.py":181:0))
  %v187 = graph.captured "aten.add.Tensor"(%v175, %v186) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<?x?x768xf32, #d27>, tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("add_658"("chronos/chronos2/layers.py":181:0))
  %v188 = graph.captured "aten.pow.Tensor_Scalar"(%v187) args [#graph.operand<0>, 2 : i64] strides [#d28] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("pow_5"("chronos/chronos2/layers.py":139:0))
  %v189 = graph.captured "aten.mean.dim"(%v188) args [#graph.operand<0>, [-1 : i64], true] strides [#d43] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x1xf32, #d42> loc("mean_3"("chronos/chronos2/layers.py":139:0))
  %v190 = graph.captured "aten.add.Tensor"(%v189) args [#graph.operand<0>, 1.0e-06 : f64] strides [#d43] : (tensor<?x?x1xf32, #d42>) -> tensor<?x?x1xf32, #d42> loc("add_671"("chronos/chronos2/layers.py":140:0))
  %v191 = graph.captured "aten.rsqrt.default"(%v190) args [#graph.operand<0>] strides [#d43] : (tensor<?x?x1xf32, #d42>) -> tensor<?x?x1xf32, #d42> loc("rsqrt_3"("chronos/chronos2/layers.py":140:0))
  %v192 = graph.captured "aten.mul.Tensor"(%v187, %v191) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<?x?x768xf32, #d27>, tensor<?x?x1xf32, #d42>) -> tensor<?x?x768xf32, #d27> loc("mul_516"("chronos/chronos2/layers.py":140:0))
  %v193 = graph.captured "aten.mul.Tensor"(%22, %v192) args [#graph.operand<0>, #graph.operand<1>] strides [#d28] : (tensor<768xf32>, tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("mul_520"("chronos/chronos2/layers.py":146:0))
  %v194 = graph.captured "aten.clone.default"(%v193) args [#graph.operand<0>] strides [#d28] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("clone_7"("chronos/chronos2/model.py":191:0))
  %v195 = graph.captured "aten.slice.Tensor"(%v194) args [#graph.operand<0>, 0 : i64, 0 : i64, 9223372036854775807 : i64] strides [#d28] : (tensor<?x?x768xf32, #d27>) -> tensor<?x?x768xf32, #d27> loc("slice_8"("chronos/chronos2/model.py":731:0))
  %v196 = graph.captured "aten.slice.Tensor"(%v195) args [#graph.operand<0>, 1 : i64, -1 : i64, 9223372036854775807 : i64] strides [#d28] : (tensor<?x?x768xf32, #d27>) -> tensor<?x1x768xf32, #d17> loc("slice_9"("chronos/chronos2/model.py":731:0))
  %v197 = graph.captured "cutedsl.linear.default"(%v196, %23, %24) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d26] : (tensor<?x1x768xf32, #d17>, tensor<3072x768xf32>, tensor<3072xf32>) -> tensor<?x1x3072xf32, #d25> loc("linear_16"("chronos/chronos2/layers.py":439:0))
  %v198 = graph.captured "aten.relu.default"(%v197) args [#graph.operand<0>] strides [#d26] : (tensor<?x1x3072xf32, #d25>) -> tensor<?x1x3072xf32, #d25> loc("relu_3"("chronos/chronos2/layers.py":439:0))
  %v199 = graph.captured "cutedsl.linear.default"(%v198, %25, %26) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d79] : (tensor<?x1x3072xf32, #d25>, tensor<336x3072xf32>, tensor<336xf32>) -> tensor<?x1x336xf32, #d78> loc("linear_17"("chronos/chronos2/layers.py":440:0))
  %v200 = graph.captured "aten.clone.default"(%v199) args [#graph.operand<0>] strides [#d79] : (tensor<?x1x336xf32, #d78>) -> tensor<?x1x336xf32, #d78> loc("clone_8"("chronos/chronos2/layers.py":440:0))
  %v201 = graph.captured "cutedsl.linear.default"(%v196, %27, %28) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d79] : (tensor<?x1x768xf32, #d17>, tensor<336x768xf32>, tensor<336xf32>) -> tensor<?x1x336xf32, #d78> loc("linear_18"("chronos/chronos2/layers.py":441:0))
  %v202 = graph.captured "aten.add.Tensor"(%v200, %v201) args [#graph.operand<0>, #graph.operand<1>] strides [#d79] : (tensor<?x1x336xf32, #d78>, tensor<?x1x336xf32, #d78>) -> tensor<?x1x336xf32, #d78> loc("add_720"("chronos/chronos2/layers.py":443:0))
  %v203 = graph.captured "aten.view.default"(%v202) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 1 : i64, 21 : i64, 16 : i64]] strides [#d81] : (tensor<?x1x336xf32, #d78>) -> tensor<?x1x21x16xf32, #d80> loc("view_14"("einops/_backends.py":96:0))
  %v204 = graph.captured "aten.permute.default"(%v203) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d83] : (tensor<?x1x21x16xf32, #d80>) -> tensor<?x21x1x16xf32, #d82> loc("permute_14"("einops/_backends.py":261:0))
  %v205 = graph.captured "aten.view.default"(%v204) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 21 : i64, 16 : i64]] strides [#graph.dims<() -> (336, 16, 1)>] : (tensor<?x21x1x16xf32, #d82>) -> tensor<?x21x16xf32, #d84> loc("view_15"("einops/_backends.py":96:0))
  %v206 = graph.captured "aten.view.default"(%v205) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 336 : i64]] strides [#graph.dims<() -> (336, 1)>] : (tensor<?x21x16xf32, #d84>) -> tensor<?x336xf32, #d85> loc("view_16"("einops/_backends.py":96:0))
  %v207 = graph.captured "aten.sinh.default"(%v206) args [#graph.operand<0>] strides [#graph.dims<() -> (336, 1)>] : (tensor<?x336xf32, #d85>) -> tensor<?x336xf32, #d85> loc("sinh"("chronos/chronos_bolt.py":134:0))
  %v208 = graph.captured "aten.mul.Tensor"(%v207, %v28) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (336, 1)>] : (tensor<?x336xf32, #d85>, tensor<?x1xf32, #d2>) -> tensor<?x336xf32, #d85> loc("mul_565"("chronos/chronos_bolt.py":136:0))
  %v209 = graph.captured "aten.add.Tensor"(%v208, %v12) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (336, 1)>] : (tensor<?x336xf32, #d85>, tensor<?x1xf32, #d2>) -> tensor<?x336xf32, #d85> loc("add_748"("chronos/chronos_bolt.py":136:0))
  %v210 = graph.captured "aten.view.default"(%v209) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 21 : i64, 16 : i64]] strides [#graph.dims<() -> (336, 16, 1)>] : (tensor<?x336xf32, #d85>) -> tensor<?x21x16xf32, #d84> loc("view_17"("einops/_backends.py":96:0))
  graph.return %v210 : tensor<?x21x16xf32, #d84>
}
