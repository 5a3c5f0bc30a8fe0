"""Fixtures shared by the Python tests."""

import ctypes
import pathlib
import subprocess
import sys

import pytest
from cpu_kernels import BUILD, CPUS, ROOT

sys.path.insert(0, str(ROOT / "frontend/torch_fx"))


class Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t)]

    def text(self) -> str:
        return ctypes.string_at(self.data, self.size).decode() if self.data else ""


class CompilerLibrary:
    """The compiler's C API, called directly: (status, answer, messages)."""

    def __init__(self, path: pathlib.Path):
        self.library = ctypes.CDLL(str(path))

    def _call(self, function: str, module: str, argument: str, answers: int = 1):
        buffers = [Buffer() for _ in range(answers + 1)]
        text = module.encode()
        status = getattr(self.library, function)(
            text,
            ctypes.c_size_t(len(text)),
            argument.encode(),
            *(ctypes.byref(buffer) for buffer in buffers),
        )
        result = status, *(buffer.text() for buffer in buffers)
        for buffer in buffers:
            self.library.cutedslBufferFree(ctypes.byref(buffer))
        return result

    def fingerprint(self, module: str, options: str = ""):
        """(status, key, names as JSON, messages)."""
        return self._call("cutedslFingerprint", module, options, answers=2)

    def run_pipeline(self, module: str, pipeline: str):
        return self._call("cutedslRunPipeline", module, pipeline)

    def query_support(self, module: str, options: str = ""):
        return self._call("cutedslQuerySupport", module, options)


@pytest.fixture(scope="session")
def compiler_library() -> CompilerLibrary:
    return CompilerLibrary(BUILD / "lib/libcutedsl_compiler.so")


@pytest.fixture(autouse=True)
def clean_dynamo():
    """No graph of one test is reused in another."""
    if "torch._dynamo" in sys.modules:
        import torch

        torch._dynamo.reset()
        torch.manual_seed(0)


@pytest.fixture(scope="session")
def opt():
    """Runs cutedsl-opt on a module's text and returns what it prints."""
    tool = BUILD / "bin/cutedsl-opt"

    def run(text: str, *flags: str) -> str:
        done = subprocess.run([tool, *flags], input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr + text
        return done.stdout

    return run


def library_is_ready() -> str | None:
    """Why programs cannot be compiled and run here, or None when they can."""
    from cutedsl.compiler import runtime_extension
    from cutedsl.errors import CutedslError
    from cutedsl.library import library

    try:
        library().query_support("graph.program @main () -> () { graph.return }", "")
        runtime_extension()
    except CutedslError as error:
        return str(error)
    return None


@pytest.fixture(params=["reference", "library"])
def compiler(request):
    """Each test of the backend runs twice: with PyTorch in the compiler's
    place, which tests the frontend alone, and with the compiler."""
    if request.param == "reference":
        from fakes import ReferenceCompiler

        return ReferenceCompiler()
    from cutedsl.compiler import LibraryCompiler

    if reason := library_is_ready():
        pytest.skip(reason)
    return LibraryCompiler()


class Compiled:
    """`torch.compile` with a backend that tells what it made."""

    def __init__(self, compiler):
        self.compiler = compiler
        self.graphs = []

    def __call__(self, model, *, dynamic=None, fullgraph=True, **options):
        import torch

        from cutedsl.backend import Backend
        from cutedsl.options import Options

        backend = Backend(
            Options.parse(options), compiler=self.compiler, observer=self.graphs.append
        )
        return torch.compile(model, backend=backend, dynamic=dynamic, fullgraph=fullgraph)

    @property
    def programs(self):
        return [p for g in self.graphs for p in g.programs]

    @property
    def refusals(self):
        return [r for g in self.graphs for r in g.refusals]


@pytest.fixture
def compiled(compiler):
    return Compiled(compiler)


@pytest.fixture(params=CPUS)
def cpu(request):
    """Each level of processor that kernels are compiled for and this one runs."""
    return request.param
