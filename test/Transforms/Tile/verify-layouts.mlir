// RUN: cutedsl-opt %s --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(tile.func(tile-verify-layouts))'

#good = #tile.fragment<thread = (32) : (1), value = (2) : (32)>
tile.func @good(%x: !tile.ptr<f32>) grid <() -> ()> threads 32 {
  %0 = arith.constant dense<0.0> : tensor<64xf32, #good>
  tile.return
}

// -----

tile.func @none(%x: !tile.ptr<f32>) grid <() -> ()> threads 32 {
  // expected-error @+1 {{expected a #tile.fragment, but got 'tensor<64xf32>'}}
  %0 = arith.constant dense<0.0> : tensor<64xf32>
  tile.return
}

// -----

#short = #tile.fragment<thread = (32) : (1), value = (1) : (0)>
tile.func @short(%x: !tile.ptr<f32>) grid <() -> ()> threads 32 {
  // expected-error @+1 {{expected each element once}}
  %0 = arith.constant dense<0.0> : tensor<64xf32, #short>
  tile.return
}

// -----

#twice = #tile.fragment<thread = (32) : (1), value = (2) : (16)>
tile.func @twice(%x: !tile.ptr<f32>) grid <() -> ()> threads 32 {
  // expected-error @+1 {{expected each element once}}
  %0 = arith.constant dense<0.0> : tensor<48xf32, #twice>
  tile.return
}

// -----

#threads = #tile.fragment<thread = (64) : (1), value = (1) : (0)>
tile.func @threads(%x: !tile.ptr<f32>) grid <() -> ()> threads 32 {
  // expected-error @+1 {{expected a fragment of 32 threads}}
  %0 = arith.constant dense<0.0> : tensor<64xf32, #threads>
  tile.return
}

// -----

#a = #tile.fragment<thread = (32) : (2), value = (2) : (1)>
#b = #tile.fragment<thread = (32) : (1), value = (2) : (32)>
tile.func @convert(%x: !tile.ptr<f32>) grid <() -> ()> threads 32 {
  %0 = arith.constant dense<0.0> : tensor<64xf32, #a>
  // expected-error @+1 {{expected a conversion within each thread}}
  %1 = tile.convert_layout %0 : tensor<64xf32, #a> -> tensor<64xf32, #b>
  tile.return
}

// -----

#a = #tile.fragment<thread = (64) : (1), value = (1) : (0)>
#b = #tile.fragment<thread = (64) : (0), value = (1) : (0)>
tile.func @reduce(%x: !tile.ptr<f32>) grid <() -> ()> threads 64 {
  %0 = arith.constant dense<0.0> : tensor<64xf32, #a>
  // expected-error @+1 {{expected a reduction within warps}}
  %1 = tile.reduce sum %0 dims [0] : tensor<64xf32, #a> -> tensor<1xf32, #b>
  tile.return
}

// -----

#a = #tile.fragment<thread = (32) : (1), value = (4) : (32)>
tile.func @modes(%x: !tile.ptr<f32>) grid <() -> ()> threads 32 {
  // expected-error @+1 {{expected modes within dimensions}}
  %0 = arith.constant dense<0.0> : tensor<1x32xf32, #a>
  tile.return
}

// -----

#a = #tile.fragment<thread = (32) : (1), value = (1) : (0)>
#b = #tile.fragment<thread = (32) : (1), value = (4) : (32)>
tile.func @broadcast(%x: !tile.ptr<f32>) grid <() -> ()> threads 32 {
  %0 = arith.constant dense<0.0> : tensor<4x1xf32, #tile.fragment<thread = (32) : (0), value = (4) : (1)>>
  %1 = tile.broadcast %0 : tensor<4x1xf32, #tile.fragment<thread = (32) : (0), value = (4) : (1)>> -> tensor<4x32xf32, #b>
  %2 = arith.constant dense<0.0> : tensor<1x32xf32, #a>
  %3 = tile.broadcast %2 : tensor<1x32xf32, #a> -> tensor<4x32xf32, #b>
  %4 = arith.constant dense<0.0> : tensor<1x32xf32, #tile.fragment<thread = (32) : (0), value = (32) : (1)>>
  // expected-error @+1 {{expected #tile.fragment<thread = (32) : (1), value = (1) : (0)>, but got}}
  %5 = tile.broadcast %4 : tensor<1x32xf32, #tile.fragment<thread = (32) : (0), value = (32) : (1)>> -> tensor<4x32xf32, #b>
  tile.return
}

// -----

#a = #tile.fragment<thread = (32) : (2), value = (2) : (1)>
#b = #tile.fragment<thread = (32) : (1), value = (2) : (32)>
tile.func @halves(%x: !tile.ptr<f32>) grid <() -> ()> threads 32 {
  %0 = arith.constant dense<0.0> : tensor<64xf32, #b>
  %1 = tile.swap_halves %0 dim 0 : tensor<64xf32, #b>
  %2 = arith.constant dense<0.0> : tensor<64xf32, #a>
  // expected-error @+1 {{expected both halves in each thread}}
  %3 = tile.swap_halves %2 dim 0 : tensor<64xf32, #a>
  tile.return
}

// -----

#a = #tile.fragment<thread = (32) : (1), value = (2) : (32)>
#b = #tile.fragment<thread = (32) : (2), value = (2) : (1)>
tile.func @pairs(%x: !tile.ptr<f32>) grid <() -> ()> threads 32 {
  %0 = arith.constant dense<0.0> : tensor<64xf32, #b>
  %1 = tile.duplicate_in_pairs %0 dim 0 member 0 : tensor<64xf32, #b>
  %2 = arith.constant dense<0.0> : tensor<64xf32, #a>
  // expected-error @+1 {{expected both of a pair in each thread}}
  %3 = tile.duplicate_in_pairs %2 dim 0 member 0 : tensor<64xf32, #a>
  tile.return
}
