// A layer of attention with a causal mask, as linalg on tensors of any length.

#id = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#row = affine_map<(d0, d1, d2) -> (d0, d1)>

func.func @attention(%q: tensor<4x?x16xf32>, %k: tensor<4x?x16xf32>, %v: tensor<4x?x16xf32>) -> tensor<4x?x16xf32> {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %low = arith.constant 0xFF800000 : f32
  %scale = arith.constant 0.25 : f32
  %m = tensor.dim %q, %c1 : tensor<4x?x16xf32>
  %n = tensor.dim %k, %c1 : tensor<4x?x16xf32>
  %scores = tensor.empty(%m, %n) : tensor<4x?x?xf32>
  %rows = tensor.empty(%m) : tensor<4x?xf32>
  %out = tensor.empty(%m) : tensor<4x?x16xf32>

  %transposed = tensor.empty(%n) : tensor<4x16x?xf32>
  %kt = linalg.transpose ins(%k : tensor<4x?x16xf32>) outs(%transposed : tensor<4x16x?xf32>) permutation = [0, 2, 1]
  %zeros = linalg.fill ins(%zero : f32) outs(%scores : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %s = linalg.batch_matmul ins(%q, %kt : tensor<4x?x16xf32>, tensor<4x16x?xf32>) outs(%zeros : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %masked = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%s : tensor<4x?x?xf32>) outs(%scores : tensor<4x?x?xf32>) {
  ^bb0(%x: f32, %o: f32):
    %i = linalg.index 1 : index
    %j = linalg.index 2 : index
    %seen = arith.cmpi sle, %j, %i : index
    %scaled = arith.mulf %x, %scale : f32
    %y = arith.select %seen, %scaled, %low : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>

  %lows = linalg.fill ins(%low : f32) outs(%rows : tensor<4x?xf32>) -> tensor<4x?xf32>
  %max = linalg.reduce {arith.maximumf} ins(%masked : tensor<4x?x?xf32>) outs(%lows : tensor<4x?xf32>) dimensions = [2]
  %e = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%masked, %max : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%scores : tensor<4x?x?xf32>) {
  ^bb0(%x: f32, %r: f32, %o: f32):
    %d = arith.subf %x, %r : f32
    %y = math.exp %d : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>
  %none = linalg.fill ins(%zero : f32) outs(%rows : tensor<4x?xf32>) -> tensor<4x?xf32>
  %sum = linalg.reduce {arith.addf} ins(%e : tensor<4x?x?xf32>) outs(%none : tensor<4x?xf32>) dimensions = [2]
  %p = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%e, %sum : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%scores : tensor<4x?x?xf32>) {
  ^bb0(%x: f32, %r: f32, %o: f32):
    %y = arith.divf %x, %r : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>

  %nothing = linalg.fill ins(%zero : f32) outs(%out : tensor<4x?x16xf32>) -> tensor<4x?x16xf32>
  %result = linalg.batch_matmul ins(%p, %v : tensor<4x?x?xf32>, tensor<4x?x16xf32>) outs(%nothing : tensor<4x?x16xf32>) -> tensor<4x?x16xf32>
  return %result : tensor<4x?x16xf32>
}
