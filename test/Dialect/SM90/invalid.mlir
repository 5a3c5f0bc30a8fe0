// RUN: cutedsl-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{expected elements of 8, 16, 32 or 64 bits, but got 'i1'}}
func.func private @f(!sm90.tensor_map<i1, box = (64, 8), swizzle = 0>)

// -----

// expected-error @+1 {{expected a box of 1 to 5 dimensions, but got 6}}
func.func private @f(!sm90.tensor_map<bf16, box = (64, 1, 1, 1, 1, 1), swizzle = 128>)

// -----

// expected-error @+1 {{expected 1 to 256 elements in each dimension of a box, but got 320}}
func.func private @f(!sm90.tensor_map<bf16, box = (64, 320), swizzle = 128>)

// -----

// expected-error @+1 {{expected a swizzle of 0, 32, 64 or 128 bytes, but got 16}}
func.func private @f(!sm90.tensor_map<bf16, box = (8, 8), swizzle = 16>)

// -----

// expected-error @+1 {{expected rows of 128 bytes, the swizzle, but got 64}}
func.func private @f(!sm90.tensor_map<bf16, box = (32, 8), swizzle = 128>)

// -----

// expected-error @+1 {{expected rows of a multiple of 16 bytes, but got 8}}
func.func private @f(!sm90.tensor_map<bf16, box = (4, 8), swizzle = 0>)

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  // expected-error @+1 {{expected 2 sizes, but got 1}}
  %0 = sm90.tensor_map %a sizes affine_map<() -> (64)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  // expected-error @+1 {{expected 1 strides, but got 2}}
  %0 = sm90.tensor_map %a sizes affine_map<()[s0] -> (64, s0)> strides affine_map<() -> (1, 64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  // expected-error @+1 {{expected sizes over the symbols of the tile program, but got affine_map<()[s0, s1] -> (s1, s0)>}}
  %0 = sm90.tensor_map %a sizes affine_map<()[s0, s1] -> (s1, s0)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  // expected-error @+1 {{expected strides of a multiple of 16 bytes, but got 100}}
  %0 = sm90.tensor_map %a sizes affine_map<()[s0] -> (64, s0)> strides affine_map<() -> (50)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  // expected-error @+1 {{expected an offset of a multiple of 16 bytes, but got 8}}
  %0 = sm90.tensor_map %a sizes affine_map<()[s0] -> (64, s0)> strides affine_map<() -> (64)> offset 4 : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %x = tile.alloc 64 : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected a buffer of the tile program}}
  %0 = sm90.tensor_map %x sizes affine_map<()[s0] -> (64, s0)> strides affine_map<() -> (64)> : !tile.ptr<bf16, shared> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<f32>) grid <() -> (1)> threads 128 {
  // expected-error @+1 {{expected a map of 'f32', but got '!sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>'}}
  %0 = sm90.tensor_map %a sizes affine_map<() -> (64, 128)> strides affine_map<() -> (64)> : !tile.ptr<f32> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %c = arith.constant true
  scf.if %c {
    // expected-error @+1 {{expected to stand directly in a tile.func}}
    %0 = sm90.tensor_map %a sizes affine_map<() -> (64, 128)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 128)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  %bar = tile.alloc 1 : !tile.ptr<i64, shared>
  %c0 = arith.constant 0 : index
  %s = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected 2 coordinate(s), but got 1}}
  sm90.load %m[%c0] to %s[%c0] signals %bar[%c0] : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 128)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  %bar = tile.alloc 1 : !tile.ptr<i64, shared>
  %c0 = arith.constant 0 : index
  %s = tile.alloc 16384 {alignment = 1024} : !tile.ptr<f16, shared>
  // expected-error @+1 {{expected shared memory of 'bf16', but got '!tile.ptr<f16, shared>'}}
  sm90.load %m[%c0, %c0] to %s[%c0] signals %bar[%c0] : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>, !tile.ptr<f16, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 128)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  %bar = tile.alloc 1 : !tile.ptr<i64, shared>
  %c0 = arith.constant 0 : index
  %s = tile.alloc 16384 : !tile.ptr<bf16, shared>
  // expected-error @+1 {{expected shared memory aligned to 1024 bytes, but got 16}}
  sm90.load %m[%c0, %c0] to %s[%c0] signals %bar[%c0] : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 128)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  %bar = tile.alloc 1 : !tile.ptr<i64, shared>
  %c0 = arith.constant 0 : index
  %s = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c64 = arith.constant 64 : index
  // expected-error @+1 {{expected an offset of a multiple of 1024 bytes, but got 128}}
  sm90.store %s[%c64] to %m[%c0, %c0] : !tile.ptr<bf16, shared>, !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<i64>) grid <() -> (1)> threads 128 {
  // expected-error @+1 {{must be pointer to barriers, i64, in shared memory, but got '!tile.ptr<i64>'}}
  sm90.expect_bytes 16 on %a[%i] : !tile.ptr<i64>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %bar = tile.alloc 2 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected at least one barrier, but got 0}}
  sm90.init_barriers %bar count 0 arrivals 1 : !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %bar = tile.alloc 2 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected 1 to 1048575 arrivals, but got 0}}
  sm90.init_barriers %bar count 1 arrivals 0 : !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %bar = tile.alloc 2 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected memory for 4 barriers, but got 2}}
  sm90.init_barriers %bar count 4 arrivals 1 : !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %bar = tile.alloc 2 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected 1 to 1048575 bytes, but got 1048576}}
  sm90.expect_bytes 1048576 on %bar[%i] : !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  // expected-error @+1 {{expected a barrier from 1 to 15, but got 16}}
  sm90.sync id 16 threads 128
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  // expected-error @+1 {{expected whole warps, at most 1024 threads, but got 100}}
  sm90.sync id 2 threads 100
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 256 {
  sm90.warp_specialize consumers 2 registers 40, 232 producer {
    // expected-error @+1 {{expected to stand in the consumer's region}}
    sm90.sync id 2 threads 128
  } consumer {
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 256 {
  sm90.warp_specialize consumers 2 registers 40, 232 producer {
  } consumer {
    // expected-error @+1 {{expected a barrier from 2 to 13, which no tile op uses, but got 14}}
    sm90.sync id 14 threads 128
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 256 {
  sm90.warp_specialize consumers 2 registers 40, 232 producer {
  } consumer {
    // expected-error @+1 {{expected independent consumers around it}}
    %w = sm90.warpgroup
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  // expected-error @+1 {{expected a tile program of 256 threads, but got 128}}
  sm90.warp_specialize consumers 2 registers 40, 232 producer {
  } consumer {
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 256 {
  // expected-error @+1 {{expected a tile program of 128 threads, but got 256}}
  sm90.warp_specialize consumers 2 independent registers 40, 232 producer {
  } consumer {
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 1024 {
  // expected-error @+1 {{expected 1 to 7 consumer warpgroups, but got 8}}
  sm90.warp_specialize consumers 8 registers 40, 232 producer {
  } consumer {
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 256 {
  // expected-error @+1 {{expected 0 or a multiple of 8 registers from 24 to 256, but got 36}}
  sm90.warp_specialize consumers 2 registers 36, 232 producer {
  } consumer {
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 256 {
  // expected-error @+1 {{expected a producer that gives of its 168 registers to the consumers, but got 176, 160}}
  sm90.warp_specialize consumers 2 registers 176, 160 producer {
  } consumer {
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 256 {
  // expected-error @+1 {{expected a producer that gives of its 168 registers to the consumers, but got 40, 160}}
  sm90.warp_specialize consumers 2 registers 40, 160 producer {
  } consumer {
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 256 {
  // expected-error @+1 {{expected at most 504 registers for a thread of each warpgroup, but got 520}}
  sm90.warp_specialize consumers 2 registers 40, 240 producer {
  } consumer {
  }
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 256 {
  sm90.warp_specialize consumers 2 registers 40, 232 producer {
  } consumer {
  }
  // expected-error @+1 {{expected to be the only one of its tile program}}
  sm90.warp_specialize consumers 2 registers 40, 232 producer {
  } consumer {
  }
  tile.return
}

// -----

tile.func @f(%i: index, %s0: index) grid <() -> (1)> threads 128 {
  %z = arith.constant 0.0 : f32
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<i8, shared>
  %c0 = arith.constant 0 : index
  %acc = tile.splat %z : f32 -> tensor<64x64xf32>
  // expected-error @+1 {{expected both operands of bf16, f16, f32 or 8-bit floats, but got 'i8' and 'i8'}}
  %0 = sm90.wgmma %a0[%c0], %a0[%c0], %acc k 64 a k b k : !tile.ptr<i8, shared>, !tile.ptr<i8, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %s0: index) grid <() -> (1)> threads 128 {
  %z = arith.constant 0.0 : f16
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = tile.splat %z : f16 -> tensor<64x64xf16>
  // expected-error @+1 {{expected a matrix of f32 as accumulators, but got 'tensor<64x64xf16>'}}
  %0 = sm90.wgmma %a0[%c0], %a0[%c0], %acc k 64 a k b k : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf16>
  tile.return
}

// -----

tile.func @f(%i: index, %s0: index) grid <() -> (1)> threads 64 {
  %z = arith.constant 0.0 : f32
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = tile.splat %z : f32 -> tensor<64x64xf32>
  // expected-error @+1 {{expected whole warpgroups to run it}}
  %0 = sm90.wgmma %a0[%c0], %a0[%c0], %acc k 64 a k b k : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %s0: index) grid <() -> (1)> threads 256 {
  %z = arith.constant 0.0 : f32
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = tile.splat %z : f32 -> tensor<64x64xf32>
  // expected-error @+1 {{expected a multiple of 128 rows for the warpgroups, but got 'tensor<64x64xf32>'}}
  %0 = sm90.wgmma %a0[%c0], %a0[%c0], %acc k 64 a k b k : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %s0: index) grid <() -> (1)> threads 128 {
  %z = arith.constant 0.0 : f32
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = tile.splat %z : f32 -> tensor<64x60xf32>
  // expected-error @+1 {{expected a multiple of 8 columns, but got 'tensor<64x60xf32>'}}
  %0 = sm90.wgmma %a0[%c0], %a0[%c0], %acc k 64 a k b k : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x60xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %s0: index) grid <() -> (1)> threads 128 {
  %z = arith.constant 0.0 : f32
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = tile.splat %z : f32 -> tensor<64x64xf32>
  // expected-error @+1 {{expected a swizzle of 32, 64 or 128 bytes, but got 16}}
  %0 = sm90.wgmma %a0[%c0], %a0[%c0], %acc k 64 a k b k swizzle 16 : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %s0: index) grid <() -> (1)> threads 128 {
  %z = arith.constant 0.0 : f32
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = tile.splat %z : f32 -> tensor<64x64xf32>
  // expected-error @+1 {{expected k to be a multiple of 16, but got 8}}
  %0 = sm90.wgmma %a0[%c0], %a0[%c0], %acc k 8 a k b k : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %s0: index) grid <() -> (1)> threads 128 {
  %z = arith.constant 0.0 : f32
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = tile.splat %z : f32 -> tensor<64x64xf32>
  // expected-error @+1 {{expected k to fill rows of 128 bytes, but got 64}}
  %0 = sm90.wgmma %a0[%c0], %a0[%c0], %acc k 32 a k b k : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %s0: index) grid <() -> (1)> threads 128 {
  %z = arith.constant 0.0 : f32
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<f32, shared>
  %c0 = arith.constant 0 : index
  %acc = tile.splat %z : f32 -> tensor<64x64xf32>
  // expected-error @+1 {{expected 16-bit elements of an operand whose k is not contiguous, but got 'f32'}}
  %0 = sm90.wgmma %a0[%c0], %a0[%c0], %acc k 32 a k b mn : !tile.ptr<f32, shared>, !tile.ptr<f32, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %s0: index) grid <() -> (1)> threads 128 {
  %z = arith.constant 0.0 : f32
  %a0 = tile.alloc 16384 {alignment = 128} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = tile.splat %z : f32 -> tensor<64x64xf32>
  // expected-error @+1 {{expected shared memory aligned to 1024 bytes, but got 128}}
  %0 = sm90.wgmma %a0[%c0], %a0[%c0], %acc k 64 a k b k : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %s0: index) grid <() -> (1)> threads 128 {
  %z = arith.constant 0.0 : f32
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  %acc = tile.splat %z : f32 -> tensor<64x64xf32>
  // expected-error @+1 {{expected an offset of a multiple of 1024 bytes, but got 256}}
  %0 = sm90.wgmma %a0[%c128], %a0[%c0], %acc k 64 a k b k : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = arith.constant dense<0.0> : tensor<64x64xf32>
  // expected-error @+1 {{expected a matrix of bf16 or f16 as A, but got 'tensor<64x64xf32>'}}
  %0 = sm90.wgmma_registers %acc, %a0[%c0], %acc b mn : tensor<64x64xf32>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = arith.constant dense<0.0> : tensor<64x64xf32>
  %p = arith.constant dense<0.0> : tensor<128x64xbf16>
  // expected-error @+1 {{expected A and the accumulators to have as many rows, but got 'tensor<128x64xbf16>' and 'tensor<64x64xf32>'}}
  %0 = sm90.wgmma_registers %p, %a0[%c0], %acc b mn : tensor<128x64xbf16>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = arith.constant dense<0.0> : tensor<64x64xf32>
  %p = arith.constant dense<0.0> : tensor<64x64xbf16>
  // expected-error @+1 {{expected a turn at hardware barrier 1 to 15 and a warpgroup's offset, or none}}
  %0 = sm90.wgmma_registers %p, %a0[%c0], %acc b mn turn 16 + %c0 : tensor<64x64xbf16>, !tile.ptr<bf16, shared>, tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %a0 = tile.alloc 16384 {alignment = 1024} : !tile.ptr<bf16, shared>
  %c0 = arith.constant 0 : index
  %acc = arith.constant dense<0.0> : tensor<64x64xf32>
  // expected-error @+1 {{expected at most 0 to 7 pending units, but got 8}}
  %0 = sm90.wgmma_wait 8, %acc : tensor<64x64xf32>
  tile.return
}

// -----

tile.func @f(%i: index, %a: !tile.ptr<bf16>, %s0: index) grid <() -> (1)> threads 128 {
  %m = sm90.tensor_map %a sizes affine_map<() -> (64, 128)> strides affine_map<() -> (64)> : !tile.ptr<bf16> -> !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  %bar = tile.alloc 1 : !tile.ptr<i64, shared>
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{expected 2 coordinate(s), but got 1}}
  sm90.prefetch %m[%c0] : !sm90.tensor_map<bf16, box = (64, 128), swizzle = 128>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %s = tile.alloc 8192 : !tile.ptr<bf16, shared>
  %bar = tile.alloc 1 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected a multiple of 16 bytes, but got 24}}
  sm90.copy 12 of %x[%c0] to %s[%c0] signals %bar[%c0] : !tile.ptr<bf16>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %s = tile.alloc 8192 : !tile.ptr<f32, shared>
  %bar = tile.alloc 1 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected shared memory of 'bf16', but got '!tile.ptr<f32, shared>'}}
  sm90.copy 64 of %x[%c0] to %s[%c0] signals %bar[%c0] : !tile.ptr<bf16>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %s = tile.alloc 8192 : !tile.ptr<bf16, shared>
  %bar = tile.alloc 1 : !tile.ptr<i64, shared>
  // expected-error @+1 {{expected a source in global memory, but got '!tile.ptr<bf16, shared>'}}
  sm90.copy 64 of %s[%c0] to %s[%c0] signals %bar[%c0] : !tile.ptr<bf16, shared>, !tile.ptr<bf16, shared>, !tile.ptr<i64, shared>
  tile.return
}

// -----

tile.func @f(%i: index, %x: !tile.ptr<bf16>) grid <() -> (1)> threads 128 {
  %c0 = arith.constant 0 : index
  %bar = tile.alloc 1 : !tile.ptr<i64, shared>
  sm90.warp_specialize consumers 1 registers 0, 0 producer {
    // expected-error @+1 {{expected no `warps`: the producer is one thread}}
    sm90.arrive %bar[%c0] warps : !tile.ptr<i64, shared>
  } consumer {
  }
  tile.return
}
