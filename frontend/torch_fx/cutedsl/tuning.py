"""`mode="max-autotune"`: of each kernel that has several schedules, the first
few are built and timed, and the fastest is taken.

The compiler lists the kernels and, best first by its model, what may be chosen
for each; here they are only built, run and remembered. A kernel's key does not
depend on the program around it, so what was learned in one serves all.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import os
import pathlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .errors import CompileError, CutedslError
from .library import Library, library
from .tuning_store import Entry, Store
from .worker import Worker

log = logging.getLogger("cutedsl")

# How many candidates of a kernel are built.
MOST_CANDIDATES = 8
# A kernel whose own schedules differ by less keeps the first; a library is taken
# where it is faster at all, so that tuning never loses to it.
WORTHWHILE = 0.99
# Rounds, and seconds that a candidate runs untimed and timed in each.
ROUNDS, WARM_SECONDS, TIMED_SECONDS = 3, 0.1, 0.02
# How far results of two candidates may lie apart, relative to their norm: they
# add up in other orders.
TOLERANCE = 0.02
QUIET_SECONDS = 2.0


def is_schedule(choice: str) -> bool:
    """Whether a choice is a schedule of ours, and not a library."""
    return choice.startswith("#")


@dataclasses.dataclass(frozen=True)
class Kernel:
    """A kernel with choices; see `cutedslListTunables`."""

    name: str
    key: str
    choices: Sequence[str]
    program: str
    arguments: Sequence[Mapping[str, Any]] | None
    reason: str

    @classmethod
    def of(cls, listed: Mapping[str, Any], libraries: bool = True) -> Kernel:
        return cls(
            listed["name"],
            listed["key"],
            [c for c in listed["choices"] if libraries or is_schedule(c)],
            listed["program"],
            listed.get("arguments"),
            listed.get("reason", ""),
        )


# Seconds a call of each candidate that can be run, by choice.
Measure = Callable[[Kernel, Mapping[str, Any]], Mapping[str, float]]
# From a program's text and the compiler's options to something callable.
Load = Callable[[str, str, Worker | Library], tuple[Any, dict[str, Any], bool]]


def tune(
    text: str,
    flags: str,
    asked: Worker | Library,
    *,
    load: Load,
    store: Store,
    measure: Measure,
    most: int = MOST_CANDIDATES,
    libraries: bool = False,
) -> str:
    """The compiler's options `flags` with what was chosen for the kernels of the
    program `text`; kernels that the store does not know are measured first.
    Without `libraries` only what the compiler itself makes is a candidate."""
    kernels = [Kernel.of(listed, libraries) for listed in asked.tunables(text, flags)]
    kernels = [kernel for kernel in kernels if len(kernel.choices) > 1]
    unknown = [kernel for kernel in kernels if kernel.key not in store]
    if unknown:
        with Builder(isolate=isinstance(asked, Worker)) as builder, _progress() as show:
            for number, kernel in enumerate(unknown):
                show(kernel.name, number, len(unknown))
                if kernel.arguments is None:
                    log.warning("kernel %s cannot be measured: %s", kernel.name, kernel.reason)
                    continue
                programs = builder.build(kernel, flags, load, most)
                if entry := _best(kernel, programs, measure):
                    store[kernel.key] = entry
        store.save()
    chosen = {k.key: store[k.key].choice for k in kernels if k.key in store}
    firsts = {k.key: k.choices[0] for k in kernels}
    # What is built anyway needs no other place in the cache.
    different = {key: choice for key, choice in chosen.items() if choice != firsts[key]}
    return _with(flags, choices=different) if different else flags


def _best(kernel: Kernel, programs: Mapping[str, Any], measure: Measure) -> Entry | None:
    """What to remember of a kernel; nothing if nothing could be measured."""
    if len(programs) < 2:
        # Nothing to choose, now or later.
        return Entry(kernel.choices[0], {}) if kernel.choices[0] in programs else None
    try:
        times = dict(measure(kernel, programs))
    except RuntimeError as error:
        # Such as too little memory for the operands: what is not known stays so.
        log.warning("kernel %s was not measured: %s", kernel.name, error)
        return None
    if not times:
        return None
    best = min(times, key=times.__getitem__)
    first = kernel.choices[0]
    if is_schedule(best) and first in times and times[best] > WORTHWHILE * times[first]:
        best = first
    log.info("kernel %s: %s, %.3g us", kernel.name, best, 1e6 * times[best])
    return Entry(best, {choice: round(1e6 * s, 3) for choice, s in times.items()})


def _with(flags: str, **more: Any) -> str:
    return json.dumps(json.loads(flags) | more, sort_keys=True)


class Builder:
    """Builds the candidates of a kernel at the same time, each thread with a
    process of its own where programs are compiled in one: a candidate that
    crashes the compiler is one candidate fewer."""

    def __init__(self, isolate: bool) -> None:
        self.isolate = isolate
        self.local = threading.local()
        self.workers: list[Worker] = []
        threads = min(MOST_CANDIDATES, os.cpu_count() or 1)
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="cutedsl-tuning")

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown()
        for worker in self.workers:
            worker.close()

    def compiler(self) -> Worker | Library:
        if not self.isolate:
            return library()
        if not hasattr(self.local, "worker"):
            self.local.worker = Worker()
            self.workers.append(self.local.worker)
        return self.local.worker

    def build(self, kernel: Kernel, flags: str, load: Load, most: int) -> dict[str, Any]:
        """The candidates that compile, by choice, in the model's order."""
        # The kernel's program has its sizes, and the choices are about it alone.
        options = {k: v for k, v in json.loads(flags).items() if k not in ("symbols", "hints")}

        def make(choice: str) -> Any:
            choices = {} if choice == kernel.choices[0] else {kernel.key: choice}
            try:
                program, report, _ = load(
                    kernel.program,
                    json.dumps(options | {"choices": choices}, sort_keys=True),
                    self.compiler(),
                )
            except CompileError as error:
                log.info("kernel %s as %s: %s", kernel.name, choice, error)
                return None
            # The kernel does not suit the schedule: what was built is another.
            refused = [r["text"] for r in report.get("remarks", ()) if _is_fallback(r["text"])]
            if refused and choice != kernel.choices[0]:
                return None
            return program

        candidates = candidates_of(kernel, most)
        made = zip(candidates, self.pool.map(make, candidates), strict=True)
        return {choice: program for choice, program in made if program is not None}


