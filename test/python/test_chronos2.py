"""Chronos-2 base through its shipped graph, against upstream's eager model."""

import json
import math

import pytest
import torch

from cutedsl.models.chronos2 import capture
from cutedsl.models.chronos2.model import CuteChronos2Model
from cutedsl.models.chronos2.weights import calibrate_, make_series

RELATIVE_L2 = 1e-5
OF_SCALE = 1e-4


@pytest.fixture(scope="module")
def upstream():
    return calibrate_(capture.make_model())


@pytest.fixture(scope="module")
def ours(upstream):
    return CuteChronos2Model.from_upstream(upstream)


def covariates(batch: int, length: int) -> torch.Tensor:
    values = torch.randn(batch, length, generator=torch.Generator().manual_seed(2))
    values[0] = math.nan
    return values


GROUPS = torch.tensor([0, 0, 0, 1, 1, 2, 2])

CASES = {
    "one series": dict(context=make_series(1, 512)),
    "one series, long horizon": dict(context=make_series(1, 512), num_output_patches=4),
    "ragged with NaN": dict(context=make_series(7, 500)),
    "groups": dict(context=make_series(7, 256), group_ids=GROUPS, num_output_patches=3),
    "covariates": dict(
        context=make_series(7, 320),
        group_ids=GROUPS,
        future_covariates=covariates(7, 32),
        num_output_patches=2,
    ),
    "covariates shorter than the horizon": dict(
        context=make_series(7, 320),
        future_covariates=covariates(7, 20),
        num_output_patches=2,
    ),
    "two patches of context": dict(context=make_series(2, 32)),
    "one patch of context": dict(context=make_series(3, 16)),
    "64 series in groups": dict(
        context=make_series(64, 128), group_ids=torch.arange(64) // 4, num_output_patches=1
    ),
}


def check(actual: torch.Tensor, expected: torch.Tensor) -> None:
    actual, expected = actual.double(), expected.double()
    assert actual.shape == expected.shape
    assert ((actual - expected).norm() / expected.norm()) < RELATIVE_L2
    assert (actual - expected).abs().max() < OF_SCALE * expected.abs().max()


@pytest.mark.parametrize("name", CASES)
def test_matches_eager(ours, upstream, name):
    with torch.no_grad():
        expected = upstream(**CASES[name]).quantile_preds
    check(ours(**CASES[name]).quantile_preds, expected)


def test_one_program_serves_every_batch_and_length(ours):
    for batch, length in ((2, 48), (3, 96), (5, 33)):
        ours(make_series(batch, length))
    assert set(ours._programs) <= {True, False}


def test_results_repeat_bit_for_bit(ours):
    context = make_series(7, 256)
    first = ours(context, group_ids=GROUPS).quantile_preds
    assert torch.equal(first, ours(context, group_ids=GROUPS).quantile_preds)


def test_new_weights_are_seen(upstream):
    model = CuteChronos2Model.from_upstream(upstream)
    context = make_series(2, 64)
    before = model(context).quantile_preds
    name = "encoder.final_layer_norm.weight"
    model.load_state_dict({name: upstream.state_dict()[name] * 1.5})
    assert not torch.equal(before, model(context).quantile_preds)


def test_loads_a_checkpoint(upstream, ours, tmp_path):
    upstream.save_pretrained(tmp_path)
    loaded = CuteChronos2Model.from_pretrained(tmp_path)
    context = make_series(2, 64)
    assert torch.equal(loaded(context).quantile_preds, ours(context).quantile_preds)


def test_other_sizes_are_refused(tmp_path):
    small = capture.make_model(num_layers=2)
    (tmp_path / "config.json").write_text(json.dumps(small.config.to_dict()))
    with pytest.raises(ValueError, match="num_layers = 12, but got 2"):
        CuteChronos2Model({}, json.loads((tmp_path / "config.json").read_text()))


def test_mask_that_contradicts_the_values_is_refused(ours):
    context = make_series(2, 64)
    with pytest.raises(ValueError, match="context_mask"):
        ours(context, context_mask=torch.zeros_like(context))


def test_shipped_graph_is_what_upstream_gives():
    text = capture.capture(capture.make_model())
    assert text == capture.graph_path("float32").read_text()


# Each bug of this table, planted in the graph, must be seen by the comparison.
PLANTED = {
    "sign of RoPE": ("aten.neg.default", "aten.alias.default"),
    "cosine and sine swapped": ("aten.cos.default", "aten.sin.default"),
    "no asinh": ("aten.asinh.default", "aten.alias.default"),
    "no sinh": ("aten.sinh.default", "aten.alias.default"),
    "tanh for relu": ("aten.relu.default", "aten.tanh.default"),
    "group ids ignored": ('"aten.eq.Tensor"', '"aten.ge.Tensor"'),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_planted_bugs_are_seen(upstream, bug):
    model = CuteChronos2Model.from_upstream(upstream)
    old, new = PLANTED[bug]
    assert old in model._graph
    model._graph = model._graph.replace(old, new)
    case = CASES["groups"]
    with torch.no_grad():
        expected = upstream(**case).quantile_preds
    actual = model(**case).quantile_preds
    # A planted bug that makes the output infinite is seen as well.
    distance = (actual - expected).norm() / expected.norm()
    assert not distance < 0.01
