"""Compiles the kernels of cases.py to PTX and cubins, with no GPU.

    python test/gpu/make_kernels.py [--arch sm_90a] [--build build/dev] [--out DIR]

writes DIR/<case>.ptx, .cubin and manifest.json, which run_kernels.py takes to a
machine with a GPU.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def run(command, text: str) -> str:
    result = subprocess.run(command, input=text, capture_output=True, text=True)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{result.stderr}")
    return result.stdout


def source_of(case) -> str:
    for chunk in (HERE / "Inputs" / case.file).read_text().split("// -----"):
        if re.search(rf"@{case.kernel}\(", chunk):
            return chunk
    raise RuntimeError(f"no kernel {case.kernel} in {case.file}")


class Size(int):
    """An integer with the operators of an affine expression."""

    def __matmul__(self, other):
        return Size(-(-int(self) // int(other)))

    def _op(name):  # noqa: N805
        return lambda self, other: Size(getattr(int, name)(self, int(other)))

    __add__, __radd__ = _op("__add__"), _op("__radd__")
    __sub__, __mul__, __rmul__ = _op("__sub__"), _op("__mul__"), _op("__rmul__")
    __floordiv__, __mod__ = _op("__floordiv__"), _op("__mod__")


def evaluate_map(lowered: str, alias: str, symbols) -> list[int]:
    """The results of the affine map `alias` for these values of its symbols."""
    text = re.search(rf"^{alias} = affine_map<\(\)(?:\[(.*?)\])? -> \((.*)\)>$", lowered, re.M)
    names = [n.strip() for n in (text.group(1) or "").split(",") if n.strip()]
    body = text.group(2)
    for word, operator in (("floordiv", "//"), ("ceildiv", "@"), ("mod", "%")):
        body = body.replace(f" {word} ", f" {operator} ")
    scope = {name: Size(value) for name, value in zip(names, symbols, strict=False)}
    values = eval(f"({body},)" if body else "()", {"__builtins__": {}}, scope)
    return [int(value) for value in values]


def kernel_line(lowered: str, kernel: str) -> str:
    return next(li for li in lowered.splitlines() if f"llvm.func @{kernel}(" in li)


def evaluate_grid(lowered: str, kernel: str, symbols) -> int:
    """The number of blocks: the product of the tile.grid of `kernel`."""
    alias = re.search(r"tile\.grid = (#\w+)", kernel_line(lowered, kernel)).group(1)
    return math.prod(evaluate_map(lowered, alias, symbols))


def compile_kernel(build: Path, case, arch: str, text: str = "") -> tuple[str, str]:
    """The lowered module and its PTX."""
    text = text or source_of(case)
    opt = build / "bin" / "cutedsl-opt"
    if "graph.kernel" in text:
        passes = [f"--graph-select-schedule=target={arch}", "--convert-graph-to-tile"]
        text = run([opt, *passes, "--canonicalize", "--cse"], text)
    lowered = run([opt, f"--cutedsl-gpu-pipeline=arch={arch}"], text)
    return lowered, run([build / "bin" / "cutedsl-translate", f"--arch={arch}"], lowered)


def integer_attribute(lowered: str, kernel: str, name: str) -> int:
    line = kernel_line(lowered, kernel)
    return int(re.search(rf"{re.escape(name)} = (\d+)", line).group(1))


def describe(lowered: str, case) -> dict:
    return {
        "kernel": case.kernel,
        "grid": evaluate_grid(lowered, case.kernel, case.symbols),
        "threads": integer_attribute(lowered, case.kernel, "tile.threads"),
        "shared": integer_attribute(lowered, case.kernel, "tile.scratch"),
    }


def main():
    from cases import CASES

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--arch", default="sm_90a")
    parser.add_argument("--build", type=Path, default=HERE / "../../build/dev")
    parser.add_argument("--out", type=Path, default=HERE / "../../build/gpu-kernels")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    manifest = {"arch": options.arch, "cases": {}}
    translate = options.build / "bin" / "cutedsl-translate"
    for case in CASES:
        try:
            lowered, ptx = compile_kernel(options.build, case, options.arch)
            (options.out / f"{case.name}.ptx").write_text(ptx)
            target = options.out / f"{case.name}.cubin"
            run([translate, f"--arch={options.arch}", "--emit=cubin", "-o", target], lowered)
            manifest["cases"][case.name] = describe(lowered, case)
        except RuntimeError as failure:
            manifest["cases"][case.name] = {"error": str(failure)}
            print(f"{case.name}: {failure}")
    (options.out / "manifest.json").write_text(json.dumps(manifest, indent=1))
    print(f"{len(manifest['cases'])} cases in {options.out}")


if __name__ == "__main__":
    main()
