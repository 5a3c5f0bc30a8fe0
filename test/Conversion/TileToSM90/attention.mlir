// RUN: cutedsl-opt %s --convert-tile-to-sm90 --canonicalize --cse | FileCheck %s

// Two warpgroups with a tile each, heads that share keys two and two, and keys
// that end within a block.
// CHECK: #[[SIZES_Q:.+]] = affine_map<() -> (64, 200, 8)>
// CHECK: #[[SIZES_K:.+]] = affine_map<() -> (64, 136, 4)>
// CHECK-LABEL: tile.func @attention(
// CHECK-SAME: %[[CTA:.+]]: index, %[[Q:.+]]: !tile.ptr<bf16>, %[[K:.+]]: !tile.ptr<bf16>, %[[V:.+]]: !tile.ptr<bf16>, %[[Y:.+]]: !tile.ptr<bf16>)
// CHECK-SAME: grid <() -> (16)> threads 128 attributes {persistent}
// CHECK: %[[MAP_Q:.+]] = sm90.tensor_map %[[Q]] sizes #[[SIZES_Q]]
// CHECK-SAME: box = (64, 64, 1), swizzle = 128
// CHECK: %[[TILE_Q:.+]] = tile.alloc 8192 {alignment
// CHECK: %[[MAP_K:.+]] = sm90.tensor_map %[[K]] sizes #[[SIZES_K]]
// CHECK: %[[MAP_V:.+]] = sm90.tensor_map %[[V]] sizes #[[SIZES_K]]
// CHECK: sm90.init_barriers %[[FULL_Q:.+]] count 2 arrivals 1
// CHECK: sm90.init_barriers %[[EMPTY_Q:.+]] count 2 arrivals 1
// CHECK: sm90.init_barriers %[[FULL_K:.+]] count 2 arrivals 1
// CHECK: sm90.init_barriers %[[EMPTY_K:.+]] count 2 arrivals 2
// CHECK: sm90.init_barriers %[[FULL_V:.+]] count 2 arrivals 1
// CHECK: sm90.init_barriers %[[EMPTY_V:.+]] count 2 arrivals 2
// CHECK: sm90.warp_specialize consumers 2 independent registers 24, 240 producer {
// A tile of queries for each warpgroup, then keys and values.
// CHECK: scf.for
// CHECK: sm90.wait %[[EMPTY_Q]][%c0]
// CHECK: sm90.load %[[MAP_Q]]
// CHECK: sm90.wait %[[EMPTY_Q]][%c1]
// CHECK: sm90.load %[[MAP_Q]]
// CHECK: scf.for
// CHECK: sm90.wait %[[EMPTY_K]]
// CHECK: sm90.expect_bytes 8192 on %[[FULL_K]]
// CHECK: arith.divui %{{.*}}, %c2
// CHECK: sm90.load %[[MAP_K]]
// CHECK: sm90.wait %[[EMPTY_V]]
// CHECK: sm90.load %[[MAP_V]]
// CHECK: } consumer {
// The last warpgroup gives the first its turn.
// CHECK: %[[ME:.+]] = sm90.warpgroup
// CHECK: scf.if
// CHECK: sm90.sync id 3 + %{{.*}} threads 256 arrive
// CHECK: sm90.wait %[[FULL_Q]][%[[ME]]]
// CHECK: sm90.wait %[[FULL_K]]
// CHECK: %[[FIRST:.+]] = sm90.wgmma %[[TILE_Q]]{{.*}} k 64 a  k b  k init
// CHECK: scf.for {{.*}} %[[FIRST]]
// CHECK:   %[[S:.+]] = sm90.wgmma_wait 0
// CHECK:   sm90.arrive %[[EMPTY_K]]
// No key of this block is beyond the last.
// CHECK-NOT: arith.cmpi slt
// CHECK:   %[[P:.+]] = arith.truncf

