"""A crash of the compiler is an error message."""

from __future__ import annotations

import functools
import logging
import os
import signal
import subprocess

import pytest
import torch
from checks import assert_close
from conftest import ROOT, Compiled, library_is_ready
from torch._dynamo.exc import BackendCompilerFailed

from cutedsl import backend as backend_module
from cutedsl import compiler as compiler_module
from cutedsl import worker as worker_module
from cutedsl.compiler import LibraryCompiler, load, runtime_extension
from cutedsl.errors import CompileError
from cutedsl.library import find_library, library
from cutedsl.worker import Worker

MLP = (ROOT / "test/Inputs/captured/mlp.mlir").read_text()
pytestmark = pytest.mark.skipif(library_is_ready() is not None, reason=str(library_is_ready()))


@pytest.fixture
def worker():
    worker = Worker()
    yield worker
    worker.close()


def test_compiles_as_in_process(worker):
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


# A compiler library that dies: everything but that is the real one's.
DEADLY = """
#include <dlfcn.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
typedef int Query(const char *, size_t, const char *, void *, void *);
static void *find(const char *name) {
  return dlsym(dlopen(getenv("REAL_LIBRARY"), RTLD_NOW), name);
}
const char *cutedslVersion(void) { return ((const char *(*)(void))find("cutedslVersion"))(); }
void cutedslBufferFree(void *b) { ((void (*)(void *))find("cutedslBufferFree"))(b); }
int cutedslQuerySupport(const char *m, size_t n, const char *o, void *a, void *b) {
  if (DIE_EARLY) raise(SIGSEGV);
  return ((Query *)find("cutedslQuerySupport"))(m, n, o, a, b);
}
int cutedslCompile(void) { abort(); }
"""


@pytest.fixture(params=[0, 1], ids=["compiling", "asking"])
def deadly_library(request, tmp_path, monkeypatch):
    """The child finds this library; this process has loaded the real one."""
    library()
    monkeypatch.setenv("REAL_LIBRARY", str(find_library()))
    source = tmp_path / "deadly.c"
    source.write_text(DEADLY)
    target = tmp_path / "libcutedsl_compiler.so"
    flags = [f"-DDIE_EARLY={request.param}", "-shared", "-fPIC", "-ldl"]
    subprocess.run(["cc", source, "-o", target, *flags], check=True)
    monkeypatch.setenv("CUTEDSL_LIBRARY_DIR", str(tmp_path))
    monkeypatch.setenv("CUTEDSL_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(compiler_module, "_worker", functools.cache(Worker))
    yield "SIGSEGV" if request.param else "SIGABRT"
    compiler_module._worker().close()


def test_a_model_runs_although_the_compiler_dies(deadly_library, monkeypatch, caplog):
    """The user's process lives, PyTorch runs the graph, and a message says why;
    once the compiler is well again it is used again."""
    backend_module._warned.clear()
    compiled = Compiled(LibraryCompiler())
    layer, x = torch.nn.Linear(8, 4), torch.randn(3, 8)

    def f(x):
        return torch.relu(layer(x)) + 1

    with torch.no_grad(), caplog.at_level(logging.WARNING, "cutedsl"):
        assert_close(compiled(f)(x), f(x))
        assert f"died of {deadly_library}" in caplog.text
        assert not compiled.programs and compiled.refusals
        torch._dynamo.reset()
        with pytest.raises(BackendCompilerFailed, match=f"died of {deadly_library}"):
            compiled(f, strict=True)(x)
        monkeypatch.delenv("CUTEDSL_LIBRARY_DIR")
        torch._dynamo.reset()
        assert_close(compiled(f, strict=True)(x), f(x), 4)
        assert compiled.programs


def test_compiles_in_the_user_s_process_when_told(deadly_library):
    """The child would die: there is none."""
    compiled = Compiled(LibraryCompiler())
    x = torch.randn(3, 8)
    assert_close(compiled(torch.relu, strict=True, isolate=False)(x), torch.relu(x))


def test_an_interrupted_request_does_not_answer_the_next(worker, monkeypatch):
    """The answer of the first would be the second's program."""
    other = MLP.replace("aten.gelu.default", "aten.relu.default")
    worker.compile(MLP, "")

    def interrupted(stream):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(worker_module, "_receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            worker.compile(MLP, "")
    runtime = runtime_extension()
    key, _ = library().fingerprint(other, "")
    assert runtime.load_bundle(worker.compile(other, "")[0]).fingerprint == key


def test_an_answer_to_another_question_is_refused(monkeypatch, tmp_path):
    """Whatever the reason: it is neither run nor kept."""
    monkeypatch.setenv("CUTEDSL_CACHE_DIR", str(tmp_path))
    other = MLP.replace("aten.gelu.default", "aten.relu.default")

    class Confused:
        def compile(self, text, flags):
            return library().compile(other, flags)

    with pytest.raises(CompileError, match="cannot be used: expected program"):
        load(MLP, "", Confused())
    assert load(MLP, "", library())[2] is False


def test_a_child_that_cannot_start_is_an_error(worker, monkeypatch):
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    with pytest.raises(CompileError, match="cannot start the compiler's process"):
        worker.compile(MLP, "")
    monkeypatch.undo()
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
