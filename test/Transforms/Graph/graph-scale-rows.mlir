// RUN: cutedsl-opt %s --split-input-file --graph-scale-rows=target=sm_90a --canonicalize --cse | FileCheck %s
// RUN: cutedsl-opt %s --split-input-file --graph-scale-rows=target=sm_90a --remarks-filter=graph-scale-rows 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: cutedsl-opt %s --split-input-file --graph-scale-rows=target=sm_80 | FileCheck %s --check-prefix=OTHER
// OTHER-NOT: graph.in_epilogue

// Squares are added up in slices of 64 columns where x is computed; the weights,
// in the order in which they are stored, are scaled once.
// CHECK-LABEL: @norm
// CHECK: %[[C:.*]] = graph.contract %arg0, %arg1
// CHECK: %[[X:.*]] = arith.truncf %[[C]]
// CHECK: %[[E:.*]] = arith.extf %[[X]]
// CHECK: %[[Q:.*]] = arith.mulf %[[E]], %[[E]]
// CHECK: %[[S:.*]] = graph.view %[[Q]] through <(d0, d1, d2) -> (d0, d1 * 64 + d2)> : tensor<34x128xf32> -> tensor<34x2x64xf32>
// CHECK: %[[P:.*]] = graph.reduce sum %[[S]] dims [2] {graph.in_epilogue} : tensor<34x2x64xf32> -> tensor<34x2xf32>
// CHECK: %[[SUM:.*]] = graph.reduce sum %[[P]] dims [1] {graph.recompute} : tensor<34x2xf32> -> tensor<34xf32>
// CHECK: %[[R:.*]] = math.rsqrt %[[SUM]]
// CHECK: %[[W:.*]] = arith.extf %arg2 : tensor<256x128xbf16>
// CHECK: %[[G:.*]] = graph.view %arg3 through <(d0, d1) -> (d1)> : tensor<128xf32> -> tensor<256x128xf32>
// CHECK: %[[WG:.*]] = arith.mulf %[[W]], %[[G]]
// CHECK: %[[WR:.*]] = arith.truncf %[[WG]] : tensor<256x128xf32> to tensor<256x128xbf16>
// CHECK: %[[WT:.*]] = graph.view %[[WR]] through <(d0, d1) -> (d1, d0)>
// CHECK: %[[Y:.*]] = graph.contract %[[X]], %[[WT]]
// CHECK: %[[RB:.*]] = graph.view %[[R]] through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x256xf32>
// CHECK: arith.mulf %[[Y]], %[[RB]]
// REMARK: [Passed] scale-rows {{.*}}Function=norm | Remark="the norm scales rows"
graph.program @norm symbols [] (%h: tensor<34x64xbf16>, %w1: tensor<64x128xbf16>, %w2: tensor<256x128xbf16> {graph.frozen, graph.kind = "parameter"}, %g: tensor<128xf32> {graph.frozen, graph.kind = "parameter"}) -> (tensor<34x128xbf16>, tensor<34x256xf32>) {
  %c = graph.contract %h, %w1 : tensor<34x64xbf16>, tensor<64x128xbf16> -> tensor<34x128xf32>
  %x = arith.truncf %c : tensor<34x128xf32> to tensor<34x128xbf16>
  %e = arith.extf %x : tensor<34x128xbf16> to tensor<34x128xf32>
  %q = arith.mulf %e, %e : tensor<34x128xf32>
  %s = graph.reduce sum %q dims [1] : tensor<34x128xf32> -> tensor<34xf32>
  %r = math.rsqrt %s : tensor<34xf32>
  %rb = graph.view %r through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x128xf32>
  %n = arith.mulf %e, %rb : tensor<34x128xf32>
  %nr = arith.truncf %n : tensor<34x128xf32> to tensor<34x128xbf16>
  %ne = arith.extf %nr : tensor<34x128xbf16> to tensor<34x128xf32>
  %gb = graph.view %g through <(d0, d1) -> (d1)> : tensor<128xf32> -> tensor<34x128xf32>
  %ng = arith.mulf %gb, %ne : tensor<34x128xf32>
  %a = arith.truncf %ng : tensor<34x128xf32> to tensor<34x128xbf16>
  %wt = graph.view %w2 through <(d0, d1) -> (d1, d0)> : tensor<256x128xbf16> -> tensor<128x256xbf16>
  %y = graph.contract %a, %wt : tensor<34x128xbf16>, tensor<128x256xbf16> -> tensor<34x256xf32>
  graph.return %x, %y : tensor<34x128xbf16>, tensor<34x256xf32>
}

// -----

// CHECK-LABEL: @not_frozen
// CHECK-NOT: graph.in_epilogue
// REMARK: [Missed] scale-rows {{.*}}Function=not_frozen | Remark="the norm is not a scale of rows: the weights of the product are not frozen"
graph.program @not_frozen symbols [] (%h: tensor<34x64xbf16>, %w1: tensor<64x128xbf16>, %w2: tensor<128x256xbf16>) -> (tensor<34x256xf32>) {
  %c = graph.contract %h, %w1 : tensor<34x64xbf16>, tensor<64x128xbf16> -> tensor<34x128xf32>
  %x = arith.truncf %c : tensor<34x128xf32> to tensor<34x128xbf16>
  %e = arith.extf %x : tensor<34x128xbf16> to tensor<34x128xf32>
  %s = graph.reduce sum %e dims [1] : tensor<34x128xf32> -> tensor<34xf32>
  %rb = graph.view %s through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x128xf32>
  %n = arith.mulf %e, %rb : tensor<34x128xf32>
  %a = arith.truncf %n : tensor<34x128xf32> to tensor<34x128xbf16>
  %y = graph.contract %a, %w2 : tensor<34x128xbf16>, tensor<128x256xbf16> -> tensor<34x256xf32>
  graph.return %y : tensor<34x256xf32>
}

