"""8-bit floats on the CPU, and in kernels for Hopper that are interpreted.

Casts are compared with PyTorch's bit by bit, products with those of the widened
factors in float64.
"""

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from checks import assert_close

from cutedsl import literals
from cutedsl.capture import capture
from cutedsl.verify import verify

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/gpu"))

from interpret_program import Program  # noqa: E402

BUILD = Path(os.environ.get("CUTEDSL_BUILD", ROOT / "build/dev"))
needs_tools = pytest.mark.skipif(
    not (BUILD / "bin/cutedsl-run").exists(), reason="needs a build of the tools"
)
E4M3, E5M2 = torch.float8_e4m3fn, torch.float8_e5m2
FLOAT8 = [E4M3, E5M2]


def compiled(function, dynamic=False):
    torch._dynamo.reset()
    return torch.compile(function, backend="cutedsl", options={"strict": True}, dynamic=dynamic)


def every(dtype):
    return torch.arange(256, dtype=torch.int32).to(torch.uint8).view(dtype)


def difficult_floats():
    """Every 8-bit float, what lies half way between two, their neighbours, what
    is too large, and float32s of all kinds."""
    exact = torch.cat([every(dtype).float() for dtype in FLOAT8])
    exact = exact[exact.isfinite()].unique()
    ties = (exact[1:].double() + exact[:-1].double()).div(2).float()
    near = torch.cat([exact, ties])
    up, down = (torch.nextafter(near, torch.tensor(s * torch.inf)) for s in (1, -1))
    top = torch.tensor([448, 464, 465, 479, 480, 512, 57344, 61440, 61441, 65536, 1e9, torch.inf])
    random = np.random.default_rng(0).integers(0, 2**32, 20000, dtype=np.uint32)
    bits = torch.from_numpy(random.view(np.float32).copy())
    nan = torch.tensor([torch.nan, 0.0, -0.0])
    return torch.cat([near, up, down, top, -top, nan, bits])


def assert_same_bits(actual, expected):
    """But of NaN, whose sign PyTorch's own kernels do not agree on."""
    assert actual.dtype == expected.dtype and actual.shape == expected.shape
    nan = expected.float().isnan()
    assert torch.equal(actual.float().isnan(), nan)
    a, e = (t.contiguous().view(torch.uint8) for t in (actual, expected))
    assert torch.equal(a[~nan], e[~nan])


@pytest.mark.parametrize("dtype", FLOAT8)
def test_casts_from_wide_floats(dtype):
    x = difficult_floats()

    def cast(x, half, brain, double):
        return tuple(t.to(dtype) for t in (x, half, brain, double))

    arguments = (x, x.half(), x.bfloat16(), x.double() * (1 + 2.0**-30))
    for actual, expected in zip(compiled(cast)(*arguments), cast(*arguments), strict=True):
        assert_same_bits(actual, expected)


@pytest.mark.parametrize("dtype", FLOAT8)
def test_casts_to_wide_floats(dtype):
    def cast(x):
        wide = [torch.float32, torch.float16, torch.bfloat16, torch.float64]
        return tuple(x.to(d) for d in wide)

    for actual, expected in zip(compiled(cast)(every(dtype)), cast(every(dtype)), strict=True):
        assert torch.equal(actual.isnan(), expected.isnan())
        kept = ~expected.isnan()
        assert torch.equal(actual[kept], expected[kept])
        assert torch.equal(actual[kept].signbit(), expected[kept].signbit())


@pytest.mark.parametrize("dtype", FLOAT8)
def test_casts_of_other_types(dtype):
    x = every(dtype)
    x = x[x.float().isfinite()]
    other = E5M2 if dtype is E4M3 else E4M3

    def cast(x, i, b):
        return x.to(other), x.to(torch.bool), x.to(torch.int32), i.to(dtype), b.to(dtype)

    i = torch.tensor([0, 1, -3, 17, 300, 449, 1 << 40, -(1 << 62)])
    arguments = (x, i, i > 0)
    for actual, expected in zip(compiled(cast)(*arguments), cast(*arguments), strict=True):
        if expected.is_floating_point():
            assert_same_bits(actual, expected)
        else:
            assert torch.equal(actual, expected)


