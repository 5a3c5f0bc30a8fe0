"""From an emitted program to something callable: cache, compile, load."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.machinery
import importlib.util
import json
import logging
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from typing import Any, Protocol

import torch
from torch import fx
from torch._subclasses.fake_tensor import unset_fake_temporarily

from .emit import EmittedProgram, tensor_of
from .errors import CompileError, LibraryNotFound
from .library import Library, find_library, library
from .options import Options
from .traffic import symbol_hints
from .tuning import Measure, default_store, measure_on_gpu, tune
from .tuning_store import Store
from .worker import Worker

log = logging.getLogger("cutedsl")


@dataclasses.dataclass
class CompiledProgram:
    """Takes the program's tensors in order, returns its results as a tuple."""

    run: Callable[..., tuple[torch.Tensor, ...]]
    report: dict[str, Any]
    seconds: float
    from_cache: bool


class Compiler(Protocol):
    """What the backend needs of a compiler. Tests put another in its place."""

    def query(
        self, program: EmittedProgram, options: Options, target: str
    ) -> list[dict[str, Any]]: ...

    def compile(
        self, program: EmittedProgram, module: fx.GraphModule, options: Options, target: str
    ) -> CompiledProgram: ...

    def version(self) -> str: ...


class LibraryCompiler:
    """The compiler library, the runtime extension and its cache, which is not
    read without `reuse`. `measure` times the candidates of a kernel, and `store`
    makes what remembers them."""

    def __init__(
        self,
        reuse: bool = True,
        *,
        measure: Measure = measure_on_gpu,
        store: Callable[[], Store] = default_store,
    ) -> None:
        self.reuse = reuse
        self.measure = measure
        self.store = store

    def version(self) -> str:
        return library().version()

    def query(self, program: EmittedProgram, options: Options, target: str) -> list[dict[str, Any]]:
        flags = options.for_compiler(target)
        return _asked(options).query_support(program.text, flags)

    def compile(
        self, program: EmittedProgram, module: fx.GraphModule, options: Options, target: str
    ) -> CompiledProgram:
        start = time.perf_counter()
        flags = options.for_compiler(target)
        if options.tunes:
            flags = self.tuned(program, flags, options, target)
        loaded, report, found = load(program.text, flags, _asked(options), self.reuse)
        run = _with_pairs(loaded, program)
        return CompiledProgram(run, report, time.perf_counter() - start, found)

    def tuned(self, program: EmittedProgram, flags: str, options: Options, target: str) -> str:
        """`flags` with the fastest choices for the program's kernels. Dynamic
        sizes are measured as they were when the graph was captured."""
        if target != "sm_90a":
            _warn_not_tuned(options.mode, target)
            return flags
        hints = symbol_hints(program)
        if hints:
            flags = json.dumps(json.loads(flags) | {"hints": hints}, sort_keys=True)
        # Graphs are compiled while PyTorch makes no real tensors.
        with unset_fake_temporarily(), torch.cuda.device(_gpu_of(program)):
            return tune(
                program.text,
                flags,
                _asked(options),
                load=partial(load, reuse=self.reuse),
                store=self.store(),
                measure=self.measure,
                libraries=runtime_extension().cublaslt_version() > 0,
            )


def _gpu_of(program: EmittedProgram) -> int:
    """The number of the GPU that the program's tensors are on, -1 for the current
    one."""
    devices = {tensor_of(node).device for node in program.arguments}  # type: ignore[union-attr]
    numbers = [d.index for d in devices if d.type == "cuda" and d.index is not None]
    return numbers[0] if numbers else -1


@cache
def _warn_not_tuned(mode: str, target: str) -> None:
    log.warning("mode %r measures nothing for %s, where each kernel has one schedule", mode, target)


def load(
    text: str, flags: str, compiler: Worker | Library, reuse: bool = True
) -> tuple[Any, dict[str, Any], bool]:
    """The program of `text` under the compiler's options `flags`, its report, and
    whether it was in the cache."""
    runtime = runtime_extension()
    key, names = library().fingerprint(text, flags)

    def check(bundle: bytes) -> Any:
        loaded = runtime.load_bundle(bundle, names or None)
        if loaded.fingerprint != key:
            raise RuntimeError(f"expected program {key}, but got {loaded.fingerprint}")
        return loaded

    bundle = runtime.cache_get(key) if reuse else None
    if bundle is not None:
        try:
            loaded = check(bundle)
            return loaded, _report(loaded), True
        except RuntimeError as error:
            log.warning("ignored a program in the cache: %s", error)
    bundle, report = compiler.compile(text, flags)
    try:
        loaded = check(bundle)
    except RuntimeError as error:
        raise CompileError(f"the compiler's answer cannot be used: {error}") from None
    runtime.cache_put(key, bundle)
    return loaded, report, False


def _with_pairs(loaded: Any, program: EmittedProgram) -> Callable[..., tuple[torch.Tensor, ...]]:
    """Compiled programs hold complex numbers as pairs of reals: the same memory
    with a further dimension of 2."""

    def complex_positions(nodes: list[fx.Node]) -> set[int]:
        return {i for i, n in enumerate(nodes) if n.meta["val"].is_complex()}

    arguments = complex_positions(program.arguments)
    results = complex_positions(program.results)
    if not arguments and not results:
        return loaded

    def run(*tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        made = loaded(
            *(
                torch.view_as_real(t.resolve_conj()) if i in arguments else t
                for i, t in enumerate(tensors)
            )
        )
        return tuple(torch.view_as_complex(t) if i in results else t for i, t in enumerate(made))

    return run


def _report(loaded: Any) -> dict[str, Any]:
    report = getattr(loaded, "report", {})
    return json.loads(report) if isinstance(report, str) else report


def _asked(options: Options) -> Worker | Library:
    """Who compiles: a process of its own, unless the user wants it in his."""
    return _worker() if options.isolate else library()


@cache
def _worker() -> Worker:
    return Worker()


@cache
def runtime_extension() -> Any:
    """The extension module: beside this package when installed, else where the
    libraries are."""
    name = f"{__package__}._C"
    try:
        return importlib.import_module(name)
    except ImportError:
        path = find_library("_C.abi3.so")
    loader = importlib.machinery.ExtensionFileLoader(name, str(path))
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    try:
        module = importlib.util.module_from_spec(spec)
        loader.exec_module(module)
    except ImportError as error:
        raise LibraryNotFound(f"the runtime extension {path} cannot be loaded: {error}") from None
    sys.modules[name] = module
    return module


@cache
def target_of(device: torch.device) -> str:
    """What to compile for, so that the code runs on `device`."""
    if device.type == "cpu":
        return "cpu"
    if device.type != "cuda":
        return ""
    major, minor = torch.cuda.get_device_capability(device)
    if (major, minor) == (9, 0):
        return "sm_90a"
    return "sm_89" if (major, minor) >= (8, 9) else "sm_80" if major >= 8 else ""
