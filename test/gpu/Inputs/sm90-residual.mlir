// A product onto a residual, whose boxes are those of the result.
graph.kernel @residual(%x: tensor<300x72xbf16>, %w: tensor<COLUMNSx72xbf16>, %r: tensor<300xCOLUMNSxbf16>) -> (tensor<300xCOLUMNSxbf16>)
    attributes {schedule = #graph.schedule<contract, tile = [ROWS, WIDTH], threads = THREADS, reduction = [64], stages = 3>} {
  %0 = graph.view %w through <(d0, d1) -> (d1, d0)> : tensor<COLUMNSx72xbf16> -> tensor<72xCOLUMNSxbf16>
  %1 = graph.contract %x, %0 : tensor<300x72xbf16>, tensor<72xCOLUMNSxbf16> -> tensor<300xCOLUMNSxf32>
  %2 = arith.extf %r : tensor<300xCOLUMNSxbf16> to tensor<300xCOLUMNSxf32>
  %3 = arith.addf %1, %2 : tensor<300xCOLUMNSxf32>
  %4 = arith.truncf %3 : tensor<300xCOLUMNSxf32> to tensor<300xCOLUMNSxbf16>
  graph.return %4 : tensor<300xCOLUMNSxbf16>
}
