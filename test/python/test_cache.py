"""Whatever happens to the cache, a program is found, or compiled, and right."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time

import pytest
import torch
from conftest import ROOT, library_is_ready

from cutedsl.compiler import runtime_extension
from cutedsl.library import library
from cutedsl.program import load_program

pytestmark = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))

PROGRAM = """
graph.program @main (%x: tensor<64xf32> {graph.name = "x"}) -> (tensor<64xf32>) {
  %0 = math.exp %x : tensor<64xf32>
  %1 = arith.addf %0, %x : tensor<64xf32>
  graph.return %1 : tensor<64xf32>
}
"""
X = torch.linspace(-2, 2, 64)


@pytest.fixture
def cache_dir(tmp_path, monkeypatch, caplog):
    caplog.set_level(logging.WARNING, "cutedsl")
    monkeypatch.setenv("CUTEDSL_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def run():
    """Whether the program came from the cache; its result is checked."""
    program = load_program(PROGRAM)
    torch.testing.assert_close(program.run({"x": X})[0], X.exp() + X)
    return program.from_cache


def test_the_second_time_is_a_hit(cache_dir, caplog):
    assert [run(), run(), run()] == [False, True, True]
    assert not caplog.records


def entry(cache_dir):
    (path,) = cache_dir.glob("v1/??/" + "?" * 64)
    return path


def test_damage_is_a_miss_with_one_message(cache_dir, caplog):
    run()
    whole = entry(cache_dir).read_bytes()
    for position in (0, 20, 80, 120, len(whole) // 2, len(whole) - 1):
        caplog.clear()
        damaged = bytearray(whole)
        damaged[position] ^= 4
        entry(cache_dir).write_bytes(damaged)
        assert run() is False
        assert len(caplog.records) == 1 and "corrupt" in caplog.text
        assert run() is True
        assert entry(cache_dir).read_bytes() == whole, "the same program, bit for bit"


def test_an_entry_that_is_no_bundle_is_a_miss(cache_dir, caplog):
    """As a runtime of another version might leave it."""
    key, _ = library().fingerprint(PROGRAM, "{}")
    other, _ = library().compile(PROGRAM.replace("addf", "mulf"), "{}")
    for content in (b"", b"text", b"\x89CDSL" + b"\0" * 200, other):
        caplog.clear()
        assert runtime_extension().cache_put(key, content)
        assert run() is False
        assert len(caplog.records) == 1 and "ignored a program in the cache" in caplog.text
        assert run() is True


def test_without_a_cache_programs_run(cache_dir, caplog):
    cache_dir.write_text("a file is no folder")
    assert [run(), run()] == [False, False]
    assert len([r for r in caplog.records if "cannot write" in r.getMessage()]) == 1
    assert len(caplog.records) <= 2, "one for reading and one for writing"


def test_another_program_is_never_found(cache_dir):
    """Under the key of this one, were that possible: the entry holds its key."""
    run()
    mine = entry(cache_dir)
    other = PROGRAM.replace("addf", "mulf")
    key, _ = library().fingerprint(other, "{}")
    place = cache_dir / "v1" / key[:2] / key
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(mine.read_bytes())
    program = load_program(other)
    assert not program.from_cache
    torch.testing.assert_close(program.run({"x": X})[0], X.exp() * X)


def test_threads_compile_the_same_program(cache_dir, caplog):
    failures = []

    def work():
        try:
            run()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and not caplog.records
    assert run() is True


def several():
    """Compiles six programs; whether each came from the cache."""
    found = []
    for i in range(6):
        size = 64 + i // 3
        name = ("addf", "mulf", "subf")[i % 3]
        program = load_program(PROGRAM.replace("addf", name).replace("64", str(size)))
        x = torch.linspace(-2, 2, size)
        want = (x.exp() + x, x.exp() * x, x.exp() - x)[i % 3]
        torch.testing.assert_close(program.run({"x": x})[0], want)
        found.append(program.from_cache)
    return found


def test_processes_share_a_cache(cache_dir, caplog):
    """Two at once on an empty cache, one of which is killed at some point; then
    everything is there."""
    here = str(ROOT / "test/python")
    code = f"import sys; sys.path.insert(0, {here!r}); import test_cache; test_cache.several()"
    killed, other = (
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    )
    while len(list(cache_dir.glob("v1/??/*"))) < 3 and killed.poll() is None:
        time.sleep(0.001)
    killed.kill()
    killed.communicate()
    _, messages = other.communicate()
    assert other.returncode == 0, messages
    assert "cache" not in messages
    assert several() == [True] * 6
    assert not caplog.records
