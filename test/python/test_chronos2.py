"""Chronos-2 base through its shipped graph, against upstream's eager model."""

import copy
import json
import math

import pytest
import torch
from chronos2_cases import GROUPS, check, covariates, distance, thorough
from safetensors.torch import save_file

from cutedsl.models.chronos2 import capture
from cutedsl.models.chronos2.model import Batch, CuteChronos2Model
from cutedsl.models.chronos2.weights import calibrate_, make_series


@pytest.fixture(scope="module")
def upstream():
    return calibrate_(capture.make_model())


@pytest.fixture(scope="module")
def ours(upstream):
    return CuteChronos2Model.from_upstream(upstream)


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
    "64 series in groups": dict(context=make_series(64, 512), group_ids=torch.arange(64) // 4),
    "a series with no value, no groups": dict(
        context=torch.cat([make_series(2, 64), torch.full((1, 64), math.nan)]),
    ),
    "a series with no value": dict(
        context=torch.cat([make_series(2, 64), torch.full((1, 64), math.nan)]),
        group_ids=torch.zeros(3, dtype=torch.int64),
    ),
    "longer than the model's context": dict(context=make_series(1, 8192 + 100)),
    "horizon of 70 patches": dict(context=make_series(2, 64), num_output_patches=70),
    "a mask over known covariates": dict(
        context=make_series(3, 64),
        future_covariates=torch.linspace(-1, 1, 48).view(3, 16),
        future_covariates_mask=(torch.arange(48) % 3 > 0).float().view(3, 16),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_matches_eager(ours, upstream, name):
    with torch.no_grad():
        expected = upstream(**CASES[name]).quantile_preds
    check(ours(**CASES[name]).quantile_preds, expected)


def test_one_program_serves_every_batch_and_length(ours):
    for batch, length in ((2, 48), (3, 96), (5, 33)):
        ours(make_series(batch, length))
    assert set(ours._programs) <= set(Batch)


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


def test_loads_an_adapter(upstream, tmp_path):
    """Merged into the base that it names, as eager with the sum."""
    base, folder = tmp_path / "base", tmp_path / "adapter"
    upstream.save_pretrained(base)
    folder.mkdir()
    name = "encoder.block.3.layer.0.self_attention.v"
    a, b = torch.randn(4, 768) / 28, torch.randn(768, 4) / 2
    halves = {f"{name}.lora_A.weight": a, f"{name}.lora_B.weight": b}
    save_file(
        {f"base_model.model.{n}": t for n, t in halves.items()},
        folder / "adapter_model.safetensors",
    )
    config = {"peft_type": "LORA", "lora_alpha": 8, "base_model_name_or_path": str(base)}
    (folder / "adapter_config.json").write_text(json.dumps(config))

    case = CASES["ragged with NaN"]
    tuned = copy.deepcopy(upstream)
    with torch.no_grad():
        tuned.get_parameter(f"{name}.weight").add_(2 * b @ a)
        expected, before = tuned(**case).quantile_preds, upstream(**case).quantile_preds
    assert distance(expected, before) > 0.01
    check(CuteChronos2Model.from_pretrained(folder)(**case).quantile_preds, expected)


def config_with(**changes) -> dict:
    config = dict(capture.BASE) | {"chronos_config": dict(capture.FORECASTING)}
    for name, value in changes.items():
        where = config["chronos_config"] if name in capture.FORECASTING else config
        where[name] = value
    return config


@pytest.mark.parametrize(
    "name, value",
    [
        ("num_layers", 2),
        ("feed_forward_proj", "gelu"),
        ("layer_norm_epsilon", 1e-5),
        ("use_arcsinh", False),
        ("use_reg_token", None),
        ("time_encoding_scale", 512),
        ("output_patch_size", 32),
        ("quantiles", [0.1, 0.5, 0.9]),
    ],
)
def test_what_the_graph_does_not_compute_is_refused(name, value):
    CuteChronos2Model({}, config_with())
    with pytest.raises(ValueError, match=name):
        CuteChronos2Model({}, config_with(**{name: value}))


def test_other_frequencies_are_followed(upstream):
    config = upstream.config.to_dict() | {"rope_theta": 500.0}
    model = CuteChronos2Model(dict(upstream.named_parameters()), config)
    other = type(upstream)(type(upstream.config).from_dict(config)).eval()
    other.load_state_dict(upstream.state_dict())
    context = make_series(1, 512)
    with torch.no_grad():
        check(model(context).quantile_preds, other(context).quantile_preds)


def test_device_without_a_compiler_is_refused():
    with pytest.raises(ValueError, match="but got meta"):
        CuteChronos2Model({}, config_with(), device="meta")


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(context=torch.zeros(64)), r"context to be \[batch, length\]"),
        (dict(group_ids=torch.zeros(3, dtype=torch.int64)), r"group_ids to be \[2\]"),
        (dict(future_covariates=torch.zeros(2, 17)), r"\[2, at most 16\]"),
        (dict(future_covariates=torch.zeros(1, 16)), r"\[2, at most 16\]"),
        (
            dict(
                future_covariates=torch.full((2, 16), math.nan),
                future_covariates_mask=torch.ones(2, 16),
            ),
            "where future_covariates_mask is 1, but got NaN",
        ),
    ],
)
def test_wrong_arguments_are_refused(ours, arguments, message):
    with pytest.raises(ValueError, match=message):
        ours(**({"context": make_series(2, 64)} | arguments))


