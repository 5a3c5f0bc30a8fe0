"""Programs that others wrote as linalg on tensors, from a file to numbers."""

from __future__ import annotations

import json

import numpy
import pytest
import torch
import torch.nn.functional as F
from conftest import ROOT
from test_cutedsl_run import run, save

LINALG = ROOT / "test/Inputs/linalg"


def random(*shape: int) -> numpy.ndarray:
    return numpy.random.default_rng(sum(shape)).standard_normal(shape, dtype="float32")


@pytest.mark.parametrize(("m", "n"), [(9, 9), (33, 70), (1, 5)])
def test_attention_of_any_length(tmp_path, m, n):
    q, k, v = random(4, m, 16), random(4, n, 16), random(4, n, 16) + 1
    inputs = save(tmp_path, q, k, v)
    run(LINALG / "attention.mlir", inputs, f"--output={tmp_path / 'y.npy'}")
    mask = torch.ones(m, n, dtype=torch.bool).tril()
    q, k, v = map(torch.from_numpy, (q, k, v))
    expected = F.scaled_dot_product_attention(q, k, v, mask)
    actual = torch.from_numpy(numpy.load(tmp_path / "y.npy"))
    torch.testing.assert_close(actual, expected, rtol=1e-4, atol=1e-5)
    assert "all right" in run(LINALG / "attention.mlir", inputs, "--verify").stdout


def test_attention_is_one_kernel():
    report = json.loads(run(LINALG / "attention.mlir", "--explain").stdout)
    assert [k["archetype"] for k in report["kernels"] if k["archetype"] != "pointwise"] == [
        "attention"
    ]


def test_sizes_must_agree(tmp_path):
    inputs = save(tmp_path, random(4, 3, 16), random(4, 5, 16), random(4, 6, 16))
    message = run(LINALG / "attention.mlir", inputs, expect=1).stderr
    assert "expected" in message and "5" in message and "6" in message


def test_convolution(tmp_path):
    x, w, b = random(2, 10, 3), random(3, 3, 4), random(4)
    run(LINALG / "convolution.mlir", save(tmp_path, x, w, b), f"--output={tmp_path / 'y.npy'}")
    x, w, b = map(torch.from_numpy, (x, w, b))
    w = w.bfloat16().float()
    expected = F.relu(F.conv1d(x.mT, w.permute(2, 1, 0), b, padding=1)).mT
    actual = torch.from_numpy(numpy.load(tmp_path / "y.npy"))
    torch.testing.assert_close(actual, expected, rtol=1e-5, atol=1e-5)


def test_through_the_command_line(tmp_path):
    """The Python side, with its cache."""
    from typer.testing import CliRunner

    from cutedsl.cli import app

    invoke = CliRunner().invoke
    bundle = tmp_path / "convolution.bundle"
    result = invoke(app, ["compile", str(LINALG / "convolution.mlir"), "-o", str(bundle)])
    assert result.exit_code == 0, result.output
    for path in (bundle, LINALG / "convolution.mlir"):
        result = invoke(app, ["run", str(path)])
        assert result.exit_code == 0, result.output
        assert "result 0: f32[2, 10, 4]" in result.output
