"""Runs tile programs on this CPU through the kernel ABI, for tests and benches.

`CPUModule(text)` compiles a module of `tile.func`s with cutedsl-cpu-pipeline and
loads the object; `module.run(name, buffers, symbols, tiles)` runs one kernel on
numpy arrays in place.
"""

import ctypes
import functools
import itertools
import os
import pathlib
import random
import re
import subprocess
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("CUTEDSL_BUILD", ROOT / "build/dev"))
LLVM = pathlib.Path(os.environ.get("CUTEDSL_LLVM_BIN", "/usr/lib/llvm-22/bin"))


def _run(command, **kwargs):
    done = subprocess.run(command, capture_output=True, text=True, **kwargs)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


class CPUModule:
    def __init__(self, text: str, cpu: str = "native"):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder)
            lowered = _run(
                [BUILD / "bin/cutedsl-opt", f"--cutedsl-cpu-pipeline=cpu={cpu}"], input=text
            )
            (path / "k.mlir").write_text(lowered)
            _run(
                [BUILD / "bin/cutedsl-translate", path / "k.mlir", f"--cpu={cpu}"]
                + ["--emit=obj", "-o", path / "k.o"]
            )
            _run([LLVM / "ld.lld", "-shared", path / "k.o", "-o", path / "k.so"])
            self.library = ctypes.CDLL(str(path / "k.so"))
        self.scratch = {}
        for line in lowered.splitlines():
            if "tile.scratch" in line:
                name = re.search(r"llvm.func @(\w+)", line)[1]
                self.scratch[name] = int(re.search(r"tile.scratch = (\d+)", line)[1])

    def run(self, name, buffers, symbols=(), tiles=1, begin=0):
        """Runs tiles begin .. tiles - 1; returns the status."""
        pointers = (ctypes.c_void_p * max(1, len(buffers)))(*[b.ctypes.data for b in buffers])
        values = (ctypes.c_int64 * max(1, len(symbols)))(*symbols)
        scratch = np.zeros(self.scratch[name] + 64, np.uint8)
        offset = -scratch.ctypes.data % 64
        status = ctypes.c_int32(0)
        getattr(self.library, name)(
            pointers,
            values,
            ctypes.c_int64(begin),
            ctypes.c_int64(tiles),
            ctypes.c_void_p(scratch.ctypes.data + offset),
            ctypes.byref(status),
        )
        return status.value


def _has_avx512() -> bool:
    return " avx512vl " in pathlib.Path("/proc/cpuinfo").read_text()


CPUS = ["x86-64-v3"] + (["x86-64-v4"] if _has_avx512() else [])
compile_module = functools.lru_cache(None)(CPUModule)


def sample(count, *choices):
    """Some of all combinations; each costs a compilation."""
    return random.Random(0).sample(list(itertools.product(*choices)), count)


def run(text, cpu, *args, name="k", **kwargs):
    return compile_module(text, cpu).run(name, *args, **kwargs)


def bf16_bits(x):
    bits = x.astype(np.float32).view(np.uint32).astype(np.uint64)
    rounded = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
    return np.where(np.isnan(x), np.uint16(0x7FC0), rounded)


def bf16_value(bits):
    return (bits.astype(np.uint32) << 16).view(np.float32)
