"""The runtime extension, on bundles that a C++ program wrote."""

import gc
import os
import threading
import timeit
import weakref

import pytest
import torch
from conftest import BUILD

from cutedsl.compiler import runtime_extension
from cutedsl.dtypes import DTYPES

BUNDLES = BUILD / "test/unit/Runtime/bundles"


@pytest.fixture(scope="session")
def runtime():
    return runtime_extension()


@pytest.fixture
def load(runtime):
    return lambda name: runtime.load_bundle((BUNDLES / f"{name}.bundle").read_bytes())


@pytest.fixture
def cache_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("CUTEDSL_CACHE_DIR", str(tmp_path))
    return tmp_path


def test_runs_a_graph_of_ten_tensors(load):
    program = load("ten")
    assert program.target is None
    for rows in (1, 8, 1000, 0, 8):
        x = [torch.randn(rows, 4) for _ in range(7)]
        for run in (program, program.run):
            y = run(*x)
            assert isinstance(y, tuple) and len(y) == 3
            torch.testing.assert_close(y[0], x[0] + x[1], rtol=0, atol=0)
            torch.testing.assert_close(y[1], x[2] + x[3], rtol=0, atol=0)
            torch.testing.assert_close(y[2], (x[4] + x[5]) + x[6], rtol=0, atol=0)
    assert program.target == "x86_64"
    assert program.peak_bytes == program.memory["temporaries"] == 16128


def test_graphs_are_for_gpus_only(runtime):
    program = runtime.load_bundle((BUNDLES / "chain.bundle").read_bytes(), graphs=True)
    assert program(torch.ones(5))[0].tolist() == [4] * 5
    with pytest.raises(TypeError):
        runtime.load_bundle(b"", other=True)


def test_a_call_takes_microseconds(load):
    """`./dev bench host` says how many; this only notices a change of order."""
    program = load("ten")
    x = [torch.randn(1, 4) for _ in range(7)]
    best = min(timeit.repeat(lambda: program.run(*x), number=200, repeat=20)) / 200
    assert best < 15e-6


def test_results_are_new_tensors(load):
    program = load("chain")
    x = torch.ones(5)
    first, second = program(x)[0], program(x)[0]
    assert first.data_ptr() != second.data_ptr()
    first.add_(1)
    assert second.tolist() == [4] * 5
    assert not first.requires_grad and first.is_contiguous()
    first.resize_(100)


def test_strides_and_scalars(load):
    program = load("strided")
    for n in (3, 70, 1):
        (y,) = program(torch.zeros(5, n), n)
        assert y.shape == (n, 5) and y.stride() == (1, n)
        assert (y == 1).all()
    with pytest.raises(RuntimeError, match=r"expected size 4 \(n\) in dimension 1, but got 3"):
        program(torch.zeros(5, 3), 4)
    with pytest.raises(RuntimeError, match=r"argument 1 \('n'\): expected an integer"):
        program(torch.zeros(5, 3), torch.zeros(5))
    with pytest.raises(OverflowError):
        program(torch.zeros(5, 3), 1 << 70)


def test_every_dtype(load):
    program = load("dtypes")
    names = [
        "float64",
        "float32",
        "float16",
        "bfloat16",
        "int64",
        "int32",
        "int16",
        "int8",
        "uint8",
        "bool",
        "complex64",
        "float8_e4m3fn",
        "float8_e5m2",
    ]
    dtypes = [getattr(torch, name) for name in names]
    x = [torch.zeros(2, 3, dtype=dtype) for dtype in dtypes]
    results = program(*x)
    assert [y.dtype for y in results] == dtypes
    assert all(y.shape == (3,) for y in results)
    x[4] = x[4].to(torch.uint16)
    with pytest.raises(RuntimeError, match="expected i64, but got an unknown dtype"):
        program(*x)


