"""Tile programs run on the CPU against numpy, with AVX2 and with AVX-512."""

# ruff: noqa: E501

import numpy as np
import pytest
from cpu_kernels import bf16_bits, bf16_value, run, sample

POINTWISE = """
tile.func @k(%i: index, %x: !tile.ptr<{t}>, %y: !tile.ptr<{t}>, %s0: index)
    grid <()[s0] -> (s0 ceildiv 64)> threads 1 {{
  %c64 = arith.constant 64 : index
  %base = arith.muli %i, %c64 : index
  %left = arith.subi %s0, %base : index
  %0 = tile.load %x[%base] strides [1] valid [%left] : !tile.ptr<{t}> -> tensor<64x{t}>
  {body}
  tile.store %r, %y[%base] strides [1] valid [%left] : tensor<64x{t}>, !tile.ptr<{t}>
  tile.return
}}
"""


@pytest.mark.parametrize("n", [1, 15, 64, 65, 300])
def test_tail_is_masked(cpu, n):
    text = POINTWISE.format(t="f32", body="%r = arith.mulf %0, %0 : tensor<64xf32>")
    x = np.random.default_rng(0).standard_normal(n).astype(np.float32)
    y = np.full(n + 64, 7, np.float32)
    assert run(text, cpu, [x, y], [n], tiles=-(-n // 64)) == 0
    np.testing.assert_array_equal(y[:n], x * x)
    assert (y[n:] == 7).all()


@pytest.mark.parametrize("begin,end", [(0, 0), (1, 2), (3, 4)])
def test_range_of_tiles(cpu, begin, end):
    text = POINTWISE.format(t="f32", body="%r = arith.addf %0, %0 : tensor<64xf32>")
    x = np.arange(256, dtype=np.float32)
    y = np.zeros_like(x)
    run(text, cpu, [x, y], [256], begin=begin, tiles=end)
    expected = np.zeros_like(x)
    expected[begin * 64 : end * 64] = 2 * x[begin * 64 : end * 64]
    np.testing.assert_array_equal(y, expected)


@pytest.mark.parametrize("dtype", [np.float64, np.int64, np.int32, np.int8])
def test_element_types(cpu, dtype):
    name = {"float64": "f64", "int64": "i64", "int32": "i32", "int8": "i8"}[np.dtype(dtype).name]
    op = "mulf" if name == "f64" else "muli"
    text = POINTWISE.format(t=name, body=f"%r = arith.{op} %0, %0 : tensor<64x{name}>")
    x = np.arange(100).astype(dtype)
    y = np.zeros_like(x)
    run(text, cpu, [x, y], [100], tiles=2)
    np.testing.assert_array_equal(y, x * x)


def test_bool_memory_is_a_byte(cpu):
    text = POINTWISE.format(
        t="i1",
        body="""%one = arith.constant dense<true> : tensor<64xi1>
  %r = arith.xori %0, %one : tensor<64xi1>""",
    )
    x = np.random.default_rng(0).integers(0, 2, 100).astype(np.bool_)
    y = np.full(101, 2, np.uint8)
    run(text, cpu, [x, y], [100], tiles=2)
    np.testing.assert_array_equal(y[:100], (~x).astype(np.uint8))
    assert y[100] == 2


def test_bf16_rounds_like_pytorch(cpu):
    text = POINTWISE.format(
        t="bf16",
        body="""%w = arith.extf %0 : tensor<64xbf16> to tensor<64xf32>
  %c = arith.constant dense<1.001> : tensor<64xf32>
  %m = arith.mulf %w, %c : tensor<64xf32>
  %r = arith.truncf %m : tensor<64xf32> to tensor<64xbf16>""",
    )
    # Every bf16 there is: denormals, infinities, NaNs.
    x = np.arange(1 << 16, dtype=np.uint16)
    y = np.zeros_like(x)
    run(text, cpu, [x, y], [x.size], tiles=x.size // 64)
    with np.errstate(all="ignore"):
        expected = bf16_bits(bf16_value(x) * np.float32(1.001))
    np.testing.assert_array_equal(y, expected)


def test_f16_rounds_to_nearest_even(cpu):
    text = POINTWISE.format(
        t="f16",
        body="""%w = arith.extf %0 : tensor<64xf16> to tensor<64xf32>
  %c = arith.constant dense<1.01> : tensor<64xf32>
  %m = arith.mulf %w, %c : tensor<64xf32>
  %r = arith.truncf %m : tensor<64xf32> to tensor<64xf16>""",
    )
    x = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    y = np.zeros_like(x)
    run(text, cpu, [x, y], [x.size], tiles=x.size // 64)
    with np.errstate(all="ignore"):
        expected = (x.astype(np.float32) * np.float32(1.01)).astype(np.float16)
    np.testing.assert_array_equal(y, expected)


def test_bf16_arithmetic_without_widening(cpu):
    text = POINTWISE.format(t="bf16", body="%r = arith.addf %0, %0 : tensor<64xbf16>")
    x = bf16_bits(np.random.default_rng(0).standard_normal(64).astype(np.float32))
    y = np.zeros_like(x)
    run(text, cpu, [x, y], [64])
    np.testing.assert_array_equal(y, bf16_bits(2 * bf16_value(x)))


@pytest.mark.parametrize("op", ["divsi", "remsi", "floordivsi", "ceildivsi", "divui", "remui"])
def test_division_never_traps(cpu, op):
    text = """
tile.func @k(%x: !tile.ptr<i32>, %d: !tile.ptr<i32>, %y: !tile.ptr<i32>, %s0: index)
    grid <()[s0] -> ()> threads 1 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [1] valid [%s0] : !tile.ptr<i32> -> tensor<13xi32>
  %1 = tile.load %d[%c0] strides [1] valid [%s0] : !tile.ptr<i32> -> tensor<13xi32>
  %2 = arith.OP %0, %1 : tensor<13xi32>
  tile.store %2, %y[%c0] strides [1] valid [%s0] : tensor<13xi32>, !tile.ptr<i32>
  tile.return
}
""".replace("OP", op)
    low = np.iinfo(np.int32).min
    x = np.array([7, -7, low, 5, low, 9], np.int32)
    d = np.array([2, 2, -1, 0, 3, -4], np.int32)
    y = np.zeros(6, np.int32)
    run(text, cpu, [x, d, y], [6])
    ok = np.array([0, 1, 4, 5])
    a, b = x[ok].astype(np.int64), d[ok].astype(np.int64)
    unsigned = op in ("divui", "remui")
    if unsigned:
        a, b = a & 0xFFFFFFFF, b & 0xFFFFFFFF
    expected = {
        "divsi": np.trunc(a / b).astype(np.int64),
        "remsi": np.fmod(a, b),
        "floordivsi": a // b,
        "ceildivsi": -(-a // b),
        "divui": a // b,
        "remui": a % b,
    }[op]
    np.testing.assert_array_equal(y[ok].astype(np.int64), expected.astype(np.int32))


ROWS = """
tile.func @k(%i: index, %x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %s0: index)
    grid <()[s0] -> (s0 ceildiv 4)> threads 1 {
  %c4 = arith.constant 4 : index
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %n = arith.constant 100 : index
  %row = arith.muli %i, %c4 : index
  %left = arith.subi %s0, %row : index
  %base = arith.muli %row, %n : index
  %low = arith.constant dense<0xFF800000> : tensor<4x16xf32>
  %max = scf.for %j = %c0 to %n step %c16 iter_args(%m = %low) -> (tensor<4x16xf32>) {
    %at = arith.addi %base, %j : index
    %jl = arith.subi %n, %j : index
    %t = tile.load %x[%at] strides [100, 1] valid [%left, %jl] : !tile.ptr<f32> -> tensor<4x16xf32>
    %lane = tile.iota 1 : tensor<4x16xindex>
    %lim = tile.splat %jl : index -> tensor<4x16xindex>
    %in = arith.cmpi slt, %lane, %lim : tensor<4x16xindex>
    %u = arith.select %in, %t, %low : tensor<4x16xi1>, tensor<4x16xf32>
    %v = arith.maximumf %m, %u : tensor<4x16xf32>
    scf.yield %v : tensor<4x16xf32>
  }
  %r = tile.reduce max %max dims [1] : tensor<4x16xf32> -> tensor<4x1xf32>
  %rb = tile.broadcast %r : tensor<4x1xf32> -> tensor<4x16xf32>
  scf.for %j = %c0 to %n step %c16 {
    %at = arith.addi %base, %j : index
    %jl = arith.subi %n, %j : index
    %t = tile.load %x[%at] strides [100, 1] valid [%left, %jl] : !tile.ptr<f32> -> tensor<4x16xf32>
    %v = arith.subf %t, %rb : tensor<4x16xf32>
    tile.store %v, %y[%at] strides [100, 1] valid [%left, %jl] : tensor<4x16xf32>, !tile.ptr<f32>
  }
  tile.return
}
"""


@pytest.mark.parametrize("m", [1, 4, 6])
def test_rows(cpu, m):
    x = np.random.default_rng(0).standard_normal((m, 100)).astype(np.float32)
    if m > 4:
        x[5, 3] = np.nan
    y = np.zeros_like(x)
    run(ROWS, cpu, [x, y], [m], tiles=-(-m // 4))
    np.testing.assert_array_equal(y, x - x.max(axis=1, keepdims=True))


REDUCE = """
tile.func @k(%x: !tile.ptr<{t}>, %y: !tile.ptr<{t}>) grid <() -> ()> threads 1 {{
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [{xs}] : !tile.ptr<{t}> -> tensor<{shape}x{t}>
  %1 = tile.reduce {kind} %0 dims [{dims}] : tensor<{shape}x{t}> -> tensor<{result}x{t}>
  tile.store %1, %y[%c0] strides [{ys}] : tensor<{result}x{t}>, !tile.ptr<{t}>
  tile.return
}}
"""


def strides(shape):
    return ", ".join(str(int(np.prod(shape[i + 1 :]))) for i in range(len(shape)))


REDUCED = [
    ((64,), [0]),
    ((13,), [0]),
    ((4, 64), [1]),
    ((16, 16), [1]),
    ((9, 40), [1]),
    ((9, 40), [0]),
    ((5, 3, 7), [0, 2]),
    ((5, 3, 7), [1]),
    ((6, 20, 1), [1]),
    ((33, 2), [1]),
    ((2, 9, 16), [2]),
    ((1, 1), [0, 1]),
]


@pytest.mark.parametrize(
    "kind,form,dtype",
    sample(36, ["sum", "prod", "max", "min"], REDUCED, ["f32", "i32", "f64"]),
)
def test_reduce(cpu, kind, form, dtype):
    shape, dims = form
    result = [1 if d in dims else n for d, n in enumerate(shape)]
    text = REDUCE.format(
        t=dtype,
        shape="x".join(map(str, shape)),
        result="x".join(map(str, result)),
        xs=strides(shape),
        ys=strides(result),
        dims=", ".join(map(str, dims)),
        kind=kind,
    )
    numpy_type = {"f32": np.float32, "f64": np.float64, "i32": np.int32}[dtype]
    x = np.random.default_rng(0).integers(-3, 4, shape).astype(numpy_type)
    y = np.zeros(result, numpy_type)
    run(text, cpu, [x, y])
    np.testing.assert_array_equal(
        y, getattr(np, kind)(x, axis=tuple(dims), keepdims=True).astype(numpy_type)
    )


def test_max_propagates_nan(cpu):
    text = REDUCE.format(
        t="f32", shape="2x19", result="2x1", xs="19, 1", ys="1, 1", dims="1", kind="max"
    )
    x = np.random.default_rng(0).standard_normal((2, 19)).astype(np.float32)
    x[1, 18] = np.nan
    y = np.zeros((2, 1), np.float32)
    run(text, cpu, [x, y])
    np.testing.assert_array_equal(y, x.max(axis=1, keepdims=True))


REARRANGE = """
tile.func @k(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>) grid <() -> ()> threads 1 {{
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [{xs}] : !tile.ptr<f32> -> tensor<{a}xf32>
  %1 = {op} : tensor<{a}xf32> -> tensor<{b}xf32>
  tile.store %1, %y[%c0] strides [{ys}] : tensor<{b}xf32>, !tile.ptr<f32>
  tile.return
}}
"""


def rearrange(cpu, op, a, b):
    text = REARRANGE.format(
        a="x".join(map(str, a)), b="x".join(map(str, b)), xs=strides(a), ys=strides(b), op=op
    )
    x = np.arange(np.prod(a), dtype=np.float32).reshape(a)
    y = np.full(b, -1, np.float32)
    run(text, cpu, [x, y])
    return x, y


@pytest.mark.parametrize(
    "shape", [(16, 16), (32, 16), (16, 48), (9, 5), (4, 64), (64, 4), (8, 8), (3, 40), (1, 7)]
)
def test_transpose(cpu, shape):
    x, y = rearrange(cpu, "tile.transpose %0 [1, 0]", shape, shape[::-1])
    np.testing.assert_array_equal(y, x.T)


def test_transpose_of_three_dimensions(cpu):
    x, y = rearrange(cpu, "tile.transpose %0 [2, 0, 1]", (3, 5, 18), (18, 3, 5))
    np.testing.assert_array_equal(y, x.transpose(2, 0, 1))


@pytest.mark.parametrize(
    "a,b",
    [
        ((1, 64), (4, 64)),
        ((4, 1), (4, 64)),
        ((9, 1), (9, 20)),
        ((1, 1), (3, 17)),
        ((2, 1, 6), (2, 5, 6)),
        ((20, 1, 1), (20, 2, 3)),
    ],
)
def test_broadcast(cpu, a, b):
    x, y = rearrange(cpu, "tile.broadcast %0", a, b)
    np.testing.assert_array_equal(y, np.broadcast_to(x, b))


@pytest.mark.parametrize(
    "a,b", [((1, 4, 64), (4, 64)), ((6, 10), (60,)), ((60,), (4, 15)), ((7, 3), (3, 7))]
)
def test_reshape(cpu, a, b):
    x, y = rearrange(cpu, "tile.reshape %0", a, b)
    np.testing.assert_array_equal(y, x.reshape(b))


STRIDED = """
tile.func @k(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %m: index, %n: index, %ld: index)
    grid <()[s0, s1, s2] -> ()> threads 1 {{
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [{xs}] valid [%m, %n] : !tile.ptr<f32> -> tensor<{t}xf32>
  tile.store %0, %y[%c0] strides [{ys}] valid [%m, %n] : tensor<{t}xf32>, !tile.ptr<f32>
  tile.return
}}
"""


@pytest.mark.parametrize(
    "tile,cut,load,store",
    sample(
        24,
        [(16, 16), (9, 20), (4, 48)],
        [0, 1, 3],
        ["row", "column", "dynamic", "broadcast"],
        ["row", "column", "dynamic"],
    ),
)
def test_strided(cpu, tile, cut, load, store):
    forms = {
        "row": "64, 1",
        "column": "1, 64",
        "dynamic": "%ld, 2",
        "broadcast": "64, 0",
    }
    text = STRIDED.format(xs=forms[load], ys=forms[store], t="x".join(map(str, tile)))
    ld = 200
    x = np.arange(64 * 200, dtype=np.float32)
    y = np.full(64 * 200, -1, np.float32)
    m, n = tile[0] - cut, tile[1] - cut
    run(text, cpu, [x, y], [m, n, ld])
    steps = {"row": (64, 1), "column": (1, 64), "dynamic": (ld, 2), "broadcast": (64, 0)}
    expected = np.full_like(y, -1)
    for i in range(m):
        for j in range(n):
            value = x[i * steps[load][0] + j * steps[load][1]]
            expected[i * steps[store][0] + j * steps[store][1]] = value
    np.testing.assert_array_equal(y, expected)


def test_rows_out_of_bounds_are_zero(cpu):
    text = """
tile.func @k(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %m: index, %n: index)
    grid <()[s0, s1] -> ()> threads 1 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [20, 1] valid [%m, %n] : !tile.ptr<f32> -> tensor<4x20xf32>
  tile.store %0, %y[%c0] strides [20, 1] : tensor<4x20xf32>, !tile.ptr<f32>
  tile.return
}
"""
    x = np.ones((4, 20), np.float32)
    for m, n in [(4, 20), (2, 3), (0, 5), (-3, 7), (9, 99)]:
        y = np.full((4, 20), -1, np.float32)
        run(text, cpu, [x, y], [m, n])
        expected = np.zeros((4, 20), np.float32)
        expected[: max(m, 0), : max(n, 0)] = 1
        np.testing.assert_array_equal(y, expected)


@pytest.mark.parametrize("dtype", ["f32", "i64", "i8", "i1", "bf16"])
@pytest.mark.parametrize("masked", [False, True])
def test_gather_and_scatter(cpu, dtype, masked):
    mask = " mask %m" if masked else ""
    mask_type = ", tensor<20xi1>" if masked else ""
    text = f"""
tile.func @k(%x: !tile.ptr<{dtype}>, %i: !tile.ptr<i64>, %y: !tile.ptr<{dtype}>)
    grid <() -> ()> threads 1 {{
  %c0 = arith.constant 0 : index
  %0 = tile.load %i[%c0] strides [1] : !tile.ptr<i64> -> tensor<20xi64>
  %o = arith.index_cast %0 : tensor<20xi64> to tensor<20xindex>
  %zero = arith.constant dense<0> : tensor<20xi64>
  %m = arith.cmpi sge, %0, %zero : tensor<20xi64>
  %g = tile.gather %x[%o]{mask} : !tile.ptr<{dtype}>, tensor<20xindex>{mask_type} -> tensor<20x{dtype}>
  tile.scatter %g, %y[%o]{mask} : tensor<20x{dtype}>, !tile.ptr<{dtype}>, tensor<20xindex>{mask_type}
  tile.return
}}
"""
    numpy_type = {"f32": np.float32, "i64": np.int64, "i8": np.int8, "i1": np.bool_}.get(
        dtype, np.uint16
    )
    rng = np.random.default_rng(0)
    x = rng.integers(0, 2 if dtype == "i1" else 100, 50).astype(numpy_type)
    index = rng.permutation(50)[:20].astype(np.int64)
    if masked:
        index[::3] = -(10**12)
    y = np.zeros_like(x)
    run(text, cpu, [x, index, y])
    expected = np.zeros_like(x)
    expected[index[index >= 0]] = x[index[index >= 0]]
    np.testing.assert_array_equal(y, expected)


def test_check_reports_its_message(cpu):
    text = """
tile.func @k(%x: !tile.ptr<i64>, %s0: index) grid <()[s0] -> ()> threads 1 {
  %c0 = arith.constant 0 : index
  %0 = tile.load %x[%c0] strides [1] : !tile.ptr<i64> -> tensor<5xi64>
  %ten = arith.constant dense<10> : tensor<5xi64>
  %two = arith.constant dense<2> : tensor<5xi64>
  %a = arith.cmpi slt, %0, %ten : tensor<5xi64>
  tile.check %a, "below ten" : tensor<5xi1>
  %b = arith.cmpi sgt, %0, %two : tensor<5xi64>
  tile.check %b, "above two" : tensor<5xi1>
  tile.return
}
"""
    x = np.array([3, 4, 5, 6, 7], np.int64)
    assert run(text, cpu, [x], [0]) == 0
    assert run(text, cpu, [np.array([3, 4, 5, 6, 10], np.int64)], [0]) == 1
    assert run(text, cpu, [np.array([2, 4, 5, 6, 7], np.int64)], [0]) == 2
