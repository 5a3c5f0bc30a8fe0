"""Fixtures shared by the Python tests."""

import ctypes
import os
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("CUTEDSL_BUILD", ROOT / "build/dev"))


class Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t)]

    def text(self) -> str:
        return ctypes.string_at(self.data, self.size).decode() if self.data else ""


class CompilerLibrary:
    """The compiler's C API, called directly: (status, answer, messages)."""

    def __init__(self, path: pathlib.Path):
        self.library = ctypes.CDLL(str(path))

    def _call(self, function: str, module: str, argument: str):
        answer, messages = Buffer(), Buffer()
        text = module.encode()
        status = getattr(self.library, function)(
            text,
            ctypes.c_size_t(len(text)),
            argument.encode(),
            ctypes.byref(answer),
            ctypes.byref(messages),
        )
        result = status, answer.text(), messages.text()
        for buffer in (answer, messages):
            self.library.cutedslBufferFree(ctypes.byref(buffer))
        return result

    def fingerprint(self, module: str, options: str = ""):
        return self._call("cutedslFingerprint", module, options)

    def run_pipeline(self, module: str, pipeline: str):
        return self._call("cutedslRunPipeline", module, pipeline)

    def query_support(self, module: str, options: str = ""):
        return self._call("cutedslQuerySupport", module, options)


@pytest.fixture(scope="session")
def compiler_library() -> CompilerLibrary:
    return CompilerLibrary(BUILD / "lib/libcutedsl_compiler.so")
