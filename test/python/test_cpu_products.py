"""Products of tile programs on the CPU, with AVX2 and with AVX-512."""

# ruff: noqa: E501

import numpy as np
import pytest
from cpu_kernels import bf16_bits, run, sample


@pytest.mark.parametrize(
    "m,n,k",
    [(9, 48, 4), (6, 16, 8), (1, 64, 4), (4, 1, 32), (7, 1, 1), (1, 1, 20), (3, 5, 7), (13, 1, 5)],
)
@pytest.mark.parametrize("dtype", ["f32", "bf16", "f64"])
def test_mma(cpu, m, n, k, dtype):
    acc = "f64" if dtype == "f64" else "f32"
    text = f"""
tile.func @k(%a: !tile.ptr<{dtype}>, %b: !tile.ptr<{dtype}>, %c: !tile.ptr<{acc}>)
    grid <() -> ()> threads 1 {{
  %c0 = arith.constant 0 : index
  %0 = tile.load %a[%c0] strides [{k}, 1] : !tile.ptr<{dtype}> -> tensor<{m}x{k}x{dtype}>
  %1 = tile.load %b[%c0] strides [{n}, 1] : !tile.ptr<{dtype}> -> tensor<{k}x{n}x{dtype}>
  %2 = tile.load %c[%c0] strides [{n}, 1] : !tile.ptr<{acc}> -> tensor<{m}x{n}x{acc}>
  %3 = tile.mma %0, %1, %2 : tensor<{m}x{k}x{dtype}>, tensor<{k}x{n}x{dtype}>, tensor<{m}x{n}x{acc}>
  tile.store %3, %c[%c0] strides [{n}, 1] : tensor<{m}x{n}x{acc}>, !tile.ptr<{acc}>
  tile.return
}}
"""
    rng = np.random.default_rng(0)
    a, b, c = (rng.integers(-4, 5, s).astype(np.float64) for s in [(m, k), (k, n), (m, n)])
    to = {"f32": lambda x: x.astype(np.float32), "f64": lambda x: x, "bf16": bf16_bits}[dtype]
    out = c.astype(np.float64 if acc == "f64" else np.float32)
    run(text, cpu, [to(a), to(b), out])
    np.testing.assert_array_equal(out, a @ b + c)


PRODUCT = """
tile.func @k(%a: !tile.ptr<{t}>, %b: !tile.ptr<{t}>, %c: !tile.ptr<{acc}>,
             %m: index, %n: index, %k: index) grid <()[s0, s1, s2] -> ()> threads 1 {{
  %c0 = arith.constant 0 : index
  %0 = tile.load %a[%c0] strides [{sa}] valid [%m, %k] : !tile.ptr<{t}> -> tensor<{M}x{K}x{t}>
  %1 = tile.load %b[%c0] strides [{sb}] valid [%k, %n] : !tile.ptr<{t}> -> tensor<{K}x{N}x{t}>
  {middle}
  %2 = arith.constant dense<0.0> : tensor<{M}x{N}x{acc}>
  %3 = tile.mma %lhs, %rhs, %2 : tensor<{M}x{K}x{t}>, tensor<{K}x{N}x{t}>, tensor<{M}x{N}x{acc}>
  tile.store %3, %c[%c0] strides [{N}, 1] : tensor<{M}x{N}x{acc}>, !tile.ptr<{acc}>
  tile.return
}}
"""


SHAPES = [(8, 48, 64), (16, 64, 48), (9, 20, 12), (3, 16, 9), (1, 32, 50), (5, 256, 16)]


