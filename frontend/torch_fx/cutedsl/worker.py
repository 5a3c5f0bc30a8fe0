"""Compiles in a child process, so that a fatal error inside LLVM ends that
process and not the user's.

The child is started on the first compilation and kept. Messages are a header
line of JSON, `{"sizes": [...], ...}`, then byte strings of those sizes.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from typing import Any, BinaryIO

from .errors import CompileError
from .library import Library, library


def _send(stream: BinaryIO, header: dict[str, Any], parts: list[bytes]) -> None:
    header = header | {"sizes": [len(p) for p in parts]}
    stream.write(json.dumps(header).encode() + b"\n")
    for part in parts:
        stream.write(part)
    stream.flush()


def _receive(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]] | None:
    line = stream.readline()
    if not line:
        return None
    header = json.loads(line)
    parts = [stream.read(size) for size in header["sizes"]]
    if any(len(p) != s for p, s in zip(parts, header["sizes"], strict=True)):
        return None
    return header, parts


class Worker:
    """The child process, seen from the user's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def compile(self, module: str, options: str) -> tuple[bytes, dict[str, Any]]:
        bundle, report = self._ask("compile", module, options)
        return bundle, json.loads(report)

    def query_support(self, module: str, options: str) -> list[dict[str, Any]]:
        return self._ask_for_list("query_support", module, options)

    def tunables(self, module: str, options: str) -> list[dict[str, Any]]:
        return self._ask_for_list("tunables", module, options)

    def close(self) -> None:
        """Ends the child; the next request starts another."""
        with self._lock:
            if self._process is not None and self._owner == os.getpid():
                self._process.stdin.close()  # type: ignore[union-attr]
                self._process.wait()
            self._process = None

    def _ask_for_list(self, function: str, module: str, options: str) -> list[dict[str, Any]]:
        (answer,) = self._ask(function, module, options)
        return json.loads(answer)

    def _ask(self, function: str, module: str, options: str) -> list[bytes]:
        with self._lock:
            process = self._start()
            assert process.stdin is not None and process.stdout is not None
            request = {"function": function, "options": options}
            try:
                _send(process.stdin, request, [module.encode()])
                answer = _receive(process.stdout)
            except (BrokenPipeError, ConnectionResetError):
                answer = None
            except BaseException:
                # Interrupted: this answer may still come, and would be taken
                # for that of the next request.
                self._process = None
                process.kill()
                process.wait()
                raise
            if answer is None:
                self._process = None
                raise CompileError(_epitaph(process))
        header, parts = answer
        if "error" in header:
            raise CompileError(header["error"])
        return parts

    def _start(self) -> subprocess.Popen[bytes]:
        # A process made by os.fork shares the pipes: it needs a child of its own.
        if self._process is None or self._owner != os.getpid():
            try:
                self._process = subprocess.Popen(
                    [sys.executable or "python3", "-m", "cutedsl.worker"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=os.environ | {"PYTHONPATH": _import_path()},
                )
            except OSError as error:
                raise CompileError(f"cannot start the compiler's process: {error}") from None
            self._owner = os.getpid()
        return self._process


def _import_path() -> str:
    """The child must find this very package."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    rest = os.environ.get("PYTHONPATH")
    return here + (os.pathsep + rest if rest else "")


def _epitaph(process: subprocess.Popen[bytes]) -> str:
    code = process.wait()
    if code < 0:
        return f"the compiler's process died of {signal.Signals(-code).name}"
    return f"the compiler's process ended with status {code}"


def main() -> None:
    # Whatever LLVM prints to stdout must not come between the messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (request := _receive(sys.stdin.buffer)) is not None:
        header, (module,) = request
        try:
            parts = _answer(library(), header, module.decode())
        except Exception as error:  # the parent raises it
            _send(answers, {"error": str(error)}, [])
            continue
        _send(answers, {}, parts)


def _answer(library: Library, header: dict[str, Any], module: str) -> list[bytes]:
    options = header["options"]
    lists = {"query_support": library.query_support, "tunables": library.tunables}
    if ask := lists.get(header["function"]):
        return [json.dumps(ask(module, options)).encode()]
    bundle, report = library.compile(module, options)
    return [bundle, json.dumps(report).encode()]


if __name__ == "__main__":
    main()
