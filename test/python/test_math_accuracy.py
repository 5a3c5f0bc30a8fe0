"""tile-expand-math is within 2 ulp of the true value, in f32.

Every function is compiled for vectors of 16 and called on floats of every
exponent and sign, and on special values. The C library in f64 says what is
right, and is itself compared with mpmath where the error was largest and on
random arguments. For the GPU, the PTX of whole kernels is interpreted.
"""

import ctypes
import math
import subprocess
import sys

import mpmath
import numpy as np
import pytest
from cpu_kernels import BUILD, CPUS, LLVM, ROOT

sys.path.insert(0, str(ROOT / "test/gpu"))

import ptx_interpreter  # noqa: E402

LIMIT = 2.0
LANES = 16


def from_libm(name):
    function = getattr(ctypes.CDLL("libm.so.6"), name)
    function.argtypes, function.restype = [ctypes.c_double], ctypes.c_double
    return np.vectorize(function, otypes=[np.float64])


UNARY = {
    "exp": (np.exp, mpmath.exp),
    "exp2": (np.exp2, lambda x: mpmath.power(2, x)),
    "expm1": (np.expm1, mpmath.expm1),
    "sinh": (np.sinh, mpmath.sinh),
    "cosh": (np.cosh, mpmath.cosh),
    "tanh": (np.tanh, mpmath.tanh),
    "erf": (from_libm("erf"), mpmath.erf),
    "erfc": (from_libm("erfc"), mpmath.erfc),
    "log": (np.log, mpmath.log),
    "log2": (np.log2, lambda x: mpmath.log(x, 2)),
    "log10": (np.log10, mpmath.log10),
    "log1p": (np.log1p, mpmath.log1p),
    "asinh": (np.arcsinh, mpmath.asinh),
    "acosh": (np.arccosh, mpmath.acosh),
    "atanh": (np.arctanh, mpmath.atanh),
    "rsqrt": (lambda x: 1 / np.sqrt(x), lambda x: 1 / mpmath.sqrt(x)),
    "cbrt": (np.cbrt, lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x))),
    "sin": (np.sin, mpmath.sin),
    "cos": (np.cos, mpmath.cos),
    "tan": (np.tan, mpmath.tan),
    "asin": (np.arcsin, mpmath.asin),
    "acos": (np.arccos, mpmath.acos),
    "atan": (np.arctan, mpmath.atan),
}
BINARY = {"atan2": (np.arctan2, mpmath.atan2), "powf": (np.power, mpmath.power)}

LOOP = """
func.func @{name}({pointers}, %z: !llvm.ptr, %n: i64) {{
  %c0 = arith.constant 0 : i64
  %c16 = arith.constant 16 : i64
  scf.for %i = %c0 to %n step %c16 : i64 {{
    {loads}
    %r = math.{name} {values} : vector<16xf32>
    %q = llvm.getelementptr %z[%i] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    llvm.store %r, %q {{alignment = 4 : i64}} : vector<16xf32>, !llvm.ptr
  }}
  return
}}
"""
LOAD = """
    %p{k} = llvm.getelementptr %x{k}[%i] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    %v{k} = llvm.load %p{k} {{alignment = 4 : i64}} : !llvm.ptr -> vector<16xf32>
"""
LOWERING = [
    f"-convert-{name}-to-{to}"
    for name, to in [
        ("scf", "cf"), ("vector", "llvm"), ("math", "llvm"), ("arith", "llvm"),
        ("cf", "llvm"), ("func", "llvm"),
    ]
]  # fmt: skip


