"""Forecasting pipelines: upstream's with its inner model compiled by
`torch.compile`, and this project's over the shipped graph."""

import copy
import warnings

import numpy
import pandas
import pytest
import torch
from chronos.chronos2 import Chronos2Pipeline
from chronos2_cases import RELATIVE_L2, distance, thorough

from cutedsl.backend import Backend
from cutedsl.compiler import LibraryCompiler
from cutedsl.models.chronos2 import capture
from cutedsl.models.chronos2.pipeline import CuteChronos2Pipeline
from cutedsl.models.chronos2.upstream import prepare_for_compile
from cutedsl.models.chronos2.weights import calibrate_, make_series
from cutedsl.options import Options


def lengths(*sizes: int) -> list[torch.Tensor]:
    return [make_series(1, size, seed=size)[0] for size in sizes]


def tasks() -> list[dict]:
    """Two targets with a covariate of the past and one that is known ahead."""
    made = []
    for size in (100, 77):
        columns = make_series(5, size, seed=size).numpy()
        made.append(
            {
                "target": columns[:2],
                "past_covariates": {"wind": columns[2], "price": columns[3]},
                "future_covariates": {"price": make_series(1, 24, seed=3)[0].numpy()},
            }
        )
    return made


def frames() -> tuple[pandas.DataFrame, pandas.DataFrame]:
    past, future = [], []
    for i, size in enumerate((60, 90)):
        times = pandas.date_range("2024-01-01", periods=size + 12, freq="h")
        values = make_series(2, size + 12, seed=i).numpy()
        frame = pandas.DataFrame({"item_id": f"series {i}", "timestamp": times, "load": values[1]})
        past.append(frame[:size].assign(target=values[0][:size]))
        future.append(frame[size:])
    return pandas.concat(past), pandas.concat(future)


def numbers(frame: pandas.DataFrame) -> torch.Tensor:
    return torch.tensor(frame.select_dtypes(numpy.number).to_numpy())


# What a user asks of a pipeline.
REQUESTS = {
    "one series": lambda p: p.predict(lengths(200), prediction_length=16),
    "series of three lengths": lambda p: p.predict(lengths(64, 200, 33), prediction_length=24),
    "several batches": lambda p: p.predict(
        lengths(64, 200, 33, 48, 90), prediction_length=16, batch_size=2
    ),
    "several variates": lambda p: p.predict(make_series(6, 80).view(2, 3, 80), 20),
    "cross learning": lambda p: p.predict(
        lengths(64, 200, 33), prediction_length=24, cross_learning=True
    ),
    "covariates": lambda p: p.predict(tasks(), prediction_length=24),
    "quantiles": lambda p: sum(
        p.predict_quantiles(lengths(64, 50), 30, quantile_levels=[0.1, 0.33, 0.9]), []
    ),
    "data frame": lambda p: [
        numbers(p.predict_df(frames()[0], future_df=frames()[1], prediction_length=12))
    ],
}
LONG = {"beyond the longest horizon": lambda p: p.predict(lengths(64), prediction_length=1100)}


def compare(actual: list[torch.Tensor], expected: list[torch.Tensor]) -> None:
    assert len(actual) == len(expected)
    for a, e in zip(actual, expected, strict=True):
        assert a.dtype == e.dtype and distance(a, e) < RELATIVE_L2


# Upstream's pipeline.


@pytest.fixture(scope="module")
def small():
    """Upstream's pipeline over one layer, for many compilations."""
    sizes = dict(num_layers=1, d_model=128, d_ff=256, num_heads=4, d_kv=32)
    return Chronos2Pipeline(calibrate_(capture.make_model(**sizes)))


def compiled_copy(pipeline: Chronos2Pipeline, prepare=lambda model: model, dynamic=None):
    """Its inner model compiled in place, and the graphs that are made of it."""
    graphs = []
    options = Options(strict=True)
    backend = Backend(options, compiler=LibraryCompiler(), observer=graphs.append)
    model = prepare(copy.deepcopy(pipeline.model))
    model.compile(backend=backend, dynamic=dynamic)
    return Chronos2Pipeline(model), graphs


def test_upstream_s_pipeline_compiled(small):
    """Prepared, four graphs serve all that is asked, each one program: one
    series or more, one patch ahead or more."""
    ours, graphs = compiled_copy(small, prepare_for_compile, dynamic=True)
    counters = torch._dynamo.utils.counters
    counters.clear()
    for name, request in REQUESTS.items():
        compare(request(ours), request(small))
        print(name, len(graphs))
    assert not counters["graph_break"]
    assert all(len(graph.programs) == 1 and not graph.refusals for graph in graphs)
    assert len(graphs) <= 4


def test_upstream_s_pipeline_as_it_comes(small):
    """Its check of covariates cuts the model in several graphs; Dynamo says
    where, and the results are right."""
    ours, graphs = compiled_copy(small)
    counters = torch._dynamo.utils.counters
    counters.clear()
    request = REQUESTS["covariates"]
    compare(request(ours), request(small))
    assert any("ata-dependent" in reason for reason in counters["graph_break"])
    assert len(graphs) > 1 and not any(graph.refusals for graph in graphs)


# The project's.


@pytest.fixture(scope="module")
def upstream():
    return Chronos2Pipeline(calibrate_(capture.make_model()))


@pytest.fixture(scope="module")
def ours(upstream):
    return CuteChronos2Pipeline.from_upstream(upstream)


@pytest.mark.parametrize("name", REQUESTS | LONG)
@pytest.mark.filterwarnings("ignore:We recommend keeping prediction length")
def test_pipeline(ours, upstream, name):
    request = (REQUESTS | LONG)[name]
    compare(request(ours), request(upstream))


def test_data_frames_have_upstream_s_columns_and_times(ours, upstream):
    past, future = frames()
    arguments = dict(future_df=future, prediction_length=12, quantile_levels=[0.25, 0.5])
    actual = ours.predict_df(past, **arguments)
    expected = upstream.predict_df(past, **arguments)
    pandas.testing.assert_frame_equal(actual, expected, atol=1e-3)


def test_pipeline_is_saved_and_loaded(ours, tmp_path):
    ours.save_pretrained(tmp_path)
    request = REQUESTS["covariates"]
    expected = request(ours)
    loaded = CuteChronos2Pipeline.from_pretrained(tmp_path)
    assert all(map(torch.equal, request(loaded), expected))
    compare(request(Chronos2Pipeline.from_pretrained(tmp_path)), expected)


def test_embeddings_are_refused(ours):
    with pytest.raises(NotImplementedError, match="forecasts only"):
        ours.embed(lengths(64))


@thorough
@pytest.mark.parametrize("mode", ["full", "lora"])
def test_fine_tuning(ours, tmp_path, mode):
    if mode == "lora":
        pytest.importorskip("peft")
    ours.save_pretrained(tmp_path / "base")
    base = CuteChronos2Pipeline.from_pretrained(tmp_path / "base")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tuned = base.fit(
            lengths(200, 150),
            prediction_length=16,
            finetune_mode=mode,
            num_steps=2,
            batch_size=2,
            learning_rate=1e-3,
            output_dir=tmp_path,
        )
    request = REQUESTS["one series"]
    assert distance(request(tuned)[0], request(ours)[0]) > 1e-3
    for pipeline in (Chronos2Pipeline, CuteChronos2Pipeline):
        compare(request(tuned), request(pipeline.from_pretrained(tmp_path / "finetuned-ckpt")))
