// RUN: cutedsl-opt %s --split-input-file --convert-linalg-to-graph | FileCheck %s

// A linear layer with bias and relu: named ops, a broadcast, an elementwise
// generic. The two `?` are one size.
// CHECK-LABEL: graph.program @linear symbols ["s0"]
// CHECK-SAME: (%arg0: tensor<?x64xf32, #[[X:.*]]>, %arg1: tensor<64x32xf32>, %arg2: tensor<32xf32>, %arg3: tensor<?x32xf32, #[[Y:.*]]>) -> tensor<?x32xf32, #[[Y]]>
// CHECK: %[[P:.*]] = graph.contract %arg0, %arg1
// CHECK: %[[B:.*]] = graph.view %arg2 through <(d0, d1) -> (d1)>
// CHECK: %[[S:.*]] = arith.addf %[[P]], %[[B]]
// CHECK: %[[R:.*]] = arith.maximumf %[[S]], %{{.*}}
// CHECK: %[[O:.*]] = arith.addf %[[R]], %arg3
// CHECK: graph.return %[[O]]
func.func @linear(%x: tensor<?x64xf32>, %w: tensor<64x32xf32>, %bias: tensor<32xf32>, %residual: tensor<?x32xf32>) -> tensor<?x32xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %empty = tensor.empty(%n) : tensor<?x32xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x32xf32>) -> tensor<?x32xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<?x64xf32>, tensor<64x32xf32>) outs(%init : tensor<?x32xf32>) -> tensor<?x32xf32>
  %1 = linalg.broadcast ins(%bias : tensor<32xf32>) outs(%empty : tensor<?x32xf32>) dimensions = [0]
  %2 = linalg.add ins(%0, %1 : tensor<?x32xf32>, tensor<?x32xf32>) outs(%empty : tensor<?x32xf32>) -> tensor<?x32xf32>
  %3 = linalg.generic {
      indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%2, %residual : tensor<?x32xf32>, tensor<?x32xf32>) outs(%empty : tensor<?x32xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %r = arith.maximumf %a, %zero : f32
    %s = arith.addf %r, %b : f32
    linalg.yield %s : f32
  } -> tensor<?x32xf32>
  return %3 : tensor<?x32xf32>
}

// -----

// The operands of an accumulation are added to what is there; transposed and
// batched operands are views; narrow floats are summed in f32.
// CHECK-LABEL: graph.program @products
// CHECK: %[[T:.*]] = graph.view %arg1 through <(d0, d1, d2) -> (d0, d2, d1)> : tensor<3x5x8xbf16> -> tensor<3x8x5xbf16>
// CHECK: %[[C:.*]] = graph.contract %arg0, %[[T]] : tensor<3x4x8xbf16>, tensor<3x8x5xbf16> -> tensor<3x4x5xf32>
// CHECK: %[[A:.*]] = arith.addf %arg2, %[[C]] : tensor<3x4x5xf32>
// CHECK: %[[V:.*]] = graph.view %arg3 through <(d0, d1) -> (d0)> : tensor<8xf32> -> tensor<8x1xf32>
// CHECK: %[[M:.*]] = graph.contract %arg4, %[[V]]
// CHECK: %[[W:.*]] = graph.view %[[M]] through <(d0) -> (d0, 0)>
// CHECK: graph.return %[[A]], %[[W]]
func.func @products(%a: tensor<3x4x8xbf16>, %b: tensor<3x5x8xbf16>, %c: tensor<3x4x5xf32>, %v: tensor<8xf32>, %m: tensor<6x8xf32>) -> (tensor<3x4x5xf32>, tensor<6xf32>) {
  %0 = linalg.generic {
      indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>],
      iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%a, %b : tensor<3x4x8xbf16>, tensor<3x5x8xbf16>) outs(%c : tensor<3x4x5xf32>) {
  ^bb0(%x: bf16, %y: bf16, %acc: f32):
    %p = arith.extf %x : bf16 to f32
    %q = arith.extf %y : bf16 to f32
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %acc, %s : f32
    linalg.yield %t : f32
  } -> tensor<3x4x5xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<6xf32>) -> tensor<6xf32>
  %1 = linalg.matvec ins(%m, %v : tensor<6x8xf32>, tensor<8xf32>) outs(%f : tensor<6xf32>) -> tensor<6xf32>
  return %0, %1 : tensor<3x4x5xf32>, tensor<6xf32>
}