def test_overflow_as_pytorch_does():
    """Whether NaN or the largest number: what this PyTorch does is written down."""
    (graph,) = capture(lambda x: x.to(E4M3), torch.ones(3))
    is_nan = torch.tensor(1e9).to(E4M3).float().isnan().item()
    assert literals.float8_saturates() is not is_nan
    assert ('graph.float8_overflow = "nan"' in graph.text) == is_nan


def test_overflow_to_nan(monkeypatch):
    """As PyTorch did before 2.13."""
    monkeypatch.setattr(literals, "float8_saturates", lambda: False)
    x = torch.tensor([448.0, 464, 465, 480, 1e9, torch.inf, -500, -464])
    y = compiled(lambda x: x.to(E4M3))(x)
    nan = torch.nan
    expected = torch.tensor([448, 448, nan, nan, nan, nan, nan, -448])
    assert torch.equal(y.float().nan_to_num(0), expected.nan_to_num(0))
    assert torch.equal(y.float().isnan(), expected.isnan())


@pytest.mark.parametrize("dtype", FLOAT8)
def test_a_quantised_value_is_rounded(dtype):
    """Though the kernel that rounds it also reads it."""
    x = torch.linspace(-3, 3, 1000)
    y = compiled(lambda x: (x * 2).to(dtype).float() + 1)(x)
    assert torch.equal(y, (x * 2).to(dtype).float() + 1)


def move(x, y, index, mask):
    joined = torch.cat([x, y.t()])
    return (
        joined[index],
        torch.where(mask, x, y.t()),
        torch.nn.functional.pad(x, (1, 2)),
        x.t().contiguous(),
        torch.stack([x, x])[:, 1:, ::2],
        x.expand(2, 8, 12).reshape(16, 12),
        torch.nn.functional.embedding(index, x),
        torch.zeros_like(x),
    )


def moved(dtype):
    generator = torch.Generator().manual_seed(0)
    x, y = (torch.randn(n, m, generator=generator).to(dtype) for n, m in [(8, 12), (12, 8)])
    return x, y, torch.tensor([3, 0, 7]), torch.arange(96).reshape(8, 12) % 3 == 0


@pytest.mark.parametrize("dtype", FLOAT8)
def test_moves(dtype):
    arguments = moved(dtype)
    for actual, expected in zip(compiled(move)(*arguments), move(*arguments), strict=True):
        assert_same_bits(actual, expected)


@pytest.mark.parametrize("function", [lambda x: x + x, lambda x: x @ x.t(), lambda x: x.neg()])
def test_arithmetic_is_refused(function):
    with pytest.raises(
        torch._dynamo.exc.BackendCompilerFailed, match="PyTorch has no other arithmetic on it"
    ):
        compiled(function)(torch.ones(4, 4).to(E4M3))


def scaled_mm(**options):
    def multiply(a, b, scale_a, scale_b, bias=None):
        return torch._scaled_mm(a, b.t(), scale_a, scale_b, bias=bias, **options)

    return multiply


def factors(m, n, k, a=E4M3, b=E4M3):
    generator = torch.Generator().manual_seed(m + n + k)
    make = lambda *s: torch.randn(*s, generator=generator)  # noqa: E731
    return make(m, k).to(a), make(n, k).to(b)


def scales(m, n, per_row):
    if not per_row:
        return torch.tensor(0.25), torch.tensor(1.5)
    generator = torch.Generator().manual_seed(m)
    return tuple(torch.rand(*s, generator=generator) + 0.5 for s in [(m, 1), (1, n)])


def exact_product(a, b, scale_a, scale_b, bias=None):
    product = a.double() @ b.double().t() * scale_a.double() * scale_b.double()
    return product if bias is None else product + bias.double()


@pytest.mark.parametrize("out", [torch.bfloat16, torch.float16, torch.float32])
@pytest.mark.parametrize("per_row", [False, True])
@pytest.mark.parametrize("kinds", [(E4M3, E4M3), (E5M2, E4M3), (E4M3, E5M2)])
def test_scaled_mm(out, per_row, kinds):
    m, n, k = 34, 48, 80
    a, b = factors(m, n, k, *kinds)
    arguments = (a, b, *scales(m, n, per_row))
    y = compiled(scaled_mm(out_dtype=out))(*arguments)
    assert_close(y, exact_product(*arguments).to(out))


