"""Build the self-contained wheel into dist/ and check what it promises.

Run as `./dev wheel`. The wheel holds LLVM and MLIR statically (x86 and NVPTX
only), exports nothing but the C API, and is at most 40 MB.
"""

import pathlib
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAX_BYTES = 40e6
PLATFORM = "manylinux_2_36_x86_64"


def exported_symbols(library: pathlib.Path) -> list[str]:
    text = subprocess.run(
        ["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True
    ).stdout
    return [line.split()[-1] for line in text.splitlines()]


def check(wheel: pathlib.Path) -> None:
    if wheel.stat().st_size > MAX_BYTES:
        sys.exit(f"expected at most {MAX_BYTES / 1e6:.0f} MB, but got {wheel.stat().st_size}")
    unpacked = ROOT / "build/wheel-check"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    for library in unpacked.glob("cutedsl/libcutedsl_*.so"):
        foreign = [s for s in exported_symbols(library) if not s.startswith("cutedsl")]
        if foreign:
            sys.exit(f"expected only the C API in {library.name}, but got {foreign[:5]}")


def main() -> None:
    dist = ROOT / "dist"
    dist.mkdir(exist_ok=True)
    for old in dist.glob("cutedsl-*.whl"):
        old.unlink()
    # The build requirements are pinned in requirements.txt, so no isolation.
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", ROOT, "--no-deps", "--no-build-isolation"]
        + ["--disable-pip-version-check", "-w", dist, "-v"],
        check=True,
    )
    (wheel,) = dist.glob("cutedsl-*.whl")
    subprocess.run(
        [sys.executable, "-m", "wheel", "tags", "--remove", "--platform-tag", PLATFORM, wheel],
        check=True,
    )
    (wheel,) = dist.glob("cutedsl-*.whl")
    check(wheel)
    print(f"{wheel.relative_to(ROOT)}: {wheel.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
