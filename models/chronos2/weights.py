"""Random weights on which every part of Chronos-2 moves the output.

Upstream's own initialisation is useless for tests: at its usual scale removing
all attention changes the output by less than a float32 tolerance. Here every
linear has standard deviation gain / sqrt(fan_in), with gains that keep
attention away from both uniform and one-hot, and norms and biases are not
trivial. Planting any one bug then moves the output by at least 0.1 relative L2.
"""

import math

import torch

# Attention is unscaled, so logits have standard deviation QK_GAIN**2.
QK_GAIN = 1.8
GAINS = {"q": QK_GAIN, "k": QK_GAIN, "o": 1.0, "wo": 0.5}
OUTPUT_GAINS = {"output_layer": 0.7, "residual_layer": 0.5}


def _fill(parameter, generator, std, mean=0.0):
    noise = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
    with torch.no_grad():
        parameter.copy_((noise * std + mean).to(parameter))


def _matrix_std(name: str, shape: torch.Size, d_kv: int) -> float:
    leaf = name.split(".")[-2]
    if leaf == "shared":  # the REG token's row
        return 1.0
    std = GAINS.get(leaf, 1.0) / math.sqrt(shape[1])
    if leaf in ("q", "k"):
        # Tokens of one group correlate more, so group logits need a little more.
        std *= d_kv**-0.25 * (1.25 if ".layer.1." in name else 1.0)
    if name.startswith("output_patch"):
        std *= OUTPUT_GAINS.get(leaf, 1.0)
    return std


def calibrate_(model: torch.nn.Module, seed: int = 0) -> torch.nn.Module:
    """Fill a `chronos.chronos2.Chronos2Model` of any size in place and return it."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in sorted(model.named_parameters()):
        if parameter.dim() == 1:
            _fill(parameter, generator, 0.2, 1.0 if "layer_norm" in name else 0.0)
            continue
        _fill(parameter, generator, _matrix_std(name, parameter.shape, model.config.d_kv))
        if name.startswith("input_patch") and not name.endswith("output_layer.weight"):
            # Times are below 0.1, masks are mostly 1: without this, tokens
            # share one direction and attention has nothing to choose from.
            third = parameter.shape[1] // 3
            with torch.no_grad():
                parameter[:, :third] *= 8
                parameter[:, -third:] *= 0.3
    return model


def make_series(batch: int = 7, length: int = 500, seed: int = 1) -> torch.Tensor:
    """Off-centre float32 series [batch, length]; with more than three rows also
    left padding, a hole and a constant row."""
    generator = torch.Generator().manual_seed(seed)
    time = torch.arange(length) / (5 + 10 * torch.rand(batch, 1, generator=generator))
    noise = torch.randn(batch, length, generator=generator)
    series = 2 + 3 * (torch.sin(time + torch.arange(batch)[:, None]) + 0.5 * noise)
    if batch > 3:
        series[1, : length // 2 + 3] = math.nan
        series[2, length // 5 : length // 5 + 40] = math.nan
        series[batch - 1] = 4.0
    return series
