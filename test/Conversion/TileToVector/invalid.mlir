// RUN: cutedsl-opt %s --convert-tile-to-vector -split-input-file -verify-diagnostics

tile.func @types(%c: !tile.ptr<f64>) grid <() -> ()> threads 1 {
  %0 = arith.constant dense<0.0> : tensor<4x4xf32>
  %1 = arith.constant dense<0.0> : tensor<4x4xf64>
  // expected-error @+1 {{expected an accumulator of 'f32', but got 'f64'}}
  %2 = tile.mma %0, %0, %1 : tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf64>
  tile.return
}

// -----

tile.func @regions() grid <() -> ()> threads 1 {
  %0 = arith.constant dense<0.0> : tensor<4xf32>
  // expected-error @+1 {{expected an op of one thread, but it has no lowering to registers}}
  %1 = scf.execute_region -> tensor<4xf32> {
    scf.yield %0 : tensor<4xf32>
  }
  tile.return
}