// -----

// Two loops of one operand, at different places of the result, are one
// dimension of the product.
// CHECK-LABEL: graph.program @tensor_product
// CHECK: %[[L:.*]] = graph.view %arg0 through <(d0, d1) -> (d0 floordiv 3, d1, d0 mod 3)> : tensor<2x8x3xf32> -> tensor<6x8xf32>
// CHECK: %[[P:.*]] = graph.contract %[[L]], %arg1
// CHECK: graph.view %[[P]] through <(d0, d1, d2) -> (d0 * 3 + d2, d1)> : tensor<6x5xf32> -> tensor<2x5x3xf32>
func.func @tensor_product(%a: tensor<2x8x3xf32>, %b: tensor<8x5xf32>, %zero: tensor<2x5x3xf32>) -> tensor<2x5x3xf32> {
  %0 = linalg.generic {
      indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d3, d2)>, affine_map<(d0, d1, d2, d3) -> (d3, d1)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>],
      iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%a, %b : tensor<2x8x3xf32>, tensor<8x5xf32>) outs(%zero : tensor<2x5x3xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %s = arith.mulf %x, %y : f32
    %t = arith.addf %acc, %s : f32
    linalg.yield %t : f32
  } -> tensor<2x5x3xf32>
  return %0 : tensor<2x5x3xf32>
}

// -----

// CHECK-LABEL: graph.program @reductions
// CHECK: %[[S:.*]] = graph.reduce sum %arg0 dims [1]
// CHECK: %[[M:.*]] = graph.reduce max %arg0 dims [0, 1]
// CHECK: %[[W:.*]] = arith.extf %arg1 : tensor<4x8xbf16> to tensor<4x8xf32>
// CHECK: %[[B:.*]] = graph.reduce sum %[[W]] dims [1]
// CHECK: %[[N:.*]] = arith.truncf %[[B]] : tensor<4xf32> to tensor<4xbf16>
// CHECK: graph.return %[[S]], %[[M]], %[[N]]
func.func @reductions(%x: tensor<4x8xf32>, %y: tensor<4x8xbf16>) -> (tensor<4xf32>, tensor<f32>, tensor<4xbf16>) {
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  %low = arith.constant dense<0xFF800000> : tensor<f32>
  %narrow = arith.constant dense<0.0> : tensor<4xbf16>
  %0 = linalg.reduce ins(%x : tensor<4x8xf32>) outs(%zero : tensor<4xf32>) dimensions = [1]
      (%a: f32, %acc: f32) {
        %s = arith.addf %a, %acc : f32
        linalg.yield %s : f32
      }
  %1 = linalg.reduce {arith.maximumf} ins(%x : tensor<4x8xf32>) outs(%low : tensor<f32>) dimensions = [0, 1]
  %2 = linalg.reduce {arith.addf} ins(%y : tensor<4x8xbf16>) outs(%narrow : tensor<4xbf16>) dimensions = [1]
  return %0, %1, %2 : tensor<4xf32>, tensor<f32>, tensor<4xbf16>
}

// -----