def loop(name, operands):
    return LOOP.format(
        name=name,
        pointers=", ".join(f"%x{k}: !llvm.ptr" for k in range(operands)),
        loads="".join(LOAD.format(k=k) for k in range(operands)),
        values=", ".join(f"%v{k}" for k in range(operands)),
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("math")
    text = "".join(loop(name, 1) for name in UNARY) + "".join(loop(name, 2) for name in BINARY)
    for command in [
        [BUILD / "bin/cutedsl-opt", "-tile-expand-math", "-canonicalize", "-cse"],
        [LLVM / "mlir-opt", *LOWERING, "-reconcile-unrealized-casts"],
        [LLVM / "mlir-translate", "-mlir-to-llvmir"],
        [LLVM / "opt", "-O2", "-mcpu=x86-64-v3"],
        [LLVM / "llc", "-mcpu=x86-64-v3", "-filetype=obj", "-relocation-model=pic", "-o", "-"],
    ]:
        source = text if isinstance(text, bytes) else text.encode()
        text = subprocess.run(command, input=source, stdout=subprocess.PIPE, check=True).stdout
    (folder / "math.o").write_bytes(text)
    subprocess.run(["cc", "-shared", folder / "math.o", "-o", folder / "math.so"], check=True)
    return ctypes.CDLL(str(folder / "math.so"))


def call(library, name, *arguments):
    size = len(arguments[0])
    padded = [
        np.concatenate([a, np.ones(-size % LANES, np.float32)]).astype(np.float32)
        for a in arguments
    ]
    result = np.empty_like(padded[0])
    pointers = [ctypes.c_void_p(a.ctypes.data) for a in (*padded, result)]
    getattr(library, name)(*pointers, ctypes.c_int64(len(result)))
    return result[:size]


def ulp_errors(got, want):
    """Errors in units of the last place of `want`, f64 of any size; infinite
    where NaN, infinity or the sign of zero is wrong."""
    with np.errstate(all="ignore"):
        rounded = want.astype(np.float32)
        exponents = np.maximum(np.frexp(want)[1] - 24, -149)
        # An infinity counts as 2^128: one ulp beyond the largest float.
        finite = [np.clip(v.astype(np.float64), -(2.0**128), 2.0**128) for v in (got, want)]
        exponents = np.minimum(exponents, 104)
        errors = np.abs(finite[0] - finite[1]) / np.ldexp(1.0, exponents)
    wrong = np.isnan(got) != np.isnan(rounded)
    wrong |= (want == 0) & ((got != 0) | (np.signbit(got) != np.signbit(want)))
    wrong |= np.isinf(want) & (got != want)
    errors[np.isnan(got) & np.isnan(rounded)] = 0
    errors[wrong] = np.inf
    return errors


SPECIAL = np.array(
    [0.0, 1.0, 0.5, 2.0, 3.0, 0.25, 0.75, 2**-149, 2**-126, 2**-126 - 2**-149, 65536, 65537,
     16777215, 16777217, 33554432, 88.72284, 88.7229, 103.97, 126.5, 3.4028234e38, np.inf, np.nan],
    np.float32,
)  # fmt: skip
SPECIAL = np.concatenate([SPECIAL, -SPECIAL])


def floats(count, seed):
    """Floats of every sign and exponent, evenly spread over their bits."""
    bits = np.random.default_rng(seed).integers(0, 2**32, count, dtype=np.uint32)
    # The neighbourhood of 1 and 0.5, where most functions change their formula.
    dense = np.random.default_rng(seed + 1).uniform(-4, 4, count // 4).astype(np.float32)
    return np.concatenate([bits.view(np.float32), dense, SPECIAL])


def exact(function, *arguments):
    """mpmath's value as the nearest f64; None where it has none."""
    with mpmath.workprec(120):
        try:
            value = function(*(mpmath.mpf(float(a)) for a in arguments))
        except (ValueError, ZeroDivisionError, OverflowError):
            return None
    if isinstance(value, mpmath.mpc) or not mpmath.isfinite(value) or value == 0:
        return None
    return float(value)


def check(library, name, oracle, truth, *arguments):
    with np.errstate(all="ignore"):
        want = oracle(*(a.astype(np.float64) for a in arguments))
    got = call(library, name, *arguments)
    errors = ulp_errors(got, want)
    worst = int(np.argmax(errors))
    values = [float(a[worst]) for a in arguments]
    assert errors[worst] <= LIMIT, f"{name}{values} gave {got[worst]}, not {want[worst]}"

    # Against mpmath: where the error was largest, and anywhere.
    chosen = np.concatenate([np.argsort(errors)[-300:], np.arange(0, len(got), len(got) // 1500)])
    compared = 0
    for i in chosen:
        value = exact(truth, *(a[i] for a in arguments))
        if value is None or math.isnan(got[i]):
            continue
        compared += 1
        error = ulp_errors(got[i : i + 1], np.array([value]))[0]
        assert error <= LIMIT, f"{name}{[float(a[i]) for a in arguments]} gave {got[i]}"
    assert compared > 250
    print(f"{name}: {errors[worst]:.3f} ulp at {values}")


# Through the whole compiler, with the code generator's own options.

PROMISED = ("exp", "tanh", "erf", "log", "sin", "cos", "asinh", "sinh")
WHOLE = """
#d = #graph.dims<()[s0] -> (s0)>
graph.program @main symbols ["s0"] (%x: tensor<?xf32, #d> {{graph.name = "x"}}) -> ({types}) {{
  {body}
  graph.return {values} : {types}
}}
"""


@pytest.mark.parametrize("level", CPUS)
def test_whole_programs(level):
    import torch

    from cutedsl.program import load_program

    text = WHOLE.format(
        types=", ".join(["tensor<?xf32, #d>"] * len(PROMISED)),
        body="\n  ".join(f"%{name} = math.{name} %x : tensor<?xf32, #d>" for name in PROMISED),
        values=", ".join(f"%{name}" for name in PROMISED),
    )
    program = load_program(text, {"cpu": level})
    x = floats(60_000, seed=11)
    results = program.run({"x": torch.from_numpy(x)})
    for name, result in zip(PROMISED, results, strict=True):
        with np.errstate(all="ignore"):
            want = UNARY[name][0](x.astype(np.float64))
        errors = ulp_errors(result.numpy(), want)
        worst = int(np.argmax(errors))
        assert errors[worst] <= LIMIT, f"{name}({x[worst]}) gave {result[worst]}"


@pytest.mark.parametrize("name", UNARY)
def test_unary(library, name):
    count = 100_000 if name.startswith("erf") else 2_000_000
    check(library, name, *UNARY[name], floats(count, seed=1))


def test_atan2(library):
    y, x = floats(500_000, seed=2), floats(500_000, seed=4)
    grid = np.meshgrid(SPECIAL, SPECIAL)
    y, x = (np.concatenate([v, g.ravel()]) for v, g in zip((y, x), grid, strict=True))
    check(library, "atan2", *BINARY["atan2"], y, x)


def test_powf(library):
    random = np.random.default_rng(6)
    x = floats(500_000, seed=7)
    # Exponents whose results cover the range of f32, and integers.
    with np.errstate(all="ignore"):
        y = (random.uniform(-150, 130, len(x)) / np.log2(np.abs(x))).astype(np.float32)
    y[1::3] = np.rint(y[1::3])
    grid = np.meshgrid(SPECIAL, SPECIAL)
    x, y = (np.concatenate([v, g.ravel()]) for v, g in zip((x, y), grid, strict=True))
    check(library, "powf", *BINARY["powf"], x, y)


KERNEL = """
tile.func @{name}(%i: index, {pointers}, %y: !tile.ptr<f32>)
    grid <() -> ({blocks})> threads 128 {{
  %c128 = arith.constant 128 : index
  %base = arith.muli %i, %c128 : index
  {loads}
  %r = math.{name} {values} : tensor<128xf32>
  tile.store %r, %y[%base] strides [1] align 16 : tensor<128xf32>, !tile.ptr<f32>
  tile.return
}}
"""
TILE_LOAD = """
  %v{k} = tile.load %x{k}[%base] strides [1] align 16 : !tile.ptr<f32> -> tensor<128xf32>
"""


def compile_for_gpu(name, operands, blocks):
    text = KERNEL.format(
        name=name,
        blocks=blocks,
        pointers=", ".join(f"%x{k}: !tile.ptr<f32>" for k in range(operands)),
        loads="".join(TILE_LOAD.format(k=k) for k in range(operands)),
        values=", ".join(f"%v{k}" for k in range(operands)),
    )
    for command in [
        [BUILD / "bin/cutedsl-opt", "--cutedsl-gpu-pipeline=arch=sm_90a"],
        [BUILD / "bin/cutedsl-translate", "--arch=sm_90a"],
    ]:
        text = subprocess.run(
            command, input=text, stdout=subprocess.PIPE, text=True, check=True
        ).stdout
    return text


@pytest.mark.parametrize("name", [*UNARY, *BINARY])
def test_gpu(name):
    operands = 1 if name in UNARY else 2
    oracle = (UNARY | BINARY)[name][0]
    blocks = 256
    arguments = [floats(blocks * 128, seed=8 + k)[-blocks * 128 :] for k in range(operands)]
    got = np.full(blocks * 128, np.nan, np.float32)
    ptx = compile_for_gpu(name, operands, blocks)
    with np.errstate(all="ignore"):
        ptx_interpreter.launch(ptx, name, blocks, [*arguments, got])
        want = oracle(*(a.astype(np.float64) for a in arguments))
    errors = ulp_errors(got, want)
    worst = int(np.argmax(errors))
    values = [float(a[worst]) for a in arguments]
    assert errors[worst] <= LIMIT, f"{name}{values} gave {got[worst]}, not {want[worst]}"