// CHECK:   sm90.wait %[[FULL_V]]
// CHECK:   %[[O:.+]] = sm90.wgmma_registers %[[P]]{{.*}} b  mn turn 3 + %[[ME]]
// CHECK:   sm90.wait %[[FULL_K]]
// CHECK:   sm90.wgmma_wait 0, %[[O]]
// CHECK:   sm90.wgmma %[[TILE_Q]]
// CHECK:   sm90.sync id 3 + %{{.*}} threads 256 arrive
// CHECK:   sm90.arrive %[[EMPTY_V]]
// CHECK: sm90.wgmma_wait 0
// CHECK: sm90.arrive %[[EMPTY_K]]
// CHECK: sm90.arrive %[[EMPTY_Q]][%[[ME]]]
// CHECK: arith.cmpi slt
// CHECK: arith.select
// CHECK: sm90.wgmma_registers
// CHECK: sm90.wgmma_wait 0
// A warpgroup without a tile stores nothing.
// CHECK: scf.if
// CHECK: sm90.store_tile
// CHECK: sm90.store_wait 0
tile.func @attention(%head: index, %m: index, %q: !tile.ptr<bf16>, %k: !tile.ptr<bf16>, %v: !tile.ptr<bf16>, %y: !tile.ptr<bf16>)
    grid <() -> (8, 4)> threads 256 attributes {pipeline_stages = 2 : i64} {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  %c136 = arith.constant 136 : index
  %c200 = arith.constant 200 : index
  %rows = arith.constant 4096 : index
  %queries = arith.constant 12800 : index
  %keys = arith.constant 8704 : index
  %end = arith.constant dense<136> : tensor<1x64xindex>
  %lowest = arith.constant dense<0xFF800000> : tensor<64x64xf32>
  %zero = arith.constant dense<0.0> : tensor<64x64xf32>
  %none = arith.constant dense<0.0> : tensor<64x1xf32>
  %0 = arith.muli %head, %queries : index
  %1 = arith.muli %m, %rows : index
  %2 = arith.addi %0, %1 : index
  %3 = arith.muli %m, %c64 : index
  %left = arith.subi %c200, %3 : index
  %tq = tile.load %q[%2] strides [64, 1] valid [%left, 64] : !tile.ptr<bf16> -> tensor<64x64xbf16>
  %shared = arith.divui %head, %c2 : index
  %4 = arith.muli %shared, %keys : index
  %sum, %out = scf.for %n = %c0 to %c136 step %c64 iter_args(%l = %none, %c = %zero) -> (tensor<64x1xf32>, tensor<64x64xf32>) {
    %5 = arith.muli %n, %c64 : index
    %at = arith.addi %4, %5 : index
    %rest = arith.subi %c136, %n : index
    %tk = tile.load %k[%at] strides [1, 64] valid [64, %rest] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %s = tile.mma %tq, %tk, %zero : tensor<64x64xbf16>, tensor<64x64xbf16>, tensor<64x64xf32>
    %first = tile.splat %n : index -> tensor<1x1xindex>
    %firsts = tile.broadcast %first : tensor<1x1xindex> -> tensor<1x64xindex>
    %iota = tile.iota 1 : tensor<1x64xindex>
    %column = arith.addi %firsts, %iota : tensor<1x64xindex>
    %exists = arith.cmpi slt, %column, %end : tensor<1x64xindex>
    %all = tile.broadcast %exists : tensor<1x64xi1> -> tensor<64x64xi1>
    %masked = arith.select %all, %s, %lowest : tensor<64x64xi1>, tensor<64x64xf32>
    %w = math.exp %masked : tensor<64x64xf32>
    %part = tile.reduce sum %w dims [1] : tensor<64x64xf32> -> tensor<64x1xf32>
    %next = arith.addf %l, %part : tensor<64x1xf32>
    %p = arith.truncf %w : tensor<64x64xf32> to tensor<64x64xbf16>
    %tv = tile.load %v[%at] strides [64, 1] valid [%rest, 64] : !tile.ptr<bf16> -> tensor<64x64xbf16>
    %o = tile.mma %p, %tv, %c : tensor<64x64xbf16>, tensor<64x64xbf16>, tensor<64x64xf32>
    scf.yield %next, %o : tensor<64x1xf32>, tensor<64x64xf32>
  }
  %sums = tile.broadcast %sum : tensor<64x1xf32> -> tensor<64x64xf32>
  %quotient = arith.divf %out, %sums : tensor<64x64xf32>
  %narrow = arith.truncf %quotient : tensor<64x64xf32> to tensor<64x64xbf16>
  tile.store %narrow, %y[%2] strides [64, 1] valid [%left, 64] : tensor<64x64xbf16>, !tile.ptr<bf16>
  tile.return
}
