"""Hopper's kernels without a GPU: their PTX under adversarial schedules.

Products in every form against float64, whole GEMMs under several schedules, and
the interpreter itself by what it must refuse: each kernel that lacks a wait, a
fence or a barrier.
"""

import functools
import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/gpu"))

import product_kernels  # noqa: E402
from hopper_interpreter import launch_hopper  # noqa: E402
from make_kernels import integer_attribute, run  # noqa: E402
from ptx_interpreter import PTXError, bf16_to_f32, f32_to_bf16  # noqa: E402
from tensor_maps import parse_tensor_maps  # noqa: E402

BUILD = Path(os.environ.get("CUTEDSL_BUILD", ROOT / "build/dev"))
pytestmark = pytest.mark.skipif(
    not (BUILD / "bin/cutedsl-translate").exists(), reason="needs a build of the tools"
)


@functools.lru_cache
def compiled(text: str) -> tuple[str, str]:
    lowered = run([BUILD / "bin/cutedsl-opt", "--cutedsl-gpu-pipeline"], text)
    return lowered, run([BUILD / "bin/cutedsl-translate"], lowered)


def interpret(text, name, grid, buffers, symbols=(), seed=0, change_ptx=lambda ptx: ptx):
    lowered, ptx = compiled(text)
    shared = integer_attribute(lowered, name, "tile.scratch")
    maps = parse_tensor_maps(lowered, name, symbols)
    return launch_hopper(change_ptx(ptx), name, grid, buffers, symbols, shared, maps, seed)


@pytest.mark.parametrize("product", product_kernels.PRODUCTS, ids=str)
def test_product(product):
    a, b, expected = product_kernels.inputs(product)
    c = np.full((product.m, product.n), np.nan, np.float32)
    interpret(product_kernels.source(product), "product", 1, [a, b, c])
    # Four steps of k whose sums keep 14 bits, or sums in f32.
    limit = 4 * 2.0**-13 if product_kernels.KIND_BYTES[product.kind] == 1 else 1e-6
    assert np.abs(c - expected).max() <= limit * np.abs(expected).max()


# -- Whole kernels -----------------------------------------------------------------


def gemm_source(name: str) -> str:
    return (ROOT / f"test/Target/sm90-{name}.mlir").read_text()


def read_input(name: str) -> str:
    return (ROOT / f"test/gpu/Inputs/sm90-{name}.mlir").read_text()


def random_bf16(random, shape):
    return f32_to_bf16(random.standard_normal(shape).astype(np.float32))


def run_gemm(name, shape, grid, seed, text=None, change_ptx=lambda ptx: ptx):
    """The result's error relative to its largest element."""
    random = np.random.default_rng(0)
    m, n, k = shape
    a, b = random_bf16(random, (m, k)), random_bf16(random, (n, k))
    c = np.full((m, n), 0x7FFF, np.uint16)
    expected = bf16_to_f32(a).astype(np.float64) @ bf16_to_f32(b).astype(np.float64).T
    buffers = [a, b]
    if name == "epilogue":
        bias, residual = random.standard_normal(n).astype(np.float32), random_bf16(random, (m, n))
        buffers += [bias, residual]
        expected += bias + bf16_to_f32(residual)
    text = text or gemm_source(name)
    interpret(text, "gemm", grid, [*buffers, c], shape, seed, change_ptx)
    return np.abs(bf16_to_f32(c) - expected).max() / np.abs(expected).max(), c


@pytest.mark.parametrize(
    ("name", "shape", "grid"),
    [
        ("gemm", (200, 300, 328), 2),
        ("epilogue", (136, 264, 72), 1),
        ("pingpong", (300, 136, 328), 1),
        ("pingpong", (300, 264, 64), 2),
        ("cluster", (200, 264, 328), 2),
    ],
)
def test_gemm(name, shape, grid):
    results = []
    for seed in range(2):
        error, result = run_gemm(name, shape, grid, seed)
        assert error < 4e-3
        results.append(result)
    # The schedule does not show in a single bit.
    assert all((result == results[0]).all() for result in results)


