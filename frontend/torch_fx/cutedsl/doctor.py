"""What can be wrong with an installation."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Callable, Iterator
from importlib import metadata


@dataclasses.dataclass(frozen=True)
class Finding:
    what: str
    ok: bool
    detail: str

    def __str__(self) -> str:
        return f"{'ok' if self.ok else 'MISSING':>7}  {self.what}: {self.detail}"


def examine() -> Iterator[Finding]:
    for what, check in (
        ("Python", platform.python_version),
        ("PyTorch", _torch),
        ("compiler library", _library),
        ("runtime extension", _runtime),
        ("kernel cache", _cache),
        ("torch.compile entry point", _entry_point),
        ("compile and run", _compile),
    ):
        yield _finding(what, check)
    yield Finding("GPU code", True, _gpu_code())
    yield Finding("GPU", True, _gpu())


def _finding(what: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, check())
    except Exception as error:  # whatever it is, it is the finding
        return Finding(what, False, f"{type(error).__name__}: {error}")


def _torch() -> str:
    import torch

    return torch.__version__


def _library() -> str:
    from .library import library

    return f"{library().version()} at {library().path}"


def _runtime() -> str:
    from .compiler import runtime_extension

    return runtime_extension().runtime_version()


def _cache() -> str:
    from .compiler import runtime_extension

    stats = runtime_extension().cache_stats()
    return f"{stats['directory']}, {stats['entries']} entries, {stats['bytes']} bytes"


def _entry_point() -> str:
    found = metadata.entry_points(group="torch_dynamo_backends")
    for entry in found:
        if entry.name == "cutedsl":
            return f"cutedsl = {entry.value}"
    raise LookupError("no entry point; is the package installed? (pip install .)")


def _compile() -> str:
    import torch

    from .backend import Backend
    from .options import Options

    run = torch.compile(lambda x: torch.relu(x) + 1, backend=Backend(Options(strict=True)))
    x = torch.randn(100)
    if not torch.equal(run(x), torch.relu(x) + 1):
        raise ArithmeticError("a compiled function gave a wrong result")
    return "a fused kernel gives the right result"


def _gpu_code() -> str:
    from .errors import CutedslError
    from .library import library

    program = (
        "graph.program @main (%x: tensor<8xf32>) -> (tensor<8xf32>) {\n"
        "  %0 = math.exp %x : tensor<8xf32>\n"
        "  graph.return %0 : tensor<8xf32>\n}\n"
    )
    try:
        library().compile(program, '{"target": "sm_90a"}')
    except CutedslError as error:
        return f"cannot be made here: {str(error).splitlines()[0]}"
    return "a kernel compiles to a cubin for sm_90a"


def _gpu() -> str:
    import torch

    if not torch.cuda.is_available():
        return "none; kernels run on the CPU"
    return torch.cuda.get_device_name(0)