def test_scaled_mm_with_bias_and_epilogue():
    a, b = factors(32, 48, 64)
    bias = torch.linspace(-2, 2, 48).bfloat16()
    product = scaled_mm(out_dtype=torch.bfloat16, use_fast_accum=True)
    arguments = (a, b, *scales(32, 48, False), bias)
    y = compiled(lambda *x: torch.relu(product(*x)))(*arguments)
    assert_close(y, exact_product(*arguments).relu().bfloat16())


def test_scaled_mm_to_float8():
    """Too large a result is the largest number."""
    a, b = factors(32, 48, 64)
    arguments = (a, b, torch.tensor(20.0), torch.tensor(2.0))
    y = compiled(scaled_mm(out_dtype=E4M3))(*arguments)
    exact = exact_product(*arguments)
    assert exact.abs().max() > 480
    expected = exact.float().clamp(-448, 448).to(E4M3)
    different = (y.float() != expected.float()).sum().item()
    assert different <= 2, "but for ties within f32's rounding"
    assert_close(y.float().bfloat16(), expected.float().bfloat16(), factor=8)


def test_scaled_mm_dynamic_rows():
    function = compiled(scaled_mm(out_dtype=torch.bfloat16), dynamic=True)
    for m in (16, 48, 80):
        a, b = factors(m, 32, 64)
        arguments = (a, b, *scales(m, 32, True))
        assert_close(function(*arguments), exact_product(*arguments).bfloat16())


def test_verify():
    """Each kernel against PyTorch's own, which has no wider form of the product."""
    torch._dynamo.reset()

    def function(x, b, scale_a, scale_b):
        return torch._scaled_mm((x * 2).to(E4M3), b.t(), scale_a, scale_b, out_dtype=torch.float32)

    a, b = factors(32, 48, 64)
    found = verify(function, a.float(), b, *scales(32, 48, False), show=False)
    assert found.ok and len(found.comparisons) >= 2


@needs_tools
def test_cutedsl_run(tmp_path):
    """NumPy's files hold 8-bit floats as float32, in and out."""
    x = every(E4M3)
    x = x[x.float().isfinite()]
    (graph,) = capture(lambda x: (x.to(E5M2), x.t().contiguous()), x.reshape(2, -1))
    paths = [tmp_path / f"{name}.npy" for name in "xyz"]
    np.save(paths[0], x.float().reshape(2, -1).numpy())
    command = [BUILD / "bin/cutedsl-run", "-", f"--input={paths[0]}"]
    for options in (["--verify"], [f"--output={path}" for path in paths[1:]]):
        subprocess.run(command + options, input=graph.text, text=True, check=True)
    y, z = (torch.from_numpy(np.load(path)) for path in paths[1:])
    assert torch.equal(y, x.to(E5M2).float().reshape(2, -1))
    assert torch.equal(z, x.float().reshape(2, -1).t())


# -- Kernels for Hopper --------------------------------------------------------


def to_numpy(value):
    views = {torch.bfloat16: torch.uint16, E4M3: torch.uint8, E5M2: torch.uint8}
    return value.view(views.get(value.dtype, value.dtype)).numpy().copy()


def interpreted(function, *arguments, target="sm_90a"):
    """The program takes its arguments in the order in which they are first used."""
    torch._dynamo.reset()
    (graph,) = capture(function, *arguments)
    program = Program(BUILD, graph.text, target)
    by_name = dict(zip(inspect.signature(function).parameters, arguments, strict=False))
    given = [to_numpy(by_name[n]) for n in re.findall(r'graph\.name = "(\w+)"', graph.text)]
    results = [program(given, seed) for seed in range(2)]
    for first, second in zip(*results, strict=True):
        assert (first.view("u1") == second.view("u1")).all()
    return program, results[0]


@needs_tools
@pytest.mark.parametrize("dtype", FLOAT8)
@pytest.mark.parametrize("target", ["sm_80", "sm_90a"])
def test_gpu_casts(dtype, target, monkeypatch):
    x = difficult_floats()[:8000]
    program, (narrow,) = interpreted(lambda x: x.to(dtype), x, target=target)
    assert_same_bits(torch.from_numpy(narrow).view(dtype), x.to(dtype))
    assert ("cvt.rn.satfinite" in program.ptx) == (target == "sm_90a")
    _, (wide,) = interpreted(lambda x: x.to(torch.float32), every(dtype), target=target)
    expected = every(dtype).float().numpy()
    np.testing.assert_array_equal(wide, expected)
    # Overflow to NaN, as PyTorch did before 2.13.
    monkeypatch.setattr(literals, "float8_saturates", lambda: False)
    _, (narrow,) = interpreted(lambda x: x.to(dtype), x, target=target)
    nan = (x.abs() > 464) | x.isnan() if dtype is E4M3 else x.isnan()
    actual = torch.from_numpy(narrow).view(dtype)
    assert torch.equal(actual.float().isnan(), nan)
    assert_same_bits(actual[~nan], x.to(dtype)[~nan])


