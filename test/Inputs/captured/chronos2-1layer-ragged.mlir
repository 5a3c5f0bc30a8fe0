#d0 = #graph.dims<()[s0, s1] -> (s0, s1)>
#d1 = #graph.dims<()[s0] -> (s0)>
#d2 = #graph.dims<()[s0, s1] -> (s1, 1)>
#d3 = #graph.dims<()[s0] -> (s0, 1)>
#d4 = #graph.dims<()[s0, s1] -> (s0, (s1 * -1) + ((s1 floordiv 16) * 16) + 16)>
#d5 = #graph.dims<()[s0, s1] -> ((s1 * -1) + ((s1 floordiv 16) * 16) + 16, 1)>
#d6 = #graph.dims<()[s0, s1] -> (s0, ((s1 floordiv 16) * 16) + 16)>
#d7 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 16) + 16, 1)>
#d8 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 1, 16)>
#d9 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 16) + 16, 16, 1)>
#d10 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 1)>
#d11 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 1, 1)>
#d12 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 16) + 16)>
#d13 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 1, 16)>
#d14 = #graph.dims<()[s0, s1] -> (1, (s1 floordiv 16) + 1, 16)>
#d15 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 1, 48)>
#d16 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 48) + 48, 48, 1)>
#d17 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 1, 3072)>
#d18 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 3072) + 3072, 3072, 1)>
#d19 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 1, 768)>
#d20 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 768) + 768, 768, 1)>
#d21 = #graph.dims<()[s0] -> (s0, 1, 768)>
#d22 = #graph.dims<() -> (768, 768, 1)>
#d23 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 2, 768)>
#d24 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 768) + 1536, 768, 1)>
#d25 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 2)>
#d26 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 2, 1)>
#d27 = #graph.dims<()[s0] -> (s0, 1, 16)>
#d28 = #graph.dims<()[s0] -> (s0, 1, 48)>
#d29 = #graph.dims<()[s0] -> (s0, 1, 3072)>
#d30 = #graph.dims<() -> (3072, 3072, 1)>
#d31 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 3, 768)>
#d32 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 768) + 2304, 768, 1)>
#d33 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 3)>
#d34 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 3, 1)>
#d35 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 3)>
#d36 = #graph.dims<()[s0, s1] -> (1, (s1 floordiv 16) + 3)>
#d37 = #graph.dims<()[s0, s1] -> (s0, 1, (s1 floordiv 16) + 3)>
#d38 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 3, (s1 floordiv 16) + 3, 1)>
#d39 = #graph.dims<()[s0, s1] -> (s0, 1, 1, (s1 floordiv 16) + 3)>
#d40 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 3, (s1 floordiv 16) + 3, (s1 floordiv 16) + 3, 1)>
#d41 = #graph.dims<()[s0] -> (1, s0)>
#d42 = #graph.dims<()[s0] -> (s0, s0)>
#d43 = #graph.dims<()[s0] -> (s0, s0, 1)>
#d44 = #graph.dims<()[s0] -> (s0, 1, 1)>
#d45 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 3, 1)>
#d46 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 3, 1, 1)>
#d47 = #graph.dims<()[s0, s1] -> (1, s0, (s1 floordiv 16) + 3)>
#d48 = #graph.dims<()[s0, s1] -> (1, (s1 floordiv 16) + 3, 1)>
#d49 = #graph.dims<()[s0, s1] -> (s0, s0, (s1 floordiv 16) + 3)>
#d50 = #graph.dims<()[s0, s1] -> (s0 * ((s1 floordiv 16) + 3), (s1 floordiv 16) + 3, 1)>
#d51 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 3, s0, s0)>
#d52 = #graph.dims<()[s0, s1] -> (1, s0 * ((s1 floordiv 16) + 3), (s1 floordiv 16) + 3)>
#d53 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 3, 1, s0, s0)>
#d54 = #graph.dims<()[s0, s1] -> (1, ((s1 floordiv 16) + 3) * (s0 * s0), s0 * ((s1 floordiv 16) + 3), (s1 floordiv 16) + 3)>
#d55 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 3, 12, 64)>
#d56 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 768) + 2304, 768, 64, 1)>
#d57 = #graph.dims<()[s0, s1] -> (s0, 12, (s1 floordiv 16) + 3, 64)>
#d58 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 768) + 2304, 64, 768, 1)>
#d59 = #graph.dims<()[s0, s1] -> (1, 1, (s1 floordiv 16) + 3)>
#d60 = #graph.dims<()[s0, s1] -> (1, 32, (s1 floordiv 16) + 3)>
#d61 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 32) + 96, (s1 floordiv 16) + 3, 1)>
#d62 = #graph.dims<()[s0, s1] -> (1, (s1 floordiv 16) + 3, 32)>
#d63 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 32) + 96, 1, (s1 floordiv 16) + 3)>
#d64 = #graph.dims<()[s0, s1] -> (1, (s1 floordiv 16) + 3, 64)>
#d65 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 64) + 192, 64, 1)>
#d66 = #graph.dims<()[s0, s1] -> (1, 1, (s1 floordiv 16) + 3, 64)>
#d67 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 64) + 192, ((s1 floordiv 16) * 64) + 192, 64, 1)>
#d68 = #graph.dims<()[s0, s1] -> (s0, 12, (s1 floordiv 16) + 3, 32)>
#d69 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 384) + 1152, 32, 384, 1)>
#d70 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 768) + 2304, ((s1 floordiv 16) * 64) + 192, 64, 1)>
#d71 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 3, s0, 768)>
#d72 = #graph.dims<()[s0, s1] -> (768, ((s1 floordiv 16) * 768) + 2304, 1)>
#d73 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 3, s0, 1)>
#d74 = #graph.dims<()[s0] -> (s0 * 768, 768, 1)>
#d75 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 3, s0, 12, 64)>
#d76 = #graph.dims<()[s0] -> (s0 * 768, 768, 64, 1)>
#d77 = #graph.dims<()[s0, s1] -> ((s1 floordiv 16) + 3, 12, s0, 64)>
#d78 = #graph.dims<()[s0] -> (s0 * 768, 64, 768, 1)>
#d79 = #graph.dims<()[s0, s1] -> (s0, (s1 floordiv 16) + 3, 3072)>
#d80 = #graph.dims<()[s0, s1] -> (((s1 floordiv 16) * 3072) + 9216, 3072, 1)>
#d81 = #graph.dims<()[s0] -> (s0, 1, 336)>
#d82 = #graph.dims<() -> (336, 336, 1)>
#d83 = #graph.dims<()[s0] -> (s0, 1, 21, 16)>
#d84 = #graph.dims<() -> (336, 336, 16, 1)>
#d85 = #graph.dims<()[s0] -> (s0, 21, 1, 16)>
#d86 = #graph.dims<() -> (336, 16, 336, 1)>
#d87 = #graph.dims<()[s0] -> (s0, 21, 16)>
#d88 = #graph.dims<()[s0] -> (s0, 336)>
graph.program @main symbols ["s0", "s1"] (
    %0: tensor<?x?xf32, #d0> {graph.name = "context"},
    %1: tensor<?xi64, #d1> {graph.name = "group_ids"},
    %2: tensor<2x768xf32> {graph.name = "shared.weight", graph.kind = "parameter"},
    %3: tensor<3072x48xf32> {graph.name = "input_patch_embedding.hidden_layer.weight", graph.kind = "parameter"},
    %4: tensor<3072xf32> {graph.name = "input_patch_embedding.hidden_layer.bias", graph.kind = "parameter"},
    %5: tensor<768x3072xf32> {graph.name = "input_patch_embedding.output_layer.weight", graph.kind = "parameter"},
    %6: tensor<768xf32> {graph.name = "input_patch_embedding.output_layer.bias", graph.kind = "parameter"},
    %7: tensor<768x48xf32> {graph.name = "input_patch_embedding.residual_layer.weight", graph.kind = "parameter"},
    %8: tensor<768xf32> {graph.name = "input_patch_embedding.residual_layer.bias", graph.kind = "parameter"},
    %9: tensor<768xf32> {graph.name = "encoder.block.0.layer.0.layer_norm.weight", graph.kind = "parameter"},
    %10: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.0.self_attention.q.weight", graph.kind = "parameter"},
    %11: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.0.self_attention.k.weight", graph.kind = "parameter"},
    %12: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.0.self_attention.v.weight", graph.kind = "parameter"},
    %13: tensor<32xf32> {graph.name = "encoder.block.0.layer.0.self_attention.rope_embed.inv_freq", graph.kind = "buffer"},
    %14: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.0.self_attention.o.weight", graph.kind = "parameter"},
    %15: tensor<768xf32> {graph.name = "encoder.block.0.layer.1.layer_norm.weight", graph.kind = "parameter"},
    %16: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.1.self_attention.q.weight", graph.kind = "parameter"},
    %17: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.1.self_attention.k.weight", graph.kind = "parameter"},
    %18: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.1.self_attention.v.weight", graph.kind = "parameter"},
    %19: tensor<768x768xf32> {graph.name = "encoder.block.0.layer.1.self_attention.o.weight", graph.kind = "parameter"},
    %20: tensor<768xf32> {graph.name = "encoder.block.0.layer.2.layer_norm.weight", graph.kind = "parameter"},
    %21: tensor<3072x768xf32> {graph.name = "encoder.block.0.layer.2.mlp.wi.weight", graph.kind = "parameter"},
    %22: tensor<768x3072xf32> {graph.name = "encoder.block.0.layer.2.mlp.wo.weight", graph.kind = "parameter"},
    %23: tensor<768xf32> {graph.name = "encoder.final_layer_norm.weight", graph.kind = "parameter"},
    %24: tensor<3072x768xf32> {graph.name = "output_patch_embedding.hidden_layer.weight", graph.kind = "parameter"},
    %25: tensor<3072xf32> {graph.name = "output_patch_embedding.hidden_layer.bias", graph.kind = "parameter"},
    %26: tensor<336x3072xf32> {graph.name = "output_patch_embedding.output_layer.weight", graph.kind = "parameter"},
    %27: tensor<336xf32> {graph.name = "output_patch_embedding.output_layer.bias", graph.kind = "parameter"},
    %28: tensor<336x768xf32> {graph.name = "output_patch_embedding.residual_layer.weight", graph.kind = "parameter"},
    %29: tensor<336xf32> {graph.name = "output_patch_embedding.residual_layer.bias", graph.kind = "parameter"})
    -> (tensor<?x21x16xf32, #d87>) {
  %v0 = graph.captured "aten.isnan.default"(%0) args [#graph.operand<0>] strides [#d2] : (tensor<?x?xf32, #d0>) -> tensor<?x?xi1, #d0> loc("isnan"("chronos/chronos2/model.py":398:0))
  %v1 = graph.captured "aten.logical_not.default"(%v0) args [#graph.operand<0>] strides [#d2] : (tensor<?x?xi1, #d0>) -> tensor<?x?xi1, #d0> loc("logical_not"("chronos/chronos2/model.py":398:0))
  %v2 = graph.captured "aten._to_copy.default"(%v1) args [#graph.operand<0>] kwargs {dtype = f32} strides [#d2] : (tensor<?x?xi1, #d0>) -> tensor<?x?xf32, #d0> loc("_to_copy"("chronos/chronos2/model.py":398:0))
  %v3 = graph.captured "aten.alias.default"(%0) args [#graph.operand<0>] strides [#d2] : (tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("alias"("chronos/chronos_bolt.py":111:0))
  %v4 = graph.captured "aten.ne.Tensor"(%v3) args [#graph.operand<0>, #graph.operand<0>] strides [#d2] : (tensor<?x?xf32, #d0>) -> tensor<?x?xi1, #d0> loc("ne"("chronos/chronos_bolt.py":111:0))
  %v5 = graph.captured "aten.logical_not.default"(%v4) args [#graph.operand<0>] strides [#d2] : (tensor<?x?xi1, #d0>) -> tensor<?x?xi1, #d0> loc("logical_not_1"("chronos/chronos_bolt.py":111:0))
  %v6 = graph.captured "aten.sum.dim_IntList"(%v5) args [#graph.operand<0>, [-1 : i64], true] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x?xi1, #d0>) -> tensor<?x1xi64, #d3> loc("sum_1"("chronos/chronos_bolt.py":111:0))
  %v7 = graph.captured "aten.isnan.default"(%0) args [#graph.operand<0>] strides [#d2] : (tensor<?x?xf32, #d0>) -> tensor<?x?xi1, #d0> loc("isnan_1"("chronos/chronos_bolt.py":111:0))
  %v8 = graph.captured "aten.scalar_tensor.default"() args [0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu"} strides [#graph.dims<() -> ()>] : () -> tensor<f32> loc("scalar_tensor"("chronos/chronos_bolt.py":111:0))
  %v9 = graph.captured "aten.where.self"(%v7, %v8, %0) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d2] : (tensor<?x?xi1, #d0>, tensor<f32>, tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("where"("chronos/chronos_bolt.py":111:0))
  %v10 = graph.captured "aten.sum.dim_IntList"(%v9) args [#graph.operand<0>, [-1 : i64], true] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x?xf32, #d0>) -> tensor<?x1xf32, #d3> loc("sum_2"("chronos/chronos_bolt.py":111:0))
  %v11 = graph.captured "aten.div.Tensor"(%v10, %v6) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d3>, tensor<?x1xi64, #d3>) -> tensor<?x1xf32, #d3> loc("div"("chronos/chronos_bolt.py":111:0))
  %v12 = graph.captured "aten.nan_to_num.default"(%v11) args [#graph.operand<0>, 0.0 : f64] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d3>) -> tensor<?x1xf32, #d3> loc("nan_to_num"("chronos/chronos_bolt.py":111:0))
  %v13 = graph.captured "aten.sub.Tensor"(%0, %v12) args [#graph.operand<0>, #graph.operand<1>] strides [#d2] : (tensor<?x?xf32, #d0>, tensor<?x1xf32, #d3>) -> tensor<?x?xf32, #d0> loc("sub_18"("chronos/chronos_bolt.py":112:0))
  %v14 = graph.captured "aten.pow.Tensor_Scalar"(%v13) args [#graph.operand<0>, 2 : i64] strides [#d2] : (tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("pow_1"("chronos/chronos_bolt.py":112:0))
  %v15 = graph.captured "aten.alias.default"(%v14) args [#graph.operand<0>] strides [#d2] : (tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("alias_1"("chronos/chronos_bolt.py":112:0))
  %v16 = graph.captured "aten.ne.Tensor"(%v15) args [#graph.operand<0>, #graph.operand<0>] strides [#d2] : (tensor<?x?xf32, #d0>) -> tensor<?x?xi1, #d0> loc("ne_1"("chronos/chronos_bolt.py":112:0))
  %v17 = graph.captured "aten.logical_not.default"(%v16) args [#graph.operand<0>] strides [#d2] : (tensor<?x?xi1, #d0>) -> tensor<?x?xi1, #d0> loc("logical_not_2"("chronos/chronos_bolt.py":112:0))
  %v18 = graph.captured "aten.sum.dim_IntList"(%v17) args [#graph.operand<0>, [-1 : i64], true] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x?xi1, #d0>) -> tensor<?x1xi64, #d3> loc("sum_3"("chronos/chronos_bolt.py":112:0))
  %v19 = graph.captured "aten.isnan.default"(%v14) args [#graph.operand<0>] strides [#d2] : (tensor<?x?xf32, #d0>) -> tensor<?x?xi1, #d0> loc("isnan_2"("chronos/chronos_bolt.py":112:0))
  %v20 = graph.captured "aten.scalar_tensor.default"() args [0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu"} strides [#graph.dims<() -> ()>] : () -> tensor<f32> loc("scalar_tensor_1"("chronos/chronos_bolt.py":112:0))
  %v21 = graph.captured "aten.where.self"(%v19, %v20, %v14) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d2] : (tensor<?x?xi1, #d0>, tensor<f32>, tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("where_1"("chronos/chronos_bolt.py":112:0))
  %v22 = graph.captured "aten.sum.dim_IntList"(%v21) args [#graph.operand<0>, [-1 : i64], true] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x?xf32, #d0>) -> tensor<?x1xf32, #d3> loc("sum_4"("chronos/chronos_bolt.py":112:0))
  %v23 = graph.captured "aten.div.Tensor"(%v22, %v18) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d3>, tensor<?x1xi64, #d3>) -> tensor<?x1xf32, #d3> loc("div_1"("chronos/chronos_bolt.py":112:0))
  %v24 = graph.captured "aten.sqrt.default"(%v23) args [#graph.operand<0>] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d3>) -> tensor<?x1xf32, #d3> loc("sqrt"("chronos/chronos_bolt.py":112:0))
  %v25 = graph.captured "aten.nan_to_num.default"(%v24) args [#graph.operand<0>, 1.0 : f64] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d3>) -> tensor<?x1xf32, #d3> loc("nan_to_num_1"("chronos/chronos_bolt.py":112:0))
  %v26 = graph.captured "aten.eq.Scalar"(%v25) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xf32, #d3>) -> tensor<?x1xi1, #d3> loc("eq_36"("chronos/chronos_bolt.py":113:0))
  %v27 = graph.captured "aten.scalar_tensor.default"() args [1.0e-05 : f64] kwargs {dtype = f32, layout = "strided", device = "cpu"} strides [#graph.dims<() -> ()>] : () -> tensor<f32> loc("scalar_tensor_2"("chronos/chronos_bolt.py":113:0))
  %v28 = graph.captured "aten.where.self"(%v26, %v27, %v25) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xi1, #d3>, tensor<f32>, tensor<?x1xf32, #d3>) -> tensor<?x1xf32, #d3> loc("where_2"("chronos/chronos_bolt.py":113:0))
  %v29 = graph.captured "aten.sub.Tensor"(%0, %v12) args [#graph.operand<0>, #graph.operand<1>] strides [#d2] : (tensor<?x?xf32, #d0>, tensor<?x1xf32, #d3>) -> tensor<?x?xf32, #d0> loc("sub_38"("chronos/chronos_bolt.py":117:0))
  %v30 = graph.captured "aten.div.Tensor"(%v29, %v28) args [#graph.operand<0>, #graph.operand<1>] strides [#d2] : (tensor<?x?xf32, #d0>, tensor<?x1xf32, #d3>) -> tensor<?x?xf32, #d0> loc("div_2"("chronos/chronos_bolt.py":117:0))
  %v31 = graph.captured "aten.asinh.default"(%v30) args [#graph.operand<0>] strides [#d2] : (tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d0> loc("asinh"("chronos/chronos_bolt.py":120:0))
  %v32 = graph.captured "aten.full.default"() args [[#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> ((s1 * -1) + ((s1 floordiv 16) * 16) + 16)>], 0x7FF8000000000000 : f64] kwargs {dtype = f32, device = "cpu", pin_memory = false} strides [#d5] : () -> tensor<?x?xf32, #d4> loc("full"("chronos/chronos_bolt.py":88:0))
  %v33 = graph.captured "aten.cat.default"(%v32, %v31) args [[#graph.operand<0>, #graph.operand<1>], -1 : i64] strides [#d7] : (tensor<?x?xf32, #d4>, tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d6> loc("cat"("chronos/chronos_bolt.py":89:0))
  %v34 = graph.captured "aten.unfold.default"(%v33) args [#graph.operand<0>, -1 : i64, 16 : i64, 16 : i64] strides [#d9] : (tensor<?x?xf32, #d6>) -> tensor<?x?x16xf32, #d8> loc("unfold"("chronos/chronos_bolt.py":91:0))
  %v35 = graph.captured "aten.full.default"() args [[#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> ((s1 * -1) + ((s1 floordiv 16) * 16) + 16)>], 0x7FF8000000000000 : f64] kwargs {dtype = f32, device = "cpu", pin_memory = false} strides [#d5] : () -> tensor<?x?xf32, #d4> loc("full_1"("chronos/chronos_bolt.py":88:0))
  %v36 = graph.captured "aten.cat.default"(%v35, %v2) args [[#graph.operand<0>, #graph.operand<1>], -1 : i64] strides [#d7] : (tensor<?x?xf32, #d4>, tensor<?x?xf32, #d0>) -> tensor<?x?xf32, #d6> loc("cat_1"("chronos/chronos_bolt.py":89:0))
  %v37 = graph.captured "aten.unfold.default"(%v36) args [#graph.operand<0>, -1 : i64, 16 : i64, 16 : i64] strides [#d9] : (tensor<?x?xf32, #d6>) -> tensor<?x?x16xf32, #d8> loc("unfold_1"("chronos/chronos_bolt.py":91:0))
  %v38 = graph.captured "aten.nan_to_num.default"(%v37) args [#graph.operand<0>, 0.0 : f64] strides [#d9] : (tensor<?x?x16xf32, #d8>) -> tensor<?x?x16xf32, #d8> loc("nan_to_num_2"("chronos/chronos2/model.py":416:0))
  %v39 = graph.captured "aten.gt.Scalar"(%v38) args [#graph.operand<0>, 0.0 : f64] strides [#d9] : (tensor<?x?x16xf32, #d8>) -> tensor<?x?x16xi1, #d8> loc("gt"("chronos/chronos2/model.py":417:0))
  %v40 = graph.captured "aten.scalar_tensor.default"() args [0.0 : f64] kwargs {dtype = f32, layout = "strided", device = "cpu"} strides [#graph.dims<() -> ()>] : () -> tensor<f32> loc("scalar_tensor_3"("chronos/chronos2/model.py":417:0))
  %v41 = graph.captured "aten.where.self"(%v39, %v34, %v40) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d9] : (tensor<?x?x16xi1, #d8>, tensor<?x?x16xf32, #d8>, tensor<f32>) -> tensor<?x?x16xf32, #d8> loc("where_3"("chronos/chronos2/model.py":417:0))
  %v42 = graph.captured "aten.sum.dim_IntList"(%v38) args [#graph.operand<0>, [-1 : i64]] strides [#d11] : (tensor<?x?x16xf32, #d8>) -> tensor<?x?xf32, #d10> loc("sum_5"("chronos/chronos2/model.py":420:0))
  %v43 = graph.captured "aten.gt.Scalar"(%v42) args [#graph.operand<0>, 0 : i64] strides [#d11] : (tensor<?x?xf32, #d10>) -> tensor<?x?xi1, #d10> loc("gt_1"("chronos/chronos2/model.py":420:0))
  %v44 = graph.captured "aten.arange.start_step"() args [#graph.expr<()[s0, s1] -> (((s1 floordiv 16) * -16) + -16)>, 0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<?xf32, #d12> loc("arange"("chronos/chronos2/model.py":426:0))
  %v45 = graph.captured "aten.view.default"(%v44) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 1)>, 16 : i64]] strides [#graph.dims<() -> (16, 1)>] : (tensor<?xf32, #d12>) -> tensor<?x16xf32, #d13> loc("view"("einops/_backends.py":96:0))
  %v46 = graph.captured "aten.unsqueeze.default"(%v45) args [#graph.operand<0>, 0 : i64] strides [#d9] : (tensor<?x16xf32, #d13>) -> tensor<1x?x16xf32, #d14> loc("unsqueeze"("einops/_backends.py":280:0))
  %v47 = graph.captured "aten.expand.default"(%v46) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, -1 : i64, -1 : i64]] strides [#graph.dims<() -> (0, 16, 1)>] : (tensor<1x?x16xf32, #d14>) -> tensor<?x?x16xf32, #d8> loc("expand"("einops/_backends.py":271:0))
  %v48 = graph.captured "aten.div.Tensor"(%v47) args [#graph.operand<0>, 8192 : i64] strides [#d9] : (tensor<?x?x16xf32, #d8>) -> tensor<?x?x16xf32, #d8> loc("div_3"("chronos/chronos2/model.py":435:0))
  %v49 = graph.captured "aten.cat.default"(%v48, %v41, %v38) args [[#graph.operand<0>, #graph.operand<1>, #graph.operand<2>], -1 : i64] strides [#d16] : (tensor<?x?x16xf32, #d8>, tensor<?x?x16xf32, #d8>, tensor<?x?x16xf32, #d8>) -> tensor<?x?x48xf32, #d15> loc("cat_2"("chronos/chronos2/model.py":440:0))
  %v50 = graph.captured "cutedsl.linear.default"(%v49, %3, %4) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d18] : (tensor<?x?x48xf32, #d15>, tensor<3072x48xf32>, tensor<3072xf32>) -> tensor<?x?x3072xf32, #d17> loc("linear"("chronos/chronos2/layers.py":439:0))
  %v51 = graph.captured "aten.relu.default"(%v50) args [#graph.operand<0>] strides [#d18] : (tensor<?x?x3072xf32, #d17>) -> tensor<?x?x3072xf32, #d17> loc("relu"("chronos/chronos2/layers.py":439:0))
  %v52 = graph.captured "cutedsl.linear.default"(%v51, %5, %6) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d20] : (tensor<?x?x3072xf32, #d17>, tensor<768x3072xf32>, tensor<768xf32>) -> tensor<?x?x768xf32, #d19> loc("linear_1"("chronos/chronos2/layers.py":440:0))
  %v53 = graph.captured "aten.clone.default"(%v52) args [#graph.operand<0>] strides [#d20] : (tensor<?x?x768xf32, #d19>) -> tensor<?x?x768xf32, #d19> loc("clone"("chronos/chronos2/layers.py":440:0))
  %v54 = graph.captured "cutedsl.linear.default"(%v49, %7, %8) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d20] : (tensor<?x?x48xf32, #d15>, tensor<768x48xf32>, tensor<768xf32>) -> tensor<?x?x768xf32, #d19> loc("linear_2"("chronos/chronos2/layers.py":441:0))
  %v55 = graph.captured "aten.add.Tensor"(%v53, %v54) args [#graph.operand<0>, #graph.operand<1>] strides [#d20] : (tensor<?x?x768xf32, #d19>, tensor<?x?x768xf32, #d19>) -> tensor<?x?x768xf32, #d19> loc("add_158"("chronos/chronos2/layers.py":443:0))
  %v56 = graph.captured "aten.full.default"() args [[#graph.expr<()[s0] -> (s0)>, 1 : i64], 1 : i64] kwargs {device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1, 1)>] : () -> tensor<?x1xi64, #d3> loc("full_2"("chronos/chronos2/model.py":602:0))
  %v57 = graph.captured "aten.embedding.default"(%2, %v56) args [#graph.operand<0>, #graph.operand<1>] strides [#d22] : (tensor<2x768xf32>, tensor<?x1xi64, #d3>) -> tensor<?x1x768xf32, #d21> loc("embedding"("chronos/chronos2/model.py":603:0))
  %v58 = graph.captured "aten.cat.default"(%v55, %v57) args [[#graph.operand<0>, #graph.operand<1>], -2 : i64] strides [#d24] : (tensor<?x?x768xf32, #d19>, tensor<?x1x768xf32, #d21>) -> tensor<?x?x768xf32, #d23> loc("cat_3"("chronos/chronos2/model.py":604:0))
  %v59 = graph.captured "aten._to_copy.default"(%v43) args [#graph.operand<0>] kwargs {dtype = f32} strides [#d11] : (tensor<?x?xi1, #d10>) -> tensor<?x?xf32, #d10> loc("_to_copy_1"("chronos/chronos2/model.py":606:0))
  %v60 = graph.captured "aten.full_like.default"(%v56) args [#graph.operand<0>, 1 : i64] kwargs {pin_memory = false, memory_format = "preserve_format"} strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xi64, #d3>) -> tensor<?x1xi64, #d3> loc("full_like"("chronos/chronos2/model.py":606:0))
  %v61 = graph.captured "aten._to_copy.default"(%v60) args [#graph.operand<0>] kwargs {dtype = f32} strides [#graph.dims<() -> (1, 1)>] : (tensor<?x1xi64, #d3>) -> tensor<?x1xf32, #d3> loc("_to_copy_2"("chronos/chronos2/model.py":606:0))
  %v62 = graph.captured "aten.cat.default"(%v59, %v61) args [[#graph.operand<0>, #graph.operand<1>], -1 : i64] strides [#d26] : (tensor<?x?xf32, #d10>, tensor<?x1xf32, #d3>) -> tensor<?x?xf32, #d25> loc("cat_4"("chronos/chronos2/model.py":605:0))
  %v63 = graph.captured "aten.full.default"() args [[#graph.expr<()[s0] -> (s0)>, 1 : i64, 16 : i64], 0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (16, 16, 1)>] : () -> tensor<?x1x16xf32, #d27> loc("full_3"("chronos/chronos2/model.py":489:0))
  %v64 = graph.captured "aten.full.default"() args [[#graph.expr<()[s0] -> (s0)>, 1 : i64, 16 : i64], 0 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (16, 16, 1)>] : () -> tensor<?x1x16xf32, #d27> loc("full_4"("chronos/chronos2/model.py":492:0))
  %v65 = graph.captured "aten.arange.start_step"() args [0 : i64, 16 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<16xf32> loc("arange_1"("chronos/chronos2/model.py":499:0))
  %v66 = graph.captured "aten.view.default"(%v65) args [#graph.operand<0>, [1 : i64, 16 : i64]] strides [#graph.dims<() -> (16, 1)>] : (tensor<16xf32>) -> tensor<1x16xf32> loc("view_1"("einops/_backends.py":96:0))
  %v67 = graph.captured "aten.unsqueeze.default"(%v66) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (16, 16, 1)>] : (tensor<1x16xf32>) -> tensor<1x1x16xf32> loc("unsqueeze_1"("einops/_backends.py":280:0))
  %v68 = graph.captured "aten.expand.default"(%v67) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, -1 : i64, -1 : i64]] strides [#graph.dims<() -> (0, 16, 1)>] : (tensor<1x1x16xf32>) -> tensor<?x1x16xf32, #d27> loc("expand_1"("einops/_backends.py":271:0))
  %v69 = graph.captured "aten.div.Tensor"(%v68) args [#graph.operand<0>, 8192 : i64] strides [#graph.dims<() -> (16, 16, 1)>] : (tensor<?x1x16xf32, #d27>) -> tensor<?x1x16xf32, #d27> loc("div_4"("chronos/chronos2/model.py":508:0))
  %v70 = graph.captured "aten.cat.default"(%v69, %v63, %v64) args [[#graph.operand<0>, #graph.operand<1>, #graph.operand<2>], -1 : i64] strides [#graph.dims<() -> (48, 48, 1)>] : (tensor<?x1x16xf32, #d27>, tensor<?x1x16xf32, #d27>, tensor<?x1x16xf32, #d27>) -> tensor<?x1x48xf32, #d28> loc("cat_5"("chronos/chronos2/model.py":512:0))
  %v71 = graph.captured "aten.full.default"() args [[#graph.expr<()[s0] -> (s0)>, 1 : i64], 1 : i64] kwargs {dtype = f32, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1, 1)>] : () -> tensor<?x1xf32, #d3> loc("full_5"("chronos/chronos2/model.py":616:0))
  %v72 = graph.captured "cutedsl.linear.default"(%v70, %3, %4) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d30] : (tensor<?x1x48xf32, #d28>, tensor<3072x48xf32>, tensor<3072xf32>) -> tensor<?x1x3072xf32, #d29> loc("linear_3"("chronos/chronos2/layers.py":439:0))
  %v73 = graph.captured "aten.relu.default"(%v72) args [#graph.operand<0>] strides [#d30] : (tensor<?x1x3072xf32, #d29>) -> tensor<?x1x3072xf32, #d29> loc("relu_1"("chronos/chronos2/layers.py":439:0))
  %v74 = graph.captured "cutedsl.linear.default"(%v73, %5, %6) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d22] : (tensor<?x1x3072xf32, #d29>, tensor<768x3072xf32>, tensor<768xf32>) -> tensor<?x1x768xf32, #d21> loc("linear_4"("chronos/chronos2/layers.py":440:0))
  %v75 = graph.captured "aten.clone.default"(%v74) args [#graph.operand<0>] strides [#d22] : (tensor<?x1x768xf32, #d21>) -> tensor<?x1x768xf32, #d21> loc("clone_1"("chronos/chronos2/layers.py":440:0))
  %v76 = graph.captured "cutedsl.linear.default"(%v70, %7, %8) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d22] : (tensor<?x1x48xf32, #d28>, tensor<768x48xf32>, tensor<768xf32>) -> tensor<?x1x768xf32, #d21> loc("linear_5"("chronos/chronos2/layers.py":441:0))
  %v77 = graph.captured "aten.add.Tensor"(%v75, %v76) args [#graph.operand<0>, #graph.operand<1>] strides [#d22] : (tensor<?x1x768xf32, #d21>, tensor<?x1x768xf32, #d21>) -> tensor<?x1x768xf32, #d21> loc("add_225"("chronos/chronos2/layers.py":443:0))
  %v78 = graph.captured "aten.cat.default"(%v58, %v77) args [[#graph.operand<0>, #graph.operand<1>], -2 : i64] strides [#d32] : (tensor<?x?x768xf32, #d23>, tensor<?x1x768xf32, #d21>) -> tensor<?x?x768xf32, #d31> loc("cat_6"("chronos/chronos2/model.py":622:0))
  %v79 = graph.captured "aten.cat.default"(%v62, %v71) args [[#graph.operand<0>, #graph.operand<1>], -1 : i64] strides [#d34] : (tensor<?x?xf32, #d25>, tensor<?x1xf32, #d3>) -> tensor<?x?xf32, #d33> loc("cat_7"("chronos/chronos2/model.py":623:0))
  %v80 = graph.captured "aten.arange.start_step"() args [0 : i64, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>] kwargs {dtype = i64, layout = "strided", device = "cpu", pin_memory = false} strides [#graph.dims<() -> (1)>] : () -> tensor<?xi64, #d35> loc("arange_2"("chronos/chronos2/model.py":156:0))
  %v81 = graph.captured "aten.unsqueeze.default"(%v80) args [#graph.operand<0>, 0 : i64] strides [#d34] : (tensor<?xi64, #d35>) -> tensor<1x?xi64, #d36> loc("unsqueeze_2"("chronos/chronos2/model.py":156:0))
  %v82 = graph.captured "aten.slice.Tensor"(%v79) args [#graph.operand<0>, 0 : i64, 0 : i64, 9223372036854775807 : i64] strides [#d34] : (tensor<?x?xf32, #d33>) -> tensor<?x?xf32, #d33> loc("slice_1"("chronos/chronos2/model.py":115:0))
  %v83 = graph.captured "aten.unsqueeze.default"(%v82) args [#graph.operand<0>, 1 : i64] strides [#d38] : (tensor<?x?xf32, #d33>) -> tensor<?x1x?xf32, #d37> loc("unsqueeze_3"("chronos/chronos2/model.py":115:0))
  %v84 = graph.captured "aten.unsqueeze.default"(%v83) args [#graph.operand<0>, 2 : i64] strides [#d40] : (tensor<?x1x?xf32, #d37>) -> tensor<?x1x1x?xf32, #d39> loc("unsqueeze_4"("chronos/chronos2/model.py":115:0))
  %v85 = graph.captured "aten.sub.Tensor"(%v84) args [1.0 : f64, #graph.operand<0>] strides [#d40] : (tensor<?x1x1x?xf32, #d39>) -> tensor<?x1x1x?xf32, #d39> loc("sub_123"("chronos/chronos2/model.py":119:0))
  %v86 = graph.captured "aten.mul.Tensor"(%v85) args [#graph.operand<0>, -3.4028234663852886e+38 : f64] strides [#d40] : (tensor<?x1x1x?xf32, #d39>) -> tensor<?x1x1x?xf32, #d39> loc("mul_149"("chronos/chronos2/model.py":119:0))
  %v87 = graph.captured "aten.slice.Tensor"(%1) args [#graph.operand<0>, 0 : i64, 0 : i64, 9223372036854775807 : i64] strides [#graph.dims<() -> (1)>] : (tensor<?xi64, #d1>) -> tensor<?xi64, #d1> loc("slice_2"("chronos/chronos2/model.py":128:0))
  %v88 = graph.captured "aten.unsqueeze.default"(%v87) args [#graph.operand<0>, 1 : i64] strides [#graph.dims<() -> (1, 1)>] : (tensor<?xi64, #d1>) -> tensor<?x1xi64, #d3> loc("unsqueeze_5"("chronos/chronos2/model.py":128:0))
  %v89 = graph.captured "aten.unsqueeze.default"(%1) args [#graph.operand<0>, 0 : i64] strides [#d3] : (tensor<?xi64, #d1>) -> tensor<1x?xi64, #d41> loc("unsqueeze_6"("chronos/chronos2/model.py":128:0))
  %v90 = graph.captured "aten.slice.Tensor"(%v89) args [#graph.operand<0>, 1 : i64, 0 : i64, 9223372036854775807 : i64] strides [#d3] : (tensor<1x?xi64, #d41>) -> tensor<1x?xi64, #d41> loc("slice_3"("chronos/chronos2/model.py":128:0))
  %v91 = graph.captured "aten.eq.Tensor"(%v88, %v90) args [#graph.operand<0>, #graph.operand<1>] strides [#d3] : (tensor<?x1xi64, #d3>, tensor<1x?xi64, #d41>) -> tensor<?x?xi1, #d42> loc("eq_132"("chronos/chronos2/model.py":128:0))
  %v92 = graph.captured "aten.unsqueeze.default"(%v91) args [#graph.operand<0>, 2 : i64] strides [#d44] : (tensor<?x?xi1, #d42>) -> tensor<?x?x1xi1, #d43> loc("unsqueeze_7"("chronos/chronos2/model.py":132:0))
  %v93 = graph.captured "aten.permute.default"(%v92) args [#graph.operand<0>, [0 : i64, 1 : i64, 2 : i64]] strides [#d44] : (tensor<?x?x1xi1, #d43>) -> tensor<?x?x1xi1, #d43> loc("permute"("chronos/chronos2/model.py":132:0))
  %v94 = graph.captured "aten.unsqueeze.default"(%v79) args [#graph.operand<0>, 2 : i64] strides [#d46] : (tensor<?x?xf32, #d33>) -> tensor<?x?x1xf32, #d45> loc("unsqueeze_8"("chronos/chronos2/model.py":132:0))
  %v95 = graph.captured "aten.permute.default"(%v94) args [#graph.operand<0>, [2 : i64, 0 : i64, 1 : i64]] strides [#d48] : (tensor<?x?x1xf32, #d45>) -> tensor<1x?x?xf32, #d47> loc("permute_1"("chronos/chronos2/model.py":132:0))
  %v96 = graph.captured "aten.mul.Tensor"(%v93, %v95) args [#graph.operand<0>, #graph.operand<1>] strides [#d50] : (tensor<?x?x1xi1, #d43>, tensor<1x?x?xf32, #d47>) -> tensor<?x?x?xf32, #d49> loc("mul_167"("chronos/chronos2/model.py":132:0))
  %v97 = graph.captured "aten.permute.default"(%v96) args [#graph.operand<0>, [2 : i64, 0 : i64, 1 : i64]] strides [#d52] : (tensor<?x?x?xf32, #d49>) -> tensor<?x?x?xf32, #d51> loc("permute_2"("einops/_backends.py":261:0))
  %v98 = graph.captured "aten.view.default"(%v97) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>, 1 : i64, #graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0] -> (s0)>]] strides [#d54] : (tensor<?x?x?xf32, #d51>) -> tensor<?x1x?x?xf32, #d53> loc("view_2"("einops/_backends.py":96:0))
  %v99 = graph.captured "aten.sub.Tensor"(%v98) args [1.0 : f64, #graph.operand<0>] strides [#d54] : (tensor<?x1x?x?xf32, #d53>) -> tensor<?x1x?x?xf32, #d53> loc("sub_151"("chronos/chronos2/model.py":140:0))
  %v100 = graph.captured "aten.mul.Tensor"(%v99) args [#graph.operand<0>, -3.4028234663852886e+38 : f64] strides [#d54] : (tensor<?x1x?x?xf32, #d53>) -> tensor<?x1x?x?xf32, #d53> loc("mul_196"("chronos/chronos2/model.py":140:0))
  %v101 = graph.captured "aten.clone.default"(%v78) args [#graph.operand<0>] strides [#d32] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("clone_2"("chronos/chronos2/model.py":170:0))
  %v102 = graph.captured "aten.pow.Tensor_Scalar"(%v101) args [#graph.operand<0>, 2 : i64] strides [#d32] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("pow_2"("chronos/chronos2/layers.py":139:0))
  %v103 = graph.captured "aten.mean.dim"(%v102) args [#graph.operand<0>, [-1 : i64], true] strides [#d46] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x1xf32, #d45> loc("mean"("chronos/chronos2/layers.py":139:0))
  %v104 = graph.captured "aten.add.Tensor"(%v103) args [#graph.operand<0>, 1.0e-06 : f64] strides [#d46] : (tensor<?x?x1xf32, #d45>) -> tensor<?x?x1xf32, #d45> loc("add_325"("chronos/chronos2/layers.py":140:0))
  %v105 = graph.captured "aten.rsqrt.default"(%v104) args [#graph.operand<0>] strides [#d46] : (tensor<?x?x1xf32, #d45>) -> tensor<?x?x1xf32, #d45> loc("rsqrt"("chronos/chronos2/layers.py":140:0))
  %v106 = graph.captured "aten.mul.Tensor"(%v101, %v105) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<?x?x768xf32, #d31>, tensor<?x?x1xf32, #d45>) -> tensor<?x?x768xf32, #d31> loc("mul_213"("chronos/chronos2/layers.py":140:0))
  %v107 = graph.captured "aten.mul.Tensor"(%9, %v106) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<768xf32>, tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("mul_217"("chronos/chronos2/layers.py":146:0))
  %v108 = graph.captured "cutedsl.linear.default"(%v107, %10) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<?x?x768xf32, #d31>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d31> loc("linear_6"("chronos/chronos2/layers.py":311:0))
  %v109 = graph.captured "aten.view.default"(%v108) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>, 12 : i64, 64 : i64]] strides [#d56] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x12x64xf32, #d55> loc("view_3"("einops/_backends.py":96:0))
  %v110 = graph.captured "aten.permute.default"(%v109) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d58] : (tensor<?x?x12x64xf32, #d55>) -> tensor<?x12x?x64xf32, #d57> loc("permute_3"("einops/_backends.py":261:0))
  %v111 = graph.captured "cutedsl.linear.default"(%v107, %11) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<?x?x768xf32, #d31>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d31> loc("linear_7"("chronos/chronos2/layers.py":319:0))
  %v112 = graph.captured "aten.view.default"(%v111) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>, 12 : i64, 64 : i64]] strides [#d56] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x12x64xf32, #d55> loc("view_4"("einops/_backends.py":96:0))
  %v113 = graph.captured "aten.permute.default"(%v112) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d58] : (tensor<?x?x12x64xf32, #d55>) -> tensor<?x12x?x64xf32, #d57> loc("permute_4"("einops/_backends.py":261:0))
  %v114 = graph.captured "cutedsl.linear.default"(%v107, %12) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<?x?x768xf32, #d31>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d31> loc("linear_8"("chronos/chronos2/layers.py":320:0))
  %v115 = graph.captured "aten.view.default"(%v114) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>, 12 : i64, 64 : i64]] strides [#d56] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x12x64xf32, #d55> loc("view_5"("einops/_backends.py":96:0))
  %v116 = graph.captured "aten.permute.default"(%v115) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d58] : (tensor<?x?x12x64xf32, #d55>) -> tensor<?x12x?x64xf32, #d57> loc("permute_5"("einops/_backends.py":261:0))
  %v117 = graph.captured "aten.unsqueeze.default"(%13) args [#graph.operand<0>, 0 : i64] strides [#graph.dims<() -> (32, 1)>] : (tensor<32xf32>) -> tensor<1x32xf32> loc("unsqueeze_9"("chronos/chronos2/layers.py":81:0))
  %v118 = graph.captured "aten.unsqueeze.default"(%v117) args [#graph.operand<0>, 2 : i64] strides [#graph.dims<() -> (32, 1, 1)>] : (tensor<1x32xf32>) -> tensor<1x32x1xf32> loc("unsqueeze_10"("chronos/chronos2/layers.py":81:0))
  %v119 = graph.captured "aten.expand.default"(%v118) args [#graph.operand<0>, [1 : i64, -1 : i64, 1 : i64]] strides [#graph.dims<() -> (32, 1, 1)>] : (tensor<1x32x1xf32>) -> tensor<1x32x1xf32> loc("expand_2"("chronos/chronos2/layers.py":81:0))
  %v120 = graph.captured "aten.unsqueeze.default"(%v81) args [#graph.operand<0>, 1 : i64] strides [#d38] : (tensor<1x?xi64, #d36>) -> tensor<1x1x?xi64, #d59> loc("unsqueeze_11"("chronos/chronos2/layers.py":82:0))
  %v121 = graph.captured "aten._to_copy.default"(%v120) args [#graph.operand<0>] kwargs {dtype = f32} strides [#d38] : (tensor<1x1x?xi64, #d59>) -> tensor<1x1x?xf32, #d59> loc("_to_copy_3"("chronos/chronos2/layers.py":82:0))
  %v122 = graph.captured "aten.expand.default"(%v119) args [#graph.operand<0>, [1 : i64, 32 : i64, 1 : i64]] strides [#graph.dims<() -> (32, 1, 1)>] : (tensor<1x32x1xf32>) -> tensor<1x32x1xf32> loc("expand_3"("chronos/chronos2/layers.py":88:0))
  %v123 = graph.captured "aten.view.default"(%v122) args [#graph.operand<0>, [1 : i64, 32 : i64, 1 : i64]] strides [#graph.dims<() -> (32, 1, 1)>] : (tensor<1x32x1xf32>) -> tensor<1x32x1xf32> loc("view_6"("chronos/chronos2/layers.py":88:0))
  %v124 = graph.captured "aten.expand.default"(%v121) args [#graph.operand<0>, [1 : i64, 1 : i64, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>]] strides [#d38] : (tensor<1x1x?xf32, #d59>) -> tensor<1x1x?xf32, #d59> loc("expand_4"("chronos/chronos2/layers.py":88:0))
  %v125 = graph.captured "aten.view.default"(%v124) args [#graph.operand<0>, [1 : i64, 1 : i64, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>]] strides [#d38] : (tensor<1x1x?xf32, #d59>) -> tensor<1x1x?xf32, #d59> loc("view_7"("chronos/chronos2/layers.py":88:0))
  %v126 = graph.captured "aten.bmm.default"(%v123, %v125) args [#graph.operand<0>, #graph.operand<1>] strides [#d61] : (tensor<1x32x1xf32>, tensor<1x1x?xf32, #d59>) -> tensor<1x32x?xf32, #d60> loc("bmm"("chronos/chronos2/layers.py":88:0))
  %v127 = graph.captured "aten.view.default"(%v126) args [#graph.operand<0>, [1 : i64, 32 : i64, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>]] strides [#d61] : (tensor<1x32x?xf32, #d60>) -> tensor<1x32x?xf32, #d60> loc("view_8"("chronos/chronos2/layers.py":88:0))
  %v128 = graph.captured "aten.permute.default"(%v127) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64]] strides [#d63] : (tensor<1x32x?xf32, #d60>) -> tensor<1x?x32xf32, #d62> loc("permute_6"("chronos/chronos2/layers.py":88:0))
  %v129 = graph.captured "aten.cat.default"(%v128) args [[#graph.operand<0>, #graph.operand<0>], -1 : i64] strides [#d65] : (tensor<1x?x32xf32, #d62>) -> tensor<1x?x64xf32, #d64> loc("cat_8"("chronos/chronos2/layers.py":89:0))
  %v130 = graph.captured "aten.cos.default"(%v129) args [#graph.operand<0>] strides [#d65] : (tensor<1x?x64xf32, #d64>) -> tensor<1x?x64xf32, #d64> loc("cos"("chronos/chronos2/layers.py":90:0))
  %v131 = graph.captured "aten.mul.Tensor"(%v130) args [#graph.operand<0>, 1.0 : f64] strides [#d65] : (tensor<1x?x64xf32, #d64>) -> tensor<1x?x64xf32, #d64> loc("mul_293"("chronos/chronos2/layers.py":90:0))
  %v132 = graph.captured "aten.sin.default"(%v129) args [#graph.operand<0>] strides [#d65] : (tensor<1x?x64xf32, #d64>) -> tensor<1x?x64xf32, #d64> loc("sin"("chronos/chronos2/layers.py":91:0))
  %v133 = graph.captured "aten.mul.Tensor"(%v132) args [#graph.operand<0>, 1.0 : f64] strides [#d65] : (tensor<1x?x64xf32, #d64>) -> tensor<1x?x64xf32, #d64> loc("mul_300"("chronos/chronos2/layers.py":91:0))
  %v134 = graph.captured "aten.unsqueeze.default"(%v131) args [#graph.operand<0>, 1 : i64] strides [#d67] : (tensor<1x?x64xf32, #d64>) -> tensor<1x1x?x64xf32, #d66> loc("unsqueeze_12"("chronos/chronos2/layers.py":122:0))
  %v135 = graph.captured "aten.unsqueeze.default"(%v133) args [#graph.operand<0>, 1 : i64] strides [#d67] : (tensor<1x?x64xf32, #d64>) -> tensor<1x1x?x64xf32, #d66> loc("unsqueeze_13"("chronos/chronos2/layers.py":123:0))
  %v136 = graph.captured "aten.mul.Tensor"(%v110, %v134) args [#graph.operand<0>, #graph.operand<1>] strides [#d58] : (tensor<?x12x?x64xf32, #d57>, tensor<1x1x?x64xf32, #d66>) -> tensor<?x12x?x64xf32, #d57> loc("mul_312"("chronos/chronos2/layers.py":124:0))
  %v137 = graph.captured "aten.slice.Tensor"(%v110) args [#graph.operand<0>, 3 : i64, 0 : i64, 32 : i64] strides [#d58] : (tensor<?x12x?x64xf32, #d57>) -> tensor<?x12x?x32xf32, #d68> loc("slice_4"("chronos/chronos2/layers.py":97:0))
  %v138 = graph.captured "aten.slice.Tensor"(%v110) args [#graph.operand<0>, 3 : i64, 32 : i64, 9223372036854775807 : i64] strides [#d58] : (tensor<?x12x?x64xf32, #d57>) -> tensor<?x12x?x32xf32, #d68> loc("slice_5"("chronos/chronos2/layers.py":98:0))
  %v139 = graph.captured "aten.neg.default"(%v138) args [#graph.operand<0>] strides [#d69] : (tensor<?x12x?x32xf32, #d68>) -> tensor<?x12x?x32xf32, #d68> loc("neg_1"("chronos/chronos2/layers.py":99:0))
  %v140 = graph.captured "aten.cat.default"(%v139, %v137) args [[#graph.operand<0>, #graph.operand<1>], -1 : i64] strides [#d70] : (tensor<?x12x?x32xf32, #d68>, tensor<?x12x?x32xf32, #d68>) -> tensor<?x12x?x64xf32, #d57> loc("cat_9"("chronos/chronos2/layers.py":99:0))
  %v141 = graph.captured "aten.mul.Tensor"(%v140, %v135) args [#graph.operand<0>, #graph.operand<1>] strides [#d70] : (tensor<?x12x?x64xf32, #d57>, tensor<1x1x?x64xf32, #d66>) -> tensor<?x12x?x64xf32, #d57> loc("mul_329"("chronos/chronos2/layers.py":124:0))
  %v142 = graph.captured "aten.add.Tensor"(%v136, %v141) args [#graph.operand<0>, #graph.operand<1>] strides [#d58] : (tensor<?x12x?x64xf32, #d57>, tensor<?x12x?x64xf32, #d57>) -> tensor<?x12x?x64xf32, #d57> loc("add_452"("chronos/chronos2/layers.py":124:0))
  %v143 = graph.captured "aten.mul.Tensor"(%v113, %v134) args [#graph.operand<0>, #graph.operand<1>] strides [#d58] : (tensor<?x12x?x64xf32, #d57>, tensor<1x1x?x64xf32, #d66>) -> tensor<?x12x?x64xf32, #d57> loc("mul_337"("chronos/chronos2/layers.py":125:0))
  %v144 = graph.captured "aten.slice.Tensor"(%v113) args [#graph.operand<0>, 3 : i64, 0 : i64, 32 : i64] strides [#d58] : (tensor<?x12x?x64xf32, #d57>) -> tensor<?x12x?x32xf32, #d68> loc("slice_6"("chronos/chronos2/layers.py":97:0))
  %v145 = graph.captured "aten.slice.Tensor"(%v113) args [#graph.operand<0>, 3 : i64, 32 : i64, 9223372036854775807 : i64] strides [#d58] : (tensor<?x12x?x64xf32, #d57>) -> tensor<?x12x?x32xf32, #d68> loc("slice_7"("chronos/chronos2/layers.py":98:0))
  %v146 = graph.captured "aten.neg.default"(%v145) args [#graph.operand<0>] strides [#d69] : (tensor<?x12x?x32xf32, #d68>) -> tensor<?x12x?x32xf32, #d68> loc("neg_2"("chronos/chronos2/layers.py":99:0))
  %v147 = graph.captured "aten.cat.default"(%v146, %v144) args [[#graph.operand<0>, #graph.operand<1>], -1 : i64] strides [#d70] : (tensor<?x12x?x32xf32, #d68>, tensor<?x12x?x32xf32, #d68>) -> tensor<?x12x?x64xf32, #d57> loc("cat_10"("chronos/chronos2/layers.py":99:0))
  %v148 = graph.captured "aten.mul.Tensor"(%v147, %v135) args [#graph.operand<0>, #graph.operand<1>] strides [#d70] : (tensor<?x12x?x64xf32, #d57>, tensor<1x1x?x64xf32, #d66>) -> tensor<?x12x?x64xf32, #d57> loc("mul_354"("chronos/chronos2/layers.py":125:0))
  %v149 = graph.captured "aten.add.Tensor"(%v143, %v148) args [#graph.operand<0>, #graph.operand<1>] strides [#d58] : (tensor<?x12x?x64xf32, #d57>, tensor<?x12x?x64xf32, #d57>) -> tensor<?x12x?x64xf32, #d57> loc("add_488"("chronos/chronos2/layers.py":125:0))
  %v150 = graph.captured "cutedsl.attention.default"(%v142, %v149, %v116, %v86) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, false, 1.0 : f64, false] strides [#d58] : (tensor<?x12x?x64xf32, #d57>, tensor<?x12x?x64xf32, #d57>, tensor<?x12x?x64xf32, #d57>, tensor<?x1x1x?xf32, #d39>) -> tensor<?x12x?x64xf32, #d57> loc("attention"("chronos/chronos2/layers.py":259:0))
  %v151 = graph.captured "aten.permute.default"(%v150) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d56] : (tensor<?x12x?x64xf32, #d57>) -> tensor<?x?x12x64xf32, #d55> loc("permute_7"("einops/_backends.py":261:0))
  %v152 = graph.captured "aten.view.default"(%v151) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, #graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>, 768 : i64]] strides [#d32] : (tensor<?x?x12x64xf32, #d55>) -> tensor<?x?x768xf32, #d31> loc("view_9"("einops/_backends.py":96:0))
  %v153 = graph.captured "cutedsl.linear.default"(%v152, %14) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<?x?x768xf32, #d31>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d31> loc("linear_9"("chronos/chronos2/layers.py":334:0))
  %v154 = graph.captured "aten.clone.default"(%v153) args [#graph.operand<0>] strides [#d32] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("clone_3"("chronos/chronos2/layers.py":357:0))
  %v155 = graph.captured "aten.add.Tensor"(%v101, %v154) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<?x?x768xf32, #d31>, tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("add_516"("chronos/chronos2/layers.py":357:0))
  %v156 = graph.captured "aten.permute.default"(%v155) args [#graph.operand<0>, [1 : i64, 0 : i64, 2 : i64]] strides [#d72] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d71> loc("permute_8"("einops/_backends.py":261:0))
  %v157 = graph.captured "aten.pow.Tensor_Scalar"(%v156) args [#graph.operand<0>, 2 : i64] strides [#d72] : (tensor<?x?x768xf32, #d71>) -> tensor<?x?x768xf32, #d71> loc("pow_3"("chronos/chronos2/layers.py":139:0))
  %v158 = graph.captured "aten.mean.dim"(%v157) args [#graph.operand<0>, [-1 : i64], true] strides [#d44] : (tensor<?x?x768xf32, #d71>) -> tensor<?x?x1xf32, #d73> loc("mean_1"("chronos/chronos2/layers.py":139:0))
  %v159 = graph.captured "aten.add.Tensor"(%v158) args [#graph.operand<0>, 1.0e-06 : f64] strides [#d44] : (tensor<?x?x1xf32, #d73>) -> tensor<?x?x1xf32, #d73> loc("add_533"("chronos/chronos2/layers.py":140:0))
  %v160 = graph.captured "aten.rsqrt.default"(%v159) args [#graph.operand<0>] strides [#d44] : (tensor<?x?x1xf32, #d73>) -> tensor<?x?x1xf32, #d73> loc("rsqrt_1"("chronos/chronos2/layers.py":140:0))
  %v161 = graph.captured "aten.mul.Tensor"(%v156, %v160) args [#graph.operand<0>, #graph.operand<1>] strides [#d72] : (tensor<?x?x768xf32, #d71>, tensor<?x?x1xf32, #d73>) -> tensor<?x?x768xf32, #d71> loc("mul_399"("chronos/chronos2/layers.py":140:0))
  %v162 = graph.captured "aten.mul.Tensor"(%15, %v161) args [#graph.operand<0>, #graph.operand<1>] strides [#d72] : (tensor<768xf32>, tensor<?x?x768xf32, #d71>) -> tensor<?x?x768xf32, #d71> loc("mul_403"("chronos/chronos2/layers.py":146:0))
  %v163 = graph.captured "cutedsl.linear.default"(%v162, %16) args [#graph.operand<0>, #graph.operand<1>] strides [#d74] : (tensor<?x?x768xf32, #d71>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d71> loc("linear_10"("chronos/chronos2/layers.py":311:0))
  %v164 = graph.captured "aten.view.default"(%v163) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>, #graph.expr<()[s0] -> (s0)>, 12 : i64, 64 : i64]] strides [#d76] : (tensor<?x?x768xf32, #d71>) -> tensor<?x?x12x64xf32, #d75> loc("view_10"("einops/_backends.py":96:0))
  %v165 = graph.captured "aten.permute.default"(%v164) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d78] : (tensor<?x?x12x64xf32, #d75>) -> tensor<?x12x?x64xf32, #d77> loc("permute_9"("einops/_backends.py":261:0))
  %v166 = graph.captured "cutedsl.linear.default"(%v162, %17) args [#graph.operand<0>, #graph.operand<1>] strides [#d74] : (tensor<?x?x768xf32, #d71>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d71> loc("linear_11"("chronos/chronos2/layers.py":319:0))
  %v167 = graph.captured "aten.view.default"(%v166) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>, #graph.expr<()[s0] -> (s0)>, 12 : i64, 64 : i64]] strides [#d76] : (tensor<?x?x768xf32, #d71>) -> tensor<?x?x12x64xf32, #d75> loc("view_11"("einops/_backends.py":96:0))
  %v168 = graph.captured "aten.permute.default"(%v167) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d78] : (tensor<?x?x12x64xf32, #d75>) -> tensor<?x12x?x64xf32, #d77> loc("permute_10"("einops/_backends.py":261:0))
  %v169 = graph.captured "cutedsl.linear.default"(%v162, %18) args [#graph.operand<0>, #graph.operand<1>] strides [#d74] : (tensor<?x?x768xf32, #d71>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d71> loc("linear_12"("chronos/chronos2/layers.py":320:0))
  %v170 = graph.captured "aten.view.default"(%v169) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>, #graph.expr<()[s0] -> (s0)>, 12 : i64, 64 : i64]] strides [#d76] : (tensor<?x?x768xf32, #d71>) -> tensor<?x?x12x64xf32, #d75> loc("view_12"("einops/_backends.py":96:0))
  %v171 = graph.captured "aten.permute.default"(%v170) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d78] : (tensor<?x?x12x64xf32, #d75>) -> tensor<?x12x?x64xf32, #d77> loc("permute_11"("einops/_backends.py":261:0))
  %v172 = graph.captured "cutedsl.attention.default"(%v165, %v168, %v171, %v100) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>, #graph.operand<3>, false, 1.0 : f64, false] strides [#d78] : (tensor<?x12x?x64xf32, #d77>, tensor<?x12x?x64xf32, #d77>, tensor<?x12x?x64xf32, #d77>, tensor<?x1x?x?xf32, #d53>) -> tensor<?x12x?x64xf32, #d77> loc("attention_1"("chronos/chronos2/layers.py":259:0))
  %v173 = graph.captured "aten.permute.default"(%v172) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d76] : (tensor<?x12x?x64xf32, #d77>) -> tensor<?x?x12x64xf32, #d75> loc("permute_12"("einops/_backends.py":261:0))
  %v174 = graph.captured "aten.view.default"(%v173) args [#graph.operand<0>, [#graph.expr<()[s0, s1] -> ((s1 floordiv 16) + 3)>, #graph.expr<()[s0] -> (s0)>, 768 : i64]] strides [#d74] : (tensor<?x?x12x64xf32, #d75>) -> tensor<?x?x768xf32, #d71> loc("view_13"("einops/_backends.py":96:0))
  %v175 = graph.captured "cutedsl.linear.default"(%v174, %19) args [#graph.operand<0>, #graph.operand<1>] strides [#d74] : (tensor<?x?x768xf32, #d71>, tensor<768x768xf32>) -> tensor<?x?x768xf32, #d71> loc("linear_13"("chronos/chronos2/layers.py":334:0))
  %v176 = graph.captured "aten.clone.default"(%v175) args [#graph.operand<0>] strides [#d74] : (tensor<?x?x768xf32, #d71>) -> tensor<?x?x768xf32, #d71> loc("clone_4"("chronos/chronos2/layers.py":407:0))
  %v177 = graph.captured "aten.add.Tensor"(%v156, %v176) args [#graph.operand<0>, #graph.operand<1>] strides [#d72] : (tensor<?x?x768xf32, #d71>, tensor<?x?x768xf32, #d71>) -> tensor<?x?x768xf32, #d71> loc("add_614"("chronos/chronos2/layers.py":407:0))
  %v178 = graph.captured "aten.permute.default"(%v177) args [#graph.operand<0>, [1 : i64, 0 : i64, 2 : i64]] strides [#d32] : (tensor<?x?x768xf32, #d71>) -> tensor<?x?x768xf32, #d31> loc("permute_13"("einops/_backends.py":261:0))
  %v179 = graph.captured "aten.pow.Tensor_Scalar"(%v178) args [#graph.operand<0>, 2 : i64] strides [#d32] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("pow_4"("chronos/chronos2/layers.py":139:0))
  %v180 = graph.captured "aten.mean.dim"(%v179) args [#graph.operand<0>, [-1 : i64], true] strides [#d46] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x1xf32, #d45> loc("mean_2"("chronos/chronos2/layers.py":139:0))
  %v181 = graph.captured "aten.add.Tensor"(%v180) args [#graph.operand<0>, 1.0e-06 : f64] strides [#d46] : (tensor<?x?x1xf32, #d45>) -> tensor<?x?x1xf32, #d45> loc("add_631"("chronos/chronos2/layers.py":140:0))
  %v182 = graph.captured "aten.rsqrt.default"(%v181) args [#graph.operand<0>] strides [#d46] : (tensor<?x?x1xf32, #d45>) -> tensor<?x?x1xf32, #d45> loc("rsqrt_2"("chronos/chronos2/layers.py":140:0))
  %v183 = graph.captured "aten.mul.Tensor"(%v178, %v182) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<?x?x768xf32, #d31>, tensor<?x?x1xf32, #d45>) -> tensor<?x?x768xf32, #d31> loc("mul_489"("chronos/chronos2/layers.py":140:0))
  %v184 = graph.captured "aten.mul.Tensor"(%20, %v183) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<768xf32>, tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("mul_493"("chronos/chronos2/layers.py":146:0))
  %v185 = graph.captured "cutedsl.linear.default"(%v184, %21) args [#graph.operand<0>, #graph.operand<1>] strides [#d80] : (tensor<?x?x768xf32, #d31>, tensor<3072x768xf32>) -> tensor<?x?x3072xf32, #d79> loc("linear_14"("chronos/chronos2/layers.py":162:0))
  %v186 = graph.captured "aten.relu.default"(%v185) args [#graph.operand<0>] strides [#d80] : (tensor<?x?x3072xf32, #d79>) -> tensor<?x?x3072xf32, #d79> loc("relu_2"("chronos/chronos2/layers.py":163:0))
  %v187 = graph.captured "aten.clone.default"(%v186) args [#graph.operand<0>] strides [#d80] : (tensor<?x?x3072xf32, #d79>) -> tensor<?x?x3072xf32, #d79> loc("clone_5"("chronos/chronos2/layers.py":164:0))
  %v188 = graph.captured "cutedsl.linear.default"(%v187, %22) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<?x?x3072xf32, #d79>, tensor<768x3072xf32>) -> tensor<?x?x768xf32, #d31> loc("linear_15"("chronos/chronos2/layers.py":165:0))
  %v189 = graph.captured "aten.clone.default"(%v188) args [#graph.operand<0>] strides [#d32] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("clone_6"("chronos/chronos2/layers.py":181:0))
  %v190 = graph.captured "aten.add.Tensor"(%v178, %v189) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<?x?x768xf32, #d31>, tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("add_668"("chronos/chronos2/layers.py":181:0))
  %v191 = graph.captured "aten.pow.Tensor_Scalar"(%v190) args [#graph.operand<0>, 2 : i64] strides [#d32] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("pow_5"("chronos/chronos2/layers.py":139:0))
  %v192 = graph.captured "aten.mean.dim"(%v191) args [#graph.operand<0>, [-1 : i64], true] strides [#d46] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x1xf32, #d45> loc("mean_3"("chronos/chronos2/layers.py":139:0))
  %v193 = graph.captured "aten.add.Tensor"(%v192) args [#graph.operand<0>, 1.0e-06 : f64] strides [#d46] : (tensor<?x?x1xf32, #d45>) -> tensor<?x?x1xf32, #d45> loc("add_681"("chronos/chronos2/layers.py":140:0))
  %v194 = graph.captured "aten.rsqrt.default"(%v193) args [#graph.operand<0>] strides [#d46] : (tensor<?x?x1xf32, #d45>) -> tensor<?x?x1xf32, #d45> loc("rsqrt_3"("chronos/chronos2/layers.py":140:0))
  %v195 = graph.captured "aten.mul.Tensor"(%v190, %v194) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<?x?x768xf32, #d31>, tensor<?x?x1xf32, #d45>) -> tensor<?x?x768xf32, #d31> loc("mul_524"("chronos/chronos2/layers.py":140:0))
  %v196 = graph.captured "aten.mul.Tensor"(%23, %v195) args [#graph.operand<0>, #graph.operand<1>] strides [#d32] : (tensor<768xf32>, tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("mul_528"("chronos/chronos2/layers.py":146:0))
  %v197 = graph.captured "aten.clone.default"(%v196) args [#graph.operand<0>] strides [#d32] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("clone_7"("chronos/chronos2/model.py":191:0))
  %v198 = graph.captured "aten.slice.Tensor"(%v197) args [#graph.operand<0>, 0 : i64, 0 : i64, 9223372036854775807 : i64] strides [#d32] : (tensor<?x?x768xf32, #d31>) -> tensor<?x?x768xf32, #d31> loc("slice_8"("chronos/chronos2/model.py":731:0))
  %v199 = graph.captured "aten.slice.Tensor"(%v198) args [#graph.operand<0>, 1 : i64, -1 : i64, 9223372036854775807 : i64] strides [#d32] : (tensor<?x?x768xf32, #d31>) -> tensor<?x1x768xf32, #d21> loc("slice_9"("chronos/chronos2/model.py":731:0))
  %v200 = graph.captured "cutedsl.linear.default"(%v199, %24, %25) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d30] : (tensor<?x1x768xf32, #d21>, tensor<3072x768xf32>, tensor<3072xf32>) -> tensor<?x1x3072xf32, #d29> loc("linear_16"("chronos/chronos2/layers.py":439:0))
  %v201 = graph.captured "aten.relu.default"(%v200) args [#graph.operand<0>] strides [#d30] : (tensor<?x1x3072xf32, #d29>) -> tensor<?x1x3072xf32, #d29> loc("relu_3"("chronos/chronos2/layers.py":439:0))
  %v202 = graph.captured "cutedsl.linear.default"(%v201, %26, %27) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d82] : (tensor<?x1x3072xf32, #d29>, tensor<336x3072xf32>, tensor<336xf32>) -> tensor<?x1x336xf32, #d81> loc("linear_17"("chronos/chronos2/layers.py":440:0))
  %v203 = graph.captured "aten.clone.default"(%v202) args [#graph.operand<0>] strides [#d82] : (tensor<?x1x336xf32, #d81>) -> tensor<?x1x336xf32, #d81> loc("clone_8"("chronos/chronos2/layers.py":440:0))
  %v204 = graph.captured "cutedsl.linear.default"(%v199, %28, %29) args [#graph.operand<0>, #graph.operand<1>, #graph.operand<2>] strides [#d82] : (tensor<?x1x768xf32, #d21>, tensor<336x768xf32>, tensor<336xf32>) -> tensor<?x1x336xf32, #d81> loc("linear_18"("chronos/chronos2/layers.py":441:0))
  %v205 = graph.captured "aten.add.Tensor"(%v203, %v204) args [#graph.operand<0>, #graph.operand<1>] strides [#d82] : (tensor<?x1x336xf32, #d81>, tensor<?x1x336xf32, #d81>) -> tensor<?x1x336xf32, #d81> loc("add_730"("chronos/chronos2/layers.py":443:0))
  %v206 = graph.captured "aten.view.default"(%v205) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 1 : i64, 21 : i64, 16 : i64]] strides [#d84] : (tensor<?x1x336xf32, #d81>) -> tensor<?x1x21x16xf32, #d83> loc("view_14"("einops/_backends.py":96:0))
  %v207 = graph.captured "aten.permute.default"(%v206) args [#graph.operand<0>, [0 : i64, 2 : i64, 1 : i64, 3 : i64]] strides [#d86] : (tensor<?x1x21x16xf32, #d83>) -> tensor<?x21x1x16xf32, #d85> loc("permute_14"("einops/_backends.py":261:0))
  %v208 = graph.captured "aten.view.default"(%v207) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 21 : i64, 16 : i64]] strides [#graph.dims<() -> (336, 16, 1)>] : (tensor<?x21x1x16xf32, #d85>) -> tensor<?x21x16xf32, #d87> loc("view_15"("einops/_backends.py":96:0))
  %v209 = graph.captured "aten.view.default"(%v208) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 336 : i64]] strides [#graph.dims<() -> (336, 1)>] : (tensor<?x21x16xf32, #d87>) -> tensor<?x336xf32, #d88> loc("view_16"("einops/_backends.py":96:0))
  %v210 = graph.captured "aten.sinh.default"(%v209) args [#graph.operand<0>] strides [#graph.dims<() -> (336, 1)>] : (tensor<?x336xf32, #d88>) -> tensor<?x336xf32, #d88> loc("sinh"("chronos/chronos_bolt.py":134:0))
  %v211 = graph.captured "aten.mul.Tensor"(%v210, %v28) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (336, 1)>] : (tensor<?x336xf32, #d88>, tensor<?x1xf32, #d3>) -> tensor<?x336xf32, #d88> loc("mul_573"("chronos/chronos_bolt.py":136:0))
  %v212 = graph.captured "aten.add.Tensor"(%v211, %v12) args [#graph.operand<0>, #graph.operand<1>] strides [#graph.dims<() -> (336, 1)>] : (tensor<?x336xf32, #d88>, tensor<?x1xf32, #d3>) -> tensor<?x336xf32, #d88> loc("add_758"("chronos/chronos_bolt.py":136:0))
  %v213 = graph.captured "aten.view.default"(%v212) args [#graph.operand<0>, [#graph.expr<()[s0] -> (s0)>, 21 : i64, 16 : i64]] strides [#graph.dims<() -> (336, 16, 1)>] : (tensor<?x336xf32, #d88>) -> tensor<?x21x16xf32, #d87> loc("view_17"("einops/_backends.py":96:0))
  graph.return %v213 : tensor<?x21x16xf32, #d87>
}