// -----

// CHECK-LABEL: @maximum
// CHECK-NOT: graph.in_epilogue
// REMARK: [Missed] scale-rows {{.*}}Function=maximum | Remark="the norm is not a scale of rows: what scales the rows is more than sums over them"
graph.program @maximum symbols [] (%h: tensor<34x64xbf16>, %w1: tensor<64x128xbf16>, %w2: tensor<128x256xbf16> {graph.frozen, graph.kind = "parameter"}) -> (tensor<34x256xf32>) {
  %c = graph.contract %h, %w1 : tensor<34x64xbf16>, tensor<64x128xbf16> -> tensor<34x128xf32>
  %x = arith.truncf %c : tensor<34x128xf32> to tensor<34x128xbf16>
  %e = arith.extf %x : tensor<34x128xbf16> to tensor<34x128xf32>
  %s = graph.reduce max %e dims [1] : tensor<34x128xf32> -> tensor<34xf32>
  %rb = graph.view %s through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x128xf32>
  %n = arith.mulf %e, %rb : tensor<34x128xf32>
  %a = arith.truncf %n : tensor<34x128xf32> to tensor<34x128xbf16>
  %y = graph.contract %a, %w2 : tensor<34x128xbf16>, tensor<128x256xbf16> -> tensor<34x256xf32>
  graph.return %y : tensor<34x256xf32>
}

// -----

// CHECK-LABEL: @argument
// CHECK-NOT: graph.in_epilogue
// REMARK: [Missed] scale-rows {{.*}}Function=argument | Remark="the norm is not a scale of rows: the rows are not those of a product of few rows before it"
graph.program @argument symbols [] (%x: tensor<34x128xbf16>, %w2: tensor<128x256xbf16> {graph.frozen, graph.kind = "parameter"}) -> (tensor<34x256xf32>) {
  %e = arith.extf %x : tensor<34x128xbf16> to tensor<34x128xf32>
  %s = graph.reduce sum %e dims [1] : tensor<34x128xf32> -> tensor<34xf32>
  %rb = graph.view %s through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x128xf32>
  %n = arith.mulf %e, %rb : tensor<34x128xf32>
  %a = arith.truncf %n : tensor<34x128xf32> to tensor<34x128xbf16>
  %y = graph.contract %a, %w2 : tensor<34x128xbf16>, tensor<128x256xbf16> -> tensor<34x256xf32>
  graph.return %y : tensor<34x256xf32>
}

// -----

// With more rows a norm takes less than what it would hold up.
// CHECK-LABEL: @many_rows
// CHECK-NOT: graph.in_epilogue
graph.program @many_rows symbols [] (%h: tensor<4096x64xbf16>, %w1: tensor<64x128xbf16>, %w2: tensor<128x256xbf16> {graph.frozen, graph.kind = "parameter"}) -> (tensor<4096x256xf32>) {
  %c = graph.contract %h, %w1 : tensor<4096x64xbf16>, tensor<64x128xbf16> -> tensor<4096x128xf32>
  %x = arith.truncf %c : tensor<4096x128xf32> to tensor<4096x128xbf16>
  %e = arith.extf %x : tensor<4096x128xbf16> to tensor<4096x128xf32>
  %s = graph.reduce sum %e dims [1] : tensor<4096x128xf32> -> tensor<4096xf32>
  %rb = graph.view %s through <(d0, d1) -> (d0)> : tensor<4096xf32> -> tensor<4096x128xf32>
  %n = arith.mulf %e, %rb : tensor<4096x128xf32>
  %a = arith.truncf %n : tensor<4096x128xf32> to tensor<4096x128xbf16>
  %y = graph.contract %a, %w2 : tensor<4096x128xbf16>, tensor<128x256xbf16> -> tensor<4096x256xf32>
  graph.return %y : tensor<4096x256xf32>
}

// -----

// CHECK-LABEL: @other_use
// CHECK-NOT: graph.in_epilogue
// REMARK: [Missed] scale-rows {{.*}}Function=other_use | Remark="the norm is not a scale of rows: it is used elsewhere, too"
graph.program @other_use symbols [] (%h: tensor<34x64xbf16>, %w1: tensor<64x128xbf16>, %w2: tensor<128x256xbf16> {graph.frozen, graph.kind = "parameter"}) -> (tensor<34x128xbf16>, tensor<34x256xf32>) {
  %c = graph.contract %h, %w1 : tensor<34x64xbf16>, tensor<64x128xbf16> -> tensor<34x128xf32>
  %x = arith.truncf %c : tensor<34x128xf32> to tensor<34x128xbf16>
  %e = arith.extf %x : tensor<34x128xbf16> to tensor<34x128xf32>
  %s = graph.reduce sum %e dims [1] : tensor<34x128xf32> -> tensor<34xf32>
  %rb = graph.view %s through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x128xf32>
  %n = arith.mulf %e, %rb : tensor<34x128xf32>
  %a = arith.truncf %n : tensor<34x128xf32> to tensor<34x128xbf16>
  %y = graph.contract %a, %w2 : tensor<34x128xbf16>, tensor<128x256xbf16> -> tensor<34x256xf32>
  graph.return %a, %y : tensor<34x128xbf16>, tensor<34x256xf32>
}
