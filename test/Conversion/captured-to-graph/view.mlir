// RUN: cutedsl-opt %s --convert-captured-to-graph | FileCheck %s

// Overloads that only move indices.

// CHECK-LABEL: graph.program @aten_view_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x6xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d0 * 2 + (d1 * 3 + d2) floordiv 6, (d1 * 3 + d2) mod 6)> : tensor<4x6xf32> -> tensor<2x4x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x4x3xf32>
graph.program @aten_view_default(%0: tensor<4x6xf32>) -> (tensor<2x4x3xf32>) {
  %v0 = graph.captured "aten.view.default"(%0) args [#graph.operand<0>, [2 : i64, -1 : i64, 3 : i64]] : (tensor<4x6xf32>) -> tensor<2x4x3xf32>
  graph.return %v0 : tensor<2x4x3xf32>
}

// CHECK-LABEL: graph.program @aten_reshape_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x6xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d0 * 2 + (d1 * 3 + d2) floordiv 6, (d1 * 3 + d2) mod 6)> : tensor<4x6xf32> -> tensor<2x4x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x4x3xf32>
graph.program @aten_reshape_default(%0: tensor<4x6xf32>) -> (tensor<2x4x3xf32>) {
  %v0 = graph.captured "aten.reshape.default"(%0) args [#graph.operand<0>, [2 : i64, -1 : i64, 3 : i64]] : (tensor<4x6xf32>) -> tensor<2x4x3xf32>
  graph.return %v0 : tensor<2x4x3xf32>
}

// CHECK-LABEL: graph.program @aten__unsafe_view_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x6xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d0 * 2 + (d1 * 3 + d2) floordiv 6, (d1 * 3 + d2) mod 6)> : tensor<4x6xf32> -> tensor<2x4x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x4x3xf32>
graph.program @aten__unsafe_view_default(%0: tensor<4x6xf32>) -> (tensor<2x4x3xf32>) {
  %v0 = graph.captured "aten._unsafe_view.default"(%0) args [#graph.operand<0>, [2 : i64, -1 : i64, 3 : i64]] : (tensor<4x6xf32>) -> tensor<2x4x3xf32>
  graph.return %v0 : tensor<2x4x3xf32>
}

// CHECK-LABEL: graph.program @aten_view_as_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x6xf32>, %[[ARG1:.*]]: tensor<1x6xf32>
// CHECK: graph.return %[[ARG0]] : tensor<1x6xf32>
graph.program @aten_view_as_default(%0: tensor<1x6xf32>, %1: tensor<1x6xf32>) -> (tensor<1x6xf32>) {
  %v0 = graph.captured "aten.view_as.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<1x6xf32>, tensor<1x6xf32>) -> tensor<1x6xf32>
  graph.return %v0 : tensor<1x6xf32>
}

// CHECK-LABEL: graph.program @aten_expand_as_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x6xf32>, %[[ARG1:.*]]: tensor<1x6xf32>
// CHECK: graph.return %[[ARG0]] : tensor<1x6xf32>
graph.program @aten_expand_as_default(%0: tensor<1x6xf32>, %1: tensor<1x6xf32>) -> (tensor<1x6xf32>) {
  %v0 = graph.captured "aten.expand_as.default"(%0, %1) args [#graph.operand<0>, #graph.operand<1>] : (tensor<1x6xf32>, tensor<1x6xf32>) -> tensor<1x6xf32>
  graph.return %v0 : tensor<1x6xf32>
}

// CHECK-LABEL: graph.program @aten_permute_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d1, d2, d0)> : tensor<2x3x4xf32> -> tensor<4x2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<4x2x3xf32>
graph.program @aten_permute_default(%0: tensor<2x3x4xf32>) -> (tensor<4x2x3xf32> {graph.strides = #graph.dims<() -> (1, 12, 4)>}) {
  %v0 = graph.captured "aten.permute.default"(%0) args [#graph.operand<0>, [2 : i64, 0 : i64, -2 : i64]] : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  graph.return %v0 : tensor<4x2x3xf32>
}

// CHECK-LABEL: graph.program @aten_transpose_int(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d2, d1, d0)> : tensor<2x3x4xf32> -> tensor<4x3x2xf32>
// CHECK: graph.return %[[V0]] : tensor<4x3x2xf32>
graph.program @aten_transpose_int(%0: tensor<2x3x4xf32>) -> (tensor<4x3x2xf32> {graph.strides = #graph.dims<() -> (1, 4, 12)>}) {
  %v0 = graph.captured "aten.transpose.int"(%0) args [#graph.operand<0>, 0 : i64, -1 : i64] : (tensor<2x3x4xf32>) -> tensor<4x3x2xf32>
  graph.return %v0 : tensor<4x3x2xf32>
}

// CHECK-LABEL: graph.program @aten_t_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d1, d0)> : tensor<2x3xf32> -> tensor<3x2xf32>
// CHECK: graph.return %[[V0]] : tensor<3x2xf32>
graph.program @aten_t_default(%0: tensor<2x3xf32>) -> (tensor<3x2xf32> {graph.strides = #graph.dims<() -> (1, 3)>}) {
  %v0 = graph.captured "aten.t.default"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> tensor<3x2xf32>
  graph.return %v0 : tensor<3x2xf32>
}

// CHECK-LABEL: graph.program @aten_movedim_int(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d2, d0, d1)> : tensor<2x3x4xf32> -> tensor<3x4x2xf32>
// CHECK: graph.return %[[V0]] : tensor<3x4x2xf32>
graph.program @aten_movedim_int(%0: tensor<2x3x4xf32>) -> (tensor<3x4x2xf32> {graph.strides = #graph.dims<() -> (4, 1, 12)>}) {
  %v0 = graph.captured "aten.movedim.int"(%0) args [#graph.operand<0>, 0 : i64, -1 : i64] : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  graph.return %v0 : tensor<3x4x2xf32>
}

// CHECK-LABEL: graph.program @aten_movedim_intlist(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d2, d0, d1)> : tensor<2x3x4xf32> -> tensor<3x4x2xf32>
// CHECK: graph.return %[[V0]] : tensor<3x4x2xf32>
graph.program @aten_movedim_intlist(%0: tensor<2x3x4xf32>) -> (tensor<3x4x2xf32> {graph.strides = #graph.dims<() -> (4, 1, 12)>}) {
  %v0 = graph.captured "aten.movedim.intlist"(%0) args [#graph.operand<0>, [0 : i64, 1 : i64], [2 : i64, 0 : i64]] : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  graph.return %v0 : tensor<3x4x2xf32>
}

// CHECK-LABEL: graph.program @aten_expand_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x1x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2, d3) -> (d1, 0, d3)> : tensor<2x1x3xf32> -> tensor<4x2x5x3xf32>
// CHECK: graph.return %[[V0]] : tensor<4x2x5x3xf32>
graph.program @aten_expand_default(%0: tensor<2x1x3xf32>) -> (tensor<4x2x5x3xf32> {graph.strides = #graph.dims<() -> (0, 3, 0, 1)>}) {
  %v0 = graph.captured "aten.expand.default"(%0) args [#graph.operand<0>, [4 : i64, -1 : i64, 5 : i64, -1 : i64]] : (tensor<2x1x3xf32>) -> tensor<4x2x5x3xf32>
  graph.return %v0 : tensor<4x2x5x3xf32>
}

// CHECK-LABEL: graph.program @aten_unsqueeze_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d0, d1)> : tensor<2x3xf32> -> tensor<2x3x1xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3x1xf32>
graph.program @aten_unsqueeze_default(%0: tensor<2x3xf32>) -> (tensor<2x3x1xf32>) {
  %v0 = graph.captured "aten.unsqueeze.default"(%0) args [#graph.operand<0>, -1 : i64] : (tensor<2x3xf32>) -> tensor<2x3x1xf32>
  graph.return %v0 : tensor<2x3x1xf32>
}

// CHECK-LABEL: graph.program @aten_squeeze_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x3x1xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (0, d0, 0)> : tensor<1x3x1xf32> -> tensor<3xf32>
// CHECK: graph.return %[[V0]] : tensor<3xf32>
graph.program @aten_squeeze_default(%0: tensor<1x3x1xf32>) -> (tensor<3xf32>) {
  %v0 = graph.captured "aten.squeeze.default"(%0) args [#graph.operand<0>] : (tensor<1x3x1xf32>) -> tensor<3xf32>
  graph.return %v0 : tensor<3xf32>
}

// CHECK-LABEL: graph.program @aten_squeeze_dim(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x3x1xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, d1, 0)> : tensor<1x3x1xf32> -> tensor<1x3xf32>
// CHECK: graph.return %[[V0]] : tensor<1x3xf32>
graph.program @aten_squeeze_dim(%0: tensor<1x3x1xf32>) -> (tensor<1x3xf32>) {
  %v0 = graph.captured "aten.squeeze.dim"(%0) args [#graph.operand<0>, -1 : i64] : (tensor<1x3x1xf32>) -> tensor<1x3xf32>
  graph.return %v0 : tensor<1x3xf32>
}

// CHECK-LABEL: graph.program @aten_squeeze_dims(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x3x1xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (0, d0, d1)> : tensor<1x3x1xf32> -> tensor<3x1xf32>
// CHECK: graph.return %[[V0]] : tensor<3x1xf32>
graph.program @aten_squeeze_dims(%0: tensor<1x3x1xf32>) -> (tensor<3x1xf32>) {
  %v0 = graph.captured "aten.squeeze.dims"(%0) args [#graph.operand<0>, [0 : i64, 1 : i64]] : (tensor<1x3x1xf32>) -> tensor<3x1xf32>
  graph.return %v0 : tensor<3x1xf32>
}

// CHECK-LABEL: graph.program @aten_slice_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x8xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, d1 * 2 + 2)> : tensor<2x8xf32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_slice_Tensor(%0: tensor<2x8xf32>) -> (tensor<2x3xf32> {graph.strides = #graph.dims<() -> (8, 2)>}) {
  %v0 = graph.captured "aten.slice.Tensor"(%0) args [#graph.operand<0>, 1 : i64, -6 : i64, 9223372036854775807 : i64, 2 : i64] : (tensor<2x8xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_slice_Tensor_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x8xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, d1 + 5)> : tensor<2x8xf32> -> tensor<2x2xf32>
// CHECK: graph.return %[[V0]] : tensor<2x2xf32>
graph.program @aten_slice_Tensor_2(%0: tensor<2x8xf32>) -> (tensor<2x2xf32> {graph.strides = #graph.dims<() -> (8, 1)>}) {
  %v0 = graph.captured "aten.slice.Tensor"(%0) args [#graph.operand<0>, 1 : i64, -3 : i64, -1 : i64] : (tensor<2x8xf32>) -> tensor<2x2xf32>
  graph.return %v0 : tensor<2x2xf32>
}

// CHECK-LABEL: graph.program @aten_select_int(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x8xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0, 7)> : tensor<2x8xf32> -> tensor<2xf32>
// CHECK: graph.return %[[V0]] : tensor<2xf32>
graph.program @aten_select_int(%0: tensor<2x8xf32>) -> (tensor<2xf32> {graph.strides = #graph.dims<() -> (8)>}) {
  %v0 = graph.captured "aten.select.int"(%0) args [#graph.operand<0>, 1 : i64, -1 : i64] : (tensor<2x8xf32>) -> tensor<2xf32>
  graph.return %v0 : tensor<2xf32>
}

// CHECK-LABEL: graph.program @aten_narrow_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<8xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0 + 2)> : tensor<8xf32> -> tensor<3xf32>
// CHECK: graph.return %[[V0]] : tensor<3xf32>
graph.program @aten_narrow_default(%0: tensor<8xf32>) -> (tensor<3xf32>) {
  %v0 = graph.captured "aten.narrow.default"(%0) args [#graph.operand<0>, 0 : i64, 2 : i64, 3 : i64] : (tensor<8xf32>) -> tensor<3xf32>
  graph.return %v0 : tensor<3xf32>
}

// CHECK-LABEL: graph.program @aten_split_Tensor(
// CHECK-SAME: %[[ARG0:.*]]: tensor<7x2xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, d1)> : tensor<7x2xf32> -> tensor<3x2xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0 + 3, d1)> : tensor<7x2xf32> -> tensor<3x2xf32>
// CHECK: %[[V2:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0 + 6, d1)> : tensor<7x2xf32> -> tensor<1x2xf32>
// CHECK: graph.return %[[V0]], %[[V1]], %[[V2]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<1x2xf32>
graph.program @aten_split_Tensor(%0: tensor<7x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<1x2xf32>) {
  %v0:3 = graph.captured "aten.split.Tensor"(%0) args [#graph.operand<0>, 3 : i64] : (tensor<7x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<1x2xf32>)
  graph.return %v0#0, %v0#1, %v0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<1x2xf32>
}

// CHECK-LABEL: graph.program @aten_split_with_sizes_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x7xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, d1)> : tensor<2x7xf32> -> tensor<2x3xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, d1 + 3)> : tensor<2x7xf32> -> tensor<2x4xf32>
// CHECK: graph.return %[[V0]], %[[V1]] : tensor<2x3xf32>, tensor<2x4xf32>
graph.program @aten_split_with_sizes_default(%0: tensor<2x7xf32>) -> (tensor<2x3xf32> {graph.strides = #graph.dims<() -> (7, 1)>}, tensor<2x4xf32> {graph.strides = #graph.dims<() -> (7, 1)>}) {
  %v0:2 = graph.captured "aten.split_with_sizes.default"(%0) args [#graph.operand<0>, [3 : i64, 4 : i64], -1 : i64] : (tensor<2x7xf32>) -> (tensor<2x3xf32>, tensor<2x4xf32>)
  graph.return %v0#0, %v0#1 : tensor<2x3xf32>, tensor<2x4xf32>
}

// CHECK-LABEL: graph.program @aten_chunk_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<6xf32>
graph.program @aten_chunk_default(%0: tensor<6xf32>) -> () {
  %v0:2 = graph.captured "aten.chunk.default"(%0) args [#graph.operand<0>, 2 : i64] : (tensor<6xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  graph.return
}

// CHECK-LABEL: graph.program @aten_unbind_int(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (0, d0)> : tensor<2x3xf32> -> tensor<3xf32>
// CHECK: %[[V1:.*]] = graph.view %[[ARG0]] through <(d0) -> (1, d0)> : tensor<2x3xf32> -> tensor<3xf32>
// CHECK: graph.return %[[V0]], %[[V1]] : tensor<3xf32>, tensor<3xf32>
graph.program @aten_unbind_int(%0: tensor<2x3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %v0:2 = graph.captured "aten.unbind.int"(%0) args [#graph.operand<0>] : (tensor<2x3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  graph.return %v0#0, %v0#1 : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: graph.program @aten_unfold_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x10xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d0, d1 * 3 + d2)> : tensor<2x10xf32> -> tensor<2x3x4xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3x4xf32>
graph.program @aten_unfold_default(%0: tensor<2x10xf32>) -> (tensor<2x3x4xf32> {graph.strides = #graph.dims<() -> (10, 3, 1)>}) {
  %v0 = graph.captured "aten.unfold.default"(%0) args [#graph.operand<0>, -1 : i64, 4 : i64, 3 : i64] : (tensor<2x10xf32>) -> tensor<2x3x4xf32>
  graph.return %v0 : tensor<2x3x4xf32>
}

// CHECK-LABEL: graph.program @aten_flip_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, -d1 + 2)> : tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_flip_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.flip.default"(%0) args [#graph.operand<0>, [-1 : i64]] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_repeat_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d1, d2 mod 3)> : tensor<2x3xf32> -> tensor<2x2x9xf32>
// CHECK: graph.return %[[V0]] : tensor<2x2x9xf32>
graph.program @aten_repeat_default(%0: tensor<2x3xf32>) -> (tensor<2x2x9xf32>) {
  %v0 = graph.captured "aten.repeat.default"(%0) args [#graph.operand<0>, [2 : i64, 1 : i64, 3 : i64]] : (tensor<2x3xf32>) -> tensor<2x2x9xf32>
  graph.return %v0 : tensor<2x2x9xf32>
}

// CHECK-LABEL: graph.program @aten_roll_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, (d1 + 2) mod 3)> : tensor<2x3xf32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x3xf32>
graph.program @aten_roll_default(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.roll.default"(%0) args [#graph.operand<0>, [1 : i64], [-1 : i64]] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_roll_default_2(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0 floordiv 3, d0 mod 3)> : tensor<2x3xf32> -> tensor<6xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0) -> ((d0 + 5) mod 6)> : tensor<6xf32> -> tensor<6xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1) -> (d0 * 3 + d1)> : tensor<6xf32> -> tensor<2x3xf32>
// CHECK: graph.return %[[V2]] : tensor<2x3xf32>
graph.program @aten_roll_default_2(%0: tensor<2x3xf32>) -> (tensor<2x3xf32>) {
  %v0 = graph.captured "aten.roll.default"(%0) args [#graph.operand<0>, [1 : i64]] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  graph.return %v0 : tensor<2x3xf32>
}

// CHECK-LABEL: graph.program @aten_diagonal_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x4xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0) -> (d0, d0 + 1)> : tensor<3x4xf32> -> tensor<3xf32>
// CHECK: graph.return %[[V0]] : tensor<3xf32>
graph.program @aten_diagonal_default(%0: tensor<3x4xf32>) -> (tensor<3xf32> {graph.strides = #graph.dims<() -> (5)>}) {
  %v0 = graph.captured "aten.diagonal.default"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<3x4xf32>) -> tensor<3xf32>
  graph.return %v0 : tensor<3xf32>
}

// CHECK-LABEL: graph.program @aten_flatten_using_ints(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3x4xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1) -> (d0, d1 floordiv 4, d1 mod 4)> : tensor<2x3x4xf32> -> tensor<2x12xf32>
// CHECK: graph.return %[[V0]] : tensor<2x12xf32>
graph.program @aten_flatten_using_ints(%0: tensor<2x3x4xf32>) -> (tensor<2x12xf32>) {
  %v0 = graph.captured "aten.flatten.using_ints"(%0) args [#graph.operand<0>, 1 : i64] : (tensor<2x3x4xf32>) -> tensor<2x12xf32>
  graph.return %v0 : tensor<2x12xf32>
}

// CHECK-LABEL: graph.program @aten_unflatten_int(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x6xf32>
// CHECK: %[[V0:.*]] = graph.view %[[ARG0]] through <(d0, d1, d2) -> (d0, d1 * 3 + d2)> : tensor<2x6xf32> -> tensor<2x2x3xf32>
// CHECK: graph.return %[[V0]] : tensor<2x2x3xf32>
graph.program @aten_unflatten_int(%0: tensor<2x6xf32>) -> (tensor<2x2x3xf32>) {
  %v0 = graph.captured "aten.unflatten.int"(%0) args [#graph.operand<0>, 1 : i64, [2 : i64, 3 : i64]] : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
  graph.return %v0 : tensor<2x2x3xf32>
}

// CHECK-LABEL: graph.program @aten_view_as_real_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3x2xf32>
// CHECK: graph.return %[[ARG0]] : tensor<3x2xf32>
graph.program @aten_view_as_real_default(%0: tensor<3xcomplex<f32>>) -> (tensor<3x2xf32>) {
  %v0 = graph.captured "aten.view_as_real.default"(%0) args [#graph.operand<0>] : (tensor<3xcomplex<f32>>) -> tensor<3x2xf32>
  graph.return %v0 : tensor<3x2xf32>
}

// CHECK-LABEL: graph.program @aten_view_as_complex_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x2xf32>
// CHECK: graph.return %[[ARG0]] : tensor<4x2xf32>
graph.program @aten_view_as_complex_default(%0: tensor<4x2xf32>) -> (tensor<4xcomplex<f32>>) {
  %v0 = graph.captured "aten.view_as_complex.default"(%0) args [#graph.operand<0>] : (tensor<4x2xf32>) -> tensor<4xcomplex<f32>>
  graph.return %v0 : tensor<4xcomplex<f32>>
}

// CHECK-LABEL: graph.program @aten_as_strided_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>
// CHECK: %[[V0:.*]] = math.exp %[[ARG0]] : tensor<2x3xf32>
// CHECK: %[[V1:.*]] = graph.view %[[V0]] through <(d0) -> (d0 floordiv 3, d0 mod 3)> : tensor<2x3xf32> -> tensor<6xf32>
// CHECK: %[[V2:.*]] = graph.view %[[V1]] through <(d0, d1) -> (d0 + d1 * 3 + 1)> : tensor<6xf32> -> tensor<2x2xf32>
// CHECK: graph.return %[[V2]] : tensor<2x2xf32>
graph.program @aten_as_strided_default(%0: tensor<2x3xf32>) -> (tensor<2x2xf32> {graph.strides = #graph.dims<() -> (1, 3)>}) {
  %v0 = graph.captured "aten.exp.default"(%0) args [#graph.operand<0>] strides [#graph.dims<() -> (3, 1)>] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %v1 = graph.captured "aten.as_strided.default"(%v0) args [#graph.operand<0>, [2 : i64, 2 : i64], [1 : i64, 3 : i64], 1 : i64] strides [#graph.dims<() -> (1, 3)>] : (tensor<2x3xf32>) -> tensor<2x2xf32>
  graph.return %v1 : tensor<2x2xf32>
}
