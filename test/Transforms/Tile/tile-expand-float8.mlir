// RUN: cutedsl-opt %s -tile-expand-float8 -split-input-file -verify-diagnostics | FileCheck %s

// The exponent of f32 is 120 more; below 8 the bits count steps of 2^-9; 127 is
// the only NaN.
// CHECK-LABEL: func.func @widen_e4m3
// CHECK-SAME:    %[[X:.*]]: f8E4M3FN
// CHECK:         %[[BYTE:.*]] = arith.bitcast %[[X]] : f8E4M3FN to i8
// CHECK:         %[[BITS:.*]] = arith.extui %[[BYTE]] : i8 to i32
// CHECK:         arith.constant 20 : i32
// CHECK:         arith.constant 1006632960 : i32
// CHECK:         %[[STEPS:.*]] = arith.uitofp %{{.*}} : i32 to f32
// CHECK:         %[[STEP:.*]] = arith.constant 0.001953125 : f32
// CHECK:         arith.mulf %[[STEPS]], %[[STEP]] : f32
// CHECK:         %[[LEAST:.*]] = arith.constant 8 : i32
// CHECK:         arith.cmpi ult, %{{.*}}, %[[LEAST]] : i32
// CHECK:         %[[NAN:.*]] = arith.constant 127 : i32
// CHECK:         arith.cmpi uge, %{{.*}}, %[[NAN]] : i32
// CHECK:         arith.constant 2143289344 : i32
// CHECK:         %[[R:.*]] = arith.bitcast %{{.*}} : i32 to f32
// CHECK:         return %[[R]]
func.func @widen_e4m3(%x: f8E4M3FN) -> f32 {
  %r = arith.extf %x : f8E4M3FN to f32
  return %r : f32
}

// -----

// f64 and 16-bit floats hold what f32 does of an 8-bit float.
// CHECK-LABEL: func.func @widen_e5m2
// CHECK:         arith.bitcast %{{.*}} : vector<16xf8E5M2> to vector<16xi8>
// CHECK:         %[[WIDE:.*]] = arith.bitcast %{{.*}} : vector<16xi32> to vector<16xf32>
// CHECK:         %[[R:.*]] = arith.truncf %[[WIDE]] : vector<16xf32> to vector<16xbf16>
// CHECK:         return %[[R]]
func.func @widen_e5m2(%x: vector<16xf8E5M2>) -> vector<16xbf16> {
  %r = arith.extf %x : vector<16xf8E5M2> to vector<16xbf16>
  return %r : vector<16xbf16>
}

// -----

// From 2^16 on infinity, above infinity a NaN.
// CHECK-LABEL: func.func @round_e5m2
// CHECK:         %[[WIDE:.*]] = arith.extf %{{.*}} : f16 to f32
// CHECK:         arith.bitcast %[[WIDE]] : f32 to i32
// CHECK:         %[[LARGE:.*]] = arith.constant 1199570944 : i32
// CHECK:         arith.cmpi uge, %{{.*}}, %[[LARGE]] : i32
// CHECK:         %[[INF:.*]] = arith.constant 2139095040 : i32
// CHECK:         arith.cmpi ugt, %{{.*}}, %[[INF]] : i32
// CHECK:         %[[BYTE:.*]] = arith.trunci %{{.*}} : i32 to i8
// CHECK:         %[[R:.*]] = arith.bitcast %[[BYTE]] : i8 to f8E5M2
// CHECK:         return %[[R]]
func.func @round_e5m2(%x: f16) -> f8E5M2 {
  %r = arith.truncf %x : f16 to f8E5M2
  return %r : f8E5M2
}

// -----

// A tensor; from 480 on NaN.
// CHECK-LABEL: func.func @round_e4m3
// CHECK:         arith.constant dense<1139802112> : tensor<4xi32>
// CHECK:         arith.bitcast %{{.*}} : tensor<4xi8> to tensor<4xf8E4M3FN>
func.func @round_e4m3(%x: tensor<4xf32>) -> tensor<4xf8E4M3FN> {
  %r = arith.truncf %x : tensor<4xf32> to tensor<4xf8E4M3FN>
  return %r : tensor<4xf8E4M3FN>
}

// -----

func.func @twice(%x: f64) -> f8E5M2 {
  // expected-error @below {{expected an 8-bit float to be rounded from f32, f16 or bf16, but got 'f64'}}
  %r = arith.truncf %x : f64 to f8E5M2
  return %r : f8E5M2
}
