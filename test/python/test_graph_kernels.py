"""Graph kernels of every archetype, compiled for this CPU, against numpy."""

import graph_kernels
import numpy as np
import pytest
from graph_kernels import run_kernel

rng = np.random.default_rng(7)
F32 = np.float32


@pytest.fixture(autouse=True, params=["native", "x86-64-v3"])
def every_level(monkeypatch, request):
    """LLVM masks otherwise where there is no AVX-512."""
    monkeypatch.setattr(graph_kernels, "default_cpu", request.param)


def normal(*shape):
    return rng.standard_normal(shape).astype(F32)


def close(actual, expected, tolerance=2e-5):
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


def schedule(archetype, tile, reduction=None):
    extra = f", reduction = {list(reduction)}" if reduction else ""
    return f"schedule = #graph.schedule<{archetype}, tile = {list(tile)}, threads = 1{extra}>"


#
# pointwise, views, concat
#


@pytest.mark.parametrize("n,tile", [(100, 16), (64, 16), (1, 16), (100, 1), (7, 64)])
def test_pointwise(n, tile):
    text = f"""
graph.kernel @k(%a: tensor<{n}xf32>, %b: tensor<{n}xf32>) -> tensor<{n}xf32>
    attributes {{{schedule("pointwise", [tile])}}} {{
  %0 = arith.addf %a, %b : tensor<{n}xf32>
  graph.return %0 : tensor<{n}xf32>
}}"""
    a, b = normal(n), normal(n)
    close(run_kernel(text, [a, b], [((n,), F32)])[0], a + b)


def test_scalar():
    text = f"""
graph.kernel @k(%a: tensor<f32>) -> tensor<f32> attributes {{{schedule("pointwise", [1])}}} {{
  %0 = arith.negf %a : tensor<f32>
  graph.return %0 : tensor<f32>
}}"""
    close(run_kernel(text, [F32(3)], [((), F32)])[0], -3)


@pytest.mark.parametrize("rows,tile", [(34, [1, 64]), (5, [4, 16]), (3, [4, 8]), (3, [1, 128])])
def test_rotate_half(rows, tile):
    text = f"""
graph.kernel @k(%a: tensor<{rows}x64xf32>) -> tensor<{rows}x64xf32>
    attributes {{{schedule("pointwise", tile)}}} {{
  %l = graph.view %a through <(d0, d1) -> (d0, d1)> : tensor<{rows}x64xf32> -> tensor<{rows}x32xf32>
  %r = graph.view %a through <(d0, d1) -> (d0, d1 + 32)>
      : tensor<{rows}x64xf32> -> tensor<{rows}x32xf32>
  %n = arith.negf %r : tensor<{rows}x32xf32>
  %c = graph.concat 1 (%n, %l)
      : (tensor<{rows}x32xf32>, tensor<{rows}x32xf32>) -> tensor<{rows}x64xf32>
  graph.return %c : tensor<{rows}x64xf32>
}}"""
    a = normal(rows, 64)
    close(run_kernel(text, [a], [(a.shape, F32)])[0], np.concatenate([-a[:, 32:], a[:, :32]], 1), 0)


@pytest.mark.parametrize("rows,tile", [(34, [1, 64]), (5, [4, 16]), (3, [2, 2]), (3, [1, 128])])
def test_swap_neighbours(rows, tile):
    """Both of a pair are read at once, whichever comes first."""
    text = f"""
graph.kernel @k(%a: tensor<{rows}x64xf32>) -> tensor<{rows}x64xf32>
    attributes {{{schedule("pointwise", tile)}}} {{
  %l = graph.view %a through <(d0, d1) -> (d0, d1 floordiv 2 * 2)>
      : tensor<{rows}x64xf32> -> tensor<{rows}x64xf32>
  %r = graph.view %a through <(d0, d1) -> (d0, d1 floordiv 2 * 2 + 1)>
      : tensor<{rows}x64xf32> -> tensor<{rows}x64xf32>
  %s = arith.addf %l, %r : tensor<{rows}x64xf32>
  %d = arith.subf %s, %a : tensor<{rows}x64xf32>
  graph.return %d : tensor<{rows}x64xf32>
}}"""
    a = np.random.default_rng(0).integers(-99, 99, (rows, 64)).astype(np.float32)
    swapped = a.reshape(rows, 32, 2)[:, :, ::-1].reshape(rows, 64)
    close(run_kernel(text, [a], [(a.shape, F32)])[0], swapped, 0)