def test_mismatches_name_the_argument(load):
    program = load("ten")
    good = [torch.zeros(8, 4) for _ in range(7)]

    def attempt(index, tensor):
        program(*good[:index], tensor, *good[index + 1 :])

    with pytest.raises(RuntimeError, match=r"argument 2 \('x2'\): expected f32, but got f64"):
        attempt(2, torch.zeros(8, 4, dtype=torch.float64))
    with pytest.raises(RuntimeError, match=r"expected size 8 \(s0\) in dimension 0, but got 9"):
        attempt(3, torch.zeros(9, 4))
    with pytest.raises(RuntimeError, match="expected stride 4 in dimension 0, but got 1"):
        attempt(4, torch.zeros(4, 8).T)
    with pytest.raises(RuntimeError, match="expected 7 inputs, but got 6"):
        program(*good[:6])
    with pytest.raises(TypeError, match="expected a tensor as argument 1"):
        attempt(1, "text")
    with pytest.raises(TypeError, match="no keyword"):
        program(*good, x=1)
    program(*good)


def test_tensors_without_memory_are_refused(load):
    program = load("chain")
    from torch._subclasses import FakeTensorMode

    with FakeTensorMode():
        fake = torch.zeros(4)
    with pytest.raises(Exception, match="."):
        program(fake)
    with pytest.raises(Exception, match="."):
        program(torch.zeros(4, device="meta"))
    assert program(torch.zeros(4))[0].tolist() == [3] * 4


def test_lazy_values_are_refused(load):
    program = load("dtypes")
    x = [torch.zeros(2, 3, dtype=t.dtype) for t in program(*_dtypes(program))]
    negative = torch.zeros(2, 3, dtype=torch.complex64).conj().imag
    assert negative.is_neg()
    fresh = load("chain")
    with pytest.raises(RuntimeError, match="is_neg"):
        fresh(negative.reshape(-1)[:3])
    x[10] = torch.zeros(2, 3, dtype=torch.complex64).conj()
    with pytest.raises(RuntimeError, match="is_conj"):
        load("dtypes")(*x)


def _dtypes(program):
    for argument in program.signature["arguments"]:
        yield torch.zeros(argument["sizes"], dtype=DTYPES[argument["dtype"]])


def test_inputs_that_require_gradients(load):
    program = load("chain")
    parameter = torch.nn.Parameter(torch.ones(6))
    (y,) = program(parameter)
    assert y.tolist() == [4] * 6 and not y.requires_grad


def test_prepared_weights_follow_their_versions(load):
    program = load("prepared")
    x, w = torch.zeros(8), torch.ones(8)
    with pytest.raises(RuntimeError, match="frozen and must be bound"):
        program(x, w)
    program.bind(1, w)
    y, first = program(x)
    assert y.tolist() == [3] * 8
    y, second = program(x)
    assert second[8] == first[8], "prepared once"
    w.add_(1)
    assert program(x)[0].tolist() == [6] * 8
    w.data = torch.full((8,), 5.0)
    assert program(x)[0].tolist() == [15] * 8
    program.bind(1, w, watch=False)
    program(x)
    w.add_(1)
    assert program(x)[0].tolist() == [15] * 8
    program.bind(1, None)
    with pytest.raises(RuntimeError, match="frozen and must be bound"):
        program(x, w)
    with pytest.raises(IndexError):
        program.bind(2, w)
    with pytest.raises(TypeError):
        program.bind(1, 3)


def test_binding_while_others_run(load):
    program = load("prepared")
    program.bind(1, torch.ones(8))
    x, wrong, done = torch.zeros(8), [], threading.Event()

    def work():
        while not done.is_set():
            try:
                y = program(x)[0]
            except RuntimeError as error:
                wrong.append(error)
                break
            if (y != y[0]).any() or y[0] % 3 != 0:
                wrong.append(y)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for i in range(300):
        program.bind(1, torch.full((8,), float(i)))
    done.set()
    for thread in threads:
        thread.join()
    assert not wrong
    program.bind(1, torch.full((8,), 7.0))
    assert program(x)[0].tolist() == [21] * 8