def test_mask_that_contradicts_the_values_is_refused(ours):
    context = make_series(2, 64)
    with pytest.raises(ValueError, match="context_mask"):
        ours(context, context_mask=torch.zeros_like(context))


@pytest.mark.parametrize("name", ["float32", pytest.param("bfloat16", marks=thorough)])
def test_shipped_graph_is_what_upstream_gives(name):
    model = capture.convert_(capture.make_model(), capture.DTYPES[name])
    assert capture.capture(model) == capture.graph_path(name).read_text()


# bfloat16.


@pytest.fixture(scope="module")
def upstream_bfloat16(upstream):
    return capture.convert_(copy.deepcopy(upstream), torch.bfloat16)


@pytest.fixture(scope="module")
def ours_bfloat16(upstream_bfloat16):
    return CuteChronos2Model.from_upstream(upstream_bfloat16)


def test_bfloat16_checkpoint_is_loaded_as_upstream_does(upstream_bfloat16, ours_bfloat16, tmp_path):
    """Weights are rounded, RoPE's frequencies are not."""
    upstream_bfloat16.save_pretrained(tmp_path)
    loaded = type(upstream_bfloat16).from_pretrained(tmp_path, dtype=torch.bfloat16)
    ours = CuteChronos2Model.from_pretrained(tmp_path, dtype=torch.bfloat16)
    buffers = dict(loaded.named_buffers())
    for name, tensor in ours._tensors.items():
        expected = buffers[name] if name in buffers else loaded.get_parameter(name)
        assert tensor.dtype == expected.dtype and torch.equal(tensor, expected), name


@pytest.mark.parametrize(
    "name", ["one series", "ragged with NaN", "covariates", "one series, long context"]
)
def test_bfloat16_is_as_exact_as_eager(upstream_bfloat16, ours_bfloat16, name):
    long = dict(context=make_series(1, 2048), num_output_patches=4)
    case = CASES.get(name, long)
    wide = copy.deepcopy(upstream_bfloat16).double()
    with torch.no_grad():
        exact = wide(**case).quantile_preds
        eager = upstream_bfloat16(**case).quantile_preds
    actual = ours_bfloat16(**case).quantile_preds
    print(f"ours {distance(actual, exact):.2e}, eager {distance(eager, exact):.2e}")
    assert distance(actual, exact) <= 1.1 * distance(eager, exact)


def test_runs_a_bundle_compiled_elsewhere(upstream, ours, tmp_path):
    import json

    from cutedsl.library import library

    bundle, _ = library().compile(ours._graph, json.dumps({"target": "cpu"}))
    (tmp_path / "model.bundle").write_bytes(bundle)
    model = CuteChronos2Model.from_upstream(upstream)
    model.load_bundle(tmp_path / "model.bundle")
    context = make_series(3, 64)
    assert torch.equal(model(context).quantile_preds, ours(context).quantile_preds)
