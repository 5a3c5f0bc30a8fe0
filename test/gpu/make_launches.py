"""Writes the bundles of check_launches.py, with no GPU.

python test/gpu/make_launches.py [--build build/dev] [--out DIR]
"""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def make(build: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    cubin = out / "launches.cubin"
    source = HERE / "Inputs" / "launches.ptx"
    translate = build / "bin" / "cutedsl-translate"
    subprocess.run([translate, source, "--arch=sm_90a", "--emit=cubin", "-o", cubin], check=True)
    subprocess.run([build / "bin" / "CutedslWriteLaunchBundles", cubin, out], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=HERE / "../../build/dev")
    parser.add_argument("--out", type=Path, default=HERE / "../../build/gpu-launches")
    options = parser.parse_args()
    make(options.build, options.out)


if __name__ == "__main__":
    main()
