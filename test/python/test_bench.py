"""What ./dev bench leaves under bench/results."""

from __future__ import annotations

import html
import json
import sys
import time

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT))

from bench import report  # noqa: E402
from bench.harness import Report, Row, interleaved_medians  # noqa: E402

FIELDS = {"work", "ours", "unit", "peers", "ratio", "command", "machine", "versions"}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "bench/results").glob("*.json")), ids=lambda p: p.stem
)
def test_results_name_their_peers(path):
    """A number says what it was measured against, with what and where."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert rows
    for row in rows:
        assert FIELDS <= set(row), f"{path.name}: {row.get('work')}"
        if row["peers"]:
            best = min(row["peers"].values())
            assert row["ratio"] == pytest.approx(best / row["ours"], rel=0.02)
        else:
            assert row["ratio"] is None
        assert {"cutedsl", "torch"} <= set(row["versions"])


def test_the_page_shows_every_row():
    results = report.read(report.RESULTS)
    page = report.page(results)
    text = html.unescape(page)
    for rows in results.values():
        for row in rows:
            assert row["work"] in text and row["command"] in text
    assert "<svg" in text and report.page(results) == page


def test_the_peak_that_a_row_reaches():
    on = {"device": "NVIDIA H200"}
    assert report.roofline(on | {"tflops": 494.5}) == 0.5
    assert report.roofline(on | {"tflops": 494.5, "work": "fp8 of any size"}) == 0.25
    assert report.roofline(on | {"terabytes_per_second": 2.4}) == 0.5
    assert report.roofline({"tflops": 494.5}) is None and report.roofline(on) is None


def test_a_row_is_one_line(tmp_path):
    rows = Report("any", tmp_path / "rows.json")
    rows.add(Row("adding", 2.0, "ms", {"slow": 8.0, "best": 3.0}, {"threads": 1}))
    rows.add(Row("alone", 2.0, "ms", {}))
    first, second = map(json.loads, (tmp_path / "rows.json").read_text().splitlines())
    assert first["ratio"] == 1.5 and first["threads"] == 1 and second["ratio"] is None


def test_medians_are_taken_in_turns():
    order: list[str] = []
    times = interleaved_medians(
        {"a": lambda: order.append("a"), "b": lambda: order.append("b")}, warmup=1, repetitions=3
    )
    assert order == ["a", "b"] + ["a", "b"] * 3
    assert set(times) == {"a", "b"} and times["a"]["low"] <= times["a"]["median"]


def test_what_comes_before_does_not_count():
    order: list[str] = []
    times = interleaved_medians(
        {"a": lambda: order.append("a")},
        warmup=0,
        repetitions=3,
        before=lambda: (order.append("before"), time.sleep(0.02)),
    )
    assert order == ["before", "a"] * 3
    assert times["a"]["high"] < 20
