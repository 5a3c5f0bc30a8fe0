"""The command line of the checks that compare torch.compile's kernels on a GPU
with a wider precision: cases in, one JSON object a case, an exit status."""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import traceback
from collections.abc import Callable, Iterable

import torch

# A name, what is compiled, and its operands.
Case = tuple[str, Callable, tuple[torch.Tensor, ...]]


def run_checks(
    description: str,
    fixed_cases: Callable[[], Iterable[Case]],
    random_cases: Callable[[int], Iterable[Case]],
    check: Callable[[Case], dict],
    more: Callable[[], dict],
    num_random: int,
) -> None:
    """Runs `check` on each of `fixed_cases()` and of
    `random_cases(how many)`, then `more`.

    Each gives an object whose "ok" tells whether the case passed. Prints those
    that did not, and a summary; exits with 1 if there is one.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--random", type=int, default=num_random, help="cases drawn at random")
    parser.add_argument("--output", metavar="FILE", help="where to write all objects, one a line")
    arguments = parser.parse_args()
    torch.manual_seed(0)
    rows = []
    for case in itertools.chain(fixed_cases(), random_cases(arguments.random)):
        try:
            rows.append(check(case))
        except Exception:  # noqa: BLE001 - the other cases still count
            text = traceback.format_exc().splitlines()
            rows.append({"name": case[0], "ok": False, "exception": " | ".join(text[-3:])[:600]})
        if not rows[-1]["ok"]:
            print(json.dumps(rows[-1]), flush=True)
    rows.append(more())
    if arguments.output:
        with open(arguments.output, "w") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    wrong = sum(not row["ok"] for row in rows)
    print(f"{len(rows) - wrong} passed, {wrong} failed")
    sys.exit(1 if wrong else 0)


def relative_error(actual: torch.Tensor, exact: torch.Tensor) -> float:
    """The distance of `actual` from `exact`, in double precision, by its norm."""
    return ((actual.double() - exact).norm() / exact.norm()).item()


def check_dynamic_sizes(
    name: str,
    compiled: Callable,
    exact: Callable,
    operands: Iterable[tuple[torch.Tensor, ...]],
    limit: float,
) -> dict:
    """The worst relative error of one `compiled` function on `operands` of
    several sizes, against `exact`; "ok" if it is below `limit`."""
    errors = [relative_error(compiled(*given), exact(*given)) for given in operands]
    # Each by itself: NaN is not below the limit, but max() may pass over it.
    return {"name": name, "error": max(errors), "ok": all(error < limit for error in errors)}
