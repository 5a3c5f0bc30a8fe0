// A convolution with padding, a bias and a relu; bf16 weights.

func.func @convolution(%x: tensor<2x10x3xf32>, %w: tensor<3x3x4xbf16>, %b: tensor<4xf32>) -> tensor<2x10x4xf32> {
  %zero = arith.constant 0.0 : f32
  %padded = tensor.pad %x low[0, 1, 0] high[0, 1, 0] {
  ^bb0(%i: index, %j: index, %k: index):
    tensor.yield %zero : f32
  } : tensor<2x10x3xf32> to tensor<2x12x3xf32>
  %wide = arith.extf %w : tensor<3x3x4xbf16> to tensor<3x3x4xf32>
  %e = tensor.empty() : tensor<2x10x4xf32>
  %bias = linalg.broadcast ins(%b : tensor<4xf32>) outs(%e : tensor<2x10x4xf32>) dimensions = [0, 1]
  %c = linalg.conv_1d_nwc_wcf ins(%padded, %wide : tensor<2x12x3xf32>, tensor<3x3x4xf32>) outs(%bias : tensor<2x10x4xf32>) -> tensor<2x10x4xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<2x10x4xf32>) -> tensor<2x10x4xf32>
  %r = linalg.max ins(%c, %zeros : tensor<2x10x4xf32>, tensor<2x10x4xf32>) outs(%e : tensor<2x10x4xf32>) -> tensor<2x10x4xf32>
  return %r : tensor<2x10x4xf32>
}
