"""The compiler library through ctypes. Knows nothing of PyTorch, so that the
worker process starts fast."""

from __future__ import annotations

import ctypes
import json
import os
import pathlib
from functools import cache
from typing import Any

from .errors import CompileError, LibraryNotFound

_NAME = "libcutedsl_compiler.so"


class _Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t)]

    def bytes(self) -> bytes:
        return ctypes.string_at(self.data, self.size) if self.data else b""


def library_folders() -> list[pathlib.Path]:
    """Where the libraries may be, in order: as told, beside this package (an
    installed wheel), in the source tree's build."""
    package = pathlib.Path(__file__).resolve().parent
    folders = [package, package / "lib"]
    if len(package.parents) > 2:
        folders.append(package.parents[2] / "build" / "dev" / "lib")
    told = os.environ.get("CUTEDSL_LIBRARY_DIR")
    return ([pathlib.Path(told)] if told else []) + folders


def find_library(name: str = _NAME) -> pathlib.Path:
    folders = library_folders()
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    tried = ", ".join(str(f) for f in folders)
    raise LibraryNotFound(
        f"no {name} in {tried}; build it, or set CUTEDSL_LIBRARY_DIR to its folder"
    )


class Library:
    """One loaded compiler library. Calls may come from any thread."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self._library = ctypes.CDLL(str(path))
        self._library.cutedslVersion.restype = ctypes.c_char_p

    def version(self) -> str:
        return self._library.cutedslVersion().decode()

    def query_support(self, module: str, options: str) -> list[dict[str, Any]]:
        """For each captured call in order: {"supported": bool, "reason": str}."""
        (answer,), _ = self._call("cutedslQuerySupport", module, options, 1)
        return json.loads(answer)

    def fingerprint(self, module: str, options: str) -> tuple[str, list[str]]:
        """The key in the cache, and the names that it leaves out: those of the
        program's arguments, results and symbols."""
        (key, names), _ = self._call("cutedslFingerprint", module, options, 2)
        return key.decode(), json.loads(names)

    def compile(self, module: str, options: str) -> tuple[bytes, dict[str, Any]]:
        """The bundle, and the report of how it was made."""
        (bundle, report), _ = self._call("cutedslCompile", module, options, 2)
        return bundle, json.loads(report) if report else {}

    def tunables(self, module: str, options: str) -> list[dict[str, Any]]:
        """The kernels with several schedules; see `cutedslListTunables`."""
        (listed,), _ = self._call("cutedslListTunables", module, options, 1)
        return json.loads(listed)

    def run_pipeline(self, module: str, pipeline: str) -> str:
        (text,), _ = self._call("cutedslRunPipeline", module, pipeline, 1)
        return text.decode()

    def _call(
        self, function: str, module: str, argument: str, results: int
    ) -> tuple[list[bytes], str]:
        call = getattr(self._library, function, None)
        if call is None:
            raise LibraryNotFound(f"{self.path} has no {function}: rebuild it")
        buffers = [_Buffer() for _ in range(results + 1)]
        text = module.encode()
        status = call(
            text,
            ctypes.c_size_t(len(text)),
            argument.encode(),
            *(ctypes.byref(b) for b in buffers),
        )
        try:
            messages = buffers[-1].bytes().decode(errors="replace")
            if status != 0:
                raise CompileError(messages.strip() or f"{function} failed without a message")
            return [b.bytes() for b in buffers[:-1]], messages
        finally:
            for buffer in buffers:
                self._library.cutedslBufferFree(ctypes.byref(buffer))


@cache
def library() -> Library:
    return Library(find_library())
