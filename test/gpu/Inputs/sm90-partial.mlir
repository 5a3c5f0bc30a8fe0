// Both CTAs of a cluster send a tile to the first, which adds them in order.
tile.func @partial(%cta: index, %x: !tile.ptr<f32>, %c: !tile.ptr<f32>)
    grid <() -> (2)> threads 128 attributes {cluster = 2} {
  %c0 = arith.constant 0 : index
  %c1024 = arith.constant 1024 : index
  %owner = arith.constant 0 : i32
  %sums = tile.alloc 2048 {alignment = 128} : !tile.ptr<f32, shared>
  %full = tile.alloc 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %full count 1 arrivals 1 : !tile.ptr<i64, shared>
  sm90.barriers_ready cluster
  sm90.expect_bytes 8192 on %full[%c0] : !tile.ptr<i64, shared>
  %rank = sm90.cluster_rank
  %at = arith.muli %rank, %c1024 : index
  %0 = tile.load %x[%at] strides [16, 1] align 16 : !tile.ptr<f32> -> tensor<64x16xf32>
  sm90.send %0 to %sums[%at] of %owner signals %full[%c0]
      : tensor<64x16xf32>, !tile.ptr<f32, shared>, !tile.ptr<i64, shared>
  %isOwner = arith.cmpi eq, %rank, %c0 : index
  scf.if %isOwner {
    sm90.wait %full[%c0] parity %c0 cluster : !tile.ptr<i64, shared>
    %1 = sm90.receive %sums[%c0] : !tile.ptr<f32, shared> -> tensor<64x16xf32>
    %2 = sm90.receive %sums[%c1024] : !tile.ptr<f32, shared> -> tensor<64x16xf32>
    %3 = arith.addf %1, %2 : tensor<64x16xf32>
    tile.store %3, %c[%c0] strides [16, 1] align 16 : tensor<64x16xf32>, !tile.ptr<f32>
  }
  sm90.cluster_sync
  tile.return
}