def test_half_a_pair_is_not_read():
    """The last element has no neighbour."""
    text = f"""
graph.kernel @k(%a: tensor<63xf32>) -> tensor<64xf32>
    attributes {{{schedule("pointwise", [64])}}} {{
  %l = graph.view %a through <(d0) -> (d0 floordiv 2 * 2)> : tensor<63xf32> -> tensor<64xf32>
  graph.return %l : tensor<64xf32>
}}"""
    a = normal(63)
    close(run_kernel(text, [a], [((64,), F32)])[0], a[::2].repeat(2), 0)


def test_reshapes_and_flips_compose():
    text = f"""
graph.kernel @k(%a: tensor<6x35xf32>) -> tensor<5x42xf32>
    attributes {{{schedule("pointwise", [2, 16])}}} {{
  %t = graph.view %a through <(d0, d1) -> (d1, d0)> : tensor<6x35xf32> -> tensor<35x6xf32>
  %f = graph.view %t through <(d0, d1) -> (34 - d0, d1)> : tensor<35x6xf32> -> tensor<35x6xf32>
  %r = graph.view %f through <(d0, d1) -> ((d0 * 42 + d1) floordiv 6, (d0 * 42 + d1) mod 6)>
      : tensor<35x6xf32> -> tensor<5x42xf32>
  graph.return %r : tensor<5x42xf32>
}}"""
    a = normal(6, 35)
    close(run_kernel(text, [a], [((5, 42), F32)])[0], a.T[::-1].reshape(5, 42), 0)


def test_reshape_inside_a_concat():
    """A part's own index, not the whole's, is divided."""
    text = f"""
graph.kernel @k(%a: tensor<3x20xf32>, %b: tensor<7xf32>) -> tensor<67xf32>
    attributes {{{schedule("pointwise", [16])}}} {{
  %f = graph.view %a through <(d0) -> (d0 floordiv 20, d0 mod 20)>
      : tensor<3x20xf32> -> tensor<60xf32>
  %c = graph.concat 0 (%b, %f) : (tensor<7xf32>, tensor<60xf32>) -> tensor<67xf32>
  graph.return %c : tensor<67xf32>
}}"""
    a, b = normal(3, 20), normal(7)
    close(run_kernel(text, [a, b], [((67,), F32)])[0], np.concatenate([b, a.ravel()]), 0)


@pytest.mark.parametrize("s0,s1", [(5, 0), (5, 3), (1, 17), (40, 1)])
def test_dynamic_concat_with_an_empty_part(s0, s1):
    text = f"""
#a = #graph.dims<()[s0] -> (s0)>
#b = #graph.dims<()[s0, s1] -> (s1)>
#c = #graph.dims<()[s0, s1] -> (s0 + s1)>
graph.kernel @k(%a: tensor<?xf32, #a>, %b: tensor<?xf32, #b>) -> tensor<?xf32, #c>
    attributes {{{schedule("pointwise", [16])}}} {{
  %c = graph.concat 0 (%a, %b) : (tensor<?xf32, #a>, tensor<?xf32, #b>) -> tensor<?xf32, #c>
  graph.return %c : tensor<?xf32, #c>
}}"""
    a, b = normal(s0), normal(s1)
    close(run_kernel(text, [a, b], [((s0 + s1,), F32)], [s0, s1])[0], np.concatenate([a, b]), 0)


