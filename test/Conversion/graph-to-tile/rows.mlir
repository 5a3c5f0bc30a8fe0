// RUN: cutedsl-opt %s -convert-graph-to-tile -canonicalize -cse | FileCheck %s

// Reductions come first, a loop each level; rows of one chunk stay in registers.

// CHECK-LABEL: tile.func @softmax(
// CHECK-SAME: grid <() -> (17)>
// CHECK: %[[V1:.+]] = scf.for %[[I4:.+]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[V3:.+]] = %{{.*}}) -> (tensor<2x64xf32>) {
// CHECK: %[[V5:.+]] = tile.load %{{.*}}[%{{.*}}] strides [600, 1] valid [2, %{{.*}}] : <f32> -> tensor<2x64xf32>
// CHECK: %[[V6:.+]] = arith.cmpi slt, %{{.*}}, %{{.*}} : tensor<1x64xindex>
// CHECK: %[[V7:.+]] = arith.select %{{.*}}, %[[V5]], %{{.*}} : tensor<2x64xi1>, tensor<2x64xf32>
// CHECK: %[[V8:.+]] = arith.maximumf %[[V3]], %[[V7]] : tensor<2x64xf32>
// CHECK: scf.yield %[[V8]] : tensor<2x64xf32>
// CHECK: %[[V9:.+]] = tile.reduce max %[[V1]] dims [1] : tensor<2x64xf32> -> tensor<2x1xf32>
// CHECK: %[[V10:.+]] = scf.for %[[I13:.+]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[V12:.+]] = %{{.*}}) -> (tensor<2x64xf32>) {
// CHECK: %[[V14:.+]] = tile.load %{{.*}}[%{{.*}}] strides [600, 1] valid [2, %{{.*}}] : <f32> -> tensor<2x64xf32>
// CHECK: %[[V15:.+]] = math.exp %{{.*}} : tensor<2x64xf32>
// CHECK: %[[V16:.+]] = arith.cmpi slt, %[[V7]], %{{.*}} : tensor<1x64xindex>
// CHECK: %[[V17:.+]] = arith.select %{{.*}}, %[[V15]], %{{.*}} : tensor<2x64xi1>, tensor<2x64xf32>
// CHECK: scf.yield %{{.*}} : tensor<2x64xf32>
// CHECK: %[[V18:.+]] = tile.reduce sum %[[V10]] dims [1] : tensor<2x64xf32> -> tensor<2x1xf32>
// CHECK: scf.for %[[I20:.+]] = %{{.*}} to %{{.*}} step %{{.*}} {
// CHECK: %[[V21:.+]] = tile.load %{{.*}}[%{{.*}}] strides [600, 1] valid [2, %{{.*}}] : <f32> -> tensor<2x64xf32>
// CHECK: %[[V22:.+]] = math.exp %{{.*}} : tensor<2x64xf32>
// CHECK: tile.store %[[V6]], %{{.*}}[%{{.*}}] strides [600, 1] valid [2, %{{.*}}] : tensor<2x64xf32>, <f32>
graph.kernel @softmax(%a: tensor<34x600xf32>) -> (tensor<34x600xf32>)
    attributes {schedule = #graph.schedule<rows, tile = [2], threads = 1, reduction = [64]>} {
  %m = graph.reduce max %a dims [1] : tensor<34x600xf32> -> tensor<34xf32>
  %mb = graph.view %m through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x600xf32>
  %s = arith.subf %a, %mb : tensor<34x600xf32>
  %e = math.exp %s : tensor<34x600xf32>
  %z = graph.reduce sum %e dims [1] : tensor<34x600xf32> -> tensor<34xf32>
  %zb = graph.view %z through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x600xf32>
  %y = arith.divf %e, %zb : tensor<34x600xf32>
  graph.return %y : tensor<34x600xf32>
}

// CHECK-LABEL: tile.func @softmax1(
// CHECK-SAME: grid <() -> (17)>
// CHECK: %[[V23:.+]] = tile.load %{{.*}}[%{{.*}}] strides [40, 1] valid [2, 40] : <f32> -> tensor<2x64xf32>
// CHECK: %[[V24:.+]] = arith.cmpi slt, %{{.*}}, %{{.*}} : tensor<1x64xindex>
// CHECK: %[[V25:.+]] = arith.select %{{.*}}, %[[V23]], %{{.*}} : tensor<2x64xi1>, tensor<2x64xf32>
// CHECK: %[[V26:.+]] = tile.reduce max %[[V25]] dims [1] : tensor<2x64xf32> -> tensor<2x1xf32>
// CHECK: tile.store %{{.*}}, %{{.*}}[%{{.*}}] strides [40, 1] valid [2, 40] : tensor<2x64xf32>, <f32>
graph.kernel @softmax1(%a: tensor<34x40xf32>) -> (tensor<34x40xf32>)
    attributes {schedule = #graph.schedule<rows, tile = [2], threads = 1, reduction = [64]>} {
  %m = graph.reduce max %a dims [1] : tensor<34x40xf32> -> tensor<34xf32>
  %mb = graph.view %m through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x40xf32>
  %s = arith.subf %a, %mb : tensor<34x40xf32>
  graph.return %s : tensor<34x40xf32>
}

// CHECK-LABEL: tile.func @argmax(
// CHECK-SAME: grid <() -> (34)>
// CHECK: %[[V27:.+]]:2 = scf.for %[[I31:.+]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[V29:.+]] = %{{.*}}, %[[V30:.+]] = %{{.*}}) -> (tensor<1x64xf32>, tensor<1x64xi64>) {
// CHECK: %[[V32:.+]] = tile.load %{{.*}}[%{{.*}}] strides [0, 1] valid [1, %{{.*}}] : <f32> -> tensor<1x64xf32>
// CHECK: %[[V33:.+]] = arith.cmpi slt, %{{.*}}, %{{.*}} : tensor<1x64xindex>
// CHECK: %[[V34:.+]] = arith.select %[[V33]], %[[V32]], %{{.*}} : tensor<1x64xi1>, tensor<1x64xf32>
// CHECK: %[[V35:.+]] = arith.select %{{.*}}, %[[V34]], %[[V29]] : tensor<1x64xi1>, tensor<1x64xf32>
// CHECK: %[[V36:.+]] = arith.select %{{.*}}, %{{.*}}, %[[V30]] : tensor<1x64xi1>, tensor<1x64xi64>
// CHECK: scf.yield %[[V35]], %[[V36]] : tensor<1x64xf32>, tensor<1x64xi64>
// CHECK: %[[V37:.+]] = tile.reduce max %[[V27]]#0 dims [1] : tensor<1x64xf32> -> tensor<1x1xf32>
// CHECK: %[[V38:.+]] = arith.select %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x64xi1>, tensor<1x64xi1>
// CHECK: %[[V39:.+]] = arith.select %[[V38]], %[[V27]]#1, %{{.*}} : tensor<1x64xi1>, tensor<1x64xi64>
// CHECK: %[[V40:.+]] = tile.reduce min %[[V39]] dims [1] : tensor<1x64xi64> -> tensor<1x1xi64>
// CHECK: tile.store %[[V40]], %{{.*}}[%{{.*}}] strides [0, 0] : tensor<1x1xi64>, <i64>
graph.kernel @argmax(%a: tensor<34x600xf32>) -> (tensor<34xi64>)
    attributes {schedule = #graph.schedule<rows, tile = [1], threads = 1, reduction = [64]>} {
  %m = graph.reduce argmax %a dims [1] : tensor<34x600xf32> -> tensor<34xi64>
  graph.return %m : tensor<34xi64>
}
