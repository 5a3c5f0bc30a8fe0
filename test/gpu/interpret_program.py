"""Compiles a program for Hopper and interprets its kernels, with no GPU."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
from hopper_interpreter import launch_hopper
from make_kernels import evaluate_grid, integer_attribute, kernel_line, run
from tensor_maps import parse_tensor_maps

ELEMENTS = {
    "bf16": np.uint16, "f16": np.float16, "f32": np.float32, "f64": np.float64, "i64": np.int64,
    "f8E4M3FN": np.uint8, "f8E5M2": np.uint8, "i1": np.bool_,
}  # fmt: skip
POISON = {
    "bf16": 0x7FC1, "f16": np.nan, "f32": np.nan, "f64": np.nan, "i64": -1,
    "f8E4M3FN": 0x7F, "f8E5M2": 0x7F, "i1": True,
}  # fmt: skip
# Blocks of a persistent kernel: few, so that each runs several tiles.
RESIDENT = 2


def _types(text: str) -> list[tuple[tuple[int, ...], str]]:
    return [
        (tuple(int(d) for d in shape.split("x") if d), element)
        for shape, element in re.findall(r"tensor<((?:\d+x)*)(\w+)>", text)
    ]


class Program:
    """The compiled form of one `graph.program` of static shapes."""

    def __init__(self, build: Path, text: str, target: str = "sm_90a"):
        command = [build / "bin/cutedsl-run", "-", f"--target={target}"]
        self.lowered = run([*command, "--emit=llvm"], text)
        self.ptx = run([*command, "--emit=ptx"], text)
        tile = run([*command, "--emit=tile"], text)
        self.constants = {
            name: {int(x) for x in numbers.split(",")}
            for name, numbers in re.findall(
                r"tile\.func @(\w+)\(.*constant_buffers = array<i64: ([\d, ]+)>", tile
            )
        }
        self.lines = tile[tile.index("graph.program @") :].splitlines()
        # How often a lane executed an instruction, in all runs.
        self.executed: Counter[str] = Counter()

    def uses_tensor_cores(self) -> bool:
        return "wgmma.mma_async" in self.ptx or "mma.sync" in self.ptx

    def __call__(self, inputs, seed: int = 0) -> list[np.ndarray]:
        """The results, bf16 and 8-bit floats as their bits."""
        head = re.search(r"\((.*?)\) ->", self.lines[0]).group(1)
        values = dict(zip(re.findall(r"(%arg\d+):", head), inputs, strict=True))
        for line in self.lines:
            call = re.match(r"\s*(%\w+)(?::\d+)? = graph\.call @(\w+)\((.*?)\).*\) -> (.*)$", line)
            if call:
                self._call(values, *call.groups(), seed)
            end = re.match(r"\s*graph\.return (.*?) :", line)
            if end:
                return [values[name] for name in end.group(1).split(", ")]
        raise RuntimeError("a program without a return")

    def _call(self, values, result, kernel, operands, types, seed):
        results = [np.full(s, POISON[e], ELEMENTS[e]) for s, e in _types(types)]
        buffers = [values[name.strip()] for name in operands.split(",")] + results
        line = kernel_line(self.lowered, kernel)
        grid = evaluate_grid(self.lowered, kernel, ())
        if "tile.persistent" in line:
            cluster = re.search(r"tile\.cluster = (\d+)", line)
            size = int(cluster.group(1)) if cluster else 1
            grid = min(grid, RESIDENT * size)
        launch = launch_hopper(
            self.ptx,
            kernel,
            grid,
            buffers,
            (),
            integer_attribute(self.lowered, kernel, "tile.scratch"),
            parse_tensor_maps(self.lowered, kernel, ()),
            seed,
            self.constants.get(kernel, ()),
        )
        self.executed += launch.executed
        if len(results) == 1:
            values[result] = results[0]
        values |= {f"{result}#{i}": array for i, array in enumerate(results)}