@pytest.mark.parametrize("s0,s1", [(2, 3), (1, 1), (5, 16), (3, 9)])
def test_flattened_dynamic_batch(s0, s1):
    text = f"""
#in = #graph.dims<()[s0, s1] -> (s0, s1, 24)>
#flat = #graph.dims<()[s0, s1] -> (s0 * s1, 24)>
#turned = #graph.dims<()[s0, s1] -> (s1, s0, 24)>
graph.kernel @k(%x: tensor<?x?x24xf32, #in>)
    -> (tensor<?x24xf32, #flat>, tensor<?x?x24xf32, #turned>)
    attributes {{{schedule("pointwise", [4, 16])}}} {{
  %f = graph.view %x through <(d0, d1)[s0, s1] -> (d0 floordiv s1, d0 mod s1, d1)>
      : tensor<?x?x24xf32, #in> -> tensor<?x24xf32, #flat>
  %t = graph.view %x through <(d0, d1, d2) -> (d1, d0, d2)>
      : tensor<?x?x24xf32, #in> -> tensor<?x?x24xf32, #turned>
  graph.return %f, %t : tensor<?x24xf32, #flat>, tensor<?x?x24xf32, #turned>
}}"""
    x = normal(s0, s1, 24)
    flat, turned = run_kernel(text, [x], [((s0 * s1, 24), F32), ((s1, s0, 24), F32)], [s0, s1])
    close(flat, x.reshape(-1, 24), 0)
    close(turned, x.transpose(1, 0, 2), 0)


def test_iota_symbol_and_strided_operand():
    text = f"""
#d = #graph.dims<()[s0] -> (s0, 4)>
graph.kernel @k(%x: tensor<?x4xi64, #d> {{graph.strides = #graph.dims<() -> (8, 2)>}})
    -> tensor<?x4xi64, #d> attributes {{{schedule("pointwise", [4, 4])}}} {{
  %i = graph.iota 0 : tensor<?x4xi64, #d>
  %n = graph.symbol <()[s0] -> (s0 * 2)> : tensor<i64>
  %nb = graph.view %n through <(d0, d1) -> ()> : tensor<i64> -> tensor<?x4xi64, #d>
  %0 = arith.addi %i, %nb : tensor<?x4xi64, #d>
  %1 = arith.addi %0, %x : tensor<?x4xi64, #d>
  graph.return %1 : tensor<?x4xi64, #d>
}}"""
    x = rng.integers(0, 99, (6, 8))
    out = run_kernel(text, [x], [((6, 4), np.int64)], [6])[0]
    close(out, x[:, ::2] + np.arange(6)[:, None] + 12, 0)


#
# gather, scatter, scan
#


@pytest.mark.parametrize("tile", [[1, 64], [4, 16], [2, 128]])
def test_embedding(tile):
    text = f"""
graph.kernel @k(%t: tensor<50x72xf32>, %i: tensor<7xi64>) -> tensor<7x72xf32>
    attributes {{{schedule("pointwise", tile)}}} {{
  %ib = graph.view %i through <(d0, d1) -> (d0)> : tensor<7xi64> -> tensor<7x72xi64>
  %r = graph.gather %t[%ib] dims [0] through <(d0, d1) -> (0, d1)>
      : tensor<50x72xf32>, tensor<7x72xi64> -> tensor<7x72xf32>
  graph.return %r : tensor<7x72xf32>
}}"""
    table, ids = normal(50, 72), rng.integers(0, 50, 7)
    close(run_kernel(text, [table, ids], [((7, 72), F32)])[0], table[ids], 0)
    for bad in (50, -1, 2**40):
        ids[3] = bad
        run_kernel(text, [table, ids], [((7, 72), F32)], status=1)


def test_gather_of_a_computed_source():
    text = f"""
graph.kernel @k(%t: tensor<9x10xf32>, %i: tensor<5x10xi64>) -> tensor<5x10xf32>
    attributes {{{schedule("pointwise", [2, 16])}}} {{
  %n = arith.negf %t : tensor<9x10xf32>
  %r = graph.gather %n[%i] dims [0] through <(d0, d1) -> (0, 9 - d1)>
      : tensor<9x10xf32>, tensor<5x10xi64> -> tensor<5x10xf32>
  graph.return %r : tensor<5x10xf32>
}}"""
    t, i = normal(9, 10), rng.integers(0, 9, (5, 10))
    close(run_kernel(text, [t, i], [((5, 10), F32)])[0], -t[i, 9 - np.arange(10)], 0)


