"""The command `cutedsl forecast`: reading a series, and the whole of it once."""

import io

import pandas
import pytest
import torch
from rich.console import Console

from cutedsl.models.chronos2 import forecast
from cutedsl.models.chronos2.series import read_series


def write(folder, text: str):
    path = folder / "series.csv"
    path.write_text(text)
    return path


def test_last_column_is_read_and_the_first_is_time(tmp_path):
    series = read_series(write(tmp_path, "day,a,b\n2024-01-01,1,5\n2024-01-02,2,\n2024-01-03,3,7"))
    assert series.name == "b"
    assert series.values.dtype == torch.float32
    assert series.values[[0, 2]].tolist() == [5, 7] and series.values[1].isnan()
    assert list(series.later(2)) == [pandas.Timestamp("2024-01-04"), pandas.Timestamp("2024-01-05")]


def test_a_column_may_be_named(tmp_path):
    path = write(tmp_path, "day,a,b\n2024-01-01,1,5\n2024-01-02,2,6")
    assert read_series(path, "a").values.tolist() == [1, 2]


def test_months_follow_the_calendar(tmp_path):
    rows = "\n".join(f"2023-{month:02}-01,{month}" for month in range(1, 13))
    series = read_series(write(tmp_path, "month,v\n" + rows))
    assert [str(t.date()) for t in series.later(3)] == ["2024-01-01", "2024-02-01", "2024-03-01"]


def test_irregular_times_go_on_by_the_median_step(tmp_path):
    path = write(tmp_path, "t,v\n2024-01-01,1\n2024-01-03,2\n2024-01-05,3\n2024-01-12,4")
    assert str(read_series(path).later(1)[0].date()) == "2024-01-14"


@pytest.mark.parametrize(
    "text, later",
    [
        ("year,v\n1990,1\n1991,2\n1992,3", [1993, 1994]),
        ("v\n4\n5\n6", [3, 4]),
        ("what,v\nx,4\ny,5", [2, 3]),
        ("t,v\n5,4\n3,5", [2, 3]),
    ],
)
def test_times_may_be_numbers_or_missing(tmp_path, text, later):
    assert list(read_series(write(tmp_path, text)).later(2)) == later


@pytest.mark.parametrize(
    "text, column, message",
    [
        ("t,v\n1,2", "w", "has no column 'w'; it has t, v"),
        ("t,v\n1,2\n2,many", None, "expected numbers in column 'v' .* got 'many' in line 3"),
        ("t,v\n", None, "has no values"),
        ("", None, "cannot be read"),
    ],
)
def test_what_is_no_series_is_refused(tmp_path, text, column, message):
    with pytest.raises(SystemExit, match=message):
        read_series(write(tmp_path, text), column)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="cannot be read"):
        read_series(tmp_path / "none.csv")


@pytest.mark.parametrize("arguments", [{"horizon": 0}, {"horizon": 1025}, {"context_length": 8193}])
def test_numbers_out_of_range_are_refused(arguments):
    with pytest.raises(SystemExit, match="expected a (horizon|context) of 1 to"):
        forecast.forecast(**arguments)


def test_forecast(tmp_path, monkeypatch):
    """The shipped series: what is printed, and the picture."""
    text = io.StringIO()
    monkeypatch.setattr(forecast, "console", Console(file=text, width=200))
    monkeypatch.setattr(forecast, "REPETITIONS", 1)
    picture = tmp_path / "forecast.png"
    forecast.forecast(horizon=20, output=str(picture), compare_inductor=False)
    printed = text.getvalue()
    for part in ("RANDOM", "kernels, called", "relative L2", "median ms", "eager", str(picture)):
        assert part in printed
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_forecast_that_is_off_is_an_error(monkeypatch):
    monkeypatch.setattr(forecast, "console", Console(file=io.StringIO()))
    eager = 370 + torch.randn(1, 21, 16)
    level = torch.tensor(370.0)
    forecast.compare(eager, eager, level)
    with pytest.raises(SystemExit, match="expected a distance below"):
        forecast.compare(eager * (1 + 1e-6), eager, level)