def test_sizes_change_between_threads(load):
    program, wrong = load("chain"), []

    def work(size):
        for _ in range(2000):
            (y,) = program(torch.zeros(size))
            wrong.extend([] if y.shape == (size,) else [y.shape])

    threads = [threading.Thread(target=work, args=(size,)) for size in (300, 400, 500)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_failed_checks_raise(load):
    program = load("checked")
    assert program(torch.ones(8)) == ()
    with pytest.raises(RuntimeError, match="'check_positive': an element is negative"):
        program(-torch.ones(8))
    assert program(torch.ones(8)) == ()


def test_profile_and_properties(load, runtime):
    program = load("chain")
    assert program.profile == []
    program.set_profiling(True)
    for _ in range(3):
        program(torch.zeros(100))
    rows = program.profile
    assert [(name, count) for name, count, _ in rows] == [("add_one", 3)] * 3
    assert all(ns > 0 for _, _, ns in rows)
    program.set_profiling(False)
    assert program.profile == []
    assert program.signature["arguments"][0]["sizes"] == ["s0"]
    assert program.fingerprint == "0" * 64
    assert program.report == {}
    assert "bundle ABI" in runtime.runtime_version()
    program.synchronize()


def test_programs_are_collected(load):
    class Tensor(torch.Tensor):
        pass

    program = load("prepared")
    weight = torch.ones(8).as_subclass(Tensor)
    alive = weakref.ref(weight)
    weight.program = program
    program.bind(1, weight)
    program(torch.zeros(8))
    del program, weight
    gc.collect()
    assert alive() is None


def test_no_reference_is_lost_or_leaked(load):
    import sys

    program = load("ten")
    x = [torch.randn(8, 4) for _ in range(7)]
    program(*x)
    before = [sys.getrefcount(t) for t in x]
    for _ in range(100):
        program(*x)
        with pytest.raises(RuntimeError):
            program(*x[:6])
    assert [sys.getrefcount(t) for t in x] == before
    y = program(*x)[0]
    assert sys.getrefcount(y) == 2


def test_other_threads_run_meanwhile(load):
    program = load("busy")
    x = torch.randn(1024, 1024)
    expected = 2 * x
    wrong = []

    def work():
        for _ in range(5):
            wrong.extend([1] if not torch.equal(program(x)[0], expected) else [])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_threads_follow_torch(load):
    program = load("busy")
    x = torch.randn(1024, 1024)
    before = torch.get_num_threads()
    try:
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            assert torch.equal(program(x)[0], 2 * x)
            assert program.memory["scratch"] == 4096 * threads
    finally:
        torch.set_num_threads(before)


def test_bad_bundles_are_refused(runtime):
    with pytest.raises(RuntimeError, match="not a bundle"):
        runtime.load_bundle(b"text")
    whole = (BUNDLES / "ten.bundle").read_bytes()
    with pytest.raises(RuntimeError, match="truncated"):
        runtime.load_bundle(whole[:-1])
    with pytest.raises(TypeError):
        runtime.load_bundle("text")
    with pytest.raises(TypeError):
        runtime.Program()


def test_works_in_a_forked_child(load):
    program = load("busy")
    x = torch.randn(1024, 1024)
    expected = program(x)[0].numpy()
    child = os.fork()
    if child == 0:
        # PyTorch's own threads do not survive a fork: compare with NumPy.
        os._exit(0 if (program(x)[0].numpy() == expected).all() else 1)
    _, status = os.waitpid(child, 0)
    assert status == 0


def test_cache(runtime, cache_dir, caplog):
    key = "0123456789abcdef" * 4
    assert runtime.cache_get(key) is None
    assert runtime.cache_put(key, b"bundle")
    assert runtime.cache_get(key) == b"bundle"
    stats = runtime.cache_stats()
    assert stats["directory"] == f"{cache_dir}/v1"
    assert (stats["entries"], stats["hits"], stats["misses"]) == (1, 1, 1)
    assert not caplog.records
    (entry,) = cache_dir.glob("v1/*/*")
    entry.write_bytes(entry.read_bytes()[:-1])
    assert runtime.cache_get(key) is None
    assert ["corrupt" in r.getMessage() for r in caplog.records] == [True]
    assert runtime.cache_put(key, b"bundle")
    runtime.cache_clear()
    assert runtime.cache_get(key) is None
    assert runtime.cache_stats()["entries"] == 0


def test_an_unusable_cache_is_a_miss(runtime, cache_dir, monkeypatch, caplog):
    (cache_dir / "file").write_text("")
    monkeypatch.setenv("CUTEDSL_CACHE_DIR", str(cache_dir / "file/below"))
    key = "0" * 64
    for _ in range(3):
        assert runtime.cache_put(key, b"bundle") is False
    assert len(caplog.records) == 1
