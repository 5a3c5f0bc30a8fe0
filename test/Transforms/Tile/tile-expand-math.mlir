// RUN: cutedsl-opt %s -tile-expand-math -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @rsqrt
// CHECK-SAME:    %[[X:.*]]: f32
// CHECK:         %[[ROOT:.*]] = math.sqrt %[[X]] : f32
// CHECK:         %[[ONE:.*]] = arith.constant 1.000000e+00 : f32
// CHECK:         %[[R:.*]] = arith.divf %[[ONE]], %[[ROOT]] : f32
// CHECK:         return %[[R]]
func.func @rsqrt(%x: f32) -> f32 {
  %r = math.rsqrt %x : f32
  return %r : f32
}

// -----

// Polynomials are chains of fma at the operand's own shape.
// CHECK-LABEL: func.func @exp_vector
// CHECK-NOT:     math.exp
// CHECK:         math.fma {{.*}} : vector<16xf32>
// CHECK:         arith.bitcast {{.*}} : vector<16xi32> to vector<16xf32>
// CHECK-NOT:     math.exp
// CHECK:         return
func.func @exp_vector(%x: vector<16xf32>) -> vector<16xf32> {
  %r = math.exp %x : vector<16xf32>
  return %r : vector<16xf32>
}

// -----

// A tensor keeps its encoding.
// CHECK-LABEL: func.func @tanh_tensor
// CHECK-NOT:     math.tanh
// CHECK:         arith.select {{.*}} : tensor<64xi1, #fragment>, tensor<64xf32, #fragment>
// CHECK:         math.copysign {{.*}} : tensor<64xf32, #fragment>
#f = #tile.fragment<thread = (32) : (2), value = (2) : (1)>
func.func @tanh_tensor(%x: tensor<64xf32, #f>) -> tensor<64xf32, #f> {
  %r = math.tanh %x : tensor<64xf32, #f>
  return %r : tensor<64xf32, #f>
}

// -----

// A vector branches around the reduction of large arguments.
// CHECK-LABEL: func.func @sin_vector
// CHECK:         %[[ANY:.*]] = vector.reduction <or>, {{.*}} : vector<8xi1> into i1
// CHECK:         scf.if %[[ANY]] -> (vector<2x4xf32>, vector<2x4xf32>, vector<2x4xi32>)
// CHECK:           arith.extui {{.*}} : vector<2x4xi32> to vector<2x4xi64>
// CHECK:         } else {
// CHECK-NOT:       i64
// CHECK:         }
func.func @sin_vector(%x: vector<2x4xf32>) -> vector<2x4xf32> {
  %r = math.sin %x : vector<2x4xf32>
  return %r : vector<2x4xf32>
}

// -----

// CHECK-LABEL: func.func @sincos_scalar
// CHECK:         scf.if
// CHECK-NOT:     scf.if
// CHECK-NOT:     math.sincos
// CHECK:         return
func.func @sincos_scalar(%x: f32) -> (f32, f32) {
  %s, %c = math.sincos %x : f32
  return %s, %c : f32, f32
}

// -----

// No branch on a tensor: both reductions, selected.
// CHECK-LABEL: func.func @cos_tensor
// CHECK-NOT:     scf.if
// CHECK:         arith.extui {{.*}} : tensor<8xi32> to tensor<8xi64>
// CHECK-NOT:     math.cos
// CHECK:         return
func.func @cos_tensor(%x: tensor<8xf32>) -> tensor<8xf32> {
  %r = math.cos %x : tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// Narrow floats are computed in f32.
// CHECK-LABEL: func.func @log_bf16
// CHECK-SAME:    %[[X:.*]]: bf16
// CHECK:         arith.extf %[[X]] : bf16 to f32
// CHECK-NOT:     math.log
// CHECK:         %[[R:.*]] = arith.truncf {{.*}} : f32 to bf16
// CHECK:         return %[[R]]
func.func @log_bf16(%x: bf16) -> bf16 {
  %r = math.log %x : bf16
  return %r : bf16
}

// -----

// CHECK-LABEL: func.func @powers
// CHECK-NOT:     math.{{f?pow}}
// CHECK:         return
func.func @powers(%x: f32, %y: f32, %n: i32) -> (f32, f32) {
  %r = math.powf %x, %y : f32
  %s = math.fpowi %x, %n : f32, i32
  return %r, %s : f32, f32
}

// -----

// Left alone: f64, instructions, and shapes without constants.
// CHECK-LABEL: func.func @untouched
// CHECK-NEXT:    math.exp {{.*}} : f64
// CHECK-NEXT:    math.sqrt
// CHECK-NEXT:    math.exp {{.*}} : tensor<?xf32>
// CHECK-NEXT:    math.fpowi {{.*}} : f32, i64
// CHECK-NEXT:    return
func.func @untouched(%x: f64, %y: f32, %z: tensor<?xf32>, %n: i64)
    -> (f64, f32, tensor<?xf32>, f32) {
  %a = math.exp %x : f64
  %b = math.sqrt %y : f32
  %c = math.exp %z : tensor<?xf32>
  %d = math.fpowi %y, %n : f32, i64
  return %a, %b, %c, %d : f64, f32, tensor<?xf32>, f32
}