def candidates_of(kernel: Kernel, most: int) -> list[str]:
    """The first `most` of the choices; schedules are ranked, a library's product
    is not one of them and always among the candidates."""
    schedules = [c for c in kernel.choices if is_schedule(c)]
    others = [c for c in kernel.choices if not is_schedule(c)]
    return (schedules[: most - len(others)] + others)[:most]


# How remarks begin of kernels that do not suit their schedule.
FALLBACKS = (
    "not on tensor cores",
    "rows are not kept in shared memory",
    "a cluster does not share its rows",
)


def _is_fallback(remark: str) -> bool:
    return remark.startswith(FALLBACKS)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Shows how far tuning is once it takes long; prints nothing before."""
    start = time.perf_counter()
    shown: list[Any] = []

    def show(name: str, done: int, total: int) -> None:
        if not shown and time.perf_counter() - start < QUIET_SECONDS:
            return
        if not shown:
            from rich.console import Console
            from rich.progress import Progress

            progress = Progress(console=Console(stderr=True), transient=True)
            progress.start()
            shown.extend((progress, progress.add_task("measuring kernels", total=total)))
        progress, task = shown
        progress.update(task, completed=done, description=f"measuring {name}")

    try:
        yield show
    finally:
        if shown:
            shown[0].stop()


# --- On the GPU ----------------------------------------------------------------


def measure_on_gpu(kernel: Kernel, programs: Mapping[str, Any]) -> dict[str, float]:
    """Seconds a call of each of `programs` on the current device. One whose
    result is not that of the others, the first's if it runs, is left out."""
    import torch

    from .timing import Recorded, medians, number_of_sets, sustained

    first = operands_of(kernel, 0)
    count = number_of_sets(sum(t.nbytes for t in first))
    sets = [first, *(operands_of(kernel, seed) for seed in range(1, count))]
    recorded: dict[str, Recorded] = {}
    wanted = None
    with torch.no_grad():
        for choice, program in programs.items():
            try:
                results = program(*first)
                torch.cuda.synchronize()
            except (RuntimeError, CutedslError) as error:
                log.warning("kernel %s as %s does not run: %s", kernel.name, choice, error)
                continue
            wanted = results if wanted is None else wanted
            if not all(map(agree, results, wanted)):
                log.warning("kernel %s as %s gives another result", kernel.name, choice)
                continue
            recorded[choice] = Recorded([lambda p=program, s=s: p(*s) for s in sets])
        samples = sustained(recorded, rounds=ROUNDS, warm=WARM_SECONDS, timed=TIMED_SECONDS)
    return medians(samples)


def operands_of(kernel: Kernel, seed: int, device: str = "cuda") -> list[Any]:
    """Tensors with the sizes and strides of the kernel's arguments: floats of
    the size of activations, zeros where an index might be read."""
    import torch

    from .dtypes import DTYPES

    generator = torch.Generator(device).manual_seed(seed)
    tensors = []
    for argument in kernel.arguments or ():
        dtype, sizes, strides = (argument[name] for name in ("dtype", "sizes", "strides"))
        # All of the memory: elements of an expanded dimension share theirs.
        last = sum((size - 1) * stride for size, stride in zip(sizes, strides, strict=True))
        memory = torch.zeros(max(last, 0) + 1, dtype=DTYPES[dtype], device=device)
        if memory.is_floating_point():
            memory.normal_(generator=generator)
        tensors.append(memory.as_strided(sizes, strides))
    return tensors


def agree(result: Any, wanted: Any) -> bool:
    """Whether two results are the same but for the order of sums."""
    if not result.is_floating_point():
        return bool((result == wanted).all())
    finite = wanted.isfinite()
    if not bool((result.isfinite() == finite).all()):
        return False
    zero = result.new_zeros(())
    result, wanted = result.where(finite, zero).double(), wanted.where(finite, zero).double()
    return bool((result - wanted).norm() <= TOLERANCE * wanted.norm() + 1e-30)


def default_store() -> Store:
    """What was learned on the current GPU with these versions."""
    import ctypes

    import torch

    from .compiler import runtime_extension

    if not torch.cuda.is_available():
        raise CutedslError("expected an NVIDIA GPU: what is fast is learned by measuring on it")
    version = ctypes.c_int(0)
    ctypes.CDLL("libcuda.so.1").cuDriverGetVersion(ctypes.byref(version))
    properties = torch.cuda.get_device_properties(torch.cuda.current_device())
    made_for = {
        "gpu": properties.name,
        "capability": f"{properties.major}.{properties.minor}",
        "driver": str(version.value),
        "compiler": library().version(),
        "cublaslt": str(runtime_extension().cublaslt_version()),
    }
    folder = pathlib.Path(runtime_extension().cache_stats()["directory"])
    return Store.of(folder, made_for)
