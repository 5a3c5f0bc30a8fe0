// RUN: cutedsl-opt %s --split-input-file --convert-linalg-to-graph --verify-diagnostics

// expected-error @+1 {{expected ranked tensors as arguments, but got 'f32'}}
func.func @scalar(%x: f32) -> tensor<4xf32> {
  %0 = tensor.splat %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @sizes(%x: tensor<4xf32>, %y: tensor<5xf32>, %z: tensor<?xf32>) -> tensor<?xf32> {
  %0 = tensor.cast %x : tensor<4xf32> to tensor<?xf32>
  %1 = tensor.cast %y : tensor<5xf32> to tensor<?xf32>
  // expected-error @+1 {{expected sizes that are equal, but got 4 and 5}}
  %2 = arith.addf %0, %1 : tensor<?xf32>
  return %2 : tensor<?xf32>
}

// -----

func.func @other(%x: tensor<4xf32>, %y: tensor<2xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected structured ops of linalg, elementwise ops, and views of tensors, but got tensor.insert_slice}}
  %0 = tensor.insert_slice %y into %x[1] [2] [1] : tensor<2xf32> into tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @ignores_nan(%x: tensor<4x8xf32>, %init: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected the body to add to, multiply, or take the larger or smaller of, its output's element and a term that does not use it}}
  %0 = linalg.reduce {arith.maxnumf} ins(%x : tensor<4x8xf32>) outs(%init : tensor<4xf32>) dimensions = [1]
  return %0 : tensor<4xf32>
}

// -----

func.func @two_at_once(%x: tensor<4x8xf32>, %a: tensor<4xf32>, %b: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // expected-error @+1 {{expected a reduction's terms not to use its outputs}}
  %0:2 = linalg.generic {
      indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0)>],
      iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x8xf32>) outs(%a, %b : tensor<4xf32>, tensor<4xf32>) {
  ^bb0(%v: f32, %p: f32, %q: f32):
    %s = arith.addf %q, %v : f32
    %d = arith.mulf %v, %q : f32
    %t = arith.addf %p, %d : f32
    linalg.yield %t, %s : f32, f32
  } -> (tensor<4xf32>, tensor<4xf32>)
  return %0#0, %0#1 : tensor<4xf32>, tensor<4xf32>
}

// -----

func.func @unknown_size(%x: tensor<4xf32>, %n: tensor<index>) -> tensor<?xf32> {
  %i = tensor.extract %n[] : tensor<index>
  // expected-error @+1 {{expected a size that is known from the sizes of arguments}}
  %0 = tensor.empty(%i) : tensor<?xf32>
  return %0 : tensor<?xf32>
}