def test_a_row_behind_its_sum():
    """The only row, so that its elements follow where rows would."""
    text = f"""
graph.kernel @k(%x: tensor<1x8xf32>) -> tensor<9xf32>
    attributes {{{schedule("rows", [1], [8])}}} {{
  %s = graph.reduce sum %x dims [1] : tensor<1x8xf32> -> tensor<1xf32>
  %n = arith.negf %x : tensor<1x8xf32>
  %v = graph.view %n through <(d0) -> (0, d0)> : tensor<1x8xf32> -> tensor<8xf32>
  %r = graph.concat 0(%s, %v) : (tensor<1xf32>, tensor<8xf32>) -> tensor<9xf32>
  graph.return %r : tensor<9xf32>
}}"""
    x = normal(1, 8)
    expected = np.concatenate([x.sum(1), -x[0]])
    close(run_kernel(text, [x], [((9,), F32)])[0], expected)


@pytest.mark.parametrize("kind", ["add", "set"])
def test_scatter(kind):
    text = f"""
graph.kernel @k(%t: tensor<11x20xf32>, %u: tensor<7x20xf32>, %i: tensor<7xi64>)
    -> tensor<11x20xf32> attributes {{{schedule("scatter", [1])}}} {{
  %ib = graph.view %i through <(d0, d1) -> (d0)> : tensor<7xi64> -> tensor<7x20xi64>
  %r = graph.scatter {kind} %t, %u[%ib] dims [0] through <(d0, d1) -> (0, d1)>
      : tensor<11x20xf32>, tensor<7x20xf32>, tensor<7x20xi64> -> tensor<11x20xf32>
  graph.return %r : tensor<11x20xf32>
}}"""
    t, u = normal(11, 20), normal(7, 20)
    ids = np.array([3, 3, 0, 10, 3, 5, 0])
    expected = t.copy()
    if kind == "add":
        np.add.at(expected, ids, u)
    else:
        for row, index in enumerate(ids):
            expected[index] = u[row]
    close(run_kernel(text, [t, u, ids], [((11, 20), F32)])[0], expected)
    # An update out of bounds is reported and changes nothing.
    ids[1] = 11
    out = run_kernel(text, [t, u, ids], [((11, 20), F32)], status=1)[0]
    assert np.isfinite(out).all()
    close(out[1:3], t[1:3], 0)


@pytest.mark.parametrize("dim,tile", [(1, [1]), (0, [16])])
def test_scan(dim, tile):
    text = f"""
graph.kernel @k(%a: tensor<9x33xf32>) -> (tensor<9x33xf32>, tensor<33x9xf32>)
    attributes {{{schedule("scan", tile)}}} {{
  %0 = graph.scan sum %a dim {dim} : tensor<9x33xf32>
  %1 = arith.negf %0 : tensor<9x33xf32>
  %2 = graph.view %0 through <(d0, d1) -> (d1, d0)> : tensor<9x33xf32> -> tensor<33x9xf32>
  graph.return %1, %2 : tensor<9x33xf32>, tensor<33x9xf32>
}}"""
    a = normal(9, 33)
    first, second = run_kernel(text, [a], [((9, 33), F32), ((33, 9), F32)])
    close(first, -np.cumsum(a, dim))
    close(second, np.cumsum(a, dim).T)


#
# rows and columns
#


