"""Runs graph.kernels on this CPU: convert-graph-to-tile, then the CPU pipeline.

`run_kernel(text, inputs, outputs, symbols)` computes the kernel of a module with
one kernel. Operands end where a page ends that must not be read, and results are
surrounded by bytes that must not change.
"""

import ctypes
import functools
import mmap
import re

import numpy as np
from cpu_kernels import BUILD, CPUModule, _run

_libc = ctypes.CDLL(None, use_errno=True)
_PAGE = mmap.PAGESIZE
# What kernels are compiled for where a test does not say.
default_cpu = "native"


def guarded(array: np.ndarray) -> np.ndarray:
    """A copy of `array` that is followed by a page without access."""
    size = -(-max(array.nbytes, 1) // _PAGE) * _PAGE
    memory = mmap.mmap(-1, size + _PAGE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    if _libc.mprotect(ctypes.c_void_p(address + size), _PAGE, 0) != 0:
        raise OSError(ctypes.get_errno(), "mprotect")
    copy = np.frombuffer(memory, array.dtype, array.size, size - array.nbytes)
    copy[:] = array.ravel()
    return copy.reshape(array.shape)


@functools.lru_cache(None)
def compile_kernel(text: str, cpu: str):
    tiles = _run(
        [BUILD / "bin/cutedsl-opt", "--convert-graph-to-tile", "--canonicalize", "--cse"],
        input=text,
    )
    name, grid = re.search(r"tile.func @(\w+)\(.*grid <(.*)> threads", tiles).groups()
    parameters, counts = re.fullmatch(r"\(\)(?:\[(.*)\])? -> \((.*)\)", grid).groups()
    counts = re.sub(r"(\w+|\([^()]*\)) ceildiv (\w+)", r"-(-\1 // \2)", counts)
    counts = counts.replace("floordiv", "//").replace(" mod ", " % ")
    count = eval(f"lambda {parameters or ''}: np.prod([{counts}])")
    used = len(parameters.split(",")) if parameters else 0
    return CPUModule(tiles, cpu), name, count, used


def run_kernel(text, inputs, outputs, symbols=(), cpu=None, status=0):
    """`outputs` are (shape, dtype); returns the results."""
    module, name, count, used = compile_kernel(text, cpu or default_cpu)
    tiles = int(count(*symbols[:used]))
    guard = 64
    raw = [
        np.full(int(np.prod(shape)) * np.dtype(dtype).itemsize + 2 * guard, 0xA5, np.uint8)
        for shape, dtype in outputs
    ]
    results = [
        buffer[guard : buffer.size - guard].view(dtype).reshape(shape)
        for buffer, (shape, dtype) in zip(raw, outputs, strict=True)
    ]
    buffers = [guarded(np.ascontiguousarray(x)) for x in inputs] + results
    # Last tiles first: none may depend on another.
    codes = [module.run(name, buffers, symbols, t + 1, t) for t in reversed(range(tiles))]
    assert max(codes, default=0) == status
    for buffer in raw:
        assert (buffer[:guard] == 0xA5).all()
        assert (buffer[buffer.size - guard :] == 0xA5).all()
    return results