@needs_tools
def test_gpu_moves():
    def first_moves(x, y, index, mask):
        return move(x, y, index, mask)[:4]

    arguments = moved(E5M2)
    _, results = interpreted(first_moves, *arguments)
    for actual, expected in zip(results, first_moves(*arguments), strict=True):
        assert_same_bits(torch.from_numpy(actual).view(E5M2), expected)


GPU_CASES = {
    "fast": ((136, 40, 272), E4M3, E4M3, False, True),
    "exact": ((136, 40, 272), E4M3, E4M3, False, False),
    "mixed": ((136, 40, 272), E5M2, E4M3, True, True),
    "mixed_exact": ((136, 48, 272), E4M3, E5M2, True, False),
    # Few rows: transposed, k shared by the CTAs of a cluster.
    "few": ((16, 80, 1024), E4M3, E5M2, True, True),
    "few_exact": ((16, 80, 1024), E4M3, E5M2, True, False),
    "one_row": ((1, 80, 1024), E4M3, E4M3, True, False),
    "short": ((136, 48, 48), E4M3, E4M3, False, False),
}


@needs_tools
@pytest.mark.parametrize("name", GPU_CASES)
def test_gpu_scaled_mm(name):
    (m, n, k), kind_a, kind_b, per_row, fast = GPU_CASES[name]
    a, b = factors(m, n, k, kind_a, kind_b)
    arguments = (a, b, *scales(m, n, per_row))
    function = scaled_mm(out_dtype=torch.float32, use_fast_accum=fast)
    program, (y,) = interpreted(function, *arguments)
    assert program.uses_tensor_cores()
    exact = exact_product(*arguments).numpy()
    # Accumulators keep 14 bits of each sum of 32 products: all of k where fast,
    # else 128 elements of it.
    steps = -(-k // 32) if fast else 4
    error = np.abs(y - exact).max() / np.abs(exact).max()
    assert error <= steps * 2.0**-13
    # The interpreter's accumulators do lose what they lose.
    assert error > 2.0**-18


@needs_tools
def test_gpu_sums_are_promoted():
    """Sums that grow: what a short accumulator cuts off always pulls them down."""
    a, b = (t.float().abs().add(1).to(E4M3) for t in factors(136, 16, 2048))
    arguments = (a, b, torch.ones(()), torch.ones(()))
    exact = exact_product(*arguments).numpy()
    errors = {}
    for fast in (True, False):
        function = scaled_mm(out_dtype=torch.float32, use_fast_accum=fast)
        _, (y,) = interpreted(function, *arguments)
        errors[fast] = (np.abs(y - exact) / exact).max()
    assert errors[False] <= 2.5 * 2.0**-13
    assert errors[True] >= 4 * errors[False]


@needs_tools
def test_gpu_bias_and_epilogue():
    a, b = factors(136, 64, 144)
    bias = torch.linspace(-2, 2, 64).bfloat16()
    product = scaled_mm(out_dtype=torch.bfloat16, use_fast_accum=True)
    arguments = (a, b, *scales(136, 64, True), bias)

    def function(a, b, scale_a, scale_b, bias):
        return torch.relu(product(a, b, scale_a, scale_b, bias))

    program, (y,) = interpreted(function, *arguments)
    assert program.uses_tensor_cores()
    actual = torch.from_numpy(y).view(torch.bfloat16)
    assert_close(actual, exact_product(*arguments).relu().bfloat16())


@needs_tools
def test_gpu_unaligned_rows():
    """24 bytes a row: no copy engine, and too little to pad for."""
    a, b = factors(40, 48, 24)
    arguments = (a, b, *scales(40, 48, False))
    program, (y,) = interpreted(scaled_mm(out_dtype=torch.float32), *arguments)
    assert_close(torch.from_numpy(y), exact_product(*arguments).float())