@pytest.mark.parametrize(
    "rows,columns,tile,chunk", [(34, 600, 2, 64), (3, 40, 1, 64), (5, 7, 4, 4)]
)
def test_softmax(rows, columns, tile, chunk):
    shape = f"{rows}x{columns}"
    text = f"""
graph.kernel @k(%a: tensor<{shape}xf32>) -> (tensor<{shape}xf32>, tensor<{rows}x1xf32>)
    attributes {{{schedule("rows", [tile], [chunk])}}} {{
  %m = graph.reduce max %a dims [1] : tensor<{shape}xf32> -> tensor<{rows}xf32>
  %mb = graph.view %m through <(d0, d1) -> (d0)> : tensor<{rows}xf32> -> tensor<{shape}xf32>
  %s = arith.subf %a, %mb : tensor<{shape}xf32>
  %e = math.exp %s : tensor<{shape}xf32>
  %z = graph.reduce sum %e dims [1] : tensor<{shape}xf32> -> tensor<{rows}xf32>
  %zb = graph.view %z through <(d0, d1) -> (d0)> : tensor<{rows}xf32> -> tensor<{shape}xf32>
  %y = arith.divf %e, %zb : tensor<{shape}xf32>
  %k = graph.view %z through <(d0, d1) -> (d0)> : tensor<{rows}xf32> -> tensor<{rows}x1xf32>
  graph.return %y, %k : tensor<{shape}xf32>, tensor<{rows}x1xf32>
}}"""
    a = normal(rows, columns) * 5
    y, z = run_kernel(text, [a], [((rows, columns), F32), ((rows, 1), F32)])
    e = np.exp(a - a.max(1, keepdims=True))
    close(z, e.sum(1, keepdims=True))
    close(y, e / e.sum(1, keepdims=True))


def special(kind, x):
    if kind in ("argmax", "argmin"):
        return getattr(np, kind)(x, 1)
    return {"sum": np.sum, "prod": np.prod, "max": np.max, "min": np.min}[kind](x, 1)


@pytest.mark.parametrize("kind", ["sum", "prod", "max", "min", "argmax", "argmin"])
@pytest.mark.parametrize("element", ["f32", "i64"])
@pytest.mark.parametrize("chunk", [16, 64])
def test_reductions(kind, element, chunk):
    result = "i64" if kind.startswith("arg") else element
    text = f"""
graph.kernel @k(%a: tensor<6x43x{element}>) -> tensor<6x{result}>
    attributes {{{schedule("rows", [1], [chunk])}}} {{
  %m = graph.reduce {kind} %a dims [1] : tensor<6x43x{element}> -> tensor<6x{result}>
  graph.return %m : tensor<6x{result}>
}}"""
    if element == "f32":
        a = normal(6, 43)
        if kind in ("max", "min", "argmax", "argmin"):
            a[1, 40] = a[1, 20] = np.nan
            a[2, 5] = a[2, 41] = 9
            a[3, 5] = a[3, 41] = -9
            a[4] = -np.inf
            a[5] = np.inf
    else:
        a = rng.integers(-3, 4, (6, 43))
        a[a == 0] = 1
    dtype = {"f32": F32, "i64": np.int64}[result]
    with np.errstate(invalid="ignore"):
        expected = special(kind, a)
    close(run_kernel(text, [a], [((6,), dtype)])[0], expected)


@pytest.mark.parametrize("kind", ["any", "all"])
def test_logical_reductions(kind):
    text = f"""
graph.kernel @k(%a: tensor<5x70xi1>) -> tensor<5xi1>
    attributes {{{schedule("rows", [2], [64])}}} {{
  %m = graph.reduce {kind} %a dims [1] : tensor<5x70xi1> -> tensor<5xi1>
  graph.return %m : tensor<5xi1>
}}"""
    a = np.zeros((5, 70), np.uint8)
    a[1] = a[2] = a[3, 69] = a[4, :69] = 1
    a[2, 3] = 0
    out = run_kernel(text, [a], [((5,), np.uint8)])[0]
    np.testing.assert_array_equal(out, getattr(np, kind)(a, 1))


