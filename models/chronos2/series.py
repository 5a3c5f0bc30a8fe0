"""A series from a CSV file, and the times that come after it."""

from __future__ import annotations

import dataclasses
import pathlib
import warnings
from typing import Any

import torch


@dataclasses.dataclass
class Series:
    name: str
    # When each value was: a pandas index of times, or of numbers.
    times: Any
    # [length] float32, NaN where missing.
    values: torch.Tensor

    def later(self, count: int) -> Any:
        """The next `count` times."""
        import pandas

        times = self.times
        if not isinstance(times, pandas.DatetimeIndex):
            step = times[-1] - times[-2] if len(times) > 1 else 1
            return pandas.Index([times[-1] + step * (i + 1) for i in range(count)])
        # A calendar's months are not equally long, but have a name.
        frequency = pandas.infer_freq(times[-400:]) if len(times) > 2 else None
        if frequency is None:
            steps = times[1:] - times[:-1]
            frequency = steps.to_series().median() if len(steps) else pandas.Timedelta(days=1)
        return pandas.date_range(times[-1], periods=count + 1, freq=frequency)[1:]


def read_series(path: pathlib.Path, column: str | None = None) -> Series:
    """The named column of a CSV file, or its last; the first column is time."""
    import pandas

    try:
        frame = pandas.read_csv(path)
    except (OSError, ValueError) as error:  # of which pandas' own are subclasses
        raise SystemExit(f"error: {path} cannot be read: {error}") from None
    name = column or frame.columns[-1]
    if name not in frame.columns:
        found = ", ".join(frame.columns)
        raise SystemExit(f"error: {path} has no column {name!r}; it has {found}")
    numbers = pandas.to_numeric(frame[name], errors="coerce")
    wrong = frame[name][numbers.isna() & frame[name].notna()]
    if len(wrong):
        raise SystemExit(
            f"error: expected numbers in column {name!r} of {path}, but got {wrong.iloc[0]!r} "
            f"in line {wrong.index[0] + 2}"
        )
    if not numbers.notna().any():
        raise SystemExit(f"error: column {name!r} of {path} has no values")
    return Series(name, _times(frame, name), torch.tensor(numbers.to_numpy("float32")))


def _times(frame: Any, name: str) -> Any:
    """The first column if it is dates or rising numbers, else the row's number."""
    import pandas

    first = frame[frame.columns[0]]
    if first.name == name:
        return frame.index
    if pandas.api.types.is_numeric_dtype(first):
        rises = first.is_monotonic_increasing and first.is_unique
        return pandas.Index(first) if rises else frame.index
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # words that are no dates
        times = pandas.to_datetime(first, errors="coerce")
    return frame.index if times.isna().any() else pandas.DatetimeIndex(times)