@pytest.mark.parametrize("swizzle", [32, 64, 128])
@pytest.mark.parametrize("element", ["bf16", "f32"])
def test_tiles_through_swizzled_memory(element, swizzle):
    """A ragged tile by copies, matrix loads, slices, matrix stores and copies."""
    size = {"bf16": 2, "f32": 4}[element]
    columns = swizzle // size
    words = {
        "ELEMENTS": 2 * 128 * columns, "ELEMENT": element, "COLUMNS": columns,
        "WIDTH": 2 * columns, "SWIZZLE": swizzle, "OFFSET": 128 * columns,
        "BYTES": 2 * 128 * swizzle,
    }  # fmt: skip
    text = re.sub("|".join(words), lambda word: str(words[word.group()]), read_input("tiles"))
    values = np.random.default_rng(0).standard_normal((120, 2 * columns)).astype(np.float32)
    a = f32_to_bf16(values) if element == "bf16" else values
    c = np.zeros_like(a)
    interpret(text, "tiles", 1, [a, c])
    sign = np.uint16(0x8000) if element == "bf16" else np.uint32(0x80000000)
    bits = f"u{size}"
    assert (c.view(bits) == a.view(bits) ^ sign).all()


def test_tiles_sent_within_a_cluster():
    x = np.random.default_rng(0).standard_normal((2, 64, 16)).astype(np.float32)
    for seed in range(4):
        c = np.zeros((64, 16), np.float32)
        interpret(read_input("partial"), "partial", 2, [x, c], seed=seed)
        assert (c == x[0] + x[1]).all()


def run_residual(columns, tile, threads, grid, seed, change=lambda text: text):
    words = {"COLUMNS": columns, "ROWS": tile[0], "WIDTH": tile[1], "THREADS": threads}
    text = re.sub("|".join(words), lambda word: str(words[word.group()]), read_input("residual"))
    random = np.random.default_rng(0)
    x, w = random_bf16(random, (300, 72)), random_bf16(random, (columns, 72))
    r = random_bf16(random, (300, columns))
    y = np.full((300, columns), 0x7FFF, np.uint16)
    interpret(change(to_pipeline(text)), "residual", grid, [x, w, r, y], (), seed)
    expected = bf16_to_f32(x).astype(np.float64) @ bf16_to_f32(w).T + bf16_to_f32(r)
    assert np.abs(bf16_to_f32(y) - expected).max() <= 4e-3 * np.abs(expected).max()
    return y


@functools.lru_cache
def to_pipeline(text: str) -> str:
    passes = ["--convert-graph-to-tile", "--canonicalize", "--cse", "--convert-tile-to-sm90"]
    return run([BUILD / "bin/cutedsl-opt", *passes, "--canonicalize", "--cse"], text)


# Several slices a tile, one, an odd number of tiles; each warpgroup's own tile.
RESIDUALS = [
    (264, (128, 256), 256), (200, (128, 64), 256), (328, (64, 128), 128), (264, (128, 128), 128),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "tile", "threads"), RESIDUALS)
def test_residual(columns, tile, threads):
    results = [run_residual(columns, tile, threads, 2, seed) for seed in range(3)]
    assert all((result == results[0]).all() for result in results)


# -- What must be refused ----------------------------------------------------------


def without(pattern, text, count=0):
    changed = re.sub(pattern, "", text, count=count)
    assert changed != text
    return changed


def replaced(old, new, text):
    assert old in text
    return text.replace(old, new)