@pytest.mark.parametrize("tile,step", [([64], 1), ([16], 4), ([1], 64)])
def test_columns(tile, step):
    text = f"""
graph.kernel @k(%a: tensor<41x72xf32>) -> (tensor<72xf32>, tensor<41x72xf32>)
    attributes {{{schedule("columns", tile, [step])}}} {{
  %x = math.exp %a : tensor<41x72xf32>
  %m = graph.reduce sum %x dims [0] : tensor<41x72xf32> -> tensor<72xf32>
  %b = graph.view %m through <(d0, d1) -> (d1)> : tensor<72xf32> -> tensor<41x72xf32>
  %y = arith.divf %x, %b : tensor<41x72xf32>
  graph.return %m, %y : tensor<72xf32>, tensor<41x72xf32>
}}"""
    a = normal(41, 72)
    e = np.exp(a)
    m, y = run_kernel(text, [a], [((72,), F32), ((41, 72), F32)])
    close(m, e.sum(0))
    close(y, e / e.sum(0))


def test_two_reduced_dimensions_and_reshaped_result():
    text = f"""
graph.kernel @k(%a: tensor<3x5x7x4xf32>) -> (tensor<3x7xf32>, tensor<3x20x7xf32>)
    attributes {{{schedule("rows", [1, 4], [2, 4])}}} {{
  %m = graph.reduce max %a dims [1, 3] : tensor<3x5x7x4xf32> -> tensor<3x7xf32>
  %b = graph.view %m through <(d0, d1, d2, d3) -> (d0, d2)> : tensor<3x7xf32> -> tensor<3x5x7x4xf32>
  %s = arith.subf %a, %b : tensor<3x5x7x4xf32>
  %r = graph.view %s through <(d0, d1, d2) -> (d0, d1 floordiv 4, d2, d1 mod 4)>
      : tensor<3x5x7x4xf32> -> tensor<3x20x7xf32>
  graph.return %m, %r : tensor<3x7xf32>, tensor<3x20x7xf32>
}}"""
    a = normal(3, 5, 7, 4)
    m, r = run_kernel(text, [a], [((3, 7), F32), ((3, 20, 7), F32)])
    close(m, a.max((1, 3)), 0)
    s = a - a.max((1, 3), keepdims=True)
    close(r, s.transpose(0, 1, 3, 2).reshape(3, 20, 7), 0)


def test_reduction_over_both_dimensions_in_turn():
    """The second reduction ranges over what the first one keeps."""
    text = f"""
graph.kernel @k(%a: tensor<12x12xf32>) -> tensor<12xf32>
    attributes {{{schedule("rows", [1], [8])}}} {{
  %c = graph.reduce sum %a dims [0] : tensor<12x12xf32> -> tensor<12xf32>
  %b = graph.view %c through <(d0, d1) -> (d1)> : tensor<12xf32> -> tensor<12x12xf32>
  %d = arith.mulf %a, %b : tensor<12x12xf32>
  %m = graph.reduce max %d dims [1] : tensor<12x12xf32> -> tensor<12xf32>
  graph.return %m : tensor<12xf32>
}}"""
    a = normal(12, 12)
    close(run_kernel(text, [a], [((12,), F32)])[0], (a * a.sum(0)).max(1))


#
# contract and attention
#


@pytest.mark.parametrize("m,n,k", [(34, 96, 64), (1, 50, 70), (9, 7, 5), (3, 1, 1), (20, 48, 130)])
@pytest.mark.parametrize("tile,step", [([9, 48], 4), ([8, 32], 16), ([1, 64], 64)])
def test_linear(m, n, k, tile, step):
    text = f"""
graph.kernel @k(%x: tensor<{m}x{k}xf32>, %w: tensor<{n}x{k}xf32>, %b: tensor<{n}xf32>,
    %r: tensor<{m}x{n}xf32>) -> tensor<{m}x{n}xf32>
    attributes {{{schedule("contract", tile, [step])}}} {{
  %t = graph.view %w through <(d0, d1) -> (d1, d0)> : tensor<{n}x{k}xf32> -> tensor<{k}x{n}xf32>
  %c = graph.contract %x, %t : tensor<{m}x{k}xf32>, tensor<{k}x{n}xf32> -> tensor<{m}x{n}xf32>
  %v = graph.view %b through <(d0, d1) -> (d1)> : tensor<{n}xf32> -> tensor<{m}x{n}xf32>
  %0 = arith.addf %c, %v : tensor<{m}x{n}xf32>
  %1 = arith.addf %0, %r : tensor<{m}x{n}xf32>
  graph.return %1 : tensor<{m}x{n}xf32>
}}"""
    x, w, b, r = normal(m, k), normal(n, k), normal(n), normal(m, n)
    close(run_kernel(text, [x, w, b, r], [((m, n), F32)])[0], x @ w.T + b + r, 1e-4)


