"""Inputs of Chronos-2 and how far a result may be from eager's."""

import math
import os

import pytest
import torch

RELATIVE_L2 = 1e-5
OF_SCALE = 1e-4

# What takes half a minute or more and is covered at a smaller size.
thorough = pytest.mark.skipif(
    os.environ.get("CUTEDSL_THOROUGH") != "1", reason="takes long; CUTEDSL_THOROUGH=1 runs it"
)

GROUPS = torch.tensor([0, 0, 0, 1, 1, 2, 2])


def covariates(batch: int, length: int) -> torch.Tensor:
    """Known for all but the first series."""
    values = torch.randn(batch, length, generator=torch.Generator().manual_seed(2))
    values[0] = math.nan
    return values


def distance(actual: torch.Tensor, expected: torch.Tensor) -> float:
    """Relative L2."""
    assert actual.shape == expected.shape
    actual, expected = actual.double(), expected.double()
    return ((actual - expected).norm() / expected.norm()).item()


def check(actual: torch.Tensor, expected: torch.Tensor) -> None:
    assert distance(actual, expected) < RELATIVE_L2
    largest = (actual.double() - expected.double()).abs().max()
    assert largest < OF_SCALE * expected.abs().max()
