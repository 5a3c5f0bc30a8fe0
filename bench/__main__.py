"""Run a benchmark and keep its rows under bench/results/.

./dev bench chronos2-cpu
./dev bench chronos2-cpu --quick --threads 1
./dev bench models --only chronos2
"""

import argparse
import importlib
import pathlib
import pkgutil

import bench

HELPERS = ("gpu", "harness")


def names() -> list[str]:
    modules = (m.name for m in pkgutil.iter_modules(bench.__path__))
    return [m.replace("_", "-") for m in modules if m not in HELPERS and not m.startswith("_")]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="./dev bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("name", choices=names())
    parser.add_argument("--only", default="", help="the part of a benchmark with this name")
    parser.add_argument("--quick", action="store_true", help="few repetitions, small cases")
    parser.add_argument("--threads", type=int, nargs="*", help="thread counts (default: 1 and 2)")
    parser.add_argument(
        "--bundle", type=pathlib.Path, help="Chronos-2, compiled by another machine for this one"
    )
    parser.add_argument("--output", type=pathlib.Path, help="default: bench/results/NAME.json")
    arguments = parser.parse_args()
    module = importlib.import_module("bench." + arguments.name.replace("-", "_"))
    parts = getattr(module, "PARTS", {})
    if arguments.only and arguments.only not in parts:
        known = " or ".join(parts) or "nothing, as it has no parts"
        parser.error(f"{arguments.name}: expected --only {known}, but got {arguments.only}")
    module.run(arguments)


if __name__ == "__main__":
    main()
