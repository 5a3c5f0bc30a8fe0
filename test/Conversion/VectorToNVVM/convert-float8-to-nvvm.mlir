// RUN: cutedsl-opt %s --convert-float8-to-nvvm | FileCheck %s

// The second of two is the lower half.
// CHECK-LABEL: func.func @round_e4m3
// CHECK-SAME: %[[X:.*]]: f32
// CHECK: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[PAIR:.*]] = llvm.call_intrinsic "llvm.nvvm.ff.to.e4m3x2.rn"(%[[ZERO]], %[[X]]) : (f32, f32) -> i16
// CHECK: %[[BITS:.*]] = arith.trunci %[[PAIR]] : i16 to i8
// Above 464 the next code, NaN, and not the largest number.
// CHECK: %[[ABS:.*]] = math.absf %[[X]]
// CHECK: %[[MOST:.*]] = arith.constant 4.640000e+02 : f32
// CHECK: %[[IS:.*]] = arith.cmpf ogt, %[[ABS]], %[[MOST]]
// CHECK: %[[NEXT:.*]] = arith.addi %[[BITS]], %{{.*}} : i8
// CHECK: %[[R:.*]] = arith.select %[[IS]], %[[NEXT]], %[[BITS]]
// CHECK: arith.bitcast %[[R]] : i8 to f8E4M3FN
func.func @round_e4m3(%x: f32) -> f8E4M3FN {
  %r = arith.truncf %x : f32 to f8E4M3FN
  return %r : f8E4M3FN
}

// The clamp is what the instruction does.
// CHECK-LABEL: func.func @saturate
// CHECK-SAME: %[[X:.*]]: f32
// CHECK: %[[PAIR:.*]] = llvm.call_intrinsic "llvm.nvvm.ff.to.e4m3x2.rn"(%{{.*}}, %[[X]])
// CHECK-NEXT: %[[BITS:.*]] = arith.trunci %[[PAIR]] : i16 to i8
// CHECK-NEXT: arith.bitcast %[[BITS]] : i8 to f8E4M3FN
func.func @saturate(%x: f32) -> f8E4M3FN {
  %low = arith.constant -448.0 : f32
  %high = arith.constant 448.0 : f32
  %less = arith.cmpf olt, %x, %low : f32
  %above = arith.select %less, %low, %x : f32
  %more = arith.cmpf ogt, %above, %high : f32
  %within = arith.select %more, %high, %above : f32
  %r = arith.truncf %within : f32 to f8E4M3FN
  return %r : f8E4M3FN
}

// Another clamp stays.
// CHECK-LABEL: func.func @clamp
// CHECK: %[[WITHIN:.*]] = arith.select
// CHECK: llvm.call_intrinsic "llvm.nvvm.ff.to.e4m3x2.rn"(%{{.*}}, %[[WITHIN]])
// CHECK: arith.cmpf ogt
func.func @clamp(%x: f32) -> f8E4M3FN {
  %high = arith.constant 240.0 : f32
  %more = arith.cmpf ogt, %x, %high : f32
  %within = arith.select %more, %high, %x : f32
  %r = arith.truncf %within : f32 to f8E4M3FN
  return %r : f8E4M3FN
}

// From 61440 on infinity.
// CHECK-LABEL: func.func @round_e5m2
// CHECK: llvm.call_intrinsic "llvm.nvvm.ff.to.e5m2x2.rn"
// CHECK: %[[MOST:.*]] = arith.constant 6.144000e+04 : f32
// CHECK: arith.cmpf oge, %{{.*}}, %[[MOST]]
func.func @round_e5m2(%x: f32) -> f8E5M2 {
  %r = arith.truncf %x : f32 to f8E5M2
  return %r : f8E5M2
}

// CHECK-LABEL: func.func @widen
// CHECK: %[[BYTE:.*]] = arith.bitcast %{{.*}} : f8E5M2 to i8
// CHECK: %[[BITS:.*]] = arith.extui %[[BYTE]] : i8 to i16
// CHECK: %[[PAIR:.*]] = llvm.call_intrinsic "llvm.nvvm.e5m2x2.to.f16x2.rn"(%[[BITS]]) : (i16) -> vector<2xf16>
// CHECK: %[[HALF:.*]] = llvm.extractelement %[[PAIR]]
// CHECK: arith.extf %[[HALF]] : f16 to f32
func.func @widen(%x: f8E5M2) -> f32 {
  %r = arith.extf %x : f8E5M2 to f32
  return %r : f32
}

// CHECK-LABEL: func.func @widen_bf16
// CHECK: %[[WIDE:.*]] = arith.extf %{{.*}} : f16 to f32
// CHECK: arith.truncf %[[WIDE]] : f32 to bf16
func.func @widen_bf16(%x: f8E4M3FN) -> bf16 {
  %r = arith.extf %x : f8E4M3FN to bf16
  return %r : bf16
}