def test_prologue_is_zero_beyond_k():
    """exp(0) = 1 in lanes beyond k must not count; two products share a loop."""
    text = f"""
graph.kernel @k(%x: tensor<10x13xf32>, %w: tensor<13x20xf32>, %u: tensor<13x20xf32>)
    -> tensor<10x20xf32> attributes {{{schedule("contract", [8, 16], [8])}}} {{
  %e = math.exp %x : tensor<10x13xf32>
  %f = math.exp %w : tensor<13x20xf32>
  %c = graph.contract %e, %f : tensor<10x13xf32>, tensor<13x20xf32> -> tensor<10x20xf32>
  %d = graph.contract %e, %u : tensor<10x13xf32>, tensor<13x20xf32> -> tensor<10x20xf32>
  %p = arith.mulf %c, %d : tensor<10x20xf32>
  graph.return %p : tensor<10x20xf32>
}}"""
    x, w, u = normal(10, 13), normal(13, 20), normal(13, 20)
    e = np.exp(x)
    close(run_kernel(text, [x, w, u], [((10, 20), F32)])[0], (e @ np.exp(w)) * (e @ u), 1e-4)


def test_norm_prologue_and_scattered_results():
    """RMS norm into a product whose columns are three results by head."""
    text = f"""
graph.kernel @k(%x: tensor<10x24xf32>, %w: tensor<24x96xf32>)
    -> (tensor<4x10x8xf32>, tensor<4x10x8xf32>, tensor<10x32xf32>)
    attributes {{{schedule("contract", [8, 16], [8])}}} {{
  %q = arith.mulf %x, %x : tensor<10x24xf32>
  %s = graph.reduce sum %q dims [1] : tensor<10x24xf32> -> tensor<10xf32>
  %i = math.sqrt %s : tensor<10xf32>
  %b = graph.view %i through <(d0, d1) -> (d0)> : tensor<10xf32> -> tensor<10x24xf32>
  %n = arith.divf %x, %b : tensor<10x24xf32>
  %c = graph.contract %n, %w : tensor<10x24xf32>, tensor<24x96xf32> -> tensor<10x96xf32>
  %0 = graph.view %c through <(d0, d1, d2) -> (d1, d0 * 8 + d2)>
      : tensor<10x96xf32> -> tensor<4x10x8xf32>
  %1 = graph.view %c through <(d0, d1, d2) -> (d1, d0 * 8 + d2 + 32)>
      : tensor<10x96xf32> -> tensor<4x10x8xf32>
  %2 = graph.view %c through <(d0, d1) -> (d0, d1 + 64)> : tensor<10x96xf32> -> tensor<10x32xf32>
  graph.return %0, %1, %2 : tensor<4x10x8xf32>, tensor<4x10x8xf32>, tensor<10x32xf32>
}}"""
    x, w = normal(10, 24), normal(24, 96)
    c = x / np.sqrt((x * x).sum(1, keepdims=True)) @ w
    heads = c.reshape(10, 3, 4, 8).transpose(1, 2, 0, 3)
    out = run_kernel(text, [x, w], [((4, 10, 8), F32), ((4, 10, 8), F32), ((10, 32), F32)])
    close(out[0], heads[0])
    close(out[1], heads[1])
    close(out[2], c[:, 64:])