@pytest.mark.parametrize(
    "shape,dtype,transposed,cut,computed",
    sample(
        32,
        SHAPES,
        ["f32", "bf16", "f64"],
        [(False, False), (False, True), (True, True)],
        [False, True],
        [False, True],
    ),
)
def test_deep_mma(cpu, shape, dtype, transposed, cut, computed):
    m, n, k = shape
    acc = "f64" if dtype == "f64" else "f32"
    middle = ""
    for name, source, shape in [("lhs", "%0", (m, k)), ("rhs", "%1", (k, n))]:
        tensor = f"tensor<{shape[0]}x{shape[1]}x{dtype}>"
        op = f"arith.addf {source}, {source}" if computed else f"tile.reshape {source}"
        middle += f"  %{name} = {op} : {tensor}" + ("" if computed else f" -> {tensor}") + "\n"
    text = PRODUCT.format(
        t=dtype,
        acc=acc,
        M=m,
        N=n,
        K=k,
        sa=f"1, {m}" if transposed[0] else f"{k}, 1",
        sb=f"1, {k}" if transposed[1] else f"{n}, 1",
        middle=middle,
    )
    if not cut:
        text = text.replace("valid [%m, %k]", "").replace("valid [%k, %n]", "")
    rng = np.random.default_rng(0)
    a, b = (rng.integers(-4, 5, s).astype(np.float64) for s in [(m, k), (k, n)])
    to = {"f32": lambda x: x.astype(np.float32), "f64": lambda x: x, "bf16": bf16_bits}[dtype]
    out = np.full((m, n), -1, np.float64 if acc == "f64" else np.float32)
    limits = [max(1, m - 2), n - 3, k - 1] if cut else [m, n, k]
    memory_a, memory_b = (
        np.ascontiguousarray(to(x.T if t else x)) for x, t in zip((a, b), transposed, strict=True)
    )
    run(text, cpu, [memory_a, memory_b, out], limits)
    a[limits[0] :] = 0
    a[:, limits[2] :] = 0
    b[limits[2] :] = 0
    b[:, limits[1] :] = 0
    np.testing.assert_array_equal(out, (4 if computed else 1) * (a @ b))


LINEAR = """
tile.func @k(%i: index, %j: index, %x: !tile.ptr<f32>, %w: !tile.ptr<f32>, %y: !tile.ptr<f32>,
             %m: index) grid <()[s0] -> (s0 ceildiv 8, {panels})> threads 1 {{
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %k = arith.constant {k} : index
  %n = arith.constant {n} : index
  %c48 = arith.constant 48 : index
  %zero = arith.constant dense<0.0> : tensor<8x48xf32>
  %row = arith.muli %i, %c8 : index
  %left = arith.subi %m, %row : index
  %column = arith.muli %j, %c48 : index
  %nleft = arith.subi %n, %column : index
  %xbase = arith.muli %row, %k : index
  %wbase = arith.muli %column, %k : index
  %sum = scf.for %kk = %c0 to %k step %c4 iter_args(%acc = %zero) -> (tensor<8x48xf32>) {{
    %xk = arith.addi %xbase, %kk : index
    %wk = arith.addi %wbase, %kk : index
    %0 = tile.load %x[%xk] strides [{k}, 1] valid [%left, 4] : !tile.ptr<f32> -> tensor<8x4xf32>
    %1 = tile.load %w[%wk] strides [0, 1, {k}] valid [1, 4, %nleft] : !tile.ptr<f32> -> tensor<1x4x48xf32>
    %2 = tile.reshape %1 : tensor<1x4x48xf32> -> tensor<4x48xf32>
    %3 = tile.mma %0, %2, %acc : tensor<8x4xf32>, tensor<4x48xf32>, tensor<8x48xf32>
    scf.yield %3 : tensor<8x48xf32>
  }}
  %ybase = arith.muli %row, %n : index
  %yb = arith.addi %ybase, %column : index
  tile.store %sum, %y[%yb] strides [{n}, 1] valid [%left, %nleft] : tensor<8x48xf32>, !tile.ptr<f32>
  tile.return
}}
"""


@pytest.mark.parametrize("k,n", [(64, 96), (24, 50), (36, 20)])
def test_linear_packs_its_weight(cpu, k, n):
    panels = -(-n // 48)
    text = LINEAR.format(k=k, n=n, panels=panels)
    rng = np.random.default_rng(0)
    # The second run has another weight where the first one's panel was.
    for m in [1, 8, 20, 20]:
        x, w = (rng.integers(-4, 5, s).astype(np.float32) for s in [(m, k), (n, k)])
        y = np.full((m + 1, n), -1, np.float32)
        tiles = -(-m // 8) * panels
        for begin, end in [(0, tiles // 2), (tiles // 2, tiles)]:
            run(text, cpu, [x, w, y], [m], begin=begin, tiles=end)
        np.testing.assert_array_equal(y[:m], x @ w.T)
        assert (y[m] == -1).all()