// Indices of loops, elements at computed indices, narrow arithmetic in f32.
// CHECK-LABEL: graph.program @lookup
// CHECK: %[[I:.*]] = graph.view %arg1 through <(d0, d1) -> (d0)> : tensor<7xi64> -> tensor<7x16xi64>
// CHECK: %[[J:.*]] = graph.iota 1 : tensor<7x16xi64>
// CHECK: %[[G:.*]] = graph.gather %arg0[%[[I]], %[[J]]] dims [0, 1] through <(d0, d1) -> (0, 0)>
// CHECK: %[[W:.*]] = arith.extf %[[G]] : tensor<7x16xbf16> to tensor<7x16xf32>
// CHECK: %[[E:.*]] = math.exp %[[W]] : tensor<7x16xf32>
// CHECK: arith.truncf %[[E]] : tensor<7x16xf32> to tensor<7x16xbf16>
func.func @lookup(%table: tensor<100x16xbf16>, %ids: tensor<7xi64>) -> tensor<7x16xbf16> {
  %e = tensor.empty() : tensor<7x16xbf16>
  %0 = linalg.generic {
      indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>],
      iterator_types = ["parallel", "parallel"]} ins(%ids : tensor<7xi64>) outs(%e : tensor<7x16xbf16>) {
  ^bb0(%id: i64, %o: bf16):
    %i = arith.index_cast %id : i64 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<100x16xbf16>
    %y = math.exp %x : bf16
    linalg.yield %y : bf16
  } -> tensor<7x16xbf16>
  return %0 : tensor<7x16xbf16>
}

// -----

// CHECK-LABEL: graph.program @views symbols ["s0"]
// CHECK: %[[T:.*]] = graph.view %arg0 through <(d0, d1) -> (d1, d0)>
// CHECK: %[[E:.*]] = graph.view %[[T]] through <(d0, d1, d2) -> (d0 * 4 + d1, d2)> : {{.*}} -> tensor<2x4x?xf32, #{{.*}}>
// CHECK: %[[S:.*]] = graph.view %[[E]] through <(d0, d1) -> (1, d0 * 2, d1)>
// CHECK: %[[C:.*]] = graph.concat 0(%[[S]], %[[S]])
// CHECK: %[[P:.*]] = graph.concat 0(%[[C]], %{{.*}}) : (tensor<4x?xf32, #{{.*}}>, tensor<1x?xf32, #{{.*}}>) -> tensor<5x?xf32, #{{.*}}>
// CHECK: %[[F:.*]] = graph.view %[[P]] through <(d0)[s0] -> (d0 floordiv s0, d0 mod s0)>
func.func @views(%x: tensor<?x8xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%n) : tensor<8x?xf32>
  %0 = linalg.transpose ins(%x : tensor<?x8xf32>) outs(%e : tensor<8x?xf32>) permutation = [1, 0]
  %1 = tensor.expand_shape %0 [[0, 1], [2]] output_shape [2, 4, %n] : tensor<8x?xf32> into tensor<2x4x?xf32>
  %2 = tensor.extract_slice %1[1, 0, 0] [1, 2, %n] [1, 2, 1] : tensor<2x4x?xf32> to tensor<2x?xf32>
  %3 = tensor.concat dim(0) %2, %2 : (tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<4x?xf32>
  %zero = arith.constant 0.0 : f32
  %4 = tensor.pad %3 low[0, 0] high[1, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x?xf32> to tensor<5x?xf32>
  %5 = tensor.collapse_shape %4 [[0, 1]] : tensor<5x?xf32> into tensor<?xf32>
  return %5 : tensor<?xf32>
}

// -----

// A convolution reads a window: a view, a product, a sum.
// CHECK-LABEL: graph.program @convolution
// CHECK: %[[X:.*]] = graph.view %arg0 through <(d0, d1, d2, d3, d4) -> (d0, d1 + d3, d4)>
// CHECK: %[[W:.*]] = graph.view %arg1 through <(d0, d1, d2, d3, d4) -> (d3, d4, d2)>
// CHECK: %[[P:.*]] = arith.mulf %[[X]], %[[W]]
// CHECK: graph.reduce sum %[[P]] dims [3, 4]
func.func @convolution(%x: tensor<2x10x3xf32>, %w: tensor<3x3x4xf32>) -> tensor<2x8x4xf32> {
  %zero = arith.constant dense<0.0> : tensor<2x8x4xf32>
  %0 = linalg.conv_1d_nwc_wcf ins(%x, %w : tensor<2x10x3xf32>, tensor<3x3x4xf32>) outs(%zero : tensor<2x8x4xf32>) -> tensor<2x8x4xf32>
  return %0 : tensor<2x8x4xf32>
}