@pytest.mark.parametrize("s0,s1", [(2, 3), (1, 1), (3, 11)])
def test_dynamic_contract(s0, s1):
    text = f"""
#d = #graph.dims<()[s0, s1] -> (s0, s1, 20)>
#h = #graph.dims<()[s0, s1] -> (s0, 3, s1, 8)>
#m = #graph.dims<()[s0, s1] -> (s0 * s1, 20)>
#n = #graph.dims<()[s0, s1] -> (s0 * s1, 24)>
graph.kernel @k(%x: tensor<?x?x20xf32, #d>, %w: tensor<20x24xf32>) -> tensor<?x3x?x8xf32, #h>
    attributes {{{schedule("contract", [8, 16], [4])}}} {{
  %xx = graph.view %x through <(d0, d1)[s0, s1] -> (d0 floordiv s1, d0 mod s1, d1)>
      : tensor<?x?x20xf32, #d> -> tensor<?x20xf32, #m>
  %c = graph.contract %xx, %w : tensor<?x20xf32, #m>, tensor<20x24xf32> -> tensor<?x24xf32, #n>
  %r = graph.view %c through <(d0, d1, d2, d3)[s0, s1] -> (d0 * s1 + d2, d1 * 8 + d3)>
      : tensor<?x24xf32, #n> -> tensor<?x3x?x8xf32, #h>
  graph.return %r : tensor<?x3x?x8xf32, #h>
}}"""
    x, w = normal(s0, s1, 20), normal(20, 24)
    expected = (x @ w).reshape(s0, s1, 3, 8).transpose(0, 2, 1, 3)
    close(run_kernel(text, [x, w], [(expected.shape, F32)], [s0, s1])[0], expected)


def attention(q, k, v, bias):
    with np.errstate(invalid="ignore", divide="ignore"):
        s = q @ k.swapaxes(-1, -2) * F32(0.25) + bias
        e = np.exp(s - s.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True) @ v


@pytest.mark.parametrize("m,n,d,e", [(34, 34, 16, 16), (1, 50, 8, 24), (9, 3, 12, 5)])
@pytest.mark.parametrize("rows,step", [(8, 16), (4, 64), (1, 8)])
@pytest.mark.parametrize("masked", ["zero", "nan"])
def test_attention(m, n, d, e, rows, step, masked):
    scores = f"tensor<3x{m}x{n}xf32>"
    text = f"""
graph.kernel @k(%q: tensor<3x{m}x{d}xf32>, %k: tensor<3x{n}x{d}xf32>, %v: tensor<3x{n}x{e}xf32>,
    %bias: tensor<{m}x{n}xf32>) -> tensor<{m}x{3 * e}xf32>
    attributes {{{schedule("attention", [1, rows], [step])}}} {{
  %o = graph.attention %q, %k, %v masked_rows {masked} {{
  ^bb0(%s: {scores}):
    %c = arith.constant dense<0.25> : tensor<f32>
    %cb = graph.view %c through <(d0, d1, d2) -> ()> : tensor<f32> -> {scores}
    %0 = arith.mulf %s, %cb : {scores}
    %b = graph.view %bias through <(d0, d1, d2) -> (d1, d2)> : tensor<{m}x{n}xf32> -> {scores}
    %1 = arith.addf %0, %b : {scores}
    graph.yield %1 : {scores}
  }} : tensor<3x{m}x{d}xf32>, tensor<3x{n}x{d}xf32>, tensor<3x{n}x{e}xf32> -> tensor<3x{m}x{e}xf32>
  %r = graph.view %o through <(d0, d1) -> (d1 floordiv {e}, d0, d1 mod {e})>
      : tensor<3x{m}x{e}xf32> -> tensor<{m}x{3 * e}xf32>
  graph.return %r : tensor<{m}x{3 * e}xf32>
}}"""
    q, k, v, bias = normal(3, m, d), normal(3, n, d), normal(3, n, e), normal(m, n)
    if m > 5:
        bias[5] = -np.inf
        bias[4, : n - 1] = -np.inf
    expected = attention(q, k, v, bias)
    if masked == "zero":
        expected = np.nan_to_num(expected)
    expected = expected.transpose(1, 0, 2).reshape(m, 3 * e)
    close(run_kernel(text, [q, k, v, bias], [((m, 3 * e), F32)])[0], expected, 1e-4)
