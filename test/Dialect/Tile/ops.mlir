// RUN: cutedsl-opt %s | cutedsl-opt | FileCheck %s

// Every op of the dialect round-trips.

// CHECK-LABEL: tile.func @memory(%{{.*}}: index, %{{.*}}: !tile.ptr<f32>, %{{.*}}: !tile.ptr<f32>, %{{.*}}: index)
// CHECK-SAME: grid <()[s0] -> (s0 ceildiv 64)> threads 1
tile.func @memory(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %s0: index)
    grid <()[s0] -> (s0 ceildiv 64)> threads 1 {
  // CHECK: %[[IOTA:.+]] = tile.iota 1 : tensor<4x64xindex>
  %iota = tile.iota 1 : tensor<4x64xindex>
  // CHECK: %[[SPLAT:.+]] = tile.splat %{{.*}} : index -> tensor<1x1xindex>
  %splat = tile.splat %s0 : index -> tensor<1x1xindex>
  // CHECK: tile.broadcast %[[SPLAT]] : tensor<1x1xindex> -> tensor<4x64xindex>
  %limit = tile.broadcast %splat : tensor<1x1xindex> -> tensor<4x64xindex>
  %mask = arith.cmpi slt, %iota, %limit : tensor<4x64xindex>
  // CHECK: tile.load %{{.*}}[%{{.*}}] strides [%{{.*}}, 1] valid [4, %{{.*}}] mask %{{.*}} : tensor<4x64xi1> align 16 : <f32> -> tensor<4x64xf32>
  %0 = tile.load %x[%i] strides [%s0, 1] valid [4, %s0] mask %mask : tensor<4x64xi1> align 16
      : !tile.ptr<f32> -> tensor<4x64xf32>
  // CHECK: tile.gather %{{.*}}[%[[IOTA]]] : <f32>, tensor<4x64xindex> -> tensor<4x64xf32>
  %1 = tile.gather %x[%iota] : !tile.ptr<f32>, tensor<4x64xindex> -> tensor<4x64xf32>
  // CHECK: tile.gather %{{.*}}[%{{.*}}] mask %{{.*}} : <f32>, tensor<4x64xindex>, tensor<4x64xi1> -> tensor<4x64xf32>
  %2 = tile.gather %x[%iota] mask %mask
      : !tile.ptr<f32>, tensor<4x64xindex>, tensor<4x64xi1> -> tensor<4x64xf32>
  // CHECK: tile.scatter %{{.*}}, %{{.*}}[%{{.*}}] mask %{{.*}} : tensor<4x64xf32>, <f32>, tensor<4x64xindex>, tensor<4x64xi1>
  tile.scatter %2, %y[%iota] mask %mask
      : tensor<4x64xf32>, !tile.ptr<f32>, tensor<4x64xindex>, tensor<4x64xi1>
  // CHECK: tile.check %{{.*}}, "out of bounds" : tensor<4x64xi1>
  tile.check %mask, "out of bounds" : tensor<4x64xi1>
  // CHECK: tile.prefetch %{{.*}}[%{{.*}}] locality 2 : <f32>
  tile.prefetch %x[%i] locality 2 : !tile.ptr<f32>
  // CHECK: tile.alloc 1024 : <f32, shared>
  %shared = tile.alloc 1024 : !tile.ptr<f32, shared>
  // CHECK: tile.barrier
  tile.barrier
  // CHECK: tile.store %{{.*}}, %{{.*}}[%{{.*}}] strides [%{{.*}}, 1] : tensor<4x64xf32>, <f32>
  tile.store %0, %y[%i] strides [%s0, 1] : tensor<4x64xf32>, !tile.ptr<f32>
  // CHECK: tile.return
  tile.return
}

// CHECK-LABEL: tile.func @values(
// CHECK-SAME: grid <() -> (1)> threads 32
tile.func @values(%i: index, %x: !tile.ptr<f32>, %half: !tile.ptr<f16>) grid <() -> (1)> threads 32 {
  %a = tile.load %x[%i] strides [4, 1] : !tile.ptr<f32> -> tensor<8x4xf32>
  // CHECK: %[[T:.+]] = tile.transpose %{{.*}} [1, 0] : tensor<8x4xf32> -> tensor<4x8xf32>
  %t = tile.transpose %a [1, 0] : tensor<8x4xf32> -> tensor<4x8xf32>
  // CHECK: tile.swap_halves %[[T]] dim 1 : tensor<4x8xf32>
  %swapped = tile.swap_halves %t dim 1 : tensor<4x8xf32>
  // CHECK: tile.duplicate_in_pairs %[[T]] dim 1 member 1 : tensor<4x8xf32>
  %pairs = tile.duplicate_in_pairs %t dim 1 member 1 : tensor<4x8xf32>
  %zero = arith.constant dense<0.0> : tensor<8x8xf32>
  // CHECK: %[[C:.+]] = tile.mma %{{.*}}, %[[T]], %{{.*}} : tensor<8x4xf32>, tensor<4x8xf32>, tensor<8x8xf32>
  %c = tile.mma %a, %t, %zero : tensor<8x4xf32>, tensor<4x8xf32>, tensor<8x8xf32>
  %h = tile.load %half[%i] strides [16, 1] : !tile.ptr<f16> -> tensor<16x16xf16>
  %wide = arith.constant dense<0.0> : tensor<16x16xf32>
  // CHECK: tile.mma %{{.*}}, %{{.*}}, %{{.*}} {warp = #tile.warp_mma<blockedK = true, blockedN = false>} : tensor<16x16xf16>
  %d = tile.mma %h, %h, %wide {warp = #tile.warp_mma<blockedK = true, blockedN = false>} : tensor<16x16xf16>, tensor<16x16xf16>, tensor<16x16xf32>
  // CHECK: tile.reduce sum %[[C]] dims [0, 1] : tensor<8x8xf32> -> tensor<1x1xf32>
  %r = tile.reduce sum %c dims [0, 1] : tensor<8x8xf32> -> tensor<1x1xf32>
  // CHECK: tile.reshape %{{.*}} : tensor<1x1xf32> -> tensor<1xf32>
  %s = tile.reshape %r : tensor<1x1xf32> -> tensor<1xf32>
  // CHECK: tile.extract %{{.*}} : tensor<1xf32> -> f32
  %e = tile.extract %s : tensor<1xf32> -> f32
  // CHECK: tile.convert_layout %{{.*}} : tensor<4x8xf32> -> tensor<4x8xf32, #fragment>
  %l = tile.convert_layout %t : tensor<4x8xf32>
      -> tensor<4x8xf32, #tile.fragment<thread = (32) : (1), value = (1) : (0)>>
  tile.return
}
