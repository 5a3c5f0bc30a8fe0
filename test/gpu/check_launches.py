"""Checks on a Hopper GPU, from the installed wheel, that kernels are launched as
their bundles ask: tensor maps, clusters, persistent grids, dependent launches.

    python3 test/gpu/check_launches.py [DIR]

DIR holds what make_launches.py wrote (build/gpu-launches by default). Prints a
JSON object a case; the exit status is 1 if one is off.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from pathlib import Path

import torch

from cutedsl.compiler import runtime_extension

HERE = Path(__file__).parent
STEPS = 20


class Checks:
    def __init__(self, folder: Path):
        self.folder = folder
        self.failed = False

    def load(self, name: str, graphs: bool = False):
        bundle = (self.folder / f"{name}.bundle").read_bytes()
        return runtime_extension().load_bundle(bundle, graphs=graphs)

    def report(self, name: str, ok: bool, **facts) -> None:
        self.failed |= not ok
        print(json.dumps({"name": name, "ok": ok, **facts}), flush=True)


def widened(x: torch.Tensor) -> torch.Tensor:
    """What the kernel copy_box makes of columns 4 to 15."""
    y = torch.zeros(-(-x.shape[0] // 8) * 8, 16, device=x.device)
    y[: x.shape[0], :12] = x[:, 4:16]
    return y


def check_tensor_maps(checks: Checks) -> None:
    for graphs in (False, True):
        program = checks.load("copy", graphs)
        # Alternating addresses and sizes: a stale map would show.
        for rows in (1, 7, 8, 100, 7, 100):
            x = torch.randn(rows, 20, device="cuda")
            checks.report(
                f"copy {rows} rows, graphs {graphs}",
                all(torch.equal(program(x)[0], widened(x)) for _ in range(3)),
            )
    x = torch.randn(40, 20, device="cuda")
    (y,) = checks.load("copy-first-row")(x)
    checks.report("stride 0", torch.equal(y, widened(x[:1].expand(40, 20))))
    program = checks.load("copy-narrow")
    x = torch.randn(1, 19, device="cuda")
    checks.report("stride of one row", torch.equal(program(x)[0], widened(x)))
    try:
        program(torch.randn(2, 19, device="cuda"))
        message = "no error"
    except RuntimeError as error:
        message = str(error)
    checks.report("stride of 76 bytes", "a multiple of 4 elements" in message, message=message)


def check_grids(checks: Checks) -> None:
    for name, cluster in (("describe", 1), ("cluster-4", 4), ("cluster-16", 16)):
        for blocks in (1, cluster, 37):
            (y,) = checks.load(name)(torch.zeros(blocks, device="cuda"))
            grid = -(-blocks // cluster) * cluster
            rank = torch.arange(blocks, dtype=torch.int32, device="cuda") % cluster
            checks.report(
                f"{name}, {blocks} tiles", torch.equal(y, rank + 100 * cluster + 10000 * grid)
            )
    multiprocessors = torch.cuda.get_device_properties(0).multi_processor_count
    for name, cluster in (("persistent", 1), ("persistent-cluster-2", 2)):
        program = checks.load(name)
        for tiles in (4, 1_000_000):
            (y,) = program(torch.zeros(tiles, device="cuda"))
            grid = int(y[0])
            fits = grid == tiles if tiles == 4 else multiprocessors // 2 <= grid < tiles
            ok = bool((y == grid).all()) and fits and grid % cluster == 0
            checks.report(f"{name}, {tiles} tiles", ok, grid=grid)


def check_dependent(checks: Checks) -> None:
    x = torch.randn(1_000_000, device="cuda")
    expected = x.clone()
    for _ in range(STEPS):
        expected += 1
    milliseconds = {}
    for name in ("independent", "dependent"):
        for graphs in (False, True):
            program = checks.load(name, graphs)
            ok = all(torch.equal(program(x)[0], expected) for _ in range(20))
            samples = []
            for _ in range(20):
                torch.cuda.synchronize()
                begin = time.perf_counter()
                program(x)
                torch.cuda.synchronize()
                samples.append(1e3 * (time.perf_counter() - begin))
            milliseconds[name, graphs] = statistics.median(samples)
            checks.report(f"{name}, graphs {graphs}", ok, ms=round(milliseconds[name, graphs], 4))
    program = checks.load("dependent")
    program(x)
    recorded = torch.cuda.CUDAGraph()
    with torch.cuda.graph(recorded):
        (y,) = program(x)
    y.zero_()
    recorded.replay()
    checks.report("dependent, recorded by PyTorch", torch.equal(y, expected))
    # Kernels that sleep before they wait sleep together.
    gain = milliseconds["independent", True] / milliseconds["dependent", True]
    checks.report("kernels overlap", gain > 1.1, gain=round(gain, 3))


def check_alignment(checks: Checks) -> None:
    storage = torch.randn(8 * 20 + 1, device="cuda")
    try:
        checks.load("copy")(storage[1:].view(8, 20))
        message = "no error"
    except RuntimeError as error:
        message = str(error)
    checks.report("address of 4 bytes", bool(re.search("aligned to 16", message)), message=message)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "../../build/gpu-launches"
    checks = Checks(folder)
    for check in (check_tensor_maps, check_grids, check_dependent, check_alignment):
        check(checks)
    sys.exit(checks.failed)


if __name__ == "__main__":
    main()
