"""A crash of the compiler is an error message."""

from __future__ import annotations

import os
import signal

import pytest
from conftest import ROOT, library_is_ready

from cutedsl import worker as worker_module
from cutedsl.errors import CompileError
from cutedsl.worker import Worker

MLP = (ROOT / "test/Inputs/captured/mlp.mlir").read_text()
pytestmark = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))


@pytest.fixture
def worker():
    worker = Worker()
    yield worker
    worker.close()


def test_compiles_as_in_process(worker):
    from cutedsl.compiler import runtime_extension
    from cutedsl.library import library

    bundle, report = worker.compile(MLP, "")
    ours, theirs = (
        runtime_extension().load_bundle(b) for b in (library().compile(MLP, "")[0], bundle)
    )
    assert ours.fingerprint == theirs.fingerprint
    assert report["kernels"]
    assert all(a["supported"] for a in worker.query_support(MLP, ""))


def test_an_error_is_raised_here(worker):
    with pytest.raises(CompileError, match="error"):
        worker.compile("graph.program @broken", "")
    assert worker.compile(MLP, "")[0], "and the process goes on"


def test_death_is_an_error_and_the_next_call_has_a_new_process(worker):
    worker.compile(MLP, "")
    os.kill(worker._process.pid, signal.SIGSEGV)
    with pytest.raises(CompileError, match="died of SIGSEGV"):
        worker.compile(MLP, "")
    assert worker.compile(MLP, "")[0]


def test_a_forked_process_gets_a_child_of_its_own(worker):
    worker.compile(MLP, "")
    pid = worker._process.pid
    child = os.fork()
    if child == 0:
        try:
            worker.compile(MLP, "")
            os._exit(0 if worker._process.pid != pid else 1)
        except BaseException:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert worker.compile(MLP, "")[0]


def test_prints_of_the_child_do_not_disturb():
    header, parts = {"a": 1}, [b"x" * 100_000, b""]
    read, write = os.pipe()
    with os.fdopen(write, "wb") as out, os.fdopen(read, "rb") as stream:
        import threading

        thread = threading.Thread(target=worker_module._send, args=(out, header, parts))
        thread.start()
        received = worker_module._receive(stream)
        thread.join()
    assert received == ({"a": 1, "sizes": [100_000, 0]}, parts)
