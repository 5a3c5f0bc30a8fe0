// RUN: cutedsl-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{expected a map over symbols only, but got 1 dimension(s)}}
func.func private @f(tensor<?xf32, #graph.dims<(d0) -> (d0)>>)

// -----

// expected-error @+1 {{expected 1 symbol(s), one more than the highest used, but got 2}}
func.func private @f(tensor<?xf32, #graph.dims<()[s0, s1] -> (s0)>>)

// -----

// expected-error @+1 {{expected dims of rank 1, but got 2 expression(s)}}
func.func private @f(tensor<?xf32, #graph.dims<()[s0] -> (s0, 4)>>)

// -----

// expected-error @+1 {{expected dimension 1 to be 8 as in the type, but got '4'}}
func.func private @f(tensor<?x8xf32, #graph.dims<()[s0] -> (s0, 4)>>)

// -----

// expected-error @+1 {{expected no dims on a tensor of static shape}}
func.func private @f(tensor<8xf32, #graph.dims<() -> (8)>>)

// -----

graph.kernel @k(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error @+1 {{expected a map from 2 to 2 dimension(s)}}
  %0 = graph.view %x through <(d0) -> (d0, d0)> : tensor<4x8xf32> -> tensor<4x8xf32>
  graph.return %0 : tensor<4x8xf32>
}

// -----

graph.kernel @k(%x: tensor<4x8xf32>) -> tensor<8x4xi32> {
  // expected-error @+1 {{expected element type 'f32', but got 'i32'}}
  %0 = graph.view %x through <(d0, d1) -> (d1, d0)> : tensor<4x8xf32> -> tensor<8x4xi32>
  graph.return %0 : tensor<8x4xi32>
}

// -----

graph.kernel @k() -> tensor<4xi64> {
  // expected-error @+1 {{expected a dimension below 1, but got 1}}
  %0 = graph.iota 1 : tensor<4xi64>
  graph.return %0 : tensor<4xi64>
}

// -----

graph.kernel @k() -> tensor<4xi64> {
  // expected-error @+1 {{expected a rank-0 result}}
  %0 = graph.symbol <()[s0] -> (s0)> : tensor<4xi64>
  graph.return %0 : tensor<4xi64>
}

// -----

graph.kernel @k(%x: tensor<4xf32>) -> tensor<4xi64> {
  // expected-error @+1 {{expected an element type as wide as 'f32', but got 'i64'}}
  %0 = graph.bitcast %x : tensor<4xf32> -> tensor<4xi64>
  graph.return %0 : tensor<4xi64>
}

// -----

graph.kernel @k(%x: tensor<4xf32>) -> tensor<9xf32> {
  // expected-error @+1 {{expected the inputs to add up to 9 along dimension 0, but got 8}}
  %0 = graph.concat 0 (%x, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<9xf32>
  graph.return %0 : tensor<9xf32>
}

// -----

graph.kernel @k(%x: tensor<4x3xf32>, %y: tensor<5x3xf32>) -> tensor<4x6xf32> {
  // expected-error @+1 {{expected input 1 to match 'tensor<4x6xf32>' outside dimension 1}}
  %0 = graph.concat 1 (%x, %y) : (tensor<4x3xf32>, tensor<5x3xf32>) -> tensor<4x6xf32>
  graph.return %0 : tensor<4x6xf32>
}

// -----

graph.kernel @k(%x: tensor<4xf32>, %i: tensor<3xi64>) -> tensor<5xf32> {
  // expected-error @+1 {{expected index tensors of the shape of 'tensor<5xf32>'}}
  %0 = graph.gather %x[%i] dims [0] through <(d0) -> (0)> : tensor<4xf32>, tensor<3xi64> -> tensor<5xf32>
  graph.return %0 : tensor<5xf32>
}

// -----

graph.kernel @k(%x: tensor<4xf32>, %i: tensor<5xi64>) -> tensor<5xf32> {
  // expected-error @+1 {{expected dimensions below 1, but got 1}}
  %0 = graph.gather %x[%i] dims [1] through <(d0) -> (0)> : tensor<4xf32>, tensor<5xi64> -> tensor<5xf32>
  graph.return %0 : tensor<5xf32>
}

// -----

graph.kernel @k(%x: tensor<4xf32>, %u: tensor<5xf64>, %i: tensor<5xi64>) -> tensor<4xf32> {
  // expected-error @+1 {{expected updates of element type 'f32', but got 'f64'}}
  %0 = graph.scatter add %x, %u[%i] dims [0] through <(d0) -> (0)>
      : tensor<4xf32>, tensor<5xf64>, tensor<5xi64> -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.kernel @k(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected ascending dimensions below 2}}
  %0 = graph.reduce sum %x dims [1, 1] : tensor<4x8xf32> -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.kernel @k(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected the shape that is left of 'tensor<4x8xf32>'}}
  %0 = graph.reduce sum %x dims [0] : tensor<4x8xf32> -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.kernel @k(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected result element type 'i64', but got 'f32'}}
  %0 = graph.reduce argmax %x dims [1] : tensor<4x8xf32> -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.kernel @k(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected i1 elements, but got 'f32'}}
  %0 = graph.reduce any %x dims [1] : tensor<4x8xf32> -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.kernel @k(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error @+1 {{expected a dimension below 2, but got 2}}
  %0 = graph.scan sum %x dim 2 : tensor<4x8xf32>
  graph.return %0 : tensor<4x8xf32>
}

// -----

graph.kernel @k(%x: tensor<4x8xf32>) -> tensor<4x4xf32> {
  // expected-error @+1 {{expected a right operand of shape (8, 8), but got 'tensor<4x8xf32>'}}
  %0 = graph.contract %x, %x : tensor<4x8xf32>, tensor<4x8xf32> -> tensor<4x4xf32>
  graph.return %0 : tensor<4x4xf32>
}

// -----

graph.kernel @k(%x: tensor<8x8xbf16>) -> tensor<8x8xbf16> {
  // expected-error @+1 {{expected result element type 'f32', but got 'bf16'}}
  %0 = graph.contract %x, %x : tensor<8x8xbf16>, tensor<8x8xbf16> -> tensor<8x8xbf16>
  graph.return %0 : tensor<8x8xbf16>
}

// -----

graph.kernel @k(%x: tensor<8x8xf8E4M3FN>, %y: tensor<8x8xbf16>) -> tensor<8x8xf32> {
  // expected-error @+1 {{expected operands of one element type, but got 'f8E4M3FN' and 'bf16'}}
  %0 = graph.contract %x, %y : tensor<8x8xf8E4M3FN>, tensor<8x8xbf16> -> tensor<8x8xf32>
  graph.return %0 : tensor<8x8xf32>
}

// -----

graph.kernel @k(%x: tensor<8x8xbf16>) -> tensor<8x8xf32> {
  // expected-error @+1 {{expected 8-bit floats to accumulate fast, but got 'tensor<8x8xbf16>'}}
  %0 = graph.contract %x, %x {fast_accumulation} : tensor<8x8xbf16>, tensor<8x8xbf16> -> tensor<8x8xf32>
  graph.return %0 : tensor<8x8xf32>
}

// -----

graph.kernel @k(%q: tensor<4x8xf32>, %k: tensor<6x8xf32>) -> tensor<4x8xf32> {
  // expected-error @+1 {{expected a region with one argument of type 'tensor<4x6xf32>'}}
  %0 = graph.attention %q, %k, %k masked_rows zero {
  ^bb0(%s: tensor<6x4xf32>):
    graph.yield %s : tensor<6x4xf32>
  } : tensor<4x8xf32>, tensor<6x8xf32>, tensor<6x8xf32> -> tensor<4x8xf32>
  graph.return %0 : tensor<4x8xf32>
}

// -----

graph.kernel @k(%q: tensor<4x8xf32>, %k: tensor<6x9xf32>) -> tensor<4x9xf32> {
  // expected-error @+1 {{expected a key of shape (6, 8), but got 'tensor<6x9xf32>'}}
  %0 = graph.attention %q, %k, %k masked_rows zero {
  ^bb0(%s: tensor<4x6xf32>):
    graph.yield %s : tensor<4x6xf32>
  } : tensor<4x8xf32>, tensor<6x9xf32>, tensor<6x9xf32> -> tensor<4x9xf32>
  graph.return %0 : tensor<4x9xf32>
}

// -----

graph.program @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected 'missing' to name a kernel}}
  %0 = graph.call @missing(%x) : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.kernel @k(%x: tensor<8xf32>) -> tensor<8xf32> {
  graph.return %x : tensor<8xf32>
}
graph.program @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected type '(tensor<8xf32>) -> tensor<8xf32>' of kernel 'k'}}
  %0 = graph.call @k(%x) : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.program @main(%x: tensor<4xf32>) -> tensor<8xf32> {
  // expected-error @+1 {{expected operands of types}}
  graph.return %x : tensor<4xf32>
}

// -----

// expected-error @+1 {{expected argument 0 to use at most 1 symbol(s)}}
graph.program @main symbols ["s0"] (%x: tensor<?xf32, #graph.dims<()[s0, s1] -> (s1)>>)
    -> tensor<?xf32, #graph.dims<()[s0, s1] -> (s1)>> {
  graph.return %x : tensor<?xf32, #graph.dims<()[s0, s1] -> (s1)>>
}

// -----

graph.program @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected every #graph.operand to be below 1, the number of operands}}
  %0 = graph.captured "aten.neg.default"(%x) args [#graph.operand<1>] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}

// -----

graph.program @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected operand 0 to appear among the arguments}}
  %0 = graph.captured "aten.neg.default"(%x) args [] : (tensor<4xf32>) -> tensor<4xf32>
  graph.return %0 : tensor<4xf32>
}
