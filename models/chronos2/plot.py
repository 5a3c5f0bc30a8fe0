"""The picture of a forecast."""

from __future__ import annotations

import torch

from .capture import QUANTILES
from .series import Series

INK, ACCENT = "#30343f", "#0a7f78"


def draw(
    series: Series,
    history: torch.Tensor,
    quantiles: torch.Tensor,
    horizon: int,
    title: str,
    path: str,
) -> None:
    """The history that the model saw, and the quantiles [21, >= horizon]."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    # As much of the past as shows the forecast well.
    shown = history[-max(4 * horizon, 64) :]
    times, future = series.times[-len(shown) :], series.later(horizon)
    level = {q: quantiles[i, :horizon] for i, q in enumerate(QUANTILES)}
    figure, axes = plt.subplots(figsize=(11, 4.5), layout="constrained")
    # A value between missing ones has no line: show it as a point.
    marker = "." if shown.isnan().any() or len(shown) < 32 else None
    axes.plot(times, shown, color=INK, linewidth=1.2, marker=marker, label=series.name)
    for low, high, alpha in ((0.05, 0.95, 0.15), (0.25, 0.75, 0.3)):
        axes.fill_between(
            future,
            level[low],
            level[high],
            color=ACCENT,
            alpha=alpha,
            linewidth=0,
            label=f"{low:.0%} to {high:.0%}",
        )
    axes.plot(future, level[0.5], color=ACCENT, linewidth=1.4, label="median")
    axes.axvline(times[-1], color=INK, linewidth=0.8, linestyle=":")
    axes.set_title(title, loc="left", fontsize=11)
    axes.legend(frameon=False, loc="upper left", ncols=4, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=INK, alpha=0.12, linewidth=0.6)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.1 * (high - low))  # room for the legend
    figure.savefig(path, dpi=130)
    plt.close(figure)