MLIR_FAULTS = [
    ("gemm", "no wait for data", lambda t: without(r" *sm90\.wait %full\[%s\].*\n", t),
     "a read meets a write"),
    ("gemm", "no wait for room", lambda t: without(r" *sm90\.wait %empty.*\n", t),
     "a write meets"),
    ("gemm", "released while it is read",
     lambda t: replaced("sm90.arrive %empty[%previous]", "sm90.arrive %empty[%s]", t),
     "a write meets an operation|nobody can go on"),
    ("gemm", "released by one warpgroup of two",
     lambda t: replaced("%empty count 4 arrivals 2", "%empty count 4 arrivals 1", t),
     "a write meets an operation|more arrivals|nobody can go on"),
    ("gemm", "a producer that waits for the wrong phase",
     lambda t: replaced("%p0 = %c1) ->", "%p0 = %c0) ->", t), "nobody can go on"),
    ("gemm", "too few bytes announced",
     lambda t: replaced("sm90.expect_bytes 49152", "sm90.expect_bytes 49136", t),
     "nobody can go on"),
    ("gemm", "stages that overlap",
     lambda t: replaced("arith.constant 16384 : index", "arith.constant 8192 : index", t),
     "a write meets"),
    ("cluster", "leaves before the other is done",
     lambda t: without(r" *sm90\.cluster_sync\n", t), "a CTA that has ended"),
    ("cluster", "released by one CTA of two",
     lambda t: replaced("%empty count 4 arrivals 4", "%empty count 4 arrivals 2", t),
     "a write meets an operation|more arrivals|nobody can go on"),
    ("epilogue", "stores left behind", lambda t: without(r" *sm90\.store_wait 0\n", t),
     "copies may still read"),
]  # fmt: skip

PTX_FAULTS = [
    ("gemm", "accumulators before their wait",
     lambda t: without(r"wgmma\.wait_group\.sync\.aligned 0;", t),
     "touched while a product may write it|ends while copies or products"),
    ("gemm", "more registers than there are",
     lambda t: replaced("aligned.u32 \t232", "aligned.u32 \t240", t),
     "nobody can go on"),
    ("epilogue", "no proxy fence", lambda t: without(r"fence\.proxy\.async\.shared::cta;", t),
     "without a proxy fence"),
    ("epilogue", "a box that is still read",
     lambda t: replaced("wait_group.read \t0", "wait_group.read \t1", t),
     "a write meets an operation"),
    ("epilogue", "no barrier before a store",
     lambda t: without(r"bar\.sync \t%r\d+, 128;", t), "a read meets a write"),
]  # fmt: skip

SMALL = {"gemm": ((128, 256, 384), 1), "cluster": ((256, 256, 384), 2),
         "epilogue": ((128, 256, 64), 1)}  # fmt: skip


def expect_refusal(name, message, **changes):
    """Under some schedule the fault shows."""
    shape, grid = SMALL[name]
    for seed in range(12):
        try:
            run_gemm(name, shape, grid, seed, **changes)
        except PTXError as error:
            assert re.search(message, str(error)), error
            return
    pytest.fail("no schedule shows the fault")


@pytest.mark.parametrize(("name", "fault", "change", "message"), MLIR_FAULTS)
def test_refuses_program(name, fault, change, message):
    expect_refusal(name, message, text=change(gemm_source(name)))


@pytest.mark.parametrize(("name", "fault", "change", "message"), PTX_FAULTS)
def test_refuses_code(name, fault, change, message):
    expect_refusal(name, message, change_ptx=change)


RESIDUAL_FAULTS = [
    ("fetched into a box that is still read",
     lambda t: replaced("pending 1 signals", "pending 2 signals", t), "a write meets"),
    ("read before it is there",
     lambda t: without(r"sm90\.wait %\d+\[%\w+\] parity %\w+ : <i64, shared>\n"
                       r"(?=.*\n.*load_tile)", t), "a read meets a write"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "change", "message"), RESIDUAL_FAULTS)
def test_refuses_residual(fault, change, message):
    for seed in range(12):
        try:
            run_residual(264, (128, 256), 256, 1, seed, change)
        except PTXError as error:
            assert re.search(message, str(error)), error
            return
    pytest.fail("no schedule shows the fault")
